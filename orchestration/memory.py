"""How much memory the build may take: what the settings say, else a share of what is free.

dbt loads this module as a plugin of its profile, which would be parsed anew if it held the figure.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.settings import MEMORY_VARIABLE

# What the checks, dbt itself and the machine's other work need is left to them.
SHARE = 0.25
LEAST_GB = 2.0

_GB = 1e9


class Plugin(BasePlugin):
    """Tells DuckDB its limit when it opens the build."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Add the limit to what DuckDB is opened with."""
        config["memory_limit"] = f"{memory_gb():.2f}GB"


def memory_gb() -> float:
    """Gigabytes for DuckDB; what exceeds them is spilled beside the build."""
    if agreed := os.environ.get(MEMORY_VARIABLE):
        return float(agreed)
    return max(LEAST_GB, SHARE * free_bytes() / _GB)


def free_bytes(
    machine: Path = Path("/proc/meminfo"), container: Path = Path("/sys/fs/cgroup")
) -> float:
    """What may still be taken: of the machine, or of the container that this process is in.

    0 where the system does not tell.
    """
    try:
        lines = dict(line.split(":", 1) for line in machine.read_text("utf-8").splitlines())
        free = float(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return 0.0
    try:
        most, taken = (
            float((container / name).read_text("utf-8"))
            for name in ("memory.max", "memory.current")
        )
    except (OSError, ValueError):
        # none, or one without a limit (`max`)
        return free
    return max(0.0, min(free, most - taken))
