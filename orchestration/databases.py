"""The database files of a home, and what a crash or another program may have made of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb


def marts_of(home: Path) -> Path:
    """What people read: the published tables of the last good night."""
    return home / "marts.duckdb"


def build_of(home: Path) -> Path:
    """Every table of the last published night, which only Accord opens.

    The next night compares itself with this one: the marts are open to others.
    """
    return home / "build.duckdb"


def candidate_of(home: Path) -> Path:
    """Every table of the night that runs, or of the one that failed; one that publishes moves it.

    Named as the build is: its views name their database.
    """
    return home / "candidate" / "build.duckdb"


def backtest_of(home: Path) -> Path:
    """Where versions of the agreement are tried, and what was found is kept."""
    return home / "backtest"


# In a process without a script DuckDB takes itself for a notebook's, and draws a bar after two
# seconds of a query, on the output where the night writes its JSON.
QUIET = "set enable_progress_bar = false"


def connected(
    database: Path | None = None,
    *,
    read_only: bool = False,
    config: Mapping[str, str | int] | None = None,
) -> duckdb.DuckDBPyConnection:
    """A connection to a database file, or to one in memory, that writes nothing anywhere else."""
    connection = duckdb.connect(
        str(database or ":memory:"), read_only=read_only, config=dict(config or {})
    )
    connection.execute(QUIET)
    return connection


def is_database(file: Path) -> bool:
    """Whether a file is there and this version of DuckDB opens it."""
    if not file.is_file():
        return False
    try:
        connected(file, read_only=True).close()
    except duckdb.Error:
        return False
    return True


def published_build(home: Path) -> Path | None:
    """The build of the last published night; None where there is none, or it was damaged."""
    file = build_of(home)
    if not file.is_file():
        return None
    try:
        with connected(file, read_only=True) as connection:
            stamps = connection.execute("select published_at from quality.build").fetchall()
    except duckdb.Error:
        return None
    return file if stamps and stamps[0][0] is not None else None


def relations_of(file: Path) -> set[str]:
    """Every table and view of a database, as `<schema>.<name>`."""
    with connected(file, read_only=True) as connection:
        rows = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() union all "
            "select schema_name || '.' || view_name from duckdb_views() where not internal"
        ).fetchall()
    return {name for (name,) in rows}


def log_of(file: Path) -> Path:
    """Where DuckDB keeps the changes that a database file does not hold yet."""
    return file.with_name(f"{file.name}.wal")


def writer_of(file: Path) -> str | None:
    """Who has a database file open for writing, in the words of DuckDB; None where nobody has."""
    if not file.is_file():
        return None
    try:
        connected(file, read_only=True).close()
    except duckdb.IOException as error:
        told = str(error)
        if "Conflicting lock is held in" in told:
            return told.split("Conflicting lock is held in", 1)[1].split(". See also")[0].strip()
    except duckdb.Error:
        pass
    return None


def set_aside(path: Path) -> Path:
    """Rename what stands in the way of a published file; returns its new name."""
    kept = path.with_name(f"{path.name}.set-aside-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z")
    path.rename(kept)
    return kept


def forget_candidate(home: Path) -> None:
    """Remove the tables of a night that did not publish, and make room for the next."""
    shutil.rmtree(candidate_of(home).parent, ignore_errors=True)
    candidate_of(home).parent.mkdir(parents=True, exist_ok=True)


def make_durable(path: Path) -> None:
    """Have a file, or the names in a folder, written to the disk before what follows."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
