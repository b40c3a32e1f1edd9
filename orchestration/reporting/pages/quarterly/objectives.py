"""What both teams are to reach together, and the funnel that it asks for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.charts import Chart
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.marts import Row, dated, members
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Table
from orchestration.reporting.wording import Judgements, judgement
from orchestration.settings import start_of_day

QUARTERS_SHOWN = 4

_OBJECTIVES: Judgements = {
    "reached": (_("reached"), "good"),
    "on_track": (_("on track"), "good"),
    "behind": (_("behind"), "watch"),
    "missed": (_("missed"), "bad"),
    "no_target": (_("no target"), ""),
}

# Whom each objective is counted over.
_OBJECTED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "revenue": ("core.fct_opportunities", "closed_at", ("outcome = 'won'", "counted_leads > 0")),
    "won": ("core.fct_leads", "won_at", ("has_won", "not won_is_imputed")),
    "mqls": ("core.fct_leads", "mql_at", ("has_mql", "not mql_is_imputed")),
    "sqls": ("core.fct_leads", "sql_at", ("has_sql", "not sql_is_imputed")),
    "opportunities": (
        "core.fct_leads",
        "opportunity_at",
        ("has_opportunity", "not opportunity_is_imputed"),
    ),
    "lead_to_won_rate": ("core.fct_leads", "inquiry_at", ()),
    "acceptance_rate": ("core.fct_handoffs", "handed_off_at", ()),
}


def objectives(figures: Figures, quarter: Period) -> dict[str, Any] | None:
    """What both teams are to reach together, and how far they came, quarter by quarter."""
    marts, say = figures.marts, figures.language
    periods = quarter.back(QUARTERS_SHOWN)
    found = {
        (row["period_start"], row["metric"]): row
        for row in marts.rows(
            "from alignment.shared_objectives where period_grain = 'quarter' "
            "and period_start between ? and ? order by target is null, metric",
            periods[0].start,
            quarter.start,
        )
    }
    if not found:
        return None
    cards = [
        _objective(figures, quarter, row)
        for (start, _metric), row in found.items()
        if start == quarter.start and row["target"] is not None
    ]
    metrics = list(dict.fromkeys(metric for _start, metric in found))
    rows: list[list[Cell]] = []
    for metric in metrics:
        line: list[Cell] = [figures.name(metric)]
        for period in periods:
            row = found.get((period.start, metric))
            line.append(_achieved(figures, period, row) if row else "")
        rows.append(line)
    heads = [say.text(_("Objective")), *(say.period(period) for period in periods)]
    return {"cards": cards, "table": Table(heads, rows, numbers=range(1, len(heads)))}


def _objective(figures: Figures, quarter: Period, row: Row) -> dict[str, Any]:
    say = figures.language
    told = say.text(
        _("of %(target)s agreed: %(progress)s"),
        target=figures.shown(row["metric"], row["target"]),
        progress="\u2013" if row["progress"] is None else say.share(row["progress"]),
    )
    return {
        "title": figures.name(row["metric"]),
        "figure": _achieved(figures, quarter, row),
        "told": told,
        "status": judgement(figures.language, _OBJECTIVES, row["status"]),
        "owners": say.text(
            _("%(marketing)s and %(sales)s"),
            marketing=row["marketing_owner"],
            sales=row["sales_owner"],
        ),
        "missing": row["amounts_missing"],
    }


def _achieved(figures: Figures, period: Period, row: Row) -> Figure:
    """What was reached of an objective."""
    say = figures.language
    table, moment, conditions = _OBJECTED[row["metric"]]
    return figures.figure(
        row["metric"],
        row["actual"],
        query=members(table, moment, period, figures.marts.time_zone, *conditions),
        basis=say.period(period),
        members=row["denominator"],
        is_mature=row["is_mature"],
    )


def funnel(figures: Figures, quarter: Period) -> dict[str, Any] | None:
    """What the revenue target asks for at each stage, and what there is of it."""
    marts, say = figures.marts, figures.language
    found = marts.rows(
        """
        select target_funnel.*, stages.name_en, stages.name_fr, missing.name_en as missing_name_en,
            missing.name_fr as missing_name_fr
        from alignment.target_funnel as target_funnel
        left join core.dim_stages as stages
            on target_funnel.stage = stages.stage
        left join core.dim_stages as missing
            on target_funnel.missing_stage = missing.stage
        where target_funnel.period_grain = 'quarter' and target_funnel.period_start = ?
        order by stages.position, target_funnel.stage
        """,
        quarter.start,
    )
    if not found:
        return None
    rows: list[list[Cell]] = []
    parts: list[tuple[str, str, float]] = []
    there, lacking = say.text(_("there")), say.text(_("lacking"))
    for row in found:
        name, stage = row[f"name_{say.code}"], row["stage"]
        recorded = (f"has_{stage}", f"not {stage}_is_imputed") if stage != "inquiry" else ()
        actual = figures.figure(
            "entered",
            row["actual"],
            query=members(
                "core.fct_leads", f"{stage}_at", quarter, figures.marts.time_zone, *recorded
            ),
            basis=say.period(quarter),
            is_mature=row["is_mature"],
        )
        rate: Cell = ""
        if row["rate_members"] and stage != "won":
            rate = figures.figure(
                "rate_to_next",
                row["rate_used"],
                query=_of_rate(figures, quarter, stage),
                basis=say.text(_("leads of the 12 months before, at least 90 days in the stage")),
                members=row["rate_members"],
            )
        needed = [_counted(figures, row[column]) for column in ("required", "gap")]
        rows.append([name, needed[0], actual, needed[1], rate])
        parts.append((name, there, row["actual"]))
        parts.append((name, lacking, max(row["gap"] or 0, 0)))
    first = found[0]
    missing = ""
    if first["missing_stage"]:
        missing = say.text(
            _("The rate of the step after %(stage)s is of too few leads to count back with."),
            stage=say.quoted(first[f"missing_name_{say.code}"]),
        )
    heads = say.texts(_("Stage"), _("Needed"), _("There"), _("Lacking"), _("Go on to the next"))
    sentence = say.text(_("The target is %(target)s."), target=say.money(first["target"]))
    if first["mean_revenue"] is not None:
        sentence = say.text(
            _("The target is %(target)s, at %(mean)s a won lead."),
            target=say.money(first["target"]),
            mean=say.money(first["mean_revenue"]),
        )
    chart = Chart(
        svg=charts.stacked(parts, [(there, "good"), (lacking, "muted")], say, "d"),
        title=say.text(_("Counted back from revenue, %(period)s"), period=say.period(quarter)),
        sentence=sentence,
        table=Table(heads, rows, numbers=range(1, len(heads))),
    )
    return {"chart": chart, "missing": missing}


def _counted(figures: Figures, value: float | None) -> str:
    say = figures.language
    return say.text(_("none")) if value is None else say.number(value)


def _of_rate(figures: Figures, quarter: Period, stage: str) -> str:
    """A query for the leads by which a step of the counted-back funnel is rated."""
    marts = figures.marts
    before = marts.as_of - timedelta(days=90)
    day = start_of_day(marts.today - timedelta(days=89), marts.time_zone)
    is_timed = f"{stage}_has_time"
    recorded: tuple[str, ...] = ()
    if stage != "inquiry":
        is_timed = f"({is_timed} and not {stage}_is_observed)"
        recorded = (f"has_{stage}", f"not {stage}_is_imputed")
    is_old = (
        f"case when {is_timed} then {stage}_at <= timestamp '{before:%Y-%m-%d %H:%M:%S}'"
        f" else {stage}_at < timestamp '{day:%Y-%m-%d %H:%M:%S}' end"
    )
    first = date(quarter.start.year - 1, quarter.start.month, 1)
    zone = marts.time_zone
    return dated("core.fct_leads", "inquiry_at", first, quarter.start, zone, *recorded, is_old)
