"""What many tests read: one night on the sample company, and dbt's manifest."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from orchestration.night import dbt_worker
from orchestration.seeds import lay_project
from orchestration.settings import SAMPLE_EXPORTS
from orchestration.transform import common_arguments
from tests.nights import run_night


@pytest.fixture(scope="session")
def night_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The home of the one night on the sample company; a test that changes it copies it."""

    def run(folder: Path) -> None:
        run_night(SAMPLE_EXPORTS, folder / "home")

    return made_once("night", run, tmp_path_factory, worker_id) / "home"


@pytest.fixture(scope="session")
def night(night_home: Path) -> Path:
    """The `marts.duckdb` of the sample company's night."""
    return night_home / "marts.duckdb"


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> dict[str, Any]:
    """The manifest of the dbt project, parsed without running anything."""

    def parse(home: Path) -> None:
        lay_project(home)
        with dbt_worker(home) as worker:
            parsed = worker.call("invoke", str(home), ["parse", *common_arguments(home)])
        assert parsed.is_successful, parsed.error

    home = made_once("manifest", parse, tmp_path_factory, worker_id)
    content: dict[str, Any] = json.loads(
        (home / "project" / "target" / "manifest.json").read_text("utf-8")
    )
    return content


def made_once(
    name: str,
    make: Callable[[Path], None],
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Path:
    """A folder that the first of the session's processes makes, and the others wait for."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / name
    done = folder / "made"
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
