"""Which cell of a header, or key of a record, is which declared column."""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile
from orchestration.loading.declarations import ExportObject
from orchestration.loading.folding import fold, shortened, squeezed
from orchestration.loading.masking import masked

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Header:
    """The header of one file: places (from 0) of declared columns, names of the others.

    `doubles`: of each declared column that several cells name, all their places, the one that
    counts first being its place; the rest are among the others.
    """

    cells: tuple[str, ...]
    places: dict[str, int]
    doubles: dict[str, tuple[int, ...]]
    others: dict[int, str]
    key: tuple[int, ...]
    times: tuple[int, ...]
    notes: tuple[str, ...]

    @cached_property
    def named(self) -> int:
        """Cells up to the last one with a name; those behind it come from a trailing delimiter."""
        return max(place for place, cell in enumerate(self.cells) if cell) + 1


_ZONE_IN_LABEL = re.compile(r"_(utc|gmt)$")


@dataclass(frozen=True)
class Labels:
    """The names of one object's columns in every spelling: folded, and in one word."""

    declared: ExportObject
    folded: dict[str, str]
    squeezed: dict[str, str]
    ranks: dict[str, int]
    exact: dict[str, int]
    names: frozenset[str]

    def find(self, cell: str) -> str | None:
        """The declared column that a cell names, if any.

        A name in one case throughout (`LASTNAME`) hides where its words end; one that ends in a
        zone (`Submit Date (UTC)`) names the column without it, and so does one that begins with the
        object (`Deal - Title`) where the tool writes it so.
        """
        return self._found(cell)[0]

    def rank(self, cell: str) -> tuple[int, int]:
        """Of several cells that name one column, the one of the lowest rank counts first.

        That is the order in which the column is declared: by its name, then by each alias. Names
        that fold alike (`Loss_Reason__c`, `LossReason__c`) are one, but for their order in it.
        """
        found = self._found(cell)[1]
        return found, self.exact.get(cell, found)

    def _found(self, cell: str) -> tuple[str | None, int]:
        for folded in self.declared.spellings(cell):
            for text in dict.fromkeys([folded, _ZONE_IN_LABEL.sub("", folded)]):
                word = text.replace("_", "")
                found = self.folded.get(text) or self.squeezed.get(word)
                if text and found:
                    return found, self.ranks[word]
        return None, 0

    def is_own_name(self, cell: str) -> bool:
        """Whether a cell is the declared name itself, not one of its aliases."""
        return squeezed(cell) in self.names

    def words_of(self, column: str) -> set[str]:
        """Every spelling of a column's name, in one word."""
        return {text for text, name in self.squeezed.items() if name == column}


@lru_cache(maxsize=512)
def labels(declared: ExportObject) -> Labels:
    """Every spelling of the columns' names; a column's own name wins over another's alias.

    What the company calls a column wins over both.
    """
    folded: dict[str, str] = {}
    own = [column for column in declared.columns if not column.headings]
    for column in declared.columns:
        for heading in column.headings:
            folded.setdefault(fold(heading), column.name)
    for column in own:
        folded.setdefault(fold(column.name), column.name)
    for column in own:
        for alias in column.aliases:
            folded.setdefault(fold(alias), column.name)
    in_one_word: dict[str, str] = {}
    for text, name in folded.items():
        in_one_word.setdefault(text.replace("_", ""), name)
    ranks: dict[str, int] = {}
    exact: dict[str, int] = {}
    for column in declared.columns:
        for rank, label in enumerate(column.called):
            if in_one_word.get(word := squeezed(label)) == column.name:
                ranks.setdefault(word, rank)
                exact.setdefault(label, rank)
    names = frozenset(
        squeezed(name) for column in declared.columns for name in column.headings or (column.name,)
    )
    return Labels(declared, folded, in_one_word, ranks, exact, names)


def is_utc_label(cell: str) -> bool:
    """Whether a header cell says that its times are UTC, as `Submit Date (UTC)` does."""
    return _ZONE_IN_LABEL.search(fold(cell)) is not None


def matches(cells: Sequence[str], declared: ExportObject) -> int:
    """How many cells name a declared column."""
    known = labels(declared)
    return sum(known.find(cell) is not None for cell in cells)


def match_header(cells: Sequence[str], declared: ExportObject) -> Header:
    """Match a header's cells. Raises RefusedFile without a header or a required column."""
    known = labels(declared)
    texts = [cell.strip() for cell in cells]
    if not any(texts):
        raise RefusedFile(_("the file is empty; expected a header row and data: export again"))
    if not any(known.find(text) for text in texts):
        expected = ", ".join(column.name for column in declared.columns[:6])
        raise RefusedFile(
            _(
                "no header row: the first row is %(count)s cells of data, or names of other "
                "columns; expected names of columns such as %(expected)s: export with a header "
                "in the first row, or add one"
            )
            % {"count": len(texts), "expected": expected}
        )
    found: dict[str, list[int]] = defaultdict(list)
    for place, text in sorted(enumerate(texts), key=lambda item: not known.is_own_name(item[1])):
        name = known.find(text)
        if name is not None:
            found[name].append(place)
    for called in found.values():
        called.sort(key=lambda place: (known.rank(texts[place]), place))
    places = {name: called[0] for name, called in found.items()}
    doubles = {name: tuple(called) for name, called in found.items() if len(called) > 1}
    taken = set(places.values())
    for column in declared.columns:
        stand_in = next((name for name in column.instead if name in places), None)
        if stand_in is not None:
            places.setdefault(column.name, places[stand_in])
    # what is nested in a column shows once its objects are taken apart
    if not declared.json.nested(texts):
        _require(declared, places, texts)
    others: dict[int, str] = {}
    used = Counter(texts[place] for place in taken)
    for place, text in enumerate(texts):
        if place in taken:
            continue
        name = text or f"column {place + 1}"
        used[name] += 1
        others[place] = name if used[name] == 1 else f"{name} ({used[name]})"
    key = tuple(places[name] for name in declared.key if name in places)
    times = tuple(
        places[column.name]
        for column in declared.columns
        if column.data_type in ("date", "timestamp") and column.name in places
    )
    notes = tuple(_notes(texts, others, doubles, declared))
    return Header(tuple(texts), places, doubles, others, key, times, notes)


def _require(declared: ExportObject, places: dict[str, int], texts: list[str]) -> None:
    folded = {fold(text): text for text in texts if text}
    # one word of a column's name may stand in a row of data too
    is_sure = matches(texts, declared) * 2 >= len(folded)
    missing = []
    for column in declared.columns:
        if not declared.is_kept(column) or column.name in places:
            continue
        near = [
            match
            for label in column.called
            for match in difflib.get_close_matches(fold(label), folded, 1, 0.8)
        ]
        words = column.headings or column.aliases
        label = f', "{words[0]}" in the tool\'s own words' if words else ""
        hint = f"; nearest is {folded[near[0]]!r}" if near else ""
        missing.append(f"{column.name}{f' ({(label + hint)[2:]})' if label or hint else ''}")
    if missing:
        found = _shown(texts, declared, is_sure)
        raise RefusedFile(
            _(
                "required column missing: %(columns)s; found %(found)s; export with that column, "
                "or say under `columns` of settings.yml what your exports call it"
            )
            % {"columns": ", ".join(missing), "found": found}
        )


def _notes(
    texts: list[str],
    others: dict[int, str],
    doubles: dict[str, tuple[int, ...]],
    declared: ExportObject,
) -> list[str]:
    notes = []
    told = {place for places in doubles.values() for place in places}
    unknown = [
        name
        for place, name in others.items()
        if texts[place] and place not in told and not declared.is_other_column(texts[place])
    ]
    unnamed = sum(not texts[place] for place in others)
    counts = Counter(text for place, text in enumerate(texts) if text and place not in told)
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if unknown:
        shown = _shown(unknown, declared, True)
        notes.append(f"{len(unknown)} undeclared columns kept in _extra: {shown}")
    if repeated:
        shown = _shown(repeated, declared, True)
        notes.append(f"columns named twice, each kept in _extra: {shown}")
    if unnamed:
        notes.append(f"{unnamed} columns without a name")
    return notes


def _shown(texts: Sequence[str], declared: ExportObject, is_sure: bool) -> str:
    """Names of columns; where they may be a row of data, only those that are declared."""
    known = labels(declared)
    are_names = is_sure and not any(map(_is_data, texts))
    lines = [
        " ".join(text.split()) if are_names or known.find(text) else masked(text)
        for text in texts[:12]
    ]
    shown = ", ".join(shortened(line, _LONGEST_NAME) or "(blank)" for line in lines)
    return f"{shown}, and {len(texts) - 12} more" if len(texts) > 12 else shown


def _is_data(text: str) -> bool:
    has_letters = any(char.isalpha() for char in text)
    return "@" in text or (bool(text) and not has_letters and any(map(str.isdigit, text)))
