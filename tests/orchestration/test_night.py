"""The night as a whole: what it publishes, and what stays when it fails."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import night
from orchestration.checking import ChecksFailed
from orchestration.cli import app
from orchestration.compacting import compact
from orchestration.databases import build_of, candidate_of
from orchestration.loading.landing import own_files, packs
from orchestration.night import Company, NightReport, run_night
from orchestration.settings import RunOptions
from orchestration.transform import BuildReport
from tests.nights import copied_night, export_shortened


@pytest.fixture
def options(night_home: Path, tmp_path: Path) -> RunOptions:
    return copied_night(night_home, tmp_path)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def published_rows(marts: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every published table's rows but for which night it was and when it ran."""
    of_this_night = "exclude (published_at, build_id)"
    with duckdb.connect(str(marts), read_only=True) as connection:
        connection.execute("create temp table build as from quality.build")
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where database_name = 'marts' order by all"
        ).fetchall()
        return {
            table: connection.execute(
                f"select * {of_this_night if table == 'quality.build' else ''} "
                f"from {table} order by all"
            ).fetchall()
            for (table,) in tables
        }


def test_a_second_night_on_the_same_exports_packed_loads_nothing_and_gives_equal_rows(
    night: Path, options: RunOptions
) -> None:
    """The tools of the sample company exported twice: packed, each object is one file."""
    with duckdb.connect(str(build_of(options.home))) as build:
        # of a model that an upgrade took away
        build.execute("create table core.fct_of_old as select 1 as one")
    did = compact(options)
    assert all(each.landings == 1 or each.files_after == 1 for each in did.objects)
    folders = list((options.home / "landing").glob("*/*"))
    assert {folder.parent.name for folder in folders if packs(folder)} >= {"salesforce", "marketo"}
    report: NightReport = run_night(options)
    assert report.load is not None
    assert report.load.new_files == 0
    first, second = published_rows(night), published_rows(options.home / "marts.duckdb")
    assert len(first) > 70
    assert [table for table in first if first[table] != second.get(table)] == []
    assert first.keys() == second.keys()
    # nothing had to be unpacked for it
    assert all(not own_files(folder) or not packs(folder) for folder in folders)


def test_all_that_a_night_keeps_is_its_owners_alone(night_home: Path) -> None:
    places = [night_home, *night_home.rglob("*")]
    kept = [place for place in places if not place.is_symlink()]
    assert [place for place in kept if place.lstat().st_mode & 0o077] == []


def test_the_build_keeps_its_values_as_they_are(night_home: Path) -> None:
    """What compresses them takes as long as what computes them, and an option may go unheard."""
    with duckdb.connect(str(build_of(night_home)), read_only=True) as build:
        kept = build.execute(
            "select distinct compression from pragma_storage_info('core.fct_leads') "
            "where segment_type = 'VARCHAR'"
        ).fetchall()
    assert kept == [("Uncompressed",)]


def test_unbelievable_exports_stop_the_tables_and_the_earlier_marts_stay(
    options: RunOptions,
) -> None:
    export_shortened(options.exports, "Lead.csv", "2026-10-06T0200Z", lines=20)
    before = digest(options.home / "marts.duckdb"), digest(options.home / "build.duckdb")
    places = ["--home", str(options.home), "--exports", str(options.exports)]
    told = CliRunner().invoke(app, ["run", *places, "--json"])
    assert told.exit_code == 1
    failure = json.loads(told.stdout)
    assert (failure["status"], failure["kind"]) == ("failed", "ChecksFailed")
    assert "salesforce.lead: A full export has not lost many" in failure["error"]
    assert failure["published"]["as_of"] == "2026-10-05T02:00:00Z"
    after = digest(options.home / "marts.duckdb"), digest(options.home / "build.duckdb")
    assert after == before


def test_unbelievable_tables_are_not_published(
    options: RunOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build_and_lose_people(company: Company, *_: object) -> BuildReport:
        shutil.copy(build_of(company.home), candidate_of(company.home))
        with duckdb.connect(str(candidate_of(company.home))) as build:
            build.execute("delete from core.dim_people")
        return BuildReport(seeds=0, models=0, tests=0, warnings=())

    monkeypatch.setattr(night, "build", build_and_lose_people)
    before = digest(options.home / "marts.duckdb"), digest(build_of(options.home))
    with pytest.raises(ChecksFailed, match="not published") as failed:
        run_night(options)
    assert "records_of_people 0" in str(failed.value)
    assert (digest(options.home / "marts.duckdb"), digest(build_of(options.home))) == before
