"""Publishing: a new file, audited, swapped in whole, under the eyes of readers."""

import grp
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty
from typing import Any

import duckdb
import pytest

from expectations.results import CheckResult
from orchestration.databases import build_of, candidate_of, forget_candidate, published_build
from orchestration.ledger.restating import Noted
from orchestration.publishing import AuditFailed, Contract, Published, written_marts
from orchestration.publishing import publish as publish_tables

NIGHT = datetime(2026, 10, 1)
NOTED = Noted("a night", NIGHT, 1)
TABLES = ("core.leads", "alignment.rates", "agreement.stages")
RESULTS = ("stage", "table_name", "expectation", "severity", "observed", "expected", "is_met")
CONTRACT: Contract = {
    **{table: ("n", "night") for table in TABLES},
    "quality.build": ("as_of", "accord_version", "build_id", "ledger_entry", "published_at"),
    "quality.expectation_results": RESULTS,
}


def write_build(home: Path, as_of: datetime = NIGHT, rows: int = 3) -> None:
    """A build whose every table carries its night; `control` says the same night."""
    (home / "control").mkdir(parents=True, exist_ok=True)
    forget_candidate(home)
    with duckdb.connect(str(candidate_of(home))) as build:
        for table in (*TABLES, "staging.internal"):
            build.execute(f"create schema if not exists {table.split('.')[0]}")
            build.execute(
                f"create table {table} as "
                "select ? - i as n, ?::timestamp as night from range(?) as numbers (i)",
                [rows, as_of, rows],
            )
        build.execute("comment on table core.leads is 'One row per lead; it''s the grain.'")
        build.execute("comment on column core.leads.n is 'Its number.'")
        build.execute(
            "create schema quality; create table quality.build as select ?::timestamp as as_of, "
            "null::varchar as accord_version, null::varchar as build_id, "
            "null::integer as ledger_entry, null::timestamp as published_at",
            [as_of],
        )
        build.execute("create schema review; create table review.restatements (ledger_entry int)")
        build.execute(
            "create table quality.expectation_results (stage varchar, table_name varchar, "
            "expectation varchar, severity varchar, observed varchar, expected varchar, "
            "is_met boolean)"
        )
    write_cut_off(home, as_of)


def publish(
    home: Path, results: Sequence[CheckResult] = (), readers: str | None = None
) -> Published:
    with written_marts(home, CONTRACT) as written:
        return publish_tables(home, written, results, NOTED, readers)


def write_cut_off(home: Path, as_of: datetime) -> None:
    file = home / "control" / "settings.parquet"
    duckdb.execute(f"copy (select timestamp '{as_of}' as as_of) to '{file}' (format parquet)")


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.is_file())


def read(file: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_published_tables_are_those_of_the_published_schemas_in_one_order(tmp_path: Path) -> None:
    write_build(tmp_path)
    published = publish(tmp_path)
    assert published.as_of == NIGHT
    assert sorted(published.rows) == sorted(
        [*TABLES, "quality.build", "quality.expectation_results"]
    )
    assert read(published.marts, "select n from core.leads") == [(1,), (2,), (3,)]


def test_descriptions_of_tables_and_columns_are_published(tmp_path: Path) -> None:
    write_build(tmp_path)
    marts = publish(tmp_path).marts
    assert read(marts, "select comment from duckdb_tables() where table_name = 'leads'") == [
        ("One row per lead; it's the grain.",)
    ]
    assert read(marts, "select comment from duckdb_columns() where comment is not null") == [
        ("Its number.",)
    ]


def test_the_results_of_the_checks_are_published_with_the_night(tmp_path: Path) -> None:
    write_build(tmp_path)
    result = CheckResult("marts", "core.leads", "It holds", "warning", False, "2", "at most 1")
    marts = publish(tmp_path, [result]).marts
    assert read(marts, "from quality.expectation_results") == [
        ("marts", "core.leads", "It holds", "warning", "2", "at most 1", False)
    ]
    version, published_at = read(marts, "select accord_version, published_at from quality.build")[0]
    assert version
    assert published_at


def test_what_is_written_meanwhile_leaves_the_build_to_be_read_and_goes_unpublished(
    tmp_path: Path,
) -> None:
    write_build(tmp_path)
    before = candidate_of(tmp_path).read_bytes()
    with written_marts(tmp_path, CONTRACT) as written:
        assert written.file.is_file()
        assert candidate_of(tmp_path).read_bytes() == before
        # other processes judge it at the same time
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            assert pool.apply(
                read, (candidate_of(tmp_path), "select count(*) from core.leads")
            ) == [(3,)]
    assert names(tmp_path / "candidate") == ["build.duckdb"]
    assert not (tmp_path / "marts.duckdb").exists()


def test_a_build_of_another_night_is_not_published(tmp_path: Path) -> None:
    write_build(tmp_path)
    publish(tmp_path)
    write_build(tmp_path, NIGHT + timedelta(days=1))
    write_cut_off(tmp_path, NIGHT + timedelta(days=2))
    with pytest.raises(AuditFailed, match="another night"):
        publish(tmp_path)
    assert read(tmp_path / "marts.duckdb", "select as_of from quality.build") == [(NIGHT,)]
    assert names(tmp_path / "candidate") == ["build.duckdb"]


def test_what_an_interrupted_night_left_is_no_hindrance(tmp_path: Path) -> None:
    write_build(tmp_path)
    (tmp_path / "candidate" / "marts.duckdb").write_bytes(b"half a file")
    (tmp_path / "candidate" / "marts.duckdb.wal").write_bytes(b"half a log")
    publish(tmp_path)
    assert names(tmp_path) == ["build.duckdb", "marts.duckdb"]


def test_a_table_that_was_not_built_stops_publishing_with_its_name(tmp_path: Path) -> None:
    write_build(tmp_path)
    publish(tmp_path)
    before = (tmp_path / "marts.duckdb").read_bytes()
    write_build(tmp_path, NIGHT + timedelta(days=1))
    with duckdb.connect(str(candidate_of(tmp_path))) as build:
        build.execute("drop table alignment.rates")
    with pytest.raises(
        AuditFailed, match=r"4 of the 5 tables to publish were built; alignment\.rates were not"
    ):
        publish(tmp_path)
    assert (tmp_path / "marts.duckdb").read_bytes() == before


def test_a_table_with_another_column_than_its_contract_is_not_published(tmp_path: Path) -> None:
    write_build(tmp_path)
    with duckdb.connect(str(candidate_of(tmp_path))) as build:
        build.execute("alter table core.leads rename column n to m")
    with pytest.raises(AuditFailed, match=r"core\.leads was built with the columns m, night"):
        publish(tmp_path)


def test_without_a_build_there_is_nothing_to_publish(tmp_path: Path) -> None:
    write_build(tmp_path)
    publish(tmp_path)
    with pytest.raises(AuditFailed, match="no build to publish"):
        publish(tmp_path)


def test_the_build_of_a_published_night_is_kept_and_says_so(tmp_path: Path) -> None:
    write_build(tmp_path)
    # of a night that did not publish, under the name of one that did
    shutil.copy(candidate_of(tmp_path), build_of(tmp_path))
    assert published_build(tmp_path) is None
    publish(tmp_path)
    assert published_build(tmp_path) == build_of(tmp_path)
    assert read(build_of(tmp_path), "select count(*) from staging.internal") == [(3,)]


WRITER = """
import os, sys, duckdb
connection = duckdb.connect(sys.argv[1])
if {is_early}:
    connection.execute("create table main.notes as select 1 as a")
    connection.execute("update core.leads set n = 99")
print("open", flush=True)
sys.stdin.readline()
if not {is_early}:
    connection.execute("update core.leads set n = 99")
print("written", flush=True)
sys.stdin.readline()
os._exit(1)
"""


def writer(marts: Path, *, is_early: bool) -> "subprocess.Popen[str]":
    """A program that opens the marts for writing, writes (early, or when told) and dies."""
    script = WRITER.format(is_early=is_early)
    command = [sys.executable, "-c", script, str(marts)]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    tell(started, "open")
    return started


def tell(program: "subprocess.Popen[str]", expected: str) -> None:
    assert program.stdout is not None
    assert program.stdout.readline() == f"{expected}\n"


def go_on(program: "subprocess.Popen[str]") -> None:
    assert program.stdin is not None
    program.stdin.write("\n")
    program.stdin.flush()


def is_whole(home: Path) -> bool:
    """Whether the second night is there, and nothing else, however the file is opened."""
    expected = [(1,), (2,), (3,)]
    for read_only in (True, False):
        with duckdb.connect(str(home / "marts.duckdb"), read_only=read_only) as connection:
            found = connection.execute("select n from core.leads").fetchall()
            notes = connection.execute(
                "select count(*) from duckdb_tables() where table_name = 'notes'"
            ).fetchall()
            if (found, notes) != (expected, [(0,)]):
                return False
    return not (home / "marts.duckdb.wal").exists()


def test_the_log_of_a_writer_that_died_is_set_aside_and_told(tmp_path: Path) -> None:
    write_build(tmp_path)
    died = writer(publish(tmp_path).marts, is_early=True)
    go_on(died)
    tell(died, "written")
    go_on(died)
    assert died.wait(30) == 1
    assert (tmp_path / "marts.duckdb.wal").exists()
    write_build(tmp_path, NIGHT + timedelta(days=1))
    notes = publish(tmp_path).notes
    assert is_whole(tmp_path)
    assert [note.split(" was left by a program")[0] for note in notes] == [
        f"{tmp_path / 'marts.duckdb.wal'}"
    ]
    kept = [name for name in names(tmp_path) if "set-aside" in name]
    assert len(kept) == 1
    assert kept[0] in notes[0]


@pytest.mark.parametrize("is_early", [True, False])
def test_a_writer_that_stays_goes_on_with_the_earlier_night(tmp_path: Path, is_early: bool) -> None:
    write_build(tmp_path)
    stays = writer(publish(tmp_path).marts, is_early=is_early)
    write_build(tmp_path, NIGHT + timedelta(days=1))
    notes = publish(tmp_path).notes
    assert f"was open for writing in {Path(sys.executable).resolve()}" in notes[0]
    assert f"(PID {stays.pid})" in notes[0]
    assert is_whole(tmp_path)
    go_on(stays)
    tell(stays, "written")
    # what it writes late is no log of this file: readers are told so, and see none of it
    late = (tmp_path / "marts.duckdb.wal").exists()
    told = "WAL does not match database file" if late else None
    with pytest.raises(duckdb.IOException, match=told) if told else nullcontext():
        assert is_whole(tmp_path)
    go_on(stays)
    stays.wait(30)
    write_build(tmp_path, NIGHT + timedelta(days=2))
    publish(tmp_path)
    assert is_whole(tmp_path)


def test_a_folder_in_place_of_the_marts_is_set_aside(tmp_path: Path) -> None:
    write_build(tmp_path)
    (tmp_path / "marts.duckdb").mkdir()
    (tmp_path / "marts.duckdb" / "note.txt").write_text("mine")
    notes = publish(tmp_path).notes
    assert is_whole(tmp_path)
    assert "was a folder: it was set aside as marts.duckdb.set-aside-" in notes[0]
    assert [file.read_text() for file in tmp_path.glob("marts.duckdb.set-aside-*/*")] == ["mine"]


def test_a_file_that_cannot_be_written_is_replaced_nevertheless(tmp_path: Path) -> None:
    write_build(tmp_path)
    publish(tmp_path).marts.chmod(0o444)
    write_build(tmp_path, NIGHT + timedelta(days=1))
    assert publish(tmp_path).notes == ()
    assert is_whole(tmp_path)


def test_a_group_of_readers_may_read_what_is_published(tmp_path: Path) -> None:
    write_build(tmp_path)
    readers = grp.getgrgid(os.getgid()).gr_name
    marts = publish(tmp_path, readers=readers).marts
    assert marts.stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_read_back_leaves_the_earlier_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_build(tmp_path)
    marts = publish(tmp_path).marts
    write_build(tmp_path, NIGHT + timedelta(days=1))
    real = Path.replace

    def damaging(source: Path, target: Path) -> Path:
        moved = real(source, target)
        if target == marts and source.name == "marts.duckdb":
            marts.write_bytes(b"no database")
        return moved

    monkeypatch.setattr(Path, "replace", damaging)
    with pytest.raises(AuditFailed, match="cannot be read as it was written"):
        publish(tmp_path)
    assert read(marts, "select as_of from quality.build") == [(NIGHT,)]


def _publish_killed(home: Path, is_swapped: bool) -> None:
    """Publish, killed just before or just after the swap."""
    real = Path.replace

    def killed(source: Path, target: Path) -> None:
        assert target.name == "marts.duckdb"
        if is_swapped:
            real(source, target)
        os.kill(os.getpid(), signal.SIGKILL)

    pytest.MonkeyPatch().setattr(Path, "replace", killed)
    publish(home)


@pytest.mark.parametrize("is_swapped", [False, True])
def test_a_night_killed_at_the_swap_leaves_a_whole_one_and_the_next_publishes(
    tmp_path: Path, is_swapped: bool
) -> None:
    write_build(tmp_path)
    marts = publish(tmp_path).marts
    after = NIGHT + timedelta(days=1)
    write_build(tmp_path, after)
    night = multiprocessing.get_context("spawn").Process(
        target=_publish_killed, args=(tmp_path, is_swapped)
    )
    night.start()
    night.join(60)
    assert night.exitcode == -signal.SIGKILL
    query = " union ".join(f"select night from {table}" for table in TABLES)
    assert read(marts, query) == [(after if is_swapped else NIGHT,)]
    publish(tmp_path)
    assert read(marts, query) == [(after,)]
    assert names(tmp_path) == ["build.duckdb", "marts.duckdb"]


def _read_until(stop: Event, marts: Path, keeps: bool, told: Any) -> None:
    """Read all tables again and again; tell every night seen, and what went wrong."""
    query = " union ".join(f"select night from {table}" for table in TABLES)
    query += " union select as_of from quality.build"
    nights, connection = set(), duckdb.connect(str(marts), read_only=True)
    try:
        # a breath between two reads, which a night would not get from them
        while not stop.wait(0.002):
            seen = {row[0] for row in connection.execute(query).fetchall()}
            if len(seen) != 1:
                raise AssertionError(f"a mixed read: {seen}")
            nights |= seen
            if not keeps:
                connection.close()
                connection = duckdb.connect(str(marts), read_only=True)
        told.put(("nights", sorted(nights)))
    except Exception as error:
        told.put(("error", repr(error)))


def test_readers_never_fail_and_never_see_two_nights_mixed(tmp_path: Path) -> None:
    write_build(tmp_path, rows=2000)
    marts = publish(tmp_path).marts
    processes = multiprocessing.get_context("spawn")
    stop, told = processes.Event(), processes.Queue()
    readers = [
        processes.Process(target=_read_until, args=(stop, marts, keeps, told))
        for keeps in (False, True)
    ]
    for reader in readers:
        reader.start()
    last = NIGHT
    for night in range(1, 6):
        last = NIGHT + timedelta(days=night)
        write_build(tmp_path, last, rows=2000)
        publish(tmp_path)
        with pytest.raises(Empty):
            told.get(timeout=0.5)
    stop.set()
    answers = [told.get(timeout=30) for _ in readers]
    for reader in readers:
        reader.join(timeout=30)
    assert [kind for kind, _ in answers] == ["nights", "nights"], answers
    assert min(len(nights) for _, nights in answers) == 1, "the kept connection stays on its night"
    assert max(nights[-1] for _, nights in answers) == last
