"""Stories of records that a tool exports again and again: versions, merges, deletions, gaps.

Each is told in one tool of a night that other stories share.
"""

from pathlib import Path

from tests.nights import write_export
from tests.stories.telling import Story

EARLIER, DAY = "2026-09-28T0200Z", "2026-10-05T0200Z"
REP, QUEUE = "0055g0000000001AAA", "00G5g0000000001AAA"

# A replicator's history table: the version that lasts first, then those that it replaced.
SALESFORCE = {
    "replicated_lead": [
        "_fivetran_active,_fivetran_start,_fivetran_end,id,last_name,company,email,segment_c,status,"
        "owner_id,created_date,last_modified_date",
        *(
            f"{active},{start},{end},00Q5g00000002{number}EAA,Doe,{story},doe@{story}.example,"
            f"{story},{status},{owner},{created},{start}"
            for number, story, created, versions in (
                (
                    "01",
                    "versions",
                    "2026-05-04 08:00:00",
                    (
                        ("2026-05-06 08:00:00", "9999-12-31 23:59:59.999", "Working", REP),
                        ("2026-05-04 08:00:00", "2026-05-05 07:59:59.999", "New", QUEUE),
                        ("2026-05-05 08:00:00", "2026-05-06 07:59:59.999", "MQL", QUEUE),
                    ),
                ),
                (
                    "02",
                    "begun_late",
                    "2026-01-05 08:00:00",
                    (
                        ("2026-05-06 08:00:00", "9999-12-31 23:59:59.999", "Working", REP),
                        ("2026-05-04 08:00:00", "2026-05-06 07:59:59.999", "MQL", REP),
                    ),
                ),
            )
            for start, end, status, owner in versions
            for active in ("true" if end.startswith("9999") else "false",)
        ),
    ]
}

_DEAL = "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Last Modified Date"
HUBSPOT = {
    EARLIER: {
        "deals_full": [
            f"{_DEAL},Associated Contact IDs,Merged record IDs,Is Deal Closed,Is Closed Won",
            "601,Gap,Closed Won,7000,2026-09-20,2026-05-20 10:00,2026-09-20 10:00,501,,true,true",
            "602,Kept,Closed Won,10000,2026-09-20,2026-05-20 10:00,2026-09-20 10:00,502,,true,true",
            "603,Gone,Closed Won,10000,2026-09-20,2026-05-18 10:00,2026-09-20 11:00,502,,true,true",
            "606,Moved,Contract Sent,800,2026-12-20,2026-05-20 10:00,2026-09-20 10:00,505,,"
            "false,false",
        ]
    },
    DAY: {
        "contacts": [
            "Record ID,Email,Segment,Lifecycle Stage,Create Date,Last Modified Date,"
            "Became a Marketing Qualified Lead Date",
            *(
                f"{number},doe@{story}.example,{story},marketingqualifiedlead,2026-05-04 10:00,"
                "2026-05-05 10:00,2026-05-05 10:00"
                for number, story in (
                    (501, "lacking"),
                    (502, "merged"),
                    (503, "archived"),
                    (504, "labelled"),
                    (505, "moved"),
                    (506, "unmapped"),
                )
            ),
        ],
        # a view without the amount, the people and the flags
        "deals_view": [
            "Record ID,Deal Name,Deal Stage,Close Date,Create Date,Last Modified Date",
            "601,Gap,Closed Won,2026-09-20,2026-05-20 10:00,2026-09-20 10:00",
            "606,Moved,Closed Won (Sales Pipeline),2026-09-30,2026-05-20 10:00,2026-09-30 10:00",
        ],
        "deals_merged": [
            f"{_DEAL},Associated Contact IDs,Merged record IDs",
            "602,Kept,Closed Won,10000,2026-09-20,2026-05-20 10:00,2026-09-30 10:00,502,603",
        ],
        "deals_archived": [
            f"{_DEAL},Associated Contact IDs,Archived",
            "604,Dead,Contract Sent,500,2026-12-20,2026-05-20 10:00,2026-09-20 10:00,503,true",
        ],
        "deals_live": [
            f"{_DEAL},Associated Contact IDs,Archived",
            "609,First,Contract Sent,1,2026-12-20,2026-05-20 10:00,2026-09-20 10:00,,false",
            "604,Dead,Contract Sent,500,2026-12-20,2026-05-20 10:00,2026-09-20 10:00,503,false",
        ],
        "deals_labels": [
            f"{_DEAL},Associated Contact IDs",
            "605,Label,Fermée gagnée (Pipeline des ventes),300,2026-09-22,2026-05-20 10:00,,504",
            "607,Own,Parked with a friend,600,2026-12-22,2026-05-20 10:00,,506",
        ],
    },
}

TEMPLATE = {
    "people": [
        "id,email,segment,created_at",
        *(
            f"{story},doe@{story.replace('_', '-')}.example,{story},2026-05-04 10:00"
            for story in ("plain_merge", "plain_sure", "plain_deleted")
        ),
    ],
    "stage_changes": [
        "person_id,stage,changed_at",
        *(
            f"{story},mql,2026-05-05 10:00"
            for story in ("plain_merge", "plain_sure", "plain_deleted")
        ),
    ],
    "opportunities": [
        "id,person_id,amount,stage,probability,is_deleted,merged_into,created_at,closed_at",
        "o1,plain_merge,1000,won,,,,2026-05-20 10:00,2026-09-01 10:00",
        "o2,plain_merge,1000,won,,,o1,2026-05-21 10:00,2026-09-01 10:00",
        "o3,plain_merge,1000,won,,,o2,2026-05-19 10:00,2026-09-01 10:00",
        "o4,plain_sure,500,Signé chez eux,100,,,2026-05-20 10:00,2026-09-01 10:00",
        "o5,plain_deleted,900,open,,true,,2026-05-20 10:00,",
    ],
}

_MQL = [{"handed_off_at": "2026-05-05 10:00"}]
_MADE = {"mql_at": "2026-05-05 10:00", "opportunity_at": "2026-05-20 10:00"}


def _pipeline(amount: int) -> dict[tuple[str, ...], dict[str, object]]:
    return {("conversion_by_source", "2026-05"): {"open_pipeline": amount, "amounts_missing": 0}}


STORIES = (
    Story(
        "versions",
        "Three versions of one lead in one file: each stage and owner begins with its version.",
        leads=[
            {
                "inquiry_at": "2026-05-04 10:00",
                "mql_at": "2026-05-05 10:00",
                "accepted_at": "2026-05-06 10:00",
            }
        ],
        handoffs=[
            {
                "handed_off_at": "2026-05-05 10:00",
                "owner_id": f"salesforce:user:{REP}",
                "assigned_at": "2026-05-06 10:00",
                "decision": "accepted",
            }
        ],
    ),
    Story(
        "begun_late",
        "The history begins months after the lead was made: what it was by then has no time.",
        leads=[
            {
                "inquiry_at": "2026-01-05 09:00",
                "current_stage": "accepted",
                "mql_at": None,
                "accepted_at": "2026-05-06 10:00",
            }
        ],
        handoffs=[{"handed_off_at": None}],
    ),
    Story(
        "lacking",
        "A later view without amount, people and flags takes none of them away.",
        leads=[{**_MADE, "outcome": "won", "won_at": "2026-09-20 00:00", "revenue": 7000}],
        handoffs=_MQL,
    ),
    Story(
        "moved",
        "What the flags said of the stage before holds no longer, its amount does.",
        leads=[{**_MADE, "outcome": "won", "won_at": "2026-09-30 00:00", "revenue": 800}],
        handoffs=_MQL,
    ),
    Story(
        "merged",
        "One deal, made when the older of the two was.",
        leads=[
            {
                "opportunity_at": "2026-05-18 10:00",
                "opportunity_id": "hubspot:opportunity:602",
                "opportunity_credit": 1,
                "revenue": 10000,
            }
        ],
        handoffs=_MQL,
    ),
    Story(
        "archived",
        "The stream of archived deals says it under the same modification time.",
        leads=[{**_MADE, "opportunity_id": "hubspot:opportunity:604", "outcome": "open"}],
        handoffs=_MQL,
        cells=_pipeline(0),
    ),
    Story(
        "labelled",
        "A stage with its pipeline, in French, without the column of the pipeline.",
        leads=[{**_MADE, "outcome": "won", "won_at": "2026-09-22 00:00", "revenue": 300}],
        handoffs=_MQL,
    ),
    Story(
        "unmapped",
        "A stage that nothing explains is neither open nor won.",
        leads=[{**_MADE, "current_stage": "opportunity", "revenue": None}],
        handoffs=_MQL,
        cells=_pipeline(0),
    ),
    Story(
        "plain_merge",
        "Deals merged in a chain, all still in the list.",
        leads=[
            {
                "opportunity_at": "2026-05-19 10:00",
                "opportunity_id": "template:opportunity:o1",
                "revenue": 1000,
            }
        ],
        handoffs=_MQL,
    ),
    Story(
        "plain_sure",
        "A stage without a meaning and a win that is certain.",
        leads=[{**_MADE, "outcome": "won", "won_at": "2026-09-01 10:00", "revenue": 500}],
        handoffs=_MQL,
    ),
    Story(
        "plain_deleted",
        "An open deal that was deleted.",
        leads=[{**_MADE, "opportunity_id": "template:opportunity:o5"}],
        handoffs=_MQL,
        cells=_pipeline(0),
    ),
)


def write_stories(exports: Path) -> None:
    """Write the exports of all stories."""
    write_export(exports, DAY, SALESFORCE, "salesforce")
    for day, tables in HUBSPOT.items():
        write_export(exports, day, tables, "hubspot")
    write_export(exports, DAY, TEMPLATE)
