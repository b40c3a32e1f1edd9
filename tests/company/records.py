"""People and deals as they must be found in core."""

from collections import Counter
from collections.abc import Iterator

from tests.company.company import Company
from tests.company.dimensions import account_domains, account_of
from tests.company.facts import Fact, machines, moment_text
from tests.company.people import MERGED_AFTER, Deal, Double, Person
from tests.company.truth import View, in_euros, source_of

PERSON_COLUMNS = (
    "exclusion_reason", "job_title", "country", "segment", "employees", "source", "channel",
    "campaign", "machines", "first_known_at", "crm_first_created_at", "first_name", "last_name",
    "company_name", "first_known_system", "record_count", "account", "account_match_method",
)  # fmt: skip
DEAL_COLUMNS = (
    "opportunity_kind", "outcome", "currency", "amount", "reporting_amount", "is_deleted",
    "created_at", "closed_at", "system", "opportunity_name", "owner", "counted_leads",
)  # fmt: skip
KINDS = {"new": "new_business"}


def person_facts(company: Company, view: View) -> Counter[Fact]:
    """Every person, whoever is excluded too, in the order of PERSON_COLUMNS."""
    facts: Counter[Fact] = Counter()
    domains = account_domains(company) if view.tools.tells_accounts else set()
    for household in company.households():
        for person in household.people:
            if person.known_at > view.seen_at:
                continue
            domain, method = account_of(person, view)
            facts[
                person.excluded,
                person.title_at(view.seen_at) or None,
                person.country_at(view.seen_at),
                person.segment,
                person.account.employees if person.account else None,
                *source_of(person),
                person.campaign.name if person.campaign else "(unknown)",
                machines(person, view),
                moment_text(person.known_at),
                moment_text(view.crm_at(person)),
                person.first_name,
                person.last_name,
                person.account.name if person.account else None,
                view.tools.crm if person.tools == "crm" else view.tools.automation,
                len(list(landed_records(person, view))),
                *((domain, method) if domain in domains else (None, None)),
            ] += 1
    return facts


def landed_records(person: Person, view: View) -> Iterator[str]:
    """The object of each record of a person that an export has shown, gone since or not."""
    doubles = [double for double in person.doubles if double.created_at <= view.seen_at]
    if view.tools.is_one_tool:
        yield view.tools.crm
        hidden = ("merged", "shares") if view.tools.crm == "hubspot" else ("merged",)
        yield from (view.tools.crm for double in doubles if double.why not in hidden)
        return
    if view.crm_at(person) is not None and view.tools.crm == "pipedrive":
        yield "person"
        yield from () if person.is_contact else ("lead",)
        yield from ("person" for double in doubles if double.why != "merged")
    elif view.crm_at(person) is not None:
        converted_at = person.converted_at
        if not person.is_contact:
            yield "lead"
        if person.is_contact or (converted_at is not None and converted_at <= view.seen_at):
            yield "contact"
        # two of them list what was merged away
        shows_merged = view.tools.crm in ("salesforce", "dynamics")
        yield from ("lead" for double in doubles if shows_merged or double.why != "merged")
    if person.tools != "crm":
        system = view.tools.automation
        hidden = ("merged", "shares") if view.tools.tells_merges else ("shares",)
        yield system
        yield from (
            system for double in doubles if double.why not in hidden and _was_shown(double, view)
        )


def _was_shown(double: Double, view: View) -> bool:
    """Whether an export holds a double that the automation tool merged away, then or since."""
    if double.why != "merged" or view.tools.keeps_merged:
        return True
    until = double.created_at + MERGED_AFTER
    return any(double.created_at <= at < until for at in view.exports)


def deal_facts(company: Company, view: View) -> Counter[Fact]:
    """Every deal, in the order of DEAL_COLUMNS; two that were merged are one."""
    facts: Counter[Fact] = Counter()
    for deal in known_opportunities(company, view):
        end, closed_at = end_of(deal, view)
        amount = in_euros(deal, view.as_of if closed_at is None else closed_at)
        facts[
            KINDS.get(deal.kind, deal.kind),
            end or "open",
            deal.currency,
            deal.amount,
            None if amount is None else round(float(amount), 6),
            deal.deleted_at is not None and deal.deleted_at <= view.seen_at,
            moment_text(deal.created_at),
            moment_text(closed_at),
            view.tools.crm,
            f"{deal.account.name} {deal.number}",
            deal.owner.email,
            _counted(deal, view),
        ] += 1
    return facts


def _counted(deal: Deal, view: View) -> int:
    """The leads that share a deal, once an export shows them in it."""
    if max(deal.created_at, deal.converted_at or 0) > view.seen_at:
        return 0
    return sum(person.excluded is None for person, _ in deal.members)


def known_opportunities(company: Company, view: View) -> Iterator[Deal]:
    """Every deal that an export has shown."""
    for household in company.households():
        yield from (deal for deal in household.deals if deal.created_at <= view.seen_at)


def end_of(deal: Deal, view: View) -> tuple[str | None, int | None]:
    """Won or lost, and when; None of an open deal."""
    stage = deal.stage_at(view.seen_at)
    if stage not in ("won", "lost"):
        return None, None
    return stage, deal.entered(stage, view.seen_at)
