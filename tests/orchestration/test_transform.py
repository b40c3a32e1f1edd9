"""What a person reads when a model is broken: file, line and reason, without dbt's noise."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration import seeds, transform
from orchestration.databases import build_of, candidate_of, forget_candidate
from orchestration.night import dbt_worker
from orchestration.seeds import lay_project
from orchestration.settings import MEMORY_VARIABLE, PROJECT
from orchestration.transform import BuildFailed, explain_stop
from orchestration.worker import Worker

MODEL = Path("models") / "intermediate" / "calendar" / "int_dates_spined.sql"


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with dbt_worker(tmp_path_factory.mktemp("dbt")) as started:
        yield started


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dbt project to break; a build of it builds one model and its tests."""
    copy = tmp_path / "dbt_project"
    shutil.copytree(PROJECT / "dbt_project", copy)
    monkeypatch.setattr(seeds, "DBT_PROJECT", copy)
    monkeypatch.setattr(transform, "BUILD_COMMAND", ("build", "--select", MODEL.stem))
    return copy


@pytest.fixture
def home(night_home: Path, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "control").mkdir(parents=True)
    for name in ("control", "landing"):
        shutil.copytree(night_home / name, home / name, dirs_exist_ok=True)
    forget_candidate(home)
    shutil.copy(build_of(night_home), candidate_of(home))
    return home


def read_and_build(worker: Worker, home: Path) -> None:
    transform.begin_parsing(worker, home)
    transform.finish_parsing(worker)
    transform.build(worker, home)


def failure(worker: Worker, home: Path) -> str:
    lay_project(home)
    with pytest.raises(BuildFailed) as failed:
        read_and_build(worker, home)
    return str(failed.value)


def test_an_unknown_column_is_told_with_the_models_file_and_its_own_line(
    worker: Worker, project: Path, home: Path
) -> None:
    file = project / MODEL
    lines = file.read_text("utf-8").splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("select * from"))
    lines[last] = lines[last].replace("select *", "select no_such_column")
    file.write_text("\n".join(lines) + "\n", "utf-8")
    told = failure(worker, home)
    assert told.startswith(f"dbt_project/{MODEL}, line {last + 1} ({MODEL.stem})")
    assert '"no_such_column" not found' in told
    assert "Runtime Error" not in told
    assert "compiled code" not in told


def test_a_syntax_error_in_a_line_with_jinja_is_told_with_its_line(
    worker: Worker, project: Path, home: Path
) -> None:
    file = project / MODEL
    lines = file.read_text("utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, start=1) if "from {{" in line)
    lines[number - 1] = lines[number - 1].replace("select", "selec")
    file.write_text("\n".join(lines) + "\n", "utf-8")
    assert failure(worker, home).startswith(f"dbt_project/{MODEL}, line {number} ({MODEL.stem})")


def test_broken_jinja_is_told_with_its_file(worker: Worker, project: Path, home: Path) -> None:
    file = project / MODEL
    file.write_text("{{ ref('no_such_model') }}\n", "utf-8")
    told = failure(worker, home)
    assert told.startswith(f"dbt_project/{MODEL}")
    assert "no_such_model" in told


def test_a_test_that_does_not_hold_is_told_with_its_claim_and_its_rows(
    project: Path, home: Path
) -> None:
    file = project / MODEL
    text = file.read_text("utf-8").rstrip().splitlines()
    doubled = [*text[:-1], text[-1], "union all", text[-1]]
    file.write_text("\n".join(doubled) + "\n", "utf-8")
    # of its own: one that is over holds the candidate no longer
    with dbt_worker(home) as worker:
        told = failure(worker, home)
    assert "the test grain on int_dates_spined." in told
    assert "rows break it" in told
    query = home / "project" / "target" / "run" / "accord" / MODEL
    assert f"with this query on {candidate_of(home)}: {query}" in told
    with duckdb.connect(str(candidate_of(home)), read_only=True) as database:
        rows = database.execute(query.read_text("utf-8")).fetchall()
    assert f"{len(rows)} rows break it" in told


def test_a_table_that_departs_from_its_contract_is_told_with_the_column(
    worker: Worker, project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = project / "models" / "marts" / "core"
    broken = {
        "dim_dates": ("*, 1 as surplus", "surplus", "missing in contract"),
        "dim_sources": ("* exclude (is_mapped)", "is_mapped", "missing in definition"),
        "dim_users": ("* replace (1 as team)", "team", "data type mismatch"),
        "dim_campaigns": ("system, * exclude (system)", "in the order campaign, system"),
        "dim_stages": (
            *("* replace (nullif(stage, 'mql') as stage)", "NOT NULL constraint failed", "stage"),
        ),
    }
    selected = ("build", "--select", *broken, "--exclude-resource-type", "unit_test")
    monkeypatch.setattr(transform, "BUILD_COMMAND", selected)
    for name, (columns, *_) in broken.items():
        sql = (core / f"{name}.sql").read_text("utf-8")
        (core / f"{name}.sql").write_text(f"select {columns} from ({sql}) as whole", "utf-8")
    told = {each.partition("\n")[0]: each for each in failure(worker, home).split("\n\n")}
    for name, (_, *words) in broken.items():
        text = told[f"dbt_project/models/marts/core/{name}.sql ({name})"]
        assert [word for word in words if word not in text] == [], text


def test_what_does_not_fit_into_memory_is_told_with_the_setting(
    project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, "0.03")
    # one list of 80 MB is one value: it cannot be spilled
    (project / MODEL).write_text(
        "{{ config(materialized='table') }}\n"
        "select list(number) as date_on from range(10000000) as _ (number)",
        "utf-8",
    )
    with dbt_worker(home) as small:
        told = failure(small, home)
    assert told.startswith(f"dbt_project/{MODEL}")
    assert "memory_gb in settings.yml" in told


def test_a_file_in_another_encoding_is_named(worker: Worker, project: Path, home: Path) -> None:
    (project / MODEL).write_bytes("-- une journée\nselect 1 as one\n".encode("cp1252"))
    assert failure(worker, home) == f"dbt_project/{MODEL}, line 1: bytes that are not UTF-8"


def test_yaml_that_cannot_be_read_is_told_with_its_file_and_line() -> None:
    error = (
        "Parsing Error\n  Error reading accord: marts/core/x.yml - Runtime Error\n"
        "    Syntax error near line 3\n    ------------------------------\n    2  |   - name: [\n"
    )
    assert explain_stop(error).splitlines() == [
        "dbt_project/models/marts/core/x.yml, line 3",
        "    models/marts/core/x.yml:",
        "    Syntax error near line 3",
        "    2  |   - name: [",
    ]


def test_the_text_of_a_parse_error_starts_with_its_place() -> None:
    error = (
        "Compilation Error in model x (models/marts/core/x.sql)\n"
        "  unexpected '}'\n    line 5\n      select }}\n"
    )
    assert explain_stop(error).splitlines()[0] == "dbt_project/models/marts/core/x.sql, line 5"
