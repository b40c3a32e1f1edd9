"""Exports of Dynamics 365, in whatever style, give the same rows of the shared shapes."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.loading.loader import LoadReport
from orchestration.settings import SHIPPED_SEEDS
from tests.compiled_models import CompiledModels
from tests.nights import compute
from tests.staging.dynamics_org import (
    ANNA,
    ANNAS,
    BRUNOS,
    CLAIRE,
    CLIENT,
    CORAS,
    DORA,
    IN_ENGLISH,
    LOST,
    PAUL,
    QUEUE,
    RUNNING,
    STYLES,
    SYNC,
    TYPE_NAMES,
    WON,
    guid,
)
from tests.staging.tool_build import Row, build_tool, named_users, rows_of

EXPORTED_AT = datetime(2026, 7, 1, 2)
# What the API calls a type of activity, in the words of a list.
TYPES = dict(zip(TYPE_NAMES.values(), ("Phone Call", "Appointment", "Task", "Email"), strict=True))
ANNAS_LEAD, BRUNOS_LEAD, CORAS_LEAD = (f"dynamics:lead:{each}" for each in (ANNAS, BRUNOS, CORAS))
ANNAS_CONTACT, DORAS_CONTACT = f"dynamics:contact:{ANNA}", f"dynamics:contact:{DORA}"
OF_CLAIRE, OF_PAUL = f"dynamics:user:{CLAIRE}", f"dynamics:user:{PAUL}"
OF_CLIENT = f"dynamics:account:{CLIENT}"


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the organisation loaded and built from one style of export."""
    folder = tmp_path_factory.mktemp("exports")
    export = folder / "dynamics" / "2026-07-01T0200Z"
    export.mkdir(parents=True)
    STYLES[request.param](export)
    home = tmp_path_factory.mktemp("home")
    own = None
    if request.param == "lists_en":
        own = tmp_path_factory.mktemp("seeds")
        shipped = (SHIPPED_SEEDS / "settings.yml").read_text("utf-8")
        ours = shipped.replace("systems: {}", "systems: {dynamics: {day_order: mdy}}")
        (own / "settings.yml").write_text(ours, "utf-8")
    return home, build_tool(compiled, "dynamics", folder, home, own_seeds=own)


def shape(built: tuple[Path, LoadReport], name: str, columns: str) -> list[Row]:
    """Rows of one of the shapes, in order: users by id, in the words of the API in English."""
    sql = f"select {columns} from staging.dynamics__{name}"
    words = IN_ENGLISH | TYPES
    rows = named_users(built[0], rows_of(built[0], sql))
    told = [tuple(words.get(c, c) if isinstance(c, str) else c for c in row) for row in rows]
    return sorted(told, key=str)


def at(text: str) -> datetime:
    """A UTC time of June 2026."""
    return datetime.fromisoformat(f"2026-06-{text}")


def test_every_file_lands_whole_and_nothing_in_it_is_strange(
    built: tuple[Path, LoadReport],
) -> None:
    """A list of calls, of appointments, of tasks, of mails are files of one object."""
    told = [
        (load.file, load.status, load.message, load.rows_refused, load.values_refused)
        for load in built[1].loads
        if load.status != "landed" or load.message or load.rows_refused or load.values_refused
    ]
    assert told == []


def test_leads_and_contacts_are_records_of_their_own(built: tuple[Path, LoadReport]) -> None:
    """A contact's company is its account's, which a list gives by its name alone."""
    columns = "record_key, email, last_name, company_name, company_key, is_converted, created_at"
    assert shape(built, "people", columns) == [
        (
            *(ANNAS_CONTACT, "anna@client.example", "Petit", "Client SA", OF_CLIENT, None),
            at("05 09:00"),
        ),
        (
            *(DORAS_CONTACT, "dora@client.example", "Blanc", "Client SA", OF_CLIENT, None),
            at("06 09:00"),
        ),
        (
            *(ANNAS_LEAD, "anna@client.example", "Petit", "Client SA", None, True),
            at("01 08:00"),
        ),
        (BRUNOS_LEAD, "bruno@autre.example", "Leclère", None, None, False, at("02 08:00")),
        (CORAS_LEAD, "cora@neuf.example", "Neuf", None, None, False, at("10 08:00")),
    ]


def test_a_choice_is_told_in_words_though_an_export_has_its_number(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, status, first_source"
    told = [row for row in shape(built, "people", columns) if ":lead:" in str(row[0])]
    assert told == [
        (ANNAS_LEAD, "Qualified", "Trade Show"),
        (BRUNOS_LEAD, "Cannot Contact", "Web"),
        (CORAS_LEAD, "New", None),
    ]


def test_a_campaign_has_its_name_though_an_export_has_its_id(
    built: tuple[Path, LoadReport],
) -> None:
    told = [row for row in shape(built, "people", "record_key, first_campaign") if row[1]]
    assert told == [(ANNAS_LEAD, "Fair of June")]
    columns = "record_key, attribute, new_value"
    assert (ANNAS_LEAD, "campaign", "Fair of June") in shape(built, "attribute_changes", columns)


def test_the_contact_of_a_qualified_lead_names_it(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "person_links", "*") == [(ANNAS_LEAD, ANNAS_CONTACT, "conversion")]


def test_every_e_mail_of_a_lead_is_kept(built: tuple[Path, LoadReport]) -> None:
    told = [row for row in shape(built, "person_emails", "*") if row[0] == ANNAS_LEAD]
    assert told == [
        (ANNAS_LEAD, "anna.petit@maison.example"),
        (ANNAS_LEAD, "anna@client.example"),
    ]


def test_a_team_and_a_machine_are_nobody(built: tuple[Path, LoadReport]) -> None:
    """A list names a team where an owner stands: who it is, the list of teams tells."""
    assert shape(built, "users", "user_key, user_name, is_person, is_active") == [
        (OF_CLAIRE, "Claire Martin", True, True),
        (OF_PAUL, "Paul Durand", True, False),
        (f"dynamics:user:{SYNC}", "Sync User", False, True),
        (f"dynamics:user:{QUEUE}", "Inbound", False, True),
    ]
    owners = {row[0]: row[1] for row in shape(built, "people", "record_key, owner_key")}
    assert owners[BRUNOS_LEAD] == OF_PAUL
    assert owners[CORAS_LEAD] in (None, f"dynamics:user:{QUEUE}")


def test_a_status_has_the_history_of_the_audit_log_and_may_be_the_reason(
    built: tuple[Path, LoadReport],
) -> None:
    """Whoever qualifies a lead has its contact made, which dates it without the log."""
    columns = "record_key, field, old_value, new_value, reason, evidence, changed_at"
    told = [row for row in shape(built, "stage_changes", columns) if row[5] != "snapshot"]
    unreachable = "Cannot Contact"
    assert told == [
        (
            *(ANNAS_LEAD, "qualified_on", None, "Qualified", None, "dated_field"),
            at("05 09:00"),
        ),
        (ANNAS_LEAD, "status_reason", "MQL", "Qualified", None, "history", at("05 09:00")),
        (ANNAS_LEAD, "status_reason", "New", "MQL", None, "history", at("03 09:00")),
        (
            *(BRUNOS_LEAD, "status_reason", "New", unreachable, unreachable, "history"),
            at("19 10:00"),
        ),
    ]


def test_owners_and_attributes_have_the_history_of_the_audit_log(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, old_owner_key, owner_key, evidence, changed_at"
    told = [row for row in shape(built, "owner_changes", columns) if row[3] == "history"]
    assert told == [(BRUNOS_LEAD, OF_CLAIRE, OF_PAUL, "history", at("04 09:00"))]
    columns = "record_key, attribute, new_value, evidence, changed_at"
    changes = shape(built, "attribute_changes", columns)
    assert (ANNAS_LEAD, "job_title", "Acheteuse", "history", at("04 09:00")) in changes
    assert (OF_CLIENT, "employees", "120", "snapshot", EXPORTED_AT) in changes


def test_an_activity_is_of_whom_it_is_about_and_a_deals_is_its_contacts(
    built: tuple[Path, LoadReport],
) -> None:
    """A meeting was held unless it was called off; a list says by name whom a call was about."""
    columns = "activity_key, activity_type, direction, user_key, is_done, started_at, completed_at"
    keys = [f"dynamics:activity:{guid('8', number)}" for number in range(1, 7)]
    assert shape(built, "sales_activities", columns) == [
        (keys[0], "Phone Call", "outbound", OF_CLAIRE, True, None, at("02 09:30")),
        (keys[1], "Phone Call", "inbound", OF_PAUL, True, None, at("03 09:30")),
        (keys[2], "Appointment", None, OF_CLAIRE, True, at("08 12:30"), None),
        (keys[3], "Appointment", None, OF_PAUL, False, at("09 12:30"), None),
        (keys[4], "Task", None, OF_CLAIRE, False, None, None),
        (keys[5], "Email", "outbound", OF_PAUL, True, None, at("11 07:15")),
    ]
    towards = [row[1] for row in shape(built, "sales_activities", "activity_key, record_key")]
    assert towards[0] in (ANNAS_LEAD, ANNAS_CONTACT)
    assert towards[1:] == [
        BRUNOS_LEAD,
        ANNAS_CONTACT,
        DORAS_CONTACT,
        CORAS_LEAD,
        DORAS_CONTACT,
    ]


def test_a_deal_has_its_money_its_currency_and_how_it_stands(
    built: tuple[Path, LoadReport],
) -> None:
    """A won one has what it brought, a lost one the reason of its status."""
    columns = (
        "opportunity_id, stage, amount, currency, is_closed, is_won, loss_reason, "
        "cast(closed_at + interval 12 hours as date)"
    )
    told = shape(built, "opportunities", f"company_key, owner_key, {columns}")
    lost = told[2][8]
    assert lost in ("Out-Sold", "Supplanté")
    assert told == [
        (
            *(OF_CLIENT, OF_CLAIRE, WON, "won", Decimal("12500.50"), "EUR", True, True, None),
            date(2026, 6, 20),
        ),
        (
            *(OF_CLIENT, OF_CLAIRE, RUNNING, "Develop", Decimal("5000.00"), "EUR", False, False),
            *(None, date(2026, 8, 31)),
        ),
        (
            *(OF_CLIENT, OF_PAUL, LOST, "lost", Decimal("800.00"), "USD", True, False, lost),
            date(2026, 6, 22),
        ),
    ]


def test_a_deal_is_of_the_lead_that_it_was_made_from_and_of_its_contact(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "opportunity_key, record_key, link_method, linked_at"
    won, lost = (f"dynamics:opportunity:{each}" for each in (WON, LOST))
    assert shape(built, "opportunity_people", columns) == [
        (won, ANNAS_CONTACT, "primary_contact", None),
        (won, ANNAS_LEAD, "conversion", at("05 09:00")),
        (lost, DORAS_CONTACT, "primary_contact", None),
    ]


def test_a_deals_stages_have_the_history_of_the_audit_log(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "opportunity_key, old_value, new_value, evidence, changed_at"
    won = f"dynamics:opportunity:{WON}"
    told = shape(built, "opportunity_stage_changes", columns)
    assert [row for row in told if row[3] == "history"] == [
        (won, "1-Qualify", "4-Close", "history", at("10 09:00")),
        (won, "open", "won", "history", at("20 10:00")),
    ]


def write(folder: Path, stem: str, rows: Sequence[Mapping[str, object]]) -> None:
    """One file of an export."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)


def lead(number: int, **told: object) -> dict[str, object]:
    """A lead of a replicator's table."""
    own = {"leadid": guid("4", number), "emailaddress1": f"lead{number}@client.example"}
    return own | {"createdon": "2026-06-01T08:00:00Z", "modifiedon": ""} | told


def test_a_name_that_two_records_bear_joins_nobody(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """Two leads are called Anna Petit: nobody knows which of them was called, or became a deal."""
    folder = tmp_path / "exports" / "dynamics" / "2026-07-01T0200Z"
    write(folder, "leads", [lead(1, fullname="Anna Petit"), lead(2, fullname="Anna Petit")])
    called = {"(Do Not Modify) Phone Call": guid("8", 1), "Regarding": "Anna Petit"}
    write(folder, "phone calls", [called | {"Status": "Completed"}])
    deal = {"(Do Not Modify) Opportunity": guid("3", 1), "Originating Lead": "Anna Petit"}
    write(folder, "opportunities", [deal | {"Status": "Open"}])
    home = tmp_path / "home"
    build_tool(compiled, "dynamics", tmp_path / "exports", home)
    assert rows_of(home, "select record_key from staging.dynamics__sales_activities") == [(None,)]
    assert rows_of(home, "from staging.dynamics__opportunity_people") == []


def test_a_row_with_an_id_alone_says_that_the_record_was_deleted(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """A replicator that appends writes no attribute of what was deleted."""
    folder = tmp_path / "exports" / "dynamics" / "2026-07-01T0200Z"
    gone = {"leadid": guid("4", 2), "IsDelete": "True", "SinkModifiedOn": "2026-06-20T08:00:00Z"}
    rows = [lead(1, IsDelete="False", SinkModifiedOn=""), lead(2) | gone]
    tombstone = {name: gone.get(name, "") for name in rows[0]}
    write(folder, "leads", [rows[0], rows[1] | {"IsDelete": "False"}, tombstone])
    home = tmp_path / "home"
    report = build_tool(compiled, "dynamics", tmp_path / "exports", home)
    assert [(load.rows_landed, load.rows_refused) for load in report.loads] == [(3, 0)]
    columns = "record_id, email, is_deleted"
    assert rows_of(home, f"select {columns} from staging.dynamics__people order by all") == [
        (guid("4", 1), "lead1@client.example", False),
        (guid("4", 2), "lead2@client.example", True),
    ]


def test_a_lead_that_was_merged_away_was_refused_by_nobody(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """Dynamics cancels it; what it was before counts."""
    folder = tmp_path / "exports" / "dynamics" / "2026-07-01T0200Z"
    merged = lead(2, _masterid_value=guid("4", 1), statecode=2, statuscode=7)
    write(folder, "leads", [lead(1, _masterid_value="", statecode=0, statuscode=1), merged])
    entries = [("1", "2", "02"), ("2", "7", "03")]
    audits = [
        {"objectid": guid("4", 2), "objecttypecode": "4", "attributename": "statuscode"}
        | {"oldvalue": old, "newvalue": new, "createdon": f"2026-06-{day}T08:00:00Z"}
        for old, new, day in entries
    ]
    write(folder, "audits", audits)
    home = tmp_path / "home"
    build_tool(compiled, "dynamics", tmp_path / "exports", home)
    assert rows_of(
        home, "select record_key, surviving_record_key from staging.dynamics__merges"
    ) == [(f"dynamics:lead:{guid('4', 2)}", ANNAS_LEAD)]
    columns = "record_key, new_value, evidence"
    assert rows_of(home, f"select {columns} from staging.dynamics__stage_changes order by all") == [
        (ANNAS_LEAD, "1", "snapshot"),
        (f"dynamics:lead:{guid('4', 2)}", "2", "history"),
    ]


def test_where_no_reason_of_the_status_is_told_the_status_tells(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """A saved list may head its columns with its own name."""
    folder = tmp_path / "exports" / "dynamics" / "2026-07-01T0200Z"
    rows = [
        {
            "(Do Not Modify) Lead": f"{{{guid('4', 1).upper()}}}",
            "Leads_Email": "anna@client.example",
            "Leads_Status": "Disqualified",
            "Leads_Created On": "01/06/2026 10:00",
        }
    ]
    write(folder, "leads", rows)
    home = tmp_path / "home"
    report = build_tool(compiled, "dynamics", tmp_path / "exports", home)
    assert [(load.rows_landed, load.message) for load in report.loads] == [(1, None)]
    columns = "record_key, field, new_value"
    assert rows_of(home, f"select {columns} from staging.dynamics__stage_changes") == [
        (ANNAS_LEAD, "state", "Disqualified")
    ]


def test_who_takes_part_in_an_activity_is_told_by_its_parties(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """A mail about an account is of whom it went to; who sent it is no lead."""
    folder = tmp_path / "exports" / "dynamics" / "2026-07-01T0200Z"
    write(folder, "leads", [lead(1)])
    mail = {"activityid": guid("8", 1), "activitytypecode": "email", "statecode": 1}
    about = {"regardingobjectid": CLIENT, "regardingobjectid_entitytype": "account"}
    write(folder, "emails", [mail | about | {"senton": "2026-06-02T08:00:00Z"}])
    parties = [
        {"activityid": guid("8", 1), "partyid": party, "participationtypemask": role}
        for party, role in ((CLAIRE, 1), (guid("4", 1), 2))
    ]
    write(folder, "activityparties", parties)
    home = tmp_path / "home"
    build_tool(compiled, "dynamics", tmp_path / "exports", home)
    columns = "record_key, activity_type, is_done, completed_at"
    assert rows_of(home, f"select {columns} from staging.dynamics__sales_activities") == [
        (ANNAS_LEAD, "email", True, datetime(2026, 6, 2, 8))
    ]


def test_who_is_connected_to_a_deal_has_a_part_in_it(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """Each connection stands in the list twice, once from either side."""
    folder = tmp_path / "exports" / "dynamics" / "2026-07-01T0200Z"
    write(folder, "leads", [lead(1)])
    made = {"createdon": "2026-06-02T08:00:00Z"}
    write(folder, "contacts", [{"contactid": ANNA, "emailaddress1": "a@client.example"} | made])
    write(folder, "opportunities", [{"opportunityid": WON, "statecode": 0} | made])
    pairs = ((WON, ANNA), (ANNA, WON))
    connections = [
        {"connectionid": guid("a", n), "_record1id_value": one, "_record2id_value": other} | made
        for n, (one, other) in enumerate(pairs, start=1)
    ]
    write(folder, "connections", connections)
    home = tmp_path / "home"
    build_tool(compiled, "dynamics", tmp_path / "exports", home)
    columns = "opportunity_key, record_key, link_method, linked_at"
    assert rows_of(home, f"select {columns} from staging.dynamics__opportunity_people") == [
        (f"dynamics:opportunity:{WON}", ANNAS_CONTACT, "contact_role", datetime(2026, 6, 2, 8))
    ]


def test_each_number_of_a_disqualification_rejects(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """Lost, Cannot Contact, No Longer Interested, Canceled; 3 is Qualified."""
    folder = tmp_path / "exports" / "dynamics" / "2026-07-01T0200Z"
    states = {3: 1, 4: 2, 5: 2, 6: 2, 7: 2}
    leads = [lead(code, statecode=state, statuscode=code) for code, state in states.items()]
    write(folder, "leads", leads)
    home = tmp_path / "home"
    compute(compiled, tmp_path / "exports", home, "int_stage_changes_mapped")
    told = "select value, stage from intermediate.int_stage_changes_mapped"
    assert rows_of(home, f"{told} order by all") == [
        ("3", "sql"),
        *((str(code), "rejected") for code in (4, 5, 6, 7)),
    ]
