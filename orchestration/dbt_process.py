"""The child process in which dbt runs; see `orchestration.transform` for its caller."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from dbt.cli.main import dbtRunner

from orchestration.transform import BuildEvent, Invocation


def invoke(home: str, arguments: list[str], emit: Callable[[BuildEvent], None]) -> Invocation:
    """Run one dbt command; each started node is an event."""
    os.environ["ACCORD_HOME"] = home

    def hear(event: Any) -> None:
        if event.info.name == "LogStartLine":
            emit(BuildEvent(event.data.description, event.data.index, event.data.total))

    result = dbtRunner(callbacks=[hear]).invoke(arguments)
    return Invocation(
        is_successful=result.success, error=str(result.exception) if result.exception else None
    )
