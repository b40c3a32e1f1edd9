"""What is wrong between the cells of a row, and between the rows of one seed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from orchestration.seeds.declared import Seed, Seeds
from orchestration.seeds.files import SeedTable, Tables
from orchestration.seeds.problems import SeedProblem, folded_value, listed
from orchestration.seeds.values import value_of


def key_problems(
    seed: Seed, table: SeedTable, declared: Seeds, tables: Tables
) -> Iterator[SeedProblem]:
    """Rows that tell nothing apart: two with one key, compared without case and surplus spaces."""
    keys = [(column.name,) for column in seed.columns if column.is_unique]
    for key in [*keys, *([seed.key] if seed.key else [])]:
        first: dict[tuple[str, ...], int] = {}
        for row, line in zip(table.rows, table.lines, strict=True):
            value = tuple(folded_value(row[name]) for name in key)
            if value in first:
                yield SeedProblem(
                    table.file,
                    line,
                    ", ".join(key),
                    f"{listed([row[name] for name in key])} as in line {first[value]}",
                    "each once (capitals and spaces make no difference)",
                    "Remove one of the two rows",
                )
            first.setdefault(value, line)


def overlaps(
    seed: Seed, table: SeedTable, declared: Seeds, tables: Tables
) -> Iterator[SeedProblem]:
    """Ranges that end before they begin, and those that overlap."""
    ranges = seed.no_overlap
    if ranges is None:
        return
    types = {column.name: column.data_type for column in seed.columns}
    groups: dict[tuple[str, ...], list[tuple[Any, Any, int]]] = defaultdict(list)
    for row, line in zip(table.rows, table.lines, strict=True):
        start, end = value_of(row[ranges.start], types[ranges.start]), None
        if row[ranges.end]:
            end = value_of(row[ranges.end], types[ranges.end])
            if end is None:
                continue
        if start is None:
            continue
        if end is not None and (end < start or (end == start and not ranges.are_ends_included)):
            yield SeedProblem(
                table.file,
                line,
                ranges.end,
                repr(row[ranges.end]),
                f"something later than {ranges.start} {row[ranges.start]}",
                "Swap them, or split a range over midnight in two",
            )
            continue
        groups[tuple(row[name] for name in ranges.by)].append((start, end, line))
    for group in groups.values():
        latest: tuple[Any, int] | None = None
        for start, end, line in sorted(group, key=lambda item: (item[0], item[2])):
            if latest is not None and (
                latest[0] is None
                or start < latest[0]
                or (start == latest[0] and ranges.are_ends_included)
            ):
                yield SeedProblem(
                    table.file,
                    line,
                    f"{ranges.start}, {ranges.end}",
                    f"a range that overlaps the one of line {latest[1]}",
                    "ranges that do not overlap",
                    "Make one begin where the other ends, or join them",
                )
            if latest is None or (latest[0] is not None and (end is None or end > latest[0])):
                latest = (end, line)


def applies(seed: Seed, row: dict[str, str]) -> bool:
    """Whether a row has what it applies with: of a version, both signatures."""
    return all(row[name] for name in seed.applies_with)


def not_applied(
    seed: Seed, table: SeedTable, declared: Seeds, tables: Tables
) -> Iterator[SeedProblem]:
    """Rows that apply to nothing yet, which stop no night."""
    for row, line in zip(table.rows, table.lines, strict=True):
        empty = [name for name in seed.applies_with if not row[name]]
        if empty:
            first = seed.columns[0].name
            yield SeedProblem(
                table.file,
                line,
                ", ".join(empty),
                f"nothing for {first} {row[first]}",
                f"{listed(seed.applies_with)}",
                "Fill it in once that is so: until then these rows apply to nothing",
                is_blocking=False,
            )


def halves(seed: Seed, table: SeedTable, declared: Seeds, tables: Tables) -> Iterator[SeedProblem]:
    """Rows that have one of the columns which belong together, and not the other."""
    for names in seed.together:
        for row, line in zip(table.rows, table.lines, strict=True):
            empty = [name for name in names if not row[name]]
            if empty and len(empty) < len(names):
                filled = next(name for name in names if row[name])
                yield SeedProblem(
                    table.file,
                    line,
                    ", ".join(empty),
                    f"nothing beside {filled} {row[filled]}",
                    f"{' and '.join(names)}, or neither",
                    "Fill it in, or empty the other",
                )


def starts(seed: Seed, table: SeedTable, declared: Seeds, tables: Tables) -> Iterator[SeedProblem]:
    """Rows that apply and start on the day on which another one does; or no row at all."""
    if seed.one_start and not table.rows and table.is_whole:
        name = seed.columns[0].name
        advice = f"Copy the rows of the shipped {seed.name}.csv below the header"
        yield SeedProblem(table.file, 1, name, "no row", f"a row for each {name}", advice)
    first: dict[date, int] = {}
    for row, line in zip(table.rows, table.lines, strict=True):
        start = start_of(seed, row)
        if start is None:
            continue
        if start in first:
            yield SeedProblem(
                table.file,
                line,
                ", ".join(seed.one_start),
                f"a start on {start}, as in line {first[start]}",
                f"one row that starts on a day, the latest of {listed(seed.one_start)}",
                "Change one of these days: else nobody can tell which of the two applies",
            )
        first.setdefault(start, line)


def start_of(seed: Seed, row: dict[str, str]) -> date | None:
    """The day on which a row starts to apply; None of one that does not, or has a bad date."""
    if not seed.one_start or not applies(seed, row):
        return None
    days = [value_of(row[name], "date") for name in seed.one_start]
    return None if None in days else max(days)


def differing(
    seed: Seed, table: SeedTable, declared: Seeds, tables: Tables
) -> Iterator[SeedProblem]:
    """Cells that say otherwise than an earlier row of the same thing."""
    if seed.same is None:
        return
    by, first = seed.same.by, dict[str, tuple[dict[str, str], int]]()
    for row, line in zip(table.rows, table.lines, strict=True):
        thing, of_it = (row[by], f" of {by} {row[by]}") if by else ("", "")
        earlier, earlier_line = first.setdefault(thing, (row, line))
        for name in seed.same.columns:
            accepted = seed.column(name).accepted or (row[name], earlier[name])
            is_said = all(each[name] and each[name] in accepted for each in (row, earlier))
            if is_said and row[name] != earlier[name]:
                yield SeedProblem(
                    table.file,
                    line,
                    name,
                    repr(row[name]),
                    f"{earlier[name]}, as line {earlier_line} says{of_it}",
                    "Write the same in both rows"
                    + (", or give one of them another name" if by else ""),
                )
