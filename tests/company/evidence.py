"""How well what the tools hold shows that leads are where they are said to be."""

from collections.abc import Iterator
from itertools import combinations

from tests.company.cells import Row, Table, cells, described
from tests.company.people import ENGAGEMENTS
from tests.company.truth import (
    STAGES,
    Lead,
    Reached,
    View,
    human_acts,
    known_deals,
)
from tests.company.velocity import in_order
from tests.company.world import DAY

EVIDENCE_DAYS = 30


def evidence(leads: list[Lead], view: View) -> Table:
    """Leads by the stage in which they are, and the grade of what shows it."""
    graded = [(lead, *current(lead)) for lead in leads]
    members = (
        (at.at, lead, (stage, _grade(lead, stage, at, view), at)) for lead, stage, at in graded
    )
    table: Table = {}
    for key, found in cells(members).items():
        for stage, grade in sorted({(stage, grade) for stage, grade, _ in found}):
            here = [at for other, given, at in found if (other, given) == (stage, grade)]
            row: Row = {"leads": len(here)}
            is_mature = all(
                at.at is not None and view.as_of - at.at >= EVIDENCE_DAYS * DAY for at in here
            )
            table[(*key, stage, grade)] = described(row, "cohort", is_mature)
    return table


def current(lead: Lead) -> tuple[str, Reached]:
    """The end that the lead met, else its last stage: of an MQL that came late, the MQL."""
    if lead.ended is not None:
        return lead.ended
    path = in_order([(stage, lead.reached[stage]) for stage in STAGES if stage in lead.reached])
    return path[-1]


def grade(lead: Lead, view: View) -> str:
    """How well what the tools hold shows that the lead is where it is."""
    return _grade(lead, *current(lead), view)


def _grade(lead: Lead, stage: str, entered: Reached, view: View) -> str:
    if is_contradictory(lead):
        return "contradictory"
    person = lead.person
    if stage in ("opportunity", "won", "lost"):
        deals = known_deals(person.passes[lead.number - 1], view.seen_at)
        return "supported" if any(deal.amount is not None for deal in deals) else "unsupported"
    if stage in ("rejected", "recycled"):
        has_reason = lead.refused is not None and lead.refused[2] != "(none given)"
        return "supported" if has_reason else "unsupported"
    if stage == "lapsed":
        return "unsupported"
    shown = list(_acts(lead, stage, view))
    if not shown:
        return "unsupported"
    limit = EVIDENCE_DAYS * DAY
    is_near = any(
        view.as_of - at <= limit or (entered.at is not None and abs(at - entered.at) <= limit)
        for at in shown
    )
    return "supported" if is_near else "stale"


def _acts(lead: Lead, stage: str, view: View) -> Iterator[int]:
    """When something happened that shows that stage."""
    if stage in ("inquiry", "mql"):
        for engagement in lead.person.engagements:
            is_told = view.tools.tells(engagement.kind) and engagement.at <= view.seen_at
            if engagement.kind in ENGAGEMENTS and is_told:
                yield engagement.at
    else:
        for act in human_acts(lead.person, view):
            assert act.at is not None
            yield act.at


def is_contradictory(lead: Lead) -> bool:
    """Whether a conversion put into the lead what does not go with its times."""
    path = in_order([(stage, lead.reached[stage]) for stage in STAGES if stage in lead.reached])
    dated = [r for _, r in path if not r.is_imputed and r.at is not None]
    times = [reached.at for reached in dated if reached.at is not None]
    if any(
        (later.at or 0) < (earlier.at or 0) and not earlier.is_observed
        for earlier, later in combinations(dated, 2)
    ):
        return True
    if lead.ended and lead.ended[1].at is not None and times and lead.ended[1].at < max(times):
        return True
    return any(reached.is_past_lapse for reached in lead.reached.values())
