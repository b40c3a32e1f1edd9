"""The weekly meeting: last week against the usual, alerts, commitments, wins, decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import literal
from orchestration.reporting.figures import PERIODS_SHOWN, Figure, Figures
from orchestration.reporting.marts import Row, members
from orchestration.reporting.pages.today import LISTS
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Table

# The indicators of the headline, and those of the table below it.
HEADLINE = ("lead_acceptance", "lead_handling_time", "touch_sla_compliance", "conversion_by_source")
OTHERS = (
    "leads",
    "mqls_delivered",
    "handoffs_complete_rate",
    "decision_sla_compliance",
    "decision_coverage",
    "recycle_rate",
    "share_untouched",
)

# Which rows of the published facts an indicator counts, beside those of its period.
_MEMBERS: dict[str, tuple[str, ...]] = {
    "touch_sla_compliance": ("touch_sla_is_due", "touch_sla_status in ('met', 'breached')"),
    "decision_sla_compliance": ("decision_sla_is_due",),
    "handoffs_complete_rate": ("completeness is not null",),
}
_OF_LEADS = ("leads", "conversion_by_source")

# By the unit of an indicator: how its axis writes numbers, and what it counts of a value; business
# minutes are shown in hours.
_AXES = {"rate": (".0%", 1, ""), "count": ("~s", 1, ""), "median": ("~s", 60, "\u202fh")}

_STATUS = {"kept": "good", "broken": "bad", "running": "", "immature": "watch"}
_STATUS_NAMES = {
    "kept": _("kept"),
    "broken": _("broken"),
    "running": _("running"),
    "immature": _("too young"),
}
_DECISION_LOOKS = {"done": "good", "open": "", "overdue": "bad"}
_DECISIONS = {"done": _("done"), "open": _("open"), "overdue": _("overdue")}
_EFFECTS = {
    "as_expected": _("as expected"),
    "against": _("the other way"),
    "none_shown": _("none shown"),
    "too_early": _("too early to say"),
}


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    marts = figures.marts
    week = marts.last_full("week")
    return {
        "week": week,
        "cards": [_card(figures, metric, week) for metric in HEADLINE],
        "perceived": _perceived(figures),
        "index": _index(figures),
        "others": _others(figures, week),
        "alerts": _alerts(figures),
        "teams": _commitments(figures),
        "wins": _wins(figures, week),
        "decisions": _decisions(figures),
        "work": _work(figures),
    }


def _work(figures: Figures) -> dict[str, int]:
    """How many leads each list of what is to work holds."""
    rows = figures.marts.rows(
        "select list_name, count(*) as leads from review.work_list group by list_name"
    )
    return dict.fromkeys(LISTS, 0) | {row["list_name"]: row["leads"] for row in rows}


def _series(figures: Figures, metric: str, week: Period) -> dict[Any, Row]:
    """The last weeks of an indicator, by their first day."""
    rows = figures.marts.rows(
        "from review.metric_changes where period_grain = 'week' and metric = ? "
        "and period_start between ? and ?",
        metric,
        week.back(PERIODS_SHOWN)[0].start,
        week.start,
    )
    return {row["period_start"]: row for row in rows}


def _query(figures: Figures, metric: str, week: Period) -> str:
    zone = figures.marts.time_zone
    if metric in _OF_LEADS:
        return members("core.fct_leads", "inquiry_at", week, zone)
    conditions = _MEMBERS.get(metric, ())
    return members("core.fct_handoffs", "handed_off_at", week, zone, *conditions)


def _figure(figures: Figures, metric: str, row: Row | None, week: Period) -> Figure:
    say = figures.language
    basis = (
        _("leads that came in, %(period)s")
        if metric in _OF_LEADS
        else _("leads handed to sales, %(period)s")
    )
    is_count = row is not None and row["unit"] == "count"
    return figures.figure(
        metric,
        row["value"] if row else None,
        query=_query(figures, metric, week),
        basis=say.text(basis, period=say.period(week)),
        members=row["members"] if row and row["is_mature"] and not is_count else None,
        is_mature=bool(row["is_mature"]) if row else True,
    )


def _card(figures: Figures, metric: str, week: Period) -> dict[str, Any]:
    """An indicator: this week, the week before, the usual range, the last mature week."""
    say = figures.language
    series = _series(figures, metric, week)
    row = series.get(week.start)
    figure = _figure(figures, metric, row, week)
    mature = estimate = None
    if row and not row["is_mature"]:
        start = row["latest_mature_start"]
        if start is not None and row["latest_mature_value"] is not None:
            period = Period(start, "week")
            mature = {
                "period": say.period(period),
                "figure": figures.figure(
                    metric,
                    row["latest_mature_value"],
                    query=_query(figures, metric, period),
                    basis=say.text(_("the last week that is old enough")),
                    members=row["latest_mature_members"],
                ),
            }
        if row["estimate"] is not None and row["value"] is None:
            estimate = figures.shown(metric, row["estimate"])
    points = []
    for period in week.back(PERIODS_SHOWN):
        found = series.get(period.start)
        points.append(
            (
                say.short_period(period),
                found["value"] if found else None,
                bool(found and found["is_mature"]),
            )
        )
    usual = None
    if row and row["usual_low"] is not None:
        usual = (row["usual_low"], row["usual_high"])
    change = row["change"] if row else None
    drawn = None
    if row and any(value is not None for _at, value, _mature in points):
        number_format, of, suffix = _AXES[row["unit"]]
        drawn = charts.line(
            [(at, None if value is None else value / of, mature) for at, value, mature in points],
            say,
            number_format,
            usual and (usual[0] / of, usual[1] / of),
            suffix,
        )
    return {
        "name": figures.name(metric),
        "metric": metric,
        "figure": figure,
        "change": None if change is None else figures.change(metric, change),
        "is_better": figures.is_better(metric, change),
        "usual": usual
        and say.text(
            _("%(low)s to %(high)s"),
            low=figures.shown(metric, usual[0]),
            high=figures.shown(metric, usual[1]),
        ),
        "is_unusual": bool(row and row["is_unusual"]),
        "mature": mature,
        "estimate": estimate,
        "line": drawn,
        "points": Table(
            [say.text(_("Week from")), figures.name(metric)],
            [
                (at, "" if value is None else figures.shown(metric, value))
                for at, value, _mature in points
            ],
            numbers=(1,),
        ),
    }


def _others(figures: Figures, week: Period) -> Table:
    say = figures.language
    rows: list[list[Cell]] = []
    for metric in OTHERS:
        row = _series(figures, metric, week).get(week.start)
        if row is None:
            continue
        before = row["previous_value"]
        usual = ""
        if row["usual_low"] is not None:
            usual = say.text(
                _("%(low)s to %(high)s"),
                low=figures.shown(metric, row["usual_low"]),
                high=figures.shown(metric, row["usual_high"]),
            )
        name = figures.name(metric)
        rows.append(
            [
                (name, say.text(_("unusual"))) if row["is_unusual"] else name,
                _figure(figures, metric, row, week),
                "" if before is None else figures.shown(metric, before),
                usual,
            ]
        )
    heads = [_("Indicator"), _("Last week"), _("Week before"), _("Usual range")]
    return Table([say.text(head) for head in heads], rows, numbers=(1, 2, 3))


def _perceived(figures: Figures) -> dict[str, Any] | None:
    """What both teams answered in the last wave that is closed."""
    rows = figures.marts.rows(
        "from alignment.perceived_alignment where survey_dimension = 'all' and wave = "
        "(select wave from alignment.perceived_alignment "
        "order by closed_at desc, wave desc limit 1) order by team"
    )
    found = {row["team"]: row for row in rows}
    if "both" not in found:
        return None
    query = (
        "select *\nfrom alignment.perceived_alignment\n"
        f"where wave = {literal(found['both']['wave'])}"
    )
    told = {
        team: figures.figure(
            "perceived_alignment",
            row["score"],
            query=query,
            basis=row["wave"],
            is_protected=row["is_suppressed"],
        )
        for team, row in found.items()
    }
    both = found["both"]
    # a wave that closes at midnight ends the day before
    closed = figures.day(both["closed_at"] - timedelta(seconds=1))
    return {"figures": told, "wave": both["wave"], "closed": closed}


def _index(figures: Figures) -> dict[str, Any] | None:
    """The alignment index of the last full month, and what it is made of."""
    month = figures.marts.last_full("month")
    row = figures.marts.row(
        "from alignment.alignment_scorecard where metric = 'alignment_index' "
        "and period_grain = 'month' and period_start = ?",
        month.start,
    )
    if row is None:
        return None
    missing = row["missing_component"]
    return {
        "figure": figures.figure(
            "alignment_index",
            row["value"],
            query=(
                "select *\nfrom alignment.alignment_index_components\n"
                f"where period_start = date '{month.start}'"
            ),
            basis=figures.language.period(month),
        ),
        "period": figures.language.period(month),
        "change": None
        if row["change"] is None
        else figures.change("alignment_index", row["change"]),
        "is_better": figures.is_better("alignment_index", row["change"]),
        "missing": figures.name(missing) if missing else None,
    }


def _alerts(figures: Figures) -> list[dict[str, Any]]:
    """The alerts of the last period of each rule that has one."""
    say, marts = figures.language, figures.marts
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
        period = Period(row["period_start"], row["period_grain"])
        of = ""
        if row["dimension"] != "all":
            of = _behind(figures, f"{row['dimension']}: {row['dimension_value']}") or ""
        card = told.setdefault(
            (row["metric"], of, period.grain, str(period.start)),
            {
                "title": figures.name(row["metric"]),
                "of": of,
                "period": say.period(period),
                "value": figures.shown(row["metric"], row["value"]),
                "before": None
                if row["previous_value"] is None
                else figures.shown(row["metric"], row["previous_value"]),
                "behind": _behind(figures, row["what_is_behind"]),
                "part": None if row["part_behind"] is None else say.share(row["part_behind"]),
                "members": say.number(row["members"]),
                "rules": [],
            },
        )
        card["rules"].append({"told": _rule(figures, row), "is_high": row["severity"] == "high"})
    return list(told.values())


def _behind(figures: Figures, told: str | None) -> str | None:
    """What is behind an alert, `<dimension>: <value>`, with the dimension as people call it."""
    if told is None:
        return None
    dimension, _colon, value = told.partition(": ")
    return figures.language.text(
        _("%(name)s: %(value)s"),
        name=figures.attribute(dimension),
        value=figures.dimension_value(dimension, value),
    )


def _rule(figures: Figures, row: Row) -> str:
    """What the rule of an alert watches for."""
    say = figures.language
    if row["comparison"] == "changed":
        return say.text(
            _("moved over %(times)s times the usual"), times=say.number(row["threshold"], 1)
        )
    message = _("below %(limit)s") if row["comparison"] == "below" else _("above %(limit)s")
    return say.text(message, limit=figures.shown(row["metric"], row["threshold"]))


def _commitments(figures: Figures) -> list[dict[str, Any]]:
    """What each team owes, in the last period of each commitment that is over."""
    say, marts = figures.language, figures.marts
    rows = marts.rows(
        """
        select *
        from (
            select
                commitments.*,
                row_number() over (
                    partition by commitment_code order by period_start desc
                ) as recency
            from alignment.commitments as commitments
            where status <> 'running'
        ) as commitments
        where recency = 1 and period_start >= ?
        order by period_grain desc, commitment_code
        """,
        marts.last_full("quarter").start,
    )
    teams: dict[str, list[dict[str, Any]]] = {"marketing": [], "sales": []}
    for row in rows:
        period = Period(row["period_start"], row["period_grain"])
        measure = row["measure"]
        figure = figures.figure(
            measure,
            row["actual"],
            query=(
                "select *\nfrom alignment.commitments\n"
                f"where commitment_code = {literal(row['commitment_code'])}\n"
                f"  and period_start = date '{row['period_start']}'"
            ),
            basis=say.period(period),
            is_mature=row["status"] != "immature",
        )
        at = (
            _("at least %(target)s") if row["comparison"] == "at_least" else _("at most %(target)s")
        )
        status = row["status"]
        teams.setdefault(row["team"], []).append(
            {
                "name": figures.name(measure),
                "segment": "" if row["segment"] == "*" else row["segment"],
                "period": say.period(period),
                "figure": figure,
                "target": say.text(at, target=figures.shown(measure, float(row["target"]))),
                "status": say.text(_STATUS_NAMES[status]) if status else say.text(_("none")),
                "look": _STATUS.get(status or "", ""),
            }
        )
    return [
        {
            "team": team,
            "name": say.word(team),
            "items": items,
            "kept": sum(item["look"] == "good" for item in items),
            "judged": sum(item["look"] in ("good", "bad") for item in items),
        }
        for team, items in teams.items()
    ]


def _wins(figures: Figures, week: Period) -> dict[str, Any]:
    """The deals won last week; of a week without one those of the weeks before."""
    marts = figures.marts
    for period in reversed(week.back(PERIODS_SHOWN)):
        first, after = period.bounds(marts.time_zone)
        rows = marts.rows(
            "from review.shared_wins where won_at >= ? and won_at < ? "
            "order by revenue desc nulls last, won_at",
            first,
            after,
        )
        if rows:
            return {"period": period, "rows": [_win(figures, row) for row in rows]}
    return {"period": week, "rows": []}


def _win(figures: Figures, row: Row) -> dict[str, Any]:
    say = figures.language
    return {
        "account": row["account_name"] or say.text(_("(unknown)")),
        "money": None if row["revenue"] is None else say.money(float(row["revenue"])),
        "marketing": _role(figures, row["marketing_role"], row["marketing_team"]),
        "sales": _role(figures, row["owner_title"], row["owner_team"]),
        "first": row["first_engagement_asset"],
        "touches": row["touches"],
        "day": figures.day(row["won_at"]),
    }


def _role(figures: Figures, role: str | None, team: str | None) -> str | None:
    """Who had a part in a win, by role: never by name."""
    return role or (figures.language.word(team) if team else None)


def _decisions(figures: Figures) -> list[dict[str, Any]]:
    say = figures.language
    rows = figures.marts.rows(
        "from review.decisions where status <> 'done' or done_on >= ? "
        "order by status = 'done', due_on, decision_id",
        figures.marts.last_full("quarter").start,
    )
    told = []
    for row in rows:
        metric = row["metric"]
        told.append(
            {
                **row,
                "look": _DECISION_LOOKS[row["status"]],
                "told": say.text(_DECISIONS[row["status"]]),
                "due": say.day(row["due_on"]),
                "taken": say.day(row["decided_on"]),
                "indicator": figures.name(metric) if metric else None,
                "before": _value(figures, row, "value_before"),
                "now": _value(figures, row, "value_now"),
                "outcome": say.text(_EFFECTS[row["effect"]]) if row["effect"] else None,
            }
        )
    return told


def _value(figures: Figures, row: Row, name: str) -> str | None:
    return None if row[name] is None else figures.shown(row["metric"], row[name])
