"""What the published marts say of themselves: their night, their rows, the four metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.copies import copied_at
from orchestration.databases import build_of, connected, log_of, marts_of, writer_of
from orchestration.errors import DamagedMarts
from orchestration.publishing import PUBLISHED_SCHEMAS


@dataclass(frozen=True)
class Metric:
    """One metric of the scorecard for one period.

    Where that is too young: the latest period that is not, and what its own is expected to become.
    """

    metric: str
    period_start: date
    value: float | None
    previous_value: float | None
    target: float | None
    status: str
    latest_mature_start: date | None
    latest_mature_value: float | None
    estimate: float | None


@dataclass(frozen=True)
class Restated:
    """How many figures of closed periods a night says otherwise than the one as of `said_as_of`.

    Of these `settled` should not have changed any more. `causes` counts them by each cause that may
    have changed them: they add up to more.
    """

    figures: int
    settled: int
    said_as_of: datetime | None
    causes: dict[str, int]


@dataclass(frozen=True)
class Status:
    """The published night: where it is, what it holds, and what to look at.

    `copied_at`: when the night was published that the Parquet copies are of.
    """

    marts: Path
    as_of: datetime
    published_at: datetime
    copied_at: datetime | None
    rows: dict[str, int]
    metrics: tuple[Metric, ...]
    unmet_expectations: int
    unmapped_values: int
    restated: Restated


def published_status(home: Path) -> Status | None:
    """The status of `<home>/marts.duckdb`; None before the first published night.

    Raises DamagedMarts.
    """
    marts = marts_of(home)
    if not marts.exists():
        return None
    if writer := writer_of(marts):
        raise DamagedMarts(
            f"{marts} cannot be read: it is open for writing in {writer}, which keeps all others "
            "out. Let that program open it read-only (docs/connect_a_bi_tool.md)"
        )
    if (log := log_of(marts)).exists():
        raise DamagedMarts(
            f"{log} was left by a program that opened the marts for writing: who reads them now "
            "reads its changes too. The next night sets it aside; or remove it"
        )
    try:
        return _read(marts, marts)
    except (duckdb.Error, OSError) as error:
        raise DamagedMarts(
            f"{marts} cannot be read: {error}\nThe next published night replaces it."
        ) from error


def build_status(home: Path) -> Status:
    """The status of the night that has just published, as Accord keeps it."""
    return _read(build_of(home), marts_of(home))


def _read(file: Path, marts: Path) -> Status:
    with connected(file, read_only=True) as connection:
        as_of, published_at = connection.execute(
            "select as_of, published_at from quality.build"
        ).fetchall()[0]
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where schema_name in ? order by all",
            [list(PUBLISHED_SCHEMAS)],
        ).fetchall()
        rows = {
            f"{schema}.{table}": _count(connection, f'"{schema}"."{table}"')
            for schema, table in tables
        }
        return Status(
            marts=marts,
            as_of=as_of,
            published_at=published_at,
            copied_at=copied_at(marts.parent),
            rows=rows,
            metrics=_metrics(connection),
            unmet_expectations=_count(connection, "quality.expectation_results where not is_met"),
            unmapped_values=_count(connection, "quality.unmapped_values"),
            restated=_restated(connection),
        )


_OF_THIS_NIGHT = (
    "from review.restatements where ledger_entry = (select ledger_entry from quality.build)"
)


def _restated(connection: duckdb.DuckDBPyConnection) -> Restated:
    ((figures, settled, said_as_of),) = connection.execute(
        "select count(*), count(*) filter (where was_settled), min(said_as_of) " + _OF_THIS_NIGHT
    ).fetchall()
    causes = connection.execute(
        "select cause, count(*) as figures from "
        f"(select unnest(string_split(cause, ', ')) as cause {_OF_THIS_NIGHT}) as named "
        "group by cause order by figures desc, cause"
    ).fetchall()
    return Restated(figures, settled, said_as_of, dict(causes))


def _metrics(connection: duckdb.DuckDBPyConnection) -> tuple[Metric, ...]:
    """The scorecard of the last month that had ended at the cut-off, in the company's zone."""
    found = connection.execute(
        """
        select
            scorecard.metric,
            scorecard.period_start,
            scorecard.value,
            scorecard.previous_value,
            scorecard.target,
            scorecard.status,
            changes.latest_mature_start,
            changes.latest_mature_value,
            changes.estimate
        from alignment.alignment_scorecard as scorecard
        left join review.metric_changes as changes
            on scorecard.period_grain = changes.period_grain
            and scorecard.period_start = changes.period_start
            and scorecard.metric = changes.metric
            and not scorecard.is_mature
        where scorecard.period_grain = 'month' and scorecard.period_start = (
            select max(ended.period_start)
            from alignment.alignment_scorecard as ended
            cross join quality.build
            where
                ended.period_grain = 'month'
                and cast(ended.period_start as date) + interval 1 month
                <= cast(timezone(build.time_zone, timezone('UTC', build.as_of)) as date)
        )
        order by scorecard.metric
        """
    ).fetchall()
    return tuple(Metric(*row) for row in found)


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    (count,) = connection.execute(f"select count(*) from {relation}").fetchall()[0]
    return int(count)
