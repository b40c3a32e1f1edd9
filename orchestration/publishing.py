"""From the build to what people read: write a new file, audit it, swap it in.

Readers of `marts.duckdb` keep the file they opened; whoever opens it next reads the new night.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from expectations.results import CheckResult
from orchestration.errors import AccordError

PUBLISHED_SCHEMAS = ("agreement", "core", "alignment", "quality")


class AuditFailed(AccordError):
    """The candidate file is not what the build holds; yesterday's marts stay."""


@dataclass(frozen=True)
class Published:
    """What was swapped in: the file, rows by `<schema>.<table>`, the cut-off of the night."""

    marts: Path
    rows: dict[str, int]
    as_of: datetime


def publish(home: Path, results: Sequence[CheckResult]) -> Published:
    """Swap the published schemas of `<home>/build.duckdb` onto `<home>/marts.duckdb`.

    Nothing else may hold the build open in this process. Raises AuditFailed, naming the table.
    """
    marts = home / "marts.duckdb"
    candidate = home / "marts.duckdb.candidate"
    _remove(candidate)
    connection = duckdb.connect()
    try:
        connection.execute(f"attach {_text(home / 'build.duckdb')} as build (read_only)")
        connection.execute(f"attach {_text(candidate)} as candidate")
        tables = _published_tables(connection)
        for schema, table in tables:
            _copy(connection, schema, table)
        _insert_results(connection, results)
        connection.execute(
            "update candidate.quality.build set accord_version = ?, published_at = ?",
            [version("accord"), datetime.now(UTC).replace(tzinfo=None)],
        )
        rows = _audit(connection, tables, home, len(results))
        as_of = _single(connection, "select as_of from candidate.quality.build")
        connection.execute("detach candidate")
    except BaseException:
        connection.close()
        _remove(candidate)
        raise
    connection.close()
    _make_durable(candidate)
    candidate.replace(marts)
    _make_durable(home)
    return Published(marts=marts, rows=rows, as_of=as_of)


def _published_tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = 'build' and schema_name in ? order by all",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()


def _copy(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> None:
    """Rows in one order, whatever the threads of the build did, and every description."""
    target = f"candidate.{_name(schema)}.{_name(table)}"
    connection.execute(f"create schema if not exists candidate.{_name(schema)}")
    connection.execute(
        f"create table {target} as from build.{_name(schema)}.{_name(table)} order by all"
    )
    comments = connection.execute(
        """
        select null, comment from duckdb_tables()
        where database_name = 'build' and schema_name = $schema and table_name = $table
        union all
        select column_name, comment from duckdb_columns()
        where database_name = 'build' and schema_name = $schema and table_name = $table
        """,
        {"schema": schema, "table": table},
    ).fetchall()
    for column, comment in comments:
        what = f"column {target}.{_name(column)}" if column else f"table {target}"
        if comment:
            connection.execute(f"comment on {what} is {_text(comment)}")


def _insert_results(connection: duckdb.DuckDBPyConnection, results: Sequence[CheckResult]) -> None:
    for result in results:
        connection.execute(
            "insert into candidate.quality.expectation_results by name select "
            "? as stage, ? as table_name, ? as expectation, ? as severity, "
            "? as observed, ? as expected, ? as is_met",
            [
                result.stage,
                result.table_name,
                result.expectation,
                result.severity,
                result.observed,
                result.expected,
                result.is_met,
            ],
        )


def _audit(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[tuple[str, str]],
    home: Path,
    result_count: int,
) -> dict[str, int]:
    """Rows by table of the candidate, each equal to the build's; the cut-off is this night's."""
    rows = {}
    for schema, table in tables:
        name = f"{_name(schema)}.{_name(table)}"
        built = _single(connection, f"select count(*) from build.{name}")
        copied = _single(connection, f"select count(*) from candidate.{name}")
        if (schema, table) == ("quality", "expectation_results"):
            built += result_count
        if built != copied:
            raise AuditFailed(
                f"{schema}.{table}: {copied} rows were written where {built} were built; "
                "nothing was published, the earlier marts are still there. Run the night again."
            )
        rows[f"{schema}.{table}"] = copied
    settings = home / "control" / "settings.parquet"
    expected = _single(connection, f"select as_of from read_parquet({_text(settings)})")
    found = _single(connection, "select as_of from candidate.quality.build")
    if expected != found:
        raise AuditFailed(
            f"quality.build is of {found}, this night is of {expected}: the build is of another "
            "night; nothing was published. Run the night again."
        )
    return rows


def _single(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _remove(candidate: Path) -> None:
    for leftover in (candidate, candidate.with_name(candidate.name + ".wal")):
        leftover.unlink(missing_ok=True)


def _make_durable(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
