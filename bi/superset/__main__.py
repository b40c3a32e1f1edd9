"""Write the dashboard as a file that Superset imports: `make superset-bundle`."""

from __future__ import annotations

import sys

from bi.superset.bundle import write_bundle
from orchestration.databases import marts_of
from orchestration.errors import AccordError
from orchestration.settings import RunOptions

if __name__ == "__main__":
    try:
        home = RunOptions.resolve().home
        print(write_bundle(home / "superset_dashboard.zip", marts_of(home)))
    except (AccordError, OSError) as error:
        sys.exit(f"The dashboard cannot be written: {error}")
