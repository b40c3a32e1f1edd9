"""What was given back, and since when: `<home>/ledger/feedback_sent.csv`.

Each reason and source with which leads were given back, and the first night whose files held it.
A night reads of it only what earlier ones wrote: run twice, it gives the same numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.errors import DamagedLedger
from orchestration.spreadsheets import as_csv

_COLUMNS = ("reason_code", "source", "first_sent_on", "as_of")


def sent_before(home: Path, as_of: datetime) -> list[tuple[str, str, date]]:
    """Reason, source and first day of what the files of nights before `as_of` (UTC) held."""
    return [
        (row["reason_code"], row["source"], date.fromisoformat(row["first_sent_on"]))
        for row in _read(home)
        if datetime.fromisoformat(row["as_of"]) < as_of
    ]


def note_sent(home: Path, sent: Sequence[tuple[str, str]], as_of: datetime, time_zone: str) -> None:
    """Keep the first night of each reason and source, by its cut-off (UTC), and its day."""
    day = as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(time_zone)).date()
    known = {(row["reason_code"], row["source"]): row for row in _read(home)}
    for reason_code, source in sent:
        row = known.get((reason_code, source))
        if row is None or as_of < datetime.fromisoformat(row["as_of"]):
            cells = (reason_code, source, day.isoformat(), as_of.isoformat())
            known[reason_code, source] = dict(zip(_COLUMNS, cells, strict=True))
    file = _file(home)
    file.parent.mkdir(exist_ok=True)
    part = file.with_suffix(".part")
    rows = [[row[name] for name in _COLUMNS] for _, row in sorted(known.items())]
    part.write_text(as_csv(_COLUMNS, rows), "utf-8")
    part.replace(file)


def _read(home: Path) -> list[dict[str, str]]:
    """The rows of the ledger. Raises DamagedLedger."""
    file = _file(home)
    if not file.is_file():
        return []
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8", "replace"), newline="")))
    for line, row in enumerate(rows, start=2):
        try:
            date.fromisoformat(row["first_sent_on"])
            datetime.fromisoformat(row["as_of"])
        except (KeyError, TypeError, ValueError):
            raise DamagedLedger(
                f"{file}, line {line}: found {dict(row)}; expected {', '.join(_COLUMNS)}, the last "
                "two a day and a time. Put it back from a copy, or correct the line; without the "
                "file, Accord takes the next night for the first on which anything was sent"
            ) from None
    return rows


def _file(home: Path) -> Path:
    return home / "ledger" / "feedback_sent.csv"
