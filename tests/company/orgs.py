"""The company with two orgs of each of its tools, as after a merger: each tool and its `@emea`.

An account is one org's, with all whose stories touch it. Both orgs have all users and campaigns.
"""

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from orchestration.settings import SAMPLE_SEEDS
from tests.company.company import Company
from tests.company.marketo import MarketoExports
from tests.company.people import Household
from tests.company.salesforce import SalesforceExports
from tests.company.survey import write_survey
from tests.company.world import EXPORTS

OTHER = "@emea"
_RECORD = re.compile(r"salesforce(?=:\w+:(\w+))")


def write_two_orgs(company: Company, folder: Path) -> None:
    """Write the exports of the company of Salesforce with Marketo, each tool's in two orgs."""
    aside = folder / "aside"
    with ExitStack() as stack:
        orgs: list[list[Callable[[Household], None]]] = [
            [
                stack.enter_context(SalesforceExports(below, EXPORTS)).add,
                stack.enter_context(MarketoExports(below, EXPORTS)).add,
            ]
            for below in (folder, aside)
        ]
        for household, org in _of_orgs(list(company.households())):
            for write in orgs[org]:
                write(household)
    for system in aside.iterdir():
        system.rename(folder / f"{system.name}{OTHER}")
    aside.rmdir()
    _keep_the_same_histories(folder)
    write_survey(folder, EXPORTS)


def _of_orgs(households: list[Household]) -> Iterator[tuple[Household, int]]:
    """Each household with its org: that of the first household with one of its accounts."""
    orgs: dict[int, int] = {}
    for place, household in enumerate(households):
        accounts = {person.account.number for person in household.people if person.account}
        # of accounts of both orgs, nobody's household has any
        [org] = {orgs[account] for account in accounts if account in orgs} or {place % 2}
        orgs |= dict.fromkeys(accounts, org)
        yield household, org


def _keep_the_same_histories(folder: Path) -> None:
    """Let both orgs keep the history of the same fields, though few values ever changed.

    What only one org tells of a field is told by the other too, of a record that it has not.
    """
    for export in sorted((folder / "salesforce").iterdir()):
        files = [
            folder / f"salesforce{org}" / export.name / "LeadHistory.csv" for org in ("", OTHER)
        ]
        lines = [file.read_text("cp1252").splitlines() for file in files]
        fields = [{line.split(",")[5] for line in each} for each in lines]
        for file, own, others in zip(files, fields, reversed(lines), strict=True):
            with file.open("a", encoding="cp1252", newline="") as stream:
                stream.writelines(f"{line}\n" for line in others if line.split(",")[5] not in own)


def write_seeds(exports: Path, seeds: Path) -> None:
    """Write the sample's seeds, in which a record of the other org is named as its."""
    shutil.copytree(SAMPLE_SEEDS, seeds, ignore=shutil.ignore_patterns("exports"))
    others = {
        row["Id"]
        for file in (exports / f"salesforce{OTHER}").glob("*/*.csv")
        for row in csv.DictReader(file.read_text("cp1252").splitlines())
    }
    for below in ("agreement/rulings.csv", "mappings/identity_overrides.csv"):
        text = (seeds / below).read_text("utf-8")
        named = _RECORD.sub(lambda key: key[0] + (OTHER if key[1] in others else ""), text)
        assert OTHER in named, below
        (seeds / below).write_text(named, "utf-8")
