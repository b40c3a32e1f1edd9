"""The version in force as a document that both teams can sign, and how it came to be."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from orchestration.agreement.amendments import amendments_text
from orchestration.agreement.articles import Reading
from orchestration.agreement.showing import agreement_summary
from orchestration.reporting.figures import Figures


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    marts, language = figures.marts, figures.language.agreement
    agreement = marts.agreement
    numbers = [
        str(row["agreement_version"])
        for row in marts.rows(
            "select agreement_version from agreement.versions_in_force "
            "where in_force_from <= ? order by in_force_from",
            marts.today,
        )
    ]
    version = numbers[-1] if numbers else None
    history = [
        {"version": later, "lines": amendments_text(agreement, earlier, later, language)}
        for earlier, later in pairwise(numbers)
    ]
    reading = Reading(agreement, language)
    signatures = [
        {"team": each.team, "name": each.name, "day": reading.day(each.day)}
        for each in (agreement.signatures(version) if version else [])
    ]
    drafts = [number for number in agreement.numbers if number not in agreement.spans()]
    metrics = marts.rows("from agreement.metrics order by metric")
    return {
        "version": version,
        "told": agreement_summary(agreement, version, language) if version else None,
        "signatures": signatures,
        "owner": agreement.row(version)["owner"] if version else "",
        "history": history[::-1],
        "drafts": drafts,
        "metrics": metrics,
    }
