"""Salesforce's exports, in whatever style, give the same rows of the shared shapes."""

from datetime import date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from orchestration.loading import LoadReport
from tests.compiled_models import CompiledModels
from tests.nights import compute, write_export
from tests.staging.real_data import copy_of_real_exports, landed_counts
from tests.staging.salesforce_org import (
    write_api_export,
    write_data_export,
    write_french_account_history,
    write_french_report,
)
from tests.staging.tool_build import Row, build_tool, rows_of

STYLES = {"data export": write_data_export, "api": write_api_export}

ANNA = "salesforce:lead:00Q5g0000000001EAA"
BRUNO = "salesforce:lead:00Q5g000000000aEAA"
BRUNO_TWICE = "salesforce:lead:00Q5g000000000AEAQ"
CHLOE = "salesforce:lead:00Q5g0000000004EAA"
ANNA_CONTACT = "salesforce:contact:0035g0000000001AAA"
DAVID_CONTACT = "salesforce:contact:0035g0000000002AAA"
CLIENT = "salesforce:account:0015g0000000001AAA"
DEAL = "salesforce:opportunity:0065g0000000001AAA"
OLD_DEAL = "salesforce:opportunity:0065g0000000002AAA"
CLAIRE = "salesforce:user:0055g0000000001AAA"


def at(text: str) -> datetime:
    """A UTC time of the expected rows."""
    return datetime.fromisoformat(text)


JUNE = at("2026-06-15 02:00")
JULY = at("2026-07-01 02:00")


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the org loaded and built from one style of export."""
    exports = tmp_path_factory.mktemp("exports")
    STYLES[request.param](exports)
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "salesforce", exports, home)


def shape(
    built: tuple[Path, LoadReport], name: str, columns: str, where: str = "true"
) -> list[Row]:
    """Rows of one of Salesforce's shapes, in order."""
    return rows_of(
        built[0], f"select {columns} from staging.salesforce__{name} where {where} order by all"
    )


def test_every_row_lands(built: tuple[Path, LoadReport]) -> None:
    assert {load.status for load in built[1].loads} == {"landed"}
    assert [load.file for load in built[1].loads if load.rows_refused or load.values_refused] == []
    assert built[1].as_of == JULY


def test_leads_and_contacts_are_people(built: tuple[Path, LoadReport]) -> None:
    assert shape(
        built,
        "people",
        "record_key, email, first_name, last_name, job_title, company_name, company_key, owner_key,"
        " segment, employees, created_at, created_has_time",
    ) == [
        (
            *(
                ANNA_CONTACT,
                "anna@client.example",
                "Anna",
                "Petit",
                "Acheteuse",
                "Client SA",
                CLIENT,
            ),
            *(CLAIRE, None, 120, at("2026-06-10 14:30"), True),
        ),
        (
            *(DAVID_CONTACT, "david@client.example", "David", "Blanc", None, "Client SA", CLIENT),
            *(CLAIRE, None, 120, at("2026-05-01 08:00"), True),
        ),
        (
            *(ANNA, "anna@client.example", "Anna", "Petit", "Acheteuse", "Client SA", CLIENT),
            *(CLAIRE, "Mid-market", 120, at("2026-06-01 08:00"), True),
        ),
        (
            *(CHLOE, "chloe@encore.example", "Chloé", "Roux", None, None, None, None),
            *(None, None, at("2026-06-04 08:00"), True),
        ),
        (
            *(BRUNO_TWICE, "b.leclere@autre.example", "Bruno", "Leclere", None, None, None),
            *(CLAIRE, None, None, at("2026-06-20 08:00"), True),
        ),
        (
            *(BRUNO, "bruno@autre.example", "Bruno", "Leclère", None, None, None),
            *(CLAIRE, None, None, at("2026-06-03 08:00"), True),
        ),
    ]


def test_what_was_known_first_is_kept_beside_what_is_known_now(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "people",
        "record_key, first_source, first_campaign, country, first_country, first_segment,"
        " rejection_reason",
        "object = 'lead'",
    ) == [
        (ANNA, "Web", "Webinar: machines", "France", "France", "Mid-market", None),
        (CHLOE, "Web", None, "France", "France", None, None),
        (BRUNO_TWICE, "Web", None, "France", "France", None, None),
        (BRUNO, "Web", None, "France", "France", None, "No budget"),
    ]


def test_a_deleted_record_is_dated_by_the_export_that_shows_it(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(built, "people", "record_key, deleted_at", "is_deleted") == [(BRUNO_TWICE, JULY)]


def test_ids_link_a_lead_to_its_contact_and_to_other_tools(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "person_links", "*") == [
        (ANNA, ANNA_CONTACT, "conversion"),
        (CHLOE, "marketo:lead:4711", "stored_id"),
    ]


def test_a_merge_names_the_survivor(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "merges", "*") == [(BRUNO_TWICE, BRUNO)]
    assert shape(built, "companies", "company_key, merged_into_key, is_deleted, country") == [
        (CLIENT, None, False, "France"),
        ("salesforce:account:0015g0000000002AAA", CLIENT, True, None),
    ]


def test_a_lead_takes_stages_in_its_history_its_dated_fields_and_from_export_to_export(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, field, old_value, new_value, has_time, changed_at"
    assert shape(built, "stage_changes", columns, "evidence = 'history'") == [
        (ANNA, "converted_date", None, "Converted", True, at("2026-06-10 14:30")),
        (ANNA, "status", "MQL", "Working - Contacted", True, at("2026-06-03 10:00:05")),
        (ANNA, "status", "Open - Not Contacted", "MQL", True, at("2026-06-02 09:00")),
        (BRUNO, "rejection_reason", None, "No budget", True, at("2026-06-05 11:00")),
        (BRUNO, "status", "Open - Not Contacted", "Unqualified", True, at("2026-06-05 11:00")),
    ]
    # 10 June begins at 22:00 UTC of the 9th in Paris.
    assert shape(built, "stage_changes", columns, "evidence = 'dated_field'") == [
        (ANNA, "converted_date", None, "Converted", False, at("2026-06-09 22:00")),
        (ANNA, "mql_date", None, "MQL", True, at("2026-06-02 09:00")),
    ]
    assert shape(
        built,
        "stage_changes",
        "record_key, field, old_value, new_value, is_first_seen, is_first_export, changed_at,"
        " previous_seen_at",
        "evidence = 'snapshot'",
    ) == [
        (ANNA, "converted_date", None, "Converted", True, True, JUNE, None),
        (ANNA, "status", None, "Closed - Converted", True, True, JUNE, None),
        (CHLOE, "status", "New", "Nurturing", False, False, JULY, JUNE),
        (CHLOE, "status", None, "New", True, True, JUNE, None),
        (BRUNO_TWICE, "status", None, "Open - Not Contacted", True, False, JULY, None),
        (BRUNO, "rejection_reason", None, "No budget", True, True, JUNE, None),
        (BRUNO, "status", None, "Unqualified", True, True, JUNE, None),
    ]


def test_a_change_of_owner_is_one_change_and_a_queue_is_nobody(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, old_owner_key, owner_key, has_time, changed_at"
    assert shape(built, "owner_changes", columns, "evidence = 'history'") == [
        (ANNA, None, CLAIRE, True, at("2026-06-02 09:30"))
    ]
    assert shape(built, "owner_changes", columns, "evidence = 'dated_field'") == [
        (ANNA, None, CLAIRE, False, at("2026-06-01 22:00"))
    ]
    assert shape(
        built,
        "owner_changes",
        "record_key, old_owner_key, owner_key, is_first_export, changed_at, previous_seen_at",
        "evidence = 'snapshot'",
    ) == [
        (ANNA_CONTACT, None, CLAIRE, True, JULY, None),
        (DAVID_CONTACT, None, CLAIRE, True, JULY, None),
        (ANNA, None, CLAIRE, True, JUNE, None),
        (CHLOE, CLAIRE, None, False, JULY, JUNE),
        (CHLOE, None, CLAIRE, True, JUNE, None),
        (BRUNO_TWICE, None, CLAIRE, False, JULY, None),
        (BRUNO, None, CLAIRE, True, JUNE, None),
    ]


def test_an_account_has_a_history_which_its_contacts_share(built: tuple[Path, LoadReport]) -> None:
    changes = [
        ("employees", "60", "80", False, at("2026-05-20 09:00")),
        ("employees", "80", "120", False, at("2026-06-10 14:30")),
    ]
    assert shape(
        built,
        "attribute_changes",
        "record_key, attribute, old_value, new_value, is_first_seen, changed_at",
        "object = 'account' and evidence = 'history' and attribute <> 'modified_at'",
    ) == [
        (holder, *change) for holder in (CLIENT, ANNA_CONTACT, DAVID_CONTACT) for change in changes
    ]


def test_an_account_had_its_oldest_owner_from_the_start(built: tuple[Path, LoadReport]) -> None:
    assert shape(
        built, "company_owner_changes", "company_key, owner_key, has_time, changed_at"
    ) == [
        (CLIENT, CLAIRE, True, at("2026-05-15 09:00")),
        (CLIENT, CLAIRE, True, JULY),
        # a queue's
        (CLIENT, None, True, at("2026-05-01 08:00")),
        ("salesforce:account:0015g0000000002AAA", CLAIRE, True, JULY),
    ]


def test_tasks_and_events_are_sales_activities(built: tuple[Path, LoadReport]) -> None:
    assert shape(
        built,
        "sales_activities",
        "object, detail, activity_type, record_key, direction, is_done, is_automated",
    ) == [
        ("event", "Canceled: First meeting", "Meeting", ANNA, None, False, False),
        ("event", "First meeting", "Meeting", ANNA, None, True, False),
        ("event", "Next steps", "Meeting", ANNA, None, False, False),
        ("event", "Plant visit", "Event", ANNA, None, True, False),
        ("task", "Call", "Call", ANNA, "outbound", True, False),
        ("task", "List Email: June news", "ListEmail", ANNA_CONTACT, None, True, True),
        ("task", "Send the offer", "Other", ANNA, None, False, False),
        ("task", "Set up the account", "Task", None, None, True, False),
        ("task", "[Outreach] [Email] [In] Re: offer", "Email", ANNA, "inbound", True, False),
    ]


def test_a_task_is_of_its_type_where_its_subtype_says_nothing(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    tasks = [
        f"00T{number:012d},{subtype},{kind},2026-06-01 08:00:00"
        for number, (subtype, kind) in enumerate(
            product(["", "Task", "Call", "Teleport"], ["", "Email", "Gardening"])
        )
    ]
    folder = tmp_path / "exports" / "salesforce" / "2026-07-01T0200Z"
    folder.mkdir(parents=True)
    lines = ["Id,TaskSubtype,Type,CreatedDate", *tasks]
    (folder / "Task.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "Lead.csv").write_text("Id\n00Q000000000001\n", "utf-8")
    home = tmp_path / "home"
    build_tool(compiled, "salesforce", tmp_path / "exports", home)
    taken = rows_of(
        home,
        "select activity_type, count(*) from staging.salesforce__sales_activities group by 1"
        " order by 1",
    )
    assert taken == [("Call", 3), ("Email", 2), ("Gardening", 2), ("Task", 2), ("Teleport", 3)]


def test_an_all_day_event_has_a_day_and_no_time(built: tuple[Path, LoadReport]) -> None:
    assert shape(
        built,
        "sales_activities",
        "detail, started_at, completed_at, completed_has_time, due_on",
        "detail in ('Plant visit', 'First meeting', 'Call')",
    ) == [
        ("Call", None, at("2026-06-03 10:00"), True, date(2026, 6, 3)),
        ("First meeting", at("2026-06-08 13:00"), None, False, date(2026, 6, 8)),
        ("Plant visit", None, at("2026-06-08 22:00"), False, date(2026, 6, 9)),
    ]


def test_a_campaign_member_responded_on_a_day(built: tuple[Path, LoadReport]) -> None:
    assert shape(
        built,
        "marketing_activities",
        "record_key, activity_type, detail, campaign, has_time, occurred_at",
    ) == [
        (ANNA, "Webinar", "Attended", "Webinar: machines", False, at("2026-05-31 22:00")),
        (BRUNO, "Webinar", "Sent", "Webinar: machines", True, at("2026-06-05 08:00")),
    ]
    assert shape(built, "campaigns", "campaign_name, campaign_type, starts_on, budgeted_cost") == [
        ("Webinar: machines", "Webinar", date(2026, 6, 1), Decimal("1500.00"))
    ]


def test_opportunities_keep_their_currency_and_their_flags(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "opportunities",
        "opportunity_key, company_key, stage, opportunity_type, amount, currency, loss_reason,"
        " is_closed, is_won, closed_at, closed_has_time",
    ) == [
        (
            *(DEAL, CLIENT, "Negotiation/Review", "New Customer", Decimal("12000.50"), "EUR", None),
            *(False, False, at("2026-09-29 22:00"), False),
        ),
        (
            *(OLD_DEAL, CLIENT, "Closed Lost", None, None, "USD", "Price"),
            *(True, False, at("2026-05-19 22:00"), False),
        ),
    ]


def test_people_are_linked_to_an_opportunity_in_three_ways(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(built, "opportunity_people", "*") == [
        (DEAL, ANNA_CONTACT, "contact_role", True, at("2026-06-10 14:30")),
        (DEAL, DAVID_CONTACT, "primary_contact", False, None),
        (DEAL, ANNA, "conversion", False, at("2026-06-09 22:00")),
    ]


def test_two_histories_of_one_opportunity_count_a_change_once(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built,
        "opportunity_stage_changes",
        "opportunity_key, evidence, old_value, new_value, has_time, changed_at",
        "evidence <> 'snapshot'",
    ) == [
        (DEAL, "dated_field", None, "Negotiation/Review", True, at("2026-06-20 10:00")),
        (DEAL, "history", "Qualification", "Negotiation/Review", True, at("2026-06-20 10:00")),
        (DEAL, "history", None, "Qualification", True, at("2026-06-10 14:30")),
        (OLD_DEAL, "dated_field", None, "Closed Lost", False, at("2026-05-19 22:00")),
    ]


def test_users_have_their_department_role_and_zone(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "users", "user_name, department, role, time_zone, is_person") == [
        ("Claire Martin", "Inside Sales", "Sales Rep", "Europe/Paris", True),
        ("Marketo Integration", None, None, "Europe/Paris", True),
    ]


def test_a_french_report_names_the_same_records(compiled: CompiledModels, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "settings.yml").write_text(
        "systems: {salesforce: {day_order: dmy, time_zone: company}}\n", "utf-8"
    )
    write_french_report(tmp_path / "exports")
    write_french_account_history(tmp_path / "exports")
    home = tmp_path / "home"
    report = build_tool(compiled, "salesforce", tmp_path / "exports", home, own_seeds=seeds)
    assert {
        (load.object, load.rows_landed, load.rows_refused, load.values_refused)
        for load in report.loads
    } == {("account_history", 2, 0, 0), ("lead", 2, 0, 0)}
    assert rows_of(
        home,
        "select record_key, attribute, old_value, new_value, changed_at from"
        " staging.salesforce__attribute_changes where object = 'account' order by all",
    ) == [
        (CLIENT, "company_name", "Client", "Client SA", at("2026-06-10 14:30")),
        (CLIENT, "employees", "980", "1\u202f250", at("2026-06-10 14:30")),
    ]
    by_name = "salesforce:name:Claire Martin"
    assert rows_of(
        home,
        "select record_key, last_name, email, first_source, owner_key, created_at,"
        " created_has_time, modified_at from staging.salesforce__people order by all",
    ) == [
        (
            *(ANNA, "Petit", "anna@client.example", "Web", by_name),
            *(at("2026-05-31 22:00"), False, at("2026-06-10 14:30")),
        ),
        (
            *(BRUNO, "Leclère", "bruno@autre.example", "Web", by_name),
            *(at("2026-06-02 22:00"), False, at("2026-06-05 11:00")),
        ),
    ]
    assert rows_of(
        home,
        "select record_key, field, new_value, changed_at from staging.salesforce__stage_changes"
        " where evidence = 'dated_field'",
    ) == [(ANNA, "converted_date", "Converted", at("2026-06-09 22:00"))]


def test_a_real_org_loads_whole_from_the_api(compiled: CompiledModels, tmp_path: Path) -> None:
    exports = copy_of_real_exports("salesforce_workshop", tmp_path, "salesforce", "2024-02-01")
    report = build_tool(compiled, "salesforce", exports, tmp_path / "home")
    assert landed_counts(report) == {
        "account": 22,
        "campaign": 8,
        "campaign_member": 68,
        "contact": 102,
        "lead": 60,
        "opportunity": 50,
        "task": 75,
    }
    # 60 leads and 102 contacts; none converted, none in a queue; 24 leads of status Qualified.
    assert rows_of(
        tmp_path / "home",
        "select count(*), count(owner_key), count(created_at) from staging.salesforce__people",
    ) == [(162, 162, 162)]
    assert rows_of(
        tmp_path / "home",
        "select new_value, count(*) from staging.salesforce__stage_changes"
        " group by all order by all",
    ) == [("New", 21), ("Qualified", 24), ("Working", 15)]
    # 12 won and 3 lost of 50, in a file in which blank means false.
    assert rows_of(
        tmp_path / "home",
        "select count(*), count_if(is_won), count_if(is_closed)"
        " from staging.salesforce__opportunities",
    ) == [(50, 12, 15)]


def test_a_real_org_loads_whole_from_a_spreadsheet(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    exports = copy_of_real_exports("salesforce_dev_org", tmp_path, "salesforce", "2026-03-01")
    report = build_tool(compiled, "salesforce", exports, tmp_path / "home")
    assert landed_counts(report) == {
        "account": 18,
        "contact": 25,
        "lead": 22,
        "opportunity": 36,
        "opportunity_history": 48,
    }
    # A spreadsheet of the analyst's own lies beside the exports.
    assert [load.file for load in report.loads if load.status == "ignored"] == [
        "salesforce/2026-03-01/OpportunityHistoryGroup.csv"
    ]
    # 8 leads are "Closed - Converted", but only 5 have the flag and the date.
    assert rows_of(
        tmp_path / "home",
        "select field, evidence, new_value, count(*) from staging.salesforce__stage_changes"
        " where new_value in ('Converted', 'Closed - Converted') group by all order by all",
    ) == [
        ("converted_date", "dated_field", "Converted", 5),
        ("converted_date", "snapshot", "Converted", 5),
        ("status", "snapshot", "Closed - Converted", 8),
    ]


def _export(exports: Path, files: dict[str, str], encoding: str = "utf-8") -> None:
    folder = exports / "salesforce" / "2026-07-01T0200Z"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding, newline="")


PERSON_ACCOUNTS = {
    "Lead.csv": (
        "Id,Email,Status,IsConverted,ConvertedDate,ConvertedAccountId,ConvertedContactId,"
        "CreatedDate\n"
        "00Q5g0000000001EAA,zoe@gmail.com,Converted,1,2026-06-02 00:00:00,0015g0000000011AAA,"
        "0035g0000000011AAA,2026-06-01 08:00:00\n"
    ),
    "Account.csv": (
        "Id,Name,IsPersonAccount,PersonContactId,PersonEmail,Website,CreatedDate\n"
        "0015g0000000011AAA,Zoé Martin,1,0035g0000000011AAA,zoe@gmail.com,,2026-06-02 08:00:00\n"
        "0015g0000000012AAA,Client SA,0,,,client.example,2026-06-02 08:00:00\n"
    ),
    "Contact.csv": (
        "Id,AccountId,IsPersonAccount,FirstName,LastName,Email,CreatedDate\n"
        "0035g0000000011AAA,0015g0000000011AAA,1,Zoé,Martin,zoe@gmail.com,2026-06-02 08:00:00\n"
        "0035g0000000012AAA,0015g0000000012AAA,0,Anna,Petit,anna@client.example,"
        "2026-06-02 08:00:00\n"
    ),
    "Opportunity.csv": (
        "Id,Name,AccountId,StageName,Amount,IsClosed,IsWon,CloseDate,CreatedDate\n"
        "0065g0000000011AAA,Zoé 1,0015g0000000011AAA,Prospecting,100,0,0,2026-07-31 00:00:00,"
        "2026-06-03 08:00:00\n"
        "0065g0000000012AAA,Client 1,0015g0000000012AAA,Prospecting,100,0,0,2026-07-31 00:00:00,"
        "2026-06-03 08:00:00\n"
    ),
}


def test_a_person_account_is_a_person_and_no_company(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """Its name is a person's, and its deals are of the contact that it is."""
    _export(tmp_path / "exports", PERSON_ACCOUNTS)
    home = tmp_path / "home"
    report = build_tool(compiled, "salesforce", tmp_path / "exports", home)
    assert [load.message for load in report.loads if load.message] == []
    client = "salesforce:account:0015g0000000012AAA"
    assert rows_of(home, "select company_key, company_name from staging.salesforce__companies") == [
        (client, "Client SA")
    ]
    assert rows_of(
        home,
        "select record_key, company_key, company_name from staging.salesforce__people order by all",
    ) == [
        ("salesforce:contact:0035g0000000011AAA", None, None),
        ("salesforce:contact:0035g0000000012AAA", client, "Client SA"),
        ("salesforce:lead:00Q5g0000000001EAA", None, None),
    ]
    assert rows_of(
        home,
        "select opportunity_id, company_key from staging.salesforce__opportunities order by all",
    ) == [("0065g0000000011AAA", None), ("0065g0000000012AAA", client)]
    assert rows_of(
        home, "select opportunity_key, record_key from staging.salesforce__opportunity_people"
    ) == [
        ("salesforce:opportunity:0065g0000000011AAA", "salesforce:contact:0035g0000000011AAA"),
    ]


FRENCH_REPORTS = {
    "Opportunités.csv": (
        '"ID de l\'opportunité";"Nom de l\'opportunité";"ID du compte";"Nom du compte";"Étape";'
        '"Montant";"Devise";"Probabilité (%)";"Date de clôture";"Fermée";"Gagnée";'
        '"Type d\'opportunité";"Propriétaire de l\'opportunité";"Date de création"\n'
        '"0065g0000000001";"Client SA 1";"0015g0000000001";"Client SA";"Fermée gagnée";'
        '"1\u202f234,50";"EUR";"100";"15/06/2026";"1";"1";"Nouvelle affaire";"Claire Martin";'
        '"03/06/2026"\n'
    ),
    "Contacts.csv": (
        '"ID du contact";"Prénom";"Nom";"Adresse e-mail";"Nom du compte";"ID du compte";'
        '"Fonction";"Propriétaire du contact";"Date de création"\n'
        '"0035g0000000001";"Anna";"Petit";"anna@client.example";"Client SA";"0015g0000000001";'
        '"Acheteuse";"Claire Martin";"01/06/2026"\n'
    ),
    "Comptes.csv": (
        '"ID du compte";"Nom du compte";"Site Web";"Pays de facturation";"Employés";'
        '"Propriétaire du compte";"Date de création"\n'
        '"0015g0000000001";"Client SA";"client.example";"France";"1\u202f250";"Claire Martin";'
        '"01/06/2026"\n'
    ),
    "Pistes.csv": (
        '"ID de piste";"Nom";"Adresse e-mail";"Statut de la piste";"Date de création"\n'
        '"00Q5g0000000001";"Petit";"anna@client.example";"Nouveau";"01/06/2026"\n'
        # ids of 15 characters tell upper case from lower
        '"00Q5g000000000a";"Roche";"bruno@autre.example";"Nouveau";"02/06/2026"\n'
        '"00Q5g000000000A";"Blanc";"chloe@encore.example";"Nouveau";"02/06/2026"\n'
    ),
}


def test_french_reports_on_every_object_are_read_by_their_labels(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "settings.yml").write_text(
        "systems: {salesforce: {day_order: dmy, time_zone: company, decimal_mark: ','}}\n", "utf-8"
    )
    _export(tmp_path / "exports", FRENCH_REPORTS)
    home = tmp_path / "home"
    report = build_tool(compiled, "salesforce", tmp_path / "exports", home, own_seeds=seeds)
    told = [
        (load.object, load.message)
        for load in report.loads
        if load.message or load.rows_refused or load.values_refused
    ]
    assert told == []
    by_name = "salesforce:name:Claire Martin"
    account = "salesforce:account:0015g0000000001AAA"
    assert rows_of(
        home,
        "select opportunity_id, company_key, stage, amount, currency, win_probability, is_won,"
        " owner_key, closed_at from staging.salesforce__opportunities",
    ) == [
        (
            *("0065g0000000001AAA", account, "Fermée gagnée", Decimal("1234.50"), "EUR", 1.0, True),
            *(by_name, at("2026-06-14 22:00")),
        )
    ]
    assert rows_of(
        home,
        "select record_id, last_name, job_title, company_key, owner_key"
        " from staging.salesforce__people where object = 'contact'",
    ) == [("0035g0000000001AAA", "Petit", "Acheteuse", account, by_name)]
    assert rows_of(
        home, "select company_name, country, employees from staging.salesforce__companies"
    ) == [("Client SA", "France", 1250)]
    # the checksum of ...a is AAA, that of ...A has the fifteenth character upper case: 16 is Q
    assert rows_of(
        home,
        "select record_id, last_name from staging.salesforce__people where object = 'lead'"
        " order by all",
    ) == [
        ("00Q5g0000000001EAA", "Petit"),
        ("00Q5g000000000AEAQ", "Blanc"),
        ("00Q5g000000000aEAA", "Roche"),
    ]


# Saved anew by a spreadsheet: its times with AM and PM, its booleans, months first in whichever of
# two forms, its semicolons, and a row of totals.
RESAVED = {
    "Lead.csv": (
        "Lead ID;First Name;Last Name;Email;Lead Status;Converted;Created Date;Last Modified\r\n"
        "00Q5g0000000001EAA;Anna;Petit;anna@client.example;Open;FALSE;02/24/26 02:18 AM;"
        "5/22/2026\r\n"
        "00Q5g0000000002EAA;Bruno;Roche;bruno@autre.example;Open;TRUE;02/24/26 02:18 PM;"
        "05-06-2026\r\n"
        "Total;;;;;;2;\r\n"
    ),
}


def test_a_file_that_a_spreadsheet_saved_anew_says_the_same(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """A dash among slashes is month and day still; a row of totals is no lead.

    A day begins in the company's zone: Paris is two hours ahead in May.
    """
    _export(tmp_path / "exports", RESAVED, "cp1252")
    home = tmp_path / "home"
    report = build_tool(compiled, "salesforce", tmp_path / "exports", home)
    [load] = [load for load in report.loads if load.object == "lead"]
    assert (load.rows_landed, load.rows_refused, load.values_refused) == (2, 0, 0)
    assert load.message == "1 lines behind the data left out"
    assert rows_of(
        home,
        "select record_id, is_converted, created_at, modified_at from staging.salesforce__people"
        " order by all",
    ) == [
        ("00Q5g0000000001EAA", False, at("2026-02-24 02:18"), at("2026-05-21 22:00")),
        ("00Q5g0000000002EAA", True, at("2026-02-24 14:18"), at("2026-05-05 22:00")),
    ]


def test_where_no_users_are_exported_a_queue_is_nobody_and_a_rep_stands_by_name(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """A report gives owners by name; of the queues there is a list."""
    tables = {
        "Lead": [
            "Lead ID,Email,Lead Owner,Created Date",
            "00Q5g0000000001,anna@client.example,Claire Martin,2026-06-01T08:00:00Z",
            "00Q5g0000000002,bruno@client.example,Inbound,2026-06-01T08:00:00Z",
        ],
        "Group": [
            "Id,Name,DeveloperName,Type",
            "00G5g0000000001,Inbound,Inbound,Queue",
            "00G5g0000000002,Claire Martin,Claires_region,Regular",
        ],
    }
    write_export(tmp_path / "exports", "2026-07-01T0200Z", tables, "salesforce")
    home = tmp_path / "home"
    report = compute(compiled, tmp_path / "exports", home, "int_users_resolved")
    assert landed_counts(report) == {"group": 2, "lead": 2}
    users = "select user_key, is_person, is_sales from intermediate.int_users_resolved order by all"
    assert rows_of(home, users) == [
        ("salesforce:user:00G5g0000000001EAA", False, False),
        ("salesforce:user:Claire Martin", True, True),
    ]


def test_a_status_that_contradicts_the_conversion_stands_beside_it_without_any_history(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """Disqualified and converted; "Converted", and no conversion. No LeadHistory is exported."""
    header = "Id,Status,IsConverted,ConvertedDate,ConvertedOpportunityId,CreatedDate"
    made, none = "2026-06-01 08:00:00", "000000000000000AAA"
    first, second = "00Q5g0000000001AAA", "00Q5g0000000002AAA"
    exports = tmp_path / "exports"
    for day, rows in {
        "2026-06-15T0200Z": [f"{first},New,0,,{none},{made}", f"{second},New,0,,{none},{made}"],
        "2026-07-01T0200Z": [
            f"{first},Disqualified,1,2026-06-20 00:00:00,0065g0000000001AAA,{made}",
            f"{second},Converted,0,,{none},{made}",
        ],
    }.items():
        write_export(exports, day, {"Lead": [header, *rows]}, "salesforce")
    home = tmp_path / "home"
    report = build_tool(compiled, "salesforce", exports, home)
    assert report.warnings == ()
    built = (home, report)
    converted, called_so = f"salesforce:lead:{first}", f"salesforce:lead:{second}"
    assert shape(built, "stage_changes", "record_key, field, old_value, new_value, evidence") == [
        (converted, "converted_date", None, "Converted", "dated_field"),
        (converted, "converted_date", None, "Converted", "snapshot"),
        (converted, "status", "New", "Disqualified", "snapshot"),
        (converted, "status", None, "New", "snapshot"),
        (called_so, "status", "New", "Converted", "snapshot"),
        (called_so, "status", None, "New", "snapshot"),
    ]
    assert shape(built, "opportunity_people", "record_key, opportunity_key, link_method") == [
        (converted, "salesforce:opportunity:0065g0000000001AAA", "conversion")
    ]


def test_columns_that_a_sync_or_a_role_adds_are_known_and_warned_of_no_night(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    role = "00K5g0000000001AAA,0065g0000000001AAA,0035g0000000001AAA"
    tables = {
        "Lead": [
            "Lead ID,Email,Pardot Created Date,Pardot First Activity,Pardot Last Activity,"
            "Pardot Score,Pardot Grade,Pardot Conversion Date,pi__score__c",
            "00Q5g0000000001AAA,anna@client.example,,,,12,B+,,12",
        ],
        "OpportunityContactRole": ["Id,OpportunityId,ContactId,IsPrimary", f"{role},1"],
        "opportunity_contact_roles_2": ["Id,OpportunityId,ContactId,Primary", f"{role},1"],
    }
    write_export(tmp_path / "exports", "2026-07-01T0200Z", tables, "salesforce")
    report = build_tool(compiled, "salesforce", tmp_path / "exports", tmp_path / "home")
    assert [load.message for load in report.loads if load.message] == []
    assert report.warnings == ()


def test_synonyms_and_misspellings_are_one_source_and_one_reason(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    written = ["Advertisment", "advertisement", "Trades Show", "Trade Show"]
    ids = [f"00Q5g000000000{number}AAA" for number in range(len(written))]
    leads = [f"{key},{source}" for key, source in zip(ids, written, strict=True)]
    tables = {"Lead": ["Id,LeadSource", *leads]}
    write_export(tmp_path / "exports", "2026-07-01T0200Z", tables, "salesforce")
    home = tmp_path / "home"
    models = ("int_sources_mapped", "int_reason_codes")
    compute(compiled, tmp_path / "exports", home, *models)
    sources = "select raw_source, source, channel from intermediate.int_sources_mapped"
    assert rows_of(home, f"{sources} where system = 'salesforce' order by all") == [
        ("Advertisment", "Advertisement", "Paid"),
        ("Trade Show", "Trade Show", "Events"),
        ("Trades Show", "Trade Show", "Events"),
        ("advertisement", "Advertisement", "Paid"),
    ]
    reasons = "select distinct reason_code from intermediate.int_reason_codes"
    written_as = "folded_reason in ('notresponsive', 'nonresponsive', 'non-responsive')"
    assert rows_of(home, f"{reasons} where {written_as}") == [("unreachable",)]


def test_an_activity_that_salesforce_archived_stays_what_it_was(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """A year on an export leaves it out, whether it is a whole one or what changed since."""
    header = "Id,WhoId,Subject,Status,IsClosed,TaskSubtype,CreatedDate,CompletedDateTime"
    old, new = (
        f"00T5g000000000{n}AAA,00Q5g0000000001AAA,Call,Completed,1,Call,{moment},{moment}"
        for n, moment in [(1, "2025-06-10 09:00:00"), (2, "2026-07-10 09:00:00")]
    )
    lead = "Id,LastName,Status,CreatedDate\n00Q5g0000000001AAA,Ada,Open,2025-06-01 09:00:00\n"
    for day, rows in {"2025-07-01T0200Z": [old], "2026-08-01T0200Z": [new]}.items():
        folder = tmp_path / "exports" / "salesforce" / day
        folder.mkdir(parents=True)
        (folder / "Task.csv").write_text("\n".join([header, *rows, ""]), "utf-8")
        (folder / "Lead.csv").write_text(lead, "utf-8")
    home = tmp_path / "home"
    build_tool(compiled, "salesforce", tmp_path / "exports", home)
    sql = "select completed_at from staging.salesforce__sales_activities order by all"
    assert rows_of(home, sql) == [(at("2025-06-10 09:00"),), (at("2026-07-10 09:00"),)]


def test_a_deal_is_open_or_lost_where_its_flag_is_blank_beside_ones(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """An exporter of the API writes 1 for true and nothing for false."""
    deals = ["1,Odd,1,1", "2,Odd,1,", "3,Odd,,"]
    tables = {
        "Lead": ["Id,Email", "00Q5g0000000001AAA,anna@client.example"],
        "Opportunity": [
            "Id,StageName,IsClosed,IsWon",
            *(f"0065g000000000{deal}" for deal in deals),
        ],
    }
    write_export(tmp_path / "exports", "2026-07-01T0200Z", tables, "salesforce")
    home = tmp_path / "home"
    report = build_tool(compiled, "salesforce", tmp_path / "exports", home)
    assert shape(
        (home, report), "opportunities", "right(opportunity_id, 4), is_closed, is_won"
    ) == [
        ("1AAA", True, True),
        ("2AAA", True, False),
        ("3AAA", False, False),
    ]
