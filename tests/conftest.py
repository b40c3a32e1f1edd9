"""What many tests read: one night on the sample company, and dbt's manifest."""

import json
import os
import runpy
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from orchestration.night import dbt_worker
from orchestration.seeds import lay_project
from orchestration.settings import SAMPLE_EXPORTS
from orchestration.transform import common_arguments
from tests.nights import run_night

NETWORK = Path(__file__).parent / "network"


def pytest_configure(config: pytest.Config) -> None:
    """Watch every process of the tests: none may call beyond this machine."""
    if "ACCORD_TEST_CALLS" not in os.environ:
        calls = Path(tempfile.mkdtemp(prefix="accord-calls-")) / "calls"
        os.environ["ACCORD_TEST_CALLS"] = str(calls)
        paths = [str(NETWORK), *filter(None, [os.environ.get("PYTHONPATH")])]
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)
        # a proxy of this machine would make every call look like one to it
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            del os.environ[name]
    runpy.run_path(str(NETWORK / "sitecustomize.py"))


@pytest.fixture(scope="module", autouse=True)
def nothing_leaves_the_machine() -> Iterator[None]:
    """No process of a module's tests called beyond this machine."""
    yield
    calls = Path(os.environ["ACCORD_TEST_CALLS"])
    assert not calls.exists(), calls.read_text("utf-8")


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
