"""`accord compact`: what it tells. `test_night` runs a night over what it packed."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from orchestration.cli import app
from orchestration.loading import load_exports
from orchestration.loading.lock import held_home
from orchestration.night import Company
from orchestration.settings import RunOptions
from tests.nights import small_company, write_export


def accord_compact(home: Path, exports: Path, *arguments: str) -> Result:
    """What `accord compact` says of a home."""
    given = ["compact", "--home", str(home), "--exports", str(exports), *arguments]
    return CliRunner().invoke(app, given)


def landed_home(folder: Path) -> tuple[Path, Path]:
    """The home of a company of two exports, landed, and its exports."""
    for day in ("2026-09-29", "2026-09-30"):
        write_export(folder / "exports", day, small_company())
    home, exports = folder / "home", folder / "exports"
    company = Company.read(RunOptions.resolve(home=home, exports=exports, environment={}))
    with held_home(home):
        load_exports(company.options, company.settings, company.declarations)
    return home, exports


def test_it_tells_files_and_bytes_before_and_after(tmp_path: Path) -> None:
    home, exports = landed_home(tmp_path)
    sizes = [file.stat().st_size for file in (home / "landing").glob("template/*/*Z_*.parquet")]
    told = json.loads(accord_compact(home, exports, "--json").stdout)
    assert (told["status"], told["landings"]) == ("done", 8)
    assert (told["files_before"], told["files_after"]) == (8, 4)
    assert told["bytes_before"] == sum(sizes)
    packed = [file.stat().st_size for file in (home / "landing").glob("template/*/packed_*")]
    assert told["bytes_after"] == sum(packed)
    again = accord_compact(home, exports)
    assert again.exit_code == 0
    assert "0 of 4 objects were packed" in " ".join(again.stdout.split())


def test_it_does_not_touch_a_home_in_which_a_night_runs(tmp_path: Path) -> None:
    home, exports = landed_home(tmp_path)
    before = sorted((home / "landing").rglob("*.parquet"))
    with held_home(home):
        result = accord_compact(home, exports, "--json")
    assert result.exit_code == 2
    told = json.loads(result.stdout)
    assert told["kind"] == "HomeIsBusy"
    assert "wait until it has ended" in told["error"]
    assert sorted((home / "landing").rglob("*.parquet")) == before


def test_a_home_without_a_landing_has_nothing_to_pack(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    result = accord_compact(tmp_path / "home", tmp_path / "exports")
    assert result.exit_code == 0
    assert "0 of 0 objects were packed" in " ".join(result.stdout.split())
