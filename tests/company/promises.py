"""What the two teams owe each other, and what they aim at together."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.company.acceptance import is_accepted_in_window, is_matured
from tests.company.agreement import agreed, starts, version_at, version_before
from tests.company.cells import (
    Row,
    Table,
    described,
    handoffs_of,
    has_ended,
    periods_of,
    periods_since,
    recorded,
    total,
)
from tests.company.clock import business_minutes, company_day, next_period
from tests.company.handling import is_due
from tests.company.people import Deal
from tests.company.statistics import rate
from tests.company.survey import WAVES
from tests.company.terms import completeness
from tests.company.truth import (
    WON_DAYS,
    Handoff,
    Lead,
    View,
    attempts_status,
    decision_status,
    in_euros,
    known_deals,
    touch_status,
)
from tests.company.world import COMPANY_ZONE, start_of_day

# What counts, of whom (None: a count or an amount), handoffs that are too young, amounts missing.
Counted = tuple[float | None, int | None, int, int]


def _ends_at(grain: str, start: str) -> int:
    return start_of_day(next_period(grain, date.fromisoformat(start)))


def version_of(grain: str, start: str, as_of: int) -> int:
    """The version in force at the end of a period, or at `as_of`."""
    ends_at = _ends_at(grain, start)
    return version_at(as_of) if ends_at > as_of else version_before(ends_at)


def _periods(leads: list[Lead], as_of: int) -> set[tuple[str, str]]:
    return periods_since(company_day(min(lead.inquiry_at for lead in leads)), as_of)


# Commitments


def commitments(leads: list[Lead], view: View, waves: Table) -> Table:
    """Each commitment in each period of its length, by the version at the period's end."""
    table: Table = {}
    for grain, start in _periods(leads, view.as_of):
        for owed in agreed("commitments"):
            if owed["period_grain"] != grain:
                continue
            if int(owed["agreement_version"]) != version_of(grain, start, view.as_of):
                continue
            row = _kept(owed, grain, start, leads, view, waves)
            table[grain, start, owed["commitment_code"]] = row
    return table


def _kept(
    owed: dict[str, str], grain: str, start: str, leads: list[Lead], view: View, waves: Table
) -> Row:
    of_segment = [lead for lead in leads if owed["segment"] in ("*", lead.dimensions["segment"])]
    handoffs = [h for h in handoffs_of(of_segment) if (grain, start) in periods_of(h.at)]
    measure = owed["measure"]
    if measure == "survey_response":
        counted = _respondents(owed["team"], grain, start, view.as_of, waves)
    elif measure == "marketing_pipeline":
        counted = _pipeline(of_segment, grain, start, view)
    elif measure == "reason_given_rate":
        refused = [
            lead.refused[2]
            for lead in of_segment
            if lead.refused and (grain, start) in periods_of(lead.refused[1].at)
        ]
        counted = len(refused) - refused.count("(none given)"), len(refused), 0, 0
    else:
        counted = _of_handoffs(measure, handoffs, view)
    numerator, denominator, still_open, amounts_missing = counted
    actual = numerator
    if denominator is not None and numerator is not None:
        actual = rate(int(numerator), denominator)
    target = float(owed["target"])
    is_over = has_ended(grain, start, view.as_of)
    status: str | None
    if not is_over:
        status = "running"
    elif still_open:
        status = "immature"
    elif actual is None:
        status = None
    else:
        is_kept = actual >= target if owed["comparison"] == "at_least" else actual <= target
        status = "kept" if is_kept else "broken"
    row: Row = {name: owed[name] for name in ("team", "measure", "segment", "comparison")}
    row |= {
        "status": status,
        "target": target,
        "actual": actual,
        "numerator": numerator,
        "denominator": denominator,
        "members_open": still_open,
        "amounts_missing": amounts_missing,
    }
    is_event = measure in ("survey_response", "marketing_pipeline")
    return described(row, "period" if is_event else "cohort", is_over and not still_open)


def _of_handoffs(measure: str, handoffs: list[Handoff], view: View) -> Counted:
    as_of = view.as_of
    if measure == "mqls_delivered":
        return len(handoffs), None, 0, 0
    if measure == "handoffs_complete_rate":
        shares = [share for h in handoffs if (share := completeness(h, view)[0]) is not None]
        return shares.count(1.0), len(shares), 0, 0
    if measure == "matured_acceptance_rate":
        old = [handoff for handoff in handoffs if is_matured(handoff, as_of)]
        accepted = sum(is_accepted_in_window(handoff, as_of) for handoff in old)
        return accepted, len(old), len(handoffs) - len(old), 0
    if measure == "attempts_compliance":
        found = [attempts_status(handoff, as_of) for handoff in handoffs]
        judged = [status for status in found if status in ("met", "given_up", "breached")]
        return judged.count("met"), len(judged), found.count("pending"), 0
    sla = measure.removesuffix("_compliance")
    judge: Callable[[Handoff], str] = touch_status if sla == "touch_sla" else decision_status
    statuses = [(judge(handoff), is_due(handoff, sla)) for handoff in handoffs]
    due = [status for status, has_run_out in statuses if has_run_out]
    judged = [status for status in due if status in ("met", "breached")]
    young = sum(not has_run_out and status != "not_measurable" for status, has_run_out in statuses)
    return judged.count("met"), len(judged), young, 0


def _pipeline(leads: list[Lead], grain: str, start: str, view: View) -> Counted:
    amounts: list[Fraction | None] = []
    missing: set[int] = set()
    for lead in leads:
        for deal in known_deals(lead.person.passes[lead.number - 1], view.seen_at):
            stage = deal.stage_at(view.seen_at)
            if not lead.is_marketing or (grain, start) not in periods_of(deal.created_at):
                continue
            if stage == "lost" or (stage != "won" and not deal.is_shown_at(view.seen_at)):
                continue
            amount = _amount(deal, view)
            if amount is None:
                missing.add(deal.number)
            amounts.append(None if amount is None else amount * _credit(deal))
    return total(amounts, amounts.count(None)), None, 0, len(missing)


def _amount(deal: Deal, view: View) -> Fraction | None:
    won_at = deal.entered("won", view.seen_at)
    return in_euros(deal, view.as_of if won_at is None else won_at)


def _credit(deal: Deal) -> Fraction:
    return Fraction(1, sum(1 for person, _ in deal.members if person.excluded is None))


def _respondents(team: str, grain: str, start: str, as_of: int, waves: Table) -> Counted:
    closed = [
        wave
        for wave in WAVES
        if (grain, start) in periods_of(wave.closes_at - 1) and (wave.name, team, "all") in waves
    ]
    known = [waves[wave.name, team, "all"]["respondents"] for wave in closed]
    if not known or None in known:
        return None, None, 0, 0
    return sum(int(str(count)) for count in known), None, 0, 0


# Objectives

STAGE_OF = {"won": "won", "mqls": "mql", "sqls": "sql", "opportunities": "opportunity"}


def shared_objectives(leads: list[Lead], view: View) -> Table:
    """What both teams aimed at, and how far they came, in every period of an agreed length."""
    in_force = {number for at, number in starts() if at <= view.as_of}
    aims = [row for row in agreed("objectives") if int(row["agreement_version"]) in in_force]
    table: Table = {}
    for grain, start in _periods(leads, view.as_of):
        for metric in sorted({row["metric"] for row in aims if row["period_grain"] == grain}):
            version = version_of(grain, start, view.as_of)
            aim = next(
                (
                    row
                    for row in aims
                    if (row["metric"], row["period_grain"]) == (metric, grain)
                    and row["period_start"] == start
                    and int(row["agreement_version"]) == version
                ),
                None,
            )
            row = _achieved(metric, grain, start, leads, view)
            has_members = bool(row.pop("members"))
            if aim is None and not has_members:
                continue
            table[grain, start, metric] = _judged(row, aim, metric, grain, start, view.as_of)
    return table


def _achieved(metric: str, grain: str, start: str, leads: list[Lead], view: View) -> Row:
    """What was achieved, of whom, and whether anything can still change it.

    A period in which leads moved has a count, even if of none.
    """
    row: Row = {"numerator": None, "denominator": None, "amounts_missing": 0}
    row["is_mature"] = has_ended(grain, start, view.as_of)
    if metric == "revenue":
        won: dict[int, tuple[int, Fraction | None]] = {}
        for lead in leads:
            for deal in known_deals(lead.person.passes[lead.number - 1], view.seen_at):
                at = deal.entered("won", view.seen_at)
                if at is not None and (grain, start) in periods_of(at):
                    won[deal.number] = at, in_euros(deal, at)
        amounts = [amount for _, amount in won.values()]
        row["actual"] = total(amounts, amounts.count(None))
        return row | {"members": len(won), "amounts_missing": amounts.count(None)}
    if metric in STAGE_OF:
        count = sum(
            (reached := recorded(lead, STAGE_OF[metric])) is not None
            and (grain, start) in periods_of(reached.at)
            for lead in leads
        )
        moved = [reached.at for lead in leads for reached in lead.reached.values()]
        has_members = any((grain, start) in periods_of(at) for at in moved)
        return row | {"actual": float(count), "members": has_members}
    if metric == "acceptance_rate":
        handoffs = [h for h in handoffs_of(leads) if (grain, start) in periods_of(h.at)]
        met, of = sum(h.decision == "accepted" for h in handoffs), len(handoffs)
        is_old = all(is_matured(handoff, view.as_of) for handoff in handoffs)
    else:
        cohort = [lead for lead in leads if (grain, start) in periods_of(lead.inquiry_at)]
        met, of = sum("won" in lead.reached for lead in cohort), len(cohort)
        is_old = all((view.as_of - lead.inquiry_at) / 86400 >= WON_DAYS for lead in cohort)
    return row | {
        "actual": rate(met, of),
        "numerator": met,
        "denominator": of,
        "is_mature": row["is_mature"] and is_old,
        "members": of,
    }


def _judged(
    row: Row, aim: dict[str, str] | None, metric: str, grain: str, start: str, as_of: int
) -> Row:
    actual = row["actual"]
    target = None if aim is None else float(aim["target"])
    expected = None
    if target is not None:
        expected = target * (1 if metric.endswith("_rate") else _elapsed(grain, start, as_of))
    status: str | None = None
    if target is None:
        status = "no_target"
    elif isinstance(actual, int | float) and expected is not None:
        if actual >= target:
            status = "reached"
        elif row["is_mature"]:
            status = "missed"
        else:
            status = "on_track" if actual >= expected else "behind"
    return row | {
        "basis": "cohort" if metric.endswith("_rate") else "period",
        "status": status,
        "marketing_owner": aim and aim["marketing_owner"],
        "sales_owner": aim and aim["sales_owner"],
        "target": target,
        "expected_to_date": expected,
        "progress": actual / target if isinstance(actual, int | float) and target else None,
    }


def _elapsed(grain: str, start: str, as_of: int) -> float:
    """The share of a period's business minutes that has passed."""
    begin, end = start_of_day(date.fromisoformat(start)), _ends_at(grain, start)
    zone = str(COMPANY_ZONE)
    if as_of >= end:
        return 1.0
    return business_minutes(begin, as_of, zone) / business_minutes(begin, end, zone)
