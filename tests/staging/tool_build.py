"""One tool's exports through the loader and that tool's models, in a home of the test's own."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb

from orchestration.databases import candidate_of, forget_candidate
from orchestration.loading.declarations import read_declarations
from orchestration.loading.loader import LoadReport, load_exports
from orchestration.loading.lock import held_home
from orchestration.seeds import lay_project
from orchestration.settings import RunOptions, load_settings
from orchestration.transform import common_arguments

Row = tuple[object, ...]


def build_tool(
    system: str,
    exports: Path,
    home: Path,
    own_seeds: Path | None = None,
    as_of: str | None = None,
) -> LoadReport:
    """Load the exports anew and build the tool's staging models, with mappings and users' names.

    `own_seeds` is a company's own folder of seeds, laid over the shipped one.
    """
    options = RunOptions.resolve(
        home=home, exports=exports, seeds=own_seeds, as_of=as_of, full_refresh=True, environment={}
    )
    settings = load_settings(*options.seeds_over)
    home.mkdir(parents=True, exist_ok=True)
    with held_home(home):
        report = load_exports(options, settings, read_declarations(settings))
    lay_project(home, *options.seeds_over)
    forget_candidate(home)
    result = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "build"),
            *("--select", f"+path:models/staging/{system}", "path:seeds/mappings"),
            "+int_user_names_gathered",
            *("--exclude-resource-type", "unit_test"),
            *common_arguments(home),
        ],
        cwd=home / "project",
        env={**os.environ, "ACCORD_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    return report


def named_users(home: Path, rows: list[Row]) -> list[Row]:
    """The rows with users by key where they stand by name, as the unions of the tools have them."""
    sql = "select named_key, user_key from intermediate.int_user_names_gathered"
    names = {named_key: user_key for named_key, user_key in rows_of(home, sql)}
    return [
        tuple(
            names.get("".join(cell.split()).lower(), cell)
            if isinstance(cell, str) and ":name:" in cell
            else cell
            for cell in row
        )
        for row in rows
    ]


def rows_of(home: Path, sql: str) -> list[Row]:
    """What a query of the home's build database gives."""
    with duckdb.connect(str(candidate_of(home)), read_only=True) as database:
        database.execute("set TimeZone = 'UTC'")
        return database.execute(sql).fetchall()
