"""One tool's exports through the loader and that tool's models, in a home of the test's own."""

from pathlib import Path

import duckdb

from orchestration.databases import candidate_of
from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.nights import compute

Row = tuple[object, ...]


def build_tool(
    compiled: CompiledModels,
    system: str,
    exports: Path,
    home: Path,
    own_seeds: Path | None = None,
    as_of: str | None = None,
) -> LoadReport:
    """Load the exports anew and build the tool's staging models, with mappings and users' names.

    `own_seeds` is a company's own folder of seeds, laid over the shipped one.
    """
    names = [
        *compiled.below(f"models/staging/{system}"),
        *compiled.below("seeds/mappings"),
        "int_user_names_gathered",
    ]
    return compute(compiled, exports, home, *names, as_of=as_of, seeds=own_seeds)


def named_users(home: Path, rows: list[Row]) -> list[Row]:
    """The rows with users by key where they stand by name, as the unions of the tools have them."""
    sql = "select named_key, user_key from intermediate.int_user_names_gathered"
    names = {named_key: user_key for named_key, user_key in rows_of(home, sql)}
    return [
        tuple(
            names.get("".join(cell.split()).lower(), cell)
            if isinstance(cell, str) and ":name:" in cell
            else cell
            for cell in row
        )
        for row in rows
    ]


def rows_of(home: Path, sql: str) -> list[Row]:
    """What a query of the home's build database gives."""
    with duckdb.connect(str(candidate_of(home)), read_only=True) as database:
        database.execute("set TimeZone = 'UTC'")
        return database.execute(sql).fetchall()
