"""JSON exports as a table of text: an array, one record a line, or an object that holds a list."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile
from orchestration.loading.declarations import ExportObject, JsonShape, System
from orchestration.loading.decoding import (
    encoding_of,
    has_bad_bytes,
    open_text,
    printable,
    refuse_other_formats,
)
from orchestration.loading.doubles import Words, are_alike, are_usual, empty_words, is_empty
from orchestration.loading.headers import Header, is_utc_label, labels, match_header
from orchestration.loading.recognition import refuse_other_object
from orchestration.loading.sql import file_literal, literal, quoted
from orchestration.loading.text_tables import Doubled, Refusal, SourceRow, TextTable

JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_BATCH = 20_000
_CHUNK = 1 << 20
# The column that says under which fields a record has its values, where their names say how these
# are written.
_UNDER = "_accord_fields"
# Where Salesforce's API and its command line have what a query found, in `records`; and what a
# record says of itself.
_QUERIED = ("", ".result")
_OF_WHAT = frozenset(("type", "url", "referenceId"))
# Records that show which fields a file's have.
_FIRST = 50


class _Number(str):
    """A number of JSON's own, as its text: it has a point whatever the tool's decimal mark."""


_DECODER = json.JSONDecoder(parse_float=_Number, parse_int=_Number, parse_constant=_Number)


@dataclass(frozen=True)
class JsonRecord:
    """One record: its first line, its text, and its fields; or why it is no record."""

    line: int
    raw: str
    fields: dict[str, Any]
    problem: str | None = None


def read_json(
    path: Path,
    system: System,
    declared: ExportObject,
    objects: Sequence[ExportObject],
    scratch: Path,
) -> TextTable:
    """A JSON file as a table of text. Raises RefusedFile when nothing of it can be landed."""
    refuse_other_formats(path)
    encoding, _is_sure = encoding_of(path, None)
    known = labels(declared)
    fields = _Fields(declared)
    words = empty_words(system, declared)
    names = [column.name for column in declared.columns]
    schema = pa.schema([(name, pa.string()) for name in [*names, "_extra", _UNDER]])
    target = scratch / "records.parquet"
    refused: list[Refusal] = []
    seen: dict[str, None] = {}
    waiting: list[dict[str, str | None]] = []
    rows = 0
    with pq.ParquetWriter(target, schema, compression="zstd", compression_level=1) as writer:
        for record in _records(path, encoding, declared.json):
            if record.problem:
                refused.append(Refusal(record.line, None, record.raw, record.problem))
                continue
            rows += 1
            seen.update(dict.fromkeys(record.fields))
            waiting.append(_cells(record.fields, fields, words, system.decimal_mark))
            if len(waiting) == _BATCH:
                writer.write_table(pa.Table.from_pylist(waiting, schema))
                waiting = []
        writer.write_table(pa.Table.from_pylist(waiting, schema))
    if not rows and refused:
        raise RefusedFile(
            _("none of its %(count)s records can be read; line %(line)s: %(reason)s")
            % {"count": len(refused), "line": refused[0].line, "reason": refused[0].reason}
        )
    if not rows:
        # A page without results is a file without rows, whatever its fields would have been.
        seen = dict.fromkeys(names)
    refuse_other_object(list(seen), declared, objects)
    header = match_header(list(seen), declared)
    # one field may stand for two columns
    columns = {name: known.find(header.cells[place]) for name, place in header.places.items()}

    def locate(ordinals: Iterable[int]) -> Iterator[SourceRow]:
        wanted = set(ordinals)
        good = (item for item in _records(path, encoding, declared.json) if not item.problem)
        for ordinal, record in enumerate(good, 1):
            if ordinal in wanted:
                cells = _cells(record.fields, fields, words, system.decimal_mark)
                yield SourceRow(ordinal, record.line, record.raw, cells)

    return TextTable(
        relation=f"read_parquet({file_literal(target)})",
        texts={name: quoted(column or name) for name, column in columns.items()},
        extra="_extra",
        header={name: header.cells[place] for name, place in header.places.items()},
        locate=locate,
        rows=rows,
        may_hold_nuls=True,
        is_replicated=declared.is_replicated(seen),
        doubled={name: _doubled(name, header, fields) for name in header.doubles},
        refused=refused,
        notes=list(header.notes),
    )


def first_fields(path: Path, encoding: str, shape: JsonShape) -> list[str]:
    """The names of the fields that the first records of a JSON file have."""
    seen: dict[str, None] = {}
    for record in islice(_records(path, encoding, shape), _FIRST):
        seen.update(dict.fromkeys(record.fields))
    return list(seen)


def likely_shape(path: Path, encoding: str) -> JsonShape:
    """Where the records of an undeclared JSON file lie, and what of them is nested.

    Of one document that is no array, the longest list of objects in it; of a record, an object that
    holds more fields than the record itself.
    """
    with open_text(path, encoding) as stream:
        is_array = stream.read(_CHUNK).lstrip("\ufeff\0\r\n\t ").startswith("[")
    with open_text(path, encoding) as stream:
        found = [value for _line, _raw, value, _problem in islice(_values(stream), 2)]
    lists = [] if is_array or len(found) != 1 else list(_lists_of_records(found[0]))
    records = max(lists, key=lambda each: each[1], default=(None, 0))[0]
    shape = JsonShape(records=records)
    with open_text(path, encoding) as stream:
        values = (each for found in _values(stream) for each in _answered(found, shape))
        record = next((value for _line, _raw, value, _problem in values), None)
    nested = []
    if isinstance(record, dict):
        nested = [
            name
            for name, value in record.items()
            if isinstance(value, dict) and len(value) >= len(record)
        ]
    return JsonShape(records=records, unwrap=tuple(nested))


def _lists_of_records(value: Any, *path: str) -> Iterator[tuple[str, int]]:
    """The path of each list of objects in a document, and how many it holds."""
    if isinstance(value, dict):
        for name, nested in value.items():
            yield from _lists_of_records(nested, *path, name)
    elif path and isinstance(value, list) and value and all(isinstance(x, dict) for x in value):
        yield ".".join(path), len(value)


@dataclass(frozen=True)
class _Field:
    """What a field of the records is: the column, its rank among the fields that are this one.

    `says_how`: its name says how its values are written.
    """

    column: str | None
    rank: tuple[int, int]
    says_how: bool


class _Fields(dict[str, _Field]):
    """What each field of an object's records is, each looked up once."""

    def __init__(self, declared: ExportObject):
        super().__init__()
        self.declared = declared
        self.columns = {column.name: column for column in declared.columns}

    def __missing__(self, field: str) -> _Field:
        known = labels(self.declared)
        name = known.find(field)
        says_how = name is not None and (
            is_utc_label(field) or self.declared.is_in_hundredths(self.columns[name], field)
        )
        found = self[field] = _Field(name, known.rank(field), says_how)
        return found


def _doubled(name: str, header: Header, fields: _Fields) -> Doubled:
    """A column of which several fields are; a record says which, where that matters."""
    cells = tuple(header.cells[place] for place in header.doubles[name])
    usual = next((place for place, cell in enumerate(cells) if not fields[cell].says_how), 0)
    branches = "".join(f" when {literal(cell)} then {place}" for place, cell in enumerate(cells))
    under = f"json_extract_string({_UNDER}, {literal(f'$.{name}')})"
    return Doubled(
        cells=cells,
        place=f"case {under}{branches} else {usual} end",
        kept_as=cells[1:],
        is_usual=are_usual(fields.declared, cells[1:]),
    )


def _cells(
    record: dict[str, Any], fields: _Fields, words: Words, decimal_mark: str
) -> dict[str, str | None]:
    """Text of the declared columns, and of the others as one JSON object in `_extra`.

    Of several fields that are one column the first that is filled is its text; what another says
    else is among the others.
    """
    cells: dict[str, str | None] = {}
    others: dict[str, str] = {}
    under: dict[str, str] = {}
    for key in sorted(record, key=lambda key: fields[key].rank):
        text, name = _text(record[key]), fields[key].column
        if name is None:
            if text:
                others[key] = text
            continue
        cell = text
        if isinstance(record[key], _Number):
            cell = str(text).replace(".", decimal_mark)
        earlier = cells.get(name)
        if name not in cells or (
            is_empty(earlier, words[name]) and not is_empty(cell, words[name])
        ):
            cells[name] = cell
            if fields[key].says_how:
                under[name] = key
        elif text and not is_empty(cell, words[name]) and not are_alike(cell, earlier):
            others[key] = text
    cells["_extra"] = json.dumps(others, ensure_ascii=False) if others else None
    cells[_UNDER] = json.dumps(under, ensure_ascii=False) if under else None
    return cells


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value.strip("\0")
    if value is None:
        return None
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    """The value with its numbers as numbers, to be written as JSON again."""
    if isinstance(value, _Number):
        return json.loads(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _records(path: Path, encoding: str, shape: JsonShape) -> Iterator[JsonRecord]:
    with open_text(path, encoding) as stream:
        values = (each for found in _values(stream) for each in _answered(found, shape))
        for line, raw, value, problem in values:
            if problem is None and not isinstance(value, dict):
                problem = _("not an object; expected one JSON object a record")
            if problem is None and not _is_text(raw, value):
                problem = _(
                    "bytes or escapes that are not %(encoding)s; expected one encoding in the whole"
                    " file: export again"
                ) % {"encoding": encoding}
            if problem is not None:
                yield JsonRecord(line, printable(raw), {}, problem)
                continue
            if _is_query_record(value):
                value = dict(_with_related(value))
            for fields in _exploded(_unwrapped(value, shape), shape):
                yield JsonRecord(line, printable(raw), fields)


# line, text, value, problem
_Value = tuple[int, str, Any, str | None]


def _answered(found: _Value, shape: JsonShape) -> Iterator[_Value]:
    """The records of an answer that holds a list of them at the declared path, else what was found.

    A tool's interface gives such an answer a page; pages may stand one below the other. Whatever is
    declared, the answer to a query of Salesforce is taken for what it is.
    """
    line, _, value, problem = found
    records = None
    if problem is None and isinstance(value, dict):
        records = _at(value, shape.records) if shape.records else None
        if not isinstance(records, list):
            records = _queried(value)
    if not isinstance(records, list):
        yield found
        return
    for record in records:
        yield line, json.dumps(_plain(record), ensure_ascii=False), record, None


def _at(value: Any, path: str) -> Any:
    """What stands at a path of an object, None where nothing does."""
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _queried(value: dict[str, Any]) -> list[Any] | None:
    """The records of an answer of Salesforce's API, or of its command line, where it is one."""
    for path in _QUERIED:
        holder, records = _at({"": value}, path), _at({"": value}, f"{path}.records")
        if isinstance(records, list) and (
            "totalSize" in holder or (records and all(map(_is_query_record, records)))
        ):
            return records
    return None


def _is_query_record(value: Any) -> bool:
    """Whether an object is a record as Salesforce's API writes it: it says of what it is one."""
    said = value.get("attributes") if isinstance(value, dict) else None
    return isinstance(said, dict) and "type" in said and said.keys() <= _OF_WHAT


def _with_related(record: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of such a record, those of the records it looks up as `Owner.Name`."""
    for name, value in record.items():
        if name == "attributes":
            continue
        if _is_query_record(value):
            yield from _with_related(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _is_text(raw: str, value: Any) -> bool:
    """Whether every text of a record can be written: no undecoded byte, no half of a character."""
    if has_bad_bytes(raw):
        return False
    try:
        return "\\u" not in raw or bool(json.dumps(value, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        return False


def _values(stream: IO[str]) -> Iterator[_Value]:
    """Line, text and value of each record, whichever of the three layouts the file has."""
    start = stream.read(_CHUNK)
    if start.lstrip().startswith("["):
        yield from _array(stream, start)
        return
    # a page of answers on one line may be longer than what was read, and others below it
    start += stream.readline()
    behind = stream.readline()
    while behind and not behind.strip():
        behind = stream.readline()
    start += behind
    text = start.lstrip()
    first_line = text.split("\n", 1)[0]
    try:
        json.loads(first_line)
    except ValueError:
        yield from _document(start + stream.read())
        return
    if not start[start.index(first_line) + len(first_line) :].strip():
        yield from _document(start + stream.read())
        return
    stream.seek(0)
    yield from _lines(stream)


def _lines(stream: IO[str]) -> Iterator[_Value]:
    for number, line in enumerate(stream, 1):
        raw = line.strip("\r\n\ufeff\0 ")
        if not raw:
            continue
        try:
            yield number, raw, _decode(raw), None
        except ValueError as error:
            yield number, raw, None, f"not JSON ({error}); expected one object a line"


def _decode(text: str) -> Any:
    try:
        value, end = _DECODER.raw_decode(text)
    except RecursionError:
        raise ValueError("nested too deeply for an export") from None
    if text[end:].strip():
        raise ValueError("text behind the object")
    return value


def _document(text: str) -> Iterator[_Value]:
    """One object, on however many lines."""
    text = text.lstrip("\ufeff")
    try:
        document = _decode(text.lstrip())
    except ValueError as error:
        raise RefusedFile(
            _("not JSON (%(error)s); expected an array, one object a line, or an object")
            % {"error": error}
        ) from error
    yield 1, json.dumps(_plain(document), ensure_ascii=False), document, None


def _array(stream: IO[str], buffer: str) -> Iterator[_Value]:
    """The items of an array, decoded one at a time so that a large file needs little memory."""
    line, position = 1, buffer.index("[") + 1
    line += buffer[:position].count("\n")
    while True:
        while position < len(buffer) and buffer[position] in " \t\r\n,":
            line += buffer[position] == "\n"
            position += 1
        if position < len(buffer) and buffer[position] == "]":
            if buffer[position + 1 :].strip("\0\r\n\t ") or stream.read().strip("\0\r\n\t "):
                raise RefusedFile(
                    _(
                        "something stands behind the array that ends in line %(line)s; "
                        "expected one array a file: put each into a file of its own"
                    )
                    % {"line": line}
                )
            return
        try:
            value, end = _DECODER.raw_decode(buffer, position)
            # A number at the end of the buffer may go on behind it.
            is_whole = end < len(buffer)
        except RecursionError:
            raise RefusedFile(
                _("line %(line)s is nested too deeply for an export") % {"line": line}
            ) from None
        except ValueError as error:
            is_whole, problem = False, str(error)
        else:
            problem = _("it ends inside the array")
        if not is_whole:
            more = stream.read(_CHUNK)
            if not more:
                raise RefusedFile(
                    _("not a whole JSON array (line %(line)s: %(problem)s); export again")
                    % {"line": line, "problem": problem}
                ) from None
            buffer, position = buffer[position:] + more, 0
            continue
        raw = buffer[position:end]
        yield line, raw, value, None
        line += raw.count("\n")
        position = end


def _unwrapped(record: dict[str, Any], shape: JsonShape) -> dict[str, Any]:
    fields = dict(record)
    for name in shape.unwrap:
        nested = fields.get(name)
        if isinstance(nested, dict):
            del fields[name]
            fields = nested | fields
    return fields


def _exploded(record: dict[str, Any], shape: JsonShape) -> Iterator[dict[str, Any]]:
    """The record; or a row for each item of the list, or of the dict of lists, at the path."""
    explosion = next((item for item in shape.explode if item.path in record), None)
    if explosion is None:
        yield record
        return
    nested = record[explosion.path]
    parent = {key: value for key, value in record.items() if not isinstance(value, (dict, list))}
    groups = nested.items() if isinstance(nested, dict) else [(None, nested)]
    for key, value in groups:
        items = value
        if explosion.items is not None:
            items = value.get(explosion.items, []) if isinstance(value, dict) else []
        named = {explosion.key_as: key} if key is not None and explosion.key_as else {}
        for item in items if isinstance(items, list) else [items]:
            yield parent | named | (item if isinstance(item, dict) else {"value": item})
