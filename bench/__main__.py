"""Measure a night on a large company: `python -m bench --people 200000`."""

import argparse
import json
import os
import shutil
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.exports import write_company
from bench.memory import measured
from orchestration.settings import SAMPLE_SEEDS

ROOT = Path(__file__).resolve().parents[1]
THREADS = 2


def main() -> None:
    """Generate the company once, run a cold night, time the floor, tell the ratio."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, default=ROOT / ".bench")
    given = parser.parse_args()
    folder = given.folder / str(given.people)
    exports, home, scratch = folder / "exports", folder / "home", folder / "floor"
    console = Console()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    if not exports.is_dir():
        console.print(f"Writing the exports of {given.people:,} people")
        partial = folder / "exports.partial"
        shutil.rmtree(partial, ignore_errors=True)
        began = time.monotonic()
        write_company(given.people, partial)
        console.print(f"  {time.monotonic() - began:.0f} s")
        partial.rename(exports)
    for emptied in (home, scratch):
        shutil.rmtree(emptied, ignore_errors=True)
    scratch.mkdir(parents=True)

    console.print("Running a cold night")
    accord = str(Path(sys.executable).parent / "accord")
    command = [accord, "run", "--exports", str(exports), "--home", str(home), "--json"]
    command += ["--seeds", str(SAMPLE_SEEDS)]
    output, night_seconds, peak = measured(command, environment)
    night = json.loads(output)

    console.print("Timing the floor")
    command = [sys.executable, "-m", "bench.floor", str(exports)]
    command += [str(home / "marts.duckdb"), str(scratch), str(THREADS)]
    output, _, floor_peak = measured(command, environment)
    parts = json.loads(output)
    floor_seconds = sum(parts.values())

    size = sum(file.stat().st_size for file in exports.rglob("*") if file.is_file())
    table = Table(show_header=False, box=None)
    table.add_row("exports", f"{size / 1e6:,.0f} MB, {night['loaded']['rows']['landed']:,} rows")
    for step, seconds in night["seconds"].items():
        table.add_row(step.replace("_", " "), f"{seconds:.1f} s")
    table.add_row("night", f"{night_seconds:.1f} s, peak {peak / 1e9:.2f} GB with its children")
    table.add_row("floor", f"{floor_seconds:.1f} s, peak {floor_peak / 1e9:.2f} GB")
    for part, seconds in parts.items():
        table.add_row(f"  {part}", f"{seconds:.1f} s")
    table.add_row("ratio", f"{night_seconds / floor_seconds:.1f}")
    published = night["published"]["rows"]
    table.add_row("published", f"{sum(published.values()):,} rows in {len(published)} tables")
    for name in ("core.fct_leads", "core.fct_activities", "core.fct_handoffs"):
        table.add_row(f"  {name}", f"{published[name]:,}")
    console.print(table)


if __name__ == "__main__":
    main()
