"""A version of the agreement tried on the past, signed or not: tables as they would be under it.

Within its span the version is in force; around it, what was. Of the tables only those are computed
anew that the version changes, in a home of their own, `<home>/backtest`: neither the last night's
build nor anything published is written to, and a night may run meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from orchestration.agreement.versions import content_hash
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
from orchestration.databases import backtest_of, connected, relations_of
from orchestration.edits import Manifest, read_by, reading, with_unbuilt
from orchestration.errors import BadSeeds, BadUsage
from orchestration.loading.control import lay_backtest
from orchestration.night import Company
from orchestration.seeds import (
    check_seeds,
    lay_project,
    read_declared_seeds,
    read_seed,
    seed_files,
)
from orchestration.settings import RunOptions
from orchestration.worker import Worker

# Where the version that applies is decided.
VERSIONS = "int_agreement_versions_in_force"


@dataclass(frozen=True)
class Span:
    """The first and the last day on which a version is tried, included, in the company's zone."""

    first: date
    last: date

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first moment and the one at which it is over, UTC without a zone."""
        return _utc(self.first, zone), _utc(self.last + timedelta(days=1), zone)


@dataclass(frozen=True)
class Night:
    """What must be known of the last published night to try a version on it."""

    build: Path
    build_id: str
    as_of: datetime
    zone: ZoneInfo
    in_force: dict[int, tuple[datetime, datetime | None]]

    @classmethod
    def read(cls, home: Path, why: str) -> Night:
        """Raises NoNight, which tells why one is needed."""
        build = last_night(home, why)
        settings = str(home / "control" / "settings.parquet")
        with connected(build, read_only=True) as connection:
            ((as_of, zone),) = connection.execute(
                "select as_of, time_zone from read_parquet(?)", [settings]
            ).fetchall()
            ((build_id,),) = connection.execute("select build_id from quality.build").fetchall()
            rows = connection.execute(
                f"select agreement_version, starts_at, ends_at from intermediate.{VERSIONS}"
            ).fetchall()
        in_force = {row[0]: (row[1], row[2]) for row in rows}
        return cls(build, build_id, as_of, ZoneInfo(zone), in_force)

    @property
    def today(self) -> date:
        """The day of its cut-off, in the company's zone."""
        return local(self.as_of, self.zone).date()


@contextmanager
def version_tried(
    options: RunOptions,
    version: int,
    is_compared: Callable[[Mapping[str, Any]], bool],
    span_of: Callable[[Night], Span],
    why: str,
) -> Iterator[Attempt]:
    """Try a version on the models that are compared; `why` tells what a published night is for.

    Raises BadUsage, BadSeeds, NoNight, BuildFailed, HomeIsBusy.
    """
    problems = check_seeds(*options.seeds_over)
    if problems:
        raise BadSeeds("\n".join(str(problem) for problem in problems))
    _expect_version(version, options)
    night = Night.read(options.home, why)
    span = span_of(night)
    with (
        held_apart(backtest_of(options.home), "another version is being tried") as home,
        trial_worker(home) as worker,
    ):
        lay_project(home, *options.seeds_over, systems=Company.read(options).systems)
        begin_reading(worker, home)
        manifest = finish_reading(worker)
        compared = [
            name
            for name, node in manifest["nodes"].items()
            if node["resource_type"] == "model" and is_compared(node)
        ]
        yield Attempt(worker, options.home, home, manifest, compared, night, span)


class Attempt:
    """Builds what is compared, once as it is published and once under a version."""

    def __init__(
        self,
        worker: Worker,
        home: Path,
        apart: Path,
        manifest: Manifest,
        compared: Iterable[str],
        night: Night,
        span: Span,
    ) -> None:
        """Raises NoNight where the models are no longer those of the night."""
        self._worker, self._home, self._apart = worker, home, apart
        self._manifest, self.night, self.span = manifest, night, span
        self._names = {
            node["name"]: name
            for name, node in manifest["nodes"].items()
            if node["resource_type"] in ("model", "seed")
        }
        self._compared = sorted(compared)
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

    def content_hash(self, version: int) -> str:
        """The hash over which the version would be signed, of its rows as they are tried."""
        return content_hash(version, self._apart / "project" / "seeds")

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
            self.night.build,
            {name: _relation(self._manifest, name) for name in first},
        )
        changed = (reading(self._manifest, differing) & self._read) | {decided}
        computed = sorted(name.split(".")[-1] for name in changed)
        return self._build(sorted(changed), version, "version.duckdb"), computed

    def _build(
        self, nodes: Iterable[str], version: int | None, name: str, compares: bool = True
    ) -> Path:
        """Build nodes, with what is compared, into a file of this name in the home apart."""
        sources = self._apart / "sources"
        lay_backtest(self._home, sources, version, *self.span.bounds(self.night.zone))
        wanted = [*nodes, *(self._seeds if version else []), *(self._compared if compares else [])]
        needed = with_unbuilt(self._manifest, wanted, relations_of(self.night.build))
        build_apart(
            self._worker,
            self._apart,
            sorted(node for node in needed if not node.startswith("source.")),
            [],
            sources=sources,
            night=self.night.build,
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
            f"--version: there is no version {version} in {file}; it has "
            f"{', '.join(map(str, known))}. Write a new one with `accord agreement new`"
        )


def _utc(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day of a zone begins."""
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment in UTC without a zone, in this one."""
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
