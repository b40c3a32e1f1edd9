"""The sensor's eyes: a folder that changed and came to rest."""

import os
import py_compile
from pathlib import Path

from orchestration.watching import Watch, folder_fingerprint


def test_a_fingerprint_changes_with_files_their_sizes_and_their_times(tmp_path: Path) -> None:
    empty = folder_fingerprint(tmp_path)
    file = tmp_path / "crm" / "2026-10-01" / "Lead.csv"
    file.parent.mkdir(parents=True)
    file.write_text("Id\n")
    written = folder_fingerprint(tmp_path)
    os.utime(file, ns=(1, 1))
    touched = folder_fingerprint(tmp_path)
    file.write_text("Id\n1\n")
    os.utime(file, ns=(1, 1))
    grown = folder_fingerprint(tmp_path)
    assert len({empty, written, touched, grown}) == 4
    assert folder_fingerprint(tmp_path) == grown


def test_what_python_compiles_beside_the_code_changes_no_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "macros.py").write_text("answer = 42\n")
    before = folder_fingerprint(tmp_path)
    py_compile.compile(str(tmp_path / "macros.py"))
    assert list(tmp_path.glob("__pycache__/*"))
    assert folder_fingerprint(tmp_path) == before


def test_a_night_is_due_once_the_folder_has_rested() -> None:
    watch = Watch().looked("a", now=1000)
    assert not watch.is_due(now=1299, rest_seconds=300)
    assert watch.looked("a", now=1300).is_due(now=1300, rest_seconds=300)


def test_a_folder_without_files_starts_no_night(tmp_path: Path) -> None:
    (tmp_path / "crm" / "2026-10-01").mkdir(parents=True)
    empty = Watch().looked(folder_fingerprint(tmp_path), now=0)
    assert not empty.is_due(now=9000, rest_seconds=300)
    emptied = Watch().looked("a", now=0).done().looked(folder_fingerprint(tmp_path), now=9000)
    assert not emptied.is_due(now=9900, rest_seconds=300)


def test_a_change_starts_the_rest_anew() -> None:
    watch = Watch().looked("a", now=1000).looked("b", now=1200)
    assert not watch.is_due(now=1400, rest_seconds=300)
    assert watch.is_due(now=1500, rest_seconds=300)


def test_what_was_handled_starts_no_second_night_until_it_changes() -> None:
    handled = Watch().looked("a", now=0).done()
    assert not handled.looked("a", now=9000).is_due(now=9000, rest_seconds=300)
    assert Watch.parse(handled.text) == handled
    assert handled.looked("b", now=9000).is_due(now=9300, rest_seconds=300)
