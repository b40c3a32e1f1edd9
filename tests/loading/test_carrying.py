"""A file that lacks a column leaves standing what an earlier file of the object said."""

from datetime import date, datetime
from pathlib import Path

from orchestration.loading import read_declarations
from orchestration.settings import load_settings
from tests.loading.conftest import DESK, Desk
from tests.loading.test_landing import snapshot

FIRST, SECOND, THIRD = "2026-10-01T0200", "2026-10-02T0200", "2026-10-03T0200"


def test_what_an_earlier_file_said_stands_where_a_later_one_lacks_the_column(desk: Desk) -> None:
    desk.people(
        "p1,a@x.example,2026-09-01 10:00,7",
        "p2,b@x.example,,8",
        header="id,email,created_at,score",
        export=FIRST,
    )
    desk.people("p1,5", "p3,6", header="id,amount", export=SECOND)
    desk.load()
    columns = "id, email, created_at, created_at_has_time, score, amount"
    assert [row[:2] + row[3:] for row in desk.rows(columns=columns)[2:]] == [
        ("p1", "a@x.example", True, 7, 5),
        ("p3", None, None, None, 6),
    ]
    assert desk.rows(columns="created_at")[2] == (datetime(2026, 9, 1, 8),)
    assert desk.rows(columns="_columns")[2] == (" id amount ",)


def test_an_empty_cell_is_a_value_and_stands_as_one(desk: Desk) -> None:
    desk.people("p1,a@x.example", header="id,email", export=FIRST)
    desk.people("p1,", header="id,email", export=SECOND)
    desk.people("p1,3", header="id,score", export=THIRD)
    desk.load()
    assert desk.rows(columns="email, score") == [("a@x.example", None), (None, None), (None, 3)]


def test_a_record_that_the_last_export_left_out_takes_what_an_older_one_said(desk: Desk) -> None:
    desk.people("p1,7", "p2,8", header="id,score", export=FIRST)
    desk.people("p2,9", header="id,score", export=SECOND)
    desk.people("p1", "p2", header="id", export=THIRD)
    desk.load()
    assert desk.rows(columns="id, score")[3:] == [("p1", 7), ("p2", 9)]


def test_two_files_of_one_export_tell_each_other_what_they_lack(desk: Desk) -> None:
    desk.put(f"desk/{FIRST}/people_a.csv", "id,email\np1,a@x.example\n")
    desk.put(f"desk/{FIRST}/people_b.csv", "id,score\np1,4\n")
    desk.load()
    assert desk.rows(columns="id, email, score") == [("p1", "a@x.example", 4)] * 2


def test_what_depends_on_another_column_falls_with_its_value(desk: Desk) -> None:
    desk.people("p1,Open,2026-10-09", "p2,Open,2026-10-09", header="id,status,due_on", export=FIRST)
    desk.people("p1,Open", "p2,Done", header="id,status", export=SECOND)
    desk.people("p1", "p2", header="id", export=THIRD)
    desk.load()
    due = date(2026, 10, 9)
    assert desk.rows(columns="id, status, due_on")[2:] == [
        ("p1", "Open", due),
        ("p2", "Done", None),
        ("p1", "Open", due),
        ("p2", "Done", None),
    ]


def test_what_stands_is_taken_again_only_when_an_earlier_file_comes_or_changes(desk: Desk) -> None:
    desk.people("p1,7", header="id,score", export=FIRST)
    desk.people("p1", header="id", export=THIRD)
    desk.load()
    before = snapshot(desk.home)
    desk.load()
    assert snapshot(desk.home) == before
    desk.people("p1,8", header="id,score", export=SECOND)
    desk.load()
    assert desk.rows(columns="score") == [(7,), (8,), (8,)]
    desk.people("p1,", header="id,score", export=SECOND)
    desk.load()
    assert desk.rows(columns="score") == [(7,), (None,), (None,)]


def test_a_short_and_a_long_id_are_one_record(desk: Desk, tmp_path: Path) -> None:
    changed = tmp_path / "changed" / "desk"
    changed.mkdir(parents=True)
    text = DESK.replace(
        "key: [id]\n            mode: snapshot",
        "key: [id]\n            id_significant_characters: 3\n            mode: snapshot",
    )
    (changed / "_desk__sources.yml").write_text(text, encoding="utf-8")
    desk.declarations = read_declarations(desk.settings, tmp_path / "changed")
    desk.people("abcXYZ,7", header="id,score", export=FIRST)
    desk.people("abc", header="id", export=SECOND)
    desk.load()
    assert desk.rows(columns="id, score")[1] == ("abc", 7)


def test_the_validity_of_a_version_is_read_whatever_its_far_end(desk: Desk) -> None:
    desk.people(
        "p1,2026-09-05 09:00:00,9999-12-31 23:59:59.999,true",
        "p1,2026-09-01 09:00:00,2026-09-05 08:59:59.999,false",
        header="id,_started,_ended,_lasts",
    )
    [load] = desk.load().loads
    assert load.values_refused == 0
    assert desk.rows(columns="_version_start, _version_end, _version_active") == [
        (datetime(2026, 9, 5, 7), "9999-12-31 23:59:59.999", True),
        (datetime(2026, 9, 1, 7), "2026-09-05 08:59:59.999", False),
    ]


def test_versions_of_one_record_are_no_shared_key_whatever_changed(desk: Desk) -> None:
    rows = (
        "p1,ann@x.example,0101,2026-09-01 09:00:00",
        "p1,eve@y.example,0202,2026-09-05 09:00:00",
    )
    desk.people(*rows, header="id,email,phone,_started")
    [load] = desk.load().loads
    assert (load.rows_landed, load.rows_refused) == (2, 0)
    desk.people(*(row.rpartition(",")[0] for row in rows), header="id,email,phone")
    [load] = desk.load().loads
    assert (load.rows_landed, load.rows_refused) == (0, 2)


def test_events_take_nothing_from_earlier_events(desk: Desk) -> None:
    desk.people("p1", header="id")
    desk.put(f"desk/{FIRST}/visits_1.csv", "visit_id,person_id,page\n1,p1,Home\n")
    desk.put(f"desk/{SECOND}/visits_2.csv", "visit_id,person_id\n1,p1\n")
    desk.load()
    assert desk.rows("desk/visits", "page") == [("Home",), (None,)]


def hubspot(desk: Desk, *files: tuple[str, str]) -> list[tuple[object, ...]]:
    """What landed of HubSpot's contacts: export, id, archived, in order."""
    desk.declarations = read_declarations(load_settings())
    for name, text in files:
        desk.put(f"hubspot/{name}.csv", text)
    desk.load()
    return desk.rows("hubspot/contacts", "_export[6:7], hs_object_id, archived, lastname")


JUNE, JULY, AUGUST = "2026-06-01T0200Z", "2026-07-01T0200Z", "2026-08-01T0200Z"
ARCHIVED = "Record ID,Last name,Archived\n1,Ada,true\n2,Bob,true\n"


def test_a_record_that_is_back_in_a_later_file_without_the_mark_is_no_longer_gone(
    desk: Desk,
) -> None:
    """Its other values stand as ever; a record in its archive file alone stays gone."""
    found = hubspot(
        desk,
        (f"{JUNE}/contacts_archived", ARCHIVED),
        (f"{JULY}/contacts", "Record ID,Email\n1,ada@a.example\n3,cat@c.example\n"),
        (f"{JULY}/contacts_archived", "Record ID,Last name,Archived\n2,Bob,true\n"),
        (f"{AUGUST}/contacts", "Record ID\n1\n2\n"),
    )
    assert found == [
        *[("06", "1", True, "Ada"), ("06", "2", True, "Bob")],
        *[("07", "1", None, "Ada"), ("07", "3", None, None), ("07", "2", True, "Bob")],
        *[("08", "1", None, "Ada"), ("08", "2", None, "Bob")],
    ]


def test_within_one_export_the_archive_tells_the_file_that_has_no_mark(desk: Desk) -> None:
    live = "Record ID,Last modified date\n1,2026-06-01 10:00\n2,2026-06-01 10:00\n"
    marked = "Record ID,Last modified date,Archived\n1,2026-06-01 10:00,true\n"
    found = hubspot(desk, (f"{JUNE}/contacts", live), (f"{JUNE}/contacts_archived", marked))
    assert [row[1:3] for row in found] == [("1", True), ("2", None), ("1", True)]


def test_a_row_that_is_older_than_the_one_that_says_gone_brings_no_record_back(
    desk: Desk,
) -> None:
    """An old snapshot that was delivered again, and a delta that overlaps the one before."""
    header = "Record ID,Last modified date"
    found = hubspot(
        desk,
        (f"{JUNE}/contacts_archived", f"{header},Archived\n1,2026-05-20 10:00,true\n"),
        (f"{JULY}/contacts", f"{header}\n1,2026-05-01 10:00\n"),
        (f"{AUGUST}/contacts", f"{header}\n1,2026-07-15 10:00\n"),
    )
    assert [row[2] for row in found] == [True, True, None]


def test_a_late_older_export_changes_nothing_of_a_record_that_is_gone_since(desk: Desk) -> None:
    hubspot(desk, (f"{JULY}/contacts_archived", ARCHIVED))
    found = hubspot(desk, (f"{JUNE}/contacts", "Record ID,Email\n1,ada@a.example\n"))
    assert [row[:3] for row in found] == [
        *[("06", "1", None), ("07", "1", True), ("07", "2", True)]
    ]


def test_a_mark_that_a_later_file_has_is_its_own(desk: Desk) -> None:
    found = hubspot(
        desk,
        (f"{JUNE}/contacts_archived", ARCHIVED),
        (f"{JULY}/contacts", "Record ID,Archived\n1,false\n2,true\n"),
        (f"{AUGUST}/contacts", "Record ID,Email\n1,ada@a.example\n"),
    )
    assert [row[2] for row in found] == [True, True, False, True, None]


def test_what_was_landed_before_marks_fell_is_taken_again(desk: Desk) -> None:
    hubspot(desk, (f"{JULY}/contacts", "Record ID,Email\n1,ada@a.example\n"))
    found = hubspot(desk, (f"{JUNE}/contacts_archived", ARCHIVED))
    assert [row[2] for row in found] == [True, True, None]


def test_salesforces_recycle_bin_gives_back_what_a_later_file_lists(desk: Desk) -> None:
    desk.declarations = read_declarations(load_settings())
    desk.put(f"salesforce/{JUNE}/Lead.csv", "Id,LastName,IsDeleted\n00Q5g0000000001AAA,Ada,1\n")
    desk.put(f"salesforce/{JULY}/Lead.csv", "Id,LastName\n00Q5g0000000001,Ada\n")
    desk.load()
    assert desk.rows("salesforce/lead", "is_deleted") == [(True,), (None,)]


def test_a_column_that_is_declared_to_mark_the_recycle_bin_gives_back_too(desk: Desk) -> None:
    """Older exports of Pardot have `Archived`; what Pipedrive archives is a status, and stands."""
    desk.declarations = read_declarations(load_settings())
    lead = "Lead - ID,Lead - Title,Lead - Archive status\nb1c0f1d0-0000-11ee-8c99-0242ac120002,One"
    desk.put(f"pardot/{JUNE}/prospects.csv", "Id,Email,Archived\n1,a@b.example,true\n")
    desk.put(f"pardot/{JULY}/prospects.csv", "Id,Email\n1,a@b.example\n")
    desk.put(f"pipedrive/{JUNE}/leads.csv", f"{lead},Archived\n")
    desk.put(f"pipedrive/{JULY}/leads.csv", lead.replace(",Lead - Archive status", "") + "\n")
    desk.put(f"pipedrive/{JUNE}/persons.csv", "ID,Name\n1,Ada\n")
    desk.load()
    assert desk.rows("pardot/prospect", "is_archived") == [(True,), (None,)]
    assert desk.rows("pipedrive/leads", "is_archived") == [(True,), (True,)]
