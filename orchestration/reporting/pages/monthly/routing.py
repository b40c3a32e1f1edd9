"""Who gets the leads, which go back, and which return."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import among, cell
from orchestration.reporting.charts import Chart, Colour
from orchestration.reporting.cohorts import ACCEPTANCE, basis_of, handoffs_of
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Table

MONTHS_SHOWN = 6


_ROUTES: tuple[tuple[str, str, Colour], ...] = (
    ("as_agreed", _("as agreed"), "good"),
    ("other_owner", _("to another"), "watch"),
    ("unassigned", _("to nobody"), "bad"),
    ("no_rule", _("no rule"), "muted"),
)


_ROUTED = ("as_agreed", "other_owner", "unassigned")


def routing(figures: Figures, month: Period) -> dict[str, Any] | None:
    """Whether leads reach whom was agreed, month by month."""
    marts, say = figures.marts, figures.language
    table = "alignment.routing_compliance"
    found = {period: cell(marts, table, period) for period in month.back(MONTHS_SHOWN)}
    if not any(found.values()):
        return None
    parts: list[tuple[str, str, float]] = []
    rows: list[list[Cell]] = []
    for period, row in found.items():
        parts += [
            (say.short_period(period), say.text(word), row[route] if row else 0)
            for route, word, _colour in _ROUTES
        ]
        line: list[Cell] = [say.period(period)]
        # one list of the month, in which those of a route stand together
        query = handoffs_of(figures, period) + "\norder by routing_status"
        for route, _word, _colour in _ROUTES:
            line.append(
                figures.figure(
                    route,
                    row[route] if row else 0,
                    query=query,
                    basis=basis_of(figures, ACCEPTANCE, period),
                )
            )
        rows.append(line)
    heads = [
        say.text(_("Month")),
        *(say.text(word).capitalize() for _route, word, _colour in _ROUTES),
    ]
    chart = Chart(
        svg=charts.stacked(
            parts, [(say.text(word), colour) for _route, word, colour in _ROUTES], say, "d"
        ),
        title=say.text(_("Do leads reach whom was agreed?")),
        sentence=say.text(_("Leads handed off, by month and by who got them.")),
        table=Table(heads, rows, numbers=range(1, len(heads))),
    )
    return {"chart": chart, "table": _compared(figures, month, table, _ROUTING)}


# What a month is compared by with the one before: the column, its members and what tells them.
Compared = tuple[str, Callable[[Row], int] | None, tuple[str, ...]]


_ROUTING: tuple[Compared, ...] = (
    (
        "compliance_rate",
        lambda row: sum(row[each] for each in _ROUTED),
        (among("routing_status", _ROUTED),),
    ),
    ("median_system_delay_business_minutes", None, ("system_delay_business_minutes is not null",)),
    ("reassigned", None, ("reassignments > 0",)),
)


_RECYCLING: tuple[Compared, ...] = (
    ("recycle_rate", itemgetter("handed_off"), ()),
    ("remql", None, ("episode_number > 1",)),
    ("remql_accepted", None, ("episode_number > 1", "decision = 'accepted'")),
)


def recycling(figures: Figures, month: Period) -> Table | None:
    """How many leads go back to marketing, and what becomes of those that return."""
    return _compared(figures, month, "alignment.recycling", _RECYCLING)


def _compared(
    figures: Figures, month: Period, table: str, asked: tuple[Compared, ...]
) -> Table | None:
    """Figures of handoffs, of the month and of the one before."""
    say = figures.language
    found = {period: cell(figures.marts, table, period) for period in (month, month.before)}
    if not any(found.values()):
        return None
    rows: list[list[Cell]] = []
    for metric, counted, conditions in asked:
        line: list[Cell] = [figures.name(metric)]
        for period, row in found.items():
            line.append(
                figures.figure(
                    metric,
                    row[metric] if row else None,
                    query=handoffs_of(figures, period, *conditions),
                    basis=basis_of(figures, ACCEPTANCE, period),
                    members=counted(row) if counted and row else None,
                    is_mature=row is None or bool(row["is_mature"]),
                )
            )
        rows.append(line)
    heads = [say.text(_("Figure")), *(say.period(period) for period in found)]
    return Table(heads, rows, numbers=range(1, len(heads)))
