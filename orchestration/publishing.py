"""From the build to what people read: write a new file, swap it in, read it as readers do.

Readers of `marts.duckdb` keep the file they opened; whoever opens it next reads the new night.
What others did to the earlier file is of no consequence: nothing of it is read or replayed.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from expectations.results import CheckResult
from orchestration import audit
from orchestration.audit import Figures, quoted
from orchestration.databases import (
    build_of,
    candidate_of,
    connected,
    is_database,
    log_of,
    make_durable,
    marts_of,
    set_aside,
    writer_of,
)
from orchestration.errors import AccordError
from orchestration.ledger.entries import kept_build
from orchestration.ledger.restating import Noted
from orchestration.memory import memory_limit
from orchestration.rights import READABLE, give_to
from orchestration.worker import Worker, WorkerFailed

PUBLISHED_SCHEMAS = ("agreement", "core", "alignment", "review", "feedback", "quality")

# Of this version on, a log of changes names the file that it belongs to: the log of another one,
# which a program wrote that still held the file of the night before, is never replayed.
STORAGE = "v1.4.0"

# What the end of a night writes: what was checked and restated, and under which name it stands.
COMPLETED_LAST = ("quality.build", "quality.expectation_results", "review.restatements")

# The tables that every night publishes, by `<schema>.<table>`: their columns in order.
Contract = Mapping[str, Sequence[str]]


def is_published(node: Mapping[str, Any]) -> bool:
    """Whether a node of dbt's manifest is a published table: a model, or a seed as it stands."""
    return node["resource_type"] in ("model", "seed") and node["schema"] in PUBLISHED_SCHEMAS


class AuditFailed(AccordError):
    """What was written is not what the build holds or the contract asks; the earlier marts stay."""


@dataclass(frozen=True)
class Published:
    """What was swapped in: the file, rows by `<schema>.<table>`, the cut-off of the night.

    `notes` tell what was found in its place and set aside.
    """

    marts: Path
    rows: dict[str, int]
    as_of: datetime
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """A file of published tables that nobody reads yet: all but those of the end of a night.

    `figures` are those of each table, as it was built.
    """

    file: Path
    contract: Contract
    as_of: datetime
    figures: dict[str, Figures]


@contextmanager
def written_marts(home: Path, contract: Contract) -> Iterator[Written]:
    """Write the contract's tables of the candidate build into a file, for `publish` to swap in.

    What only the end of a night knows is left to it: the build may be read and judged meanwhile.
    A file that was not published goes at the end. Raises AuditFailed, naming the table.
    """
    build = candidate_of(home)
    # its name is the one that readers open: views and clients name a database by its file
    file = build.with_name(marts_of(home).name)
    _remove(file)
    if not is_database(build):
        raise AuditFailed(f"there is no build to publish in {build.parent}: run the whole night")
    try:
        with _attached(home, build, is_read=True) as connection:
            _expect_contract(connection, contract)
            as_of = _cut_off(connection, home)
            tables = [table for table in contract if table not in COMPLETED_LAST]
            figures = _write(connection, file, tables)
        yield Written(file, contract, as_of, figures)
    finally:
        _remove(file)


def publish(
    home: Path,
    written: Written,
    results: Sequence[CheckResult],
    noted: Noted,
    readers: str | None = None,
) -> Published:
    """Complete the file that was written, and swap it onto `<home>/marts.duckdb`.

    The build becomes the one of the last published night. Nothing else may hold it open. `noted` is
    what the ledger was told of it. `readers` is the group that may read the marts beside their
    owner. Raises AuditFailed, naming the table.
    """
    build, contract = candidate_of(home), written.contract
    # begun now, it is ready once the file is whole
    with Worker(audit.__name__, home / "logs" / "audit.log") as reader:
        with _attached(home, build) as connection:
            connection.begin()
            _complete(connection, results, noted)
            connection.commit()
            tables = [table for table in contract if table in COMPLETED_LAST]
            expected = written.figures | _write(connection, written.file, tables)
        if readers is not None:
            give_to(written.file, readers, READABLE)
        make_durable(written.file)
        notes = _swap(reader, home, written.file, expected, contract)
        if noted.entry is None and build_of(home).is_file() and not kept_build(home).exists():
            # the next night is compared with it, not with the earlier day that is published now
            build_of(home).replace(kept_build(home))
        build.replace(build_of(home))
        if noted.entry is not None:
            kept_build(home).unlink(missing_ok=True)
        make_durable(home)
        rows = {table: expected[table][0] for table in contract}
        return Published(marts_of(home), rows, written.as_of, (*noted.notes, *notes))


@contextmanager
def _attached(
    home: Path, build: Path, is_read: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has the build attached, and closes it whole."""
    config = {"memory_limit": memory_limit(home), "temp_directory": str(build.parent)}
    with connected(config=config) as connection:
        connection.execute(f"attach {_text(build)} as build{' (read_only)' if is_read else ''}")
        yield connection
        # closed one by one: what is attached at the end of a process may keep its log
        connection.execute("detach build")


def _write(
    connection: duckdb.DuckDBPyConnection, file: Path, tables: Sequence[str]
) -> dict[str, Figures]:
    """Copy tables of the build into a file, with what is said of them; the figures of each."""
    connection.execute(f"attach {_text(file)} as candidate (storage_version '{STORAGE}')")
    figures = {}
    # in one transaction: each comment alone is written through to the disk
    connection.begin()
    for table in tables:
        _copy(connection, table)
        figures[table] = audit.figures(connection, _relation("build", table))
    _describe(connection, tables)
    connection.commit()
    connection.execute("detach candidate")
    return figures


def _expect_contract(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Raise AuditFailed where the build lacks a table of the contract, or a column of one."""
    built: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() "
        "where database_name = 'build' and schema_name in ? order by column_index",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall():
        built.setdefault(table, []).append(column)
    missing = [table for table in contract if table not in built]
    if missing:
        raise AuditFailed(
            f"{len(contract) - len(missing)} of the {len(contract)} tables to publish were built; "
            f"{', '.join(missing)} were not. Nothing was published, the earlier marts are still "
            "there: run the whole night"
        )
    for table, columns in contract.items():
        if built[table] != list(columns):
            raise AuditFailed(
                f"{table} was built with the columns {', '.join(built[table])}; its contract "
                f"says {', '.join(columns)}. Nothing was published: run the whole night"
            )


def _cut_off(connection: duckdb.DuckDBPyConnection, home: Path) -> Any:
    """The cut-off of the build, which must be this night's."""
    settings = home / "control" / "settings.parquet"
    expected = _single(connection, f"select as_of from read_parquet({_text(settings)})")
    found = _single(connection, "select as_of from build.quality.build")
    if expected != found:
        raise AuditFailed(
            f"quality.build is of {found}, this night is of {expected}: the build is of another "
            "night; nothing was published. Run the night again."
        )
    return found


def _complete(
    connection: duckdb.DuckDBPyConnection, results: Sequence[CheckResult], noted: Noted
) -> None:
    """Write into the build what is known only now: what was checked and restated, and when."""
    connection.execute("delete from build.quality.expectation_results")
    if results:
        connection.executemany(
            "insert into build.quality.expectation_results by name select "
            "? as stage, ? as table_name, ? as expectation, ? as severity, "
            "? as observed, ? as expected, ? as is_met",
            [
                [
                    result.stage,
                    result.table_name,
                    result.expectation,
                    result.severity,
                    result.observed,
                    result.expected,
                    result.is_met,
                ]
                for result in results
            ],
        )
    connection.execute("delete from build.review.restatements")
    if noted.restatements:
        connection.execute(
            # an entry that an earlier Accord wrote may lack a column
            "insert into build.review.restatements by name "
            "select * from read_parquet(?, union_by_name = true)",
            [list(map(str, noted.restatements))],
        )
    connection.execute(
        "update build.quality.build "
        "set accord_version = ?, published_at = ?, build_id = ?, ledger_entry = ?",
        [version("accord"), noted.published_at, noted.build_id, noted.entry],
    )


def _copy(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Rows in one order, whatever the threads of the build did."""
    schema = quoted(table.split(".")[0])
    connection.execute(f"create schema if not exists candidate.{schema}")
    connection.execute(
        f"create table {_relation('candidate', table)} as "
        f"from {_relation('build', table)} order by all"
    )


def _describe(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> None:
    """Every description of these tables and their columns, asked for once."""
    comments = connection.execute(
        """
        select schema_name || '.' || table_name, null, comment from duckdb_tables()
        where database_name = 'build' and comment <> ''
        union all
        select schema_name || '.' || table_name, column_name, comment from duckdb_columns()
        where database_name = 'build' and comment <> ''
        """
    ).fetchall()
    kept: dict[str, list[str]] = {}
    for table, column, comment in comments:
        if table in tables:
            target = _relation("candidate", table)
            what = f"column {target}.{quoted(column)}" if column else f"table {target}"
            kept.setdefault(table, []).append(f"comment on {what} is {_text(comment)}")
    for statements in kept.values():
        connection.execute("; ".join(statements))


def _swap(
    reader: Worker,
    home: Path,
    written: Path,
    expected: Mapping[str, Figures],
    contract: Contract,
) -> list[str]:
    """Move the written file onto the marts, read before and after; else put the earlier one back.

    Returns what was found in its place. Raises AuditFailed.
    """
    marts, earlier = marts_of(home), written.with_name("earlier.duckdb")
    _audit(reader, written, expected, contract)
    notes = []
    if marts.is_dir():
        kept = set_aside(marts)
        notes.append(f"{marts} was a folder: it was set aside as {kept.name}")
    if writer := writer_of(marts):
        notes.append(
            f"{marts} was open for writing in {writer}, which goes on with the earlier night: "
            f"nothing that it writes is published. {_READ_ONLY}"
        )
    had_earlier = marts.is_file()
    if had_earlier:
        _keep(marts, earlier)
    notes += set_aside_log(home)
    written.replace(marts)
    make_durable(home)
    # one that was written between the two
    notes += set_aside_log(home)
    try:
        _audit(reader, marts, expected, contract)
    except AuditFailed:
        # a writer keeps others out of a file that was whole before it came
        if (writer := writer_of(marts)) is None:
            earlier.replace(marts) if had_earlier else marts.unlink()
            raise
        notes.append(f"{marts} is open for writing in {writer}. {_READ_ONLY}")
    earlier.unlink(missing_ok=True)
    return notes


_READ_ONLY = "Let that program open the file read-only (docs/connect_a_bi_tool.md)"


def set_aside_log(home: Path) -> list[str]:
    """Keep the log of changes that another program left beside the marts from being replayed.

    Returns what to tell of it: nothing where there is none.
    """
    log = log_of(marts_of(home))
    if not (log.exists() or log.is_symlink()):
        return []
    return [
        f"{log} was left by a program that opened the marts for writing: it was set aside as "
        f"{set_aside(log).name}, and nothing of it is in the marts. {_READ_ONLY}; the log can be "
        "deleted"
    ]


def _audit(reader: Worker, file: Path, expected: Mapping[str, Figures], contract: Contract) -> None:
    """Read a file as its readers do, in a process of its own. Raises AuditFailed."""
    stays = "The earlier marts are still there; run the night again"
    try:
        found: dict[str, Figures] = reader.call("read_figures", file, dict(contract))
    except WorkerFailed as error:
        reason = (str(error).strip().splitlines() or ["?"])[-1]
        raise AuditFailed(f"{file} cannot be read as it was written: {reason}. {stays}") from error
    for table, figures in expected.items():
        if found[table] != figures:
            raise AuditFailed(
                f"{table}: the file holds {found[table][0]} rows where {figures[0]} were built, or "
                f"other values in them. {stays}"
            )


def _keep(marts: Path, earlier: Path) -> None:
    """A second name for the earlier file; a copy where the file system knows no second names."""
    earlier.unlink(missing_ok=True)
    try:
        earlier.hardlink_to(marts)
    except OSError:
        shutil.copyfile(marts, earlier)


def _single(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _relation(database: str, table: str) -> str:
    return ".".join([database, *map(quoted, table.split("."))])


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _remove(written: Path) -> None:
    for leftover in (written, log_of(written)):
        leftover.unlink(missing_ok=True)
