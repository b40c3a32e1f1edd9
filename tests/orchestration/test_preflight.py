"""What `accord check` promises of the models and declarations, a night keeps: in the same words."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration import seeds, transform
from orchestration.cli import app
from orchestration.errors import BadDeclaration
from orchestration.loading.declarations import read_declarations
from orchestration.preflight import preflight
from orchestration.settings import PROJECT, RunOptions, load_settings
from orchestration.watching import keep_published_inputs, note_inputs
from tests.nights import small_company, write_export

# half of all models are behind it: those are not proved where it is broken
MODEL = Path("models") / "staging" / "template" / "stg_template__people.sql"
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
    assert not options.home.exists()
    arguments = ["--exports", str(options.exports), "--home", str(options.home)]
    # of the night, no more of the build than what fails
    monkeypatch.setattr(transform, "BUILD_COMMAND", ("build", "--select", MODEL.stem))
    night = CliRunner().invoke(app, ["run", *arguments], env={"COLUMNS": "500"})
    assert night.exit_code == 1
    assert found.model_problems[0].splitlines()[0] in night.output


def test_models_that_a_night_has_published_are_not_proved_again(
    options: RunOptions, project: Path
) -> None:
    note_inputs(options)
    keep_published_inputs(options.home)
    (project / MODEL).write_text("select", "utf-8")
    # the copy is not what was noted: the project is
    assert preflight(options).model_problems == ()


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
