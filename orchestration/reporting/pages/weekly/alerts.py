"""What the rules of the agreement warn of, and what is behind it."""

from __future__ import annotations

from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.cells import literal
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Chip
from orchestration.reporting.wording import of_dimension


def alerts(figures: Figures) -> list[dict[str, Any]]:
    """The alerts of the last period of each rule that has one: a card for each value warned of."""
    marts = figures.marts
    rows = marts.rows(
        """
        select alerts.*
        from alignment.alerts as alerts
        inner join (
            select rule_code, max(period_start) as period_start
            from alignment.alerts
            group by rule_code
        ) as latest
            on alerts.rule_code = latest.rule_code
            and alerts.period_start = latest.period_start
        where alerts.period_start >= ?
        order by alerts.severity, alerts.period_start desc, alerts.rule_code
        """,
        marts.last_full("quarter").before.start,
    )
    told: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        keys = ("metric", "dimension", "dimension_value", "period_grain", "period_start")
        card = told.setdefault(tuple(str(row[key]) for key in keys), _card(figures, row))
        card["rules"].append(_rule(figures, row))
    return list(told.values())


def _card(figures: Figures, row: Row) -> dict[str, Any]:
    say, metric, before = figures.language, row["metric"], row["previous_value"]
    period = Period(row["period_start"], row["period_grain"])
    dimension, value = row["dimension"], row["dimension_value"]
    figure = figures.figure(
        metric,
        row["value"],
        query=(
            f"select *\nfrom alignment.alerts\nwhere metric = {literal(metric)}\n"
            f"  and dimension = {literal(dimension)}\n"
            f"  and dimension_value = {literal(value)}\n"
            f"  and period_grain = '{period.grain}'\n"
            f"  and period_start = date '{period.start}'"
        ),
        basis=" · ".join(
            filter(None, (say.period(period), of_dimension(figures, dimension, value)))
        ),
    )
    return {
        "title": figures.name(metric),
        "of": of_dimension(figures, dimension, value),
        "period": say.period(period),
        "figure": figure,
        "before": None if before is None else figures.shown(metric, before),
        "behind": _behind(figures, row["what_is_behind"]),
        "part": None if row["part_behind"] is None else say.share(row["part_behind"]),
        "members": say.number(row["members"]),
        "rules": [],
    }


def _behind(figures: Figures, told: str | None) -> str | None:
    """What is behind an alert, which the table tells as `<dimension>: <value>`."""
    if told is None:
        return None
    dimension, _colon, value = told.partition(": ")
    return of_dimension(figures, dimension, value)


def _rule(figures: Figures, row: Row) -> Chip:
    """What a rule watches for, and whether it is far beyond."""
    say = figures.language
    if row["comparison"] == "changed":
        times = say.number(row["threshold"], 1)
        told = say.text(_("moved over %(times)s times the usual"), times=times)
    else:
        message = _("below %(limit)s") if row["comparison"] == "below" else _("above %(limit)s")
        told = say.text(message, limit=figures.shown(row["metric"], row["threshold"]))
    return Chip(told, "bad" if row["severity"] == "high" else "watch")
