"""The company's tools as Fivetran and Airbyte land them in a warehouse, and as one takes them out.

A replicator keeps whole tables: what is new is added, what changed is written over, and of what is
gone some mark the row and some let it go. Cells have types; moments are UTC. Each warehouse has its
own way out: names in one case, times with a zone or without, tables in parts, CSV or Parquet.
"""

import csv
import json
import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.company.hubspot import DEAL_STAGE, LABELS, HubspotExports
from tests.company.marketo import NULL, MarketoExports
from tests.company.salesforce import NO_LOOKUP, SalesforceExports
from tests.company.tables import Tables, ToolExports, folder_name
from tests.company.world import USERS, User, utc

Row = dict[str, object]


def snake(name: str) -> str:
    """A name as Fivetran writes it: `SalesLoft1__Type__c` is `sales_loft_1_type_c`."""
    apart = re.sub(
        r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name
    )
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")


# Ways out of a warehouse


def _columns(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _as_csv(folder: Path, table: str, rows: Sequence[Row]) -> None:
    """PostgreSQL's `copy … csv header` and the like: times in UTC that do not say so."""

    def text(cell: object) -> object:
        if isinstance(cell, datetime):
            return f"{cell:%Y-%m-%d %H:%M:%S}.000"
        if isinstance(cell, bool):
            return str(cell).lower()
        return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list) else cell

    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _columns(rows), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: text(cell) for name, cell in row.items()} for row in rows)


def _array(cells: Sequence[object], whole: pa.DataType, moment: pa.DataType) -> pa.Array:
    """A column with the type that its cells have; one without cells is text."""
    kinds = {type(cell) for cell in cells} - {type(None)}
    if kinds == {datetime} and moment.tz is None:
        cells = [
            cell.replace(tzinfo=None) if isinstance(cell, datetime) else None for cell in cells
        ]
    known = {
        bool: pa.bool_(),
        int: whole,
        Decimal: pa.decimal128(18, 2),
        date: pa.date32(),
        datetime: moment,
    }
    if kinds & {dict, list}:
        return pa.array(cells)
    return pa.array(
        cells, known[kinds.pop()] if len(kinds) == 1 and kinds <= set(known) else pa.string()
    )


def _as_bigquery(folder: Path, table: str, rows: Sequence[Row]) -> None:
    """BigQuery's `export data`: moments with a zone, and a table in several numbered files."""
    half = len(rows) // 2
    moment = pa.timestamp("us", tz="UTC")
    for number, part in enumerate((rows[:half], rows[half:])):
        columns = {
            name: _array([row.get(name) for row in part], pa.int64(), moment)
            for name in _columns(rows)
        }
        pq.write_table(pa.table(columns), folder / f"{table}-{number:012}.parquet")


def _as_snowflake(folder: Path, table: str, rows: Sequence[Row]) -> None:
    """Snowflake's `copy into`: one case, moments that lost their zone, every number a decimal."""
    moment = pa.timestamp("ns")
    columns = {
        name.upper(): _array([row.get(name) for row in rows], pa.decimal128(38, 0), moment)
        for name in _columns(rows)
    }
    pq.write_table(pa.table(columns), folder / f"{table.upper()}_0_0_0.snappy.parquet")


Way = Callable[[Path, str, Sequence[Row]], None]


@dataclass(frozen=True)
class Replicator:
    """Who keeps the tables, and the warehouse's way out.

    `gone` is the column that marks a row which the tool no longer has; without one, the row goes.
    """

    name: str
    way: Way
    gone: str | None = None

    def marks(self, at: int, number: int) -> Row:
        """The columns that it adds to the row of a number, synchronised at a moment."""
        if self.name == "fivetran":
            return {"_fivetran_synced": utc(at)} | ({self.gone: False} if self.gone else {})
        return {
            "_airbyte_raw_id": f"00000000-0000-4000-8000-{number:012}",
            "_airbyte_extracted_at": utc(at),
            "_airbyte_meta": {"changes": [], "sync_id": 7},
            "_airbyte_generation_id": 3,
        }


BY_FIVETRAN = Replicator("fivetran", _as_bigquery, "_fivetran_deleted")
BY_FIVETRAN_AS_CSV = Replicator("fivetran", _as_csv, "_fivetran_deleted")
BY_AIRBYTE = Replicator("airbyte", _as_snowflake, "IsDeleted")
BY_AIRBYTE_AS_CSV = Replicator("airbyte", _as_csv)
BY_AIRBYTE_ALONE = Replicator("airbyte", _as_bigquery)


@dataclass(frozen=True)
class Kept:
    """How a table is kept: by which columns a row is known, and what is of a row no longer sent.

    Of a table that `grows` each export of the tool tells only what is new; rows of one that `goes`
    leave no mark.
    """

    key: tuple[str, ...]
    grows: bool = False
    goes: bool = False


class Replica:
    """The tables of one tool, from one export to the next."""

    def __init__(
        self, folder: Path, exports: Sequence[int], by: Replicator, kept: Callable[[str], Kept]
    ) -> None:
        self._folder, self._exports, self._by, self._kept = folder, exports, by, kept
        self._sent: list[dict[str, dict[tuple[object, ...], Row]]] = [{} for _ in exports]

    @property
    def folders(self) -> list[Path]:
        """The folder of each export."""
        return [self._folder / folder_name(at) for at in self._exports]

    def add(self, index: int, table: str, row: Row) -> None:
        """A row as the tool has it at one export."""
        key = tuple(row[name] for name in self._kept(table).key)
        self._sent[index].setdefault(table, {})[key] = row

    def write(self) -> None:
        """Every table as it stands at each export."""
        held: dict[str, dict[tuple[object, ...], Row]] = {}
        for at, folder, sent in zip(self._exports, self.folders, self._sent, strict=True):
            folder.mkdir(parents=True, exist_ok=True)
            for table in dict.fromkeys([*held, *sent]):
                rows = sent.get(table, {})
                kept, gone = self._kept(table), self._by.gone
                known = held.setdefault(table, {})
                for key in [key for key in known if key not in rows and not kept.grows]:
                    if gone and not kept.goes:
                        known[key] = known[key] | {gone: True}
                    else:
                        del known[key]
                known |= rows
                self._by.way(
                    folder,
                    table,
                    [
                        self._by.marks(at, number) | row
                        for number, row in enumerate(known.values(), start=1)
                    ],
                )


class _Sent(Tables):
    """The files of one export of the tool, of which none is written: the replicator takes them."""

    def __init__(self, take: Callable[[str, Mapping[str, object]], None]) -> None:
        self._take, self._files = take, {}

    def add(self, stem: str, row: Mapping[str, object]) -> None:
        """One row of the tool's own."""
        self._take(stem, row)


class Replicated(ToolExports):
    """What a tool's own writer writes, taken by a replicator instead."""

    _by: Replicator
    _replica: Replica

    def _opened(self, folder: Path, tables: Callable[[Path], Tables]) -> list[Tables]:
        self._replica = Replica(folder, self._exports, self._by, self._kept)
        return [self._sent(index) for index in range(len(self._exports))]

    def _sent(self, index: int) -> Tables:
        return _Sent(lambda stem, row: self._take(index, stem, row))

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        if error[0] is None:
            self._replica.write()

    @abstractmethod
    def _kept(self, table: str) -> Kept:
        """How a table is kept."""

    @abstractmethod
    def _take(self, index: int, stem: str, row: Mapping[str, object]) -> None:
        """A row of one of the tool's own files, in one export."""


# Salesforce and Marketo

_MOMENTS = {
    *("CreatedDate", "LastModifiedDate", "SystemModstamp", "ActivityDateTime"),
    *("CompletedDateTime", "LastStageChangeDate"),
}
_DAYS = {
    *("CloseDate", "ConvertedDate", "ActivityDate", "StartDate", "LastTransferDate"),
    "SQL_Date__c",
}
_MONEY = {"Amount", "BudgetedCost", "ActualCost"}
_WHOLE = {
    *("NumberOfEmployees", "Probability", "CallDurationInSeconds", "DurationInMinutes"),
    *("Machines__c", "WhoCount", "WhatCount"),
}


def _salesforce_cell(column: str, cell: object) -> object:
    text = str(cell)
    if text in ("", NO_LOOKUP):
        return None
    if column in _MOMENTS:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    if column in _DAYS:
        return date.fromisoformat(text[:10])
    if column in _MONEY:
        return Decimal(text)
    if column in _WHOLE:
        return int(text)
    return text == "1" if re.match("(Is|Has|DoNot)[A-Z]", column) else text


class ReplicatedSalesforce(Replicated, SalesforceExports):
    """A table for each object: Fivetran's in snake_case, Airbyte's by the names of the API."""

    def __init__(self, folder: Path, exports: Sequence[int], by: Replicator) -> None:
        self._by = by
        super().__init__(folder, exports)

    def _kept(self, table: str) -> Kept:
        grows = re.search("history|task|event", table.lower()) is not None
        return Kept(("id",) if self._by.name == "fivetran" else ("Id",), grows)

    def _take(self, index: int, stem: str, row: Mapping[str, object]) -> None:
        name = snake if self._by.name == "fivetran" else str
        cells = {name(column): _salesforce_cell(column, cell) for column, cell in row.items()}
        self._replica.add(index, name(stem), cells)


ACTIVITIES = {
    1: "visit_webpage",
    2: "fill_out_form",
    6: "send_email",
    7: "email_delivered",
    10: "open_email",
    11: "click_email",
    12: "new_lead",
    13: "change_data_value",
    22: "change_score",
    32: "merge_leads",
    46: "interesting_moment",
    104: "change_status_in_progression",
}


def _marketo_cell(cell: object) -> object:
    text = str(cell)
    if text in (NULL, ""):
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]+Z", text):
        return datetime.fromisoformat(text)
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch("[1-9][0-9]*", text) else cell


class ReplicatedMarketo(Replicated, MarketoExports):
    """A table for each type of activity, a column for each of its attributes."""

    def __init__(self, folder: Path, exports: Sequence[int], by: Replicator) -> None:
        self._by = by
        super().__init__(folder, exports)

    def _kept(self, table: str) -> Kept:
        if "activit" in table:
            return Kept(("id",) if self._by.name == "fivetran" else ("marketoGUID",), grows=True)
        return Kept(("id",), grows=self._by.name == "airbyte")

    def _take(self, index: int, stem: str, row: Mapping[str, object]) -> None:
        of_fivetran = self._by.name == "fivetran"
        name = snake if of_fivetran else str
        cells = {name(column): _marketo_cell(cell) for column, cell in row.items()}
        if stem != "activities":
            self._replica.add(index, stem.removesuffix("s") if of_fivetran else stem, cells)
            return
        attributes = json.loads(str(cells.pop("attributes")))
        if of_fivetran:
            cells["id"] = cells.pop("marketo_guid")
        cells |= {snake(attribute): value for attribute, value in attributes.items()}
        kind = ACTIVITIES[int(str(row["activityTypeId"]))]
        self._replica.add(index, f"{'activity' if of_fivetran else 'activities'}_{kind}", cells)


# HubSpot

# Of each file, by the writer's own name: the property of a column.
_PROPERTIES: dict[str, dict[str, str]] = {
    "contacts": {
        "email": "email",
        "more": "hs_additional_emails",
        "firstname": "firstname",
        "lastname": "lastname",
        "jobtitle": "jobtitle",
        "company": "company",
        "country": "country",
        "segment": "segment",
        "machines": "machines",
        "lifecyclestage": "lifecyclestage",
        "status": "hs_lead_status",
        "reason": "disqualification_reason",
        "owner": "hubspot_owner_id",
        "source": "hs_analytics_source",
        "campaign": "hs_analytics_first_touch_converting_campaign",
        "companies": "associatedcompanyid",
        "mql": "hs_lifecyclestage_marketingqualifiedlead_date",
        "sql": "hs_lifecyclestage_salesqualifiedlead_date",
        "created": "createdate",
        "modified": "lastmodifieddate",
    },
    "companies": {
        "name": "name",
        "domain": "domain",
        "country": "country",
        "industry": "industry",
        "segment": "segment",
        "employees": "numberofemployees",
        "created": "createdate",
        "modified": "hs_lastmodifieddate",
    },
    "deals": {
        "name": "dealname",
        "amount": "amount",
        "currency": "deal_currency_code",
        "type": "dealtype",
        "closes": "closedate",
        "created": "createdate",
        "modified": "hs_lastmodifieddate",
    },
    "calls": {
        "title": "hs_call_title",
        "direction": "hs_call_direction",
        "status": "hs_call_status",
        "outcome": "hs_call_disposition",
        "at": "hs_timestamp",
    },
    "emails": {
        "title": "hs_email_subject",
        "direction": "hs_email_direction",
        "status": "hs_email_status",
        "sequence": "hs_sequence_id",
        "at": "hs_timestamp",
    },
    "meetings": {
        "title": "hs_meeting_title",
        "outcome": "hs_meeting_outcome",
        "at": "hs_meeting_start_time",
    },
    "tasks": {
        "title": "hs_task_subject",
        "type": "hs_task_type",
        "status": "hs_task_status",
        "at": "hs_timestamp",
        "completed": "hs_task_completion_date",
    },
}
_OF_ENGAGEMENTS = {
    "owner": "hubspot_owner_id",
    "created": "hs_createdate",
    "modified": "hs_lastmodifieddate",
}
# What the interface says, and the API.
_WORDS = {
    "Inbound": "INBOUND",
    "Outbound": "OUTBOUND",
    "Outgoing email": "EMAIL",
    "Completed": "COMPLETED",
    "Scheduled": "SCHEDULED",
    "Not started": "NOT_STARTED",
    "Sent": "SENT",
    "To-do": "TODO",
    "Connected": "f240bbac-87c9-4f6e-bf70-924b57d47db7",
}
_ENGAGEMENTS = ("calls", "emails", "meetings", "tasks")
# Stages of a pipeline that the portal made have numbers.
_STAGE_IDS = {words[0]: str(9_567_448 + n) for n, words in enumerate(DEAL_STAGE.values())}


def _properties(file: str, row: Mapping[str, object]) -> Row:
    """The properties of a row, of which an empty one is none."""
    names = _PROPERTIES[file] | (_OF_ENGAGEMENTS if file in _ENGAGEMENTS else {})
    found: Row = {}
    for name, cell in row.items():
        if name in names:
            cell = _WORDS.get(cell, cell) if isinstance(cell, str) else cell
            found[names[name]] = None if cell == "" else cell
        elif name.startswith("hs_v2_date_entered"):
            found[name] = None if cell == "" else cell
    return found


class ReplicatedHubspot(Replicated, HubspotExports):
    """HubSpot by its internal names, moments to the second."""

    def __init__(self, folder: Path, exports: Sequence[int], by: Replicator) -> None:
        self._by = by
        super().__init__(folder, exports, "en")

    def _at(self, at: int) -> object:
        return utc(at)

    def _owner(self, user: User) -> str:
        return str(5000 + user.number)

    def _label(self, words: tuple[str, str, str]) -> str:
        return words[0]

    def _entered(self, stage: str) -> str:
        return f"hs_v2_date_entered_{self._stage(DEAL_STAGE[stage][0])}"

    def _stage(self, stage: str) -> str:
        """The id of a stage of deals."""
        return stage

    def _take(self, index: int, stem: str, row: Mapping[str, object]) -> None:
        raise AssertionError(f"{stem}: HubSpot's own files are not written")

    def _add_history(
        self, index: int, file: str, record: int, at: int, name: str, value: str
    ) -> None:
        found = self._stage(value) if name == "dealstage" else value
        self._add_change(index, file, record, at, name, found or None)

    @abstractmethod
    def _add_change(
        self, index: int, file: str, record: int, at: int, name: str, value: str | None
    ) -> None:
        """A value that a property took."""


class FivetranHubspot(ReplicatedHubspot):
    """A column for each property, a table for each pair of objects, and one of merges.

    The list of users is the interface's own: no table of Fivetran's knows departments and zones.
    """

    def _kept(self, table: str) -> Kept:
        keys = {
            "contact_property_history": ("contact_id", "name", "timestamp"),
            "deal_stage": ("deal_id", "date_entered"),
            "deal_contact": ("deal_id", "contact_id"),
            "deal_company": ("deal_id", "company_id"),
            "engagement_contact": ("engagement_id", "contact_id"),
            "contact_merge_audit": ("contact_id", "vid_to_merge"),
            "merged_deal": ("deal_id", "merged_deal_id"),
            "contact_form_submission": ("conversion_id",),
            "deal_pipeline_stage": ("stage_id",),
            "deal": ("deal_id",),
        }
        key = ("engagement_id",) if re.match("engagement_[a-z]+$", table) else ("id",)
        grows = re.search("history|submission|merge|deal_stage", table) is not None
        goes = table in ("deal_contact", "deal_company", "engagement_contact")
        return Kept(keys.get(table, key), grows, goes)

    def _stage(self, stage: str) -> str:
        return _STAGE_IDS[stage]

    def _add(self, index: int, file: str, row: dict[str, object]) -> None:
        if file == "owners":
            return
        if file == "forms":
            contact = int(str(row["id"]).split("-")[0])
            submission = {"conversion_id": row["id"], "contact_id": contact, "title": row["form"]}
            more = {"timestamp": row["at"], "form_id": f"form-{row['form']}"}
            self._replica.add(index, "contact_form_submission", submission | more)
            return
        cells = {f"property_{name}": cell for name, cell in _properties(file, row).items()}
        one = {"companies": "company"}.get(file, file.removesuffix("s"))
        if file in _ENGAGEMENTS:
            pair: Row = {"engagement_id": row["id"], "contact_id": row["contacts"]}
            more = {"engagement_type": one.upper(), "type_id": 194, "category": "HUBSPOT_DEFINED"}
            self._replica.add(index, "engagement_contact", pair | more)
            self._replica.add(index, f"engagement_{one}", {"engagement_id": row["id"]} | cells)
            return
        if file == "deals":
            own: Row = {
                "deal_id": row["id"],
                "deal_pipeline_id": "default",
                "deal_pipeline_stage_id": self._stage(str(row["stage"])),
                "owner_id": int(str(row["owner"])),
            }
            self._replica.add(index, "deal", own | cells)
            for member in filter(None, str(row["contacts"]).split(";")):
                of_contact: Row = {"deal_id": row["id"], "contact_id": int(member)}
                self._replica.add(index, "deal_contact", of_contact)
            of_company: Row = {"deal_id": row["id"], "company_id": row["companies"], "type_id": 5}
            self._replica.add(index, "deal_company", of_company)
        else:
            self._replica.add(index, one, {"id": row["id"]} | cells)
        if row.get("merged"):
            names = {"contacts": ("contact_merge_audit", "contact_id", "vid_to_merge")}
            table, kept, gone = names.get(file, ("merged_deal", "deal_id", "merged_deal_id"))
            self._replica.add(index, table, {kept: row["id"], gone: row["merged"]})

    def _add_change(
        self, index: int, file: str, record: int, at: int, name: str, value: str | None
    ) -> None:
        if file == "deal_history":
            stage = {"deal_id": record, "date_entered": utc(at), "value": value}
            self._replica.add(index, "deal_stage", stage)
            return
        change: Row = {"contact_id": record, "name": name, "timestamp": utc(at), "value": value}
        self._replica.add(index, "contact_property_history", change | {"source": "CRM_UI"})

    def _write_setting(self, index: int) -> None:
        super()._write_setting(index)
        for number, (stage, label, _) in enumerate(DEAL_STAGE.values()):
            row: Row = {
                "stage_id": self._stage(stage),
                "label": label,
                "pipeline_id": "default",
                "display_order": number,
                "closed_won": stage == "closedwon",
            }
            self._replica.add(index, "deal_pipeline_stage", row)

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        for folder in self._replica.folders:
            labels = {name: words[0] for name, words in LABELS["owners"].items()}
            with Tables(folder, {"owners": ",".join(labels.values())}) as tables:
                for user in USERS:
                    if user.department is None:
                        continue
                    row = {
                        "id": 5000 + user.number,
                        "email": user.email,
                        "firstname": user.first_name,
                        "lastname": user.last_name,
                        "department": user.department,
                        "zone": user.zone,
                    }
                    tables.add("owners", {labels[name]: cell for name, cell in row.items()})


class AirbyteHubspot(ReplicatedHubspot):
    """Properties in an object, associated ids in lists; owners have teams, and no zone."""

    def _kept(self, table: str) -> Kept:
        keys = {
            "contacts_property_history": ("vid", "property", "timestamp"),
            "deals_property_history": ("dealId", "property", "timestamp"),
            "contacts_form_submissions": ("conversion-id",),
            "contacts_merged_audit": ("canonical-vid", "vid-to-merge"),
        }
        grows = re.search("history|submission|audit", table) is not None
        return Kept(keys.get(table, ("id",)), grows, goes=True)

    def _add(self, index: int, file: str, row: dict[str, object]) -> None:
        if file == "forms":
            contact = int(str(row["id"]).split("-")[0])
            submission: Row = {"conversion-id": row["id"], "canonical-vid": contact}
            more: Row = {"title": row["form"], "timestamp": _milliseconds(row["at"])}
            self._replica.add(index, "contacts_form_submissions", submission | more)
            return
        if file == "owners":
            team = {"id": "1", "name": row["department"], "membership": "PRIMARY"}
            owner: Row = {"id": str(row["id"]), "email": row["email"], "archived": False}
            names: Row = {"firstName": row["firstname"], "lastName": row["lastname"]}
            self._replica.add(index, "owners", owner | names | {"teams": [team]})
            return
        properties = {
            name: _iso(cell) if isinstance(cell, datetime) else None if cell is None else str(cell)
            for name, cell in _properties(file, row).items()
        }
        record: Row = {
            "id": str(row["id"]),
            "createdAt": row["created"],
            "updatedAt": row["modified"],
            "archived": False,
            "properties": properties,
        }
        if file == "deals":
            properties |= {
                "pipeline": "default",
                "dealstage": str(row["stage"]),
                "hubspot_owner_id": str(row["owner"]),
                "hs_merged_object_ids": str(row["merged"]) or None,
            }
            record["companies"] = [str(row["companies"])]
        if file in ("deals", *_ENGAGEMENTS):
            # an association is told once for each label that it has
            record["contacts"] = list(filter(None, str(row["contacts"]).split(";"))) * 2
        table = f"engagements_{file}" if file in _ENGAGEMENTS else file
        self._replica.add(index, table, record)
        if file == "contacts" and row.get("merged"):
            merge: Row = {"canonical-vid": row["id"], "vid-to-merge": row["merged"]}
            self._replica.add(index, "contacts_merged_audit", merge)

    def _add_change(
        self, index: int, file: str, record: int, at: int, name: str, value: str | None
    ) -> None:
        of_deal = file == "deal_history"
        change: Row = {
            "dealId" if of_deal else "vid": record,
            "property": name,
            "value": value,
            "timestamp": at * 1000,
        }
        table = "deals_property_history" if of_deal else "contacts_property_history"
        self._replica.add(index, table, change)


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"


def _milliseconds(at: Any) -> int:
    return int(at.timestamp()) * 1000
