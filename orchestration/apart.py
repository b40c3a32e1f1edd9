"""Some tables built apart, by dbt, over those of the last published night, which stay as they are.

`accord try` builds a model so, `accord check` what was edited, and what tells which values of the
exports mean nothing; `accord backtest` what another version of the agreement changes. The tables
are in `trial.duckdb` of a home of their own; the process of dbt for it is
`orchestration.trial_process`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.databases import log_of, published_build
from orchestration.edits import Manifest, edited_nodes
from orchestration.errors import AccordError, BadUsage, HomeIsBusy
from orchestration.rights import owner_only
from orchestration.transform import (
    BuildFailed,
    Invocation,
    common_arguments,
    explain_stop,
    read_build,
    statuses,
)
from orchestration.worker import Worker

TRIAL_MODULE = "orchestration.trial_process"


class NoNight(AccordError):
    """There is no published night over which something could be built apart."""


@contextmanager
def held_apart(home: Path, whats_going_on: str) -> Iterator[Path]:
    """A home in which something is built apart, for one at a time. Raises HomeIsBusy, BadUsage."""
    with owner_only():
        try:
            home.mkdir(exist_ok=True)
            with FileLock(home / ".lock", timeout=0):
                yield home
        except Timeout:
            raise HomeIsBusy(f"{whats_going_on} in {home}; wait for it") from None
        except PermissionError as error:
            raise BadUsage(
                f"{home} cannot be written ({error.strerror}); let the user who runs Accord try it"
            ) from error


def last_night(home: Path, why: str) -> Path:
    """The build of the last published night. Raises NoNight, which tells why one is needed."""
    night = published_build(home)
    if night is None:
        raise NoNight(f"Nothing is published in {home}: {why}. Run `accord run` first")
    return night


def edited_since(home: Path, manifest: Manifest) -> set[str]:
    """The nodes that the last published night did not have as they are now. Raises NoNight."""
    edited = edited_nodes(home, manifest)
    if edited is None:
        raise NoNight(
            f"The night in {home} was published by an earlier version of Accord, which noted "
            "nothing of its models. Run `accord run` first"
        )
    return edited


def trial_worker(home: Path) -> Worker:
    """The process in which dbt builds tables apart."""
    return Worker(TRIAL_MODULE, home / "logs" / "trial_process.log")


def begin_reading(worker: Worker, home: Path) -> None:
    """Let the worker read the project laid in a home, beside other work."""
    worker.begin("read", str(home), common_arguments(home))


def finish_reading(worker: Worker) -> Manifest:
    """What dbt read of the project that `begin_reading` began. Raises BuildFailed."""
    invocation, manifest = worker.finish()
    if not invocation.is_successful:
        raise BuildFailed(explain_stop(invocation.error or "dbt could not read the project"))
    read: Manifest = manifest
    return read


def build_apart(
    worker: Worker,
    home: Path,
    nodes: Collection[str],
    tests: Collection[str],
    *,
    sources: Path,
    night: Path,
    is_empty: bool = False,
    left_out: Collection[str] = (),
) -> str | None:
    """Build nodes of the project that the worker has read, and run tests, by their unique ids.

    Whatever is not built is read from the build of the `night`; sources are those of the home
    `sources`. Of an empty build no table has a row; of what is `left_out`, in dbt's words of
    selection, there is none. What was built apart before is gone. Returns what tests do not hold.
    Raises BuildFailed where a node cannot be built, or a test cannot run.
    """
    database = database_of(home)
    for file in (database, log_of(database)):
        file.unlink(missing_ok=True)
    invocation: Invocation = worker.call(
        "build",
        str(home),
        [
            *(["--empty"] if is_empty else []),
            *(["--exclude", *left_out] if left_out else []),
            *common_arguments(home),
        ],
        str(sources),
        str(night),
        list(nodes),
        list(tests),
    )
    if invocation.error is not None:
        raise BuildFailed(explain_stop(invocation.error))
    try:
        read_build(home, database)
    except BuildFailed as failed:
        if "error" in statuses(home):
            raise
        return str(failed)
    return None


def database_of(home: Path) -> Path:
    """The tables that were built apart."""
    return home / "trial.duckdb"
