"""The Parquet copies: a real night's, and small ones of which something goes wrong."""

import grp
import json
import multiprocessing
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.copies import Copies, copied_at, manifest_of, write_copies
from orchestration.rights import close_home

NIGHT = datetime(2026, 10, 5, 3, 30, 0, 250_000)
TABLES = ("core.leads", "alignment.rates")


def publish(home: Path, night: int = 0, rows: int = 3) -> Path:
    """Marts whose every row says which night it is of, counted from NIGHT."""
    home.mkdir(exist_ok=True)
    written = home / "written.duckdb"
    with duckdb.connect(str(written)) as marts:
        marts.execute("create schema core; create schema alignment; create schema quality")
        for table in TABLES:
            marts.execute(
                f"create table {table} as select ? - i as n, ? as night from range(?) as r (i)",
                [rows, night, rows],
            )
        marts.execute("create table core.empty (amount decimal(18, 2), won_on date)")
        marts.execute("comment on table core.leads is 'One row per lead: évidemment.'")
        marts.execute("comment on column core.leads.n is 'Its number.'")
        published_at = NIGHT + timedelta(days=night)
        marts.execute(
            "create table quality.build as select ?::timestamp as as_of, ?::timestamp as "
            "published_at",
            [published_at - timedelta(hours=1), published_at],
        )
    written.replace(home / "marts.duckdb")
    return home


def manifest(home: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(manifest_of(home).read_text("utf-8"))
    return told


def nights(home: Path) -> set[int]:
    """What a reader who follows the manifest finds: the nights of the rows."""
    told = manifest(home)
    folder = manifest_of(home).parent / told["folder"]
    files = {table["table"]: folder / table["file"] for table in told["tables"]}
    return {n for table in TABLES for n in pq.read_table(files[table])["night"].to_pylist()}


def folders(home: Path) -> list[str]:
    return sorted(path.name for path in manifest_of(home).parent.iterdir())


def test_every_published_table_of_a_night_has_its_copy_equal_to_it(night_home: Path) -> None:
    told = manifest(night_home)
    with duckdb.connect(str(night_home / "marts.duckdb"), read_only=True) as marts:
        tables = marts.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by all"
        ).fetchall()
        assert [table["table"] for table in told["tables"]] == [table for (table,) in tables]
        assert len(tables) > 60
        for table in told["tables"]:
            file = manifest_of(night_home).parent / told["folder"] / table["file"]
            copied = marts.read_parquet(str(file))
            published = marts.table(table["table"])
            assert (copied.columns, copied.types) == (published.columns, published.types)
            assert copied.fetchall() == published.fetchall(), table["table"]
            assert (table["rows"], table["bytes"]) == (len(published), file.stat().st_size)
            assert [column["name"] for column in table["columns"]] == published.columns
            assert [column["type"] for column in table["columns"]] == list(
                map(str, published.types)
            )
            assert all(column["description"] for column in table["columns"]), table["table"]
            assert table["description"]
        [(as_of, published_at)] = marts.execute(
            "select strftime(as_of, '%Y-%m-%dT%H:%M:%S.%fZ'), "
            "strftime(published_at, '%Y-%m-%dT%H:%M:%S.%fZ') from quality.build"
        ).fetchall()
    assert (told["as_of"], told["published_at"]) == (as_of, published_at)
    assert folders(night_home) == [told["folder"], "manifest.json"]


def test_the_manifest_tells_the_night_and_what_each_file_holds(tmp_path: Path) -> None:
    assert write_copies(publish(tmp_path)).notes == ()
    told = manifest(tmp_path)
    assert [told[key] for key in ("as_of", "published_at", "folder")] == [
        "2026-10-05T02:30:00.250000Z",
        "2026-10-05T03:30:00.250000Z",
        "2026-10-05T033000.250000Z",
    ]
    leads = next(table for table in told["tables"] if table["table"] == "core.leads")
    assert leads.pop("bytes") > 0
    assert leads == {
        "table": "core.leads",
        "description": "One row per lead: évidemment.",
        "file": "core/leads.parquet",
        "rows": 3,
        "columns": [
            {"name": "n", "type": "BIGINT", "description": "Its number."},
            {"name": "night", "type": "INTEGER", "description": None},
        ],
    }


def test_a_table_without_rows_is_copied_with_its_columns(tmp_path: Path) -> None:
    write_copies(publish(tmp_path))
    file = tmp_path / "parquet" / manifest(tmp_path)["folder"] / "core" / "empty.parquet"
    assert str(pq.read_schema(file)) == ("amount: decimal128(18, 2)\nwon_on: date32[day]")
    assert pq.read_metadata(file).num_rows == 0


def test_copies_stay_for_the_night_after_theirs_and_no_longer(tmp_path: Path) -> None:
    found = []
    for night in range(4):
        write_copies(publish(tmp_path, night))
        found.append(folders(tmp_path)[:-1])
        assert nights(tmp_path) == {night}
    names = [f"2026-10-{5 + night:02d}T033000.250000Z" for night in range(4)]
    assert found == [names[:1], names[:2], names[1:3], names[2:4]]


def test_what_another_program_keeps_beside_the_copies_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "parquet" / "mine").mkdir(parents=True)
    for night in range(3):
        write_copies(publish(tmp_path, night))
    assert folders(tmp_path)[-1] == "mine"


@pytest.mark.parametrize("content", ["", "no manifest", "[]", '{"folder": 3}'])
def test_a_manifest_that_cannot_be_read_is_written_anew(tmp_path: Path, content: str) -> None:
    write_copies(publish(tmp_path))
    manifest_of(tmp_path).write_text(content, "utf-8")
    assert copied_at(tmp_path) is None
    write_copies(publish(tmp_path, 1))
    assert nights(tmp_path) == {1}
    assert len(folders(tmp_path)) == 2


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system lets this process write no byte of a file beyond a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def failed(copies: Copies) -> str:
    assert (copies.manifest, copies.tables) == (None, 0)
    [note] = copies.notes
    return note


def test_copies_that_cannot_be_written_are_told_and_the_earlier_ones_stay(tmp_path: Path) -> None:
    write_copies(publish(tmp_path))
    publish(tmp_path, 1, rows=50_000)
    with files_of_at_most(20_000):
        told = failed(write_copies(tmp_path))
    assert told.startswith("The marts are published, but their Parquet copies could not be written")
    assert "File too large" in told
    assert f"{manifest_of(tmp_path)} goes on naming those of the night published at" in told
    assert "2026-10-05 03:30 UTC" in told
    assert "run the night again" in told
    assert nights(tmp_path) == {0}
    assert folders(tmp_path) == ["2026-10-05T033000.250000Z", "manifest.json"]
    write_copies(tmp_path)
    assert nights(tmp_path) == {1}


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    publish(tmp_path)
    (tmp_path / "parquet").write_text("mine")
    told = failed(write_copies(tmp_path))
    assert f"there is no {manifest_of(tmp_path)}" in told
    assert (tmp_path / "parquet").read_text() == "mine"


def _copy_killed(home: Path, step: str) -> None:
    """Copy, killed with the folder unnamed, or named and not yet told of."""

    def killed(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    pytest.MonkeyPatch().setattr(Path, step, killed)
    write_copies(home)


@pytest.mark.parametrize("step", ["rename", "replace"])
def test_a_night_killed_at_its_copies_leaves_the_earlier_ones_and_the_next_makes_them(
    tmp_path: Path, step: str
) -> None:
    write_copies(publish(tmp_path))
    publish(tmp_path, 1)
    night = multiprocessing.get_context("spawn").Process(target=_copy_killed, args=(tmp_path, step))
    night.start()
    night.join(60)
    assert night.exitcode == -signal.SIGKILL
    assert len(folders(tmp_path)) == 4, "what it left"
    assert nights(tmp_path) == {0}
    write_copies(tmp_path)
    assert nights(tmp_path) == {1}
    assert folders(tmp_path) == [
        "2026-10-05T033000.250000Z",
        "2026-10-06T033000.250000Z",
        "manifest.json",
    ]


def _read_until(stop: Event, home: Path, rounds: Any, told: Any) -> None:
    """Follow the manifest again and again; tell every night seen, and what went wrong."""
    seen: set[int] = set()
    try:
        while not stop.is_set():
            found = nights(home)
            if len(found) != 1:
                raise AssertionError(f"a mixed read: {found}")
            seen |= found
            rounds.put(None)
        told.put(sorted(seen))
    except Exception as error:
        told.put(repr(error))


def test_a_reader_who_follows_the_manifest_never_fails_and_never_mixes_nights(
    tmp_path: Path,
) -> None:
    """It is given the time until the next night, as copies stay for one more."""
    write_copies(publish(tmp_path))
    processes = multiprocessing.get_context("spawn")
    stop, rounds, told = processes.Event(), processes.Queue(), processes.Queue()
    reader = processes.Process(target=_read_until, args=(stop, tmp_path, rounds, told))
    reader.start()
    for night in range(1, 8):
        rounds.get(timeout=60)
        while not rounds.empty():
            rounds.get()
        publish(tmp_path, night, rows=50_000)
        write_copies(tmp_path)
    rounds.get(timeout=60)
    stop.set()
    seen = told.get(timeout=30)
    rounds.cancel_join_thread()
    reader.join(timeout=30)
    assert isinstance(seen, list), seen
    assert len(seen) > 2


def test_a_group_of_readers_may_read_the_copies_as_it_may_the_marts(tmp_path: Path) -> None:
    readers = grp.getgrgid(os.getgid()).gr_name
    write_copies(publish(tmp_path), readers)
    root = tmp_path / "parquet"
    places = [root, *root.rglob("*")]
    modes = {place.relative_to(root): place.stat().st_mode & 0o777 for place in places}
    assert {modes[place.relative_to(root)] for place in places if place.is_dir()} == {0o750}
    assert {modes[place.relative_to(root)] for place in places if place.is_file()} == {0o640}
    close_home(tmp_path, None)
    assert [place for place in places if place.stat().st_mode & 0o077] == []
    close_home(tmp_path, readers)
    assert {place: place.stat().st_mode & 0o777 for place in places} == {
        place: modes[place.relative_to(root)] for place in places
    }


def test_the_status_says_where_the_copies_are_of_another_night(
    night_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "marts.duckdb").hardlink_to(night_home / "marts.duckdb")

    def told() -> tuple[str, str | None]:
        shown = CliRunner().invoke(app, ["status", "--home", str(tmp_path)]).stdout
        found = CliRunner().invoke(app, ["status", "--home", str(tmp_path), "--json"]).stdout
        lines = " ".join(shown.split()).partition("! The Parquet copies")[1:]
        return "".join(lines).split(" Published: ")[0], json.loads(found)["copied_at"]

    assert told() == ("! The Parquet copies are missing: the next night makes its own", None)
    root = tmp_path / "parquet"
    root.mkdir()
    (root / "manifest.json").write_text('{"published_at": "2026-10-04T03:30:00.000000Z"}', "utf-8")
    assert told() == (
        "! The Parquet copies are of the night published at 2026-10-04T03:30:00Z: the next night "
        "makes its own",
        "2026-10-04T03:30:00Z",
    )
    (root / "manifest.json").write_bytes(manifest_of(night_home).read_bytes())
    line, copied = told()
    assert (line, copied is None) == ("", False)
