"""The company in the plain files of `template`, as a script of its own tools would write them.

Lists of people, opportunities and users are full each time; stage changes and activities only add.
Times are of the company's zone, without a marker. Nothing here says who owned a person since when,
that two rows are one person, or which stages an opportunity had before: what these files cannot
tell is left out.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.company.people import AUTOMATED, Act, Deal, Engagement, Household, Person
from tests.company.tables import Tables, ToolExports, since_last
from tests.company.world import COMPANY_ZONE, INTEGRATION, USERS, User, local_day

HEADERS = {
    "people": (
        "id,email,additional_emails,first_name,last_name,job_title,company_name,website,country,segment,employees,machines,"
        "source,"
        "campaign,owner,stage,reason,is_test,created_at"
    ),
    "stage_changes": "person_id,stage,changed_at,reason",
    "activities": (
        "id,person_id,activity_type,occurred_at,detail,user_id,direction,is_done,is_automated,campaign"
    ),
    "opportunities": (
        "id,person_id,name,stage,opportunity_type,amount,currency,owner,created_at,closed_at"
    ),
    "users": "id,name,email,team,time_zone",
}
TEAMS = {"Sales": "sales", "Marketing": "marketing", "Customer Success": "customer_success"}
# What a machine did stands beside what the person did, and says so.
MACHINE = {"bot_click": "click", "sent": "email sent", "delivered": "delivered"}


def act_id(person: Person, number: int) -> str:
    """Id of what a user did, by its place among all that was done."""
    return f"{person_id(person)}-a{number}"


def person_id(person: Person) -> str:
    """The person's row."""
    return f"p{person.number:05d}"


def double_id(person: Person) -> str:
    """The row of the person's double."""
    return f"{person_id(person)}b"


def user_id(user: User) -> str:
    """The user's row."""
    return f"u{user.number}"


def deal_id(deal: Deal) -> str:
    """The deal's row."""
    return f"o{deal.number:06d}"


def _owner(index: int, person: Person, owner: User | None) -> str:
    """Its id; by name until the second export."""
    if person.is_owner_named and index == 0 and owner:
        return owner.name
    return user_id(owner) if owner else ""


def _at(at: int) -> str:
    return f"{datetime.fromtimestamp(at, COMPANY_ZONE):%Y-%m-%d %H:%M:%S}"


class TemplateExports(ToolExports):
    """All exports of one company, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        self._tables = self._opened(
            folder / "template", lambda each: Tables(each, HEADERS, quoting=0)
        )

    def _write_setting(self, index: int) -> None:
        tables = self._tables[index]
        for user in USERS:
            if user != INTEGRATION:
                tables.add(
                    "users",
                    {
                        "id": user_id(user),
                        "name": user.name,
                        "email": user.email,
                        "team": TEAMS[user.department or ""],
                        "time_zone": user.zone,
                    },
                )

    def add(self, household: Household) -> None:
        """A household, in every export that knows it."""
        for index, seen_at in enumerate(self._exports):
            for person in household.people:
                if person.known_at <= seen_at:
                    self._write_person(index, person)
            for deal in household.deals:
                if deal.is_shown_at(seen_at):
                    self._write_deal(index, deal)

    def _write_person(self, index: int, person: Person) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        row = self._person(index, person)
        if person.is_shown_at(seen_at):
            tables.add("people", row)
        for double in person.doubles:
            # nothing in these files would say that two rows were merged
            if double.why != "merged" and double.created_at <= seen_at:
                about = {"stage": "inquiry", "owner": "", "reason": ""}
                named = {"id": double_id(person), "email": double.email}
                since = {"created_at": _at(double.created_at)}
                tables.add("people", row | named | about | since)
        self._write_stages(index, person)
        for number, engagement in enumerate(person.engagements):
            self._write_engagement(index, person, engagement, number)
        for number, act in enumerate(person.acts_in_order):
            self._write_act(index, person, act, number)

    def _person(self, index: int, person: Person) -> dict[str, object]:
        seen_at, home = self._exports[index], person.account
        assert home is not None
        steps = [step for lead in person.passes for step in lead.steps if step.at <= seen_at]
        steps.sort(key=lambda step: step.at)
        reasons = [reason for at, reason in person.reasons() if at <= seen_at]
        owner = person.owner_at(seen_at)
        return {
            "id": person_id(person),
            "email": (index and person.later_email) or person.email,
            "additional_emails": ";".join(person.more_emails),
            "first_name": person.first_name,
            "last_name": person.last_name,
            "job_title": person.title_at(seen_at),
            "company_name": home.name,
            "website": home.domain,
            "country": person.country_at(seen_at),
            "segment": person.segment,
            "employees": home.employees,
            "machines": "" if person.machines is None else person.machines,
            "source": person.source or "",
            "campaign": person.campaign.name if person.campaign else "",
            "owner": _owner(index, person, owner),
            "stage": steps[-1].stage if steps else "inquiry",
            "reason": reasons[-1] if reasons else "",
            "is_test": "true" if person.excluded == "test" else "",
            "created_at": _at(person.known_at),
        }

    def _write_stages(self, index: int, person: Person) -> None:
        """The dated stages; of a person without a history, the list alone shows the others."""
        after, until = since_last(self._exports, index)
        for lead in person.passes:
            for step in lead.steps:
                is_day = person.sql_day_only and step.stage == "sql"
                is_told = person.has_history or step.stage == "mql" or is_day
                is_cut = step.stage != "mql" and step.at < (person.history_from or 0)
                at = "" if is_cut else local_day(step.at) if is_day else _at(step.at)
                if is_told and after < step.at <= until:
                    self._tables[index].add(
                        "stage_changes",
                        {
                            "person_id": person_id(person),
                            "stage": step.stage,
                            "changed_at": at,
                            "reason": step.reason or "",
                        },
                    )

    def _write_engagement(
        self, index: int, person: Person, engagement: Engagement, number: int
    ) -> None:
        after, until = since_last(self._exports, index)
        if not after < engagement.at <= until:
            return
        about = engagement.form or engagement.campaign
        self._tables[index].add(
            "activities",
            {
                "id": f"{person_id(person)}-e{number}",
                "person_id": person_id(person),
                "activity_type": MACHINE.get(engagement.kind, engagement.kind),
                "occurred_at": _at(engagement.at),
                "detail": about.name if about else "Newsletter",
                "is_automated": "true" if engagement.kind in MACHINE else "",
                "campaign": engagement.campaign.name if engagement.campaign else "",
            },
        )

    def _write_act(self, index: int, person: Person, act: Act, number: int) -> None:
        """What a user did, once it is done or due."""
        after, until = since_last(self._exports, index)
        if not after < act.at <= until:
            return
        towards = person_id(person)
        for double in person.doubles:
            if double.why != "merged" and double.created_at <= act.at:
                towards = double_id(person)
        self._tables[index].add(
            "activities",
            {
                "id": act_id(person, number),
                "person_id": towards,
                "activity_type": act.kind,
                "occurred_at": local_day(act.at) if act.state == "dated" else _at(act.at),
                "detail": "Follow-up",
                "user_id": user_id(act.user),
                "direction": "inbound" if act.state == "inbound" else "outbound",
                "is_done": "false" if act.state == "undone" else "true",
                "is_automated": "true" if act.state in AUTOMATED else "",
            },
        )

    def _write_deal(self, index: int, deal: Deal) -> None:
        """A row per person of the deal; one without a person still has its row."""
        seen_at = self._exports[index]
        stage = deal.stage_at(seen_at)
        end = stage if stage in ("won", "lost") else None
        about = [person for person, _ in deal.members]
        about += [] if deal.contact is None else [deal.contact]
        people = [person_id(person) for person in about] or [""]
        due_at = None if deal.due_at is None else _at(deal.due_at)
        for person in people:
            self._tables[index].add(
                "opportunities",
                {
                    "id": deal_id(deal),
                    "person_id": person,
                    "name": f"{deal.account.name} {deal.number}",
                    "stage": end or "open",
                    "opportunity_type": "" if deal.kind == "new" else deal.kind,
                    "amount": "" if deal.amount is None else deal.amount,
                    "currency": deal.currency,
                    "owner": user_id(deal.owner),
                    "created_at": _at(deal.created_at),
                    "closed_at": _at(deal.entered(end, seen_at) or 0) if end else due_at or "",
                },
            )
