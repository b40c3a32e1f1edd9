"""The landing zone: the typed rows of each export file as Parquet, which is its own register.

A landing has a file of its own, until it is packed with others of its object into one.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.databases import connected
from orchestration.loading import folding, times
from orchestration.loading.conversion import Conversion
from orchestration.loading.declarations import ExportObject
from orchestration.loading.discovery import ExportFile
from orchestration.loading.text_tables import TextTable
from orchestration.memory import PACKED

THREADS = 1
MEMORY = "1500MB"
BATCH_ROWS = 100_000
ROW_GROUP_ROWS = 250_000
_LOAD_KEY = b"accord_load"
# Of a pack: the name and the load of each landing in it.
_PACKED_KEY = b"accord_packed"

_ARROW_TYPES = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}


@dataclass(frozen=True)
class LoadRecord:
    """What became of one export file: a row of `quality.loads`."""

    system: str
    object: str | None
    export: str
    exported_at: datetime | None
    file: str
    status: str
    rows_in_file: int
    rows_landed: int
    rows_refused: int
    values_refused: int
    message: str | None
    is_read: bool = False
    is_new: bool = False

    @property
    def is_empty_handed(self) -> bool:
        """Whether rows came and none landed."""
        return self.rows_in_file > 0 and self.rows_landed == 0


def arrow_schema(export_object: ExportObject) -> pa.Schema:
    """The schema of an object's landing files."""
    return pa.schema(
        [(name, _arrow_type(kind)) for name, kind in export_object.landing_columns.items()]
    )


def _arrow_type(kind: str) -> pa.DataType:
    if kind.startswith("decimal"):
        precision, scale = kind.removeprefix("decimal(").removesuffix(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    return _ARROW_TYPES[kind]


def engine(scratch: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that reads times as UTC and spills to `scratch`."""
    connection = connected(
        config={"threads": THREADS, "memory_limit": MEMORY, "temp_directory": str(scratch)}
    )
    connection.execute("set TimeZone = 'UTC'")
    folding.register(connection)
    times.register(connection)
    return connection


@dataclass(frozen=True)
class Landed:
    """One landing as its name and metadata say: the entry of the register.

    `columns` are the declared ones that its export file had; `carried` says from which landings
    the others took what still stands (`carrying`). `name` is that of its own file, in whichever
    its rows are now (`file_of`).
    """

    folder: Path
    name: str
    record: LoadRecord
    latest_record_time: datetime | None
    stamp: str
    columns: tuple[str, ...]
    carried: str | None = None

    @property
    def place(self) -> str:
        """Which export file it came from."""
        return place_of(self.name)

    @property
    def content(self) -> str:
        """Hash of that file's bytes and of the declaration under which it was read."""
        return Path(self.name).stem.split("_")[2]

    @property
    def own_file(self) -> Path:
        """Where its rows are while it is not packed."""
        return self.folder / self.name


def place_hash(shown: str) -> str:
    """Names an export file, by its path below the exports folder, in landing file names."""
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def landing_name(exported_at: datetime, place: str, content: str) -> str:
    """`<export time>_<export file>_<content>.parquet`."""
    return f"{exported_at:%Y%m%dT%H%M%S}Z_{place}_{content}.parquet"


def place_of(name: str) -> str:
    """Which export file a landing came from, by its name."""
    return Path(name).stem.split("_")[1]


def landings(folder: Path, place: str = "*") -> list[Landed]:
    """Every landing of one object, or of one export file, in the order of export time."""
    packed = [
        landed
        for pack in packs(folder)
        for landed in packed_in(pack) or ()
        if place in ("*", landed.place)
    ]
    return sorted([*own_landings(folder, place), *packed], key=lambda landed: landed.name)


def own_landings(folder: Path, place: str = "*") -> list[Landed]:
    """Those of them that have a file of their own."""
    return [landed for path in own_files(folder, place) if (landed := _landed(path))]


def landing_names(folder: Path) -> list[str]:
    """The names of every landing of one object, in order; of none that cannot be read if packed."""
    packed = [landed.name for pack in packs(folder) for landed in packed_in(pack) or ()]
    return sorted([*(path.name for path in own_files(folder)), *packed])


def has_landed(folder: Path) -> bool:
    """Whether an export file of the object was ever landed."""
    return bool(own_files(folder) or packs(folder))


def unreadable(folder: Path, place: str = "*") -> list[Path]:
    """Landing files that are damaged, or that another version of Accord wrote otherwise.

    Of which export files a damaged pack is cannot be told: it is listed among all.
    """
    damaged = [path for path in own_files(folder, place) if _landed(path) is None]
    if place == "*":
        damaged += [pack for pack in packs(folder) if packed_in(pack) is None]
    return damaged


def replaced_places(folder: Path) -> list[str]:
    """The export files of which there is more than one landing."""
    counts = Counter(map(place_of, landing_names(folder)))
    return [place for place, count in counts.items() if count > 1]


def own_files(folder: Path, place: str = "*") -> list[Path]:
    """The files of landings that are not packed."""
    return sorted(folder.glob(f"*Z_{place}_*.parquet"))


def packs(folder: Path) -> list[Path]:
    """The files that hold several landings each."""
    return sorted(folder.glob(f"{PACKED}*.parquet"))


def file_of(landed: Landed) -> Path:
    """The file in which a landing's rows are now."""
    if not landed.own_file.exists():
        for pack in packs(landed.folder):
            if any(each.name == landed.name for each in packed_in(pack) or ()):
                return pack
    return landed.own_file


def packed_in(pack: Path) -> tuple[Landed, ...] | None:
    """The landings in a pack; None where it cannot be read."""
    return _packed_in(pack, pack.stat().st_mtime_ns)


@lru_cache(maxsize=1024)
def _packed_in(pack: Path, _written_at: int) -> tuple[Landed, ...] | None:
    try:
        members = json.loads(pq.read_metadata(pack).metadata[_PACKED_KEY])
        return tuple(_entry(pack.parent, *member) for member in members)
    except (pa.ArrowInvalid, TypeError, KeyError, ValueError):
        return None


def _landed(path: Path) -> Landed | None:
    try:
        load = json.loads(pq.read_metadata(path).metadata[_LOAD_KEY])
        return _entry(path.parent, path.name, load)
    except (pa.ArrowInvalid, TypeError, KeyError, ValueError):
        return None


def _entry(folder: Path, name: str, load: Mapping[str, Any]) -> Landed:
    record = dict(load)
    latest, stamp = record.pop("latest_record_time"), record.pop("stamp")
    columns, carried = tuple(record.pop("columns")), record.pop("carried")
    latest_record_time = datetime.fromisoformat(latest) if latest else None
    record["exported_at"] = datetime.fromisoformat(record["exported_at"])
    return Landed(folder, name, LoadRecord(**record), latest_record_time, stamp, columns, carried)


def load_metadata(landed: Landed) -> dict[bytes, bytes]:
    """What a landing's own file says of its load."""
    return {_LOAD_KEY: json.dumps(_load(landed), default=str).encode()}


def packed_metadata(members: Sequence[Landed]) -> dict[bytes, bytes]:
    """What a pack says of the loads in it."""
    content = [(landed.name, _load(landed)) for landed in members]
    return {_PACKED_KEY: json.dumps(content, default=str).encode()}


def _load(landed: Landed) -> dict[str, Any]:
    content: dict[str, Any] = asdict(landed.record) | {
        "latest_record_time": landed.latest_record_time,
        "stamp": landed.stamp,
        "columns": landed.columns,
        "carried": landed.carried,
    }
    for run_only in ("is_read", "is_new"):
        del content[run_only]
    return content


@dataclass(frozen=True)
class Converted:
    """What a conversion found: problems by batch, and columns whose clocks may all be midnights."""

    problems: list[pa.Table]
    midnights: tuple[str, ...]


class RowsDiffer(Exception):
    """The reader returned another number of rows than the file holds."""


def convert(
    connection: duckdb.DuckDBPyConnection,
    table: TextTable,
    conversion: Conversion,
    file: ExportFile,
    target: Path,
    bad_keys: Mapping[int, str],
) -> Converted:
    """Write the rows of a text table that fit, typed, to `target`; one pass, in constant memory.

    Rows with a problem in a kept column are left out; `bad_keys` are problems (`column|kind`) that
    are known of some rows, by their ordinal from 1. The problems found are in the order of the
    file: columns `ordinal` and `problems`. Raises RowsDiffer.
    """
    declared = file.export_object
    schema = arrow_schema(declared)
    record_times = [c.name for c in declared.columns if c.is_record_time and c.name in table.texts]
    kept = {column.name for column in declared.columns if declared.is_kept(column)}
    exported_at = file.latest_time
    columns = tuple(table.texts)
    constants = {
        "_export": file.export,
        "_exported_at": exported_at,
        "_file": file.shown,
        # a blank on either side: one is found by ` name `
        "_columns": f" {' '.join(columns)} ",
    }
    midnights = _Midnights(conversion, table)
    differing = dict.fromkeys(table.doubled, 0)
    latest: datetime | None = None
    seen = landed = values = 0
    problems: list[pa.Table] = []
    batches = connection.execute(conversion.sql(table)).to_arrow_reader(BATCH_ROWS)
    writer = pq.ParquetWriter(target, schema, compression="zstd", compression_level=1)
    try:
        for batch in batches:
            ordinals = pa.array(np.arange(seen + 1, seen + batch.num_rows + 1))
            seen += batch.num_rows
            trouble = _with_bad_keys(batch.column("_problems"), ordinals, bad_keys)
            rows = pa.Table.from_batches([batch]).append_column("_row", ordinals)
            if trouble.null_count < len(trouble):
                found = pa.table({"ordinal": ordinals, "problems": trouble}).filter(
                    pc.is_valid(trouble)
                )
                problems.append(found)
                faults = [
                    [item.split("|")[0] for item in items]
                    for items in found["problems"].to_pylist()
                ]
                bad = [not kept.isdisjoint(columns) for columns in faults]
                values += sum(
                    len(columns) for columns, is_bad in zip(faults, bad, strict=True) if not is_bad
                )
                refused = found["ordinal"].filter(pa.array(bad))
                rows = rows.filter(pc.invert(pc.is_in(rows["_row"], refused)))
            for name, doubled in table.doubled.items():
                differing[name] += _naming(rows["_extra"], doubled.kept_as)
            midnights.look(rows)
            landed += rows.num_rows
            latest = max(
                (time for time in [latest, *_latest(rows, record_times)] if time), default=None
            )
            writer.write_table(_with_loader_columns(rows, schema, constants), ROW_GROUP_ROWS)
        if seen != table.rows:
            raise RowsDiffer(f"{table.rows} rows counted, {seen} read")
        record = LoadRecord(
            system=file.system.name,
            object=declared.name,
            export=file.export,
            exported_at=exported_at,
            file=file.shown,
            status="landed",
            rows_in_file=seen + len(table.refused),
            rows_landed=landed,
            rows_refused=seen - landed + len(table.refused),
            values_refused=values,
            message="; ".join([*table.notes, *_told_doubled(table, differing)]) or None,
        )
        writer.add_key_value_metadata(
            load_metadata(Landed(target.parent, target.name, record, latest, file.stamp, columns))
        )
    finally:
        writer.close()
    return Converted(problems, midnights.found)


class _Midnights:
    """Columns of times in which no clock but midnight was seen, in UTC or in the tool's zone.

    The first rows tell of nearly every column that it is none.
    """

    def __init__(self, conversion: Conversion, table: TextTable):
        self.zones = (UTC, ZoneInfo(conversion.system.time_zone))
        self.seen = {
            column.name: False
            for column in conversion.export_object.columns
            if column.data_type == "timestamp"
            and not conversion.system.has_midnights
            and column.name in table.texts
            and column.name not in conversion.days
            and column.clock not in table.texts
        }

    def look(self, rows: pa.Table) -> None:
        """Drop the columns that these rows show to be none."""
        for name in list(self.seen):
            clocks = rows[name].filter(rows[f"{name}_has_time"]).drop_null()
            if not len(clocks):
                continue
            self.seen[name] = True
            if not (
                self._are_midnights(clocks.slice(0, 1)) and self._are_midnights(pc.unique(clocks))
            ):
                del self.seen[name]

    def _are_midnights(self, moments: pa.Array | pa.ChunkedArray) -> bool:
        local = [moment.replace(tzinfo=UTC) for moment in moments.to_pylist()]
        return any(
            all(moment.astimezone(zone).time() == time.min for moment in local)
            for zone in self.zones
        )

    @property
    def found(self) -> tuple[str, ...]:
        """Those that are left, and had a clock."""
        return tuple(name for name, is_seen in self.seen.items() if is_seen)


def days_of(
    connection: duckdb.DuckDBPyConnection,
    table: TextTable,
    conversion: Conversion,
    midnights: Sequence[str],
) -> frozenset[str]:
    """Those of these columns that hold days: no clock in them is another than midnight."""
    if not midnights:
        return frozenset()
    told = connection.execute(conversion.midnights_sql(table, midnights)).fetchone()
    assert told is not None
    return frozenset(name for name, are_all in zip(midnights, told, strict=True) if are_all)


def _naming(others: pa.ChunkedArray, names: Sequence[str]) -> int:
    """In how many rows the columns that nobody declared hold one of these."""
    pattern = "|".join(re.escape(f"{json.dumps(name, ensure_ascii=False)}:") for name in names)
    return pc.sum(pc.match_substring_regex(others, pattern)).as_py() or 0


def _told_doubled(table: TextTable, differing: Mapping[str, int]) -> Iterator[str]:
    """A note for each declared column that several columns of the file are, if it is news."""
    for name, doubled in table.doubled.items():
        is_one_heading = len(set(doubled.cells)) < len(doubled.cells)
        if doubled.is_usual and not (is_one_heading and differing[name]):
            continue
        shown = ", ".join(" ".join(cell.split()) for cell in doubled.cells)
        differ = f"; another says else in {differing[name]} rows, kept in _extra"
        yield (
            f"named twice: {name} ({shown}), in each row the first that is filled is used"
            f"{differ if differing[name] else ''}"
        )


def _with_bad_keys(problems: pa.Array, ordinals: pa.Array, bad_keys: Mapping[int, str]) -> pa.Array:
    """The problems of a batch with those of its keys that only the whole file shows, first."""
    here = [ordinal for ordinal in ordinals.to_pylist() if ordinal in bad_keys] if bad_keys else []
    if not here:
        return problems
    first = ordinals[0].as_py()
    merged = problems.to_pylist()
    for ordinal in here:
        others = merged[ordinal - first] or []
        key = bad_keys[ordinal].split("|")[0]
        merged[ordinal - first] = [
            bad_keys[ordinal],
            *(item for item in others if item.split("|")[0] != key),
        ]
    return pa.array(merged, problems.type)


def _latest(rows: pa.Table, columns: list[str]) -> Iterator[datetime | None]:
    for column in columns:
        yield pc.max(pc.cast(rows[column], pa.timestamp("us"))).as_py()


def _with_loader_columns(rows: pa.Table, schema: pa.Schema, constants: dict[str, Any]) -> pa.Table:
    arrays = [
        pa.repeat(pa.scalar(constants[column.name], column.type), rows.num_rows)
        if column.name in constants
        else rows[column.name].cast(column.type)
        for column in schema
    ]
    return pa.table(arrays, schema=schema)


def write_declared(folder: Path, export_object: ExportObject) -> None:
    """One typed file without rows, so that an object without exports reads as empty."""
    folder.mkdir(parents=True, exist_ok=True)
    shape, content = _without_rows(arrow_schema(export_object))
    target = folder / f"declared_{shape}.parquet"
    if not target.is_file():
        part = target.with_suffix(".part")
        part.write_bytes(content)
        part.replace(target)
    for other in folder.glob("declared_*.parquet"):
        if other != target:
            other.unlink()


@lru_cache(maxsize=1000)
def _without_rows(schema: pa.Schema) -> tuple[str, bytes]:
    """What a schema is told by, and a Parquet file of it that has no row."""
    written = pa.BufferOutputStream()
    pq.write_table(schema.empty_table(), written)
    shape = hashlib.sha256(str(schema).encode()).hexdigest()[:16]
    return shape, written.getvalue().to_pybytes()


def retime(landed: Landed, exported_at: datetime) -> Landed:
    """The same landing under another export time: written anew, then the old one removed.

    It has a file of its own.
    """
    record = replace(landed.record, exported_at=exported_at)
    name = landing_name(exported_at, landed.place, landed.content)
    retimed = replace(landed, name=name, record=record)
    part = retimed.own_file.with_suffix(".part")
    source = pq.ParquetFile(landed.own_file)
    schema = source.schema_arrow.remove_metadata()
    place = schema.get_field_index("_exported_at")
    with pq.ParquetWriter(part, schema, compression="zstd", compression_level=1) as writer:
        for batch in source.iter_batches(BATCH_ROWS):
            time = pa.repeat(pa.scalar(exported_at, pa.timestamp("us")), batch.num_rows)
            writer.write_table(
                pa.Table.from_batches([batch]).set_column(place, schema.field(place), time),
                ROW_GROUP_ROWS,
            )
        writer.add_key_value_metadata(load_metadata(retimed))
    part.replace(retimed.own_file)
    landed.own_file.unlink()
    return retimed
