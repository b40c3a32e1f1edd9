"""The company as HubSpot alone writes it, CRM and automation in one."""

from tests.company.people import Person


def contact_id(person: Person) -> int:
    """The person's contact."""
    return 301_000 + person.number * 4


def double_id(person: Person) -> int:
    """The contact of the person's double."""
    return contact_id(person) + 1
