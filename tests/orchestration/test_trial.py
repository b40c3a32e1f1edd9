"""`accord try` and `accord check` of edited models, over the sample company's night."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner, Result

from orchestration import seeds
from orchestration.cli import app
from orchestration.errors import HomeIsBusy
from orchestration.loading.lock import held_home
from orchestration.preflight import preflight
from orchestration.settings import PROJECT, SAMPLE_SEEDS, RunOptions
from orchestration.transform import BuildFailed
from orchestration.trial import try_model

CALENDAR = Path("models") / "intermediate" / "calendar"
DAYS = CALENDAR / "int_dates_spined.sql"
DATES = Path("models") / "marts" / "core" / "dim_dates.sql"
LAST_LINE = "select * from dates_numbered"

Edit = Callable[[Path, str, str], None]


@pytest.fixture
def options(night_home: Path, tmp_path: Path) -> RunOptions:
    """A home of its own with the files of the last night that a trial reads."""
    home = tmp_path / "home"
    home.mkdir()
    for folder in ("landing", "control", "reference"):
        (home / folder).symlink_to(night_home / folder)
    for file in ("build.duckdb", "published_nodes.json"):
        shutil.copy(night_home / file, home / file)
    return RunOptions.resolve(home=home, environment={})


@pytest.fixture
def edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edit:
    """Edits a copy of the dbt project, which is what is laid."""
    copy = tmp_path / "dbt_project"
    shutil.copytree(PROJECT / "dbt_project", copy)
    monkeypatch.setattr(seeds, "DBT_PROJECT", copy)

    def replace(file: Path, found: str, by: str) -> None:
        text = (copy / file).read_text("utf-8")
        assert found in text
        (copy / file).write_text(text.replace(found, by), "utf-8")

    return replace


def tried(options: RunOptions, *arguments: str) -> Result:
    command = ["try", "--home", str(options.home), *arguments]
    return CliRunner().invoke(app, command, env={"COLUMNS": "100"})


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_an_edited_model_is_compared_with_the_last_night_and_its_tests_are_run(
    options: RunOptions, edit: Edit
) -> None:
    # 2000-01-01 was a Saturday; 2020-01-01, a Wednesday, becomes a Sunday
    edit(
        DAYS,
        LAST_LINE,
        "select date_on, case when date_on = date '2020-01-01' then 7 else weekday end as weekday,"
        " 'x' as note from dates_numbered where date_on > date '2000-01-01'",
    )
    before = digest(options.home / "build.duckdb")
    trial = try_model(options, "int_dates_spined")
    assert (trial.problems, trial.also_built) == (None, ())
    assert (trial.tests, trial.unit_tests) == (2, 0)
    found = trial.comparison
    assert found.rows + 1 == found.before
    assert (found.added, found.removed, found.changed) == (0, 1, 1)
    assert found.changed_columns == {"weekday": 1}
    assert list(found.columns) == ["date_on", "weekday", "note"]
    assert [(each.kind, each.cells, each.changed) for each in found.examples] == [
        ("removed", {"date_on": date(2000, 1, 1), "weekday": 6}, {}),
        ("changed", {"date_on": date(2020, 1, 1)}, {"weekday": (3, 7)}),
    ]

    # what reads it is tried over what was edited, not over the last night's
    told = tried(options, "dim_dates", "--where", "date_on = date '2020-01-01'")
    assert told.exit_code == 0, told.output
    assert "dim_dates (table)" in told.output
    assert "1; 1 in the last night" in told.output
    assert "0 added, 0 removed, 1 changed" in told.output
    assert "is_weekend 1" in told.output
    assert "False → True" in told.output
    assert "int_dates_spined" in told.output
    assert "1 unit tests" in told.output
    assert max(map(len, told.output.splitlines()[:-1])) <= 100
    assert digest(options.home / "build.duckdb") == before
    assert not (options.home / "marts.duckdb").exists()
    assert not (options.home / "candidate").exists()


def test_a_model_that_breaks_its_contract_or_its_tests_is_told_as_a_night_tells_it(
    options: RunOptions, edit: Edit
) -> None:
    edit(DATES, "dates.date_on,", "dates.date_on, dates.weekday as day_of_week,")
    with pytest.raises(BuildFailed, match=rf"dbt_project/{DATES}(.|\n)*day_of_week"):
        try_model(options, "dim_dates")
    edit(DAYS, LAST_LINE, f"{LAST_LINE} union all {LAST_LINE}")
    told = tried(options, "int_dates_spined", "--json")
    assert told.exit_code == 1, told.output
    summary = json.loads(told.stdout)
    assert summary["status"] == "broken"
    assert "the test grain on int_dates_spined" in summary["problems"]
    assert summary["rows"] == 2 * summary["rows_before"]


def test_while_a_night_runs_a_model_that_was_never_built_is_tried_over_the_last_ones_views(
    options: RunOptions, edit: Edit
) -> None:
    new = seeds.DBT_PROJECT / CALENDAR / "int_people_dated.sql"
    new.write_text(
        "select people.person_id, dates.weekday from {{ ref('dim_people') }} as people "
        "cross join {{ ref('int_dates_spined') }} as dates "
        "cross join {{ ref('int_people_unioned') }} as records where dates.weekday = 8",
        "utf-8",
    )
    with held_home(options.home):
        trial = try_model(options, "int_people_dated")
    assert trial.materialized == "view"
    assert (trial.comparison.rows, trial.comparison.before) == (0, None)


def test_a_model_that_is_not_there_is_told_with_those_of_like_names(options: RunOptions) -> None:
    told = tried(options, "dim_date")
    assert told.exit_code == 2
    assert "there is no model 'dim_date'" in told.output
    assert "did you mean dim_dates" in told.output


def test_without_a_night_there_is_nothing_to_try_a_model_over(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["try", "dim_dates", "--home", str(tmp_path)])
    assert told.exit_code == 1
    assert "Run `accord run` first" in told.output


def test_one_model_is_tried_at_a_time(options: RunOptions) -> None:
    (options.home / "trial").mkdir()
    with (
        FileLock(options.home / "trial" / ".lock"),
        pytest.raises(HomeIsBusy, match="another model is being tried"),
    ):
        try_model(options, "dim_dates")


def test_the_check_binds_what_was_edited_and_what_reads_it(
    options: RunOptions, edit: Edit, tmp_path: Path
) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    options = RunOptions.resolve(
        home=options.home, exports=exports, seeds=SAMPLE_SEEDS, environment={}
    )
    edit(DAYS, LAST_LINE, "select date_on from dates_numbered")
    # a test of it stops what is behind it, as in a night
    (told,) = preflight(options).model_problems
    assert told.startswith("dbt_project/models/intermediate/calendar/int_dates_spined.yml (")
    assert "more that depend on this were not run" in told
    edit(DAYS.with_suffix(".yml"), ",\n         data_tests: [not_null]", "")
    (told,) = preflight(options).model_problems
    assert f"dbt_project/{DATES}, line " in told
    assert "int_business_windows.sql, line " in told
    edit(DAYS, "select date_on from", "select date_on, weekday, 1 as note from")
    assert preflight(options).model_problems == ()
