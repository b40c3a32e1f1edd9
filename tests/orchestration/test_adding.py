"""`accord add`: files of an export, wherever they lie, told by their headers and put in place."""

import csv
import gzip
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from orchestration.cli import app
from orchestration.night import Company
from orchestration.preflight import arrange_loose
from orchestration.settings import SAMPLE_EXPORTS, RunOptions

LEAD = "Id,Email,Company,Status,IsConverted,CreatedDate\n00Q000000000001AAA,a@b.example,B,New,0,\n"
ACTIVITY = "marketoGUID,leadId,activityDate,activityTypeId\nm1,1,2026-09-01T08:00:00Z,2\n"
FRENCH_CONTACTS = (
    '"ID de fiche d\'informations","E-mail","Prénom","Nom","Phase du cycle de vie"\n'
    '"1","a@b.example","A","B","Lead"\n'
)


class Desk:
    """A folder of downloads and a folder of exports."""

    def __init__(self, folder: Path):
        self.downloads, self.exports = folder / "downloads", folder / "exports"
        self.downloads.mkdir()
        self.exports.mkdir()

    def download(self, name: str, content: str) -> str:
        """A file that was downloaded at 08:30 UTC, half past ten in Paris."""
        path = self.downloads / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        when = datetime(2026, 10, 1, 8, 30, tzinfo=UTC).timestamp()
        os.utime(path, (when, when))
        return str(path)

    def add(self, *arguments: str) -> Result:
        """What `accord add` says."""
        return CliRunner().invoke(app, ["add", *arguments, "--exports", str(self.exports)])

    @property
    def placed(self) -> list[str]:
        """The files below the folder of exports."""
        return sorted(
            str(each.relative_to(self.exports))
            for each in self.exports.rglob("*")
            if each.is_file()
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_files_are_told_by_their_headers_and_keep_a_name_that_a_night_knows(desk: Desk) -> None:
    result = desk.add(
        desk.download("Lead.csv", LEAD),
        desk.download("download (3).csv", ACTIVITY),
        desk.download("ma vue 2026.csv", FRENCH_CONTACTS),
    )
    assert result.exit_code == 0, result.output
    # half past ten in the zone of the company, which is Paris
    assert desk.placed == [
        "hubspot/2026-10-01T1030/contact.csv",
        "marketo/2026-10-01T1030/activity.csv",
        "salesforce/2026-10-01T1030/Lead.csv",
    ]
    assert "Lead.csv is salesforce.lead (6 of 6 columns known)" in result.output
    assert "3 of 3 files were put" in result.output


def test_files_of_every_format_are_told(desk: Desk) -> None:
    activity = dict(zip(*csv.reader(ACTIVITY.splitlines()), strict=True))
    answer = {"requestId": "r1", "success": True, "result": [activity]}
    leads = dict(zip(*csv.reader(LEAD.splitlines()), strict=False))
    desk.download("x/answer.json", json.dumps(answer))
    pq.write_table(pa.Table.from_pylist([leads]), desk.downloads / "x" / "part-0.parquet")
    with xlsxwriter.Workbook(desk.downloads / "x" / "book.xlsx") as book:
        for row, cells in enumerate(csv.reader(FRENCH_CONTACTS.splitlines())):
            (book.get_worksheet_by_name("Feuil1") or book.add_worksheet("Feuil1")).write_row(
                row, 0, cells
            )
    (desk.downloads / "x" / "packed.csv.gz").write_bytes(gzip.compress(LEAD.encode()))
    result = desk.add(str(desk.downloads / "x"), "--at", "2026-10-01")
    assert result.exit_code == 0, result.output
    assert desk.placed == [
        "hubspot/2026-10-01/contact.xlsx",
        "marketo/2026-10-01/activity.json",
        "salesforce/2026-10-01/lead.csv.gz",
        "salesforce/2026-10-01/lead.parquet",
    ]


def test_a_workbook_of_several_objects_says_what_to_do_with_its_sheets(desk: Desk) -> None:
    for name in ("Leads", "Feuil2"):
        file = desk.downloads / f"{name}.xlsx"
        with xlsxwriter.Workbook(file) as book:
            for sheet in ("Activities", name):
                content = ACTIVITY if sheet == "Activities" else LEAD
                made = book.add_worksheet(sheet)
                for row, cells in enumerate(csv.reader(content.splitlines())):
                    made.write_row(row, 0, cells)
    named = desk.add(str(desk.downloads / "Leads.xlsx"), "--at", "2026-10-01")
    other = desk.add(str(desk.downloads / "Feuil2.xlsx"), "--at", "2026-10-01")
    assert other.exit_code == 1
    assert "'Feuil2' is salesforce.lead: name it lead" in other.output
    # either would be lost in the other's folder
    assert named.exit_code == 1
    told = (
        "its sheets are of several tools: 'Activities' is marketo.activity, 'Leads' is salesforce"
    )
    assert told in named.output.replace("\n", " ")
    assert desk.placed == []


def test_a_folder_and_a_zip_give_what_they_hold_and_tell_what_is_nothing(desk: Desk) -> None:
    desk.download("all/notes.txt", "call them on Monday\n")
    desk.download("all/deep/Lead.csv", LEAD)
    with zipfile.ZipFile(desk.downloads / "all/week.zip", "w") as archive:
        archive.writestr("x/Lead.csv", LEAD.replace("00Q000000000001", "00Q000000000002"))
        archive.writestr("README", "read me")
    result = desk.add(str(desk.downloads / "all"), "--at", "2026-10-01")
    assert result.exit_code == 0, result.output
    # two files of one name are both there
    assert desk.placed == ["salesforce/2026-10-01/2/Lead.csv", "salesforce/2026-10-01/Lead.csv"]
    assert "notes.txt: its header is that of no object" in result.output
    assert "README: its header is that of no object" in result.output


def test_where_a_file_that_was_named_is_nothing_none_is_put_anywhere(desk: Desk) -> None:
    result = desk.add(desk.download("Lead.csv", LEAD), desk.download("x.csv", "a,b\n1,2\n"))
    assert result.exit_code == 1
    assert "x.csv: its header is that of no object of a tool" in result.output
    assert desk.placed == []


def test_to_add_twice_changes_nothing_and_another_file_in_its_place_is_told(desk: Desk) -> None:
    lead = desk.download("Lead.csv", LEAD)
    desk.add(lead)
    again = desk.add(lead, "--json")
    [file] = json.loads(again.output)["files"]
    assert (file["target"], file["was_there"]) == ("salesforce/2026-10-01T1030/Lead.csv", True)
    other = desk.add(desk.download("Lead.csv", LEAD.replace("New", "Open")))
    assert other.exit_code == 2
    assert "is there already, and holds something else" in other.output
    assert "New" in (desk.exports / "salesforce/2026-10-01T1030/Lead.csv").read_text("utf-8")


def test_a_header_of_two_tools_asks_whose_it_is_unless_the_other_files_say(desk: Desk) -> None:
    # an id and an e-mail: of a user of many a tool
    users = desk.download("users.csv", "id,email,name\n1,a@b.example,A\n")
    alone = desk.add(users)
    assert alone.exit_code == 1
    assert "say whose it is (--tool)" in alone.output
    told = desk.add(users, "--tool", "template")
    assert told.exit_code == 0, told.output
    assert desk.placed == ["template/2026-10-01T1030/users.csv"]
    people = desk.download("people.csv", "id,email,stage,owner,created_at\np1,a@b.example,New,1,\n")
    together = desk.add(users, people, "--at", "2026-10-02")
    assert together.exit_code == 0, together.output
    assert "template/2026-10-02/users.csv" in desk.placed


# As another CRM's API writes it: id, name, created, updated and owner are words of Pipedrive too.
PERSONS = "id,name,add_time,update_time,owner_id,lead_ref,headline,mails,numbers,pages,handles\n"
PIPEDRIVE_DEAL = "id,title,value,currency,status,add_time,update_time,stage_id,person_id\n"


def test_a_file_that_a_tool_has_by_its_name_more_than_by_its_header_asks_whose_it_is(
    desk: Desk,
) -> None:
    persons = desk.download("persons.csv", f"{PERSONS}1,A,,,,,,,,,\n")
    alone = desk.add(persons)
    assert alone.exit_code == 1
    said = alone.output.replace("\n", " ")
    assert "it might be pipedrive.persons, by its name (5 of 11 columns known)" in said
    assert "say whose it is (--tool)" in said
    beside = desk.add(persons, desk.download("Lead.csv", LEAD))
    assert beside.exit_code == 1
    assert "and the other files are of salesforce" in beside.output.replace("\n", " ")
    assert desk.placed == []
    told = desk.add(persons, "--tool", "pipedrive", "--at", "2026-10-01")
    assert told.exit_code == 0, told.output
    deals = desk.download("deals.csv", f"{PIPEDRIVE_DEAL}1,D,5,EUR,open,,,2,1\n")
    together = desk.add(persons, deals, "--at", "2026-10-02")
    assert together.exit_code == 0, together.output
    assert desk.placed == [
        "pipedrive/2026-10-01/persons.csv",
        "pipedrive/2026-10-02/deals.csv",
        "pipedrive/2026-10-02/persons.csv",
    ]


def test_a_header_of_two_tools_is_of_the_one_whose_files_most_others_are(desk: Desk) -> None:
    users = desk.download("users.csv", "id,email,name\n1,a@b.example,A\n")
    opportunity = "Id,Name,StageName,Amount,CloseDate,IsWon,IsClosed,CreatedDate\n"
    result = desk.add(
        users,
        desk.download("Lead.csv", LEAD),
        desk.download("Opportunity.csv", f"{opportunity}0065g0000000001AAA,,,,,,,\n"),
        desk.download("contacts.csv", FRENCH_CONTACTS),
        *("--at", "2026-10-01"),
    )
    assert result.exit_code == 0, result.output
    assert "salesforce/2026-10-01/users.csv" in desk.placed


def test_a_file_that_a_tool_writes_and_nothing_reads_is_put_nowhere(desk: Desk) -> None:
    desk.download("week/deep/activity_type.csv", "id,name,description\n2,Fill Out Form,\n")
    desk.download("week/activity.csv", ACTIVITY)
    result = desk.add(str(desk.downloads / "week"), "--at", "2026-10-01")
    assert result.exit_code == 0, result.output
    said = result.output.replace("\n", " ")
    assert "marketo writes a file of that name, and nothing here reads it" in said
    assert desk.placed == ["marketo/2026-10-01/activity.csv"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--at", "yesterday"], "--at: found 'yesterday'; expected the time of the export"),
        (["--tool", "salesfroce"], "--tool: no tool named 'salesfroce' is declared"),
        (["nowhere.csv"], "nowhere.csv is no file and no folder"),
    ],
)
def test_what_cannot_be_used_is_told(desk: Desk, arguments: list[str], expected: str) -> None:
    result = desk.add(desk.download("Lead.csv", LEAD), *arguments)
    assert result.exit_code == 2
    assert expected in result.output


def test_nothing_is_added_to_the_sample_company(desk: Desk) -> None:
    before = sorted(SAMPLE_EXPORTS.rglob("*"))
    result = CliRunner().invoke(app, ["add", desk.download("Lead.csv", LEAD)], env={})
    assert result.exit_code == 2
    assert "the sample company's exports are nobody's to add to" in result.output
    assert sorted(SAMPLE_EXPORTS.rglob("*")) == before


def test_a_check_looks_at_files_that_lie_anywhere_as_if_they_had_been_added(
    desk: Desk, tmp_path: Path
) -> None:
    desk.download("this week/Lead.csv", LEAD)
    desk.download("notes.txt", "call them on Monday\n")
    company = Company.read(RunOptions.resolve(exports=desk.downloads, environment={}))
    placed = {Path(each.shown).name: each for each in arrange_loose(company, tmp_path / "aside")}
    lead, notes = placed["Lead.csv"], placed["notes.txt"]
    assert lead.target == "salesforce/2026-10-01T1030/Lead.csv"
    assert (tmp_path / "aside" / lead.target).read_text("utf-8") == LEAD
    assert notes.target is None


def test_a_check_of_a_folder_in_which_an_export_has_its_place_arranges_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    desk.download("salesforce/2026-10-01/Lead.csv", LEAD)
    desk.download("Lead.csv", LEAD)
    company = Company.read(RunOptions.resolve(exports=desk.downloads, environment={}))
    assert arrange_loose(company, tmp_path / "aside") == ()
