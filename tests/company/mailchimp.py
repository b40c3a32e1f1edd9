"""The company as Mailchimp writes it: the three files of its audience, mailings, and events.

The audience is full each time, in the files of those who are subscribed, unsubscribed and cleaned;
what happened only adds. An MQL is an event that the company's site sends to Mailchimp. Nothing says
that a machine clicked, so that no click of one is written.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from tests.company import dynamics
from tests.company.people import Engagement, Household, Person
from tests.company.tables import Tables, ToolExports, since_last
from tests.company.world import utc

MEMBER = (
    "Email Address,First Name,Last Name,Company,Job Title,Country,Lead Source,Lead Campaign,"
    "Dynamics ID,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,"
    "GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS"
)
COLUMNS = {
    "subscribed_members_export_4711": MEMBER,
    "unsubscribed_members_export_4711": (
        f"{MEMBER},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,"
        "UNSUB_REASON_OTHER"
    ),
    "cleaned_members_export_4711": f"{MEMBER},CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID",
    "email_activity": "campaign_id,campaign_title,list_id,email_address,action,timestamp,url,ip",
    "events": "email_address,name,occurred_at,properties",
}
# The event that makes an MQL.
MQL_EVENT = "became_mql"
EVENTS = {"form": "form_submitted", "event": "webinar_attended", "visit": "page_view"}
MAILINGS = ("open", "click", "sent")
MAILING = "42694e9e57"


def member_id(person: Person) -> int:
    """The person's contact; doubles count on from it."""
    return 900_000 + person.number * 4


def _at(at: int) -> str:
    return f"{utc(at):%Y-%m-%d %H:%M:%S}"


def _email(person: Person) -> str:
    """One contact only may have an address: the second behind a shared mailbox has another."""
    email = person.more_emails[-1] if person.more_emails else person.email
    if email.startswith("info@") and person.number % 2:
        return email.replace("info@", "contact@")
    return email


class MailchimpExports(ToolExports):
    """All exports of one audience, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        self._tables = self._opened(
            folder / "mailchimp", lambda each: Tables(each, COLUMNS, quoting=0)
        )

    def _write_setting(self, index: int) -> None:
        """Nothing: what is of nobody is not exported."""

    def add(self, household: Household) -> None:
        """The household's people, in every export that knows them."""
        for index in range(len(self._exports)):
            for person in household.people:
                if person.tools != "crm" and person.known_at <= self._exports[index]:
                    self._write_members(index, person)
                    self._write_events(index, person)

    def _write_members(self, index: int, person: Person) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        in_crm = person.is_linked and person.crm_at is not None and person.crm_at <= seen_at
        record = dynamics.contact_id(person) if person.is_contact else dynamics.lead_id(person)
        row: dict[str, object] = {
            "Email Address": _email(person),
            "First Name": person.first_name,
            "Last Name": person.last_name,
            "Company": person.account.name if person.account else "",
            "Job Title": person.title_at(seen_at),
            "Country": person.country,
            "Lead Source": person.source or "",
            "Lead Campaign": person.campaign.name if person.campaign else "",
            "Dynamics ID": record if in_crm else "",
            "MEMBER_RATING": 2,
            "CONFIRM_TIME": _at(person.known_at),
            "LAST_CHANGED": _at(person.known_at),
            "LEID": member_id(person),
            "EUID": f"{member_id(person):010x}",
            "TAGS": '"Customers of tomorrow","News"',
        }
        # every ninth was cleaned, which changes nothing of what is known
        stem = "cleaned" if person.number % 9 == 0 else "subscribed"
        own = {"CLEAN_TIME": _at(person.known_at)} if stem == "cleaned" else {}
        tables.add(f"{stem}_members_export_4711", row | own)
        for number, double in enumerate(person.doubles, start=1):
            if double.created_at > seen_at or double.why in ("merged", "shares"):
                continue
            since = {name: _at(double.created_at) for name in ("CONFIRM_TIME", "LAST_CHANGED")}
            ids = {"LEID": member_id(person) + number, "EUID": "", "Dynamics ID": ""}
            tables.add(
                "subscribed_members_export_4711",
                row | {"Email Address": double.email} | since | ids,
            )

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
                    "email_activity",
                    {
                        "campaign_id": MAILING,
                        "campaign_title": "Newsletter",
                        "list_id": "abc",
                        "email_address": _email(person),
                        "action": engagement.kind,
                        "timestamp": _of_event(engagement.at),
                        "url": "https://plants.example" if engagement.kind == "click" else "",
                    },
                )
        for lead in person.passes:
            for step in lead.steps:
                if step.stage == "mql" and after < step.at <= until:
                    about = {"email_address": _email(person), "name": MQL_EVENT}
                    tables.add("events", about | {"occurred_at": _of_event(step.at)})

    def _event(self, person: Person, engagement: Engagement) -> dict[str, object]:
        told = {"page": "/plants"}
        if engagement.form is not None:
            told = {"form_name": engagement.form.name}
        elif engagement.campaign is not None:
            told = {"campaign": engagement.campaign.name}
        return {
            "email_address": _email(person),
            "name": EVENTS[engagement.kind],
            "occurred_at": _of_event(engagement.at),
            "properties": json.dumps(told, ensure_ascii=False),
        }


def _of_event(at: int) -> str:
    return f"{utc(at):%Y-%m-%dT%H:%M:%S}+00:00"
