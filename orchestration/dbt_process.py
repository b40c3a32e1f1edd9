"""The child process in which dbt runs; see `orchestration.transform` for its caller."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

# what dbt's Python models need: imported here, it is there before the build begins
from scipy.sparse import csgraph as csgraph

from orchestration.parsed import share_parsed
from orchestration.transform import BuildEvent, Invocation

_parsed: dict[str, Manifest] = {}


class HeardEvents(EventManager):
    """Tells what someone hears: a node has some twenty events of debugging that no one asked for.

    To write them out for nobody took a seventh of what dbt does.
    """

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        """Tell an event, unless it is of debugging."""
        if (level or e.level_tag()) != EventLevel.DEBUG:
            super().fire_event(e, level, node, force_warn_or_error_handling)


def parse(home: str, arguments: list[str], emit: Callable[[BuildEvent], None]) -> Invocation:
    """Run a dbt command that reads the project; the next `invoke` of this home need not."""
    begin(home)
    result = dbtRunner().invoke(arguments)
    if isinstance(result.result, Manifest):
        _parsed[home] = result.result
        share_parsed(Path(home))
    return told(result)


def invoke(home: str, arguments: list[str], emit: Callable[[BuildEvent], None]) -> Invocation:
    """Run one dbt command; each started node is an event."""
    begin(home)

    def hear(event: Any) -> None:
        if event.info.name == "LogStartLine":
            emit(BuildEvent(event.data.description, event.data.index, event.data.total))

    return told(dbtRunner(manifest=_parsed.pop(home, None), callbacks=[hear]).invoke(arguments))


def begin(home: str) -> None:
    """Sources name the home by this variable, the profile by where dbt runs."""
    os.environ["ACCORD_HOME"] = home
    os.chdir(Path(home) / "project")
    ctx_set_event_manager(HeardEvents())


def told(result: Any) -> Invocation:
    """How a dbt command ended."""
    return Invocation(
        is_successful=result.success, error=str(result.exception) if result.exception else None
    )
