"""Delimited text: simplest form."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.errors import RefusedFile
from orchestration.loading.conversion import literal
from orchestration.loading.declarations import ExportObject
from orchestration.loading.folding import fold
from orchestration.loading.text_tables import SourceRow, TextTable


def read_csv(path: Path, declared: ExportObject) -> TextTable:
    """A comma-separated UTF-8 file as a table of text."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream), [])
    names: dict[str, str] = {}
    for column in declared.columns:
        for label in (column.name, *column.aliases):
            names.setdefault(fold(label), column.name)
    texts: dict[str, str] = {}
    cells: dict[str, str] = {}
    places: dict[str, int] = {}
    extras: list[str] = []
    for place, cell in enumerate(header):
        name = names.get(fold(cell))
        if name and name not in texts:
            texts[name], cells[name], places[name] = f"c{place}", cell, place
        elif cell:
            extras.append(
                f"case when c{place} <> '' then {literal(_key(cell))} || to_json(c{place}) end"
            )
    missing = [c.name for c in declared.columns if declared.is_kept(c) and c.name not in texts]
    if missing:
        raise RefusedFile(f"the required column {missing[0]} is missing; found {', '.join(header)}")
    columns = ", ".join(f"{literal(f'c{place}')}: 'VARCHAR'" for place in range(len(header)))
    relation = (
        f"read_csv({literal(str(path))}, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
        f" header = true, columns = {{{columns}}})"
    )
    extra = (
        f"nullif('{{' || concat_ws(',', {', '.join(extras)}) || '}}', '{{}}')"
        if extras
        else "null::varchar"
    )

    def locate(ordinals: Iterable[int]) -> Iterator[SourceRow]:
        wanted = set(ordinals)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            next(reader)
            line = reader.line_num + 1
            for ordinal, row in enumerate(reader, 1):
                if ordinal in wanted:
                    yield SourceRow(
                        ordinal, line, ",".join(row), {n: row[p] for n, p in places.items()}
                    )
                line = reader.line_num + 1

    return TextTable(relation, texts, extra, cells, locate)


def _key(cell: str) -> str:
    import json

    return json.dumps(cell, ensure_ascii=False) + ":"
