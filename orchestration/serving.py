"""Dagster's web page and daemon over one home, on this machine only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn
from urllib.request import urlopen

import dagster as dg
import yaml

from orchestration.defs.transform import prepared_manifest
from orchestration.errors import BadUsage
from orchestration.loading.lock import held_home
from orchestration.night import Company
from orchestration.rights import close_home
from orchestration.settings import PROJECT, RunOptions

HOST = "127.0.0.1"

# What Dagster loads: the code location by its module.
CODE = "orchestration.definitions"

LOOK_EVERY_SECONDS = 0.3

# How long Dagster may take to end its own processes, a running night's among them.
STOP_SECONDS = 30

# One night at a time: a home has one holder.
INSTANCE = {
    "telemetry": {"enabled": False},
    # no form that asks for an e-mail address
    "nux": {"enabled": False},
    "run_coordinator": {
        "module": "dagster.core.run_coordinator",
        "class": "QueuedRunCoordinator",
        "config": {"max_concurrent_runs": 1},
    },
}


def prepare_dagster_home(home: Path) -> Path:
    """`<home>/dagster` with Dagster's own settings; runs and schedules are kept there."""
    folder = home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dagster.yaml").write_text(yaml.safe_dump(INSTANCE, sort_keys=False), "utf-8")
    return folder


def environment(options: RunOptions, dagster_home: Path) -> dict[str, str]:
    """What Dagster's processes read to work on this home."""
    return os.environ | {
        "ACCORD_HOME": str(options.home),
        "ACCORD_EXPORTS": str(options.exports),
        "ACCORD_SEEDS": str(options.seeds),
        "DAGSTER_HOME": str(dagster_home),
        "DO_NOT_TRACK": "1",
    }


def cancel_abandoned_runs(dagster_home: Path) -> None:
    """Close the runs that a stop or a power cut left open: they would hold up the queue."""
    unfinished = dg.RunsFilter(
        statuses=[
            dg.DagsterRunStatus.STARTING,
            dg.DagsterRunStatus.STARTED,
            dg.DagsterRunStatus.CANCELING,
        ]
    )
    with dg.DagsterInstance.from_config(str(dagster_home)) as instance:
        for run in instance.get_runs(unfinished):
            instance.report_run_canceled(run, message="Accord was stopped while this night ran.")


def serve(options: RunOptions, port: int) -> int:
    """Serve until ctrl-C or SIGTERM; returns 0 when told to end, 1 where a part of it ended itself.

    No process of it is left behind. Raises HomeIsBusy where another Accord serves this home,
    BadUsage where it cannot be written or the port is in use, and BadSettings, BadDeclaration,
    BadSeeds and BuildFailed for what Dagster could not load.
    """
    _expect_free(port)
    with held_home(options.home / "dagster"):
        dagster_home = prepare_dagster_home(options.home)
        # Dagster would serve a page without a night, and a traceback
        company = Company.read(options)
        close_home(options.home, company.settings.readers_group)
        prepared_manifest(company)
        return _serve(options, dagster_home, port)


def _expect_free(port: int) -> None:
    with socket.socket() as probe:
        # a port that was let go a moment ago is free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise BadUsage(
                f"--port: {port} cannot be used on this machine ({error.strerror}); give another"
            ) from error


def _serve(options: RunOptions, dagster_home: Path, port: int) -> int:
    """Dagster's own `dagster dev`, but for the page: its code server, its daemon, and our page."""
    with _told_to_end(), TemporaryDirectory(prefix="accord-") as folder:
        cancel_abandoned_runs(dagster_home)
        # the path of a socket may be no longer than 100 signs: a home's may
        code, workspace = Path(folder) / "code", Path(folder) / "workspace.yaml"
        location = {"socket": str(code), "location_name": CODE}
        workspace.write_text(yaml.safe_dump({"load_from": [{"grpc_server": location}]}), "utf-8")
        processes: list[subprocess.Popen[bytes]] = []

        def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
            # a group of their own: ctrl-C reaches Dagster once, from here
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=PROJECT,
                env=environment(options, dagster_home),
                process_group=processes[0].pid if processes else 0,
            )
            processes.append(process)
            return process

        quiet = ("--log-level", "warning")
        try:
            print("Dagster starts: it is said when it answers", flush=True)
            start("dagster", "code-server", "start", "--socket", str(code), "-m", CODE, *quiet)
            _wait_until(code.exists, processes)
            start("dagster._daemon", "run", "--workspace", str(workspace), *quiet)
            start("orchestration.web_page", str(workspace), HOST, str(port))
            _wait_until(lambda: _answers(port), processes)
            print(f"Accord at http://{HOST}:{port} (Ctrl-C ends it)", flush=True)
            _wait_until(lambda: False, processes)
        except KeyboardInterrupt:
            # the code server last: the others talk to it until they end
            for process in reversed(processes):
                process.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                    process.wait(STOP_SECONDS)
            return 0
        finally:
            if processes:
                with suppress(ProcessLookupError):
                    os.killpg(processes[0].pid, signal.SIGKILL)
            for process in processes:
                process.wait()
        return 1


def _wait_until(is_so: Callable[[], bool], processes: Sequence[subprocess.Popen[bytes]]) -> bool:
    """Wait until it is so; False, and told, once one of the processes has ended by itself."""
    while not is_so():
        for process in processes:
            if process.poll() is not None:
                # started with a list of arguments, which may be one text for all that its type says
                told = " ".join(map(str, process.args[2:4]))  # type: ignore[index]
                print(f"Dagster's {told} ended by itself: Accord ends too", flush=True)
                return False
        time.sleep(LOOK_EVERY_SECONDS)
    return True


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://{HOST}:{port}/server_info", timeout=5) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


@contextmanager
def _told_to_end() -> Iterator[None]:
    """SIGTERM ends what is below as ctrl-C does, also where a shell's `&` had ctrl-C ignored."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, end) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
