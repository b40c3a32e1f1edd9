"""Dagster's web page and daemon over one home, on this machine only."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import dagster as dg
import yaml

from orchestration.defs.transform import prepared_manifest
from orchestration.errors import BadUsage
from orchestration.loading.lock import held_home
from orchestration.night import Company
from orchestration.settings import PROJECT, RunOptions

HOST = "127.0.0.1"

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
        # `dagster dev` recommends a command of Dagster's development kit instead of itself
        "PYTHONWARNINGS": "ignore:Function `dev_command` is superseded",
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
    """Serve until ctrl-C or SIGTERM; returns Dagster's exit code, 0 when it was told to end.

    No process of it is left behind. Raises HomeIsBusy where another Accord serves this home,
    BadUsage where it cannot be written or the port is in use, and BadSettings, BadDeclaration,
    BadSeeds and BuildFailed for what Dagster could not load.
    """
    dagster_home = options.home / "dagster"
    dagster = shutil.which("dagster", path=str(Path(sys.executable).parent)) or "dagster"
    command = [dagster, "dev", "--host", HOST, "--port", str(port), "--log-level", "warning"]
    command += ["--module-name", "orchestration.definitions"]
    _expect_free(port)
    with held_home(dagster_home):
        prepare_dagster_home(options.home)
        # Dagster would serve a page without a night, and a traceback
        Company.read(options)
        prepared_manifest(options)
        return _serve(options, dagster_home, command, port)


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


def _serve(options: RunOptions, dagster_home: Path, command: list[str], port: int) -> int:
    with _told_to_end():
        cancel_abandoned_runs(dagster_home)
        # a session of its own: ctrl-C reaches Dagster once, from here
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment(options, dagster_home),
            start_new_session=True,
        )
        print(f"Accord at http://{HOST}:{port} (Ctrl-C ends it)", flush=True)
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                process.wait(STOP_SECONDS)
            return 0
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


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
