"""The facts of core, lead by lead and handoff by handoff, as they must be found.

Keys of people differ between tools, so that what is compared is how often each fact is there.
"""

from collections import Counter

from tests.company.agreement import version_at
from tests.company.clock import business_deadline
from tests.company.rulings import rulings_applied
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
from tests.company.world import utc

Fact = tuple[object, ...]

LEAD_COLUMNS = (
    "segment", "episode_number", "owner", "reason_code",
    *(f"{stage}_at" for stage in (*STAGES, *ENDS)), "declared_mql_at", "scored_mql_at",
    *(f"{stage}_is_imputed" for stage in STAGES[1:]),
)  # fmt: skip
HANDOFF_COLUMNS = (
    "segment", "owner", "handed_off_at", "assigned_at", "decision", "decided_at", "reason_code",
    "first_touch_at", "mql_basis", "agreement_version", "touch_sla_status", "decision_sla_status",
    "attempts", "attempts_status", "routing_rule", "expected_owner_id", "routing_status",
    "reassignments",
    "completeness", "missing_fields", "rulings_applied",
)  # fmt: skip


OPEN_COLUMNS = (
    "clock", "segment", "owner", "risk", "to_do", "decision", "missing_fields",
    "target_business_minutes", "used_business_minutes", "used_of_target", "attempts",
    "handed_off_at", "due_at",
)  # fmt: skip
# Of a target so much may be used before it is at risk.
SAFE = 0.75


def _at(reached: Reached | None) -> str | None:
    return None if reached is None or reached.at is None else f"{utc(reached.at):%Y-%m-%d %H:%M:%S}"


def lead_facts(leads: list[Lead]) -> Counter[Fact]:
    """Every lead in the order of LEAD_COLUMNS: when each stage was reached, and whether really."""
    facts: Counter[Fact] = Counter()
    for lead in leads:
        ends = {lead.ended[0]: lead.ended[1]} if lead.ended else {}
        reached = ends | lead.reached
        facts[
            lead.dimensions["segment"],
            lead.number,
            lead.dimensions["owner"],
            lead.refused[2] if lead.refused else None,
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
        facts[
            handoff.lead.dimensions["segment"],
            handoff.lead.dimensions["owner"],
            _at(Reached(handoff.at)),
            _at(Reached(handoff.assigned_at)),
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
                _at(Reached(due_at)),
            ] += 1
    return facts
