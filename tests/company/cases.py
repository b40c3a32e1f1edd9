"""The cases: households that each hold one difficulty which real exports know."""

from collections.abc import Callable
from random import Random

from tests.company.people import Deal, DealTwin, Double, Household, Progress
from tests.company.story import SALES_SOURCE, Teller
from tests.company.tools import (
    ASSOCIATIONS_ONLY,
    CONVERSIONS_ONLY,
    HUBSPOT_ONLY,
    TWO_TOOLS_ONLY,
)
from tests.company.world import (
    DAY,
    EXPORTS,
    HOUR,
    INTERNAL_DOMAIN,
    MARKETER,
    MINUTE,
    account,
    moment,
)

Case = Callable[[int, Random], Household]

FRENCH_HOME, BRITISH_HOME, AMERICAN_HOME = account(0), account(10), account(2)


def _taken_on(teller: Teller, mql_at: int) -> int:
    """An MQL, assigned, called and accepted within a day; the moment of acceptance."""
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 6 * MINUTE)
    teller.acts("call", mql_at + 50 * MINUTE)
    teller.reaches("accepted", mql_at + 3 * HOUR)
    return mql_at + 3 * HOUR


def _began(
    number: int, rng: Random, known_at: int, tools: str = "both", home: int | None = None
) -> Teller:
    """A person who sends a form on a given day."""
    teller = Teller(number, rng, tools, known_at, None if home is None else account(home))
    if tools != "crm":
        teller.fills(known_at)
    return teller


def tagged_address(number: int, rng: Random) -> Household:
    """The same address with a +tag made a second record in every tool."""
    teller = _began(number, rng, moment(2025, 3, 4, 9, 12, 40))
    local, domain = teller.person.email.split("@")
    double = Double("tag", f"{local}+webinar@{domain}", moment(2025, 6, 2, 14, 3, 9))
    teller.person.doubles.append(double)
    teller.sells(_taken_on(teller, moment(2025, 6, 10, 8, 30, 11)), sure=True)
    return teller.household()


def gmail_dots(number: int, rng: Random) -> Household:
    """One gmail address, written with and without dots."""
    teller = _began(number, rng, moment(2025, 5, 6, 7, 45, 2))
    teller.person.email = f"accord.sample.{number}@gmail.com"
    double = Double("dots", f"accordsample{number}@googlemail.com", moment(2025, 9, 1, 10, 0, 31))
    teller.person.doubles.append(double)
    _taken_on(teller, moment(2025, 9, 2, 9, 20, 5))
    return teller.household()


def merged_by_the_tool(number: int, rng: Random) -> Household:
    """Two records under two addresses, merged by the tools themselves."""
    teller = _began(number, rng, moment(2025, 4, 8, 12, 1, 7))
    old = f"old.{teller.person.email}"
    teller.person.doubles.append(Double("merged", old, moment(2025, 5, 20, 8, 0, 3)))
    _taken_on(teller, moment(2025, 6, 4, 13, 10, 19))
    return teller.household()


def reviewed_as_one(number: int, rng: Random) -> Household:
    """Two addresses of one human, which only a colleague could know."""
    teller = _began(number, rng, moment(2025, 7, 15, 9, 0, 12))
    other = f"{teller.person.last_name.lower()}.home@mailbox.example"
    teller.person.doubles.append(Double("reviewed", other, moment(2025, 8, 19, 18, 30, 44)))
    _taken_on(teller, moment(2025, 9, 9, 9, 9, 9))
    return teller.household()


def reviewed_as_two(number: int, rng: Random) -> Household:
    """An assistant under a tag of the director's address: two humans."""
    director = _began(number, rng, moment(2025, 2, 4, 8, 8, 8))
    _taken_on(director, moment(2025, 2, 6, 8, 0, 1))
    assistant = _began(number + 1, rng, moment(2025, 3, 6, 8, 8, 8))
    local, domain = director.person.email.split("@")
    assistant.person.email = f"{local}+office@{domain}"
    assistant.person.not_the_same_as = number
    return director.household(assistant)


def shared_mailbox(number: int, rng: Random) -> Household:
    """Two humans behind the addresses of one office."""
    first = _began(number, rng, moment(2025, 10, 7, 6, 50, 33))
    second = _began(number + 1, rng, moment(2025, 11, 4, 15, 20, 9), home=number // 3)
    for teller in (first, second):
        assert teller.person.account is not None
        teller.person.email = f"info@{teller.person.account.domain}"
    _taken_on(first, moment(2025, 10, 8, 7, 10))
    return first.household(second)


def delivered_late(number: int, rng: Random) -> Household:
    """An MQL that reached the CRM two days later."""
    known_at = moment(2026, 2 + number % 3, 10, 10, 15, number % 60)
    teller = _began(number, rng, known_at)
    teller.person.told_in = TWO_TOOLS_ONLY
    mql_at = known_at + 3 * DAY
    teller.person.crm_at = mql_at + 2 * DAY + 1234
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, teller.person.crm_at + 7 * MINUTE)
    teller.acts("email", teller.person.crm_at + 2 * HOUR)
    teller.reaches("accepted", teller.person.crm_at + 5 * HOUR)
    return teller.household()


def never_delivered(number: int, rng: Random) -> Household:
    """An MQL that never reached the CRM."""
    known_at = moment(2025 + number % 2, 5, 12, 10, 15, number % 60)
    teller = _began(number, rng, known_at, "automation")
    teller.person.told_in = TWO_TOOLS_ONLY
    teller.fills(known_at + 9 * DAY, 1)
    teller.reaches("mql", known_at + 9 * DAY)
    return teller.household()


def handed_over_at(*when: int, touched_at: int, home: int) -> Case:
    """A handoff at an hour of which calendars make something."""

    def case(number: int, rng: Random) -> Household:
        mql_at = moment(*when)
        teller = _began(number, rng, mql_at - 2 * DAY, home=home)
        teller.reaches("mql", mql_at)
        teller.goes_to(teller.rep, mql_at + 5 * MINUTE)
        teller.acts("call", touched_at)
        teller.reaches("accepted", touched_at + 40 * MINUTE)
        return teller.household()

    return case


def comes_back(end: str) -> Case:
    """A second pass after each kind of end."""

    def case(number: int, rng: Random) -> Household:
        teller = _began(number, rng, moment(2025, 2, 18, 9, 33, 20))
        if end == "lapsed":
            back = teller.person.known_at + 200 * DAY
        else:
            accepted = _taken_on(teller, moment(2025, 3, 3, 10, 5, 55))
            ended = accepted + 20 * DAY
            if end in ("rejected", "recycled"):
                teller.reaches(end, ended, "Bad timing")
            else:
                teller.reaches("sql", accepted + DAY)
                teller.gets_deal(accepted + 3 * DAY, [(end, ended)])
            back = ended + 60 * DAY
        teller.comes_back(back, "mql" if end == "won" else "form")
        if end != "won":
            back += 25 * MINUTE
            teller.reaches("mql", back)
        if end == "lapsed":
            teller.goes_to(teller.rep, back + 9 * MINUTE)
        teller.acts("call", back + 3 * HOUR)
        if end in ("rejected", "recycled", "lapsed"):
            teller.reaches("accepted", back + DAY)
        return teller.household()

    return case


def taken_back(stage: str, by: str) -> Case:
    """A rejection or recycling undone within a week: no decision."""

    def case(number: int, rng: Random) -> Household:
        teller = _began(number, rng, moment(2026, 1, 19, 8, 20, 4))
        mql_at = moment(2026, 1, 20, 9, 0, 16)
        teller.reaches("mql", mql_at)
        teller.goes_to(teller.rep, mql_at + 8 * MINUTE)
        teller.acts("email", mql_at + 2 * HOUR)
        teller.reaches(stage, mql_at + DAY, undone=True)
        teller.reaches(by, mql_at + 4 * DAY)
        return teller.household()

    return case


def reopened_deal(number: int, rng: Random) -> Household:
    """A deal lost, reopened three days later and won."""
    teller = _began(number, rng, moment(2025, 11, 12, 13, 40, 1))
    accepted = _taken_on(teller, moment(2025, 11, 18, 9, 0, 2))
    teller.reaches("sql", accepted + 2 * DAY)
    at = accepted + 5 * DAY
    progress = [("lost", at + 20 * DAY), ("negotiation", at + 23 * DAY), ("won", at + 40 * DAY)]
    teller.gets_deal(at, progress)
    return teller.household()


def one_deal_of_two(number: int, rng: Random) -> Household:
    """Two people of one company are converted into one deal: each has half of it."""
    year = 2025 + number % 2
    first = _began(number, rng, moment(year, 4, 14, 9, 4, 4), home=number // 3)
    second = _began(number + 1, rng, moment(year, 4, 22, 12, 4, 4), home=number // 3)
    first.reaches("sql", _taken_on(first, moment(year, 4, 28, 9, 30, 8)) + 3 * DAY)
    second.reaches("sql", _taken_on(second, moment(year, 4, 29, 9, 30, 8)) + 3 * DAY)
    at = moment(year, 5, 11, 14, 5, 6)
    deal = first.gets_deal(at, [("proposal", at + 9 * DAY), ("won", at + 33 * DAY)])
    second.rep = first.rep
    second.joins(deal)
    return first.household(second)


def mere_contact_role(number: int, rng: Random) -> Household:
    """A contact added to a running deal: influenced, no credit."""
    buyer = _began(number, rng, moment(2026, 2, 3, 9, 4, 4))
    buyer.reaches("sql", _taken_on(buyer, moment(2026, 2, 5, 9, 30, 8)) + 3 * DAY)
    at = moment(2026, 2, 12, 9, 0, 9)
    deal = buyer.gets_deal(at, [("proposal", at + 9 * DAY), ("won", at + 50 * DAY)])
    other = Teller(number + 1, rng, "crm", at + 12 * DAY, account(number // 3))
    other.person.is_contact = True
    other.person.told_in = TWO_TOOLS_ONLY
    other.goes_to(other.rep, other.person.known_at)
    deal.onlookers.append((other.person, other.person.known_at + HOUR))
    return buyer.household(other)


def older_deal(number: int, rng: Random) -> Household:
    """A lead converted into a deal that is older than itself: a contradiction, never dropped."""
    teller = _began(number, rng, moment(2025, 9, 16, 9, 40, 4))
    # an association says no day, so that it does not tell when the lead joined the deal
    teller.person.told_in = CONVERSIONS_ONLY
    accepted = _taken_on(teller, moment(2025, 9, 18, 9, 0, 2))
    teller.reaches("sql", accepted + 4 * DAY)
    assert teller.person.account is not None
    created_at = teller.person.known_at - 12 * DAY
    deal = Deal(
        number=number * 4,
        account=teller.person.account,
        owner=teller.rep,
        created_at=created_at,
        progress=[Progress("discovery", created_at), Progress("won", accepted + 30 * DAY)],
        amount=18000,
        currency="EUR",
        converted_at=accepted + 6 * DAY,
    )
    teller.joins(deal)
    return teller.household()


def two_deals(number: int, rng: Random) -> Household:
    """One deal is lost while the other runs: the lead is not lost, and then won."""
    teller = _began(number, rng, moment(2025, 10, 14, 9, 40, 4))
    accepted = _taken_on(teller, moment(2025, 10, 16, 9, 0, 2))
    teller.reaches("sql", accepted + 4 * DAY)
    at = accepted + 6 * DAY
    teller.gets_deal(at, [("proposal", at + 5 * DAY), ("lost", at + 30 * DAY)])
    teller.gets_deal(at + 20 * DAY, [("proposal", at + 25 * DAY), ("won", at + 55 * DAY)])
    return teller.household()


def deals_of_nobody(number: int, rng: Random) -> Household:
    """A renewal, and a deal that only account and owner would link: neither counts."""
    teller = _began(number, rng, moment(2025, 6, 17, 9, 40, 4))
    accepted = _taken_on(teller, moment(2025, 6, 19, 9, 0, 2))
    household = teller.household()
    assert teller.person.account is not None
    for index, (kind, delay) in enumerate((("new", 15), ("renewal", 400))):
        at = accepted + delay * DAY
        household.deals.append(
            Deal(
                number=number * 4 + index,
                account=teller.person.account,
                owner=teller.rep,
                created_at=at,
                progress=[Progress("discovery", at), Progress("won", at + 25 * DAY)],
                amount=30000,
                currency="EUR",
                kind=kind,
            )
        )
    return household


def accepted_some_day(number: int, rng: Random) -> Household:
    """No status history, and accepted before the first export: reached, at an unknown time."""
    teller = _began(number, rng, moment(2026, 4, 7 + number % 5, 9, 2, 4))
    teller.person.has_history = False
    mql_at = teller.person.known_at + DAY
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 11 * MINUTE)
    teller.acts("call", mql_at + HOUR)
    teller.reaches("accepted", mql_at + DAY)
    return teller.household()


def accepted_between_exports(number: int, rng: Random) -> Household:
    """No status history, and accepted between the two exports: dated at the later."""
    teller = _began(number, rng, moment(2026, 9, 22, 9, 2, 4))
    teller.person.has_history = False
    mql_at = moment(2026, 9, 24, 8, 5, 41)
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 11 * MINUTE)
    teller.acts("call", mql_at + 2 * HOUR)
    teller.reaches("accepted", moment(2026, 9, 30, 9, 0, 7))
    return teller.household()


def qualified_on_a_day(number: int, rng: Random) -> Household:
    """The CRM keeps the day on which it was qualified, and no time."""
    teller = _began(number, rng, moment(2026, 3, 3, 9, 2, 4))
    teller.person.has_history = False
    teller.person.sql_day_only = True
    mql_at = moment(2026, 3, 5, 10, 5, 41)
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 11 * MINUTE)
    teller.acts("call", mql_at + 2 * HOUR)
    teller.reaches("sql", mql_at + 9 * DAY)
    return teller.household()


def touched_on_a_day(number: int, rng: Random) -> Household:
    """A task ticked off some time after it was made: only its day is known."""
    teller = _began(number, rng, moment(2026, 6, 9, 9, 2, 4))
    mql_at = moment(2026, 6, 10, 10, 5, 41)
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 11 * MINUTE)
    teller.acts("task", mql_at + 3 * DAY, "dated")
    teller.reaches("accepted", mql_at + 6 * DAY)
    return teller.household()


def excluded(why: str) -> Case:
    """A test record and an employee: in no number."""

    def case(number: int, rng: Random) -> Household:
        teller = _began(number, rng, moment(2025, 8, 5, 9, 2, 4))
        person = teller.person
        person.excluded = why
        person.email = f"{person.email.split('@')[0]}.{number}@{INTERNAL_DOMAIN}"
        if why == "test":
            person.email = f"test.{number}@{account(number // 3).domain}"
        _taken_on(teller, moment(2025, 8, 6, 9, 2, 4))
        return teller.household()

    return case


def owned_by_marketing(number: int, rng: Random) -> Household:
    """A marketer owns the record first: not assigned until a rep does."""
    teller = _began(number, rng, moment(2026, 5, 19, 9, 2, 4))
    assert teller.person.crm_at is not None
    teller.goes_to(MARKETER, teller.person.crm_at)
    _taken_on(teller, moment(2026, 5, 20, 10, 5, 41))
    return teller.household()


def owned_before(number: int, rng: Random) -> Household:
    """A rep owned the record before the MQL: assigned at the handoff."""
    teller = _began(number, rng, moment(2026, 5, 26, 9, 2, 4))
    assert teller.person.crm_at is not None
    teller.goes_to(teller.rep, teller.person.crm_at)
    mql_at = moment(2026, 5, 27, 10, 5, 41)
    teller.acts("call", mql_at - HOUR)  # before the handoff: no touch of it
    teller.reaches("mql", mql_at)
    teller.acts("call", mql_at + 30 * MINUTE, "inbound")
    teller.acts("meeting", mql_at + 2 * DAY)
    teller.reaches("accepted", mql_at + HOUR)
    return teller.household()


def late_mql(number: int, rng: Random) -> Household:
    """An MQL recorded after acceptance: sales had the lead already, no handoff."""
    teller = _began(number, rng, moment(2026, 4, 21, 9, 2, 4))
    accepted = moment(2026, 4, 23, 10, 5, 41)
    teller.goes_to(teller.rep, accepted - HOUR)
    teller.reaches("accepted", accepted)
    teller.reaches("mql", accepted + 2 * DAY)
    return teller.household()


def picked_up_again(number: int, rng: Random) -> Household:
    """Sales takes up a rejected lead a month later: a new lead, opened by sales."""
    teller = _began(number, rng, moment(2025, 12, 2, 9, 2, 4))
    mql_at = moment(2025, 12, 4, 9, 5, 41)
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 4 * MINUTE)
    teller.acts("call", mql_at + HOUR)
    teller.reaches("rejected", mql_at + 2 * DAY, "No budget")
    teller.comes_back(mql_at + 32 * DAY, "accepted")
    teller.reaches("accepted", mql_at + 32 * DAY)
    teller.acts("call", mql_at + 32 * DAY + HOUR)
    return teller.household()


def deal_without_a_rate(number: int, rng: Random) -> Household:
    """A deal in a currency of which nobody has a rate, the European Central Bank neither."""
    teller = _began(number, rng, moment(2026, 1, 13, 9, 2, 4), home=BRITISH_HOME.number)
    accepted = _taken_on(teller, moment(2026, 1, 14, 9, 5, 41))
    teller.reaches("sql", accepted + DAY)
    deal = teller.gets_deal(accepted + 2 * DAY, [("won", accepted + 30 * DAY)])
    deal.currency = "MAD"
    return teller.household()


def deleted_between_exports(number: int, rng: Random) -> Household:
    """A record gone from the second export: it stays in every denominator."""
    teller = _began(number, rng, moment(2026, 8, 18, 9, 2, 4))
    mql_at = moment(2026, 8, 20, 9, 5, 41)
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 9 * MINUTE)
    teller.acts("call", mql_at + 5 * HOUR)
    teller.reaches("rejected", mql_at + 2 * DAY, "Not a fit")
    teller.person.deleted_at = EXPORTS[0] + 2 * DAY
    return teller.household()


def moved_abroad(number: int, rng: Random) -> Household:
    """The record names another country since: the lead keeps its first."""
    teller = _began(number, rng, moment(2026, 7, 7, 9, 2, 4))
    _taken_on(teller, moment(2026, 7, 8, 9, 5, 41))
    teller.person.later_country = "Canada"
    return teller.household()


def found_by_sales(number: int, rng: Random) -> Household:
    """A contact that sales entered and sold to, without marketing and without a status."""
    teller = Teller(number, rng, "crm", moment(2025, 9, 8, 8, 0, 5))
    person = teller.person
    person.is_contact, person.source, person.campaign = True, SALES_SOURCE, None
    teller.goes_to(teller.rep, person.known_at)
    teller.acts("call", person.known_at + HOUR)
    teller.deals_with(person.known_at + 9 * DAY)
    return teller.household()


def converted_late(origin: str) -> Case:
    """A lead converted when it would long have lapsed: its deal is of that lead.

    Only a conversion says so: of a deal that is merely associated, `deal_after_a_lapse` tells.
    """

    def case(number: int, rng: Random) -> Household:
        teller = _began(number, rng, moment(2025, 3, 12, 9, 2, 4))
        teller.person.told_in = CONVERSIONS_ONLY
        at = teller.person.known_at + 225 * DAY
        if origin == "marketing":
            teller.looks("click", at - 12 * DAY)
        teller.goes_to(teller.rep, at - DAY)
        teller.reaches("sql", at)
        teller.gets_deal(at, [("proposal", at + 10 * DAY), ("lost", at + 40 * DAY)])
        return teller.household()

    return case


def deal_after_a_lapse(number: int, rng: Random) -> Household:
    """A deal associated with a contact whose lead had lapsed: sales opens a new one.

    In Salesforce a lead gets its deal by a conversion, of which `converted_late` tells.
    """
    teller = _began(number, rng, moment(2025, 3, 12, 9, 2, 4))
    teller.person.told_in = ASSOCIATIONS_ONLY
    at = teller.person.known_at + 225 * DAY
    teller.goes_to(teller.rep, at - DAY)
    teller.comes_back(at, "deal")
    teller.gets_deal(at, [("proposal", at + 10 * DAY), ("won", at + 40 * DAY)])
    return teller.household()


def converted_some_day(*, is_undated: bool) -> Case:
    """No status history, and a deal that closed before the first export: still one lead.

    Salesforce shows the conversion by its day, or by its flag alone; HubSpot dates the SQL, and
    says without a day that sales took the contact on; `template` shows the last stage alone.
    """

    def case(number: int, rng: Random) -> Household:
        teller = _began(number, rng, moment(2026, 2, 10, 9, 2, 4))
        person = teller.person
        person.has_history, person.is_told_alike = False, False
        person.is_converted_undated = is_undated
        accepted = _taken_on(teller, moment(2026, 2, 12, 9, 5, 41))
        teller.reaches("sql", accepted + 3 * DAY)
        at = accepted + 5 * DAY
        teller.gets_deal(at, [("proposal", at + 9 * DAY), ("won", at + 33 * DAY)])
        return teller.household()

    return case


def accepted_some_day_after_coming_back(number: int, rng: Random) -> Household:
    """No status history, and two leads: what has no day is of the last."""
    teller = _began(number, rng, moment(2025, 7, 8, 9, 2, 4))
    teller.person.has_history = False
    back = teller.person.known_at + 220 * DAY
    teller.comes_back(back, "form")
    mql_at = back + DAY
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 11 * MINUTE)
    teller.acts("call", mql_at + HOUR)
    teller.reaches("accepted", mql_at + DAY)
    return teller.household()


def corrected_address(number: int, rng: Random) -> Household:
    """The CRM corrects an address between the exports; the automation tool and forms keep the old.

    No id of one tool stands in the other. HubSpot's forms name no contact, and its one record has
    the new address; a row of `template` is named by its id, whatever its address.
    """
    teller = _began(number, rng, moment(2026, 8, 11, 9, 2, 4))
    person = teller.person
    person.is_linked = False
    person.later_email = f"new.{person.email}"
    mql_at = moment(2026, 8, 12, 9, 5, 41)
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 6 * MINUTE)
    teller.acts("call", mql_at + HOUR)
    teller.reaches("rejected", mql_at + 2 * DAY, "Bad timing")
    teller.signs(moment(2026, 9, 30, 8, 20, 31), person.email)
    teller.reaches("mql", moment(2026, 9, 30, 9, 0, 2))
    return teller.household()


def address_passed_on(number: int, rng: Random) -> Household:
    """The address of a colleague goes to a newcomer between the exports: two humans."""
    first = Teller(number, rng, "crm", moment(2026, 6, 9, 9, 2, 4))
    second = Teller(number + 1, rng, "crm", moment(2026, 9, 30, 9, 2, 4), account(number // 3))
    second.person.email = first.person.email
    first.person.later_email = f"new.{first.person.email}"
    for teller, at in ((first, moment(2026, 6, 10, 9, 5)), (second, moment(2026, 10, 1, 9, 5))):
        _taken_on(teller, at)
    return first.household(second)


def further_addresses(number: int, rng: Random) -> Household:
    """A record with two more addresses, under one of which the person comes back.

    In Marketo that one is the person's address, and no id joins it to the CRM's lead; a form of
    HubSpot names no contact. A second record of the CRM has only that address in common with the
    first, except in HubSpot, which gives an address to one contact only.
    """
    teller = _began(number, rng, moment(2026, 3, 17, 9, 2, 4))
    person = teller.person
    person.is_linked = False
    person.more_emails = (f"alias.{person.email}", f"home.{number}@mailbox.example")
    double = Double("shares", f"office.{person.email}", moment(2026, 3, 18, 9, 0, 8))
    person.doubles.append(double)
    accepted = _taken_on(teller, moment(2026, 3, 19, 9, 5, 41))
    teller.reaches("recycled", accepted + 9 * DAY, "Bad timing")
    teller.signs(moment(2026, 6, 16, 8, 20, 31), f"Home.{number}+webinar@mailbox.example")
    mql_at = moment(2026, 6, 16, 9, 0, 2)
    teller.reaches("mql", mql_at)
    teller.acts("call", mql_at + 3 * HOUR)
    return teller.household()


def mailed_by_a_cadence(tool: str) -> Case:
    """A cadence tool writes at once and logs it as a task; the rep calls the next day.

    HubSpot's own sequences, and the column of `template`, say that a machine sent it.
    """

    def case(number: int, rng: Random) -> Household:
        teller = _began(number, rng, moment(2026, 4, 14, 9, 2, 4))
        mql_at = moment(2026, 4, 15, 9, 5, 41)
        teller.reaches("mql", mql_at)
        teller.goes_to(teller.rep, mql_at + MINUTE)
        teller.acts("email", mql_at + 2 * MINUTE, tool)
        teller.acts("call", mql_at + DAY)
        teller.acts("email", mql_at + 2 * DAY, tool)
        teller.reaches("accepted", mql_at + 3 * DAY)
        return teller.household()

    return case


def owned_by_name(number: int, rng: Random) -> Household:
    """A queue, a marketer and a rep, all given by name: only the rep is assigned."""
    teller = _began(number, rng, moment(2026, 5, 5, 9, 2, 4))
    teller.person.is_owner_named = True
    assert teller.person.crm_at is not None
    teller.goes_to(MARKETER, teller.person.crm_at + 5 * MINUTE)
    _taken_on(teller, moment(2026, 5, 6, 10, 5, 41))
    return teller.household()


def owned_by_name_before(number: int, rng: Random) -> Household:
    """A rep from the beginning, by name and then by id: the same rep."""
    teller = _began(number, rng, moment(2026, 9, 22, 9, 2, 4))
    teller.person.is_owner_named = True
    assert teller.person.crm_at is not None
    teller.goes_to(teller.rep, teller.person.crm_at)
    mql_at = moment(2026, 9, 23, 10, 5, 41)
    teller.reaches("mql", mql_at)
    teller.acts("call", mql_at + 30 * MINUTE)
    return teller.household()


def queued_by_name(number: int, rng: Random) -> Household:
    """An MQL that lies in a queue, given by name: nobody's."""
    teller = _began(number, rng, moment(2026, 9, 8, 9, 2, 4))
    teller.person.is_owner_named = True
    teller.reaches("mql", moment(2026, 9, 9, 10, 5, 41))
    return teller.household()


def merged_deals(number: int, rng: Random) -> Household:
    """A deal entered twice and won twice, merged between the exports: one deal.

    Salesforce merges no deals, and nothing in the files of `template` would say it.
    """
    teller = _began(number, rng, moment(2026, 6, 23, 9, 2, 4))
    teller.person.told_in = HUBSPOT_ONLY
    accepted = _taken_on(teller, moment(2026, 6, 24, 9, 5, 41))
    teller.reaches("sql", accepted + DAY)
    at = accepted + 2 * DAY
    deal = teller.gets_deal(at, [("proposal", at + 5 * DAY), ("won", at + 20 * DAY)])
    deal.twin = DealTwin(at + DAY, at + 20 * DAY + HOUR, EXPORTS[0] + 3 * DAY)
    return teller.household()


def deleted_deal(number: int, rng: Random) -> Household:
    """An open deal gone from the second export: reached, and no pipeline any more."""
    teller = _began(number, rng, moment(2026, 8, 4, 9, 2, 4))
    accepted = _taken_on(teller, moment(2026, 8, 5, 9, 5, 41))
    teller.reaches("sql", accepted + DAY)
    deal = teller.gets_deal(accepted + 2 * DAY, [("proposal", accepted + 9 * DAY)])
    deal.deleted_at = EXPORTS[0] + 2 * DAY
    return teller.household()


def decided_in_one_second(number: int, rng: Random) -> Household:
    """Refused and taken on within one second: old values continue new ones, so that it is taken on.

    Only the histories of Salesforce, Pipedrive and Zoho have old values.
    """
    teller = _began(number, rng, moment(2026, 4, 8, 9, 2, 4))
    teller.person.told_in = TWO_TOOLS_ONLY
    mql_at = moment(2026, 4, 9, 9, 5, 41)
    teller.reaches("mql", mql_at)
    teller.goes_to(teller.rep, mql_at + 6 * MINUTE)
    teller.reaches("rejected", mql_at + DAY, undone=True)
    teller.reaches("accepted", mql_at + DAY)
    return teller.household()


def cut_history(number: int, rng: Random) -> Household:
    """A lead of two years ago, whose history the CRM kept for 18 months: accepted, but when?

    Salesforce shows the status before the first change it kept; a list of stages in `template`
    names it without a day; HubSpot keeps all.
    """
    teller = _began(number, rng, moment(2024, 9, 10, 9, 2, 4))
    teller.person.history_from = EXPORTS[0] - 545 * DAY
    teller.person.is_told_alike = False
    _taken_on(teller, moment(2024, 9, 17, 9, 5, 41))
    at = moment(2026, 6, 2, 9, 10, 3)
    teller.reaches("sql", at)
    teller.deals_with(at + 2 * DAY)
    return teller.household()


def decided_without_a_handoff(stage: str, reason: str | None) -> Case:
    """Sales refuses an inquiry, or gives it back, before any MQL: decided without a handoff."""

    def case(number: int, rng: Random) -> Household:
        teller = _began(number, rng, moment(2026, 5, 12, 9, 2, 4))
        at = moment(2026, 5, 14, 10, 5, 41)
        teller.goes_to(teller.rep, at - HOUR)
        teller.reaches(stage, at, reason)
        return teller.household()

    return case


def reasons_of_two(first: str, second: str) -> Case:
    """Recycled twice, with a history of the reason: where it did not change it is that of both."""

    def case(number: int, rng: Random) -> Household:
        teller = _began(number, rng, moment(2025, 11, 4, 9, 2, 4))
        teller.person.keeps_reasons = True
        mql_at = moment(2025, 11, 5, 10, 5, 41)
        teller.reaches("mql", mql_at)
        teller.goes_to(teller.rep, mql_at + 6 * MINUTE)
        teller.reaches("recycled", mql_at + 2 * DAY, first)
        back = mql_at + 40 * DAY
        teller.comes_back(back, "form")
        teller.reaches("mql", back + HOUR)
        teller.acts("call", back + 5 * HOUR)
        teller.reaches("recycled", back + 3 * DAY, second)
        return teller.household()

    return case


CASES: tuple[Case, ...] = (
    tagged_address,
    gmail_dots,
    merged_by_the_tool,
    reviewed_as_one,
    reviewed_as_two,
    shared_mailbox,
    *[delivered_late] * 4,
    *[never_delivered] * 3,
    # Friday afternoon to Monday; a Saturday; 1 May; Christmas; both changes of clocks
    handed_over_at(2026, 6, 12, 14, 30, 7, touched_at=moment(2026, 6, 15, 7, 30, 22), home=0),
    handed_over_at(2026, 6, 13, 9, 15, 7, touched_at=moment(2026, 6, 15, 12, 0, 22), home=0),
    handed_over_at(2026, 5, 1, 8, 0, 7, touched_at=moment(2026, 5, 4, 8, 45, 22), home=0),
    handed_over_at(2025, 12, 24, 16, 40, 7, touched_at=moment(2025, 12, 26, 9, 0, 22), home=0),
    handed_over_at(2026, 3, 27, 16, 30, 7, touched_at=moment(2026, 3, 30, 7, 30, 22), home=0),
    handed_over_at(2025, 10, 24, 15, 30, 7, touched_at=moment(2025, 10, 27, 8, 30, 22), home=0),
    handed_over_at(
        2026, 3, 6, 21, 30, 7, touched_at=moment(2026, 3, 9, 13, 45, 22), home=AMERICAN_HOME.number
    ),
    handed_over_at(
        2026, 7, 14, 15, 0, 7, touched_at=moment(2026, 7, 15, 14, 0, 22), home=AMERICAN_HOME.number
    ),
    handed_over_at(
        2026, 2, 3, 9, 10, 7, touched_at=moment(2026, 2, 3, 9, 40, 22), home=BRITISH_HOME.number
    ),
    *[comes_back(end) for end in ("rejected", "recycled", "lost", "won", "lapsed")],
    taken_back("rejected", "accepted"),
    taken_back("recycled", "sql"),
    reopened_deal,
    *[one_deal_of_two] * 3,
    *[mere_contact_role] * 2,
    *[older_deal] * 2,
    two_deals,
    deals_of_nobody,
    *[accepted_some_day] * 3,
    *[accepted_between_exports] * 2,
    *[qualified_on_a_day] * 2,
    *[touched_on_a_day] * 3,
    excluded("test"),
    excluded("internal"),
    owned_by_marketing,
    owned_before,
    late_mql,
    picked_up_again,
    deal_without_a_rate,
    *[deleted_between_exports] * 2,
    moved_abroad,
    *[found_by_sales] * 2,
    converted_late("marketing"),
    converted_late("sales"),
    deal_after_a_lapse,
    converted_some_day(is_undated=False),
    converted_some_day(is_undated=True),
    accepted_some_day_after_coming_back,
    corrected_address,
    address_passed_on,
    further_addresses,
    mailed_by_a_cadence("salesloft"),
    mailed_by_a_cadence("outreach"),
    owned_by_name,
    owned_by_name_before,
    queued_by_name,
    merged_deals,
    deleted_deal,
    decided_in_one_second,
    cut_history,
    decided_without_a_handoff("rejected", "Not a fit"),
    decided_without_a_handoff("recycled", None),
    reasons_of_two("Wrong contact", "Wrong contact"),
    reasons_of_two("No budget", "Competitor"),
)
