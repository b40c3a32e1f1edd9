"""Habits of dbt's that a night or a trial is spared; what it builds and tells is the same.

Each event of debugging, some twenty a node, is made into a message that no one reads; each
process compiles the Jinja of every model and macro anew, as if Python kept no bytecode; and the
query of a unit test is taken apart to its last word to put its rows before it.
"""

from __future__ import annotations

import atexit
import marshal
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from dbt import compilation
from dbt.artifacts.resources.v1.components import InjectedCTE
from dbt.version import __version__ as dbt_version
from dbt_common.clients.jinja import MacroFuzzEnvironment
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager

# beside the packages that compile them
TEMPLATES = Path(sys.prefix) / "accord" / "templates.marshal"

# what compiles otherwise than this keeps a file of its own
COMPILED_BY = f"{sys.version} {jinja2.__version__} {dbt_version}"

_MOST_KEPT = 20_000

_compile = MacroFuzzEnvironment.compile


@cache
def spare() -> None:
    """Rid this process of these habits."""
    templates = KeptTemplates(TEMPLATES)
    atexit.register(templates.keep)
    # dbt names no place for a cache of compiled templates: its environment's own method gives way
    MacroFuzzEnvironment.compile = (  # type: ignore[method-assign]
        lambda self, *given, **named: templates.compile(self, *given, **named)
    )
    make_messages_when_asked()
    compilation.inject_ctes_into_sql = put_before


class HeardEvents(EventManager):
    """Tells what someone hears: to write out events of debugging for nobody takes dbt a seventh."""

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


def make_messages_when_asked() -> None:
    """Let an event of debugging be made into a message no sooner than somebody reads it."""

    def keep(event: DebugLevel, **said: Any) -> None:
        event.__dict__["said"] = said

    def message(event: DebugLevel) -> Any:
        BaseEvent.__init__(event, **event.__dict__["said"])
        return event.__dict__["pb_msg"]

    made = cached_property(message)
    made.__set_name__(DebugLevel, "pb_msg")
    # dbt makes a message wherever it makes an event: one class stands behind all of these
    DebugLevel.__init__ = keep  # type: ignore[assignment, method-assign]
    DebugLevel.pb_msg = made


def put_before(sql: str, ctes: Sequence[InjectedCTE]) -> str:
    """The query with these common table expressions before its own."""
    if not ctes:
        return sql
    put = ",".join(cte.sql for cte in ctes)
    if begins := _BEGINS.match(sql):
        return f"{begins[0]}{put}, {sql[begins.end() :]}"
    return f"with{put} {sql}"


# behind spaces and comments
_BEGINS = re.compile(
    r"(?: \s | --[^\n]*\n | /\*.*?\*/ )* with\b (?: \s+ recursive\b )?", re.I | re.S | re.X
)


class KeptTemplates:
    """The code of compiled templates, by what they are compiled from; kept for other processes."""

    def __init__(self, file: Path) -> None:
        """Read what was kept; what cannot be read, or what others compiled, is compiled again."""
        self._file = file
        self._code: dict[str, bytes] = {}
        self._used: set[str] = set()
        self._is_new = False
        with suppress(OSError, ValueError, EOFError, TypeError):
            compiled_by, code = marshal.loads(file.read_bytes())
            if compiled_by == COMPILED_BY:
                self._code = code

    def compile(self, environment: Any, source: Any, *options: Any, **named: Any) -> Any:
        """What the environment compiles of the source, or compiled of it before."""
        if options or named or not isinstance(source, str):
            return _compile(environment, source, *options, **named)
        what = [type(environment).__qualname__, *sorted(environment.extensions), source]
        key = sha256("\0".join(what).encode()).hexdigest()
        self._used.add(key)
        if key in self._code:
            return marshal.loads(self._code[key])
        code: CodeType = _compile(environment, source)
        self._code[key] = marshal.dumps(code)
        self._is_new = True
        return code

    def keep(self) -> None:
        """Write what was compiled, unless another user's environment is read only."""
        if not self._is_new:
            return
        if len(self._code) > _MOST_KEPT:
            self._code = {key: self._code[key] for key in self._used}
        with suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            part = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
            part.write_bytes(marshal.dumps((COMPILED_BY, self._code)))
            part.replace(self._file)
