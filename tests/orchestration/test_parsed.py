"""What dbt read of a project: which homes begin with it, and which manifest is of it."""

import os
from pathlib import Path

import pytest

from orchestration import parsed
from orchestration.settings import PROJECT


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where what was read is kept."""
    folder = tmp_path / "packages" / "accord"
    monkeypatch.setattr(parsed, "SHARED", folder)
    return folder


def new_home(folder: Path, fields: str, models: Path = PROJECT / "dbt_project" / "models") -> Path:
    """A home with a laid project that declares these fields."""
    project = folder / "project"
    project.mkdir(parents=True)
    (project / "models").symlink_to(models)
    (project / "dbt_project.yml").write_text(f"custom_fields: {fields}\n", "utf-8")
    return folder


def read_for(home: Path, what: str) -> None:
    """Keep what dbt would have read for a home."""
    target = home / "project" / "target"
    target.mkdir()
    (target / "partial_parse.msgpack").write_text(what, "utf-8")
    parsed.share_parsed(home)


def taken_up(home: Path) -> str | None:
    """What a home begins with."""
    parsed.take_up_parsed(home)
    file = home / "project" / "target" / "partial_parse.msgpack"
    return file.read_text("utf-8") if file.exists() else None


def test_a_home_begins_with_what_was_read_for_its_fields(tmp_path: Path) -> None:
    read_for(new_home(tmp_path / "none", "[]"), "without fields")
    read_for(new_home(tmp_path / "budget", "[budget]"), "with a budget")
    assert taken_up(new_home(tmp_path / "a", "[]")) == "without fields"
    assert taken_up(new_home(tmp_path / "b", "[budget]")) == "with a budget"
    assert taken_up(new_home(tmp_path / "c", "[machines]")) is None


def test_what_a_home_has_read_itself_stays(tmp_path: Path) -> None:
    read_for(new_home(tmp_path / "a", "[]"), "first")
    home = new_home(tmp_path / "b", "[]")
    read_for(home, "second")
    read_for(new_home(tmp_path / "c", "[]"), "third")
    assert taken_up(home) == "second"


def test_what_was_read_of_other_code_is_not_shared(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    read_for(new_home(tmp_path / "edited", "[]", tmp_path / "models"), "of other models")
    assert taken_up(new_home(tmp_path / "a", "[]")) is None


def test_what_was_read_longest_ago_goes(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsed, "MOST_KEPT", 4)
    for day, field in enumerate("abcde"):
        read_for(new_home(tmp_path / field, f"[{field}]"), field)
        for file in shared.rglob("*.msgpack"):
            if file.read_text("utf-8") == field:
                os.utime(file, (day, day))
    read_for(new_home(tmp_path / "f", "[f]"), "f")
    kept = {file.read_text("utf-8") for file in shared.rglob("*.msgpack")}
    assert kept == {"c", "d", "e", "f"}


def test_a_manifest_is_of_what_was_read_until_either_is_written_again(tmp_path: Path) -> None:
    home = new_home(tmp_path / "a", "[]")
    read_for(home, "as it was")
    target = home / "project" / "target"
    assert not parsed.is_manifest_current(home), "none is there"
    (target / "manifest.json").write_text("{}", "utf-8")
    assert not parsed.is_manifest_current(home), "nobody noted of what it was written"
    parsed.note_manifest(home)
    assert parsed.is_manifest_current(home)
    (target / "partial_parse.msgpack").write_text("as edited", "utf-8")
    assert not parsed.is_manifest_current(home), "dbt read an edit"
    parsed.note_manifest(home)
    (target / "manifest.json").write_text('{"half', "utf-8")
    assert not parsed.is_manifest_current(home), "another command wrote it, and was killed"
