"""The list to work: what sales owes, and what it gave back lately, in the order to work it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.company.activities import engaged, told
from tests.company.agreement import agreed_reasons, version_at
from tests.company.facts import Fact, Owed, moment_text, owed, rounded
from tests.company.people import ENGAGEMENTS, Person
from tests.company.terms import completeness, last_owner
from tests.company.truth import Handoff, View, age

WORK_COLUMNS = (
    "list_name", "list_position", "clock", "to_do", "owner", "owner_name", "first_name",
    "last_name", "company_name", "segment", "source", "campaign", "missing_fields",
    "last_engagement_kind", "last_engagement_asset", "last_engaged_at", "decision", "reason_code",
    "action", "agreement_version", "target_business_minutes", "used_business_minutes",
    "used_of_target", "attempts", "handed_off_at", "due_at", "decided_at",
)  # fmt: skip
LISTS = {"overdue": "breached", "at_risk": "at_risk"}
# For so many days what came back stays on the list.
LATELY_DAYS = 7


@dataclass(frozen=True)
class Listed:
    """A handoff on a list: by its most urgent clock, or when it was given back."""

    handoff: Handoff
    due: Owed | None
    given_back_at: int | None = None

    @property
    def list_name(self) -> str:
        """The list on which it stands."""
        return LISTS.get(self.due.risk, "to_work") if self.due else "given_back"

    @property
    def place(self) -> tuple[str, float, int, int]:
        """The most used first, what nobody can measure last; of those given back the latest."""
        used = self.due.used_of_target if self.due else None
        known = float("-inf") if used is None else used
        return self.list_name, -known, -(self.given_back_at or 0), self.handoff.at


def work_facts(handoffs: list[Handoff], view: View) -> Counter[Fact]:
    """Every handoff that asks for something, in the order of WORK_COLUMNS."""
    facts: Counter[Fact] = Counter()
    reasons = agreed_reasons()
    found = list(_listed(handoffs, view.as_of))
    for listed in found:
        handoff, due = listed.handoff, listed.due
        person, owner = handoff.lead.person, last_owner(handoff, view)
        places = [each.place for each in found if each.list_name == listed.list_name]
        facts[
            listed.list_name,
            1 + sum(place < listed.place for place in places),
            *((due.clock, due.to_do) if due else (None, None)),
            owner.email if owner else "(unknown)",
            owner.name if owner else None,
            person.first_name,
            person.last_name,
            person.account.name if person.account else None,
            *(handoff.lead.dimensions[name] for name in ("segment", "source", "campaign")),
            completeness(handoff, view)[1],
            *_last_engaged(person, view),
            handoff.decision,
            handoff.reason_code,
            reasons.get(handoff.reason_code or "", {}).get("action"),
            version_at(handoff.at),
            *((due.target, rounded(due.used), rounded(due.used_of_target)) if due else [None] * 3),
            handoff.attempts,
            moment_text(handoff.at),
            moment_text(due.due_at) if due else None,
            moment_text(listed.given_back_at),
        ] += 1
    return facts


def _listed(handoffs: list[Handoff], as_of: int) -> Iterator[Listed]:
    for handoff in handoffs:
        clocks = list(owed(handoff))
        if clocks:
            # of equals the first, which is the touch
            yield Listed(handoff, max(clocks, key=lambda due: due.used_of_target or 0.0))
        elif handoff.decision in ("rejected", "recycled") and handoff.decided is not None:
            since = age(handoff.decided, as_of)
            if since is not None and 0 <= since <= LATELY_DAYS:
                yield Listed(handoff, None, handoff.decided.at)


def _last_engaged(person: Person, view: View) -> tuple[object, object, str | None]:
    """What the person did last of what marketing sees, about what, and when."""
    done = [engagement for engagement in told(person, view) if engagement.kind in ENGAGEMENTS]
    if not done:
        return None, None, None
    last = max(done, key=lambda engagement: engagement.at)
    _, kind, asset, *_ = engaged(last, view)
    return kind, asset, moment_text(last.at)
