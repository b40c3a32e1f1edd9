"""The summary of the week, short enough for a mail or a channel: as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.agreement.words import _
from orchestration.messages import Message
from orchestration.reporting.figures import Figures
from orchestration.reporting.language import page_language
from orchestration.reporting.marts import opened
from orchestration.reporting.pages import weekly
from orchestration.reporting.rendering import rendered
from orchestration.settings import Reports

DIGEST = "digest.html"


def digest_of(home: Path, reports: Reports, code: str) -> Message:
    """The summary of what is published, in a language."""
    with opened(home) as marts:
        figures = Figures(marts, page_language(code, marts.currency), reports.show_names)
        return digest(figures, weekly.content(figures))


def digest(figures: Figures, content: Mapping[str, Any]) -> Message:
    """The summary of what the weekly page holds."""
    week = figures.language.period(content["week"])
    title = figures.language.text(_("Accord: the week from %(week)s"), week=week)
    text = rendered("digest.txt.j2", figures, title=title, **content)
    html = rendered("digest.html.j2", figures, title=title, **content)
    return Message(title, text, html)
