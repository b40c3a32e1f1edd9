"""What many tests read: one night on the sample company, and dbt's manifest."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.night import dbt_worker
from orchestration.seeds import lay_project
from orchestration.settings import SHIPPED_SEEDS
from orchestration.transform import common_arguments
from tests.nights import run_night


@pytest.fixture(scope="session")
def night_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the one night on the sample company; a test that changes it copies it."""
    home = tmp_path_factory.mktemp("night") / "home"
    run_night(SHIPPED_SEEDS / "exports", home)
    return home


@pytest.fixture(scope="session")
def night(night_home: Path) -> Path:
    """The `marts.duckdb` of the sample company's night."""
    return night_home / "marts.duckdb"


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The manifest of the dbt project, parsed without running anything."""
    home = tmp_path_factory.mktemp("manifest")
    lay_project(home, SHIPPED_SEEDS)
    with dbt_worker(home) as worker:
        parsed = worker.call("invoke", str(home), ["parse", *common_arguments(home)])
    assert parsed.is_successful, parsed.error
    content: dict[str, Any] = json.loads(
        (home / "project" / "target" / "manifest.json").read_text("utf-8")
    )
    return content
