"""CSV that people open in a spreadsheet and tools import: no cell of it is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for the beginning of a formula, its full-width forms among them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The text of a CSV file: commas, line feeds, quotes where they are needed."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def neutralised(row: Sequence[object]) -> list[object]:
    """The cells of a row for a spreadsheet: null is empty, booleans are `true` and `false`.

    A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP's advice on
    CSV injection); numbers, dates and times stay as they are.
    """
    return [_cell(value) for value in row]


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
