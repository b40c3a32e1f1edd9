"""The waves of the survey: each is published once, when it closes."""

from __future__ import annotations

from orchestration.reporting.figures import Figures
from orchestration.reporting.periods import Period


def waves_closed_in(figures: Figures, period: Period, *conditions: str) -> str:
    """A query for what is published of the waves of the survey that closed in a period."""
    first, after = period.bounds(figures.marts.time_zone)
    held = (
        f"closed_at > timestamp '{first:%Y-%m-%d %H:%M:%S}'",
        f"closed_at <= timestamp '{after:%Y-%m-%d %H:%M:%S}'",
        *conditions,
    )
    return "select *\nfrom alignment.perceived_alignment\nwhere " + "\n  and ".join(held)
