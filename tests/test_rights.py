"""A home is its owner's alone; a group reads the marts where the settings say."""

import grp
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.loading.lock import held_home
from orchestration.rights import close_home
from orchestration.settings import setting_problems


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(0o000)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.lstat().st_mode & 0o7777


def open_to_others(home: Path) -> list[str]:
    """What anybody but the owner has a right to."""
    paths = [home, *home.rglob("*")]
    return [str(path) for path in paths if not path.is_symlink() and mode(path) & 0o077]


def old_home(folder: Path) -> Path:
    """The home of a version that left everything open."""
    home = folder / "home"
    for name in ("rejects/salesforce/lead", "logs", "dagster/storage", "project"):
        (home / name).mkdir(parents=True)
    for name in ("marts.duckdb", "rejects/salesforce/lead/a.parquet", "dagster/storage/run.db"):
        (home / name).write_text("x")
    (home / "marts.duckdb.wal.set-aside-20260101T000000Z").write_text("x")
    code = folder / "code"
    code.mkdir()
    (home / "project" / "models").symlink_to(code)
    return home


def test_whatever_the_umask_what_is_made_in_a_held_home_is_its_owners(tmp_path: Path) -> None:
    home = tmp_path / "above" / "home"
    with held_home(home):
        (home / "rejects").mkdir()
        (home / "rejects" / "rows").write_text("x")
    assert open_to_others(tmp_path / "above") == []
    (tmp_path / "after").write_text("x")
    assert mode(tmp_path / "after") == 0o666, "the umask of the process is as it was"


def test_a_home_that_an_earlier_version_left_open_is_closed(tmp_path: Path) -> None:
    home = old_home(tmp_path)
    assert len(open_to_others(home)) == 12
    close_home(home, None)
    assert open_to_others(home) == []
    assert mode(tmp_path / "code") == 0o777, "what it links to is not the home's"


def test_a_folder_that_holds_other_things_keeps_its_own_rights(tmp_path: Path) -> None:
    home = old_home(tmp_path)
    (home / "script.sh").touch(0o755)
    close_home(home, None)
    assert (mode(home), mode(home / "script.sh")) == (0o777, 0o755)
    assert mode(home / "rejects") == 0o700


def test_a_group_of_readers_may_enter_and_read_the_marts_alone(tmp_path: Path) -> None:
    home = old_home(tmp_path)
    readers = grp.getgrgid(os.getgid()).gr_name
    close_home(home, readers)
    (home / "marts.duckdb").stat()
    assert (mode(home), mode(home / "marts.duckdb")) == (0o750, 0o640)
    assert len(open_to_others(home)) == 2
    close_home(home, None)
    assert open_to_others(home) == []


def test_a_group_that_this_machine_does_not_know_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "settings.yml").write_text("readers_group: no such group\n", "utf-8")
    settings, [problem] = setting_problems(tmp_path)
    assert settings is None
    assert "line 1: readers_group: found 'no such group'; expected the name of a group" in str(
        problem
    )
