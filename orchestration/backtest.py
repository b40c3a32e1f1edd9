"""`accord backtest`: the past under another version of the agreement, beside what is published.

What was found is kept in `<home>/backtest/backtests.duckdb`, schema `backtest`, for BI tools, and
as CSV.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from orchestration.backtest_results import Results, Run, keep_results
from orchestration.errors import BadUsage
from orchestration.settings import RunOptions
from orchestration.versions_tried import Night, Span, local, version_tried

# What a back-test compares.
COMPARED = "backtest"

# Without dates, a version that was never in force is tried on the last so many whole quarters.
QUARTERS = 4


@dataclass(frozen=True)
class Backtest:
    """A back-test: what was asked, what was computed anew, and what came out."""

    version: int
    is_in_force: bool
    span: Span
    as_of: datetime
    computed: tuple[str, ...]
    results: Results


def backtest(
    options: RunOptions, version: int, first: date | None = None, last: date | None = None
) -> Backtest:
    """Try a version on the past. Raises BadUsage, BadSeeds, NoNight, BuildFailed, HomeIsBusy."""
    with version_tried(
        options,
        version,
        lambda node: node["schema"] == COMPARED,
        lambda night: _span(version, first, last, night),
        "a back-test is compared with the last published night",
    ) as tried:
        published = tried.as_published()
        under_version, computed = tried.under(version)
        span, night = tried.span, tried.night
        run = Run(
            version=version,
            content_hash=tried.content_hash(version),
            first_day=span.first,
            last_day=span.last,
            as_of=night.as_of,
            build_id=night.build_id,
            tried_at=datetime.now(UTC).replace(tzinfo=None),
        )
        results = keep_results(options.home, run, published, under_version)
    return Backtest(version, version in night.in_force, span, night.as_of, tuple(computed), results)


def _span(version: int, first: date | None, last: date | None, night: Night) -> Span:
    """The days asked for; without, those of the version in force, else the last whole quarters."""
    today = night.today
    default_first, default_last = _quarters_before(today)
    if version in night.in_force:
        starts_at, ends_at = night.in_force[version]
        default_first = max(local(starts_at, night.zone).date(), date(1900, 1, 1))
        default_last = today
        if ends_at is not None:
            default_last = min(today, local(ends_at, night.zone).date() - timedelta(days=1))
    span = Span(first or default_first, last or default_last)
    if span.first > span.last:
        raise BadUsage(
            f"--from {span.first} is after --to {span.last}; give a span of the past, such as "
            f"--from {default_first} --to {default_last}"
        )
    if span.first > today:
        raise BadUsage(
            f"--from {span.first} is after {today}, the last day that the exports know; give an "
            "earlier day"
        )
    return span


def _quarters_before(day: date) -> tuple[date, date]:
    """The last whole quarters before a day."""
    start = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    months = 12 * start.year + start.month - 1 - 3 * QUARTERS
    return date(months // 12, months % 12 + 1, 1), start - timedelta(days=1)


def backtest_summary(found: Backtest) -> dict[str, Any]:
    """The back-test with the keys that `--json` promises."""
    results = found.results
    return {
        "status": "tried",
        "version": found.version,
        "is_in_force": found.is_in_force,
        "from": found.span.first,
        "to": found.span.last,
        "as_of": found.as_of,
        "computed": list(found.computed),
        "figures": results.figures,
        "leads": results.leads,
        "loads": results.loads,
        "database": str(results.database),
        "files": [str(file) for file in results.files],
    }
