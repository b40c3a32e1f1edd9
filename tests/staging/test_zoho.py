"""Zoho's exports, in whatever style, give the same rows of the shared shapes."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.nights import write_export
from tests.staging.tool_build import Row, build_tool, named_users, rows_of
from tests.staging.zoho_account import STYLES, zid

EXPORTED_AT = datetime(2026, 7, 1, 2)
CLAIRE, PAUL = f"zoho:user:{zid(1)}", f"zoho:user:{zid(2)}"
ANNAS_LEAD, BRUNOS = f"zoho:lead:{zid(101)}", f"zoho:lead:{zid(102)}"
ANNA, CLIENT = f"zoho:contact:{zid(151)}", f"zoho:account:{zid(201)}"


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the account loaded and built from one style of export."""
    folder = tmp_path_factory.mktemp("exports")
    export = folder / "zoho" / "2026-07-01T0200Z"
    export.mkdir(parents=True)
    STYLES[request.param](export)
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "zoho", folder, home)


def shape(built: tuple[Path, LoadReport], name: str, columns: str) -> list[Row]:
    """Rows of one of Zoho's shapes, in order, with their users by id."""
    sql = f"select {columns} from staging.zoho__{name} order by all"
    return sorted(named_users(built[0], rows_of(built[0], sql)), key=str)


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


def test_leads_and_contacts_are_records_of_their_own(built: tuple[Path, LoadReport]) -> None:
    columns = (
        "record_key, email, last_name, job_title, company_name, company_key, owner_key, status, "
        "is_converted, first_source, created_at"
    )
    assert shape(built, "people", columns) == [
        (
            *(ANNA, "anna@client.example", "Petit", "Acheteuse", "Client SA", CLIENT, CLAIRE),
            *(None, None, "Web Download", at("05 09:00")),
        ),
        (
            *(ANNAS_LEAD, "anna@client.example", "Petit", "Acheteuse", "Client SA", CLIENT),
            *(CLAIRE, "Contacted", True, "Web Download", at("01 08:00")),
        ),
        (
            *(BRUNOS, "bruno@autre.example", "Leclère", None, "Autre", None, PAUL, "Junk Lead"),
            *(False, None, at("02 08:00")),
        ),
    ]


def test_a_converted_lead_and_its_contact_are_one_person(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "person_links", "*") == [(ANNAS_LEAD, ANNA, "conversion")]


def test_every_e_mail_of_a_record_is_kept(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "person_emails", "*") == [
        (ANNA, "anna@client.example"),
        (ANNA, "anna@maison.example"),
        (ANNAS_LEAD, "anna@client.example"),
        (BRUNOS, "bruno@autre.example"),
    ]


def test_accounts_and_users_are_told(built: tuple[Path, LoadReport]) -> None:
    columns = "company_key, company_name, website, country, industry, employees, owner_key"
    assert shape(built, "companies", columns) == [
        (CLIENT, "Client SA", "client.example", "France", "Industrie", 120, CLAIRE)
    ]
    assert shape(built, "users", "user_key, user_name, email, time_zone, is_active") == [
        (CLAIRE, "Claire Martin", "claire@vendeur.example", "Europe/Paris", True),
        (PAUL, "Paul Durand", "paul@vendeur.example", "Europe/London", False),
    ]


def test_a_change_that_two_histories_tell_is_one(built: tuple[Path, LoadReport]) -> None:
    """The timeline and the module of the status say the same; a conversion has a time."""
    columns = "record_key, field, old_value, new_value, evidence, has_time, changed_at"
    told = [row for row in shape(built, "stage_changes", columns) if row[4] != "snapshot"]
    fresh, field = "Not Contacted", "lead_status"
    assert told == [
        (ANNAS_LEAD, "converted_date", None, "Converted", "dated_field", True, at("05 09:00")),
        (ANNAS_LEAD, field, fresh, "Contacted", "history", True, at("03 09:00")),
        (ANNAS_LEAD, field, None, fresh, "history", True, at("01 08:00")),
        (BRUNOS, field, fresh, "Junk Lead", "history", True, at("19 10:00")),
        (BRUNOS, field, None, fresh, "history", True, at("02 08:00")),
    ]


def test_an_export_shows_statuses_and_conversions(built: tuple[Path, LoadReport]) -> None:
    columns = "record_key, field, new_value, is_first_export, changed_at, evidence"
    told = [row[:-1] for row in shape(built, "stage_changes", columns) if row[-1] == "snapshot"]
    assert told == [
        (ANNAS_LEAD, "converted_date", "Converted", True, EXPORTED_AT),
        (ANNAS_LEAD, "lead_status", "Contacted", True, EXPORTED_AT),
        (BRUNOS, "lead_status", "Junk Lead", True, EXPORTED_AT),
    ]


def test_owners_are_told_by_the_timeline_and_by_the_export(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, old_owner_key, owner_key, evidence, changed_at"
    assert shape(built, "owner_changes", columns) == [
        (ANNA, None, CLAIRE, "snapshot", EXPORTED_AT),
        (ANNAS_LEAD, None, CLAIRE, "snapshot", EXPORTED_AT),
        (BRUNOS, CLAIRE, PAUL, "history", at("04 09:00")),
        (BRUNOS, None, PAUL, "snapshot", EXPORTED_AT),
    ]


def test_an_attribute_has_the_history_of_its_field(built: tuple[Path, LoadReport]) -> None:
    told = shape(
        built, "attribute_changes", "record_key, attribute, new_value, evidence, changed_at"
    )
    assert (ANNAS_LEAD, "job_title", "Acheteuse", "history", at("04 09:00")) in told
    assert (BRUNOS, "country", "Belgique", "snapshot", EXPORTED_AT) in told
    # a contact's company is its account
    assert (ANNA, "employees", "120", "snapshot", EXPORTED_AT) in told


def test_an_activity_is_of_whom_it_names_else_of_its_deals_contact(
    built: tuple[Path, LoadReport],
) -> None:
    columns = (
        "activity_key, record_key, activity_type, user_key, is_done, started_at, completed_at, "
        "due_on"
    )
    call, event, task, mail = (f"zoho:{each}:" for each in ("call", "event", "task", "email"))
    assert shape(built, "sales_activities", columns) == [
        (
            *(f"{call}{zid(401)}", BRUNOS, "Outbound", PAUL, True),
            *(at("03 09:30"), at("03 09:30"), None),
        ),
        # planned and never made
        (
            *(f"{call}{zid(402)}", BRUNOS, "Outbound", PAUL, False),
            *(at("10 09:30"), at("10 09:30"), None),
        ),
        (
            *(f"{call}{zid(403)}", ANNA, "Outbound", CLAIRE, True),
            *(at("12 14:00"), at("12 14:00"), None),
        ),
        (
            *(f"{call}{zid(404)}", ANNA, "Inbound", CLAIRE, True),
            *(at("13 14:00"), at("13 14:00"), None),
        ),
        (
            *(f"{mail}{zid(701)}", BRUNOS, "Email", PAUL, True),
            *(at("04 08:00"), at("04 08:00"), None),
        ),
        (
            *(f"{mail}{zid(702)}", ANNA, "Template", CLAIRE, True),
            *(at("05 09:01"), at("05 09:01"), None),
        ),
        (
            *(f"{event}{zid(501)}", ANNA, "Event", CLAIRE, True),
            *(at("08 12:30"), at("08 12:30"), None),
        ),
        (
            *(f"{task}{zid(601)}", ANNA, "Task", CLAIRE, True, None, at("09 07:00")),
            date(2026, 6, 10),
        ),
        (f"{task}{zid(602)}", BRUNOS, "Task", PAUL, False, None, None, date(2026, 6, 15)),
    ]


def test_a_deal_has_its_amount_and_closes_on_a_day(built: tuple[Path, LoadReport]) -> None:
    columns = (
        "opportunity_id, stage, amount, currency, win_probability, opportunity_type, company_key, "
        "owner_key, closed_at, closed_has_time"
    )
    assert shape(built, "opportunities", columns) == [
        # 20 June begins in Paris at 22:00 UTC the day before
        (
            *(zid(301), "Closed Won", Decimal("22700.50"), "EUR", 1.0, "New Business", CLIENT),
            *(CLAIRE, at("2026-06-19 22:00"), False),
        ),
        (
            *(zid(302), "Qualification", None, "EUR", 0.1, None, CLIENT, PAUL),
            *(at("2026-09-29 22:00"), False),
        ),
    ]
    won = f"zoho:opportunity:{zid(301)}"
    assert shape(built, "opportunity_people", "*") == [
        (won, ANNA, "primary_contact", False, None),
        (won, ANNAS_LEAD, "conversion", True, at("05 09:00")),
    ]


def test_a_row_of_the_history_of_stages_is_when_the_stage_began(
    built: tuple[Path, LoadReport],
) -> None:
    """One that was written for another amount is no change."""
    columns = "opportunity_key, old_value, new_value, evidence, changed_at"
    told = shape(built, "opportunity_stage_changes", columns)
    won, still_open = (f"zoho:opportunity:{zid(number)}" for number in (301, 302))
    assert [row for row in told if row[3] != "snapshot"] == [
        (won, "Qualification", "Closed Won", "history", at("20 10:00")),
        (won, None, "Qualification", "history", at("05 09:00")),
        (still_open, None, "Qualification", "history", at("07 09:00")),
    ]


def test_an_export_with_the_prefix_and_one_without_are_of_one_record(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """What two exports show is dated at the later, whichever way each writes ids and owners."""
    june, july = "2026-06-15T0200Z", "2026-07-01T0200Z"
    first = ["Record Id,Last Name,Lead Owner.id,Lead Status,Rejection Reason,Created Time"]
    first += [f"zcrm_{zid(1)},Petit,zcrm_{zid(7)},Contacted,,2026-06-01 10:00:00"]
    then = ["id,Last_Name,Owner,Lead_Status,Rejection_Reason,Created_Time"]
    then += [f"{zid(1)},Petit,{zid(8)},Junk Lead,No budget,2026-06-01T10:00:00+02:00"]
    write_export(tmp_path / "exports", june, {"Leads_001": first}, "zoho")
    write_export(tmp_path / "exports", july, {"Leads": then}, "zoho")
    home = tmp_path / "home"
    build_tool(compiled, "zoho", tmp_path / "exports", home)
    assert rows_of(home, "select record_id, created_at, is_deleted from staging.zoho__people") == [
        (zid(1), at("01 08:00"), False)
    ]
    changes = "select field, old_value, new_value, changed_at from staging.zoho__stage_changes"
    assert rows_of(home, f"{changes} where not is_first_seen order by all") == [
        ("lead_status", "Contacted", "Junk Lead", EXPORTED_AT),
        ("rejection_reason", None, "No budget", EXPORTED_AT),
    ]
    owners = "select old_owner_key, owner_key, changed_at from staging.zoho__owner_changes"
    assert rows_of(home, f"{owners} where not is_first_seen") == [
        (f"zoho:user:{zid(7)}", f"zoho:user:{zid(8)}", EXPORTED_AT)
    ]


def test_of_two_values_of_one_second_the_one_comes_last_to_which_the_other_moved(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """By their names `Contacted` would come first."""
    made, decided = "2026-06-01 10:00:00", "2026-06-02 10:00:00"
    history = ["Full Name.id,Lead Status,Moved To,Modified Time"]
    history += [f"{zid(1)},Contacted,,{decided}", f"{zid(1)},Junk Lead,Contacted,{decided}"]
    history += [f"{zid(1)},MQL,Junk Lead,{made}"]
    leads = ["Record Id,Last Name,Created Time", f"{zid(1)},Petit,{made}"]
    tables = {"Leads": leads, "Lead_Status_History": history}
    write_export(tmp_path / "exports", "2026-07-01T0200Z", tables, "zoho")
    home = tmp_path / "home"
    build_tool(compiled, "zoho", tmp_path / "exports", home)
    changes = "select old_value, new_value, changed_at from staging.zoho__stage_changes"
    assert rows_of(home, f"{changes} order by all") == [
        ("Junk Lead", "Contacted", at("02 08:00")),
        ("MQL", "Junk Lead", at("02 08:00")),
        (None, "MQL", at("01 08:00")),
    ]


def test_an_id_that_a_spreadsheet_rounded_is_refused(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    rows = ["Record Id,Last Name,Created Time", "5.36E+18,Petit,2026-06-01 10:00:00"]
    rows.append(f"{zid(1)},Blanc,2026-06-01 10:00:00")
    write_export(tmp_path / "exports", "2026-07-01T0200Z", {"Leads": rows}, "zoho")
    report = build_tool(compiled, "zoho", tmp_path / "exports", tmp_path / "home")
    assert [(load.rows_landed, load.rows_refused) for load in report.loads] == [(1, 1)]


def test_everybody_who_takes_part_in_a_meeting_and_in_a_deal_is_told(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    made = "2026-06-01 10:00:00"
    tables = {
        "Leads": ["id,Last_Name,Created_Time", f"{zid(1)},Petit,{made}"],
        "Contacts": ["id,Last_Name,Created_Time", f"{zid(2)},Blanc,{made}"],
        "Deals": ["id,Deal_Name,Contact_Name,Created_Time", f"{zid(3)},Deal,{zid(2)},{made}"],
        "Contact_Roles": ["Deal Name.id,Contact Name.id,Created Time", f"{zid(3)},{zid(4)},{made}"],
        "Events": [
            "id,Event_Title,Participants,Start_DateTime,Created_Time",
            f'{zid(5)},Visit,"[{{""type"":""lead"",""participant"":""{zid(1)}""}},'
            f'{{""type"":""user"",""participant"":""{zid(9)}""}}]",{made},{made}',
        ],
    }
    write_export(tmp_path / "exports", "2026-07-01T0200Z", tables, "zoho")
    home = tmp_path / "home"
    build_tool(compiled, "zoho", tmp_path / "exports", home)
    links = "select record_key, link_method, linked_at from staging.zoho__opportunity_people"
    assert rows_of(home, f"{links} order by all") == [
        (f"zoho:contact:{zid(2)}", "primary_contact", None),
        (f"zoho:contact:{zid(4)}", "contact_role", at("01 08:00")),
    ]
    acts = "select record_key from staging.zoho__sales_activities"
    assert rows_of(home, acts) == [(f"zoho:lead:{zid(1)}",)]


def test_id_0_names_nobody_and_a_lost_deal_has_its_reason(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    made = "2026-06-01 10:00:00"
    tables = {
        "Leads": ["id,Last_Name,Created_Time", f"{zid(1)},Petit,{made}"],
        "Contacts": ["id,Last_Name,Created_Time", f"{zid(2)},Blanc,{made}"],
        "Calls": [
            "Record Id,Subject,Call Type,Contact Name.id,Related To.id,Start Time,Created Time",
            f"{zid(5)},First,Outbound,{zid(2)},0,{made},{made}",
            f"{zid(6)},Second,Outbound,0,0,{made},{made}",
        ],
        "Deals": [
            "Record Id,Deal Name,Stage,Reason For Loss,Created Time",
            f"{zid(3)},Machines,Closed Lost,Too expensive,{made}",
        ],
    }
    write_export(tmp_path / "exports", "2026-07-01T0200Z", tables, "zoho")
    home = tmp_path / "home"
    report = build_tool(compiled, "zoho", tmp_path / "exports", home)
    assert [load.message for load in report.loads if load.message] == []
    acts = "select record_key, detail from staging.zoho__sales_activities"
    assert rows_of(home, acts) == [(f"zoho:contact:{zid(2)}", "First")]
    deals = "select opportunity_id, stage, loss_reason from staging.zoho__opportunities"
    assert rows_of(home, deals) == [(zid(3), "Closed Lost", "Too expensive")]
