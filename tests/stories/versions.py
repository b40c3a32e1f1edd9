"""Leads handed off on both sides of each start of a version, and the terms that judge them.

Each was called half an hour later and is undecided, comes from Chile and has no job title.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.stories.agreed import Told

# The moment in UTC at which a version starts: 2, signed before its day; 3, between the two
# signatures; 4, before both; 5, on the day whose first hour is left out.
STARTS = {
    2: datetime(2026, 4, 1, 3),
    3: datetime(2026, 5, 18, 4),
    4: datetime(2026, 6, 22, 4),
    5: datetime(2026, 9, 6, 4),
}
IN_FORCE = [
    (1, date(1900, 1, 1), date(2026, 4, 1)),
    (2, date(2026, 4, 1), date(2026, 5, 18)),
    (3, date(2026, 5, 18), date(2026, 6, 22)),
    (4, date(2026, 6, 22), date(2026, 9, 6)),
    (5, date(2026, 9, 6), None),
]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AFTER_MIDNIGHT_UTC = timedelta(hours=2)

# What a version says of each of them, worked out from `agreed.ROWS`.
TERMS: dict[int, dict[str, Any]] = {
    1: {
        "touch_sla_target_business_minutes": 240,
        "decision_sla_target_business_minutes": 960,
        "missing_fields": None,
        "completeness": None,
        "routing_status": "no_rule",
        "expected_owner_id": None,
        "attempts_status": "not_measurable",
        "decision": "pending",
        "mql_basis": "declared",
    },
    2: {
        "touch_sla_target_business_minutes": 60,
        "decision_sla_target_business_minutes": 480,
        "missing_fields": "job_title",
        "completeness": 0,
        "routing_status": "other_owner",
        "expected_owner_id": "template:user:u2",
        "attempts_status": "met",
        "decision": "accepted",
        "mql_basis": "declared",
    },
    3: {
        "touch_sla_target_business_minutes": 30,
        "decision_sla_target_business_minutes": 240,
        "missing_fields": None,
        "completeness": 1,
        "routing_status": "as_agreed",
        "expected_owner_id": None,
        "attempts_status": "breached",
        "decision": "pending",
        "mql_basis": "declared",
    },
    4: {
        "touch_sla_target_business_minutes": 120,
        "decision_sla_target_business_minutes": None,
        "missing_fields": "job_title",
        "completeness": 0.5,
        "routing_status": "as_agreed",
        "expected_owner_id": "template:user:u1",
        "attempts_status": "not_measurable",
        "decision": "accepted",
        "mql_basis": "declared",
    },
    5: {
        "touch_sla_target_business_minutes": 15,
        "decision_sla_target_business_minutes": None,
        "missing_fields": None,
        "completeness": None,
        "routing_status": "no_rule",
        "expected_owner_id": None,
        "attempts_status": "not_measurable",
        "decision": "pending",
        "mql_basis": "scored",
    },
}

# month → the version in force at its end, and whether another one was before
MONTHS = {
    "2026-02": (1, False),
    "2026-03": (1, False),
    "2026-04": (2, False),
    "2026-05": (3, True),
    "2026-06": (4, True),
    "2026-09": (5, True),
}


@dataclass(frozen=True)
class Case:
    """Somebody handed off at a moment, which falls under a version."""

    name: str
    at: datetime
    version: int


def cases() -> list[Case]:
    """A day and a minute before each start, at it, and a day after it.

    And in between, where it is the day of the start in UTC, and the day before in Santiago.
    """
    found = []
    for version, start in STARTS.items():
        for name, at, judged_by in (
            ("day_before", start - DAY, version - 1),
            ("utc_day", start - AFTER_MIDNIGHT_UTC, version - 1),
            ("minute_before", start - MINUTE, version - 1),
            ("start", start, version),
            ("day_after", start + DAY, version),
        ):
            found.append(Case(f"v{version}_{name}", at, judged_by))
    # so that each month has a lead
    found.append(Case("february", datetime(2026, 2, 10, 15), 1))
    return found


CASES = cases()
SCORED = 5


def tell(told: Told) -> None:
    """Tell each case: declared where that makes an MQL, by a request for a demo where a score does.

    Around the start of the version that scores, both: what its own version does not take is none.
    """
    for case in CASES:
        told.person(case.name)
        told.stage(case.name, "mql", f"{case.at}")
        told.activity(f"{case.name}-call", case.name, "call", f"{case.at + 30 * MINUTE}", "u1,,,,,")
        if case.name.startswith(f"v{SCORED}"):
            told.person(f"{case.name}_scored")
            told.activity(f"{case.name}-demo", f"{case.name}_scored", "demo_request", f"{case.at}")
            told.activity(
                f"{case.name}-call2",
                f"{case.name}_scored",
                "call",
                f"{case.at + 30 * MINUTE}",
                "u1,,,,,",
            )


def handed_off() -> dict[str, Case]:
    """Who is handed off: the declared before the scoring version, the scored under it."""
    return {f"{case.name}_scored" if case.version == SCORED else case.name: case for case in CASES}
