"""Columns of CSV and Parquet that hold objects: replicators land what an interface nests so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from orchestration.databases import connected
from orchestration.loading.declarations import ExportObject, JsonShape, System
from orchestration.loading.json_files import read_json
from orchestration.loading.sql import literal
from orchestration.loading.text_tables import SourceRow, TextTable

_BATCH = 10_000
# The field under which the columns that nobody declared go through the records.
_REST = "_accord_others"


def taken_apart(
    table: TextTable,
    system: System,
    declared: ExportObject,
    objects: Sequence[ExportObject],
    scratch: Path,
) -> TextTable:
    """The table with what its nested columns hold as columns, as its JSON would be read.

    The same table where none of its columns is one that the declaration takes apart. Raises
    RefusedFile when nothing of it can be landed.
    """
    nested = declared.json.nested(table.others)
    if not nested:
        return table
    folder = scratch / "nested"
    folder.mkdir()
    path = folder / "records.jsonl"
    _write_records(table, nested, path)
    shape = JsonShape(None, (*declared.json.unwrap, _REST), declared.json.explode)
    records = read_json(path, system, replace(declared, json=shape), objects, folder)

    def locate(ordinals: Iterable[int]) -> Iterator[SourceRow]:
        # a record is told by the row of the table that it was
        found = list(records.locate(ordinals))
        rows = {row.ordinal: row for row in table.locate({row.line for row in found})}
        for row in found:
            yield replace(row, line=rows[row.line].line, raw=rows[row.line].raw)

    return replace(
        records,
        header=records.header | table.header,
        locate=locate,
        is_replicated=table.is_replicated,
        refused=[*table.refused, *records.refused],
        notes=list(dict.fromkeys([*table.notes, *records.notes])),
    )


def _write_records(table: TextTable, nested: dict[str, str], path: Path) -> None:
    """Each row as a JSON object on a line: its columns, what they nest, and the rest."""
    fields = [f"{literal(name)}, {text}" for name, text in table.texts.items()]
    taken = []
    for cell, field in nested.items():
        place = literal(f'$."{cell}"')
        text = f"json_extract_string(_rest, {place})"
        fields.append(
            f"{literal(field)}, case when json_valid({text}) then cast({text} as json) end"
        )
        taken.append(f"{literal(cell)}, null")
    rest = (
        f"coalesce(json_merge_patch(_rest, json_object({', '.join(taken)})), cast('{{}}' as json))"
    )
    fields.append(f"{literal(_REST)}, {rest}")
    with connected() as connection, path.open("w", encoding="utf-8") as lines:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(
            f"select cast(json_object({', '.join(fields)}) as varchar) from ("
            f"select *, cast({table.extra} as json) as _rest from {table.relation})"
        )
        while rows := connection.fetchmany(_BATCH):
            lines.writelines(f"{line}\n" for (line,) in rows)
