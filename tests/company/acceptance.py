"""What sales answered, and what came back."""

from collections import defaultdict

from tests.company.cells import (
    Key,
    Row,
    Table,
    cells,
    count_recorded,
    described,
    handoffs_of,
    periods_of,
    recorded,
    total,
)
from tests.company.statistics import Observation, aalen_johansen, rate, wilson
from tests.company.truth import ACCEPTANCE_DAYS, Handoff, Lead, age, days

# A cell of fewer matured handoffs is marked.
SMALL = 10


def watched(handoff: Handoff, as_of: int) -> Observation:
    """Days to a dated decision, else days watched."""
    decided = handoff.decided
    waited = None if decided is None else days(handoff.begun, decided)
    if waited is None:
        return age(handoff.begun, as_of) or 0.0, None
    return waited, handoff.decision


def is_matured(handoff: Handoff, as_of: int) -> bool:
    """Whether the handoff is as old as the window of acceptance."""
    return (age(handoff.begun, as_of) or 0.0) >= ACCEPTANCE_DAYS


def is_accepted_in_window(handoff: Handoff, as_of: int) -> bool:
    """Whether sales accepted it within the window."""
    passed, end = watched(handoff, as_of)
    return end == "accepted" and passed <= ACCEPTANCE_DAYS


def lead_acceptance(leads: list[Lead], as_of: int) -> Table:
    """Acceptance of handoffs, by the period of the handoff."""
    grouped = cells((h.at, h.lead, h) for h in handoffs_of(leads))
    lost = cells((lead.reached["mql"].at, lead, lead) for lead in leads if lead.is_not_delivered)
    table: Table = {}
    for key in grouped.keys() | lost.keys():
        handoffs = grouped.get(key, [])
        decisions = [handoff.decision for handoff in handoffs]
        decided = sum(decision != "pending" for decision in decisions)
        accepted = decisions.count("accepted")
        old = [handoff for handoff in handoffs if is_matured(handoff, as_of)]
        observed = [watched(handoff, as_of) for handoff in handoffs]
        in_window = sum(is_accepted_in_window(handoff, as_of) for handoff in old)
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
        table[key] = described(row, "cohort", len(old) == len(handoffs))
    return table


def recycling(leads: list[Lead], as_of: int) -> Table:
    """Recycling of handoffs by the period of the handoff, and MQLs by the period of the MQL."""
    grouped = cells((h.at, h.lead, h) for h in handoffs_of(leads))
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
        is_mature = all(is_matured(handoff, as_of) for handoff in handoffs)
        table[key] = described(row, "cohort", is_mature)
    return table


def lead_quality(leads: list[Lead], as_of: int) -> Table:
    """What handed-off leads of a segment and a source were worth, by the period of the handoff."""
    grouped: dict[Key, list[Handoff]] = defaultdict(list)
    for handoff in handoffs_of(leads):
        told_by = handoff.lead.dimensions["segment"], handoff.lead.dimensions["source"]
        for period in periods_of(handoff.at):
            grouped[(*period, *told_by)].append(handoff)
    table: Table = {}
    for key, handoffs in grouped.items():
        old = [handoff for handoff in handoffs if is_matured(handoff, as_of)]
        in_window = sum(is_accepted_in_window(handoff, as_of) for handoff in old)
        low, high = wilson(in_window, len(old))
        behind = [handoff.lead for handoff in handoffs]
        row: Row = {
            "handed_off": len(handoffs),
            "matured_handed_off": len(old),
            "accepted_in_window": in_window,
            "matured_acceptance_rate": rate(in_window, len(old)),
            "acceptance_low": low,
            "acceptance_high": high,
            "sqls": count_recorded(behind, "sql"),
            "won": count_recorded(behind, "won"),
            "revenue": total(
                (lead.money.revenue for lead in behind),
                sum(lead.money.revenue_missing for lead in behind),
            ),
            "is_small": len(old) < SMALL,
        }
        table[key] = described(row, "cohort", len(old) == len(handoffs))
    return table
