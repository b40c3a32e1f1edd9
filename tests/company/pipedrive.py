"""The company as Pipedrive writes it: exports of its interface in English, and the API's flows.

Columns bear the object before their label, moments are UTC without a marker, owners stand by name.
Lists are full each time; flows only add, with ids where the interface has names. What a lead came
to is a label of its own; people who never were a lead bear it themselves.
"""

from collections.abc import Sequence
from pathlib import Path

from tests.company.crm import CrmExports, first_status, status_changes
from tests.company.people import AUTOMATED, Act, Deal, Double, Person
from tests.company.tables import Tables, since_last
from tests.company.world import (
    DAY,
    INTEGRATION,
    MEETING_NOTICE,
    MOVED_AT,
    STORY_STARTS,
    USERS,
    Account,
    User,
    account,
    account_owner,
    local_day,
    utc,
)

COLUMNS = {
    "people": (
        "Person - ID,Person - First name,Person - Last name,Person - Email - Work,"
        "Person - Email - Home,Person - Email - Other,Person - Job title,Person - Organization,"
        "Person - Organization ID,Person - Owner,Person - Labels,Person - Rejection reason,"
        "Person - Lead source,Person - UTM campaign,Person - Country of Postal address,"
        "Person - Segment,Person - Machines,Person - Person created,Person - Update time"
    ),
    "leads": (
        "Lead - ID,Lead - Title,Lead - Contact person,Lead - Contact person ID,"
        "Lead - Organization ID,Lead - Owner,Lead - Label,Lead - Rejection reason,"
        "Lead - Lead source,Lead - UTM campaign,Lead - SQL date,Lead - Archive status,"
        "Lead - Lead created on,Lead - Update time"
    ),
    "organizations": (
        "Organization - ID,Organization - Name,Organization - Owner,Organization - Website,"
        "Organization - Country of Address,Organization - Industry,Organization - Segment,"
        "Organization - Number of employees,Organization - Organization created,"
        "Organization - Update time"
    ),
    "deals": (
        "Deal - ID,Deal - Title,Deal - Contact person ID,Deal - Organization ID,Deal - Owner,"
        "Deal - Pipeline,Deal - Stage,Deal - Status,Deal - Value,Deal - Currency of Value,"
        "Deal - Deal type,Deal - Expected close date,Deal - Last stage change,Deal - Won time,"
        "Deal - Lost time,Deal - Deal closed on,Deal - Deal created,Deal - Update time"
    ),
    "activities": (
        "Activity - ID,Activity - Subject,Activity - Type,Activity - Contact person ID,Lead - ID,"
        "Activity - Assigned to user,Activity - Done,Activity - Due date,Activity - Due time,"
        "Activity - Marked as done time,Activity - Creation date,Activity - Update time"
    ),
    "users": "id,name,email,department,timezone_name,active_flag",
    "stages": "id,name,pipeline_id,pipeline_name,deal_probability",
    "deal_participants": "deal_id,person_id,add_time",
    "person_flow": "id,item_id,field_key,old_value,new_value,log_time,user_id,change_source",
    "lead_flow": "id,item_id,field_key,old_value,new_value,log_time,user_id,change_source",
    "deal_flow": "id,item_id,field_key,old_value,new_value,log_time,user_id,change_source",
}

FRESH = "New"
LABELS = {
    "mql": "MQL",
    "accepted": "Accepted",
    "sql": "Qualified",
    "rejected": "Unqualified",
    "recycled": "Nurturing",
}
DEAL_STAGES = {"discovery": 1, "proposal": 2, "negotiation": 3}
STAGE_NAMES = {1: "Qualified", 2: "Proposal Made", 3: "Negotiations Started"}
DEAL_TYPES = {"new": "New Business", "renewal": "Renewal", "expansion": "Expansion"}

# Field, value before and after, when.
Entry = tuple[int, str, str, str]


def person_id(person: Person) -> int:
    """The person's record."""
    return 10_000 + person.number * 4


def double_id(person: Person) -> int:
    """The record of the person's double."""
    return person_id(person) + 1


def lead_id(person: Person) -> str:
    """The person's lead."""
    return f"{person.number:08x}-5b0c-11ef-8000-4f2d00c0ffee"


def act_id(person: Person, number: int) -> int:
    """Id of what a user did, by its place among all that was done."""
    return person.number * 64 + number + 1


def deal_id(deal: Deal) -> int:
    """The deal's record."""
    return deal.number + 1


def _organization_id(home: Account) -> int:
    return home.number + 1


def _at(at: int) -> str:
    return f"{utc(at):%Y-%m-%d %H:%M:%S}"


def labels(person: Person) -> list[tuple[int, str]]:
    """The labels that the record took after its creation, in order."""
    return status_changes(person, LABELS)


def first_label(person: Person) -> str:
    """The label with which the record was made."""
    return first_status(person, LABELS, FRESH)


class PipedriveExports(CrmExports):
    """All exports of one Pipedrive, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        self._tables = self._opened(
            folder / "pipedrive", lambda each: Tables(each, COLUMNS, quoting=0)
        )

    # People

    def _write_person(self, index: int, person: Person) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        if person.crm_at is None or person.crm_at > seen_at:
            return
        changes = [(at, value) for at, value in labels(person) if at <= seen_at]
        reasons = [reason for at, reason in person.reasons() if at <= seen_at]
        told = {
            "label": changes[-1][1] if changes else first_label(person),
            "reason": reasons[-1] if reasons else "",
        }
        modified_at = max([person.crm_at, *(at for at, _ in changes)])
        row = self._person(index, person, modified_at)
        if person.deleted_at is None or person.deleted_at > seen_at:
            if person.is_contact:
                own = {
                    "Person - Labels": told["label"],
                    "Person - Rejection reason": told["reason"],
                }
                tables.add("people", row | own)
            else:
                tables.add("people", row)
                tables.add("leads", self._lead(index, person, told, modified_at))
        for double in person.doubles:
            if double.why != "merged" and double.created_at <= seen_at:
                tables.add("people", row | self._double(person, double))
        self._write_flows(index, person)
        for number, act in enumerate(person.acts_in_order):
            self._write_act(index, person, act, number)

    def _person(self, index: int, person: Person, modified_at: int) -> dict[str, object]:
        seen_at, home = self._exports[index], person.account
        assert home is not None
        assert person.crm_at is not None
        owner = person.owner_at(seen_at)
        more = (*person.more_emails, "", "")
        return {
            "Person - ID": person_id(person),
            "Person - First name": person.first_name,
            "Person - Last name": person.last_name,
            "Person - Email - Work": (index and person.later_email) or person.email,
            "Person - Email - Home": more[0],
            "Person - Email - Other": more[1],
            "Person - Job title": person.title_at(seen_at),
            "Person - Organization": home.name,
            "Person - Organization ID": _organization_id(home),
            "Person - Owner": owner.name if owner else "",
            "Person - Lead source": person.source or "",
            "Person - UTM campaign": person.campaign.name if person.campaign else "",
            "Person - Country of Postal address": person.country_at(seen_at),
            "Person - Segment": person.segment,
            "Person - Machines": "" if person.machines is None else person.machines,
            "Person - Person created": _at(person.crm_at),
            "Person - Update time": _at(modified_at),
        }

    def _double(self, person: Person, double: Double) -> dict[str, object]:
        return {
            "Person - ID": double_id(person),
            "Person - Email - Work": double.email,
            "Person - Country of Postal address": person.country,
            "Person - Owner": "",
            "Person - Person created": _at(double.created_at),
            "Person - Update time": _at(double.created_at),
        }

    def _lead(
        self, index: int, person: Person, told: dict[str, str], modified_at: int
    ) -> dict[str, object]:
        seen_at, home = self._exports[index], person.account
        assert home is not None
        assert person.crm_at is not None
        owner = person.owner_at(seen_at)
        qualified = next((s for p in person.passes for s in p.steps if s.stage == "sql"), None)
        is_by_day = person.sql_day_only and qualified is not None and qualified.at <= seen_at
        return {
            "Lead - ID": lead_id(person),
            "Lead - Title": f"{home.name} lead",
            "Lead - Contact person": f"{person.first_name} {person.last_name}",
            "Lead - Contact person ID": person_id(person),
            "Lead - Organization ID": _organization_id(home),
            "Lead - Owner": owner.name if owner else "",
            "Lead - Label": told["label"],
            "Lead - Rejection reason": told["reason"],
            "Lead - Lead source": person.source or "",
            "Lead - UTM campaign": person.campaign.name if person.campaign else "",
            "Lead - SQL date": local_day(qualified.at) if is_by_day and qualified else "",
            "Lead - Archive status": "Not archived",
            "Lead - Lead created on": _at(person.crm_at),
            "Lead - Update time": _at(modified_at),
        }

    def _write_flows(self, index: int, person: Person) -> None:
        assert person.crm_at is not None
        owners: list[Entry] = []
        before = ""
        for at, user in person.owners:
            owner = str(user.number) if user else ""
            if owner != before:
                owners.append((max(at, person.crm_at), "owner_id", before, owner))
            before = owner
        states: list[Entry] = []
        label = first_label(person)
        for at, value in labels(person) if person.has_history else []:
            if value != label:
                states.append((at, "label_ids", label, value))
            label = value
        reason = ""
        for at, value in person.reasons() if person.keeps_reasons else []:
            if value != reason:
                states.append((at, "rejection_reason", reason, value))
            reason = value
        attributes: list[Entry] = []
        if person.title_known_at is not None and person.title_known_at > person.crm_at:
            attributes.append((person.title_known_at, "job_title", "", person.title))
        if person.later_country is not None:
            moved = (MOVED_AT, "postal_address_country", person.country, person.later_country)
            attributes.append(moved)
        if person.is_contact:
            self._write_flow(index, "person_flow", person_id(person), [*owners, *states])
            return
        self._write_flow(index, "person_flow", person_id(person), [*owners, *attributes])
        self._write_flow(index, "lead_flow", lead_id(person), [*owners, *states])

    def _write_flow(self, index: int, flow: str, item: object, entries: list[Entry]) -> None:
        after, until = since_last(self._exports, index)
        for number, (at, field, old, new) in enumerate(entries, start=1):
            if after < at <= until:
                self._tables[index].add(
                    flow,
                    {
                        "id": f"{item}{number}",
                        "item_id": item,
                        "field_key": field,
                        "old_value": old,
                        "new_value": new,
                        "log_time": _at(at),
                        "user_id": INTEGRATION.number,
                        "change_source": "app",
                    },
                )

    # What reps do

    def _write_act(self, index: int, person: Person, act: Act, number: int) -> None:
        seen_at = self._exports[index]
        if act.kind == "meeting":
            created_at = act.at - MEETING_NOTICE
        else:
            created_at = act.at - 2 * DAY if act.state == "dated" else act.at
        if created_at > seen_at:
            return
        is_past = act.at <= seen_at
        is_done = act.state != "undone" and is_past
        towards, lead = person_id(person), "" if person.is_contact else lead_id(person)
        for double in person.doubles:
            if double.why != "merged" and double.created_at <= act.at:
                towards, lead = double_id(person), ""
        kind = {"call": "Call", "email": "Email", "meeting": "Meeting", "task": "Task"}[act.kind]
        if act.state == "inbound":
            kind = "Inbound call"
        elif act.state in AUTOMATED:
            kind = "Sequence email"
        is_meeting = act.kind == "meeting"
        is_timed = is_done and act.state != "dated"
        self._tables[index].add(
            "activities",
            {
                "Activity - ID": act_id(person, number),
                "Activity - Subject": "Follow-up",
                "Activity - Type": kind,
                "Activity - Contact person ID": towards,
                "Lead - ID": lead,
                "Activity - Assigned to user": act.user.name,
                "Activity - Done": "Done" if is_done else "To do",
                "Activity - Due date": utc(act.at).date() if is_meeting else local_day(act.at),
                "Activity - Due time": f"{utc(act.at):%H:%M}" if is_meeting else "",
                "Activity - Marked as done time": _at(act.at) if is_timed else "",
                "Activity - Creation date": _at(created_at),
                "Activity - Update time": _at(act.at if is_past else created_at),
            },
        )

    # Deals

    def _write_deal(self, index: int, deal: Deal) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        done = [progress for progress in deal.progress if progress.at <= seen_at]
        if not done:
            return
        self._write_deal_flow(index, deal)
        if not deal.is_shown_at(seen_at):
            return
        ends = ("won", "lost")
        status = done[-1].name if done[-1].name in ends else "open"
        open_stages = [progress for progress in done if progress.name not in ends]
        stage = DEAL_STAGES[open_stages[-1].name] if open_stages else 1
        entered = {name: _at(done[-1].at) if status == name else "" for name in ends}
        began_at = deal.converted_at or deal.created_at
        people = [(person, began_at) for person, _ in deal.members]
        if deal.contact is not None:
            people.append((deal.contact, began_at))
        shown = [(person, at) for person, at in [*people, *deal.onlookers] if at <= seen_at]
        tables.add(
            "deals",
            {
                "Deal - ID": deal_id(deal),
                "Deal - Title": f"{deal.account.name} {deal.number}",
                "Deal - Contact person ID": person_id(shown[0][0]) if shown else "",
                "Deal - Organization ID": _organization_id(deal.account),
                "Deal - Owner": deal.owner.name,
                "Deal - Pipeline": "Sales pipeline",
                "Deal - Stage": STAGE_NAMES[stage],
                "Deal - Status": status.capitalize(),
                "Deal - Value": "" if deal.amount is None else deal.amount,
                "Deal - Currency of Value": deal.currency,
                "Deal - Deal type": DEAL_TYPES[deal.kind],
                "Deal - Expected close date": local_day(deal.due_at or deal.created_at + 90 * DAY),
                "Deal - Last stage change": _at(open_stages[-1].at) if open_stages else "",
                "Deal - Won time": entered["won"],
                "Deal - Lost time": entered["lost"],
                "Deal - Deal closed on": "" if status == "open" else entered[status],
                "Deal - Deal created": _at(deal.created_at),
                "Deal - Update time": _at(done[-1].at),
            },
        )
        for person, at in shown[1:]:
            row = {"deal_id": deal_id(deal), "person_id": person_id(person), "add_time": _at(at)}
            tables.add("deal_participants", row)

    def _write_deal_flow(self, index: int, deal: Deal) -> None:
        entries: list[Entry] = []
        stage, status = "", "open"
        for progress in deal.progress:
            if progress.name in ("won", "lost"):
                entries.append((progress.at, "status", status, progress.name))
                status = progress.name
                continue
            if status != "open":
                entries.append((progress.at, "status", status, "open"))
                status = "open"
            entered = str(DEAL_STAGES[progress.name])
            if entered != stage:
                entries.append((progress.at, "stage_id", stage, entered))
            stage = entered
        self._write_flow(index, "deal_flow", deal_id(deal), entries)

    # What is not a person's

    def _write_setting(self, index: int) -> None:
        tables, began = self._tables[index], _at(STORY_STARTS - 30 * DAY)
        for number in sorted(self._accounts):
            home = account(number)
            tables.add(
                "organizations",
                {
                    "Organization - ID": _organization_id(home),
                    "Organization - Name": home.name,
                    "Organization - Owner": account_owner(home).name,
                    "Organization - Website": f"https://www.{home.domain}",
                    "Organization - Country of Address": home.country,
                    "Organization - Industry": home.industry,
                    "Organization - Segment": home.segment,
                    "Organization - Number of employees": home.employees,
                    "Organization - Organization created": began,
                    "Organization - Update time": began,
                },
            )
        for user in USERS:
            if user != INTEGRATION:
                tables.add("users", _user(user))
        for stage, name in STAGE_NAMES.items():
            tables.add(
                "stages",
                {"id": stage, "name": name, "pipeline_id": 1, "pipeline_name": "Sales pipeline"},
            )


def _user(user: User) -> dict[str, object]:
    return {
        "id": user.number,
        "name": user.name,
        "email": user.email,
        "department": user.department or "",
        "timezone_name": user.zone,
        "active_flag": "true",
    }
