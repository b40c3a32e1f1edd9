"""What `accord check` promises of the models and declarations, a night keeps: in the same words."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration import seeds, transform
from orchestration.cli import app
from orchestration.errors import BadDeclaration
from orchestration.loading.declarations import read_declarations
from orchestration.preflight import TOLD, preflight, preflight_summary
from orchestration.settings import PROJECT, SHIPPED_SEEDS, RunOptions, load_settings
from orchestration.watching import keep_published_inputs, note_inputs
from tests.compiled_models import CompiledModels
from tests.nights import compute, small_company, write_export
from tests.staging.hubspot_portal import write_french
from tests.staging.salesforce_org import write_data_export
from tests.staging.tool_build import rows_of

# half of all models are behind it: those are not proved where it is broken
MODEL = Path("models") / "staging" / "template" / "stg_template__people.sql"
MAPPINGS = (
    "status_mapping",
    "activity_mapping",
    "source_mapping",
    "reason_mapping",
    "opportunity_type_mapping",
    "user_teams",
)
PLACE = f"dbt_project/{MODEL}, line "


@pytest.fixture
def options(tmp_path: Path) -> RunOptions:
    write_export(tmp_path / "exports", "2026-10-01T0200", small_company())
    return RunOptions.resolve(home=tmp_path / "home", exports=tmp_path / "exports", environment={})


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dbt project to break."""
    copy = tmp_path / "dbt_project"
    shutil.copytree(PROJECT / "dbt_project", copy)
    monkeypatch.setattr(seeds, "DBT_PROJECT", copy)
    return copy


def test_a_model_that_does_not_bind_is_told_by_the_check_and_by_the_night(
    options: RunOptions, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project / MODEL
    text = file.read_text("utf-8")
    file.write_text(text.replace("select * from", "select no_such_column from"), "utf-8")
    found = preflight(options)
    assert not found.is_clean
    assert [problem.startswith(PLACE) for problem in found.model_problems] == [True]
    assert '"no_such_column" not found' in found.model_problems[0]
    assert preflight_summary(found)["unmapped_values"] is None
    assert not options.home.exists()
    arguments = ["--exports", str(options.exports), "--home", str(options.home)]
    # of the night, no more of the build than what fails
    monkeypatch.setattr(transform, "BUILD_COMMAND", ("build", "--select", MODEL.stem))
    night = CliRunner().invoke(app, ["run", *arguments], env={"COLUMNS": "500"})
    assert night.exit_code == 1
    assert found.model_problems[0].splitlines()[0] in night.output


def test_before_the_first_night_the_check_names_the_values_that_the_night_then_lists(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    exports, own = tmp_path / "exports", tmp_path / "own"
    portal = exports / "hubspot" / "2026-07-01T0200"
    portal.mkdir(parents=True)
    write_french(portal)
    write_data_export(exports)
    (own / "mappings").mkdir(parents=True)
    # of what people agreed on, only stages behind the first are there: some leads are given back
    for mapping in MAPPINGS:
        lines = (SHIPPED_SEEDS / "mappings" / f"{mapping}.csv").read_text("utf-8").splitlines(True)
        kept = [line for line in lines[1:] if mapping == "status_mapping" and "inquiry" not in line]
        (own / "mappings" / f"{mapping}.csv").write_text("".join([lines[0], *kept]), "utf-8")
    options = RunOptions.resolve(home=tmp_path / "home", exports=exports, seeds=own, environment={})
    found = preflight(options)
    assert found.is_clean, found
    named = [tuple(value[name] for name in TOLD) for value in found.unmapped_values or ()]
    night = tmp_path / "night"
    compute(compiled, exports, night, "unmapped_values", seeds=own)
    listed = rows_of(night, f"select {', '.join(TOLD)} from quality.unmapped_values")
    assert Counter(named) == Counter(listed)
    assert {value[0] for value in named} == set(MAPPINGS)


def test_models_that_a_night_has_published_are_not_proved_again(
    tmp_path: Path, project: Path
) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    options = RunOptions.resolve(home=tmp_path / "home", exports=exports, environment={})
    note_inputs(options)
    keep_published_inputs(options.home)
    (project / MODEL).write_text("select", "utf-8")
    # the copy is not what was noted: the project is; and without exports nothing is looked up
    found = preflight(options)
    assert (found.model_problems, found.unmapped_values) == ((), None)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"sources:\n  - name: [\n", "line 3: cannot be read"),
        ("sources: # é\n".encode("cp1252"), "line 1: bytes that are not UTF-8"),
        (b"- a list\n", "expected `sources:`, a list"),
        (b"sources: [text]\n", "expected `sources:`, a list"),
    ],
)
def test_a_declaration_that_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, content: bytes, told: str
) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    file = folder / "_desk__sources.yml"
    file.write_bytes(content)
    with pytest.raises(BadDeclaration) as failed:
        read_declarations(load_settings(), tmp_path)
    assert str(failed.value).startswith(str(file))
    assert told in str(failed.value)
