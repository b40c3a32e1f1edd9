"""An export file as a table of text: what every reader makes and the conversion reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from orchestration.loading.sql import literal

BLANKS = " \t\r\n\u00a0\u202f\u2009\ufeff"


def trimmed(text: str) -> str:
    """SQL of a cell without blanks around it.

    The engine's trim of a set of characters is dear (measured: 0.5 microseconds a cell), so it
    runs only where a cell begins with a control character, a blank or a letter beyond ASCII, or
    ends in a blank.
    """
    ends = " or ".join(f"suffix({text}, {literal(blank)})" for blank in BLANKS)
    return (
        f"case when {text} < '!' or {text} > '~' or {ends}"
        f" then trim({text}, {literal(BLANKS)}) else {text} end"
    )


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
class Doubled:
    """A declared column that several cells of a header name: these, the first that counts first.

    `place` is SQL of which of them (from 0) a row's text is from; null where all are empty.
    `kept_as` are the names under which `extra` has what the others say else; `is_usual`: the tool
    is known to write the others.
    """

    cells: tuple[str, ...]
    place: str
    kept_as: tuple[str, ...]
    is_usual: bool


@dataclass(frozen=True)
class TextTable:
    """Rows of text.

    `relation` is SQL; `texts` and `extra` are SQL over it, for the declared columns that the file
    has and for the others; `header` holds the header cell of each declared column, of several the
    first of `doubled`; `locate` finds rows by their ordinal from 1; `rows` counts them;
    `may_hold_nuls` whether a text may hold a zero byte; `others` are the names that `extra` has;
    `is_replicated` whether a replicator wrote it; `refused` are those that never reached the
    relation.
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
    doubled: Mapping[str, Doubled] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
