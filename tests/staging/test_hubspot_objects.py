"""HubSpot's leads, lists and events of marketing e-mails, in the API's form and as tables."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.staging.tool_build import Row, build_tool, rows_of

EXPORT = "2026-07-01T0200Z"
EXPORTED_AT = datetime(2026, 7, 1, 2)

Fact = dict[str, Any]

ANNA, BRUNO = "hubspot:contact:101", "hubspot:contact:102"
WORKED, REFUSED = "hubspot:lead:901", "hubspot:lead:902"


def at(text: str) -> datetime:
    """A UTC time of the expected rows."""
    return datetime.fromisoformat(text)


# Anna's first lead is worked, Bruno's was refused: what each was, and since when.
LEADS: list[Fact] = [
    {
        "id": 901,
        "contact": 101,
        "owner": 11,
        "reason": None,
        "created": at("2026-06-02 08:00"),
        "stages": [
            ("new-stage-id", "New", at("2026-06-02 08:00")),
            ("connected-stage-id", "Connected", at("2026-06-03 09:30")),
        ],
    },
    {
        "id": 902,
        "contact": 102,
        "owner": 11,
        "reason": "NOT_A_GOOD_FIT",
        "created": at("2026-06-04 08:00"),
        "stages": [
            ("new-stage-id", "New", at("2026-06-04 08:00")),
            ("unqualified-stage-id", "Disqualified", at("2026-06-05 10:00")),
        ],
    },
]
# Id, type, when, to whom, mailing, whether a machine did it; the last is told twice.
EVENTS: list[tuple[str, str, str, str, int, bool]] = [
    ("e1", "DELIVERED", "2026-06-01 08:00", "anna@client.example", 71, False),
    ("e2", "OPEN", "2026-06-01 09:00", "Anna@client.example", 71, False),
    ("e3", "CLICK", "2026-06-01 08:00", "bruno@autre.example", 71, True),
    ("e4", "OPEN", "2026-06-01 10:00", "nobody@nowhere.example", 72, False),
    ("e2", "OPEN", "2026-06-01 09:00", "Anna@client.example", 71, False),
]
MAILINGS = [{"id": 71, "name": "News of June", "subject": "Machines that stay up"}]
LISTS = [{"listId": "31", "name": "MQL"}, {"listId": "32", "name": "Fair 2026"}]
# List, contact, since when.
MEMBERS: list[tuple[int, int, str]] = [
    (31, 101, "2026-06-02 07:30"),
    (32, 102, "2026-05-20 12:00"),
    (99, 102, "2026-05-21 12:00"),
]
CONTACTS = [(101, "anna@client.example"), (102, "bruno@autre.example")]


def _iso(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%S}.000Z"


def _epoch(when: datetime) -> int:
    return int(when.replace(tzinfo=UTC).timestamp() * 1000)


def _answer(file: Path, name: str, records: Sequence[Fact]) -> None:
    file.write_text(json.dumps({name: records, "hasMore": False}), "utf-8")


def write_api(folder: Path) -> None:
    """Answers of the API; a lead carries the history of its properties."""
    contacts = [
        {"id": str(number), "properties": {"email": email, "createdate": _iso(at("2026-05-01"))}}
        for number, email in CONTACTS
    ]
    _answer(folder / "contacts.json", "results", contacts)
    leads = [
        {
            "id": str(lead["id"]),
            "properties": {
                "hs_lead_name": f"Lead {lead['id']}",
                "hs_pipeline": "lead-pipeline-id",
                "hs_pipeline_stage": lead["stages"][-1][0],
                "hs_lead_disqualification_reason": lead["reason"],
                "hubspot_owner_id": str(lead["owner"]),
                "hs_createdate": _iso(lead["created"]),
                "hs_lastmodifieddate": _iso(lead["stages"][-1][2]),
            },
            "propertiesWithHistory": {
                "hs_pipeline_stage": [
                    {"value": stage, "timestamp": _iso(when)} for stage, _, when in lead["stages"]
                ],
                "hubspot_owner_id": [
                    {"value": str(lead["owner"]), "timestamp": _iso(lead["created"])}
                ],
            },
            "associations": {"contacts": {"results": [{"id": str(lead["contact"])}]}},
        }
        for lead in LEADS
    ]
    _answer(folder / "leads.json", "results", leads)
    events = [
        {
            "id": number,
            "type": kind,
            "created": _epoch(at(when)),
            "recipient": to,
            "emailCampaignId": mailing,
            "portalId": 1,
            "filteredEvent": is_machine,
        }
        for number, kind, when, to, mailing, is_machine in EVENTS
    ]
    _answer(folder / "email_events.json", "events", events)
    _answer(folder / "email_campaigns.json", "results", MAILINGS)
    _answer(folder / "lists.json", "lists", LISTS)
    members = [
        {"listId": on, "recordId": str(who), "membershipTimestamp": _iso(at(since))}
        for on, who, since in MEMBERS
    ]
    _answer(folder / "list_memberships.json", "results", members)


def _table(file: Path, header: str, rows: Sequence[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(next(csv.reader([header])))
        writer.writerows(rows)


def write_tables(folder: Path) -> None:
    """Leads as the user interface exports them, in UTC's zone; the rest as replicators write it."""
    _table(folder / "contacts.csv", "Record ID,Email,Create Date", [
        (number, email, "2026-05-01 00:00") for number, email in CONTACTS
    ])  # fmt: skip
    stages = ("New", "Connected", "Disqualified")
    header = (
        "Record ID,Lead Name,Lead stage,Disqualification reason,Lead owner,Create Date,"
        "Last Modified Date,Associated Contact IDs,"
        + ",".join(f'"Date entered ""{stage} (Lead pipeline)"""' for stage in stages)
    )
    rows = []
    for lead in LEADS:
        entered = {label: f"{when:%Y-%m-%d %H:%M}" for _, label, when in lead["stages"]}
        last = lead["stages"][-1]
        rows.append(
            (
                *(lead["id"], f"Lead {lead['id']}", f"{last[1]} (Lead pipeline)", lead["reason"]),
                *(lead["owner"], f"{lead['created']:%Y-%m-%d %H:%M}", f"{last[2]:%Y-%m-%d %H:%M}"),
                lead["contact"],
                *(entered.get(stage, "") for stage in stages),
            )
        )
    _table(folder / "leads.csv", header, rows)
    _table(
        folder / "email_event.csv",
        "id,created,type,recipient,email_campaign_id,filtered_event,_fivetran_synced",
        [
            (number, f"{when}:00 UTC", kind, to, mailing, str(is_machine).lower(), "")
            for number, kind, when, to, mailing, is_machine in EVENTS
        ],
    )
    mailings = [(each["id"], each["name"], each["subject"]) for each in MAILINGS]
    _table(folder / "email_campaign.csv", "id,name,subject", mailings)
    lists = [(each["listId"], each["name"]) for each in LISTS]
    _table(folder / "contact_list.csv", "id,name", lists)
    members = [(on, who, f"{since}:00 UTC") for on, who, since in MEMBERS]
    _table(folder / "contact_list_member.csv", "contact_list_id,contact_id,added_at", members)


STYLES: dict[str, Callable[[Path], None]] = {"api": write_api, "tables": write_tables}


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the portal, whose zone is UTC, loaded and built from one style of export."""
    folder = tmp_path_factory.mktemp("exports")
    export = folder / "hubspot" / EXPORT
    export.mkdir(parents=True)
    STYLES[request.param](export)
    seeds = tmp_path_factory.mktemp("seeds")
    (seeds / "settings.yml").write_text("time_zone: UTC\n", "utf-8")
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "hubspot", folder, home, seeds)


def shape(
    built: tuple[Path, LoadReport], name: str, columns: str, where: str = "true"
) -> list[Row]:
    """Rows of one of the tool's shapes, in order."""
    return rows_of(
        built[0], f"select {columns} from staging.hubspot__{name} where {where} order by all"
    )


def built_from(
    compiled: CompiledModels, folder: Path, tables: Mapping[str, str]
) -> tuple[Path, LoadReport]:
    """A home with the tool built from these files, by their stems: nothing of them is told."""
    export = folder / "exports" / "hubspot" / EXPORT
    export.mkdir(parents=True)
    for name, lines in tables.items():
        (export / f"{name}.csv").write_text(lines, "utf-8")
    report = build_tool(compiled, "hubspot", folder / "exports", folder / "home")
    assert [load.message for load in report.loads if load.message] == []
    return folder / "home", report


def test_every_file_lands_whole_and_no_column_is_unknown(built: tuple[Path, LoadReport]) -> None:
    told = [
        (load.file, load.status, load.message)
        for load in built[1].loads
        if load.status != "landed" or load.rows_refused or load.values_refused
    ]
    assert told == []
    # what the portal's own stages date is kept aside, and read from there
    unknown = [load.message for load in built[1].loads if load.message]
    assert [message for message in unknown if "undeclared" in message] == []


def test_a_lead_is_a_record_of_its_contacts_person(built: tuple[Path, LoadReport]) -> None:
    assert shape(
        built,
        "people",
        "record_key, object, email, owner_key, rejection_reason, is_deleted, created_at",
        "object = 'lead'",
    ) == [
        (WORKED, "lead", None, "hubspot:user:11", None, False, at("2026-06-02 08:00")),
        (REFUSED, "lead", None, "hubspot:user:11", "NOT_A_GOOD_FIT", False, at("2026-06-04 08:00")),
    ]
    assert shape(built, "person_links", "*") == [
        (WORKED, ANNA, "stored_id"),
        (REFUSED, BRUNO, "stored_id"),
    ]


def test_a_lead_takes_the_stages_of_its_pipeline_when_its_history_says(
    built: tuple[Path, LoadReport],
) -> None:
    """Under internal names or labels, with the pipeline or without, they mean the same."""
    meant = """
        select distinct changes.record_key, status_mapping.stage, changes.changed_at
        from staging.hubspot__stage_changes as changes
        inner join seeds.status_mapping as status_mapping
            on status_mapping.system = 'hubspot'
            and status_mapping.object = changes.object
            and status_mapping.field = changes.field
            and lower(status_mapping.value)
                = lower(regexp_replace(changes.new_value, ' [(].*[)]$', ''))
        where changes.object = 'lead' and changes.evidence <> 'snapshot'
        order by all
    """
    assert rows_of(built[0], meant) == [
        (WORKED, "accepted", at("2026-06-03 09:30")),
        (WORKED, None, at("2026-06-02 08:00")),
        (REFUSED, "rejected", at("2026-06-05 10:00")),
        (REFUSED, None, at("2026-06-04 08:00")),
    ]
    assert shape(
        built,
        "stage_changes",
        "record_key, new_value, changed_at",
        "object = 'lead' and field = 'rejection_reason'",
    ) == [(REFUSED, "NOT_A_GOOD_FIT", EXPORTED_AT)]


def test_a_list_counts_from_when_the_contact_was_put_on_it(
    built: tuple[Path, LoadReport],
) -> None:
    """A list that was not exported is known by its number."""
    assert shape(
        built, "stage_changes", "record_key, new_value, evidence, changed_at", "field = 'list'"
    ) == [
        (ANNA, "MQL", "history", at("2026-06-02 07:30")),
        (BRUNO, "99", "history", at("2026-05-21 12:00")),
        (BRUNO, "Fair 2026", "history", at("2026-05-20 12:00")),
    ]
    assert shape(
        built,
        "marketing_activities",
        "record_key, activity_type, detail, occurred_at",
        "object = 'list_membership'",
    ) == [
        (ANNA, "added", "MQL", at("2026-06-02 07:30")),
        (BRUNO, "added", "99", at("2026-05-21 12:00")),
        (BRUNO, "added", "Fair 2026", at("2026-05-20 12:00")),
    ]


def test_an_event_of_a_mailing_is_the_contacts_whose_e_mail_it_has(
    built: tuple[Path, LoadReport],
) -> None:
    """One that is told twice counts once; a mailing that was not exported is its number."""
    news = "News of June"
    assert shape(
        built,
        "marketing_activities",
        "record_key, activity_type, asset, is_automated, occurred_at",
        "object = 'email_event'",
    ) == [
        (ANNA, "DELIVERED", news, False, at("2026-06-01 08:00")),
        (ANNA, "OPEN", news, False, at("2026-06-01 09:00")),
        (BRUNO, "CLICK", news, True, at("2026-06-01 08:00")),
        (None, "OPEN", "72", False, at("2026-06-01 10:00")),
    ]


# what other languages call the record's id, the first and the last name, the e-mail, the creation
OTHER_LANGUAGES = {
    "German": "Datensatz-ID,Vorname,Nachname,E-Mail,Erstellungsdatum",
    "Spanish": "ID de registro,Nombre,Apellidos,Correo electrónico,Fecha de creación",
    "Portuguese": "ID do registro,Nome,Sobrenome,E-mail,Data de criação",
    "Italian": "ID record,Nome,Cognome,E-mail,Data di creazione",
    "Dutch": "Record-ID,Voornaam,Achternaam,E-mail,Aanmaakdatum",
}


@pytest.mark.parametrize("headings", OTHER_LANGUAGES.values(), ids=list(OTHER_LANGUAGES))
def test_contacts_of_a_portal_in_another_language_land(
    headings: str, compiled: CompiledModels, tmp_path: Path
) -> None:
    row = "101,Anna,Petit,anna@client.example,2026-06-01 08:00"
    built = built_from(compiled, tmp_path, {"contacts": f"{headings}\n{row}\n"})
    assert shape(built, "people", "record_key, email, first_name, last_name") == [
        ("hubspot:contact:101", "anna@client.example", "Anna", "Petit")
    ]


def test_stages_owners_deals_and_companies_in_german_and_spanish_land(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """Files as a German portal names them, after its views."""
    files = {
        "hubspot-crm-exports-alle-kontakte-2026-07-01": "Datensatz-ID,Lifecycle-Phase,"
        "Zuständiger Mitarbeiter für Kontakt\n101,Abonnent,11\n",
        "contactos": "ID de contacto,Etapa del ciclo de vida,Propietario del contacto\n"
        "102,Suscriptor,12\n",
        "hubspot-crm-exports-todos-los-negocios-2026-07-01": "ID de negocio,Amount\n301,1200\n",
        "unternehmen": "Unternehmens-ID,Name\n201,Client SA\n",
    }
    built = built_from(compiled, tmp_path, files)
    assert shape(built, "people", "record_key, owner_key, status") == [
        ("hubspot:contact:101", "hubspot:user:11", "Abonnent"),
        ("hubspot:contact:102", "hubspot:user:12", "Suscriptor"),
    ]
    assert shape(built, "opportunities", "opportunity_key, amount") == [
        ("hubspot:opportunity:301", Decimal(1200))
    ]
    assert shape(built, "companies", "company_key, company_name") == [
        ("hubspot:company:201", "Client SA")
    ]


def test_what_older_exports_call_ids_and_the_source_is_read(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    tables = {
        "contacts": "Contact ID,Email,Original Source\n101,anna@client.example,Paid Search\n",
        "deals": "Deal ID,Deal Name,Original Source\n301,Machines,Referrals\n",
    }
    built = built_from(compiled, tmp_path, tables)
    assert shape(built, "people", "record_key, first_source") == [(ANNA, "Paid Search")]
    assert shape(built, "opportunities", "opportunity_key, source") == [
        ("hubspot:opportunity:301", "Referrals")
    ]


def test_a_deal_closed_at_midnight_has_a_time(compiled: CompiledModels, tmp_path: Path) -> None:
    """HubSpot shows a clock behind times alone: 00:00 in Paris is 22:00 of the day before."""
    tables = {
        "contacts": "Record ID,Email\n101,anna@client.example\n",
        "deals": "Record ID,Deal Name,Close Date\n301,Machines,2026-06-20 00:00\n",
    }
    built = built_from(compiled, tmp_path, tables)
    assert shape(built, "opportunities", "closed_at, closed_has_time") == [
        (at("2026-06-19 22:00"), True)
    ]
