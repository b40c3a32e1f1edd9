"""What must be corrected in a seed, as it is told, and what telling it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


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


def folded_value(text: str) -> str:
    """The form in which mapped values are compared: without case and blanks (macro `folded`)."""
    return "".join(text.lower().split())


def listed(values: Sequence[str]) -> str:
    """The values as a text names them: the first twelve, and how many more there are."""
    shown = ", ".join(values[:12])
    return f"{shown}, and {len(values) - 12} more" if len(values) > 12 else shown
