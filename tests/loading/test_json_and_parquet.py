"""JSON in its three layouts, Parquet, and their bad forms."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import LoadBlocked
from orchestration.loading import read_declarations
from orchestration.settings import load_settings
from tests.loading.conftest import Desk, the_load

PEOPLE = "desk/2026-10-01T0200/people"
VISITS = "desk/2026-10-01T0200/visits.json"
TWO = [
    {"id": "p1", "status": "New", "amount": 12.5, "isOpen": True, "tags": ["a", "b"]},
    {"id": 2, "status": None, "amount": "1 234,50", "isOpen": "false", "tags": []},
]


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".json", json.dumps(TWO, indent=1)),
        (".json", "\ufeff" + json.dumps(TWO)),
        (".jsonl", "\n".join(json.dumps(item) for item in TWO)),
        (".ndjson", "\r\n".join(json.dumps(item) for item in TWO) + "\r\n\r\n"),
        (".json", json.dumps(TWO[0]) + "\n" + json.dumps(TWO[1])),
    ],
)
def test_an_array_and_lines_give_the_same_rows(desk: Desk, suffix: str, content: str) -> None:
    desk.put(PEOPLE + suffix, content)
    assert the_load(desk.load()).rows_landed == 2
    assert desk.rows(columns="id, status, amount, is_open") == [
        ("p1", "New", Decimal("12.50"), True),
        ("2", None, Decimal("1234.50"), False),
    ]
    [(extra,), _] = desk.rows(columns="_extra")
    assert json.loads(extra) == {"tags": '["a", "b"]'}


def test_a_large_array_is_read_item_by_item(desk: Desk) -> None:
    # more than one chunk of the reader, with an item across the chunks' border
    items = [{"id": f"p{number}", "note": "x" * 1000} for number in range(3000)]
    desk.put(PEOPLE + ".json", json.dumps(items))
    assert the_load(desk.load()).rows_landed == 3000


def test_records_are_found_at_their_path_unwrapped_and_exploded(desk: Desk) -> None:
    desk.people("p1,,,,,,,,,,")
    document = {
        "data": {
            "items": [
                {
                    "person_id": "p1",
                    "properties": {"weight": 0.5},
                    "pages": {
                        "home": [{"visit_id": 1, "seen_at": 1781000000000}],
                        "prices": [{"visit_id": 2}, {"visit_id": 3, "weight": 2}],
                    },
                }
            ]
        }
    }
    desk.put(VISITS, json.dumps(document))
    desk.load()
    assert desk.rows("desk/visits", "visit_id, person_id, page, weight") == [
        (1, "p1", "home", 0.5),
        (2, "p1", "prices", 0.5),
        (3, "p1", "prices", 2.0),
    ]


def test_records_of_another_layout_are_exploded_by_the_next_declared_path(desk: Desk) -> None:
    desk.people("p1,,,,,,,,,,")
    record = {
        "person_id": "p1",
        "history": {
            "home": {"value": "now", "versions": [{"visit_id": 1}, {"visit_id": 2}]},
            "prices": {"value": "then"},
        },
    }
    desk.put(VISITS, json.dumps([record]))
    desk.load()
    assert desk.rows("desk/visits", "visit_id, page") == [(1, "home"), (2, "home")]


@pytest.mark.parametrize("separator", ["\n", "\n\n", ""])
def test_pages_of_answers_below_one_another_are_one_export(desk: Desk, separator: str) -> None:
    desk.people("p1,,,,,,,,,,")
    # the first page is longer than the reader's chunk
    first = [
        {"visit_id": number, "person_id": "p1", "page": "x" * 600} for number in range(1, 2001)
    ]
    second = [{"visit_id": 2001, "person_id": "p1"}]
    pages = [json.dumps({"data": {"items": page}}) for page in (first, second)]
    text = separator.join(pages) if separator else pages[0]
    desk.put(VISITS, text)
    desk.load()
    [(count, last)] = desk.query(
        f"select count(*), max(visit_id) from '{desk.home}/landing/desk/visits/2*.parquet'"
    )
    assert (count, last) == ((2001, 2001) if separator else (2000, 2000))


def test_a_page_without_results_is_an_export_without_rows(desk: Desk) -> None:
    desk.people("p1,,,,,,,,,,")
    desk.put(VISITS, '{"data": {"items": []}}')
    loads = {load.object: load for load in desk.load().loads}
    assert (loads["visits"].status, loads["visits"].rows_in_file) == ("landed", 0)


def test_a_line_that_is_no_json_is_a_refused_row(desk: Desk) -> None:
    desk.put(PEOPLE + ".jsonl", '{"id": "p1"}\n{"id": "p2"\n[1]\n{"id": ""}\n{"id": "p3"}\n')
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (5, 2, 3)
    lines = desk.control("refused_rows", "line, reason")
    assert [line for line, _ in lines] == [2, 3, 4]
    assert "not JSON" in lines[0][1]
    assert "not an object" in lines[1][1]
    assert "id is empty" in lines[2][1]


@pytest.mark.parametrize("layout", ["array", "lines"])
@pytest.mark.parametrize("bad", [b"\xe9", b"\\ud800"])
def test_a_record_with_what_is_no_text_is_refused_and_the_others_land(
    desk: Desk, layout: str, bad: bytes
) -> None:
    bad_record = b'{"id": "p1", "status": "' + bad + b'"}'
    good_record = '{"id": "p2", "status": "été à l\'œuvre"}'.encode()
    lines = bad_record + b"\n" + good_record + b"\n"
    array = b"[" + bad_record + b",\n" + good_record + b"]"
    desk.put(PEOPLE + ".json", lines if layout == "lines" else array)
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (2, 1, 1)
    [(line, reason)] = desk.control("refused_rows", "line, reason")
    assert line == 1
    assert "not utf-8" in reason


def test_half_of_a_character_in_the_one_record_of_a_file_is_told(desk: Desk) -> None:
    desk.people("p1,,,,,,,,,,")
    desk.put("desk/2026-10-02T0200/people.json", r'{"id": "p2", "status": "\ud800"}')
    [load] = [load for load in desk.load().loads if load.status == "refused"]
    assert load.file == "desk/2026-10-02T0200/people.json"
    assert "bytes or escapes that are not utf-8" in (load.message or "")


def test_a_zero_character_in_json_refuses_the_value_as_in_a_csv(desk: Desk) -> None:
    desk.put(PEOPLE + ".json", '[{"id": "p1", "status": "N\\u0000ew", "email": "a@b.example"}]')
    desk.load()
    assert desk.rows(columns="status, email") == [(None, "a@b.example")]
    assert desk.control("refused_values", "column_name") == [("status",)]


@pytest.mark.parametrize("content", ['[{"id": "p1"}, {"id": "p2"', '[{"id": "p1"} oops', "[1, 2"])
def test_an_array_that_breaks_off_is_refused(desk: Desk, content: str) -> None:
    desk.people("p0,,,,,,,,,,", export="2026-09-01T0200")
    desk.put(PEOPLE + ".json", content)
    report = desk.load()
    assert ["not a whole JSON array" in text for text in report.blocking] == [True]


def test_refused_values_of_json_name_the_line_of_their_record(desk: Desk) -> None:
    desk.put(PEOPLE + ".json", '[\n {"id": "p1", "score": 1},\n {"id": "p2",\n  "score": "x"}\n]')
    desk.load()
    assert desk.control("refused_values", "line, row_in_file, column_name, raw_text") == [
        (3, 2, "score", "x")
    ]


def parquet(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)


def test_parquet_keeps_its_types_and_the_undeclared_columns(desk: Desk) -> None:
    table = pa.table(
        {
            "Id": ["p1", None],
            "createdAt": pa.array(
                [datetime(2026, 7, 1, 8, tzinfo=UTC)] * 2, pa.timestamp("us", "UTC")
            ),
            "amount": [1234.5, 1.0],
            "ratio": [0.25, 0.5],
            "score": [7, 8],
            "is_open": [True, False],
            "tags": [["a"], ["b"]],
        }
    )
    parquet(desk.exports / (PEOPLE + ".parquet"), table)
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (2, 1, 1)
    assert desk.rows(columns="id, created_at, amount, ratio, score, is_open, _extra") == [
        ("p1", datetime(2026, 7, 1, 8), Decimal("1234.50"), 0.25, 7, True, '{"tags":"[\\"a\\"]"}')
    ]
    [(line, column)] = desk.control("refused_rows", "line, column_name")
    assert (line, column) == (2, "id")


def test_a_zone_less_parquet_time_is_in_the_zone_of_the_tool(desk: Desk) -> None:
    table = pa.table({"id": ["p1"], "created_at": pa.array([datetime(2026, 7, 1, 10)])})
    parquet(desk.exports / (PEOPLE + ".parquet"), table)
    desk.load()
    assert desk.value("created_at") == datetime(2026, 7, 1, 8)


def test_a_file_that_is_no_parquet_is_refused(desk: Desk) -> None:
    desk.people("p0,,,,,,,,,,", export="2026-09-01T0200")
    desk.put(PEOPLE + ".parquet", b"PAR1 and nothing else")
    assert ["not a whole Parquet file" in text for text in desk.load().blocking] == [True]


def test_a_whole_number_with_fractions_in_parquet_is_an_id_as_it_was(desk: Desk) -> None:
    file = desk.put("desk/2026-10-01T0200/people.parquet", "")
    pq.write_table(pa.table({"id": [151.0, None, 1.04821e17], "score": [1.0, 2.0, 3.0]}), file)
    load = the_load(desk.load())
    assert desk.rows(columns="id, score") == [("151", 1)]
    assert (load.rows_in_file, load.rows_refused) == (3, 2)


def queried(**more: Any) -> dict[str, Any]:
    """What a query of Salesforce finds: records that say of what they are, and look others up."""
    leads = [
        {
            "attributes": {"type": "Lead", "url": f"/services/data/v60.0/sobjects/Lead/{number}"},
            "Id": f"00Q5g000000000{number}AAA",
            "LastName": name,
            "Owner": owner,
            "Account": {"attributes": {"type": "Account"}, "Owner": owner},
            "Address": {"city": "Paris", "country": None},
            "Tasks": {"totalSize": 1, "done": True, "records": [{"Id": "00T5g0000000001AAA"}]},
            "IsConverted": False,
            "CreatedDate": "2026-09-01T08:00:00.000+0000",
        }
        for number, name, owner in [
            (1, "Ada", {"attributes": {"type": "User", "url": "/u/1"}, "Name": "Rita"}),
            (2, "Bob", {"attributes": {"type": "User", "url": "/u/2"}, "Name": None}),
        ]
    ]
    return {"totalSize": 2, "done": True, "records": leads, **more}


ANSWERS = {
    "api": json.dumps(queried()),
    "command line": json.dumps({"status": 0, "result": queried(), "warnings": []}, indent=2),
    "tree": json.dumps({"records": queried()["records"]}),
    "array": json.dumps(queried()["records"]),
    "lines": "\n".join(map(json.dumps, queried()["records"])),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_what_a_query_of_salesforce_finds_is_a_row_a_record(desk: Desk, answer: str) -> None:
    desk.declarations = read_declarations(load_settings())
    desk.put("salesforce/2026-10-01T0200Z/Lead.json", answer)
    load = the_load(desk.load())
    assert (load.rows_landed, load.rows_refused, load.values_refused) == (2, 0, 0)
    columns = "id, last_name, owner_name, is_converted, cast(created_date as varchar)"
    assert desk.rows("salesforce/lead", columns) == [
        ("00Q5g0000000001AAA", "Ada", "Rita", False, "2026-09-01 08:00:00"),
        ("00Q5g0000000002AAA", "Bob", None, False, "2026-09-01 08:00:00"),
    ]
    extra = json.loads(desk.rows("salesforce/lead", "_extra")[0][0])
    assert extra["Account.Owner.Name"] == "Rita"
    assert json.loads(extra["Tasks"])["totalSize"] == 1
    assert not [name for name in extra if "attributes" in name]


def test_a_query_that_finds_nothing_is_an_export_without_rows(desk: Desk) -> None:
    desk.declarations = read_declarations(load_settings())
    lead = "salesforce/2026-10-01T0200Z/Lead.json"
    for empty in (
        {"totalSize": 0, "done": True, "records": []},
        {"status": 0, "result": {"totalSize": 0, "done": True, "records": []}},
    ):
        desk.put(lead, json.dumps(empty))
        load = the_load(desk.load())
        assert (load.status, load.rows_in_file) == ("landed", 0)


def test_any_tool_may_come_as_the_answer_of_a_query_and_none_loses_its_own(desk: Desk) -> None:
    desk.people("p1,,,,,,,,,,")
    visits = [{"visit_id": 1, "person_id": "p1", "attributes": {"type": "web", "more": 1}}]
    desk.put(VISITS, json.dumps({"totalSize": 1, "records": visits}))
    desk.load()
    [(visit, other)] = desk.rows("desk/visits", "visit_id, _extra")
    assert (visit, json.loads(json.loads(other)["attributes"])) == (1, {"type": "web", "more": 1})


def test_an_answer_that_is_an_error_is_refused(desk: Desk) -> None:
    desk.declarations = read_declarations(load_settings())
    error = {"status": 1, "name": "MALFORMED_QUERY", "message": "unexpected token", "exitCode": 1}
    desk.put("salesforce/2026-10-01T0200Z/Lead.json", json.dumps(error))
    with pytest.raises(LoadBlocked):
        desk.load()
