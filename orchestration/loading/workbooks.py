"""Excel workbooks and their like: each sheet is a file of its own, read as delimited text.

What a spreadsheet keeps as a number, a time or a truth is written as what it is, not as the cell
shows it: a time in ISO form, so that no order of day and month can be mistaken.
"""

import csv
import io
import zipfile
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO

import python_calamine as calamine

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile
from orchestration.loading.containers import open_bytes, refuse_growth

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
# How a workbook's bytes begin: a zip, or the container of Office before 2007. What else has its
# name is text that a tool called so: a table of tabs, a web page.
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Above its header a sheet may have a title, filters, a blank row.
SAMPLE_ROWS = 30
_DIGITS_KEPT = 15
_SECOND = timedelta(seconds=1)

Cell = int | float | str | bool | datetime | date | time | timedelta


def is_workbook(name: str) -> bool:
    """Whether a file is a workbook, by its name."""
    return name.lower().removesuffix(".gz").endswith(SUFFIXES)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, and whether who opens the workbook sees it."""

    name: str
    is_visible: bool


def sheets_of(path: Path, member: str | None) -> list[Sheet]:
    """The sheets that hold cells, in their order; none where the file is text by another name.

    Raises RefusedFile where it is a workbook that cannot be read.
    """
    with _opened(path, member) as workbook:
        if workbook is None:
            return []
        return [
            Sheet(each.name, each.visible == calamine.SheetVisibleEnum.Visible)
            for each in workbook.sheets_metadata
            if each.typ == calamine.SheetTypeEnum.WorkSheet
        ]


@dataclass(frozen=True)
class SheetText:
    """A sheet written as delimited text: which of its rows each line of the text begins or goes on.

    `notes` are what was left out.
    """

    rows: "array[int]"
    lines: "array[int]"
    notes: list[str]

    def row_of(self, line: int) -> int:
        """The row of the sheet, from 1, that a line of the text, from 1, is of."""
        return self.rows[max(0, bisect_right(self.lines, line) - 1)]


def write_sheet(
    path: Path,
    member: str | None,
    sheet: str,
    target: Path,
    decimal_mark: str,
    score_header: Callable[[list[str]], int],
    limit: int | None = None,
) -> SheetText:
    """Write a sheet, or its first rows, as UTF-8 text with commas, without blank rows.

    It begins with the row, among the first, that names most columns (`score_header`). Raises
    RefusedFile where the sheet cannot be read or is empty.
    """
    with _opened(path, member) as workbook:
        if workbook is None:
            raise RefusedFile(_("the file is no workbook any more: it changed while it was read"))
        with _read():
            cells = workbook.get_sheet_by_name(sheet)
        timed: set[int] = set()
        first, best = 0, 0
        for place, row in enumerate(_rows(cells, limit)):
            timed.update(column for column, value in enumerate(row) if isinstance(value, datetime))
            if place < SAMPLE_ROWS:
                score = score_header([str(value) for value in row])
                if score > best:
                    first, best = place, score
        above = 0
        rows, lines, line = array("q"), array("q"), 1
        with target.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            for place, row in enumerate(_rows(cells, limit)):
                texts = [
                    _text(value, decimal_mark, is_timed=column in timed)
                    for column, value in enumerate(row)
                ]
                if not any(text.strip() for text in texts):
                    continue
                if place < first:
                    above += 1
                    continue
                writer.writerow(texts)
                rows.append(place + 1)
                lines.append(line)
                line += 1 + sum(text.count("\n") for text in texts)
    if not rows:
        raise RefusedFile(_("the sheet is empty; expected a header row and data: export again"))
    notes = [f"{above} rows above the header left out"] if above else []
    return SheetText(rows, lines, notes)


def _rows(sheet: calamine.CalamineSheet, limit: int | None) -> Iterator[list[Cell]]:
    return islice(sheet.iter_rows(), limit)


def _text(value: Cell, decimal_mark: str, *, is_timed: bool) -> str:
    """A cell as the exports of the tool write it.

    A whole number has no decimals; one with more digits than a spreadsheet keeps is shown so, as
    the spreadsheet shows it. In a column of times, a day is its midnight.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            if float(value).is_integer():
                whole = str(int(value))
                return whole if len(whole.lstrip("-")) <= _DIGITS_KEPT else f"{value:.5E}"
            return f"{Decimal(repr(value)):f}".replace(".", decimal_mark)
        case datetime():
            return _whole_seconds(value).isoformat(" ")
        case date():
            return f"{value.isoformat()} 00:00:00" if is_timed else value.isoformat()
        case time():
            return value.isoformat()
        case timedelta():
            seconds = round(value / _SECOND)
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    # the lines of a cell end as those of the text
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _whole_seconds(moment: datetime) -> datetime:
    """A spreadsheet counts in fractions of a day: a second is off by some microseconds."""
    nearest = (moment + _SECOND / 2).replace(microsecond=0)
    return nearest if abs(moment - nearest) < timedelta(milliseconds=1) else moment


@contextmanager
def _read() -> Iterator[None]:
    try:
        yield
    except calamine.PasswordError as error:
        raise RefusedFile(_("the workbook has a password; save it here without one")) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise RefusedFile(
            _("the workbook cannot be read (%(error)s); save it again as .xlsx, or as CSV")
            % {"error": error}
        ) from error


@contextmanager
def _opened(path: Path, member: str | None) -> Iterator[calamine.CalamineWorkbook | None]:
    """The workbook; None where the bytes are none of a workbook."""
    with open_bytes(path, member) as stream:
        start = stream.read(len(_MAGIC[0]))
        if start not in _MAGIC:
            yield None
            return
        content = io.BytesIO(start + _rest(stream))
    if start == _MAGIC[0]:
        _refuse_growth(content)
    with _read():
        workbook = calamine.CalamineWorkbook.from_filelike(content)
    with workbook:
        yield workbook


def _rest(stream: IO[bytes]) -> bytes:
    return b"".join(iter(lambda: stream.read(1 << 22), b""))


def _refuse_growth(content: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(content) as parts:
            sizes = [(part.compress_size, part.file_size) for part in parts.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise RefusedFile(
            _("the workbook is not whole (%(error)s); export or copy it again") % {"error": error}
        ) from error
    for packed, size in sizes:
        refuse_growth(packed, size)
    content.seek(0)
