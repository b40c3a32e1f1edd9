"""What goes back to the tools after a published night: `<home>/feedback/<time>/<tool>/*.csv`.

For marketing automation, the leads that sales gave back, with reason and action; for the CRM, what
the person behind each open lead did. Each record is named by its own id, under the headings that
the tool's source declaration says (`config.meta.feedback`). Of each file there is a full one, and
one with what changed since the last; a folder appears whole, and only where something changed.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.databases import connected, marts_of
from orchestration.ledger.sent import note_sent
from orchestration.loading.declarations import Declarations, Feedback
from orchestration.spreadsheets import as_csv, neutralised

# What a row of a kind says once its record is no longer in it; a kind without says nothing then.
WITHDRAWN: Mapping[str, Mapping[str, str]] = {"returned_leads": {"decision": "withdrawn"}}

Row = tuple[str, ...]


@dataclass(frozen=True)
class GivenBack:
    """The folder that a night wrote, and how many rows changed by file; None where none did."""

    folder: Path | None
    changed: dict[str, int]


def give_back(home: Path, declarations: Declarations, time_zone: str) -> GivenBack:
    """Write what changed since the last files, from the published marts; note what was sent."""
    with connected(marts_of(home), read_only=True) as marts:
        ((as_of,),) = marts.execute("select as_of from quality.build").fetchall()
        earlier = _newest(home)
        files = dict(_files(marts, declarations, earlier))
        sent = _pairs_sent(marts, files)
    changes = {
        name: rows
        for name, (feedback, whole) in files.items()
        if (rows := _changed(feedback, whole, _read(earlier, name)))
    }
    folder = _write(home, files, changes) if changes else None
    note_sent(home, sent, as_of, time_zone)
    return GivenBack(folder, {name: len(rows) for name, rows in changes.items()})


def _files(
    marts: duckdb.DuckDBPyConnection, declarations: Declarations, earlier: Path | None
) -> Iterator[tuple[str, tuple[Feedback, list[Row]]]]:
    """Name (`<tool>/<object>_<kind>`) → what is declared of it, and its rows in order of their id.

    Of those that have a row, or had one in the earlier folder.
    """
    for system in declarations.values():
        for feedback in system.feedback:
            columns = ", ".join(column for _, column in feedback.columns)
            rows = marts.execute(
                f"select {columns} from feedback.{feedback.kind} "
                "where system = ? and object = ? order by record_id",
                [system.name, feedback.object],
            ).fetchall()
            name = f"{system.name}/{feedback.object}_{feedback.kind}"
            if rows or _is_there(earlier, name):
                yield name, (feedback, _texts(rows))


def _texts(rows: Sequence[Sequence[object]]) -> list[Row]:
    """Rows as they stand in a file that is read again; times in UTC, as ISO 8601 writes them."""
    told = [[_told(value) for value in row] for row in rows]
    text = as_csv([], [neutralised(row) for row in told])
    return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))][1:]


def _told(value: object) -> object:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value


def _changed(feedback: Feedback, whole: Sequence[Row], earlier: Mapping[str, Row]) -> list[Row]:
    """New and changed rows, then those that say that their record is no longer in the file."""
    changed = [row for row in whole if earlier.get(row[0]) != row]
    withdrawn = WITHDRAWN.get(feedback.kind)
    if withdrawn:
        present = {row[0] for row in whole}
        changed += [
            (key, *(withdrawn.get(column, "") for _, column in feedback.columns[1:]))
            for key in earlier
            if key not in present
        ]
    return changed


def _write(
    home: Path,
    files: Mapping[str, tuple[Feedback, Sequence[Row]]],
    changes: Mapping[str, Sequence[Row]],
) -> Path:
    """Make the folder of this night, whole; earlier ones keep what changed in them."""
    root = home / "feedback"
    root.mkdir(exist_ok=True)
    folder = root / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}"
    part = folder.with_name(f".{folder.name}.part")
    for left in root.glob(".*.part"):
        shutil.rmtree(left)
    for name, (feedback, whole) in files.items():
        headings = [heading for heading, _ in feedback.columns]
        _file(part, name, "full").parent.mkdir(parents=True, exist_ok=True)
        _file(part, name, "full").write_text(as_csv(headings, whole), "utf-8")
        if changes.get(name):
            _file(part, name, "changed").write_text(as_csv(headings, changes[name]), "utf-8")
    part.rename(folder)
    for older in root.glob("*/*/*_full.csv"):
        if older.parents[1] != folder:
            older.unlink()
    return folder


def _file(folder: Path, name: str, which: str) -> Path:
    return folder / f"{name}_{which}.csv"


def _newest(home: Path) -> Path | None:
    """The folder of the last night that gave something back."""
    return max((home / "feedback").glob("2*"), default=None)


def _is_there(folder: Path | None, name: str) -> bool:
    return folder is not None and _file(folder, name, "full").is_file()


def _read(folder: Path | None, name: str) -> dict[str, Row]:
    """The rows of an earlier full file by their first cell, which is the record's id."""
    if folder is None or not _is_there(folder, name):
        return {}
    text = _file(folder, name, "full").read_text("utf-8")
    return {row[0]: tuple(row) for row in list(csv.reader(io.StringIO(text, newline="")))[1:]}


def _pairs_sent(
    marts: duckdb.DuckDBPyConnection, files: Mapping[str, object]
) -> list[tuple[str, str]]:
    """Reason and source of what the files of leads given back hold."""
    systems = sorted({name.split("/")[0] for name in files if name.endswith("returned_leads")})
    return marts.execute(
        "select distinct reason_code, coalesce(source, '(unknown)') from feedback.returned_leads "
        "where list_contains(?, system) order by all",
        [systems],
    ).fetchall()
