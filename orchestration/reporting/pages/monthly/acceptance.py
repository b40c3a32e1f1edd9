"""Whose leads sales accepts: by segment, by source, by both."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import cell, cells, latest_mature, of
from orchestration.reporting.charts import Chart
from orchestration.reporting.cohorts import ACCEPTANCE, basis_of, handoffs_of, rate_of
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Chip, Table
from orchestration.reporting.wording import share_range, value_name

# Segments and sources, and pairs of them: those with the most leads.
VALUES_SHOWN = 8
PAIR = ("segment", "source")


def quality(figures: Figures, month: Period, judged: Period) -> dict[str, Any]:
    """The acceptance of each segment and each source, and of both together."""
    by_value = (
        _accepted_by(figures, month, judged, "segment", _("Which segments does sales accept?")),
        _accepted_by(
            figures, month, judged, "source", _("Which sources bring leads that sales accepts?")
        ),
    )
    return {
        "by_value": [each for each in by_value if each is not None],
        "pairs": _pairs(figures, judged),
    }


def _accepted_by(
    figures: Figures, month: Period, judged: Period, dimension: str, title: str
) -> Chart | None:
    """The acceptance of each value of a dimension, with its interval."""
    say, marts = figures.language, figures.marts
    every = cell(marts, ACCEPTANCE, judged)
    found = cells(marts, ACCEPTANCE, judged, dimension)
    shown = _largest(found, "handed_off", "matured_acceptance_rate")
    if every is None or not shown:
        return None
    periods = [(judged, found), (judged.before, cells(marts, ACCEPTANCE, judged.before, dimension))]
    rows: list[list[Cell]] = []
    since = cells(marts, ACCEPTANCE, month, dimension) if month != judged else []
    for row in shown:
        value = row["dimension_value"]
        line: list[Cell] = [value_name(figures.language, value)]
        for period, of_period in periods:
            line.append(
                rate_of(
                    figures,
                    ("matured_acceptance_rate", "matured_handed_off"),
                    _of_value(of_period, value),
                    handoffs_of(figures, period, *of(dimension, value)),
                    basis_of(figures, ACCEPTANCE, period, (dimension, value)),
                )
            )
        line.insert(2, share_range(figures.language, row["acceptance_low"], row["acceptance_high"]))
        if month != judged:
            line.append(
                rate_of(
                    figures,
                    ("acceptance_incidence", "handed_off"),
                    _of_value(since, value),
                    handoffs_of(figures, month, *of(dimension, value)),
                    basis_of(figures, ACCEPTANCE, month, (dimension, value)),
                )
            )
        rows.append(line)
    heads = [
        say.text(_("Segment") if dimension == "segment" else _("Source")),
        say.period(judged),
        say.text(_("Likely range")),
        say.period(judged.before),
    ]
    if month != judged:
        heads.append(say.text(_("%(period)s, expected"), period=say.period(month)))
    dots = [
        (
            value_name(figures.language, row["dimension_value"]),
            row["matured_acceptance_rate"],
            row["acceptance_low"],
            row["acceptance_high"],
            False,
        )
        for row in shown
    ]
    return Chart(
        svg=charts.intervals(dots, say, reference=every["matured_acceptance_rate"]),
        title=say.text(title),
        sentence=say.text(
            _(
                "Accepted in time, of the leads handed off in %(period)s. The line is what chance "
                "leaves open, the dashed one is all leads together."
            ),
            period=say.period(judged),
        ),
        table=Table(
            heads,
            rows,
            numbers=range(1, len(heads)),
            place=ACCEPTANCE,
            left_out=len(found) - len(shown),
        ),
    )


def _pairs(figures: Figures, judged: Period) -> Chart | None:
    """The acceptance of each segment from each source.

    Of the month, or, where it holds too few of every pair, of the latest quarter to be judged.
    """
    say, marts = figures.language, figures.marts
    period, found = judged, _qualities(figures, judged)
    quarter = latest_mature(marts, ACCEPTANCE, "quarter")
    if all(row["is_small"] for row in found) and quarter is not None:
        period, found = quarter, _qualities(figures, quarter)
    every = cell(marts, ACCEPTANCE, period)
    shown = _largest(found, "matured_handed_off", "matured_acceptance_rate")
    if every is None or not shown:
        return None
    rows: list[list[Cell]] = []
    dots: list[tuple[str, float, float, float, bool]] = []
    for row in shown:
        name = " · ".join(value_name(figures.language, row[each]) for each in PAIR)
        low, high = row["acceptance_low"], row["acceptance_high"]
        rate = rate_of(
            figures,
            ("matured_acceptance_rate", "matured_handed_off"),
            row,
            handoffs_of(
                figures,
                period,
                *(condition for each in PAIR for condition in of(each, row[each])),
            ),
            basis_of(figures, ACCEPTANCE, period, *((each, row[each]) for each in PAIR)),
        )
        small = Chip(say.text(_("few leads"))) if row["is_small"] else ""
        counts = [say.number(row[each]) for each in ("sqls", "won")]
        rows.append([name, rate, share_range(figures.language, low, high), *counts, small])
        dots.append((name, row["matured_acceptance_rate"], low, high, row["is_small"]))
    heads = [
        say.text(_("Segment · source")),
        say.text(_("Accepted in time")),
        say.text(_("Likely range")),
        figures.name("sqls"),
        figures.name("won"),
        say.text(_("How sure")),
    ]
    return Chart(
        svg=charts.intervals(dots, say, reference=every["matured_acceptance_rate"]),
        title=say.text(_("Which segments from which sources?")),
        sentence=say.text(
            _(
                "Accepted in time, of the leads handed off in %(period)s. Hollow dots are of few "
                "leads: they tell little."
            ),
            period=say.period(period),
        ),
        table=Table(
            heads,
            rows,
            numbers=(1, 2, 3, 4),
            place="alignment.lead_quality",
            left_out=len(found) - len(shown),
        ),
    )


def _qualities(figures: Figures, period: Period) -> list[Row]:
    return figures.marts.rows(
        "from alignment.lead_quality where period_grain = ? and period_start = ? "
        "order by segment, source",
        period.grain,
        period.start,
    )


def _largest(rows: list[Row], size: str, value: str) -> list[Row]:
    """The largest of the rows that have a value, the highest value first."""
    known = [row for row in rows if row[value] is not None]
    largest = sorted(known, key=itemgetter(size), reverse=True)[:VALUES_SHOWN]
    return sorted(largest, key=itemgetter(value), reverse=True)


def _of_value(rows: list[Row], value: str) -> Row | None:
    return next((row for row in rows if row["dimension_value"] == value), None)
