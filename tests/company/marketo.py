"""The company as Marketo's bulk exports write it: leads, activities, programs.

Leads and programs are full each time, activities only those since the export before. Moments end in
`Z`, an empty cell is the word `null`, attributes are a JSON object in a quoted cell, and the ids of
Salesforce have 15 characters.
"""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from tests.company import salesforce
from tests.company.people import MERGED_AFTER, Engagement, Household, Person
from tests.company.tables import Tables, ToolExports, since_last
from tests.company.world import CAMPAIGNS, MINUTE, utc

HEADERS = {
    "leads": (
        "id,firstName,lastName,email,title,company,country,leadSource,leadStatus,leadScore,"
        "acquisitionProgramId,originalSourceType,sfdcLeadId,sfdcContactId,isAnonymous,createdAt,updatedAt"
    ),
    "activities": (
        "marketoGUID,leadId,activityDate,activityTypeId,campaignId,primaryAttributeValueId,"
        "primaryAttributeValue,attributes"
    ),
    "programs": "id,name,type,channel,workspace,status,createdAt,updatedAt",
}

Attributes = dict[str, object]
# When, type, id and name of what it was about, attributes.
Entry = tuple[int, int, object, object, Attributes]

NULL = "null"
STATUS_FIELD = "Lead Status"


def _at(at: int) -> str:
    return f"{utc(at):%Y-%m-%dT%H:%M:%SZ}"


def marketo_id(person: Person) -> int:
    """The person's record."""
    return 100_000 + person.number * 4


def program_id(number: int) -> int:
    """The programme's record."""
    return 1000 + number


def _program(number: int | None) -> str:
    return NULL if number is None else str(program_id(number))


class MarketoExports(ToolExports):
    """All exports of one Marketo, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        self._tables = self._opened(
            folder / "marketo", lambda each: Tables(each, HEADERS, quoting=csv.QUOTE_MINIMAL)
        )

    def _write_setting(self, index: int) -> None:
        tables = self._tables[index]
        for campaign in CAMPAIGNS:
            tables.add(
                "programs",
                {
                    "id": program_id(campaign.number),
                    "name": campaign.name,
                    "type": "Event" if campaign.channel == "Webinar" else "Default",
                    "channel": campaign.channel,
                    "workspace": "Default",
                    "status": "on",
                    "createdAt": f"{campaign.starts_on}T08:00:00Z",
                    "updatedAt": f"{campaign.starts_on}T08:00:00Z",
                },
            )

    def add(self, household: Household) -> None:
        """The household's people, in every export that knows them."""
        for index in range(len(self._exports)):
            for person in household.people:
                if person.tools != "crm" and person.known_at <= self._exports[index]:
                    self._write_leads(index, person)
                    self._write_activities(index, person)

    def _write_leads(self, index: int, person: Person) -> None:
        seen_at = self._exports[index]
        mqls = [
            s.at for p in person.passes for s in p.steps if s.stage == "mql" and s.at <= seen_at
        ]
        in_crm = person.is_linked and person.crm_at is not None and person.crm_at <= seen_at
        converted_at = person.converted_at
        is_contact = in_crm and converted_at is not None and converted_at <= seen_at
        row: dict[str, object] = {
            "id": marketo_id(person),
            "firstName": person.first_name,
            "lastName": person.last_name,
            "email": person.more_emails[-1] if person.more_emails else person.email,
            "title": person.title_at(seen_at) or NULL,
            "company": person.account.name if person.account else NULL,
            "country": person.country,
            "leadSource": person.source or NULL,
            "leadStatus": "MQL" if mqls else "New",
            "leadScore": 70 if mqls else 12,
            "acquisitionProgramId": _program(person.campaign.number if person.campaign else None),
            "originalSourceType": "New person",
            "sfdcLeadId": salesforce.lead_id(person)[:15] if in_crm else NULL,
            "sfdcContactId": salesforce.contact_id(person)[:15] if is_contact else NULL,
            "isAnonymous": "false",
            "createdAt": _at(person.known_at),
            "updatedAt": _at(max([person.known_at, *mqls])),
        }
        self._tables[index].add("leads", row)
        for number, double in enumerate(person.doubles, start=1):
            merged = double.why == "merged" and double.created_at + MERGED_AFTER <= seen_at
            if double.created_at > seen_at or merged or double.why == "shares":
                continue
            self._tables[index].add(
                "leads",
                row
                | {
                    "id": marketo_id(person) + number,
                    "email": double.email,
                    "leadStatus": "New",
                    "leadScore": 0,
                    "sfdcLeadId": salesforce.double_id(person)[:15],
                    "sfdcContactId": NULL,
                    "createdAt": _at(double.created_at),
                    "updatedAt": _at(double.created_at),
                },
            )

    def _write_activities(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        entries: list[Entry] = [
            (person.known_at, 12, NULL, NULL, {"Source Type": "New person", "Created Date": "null"})
        ]
        entries += [_engaged(engagement) for engagement in person.engagements]
        for lead in person.passes:
            for step in lead.steps:
                if step.stage == "mql":
                    score: Attributes = {"Old Value": 40, "New Value": 70, "Change Value": "+30"}
                    entries.append((step.at, 22, 9, "Lead Score", score))
                    status: Attributes = {
                        "Old Value": "New",
                        "New Value": "MQL",
                        "Source": "Smart Campaign",
                    }
                    entries.append((step.at, 13, 24, STATUS_FIELD, status))
                    moment: Attributes = {"Type": "Milestone", "Description": "Became an MQL"}
                    entries.append((step.at + MINUTE, 46, NULL, "Milestone", moment))
        for number, double in enumerate(person.doubles, start=1):
            if double.why == "merged":
                merge: Attributes = {
                    "Merge IDs": f"[{marketo_id(person) + number}]",
                    "Merged in Sales": "true",
                }
                entries.append((double.created_at + MERGED_AFTER, 32, NULL, NULL, merge))
        entries.sort(key=lambda entry: entry[:2])
        for number, (at, kind, value_id, value, attributes) in enumerate(entries):
            if not after < at <= until:
                continue
            self._tables[index].add(
                "activities",
                {
                    "marketoGUID": f"{marketo_id(person) * 64 + number}",
                    "leadId": marketo_id(person),
                    "activityDate": _at(at),
                    "activityTypeId": kind,
                    "campaignId": NULL,
                    "primaryAttributeValueId": value_id,
                    "primaryAttributeValue": value,
                    "attributes": json.dumps(attributes, ensure_ascii=False),
                },
            )


def _engaged(engagement: Engagement) -> Entry:
    """When, type, id and name of what it was about, attributes."""
    at, kind = engagement.at, engagement.kind
    if kind == "form":
        assert engagement.form is not None
        form, page = engagement.form, f"/{engagement.form.number}"
        return at, 2, form.number, form.name, {"Webform ID": form.number, "Referrer URL": page}
    if kind == "event":
        assert engagement.campaign is not None
        campaign = engagement.campaign
        status = {"Old Status": "Registered", "New Status": "Attended", "Success": True}
        return at, 104, program_id(campaign.number), campaign.name, status
    if kind == "visit":
        return at, 1, 501, "/plants", {"Webpage URL": "/plants", "User Agent": "Mozilla/5.0"}
    mail: Attributes = {"Campaign Run ID": 12}
    types = {"sent": 6, "delivered": 7, "open": 10, "click": 11, "bot_click": 11}
    if kind in ("open", "click", "bot_click"):
        mail["Is Bot Activity"] = kind == "bot_click"
    return at, types[kind], 2001, "Newsletter", mail
