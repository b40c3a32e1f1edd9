"""The night: load, check what landed while the tables are built, check these, publish.

Each step is a function over the home, so that the command line and Dagster run the same night.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import duckdb

from expectations.results import CheckResult
from orchestration import checking, copies, feedback, publishing, transform
from orchestration.checking import CHECKS_MODULE
from orchestration.copies import Copies
from orchestration.databases import forget_candidate
from orchestration.edits import keep_published_nodes
from orchestration.errors import AccordError, BadSeeds, LoadBlocked, is_disk_full
from orchestration.feedback import GivenBack
from orchestration.instances import instances_of, is_instance
from orchestration.last_run import remember_run, reserve_room
from orchestration.ledger.entries import expect_sound, settle
from orchestration.ledger.restating import Noted, note
from orchestration.loading.declarations import Declarations, read_declarations
from orchestration.loading.landing import has_landed
from orchestration.loading.loader import LoadReport, load_exports
from orchestration.loading.lock import held_home
from orchestration.messages import tell_failure
from orchestration.publishing import Published, Written
from orchestration.reporting.site import Site, write_site
from orchestration.rights import close_home
from orchestration.seeds import check_seeds, lay_project, read_custom_fields
from orchestration.settings import MEMORY_VARIABLE, RunOptions, Settings, load_settings
from orchestration.transform import DBT_MODULE, BuildFailed, BuildReport
from orchestration.watching import keep_published_inputs, note_inputs
from orchestration.worker import Worker

LANDING_CONSEQUENCE = "The exports are not believable, so no tables were built from them:"
MARTS_CONSEQUENCE = "The tables are not believable, so they were not published:"

Progress = Callable[[int, int, str], None]


class Step(StrEnum):
    """The steps of a night, as people read them."""

    LOAD = "Load"
    CHECK_LANDING = "Check the exports"
    BUILD = "Build the tables"
    CHECK_MARTS = "Check the tables"
    PUBLISH = "Publish"
    REPORT = "Write the pages"


@dataclass(frozen=True)
class Company:
    """The options of a run with the settings and declarations that they lead to, read once."""

    options: RunOptions
    settings: Settings
    others: tuple[str, ...] = ()

    @classmethod
    def read(cls, options: RunOptions, *others: str) -> Company:
        """With the tools, and instances of tools, that have exports, and others that have none yet.

        Raises BadSettings.
        """
        return cls(options, load_settings(*options.seeds_over), others)

    @cached_property
    def declarations(self) -> Declarations:
        """What the sources of every tool say, read when first asked for.

        Raises BadSettings, BadDeclaration.
        """
        return read_declarations(
            self.settings,
            settings_file=self.options.settings_file,
            custom_fields=read_custom_fields(*self.options.seeds_over),
            instances=sorted({*instances_of(self.options), *filter(is_instance, self.others)}),
        )

    @property
    def systems(self) -> Declarations:
        """What is declared of those with exports, landed or to land, and of the others named.

        They alone are read by dbt and judged: a tool without exports costs a night nothing.
        """
        return {
            name: system
            for name, system in self.declarations.items()
            if name in self.others
            or (self.options.exports / name).is_dir()
            or any(map(has_landed, (self.home / "landing" / name).glob("*")))
        }

    @property
    def home(self) -> Path:
        """Where this run keeps everything."""
        return self.options.home


@dataclass
class NightReport:
    """What a night did: filled step by step, complete once it has published."""

    seconds: dict[Step, float] = field(default_factory=dict)
    load: LoadReport | None = None
    checks: list[CheckResult] = field(default_factory=list)
    build: BuildReport | None = None
    published: Published | None = None
    copies: Copies | None = None
    given_back: GivenBack | None = None
    site: Site | None = None


class Listener:
    """Hears how the night goes on; this one says nothing."""

    def began(self, step: Step) -> None:
        """A step began."""

    def progressed(self, done: int, total: int, what: str) -> None:
        """The current step works on the `done`-th of `total` things."""

    def ended(self, step: Step, seconds: float, report: NightReport) -> None:
        """A step ended well."""


def run_night(options: RunOptions, listener: Listener | None = None) -> NightReport:
    """One whole night. Raises AccordError, with the earlier marts left as they were."""
    listener = listener or Listener()
    report = NightReport()

    @contextmanager
    def timed(step: Step) -> Iterator[None]:
        began = time.monotonic()
        listener.began(step)
        yield
        report.seconds[step] = time.monotonic() - began
        listener.ended(step, report.seconds[step], report)

    company = Company.read(options)
    with ExitStack() as stack:
        stack.enter_context(held_home(options.home))
        stack.enter_context(_remembered(company))
        allow_memory(company.settings)
        # before all else: it takes dbt longer to start than to read and load the exports
        builder = stack.enter_context(dbt_worker(options.home))
        begin(company)
        with timed(Step.LOAD):
            check_agreement(company)
            begin_build(company, builder)
            report.load = load(company, listener.progressed)
        # not before: to import Great Expectations takes a core for as long as dbt needs it
        checker = stack.enter_context(checks_worker(options.home))
        with timed(Step.BUILD):
            landing = LandingChecks(company, checker, report, listener)

            def progressed(done: int, total: int, what: str) -> None:
                listener.progressed(done, total, what)
                landing.look()

            try:
                report.build = build(company, builder, progressed)
            except BuildFailed:
                # what is not believable may well not build
                landing.finish()
                raise
            landing.finish()
        with timed(Step.CHECK_MARTS):
            begin_marts_checks(company, checker)
            transform.finish_manifest(builder)
            # the memory that dbt holds is others' from here on
            builder.close()
            noted = note_in_ledger(company)
            written = stack.enter_context(written_marts(company))
            results = finish_marts_checks(company, checker)
            report.checks += results
            checking.stop_on_critical(results, MARTS_CONSEQUENCE)
        with timed(Step.PUBLISH):
            report.published = publish(company, written, noted)
            report.copies = copy(company)
            report.given_back = give_back(company)
        with timed(Step.REPORT):
            report.site = write_pages(company)
    return report


class LandingChecks:
    """The checks of what landed: they go on beside the build, which they end where critical.

    Most of their time is Great Expectations' import. Nothing is published before they are over.
    """

    def __init__(
        self, company: Company, checker: Worker, report: NightReport, listener: Listener
    ) -> None:
        """Begin them."""
        self._company, self._checker = company, checker
        self._report, self._listener = report, listener
        self._began = time.monotonic()
        self._is_over = False
        begin_landing_checks(company, checker)

    def look(self) -> None:
        """Take their results once they are there. Raises ChecksFailed."""
        if not self._is_over and self._checker.has_answered:
            self.finish()

    def finish(self) -> None:
        """Take their results, waiting for them. Raises ChecksFailed."""
        if self._is_over:
            return
        self._is_over = True
        results = finish_landing_checks(self._company, self._checker)
        seconds = time.monotonic() - self._began
        self._report.checks += results
        self._report.seconds[Step.CHECK_LANDING] = seconds
        checking.stop_on_critical(results, LANDING_CONSEQUENCE)
        self._listener.ended(Step.CHECK_LANDING, seconds, self._report)


@contextmanager
def _remembered(company: Company) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        remember_failure(company.home, error)
        for lost in tell_failure(company.settings, company.home, str(error)):
            error.add_note(lost)
        raise
    remember_run(company.home, None)


def remember_failure(home: Path, error: Exception) -> None:
    """Keep why a night failed; on a full disk, in the room of what it leaves unfinished."""
    if is_disk_full(error):
        forget_candidate(home)
        shutil.rmtree(home / "scratch", ignore_errors=True)
    remember_run(home, error)


def checks_worker(home: Path) -> Worker:
    """The process of the expectation checks."""
    return Worker(CHECKS_MODULE, home / "logs" / "checks.log")


def dbt_worker(home: Path) -> Worker:
    """The process of dbt."""
    return Worker(DBT_MODULE, home / "logs" / "dbt_process.log")


def begin(company: Company) -> None:
    """Close the home to others, keep room for the end, note what the night is about to read.

    What a crash left of the last published night is finished. Raises DamagedLedger.
    """
    reserve_room(company.home)
    close_home(company.home, company.settings.readers_group)
    settle(company.home)
    expect_sound(company.home)
    note_inputs(company.options)


def allow_memory(settings: Settings) -> None:
    """Tell the processes that this one starts how much memory the company gives to a build."""
    os.environ[MEMORY_VARIABLE] = str(settings.memory_gb or "")


def check_agreement(company: Company) -> None:
    """Raise BadSeeds where what people agreed cannot be read, or breaks its declaration."""
    problems = check_seeds(*company.options.seeds_over)
    if problems:
        raise BadSeeds("\n".join(str(problem) for problem in problems))


def load(company: Company, progress: Progress | None = None) -> LoadReport:
    """Land the new exports. Raises LoadBlocked where a file that the marts need was refused."""
    report = load_exports(company.options, company.settings, company.declarations, progress)
    if report.blocking:
        raise LoadBlocked(report.blocking)
    return report


def begin_landing_checks(company: Company, checker: Worker) -> None:
    """Begin to judge what was landed, beside other work."""
    checking.begin_landing(
        checker, company.home, company.systems, company.options.accept_volume_drop
    )


def finish_landing_checks(company: Company, checker: Worker) -> list[CheckResult]:
    """What was found of what was landed, once `begin_landing_checks` has begun."""
    return checking.finish_landing(checker, company.home)


def check_landing(company: Company, checker: Worker) -> list[CheckResult]:
    """Judge what was landed."""
    begin_landing_checks(company, checker)
    return finish_landing_checks(company, checker)


def begin_build(company: Company, builder: Worker) -> None:
    """Lay the project and let dbt read it, while the night loads and checks."""
    lay_project(company.home, *company.options.seeds_over, systems=company.systems)
    forget_candidate(company.home)
    transform.begin_parsing(builder, company.home)


def build(company: Company, builder: Worker, progress: Progress | None = None) -> BuildReport:
    """Build and test every table, once `begin_build` has begun. Raises BuildFailed."""
    transform.finish_parsing(builder)

    def hear(event: transform.BuildEvent) -> None:
        if progress is not None:
            progress(event.index, event.total, event.description)

    return transform.build(builder, company.home, hear)


def begin_marts_checks(company: Company, checker: Worker) -> None:
    """Begin to judge what was built, beside other work."""
    checking.begin_marts(
        checker, company.home, company.systems, company.options.accept_lost_metrics
    )


def finish_marts_checks(company: Company, checker: Worker) -> list[CheckResult]:
    """What was found of what was built, once `begin_marts_checks` has begun."""
    return checking.finish_marts(checker, company.home)


def check_marts(company: Company, checker: Worker) -> list[CheckResult]:
    """Judge what was built."""
    begin_marts_checks(company, checker)
    return finish_marts_checks(company, checker)


def note_in_ledger(company: Company) -> Noted:
    """Compare what was built with the night before; the ledger takes it once it is published."""
    return note(company.home)


def written_marts(company: Company) -> AbstractContextManager[Written]:
    """The file that `publish` swaps in, written while the tables are judged; gone at the end."""
    return publishing.written_marts(company.home, transform.published_contract(company.home))


def publish(company: Company, written: Written, noted: Noted) -> Published:
    """Swap the written tables in, with the results of this night's checks, and enter them."""
    published = publishing.publish(
        company.home,
        written,
        checking.kept_results(company.home),
        noted,
        company.settings.readers_group,
    )
    settle(company.home)
    keep_published_inputs(company.home)
    keep_published_nodes(company.home)
    return published


def copy(company: Company) -> Copies:
    """Write the Parquet copies of what is published."""
    return copies.write_copies(company.home, company.settings.readers_group)


def give_back(company: Company) -> GivenBack:
    """Write the files that go back to the tools, from what is published."""
    return feedback.give_back(company.home, company.declarations, company.settings.time_zone)


def write_pages(company: Company) -> Site:
    """Write the review pages, from what is published.

    That stands whatever happens here: what fails is told, and the pages of an earlier night stay.
    """
    try:
        return write_site(company.home, company.settings.reports, company.settings.readers_group)
    except (AccordError, OSError, duckdb.Error) as error:
        return Site(None, notes=(f"The review pages could not be written: {error}",))
