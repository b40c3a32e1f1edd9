"""An export file as a table of text: what every reader makes and the conversion reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SourceRow:
    """One row as the file has it: its first physical line from 1, its text, its cells."""

    ordinal: int
    line: int
    raw: str
    cells: Mapping[str, str | None]


@dataclass(frozen=True)
class Refusal:
    """One refused row or value, where it stands, what was written and why it was refused."""

    line: int
    column: str | None
    raw: str
    reason: str


@dataclass(frozen=True)
class TextTable:
    """Rows of text.

    `relation` is SQL; `texts` and `extra` are SQL over it, for the declared columns that the file
    has and for the others; `header` holds the header cell of each declared column; `locate` finds
    rows by their ordinal from 1; `rows` counts them; `may_hold_nuls` whether a text may hold a zero
    byte; `others` are the names that `extra` has; `is_replicated` whether a replicator wrote it;
    `refused` are those that never reached the relation.
    """

    relation: str
    texts: dict[str, str]
    extra: str
    header: dict[str, str]
    locate: Callable[[Iterable[int]], Iterator[SourceRow]]
    rows: int
    may_hold_nuls: bool = False
    others: tuple[str, ...] = ()
    is_replicated: bool = False
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
