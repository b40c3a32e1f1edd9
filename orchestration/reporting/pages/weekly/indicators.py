"""The indicators of the week: each beside the week before, its usual range, and the last mature."""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cohorts import ACCEPTANCE, CONVERSION, basis_of, members_of
from orchestration.reporting.figures import HEADLINE, OTHERS, PERIODS_SHOWN, Figure, Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Table
from orchestration.reporting.wording import range_of

_OF_LEADS = ("leads", "conversion_by_source")

# By the unit of an indicator: how its axis writes numbers, and what it counts of a value; business
# minutes are shown in hours.
_AXES = {"rate": (".0%", 1, ""), "count": ("~s", 1, ""), "median": ("~s", 60, "\u202fh")}

# A week on the line of an indicator: its label, its value, whether it is mature.
Point = tuple[str, float | None, bool]


def indicators(figures: Figures, week: Period) -> list[dict[str, Any]]:
    """A card for each indicator of the headline."""
    return [_card(figures, metric, week) for metric in HEADLINE]


def others(figures: Figures, week: Period) -> Table:
    """The other indicators, a row each."""
    say = figures.language
    rows: list[list[Cell]] = []
    for metric in OTHERS:
        row = _series(figures, metric, week).get(week.start)
        if row is None:
            continue
        before, name = row["previous_value"], figures.name(metric)
        rows.append(
            [
                (name, say.text(_("unusual"))) if row["is_unusual"] else name,
                _figure(figures, metric, row, week),
                "" if before is None else figures.shown(metric, before),
                _usual(figures, metric, row),
            ]
        )
    heads = say.texts(_("Indicator"), _("Last week"), _("Week before"), _("Usual range"))
    return Table(heads, rows, numbers=(1, 2, 3))


def _card(figures: Figures, metric: str, week: Period) -> dict[str, Any]:
    """An indicator: this week, the week before, the usual range, the last mature week."""
    series = _series(figures, metric, week)
    row = series.get(week.start)
    points = _points(figures, series, week)
    change = row["change"] if row else None
    return {
        "name": figures.name(metric),
        "figure": _figure(figures, metric, row, week),
        "change": None if change is None else figures.change(metric, change),
        "is_better": figures.is_better(metric, change),
        "usual": _usual(figures, metric, row),
        "is_unusual": bool(row and row["is_unusual"]),
        "mature": None if row and row["is_mature"] else _mature(figures, metric, week),
        "estimate": _estimate(figures, metric, row),
        "line": _line(figures, series, row, points),
        "points": Table(
            [figures.language.text(_("Week from")), figures.name(metric)],
            [
                (at, "" if value is None else figures.shown(metric, value))
                for at, value, _mature in points
            ],
            numbers=(1,),
        ),
    }


def _series(figures: Figures, metric: str, week: Period) -> dict[date, Row]:
    """The last weeks of an indicator, by their first day."""
    rows = figures.marts.rows(
        "from review.metric_changes where period_grain = 'week' and metric = ? "
        "and period_start between ? and ?",
        metric,
        week.back(PERIODS_SHOWN)[0].start,
        week.start,
    )
    return {row["period_start"]: row for row in rows}


def _figure(figures: Figures, metric: str, row: Row | None, week: Period) -> Figure:
    is_count = row is not None and row["unit"] == "count"
    return figures.figure(
        metric,
        row["value"] if row else None,
        query=members_of(figures, _table(metric), metric, week),
        basis=basis_of(figures, _table(metric), week),
        members=row["members"] if row and row["is_mature"] and not is_count else None,
        is_mature=bool(row["is_mature"]) if row else True,
    )


def _table(metric: str) -> str:
    """A table that counts the same members."""
    return CONVERSION if metric in _OF_LEADS else ACCEPTANCE


def _mature(figures: Figures, metric: str, week: Period) -> dict[str, Any] | None:
    """The last week that is old enough, of those in which there was anybody."""
    row = figures.marts.row(
        "from review.metric_changes where period_grain = 'week' and metric = ? and is_mature "
        "and members > 0 and period_start < ? order by period_start desc limit 1",
        metric,
        week.start,
    )
    return row and {
        "period": figures.language.period(Period(row["period_start"], "week")),
        "figure": _figure(figures, metric, row, Period(row["period_start"], "week")),
    }


def _estimate(figures: Figures, metric: str, row: Row | None) -> str | None:
    """What this week is expected to become, where it has no value yet."""
    if row is None or row["value"] is not None or row["estimate"] is None:
        return None
    return figures.shown(metric, row["estimate"])


def _usual(figures: Figures, metric: str, row: Row | None) -> str:
    """The range in which the weeks before mostly lay."""
    if row is None or row["usual_low"] is None:
        return ""
    ends = (figures.shown(metric, row[name]) for name in ("usual_low", "usual_high"))
    return range_of(figures.language, *ends)


def _points(figures: Figures, series: dict[date, Row], week: Period) -> list[Point]:
    points = []
    for period in week.back(PERIODS_SHOWN):
        row = series.get(period.start)
        at = figures.language.short_period(period)
        points.append((at, row["value"] if row else None, bool(row and row["is_mature"])))
    return points


def _line(
    figures: Figures, series: dict[date, Row], row: Row | None, points: list[Point]
) -> Markup | None:
    if all(value is None for _at, value, _mature in points):
        return None
    (unit,) = {each["unit"] for each in series.values()}
    number_format, of, suffix = _AXES[unit]
    low, high = (row[name] if row else None for name in ("usual_low", "usual_high"))
    return charts.line(
        [(at, None if value is None else value / of, mature) for at, value, mature in points],
        figures.language,
        number_format,
        None if low is None or high is None else (low / of, high / of),
        suffix,
    )
