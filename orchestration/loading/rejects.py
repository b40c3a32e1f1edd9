"""Refused rows and values: kept whole beside the landing, published with personal values masked."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

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


def reason(system: System, column: Column, kind: str) -> str:
    """Why a cell was refused and what was expected, in words."""
    if kind == EMPTY:
        return f"{column.name} is empty; expected a value in every row"
    if kind == HEADER:
        return "the header line again; expected a row of data"
    if kind == GAP:
        return (
            f"this time does not exist in {system.time_zone}, where clocks went forward; "
            "expected a time with a zone, or another zone for this tool in settings.yml"
        )
    told = {
        NUL: "holds a zero byte, so that its text is not what the tool had; export again",
        ROUNDED: (
            "was rounded by a spreadsheet, so that the number that stood here is lost; export "
            "again, and do not open and save the file with a spreadsheet"
        ),
        ZERO: "is 0, which is no id: a row of totals, or a record without an id",
        TOTAL: "is the word of a row of totals, which is no record",
        PATTERN: f"is no id of {column.name}; expected {column.pattern_means}",
        SHARED: (
            "stands for different records in this file: they were made on different days, or "
            "differ in every personal value. An id that a spreadsheet rounded, or a column that "
            "is no id: export again with the tool's own id"
        ),
    }
    if kind in told:
        return f"{column.name} {told[kind]}"
    order = {"dmy": "day/month/year", "mdy": "month/day/year", None: "no day/month order declared"}
    mark = system.decimal_mark
    expected = {
        "date": f"a date: YYYY-MM-DD, or as declared {order[column.day_order or system.day_order]}",
        "boolean": "true or false, yes or no, oui or non, 1 or 0",
        "bigint": "a whole number",
        "integer": "a whole number",
    }
    expected["timestamp"] = expected["date"].replace("a date", "a time")
    number = f"a number with {mark!r} as the decimal mark"
    kind_of = column.data_type
    return f"{column.name} does not fit; expected {expected.get(kind_of, number)}"


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
