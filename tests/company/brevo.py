"""The company as Brevo writes it, in an account made in French: contacts, mailings and events.

The list of contacts is full each time, with semicolons, days before months, the account's own
clock and no seconds; what happened only adds. An MQL is whoever is put into a list of that name.
Nothing says that a machine clicked, so that no click of one is written.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.company import pipedrive
from tests.company.people import Engagement, Household, Person
from tests.company.tables import Tables, ToolExports, since_last
from tests.company.world import COMPANY_ZONE, utc

COLUMNS = {
    "contacts": (
        "CONTACT ID,EMAIL,NOM,PRENOM,SMS,FONCTION,ENTREPRISE,PAYS,SOURCE,CAMPAGNE,PIPEDRIVE_ID,"
        "DOUBLE_OPT-IN,OPT_IN,EXT_ID,ADDED_TIME,MODIFIED_TIME"
    ),
    "lists": "id,name,folderId,uniqueSubscribers",
    "mail_events": "id,event,email,camp_id,campaign name,list_id,ts_event",
    "events": "contact_id,event_name,event_date,event_properties",
}
# The list of those that marketing hands over.
MQL_LIST, MQL_LIST_ID = "MQL", 7
EVENTS = {"form": "form_submitted", "event": "webinar_attended", "visit": "page_view"}
MAILINGS = {"open": "opened", "click": "click", "sent": "request", "delivered": "delivered"}


def contact_id(person: Person) -> int:
    """The person's contact; doubles count on from it."""
    return 500 + person.number * 4


def _at(at: int) -> str:
    return f"{datetime.fromtimestamp(at, COMPANY_ZONE):%d-%m-%Y %H:%M}"


class BrevoExports(ToolExports):
    """All exports of one Brevo, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        contacts = {"contacts": COLUMNS["contacts"]}
        others = {stem: columns for stem, columns in COLUMNS.items() if stem not in contacts}
        self._contacts = self._opened(
            folder / "brevo", lambda each: Tables(each, contacts, quoting=0, delimiter=";")
        )
        self._tables = self._opened(folder / "brevo", lambda each: Tables(each, others, quoting=0))

    def _write_setting(self, index: int) -> None:
        tables = self._tables[index]
        tables.add("lists", {"id": MQL_LIST_ID, "name": MQL_LIST, "folderId": 1})

    def add(self, household: Household) -> None:
        """The household's people, in every export that knows them."""
        for index in range(len(self._exports)):
            for person in household.people:
                if person.tools != "crm" and person.known_at <= self._exports[index]:
                    self._write_contacts(index, person)
                    self._write_events(index, person)

    def _write_contacts(self, index: int, person: Person) -> None:
        seen_at = self._exports[index]
        mqls = [
            s.at for p in person.passes for s in p.steps if s.stage == "mql" and s.at <= seen_at
        ]
        in_crm = person.is_linked and person.crm_at is not None and person.crm_at <= seen_at
        row: dict[str, object] = {
            "CONTACT ID": contact_id(person),
            "EMAIL": person.single_email,
            "NOM": person.last_name,
            "PRENOM": person.first_name,
            "FONCTION": person.title_at(seen_at),
            "ENTREPRISE": person.account.name if person.account else "",
            "PAYS": person.country,
            "SOURCE": person.source or "",
            "CAMPAGNE": person.campaign.name if person.campaign else "",
            "PIPEDRIVE_ID": pipedrive.person_id(person) if in_crm else "",
            "DOUBLE_OPT-IN": "Yes",
            "ADDED_TIME": _at(person.known_at),
            "MODIFIED_TIME": _at(max([person.known_at, *mqls])),
        }
        self._contacts[index].add("contacts", row)
        for number, double in enumerate(person.doubles, start=1):
            if double.created_at > seen_at or double.why in ("merged", "shares"):
                continue
            own = {"CONTACT ID": contact_id(person) + number, "EMAIL": double.email}
            since = {"ADDED_TIME": _at(double.created_at), "MODIFIED_TIME": _at(double.created_at)}
            self._contacts[index].add("contacts", row | own | since | {"PIPEDRIVE_ID": ""})

    def _write_events(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        tables = self._tables[index]
        for engagement in person.engagements:
            if not after < engagement.at <= until:
                continue
            if engagement.kind in EVENTS:
                tables.add("events", self._event(person, engagement))
            elif engagement.kind in MAILINGS:
                tables.add(
                    "mail_events",
                    {
                        "id": 4711,
                        "event": MAILINGS[engagement.kind],
                        "email": person.single_email,
                        "camp_id": 12,
                        "campaign name": "Newsletter",
                        "ts_event": engagement.at,
                    },
                )
        for lead in person.passes:
            for step in lead.steps:
                if step.stage == "mql" and after < step.at <= until:
                    about = {"event": "list_addition", "email": person.single_email}
                    put = {"id": 4711, "list_id": f"[{MQL_LIST_ID}]", "ts_event": step.at}
                    tables.add("mail_events", about | put)

    def _event(self, person: Person, engagement: Engagement) -> dict[str, object]:
        told = {"page": "/plants"}
        if engagement.form is not None:
            told = {"form_name": engagement.form.name}
        elif engagement.campaign is not None:
            told = {"campaign": engagement.campaign.name}
        return {
            "contact_id": contact_id(person),
            "event_name": EVENTS[engagement.kind],
            "event_date": f"{utc(engagement.at):%Y-%m-%dT%H:%M:%S}.000Z",
            "event_properties": json.dumps(told, ensure_ascii=False),
        }
