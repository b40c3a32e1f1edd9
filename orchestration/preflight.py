"""`accord check`: what a night would refuse or could not run, and what it would not understand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from orchestration.apart import begin_reading, build_apart, finish_reading, trial_worker
from orchestration.databases import connected, published_build, relations_of
from orchestration.edits import edited_nodes, fingerprints, reading, with_unbuilt
from orchestration.errors import BadDeclaration
from orchestration.loading.control import write_control
from orchestration.loading.dry_run import ExportsCheck, check_exports
from orchestration.loading.landing import write_declared
from orchestration.night import Company
from orchestration.seeds import check_seeds, lay_project
from orchestration.settings import RunOptions, setting_problems
from orchestration.transform import BuildFailed
from orchestration.watching import are_models_published
from orchestration.worker import Worker

# The cut-off of a night without a row.
NO_NIGHT = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Preflight:
    """Problems of settings and seeds, of the models, each a text; the exports' check.

    The models and the exports are looked at only once there is no problem of the first kind.
    """

    seed_problems: tuple[str, ...]
    model_problems: tuple[str, ...] = ()
    exports: ExportsCheck | None = None

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
    try:
        company = Company.read(options)
    except BadDeclaration as error:
        return Preflight((str(error),))
    with _models_checked(company) as model_problems:
        exports = check_exports(options, settings, company.declarations, progress)
    return Preflight((), tuple(model_problems), exports)


@contextmanager
def _models_checked(company: Company) -> Iterator[list[str]]:
    """What does not run, known once the block has ended; dbt reads the project meanwhile.

    What the last published night was computed by needs no second proof.
    """
    problems: list[str] = []
    if are_models_published(company.options):
        yield problems
        return
    with TemporaryDirectory(prefix="accord-check-") as folder:
        home = Path(folder)
        lay_nothing(home, company)
        with trial_worker(home) as worker:
            begin_reading(worker, home)
            yield problems
            try:
                _bind(worker, home, company.home)
            except BuildFailed as error:
                problems.append(str(error))


def lay_nothing(home: Path, company: Company) -> None:
    """Lay the project into a home of its own, for a night without a row."""
    for system in company.declarations.values():
        for declared in system.objects:
            write_declared(home / "landing" / system.name / declared.name, declared)
    write_control(home, company.settings, NO_NIGHT, ())
    lay_project(home, *company.options.seeds_over)


def _bind(worker: Worker, home: Path, of: Path) -> None:
    """Build, over nothing, what was edited since the last published night, and what reads it.

    Before the first night that is every model. What does not run over nothing runs over no
    exports. Raises BuildFailed.
    """
    manifest = finish_reading(worker)
    night = published_build(of)
    edited = edited_nodes(of, manifest) if night else None
    tests: list[str] = []
    if night is None or edited is None:
        night = home / "nothing.duckdb"
        connected(night).close()
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
        "unmapped_values": [asdict(value) for value in found.exports.unmapped],
    }
