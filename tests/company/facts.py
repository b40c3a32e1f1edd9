"""The facts of core, lead by lead and handoff by handoff, as they must be found.

Keys of people differ between tools, so that what is compared is how often each fact is there.
"""

from collections import Counter

from tests.company.agreement import pilot_team, version_at
from tests.company.clock import business_deadline
from tests.company.evidence import current, is_contradictory
from tests.company.handling import is_due
from tests.company.people import Person
from tests.company.rulings import rulings_applied
from tests.company.scores import known_values
from tests.company.terms import completeness, last_owner, reassignments, routing
from tests.company.truth import (
    ENDS,
    STAGES,
    Handoff,
    Lead,
    Reached,
    View,
    attempts_status,
    decision_status,
    touch_status,
)
from tests.company.velocity import in_order, stays
from tests.company.world import DAY, utc

Fact = tuple[object, ...]
# What does not change after the inquiry.
FROZEN = ("segment", "country", "source", "channel", "campaign")
# Minutes of a handoff, and what they are among its measures.
MINUTES = {
    "system_delay_business_minutes": "system_delay_business",
    "first_touch_minutes": "touch_minutes",
    "first_touch_business_minutes": "touch_business",
    "decision_business_minutes": "decision_business",
    "handling_business_minutes": "handling",
}

LEAD_COLUMNS = (
    *FROZEN, "episode_number", "owner", "reason_code", "origin", "current_stage", "outcome",
    "has_contradiction", "is_not_delivered", "agreement_version", "revenue", "machines",
    *(f"{stage}_at" for stage in (*STAGES, *ENDS)), "declared_mql_at", "scored_mql_at",
    *(f"{stage}_is_imputed" for stage in STAGES[1:]),
)  # fmt: skip
HANDOFF_COLUMNS = (
    *FROZEN, "owner", "handed_off_at", "assigned_at", "decision", "decided_at", "reason_code",
    "first_touch_at", "mql_basis", "agreement_version", "touch_sla_status", "decision_sla_status",
    "attempts", "attempts_status", "routing_rule", "expected_owner_id", "routing_status",
    "reassignments",
    "completeness", "missing_fields", "rulings_applied",
    "touch_sla_is_due", "decision_sla_is_due", "handed_off_has_time", "decision_has_time",
    "next_handoff_at", *MINUTES,
)  # fmt: skip


OPEN_COLUMNS = (
    "clock", "segment", "owner", "risk", "to_do", "decision", "missing_fields",
    "target_business_minutes", "used_business_minutes", "used_of_target", "attempts",
    "handed_off_at", "due_at",
)  # fmt: skip
TRANSITION_COLUMNS = (
    "from_stage", "to_stage", "pilot_team", "entered_at", "exited_at", "is_imputed",
    "days_in_stage",
)  # fmt: skip
# Of a target so much may be used before it is at risk.
SAFE = 0.75


def moment_text(at: int | None) -> str | None:
    """A moment as facts are compared."""
    return None if at is None else f"{utc(at):%Y-%m-%d %H:%M:%S}"


def _at(reached: Reached | None) -> str | None:
    return None if reached is None else moment_text(reached.at)


def machines(person: Person, view: View) -> float | None:
    """The company's own field, as the CRM has it."""
    known = known_values(person, "machines", view.tools, view.exports)
    return float(known[-1].value) if known else None


def lead_facts(leads: list[Lead], view: View) -> Counter[Fact]:
    """Every lead in the order of LEAD_COLUMNS: when each stage was reached, and whether really."""
    facts: Counter[Fact] = Counter()
    for lead in leads:
        ends = {lead.ended[0]: lead.ended[1]} if lead.ended else {}
        reached = ends | lead.reached
        revenue = lead.money.revenue
        facts[
            *(lead.dimensions[name] for name in FROZEN),
            lead.number,
            lead.dimensions["owner"],
            lead.refused[2] if lead.refused else None,
            "marketing" if lead.is_marketing else "sales",
            current(lead)[0],
            lead.ended[0] if lead.ended else "open",
            is_contradictory(lead),
            lead.is_not_delivered,
            version_at(lead.inquiry_at),
            None if revenue is None else round(float(revenue), 6),
            machines(lead.person, view),
            *(_at(reached.get(stage)) for stage in (*STAGES, *ENDS)),
            _at(lead.declared),
            _at(lead.scored),
            *(lead.reached[s].is_imputed if s in lead.reached else None for s in STAGES[1:]),
        ] += 1
    return facts


def handoff_facts(handoffs: list[Handoff], view: View) -> Counter[Fact]:
    """Every handoff in the order of HANDOFF_COLUMNS."""
    facts: Counter[Fact] = Counter()
    for handoff in handoffs:
        rule, expected, status = routing(handoff, view)
        decided, following = handoff.decided, handoff.following
        minutes = [handoff.measures.get(name) for name in MINUTES.values()]
        facts[
            *(handoff.lead.dimensions[name] for name in FROZEN),
            handoff.lead.dimensions["owner"],
            _at(Reached(handoff.at)),
            moment_text(handoff.assigned_at),
            handoff.decision,
            _at(handoff.decided),
            handoff.reason_code,
            _at(handoff.touched),
            handoff.lead.mql_basis,
            version_at(handoff.at),
            touch_status(handoff),
            decision_status(handoff),
            handoff.attempts,
            attempts_status(handoff, view.as_of),
            rule,
            expected.email if expected else None,
            status,
            reassignments(handoff, view),
            *completeness(handoff, view),
            rulings_applied(handoff, view),
            is_due(handoff, "touch_sla"),
            is_due(handoff, "decision_sla"),
            handoff.begun.has_time,
            decided is not None and decided.has_time,
            None if following is None else _at(following.begun),
            *(None if passed is None else round(passed, 6) for passed in minutes),
        ] += 1
    return facts


def open_facts(handoffs: list[Handoff], view: View) -> Counter[Fact]:
    """What sales owes on the handoffs of open leads, in the order of OPEN_COLUMNS."""
    facts: Counter[Fact] = Counter()
    for handoff in handoffs:
        if handoff.lead.ended is not None:
            continue
        owed = []
        if handoff.decision in ("pending", "accepted") and handoff.touched is None:
            to_do = "touch" if handoff.owner else "assign"
            owed.append(("first_touch", to_do, handoff.policy.touch_target))
        if handoff.decision == "pending":
            owed.append(("decision", "decide", handoff.policy.decision_target))
        owner = last_owner(handoff, view)
        for clock, to_do, target in owed:
            if target is None:
                continue
            used = handoff.measures.get("age_business")
            risk, due_at = "not_measurable", None
            if used is not None:
                risk = "at_risk" if used > SAFE * target else "on_time"
                risk = "overdue" if used > target else risk
                due_at = business_deadline(handoff.at, target, handoff.zone)
            facts[
                clock,
                handoff.lead.dimensions["segment"],
                owner.email if owner else "(unknown)",
                risk,
                to_do,
                handoff.decision,
                completeness(handoff, view)[1],
                target,
                None if used is None else round(used, 6),
                None if used is None else round(used / target, 6),
                handoff.attempts,
                _at(handoff.begun),
                moment_text(due_at),
            ] += 1
    return facts


def transition_facts(leads: list[Lead], view: View) -> Counter[Fact]:
    """Every stage that a lead took, in the order of TRANSITION_COLUMNS; how long in seconds."""
    facts: Counter[Fact] = Counter()
    for lead in leads:
        path = [(stage, lead.reached[stage]) for stage in STAGES if stage in lead.reached]
        if lead.ended is not None and lead.ended[0] != "won":
            path.append(lead.ended)
        path = in_order(path)
        stayed = {stay.stage: stay.days for stay in stays(lead, view.as_of)}
        before = [None, *(stage for stage, _ in path)]
        after = [*(reached for _, reached in path[1:]), None]
        for (stage, reached), previous, following in zip(path, before, after, strict=False):
            days = stayed.get(stage)
            entered_at = view.as_of if reached.at is None else reached.at
            facts[
                previous,
                stage,
                pilot_team(version_at(entered_at), stage),
                _at(reached),
                _at(following),
                reached.is_imputed,
                None if days is None else round(days * DAY),
            ] += 1
    return facts
