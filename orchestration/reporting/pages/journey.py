"""The journey: who pilots which stage, how many go on, how long it takes, where it broke."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import literal
from orchestration.reporting.charts import Chart
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Table
from orchestration.reporting.wording import of_dimension, points_range

# Quarters of which the drop-off is shown beside each other.
QUARTERS_SHOWN = 4
# Breaks, the most certain first.
BREAKS_SHOWN = 8


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    marts = figures.marts
    stages = _stages(figures)
    return {
        "stages": [row for row in stages if row["is_in_funnel"]],
        "ends": [row for row in stages if not row["is_in_funnel"]],
        "funnel": _funnel(figures, stages),
        "quarters": _quarters(figures, stages),
        "times": _times(figures, stages),
        "breaks": _breaks(figures, stages),
        "has_leads": marts.has_rows("core.fct_leads"),
    }


def _stages(figures: Figures) -> list[Row]:
    """The stages of the version in force, in the order of the journey."""
    rows = figures.marts.rows(
        """
        select
            stages.*,
            funnel.stage is not null
            or not exists (select 1 from alignment.funnel) as is_in_funnel,
            coalesce(leads.leads_now, 0) as leads_now
        from core.dim_stages as stages
        left join (select distinct stage from alignment.funnel) as funnel
            on stages.stage = funnel.stage
        left join (
            select current_stage, count(*) as leads_now from core.fct_leads group by current_stage
        ) as leads
            on stages.stage = leads.current_stage
        order by stages.position, stages.is_end, stages.stage
        """
    )
    for row in rows:
        row["name"] = row[f"name_{figures.language.code}"]
        row["now"] = figures.figure(
            "leads",
            row["leads_now"],
            query=f"select *\nfrom core.fct_leads\nwhere current_stage = '{row['stage']}'",
            basis=figures.language.text(
                _("%(stage)s, leads that are there now"), stage=row["name"]
            ),
        )
    return rows


def _funnel(figures: Figures, stages: list[Row]) -> dict[str, Any] | None:
    """All leads ever: how many reached each stage, and how many of them the next."""
    found = {
        row["stage"]: row
        for row in figures.marts.rows(
            "from alignment.funnel where basis = 'cohort' and period_grain = 'ever' "
            "and dimension = 'all'"
        )
    }
    names = [(row["stage"], row["name"]) for row in stages if row["stage"] in found]
    if not names:
        return None
    say = figures.language
    bars = [
        (
            name,
            found[stage]["entered"] + found[stage]["entered_imputed"],
            _reached(figures, found[stage]),
        )
        for stage, name in names
    ]
    steps: list[list[Cell]] = []
    for (stage, name), (_next, following) in pairwise(names):
        row = found[stage]
        step = say.text(_("%(stage)s to %(next)s"), stage=name, next=following)
        rate = figures.figure(
            "rate_to_next",
            row["rate_to_next"],
            query=_members(stage),
            basis=say.text(_("%(step)s, all leads"), step=step),
            members=row["entered"],
        )
        left = row["entered"] - (row["reached_next"] or 0)
        steps.append([step, rate, say.number(left)])
    chart = Chart(
        svg=charts.bars(bars, say, "marketing"),
        title=say.text(_("How far leads came")),
        sentence=say.text(_("All leads there have been, by the stages that they reached.")),
        table=Table(
            say.texts(_("Stage"), _("Leads"), _("Of these, inferred")),
            [
                (
                    name,
                    say.number(found[stage]["entered"] + found[stage]["entered_imputed"]),
                    say.number(found[stage]["entered_imputed"]),
                )
                for stage, name in names
            ],
            numbers=(1, 2),
        ),
    )
    heads = say.texts(_("Step"), _("Rate"), _("Not, or not yet"))
    return {"chart": chart, "steps": Table(heads, steps, numbers=(1, 2))}


def _members(stage: str, *conditions: str) -> str:
    """A query for the leads that entered a stage, recorded."""
    if stage != "inquiry":
        conditions = (f"has_{stage}", f"not {stage}_is_imputed", *conditions)
    held = "\n  and ".join(conditions)
    return "select *\nfrom core.fct_leads" + (f"\nwhere {held}" if held else "")


def _reached(figures: Figures, row: Row) -> str:
    say = figures.language
    share = row["rate_from_inquiry"]
    told = say.number(row["entered"] + row["entered_imputed"])
    return told if share is None else f"{told} · {say.share(share)}"


def _quarters(figures: Figures, stages: list[Row]) -> Table | None:
    """The share that went on, quarter by quarter; young ones look young."""
    say, marts = figures.language, figures.marts
    periods = marts.last_full("quarter").back(QUARTERS_SHOWN)
    found = {
        (row["period_start"], row["stage"]): row
        for row in marts.rows(
            "from alignment.funnel where basis = 'cohort' and period_grain = 'quarter' "
            "and dimension = 'all' and period_start >= ?",
            periods[0].start,
        )
    }
    if not found:
        return None
    names = [(row["stage"], row["name"]) for row in stages if row["is_in_funnel"]]
    rows: list[list[Cell]] = []
    for (stage, name), (_next, following) in pairwise(names):
        step = say.text(_("%(stage)s to %(next)s"), stage=name, next=following)
        cells: list[Cell] = [step]
        for period in periods:
            row = found.get((period.start, stage))
            first, after = period.bounds(marts.time_zone)
            within = (f"inquiry_at >= timestamp '{first}'", f"inquiry_at < timestamp '{after}'")
            rate = figures.figure(
                "rate_to_next",
                row["rate_to_next"] if row else None,
                query=_members(stage, *within),
                basis=say.text(
                    _("%(step)s, leads that came in, %(period)s"),
                    step=step,
                    period=say.period(period),
                ),
                members=row["entered"] if row else 0,
                is_mature=bool(row["is_mature"]) if row else True,
            )
            cells.append(rate)
        rows.append(cells)
    heads = [say.text(_("Step")), *(say.period(period) for period in periods)]
    return Table(heads, rows, numbers=range(1, len(heads)))


def _times(figures: Figures, stages: list[Row]) -> dict[str, Any] | None:
    """The days that leads stay in each stage, and those that stay too long."""
    say, marts = figures.language, figures.marts
    period = marts.last_full("quarter")
    found = {
        row["stage"]: row
        for row in marts.rows(
            "from alignment.stage_velocity where period_grain = 'quarter' and period_start = ? "
            "and dimension = 'all'",
            period.start,
        )
    }
    if not found:
        return None
    rows: list[list[Cell]] = []
    first, after = period.bounds(marts.time_zone)
    for stage in stages:
        row = found.get(stage["stage"])
        if row is None:
            continue
        median = figures.figure(
            "median_days_km",
            row["median_days_km"],
            query=(
                f"select *\nfrom core.fct_stage_transitions\nwhere to_stage = '{stage['stage']}'\n"
                f"  and entered_at >= timestamp '{first}'\n  and entered_at < timestamp '{after}'\n"
                "  and not is_imputed"
            ),
            basis=say.text(
                _("%(stage)s, entered in %(period)s"),
                stage=stage["name"],
                period=say.period(period),
            ),
            members=row["entered"],
            is_mature=row["median_days_km"] is not None or row["open"] == 0,
        )
        stalled = row["stalled"]
        told = say.text(_("not known yet")) if stalled is None else say.number(stalled)
        rows.append([stage["name"], median, say.number(row["open"]), told])
    heads = say.texts(
        _("Stage"), _("Half have left after"), _("Still there"), _("Longer than nine in ten before")
    )
    return {"period": say.period(period), "table": Table(heads, rows, numbers=(1, 2, 3))}


def _breaks(figures: Figures, stages: list[Row]) -> Table:
    """The steps whose rate is another one since some month, the most certain first."""
    say = figures.language
    names = {row["stage"]: row["name"] for row in stages}
    rows: list[list[Cell]] = []
    found = figures.marts.rows(
        """
        select breaks.*
        from review.curve_breaks as breaks
        left join review.curve_breaks as of_all
            on breaks.step = of_all.step
            and of_all.dimension = 'all'
        where
            breaks.is_break
            -- whom one value holds all is told once
            and (
                breaks.dimension = 'all'
                or breaks.members_before is distinct from of_all.members_before
                or breaks.members_after is distinct from of_all.members_after
            )
        order by breaks.statistic desc, breaks.step, breaks.dimension, breaks.dimension_value
        """
    )
    for row in found[:BREAKS_SHOWN]:
        query = (
            f"select *\nfrom review.curve_breaks\nwhere step = {literal(row['step'])}\n"
            f"  and dimension = {literal(row['dimension'])}\n"
            f"  and dimension_value = {literal(row['dimension_value'])}"
        )
        step = say.text(
            _("%(stage)s to %(next)s"),
            stage=names[row["stage_entered"]],
            next=names[row["stage_reached"]],
        )
        of = of_dimension(figures, row["dimension"], row["dimension_value"])
        told = say.text(
            _("by the month in which leads entered the step, since %(day)s"),
            day=say.day(row["first_month_start"]),
        )
        basis = " · ".join(filter(None, (step, of, told)))
        before, after = (
            figures.figure("rate_to_next", row[name], query=query, basis=basis)
            for name in ("rate_before", "rate_after")
        )
        change = say.points(row["change"]), points_range(say, row["change_low"], row["change_high"])
        rows.append(
            [(step, of), say.period(Period(row["broke_on"], "month")), before, after, change]
        )
    heads = say.texts(_("Step"), _("Since"), _("Before"), _("After"), _("Change"))
    return Table(
        heads,
        rows,
        numbers=(2, 3, 4),
        place="review.curve_breaks",
        left_out=len(found) - len(rows),
    )
