"""What is no key: rounded, shared, zero, of another form, a row of totals, the header again."""

import pytest

from orchestration.loading.declarations import read_declarations
from orchestration.settings import load_settings
from tests.loading.conftest import Desk

PEOPLE = "desk/2026-10-01T0200/people.csv"
SENDS = "mailer/2026-10-01T0200/sends.csv"


def load_people(desk: Desk, text: str) -> list[str]:
    """The ids that land of a file; whatever does not is refused and listed."""
    desk.put(PEOPLE, text)
    desk.put(SENDS, "id\n1\n")
    [load] = [load for load in desk.load().loads if load.system == "desk"]
    assert load.rows_in_file == load.rows_landed + load.rows_refused
    assert len(desk.control("refused_rows")) == load.rows_refused
    return [row[0] for row in desk.rows(columns="id")]


@pytest.mark.parametrize("key", ["1.04821E+11", "1,23457E+17", "1.04E+11", "1E+20", "1.5e+16"])
def test_an_id_that_a_spreadsheet_rounded_is_refused(desk: Desk, key: str) -> None:
    assert load_people(desk, f'id,status\n"{key}",New\np1,New\n') == ["p1"]
    [(column, why)] = desk.control("refused_rows", "column_name, reason")
    assert (column, "rounded by a spreadsheet" in why) == ("id", True)


@pytest.mark.parametrize("key", ["1E5", "12E45", "E+11", "abcE+1", "104821000000"])
def test_an_id_that_only_resembles_a_rounded_one_is_an_id(desk: Desk, key: str) -> None:
    assert load_people(desk, f"id,status\n{key},New\n") == [key]


def test_a_rounded_reference_is_refused_and_its_row_lands(desk: Desk) -> None:
    assert load_people(desk, "id,status\np1,1.04821E+11\n") == ["p1"]
    assert desk.value("status") is None
    assert desk.control("refused_values", "column_name, raw_text") == [("status", "1.04821E+11")]


def test_long_ids_that_all_end_in_zeros_behind_fifteen_digits_are_rounded(desk: Desk) -> None:
    rounded = ["104821000000000000", "104821000000000000", "104822123456789000"]
    assert load_people(desk, "id\n" + "\n".join([*rounded, "p1"]) + "\n") == ["p1"]


def test_long_ids_of_which_one_ends_otherwise_are_ids(desk: Desk) -> None:
    keys = ["104821000000000000", "104822123456789012"]
    assert load_people(desk, "id\n" + "\n".join(keys) + "\n") == keys


@pytest.mark.parametrize("key", ["0", "0.0", "000", "0,0"])
def test_zero_is_no_id(desk: Desk, key: str) -> None:
    assert load_people(desk, f'id,status\n"{key}",New\np1,New\n') == ["p1"]


def test_one_key_of_records_made_on_different_days_is_none_of_them(desk: Desk) -> None:
    rows = [f"104821000000,p{day}@b.example,0{day}/09/2026 10:00" for day in range(1, 10)]
    text = "\n".join(["id,email,created_at", *rows, "7,x@b.example,01/09/2026 10:00", ""])
    assert load_people(desk, text) == ["7"]
    reasons = desk.control("refused_rows", "distinct column_name, reason")
    assert ["stands for different records" in why for _, why in reasons] == [True]


def test_one_key_of_records_that_differ_in_every_personal_value_is_none_of_them(desk: Desk) -> None:
    rows = ["9,a@b.example,0611111111,New", "9,c@d.example,0622222222,New", "p1,,,"]
    assert load_people(desk, "\n".join(["id,email,phone,status", *rows, ""])) == ["p1"]


@pytest.mark.parametrize(
    "rows",
    [
        # a changed e-mail, another status, and the same row twice
        ["9,a@b.example,0611111111,New", "9,c@d.example,0611111111,Old"],
        ["9,a@b.example,,New", "9,c@d.example,0611111111,Old"],
        ["9,a@b.example,0611111111,New", "9,a@b.example,0611111111,New"],
    ],
)
def test_versions_of_one_record_share_their_key(desk: Desk, rows: list[str]) -> None:
    assert load_people(desk, "\n".join(["id,email,phone,status", *rows, ""])) == ["9", "9"]


def test_events_of_one_key_are_kept_where_rows_add_up(desk: Desk) -> None:
    desk.put(SENDS, "id,sent_at\n1,2026-09-01\n1,2026-09-20\n")
    desk.load()
    assert len(desk.rows("mailer/sends")) == 2


def test_one_key_of_different_records_in_two_files_of_an_export_is_told(desk: Desk) -> None:
    header = "id,email,phone,created_at"
    desk.people("9,a@b.example,0611111111,01/09/2026", "8,x@b.example,,", header=header)
    # 9 is another person here, 8 the same with a telephone; 7 was another in an earlier export
    second = "9,c@d.example,0622222222,05/09/2026\n8,x@b.example,0633333333,\n7,e@f.example,,"
    desk.put("desk/2026-10-01T0200/people_2.csv", f"{header}\n{second}\n")
    earlier = "7,g@h.example,0644444444,01/08/2026"
    desk.put("desk/2026-09-01T0200/people.csv", f"{header}\n{earlier}\n")
    [told] = desk.load().warnings
    assert told.startswith(
        "desk.people: 1 values of id stand for different records in several files of one export, "
        "the first in row 1 of the data of desk/2026-10-01T0200/people.csv: "
    )


def test_an_id_of_events_that_differ_in_most_of_their_key_is_told_across_files_and_none_lost(
    desk: Desk,
) -> None:
    desk.people("p1,,,,,,,,,,", "p2,,,,,,,,,,")
    header = "id,person_id,called_at"
    # a call of two persons, one that was moved, and one id in two files
    together = ["a,p1,2026-09-01 10:00", "a,p2,2026-09-01 10:00"]
    moved = ["b,p1,2026-09-01 11:00", "b,p1,2026-09-02 11:00"]
    first = "\n".join([header, *together, *moved, "c,p1,2026-09-03 10:00", ""])
    desk.put("desk/2026-10-01T0200/calls.csv", first)
    desk.put("desk/2026-10-01T0200/calls_2.csv", f"{header}\nc,p2,2026-09-04 10:00\n")
    desk.put("desk/2026-09-01T0200/calls.csv", f"{header}\na,p2,2026-08-01 10:00\n")
    report = desk.load()
    assert report.warnings == (
        "desk.calls: 1 values of id stand for several events, the first in row 5 of the data of "
        "desk/2026-10-01T0200/calls.csv: each row counts by its person_id, called_at instead. "
        "Give each event an id of its own, or none",
    )
    assert len(desk.rows("desk/calls")) == 7


@pytest.mark.parametrize(
    "last", ["0,0,0,4", "4,4,4,3000", "4,,2,3000", ",4,4,4", "4 000,4,4,4", "4,4,0,100%"]
)
def test_a_last_row_of_counts_and_sums_is_refused(desk: Desk, last: str) -> None:
    rows = [f"p{number},New,0{number}/09/2026,750" for number in range(1, 5)]
    text = "\n".join(["id,status,created_at,amount", *rows, last, ""])
    assert load_people(desk, text) == ["p1", "p2", "p3", "p4"]
    assert len(desk.control("refused_rows")) == 1


@pytest.mark.parametrize(
    "word", ["Total", "Totaux", "Grand Total", "Summe:", "TOTAL (4)", "Totale"]
)
@pytest.mark.parametrize("line", [2, 3])
def test_a_row_of_totals_is_no_record_among_the_data_either(
    desk: Desk, word: str, line: int
) -> None:
    rows = ["p1,New,1", "p2,New,2"]
    rows.insert(line - 2, f"{word},2,3")
    assert load_people(desk, "\n".join(["id,status,amount", *rows, ""])) == ["p1", "p2"]


def test_a_second_header_line_in_other_words_is_no_record(desk: Desk) -> None:
    rows = ["Kennung,E-Mail,Erstellt am", "p1,a@b.example,01/09/2026", "p2,c@d.example,"]
    assert load_people(desk, "\n".join(["id,email,created_at", *rows, ""])) == ["p1", "p2"]
    [(line, why)] = desk.control("refused_rows", "line, reason")
    assert (line, "in other words" in why) == (2, True)


def test_a_last_row_of_numbers_under_ids_that_are_numbers_is_data(desk: Desk) -> None:
    assert load_people(desk, "id,status,amount\n1,2,750\n2,1,750\n3,2,750\n") == ["1", "2", "3"]


@pytest.mark.parametrize(
    "again", ["Id,Adresse e-mail,Créé le", "ID,EMAIL,CREATED_AT", "id *,e-mail *,created at *"]
)
@pytest.mark.parametrize("line", [2, 3, 4])
def test_a_second_header_line_is_no_record_wherever_and_however_it_stands(
    desk: Desk, again: str, line: int
) -> None:
    rows = ["p1,a@b.example,01/09/2026", "p2,c@d.example,02/09/2026"]
    rows.insert(line - 2, again)
    text = "\n".join(["Id,email,created_at", *rows, ""])
    assert load_people(desk, text) == ["p1", "p2"]
    [(at, why)] = desk.control("refused_rows", "line, reason")
    assert (at, "the header line again" in why) == (line, True)


@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_headers_and_file_names_in_one_case_are_recognised(desk: Desk, case: type[str]) -> None:
    header = case("Id,AdresseEMail,CreatedAt,IsClient")
    desk.put(f"desk/2026-10-01T0200/{case('People')}.csv", f"{header}\np1,a@b.example,,1\n")
    desk.load()
    assert desk.rows(columns="id, email, is_client") == [("p1", "a@b.example", True)]


def test_one_id_of_activities_made_on_different_days_is_none_of_them(desk: Desk) -> None:
    desk.declarations = read_declarations(load_settings())
    rows = ["7,2026-09-01 10:00", "7,2026-09-03 10:00", "8,2026-09-01 10:00", "8,2026-09-01 10:00"]
    file = "hubspot/2026-10-01T0200/calls.csv"
    desk.put(file, "\n".join(["Record ID,Create Date", *rows, ""]))
    [load] = desk.load().loads
    assert (load.rows_landed, load.rows_refused) == (2, 2)
    assert desk.rows("hubspot/calls", "hs_object_id") == [("8",), ("8",)]


@pytest.mark.parametrize(
    ("system", "name", "good", "bad"),
    [
        ("salesforce", "lead", ["00Q5g0000000001", "00Q5g0000000001EAA"], ["0015g0000000001", "9"]),
        ("salesforce", "opportunity", ["0065g0000000001"], ["0", "Total", "006"]),
        ("hubspot", "contacts", ["151", "960501"], ["00Q5g0000000001", "151.0", "Ann"]),
        ("marketo", "lead", ["5203"], ["k1", "0"]),
    ],
)
def test_the_ids_of_a_tool_have_their_declared_form(
    desk: Desk, system: str, name: str, good: list[str], bad: list[str]
) -> None:
    desk.declarations = read_declarations(load_settings())
    header = "Record ID" if system == "hubspot" else "Id"
    file = f"{system}/2026-10-01T0200/{name}.csv"
    desk.put(file, "\n".join([f"{header},Email,Status", *(f"{id},," for id in bad + good)]) + "\n")
    [load] = desk.load().loads
    assert (load.rows_landed, load.rows_refused) == (len(good), len(bad))


def test_leading_zeros_are_part_of_an_id(desk: Desk) -> None:
    assert load_people(desk, "id,email\n007,a@b.example\n7,c@d.example\n") == ["007", "7"]


def test_two_records_whose_zeros_a_spreadsheet_dropped_are_none_of_them(desk: Desk) -> None:
    """007 and 07, saved anew by a spreadsheet, are both 7: nobody can tell whose row is whose."""
    rows = ["7,a@b.example,01/03/2026", "7,c@d.example,05/06/2026", "8,e@f.example,01/03/2026"]
    assert load_people(desk, "\n".join(["id,email,created_at", *rows, ""])) == ["8"]
    [why] = {reason for (reason,) in desk.control("refused_rows", "reason")}
    assert "id stands for different records in this file" in why
