"""How long leads stay in a stage."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.company.cells import (
    Key,
    Row,
    Table,
    cells,
    described,
)
from tests.company.statistics import (
    Observation,
    kaplan_meier_median,
    percentile,
)
from tests.company.truth import (
    CONVERSION_DAYS,
    DIMENSIONS,
    STAGES,
    Lead,
    Reached,
    age,
    days,
)


@dataclass(frozen=True)
class Stay:
    """A lead in a stage: since when, how long if it left and that is known, and whether it left."""

    stage: str
    entered: Reached
    is_exited: bool
    exited_at: int | None
    days: float | None
    age: float | None


def stays(lead: Lead, as_of: int) -> Iterator[Stay]:
    """The lead's stays in the stages that tools recorded, each until the next stage or the end.

    How long is unknown where the next stage is imputed, or where this one came before an earlier.
    """
    path = [(stage, lead.reached[stage]) for stage in STAGES if stage in lead.reached]
    if lead.ended is not None and lead.ended[0] != "won":
        path.append(lead.ended)
    path = in_order(path)
    for index, (stage, entered) in enumerate(path):
        if stage not in STAGES[:-1] or entered.is_imputed:
            continue
        following = path[index + 1][1] if index + 1 < len(path) else None
        is_contradicted = entered.at is not None and any(
            (before.at or 0) > entered.at for _, before in path[:index]
        )
        passed = None
        if following is not None and not following.is_imputed and not is_contradicted:
            passed = days(entered, following)
        yield Stay(
            stage=stage,
            entered=entered,
            is_exited=following is not None,
            exited_at=following.at if following else None,
            days=passed,
            age=age(entered, as_of),
        )


def in_order(path: list[tuple[str, Reached]]) -> list[tuple[str, Reached]]:
    """The order of the journey; an MQL that came after sales had the lead stands where it came.

    A deal does not come before its MQL, unless only an export says when that was.
    """
    stages = dict(path)
    mql = stages.get("mql")
    if mql is None or mql.at is None:
        return path
    before = ("accepted", "sql", "opportunity") if mql.is_observed else ("accepted", "sql")
    others = [(name, reached) for name, reached in path if name != "mql"]
    place = max(
        (
            index + 1
            for index, (name, reached) in enumerate(others)
            if name == "inquiry"
            or (name in before and reached.at is not None and reached.at < mql.at)
        ),
        default=0,
    )
    return [*others[:place], ("mql", mql), *others[place:]]


def stage_velocity(leads: list[Lead], as_of: int) -> Table:
    """How long leads stay in a stage, by the period in which they entered it."""
    found = [(lead, stay) for lead in leads for stay in stays(lead, as_of)]
    now = datetime.fromtimestamp(as_of, UTC)
    year_before = int(now.replace(year=now.year - 1).timestamp())
    lately: dict[Key, list[float]] = defaultdict(list)
    for lead, stay in found:
        if stay.days is not None and (stay.exited_at or 0) > year_before:
            for dimension in DIMENSIONS:
                lately[stay.stage, dimension, lead.dimensions[dimension]].append(stay.days)
    limits = {place: percentile(stayed, 0.9) for place, stayed in lately.items()}
    table: Table = {}
    for key, members in cells((s.entered.at, lead, s) for lead, s in found).items():
        for stage in STAGES[:-1]:
            here = [stay for stay in members if stay.stage == stage]
            if not here:
                continue
            limit = limits.get((stage, key[2], key[3]))
            left = [stay.days for stay in here if stay.days is not None]
            observed: list[Observation] = [(passed, "left") for passed in left]
            observed += [
                (stay.age, None) for stay in here if stay.age is not None and not stay.is_exited
            ]
            row: Row = {
                "entered": len(here),
                "exited": sum(stay.is_exited for stay in here),
                "open": sum(not stay.is_exited for stay in here),
                "median_days": percentile(left, 0.5),
                "p90_days": percentile(left, 0.9),
                "median_days_km": kaplan_meier_median(observed),
                "stalled": None
                if limit is None
                else sum(not stay.is_exited and (stay.age or 0) > limit for stay in here),
            }
            is_mature = all((stay.age or 0) >= CONVERSION_DAYS for stay in here)
            table[(*key, stage)] = described(row, "cohort", is_mature)
    return table
