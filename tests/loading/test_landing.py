"""The landing zone: loading twice, after a crash, after a change; export times; the cut-off."""

import multiprocessing
import os
import threading
import time
from datetime import datetime
from errno import ENOSPC
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import HomeIsBusy, NoExports, OtherExports
from orchestration.loading import held_home, loader, read_declarations, readers
from orchestration.loading.discovery import ExportFile
from orchestration.loading.landing import convert
from tests.loading.conftest import DESK, HEADER, Desk, the_load

ROW = "p{},,,,,,,,,,"


def snapshot(home: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of landing, rejects and control: its time and content."""
    return {
        str(path.relative_to(home)): (path.stat().st_mtime_ns, path.read_bytes())
        for zone in ("landing", "rejects")
        for path in (home / zone).rglob("*.parquet")
    }


def created(identifier: str, at: str) -> str:
    return f"{identifier},,,{at},,,,,,,"


def test_loading_twice_changes_nothing(desk: Desk) -> None:
    desk.people(ROW.format(1), ",,,,,,,,,,x", "p2,,,soon,,,,,,,")
    first = desk.load()
    before, control = snapshot(desk.home), desk.control("loads")
    second = desk.load()
    assert (first.new_files, second.new_files) == (1, 0)
    assert snapshot(desk.home) == before
    assert desk.control("loads") == control
    assert [load.rows_refused for load in second.loads] == [1]


def test_every_declared_object_reads_as_a_typed_table_without_exports(desk: Desk) -> None:
    desk.people(ROW.format(1))
    desk.load()
    described = desk.query(f"describe select * from '{desk.home}/landing/desk/visits/*.parquet'")
    assert [(name, kind) for name, kind, *_ in described] == [
        ("visit_id", "BIGINT"),
        ("person_id", "VARCHAR"),
        ("page", "VARCHAR"),
        ("seen_at", "TIMESTAMP"),
        ("seen_at_has_time", "BOOLEAN"),
        ("seen_clock", "VARCHAR"),
        ("weight", "DOUBLE"),
        ("segment", "VARCHAR"),
        ("_version_start", "TIMESTAMP"),
        ("_version_start_has_time", "BOOLEAN"),
        ("_version_end", "VARCHAR"),
        ("_version_active", "BOOLEAN"),
        ("_version_deleted", "VARCHAR"),
        ("_export", "VARCHAR"),
        ("_exported_at", "TIMESTAMP"),
        ("_file", "VARCHAR"),
        ("_row", "BIGINT"),
        ("_extra", "VARCHAR"),
        ("_columns", "VARCHAR"),
    ]


@pytest.mark.parametrize("step", ["convert", "write_rejects", "retime", "write_control"])
def test_a_load_interrupted_anywhere_is_completed_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    desk.people(created("p1", "2026-09-30 10:00"), ",,,,,,,,,,x", export="2026-10-01")
    desk.put("desk/2026-10-01/visits.csv", "visit_id,person_id,seen_at\n1,p1,2026-09-30 11:00\n")
    calls = 0
    real = getattr(loader, step)

    def killed(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        result = real(*arguments)
        if calls == (2 if step in ("convert", "write_rejects") else 1):
            raise KeyboardInterrupt
        return result

    with monkeypatch.context() as patch:
        patch.setattr(loader, step, killed)
        with pytest.raises(KeyboardInterrupt):
            desk.load()
    desk.load()
    assert desk.rows(columns="id, _exported_at") == [("p1", datetime(2026, 9, 30, 9))]
    assert desk.rows("desk/visits", "visit_id, _exported_at") == [(1, datetime(2026, 9, 30, 9))]
    assert len(desk.control("refused_rows")) == 1
    assert not list(desk.home.rglob("*.part"))


def test_a_changed_file_replaces_what_was_landed_of_it(desk: Desk) -> None:
    desk.people(ROW.format(1), ",,,,,,,,,,x")
    desk.load()
    desk.people(ROW.format(1), ROW.format(2))
    assert desk.load().new_files == 1
    assert desk.rows(columns="id") == [("p1",), ("p2",)]
    assert desk.control("refused_rows") == []


def test_a_file_that_turned_bad_leaves_what_was_landed_of_it(desk: Desk) -> None:
    desk.people(ROW.format(1))
    desk.load()
    desk.put("desk/2026-10-01T0200/people.csv", "<html>")
    report = desk.load()
    assert report.blocking
    assert desk.rows(columns="id") == [("p1",)]


def test_a_changed_declaration_loads_anew(desk: Desk, tmp_path: Path) -> None:
    desk.people("p1,,,,,,,,,,7")
    desk.load()
    changed = tmp_path / "changed" / "desk"
    changed.mkdir(parents=True)
    text = DESK.replace("- {name: score, data_type: integer}", "- {name: score, data_type: double}")
    (changed / "_desk__sources.yml").write_text(text, encoding="utf-8")
    desk.declarations = read_declarations(desk.settings, tmp_path / "changed")
    assert desk.load().new_files == 1
    assert len(desk.rows()) == 1
    types = dict(
        (name, kind)
        for name, kind, *_ in desk.query(
            f"describe select * from '{desk.home}/landing/desk/people/*.parquet'"
        )
    )
    assert types["score"] == "DOUBLE"


def test_a_file_that_has_gone_keeps_its_landing_until_a_full_refresh(desk: Desk) -> None:
    desk.people(ROW.format(1), export="2026-09-01T0200")
    desk.people(ROW.format(2))
    desk.load()
    (desk.exports / "desk/2026-09-01T0200/people.csv").unlink()
    messages = {load.export: load.message for load in desk.load().loads}
    assert "no longer in the exports folder" in (messages["2026-09-01T0200"] or "")
    assert desk.rows(columns="id") == [("p1",), ("p2",)]
    desk.load(full_refresh=True)
    assert desk.rows(columns="id") == [("p2",)]


def test_a_full_refresh_from_an_empty_folder_forgets_nothing(desk: Desk) -> None:
    export = desk.people(ROW.format(1))
    desk.load()
    export.unlink()
    with pytest.raises(NoExports, match="holds no export to load anew"):
        desk.load(full_refresh=True)
    assert desk.rows(columns="id") == [("p1",)]


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_landing_whose_successor_is_there_is_forgotten_even_if_the_export_has_gone(
    desk: Desk, is_changed: bool
) -> None:
    """As a kill leaves it between writing a landing and removing the one that it replaces."""
    export = desk.people(created("p1", "2026-09-30 10:00"), export="2026-10-01")
    desk.load()
    [landed] = (desk.home / "landing/desk/people").glob("2*.parquet")
    earlier = landed.with_name(f"20261001T215959Z_{landed.name.split('_', 1)[1]}")
    content = landed.read_bytes()
    if is_changed:
        desk.people(created("p2", "2026-09-30 10:00"), export="2026-10-01")
        desk.load()
    earlier.write_bytes(content)
    os.utime(earlier, ns=(1, 1))
    export.unlink()
    desk.load()
    assert desk.rows(columns="id") == [("p2" if is_changed else "p1",)]


def test_an_export_that_goes_while_it_is_read_is_refused_and_the_others_land(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = desk.people(ROW.format(1))
    desk.put("mailer/2026-10-05T0200Z/sends.csv", "id\n1\n")
    real = readers.content_hash

    def taken_away(file: ExportFile) -> str:
        content = real(file)
        if file.path == export:
            export.unlink()
        return content

    monkeypatch.setattr(loader, "content_hash", taken_away)
    loads = {load.system: load for load in desk.load().loads}
    assert (loads["desk"].status, loads["mailer"].status) == ("refused", "landed")
    assert "the file cannot be read" in (loads["desk"].message or "")


def test_what_ends_a_load_ends_it_for_every_object(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.people(ROW.format(1))
    desk.people(ROW.format(2), export="2026-11-01T0200")
    desk.put("mailer/2026-10-05T0200Z/sends.csv", "id\n1\n")
    real, is_first_begun = readers.content_hash, threading.Event()

    def without_room(file: ExportFile) -> str:
        if file.path == first:
            is_first_begun.set()
            time.sleep(1)
            return real(file)
        assert is_first_begun.wait(10)
        raise OSError(ENOSPC, "No space left on device", str(desk.home))

    monkeypatch.setattr(loader, "content_hash", without_room)
    with pytest.raises(OSError, match="No space left"):
        desk.load()
    monkeypatch.undo()
    assert desk.load().new_files == 2


def test_a_home_is_of_one_companys_exports(desk: Desk, tmp_path: Path) -> None:
    desk.people(ROW.format(1))
    desk.load()
    loaded_from, desk.exports = desk.exports, tmp_path / "other"
    desk.people(ROW.format(2))
    with pytest.raises(OtherExports, match=str(loaded_from)):
        desk.load()
    assert desk.load(full_refresh=True).new_files == 1


def test_a_moved_exports_folder_is_the_same_companys(desk: Desk, tmp_path: Path) -> None:
    desk.people(ROW.format(1))
    desk.load()
    other = tmp_path / "other"
    desk.exports.rename(other)
    desk.exports = other
    desk.people(ROW.format(2), export="2026-11-01T0200")
    assert desk.load().new_files == 1


@pytest.mark.parametrize(
    ("folder", "instant"),
    [
        ("2026-10-01T0200", datetime(2026, 10, 1)),
        ("2026-10-01T02:00:30Z", datetime(2026, 10, 1, 2, 0, 30)),
        ("2026-02-01T0200-0500", datetime(2026, 2, 1, 7)),
    ],
)
def test_a_folder_with_a_time_says_when_it_was_exported(
    desk: Desk, folder: str, instant: datetime
) -> None:
    desk.people(ROW.format(1), export=folder)
    report = desk.load()
    assert report.as_of == instant
    assert desk.value("_exported_at") == instant


def test_a_folder_with_a_day_was_exported_at_its_latest_record_time(desk: Desk) -> None:
    desk.people(created("p1", "2026-09-30 23:00"), created("p2", "2026-09-01"), export="2026-10-01")
    assert desk.load().as_of == datetime(2026, 9, 30, 21)
    # another file of the tool in that folder is later, and moves all of them
    desk.put("desk/2026-10-01/visits.csv", "visit_id,person_id,seen_at\n1,p1,2026-10-01 01:30\n")
    report = desk.load()
    assert report.as_of == datetime(2026, 9, 30, 23, 30)
    assert {row[0] for row in desk.rows(columns="_exported_at")} == {report.as_of}
    assert len(desk.rows()) == 2


def test_a_folder_with_a_day_ends_with_it(desk: Desk) -> None:
    desk.people(created("p1", "2026-10-05 12:00"), export="2026-10-01")
    assert desk.load().as_of == datetime(2026, 10, 1, 21, 59, 59, 999999)
    desk.people(ROW.format(1), export="2026-10-02")
    assert desk.load().as_of == datetime(2026, 10, 2, 21, 59, 59, 999999)


def test_another_tool_does_not_move_the_cut_off(desk: Desk) -> None:
    desk.people(ROW.format(1))
    desk.put("mailer/2026-10-05T0200Z/sends.csv", "id,sent_at\n1,10/04/2026 10:00\n")
    report = desk.load()
    assert report.as_of == datetime(2026, 10, 1)
    read = {load.system: load.is_read for load in report.loads}
    assert read == {"desk": True, "mailer": False}


def test_the_cut_off_can_be_set_back(desk: Desk) -> None:
    desk.people(ROW.format(1), export="2026-09-01T0200")
    desk.people(ROW.format(1))
    report = desk.load(as_of="2026-09-15")
    assert report.as_of == datetime(2026, 9, 15, 21, 59, 59, 999999)
    assert {load.export: load.is_read for load in report.loads} == {
        "2026-09-01T0200": True,
        "2026-10-01T0200": False,
    }
    with pytest.raises(NoExports, match="2026-08-01"):
        desk.load(as_of="2026-08-01T12:00Z")


def test_without_a_crm_the_newest_export_is_the_cut_off(desk: Desk) -> None:
    desk.put("mailer/2026-10-05T0200Z/sends.csv", "id\n1\n")
    assert desk.load().as_of == datetime(2026, 10, 5, 2)


def test_no_export_at_all_is_an_error_that_says_what_was_looked_for(desk: Desk) -> None:
    desk.put("mailer/2026-10-05T0200Z/notes.pdf", "nothing of a tool")
    with pytest.raises(NoExports, match=r"no export was landed.*desk, mailer"):
        desk.load()


def test_a_refused_file_after_the_cut_off_stops_nothing(desk: Desk) -> None:
    desk.people(ROW.format(1), export="2026-09-01T0200")
    desk.put("desk/2026-10-01T0200/people.csv", "<html>")
    assert desk.load().blocking
    assert not desk.load(as_of="2026-09-15").blocking


def test_only_a_star_stands_for_any_text_in_a_test_email(desk: Desk) -> None:
    desk.people("p1,,,,,,,,,,New")
    desk.settings = desk.settings.model_copy(update={"test_emails": ["QA_*@100%.example"]})
    desk.load()
    assert desk.control("test_emails") == [("qa!_%@100!%.example",)]


def test_several_files_of_one_object_and_export_all_land(desk: Desk) -> None:
    desk.put("desk/2026-10-01T0200/people_1.csv", f"{HEADER}\n{ROW.format(1)}\n")
    desk.put("desk/2026-10-01T0200/people-2.csv", f"{HEADER}\n{ROW.format(2)}\n")
    desk.load()
    assert sorted(row[0] for row in desk.rows(columns="id")) == ["p1", "p2"]


def hold(home: Path, ready: Event) -> None:
    with held_home(home):
        ready.set()
        time.sleep(30)


def test_a_second_run_on_a_home_is_told_who_holds_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    holder = context.Process(target=hold, args=(tmp_path, ready))
    holder.start()
    try:
        assert ready.wait(20)
        with (
            pytest.raises(HomeIsBusy, match=rf"process {holder.pid} since \d{{4}}-"),
            held_home(tmp_path),
        ):
            pass
    finally:
        holder.kill()
        holder.join()
    # a process that died holds nothing
    with held_home(tmp_path):
        pass


def test_a_file_as_it_was_is_not_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.people(ROW.format(1))
    desk.load()
    read: list[str] = []
    real = readers.content_hash

    def counted(file: ExportFile) -> str:
        read.append(file.shown)
        return real(file)

    monkeypatch.setattr(loader, "content_hash", counted)
    desk.load()
    assert read == []
    # touched, but the same: read, and not landed again
    path.touch()
    assert desk.load().new_files == 0
    assert read == ["desk/2026-10-01T0200/people.csv"]


@pytest.mark.parametrize("moment", ["before it is read", "after it is read"])
def test_a_file_that_grows_while_it_is_read_is_taken_up_whole_next_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    file = desk.people("p1,,,,,,,,,,New", "p2,,,soon,,,,,,,New", ",,,,,,,,,,New")
    whole = file.read_text() + "".join(f"p{n},,,,,,,,,,New\n" for n in range(3, 2000)) + "p20"

    def convert_while_it_grows(*arguments: Any) -> Any:
        if moment == "before it is read":
            file.write_text(whole)
        problems = convert(*arguments)
        file.write_text(whole)
        return problems

    monkeypatch.setattr(loader, "convert", convert_while_it_grows)
    first = the_load(desk.load())
    assert first.rows_in_file == first.rows_landed + first.rows_refused
    monkeypatch.undo()
    file.write_text(whole + "00,,,,,,,,,,New\n")
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (2001, 2000, 1)
    assert desk.rows(columns="id")[-1] == ("p2000",)
    assert desk.control("refused_rows", "line") == [(4,)]


@pytest.mark.parametrize("name", ["visits.zip", "visits.csv.gz", "everything.zip"])
def test_a_broken_container_never_blocks_where_what_is_needed_is_there(
    desk: Desk, name: str
) -> None:
    desk.people("p1,,,,,,,,,,New")
    desk.put(f"desk/2026-10-01T0200/{name}", b"PK\x03\x04 broken")
    report = desk.load()
    assert report.blocking == ()
    assert [name in warning for warning in report.warnings] == [True]


@pytest.mark.parametrize("name", ["people.zip", "everything.zip"])
def test_a_broken_container_that_may_hold_what_is_needed_blocks(desk: Desk, name: str) -> None:
    desk.people("p1,,,,,,,,,,New", export="2026-09-01T0200")
    desk.put(f"desk/2026-10-01T0200/{name}", b"PK\x03\x04 broken")
    assert [name in reason for reason in desk.load().blocking] == [True]
