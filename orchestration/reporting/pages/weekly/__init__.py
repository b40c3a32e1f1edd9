"""The weekly meeting: last week against the usual, alerts, commitments, wins, decisions."""

from __future__ import annotations

from typing import Any

from orchestration.reporting.figures import Figures
from orchestration.reporting.pages.weekly.alerts import alerts
from orchestration.reporting.pages.weekly.commitments import commitments
from orchestration.reporting.pages.weekly.decisions import decisions
from orchestration.reporting.pages.weekly.headlines import index, perceived, waiting
from orchestration.reporting.pages.weekly.indicators import indicators, others
from orchestration.reporting.pages.weekly.wins import wins

__all__ = ["content"]


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    week = figures.marts.last_full("week")
    return {
        "week": week,
        "index": index(figures),
        "perceived": perceived(figures),
        "waiting": waiting(figures),
        "cards": indicators(figures, week),
        "others": others(figures, week),
        "alerts": alerts(figures),
        "teams": commitments(figures),
        "wins": wins(figures, week),
        "decisions": decisions(figures),
    }
