"""Cells of the metric tables: who belongs to which period and value, and what all cells say."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TypeVar

from tests.company.agreement import has_change, version_at, version_before
from tests.company.clock import GRAINS, company_day, next_period, period_start
from tests.company.truth import (
    DIMENSIONS,
    Handoff,
    Lead,
    Reached,
)
from tests.company.world import start_of_day

T = TypeVar("T")
Key = tuple[str, ...]
Row = dict[str, object]
Table = dict[Key, Row]

CELL = ("period_grain", "period_start", "dimension", "dimension_value")
EVER = ("ever", "1900-01-01")


def cells(members: Iterable[tuple[int | None, Lead, T]]) -> dict[Key, list[T]]:
    """Members by cell: the periods of a moment and each value of the lead's dimensions.

    What happened at an unknown time belongs to no period but ever.
    """
    grouped: dict[Key, list[T]] = defaultdict(list)
    for at, lead, member in members:
        for grain, start in periods_of(at):
            for dimension in DIMENSIONS:
                grouped[grain, start, dimension, lead.dimensions[dimension]].append(member)
    return grouped


@cache
def periods_of(at: int | None) -> tuple[tuple[str, str], ...]:
    """Ever, and the periods in which a moment lies."""
    if at is None:
        return (EVER,)
    day = company_day(at)
    return (EVER, *((grain, str(period_start(grain, day))) for grain in GRAINS))


def periods_since(first: date | None, as_of: int) -> set[tuple[str, str]]:
    """The periods from a day to `as_of`."""
    if first is None:
        return set()
    last = company_day(as_of).toordinal()
    days = (date.fromordinal(number) for number in range(first.toordinal(), last + 1))
    return {(grain, str(period_start(grain, day))) for day in days for grain in GRAINS}


def has_ended(grain: str, start: str, as_of: int) -> bool:
    """The whole period lies before `as_of`; ever has no end."""
    return (grain, start) != EVER and start_of_day(
        next_period(grain, date.fromisoformat(start))
    ) <= as_of


def recorded(lead: Lead, stage: str) -> Reached | None:
    """The stage, if a tool recorded it."""
    reached = lead.reached.get(stage)
    return None if reached is None or reached.is_imputed else reached


def described(row: Row, basis: str, is_mature: bool) -> Row:
    """The row with what every row says."""
    return row | {"basis": basis, "is_mature": is_mature}


def in_force(grain: str, start: str, as_of: int) -> Row:
    """The version of the agreement at the end of a period, and whether it had another before."""
    if (grain, start) == EVER:
        return {
            "agreement_version": version_at(as_of),
            "has_version_change": has_change(None, as_of),
        }
    first = date.fromisoformat(start)
    return in_force_within(start_of_day(first), start_of_day(next_period(grain, first)), as_of)


def in_force_within(begin: int, end: int, as_of: int) -> Row:
    """The same of a period from one moment until another."""
    return {
        "agreement_version": version_at(as_of) if end > as_of else version_before(end),
        "has_version_change": has_change(begin, min(end, as_of + 1)),
    }


def count_recorded(members: list[Lead], stage: str) -> int:
    """How many have a stage that a tool recorded."""
    return sum(recorded(lead, stage) is not None for lead in members)


def count_imputed(members: list[Lead], stage: str) -> int:
    """How many have a stage that only a later one tells of."""
    return sum(stage in lead.reached and lead.reached[stage].is_imputed for lead in members)


def handoffs_of(leads: list[Lead]) -> list[Handoff]:
    """The handoffs of the leads."""
    return [lead.handoff for lead in leads if lead.handoff is not None]


def total(amounts: Iterable[Fraction | None], missing: int) -> float | None:
    """The sum of what is known; None where there are amounts and none is known."""
    known = [amount for amount in amounts if amount is not None]
    return float(sum(known)) if known or not missing else None
