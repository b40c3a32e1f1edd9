"""What every CRM is told of a person: the words of the way it went, one after the other."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from tests.company.people import Deal, Household, Person
from tests.company.tables import ToolExports

# The CRM hears of an MQL from the automation tool a little later.
MQL_LAG = 90


def status_changes(
    person: Person,
    words: Mapping[str, str],
    converted: str | None = None,
    *,
    tells_days: bool = False,
) -> list[tuple[int, str]]:
    """What the record's status said after its creation, and since when, in order.

    `words` are the tool's own for the stages, `converted` the one for a lead that was: none follows
    it. A stage of which only the day is known is in it where the tool tells so.
    """
    changes: list[tuple[int, str]] = []
    converted_at = person.converted_at if converted else None
    for lead in person.passes:
        for step in lead.steps:
            if converted_at is not None and step.at >= converted_at:
                continue
            at = step.at
            if step.stage == "sql" and person.sql_day_only and not tells_days:
                continue
            if step.stage == "mql":
                if not person.has_history or step.at < (person.crm_at or 0):
                    continue
                at += MQL_LAG if person.tools == "both" else 0
            changes.append((at, words[step.stage]))
    if converted_at is not None and converted:
        changes.append((converted_at, converted))
    # two words of the same second keep their order
    return sorted(changes, key=lambda change: change[0])


def first_status(person: Person, words: Mapping[str, str], fresh: str) -> str:
    """The status with which the record was made: `fresh`, or that of an MQL delivered late."""
    steps = [step.at for lead in person.passes for step in lead.steps if step.stage == "mql"]
    return words["mql"] if any(at < (person.crm_at or 0) for at in steps) else fresh


class CrmExports(ToolExports):
    """All exports of one CRM, in each of which a record is as it was then."""

    def add(self, household: Household) -> None:
        """A household, in every export that knows it."""
        for index in range(len(self._exports)):
            for person in household.people:
                if person.account is not None:
                    self._accounts.add(person.account.number)
                self._write_person(index, person)
            for deal in household.deals:
                self._accounts.add(deal.account.number)
                self._write_deal(index, deal)

    @abstractmethod
    def _write_person(self, index: int, person: Person) -> None:
        """Write into one export what it knows of a person."""

    @abstractmethod
    def _write_deal(self, index: int, deal: Deal) -> None:
        """Write into one export what it knows of a deal."""
