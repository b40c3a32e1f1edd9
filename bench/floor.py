"""The floor: one DuckDB pass over the same files, run as a process of its own.

Read every CSV as text, write it as Parquet, and write the bytes of the published tables: what a
night that computed nothing would take.
"""

import json
import sys
import time
from pathlib import Path

import duckdb


def floor(exports: Path, marts: Path, scratch: Path, threads: int) -> dict[str, float]:
    """Seconds of each part of the pass."""
    began = time.monotonic()
    with duckdb.connect(config={"threads": threads, "preserve_insertion_order": False}) as engine:
        for number, file in enumerate(sorted(exports.rglob("*.csv"))):
            engine.execute(
                f"copy (from read_csv('{file}', all_varchar = true, header = true, "
                f"encoding = '{encoding_of(file)}', ignore_errors = true)) "
                f"to '{scratch}/{number}.parquet' (format parquet)"
            )
        read = time.monotonic()
        engine.execute(f"attach '{marts}' as marts (read_only)")
        engine.execute(f"attach '{scratch}/written.duckdb' as written")
        tables = engine.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'marts'"
        ).fetchall()
        for schema, table in tables:
            engine.execute(f"create schema if not exists written.{schema}")
            engine.execute(f"create table written.{schema}.{table} as from marts.{schema}.{table}")
        engine.execute("detach written")
    return {
        "exports as text to Parquet": read - began,
        "published tables copied": time.monotonic() - read,
    }


def encoding_of(file: Path) -> str:
    """UTF-8 where the file is, else the one-byte encoding that DuckDB knows."""
    try:
        with file.open(encoding="utf-8") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


if __name__ == "__main__":
    _, exports, marts, scratch, threads = sys.argv
    print(json.dumps(floor(Path(exports), Path(marts), Path(scratch), int(threads))))
