"""`accord try`: one model and its tests over the last published night, in a home of its own.

That home is `<home>/trial`. Beside the model, what was edited of all that it reads is built there;
the rest is read from the build of the last published night. Neither that nor anything published is
written to, and the home is not held: a night may run.
"""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from orchestration import seeds
from orchestration.apart import (
    begin_reading,
    build_apart,
    database_of,
    edited_since,
    finish_reading,
    held_apart,
    last_night,
    trial_worker,
)
from orchestration.comparison import Comparison, compare
from orchestration.databases import relations_of
from orchestration.edits import (
    Manifest,
    grain_of,
    read_by,
    reading,
    with_unbuilt,
)
from orchestration.errors import BadUsage
from orchestration.loading.declarations import Declarations
from orchestration.night import Company
from orchestration.seeds import lay_project
from orchestration.settings import RunOptions


@dataclass(frozen=True)
class Trial:
    """What became of a model: what was built for it, its tests, and how it differs.

    `problems` tells each test that does not hold.
    """

    model: str
    materialized: str
    database: Path
    also_built: tuple[str, ...]
    tests: int
    unit_tests: int
    problems: str | None
    comparison: Comparison


def try_model(options: RunOptions, model: str, where: str | None = None) -> Trial:
    """Build one model and its tests. Raises BuildFailed, BadUsage, NoNight, HomeIsBusy."""
    file = _file_of(model)
    night = last_night(options.home, "a model is tried over the last published night")
    with (
        held_apart(options.home / "trial", "another model is being tried") as home,
        trial_worker(home) as worker,
    ):
        lay_project(home, *options.seeds_over, systems=_systems_read(options, file))
        begin_reading(worker, home)
        manifest = finish_reading(worker)
        node = next(
            node
            for node in manifest["nodes"].values()
            if node["resource_type"] == "model" and node["name"] == model
        )
        itself = node["unique_id"]
        also_built = _also_built(manifest, itself, options.home, night)
        tests = _tests_of(manifest, itself)
        problems = build_apart(
            worker, home, [itself, *also_built], tests, sources=options.home, night=night
        )
        unit_tests = sum(test.startswith("unit_test.") for test in tests)
        return Trial(
            model=model,
            materialized=node["config"]["materialized"],
            database=database_of(home),
            also_built=tuple(name.split(".")[-1] for name in also_built),
            tests=len(tests) - unit_tests,
            unit_tests=unit_tests,
            problems=problems,
            comparison=compare(
                database_of(home),
                night,
                f'"{node["schema"]}"."{node["alias"]}"',
                grain_of(manifest, itself),
                where,
            ),
        )


def trial_summary(trial: Trial) -> dict[str, Any]:
    """The trial with the keys that `--json` promises."""
    found = trial.comparison
    return {
        "status": "broken" if trial.problems else "holds",
        "model": trial.model,
        "materialized": trial.materialized,
        "database": str(trial.database),
        "also_built": list(trial.also_built),
        "tests": trial.tests,
        "unit_tests": trial.unit_tests,
        "problems": trial.problems,
        "rows": found.rows,
        "rows_before": found.before,
        "grain": list(found.grain),
        "columns": found.columns,
        "columns_before": found.columns_before,
        "added": found.added,
        "removed": found.removed,
        "changed": found.changed,
        "changed_columns": found.changed_columns,
        "examples": [asdict(example) for example in found.examples],
    }


def _file_of(model: str) -> Path:
    """The file of the project that is this model. Raises BadUsage where none is."""
    known = {
        file.stem: file
        for file in (seeds.DBT_PROJECT / "models").rglob("*.*")
        if file.suffix in (".sql", ".py")
    }
    if model not in known:
        near = difflib.get_close_matches(model, known, n=3, cutoff=0.5)
        advice = f"did you mean {' or '.join(near)}?" if near else "its name is that of its file"
        raise BadUsage(f"there is no model {model!r} in dbt_project/models; {advice}")
    return known[model]


def _systems_read(options: RunOptions, file: Path) -> Declarations:
    """The tools that a night reads; all of them for a model of one that has no exports."""
    company = Company.read(options)
    tool = file.parent.name
    is_absent = tool in company.declarations and tool not in company.systems
    return company.declarations if is_absent else company.systems


def _also_built(manifest: Manifest, model: str, home: Path, night: Path) -> list[str]:
    """What a night would compute otherwise than the last one did, of all that the model reads.

    With what that one did not build of it.
    """
    edited = edited_since(home, manifest)
    anew = (read_by(manifest, model) & reading(manifest, edited)) | {model}
    needed = with_unbuilt(manifest, anew, relations_of(night)) - {model}
    return sorted(name for name in needed if not name.startswith("source."))


def _tests_of(manifest: Manifest, model: str) -> list[str]:
    """What tests the model: its unit tests, its data tests, claims that it is part of."""
    unit_tests = [
        name
        for name, test in manifest["unit_tests"].items()
        if test["model"] == model.split(".")[-1]
    ]
    data_tests = [
        name
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "test" and model in node["depends_on"]["nodes"]
    ]
    return [*unit_tests, *data_tests]
