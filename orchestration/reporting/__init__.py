"""The review pages: one small site, in both languages, built from the published marts alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.errors import AccordError, BadUsage
from orchestration.loading.lock import held_home
from orchestration.messages import Message, send
from orchestration.reporting.digest import digest_of
from orchestration.reporting.site import first_page, write_site
from orchestration.settings import RunOptions, Settings, load_settings
from orchestration.status import published_status


class NothingPublished(AccordError):
    """There are no tables to show yet."""


def report_pages(options: RunOptions, language: str | None = None) -> Path:
    """Write the pages of a home anew; returns the one to open first.

    Raises NothingPublished, DamagedMarts, BadSettings, HomeIsBusy.
    """
    settings = _settings(options)
    with held_home(options.home):
        write_site(options.home, settings.reports, settings.readers_group)
    return first_page(options.home, language or settings.reports.language)


def report_digest(
    options: RunOptions, language: str | None = None, *, sends: bool = False
) -> tuple[Message, Sequence[str]]:
    """The summary of the week, and the variables that hold who got it.

    Raises NothingPublished, DamagedMarts, BadSettings, BadUsage where it is to be sent and the
    settings name nobody, and MessageLost.
    """
    settings = _settings(options)
    if sends and not settings.messages.digest_to:
        raise BadUsage(
            f"--send: {options.settings_file} names nobody in messages.digest_to; write there the "
            "name of an environment variable that holds an address"
        )
    message = digest_of(options.home, settings.reports, language or settings.reports.language)
    to = settings.messages.digest_to if sends else ()
    return message, send(message, to, "messages.digest_to")


def _settings(options: RunOptions) -> Settings:
    """The settings of a home that has something to show."""
    settings = load_settings(*options.seeds_over)
    if published_status(options.home) is None:
        raise NothingPublished(f"Nothing is published in {options.home} yet: run `accord run`.")
    return settings
