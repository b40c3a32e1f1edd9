"""What is wrong between the rows of one seed and those of another."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from orchestration.seeds.cells import is_where
from orchestration.seeds.declared import Reach, Seed, SeedColumn, Seeds
from orchestration.seeds.files import SeedTable, Tables
from orchestration.seeds.problems import SeedProblem, listed
from orchestration.seeds.rows import applies
from orchestration.seeds.values import value_of

# Shares of a whole that are written with fewer digits than they have add up to it nearly.
_NEARLY = Decimal("0.0001")


def unknown_references(
    seed: Seed, table: SeedTable, declared: Seeds, tables: Tables
) -> Iterator[SeedProblem]:
    """Cells that name a row of another seed which is not there."""
    for column in seed.columns:
        if column.refers_to is None or column.refers_to[0] not in tables:
            continue
        other, field = column.refers_to
        known = {row[field] for row in tables[other].rows}
        if not known and declared[other].one_start:
            # which is told there
            continue
        for row, line in zip(table.rows, table.lines, strict=True):
            # what is no value of its type has been told
            is_said = value_of(row[column.name], column.data_type) is not None
            if not row[column.name] or not is_said or not seed.says_of_what(row):
                continue
            if row[column.name] not in known:
                yield SeedProblem(
                    table.file,
                    line,
                    column.name,
                    repr(row[column.name]),
                    f"one of {listed(sorted(known))}, the values of {field} in {other}.csv",
                    f"Write one of these, or add it to {other}.csv",
                )


def gaps(seed: Seed, table: SeedTable, declared: Seeds, tables: Tables) -> Iterator[SeedProblem]:
    """What a version lacks in this seed: one problem a version, blocking where it applies.

    A row that stands for another, or whose version is misspelt, is told by itself.
    """
    if seed.complete is None:
        return
    per, column = seed.column(seed.complete.per), seed.complete.column
    if per.refers_to is None or per.refers_to[0] not in tables:
        return
    other, field = per.refers_to
    wanted = seed.column(column).accepted if column else ("",)
    owners = {row[field] for row in tables[other].rows}
    present = {(row[per.name], row[column] if column else "") for row in table.rows}
    for owner in tables[other].rows:
        missing = [
            value
            for value in wanted
            if (owner[field], value) not in present
            and not any(each not in owners and value == there for each, there in present)
        ]
        rows = sum(row[per.name] == owner[field] for row in table.rows)
        surplus = rows - sum((owner[field], value) in present for value in wanted)
        if not missing or (column and len(missing) <= surplus):
            continue
        for_what = f"for {listed(missing)} " if column else ""
        yield SeedProblem(
            table.file,
            1,
            column or per.name,
            f"no row {for_what}of {per.name} {owner[field]}",
            f"one row for each of {listed(wanted)}" if column else "at least one row",
            f"Add what is missing, or copy the rows of an earlier {per.name}",
            is_blocking=applies(declared[other], owner),
        )


def needs(seed: Seed, table: SeedTable, declared: Seeds, tables: Tables) -> Iterator[SeedProblem]:
    """Rows that mean nothing without rows of another seed, and have none."""
    if seed.needs is None or seed.needs.seed not in tables:
        return
    version = seed.columns[0].name
    there = {row[version] for row in tables[seed.needs.seed].rows}
    for row, line in zip(table.rows, table.lines, strict=True):
        if is_where(row, seed.needs.where) and row[version] not in there:
            name = seed.needs.where[0][0]
            yield SeedProblem(
                table.file,
                line,
                name,
                f"{row[name]!r}, and no row of {version} {row[version]} in {seed.needs.seed}.csv",
                f"at least one row of {version} {row[version]} in {seed.needs.seed}.csv",
                f"Add its rows there, or write another {name}",
                is_blocking=applies(seed, row),
            )


def beyond_reach(
    seed: Seed, table: SeedTable, declared: Seeds, tables: Tables
) -> Iterator[SeedProblem]:
    """Numbers that the points of another seed's rows never come to."""
    version = seed.columns[0].name
    for column in seed.columns:
        reach = column.reach
        if reach is None or reach.seed not in tables:
            continue
        for row, line in zip(table.rows, table.lines, strict=True):
            rows = [each for each in tables[reach.seed].rows if each[version] == row[version]]
            wanted = value_of(row[column.name], column.data_type)
            most = _most(reach, declared[reach.seed], rows)
            if wanted is None or not rows or most is None or wanted <= most:
                continue
            what = " and ".join(f"{name} {listed(values)}" for name, values in reach.where)
            yield SeedProblem(
                table.file,
                line,
                column.name,
                f"{row[column.name]}, which nobody can reach",
                f"at most {most}, what the rows of {what} in {reach.seed}.csv give together",
                f"Lower it, or raise the {reach.points} there",
                is_blocking=applies(seed, row),
            )


def _most(reach: Reach, seed: Seed, rows: list[dict[str, str]]) -> int | None:
    """The most that rows can give; None where one of them is not told."""
    most = 0
    for row in rows:
        if not is_where(row, reach.where):
            continue
        points = value_of(row[reach.points], seed.column(reach.points).data_type)
        days = value_of(row[reach.days], seed.column(reach.days).data_type) if reach.days else 0
        if points is None or days is None:
            return None
        most += max(points, 0) * (days + 1)
    return most


def totals(seed: Seed, table: SeedTable, declared: Seeds, tables: Tables) -> Iterator[SeedProblem]:
    """Columns that do not come to what they must over the rows of a version."""
    total = seed.total
    if total is None:
        return
    column = seed.column(total.column)
    groups: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(table.rows):
        groups[row[total.per]].append(index)
    for per, indices in groups.items():
        values = [value_of(table.rows[index][column.name], column.data_type) for index in indices]
        if None in values or abs(sum(values) - total.to) < _NEARLY:
            continue
        yield SeedProblem(
            table.file,
            table.lines[indices[0]],
            column.name,
            f"{sum(values)} in all over the {len(values)} rows of {total.per} {per}",
            f"{total.to} in all",
            f"Change the {column.name} of these rows until they come to {total.to}",
            is_blocking=_owner_applies(seed.column(total.per), per, declared, tables),
        )


def _owner_applies(
    column: SeedColumn, value: str, declared: Mapping[str, Seed], tables: Tables
) -> bool:
    """Whether the row of another seed that a value names applies; True where it names none."""
    if column.refers_to is None or column.refers_to[0] not in tables:
        return True
    other, field = column.refers_to
    owner = next((row for row in tables[other].rows if row[field] == value), None)
    return owner is None or applies(declared[other], owner)
