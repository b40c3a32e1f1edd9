"""The weekly meeting: last week against the usual, alerts, commitments, wins, decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from orchestration.reporting.figures import HEADLINE, OTHERS, PERIODS_SHOWN, Figures
from orchestration.reporting.pages.weekly.alerts import alerts
from orchestration.reporting.pages.weekly.commitments import commitments
from orchestration.reporting.pages.weekly.decisions import decisions
from orchestration.reporting.pages.weekly.headlines import attention, index, perceived, waiting
from orchestration.reporting.pages.weekly.indicators import indicators, others
from orchestration.reporting.pages.weekly.wins import wins
from orchestration.reporting.restated import lately

__all__ = ["content"]

# Of each list: the gravest alerts, the largest wins, the decisions due first.
ALERTS_SHOWN = 8
WINS_SHOWN = 6
DECISIONS_SHOWN = 10


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    week = figures.marts.last_full("week")
    warned, promised, decided = alerts(figures), commitments(figures), decisions(figures)
    return {
        "week": week,
        "index": index(figures),
        "perceived": perceived(figures),
        "waiting": waiting(figures),
        "attention": attention(figures, warned, promised, decided),
        "cards": indicators(figures, week),
        "others": others(figures, week),
        "restated": lately(
            figures,
            [(HEADLINE, week.back(PERIODS_SHOWN)), (OTHERS, week.back(2))],
            timedelta(days=7),
        ),
        "alerts": warned,
        "alerts_shown": ALERTS_SHOWN,
        "teams": promised,
        "wins": wins(figures, week),
        "wins_shown": WINS_SHOWN,
        "decisions": decided,
        "decisions_shown": DECISIONS_SHOWN,
    }
