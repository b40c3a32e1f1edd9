"""CSV that people open in a spreadsheet and tools import: no cell of it is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for the beginning of a formula, and what it drops before looking.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def neutralised(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The text of a CSV file with these rows: UTF-8, commas, line feeds; null is an empty cell.

    A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP's advice on
    CSV injection); numbers, dates and times stay as they are. Booleans are `true` and `false`.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
