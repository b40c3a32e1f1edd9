"""Every cell of the metric tables, from the leads as they are known.

`truth(company, as_of)` gives for each table its rows as `{key: {column: value}}`; a key is the
tuple of the table's key columns as text.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from tests.company.agreement import has_change, version_at, version_before
from tests.company.clock import GRAINS, company_day, next_period, period_start
from tests.company.company import Company
from tests.company.statistics import (
    Observation,
    aalen_johansen,
    kaplan_meier_median,
    percentile,
    rate,
    wilson,
)
from tests.company.survey import QUESTIONS, WAVES, Answers, forms
from tests.company.truth import (
    ACCEPTANCE_DAYS,
    CONVERSION_DAYS,
    DIMENSIONS,
    STAGES,
    WON_DAYS,
    Handoff,
    Lead,
    Reached,
    age,
    all_leads,
    days,
    decision_status,
    last_export,
    touch_status,
)
from tests.company.world import start_of_day

T = TypeVar("T")
Key = tuple[str, ...]
Row = dict[str, object]
Table = dict[Key, Row]

CELL = ("period_grain", "period_start", "dimension", "dimension_value")
KEYS = {
    "lead_acceptance": CELL,
    "lead_handling_time": CELL,
    "conversion_by_source": CELL,
    "funnel": (*CELL, "basis", "stage"),
    "stage_velocity": (*CELL, "stage"),
    "rejection_reasons": (*CELL, "decision", "reason_code"),
    "recycling": CELL,
    "perceived_alignment": ("wave", "team", "survey_dimension"),
    "alignment_scorecard": ("period_grain", "period_start", "metric"),
}
STEPS = (
    ("lead_to_mql", "inquiry", "mql", CONVERSION_DAYS),
    ("mql_to_accepted", "mql", "accepted", CONVERSION_DAYS),
    ("accepted_to_sql", "accepted", "sql", CONVERSION_DAYS),
    ("sql_to_opportunity", "sql", "opportunity", CONVERSION_DAYS),
    ("opportunity_to_won", "opportunity", "won", CONVERSION_DAYS),
    ("lead_to_won", "inquiry", "won", WON_DAYS),
)
PLURALS = {
    "mql": "mqls",
    "accepted": "accepted",
    "sql": "sqls",
    "opportunity": "opportunities",
    "won": "won",
}
EVER = ("ever", "1900-01-01")
MIN_RESPONDENTS = 5


def cells(members: Iterable[tuple[int | None, Lead, T]]) -> dict[Key, list[T]]:
    """Members by cell: the periods of a moment and each value of the lead's dimensions.

    What happened at an unknown time belongs to no period but ever.
    """
    grouped: dict[Key, list[T]] = defaultdict(list)
    for at, lead, member in members:
        periods = [EVER]
        if at is not None:
            day = company_day(at)
            periods += [(grain, str(period_start(grain, day))) for grain in GRAINS]
        for grain, start in periods:
            for dimension in DIMENSIONS:
                grouped[grain, start, dimension, lead.dimensions[dimension]].append(member)
    return grouped


def has_ended(grain: str, start: str, as_of: int) -> bool:
    """The whole period lies before `as_of`; ever has no end."""
    return (grain, start) != EVER and start_of_day(
        next_period(grain, date.fromisoformat(start))
    ) <= as_of


def recorded(lead: Lead, stage: str) -> Reached | None:
    """The stage, if a tool recorded it."""
    reached = lead.reached.get(stage)
    return None if reached is None or reached.is_imputed else reached


def _described(row: Row, basis: str, is_mature: bool) -> Row:
    return row | {"basis": basis, "is_mature": is_mature}


def _in_force(grain: str, start: str, as_of: int) -> Row:
    """The version of the agreement at the end of a period, and whether it had another before."""
    if (grain, start) == EVER:
        return {
            "agreement_version": version_at(as_of),
            "has_version_change": has_change(None, as_of),
        }
    first = date.fromisoformat(start)
    return _in_force_within(start_of_day(first), start_of_day(next_period(grain, first)), as_of)


def _in_force_within(begin: int, end: int, as_of: int) -> Row:
    """The same of a period from one moment until another."""
    return {
        "agreement_version": version_at(as_of) if end > as_of else version_before(end),
        "has_version_change": has_change(begin, min(end, as_of + 1)),
    }


# Acceptance and recycling


def _observed(handoff: Handoff, as_of: int) -> Observation:
    """Days to a dated decision, else days watched."""
    begin = Reached(handoff.at)
    decided = handoff.decided
    passed = None if decided is None else days(begin, decided)
    if passed is None:
        return age(begin, as_of) or 0.0, None
    return passed, handoff.decision


def _is_matured(handoff: Handoff, as_of: int) -> bool:
    return (as_of - handoff.at) / 86400 >= ACCEPTANCE_DAYS


def lead_acceptance(leads: list[Lead], as_of: int) -> Table:
    """Acceptance of handoffs, by the period of the handoff."""
    grouped = cells((h.at, h.lead, h) for h in _handoffs(leads))
    lost = cells((lead.reached["mql"].at, lead, lead) for lead in leads if lead.is_not_delivered)
    table: Table = {}
    for key in grouped.keys() | lost.keys():
        handoffs = grouped.get(key, [])
        decisions = [handoff.decision for handoff in handoffs]
        decided = sum(decision != "pending" for decision in decisions)
        accepted = decisions.count("accepted")
        old = [handoff for handoff in handoffs if _is_matured(handoff, as_of)]
        observed = [_observed(handoff, as_of) for handoff in handoffs]
        in_window = sum(
            end == "accepted" and passed <= ACCEPTANCE_DAYS
            for passed, end in (_observed(handoff, as_of) for handoff in old)
        )
        low, high = wilson(in_window, len(old))
        row: Row = {
            "handed_off": len(handoffs),
            "accepted": accepted,
            "accepted_imputed": sum(
                h.decision == "accepted" and h.decided is not None and h.decided.is_imputed
                for h in handoffs
            ),
            "rejected": decisions.count("rejected"),
            "recycled": decisions.count("recycled"),
            "pending": decisions.count("pending"),
            "not_delivered": len(lost.get(key, [])),
            "acceptance_rate": rate(accepted, len(handoffs)),
            "acceptance_rate_decided": rate(accepted, decided),
            "decision_coverage": rate(decided, len(handoffs)),
            "matured_handed_off": len(old),
            "accepted_in_window": in_window,
            "matured_acceptance_rate": rate(in_window, len(old)),
            "acceptance_low": low,
            "acceptance_high": high,
            "acceptance_incidence": aalen_johansen(observed, "accepted", ACCEPTANCE_DAYS),
        }
        table[key] = _described(row, "cohort", len(old) == len(handoffs))
    return table


def recycling(leads: list[Lead], as_of: int) -> Table:
    """Recycling of handoffs by the period of the handoff, and MQLs by the period of the MQL."""
    grouped = cells((h.at, h.lead, h) for h in _handoffs(leads))
    mqls = cells((mql.at, lead, lead) for lead in leads if (mql := recorded(lead, "mql")))
    table: Table = {}
    for key in grouped.keys() | mqls.keys():
        handoffs = grouped.get(key, [])
        again = [handoff for handoff in handoffs if handoff.lead.number > 1]
        recycled = sum(handoff.decision == "recycled" for handoff in handoffs)
        row: Row = {
            "handed_off": len(handoffs),
            "recycled": recycled,
            "recycle_rate": rate(recycled, len(handoffs)),
            "remql": len(again),
            "remql_accepted": sum(handoff.decision == "accepted" for handoff in again),
            "first_mql_people": sum(lead.is_first_mql for lead in mqls.get(key, [])),
            "mql_episodes": len(mqls.get(key, [])),
        }
        is_mature = all(_is_matured(handoff, as_of) for handoff in handoffs)
        table[key] = _described(row, "cohort", is_mature)
    return table


# Handling


def lead_handling_time(leads: list[Lead], as_of: int) -> Table:
    """Touches and decisions in minutes, by the period of the handoff."""
    table: Table = {}
    for key, handoffs in cells((h.at, h.lead, h) for h in _handoffs(leads)).items():
        table[key] = _described(
            _handling(handoffs, as_of), "cohort", all(_is_matured(h, as_of) for h in handoffs)
        )
    return table


def _handling(handoffs: list[Handoff], as_of: int) -> Row:
    def known(measure: str) -> list[float]:
        values = (handoff.measures.get(measure) for handoff in handoffs)
        return [value for value in values if value is not None]

    touched = [handoff for handoff in handoffs if handoff.touched is not None]
    measurable = [h for h in handoffs if h.touched is None or h.touched.has_time]
    old = [handoff for handoff in handoffs if _is_matured(handoff, as_of)]
    observed: list[Observation] = [
        (
            handoff.measures["handling"] or 0.0,
            "handled" if handoff.measures["handling_ends"] else None,
        )
        for handoff in handoffs
        if handoff.measures.get("handling") is not None
    ]
    row: Row = {
        "handed_off": len(handoffs),
        "touched": len(touched),
        "untouched": len(handoffs) - len(touched),
        "date_only": len(handoffs) - len(measurable),
        "median_first_touch_minutes": percentile(known("touch_minutes"), 0.5),
        "p90_first_touch_minutes": percentile(known("touch_minutes"), 0.9),
        "median_first_touch_business_minutes": percentile(known("touch_business"), 0.5),
        "p90_first_touch_business_minutes": percentile(known("touch_business"), 0.9),
        "median_handling_business_minutes": kaplan_meier_median(observed),
        "median_decision_business_minutes": percentile(known("decision_business"), 0.5),
        "share_untouched": rate(sum(h.touched is None for h in old), len(old)),
    }
    for name, minutes in (("5m", 5), ("30m", 30), ("1h", 60), ("24h", 1440)):
        aged = [h for h in measurable if (as_of - h.at) / 60 >= minutes]
        touches = [h.measures["touch_minutes"] for h in aged]
        within = sum(touch is not None and touch <= minutes for touch in touches)
        row[f"share_within_{name}"] = rate(within, len(aged))
    for sla, judge, statuses in (
        ("touch_sla", touch_status, ("met", "closed_untouched", "breached")),
        ("decision_sla", decision_status, ("met", "breached")),
    ):
        judged = [(judge(h), _is_due(h, sla)) for h in handoffs]
        for status in (*statuses, "pending", "not_measurable"):
            row[f"{sla}_{status}"] = sum(found == status for found, _ in judged)
        due = [status for status, is_due in judged if is_due and status in ("met", "breached")]
        row[f"{sla}_due"] = len(due)
        row[f"{sla}_compliance"] = rate(due.count("met"), len(due))
    return row


def _is_due(handoff: Handoff, sla: str) -> bool:
    """Whether the target that was agreed has run out."""
    policy = handoff.policy
    target = policy.touch_target if sla == "touch_sla" else policy.decision_target
    return target is not None and (handoff.measures["age_business"] or 0) >= target


# Conversion and funnel


def _step(lead: Lead, step: tuple[str, str, str, int], as_of: int) -> tuple[bool, bool, bool]:
    """Reached the later stage; entered long enough ago; reached it within the window."""
    _, earlier, later, window = step
    begin, end = recorded(lead, earlier), lead.reached.get(later)
    if begin is None:
        return False, False, False
    since = age(begin, as_of)
    is_old = since is not None and since >= window
    passed = None if end is None else days(begin, end)
    return end is not None, is_old, is_old and passed is not None and passed <= window


def conversion_by_source(leads: list[Lead], as_of: int) -> Table:
    """What became of leads, by the period of the inquiry."""
    table: Table = {}
    for key, members in cells((lead.inquiry_at, lead, lead) for lead in leads).items():
        row: Row = {"leads": len(members)}
        for stage, plural in PLURALS.items():
            row[plural] = _count(members, stage)
            row[f"{plural}_imputed"] = _count_imputed(members, stage)
        row["handed_off"] = sum(lead.handoff is not None for lead in members)
        row["handed_off_imputed"] = 0
        for step in STEPS:
            judged = [_step(lead, step, as_of) for lead in members]
            entered = _count(members, step[1])
            row[f"{step[0]}_rate"] = rate(sum(reached for reached, _, _ in judged), entered)
            old = sum(is_old for _, is_old, _ in judged)
            row[f"{step[0]}_rate_matured"] = rate(sum(inside for _, _, inside in judged), old)
        won = [
            days(Reached(lead.inquiry_at), r) for lead in members if (r := recorded(lead, "won"))
        ]
        row["median_days_to_won"] = percentile([d for d in won if d is not None], 0.5)
        revenue_missing = sum(lead.money.revenue_missing for lead in members)
        pipeline_missing = sum(lead.money.pipeline_missing for lead in members)
        row["revenue"] = _sum((lead.money.revenue for lead in members), revenue_missing)
        row["open_pipeline"] = _sum((lead.money.pipeline for lead in members), pipeline_missing)
        row["amounts_missing"] = revenue_missing + pipeline_missing
        table[key] = _described(row, "cohort", _all_old(members, as_of))
    return table


def _sum(amounts: Iterable[Fraction | None], missing: int) -> float | None:
    """The sum of what is known; None where there are amounts and none is known."""
    known = [amount for amount in amounts if amount is not None]
    return float(sum(known)) if known or not missing else None


def _count(members: list[Lead], stage: str) -> int:
    return sum(recorded(lead, stage) is not None for lead in members)


def _count_imputed(members: list[Lead], stage: str) -> int:
    return sum(stage in lead.reached and lead.reached[stage].is_imputed for lead in members)


def _all_old(members: list[Lead], as_of: int) -> bool:
    return all((as_of - lead.inquiry_at) / 86400 >= WON_DAYS for lead in members)


def funnel(leads: list[Lead], as_of: int) -> Table:
    """Stages by the period of the inquiry (cohort) and by their own (period)."""
    table: Table = {}
    following = dict(pairwise(STAGES))
    for key, members in cells((lead.inquiry_at, lead, lead) for lead in leads).items():
        for stage in STAGES:
            entered, imputed = _count(members, stage), _count_imputed(members, stage)
            later = following.get(stage)
            reached_next = None
            if later is not None:
                reached_next = sum(
                    recorded(lead, stage) is not None and later in lead.reached for lead in members
                )
            table[(*key, "cohort", stage)] = _described(
                _funnel_row(entered, imputed, reached_next, len(members)),
                "cohort",
                _all_old(members, as_of),
            )
    entries = (
        (reached.at, lead, (stage, lead))
        for lead in leads
        for stage, reached in lead.reached.items()
    )
    for key, found in cells(entries).items():
        inquiries = sum(stage == "inquiry" for stage, _ in found)
        for stage in STAGES:
            entered = sum(s == stage and recorded(lead, s) is not None for s, lead in found)
            imputed = sum(s == stage and recorded(lead, s) is None for s, lead in found)
            later = following.get(stage)
            reached_next = None
            if later is not None:
                reached_next = sum(
                    s == later and recorded(lead, stage) is not None for s, lead in found
                )
            table[(*key, "period", stage)] = _described(
                _funnel_row(entered, imputed, reached_next, inquiries),
                "period",
                has_ended(key[0], key[1], as_of),
            )
    return table


def _funnel_row(entered: int, imputed: int, reached_next: int | None, inquiries: int) -> Row:
    return {
        "entered": entered,
        "entered_imputed": imputed,
        "reached_next": reached_next,
        "rate_to_next": None if reached_next is None else rate(reached_next, entered),
        "rate_from_inquiry": rate(entered + imputed, inquiries),
    }


# Velocity


@dataclass(frozen=True)
class Stay:
    """A lead in a stage: since when, how long if it left and that is known, and whether it left."""

    stage: str
    entered: Reached
    is_exited: bool
    exited_at: int | None
    days: float | None
    age: float | None


def stays(lead: Lead, as_of: int) -> Iterator[Stay]:
    """The lead's stays in the stages that tools recorded, each until the next stage or the end.

    How long is unknown where the next stage is imputed, or where this one came before an earlier.
    """
    path = [(stage, lead.reached[stage]) for stage in STAGES if stage in lead.reached]
    if lead.ended is not None and lead.ended[0] != "won":
        path.append(lead.ended)
    path = _in_order(path)
    for index, (stage, entered) in enumerate(path):
        if stage not in STAGES[:-1] or entered.is_imputed:
            continue
        following = path[index + 1][1] if index + 1 < len(path) else None
        is_contradicted = entered.at is not None and any(
            (before.at or 0) > entered.at for _, before in path[:index]
        )
        passed = None
        if following is not None and not following.is_imputed and not is_contradicted:
            passed = days(entered, following)
        yield Stay(
            stage=stage,
            entered=entered,
            is_exited=following is not None,
            exited_at=following.at if following else None,
            days=passed,
            age=age(entered, as_of),
        )


def _in_order(path: list[tuple[str, Reached]]) -> list[tuple[str, Reached]]:
    """The order of the journey; an MQL that came after sales had the lead stands where it came."""
    stages = dict(path)
    mql, accepted = stages.get("mql"), stages.get("accepted")
    if mql and accepted and mql.at and accepted.at and accepted.at < mql.at:
        names = [name for name, _ in path]
        first, second = names.index("mql"), names.index("accepted")
        path[first], path[second] = path[second], path[first]
    return path


def stage_velocity(leads: list[Lead], as_of: int) -> Table:
    """How long leads stay in a stage, by the period in which they entered it."""
    found = [(lead, stay) for lead in leads for stay in stays(lead, as_of)]
    now = datetime.fromtimestamp(as_of, UTC)
    year_before = int(now.replace(year=now.year - 1).timestamp())
    lately: dict[Key, list[float]] = defaultdict(list)
    for lead, stay in found:
        if stay.days is not None and (stay.exited_at or 0) > year_before:
            for dimension in DIMENSIONS:
                lately[stay.stage, dimension, lead.dimensions[dimension]].append(stay.days)
    limits = {place: percentile(stayed, 0.9) for place, stayed in lately.items()}
    table: Table = {}
    for key, members in cells((s.entered.at, lead, s) for lead, s in found).items():
        for stage in STAGES[:-1]:
            here = [stay for stay in members if stay.stage == stage]
            if not here:
                continue
            limit = limits.get((stage, key[2], key[3]))
            left = [stay.days for stay in here if stay.days is not None]
            observed: list[Observation] = [(passed, "left") for passed in left]
            observed += [
                (stay.age, None) for stay in here if stay.age is not None and not stay.is_exited
            ]
            row: Row = {
                "entered": len(here),
                "exited": sum(stay.is_exited for stay in here),
                "open": sum(not stay.is_exited for stay in here),
                "median_days": percentile(left, 0.5),
                "p90_days": percentile(left, 0.9),
                "median_days_km": kaplan_meier_median(observed),
                "stalled": None
                if limit is None
                else sum(not stay.is_exited and (stay.age or 0) > limit for stay in here),
            }
            is_mature = all((stay.age or 0) >= CONVERSION_DAYS for stay in here)
            table[(*key, stage)] = _described(row, "cohort", is_mature)
    return table


# Reasons


def rejection_reasons(leads: list[Lead], as_of: int) -> Table:
    """Why leads were rejected or recycled, handed off or not, by the period of the decision."""
    given = [
        (lead.refused[1].at, lead, (lead.refused[0], lead.refused[2]))
        for lead in leads
        if lead.refused is not None
    ]
    table: Table = {}
    for key, refused in cells(given).items():
        is_mature = has_ended(key[0], key[1], as_of)
        for decision in ("rejected", "recycled"):
            codes = [code for found, code in refused if found == decision]
            for code in set(codes):
                row: Row = {
                    "decisions": codes.count(code),
                    "share": rate(codes.count(code), len(codes)),
                    "with_reason_rate": None,
                }
                table[(*key, decision, code)] = _described(row, "cohort", is_mature)
            if codes:
                with_reason = len(codes) - codes.count("(none given)")
                row = {
                    "decisions": len(codes),
                    "share": 1.0,
                    "with_reason_rate": rate(with_reason, len(codes)),
                }
                table[(*key, decision, "(all)")] = _described(row, "cohort", is_mature)
    return table


# Perceived alignment


def perceived_alignment(as_of: int) -> Table:
    """Scores of the waves that have closed."""
    seen_at = last_export(as_of)
    table: Table = {}
    for wave in WAVES:
        returned = [
            form
            for name, form in forms()
            if name == wave.name and form.answered_at <= min(seen_at, wave.closes_at - 1)
        ]
        if wave.closes_at > as_of or not returned:
            continue
        for dimension in ("communication", "trust", "recognition", "all"):
            for team, row in _team_rows(returned, dimension).items():
                table[wave.name, team, dimension] = _described(row, "period", True)
    return table


def _score(form: Answers, dimension: str) -> float | None:
    """The respondent's score in a dimension; None without an answer."""
    marks = [
        6 - mark if question.is_reversed else mark
        for question, mark in zip(QUESTIONS, form.marks, strict=True)
        if mark is not None and dimension in ("all", question.dimension)
    ]
    return (sum(marks) / len(marks) - 1) / 4 * 100 if marks else None


def _team_rows(returned: list[Answers], dimension: str) -> dict[str, Row]:
    scores: dict[str, list[float] | None] = {}
    for team in ("sales", "marketing"):
        of_team = [form for form in returned if form.team == team]
        asked = (dimension,) if dimension != "all" else ("communication", "trust", "recognition")
        answered = [sum(_score(form, part) is not None for form in of_team) for part in asked]
        known = [score for form in of_team if (score := _score(form, dimension)) is not None]
        scores[team] = None if min(answered) < MIN_RESPONDENTS else known
    sales, marketing = scores["sales"], scores["marketing"]
    gap = both = None
    if sales is not None and marketing is not None:
        means = sum(sales) / len(sales), sum(marketing) / len(marketing)
        gap, both = means[0] - means[1], sum(means) / 2
    rows: dict[str, Row] = {}
    for team, known_scores in scores.items():
        rows[team] = {
            "respondents": None if known_scores is None else len(known_scores),
            "score": None if known_scores is None else sum(known_scores) / len(known_scores),
            "gap": gap,
            "is_suppressed": known_scores is None,
        }
    rows["both"] = {
        "respondents": None if sales is None or marketing is None else len(sales) + len(marketing),
        "score": both,
        "gap": gap,
        "is_suppressed": both is None,
    }
    return rows


# Scorecard


def alignment_scorecard(tables: dict[str, Table], leads: list[Lead], as_of: int) -> Table:
    """The four metrics, each beside its value in the period before."""
    found: Table = {}
    for key, row in tables["lead_acceptance"].items():
        if key[2] == "all" and key[:2] != EVER:
            found[key[0], key[1], "lead_acceptance"] = _metric(
                row, "matured_acceptance_rate", row["accepted_in_window"], row["matured_handed_off"]
            )
    for key, row in tables["lead_handling_time"].items():
        if key[2] == "all" and key[:2] != EVER:
            measured = [
                handoff
                for handoff in _handoffs(leads)
                if handoff.measures.get("handling") is not None
                and str(period_start(key[0], company_day(handoff.at))) == key[1]
            ]
            found[key[0], key[1], "lead_handling_time"] = _metric(
                row, "median_handling_business_minutes", None, len(measured)
            )
    for key, row in tables["conversion_by_source"].items():
        if key[2] == "all" and key[:2] != EVER:
            members = [
                lead
                for lead in leads
                if str(period_start(key[0], company_day(lead.inquiry_at))) == key[1]
            ]
            judged = [_step(lead, STEPS[-1], as_of) for lead in members]
            won = sum(inside for _, _, inside in judged)
            old = sum(is_old for _, is_old, _ in judged)
            found[key[0], key[1], "conversion_by_source"] = _metric(
                row, "lead_to_won_rate_matured", won, old
            )
    for grain, start in _periods(as_of):
        until = min(as_of, start_of_day(next_period(grain, date.fromisoformat(start))))
        closed = [
            wave
            for wave in WAVES
            if wave.closes_at <= until
            and (wave.name, "both", "all") in tables["perceived_alignment"]
        ]
        if closed:
            latest = max(closed, key=lambda wave: wave.closes_at)
            row = tables["perceived_alignment"][latest.name, "both", "all"]
            found[grain, start, "perceived_alignment"] = _described(
                {"value": row["score"], "numerator": None, "denominator": row["respondents"]},
                "period",
                has_ended(grain, start, as_of),
            )
    for (grain, start, metric), row in found.items():
        before = [
            other
            for (other_grain, other_start, other_metric), other in found.items()
            if (other_grain, other_metric) == (grain, metric)
            and str(next_period(grain, date.fromisoformat(other_start))) == start
        ]
        previous = before[0]["value"] if before else None
        value = row["value"]
        row["previous_value"] = previous
        row["change"] = None
        if isinstance(value, float) and isinstance(previous, float):
            row["change"] = value - previous
        row["target"] = None
        row["status"] = "no_target" if row["is_mature"] else "immature"
    return found


def _metric(row: Row, value: str, numerator: object, denominator: object) -> Row:
    measures: Row = {"value": row[value], "numerator": numerator, "denominator": denominator}
    return measures | {name: row[name] for name in ("basis", "is_mature")}


def _periods(as_of: int) -> set[tuple[str, str]]:
    """The periods from the last day of the first wave to `as_of`, quiet ones too."""
    # a wave closes at a midnight: the end of the day before
    first, last = company_day(min(wave.closes_at for wave in WAVES) - 1), company_day(as_of)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {(grain, str(period_start(grain, day))) for day in days for grain in GRAINS}


def _handoffs(leads: list[Lead]) -> list[Handoff]:
    return [lead.handoff for lead in leads if lead.handoff is not None]


def truth(company: Company, as_of: int) -> dict[str, Table]:
    """Every metric table as a run at `as_of` must find it."""
    leads = all_leads(company, as_of)
    by_leads: dict[str, Callable[[list[Lead], int], Table]] = {
        "lead_acceptance": lead_acceptance,
        "lead_handling_time": lead_handling_time,
        "conversion_by_source": conversion_by_source,
        "funnel": funnel,
        "stage_velocity": stage_velocity,
        "rejection_reasons": rejection_reasons,
        "recycling": recycling,
    }
    tables = {name: compute(leads, as_of) for name, compute in by_leads.items()}
    tables["perceived_alignment"] = perceived_alignment(as_of)
    tables["alignment_scorecard"] = alignment_scorecard(tables, leads, as_of)
    for name, table in tables.items():
        for key, row in table.items():
            if name == "perceived_alignment":
                wave = next(wave for wave in WAVES if wave.name == key[0])
                row |= _in_force_within(wave.opens_at, wave.closes_at, as_of)
            else:
                row |= _in_force(key[0], key[1], as_of)
    return tables
