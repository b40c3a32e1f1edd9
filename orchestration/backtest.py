"""`accord backtest`: the past under another version of the agreement, beside what is published.

Within its span the version is in force, signed or not; around it, what was. Of the tables only
those are computed anew that the version changes, in a home of their own, `<home>/backtest`: neither
the last night's build nor anything published is written to, and a night may run meanwhile. What was
found is kept there in `backtests.duckdb`, schema `backtest`, for BI tools, and as CSV.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from orchestration.apart import (
    NoNight,
    begin_reading,
    build_apart,
    database_of,
    edited_since,
    finish_reading,
    held_apart,
    last_night,
    trial_worker,
)
from orchestration.backtest_results import Results, keep_results
from orchestration.databases import connected, relations_of
from orchestration.edits import Manifest, read_by, reading, with_unbuilt
from orchestration.errors import BadSeeds, BadUsage
from orchestration.loading.control import lay_backtest
from orchestration.seeds import (
    check_seeds,
    lay_project,
    read_declared_seeds,
    read_seed,
    seed_files,
)
from orchestration.settings import RunOptions
from orchestration.worker import Worker

# Where the version that applies is decided, and what a back-test compares.
VERSIONS = "int_agreement_versions_in_force"
COMPARED = "backtest"

# Without dates, a version that was never in force is tried on the last so many whole quarters.
QUARTERS = 4


@dataclass(frozen=True)
class Span:
    """The first and the last day of a back-test, both included, in the company's zone."""

    first: date
    last: date

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first moment and the one at which it is over, UTC without a zone."""
        return _utc(self.first, zone), _utc(self.last + timedelta(days=1), zone)


@dataclass(frozen=True)
class Night:
    """What a back-test must know of the last published night."""

    build: Path
    as_of: datetime
    zone: ZoneInfo
    in_force: dict[int, tuple[datetime, datetime | None]]

    @classmethod
    def read(cls, home: Path) -> Night:
        """Raises NoNight."""
        build = last_night(home, "a back-test is compared with the last published night")
        settings = str(home / "control" / "settings.parquet")
        with connected(build, read_only=True) as connection:
            ((as_of, zone),) = connection.execute(
                "select as_of, time_zone from read_parquet(?)", [settings]
            ).fetchall()
            rows = connection.execute(
                f"select agreement_version, starts_at, ends_at from intermediate.{VERSIONS}"
            ).fetchall()
        return cls(build, as_of, ZoneInfo(zone), {row[0]: (row[1], row[2]) for row in rows})

    @property
    def today(self) -> date:
        """The day of its cut-off, in the company's zone."""
        return _local(self.as_of, self.zone).date()


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
    problems = check_seeds(*options.seeds_over)
    if problems:
        raise BadSeeds("\n".join(str(problem) for problem in problems))
    _expect_version(version, options)
    night = Night.read(options.home)
    span = _span(version, first, last, night)
    with (
        held_apart(options.home / "backtest", "another version is being tried") as home,
        trial_worker(home) as worker,
    ):
        lay_project(home, *options.seeds_over)
        begin_reading(worker, home)
        manifest = finish_reading(worker)
        builder = _Builder(worker, options.home, home, manifest, night, span)
        published = builder.as_published()
        under_version, computed = builder.under(version)
        results = keep_results(home, version, (span.first, span.last), published, under_version)
    return Backtest(version, version in night.in_force, span, night.as_of, tuple(computed), results)


class _Builder:
    """Builds what is compared, once as it is published and once under a version."""

    def __init__(
        self,
        worker: Worker,
        home: Path,
        apart: Path,
        manifest: Manifest,
        night: Night,
        span: Span,
    ) -> None:
        """Raises NoNight where the models are no longer those of the night."""
        self._worker, self._home, self._apart = worker, home, apart
        self._manifest, self._night, self._span = manifest, night, span
        self._names = {
            node["name"]: name
            for name, node in manifest["nodes"].items()
            if node["resource_type"] in ("model", "seed")
        }
        self._compared = sorted(
            name
            for name, node in manifest["nodes"].items()
            if node["resource_type"] == "model" and node["schema"] == COMPARED
        )
        read = set().union(*(read_by(manifest, name) for name in self._compared))
        self._read = read - set(self._compared)
        edited = edited_since(home, manifest) & self._read
        models = sorted(name.split(".")[-1] for name in edited if not name.startswith("seed."))
        if models:
            raise NoNight(
                f"{', '.join(models[:5])} {'was' if len(models) == 1 else 'were'} edited since the "
                "last published night, so what differs would not be the version's doing. Run "
                "`accord run` first"
            )
        agreed = {
            self._names[seed.name]
            for seed in read_declared_seeds().values()
            if seed.folder == "agreement" and seed.name in self._names
        }
        # a version that was written since, and its rows
        self._seeds = sorted(edited & agreed)

    def as_published(self) -> Path:
        """What is compared, over the night's tables; the file that holds it."""
        return self._build([], None, "published.duckdb")

    def under(self, version: int) -> tuple[Path, list[str]]:
        """The same under the version: the file, and the names of what was computed anew for it.

        What reads which version applies is computed first. Where that gives the night's own rows,
        nothing that follows from it can differ, and nothing of that is computed.
        """
        decided = self._names[VERSIONS]
        first = {
            child
            for parent in (decided, *self._seeds)
            for child in self._manifest["child_map"].get(parent, [])
            if child in self._read and child != decided
        }
        self._build([decided, *sorted(first)], version, "first.duckdb", compares=False)
        differing = _differing(
            self._apart / "first.duckdb",
            self._night.build,
            {name: _relation(self._manifest, name) for name in first},
        )
        changed = (reading(self._manifest, differing) & self._read) | {decided}
        computed = sorted(name.split(".")[-1] for name in changed)
        return self._build(sorted(changed), version, "version.duckdb"), computed

    def _build(
        self, nodes: Iterable[str], version: int | None, name: str, compares: bool = True
    ) -> Path:
        """Build nodes, with what is compared, into a file of this name in the back-test's home."""
        sources = self._apart / "sources"
        lay_backtest(self._home, sources, version, *self._span.bounds(self._night.zone))
        wanted = [*nodes, *(self._seeds if version else []), *(self._compared if compares else [])]
        needed = with_unbuilt(self._manifest, wanted, relations_of(self._night.build))
        build_apart(
            self._worker,
            self._apart,
            sorted(node for node in needed if not node.startswith("source.")),
            [],
            sources=sources,
            night=self._night.build,
        )
        return database_of(self._apart).replace(self._apart / name)


def _differing(built: Path, night: Path, relations: dict[str, str]) -> set[str]:
    """Which of these relations, each by its node, have other rows than in the night's build."""
    with connected() as connection:
        # views name the databases in which they were built
        for file, alias in ((built, "trial"), (night, "build")):
            path = str(file).replace("'", "''")
            connection.execute(f"attach '{path}' as {alias} (read_only)")
        return {name for name, relation in relations.items() if _differs(connection, relation)}


def _differs(connection: duckdb.DuckDBPyConnection, relation: str) -> bool:
    now, then = f"from trial.{relation}", f"from build.{relation}"
    rows = connection.execute(
        f"select 1 from (({now} except all {then}) union all ({then} except all {now})) limit 1"
    ).fetchall()
    return bool(rows)


def _relation(manifest: Manifest, name: str) -> str:
    node = manifest["nodes"][name]
    return f'"{node["schema"]}"."{node["alias"]}"'


def _expect_version(version: int, options: RunOptions) -> None:
    """Raise BadUsage for a version that no row of the agreement describes."""
    file = seed_files(*options.seeds_over)["agreement/agreement_versions.csv"]
    content = read_seed(file.read_bytes())
    place = content.header.index("agreement_version")
    known = sorted(int(cells[place]) for _, cells in content.rows)
    if version not in known:
        raise BadUsage(
            f"--version: there is no version {version} in {file}; it has {_list(known)}. Write a "
            "new one with `accord agreement new`"
        )


def _span(version: int, first: date | None, last: date | None, night: Night) -> Span:
    """The days asked for; without, those of the version in force, else the last whole quarters."""
    today = night.today
    default_first, default_last = _quarters_before(today)
    if version in night.in_force:
        starts_at, ends_at = night.in_force[version]
        default_first = max(_local(starts_at, night.zone).date(), date(1900, 1, 1))
        default_last = today
        if ends_at is not None:
            default_last = min(today, _local(ends_at, night.zone).date() - timedelta(days=1))
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


def _utc(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day of a zone begins."""
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)


def _list(values: Sequence[Any]) -> str:
    return ", ".join(str(value) for value in values)


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
