"""How long handoffs waited for a touch and a decision."""

from tests.company.acceptance import is_matured
from tests.company.cells import Row, Table, cells, described, handoffs_of
from tests.company.statistics import (
    Observation,
    kaplan_meier_median,
    percentile,
    rate,
)
from tests.company.truth import Handoff, Lead, decision_status, touch_status


def lead_handling_time(leads: list[Lead], as_of: int) -> Table:
    """Touches and decisions in minutes, by the period of the handoff."""
    table: Table = {}
    for key, handoffs in cells((h.at, h.lead, h) for h in handoffs_of(leads)).items():
        table[key] = described(
            _handling(handoffs, as_of), "cohort", all(is_matured(h, as_of) for h in handoffs)
        )
    return table


def _handling(handoffs: list[Handoff], as_of: int) -> Row:
    def known(measure: str) -> list[float]:
        values = (handoff.measures.get(measure) for handoff in handoffs)
        return [value for value in values if value is not None]

    touched = [handoff for handoff in handoffs if handoff.touched is not None]
    measurable = [
        h for h in handoffs if h.begun.has_time and (h.touched is None or h.touched.has_time)
    ]
    old = [handoff for handoff in handoffs if is_matured(handoff, as_of)]
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
        "handling_measured": len(observed),
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
        touches = [h.measures.get("touch_minutes") for h in aged]
        within = sum(touch is not None and touch <= minutes for touch in touches)
        row[f"share_within_{name}"] = rate(within, len(aged))
    for sla, judge, statuses in (
        ("touch_sla", touch_status, ("met", "closed_untouched", "breached")),
        ("decision_sla", decision_status, ("met", "breached")),
    ):
        judged = [(judge(h), is_due(h, sla)) for h in handoffs]
        for status in (*statuses, "pending", "not_measurable"):
            row[f"{sla}_{status}"] = sum(found == status for found, _ in judged)
        due = [status for status, is_due in judged if is_due and status in ("met", "breached")]
        row[f"{sla}_due"] = len(due)
        row[f"{sla}_compliance"] = rate(due.count("met"), len(due))
    return row


def is_due(handoff: Handoff, sla: str) -> bool:
    """Whether the target that was agreed has run out."""
    policy = handoff.policy
    target = policy.touch_target if sla == "touch_sla" else policy.decision_target
    age = handoff.measures.get("age_business")
    return target is not None and age is not None and age >= target
