"""HubSpot's exports, in whatever style, give the same rows of the shared shapes."""

from datetime import datetime
from pathlib import Path

import pytest

from orchestration.loading.loader import LoadReport
from tests.compiled_models import CompiledModels
from tests.staging.hubspot_portal import STYLES
from tests.staging.tool_build import Row, build_tool, named_users, rows_of

# What a mapping makes of a value as written, so that labels and internal values compare.
STAGE = """
    (
        select any_value(status_mapping.stage)
        from seeds.status_mapping
        where
            status_mapping.system = 'hubspot'
            and status_mapping.object = '{object}'
            and status_mapping.field = {field}
            and lower(replace(status_mapping.value, ' ', '')) = lower(replace({value}, ' ', ''))
    )
"""


@pytest.fixture(scope="module", params=list(STYLES))
def built(
    request: pytest.FixtureRequest,
    compiled: CompiledModels,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, LoadReport]:
    """A home with the portal loaded and built from one style of export."""
    folder = tmp_path_factory.mktemp("exports")
    export = folder / "hubspot" / "2026-07-01T0200"
    export.mkdir(parents=True)
    STYLES[request.param](export)
    home = tmp_path_factory.mktemp("home")
    return home, build_tool(compiled, "hubspot", folder, home)


def shape(built: tuple[Path, LoadReport], name: str, columns: str) -> list[Row]:
    """Rows of one of HubSpot's shapes, in order, with their users by id."""
    sql = f"select {columns} from staging.hubspot__{name} order by all"
    return named_users(built[0], rows_of(built[0], sql))


def at(text: str) -> datetime:
    """A UTC time of the expected rows."""
    return datetime.fromisoformat(text)


def test_every_file_lands_whole(built: tuple[Path, LoadReport]) -> None:
    assert [(load.file, load.message) for load in built[1].loads if load.status != "landed"] == []
    refused = [
        (load.file, load.rows_refused, load.values_refused)
        for load in built[1].loads
        if load.rows_refused or load.values_refused
    ]
    assert refused == []


def test_a_contact_is_one_person(built: tuple[Path, LoadReport]) -> None:
    assert shape(
        built,
        "people",
        "record_key, email, first_name, last_name, job_title, company_name, country, company_key,"
        " owner_key, first_campaign, rejection_reason, is_deleted, created_has_time, created_at,"
        " modified_at",
    ) == [
        (
            *("hubspot:contact:101", "anna@client.example", "Anna", "Petit", "Acheteuse"),
            *("Client SA", "France", "hubspot:company:201", "hubspot:user:11", "Brand France"),
            *(None, False, True, at("2026-06-01 08:00"), at("2026-06-20 10:00")),
        ),
        (
            *("hubspot:contact:102", "bruno@autre.example", "Bruno", "Roche", None),
            *(None, "Belgique", None, "hubspot:user:11", None),
            *("No budget", False, True, at("2026-03-29 00:30"), at("2026-04-03 08:00")),
        ),
    ]


def test_sources_are_mapped_under_their_labels_too(built: tuple[Path, LoadReport]) -> None:
    mapped = """
        select
            people.record_id,
            (
                select any_value(source_mapping.source)
                from seeds.source_mapping
                where
                    source_mapping.system in ('hubspot', '*')
                    and lower(replace(source_mapping.raw_source, ' ', ''))
                        = lower(replace(people.first_source, ' ', ''))
            ) as source
        from staging.hubspot__people as people
        order by people.record_id
    """
    assert rows_of(built[0], mapped) == [("101", "Paid Search"), ("102", "Offline Sources")]


def test_ids_of_other_records_join_and_merge_people(built: tuple[Path, LoadReport]) -> None:
    # The added characters say which of each five are upper case: Q; none; G and J.
    assert shape(built, "person_links", "record_key, linked_record_key, link_kind") == [
        ("hubspot:contact:101", "salesforce:lead:00Q5000000Gv7qJEAR", "stored_id")
    ]
    assert shape(built, "merges", "record_key, surviving_record_key, merged_at") == [
        ("hubspot:contact:190", "hubspot:contact:101", None)
    ]


def test_a_contact_has_every_email_that_a_column_or_its_history_shows(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(built, "person_emails", "distinct record_key, email") == [
        ("hubspot:contact:101", "a.petit@client.example"),
        ("hubspot:contact:101", "anna@ancien.example"),
        ("hubspot:contact:101", "anna@client.example"),
        ("hubspot:contact:102", "b.roche@autre.example"),
        ("hubspot:contact:102", "bruno@autre.example"),
    ]


def test_companies_and_owners(built: tuple[Path, LoadReport]) -> None:
    assert shape(
        built,
        "companies",
        "company_key, company_name, domain, country, industry, employees, owner_key, is_deleted,"
        " created_at, modified_at",
    ) == [
        (
            *("hubspot:company:201", "Client SA", "client.example", "France", "Industrie", 120),
            *("hubspot:user:11", False, at("2026-05-31 10:00"), at("2026-06-20 10:00")),
        )
    ]
    assert shape(built, "users", "user_key, user_name, email, team, is_person, is_active") == [
        ("hubspot:user:11", "Claire Martin", "claire@vendeur.example", "Inside Sales", True, True),
        ("hubspot:user:12", "Paul Durand", "paul@vendeur.example", "Marketing", True, True),
    ]


def test_became_dates_are_dated_stages_but_the_deal_speaks_for_itself(
    built: tuple[Path, LoadReport],
) -> None:
    stage = STAGE.format(object="contact", field="field", value="new_value")
    dated = f"""
        select record_key, {stage} as stage, has_time, changed_at
        from staging.hubspot__stage_changes
        where evidence = 'dated_field'
        order by all
    """
    anna, bruno = "hubspot:contact:101", "hubspot:contact:102"
    assert rows_of(built[0], dated) == [
        (anna, "inquiry", True, at("2026-06-01 08:00")),
        (anna, "mql", True, at("2026-06-02 09:30")),
        (anna, "sql", True, at("2026-06-10 07:45")),
        (bruno, "inquiry", True, at("2026-03-29 00:30")),
        (bruno, "mql", True, at("2026-03-31 22:30")),
    ]


def test_property_history_is_history_in_each_of_its_forms(
    built: tuple[Path, LoadReport],
) -> None:
    history = """
        select record_key, field, old_value, new_value, has_time, changed_at
        from staging.hubspot__stage_changes
        where evidence = 'history'
        order by record_key, field, changed_at
    """
    anna, bruno = "hubspot:contact:101", "hubspot:contact:102"
    status, cycle = "hs_lead_status", "lifecyclestage"
    mql, sql = "marketingqualifiedlead", "salesqualifiedlead"
    assert rows_of(built[0], history) == [
        (anna, status, None, "OPEN", True, at("2026-06-02 11:20")),
        (anna, status, "OPEN", "OPEN_DEAL", True, at("2026-06-12 13:00")),
        (anna, cycle, None, "lead", True, at("2026-06-01 08:00")),
        (anna, cycle, "lead", mql, True, at("2026-06-02 09:30")),
        (anna, cycle, mql, sql, True, at("2026-06-10 07:45")),
        (bruno, status, None, "UNQUALIFIED", True, at("2026-04-03 08:00")),
        (bruno, "rejection_reason", None, "No budget", True, at("2026-04-03 08:00")),
    ]


def test_what_one_export_shows_is_a_snapshot(built: tuple[Path, LoadReport]) -> None:
    stage = STAGE.format(object="contact", field="field", value="new_value")
    snapshots = f"""
        select record_key, field, {stage} as stage, is_first_seen, is_first_export, changed_at
        from staging.hubspot__stage_changes
        where evidence = 'snapshot' and field <> 'rejection_reason'
        order by all
    """
    exported = at("2026-07-01 00:00")  # 02:00 in Paris
    anna, bruno = "hubspot:contact:101", "hubspot:contact:102"
    assert rows_of(built[0], snapshots) == [
        (anna, "hs_lead_status", "accepted", True, True, exported),
        (bruno, "hs_lead_status", "rejected", True, True, exported),
        (bruno, "lifecyclestage", "mql", True, True, exported),
    ]


def test_owners_change_by_history_and_by_the_assigned_date(
    built: tuple[Path, LoadReport],
) -> None:
    anna, bruno = "hubspot:contact:101", "hubspot:contact:102"
    claire, paul = "hubspot:user:11", "hubspot:user:12"
    assert shape(
        built, "owner_changes", "record_key, evidence, changed_at, old_owner_key, owner_key"
    ) == [
        (anna, "dated_field", at("2026-06-02 10:00"), None, claire),
        (anna, "history", at("2026-06-01 08:00"), None, paul),
        (anna, "history", at("2026-06-02 10:00"), paul, claire),
        (anna, "snapshot", at("2026-07-01 00:00"), None, claire),
        (bruno, "dated_field", at("2026-03-31 22:30"), None, claire),
        (bruno, "snapshot", at("2026-07-01 00:00"), None, claire),
    ]


def test_a_company_has_a_history_of_its_attributes_and_owners(
    built: tuple[Path, LoadReport],
) -> None:
    changes = """
        select record_key, attribute, old_value, new_value, is_first_seen, changed_at
        from staging.hubspot__attribute_changes
        where object = 'company' and evidence = 'history' and attribute <> 'modified_at'
        order by all
    """
    client = "hubspot:company:201"
    assert rows_of(built[0], changes) == [
        (client, "employees", "80", "120", False, at("2026-06-15 10:00")),
        (client, "employees", None, "80", False, at("2026-05-31 10:00")),
        (client, "website", None, "client.example", False, at("2026-05-31 10:00")),
    ]
    owners = shape(built, "company_owner_changes", "company_key, owner_key, has_time, changed_at")
    assert sorted(owners) == [
        (client, "hubspot:user:11", True, at("2026-06-02 10:00")),
        (client, "hubspot:user:11", True, at("2026-07-01 00:00")),
        (client, "hubspot:user:12", True, at("2026-05-31 10:00")),
    ]


def test_a_deal_is_an_opportunity_of_its_contacts(built: tuple[Path, LoadReport]) -> None:
    stage = STAGE.format(
        object="opportunity", field="'dealstage'", value="hubspot__opportunities.stage"
    )
    assert shape(
        built,
        "opportunities",
        "opportunity_key, opportunity_name, company_key, owner_key, amount::varchar, currency,"
        f" is_closed, is_won, is_deleted, created_at, closed_at, {stage}",
    ) == [
        (
            *("hubspot:opportunity:301", "Pompes 2026", "hubspot:company:201", "hubspot:user:11"),
            *("12000.50", "EUR", True, True, False),
            *(at("2026-06-12 13:00"), at("2026-06-20 10:00"), "won"),
        )
    ]
    assert shape(built, "opportunity_people", "opportunity_key, record_key, link_method") == [
        ("hubspot:opportunity:301", "hubspot:contact:101", "association")
    ]


def test_a_deals_stages_are_dated(built: tuple[Path, LoadReport]) -> None:
    stage = STAGE.format(object="opportunity", field="field", value="new_value")
    assert shape(
        built, "opportunity_stage_changes", f"evidence, {stage} as stage, has_time, changed_at"
    ) == [
        ("dated_field", "opportunity", True, at("2026-06-12 13:00")),
        ("dated_field", "won", True, at("2026-06-20 10:00")),
        ("history", "opportunity", True, at("2026-06-12 13:00")),
        ("history", "won", True, at("2026-06-20 10:00")),
        ("snapshot", "won", True, at("2026-07-01 00:00")),
    ]


def test_what_sales_did_is_known_done_or_not_and_by_whom(
    built: tuple[Path, LoadReport],
) -> None:
    anna, bruno, claire = "hubspot:contact:101", "hubspot:contact:102", "hubspot:user:11"
    assert shape(
        built,
        "sales_activities",
        "activity_key, record_key, detail, direction, user_key, is_done, is_automated, started_at,"
        " completed_at",
    ) == [
        (
            *("hubspot:call:401", anna, "Premier appel", "outbound", claire),
            *(True, False, at("2026-06-02 11:15"), None),
        ),
        (
            *("hubspot:call:402", anna, "Rappel", "outbound", claire),
            *(False, False, at("2026-06-03 11:15"), None),
        ),
        (
            *("hubspot:call:402", bruno, "Rappel", "outbound", claire),
            *(False, False, at("2026-06-03 11:15"), None),
        ),
        (
            *("hubspot:email:411", bruno, "Bonjour", "outbound", claire),
            *(True, False, at("2026-04-02 07:00"), None),
        ),
        (
            *("hubspot:email:412", bruno, "Séquence 1", "outbound", claire),
            *(True, True, at("2026-04-01 07:00"), None),
        ),
        (
            *("hubspot:email:413", bruno, "Re: Bonjour", "inbound", None),
            *(True, False, at("2026-04-02 08:00"), None),
        ),
        (
            *("hubspot:meeting:421", anna, "Démonstration", None, claire),
            *(True, False, at("2026-06-09 12:00"), None),
        ),
        (
            *("hubspot:meeting:422", anna, "Suivi", None, claire),
            *(False, False, at("2026-06-11 12:00"), None),
        ),
        (
            *("hubspot:meeting:423", anna, "Point", None, claire),
            *(True, False, at("2026-06-15 12:00"), None),
        ),
        (
            *("hubspot:meeting:424", anna, "Bilan", None, claire),
            *(False, False, at("2026-12-15 13:00"), None),
        ),
        (
            *("hubspot:task:431", anna, "Envoyer le devis", None, claire),
            *(True, False, None, at("2026-06-04 09:10")),
        ),
        (
            *("hubspot:task:432", None, "Relancer", None, claire),
            *(False, False, None, None),
        ),
    ]


def test_a_task_is_due_on_a_day_of_the_portal(built: tuple[Path, LoadReport]) -> None:
    # 22:30 UTC is 00:30 of the next day in Paris.
    due = "select due_on::varchar from staging.hubspot__sales_activities where activity_key = '{}'"
    assert rows_of(built[0], due.format("hubspot:task:431")) == [("2026-06-05",)]


def test_a_form_is_returned_by_the_contact_with_its_email(
    built: tuple[Path, LoadReport],
) -> None:
    assert shape(
        built, "marketing_activities", "record_key, object, detail, is_automated, occurred_at"
    ) == [
        (
            *("hubspot:contact:101", "form_submission", "Demande de démonstration"),
            *(False, at("2026-06-01 08:00")),
        )
    ]
