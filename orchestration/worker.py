"""A child process that warms up while the night does something else.

dbt and Great Expectations take seconds to import and keep DuckDB handles of their own, which one
process cannot mix. Each lives in a worker: it imports its module at once, waits, and is called.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Protocol, Self


class WorkerFailed(Exception):
    """A worker raised what no one foresaw, or died; holds the child's own traceback."""


def _end_with_caller(lifeline: int) -> None:
    """A night that is killed must not leave a build running that holds the home's files."""
    # nothing is ever written to it: it ends with the caller
    os.read(lifeline, 1)
    os._exit(1)


def _serve(pipe: Connection, module_name: str) -> None:
    # one that is ended while it still imports gives back its locks: leaks are told in its log
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # a process of one night ends before it has much to give back: to look for that again and again
    # took the collector a fifth of what dbt and Great Expectations do
    gc.disable()
    module = importlib.import_module(module_name)
    while True:
        try:
            request = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            _end()
        function, arguments = request
        try:
            result = getattr(module, function)(
                *arguments, emit=lambda event: pipe.send(("event", event))
            )
        except BaseException:
            pipe.send(("failed", traceback.format_exc()))
        else:
            pipe.send(("result", result))


def _end() -> NoReturn:
    """End as a process ends, but for taking apart what it holds, which took dbt's two seconds."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


class Process(Protocol):
    """What a worker asks of its process."""

    def wait(self, timeout: float | None = None) -> object:
        """Wait until it has ended. Raises TimeoutExpired."""

    def terminate(self) -> None:
        """Ask it to end; one that has ended is left alone."""


def start(module: str, pipe: int, lifeline: int, log: int) -> Process:
    """Start the process that serves a module over a pipe; these are file descriptors."""
    # not by multiprocessing, whose child imports first what the caller's own script imports
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__, module, f"{pipe}", f"{lifeline}"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=(pipe, lifeline),
    )


class Worker:
    """One child process serving the functions of one module, each of which takes `emit`.

    What the module prints goes to the log file, never to the terminal.
    """

    def __init__(self, module: str, log: Path, patience: float = 5) -> None:
        """Start the process; the import runs beside the caller.

        `close` waits for `patience` seconds for it to end by itself.
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        self._pipe, theirs = Pipe()
        ending, lifeline = os.pipe()
        self._lifeline: int | None = lifeline
        self._module = module
        self._log = log
        self._patience = patience
        with log.open("ab", buffering=0) as noise, theirs:
            self._process = start(module, theirs.fileno(), ending, noise.fileno())
        os.close(ending)

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
        try:
            self._process.wait(self._patience)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait()
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None

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


def serve(module: str, pipe: int, lifeline: int) -> None:
    """Be the process that `start` starts."""
    threading.Thread(target=_end_with_caller, args=(lifeline,), daemon=True).start()
    _serve(Connection(pipe), module)


if __name__ == "__main__":
    serve(sys.argv[1], *map(int, sys.argv[2:]))
