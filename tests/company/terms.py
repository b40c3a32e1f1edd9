"""How each handoff kept what was agreed about handoffs: information, routing, reassignments."""

from itertools import pairwise

from tests.company.agreement import agreed, version_at
from tests.company.scores import known_values
from tests.company.truth import Handoff, View
from tests.company.world import USERS, User, account_owner, moment

USER_BY_EMAIL = {user.email: user for user in USERS}
TEAMS = {"Sales": "sales", "Marketing": "marketing", "Customer Success": "customer_success"}
# Salesforce keeps history for 18 months: before that of the first export, some may be gone.
HISTORY_REACHES = moment(2025, 3, 28, 2)
RULED_BY = ("segment", "country", "channel", "source", "campaign")


def required_fields(handoff: Handoff) -> list[str]:
    """The attributes that marketing owed with the handoff."""
    of_version = [
        row
        for row in agreed("required_information")
        if int(row["agreement_version"]) == version_at(handoff.at)
    ]
    segment = handoff.lead.dimensions["segment"]
    own = [row["field"] for row in of_version if row["segment"] == segment]
    return own or [row["field"] for row in of_version if row["segment"] == "*"]


def is_present(handoff: Handoff, field: str, view: View) -> bool | None:
    """Whether the person's attribute was known at the handoff; None where nobody can say.

    A field whose changes the tool tells is known since the record, or since it changed. Of another
    field only the exports show the value: one that first shows after the handoff may have been
    there before. What the account is, every export says, whether its person is known yet or not.
    """
    values = known_values(handoff.lead.person, field, view.tools, view.exports)
    if not values:
        return False
    if values[0].since <= handoff.known_until:
        return True
    return False if values[0].has_time else None


def completeness(handoff: Handoff, view: View) -> tuple[float | None, str | None]:
    """The share of what was required that was there, and the names of what was not."""
    found = {field: is_present(handoff, field, view) for field in required_fields(handoff)}
    missing = ", ".join(sorted(field for field, is_there in found.items() if is_there is False))
    if not found or None in found.values():
        return None, missing or None
    return sum(map(bool, found.values())) / len(found), missing or None


def routing(handoff: Handoff, view: View) -> tuple[int | None, User | None, str]:
    """The rule that says who gets the handoff, whom it names, and whether it went there.

    A team is nobody in person. An account's or a record's owner counts as far as history or an
    export of before the handoff shows one; else it names nobody, and whoever got it is another.
    """
    lead, owner, version = handoff.lead, handoff.owner, version_at(handoff.at)
    fitting = [
        row
        for row in agreed("routing_rules")
        if int(row["agreement_version"]) == version
        and all(row[name] in ("*", lead.dimensions[name]) for name in RULED_BY)
    ]
    if not fitting:
        return None, None, "no_rule"
    rule = min(fitting, key=lambda row: int(row["priority"]))
    kind, _, name = rule["assign_to"].partition(":")
    expected: User | None = None
    if kind == "user":
        expected = USER_BY_EMAIL[name]
    elif kind == "account_owner":
        expected = _account_owner(handoff, view)
    elif kind == "record_owner":
        expected = _record_owner(handoff, view)
    if owner is None:
        status = "unassigned"
    elif kind == "team":
        status = "as_agreed" if TEAMS[owner.department or ""] == name else "other_owner"
    else:
        status = "as_agreed" if owner == expected else "other_owner"
    return int(rule["priority"]), expected, status


def _account_owner(handoff: Handoff, view: View) -> User | None:
    home = handoff.lead.person.account
    is_shown = view.tools.tells_account_owners and handoff.known_until >= view.exports[0]
    return account_owner(home) if is_shown and home is not None else None


def _record_owner(handoff: Handoff, view: View) -> User | None:
    person = handoff.lead.person
    if handoff.known_until < view.owner_is_known_from(person):
        return None
    owned = [user for at, user in view.owners(person) if at <= handoff.known_until]
    return owned[-1] if owned else None


def reassignments(handoff: Handoff, view: View) -> int | None:
    """How often it went from one sales user to another, until it was decided; None: not told."""
    given = given_on(handoff, view)
    return None if given is None else len(given)


def last_owner(handoff: Handoff, view: View) -> User | None:
    """Who of sales has it: the last to whom it was given on, else the first who had it."""
    given = given_on(handoff, view)
    return given[-1][1] if given else handoff.owner


def given_on(handoff: Handoff, view: View) -> list[tuple[int, User]] | None:
    """When and to whom of sales the lead was given on until it was decided; None: not told."""
    person = handoff.lead.person
    if not view.tools.keeps_owners:
        return None
    if view.tools.cuts_history and handoff.at < HISTORY_REACHES:
        return None
    until = view.as_of
    decided = handoff.decided
    if decided is not None and decided.at is not None:
        until = decided.at if decided.has_time else decided.at + 86399
    owners = view.owners(person)
    return [
        (at, after)
        for (_, before), (at, after) in pairwise(owners)
        if handoff.known_until < at <= until
        and before is not None
        and after is not None
        and before != after
        and before.is_sales
        and after.is_sales
    ]
