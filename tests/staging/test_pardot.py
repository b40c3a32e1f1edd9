"""Account Engagement's own exports, old and new, and a replicator's tables give the same rows."""

import csv
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.nights import compute
from tests.staging.real_data import copy_of_real_exports, landed_counts
from tests.staging.tool_build import Row, build_tool, rows_of

JUNE, JULY = "2026-06-15T0200Z", "2026-07-01T0200Z"
# Account Engagement bounds no data cut-off, and no CRM is exported here.
AS_OF = "2026-07-01T02:00Z"
# Whoever exports in New York has its times in the files.
EXPORTER = ZoneInfo("America/New_York")

Fact = dict[str, Any]
Facts = dict[str, list[Fact]]


def at(text: str) -> datetime:
    """A UTC time of the expected rows."""
    return datetime.fromisoformat(text)


PEOPLE_IN_JUNE: list[Fact] = [
    {
        "id": 100,
        "email": "anna@client.example",
        "first_name": "Anna",
        "last_name": "Petit",
        "job_title": "Acheteuse",
        "company": "Client SA",
        "country": "France",
        "source": "Webinar",
        "campaign_id": 11,
        "crm_lead_fid": "00Q5g0000000001",
        "crm_contact_fid": "0035g0000000001AAA",
        "is_deleted": False,
        "created_at": at("2026-06-01 08:00"),
        "updated_at": at("2026-06-03 10:00"),
    },
    {
        "id": 200,
        "email": "bruno@autre.example",
        "last_name": "Leclère",
        "campaign_id": 99,
        "lead_status": "Working",
        "is_deleted": False,
        "created_at": at("2026-06-02 08:00"),
        "updated_at": at("2026-06-02 08:00"),
    },
    {
        "id": 300,
        "email": "chloe@encore.example",
        "is_deleted": False,
        "created_at": at("2026-06-04 23:30"),
        "updated_at": at("2026-06-04 23:30"),
    },
]
# July's export holds what changed: Bruno was given back, Chloé was thrown away, Anna is as she was.
PEOPLE_IN_JULY: list[Fact] = [
    PEOPLE_IN_JUNE[1]
    | {
        "source": "Web",
        "lead_status": "Recycled",
        "rejection_reason": 'Says "no budget"',
        "updated_at": at("2026-06-21 10:00"),
    },
    PEOPLE_IN_JUNE[2] | {"is_deleted": True, "updated_at": at("2026-06-22 10:00")},
]

# id, prospect, type, on what, about what, campaign, when
ACTIVITIES: list[tuple[int, int | None, int, str, str, int | None, str]] = [
    (1, 100, 4, "Form", "Contact us", 11, "2026-06-01 08:00:05"),
    (2, 100, 24, "Webinar", "Machines live", 11, "2026-06-02 15:00:00"),
    # nobody knows yet whose visit it is
    (3, None, 20, "Visit", "3 page views", None, "2026-06-03 09:00:00"),
    (4, 200, 2, "Page View", "/plants", None, "2026-06-05 08:00:00"),
    (5, 200, 35, "Email", "News.June", 99, "2026-06-06 08:00:00"),
    (6, 100, 8, "New Opportunity", "Client SA 1", None, "2026-06-20 08:00:00"),
]


def _activities(rows: Sequence[tuple[int, int | None, int, str, str, int | None, str]]) -> Facts:
    names = ("id", "prospect_id", "type", "type_name", "details", "campaign_id", "created_at")
    facts: list[Fact] = [dict(zip(names, row, strict=True)) for row in rows]
    return {"visitor_activity": [fact | {"created_at": at(fact["created_at"])} for fact in facts]}


SETTINGS: Facts = {
    "campaign": [
        {"id": 11, "name": "Webinar: machines", "cost": "1200.50"},
        {"id": 12, "name": "Newsletter", "cost": None},
    ],
    "list": [{"id": 31, "name": "Fair 2026"}],
    "lifecycle_stage": [{"id": 21, "name": "Prospects"}, {"id": 22, "name": "MQLs"}],
}
STEPS: list[Fact] = [
    {
        "id": 1,
        "prospect_id": 100,
        "previous_stage_id": None,
        "next_stage_id": 21,
        "created_at": at("2026-06-01 08:00"),
    },
    {
        "id": 2,
        "prospect_id": 100,
        "previous_stage_id": 21,
        "next_stage_id": 22,
        "created_at": at("2026-06-02 15:00:01"),
    },
]
DEAL: Fact = {
    "id": 501,
    "name": "Client SA 1",
    "campaign_id": 11,
    "value": "1000.00",
    "probability": 20,
    "type": "New Business",
    "stage": "1 - Proposal",
    "status": "Open",
    "is_deleted": False,
    # of an open one, what is hoped for
    "closed_at": at("2026-06-10 10:00"),
    "created_at": at("2026-06-05 08:00"),
    "updated_at": at("2026-06-05 08:00"),
}


def _membership(number: int, prospect: int, opted_out: bool, updated: str) -> Fact:
    return {
        "id": number,
        "list_id": 31,
        "prospect_id": prospect,
        "opted_out": opted_out,
        "created_at": at("2026-06-03 10:00"),
        "updated_at": at(updated),
    }


# July repeats a part of June's activities and steps.
EXPORTS: dict[str, Facts] = {
    JUNE: SETTINGS
    | _activities(ACTIVITIES[:5])
    | {
        "prospect": PEOPLE_IN_JUNE,
        "lifecycle_history": STEPS,
        "list_membership": [
            _membership(1, 100, False, "2026-06-03 10:00"),
            _membership(2, 200, False, "2026-06-03 10:00"),
        ],
        "opportunity": [DEAL],
    },
    JULY: SETTINGS
    | _activities(ACTIVITIES[3:])
    | {
        "prospect": PEOPLE_IN_JULY,
        "lifecycle_history": STEPS[1:],
        "list_membership": [_membership(2, 200, True, "2026-06-25 10:00")],
        "opportunity": [
            DEAL
            | {
                "stage": "6 - Done",
                "status": "Won",
                "probability": 100,
                "closed_at": at("2026-06-28 10:00"),
                "updated_at": at("2026-06-28 10:00"),
            }
        ],
    },
}
LINKS: list[Fact] = [
    {"opportunity_id": 501, "prospect_id": 100, "updated_at": at("2026-06-05 08:00")}
]

Cell = Callable[[object], object]


def _table(file: Path, facts: Sequence[Fact], cell: Cell, bom: bool = False) -> None:
    header = list(dict.fromkeys(name for fact in facts for name in fact))
    encoding = "utf-8-sig" if bom else "utf-8"
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows([cell(fact.get(name)) for name in header] for fact in facts)


def _of_exporter(value: object) -> object:
    """Version 4: a clock on a wall of New York, and 1 for true."""
    if isinstance(value, datetime):
        return f"{value.replace(tzinfo=UTC).astimezone(EXPORTER):%Y-%m-%d %H:%M:%S}"
    return int(value) if isinstance(value, bool) else value


def _with_offset(value: object) -> object:
    """Version 5: the same clock, with its distance from UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(EXPORTER).isoformat()
    return str(value).lower() if isinstance(value, bool) else value


def _marked_utc(value: object) -> object:
    """A replicator: UTC, and says so."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    return str(value).lower() if isinstance(value, bool) else value


def write_version_4(exports: Path) -> None:
    """The Export API's older names, each object in two files, in no order."""
    for day, objects in EXPORTS.items():
        folder = exports / "pardot" / day
        folder.mkdir(parents=True)
        for name, facts in (objects | {"opportunity_prospect": LINKS}).items():
            _table(folder / f"{name}_1.csv", facts[1:] or facts, _of_exporter)
            if facts[1:]:
                _table(folder / f"{name}_2.csv", facts[:1], _of_exporter)


def _camel(name: str) -> str:
    names = {
        "crm_lead_fid": "salesforceLeadId",
        "crm_contact_fid": "salesforceContactId",
        "lead_status": "Lead_Status__c",
        "rejection_reason": "Rejection_Reason__c",
    }
    first, *others = name.split("_")
    return names.get(name, first + "".join(word.capitalize() for word in others))


def write_version_5(exports: Path) -> None:
    """The newer names; steps of the lifecycle name their stages, activities their campaigns."""
    campaigns = {fact["id"]: fact["name"] for fact in SETTINGS["campaign"]}
    stages = {fact["id"]: fact["name"] for fact in SETTINGS["lifecycle_stage"]}
    for day, objects in EXPORTS.items():
        folder = exports / "pardot" / day
        folder.mkdir(parents=True)
        for name, facts in (objects | {"opportunity_prospect": LINKS}).items():
            rows = [{_camel(key): value for key, value in fact.items()} for fact in facts]
            for row in rows:
                if name == "visitor_activity":
                    row["campaign.name"] = campaigns.get(row["campaignId"])
                if name == "lifecycle_history":
                    row["previousStage.name"] = stages.get(row.pop("previousStageId"))
                    row["nextStage.name"] = stages.get(row.pop("nextStageId"))
            if name != "lifecycle_stage":
                _table(folder / f"{_camel(name)}.csv", rows, _with_offset)


def write_answers_of_the_api(exports: Path) -> None:
    """What version 5 answers to a query: JSON, the records in `values`, what they name whole."""
    campaigns = {fact["id"]: fact["name"] for fact in SETTINGS["campaign"]}
    stages = {fact["id"]: fact["name"] for fact in SETTINGS["lifecycle_stage"]}

    def whole(row: Fact, key: str, names: dict[int, str]) -> None:
        number = row.pop(f"{key}Id", None)
        if number is not None:
            row[key] = {"id": number, "name": names.get(number)}

    for day, objects in EXPORTS.items():
        folder = exports / "pardot" / day
        folder.mkdir(parents=True)
        for name, facts in (objects | {"opportunity_prospect": LINKS}).items():
            rows = [
                {
                    _camel(key): value if isinstance(value, bool) else _with_offset(value)
                    for key, value in fact.items()
                }
                for fact in facts
            ]
            for row in rows:
                if name in ("prospect", "visitor_activity"):
                    whole(row, "campaign", campaigns)
                if name == "lifecycle_history":
                    whole(row, "previousStage", stages)
                    whole(row, "nextStage", stages)
            answer = {"nextPageToken": None, "values": rows}
            (folder / f"{name}.json").write_text(json.dumps(answer), "utf-8")


def _as_replicated(facts: Sequence[Fact]) -> list[Fact]:
    synced = at("2026-06-30 10:00")
    return [
        {("_fivetran_deleted" if key == "is_deleted" else key): fact[key] for key in fact}
        | {"_fivetran_synced": synced}
        for fact in facts
    ]


def write_replicated_tables(exports: Path) -> None:
    """Fivetran's tables as CSV, with its names and marks."""
    for day, objects in EXPORTS.items():
        folder = exports / "pardot" / day
        folder.mkdir(parents=True)
        for name, facts in (objects | {"opportunity_prospect": LINKS}).items():
            _table(folder / f"pardot_{name}_data.csv", _as_replicated(facts), _marked_utc)


def write_replicated_parquet(exports: Path) -> None:
    """The same tables as Parquet, numbers and times as what they are."""
    write_replicated_tables(exports)
    with duckdb.connect() as database:
        for file in sorted(exports.glob("pardot/*/*.csv")):
            header = next(csv.reader(file.open(encoding="utf-8")))
            types = {name: "timestamptz" for name in header if re.search("_(at|synced)$", name)}
            database.read_csv(str(file), dtype=types).write_parquet(
                str(file.with_suffix(".parquet"))
            )
            file.unlink()


STYLES = {
    "version 4": write_version_4,
    "version 5": write_version_5,
    "answers of the API": write_answers_of_the_api,
    "replicated": write_replicated_tables,
    "replicated as Parquet": write_replicated_parquet,
}
ANNA, BRUNO, CHLOE = (f"pardot:prospect:{number}" for number in (100, 200, 300))
FORM, WEBINAR = "pardot:visitor_activity:1", "pardot:visitor_activity:2"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company's own settings: who exports does it in New York."""
    folder = tmp_path_factory.mktemp("seeds")
    text = "systems:\n  pardot: {time_zone: America/New_York}\n"
    (folder / "settings.yml").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    seeds: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the account loaded and built from one style of export."""
    exports = tmp_path_factory.mktemp("exports")
    STYLES[request.param](exports)
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "pardot", exports, home, seeds, as_of=AS_OF)


def shape(
    built: tuple[Path, LoadReport], name: str, columns: str, where: str = "true"
) -> list[Row]:
    """Rows of one of the tool's shapes, in order."""
    return rows_of(
        built[0], f"select {columns} from staging.pardot__{name} where {where} order by all"
    )


def test_every_row_lands_and_no_column_is_unknown(built: tuple[Path, LoadReport]) -> None:
    counts = landed_counts(built[1])
    counts.pop("lifecycle_stage", None)
    assert counts == {
        # five activities in June, three in July of which two are June's
        "visitor_activity": 8,
        "prospect": 5,
        "lifecycle_history": 3,
        "list_membership": 3,
        "list": 2,
        "campaign": 4,
        "opportunity": 2,
        "opportunity_prospect": 2,
    }
    assert [load.message for load in built[1].loads if load.message] == []


def test_a_prospect_missing_from_an_export_is_there_and_one_in_the_recycle_bin_is_not(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "people",
        "record_key, email, last_name, first_source, first_campaign, first_country, status,"
        " is_deleted, deleted_at, created_at, created_has_time",
    ) == [
        (
            *(ANNA, "anna@client.example", "Petit", "Webinar", "Webinar: machines", "France"),
            *(None, False, None, at("2026-06-01 08:00"), True),
        ),
        # a campaign that was not exported is known by its id
        (
            *(BRUNO, "bruno@autre.example", "Leclère", "Web", "99", None),
            *("Recycled", False, None, at("2026-06-02 08:00"), True),
        ),
        (
            *(CHLOE, "chloe@encore.example", None, None, None, None),
            *(None, True, at("2026-07-01 02:00"), at("2026-06-04 23:30"), True),
        ),
    ]


def test_the_crms_ids_of_either_length_link_the_same_records(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(built, "person_links", "*") == [
        (ANNA, "salesforce:contact:0035g0000000001AAA", "stored_id"),
        (ANNA, "salesforce:lead:00Q5g0000000001EAA", "stored_id"),
    ]


def test_steps_of_the_lifecycle_are_history_by_the_names_of_the_stages(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "stage_changes",
        "record_key, field, old_value, new_value, has_time, changed_at",
        "evidence = 'history'",
    ) == [
        (ANNA, "lifecycle_stage", "Prospects", "MQLs", True, at("2026-06-02 15:00:01")),
        (ANNA, "lifecycle_stage", None, "Prospects", True, at("2026-06-01 08:00")),
    ]


def test_a_status_and_a_reason_that_differ_between_exports_are_observed(
    built: tuple[Path, LoadReport],
) -> None:
    june, july = at("2026-06-15 02:00"), at("2026-07-01 02:00")
    assert shape(
        built,
        "stage_changes",
        "record_key, field, old_value, new_value, changed_at, previous_seen_at",
        "evidence = 'snapshot'",
    ) == [
        (BRUNO, "lead_status", "Working", "Recycled", july, june),
        (BRUNO, "lead_status", None, "Working", june, None),
        (BRUNO, "rejection_reason", None, 'Says "no budget"', july, None),
    ]


def test_an_activity_stands_once_under_its_type_its_asset_and_its_campaign(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "marketing_activities",
        "activity_key, record_key, activity_type, detail, asset, campaign, occurred_at",
        "object = 'visitor_activity'",
    ) == [
        (
            *(FORM, ANNA, "4", "Form", "Contact us", "Webinar: machines"),
            at("2026-06-01 08:00:05"),
        ),
        (
            *(WEBINAR, ANNA, "24", "Webinar", "Machines live", "Webinar: machines"),
            at("2026-06-02 15:00"),
        ),
        # the third is a visitor's whom nobody knows
        (
            *("pardot:visitor_activity:4", BRUNO, "2", "Page View", "/plants", None),
            at("2026-06-05 08:00"),
        ),
        (
            *("pardot:visitor_activity:5", BRUNO, "35", "Email", "News.June", "99"),
            at("2026-06-06 08:00"),
        ),
        (
            *("pardot:visitor_activity:6", ANNA, "8", "New Opportunity", "Client SA 1", None),
            at("2026-06-20 08:00"),
        ),
    ]


def test_a_list_tells_who_was_added_to_it_and_who_wants_none_of_its_mail(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "marketing_activities",
        "activity_key, record_key, activity_type, detail, occurred_at",
        "object = 'list_membership'",
    ) == [
        ("pardot:list_membership:1", ANNA, "added", "Fair 2026", at("2026-06-03 10:00")),
        ("pardot:list_membership:2", BRUNO, "added", "Fair 2026", at("2026-06-03 10:00")),
        (
            *("pardot:list_membership:2:opted_out", BRUNO, "opted_out", "Fair 2026"),
            at("2026-06-25 10:00"),
        ),
    ]


def test_an_opportunity_is_won_by_its_status_whatever_its_stage_is_called(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "opportunities",
        "opportunity_key, stage, amount, win_probability, is_closed, is_won, is_deleted, closed_at",
    ) == [
        (
            *("pardot:opportunity:501", "6 - Done", Decimal("1000.00"), 1.0, True, True, False),
            at("2026-06-28 10:00"),
        )
    ]
    assert shape(built, "opportunity_people", "*") == [
        ("pardot:opportunity:501", ANNA, "association")
    ]


def test_the_close_date_of_an_open_opportunity_dates_no_stage(
    built: tuple[Path, LoadReport],
) -> None:
    june, july = at("2026-06-15 02:00"), at("2026-07-01 02:00")
    assert shape(
        built, "opportunity_stage_changes", "evidence, old_value, new_value, changed_at"
    ) == [
        ("dated_field", None, "6 - Done", at("2026-06-28 10:00")),
        ("snapshot", "1 - Proposal", "6 - Done", july),
        ("snapshot", None, "1 - Proposal", june),
    ]


def test_a_campaign_has_its_cost(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "campaigns", "campaign_key, campaign_name, actual_cost") == [
        ("pardot:campaign:11", "Webinar: machines", Decimal("1200.50")),
        ("pardot:campaign:12", "Newsletter", None),
    ]


# Headings of a list exported in the tool, and the same prospect's cells.
LISTED = {
    "Prospect Id": "100",
    "First Name": "Anna",
    "Last Name": "Petit",
    "Email": "anna@client.example",
    "Company": "Client SA",
    "Last Activity At": "06/03/2026 06:00 AM",
    "Campaign": "Webinar: machines",
    "Score": "70",
    "Grade": "B+",
    "Job Title": "Acheteuse",
    "Country": "France",
    "Address One": "",
    "Source": "Webinar",
    "Do Not Email": "No",
    "Opted Out": "No",
    "Created Date": "06/01/2026 04:00 AM",
    "Updated Date": "06/03/2026 06:00 AM",
    "User": "rep@company.example",
    "CRM Contact FID": "0035g0000000001",
    "CRM Lead FID": "00Q5g0000000001EAA",
    "Lists": "Fair 2026",
    "MQL Date": "06/02/2026",
}


def test_a_list_exported_in_the_tool_is_read_by_its_headings(
    compiled: CompiledModels, seeds: Path, tmp_path: Path
) -> None:
    """It begins with a byte order mark, writes months first, and its zone is the exporter's."""
    folder = tmp_path / "exports" / "pardot" / JULY
    folder.mkdir(parents=True)
    _table(folder / "prospects.csv", [LISTED], lambda value: value, bom=True)
    report = build_tool(compiled, "pardot", tmp_path / "exports", tmp_path / "home", seeds, AS_OF)
    assert landed_counts(report) == {"prospect": 1}
    assert [load.message for load in report.loads if load.message] == []
    built = tmp_path / "home", report
    assert shape(built, "people", "record_key, first_campaign, created_at") == [
        (ANNA, "Webinar: machines", at("2026-06-01 08:00"))
    ]
    assert len(shape(built, "person_links", "*")) == 2
    # a day begins in the company's zone, whoever exports it
    assert shape(built, "stage_changes", "field, new_value, has_time, changed_at") == [
        ("mql_date", "MQL", False, at("2026-06-01 22:00"))
    ]


def test_its_deals_count_where_no_crm_has_any_and_are_copies_where_one_has(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    exports = tmp_path / "exports"
    write_version_4(exports)
    alone, both = tmp_path / "alone", tmp_path / "both"
    compute(compiled, exports, alone, "int_opportunities_unioned", as_of=AS_OF)
    folder = exports / "salesforce" / JULY
    folder.mkdir(parents=True)
    lead = {"Id": "00Q5g0000000001EAA", "Email": "anna@client.example", "Status": "New"}
    deal = {"Id": "0065g0000000001AAA", "Name": "Client SA 1", "StageName": "Closed Won"}
    for name, fact in (("Lead", lead), ("Opportunity", deal)):
        fact |= {"CreatedDate": "2026-06-05 08:00:00", "IsDeleted": "0"}
        _table(folder / f"{name}.csv", [fact], lambda value: value)
    compute(compiled, exports, both, "int_opportunities_unioned", as_of=AS_OF)
    told = "select opportunity_key from intermediate.int_opportunities_unioned"
    assert rows_of(alone, told) == [("pardot:opportunity:501",)]
    assert rows_of(both, told) == [("salesforce:opportunity:0065g0000000001AAA",)]


def test_a_replicators_real_tables_load_whole(compiled: CompiledModels, tmp_path: Path) -> None:
    exports = copy_of_real_exports("pardot", tmp_path, "pardot", "2020-06-01")
    report = build_tool(compiled, "pardot", exports, tmp_path / "home", as_of="2020-07-01")
    # A hundred rows of each of seven tables; visitors are of nobody.
    assert landed_counts(report) == dict.fromkeys(
        (
            *("campaign", "list", "list_membership", "opportunity", "opportunity_prospect"),
            *("prospect", "visitor_activity"),
        ),
        100,
    )
    assert [load.file for load in report.loads if load.status == "ignored"] == [
        "pardot/2020-06-01/pardot_visitor_data.csv"
    ]
    home = tmp_path / "home"
    assert rows_of(
        home,
        "select activity_type, count(*) from staging.pardot__marketing_activities"
        " where object = 'visitor_activity' group by all order by all",
    ) == [("10", 10), ("12", 39), ("14", 1), ("35", 3), ("36", 5), ("8", 33), ("9", 9)]
    assert rows_of(
        home, "select is_deleted, count(*) from staging.pardot__people group by all order by all"
    ) == [(False, 22), (True, 78)]
    assert rows_of(
        home, "select is_won, count(*) from staging.pardot__opportunities group by all order by all"
    ) == [(False, 1), (True, 99)]


def test_a_deal_is_won_lost_or_open_as_its_status_says(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    folder = tmp_path / "exports" / "pardot" / JULY
    folder.mkdir(parents=True)
    (folder / "prospects.csv").write_text("id,email\n1,anna@client.example\n", "utf-8")
    deals = ["501,A,Closed,won", "502,B,Closed,Lost", "503,C,Proposal,open", "504,D,Proposal,"]
    lines = ["id,name,stage,status", *deals, ""]
    (folder / "opportunities.csv").write_text("\n".join(lines), "utf-8")
    home = tmp_path / "home"
    build_tool(compiled, "pardot", tmp_path / "exports", home, as_of=AS_OF)
    told = "select opportunity_id, is_closed, is_won from staging.pardot__opportunities"
    assert rows_of(home, f"{told} order by all") == [
        ("501", True, True),
        ("502", True, False),
        ("503", False, False),
        ("504", None, None),
    ]
