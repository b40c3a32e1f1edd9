"""Landings packed into one file: fewer to read, and what stands unchanged in many stored once.

A pack holds the rows of its landings as they are, put in order by record: of a column that stands
unchanged from export to export, Parquet keeps the value and how often it is repeated. So whoever
reads the landing zone reads the same rows, and nobody need know of packs but the register.

What is to be changed of a packed landing is unpacked first, with all that is packed with it. Until
the last file of a pack is written, its landings have their own; so a landing that is in both is the
same, or its own file is the newer one (`settle`).
"""

import hashlib
import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.errors import AccordError, DamagedLanding
from orchestration.loading.declarations import ExportObject
from orchestration.loading.landing import (
    BATCH_ROWS,
    ROW_GROUP_ROWS,
    Landed,
    engine,
    file_of,
    landings,
    load_metadata,
    own_files,
    own_landings,
    packed_in,
    packed_metadata,
    packs,
)
from orchestration.loading.sql import file_literal, quoted
from orchestration.memory import PACKED, unpacked_bytes

# The fewest landings of an object that are worth a pack.
_FEWEST = 2


class PackDiffers(AccordError):
    """A pack does not hold the rows of its landings; these stay as they were."""


@dataclass(frozen=True)
class Packed:
    """What packing the landings of an object did: its files, and their bytes, before and after."""

    system: str
    object: str
    landings: int
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int


def pack(folder: Path, declared: ExportObject, scratch: Path) -> Packed:
    """Pack all landings of an object into one file. Again, it changes nothing.

    The pack is written, counted and put in place before a file of a landing goes. Landings of
    columns that are declared no more stay as they are. Raises PackDiffers, DamagedLanding.
    """
    settle(folder)
    before = [*own_files(folder), *packs(folder)]
    size = sum(file.stat().st_size for file in before)
    landed = {each: file_of(each) for each in landings(folder)}
    files = _of_one_schema(dict.fromkeys(landed.values()))
    members = [each for each, file in landed.items() if file in files]
    if len(members) >= _FEWEST and len(files) > 1:
        target = _write_pack(folder, declared, members, files, scratch)
        for file in files:
            if file != target:
                file.unlink()
    after = [*own_files(folder), *packs(folder)]
    return Packed(
        declared.system,
        declared.name,
        len(landed),
        len(before),
        len(after),
        size,
        sum(file.stat().st_size for file in after),
    )


def unpacked(landed: Landed) -> Path:
    """The own file of a landing, which it has: all that is packed with it is unpacked too."""
    file = file_of(landed)
    if file != landed.own_file:
        _unpack(file)
    return landed.own_file


def settle(folder: Path) -> None:
    """Finish what was interrupted: no landing stays in a pack and in another file too."""
    for left_over in folder.glob(f"{PACKED}*.part"):
        left_over.unlink()
    for smaller in sorted(packs(folder), key=lambda each: len(packed_in(each) or ())):
        names = {landed.name for landed in packed_in(smaller) or ()}
        if names and any(
            names <= {landed.name for landed in packed_in(other) or ()}
            for other in packs(folder)
            if other != smaller
        ):
            smaller.unlink()
    for each in packs(folder):
        members = {landed.place: landed for landed in packed_in(each) or ()}
        shared = [landed for landed in own_landings(folder) if landed.place in members]
        if any(landed != members[landed.place] for landed in shared):
            _unpack(each, but={landed.place for landed in shared})
        else:
            for landed in shared:
                landed.own_file.unlink()


def _of_one_schema(files: Iterable[Path]) -> list[Path]:
    """The files that have the columns of the one that was written last."""
    schemas = {file: _schema(file) for file in files}
    newest = max(schemas, key=lambda file: file.stat().st_mtime_ns, default=None)
    return [file for file, schema in schemas.items() if newest and schema == schemas[newest]]


def _schema(file: Path) -> pa.Schema:
    return pq.read_schema(file).remove_metadata()


def _write_pack(
    folder: Path,
    declared: ExportObject,
    members: Sequence[Landed],
    files: Sequence[Path],
    scratch: Path,
) -> Path:
    names = " ".join(landed.name for landed in members)
    content = hashlib.sha256(names.encode()).hexdigest()[:16]
    target = folder / f"{PACKED}{content}_{sum(map(unpacked_bytes, files))}.parquet"
    part = target.with_suffix(".part")
    schema = _schema(files[0])
    order = [*map(quoted, declared.key), "_exported_at", "_file", "_row"]
    listed = ", ".join(map(file_literal, files))
    counted = 0
    try:
        with engine(scratch) as connection, _writer(part, schema) as writer:
            for batch in connection.execute(
                f"from read_parquet([{listed}]) order by {', '.join(order)}"
            ).to_arrow_reader(BATCH_ROWS):
                counted += batch.num_rows
                writer.write_table(_typed(batch, schema), ROW_GROUP_ROWS)
            writer.add_key_value_metadata(packed_metadata(members))
    except (duckdb.Error, pa.ArrowInvalid) as error:
        part.unlink()
        raise DamagedLanding(
            f"{folder}: its files cannot be read ({type(error).__name__}); nothing of it was "
            "packed. Put them back from a backup, or run a night with --full-refresh, which loads "
            "the exports anew"
        ) from error
    expected = sum(landed.record.rows_landed for landed in members)
    if counted != expected:
        part.unlink()
        raise PackDiffers(
            f"{folder}: {expected} rows were landed and {counted} are in its files; nothing was "
            "packed. Run a night with --full-refresh, which loads the exports anew"
        )
    part.replace(target)
    return target


def _unpack(file: Path, but: Collection[str] = ()) -> None:
    """Give each landing of a pack its own file, but those of some places, and remove the pack."""
    members = {each.record.file: each for each in packed_in(file) or () if each.place not in but}
    unwritten = dict(members)
    schema = _schema(file)
    spill = file.with_suffix(".spill")
    with engine(spill) as connection:
        batches = connection.execute(
            f"from read_parquet({file_literal(file)}) order by _file, _row"
        ).to_arrow_reader(BATCH_ROWS)
        pieces = (
            (name, batch.filter(pc.equal(batch["_file"], name)))
            for batch in batches
            for name in pc.unique(batch["_file"]).to_pylist()
        )
        for name, of_one in groupby(pieces, key=lambda piece: piece[0]):
            if name in members:
                _write_own(members[name], (rows for _, rows in of_one), schema)
                del unwritten[name]
    shutil.rmtree(spill, ignore_errors=True)
    for landed in unwritten.values():
        _write_own(landed, [], schema)
    file.unlink()


def _write_own(landed: Landed, pieces: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
    part = landed.own_file.with_suffix(".part")
    with _writer(part, schema) as writer:
        for rows in pieces:
            writer.write_table(_typed(rows, schema), ROW_GROUP_ROWS)
        writer.add_key_value_metadata(load_metadata(landed))
    part.replace(landed.own_file)


def _writer(part: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(part, schema, compression="zstd", compression_level=1)


def _typed(rows: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    arrays = [column.cast(field.type) for column, field in zip(rows.columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)
