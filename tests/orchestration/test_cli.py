"""The command line: exit codes, clear texts, stable keys for machines."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration import transform
from orchestration.cli import app
from orchestration.loading.lock import held_home
from orchestration.settings import SHIPPED_SEEDS
from tests.nights import copied_night, export_shortened

runner = CliRunner()


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCORD_HOME", "ACCORD_EXPORTS", "ACCORD_SEEDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def test_a_folder_that_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    result = runner.invoke(
        app, ["run", "--home", str(tmp_path), "--exports", str(tmp_path / "none")]
    )
    assert result.exit_code == 2
    assert "--exports: there is no folder" in result.output
    assert "Traceback" not in result.output


def test_a_terminal_without_our_signs_shows_others(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).parent / "accord"), "check", "--exports", "/no/such"]
    told = subprocess.run(
        command, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False
    )
    assert told.returncode == 2
    assert told.stdout.decode("ascii").startswith("? --exports: there is no folder /no/such")


def test_a_home_in_use_is_told_with_who_holds_it(tmp_path: Path) -> None:
    with held_home(tmp_path):
        result = runner.invoke(app, ["run", "--home", str(tmp_path), "--json"])
    assert result.exit_code == 2
    assert "in use by process" in json.loads(result.stdout)["error"]


def test_a_failed_night_tells_why_and_what_is_still_served(
    night_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # it fails for its exports, whatever is built of them
    monkeypatch.setattr(transform, "BUILD_COMMAND", ("build", "--select", "stg_survey__responses"))
    options = copied_night(night_home, tmp_path)
    export_shortened(options.exports, "Lead.csv", "2026-10-06T0200Z", lines=20)
    arguments = ["run", "--home", str(options.home), "--exports", str(options.exports)]
    result = runner.invoke(app, arguments)
    assert result.exit_code == 1
    assert "salesforce.lead: A full export has not lost many rows" in result.output
    assert "The marts of 2026-10-05T02:00:00Z are untouched" in result.output
    assert "Traceback" not in result.output

    # for machines; what stops a night at once is told the same way
    seeds = tmp_path / "seeds"
    (seeds / "mappings").mkdir(parents=True)
    (seeds / "mappings" / "status_mapping.csv").write_text("system\n", "utf-8")
    told = runner.invoke(app, [*arguments, "--seeds", str(seeds), "--json"])
    assert told.exit_code == 1
    failure = json.loads(told.stdout)
    assert failure["status"] == "failed"
    assert failure["kind"] == "BadSeeds"
    assert failure["published"]["as_of"] == "2026-10-05T02:00:00Z"


def test_status_tells_the_published_night_and_its_metrics(night_home: Path) -> None:
    result = runner.invoke(app, ["status", "--home", str(night_home), "--json"])
    assert result.exit_code == 0
    status = json.loads(result.stdout)
    assert status["as_of"] == "2026-10-05T02:00:00Z"
    told = {metric["metric"] for metric in status["metrics"]}
    assert {
        *("lead_acceptance", "lead_handling_time", "conversion_by_source", "perceived_alignment"),
        "alignment_index",
    } <= told
    # the last month that has ended at the cut-off
    assert {metric["period_start"] for metric in status["metrics"]} == {"2026-09-01"}


def test_status_before_the_first_night_says_what_to_do(tmp_path: Path) -> None:
    result = runner.invoke(app, ["status", "--home", str(tmp_path)])
    assert result.exit_code == 1
    assert "accord run" in result.output


def test_a_broken_mapping_is_named_with_file_line_and_column(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(SHIPPED_SEEDS / "mappings", seeds / "mappings")
    mapping = seeds / "mappings" / "status_mapping.csv"
    lines = mapping.read_text("utf-8").splitlines()
    stage = lines[0].split(",").index("stage")
    cells = lines[1].split(",")
    cells[stage] = "acceptd"
    lines[1] = ",".join(cells)
    mapping.write_text("\n".join(lines) + "\n", "utf-8")
    home = tmp_path / "home"
    checked = runner.invoke(app, ["check", "--seeds", str(seeds), "--home", str(home)])
    assert checked.exit_code == 1
    assert f"{mapping}, line 2, column stage: found " in checked.output
    night = runner.invoke(app, ["run", "--seeds", str(seeds), "--home", str(home)])
    assert night.exit_code == 1
    assert f"{mapping}, line 2, column stage: found " in night.output
