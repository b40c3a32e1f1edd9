"""What snapshots of a tool without a history show of any lives: all that they can, and no more.

Random lives are cut into random snapshots: some days are missing, some come twice, some lack a
column, a person is left out of some. What can be known of them is worked out here from what the
snapshots hold, one after the other.
"""

import csv
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.loading import load_exports
from orchestration.night import Company
from orchestration.settings import RunOptions
from tests.compiled_models import CompiledModels
from tests.staging.tool_build import Row, build_tool, rows_of

PEOPLE = 150
FIRST, DAYS = date(2026, 3, 1), 40
STAGES = ["New", "MQL", "Accepted", "Recycled", ""]
OWNERS = ["u1", "u2", "u3", ""]


@dataclass(frozen=True)
class Snapshot:
    """One export: its time, the columns it has, and what it says of each person that it holds."""

    folder: str
    columns: tuple[str, ...]
    people: dict[str, dict[str, str]]

    @property
    def time(self) -> datetime:
        """When it was exported, UTC."""
        return datetime.strptime(self.folder, "%Y-%m-%dT%H%MZ")


def snapshots(chance: random.Random) -> list[Snapshot]:
    """Lives of people whose stage and owner change now and then, cut into snapshots."""
    state = {f"p{number}": {"stage": "New", "owner": "u1"} for number in range(PEOPLE)}
    taken: list[Snapshot] = []
    for day in range(DAYS):
        for values in state.values():
            if chance.random() < 0.08:
                values["stage"] = chance.choice(STAGES)
            if chance.random() < 0.04:
                values["owner"] = chance.choice(OWNERS)
        if chance.random() < 0.6:
            continue
        columns = tuple(name for name in ("stage", "owner") if chance.random() < 0.85)
        held = {
            person: {name: values[name] for name in columns}
            for person, values in state.items()
            if chance.random() < 0.93
        }
        folder = f"{FIRST + timedelta(day):%Y-%m-%d}T0200Z"
        taken.append(Snapshot(folder, columns, held))
        if chance.random() < 0.2:
            # the same file again, under the time at which it was sent again
            taken.append(Snapshot(folder.replace("T0200", "T1100"), columns, held))
    return taken


def write(snapshot: Snapshot, exports: Path) -> None:
    folder = exports / "template" / snapshot.folder
    folder.mkdir(parents=True)
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["id", *snapshot.columns])
        writer.writeheader()
        writer.writerows({"id": person, **values} for person, values in snapshot.people.items())


def shown(taken: Sequence[Snapshot], person: str, column: str) -> Iterator[tuple[datetime, str]]:
    """What the snapshots that speak of a person's value say, in the order of time."""
    for snapshot in taken:
        if column in snapshot.columns and person in snapshot.people:
            yield snapshot.time, snapshot.people[person][column]


def changes(taken: Sequence[Snapshot], column: str) -> list[Row]:
    """Person, value before and after, the export that shows it, the last one that shows another."""
    found: list[Row] = []
    for person in (f"p{number}" for number in range(PEOPLE)):
        before: tuple[datetime, str] | None = None
        for time, value in shown(taken, person, column):
            if before is None or value != before[1]:
                old = (before[1] or None, before[0]) if before else (None, None)
                found.append((person, old[0], value or None, time, old[1]))
            before = (time, value)
    return found


@pytest.fixture(scope="module")
def taken() -> list[Snapshot]:
    return snapshots(random.Random(20260301))


@pytest.fixture(scope="module")
def home(
    compiled: CompiledModels, taken: list[Snapshot], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """All snapshots, loaded in the order of time, and the tool's models over them."""
    folder = tmp_path_factory.mktemp("snapshots")
    for snapshot in taken:
        write(snapshot, folder / "exports")
    build_tool(compiled, "template", folder / "exports", folder / "home")
    return folder / "home"


def test_the_lives_are_cut_in_every_way(taken: list[Snapshot]) -> None:
    assert 10 < len(taken) < DAYS
    assert any(snapshot.folder.endswith("T1100Z") for snapshot in taken)
    assert {snapshot.columns for snapshot in taken} >= {("stage", "owner"), ("stage",), ("owner",)}


def test_a_stage_changes_where_two_snapshots_that_tell_it_differ_and_nowhere_else(
    taken: list[Snapshot], home: Path
) -> None:
    # a stage that is empty is none
    expected = [row for row in changes(taken, "stage") if row[2] is not None]
    assert len(expected) > 2 * PEOPLE
    found = rows_of(
        home,
        "select split_part(record_key, ':', 3), old_value, new_value, changed_at, previous_seen_at "
        "from staging.template__stage_changes where field = 'stage'",
    )
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_an_owner_changes_where_two_snapshots_that_tell_it_differ_and_nowhere_else(
    taken: list[Snapshot], home: Path
) -> None:
    found = rows_of(
        home,
        "select split_part(record_key, ':', 3), split_part(old_owner_key, ':', 3), "
        "split_part(owner_key, ':', 3), changed_at, previous_seen_at "
        "from staging.template__owner_changes",
    )
    assert sorted(found, key=str) == sorted(changes(taken, "owner"), key=str)


def test_who_is_in_the_last_snapshot_is_there_and_the_others_went_with_the_first_that_lacks_them(
    taken: list[Snapshot], home: Path
) -> None:
    expected: list[Row] = []
    for person in (f"p{number}" for number in range(PEOPLE)):
        last = max(place for place, each in enumerate(taken) if person in each.people)
        gone = taken[last + 1].time if last + 1 < len(taken) else None
        expected.append((person, gone is not None, gone))
    found = rows_of(home, "select record_id, is_deleted, deleted_at from staging.template__people")
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert {True, False} == {row[1] for row in expected}


@pytest.mark.parametrize("seed", range(3))
def test_late_and_repeated_snapshots_give_the_history_that_they_give_in_order(
    taken: list[Snapshot], home: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    arrivals = list(taken)
    chance.shuffle(arrivals)
    for name in ("home", "exports"):
        (tmp_path / name).mkdir()
    options = RunOptions.resolve(
        home=tmp_path / "home", exports=tmp_path / "exports", environment={}
    )
    company = Company.read(options)
    while arrivals:
        several = [arrivals.pop() for _ in range(min(len(arrivals), chance.randint(1, 5)))]
        for snapshot in several:
            write(snapshot, options.exports)
        load_exports(options, company.settings, company.declarations)
        if chance.random() < 0.3:
            # loaded again, it changes nothing
            load_exports(options, company.settings, company.declarations)
        # a file that is there no more goes on counting
        shutil.rmtree(options.exports / "template" / several[0].folder)
    assert landed(options.home) == landed(home)


def landed(home: Path) -> list[Row]:
    """All that has landed of people, with what stands in columns that a file lacks."""
    with duckdb.connect() as connection:
        return connection.execute(
            "select id, stage, owner, _exported_at, _columns, _file, _row "
            f"from read_parquet('{home}/landing/template/people/2*.parquet') order by all"
        ).fetchall()
