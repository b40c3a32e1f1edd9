"""Peak memory of a command with all its children, and the time it took."""

import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

_EVERY_SECONDS = 0.2


def measured(command: list[str], environment: Mapping[str, str]) -> tuple[str, float, int]:
    """Standard output, seconds, and the peak of the resident bytes of the process and its children.

    Raises CalledProcessError.
    """
    began = time.monotonic()
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.PIPE, text=True)
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(_EVERY_SECONDS):
            peak = max(peak, sum(map(_resident, _with_children(process.pid))))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    output, _ = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return output, time.monotonic() - began, peak


def _with_children(process: int) -> list[int]:
    found = [process]
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _with_children(int(child))
    except OSError:
        # it ended while it was looked at
        return found
    return found


def _resident(process: int) -> int:
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0
