"""Which cell of a header, or key of a record, is which declared column."""

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestration.errors import RefusedFile
from orchestration.loading.declarations import ExportObject
from orchestration.loading.folding import fold, shortened

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Header:
    """The header of one file: places (from 0) of declared columns, names of the others."""

    cells: tuple[str, ...]
    places: dict[str, int]
    others: dict[int, str]
    key: tuple[int, ...]
    notes: tuple[str, ...]

    @cached_property
    def named(self) -> int:
        """Cells up to the last one with a name; those behind it come from a trailing delimiter."""
        return max(place for place, cell in enumerate(self.cells) if cell) + 1


def labels(declared: ExportObject) -> dict[str, str]:
    """Folded name or alias → declared column; a column's own name wins over another's alias."""
    known = {fold(column.name): column.name for column in declared.columns}
    for column in declared.columns:
        for alias in column.aliases:
            known.setdefault(fold(alias), column.name)
    return known


def matches(cells: Sequence[str], declared: ExportObject) -> int:
    """How many cells name a declared column."""
    known = labels(declared)
    return sum(fold(cell) in known for cell in cells)


def match_header(cells: Sequence[str], declared: ExportObject) -> Header:
    """Match a header's cells. Raises RefusedFile without a header or a required column."""
    known = labels(declared)
    texts = [cell.strip() for cell in cells]
    if not any(texts):
        raise RefusedFile("the file is empty; expected a header row and data: export again")
    if not any(fold(text) in known for text in texts):
        expected = ", ".join(column.name for column in declared.columns[:6])
        # A row of data may name persons: only what looks like names of columns is shown.
        is_data = any(char.isdigit() or char == "@" for text in texts for char in text)
        found = f"{len(texts)} cells of data" if is_data else _shown(texts)
        raise RefusedFile(
            f"no header row: the first row is {found}; expected names of columns such as "
            f"{expected}: export with a header in the first row, or add one"
        )
    places: dict[str, int] = {}
    for place, text in sorted(
        enumerate(texts), key=lambda item: fold(item[1]) not in {c.name for c in declared.columns}
    ):
        name = known.get(fold(text))
        if name is not None:
            places.setdefault(name, place)
    _require(declared, places, texts)
    taken = set(places.values())
    others: dict[int, str] = {}
    used = Counter(texts[place] for place in taken)
    for place, text in enumerate(texts):
        if place in taken:
            continue
        name = text or f"column {place + 1}"
        used[name] += 1
        others[place] = name if used[name] == 1 else f"{name} ({used[name]})"
    key = tuple(places[name] for name in declared.key)
    return Header(tuple(texts), places, others, key, tuple(_notes(texts, others)))


def _require(declared: ExportObject, places: dict[str, int], texts: list[str]) -> None:
    folded = {fold(text): text for text in texts if text}
    missing = []
    for column in declared.columns:
        if not declared.is_kept(column) or column.name in places:
            continue
        near = [
            match
            for label in (column.name, *column.aliases)
            for match in difflib.get_close_matches(fold(label), folded, 1, 0.6)
        ]
        hint = f" (nearest: {folded[near[0]]!r})" if near else ""
        missing.append(f"{column.name}{hint}")
    if missing:
        raise RefusedFile(
            f"required column missing: {', '.join(missing)}; found {_shown(texts)}; "
            "export with that column, or add its label to the aliases of the declaration"
        )


def _notes(texts: list[str], others: dict[int, str]) -> list[str]:
    notes = []
    unknown = [name for place, name in others.items() if texts[place]]
    unnamed = sum(not texts[place] for place in others)
    repeated = sorted(name for name, count in Counter(filter(None, texts)).items() if count > 1)
    if unknown:
        notes.append(f"{len(unknown)} undeclared columns kept in _extra: {_shown(unknown)}")
    if repeated:
        notes.append(f"columns named twice, the first is used: {_shown(repeated)}")
    if unnamed:
        notes.append(f"{unnamed} columns without a name")
    return notes


def _shown(texts: Sequence[str]) -> str:
    lines = (" ".join(text.split()) for text in texts[:12])
    shown = ", ".join(shortened(line, _LONGEST_NAME) or "(blank)" for line in lines)
    return f"{shown}, and {len(texts) - 12} more" if len(texts) > 12 else shown
