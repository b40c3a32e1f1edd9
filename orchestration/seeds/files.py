"""The CSVs of the seeds as people's programs save them."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.seeds.declared import SEED_FOLDERS
from orchestration.settings import SHIPPED_SEEDS

_DELIMITERS = ",;\t|"
# By which line a spreadsheet is told the delimiter.
_TOLD = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*[ ]*(\r\n|\n|\r)')
# What programs put before or behind a text, and nobody sees.
_NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
# Who has a file of this name has an agreement of their own.
_AGREEMENT, _VERSIONS = "agreement", "agreement_versions.csv"


@dataclass(frozen=True)
class SeedFile:
    """A seed's CSV as read: header, rows with their first lines, and how it is written.

    `is_plain`: it holds nothing but its header, its rows and their cells as they are read.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    header_line: int
    delimiter: str
    encoding: str
    is_plain: bool

    @property
    def is_canonical(self) -> bool:
        """Whether it is as dbt reads it."""
        return self.encoding == "utf-8" and self.delimiter == "," and self.is_plain


@dataclass(frozen=True)
class SeedTable:
    """The rows of a seed whose header is as declared, by column and trimmed, with their lines.

    A column that the file may lack, and lacks, is empty. `is_whole`: no row of it had to be left
    out.
    """

    file: Path
    rows: list[dict[str, str]]
    lines: list[int]
    is_whole: bool = True


# The seeds that could be read, by name.
Tables = Mapping[str, SeedTable]


def cell_of(text: str) -> str:
    """A cell as it is read: without outer blanks, those of no width too, and accents composed."""
    cell = text.strip()
    # most cells: nothing of the kind is in them
    if cell.isascii():
        return cell
    return unicodedata.normalize("NFC", cell.strip(_NO_WIDTH).strip())


class UnreadableSeed(ValueError):
    """A seed that is no table, and the line that shows it."""

    def __init__(self, what: str, line: int = 1):
        super().__init__(what)
        self.line = line


def seed_files(*over: Path) -> dict[str, Path]:
    """Path below the seeds folder → file: the shipped seeds, each folder laid over by name.

    An agreement is one company's: below one with versions of its own lies the shipped one alone.
    """
    files: dict[str, Path] = {}
    own = [root for root in over if (root / _AGREEMENT / _VERSIONS).is_file()]
    for root in (SHIPPED_SEEDS, *over):
        is_anothers = root in over and bool(own) and over.index(root) < over.index(own[-1])
        for folder in SEED_FOLDERS:
            if folder == _AGREEMENT and is_anothers:
                continue
            for file in sorted((root / folder).glob("*")):
                if file.is_file() and not file.name.startswith((".", "~$")):
                    files[f"{folder}/{file.name}"] = file
    return files


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
    encoding = "utf-8"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        encoding = "cp1252"
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise UnreadableSeed("bytes that are neither UTF-8 nor Windows-1252", line) from error
    body = text.removeprefix("\ufeff")
    if body != text:
        encoding = "utf-8-sig"
    told = _TOLD.match(body)
    body = body[told.end() :] if told else body
    first = next((line for line in body.splitlines() if line.strip()), "")
    delimiter = told[1] if told else max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    before = 1 if told else 0
    line = before + 1
    is_plain = not told
    try:
        for cells in reader:
            is_plain = is_plain and bool(cells) and all(cell == cell_of(cell) for cell in cells)
            if any(cell_of(cell) for cell in cells):
                rows.append((line, cells))
            else:
                is_plain = False
            line = before + reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSeed(f"quotes that do not close ({error})", line) from error
    if not rows:
        raise UnreadableSeed("an empty file")
    header = [cell_of(cell) for cell in rows[0][1]]
    width = _width(header)
    return SeedFile(
        header[:width],
        [(line, _within(cells, width)) for line, cells in rows[1:]],
        rows[0][0],
        delimiter,
        encoding,
        is_plain=is_plain and all(len(cells) == width for _, cells in rows),
    )


def _width(cells: list[str]) -> int:
    """How many cells there are up to the last that is not empty."""
    width = len(cells)
    while width and not cell_of(cells[width - 1]):
        width -= 1
    return width


def _within(cells: list[str], width: int) -> list[str]:
    """A row without the empty cells that it has behind the last column."""
    return cells[: max(width, _width(cells))]
