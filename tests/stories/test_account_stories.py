"""What becomes of an account counts for its people from the day on which its history says so."""

from pathlib import Path

import duckdb
import pytest

from orchestration.databases import candidate_of
from tests.compiled_models import CompiledModels
from tests.nights import compute, write_export
from tests.seeds.agreements import edit, write_agreement
from tests.stories.crm import REP, account, contact

DAY = "2026-10-05T0200Z"

# Version 2 scores by the size of the company alone, from 200 on. Ada's and Hal's companies grew
# from 50 to 400 on 10 September at 9:00 UTC, Bea's and Ida's shrank from 400 to 50, and Cyd's and
# Jon's had 400 all along. A new title on 20 August has everybody judged that day.
SALESFORCE = {
    "User": [
        "Id,Name,Department,TimeZoneSidKey,UserType,IsActive",
        f"{REP},Rita Rep,Sales,Europe/Paris,Standard,1",
    ],
    "Account": [
        "Id,Name,NumberOfEmployees,OwnerId,CreatedDate",
        f"{account('1')},Grown,400,{REP},2026-02-02 08:00:00",
        f"{account('2')},Shrunk,50,{REP},2026-02-02 08:00:00",
        f"{account('3')},Large,400,{REP},2026-02-02 08:00:00",
    ],
    "AccountHistory": [
        "Id,AccountId,CreatedById,CreatedDate,Field,OldValue,NewValue",
        f"0175g0000000001AAA,{account('1')},{REP},2026-09-10 09:00:00,NumberOfEmployees,50,400",
        f"0175g0000000002AAA,{account('2')},{REP},2026-09-10 09:00:00,Employees,400,50",
    ],
    "ContactHistory": [
        "Id,ContactId,CreatedById,CreatedDate,Field,OldValue,NewValue",
        *(
            f"0175g000000001{number}AAA,{contact(number)},{REP},2026-08-20 08:00:00,Title,,CEO"
            for number in "123"
        ),
    ],
    "Lead": ["Id,LastName,Email,Status,OwnerId,CreatedDate"],
    "Contact": [
        "Id,LastName,Email,AccountId,OwnerId,Title,CreatedDate",
        f"{contact('1')},Doe,ada@grown.example,{account('1')},{REP},CEO,2026-08-03 08:00:00",
        f"{contact('2')},Doe,bea@shrunk.example,{account('2')},{REP},CEO,2026-08-03 08:00:00",
        f"{contact('3')},Doe,cyd@large.example,{account('3')},{REP},CEO,2026-08-03 08:00:00",
    ],
}
HUBSPOT = {
    "companies": [
        "hs_object_id,name,numberofemployees,createdate",
        "201,Grand,400,2026-02-02T08:00:00Z",
        "202,Petit,50,2026-02-02T08:00:00Z",
        "203,Vaste,400,2026-02-02T08:00:00Z",
    ],
    "company_property_history": [
        "company_id,property,value,changed_at",
        "201,numberofemployees,50,2026-02-02T08:00:00Z",
        "201,numberofemployees,400,2026-09-10T09:00:00Z",
        "202,numberofemployees,400,2026-02-02T08:00:00Z",
        "202,numberofemployees,50,2026-09-10T09:00:00Z",
    ],
    "contact_property_history": [
        "contact_id,property,value,changed_at",
        *(f"{number},jobtitle,CEO,2026-08-20T08:00:00Z" for number in (101, 102, 103)),
    ],
    "contacts": [
        "hs_object_id,email,jobtitle,associatedcompanyid,createdate,lastmodifieddate",
        "101,hal@grand.example,CEO,201,2026-08-03T08:00:00Z,2026-08-03T08:00:00Z",
        "102,ida@petit.example,CEO,202,2026-08-03T08:00:00Z,2026-08-03T08:00:00Z",
        "103,jon@vaste.example,CEO,203,2026-08-03T08:00:00Z,2026-08-03T08:00:00Z",
    ],
}


@pytest.fixture(scope="module")
def scored(
    compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str | None]:
    """When each person was a scored MQL, by first name."""
    folder: Path = tmp_path_factory.mktemp("accounts")
    write_agreement(folder / "own")
    edit(folder / "own", "agreement_versions", "explicit,either,30,20", "explicit,scored,20,0")
    write_export(folder / "exports", DAY, SALESFORCE, "salesforce")
    write_export(folder / "exports", DAY, HUBSPOT, "hubspot")
    home = folder / "home"
    compute(compiled, folder / "exports", home, "fct_leads", "dim_people", seeds=folder / "own")
    with duckdb.connect(str(candidate_of(home)), read_only=True) as database:
        found = database.execute(
            "select split_part(people.email, '@', 1), strftime(leads.scored_mql_at, '%m-%d %H:%M')"
            " from core.fct_leads as leads"
            " inner join core.dim_people as people on leads.person_id = people.person_id"
        ).fetchall()
    return dict(found)


@pytest.mark.parametrize("people", [("ada", "bea", "cyd"), ("hal", "ida", "jon")])
def test_a_person_is_scored_by_what_the_account_was_at_each_moment(
    scored: dict[str, str | None], people: tuple[str, str, str]
) -> None:
    grown, shrunk, large = people
    assert scored[grown] == "09-10 09:00"
    assert scored[shrunk] == "08-20 08:00"
    assert scored[large] == "08-20 08:00"
