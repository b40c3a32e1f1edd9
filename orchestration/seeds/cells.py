"""What is wrong with a seed's header and with single cells."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from orchestration.instances import fault_of, is_instance, tool_of
from orchestration.reference import KNOWN, country_codes
from orchestration.seeds.declared import (
    Case,
    Names,
    Place,
    Seed,
    SeedColumn,
    Seeds,
    Where,
    columns_of,
)
from orchestration.seeds.files import SeedFile, SeedTable, Tables
from orchestration.seeds.problems import SeedProblem, folded_value, listed
from orchestration.seeds.values import WRITTEN, kind_of, meant_by, value_of

_ANY = "*"


def header_problems(file: Path, content: SeedFile, seed: Seed) -> Iterator[SeedProblem]:
    """Columns that are not declared, twice there, or lacking; or a first line that is no header."""
    expected = [column.name for column in seed.columns]
    line = content.header_line
    if not set(content.header) & set(expected):
        yield _no_header(file, content, expected)
        return
    missing = [
        column.name
        for column in seed.columns
        if not column.may_be_absent and column.name not in content.header
    ]
    for place, name in enumerate(content.header):
        if name in expected:
            if name in content.header[:place]:
                yield SeedProblem(file, line, name, "it twice", "each column once", "Remove one")
            continue
        found = f"column {name!r}" if name else "a column without a name"
        renamed = _nearest(name, missing) or (_nearest(name, expected) if not missing else None)
        advice = f"Rename it to {renamed}" if renamed else "Remove the column"
        if renamed in missing:
            missing.remove(renamed)
        yield SeedProblem(file, line, name or None, found, f"one of {listed(expected)}", advice)
    for name in missing:
        yield SeedProblem(
            file,
            line,
            name,
            "no such column",
            f"the columns {listed(expected)}",
            "Add it to the header, empty where it has no value",
        )


def _no_header(file: Path, content: SeedFile, expected: Sequence[str]) -> SeedProblem:
    """The first line names no column: the header stands below it, or nowhere."""
    found = listed([repr(cell) for cell in content.header])
    below = next(
        (line for line, cells in content.rows if {cell.strip() for cell in cells} & set(expected)),
        None,
    )
    advice = f"Remove what stands above line {below}" if below else "Write it as the first line"
    return SeedProblem(
        file, content.header_line, None, found, f"the header {','.join(expected)}", advice
    )


def _nearest(name: str, columns: Sequence[str]) -> str | None:
    """The column that a heading is most like, if it is like one."""
    written = "_".join(re.split(r"[\W_]+", name.strip().lower()))
    return next(iter(difflib.get_close_matches(written, columns, 1, 0.5)), None)


def cell_problems(
    seed: Seed, table: SeedTable, declared: Seeds, tables: Tables
) -> Iterator[SeedProblem]:
    """One problem for each cell that is not as its column says: the first that is found.

    A row that does not say of what it is, as a line of totals, is told by that alone.
    """
    for column in seed.columns:
        for row, line in zip(table.rows, table.lines, strict=True):
            if column is not seed.columns[0] and not seed.says_of_what(row):
                continue
            problem = _of_the_column(table.file, line, column, row) or next(
                (
                    found
                    for case in column.cases
                    if is_where(row, case.where)
                    and (found := _of_the_case(table.file, line, column, row, case, tables))
                ),
                None,
            )
            if problem is None and row[column.name]:
                problem = _beside_others(table.file, line, seed, column, row)
            if problem is not None:
                yield problem


def is_where(row: Mapping[str, str], where: Where) -> bool:
    """Whether a row has one of the values in each of the cells."""
    return all(_said(row, name) in values for name, values in where)


def _said(row: Mapping[str, str], name: str) -> str:
    """What a cell says: what is declared of a tool holds for each instance of it."""
    return tool_of(row[name]) if name == "system" else row[name]


def _of_the_column(
    file: Path, line: int, column: SeedColumn, row: Mapping[str, str]
) -> SeedProblem | None:
    text = row[column.name]
    if not text:
        if not column.is_required:
            return None
        expected = (
            f"one of {listed(column.accepted)}" if column.accepted else "a value in every row"
        )
        return SeedProblem(file, line, column.name, "nothing", expected, "Fill it in")
    if column.name == "system" and is_instance(text):
        tools = [name for name in column.accepted if name != _ANY]
        if fault := fault_of(text, tools):
            return SeedProblem(
                file, line, column.name, repr(text), "a tool, or one of several", fault
            )
    elif column.accepted and text not in column.accepted:
        return _unlisted(file, line, column.name, text, column.accepted)
    if column.one_of and text not in (known := KNOWN[column.one_of](row)):
        return _unknown(file, line, column.name, text, known)
    if not _fits(text, column):
        meant = meant_by(text, column.data_type)
        advice = f"Write {meant}" if meant and _fits(meant, column) else "Write it in that form"
        return SeedProblem(file, line, column.name, repr(text), column.expected, advice)
    taken = [
        *(f"no column of {each} has" for each in column.no_column_of if text in columns_of(each)),
        *(
            f"is not {each.are}"
            for each in column.none_of
            if text in each.words or (each.list and text in KNOWN[each.list](row))
        ),
    ]
    if taken:
        return SeedProblem(
            file,
            line,
            column.name,
            repr(text),
            f"a name that {taken[0]}",
            f"Write for example own_{text}",
        )
    return None


def _unlisted(
    file: Path, line: int, column: str, text: str, accepted: Sequence[str], why: str = ""
) -> SeedProblem:
    near = difflib.get_close_matches(text.lower(), accepted, 1, 0.5)
    advice = f"Write {near[0]}" if near else "Write one of these"
    return SeedProblem(file, line, column, repr(text), f"one of {listed(accepted)}{why}", advice)


def _unknown(file: Path, line: int, column: str, text: str, known: Sequence[str]) -> SeedProblem:
    near = [name for name in known if folded_value(name) == folded_value(text)]
    near = near or [code for code in country_codes(text) if code in known]
    near = near or difflib.get_close_matches(text, known, 1, 0.6)
    advice = f"Write {near[0]}" if near else "Write one of these"
    expected = f"one of {listed(known)}"
    if not known:
        expected, advice = "nothing: the country has no such parts", "Leave it empty"
    return SeedProblem(file, line, column, repr(text), expected, advice)


def _fits(text: str, column: SeedColumn) -> bool:
    if column.pattern is not None and not re.fullmatch(column.pattern, text):
        return False
    value = value_of(text, column.data_type)
    return value is not None and (column.more_than is None or value > column.more_than)


def _of_the_case(
    file: Path,
    line: int,
    column: SeedColumn,
    row: Mapping[str, str],
    case: Case,
    tables: Tables,
) -> SeedProblem | None:
    text = row[column.name]
    why = " and ".join(f"{name} is {row[name]}" for name, _ in case.where)
    where = f" where {why}" if why else ""
    if not text:
        if not case.is_filled:
            return None
        expected = f"one of {listed(column.accepted)}" if column.accepted else column.expected
        return SeedProblem(file, line, column.name, "nothing", f"{expected}{where}", "Fill it in")
    if case.is_filled is False:
        return SeedProblem(
            file,
            line,
            column.name,
            repr(text),
            f"nothing{where}",
            "Leave it empty: it is not read",
            is_blocking=False,
        )
    if case.accepted and _said(row, column.name) not in case.accepted:
        return _unlisted(file, line, column.name, text, case.accepted, where)
    if case.data_type is not None and value_of(text, case.data_type) is None:
        expected = f"{WRITTEN[kind_of(case.data_type)]}{where}"
        meant = meant_by(text, case.data_type)
        advice = f"Write {meant}" if meant else "Write it in that form"
        return SeedProblem(file, line, column.name, repr(text), expected, advice)
    if case.up_to is not None and not 0 <= value_of(text, column.data_type) <= case.up_to:
        share = value_of(text, column.data_type) / 100
        advice = f"Write {share.normalize():f} for {text} %" if 0 <= share <= 1 else "Correct it"
        expected = f"a number from 0 to {case.up_to}{where}"
        return SeedProblem(file, line, column.name, repr(text), expected, advice)
    if case.names is not None:
        return _unnamed(file, line, column, text, case.names, where, tables)
    return None


def _unnamed(
    file: Path,
    line: int,
    column: SeedColumn,
    text: str,
    names: Names,
    where: str,
    tables: Tables,
) -> SeedProblem | None:
    """The first name of a cell that nothing declares."""
    known = {name: form for name, form in _forms(names.lists, names.are_folded)}
    for name in (*names.values, *_held(names.seeds, names.of_rows, tables)):
        known[name] = _form(name, names.are_folded)
    forms = set(known.values())
    for each in text.split(names.split) if names.split else [text]:
        if _form(each, names.are_folded) in forms:
            continue
        near = difflib.get_close_matches(_form(each, True), {_form(n, True) for n in known}, 1, 0.6)
        nearest = next((name for name in known if near and _form(name, True) == near[0]), None)
        in_files = listed([f"{seed}.csv" for seed, _ in names.seeds])
        expected = names.expected or f"one of {listed(list(known))}"
        return SeedProblem(
            file,
            line,
            column.name,
            repr(each.strip()),
            f"{expected}{where}",
            (
                f"Write {nearest or next(iter(known))}"
                if nearest or len(known) == 1
                else "Write one of these"
            )
            + (f", or add it to {in_files}" if in_files else ""),
        )
    return None


@cache
def _forms(lists: tuple[str, ...], are_folded: bool) -> tuple[tuple[str, str], ...]:
    """Each name of lists of `reference.KNOWN`, and the form in which it is compared."""
    return tuple((name, _form(name, are_folded)) for word in lists for name in KNOWN[word]({}))


def _held(places: Sequence[Place], where: Where, tables: Tables) -> Iterator[str]:
    """What columns of other seeds hold in the rows that are so."""
    for seed, column in places:
        rows = tables[seed].rows if seed in tables else []
        yield from (row[column] for row in rows if is_where(row, where))


def _form(name: str, is_folded: bool) -> str:
    """How a name is compared; folded, as countries are: letters and digits without accents."""
    if not is_folded:
        return name.strip()
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in apart if sign.isalnum()) or name.strip()


def _beside_others(
    file: Path, line: int, seed: Seed, column: SeedColumn, row: Mapping[str, str]
) -> SeedProblem | None:
    """What a cell of the right form contradicts in another cell of its row."""
    text = row[column.name]
    if column.against is not None and row[column.against.column]:
        other = seed.column(column.against.column)
        value, bound = value_of(text, column.data_type), value_of(row[other.name], other.data_type)
        if bound is None:
            return None
        if column.against.comparison == "at_least" and value < bound:
            expected = f"{other.name} {row[other.name]} or later"
            return SeedProblem(file, line, column.name, repr(text), expected, "Swap them")
        if column.against.comparison == "other_than" and value == bound:
            expected = f"another value than {other.name}, which is {row[other.name]} too"
            return SeedProblem(file, line, column.name, repr(text), expected, "Change one of both")
    if column.start_of is not None:
        grain, day = row[column.start_of], value_of(text, column.data_type)
        start = start_of_period(grain, day)
        if start is not None and start != day:
            expected = f"the first day of a {grain}, as {column.start_of} says"
            return SeedProblem(file, line, column.name, repr(text), expected, f"Write {start}")
    return None


def start_of_period(grain: str, day: date) -> date | None:
    """The first day of the week (Monday), month or quarter that holds a day; None of another."""
    match grain:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return None
