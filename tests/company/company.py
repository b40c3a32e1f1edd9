"""The company: its households, one after the other, from a seed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from tests.company.cases import CASES
from tests.company.people import Deal, DealTwin, Household, Person
from tests.company.scores import qualifying
from tests.company.story import ordinary
from tests.company.tools import EVERY_TOOL, HUBSPOT, SALESFORCE_MARKETO, Tools
from tests.company.world import EXPORTS, MINUTE, REPEATED_HOURS


@dataclass(frozen=True)
class Company:
    """`people` is the least number of people; a household in the making may add one.

    Whoever's story its tools cannot tell is left out; `only_common` leaves out everybody whose
    story some tool cannot tell, or tells otherwise.
    """

    people: int = 700
    seed: int = 20261005
    tools: Tools = SALESFORCE_MARKETO
    only_common: bool = False

    def households(self) -> Iterator[Household]:
        """The same households in the same order, every time."""
        told, index = 0, 0
        while told < self.people:
            household = self._household(index)
            index += 1
            told += len(household.people)
            household = _of_those(household, self._is_told)
            if not self.tools.keeps_seconds:
                drop_seconds(household)
            yield household

    def _is_told(self, person: Person) -> bool:
        if self.only_common and not (
            person.told_in == EVERY_TOOL and person.is_told_alike and _is_scored_alike(person)
        ):
            return False
        return self.tools.name in person.told_in

    def _household(self, index: int) -> Household:
        """The household of an index, told again until nobody acts in the repeated hour."""
        telling = 0
        while True:
            rng = Random(f"{self.seed}/{index}/{telling}")
            tell = CASES[index] if index < len(CASES) else ordinary
            household = tell(2 * index, rng)
            if not any(REPEATED_HOURS[0] <= at < REPEATED_HOURS[1] for at in household.moments()):
                return household
            telling += 1


def _is_scored_alike(person: Person) -> bool:
    """Whether points make the same of the person in all tools.

    Not where one shows later what they are given for, nor of whom a second tool never delivered.
    """
    found = qualifying(person, SALESFORCE_MARKETO, EXPORTS)
    is_delivered = person.crm_at is not None or not found
    return is_delivered and found == qualifying(person, HUBSPOT, EXPORTS)


def _of_those(household: Household, is_told: Callable[[Person], bool]) -> Household:
    """The household without the people of whom the tools cannot tell, nor deals of them alone."""
    people = [person for person in household.people if is_told(person)]
    deals = [deal for deal in household.deals if not _of(deal) or any(map(is_told, _of(deal)))]
    for deal in deals:
        deal.onlookers = [(person, at) for person, at in deal.onlookers if is_told(person)]
    return Household(people, deals)


def _of(deal: Deal) -> list[Person]:
    """Who has a part in a deal, or is its contact."""
    contact = [] if deal.contact is None else [deal.contact]
    return [person for person, _ in deal.members] + contact


def drop_seconds(household: Household) -> None:
    """Every moment of the household at the beginning of its minute."""

    def minute(at: int) -> int:
        return at - at % MINUTE

    for person in household.people:
        person.known_at = minute(person.known_at)
        person.crm_at = None if person.crm_at is None else minute(person.crm_at)
        person.engagements = [replace(e, at=minute(e.at)) for e in person.engagements]
        person.acts = [replace(act, at=minute(act.at)) for act in person.acts]
        person.owners = [(minute(at), user) for at, user in person.owners]
        person.doubles = [replace(d, created_at=minute(d.created_at)) for d in person.doubles]
        person.title_known_at = (
            None if person.title_known_at is None else minute(person.title_known_at)
        )
        person.rulings = [
            replace(r, mql_at=None if r.mql_at is None else minute(r.mql_at))
            for r in person.rulings
        ]
        person.history_from = None if person.history_from is None else minute(person.history_from)
        for lead in person.passes:
            lead.opened_at = minute(lead.opened_at)
            lead.steps = [replace(step, at=minute(step.at)) for step in lead.steps]
    for deal in household.deals:
        deal.created_at = minute(deal.created_at)
        deal.converted_at = None if deal.converted_at is None else minute(deal.converted_at)
        if deal.twin is not None:
            twin = deal.twin
            deal.twin = DealTwin(
                minute(twin.created_at), minute(twin.won_at), minute(twin.merged_at)
            )
        deal.progress = [replace(progress, at=minute(progress.at)) for progress in deal.progress]
