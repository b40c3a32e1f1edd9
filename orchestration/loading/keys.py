"""Keys that only the whole file shows to be none: one that several records share."""

from pathlib import Path

import duckdb

from orchestration.loading.conversion import ROUNDED, SHARED
from orchestration.loading.declarations import ExportObject
from orchestration.loading.sql import file_literal, quoted

# Digits that a double holds: a spreadsheet writes zeros in place of those behind.
_EXACT_DIGITS = 15
# Zeros there by chance: one file in a thousand has them.
_TELLING_ZEROS = 3


def bad_keys(
    connection: duckdb.DuckDBPyConnection, landing: Path, declared: ExportObject
) -> dict[int, str]:
    """The rows of a landing file with a key that cannot be theirs: row → `column|kind`."""
    if not declared.key or declared.mode == "append":
        return {}
    source = f"read_parquet({file_literal(landing)})"
    return _rounded(connection, source, declared) | _shared(connection, source, declared)


def _rounded(
    connection: duckdb.DuckDBPyConnection, source: str, declared: ExportObject
) -> dict[int, str]:
    """Long numbers as keys, all with zeros behind the digits that a spreadsheet keeps."""
    long_number = "1" * (_EXACT_DIGITS + 1)
    texts = {
        column.name
        for column in declared.columns
        if column.data_type == "varchar" and column.fits(long_number)
    }
    for name in texts & set(declared.key):
        key = quoted(name)
        is_long = f"{key} < ':' and regexp_full_match({key}, '[0-9]{{{_EXACT_DIGITS + 1},}}')"
        zeros = f"regexp_full_match(substr({key}, {_EXACT_DIGITS + 1}), '0+')"
        found = connection.execute(
            f"select list(_row) from (select _row, {key}, {zeros} as is_cut from {source}"
            f" where {is_long}) having bool_and(is_cut)"
            f" and sum(length({key}) - {_EXACT_DIGITS}) >= {_TELLING_ZEROS}"
        ).fetchone()
        if found and found[0]:
            return dict.fromkeys(found[0], f"{name}|{ROUNDED}")
    return {}


def _shared(
    connection: duckdb.DuckDBPyConnection, source: str, declared: ExportObject
) -> dict[int, str]:
    """Rows of one key that are different records, not versions of one."""
    differ = _different_records(declared)
    if differ is None:
        return {}
    keys = ", ".join(quoted(name) for name in declared.key)
    twice = f"select {keys} from {source} group by {keys} having count(*) > 1"
    if connection.execute(f"{twice} limit 1").fetchone() is None:
        return {}
    found = connection.execute(
        f"select list(_row) from {source} where ({keys}) in ({twice})"
        f" group by {keys} having {differ}"
    ).fetchall()
    return {row: f"{declared.key[0]}|{SHARED}" for (rows,) in found for row in rows}


def shared_across(
    connection: duckdb.DuckDBPyConnection, source: str, declared: ExportObject
) -> tuple[int, str, int] | None:
    """How many keys stand for different records in several files of a relation of landings.

    With the file and row (from 1) of the first; None where there is none.
    """
    differ = _different_records(declared)
    if differ is None or not declared.key or declared.mode == "append":
        return None
    keys = ", ".join(quoted(name) for name in declared.key)
    apart = f"select {keys} from {source} group by {keys} having min(_file) <> max(_file)"
    [(count, file, row)] = connection.execute(
        f"with shared as (select min((_file, _row)) as first from {source}"
        f" where ({keys}) in ({apart}) group by {keys} having {differ})"
        " select count(*), min(first)[1], min(first)[2] from shared"
    ).fetchall()
    return (count, file, row) if count else None


def _different_records(declared: ExportObject) -> str | None:
    """SQL of whether rows of one key are different records; None where nothing could tell.

    A record is made once: rows made more than a day apart are of several. So are rows that differ
    in every personal value that all of them have, if in two at least. Where each row says since
    when it holds, they are versions, whatever they say.
    """
    different = []
    if declared.created_at:
        made = quoted(declared.created_at)
        different.append(f"max({made}) - min({made}) > interval 1 day")
    personal = [
        quoted(column.name)
        for column in declared.columns
        if column.is_personal and column.data_type == "varchar"
    ]
    if len(personal) > 1:
        filled = [f"count({name}) = count(*)" for name in personal]
        varied = [f"count(distinct lower({name})) > 1" for name in personal]
        both = [
            f"cast({one} and {two} as integer)" for one, two in zip(filled, varied, strict=True)
        ]
        agree = [f"({one} and not {two})" for one, two in zip(filled, varied, strict=True)]
        different.append(f"({' + '.join(both)} > 1 and not ({' or '.join(agree)}))")
    if not different:
        return None
    return f"({' or '.join(different)}) and count(_version_start) < count(*)"
