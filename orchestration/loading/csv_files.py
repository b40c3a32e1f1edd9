"""Delimited text as a table of text: DuckDB reads what is regular, `records` what is not."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.loading import times
from orchestration.loading.containers import CHUNK
from orchestration.loading.declarations import ExportObject, System
from orchestration.loading.decoding import (
    encoding_of,
    printable,
    refuse_json,
    refuse_other_formats,
    transcode,
)
from orchestration.loading.doubles import (
    Words,
    cells_of,
    doubled,
    empty_words,
    others_of,
    texts_of,
)
from orchestration.loading.headers import Header, match_header, matches
from orchestration.loading.recognition import refuse_other_object
from orchestration.loading.records import (
    Dialect,
    find_dialect,
    first_row,
    is_footer_like,
    is_header_in_other_words,
    read_records,
)
from orchestration.loading.sql import file_literal, literal
from orchestration.loading.text_tables import Refusal, SourceRow, TextTable

_BATCH = 50_000


@dataclass(frozen=True)
class Structure:
    """What the bytes of a UTF-8 file show: its records if it is regular, else None and why."""

    records: int | None
    doubt: str | None


def read_csv(
    path: Path,
    system: System,
    declared: ExportObject,
    objects: Sequence[ExportObject],
    scratch: Path,
    careful: bool,
) -> TextTable:
    """A delimited file as a table of text; `careful` reads it record by record.

    Raises RefusedFile when nothing of it can be landed.
    """
    refuse_other_formats(path)
    refuse_json(path)
    actual, decodes = encoding_of(path, system.encoding)
    dialect, cells = find_dialect(path, actual, lambda cells: matches(cells, declared))
    cells = [printable(cell) for cell in cells]
    refuse_other_object(cells, declared, objects)
    header = match_header(cells, declared)
    words = empty_words(system, declared)
    notes = [f"read as {actual}"] if actual != "utf-8" else []
    notes.extend(header.notes)
    if decodes and not careful:
        regular = path
        if actual != "utf-8":
            regular = scratch / "transcoded.csv"
            transcode(path, actual, regular)
        structure = structure_of(regular)
        if (
            structure.records is not None
            # of a header in several lines the engine would skip as many records
            and dialect.is_header_one_line
            and not _ends_in_footer(path, dialect, header)
            and not is_header_in_other_words(first_row(path, dialect), header)
        ):
            rows = structure.records - dialect.header_lines
            relation = _regular(regular, dialect, header)
            return _table(path, relation, declared, dialect, header, words, notes, rows)
    return _careful(path, declared, dialect, header, words, notes, scratch)


def structure_of(path: Path) -> Structure:
    """Count records by their line ends outside quotes, a chunk of bytes at a time.

    Irregular: zero bytes, several kinds of line ends, blank lines, an odd number of quotes.
    """
    quotes = feeds = returns = pairs = 0
    before = b""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if 0 in chunk:
                return Structure(None, "zero bytes")
            if b"\n\n" in chunk or b"\n\r\n" in chunk or (before == b"\n" and chunk[:1] in b"\r\n"):
                return Structure(None, "blank lines")
            data = np.frombuffer(chunk, np.uint8)
            feed, back = np.flatnonzero(data == 10), np.flatnonzero(data == 13)
            quote = np.flatnonzero(data == 34)
            feed, back = (
                ends[(np.searchsorted(quote, ends) + quotes) % 2 == 0] for ends in (feed, back)
            )
            pairs += int(np.isin(feed - 1, back, assume_unique=True).sum())
            pairs += before == b"\r" and chunk[:1] == b"\n" and quotes % 2 == 0
            quotes += len(quote)
            feeds += len(feed)
            returns += len(back)
            before = chunk[-1:]
    if quotes % 2:
        return Structure(None, "an odd number of quotes")
    if returns and not (returns == feeds == pairs):
        return Structure(None, "several kinds of line ends")
    return Structure(feeds + (before != b"\n"), None)


def _ends_in_footer(path: Path, dialect: Dialect, header: Header) -> bool:
    """Whether the last line may be no data; then the careful reader decides."""
    width = 4 if dialect.encoding.startswith("utf") else 1
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, (size - (1 << 16)) // width * width))
        lines = stream.read().decode(dialect.encoding, "replace").splitlines()
    return is_footer_like(lines[-1] if lines else "", dialect, header)


def _regular(path: Path, dialect: Dialect, header: Header) -> str:
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header.cells)))
    return (
        f"read_csv({file_literal(path)}, auto_detect = false, delim = {literal(dialect.delimiter)},"
        " quote = '\"', escape = '\"', header = false, strict_mode = true, null_padding = false,"
        f" skip = {dialect.header_lines}, max_line_size = 33554432, columns = {{{columns}}})"
    )


def _careful(
    path: Path,
    declared: ExportObject,
    dialect: Dialect,
    header: Header,
    words: Words,
    notes: list[str],
    scratch: Path,
) -> TextTable:
    """Read record by record into a Parquet file of text; rows that are none are refused."""
    target = scratch / "records.parquet"
    width = len(header.cells)
    schema = pa.schema([(f"c{place}", pa.string()) for place in range(width)])
    refused: list[Refusal] = []
    footers = rows = 0
    has_nuls = False
    waiting: list[list[str]] = []
    with pq.ParquetWriter(target, schema, compression="zstd", compression_level=1) as writer:

        def flush() -> None:
            columns = [pa.array(column, pa.string()) for column in zip(*waiting, strict=True)]
            if columns:
                writer.write_table(pa.table(columns, schema=schema))
            waiting.clear()

        for record in read_records(path, dialect, header):
            if record.is_footer:
                footers += 1
            elif record.problem:
                refused.append(Refusal(record.line, None, record.raw, record.problem))
            else:
                has_nuls = has_nuls or "\0" in record.raw
                waiting.append(record.cells)
                rows += 1
                if len(waiting) == _BATCH:
                    flush()
        flush()
    if footers:
        notes = [*notes, f"{footers} lines behind the data left out"]
    relation = f"read_parquet({file_literal(target)})"
    table = _table(path, relation, declared, dialect, header, words, notes, rows)
    return replace(table, may_hold_nuls=has_nuls, refused=refused)


def _table(
    path: Path,
    relation: str,
    declared: ExportObject,
    dialect: Dialect,
    header: Header,
    words: Words,
    notes: list[str],
    rows: int,
) -> TextTable:
    is_replicated = declared.is_replicated(header.cells)

    def text(place: int) -> str:
        # a zero byte is shown as the sign of what could not be read: JSON readers stop at it
        cell = f"replace(c{place}, chr(0), '\ufffd')"
        return times.marked_utc(cell) if is_replicated else cell

    extras = [
        f"case when {other} <> '' then"
        f" {literal(json.dumps(header.others[place], ensure_ascii=False) + ':')}"
        f" || to_json({other}) end"
        for place, other in others_of(header, text, words).items()
    ]
    extra = "null::varchar"
    if extras:
        extra = f"nullif('{{' || concat_ws(',', {', '.join(extras)}) || '}}', '{{}}')"

    def locate(ordinals: Iterable[int]) -> Iterator[SourceRow]:
        wanted = set(ordinals)
        ordinal = 0
        for record in read_records(path, dialect, header):
            if not wanted:
                return
            if record.problem or record.is_footer:
                continue
            ordinal += 1
            if ordinal in wanted:
                wanted.remove(ordinal)
                cells = cells_of(header, record.cells, words)
                yield SourceRow(ordinal, record.line, record.raw, cells)

    return TextTable(
        relation=relation,
        texts=texts_of(header, "c{}".format, words),
        extra=extra,
        header={name: header.cells[place] for name, place in header.places.items()},
        locate=locate,
        rows=rows,
        others=tuple(header.others.values()),
        is_replicated=is_replicated,
        doubled=doubled(header, "c{}".format, words, declared),
        notes=notes,
    )
