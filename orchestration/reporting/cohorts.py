"""Whom the tables of cohorts count: leads by their inquiry, handoffs by their day."""

from __future__ import annotations

from datetime import date

from orchestration.agreement.words import _
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.marts import Row, dated, members
from orchestration.reporting.periods import Period
from orchestration.reporting.wording import of_dimension

ACCEPTANCE = "alignment.lead_acceptance"
HANDLING = "alignment.lead_handling_time"
CONVERSION = "alignment.conversion_by_source"

# Which handoffs of a period a metric counts, where not all.
_COUNTED: dict[str, tuple[str, ...]] = {
    "lead_handling_time": ("handling_business_minutes is not null",),
    "median_handling_business_minutes": ("handling_business_minutes is not null",),
    "handoffs_complete_rate": ("completeness is not null",),
    "touch_sla_compliance": ("touch_sla_status in ('met', 'breached')", "touch_sla_is_due"),
    "decision_sla_compliance": (
        "decision_sla_status in ('met', 'breached')",
        "decision_sla_is_due",
    ),
    "attempts_compliance": ("attempts_status in ('met', 'given_up', 'breached')",),
}


def counted_in(figures: Figures, metric: str, period: Period, *conditions: str) -> str:
    """A query for the handoffs of a period that a metric counts."""
    return handoffs_of(figures, period, *conditions, *_COUNTED.get(metric, ()))


def members_of(figures: Figures, table: str, metric: str, period: Period) -> str:
    """A query for whom a metric of a table counts in a period."""
    if table == CONVERSION:
        return leads_of(figures, period)
    return counted_in(figures, metric, period)


def handoffs_of(figures: Figures, period: Period, *conditions: str) -> str:
    """A query for the handoffs of a period."""
    zone = figures.marts.time_zone
    return members("core.fct_handoffs", "handed_off_at", period, zone, *conditions)


def handoffs_between(figures: Figures, first: date, after: date, *conditions: str) -> str:
    """A query for the handoffs from a day on, before another one."""
    zone = figures.marts.time_zone
    return dated("core.fct_handoffs", "handed_off_at", first, after, zone, *conditions)


def leads_of(figures: Figures, period: Period, *conditions: str) -> str:
    """A query for the leads that came in in a period."""
    return members("core.fct_leads", "inquiry_at", period, figures.marts.time_zone, *conditions)


def basis_of(figures: Figures, table: str, period: Period, *values: tuple[str, str]) -> str:
    """Whom a table counts in a period, in words; of these values of dimensions alone."""
    say = figures.language
    told = _("leads that came in, %(period)s")
    if table != CONVERSION:
        told = _("leads handed off, %(period)s")
    named = (of_dimension(figures, *each) for each in values)
    return " · ".join((say.text(told, period=say.period(period)), *named))


def rate_of(
    figures: Figures, columns: tuple[str, str], row: Row | None, query: str, basis: str
) -> Figure:
    """A rate of a cell; `columns` are the rate, and whom it is counted over."""
    metric, counted = columns
    return figures.figure(
        metric,
        row[metric] if row else None,
        query=query,
        basis=basis,
        members=row[counted] if row else 0,
        is_mature=row is None or bool(row["is_mature"]),
    )
