"""What replicators and warehouses make of a tool's tables, whatever the tool."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.loading.declarations import read_declarations
from tests.loading.conftest import DESK, Desk, the_load

EXPORT = "desk/2026-10-01T0200"
EIGHT = datetime(2026, 7, 1, 8)


@pytest.fixture
def desk(desk: Desk, tmp_path: Path) -> Desk:
    """A desk that says by what a replicator's table is known, and what nobody reads."""
    folder = tmp_path / "replicated" / "desk"
    folder.mkdir(parents=True)
    text = DESK.replace(
        "active: [_lasts]}",
        "active: [_lasts], deleted: [_fivetran_deleted, _ab_cdc_deleted_at]}\n"
        '        replicated_by: ["_fivetran_*", "_airbyte_*", "_ab_cdc_*"]\n'
        '        other_files: ["people_list*"]',
    )
    (folder / "_desk__sources.yml").write_text(text, encoding="utf-8")
    desk.declarations = read_declarations(desk.settings, tmp_path / "replicated")
    return desk


def as_csv(*rows: dict[str, str]) -> str:
    """The rows as a delimited file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def parquet(desk: Desk, name: str, columns: dict[str, object]) -> None:
    """A Parquet file of one export."""
    pq.write_table(pa.table(columns), desk.put(f"{EXPORT}/{name}", ""))


@pytest.mark.parametrize(
    "mark", ["_fivetran_synced", "_FIVETRAN_SYNCED", "_airbyte_extracted_at", "_AIRBYTE_META"]
)
def test_a_replicators_time_without_a_zone_is_utc_whatever_the_tools_zone(
    desk: Desk, mark: str
) -> None:
    desk.people(
        "p1,2026-07-01 08:00:00.000,2026-07-01 09:00:00.000,2026-07-02 00:00:00",
        header=f"id,created_at,last_seen,{mark}",
    )
    desk.load()
    assert desk.value("created_at") == EIGHT
    # so is one that nobody declared
    assert json.loads(desk.value("_extra"))["last_seen"] == "2026-07-01 09:00:00.000Z"


def test_a_tools_own_time_without_a_zone_is_in_its_zone(desk: Desk) -> None:
    desk.people("p1,2026-07-01 10:00:00,x", header="id,created_at,fivetran_synced")
    desk.load()
    assert desk.value("created_at") == EIGHT


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (pa.timestamp("us"), EIGHT),
        (pa.timestamp("ns"), EIGHT),
        (pa.timestamp("ms", tz="UTC"), EIGHT.replace(tzinfo=UTC)),
        (pa.timestamp("us", tz="Europe/Paris"), EIGHT.replace(tzinfo=UTC)),
        (pa.int64(), 1782892800000),
        (pa.int64(), 1782892800),
        (pa.decimal128(38, 0), Decimal(1782892800000)),
        (pa.float64(), 1782892800.0),
        (pa.string(), "2026-07-01T08:00:00.000Z"),
        (pa.string(), "2026-07-01 08:00:00.000000 UTC"),
    ],
)
def test_a_time_of_any_type_of_parquet_is_the_same_moment(
    desk: Desk, kind: pa.DataType, cell: object
) -> None:
    times, marks = pa.array([cell], kind), pa.array([EIGHT], pa.timestamp("us"))
    parquet(desk, "people.parquet", {"id": ["p1"], "created_at": times, "_fivetran_synced": marks})
    assert the_load(desk.load()).values_refused == 0
    assert desk.rows(columns="created_at, created_at_has_time") == [(EIGHT, True)]


def test_a_day_a_number_and_a_flag_of_parquet_are_what_they_are(desk: Desk) -> None:
    parquet(
        desk,
        "people.parquet",
        {
            "ID": pa.array([Decimal("151.00")], pa.decimal128(20, 2)),
            "CREATED_AT": pa.array([date(2026, 7, 1)]),
            "AMOUNT": pa.array([Decimal("1234.5600")], pa.decimal128(18, 4)),
            "SCORE": pa.array([Decimal(7)], pa.decimal128(38, 0)),
            "IS_OPEN": [False],
            "_FIVETRAN_SYNCED": pa.array([EIGHT]),
        },
    )
    load = the_load(desk.load())
    assert (load.values_refused, load.message) == (0, None)
    assert desk.rows(columns="id, created_at_has_time, amount, score, is_open") == [
        ("151", False, Decimal("1234.56"), 7, False)
    ]


def test_what_marks_a_record_as_gone_is_kept_whether_a_flag_or_a_time(desk: Desk) -> None:
    desk.people("p1,true", "p2,false", header="id,_fivetran_deleted", export="2026-10-01T0200")
    parquet(
        desk,
        "people.parquet",
        {"id": ["p3", "p4"], "_ab_cdc_deleted_at": pa.array([None, EIGHT], pa.timestamp("us"))},
    )
    desk.load()
    assert sorted(desk.rows(columns="id, _version_deleted"), key=str) == [
        ("p1", "true"),
        ("p2", "false"),
        ("p3", None),
        ("p4", "2026-07-01 08:00:00Z"),
    ]


@pytest.mark.parametrize(
    "names",
    [
        ("PEOPLE_0_0_0.snappy.parquet", "PEOPLE_0_1_0.snappy.parquet"),
        ("people-000000000000.parquet", "people-000000000001.parquet"),
        ("people0000_part_00.parquet", "people_0001_part_00.parquet"),
        ("people/0000_part_00.parquet", "people/0001_part_00.parquet"),
        ("people/part-00000-1f-c000.snappy.parquet", "people/part-00001-1f-c000.snappy.parquet"),
        ("people/data_0_0_0.snappy.parquet", "people/data_0_1_0.snappy.parquet"),
        ("people/2026_10_01_1759284000000_0.parquet", "people/2026_10_01_1759284000000_1.parquet"),
    ],
)
def test_the_parts_of_a_table_are_one_export_of_it(desk: Desk, names: tuple[str, str]) -> None:
    for number, name in enumerate(names):
        parquet(desk, name, {"id": [f"p{number}"]})
    assert [load.status for load in desk.load().loads] == ["landed", "landed"]
    assert sorted(desk.rows(columns="id")) == [("p0",), ("p1",)]


def test_a_table_of_the_tool_that_nobody_reads_stays_unread_whatever_its_name(desk: Desk) -> None:
    desk.people("p1", header="id")
    desk.put(f"{EXPORT}/people_list_members.csv", "id,list_id\np1,7\n")
    [unread, _] = sorted(desk.load().loads, key=lambda load: load.status)
    assert unread.status == "ignored"
    assert "nothing of what desk keeps here is read" in (unread.message or "")
    assert desk.rows(columns="id") == [("p1",)]


VISIT = {"visit_id": "1", "person_id": "p1"}


@pytest.mark.parametrize("name", ["properties", "PROPERTIES"])
@pytest.mark.parametrize("kind", ["text", "struct", "map", "csv"])
def test_what_a_column_nests_are_columns(desk: Desk, kind: str, name: str) -> None:
    desk.people("p1", header="id")
    nested = {"weight": "2", "segment": "SMB", "Shoe size": "42"}
    columns: dict[str, object] = {cell: [text] for cell, text in VISIT.items()}
    if kind == "csv":
        desk.put(f"{EXPORT}/visits.csv", as_csv(VISIT | {name: json.dumps(nested)}))
    else:
        columns[name] = {
            "text": pa.array([json.dumps(nested)]),
            "struct": pa.array([nested]),
            "map": pa.array([list(nested.items())], pa.map_(pa.string(), pa.string())),
        }[kind]
        parquet(desk, "visits.parquet", columns)
    [load] = [load for load in desk.load().loads if "visits" in load.file]
    assert (load.rows_landed, load.values_refused) == (1, 0)
    assert load.message == "1 undeclared columns kept in _extra: Shoe size"
    assert desk.rows("desk/visits", "visit_id, person_id, weight, segment, _extra") == [
        (1, "p1", 2.0, "SMB", '{"Shoe size": "42"}')
    ]


def test_a_column_of_its_own_goes_before_what_is_nested(desk: Desk) -> None:
    desk.people("p1", header="id")
    row = VISIT | {"segment": "SMB", "properties": '{"segment": "Old", "weight": "2"}', "note": "x"}
    desk.put(f"{EXPORT}/visits.csv", as_csv(row))
    desk.load()
    assert desk.rows("desk/visits", "segment, weight, _extra") == [("SMB", 2.0, '{"note": "x"}')]


def test_a_list_in_a_column_is_a_row_for_each_of_its_items(desk: Desk) -> None:
    desk.people("p1", header="id")
    pages = {"home": [{"visit_id": 1}, {"visit_id": 2}], "prices": [{"visit_id": 3}]}
    desk.put(f"{EXPORT}/visits.csv", as_csv({"person_id": "p1", "pages": json.dumps(pages)}))
    desk.load()
    assert desk.rows("desk/visits", "visit_id, person_id, page") == [
        (1, "p1", "home"),
        (2, "p1", "home"),
        (3, "p1", "prices"),
    ]


def test_a_value_refused_in_a_nested_column_names_the_line_of_its_row(desk: Desk) -> None:
    desk.people("p1", header="id")
    good = VISIT | {"properties": '{"weight": "1"}'}
    bad = VISIT | {"visit_id": "2", "properties": '{"weight": "much"}'}
    desk.put(f"{EXPORT}/visits.csv", as_csv(good, bad))
    desk.load()
    assert desk.control("refused_values", "object, line, column_name") == [("visits", 3, "weight")]


def test_a_nested_text_that_is_no_json_leaves_its_row(desk: Desk) -> None:
    desk.people("p1", header="id")
    desk.put(f"{EXPORT}/visits.csv", as_csv(VISIT | {"properties": "{broken"}))
    [load] = [load for load in desk.load().loads if "visits" in load.file]
    assert (load.rows_landed, load.rows_refused) == (1, 0)
    assert desk.rows("desk/visits", "visit_id, weight") == [(1, None)]
