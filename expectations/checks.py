"""The process in which Great Expectations runs; see `orchestration.checking` for its caller."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy

from expectations import landing, marts
from expectations.duckdb_source import opened_source
from expectations.results import CheckResult
from expectations.shares import is_share
from expectations.suites import validate
from orchestration.databases import candidate_of, published_build
from orchestration.loading.declarations import ExportObject


def check_landing(
    home: Path,
    objects: Sequence[ExportObject],
    accept_volume_drop: bool,
    emit: Callable[[object], None],
) -> list[CheckResult]:
    """Judge what was landed, by object that this or the last published night has."""
    published = _published(home)
    with opened_source(published, landing.preparation(home, bool(published))) as opened:
        context, source, connection = opened
        exported = set(
            map(tuple, connection.exec_driver_sql("select system, object from exports").fetchall())
        )
        suites = [
            landing.loads(),
            *(
                landing.landed_object(home, each, accept_volume_drop=accept_volume_drop)
                for each in objects
                if (each.system, each.name) in exported
            ),
        ]
        return validate("landing", suites, context, source, connection)


def check_marts(
    home: Path,
    objects: Sequence[ExportObject],
    accept_lost_metrics: bool,
    emit: Callable[[object], None],
) -> list[CheckResult]:
    """Judge what was built, against the exports and the last published night."""
    published = _published(home)
    attached = {"build": candidate_of(home), **published}
    with opened_source(attached, marts.preparation(home)) as opened:
        context, source, connection = opened
        numbers = _numbers(connection, "build")
        rates = {table: list(filter(is_share, names)) for table, names in numbers.items()}
        suites = [
            marts.dim_people(home, [each for each in objects if each.is_person_like]),
            marts.fct_opportunities(home, [each for each in objects if each.amount]),
            marts.fct_leads(bool(published)),
            marts.fct_handoffs(),
            *(marts.shares(table, names) for table, names in rates.items() if names),
        ]
        # the first night is compared with itself, so that the second one has the same expectations
        before = "published" if published else "build"
        earlier = _numbers(connection, before)
        shared = {
            table: [name for name in names if name in earlier.get(table, [])]
            for table, names in numbers.items()
            if f"alignment.{table}" != marts.SCORECARD
        }
        compared = {table: names for table, names in shared.items() if names}
        suites.append(marts.metrics(compared, before, accept_lost=accept_lost_metrics))
        return validate("marts", suites, context, source, connection)


def _numbers(connection: sqlalchemy.Connection, database: str) -> dict[str, list[str]]:
    """The metric tables of a database with their columns of numbers."""
    columns: dict[str, list[str]] = {}
    for table, column in connection.exec_driver_sql(
        "select table_name, column_name from duckdb_columns() "
        f"where database_name = '{database}' and schema_name = 'alignment' "
        "and numeric_precision is not null order by all"
    ).fetchall():
        columns.setdefault(table, []).append(column)
    return columns


def _published(home: Path) -> dict[str, Path]:
    """The last published night to compare with, as Accord keeps it: the marts are open to others.

    A damaged file is none: this night replaces it.
    """
    file = published_build(home)
    return {"published": file} if file else {}
