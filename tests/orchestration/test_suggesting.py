"""`accord check --suggest`: rows for values without a meaning, to be filled in by a person."""

import csv
from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import BadUsage
from orchestration.settings import SAMPLE_SEEDS
from orchestration.suggesting import suggest


def value(
    mapping: str,
    value: str,
    system: str = "salesforce",
    object: str | None = None,
    field: str = "",
    rows: int = 3,
    known_as: str | None = None,
) -> dict[str, Any]:
    """A row of `quality.unmapped_values`."""
    return {
        "mapping": mapping,
        "system": system,
        "object": object,
        "field": field,
        "value": value,
        "known_as": known_as,
        "row_count": rows,
    }


def rows_of(folder: Path, mapping: str) -> list[dict[str, str]]:
    with (folder / f"{mapping}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_row_has_its_place_and_what_a_value_like_it_means_is_beside_it(tmp_path: Path) -> None:
    unmapped = [
        # `Open - Not Contacted` of the same field means an inquiry
        value("status_mapping", "Open-Not contacted.", object="lead", field="status", rows=12),
        value("status_mapping", "Zzz", object="lead", field="status"),
    ]
    [told] = suggest(unmapped, tmp_path, [])
    assert (told.mapping, told.rows, told.suggestions) == ("status_mapping", 2, 1)
    first, second = rows_of(tmp_path, "status_mapping")
    place = {"system": "salesforce", "object": "lead", "field": "status"}
    assert first == {
        **place,
        "value": "Open-Not contacted.",
        "stage": "",
        "known_as": "",
        "suggestion": "stage=inquiry",
        "because": "Open - Not Contacted of salesforce.lead.status",
        "rows": "12",
    }
    assert second == {
        **place,
        "value": "Zzz",
        "stage": "",
        "known_as": "",
        "suggestion": "",
        "because": "",
        "rows": "3",
    }


def test_each_mapping_has_a_file_with_its_own_columns(tmp_path: Path) -> None:
    unmapped = [
        value("activity_mapping", "Calll", object="task", field="activity_type"),
        value("reason_mapping", "No budgets", field="reason"),
        value("country_names", "Grate Britain", field="country"),
    ]
    suggest(unmapped, tmp_path, [])
    [activity] = rows_of(tmp_path, "activity_mapping")
    assert (activity["activity_type"], activity["detail"]) == ("Calll", "*")
    assert "activity_kind=call" in activity["suggestion"]
    [reason] = rows_of(tmp_path, "reason_mapping")
    assert (reason["raw_reason"], reason["suggestion"]) == ("No budgets", "reason_code=no_budget")
    [country] = rows_of(tmp_path, "country_names")
    assert (country["name"], country["suggestion"]) == ("Grate Britain", "country_code=GB")


def test_a_user_without_department_role_and_team_has_a_row_with_the_name_beside_the_id(
    tmp_path: Path,
) -> None:
    unmapped = [
        value("user_teams", "u_102", "zoho", "user", "user", known_as="Ann Doe"),
        # of a tool that exported no users, the name is all there is; no word for sales is like it
        value("user_teams", "Sale", "zoho", "user", "user"),
        value("user_teams", "Sale", "zoho", "user", "department"),
    ]
    [told] = suggest(unmapped, tmp_path, [])
    assert (told.rows, told.suggestions) == (3, 1)
    user, name, department = rows_of(tmp_path, "user_teams")
    assert user == {
        "system": "zoho",
        "field": "user",
        "value": "u_102",
        "team": "",
        "known_as": "Ann Doe",
        "suggestion": "",
        "because": "",
        "rows": "3",
    }
    assert (name["value"], name["suggestion"]) == ("Sale", "")
    assert department["suggestion"] == "team=sales"


def test_what_no_row_can_say_and_what_a_spreadsheet_would_run_has_no_row(tmp_path: Path) -> None:
    unmapped = [
        # a user's name is no department, role or team
        value("user_teams", "Inbound queue", object="user", field="owner_name"),
        value("source_mapping", "(an e-mail address)", field="source"),
        value("source_mapping", '=HYPERLINK("http://b.example")', field="source"),
    ]
    assert suggest(unmapped, tmp_path / "none", []) == []
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("folder", [SAMPLE_SEEDS, SAMPLE_SEEDS / "mappings"])
def test_nothing_is_written_over_mappings_in_force(folder: Path) -> None:
    before = (SAMPLE_SEEDS / "mappings").stat().st_mtime_ns
    unmapped = [value("source_mapping", "Radio", field="source")]
    with pytest.raises(BadUsage, match="holds what is in force; give another folder"):
        suggest(unmapped, folder, [SAMPLE_SEEDS])
    assert (SAMPLE_SEEDS / "mappings").stat().st_mtime_ns == before


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    unmapped = [value("source_mapping", "Radio", field="source")]
    with pytest.raises(BadUsage, match=r"--suggest: .* cannot be written"):
        suggest(unmapped, tmp_path / "file", [])
