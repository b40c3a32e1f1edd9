"""What back-tests found: schema `backtest` of `<home>/backtest/backtests.duckdb`, and CSV.

One file holds every back-test, told apart by `backtest_id`; trying a version on a span anew
replaces what was found before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.databases import connected, log_of
from orchestration.spreadsheets import as_csv, neutralised

FILE = "backtests.duckdb"

# What is said of a lead whose MQL is not the same.
CHANGES = ("enters", "leaves", "moves")

# Beside the keys, the columns of a period that are its figures.
_KEYS = ("period_grain", "period_start")

_TABLES = {
    "figures": """
        select
            period_grain,
            period_start,
            measure,
            published.figure as published,
            version.figure as under_version,
            version.figure - published.figure as change
        from (unpivot (
            select {keys}, {figures} from published.backtest.figures
        ) on columns(* exclude ({keys})) into name measure value figure) as published
        full join (unpivot (
            select {keys}, {figures} from version.backtest.figures
        ) on columns(* exclude ({keys})) into name measure value figure) as version
            using ({keys}, measure)
    """,
    "leads": """
        select
            lead_id,
            coalesce(version.person_id, published.person_id) as person_id,
            case
                when published.mql_at is null then 'enters'
                when version.mql_at is null then 'leaves'
                when version.mql_at <> published.mql_at then 'moves'
                else 'stays'
            end as change,
            coalesce(version.owner_id, published.owner_id) as owner_id,
            coalesce(version.source, published.source) as source,
            coalesce(version.segment, published.segment) as segment,
            coalesce(version.has_accepted, published.has_accepted) as has_accepted,
            coalesce(version.has_sql, published.has_sql) as has_sql,
            coalesce(version.has_opportunity, published.has_opportunity) as has_opportunity,
            coalesce(version.has_won, published.has_won) as has_won,
            coalesce(version.revenue, published.revenue) as revenue,
            published.mql_at as published_mql_at,
            version.mql_at as version_mql_at
        from published.backtest.leads as published
        full join version.backtest.leads as version using (lead_id)
    """,
    "loads": """
        select
            owner_id,
            coalesce(version.owner_name, published.owner_name) as owner_name,
            week_start,
            {loads}
        from published.backtest.loads as published
        full join version.backtest.loads as version using (owner_id, week_start)
    """,
}


@dataclass(frozen=True)
class Results:
    """What one back-test found, and where it is kept.

    `figures`: of the whole span, each measure as published, under the version, and the change.
    `leads`: of those that enter, leave and move, how many, and what became of them. `loads`: of
    each user whose load changes, handoffs as published and under the version.
    """

    database: Path
    files: tuple[Path, ...]
    figures: list[dict[str, Any]]
    leads: list[dict[str, Any]]
    loads: list[dict[str, Any]]


def keep_results(
    home: Path, version: int, span: tuple[date, date], published: Path, under_version: Path
) -> Results:
    """Compare two builds of what back-tests compare, and keep it beside earlier back-tests."""
    first, last = span
    backtest_id = f"v{version}_{first}_{last}"
    written = home / f"{FILE}.part"
    for leftover in (written, log_of(written)):
        leftover.unlink(missing_ok=True)
    with connected() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for file, alias in ((published, "published"), (under_version, "version")):
            connection.execute(f"attach {_text(file)} as {alias} (read_only)")
        connection.execute(f"attach {_text(written)} as candidate (storage_version 'v1.4.0')")
        connection.execute("create schema candidate.backtest")
        _write_all(connection, backtest_id, version, span)
        _take_over(connection, home / FILE, backtest_id)
        files = _write_csv(connection, home / backtest_id, backtest_id)
        results = Results(
            home / FILE,
            tuple(files),
            _rows(
                connection,
                "select measure, published, under_version, change from candidate.backtest.figures "
                "where backtest_id = ? and period_grain = 'window'",
                backtest_id,
            ),
            _rows(connection, _LEADS_TOLD, backtest_id),
            _rows(connection, _LOADS_TOLD, backtest_id),
        )
        connection.execute("detach candidate")
    written.replace(home / FILE)
    return results


_LEADS_TOLD = """
    select
        change,
        count(*) as leads,
        count(*) filter (where has_accepted) as accepted,
        count(*) filter (where has_sql) as sqls,
        count(*) filter (where has_opportunity) as opportunities,
        count(*) filter (where has_won) as won,
        sum(revenue) as revenue
    from candidate.backtest.leads
    where backtest_id = ?
    group by change
    order by change
"""

_LOADS_TOLD = """
    select
        owner_name,
        sum(published_handed_off) as published,
        sum(version_handed_off) as under_version,
        max(published_handed_off) as published_busiest_week,
        max(version_handed_off) as version_busiest_week
    from candidate.backtest.loads
    where backtest_id = ?
    group by owner_id, owner_name
    order by owner_name
"""


def _write_all(
    connection: duckdb.DuckDBPyConnection,
    backtest_id: str,
    version: int,
    span: tuple[date, date],
) -> None:
    """The tables of this back-test alone."""
    columns = _columns(connection, "published.backtest.figures")
    loads = [
        f"coalesce({side}.{name}, 0) as {side}_{name}"
        for name in _columns(connection, "published.backtest.loads")
        if name not in ("owner_id", "owner_name", "week_start")
        for side in ("published", "version")
    ]
    parts = {
        "keys": ", ".join(_KEYS),
        "figures": ", ".join(
            f"cast({name} as double) as {name}" for name in columns if name not in _KEYS
        ),
        "loads": ", ".join(loads),
    }
    for table, query in _TABLES.items():
        connection.execute(
            f"create table candidate.backtest.{table} as "
            f"select ? as backtest_id, found.* from ({query.format(**parts)}) as found",
            [backtest_id],
        )
    connection.execute(
        "create table candidate.backtest.runs as select ? as backtest_id, "
        "cast(? as integer) as agreement_version, cast(? as date) as first_day, "
        "cast(? as date) as last_day",
        [backtest_id, version, *span],
    )


def _take_over(connection: duckdb.DuckDBPyConnection, earlier: Path, backtest_id: str) -> None:
    """Keep the earlier back-tests, where their tables have the columns that they have now."""
    if not earlier.is_file():
        return
    connection.execute(f"attach {_text(earlier)} as earlier (read_only)")
    tables = [*_TABLES, "runs"]
    if all(
        _columns(connection, f"earlier.backtest.{table}")
        == _columns(connection, f"candidate.backtest.{table}")
        for table in tables
    ):
        for table in tables:
            connection.execute(
                f"insert into candidate.backtest.{table} by name "
                f"from earlier.backtest.{table} where backtest_id <> ?",
                [backtest_id],
            )
    connection.execute("detach earlier")


def _write_csv(connection: duckdb.DuckDBPyConnection, folder: Path, backtest_id: str) -> list[Path]:
    """One file a table, in the order of its keys; no cell of theirs is a spreadsheet's formula."""
    folder.mkdir(exist_ok=True)
    files = []
    for table in _TABLES:
        file = folder / f"{table}.csv"
        relation = connection.sql(
            f"select * exclude (backtest_id) from candidate.backtest.{table} "
            "where backtest_id = $id order by all",
            params={"id": backtest_id},
        )
        rows = [neutralised(row) for row in relation.fetchall()]
        file.write_text(as_csv(relation.columns, rows), "utf-8")
        files.append(file)
    return files


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {table}").fetchall()]


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, *parameters: object
) -> list[dict[str, Any]]:
    cursor = connection.execute(query, list(parameters))
    names: Sequence[str] = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
