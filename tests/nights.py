"""Whole nights for tests: real loader, real dbt, real checks, real publishing; and their tables."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestration import night
from orchestration.ledger.restating import note
from orchestration.loading.loader import EXPORTS_REGISTER, LoadReport
from orchestration.loading.lock import held_home
from orchestration.night import Company
from orchestration.publishing import publish, written_marts
from orchestration.seeds import lay_project
from orchestration.settings import SAMPLE_EXPORTS, SAMPLE_SEEDS, RunOptions
from orchestration.transform import published_contract
from tests.compiled_models import CompiledModels


def run_night(
    exports: Path,
    home: Path,
    as_of: str | None = None,
    seeds: Path | None = None,
    *,
    full_refresh: bool = False,
    accept_volume_drop: bool = False,
) -> Path:
    """Run one night and return its `marts.duckdb`. Raises AccordError as the night does."""
    options = RunOptions.resolve(
        home=home,
        exports=exports,
        seeds=seeds,
        as_of=as_of,
        full_refresh=full_refresh,
        accept_volume_drop=accept_volume_drop,
        environment={},
    )
    night.run_night(options)
    return home / "marts.duckdb"


def compute(
    compiled: CompiledModels,
    exports: Path,
    home: Path,
    *names: str,
    as_of: str | None = None,
    seeds: Path | None = None,
) -> LoadReport:
    """Load the exports anew, and build these models (all where none is named) as plain SQL.

    They are in the home's candidate: neither checked by Great Expectations nor published.
    """
    options = RunOptions.resolve(
        home=home, exports=exports, seeds=seeds, as_of=as_of, full_refresh=True, environment={}
    )
    home.mkdir(parents=True, exist_ok=True)
    with held_home(home):
        report = night.load(Company.read(options))
    lay_project(home, *options.seeds_over)
    compiled.build(home, *names)
    return report


def take_up_manifest(compiled: CompiledModels, home: Path) -> Path:
    """Let a home have dbt's manifest of what `compute` built in it. Returns the file."""
    manifest = home / "project" / "target" / "manifest.json"
    manifest.parent.mkdir(exist_ok=True)
    shutil.copyfile(compiled.home / "project" / "target" / "manifest.json", manifest)
    return manifest


def swap_in(home: Path) -> None:
    """Let the marts be those of the last build, and no more: the ledger is not settled."""
    with written_marts(home, published_contract(home)) as written:
        publish(home, written, [], note(home))


def copied_night(night_home: Path, folder: Path) -> RunOptions:
    """A copy of a night's home with exports of its own, to break: `<folder>/home`, `/exports`."""
    home, exports = folder / "home", folder / "exports"
    shutil.copytree(night_home, home, symlinks=True)
    shutil.copytree(SAMPLE_EXPORTS, exports)
    (home / "landing" / EXPORTS_REGISTER).write_text(f"{exports}\n", "utf-8")
    return RunOptions.resolve(home=home, exports=exports, seeds=SAMPLE_SEEDS, environment={})


def export_shortened(exports: Path, file: str, day: str, lines: int) -> None:
    """Export a file of the newest folder again under a later day, with its first lines only."""
    newest = max(exports.glob(f"*/*/{file}"))
    folder = newest.parents[1] / day
    folder.mkdir()
    content = newest.read_bytes().splitlines(keepends=True)
    (folder / file).write_bytes(b"".join(content[:lines]))


def write_export(
    exports: Path, day: str, tables: Mapping[str, Sequence[str]], system: str = "template"
) -> None:
    """Write one export folder; each table is its CSV lines, the header first."""
    folder = exports / system / day
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")


def small_company(people: int = 20, day: str = "2026-09-30") -> dict[str, list[str]]:
    """A company of the template tool: people of whom every second became an MQL, one deal each.

    Person n was created on day n of September 2026 at 09:00; even ones are MQLs from 10:00 on.
    """
    created = [f"2026-09-{1 + number % 28:02d}" for number in range(people)]
    return {
        "people": [
            "id,email,first_name,source,owner,created_at,modified_at",
            *(
                f"p{number},p{number}@acme{number}.example,P{number},Webinar,u1,"
                f"{created[number]} 09:00,{day} 08:00"
                for number in range(people)
            ),
        ],
        "stage_changes": [
            "person_id,stage,changed_at",
            *(f"p{number},mql,{created[number]} 10:00" for number in range(0, people, 2)),
        ],
        "opportunities": [
            "id,person_id,name,amount,currency,stage,created_at",
            *(
                f"o{number},p{number},Deal {number},{100 * (1 + number)},EUR,open,"
                f"{created[number]} 12:00"
                for number in range(0, people, 2)
            ),
        ],
        "users": ["id,name,team", "u1,Uma,sales"],
    }
