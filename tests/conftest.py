"""What many tests read: one night on the sample company, and what dbt makes of the models."""

import os
import runpy
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from orchestration import night as whole_night
from orchestration import worker
from orchestration.loading import judgement
from orchestration.seeds import SeedProblem, seed_remarks
from orchestration.settings import SAMPLE_EXPORTS, SAMPLE_SEEDS
from orchestration.worker import Worker
from orchestration.yaml_text import read_yaml
from tests.compiled_models import CompiledModels, compile_project
from tests.forked import IMPORTED, Forks, of_one_thread
from tests.nights import run_night

NETWORK = Path(__file__).parent / "network"

# How a night starts a process.
START = worker.start

# A process takes a file after the other. One begins with the night that many read, the other with
# what dbt makes of the models, so that none waits for the other's; then the longest, so that none
# is left with a long file at the end.
FIRST = (
    "tests/test_company.py",
    "tests/dbt_project",
    "tests/test_olist.py",
    "tests/orchestration",
    "tests/reporting",
    "tests/expectations",
    "tests/stories",
    "tests/staging",
    "tests/loading/test_dialects_property.py",
)


# How long an example takes is the machine's affair; what its fixture made is the same for all.
settings.register_profile(
    "accord",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("accord")


def pytest_configure(config: pytest.Config) -> None:
    """Watch every process of the tests: none may call beyond this machine."""
    if "ACCORD_TEST_CALLS" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="accord-calls-"))
        config.add_cleanup(lambda: shutil.rmtree(folder))
        os.environ["ACCORD_TEST_CALLS"] = str(folder / "calls")
        paths = [str(NETWORK), *filter(None, [os.environ.get("PYTHONPATH")])]
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)
        # a proxy of this machine would make every call look like one to it
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            del os.environ[name]
    runpy.run_path(str(NETWORK / "sitecustomize.py"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file nothing changes."""

    def rank(item: pytest.Item) -> int:
        places = [n for n, place in enumerate(FIRST) if item.nodeid.startswith(place)]
        return min(places, default=len(FIRST))

    items.sort(key=rank)


@pytest.fixture(scope="session", autouse=True)
def one_process_of_checks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a process of tests judges is judged by one: it takes longer to start than to judge."""
    start, started = whole_night.checks_worker, list[Worker]()

    @contextmanager
    def kept(_: Path) -> Iterator[Worker]:
        if not started:
            started.append(start(tmp_path_factory.mktemp("checks")))
        yield started[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole_night, "checks_worker", kept)
        yield
    for checks in started:
        checks.close()


@pytest.fixture(scope="session", autouse=True)
def dbt_imported_once() -> Iterator[None]:
    """All processes of dbt of a process of tests are forked from one."""
    started = list[Forks]()

    def start(module: str, *descriptors: int) -> worker.Process:
        if module not in IMPORTED:
            return START(module, *descriptors)
        if not started:
            started.append(Forks())
        return started[0].start(module, *descriptors)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "start", start)
        yield
    for forks in started:
        forks.close()


@pytest.fixture(scope="session", autouse=True)
def shipped_seeds_examined_once() -> Iterator[None]:
    """What is remarked of them, `tests/seeds` ask; of some thousand loads it was two thirds."""
    shipped = cache(seed_remarks)

    def remarks(*over: Path) -> list[SeedProblem]:
        return seed_remarks(*over) if over else shipped()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judgement, "seed_remarks", remarks)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_thread_of_duckdb() -> Iterator[None]:
    """Each core has a process of tests: a second thread of its own took a third of a build."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", of_one_thread(duckdb.connect))
        yield


@pytest.fixture(scope="session", autouse=True)
def declarations_read_once() -> Iterator[None]:
    """The same text of a tool's declaration is the same YAML: half of what a small load took."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("orchestration.loading.declarations.read_yaml", cache(read_yaml))
        yield


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
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worker, "start", START)
            run_night(SAMPLE_EXPORTS, folder / "home")

    return made_once("night", run, tmp_path_factory, worker_id) / "home"


@pytest.fixture(scope="session")
def night(night_home: Path) -> Path:
    """The `marts.duckdb` of the sample company's night."""
    return night_home / "marts.duckdb"


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> CompiledModels:
    """What dbt makes of every model and every test, without running anything."""
    return CompiledModels(made_once("compiled", compile_project, tmp_path_factory, worker_id))


@pytest.fixture(scope="session")
def compiled_sample(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> CompiledModels:
    """The same where a company has the fields of its own that the sample company declares."""

    def compile_sample(home: Path) -> None:
        compile_project(home, SAMPLE_SEEDS)

    return CompiledModels(made_once("compiled_sample", compile_sample, tmp_path_factory, worker_id))


@pytest.fixture(scope="session")
def manifest(compiled: CompiledModels) -> dict[str, Any]:
    """The manifest of the dbt project."""
    return compiled.manifest


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
