"""Pipedrive's exports, in whatever style, give the same rows of the shared shapes."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.nights import write_export
from tests.staging.pipedrive_account import ANNAS, BRUNOS, OF_NOBODY, STYLES
from tests.staging.tool_build import Row, build_tool, named_users, rows_of

EXPORTED_AT = datetime(2026, 7, 1, 2)
CLAIRE, PAUL = "pipedrive:user:11", "pipedrive:user:12"


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the account loaded and built from one style of export."""
    folder = tmp_path_factory.mktemp("exports")
    export = folder / "pipedrive" / "2026-07-01T0200Z"
    export.mkdir(parents=True)
    STYLES[request.param](export)
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "pipedrive", folder, home)


def shape(built: tuple[Path, LoadReport], name: str, columns: str) -> list[Row]:
    """Rows of one of Pipedrive's shapes, in order, with their users by id."""
    sql = f"select {columns} from staging.pipedrive__{name} order by all"
    return named_users(built[0], rows_of(built[0], sql))


def at(text: str) -> datetime:
    """A UTC time of the expected rows, of June 2026 where it begins with a day."""
    return datetime.fromisoformat(text if len(text) > 8 else f"2026-06-{text}")


def test_every_file_lands_whole_and_nothing_in_it_is_strange(
    built: tuple[Path, LoadReport],
) -> None:
    told = [
        (load.file, load.status, load.message, load.rows_refused, load.values_refused)
        for load in built[1].loads
        if load.status != "landed" or load.message or load.rows_refused or load.values_refused
    ]
    assert told == []


def test_persons_and_leads_are_records_of_their_own(built: tuple[Path, LoadReport]) -> None:
    columns = "record_key, email, last_name, job_title, company_key, owner_key, status, created_at"
    company = "pipedrive:organization:201"
    assert shape(built, "people", columns) == [
        (f"pipedrive:lead:{ANNAS}", None, None, None, company, CLAIRE, "Hot;MQL", at("01 08:00")),
        (f"pipedrive:lead:{BRUNOS}", None, None, None, None, PAUL, "Archived", at("02 08:00")),
        (f"pipedrive:lead:{OF_NOBODY}", None, None, None, company, CLAIRE, "Open", at("10 08:00")),
        (
            *("pipedrive:person:101", "anna@client.example", "Petit", "Acheteuse", company),
            *(CLAIRE, "Client", at("01 08:00")),
        ),
        (
            *("pipedrive:person:102", "bruno@autre.example", "Leclère", None, None),
            *(PAUL, None, at("02 08:00")),
        ),
    ]


def test_a_lead_is_of_its_contact_person(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "person_links", "record_key, linked_record_key") == [
        (f"pipedrive:lead:{ANNAS}", "pipedrive:person:101"),
        (f"pipedrive:lead:{BRUNOS}", "pipedrive:person:102"),
    ]


def test_every_e_mail_of_a_person_is_kept(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "person_emails", "*") == [
        ("pipedrive:person:101", "anna.petit@maison.example"),
        ("pipedrive:person:101", "anna@client.example"),
        ("pipedrive:person:102", "bruno@autre.example"),
    ]


def test_organizations_and_users_are_told(built: tuple[Path, LoadReport]) -> None:
    columns = "company_key, company_name, website, country, industry, employees, owner_key"
    assert shape(built, "companies", columns) == [
        (
            *("pipedrive:organization:201", "Client SA", "https://client.example", "France"),
            *("Industrie", 120, CLAIRE),
        )
    ]
    assert shape(built, "users", "user_key, user_name, time_zone, is_active") == [
        (CLAIRE, "Claire Martin", "Europe/Paris", True),
        (PAUL, "Paul Durand", "Europe/London", False),
    ]


def test_a_label_counts_from_when_it_is_there_beside_others(
    built: tuple[Path, LoadReport],
) -> None:
    """Anna's lead was hot before it was an MQL, and is both now."""
    columns = "record_key, field, old_value, new_value, evidence, changed_at"
    annas, brunos = f"pipedrive:lead:{ANNAS}", f"pipedrive:lead:{BRUNOS}"
    changes = [row for row in shape(built, "stage_changes", columns) if row[4] != "snapshot"]
    assert changes == [
        (annas, "label", "Hot", "MQL", "history", at("03 09:00")),
        (annas, "label", None, "Hot", "history", at("02 09:00")),
        (annas, "status", None, "Open", "dated_field", at("01 08:00")),
        (brunos, "status", "Open", "Archived", "history", at("19 10:00")),
        (brunos, "status", None, "Archived", "dated_field", at("19 10:00")),
        (brunos, "status", None, "Open", "dated_field", at("02 08:00")),
        (f"pipedrive:lead:{OF_NOBODY}", "status", None, "Open", "dated_field", at("10 08:00")),
    ]


def test_what_an_export_shows_of_labels_is_first_seen_there(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, new_value, is_first_seen, is_first_export, changed_at"
    sql = "evidence = 'snapshot' and field = 'label'"
    rows = rows_of(
        built[0], f"select {columns} from staging.pipedrive__stage_changes where {sql} order by all"
    )
    assert rows == [
        (f"pipedrive:lead:{ANNAS}", "Hot", True, True, EXPORTED_AT),
        (f"pipedrive:lead:{ANNAS}", "MQL", True, True, EXPORTED_AT),
        ("pipedrive:person:101", "Client", True, True, EXPORTED_AT),
    ]


def test_owners_are_told_by_the_flow_and_by_the_export(built: tuple[Path, LoadReport]) -> None:
    columns = "record_key, old_owner_key, owner_key, evidence, changed_at"
    brunos = f"pipedrive:lead:{BRUNOS}"
    assert shape(built, "owner_changes", columns) == [
        (f"pipedrive:lead:{ANNAS}", None, CLAIRE, "snapshot", EXPORTED_AT),
        (brunos, CLAIRE, PAUL, "history", at("04 09:00")),
        (brunos, None, PAUL, "snapshot", EXPORTED_AT),
        (f"pipedrive:lead:{OF_NOBODY}", None, CLAIRE, "snapshot", EXPORTED_AT),
        ("pipedrive:person:101", None, CLAIRE, "snapshot", EXPORTED_AT),
        ("pipedrive:person:102", CLAIRE, PAUL, "history", at("04 09:00")),
        ("pipedrive:person:102", None, PAUL, "snapshot", EXPORTED_AT),
    ]


def test_an_attribute_has_the_history_of_its_field(built: tuple[Path, LoadReport]) -> None:
    columns = "record_key, attribute, new_value, evidence, changed_at"
    told = shape(built, "attribute_changes", columns)
    assert ("pipedrive:person:101", "job_title", "Acheteuse", "history", at("04 09:00")) in told
    assert ("pipedrive:organization:201", "employees", "120", "snapshot", EXPORTED_AT) in told
    annas = f"pipedrive:lead:{ANNAS}"
    assert (annas, "source", "Web forms", "snapshot", EXPORTED_AT) in told


def test_an_activity_is_of_whom_it_names_else_of_its_deals_contact(
    built: tuple[Path, LoadReport],
) -> None:
    """A meeting begins when it is due; what else is done is done when somebody says so."""
    columns = (
        "activity_key, record_key, activity_type, user_key, is_done, started_at, completed_at, "
        "due_on"
    )
    anna, bruno = "pipedrive:person:101", "pipedrive:person:102"
    assert shape(built, "sales_activities", columns) == [
        (
            *("pipedrive:activity:401", anna, "call", CLAIRE, True, None, at("02 09:30")),
            date(2026, 6, 2),
        ),
        (
            *("pipedrive:activity:402", anna, "meeting", CLAIRE, True, at("08 12:30")),
            *(at("09 07:00"), date(2026, 6, 8)),
        ),
        ("pipedrive:activity:403", bruno, "task", PAUL, False, None, None, date(2026, 6, 15)),
        (
            *("pipedrive:activity:404", f"pipedrive:lead:{BRUNOS}", "call", PAUL, True, None),
            *(at("16 08:00"), date(2026, 6, 16)),
        ),
        (
            *("pipedrive:activity:405", anna, "call", PAUL, True, None, at("17 08:00")),
            date(2026, 6, 17),
        ),
    ]


def test_a_deal_stands_as_its_status_says_else_in_its_stage(
    built: tuple[Path, LoadReport],
) -> None:
    columns = (
        "opportunity_id, stage, amount, currency, win_probability, loss_reason, is_closed, is_won, "
        "owner_key, closed_at, closed_has_time"
    )
    assert shape(built, "opportunities", columns) == [
        (
            *("301", "won", Decimal("12500.50"), "EUR", None, None, True, True, CLAIRE),
            *(at("20 10:00"), True),
        ),
        (
            *("302", "lost", Decimal("800.00"), "USD", 0.4, "Too expensive", True, False, PAUL),
            *(at("18 10:00"), True),
        ),
        # 30 September begins in Paris at 22:00 UTC the day before
        (
            *("303", "Proposal Made", None, "EUR", None, None, False, False, PAUL),
            *(at("2026-09-29 22:00"), False),
        ),
    ]
    assert shape(built, "opportunity_people", "opportunity_key, record_key, link_method") == [
        ("pipedrive:opportunity:301", "pipedrive:person:101", "association"),
        ("pipedrive:opportunity:302", "pipedrive:person:101", "association"),
    ]


def test_a_closed_deal_that_is_moved_is_not_reopened(built: tuple[Path, LoadReport]) -> None:
    """The won one was moved the day after; the one that was lost for a day is open again."""
    columns = "opportunity_key, old_value, new_value, evidence, changed_at"
    told = shape(built, "opportunity_stage_changes", columns)
    deals = [f"pipedrive:opportunity:{number}" for number in (301, 302, 303)]
    assert [row for row in told if row[3] != "snapshot"] == [
        (deals[0], "Qualified", "Proposal Made", "history", at("10 09:00")),
        (deals[0], "open", "won", "history", at("20 10:00")),
        (deals[0], None, "won", "dated_field", at("20 10:00")),
        (deals[1], "open", "lost", "history", at("18 10:00")),
        (deals[1], None, "lost", "dated_field", at("18 10:00")),
        (deals[2], "lost", "open", "history", at("25 10:00")),
        (deals[2], "open", "lost", "history", at("24 10:00")),
        (deals[2], None, "Proposal Made", "dated_field", at("07 09:00")),
    ]


def test_what_two_exports_show_is_dated_at_the_later(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """A lead's status, owner and reason change; one lead is gone: it became a deal, or nothing."""
    persons = {"people": ["ID,Name,Person created", "1,Anna Petit,2026-06-01 08:00:00"]}
    header = (
        "Lead - ID,Lead - Contact person ID,Lead - Owner,Lead - Lead status,Lead - Rejection "
        "reason,Lead - Lead created"
    )
    june, july = "2026-06-15T0200Z", "2026-07-01T0200Z"
    for day, leads in (
        (june, ["a,1,Claire Martin,Working,,2026-06-01 08:00:00", "b,1,,,,2026-06-01 08:00:00"]),
        (july, ["a,1,Paul Durand,Unqualified,No budget,2026-06-01 08:00:00"]),
    ):
        write_export(tmp_path / "exports", day, persons | {"leads": [header, *leads]}, "pipedrive")
    home = tmp_path / "home"
    build_tool(compiled, "pipedrive", tmp_path / "exports", home)
    later = datetime(2026, 7, 1, 2)
    assert rows_of(
        home,
        "select field, old_value, new_value, changed_at from staging.pipedrive__stage_changes "
        "where evidence = 'snapshot' and not is_first_seen order by all",
    ) == [
        ("lead_status", "Working", "Unqualified", later),
        ("rejection_reason", None, "No budget", later),
    ]
    assert rows_of(
        home,
        "select old_owner_key, owner_key, changed_at from staging.pipedrive__owner_changes "
        "where not is_first_seen",
    ) == [("pipedrive:name:Claire Martin", "pipedrive:name:Paul Durand", later)]
    assert rows_of(
        home,
        "select record_id, is_deleted, deleted_at from staging.pipedrive__people "
        "where object = 'lead' order by all",
    ) == [("a", False, None), ("b", True, later)]


def test_who_takes_part_in_a_deal_and_in_an_activity_is_told(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """The contact person of a deal is none of its participants."""
    tables = {
        "persons": ["id,name,add_time", "1,Anna,2026-06-01 08:00", "2,Bruno,2026-06-01 08:00"],
        "deals": ["id,person_id,status,add_time", "7,1,open,2026-06-01 08:00"],
        "deal_participants": [
            "deal_id,person_id,add_time",
            "7,1,2026-06-01 08:00",
            "7,2,2026-06-04 08:00",
        ],
        "activities": [
            "id,type,person_id,participants,done,add_time",
            '9,call,1,"[{""person_id"": 1, ""primary"": true}, {""person_id"": 2}]",1,'
            "2026-06-05 08:00",
        ],
    }
    write_export(tmp_path / "exports", "2026-07-01T0200Z", tables, "pipedrive")
    home = tmp_path / "home"
    build_tool(compiled, "pipedrive", tmp_path / "exports", home)
    links = "select record_key, link_method, linked_at from staging.pipedrive__opportunity_people"
    assert rows_of(home, f"{links} order by all") == [
        ("pipedrive:person:1", "association", None),
        ("pipedrive:person:2", "contact_role", at("04 08:00")),
    ]
    acts = "select record_key from staging.pipedrive__sales_activities order by all"
    assert rows_of(home, acts) == [("pipedrive:person:1",), ("pipedrive:person:2",)]


def test_an_answer_of_the_api_lands_whole_and_nothing_in_it_is_strange(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """Pages stand below one another; what is not read is known to be written."""
    owner = {"id": 11, "name": "Claire Martin", "email": "claire@vendeur.example", "value": 11}
    person = {
        "id": 1,
        "company_id": 5,
        "owner_id": owner,
        "org_id": None,
        "name": "Anna Petit",
        "open_deals_count": 0,
        "email": [{"label": "work", "value": "anna@client.example", "primary": True}],
        "phone": [{"value": "", "primary": True}],
        "first_char": "a",
        "add_time": "2026-06-01 08:00:00",
        "update_time": "2026-06-01 08:00:00",
        "visible_to": "3",
        "picture_id": None,
        "label": 5,
        "label_ids": [5],
        "primary_email": "anna@client.example",
        "active_flag": True,
    }
    lead = {
        "id": ANNAS,
        "title": "Client SA lead",
        "owner_id": 11,
        "creator_id": 1,
        "label_ids": ["f08b42a0-4e75-11ea-9643-03698ef1cfd6"],
        "person_id": 1,
        "organization_id": None,
        "source_name": "API",
        "origin": "API",
        "channel_id": None,
        "is_archived": False,
        "was_seen": False,
        "value": {"amount": 999, "currency": "USD"},
        "expected_close_date": None,
        "next_activity_id": 1,
        "add_time": "2026-06-01T11:30:36.551Z",
        "update_time": "2026-06-01T11:30:36.551Z",
        "visible_to": "3",
        "cc_email": "account@pipedrivemail.example",
    }
    folder = tmp_path / "exports" / "pipedrive" / "2026-07-01T0200Z"
    folder.mkdir(parents=True)
    for stem, pages in {
        "persons": [[person], [person | {"id": 2, "email": []}]],
        "leads": [[lead]],
    }.items():
        text = "\n".join(json.dumps({"success": True, "data": page}) for page in pages)
        (folder / f"{stem}.json").write_text(text, "utf-8")
    home = tmp_path / "home"
    report = build_tool(compiled, "pipedrive", tmp_path / "exports", home)
    assert [(load.rows_landed, load.message) for load in report.loads] == [(1, None), (2, None)]
    columns = "record_key, email, owner_key, status"
    assert rows_of(home, f"select {columns} from staging.pipedrive__people order by all") == [
        (f"pipedrive:lead:{ANNAS}", None, CLAIRE, "f08b42a0-4e75-11ea-9643-03698ef1cfd6"),
        ("pipedrive:person:1", "anna@client.example", CLAIRE, "5"),
        ("pipedrive:person:2", None, CLAIRE, "5"),
    ]


def test_a_deal_whose_status_says_deleted_is_deleted_and_each_e_mail_of_a_person_is_read(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    made = "2026-06-01 10:00:00"
    tables = {
        "deals": [
            "Deal - ID,Deal - Title,Deal - Contact person ID,Deal - Status,Deal - Stage,"
            "Deal - Deal created",
            f"301,Machines,1,deleted,Proposal,{made}",
            f"302,Robots,1,Open,Proposal,{made}",
        ],
        "persons": [
            "Person - ID,Person - Name,Person - Email - Work,Person - Email - Home,"
            "Person - Email - Other",
            "1,Anna Petit,anna@client.example,anna@home.example,anna@other.example",
        ],
    }
    write_export(tmp_path / "exports", "2026-07-01T0200Z", tables, "pipedrive")
    home = tmp_path / "home"
    report = build_tool(compiled, "pipedrive", tmp_path / "exports", home)
    assert [load.message for load in report.loads if load.message] == []
    deals = "select opportunity_key, is_deleted from staging.pipedrive__opportunities order by all"
    assert rows_of(home, deals) == [
        ("pipedrive:opportunity:301", True),
        ("pipedrive:opportunity:302", False),
    ]
    emails = "select record_key, email from staging.pipedrive__person_emails order by all"
    assert rows_of(home, emails) == [
        ("pipedrive:person:1", "anna@client.example"),
        ("pipedrive:person:1", "anna@home.example"),
        ("pipedrive:person:1", "anna@other.example"),
    ]
