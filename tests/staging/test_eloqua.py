"""Eloqua's exports, by label or internal name, as CSV or JSON, give the same rows of the shapes."""

import csv
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.staging.tool_build import Row, build_tool, rows_of

JUNE, JULY = "2026-06-15T0200Z", "2026-07-01T0200Z"
IN_JUNE, IN_JULY = datetime(2026, 6, 15, 2), datetime(2026, 7, 1, 2)
# Eloqua bounds no data cut-off, and no CRM is exported here.
AS_OF = "2026-07-01T02:00Z"
# The clock that the tool writes by, unless told otherwise.
CLOCK = ZoneInfo("America/New_York")

Fact = dict[str, Any]


def at(text: str) -> datetime:
    """A UTC time of the expected rows."""
    return datetime.fromisoformat(text)


ANNA, BRUNO, CHLOE = "eloqua:contact:1001", "eloqua:contact:1002", "eloqua:contact:1003"

# By internal name.
CONTACTS: dict[str, list[Fact]] = {
    JUNE: [
        {
            "Id": 1001,
            "C_EmailAddress": "anna@client.example",
            "C_FirstName": "Anna",
            "C_LastName": "Petit",
            "C_Title": "Acheteuse",
            "C_Company": "Client SA",
            "C_Country": "France",
            "C_Lead_Source___Original1": "Webinar",
            "C_Integrated_Marketing_and_Sales_Funnel_Stage": "Inquiry",
            "C_Lead_Rating___Combined1": "C2",
            "C_SFDCLeadID": "00Q5g0000000001",
            "C_SFDCContactID": "0035g0000000001AAA",
            "CreatedAt": at("2026-06-01 08:00"),
            "UpdatedAt": at("2026-06-03 10:00"),
        },
        {
            "Id": 1003,
            "C_EmailAddress": "chloe@encore.example",
            "CreatedAt": at("2026-06-04 23:30"),
            "UpdatedAt": at("2026-06-04 23:30"),
        },
    ],
    JULY: [
        {
            "Id": 1001,
            "C_EmailAddress": "anna@client.example",
            "C_FirstName": "Anna",
            "C_LastName": "Petit",
            "C_Title": "Acheteuse",
            "C_Company": "Client SA",
            "C_Country": "France",
            "C_Lead_Source___Original1": "Webinar",
            "C_Integrated_Marketing_and_Sales_Funnel_Stage": "MQL",
            "C_Lead_Rating___Combined1": "A1",
            "C_SFDCLeadID": "00Q5g0000000001",
            "C_SFDCContactID": "0035g0000000001AAA",
            "CreatedAt": at("2026-06-01 08:00"),
            "UpdatedAt": at("2026-06-20 10:00"),
        },
        # Chloé is gone
        {
            "Id": 1002,
            "C_EmailAddress": "Bruno@autre.example",
            "C_LastName": "Leclère",
            "AccountName": "Autre SARL",
            "C_Lead_Status1": "Recycled",
            "CreatedAt": at("2026-06-16 08:00"),
            "UpdatedAt": at("2026-06-16 08:00"),
        },
    ],
}
LABELS = {
    "Id": "Eloqua Contact ID",
    "C_EmailAddress": "Email Address",
    "C_FirstName": "First Name",
    "C_LastName": "Last Name",
    "C_Title": "Title",
    "C_Company": "Company",
    "AccountName": "Company Name",
    "C_Country": "Country",
    "C_Lead_Source___Original1": "Lead Source - Original",
    "C_Integrated_Marketing_and_Sales_Funnel_Stage": "Integrated Marketing and Sales Funnel Stage",
    "C_Lead_Rating___Combined1": "Lead Rating - Combined",
    "C_Lead_Status1": "Lead Status",
    "C_SFDCLeadID": "SFDC Lead ID",
    "C_SFDCContactID": "SFDC Contact ID",
    "CreatedAt": "Date Created",
    "UpdatedAt": "Date Modified",
}

# File, id, type, when, contact, e-mail, on what, about what, page, campaign. Ids are of one type.
Activity = tuple[
    str, int | None, str, str, int | None, str | None, str, str | None, str | None, int | None
]
ACTIVITIES: list[Activity] = [
    (
        *("form_submit", 7, "FormSubmit", "2026-06-01 08:00:05", 1001, None),
        *("Form", "Contact us", None, 51),
    ),
    (
        *("email_open", 7, "EmailOpen", "2026-06-02 09:00:00", 1001, "anna@client.example"),
        *("Email", "News of June", None, None),
    ),
    (
        *("external_activities", 3, "Attended", "2026-06-03 15:00:00", 1001, None),
        *("Webinar", "Machines live", None, 99),
    ),
    (
        *("page_view", None, "PageView", "2026-06-04 10:00:00", 1001, None, ""),
        *(None, "https://www.company.example/plants?email=anna%40client.example#top", None),
    ),
    # nobody knows yet whose page view it is
    (
        *("page_view", 8, "PageView", "2026-06-04 11:00:00", None, None, ""),
        *(None, "https://www.company.example/", None),
    ),
    # named by an e-mail alone
    (
        *("unsubscribe", 9, "Unsubscribe", "2026-06-20 12:00:00", None, "bruno@autre.example"),
        *("EmailGroup", "Newsletter", None, None),
    ),
    (
        *("email_clickthrough", 10, "EmailAutoClick", "2026-06-20 12:00:01", 1002, None),
        *("Email", "News of June", None, None),
    ),
]
# Contact, e-mail, before, then, when: what both exports hold counts once.
STAGES: list[tuple[int | None, str | None, str | None, str, str]] = [
    (1001, None, "Inquiry", "MQL", "2026-06-18 07:30:00"),
    (None, "bruno@autre.example", None, "Recycled", "2026-06-17 07:30:00"),
]
MEMBERS = {JUNE: [(31, 1001)], JULY: [(31, 1001), (31, 1002), (32, 1001)]}
LISTS = [{"id": "31", "name": "Fair 2026"}, {"id": "32", "name": "MQL"}]
CAMPAIGNS = [
    {
        "type": "Campaign",
        "id": "51",
        "name": "Spring",
        "campaignType": "Webinar",
        "currentStatus": "Active",
        "actualCost": "1200.50",
        "startAt": "1780300800",
        "createdAt": "1780300800",
        "updatedAt": "1780300800",
    }
]


def _activity(row: Activity) -> Fact:
    (_, number, kind, when, contact, email, about, name, url, campaign) = row
    return {
        "ActivityId": number,
        "ActivityType": kind,
        "ActivityDate": at(when),
        "ContactId": contact,
        "EmailAddress": email,
        "AssetType": about,
        "AssetName": name,
        "Url": url,
        "CampaignId": campaign,
    }


def _by_clock(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.replace(tzinfo=UTC).astimezone(CLOCK):%m/%d/%Y %I:%M:%S %p}"
    return "" if value is None else value


def _in_utc(value: object) -> object:
    return f"{value:%Y-%m-%dT%H:%M:%S}.000Z" if isinstance(value, datetime) else value


def _table(file: Path, rows: Sequence[Fact]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, columns, restval="")
        writer.writeheader()
        writer.writerows({name: _by_clock(cell) for name, cell in row.items()} for row in rows)


def _elements(file: Path, records: Sequence[Fact]) -> None:
    answer = {"elements": records, "page": 1, "pageSize": 1000, "total": len(records)}
    file.write_text(json.dumps(answer), "utf-8")


def write_lists_of_the_tool(folder: Path, day: str) -> None:
    """Labels, the account's letters before a contact's number, the tool's clock, months first."""
    rows = [{LABELS[name]: cell for name, cell in fact.items()} for fact in CONTACTS[day]]
    for row in rows:
        row["Eloqua Contact ID"] = f"CACRD{row['Eloqua Contact ID']:012}"
    _table(folder / "contacts.csv", rows)
    for file in dict.fromkeys(row[0] for row in ACTIVITIES):
        rows = [_activity(row) for row in ACTIVITIES if row[0] == file]
        _table(folder / f"{file}.csv", rows)
    rows = [
        {
            "Eloqua Contact ID": "" if contact is None else f"CACRD{contact:012}",
            "Email Address": email,
            "Previous Stage": before,
            "Stage": stage,
            "Date Created": at(when),
        }
        for contact, email, before, stage, when in STAGES
    ]
    _table(folder / "stage_records.csv", rows)
    members = [{"contact_list_id": on, "contact_id": who} for on, who in MEMBERS[day]]
    _table(folder / "list_members.csv", members)


def write_bulk_answers(folder: Path, day: str) -> None:
    """Internal names and JSON, in UTC; all activities in one file."""

    def answer(file: str, facts: Sequence[Fact]) -> None:
        items = [{name: _in_utc(cell) for name, cell in fact.items()} for fact in facts]
        text = json.dumps({"totalResults": len(items), "items": items, "hasMore": False})
        (folder / f"{file}.json").write_text(text, "utf-8")

    answer("contacts", CONTACTS[day])
    answer("activities", [_activity(row) for row in ACTIVITIES])
    stages = [
        {
            "MappedContactId": contact,
            "Email_Address1": email,
            "Old_Stage1": before,
            "Stage1": stage,
            "CreatedAt": at(when),
        }
        for contact, email, before, stage, when in STAGES
    ]
    answer("stage_records", stages)
    answer("list_members", [{"list_id": on, "contact_id": who} for on, who in MEMBERS[day]])


STYLES: dict[str, Callable[[Path, str], None]] = {
    "lists of the tool": write_lists_of_the_tool,
    "answers of the Bulk API": write_bulk_answers,
}


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the account loaded and built from one style of export."""
    exports = tmp_path_factory.mktemp("exports")
    for day in (JUNE, JULY):
        folder = exports / "eloqua" / day
        folder.mkdir(parents=True)
        STYLES[request.param](folder, day)
        _elements(folder / "campaigns.json", CAMPAIGNS)
        _elements(folder / "lists.json", LISTS)
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "eloqua", exports, home, as_of=AS_OF)


def shape(
    built: tuple[Path, LoadReport], name: str, columns: str, where: str = "true"
) -> list[Row]:
    """Rows of one of the tool's shapes, in order."""
    return rows_of(
        built[0], f"select {columns} from staging.eloqua__{name} where {where} order by all"
    )


def test_every_file_lands_whole_and_no_column_is_unknown(built: tuple[Path, LoadReport]) -> None:
    told = [
        (load.file, load.status, load.message)
        for load in built[1].loads
        if load.status != "landed" or load.rows_refused or load.values_refused or load.message
    ]
    assert told == []


def test_a_contact_is_known_by_its_number_and_gone_when_the_next_export_lacks_it(
    built: tuple[Path, LoadReport],
) -> None:
    columns = (
        "record_key, email, first_name, job_title, company_name, first_source, status, is_deleted,"
        " deleted_at, created_at, created_has_time"
    )
    assert shape(built, "people", columns) == [
        (
            *(ANNA, "anna@client.example", "Anna", "Acheteuse", "Client SA", "Webinar", "MQL"),
            *(False, None, at("2026-06-01 08:00"), True),
        ),
        # without a company of its own, that of its account
        (
            *(BRUNO, "Bruno@autre.example", None, None, "Autre SARL", None, "Recycled"),
            *(False, None, at("2026-06-16 08:00"), True),
        ),
        (
            *(CHLOE, "chloe@encore.example", None, None, None, None, None),
            *(True, IN_JULY, at("2026-06-04 23:30"), True),
        ),
    ]


def test_the_crms_ids_of_either_length_link_the_records(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "person_links", "*") == [
        (ANNA, "salesforce:contact:0035g0000000001AAA", "stored_id"),
        (ANNA, "salesforce:lead:00Q5g0000000001EAA", "stored_id"),
    ]


def test_records_of_the_stage_are_its_history_and_fields_and_lists_are_seen_in_exports(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, field, old_value, new_value, changed_at"
    assert shape(built, "stage_changes", columns, "evidence = 'history'") == [
        (ANNA, "funnel_stage", "Inquiry", "MQL", at("2026-06-18 07:30")),
        (BRUNO, "funnel_stage", None, "Recycled", at("2026-06-17 07:30")),
    ]
    columns = f"{columns}, is_first_seen, is_first_export, previous_seen_at"
    assert shape(built, "stage_changes", columns, "evidence = 'snapshot'") == [
        (ANNA, "funnel_stage", "Inquiry", "MQL", IN_JULY, False, False, IN_JUNE),
        (ANNA, "funnel_stage", None, "Inquiry", IN_JUNE, True, True, None),
        (ANNA, "lead_rating", "C2", "A1", IN_JULY, False, False, IN_JUNE),
        (ANNA, "lead_rating", None, "C2", IN_JUNE, True, True, None),
        # whoever was on the list in its first export came to it at an unknown time
        (ANNA, "list", None, "Fair 2026", IN_JUNE, True, True, None),
        (ANNA, "list", None, "MQL", IN_JULY, False, False, IN_JUNE),
        # the export before had no such column
        (BRUNO, "lead_status", None, "Recycled", IN_JULY, True, True, None),
        (BRUNO, "list", None, "Fair 2026", IN_JULY, False, False, IN_JUNE),
    ]


def test_an_activity_counts_once_under_its_type_whoever_else_has_its_id(
    built: tuple[Path, LoadReport],
) -> None:
    """A page is its address without parameters; a campaign that was not exported is its id."""
    columns = "record_key, activity_type, detail, asset, campaign, is_automated, occurred_at"
    news = "News of June"
    assert shape(built, "marketing_activities", columns) == [
        (
            *(ANNA, "Attended", "Webinar", "Machines live", "99", False),
            at("2026-06-03 15:00"),
        ),
        (ANNA, "EmailOpen", "Email", news, None, False, at("2026-06-02 09:00")),
        (ANNA, "FormSubmit", "Form", "Contact us", "Spring", False, at("2026-06-01 08:00:05")),
        (
            *(ANNA, "PageView", None, "https://www.company.example/plants", None, False),
            at("2026-06-04 10:00"),
        ),
        (BRUNO, "EmailAutoClick", "Email", news, None, True, at("2026-06-20 12:00:01")),
        (BRUNO, "Unsubscribe", "EmailGroup", "Newsletter", None, False, at("2026-06-20 12:00")),
    ]


def test_a_campaign_has_its_day_and_its_cost(built: tuple[Path, LoadReport]) -> None:
    columns = "campaign_key, campaign_name, campaign_type, campaign_status, actual_cost"
    assert shape(built, "campaigns", f"{columns}, cast(starts_on as varchar)") == [
        ("eloqua:campaign:51", "Spring", "Webinar", "Active", Decimal("1200.50"), "2026-06-01")
    ]


def test_an_mql_date_of_the_accounts_own_dates_the_mql(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """A day has no time, and begins in the company's zone, whatever the tool's clock."""
    folder = tmp_path / "exports" / "eloqua" / JULY
    folder.mkdir(parents=True)
    text = "Id,C_EmailAddress,C_MQL_Date1\n1001,anna@client.example,06/18/2026\n"
    (folder / "contacts.csv").write_text(text, "utf-8")
    home = tmp_path / "home"
    report = build_tool(compiled, "eloqua", tmp_path / "exports", home, as_of=AS_OF)
    assert [load.message for load in report.loads if load.message] == []
    assert shape((home, report), "stage_changes", "field, new_value, has_time, changed_at") == [
        ("mql_date", "MQL", False, at("2026-06-17 22:00"))
    ]
