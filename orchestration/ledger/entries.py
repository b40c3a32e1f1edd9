"""The entries of the ledger: `<home>/ledger/entries/<number>/`, one for each night that said more.

An entry is a folder that appears whole. `entry.json` says of which night it is and what went into
it; `figures.parquet` what that night said of closed periods, as far as it was new or had changed;
`restatements.parquet` which figures it said otherwise than the entry before. A night writes its
entry beside them before it publishes, and the entry is taken once the night has published.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.databases import build_of, connected, make_durable, marts_of
from orchestration.errors import DamagedLedger
from orchestration.ledger.inputs import Inputs

FIGURES = "figures.parquet"
RESTATEMENTS = "restatements.parquet"

_SAYS = "entry.json"


@dataclass(frozen=True)
class Entry:
    """Of which night an entry is: times are UTC."""

    number: int
    build_id: str
    as_of: datetime
    published_at: datetime
    agreement_version: int | None
    accord_version: str
    inputs: Inputs
    folder: Path

    @property
    def restatements(self) -> Path | None:
        """The file of what the night restated; None where it restated nothing."""
        file = self.folder / RESTATEMENTS
        return file if file.is_file() else None


def entries_of(home: Path) -> list[Entry]:
    """Every entry in its order. Raises DamagedLedger, naming the file."""
    found = [_read(folder) for folder in sorted(_entries(home).glob("[0-9]*"))]
    for number, entry in enumerate(found, start=1):
        if entry.number != number:
            raise DamagedLedger(
                f"{_entries(home)}: found {entry.folder.name} where entry {number} is expected. "
                + _REMEDY
            )
    return found


def settle(home: Path) -> None:
    """Take the entry that is written, if its night is published; forget it if it is not.

    What a crash between the two left is put right here. Raises DamagedLedger.
    """
    written = _written(home)
    if not (written / _SAYS).is_file():
        shutil.rmtree(written, ignore_errors=True)
        return
    entry = _read(written)
    if entry.build_id not in (build_id_in(marts_of(home)), build_id_in(build_of(home))):
        shutil.rmtree(written)
        return
    _entries(home).mkdir(parents=True, exist_ok=True)
    written.rename(_entries(home) / f"{entry.number:06}")
    make_durable(_entries(home))


def expect_sound(home: Path) -> None:
    """Raise DamagedLedger where a file of an entry cannot be read."""
    for entry in entries_of(home):
        for file in sorted(entry.folder.glob("*.parquet")):
            try:
                pq.read_metadata(file)
            except (OSError, pa.ArrowInvalid) as error:
                raise _damaged(file, error) from None


@contextmanager
def writing(home: Path) -> Iterator[Path]:
    """A new folder for the files of an entry, which are on the disk once it is left."""
    folder = _written(home)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield folder
    for file in folder.iterdir():
        make_durable(file)
    make_durable(folder)


def write_entry(entry: Entry) -> None:
    """Say in the folder of the entry of which night it is."""
    told = asdict(entry) | {"folder": None, "inputs": entry.inputs.as_json()}
    del told["folder"]
    (entry.folder / _SAYS).write_text(json.dumps(told, indent=1, default=str), "utf-8")


def kept_build(home: Path) -> Path:
    """Where the build that the ledger took last waits while marts of an earlier day stand."""
    return home / "ledger" / "build.duckdb"


def build_id_in(file: Path) -> str | None:
    """The id of the night that a database file is of; None where it cannot be told."""
    build_id: str | None = _of_night(file, "build_id")
    return build_id


def taken_build(home: Path, last: Entry) -> Path | None:
    """The tables of the night that the ledger took last; None where they are gone."""
    for file in (build_of(home), kept_build(home)):
        if _of_night(file, "ledger_entry") == last.number:
            return file
    return None


def _of_night(file: Path, column: str) -> Any:
    if not file.is_file():
        return None
    try:
        with connected(file, read_only=True) as connection:
            row = connection.execute(f"select {column} from quality.build").fetchone()
    except duckdb.Error:
        return None
    return row[0] if row else None


def _read(folder: Path) -> Entry:
    file = folder / _SAYS
    try:
        told: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return Entry(
            **{
                **told,
                "as_of": datetime.fromisoformat(told["as_of"]),
                "published_at": datetime.fromisoformat(told["published_at"]),
                "inputs": Inputs.of_json(told["inputs"]),
                "folder": folder,
            }
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(file, error) from None


_REMEDY = (
    "Put the folder back from a copy of the home; without `ledger/entries`, the next night is the "
    "first that the ledger holds. The published marts are untouched"
)


def _damaged(file: Path, error: Exception) -> DamagedLedger:
    return DamagedLedger(f"{file} cannot be read ({error}). {_REMEDY}")


def _entries(home: Path) -> Path:
    return home / "ledger" / "entries"


def _written(home: Path) -> Path:
    return home / "ledger" / "written"
