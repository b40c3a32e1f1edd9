"""What colleagues reviewed: the rows of `identity_overrides` that the sample company needs."""

from collections.abc import Iterator
from pathlib import Path

from tests.company import dynamics, hubspot, pipedrive, salesforce, template, zoho
from tests.company.company import Company

REVIEWED = ("Marketing operations", "2026-01-15")


def identity_overrides(company: Company) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of the seed, for every form of the company."""
    for household in company.households():
        for person in household.people:
            leads = salesforce.lead_id(person), salesforce.double_id(person)
            contacts = hubspot.contact_id(person), hubspot.double_id(person)
            rows = template.person_id(person), template.double_id(person)
            people = pipedrive.person_id(person), pipedrive.double_id(person)
            leads_of_zoho = zoho.lead_id(person), zoho.double_id(person)
            prospects = dynamics.lead_id(person), dynamics.double_id(person)
            judgement = "same"
            if person.not_the_same_as is not None:
                other = next(p for p in household.people if p.number == person.not_the_same_as)
                leads = salesforce.lead_id(other), salesforce.lead_id(person)
                contacts = hubspot.contact_id(other), hubspot.contact_id(person)
                rows = template.person_id(other), template.person_id(person)
                people = pipedrive.person_id(other), pipedrive.person_id(person)
                leads_of_zoho = zoho.lead_id(other), zoho.lead_id(person)
                prospects = dynamics.lead_id(other), dynamics.lead_id(person)
                judgement = "different"
            elif not any(double.why == "reviewed" for double in person.doubles):
                continue
            for kind, pair in (
                ("salesforce:lead", leads),
                ("hubspot:contact", contacts),
                ("template:person", rows),
                ("pipedrive:person", people),
                ("zoho:lead", leads_of_zoho),
                ("dynamics:lead", prospects),
            ):
                yield f"{kind}:{pair[0]}", f"{kind}:{pair[1]}", judgement, *REVIEWED


def write_overrides(company: Company, seeds: Path) -> None:
    """Write the seed among the company's own; its header stays."""
    path = seeds / "mappings" / "identity_overrides.csv"
    header = path.read_text("utf-8").splitlines()[0]
    lines = [header, *(",".join(row) for row in identity_overrides(company))]
    path.write_text("\n".join(lines) + "\n", "utf-8")
