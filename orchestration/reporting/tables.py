"""A table as a page shows it: its first cell names the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from orchestration.reporting.figures import Figure

# The rows of a list that a page shows; the rest stands where the table says.
ROWS_SHOWN = 25
# The categories that a chart draws; so many rows has a table of figures with their queries.
CATEGORIES_SHOWN = 12

Tone = Literal["good", "watch", "bad", ""]


@dataclass(frozen=True)
class Chip:
    """A judgement in a word or two, and whether it is a good one."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class Link:
    """A text that leads to a place of the same page, and what is noted below it."""

    text: str
    place: str
    note: str = ""


# A text, several lines of which the first counts most, a figure, a judgement, or a link.
Cell = str | tuple[str, ...] | Figure | Chip | Link


@dataclass(frozen=True)
class Table:
    """Heads and rows of cells; `numbers` are the places of the columns that hold numbers.

    Of more rows than are shown the others stand in `place`, a published table; so do `left_out`,
    which are not in `rows`. A narrow one keeps its columns on a phone.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: Sequence[int] = ()
    place: str = ""
    shown: int = ROWS_SHOWN
    left_out: int = 0
    is_narrow: bool = False

    @property
    def first_rows(self) -> Sequence[Sequence[Cell]]:
        """The rows that are shown."""
        return self.rows[: self.shown]

    @property
    def rest(self) -> int:
        """How many are not."""
        return max(len(self.rows) - self.shown, 0) + self.left_out
