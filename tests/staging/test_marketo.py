"""Marketo's bulk extracts and a replicator's tables give the same rows of the shared shapes."""

import csv
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.staging.real_data import copy_of_real_exports, landed_counts
from tests.staging.tool_build import Row, build_tool, rows_of

JUNE, JULY = "2026-06-15T0200Z", "2026-07-01T0200Z"
# Marketo bounds no data cut-off, and no CRM is exported here.
AS_OF = "2026-07-01T02:00Z"

Fact = dict[str, Any]

PEOPLE_IN_JULY: list[Fact] = [
    {
        "id": 100,
        "email": "anna@client.example",
        "firstName": "Anna",
        "lastName": "Petit",
        "title": "Acheteuse",
        "company": "Client SA",
        "country": "France",
        "leadStatus": "Working",
        "leadRevenueStageId": 6,
        "leadSource": "Webinar",
        "sfdcLeadId": "00Q5g0000000001",
        "sfdcContactId": "0035g0000000001AAA",
        "acquisitionProgramId": 11,
        "createdAt": "2026-06-01T08:00:00Z",
        "updatedAt": "2026-06-20T10:00:00Z",
    },
    {
        "id": 200,
        "email": "bruno@autre.example",
        "firstName": "Bruno",
        "lastName": "Leclère",
        "leadStatus": "Recycled",
        "leadRevenueStageId": 5,
        "leadSource": "Web",
        "acquisitionProgramId": 99,
        "createdAt": "2026-06-02T08:00:00Z",
        "updatedAt": "2026-06-21T10:00:00Z",
    },
]
# In June Bruno was new. July's extract holds what changed, so Anna of June may be missing there.
PEOPLE_IN_JUNE: list[Fact] = [
    PEOPLE_IN_JULY[1] | {"leadStatus": "New", "leadRevenueStageId": 4, "leadSource": None},
    {
        "id": 300,
        "email": "chloe@encore.example",
        "leadStatus": "New",
        "createdAt": "2026-06-03T08:00:00Z",
        "updatedAt": "2026-06-03T08:00:00Z",
    },
]

PROGRAMS: list[Fact] = [
    {
        "id": 11,
        "name": "Webinar: machines",
        "channel": "Webinar",
        "type": "Event",
        "createdAt": "2026-05-01T08:00:00Z",
        "updatedAt": "2026-05-01T08:00:00Z",
    },
    {
        "id": 12,
        "name": "Newsletter",
        "channel": None,
        "type": "Email",
        "createdAt": "2026-05-01T08:00:00Z",
        "updatedAt": "2026-05-01T08:00:00Z",
    },
]
SMART_CAMPAIGNS: list[Fact] = [
    {
        "id": 7001,
        "name": "01 Send",
        "programId": 12,
        "createdAt": "2026-05-01T08:00:00Z",
        "updatedAt": "2026-05-01T08:00:00Z",
    }
]

# id, person, when, type, smart campaign, what it was about, the type's own attributes
Activity = tuple[str, int, str, int, int | None, str | None, dict[str, Any]]
ACTIVITIES: list[Activity] = [
    (
        "a1",
        100,
        "2026-06-01T08:00:00Z",
        12,
        None,
        "Anna Petit",
        {"Source Type": "Web form fillout"},
    ),
    ("a2", 100, "2026-06-01T08:00:05Z", 2, None, "Contact us", {}),
    (
        *("a3", 100, "2026-06-02T09:00:00Z", 13, None, "Lead Status"),
        {"Old Value": "New", "New Value": "MQL", "Reason": "Smart campaign", "Source": "Flow"},
    ),
    ("a4", 100, "2026-06-02T09:00:00Z", 13, None, "Phone Number", {"New Value": "+33 1"}),
    (
        *("a5", 100, "2026-06-03T16:00:00Z", 104, None, "Webinar: machines"),
        {"Old Status": "Registered", "New Status": "Attended", "Success": True},
    ),
    ("a6", 200, "2026-06-04T08:00:00Z", 10, 7001, "News.June", {"Is Bot Activity": False}),
    ("a7", 200, "2026-06-04T08:00:01Z", 11, 7001, "News.June", {"Is Bot Activity": True}),
    (
        *("a8", 200, "2026-06-05T11:00:00Z", 13, None, "Rejection Reason"),
        {"Old Value": None, "New Value": 'Says "no budget"'},
    ),
    ("a9", 200, "2026-06-06T08:00:00Z", 32, None, "Bruno Leclère", {"Merge IDs": [201, 202]}),
    (
        *("b1", 200, "2026-06-07T08:00:00Z", 101, None, "From name to win"),
        {"Old Stage ID": 4, "New Stage ID": 5, "Old Stage": "Lead", "New Stage": "MQL"},
    ),
    # by hand, from no stage
    (
        *("b2", 300, "2026-06-08T08:00:00Z", 102, None, "From name to win"),
        {"Old Stage": None, "New Stage": "Recycled", "New Stage ID": 9, "Reason": "Too soon"},
    ),
]


def _write(file: Path, facts: Sequence[Fact]) -> None:
    header = list(dict.fromkeys(name for fact in facts for name in fact))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        for fact in facts:
            cells = (fact.get(name) for name in header)
            writer.writerow("null" if cell is None else cell for cell in cells)


def _bulk_row(activity: Activity, attributes: object) -> Fact:
    guid, person, when, kind, campaign, about, _ = activity
    return {
        "marketoGUID": guid,
        "leadId": person,
        "activityDate": when,
        "activityTypeId": kind,
        "campaignId": campaign,
        "primaryAttributeValueId": None,
        "primaryAttributeValue": about,
        "attributes": json.dumps(attributes, ensure_ascii=False),
    }


def write_bulk_extract(exports: Path) -> None:
    """Bulk extracts: activities with JSON, `null` for empty. July repeats a part of June's."""
    activities = [_bulk_row(activity, activity[-1]) for activity in ACTIVITIES]
    for day, people, rows in (
        (JUNE, PEOPLE_IN_JUNE, activities[:6]),
        (JULY, PEOPLE_IN_JULY, activities[4:]),
    ):
        folder = exports / "marketo" / day
        folder.mkdir(parents=True)
        _write(folder / "leads.csv", people)
        _write(folder / "activities.csv", rows)
        _write(folder / "programs.csv", PROGRAMS)
        _write(folder / "smart_campaigns.csv", SMART_CAMPAIGNS)


def write_older_bulk_extract(exports: Path) -> None:
    """The older form: attributes as a list of name and value, and a space before their header."""
    write_bulk_extract(exports)
    for day, part in ((JUNE, ACTIVITIES[:6]), (JULY, ACTIVITIES[4:])):
        file = exports / "marketo" / day / "activities.csv"
        rows = [
            _bulk_row(activity, [{"name": k, "value": v} for k, v in activity[-1].items()])
            for activity in part
        ]
        _write(file, [{k.replace("attr", " attr"): v for k, v in row.items()} for row in rows])


def write_answers(exports: Path) -> None:
    """Answers of the REST API: of activities two pages below one another, attributes as a list."""

    def answer(*result: Fact) -> Fact:
        return {"requestId": "a1#2", "success": True, "result": result, "moreResult": False}

    for day, people, part in (
        (JUNE, PEOPLE_IN_JUNE, ACTIVITIES[:6]),
        (JULY, PEOPLE_IN_JULY, ACTIVITIES[4:]),
    ):
        folder = exports / "marketo" / day
        folder.mkdir(parents=True)
        activities = [
            # an answer also has a number of its own
            {"id": number}
            | _bulk_row(activity, None)
            | {"attributes": [{"name": k, "value": v} for k, v in activity[-1].items()]}
            for number, activity in enumerate(part)
        ]
        pages = [answer(*activities[:2]), answer(*activities[2:])]
        texts = {
            "leads": json.dumps(answer(*people), indent=1),
            "activities": "\n".join(json.dumps(page) for page in pages),
            "programs": json.dumps(answer(*PROGRAMS)),
            "smart_campaigns": json.dumps(answer(*SMART_CAMPAIGNS)),
        }
        for name, text in texts.items():
            (folder / f"{name}.json").write_text(text, encoding="utf-8")


def write_replicated_tables(exports: Path) -> None:
    """A replicator's tables: snake_case, no zone, a file for each type of activity."""
    names = {
        2: "fill_out_form",
        10: "open_email",
        11: "click_email",
        12: "new_lead",
        13: "change_data_value",
        32: "merge_leads",
        101: "change_revenue_stage",
        102: "change_revenue_stage_manually",
        104: "change_status_in_progression",
    }

    def snake(fact: Fact) -> Fact:
        folded = {
            "".join(f"_{c.lower()}" if c.isupper() else c for c in name): value
            for name, value in fact.items()
        }
        return {
            name: str(value).replace("T", " ").replace("Z", ".000")
            if name.endswith("_at")
            else value
            for name, value in folded.items()
        }

    for day, people, activities in (
        (JUNE, PEOPLE_IN_JUNE, ACTIVITIES[:6]),
        (JULY, PEOPLE_IN_JULY, ACTIVITIES[4:]),
    ):
        folder = exports / "marketo" / day
        folder.mkdir(parents=True)
        _write(folder / "marketo_lead_data.csv", [snake(person) for person in people])
        _write(folder / "marketo_program_data.csv", [snake(program) for program in PROGRAMS])
        _write(folder / "marketo_campaign_data.csv", [snake(item) for item in SMART_CAMPAIGNS])
        for kind, name in names.items():
            rows = [
                {
                    "id": guid,
                    "lead_id": person,
                    "activity_date": when.replace("T", " ").replace("Z", ".000"),
                    "activity_type_id": kind,
                    "campaign_id": campaign,
                    "primary_attribute_value": about,
                    **{k.lower().replace(" ", "_"): v for k, v in attributes.items()},
                }
                for guid, person, when, its_kind, campaign, about, attributes in activities
                if its_kind == kind
            ]
            if rows:
                _write(folder / f"marketo_activity_{name}_data.csv", rows)


STYLES = {
    "bulk extract": write_bulk_extract,
    "older bulk extract": write_older_bulk_extract,
    "answers of the API": write_answers,
    "replicated": write_replicated_tables,
}

ANNA, BRUNO, CHLOE = "marketo:lead:100", "marketo:lead:200", "marketo:lead:300"


def at(text: str) -> datetime:
    """A UTC time of the expected rows."""
    return datetime.fromisoformat(text)


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the instance loaded and built from one style of export."""
    exports = tmp_path_factory.mktemp("exports")
    STYLES[request.param](exports)
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "marketo", exports, home, as_of=AS_OF)


def shape(
    built: tuple[Path, LoadReport], name: str, columns: str, where: str = "true"
) -> list[Row]:
    """Rows of one of Marketo's shapes, in order."""
    return rows_of(
        built[0], f"select {columns} from staging.marketo__{name} where {where} order by all"
    )


def test_every_row_lands(built: tuple[Path, LoadReport]) -> None:
    # Six activities in June, seven in July of which two are June's; two people each time.
    assert landed_counts(built[1]) == {"activity": 13, "campaign": 2, "lead": 4, "program": 4}


def test_a_person_missing_from_an_extract_is_still_there(built: tuple[Path, LoadReport]) -> None:
    assert shape(
        built,
        "people",
        "record_key, email, last_name, first_source, first_campaign, first_country, is_deleted,"
        " created_at, created_has_time",
    ) == [
        (
            *(ANNA, "anna@client.example", "Petit", "Webinar", "Webinar: machines", "France"),
            *(False, at("2026-06-01 08:00"), True),
        ),
        # a program that was not exported is known by its id
        (
            *(BRUNO, "bruno@autre.example", "Leclère", "Web", "99", None),
            *(False, at("2026-06-02 08:00"), True),
        ),
        (
            *(CHLOE, "chloe@encore.example", None, None, None, None),
            *(False, at("2026-06-03 08:00"), True),
        ),
    ]


def test_salesforce_ids_of_either_length_link_the_same_records(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(built, "person_links", "*") == [
        (ANNA, "salesforce:contact:0035g0000000001AAA", "stored_id"),
        (ANNA, "salesforce:lead:00Q5g0000000001EAA", "stored_id"),
    ]


def test_a_merge_activity_names_every_person_merged_away(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "merges", "*") == [
        ("marketo:lead:201", BRUNO, at("2026-06-06 08:00")),
        ("marketo:lead:202", BRUNO, at("2026-06-06 08:00")),
    ]


def test_changes_of_the_status_and_of_the_reason_are_history(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "stage_changes",
        "record_key, field, old_value, new_value, has_time, changed_at",
        "evidence = 'history' and field <> 'revenue_stage'",
    ) == [
        (ANNA, "lead_status", "New", "MQL", True, at("2026-06-02 09:00")),
        (BRUNO, "rejection_reason", None, 'Says "no budget"', True, at("2026-06-05 11:00")),
    ]


def test_a_status_that_differs_between_extracts_is_observed(
    built: tuple[Path, LoadReport],
) -> None:
    june, july = at("2026-06-15 02:00"), at("2026-07-01 02:00")
    assert shape(
        built,
        "stage_changes",
        "record_key, old_value, new_value, is_first_seen, is_first_export, changed_at,"
        " previous_seen_at",
        "evidence = 'snapshot' and field = 'lead_status'",
    ) == [
        (ANNA, None, "Working", True, False, july, None),
        (BRUNO, "New", "Recycled", False, False, july, june),
        (BRUNO, None, "New", True, True, june, None),
        (CHLOE, None, "New", True, True, june, None),
    ]


def test_stages_of_a_revenue_model_are_told_by_its_activities_and_by_the_ids_of_people(
    built: tuple[Path, LoadReport],
) -> None:
    june, july = at("2026-06-15 02:00"), at("2026-07-01 02:00")
    assert shape(
        built,
        "stage_changes",
        "record_key, evidence, old_value, new_value, is_first_seen, has_time, changed_at",
        "field = 'revenue_stage'",
    ) == [
        # no activity says what stage 6 is called
        (ANNA, "snapshot", None, "6", True, True, july),
        (BRUNO, "history", "Lead", "MQL", False, True, at("2026-06-07 08:00")),
        (BRUNO, "snapshot", "Lead", "MQL", False, True, july),
        (BRUNO, "snapshot", None, "Lead", True, True, june),
        (CHLOE, "history", None, "Recycled", False, True, at("2026-06-08 08:00")),
    ]


def test_an_activity_stands_once_with_its_program_and_its_bot(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "marketing_activities",
        "activity_key, record_key, activity_type, detail, campaign, is_automated, occurred_at",
    ) == [
        (
            *("marketo:activity:a1", ANNA, "12", "Web form fillout", None, False),
            at("2026-06-01 08:00"),
        ),
        ("marketo:activity:a2", ANNA, "2", "Contact us", None, False, at("2026-06-01 08:00:05")),
        ("marketo:activity:a3", ANNA, "13", "Lead Status", None, False, at("2026-06-02 09:00")),
        ("marketo:activity:a4", ANNA, "13", "Phone Number", None, False, at("2026-06-02 09:00")),
        (
            *("marketo:activity:a5", ANNA, "104", "Attended", "Webinar: machines", False),
            at("2026-06-03 16:00"),
        ),
        (
            *("marketo:activity:a6", BRUNO, "10", "News.June", "Newsletter", False),
            at("2026-06-04 08:00"),
        ),
        (
            *("marketo:activity:a7", BRUNO, "11", "News.June", "Newsletter", True),
            at("2026-06-04 08:00:01"),
        ),
        (
            *("marketo:activity:a8", BRUNO, "13", "Rejection Reason", None, False),
            at("2026-06-05 11:00"),
        ),
        ("marketo:activity:a9", BRUNO, "32", "Bruno Leclère", None, False, at("2026-06-06 08:00")),
        (
            *("marketo:activity:b1", BRUNO, "101", "From name to win", None, False),
            at("2026-06-07 08:00"),
        ),
        (
            *("marketo:activity:b2", CHLOE, "102", "From name to win", None, False),
            at("2026-06-08 08:00"),
        ),
    ]


def test_a_program_is_a_campaign(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "campaigns", "campaign_key, campaign_name, campaign_type") == [
        ("marketo:program:11", "Webinar: machines", "Webinar"),
        ("marketo:program:12", "Newsletter", "Email"),
    ]


def test_a_replicators_real_tables_load_whole(compiled: CompiledModels, tmp_path: Path) -> None:
    exports = copy_of_real_exports("marketo", tmp_path, "marketo", "2020-06-01")
    report = build_tool(compiled, "marketo", exports, tmp_path / "home", as_of="2020-07-01")
    # Eight tables of 100 activities and one of 31 deletions; two tables say nothing of people.
    assert landed_counts(report) == {"activity": 831, "campaign": 100, "lead": 100, "program": 100}
    assert sorted(load.file for load in report.loads if load.status == "ignored") == [
        "marketo/2020-06-01/marketo_email_template_history_data.csv",
        "marketo/2020-06-01/marketo_lead_describe_data.csv",
    ]
    assert rows_of(
        tmp_path / "home",
        "select activity_type, count(*) from staging.marketo__marketing_activities"
        " group by all order by all",
    ) == [
        *(("10", 100), ("11", 100), ("13", 100), ("29", 31), ("32", 100)),
        *(("6", 100), ("7", 100), ("8", 100), ("9", 100)),
    ]
