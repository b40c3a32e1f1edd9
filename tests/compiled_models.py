"""Models of the dbt project as plain SQL, to be run over rows that a test makes up."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from orchestration.databases import forget_candidate
from orchestration.night import dbt_worker
from orchestration.seeds import lay_project
from orchestration.transform import common_arguments

Row = tuple[Any, ...]


def compile_models(home: Path, *models: str) -> dict[str, str]:
    """The SQL that dbt makes of each model; it names its parents `build.<schema>.<model>`."""
    lay_project(home)
    forget_candidate(home)
    with dbt_worker(home) as worker:
        done = worker.call(
            "invoke", str(home), ["compile", "--select", *models, *common_arguments(home)]
        )
    assert done.is_successful, done.error
    folder = home / "project" / "target" / "compiled"
    return {model: next(folder.rglob(f"{model}.sql")).read_text("utf-8") for model in models}


def empty_build() -> duckdb.DuckDBPyConnection:
    """A database named `build` in memory, with the schemas that compiled models read."""
    database = duckdb.connect()
    database.execute("attach ':memory:' as build")
    for schema in ("staging", "intermediate", "seeds"):
        database.execute(f"create schema build.{schema}")
    database.execute("set TimeZone = 'UTC'")
    return database


def fill(
    database: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    rows: Sequence[Row],
) -> None:
    """Replace `build.<table>` by one of these columns (name → type) and rows."""
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    database.execute(f"create or replace table build.{table} ({declared})")
    if rows:
        places = ", ".join("?" for _ in columns)
        database.executemany(f"insert into build.{table} values ({places})", rows)
