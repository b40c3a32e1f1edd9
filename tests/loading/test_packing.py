"""Landings packed into one file: whoever reads the landing zone reads the same, come what may."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.errors import DamagedLanding
from orchestration.loading import load_exports
from orchestration.loading.landing import landing_names, landings, own_files, packs
from orchestration.loading.loader import LoadReport
from orchestration.loading.packing import PackDiffers, Packed, pack
from orchestration.memory import landed_bytes
from orchestration.night import Company
from orchestration.seeds import lay_project
from orchestration.settings import RunOptions
from tests.compiled_models import CompiledModels
from tests.loading.conftest import Desk
from tests.nights import small_company, write_export
from tests.staging.test_snapshot_history import Snapshot, snapshots, write
from tests.staging.tool_build import Row, rows_of

ROW = "p{0},{0}@a.example,,,,,,,,,"
SHAPES = ("people", "stage_changes", "owner_changes", "attribute_changes", "person_emails")


class Home:
    """A company of the template tool, and its home."""

    def __init__(self, folder: Path):
        for name in ("home", "exports"):
            (folder / name).mkdir(parents=True)
        self.options = RunOptions.resolve(
            home=folder / "home", exports=folder / "exports", environment={}
        )
        self.company = Company.read(self.options)

    @property
    def people(self) -> Path:
        """Where people are landed."""
        return self.options.home / "landing" / "template" / "people"

    def load(self) -> LoadReport:
        """Land what is new, and write what the night says of itself."""
        return load_exports(self.options, self.company.settings, self.company.declarations)

    def pack(self) -> Packed:
        """Pack the landings of people."""
        [declared] = [
            each for each in self.company.declarations["template"].objects if each.name == "people"
        ]
        return pack(self.people, declared, self.options.home / "packing")

    @property
    def rows(self) -> list[Row]:
        """All that a night reads of people, as it reads it."""
        return query(
            "from read_parquet("
            f"'{self.people}/*.parquet', union_by_name = true) order by _file, _row"
        )

    @property
    def control(self) -> dict[str, list[Row]]:
        """What the last load says of itself: of every file, and of what was refused."""
        return {
            name: query(f"from '{self.options.home}/control/{name}.parquet'")
            for name in ("settings", "loads", "refused_rows", "refused_values")
        }


def query(sql: str) -> list[Row]:
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def taken() -> list[Snapshot]:
    return snapshots(random.Random(20260301))


@pytest.mark.parametrize("seed", range(2))
def test_packed_or_not_a_night_reads_the_same_after_every_load(
    taken: list[Snapshot], tmp_path: Path, seed: int
) -> None:
    """Late, repeated and shorter snapshots come; one home is packed now and then, one never is."""
    chance = random.Random(seed)
    plain, packed = Home(tmp_path / "plain"), Home(tmp_path / "packed")
    arrivals = list(taken)
    if seed:
        chance.shuffle(arrivals)
    came: list[Snapshot] = []
    while arrivals:
        several = [arrivals.pop(0) for _ in range(min(len(arrivals), chance.randint(1, 4)))]
        came += several
        again = chance.choice(came)
        for home in (plain, packed):
            for snapshot in several:
                write(snapshot, home.options.exports)
            folder = home.options.exports / "template" / again.folder
            if folder.exists():
                # delivered again, to the byte, at another time of the day
                shutil.rmtree(folder)
                write(again, home.options.exports)
        reports = [home.load() for home in (plain, packed)]
        assert reports[0] == reports[1]
        assert packed.rows == plain.rows
        assert packed.control == plain.control
        if chance.random() < 0.5:
            names = landing_names(packed.people)
            did = packed.pack()
            assert (did.landings, did.files_after) == (len(names), 1)
            assert landing_names(packed.people) == names
            assert packed.rows == plain.rows
        if chance.random() < 0.3:
            # of a file that is there no more, what was landed counts on
            gone = chance.choice(came).folder
            for home in (plain, packed):
                shutil.rmtree(home.options.exports / "template" / gone, ignore_errors=True)
    assert landing_names(packed.people) == landing_names(plain.people)


def test_every_shape_of_a_packed_home_is_that_of_the_same_home_before(
    compiled: CompiledModels, taken: list[Snapshot], tmp_path: Path
) -> None:
    """Stages, owners, attributes, and who is gone since when, by the tool's own models."""
    home = Home(tmp_path)
    for snapshot in taken:
        write(snapshot, home.options.exports)
    home.load()
    names = [
        *compiled.below("models/staging/template"),
        *compiled.below("seeds/mappings"),
        "int_user_names_gathered",
    ]
    shapes = []
    for _ in range(2):
        lay_project(home.options.home)
        compiled.build(home.options.home, *names)
        shapes.append(
            {
                shape: sorted(
                    rows_of(home.options.home, f"from staging.template__{shape}"), key=str
                )
                for shape in SHAPES
            }
        )
        assert home.pack().files_after == 1
    assert shapes[0] == shapes[1]
    assert all(len(shapes[0][shape]) > 100 for shape in ("people", "stage_changes"))


def two_nights(home: Home) -> None:
    """Two snapshots, landed."""
    for day in ("2026-09-29", "2026-09-30"):
        write_export(home.options.exports, f"{day}T0200Z", small_company())
    home.load()


def test_packing_again_changes_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    two_nights(home)
    home.pack()
    [file] = packs(home.people)
    before = (file.name, file.stat().st_mtime_ns, file.read_bytes())
    did = home.pack()
    assert (did.files_before, did.files_after) == (1, 1)
    assert did.bytes_before == did.bytes_after
    [file] = packs(home.people)
    assert (file.name, file.stat().st_mtime_ns, file.read_bytes()) == before


def test_one_landing_alone_is_not_packed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    write_export(home.options.exports, "2026-09-30T0200Z", small_company())
    home.load()
    did = home.pack()
    assert (did.landings, did.files_before, did.files_after) == (1, 1, 1)
    assert packs(home.people) == []


def test_what_stands_unchanged_from_export_to_export_takes_next_to_no_room(tmp_path: Path) -> None:
    """Forty exports of the same 2,000 people in the room of three at most."""
    home = Home(tmp_path)
    rows = small_company(people=2000)["people"]
    for day in range(40):
        month, of_month = 8 + day // 28, 1 + day % 28
        write_export(
            home.options.exports, f"2026-{month:02d}-{of_month:02d}T0200Z", {"people": rows}
        )
    home.load()
    before, needed = home.rows, landed_bytes(home.options.home)
    did = home.pack()
    assert (did.files_before, did.files_after) == (40, 1)
    assert did.bytes_after < 3 * did.bytes_before / 40
    assert home.rows == before
    # and needs the memory that it needed
    assert landed_bytes(home.options.home) == needed


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """No file is put in place or removed from the `step`-th on."""
    done = 0

    def counted(method: Callable[..., object]) -> Callable[..., object]:
        def call(path: Path, *given: object, **named: object) -> object:
            nonlocal done
            if path.suffix in (".parquet", ".part"):
                done += 1
                if done >= step:
                    raise KeyboardInterrupt
            return method(path, *given, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "unlink"):
            patch.setattr(Path, name, counted(getattr(Path, name)))
        yield


@pytest.mark.parametrize("finisher", ["load", "pack"])
def test_packing_that_was_killed_anywhere_is_finished_by_the_next_run(
    tmp_path: Path, finisher: str
) -> None:
    home = Home(tmp_path / "whole")
    for day in range(1, 5):
        write_export(home.options.exports, f"2026-09-0{day}T0200Z", small_company())
    home.load()
    home.pack()
    for day in range(5, 7):
        write_export(home.options.exports, f"2026-09-0{day}T0200Z", small_company())
    home.load()
    rows, names = home.rows, landing_names(home.people)
    kept = tmp_path / "kept"
    shutil.copytree(home.people, kept)
    for step in range(1, 20):
        shutil.rmtree(home.people)
        shutil.copytree(kept, home.people)
        try:
            with killed_at(step):
                home.pack()
        except KeyboardInterrupt:
            home.load() if finisher == "load" else home.pack()
            assert (home.rows, landing_names(home.people)) == (rows, names), step
            home.pack()
            assert len([*own_files(home.people), *packs(home.people)]) == 1, step
        else:
            break
        assert home.rows == rows, step
    # the pack put in place; the older one and two landings removed
    assert step == 5


def test_a_change_of_what_is_packed_that_was_killed_anywhere_is_finished_by_the_next_load(
    tmp_path: Path,
) -> None:
    """One of the files was exported again otherwise: all are unpacked, and it is replaced."""
    home = Home(tmp_path / "whole")
    for day in range(1, 4):
        write_export(home.options.exports, f"2026-09-0{day}T0200Z", small_company())
    home.load()
    home.pack()
    write_export(home.options.exports, "2026-09-02T0200Z", small_company(people=5))
    kept = tmp_path / "kept"
    shutil.copytree(home.people, kept)
    home.load()
    rows, names = home.rows, landing_names(home.people)
    assert len(rows) == 20 + 5 + 20
    for step in range(1, 30):
        shutil.rmtree(home.people)
        shutil.copytree(kept, home.people)
        try:
            with killed_at(step):
                home.load()
        except KeyboardInterrupt:
            home.load()
            assert (home.rows, landing_names(home.people)) == (rows, names), step
        else:
            break
    assert step > 5


def test_a_packed_file_that_comes_again_is_known_and_not_landed_twice(tmp_path: Path) -> None:
    home = Home(tmp_path)
    two_nights(home)
    home.pack()
    [file] = packs(home.people)
    # written again: another time, the same bytes
    for export in ("2026-09-29T0200Z", "2026-09-30T0200Z"):
        write_export(home.options.exports, export, small_company())
    report = home.load()
    assert report.new_files == 0
    assert len(home.rows) == 40
    assert packs(home.people) == [file]
    assert own_files(home.people) == []


def test_refused_rows_of_packed_files_are_counted_as_before(desk: Desk) -> None:
    """Rows landed and rows refused are the rows in the file, for each."""
    for day in (1, 2):
        desk.people(ROW.format(1), ",,,,,,,,,,x", ROW.format(day), export=f"2026-10-0{day}T0200")
    desk.load()
    loads, refused = desk.control("loads"), desk.control("refused_rows")
    folder = desk.home / "landing" / "desk" / "people"
    [declared] = [each for each in desk.declarations["desk"].objects if each.name == "people"]
    assert pack(folder, declared, desk.home / "packing").files_after == 1
    desk.load()
    assert (desk.control("loads"), desk.control("refused_rows")) == (loads, refused)
    for landed in landings(folder):
        record = landed.record
        assert record.rows_landed + record.rows_refused == record.rows_in_file == 3


def test_an_export_of_a_day_is_dated_anew_though_it_is_packed(tmp_path: Path) -> None:
    """A later file of its folder says that it was exported later."""
    home = Home(tmp_path)
    rows = [
        "id,created_at,modified_at",
        "p1,2026-09-01 09:00,2026-09-30 08:00",
    ]
    write_export(home.options.exports, "2026-09-29", {"people": rows})
    write_export(home.options.exports, "2026-09-30", {"people": rows})
    home.load()
    home.pack()
    changes = ["person_id,stage,changed_at", "p1,mql,2026-09-30 11:00"]
    write_export(home.options.exports, "2026-09-30", {"stage_changes": changes})
    home.load()
    # of the zone in which 11:00 was written, Paris in summer
    times = query(f"select distinct _exported_at from '{home.people}/*Z_*.parquet' order by all")
    assert times[-1] == (datetime(2026, 9, 30, 9),)
    assert len(home.rows) == 2


def test_a_damaged_pack_stops_the_night_and_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    two_nights(home)
    home.pack()
    [file] = packs(home.people)
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(DamagedLanding, match=file.name):
        home.load()


def test_rows_that_are_lacking_are_told_and_nothing_is_packed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    two_nights(home)
    [first, second] = own_files(home.people)
    whole, load = pq.read_table(first), pq.read_metadata(first).metadata
    with pq.ParquetWriter(first, whole.schema.remove_metadata()) as writer:
        writer.write_table(whole.slice(1))
        writer.add_key_value_metadata({b"accord_load": load[b"accord_load"]})
    with pytest.raises(PackDiffers, match="40 rows were landed and 39 are in its files"):
        home.pack()
    assert own_files(home.people) == [first, second]
    assert packs(home.people) == []
    assert list(home.people.glob("*.part")) == []
