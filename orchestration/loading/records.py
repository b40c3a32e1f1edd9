"""Delimited text, record by record: the judge of what is a row, slow and exact.

The fast reader (DuckDB) is used where a file is regular; whatever it doubts is read here, and here
the lines of refused rows are found.
"""

import csv
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile
from orchestration.loading.decoding import has_bad_bytes, open_text, printable
from orchestration.loading.headers import Header

# The delimiters of most tools; any other sign is one where it names more columns than these do.
_USUAL_DELIMITERS = ",;\t|"
_NO_DELIMITER = re.compile(r"[\w\s\"'.()/-]")
# What stands behind the data is short: a longer block is data in another form.
_LONGEST_FOOTER = 20
TOTAL_WORDS = (
    "(grand |sub|sous-)?tota(l|ux|le|li|al)s?|sum|somme|suma|summe|gesamt(summe)?|count|nombre|"
    "anzahl|average|moyenne|mittelwert|durchschnitt|promedio"
)
_TOTAL = re.compile(rf"({TOTAL_WORDS})\b", re.IGNORECASE)
_NUL_ENDS = re.compile(r"^\0+|\0+(?=[\r\n]*$)")
_NUMBER = re.compile(r"[-+]?[$€£¥₹]?[0-9][0-9 .,\u00a0\u202f]*%?")
_LONGEST_CELL = 1 << 28
SECOND_HEADER = _("the header line again, in other words; expected a row of data")


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written, and where its data begins."""

    encoding: str
    delimiter: str
    header_lines: int
    is_header_one_line: bool = True


@dataclass(frozen=True)
class Record:
    """One record after the header: its cells, or why it is no row, or that it is no data."""

    line: int
    raw: str
    cells: list[str]
    problem: str | None = None
    is_footer: bool = False


class _Lines:
    """Lines for the csv module that remembers what it has handed out since the last record."""

    def __init__(self, stream: Iterator[str]):
        self.stream = stream
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.stream)
        # what copying programs fill a file with is no text; a zero byte inside a line is damage
        line = line if "\0" not in line else _NUL_ENDS.sub("", line)
        self.taken.append(line)
        self.number += 1
        return line


def read_records(path: Path, dialect: Dialect, header: Header) -> Iterator[Record]:
    """Every record of the file behind its header, in order; blank lines are none.

    Raises RefusedFile on a quote that is never closed.
    """
    csv.field_size_limit(_LONGEST_CELL)
    width = len(header.cells)
    held: list[tuple[Record, bool]] = []
    has_data = is_apart = False
    are_keys_numbers = False
    is_first = True
    with open_text(path, dialect.encoding) as stream:
        lines = _Lines(iter(stream))
        for _line in range(dialect.header_lines):
            next(lines)
        lines.taken = []
        for cells in _parsed(lines, dialect):
            raw, taken = "".join(lines.taken), lines.taken
            first = lines.number - len(taken) + 1
            lines.taken = []
            if len(taken) > 1 or raw.count('"') % 2:
                _refuse_unclosed_quote(taken, first, dialect, width)
            problem = None
            if has_bad_bytes(raw):
                problem = _(
                    "bytes that are not %(encoding)s; expected one encoding in the whole file: "
                    "export again, or declare the encoding"
                ) % {"encoding": dialect.encoding}
            elif '"' in raw and not _is_well_quoted(taken, dialect):
                cells, problem = _with_stray_quotes(raw, cells, dialect)
            is_apart = is_apart or not any(cell.strip() for cell in cells)
            if not cells:
                continue
            # what did not decode goes no further: no writer takes it
            record = Record(first, printable(raw.rstrip("\r\n")), cells, problem)
            record = record if problem else _judged(record, header)
            if is_first and is_header_in_other_words(record.cells, header):
                record = replace(record, problem=SECOND_HEADER)
            is_first = False
            if _may_be_footer(record, header):
                # A row that was cut off is short too: text stands apart, or is of several words.
                is_text = is_apart or (has_data and len(record.raw.split()) > 1)
                held.append((record, is_text))
                continue
            # What looked like a footer was none: rows follow it.
            yield from (record for record, _is_text in held)
            for row in [*(record for record, _is_text in held), record]:
                are_keys_numbers = are_keys_numbers or _has_number_as_key(row, header)
            held, has_data, is_apart = [], True, False
            yield record
    is_short = sum(any(record.cells) for record, _is_text in held) <= _LONGEST_FOOTER
    for record, is_text in held:
        if _is_row_of_totals(record, header, has_data and not are_keys_numbers):
            yield replace(record, problem=_("a row of totals behind the data, no record"))
        elif _is_blank_or_total(record, header) or (is_text and is_short):
            yield replace(record, problem=_("text behind the data"), is_footer=True)
        else:
            yield record


def _parsed(lines: _Lines, dialect: Dialect) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=dialect.delimiter)
    except csv.Error as error:
        raise RefusedFile(
            _("line %(number)s is no row of a table (%(error)s)")
            % {"number": lines.number, "error": error}
        ) from error


def _judged(record: Record, header: Header) -> Record:
    width, cells = len(header.cells), record.cells
    # A trailing delimiter makes cells that no header names.
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if header.named <= len(cells) < width:
        cells = cells + [""] * (width - len(cells))
    problem = None
    if len(cells) != width:
        problem = _(
            "too long: %(count)s cells, the header has %(width)s; look for a delimiter or a line "
            "break that is not in quotes"
        )
        if len(cells) < width:
            problem = _(
                "too short: %(count)s cells, the header has %(width)s; look for a delimiter or a "
                "line break that is not in quotes"
            )
        problem %= {"count": len(record.cells), "width": width}
    return Record(record.line, record.raw, cells, problem)


def is_header_in_other_words(cells: list[str], header: Header) -> bool:
    """Whether the first row is names of columns in words that are not declared.

    Words alone, no number, no address, and words where a time would stand.
    """
    filled = {place: cell for place, cell in enumerate(cells) if cell.strip()}
    return (
        len(filled) > 1
        and not any(char.isdigit() or char == "@" for cell in filled.values() for char in cell)
        and any(any(map(str.isalpha, filled.get(place, ""))) for place in header.times)
        and all(place in filled for place in header.key)
    )


def first_row(path: Path, dialect: Dialect) -> list[str]:
    """The cells of the first row behind the header."""
    csv.field_size_limit(_LONGEST_CELL)
    with open_text(path, dialect.encoding) as stream:
        lines = itertools.islice(stream, dialect.header_lines, None)
        try:
            return next(csv.reader(lines, delimiter=dialect.delimiter), [])
        except csv.Error:
            return []


def is_footer_like(line: str, dialect: Dialect, header: Header) -> bool:
    """Whether a file's last line may be no data."""
    cells = next(csv.reader([_NUL_ENDS.sub("", line)], delimiter=dialect.delimiter), [])
    return _may_be_footer(Record(0, line, cells), header)


def _may_be_footer(record: Record, header: Header) -> bool:
    """Text in one cell of a short row, or totals: no data, if only such rows follow."""
    is_one_cell = sum(1 for cell in record.cells if cell.strip()) == 1
    is_short = len(record.cells) < header.named
    return (
        (is_one_cell and is_short)
        or _is_blank_or_total(record, header)
        or (record.problem is None and _numbers(record) is not None)
    )


def _numbers(record: Record) -> dict[int, str] | None:
    """The cells of a row of nothing but numbers, by place; None where it holds anything else."""
    filled = {place: cell.strip() for place, cell in enumerate(record.cells) if cell.strip()}
    is_all = len(filled) > 1 and all(_NUMBER.fullmatch(cell) for cell in filled.values())
    return filled if is_all else None


def _is_row_of_totals(record: Record, header: Header, are_keys_texts: bool) -> bool:
    """Counts or sums alone, where a time would stand, or a key that is no number in any other row.

    No time is a number of fewer than nine digits.
    """
    numbers = None if record.problem else _numbers(record)
    if not numbers:
        return False
    is_for_time = any(place in numbers and len(numbers[place]) < 9 for place in header.times)
    return is_for_time or (are_keys_texts and _has_number_as_key(record, header))


def _has_number_as_key(record: Record, header: Header) -> bool:
    cells = [record.cells[place] for place in header.key if place < len(record.cells)]
    return any(_NUMBER.fullmatch(cell.strip()) for cell in cells)


def _is_blank_or_total(record: Record, header: Header) -> bool:
    cells = record.cells
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    if not filled:
        return True
    keyed = [place for place in header.key if place < len(cells) and cells[place].strip()]
    is_total = _TOTAL.match(cells[filled[0]].strip()) is not None
    return is_total and all(place == filled[0] for place in keyed)


def _refuse_unclosed_quote(taken: list[str], first: int, dialect: Dialect, width: int) -> None:
    """A record over several lines, or with an odd quote, is one only if its quotes are in order.

    Quotes that are not, where a line inside is a whole row by itself or the file ends: one quote
    was never closed, and rows would be lost in a cell.
    """
    try:
        list(csv.reader(taken, delimiter=dialect.delimiter, strict=True))
    except csv.Error as error:
        alone = (next(csv.reader([line], delimiter=dialect.delimiter), []) for line in taken[1:])
        if "unexpected end" in str(error) or any(len(cells) == width for cells in alone):
            message = _(
                "a quote opened in line %(first)s is not closed before the file ends: what it "
                "swallows would be lost; close it, or export again"
            )
            if len(taken) > 1:
                message = _(
                    "a quote opened in line %(first)s is not closed before line %(last)s: what it "
                    "swallows would be lost; close it, or export again"
                )
            raise RefusedFile(message % {"first": first, "last": first + len(taken) - 1}) from None


def _is_well_quoted(taken: list[str], dialect: Dialect) -> bool:
    try:
        list(csv.reader(taken, delimiter=dialect.delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _with_stray_quotes(
    raw: str, cells: list[str], dialect: Dialect
) -> tuple[list[str], str | None]:
    """The cells of a row in which quotes stand inside quoted cells without being doubled.

    A quoted cell ends where a delimiter or the line's end follows its quote; the other quotes are
    its own. Where that gives another number of cells than reading on, nobody can know.
    """
    mark = re.escape(dialect.delimiter)
    cell = re.compile(rf'"((?:[^"]|"(?!{mark}|$))*)"(?={mark}|$)|([^"{mark}]*)(?={mark}|$)')
    line, found, place = raw.rstrip("\r\n"), [], 0
    while True:
        match = cell.match(line, place)
        if match is None:
            break
        text = match[1] if match[1] is not None else match[2]
        if match[1] is not None:
            text = text.replace('\\"', '"') if '\\"' in text else text.replace('""', '"')
        found.append(text)
        if match.end() >= len(line):
            break
        place = match.end() + 1
    if match is not None and len(found) == len(cells):
        return found, None
    return cells, (
        _(
            "a quote inside a quoted cell is not doubled, so that where the cell ends "
            "cannot be told; export again with doubled quotes"
        )
    )


def find_dialect(
    path: Path, encoding: str, score_header: Callable[[list[str]], int]
) -> tuple[Dialect, list[str]]:
    """The delimiter under which the first row names most declared columns, and that row's cells.

    Raises RefusedFile where there is no first row, or a quote in it is never closed.
    """
    csv.field_size_limit(_LONGEST_CELL)
    with open_text(path, encoding) as stream:
        lines: list[str] = []
        skipped, forced = 0, None
        for line in stream:
            text = line.strip("\r\n\0 ")
            announced = re.fullmatch(r"sep=(.)", text)
            if not lines and announced:
                forced = announced[1]
            if not lines and (not text or announced):
                skipped += 1
                continue
            lines.append(_NUL_ENDS.sub("", line))
            if len(lines) == 200:
                break
    if not lines:
        raise RefusedFile(_("the file is empty; expected a header row and data: export again"))
    best: tuple[tuple[int, int], Dialect, list[str]] | None = None
    usual = forced or _USUAL_DELIMITERS
    others = "" if forced else sorted(set(_NO_DELIMITER.sub("", lines[0])) - set(usual))
    for delimiter in [*usual, *others]:
        reader = csv.reader(iter(lines), delimiter=delimiter)
        try:
            cells = next(reader)
        except csv.Error as error:
            raise RefusedFile(
                _("the first line is no header row (%(error)s)") % {"error": error}
            ) from error
        names = score_header(cells)
        score = (names, len(cells))
        dialect = Dialect(encoding, delimiter, skipped + reader.line_num, reader.line_num == 1)
        if best is None or (score > best[0] if delimiter in usual else names > max(1, best[0][0])):
            best = (score, dialect, cells)
    assert best is not None
    _score, dialect, cells = best
    taken = lines[: dialect.header_lines - skipped]
    if len(taken) > 1 or taken[0].count('"') % 2:
        _refuse_unclosed_quote(taken, skipped + 1, dialect, len(cells))
    return dialect, cells
