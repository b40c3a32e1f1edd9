"""No process of the tests calls beyond this machine: what watches them does see one that does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CALLS = {
    "an address": "import socket; socket.create_connection(('192.0.2.1', 443), 1)",
    "a name": "import socket; socket.getaddrinfo('accord.example', 443)",
    "a datagram": (
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))"
    ),
    "the package index, as dbt does": "from dbt.version import get_latest_version as g; g()",
}


def run(script: str, calls: Path) -> "subprocess.CompletedProcess[str]":
    """A Python process as the tests' own are, but that its calls are kept apart."""
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "ACCORD_TEST_CALLS": str(calls)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("call", CALLS)
def test_a_call_beyond_loopback_is_refused_and_noted(call: str, tmp_path: Path) -> None:
    run(CALLS[call], tmp_path / "calls")
    assert (tmp_path / "calls").read_text("utf-8").startswith("socket.")


def test_what_stays_on_this_machine_is_let_through(tmp_path: Path) -> None:
    script = (
        "import socket; server = socket.create_server(('127.0.0.1', 0)); "
        "socket.create_connection(server.getsockname()); socket.getaddrinfo('localhost', 80)"
    )
    assert run(script, tmp_path / "calls").returncode == 0
    assert not (tmp_path / "calls").exists()
