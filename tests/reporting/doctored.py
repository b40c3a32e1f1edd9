"""Marts of companies that the sample company is not: nothing there yet, or too much with bad names.

The published tables of the one night are changed where they lie, since pages read nothing else;
what a night makes of such exports is tested where nights are.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

# What a form or a spreadsheet may send for a name.
HOSTILE = (
    "<script>document.title='taken'</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    '" onmouseover="document.title=\'taken\'" x="',
    "</td></table></svg></style><h1>taken</h1>",
    "=cmd|'/C calc'!A1",
    "it's {{ 7 * 7 }} %(name)s %s 100% \\",
    "\u202etxt.exe\u202c שלום العربية",
    "🦄👩‍👩‍👧‍👦 Zoë & Søn GmbH",
    "W" * 200,
)

# Columns of any table that hold what people wrote.
WRITTEN = {
    *("account_name", "first_touch_asset", "last_engagement_asset", "marketing_role", "sales_role"),
    *("first_engagement_asset", "mql_engagement_asset", "owner_title", "rule_value"),
    *("accountable", "asset", "campaign", "channel", "commitment_code", "company_name", "country"),
    *("detail", "dimension_value", "email", "field", "file", "first_asset", "first_name"),
    *("job_title", "last_asset", "last_assets", "last_name", "loss_reason", "marketing_owner"),
    *("marketing_signed_by", "message", "missing_fields", "name_en", "name_fr", "observed"),
    *("opportunity_name", "owner_name", "pilot_name", "raw_text", "reason_text", "rule_code"),
    *("sales_owner", "sales_signed_by", "segment", "source", "subject_value", "user_name"),
    "what_is_behind",
}
# In these tables so do columns that hold a code elsewhere.
WRITTEN_HERE = {
    "agreement.agreement_versions": {"owner"},
    "agreement.mql_rules": {"value"},
    "agreement.pilots": {"value"},
    "quality.unmapped_values": {"value"},
    "review.decisions": {"decision", "note", "owner"},
    "review.insights": {"text", "topic"},
    "review.mql_rule_outcomes": {"value"},
}
# Each has a row of what is counted by it, and pages ask for some of them by name.
OWN_DIMENSIONS = ("all", "owner", "origin_system")

# Rows of review.restatements: which night, table, keys, measure, and what was said otherwise; how
# many days before the cut-off of the marts. The sample company's pages are those of 5 October 2026.
RESTATED = (
    # the week of 21 September was restated twice, and that of the week before ten days ago
    (
        2,
        "metric_changes",
        "week",
        "2026-09-21",
        {"metric": "touch_sla_compliance"},
        "value",
        "correction",
        0.5,
        0.4,
        True,
        3,
    ),
    (
        3,
        "metric_changes",
        "week",
        "2026-09-21",
        {"metric": "touch_sla_compliance"},
        "value",
        "upgrade, late_file",
        0.4,
        0.25,
        True,
        0,
    ),
    (
        1,
        "metric_changes",
        "week",
        "2026-09-14",
        {"metric": "touch_sla_compliance"},
        "value",
        "merge",
        0.9,
        0.1,
        True,
        10,
    ),
    # it was too young
    (
        3,
        "metric_changes",
        "week",
        "2026-09-21",
        {"metric": "decision_coverage"},
        "value",
        "late_file, maturing",
        0.1,
        0.9,
        False,
        0,
    ),
    # the page shows the members of a rate, and no bounds
    (
        3,
        "metric_changes",
        "week",
        "2026-09-21",
        {"metric": "touch_sla_compliance"},
        "members",
        "late_file",
        10,
        20,
        True,
        0,
    ),
    (
        3,
        "metric_changes",
        "month",
        "2026-08-01",
        {"metric": "lead_acceptance"},
        "value",
        "late_file",
        0.524,
        0.478,
        True,
        0,
    ),
    # the month calls it by the name of its column
    (
        3,
        "metric_changes",
        "month",
        "2026-08-01",
        {"metric": "matured_acceptance_rate"},
        "value",
        "late_file",
        0.524,
        0.478,
        True,
        0,
    ),
    (
        3,
        "alignment_scorecard",
        "month",
        "2026-09-01",
        {"metric": "alignment_index"},
        "value",
        "late_file, correction",
        60.0,
        62.5,
        True,
        0,
    ),
    (
        3,
        "commitments",
        "month",
        "2026-09-01",
        {"commitment_code": "answer"},
        "actual",
        "unexplained",
        0.5,
        0.6,
        True,
        0,
    ),
    (
        3,
        "lead_acceptance",
        "month",
        "2026-08-01",
        {"dimension": "source", "dimension_value": "Webinar"},
        "matured_acceptance_rate",
        "field_history",
        None,
        0.25,
        True,
        0,
    ),
)

# How many there are at least of each.
SOURCES, SEGMENTS, OPEN_LEADS = 200, 60, 3000


def copied_home(home: Path, copy: Path) -> Path:
    """A home with what pages are made of: the marts, and the agreement that the night read."""
    copy.mkdir(parents=True)
    shutil.copy(home / "marts.duckdb", copy)
    shutil.copytree(home / "project" / "seeds", copy / "project" / "seeds")
    return copy


def emptied(home: Path, copy: Path) -> Path:
    """The home of a first night in which nothing was found: every table is there, without rows.

    There is what needs no export: the agreement, the stages, the days, and which night it is.
    """
    copied_home(home, copy)
    with duckdb.connect(str(copy / "marts.duckdb")) as marts:
        for schema, table in _tables(marts):
            if schema == "agreement" or table in ("build", "dim_stages", "dim_dates"):
                continue
            marts.execute(f"delete from {schema}.{table}")
    return copy


def unknowing(home: Path, copy: Path) -> Path:
    """The home of a company of which little can be worked out.

    What is null in one cell of a published column, is null in all.
    """
    copied_home(home, copy)
    with duckdb.connect(str(copy / "marts.duckdb")) as marts:
        for schema, table in _tables(marts):
            if schema == "agreement" or table in ("build", "dim_stages", "dim_dates"):
                continue
            columns = marts.execute(
                "select column_name from duckdb_columns() where schema_name = ? "
                "and table_name = ? and is_nullable and data_type <> 'VARCHAR'",
                [schema, table],
            ).fetchall()
            for (column,) in columns:
                marts.execute(
                    f"update {schema}.{table} set {column} = null "
                    f"where exists (select 1 from {schema}.{table} where {column} is null)"
                )
    return copy


def restated(home: Path, copy: Path) -> Path:
    """The home of a company whose nights said some numbers of closed periods otherwise."""
    copied_home(home, copy)
    with duckdb.connect(str(copy / "marts.duckdb")) as marts:
        for (
            entry,
            table,
            grain,
            start,
            cell,
            measure,
            cause,
            before,
            after,
            mature,
            days,
        ) in RESTATED:
            marts.execute(
                """
                insert into review.restatements by name
                select ? as ledger_entry, ? as table_name, ? as period_grain,
                    cast(? as date) as period_start, ? as cell, ? as measure, ? as cause,
                    ? as value_before, ? as value_after, ? as was_mature, ? as was_settled,
                    ? as dimension, ? as dimension_value,
                    as_of - interval 30 day as said_as_of,
                    as_of - to_days(cast(? as integer)) as restated_as_of
                from quality.build
                """,
                [
                    entry,
                    table,
                    grain,
                    start,
                    json.dumps(cell),
                    measure,
                    cause,
                    before,
                    after,
                    mature,
                    mature,
                    cell.get("dimension"),
                    cell.get("dimension_value"),
                    days,
                ],
            )
    return copy


def crowded(home: Path, copy: Path) -> Path:
    """The home of a company with 200 sources, 60 segments and thousands of leads that wait.

    Every name that people wrote in a tool or in the agreement is hostile.
    """
    copied_home(home, copy)
    with duckdb.connect(str(copy / "marts.duckdb")) as marts:
        tables = [
            (f"{schema}.{table}", _columns(marts, schema, table))
            for schema, table in _tables(marts)
        ]
        for table, columns in tables:
            if "dimension_value" in columns:
                for dimension, number in (("source", SOURCES), ("segment", SEGMENTS)):
                    where = f"dimension = '{dimension}'"
                    _multiply(marts, table, ["dimension_value"], where, number)
        _restate(marts)
        _multiply(marts, "alignment.lead_quality", ["source", "segment"], "true", SOURCES)
        _multiply(marts, "review.work_list", ["lead_id", "last_name"], "true", OPEN_LEADS)
        for table, columns in tables:
            for column in columns:
                if column in WRITTEN | WRITTEN_HERE.get(table, set()):
                    _make_hostile(marts, table, column, "dimension" in columns)
    return copy


def _restate(marts: duckdb.DuckDBPyConnection) -> None:
    """Say otherwise what every source was said to bring."""
    marts.execute(
        """
        insert into review.restatements by name
        select 1 as ledger_entry, 'lead_acceptance' as table_name, period_grain, period_start,
            to_json({'dimension': dimension, 'dimension_value': dimension_value}) as cell,
            'handed_off' as measure, dimension, dimension_value, 'late_file' as cause,
            1 as value_before, handed_off as value_after,
            true as was_mature, true as was_settled, as_of as said_as_of, as_of as restated_as_of
        from alignment.lead_acceptance
        cross join quality.build
        where dimension = 'source' and period_grain = 'month'
        """
    )


def _tables(marts: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return marts.execute(
        "select schema_name, table_name from duckdb_tables() order by all"
    ).fetchall()


def _columns(marts: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[str]:
    rows = marts.execute(
        "select column_name from duckdb_columns() "
        "where schema_name = ? and table_name = ? and data_type = 'VARCHAR' order by column_index",
        [schema, table],
    ).fetchall()
    return [column for (column,) in rows]


def _multiply(
    marts: duckdb.DuckDBPyConnection, table: str, columns: list[str], where: str, number: int
) -> None:
    """Give a table copies of its rows, each with names of its own, until there are so many."""
    ((there,),) = marts.execute(
        f"select count(distinct {columns[0]}) from {table} where {where}"
    ).fetchall()
    if not there:
        return
    named = ", ".join(f"{column} || ' ' || copies.range as {column}" for column in columns)
    marts.execute(
        f"insert into {table} select rows.* replace ({named}) "
        f"from (select * from {table} where {where}) as rows "
        f"cross join range(1, {number // there + 2}) as copies"
    )


def _make_hostile(
    marts: duckdb.DuckDBPyConnection, table: str, column: str, has_dimension: bool
) -> None:
    """Put a hostile text before every name of a column; one name has the same one everywhere."""
    kept = f"starts_with({column}, '(') or {column} = '*'"
    if column == "dimension_value" and has_dimension:
        kept += f" or dimension in {OWN_DIMENSIONS}"
    marts.execute(
        f"update {table} set {column} = "
        f"list_extract(?, 1 + cast(hash({column}) % {len(HOSTILE)} as integer)) || {column} "
        f"where {column} is not null and not ({kept})",
        [list(HOSTILE)],
    )
