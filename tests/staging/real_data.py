"""Files that people outside this project made: found where they are, never shipped."""

import os
import shutil
from pathlib import Path

import pytest

from orchestration.loading.loader import LoadReport
from orchestration.settings import PROJECT


def copy_of_real_exports(folder: str, target: Path, system: str, day: str) -> Path:
    """An exports folder of the test's own with one folder of real files; skips where none is."""
    real_data = Path(os.environ.get("ACCORD_REAL_DATA", PROJECT.parent / "shared" / "data"))
    source = real_data / folder
    if not source.is_dir():
        pytest.skip(f"no real data at {source}; ACCORD_REAL_DATA says where it is")
    exports = target / "exports"
    (exports / system / day).mkdir(parents=True)
    for file in source.glob("*.csv"):
        shutil.copyfile(file, exports / system / day / file.name)
    return exports


def landed_counts(report: LoadReport) -> dict[str, int]:
    """Rows landed by object. Every file's rows are landed or refused, and here none is refused."""
    counts: dict[str, int] = {}
    for load in report.loads:
        assert load.status in ("landed", "ignored"), load.message
        assert (load.rows_refused, load.values_refused) == (0, 0), load
        assert load.rows_in_file == load.rows_landed, load
        if load.object:
            counts[load.object] = counts.get(load.object, 0) + load.rows_landed
    return counts
