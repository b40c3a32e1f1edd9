"""Dagster's web page and daemon over one home, on this machine only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from orchestration.settings import PROJECT, RunOptions

HOST = "127.0.0.1"

# One night at a time: a home has one holder.
INSTANCE = {
    "telemetry": {"enabled": False},
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


def environment(options: RunOptions) -> dict[str, str]:
    """What Dagster's processes read to work on this home."""
    return os.environ | {
        "ACCORD_HOME": str(options.home),
        "ACCORD_EXPORTS": str(options.exports),
        "ACCORD_SEEDS": str(options.seeds),
        "DAGSTER_HOME": str(prepare_dagster_home(options.home)),
        "DO_NOT_TRACK": "1",
    }


def serve(options: RunOptions, port: int) -> int:
    """Serve until stopped; returns the exit code of Dagster."""
    dagster = shutil.which("dagster", path=str(Path(sys.executable).parent)) or "dagster"
    command = [dagster, "dev", "--host", HOST, "--port", str(port)]
    command += ["--module-name", "orchestration.definitions"]
    print(f"Accord at http://{HOST}:{port} (Ctrl-C ends it)", flush=True)
    try:
        return subprocess.run(
            command, cwd=PROJECT, env=environment(options), check=False
        ).returncode
    except KeyboardInterrupt:
        return 0
