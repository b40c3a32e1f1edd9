"""The review pages: one small site, in both languages, built from the published marts alone."""

from __future__ import annotations

from pathlib import Path

from orchestration.errors import AccordError
from orchestration.loading.lock import held_home
from orchestration.reporting.site import first_page, write_site
from orchestration.settings import RunOptions, load_settings
from orchestration.status import published_status


class NothingPublished(AccordError):
    """There are no tables to show yet."""


def report_pages(options: RunOptions, language: str | None = None) -> Path:
    """Write the pages of a home anew; returns the one to open first.

    Raises NothingPublished, DamagedMarts, BadSettings, HomeIsBusy.
    """
    settings = load_settings(*options.seeds_over)
    if published_status(options.home) is None:
        raise NothingPublished(f"Nothing is published in {options.home} yet: run `accord run`.")
    with held_home(options.home):
        write_site(options.home, settings.reports, settings.readers_group)
    return first_page(options.home, language or settings.reports.language)
