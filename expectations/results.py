"""What a check found. Importing this costs nothing; Great Expectations is not needed for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class CheckResult:
    """One expectation over one table, in this night.

    `figures` are the numbers behind `observed`, by name.
    """

    stage: Literal["landing", "marts"]
    table_name: str
    expectation: str
    severity: Literal["critical", "warning"]
    is_met: bool
    observed: str
    expected: str

    @property
    def stops_the_night(self) -> bool:
        """Whether what is downstream must not run."""
        return not self.is_met and self.severity == "critical"

    def __str__(self) -> str:
        """The finding in one line."""
        return (
            f"{self.table_name}: {self.expectation} (expected {self.expected}, "
            f"found {self.observed})"
        )


def stopping(results: Iterable[CheckResult]) -> list[CheckResult]:
    """The results that stop what is downstream."""
    return [result for result in results if result.stops_the_night]
