"""The company as Zoho CRM writes it: the data backup in English, and the API's timelines.

A file a module, in the organization's own clock, with `zcrm_` before ids and two columns a lookup.
Lists are full each time; histories, timelines and e-mails only add. A lead that is converted stays
in the list, and its contact begins.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.company.crm import CrmExports, first_status, status_changes
from tests.company.people import AUTOMATED, Act, Deal, Double, Person
from tests.company.tables import Tables, since_last
from tests.company.world import (
    COMPANY_ZONE,
    DAY,
    HOUR,
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
)

COLUMNS = {
    "Leads_001": (
        "Record Id,Lead Owner.id,Lead Owner,Company,First Name,Last Name,Title,Email,Phone,Website,"
        "Lead Source,Lead Status,Industry,No. of Employees,Secondary Email,Campaign Source.id,"
        "Campaign Source,Country,Segment,Machines,Rejection Reason,SQL Date,Is Converted,"
        "Converted Date Time,Converted Account.id,Converted Account,Converted Contact.id,"
        "Converted Contact,Converted Deal.id,Converted Deal,Created Time,Modified Time"
    ),
    "Contacts_001": (
        "Record Id,Contact Owner.id,Contact Owner,First Name,Last Name,Account Name.id,"
        "Account Name,Title,Email,Secondary Email,Lead Source,Campaign Source.id,Campaign Source,"
        "Mailing Country,Segment,Machines,Created Time,Modified Time"
    ),
    "Accounts_001": (
        "Record Id,Account Owner.id,Account Owner,Account Name,Website,Industry,Employees,"
        "Billing Country,Segment,Created Time,Modified Time"
    ),
    "Deals_001": (
        "Record Id,Deal Owner.id,Deal Owner,Deal Name,Account Name.id,Account Name,Contact Name.id,"
        "Contact Name,Amount,Currency,Closing Date,Stage,Type,Probability (%),Reason For Loss,"
        "Pipeline,Stage Modified Time,Created Time,Modified Time"
    ),
    "DealHistory_001": (
        "Record Id,Deal Name.id,Deal Name,Stage,Amount,Probability (%),Closing Date,Modified Time"
    ),
    "Lead_Status_History_001": (
        "Record Id,Full Name.id,Full Name,Lead Status,Moved To,Modified Time"
    ),
    "Contact_Roles_001": "Deal Name.id,Contact Name.id,Contact Role,Created Time",
    "Calls_001": (
        "Record Id,Subject,Call Type,Outgoing Call Status,Call Start Time,Call Duration,"
        "Call Owner.id,Call Owner,Contact Name.id,Contact Name,Related To.id,Related To,"
        "Related To Module,Created Time,Modified Time"
    ),
    "Events_001": (
        "Record Id,Title,All Day,From,To,Host.id,Host,Contact Name.id,Contact Name,Related To.id,"
        "Related To,Related To Module,Created Time,Modified Time"
    ),
    "Tasks_001": (
        "Record Id,Subject,Status,Priority,Due Date,Closed Time,Task Owner.id,Task Owner,"
        "Contact Name.id,Contact Name,Related To.id,Related To,Related To Module,Created Time,"
        "Modified Time"
    ),
    "Emails_001": (
        "Record Id,Record Name.id,Record Name,Module,Subject,Sender,Template Name.id,Status,"
        "Sent Time"
    ),
    "Users": "Record Id,Full Name,Email,Department,Status,Time Zone",
}

FRESH = "Not Contacted"
STATUS = {
    "mql": "MQL",
    "accepted": "Contacted",
    "sql": "Qualified",
    "rejected": "Junk Lead",
    "recycled": "Contact in Future",
}
CONVERTED = "Converted"

DEAL_STAGE = {
    "discovery": ("Qualification", 10),
    "proposal": ("Proposal/Price Quote", 75),
    "negotiation": ("Negotiation/Review", 90),
    "won": ("Closed Won", 100),
    "lost": ("Closed Lost", 0),
}
DEAL_TYPE = {"new": "New Business", "renewal": "Renewal", "expansion": "Existing Business"}
ACT_OBJECTS = {"call": "call", "meeting": "event", "task": "task", "email": "email"}

# Organization before, number of a kind of record behind.
_LEADS, _CONTACTS, _ACTS, _DEALS, _ACCOUNTS, _USERS, _ENTRIES = range(1, 8)

# Field, value before and after, when: a user is an object, or a name alone.
Entry = tuple[int, str, object, object]


def _id(kind: int, number: int) -> str:
    """A record's id: no two records of one organization share one."""
    return f"5361160{kind:03d}{number:09d}"


def lead_id(person: Person) -> str:
    """The person's lead."""
    return _id(_LEADS, person.number * 2)


def double_id(person: Person) -> str:
    """The lead of the person's double."""
    return _id(_LEADS, person.number * 2 + 1)


def contact_id(person: Person) -> str:
    """The person's contact."""
    return _id(_CONTACTS, person.number)


def act_id(person: Person, number: int) -> str:
    """Id of what a user did, by its place among all that was done."""
    return _id(_ACTS, person.number * 64 + number)


def deal_id(deal: Deal) -> str:
    """The deal's record."""
    return _id(_DEALS, deal.number)


def _account_id(home: Account) -> str:
    return _id(_ACCOUNTS, home.number)


def _user_id(user: User) -> str:
    return _id(_USERS, user.number)


def _shown(record_id: str) -> str:
    """An id as files have it."""
    return f"zcrm_{record_id}"


def _owned(label: str, user: User | None) -> dict[str, object]:
    """The two columns of a lookup of users."""
    return {f"{label}.id": _shown(_user_id(user)) if user else "", label: user.name if user else ""}


def _at(at: int) -> str:
    return f"{datetime.fromtimestamp(at, COMPANY_ZONE):%Y-%m-%d %H:%M:%S}"


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, COMPANY_ZONE).isoformat()


def statuses(person: Person) -> list[tuple[int, str]]:
    """The statuses that the lead took after its creation, in order."""
    return status_changes(person, STATUS, CONVERTED)


class ZohoExports(CrmExports):
    """All exports of one Zoho CRM, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        home = folder / "zoho"
        self._tables = self._opened(home, lambda each: Tables(each, COLUMNS, quoting=0))
        self._timelines = self._answering(home, {"timeline": "__timeline"})
        self._entries = 0

    # People

    def _write_person(self, index: int, person: Person) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        if person.crm_at is not None and person.crm_at <= seen_at:
            converted_at = person.converted_at
            if not person.is_contact:
                if person.deleted_at is None or person.deleted_at > seen_at:
                    tables.add("Leads_001", self._lead(index, person))
                self._write_histories(index, person)
            if person.is_contact or (converted_at is not None and converted_at <= seen_at):
                tables.add("Contacts_001", self._contact(index, person))
        for double in person.doubles:
            if double.why != "merged" and double.created_at <= seen_at:
                tables.add("Leads_001", self._double(index, person, double))
        for number, act in enumerate(person.acts_in_order):
            self._write_act(index, person, act, number)

    def _common(self, index: int, person: Person) -> dict[str, object]:
        return {
            "First Name": person.first_name,
            "Last Name": person.last_name,
            "Title": person.title_at(self._exports[index]),
            "Email": (index and person.later_email) or person.email,
            "Secondary Email": person.more_emails[-1] if person.more_emails else "",
            "Lead Source": person.source or "",
            "Campaign Source": person.campaign.name if person.campaign else "",
            "Segment": person.segment,
            "Machines": "" if person.machines is None else person.machines,
        }

    def _company(self, person: Person) -> dict[str, object]:
        home = person.account
        assert home is not None
        return {
            "Company": home.name,
            "Website": f"https://www.{home.domain}",
            "Industry": home.industry,
            "No. of Employees": home.employees,
        }

    def _lead(self, index: int, person: Person) -> dict[str, object]:
        seen_at, converted_at = self._exports[index], person.converted_at
        assert person.crm_at is not None
        changes = [(at, value) for at, value in statuses(person) if at <= seen_at]
        reasons = [reason for at, reason in person.reasons() if at <= seen_at]
        owned = [at for at, _ in person.owners if person.crm_at < at <= seen_at]
        qualified = next((s for p in person.passes for s in p.steps if s.stage == "sql"), None)
        is_by_day = person.sql_day_only and qualified is not None and qualified.at <= seen_at
        owner = _owned("Lead Owner", person.owner_at(seen_at))
        if person.is_owner_named and index == 0:
            owner["Lead Owner.id"] = ""
        row = self._common(index, person) | self._company(person) | owner
        row |= {
            "Record Id": _shown(lead_id(person)),
            "Country": person.country_at(seen_at),
            "Lead Status": changes[-1][1] if changes else first_status(person, STATUS, FRESH),
            "Rejection Reason": reasons[-1] if reasons else "",
            "SQL Date": local_day(qualified.at) if is_by_day and qualified else "",
            "Is Converted": "false",
            "Created Time": _at(person.crm_at),
            "Modified Time": _at(max([person.crm_at, *owned, *(at for at, _ in changes)])),
        }
        if converted_at is not None and converted_at <= seen_at:
            deal = next(p.deals[0] for p in person.passes if p.deals)
            assert person.account is not None
            row |= {
                "Is Converted": "true",
                "Converted Date Time": "" if person.is_converted_undated else _at(converted_at),
                "Converted Account.id": _shown(_account_id(person.account)),
                "Converted Account": person.account.name,
                "Converted Contact.id": _shown(contact_id(person)),
                "Converted Contact": f"{person.first_name} {person.last_name}",
                "Converted Deal.id": _shown(deal_id(deal)),
                "Converted Deal": f"{deal.account.name} {deal.number}",
            }
        return row

    def _double(self, index: int, person: Person, double: Double) -> dict[str, object]:
        return (
            self._common(index, person)
            | self._company(person)
            | {
                "Record Id": _shown(double_id(person)),
                "Email": double.email,
                "Country": person.country,
                "Lead Status": FRESH,
                "Is Converted": "false",
                "Created Time": _at(double.created_at),
                "Modified Time": _at(double.created_at),
            }
        )

    def _contact(self, index: int, person: Person) -> dict[str, object]:
        created_at = person.crm_at if person.is_contact else person.converted_at
        assert created_at is not None
        assert person.account is not None
        return (
            self._common(index, person)
            | _owned("Contact Owner", person.owner_at(created_at) or INTEGRATION)
            | {
                "Record Id": _shown(contact_id(person)),
                "Account Name.id": _shown(_account_id(person.account)),
                "Account Name": person.account.name,
                "Mailing Country": person.country,
                "Created Time": _at(created_at),
                "Modified Time": _at(created_at),
            }
        )

    def _write_histories(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        assert person.crm_at is not None
        entries: list[Entry] = []
        if person.has_history:
            begun = [(person.crm_at, first_status(person, STATUS, FRESH)), *statuses(person)]
            after_it = [value for at, value in begun[1:] if at <= until] + [""] * len(begun)
            for number, (at, value) in enumerate(begun):
                if after < at <= until:
                    self._tables[index].add(
                        "Lead_Status_History_001",
                        {
                            "Record Id": _shown(_id(_ENTRIES, person.number * 64 + number)),
                            "Full Name.id": _shown(lead_id(person)),
                            "Full Name": f"{person.first_name} {person.last_name}",
                            "Lead Status": value,
                            "Moved To": after_it[number],
                            "Modified Time": _at(at),
                        },
                    )
        reason = ""
        for at, value in person.reasons() if person.keeps_reasons else []:
            if value != reason:
                entries.append((at, "Rejection_Reason", reason or None, value or None))
            reason = value
        if person.title_known_at is not None and person.title_known_at > person.crm_at:
            entries.append((person.title_known_at, "Designation", None, person.title))
        if person.later_country is not None:
            entries.append((MOVED_AT, "Country", person.country, person.later_country))
        owner = person.owner_at(person.crm_at)
        for at, user in person.owners:
            if at > person.crm_at:
                before, now = (
                    user and (user.name if person.is_owner_named else _user(user))
                    for user in (owner, user)
                )
                entries.append((at, "Owner", before, now))
                owner = user
        for at, field, old, new in sorted(entries, key=lambda entry: entry[0]):
            if after < at <= until:
                self._write_entry(index, person, at, {"api_name": field, "old": old, "new": new})

    def _write_entry(self, index: int, person: Person, at: int, told: dict[str, object]) -> None:
        self._entries += 1
        changed = {"api_name": told["api_name"], "data_type": "text"}
        self._timelines[index].add(
            "timeline",
            {
                "id": _id(_ENTRIES, 10**8 + self._entries),
                "action": "updated",
                "source": "crm_ui",
                "audited_time": _iso(at),
                "done_by": _user(INTEGRATION),
                "record": {"id": lead_id(person), "module": {"api_name": "Leads"}},
                "field_history": [changed | {"_value": {"old": told["old"], "new": told["new"]}}],
            },
        )

    # What reps do

    def _write_act(self, index: int, person: Person, act: Act, number: int) -> None:
        after, seen_at = since_last(self._exports, index)
        created_at = act.at - (MEETING_NOTICE if act.kind == "meeting" else 0)
        if act.state == "dated":
            created_at = act.at - 2 * DAY
        if created_at > seen_at:
            return
        # a conversion moves what was done from the lead to the contact
        moved_at = person.converted_at
        is_contact = person.is_contact or (moved_at is not None and moved_at <= seen_at)
        module, towards = (
            ("Contacts", contact_id(person)) if is_contact else ("Leads", lead_id(person))
        )
        for double in person.doubles:
            if double.why != "merged" and double.created_at <= act.at:
                module, towards = "Leads", double_id(person)
        own: dict[str, object] = {"Record Id": _shown(act_id(person, number))}
        tables = self._tables[index]
        if act.kind == "email":
            if after < act.at <= seen_at:
                sent: dict[str, object] = {
                    "Record Name.id": _shown(towards),
                    "Module": module,
                    "Subject": "Your request",
                    "Sender": act.user.email,
                    "Template Name.id": _shown(_id(_ENTRIES, 1)) if act.state in AUTOMATED else "",
                    "Status": "Sent",
                    "Sent Time": _at(act.at),
                }
                tables.add("Emails_001", own | sent)
            return
        is_past = act.at <= seen_at
        row: dict[str, object] = own | {
            "Created Time": _at(created_at),
            "Modified Time": _at(act.at if is_past else created_at),
        }
        if module == "Contacts":
            row["Contact Name.id"] = _shown(towards)
        else:
            row |= {"Related To.id": _shown(towards), "Related To Module": module}
        if act.kind == "call":
            row |= _owned("Call Owner", act.user) | {
                "Subject": "Call",
                "Call Type": "Inbound" if act.state == "inbound" else "Outbound",
                "Outgoing Call Status": "" if act.state == "inbound" else "Completed",
                "Call Start Time": _at(act.at),
                "Call Duration": "12:30",
            }
            tables.add("Calls_001", row)
        elif act.kind == "meeting":
            row |= _owned("Host", act.user) | {
                "Title": "Meeting",
                "All Day": "false",
                "From": _at(act.at),
                "To": _at(act.at + HOUR),
                "Modified Time": _at(created_at),
            }
            tables.add("Events_001", row)
        else:
            is_done = act.state != "undone" and is_past
            row |= _owned("Task Owner", act.user) | {
                "Subject": "Follow up",
                "Status": "Completed" if is_done else "Not Started",
                "Priority": "Normal",
                "Due Date": local_day(act.at),
                "Closed Time": _at(act.at) if is_done and act.state != "dated" else "",
            }
            tables.add("Tasks_001", row)

    # Deals

    def _write_deal(self, index: int, deal: Deal) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        stage = deal.stage_at(seen_at)
        if stage is None:
            return
        self._write_deal_history(index, deal)
        if not deal.is_shown_at(seen_at):
            return
        name, probability = DEAL_STAGE[stage]
        done = [progress for progress in deal.progress if progress.at <= seen_at]
        closes_at = deal.due_at or deal.created_at + 90 * DAY
        if stage in ("won", "lost"):
            closes_at = done[-1].at
        began_at = deal.converted_at or deal.created_at
        people = [(person, began_at) for person, _ in deal.members]
        if deal.contact is not None:
            people.append((deal.contact, began_at))
        shown = [(person, at) for person, at in [*people, *deal.onlookers] if at <= seen_at]
        row: dict[str, object] = _owned("Deal Owner", deal.owner) | {
            "Record Id": _shown(deal_id(deal)),
            "Deal Name": f"{deal.account.name} {deal.number}",
            "Account Name.id": _shown(_account_id(deal.account)),
            "Account Name": deal.account.name,
            "Contact Name.id": _shown(contact_id(shown[0][0])) if shown else "",
            "Amount": "" if deal.amount is None else deal.amount,
            "Currency": deal.currency,
            "Closing Date": local_day(closes_at),
            "Stage": name,
            "Type": DEAL_TYPE[deal.kind],
            "Probability (%)": probability,
            "Pipeline": "Standard (Standard)",
            "Stage Modified Time": _at(done[-1].at),
            "Created Time": _at(deal.created_at),
            "Modified Time": _at(done[-1].at),
        }
        tables.add("Deals_001", row)
        for number, (person, at) in enumerate(shown):
            tables.add(
                "Contact_Roles_001",
                {
                    "Deal Name.id": _shown(deal_id(deal)),
                    "Contact Name.id": _shown(contact_id(person)),
                    "Contact Role": "Decision Maker" if number == 0 else "Product Management",
                    "Created Time": _at(at),
                },
            )

    def _write_deal_history(self, index: int, deal: Deal) -> None:
        after, until = since_last(self._exports, index)
        for number, progress in enumerate(deal.progress):
            name, probability = DEAL_STAGE[progress.name]
            # every step has the row of its stage and, of one, a later one of a changed amount
            for repeat, at in enumerate((progress.at, progress.at + HOUR)):
                if (repeat and progress.name != "proposal") or not after < at <= until:
                    continue
                self._tables[index].add(
                    "DealHistory_001",
                    {
                        "Record Id": _shown(
                            _id(_ENTRIES, 5 * 10**8 + deal.number * 64 + 2 * number + repeat)
                        ),
                        "Deal Name.id": _shown(deal_id(deal)),
                        "Deal Name": f"{deal.account.name} {deal.number}",
                        "Stage": name,
                        "Amount": "" if deal.amount is None else deal.amount,
                        "Probability (%)": probability,
                        "Closing Date": local_day(deal.created_at + 90 * DAY),
                        "Modified Time": _at(at),
                    },
                )

    # What is not a person's

    def _write_setting(self, index: int) -> None:
        tables, began = self._tables[index], _at(STORY_STARTS - 30 * DAY)
        for number in sorted(self._accounts):
            home = account(number)
            tables.add(
                "Accounts_001",
                _owned("Account Owner", account_owner(home))
                | {
                    "Record Id": _shown(_account_id(home)),
                    "Account Name": home.name,
                    "Website": f"https://www.{home.domain}",
                    "Industry": home.industry,
                    "Employees": home.employees,
                    "Billing Country": home.country,
                    "Segment": home.segment,
                    "Created Time": began,
                    "Modified Time": began,
                },
            )
        for user in USERS:
            if user != INTEGRATION:
                tables.add(
                    "Users",
                    {
                        "Record Id": _shown(_user_id(user)),
                        "Full Name": user.name,
                        "Email": user.email,
                        "Department": user.department or "",
                        "Status": "active",
                        "Time Zone": user.zone,
                    },
                )


def _user(user: User) -> dict[str, object]:
    """A user as the API writes one."""
    return {"name": user.name, "id": _user_id(user)}
