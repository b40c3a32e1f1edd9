"""The company as ActiveCampaign writes it: answers of its API, and what its webhooks wrote down.

Every value is a text, times have the offset of the tool's own clock, and fields of the company's
own stand apart from contacts. Lists are full each time; what happened only adds. An MQL is whoever
enters an automation of that name. Nothing says that a machine clicked, and no mail is told that
was only sent.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.company import zoho
from tests.company.people import Engagement, Household, Person
from tests.company.tables import Tables, ToolExports, since_last

ANSWERS = {
    "contacts": "contacts",
    "fields": "fields",
    "fieldValues": "fieldValues",
    "automations": "automations",
    "contactAutomations": "contactAutomations",
    "tracking_logs": "trackingLogs",
}
WEBHOOKS = "type,date_time,initiated_from,contact[id],contact[email],campaign[id],campaign[name]"
# What everybody enters first, and those that marketing hands over.
WELCOME, MQL = "Welcome Series", "MQL"
AUTOMATIONS = {"1": WELCOME, "2": MQL}
FIELDS = {
    "1": "Job Title",
    "2": "Country",
    "3": "Lead Source",
    "4": "UTM Campaign",
    "5": "Zoho Lead ID",
    "6": "Zoho Contact ID",
}
EVENTS = {"form": "form_submitted", "event": "webinar_attended", "visit": "page_view"}
MAILINGS = {"open": "open", "click": "click"}
CLOCK = ZoneInfo("America/Chicago")


def contact_id(person: Person) -> int:
    """The person's contact; doubles count on from it."""
    return 900 + person.number * 4


def _at(at: int) -> str:
    return datetime.fromtimestamp(at, CLOCK).isoformat()


class ActiveCampaignExports(ToolExports):
    """All exports of one ActiveCampaign, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        home = folder / "activecampaign"
        self._answers = self._answering(home, ANSWERS)
        webhooks = {"webhooks": WEBHOOKS}
        self._webhooks = self._opened(home, lambda each: Tables(each, webhooks, quoting=0))

    def _write_setting(self, index: int) -> None:
        for number, name in AUTOMATIONS.items():
            self._answers[index].add("automations", {"name": name, "status": "1", "id": number})
        for number, title in FIELDS.items():
            told = {"title": title, "type": "text", "perstag": title.upper().replace(" ", "_")}
            self._answers[index].add("fields", told | {"id": number})

    def add(self, household: Household) -> None:
        """The household's people, in every export that knows them."""
        for index in range(len(self._exports)):
            for person in household.people:
                if person.tools != "crm" and person.known_at <= self._exports[index]:
                    self._write_contacts(index, person)
                    self._write_automations(index, person)
                    self._write_events(index, person)

    def _write_contacts(self, index: int, person: Person) -> None:
        seen_at = self._exports[index]
        mqls = [
            s.at for p in person.passes for s in p.steps if s.stage == "mql" and s.at <= seen_at
        ]
        in_crm = person.is_linked and person.crm_at is not None and person.crm_at <= seen_at
        fields = {
            "1": person.title_at(seen_at),
            "2": person.country,
            "3": person.source or "",
            "4": person.campaign.name if person.campaign else "",
        }
        linked = (
            {"6": zoho.contact_id(person)} if person.is_contact else {"5": zoho.lead_id(person)}
        )
        self._write_contact(
            index,
            person,
            contact_id(person),
            person.single_email,
            (person.known_at, max([person.known_at, *mqls])),
            fields | (linked if in_crm else {}),
        )
        for number, double in enumerate(person.doubles, start=1):
            if double.created_at <= seen_at and double.why not in ("merged", "shares"):
                since = (double.created_at, double.created_at)
                own = contact_id(person) + number
                self._write_contact(index, person, own, double.email, since, fields)

    def _write_contact(
        self,
        index: int,
        person: Person,
        number: int,
        email: str,
        since: tuple[int, int],
        fields: dict[str, str],
    ) -> None:
        """One contact, made and modified at two moments, with its fields."""
        created_at, modified_at = since
        self._answers[index].add(
            "contacts",
            {
                "cdate": _at(created_at),
                "email": email,
                "phone": "",
                "firstName": person.first_name,
                "lastName": person.last_name,
                "orgid": "0",
                "orgname": person.account.name if person.account else "",
                "bounced_hard": "0",
                "bounced_soft": "0",
                "anonymized": "0",
                "deleted": "0",
                "deleted_at": "0000-00-00 00:00:00",
                "mpp_tracking": "0",
                "udate": _at(modified_at),
                # of the tool's own clock, whatever it is called
                "created_utc_timestamp": _at(created_at)[:19].replace("T", " "),
                "links": {"fieldValues": "https://account.api.example/fieldValues"},
                "id": str(number),
            },
        )
        for field, value in fields.items():
            if value:
                told = {"contact": str(number), "field": field, "value": value}
                when = {"cdate": _at(created_at), "udate": _at(modified_at)}
                self._answers[index].add("fieldValues", told | when | {"id": f"{number}{field}"})

    def _write_automations(self, index: int, person: Person) -> None:
        entered = [(person.known_at, "1")]
        entered += [(s.at, "2") for p in person.passes for s in p.steps if s.stage == "mql"]
        for number, (at, automation) in enumerate(entered):
            if at <= self._exports[index]:
                self._answers[index].add(
                    "contactAutomations",
                    {
                        "contact": str(contact_id(person)),
                        "seriesid": automation,
                        "status": "2",
                        "adddate": _at(at),
                        "completed": 1,
                        "id": str(person.number * 64 + number + 1),
                        "automation": automation,
                    },
                )

    def _write_events(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        for engagement in person.engagements:
            if not after < engagement.at <= until:
                continue
            if engagement.kind in EVENTS:
                self._answers[index].add("tracking_logs", _event(person, engagement))
            elif engagement.kind in MAILINGS:
                self._webhooks[index].add(
                    "webhooks",
                    {
                        "type": MAILINGS[engagement.kind],
                        "date_time": _at(engagement.at),
                        "initiated_from": "public",
                        "contact[id]": contact_id(person),
                        "contact[email]": person.single_email,
                        "campaign[id]": 12,
                        "campaign[name]": "Newsletter",
                    },
                )


def _event(person: Person, engagement: Engagement) -> dict[str, object]:
    told: dict[str, object] = {"url": "/plants"}
    if engagement.form is not None:
        told = {"form_name": engagement.form.name}
    elif engagement.campaign is not None:
        told = {"value": engagement.campaign.name, "utm_campaign": engagement.campaign.name}
    return told | {
        "subscriberid": str(contact_id(person)),
        "tstamp": _at(engagement.at),
        "type": "event",
        "event": EVENTS[engagement.kind],
    }
