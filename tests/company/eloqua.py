"""The company as Eloqua's Bulk API exports it; campaigns as its REST API tells them, in a table.

Contacts and campaigns are full each time, activities and the records of stages only those since the
export before. Times of contacts are of the tool's own clock in New York, without a marker, the
others in UTC, as their names say; ids of activities are of one type alone; whoever subscribes is
named by an e-mail. The tool keeps no history of a field: a program writes each MQL into a custom
object.
"""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.company import salesforce
from tests.company.people import MERGED_AFTER, Engagement, Household, Person
from tests.company.tables import Tables, ToolExports, since_last
from tests.company.world import CAMPAIGNS, EVERYBODY, STORY_STARTS, moment, utc

CLOCK = ZoneInfo("America/New_York")
# The letters of the account, before the number of a contact.
ACCOUNT = "CACRD"

_ACTIVITY = "ActivityId,ActivityType,ActivityDateUTC"
HEADERS = {
    "contacts": (
        "Eloqua Contact ID,Email Address,First Name,Last Name,Title,Company,Country,"
        "Lead Source - Original,Original Campaign,Integrated Marketing and Sales Funnel Stage,"
        "Lead Rating - Combined,SFDC Lead ID,SFDC Contact ID,Date Created,Date Modified"
    ),
    "campaigns": "id,name,campaignType,currentStatus,actualCost,startAt,createdAt,updatedAt",
    "stage_records": "MappedContactId,Old_Stage1,Stage1,CreatedAtUTC",
    "email_send": f"{_ACTIVITY},EmailAddress,ContactId,AssetType,AssetName,AssetId,SubjectLine",
    "email_open": f"{_ACTIVITY},EmailAddress,ContactId,AssetType,AssetName,AssetId,SubjectLine",
    "email_clickthrough": f"{_ACTIVITY},EmailAddress,ContactId,AssetType,AssetName,AssetId",
    "form_submit": f"{_ACTIVITY},ContactId,VisitorId,AssetType,AssetName,AssetId,RawData",
    "page_view": f"{_ACTIVITY},ContactId,VisitorId,WebVisitId,Url,ReferrerUrl,IpAddress",
    "external_activities": f"{_ACTIVITY},ContactId,AssetType,AssetName,AssetId,CampaignId",
    "subscribe": f"{_ACTIVITY},EmailAddress,AssetType,AssetName,AssetId",
}
# File, type, and on what, of each engagement that the tool keeps.
TYPES = {
    "form": ("form_submit", "FormSubmit", "Form"),
    "event": ("external_activities", "Attended", "Webinar"),
    "visit": ("page_view", "PageView", ""),
    "open": ("email_open", "EmailOpen", "Email"),
    "click": ("email_clickthrough", "EmailClickthrough", "Email"),
    "sent": ("email_send", "EmailSend", "Email"),
}
PAGE = "https://www.company.example/plants"


def _at(at: int) -> str:
    return f"{datetime.fromtimestamp(at, CLOCK):%Y-%m-%d %H:%M:%S}"


def _in_utc(at: int) -> str:
    return f"{utc(at):%Y-%m-%d %H:%M:%S}"


def contact_id(person: Person) -> int:
    """The person's contact; doubles count on from it."""
    return 700_000 + person.number * 4


def campaign_id(number: int) -> int:
    """The campaign's record."""
    return 300 + number


class EloquaExports(ToolExports):
    """All exports of one Eloqua, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        self._tables = self._opened(
            folder / "eloqua", lambda each: Tables(each, HEADERS, quoting=csv.QUOTE_MINIMAL)
        )

    def _write_setting(self, index: int) -> None:
        for campaign in CAMPAIGNS:
            day = campaign.starts_on
            self._tables[index].add(
                "campaigns",
                {
                    "id": campaign_id(campaign.number),
                    "name": campaign.name,
                    "campaignType": campaign.channel,
                    "currentStatus": "Active",
                    "actualCost": campaign.cost,
                    "startAt": moment(day.year, day.month, day.day, 12),
                    "createdAt": STORY_STARTS,
                    "updatedAt": STORY_STARTS,
                },
            )

    def add(self, household: Household) -> None:
        """The household's people, in every export that knows them."""
        for index in range(len(self._exports)):
            for person in household.people:
                if person.tools != "crm" and person.known_at <= self._exports[index]:
                    self._write_contacts(index, person)
                    self._write_activities(index, person)
                    self._write_stages(index, person)

    def _write_contacts(self, index: int, person: Person) -> None:
        seen_at = self._exports[index]
        mqls = [
            s.at for p in person.passes for s in p.steps if s.stage == "mql" and s.at <= seen_at
        ]
        in_crm = person.is_linked and person.crm_at is not None and person.crm_at <= seen_at
        converted_at = person.converted_at
        is_contact = in_crm and converted_at is not None and converted_at <= seen_at
        row: dict[str, object] = {
            "Eloqua Contact ID": f"{ACCOUNT}{contact_id(person):012}",
            "Email Address": person.single_email,
            "First Name": person.first_name,
            "Last Name": person.last_name,
            "Title": person.title_at(seen_at),
            "Company": person.account.name if person.account else "",
            "Country": person.country,
            "Lead Source - Original": person.source or "",
            "Original Campaign": person.campaign.name if person.campaign else "",
            "Integrated Marketing and Sales Funnel Stage": "MQL" if mqls else "Inquiry",
            "Lead Rating - Combined": "A1" if mqls else "C4",
            "SFDC Lead ID": salesforce.lead_id(person) if in_crm else "",
            "SFDC Contact ID": salesforce.contact_id(person) if is_contact else "",
            "Date Created": _at(person.known_at),
            "Date Modified": _at(max([person.known_at, *mqls])),
        }
        self._tables[index].add("contacts", row)
        for number, double in enumerate(person.doubles, start=1):
            merged = double.why == "merged" and double.created_at + MERGED_AFTER <= seen_at
            if double.created_at > seen_at or merged or double.why == "shares":
                continue
            own = {
                "Eloqua Contact ID": f"{ACCOUNT}{contact_id(person) + number:012}",
                "Email Address": double.email,
                "Integrated Marketing and Sales Funnel Stage": "Inquiry",
                "Lead Rating - Combined": "D4",
                "SFDC Lead ID": salesforce.double_id(person),
                "SFDC Contact ID": "",
                "Date Created": _at(double.created_at),
                "Date Modified": _at(double.created_at),
            }
            self._tables[index].add("contacts", row | own)

    def _write_activities(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        if after < person.known_at <= until:
            self._tables[index].add(
                "subscribe",
                {
                    "ActivityId": contact_id(person) * 64,
                    "ActivityType": "Subscribe",
                    "ActivityDateUTC": _in_utc(person.known_at),
                    "EmailAddress": person.single_email,
                    "AssetType": "EmailGroup",
                    "AssetName": EVERYBODY,
                    "AssetId": 4,
                },
            )
        engagements = sorted(
            (each for each in person.engagements if each.kind in TYPES), key=lambda each: each.at
        )
        numbers = dict.fromkeys(TYPES, 0)
        for engagement in engagements:
            number = numbers[engagement.kind] = numbers[engagement.kind] + 1
            if after < engagement.at <= until:
                self._write_engagement(index, person, engagement, number)

    def _write_engagement(
        self, index: int, person: Person, engagement: Engagement, number: int
    ) -> None:
        file, kind, about = TYPES[engagement.kind]
        row: dict[str, object] = {
            "ActivityId": contact_id(person) * 64 + number,
            "ActivityType": kind,
            "ActivityDateUTC": _in_utc(engagement.at),
            "ContactId": contact_id(person),
        }
        if engagement.kind == "visit":
            row |= {"VisitorId": 9_000 + person.number, "Url": f"{PAGE}?elqTrackId={number}"}
        elif engagement.form is not None:
            form = engagement.form
            row |= {"AssetType": about, "AssetName": form.name, "AssetId": form.number}
        elif engagement.campaign is not None:
            campaign = engagement.campaign
            row |= {"AssetType": about, "AssetName": campaign.name}
            row["CampaignId"] = campaign_id(campaign.number)
        else:
            row |= {"AssetType": about, "AssetName": "Newsletter", "AssetId": 12}
        self._tables[index].add(file, row)

    def _write_stages(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        for lead in person.passes:
            for step in lead.steps:
                if step.stage == "mql" and after < step.at <= until:
                    self._tables[index].add(
                        "stage_records",
                        {
                            "MappedContactId": contact_id(person),
                            "Old_Stage1": "Inquiry",
                            "Stage1": "MQL",
                            "CreatedAtUTC": _in_utc(step.at),
                        },
                    )
