"""The story: who lives which life. Every household is told from its number and the seed alone.

Ordinary lives are drawn by integers only, so that every machine draws the same.
"""

from random import Random
from zoneinfo import ZoneInfo

from tests.company.people import (
    Act,
    Deal,
    Engagement,
    Household,
    Pass,
    Person,
    Progress,
    Ruling,
    Step,
)
from tests.company.tools import TWO_TOOLS_ONLY
from tests.company.world import (
    CAMPAIGNS,
    DAY,
    EXPORTS,
    FIRST_NAMES,
    FORMS,
    HOUR,
    LAST_NAMES,
    MINUTE,
    REPS_BY_COUNTRY,
    STORY_STARTS,
    TITLES,
    Account,
    User,
    account,
    address_part,
    moment,
    utc,
)

SOURCES = (
    "Web",
    "Web",
    "Webinar",
    "Webinar",
    "Paid Search",
    "Paid Search",
    "Trade Show",
    "Partner Referral",
    "Radio Spot",
    None,
)
SALES_SOURCE = "Outbound"
REASONS = ("No budget", "Not a fit", "Bad timing", "Competitor", "No answer", "Wrong contact")
UNMAPPED_REASON = "See my notes"
LAPSE = 180 * DAY
NEVER = 4000 * DAY
# What is sold to customers is numbered from here on.
LATER_DEALS = 1_000_000
# Whom the two teams ruled about: of every form of the company the same people.
RULED_BEFORE = 1300
# From when on reps owe more than one attempt.
ATTEMPTS_AGREED = moment(2026, 1, 14, 23)


class Teller:
    """Tells the life of one person, fact by fact, in the order of time."""

    def __init__(
        self,
        number: int,
        rng: Random,
        tools: str = "both",
        known_at: int | None = None,
        home: Account | None = None,
    ) -> None:
        self.rng = rng
        # what was added to lives since is drawn apart, so that the lives themselves stay
        self.since = Random(f"{number}/since")
        home = home or account(number // 3)
        first = FIRST_NAMES[(number * 7 + number // 11) % len(FIRST_NAMES)]
        last = LAST_NAMES[(number * 5 + number // 13) % len(LAST_NAMES)]
        known_at = self._first_day() if known_at is None else known_at
        self.person = Person(
            number=number,
            first_name=first,
            last_name=last,
            email=f"{address_part(first)}.{address_part(last)}.{number % 6 + 1}@{home.domain}",
            title=TITLES[number % len(TITLES)],
            account=home,
            country=home.country,
            segment=home.segment,
            source=rng.choice(SOURCES),
            campaign=rng.choice(CAMPAIGNS) if rng.randrange(100) < 70 else None,
            tools=tools,
            known_at=known_at,
            crm_at=None,
        )
        if tools == "crm":
            self.person.crm_at = known_at
        elif tools == "both":
            self.person.crm_at = known_at + rng.randrange(2 * MINUTE, 9 * MINUTE)
        self.person.passes.append(Pass(1, known_at, "known"))
        reps = REPS_BY_COUNTRY[home.country]
        self.rep = reps[number % len(reps)]
        self.later_deals: list[Deal] = []

    def _first_day(self) -> int:
        """A first day, later ones a little likelier; a tenth of them in the last three weeks."""
        span = EXPORTS[-1] - STORY_STARTS
        if self.rng.randrange(10) == 0:
            return EXPORTS[-1] - self.rng.randrange(HOUR, 21 * DAY)
        return STORY_STARTS + max(
            self.rng.randrange(span), self.rng.randrange(span // 2, span) // 2
        )

    @property
    def lead(self) -> Pass:
        """The pass in which the person is."""
        return self.person.passes[-1]

    def soon(self, least: int, most: int) -> int:
        """A delay in seconds."""
        return self.rng.randrange(least, most)

    def at_work(self, at: int) -> int:
        """The moment itself, or (mostly) the next working hour of the rep."""
        if self.rng.randrange(100) < 12:
            return at
        zone = ZoneInfo(self.rep.zone)
        local = utc(at).astimezone(zone)
        while local.weekday() > 4 or not 9 <= local.hour < 18:
            at += HOUR
            local = utc(at).astimezone(zone)
        return at

    # What the person does

    def fills(self, at: int, form: int = 0) -> None:
        """The person sends a form."""
        self.person.engagements.append(Engagement("form", at, form=FORMS[form]))

    def attends(self, at: int) -> None:
        """The person attends the event of a programme."""
        self.person.campaign = self.person.campaign or CAMPAIGNS[1]
        self.person.engagements.append(Engagement("event", at, campaign=self.person.campaign))

    def looks(self, kind: str, at: int) -> None:
        """The person (or a machine for them) visits, opens, clicks; a mail goes out."""
        self.person.engagements.append(Engagement(kind, at))

    def comes_back(self, at: int, by: str) -> None:
        """A new pass begins: by a form, an event, an MQL or at the hand of sales."""
        self.person.passes.append(Pass(self.lead.number + 1, at, by))
        if by == "form":
            self.fills(at, self.rng.randrange(3))
        elif by == "event":
            campaign = self.rng.choice(CAMPAIGNS)
            self.lead.campaign = campaign
            self.person.engagements.append(Engagement("event", at, campaign=campaign))
            self.person.told_in = TWO_TOOLS_ONLY
        elif by == "mql":
            self.reaches("mql", at)

    # What the company does

    def reaches(self, stage: str, at: int, reason: str | None = None, undone: bool = False) -> None:
        """The lead takes a stage."""
        self.lead.steps.append(Step(stage, at, reason, undone))

    def goes_to(self, user: User | None, at: int) -> None:
        """The record gets an owner; None is a queue."""
        self.person.owners.append((at, user))

    def acts(self, kind: str, at: int, state: str = "done") -> None:
        """The rep does something."""
        self.person.acts.append(Act(kind, at, self.rep, state))

    def signs(self, at: int, address: str) -> None:
        """The person comes back by a form under an address that the CRM's list no longer shows."""
        self.person.signs_as = address
        self.comes_back(at, "form")

    def gets_deal(self, at: int, progress: list[tuple[str, int]]) -> Deal:
        """A deal begins, of this lead."""
        person = self.person
        assert person.account is not None
        deal = Deal(
            number=person.number * 4 + sum(len(p.deals) for p in person.passes),
            account=person.account,
            owner=self.rep,
            created_at=at,
            progress=[Progress("discovery", at), *(Progress(n, t) for n, t in progress)],
            amount=1000 * self.rng.randrange(3, 90),
            currency="USD" if person.country == "United States" else "EUR",
        )
        self.joins(deal)
        return deal

    def joins(self, deal: Deal) -> None:
        """The lead has its part in a deal."""
        self.lead.deals.append(deal)
        deal.members.append((self.person, self.lead))

    def household(self, *others: "Teller") -> Household:
        """The person, and others whose story touches theirs."""
        people = [self.person, *(other.person for other in others)]
        deals: list[Deal] = []
        for person in people:
            for lead in person.passes:
                deals += [deal for deal in lead.deals if deal not in deals]
        for teller in (self, *others):
            deals += filter(teller.fits, teller.later_deals)
        return Household(people, deals)

    def fits(self, deal: Deal) -> bool:
        """Whether a later deal can be told; of a lead that is open then, it is the deal."""
        begun = [lead for lead in self.person.passes[1:] if lead.opened_at <= deal.created_at]
        lead = begun[-1] if begun else None
        if lead is None or any(d.progress[-1].at < deal.created_at for d in lead.deals):
            return True
        if lead.step("mql") is None or len(lead.steps) > 1 or lead.deals:
            return False
        lead.deals.append(deal)
        deal.members.append((self.person, lead))
        deal.contact = None
        return True

    # A whole ordinary pass

    def opens(self) -> None:
        """The person's first day."""
        at, draw = self.person.known_at, self.rng.randrange(100)
        if self.person.tools == "crm":
            return
        if draw < 72:
            self.fills(at, self.rng.randrange(4))
        elif draw < 86:
            self.attends(at)

    def wanders(self, until: int) -> None:
        """Visits, opens and clicks up to a moment; never a reason for a new lead."""
        opened = self.lead.opened_at
        if self.person.tools == "crm" or until - opened < HOUR:
            return
        for _ in range(self.rng.randrange(4)):
            kinds = ("visit", "visit", "open", "click", "bot_click", "sent", "delivered")
            self.looks(self.rng.choice(kinds), opened + self.soon(10 * MINUTE, until - opened))

    def hands_over(self, mql_at: int) -> int | None:
        """An MQL, and its way to a rep; the moment of assignment, None if nobody gets it."""
        if not any(step.at == mql_at for step in self.lead.steps):
            self.reaches("mql", mql_at)
        owner = self.person.owner_at(mql_at)
        if owner is not None and owner.is_sales:
            self.rep = owner
            return mql_at
        draw = self.rng.randrange(100)
        if draw < 6:
            return None
        if draw < 60:
            assigned_at = mql_at + self.soon(4 * MINUTE, 12 * MINUTE)
        elif draw < 85:
            assigned_at = mql_at + self.soon(12 * MINUTE, 5 * HOUR)
        else:
            assigned_at = mql_at + self.soon(5 * HOUR, 4 * DAY)
        self.goes_to(self.rep, assigned_at)
        return assigned_at

    def answers(self, assigned_at: int) -> tuple[str, int | None]:
        """First touches and the decision; how it went and when."""
        draw, rng = self.rng.randrange(100), self.rng
        if rng.randrange(100) < 15:
            self.acts("email", assigned_at + self.soon(3 * MINUTE, 9 * MINUTE), "sequence")
        if rng.randrange(100) < 10:
            self.acts("task", assigned_at + self.soon(10 * MINUTE, DAY), "undone")
        first = assigned_at + (
            self.soon(2 * MINUTE, 3 * HOUR) if rng.randrange(2) else self.soon(3 * HOUR, 4 * DAY)
        )
        first = self.at_work(first)
        if rng.randrange(4) == 0:
            first = assigned_at + self.soon(MINUTE, 20 * MINUTE)  # at once, whatever the hour
        kind = rng.choice(("call", "call", "email", "email", "meeting", "task"))
        touched = draw < 80
        if touched:
            self.acts(kind, first)
        outcome = rng.randrange(100)
        if outcome < 12:
            self.tries_again(first if touched else None, EXPORTS[-1])
            self.passes_on(assigned_at, EXPORTS[-1])
            return "pending", None
        if not touched:
            decided = self.at_work(assigned_at + self.soon(20 * MINUTE, 3 * DAY))
        elif outcome < 30:
            # taken on before the first call: the touch comes after the decision
            decided = assigned_at + max((first - assigned_at) // 2, 90)
        else:
            decided = self.at_work(first + self.soon(5 * MINUTE, 6 * DAY))
        if outcome < 66:
            self.reaches("accepted", decided)
            if touched:
                self.acts("call", self.at_work(decided + self.soon(HOUR, 5 * DAY)))
            return "accepted", decided
        if outcome < 71:
            return "skipped", decided
        stage = "rejected" if outcome < 86 else "recycled"
        self.tries_again(first if touched else None, decided)
        draw = rng.randrange(100)
        reason = None if draw < 22 else UNMAPPED_REASON if draw < 26 else rng.choice(REASONS)
        self.reaches(stage, decided, reason)
        return stage, decided

    def tries_again(self, first: int | None, until: int) -> None:
        """More attempts after the first, up to a moment, since reps agreed to make them."""
        if first is None or first < ATTEMPTS_AGREED:
            return
        at = first
        for _ in range(self.since.randrange(4)):
            at += self.since.randrange(2 * HOUR, 3 * DAY)
            if at <= until:
                kind = self.since.choice(("call", "call", "email", "task"))
                is_meant = kind == "task" and self.since.randrange(2) == 0
                self.acts(kind, at, "undone" if is_meant else "done")

    def passes_on(self, assigned_at: int, until: int) -> None:
        """The rep gives the lead to a colleague of the same country, or does not."""
        others = [rep for rep in REPS_BY_COUNTRY[self.person.country] if rep != self.rep]
        at = assigned_at + self.since.randrange(DAY, 9 * DAY)
        if others and at < until and self.since.randrange(2):
            self.goes_to(self.since.choice(others), at)

    def sells(self, at: int, sure: bool = False) -> tuple[str, int | None]:
        """From acceptance towards a deal; how the pass ended, and when."""
        if not sure and self.rng.randrange(100) >= 64:
            if self.rng.randrange(100) < 25:
                ended = self.at_work(at + self.soon(2 * DAY, 40 * DAY))
                self.reaches("recycled", ended, self.rng.choice(REASONS))
                return "recycled", ended
            return "open", None
        qualified = self.at_work(at + self.soon(2 * HOUR, 20 * DAY))
        self.reaches("sql", qualified)
        if self.rng.randrange(100) < 20 or self.person.sql_day_only:
            return "open", None
        return self.deals_with(self.at_work(qualified + self.soon(HOUR, 10 * DAY)))

    def deals_with(self, at: int) -> tuple[str, int | None]:
        """A deal from its beginning to its end; how the pass ended, and when."""
        offered = at + self.soon(2 * DAY, 30 * DAY)
        closing = offered + self.soon(3 * DAY, 90 * DAY)
        draw = self.rng.randrange(100)
        progress = [("proposal", offered), ("negotiation", offered + (closing - offered) // 2)]
        how = "won" if draw < 44 else "lost" if draw < 78 else "open"
        if how != "open":
            progress.append((how, closing))
        deal = self.gets_deal(at, progress)
        if self.rng.randrange(100) < 4:
            deal.amount = None
        if how == "won":
            self.stays_customer(deal, closing)
        return how, closing if how != "open" else None

    def stays_customer(self, deal: Deal, won_at: int) -> None:
        """What is sold to a customer later: more of it, and the contract again after a year."""
        rng, amount = self.since, deal.amount or 12000
        if rng.randrange(3) == 0:
            at = won_at + rng.randrange(40 * DAY, 200 * DAY)
            how = rng.choice(("won", "won", "lost"))
            self.sells_more("expansion", deal, at, at + 20 * DAY, how, amount // 4)
        due = won_at + rng.randrange(358 * DAY, 366 * DAY)
        how = rng.choice(("won", "won", "won", "lost"))
        renewed = amount * rng.choice((100, 100, 90, 110)) // 100
        self.sells_more("renewal", deal, due - 60 * DAY, due, how, renewed)

    def sells_more(
        self, kind: str, deal: Deal, at: int, closes_at: int, how: str, amount: int
    ) -> None:
        """A renewal or an expansion, about whom the company already sold to."""
        if at > EXPORTS[-1]:
            return
        self.later_deals.append(
            Deal(
                number=LATER_DEALS + deal.number * 4 + len(self.later_deals),
                account=deal.account,
                owner=deal.owner,
                created_at=at,
                progress=[Progress("discovery", at), Progress(how, closes_at)],
                amount=amount,
                currency=deal.currency,
                kind=kind,
                contact=self.person,
            )
        )

    def lives_a_pass(self) -> tuple[str, int | None]:
        """One ordinary pass; how it ended, and when."""
        rng, lead = self.rng, self.lead
        opened = lead.opened_at
        converted = self.person.converted_at is not None
        draw = rng.randrange(100)
        if self.person.tools == "automation" or (draw >= 62 and lead.opening != "mql"):
            if draw >= 93 and not converted and self.person.crm_at is not None:
                # sales takes it up without an MQL
                at = self.at_work(opened + self.soon(HOUR, 50 * DAY))
                self.goes_to(self.rep, at - 2 * MINUTE)
                self.reaches("accepted", at)
                self.acts("call", at + self.soon(5 * MINUTE, DAY))
                return self.sells(at)
            last = self._nurture(opened)
            return "lapsed", last + LAPSE
        if lead.opening == "mql":
            mql_at = opened
        elif draw < 20:
            mql_at = max(opened, self.person.crm_at or opened) + self.soon(3 * MINUTE, HOUR)
        else:
            mql_at = max(opened, self.person.crm_at or opened) + self.soon(HOUR, 45 * DAY)
            self.wanders(mql_at)
        assigned_at = self.hands_over(mql_at)
        if assigned_at is None:
            return "open", None
        if converted:
            return self._sold_to_before(assigned_at)
        how, decided_at = self.answers(assigned_at)
        if how in ("accepted", "skipped"):
            assert decided_at is not None
            return self.sells(decided_at, sure=how == "skipped")
        return how, decided_at

    def _sold_to_before(self, assigned_at: int) -> tuple[str, int | None]:
        """A contact has no status: sales answers by calling, and maybe by a new deal."""
        self.acts("call", self.at_work(assigned_at + self.soon(5 * MINUTE, 2 * DAY)))
        if self.rng.randrange(100) < 55:
            return "open", None
        return self.deals_with(self.at_work(assigned_at + self.soon(4 * DAY, 20 * DAY)))

    def _nurture(self, opened: int) -> int:
        """Some more forms, never a lapse apart; the last inquiry-grade moment."""
        last = opened
        while self.person.tools != "crm" and self.rng.randrange(100) < 30:
            self.wanders(last + 20 * DAY)
            last += self.soon(5 * DAY, 150 * DAY)
            self.fills(last, self.rng.randrange(2))
        return last

    def lives(self) -> None:
        """Ordinary passes until the story ends or the person stays away."""
        self.opens()
        self.passes()
        self.names_title()
        self.disputes()

    def names_title(self) -> None:
        """A sixth was not asked for a title at first; whoever is sold to has given it by then."""
        if self.since.randrange(6):
            return
        waits = self.since.choice((2 * HOUR, 3 * DAY, 20 * DAY, 90 * DAY, NEVER))
        known_at = self.person.known_at + self.since.randrange(waits // 2, waits)
        converted_at = self.person.converted_at
        if converted_at is not None:
            known_at = min(known_at, converted_at - HOUR)
        self.person.title_known_at = known_at

    def disputes(self) -> None:
        """An eighth of these lives hold a dispute that both teams settled."""
        person, rng = self.person, self.since
        if person.number >= RULED_BEFORE or rng.randrange(8):
            return
        lead = rng.choice(person.passes)
        mql = lead.step("mql")
        if mql is None:
            if person.crm_at is None or lead is not self.lead or lead.steps or lead.deals:
                return
            at = max(lead.opened_at, person.crm_at) + rng.randrange(2 * DAY, 20 * DAY)
            kinds = ["is_mql"]
        else:
            at = mql.at
            kinds = [] if lead.opening == "mql" else ["is_not_mql"]
            is_accepted = lead.step("accepted") is not None
            kinds.append("was_rejected" if is_accepted else "was_accepted")
        acts = {
            number: "does_not_count" if act.state == "done" else "counts_as_touch"
            for number, act in enumerate(person.acts_in_order)
            if act.at >= at and act.state in ("done", "sequence")
        }
        kind = rng.choice(kinds + ["act"] * bool(acts))
        on = at + rng.randrange(5 * DAY, 60 * DAY)
        if kind == "act":
            number = rng.choice(sorted(acts))
            on = person.acts_in_order[number].at + rng.randrange(DAY, 30 * DAY)
            person.rulings.append(Ruling(acts[number], on, act=number))
        else:
            person.rulings.append(Ruling(kind, on, mql_at=at))

    def passes(self) -> None:
        """The passes of an ordinary life."""
        for _ in range(4):
            how, ended = self.lives_a_pass()
            if ended is None or ended > EXPORTS[-1]:
                return
            draw = self.rng.randrange(100)
            if draw >= {"lapsed": 30, "won": 20, "lost": 40}.get(how, 50):
                return
            if self.person.tools == "crm":
                return
            owner = self.person.owner_at(ended)
            if how == "recycled" and owner is not None and self.rng.randrange(2):
                self.goes_to(None, ended + 2 * MINUTE)
            back = ended + self.soon(9 * DAY, 140 * DAY)
            if back > EXPORTS[-1]:
                return
            by_mql = how == "won" or (draw % 5 == 0 and self.person.crm_at is not None)
            by = "mql" if by_mql else "event" if draw % 19 == 1 else "form"
            if how == "won":
                # after a win a form begins nothing
                self.fills(ended + 3 * DAY, 0)
            self.comes_back(back, by)

    def sells_from_scratch(self) -> None:
        """Sales found the person itself: no marketing before the first sales stage."""
        person = self.person
        person.source, person.campaign = SALES_SOURCE, None
        self.goes_to(self.rep, person.known_at)
        accepted = person.known_at + self.soon(HOUR, 6 * DAY)
        self.acts("call", person.known_at + self.soon(5 * MINUTE, HOUR))
        self.reaches("accepted", accepted)
        self.sells(accepted)


def ordinary(number: int, rng: Random) -> Household:
    """A household of no particular difficulty; some share a deal."""
    draw = rng.randrange(100)
    if draw < 8:
        teller = Teller(number, rng, tools="crm")
        teller.sells_from_scratch()
        return teller.household()
    if draw < 18:
        teller = Teller(number, rng, tools="automation")
    elif draw < 30:
        teller = Teller(number, rng, tools="crm")
    else:
        teller = Teller(number, rng)
    teller.lives()
    return teller.household()
