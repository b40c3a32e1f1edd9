"""What both teams ruled about disputed leads, and what the definitions say without it."""

from collections.abc import Iterator
from pathlib import Path

from tests.company import dynamics, hubspot, pipedrive, salesforce, template, zoho
from tests.company.agreement import basis, version_at
from tests.company.cells import Row, Table
from tests.company.clock import company_day
from tests.company.company import Company
from tests.company.people import Act, Person, Ruling
from tests.company.scores import qualifying
from tests.company.truth import Handoff, Lead, View, is_told, known_leads, known_step
from tests.company.world import start_of_day

RULED_BY = "Heads of marketing and sales"


def ruling_id(person: Person, place: int, system: str) -> str:
    """Short name of a ruling: whom it is about, and in which tool."""
    return f"{system[0].upper()}{person.number}-{place + 1}"


def record_keys(person: Person, act: tuple[int, Act] | None) -> Iterator[tuple[str, str, str]]:
    """In each tool: its name, the person's record, and an activity."""
    lead = f"salesforce:lead:{salesforce.lead_id(person)}"
    contact = f"hubspot:contact:{hubspot.contact_id(person)}"
    row = f"template:person:{template.person_id(person)}"
    own = f"pipedrive:person:{pipedrive.person_id(person)}"
    lead_of_zoho = f"zoho:lead:{zoho.lead_id(person)}"
    prospect = f"dynamics:lead:{dynamics.lead_id(person)}"
    keys = ["", "", "", "", "", ""]
    if act is not None:
        number, done = act
        kind = "event" if done.kind == "meeting" else "task"
        keys = [
            f"salesforce:{kind}:{salesforce.act_id(person, done, number)}",
            f"hubspot:{done.kind}:{hubspot.act_id(person, number)}",
            f"template:activity:{template.act_id(person, number)}",
            f"pipedrive:activity:{pipedrive.act_id(person, number)}",
            f"zoho:{zoho.ACT_OBJECTS[done.kind]}:{zoho.act_id(person, number)}",
            f"dynamics:activity:{dynamics.act_id(person, number)}",
        ]
    systems = ("salesforce", "hubspot", "template", "pipedrive", "zoho", "dynamics")
    records = (lead, contact, row, own, lead_of_zoho, prospect)
    yield from zip(systems, records, keys, strict=True)


def ruling_rows(company: Company) -> Iterator[tuple[str, ...]]:
    """Rows of the seed, for every form of the company."""
    for household in company.households():
        for person in household.people:
            for place, ruling in enumerate(person.rulings):
                number = ruling.act
                act = None if number is None else (number, person.acts_in_order[number])
                day = "" if ruling.mql_at is None else str(company_day(ruling.mql_at))
                for system, record_key, activity_key in record_keys(person, act):
                    yield (
                        ruling_id(person, place, system),
                        record_key,
                        day,
                        ruling.ruling,
                        activity_key,
                        RULED_BY,
                        str(company_day(ruling.on)),
                        "",
                    )


def write_rulings(company: Company, seeds: Path) -> None:
    """Write the seed among the company's own."""
    header = "ruling_id,record_key,mql_on,ruling,activity_key,ruled_by,ruled_on,note"
    lines = [header, *(",".join(row) for row in ruling_rows(company))]
    (seeds / "agreement" / "rulings.csv").write_text("\n".join(lines) + "\n", "utf-8")


def rulings_checked(company: Company, view: View) -> Table:
    """Each ruling given by the cut-off, and what the definitions alone say."""
    table: Table = {}
    for household in company.households():
        leads = list(known_leads(household, view))
        for person in household.people:
            for place, ruling in enumerate(person.rulings):
                if company_day(ruling.on) > company_day(view.as_of):
                    continue
                own = [lead for lead in leads if lead.person is person]
                for system, _, _ in record_keys(person, None):
                    found = "unknown"
                    if system == view.tools.crm and own:
                        found = _found(person, ruling, own, view)
                    table[(ruling_id(person, place, system),)] = _checked(ruling, found)
    return table


def _checked(ruling: Ruling, found: str) -> Row:
    said = {
        "is_mql": found != "no_mql",
        "is_not_mql": found == "no_mql",
        "was_accepted": found == "accepted",
        "was_rejected": found == "rejected",
        "counts_as_touch": found == "touch",
        "does_not_count": found == "no_touch",
    }
    return {
        "agreement_version": version_at(start_of_day(company_day(ruling.on))),
        "is_met": None if found == "unknown" else said[ruling.ruling],
        "found": found,
    }


def _found(person: Person, ruling: Ruling, own: list[Lead], view: View) -> str:
    if ruling.act is not None:
        act = person.acts_in_order[ruling.act]
        if not is_told(act, view):
            return "unknown"
        return "touch" if act.state in ("done", "dated") else "no_touch"
    day = company_day(ruling.mql_at or 0)
    if ruling.ruling in ("was_accepted", "was_rejected"):
        answers = [
            lead.handoff.answer
            for lead in own
            if lead.handoff is not None and company_day(lead.reached["mql"].at or 0) == day
        ]
        return answers[0] if answers else "no_handoff"
    declared = any(
        step.stage == "mql"
        and company_day(step.at) == day
        and basis(version_at(step.at)) != "scored"
        and known_step(person, step, view) is not None
        for lead in person.passes
        for step in lead.steps
    )
    scored = any(
        company_day(found.at) == day and basis(version_at(found.at)) != "declared"
        for found in qualifying(person, view.tools, view.exports)
    )
    if declared:
        return "declared_and_scored" if scored else "declared"
    return "scored" if scored else "no_mql"


def rulings_applied(handoff: Handoff, view: View) -> str | None:
    """The rulings that a handoff shows."""
    person = handoff.lead.person
    applied = [
        ruling_id(person, place, view.tools.crm)
        for place, ruling in enumerate(person.rulings)
        if ruling in handoff.rulings
    ]
    return ", ".join(sorted(applied)) or None
