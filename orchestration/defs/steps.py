"""What every step of the night needs under Dagster: the company, its home, errors made plain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from orchestration.errors import AccordError, HomeIsBusy
from orchestration.loading.lock import held_home
from orchestration.night import Company, allow_memory, remember_failure
from orchestration.settings import RunOptions

OWNERS = ["team:alignment_owner"]
MAX_RETRIES = 3
SECONDS_BETWEEN_RETRIES = 60

# How long a run waits for another holder of its home: longer than any night.
PATIENCE_SECONDS = 6 * 60 * 60


class AccordResource(dg.ConfigurableResource["AccordResource"]):
    """The home, exports and seeds of this code location, and one night's choices."""

    home: str
    exports: str
    seeds: str
    as_of: str | None = None
    full_refresh: bool = False
    accept_volume_drop: bool = False
    accept_lost_metrics: bool = False

    def options(self) -> RunOptions:
        """Where this code location reads and writes, and how. Raises BadUsage."""
        return RunOptions.resolve(
            home=self.home,
            exports=self.exports,
            seeds=self.seeds,
            as_of=self.as_of,
            full_refresh=self.full_refresh,
            accept_volume_drop=self.accept_volume_drop,
            accept_lost_metrics=self.accept_lost_metrics,
        )

    def company(self) -> Company:
        """The options with settings and declarations, read now."""
        return Company.read(self.options())

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[AccordResource]:
        """Hold the home from the first step of a run to its end: its steps run in one process.

        A night meets another: this one waits, in words, and then runs on what the other left.
        """

        def tell(busy: str) -> None:
            if context.log is not None:
                context.log.info(f"{busy}. This run waits for it")

        try:
            with held_home(Path(self.home), PATIENCE_SECONDS, tell):
                yield self
        except HomeIsBusy as error:
            raise dg.Failure(description=str(error), allow_retries=False) from error

    @contextmanager
    def step(self) -> Iterator[Company]:
        """The company; what Accord explains fails with that text, a failing disk is tried again."""
        try:
            try:
                company = self.company()
                allow_memory(company.settings)
                yield company
            except Exception as error:
                remember_failure(Path(self.home), error)
                raise
        except OSError as error:
            raise dg.RetryRequested(MAX_RETRIES, SECONDS_BETWEEN_RETRIES) from error
        except AccordError as error:
            raise dg.Failure(description=str(error), allow_retries=False) from error
