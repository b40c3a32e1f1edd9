"""What really became of every lead, worked out from the people.

Leads and handoffs are what a run at some `as_of` can know of the lives: of the exports up to then,
with what their tools do not keep left out. The definitions are applied to lives here and to tables
in the warehouse; neither reads the other.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from functools import cache

from orchestration.settings import SAMPLE_SEEDS
from tests.company.agreement import Policy, policy
from tests.company.clock import business_minutes, company_day, days_between
from tests.company.company import Company
from tests.company.people import (
    INQUIRY_KINDS,
    Act,
    Deal,
    Household,
    Pass,
    Person,
    Ruling,
    Step,
)
from tests.company.scores import engagements, qualifying
from tests.company.tools import Tools
from tests.company.world import (
    COMPANY_ZONE,
    DAY,
    EXPORTS,
    MEETING_NOTICE,
    User,
    end_of_day,
    start_of_day,
)

STAGES = ("inquiry", "mql", "accepted", "sql", "opportunity", "won")
ENDS = ("rejected", "recycled", "lost", "lapsed")
DIMENSIONS = (
    "all", "channel", "source", "campaign", "segment", "country", "owner", "origin_system",
)  # fmt: skip

ACCEPTANCE_DAYS = 14
CONVERSION_DAYS = 90
WON_DAYS = 180
LAPSE_DAYS = 180
LOOKBACK_DAYS = 90

# What the shipped mappings say of the words that the sample company uses.
SOURCES = {
    "Web": ("Web", "Organic"),
    "Webinar": ("Webinar", "Events"),
    "Paid Search": ("Paid Search", "Paid"),
    "Trade Show": ("Trade Show", "Events"),
    "Partner Referral": ("Partner Referral", "Partner"),
    "Outbound": ("Outbound", "Outbound"),
    "Radio Spot": ("Radio Spot", "(unmapped)"),
}
REASONS = {
    "No budget": "no_budget",
    "Not a fit": "out_of_target",
    "Bad timing": "bad_timing",
    "Competitor": "is_competitor",
    "No answer": "unreachable",
    "Wrong contact": "no_authority",
    "See my notes": "(unmapped)",
    None: "(none given)",
}


@dataclass(frozen=True)
class Reached:
    """A stage reached: when, if anybody knows, and to the second or only to the day."""

    at: int | None
    has_time: bool = True
    is_imputed: bool = False
    # Only an export shows that it was so by then.
    is_observed: bool = False
    # By a conversion that came when the lead would long have lapsed: a contradiction.
    is_past_lapse: bool = False


@dataclass
class Money:
    """The lead's share of its deals' amounts, None where none is known, and how many are not."""

    revenue: Fraction | None = None
    revenue_missing: int = 0
    pipeline: Fraction | None = None
    pipeline_missing: int = 0


@dataclass
class Lead:
    """One pass, as far as it is known."""

    person: Person
    number: int
    inquiry_at: int
    dimensions: dict[str, str]
    reached: dict[str, Reached]
    ended: tuple[str, Reached] | None
    owner: User | None
    money: "Money"
    is_marketing: bool = True
    is_first_mql: bool = False
    handoff: "Handoff | None" = None
    # rejected or recycled, when, and the agreed reason
    refused: tuple[str, Reached, str] | None = None

    @property
    def is_not_delivered(self) -> bool:
        """A recorded MQL without a CRM record."""
        mql = self.reached.get("mql")
        return mql is not None and not mql.is_imputed and self.in_crm_at is None

    in_crm_at: int | None = None
    # what a tool declared, and what points made, each as far as it is of this lead
    declared: Reached | None = None
    scored: Reached | None = None

    @property
    def mql_basis(self) -> str:
        """What made it an MQL first: the tool's own stage, or points."""
        mql = self.reached["mql"]
        return "declared" if self.declared and self.declared.at == mql.at else "scored"


@dataclass
class Handoff:
    """One handoff, as far as it is known."""

    lead: Lead
    begun: Reached
    owner: User | None
    assigned_at: int | None = None
    # the tools tell the minute of an assignment, not only its day
    is_assigned_timed: bool = True
    # the tools tell in which zone each user works
    is_zone_told: bool = True
    # what sales answered, whatever was ruled
    answer: str = "pending"
    answered: tuple[str, Reached, str] | None = None
    decision: str = "pending"
    decided: Reached | None = None
    reason_code: str | None = None
    touched: Reached | None = None
    following: "Handoff | None" = None
    measures: dict[str, float | None] = field(default_factory=dict)
    # human outbound activities, of this handoff or of whatever was before it
    attempts: int = 0
    rulings: list[Ruling] = field(default_factory=list)

    @property
    def at(self) -> int:
        """When it was handed over."""
        assert self.begun.at is not None
        return self.begun.at

    @property
    def known_until(self) -> int:
        """The last moment that still counts as the handoff's: of a day, the day's."""
        return self.at if self.begun.has_time else end_of_day(self.at)

    @property
    def policy(self) -> Policy:
        """What sales owes it, by the agreement in force when it was handed off."""
        return policy(self.at, self.lead.person.segment)

    @property
    def zone(self) -> str:
        """Where its working hours are counted."""
        return self.owner.zone if self.owner and self.is_zone_told else str(COMPANY_ZONE)


def last_export(as_of: int) -> int:
    """The newest export that a run may read."""
    return max(at for at in EXPORTS if at <= as_of)


@dataclass(frozen=True)
class View:
    """What a run reads: the exports of some tools, up to the newest before `as_of`."""

    tools: Tools
    as_of: int

    @property
    def seen_at(self) -> int:
        """The newest export."""
        return last_export(self.as_of)

    @property
    def exports(self) -> list[int]:
        """Every export."""
        return [at for at in EXPORTS if at <= self.as_of]

    def crm_at(self, person: Person) -> int | None:
        """When the person's first CRM record was made, if it is in the exports."""
        at = person.known_at if self.tools.is_one_tool else person.crm_at
        return at if at is not None and at <= self.seen_at else None

    def owners(self, person: Person) -> list[tuple[int, User | None]]:
        """Who owned the record since when, as far as the tools say.

        Of a cut history a field of its own still gives the day of the last transfer. Without a
        history, whom the first export shows owned it all along, since nothing says when that began.
        """
        if self.tools.keeps_owners:
            cut = (person.history_from or 0) if self.tools.cuts_history else 0
            return [
                (start_of_day(company_day(at)) if at < cut else at, user)
                for at, user in person.owners
                if at <= self.seen_at
            ]
        shown = [at for at in self.exports if person.is_shown_at(at)]
        return [
            (at if index else person.known_at, person.owner_at(at))
            for index, at in enumerate(shown)
        ]

    def times_owners(self, person: Person) -> bool:
        """Whether the tools tell when somebody got the record, to the minute."""
        is_cut = self.tools.cuts_history and person.history_from is not None
        return self.tools.keeps_owners and not is_cut

    def owner_is_known_from(self, person: Person) -> int:
        """The moment before which nothing says whether who owned the record had it already."""
        if not self.tools.keeps_owners:
            return next(at for at in self.exports if person.is_shown_at(at))
        return 0


def known_step(person: Person, step: Step, view: View) -> Reached | None:
    """A step as the tools show it at their newest export; None when they do not show it."""
    if step.at > view.seen_at or step.is_undone:
        return None
    if step.stage == "mql":
        return Reached(step.at)
    if step.stage == "sql" and person.sql_day_only:
        return Reached(start_of_day(company_day(step.at)), has_time=False)
    if step.stage == "sql" and view.tools.dates_sql:
        return Reached(step.at)
    if not person.has_history:
        return _shown_step(person, step, view)
    if person.history_from is None or not view.tools.cuts_history or step.at >= person.history_from:
        return Reached(step.at)
    # What is left of a cut history begins with the status before its first change.
    is_left = step is _status(person, person.history_from - 1, view.tools)
    return Reached(None, has_time=False) if is_left else None


def _shown_step(person: Person, step: Step, view: View) -> Reached | None:
    """A step as the status of the day of an export tells it: the first cannot say since when."""
    is_by_day = view.tools.converts and not person.is_converted_undated and step.stage == "sql"
    if is_by_day and person.converted_at is not None and person.converted_at <= view.seen_at:
        if view.tools.times_conversions:
            return Reached(person.converted_at)
        return Reached(start_of_day(company_day(person.converted_at)), has_time=False)
    shown = [at for at in view.exports if step is _status(person, at, view.tools)]
    if not shown:
        return None
    return Reached(None if shown[0] == EXPORTS[0] else shown[0], has_time=False, is_observed=True)


def _status(person: Person, at: int, tools: Tools) -> Step | None:
    """The step that the status of a moment shows; a field of its own shows what it dates."""
    steps = [
        step
        for lead in person.passes
        for step in lead.steps
        if step.at <= at
        and step.stage != "mql"
        and not (step.stage == "sql" and (tools.dates_sql or person.sql_day_only))
    ]
    return max(steps, key=lambda step: step.at, default=None)


def recorded(person: Person, lead: Pass, view: View) -> dict[str, Reached]:
    """The stages of the funnel that the tools record."""
    seen_at = view.seen_at
    reached = {"inquiry": Reached(lead.opened_at)}
    for stage in ("mql", "accepted", "sql"):
        for step in lead.steps:
            known = known_step(person, step, view)
            is_ruled_out = stage == "mql" and is_taken_back(person, step.at, view)
            if step.stage != stage or known is None or stage in reached or is_ruled_out:
                continue
            reached[stage] = known
    for ruling in ruled(person, view, "is_mql"):
        assert ruling.mql_at is not None
        if lead is person.passes[-1]:
            reached["mql"] = Reached(start_of_day(company_day(ruling.mql_at)), has_time=False)
    deals = known_deals(lead, seen_at)
    if deals:
        reached["opportunity"] = Reached(min(deal.created_at for deal in deals))
    won = [at for deal in deals if (at := deal.entered("won", seen_at)) is not None]
    if won:
        reached["won"] = Reached(min(won))
    return reached


def ruled(person: Person, view: View, *kinds: str) -> list[Ruling]:
    """What was ruled about the person by the day of the cut-off, of some kinds."""
    return [
        ruling
        for ruling in person.rulings
        if ruling.ruling in kinds and company_day(ruling.on) <= company_day(view.as_of)
    ]


def is_taken_back(person: Person, at: int, view: View) -> bool:
    """Whether both teams ruled that what was an MQL on that day was none."""
    return any(
        company_day(ruling.mql_at or 0) == company_day(at)
        for ruling in ruled(person, view, "is_not_mql")
    )


def mark_past_lapse(person: Person, lead: Pass, reached: dict[str, Reached]) -> None:
    """Mark the stages that a lead nobody worked on reached when it would have lapsed."""
    times = [reached[s].at for s in ("mql", "accepted", "sql", "opportunity") if s in reached]
    if not times or None in times:
        return
    first = min(at for at in times if at is not None)
    known = [e.at for e in person.engagements if e.kind in INQUIRY_KINDS and e.at < first]
    if first > max([lead.opened_at, *known]) + LAPSE_DAYS * DAY:
        for stage in reached.keys() - {"inquiry"}:
            reached[stage] = replace(reached[stage], is_past_lapse=True)


def known_deals(lead: Pass, seen_at: int) -> list[Deal]:
    """The lead's deals in the newest export."""
    return [d for d in lead.deals if max(d.created_at, d.converted_at or 0) <= seen_at]


def impute(reached: dict[str, Reached], *, has_no_mql: bool) -> None:
    """Fill skipped stages with the time of the next stage reached; not an MQL taken back."""
    following: Reached | None = None
    for stage in reversed(STAGES):
        if stage in reached:
            following = reached[stage]
        elif following is not None and not (stage == "mql" and has_no_mql):
            reached[stage] = replace(following, is_imputed=True)


def is_marketing(person: Person, reached: dict[str, Reached], view: View) -> bool:
    """Whether marketing had its part before sales began."""
    sales = [reached[s].at for s in ("accepted", "sql", "opportunity") if s in reached]
    first = min((at for at in sales if at is not None), default=None)
    if "mql" in reached or not sales:
        return True
    return first is not None and any(
        0 <= first - engagement.at <= LOOKBACK_DAYS * DAY
        for engagement in engagements(person, view.tools, view.exports)
    )


def ended(
    person: Person,
    lead: Pass,
    reached: dict[str, Reached],
    *,
    is_handed_over: bool,
    next_opened_at: int | None,
    view: View,
) -> tuple[str, Reached] | None:
    """The end that the lead met, and when."""
    seen_at = view.seen_at
    if "won" in reached:
        return "won", reached["won"]
    deals = known_deals(lead, seen_at)
    if deals:
        lost = [deal.entered("lost", seen_at) for deal in deals]
        if all(at is not None for at in lost):
            return "lost", Reached(max(at for at in lost if at is not None))
        return None
    for step in lead.steps:
        known = known_step(person, step, view)
        if step.stage in ("rejected", "recycled") and known is not None:
            return step.stage, known
    if is_handed_over or any(stage in reached for stage in ("accepted", "sql")):
        return None
    inquiries = [lead.opened_at] + [
        e.at
        for e in person.engagements
        if e.kind in INQUIRY_KINDS
        and lead.opened_at <= e.at <= seen_at
        and (next_opened_at is None or e.at < next_opened_at)
    ]
    lapsed_at = max(inquiries) + LAPSE_DAYS * DAY
    return ("lapsed", Reached(lapsed_at)) if lapsed_at <= view.as_of else None


@cache
def _rates() -> dict[tuple[str, str], Fraction]:
    path = SAMPLE_SEEDS / "calendars" / "currency_rates.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["currency"], row["rate_on"]): Fraction(row["rate"]) for row in csv.DictReader(file)
        }


def in_euros(deal: Deal, at: int) -> Fraction | None:
    """The amount at the latest rate of at most 7 days before; None without one."""
    if deal.amount is None:
        return None
    if deal.currency == "EUR":
        return Fraction(deal.amount)
    for days in range(8):
        rate = _rates().get((deal.currency, str(company_day(at) - timedelta(days=days))))
        if rate is not None:
            return deal.amount * rate
    return None


def money(lead: Pass, seen_at: int, as_of: int) -> Money:
    """Credited revenue, credited open pipeline, and how many amounts each lacks."""
    known = Money()
    for deal in known_deals(lead, seen_at):
        stage = deal.stage_at(seen_at)
        if stage == "lost" or (stage != "won" and not deal.is_shown_at(seen_at)):
            continue
        won_at = deal.entered("won", seen_at)
        amount = in_euros(deal, as_of if won_at is None else won_at)
        credit = Fraction(1, sum(1 for p, _ in deal.members if p.excluded is None))
        if stage == "won":
            if amount is None:
                known.revenue_missing += 1
            else:
                known.revenue = (known.revenue or 0) + credit * amount
        elif amount is None:
            known.pipeline_missing += 1
        else:
            known.pipeline = (known.pipeline or 0) + credit * amount
    return known


def known_leads(household: Household, view: View) -> Iterator[Lead]:
    """The leads of a household with their handoffs."""
    for person in household.people:
        if person.excluded is None and person.known_at <= view.seen_at:
            yield from leads_of(person, view)


def leads_of(person: Person, view: View) -> list[Lead]:
    """The leads of a person with their handoffs."""
    leads: list[Lead] = []
    seen_at, as_of = view.seen_at, view.as_of
    passes = [lead for lead in person.passes if lead.opened_at <= seen_at]
    crm_at = view.crm_at(person)
    for index, lead in enumerate(passes):
        next_opened_at = passes[index + 1].opened_at if index + 1 < len(passes) else None
        reached = recorded(person, lead, view)
        declared = reached.get("mql")
        scored = _scored(person, lead, reached, next_opened_at, view)
        mql = min(
            (found for found in (declared, scored) if found is not None),
            key=lambda found: found.at or 0,
            default=None,
        )
        if mql is not None:
            reached["mql"] = mql
        sold_before = mql is not None and any(
            reached[s].at is not None and passed(reached[s], mql) > 0
            for s in ("accepted", "sql")
            if s in reached
        )
        mark_past_lapse(person, lead, reached)
        is_of_marketing = is_marketing(person, reached, view)
        if is_of_marketing:
            taken_back = [s for s in lead.steps if s.stage == "mql"]
            impute(reached, has_no_mql=any(is_taken_back(person, s.at, view) for s in taken_back))
        begun = None
        if mql is not None and mql.at is not None and crm_at is not None and not sold_before:
            begun = Reached(crm_at) if passed(mql, Reached(crm_at)) > 0 else mql
        end = ended(
            person,
            lead,
            reached,
            is_handed_over=begun is not None,
            next_opened_at=next_opened_at,
            view=view,
        )
        watched_from = lead.opened_at
        if begun is not None and begun.at is not None:
            watched_from = begun.at if begun.has_time else end_of_day(begun.at)
        watched_until = None
        if begun is None:
            end_at = end[1].at if end else None
            watched_until = end_at if end_at is not None else next_opened_at
        owner = assigned(view.owners(person), watched_from, watched_until)
        known = Lead(
            person=person,
            number=lead.number,
            inquiry_at=lead.opened_at,
            dimensions=_dimensions(person, lead, owner, view.tools),
            reached=reached,
            ended=end,
            owner=owner,
            money=money(lead, seen_at, as_of),
            in_crm_at=crm_at,
            declared=declared,
            scored=scored,
            is_marketing=is_of_marketing,
            is_first_mql=mql is not None
            and not any(
                "mql" in other.reached and not other.reached["mql"].is_imputed for other in leads
            ),
        )
        if begun is not None:
            known.handoff = Handoff(known, begun, owner, is_zone_told=view.tools.tells_zones)
            known.handoff.assigned_at = assigned_at(person, known.handoff, view)
            known.handoff.is_assigned_timed = view.times_owners(person)
        leads.append(known)
    handoffs = [lead.handoff for lead in leads if lead.handoff is not None]
    for index, handoff in enumerate(handoffs):
        handoff.following = handoffs[index + 1] if index + 1 < len(handoffs) else None
        _answer(handoff, person.passes[handoff.lead.number - 1], view)
    for known in leads:
        known.refused = _refused(known, person.passes[known.number - 1], view)
    return leads


def _scored(
    person: Person,
    lead: Pass,
    reached: dict[str, Reached],
    next_opened_at: int | None,
    view: View,
) -> Reached | None:
    """When points made the lead an MQL, while it was open.

    A lead of which nothing but points became would have lapsed without them.
    """
    is_handed_over = "mql" in reached and view.crm_at(person) is not None
    end = ended(
        person,
        lead,
        reached,
        is_handed_over=is_handed_over,
        next_opened_at=next_opened_at,
        view=view,
    )
    until = min(
        at for at in (end[1].at if end else None, next_opened_at, view.as_of) if at is not None
    )
    return next(
        (
            Reached(found.at, found.has_time, is_observed=not found.has_time)
            for found in qualifying(person, view.tools, view.exports)
            if lead.opened_at <= found.at <= until and not is_taken_back(person, found.at, view)
        ),
        None,
    )


def assigned(owners: list[tuple[int, User | None]], since: int, until: int | None) -> User | None:
    """The first sales user from a moment on."""
    before = [user for at, user in owners if at <= since]
    if before and before[-1] is not None and before[-1].is_sales:
        return before[-1]
    for at, user in owners:
        if since < at and (until is None or at <= until) and user and user.is_sales:
            return user
    return None


def assigned_at(person: Person, handoff: Handoff, view: View) -> int | None:
    """When the first sales user from a handoff on was assigned; None where nothing says it."""
    owners, since = view.owners(person), handoff.known_until
    before = [user for at, user in owners if at <= since]
    if before and before[-1] is not None and before[-1].is_sales:
        return handoff.at if since >= view.owner_is_known_from(person) else None
    later = [at for at, user in owners if at > since and user is not None and user.is_sales]
    known = [at for at in later if at >= view.owner_is_known_from(person)]
    return known[0] if known == later and known else None


def source_of(person: Person) -> tuple[str, str]:
    """The person's source and channel, as the mappings name them."""
    return ("(unknown)", "(unknown)") if person.source is None else SOURCES[person.source]


def _dimensions(person: Person, lead: Pass, owner: User | None, tools: Tools) -> dict[str, str]:
    source, channel = source_of(person)
    campaign = lead.campaign or person.campaign
    opened_by_sales = (
        person.tools == "crm" if lead.opening == "known" else lead.opening in ("accepted", "deal")
    )
    return {
        "all": "all",
        "channel": channel,
        "source": source,
        "campaign": campaign.name if campaign else "(unknown)",
        "segment": person.segment,
        "country": person.country,
        "owner": owner.email if owner else "(unknown)",
        "origin_system": tools.crm if opened_by_sales else tools.automation,
    }


def _answer(handoff: Handoff, lead: Pass, view: View) -> None:
    """What sales did with a handoff: touch, decision, and the minutes of both."""
    person, zone = handoff.lead.person, handoff.zone
    as_of = view.as_of
    acts = human_acts(person, view, rulings=True)
    touches = [touch for touch in acts if passed(handoff.begun, touch) >= 0]
    following = handoff.following
    handoff.touched = min(
        (t for t in touches if following is None or passed(t, following.begun) > 0),
        key=lambda touch: (company_day(touch.at or 0), not touch.has_time, touch.at or 0),
        default=None,
    )

    for step in sorted(lead.steps, key=lambda step: step.at):
        known = known_step(person, step, view)
        if step.stage in ("accepted", "rejected", "recycled") and known is not None:
            handoff.decision, handoff.decided = step.stage, known
            if step.stage != "accepted":
                handoff.reason_code = REASONS[_kept_reason(person, step, view)]
            break
    accepted = handoff.lead.reached.get("accepted")
    if accepted is not None and accepted.is_imputed and handoff.decision == "pending":
        handoff.decision, handoff.decided = "accepted", accepted
    handoff.answer = handoff.decision
    if handoff.decided is not None and handoff.reason_code is not None:
        handoff.answered = handoff.decision, handoff.decided, handoff.reason_code
    _apply_rulings(handoff, view)
    _measure(handoff, zone, as_of)
    handoff.attempts = sum(is_attempt(handoff, touch) for touch in touches)


def _apply_rulings(handoff: Handoff, view: View) -> None:
    """What both teams ruled about the handoff: about its MQL, its decision, its touches.

    A ruling decides on its day. A rejection that no tool recorded has no reason.
    """
    person, mql = handoff.lead.person, handoff.lead.reached["mql"]
    about = [
        ruling
        for ruling in ruled(person, view, "is_mql", "was_accepted", "was_rejected")
        if company_day(ruling.mql_at or 0) == company_day(mql.at or 0)
    ]
    handoff.rulings += about
    for ruling in about:
        if ruling.ruling == "is_mql":
            continue
        decision = ruling.ruling.removeprefix("was_")
        if decision != handoff.decision:
            handoff.reason_code = "(none given)" if decision == "rejected" else None
        handoff.decision = decision
        handoff.decided = Reached(start_of_day(company_day(ruling.on)), has_time=False)
    following = handoff.following
    for act, ruling in ruled_touches(person, view):
        is_of_this = passed(handoff.begun, act) >= 0 and (
            following is None or passed(act, following.begun) >= 0
        )
        if is_of_this:
            handoff.rulings.append(ruling)


def human_acts(person: Person, view: View, *, rulings: bool = False) -> list[Reached]:
    """What users did towards the person, and not what machines or nobody did.

    With `rulings`, what both teams ruled to count does, and what not does not.
    """
    judged = dict(ruled_numbers(person, view)) if rulings else {}
    found = []
    for number, act in enumerate(person.acts_in_order):
        is_human = act.state in ("done", "dated")
        if number in judged:
            is_human = judged[number].ruling == "counts_as_touch"
        if is_human and is_told(act, view):
            found.append(act_reached(act))
    return found


def is_told(act: Act, view: View) -> bool:
    """Whether the exports tell of an act by the cut-off."""
    seen = act.at - MEETING_NOTICE if act.kind == "meeting" else act.at
    return seen <= view.seen_at and act.at <= view.as_of


def act_reached(act: Act) -> Reached:
    """When an act was done, or on which day."""
    is_timed = act.state != "dated"
    return Reached(act.at if is_timed else start_of_day(company_day(act.at)), is_timed)


def ruled_numbers(person: Person, view: View) -> list[tuple[int, Ruling]]:
    """The acts about which something was ruled, by their number."""
    about = ruled(person, view, "counts_as_touch", "does_not_count")
    return [(ruling.act, ruling) for ruling in about if ruling.act is not None]


def ruled_touches(person: Person, view: View) -> list[tuple[Reached, Ruling]]:
    """When what was ruled about was done, as far as the exports tell."""
    acts = person.acts_in_order
    return [
        (act_reached(acts[number]), ruling)
        for number, ruling in ruled_numbers(person, view)
        if is_told(acts[number], view)
    ]


def is_attempt(handoff: Handoff, act: Reached) -> bool:
    """Whether something done after the handoff was done while its attempts count.

    They count to the earliest of decision, next handoff and the agreed days, all included. Where
    one of the two is known by its day only, days are compared. An undated decision ends nothing.
    """
    within = handoff.policy.attempt_days
    if within is not None and passed(handoff.begun, act) > within:
        return False
    ends = [] if handoff.following is None else [handoff.following.begun]
    if handoff.decided is not None and handoff.decided.at is not None:
        ends.append(handoff.decided)
    return all(passed(act, end) >= 0 for end in ends)


def attempts_status(handoff: Handoff, as_of: int) -> str:
    """How the promise of attempts was kept.

    Of a decision at an unknown time nobody can say whether it came within the days.
    """
    least, within = handoff.policy.min_attempts, handoff.policy.attempt_days
    if least is None or within is None or not handoff.begun.has_time:
        return "not_measurable"
    waited = None
    if handoff.decided is not None:
        waited = days(handoff.begun, handoff.decided)
    in_time = waited is not None and waited <= within
    if handoff.attempts >= least or (in_time and handoff.decision == "accepted"):
        return "met"
    if in_time:
        return "given_up"
    if handoff.decided is not None and waited is None:
        return "not_measurable"
    return "breached" if as_of - handoff.at >= within * DAY else "pending"


def _refused(lead: Lead, told: Pass, view: View) -> tuple[str, Reached, str] | None:
    """The rejection or recycling that decided the handoff, else the first."""
    handoff = lead.handoff
    if handoff is not None and handoff.answered is not None:
        return handoff.answered
    for step in sorted(told.steps, key=lambda step: step.at):
        known = known_step(lead.person, step, view)
        if step.stage in ("rejected", "recycled") and known is not None:
            return step.stage, known, REASONS[_kept_reason(lead.person, step, view)]
    return None


def _kept_reason(person: Person, step: Step, view: View) -> str | None:
    """The reason, if an export shows it: most tools keep only that of the last decision."""
    if view.tools.keeps_reasons or person.keeps_reasons:
        return step.reason
    given = [
        other
        for lead in person.passes
        for other in lead.steps
        if other.stage in ("rejected", "recycled") and not other.is_undone
    ]
    shown = any(
        step is max((o for o in given if o.at <= at), key=lambda o: o.at, default=None)
        for at in view.exports
    )
    return step.reason if shown else None


def _measure(handoff: Handoff, zone: str, as_of: int) -> None:
    measures = handoff.measures
    touch = handoff.touched
    touched_at = touch.at if touch and touch.has_time else None
    decided = handoff.decided
    decided_at = None
    if decided and decided.has_time and not decided.is_imputed:
        decided_at = decided.at

    if not handoff.begun.has_time:
        return

    def minutes(at: int | None) -> float | None:
        return None if at is None else business_minutes(handoff.at, at, zone)

    measures["touch_minutes"] = None if touched_at is None else (touched_at - handoff.at) / 60
    measures["touch_business"] = minutes(touched_at)
    measures["decision_business"] = minutes(decided_at)
    is_timed = handoff.is_assigned_timed or handoff.assigned_at == handoff.at
    measures["system_delay_business"] = minutes(handoff.assigned_at) if is_timed else None
    measures["age_business"] = minutes(as_of)

    # handling: until whichever came first, if it is known to the minute
    events = [touch] if touch else []
    if decided and decided.at is not None and not decided.is_imputed:
        events.append(decided)
    first = min(events, key=lambda e: (company_day(e.at or 0), e.has_time, e.at or 0), default=None)
    if first is None:
        following = handoff.following
        censored_at = as_of if following is None else min(as_of, following.at)
        measures["handling"], measures["handling_ends"] = minutes(censored_at), 0
    elif first.has_time:
        measures["handling"], measures["handling_ends"] = minutes(first.at), 1


def touch_status(handoff: Handoff) -> str:
    """How the promise of a first touch was kept."""
    measures, target = handoff.measures, handoff.policy.touch_target
    if target is None or not handoff.begun.has_time:
        return "not_measurable"
    if handoff.touched is not None and measures["touch_business"] is None:
        return "not_measurable"
    touch, decision = measures["touch_business"], measures["decision_business"]
    if touch is not None and touch <= target:
        return "met"
    if handoff.decision in ("rejected", "recycled"):
        if handoff.decided is not None and not handoff.decided.has_time:
            return "not_measurable"
        if decision is not None and decision <= target:
            return "closed_untouched"
    if touch is not None or (measures["age_business"] or 0) > target:
        return "breached"
    return "pending"


def decision_status(handoff: Handoff) -> str:
    """How the promise of a decision was kept."""
    measures, target = handoff.measures, handoff.policy.decision_target
    if target is None or not handoff.begun.has_time:
        return "not_measurable"
    if handoff.decided is not None:
        minutes = measures["decision_business"]
        if minutes is None:
            return "not_measurable"
        return "met" if minutes <= target else "breached"
    return "breached" if (measures["age_business"] or 0) > target else "pending"


def days(begin: Reached, end: Reached) -> float | None:
    """Days from one stage to another; None where a time is missing or they contradict."""
    if begin.at is None or end.at is None or (end.is_past_lapse and not begin.is_past_lapse):
        return None
    waited = passed(begin, end)
    return waited if waited >= 0 else None


def passed(begin: Reached, end: Reached) -> float:
    """Days from one to the other, both dated; negative where the other was first."""
    assert begin.at is not None
    assert end.at is not None
    return days_between(begin.at, end.at, to_the_second=begin.has_time and end.has_time)


def age(begin: Reached, as_of: int) -> float | None:
    """Days from a stage to `as_of`."""
    if begin.at is None:
        return None
    return days_between(begin.at, as_of, to_the_second=begin.has_time)


def all_leads(company: Company, as_of: int) -> list[Lead]:
    """Every lead of the company that a run at `as_of` knows."""
    return [
        lead
        for household in company.households()
        for lead in known_leads(household, View(company.tools, as_of))
    ]
