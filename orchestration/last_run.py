"""How the last night of a home ended: `<home>/last_run.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class LastRun:
    """Whether the last night published, when it ended (UTC), and what stopped it."""

    status: Literal["published", "failed"]
    ended_at: str
    error: str | None


def remember_run(home: Path, error: Exception | None) -> None:
    """Keep how a night ended; one that cannot be written must not hide what stopped it."""
    run = LastRun(
        status="failed" if error else "published",
        ended_at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        error=str(error) if error else None,
    )
    part = home / "last_run.json.part"
    try:
        part.write_text(json.dumps(asdict(run), indent=1), "utf-8")
        part.replace(home / "last_run.json")
    except OSError:
        if error is None:
            raise


def last_run(home: Path) -> LastRun | None:
    """How the last night ended; None where none has ended yet."""
    try:
        return LastRun(**json.loads((home / "last_run.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
