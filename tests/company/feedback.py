"""What goes back to the tools, record by record: leads given back, and what people did."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.company import (
    activecampaign,
    brevo,
    dynamics,
    eloqua,
    hubspot,
    mailchimp,
    marketo,
    pardot,
    pipedrive,
    salesforce,
    template,
    zoho,
)
from tests.company.activities import lead_at, told
from tests.company.agreement import agreed_reasons
from tests.company.attribution import asset_of
from tests.company.evidence import current
from tests.company.facts import Fact, moment_text
from tests.company.people import ENGAGEMENTS, MERGED_AFTER, Person
from tests.company.scores import last_points
from tests.company.terms import completeness
from tests.company.truth import Lead, View

RETURNED_COLUMNS = (
    "system", "object", "record_id", "decision", "reason_code", "reason_level", "action", "source",
    "campaign", "decided_at",
)  # fmt: skip
ENGAGEMENT_COLUMNS = (
    "system", "object", "record_id", "current_stage", "mql_basis", "missing_fields", "fit_points",
    "engagement_points", "mql_at", "engagements", "first_asset", "last_asset", "last_assets",
    "first_engaged_at", "last_engaged_at",
)  # fmt: skip
# The object of the automation tool's records, and the id of a person's; doubles count on from it.
OF_AUTOMATION: dict[str, tuple[str, Callable[[Person], int]]] = {
    "marketo": ("lead", marketo.marketo_id),
    "pardot": ("prospect", pardot.prospect_id),
    "brevo": ("contact", brevo.contact_id),
    "eloqua": ("contact", eloqua.contact_id),
    "activecampaign": ("contact", activecampaign.contact_id),
    "mailchimp": ("member", mailchimp.member_id),
}
# Ids of a person's lead, contact and second lead, in CRMs that convert leads.
OF_LEADS: dict[str, tuple[Callable[[Person], str], ...]] = {
    "salesforce": (salesforce.lead_id, salesforce.contact_id, salesforce.double_id),
    "dynamics": (dynamics.lead_id, dynamics.contact_id, dynamics.double_id),
    "zoho": (zoho.lead_id, zoho.contact_id, zoho.double_id),
}


@dataclass(frozen=True)
class Record:
    """A record of a person that the newest export still holds, in a CRM or an automation tool."""

    system: str
    object: str
    record_id: str
    is_crm: bool
    is_automation: bool
    is_converted: bool = False


def returned_facts(leads: list[Lead], view: View) -> Counter[Fact]:
    """Records of the automation tool whose person's latest lead sales gave back."""
    reasons = agreed_reasons()
    facts: Counter[Fact] = Counter()
    for own in _by_person(leads):
        lead = own[-1]
        if lead.ended is None or lead.ended[0] not in ("rejected", "recycled"):
            continue
        assert lead.refused is not None
        agreed = reasons.get(lead.refused[2], {})
        for record in _records(lead.person, view):
            if record.is_automation:
                facts[
                    record.system,
                    record.object,
                    record.record_id,
                    lead.ended[0],
                    lead.refused[2],
                    agreed.get("level"),
                    agreed.get("action"),
                    lead.dimensions["source"],
                    lead.dimensions["campaign"],
                    moment_text(lead.ended[1].at),
                ] += 1
    return facts


def engagement_facts(leads: list[Lead], view: View) -> Counter[Fact]:
    """Records of the CRM whose person's latest lead is open, and what the person did in it."""
    facts: Counter[Fact] = Counter()
    for own in _by_person(leads):
        lead = own[-1]
        if lead.ended is not None:
            continue
        done = sorted(
            (
                engagement
                for engagement in told(lead.person, view)
                if engagement.kind in ENGAGEMENTS and lead_at(own, engagement.at) is lead
            ),
            key=lambda engagement: engagement.at,
        )
        assets = [asset_of(engagement, view) for engagement in done]
        newest = list(dict.fromkeys(reversed(assets)))
        mql = lead.reached.get("mql")
        for record in _records(lead.person, view):
            if record.is_crm and not record.is_converted:
                facts[
                    record.system,
                    record.object,
                    record.record_id,
                    current(lead)[0],
                    lead.mql_basis if lead.handoff else None,
                    completeness(lead.handoff, view)[1] if lead.handoff else None,
                    *(last_points(lead.person, view.tools, view.exports) or (None, None)),
                    moment_text(mql.at) if mql else None,
                    len(done),
                    assets[0] if assets else None,
                    assets[-1] if assets else None,
                    "; ".join(newest[:3]) or None,
                    moment_text(done[0].at) if done else None,
                    moment_text(done[-1].at) if done else None,
                ] += 1
    return facts


def _by_person(leads: list[Lead]) -> Iterator[list[Lead]]:
    found: dict[int, list[Lead]] = defaultdict(list)
    for lead in leads:
        found[lead.person.number].append(lead)
    yield from found.values()


def _records(person: Person, view: View) -> Iterator[Record]:
    """The person's records; a double that was merged away is none any more."""
    seen_at = view.seen_at
    doubles = [double for double in person.doubles if double.created_at <= seen_at]
    if view.tools.crm == "hubspot":
        ids = [hubspot.contact_id(person)] if person.is_shown_at(seen_at) else []
        ids += [hubspot.double_id(person) for d in doubles if d.why not in hubspot.UNSEEN]
        for number in ids:
            yield Record("hubspot", "contact", str(number), True, True)
    elif view.tools.crm == "template":
        rows = [template.person_id(person)] if person.is_shown_at(seen_at) else []
        rows += [template.double_id(person) for double in doubles if double.why != "merged"]
        for row in rows:
            yield Record("template", "person", row, True, False)
    else:
        of_crm = _of_pipedrive if view.tools.crm == "pipedrive" else _of_leads
        yield from of_crm(person, view)
        system = view.tools.automation
        name, id_of = OF_AUTOMATION[system]
        if person.tools != "crm":
            yield Record(system, name, str(id_of(person)), False, True)
        for number, double in enumerate(person.doubles, start=1):
            is_merged = double.why == "merged" and double.created_at + MERGED_AFTER <= seen_at
            if double in doubles and not is_merged and double.why != "shares":
                yield Record(system, name, str(id_of(person) + number), False, True)


def _of_leads(person: Person, view: View) -> Iterator[Record]:
    """Of a CRM that converts leads into contacts."""
    if view.crm_at(person) is None:
        return
    system, (lead_id, contact_id, double_id) = view.tools.crm, OF_LEADS[view.tools.crm]
    converted_at = person.converted_at
    is_converted = converted_at is not None and converted_at <= view.seen_at
    if not person.is_contact and person.is_shown_at(view.seen_at):
        yield Record(system, "lead", lead_id(person), True, False, is_converted)
    if person.is_contact or is_converted:
        yield Record(system, "contact", contact_id(person), True, False)
    for double in person.doubles:
        if double.created_at <= view.seen_at and double.why != "merged":
            yield Record(system, "lead", double_id(person), True, False)


def _of_pipedrive(person: Person, view: View) -> Iterator[Record]:
    if view.crm_at(person) is None:
        return
    if person.is_shown_at(view.seen_at):
        yield Record("pipedrive", "person", str(pipedrive.person_id(person)), True, False)
        if not person.is_contact:
            yield Record("pipedrive", "lead", pipedrive.lead_id(person), True, False)
    for double in person.doubles:
        if double.created_at <= view.seen_at and double.why != "merged":
            yield Record("pipedrive", "person", str(pipedrive.double_id(person)), True, False)
