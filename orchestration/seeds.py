"""The seeds that people edit: reading them as spreadsheets save them, checking, laying for dbt.

The shape of every seed is in its YAML (`seeds/<folder>/_<folder>__seeds.yml`): columns, types, data
tests, and under `config.meta` what dbt has no word for: of a seed `key` (columns that tell rows
apart), `no_overlap` (ranges that may not overlap), `applies_with` (columns without which a row
applies to nothing) and `complete` (what each row of another seed that applies must have here), of a
column `more_than` (a number), `pattern` with `expected`, its words, `one_of` (what
`reference.KNOWN` lists under that word), `known_in` (where its values are known from, or a list of
such places, each `where` another column has a value: the loader warns of others) and
`may_be_absent` (a file without it has it empty). A column `system` names a tool.
"""

import csv
import difflib
import io
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.errors import BadSeeds
from orchestration.parsed import take_up_parsed
from orchestration.reference import KNOWN, Places, country_codes, lay_reference
from orchestration.settings import PROJECT, SETTINGS_FILE, SHIPPED_SEEDS, setting_problems
from orchestration.yaml_text import read_yaml

DBT_PROJECT = PROJECT / "dbt_project"
SEED_FOLDERS = ("agreement", "mappings", "calendars")
LINKED = ("models", "macros", "tests")
COPIED = ("dbt_project.yml", "profiles.yml")
# What is in a laid project, beside what dbt writes there.
ROOMS = (*LINKED, *COPIED, "seeds")

_DELIMITERS = ",;\t|"
_ROLE = re.compile(r"^ +role:", re.MULTILINE)
_REFERENCE = re.compile(r"ref\(\s*['\"](\w+)['\"]\s*\)")


@dataclass(frozen=True)
class SeedProblem:
    """One thing in the seeds or settings that must be corrected, and where."""

    file: Path
    line: int
    column: str | None
    found: str
    expected: str
    advice: str
    is_blocking: bool = True

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return (
            f"{self.file}, line {self.line}{column}: found {self.found}; "
            f"expected {self.expected}. {self.advice}."
        )


@dataclass(frozen=True)
class KnownIn:
    """Where the values of a column are known from: columns of exports, of other seeds, and lists.

    A column of exports is named with its object, or alone for every object's. Of a value that is a
    key, what stands behind `behind` is what the exports know. `lists` are words of
    `reference.KNOWN`; `where` is the cell of another column (its name, its value) for which this
    place holds.
    """

    landed: tuple[str, ...]
    seeds: tuple[tuple[str, str], ...]
    lists: tuple[str, ...]
    behind: str | None
    where: tuple[str, str] | None


@dataclass(frozen=True)
class SeedColumn:
    """One declared column of a seed."""

    name: str
    data_type: str
    is_required: bool
    is_unique: bool
    accepted: tuple[str, ...]
    refers_to: tuple[str, str] | None
    more_than: Decimal | None
    pattern: str | None
    expected: str
    one_of: str | None
    known_in: tuple[KnownIn, ...]
    may_be_absent: bool


@dataclass(frozen=True)
class Ranges:
    """Two columns that bound a range; ranges of rows equal in `by` may not overlap."""

    by: tuple[str, ...]
    start: str
    end: str
    are_ends_included: bool


@dataclass(frozen=True)
class Complete:
    """For each value of the column `per`: every accepted value of another column, or any row."""

    per: str
    column: str | None


@dataclass(frozen=True)
class Seed:
    """One declared seed."""

    name: str
    folder: str
    columns: tuple[SeedColumn, ...]
    key: tuple[str, ...]
    no_overlap: Ranges | None
    applies_with: tuple[str, ...]
    complete: Complete | None


@dataclass(frozen=True)
class SeedFile:
    """A seed's CSV as read: header, rows with their first lines, whether it is as dbt reads it."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    header_line: int
    is_canonical: bool


class UnreadableSeed(ValueError):
    """A seed that is no table, and the line that shows it."""

    def __init__(self, what: str, line: int = 1):
        super().__init__(what)
        self.line = line


def read_declared_seeds(seeds: Path = SHIPPED_SEEDS) -> dict[str, Seed]:
    """Every seed that the shipped YAML declares, by name."""
    declared: dict[str, Seed] = {}
    tools = _tools()
    for folder in SEED_FOLDERS:
        for file in sorted((seeds / folder).glob("*.yml")):
            for node in _nodes(file.read_text(encoding="utf-8")):
                declared[node["name"]] = _seed(folder, node, tools)
    return declared


@cache
def _nodes(text: str) -> list[dict[str, Any]]:
    """The seeds of a YAML file, which a run asks for at every turn."""
    nodes: list[dict[str, Any]] = (read_yaml(text) or {}).get("seeds", [])
    return nodes


def _seed(folder: str, node: dict[str, Any], tools: Sequence[str]) -> Seed:
    meta = node.get("config", {}).get("meta", {})
    ranges, complete = meta.get("no_overlap"), meta.get("complete")
    return Seed(
        name=node["name"],
        folder=folder,
        columns=tuple(_seed_column(column, tools) for column in node["columns"]),
        key=tuple(meta.get("key", ())),
        no_overlap=Ranges(
            tuple(ranges.get("by", ())),
            ranges["start"],
            ranges["end"],
            bool(ranges.get("ends_included", False)),
        )
        if ranges
        else None,
        applies_with=tuple(meta.get("applies_with", ())),
        complete=Complete(complete["per"], complete.get("column")) if complete else None,
    )


def _seed_column(node: dict[str, Any], tools: Sequence[str]) -> SeedColumn:
    tests = node.get("data_tests", [])
    accepted: tuple[str, ...] = ()
    refers_to = None
    for test in tests:
        if isinstance(test, dict) and "accepted_values" in test:
            accepted = tuple(str(value) for value in test["accepted_values"]["arguments"]["values"])
        if isinstance(test, dict) and "relationships" in test:
            arguments = test["relationships"]["arguments"]
            reference = _REFERENCE.search(arguments["to"])
            if reference:
                refers_to = (reference[1], arguments["field"])
    if node["name"] == "system":
        accepted = ("*", *tools)
    meta = node.get("config", {}).get("meta", {})
    more_than, known_in = meta.get("more_than"), meta.get("known_in", [])
    expected = _EXPECTED[node["data_type"].split("(")[0]]
    if more_than is not None:
        expected += f", more than {more_than}"
    return SeedColumn(
        name=node["name"],
        data_type=node["data_type"],
        is_required="not_null" in tests,
        is_unique="unique" in tests,
        accepted=accepted,
        refers_to=refers_to,
        more_than=None if more_than is None else Decimal(str(more_than)),
        pattern=meta.get("pattern"),
        expected=meta.get("expected", expected),
        one_of=meta.get("one_of"),
        known_in=tuple(
            KnownIn(
                tuple(place.get("landed", ())),
                tuple(tuple(each.split(".")) for each in place.get("seeds", ())),
                tuple(place.get("lists", ())),
                place.get("behind"),
                next(iter(place["where"].items()), None) if "where" in place else None,
            )
            for place in (known_in if isinstance(known_in, list) else [known_in])
        ),
        may_be_absent=bool(meta.get("may_be_absent", False)),
    )


def _tools() -> list[str]:
    """The declared tools: each has a folder of its name, and a role."""
    sources = (DBT_PROJECT / "models" / "staging").glob("*/_*__sources.yml")
    return sorted(file.parent.name for file in sources if _ROLE.search(file.read_text("utf-8")))


def seed_files(*over: Path) -> dict[str, Path]:
    """Path below the seeds folder → file: the shipped seeds, each folder laid over by name."""
    files: dict[str, Path] = {}
    for root in (SHIPPED_SEEDS, *over):
        for folder in SEED_FOLDERS:
            for file in sorted((root / folder).glob("*")):
                if file.is_file() and not file.name.startswith((".", "~$")):
                    files[f"{folder}/{file.name}"] = file
    return files


def lay_project(home: Path, *over: Path) -> Path:
    """Lay `<home>/project`: the dbt project as this home runs it. Returns its folder.

    Code is linked, so that an upgrade needs nothing; seeds are copied, because dbt writes its
    compiled seeds beside absolute seed paths. The seeds of each folder lie over the shipped ones.
    A seed saved by a spreadsheet (`;`, byte-order mark, Windows-1252) is laid as dbt reads it. What
    libraries know is laid beside it, into `<home>/reference`.
    """
    project = home / "project"
    project.mkdir(parents=True, exist_ok=True)
    for name in LINKED:
        link, target = project / name, DBT_PROJECT / name
        if not target.is_dir():
            continue
        if not link.is_symlink() or link.readlink() != target:
            if link.is_symlink():
                link.unlink()
            link.symlink_to(target, target_is_directory=True)
    for name in COPIED:
        _write_changed(project / name, (DBT_PROJECT / name).read_bytes())
    files = seed_files(*over)
    declared = {f"{seed.folder}/{seed.name}.csv": seed for seed in read_declared_seeds().values()}
    for below, file in files.items():
        try:
            content = file.read_bytes()
            if file.suffix == ".csv":
                content = _canonical(content, declared.get(below))
        except (OSError, UnreadableSeed) as error:
            raise BadSeeds(f"{file} cannot be read: {error}; accord check says more") from error
        _write_changed(project / "seeds" / below, content)
    for laid in (project / "seeds").rglob("*"):
        if laid.is_file() and str(laid.relative_to(project / "seeds")) not in files:
            laid.unlink()
    take_up_parsed(home)
    lay_reference(home, _places(project / "seeds" / "calendars" / "calendar_countries.csv"))
    return project


def _places(laid: Path) -> Places:
    """The countries of calendars that are known; of the others `check_seeds` tells."""
    with laid.open(encoding="utf-8", newline="") as file:
        rows = [
            {name: (cell or "").strip() for name, cell in row.items() if name}
            for row in csv.DictReader(file)
        ]
    known = {
        (row["country"], row["subdivision"])
        for row in rows
        if row["country"] in KNOWN["holiday_countries"](row)
        and (not row["subdivision"] or row["subdivision"] in KNOWN["holiday_subdivisions"](row))
    }
    return tuple(sorted(known))


def _write_changed(target: Path, content: bytes) -> None:
    """Write where the content differs: dbt rereads what has a new time."""
    if target.is_file() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(content)
    shutil.move(part, target)


def read_seed(content: bytes) -> SeedFile:
    """A seed's CSV in UTF-8 or Windows-1252, with any of `,` `;` tab `|`.

    Raises UnreadableSeed when it is neither text nor a table.
    """
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableSeed("an Excel workbook, not a CSV")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableSeed("UTF-16 text ('Unicode text' in Excel)")
    if b"\0" in content:
        raise UnreadableSeed("zero bytes")
    is_utf8 = True
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        is_utf8 = False
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise UnreadableSeed("bytes that are neither UTF-8 nor Windows-1252", line) from error
    body = text.removeprefix("\ufeff")
    first = next((line for line in body.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSeed(f"quotes that do not close ({error})", line) from error
    if not rows:
        raise UnreadableSeed("an empty file")
    is_canonical = is_utf8 and body == text and delimiter == ","
    return SeedFile([cell.strip() for cell in rows[0][1]], rows[1:], rows[0][0], is_canonical)


def _canonical(content: bytes, declared: Seed | None) -> bytes:
    seed = read_seed(content)
    absent = [
        column.name
        for column in (declared.columns if declared else ())
        if column.may_be_absent and column.name not in seed.header
    ]
    if seed.is_canonical and not absent:
        return content
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(
        [seed.header + absent, *(cells + [""] * len(absent) for _, cells in seed.rows)]
    )
    return out.getvalue().encode()


def check_seeds(*over: Path) -> list[SeedProblem]:
    """Everything in the settings and seeds that must be corrected, in the order of files and lines.

    Reads the files alone: no dbt, no database, no exports.
    """
    return [problem for problem in _examined(over) if problem.is_blocking]


def seed_remarks(*over: Path) -> list[SeedProblem]:
    """What in the seeds applies to nothing yet, and stops no night: an unsigned version."""
    return [problem for problem in _examined(over) if not problem.is_blocking]


def _examined(over: Sequence[Path]) -> list[SeedProblem]:
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
    files = seed_files(*over)
    problems.extend(_strangers(files, declared))
    for folder in over:
        problems.extend(_overlooked(folder, declared))
    tables: dict[str, tuple[Path, list[dict[str, str]], list[int]]] = {}
    for seed in declared.values():
        file = files.get(f"{seed.folder}/{seed.name}.csv")
        if file is None:
            continue
        try:
            content = read_seed(file.read_bytes())
        except OSError as error:
            found = f"a file that cannot be read ({error.strerror})"
            advice = "Give the user who runs Accord the right to read it"
            problems.append(SeedProblem(file, 1, None, found, "a CSV", advice))
            continue
        except UnreadableSeed as error:
            advice = "Save it as CSV in UTF-8, one header row, text with line breaks in quotes"
            problems.append(SeedProblem(file, error.line, None, str(error), "a CSV", advice))
            continue
        wrong_header = list(_header_problems(file, content, seed))
        problems.extend(wrong_header)
        if wrong_header:
            continue
        rows: list[dict[str, str]] = []
        lines: list[int] = []
        for line, cells in content.rows:
            if len(cells) != len(content.header):
                problems.append(
                    SeedProblem(
                        file,
                        line,
                        None,
                        f"{len(cells)} cells",
                        f"{len(content.header)} as in the header",
                        "Look for a missing or surplus delimiter; put text with one in quotes",
                    )
                )
                continue
            rows.append(
                {column.name: "" for column in seed.columns if column.may_be_absent}
                | {name: cell.strip() for name, cell in zip(content.header, cells, strict=True)}
            )
            lines.append(line)
        tables[seed.name] = (file, rows, lines)
    for name, (file, rows, lines) in tables.items():
        seed = declared[name]
        problems.extend(_cell_problems(file, seed, rows, lines))
        problems.extend(_key_problems(file, seed, rows, lines))
        problems.extend(_overlaps(file, seed, rows, lines))
        problems.extend(_unknown_references(file, seed, rows, lines, tables))
        problems.extend(_not_applied(file, seed, rows, lines))
        problems.extend(_gaps(file, seed, rows, declared, tables))
    # by the names that a reader sees, wherever the folders lie
    return sorted(
        problems,
        key=lambda item: (item.file.parent.name, item.file.name, item.line, item.column or ""),
    )


def _strangers(files: dict[str, Path], declared: dict[str, Seed]) -> Iterator[SeedProblem]:
    known = {f"{seed.folder}/{seed.name}.csv" for seed in declared.values()}
    for below, file in files.items():
        if below in known or file.suffix != ".csv":
            continue
        near = difflib.get_close_matches(below, known, 1, 0.5)
        advice = f"Rename it to {near[0]}" if near else "Remove it"
        yield SeedProblem(file, 1, None, "a seed nobody reads", "a declared seed", advice)


def _overlooked(own: Path, declared: dict[str, Seed]) -> Iterator[SeedProblem]:
    """What is named like a seed or the settings, but is not read where and as it is."""
    places = {seed.name: f"{seed.folder}/{seed.name}.csv" for seed in declared.values()}
    places[Path(SETTINGS_FILE).stem] = SETTINGS_FILE
    for folder in (own, *(own / name for name in SEED_FOLDERS)):
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            place = places.get(path.name.split(".")[0])
            if place is None or (path == own / place and path.is_file()):
                continue
            yield SeedProblem(
                path, 1, None, "something nobody reads", f"the file {place}", f"Save it as {place}"
            )


def _header_problems(file: Path, content: SeedFile, seed: Seed) -> Iterator[SeedProblem]:
    expected = [column.name for column in seed.columns]
    counts = Counter(content.header)
    for name in content.header:
        if name not in expected:
            near = difflib.get_close_matches(name, expected, 1, 0.5)
            advice = f"Rename it to {near[0]}" if near else "Remove the column"
            found = f"column {name!r}" if name else "a column without a name"
            yield SeedProblem(
                file, content.header_line, name or None, found, f"one of {_list(expected)}", advice
            )
        elif counts[name] > 1:
            yield SeedProblem(
                file, content.header_line, name, "it twice", "each column once", "Remove one"
            )
    for name in (column.name for column in seed.columns if not column.may_be_absent):
        if name not in counts:
            yield SeedProblem(
                file,
                content.header_line,
                name,
                "no such column",
                f"the columns {_list(expected)}",
                "Add it to the header, empty where it has no value",
            )


def _cell_problems(
    file: Path, seed: Seed, rows: Sequence[dict[str, str]], lines: Sequence[int]
) -> Iterator[SeedProblem]:
    for column in seed.columns:
        for row, line in zip(rows, lines, strict=True):
            text = row[column.name]
            if not text:
                if column.is_required:
                    yield SeedProblem(
                        file, line, column.name, "nothing", "a value in every row", "Fill it in"
                    )
            elif column.accepted and text not in column.accepted:
                near = difflib.get_close_matches(text.lower(), column.accepted, 1, 0.5)
                yield SeedProblem(
                    file,
                    line,
                    column.name,
                    repr(text),
                    f"one of {_list(column.accepted)}",
                    f"Write {near[0]}" if near else "Write one of these",
                )
            elif column.one_of and text not in (known := KNOWN[column.one_of](row)):
                yield _unknown(file, line, column.name, text, known)
            elif not _fits(text, column):
                yield SeedProblem(
                    file, line, column.name, repr(text), column.expected, "Write it in that form"
                )


def _unknown(file: Path, line: int, column: str, text: str, known: Sequence[str]) -> SeedProblem:
    near = [name for name in known if folded_value(name) == folded_value(text)]
    near = near or [code for code in country_codes(text) if code in known]
    near = near or difflib.get_close_matches(text, known, 1, 0.6)
    advice = f"Write {near[0]}" if near else "Write one of these"
    expected = f"one of {_list(known)}"
    if not known:
        expected, advice = "nothing: the country has no such parts", "Leave it empty"
    return SeedProblem(file, line, column, repr(text), expected, advice)


def folded_value(text: str) -> str:
    """The form in which mapped values are compared: without case and blanks (macro `folded`)."""
    return "".join(text.lower().split())


def _key_problems(
    file: Path, seed: Seed, rows: Sequence[dict[str, str]], lines: Sequence[int]
) -> Iterator[SeedProblem]:
    """Rows that tell nothing apart: two with one key, compared without case and surplus spaces."""
    keys = [(column.name,) for column in seed.columns if column.is_unique]
    for key in [*keys, *([seed.key] if seed.key else [])]:
        first: dict[tuple[str, ...], int] = {}
        for row, line in zip(rows, lines, strict=True):
            value = tuple(folded_value(row[name]) for name in key)
            if value in first:
                yield SeedProblem(
                    file,
                    line,
                    ", ".join(key),
                    f"{_list([row[name] for name in key])} as in line {first[value]}",
                    "each once (capitals and spaces make no difference)",
                    "Remove one of the two rows",
                )
            first.setdefault(value, line)


def _overlaps(
    file: Path, seed: Seed, rows: Sequence[dict[str, str]], lines: Sequence[int]
) -> Iterator[SeedProblem]:
    ranges = seed.no_overlap
    if ranges is None:
        return
    types = {column.name: column.data_type for column in seed.columns}
    groups: dict[tuple[str, ...], list[tuple[Any, Any, int]]] = defaultdict(list)
    for row, line in zip(rows, lines, strict=True):
        start, end = _value(row[ranges.start], types[ranges.start]), None
        if row[ranges.end]:
            end = _value(row[ranges.end], types[ranges.end])
            if end is None:
                continue
        if start is None:
            continue
        if end is not None and (end < start or (end == start and not ranges.are_ends_included)):
            yield SeedProblem(
                file,
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
                    file,
                    line,
                    f"{ranges.start}, {ranges.end}",
                    f"a range that overlaps the one of line {latest[1]}",
                    "ranges that do not overlap",
                    "Make one begin where the other ends, or join them",
                )
            if latest is None or (latest[0] is not None and (end is None or end > latest[0])):
                latest = (end, line)


def _unknown_references(
    file: Path,
    seed: Seed,
    rows: Sequence[dict[str, str]],
    lines: Sequence[int],
    tables: dict[str, tuple[Path, list[dict[str, str]], list[int]]],
) -> Iterator[SeedProblem]:
    for column in seed.columns:
        if column.refers_to is None or column.refers_to[0] not in tables:
            continue
        other, field = column.refers_to
        known = {row[field] for row in tables[other][1]}
        for row, line in zip(rows, lines, strict=True):
            if row[column.name] and row[column.name] not in known:
                yield SeedProblem(
                    file,
                    line,
                    column.name,
                    repr(row[column.name]),
                    f"one of {_list(sorted(known))}, the values of {field} in {other}.csv",
                    f"Write one of these, or add it to {other}.csv",
                )


def _gaps(
    file: Path,
    seed: Seed,
    rows: Sequence[dict[str, str]],
    declared: dict[str, Seed],
    tables: dict[str, tuple[Path, list[dict[str, str]], list[int]]],
) -> Iterator[SeedProblem]:
    """What a version lacks in this seed: one problem a version, blocking where it applies."""
    if seed.complete is None:
        return
    columns = {column.name: column for column in seed.columns}
    per, column = columns[seed.complete.per], seed.complete.column
    if per.refers_to is None or per.refers_to[0] not in tables:
        return
    other, field = per.refers_to
    wanted = columns[column].accepted if column else ("",)
    present = {(row[per.name], row[column] if column else "") for row in rows}
    for owner in tables[other][1]:
        missing = [value for value in wanted if (owner[field], value) not in present]
        if not missing:
            continue
        for_what = f"for {_list(missing)} " if column else ""
        yield SeedProblem(
            file,
            1,
            column or per.name,
            f"no row {for_what}of {per.name} {owner[field]}",
            f"one row for each of {_list(wanted)}" if column else "at least one row",
            f"Add what is missing, or copy the rows of an earlier {per.name}",
            is_blocking=all(owner[name] for name in declared[other].applies_with),
        )


def _not_applied(
    file: Path, seed: Seed, rows: Sequence[dict[str, str]], lines: Sequence[int]
) -> Iterator[SeedProblem]:
    for row, line in zip(rows, lines, strict=True):
        empty = [name for name in seed.applies_with if not row[name]]
        if empty:
            first = seed.columns[0].name
            yield SeedProblem(
                file,
                line,
                ", ".join(empty),
                f"nothing for {first} {row[first]}",
                f"{_list(seed.applies_with)}",
                "Fill it in once that is so: until then these rows apply to nothing",
                is_blocking=False,
            )


_EXPECTED = {
    "varchar": "text",
    "integer": "a whole number",
    "bigint": "a whole number",
    "decimal": "a number with a point, for example 1234.5",
    "double": "a number with a point, for example 1234.5",
    "boolean": "true or false",
    "date": "a date as YYYY-MM-DD",
    "time": "a time as HH:MM",
}


def _fits(text: str, column: SeedColumn) -> bool:
    if column.pattern is not None and not re.fullmatch(column.pattern, text):
        return False
    if column.data_type == "varchar":
        return True
    value = _value(text, column.data_type)
    return value is not None and (column.more_than is None or value > column.more_than)


def _value(text: str, data_type: str) -> Any:
    """The typed value of a cell, None where it does not fit."""
    kind = data_type.split("(")[0]
    try:
        if kind in ("integer", "bigint"):
            return int(text) if re.fullmatch(r"-?\d+", text) else None
        if kind in ("decimal", "double"):
            return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None
        if kind == "date":
            return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
        if kind == "time":
            return time.fromisoformat(text) if re.fullmatch(r"\d\d:\d\d(:\d\d)?", text) else None
    except (ValueError, InvalidOperation):
        return None
    return text.lower() if text.lower() in ("true", "false") else None


def _list(values: Sequence[str]) -> str:
    shown = ", ".join(values[:12])
    return f"{shown}, and {len(values) - 12} more" if len(values) > 12 else shown
