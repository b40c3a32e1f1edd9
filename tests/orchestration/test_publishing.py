"""Publishing: a new file, audited, swapped in whole, under the eyes of readers."""

import multiprocessing
import os
import signal
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty
from typing import Any

import duckdb
import pytest

from expectations.results import CheckResult
from orchestration.publishing import AuditFailed, publish

NIGHT = datetime(2026, 10, 1)
TABLES = ("core.leads", "alignment.rates", "agreement.stages")


def write_build(home: Path, as_of: datetime = NIGHT, rows: int = 3) -> None:
    """A build whose every table carries its night; `control` says the same night."""
    (home / "control").mkdir(parents=True, exist_ok=True)
    (home / "build.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(home / "build.duckdb")) as build:
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
            "null::varchar as accord_version, null::timestamp as published_at",
            [as_of],
        )
        build.execute(
            "create table quality.expectation_results (stage varchar, table_name varchar, "
            "expectation varchar, severity varchar, observed varchar, expected varchar, "
            "is_met boolean)"
        )
    write_cut_off(home, as_of)


def write_cut_off(home: Path, as_of: datetime) -> None:
    file = home / "control" / "settings.parquet"
    duckdb.execute(f"copy (select timestamp '{as_of}' as as_of) to '{file}' (format parquet)")


def read(file: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_published_tables_are_those_of_the_published_schemas_in_one_order(tmp_path: Path) -> None:
    write_build(tmp_path)
    published = publish(tmp_path, [])
    assert published.as_of == NIGHT
    assert sorted(published.rows) == sorted(
        [*TABLES, "quality.build", "quality.expectation_results"]
    )
    assert read(published.marts, "select n from core.leads") == [(1,), (2,), (3,)]


def test_descriptions_of_tables_and_columns_are_published(tmp_path: Path) -> None:
    write_build(tmp_path)
    marts = publish(tmp_path, []).marts
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


def test_a_build_of_another_night_is_not_published(tmp_path: Path) -> None:
    write_build(tmp_path)
    publish(tmp_path, [])
    write_build(tmp_path, NIGHT + timedelta(days=1))
    write_cut_off(tmp_path, NIGHT + timedelta(days=2))
    with pytest.raises(AuditFailed, match="another night"):
        publish(tmp_path, [])
    assert read(tmp_path / "marts.duckdb", "select as_of from quality.build") == [(NIGHT,)]
    assert not list(tmp_path.glob("marts.duckdb.candidate*"))


def test_what_an_interrupted_night_left_is_no_hindrance(tmp_path: Path) -> None:
    write_build(tmp_path)
    (tmp_path / "marts.duckdb.candidate").write_bytes(b"half a file")
    (tmp_path / "marts.duckdb.candidate.wal").write_bytes(b"half a log")
    publish(tmp_path, [])
    assert [file.name for file in sorted(tmp_path.glob("marts*"))] == ["marts.duckdb"]


def _publish_killed(home: Path, is_swapped: bool) -> None:
    """Publish, killed just before or just after the swap."""
    real = Path.replace

    def killed(source: Path, target: Path) -> None:
        if is_swapped:
            real(source, target)
        os.kill(os.getpid(), signal.SIGKILL)

    pytest.MonkeyPatch().setattr(Path, "replace", killed)
    publish(home, [])


@pytest.mark.parametrize("is_swapped", [False, True])
def test_a_night_killed_at_the_swap_leaves_a_whole_one_and_the_next_publishes(
    tmp_path: Path, is_swapped: bool
) -> None:
    write_build(tmp_path)
    marts = publish(tmp_path, []).marts
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
    publish(tmp_path, [])
    assert read(marts, query) == [(after,)]
    assert [file.name for file in tmp_path.glob("marts*")] == ["marts.duckdb"]


def _read_until(stop: Event, marts: Path, keeps: bool, told: Any) -> None:
    """Read all tables again and again; tell every night seen, and what went wrong."""
    query = " union ".join(f"select night from {table}" for table in TABLES)
    query += " union select as_of from quality.build"
    nights, connection = set(), duckdb.connect(str(marts), read_only=True)
    try:
        while not stop.is_set():
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
    marts = publish(tmp_path, []).marts
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
        publish(tmp_path, [])
        with pytest.raises(Empty):
            told.get(timeout=0.5)
    stop.set()
    answers = [told.get(timeout=30) for _ in readers]
    for reader in readers:
        reader.join(timeout=30)
    assert [kind for kind, _ in answers] == ["nights", "nights"], answers
    assert min(len(nights) for _, nights in answers) == 1, "the kept connection stays on its night"
    assert max(nights[-1] for _, nights in answers) == last
