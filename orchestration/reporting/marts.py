"""What a page reads: rows of the published marts, and which night they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from orchestration.agreement.versions import Agreement
from orchestration.databases import connected, marts_of
from orchestration.reporting.periods import Grain, Period
from orchestration.settings import start_of_day

Row = dict[str, Any]


@dataclass(frozen=True)
class Marts:
    """The published tables of one night, read only.

    `build_id` tells it from other nights; `as_of` and `published_at` are UTC without a zone;
    `today` is the company's day at the cut-off.
    """

    home: Path
    connection: duckdb.DuckDBPyConnection
    build_id: str
    as_of: datetime
    published_at: datetime
    time_zone: str
    currency: str

    def rows(self, query: str, *values: object) -> list[Row]:
        """The rows of a query, by the names of its columns."""
        found = self.connection.execute(query, list(values))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def row(self, query: str, *values: object) -> Row | None:
        """The first row of a query, where there is one."""
        return next(iter(self.rows(query, *values)), None)

    def has_rows(self, table: str) -> bool:
        """Whether a published table holds any row."""
        return bool(self.rows(f"select 1 from {table} limit 1"))

    @cached_property
    def agreement(self) -> Agreement:
        """The agreement as the night read it, with the articles that the marts do not hold."""
        return Agreement.read(self.home / "project" / "seeds")

    @property
    def today(self) -> date:
        """The company's day at the cut-off."""
        return self.local(self.as_of).date()

    def local(self, moment: datetime) -> datetime:
        """A UTC moment on the company's clock."""
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.time_zone))

    def last_full(self, grain: Grain) -> Period:
        """The last period that was over at the cut-off."""
        return Period.last_full(self.today, grain)


@contextmanager
def opened(home: Path) -> Iterator[Marts]:
    """The marts of a home, closed at the end. Raises duckdb.Error where they cannot be read."""
    with connected(marts_of(home), read_only=True) as connection:
        (build,) = connection.execute(
            "select build_id, as_of, published_at, time_zone, reporting_currency from quality.build"
        ).fetchall()
        yield Marts(home, connection, *build)


def members(table: str, moment: str, period: Period, zone: str, *conditions: str) -> str:
    """A query for the rows of a published table whose moment lies in a period."""
    return dated(table, moment, period.start, period.end, zone, *conditions)


def dated(table: str, moment: str, first: date, after: date, zone: str, *conditions: str) -> str:
    """A query for the rows of a published table from a day on, before another one."""
    held: Sequence[str] = (
        f"{moment} >= timestamp '{start_of_day(first, zone):%Y-%m-%d %H:%M:%S}'",
        f"{moment} < timestamp '{start_of_day(after, zone):%Y-%m-%d %H:%M:%S}'",
        *conditions,
    )
    return f"select *\nfrom {table}\nwhere " + "\n  and ".join(held)
