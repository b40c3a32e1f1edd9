"""What `accord status` says of the last night, and of marts that cannot be read."""

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from orchestration.cli import app
from orchestration.databases import is_database
from orchestration.last_run import last_run, remember_run, reserve_room
from orchestration.summary import failure_summary


def status(home: Path, *flags: str) -> Result:
    """What `accord status` answers."""
    return CliRunner().invoke(app, ["status", "--home", str(home), *flags])


def test_a_home_without_a_night_says_so_and_is_not_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = status(home, "--json")
    assert (done.exit_code, home.exists()) == (1, False)
    assert json.loads(done.stdout) == {
        "status": "nothing_published",
        "home": str(home),
        "last_run": None,
    }


def test_a_failed_night_is_told_until_one_is_published(tmp_path: Path) -> None:
    remember_run(tmp_path, ValueError("the disk is full"))
    assert "the disk is full" in status(tmp_path).output
    told = json.loads(status(tmp_path, "--json").stdout)["last_run"]
    assert (told["status"], told["error"]) == ("failed", "the disk is full")
    remember_run(tmp_path, None)
    ended = last_run(tmp_path)
    assert ended is not None
    assert (ended.status, ended.error) == ("published", None)


def test_a_full_disk_is_told_with_the_places_that_need_room(tmp_path: Path) -> None:
    told = failure_summary(tmp_path, OSError(28, "No space left on device"))["error"]
    assert f"make room for {tmp_path} and " in told


def full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_on_a_full_disk_the_end_of_a_night_is_kept_in_the_room_kept_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve_room(tmp_path)
    size = (tmp_path / "last_run.json.part").stat().st_size
    remember_run(tmp_path, OSError("x" * 100_000))
    ended = last_run(tmp_path)
    assert ended is not None
    assert ended.status == "failed"
    assert (tmp_path / "last_run.json").stat().st_size < size
    # no room was kept: what the night before said is written over
    monkeypatch.setattr(Path, "replace", full_disk)
    remember_run(tmp_path, ValueError("the second"))
    ended = last_run(tmp_path)
    assert ended is not None
    assert ended.error == "the second"


@pytest.mark.parametrize("content", [b"", b"no database", b"\0" * 20_000])
def test_damaged_marts_are_told_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "marts.duckdb").write_bytes(content)
    done = status(tmp_path, "--json")
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert (answer["kind"], answer["published"]) == ("DamagedMarts", None)
    assert "marts.duckdb cannot be read" in answer["error"]


def test_a_file_that_does_not_open_is_no_database(tmp_path: Path) -> None:
    good, bad = tmp_path / "it's good.duckdb", tmp_path / "bad.duckdb"
    duckdb.connect(str(good)).close()
    bad.write_bytes(b"no database")
    assert (is_database(good), is_database(bad), is_database(tmp_path)) == (True, False, False)


def test_a_log_beside_the_marts_is_told_before_its_changes_are_read(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "marts.duckdb")).close()
    (tmp_path / "marts.duckdb.wal").write_bytes(b"a log")
    done = status(tmp_path)
    assert done.exit_code == 1
    assert "marts.duckdb.wal was left by a program that opened the marts for writing" in (
        done.output.replace("\n", " ")
    )
