"""Sample exports of a tool, and what its shapes must make of them: a folder, no Python.

`<tool>/` holds files as the tool writes them, `<tool>/expected/<shape>.csv` the rows of a shape, in
the columns that its header names.
"""

import csv
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from orchestration.databases import candidate_of
from orchestration.new_tool import SAMPLES
from orchestration.settings import PROJECT

FOLDER = PROJECT / SAMPLES
EXPECTED = "expected"
# When the samples were exported.
EXPORT = "2026-09-30T2200Z"


def lay_samples(sample: Path, exports: Path) -> Path:
    """An exports folder with the samples of one tool as its only export."""
    export = exports / sample.name / EXPORT
    export.mkdir(parents=True)
    for file in sample.iterdir():
        if file.is_file():
            shutil.copyfile(file, export / file.name)
    return exports


def headers_alone(sample: Path) -> list[str]:
    """The files of samples that have a header and no row, as `accord new-tool` begins them."""
    return [
        file.name
        for file in sorted(sample.glob("*.csv"))
        if len([line for line in file.read_text("utf-8-sig").splitlines() if line.strip()]) < 2
    ]


def told(sample: Path, found: Mapping[str, Sequence[tuple[str, ...]]]) -> str:
    """What departs, a row a line and each cell behind its column: what was expected, what came."""
    lines = []
    for shape, rows in found.items():
        file = sample / EXPECTED / f"{shape}.csv"
        with file.open(encoding="utf-8", newline="") as stream:
            header, *expected = ([*row] for row in csv.reader(stream))
        lines.append(f"{file.name} is not what the samples give (times are in UTC):")
        for row in rows:
            sign = "expected, not there" if [*row] in expected else "there, not expected"
            cells = ", ".join(f"{name}={cell}" for name, cell in zip(header, row, strict=True))
            lines.append(f"  {sign}: {cells}")
    return "\n".join(lines)


def departures(sample: Path, home: Path) -> dict[str, list[tuple[str, ...]]]:
    """Of each shape, the rows that were expected and are not there, and those that only are there.

    All cells as text, nothing for null.
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    with duckdb.connect(str(candidate_of(home)), read_only=True) as database:
        database.execute("set TimeZone = 'UTC'")
        for file in sorted((sample / EXPECTED).glob("*.csv")):
            with file.open(encoding="utf-8", newline="") as stream:
                header, *rows = csv.reader(stream)
            cells = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in header)
            built = database.execute(
                f"select {cells} from staging.{sample.name}__{file.stem}"
            ).fetchall()
            missing, more = [tuple(row) for row in rows], []
            for row in built:
                if row in missing:
                    missing.remove(row)
                else:
                    more.append(row)
            if missing or more:
                found[file.stem] = [*missing, *more]
    return found
