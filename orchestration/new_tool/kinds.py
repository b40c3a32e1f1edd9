"""What the rows of a file can be, and the words by which tools name what they say.

The plain tables (`template`) know the words of spreadsheets; those of the APIs of tools stand here,
with the history of a deal's stage, which the plain tables have no file for.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestration.loading.declarations import Column, ExportObject, System
from orchestration.loading.folding import fold

_STAGE_WORDS = ("stage", "status", "state", "phase", "step")
_OWNERS_OF_STAGES = ("", "lead_", "deal_", "pipeline_", "lifecycle_", "opportunity_")
# A label says more to a reader than the id beside it.
_ENDS = ("", "_label", "_name", "_id")
_BEFORE, _AFTER = ("old", "previous", "from"), ("new", "to")
_VALUES = ("value",)
_PEOPLE_IDS = ("person_id", "lead_id", "contact_id", "prospect_id", "record_id")
_DEAL_IDS = ("opportunity_id", "deal_id")
_TIME = re.compile(r"(.*_)?(at|on|date|time|timestamp|created|changed|le)|date_.*|time_.*")
_DEAL = re.compile(r"(.*_)?(opportunity|opportunities|deals?)_.*")
_HISTORY = re.compile(r".*_(stage|status)_?(changes?|history|histories|transitions?)")

_TIMES: Mapping[str, tuple[str, ...]] = {
    "created_at": ("date_created", "created_time", "create_date", "creation_time", "inserted_at"),
    "modified_at": ("date_updated", "date_modified", "updated", "modified_on", "updated_time"),
}
# Further names of columns of the plain tables, as the APIs of tools write them.
_ALIASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "people": {
        **_TIMES,
        "stage": ("status_label", "status_name", "stage_name", "stage_label"),
        "owner": ("owner_user_id", "assigned_to", "user_id", "owner_name", "user_name"),
    },
    "activities": {
        "occurred_at": ("activity_at", "timestamp", "starts_at", "start_time", "date_created"),
        "person_id": ("prospect_id",),
        "user_id": ("owner_user_id", "user_name", "owner_name"),
    },
    "opportunities": {
        **_TIMES,
        "person_id": ("prospect_id",),
        "name": ("title", "lead_name"),
        "stage": ("status_label", "status_name", "stage_name", "stage_label"),
        "currency": ("value_currency", "amount_currency", "currency_iso_code"),
        "closed_at": ("date_won", "won_time", "close_time"),
        "probability": ("confidence",),
        "owner": ("owner_user_id", "user_name", "owner_name"),
        "loss_reason": ("lost_reason_name",),
    },
    "users": {"time_zone": ("last_used_timezone",)},
}
# What a model has no line for.
_UNASKED = {"people": ("additional_emails",), "opportunities": ("merged_into",)}
_FURTHER: Mapping[str, tuple[Column, ...]] = {
    "opportunities": (
        Column("lost_at", "timestamp", aliases=("date_lost", "lost_date", "lost_time", "lost_on")),
    ),
    "users": (
        Column("first_name", "varchar", aliases=("firstname",), is_personal=True),
        Column("last_name", "varchar", aliases=("lastname", "surname"), is_personal=True),
    ),
}


def kinds_of(plain: System) -> dict[str, ExportObject]:
    """What the rows of a file can be, by name, each with its words."""
    kinds = {each.name: each for each in plain.objects}
    for name, declared in kinds.items():
        aliases = _ALIASES.get(name, {})
        columns = tuple(
            replace(each, aliases=(*each.aliases, *aliases.get(each.name, ())))
            for each in declared.columns
            if each.name not in _UNASKED.get(name, ())
        )
        kinds[name] = replace(declared, columns=(*columns, *_FURTHER.get(name, ())))
    history = kinds["stage_changes"]
    kinds["stage_changes"] = _history(history, Column("person_id", "varchar", aliases=_PEOPLE_IDS))
    kinds["opportunity_stage_changes"] = replace(
        _history(history, Column("opportunity_id", "varchar", aliases=_DEAL_IDS)),
        name="opportunity_stage_changes",
    )
    return kinds


def history_kind(stem: str, cells: Sequence[str]) -> str | None:
    """Of which stages the rows of a table are a history, if they are one.

    It has a value before and one after of one field, a time, and whose they are.
    """
    names = {fold(cell) for cell in cells}
    if not any(_TIME.fullmatch(name) for name in names):
        return None
    pairs = _pairs(names)
    is_called = _HISTORY.fullmatch(stem) is not None
    if not any(is_called or set(pair.split("_")) & set(_STAGE_WORDS) for pair in pairs):
        return None
    if names & set(_DEAL_IDS) or (_DEAL.fullmatch(stem) and "id" in names):
        return "opportunity_stage_changes"
    return "stage_changes" if names & set(_PEOPLE_IDS) else None


def _pairs(names: set[str]) -> list[str]:
    """The fields of which one column has the value before and another the one after."""
    starts = [
        (before, after) for before in _BEFORE for after in (*_AFTER, "current") if before != after
    ]
    found = [
        name.removeprefix(f"{before}_")
        for before, after in starts
        for name in names
        if name.startswith(f"{before}_") and f"{after}_{name.removeprefix(f'{before}_')}" in names
    ]
    bare = [before for before, after in starts if {before, after} <= names]
    return [*found, *bare]


def _history(declared: ExportObject, whose: Column) -> ExportObject:
    """The history of a stage, of whatever has it."""
    fields = [
        f"{owner}{word}{end}"
        for word in _STAGE_WORDS
        for owner in _OWNERS_OF_STAGES
        for end in _ENDS
    ]
    kept = {each.name: each for each in declared.columns}
    before = [f"{sign}_{name}" for name in (*fields, *_VALUES) for sign in _BEFORE]
    after = [f"{sign}_{name}" for name in (*fields, *_VALUES) for sign in (*_AFTER, "current")]
    times = ("date_created", "created_at", "activity_at", "timestamp", "changed_time", "created")
    stage, changed_at = kept["stage"], kept["changed_at"]
    columns = (
        Column("id", "varchar", aliases=("change_id", "history_id", "event_id")),
        whose,
        replace(stage, aliases=(*stage.aliases, *after, "to")),
        Column("previous_stage", "varchar", aliases=(*before, "from")),
        replace(changed_at, aliases=(*changed_at.aliases, *times)),
    )
    return replace(declared, columns=columns)
