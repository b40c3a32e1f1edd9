"""How much of each won deal its touches made, by six models, exactly.

Fractions until the last step: credits are rounded to a millionth, money to a cent, half up, and
what that leaves goes to the last touch.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.company.cells import Key, Row, Table, described, has_ended, periods_of, recorded
from tests.company.people import ENGAGEMENTS, Deal, Engagement
from tests.company.truth import Lead, View, in_euros, known_deals
from tests.company.world import DAY

LOOKBACK_DAYS = 365
HALF_LIFE_DAYS = 7
MODELS = ("first", "last", "linear", "position", "w", "time_decay")
TOLD_BY = ("channel", "source", "campaign", "asset")


@dataclass(frozen=True)
class Touch:
    """Something that somebody of the deal's leads did before it began."""

    engagement: Engagement
    days_before: Fraction
    is_before_mql: bool
    told_by: dict[str, str]


def won_deals(leads: list[Lead], view: View) -> dict[int, tuple[Deal, list[Lead]]]:
    """The deals that were won, by number, each with its leads."""
    deals: dict[int, tuple[Deal, list[Lead]]] = {}
    for lead in leads:
        for deal in known_deals(lead.person.passes[lead.number - 1], view.seen_at):
            if deal.entered("won", view.seen_at) is not None:
                deals.setdefault(deal.number, (deal, []))[1].append(lead)
    return deals


def touches_of(
    deal: Deal, members: list[Lead], by_person: dict[int, list[Lead]], view: View
) -> list[Touch]:
    """The touches of a deal, in the order of time."""
    found = (touch for lead in members for touch in _touches(lead, deal, by_person, view))
    return sorted(found, key=lambda touch: touch.engagement.at)


def leads_by_person(leads: list[Lead]) -> dict[int, list[Lead]]:
    """The leads of each person, in their order."""
    by_person: dict[int, list[Lead]] = defaultdict(list)
    for lead in leads:
        by_person[lead.person.number].append(lead)
    return by_person


def attribution(leads: list[Lead], view: View) -> Table:
    """Parts of won deals by channel, source, campaign and asset, in the period of the win."""
    by_person = leads_by_person(leads)
    parts: dict[Key, list[tuple[Fraction, Fraction | None]]] = defaultdict(list)
    behind: dict[Key, set[int]] = defaultdict(set)
    touched: dict[Key, int] = defaultdict(int)
    missing = set()
    for number, (deal, members) in won_deals(leads, view).items():
        won_at = deal.entered("won", view.seen_at)
        assert won_at is not None
        amount = in_euros(deal, won_at)
        if amount is None:
            missing.add(number)
        touches = touches_of(deal, members, by_person, view)
        for model in MODELS:
            shares = _shares(model, touches) if touches else [Fraction(1)]
            credits = _rounded(shares, Fraction(1), 6)
            money = [None] * len(shares) if amount is None else _rounded(shares, amount, 2)
            for place, (credit, revenue) in enumerate(zip(credits, money, strict=True)):
                for name in TOLD_BY:
                    value = touches[place].told_by[name] if touches else "(unattributed)"
                    for period in periods_of(won_at):
                        key: Key = (*period, model, name, value)
                        parts[key].append((credit, revenue))
                        behind[key].add(number)
                        touched[key] += bool(touches)
    table: Table = {}
    for key, shared in parts.items():
        known = [revenue for _, revenue in shared if revenue is not None]
        row: Row = {
            "credit": float(sum(credit for credit, _ in shared)),
            "revenue": float(sum(known)) if known else None,
            "touches": touched[key],
            "amounts_missing": len(behind[key] & missing),
        }
        table[key] = described(row, "period", has_ended(key[0], key[1], view.as_of))
    return table


def _touches(
    lead: Lead, deal: Deal, by_person: dict[int, list[Lead]], view: View
) -> Iterable[Touch]:
    mql = recorded(lead, "mql")
    for engagement in lead.person.engagements:
        before = deal.created_at - engagement.at
        if engagement.kind not in ENGAGEMENTS or not view.tools.tells(engagement.kind):
            continue
        if not 0 <= before <= LOOKBACK_DAYS * DAY:
            continue
        opened = [
            other for other in by_person[lead.person.number] if other.inquiry_at <= engagement.at
        ]
        dimensions = opened[-1].dimensions if opened else lead.dimensions
        yield Touch(
            engagement=engagement,
            days_before=Fraction(before, DAY),
            is_before_mql=mql is not None and mql.at is not None and engagement.at <= mql.at,
            told_by={
                "channel": dimensions["channel"],
                "source": dimensions["source"],
                "campaign": _campaign(engagement, view) or dimensions["campaign"],
                "asset": asset_of(engagement, view),
            },
        )


def _shares(model: str, touches: Sequence[Touch]) -> list[Fraction]:
    """What each touch has of the whole, unrounded."""
    count, last = len(touches), len(touches) - 1
    if model == "first":
        return [Fraction(place == 0) for place in range(count)]
    if model == "last":
        return [Fraction(place == last) for place in range(count)]
    if model == "linear":
        return [Fraction(1, count)] * count
    if model == "position":
        if count < 3:
            return [Fraction(1, count)] * count
        middle = Fraction(20, 100) / (count - 2)
        return [Fraction(40, 100) if place in (0, last) else middle for place in range(count)]
    if model == "time_decay":
        weights = [Fraction(2 ** -(float(t.days_before) / HALF_LIFE_DAYS)) for t in touches]
        return [weight / sum(weights) for weight in weights]
    roles = [Fraction(0)] * count
    before_mql = [place for place, touch in enumerate(touches) if touch.is_before_mql]
    for place in (0, last, *before_mql[-1:]):
        roles[place] += Fraction(30, 100)
    others = [place for place, role in enumerate(roles) if not role]
    for place in others:
        roles[place] = Fraction(10, 100) / len(others)
    return [role / sum(roles) for role in roles]


def _rounded(shares: Sequence[Fraction], whole: Fraction, digits: int) -> list[Fraction]:
    """The shares of the whole, rounded half up; the last takes what that leaves."""
    unit = Fraction(10**digits)
    parts = [Fraction((share * whole * unit + Fraction(1, 2)) // 1) / unit for share in shares]
    return [*parts[:-1], whole - sum(parts[:-1])]


def _campaign(engagement: Engagement, view: View) -> str | None:
    """The campaign that the activity itself names."""
    is_told = engagement.campaign is not None and view.tools.tells_campaigns
    return engagement.campaign.name if is_told and engagement.campaign else None


def asset_of(engagement: Engagement, view: View) -> str:
    """What it was about, as the tool writes it."""
    about = engagement.form or engagement.campaign
    if about is not None:
        return about.name
    return view.tools.page if engagement.kind == "visit" else "Newsletter"
