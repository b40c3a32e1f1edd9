"""What dbt once read of the project, kept with the installed packages: a new home begins with it.

To read the whole project takes dbt some ten seconds. Nothing that it reads names a home, so it
reads anew only what differs: what was edited since, and the company's own seeds. It reads all of
it anew for another dbt_project.yml, of which a company's tools and its own fields are part: one is
kept for each.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from orchestration.settings import PROJECT

# beside the version of dbt that wrote it
SHARED = Path(sys.prefix) / "accord"

_NAME = "partial_parse.msgpack"
# how dbt begins to tell of one name for two
_TWICE = "dbt found two"
# of so many projects: what was read of tools and fields that are no more goes
MOST_KEPT = 12


def take_up_parsed(home: Path) -> None:
    """Let a home whose project dbt has not read yet begin with what it read for another."""
    parsed, shared = _parsed(home), _shared(home)
    if shared.is_file() and not parsed.exists():
        parsed.parent.mkdir(parents=True, exist_ok=True)
        # what cannot be read is read from the project
        with suppress(OSError):
            shutil.copyfile(shared, parsed)


def read_project(home: Path, read: Callable[[], Any]) -> Any:
    """What dbt makes of the project by `read`, a command of its own; where needed, all of it anew.

    Of an edited file that declares metrics dbt 1.12 keeps what it had read before beside what it
    reads now, and takes each for two.
    """
    result = read()
    if _TWICE in str(result.exception or "") and _parsed(home).exists():
        _parsed(home).unlink()
        return read()
    return result


def is_manifest_current(home: Path) -> bool:
    """Whether the manifest in a home is of what dbt read last, as `note_manifest` noted it."""
    with suppress(OSError):
        return _noted(home).read_text("utf-8") == _read_and_written(home)
    return False


def note_manifest(home: Path) -> None:
    """Note that the manifest was written of what dbt read last: nights that read nothing keep it.

    dbt keeps what it read anew in a file, which stays as it is when a night finds no edit.
    """
    _noted(home).write_text(_read_and_written(home), "utf-8")


def share_parsed(home: Path) -> None:
    """Keep what dbt has read for the homes to come; of other code than this, it is the home's."""
    project, shipped = home / "project", PROJECT / "dbt_project"
    if (project / "models").resolve() != shipped / "models":
        return
    # the environment may be another user's
    with suppress(OSError):
        shared = _shared(home)
        shared.parent.mkdir(parents=True, exist_ok=True)
        part = shared.with_name(f"{home.name}.part")
        shutil.copyfile(_parsed(home), part)
        part.replace(shared)
        kept = sorted(SHARED.glob(f"*/{_NAME}"), key=lambda file: file.stat().st_mtime)
        for file in kept[:-MOST_KEPT]:
            shutil.rmtree(file.parent)


def _parsed(home: Path) -> Path:
    return home / "project" / "target" / _NAME


def _noted(home: Path) -> Path:
    return _parsed(home).with_name("manifest_written_of.txt")


def _read_and_written(home: Path) -> str:
    files = (_parsed(home), _parsed(home).with_name("manifest.json"))
    return " ".join(f"{stat.st_mtime_ns}:{stat.st_size}" for stat in map(Path.stat, files))


def _shared(home: Path) -> Path:
    project = (home / "project" / "dbt_project.yml").read_bytes()
    return SHARED / sha256(project).hexdigest()[:12] / _NAME
