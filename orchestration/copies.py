"""The published tables as Parquet, for tools without a driver: `<home>/parquet/`.

`manifest.json` names the folder of the last published night and what is in it. A folder appears
whole, and only then is it named; it stays for one more night, so that who reads it comes to an end.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.audit import quoted
from orchestration.databases import connected, make_durable, marts_of
from orchestration.memory import memory_limit
from orchestration.publishing import PUBLISHED_SCHEMAS
from orchestration.rights import ENTERED, READABLE, give_all_to, give_to

MANIFEST = "manifest.json"

# A folder of this module's, whole or not; what others keep beside is left alone.
_OWN = re.compile(r"\d{4}-\d\d-\d\dT\d{6}\.\d{6}Z|\.\d.*\.part")

_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"

# Most tables are small: two at a time, one is encoded while another waits for the disk.
_AT_ONCE = 2


@dataclass(frozen=True)
class Column:
    """A column of a copy: its type as DuckDB names it, and what it means."""

    name: str
    type: str
    description: str | None


@dataclass(frozen=True)
class TableCopy:
    """The copy of one published table: its file within the folder of the night."""

    table: str
    description: str | None
    file: str
    rows: int
    bytes: int
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Copies:
    """The manifest that was written, rows and bytes of its tables; None where it could not be.

    `notes` tell why.
    """

    manifest: Path | None
    tables: int = 0
    bytes: int = 0
    notes: tuple[str, ...] = ()


def write_copies(home: Path, readers: str | None = None) -> Copies:
    """Copy the published tables, and let the manifest name them.

    The marts are published whatever happens here: what fails is told, and the manifest goes on
    naming the copies of an earlier night. `readers` is the group that may read the marts.
    """
    try:
        tables = _write(home, readers)
    except (OSError, duckdb.Error) as error:
        return Copies(None, notes=(_told(home, error),))
    return Copies(manifest_of(home), len(tables), sum(table.bytes for table in tables))


def manifest_of(home: Path) -> Path:
    """The file that says which folder of copies is the last published night's."""
    return home / "parquet" / MANIFEST


def copied_at(home: Path) -> datetime | None:
    """When the night of the copies was published (UTC); None where no manifest can be read."""
    try:
        return datetime.strptime(str(_manifest(manifest_of(home))["published_at"]), _TIME)
    except (KeyError, ValueError):
        return None


def _write(home: Path, readers: str | None) -> list[TableCopy]:
    root = manifest_of(home).parent
    root.mkdir(exist_ok=True)
    _forget(root, kept=_manifest(root / MANIFEST).get("folder"))
    with connected(
        marts_of(home), read_only=True, config={"memory_limit": memory_limit(home)}
    ) as marts:
        ((as_of, published_at),) = marts.execute(
            "select as_of, published_at from quality.build"
        ).fetchall()
        folder = root / f"{published_at:%Y-%m-%dT%H%M%S.%fZ}"
        part = folder.with_name(f".{folder.name}.part")
        try:
            tables = _copy(marts, part)
            manifest = {
                "as_of": as_of.strftime(_TIME),
                "published_at": published_at.strftime(_TIME),
                "folder": folder.name,
                "tables": [asdict(table) for table in tables],
            }
            _swap(part, folder, json.dumps(manifest, indent=1, ensure_ascii=False), readers)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return tables


def _copy(marts: duckdb.DuckDBPyConnection, part: Path) -> list[TableCopy]:
    """Write every published table below a folder, in the order of its rows."""
    tables = marts.execute(
        "select schema_name, table_name, comment from duckdb_tables() "
        "where schema_name in ? order by all",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, *column in marts.execute(
        "select schema_name, table_name, column_name, data_type, comment from duckdb_columns() "
        "where not internal order by schema_name, table_name, column_index"
    ).fetchall():
        columns.setdefault((schema, table), []).append(Column(*column))
    for schema in {schema for schema, _, _ in tables}:
        (part / schema).mkdir(parents=True)

    def copy(row: tuple[str, str, str | None]) -> TableCopy:
        schema, table, description = row
        name = f"{schema}/{table}.parquet"
        with marts.cursor() as cursor:
            # what every reader of Parquet unpacks
            ((rows,),) = cursor.execute(
                f"copy {quoted(schema)}.{quoted(table)} to ? (format parquet, compression snappy)",
                [str(part / name)],
            ).fetchall()
        make_durable(part / name)
        return TableCopy(
            f"{schema}.{table}",
            description,
            name,
            rows,
            (part / name).stat().st_size,
            tuple(columns[schema, table]),
        )

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(copy, tables))


def _swap(part: Path, folder: Path, manifest: str, readers: str | None) -> None:
    """Give the folder its name, then the manifest the folder's: each in one step."""
    root = folder.parent
    written = root / f".{MANIFEST}.part"
    written.write_text(manifest, "utf-8")
    make_durable(written)
    if readers is not None:
        give_all_to(part, readers)
        give_to(written, readers, READABLE)
        give_to(root, readers, ENTERED)
    part.rename(folder)
    make_durable(root)
    written.replace(root / MANIFEST)
    make_durable(root)


def _manifest(file: Path) -> Mapping[str, object]:
    """What a manifest says: nothing where none can be read."""
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _forget(root: Path, kept: object) -> None:
    """Remove what a crash left, and the folders before the one that readers are told of."""
    for path in _own(root):
        if path.name != kept:
            shutil.rmtree(path)


def _own(root: Path) -> Iterator[Path]:
    return (path for path in list(root.iterdir()) if path.is_dir() and _OWN.fullmatch(path.name))


def _told(home: Path, error: Exception) -> str:
    manifest = manifest_of(home)
    before = copied_at(home)
    stays = (
        f"{manifest} goes on naming those of the night published at {before:%Y-%m-%d %H:%M} UTC"
        if before
        else f"there is no {manifest}"
    )
    reason = (str(error).strip().splitlines() or ["?"])[0]
    return (
        f"The marts are published, but their Parquet copies could not be written: {reason}; "
        f"{stays}. Correct it (room on the disk, rights of {manifest.parent}) and run the night "
        "again"
    )
