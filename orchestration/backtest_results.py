"""What back-tests found: schema `backtest` of `<home>/backtest/backtests.duckdb`, and CSV.

One file holds every back-test, told apart by `backtest_id`; trying a version on a span anew
replaces what was found before. `runs` says of each which rows of the version were tried, over which
night, and when: what is published later is another past.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.databases import backtest_of, connected, log_of
from orchestration.spreadsheets import as_csv, neutralised

FILE = "backtests.duckdb"

# What is said of a lead whose MQL is not the same.
CHANGES = ("enters", "leaves", "moves")

# The columns of a run, in the order of `Run` after its id.
_RUN = {
    "backtest_id": "varchar",
    "agreement_version": "integer",
    "content_hash": "varchar",
    "first_day": "date",
    "last_day": "date",
    "as_of": "timestamp",
    "build_id": "varchar",
    "tried_at": "timestamp",
}

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
class Run:
    """What a back-test was of: a version as it then stood, its days, over which night, and when.

    `content_hash` is that over which the version would be signed; `as_of` and `build_id` are those
    of the night. Times are UTC without a zone.
    """

    version: int
    content_hash: str
    first_day: date
    last_day: date
    as_of: datetime
    build_id: str
    tried_at: datetime

    @property
    def backtest_id(self) -> str:
        """What tells it apart: the version and its days."""
        return f"v{self.version}_{self.first_day}_{self.last_day}"


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


def keep_results(home: Path, run: Run, published: Path, under_version: Path) -> Results:
    """Compare two builds of what back-tests compare, and keep it beside earlier back-tests."""
    folder, backtest_id = backtest_of(home), run.backtest_id
    written = folder / f"{FILE}.part"
    for leftover in (written, log_of(written)):
        leftover.unlink(missing_ok=True)
    with connected() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for file, alias in ((published, "published"), (under_version, "version")):
            connection.execute(f"attach {_text(file)} as {alias} (read_only)")
        connection.execute(f"attach {_text(written)} as candidate (storage_version 'v1.4.0')")
        connection.execute("create schema candidate.backtest")
        _write_all(connection, run)
        _take_over(connection, folder / FILE, backtest_id)
        _write_csv(connection, folder / backtest_id, backtest_id)
        connection.execute("use candidate")
        results = _results(connection, home, backtest_id)
        connection.execute("use memory")
        connection.execute("detach candidate")
    written.replace(folder / FILE)
    return results


def latest_results(home: Path, versions: Collection[int]) -> dict[int, tuple[Run, Results]]:
    """The last back-test of each of these versions, as far as one is kept.

    What an earlier Accord kept otherwise is none. Raises duckdb.Error where the file is damaged.
    """
    file = backtest_of(home) / FILE
    if not file.is_file():
        return {}
    with connected(file, read_only=True) as connection:
        if _columns(connection, "backtest.runs") != list(_RUN):
            return {}
        rows = connection.execute(
            "select * exclude (backtest_id) from backtest.runs "
            "where list_contains(?, agreement_version) order by tried_at",
            [list(versions)],
        ).fetchall()
        runs = [Run(*row) for row in rows]
        return {run.version: (run, _results(connection, home, run.backtest_id)) for run in runs}


def _results(connection: duckdb.DuckDBPyConnection, home: Path, backtest_id: str) -> Results:
    """What the database in use holds of a back-test."""
    return Results(
        backtest_of(home) / FILE,
        tuple(backtest_of(home) / backtest_id / f"{table}.csv" for table in _TABLES),
        _rows(
            connection,
            "select measure, published, under_version, change from backtest.figures "
            "where backtest_id = ? and period_grain = 'window'",
            backtest_id,
        ),
        _rows(connection, _LEADS_TOLD, backtest_id),
        _rows(connection, _LOADS_TOLD, backtest_id),
    )


_LEADS_TOLD = """
    select
        change,
        count(*) as leads,
        count(*) filter (where has_accepted) as accepted,
        count(*) filter (where has_sql) as sqls,
        count(*) filter (where has_opportunity) as opportunities,
        count(*) filter (where has_won) as won,
        sum(revenue) as revenue
    from backtest.leads
    where backtest_id = ?
    group by change
    order by change
"""

_LOADS_TOLD = """
    select
        owner_id,
        owner_name,
        sum(published_handed_off) as published,
        sum(version_handed_off) as under_version,
        max(published_handed_off) as published_busiest_week,
        max(version_handed_off) as version_busiest_week
    from backtest.loads
    where backtest_id = ?
    group by owner_id, owner_name
    order by owner_name, owner_id
"""


def _write_all(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
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
            [run.backtest_id],
        )
    columns_of_run = [f"cast(? as {kind}) as {name}" for name, kind in _RUN.items()]
    connection.execute(
        f"create table candidate.backtest.runs as select {', '.join(columns_of_run)}",
        [run.backtest_id, *astuple(run)],
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


def _write_csv(connection: duckdb.DuckDBPyConnection, folder: Path, backtest_id: str) -> None:
    """One file a table, in the order of its keys; no cell of theirs is a spreadsheet's formula."""
    folder.mkdir(exist_ok=True)
    for table in _TABLES:
        relation = connection.sql(
            f"select * exclude (backtest_id) from candidate.backtest.{table} "
            "where backtest_id = $id order by all",
            params={"id": backtest_id},
        )
        rows = [neutralised(row) for row in relation.fetchall()]
        (folder / f"{table}.csv").write_text(as_csv(relation.columns, rows), "utf-8")


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
