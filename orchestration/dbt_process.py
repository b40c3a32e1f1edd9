"""The child process in which dbt runs; see `orchestration.transform` for its caller."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.event_manager_client import ctx_set_event_manager

# what dbt's Python models need: imported here, it is there before the build begins
from scipy.sparse import csgraph as csgraph

from orchestration.parsed import (
    is_manifest_current,
    note_manifest,
    read_project,
    share_parsed,
)
from orchestration.spared import HeardEvents, spare
from orchestration.transform import FAILED, WARNED, BuildEvent, Invocation

_parsed: dict[str, Manifest] = {}


def parse(home: str, arguments: list[str], emit: Callable[[BuildEvent], None]) -> Invocation:
    """Run a dbt command that reads the project; the `build` of this home need not."""
    begin(home)
    result = read_project(Path(home), lambda: dbtRunner().invoke(arguments))
    if isinstance(result.result, Manifest):
        _parsed[home] = result.result
        share_parsed(Path(home))
    return told(result)


def build(home: str, arguments: list[str], emit: Callable[[BuildEvent], None]) -> Invocation:
    """Run a dbt command over what `parse` has read; each started node is an event.

    dbt's record of it is written, and the file of the build whole. The manifest, which takes dbt as
    long as to read the project, is left to `write_manifest` unless something is to be explained.
    """
    begin(home)

    def hear(event: Any) -> None:
        if event.info.name == "LogStartLine":
            emit(BuildEvent(event.data.description, event.data.index, event.data.total))

    runner = dbtRunner(manifest=_parsed[home], callbacks=[hear])
    result = runner.invoke([*arguments, "--no-write-json"])
    keep_record(home, result)
    if isinstance(result.result, RunExecutionResult) and any(
        node.status in (*FAILED, WARNED) for node in result.result.results
    ):
        # with the places of what was compiled
        _write_manifest(home, _parsed.pop(home))
    return told(result)


def write_manifest(home: str, emit: Callable[[BuildEvent], None]) -> None:
    """Let the manifest of what was parsed of this home be there, and forget what was parsed."""
    manifest = _parsed.pop(home, None)
    if manifest and not is_manifest_current(Path(home)):
        _write_manifest(home, manifest)


def _write_manifest(home: str, manifest: Manifest) -> None:
    manifest.write(str(target_of(home) / "manifest.json"))
    note_manifest(Path(home))


def invoke(home: str, arguments: list[str], emit: Callable[[BuildEvent], None]) -> Invocation:
    """Run any other dbt command."""
    begin(home)
    return told(dbtRunner(manifest=_parsed.pop(home, None)).invoke(arguments))


def begin(home: str) -> None:
    """Sources name the home by this variable, the profile by where dbt runs."""
    os.environ["ACCORD_HOME"] = home
    os.chdir(Path(home) / "project")
    spare()
    ctx_set_event_manager(HeardEvents())


def keep_record(home: str, result: Any) -> None:
    """Close the file of a build, which is whole then, and write dbt's record of it."""
    # its author gives it no types
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    if isinstance(result.result, RunExecutionResult):
        result.result.write(str(target_of(home) / "run_results.json"))


def target_of(home: str) -> Path:
    """Where dbt writes what it makes of a home's project."""
    return Path(home) / "project" / "target"


def told(result: Any) -> Invocation:
    """How a dbt command ended."""
    return Invocation(
        is_successful=result.success, error=str(result.exception) if result.exception else None
    )
