"""Names in the seeds that neither the exports nor another seed knows: `Entrprise`, say."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from orchestration.loading.declarations import Declarations
from orchestration.loading.landing import engine
from orchestration.loading.sql import literal, quoted
from orchestration.seeds import (
    KnownIn,
    UnreadableSeed,
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

    A column's `known_in` says where its names are known from. Compared without case and blanks.
    """
    files = seed_files(*over)
    declared = read_declared_seeds()
    told = []
    for seed in declared.values():
        below = f"{seed.folder}/{seed.name}.csv"
        file = files.get(below)
        if file is None or file == SHIPPED_SEEDS / below:
            continue
        for column in seed.columns:
            if column.known_in is None:
                continue
            known: dict[str, str] = {}
            for name in _known(home, declarations, files, column.known_in):
                known.setdefault(folded_value(name), name)
            for line, row in _rows(file):
                name = row.get(column.name, "")
                if name in ("", _ANY) or folded_value(name) in known:
                    continue
                near = difflib.get_close_matches(folded_value(name), known, 1, 0.6)
                advice = (
                    f"Did you mean {known[near[0]]}?" if near else "Look for a slip of the pen."
                )
                told.append(
                    f"{file}, line {line}, column {column.name}: found {name!r}, which "
                    f"{_places(column.known_in)} knows: the row applies to nothing. {advice}"
                )
    return told


def _known(
    home: Path, declarations: Declarations, files: Mapping[str, Path], where: KnownIn
) -> Iterator[str]:
    for seed, column in where.seeds:
        for below, file in files.items():
            if Path(below).name == f"{seed}.csv":
                yield from (row[column] for _, row in _rows(file) if row.get(column))
    with engine(home) as connection:
        for system in declarations.values():
            for item in system.objects:
                folder = home / "landing" / system.name / item.name
                for each in item.columns:
                    if each.name in where.landed and any(folder.glob("*.parquet")):
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
        (line, {name: cell.strip() for name, cell in zip(content.header, cells, strict=False)})
        for line, cells in content.rows
    ]


def _places(where: KnownIn) -> str:
    lists = [f"{seed}.csv" for seed, _ in where.seeds]
    if where.landed:
        return f"no record of the exports nor {' nor '.join(lists)}"
    return f"{'neither ' if len(lists) > 1 else 'no row of '}{' nor '.join(lists)}"
