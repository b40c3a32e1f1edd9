"""The month's lead review: quality by segment and source, reasons, missing information, pilots.

A month is often too young to be judged: then the latest one that is old enough stands there with
its date, and beside it what is expected of the last one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.cells import latest_mature
from orchestration.reporting.cohorts import ACCEPTANCE
from orchestration.reporting.figures import Figures
from orchestration.reporting.pages.monthly.acceptance import quality
from orchestration.reporting.pages.monthly.adjustments import proposals, rules
from orchestration.reporting.pages.monthly.conversion import conversion
from orchestration.reporting.pages.monthly.drafts import drafts
from orchestration.reporting.pages.monthly.headlines import headlines, periods_shown
from orchestration.reporting.pages.monthly.missing import missing
from orchestration.reporting.pages.monthly.reasons import reasons
from orchestration.reporting.pages.monthly.routing import recycling, routing
from orchestration.reporting.pages.monthly.trials import feedback, pilots
from orchestration.reporting.restated import lately

__all__ = ["content"]


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    marts, say = figures.marts, figures.language
    month = marts.last_full("month")
    judged = latest_mature(marts, ACCEPTANCE, "month")
    told: dict[str, Any] = {
        "month": say.period(month),
        "judged": say.period(judged) if judged else "",
        "has_leads": marts.has_rows("core.fct_leads"),
    }
    figures.begin(told["month"])
    told["headlines"] = headlines(figures, month)
    told["restated"] = lately(figures, periods_shown(figures, month), timedelta(days=31))
    figures.begin(say.text(_("Segments and sources")))
    told["quality"] = quality(figures, month, judged) if judged else None
    figures.begin(say.text(_("From lead to customer")))
    told["conversion"] = conversion(figures, month)
    figures.begin(say.text(_("What sales gives back")))
    told["reasons"] = reasons(figures, month)
    figures.begin(say.text(_("Rules of the MQL, and what to change")))
    told["rules"] = rules(figures)
    told["drafts"] = drafts(figures)
    told["proposals"] = proposals(figures)
    figures.begin(say.text(_("Missing information")))
    told["missing"] = missing(figures, month, judged or month)
    figures.begin(say.text(_("Routing")))
    told["routing"] = routing(figures, month)
    figures.begin(say.text(_("Recycling and feedback")))
    told["recycling"] = recycling(figures, month)
    told["feedback"] = feedback(figures)
    figures.begin(say.text(_("Pilots")))
    told["pilots"] = pilots(figures)
    return told
