"""The guide to a tool of one's own is true: a tool begun and filled in by it lands and builds.

What it tells to edit and to write is read from the page. Only the files are made up here: the data
set of which it tells is nobody's to hand on.
"""

import csv
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration import seeds
from orchestration.databases import forget_candidate
from orchestration.loading.declarations import read_declarations
from orchestration.loading.landing import LoadRecord
from orchestration.loading.loader import load_exports
from orchestration.new_tool import NewTool, new_tool
from orchestration.night import dbt_worker
from orchestration.publishing import is_published
from orchestration.seeds import check_seeds, declared, lay_project
from orchestration.settings import PROJECT, SHIPPED_SEEDS, RunOptions, load_settings
from orchestration.transform import common_arguments
from tests import test_house_rules as house
from tests.compiled_models import CompiledModels
from tests.staging.real_data import copy_of_real_exports
from tests.staging.samples import departures, lay_samples
from tests.staging.tool_build import rows_of

GUIDE = (PROJECT / "docs" / "add_a_tool.md").read_text("utf-8")
TOOL = "x_education"
# A file and the block that follows it.
BLOCK = re.compile(
    r"`(?P<file>[\w/.]+\.\w+)`[^\n]*:\n\n```(?P<kind>diff|csv)\n(?P<text>.*?)```", re.S
)
# The header of the file, of which the guide shows a part.
HEADER = (
    "Prospect ID,Lead Number,Lead Origin,Lead Source,Do Not Email,Do Not "
    "Call,Converted,TotalVisits,Total Time Spent on Website,Page Views Per Visit,Last "
    "Activity,Country,Specialization,How did you hear about X Education,What is your current "
    "occupation,What matters most to you in choosing a course,Search,Magazine,Newspaper "
    "Article,X Education Forums,Newspaper,Digital Advertisement,Through "
    "Recommendations,Receive More Updates About Our Courses,Tags,Lead Quality,Update me on "
    "Supply Chain Content,Get updates on DM Content,Lead Profile,City,Asymmetrique Activity "
    "Index,Asymmetrique Profile Index,Asymmetrique Activity Score,Asymmetrique Profile "
    "Score,I agree to pay the amount through cheque,A free copy of Mastering The "
    "Interview,Last Notable Activity,"
)
# Columns of words.
WORDS = (
    *("Lead Origin", "Last Activity", "Specialization", "Lead Quality", "Lead Profile", "City"),
    *("How did you hear about X Education", "What matters most to you in choosing a course"),
    *("Asymmetrique Activity Index", "Asymmetrique Profile Index", "Last Notable Activity"),
)
# What the columns hold that say more than yes or no: two leads of four became customers.
CELLS = {
    "Prospect ID": ["p1", "p2", "p3", "p4"],
    "Lead Number": ["660737", "660728", "660727", "660719"],
    "Lead Source": ["Google", "Olark Chat", "google", ""],
    "Converted": ["0", "1", "1", "0"],
    "TotalVisits": ["0", "5", "2", ""],
    "Page Views Per Visit": ["0", "2.5", "2", "1.33"],
    "Country": ["India", "", "India", ""],
    "What is your current occupation": ["Student", "Select", "Unemployed", ""],
    "Tags": ["Already a student", "Closed by Horizzon", "", "Ringing"],
    "Total Time Spent on Website": ["0", "674", "1532", ""],
    "Asymmetrique Activity Score": ["15", "", "14", "13"],
    "Asymmetrique Profile Score": ["18", "", "15", "16"],
    **{name: ["Select", "Another word", "A word", ""] for name in WORDS},
    "": ["", "", "", ""],
}
# A tool of other files: a key that is an e-mail, events without an id, two lists of people, one
# with e-mails in JSON, histories of both stages, four files of activities.
OTHER = {
    "contacts.csv": "E-Mail;Owner;Statut;Umsatz;Créé le\na@b.example;Uma;MQL;1.234,5;25/02/2026\n"
    "c@d.example;Ida;Neu;2,0;03/04/2026\n",
    "leads.csv": "lead_id;is_deleted;Order;mails\n7;non;x;"
    '"[{""mail"": ""a@b.example""}, {""mail"": ""e@f.example""}]"\n8;oui;y;\n',
    "deals.csv": "Deal ID;lead_id;Amount;Stage;date_won;date_lost;confidence\n"
    "1;7;10,50;Won;25/02/2026;;100\n2;8;3,25;Lost;;26/02/2026;0\n",
    "deal_stage_changes.csv": "id;deal_id;old_stage;new_stage;date_created;x1;x2;x3\n"
    "c1;1;Open;Won;25/02/2026 10:00;a;b;c\n",
    "calls.csv": "id;type;lead_id;user_id;direction;activity_at;x1;x2;x3\n"
    "k1;call;7;u1;outgoing;27/02/2026 09:00;a;b;c\nk2;call;8;u1;incoming;28/02/2026 09:00;d;e;f\n",
    "meetings.csv": "id;type;lead_id;user_id;completed;activity_at;x1;x2;x4\n"
    "m1;meeting;7;u1;non;27/02/2026 09:30;a;b;c\n",
    "notes.csv": "id;type;lead_id;user_id;activity_at;x1;x2;x5\n"
    "q1;note;7;u1;01/03/2026 08:00;a;b;c\n",
    "activities.csv": "type;date;lead_id;user;Kanal\nform;25/02/2026 10:00;7;;x\n"
    "call;26/02/2026;8;u1;x\n",
    "stages.csv": "lead_id;new_status;date;Kanal\n7;MQL;25/02/2026;x\n",
    "users.csv": "user_id;Name;Kürzel\nu1;Uma;U\n",
}


@dataclass(frozen=True)
class Built:
    """The guide's tool and another one, landed and built in a project of their own."""

    project: Path
    home: Path
    tools: tuple[NewTool, NewTool]
    loads: tuple[LoadRecord, ...]
    compiled: CompiledModels


def blocks(kind: str) -> Iterator[tuple[str, str]]:
    """What the guide says of files, in its order."""
    for found in BLOCK.finditer(GUIDE):
        if found["kind"] == kind:
            yield found["file"], found["text"]


def says() -> list[str]:
    """What the guide's command says of columns."""
    [command] = re.findall(r"^\$ accord (new-tool .*--says.*)$", GUIDE, flags=re.M)
    words = shlex.split(command)
    assert words[:4] == ["new-tool", TOOL, "--from", "Leads.csv"]
    return [value for flag, value in zip(words[4::2], words[5::2], strict=True) if flag == "--says"]


def write_leads(file: Path) -> None:
    """A file with the header of which the guide shows the beginning, some parts and the end."""
    columns = next(csv.reader([HEADER]))
    [shown] = re.findall(r"^```text\n(Prospect ID,.*?)\n```$", GUIDE, flags=re.M | re.S)
    begin, *middle, end = shown.replace("\n", "").split("…")
    assert HEADER.startswith(begin)
    assert HEADER.endswith(end)
    assert all(part in HEADER for part in middle)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows([CELLS.get(name, ["No"] * 4)[row] for name in columns] for row in range(4))


def fill_in(clone: Path) -> None:
    """Edit what the guide edits; what stands there must stand there once."""
    edited = list(blocks("diff"))
    assert len(edited) == 2
    for file, text in edited:
        lines = text.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if line[0] != "+")
        after = "".join(f"{line[1:]}\n" for line in lines if line[0] != "-")
        content = (clone / file).read_text("utf-8")
        assert content.count(before) == 1, (file, before)
        (clone / file).write_text(content.replace(before, after), "utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Both tools, begun, filled in, landed and built by plain SQL."""
    clone = tmp_path_factory.mktemp("clone")
    project, home = clone / "dbt_project", clone / "home"
    shutil.copytree(PROJECT / "dbt_project", project)
    files = clone / "downloads"
    files.mkdir()
    write_leads(files / "Leads.csv")
    options = RunOptions.resolve(environment={})
    leads = str(files / "Leads.csv")
    begun = new_tool(options, TOOL, [leads], says=says(), project=project)
    other = files / "other"
    other.mkdir()
    for name, text in OTHER.items():
        (other / name).write_text(text, "utf-8")
    # HubSpot's deals have such a header too: a person says that these are none
    given = [f"opportunities={other / n}" if n == "deals.csv" else str(other / n) for n in OTHER]
    another = new_tool(options, "firma_2", given, project=project)
    fill_in(clone)
    for file, text in blocks("csv"):
        if file.startswith("tests/"):
            (clone / file).parent.mkdir(parents=True, exist_ok=True)
            (clone / file).write_text(text, "utf-8")

    exports = lay_samples(clone / "tests" / "staging" / "samples" / TOOL, clone / "exports")
    shutil.copytree(other, exports / "firma_2" / "2026-09-30T2200Z")
    settings = load_settings()
    options = RunOptions.resolve(home=home, exports=exports, environment={})
    home.mkdir()
    report = load_exports(
        options, settings, read_declarations(settings, project / "models" / "staging")
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(seeds, "DBT_PROJECT", project)
        lay_project(home)
        forget_candidate(home)
        select = [f"path:models/staging/{name}" for name in (TOOL, "firma_2")]
        with dbt_worker(home) as worker:
            for function, command in (
                ("parse", ["parse"]),
                ("invoke", ["compile", "--select", *select]),
            ):
                done = worker.call(function, str(home), [*command, *common_arguments(home)])
                assert done.is_successful, done.error
    written = CompiledModels(home)
    names = [name for tool in (TOOL, "firma_2") for name in written.below(f"models/staging/{tool}")]
    written.build(home, *names)
    return Built(project, home, (begun, another), report.loads, written)


def test_every_row_lands(built: Built) -> None:
    for load in (*built.tools[0].loads, *built.tools[1].loads, *built.loads):
        assert (load.status, load.rows_refused, load.values_refused) == ("landed", 0, 0), load
    assert [load.rows_landed for load in built.tools[0].loads] == [4]


def test_the_guides_samples_give_what_the_guide_expects(built: Built) -> None:
    sample = built.project.parent / "tests" / "staging" / "samples" / TOOL
    assert sorted(file.stem for file in (sample / "expected").iterdir()) == [
        "people",
        "stage_changes",
    ]
    assert departures(sample, built.home) == {}


def test_the_rows_of_mappings_that_the_guide_adds_are_good_ones(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(declared, "DBT_PROJECT", built.project)
    added = [(file, text) for file, text in blocks("csv") if file.startswith("seeds/")]
    assert len(added) == 3
    for file, text in added:
        below = file.removeprefix("seeds/")
        own = tmp_path / below
        own.parent.mkdir(exist_ok=True)
        own.write_text((SHIPPED_SEEDS / below).read_text("utf-8") + text, "utf-8")
    assert [str(problem) for problem in check_seeds(tmp_path)] == []


def test_a_tool_of_many_files_is_read_as_its_columns_say(built: Built) -> None:
    """No name was filled in: what the plain tables know by name is there, the rest is null."""
    assert {each.name: each.kind for each in built.tools[1].objects} == {
        "activities": "activities",
        "calls": "activities",
        "contacts": "people",
        "deal_stage_changes": "opportunity_stage_changes",
        "deals": "opportunities",
        "leads": "people",
        "meetings": "activities",
        "notes": "activities",
        "stages": "stage_changes",
        "users": "users",
    }
    people = rows_of(
        built.home,
        "select object, email, owner_key, status, is_deleted, cast(created_at as varchar),"
        " created_has_time from staging.firma_2__people order by object, email, record_key",
    )
    # midnight in Paris, in winter and in summer
    assert people == [
        ("contacts", "a@b.example", "firma_2:name:Uma", "MQL", False, "2026-02-24 23:00:00", False),
        ("contacts", "c@d.example", "firma_2:name:Ida", "Neu", False, "2026-04-02 22:00:00", False),
        # the first of two e-mails in a list
        ("leads", "a@b.example", None, None, False, None, None),
        ("leads", None, None, None, True, None, None),
    ]
    emails = rows_of(
        built.home,
        "select email from staging.firma_2__person_emails where record_key = 'firma_2:leads:7'"
        " order by email",
    )
    assert emails == [("a@b.example",), ("e@f.example",)]
    keys = rows_of(
        built.home, "select record_key from staging.firma_2__people where object = 'leads'"
    )
    assert sorted(keys) == [("firma_2:leads:7",), ("firma_2:leads:8",)]
    named = rows_of(built.home, "from staging.firma_2__people where record_key like '%@%'")
    assert named == []
    deals = rows_of(
        built.home,
        "select opportunity_key, cast(amount as varchar), stage, win_probability,"
        " cast(closed_at as varchar) from staging.firma_2__opportunities order by 1",
    )
    # closed by whichever of two columns says it, at midnight in Paris
    assert deals == [
        ("firma_2:opportunity:1", "10.50", "Won", 1.0, "2026-02-24 23:00:00"),
        ("firma_2:opportunity:2", "3.25", "Lost", 0.0, "2026-02-25 23:00:00"),
    ]
    deal_stages = rows_of(
        built.home,
        "select opportunity_key, field, old_value, new_value, evidence"
        " from staging.firma_2__opportunity_stage_changes where evidence = 'history'",
    )
    assert deal_stages == [("firma_2:opportunity:1", "stage", "Open", "Won", "history")]
    done = rows_of(
        built.home,
        "select 'person', record_key, activity_type, has_time, null, true from"
        " staging.firma_2__marketing_activities union all select user_key, record_key,"
        " activity_type, completed_has_time, direction, completed_at is not null"
        " from staging.firma_2__sales_activities order by all",
    )
    user = "firma_2:user:u1"
    # a lead's id is one of the leads, whichever list of people was given first
    assert done == [
        (user, "firma_2:leads:7", "call", True, "outbound", True),
        (user, "firma_2:leads:7", "meeting", True, None, False),
        (user, "firma_2:leads:7", "note", True, None, True),
        (user, "firma_2:leads:8", "call", False, None, True),
        (user, "firma_2:leads:8", "call", True, "inbound", True),
        ("person", "firma_2:leads:7", "form", True, None, True),
    ]
    stages = rows_of(
        built.home,
        "select object, field, new_value, evidence from staging.firma_2__stage_changes"
        " order by all",
    )
    assert stages == [
        ("contacts", "statut", "MQL", "snapshot"),
        ("contacts", "statut", "Neu", "snapshot"),
        ("leads", "stage", "MQL", "history"),
    ]


def test_the_data_set_itself_gives_what_was_counted_in_it(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in the file by a spreadsheet's means, without this project."""
    exports = copy_of_real_exports(TOOL, tmp_path, TOOL, "2026-09-30T2200Z")
    home, settings = tmp_path / "home", load_settings()
    home.mkdir()
    options = RunOptions.resolve(home=home, exports=exports, environment={})
    tools = read_declarations(settings, built.project / "models" / "staging")
    [load] = load_exports(options, settings, tools).loads
    assert (load.rows_landed, load.rows_refused, load.values_refused) == (9240, 0, 0)
    monkeypatch.setattr(seeds, "DBT_PROJECT", built.project)
    lay_project(home)
    built.compiled.build(home, *built.compiled.below(f"models/staging/{TOOL}"))
    sources = rows_of(
        home,
        "select coalesce(first_source, ''), count(*), count(*) filter (is_converted)"
        f" from staging.{TOOL}__people group by all having count(*) > 100 order by 2 desc",
    )
    assert sources == [
        ("Google", 2868, 1147),
        ("Direct Traffic", 2543, 818),
        ("Olark Chat", 1755, 448),
        ("Organic Search", 1154, 436),
        ("Reference", 534, 490),
        ("Welingak Website", 142, 140),
        ("Referral Sites", 125, 31),
    ]
    # of 9,240 leads 3,353 have no tag, 2,690 no occupation; 1,420 no city and 2,249 the word Select
    told = rows_of(
        home,
        "select count(*), count(rejection_reason), count(segment), count(*) filter (is_converted)"
        f" from staging.{TOOL}__people",
    )
    assert told == [(9240, 5887, 6550, 3561)]
    cities = rows_of(home, f"select count(city) from staging.stg_{TOOL}__leads")
    assert cities == [(5571,)]


def test_every_shape_is_what_its_union_declares(built: Built) -> None:
    unions = {
        node["name"]: node
        for node in built.compiled.manifest["nodes"].values()
        if node["name"].endswith("_unioned")
    }
    for tool in built.tools:
        for shape in tool.shapes:
            union = unions[f"int_{shape}_unioned"]
            columns = {
                name: data_type
                for name, data_type in rows_of(
                    built.home,
                    "select column_name, lower(data_type) from duckdb_columns()"
                    f" where table_name = '{tool.name}__{shape}'",
                )
            }
            shaped = {
                name: column["data_type"].replace(", ", ",")
                for name, column in union["columns"].items()
            }
            assert {name: shaped.get(str(name)) for name in columns} == columns, shape
            assert set(union["config"]["meta"]["required"]) <= set(columns), shape


def test_what_is_begun_keeps_the_laws_of_the_house(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = built.compiled.manifest
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    found = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    published = [node for node in manifest["nodes"].values() if is_published(node)]
    monkeypatch.setattr(house, "DBT_PROJECT", built.project)
    house.test_a_models_name_tells_its_layer(models)
    house.test_every_folder_reads_those_of_the_plan_and_no_other(models)
    house.test_no_line_is_longer_than_a_reader_sees()
    house.test_no_model_is_longer_than_a_reader_follows(models)
    house.test_a_staging_model_stands_in_its_tools_folder(models)
    house.test_a_renamed_object_reads_one_object_and_joins_nothing(models)
    house.test_only_the_shared_shapes_leave_staging(models)
    house.test_a_shared_shape_is_declared_by_the_union_of_the_tools_alone(models)
    house.test_every_model_and_column_is_described(models)
    house.test_every_grain_is_tested(manifest, models)
    house.test_every_source_column_is_described_and_typed(manifest)
    house.test_nothing_is_unused(manifest, models, found, published)


def test_what_is_begun_is_written_as_the_linter_asks(built: Built) -> None:
    folders = [str(tool.folder) for tool in built.tools]
    linter = Path(sys.executable).with_name("sqlfluff")
    asked = ["lint", "--disable-progress-bar", "--config", str(PROJECT / ".sqlfluff")]
    linted = subprocess.run(
        [str(linter), *asked, *folders], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout
