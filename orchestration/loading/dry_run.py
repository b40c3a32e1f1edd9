"""What a night would make of the exports, without touching the home: `accord check`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from orchestration.errors import OtherExports
from orchestration.loading.control import read_refused
from orchestration.loading.declarations import Column, Declarations
from orchestration.loading.discovery import find_exports
from orchestration.loading.judgement import judge
from orchestration.loading.landing import LoadRecord, engine
from orchestration.loading.loader import Progress, check_same_exports, land_exports
from orchestration.loading.masking import without_addresses
from orchestration.loading.rejects import ROWS, VALUES
from orchestration.loading.sql import literal, quoted
from orchestration.seeds import DBT_PROJECT, folded_value, read_seed, seed_files
from orchestration.settings import RunOptions, Settings

# What a mapping seed writes for every tool, every type or every detail.
_ANY = "*"


@dataclass(frozen=True)
class UnmappedValue:
    """A value of a mapped column for which the mapping seed has no row."""

    system: str
    object: str
    column: str
    value: str
    rows: int
    seed: str

    def __str__(self) -> str:
        return (
            f"{self.system}.{self.object}.{self.column}: {self.value!r} in {self.rows} rows has no "
            f"row in mappings/{self.seed}.csv"
        )


@dataclass(frozen=True)
class ExportsCheck:
    """What became of each file, what would stop the night, what was refused, what has no mapping.

    `refused_rows` and `refused_values` are rows as in `quality.refused_*`, personal values masked.
    """

    loads: tuple[LoadRecord, ...]
    blocking: tuple[str, ...]
    warnings: tuple[str, ...]
    refused_rows: tuple[dict[str, Any], ...]
    refused_values: tuple[dict[str, Any], ...]
    unmapped: tuple[UnmappedValue, ...]


def check_exports(
    options: RunOptions,
    settings: Settings,
    declarations: Declarations,
    progress: Progress | None = None,
) -> ExportsCheck:
    """Load the exports into a folder that is gone afterwards, and say what came of it.

    What it judges is what a night judges, and whether the home was loaded from these exports.
    """
    files, _ = find_exports(options.exports, declarations, settings.time_zone)
    others: list[str] = []
    if not options.full_refresh:
        try:
            check_same_exports(options, files)
        except OtherExports as error:
            others.append(str(error))
    with TemporaryDirectory(prefix="accord-check-") as folder:
        dry = replace(options, home=Path(folder), full_refresh=False)
        landed = land_exports(dry, settings, declarations, progress)
        judged = judge(dry, settings, declarations, landed)
        return ExportsCheck(
            loads=judged.loads,
            blocking=(*others, *judged.blocking),
            warnings=judged.warnings,
            refused_rows=tuple(read_refused(dry.home, ROWS).to_pylist()),
            refused_values=tuple(read_refused(dry.home, VALUES).to_pylist()),
            unmapped=tuple(_unmapped(dry.home, declarations, options.seeds_over)),
        )


def _unmapped(
    home: Path, declarations: Declarations, over: Sequence[Path]
) -> Iterator[UnmappedValue]:
    files = seed_files(*over)
    with engine(home) as connection:
        for system in declarations.values():
            for declared in system.objects:
                for column in declared.columns:
                    if column.mapping is None:
                        continue
                    content = read_seed(files[f"mappings/{column.mapping.seed}.csv"].read_bytes())
                    rows = [
                        dict(zip(content.header, cells, strict=False)) for _, cells in content.rows
                    ]
                    known = _known(rows, column)
                    if _ANY in known:
                        continue
                    folder = home / "landing" / system.name / declared.name
                    found = connection.execute(
                        f"select {quoted(column.name)}, count(*) from read_parquet("
                        f"{literal(f'{folder}/*.parquet')}, union_by_name = true)"
                        f" where {_says_something(column)} group by 1 order by 2 desc, 1"
                    ).fetchall()
                    for value, count in found:
                        if not _readings(str(value), column) & known:
                            yield UnmappedValue(
                                system.name,
                                declared.name,
                                column.name,
                                without_addresses(str(value)),
                                count,
                                column.mapping.seed,
                            )


def _readings(value: str, column: Column) -> set[str]:
    """The folded value, and without what stands in brackets behind it where that is the context."""
    readings = {folded_value(value)}
    if column.mapping and column.mapping.has_context_in_brackets:
        readings.add(folded_value(_context().sub("", value)))
    return readings


@cache
def _context() -> re.Pattern[str]:
    """What the models read past behind a value, as the dbt project declares it."""
    declared = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text("utf-8"))
    return re.compile(declared["vars"]["context_in_brackets"])


def _says_something(column: Column) -> str:
    """SQL of whether a row's meaning is this column's to say."""
    said = f"{quoted(column.name)} is not null"
    if column.mapping and column.mapping.behind:
        first, words = column.mapping.behind
        folded = ", ".join(literal(folded_value(word)) for word in words)
        said += f" and coalesce(lower(replace({quoted(first)}, ' ', '')) in ({folded}), true)"
    return said


def _known(rows: Sequence[dict[str, str]], column: Column) -> set[str]:
    """The folded values that the seed's rows for this column map; `*` stands for every one."""
    assert column.mapping is not None
    return {
        folded_value(row[column.mapping.value])
        for row in rows
        if all(
            row[name] == _ANY or folded_value(row[name]) == folded_value(expected)
            for name, expected in column.mapping.where
        )
    }
