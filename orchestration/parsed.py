"""What dbt once read of the project, kept with the installed packages: a new home begins with it.

To read the whole project takes dbt some ten seconds. Nothing that it reads names a home, so it
reads anew only what differs: what was edited since, and the company's own seeds.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from pathlib import Path

from orchestration.settings import PROJECT

# beside the version of dbt that wrote it
SHARED = Path(sys.prefix) / "accord" / "partial_parse.msgpack"


def take_up_parsed(home: Path) -> None:
    """Let a home whose project dbt has not read yet begin with what it read for another."""
    parsed = _parsed(home)
    if SHARED.is_file() and not parsed.exists():
        parsed.parent.mkdir(parents=True, exist_ok=True)
        # what cannot be read is read from the project
        with suppress(OSError):
            shutil.copyfile(SHARED, parsed)


def share_parsed(home: Path) -> None:
    """Keep what dbt has read for the homes to come; of other code than this, it is the home's."""
    project, shipped = home / "project", PROJECT / "dbt_project"
    if (project / "models").resolve() != shipped / "models":
        return
    # with fields of its own, it is one company's
    if (project / "dbt_project.yml").read_bytes() != (shipped / "dbt_project.yml").read_bytes():
        return
    # the environment may be another user's
    with suppress(OSError):
        SHARED.parent.mkdir(exist_ok=True)
        part = SHARED.with_name(f"{home.name}.part")
        shutil.copyfile(_parsed(home), part)
        part.replace(SHARED)


def _parsed(home: Path) -> Path:
    return home / "project" / "target" / SHARED.name
