"""dbt's documentation of every table below the home, and the memory of what is published."""

from __future__ import annotations

import sys

from orchestration import transform
from orchestration.edits import read_manifest
from orchestration.loading.lock import held_home
from orchestration.night import Company, dbt_worker
from orchestration.published_schema import BrokenContract, remember_schema
from orchestration.seeds import lay_project
from orchestration.settings import RunOptions


def write_documentation(options: RunOptions) -> str:
    """Write the page and return where it is. A home without a night shows no row counts."""
    with held_home(options.home), dbt_worker(options.home) as worker:
        lay_project(options.home, *options.seeds_over, systems=Company.read(options).systems)
        return str(transform.document(worker, options.home))


if __name__ == "__main__":
    options_of_run = RunOptions.resolve()
    print(write_documentation(options_of_run))
    try:
        remember_schema(read_manifest(options_of_run.home))
    except BrokenContract as broken:
        sys.exit(str(broken))
