"""Stories that need a CRM and an automation tool: the rows that the definitions make of them."""

from pathlib import Path

import duckdb
import pytest

from tests.nights import run_night, write_export
from tests.stories import records
from tests.stories.reading import check_story
from tests.stories.telling import Story

DAY = "2026-10-05T0200Z"
REP, SYNC, QUEUE = "0055g0000000001AAA", "0055g0000000009AAA", "00G5g0000000001AAA"

# Salesforce writes UTC without a zone; the stories' rows below are in Paris, an hour or two later.
SALESFORCE = {
    "User": [
        "Id,Name,Department,TimeZoneSidKey,UserType,IsActive",
        f"{REP},Rita Rep,Sales,Europe/Paris,Standard,1",
        f"{SYNC},Marketo Sync User,,Europe/Paris,Standard,1",
    ],
    "Lead": [
        "Id,LastName,Company,Email,Status,OwnerId,Segment__c,CreatedDate",
        *(
            f"00Q5g000000000{number}EAA,Doe,{story},doe@{story}.example,{status},{REP},{story},{at}"
            for number, story, status, at in (
                (1, "late", "New", "2026-05-07 08:00:00"),
                (2, "lapsed", "New", "2026-03-02 08:00:00"),
                (3, "queue", "MQL", "2026-05-04 08:00:00"),
                (4, "sync", "MQL", "2026-05-04 08:00:00"),
                (5, "both", "MQL", "2026-05-04 08:00:00"),
                (6, "idle", "Unqualified", "2025-06-02 08:00:00"),
            )
        ),
    ],
    "LeadHistory": [
        "Id,LeadId,CreatedById,CreatedDate,Field,OldValue,NewValue",
        f"0175g0000000001AAA,00Q5g0000000003EAA,{SYNC},2026-05-05 08:00:00,Status,New,MQL",
        f"0175g0000000002AAA,00Q5g0000000003EAA,{SYNC},2026-05-05 10:00:00,Owner,{QUEUE},{REP}",
        f"0175g0000000003AAA,00Q5g0000000004EAA,{SYNC},2026-05-05 08:00:00,Status,New,MQL",
        f"0175g0000000004AAA,00Q5g0000000005EAA,{SYNC},2026-05-05 09:00:00,Status,New,MQL",
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
                ),
                start=1,
            )
        ),
    ],
}

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
)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The marts of the night on all stories."""
    folder = tmp_path_factory.mktemp("two_tools")
    write_export(folder / "exports", DAY, SALESFORCE, "salesforce")
    write_export(folder / "exports", DAY, MARKETO, "marketo")
    records.write_stories(folder / "exports")
    night: Path = run_night(folder / "exports", folder / "home")
    return duckdb.connect(str(night), read_only=True)


@pytest.mark.parametrize("story", [*STORIES, *records.STORIES], ids=lambda story: story.name)
def test_a_story_of_two_tools_gives_the_rows_of_its_definitions(
    marts: duckdb.DuckDBPyConnection, story: Story
) -> None:
    check_story(marts, story)
