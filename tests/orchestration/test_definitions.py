"""Dagster runs the same night: the graph is whole, and a failed check stops what is downstream."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from threading import Event, Thread

import dagster as dg
import duckdb
import pytest
from dagster_dbt import DbtCliResource

from orchestration.definitions import accord_definitions
from orchestration.defs.landing import ALREADY_PUBLISHED
from orchestration.defs.steps import AccordResource
from orchestration.defs.transform import InstalledDbt, last_change
from orchestration.last_run import last_run
from orchestration.loading.lock import held_home
from orchestration.publishing import PUBLISHED_SCHEMAS
from orchestration.seeds import DBT_PROJECT, ROOMS, lay_project
from orchestration.settings import RunOptions
from orchestration.transform import judged_rules
from orchestration.watching import Watch, folder_fingerprint, keep_published_inputs, note_inputs
from tests.nights import copied_night, export_shortened, small_company, write_export
from tests.orchestration.listening import webhook

# The sample company has no exports of these.
SILENT_TOOLS = re.compile(
    r"_(stg_)?(activecampaign|brevo|dynamics|eloqua|hubspot|mailchimp|pardot|pipedrive|"
    r"rates|template|zoho)__"
)


@pytest.fixture(scope="module", autouse=True)
def environment() -> Iterator[None]:
    """Dagster's dbt reads the home from the environment; leave it as it was."""
    before = dict(os.environ)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def definitions(night_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    """What Dagster shows of a home that has published; its exports are not changed."""
    return accord_definitions(copied_night(night_home, tmp_path_factory.mktemp("definitions")))


def run_nightly(
    options: RunOptions, tags: dict[str, str] | None = None
) -> dg.ExecuteInProcessResult:
    definitions = accord_definitions(options)
    job = definitions.resolve_job_def("nightly")
    return job.execute_in_process(raise_on_error=False, tags=tags)


@contextmanager
def changes_of_hold(home: Path) -> Iterator[list[bool]]:
    """Every time that the home was taken (True) or let go, as an onlooker sees it."""
    changes: list[bool] = []
    over = Event()

    def look() -> None:
        while not over.wait(0.002):
            is_held = (home / "lock.json").exists()
            if is_held != bool(changes and changes[-1]):
                changes.append(is_held)

    looking = Thread(target=look)
    looking.start()
    try:
        yield changes
        # one look more
        time.sleep(0.1)
    finally:
        over.set()
        looking.join()


def telling(options: RunOptions, folder: Path, key: str) -> RunOptions:
    """The same night of a company whose settings name the variable TOLD."""
    folder.mkdir()
    (folder / "settings.yml").write_text(f"messages:\n  {key}: [TOLD]\n", "utf-8")
    return replace(options, seeds=folder)


def steps(result: dg.ExecuteInProcessResult, kind: dg.DagsterEventType) -> list[str | None]:
    return [event.step_key for event in result.filter_events(lambda e: e.event_type == kind)]


def test_an_unbelievable_export_stops_the_tables_under_dagster_too_and_is_told(
    night_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = telling(copied_night(night_home, tmp_path), tmp_path / "seeds", "failures_to")
    export_shortened(options.exports, "Lead.csv", "2026-10-06T0200Z", lines=20)
    before = (options.home / "marts.duckdb").read_bytes()
    with webhook() as (received, address), changes_of_hold(options.home) as changes:
        monkeypatch.setenv("TOLD", address)
        result = run_nightly(options)
    assert [each["title"] for each in received] == ["Accord: the night failed"]
    assert "A full export has not lost many rows" in received[0]["message"]
    assert "still published" in received[0]["message"]
    assert changes == [True, False], "taken once, let go once: never between two steps"
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


def test_the_summary_of_the_week_is_sent_to_whom_the_settings_name(
    night_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = copied_night(night_home, tmp_path)
    definitions = accord_definitions(telling(copied, tmp_path / "seeds", "digest_to"))
    schedule = definitions.resolve_schedule_def("weekly_digest_schedule")
    assert schedule.cron_schedule == "0 7 * * 1"
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    with webhook() as (received, address):
        monkeypatch.setenv("TOLD", address)
        assert definitions.resolve_job_def("weekly_digest").execute_in_process().success
    (told,) = received
    assert told["title"] == "Accord: the week from 28 Sep to 4 October 2026"
    assert "What each team promised" in told["message"]


def test_where_nobody_is_named_no_summary_is_scheduled(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("weekly_digest_schedule")
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED


def test_a_tool_that_begins_is_built_by_a_graph_that_was_read_before(
    night_home: Path, tmp_path: Path
) -> None:
    options = copied_night(night_home, tmp_path)
    definitions = accord_definitions(options)
    write_export(options.exports, "2026-10-05T0300", small_company())
    result = definitions.resolve_job_def("nightly").execute_in_process(raise_on_error=False)
    assert result.success
    built = {
        event.asset_key.to_user_string()
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }
    assert {"landing/template/people", "staging/template__people", "published_marts"} <= built
    assert "staging/hubspot__people" not in built
    with duckdb.connect(str(options.home / "marts.duckdb"), read_only=True) as marts:
        systems = "select distinct first_known_system from core.dim_people order by all"
        assert marts.execute(systems).fetchall() == [("marketo",), ("salesforce",), ("template",)]


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


def test_every_published_table_is_downstream_of_the_exports(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    sources = {key for key in graph.get_all_asset_keys() if key.path[0] == "exports"}
    published = dg.AssetKey("published_marts")
    assert sources <= graph.get_ancestor_asset_keys(published)
    assert graph.get(published).freshness_policy is not None
    tables = graph.get(published).parent_keys
    assert {key.path[0] for key in tables} == set(PUBLISHED_SCHEMAS)
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]
    assert [node.key for node in nodes if not node.description] == []
    assert [node.key for node in nodes if not node.owners] == []
    assert {node.group_name for node in nodes} == {
        *("exports", "landing", "reference", "seeds", "metrics"),
        *(f"int_{folder.name}" for folder in (DBT_PROJECT / "models" / "intermediate").iterdir()),
        *("stg_salesforce", "stg_marketo", "stg_hubspot", "stg_pardot"),
        "stg_pipedrive",
        *("stg_brevo", "stg_eloqua", "stg_rates", "stg_zoho", "stg_activecampaign"),
        *("stg_dynamics", "stg_mailchimp"),
        *("stg_survey", "stg_template"),
        *(*PUBLISHED_SCHEMAS, "published"),
    }


def test_every_rule_of_a_table_has_its_figure_and_its_place(
    night_home: Path, definitions: dg.Definitions
) -> None:
    graph = definitions.resolve_asset_graph()
    checks = {
        key.name
        for key in graph.asset_check_keys
        if key.asset_key.path[0] not in ("landing", "seeds")
    }
    judged = judged_rules(night_home)
    assert set(judged.values()) == {0}
    assert "unique_fct_handoffs_handoff_id" in judged
    assert judged.keys() <= checks
    # those that look at two tables, what Great Expectations finds, and of tools without exports
    others = {name for name in checks - judged.keys() if not SILENT_TOOLS.search(name)}
    assert {name.split("_")[0] for name in others} == {"relationships", "table"}


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


def test_the_schedule_is_the_companys_and_the_night_is_at_its_hour(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    own = 'night_starts_at: "23:45"\ntime_zone: America/Lima\n'
    (seeds / "settings.yml").write_text(own, "utf-8")
    options = RunOptions.resolve(home=tmp_path / "home", seeds=seeds, environment={})
    definitions = accord_definitions(options)
    schedule = definitions.resolve_schedule_def("nightly_schedule")
    assert schedule.cron_schedule == "45 23 * * *"
    assert schedule.execution_timezone == "America/Lima"
    assert definitions.resolve_sensor_def("new_exports").job_name == "nightly"


def test_what_was_published_is_not_run_again_by_itself(night_home: Path, tmp_path: Path) -> None:
    options = copied_night(night_home, tmp_path)
    note_inputs(options)
    keep_published_inputs(options.home)
    before = (options.home / "marts.duckdb").read_bytes()
    result = run_nightly(options, {"dagster/schedule_name": "nightly_schedule"})
    assert result.success
    assert steps(result, dg.DagsterEventType.ASSET_MATERIALIZATION) == []
    skipped = steps(result, dg.DagsterEventType.STEP_SKIPPED)
    assert {"check_landing", "build_tables", "check_marts", "published_marts"} <= set(skipped)
    assert (options.home / "marts.duckdb").read_bytes() == before

    definitions = accord_definitions(options)
    schedule = definitions.resolve_schedule_def("nightly_schedule")
    sensor = definitions.resolve_sensor_def("new_exports")
    rested = Watch(folder_fingerprint(options.exports), since=0.0).text
    asked = schedule.evaluate_tick(dg.build_schedule_context())
    seen = sensor.evaluate_tick(dg.build_sensor_context(cursor=rested))
    assert (asked.skip_message, seen.skip_message) == (ALREADY_PUBLISHED, ALREADY_PUBLISHED)
    # a file that came since
    newest = max(options.exports.glob("survey/*"))
    (newest / "note.csv").write_text("new\n")
    rested = Watch(folder_fingerprint(options.exports), since=0.0).text
    asked = schedule.evaluate_tick(dg.build_schedule_context())
    seen = sensor.evaluate_tick(dg.build_sensor_context(cursor=rested))
    assert (len(asked.run_requests or []), len(seen.run_requests or [])) == (1, 1)


def test_a_run_waits_in_words_for_whoever_holds_the_home(tmp_path: Path) -> None:
    told: list[str] = []
    resource = AccordResource(home=str(tmp_path), exports="", seeds="")
    context = dg.build_init_resource_context()
    with held_home(tmp_path):
        waiting = Thread(target=lambda: hold(resource, context, told))
        waiting.start()
        time.sleep(0.5)
        assert told == []
    waiting.join(30)
    assert told == ["held"]


def hold(resource: AccordResource, context: dg.InitResourceContext, told: list[str]) -> None:
    with resource.yield_for_execution(context):
        told.append("held")


def test_no_run_has_its_steps_in_several_processes(definitions: dg.Definitions) -> None:
    by_hand = definitions.resolve_implicit_global_asset_job_def()
    assert by_hand.executor_def is dg.in_process_executor
    assert definitions.resolve_job_def("nightly").executor_def is dg.in_process_executor


def test_dbt_is_not_asked_for_its_version(tmp_path: Path) -> None:
    lay_project(tmp_path)
    project = tmp_path / "project"
    dbt = InstalledDbt(
        project_dir=str(project), profiles_dir=str(project), dbt_executable=sys.executable
    )
    # the private name that dagster-dbt reads: an upgrade that renames it must be seen
    assert "_cli_version" in vars(DbtCliResource)
    assert str(dbt._cli_version) == version("dbt-core")
