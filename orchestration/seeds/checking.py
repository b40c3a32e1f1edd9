"""What must be corrected in the settings and seeds, of the files alone."""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from orchestration.seeds.cells import cell_problems, header_problems
from orchestration.seeds.declared import SEED_FOLDERS, Seed, Seeds, read_declared_seeds
from orchestration.seeds.files import (
    SeedTable,
    Tables,
    UnreadableSeed,
    cell_of,
    read_seed,
    seed_files,
)
from orchestration.seeds.problems import SeedProblem
from orchestration.seeds.references import beyond_reach, gaps, needs, totals, unknown_references
from orchestration.seeds.rows import (
    differing,
    halves,
    key_problems,
    not_applied,
    overlaps,
    starts,
)
from orchestration.seeds.seals import broken_seals
from orchestration.settings import SETTINGS_FILE, setting_problems

Check = Callable[[Seed, SeedTable, Seeds, Tables], Iterator[SeedProblem]]

# Of each row, then of all rows of a version, as far as these are those that were signed.
_OF_ROWS = (
    cell_problems,
    key_problems,
    overlaps,
    halves,
    starts,
    differing,
    unknown_references,
    not_applied,
)
_OF_VERSIONS = (gaps, needs, beyond_reach, totals)


def check_seeds(*over: Path) -> list[SeedProblem]:
    """Everything in the settings and seeds that must be corrected, in the order of files and lines.

    Reads the files alone: no dbt, no database, no exports.
    """
    return [problem for problem in examined_seeds(over) if problem.is_blocking]


def seed_remarks(*over: Path) -> list[SeedProblem]:
    """What in the seeds stops no night: an unsigned version, a cell that is not read."""
    return [problem for problem in examined_seeds(over) if not problem.is_blocking]


def examined_seeds(
    over: Sequence[Path], replaced: Mapping[str, Path] = MappingProxyType({})
) -> list[SeedProblem]:
    """All that is found in the settings and seeds, be it to correct or to know.

    `replaced` are files to read in the place of others, by path below the seeds folder.
    """
    problems: list[SeedProblem] = []
    _, of_settings = setting_problems(*over)
    problems.extend(
        SeedProblem(
            item.file,
            item.line,
            item.key,
            item.found,
            item.expected.removeprefix("expected "),
            f"See the comments in the shipped {SETTINGS_FILE}",
        )
        for item in of_settings
    )
    declared = read_declared_seeds()
    files = seed_files(*over) | dict(replaced)
    misplaced = [
        *_strangers(files, declared),
        *(each for folder in over for each in _overlooked(folder, declared)),
    ]
    problems.extend(problem for problem, _ in misplaced)
    tables, unread = read_tables(files, declared)
    problems.extend(unread)

    def found(tables: Tables, *checks: Check) -> list[SeedProblem]:
        return [
            problem
            for name, table in tables.items()
            for check in checks
            for problem in check(declared[name], table, declared, tables)
        ]

    problems.extend(found(tables, *_OF_ROWS))
    # one message for one mistake: a slip in a signed row is told as the slip, a change as a change
    broken: list[SeedProblem] = []
    if not any(problem.is_blocking for problem in problems):
        broken = found(tables, broken_seals)
        problems.extend(broken)
    if not any(problem.is_blocking for problem in broken):
        in_place = _in_place(tables, declared, {name for _, name in misplaced if name})
        problems.extend(found(in_place, *_OF_VERSIONS))
    # by the names that a reader sees, wherever the folders lie
    return sorted(
        problems,
        key=lambda item: (item.file.parent.name, item.file.name, item.line, item.column or ""),
    )


def read_tables(
    files: dict[str, Path], declared: Seeds
) -> tuple[dict[str, SeedTable], list[SeedProblem]]:
    """The seeds that are tables as declared, by name, and why others and some rows are not."""
    tables: dict[str, SeedTable] = {}
    problems: list[SeedProblem] = []
    for seed in declared.values():
        file = files.get(f"{seed.folder}/{seed.name}.csv")
        if file is not None:
            table, found = _table(file, seed)
            problems.extend(found)
            if table is not None:
                tables[seed.name] = table
    return tables, problems


def _table(file: Path, seed: Seed) -> tuple[SeedTable | None, list[SeedProblem]]:
    try:
        content = read_seed(file.read_bytes())
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror})"
        advice = "Give the user who runs Accord the right to read it"
        return None, [SeedProblem(file, 1, None, found, "a CSV", advice)]
    except UnreadableSeed as error:
        advice = "Save it as CSV in UTF-8, one header row, text with line breaks in quotes"
        return None, [SeedProblem(file, error.line, None, str(error), "a CSV", advice)]
    problems = list(header_problems(file, content, seed))
    if problems:
        return None, problems
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    for line, cells in content.rows:
        told = _out_of_shape(file, line, cells, content.header)
        if told is not None:
            problems.append(told)
            continue
        rows.append(
            {column.name: "" for column in seed.columns if column.may_be_absent}
            | {name: cell_of(cell) for name, cell in zip(content.header, cells, strict=True)}
        )
        lines.append(line)
    return SeedTable(file, rows, lines, is_whole=not problems), problems


def _out_of_shape(
    file: Path, line: int, cells: Sequence[str], header: Sequence[str]
) -> SeedProblem | None:
    """Why a row is none of the table."""
    if [cell_of(cell) for cell in cells] == header:
        return SeedProblem(file, line, None, "the header again", "it once", "Remove the line")
    if len(cells) != len(header):
        advice = "Look for a missing or surplus delimiter; put text with one in quotes"
        expected = f"{len(header)} as in the header"
        return SeedProblem(file, line, None, f"{len(cells)} cells", expected, advice)
    return None


def _in_place(tables: Tables, declared: Seeds, elsewhere: set[str]) -> Tables:
    """The seeds of which nothing stands elsewhere: what these lack nobody has told yet.

    Elsewhere are a file under another name, a row that is none, one of a version that is not there.
    """

    def names_what_there_is(seed: Seed, table: SeedTable) -> bool:
        first = seed.columns[0]
        if first.refers_to is None or first.refers_to[0] not in tables:
            return True
        other, field = first.refers_to
        known = {row[field] for row in tables[other].rows}
        return all(row[first.name] in known for row in table.rows)

    return {
        name: table
        for name, table in tables.items()
        if name not in elsewhere and table.is_whole and names_what_there_is(declared[name], table)
    }


# What is not read, and the seed that it may be.
Misplaced = Iterator[tuple[SeedProblem, str | None]]


def _strangers(files: dict[str, Path], declared: Seeds) -> Misplaced:
    known = {f"{seed.folder}/{seed.name}.csv": seed.name for seed in declared.values()}
    for below, file in files.items():
        if below in known or file.suffix != ".csv":
            continue
        folded = {place.lower(): place for place in known}
        near = [folded[below.lower()]] if below.lower() in folded else []
        near = near or difflib.get_close_matches(below, known, 1, 0.5)
        advice = f"Rename it to {near[0]}" if near else "Remove it"
        if near and (file.parent / Path(near[0]).name).is_file():
            advice = f"Remove it, or put its rows into {near[0]}, which is there too"
        problem = SeedProblem(file, 1, None, "a seed nobody reads", "a declared seed", advice)
        yield problem, known[near[0]] if near else None


def _overlooked(own: Path, declared: Seeds) -> Misplaced:
    """What is named like a seed or the settings, but is not read where and as it is."""
    places = {seed.name: f"{seed.folder}/{seed.name}.csv" for seed in declared.values()}
    places[Path(SETTINGS_FILE).stem] = SETTINGS_FILE
    for folder in (own, *(own / name for name in SEED_FOLDERS)):
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            name = path.name.split(".")[0]
            place = places.get(name)
            if place is None or (path == own / place and path.is_file()):
                continue
            problem = SeedProblem(
                path, 1, None, "something nobody reads", f"the file {place}", f"Save it as {place}"
            )
            yield problem, name
