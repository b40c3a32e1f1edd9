"""Superset as people run it: a server of its own environment, asked over its REST API."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from orchestration.settings import PROJECT

ENVIRONMENT = PROJECT / ".venv-superset"
PATIENCE_SECONDS = 180
BOUNDARY = "----------accord"


@dataclass(frozen=True)
class Superset:
    """A running server, and the right to ask it."""

    address: str
    token: str | None = None

    def call(
        self, method: str, path: str, body: object = None, *, kind: str = "application/json"
    ) -> Any:
        """What it answers. An answer that is an error fails with its words."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": kind} if body is not None else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = Request(
            f"{self.address}{path}",
            method=method,
            data=content if body is not None else None,
            headers=headers,
        )
        try:
            with urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return json.loads(answer.read())
        except HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read()[:2000]!r}") from None

    def import_dashboard(self, bundle: Path) -> None:
        """Import a bundle as its page does."""
        parts = [
            ('name="formData"; filename="bundle.zip"', bundle.read_bytes()),
            ('name="overwrite"', b"true"),
            ('name="passwords"', b"{}"),
        ]
        body = b"".join(
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode()
            + content
            + b"\r\n"
            for head, content in parts
        )
        body += f"--{BOUNDARY}--\r\n".encode()
        self.call(
            "POST",
            "/api/v1/dashboard/import/",
            body,
            kind=f"multipart/form-data; boundary={BOUNDARY}",
        )

    def all(self, what: str) -> list[dict[str, Any]]:
        """Every database, dataset, chart or dashboard."""
        query = quote("(page:0,page_size:100)")
        found: list[dict[str, Any]] = self.call("GET", f"/api/v1/{what}/?q={query}")["result"]
        return found

    def dataset(self, database: int, schema: str, table: str, sql: str | None = None) -> int:
        """Make a dataset of a table, or of a query."""
        told = {"database": database, "schema": schema, "table_name": table}
        made = self.call("POST", "/api/v1/dataset/", told | ({"sql": sql} if sql else {}))
        return int(made["id"])

    def measured(self, dataset: int, measures: Mapping[str, str]) -> dict[str, Any]:
        """Measures of a whole dataset, as a chart asks for them; kept answers do not count."""
        metrics = [
            {"expressionType": "SQL", "sqlExpression": expression, "label": name}
            for name, expression in measures.items()
        ]
        asked = {
            "datasource": {"id": dataset, "type": "table"},
            "queries": [{"columns": [], "metrics": metrics, "row_limit": 10}],
            "result_format": "json",
            "result_type": "full",
            "force": True,
        }
        [row] = rows_of(self.call("POST", "/api/v1/chart/data", asked))
        return row

    def chart_rows(self, chart: int) -> list[dict[str, Any]]:
        """The rows that a saved chart draws."""
        return rows_of(self.call("GET", f"/api/v1/chart/{chart}/data/?force=true"))


def rows_of(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the one query of a chart."""
    [result] = answer["result"]
    assert result["error"] is None, result["error"]
    assert not result["is_cached"]
    rows: list[dict[str, Any]] = result["data"]
    return rows


@contextmanager
def running(home: Path, workers: Sequence[str]) -> Iterator[Superset]:
    """A server over a new database of its own, asked as its administrator."""
    shutil.copytree(ENVIRONMENT / "home", home)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            [
                ENVIRONMENT / "bin" / "gunicorn",
                *("--bind", f"127.0.0.1:{port}", "--timeout", str(PATIENCE_SECONDS)),
                *workers,
                "superset.app:create_app()",
            ],
            env={
                **os.environ,
                "SUPERSET_HOME": str(home),
                "SUPERSET_SECRET_KEY": "of-the-tests",
                "SUPERSET_CONFIG_PATH": str(PROJECT / "bi" / "superset" / "superset_config.py"),
            },
            cwd=home,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(server, address, home / "server.log")
        login = {"username": "admin", "password": "admin", "provider": "db"}
        token = Superset(address).call("POST", "/api/v1/security/login", login)["access_token"]
        yield Superset(address, token)
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def _wait_for(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            urlopen(f"{address}/health", timeout=PATIENCE_SECONDS).close()
            return
        except (URLError, ConnectionError) as error:
            if server.poll() is not None or time.monotonic() > until:
                raise AssertionError(log.read_text()[-3000:]) from error
            time.sleep(0.2)
