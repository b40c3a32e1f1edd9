"""What the two teams of the sample company agreed, and from when on each version of it holds."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from orchestration.settings import SAMPLE_SEEDS, SHIPPED_SEEDS
from tests.company.world import start_of_day

REASONS = "mappings/reasons.csv"
# Published as what becomes of them: rulings_checked, feedback_effect.
KEPT_BACK = ("rulings", "feedback_sent")


@cache
def agreed(name: str) -> list[dict[str, str]]:
    """The rows of a file of the agreement."""
    path = SAMPLE_SEEDS / "agreement" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def agreed_copies() -> dict[str, tuple[tuple[str, ...], Counter[tuple[object, ...]]]]:
    """The tables that are files of the agreement: their columns, and their rows as cells.

    A file is the company's own, else the shipped one.
    """
    shipped = [*(SHIPPED_SEEDS / "agreement").glob("*.csv"), SHIPPED_SEEDS / REASONS]
    own = (SAMPLE_SEEDS / "agreement").glob("*.csv")
    found = {}
    for path in [*shipped, *own]:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        if path.stem not in KEPT_BACK:
            cells = Counter(tuple(map(as_cell, row)) for row in rows)
            found[f"agreement.{path.stem}"] = (tuple(header), cells)
    return found


def agreed_reasons() -> dict[str, dict[str, str]]:
    """Each agreed reason for which leads come back: what it is about, and what marketing does."""
    with (SHIPPED_SEEDS / REASONS).open(encoding="utf-8", newline="") as file:
        return {row["reason_code"]: row for row in csv.DictReader(file)}


def as_cell(value: object) -> object:
    """A value as a cell of a file says it: text, or a number however it is written."""
    text = str(value if value is not None else "").strip()
    try:
        return Fraction(text)
    except ValueError:
        return text.lower() if isinstance(value, bool) else text


@cache
def starts() -> tuple[tuple[int, int], ...]:
    """When each signed version starts, and its number, in the order of their starts.

    A version starts at the latest of its day and of the days of its two signatures.
    """
    begun = [
        (
            max(
                date.fromisoformat(row[day])
                for day in ("effective_from", "marketing_signed_on", "sales_signed_on")
            ),
            int(row["agreement_version"]),
        )
        for row in agreed("agreement_versions")
        if row["marketing_signed_on"] and row["sales_signed_on"]
    ]
    return tuple((start_of_day(day), number) for day, number in sorted(begun))


def version_at(at: int) -> int:
    """The version in force at a moment."""
    return next(number for start, number in reversed(starts()) if start <= at)


@cache
def basis(version: int) -> str:
    """What makes an MQL under a version: declared, scored, either."""
    return next(
        row["mql_basis"]
        for row in agreed("agreement_versions")
        if int(row["agreement_version"]) == version
    )


@cache
def pilot_team(version: int, stage: str) -> str:
    """The team that leads a stage under a version."""
    return next(
        row["pilot_team"]
        for row in agreed("journey_stages")
        if (int(row["agreement_version"]), row["stage"]) == (version, stage)
    )


def version_before(at: int) -> int:
    """The version in force until a moment."""
    return version_at(at - 1)


def has_change(begin: int | None, end: int) -> bool:
    """Whether a version starts in a period, later than its first moment; None: it never began."""
    first = starts()[0][0] if begin is None else begin
    return any(first < start < end for start, _ in starts())


@dataclass(frozen=True)
class Policy:
    """What sales owes a handoff: targets in business minutes, attempts within days."""

    touch_target: int | None
    decision_target: int | None
    min_attempts: int | None
    attempt_days: int | None


@cache
def _policies() -> dict[tuple[int, str], Policy]:
    def number(text: str) -> int | None:
        return int(text) if text else None

    return {
        (int(row["agreement_version"]), row["segment"]): Policy(
            number(row["first_touch_business_minutes"]),
            number(row["decision_business_minutes"]),
            number(row["min_attempts"]),
            number(row["attempt_days"]),
        )
        for row in agreed("sla_policies")
    }


def policy(at: int, segment: str) -> Policy:
    """The policy of a segment, else of those without a row of their own, at a moment."""
    of_version = version_at(at)
    return _policies().get((of_version, segment)) or _policies()[of_version, "*"]
