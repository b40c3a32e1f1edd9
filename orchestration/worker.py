"""A child process that warms up while the night does something else.

dbt and Great Expectations take seconds to import and keep DuckDB handles of their own, which one
process cannot mix. Each lives in a worker: it imports its module at once, waits, and is called.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class WorkerFailed(Exception):
    """A worker raised what no one foresaw, or died; holds the child's own traceback."""


def _end_with_parent() -> None:
    """A night that is killed must not leave a build running that holds the home's files."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _serve(pipe: Connection, module_name: str, log: Path) -> None:
    with log.open("ab", buffering=0) as noise:
        os.dup2(noise.fileno(), 1)
        os.dup2(noise.fileno(), 2)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # one that is ended while it still imports gives back its locks: leaks are told to the terminal
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # a process of one night ends before it has much to give back: to look for that again and again
    # took the collector a fifth of what dbt and Great Expectations do
    gc.disable()
    module = importlib.import_module(module_name)
    while True:
        try:
            request = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        function, arguments = request
        try:
            result = getattr(module, function)(
                *arguments, emit=lambda event: pipe.send(("event", event))
            )
        except BaseException:
            pipe.send(("failed", traceback.format_exc()))
        else:
            pipe.send(("result", result))


class Worker:
    """One child process serving the functions of one module, each of which takes `emit`.

    What the module prints goes to the log file, never to the terminal.
    """

    def __init__(self, module: str, log: Path, patience: float = 5) -> None:
        """Start the process; the import runs beside the caller.

        `close` waits for `patience` seconds for it to end by itself.
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._module = module
        self._log = log
        self._patience = patience
        self._process = context.Process(target=_serve, args=(theirs, module, log), daemon=True)
        self._process.start()
        theirs.close()

    def call(
        self, function: str, *arguments: Any, on_event: Callable[[Any], None] | None = None
    ) -> Any:
        """The function's result; its events are handed on as they come.

        Raises WorkerFailed with the child's traceback.
        """
        self.begin(function, *arguments)
        return self.finish(on_event)

    def begin(self, function: str, *arguments: Any) -> None:
        """Start the function without waiting for it; `finish` takes its result."""
        with self._answering():
            self._pipe.send((function, arguments))

    def finish(self, on_event: Callable[[Any], None] | None = None) -> Any:
        """The result of the oldest function begun and not yet finished. Raises as `call`."""
        with self._answering():
            while True:
                kind, value = self._pipe.recv()
                if kind == "event":
                    if on_event is not None:
                        on_event(value)
                elif kind == "result":
                    return value
                else:
                    raise WorkerFailed(value)

    @property
    def has_answered(self) -> bool:
        """Whether `finish` would find something at once."""
        with self._answering():
            return self._pipe.poll()

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, BrokenPipeError, ConnectionResetError) as lost:
            raise WorkerFailed(
                f"the process of {self._module} ended without an answer; see {self._log}"
            ) from lost

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(timeout=self._patience)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            # nobody waits for its answer any more
            self._process.terminate()
        self.close()
