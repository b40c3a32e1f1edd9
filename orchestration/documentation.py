"""dbt's documentation of every table and column, as one page below the home."""

from __future__ import annotations

from orchestration import transform
from orchestration.loading.lock import held_home
from orchestration.night import dbt_worker
from orchestration.seeds import lay_project
from orchestration.settings import RunOptions


def write_documentation(options: RunOptions) -> str:
    """Write the page and return where it is. A home without a night shows no row counts."""
    with held_home(options.home), dbt_worker(options.home) as worker:
        lay_project(options.home, *options.seeds_over)
        return str(transform.document(worker, options.home))


if __name__ == "__main__":
    print(write_documentation(RunOptions.resolve()))
