"""What the watched metrics were, period by period, over all leads, and whether that is usual."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tests.company.acceptance import is_accepted_in_window, is_matured, watched
from tests.company.cells import (
    EVER,
    Row,
    Table,
    count_recorded,
    described,
    handoffs_of,
    has_ended,
    periods_of,
)
from tests.company.clock import next_period
from tests.company.conversion import STEPS, passed_step
from tests.company.handling import is_due
from tests.company.statistics import Observation, aalen_johansen, kaplan_meier_median, percentile
from tests.company.terms import completeness
from tests.company.truth import (
    ACCEPTANCE_DAYS,
    Handoff,
    Lead,
    View,
    decision_status,
    touch_status,
)

# Of how many mature periods before the usual range is.
PERIODS = 12


@dataclass(frozen=True)
class Told:
    """A metric of one period: what it counts (None: a median) of how many."""

    value: float | None
    numerator: int | None
    members: int
    is_matured: bool
    unit: str = "rate"
    estimate: float | None = None


def metric_changes(leads: list[Lead], view: View) -> Table:
    """Every watched metric in every period with members."""
    handoffs: dict[tuple[str, str], list[Handoff]] = defaultdict(list)
    inquiries: dict[tuple[str, str], list[Lead]] = defaultdict(list)
    for handoff in handoffs_of(leads):
        for period in periods_of(handoff.at):
            handoffs[period].append(handoff)
    for lead in leads:
        for period in periods_of(lead.inquiry_at):
            inquiries[period].append(lead)
    series: dict[tuple[str, str], dict[str, Told]] = defaultdict(dict)
    for (grain, start), members in handoffs.items():
        for metric, told in _of_handoffs(members, view).items():
            series[grain, metric][start] = told
    for (grain, start), found in inquiries.items():
        for metric, told in _of_leads(found, view.as_of).items():
            series[grain, metric][start] = told
    return {
        (grain, start, metric): row
        for (grain, metric), periods in series.items()
        if grain != EVER[0]
        for start, row in _told(grain, periods, view.as_of).items()
    }


def _told(grain: str, periods: dict[str, Told], as_of: int) -> dict[str, Row]:
    """The rows of one metric, in the order of time."""
    rows: dict[str, Row] = {}
    mature: list[tuple[str, Told]] = []
    before: tuple[str, Told, bool] | None = None
    for start, told in sorted(periods.items()):
        is_mature = told.is_matured and has_ended(grain, start, as_of)
        low, high = _usual(told, [each.value for _, each in mature if each.value is not None])
        if is_mature:
            mature.append((start, told))
        if before and str(next_period(grain, date.fromisoformat(before[0]))) != start:
            before = None
        previous = before[1].value if before else None
        is_compared = before is not None and before[2] and is_mature
        is_judged = is_mature and told.value is not None and low is not None
        latest = next(((at, one) for at, one in reversed(mature) if one.members), None)
        row: Row = {
            "unit": told.unit,
            "value": told.value,
            "numerator": told.numerator,
            "members": told.members,
            "previous_value": previous,
            "change": told.value - previous
            if is_compared and told.value is not None and previous is not None
            else None,
            "usual_low": low,
            "usual_high": high,
            "estimate": None if is_mature else told.estimate,
            "is_unusual": not (low or 0) <= round(told.value or 0, 12) <= (high or 0)
            if is_judged
            else None,
            "latest_mature_start": latest[0] if latest else None,
            "latest_mature_value": latest[1].value if latest else None,
            "latest_mature_members": latest[1].members if latest else None,
        }
        rows[start] = described(row, "cohort", is_mature)
        before = start, told, is_mature
    return rows


def _usual(told: Told, known: list[float]) -> tuple[float | None, float | None]:
    """Tukey's fences of the last of them, within what the metric can be; None of too few."""
    lately = known[-PERIODS:]
    lower, upper = percentile(lately, 0.25), percentile(lately, 0.75)
    if len(lately) < PERIODS or lower is None or upper is None:
        return None, None
    low, high = lower - 1.5 * (upper - lower), upper + 1.5 * (upper - lower)
    most = 1.0 if told.unit == "rate" else high
    return round(max(low, 0.0), 12), round(min(high, most), 12)


def _rate(numerator: int, members: int, *, is_matured: bool, estimate: float | None = None) -> Told:
    value = numerator / members if members else None
    return Told(value, numerator, members, is_matured, estimate=estimate)


def _count(value: int, members: int, *, is_matured: bool = True) -> Told:
    return Told(float(value), None, members, is_matured, unit="count")


def _of_handoffs(handoffs: list[Handoff], view: View) -> dict[str, Told]:
    as_of, count = view.as_of, len(handoffs)
    old = [handoff for handoff in handoffs if is_matured(handoff, as_of)]
    is_old = len(old) == count
    decisions = [handoff.decision for handoff in handoffs]
    waits: list[Observation] = [
        (waited, "handled" if handoff.measures["handling_ends"] else None)
        for handoff in handoffs
        if (waited := handoff.measures.get("handling")) is not None
    ]
    shares = [share for h in handoffs if (share := completeness(h, view)[0]) is not None]
    median = kaplan_meier_median(waits)
    incidence = aalen_johansen(
        [watched(handoff, as_of) for handoff in handoffs], "accepted", ACCEPTANCE_DAYS
    )
    acceptance = _rate(
        sum(is_accepted_in_window(handoff, as_of) for handoff in old),
        len(old),
        is_matured=is_old,
        estimate=incidence,
    )
    handling = Told(median, None, len(waits), is_old, unit="median", estimate=median)
    untouched = sum(handoff.touched is None for handoff in old)
    answered = count - decisions.count("pending")
    return {
        "lead_acceptance": acceptance,
        "matured_acceptance_rate": acceptance,
        "acceptance_rate": _rate(decisions.count("accepted"), count, is_matured=is_old),
        "decision_coverage": _rate(answered, count, is_matured=is_old),
        "recycle_rate": _rate(decisions.count("recycled"), count, is_matured=is_old),
        "handed_off": _count(count, count),
        "mqls_delivered": _count(count, count),
        "lead_handling_time": handling,
        "median_handling_business_minutes": handling,
        "share_untouched": _rate(untouched, len(old), is_matured=is_old),
        "touch_sla_compliance": _kept(handoffs, "touch_sla"),
        "decision_sla_compliance": _kept(handoffs, "decision_sla"),
        "handoffs_complete_rate": _rate(shares.count(1.0), len(shares), is_matured=True),
    }


def _kept(handoffs: list[Handoff], sla: str) -> Told:
    """Of the handoffs whose target has run out, those of which it was met."""
    judge = touch_status if sla == "touch_sla" else decision_status
    counted = [
        (status, is_due(handoff, sla))
        for handoff in handoffs
        if (status := judge(handoff)) in ("met", "breached", "pending")
    ]
    due = [status for status, has_run_out in counted if has_run_out and status != "pending"]
    is_matured = all(has_run_out for _, has_run_out in counted)
    return _rate(due.count("met"), len(due), is_matured=is_matured)


def _of_leads(leads: list[Lead], as_of: int) -> dict[str, Told]:
    count = len(leads)
    judged = {
        name: [passed_step(lead, step, as_of) for lead in leads]
        for step in STEPS
        if (name := step[0]) in ("lead_to_mql", "lead_to_won")
    }
    inside = {name: sum(passed for _, _, passed in found) for name, found in judged.items()}
    old = {name: sum(is_old for _, is_old, _ in found) for name, found in judged.items()}
    to_mql, to_won = (
        _rate(inside[name], old[name], is_matured=old[name] == count)
        for name in ("lead_to_mql", "lead_to_won")
    )
    mqls, won = count_recorded(leads, "mql"), count_recorded(leads, "won")
    return {
        "conversion_by_source": to_won,
        "lead_to_won_rate_matured": to_won,
        "lead_to_mql_rate_matured": to_mql,
        "leads": _count(count, count),
        "mqls": _count(mqls, count, is_matured=to_mql.is_matured),
        "won": _count(won, count, is_matured=to_won.is_matured),
    }
