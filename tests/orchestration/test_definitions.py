"""Dagster runs the same night: the graph is whole, and a failed check stops what is downstream."""

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import accord_definitions
from orchestration.defs.transform import last_change
from orchestration.last_run import last_run
from orchestration.seeds import ROOMS
from orchestration.settings import SHIPPED_SEEDS, RunOptions
from tests.nights import copied_night, export_shortened


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Dagster's dbt reads the home from the environment; leave it as it was."""
    before = dict(os.environ)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    yield
    os.environ.clear()
    os.environ.update(before)


def run_nightly(options: RunOptions) -> dg.ExecuteInProcessResult:
    definitions = accord_definitions(options)
    return definitions.resolve_job_def("nightly").execute_in_process(raise_on_error=False)


def steps(result: dg.ExecuteInProcessResult, kind: dg.DagsterEventType) -> list[str | None]:
    return [event.step_key for event in result.filter_events(lambda e: e.event_type == kind)]


def test_an_unbelievable_export_stops_the_tables_under_dagster_too(
    night_home: Path, tmp_path: Path
) -> None:
    options = copied_night(night_home, tmp_path)
    export_shortened(options.exports, "Lead.csv", "2026-10-06T0200Z", lines=20)
    before = (options.home / "marts.duckdb").read_bytes()
    result = run_nightly(options)
    assert not result.success
    assert "load_exports" in steps(result, dg.DagsterEventType.STEP_SUCCESS)
    assert steps(result, dg.DagsterEventType.STEP_FAILURE) == ["check_landing"]
    assert "build_tables" not in steps(result, dg.DagsterEventType.STEP_START)
    assert "published_marts" not in steps(result, dg.DagsterEventType.STEP_START)
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    blocking = [check for check in failed if check.severity == dg.AssetCheckSeverity.ERROR]
    assert [check.asset_key.to_user_string() for check in blocking] == ["landing/salesforce/lead"]
    assert (options.home / "marts.duckdb").read_bytes() == before
    ended = last_run(options.home)
    assert ended is not None
    assert "salesforce.lead: A full export has not lost many rows" in (ended.error or "")


def test_a_model_that_cannot_be_built_is_named_under_dagster_too(
    night_home: Path, tmp_path: Path
) -> None:
    options = copied_night(night_home, tmp_path)
    for file in (options.home / "landing" / "survey" / "responses").iterdir():
        file.unlink()
    definitions = accord_definitions(options)
    result = definitions.resolve_job_def("nightly").execute_in_process(
        raise_on_error=False,
        asset_selection=[dg.AssetKey(["staging", "stg_survey__responses"])],
    )
    failure = result.failure_data_for_node("build_tables")
    assert failure is not None
    assert failure.error is not None
    assert "stg_survey__responses" in failure.error.message
    assert "dbt_project/models/staging/survey/" in failure.error.message
    assert steps(result, dg.DagsterEventType.STEP_UP_FOR_RETRY) == []


def test_every_published_table_is_downstream_of_the_exports(
    night_home: Path, tmp_path: Path
) -> None:
    definitions = accord_definitions(copied_night(night_home, tmp_path))
    graph = definitions.resolve_asset_graph()
    sources = {key for key in graph.get_all_asset_keys() if key.path[0] == "exports"}
    published = dg.AssetKey("published_marts")
    assert sources <= graph.get_ancestor_asset_keys(published)
    assert graph.get(published).freshness_policy is not None
    tables = graph.get(published).parent_keys
    assert {key.path[0] for key in tables} == {"agreement", "core", "alignment", "quality"}
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]
    assert [node.key for node in nodes if not node.description] == []
    assert [node.key for node in nodes if not node.owners] == []
    assert {node.group_name for node in nodes} == {
        *("exports", "landing", "seeds", "intermediate", "metrics"),
        *("stg_salesforce", "stg_marketo", "stg_hubspot", "stg_survey", "stg_template"),
        *("agreement", "core", "alignment", "quality", "published"),
    }


def test_a_change_of_linked_code_is_seen_and_what_dbt_compiled_is_none(tmp_path: Path) -> None:
    code, project = tmp_path / "code", tmp_path / "project"
    project.mkdir()
    for name in ROOMS:
        if "." in name:
            (project / name).write_text("")
        else:
            (code / name).mkdir(parents=True)
            (project / name).symlink_to(code / name)
    model = code / "models" / "core" / "leads.sql"
    model.parent.mkdir()
    model.write_text("select 1")
    compiled = project / "target" / "leads.sql"
    compiled.parent.mkdir()
    compiled.write_text("select 1")
    for place in [*code.rglob("*"), *project.rglob("*"), compiled, model]:
        os.utime(place, (1000, 1000))
    os.utime(compiled, (5000, 5000))
    assert last_change(project) == 1000
    os.utime(model, (2000, 2000))
    assert last_change(project) == 2000
    # one that went is seen by its folder
    os.utime(model.parent, (3000, 3000))
    assert last_change(project) == 3000


def test_the_schedule_is_the_companys_and_the_night_is_at_two(tmp_path: Path) -> None:
    options = RunOptions.resolve(home=tmp_path, seeds=SHIPPED_SEEDS, environment={})
    definitions = accord_definitions(options)
    schedule = definitions.resolve_schedule_def("nightly_schedule")
    assert schedule.cron_schedule == "0 2 * * *"
    assert schedule.execution_timezone == "Europe/Paris"
    assert definitions.resolve_sensor_def("new_exports").job_name == "nightly"
