"""Names in the seeds that neither the exports nor another seed knows: `Entrprise`, say."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from orchestration.loading.declarations import Declarations
from orchestration.loading.landing import engine
from orchestration.loading.sql import literal, quoted
from orchestration.reference import KNOWN
from orchestration.seeds import (
    KnownIn,
    UnreadableSeed,
    cell_of,
    folded_value,
    read_declared_seeds,
    read_seed,
    seed_files,
)
from orchestration.settings import SHIPPED_SEEDS

# What a seed writes for every name.
_ANY = "*"

Rows = Sequence[tuple[int, Mapping[str, str]]]


def unknown_names(home: Path, declarations: Declarations, over: Sequence[Path]) -> list[str]:
    """One text for each name of the company's own seeds that means nothing: with what is nearest.

    A column's `known_in` says where its names are known from, which may depend on another column
    of the row. Compared without case and blanks.
    """
    files = seed_files(*over)
    declared = read_declared_seeds()
    told: list[str] = []
    for seed in declared.values():
        below = f"{seed.folder}/{seed.name}.csv"
        file = files.get(below)
        if file is None or file == SHIPPED_SEEDS / below:
            continue
        for column in seed.columns:
            for place in column.known_in:
                told += _unknown(home, declarations, files, file, column.name, place)
    return told


def _unknown(
    home: Path,
    declarations: Declarations,
    files: Mapping[str, Path],
    file: Path,
    column: str,
    place: KnownIn,
) -> Iterator[str]:
    """One text for each name in a column of a seed that one place should know, and does not."""
    named = [
        (line, row.get(column, ""))
        for line, row in _rows(file)
        if place.where is None or folded_value(row.get(place.where[0], "")) == place.where[1]
    ]
    named = [(line, name) for line, name in named if name not in ("", _ANY)]
    if not named:
        return
    known: dict[str, str] = {}
    for name in _known(home, declarations, files, place):
        known.setdefault(folded_value(name), name)
    for line, name in named:
        folded = folded_value(name)
        if place.behind:
            folded = folded.rsplit(place.behind, 1)[-1]
        if known.keys() & {folded, *_short_forms(folded, declarations)}:
            continue
        near = difflib.get_close_matches(folded, known, 1, 0.6)
        advice = f"Did you mean {known[near[0]]}?" if near else "Look for a slip of the pen."
        yield (
            f"{file}, line {line}, column {column}: found {name!r}, which "
            f"{_places(place)} knows: the row applies to nothing. {advice}"
        )


def _short_forms(folded: str, declarations: Declarations) -> Iterator[str]:
    """The id that a long one stands for, where a tool has a short form of it."""
    for system in declarations.values():
        for item in system.objects:
            if item.id_significant_characters and len(folded) > item.id_significant_characters:
                yield folded[: item.id_significant_characters]


def _known(
    home: Path, declarations: Declarations, files: Mapping[str, Path], where: KnownIn
) -> Iterator[str]:
    for word in where.lists:
        yield from KNOWN[word]({})
    for seed, column in where.seeds:
        for below, file in files.items():
            if Path(below).name == f"{seed}.csv":
                yield from (row[column] for _, row in _rows(file) if row.get(column))
    with engine(home) as connection:
        for system in declarations.values():
            for item in system.objects:
                folder = home / "landing" / system.name / item.name
                for each in item.columns:
                    is_named = {each.name, f"{item.name}.{each.name}"} & set(where.landed)
                    if is_named and any(folder.glob("*.parquet")):
                        found = connection.execute(
                            f"select distinct {quoted(each.name)} from read_parquet("
                            f"{literal(f'{folder}/*.parquet')}, union_by_name = true)"
                            f" where {quoted(each.name)} is not null"
                        ).fetchall()
                        yield from (str(value) for (value,) in found)


def _rows(file: Path) -> Rows:
    try:
        content = read_seed(file.read_bytes())
    except (OSError, UnreadableSeed):
        return []
    return [
        (line, {name: cell_of(cell) for name, cell in zip(content.header, cells, strict=False)})
        for line, cells in content.rows
    ]


def _places(where: KnownIn) -> str:
    lists = [
        *(f"{seed}.csv" for seed, _ in where.seeds),
        *(f"the list of {word.replace('_', ' ')}" for word in where.lists),
    ]
    if where.landed:
        return " nor ".join(["no record of the exports", *lists])
    return f"{'neither ' if len(lists) > 1 else 'no row of '}{' nor '.join(lists)}"
