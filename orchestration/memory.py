"""How much memory a home's database may take: what the settings say, else what exports ask for."""

from __future__ import annotations

import os
from pathlib import Path

from orchestration.settings import MEMORY_VARIABLE

# Of what is free: the rest is for the checks, dbt itself and the machine's other work.
SHARE = 0.25
LEAST_GB = 1.5

# DuckDB keeps in memory what it wrote as long as it may, and is no faster for it: a build of
# 200,000 people took as long in 2 GB as in 12. So it is given no more than its landing files,
# unfolded, are worth.
TIMES_LANDED = 8

_GB = 1e9
# How the name of a file of several landings begins; it ends in the bytes that they took before.
PACKED = "packed_"


def memory_limit(home: Path) -> str:
    """DuckDB's `memory_limit` for work on all tables of a home."""
    return f"{memory_gb(landed_bytes(home)):.2f}GB"


def memory_gb(landed: float) -> float:
    """Gigabytes for DuckDB to build from so many bytes of landing files.

    What exceeds them is spilled beside the build.
    """
    if agreed := os.environ.get(MEMORY_VARIABLE):
        return float(agreed)
    asked = LEAST_GB + TIMES_LANDED * landed / _GB
    return max(LEAST_GB, min(asked, SHARE * free_bytes() / _GB))


def landed_bytes(home: Path) -> int:
    """The size of a home's landing files, as if none were packed."""
    return sum(map(unpacked_bytes, (home / "landing").rglob("*.parquet")))


def unpacked_bytes(file: Path) -> int:
    """The size of a landing file; of one that is packed, of what was packed into it.

    Its rows need no less memory for that they take less room.
    """
    return int(file.stem.split("_")[-1]) if file.name.startswith(PACKED) else file.stat().st_size


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
