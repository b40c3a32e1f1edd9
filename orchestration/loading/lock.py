"""One run on one home at a time."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.errors import BadUsage, HomeIsBusy


@contextmanager
def held_home(home: Path) -> Iterator[None]:
    """Hold the home for the length of the block.

    Raises HomeIsBusy, naming the process that holds it and since when, and BadUsage where nothing
    can be written. A process that died holds nothing.
    """
    holder = home / "lock.json"
    lock = FileLock(home / ".lock")
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except OSError as error:
        if isinstance(error, Timeout):
            raise HomeIsBusy(
                f"{home} is in use by {_holder(holder)}; wait until it has ended"
            ) from None
        raise BadUsage(
            f"{home} cannot be written ({error.strerror}); give a home (--home or ACCORD_HOME) "
            "that this user may write"
        ) from error
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder.write_text(json.dumps({"pid": os.getpid(), "since": since}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(file: Path) -> str:
    try:
        content = json.loads(file.read_text())
        return f"process {content['pid']} since {content['since']}"
    except (OSError, ValueError, KeyError):
        return "another process"
