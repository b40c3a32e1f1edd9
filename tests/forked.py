"""Workers that need import nothing: forked from a process that has imported dbt already.

The tests start dbt some fifty times, and each time it takes two seconds and a half to import. What
a worker does is the same; `night_home` starts its own as a night does.
"""

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any

import duckdb

from orchestration import parsed, worker
from orchestration.apart import TRIAL_MODULE
from orchestration.transform import DBT_MODULE

IMPORTED = (DBT_MODULE, TRIAL_MODULE)

# of a request: the environment, for the most part
_LONGEST = 1 << 20


class ForkedProcess:
    """A process that was forked for this one, but is no child of it."""

    def __init__(self, pid: int) -> None:
        """Hold it by a descriptor, since its number may be given to another."""
        self._descriptor = os.pidfd_open(pid)

    def wait(self, timeout: float | None = None) -> None:
        """Wait until it has ended. Raises TimeoutExpired."""
        if not select([self._descriptor], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("a forked worker", timeout or 0)

    def terminate(self) -> None:
        """Ask it to end; one that has ended is left alone."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, signal.SIGTERM)

    def __del__(self) -> None:
        """Let go of the descriptor."""
        os.close(self._descriptor)


class Forks:
    """A process that has imported dbt, and forks a worker whenever it is asked for one."""

    def __init__(self) -> None:
        """Start it; it imports beside the caller."""
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__, f"{theirs.fileno()}"],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )

    def start(self, module: str, pipe: int, lifeline: int, log: int) -> worker.Process:
        """What `orchestration.worker.start` does, by a fork."""
        request = {"module": module, "environment": dict(os.environ), "folder": str(Path.cwd())}
        socket.send_fds(self._channel, [json.dumps(request).encode()], [pipe, lifeline, log])
        return ForkedProcess(int(self._channel.recv(_LONGEST)))

    def close(self) -> None:
        """End it."""
        self._channel.close()
        self._process.wait()


def of_one_thread(
    connect: Callable[..., duckdb.DuckDBPyConnection],
) -> Callable[..., duckdb.DuckDBPyConnection]:
    """What connects as `connect` does, to databases that compute in the caller's thread."""

    def connected(*given: Any, **named: Any) -> duckdb.DuckDBPyConnection:
        connection = connect(*given, **named)
        connection.execute("set threads = 1")
        return connection

    return connected


def _fork_whenever_asked(channel: socket.socket) -> None:
    for module in IMPORTED:
        importlib.import_module(module)
    duckdb.connect = of_one_thread(duckdb.connect)
    # there are more kinds of company in the tests than on a machine
    parsed.MOST_KEPT = 40
    running = set[int]()
    while True:
        request, descriptors, _, _ = socket.recv_fds(channel, _LONGEST, 3)
        running -= {child for child in running if os.waitpid(child, os.WNOHANG)[0]}
        if not request:
            break
        child = os.fork()
        if not child:
            channel.close()
            asked = json.loads(request)
            _serve(asked["module"], asked["environment"], asked["folder"], *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        running.add(child)
        channel.send(f"{child}".encode())
    for child in running:
        os.waitpid(child, 0)
    # to take apart what was imported took seconds
    os._exit(0)


def _serve(
    module: str, environment: dict[str, str], folder: str, pipe: int, lifeline: int, log: int
) -> None:
    """Be a worker; it ends by itself."""
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    worker.serve(module, pipe, lifeline)


if __name__ == "__main__":
    _fork_whenever_asked(socket.socket(fileno=int(sys.argv[1])))
