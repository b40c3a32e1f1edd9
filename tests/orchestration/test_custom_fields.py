"""A field that a company declares once is landed, typed, published, asked for and scored."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import night
from orchestration.errors import BadDeclaration
from orchestration.last_run import last_run
from orchestration.night import Company
from orchestration.seeds import SeedProblem, check_seeds
from orchestration.seeds.custom_fields import read_custom_fields
from orchestration.settings import RunOptions
from orchestration.trial import try_model
from tests.nights import run_night, write_export
from tests.seeds.agreements import edit, write_agreement

HEADER = "field,system,object,column_name,data_type,name_en,name_fr"
BUDGET = [
    "budget,salesforce,lead,Budget__c,number,Budget,Budget",
    "budget,hubspot,contacts,Expected budget,number,Budget,Budget",
    "budget,template,people,budget,number,Budget,Budget",
    "renews_on,salesforce,account,Renews_On__c,date,Renews on,Renouvelle le",
]
REP = "0055g0000000001AAA"


def declare(own: Path, *rows: str, header: str = HEADER) -> Path:
    """Write the company's own fields."""
    file = own / "mappings" / "custom_fields.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return file


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> RunOptions:
    """A night of a company of three tools that asks for the budget and scores it.

    Ada's budget was 10,000, and 50,000 from 20 September on; Bob's is no number, Cat's is known to
    HubSpot, Dan's to another tool. Ada and Bob were handed over. Eve is a contact of an account.
    """
    folder = tmp_path_factory.mktemp("custom")
    own, exports = folder / "own", folder / "exports"
    write_agreement(own)
    declare(own, *BUDGET)
    headings = "systems: {salesforce: {columns: {lead: {rejection_reason: 失注理由}}}}\n"
    (own / "settings.yml").write_text(headings, "utf-8")
    edit(own, "agreement_versions", "either,30,20", "either,20,0")
    edit(own, "mql_rules", "2,big,fit,employees,at_least,200", "2,rich,fit,budget,at_least,40000")
    edit(
        own, "required_information", "2,*,job_title,Job title,Fonction", "2,*,budget,Budget,Budget"
    )
    write_export(
        exports,
        "2026-10-05T0200Z",
        {
            "User": [
                "Id,Name,Department,TimeZoneSidKey,UserType,IsActive",
                f"{REP},Rita,Sales,Europe/Paris,Standard,true",
            ],
            "Lead": [
                "Id,LastName,Email,Status,OwnerId,MQL_Date__c,Budget__c,CreatedDate",
                f"00Q5g0000000001AAA,Ada,ada@a.example,Open,{REP},2026-09-10T09:00:00Z,50000,"
                "2026-09-01T09:00:00Z",
                f"00Q5g0000000002AAA,Bob,bob@b.example,Open,{REP},2026-09-10T09:00:00Z,plenty,"
                "2026-09-01T09:00:00Z",
            ],
            "LeadHistory": [
                "Id,LeadId,CreatedById,CreatedDate,Field,OldValue,NewValue",
                f"0175g0000000001AAA,00Q5g0000000001AAA,{REP},2026-09-20T09:00:00Z,Budget__c,"
                "10000,50000",
                # the company keeps its reasons in a field of its own
                f"0175g0000000002AAA,00Q5g0000000002AAA,{REP},2026-09-20T09:00:00Z,失注 理由,,"
                "No budget",
                f"0175g0000000004AAA,00Q5g0000000002AAA,{REP},2026-09-21T09:00:00Z,成約理由,,"
                "Another",
                f"0175g0000000003AAA,00Q5g0000000002AAA,{REP},2026-09-21T09:00:00Z,"
                "Loss_Reason__c,,Another",
            ],
            "Contact": [
                "Id,LastName,Email,AccountId,OwnerId,CreatedDate",
                f"0035g0000000001AAA,Eve,eve@e.example,0015g0000000001AAA,{REP},"
                "2026-09-01T09:00:00Z",
            ],
            "Account": [
                "Id,Name,Renews_On__c,OwnerId,CreatedDate",
                f"0015g0000000001AAA,Eden,2027-01-31,{REP},2026-09-01T09:00:00Z",
            ],
        },
        "salesforce",
    )
    write_export(
        exports,
        "2026-10-05T0200Z",
        {
            "contacts": [
                "id,email,Expected budget,createdate,lastmodifieddate",
                "1,cat@c.example,1000.5,2026-09-02T09:00:00Z,2026-09-02T09:00:00Z",
            ]
        },
        "hubspot",
    )
    write_export(
        exports,
        "2026-10-05T0200Z",
        {"people": ["id,email,budget,created_at", "4,dan@d.example,20,2026-09-03T09:00:00Z"]},
    )
    run_night(exports, folder / "home", seeds=own)
    return RunOptions.resolve(home=folder / "home", exports=exports, seeds=own, environment={})


@pytest.fixture(scope="module")
def marts(company: RunOptions) -> Iterator[duckdb.DuckDBPyConnection]:
    """What it published."""
    with duckdb.connect(str(company.home / "marts.duckdb"), read_only=True) as base:
        yield base


def rows(marts: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """What a query gives."""
    return marts.execute(query).fetchall()


def test_a_history_names_a_column_as_the_settings_say_the_exports_do(company: RunOptions) -> None:
    """Then by that heading alone: the field that the tool's exports often have is another."""
    with duckdb.connect(str(company.home / "build.duckdb"), read_only=True) as base:
        told = base.execute(
            "select record_key, new_value from staging.salesforce__stage_changes"
            " where field = 'rejection_reason' and evidence = 'history'"
        )
        assert told.fetchall() == [("salesforce:lead:00Q5g0000000002AAA", "No budget")]


def test_each_persons_value_is_published_in_its_type(marts: duckdb.DuckDBPyConnection) -> None:
    people = "select first_part, budget, renews_on from (select split_part(email, '@', 1) as "
    people += "first_part, * from core.dim_people) order by 1"
    found = [(name, budget, str(day)) for name, budget, day in rows(marts, people)]
    assert found == [
        ("ada", Decimal(50000), "None"),
        ("bob", None, "None"),
        ("cat", Decimal("1000.5"), "None"),
        ("dan", Decimal(20), "None"),
        # what her account says
        ("eve", None, "2027-01-31"),
    ]
    leads = "select people.email, leads.budget from core.fct_leads as leads inner join "
    leads += "core.dim_people as people on leads.person_id = people.person_id"
    assert dict(rows(marts, leads))["ada@a.example"] == Decimal(50000)


def test_a_column_of_a_field_is_described(marts: duckdb.DuckDBPyConnection) -> None:
    query = "select distinct data_type, comment from duckdb_columns() where column_name = 'budget'"
    assert rows(marts, f"{query} and schema_name = 'core'") == [
        ("DECIMAL(24,6)", "Budget: a field of the company's own, of the person, newest.")
    ]


def test_a_value_of_another_type_is_refused_and_listed(marts: duckdb.DuckDBPyConnection) -> None:
    query = "select column_name from quality.refused_values where object = 'lead'"
    assert rows(marts, query) == [("custom_budget",)]


def test_a_rule_on_the_field_scores_from_when_its_history_shows_it(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    query = "select strftime(scored_mql_at, '%d %H:%M') from core.fct_leads"
    assert rows(marts, f"{query} where scored_mql_at is not null") == [("20 09:00",)]


def test_the_field_is_asked_for_with_a_handoff(marts: duckdb.DuckDBPyConnection) -> None:
    query = "select handed_off, missing from alignment.missing_information where field = 'budget'"
    query += " and period_grain = 'ever' and dimension = 'all'"
    assert rows(marts, query) == [(2, 1)]


@pytest.mark.parametrize("model", ["dim_people", "fct_leads"])
def test_a_model_with_the_field_is_tried_with_its_tests(company: RunOptions, model: str) -> None:
    tried = try_model(company, model)
    assert (tried.unit_tests, tried.problems) == (1, None)


def told(own: Path) -> SeedProblem:
    """The one problem of the company's seeds."""
    [problem] = check_seeds(own)
    return problem


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Budget,marketo,lead,b,number,B,B", "field", "a name of at most 40 small letters"),
        ("country,marketo,lead,b,text,B,B", "field", "a name that no column of dim_people has"),
        ("budget,marketoo,lead,b,number,Budget,Budget", "system", "Write marketo"),
        ("budget,survey,lead,b,number,Budget,Budget", "system", "expected one of salesforce"),
        ("budget,marketo,leads,b,number,Budget,Budget", "object", "one of lead where system is"),
        ("budget,marketo,lead,,number,Budget,Budget", "column_name", "found nothing"),
        ("budget,marketo,lead,b,money,Budget,Budget", "data_type", "one of text, number, date"),
        ("budget,marketo,lead,b,text,Budget,Budget", "data_type", "number, as line 2 says of fie"),
        ("budget,template,people,b,number,Budget,Budget", "field, system, object", "in line 4"),
    ],
)
def test_a_mistake_in_a_field_is_told_once_with_its_place(
    tmp_path: Path, row: str, column: str, words: str
) -> None:
    file = declare(tmp_path, *BUDGET, row)
    problem = told(tmp_path)
    assert (problem.file, problem.line, problem.column) == (file, 6, column)
    assert words in str(problem)


def test_a_column_that_is_read_already_is_no_field(tmp_path: Path) -> None:
    write_agreement(tmp_path)
    declare(tmp_path, "title,salesforce,lead,Title,text,Title,Titre")
    options = RunOptions.resolve(home=tmp_path, seeds=tmp_path, environment={})
    with pytest.raises(BadDeclaration, match=r"line 2, column column_name: found 'Title'"):
        night.run_night(options)
    stopped = last_run(options.home)
    assert stopped is not None
    assert "found 'Title'" in (stopped.error or ""), "a night that it stops is told as any other"


def test_two_fields_do_not_read_one_column(tmp_path: Path) -> None:
    declare(tmp_path, BUDGET[0], "means,salesforce,lead,budget__c,text,Means,Moyens")
    options = RunOptions.resolve(home=tmp_path, seeds=tmp_path, environment={})
    with pytest.raises(BadDeclaration, match=r"line 3, .* which salesforce.lead has as custom_bu"):
        _ = Company.read(options).declarations


@pytest.mark.parametrize(
    "of_company",
    ["salesforce,account", "hubspot,companies", "pipedrive,organizations", "zoho,accounts"],
)
def test_a_field_of_a_company_is_one_of_the_accounts(tmp_path: Path, of_company: str) -> None:
    """Whatever the tool calls its companies."""
    declare(tmp_path, f"renews_on,{of_company},Renews,date,Renews on,Renouvelle le")
    [field] = read_custom_fields(tmp_path)
    assert "dim_accounts" in field.told_in
