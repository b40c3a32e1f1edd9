"""What `accord check` prints: what asks for an act first, the rest in one line; and a status."""

import io
from typing import Any

from rich.console import Console

from orchestration.terminal import show_preflight, show_status

FILE = "desk/2026-10-01T0200/people.csv"


def printed(shows_all: bool, **found: Any) -> list[str]:
    """The lines that a check prints."""
    notes = [f"desk/2026-10-01T0200/visits_{number}.csv" for number in range(40)]
    files = [
        {"file": file, "status": "landed", "message": "read as cp1252", "rows_in_file": 1}
        for file in notes
    ]
    ignored = {"file": "desk/x.csv", "status": "ignored", "message": "name it people.csv"}
    summary = {
        "status": "problems",
        "seed_problems": [],
        "model_problems": [],
        "files": [*files, ignored | {"rows_in_file": 0}],
        **found,
    }
    text = io.StringIO()
    show_preflight(Console(file=text, width=200), summary, shows_all)
    return text.getvalue().splitlines()


def refused(line: int, reason: str) -> dict[str, Any]:
    return {"file": FILE, "line": line, "reason": reason}


def test_what_asks_for_an_act_comes_first_and_the_rest_is_one_line() -> None:
    lines = printed(
        False,
        blocking=[f"{FILE} was refused: empty"],
        warnings=["all 5 values of amount refused"],
        refused_rows=[refused(line, "id is empty") for line in range(2, 102)],
        refused_values=[refused(7, "amount does not fit")],
        unmapped_values=[
            {"system": "desk", "object": "people", "field": "status", "value": "Odd"}
            | {
                "known_as": None,
                "row_count": 3,
                "remedy": "add a row for it to status_mapping.csv",
            },
            {"system": "desk", "object": None, "field": "source", "value": "Fair"}
            | {
                "known_as": None,
                "row_count": 1,
                "remedy": "add a row for it to source_mapping.csv",
            },
            {"system": "desk", "object": "user", "field": "user", "value": "u_102"}
            | {
                "known_as": "Ann Doe",
                "row_count": 1,
                "remedy": "add a row for it to user_teams.csv",
            },
        ],
    )
    assert lines == [
        f"✗ {FILE} was refused: empty",
        "! all 5 values of amount refused",
        "! desk/x.csv: name it people.csv",
        f"! {FILE}: 100 rows refused, the first in line 2: id is empty",
        f"! {FILE}, line 7: value refused: amount does not fit",
        "! desk.people.status: 'Odd' in 3 rows means nothing yet: add a row for it to "
        "status_mapping.csv",
        "! desk.source: 'Fair' in 1 rows means nothing yet: add a row for it to source_mapping.csv",
        "! desk.user.user: 'u_102' (Ann Doe) in 1 rows means nothing yet: add a row for it to "
        "user_teams.csv",
        "40 files have notes that ask for nothing (columns that nothing reads, encodings, "
        "footers): `accord check --all` shows them.",
        "Checked 41 files with 40 rows.",
    ]


def test_where_models_do_not_run_it_says_what_it_could_not_look_at() -> None:
    lines = printed(False, model_problems=["a model"], unmapped_values=None)
    assert lines[0] == "✗ a model"
    assert lines[-2] == "Which values mean nothing yet could not be looked at."


def test_all_shows_every_note_and_every_refusal() -> None:
    lines = printed(True, refused_rows=[refused(2, "empty"), refused(3, "empty")])
    assert sum("read as cp1252" in line for line in lines) == 40
    assert sum("row refused: empty" in line for line in lines) == 2


def status_lines(*metrics: dict[str, object]) -> list[str]:
    """What is printed of a status that holds these metrics of one month."""
    text = io.StringIO()
    unknown = {"value": None, "previous_value": None, "target": None, "estimate": None}
    unknown |= {"latest_mature_start": None, "latest_mature_value": None}
    summary = {
        "metrics": [{**unknown, "period_start": "2026-09-01", **metric} for metric in metrics],
        "unmapped_values": 0,
        "rows": {},
        "as_of": "2026-10-05T02:00:00Z",
        "marts": "marts.duckdb",
        "published_at": "2026-10-05T02:01:00Z",
        "copied_at": "2026-10-05T02:01:00Z",
        "restated": {"figures": 0, "settled": 0, "said_as_of": None, "causes": {}},
    }
    show_status(Console(file=text, width=200), summary)
    return [" ".join(line.split()) for line in text.getvalue().splitlines()]


def test_an_objective_shows_its_target_and_an_index_what_it_is_out_of() -> None:
    lines = status_lines(
        {"metric": "alignment_index", "value": 66.18, "status": "no_target"},
        {"metric": "mqls", "value": 31.0, "target": 40.0, "status": "alert"},
        {"metric": "lead_acceptance", "value": 0.5, "target": 0.4, "status": "ok"},
    )
    assert "alignment index 66.2 of 100 none" in lines
    assert "mqls 31 none alert, target 40" in lines
    assert "lead acceptance 50.0% none ok, target 40.0%" in lines


def test_a_month_too_young_shows_the_latest_one_that_is_not_and_what_is_expected() -> None:
    young = {"status": "immature", "latest_mature_start": "2026-02-01"}
    lines = status_lines(
        {"metric": "conversion_by_source", **young, "latest_mature_value": 0.125},
        {"metric": "lead_acceptance", **young, "latest_mature_value": 0.5, "estimate": 0.62},
    )
    assert "conversion by source none none too young yet, 2026-02: 12.5%" in lines
    assert "lead acceptance none none too young yet, expected 62.0%, 2026-02: 50.0%" in lines
