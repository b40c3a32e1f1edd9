"""The quarter's co-creation: what brought revenue, what was promised, how both teams see it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import UNATTRIBUTED, UNKNOWN, among, cell, literal, of
from orchestration.reporting.charts import Chart
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.marts import Row, dated, members
from orchestration.reporting.periods import Grain, Period
from orchestration.reporting.tables import CATEGORIES_SHOWN, Cell, Table
from orchestration.reporting.wording import (
    Judgements,
    judgement,
    reason_name,
    value_name,
)
from orchestration.settings import start_of_day

QUARTERS_SHOWN = 4
WAVES_SHOWN = 8
NOTES_SHOWN = 25

# How the credit of a won deal is shared among what people did before; the one charts sort by first.
MODELS = (
    ("linear", _("Equal shares")),
    ("first", _("First touch")),
    ("last", _("Last touch")),
    ("position", _("40/20/40")),
    ("w", _("W, 30/30/30/10")),
    ("time_decay", _("Time decay")),
)
_DIMENSIONS = (
    ("channel", _("Which channels brought revenue?"), _("Channel")),
    ("source", _("Which sources brought revenue?"), _("Source")),
    ("campaign", _("Which campaigns brought revenue?"), _("Campaign")),
    ("asset", _("Which content came before wins?"), _("Content")),
)

_OBJECTIVES: Judgements = {
    "reached": (_("reached"), "good"),
    "on_track": (_("on track"), "good"),
    "behind": (_("behind"), "watch"),
    "missed": (_("missed"), "bad"),
    "no_target": (_("no target"), ""),
}
_COMMITMENTS: Judgements = {
    "kept": (_("kept"), "good"),
    "broken": (_("broken"), "bad"),
    "immature": (_("too young"), "watch"),
    "running": (_("running"), ""),
}
_TEAMS = ("marketing", "sales")

# Whom each measure of a commitment is counted over: a table, its moment, and what tells them.
_MEASURED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "mqls_delivered": ("core.fct_handoffs", "handed_off_at", ()),
    "handoffs_complete_rate": ("core.fct_handoffs", "handed_off_at", ("completeness is not null",)),
    "matured_acceptance_rate": ("core.fct_handoffs", "handed_off_at", ()),
    "touch_sla_compliance": (
        "core.fct_handoffs",
        "handed_off_at",
        ("touch_sla_status in ('met', 'breached')", "touch_sla_is_due"),
    ),
    "decision_sla_compliance": (
        "core.fct_handoffs",
        "handed_off_at",
        ("decision_sla_status in ('met', 'breached')", "decision_sla_is_due"),
    ),
    "attempts_compliance": (
        "core.fct_handoffs",
        "handed_off_at",
        ("attempts_status in ('met', 'given_up', 'breached')",),
    ),
    "reason_given_rate": ("core.fct_leads", "coalesce(rejected_at, recycled_at)", ()),
    "marketing_pipeline": ("core.fct_leads", "opportunity_at", ("origin = 'marketing'",)),
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


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    marts, say = figures.marts, figures.language
    quarter = marts.last_full("quarter")
    return {
        "quarter": say.period(quarter),
        "objectives": _objectives(figures, quarter),
        "funnels": [
            funnel
            for funnel in (
                _funnel(figures, quarter),
                _funnel(figures, Period(quarter.end, "quarter")),
            )
            if funnel is not None
        ],
        "wins": _wins(figures, quarter),
        "commitments": _commitments(figures, quarter),
        "perceived": _perceived(figures, quarter),
        "retention": _retention(figures, quarter),
        "notes": _notes(figures, quarter),
        "losses": _losses(figures, quarter),
    }


def _objectives(figures: Figures, quarter: Period) -> dict[str, Any] | None:
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
        progress="–" if row["progress"] is None else say.share(row["progress"]),  # noqa: RUF001
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


def _funnel(figures: Figures, quarter: Period) -> dict[str, Any] | None:
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
    heads = [
        say.text(_("Stage")),
        say.text(_("Needed")),
        say.text(_("There")),
        say.text(_("Lacking")),
        say.text(_("Go on to the next")),
    ]
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


def _wins(figures: Figures, quarter: Period) -> list[Chart]:
    """What came before the deals won, by each way of sharing the credit."""
    found = figures.marts.rows(
        """
        select *, max(case when model = ? then revenue end) over of_the_value as main_revenue
        from alignment.attribution
        where period_grain = 'quarter' and period_start = ?
        window of_the_value as (partition by dimension, dimension_value)
        order by dimension, main_revenue desc nulls last, dimension_value, model
        """,
        MODELS[0][0],
        quarter.start,
    )
    drawn = []
    for dimension, title, head in _DIMENSIONS:
        rows = [row for row in found if row["dimension"] == dimension]
        if rows:
            drawn.append(_won_by(figures, quarter, rows, (title, head)))
    return drawn


def _won_by(figures: Figures, quarter: Period, found: list[Row], words: tuple[str, str]) -> Chart:
    """The revenue of each value of a dimension, each model beside the others."""
    say = figures.language
    title, head = words
    by_value = [
        (value, {row["model"]: row for row in rows})
        for value, rows in groupby(found, key=itemgetter("dimension_value"))
    ]
    # what nothing came before stands last
    by_value.sort(key=lambda each: each[0] in (UNATTRIBUTED, UNKNOWN))
    shown = by_value[:CATEGORIES_SHOWN]
    query = members(
        "core.fct_opportunities",
        "closed_at",
        quarter,
        figures.marts.time_zone,
        "outcome = 'won'",
        "counted_leads > 0",
    )
    basis = say.text(_("deals won, %(period)s"), period=say.period(quarter))
    rows: list[list[Cell]] = []
    dots: list[tuple[str, float, float, float, bool]] = []
    for value, models in shown:
        name = value_name(figures.language, value)
        main = models[MODELS[0][0]]
        line: list[Cell] = [name, say.number(main["credit"], 1), say.number(main["touches"])]
        for model, _word in MODELS:
            line.append(
                figures.figure("revenue", models[model]["revenue"], query=query, basis=basis)
            )
        rows.append(line)
        known = [row["revenue"] for row in models.values() if row["revenue"] is not None]
        if main["revenue"] is not None and value not in (UNATTRIBUTED, UNKNOWN):
            low, high = float(min(known)), float(max(known))
            dots.append((name, float(main["revenue"]), low, high, False))
    heads = [
        say.text(head),
        say.text(_("Deals")),
        figures.name("touches"),
        *(say.text(word) for _model, word in MODELS),
    ]
    return Chart(
        svg=charts.intervals(dots, say, "~s"),
        title=say.text(title),
        sentence=say.text(
            _(
                "Revenue won in %(period)s, each deal shared equally among what its people did "
                "before. The line goes from the least to the most that any model gives."
            ),
            period=say.period(quarter),
        ),
        table=Table(
            heads,
            rows,
            numbers=range(1, len(heads)),
            place="alignment.attribution",
            left_out=len(by_value) - len(shown),
        ),
    )


def _commitments(figures: Figures, quarter: Period) -> list[dict[str, Any]]:
    """What each team promised the other, and whether it kept it, period by period."""
    found = figures.marts.rows(
        "from alignment.commitments where period_start >= ? and period_start < ? "
        "order by team, measure, segment, period_grain, commitment_code, period_start",
        quarter.start,
        quarter.end,
    )
    teams = []
    for team in _TEAMS:
        owed = [row for row in found if row["team"] == team]
        by_code = groupby(owed, key=itemgetter("measure", "segment", "period_grain"))
        rows = [_commitment(figures, list(periods)) for _key, periods in by_code]
        teams.append({"team": team, "rows": rows})
    return teams if found else []


def _commitment(figures: Figures, periods: list[Row]) -> dict[str, Any]:
    """One promise: its target as it stands now, a mark for each period, and the latest figure."""
    say = figures.language
    last = periods[-1]
    judged = [row for row in periods if row["status"] in ("kept", "broken")]
    name = figures.name(last["measure"])
    if last["segment"] != "*":
        name = say.text(_("%(measure)s, %(segment)s"), measure=name, segment=last["segment"])
    marks = []
    for row in periods:
        if row["status"] is not None:
            period = Period(row["period_start"], row["period_grain"])
            chip = judgement(figures.language, _COMMITMENTS, row["status"])
            marks.append({"chip": chip, "period": say.short_period(period)})
    return {
        "name": name,
        "target": say.text(
            _("%(comparison)s %(target)s each %(grain)s"),
            comparison=say.word(last["comparison"]),
            target=figures.shown(last["measure"], last["target"]),
            grain=say.word(last["period_grain"]),
        ),
        "marks": marks,
        "figure": _kept(figures, (judged or periods)[-1]),
        "period": say.short_period(
            Period((judged or periods)[-1]["period_start"], last["period_grain"])
        ),
    }


def _kept(figures: Figures, row: Row) -> Figure:
    """What was done of a promise in a period."""
    say = figures.language
    grain: Grain = row["period_grain"]
    period = Period(row["period_start"], grain)
    zone = figures.marts.time_zone
    segment = () if row["segment"] == "*" else of("segment", row["segment"])
    counted = row["denominator"]
    if row["measure"] == "survey_response":
        query = _waves(figures, period, f"team = {literal(row['team'])}")
    elif row["measure"] == "marketing_pipeline":
        of_lead = " and ".join(
            (
                "leads.opportunity_id = fct_opportunities.opportunity_id",
                "leads.origin = 'marketing'",
                *(f"leads.{each}" for each in segment),
            )
        )
        query = members(
            "core.fct_opportunities",
            "created_at",
            period,
            zone,
            "outcome in ('won', 'open')",
            f"exists (select * from core.fct_leads as leads where {of_lead})",
        )
    else:
        table, moment, conditions = _MEASURED[row["measure"]]
        query = members(table, moment, period, zone, *segment, *conditions)
        if row["measure"] == "matured_acceptance_rate" and row["members_open"]:
            counted = None
    return figures.figure(
        row["measure"],
        row["actual"],
        query=query,
        basis=say.period(period),
        members=None if counted is None else int(counted),
        is_mature=row["is_mature"] or row["status"] is None,
        is_protected=row["measure"] == "survey_response"
        and row["actual"] is None
        and row["is_mature"],
    )


def _waves(figures: Figures, period: Period, *conditions: str) -> str:
    """A query for what is published of the waves of the survey that closed in a period."""
    first, after = period.bounds(figures.marts.time_zone)
    held = (
        f"closed_at > timestamp '{first:%Y-%m-%d %H:%M:%S}'",
        f"closed_at <= timestamp '{after:%Y-%m-%d %H:%M:%S}'",
        *conditions,
    )
    return "select *\nfrom alignment.perceived_alignment\nwhere " + "\n  and ".join(held)


_ITEMS = {
    "all": _("All together"),
    "communication": _("Communication"),
    "trust": _("Trust"),
    "recognition": _("View of the other's work"),
}


def _perceived(figures: Figures, quarter: Period) -> dict[str, Any] | None:
    """How both teams see their work together: the waves of the quarter, else the latest one."""
    marts, say = figures.marts, figures.language
    found = marts.rows("from alignment.perceived_alignment order by closed_at, wave")
    waves = {
        wave: {(row["team"], row["survey_dimension"]): row for row in rows}
        for wave, rows in groupby(found, key=itemgetter("wave"))
    }
    if not waves:
        return None
    in_quarter = {row["wave"] for row in marts.rows(_waves(figures, quarter))}
    latest = [wave for wave in waves if wave in in_quarter] or list(waves)[-1:]
    shown = list(waves)[-WAVES_SHOWN:]
    history: list[list[Cell]] = []
    for wave in reversed(shown):
        cells: list[Cell] = [wave]
        for team in ("both", *_TEAMS):
            cells.append(_scored(figures, waves[wave].get((team, "all"))))
        cells.append(_gap(figures, waves[wave].get(("both", "all"))))
        history.append(cells)
    heads = [
        say.text(_("Wave")),
        say.text(_("Both teams")),
        *(say.word(team).capitalize() for team in _TEAMS),
        figures.name("gap"),
    ]
    points = [
        (wave, both["score"] if both else None, True)
        for wave in shown
        for both in [waves[wave].get(("both", "all"))]
    ]
    line = Chart(
        svg=charts.line(points, say, "d", height=120),
        title=say.text(_("Wave by wave")),
        sentence=say.text(
            _("The score of both teams, 0 to 100. A wave that is protected has no dot.")
        ),
        table=Table(
            heads,
            history,
            numbers=range(1, len(heads)),
            left_out=len(waves) - len(shown),
            place="alignment.perceived_alignment",
        ),
    )
    return {
        "waves": [_wave(figures, wave, waves[wave]) for wave in latest[-2:]],
        "line": line if len(waves) > 1 else None,
    }


def _wave(figures: Figures, wave: str, scores: dict[tuple[str, str], Row]) -> Chart:
    """A wave, item by item: each team, both, and what lies between."""
    say = figures.language
    rows: list[list[Cell]] = []
    dots: list[tuple[str, float, float, float, bool]] = []
    for item, word in _ITEMS.items():
        name = say.text(word)
        marketing, sales, both = (scores.get((team, item)) for team in (*_TEAMS, "both"))
        teams = [_scored(figures, row) for row in (marketing, sales)]
        answers = [_answered(figures, row) for row in (marketing, sales)]
        rows.append([name, *teams, _scored(figures, both), _gap(figures, both), *answers])
        told = [row["score"] for row in (marketing, sales) if row and row["score"] is not None]
        if len(told) == len(_TEAMS) and both and both["score"] is not None:
            dots.append((name, both["score"], min(told), max(told), False))
    closed = next(iter(scores.values()))["closed_at"]
    names = [say.word(team).capitalize() for team in _TEAMS]
    heads = [
        say.text(_("Item")),
        *names,
        say.text(_("Both teams")),
        figures.name("gap"),
        *(say.text(_("Answers, %(team)s"), team=say.word(team)) for team in _TEAMS),
    ]
    return Chart(
        svg=charts.intervals(dots, say, "d"),
        title=say.text(_("How do both teams see it? %(wave)s"), wave=wave),
        sentence=say.text(
            _(
                "Closed on %(day)s. The line goes from one team's score to the other's, 0 to 100; "
                "the dot is both. What few people answered is protected and not drawn."
            ),
            day=say.day(figures.marts.local(closed - timedelta(seconds=1)).date()),
        ),
        table=Table(heads, rows, numbers=range(1, len(heads))),
    )


def _published(row: Row) -> str:
    """A query for a cell of the survey: answers of a person are in no published table."""
    return (
        "select *\nfrom alignment.perceived_alignment\n"
        f"where wave = {literal(row['wave'])}\n  and team = {literal(row['team'])}\n"
        f"  and survey_dimension = {literal(row['survey_dimension'])}"
    )


def _of_survey(figures: Figures, metric: str, column: str, row: Row | None) -> Cell:
    if row is None:
        return ""
    return figures.figure(
        metric,
        row[column],
        query=_published(row),
        basis=row["wave"],
        is_protected=row[column] is None,
        is_change=column == "gap",
    )


def _scored(figures: Figures, row: Row | None) -> Cell:
    return _of_survey(figures, "score", "score", row)


def _gap(figures: Figures, row: Row | None) -> Cell:
    return _of_survey(figures, "gap", "gap", row)


def _answered(figures: Figures, row: Row | None) -> Cell:
    return _of_survey(figures, "respondents", "respondents", row)


def _retention(figures: Figures, quarter: Period) -> Table | None:
    """Customers who stay, and what they bring, quarter by quarter."""
    say, marts = figures.language, figures.marts
    periods = quarter.back(QUARTERS_SHOWN)
    found = {period: cell(marts, "alignment.retention", period) for period in periods}
    if not any(found.values()):
        return None
    rows: list[list[Cell]] = []
    for metric in (
        "renewal_rate",
        "gross_retention_rate",
        "net_retention_rate",
        "churned_revenue",
        "expansion_revenue",
    ):
        line: list[Cell] = [figures.name(metric)]
        for period, row in found.items():
            is_renewals = metric == "renewal_rate"
            line.append(
                figures.figure(
                    metric,
                    row[metric] if row else None,
                    query=_renewals(figures, period, is_renewals),
                    basis=say.text(_("due or closed, %(period)s"), period=say.period(period)),
                    members=row["due_until_now"] if row and is_renewals else None,
                    is_mature=row is None or bool(row["is_mature"]),
                )
            )
        rows.append(line)
    heads = [say.text(_("Figure")), *(say.period(period) for period in periods)]
    return Table(heads, rows, numbers=range(1, len(heads)))


def _renewals(figures: Figures, period: Period, is_due: bool) -> str:
    """A query for the renewals of a period, or for its renewals and expansions."""
    marts = figures.marts
    first, after = period.bounds(marts.time_zone)
    until = start_of_day(marts.today + timedelta(days=1), marts.time_zone)
    held = [
        "opportunity_kind = 'renewal'"
        if is_due
        else "opportunity_kind in ('renewal', 'expansion')",
        f"coalesce(expected_close_on >= date '{period.start}', "
        f"closed_at >= timestamp '{first:%Y-%m-%d %H:%M:%S}')",
        f"coalesce(expected_close_on < date '{period.end}', "
        f"closed_at < timestamp '{after:%Y-%m-%d %H:%M:%S}')",
        "not (is_deleted and outcome = 'open')",
    ]
    if is_due:
        held.append(
            f"coalesce(expected_close_on <= date '{marts.today}', "
            f"closed_at < timestamp '{until:%Y-%m-%d %H:%M:%S}')"
        )
    return "select *\nfrom core.fct_opportunities\nwhere " + "\n  and ".join(held)


def _notes(figures: Figures, quarter: Period) -> Table | None:
    """What sales wrote when it gave leads back, as it stands in the tool."""
    say = figures.language
    query = members(
        "core.fct_handoffs",
        "decided_at",
        quarter,
        figures.marts.time_zone,
        among("decision", ("rejected", "recycled")),
        "trim(reason_text) <> ''",
    )
    return _written(
        figures,
        query,
        ("reason_text", "reason_code", "decisions"),
        (say.text(_("given back, %(period)s"), period=say.period(quarter)), _("Leads")),
    )


def _losses(figures: Figures, quarter: Period) -> Table | None:
    """Why deals were lost, as it stands in the CRM."""
    say = figures.language
    query = members(
        "core.fct_opportunities",
        "closed_at",
        quarter,
        figures.marts.time_zone,
        "outcome = 'lost'",
        "trim(loss_reason) <> ''",
    )
    return _written(
        figures,
        query,
        ("loss_reason", "loss_reason_code", "opportunities"),
        (say.text(_("lost, %(period)s"), period=say.period(quarter)), _("Deals")),
    )


def _written(
    figures: Figures, query: str, columns: tuple[str, str, str], words: tuple[str, str]
) -> Table | None:
    """Texts of people, those that stand most often first.

    `columns` are the text, the agreed reason that it means, and the metric that counts them;
    `words` the basis, and what is counted.
    """
    say = figures.language
    text, code, metric = columns
    basis, counted = words
    found = figures.marts.rows(
        f"select written.{text} as text, written.{code} as reason_code, reasons.name_en, "
        f"reasons.name_fr, count(*) as times from ({query}) as written "
        f"left join agreement.reasons as reasons on written.{code} = reasons.reason_code "
        "group by all order by times desc, text, reason_code"
    )
    if not found:
        return None
    rows: list[list[Cell]] = []
    for row in found[:NOTES_SHOWN]:
        reason = row["reason_code"]
        is_this = f"{code} = {literal(reason)}" if reason else f"{code} is null"
        rows.append(
            [
                say.quoted(row["text"]),
                reason_name(say, row),
                figures.figure(
                    metric,
                    row["times"],
                    query=f"{query}\n  and {text} = {literal(row['text'])}\n  and {is_this}",
                    basis=basis,
                ),
            ]
        )
    heads = [say.text(_("As written")), say.text(_("Agreed reason")), say.text(counted)]
    place = "core.fct_handoffs" if text == "reason_text" else "core.fct_opportunities"
    return Table(heads, rows, numbers=(2,), place=place, left_out=len(found) - len(rows))
