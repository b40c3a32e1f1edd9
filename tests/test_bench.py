"""The company of the bench: a smaller one repeated, in which no two copies share a record."""

import csv
from pathlib import Path

import pytest

from bench.exports import write_company
from tests.company.company import Company
from tests.company.tables import folder_name
from tests.company.world import EXPORTS
from tests.company.writing import write_exports

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of 240 people: 120 lives, told twice."""
    folder = tmp_path_factory.mktemp("bench") / "exports"
    write_company(240, folder, told=120)
    return folder


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 120 lives."""
    folder = tmp_path_factory.mktemp("bench") / "exports"
    write_exports(Company(120), "salesforce_marketo", folder)
    return folder


def rows(folder: Path, system: str, table: str, *, all_exports: bool = False) -> Rows:
    """Rows of a table's last export, or of all of them."""
    encoding = "cp1252" if system == "salesforce" else "utf-8"
    found: Rows = []
    for at in EXPORTS if all_exports else EXPORTS[-1:]:
        file = folder / system / folder_name(at) / f"{table}.csv"
        found += csv.DictReader(file.read_text(encoding).splitlines())
    return found


@pytest.mark.parametrize(
    ("system", "table", "key"),
    [
        ("salesforce", "Lead", "Id"),
        ("salesforce", "Contact", "Id"),
        ("salesforce", "Account", "Id"),
        ("salesforce", "Opportunity", "Id"),
        ("salesforce", "OpportunityContactRole", "Id"),
        ("marketo", "leads", "id"),
    ],
)
def test_each_copy_has_records_of_its_own(
    once: Path, twice: Path, system: str, table: str, key: str
) -> None:
    """There are twice as many, each under one id."""
    ids = [row[key] for row in rows(twice, system, table)]
    assert len(set(ids)) == len(ids) == 2 * len(rows(once, system, table))


@pytest.mark.parametrize(
    ("system", "table", "key"),
    [
        ("salesforce", "LeadHistory", "Id"),
        ("salesforce", "OpportunityHistory", "Id"),
        ("salesforce", "OpportunityFieldHistory", "Id"),
        ("salesforce", "CampaignMember", "Id"),
        ("salesforce", "Task", "Id"),
        ("salesforce", "Event", "Id"),
        ("marketo", "activities", "marketoGUID"),
    ],
)
def test_each_copy_has_histories_and_activities_of_its_own(
    once: Path, twice: Path, system: str, table: str, key: str
) -> None:
    """What one life left twice, in two exports, its copies leave four times."""
    told = {row[key] for row in rows(once, system, table, all_exports=True)}
    assert len({row[key] for row in rows(twice, system, table, all_exports=True)}) == 2 * len(told)


@pytest.mark.parametrize(
    ("system", "table"),
    [("salesforce", "User"), ("salesforce", "Campaign"), ("marketo", "programs")],
)
def test_what_is_the_companys_own_stays_one(
    once: Path, twice: Path, system: str, table: str
) -> None:
    """Users and programmes are no more than those of the smaller company."""
    assert rows(twice, system, table) == rows(once, system, table)


def test_the_tools_of_a_copy_name_each_others_records(once: Path, twice: Path) -> None:
    """As many leads of the CRM are named by the automation tool, twice; owners stay the same."""

    def joined(folder: Path) -> set[str]:
        known = {lead["Id"][:15] for lead in rows(folder, "salesforce", "Lead")}
        return known & {row["sfdcLeadId"] for row in rows(folder, "marketo", "leads")}

    assert joined(once)
    assert len(joined(twice)) == 2 * len(joined(once))
    leads = rows(twice, "salesforce", "Lead")
    accounts = {row["Id"] for row in rows(twice, "salesforce", "Account")}
    users = {row["Id"] for row in rows(twice, "salesforce", "User")}
    contacts = rows(twice, "salesforce", "Contact")
    assert {row["AccountId"] for row in contacts} - {"000000000000000AAA"} <= accounts
    queue = {owner for lead in leads if (owner := lead["OwnerId"]).startswith("00G")}
    assert len(queue) == 1
    assert {lead["OwnerId"] for lead in leads} <= users | queue


def test_no_address_is_of_two_copies(once: Path, twice: Path) -> None:
    """But the company's own, whose people are in no number anyway."""
    own = "@accord-sample.example"

    def addresses(folder: Path) -> set[str]:
        told = {row["email"] for row in rows(folder, "marketo", "leads")} - {"null"}
        return {address for address in told if not address.endswith(own)}

    assert len(addresses(twice)) == 2 * len(addresses(once))


def test_the_ids_of_a_copy_are_ids_of_salesforce(twice: Path) -> None:
    """The last three of 18 characters tell the capitals of the others, five for each."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    for row in rows(twice, "salesforce", "Lead"):
        groups = [row["Id"][start : start + 5] for start in (0, 5, 10)]
        bits = [sum(2**i for i, letter in enumerate(g) if letter.isupper()) for g in groups]
        assert row["Id"][15:] == "".join(letters[b] for b in bits)
