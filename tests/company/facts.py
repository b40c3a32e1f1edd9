"""The facts of core, lead by lead and handoff by handoff, as they must be found.

Keys of people differ between tools, so that what is compared is how often each fact is there.
"""

from collections import Counter

from tests.company.agreement import version_at
from tests.company.terms import completeness, reassignments, routing
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
    *(f"{stage}_at" for stage in (*STAGES, *ENDS)),
    *(f"{stage}_is_imputed" for stage in STAGES[1:]),
)  # fmt: skip
HANDOFF_COLUMNS = (
    "segment", "owner", "handed_off_at", "assigned_at", "decision", "decided_at", "reason_code",
    "first_touch_at", "agreement_version", "touch_sla_status", "decision_sla_status",
    "attempts", "attempts_status", "routing_rule", "expected_owner_id", "routing_status",
    "reassignments",
    "completeness", "missing_fields",
)  # fmt: skip


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
        ] += 1
    return facts
