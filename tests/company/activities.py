"""What people did, and what was done towards them, as it must be found in core."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from tests.company import activecampaign
from tests.company.attribution import asset_of
from tests.company.brevo import MQL_LIST
from tests.company.clock import company_day
from tests.company.company import Company
from tests.company.facts import Fact, moment_text
from tests.company.people import (
    ENGAGEMENTS,
    INQUIRY_KINDS,
    MERGED_AFTER,
    Act,
    Engagement,
    Person,
)
from tests.company.truth import Lead, View, is_told
from tests.company.world import EVERYBODY, MINUTE, start_of_day

ACTIVITY_COLUMNS = (
    "system", "activity_kind", "asset", "campaign", "user", "episode_number", "is_marketing",
    "is_inquiry", "is_human_outbound", "has_time", "occurred_at",
)  # fmt: skip


def activity_facts(company: Company, leads: list[Lead], view: View) -> Counter[Fact]:
    """Every activity of whoever is not excluded, in the order of ACTIVITY_COLUMNS."""
    by_person: dict[int, list[Lead]] = defaultdict(list)
    for lead in leads:
        by_person[lead.person.number].append(lead)
    facts: Counter[Fact] = Counter()
    for household in company.households():
        for person in household.people:
            own = by_person.get(person.number)
            if own is None:
                continue
            for at, fact in _of(person, view):
                system, kind, asset, campaign, user, *flags, has_time = fact
                facts[
                    system, kind, asset, campaign, user, lead_at(own, at).number, *flags, has_time,
                    moment_text(at),
                ] += 1  # fmt: skip
    return facts


def lead_at(own: list[Lead], at: int) -> Lead:
    """The lead that was the last to open by a moment; the first for what came before."""
    opened = [lead for lead in own if lead.inquiry_at <= at]
    return opened[-1] if opened else own[0]


def told(person: Person, view: View) -> Iterator[Engagement]:
    """What the tools tell of what the person did, and of what machines did to them."""
    for engagement in person.engagements:
        if view.tools.tells(engagement.kind) and engagement.at <= view.seen_at:
            yield engagement


def _of(person: Person, view: View) -> Iterator[tuple[int, Fact]]:
    for engagement in told(person, view):
        yield engagement.at, engaged(engagement, view)
    for act in person.acts_in_order:
        if is_told(act, view):
            at, has_time = _reached(act)
            flags = (False, False, act.state in ("done", "dated"), has_time)
            yield at, (view.tools.crm, act.kind, None, "(unknown)", act.user.email, *flags)
    if not view.tools.is_one_tool:
        yield from _entries(person, view)


def engaged(engagement: Engagement, view: View) -> Fact:
    """Something that the person did, or a machine for them, as the tool tells it."""
    kind, is_of_person = engagement.kind, engagement.kind in ENGAGEMENTS
    campaign = engagement.campaign if view.tools.tells_campaigns else None
    if kind == "event" and not view.tools.tells_campaigns:
        kind = "form"
    kind = {"bot_click": "click", "sent": "system", "delivered": "system"}.get(kind, kind)
    asset = asset_of(engagement, view)
    is_inquiry = engagement.kind in INQUIRY_KINDS
    flags = (is_of_person, is_inquiry, False, True)
    stated = campaign.name if campaign else "(unknown)"
    return view.tools.automation, kind, asset, stated, None, *flags


def _reached(act: Act) -> tuple[int, bool]:
    """When; of a task that nobody closed, on which day it was due."""
    if act.state in ("dated", "undone"):
        return start_of_day(company_day(act.at)), False
    return act.at, True


def _entries(person: Person, view: View) -> Iterator[tuple[int, Fact]]:
    """What the automation tool and the CRM enter by themselves: nobody did it."""

    def entered(system: str, about: str | None) -> Fact:
        return system, "system", about, "(unknown)", None, False, False, False, True

    found = ENTERED[view.tools.automation](person) if person.tools != "crm" else ()
    for at, about in found:
        if at <= view.seen_at:
            yield at, entered(view.tools.automation, about)
    is_member = person.campaign is not None and person.tools == "crm" and not person.is_contact
    if (
        view.tools.crm == "salesforce"
        and is_member
        and person.crm_at is not None
        and person.crm_at <= view.seen_at
    ):
        assert person.campaign is not None
        name = person.campaign.name
        yield person.crm_at, (view.tools.crm, "system", name, name, None, False, False, False, True)


def _entered_by_marketo(person: Person) -> Iterator[tuple[int, str | None]]:
    """The record's creation, what an MQL leaves behind, and merges."""
    yield person.known_at, None
    for lead in person.passes:
        for step in lead.steps:
            if step.stage == "mql":
                yield step.at, "Lead Score"
                yield step.at, "Lead Status"
                yield step.at + MINUTE, "Milestone"
    for double in person.doubles:
        if double.why == "merged":
            yield double.created_at + MERGED_AFTER, None


def _entered_by_pardot(person: Person) -> Iterator[tuple[int, str | None]]:
    """The list that everybody is added to, and the deals that the CRM hands on."""
    yield person.known_at, EVERYBODY
    for lead in person.passes:
        for deal in lead.deals:
            yield deal.created_at, f"{deal.account.name} {deal.number}"


def _entered_by_brevo(person: Person) -> Iterator[tuple[int, str | None]]:
    """The list that an MQL is put into."""
    for lead in person.passes:
        for step in lead.steps:
            if step.stage == "mql":
                yield step.at, MQL_LIST


def _entered_by_eloqua(person: Person) -> Iterator[tuple[int, str | None]]:
    """The group of mails that everybody subscribes to."""
    yield person.known_at, EVERYBODY


def _entered_by_activecampaign(person: Person) -> Iterator[tuple[int, str | None]]:
    """The automation that everybody enters, and that of an MQL."""
    yield person.known_at, activecampaign.WELCOME
    for lead in person.passes:
        for step in lead.steps:
            if step.stage == "mql":
                yield step.at, activecampaign.MQL


def _entered_by_mailchimp(person: Person) -> Iterator[tuple[int, str | None]]:
    """The event that an MQL is."""
    for lead in person.passes:
        for step in lead.steps:
            if step.stage == "mql":
                yield step.at, None


ENTERED: dict[str, Callable[[Person], Iterator[tuple[int, str | None]]]] = {
    "marketo": _entered_by_marketo,
    "pardot": _entered_by_pardot,
    "brevo": _entered_by_brevo,
    "eloqua": _entered_by_eloqua,
    "activecampaign": _entered_by_activecampaign,
    "mailchimp": _entered_by_mailchimp,
}
