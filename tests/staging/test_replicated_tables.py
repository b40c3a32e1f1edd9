"""What replicators land of Salesforce, HubSpot and Marketo: versions, rows that are gone, pairs."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.nights import compute
from tests.staging.tool_build import Row, rows_of

DAY = "2026-07-01T0200Z"
TOOLS = ("salesforce", "hubspot", "marketo")
LEADS = [f"00Q5g000000000{number}EAA" for number in range(1, 6)]
DEAL = "0065g0000000001AAA"
ANNA, BRUNO = "0055g0000000001AAA", "0055g0000000002AAA"


def at(text: str) -> datetime:
    """A moment, in UTC."""
    return datetime.fromisoformat(text)


FAR = at("9999-12-31 23:59:59")


def versions(
    record: dict[str, object], *states: tuple[str, dict[str, object]], lasts: bool = True
) -> list[dict[str, object]]:
    """The rows of one record in history mode, the newest first: each state and since when."""
    begun = [at(since) for since, _ in states]
    ends = [*begun[1:], FAR if lasts else at("2026-06-20 10:00")]
    rows = [
        record
        | state
        | {
            "last_modified_date": start,
            "_fivetran_start": start,
            "_fivetran_end": end,
            "_fivetran_active": end == FAR,
        }
        for (_, state), start, end in zip(states, begun, ends, strict=True)
    ]
    return rows[::-1]


def lead(number: int, created: str = "2026-06-01 08:00") -> dict[str, object]:
    """A lead of Salesforce."""
    return {
        "id": LEADS[number],
        "email": f"person{number}@client.example",
        "created_date": at(created),
        "is_deleted": False,
    }


LIVES = [
    *versions(
        lead(0),
        ("2026-06-01 08:00:05", {"status": "Open", "owner_id": ANNA}),
        ("2026-06-10 09:00", {"status": "MQL", "owner_id": ANNA}),
        ("2026-06-12 10:00", {"status": "Working", "owner_id": BRUNO}),
    ),
    # nothing lasts of it
    *versions(lead(1), ("2026-06-01 08:00:05", {"status": "Open", "owner_id": ANNA}), lasts=False),
    # history mode began a month after it was made: what it was by then, nobody knows since when
    *versions(
        lead(2, "2026-05-01 08:00"),
        ("2026-06-05 08:00", {"status": "MQL", "owner_id": ANNA}),
    ),
]
# A live table; what is gone is marked beside the tool's own flag, which says that it is not.
GONE = [lead(3) | {"_fivetran_deleted": True}, lead(4) | {"_fivetran_deleted": False}]

HUBSPOT: dict[str, list[dict[str, object]]] = {
    "contact": [
        {
            "id": number,
            "property_email": f"contact{number}@client.example",
            "property_createdate": at("2026-06-01 08:00"),
            "property_lastmodifieddate": at("2026-06-02 08:00"),
            "property_hs_v_2_date_entered_lead": at("2026-06-01 08:00"),
            "_ab_cdc_deleted_at": at("2026-06-20 08:00") if number == 102 else None,
        }
        for number in (101, 102)
    ],
    # every state of a record, one below the other
    "deals": [
        {
            "id": "1",
            "createdAt": at("2026-06-01 08:00"),
            "updatedAt": at(f"2026-06-{day} 08:00"),
            "archived": False,
            "properties": {"dealname": "Deal", "dealstage": stage, "amount": amount},
            "contacts": ["101", "101"],
            "_airbyte_extracted_at": at("2026-07-01 00:00"),
        }
        for day, stage, amount in (("20", "9567448", "200.5"), ("10", "contractsent", "100"))
    ],
    "deal_pipelines": [
        {
            "pipelineId": "default",
            "label": "Sales Pipeline",
            "stages": [
                {"stageId": "contractsent", "label": "Sent by post"},
                {"stageId": "9567448", "label": "Signed"},
            ],
        }
    ],
    "owner": [
        {"owner_id": 5001, "email": "anna@acme.example", "first_name": "Anna", "last_name": "Sy"}
    ],
    "engagement_call": [
        {
            "engagement_id": 7,
            "property_hs_call_status": "COMPLETED",
            "property_hs_call_direction": "OUTBOUND",
            "property_hubspot_owner_id": 5001,
            "property_hs_timestamp": at("2026-06-02 08:00"),
            "property_hs_createdate": at("2026-06-02 08:00"),
            "_fivetran_synced": at("2026-07-01 00:00"),
        }
    ],
    "engagement_contact": [{"engagement_id": 7, "contact_id": 101, "engagement_type": "CALL"}],
    "contacts_merged_audit": [
        {"canonical-vid": 101, "vid-to-merge": 103, "timestamp": 1781949600000}
    ],
}
MARKETO = [
    {"id": 1, "email": "a@client.example", "_fivetran_deleted": True},
    {"id": 2, "email": "b@client.example", "_fivetran_deleted": False},
]


def write(exports: Path) -> None:
    """The tables of the three tools as Parquet, moments without a zone."""
    deal: dict[str, object] = {"id": DEAL, "created_date": at("2026-06-01 08:00")}
    states = [
        (since, {"stage_name": stage, "is_closed": stage == "Closed Won"})
        for since, stage in (
            ("2026-06-01 08:00", "Qualification"),
            ("2026-06-15 08:00", "Closed Won"),
        )
    ]
    tables = {
        "salesforce/lead": LIVES,
        "salesforce/lead_live": GONE,
        "salesforce/opportunity": versions(deal, *states),
        **{f"hubspot/{name}": rows for name, rows in HUBSPOT.items()},
        "marketo/lead": MARKETO,
    }
    for name, rows in tables.items():
        tool, table = name.split("/")
        # a part of the table in a file of its own
        stem = "lead-000000000001" if table == "lead_live" else table
        folder = exports / tool / DAY
        folder.mkdir(parents=True, exist_ok=True)
        names = dict.fromkeys(column for row in rows for column in row)
        columns = {column: pa.array([row.get(column) for row in rows]) for column in names}
        pq.write_table(pa.table(columns), folder / f"{stem}.parquet")


@pytest.fixture(scope="module")
def built(
    compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, LoadReport]:
    """The home of the three tools' staging models over the tables, and what landed."""
    folder = tmp_path_factory.mktemp("replicated")
    write(folder / "exports")
    names = [name for tool in TOOLS for name in compiled.below(f"models/staging/{tool}")]
    names += [*compiled.below("seeds/mappings"), "int_user_names_gathered"]
    report = compute(compiled, folder / "exports", folder / "home", *names)
    return folder / "home", report


def shape(built: tuple[Path, LoadReport], relation: str, columns: str) -> list[Row]:
    """Rows of a model, in order."""
    return rows_of(built[0], f"select {columns} from staging.{relation} order by all")


def test_every_table_lands_whole(built: tuple[Path, LoadReport]) -> None:
    loads = [load for load in built[1].loads if load.status != "landed"]
    assert (loads, sum(load.rows_refused + load.values_refused for load in built[1].loads)) == (
        [],
        0,
    )


def test_the_versions_of_a_lead_are_the_history_of_its_status(
    built: tuple[Path, LoadReport],
) -> None:
    found = rows_of(
        built[0],
        "select record_key, old_value, new_value, evidence, changed_at, is_first_seen"
        " from staging.salesforce__stage_changes where field = 'status'"
        f" and record_key in ('salesforce:lead:{LEADS[0]}', 'salesforce:lead:{LEADS[2]}')"
        " order by record_key, changed_at",
    )
    first, third = (f"salesforce:lead:{LEADS[number]}" for number in (0, 2))
    assert found == [
        (first, None, "Open", "history", at("2026-06-01 08:00:05"), False),
        (first, "Open", "MQL", "history", at("2026-06-10 09:00"), False),
        (first, "MQL", "Working", "history", at("2026-06-12 10:00"), False),
        (third, None, "MQL", "history", at("2026-06-05 08:00"), True),
    ]


def test_the_versions_of_a_lead_are_the_history_of_its_owner(
    built: tuple[Path, LoadReport],
) -> None:
    found = rows_of(
        built[0],
        "select owner_key, changed_at from staging.salesforce__owner_changes"
        f" where record_key = 'salesforce:lead:{LEADS[0]}' order by changed_at",
    )
    assert found == [
        (f"salesforce:user:{ANNA}", at("2026-06-01 08:00:05")),
        (f"salesforce:user:{BRUNO}", at("2026-06-12 10:00")),
    ]


def test_the_versions_of_a_deal_are_the_history_of_its_stage(
    built: tuple[Path, LoadReport],
) -> None:
    found = rows_of(
        built[0],
        "select old_value, new_value, evidence, changed_at"
        " from staging.salesforce__opportunity_stage_changes where field = 'stage_name'"
        " order by changed_at",
    )
    assert found == [
        (None, "Qualification", "history", at("2026-06-01 08:00")),
        ("Qualification", "Closed Won", "history", at("2026-06-15 08:00")),
    ]


def test_a_record_is_deleted_where_nothing_lasts_of_it_or_the_replicator_marks_it(
    built: tuple[Path, LoadReport],
) -> None:
    """Whatever the tool's own flag says, or where it has none."""
    people = [
        row for tool in TOOLS for row in shape(built, f"{tool}__people", "record_key, is_deleted")
    ]
    assert people == [
        *((f"salesforce:lead:{LEADS[n]}", n in (1, 3)) for n in range(5)),
        *(("hubspot:contact:101", False), ("hubspot:contact:102", True)),
        *(("marketo:lead:1", True), ("marketo:lead:2", False)),
    ]


def test_the_newest_of_all_states_of_a_deal_counts_and_its_stage_has_a_name(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "opportunity_id, opportunity_name, stage, cast(amount as double), modified_at"
    assert shape(built, "hubspot__opportunities", columns) == [
        ("1", "Deal", "Signed", 200.5, at("2026-06-20 08:00"))
    ]
    assert shape(built, "hubspot__opportunity_people", "record_key") == [("hubspot:contact:101",)]


def test_a_call_is_of_the_contact_and_the_owner_of_their_tables(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, user_key, direction, is_done, started_at"
    assert shape(built, "hubspot__sales_activities", columns) == [
        ("hubspot:contact:101", "hubspot:user:5001", "outbound", True, at("2026-06-02 08:00"))
    ]
    assert shape(built, "hubspot__users", "user_key, user_name, email") == [
        ("hubspot:user:5001", "Anna Sy", "anna@acme.example")
    ]


def test_a_contact_merged_away_names_its_survivor_and_when(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, surviving_record_key, merged_at"
    assert shape(built, "hubspot__merges", columns) == [
        ("hubspot:contact:103", "hubspot:contact:101", at("2026-06-20 10:00"))
    ]


def test_a_stage_that_a_property_dates_is_dated_in_utc(built: tuple[Path, LoadReport]) -> None:
    """Paris, the company's zone, is two hours ahead."""
    columns = "contact_id, lifecycle_stage, entered_at"
    assert shape(built, "stg_hubspot__contact_stage_dates", columns) == [
        (str(number), "lead", at("2026-06-01 08:00")) for number in (101, 102)
    ]
