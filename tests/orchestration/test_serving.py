"""`accord start` serves the graph on this machine, and ends all that it started."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import dagster as dg
import pytest

from orchestration.errors import BadSettings, BadUsage
from orchestration.serving import HOST, cancel_abandoned_runs, prepare_dagster_home, serve
from orchestration.settings import RunOptions

PATIENCE_SECONDS = 180
SECONDS_TO_CLEAR_AWAY = 10


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def parents() -> dict[int, int]:
    """Every process of this machine with its parent."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = (line.split() for line in listed.stdout.splitlines())
    return {int(process): int(parent) for process, parent in pairs}


def descendants(process: int) -> set[int]:
    found = {process}
    running = parents()
    while more := {child for child, parent in running.items() if parent in found} - found:
        found |= more
    return found - {process}


def status_of(url: str, headers: dict[str, str]) -> int:
    try:
        with urlopen(Request(url, headers=headers), timeout=30) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_start_serves_a_new_home_and_a_told_end_leaves_no_process(tmp_path: Path) -> None:
    port = free_port()
    home = tmp_path / "home"
    process = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "accord"),
            *("start", "--home", str(home), "--port", str(port)),
        ],
        env={**os.environ, "HOME": str(tmp_path / "user")},
        stdout=subprocess.PIPE,
        text=True,
    )
    url = f"http://{HOST}:{port}"
    try:
        assert process.stdout is not None
        said = list(iter(process.stdout.readline, f"Accord at {url} (Ctrl-C ends it)\n"))
        assert said == ["Dagster starts: it is said when it answers\n"]
        assert status_of(f"{url}/server_info", {}) == 200, "it is said once it answers"
        for host in (f"{HOST}:{port}", f"localhost:{port}", "localhost"):
            assert status_of(f"{url}/graphql?query={{version}}", {"Host": host}) == 200, host
        own = f"{HOST}:{port}"
        for headers in (
            {"Host": "accord.example"},
            {"Host": f"{HOST}.accord.example:{port}"},
            {"Host": ""},
            {"Host": own, "Origin": "https://accord.example"},
            {"Host": own, "Origin": "null"},
        ):
            assert status_of(f"{url}/graphql?query={{version}}", headers) == 421, headers
        started = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert told == ""
    assert len(started) >= 3, "web page, daemon and code location"
    # the system takes a moment to clear away what was ended
    end = time.monotonic() + SECONDS_TO_CLEAR_AWAY
    while (left := started & set(parents())) and time.monotonic() < end:
        time.sleep(0.2)
    assert left == set()
    assert not (tmp_path / "user").exists(), "it writes below its home only"


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    options = RunOptions.resolve(home=tmp_path / "home", environment={})
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(BadUsage, match=rf"--port: {port} cannot be used"):
            serve(options, port)


def test_what_dagster_could_not_load_is_told_and_nothing_is_served(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "settings.yml").write_text("time_zone: Paris\n", "utf-8")
    options = RunOptions.resolve(home=tmp_path / "home", seeds=seeds, environment={})
    with pytest.raises(BadSettings, match=r"line 1: time_zone: found 'Paris'"):
        serve(options, free_port())


def test_a_night_that_a_stop_cut_off_does_not_hold_up_the_next(tmp_path: Path) -> None:
    folder = prepare_dagster_home(tmp_path)
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        for run_id, status in (
            ("cut-off", dg.DagsterRunStatus.STARTED),
            ("done", dg.DagsterRunStatus.SUCCESS),
        ):
            instance.add_run(dg.DagsterRun(job_name="nightly", run_id=run_id, status=status))
    cancel_abandoned_runs(folder)
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        after = {run.run_id: run.status for run in instance.get_runs()}
    assert after == {
        "cut-off": dg.DagsterRunStatus.CANCELED,
        "done": dg.DagsterRunStatus.SUCCESS,
    }
