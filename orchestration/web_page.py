"""The process of Dagster's web page, which answers under the names of this machine only.

A page of another site may have its name lead to this machine (DNS rebinding), or send requests
from the browser of whoever runs Accord: what names another host or origin is refused.
"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

import uvicorn
from dagster import DagsterInstance
from dagster._core.workspace.context import WorkspaceProcessContext, WorkspaceRequestContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.webserver import DagsterWebserver
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = frozenset({"127.0.0.1", "localhost"})


class OwnNamesOnly:
    """Lets through what was asked of this machine by its own name, from a page of its own."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 421, a socket by closing it."""
        if scope["type"] not in ("http", "websocket") or is_own(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            told = "Accord answers under http://127.0.0.1 and http://localhost only.\n"
            await PlainTextResponse(told, 421)(scope, receive, send)


def is_own(headers: Headers) -> bool:
    """Whether a request names this machine as its host, and no other as its origin."""
    origins = headers.getlist("origin")
    named = [f"//{host}" for host in headers.getlist("host")] + origins
    return len(named) == len(origins) + 1 and all(_name(place) in NAMES for place in named)


def _name(place: str) -> str | None:
    try:
        return urlsplit(place).hostname
    except ValueError:
        return None


class WebPage(DagsterWebserver[WorkspaceProcessContext, WorkspaceRequestContext]):
    """Dagster's web page behind `OwnNamesOnly`."""

    def build_middleware(self) -> list[Middleware]:
        """Dagster's own, and what stands before them."""
        return [Middleware(OwnNamesOnly), *super().build_middleware()]


def show(workspace: str, host: str, port: int) -> None:
    """Serve the code locations of a workspace file until told to end."""
    with (
        DagsterInstance.get() as instance,
        WorkspaceProcessContext(
            instance, workspace_load_target=WorkspaceFileTarget([workspace])
        ) as context,
    ):
        uvicorn.run(WebPage(context).create_asgi_app(), host=host, port=port, log_level="warning")


if __name__ == "__main__":
    show(sys.argv[1], sys.argv[2], int(sys.argv[3]))
