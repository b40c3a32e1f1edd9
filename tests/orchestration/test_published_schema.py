"""What was published is kept, or its end was announced."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from orchestration.published_schema import (
    BrokenContract,
    PublishedTable,
    breaks,
    published_schema,
    read_schema,
    remember_schema,
)

MODEL = "model.accord.lead_acceptance"
TABLE = "alignment.lead_acceptance"


def edited(manifest: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A manifest to break, and the node of a published table in it."""
    copy = {**manifest, "nodes": dict(manifest["nodes"])}
    copy["nodes"][MODEL] = deepcopy(manifest["nodes"][MODEL])
    return copy, copy["nodes"][MODEL]


def with_new_version(
    manifest: dict[str, Any], deprecation_date: str | None
) -> dict[str, PublishedTable]:
    """The table without a column in version 2, and version 1 beside it."""
    copy, node = edited(manifest)
    old = deepcopy(node) | {"version": 1, "alias": "lead_acceptance_v1"}
    copy["nodes"][f"{MODEL}.v1"] = old | {"deprecation_date": deprecation_date}
    node["version"] = 2
    del node["columns"]["pending"]
    return published_schema(copy)


def test_nothing_that_was_released_is_gone_without_a_word(manifest: dict[str, Any]) -> None:
    """`make docs` remembers what is new."""
    assert breaks(read_schema(), published_schema(manifest)) == []


def test_a_removed_column_is_named_with_its_table(manifest: dict[str, Any]) -> None:
    copy, node = edited(manifest)
    del node["columns"]["pending"]
    (told,) = breaks(published_schema(manifest), published_schema(copy))
    assert told.startswith(f"{TABLE}.pending was published as bigint and is no more. Put it back")


def test_a_renamed_column_is_a_removed_one(manifest: dict[str, Any]) -> None:
    copy, node = edited(manifest)
    node["columns"]["undecided"] = node["columns"].pop("pending")
    (told,) = breaks(published_schema(manifest), published_schema(copy))
    assert told.startswith(f"{TABLE}.pending was published as bigint and is no more")


def test_a_column_of_another_type_is_named_with_both(manifest: dict[str, Any]) -> None:
    copy, node = edited(manifest)
    node["columns"]["pending"]["data_type"] = "double"
    (told,) = breaks(published_schema(manifest), published_schema(copy))
    assert told.startswith(f"{TABLE}.pending was published as bigint and is double now")


def test_a_removed_table_is_named(manifest: dict[str, Any]) -> None:
    now = {n: table for n, table in published_schema(manifest).items() if n != TABLE}
    (told,) = breaks(published_schema(manifest), now)
    assert told.startswith(f"{TABLE} was published and is no more (columns: period_grain, ")


def test_a_new_column_breaks_nothing(manifest: dict[str, Any]) -> None:
    copy, node = edited(manifest)
    node["columns"]["undecided"] = node["columns"]["pending"]
    assert breaks(published_schema(manifest), published_schema(copy)) == []


def test_a_column_may_go_where_the_version_that_has_it_stays_with_the_day_it_ends(
    manifest: dict[str, Any],
) -> None:
    released = published_schema(manifest)
    assert breaks(released, with_new_version(manifest, "2027-03-31")) == []
    (told,) = breaks(released, with_new_version(manifest, None))
    assert told.startswith(f"{TABLE}.pending was published as bigint and is no more")


def test_a_version_whose_end_was_announced_may_go(manifest: dict[str, Any]) -> None:
    announced = with_new_version(manifest, "2027-03-31")
    now = {n: table for n, table in announced.items() if n != f"{TABLE}_v1"}
    assert breaks(announced, now) == []


def test_what_is_new_is_remembered_and_a_break_is_not(
    manifest: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "published_schema.json"
    remember_schema(manifest, file)
    copy, node = edited(manifest)
    node["columns"]["undecided"] = node["columns"]["pending"]
    remember_schema(copy, file)
    assert read_schema(file)[TABLE].columns["undecided"] == "bigint"
    before = file.read_text("utf-8")
    with pytest.raises(BrokenContract, match=r"alignment\.lead_acceptance\.undecided"):
        remember_schema(manifest, file)
    assert file.read_text("utf-8") == before
    assert json.loads(before)["core.fct_leads"]["version"] == 1
