"""The weekly meeting: last week against the usual, alerts, commitments, wins, decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from orchestration.reporting.figures import HEADLINE, OTHERS, PERIODS_SHOWN, Figures
from orchestration.reporting.pages.weekly.alerts import alerts
from orchestration.reporting.pages.weekly.commitments import commitments
from orchestration.reporting.pages.weekly.decisions import decisions
from orchestration.reporting.pages.weekly.headlines import index, perceived, waiting
from orchestration.reporting.pages.weekly.indicators import indicators, others
from orchestration.reporting.pages.weekly.wins import wins
from orchestration.reporting.restated import lately

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
        "restated": lately(
            figures,
            [(HEADLINE, week.back(PERIODS_SHOWN)), (OTHERS, week.back(2))],
            timedelta(days=7),
        ),
        "alerts": alerts(figures),
        "teams": commitments(figures),
        "wins": wins(figures, week),
        "decisions": decisions(figures),
    }
