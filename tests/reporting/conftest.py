"""The pages of the sample company's night, written once for all tests that look at them."""

import shutil
from pathlib import Path

import pytest

from orchestration.reporting import write_site
from tests.conftest import made_once


@pytest.fixture(scope="session")
def pages_home(night_home: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with the marts of the one night, and its pages in `reports/`."""

    def write(folder: Path) -> None:
        write_site(home_of_marts(night_home, folder / "home"))

    return made_once("pages", write, tmp_path_factory, worker_id) / "home"


def home_of_marts(home: Path, copy: Path) -> Path:
    """A home with what pages are made of: the marts, and the agreement that the night read."""
    copy.mkdir(parents=True)
    shutil.copy(home / "marts.duckdb", copy)
    shutil.copytree(home / "project" / "seeds", copy / "project" / "seeds")
    return copy
