"""Several columns of a file that mean one: in each row the first that is filled."""

import json
from typing import Any

import duckdb
import pytest

from orchestration.loading import read_declarations
from orchestration.settings import SystemFormat, load_settings
from tests.loading.conftest import Desk, the_load

DAY = "2026-10-01T0200"


def put(desk: Desk, kind: str, header: list[str], *rows: list[str | None]) -> None:
    """A people file of one format; a JSON record lacks the fields that it has no value for."""
    if kind == "csv":
        written: list[list[str | None]] = [[*header], *rows]
        lines = [",".join(f'"{cell or ""}"' for cell in row) for row in written]
        desk.put(f"desk/{DAY}/people.csv", "\n".join(lines) + "\n")
        return
    if kind == "json":
        records = [
            {name: cell for name, cell in zip(header, row, strict=True) if cell is not None}
            for row in rows
        ]
        desk.put(f"desk/{DAY}/people.json", json.dumps(records, ensure_ascii=False))
        return
    file = desk.put(f"desk/{DAY}/people.parquet", b"")
    file.unlink()
    names = ", ".join(f'"{name}"' for name in header)
    cells = ", ".join("(" + ", ".join("?" for _ in header) + ")" for _ in rows)
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * from (values {cells}) as rows({names})) to '{file}'",
            [cell for row in rows for cell in row],
        )


def extra(desk: Desk) -> list[dict[str, Any]]:
    return [json.loads(text) if text else {} for (text,) in desk.rows(columns="_extra")]


KINDS = pytest.mark.parametrize("kind", ["csv", "json", "parquet"])


@KINDS
def test_each_row_has_the_first_that_is_filled_in_the_order_of_the_declaration(
    desk: Desk, kind: str
) -> None:
    header = ["id", "Adresse e-mail", "note", "email"]
    put(
        desk,
        kind,
        header,
        ["p1", "alias@x.example", "a", "own@x.example"],
        ["p2", "alias@x.example", "b", ""],
        ["p3", "alias@x.example", "c", None],
        ["p4", "", "d", "own@x.example"],
        ["p5", "same@x.example", "e", " same@x.example "],
        ["p6", "None", "f", "null"],
        ["p7", "alias@x.example", "g", "null"],
    )
    load = the_load(desk.load())
    own, alias = "own@x.example", "alias@x.example"
    assert desk.rows(columns="email") == [
        *[(own,), (alias,), (alias,), (own,), ("same@x.example",), (None,), (alias,)]
    ]
    told = [{"note": letter} for letter in "abcdefg"]
    assert extra(desk) == [told[0] | {"Adresse e-mail": alias}, *told[1:]]
    assert load.message == (
        "1 undeclared columns kept in _extra: note; named twice: email (email, Adresse e-mail), in "
        "each row the first that is filled is used; another says else in 1 rows, kept in _extra"
    )


@KINDS
def test_one_heading_that_says_utc_or_hundredths_is_read_so_where_its_value_is_used(
    desk: Desk, kind: str
) -> None:
    header = ["id", "created_at (UTC)", "created_at", "Fee in cents", "fee"]
    put(
        desk,
        kind,
        header,
        ["p1", "2026-09-01 10:00:00", None, "1250", None],
        ["p2", None, "2026-09-01 10:00:00", None, "12,5"],
        ["p3", "2026-09-01 10:00:00", "", "1250", "3"],
    )
    load = the_load(desk.load())
    assert load.values_refused == 0
    rows = desk.rows(columns="cast(created_at as varchar), cast(fee as varchar)")
    assert rows == [
        ("2026-09-01 10:00:00", "12.50"),
        ("2026-09-01 08:00:00", "12.50"),
        ("2026-09-01 10:00:00", "3.00"),
    ]
    assert extra(desk) == [{}, {}, {"Fee in cents": "1250"}]


@KINDS
def test_a_refused_value_is_the_one_that_was_read(desk: Desk, kind: str) -> None:
    put(desk, kind, ["id", "Person - Score", "score"], ["p1", None, "many"], ["p2", "5", "few"])
    assert the_load(desk.load()).values_refused == 1
    files = f"{desk.home}/rejects/desk/people/*.refused_values.parquet"
    found = desk.query(f"select row_in_file, column_name, raw_text from read_parquet('{files}')")
    assert found == [(1, "score", "many")]
    assert desk.rows(columns="score") == [(None,), (5,)]
    assert extra(desk) == [{}, {"score": "few"}]


def test_a_heading_three_times_is_read_from_its_first_place_on(desk: Desk) -> None:
    desk.people("p1,,B,C", "p2,,,C", "p3,A,B,A", header="id,status,status,status")
    load = the_load(desk.load())
    assert desk.rows(columns="status") == [("B",), ("C",), ("A",)]
    assert extra(desk) == [{"status (3)": "C"}, {}, {"status (2)": "B"}]
    assert "another says else in 2 rows" in (load.message or "")


def test_headings_that_differ_in_case_and_accents_alone_never_land_as_one_unsaid(
    desk: Desk,
) -> None:
    desk.people("p1,a@x.example,b@x.example", header="id,ADRESSE E-MAIL,Adresse é-mail")
    load = the_load(desk.load())
    assert desk.rows(columns="email") == [("a@x.example",)]
    assert extra(desk) == [{"Adresse é-mail": "b@x.example"}]
    assert "named twice: email (ADRESSE E-MAIL, Adresse é-mail)" in (load.message or "")


def test_a_file_without_doubles_is_read_as_it_was(desk: Desk) -> None:
    desk.people("p1,a@x.example,New", header="id,Adresse e-mail,status")
    assert the_load(desk.load()).message is None
    assert desk.rows(columns="email, status, _extra") == [("a@x.example", "New", None)]


def test_reasons_of_two_fields_of_an_org_are_one_of_which_one_may_be_empty(desk: Desk) -> None:
    desk.declarations = read_declarations(load_settings())
    desk.put(
        "salesforce/2026-10-01T0200Z/Opportunity.csv",
        "Id,Name,StageName,LossReason__c,Loss_Reason__c\n"
        "0065g0000000001AAA,One,Closed Lost,,Price\n"
        "0065g0000000002AAA,Two,Closed Lost,Timing,\n"
        "0065g0000000003AAA,Three,Closed Lost,Timing,Price\n",
    )
    desk.put(
        "salesforce/2026-10-01T0200Z/Lead.csv",
        "Id,LastName,Status,Dead_Reason__c,Loss_Reason__c\n"
        "00Q5g0000000001AAA,Ada,Dead,No budget,\n"
        "00Q5g0000000002AAA,Bob,Dead,,Bad fit\n",
    )
    loads = {load.object: load.message or "" for load in desk.load().loads}
    rows = desk.rows("salesforce/opportunity", "loss_reason, _extra")
    assert rows == [("Price", None), ("Timing", None), ("Price", '{"LossReason__c":"Timing"}')]
    assert "another says else in 1 rows" in loads["opportunity"]
    assert desk.rows("salesforce/lead", "rejection_reason") == [("No budget",), ("Bad fit",)]
    assert "says else" not in loads["lead"]


def test_headings_listed_in_the_settings_count_in_their_order(desk: Desk) -> None:
    called = {"lead": {"rejection_reason": ["Lost_Why__c", "Why lost"]}}
    systems = {"salesforce": SystemFormat.model_validate({"columns": called})}
    settings = load_settings().model_copy(update={"systems": systems})
    desk.declarations = read_declarations(settings)
    desk.put(
        "salesforce/2026-10-01T0200Z/Lead.csv",
        "Id,LastName,Status,Why lost,Lost_Why__c\n"
        "00Q5g0000000001AAA,Ada,Dead,Old,New\n"
        "00Q5g0000000002AAA,Bob,Dead,Old,\n",
    )
    desk.load()
    assert desk.rows("salesforce/lead", "rejection_reason") == [("New",), ("Old",)]


def test_the_time_that_names_its_offset_goes_before_one_of_an_unknown_zone(desk: Desk) -> None:
    desk.declarations = read_declarations(load_settings())
    listed = {
        "id": "71",
        "contact": "1",
        "list": "2",
        "status": "1",
        "created_timestamp": "2026-06-05 04:00:00",
        "cdate": "2026-06-05T04:00:01-05:00",
        "sdate": "2026-06-05T04:00:00-05:00",
    }
    later = {**listed, "id": "72", "sdate": None}
    desk.put(
        "activecampaign/2026-10-01T0200Z/contactLists.json",
        json.dumps({"contactLists": [listed, later]}),
    )
    desk.put(
        "activecampaign/2026-10-01T0200Z/contacts.json", '[{"id": "1", "email": "a@b.example"}]'
    )
    desk.load()
    rows = desk.rows("activecampaign/contact_list", "cast(added_at as varchar)")
    assert rows == [("2026-06-05 09:00:00",), ("2026-06-05 09:00:01",)]


def test_two_columns_that_a_tool_is_known_to_write_are_nothing_to_tell(desk: Desk) -> None:
    """Pipedrive's API writes a label and a list of labels; Mailchimp's lists merge `UNSUB_TIME`."""
    desk.declarations = read_declarations(load_settings())
    person = {"id": 1, "name": "Ada", "label": 5, "label_ids": [5]}
    desk.put("pipedrive/2026-10-01T0200Z/persons.json", json.dumps({"data": [person]}))
    twice = "Email Address,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE\n"
    one, other = "2026-06-19 10:00:00", "2026-06-18 10:00:00"
    for name, row in {
        "1": f"a@b.example,,,{one},News",
        "2": f"c@d.example,{one},,{other},",
    }.items():
        desk.put(f"mailchimp/2026-10-0{name}T0200Z/unsubscribed_members.csv", f"{twice}{row}\n")
    messages = {load.file.split("/")[1]: load.message for load in desk.load().loads}
    assert [messages["2026-10-01T0200Z"], messages["2026-10-02T0200Z"]] == [
        None,
        "named twice: unsubscribed_at (UNSUB_TIME, UNSUB_TIME), in each row the first that is "
        "filled is used; another says else in 1 rows, kept in _extra",
    ]
    rows = desk.rows("mailchimp/member", "cast(unsubscribed_at as varchar), unsubscribed_from")
    assert rows == [(one, "News"), (one, None)]


def test_an_alias_that_is_the_name_in_another_spelling_counts_as_the_name(desk: Desk) -> None:
    """Marketo's answers number what they find (`id`) beside the activity's own `marketoGUID`."""
    desk.declarations = read_declarations(load_settings())
    desk.put("marketo/2026-10-01T0200Z/leads.csv", "id,email\n1,a@b.example\n")
    answer = {"id": 7, "marketoGUID": "a7", "leadId": 1, "activityDate": "2026-09-01T08:00:00Z"}
    text = json.dumps({"result": [answer | {"activityTypeId": 1}]})
    desk.put("marketo/2026-10-01T0200Z/activities.json", text)
    desk.load()
    assert desk.rows("marketo/activity", "marketo_guid") == [("a7",)]
