"""Mailchimp's export of an audience, its API and its replicas give the same rows of the shapes."""

import csv
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.staging.tool_build import Row, build_tool, rows_of

# Mailchimp bounds no data cut-off, and no CRM is exported here.
AS_OF = "2026-07-01T02:00Z"
EXPORTED_AT = datetime(2026, 7, 1, 2)
DYNAMICS_ID = "40000000-0000-4000-8000-000000000001"

Fact = dict[str, Any]

# Anna is subscribed, Bruno has unsubscribed, Cora's address does not work any more.
MEMBERS: list[Fact] = [
    {
        "leid": 101,
        "email": "Anna@client.example",
        "FNAME": "Anna",
        "LNAME": "Petit",
        "COMPANY": "Client SA",
        "LEADSOURCE": "Webinar",
        "DYNAMICSID": DYNAMICS_ID,
        "tags": ["MQL", "News"],
        "optin": "2026-06-01 08:00:00",
        "confirm": "2026-06-01 08:05:00",
        "changed": "2026-06-20 10:00:00",
        "status": "subscribed",
    },
    {
        "leid": 102,
        "email": "bruno@autre.example",
        "FNAME": "Bruno",
        "LNAME": "Leclère",
        "COMPANY": "",
        "LEADSOURCE": "",
        "DYNAMICSID": "",
        "tags": [],
        "optin": "",
        "confirm": "2026-06-02 08:00:00",
        "changed": "2026-06-19 10:00:00",
        "status": "unsubscribed",
    },
    {
        "leid": 103,
        "email": "cora@neuf.example",
        "FNAME": "Cora",
        "LNAME": "Neuf",
        "COMPANY": "",
        "LEADSOURCE": "",
        "DYNAMICSID": "",
        "tags": ["News"],
        "optin": "",
        "confirm": "2026-06-03 08:00:00",
        "changed": "2026-06-18 10:00:00",
        "status": "cleaned",
    },
]
LABELS = {
    "FNAME": "First Name",
    "LNAME": "Last Name",
    "COMPANY": "Company",
    "LEADSOURCE": "Lead Source",
    "DYNAMICSID": "Dynamics ID",
}
CAMPAIGN: Fact = {"id": "42694e9e57", "title": "News of June", "sent": "2026-06-10 08:00:00"}
# E-mail, what happened, link, when: what two reports tell counts once; a stranger is nobody.
ACTIVITIES: list[tuple[str, str, str, str]] = [
    ("anna@client.example", "open", "", "2026-06-10 09:00:00"),
    ("anna@client.example", "click", "https://plants.example", "2026-06-10 09:01:00"),
    ("anna@client.example", "open", "", "2026-06-10 09:00:00"),
    ("nobody@nowhere.example", "open", "", "2026-06-10 09:30:00"),
]
# E-mail, name, when, properties.
EVENTS: list[tuple[str, str, str, Fact]] = [
    (
        *("anna@client.example", "form_submitted", "2026-06-01 08:00:05"),
        {"form_name": "Contact us", "utm_source": "Web", "utm_campaign": "Spring"},
    ),
    ("cora@neuf.example", "became_mql", "2026-06-04 16:00:00", {}),
]
TAIL = next(
    csv.reader(
        [
            "MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,"
            "DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS"
        ]
    )
)
UNSUBSCRIBED = ["UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_CAMPAIGN_ID"]
UNSUBSCRIBED += ["UNSUB_REASON", "UNSUB_REASON_OTHER"]


def _csv(rows: Sequence[Sequence[object]]) -> str:
    """Text of a file in which a text with a quote within is quoted twice, as the tool does."""

    def cell(value: object) -> str:
        text = str(value)
        return '"' + text.replace('"', '""') + '"' if set(text) & set(' ",') else text

    return "\n".join(",".join(map(cell, row)) for row in rows) + "\n"


def _row(member: Fact) -> list[object]:
    told: Mapping[str, object] = {
        "MEMBER_RATING": 2,
        "OPTIN_TIME": member["optin"],
        "CONFIRM_TIME": member["confirm"],
        "CC": "FR",
        "LAST_CHANGED": member["changed"],
        "LEID": member["leid"],
        "EUID": f"{member['leid']:010x}",
        "TAGS": ",".join(f'"{tag}"' for tag in member["tags"]),
    }
    own = [member["email"], *(member[name] for name in LABELS)]
    return own + [told.get(name, "") for name in TAIL]


def write_export(folder: Path) -> None:
    """The zip of an audience: three files; in one a field of a merged list repeats the tool's."""
    head = ["Email Address", *LABELS.values()]
    anna, bruno, cora = map(_row, MEMBERS)
    gone = ["2026-06-19 10:00:00", "News of June", CAMPAIGN["id"], "NORMAL", ""]
    files = {
        "subscribed": _csv([[*head, *TAIL], anna]),
        # in front of the tool's own stand those of a list that was imported, empty
        "unsubscribed": _csv(
            [
                [*head, *UNSUBSCRIBED[:4], *TAIL, *UNSUBSCRIBED],
                [*bruno[: len(head)], *[""] * 4, *bruno[len(head) :], *gone],
            ]
        ),
        "cleaned": _csv([[*head, *TAIL, "CLEAN_TIME"], [*cora, "2026-06-18 10:00:00"]]),
    }
    with zipfile.ZipFile(folder / "audience_export.zip", "w") as bundle:
        for stem, text in files.items():
            bundle.writestr(f"{stem}_members_export_a1b2c3.csv", text)
    opens = [["Timestamp", "Email", "Campaign"]]
    clicks = [["Timestamp", "Email", "Campaign", "Url"]]
    for email, action, url, at in ACTIVITIES:
        row = [at, email, CAMPAIGN["title"]]
        (clicks if action == "click" else opens).append([*row, url] if url else row)
    (folder / "opens_news_of_june.csv").write_text(_csv(opens), "utf-8")
    (folder / "clicks_news_of_june.csv").write_text(_csv(clicks), "utf-8")
    events = [[email, name, at, json.dumps(told)] for email, name, at, told in EVENTS]
    header = ["email_address", "name", "occurred_at", "properties"]
    (folder / "events.csv").write_text(_csv([header, *events]), "utf-8")
    sent = [["Title", "Subject", "List", "Send Date", "Unique Id"]]
    sent.append([CAMPAIGN["title"], "What is new", "Customers", "Jun 10, 2026 08:00 am"])
    sent[1].append(CAMPAIGN["id"])
    (folder / "campaigns.csv").write_text(_csv(sent), "utf-8")


def _iso(text: str) -> str | None:
    return f"{text.replace(' ', 'T')}+00:00" if text else None


def write_api(folder: Path) -> None:
    """Answers of the API: fields by their tags, tags as objects, activity below each address."""
    members = [
        {
            "id": md5(member["email"].lower().encode()).hexdigest(),
            "email_address": member["email"],
            "unique_email_id": f"{member['leid']:010x}",
            "web_id": member["leid"],
            "status": member["status"],
            "merge_fields": {name: member[name] for name in LABELS},
            "timestamp_signup": _iso(member["optin"]) or "",
            "timestamp_opt": _iso(member["confirm"]),
            "last_changed": _iso(member["changed"]),
            "tags_count": len(member["tags"]),
            "tags": [{"id": n, "name": tag} for n, tag in enumerate(member["tags"])],
        }
        for member in MEMBERS
    ]
    _write(folder / "members.json", {"members": members, "list_id": "abc", "total_items": 3})
    emails = [
        {
            "campaign_id": CAMPAIGN["id"],
            "list_id": "abc",
            "email_id": md5(email.encode()).hexdigest(),
            "email_address": email,
            "activity": [
                {"action": action, "timestamp": _iso(at), "ip": "10.0.0.1"}
                | ({"url": url} if url else {})
                for who, action, url, at in ACTIVITIES
                if who == email
            ],
        }
        for email in dict.fromkeys(who for who, *_ in ACTIVITIES)
    ]
    _write(folder / "email_activity.json", {"emails": emails, "campaign_id": CAMPAIGN["id"]})
    events = [
        {"email_address": email, "name": name, "occurred_at": _iso(at), "properties": told}
        for email, name, at, told in EVENTS
    ]
    _write(folder / "events.json", {"events": events, "total_items": 2})
    campaign = {"id": CAMPAIGN["id"], "type": "regular", "status": "sent"}
    settings = {"subject_line": "What is new", "title": CAMPAIGN["title"]}
    told = campaign | {"send_time": _iso(CAMPAIGN["sent"]), "settings": settings}
    _write(folder / "campaigns.json", {"campaigns": [told], "total_items": 1})


def _write(file: Path, answer: Fact) -> None:
    file.write_text(json.dumps(answer, ensure_ascii=False), "utf-8")


STYLES: dict[str, Callable[[Path], None]] = {"export": write_export, "api": write_api}


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the audience loaded and built from one style of export."""
    folder = tmp_path_factory.mktemp("exports")
    export = folder / "mailchimp" / "2026-07-01T0200Z"
    export.mkdir(parents=True)
    STYLES[request.param](export)
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "mailchimp", folder, home, as_of=AS_OF)


def shape(built: tuple[Path, LoadReport], name: str, columns: str) -> list[Row]:
    """Rows of one of Mailchimp's shapes, in order."""
    return rows_of(built[0], f"select {columns} from staging.mailchimp__{name} order by all")


def test_every_file_lands_whole_and_a_header_that_names_a_column_twice_is_told(
    built: tuple[Path, LoadReport],
) -> None:
    told = [
        (load.file, load.message)
        for load in built[1].loads
        if load.status != "landed" or load.message or load.rows_refused or load.values_refused
    ]
    twice = "columns named twice, each kept in _extra: UNSUB_CAMPAIGN_ID, UNSUB_REASON"
    assert [message for _, message in told] in ([], [twice])
    assert all("unsubscribed_members" in file for file, _ in told)


def test_the_three_files_of_an_audience_are_one_list_of_contacts(
    built: tuple[Path, LoadReport],
) -> None:
    columns = (
        "record_key, email, last_name, company_name, first_source, status, created_at, modified_at"
    )
    assert shape(built, "people", columns) == [
        (
            *("mailchimp:member:101", "Anna@client.example", "Petit", "Client SA", "Webinar"),
            *("subscribed", datetime(2026, 6, 1, 8), datetime(2026, 6, 20, 10)),
        ),
        (
            *("mailchimp:member:102", "bruno@autre.example", "Leclère", None, None),
            *("unsubscribed", datetime(2026, 6, 2, 8), datetime(2026, 6, 19, 10)),
        ),
        (
            *("mailchimp:member:103", "cora@neuf.example", "Neuf", None, None),
            *("cleaned", datetime(2026, 6, 3, 8), datetime(2026, 6, 18, 10)),
        ),
    ]


def test_a_contact_is_the_crms_record_whose_id_it_keeps(built: tuple[Path, LoadReport]) -> None:
    """An id of Dynamics is a lead's or a contact's: the record that is there is meant."""
    assert shape(built, "person_links", "*") == [
        ("mailchimp:member:101", f"dynamics:contact:{DYNAMICS_ID}", "stored_id"),
        ("mailchimp:member:101", f"dynamics:lead:{DYNAMICS_ID}", "stored_id"),
    ]


def test_tags_and_events_count_where_the_mapping_calls_them_a_stage(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, field, new_value, evidence, changed_at"
    anna, cora = "mailchimp:member:101", "mailchimp:member:103"
    assert shape(built, "stage_changes", columns) == [
        (anna, "tag", "MQL", "snapshot", EXPORTED_AT),
        (cora, "event", "became_mql", "history", datetime(2026, 6, 4, 16)),
    ]


def test_an_activity_is_whose_address_it_names_and_counts_once(
    built: tuple[Path, LoadReport],
) -> None:
    columns = "record_key, activity_type, asset, source, campaign, occurred_at"
    anna, news = "mailchimp:member:101", "News of June"
    told = [
        row for row in shape(built, "marketing_activities", columns) if row[1] != "unsubscribed"
    ]
    assert told == [
        (anna, "click", news, None, None, datetime(2026, 6, 10, 9, 1)),
        (
            *(anna, "form_submitted", "Contact us", "Web", "Spring"),
            datetime(2026, 6, 1, 8, 0, 5),
        ),
        (anna, "open", news, None, None, datetime(2026, 6, 10, 9)),
        (
            *("mailchimp:member:103", "became_mql", None, None, None),
            datetime(2026, 6, 4, 16),
        ),
        (None, "open", news, None, None, datetime(2026, 6, 10, 9, 30)),
    ]


def test_who_unsubscribed_did_so_from_a_mailing(built: tuple[Path, LoadReport]) -> None:
    """The API of members does not say when."""
    columns = "record_key, activity_type, asset, occurred_at"
    told = [
        row for row in shape(built, "marketing_activities", columns) if row[1] == "unsubscribed"
    ]
    bruno = ("mailchimp:member:102", "unsubscribed", "News of June", datetime(2026, 6, 19, 10))
    assert told in ([], [bruno])


def test_a_mailing_has_its_title(built: tuple[Path, LoadReport]) -> None:
    [row] = shape(built, "campaigns", "campaign_key, campaign_name, starts_on")
    assert row[:2] == ("mailchimp:campaign:42694e9e57", "News of June")
    assert str(row[2]) == "2026-06-10"


def test_an_export_without_ids_knows_a_contact_by_its_e_mail_and_does_not_publish_it(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    folder = tmp_path / "exports" / "mailchimp" / "2026-07-01T0200Z"
    folder.mkdir(parents=True)
    with (folder / "members.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [["Email Address", "CONFIRM_TIME"], ["anna@client.example", "2026-06-01 08:00:00"]]
        csv.writer(file).writerows(rows)
    home = tmp_path / "home"
    report = build_tool(compiled, "mailchimp", tmp_path / "exports", home, as_of=AS_OF)
    assert [(load.status, load.message) for load in report.loads] == [("landed", None)]
    [(record_id, email)] = rows_of(home, "select record_id, email from staging.mailchimp__people")
    assert isinstance(record_id, str)
    assert ("@" in record_id, email) == (False, "anna@client.example")


def test_an_address_that_a_contact_had_is_its_still(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """What was sent to the address before the last belongs to whoever had it."""
    for day, email in (
        ("2026-06-24", "anna@client.example"),
        ("2026-07-01", "anna@maison.example"),
    ):
        folder = tmp_path / "exports" / "mailchimp" / f"{day}T0200Z"
        folder.mkdir(parents=True)
        rows = f"Email Address,LEID,CONFIRM_TIME\n{email},101,2026-06-01 08:00:00\n"
        (folder / "members.csv").write_text(rows, "utf-8")
    opened = "Timestamp,Email\n2026-06-10 09:00:00,anna@client.example\n"
    (folder / "opens.csv").write_text(opened, "utf-8")
    home = tmp_path / "home"
    build_tool(compiled, "mailchimp", tmp_path / "exports", home, as_of=AS_OF)
    columns = "record_key, activity_type"
    assert rows_of(home, f"select {columns} from staging.mailchimp__marketing_activities") == [
        ("mailchimp:member:101", "open")
    ]
