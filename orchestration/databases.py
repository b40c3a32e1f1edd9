"""Database files that a crash or a full disk may have left unreadable."""

from pathlib import Path

import duckdb


def is_database(file: Path) -> bool:
    """Whether a file is there and this version of DuckDB opens it."""
    if not file.is_file():
        return False
    try:
        duckdb.connect(str(file), read_only=True).close()
    except duckdb.Error:
        return False
    return True


def remove_unreadable(file: Path) -> None:
    """Remove a database file that does not open, with its log of changes."""
    if not is_database(file):
        for leftover in (file, file.with_name(f"{file.name}.wal")):
            leftover.unlink(missing_ok=True)
