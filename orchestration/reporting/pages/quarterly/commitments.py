"""What each team promised the other, and whether it kept it."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.cells import literal, of
from orchestration.reporting.cohorts import counted_in
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.marts import Row, members
from orchestration.reporting.pages.quarterly.waves import waves_closed_in
from orchestration.reporting.periods import Grain, Period
from orchestration.reporting.wording import COMMITMENTS, TEAMS, judgement


def commitments(figures: Figures, quarter: Period) -> list[dict[str, Any]]:
    """What each team promised the other, and whether it kept it, period by period."""
    found = figures.marts.rows(
        "from alignment.commitments where period_start >= ? and period_start < ? "
        "order by team, measure, segment, period_grain, commitment_code, period_start",
        quarter.start,
        quarter.end,
    )
    teams = []
    for team in TEAMS:
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
            chip = judgement(figures.language, COMMITMENTS, row["status"])
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
        query = waves_closed_in(figures, period, f"team = {literal(row['team'])}")
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
    elif row["measure"] == "reason_given_rate":
        moment = "coalesce(rejected_at, recycled_at)"
        query = members("core.fct_leads", moment, period, zone, *segment)
    else:
        query = counted_in(figures, row["measure"], period, *segment)
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
