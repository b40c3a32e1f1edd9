"""Excel workbooks: sheets as files, cells as what they are, and workbooks that are none."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.loading.conftest import Desk, the_load

FOLDER = "desk/2026-10-01T0200"
HEADER = ["id", "Adresse e-mail", "Créé le", "due_on", "amount", "score", "is_client", "status"]


def workbook(
    sheets: dict[str, list[list[Any]]],
    after: Callable[[dict[str, Worksheet]], object] = lambda _: None,
    **options: Any,
) -> bytes:
    """A workbook of sheets of rows; `after` may change the sheets."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        shown = {
            date: book.add_format({"num_format": "dd/mm/yy"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            time: book.add_format({"num_format": "hh:mm"}),
            timedelta: book.add_format({"num_format": "[h]:mm"}),
        }
        made = {}
        for name, rows in sheets.items():
            made[name] = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    made[name].write(line, column, value, shown.get(type(value)))
        after(made)
    return content.getvalue()


def of_people(*rows: list[Any], **options: Any) -> bytes:
    return workbook({"Sheet1": [HEADER, *rows]}, **options)


@pytest.mark.parametrize("date_1904", [False, True])
def test_cells_are_read_as_what_they_are_not_as_they_look(desk: Desk, date_1904: bool) -> None:
    desk.put(
        f"{FOLDER}/people.xlsx",
        of_people(
            # the third of February, which the cell shows as 03/02/26; Paris is an hour ahead of UTC
            ["p1", "a@b.example", datetime(2026, 2, 3, 9, 30, 15), date(2026, 4, 5), 1234.5, 12],
            [2, "", datetime(2026, 2, 3), "06/07/2026", "1 234,50", 3.0, True, "New"],
            date_1904=date_1904,
        ),
    )
    assert the_load(desk.load()).rows_landed == 2
    assert desk.rows(columns="id, created_at, created_at_has_time, due_on, amount, score") == [
        ("p1", datetime(2026, 2, 3, 8, 30, 15), True, date(2026, 4, 5), Decimal("1234.50"), 12),
        ("2", datetime(2026, 2, 2, 23, 0), True, date(2026, 7, 6), Decimal("1234.50"), 3),
    ]
    assert desk.rows(columns="is_client, status") == [(False, None), (True, "New")]


def test_a_column_of_days_has_no_times(desk: Desk) -> None:
    desk.put(f"{FOLDER}/people.xlsx", of_people(["p1", "", date(2026, 2, 3)]))
    desk.load()
    assert desk.rows(columns="created_at, created_at_has_time") == [
        (datetime(2026, 2, 2, 23, 0), False)
    ]


def test_what_is_no_declared_column_is_kept_as_text(desk: Desk) -> None:
    row = [0.1, timedelta(hours=30, minutes=5), time(9, 30), 1e-7, 'two\r\nlines, and "quotes"']
    head = ["id", "share", "spent", "at", "tiny", "note"]
    desk.put(f"{FOLDER}/people.xlsx", workbook({"People": [head, ["p1", *row]]}))
    desk.load()
    assert json.loads(desk.value("_extra")) == {
        "share": "0,1",
        "spent": "30:05:00",
        "at": "09:30:00",
        "tiny": "0,0000001",
        "note": 'two\nlines, and "quotes"',
    }


def test_sheets_named_as_objects_are_theirs_and_the_others_are_told(desk: Desk) -> None:
    desk.put(
        f"{FOLDER}/export of october.xlsx",
        workbook(
            {
                "Notes": [["made by hand"]],
                "People": [HEADER, ["p1"]],
                "Visits": [["visit_id", "person_id"], [1, "p1"], [2, "p1"]],
                "Everybody": [HEADER, ["p1"]],
                "People 2": [HEADER, ["p2"]],
            },
            after=lambda sheets: sheets["People 2"].hide(),
        ),
    )
    told = {load.file.rsplit("/", 1)[1]: load for load in desk.load().loads}
    assert {name: (load.status, load.rows_landed) for name, load in told.items()} == {
        "Notes": ("ignored", 0),
        "People": ("landed", 1),
        "Visits": ("landed", 2),
        "Everybody": ("ignored", 0),
        "People 2": ("ignored", 0),
    }
    assert "its header is that of desk.people: name it people" in str(told["Everybody"].message)
    assert "a hidden sheet" in str(told["People 2"].message)


def test_where_no_sheet_has_a_name_the_first_in_sight_is_the_file_s(desk: Desk) -> None:
    desk.put(
        f"{FOLDER}/people.xlsx",
        workbook(
            {"Macro": [["x"]], "Feuil1": [HEADER, ["p1"]], "Feuil2": [["x"]]},
            after=lambda sheets: (sheets["Feuil1"].activate(), sheets["Macro"].hide()),
        ),
    )
    statuses = {load.file: load.status for load in desk.load().loads}
    assert statuses == {
        f"{FOLDER}/people.xlsx/Macro": "ignored",
        f"{FOLDER}/people.xlsx/Feuil1": "landed",
        f"{FOLDER}/people.xlsx/Feuil2": "ignored",
    }


def test_a_title_and_blank_rows_are_no_rows_and_a_refused_one_is_told_by_its_number(
    desk: Desk,
) -> None:
    rows = [
        ["People of October"],
        [],
        ["", *HEADER],
        ["", "p1", "first\nsecond line"],
        [],
        # of the sheet this is row 6
        ["", "p2", "", "no time"],
        ["", "", "nobody@b.example"],
    ]
    desk.put(f"{FOLDER}/people.xlsx", workbook({"Sheet1": rows}))
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (3, 2, 1)
    assert "1 rows above the header left out" in str(load.message)
    assert desk.control("refused_values", "line, column_name") == [(6, "created_at")]
    assert desk.control("refused_rows", "line, column_name") == [(7, "id")]


def test_totals_below_the_data_are_left_out_and_told(desk: Desk) -> None:
    desk.put(
        f"{FOLDER}/people.xlsx",
        of_people(["p1", "", "", "", 10], ["p2", "", "", "", 5], [], ["Total", "", "", "", 15]),
    )
    load = the_load(desk.load())
    assert (load.rows_landed, load.message) == (2, "1 lines behind the data left out")


def test_a_long_id_that_the_spreadsheet_rounded_is_refused(desk: Desk) -> None:
    desk.put(
        f"{FOLDER}/people.xlsx", of_people([104821000000123456], ["104821000000123456"], ["p3"])
    )
    load = the_load(desk.load())
    assert (load.rows_landed, load.rows_refused) == (2, 1)
    [(line, reason)] = desk.control("refused_rows", "line, reason")
    assert line == 2
    assert "rounded" in reason


def test_a_workbook_lands_once_and_again_only_when_it_changes(desk: Desk) -> None:
    book = workbook({"People": [HEADER, ["p1"]], "Visits": [["visit_id", "person_id"], [1, "p1"]]})
    desk.put(f"{FOLDER}/export.xlsx", book)
    assert desk.load().new_files == 2
    assert desk.load().new_files == 0
    desk.put(f"{FOLDER}/export.xlsx", of_people(["p1"], ["p2"]))
    loads = {load.file: load for load in desk.load().loads}
    kept = "no longer in the exports folder: its landing is kept"
    assert loads[f"{FOLDER}/export.xlsx/People"].message == kept


def test_workbooks_come_in_a_zip_too(desk: Desk) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("people-1.xlsx", of_people(["p1"]))
        archive.writestr("people-2.xlsx", of_people(["p2"]))
    desk.put(f"{FOLDER}/export.zip", content.getvalue())
    assert sum(load.rows_landed for load in desk.load().loads) == 2
    assert desk.rows(columns="id, _file") == [
        ("p1", f"{FOLDER}/export.zip/people-1.xlsx/Sheet1"),
        ("p2", f"{FOLDER}/export.zip/people-2.xlsx/Sheet1"),
    ]


def test_text_that_a_tool_calls_a_workbook_is_read_as_text(desk: Desk) -> None:
    desk.put(f"{FOLDER}/people.xls", "id\tstatus\np1\tNew\n")
    assert the_load(desk.load()).rows_landed == 1
    assert desk.rows(columns="id, status") == [("p1", "New")]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("people.xls", b"<html><table><tr><td>id</td></tr></table></html>", "this is a web page"),
        ("people.xlsx", b"PK\x03\x04" + bytes(100), "the workbook is not whole"),
        ("people.xlsx", of_people(["p1"])[:-400], "the workbook is not whole"),
        ("people.xls", b"\xd0\xcf\x11\xe0" + bytes(2000), "the workbook cannot be read"),
        ("people.xlsx", workbook({"Sheet1": []}), "the sheet is empty"),
        ("people.xlsx", workbook({"Sheet1": [["x", "y"], [1, 2]]}), "id"),
    ],
)
def test_what_is_no_workbook_or_holds_no_table_is_refused_and_told(
    desk: Desk, name: str, content: bytes, expected: str
) -> None:
    desk.put("mailer/2026-10-01T0200/sends.csv", "id\n1\n")
    desk.put(f"{FOLDER}/{name}", content)
    [load] = [load for load in desk.load().loads if load.system == "desk"]
    assert load.status == "refused"
    assert expected in str(load.message)
