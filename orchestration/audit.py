"""The process that reads a published file as its readers do; see `orchestration.publishing`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb

from orchestration.databases import connected, log_of

# Of one table: how many rows, and a number that another content of them would change.
Figures = tuple[int, int]


def quoted(identifier: str) -> str:
    """An SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def figures(connection: duckdb.DuckDBPyConnection, relation: str) -> Figures:
    """The figures of one table."""
    rows, content = connection.execute(
        f"select count(*), coalesce(sum(hash(read_rows)), 0) from {relation} as read_rows"
    ).fetchall()[0]
    return int(rows), int(content)


def read_figures(
    file: Path, contract: Mapping[str, Sequence[str]], emit: Callable[[object], None]
) -> dict[str, Figures]:
    """The figures by `<schema>.<table>` of a published file, opened read-only.

    Raises ValueError where a table or a column of the contract is not there, or a log of changes
    is beside the file.
    """
    if log_of(file).exists():
        raise ValueError(f"{log_of(file)} is there, which DuckDB would replay into the file")
    with connected(file, read_only=True) as connection:
        found: dict[str, list[str]] = {}
        for table, column in connection.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() "
            "where database_name = current_database() and not internal order by column_index"
        ).fetchall():
            found.setdefault(table, []).append(column)
        for table, columns in contract.items():
            if found.get(table) != list(columns):
                raise ValueError(
                    f"{table}: expected the columns {', '.join(columns)}; "
                    f"found {', '.join(found.get(table, [])) or 'no such table'}"
                )
        return {
            table: figures(connection, ".".join(map(quoted, table.split("."))))
            for table in contract
        }
