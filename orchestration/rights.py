"""Who may read a home: its owner alone, and a group of readers what is published, if settings say.

Raw personal data lies in it: exports, refused rows, every person of every night.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from orchestration.errors import BadSettings

_OTHERS = 0o077

# Of folders and of files, where a group reads them.
ENTERED = 0o750
READABLE = 0o640

# What a group of readers enters beside the marts.
OF_READERS = frozenset({"parquet", "reports"})

# What Accord keeps in a home. A folder that holds more was not made for it, and keeps its rights.
OF_A_HOME = frozenset(
    {
        *("landing", "rejects", "scratch", "control", "checks", "candidate", "project", "trial"),
        *("backtest", "graph"),
        *("build.duckdb", "build.duckdb.wal", "marts.duckdb", "marts.duckdb.wal"),
        *("last_run.json", "last_run.json.part", "published_inputs", "published_nodes.json"),
        *("lock.json", ".lock"),
        *("logs", "dagster", "ledger", "feedback", "parquet"),
        *("reports", ".reports.part", ".reports.last"),
    }
)


@contextmanager
def owner_only() -> Iterator[None]:
    """What is made within is its owner's alone, whatever the umask of whoever started Accord."""
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def close_home(home: Path, readers: str | None) -> None:
    """Take from others what an earlier version, or another program, left open to them.

    The group `readers` may enter the home and read what is published, and nothing else.
    """
    found = {path.name: path for path in home.iterdir()}
    own = [path for name, path in found.items() if name in OF_A_HOME or ".set-aside-" in name]
    for path in own:
        if path.name in OF_READERS and readers is not None:
            give_all_to(path, readers)
        elif path.is_dir() and not path.is_symlink():
            for folder, _, files in os.walk(path):
                _close(Path(folder))
                for name in files:
                    _close(Path(folder, name))
        elif path.name == "marts.duckdb" and readers is not None:
            give_to(path, readers, READABLE)
        else:
            _close(path)
    if len(own) == len(found):
        if readers is None:
            _close(home)
        else:
            give_to(home, readers, ENTERED)


def give_to(path: Path, readers: str, mode: int) -> None:
    """Let a group read. Raises BadSettings where this user may not give to it."""
    try:
        shutil.chown(path, group=readers)
    except (PermissionError, LookupError) as error:
        raise BadSettings(
            f"settings.yml: readers_group: found {readers!r}, to which this user cannot give "
            f"{path.name} ({error}); name a group that the user who runs Accord belongs to"
        ) from error
    path.chmod(mode)


def give_all_to(folder: Path, readers: str) -> None:
    """Let a group enter a folder, and read all that is in it. Raises BadSettings as `give_to`."""
    for path in [folder, *folder.rglob("*")]:
        give_to(path, readers, ENTERED if path.is_dir() else READABLE)


def _close(path: Path) -> None:
    """Leave the owner's rights; what goes meanwhile, or is another's, stays as it is."""
    with suppress(FileNotFoundError, PermissionError):
        if path.is_symlink():
            return
        mode = path.stat().st_mode & 0o7777
        if mode & _OTHERS:
            path.chmod(mode & ~_OTHERS)
