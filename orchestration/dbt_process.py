"""The child process in which dbt runs; see `orchestration.transform` for its caller."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

# what dbt's Python models need: imported here, it is there before the build begins
from scipy.sparse import csgraph as csgraph

from orchestration.transform import BuildEvent, Invocation

_parsed: dict[str, Manifest] = {}


def parse(home: str, arguments: list[str], emit: Callable[[BuildEvent], None]) -> Invocation:
    """Run a dbt command that reads the project; the next `invoke` of this home need not."""
    os.environ["ACCORD_HOME"] = home
    result = dbtRunner().invoke(arguments)
    if isinstance(result.result, Manifest):
        _parsed[home] = result.result
    return _told(result)


def invoke(home: str, arguments: list[str], emit: Callable[[BuildEvent], None]) -> Invocation:
    """Run one dbt command; each started node is an event."""
    os.environ["ACCORD_HOME"] = home

    def hear(event: Any) -> None:
        if event.info.name == "LogStartLine":
            emit(BuildEvent(event.data.description, event.data.index, event.data.total))

    return _told(dbtRunner(manifest=_parsed.pop(home, None), callbacks=[hear]).invoke(arguments))


def _told(result: Any) -> Invocation:
    return Invocation(
        is_successful=result.success, error=str(result.exception) if result.exception else None
    )
