"""A field of one's own that tells the metrics apart: its cells, and what a change of it does."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.backtest import backtest
from orchestration.cli import app
from orchestration.definitions import accord_definitions
from orchestration.preflight import preflight
from orchestration.seeds import check_seeds
from orchestration.settings import RunOptions
from orchestration.trial import try_model
from tests.nights import run_night, write_export
from tests.orchestration.test_custom_fields import HEADER, declare
from tests.seeds.agreements import edit, write_agreement

DIMENSIONS = f"{HEADER},is_dimension"
LINE = "product_line,template,people,Product line,text,Product line,Gamme,true"
PARTNER = "is_partner,template,people,Partner,boolean,Partner,Partenaire,true"
BUDGET = "budget,template,people,Budget,number,Budget,Budget,"
RENEWAL = "renews_on,salesforce,account,Renews_On__c,date,Renews on,Renouvelle le,"
# no export has its column
SHADE = "shade,template,people,Shaed,text,Shade,Teinte,"

SEGMENTS = "field,value,segment\nproduct_line,core,Basic\nproduct_line,Cloud,Premium\n"

# What each export shows of a person: ann's line was Core, and is Cloud from August on.
KNOWN_IN_JUNE = [
    "ann,ann@a.example,u1,Core,,10,,2026-05-04 09:00",
    "ben,ben@b.example,u1,Core,no,20,500,2026-05-05 09:00",
    "cid,cid@c.example,u1,Cloud,,,,2026-05-06 09:00",
    "dot,dot@d.example,u1,,,,500,2026-05-07 09:00",
]
KNOWN_IN_AUGUST = [KNOWN_IN_JUNE[0].replace("Core", "Cloud"), *KNOWN_IN_JUNE[1:]]
KNOWN_IN_OCTOBER = [*KNOWN_IN_AUGUST, "eva,eva@e.example,u1,Core,yes,50,,2026-09-01 09:00"]
CHANGES = [
    "ann,mql,2026-05-11 10:00",
    "ann,rejected,2026-05-13 10:00",
    "ben,mql,2026-05-12 10:00",
    "ben,accepted,2026-05-13 10:00",
    "cid,mql,2026-05-13 10:00",
    "cid,recycled,2026-05-15 10:00",
    "dot,mql,2026-05-14 10:00",
    # she comes back once she is known to want Cloud
    "ann,mql,2026-09-08 10:00",
    "ann,accepted,2026-09-09 10:00",
    "eva,mql,2026-09-10 10:00",
    "eva,accepted,2026-09-11 10:00",
]


def write_company(exports: Path) -> None:
    """Write three exports of the people, and one of an account that nobody belongs to."""
    for day, people in (
        ("2026-06-01T0200Z", KNOWN_IN_JUNE),
        ("2026-08-01T0200Z", KNOWN_IN_AUGUST),
        ("2026-10-05T0200Z", KNOWN_IN_OCTOBER),
    ):
        write_export(
            exports,
            day,
            {
                "people": [
                    "id,email,owner,Product line,Partner,Budget,employees,created_at",
                    *people,
                ],
                "users": ["id,name,team", "u1,Uma,sales"],
                "stage_changes": ["person_id,stage,changed_at", *CHANGES],
            },
        )
    account = "0015g0000000001AAA,Eden,2027-01-31,2026-05-01T09:00:00Z"
    tables = {
        "Account": ["Id,Name,Renews_On__c,CreatedDate", account],
        "Lead": ["Id,LastName,Email,Status,CreatedDate"],
    }
    write_export(exports, "2026-10-05T0200Z", tables, "salesforce")


def put_mapping(own: Path, name: str, content: str) -> Path:
    """Write one file of the company's mappings."""
    file = own / "mappings" / f"{name}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, "utf-8")
    return file


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> RunOptions:
    """A night of a company that tells its leads apart by their line, and by who is a partner.

    The line makes the segment; where there is none, the size of the company does.
    """
    folder = tmp_path_factory.mktemp("dimensions")
    own, exports = folder / "own", folder / "exports"
    declare(own, LINE, PARTNER, BUDGET, RENEWAL, SHADE, header=DIMENSIONS)
    put_mapping(own, "segment_values", SEGMENTS)
    put_mapping(own, "segment_rules", "min_employees,max_employees,segment\n1,,By size\n")
    write_company(exports)
    run_night(exports, folder / "home", seeds=own)
    return RunOptions.resolve(home=folder / "home", exports=exports, seeds=own, environment={})


@pytest.fixture
def marts(company: RunOptions) -> Iterator[duckdb.DuckDBPyConnection]:
    """What it published."""
    with duckdb.connect(str(company.home / "marts.duckdb"), read_only=True) as base:
        yield base


def acceptance(marts: duckdb.DuckDBPyConnection, dimension: str, start: str) -> dict[str, Any]:
    """By value: handed off, accepted, rejected, recycled, pending."""
    query = f"""
        select dimension_value, handed_off, accepted, rejected, recycled, pending
        from alignment.lead_acceptance
        where dimension = '{dimension}' and period_start = '{start}'
            and period_grain in ('ever', 'month')
    """
    return {value: counts for value, *counts in marts.execute(query).fetchall()}


EVER = {"Core": [3, 2, 1, 0, 0], "Cloud": [2, 1, 0, 1, 0], "(unknown)": [1, 0, 0, 0, 1]}


def test_handoffs_count_in_the_cell_of_what_was_known_at_their_inquiry(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert acceptance(marts, "product_line", "1900-01-01") == EVER
    assert acceptance(marts, "product_line", "2026-05-01") == {
        "Core": [2, 1, 1, 0, 0],
        "Cloud": [1, 0, 0, 1, 0],
        "(unknown)": [1, 0, 0, 0, 1],
    }
    assert acceptance(marts, "product_line", "2026-09-01") == {
        "Core": [1, 1, 0, 0, 0],
        "Cloud": [1, 1, 0, 0, 0],
    }


def test_a_yes_or_no_is_a_dimension(marts: duckdb.DuckDBPyConnection) -> None:
    assert acceptance(marts, "is_partner", "1900-01-01") == {
        "true": [1, 1, 0, 0, 0],
        "false": [1, 1, 0, 0, 0],
        "(unknown)": [4, 1, 1, 1, 1],
    }


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ("conversion_by_source", "leads"),
        ("evidence", "leads"),
        ("funnel", "entered"),
        ("lead_acceptance", "handed_off"),
        ("lead_handling_time", "handed_off"),
        ("mql_agreement", "leads"),
        ("recycling", "handed_off"),
        ("rejection_reasons", "decisions"),
        ("routing_compliance", "handed_off"),
        ("stage_velocity", "entered"),
    ],
)
def test_the_cells_of_a_dimension_add_up_to_all(
    marts: duckdb.DuckDBPyConnection, table: str, count: str
) -> None:
    query = f"""
        select period_grain, period_start, dimension, sum({count}) from alignment.{table}
        where dimension in ('all', 'product_line', 'is_partner') group by all order by all
    """
    found: dict[str, list[Any]] = {}
    for grain, start, dimension, counted in marts.execute(query).fetchall():
        found.setdefault(dimension, []).append((grain, start, counted))
    assert found["product_line"] == found["is_partner"] == found["all"] != []


def test_a_lead_and_its_handoff_have_what_was_known_then_and_the_person_what_is_known_now(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    query = """
        select leads.product_line, handoffs.product_line, people.product_line, leads.budget
        from core.fct_leads as leads
        inner join core.fct_handoffs as handoffs on leads.lead_id = handoffs.lead_id
        inner join core.dim_people as people on leads.person_id = people.person_id
        where people.email = 'ann@a.example' order by leads.episode_number
    """
    assert marts.execute(query).fetchall() == [
        ("Core", "Core", "Cloud", 10),
        ("Cloud", "Cloud", "Cloud", 10),
    ]


def test_a_field_makes_the_segment_that_no_tool_states_before_the_size_does(
    company: RunOptions, marts: duckdb.DuckDBPyConnection
) -> None:
    assert acceptance(marts, "segment", "1900-01-01") == {
        "Basic": [3, 2, 1, 0, 0],
        "Premium": [2, 1, 0, 1, 0],
        "By size": [1, 0, 0, 0, 1],
    }
    query = "select split_part(email, '@', 1), segment from core.dim_people order by 1"
    assert marts.execute(query).fetchall() == [
        ("ann", "Premium"),
        ("ben", "Basic"),
        ("cid", "Premium"),
        ("dot", "By size"),
        ("eva", "Basic"),
    ]
    # as rules and required information ask for it
    with duckdb.connect(str(company.home / "build.duckdb"), read_only=True) as build:
        known = build.execute(
            "select known.value, strftime(known.known_until, '%m-%d') "
            "from intermediate.int_attributes_known as known inner join core.dim_people as people "
            "on known.person_id = people.person_id "
            "where people.email = 'ann@a.example' and known.attribute = 'segment' "
            "order by known_from"
        ).fetchall()
    assert known == [("Basic", "08-01"), ("Premium", None)]


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ("line,Core,Basic", "field", "found 'line'; expected one of product_line, is_partner"),
        ("budget,10,Basic", "field", "found 'budget'; expected one of product_line, is_partner"),
        ("product_line,,Basic", "value", "found nothing"),
        ("product_line,Core,", "segment", "found nothing"),
        (
            "product_line,Core,A\nis_partner,true,B",
            "field",
            "expected product_line, as line 2 says",
        ),
        ("product_line,Core,A\nproduct_line,core ,B", "field, value", "as in line 2"),
    ],
)
def test_a_mistake_in_what_makes_a_segment_is_told_once_with_its_place(
    tmp_path: Path, rows: str, column: str, words: str
) -> None:
    declare(tmp_path, LINE, PARTNER, BUDGET, header=DIMENSIONS)
    file = put_mapping(tmp_path, "segment_values", f"field,value,segment\n{rows}\n")
    [problem] = check_seeds(tmp_path)
    assert (problem.file, problem.column) == (file, column)
    assert problem.line == 1 + len(rows.split("\n"))
    assert words in str(problem)


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (
            "owner,template,people,O,text,O,O,true",
            "field",
            "not an attribute or a dimension already",
        ),
        ("website,template,people,O,text,O,O,", "field", "not an attribute or a dimension already"),
        ("source,template,people,O,text,O,O,true", "field", "no column of dim_people has"),
        ("decision,template,people,O,text,O,O,true", "field", "no column of fct_handoffs has"),
        ("stage,template,people,O,text,O,O,true", "field", "no column of evidence has"),
        (
            "order,template,people,O,text,O,O,",
            "field",
            "is not a word of SQL. Write for example own_",
        ),
        (
            "size,template,people,O,number,O,O,true",
            "is_dimension",
            "where data_type is number. Write f",
        ),
        (
            "size,template,people,O,date,O,O,TRUE",
            "is_dimension",
            "where data_type is date. Write fals",
        ),
        ("size,template,people,O,text,O,O,perhaps", "is_dimension", "expected true or false"),
        (
            f"{LINE.replace('template,people', 'marketo,lead')[:-4]}false",
            "is_dimension",
            "as line 2",
        ),
    ],
)
def test_a_mistake_in_a_dimension_is_told_once_with_its_place(
    tmp_path: Path, row: str, column: str, words: str
) -> None:
    file = declare(tmp_path, LINE, row, header=DIMENSIONS)
    [problem] = check_seeds(tmp_path)
    assert (problem.file, problem.line, problem.column) == (file, 3, column)
    assert words in str(problem)


def test_an_alert_watches_a_declared_dimension_and_is_told_by_its_name(tmp_path: Path) -> None:
    write_agreement(tmp_path)
    declare(tmp_path, LINE, BUDGET, header=DIMENSIONS)
    slow = "2,slow,lead_handling_time,segment,above,480,week,5"
    file, line = edit(tmp_path, "alert_rules", slow, slow.replace("segment", "budget"))
    [problem] = check_seeds(tmp_path)
    assert (problem.file, problem.line, problem.column) == (file, line, "dimension")
    edit(
        tmp_path,
        "alert_rules",
        slow.replace("segment", "budget"),
        slow.replace("segment", "product_line"),
    )
    assert check_seeds(tmp_path) == []
    told = CliRunner().invoke(
        app, ["agreement", "show", "2", "--lang", "fr", "--seeds", str(tmp_path)]
    )
    assert "(Gamme)" in told.output


def test_what_an_account_states_is_a_column_of_accounts(marts: duckdb.DuckDBPyConnection) -> None:
    query = "select company_name, strftime(renews_on, '%Y-%m-%d') from core.dim_accounts"
    assert marts.execute(query).fetchall() == [("Eden", "2027-01-31")]
    query = "select column_name, comment from duckdb_columns() where table_name = 'dim_accounts'"
    columns = dict(marts.execute(query).fetchall())
    assert (
        columns["renews_on"] == "Renews on: a field of the company's own, of the account, newest."
    )
    assert "product_line" not in columns


def test_dagster_shows_the_columns_of_the_fields(
    company: RunOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in os.environ.items():
        monkeypatch.setenv(name, value)
    definitions = accord_definitions(company)
    shown = {
        table: definitions.resolve_assets_def(dg.AssetKey(["core", table])).metadata_by_key[
            dg.AssetKey(["core", table])
        ]["dagster/column_schema"]
        for table in ("dim_people", "dim_accounts", "fct_leads", "fct_handoffs")
    }
    columns = {
        table: {each.name: each.description for each in schema.columns}
        for table, schema in shown.items()
    }
    frozen = "Product line: a field of the company's own, frozen at the lead's inquiry."
    assert columns["fct_leads"]["product_line"] == columns["fct_handoffs"]["product_line"] == frozen
    assert columns["dim_people"]["budget"].startswith("Budget: a field of the company's own")
    assert "renews_on" in columns["dim_accounts"]
    assert not {"budget", "renews_on"} & columns["fct_handoffs"].keys()


@pytest.mark.parametrize("model", ["int_lead_dimensions", "lead_acceptance"])
def test_a_model_with_the_dimension_is_tried_with_its_tests(
    company: RunOptions, model: str
) -> None:
    assert try_model(company, model).problems is None


def test_the_seeds_and_models_of_such_a_company_are_in_order_and_a_column_not_found_is_told(
    company: RunOptions,
) -> None:
    found = preflight(company)
    assert (found.seed_problems, found.model_problems, found.is_clean) == ((), (), True)
    assert found.exports is not None
    [warning] = [text for text in found.exports.warnings if "Shaed" in text]
    assert "people.csv" in warning
    assert "custom_fields.csv, line 6, declares it, and shade stays unknown" in warning


def test_the_version_in_force_tried_on_the_past_gives_what_is_published(
    company: RunOptions,
) -> None:
    found = backtest(company, 1)
    assert [row for row in found.results.figures if row["change"]] == []
    [handed_off] = [row for row in found.results.figures if row["measure"] == "handed_off"]
    assert handed_off["published"] == 6


def test_a_field_that_comes_goes_or_changes_its_type_is_right_the_next_night(
    company: RunOptions, tmp_path: Path
) -> None:
    own, home = tmp_path / "own", tmp_path / "home"
    shutil.copytree(company.home, home, symlinks=True)

    # one that is no dimension any more, one of another type, one that comes; two go
    means = "means,template,people,Budget,text,Means,Moyens,true"
    as_text = PARTNER.replace("boolean", "text")
    declare(own, LINE.removesuffix("true"), as_text, means, header=DIMENSIONS)
    with duckdb.connect(str(run_night(company.exports, home, seeds=own)), read_only=True) as db:
        told = db.execute(
            "select column_name, data_type from duckdb_columns() where table_name = 'fct_leads' "
            "and column_name in ('product_line', 'is_partner', 'budget', 'means')"
        ).fetchall()
        cells = {
            dimension: acceptance(db, dimension, "1900-01-01")
            for dimension in ("product_line", "is_partner", "means")
        }
    assert dict(told) == {"product_line": "VARCHAR", "is_partner": "VARCHAR", "means": "VARCHAR"}
    assert cells == {
        "product_line": {},
        "is_partner": {
            "yes": [1, 1, 0, 0, 0],
            "no": [1, 1, 0, 0, 0],
            "(unknown)": [4, 1, 1, 1, 1],
        },
        "means": {
            "10": [2, 1, 1, 0, 0],
            "20": [1, 1, 0, 0, 0],
            "50": [1, 1, 0, 0, 0],
            "(unknown)": [2, 0, 0, 1, 1],
        },
    }
