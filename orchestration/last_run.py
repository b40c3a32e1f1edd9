"""How the last night of a home ended: `<home>/last_run.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from orchestration.rights import owner_only


@dataclass(frozen=True)
class LastRun:
    """Whether the last night published, when it ended (UTC), and what stopped it."""

    status: Literal["published", "failed"]
    ended_at: str
    error: str | None


# Room kept from the beginning of a night for what its end says, should the disk be full then.
_ROOM = 16 * 1024
_LONGEST_ERROR = 8_000


def reserve_room(home: Path) -> None:
    """Keep the room that `remember_run` needs."""
    _part(home).write_text(" " * _ROOM, "utf-8")


def remember_run(home: Path, error: Exception | None) -> None:
    """Keep how a night ended; one that cannot be written must not hide what stopped it."""
    run = LastRun(
        status="failed" if error else "published",
        ended_at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        error=str(error)[:_LONGEST_ERROR] if error else None,
    )
    told = json.dumps(asdict(run), indent=1).encode()
    try:
        try:
            _write_over(_part(home), told)
            _part(home).replace(_file(home))
        except OSError:
            # in the room of the night before
            _write_over(_file(home), told)
    except OSError:
        if error is None:
            raise


def _write_over(file: Path, content: bytes) -> None:
    """Write into the room that a file has, and only then give back what it has too much."""
    with owner_only(), file.open("r+b" if file.exists() else "wb", buffering=0) as handle:
        handle.write(content)
        handle.truncate()


def _file(home: Path) -> Path:
    return home / "last_run.json"


def _part(home: Path) -> Path:
    return home / "last_run.json.part"


def last_run(home: Path) -> LastRun | None:
    """How the last night ended; None where none has ended yet."""
    try:
        return LastRun(**json.loads(_file(home).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
