"""What colleagues reviewed: the rows of `identity_overrides` that the sample company needs."""

from collections.abc import Iterator

from tests.company import hubspot, salesforce
from tests.company.company import Company

REVIEWED = ("Marketing operations", "2026-01-15")


def identity_overrides(company: Company) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of the seed, for every form of the company."""
    for household in company.households():
        for person in household.people:
            leads = salesforce.lead_id(person), salesforce.double_id(person)
            contacts = hubspot.contact_id(person), hubspot.double_id(person)
            judgement = "same"
            if person.not_the_same_as is not None:
                other = next(p for p in household.people if p.number == person.not_the_same_as)
                leads = salesforce.lead_id(other), salesforce.lead_id(person)
                contacts = hubspot.contact_id(other), hubspot.contact_id(person)
                judgement = "different"
            elif not any(double.why == "reviewed" for double in person.doubles):
                continue
            for kind, pair in (("salesforce:lead", leads), ("hubspot:contact", contacts)):
                yield f"{kind}:{pair[0]}", f"{kind}:{pair[1]}", judgement, *REVIEWED
