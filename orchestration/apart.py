"""Some tables built apart, by dbt, over those of the last published night, which stay as they are.

`accord try` builds a model so, `accord check` what was edited, and what tells which values of the
exports mean nothing. The tables are in `trial.duckdb` of a home of their own; the process of dbt
for it is `orchestration.trial_process`.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from orchestration.databases import log_of
from orchestration.edits import Manifest
from orchestration.transform import (
    BuildFailed,
    Invocation,
    common_arguments,
    explain_stop,
    read_build,
    statuses,
)
from orchestration.worker import Worker


def trial_worker(home: Path) -> Worker:
    """The process in which dbt builds tables apart."""
    return Worker("orchestration.trial_process", home / "logs" / "trial_process.log")


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
