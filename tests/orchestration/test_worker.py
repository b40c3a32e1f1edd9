"""A worker process: called, heard, and clear when it fails."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.settings import PROJECT
from orchestration.worker import Worker, WorkerFailed


def doubled(number: int, emit: Callable[[str], None]) -> int:
    print("noise of a library")
    emit("half way")
    return 2 * number


def failing(emit: Callable[[str], None]) -> None:
    raise ValueError("a reason")


def dying(emit: Callable[[str], None]) -> None:
    os._exit(3)


def test_a_worker_answers_and_tells_events_and_keeps_noise_in_its_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "logs" / "worker.log"
    events: list[str] = []
    with Worker(__name__, log) as worker:
        assert worker.call("doubled", 21, on_event=events.append) == 42
        assert worker.call("doubled", 4) == 8
    assert events == ["half way"]
    assert capfd.readouterr().out == ""


def test_a_failure_in_a_worker_keeps_its_traceback(tmp_path: Path) -> None:
    with (
        Worker(__name__, tmp_path / "log") as worker,
        pytest.raises(WorkerFailed, match="ValueError: a reason"),
    ):
        worker.call("failing")


def test_a_worker_that_dies_is_told_from_one_that_answers(tmp_path: Path) -> None:
    with (
        Worker(__name__, tmp_path / "log") as worker,
        pytest.raises(WorkerFailed, match="ended without an answer"),
    ):
        worker.call("dying")


def sleeping(emit: Callable[[int], None]) -> None:
    emit(os.getpid())
    time.sleep(600)


CALLER = f"""
from pathlib import Path
from orchestration.settings import PROJECT
from orchestration.worker import Worker
if __name__ == "__main__":
    with Worker({__name__!r}, Path("worker.log")) as worker:
        worker.call("sleeping", on_event=lambda child: print(child, flush=True))
"""


def test_a_worker_ends_with_a_caller_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "caller.py"
    script.write_text(CALLER, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as caller:
        assert caller.stdout is not None
        child = int(caller.stdout.readline())
        caller.kill()
    deadline = time.monotonic() + 30
    while is_running(child):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def holding(emit: Callable[[str], None]) -> None:
    held = multiprocessing.get_context("spawn").Lock()
    emit("held")
    time.sleep(600)
    held.release()


IMPATIENT = f"""
from pathlib import Path
from orchestration.worker import Worker, WorkerFailed
if __name__ == "__main__":
    with Worker({__name__!r}, Path("worker.log"), patience=0) as worker:
        try:
            worker.call("holding", on_event=lambda event: worker.close())
        except (OSError, WorkerFailed):
            pass
"""


def test_a_worker_ended_before_it_is_done_gives_back_its_locks_without_a_word(
    tmp_path: Path,
) -> None:
    script = tmp_path / "caller.py"
    script.write_text(IMPATIENT, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
