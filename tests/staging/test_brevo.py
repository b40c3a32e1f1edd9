"""Brevo's export of contacts, its API and its webhooks give the same rows of the shared shapes."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.staging.tool_build import Row, build_tool, rows_of

# Brevo bounds no data cut-off, and no CRM is exported here.
AS_OF = "2026-07-01T02:00Z"
EXPORTED_AT = datetime(2026, 7, 1, 2)

Fact = dict[str, Any]

# When a contact came and was changed last: Paris, two hours ahead of UTC in June.
CONTACTS: list[Fact] = [
    {
        "id": 5,
        "email": "anna@client.example",
        "PRENOM": "Anna",
        "NOM": "Petit",
        "FONCTION": "Acheteuse",
        "ENTREPRISE": "Client SA",
        "PAYS": "France",
        "SOURCE": "Webinar",
        "CAMPAGNE": "Webinar: machines",
        "PIPEDRIVE_ID": "101",
        "listIds": [3, 7],
        "added": "2026-06-01 10:00",
        "modified": "2026-06-20 12:00",
    },
    {
        "id": 6,
        "email": "bruno@autre.example",
        "PRENOM": "Bruno",
        "NOM": "Leclère",
        "FONCTION": None,
        "ENTREPRISE": None,
        "PAYS": None,
        "SOURCE": None,
        "CAMPAGNE": None,
        "PIPEDRIVE_ID": None,
        "listIds": [3],
        "added": "2026-06-12 10:00",
        "modified": "2026-06-12 10:00",
    },
]
LISTS: list[Fact] = [{"id": 3, "name": "Newsletter"}, {"id": 7, "name": "MQL"}]
# Event, e-mail, campaign, list, second.
MAIL_EVENTS: list[tuple[str, str, str | None, int | None, int]] = [
    ("delivered", "anna@client.example", "News of June", None, 1780300800),
    ("opened", "Anna@client.example", "News of June", None, 1780304400),
    ("proxy_open", "bruno@autre.example", "News of June", None, 1780304400),
    ("click", "anna@client.example", "News of June", None, 1780308000),
    ("click", "nobody@nowhere.example", "News of June", None, 1780308000),
    ("list_addition", "anna@client.example", None, 7, 1780394400),
    # the weeks of two exports overlap
    ("click", "anna@client.example", "News of June", None, 1780308000),
]
# Contact, e-mail, name, when, properties.
EVENTS: list[tuple[int | None, str | None, str, str, Fact]] = [
    (
        *(5, None, "form_submitted", "2026-06-01T08:00:05.000Z"),
        {"form_name": "Contact us", "utm_source": "Web", "utm_campaign": "Spring"},
    ),
    (None, "bruno@autre.example", "page_view", "2026-06-12T10:00:00+02:00", {"page": "/plants"}),
    (5, None, "webinar_attended", "2026-06-03T16:00:00Z", {"campaign": "Webinar: machines"}),
]


def _day_first(text: str) -> str:
    day, clock = text.split(" ")
    return f"{'-'.join(reversed(day.split('-')))} {clock}"


def write_interface(folder: Path) -> None:
    """The export of contacts with semicolons, days first; weekly exports of events as tables."""
    names = ["PRENOM", "NOM", "FONCTION", "ENTREPRISE", "PAYS", "SOURCE", "CAMPAGNE"]
    header = ["CONTACT ID", "EMAIL", *names, "PIPEDRIVE_ID", "SMS", "_listIds"]
    lines = [";".join([*header, "ADDED_TIME", "MODIFIED_TIME"])]
    for contact in CONTACTS:
        cells = [contact["id"], contact["email"], *(contact[name] or "" for name in names)]
        cells += [contact["PIPEDRIVE_ID"] or "", "", ",".join(map(str, contact["listIds"]))]
        cells += [_day_first(contact["added"]), _day_first(contact["modified"])]
        lines.append(";".join(map(str, cells)))
    (folder / "contacts.csv").write_text("\n".join(lines) + "\n", "cp1252")
    lines = ["id,event,email,camp_id,campaign name,list_id,date_event,ts_event"]
    for event, email, campaign, put_into, second in MAIL_EVENTS:
        lines.append(f"1,{event},{email},9,{campaign or ''},{put_into or ''},,{second}")
    (folder / "mail_events_1.csv").write_text("\n".join(lines) + "\n", "utf-8")
    lines = ["contact_id,email,event_name,event_date,event_properties"]
    for contact_id, email_id, name, when, told in EVENTS:
        text = json.dumps(told).replace('"', '""')
        lines.append(f'{contact_id or ""},{email_id or ""},{name},{when},"{text}"')
    (folder / "events.csv").write_text("\n".join(lines) + "\n", "utf-8")
    lines = ["id,name", *(f"{each['id']},{each['name']}" for each in LISTS)]
    (folder / "lists.csv").write_text("\n".join(lines) + "\n", "utf-8")


def write_api(folder: Path) -> None:
    """The API's answers, with an offset where the export has the account's clock."""
    contacts = []
    for contact in CONTACTS:
        own = ("id", "email", "listIds")
        attributes = {k: v for k, v in contact.items() if k.isupper() and v is not None}
        times = {
            name: f"{contact[key].replace(' ', 'T')}:00.000+02:00"
            for name, key in (("createdAt", "added"), ("modifiedAt", "modified"))
        }
        contacts.append({name: contact[name] for name in own} | times | {"attributes": attributes})
    _write(folder / "contacts.json", {"contacts": contacts, "count": len(contacts)})
    _write(folder / "lists.json", {"lists": LISTS, "count": len(LISTS)})
    mails = [
        {"event": event, "email": email, "campaign name": campaign, "ts_event": second}
        | ({"list_id": [put_into]} if put_into else {})
        for event, email, campaign, put_into, second in MAIL_EVENTS
    ]
    lines = "\n".join(map(json.dumps, mails))
    (folder / "webhooks.jsonl").write_text(lines + "\n", "utf-8")
    events = [
        {"event_name": name, "event_date": when, "event_properties": told}
        | ({"contact_id": contact} if contact else {"identifiers": {"email_id": email}})
        for contact, email, name, when, told in EVENTS
    ]
    _write(folder / "events.json", {"events": events, "count": len(events)})


def _write(file: Path, answer: Fact) -> None:
    file.write_text(json.dumps(answer, ensure_ascii=False), "utf-8")


STYLES: dict[str, Callable[[Path], None]] = {"interface": write_interface, "api": write_api}


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the account loaded and built from one style of export."""
    folder = tmp_path_factory.mktemp("exports")
    export = folder / "brevo" / "2026-07-01T0200Z"
    export.mkdir(parents=True)
    STYLES[request.param](export)
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "brevo", folder, home, as_of=AS_OF)


def shape(built: tuple[Path, LoadReport], name: str, columns: str) -> list[Row]:
    """Rows of one of Brevo's shapes, in order."""
    return rows_of(built[0], f"select {columns} from staging.brevo__{name} order by all")


def test_every_file_lands_whole(built: tuple[Path, LoadReport]) -> None:
    told = [
        (load.file, load.status, load.message)
        for load in built[1].loads
        if load.status != "landed" or load.rows_refused or load.values_refused
    ]
    assert told == []


def test_a_contact_has_the_attributes_of_its_accounts_language(
    built: tuple[Path, LoadReport],
) -> None:
    columns = (
        "record_key, email, first_name, last_name, job_title, company_name, country, "
        "first_source, first_campaign, created_at, created_has_time, modified_at"
    )
    assert shape(built, "people", columns) == [
        (
            *("brevo:contact:5", "anna@client.example", "Anna", "Petit", "Acheteuse", "Client SA"),
            *("France", "Webinar", "Webinar: machines", datetime(2026, 6, 1, 8), True),
            datetime(2026, 6, 20, 10),
        ),
        (
            *("brevo:contact:6", "bruno@autre.example", "Bruno", "Leclère", None, None, None),
            *(None, None, datetime(2026, 6, 12, 8), True, datetime(2026, 6, 12, 8)),
        ),
    ]


def test_a_contact_is_the_crms_person_whose_id_it_keeps(built: tuple[Path, LoadReport]) -> None:
    assert shape(built, "person_links", "*") == [
        ("brevo:contact:5", "pipedrive:person:101", "stored_id")
    ]


def test_a_contact_is_in_a_list_from_when_it_was_put_into_it(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, field, new_value, evidence, is_first_seen, changed_at"
    assert shape(built, "stage_changes", columns) == [
        ("brevo:contact:5", "list", "MQL", "history", False, datetime(2026, 6, 2, 10)),
        ("brevo:contact:5", "list", "MQL", "snapshot", True, EXPORTED_AT),
        ("brevo:contact:5", "list", "Newsletter", "snapshot", True, EXPORTED_AT),
        ("brevo:contact:6", "list", "Newsletter", "snapshot", True, EXPORTED_AT),
    ]


def test_an_event_is_the_contacts_that_it_names_or_whose_e_mail_it_has(
    built: tuple[Path, LoadReport],
) -> None:
    """An event that two exports hold counts once; a stranger's is nobody's; a proxy is a machine.

    A mailing is what a mail was about. An event of the company's own may name a campaign.
    """
    columns = "record_key, activity_type, asset, source, campaign, is_automated, occurred_at"
    anna, bruno = "brevo:contact:5", "brevo:contact:6"
    june, news = (2026, 6, 1), "News of June"
    assert shape(built, "marketing_activities", columns) == [
        (anna, "click", news, None, None, False, datetime(*june, 10)),
        (anna, "delivered", news, None, None, False, datetime(*june, 8)),
        (anna, "form_submitted", "Contact us", "Web", "Spring", False, datetime(*june, 8, 0, 5)),
        (anna, "list_addition", "MQL", None, None, False, datetime(2026, 6, 2, 10)),
        (anna, "opened", news, None, None, False, datetime(*june, 9)),
        (
            *(anna, "webinar_attended", "Webinar: machines", None, "Webinar: machines", False),
            datetime(2026, 6, 3, 16),
        ),
        (bruno, "page_view", "/plants", None, None, False, datetime(2026, 6, 12, 8)),
        (bruno, "proxy_open", news, None, None, True, datetime(*june, 9)),
        (None, "click", news, None, None, False, datetime(*june, 10)),
    ]


def test_an_export_without_ids_knows_a_contact_by_its_e_mail_and_does_not_publish_it(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """`EMAIL;ADDED_TIME;MODIFIED_TIME` is a form of the export too."""
    folder = tmp_path / "exports" / "brevo" / "2026-07-01T0200Z"
    folder.mkdir(parents=True)
    lines = "EMAIL;ADDED_TIME;MODIFIED_TIME\nanna@client.example;01-06-2026;02-06-2026\n"
    (folder / "contacts.csv").write_text(lines, "utf-8")
    home = tmp_path / "home"
    report = build_tool(compiled, "brevo", tmp_path / "exports", home, as_of=AS_OF)
    assert [(load.status, load.message) for load in report.loads] == [("landed", None)]
    [(record_id, email, has_time, created_at)] = rows_of(
        home, "select record_id, email, created_has_time, created_at from staging.brevo__people"
    )
    assert isinstance(record_id, str)
    assert ("@" in record_id, email) == (False, "anna@client.example")
    # the first of June begins in Paris at 22:00 UTC the day before
    assert (has_time, created_at) == (False, datetime(2026, 5, 31, 22))


def test_campaigns_are_told_without_their_statistics(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    folder = tmp_path / "exports" / "brevo" / "2026-07-01T0200Z"
    folder.mkdir(parents=True)
    (folder / "contacts.csv").write_text("CONTACT ID;EMAIL\n5;anna@client.example\n", "utf-8")
    sent = {"id": 9, "name": "News of June", "type": "classic", "status": "sent"}
    figures = {"globalStats": {"sent": 2, "uniqueClicks": 1, "viewed": 1}}
    times = {"sentDate": "2026-06-01T08:00:00.000+02:00", "modifiedAt": "2026-06-01T08:00:00Z"}
    _write(folder / "campaigns.json", {"campaigns": [sent | times | {"statistics": figures}]})
    home = tmp_path / "home"
    report = build_tool(compiled, "brevo", tmp_path / "exports", home, as_of=AS_OF)
    assert [load.message for load in report.loads if load.message] == []
    columns = "campaign_key, campaign_name, campaign_type, campaign_status, starts_on"
    [row] = rows_of(home, f"select {columns} from staging.brevo__campaigns")
    assert row[:4] == ("brevo:campaign:9", "News of June", "classic", "sent")
    assert str(row[4]) == "2026-06-01"


def test_an_english_account_with_every_column_of_its_own_lands_without_a_warning(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    folder = tmp_path / "exports" / "brevo" / "2026-07-01T0200Z"
    folder.mkdir(parents=True)
    header = (
        "CONTACT ID;EMAIL;LASTNAME;FIRSTNAME;WHATSAPP;SMS;DOUBLE_OPT-IN;OPT_IN;LANDLINE_NUMBER;"
        "EXT_ID;CONTACT_TIMEZONE;JOB_TITLE;LINKEDIN;ADDED_TIME;MODIFIED_TIME;EMAIL_BLACKLISTED"
    )
    row = (
        "5;anna@client.example;Petit;Anna;;33612345678;1;Yes;;crm-5;Europe/Paris;Acheteuse;"
        "https://profiles.example/anna;01-06-2026 10:00;20-06-2026 10:00;No"
    )
    (folder / "contacts.csv").write_text(f"{header}\n{row}\n", "utf-8")
    home = tmp_path / "home"
    report = build_tool(compiled, "brevo", tmp_path / "exports", home, as_of=AS_OF)
    assert [(load.rows_landed, load.message) for load in report.loads] == [(1, None)]
    assert report.warnings == ()
    columns = "record_key, email, first_name, last_name, job_title, created_at"
    assert rows_of(home, f"select {columns} from staging.brevo__people") == [
        (
            *("brevo:contact:5", "anna@client.example", "Anna", "Petit", "Acheteuse"),
            datetime(2026, 6, 1, 8),
        )
    ]
