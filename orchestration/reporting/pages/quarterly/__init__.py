"""The quarter's co-creation: what brought revenue, what was promised, how both teams see it."""

from __future__ import annotations

from typing import Any

from orchestration.agreement.words import _
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
    told: dict[str, Any] = {"quarter": say.period(quarter)}
    figures.begin(say.text(_("Shared objectives")))
    told["objectives"] = objectives(figures, quarter)
    figures.begin(say.text(_("What the target asks for")))
    counted_back = (funnel(figures, each) for each in (quarter, Period(quarter.end, "quarter")))
    told["funnels"] = [each for each in counted_back if each is not None]
    figures.begin(say.text(_("From first touch to revenue")))
    told["wins"] = wins(figures, quarter)
    figures.begin(say.text(_("What each team promised the other")))
    told["commitments"] = commitments(figures, quarter)
    figures.begin(say.text(_("How both teams see it")))
    told["perceived"] = perceived(figures, quarter)
    figures.begin(say.text(_("What customers and sales say")))
    told["heard"] = heard(figures, quarter)
    told["notes"] = notes(figures, quarter)
    told["losses"] = losses(figures, quarter)
    figures.begin(say.text(_("Customers who stay")))
    told["retention"] = retention(figures, quarter)
    return told
