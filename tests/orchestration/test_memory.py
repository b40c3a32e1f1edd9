"""How much memory a build takes where the settings do not say: what its exports ask for."""

from pathlib import Path

import pytest

from orchestration import memory
from orchestration.memory import free_bytes, landed_bytes, memory_gb
from orchestration.settings import MEMORY_VARIABLE

MACHINE = """\
MemTotal:       16000000 kB
MemFree:         1000000 kB
MemAvailable:   12000000 kB
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    told = tmp_path / "meminfo"
    told.write_text(MACHINE, "utf-8")
    return told


def test_what_is_free_is_what_the_machine_can_give_without_swapping(
    machine: Path, tmp_path: Path
) -> None:
    assert free_bytes(machine, tmp_path / "no_container") == 12_000_000 * 1024


def test_a_container_has_what_its_limit_leaves(machine: Path, tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("8000000000\n")
    (tmp_path / "memory.current").write_text("3000000000\n")
    assert free_bytes(machine, tmp_path) == 5_000_000_000


def test_a_container_without_a_limit_has_what_the_machine_has(
    machine: Path, tmp_path: Path
) -> None:
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("3000000000\n")
    assert free_bytes(machine, tmp_path) == 12_000_000 * 1024


def test_a_system_that_does_not_tell_gives_nothing(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "none", tmp_path) == 0


def test_the_setting_wins_over_the_machine_and_the_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, "1.2")
    assert memory_gb(10**12) == 1.2


def test_a_build_is_given_what_its_exports_ask_for_and_no_more_than_a_quarter_of_what_is_free(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # as the settings say that it is not set
    monkeypatch.setenv(MEMORY_VARIABLE, "")
    folder = tmp_path / "landing" / "salesforce" / "lead"
    folder.mkdir(parents=True)
    (folder / "1.parquet").write_bytes(bytes(5_000_000))
    assert memory_gb(landed_bytes(tmp_path)) == pytest.approx(1.54)
    monkeypatch.setattr(memory, "free_bytes", lambda: 12e9)
    assert memory_gb(10**12) == 3
    # a system that does not tell what is free
    monkeypatch.setattr(memory, "free_bytes", lambda: 0.0)
    assert memory_gb(10**12) == 1.5
