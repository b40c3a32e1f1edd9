"""ActiveCampaign's API and its interface tell the same of contacts, what they did, and deals."""

import csv
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import marts
from expectations.duckdb_source import opened_source
from expectations.suites import validate
from orchestration.databases import candidate_of
from orchestration.loading import read_declarations
from orchestration.loading.loader import LoadReport
from orchestration.settings import load_settings
from tests.compiled_models import CompiledModels
from tests.staging.tool_build import Row, build_tool, rows_of

EXPORTED_AT = datetime(2026, 7, 1, 2)
ANNA, BRUNO = "activecampaign:contact:1", "activecampaign:contact:2"
FIELDS = {
    "10": "Job Title",
    "11": "Country",
    "12": "Lead Source",
    "13": "Zoho Lead ID",
    "14": "Team",
}
# Contact, name, what its fields say: nobody reads the last one.
PEOPLE = (
    ("1", "Anna", "Petit", {"10": "Acheteuse", "11": "France", "13": "zcrm_5361160000000101"}),
    ("2", "Bruno", "Leclère", {"12": "Webinar", "14": "||A||B||"}),
)


def write_answers(folder: Path, answers: Mapping[str, list[dict[str, Any]]]) -> None:
    """As the API gives them, under the name that answers have, one page a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, records in answers.items():
        text = json.dumps({stem: records, "meta": {"total": str(len(records))}})
        (folder / f"{stem}.json").write_text(text, "utf-8")


def write_api(folder: Path) -> None:
    """Every value a text, times of Chicago's clock with their offset, fields apart."""
    contacts = [
        {
            "id": number,
            "email": f"{first.lower()}@client.example",
            "firstName": first,
            "lastName": last,
            "orgname": "Client SA",
            "orgid": "0",
            "phone": "",
            "cdate": f"2026-06-0{number}T03:00:00-05:00",
            "udate": "2026-06-20T03:00:00-05:00",
            "created_timestamp": f"2026-06-0{number} 03:00:00",
            "created_utc_timestamp": f"2026-06-0{number} 03:00:00",
            "bounced_hard": "0",
            "deleted": "0",
            "deleted_at": "0000-00-00 00:00:00",
            "anonymized": "0",
            "mpp_tracking": "0",
            "links": {"deals": "https://account.api.example/deals"},
        }
        for number, first, last, _ in PEOPLE
    ]
    values = [
        {"id": f"{number}{field}", "contact": number, "field": field, "value": value}
        for number, _, _, fields in PEOPLE
        for field, value in fields.items()
    ]
    fields = [
        {"id": number, "title": title, "type": "text", "perstag": title.upper().replace(" ", "_")}
        for number, title in FIELDS.items()
    ]
    deal = {"id": "7", "title": "Client SA 1", "contact": "1", "owner": "3", "stage": "21"}
    deal |= {"value": "1250050", "currency": "eur", "status": "1", "winProbability": "80"}
    deal |= {"cdate": "2026-06-05T04:00:00-05:00", "mdate": "2026-06-20T05:00:00-05:00"}
    open_deal = deal | {"id": "8", "title": "Client SA 2", "contact": "0", "status": "0"}
    open_deal |= {"value": "80000", "currency": "usd"}
    users = [{"id": "3", "username": "claire", "firstName": "Claire", "lastName": "Martin"}]
    write_answers(
        folder,
        {
            "contacts": contacts,
            "fields": fields,
            "fieldValues": values,
            "deals": [deal, open_deal],
            "dealStages": [{"id": "21", "title": "Proposal", "group": "1"}],
            "users": users,
        },
    )


def write_interface(folder: Path) -> None:
    """Tables of the interface, of the account's clock, months before days."""
    folder.mkdir(parents=True, exist_ok=True)
    contacts = [
        {
            "Contact ID": number,
            "Email": f"{first.lower()}@client.example",
            "First Name": first,
            "Last Name": last,
            "Organization": "Client SA",
            "Tags": "",
            # ten in Paris is eight in UTC
            "Date Created": f"06/0{number}/2026 10:00",
            "IP": "127.0.0.1",
            "Status": "Active",
        }
        | {title: fields.get(field, "") for field, title in FIELDS.items() if title != "Team"}
        for number, first, last, fields in PEOPLE
    ]
    deals = [
        {
            "Deal ID": number,
            "Title": f"Client SA {place}",
            "Contact ID": contact,
            "Owner": "Claire Martin",
            "Stage": "Proposal",
            "Deal Status": status,
            "Deal Value": value,
            "Currency": currency,
            "Win Probability": "80",
            "Date Created": "06/05/2026 11:00",
        }
        for number, place, contact, status, value, currency in (
            ("7", 1, "1", "Won", "$12,500.50", "EUR"),
            ("8", 2, "", "Open", "$800.00", "USD"),
        )
    ]
    for stem, rows in (("contacts", contacts), ("deals", deals)):
        with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


STYLES: dict[str, Callable[[Path], None]] = {"api": write_api, "interface": write_interface}


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the account loaded and built from one style of export."""
    folder = tmp_path_factory.mktemp("exports")
    STYLES[request.param](folder / "activecampaign" / "2026-07-01T0200Z")
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "activecampaign", folder, home)


def shape(home: Path, name: str, columns: str) -> list[Row]:
    """Rows of one of ActiveCampaign's shapes, in order."""
    return rows_of(home, f"select {columns} from staging.activecampaign__{name} order by all")


def at(text: str) -> datetime:
    """A UTC time of June 2026."""
    return datetime.fromisoformat(f"2026-06-{text}")


def test_every_file_lands_whole_and_nothing_in_it_is_strange(
    built: tuple[Path, LoadReport],
) -> None:
    told = [
        (load.file, load.status, load.message, load.rows_refused, load.values_refused)
        for load in built[1].loads
        if load.status != "landed" or load.message or load.rows_refused or load.values_refused
    ]
    assert told == []


def test_fields_that_stand_apart_are_the_contacts(built: tuple[Path, LoadReport]) -> None:
    """Three in Chicago is eight in UTC, whatever a column without an offset is called."""
    columns = (
        "record_key, email, last_name, job_title, company_name, country, first_source, created_at"
    )
    assert shape(built[0], "people", columns) == [
        (
            *(ANNA, "anna@client.example", "Petit", "Acheteuse", "Client SA", "France", None),
            at("01 08:00"),
        ),
        (
            *(BRUNO, "bruno@client.example", "Leclère", None, "Client SA", None, "Webinar"),
            at("02 08:00"),
        ),
    ]
    told = shape(built[0], "attribute_changes", "record_key, attribute, new_value, changed_at")
    assert (ANNA, "country", "France", EXPORTED_AT) in told
    assert (ANNA, "job_title", "Acheteuse", EXPORTED_AT) in told


def test_an_id_of_the_crm_joins_the_two(built: tuple[Path, LoadReport]) -> None:
    links = shape(built[0], "person_links", "record_key, linked_record_key")
    assert links == [(ANNA, "zoho:lead:5361160000000101")]


def test_an_amount_in_cents_is_one_in_full(built: tuple[Path, LoadReport]) -> None:
    columns = "opportunity_id, stage, amount, currency, win_probability, is_won, created_at"
    assert shape(built[0], "opportunities", columns) == [
        ("7", "won", Decimal("12500.50"), "EUR", 0.8, True, at("05 09:00")),
        ("8", "Proposal", Decimal("800.00"), "USD", 0.8, False, at("05 09:00")),
    ]
    people = shape(built[0], "opportunity_people", "opportunity_key, record_key, link_method")
    assert people == [("activecampaign:opportunity:7", ANNA, "association")]


def test_the_amounts_of_a_night_are_those_exported_in_cents_as_in_full(
    built: tuple[Path, LoadReport],
) -> None:
    """The check itself, where the deals of this tool are all that a night publishes."""
    home = built[0]
    with duckdb.connect(str(candidate_of(home))) as build:
        build.execute("create schema if not exists core")
        build.execute(
            "create table core.fct_opportunities as from staging.activecampaign__opportunities"
        )
        for name, columns in (
            (
                "int_opportunities_unioned",
                "opportunity_key text, amount decimal, created_at timestamp",
            ),
            (
                "int_opportunity_records_keyed",
                "opportunity_key text, surviving_opportunity_key text",
            ),
        ):
            build.execute(f"create table intermediate.{name} ({columns})")
    deals = [
        each
        for each in read_declarations(load_settings())["activecampaign"].objects
        if each.name == "deal"
    ]
    attached = {"build": candidate_of(home)}
    with opened_source(attached, marts.preparation(home)) as (context, source, connection):
        suite = marts.fct_opportunities(home, deals)
        results = validate("marts", [suite], context, source, connection)
    # 12,500.50 euros and 800 dollars
    assert [(each.is_met, each.observed) for each in results] == [
        (True, "exported_opportunities 2, published_opportunities 2"),
        (True, "exported_amount 13300.50, published_amount 13300.50"),
    ]


CONTACT = {"id": "1", "email": "anna@client.example", "cdate": "2026-06-01T03:00:00-05:00"}


def test_a_contact_is_in_an_automation_a_tag_and_a_list_since_it_came_into_them(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """An automation that a contact enters again counts again; of tags, only what is there."""
    entered = {"contact": "1", "seriesid": "5", "status": "2"}
    tagged = {"contact": "1", "tag": "8"}
    answers: dict[str, list[dict[str, Any]]] = {
        "contacts": [CONTACT],
        "automations": [{"id": "5", "name": "MQL"}],
        "contactAutomations": [
            entered | {"id": "51", "adddate": "2026-06-03T04:00:00-05:00"},
            entered | {"id": "52", "adddate": "2026-06-23T04:00:00-05:00"},
        ],
        "tags": [{"id": "8", "tag": "Hot", "tagType": "contact"}],
        "contactTags": [tagged | {"id": "81", "cdate": "2026-06-04T04:00:00-05:00"}],
        "lists": [{"id": "9", "name": "Newsletter"}],
        "contactLists": [
            {"id": "91", "contact": "1", "list": "9", "status": "1"}
            | {"sdate": "2026-06-05T04:00:00-05:00"}
        ],
    }
    for day in ("2026-06-30T0200Z", "2026-07-01T0200Z"):
        write_answers(tmp_path / "exports" / "activecampaign" / day, answers)
    home = tmp_path / "home"
    build_tool(compiled, "activecampaign", tmp_path / "exports", home)
    changes = shape(home, "stage_changes", "field, new_value, evidence, changed_at")
    assert changes == [
        ("automation", "MQL", "history", at("03 09:00")),
        ("automation", "MQL", "history", at("23 09:00")),
        ("list", "Newsletter", "history", at("05 09:00")),
        ("tag", "Hot", "history", at("04 09:00")),
    ]
    acts = shape(home, "marketing_activities", "activity_key, activity_type, asset, is_automated")
    assert acts == [
        (f"activecampaign:automation:{row}", "entered", "MQL", True) for row in ("51", "52")
    ]


def test_tags_of_an_export_of_the_interface_count_from_the_export_that_shows_them(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    for day, tags in (("2026-06-30T0200Z", "Hot"), ("2026-07-01T0200Z", "Hot, MQL")):
        folder = tmp_path / "exports" / "activecampaign" / day
        folder.mkdir(parents=True)
        text = f'Email,Tags,Date Created\nanna@client.example,"{tags}",06/01/2026 10:00\n'
        (folder / "contacts.csv").write_text(text, "utf-8")
    home = tmp_path / "home"
    build_tool(compiled, "activecampaign", tmp_path / "exports", home)
    changes = shape(home, "stage_changes", "field, new_value, is_first_seen, changed_at")
    assert changes == [
        ("tag", "Hot", True, datetime(2026, 6, 30, 2)),
        ("tag", "MQL", False, EXPORTED_AT),
    ]


def test_what_two_logs_tell_counts_once_and_is_of_whoever_has_the_address(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    folder = tmp_path / "exports" / "activecampaign" / "2026-07-01T0200Z"
    seen = {"type": "page", "url": "/plants", "subscriberid": "1"}
    seen |= {"tstamp": "2026-06-06T04:00:00-05:00"}
    own = {"type": "event", "event": "webinar_attended", "subscriberid": "1"}
    own |= {"tstamp": "2026-06-07T04:00:00-05:00", "value": "Robots", "utm_campaign": "Robots"}
    write_answers(folder, {"contacts": [CONTACT], "trackingLogs": [seen, own]})
    header = "type,date_time,contact[id],contact[email],campaign[name],link[url]"
    opened = "open,2026-06-08T04:00:00-05:00,,Anna@client.example,News,"
    for stem, rows in (("webhooks_1", [opened]), ("webhooks_2", [opened])):
        (folder / f"{stem}.csv").write_text("\n".join([header, *rows, ""]), "utf-8")
    home = tmp_path / "home"
    report = build_tool(compiled, "activecampaign", tmp_path / "exports", home)
    assert [load.message for load in report.loads if load.message] == []
    columns = "record_key, activity_type, asset, campaign, occurred_at"
    assert shape(home, "marketing_activities", columns) == [
        (ANNA, "open", "News", None, at("08 09:00")),
        (ANNA, "page", "/plants", None, at("06 09:00")),
        (ANNA, "webinar_attended", "Robots", "Robots", at("07 09:00")),
    ]


def test_a_contact_or_deal_whose_flag_is_the_text_1_is_deleted(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    """Every value of the API is a text."""
    folder = tmp_path / "exports" / "activecampaign" / "2026-07-01T0200Z"
    deal = {"contact": "1", "title": "Machines", "value": "100", "cdate": CONTACT["cdate"]}
    write_answers(
        folder,
        {
            "contacts": [
                CONTACT | {"deleted": "0"},
                CONTACT | {"id": "2", "email": "bruno@client.example", "deleted": "1"},
            ],
            "deals": [deal | {"id": "7", "isDeleted": "0"}, deal | {"id": "8", "deleted": "1"}],
        },
    )
    home = tmp_path / "home"
    build_tool(compiled, "activecampaign", tmp_path / "exports", home)
    assert shape(home, "people", "record_key, is_deleted") == [(ANNA, False), (BRUNO, True)]
    assert shape(home, "opportunities", "opportunity_id, is_deleted") == [("7", False), ("8", True)]
