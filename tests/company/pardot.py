"""The company as the Export API of Account Engagement (Pardot) writes it.

Prospects, campaigns, lists and opportunities are full each time, those in the recycle bin among
them; what visitors did, steps of the lifecycle and memberships only since the export before. Times
are of the zone of the user who exports, without a marker; ids of the CRM have 15 characters. The
opportunities are the CRM's, which the connector copies.
"""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.company import salesforce
from tests.company.people import MERGED_AFTER, Deal, Engagement, Household, Person
from tests.company.tables import Tables, ToolExports, since_last
from tests.company.world import CAMPAIGNS, COMPANY_ZONE, EVERYBODY, STORY_STARTS

HEADERS = {
    "prospects": (
        "id,campaign_id,first_name,last_name,email,company,website,job_title,country,source,score,"
        "grade,crm_lead_fid,crm_contact_fid,crm_owner_fid,crm_account_fid,is_do_not_email,opted_out,"
        "is_reviewed,is_deleted,created_at,updated_at"
    ),
    "visitor_activities": (
        "id,prospect_id,visitor_id,campaign_id,opportunity_id,type,type_name,details,email_id,"
        "form_id,landing_page_id,created_at,updated_at"
    ),
    "lifecycle_histories": (
        "id,prospect_id,previous_stage_id,next_stage_id,seconds_elapsed,created_at"
    ),
    "lifecycle_stages": "id,name,position,is_locked",
    "lists": "id,name,title,is_public,is_dynamic,created_at,updated_at",
    "list_memberships": "id,list_id,prospect_id,opted_out,created_at,updated_at",
    "campaigns": "id,name,cost",
    "opportunities": (
        "id,name,campaign_id,value,probability,type,stage,status,closed_at,created_at,updated_at"
    ),
    "opportunity_prospects": "opportunity_id,prospect_id,updated_at",
}

STAGES = {"Prospects": 11, "MQLs": 12}
EVERYBODY_ID = 31

# When, type, on what, what it was about, its campaign, its opportunity.
Entry = tuple[int, int, str, str, object, object]


def _at(at: int) -> str:
    return f"{datetime.fromtimestamp(at, COMPANY_ZONE):%Y-%m-%d %H:%M:%S}"


def prospect_id(person: Person) -> int:
    """The person's record."""
    return 400_000_000 + person.number * 4


def campaign_id(number: int) -> int:
    """The campaign's record."""
    return 64_000 + number


def opportunity_id(deal: Deal) -> int:
    """The copy of the deal."""
    return 3_000_000 + deal.number


class PardotExports(ToolExports):
    """All exports of one account, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        self._tables = self._opened(
            folder / "pardot", lambda each: Tables(each, HEADERS, quoting=csv.QUOTE_MINIMAL)
        )

    def _write_setting(self, index: int) -> None:
        began = {"created_at": _at(STORY_STARTS), "updated_at": _at(STORY_STARTS)}
        tables = self._tables[index]
        for campaign in CAMPAIGNS:
            tables.add(
                "campaigns",
                {
                    "id": campaign_id(campaign.number),
                    "name": campaign.name,
                    "cost": campaign.cost,
                },
            )
        for position, (name, number) in enumerate(STAGES.items(), start=1):
            tables.add("lifecycle_stages", {"id": number, "name": name, "position": position})
        tables.add("lists", {"id": EVERYBODY_ID, "name": EVERYBODY, "is_public": "0"} | began)

    def add(self, household: Household) -> None:
        """The household's people and deals, in every export that knows them."""
        for index, seen_at in enumerate(self._exports):
            for person in household.people:
                if person.tools != "crm" and person.known_at <= seen_at:
                    self._write_prospects(index, person)
                    self._write_activities(index, person)
                    self._write_lifecycle(index, person)
            for deal in household.deals:
                if deal.is_shown_at(seen_at):
                    self._write_opportunity(index, deal)

    def _write_prospects(self, index: int, person: Person) -> None:
        seen_at = self._exports[index]
        mqls = [
            s.at for p in person.passes for s in p.steps if s.stage == "mql" and s.at <= seen_at
        ]
        in_crm = person.is_linked and person.crm_at is not None and person.crm_at <= seen_at
        converted_at = person.converted_at
        is_contact = in_crm and converted_at is not None and converted_at <= seen_at
        row: dict[str, object] = {
            "id": prospect_id(person),
            "campaign_id": campaign_id(person.campaign.number) if person.campaign else "",
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.more_emails[-1] if person.more_emails else person.email,
            "company": person.account.name if person.account else "",
            "job_title": person.title_at(seen_at),
            "country": person.country,
            "source": person.source or "",
            "score": 70 if mqls else 12,
            "grade": "B+" if mqls else "D",
            "crm_lead_fid": salesforce.lead_id(person)[:15] if in_crm else "",
            "crm_contact_fid": salesforce.contact_id(person)[:15] if is_contact else "",
            "is_deleted": "0",
            "created_at": _at(person.known_at),
            "updated_at": _at(max([person.known_at, *mqls])),
        }
        self._tables[index].add("prospects", row)
        for number, double in enumerate(person.doubles, start=1):
            if double.created_at > seen_at or double.why == "shares":
                continue
            merged_at = double.created_at + MERGED_AFTER
            is_merged = double.why == "merged" and merged_at <= seen_at
            self._tables[index].add(
                "prospects",
                row
                | {
                    "id": prospect_id(person) + number,
                    "email": double.email,
                    "score": 0,
                    "crm_lead_fid": salesforce.double_id(person)[:15],
                    "crm_contact_fid": "",
                    "is_deleted": "1" if is_merged else "0",
                    "created_at": _at(double.created_at),
                    "updated_at": _at(merged_at if is_merged else double.created_at),
                },
            )

    def _write_activities(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        tables = self._tables[index]
        entries = [_engaged(each) for each in person.engagements if each.kind in TYPES]
        for lead in person.passes:
            for deal in lead.deals:
                name = f"{deal.account.name} {deal.number}"
                kind = "New Opportunity"
                entries.append((deal.created_at, 8, kind, name, "", opportunity_id(deal)))
        entries.sort(key=lambda entry: entry[:2])
        for number, (at, kind_id, kind, about, campaign, opportunity) in enumerate(entries):
            if after < at <= until:
                tables.add(
                    "visitor_activities",
                    {
                        "id": prospect_id(person) * 64 + number,
                        "prospect_id": prospect_id(person),
                        "visitor_id": 9_000_000 + person.number,
                        "campaign_id": campaign,
                        "opportunity_id": opportunity,
                        "type": kind_id,
                        "type_name": kind,
                        "details": about,
                        "created_at": _at(at),
                        "updated_at": _at(at),
                    },
                )
        if after < person.known_at <= until:
            tables.add(
                "list_memberships",
                {
                    "id": 800_000_000 + person.number,
                    "list_id": EVERYBODY_ID,
                    "prospect_id": prospect_id(person),
                    "opted_out": "0",
                    "created_at": _at(person.known_at),
                    "updated_at": _at(person.known_at),
                },
            )

    def _write_lifecycle(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        steps: list[tuple[int, object, int]] = [(person.known_at, "", STAGES["Prospects"])]
        steps += [
            (step.at, STAGES["Prospects"], STAGES["MQLs"])
            for lead in person.passes
            for step in lead.steps
            if step.stage == "mql"
        ]
        for number, (at, before, then) in enumerate(sorted(steps, key=lambda step: step[0])):
            if after < at <= until:
                self._tables[index].add(
                    "lifecycle_histories",
                    {
                        "id": person.number * 16 + number + 1,
                        "prospect_id": prospect_id(person),
                        "previous_stage_id": before,
                        "next_stage_id": then,
                        "seconds_elapsed": at - person.known_at,
                        "created_at": _at(at),
                    },
                )

    def _write_opportunity(self, index: int, deal: Deal) -> None:
        seen_at = self._exports[index]
        stage = deal.stage_at(seen_at)
        assert stage is not None
        name, probability = salesforce.DEAL_STAGE[stage]
        end = stage if stage in ("won", "lost") else None
        changed_at = max(progress.at for progress in deal.progress if progress.at <= seen_at)
        self._tables[index].add(
            "opportunities",
            {
                "id": opportunity_id(deal),
                "name": f"{deal.account.name} {deal.number}",
                "value": "" if deal.amount is None else deal.amount,
                "probability": probability,
                "type": salesforce.DEAL_TYPE[deal.kind],
                "stage": name,
                "status": end or "open",
                "closed_at": _at(changed_at) if end else "",
                "created_at": _at(deal.created_at),
                "updated_at": _at(changed_at),
            },
        )
        for person, _ in deal.members:
            if person.tools != "crm":
                self._tables[index].add(
                    "opportunity_prospects",
                    {
                        "opportunity_id": opportunity_id(deal),
                        "prospect_id": prospect_id(person),
                        "updated_at": _at(deal.created_at),
                    },
                )


# Type, and on what, of each engagement that the tool keeps: nothing says what reached a mailbox,
# and what machines clicked is left out.
TYPES = {
    "form": (4, "Form"),
    "event": (24, "Webinar"),
    "visit": (2, "Page View"),
    "open": (11, "Email"),
    "click": (1, "Email Tracker"),
    "sent": (6, "Email"),
}


def _engaged(engagement: Engagement) -> Entry:
    kind_id, kind = TYPES[engagement.kind]
    about, campaign = "Newsletter", engagement.campaign if engagement.kind == "event" else None
    if engagement.kind == "visit":
        about = "/plants"
    elif engagement.form is not None:
        about = engagement.form.name
    elif campaign is not None:
        about = campaign.name
    number = "" if campaign is None else campaign_id(campaign.number)
    return engagement.at, kind_id, kind, about, number, ""
