"""`accord check`: what a night would refuse or could not run, and what it would not understand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from orchestration.adding import placed_summary
from orchestration.apart import (
    begin_reading,
    build_apart,
    database_of,
    finish_reading,
    trial_worker,
)
from orchestration.databases import connected, published_build, relations_of
from orchestration.edits import (
    Manifest,
    edited_nodes,
    fingerprints,
    read_by,
    reading,
    with_unbuilt,
)
from orchestration.errors import BadDeclaration
from orchestration.loading.arranging import Placed, arrange, lay
from orchestration.loading.control import write_control
from orchestration.loading.discovery import files_below, find_exports
from orchestration.loading.dry_run import ExportsCheck, check_exports
from orchestration.loading.landing import write_declared
from orchestration.night import Company, allow_memory
from orchestration.seeds import check_seeds, lay_project
from orchestration.settings import RunOptions, setting_problems
from orchestration.transform import BuildFailed, silent_tools
from orchestration.watching import are_models_published
from orchestration.worker import Worker

# The cut-off of a night without a row.
NO_NIGHT = datetime(2000, 1, 1)

# The model that lists the values without a meaning, and what is told of each.
UNMAPPED = "unmapped_values"
TOLD = ("mapping", "system", "object", "field", "value", "known_as", "row_count", "remedy")


@dataclass(frozen=True)
class Preflight:
    """Problems of settings and seeds, of the models, each a text; the exports' check.

    The models and the exports are looked at only once there is no problem of the first kind.
    `unmapped_values` are rows as in `quality.unmapped_values`; None where they could not be looked
    at: a model does not run, or nothing landed. `arranged` are the files of a folder in which none
    lies where a night looks for it: they were looked at as `accord add` would put them.
    """

    seed_problems: tuple[str, ...]
    model_problems: tuple[str, ...] = ()
    exports: ExportsCheck | None = None
    unmapped_values: tuple[dict[str, Any], ...] | None = None
    arranged: tuple[Placed, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether a night would run; unmapped and refused values do not stop it."""
        return (
            not self.seed_problems
            and not self.model_problems
            and self.exports is not None
            and not self.exports.blocking
        )


def preflight(
    options: RunOptions, progress: Callable[[int, int, str], None] | None = None
) -> Preflight:
    """Check settings, seeds, models and exports without touching the home.

    Each by the function by which a night judges it.
    """
    settings, _ = setting_problems(*options.seeds_over)
    problems = [str(problem) for problem in check_seeds(*options.seeds_over)]
    if settings is None or problems:
        return Preflight(tuple(problems))
    company = Company.read(options)
    try:
        declarations = company.declarations
    except BadDeclaration as error:
        return Preflight((str(error),))
    with TemporaryDirectory(prefix="accord-check-") as folder:
        home = Path(folder)
        allow_memory(settings)
        with trial_worker(home) as worker:
            looked_at = options
            if arranged := arrange_loose(company, home / "arranged"):
                looked_at = replace(options, exports=home / "arranged", full_refresh=True)
            lay_nothing(home, Company.read(looked_at))
            # dbt reads the project while the exports land
            begin_reading(worker, home)
            exports = check_exports(looked_at, *(settings, declarations, home, progress))
            try:
                manifest = finish_reading(worker)
                # what the last published night was computed by needs no second proof
                if not are_models_published(options):
                    _bind(worker, home, manifest, options.home)
                unmapped = _unmapped_values(worker, home, manifest) if exports.as_of else None
            except BuildFailed as error:
                return Preflight((), (str(error),), exports, arranged=arranged)
    return Preflight((), (), exports, unmapped, arranged)


def arrange_loose(company: Company, aside: Path) -> tuple[Placed, ...]:
    """Lay files that lie in no export's folder as `accord add` would, into a folder of its own.

    None where one lies where a night looks for it, or where nothing is told of any.
    """
    exports, zone = company.options.exports, company.settings.time_zone
    laid_out, _ = find_exports(exports, company.declarations, zone)
    if laid_out or not files_below(exports):
        return ()
    placed = arrange([exports], company.declarations, zone)
    if not any(each.target for each in placed):
        return ()
    lay(placed, aside)
    return tuple(placed)


def lay_nothing(home: Path, company: Company) -> None:
    """Lay the project into a home of its own, for a night without a row."""
    for system in company.systems.values():
        for declared in system.objects:
            write_declared(home / "landing" / system.name / declared.name, declared)
    write_control(home, company.settings, NO_NIGHT, ())
    lay_project(home, *company.options.seeds_over, systems=company.systems)


def _bind(worker: Worker, home: Path, manifest: Manifest, of: Path) -> None:
    """Build, over nothing, what was edited since the last published night, and what reads it.

    Before the first night that is every model. What does not run over nothing runs over no
    exports. Raises BuildFailed.
    """
    night = published_build(of)
    edited = edited_nodes(of, manifest) if night else None
    tests: list[str] = []
    if night is None or edited is None:
        night = _nothing_built(home)
        edited = set(fingerprints(manifest))
    else:
        tests = [
            name
            for name, node in manifest["nodes"].items()
            if node["resource_type"] == "test"
            and (name in edited or not edited.isdisjoint(node["depends_on"]["nodes"]))
        ]
    nodes = [name for name in reading(manifest, edited) if not name.startswith("source.")]
    if nodes or tests:
        nodes = sorted(with_unbuilt(manifest, nodes, relations_of(night)))
        build_apart(worker, home, nodes, tests, sources=home, night=night, is_empty=True)


def _unmapped_values(worker: Worker, home: Path, manifest: Manifest) -> tuple[dict[str, Any], ...]:
    """The values without a meaning, as a night over what landed in this home would list them.

    Raises BuildFailed.
    """
    model = next(
        name
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["name"] == UNMAPPED
    )
    nodes = sorted(name for name in read_by(manifest, model) if not name.startswith("source."))
    night = _nothing_built(home)
    build_apart(worker, home, nodes, [], sources=home, night=night, left_out=silent_tools(home))
    node = manifest["nodes"][model]
    with connected(database_of(home), read_only=True) as connection:
        rows = connection.execute(
            f'select {", ".join(TOLD)} from "{node["schema"]}"."{node["alias"]}" '
            "order by mapping, system, object, field, row_count desc, value"
        ).fetchall()
    return tuple(dict(zip(TOLD, row, strict=True)) for row in rows)


def _nothing_built(home: Path) -> Path:
    """The build of a night that never was."""
    file = home / "nothing.duckdb"
    connected(file).close()
    return file


def preflight_summary(found: Preflight) -> dict[str, Any]:
    """The preflight with the keys that `--json` promises."""
    summary: dict[str, Any] = {
        "status": "clean" if found.is_clean else "problems",
        "seed_problems": list(found.seed_problems),
        "model_problems": list(found.model_problems),
    }
    if found.exports is None:
        return summary
    return summary | {
        "arranged": placed_summary(found.arranged),
        "blocking": list(found.exports.blocking),
        "warnings": list(found.exports.warnings),
        "files": [
            {
                "file": load.file,
                "status": load.status,
                "rows_in_file": load.rows_in_file,
                "rows_refused": load.rows_refused,
                "values_refused": load.values_refused,
                "message": load.message,
            }
            for load in found.exports.loads
        ],
        "refused_rows": list(found.exports.refused_rows),
        "refused_values": list(found.exports.refused_values),
        "unmapped_values": None if found.unmapped_values is None else list(found.unmapped_values),
    }
