"""What every step of the night needs under Dagster: the company, its home, errors made plain."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.errors import AccordError, HomeIsBusy
from orchestration.last_run import remember_run
from orchestration.loading.lock import held_home
from orchestration.night import Company
from orchestration.settings import RunOptions

OWNERS = ["team:alignment_owner"]
MAX_RETRIES = 3
SECONDS_BETWEEN_RETRIES = 60


class AccordResource(dg.ConfigurableResource["AccordResource"]):
    """The home, exports and seeds of this code location, and one night's choices."""

    home: str
    exports: str
    seeds: str
    as_of: str | None = None
    full_refresh: bool = False
    accept_volume_drop: bool = False

    def company(self) -> Company:
        """The options with settings and declarations, read now."""
        return Company.read(
            RunOptions.resolve(
                home=self.home,
                exports=self.exports,
                seeds=self.seeds,
                as_of=self.as_of,
                full_refresh=self.full_refresh,
                accept_volume_drop=self.accept_volume_drop,
            )
        )

    @contextmanager
    def step(self) -> Iterator[Company]:
        """The company with its home held.

        A busy home and a failing disk are tried again; what Accord explains fails with that text.
        """
        try:
            company = self.company()
            with held_home(company.home):
                try:
                    yield company
                except Exception as error:
                    remember_run(company.home, error)
                    raise
        except (HomeIsBusy, OSError) as error:
            raise dg.RetryRequested(MAX_RETRIES, SECONDS_BETWEEN_RETRIES) from error
        except AccordError as error:
            raise dg.Failure(description=str(error), allow_retries=False) from error
