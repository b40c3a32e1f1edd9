"""One run on one home at a time."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.errors import BadUsage, HomeIsBusy
from orchestration.rights import owner_only


@contextmanager
def held_home(
    home: Path, patience_seconds: float = 0, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the home for the length of the block; what is made within is its owner's alone.

    Whoever is patient tells that it waits, and for whom. Raises HomeIsBusy, naming the process that
    holds it and since when, and BadUsage where nothing can be written. A process that died holds
    nothing.
    """
    holder = home / "lock.json"
    lock = FileLock(home / ".lock")
    with owner_only():
        try:
            home.mkdir(parents=True, exist_ok=True)
            _acquire(lock, home, patience_seconds, on_wait)
        except OSError as error:
            raise BadUsage(
                f"{home} cannot be written ({error.strerror}); give a home (--home or ACCORD_HOME) "
                "that this user may write"
            ) from error
        try:
            since = datetime.now(UTC).isoformat(timespec="seconds")
            # who holds it is a courtesy: a full disk is told by whoever needs room
            with suppress(OSError):
                holder.write_text(json.dumps({"pid": os.getpid(), "since": since}))
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()


def _acquire(
    lock: FileLock, home: Path, patience_seconds: float, on_wait: Callable[[str], None] | None
) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        told = f"{home} is in use by {_holder(home / 'lock.json')}; wait until it has ended"
        if not patience_seconds:
            raise HomeIsBusy(told) from None
        if on_wait is not None:
            on_wait(told)
        try:
            lock.acquire(timeout=patience_seconds)
        except Timeout:
            raise HomeIsBusy(told) from None


def _holder(file: Path) -> str:
    try:
        content = json.loads(file.read_text())
        return f"process {content['pid']} since {content['since']}"
    except (OSError, ValueError, KeyError):
        return "another process"
