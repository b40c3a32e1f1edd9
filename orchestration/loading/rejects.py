"""Refused rows and values: kept whole beside the landing, published with personal values masked."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.agreement.words import _
from orchestration.loading.conversion import (
    EMPTY,
    GAP,
    HEADER,
    NUL,
    PATTERN,
    ROUNDED,
    SHARED,
    TOTAL,
    ZERO,
)
from orchestration.loading.declarations import Column, ExportObject, System
from orchestration.loading.masking import masked, masked_row
from orchestration.loading.text_tables import SourceRow, TextTable

ROWS, VALUES = "refused_rows", "refused_values"
SCHEMA = pa.schema(
    [
        ("system", pa.string()),
        ("object", pa.string()),
        ("export", pa.string()),
        ("file", pa.string()),
        ("line", pa.int64()),
        ("row_in_file", pa.int64()),
        ("column_name", pa.string()),
        ("raw_text", pa.string()),
        ("masked_text", pa.string()),
        ("reason", pa.string()),
    ]
)
_BATCH = 10_000

# Why a cell was refused, by what is wrong with it.
_REASONS = {
    EMPTY: _("%(column)s is empty; expected a value in every row"),
    HEADER: _("the header line again; expected a row of data"),
    GAP: _(
        "this time does not exist in %(zone)s, where clocks went forward; expected a time with a "
        "zone, or another zone for this tool in settings.yml"
    ),
    NUL: _("%(column)s holds a zero byte, so that its text is not what the tool had; export again"),
    ROUNDED: _(
        "%(column)s was rounded by a spreadsheet, so that the number that stood here is lost; "
        "export again, and do not open and save the file with a spreadsheet"
    ),
    ZERO: _("%(column)s is 0, which is no id: a row of totals, or a record without an id"),
    TOTAL: _("%(column)s is the word of a row of totals, which is no record"),
    PATTERN: _("%(column)s is no id of %(column)s; expected %(pattern)s"),
    SHARED: _(
        "%(column)s stands for different records in this file: they were made on different days, "
        "or differ in every personal value. An id that a spreadsheet rounded, or a column that is "
        "no id: export again with the tool's own id"
    ),
}
# What else is expected, by the type of the column.
_EXPECTED = {
    "date": _(
        "%(column)s does not fit; expected a date as YYYY-MM-DD: no other order of day and month "
        "is declared"
    ),
    "timestamp": _(
        "%(column)s does not fit; expected a time as YYYY-MM-DD: no other order of day and month "
        "is declared"
    ),
    "boolean": _("%(column)s does not fit; expected true or false, yes or no, oui or non, 1 or 0"),
    "bigint": _("%(column)s does not fit; expected a whole number"),
    "integer": _("%(column)s does not fit; expected a whole number"),
}
_NUMBER = _("%(column)s does not fit; expected a number with %(mark)s as the decimal mark")
# Days and times, by the declared order of day and month.
_ORDERED = {
    "date": {
        "dmy": _(
            "%(column)s does not fit; expected a date: YYYY-MM-DD, or as declared day/month/year"
        ),
        "mdy": _(
            "%(column)s does not fit; expected a date: YYYY-MM-DD, or as declared month/day/year"
        ),
    },
    "timestamp": {
        "dmy": _(
            "%(column)s does not fit; expected a time: YYYY-MM-DD, or as declared day/month/year"
        ),
        "mdy": _(
            "%(column)s does not fit; expected a time: YYYY-MM-DD, or as declared month/day/year"
        ),
    },
}


def reason(system: System, column: Column, kind: str) -> str:
    """Why a cell was refused and what was expected, in words."""
    message = _REASONS.get(kind) or _EXPECTED.get(column.data_type) or _NUMBER
    order = column.day_order or system.day_order
    if kind not in _REASONS and order and column.data_type in _ORDERED:
        message = _ORDERED[column.data_type][order]
    return message % {
        "column": column.name,
        "zone": system.time_zone,
        "pattern": column.pattern_means,
        "mark": repr(system.decimal_mark),
    }


def write_rejects(
    folder: Path,
    name: str,
    system: System,
    declared: ExportObject,
    place: dict[str, str],
    table: TextTable,
    problems: list[pa.Table],
) -> None:
    """Write `<name>.refused_rows.parquet` and `<name>.refused_values.parquet`, if not empty."""
    columns = {column.name: column for column in declared.columns}

    def structural() -> Iterator[tuple[str, dict[str, object]]]:
        for refusal in table.refused:
            yield (
                ROWS,
                place
                | {
                    "line": refusal.line,
                    "column_name": refusal.column,
                    "raw_text": refusal.raw,
                    "masked_text": masked_row(refusal.raw),
                    "reason": refusal.reason,
                },
            )

    def bad_cells() -> Iterator[tuple[str, dict[str, object]]]:
        found = {
            ordinal: items
            for batch in problems
            for ordinal, items in zip(
                batch["ordinal"].to_pylist(), batch["problems"].to_pylist(), strict=True
            )
        }
        # To find lines, a file is read again, record by record: only where there are any.
        for row in table.locate(found) if found else []:
            cells = [tuple(item.split("|")) for item in found[row.ordinal]]
            kept = [(name, kind) for name, kind in cells if declared.is_kept(columns[name])]
            if kept:
                (name, kind), *_ = kept
                yield ROWS, place | _row(row, name, reason(system, columns[name], kind))
                continue
            for name, kind in cells:
                text = row.cells.get(name) or ""
                yield (
                    VALUES,
                    place
                    | {
                        "line": row.line,
                        "row_in_file": row.ordinal,
                        "column_name": name,
                        "raw_text": text,
                        "masked_text": masked(text),
                        "reason": reason(system, columns[name], kind),
                    },
                )

    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, pq.ParquetWriter] = {}
    waiting: dict[str, list[dict[str, object]]] = {ROWS: [], VALUES: []}
    try:
        for items in (structural(), bad_cells()):
            for kind, item in items:
                waiting[kind].append(item)
                if len(waiting[kind]) >= _BATCH:
                    _flush(folder, name, kind, waiting, writers)
        for kind in waiting:
            if waiting[kind]:
                _flush(folder, name, kind, waiting, writers)
    finally:
        for writer in writers.values():
            writer.close()


def _row(row: SourceRow, column: str, why: str) -> dict[str, object]:
    return {
        "line": row.line,
        "column_name": column,
        "raw_text": row.raw,
        "masked_text": masked_row(row.raw),
        "reason": why,
    }


def _flush(
    folder: Path,
    name: str,
    kind: str,
    waiting: dict[str, list[dict[str, object]]],
    writers: dict[str, pq.ParquetWriter],
) -> None:
    if kind not in writers:
        writers[kind] = pq.ParquetWriter(folder / f"{name}.{kind}.parquet", SCHEMA)
    writers[kind].write_table(pa.Table.from_pylist(waiting[kind], SCHEMA))
    waiting[kind] = []
