"""The quarter's co-creation: what brought revenue, what was promised, how both teams see it."""

from __future__ import annotations

from typing import Any

from orchestration.reporting.figures import Figures
from orchestration.reporting.pages.quarterly.commitments import commitments
from orchestration.reporting.pages.quarterly.customers import retention
from orchestration.reporting.pages.quarterly.objectives import funnel, objectives
from orchestration.reporting.pages.quarterly.perceived import perceived
from orchestration.reporting.pages.quarterly.voices import heard, losses, notes
from orchestration.reporting.pages.quarterly.wins import wins
from orchestration.reporting.periods import Period

__all__ = ["content"]


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    marts, say = figures.marts, figures.language
    quarter = marts.last_full("quarter")
    return {
        "quarter": say.period(quarter),
        "objectives": objectives(figures, quarter),
        "funnels": [
            funnel
            for funnel in (
                funnel(figures, quarter),
                funnel(figures, Period(quarter.end, "quarter")),
            )
            if funnel is not None
        ],
        "wins": wins(figures, quarter),
        "commitments": commitments(figures, quarter),
        "perceived": perceived(figures, quarter),
        "retention": retention(figures, quarter),
        "heard": heard(figures, quarter),
        "notes": notes(figures, quarter),
        "losses": losses(figures, quarter),
    }
