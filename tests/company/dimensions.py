"""The dimensions of core: users, accounts, sources, campaigns, days and stages."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from tests.company.agreement import agreed, version_at
from tests.company.clock import company_day, period_start
from tests.company.company import Company
from tests.company.dynamics import QUEUE_NAME
from tests.company.facts import Fact, moment_text
from tests.company.people import Person
from tests.company.truth import ENDS, SOURCES, View
from tests.company.world import (
    CAMPAIGNS,
    DAY,
    INTEGRATION,
    STORY_STARTS,
    USERS,
    account,
    account_owner,
)

USER_COLUMNS = (
    "system", "user_name", "email", "team", "department", "time_zone", "is_person", "is_sales",
    "is_active", "is_exported", "is_team_mapped", "role", "title",
)  # fmt: skip
ACCOUNT_COLUMNS = (
    "system", "owner", "company_name", "website_domain", "country", "industry", "segment",
    "employees", "record_count", "people_count", "is_deleted", "created_at", "modified_at",
)  # fmt: skip
SOURCE_COLUMNS = ("source", "channel", "raw_source_count", "is_mapped")
CAMPAIGN_COLUMNS = (
    "campaign", "system", "campaign_type", "campaign_status", "budgeted_cost", "actual_cost",
    "currency", "is_exported", "starts_on", "ends_on",
)  # fmt: skip
DATE_COLUMNS = (
    "date_on", "year_number", "quarter_number", "month_number", "weekday_number", "is_weekend",
    "week_start", "month_start", "quarter_start",
)  # fmt: skip
STAGE_COLUMNS = (
    "stage", "agreement_version", "position", "phase", "pilot_team", "supporting_team",
    "accountable", "name_en", "name_fr", "is_end",
)  # fmt: skip
TEAMS = {"Sales": "sales", "Marketing": "marketing", "Customer Success": "customer_success"}
FIRST_DATE = date(2000, 1, 1)


def user_facts(view: View) -> Counter[Fact]:
    """Every user; some list the one who is a machine, and teams; `template` not who is active."""
    tools = view.tools
    queue = (tools.crm, QUEUE_NAME, *(None,) * 4, False, False, *(True,) * 3, None, None)
    return Counter({queue: 1} if tools.lists_teams else {}) + Counter(
        (
            tools.crm,
            user.name,
            user.email,
            TEAMS.get(user.department or ""),
            user.department if tools.tells_departments else None,
            user.zone if tools.tells_zones else None,
            user != INTEGRATION,
            user.is_sales,
            True if tools.tells_who_is_active else None,
            True,
            True,
            None,
            None,
        )
        for user in USERS
        if user != INTEGRATION or tools.lists_machines
    )


def account_facts(company: Company, view: View) -> Counter[Fact]:
    """Every account of a tool that has accounts, with the people that it is known to have."""
    if not view.tools.tells_accounts:
        return Counter()
    people = Counter[str]()
    for person in _known(company, view):
        if person.excluded is None:
            people[account_of(person, view)[0]] += 1
    began = moment_text(STORY_STARTS - 30 * DAY)
    facts: Counter[Fact] = Counter()
    for home in map(account, _accounts(company)):
        owner = account_owner(home).email if view.tools.tells_account_owners else "(unknown)"
        facts[
            view.tools.crm, owner, home.name, home.domain, home.country, home.industry,
            home.segment, home.employees, 1, people[home.domain], False, began, began,
        ] += 1  # fmt: skip
    return facts


def account_domains(company: Company) -> set[str]:
    """The domain of every account of the company."""
    return {account(number).domain for number in _accounts(company)}


def _accounts(company: Company) -> set[int]:
    numbers = set()
    for household in company.households():
        numbers |= {person.account.number for person in household.people if person.account}
        numbers |= {deal.account.number for deal in household.deals}
    return numbers


def account_of(person: Person, view: View) -> tuple[str, str]:
    """The domain of a person's account, and how it is known.

    A record of the CRM names it, or the e-mail's domain is its. In Salesforce a contact names its
    account, a lead does not.
    """
    converted_at, crm_at = person.converted_at, view.crm_at(person)
    is_contact = person.is_contact or (converted_at is not None and converted_at <= view.seen_at)
    names_it = view.tools.people_name_accounts or is_contact
    if person.account is not None and crm_at is not None and names_it:
        return person.account.domain, "named"
    return person.email.split("@")[1], "domain"


def source_facts(company: Company, view: View) -> Counter[Fact]:
    """Every source that a record states, and in how many tools one does."""
    told_by: dict[str, set[str]] = defaultdict(set)
    for person in _known(company, view):
        if person.source is not None:
            if view.crm_at(person) is not None:
                told_by[person.source].add(view.tools.crm)
            if person.tools != "crm":
                told_by[person.source].add(view.tools.automation)
    return Counter(
        (*SOURCES[source], len(systems), SOURCES[source][1] != "(unmapped)")
        for source, systems in told_by.items()
    )


def campaign_facts(company: Company, view: View) -> Counter[Fact]:
    """Every campaign: those that a tool lists, else those that a person or an activity states."""
    if view.tools.lists_campaigns:
        return Counter(
            (
                campaign.name, view.tools.crm, campaign.channel, "In Progress", campaign.cost,
                campaign.cost, "EUR", True, campaign.starts_on, None,
            )
            for campaign in CAMPAIGNS
        )  # fmt: skip
    stated = {person.campaign for person in _known(company, view)}
    return Counter(
        (campaign.name, None, None, None, None, None, None, False, None, None)
        for campaign in stated
        if campaign is not None
    )


def date_facts(view: View) -> Counter[Fact]:
    """Every day until a year, though it be a leap year, after the cut-off."""
    days = (company_day(view.as_of) - FIRST_DATE).days + 366
    found = (FIRST_DATE + timedelta(days=number) for number in range(days + 1))
    return Counter(
        (
            day, day.year, (day.month + 2) // 3, day.month, day.isoweekday(), day.isoweekday() > 5,
            *(period_start(grain, day) for grain in ("week", "month", "quarter")),
        )
        for day in found
    )  # fmt: skip


def stage_facts(view: View) -> Counter[Fact]:
    """Every stage, as the agreement in force at the cut-off describes it."""
    version = version_at(view.as_of)
    return Counter(
        (
            row["stage"], version, int(row["position"]),
            *(row[name] or None for name in STAGE_COLUMNS[3:9]), row["stage"] in ("won", *ENDS),
        )
        for row in agreed("journey_stages")
        if int(row["agreement_version"]) == version
    )  # fmt: skip


def _known(company: Company, view: View) -> Iterator[Person]:
    for household in company.households():
        for person in household.people:
            if person.known_at <= view.seen_at:
                yield person
