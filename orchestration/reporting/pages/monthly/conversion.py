"""How many leads go on from step to step, by month, source and segment."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.cells import cell, cells, latest_mature, of
from orchestration.reporting.cohorts import CONVERSION, basis_of, leads_of, rate_of
from orchestration.reporting.figures import Figures
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Table
from orchestration.reporting.wording import value_name

# Sources and segments, each with a figure for every step.
VALUES_SHOWN = 5
# The rates of the steps: whom each is counted over, and what tells them.
STEPS = (
    ("lead_to_mql_rate", "leads", ()),
    ("mql_to_accepted_rate", "mqls", ("has_mql", "not mql_is_imputed")),
    ("accepted_to_sql_rate", "accepted", ("has_accepted", "not accepted_is_imputed")),
    ("sql_to_opportunity_rate", "sqls", ("has_sql", "not sql_is_imputed")),
    ("opportunity_to_won_rate", "opportunities", ("has_opportunity", "not opportunity_is_imputed")),
    ("lead_to_won_rate", "leads", ()),
)


def conversion(figures: Figures, month: Period) -> dict[str, Any] | None:
    """How many go on, step by step: of everyone by month, and of each source and segment."""
    marts, say = figures.marts, figures.language
    judged = latest_mature(marts, CONVERSION, "month")
    periods = [each for each in (judged, judged.before if judged else None) if each] + [month]
    found = {period: cell(marts, CONVERSION, period) for period in dict.fromkeys(periods)}
    if not any(found.values()):
        return None
    steps: list[list[Cell]] = []
    for rate, counted, conditions in STEPS:
        line: list[Cell] = [figures.name(rate)]
        for period, row in found.items():
            query = leads_of(figures, period, *conditions)
            basis = basis_of(figures, CONVERSION, period)
            line.append(rate_of(figures, (rate, counted), row, query, basis))
        steps.append(line)
    heads = [say.text(_("Step")), *(say.period(period) for period in found)]
    quarter = latest_mature(marts, CONVERSION, "quarter")
    by_value = [
        each
        for each in (
            _converted_by(figures, quarter, "source", _("By source")) if quarter else None,
            _converted_by(figures, quarter, "segment", _("By segment")) if quarter else None,
        )
        if each is not None
    ]
    return {
        "steps": Table(heads, steps, numbers=range(1, len(heads))),
        "quarter": say.period(quarter) if quarter else "",
        "by_value": by_value,
    }


def _converted_by(
    figures: Figures, quarter: Period, dimension: str, title: str
) -> tuple[str, Table] | None:
    """The steps of each value of a dimension, those with most leads first."""
    say, marts = figures.language, figures.marts
    found = cells(marts, CONVERSION, quarter, dimension)
    if not found:
        return None
    largest = sorted(found, key=itemgetter("leads"), reverse=True)[:VALUES_SHOWN]
    rows: list[list[Cell]] = []
    for row in largest:
        value = of(dimension, row["dimension_value"])
        basis = basis_of(figures, CONVERSION, quarter, (dimension, row["dimension_value"]))
        line: list[Cell] = [value_name(figures.language, row["dimension_value"])]
        for rate, counted, conditions in STEPS:
            query = leads_of(figures, quarter, *value, *conditions)
            line.append(rate_of(figures, (rate, counted), row, query, basis))
        line.append(
            figures.figure(
                "revenue",
                row["revenue"],
                query=leads_of(figures, quarter, *value, "has_won"),
                basis=basis,
            )
        )
        rows.append(line)
    heads = [
        say.text(_("Segment") if dimension == "segment" else _("Source")),
        *(figures.name(rate) for rate, _counted, _conditions in STEPS),
        figures.name("revenue"),
    ]
    left_out = len(found) - len(largest)
    numbers = range(1, len(heads))
    return say.text(title), Table(heads, rows, numbers, place=CONVERSION, left_out=left_out)
