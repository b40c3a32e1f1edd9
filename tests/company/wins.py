"""The deals won, lead by lead: what led to them, and who of both teams had a part in them."""

from collections import Counter

from tests.company.activities import engaged
from tests.company.agreement import agreed, version_at
from tests.company.attribution import Touch, leads_by_person, touches_of, won_deals
from tests.company.cells import recorded
from tests.company.facts import Fact, moment_text, rounded
from tests.company.truth import Lead, Reached, View, days
from tests.company.world import DAY

WIN_COLUMNS = (
    "account_name", "segment", "source", "campaign", "owner", "owner_name", "marketing_stage",
    "marketing_team", "marketing_role", "revenue", "opportunity_credit", "days_to_won", "touches",
    "won_at",
    *(
        f"{role}_{what}"
        for role in ("first", "mql", "last")
        for what in ("engagement_kind", "engagement_asset", "engaged_at")
    ),
)  # fmt: skip


def win_facts(leads: list[Lead], view: View) -> Counter[Fact]:
    """Every lead that was won with a deal, in the order of WIN_COLUMNS."""
    facts: Counter[Fact] = Counter()
    by_person = leads_by_person(leads)
    for deal, members in won_deals(leads, view).values():
        touches = touches_of(deal, members, by_person, view)
        before_mql = [touch for touch in touches if touch.is_before_mql]
        for lead in members:
            stage = _marketing_stage(lead)
            won = lead.reached["won"]
            waited = days(Reached(lead.inquiry_at), won)
            facts[
                deal.account.name,
                *(lead.dimensions[name] for name in ("segment", "source", "campaign")),
                deal.owner.email,
                deal.owner.name,
                stage,
                *_pilot(stage, version_at(view.as_of)),
                rounded(None if lead.money.revenue is None else float(lead.money.revenue)),
                rounded(1 / sum(person.excluded is None for person, _ in deal.members)),
                None if waited is None else round(waited * DAY),
                len(touches),
                moment_text(won.at),
                *(
                    said
                    for place in (touches[:1], before_mql[-1:], touches[-1:])
                    for said in _engagement(place, view)
                ),
            ] += 1
    return facts


def _marketing_stage(lead: Lead) -> str | None:
    """How far marketing brought it."""
    if not lead.is_marketing:
        return None
    return "mql" if recorded(lead, "mql") else "inquiry"


def _pilot(stage: str | None, version: int) -> tuple[str | None, str | None]:
    """The team that leads a stage, and who is accountable for it."""
    for row in agreed("journey_stages"):
        if (int(row["agreement_version"]), row["stage"]) == (version, stage):
            return row["pilot_team"], row["accountable"]
    return None, None


def _engagement(touch: list[Touch], view: View) -> tuple[object, object, str | None]:
    if not touch:
        return None, None, None
    _, kind, asset, *_ = engaged(touch[0].engagement, view)
    return kind, asset, moment_text(touch[0].engagement.at)
