"""Stories that need several tools or exports: the rows that the definitions make of them."""

import csv
from pathlib import Path

import duckdb
import pytest

from orchestration.databases import candidate_of
from tests.compiled_models import CompiledModels
from tests.nights import compute, write_export
from tests.stories import records
from tests.stories.reading import check_story
from tests.stories.telling import Story

FIRST_DAY, DAY = "2026-06-01T0200Z", "2026-10-05T0200Z"
REP, SYNC, QUEUE = "0055g0000000001AAA", "0055g0000000009AAA", "00G5g0000000001AAA"

# Salesforce writes UTC without a zone; the stories' rows below are in Paris, an hour or two later.
SALESFORCE = {
    "User": [
        "Id,Name,Department,TimeZoneSidKey,UserType,IsActive",
        f"{REP},Rita Rep,Sales,Europe/Paris,Standard,1",
        f"{SYNC},Marketo Sync User,,Europe/Paris,Standard,1",
        "0055g0000000002AAA,Mona Marketer,Marketing,Europe/Paris,Standard,1",
    ],
    "Lead": [
        "Id,LastName,Company,Email,Secondary_Email__c,Status,OwnerId,Segment__c,CreatedDate",
        *(
            f"00Q5g000000000{number}EAA,Doe,{story},doe@{story}.example,,{status},{REP},{story},{at}"
            for number, story, status, at in (
                (1, "late", "New", "2026-05-07 08:00:00"),
                (2, "lapsed", "New", "2026-03-02 08:00:00"),
                (3, "queue", "MQL", "2026-05-04 08:00:00"),
                (4, "sync", "MQL", "2026-05-04 08:00:00"),
                (5, "both", "MQL", "2026-05-04 08:00:00"),
                (6, "idle", "Unqualified", "2025-06-02 08:00:00"),
                (7, "history", "MQL", "2026-05-04 08:00:00"),
                (9, "changed", "MQL", "2026-05-04 08:00:00"),
            )
        ),
        f"00Q5g0000000008EAA,Doe,second,doe@second.example,A.Doe+x@gmail.com,MQL,{REP},second,"
        "2026-05-04 08:00:00",
        f"00Q5g0000000010EAA,Doe,passed,before@passed.example,,New,{REP},passed,"
        "2026-05-04 08:00:00",
        f"00Q5g0000000011EAA,Roe,passed,sales.desk@passed.example,,New,{REP},passed,"
        "2026-07-04 08:00:00",
        *(
            f"00Q5g00000000{number}EAA,Doe,{story},doe@{story}.example,,MQL,{owner},{story},"
            "2026-05-04 08:00:00"
            for number, story, owner in (
                (12, "named", REP),
                (13, "pool", REP),
                (14, "marketer", "0055g0000000002AAA"),
                (15, "corrected", REP),
            )
        ),
    ],
    "LeadHistory": [
        "Id,LeadId,CreatedById,CreatedDate,Field,OldValue,NewValue",
        f"0175g0000000001AAA,00Q5g0000000003EAA,{SYNC},2026-05-05 08:00:00,Status,New,MQL",
        f"0175g0000000002AAA,00Q5g0000000003EAA,{SYNC},2026-05-05 10:00:00,Owner,{QUEUE},{REP}",
        f"0175g0000000003AAA,00Q5g0000000004EAA,{SYNC},2026-05-05 08:00:00,Status,New,MQL",
        f"0175g0000000004AAA,00Q5g0000000005EAA,{SYNC},2026-05-05 09:00:00,Status,New,MQL",
        f"0175g0000000005AAA,00Q5g0000000007EAA,{SYNC},2026-05-08 09:00:00,Email,"
        "d.oe@history.example,doe@history.example",
        *(
            f"0175g00000000{number}AAA,00Q5g00000000{number}EAA,{SYNC},2026-07-06 08:00:00,Status,"
            "New,MQL"
            for number in (12, 13, 14)
        ),
        # a report tells the change of an owner by names alone
        f"0175g0000000015AAA,00Q5g0000000013EAA,{SYNC},2026-07-06 10:00:00,Owner,Inbound leads,"
        "rita  REP",
    ],
    "Task": [
        "Id,WhoId,Subject,Status,OwnerId,IsClosed,Type,TaskSubtype,CreatedDate,CompletedDateTime",
        f"00T5g0000000001AAA,00Q5g0000000004EAA,Hello,Completed,{SYNC},1,Email,Email,"
        "2026-05-05 09:00:00,2026-05-05 09:00:00",
        f"00T5g0000000002AAA,00Q5g0000000004EAA,Call,Completed,{REP},1,Call,Call,"
        "2026-05-05 11:00:00,2026-05-05 11:00:00",
    ],
}  # fmt: skip
MARKETO = {
    "leads": [
        "id,email,leadStatus,sfdcLeadId,createdAt,updatedAt",
        "1,doe@late.example,MQL,00Q5g0000000001,2026-05-04T08:00:00Z,2026-05-05T08:00:00Z",
        "2,doe@lapsed.example,MQL,00Q5g0000000002,2025-06-02T08:00:00Z,2026-03-02T08:00:00Z",
        "5,doe@both.example,MQL,00Q5g0000000005,2026-05-03T08:00:00Z,2026-05-05T08:30:00Z",
        "6,doe@idle.example,New,00Q5g0000000006,2025-06-02T08:00:00Z,2026-05-05T08:30:00Z",
        "15,d.oe@corrected.example,MQL,,2026-05-03T08:00:00Z,2026-05-05T08:30:00Z",
        "7,D.Oe@history.example,MQL,,2026-05-03T08:00:00Z,2026-05-05T08:30:00Z",
        "8,adoe@googlemail.com,MQL,,2026-05-03T08:00:00Z,2026-05-05T08:30:00Z",
        "9,d.oe@changed.example,MQL,,2026-05-03T08:00:00Z,2026-05-09T08:30:00Z",
        "11,sales.desk@passed.example,MQL,,2026-07-04T08:00:00Z,2026-07-05T08:30:00Z",
    ],
    "activities": [
        "marketoGUID,leadId,activityDate,activityTypeId,primaryAttributeValueId,"
        "primaryAttributeValue,attributes",
        "90,6,2026-05-04T08:00:00Z,2,7,Contact us,{}",
        *(
            f'{number},{lead},{at},13,24,Lead Status,"{{""Old Value"": ""{old}"", '
            f'""New Value"": ""{new}""}}"'
            for number, (lead, at, old, new) in enumerate(
                (
                    (1, "2026-05-05T08:00:00Z", "New", "MQL"),
                    (2, "2025-06-10T08:00:00Z", "New", "MQL"),
                    (2, "2026-02-02T08:00:00Z", "MQL", "New"),
                    (2, "2026-03-02T09:00:00Z", "New", "MQL"),
                    (5, "2026-05-05T08:30:00Z", "New", "MQL"),
                    (15, "2026-05-05T08:30:00Z", "New", "MQL"),
                    (7, "2026-05-05T08:30:00Z", "New", "MQL"),
                    (8, "2026-05-05T08:30:00Z", "New", "MQL"),
                    (9, "2026-05-05T08:30:00Z", "New", "MQL"),
                    (11, "2026-07-05T08:30:00Z", "New", "MQL"),
                ),
                start=1,
            )
        ),
        '99,9,2026-05-09T08:30:00Z,13,24,Email Address,"{""Old Value"": ""doe@changed.example"", '
        '""New Value"": ""d.oe@changed.example""}"',
    ],
}
# a report: labels, owners by name, ids of 15 characters
FIRST_SALESFORCE = {
    "Leads": [
        "Lead ID,Email,Lead Status,Lead Owner,Segment,Create Date",
        "00Q5g0000000006,doe@idle.example,Unqualified,Rita Rep,idle,6/2/2025 8:00",
        "00Q5g0000000015,d.oe@corrected.example,MQL,Rita Rep,corrected,5/4/2026 8:00",
        "00Q5g0000000010,Sales.Desk@passed.example,New,Rita Rep,passed,5/4/2026 8:00",
        "00Q5g0000000012,doe@named.example,New,Rita Rep,named,5/4/2026 8:00",
        "00Q5g0000000013,doe@pool.example,New,Inbound leads,pool,5/4/2026 8:00",
        "00Q5g0000000014,doe@marketer.example,New,Mona Marketer,marketer,5/4/2026 8:00",
    ],
}
HUBSPOT = {
    "contacts_forms": [
        "ID de fiche d'informations,Adresse e-mail,Adresses e-mail supplémentaires,segment,"
        "Date de création",
        "301,doe@form.example,b@form.example;o.doe+old@form.example,form,2026-05-04 10:00",
    ],
    "form_submissions": [
        "Submission ID,Form Name,Contact ID,Email,Submitted at",
        "S1,Contact form,,O.Doe@form.example,2026-05-06 10:00",
        "S2,Contact form,,nobody@form.example,2026-05-07 10:00",
    ],
}

PERSON_FILES = ("Lead", "Leads", "replicated_lead", "leads", "contacts", "contacts_forms", "people")
ID_LABELS = ("Id", "Lead ID", "id", "Record ID", "ID de fiche d'informations")

STORIES = (
    Story(
        "late",
        "An MQL in Marketo, two days before the CRM has the person.",
        leads=[{"mql_at": "2026-05-05 10:00", "origin_system": "marketo"}],
        handoffs=[{"handed_off_at": "2026-05-07 10:00", "assigned_at": "2026-05-07 10:00"}],
    ),
    Story(
        "lapsed",
        "An MQL that nobody received lapses; the CRM gets the next one.",
        leads=[
            {"outcome": "lapsed", "lapsed_at": "2025-11-29 09:00", "is_not_delivered": True},
            {"outcome": "open", "inquiry_at": "2026-03-02 10:00", "is_not_delivered": False},
        ],
        handoffs=[{"handed_off_at": "2026-03-02 10:00", "episode_number": 2}],
        cells={
            ("lead_acceptance", "2025-06"): {"handed_off": 0, "not_delivered": 1},
            ("lead_acceptance", "2026-03"): {"handed_off": 1, "not_delivered": 0},
        },
    ),
    Story(
        "queue",
        "A queue owns it at the handoff, a rep two hours later.",
        leads=[{"mql_at": "2026-05-05 10:00"}],
        handoffs=[
            {
                "owner_id": f"salesforce:user:{REP}",
                "assigned_at": "2026-05-05 12:00",
                "system_delay_minutes": 120,
            }
        ],
    ),
    Story(
        "sync",
        "An e-mail of the sync user is no touch, the rep's call is.",
        leads=[{"mql_at": "2026-05-05 10:00"}],
        handoffs=[{"first_touch_at": "2026-05-05 13:00", "first_touch_minutes": 180}],
    ),
    Story(
        "both",
        "Both tools' histories say MQL: the earlier one dates it.",
        leads=[{"mql_at": "2026-05-05 10:30"}],
        handoffs=[{"handed_off_at": "2026-05-05 10:30"}],
    ),
    Story(
        "idle",
        "Nobody dates the rejection of a record that had no part when the person came back.",
        leads=[
            {"outcome": "rejected", "rejected_at": None, "has_lapsed": False},
            {"outcome": "open", "inquiry_at": "2026-05-04 10:00", "has_rejected": False},
        ],
    ),
    Story(
        "corrected",
        "The CRM's second export has another e-mail, Marketo keeps the first: still one person.",
        leads=[{"mql_at": "2026-05-05 10:30", "is_not_delivered": False}],
        handoffs=[{"handed_off_at": "2026-05-05 10:30"}],
    ),
    Story(
        "history",
        "The lead's history alone shows the e-mail that Marketo has.",
        leads=[{"mql_at": "2026-05-05 10:30", "is_not_delivered": False}],
        handoffs=[{"handed_off_at": "2026-05-05 10:30"}],
    ),
    Story(
        "second",
        "The lead's second e-mail is Marketo's, written in another way.",
        leads=[{"mql_at": "2026-05-05 10:30", "is_not_delivered": False}],
        handoffs=[{"handed_off_at": "2026-05-05 10:30"}],
    ),
    Story(
        "changed",
        "Marketo's log alone shows the e-mail that the lead has.",
        leads=[{"mql_at": "2026-05-05 10:30", "is_not_delivered": False}],
        handoffs=[{"handed_off_at": "2026-05-05 10:30"}],
    ),
    Story(
        "passed",
        "An address passed on is its new holder's: the one who had it stays somebody else.",
        leads=[
            {"inquiry_at": "2026-05-04 10:00", "mql_at": None},
            {"inquiry_at": "2026-07-04 10:00", "mql_at": "2026-07-05 10:30"},
        ],
        handoffs=[{"handed_off_at": "2026-07-05 10:30"}],
    ),
    Story(
        "named",
        "The first export names the owner, the second gives the id: no change of owner.",
        leads=[{"mql_at": "2026-07-06 10:00"}],
        handoffs=[
            {
                "owner_id": f"salesforce:user:{REP}",
                "assigned_at": "2026-07-06 10:00",
            }
        ],
    ),
    Story(
        "pool",
        "A queue's name is no user: the rep, by name too, has it two hours later.",
        leads=[{"mql_at": "2026-07-06 10:00"}],
        handoffs=[
            {
                "owner_id": f"salesforce:user:{REP}",
                "assigned_at": "2026-07-06 12:00",
                "system_delay_minutes": 120,
            }
        ],
    ),
    Story(
        "marketer",
        "A marketer's name is no sales user.",
        leads=[{"mql_at": "2026-07-06 10:00"}],
        handoffs=[{"owner_id": None, "assigned_at": None}],
    ),
    Story(
        "form",
        "A form without a contact is whose further e-mail it has.",
        leads=[{"inquiry_at": "2026-05-04 10:00"}],
        tables={
            "core.fct_activities": [
                {"activity_key": "hubspot:form_submission:S1", "occurred_at": "2026-05-06 10:00"}
            ]
        },
    ),
)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports in which all stories happened."""
    exports = tmp_path_factory.mktemp("two_tools") / "exports"
    write_export(exports, FIRST_DAY, FIRST_SALESFORCE, "salesforce")
    write_export(exports, DAY, SALESFORCE, "salesforce")
    write_export(exports, DAY, HUBSPOT, "hubspot")
    write_export(exports, DAY, MARKETO, "marketo")
    records.write_stories(exports)
    return exports


@pytest.fixture(scope="module")
def marts(compiled: CompiledModels, exports: Path) -> duckdb.DuckDBPyConnection:
    """The tables of all stories."""
    compute(compiled, exports, exports.parent / "home")
    return duckdb.connect(str(candidate_of(exports.parent / "home")), read_only=True)


@pytest.mark.parametrize("story", [*STORIES, *records.STORIES], ids=lambda story: story.name)
def test_a_story_of_two_tools_gives_the_rows_of_its_definitions(
    marts: duckdb.DuckDBPyConnection, story: Story
) -> None:
    check_story(marts, story)


def test_what_names_nobody_is_counted(marts: duckdb.DuckDBPyConnection) -> None:
    sql = "select record_key, named_by, row_count from quality.unlinked_records order by all"
    assert marts.sql(sql).fetchall() == [("hubspot:(unknown)", "marketing_activities", 1)]


def test_a_queues_name_is_listed_and_is_no_user(marts: duckdb.DuckDBPyConnection) -> None:
    listed = "select value from quality.unmapped_values where field = 'owner_name' order by all"
    assert marts.sql(listed).fetchall() == [("Inbound leads",)]
    sales = "select user_name from core.dim_users where is_sales order by all"
    assert marts.sql(sales).fetchall() == [("Rita Rep",)]


def test_every_landed_record_counts_in_one_person(
    exports: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    records_exported = set()
    for file in exports.glob("*/*/*.csv"):
        if file.stem in PERSON_FILES:
            for row in csv.DictReader(file.open(encoding="utf-8")):
                record = next(row[label] for label in ID_LABELS if label in row)
                records_exported.add((file.parts[-3], record[:15]))
    counted = marts.sql("select sum(record_count) from core.dim_people").fetchall()
    assert counted == [(len(records_exported),)]
