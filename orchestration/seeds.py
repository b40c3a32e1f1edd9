"""Laying the project that dbt runs, and checking the seeds that people edit."""

import os
import shutil
from pathlib import Path

from orchestration.errors import BadSeeds
from orchestration.settings import PROJECT, SHIPPED_SEEDS

DBT_PROJECT = PROJECT / "dbt_project"
SEED_FOLDERS = ("agreement", "mappings", "calendars")
LINKED = ("models", "macros", "tests")
COPIED = ("dbt_project.yml", "profiles.yml")


def seed_files(own: Path | None) -> dict[str, Path]:
    """Path below the seeds folder → file: the shipped seeds, then the company's own file by file."""
    files: dict[str, Path] = {}
    for root in [SHIPPED_SEEDS, own]:
        if root is None:
            continue
        for folder in SEED_FOLDERS:
            for file in sorted((root / folder).glob("*")):
                if file.is_file() and not file.name.startswith((".", "~$")):
                    files[f"{folder}/{file.name}"] = file
    return files


def lay_project(home: Path, seeds: Path) -> Path:
    """Lay `<home>/project`: the dbt project as this home runs it. Returns its folder.

    Code is linked, so that an upgrade needs nothing; seeds are copied, because dbt writes its
    compiled seeds beside absolute seed paths. `seeds` may be the shipped folder or the company's own.
    """
    project = home / "project"
    project.mkdir(parents=True, exist_ok=True)
    for name in LINKED:
        link, target = project / name, DBT_PROJECT / name
        if not target.is_dir():
            continue
        if not link.is_symlink() or Path(os.readlink(link)) != target:
            if link.is_symlink():
                link.unlink()
            link.symlink_to(target, target_is_directory=True)
    for name in COPIED:
        _copy(DBT_PROJECT / name, project / name)
    files = seed_files(None if seeds == SHIPPED_SEEDS else seeds)
    for below, file in files.items():
        _copy(file, project / "seeds" / below)
    for laid in (project / "seeds").rglob("*"):
        if laid.is_file() and str(laid.relative_to(project / "seeds")) not in files:
            laid.unlink()
    return project


def _copy(source: Path, target: Path) -> None:
    """Copy where the content differs: dbt rereads what has a new time."""
    try:
        content = source.read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    except OSError as error:
        raise BadSeeds(f"{source} cannot be copied to {target}: {error}") from error
