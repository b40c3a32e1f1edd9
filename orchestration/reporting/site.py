"""The site as a whole: every page in every language, put in the place of the last one at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.digest import DIGEST, digest
from orchestration.reporting.figures import Figures
from orchestration.reporting.language import LANGUAGES, page_language
from orchestration.reporting.marts import opened
from orchestration.reporting.pages import (
    agreement,
    journey,
    monthly,
    quality,
    quarterly,
    today,
    weekly,
)
from orchestration.reporting.rendering import environment_of_templates, rendered
from orchestration.rights import give_all_to
from orchestration.settings import Reports

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """One page: its file without the language, what the menu calls it, and what fills it."""

    name: str
    title: str
    content: Callable[[Figures], Content]


PAGES = (
    Page("weekly", _("Weekly"), weekly.content),
    Page("today", _("Today"), today.content),
    Page("monthly", _("Monthly"), monthly.content),
    Page("quarterly", _("Quarterly"), quarterly.content),
    Page("journey", _("Journey"), journey.content),
    Page("agreement", _("Agreement"), agreement.content),
    Page("quality", _("Quality"), quality.content),
)
# the page that opens first
WEEKLY = PAGES[0]


@dataclass(frozen=True)
class Site:
    """The page to open first, None where none could be written, and how many there are.

    `notes` tell why.
    """

    first: Path | None
    pages: int = 0
    notes: tuple[str, ...] = ()


def first_page(home: Path, language: str) -> Path:
    """The page to open first, in a language."""
    return _folder(home) / language / f"{WEEKLY.name}.html"


def write_site(home: Path, reports: Reports, readers: str | None = None) -> Site:
    """Write every page from the published marts, then put them in the place of the last ones.

    A reader sees all pages of one night, or all of the one before. `readers` is the group that may
    read them, as it does the marts.
    """
    folder = _folder(home)
    part, last = folder.with_name(".reports.part"), folder.with_name(".reports.last")
    for left in (part, last):
        shutil.rmtree(left, ignore_errors=True)
    with opened(home) as marts:
        for code in LANGUAGES:
            language = page_language(code, marts.currency)
            (part / code).mkdir(parents=True)
            for page in PAGES:
                figures = Figures(marts, language, reports.show_names)
                content = page.content(figures)
                told = {"page": page, "pages": PAGES, "languages": LANGUAGES, **content}
                text = rendered(f"{page.name}.html.j2", figures, **told)
                (part / code / f"{page.name}.html").write_text(text, "utf-8")
                if page is WEEKLY:
                    (part / code / DIGEST).write_text(digest(figures, content).html, "utf-8")
    index = environment_of_templates().get_template("index.html.j2")
    text = index.render(languages=LANGUAGES, language=reports.language, first=WEEKLY.name)
    (part / "index.html").write_text(text, "utf-8")
    if readers is not None:
        give_all_to(part, readers)
    if folder.exists():
        folder.rename(last)
    part.rename(folder)
    shutil.rmtree(last, ignore_errors=True)
    return Site(first_page(home, reports.language), len(LANGUAGES) * len(PAGES))


def _folder(home: Path) -> Path:
    return home / "reports"
