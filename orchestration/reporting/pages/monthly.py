"""The month's lead review: quality by segment and source, reasons, missing information, pilots.

A month is often too young to be judged: then the latest one that is old enough stands there with
its date, and beside it what is expected of the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import (
    UNKNOWN,
    among,
    cell,
    cells,
    folded,
    latest_mature,
    literal,
    of,
)
from orchestration.reporting.charts import Chart, Colour
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.marts import Row, dated, members
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Chip, Table
from orchestration.reporting.wording import (
    Judgements,
    judgement,
    points_range,
    reason_name,
    share_range,
    value_name,
)

# The categories that a chart draws, and the rows of a table of figures.
CATEGORIES_SHOWN = 12
MONTHS_SHOWN = 6
PILOTS_SHOWN = 4

ACCEPTANCE = "alignment.lead_acceptance"
HANDLING = "alignment.lead_handling_time"
CONVERSION = "alignment.conversion_by_source"

# The rates of the steps: whom each is counted over, and what tells them.
STEPS = (
    ("lead_to_mql_rate", "leads", ()),
    ("mql_to_accepted_rate", "mqls", ("has_mql", "not mql_is_imputed")),
    ("accepted_to_sql_rate", "accepted", ("has_accepted", "not accepted_is_imputed")),
    ("sql_to_opportunity_rate", "sqls", ("has_sql", "not sql_is_imputed")),
    ("opportunity_to_won_rate", "opportunities", ("has_opportunity", "not opportunity_is_imputed")),
    ("lead_to_won_rate", "leads", ()),
)

# What becomes of a lead that is given back, by the action of its reason.
_ACTIONS = {
    "nurture": _("Marketing stays in touch with it"),
    "fix_data": _("The data is corrected"),
    "suppress": _("Nobody contacts it any more"),
    "lower_score": _("Its like get a lower score"),
}
_DECISIONS: tuple[tuple[str, str, Colour], ...] = (
    ("rejected", _("rejected"), "bad"),
    ("recycled", _("recycled"), "watch"),
)
_ROUTES: tuple[tuple[str, str, Colour], ...] = (
    ("as_agreed", _("as agreed"), "good"),
    ("other_owner", _("to another"), "watch"),
    ("unassigned", _("to nobody"), "bad"),
    ("no_rule", _("no rule"), "muted"),
)
_ROUTED = ("as_agreed", "other_owner", "unassigned")
_GROUPS = {
    ("pilot", "before"): _("Pilot, before"),
    ("pilot", "during"): _("Pilot, during"),
    ("rest", "before"): _("The others, before"),
    ("rest", "during"): _("The others, during"),
}
_VERDICTS: Judgements = {
    "better": (_("better"), "good"),
    "worse": (_("worse"), "bad"),
    "none_shown": (_("no effect shown"), ""),
    "too_few": (_("too few to tell"), ""),
}


@dataclass(frozen=True)
class Asked:
    """A headline figure: its column, whom it is counted over, and what tells them.

    `estimate` is what is shown of a month that is too young for it: a column, and its members.
    """

    metric: str
    table: str
    members: str
    query: Callable[[Figures, Period], str]
    estimate: tuple[str, str]


@dataclass(frozen=True)
class Headline:
    """A figure at the top, of the latest month that can be judged, and what is expected since.

    `change` is against the month `before`, `is_better` whether it is one for the better.
    """

    title: str
    figure: Figure
    period: str
    change: str
    before: str
    is_better: bool | None
    estimate: Figure | None


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    marts, say = figures.marts, figures.language
    month = marts.last_full("month")
    judged = latest_mature(marts, ACCEPTANCE, "month")
    return {
        "month": say.period(month),
        "judged": say.period(judged) if judged else "",
        "has_leads": marts.has_rows("core.fct_leads"),
        "headlines": _headlines(figures, month),
        "quality": _quality(figures, month, judged) if judged else None,
        "conversion": _conversion(figures, month),
        "reasons": _reasons(figures, month),
        "missing": _missing(figures, month, judged or month),
        "routing": _routing(figures, month),
        "recycling": _recycling(figures, month),
        "feedback": _feedback(figures),
        "pilots": _pilots(figures),
    }


def _handoffs(figures: Figures, period: Period, *conditions: str) -> str:
    """A query for the handoffs of a period."""
    zone = figures.marts.time_zone
    return members("core.fct_handoffs", "handed_off_at", period, zone, *conditions)


def _handled(figures: Figures, period: Period) -> str:
    """A query for the handoffs of a period whose minutes are known."""
    return _handoffs(figures, period, "handling_business_minutes is not null")


def _leads(figures: Figures, period: Period, *conditions: str) -> str:
    """A query for the leads that came in in a period."""
    return members("core.fct_leads", "inquiry_at", period, figures.marts.time_zone, *conditions)


def _headlines(figures: Figures, month: Period) -> list[Headline]:
    """What the month brought, each figure as far as it can be told."""
    asked = (
        Asked(
            "matured_acceptance_rate",
            ACCEPTANCE,
            "matured_handed_off",
            _handoffs,
            ("acceptance_incidence", "handed_off"),
        ),
        Asked(
            "median_handling_business_minutes",
            HANDLING,
            "handling_measured",
            _handled,
            ("median_handling_business_minutes", "handling_measured"),
        ),
        Asked(
            "lead_to_won_rate_matured",
            CONVERSION,
            "matured_leads",
            _leads,
            ("lead_to_won_rate", "leads"),
        ),
    )
    found = [_volume(figures, month), *(_headline(figures, month, each) for each in asked)]
    return [each for each in found if each is not None]


def _volume(figures: Figures, month: Period) -> Headline | None:
    """How many leads were handed off: a count, complete once the month is over."""
    marts, say = figures.marts, figures.language
    if not marts.has_rows("core.fct_handoffs"):
        return None
    now, before = cell(marts, ACCEPTANCE, month), cell(marts, ACCEPTANCE, month.before)
    count, count_before = (row["handed_off"] if row else 0 for row in (now, before))
    return Headline(
        title=figures.name("handed_off"),
        figure=figures.figure(
            "handed_off",
            count,
            query=_handoffs(figures, month),
            basis=_basis(figures, ACCEPTANCE, month),
        ),
        period=say.period(month),
        change=figures.change("handed_off", count - count_before),
        before=say.period(month.before),
        is_better=figures.is_better("handed_off", count - count_before),
        estimate=None,
    )


def _headline(figures: Figures, month: Period, asked: Asked) -> Headline | None:
    """A figure of the latest month that can be judged, and its estimate of the last one."""
    marts, say = figures.marts, figures.language
    judged = latest_mature(marts, asked.table, "month")
    now = cell(marts, asked.table, month)
    if judged is None and now is None:
        return None
    shown = judged or month
    row = cell(marts, asked.table, judged) if judged else None
    before = cell(marts, asked.table, shown.before)
    change = None
    if row and before and None not in (row[asked.metric], before[asked.metric]):
        change = row[asked.metric] - before[asked.metric]
    estimate = None
    if now is not None and judged != month:
        column, counted = asked.estimate
        estimate = figures.figure(
            column,
            now[column],
            query=asked.query(figures, month),
            basis=_basis(figures, asked.table, month),
            members=now[counted],
            is_mature=False,
        )
    return Headline(
        title=figures.name(asked.metric),
        figure=figures.figure(
            asked.metric,
            row[asked.metric] if row else None,
            query=asked.query(figures, shown),
            basis=_basis(figures, asked.table, shown),
            members=row[asked.members] if row else None,
            is_mature=row is not None,
        ),
        period=say.period(shown),
        change="" if change is None else figures.change(asked.metric, change),
        before=say.period(shown.before),
        is_better=figures.is_better(asked.metric, change),
        estimate=estimate,
    )


def _basis(figures: Figures, table: str, period: Period) -> str:
    """Whom a table counts in a period, in words."""
    say = figures.language
    if table == CONVERSION:
        return say.text(_("leads that came in, %(period)s"), period=say.period(period))
    return say.text(_("leads handed off, %(period)s"), period=say.period(period))


def _quality(figures: Figures, month: Period, judged: Period) -> dict[str, Any]:
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
                _rate(
                    figures,
                    ("matured_acceptance_rate", "matured_handed_off"),
                    _of_value(of_period, value),
                    _handoffs(figures, period, *of(dimension, value)),
                    _basis(figures, ACCEPTANCE, period),
                )
            )
        line.insert(2, share_range(figures.language, row["acceptance_low"], row["acceptance_high"]))
        if month != judged:
            line.append(
                _rate(
                    figures,
                    ("acceptance_incidence", "handed_off"),
                    _of_value(since, value),
                    _handoffs(figures, month, *of(dimension, value)),
                    _basis(figures, ACCEPTANCE, month),
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
        name = " · ".join(value_name(figures.language, row[each]) for each in ("segment", "source"))
        low, high = row["acceptance_low"], row["acceptance_high"]
        rate = _rate(
            figures,
            ("matured_acceptance_rate", "matured_handed_off"),
            row,
            _handoffs(
                figures,
                period,
                *of("segment", row["segment"]),
                *of("source", row["source"]),
            ),
            _basis(figures, ACCEPTANCE, period),
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


def _conversion(figures: Figures, month: Period) -> dict[str, Any] | None:
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
            query = _leads(figures, period, *conditions)
            basis = _basis(figures, CONVERSION, period)
            line.append(_rate(figures, (rate, counted), row, query, basis))
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
    largest = sorted(found, key=itemgetter("leads"), reverse=True)[:CATEGORIES_SHOWN]
    rows: list[list[Cell]] = []
    for row in largest:
        value = of(dimension, row["dimension_value"])
        basis = _basis(figures, CONVERSION, quarter)
        line: list[Cell] = [value_name(figures.language, row["dimension_value"])]
        for rate, counted, conditions in STEPS:
            query = _leads(figures, quarter, *value, *conditions)
            line.append(_rate(figures, (rate, counted), row, query, basis))
        line.append(
            figures.figure(
                "revenue",
                row["revenue"],
                query=_leads(figures, quarter, *value, "has_won"),
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


def _reasons(figures: Figures, month: Period) -> dict[str, Any] | None:
    """Why sales gave leads back, the most frequent reason first, and what becomes of them."""
    marts, say = figures.marts, figures.language
    found = marts.rows(
        """
        select
            reasons_given.reason_code,
            reasons_given.decision,
            reasons_given.decisions,
            reasons_given.with_reason_rate,
            reasons.name_en,
            reasons.name_fr,
            reasons.is_recyclable,
            reasons.action,
            sum(reasons_given.decisions) over (partition by reasons_given.reason_code) as together,
            earlier.decisions as decisions_before,
            earlier.with_reason_rate as with_reason_rate_before
        from alignment.rejection_reasons as reasons_given
        left join agreement.reasons as reasons
            on reasons_given.reason_code = reasons.reason_code
        left join alignment.rejection_reasons as earlier
            on reasons_given.decision = earlier.decision
            and reasons_given.reason_code = earlier.reason_code
            and earlier.dimension = 'all'
            and earlier.period_grain = 'month'
            and earlier.period_start = ?
        where
            reasons_given.dimension = 'all'
            and reasons_given.period_grain = 'month'
            and reasons_given.period_start = ?
        order by together desc, reasons_given.reason_code, reasons_given.decision desc
        """,
        month.before.start,
        month.start,
    )
    if not found:
        return None
    basis = say.text(_("given back in %(period)s"), period=say.period(month))
    shares = []
    for row in found:
        if row["reason_code"] == "(all)":
            shares.append(
                {
                    "decision": _decision(figures, row["decision"]),
                    "figure": figures.figure(
                        "with_reason_rate",
                        row["with_reason_rate"],
                        query=_given_back(figures, month, row["decision"]),
                        basis=basis,
                        members=row["decisions"],
                    ),
                    "before": _share(figures, row["with_reason_rate_before"]),
                }
            )
    told = [row for row in found if row["reason_code"] != "(all)"]
    by_reason = [list(rows) for _code, rows in groupby(told, key=itemgetter("reason_code"))]
    shown = by_reason[:CATEGORIES_SHOWN]
    rows: list[list[Cell]] = []
    parts: list[tuple[str, str, float]] = []
    for of_reason in shown:
        row, counts = of_reason[0], {each["decision"]: each for each in of_reason}
        name = reason_name(figures.language, row)
        line: list[Cell] = [name]
        for decision, word, _colour in _DECISIONS:
            count = counts[decision]["decisions"] if decision in counts else 0
            parts.append((name, say.text(word), count))
            line.append(
                figures.figure(
                    "decisions",
                    count,
                    query=_given_back(
                        figures, month, decision, f"reason_code = {literal(row['reason_code'])}"
                    ),
                    basis=basis,
                )
            )
        rows.append([*line, _follows(figures, row)])
    heads = [
        say.text(_("Reason")),
        *(say.text(word).capitalize() for _decision_, word, _colour in _DECISIONS),
        say.text(_("What becomes of the lead")),
    ]
    chart = Chart(
        svg=charts.stacked(
            parts, [(say.text(word), colour) for _each, word, colour in _DECISIONS], say, "d"
        ),
        title=say.text(_("Why does sales give leads back?")),
        sentence=say.text(
            _("Leads rejected for good or sent back to marketing in %(period)s, by reason."),
            period=say.period(month),
        ),
        table=Table(
            heads,
            rows,
            numbers=(1, 2),
            place="alignment.rejection_reasons",
            left_out=len(by_reason) - len(shown),
        ),
    )
    return {"chart": chart, "shares": shares, "before": say.period(month.before)}


def _given_back(figures: Figures, month: Period, decision: str, *conditions: str) -> str:
    """A query for the leads that were rejected, or recycled, in a period."""
    zone = figures.marts.time_zone
    return members("core.fct_leads", f"{decision}_at", month, zone, *conditions)


def _decision(figures: Figures, decision: str) -> str:
    words = {each: word for each, word, _colour in _DECISIONS}
    return figures.language.text(words[decision])


def _follows(figures: Figures, row: Row) -> Cell:
    """What becomes of a lead given back for a reason: it may come back, or what ends there."""
    say, action = figures.language, row["action"]
    if action is None:
        return say.text(_("Nobody can tell without a reason"))
    told = say.text(_ACTIONS[action]) if action in _ACTIONS else action
    if row["is_recyclable"]:
        return say.text(_("%(action)s: it may come back"), action=told)
    return told


def _missing(figures: Figures, month: Period, judged: Period) -> dict[str, Any] | None:
    """What is missing at handoff, and what that costs in acceptance and in time."""
    marts, say = figures.marts, figures.language
    names = {
        row["field"]: row["name"]
        for row in marts.rows(
            f"select field, max_by(name_{say.code}, agreement_version) as name "
            "from agreement.required_information group by field"
        )
    }
    names["(any)"] = say.text(_("Anything required"))
    last, costs = (
        {
            row["field"]: row
            for row in marts.rows(
                "from alignment.missing_information where period_grain = 'month' "
                "and period_start = ? and dimension = 'all'",
                period.start,
            )
        }
        for period in (month, judged)
    )
    fields = sorted(last | costs, key=lambda field: (field != "(any)", field))
    if not fields:
        return None
    rows: list[list[Cell]] = []
    dots: list[tuple[str, float, float, float, bool]] = []
    for field in fields[:CATEGORIES_SHOWN]:
        name = names.get(field, field)
        row, cost = last.get(field), costs.get(field)
        line: list[Cell] = [name, _missed(figures, month, field, row)]
        if cost is None or cost["acceptance_gap"] is None:
            line += [_gap(figures, judged, field, cost), ""]
        else:
            low, high = cost["gap_low"], cost["gap_high"]
            line += [_gap(figures, judged, field, cost), points_range(figures.language, low, high)]
            dots.append((name, cost["acceptance_gap"], low, high, False))
        for column in ("median_handling_with", "median_handling_without"):
            line.append(
                figures.figure(
                    column,
                    row[column] if row else None,
                    query=_asked(figures, month, field),
                    basis=_basis(figures, HANDLING, month),
                )
            )
        rows.append(line)
    heads = [
        say.text(_("Information")),
        say.text(_("Missing")),
        figures.name("acceptance_gap"),
        say.text(_("Likely range")),
        say.text(_("Handled with it in")),
        say.text(_("Without it in")),
    ]
    table = Table(
        heads,
        rows,
        numbers=range(1, len(heads)),
        place="alignment.missing_information",
        left_out=len(fields) - len(rows),
    )
    if not dots:
        return {"chart": None, "table": table, "judged": say.period(judged)}
    chart = Chart(
        svg=charts.intervals(dots, say, "+.0%", reference=0),
        title=say.text(_("What does missing information cost?")),
        sentence=say.text(
            _(
                "How much more of the leads that came with it sales accepts than of those without, "
                "handed off in %(period)s. A line across zero shows no difference."
            ),
            period=say.period(judged),
        ),
        table=table,
    )
    return {"chart": chart, "table": table, "judged": say.period(judged)}


def _missed(figures: Figures, month: Period, field: str, row: Row | None) -> Figure:
    """How often a field is missing, of those of which anybody can tell."""
    known = row["handed_off"] - row["not_measurable"] if row else 0
    is_told = field == "(any)" or not row or row["not_measurable"] == 0
    return figures.figure(
        "missing_rate",
        row["missing_rate"] if row else None,
        query=_asked(figures, month, field),
        basis=_basis(figures, ACCEPTANCE, month),
        members=known if is_told else None,
    )


def _gap(figures: Figures, judged: Period, field: str, row: Row | None) -> Figure:
    """The acceptance with a field less that without, of those old enough."""
    is_told = row and (field == "(any)" or row["not_measurable"] == 0) and row["is_mature"]
    return figures.figure(
        "acceptance_gap",
        row["acceptance_gap"] if row else None,
        query=_asked(figures, judged, field),
        basis=_basis(figures, ACCEPTANCE, judged),
        members=row["matured_with"] + row["matured_without"] if row and is_told else None,
        is_mature=bool(row and row["is_mature"]),
        is_change=True,
    )


def _asked(figures: Figures, period: Period, field: str) -> str:
    """A query for the handoffs of a period of which a field was required."""
    if field == "(any)":
        return _handoffs(figures, period, "completeness is not null")
    own = folded("own.segment")
    required = (
        "exists (\n"
        "    select * from agreement.required_information as required\n"
        "    where required.agreement_version = fct_handoffs.agreement_version\n"
        f"      and trim(required.field) = {literal(field)}\n"
        f"      and {folded('required.segment')} = coalesce((\n"
        f"        select max({own}) from agreement.required_information as own\n"
        "        where own.agreement_version = fct_handoffs.agreement_version\n"
        f"          and {own} = {folded('fct_handoffs.segment')}\n"
        "      ), '*')\n"
        "  )"
    )
    return _handoffs(figures, period, required)


def _routing(figures: Figures, month: Period) -> dict[str, Any] | None:
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
        for route, _word, _colour in _ROUTES:
            line.append(
                figures.figure(
                    route,
                    row[route] if row else 0,
                    query=_handoffs(figures, period, f"routing_status = {literal(route)}"),
                    basis=_basis(figures, ACCEPTANCE, period),
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
                    query=_handoffs(figures, period, *conditions),
                    basis=_basis(figures, ACCEPTANCE, period),
                    members=counted(row) if counted and row else None,
                    is_mature=row is None or bool(row["is_mature"]),
                )
            )
        rows.append(line)
    heads = [say.text(_("Figure")), *(say.period(period) for period in found)]
    return Table(heads, rows, numbers=range(1, len(heads)))


def _recycling(figures: Figures, month: Period) -> Table | None:
    """How many leads go back to marketing, and what becomes of those that return."""
    return _compared(figures, month, "alignment.recycling", _RECYCLING)


def _feedback(figures: Figures) -> Table | None:
    """Whether a reason became rarer since it was sent back to marketing."""
    marts, say = figures.marts, figures.language
    found = marts.rows(
        """
        select
            effects.*,
            reasons.name_en,
            reasons.name_fr,
            effects.first_sent_on - 90 as starts_on,
            effects.first_sent_on + 90 as ends_before
        from alignment.feedback_effect as effects
        left join agreement.reasons as reasons
            on effects.reason_code = reasons.reason_code
        order by effects.first_sent_on desc, effects.source, effects.reason_code
        """
    )
    if not found:
        return None
    rows: list[list[Cell]] = []
    for row in found[:CATEGORIES_SHOWN]:
        line: list[Cell] = [
            f"{reason_name(figures.language, row)} · {value_name(figures.language, row['source'])}",
            say.day(row["first_sent_on"]),
        ]
        line += [
            figures.figure(
                f"share_{when}",
                row[f"share_{when}"],
                query=_of_feedback(figures, row, when),
                basis=say.text(_("leads of the source given back, 90 days each side")),
                members=row[f"members_{when}"],
                is_mature=when == "before" or row["is_mature"],
            )
            for when in ("before", "after")
        ]
        rows.append([*line, judgement(figures.language, _VERDICTS, row["verdict"])])
    heads = [
        say.text(_("Reason and source")),
        say.text(_("First sent back on")),
        say.text(_("Share before")),
        say.text(_("Share since")),
        say.text(_("What it did")),
    ]
    return Table(
        heads,
        rows,
        numbers=(2, 3),
        place="alignment.feedback_effect",
        left_out=len(found) - len(rows),
    )


def _of_feedback(figures: Figures, row: Row, when: str) -> str:
    """A query for the leads of a source given back, before or since a reason was sent back."""
    first, after = {
        "before": (row["starts_on"], row["first_sent_on"]),
        "after": (row["first_sent_on"], row["ends_before"]),
    }[when]
    return _between(
        figures, first, after, *of("source", row["source"]), "decision in ('rejected', 'recycled')"
    )


def _pilots(figures: Figures) -> list[dict[str, Any]]:
    """What each pilot brought: it and the others, before and during; the latest first."""
    found = figures.marts.rows(
        "select *, max(starts_on) over (partition by pilot_code) as began_on "
        "from alignment.pilot_effect "
        "order by began_on desc, pilot_code, group_name, phase"
    )
    pilots = [list(rows) for _code, rows in groupby(found, key=itemgetter("pilot_code"))]
    return [_pilot(figures, rows) for rows in pilots[:PILOTS_SHOWN]]


def _pilot(figures: Figures, groups: list[Row]) -> dict[str, Any]:
    say = figures.language
    (judged,) = [row for row in groups if row["verdict"] is not None]
    metric = judged["metric"]
    rows: list[list[Cell]] = []
    for row in groups:
        rate = figures.figure(
            metric,
            row["value"],
            query=_of_group(figures, row),
            basis=say.text(
                _("leads handed off from %(first)s to %(last)s"),
                first=say.day(row["starts_on"]),
                last=say.day(row["ends_on"]),
            ),
            members=row["members"] if row["is_mature"] and _is_told(row) else None,
            is_mature=row["is_mature"],
        )
        group = say.text(_GROUPS[row["group_name"], row["phase"]])
        rows.append([group, rate, share_range(figures.language, row["low"], row["high"])])
    dots = [
        (
            say.text(_GROUPS[row["group_name"], row["phase"]]),
            row["value"],
            row["low"],
            row["high"],
            not row["is_mature"],
        )
        for row in groups
        if row["value"] is not None
    ]
    effect = ""
    if judged["effect"] is not None:
        effect = say.text(
            _("%(effect)s against the others, likely between %(low)s and %(high)s"),
            effect=say.points(judged["effect"]),
            low=say.points(judged["effect_low"]),
            high=say.points(judged["effect_high"]),
        )
    chart = Chart(
        svg=charts.intervals(dots, say),
        title=judged["pilot_name"],
        sentence=say.text(
            _("%(metric)s, %(first)s to %(last)s, against the time before and the others."),
            metric=figures.name(metric),
            first=say.day(judged["starts_on"]),
            last=say.day(judged["ends_on"]),
        ),
        table=Table(
            [say.text(_("Group")), figures.name(metric), say.text(_("Likely range"))],
            rows,
            numbers=(1, 2),
        ),
    )
    return {
        "chart": chart,
        "effect": effect,
        "verdict": judgement(figures.language, _VERDICTS, judged["verdict"]),
    }


def _of_group(figures: Figures, row: Row) -> str:
    """A query for the leads of a group of a pilot, in one of its phases."""
    conditions = []
    if _is_told(row):
        member = folded(f"coalesce({row['subject']}, {literal(UNKNOWN)})")
        is_of = "=" if row["group_name"] == "pilot" else "<>"
        conditions.append(f"{member} {is_of} {folded(literal(row['subject_value']))}")
    if row["metric"] == "acceptance_rate_decided":
        conditions.append("decision <> 'pending'")
    after = row["ends_on"] + timedelta(days=1)
    return _between(figures, row["starts_on"], after, *conditions)


def _is_told(row: Row) -> bool:
    """Whether the value of a pilot tells its leads apart as it is written.

    A country may be written in any language, an owner by an e-mail: the query then shows the leads
    of both groups.
    """
    return row["subject"] not in ("country", "owner")


def _between(figures: Figures, first: date, after: date, *conditions: str) -> str:
    """A query for the handoffs from a day on, before another one."""
    zone = figures.marts.time_zone
    return dated("core.fct_handoffs", "handed_off_at", first, after, zone, *conditions)


def _largest(rows: list[Row], size: str, value: str) -> list[Row]:
    """The largest of the rows that have a value, the highest value first."""
    known = [row for row in rows if row[value] is not None]
    largest = sorted(known, key=itemgetter(size), reverse=True)[:CATEGORIES_SHOWN]
    return sorted(largest, key=itemgetter(value), reverse=True)


def _of_value(rows: list[Row], value: str) -> Row | None:
    return next((row for row in rows if row["dimension_value"] == value), None)


def _rate(
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


def _share(figures: Figures, value: float | None) -> str:
    return "" if value is None else figures.language.share(value)
