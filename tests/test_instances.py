"""Several instances of one tool: as many tools, with the mappings and the models of one."""

import csv
import re
from pathlib import Path

import duckdb
import pytest
import yaml
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.errors import BadDeclaration
from orchestration.instances import LONGEST, fault_of, is_instance, name_in_models
from orchestration.loading.declarations import read_declarations
from orchestration.loading.discovery import find_exports
from orchestration.night import Company
from orchestration.seeds import DBT_PROJECT, check_seeds, lay_project
from orchestration.settings import SAMPLE_EXPORTS, RunOptions, SystemFormat, load_settings
from tests.company.company import Company as SimulatedCompany
from tests.company.metrics import truth
from tests.company.orgs import OTHER, write_seeds, write_two_orgs
from tests.nights import run_night, small_company, write_export
from tests.test_company import AS_OF, differences, fact_differences

BOTH = ("salesforce", "salesforce@emea")
TOOLS = ("salesforce", "marketo", "template")
# Both orgs have all users: each is two, and so is each cell of an owner.
OF_A_SYSTEM = {"owner", "origin_system"}
# What is counted by system, or holds a user as a row.
BY_SYSTEM = {"core.dim_users", "core.dim_sources", "quality.unmapped_values"}
# An owner's part in a change is half of what it is where the owner is one user.
BY_OWNER = {"alerts"}


@pytest.fixture(scope="module")
def two_orgs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a night of the simulated company in two orgs; its exports lie beside it."""
    folder = tmp_path_factory.mktemp("two_orgs")
    write_two_orgs(SimulatedCompany(), folder / "exports")
    write_seeds(folder / "exports", folder / "seeds")
    run_night(folder / "exports", folder / "home", seeds=folder / "seeds")
    return folder / "home"


def rows_of(home: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "marts.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_company_in_two_orgs_has_the_metrics_of_one(two_orgs: Path) -> None:
    """Every cell that is of no system: what became of a lead does not hang on its org."""
    told = truth(SimulatedCompany(), AS_OF)
    assert (
        differences(
            two_orgs / "marts.duckdb",
            {name: table for name, table in told.items() if name not in BY_OWNER},
            apart=OF_A_SYSTEM,
        )
        == []
    )


def test_a_company_in_two_orgs_has_the_facts_of_one(two_orgs: Path) -> None:
    """Every person, account, lead, handoff, deal and activity, but for the name of its system."""
    told = fact_differences(
        two_orgs / "marts.duckdb",
        SimulatedCompany(),
        AS_OF,
        two_orgs.parent / "exports",
        without=OTHER,
    )
    # of fields of which only one org keeps a history, the other's tells of a record that it has not
    ours = [
        line for line in told if line.split(":")[0] not in {*BY_SYSTEM, "quality.unlinked_records"}
    ]
    assert ours == []


def test_ids_of_two_instances_are_never_one(two_orgs: Path) -> None:
    """Both orgs have users and campaigns of the same ids, and each lead an owner of its own org."""
    users = rows_of(
        two_orgs,
        "select user_name, count(distinct user_id), string_agg(system, ' ' order by system) "
        "from core.dim_users where is_person group by user_name",
    )
    assert {(count, systems) for _, count, systems in users} == {(2, " ".join(BOTH))}
    owners = rows_of(
        two_orgs,
        "select distinct accounts.system, users.system from core.dim_accounts as accounts "
        "inner join core.dim_users as users on accounts.owner_id = users.user_id",
    )
    assert sorted(owners) == [(system, system) for system in BOTH]


def test_an_id_of_another_tool_is_of_the_instance_of_the_same_name(two_orgs: Path) -> None:
    with duckdb.connect(str(two_orgs / "build.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select distinct split_part(record_key, ':', 1), split_part(linked_record_key, ':', 1) "
            "from intermediate.int_person_links_unioned where link_kind = 'stored_id'"
        ).fetchall()
    pairs = [("marketo", "salesforce"), ("marketo@emea", "salesforce@emea")]
    assert {tuple(sorted(pair)) for pair in found} == set(pairs)


def test_what_goes_back_goes_back_to_each_instance(two_orgs: Path) -> None:
    """Files of its own, of its own records."""
    [night] = (two_orgs / "feedback").iterdir()
    assert {folder.name for folder in night.iterdir() if folder.is_dir()} >= {
        "marketo",
        "marketo@emea",
        *BOTH,
    }
    given = {}
    for org in ("", OTHER):
        file = next((night / f"marketo{org}").glob("*returned_leads*.csv"))
        given[org] = {row[0] for row in list(csv.reader(file.open(encoding="utf-8")))[1:]}
    assert all(given.values())
    assert given[""].isdisjoint(given[OTHER])


def test_the_quality_page_names_each_instance(two_orgs: Path) -> None:
    for language in ("en", "fr"):
        assert "salesforce@emea" in (two_orgs / "reports" / language / "quality.html").read_text()


def test_of_tools_without_exports_dbt_reads_nothing(tmp_path: Path) -> None:
    """Neither a file of theirs nor their place in a shape; of a tool's instance alone neither."""
    exports, home = tmp_path / "exports", tmp_path / "home"
    for system in ("template@two", "survey", "other"):
        (exports / system).mkdir(parents=True)
    landed = home / "landing" / "marketo" / "leads"
    landed.mkdir(parents=True)
    (home / "landing" / "hubspot" / "contacts").mkdir(parents=True)
    (landed / "20260930T000000Z_ab_cd.parquet").write_bytes(b"")
    options = RunOptions.resolve(home=home, exports=exports, environment={})
    company = Company.read(options)
    assert set(company.systems) == {"template@two", "survey", "marketo"}
    project = lay_project(home, systems=company.systems)
    tools = {each.name for each in (DBT_PROJECT / "models" / "staging").iterdir() if each.is_dir()}
    passed_over = (project / ".dbtignore").read_text("utf-8").splitlines()
    assert {"salesforce", "template", "hubspot"} < tools
    assert set(passed_over) == {
        f"models/staging/{tool}/" for tool in tools - {"survey", "marketo", "control", "reference"}
    }
    shapes = yaml.safe_load((project / "dbt_project.yml").read_text("utf-8"))["vars"]["shapes"]
    assert shapes["people"] == ["marketo", "template_at_two"]
    assert shapes["survey_answers"] == ["survey"]
    assert shapes["companies"] == []


def test_every_tool_is_laid_where_none_is_named(tmp_path: Path) -> None:
    project = lay_project(tmp_path)
    assert (project / ".dbtignore").read_text("utf-8") == ""
    for name in ("dbt_project.yml", "profiles.yml"):
        assert (project / name).read_bytes() == (DBT_PROJECT / name).read_bytes()
    assert list((project / "instances").iterdir()) == []


def test_an_instance_has_the_mappings_of_its_tool_and_its_own_before_them(tmp_path: Path) -> None:
    """A row of its own takes the place of the tool's for the same value, in any case."""
    mappings = tmp_path / "seeds" / "mappings"
    mappings.mkdir(parents=True)
    header = "system,raw_reason,reason_code"
    rows = ["*,Foo,no_budget", "salesforce,Bar,bad_timing", "salesforce,Baz,no_authority"]
    own = ["salesforce@emea,BAR,no_budget", "hubspot@us,Bar,no_budget"]
    (mappings / "reason_mapping.csv").write_text("\n".join([header, *rows, *own]) + "\n")
    assert check_seeds(tmp_path / "seeds") == []
    project = lay_project(tmp_path / "home", tmp_path / "seeds", systems=["salesforce@emea"])
    laid = (project / "seeds" / "mappings" / "reason_mapping.csv").read_text().splitlines()
    assert laid == [header, *rows, *own, "salesforce@emea,Baz,no_authority"]


def test_an_instance_that_goes_leaves_nothing_of_itself_in_the_project(tmp_path: Path) -> None:
    lay_project(tmp_path, systems=["salesforce@emea"])
    project = lay_project(tmp_path)
    assert [file for file in (project / "instances").rglob("*") if file.is_file()] == []
    assert (project / "dbt_project.yml").read_bytes() == (
        DBT_PROJECT / "dbt_project.yml"
    ).read_bytes()


@pytest.mark.parametrize("system", ["salesforce", "hubspot", "template"])
def test_every_model_of_a_tool_is_laid_for_its_instance(tmp_path: Path, system: str) -> None:
    """Under names that every engine takes, and with no word of the tool's own rows."""
    project = lay_project(tmp_path, systems=[f"{system}@emea"])
    shipped = (DBT_PROJECT / "models" / "staging" / system).glob("*.sql")
    laid = {file.stem: file for file in (project / "instances").rglob("*.sql")}
    called = name_in_models(f"{system}@emea")
    assert laid.keys() == {file.stem.replace(f"{system}__", f"{called}__") for file in shipped}
    for file in laid.values():
        text = file.read_text("utf-8")
        of_the_tool = rf"'{system}[:']|ref\('(stg_)?{system}__"
        assert re.search(of_the_tool, text) is None, file.name
    longest = max(len(name) for name in laid) - len("emea") + LONGEST
    assert longest <= 63, "PostgreSQL cuts a longer name"


def test_custom_fields_and_settings_of_a_tool_hold_for_its_instance(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    (seeds / "mappings").mkdir(parents=True)
    (seeds / "mappings" / "custom_fields.csv").write_text(
        "field,system,object,column_name,data_type,name_en,name_fr,is_dimension\n"
        "machines,salesforce,lead,Machines__c,number,Machines,Machines,\n"
        "machines,salesforce@emea,lead,Machines_EMEA__c,number,Machines,Machines,\n"
        "budget,salesforce,contact,Budget__c,number,Budget,Budget,\n"
    )
    (seeds / "settings.yml").write_text(
        "systems:\n"
        "  salesforce: {time_zone: Europe/Paris, day_order: dmy}\n"
        "  salesforce@emea: {time_zone: Europe/London}\n"
    )
    (tmp_path / "exports" / "salesforce@emea").mkdir(parents=True)
    options = RunOptions.resolve(
        home=tmp_path / "home", exports=tmp_path / "exports", seeds=seeds, environment={}
    )
    declared = Company.read(options).declarations
    emea = declared["salesforce@emea"]
    assert (emea.time_zone, emea.day_order, emea.role) == ("Europe/London", "dmy", "crm")
    aliases = {
        (system, each.name, column.name): column.aliases
        for system in BOTH
        for each in declared[system].objects
        for column in each.columns
        if column.name.startswith("custom_")
    }
    assert aliases == {
        ("salesforce", "lead", "custom_machines"): ("Machines__c",),
        ("salesforce", "contact", "custom_budget"): ("Budget__c",),
        ("salesforce@emea", "lead", "custom_machines"): ("Machines_EMEA__c",),
        ("salesforce@emea", "contact", "custom_budget"): ("Budget__c",),
    }


def test_settings_may_name_an_instance_before_its_first_export_but_no_bad_one() -> None:
    settings = load_settings()
    early = settings.model_copy(update={"systems": {"salesforce@emea": SystemFormat()}})
    assert "salesforce@emea" not in read_declarations(early)
    bad = settings.model_copy(update={"systems": {"salesforce@EMEA": SystemFormat()}})
    with pytest.raises(BadDeclaration, match=r"column systems\.salesforce@EMEA: .*small letters"):
        read_declarations(bad)


@pytest.mark.parametrize("name", ["emea", "us2", "north_am", "a"])
def test_good_names_of_instances(name: str) -> None:
    assert fault_of(f"salesforce@{name}", TOOLS) is None


@pytest.mark.parametrize(
    "name", ["", "EMEA", "eu-west", "2nd", "_x", "x_", "a__b", "a@b", "élan", "x" * (LONGEST + 1)]
)
def test_bad_names_of_instances_are_told_with_what_to_write(name: str) -> None:
    fault = fault_of(f"salesforce@{name}", TOOLS)
    assert fault is not None
    assert "write salesforce@ and a name of small letters" in fault
    assert "none of which there can be several; these are" in (fault_of("rates@x", TOOLS) or "")


def test_a_folder_of_a_bad_name_is_told_and_its_files_are_not_loaded(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    write_export(exports, "2026-09-30", small_company(), "template@two")
    write_export(exports, "2026-09-30", {"people": small_company()["people"]}, "template@Two")
    write_export(exports, "2026-09-30", {"people": small_company()["people"]}, "rates@two")
    options = RunOptions.resolve(home=tmp_path / "home", exports=exports, environment={})
    company = Company.read(options)
    assert [name for name in company.declarations if is_instance(name)] == ["template@two"]
    files, others = find_exports(exports, company.declarations, "Europe/Paris")
    assert {file.system.name for file in files} == {"template@two"}
    assert [(each.system, each.status) for each in others] == [
        ("rates@two", "ignored"),
        ("template@Two", "ignored"),
    ]
    for each in others:
        assert f"{each.system!r} names no instance of a tool: name the folder <tool>@<name>" in (
            each.message
        )


def test_a_mapping_row_of_a_bad_instance_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "reason_mapping.csv").write_text(
        "system,raw_reason,reason_code\nsalesforce@EMEA,Foo,no_budget\n"
    )
    [problem] = check_seeds(tmp_path)
    assert (problem.line, problem.column) == (2, "system")
    assert "write salesforce@ and a name of small letters" in problem.advice


def test_an_instance_whose_exports_are_gone_stays_what_it_is(tmp_path: Path) -> None:
    """What was landed of it counts, as of any export that is there no more."""
    (tmp_path / "home" / "landing" / "template@two" / "people").mkdir(parents=True)
    options = RunOptions.resolve(home=tmp_path / "home", exports=SAMPLE_EXPORTS, environment={})
    assert "template@two" in Company.read(options).declarations


def test_accord_add_begins_an_instance_where_it_is_told_which(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    file = tmp_path / "people.csv"
    file.write_text("\n".join(small_company()["people"]) + "\n")

    def add(*arguments: str) -> str:
        given = ["add", str(file), "--at", "2026-10-01", "--exports", str(exports), *arguments]
        return CliRunner().invoke(app, given).output

    assert "small letters" in add("--tool", "template@Two")
    add("--tool", "template@two")
    assert (exports / "template@two" / "2026-10-01" / "people.csv").is_file()
    # there are two of the tool now: whose the next file is must be said
    assert "template.people or template@two.people; say whose it is (--tool)" in " ".join(
        add().split()
    )
