"""A file that lacks a column says nothing about it: what an earlier file of the object said stands.

So what stands is laid into the landing of the file that lacks the column. `_columns` and the
register keep which columns were its own: only these are asked for what stands later, and whether a
value changed between two exports.

That a record is gone is no value that stands: files without the mark list the records that are
there. It stands within its export, where another file has the mark, and for a row that is older
than the one that says it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.loading.declarations import VERSION_COLUMNS, Column, ExportObject
from orchestration.loading.landing import (
    BATCH_ROWS,
    ROW_GROUP_ROWS,
    Landed,
    arrow_schema,
    engine,
    file_of,
    load_metadata,
)
from orchestration.loading.packing import unpacked
from orchestration.loading.sql import file_literal, literal, quoted

# Changes whenever that a record is gone stands otherwise.
_GONE_RULE = "gone until it is back"


@dataclass(frozen=True)
class _Gap:
    """A landing whose file lacks columns, and the landings that tell them."""

    landed: Landed
    sources: tuple[Landed, ...]
    columns: tuple[Column, ...]

    @property
    def told(self) -> str | None:
        """Changes whenever another value could stand in the landing; null where none can."""
        if not self.columns:
            return None
        names = [column.name for column in self.columns]
        rule = [_GONE_RULE] if any(column.marks_gone for column in self.columns) else []
        text = " ".join([*names, *rule, *(source.name for source in self.sources)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def carry(landed: Sequence[Landed], declared: ExportObject, scratch: Path) -> list[Landed]:
    """One object's landings, each with what still stands of the columns that its file lacks.

    A landing is written anew only where what it can take has changed. Events are never exported
    with other values later, so nothing is carried into them.
    """
    if declared.mode == "append" or len({each.columns for each in landed}) < 2:
        changed = [_Gap(each, (), ()) for each in landed if each.carried]
    else:
        gaps = [_gap(each, landed, declared) for each in sorted(landed, key=_exported)]
        changed = [gap for gap in gaps if gap.told != gap.landed.carried]
    carried = {each.name: each for each in landed}
    for sources, group in groupby(changed, lambda gap: (gap.sources, gap.columns)):
        members = list(group)
        with engine(scratch) as connection:
            if sources[0]:
                _tell(connection, members, declared)
            for gap in members:
                carried[gap.landed.name] = _write(connection, gap, declared)
    return list(carried.values())


def _gap(target: Landed, landed: Sequence[Landed], declared: ExportObject) -> _Gap:
    """The earlier landings, or those of the same export, with columns that the target lacks."""
    lacked = {column.name for column in declared.columns} - set(target.columns)
    sources = tuple(
        source
        for source in landed
        if source is not target
        and _exported(source) <= _exported(target)
        and lacked.intersection(source.columns)
    )
    told = {name for source in sources for name in source.columns} & lacked - set(VERSION_COLUMNS)
    return _Gap(target, sources, tuple(c for c in declared.columns if c.name in told))


def _exported(landed: Landed) -> str:
    return str(landed.record.exported_at)


def _keys(declared: ExportObject, relation: str) -> list[str]:
    """SQL of what tells the records apart; the short and the long form of an id are one."""
    length = declared.id_significant_characters
    keys = [f"{relation}.{quoted(key)}" for key in declared.key]
    return [f"substr({key}, 1, {length})" if length else key for key in keys]


def _parts(column: Column) -> list[str]:
    timed = [f"{column.name}_has_time"] if column.data_type == "timestamp" else []
    return [column.name, *timed]


def _tell(
    connection: duckdb.DuckDBPyConnection, gaps: Sequence[_Gap], declared: ExportObject
) -> None:
    """Table `told`: of each record of the gaps, for each column the last row that tells it."""
    keys = _keys(declared, "rows")
    named = ", ".join(f"{key} as key_{place}" for place, key in enumerate(keys))
    places = ", ".join(f"key_{place}" for place in range(len(keys)))
    order = ["_exported_at", "_version_start nulls first"]
    if declared.modified_at:
        order.append(f"{quoted(declared.modified_at)} nulls first")
    order += ["_row", "_file"]
    last_rows = ", ".join(
        f"last({_row_of(column, declared)} order by {', '.join(order)})"
        f" filter (where contains(_columns, {literal(f' {column.name} ')}))"
        f" as {quoted(column.name)}"
        for column in gaps[0].columns
    )
    connection.execute(
        f"create table told as"
        f" with wanted as (select distinct {named} from {_relation(gap.landed for gap in gaps)}),"
        f" sources as (select *, {named} from {_relation(gaps[0].sources)})"
        f" select {places}, {last_rows} from sources semi join wanted using ({places})"
        f" group by {places}"
    )


def _row_of(column: Column, declared: ExportObject) -> str:
    """The column of a row, with what it depends on; of a mark of a record that is gone, when."""
    names = [*_parts(column), *column.follows]
    if column.marks_gone:
        names += filter(None, ["_exported_at", declared.modified_at])
    return f"struct_pack({', '.join(f'{quoted(name)} := {quoted(name)}' for name in names)})"


def _told(column: str, part: str) -> str:
    """Of the last row that tells a column: that column, or one that it depends on."""
    return f"told.{quoted(column)}[{literal(part)}]"


def _relation(landed: Iterable[Landed]) -> str:
    """The rows of these landings, in whichever files they are."""
    members = list(landed)
    files = ", ".join(map(file_literal, dict.fromkeys(map(file_of, members))))
    exports = ", ".join(literal(each.record.file) for each in members)
    return f"(from read_parquet([{files}]) where _file in ({exports})) as rows"


def _still_gone(mark: str, declared: ExportObject, own: set[str]) -> str:
    """SQL of whether a row is of the export that says that its record is gone, or older."""
    conditions = [f"{_told(mark, '_exported_at')} = rows._exported_at"]
    if declared.modified_at in own:
        modified = declared.modified_at or ""
        conditions.append(f"{_told(mark, modified)} > rows.{quoted(modified)}")
    return f"({' or '.join(conditions)})"


def _write(connection: duckdb.DuckDBPyConnection, gap: _Gap, declared: ExportObject) -> Landed:
    """The landing with what stands in place of what its file lacks, under its own name."""
    own = set(gap.landed.columns)
    told = {column.name for column in gap.columns}

    def standing(name: str) -> str:
        return f"rows.{quoted(name)}" if name in own else _told(name, name)

    values = {}
    for column in declared.columns:
        if column.name in own:
            continue
        conditions = [
            f"{_told(column.name, other)} is not distinct from {standing(other)}"
            for other in column.follows
            if other in own | told
        ]
        if column.marks_gone:
            conditions.append(_still_gone(column.name, declared, own))
        holds = " and ".join(conditions)
        for name in _parts(column):
            value = _told(column.name, name)
            taken = f"case when {holds} then {value} end" if holds else value
            values[name] = (
                taken if column.name in told else f"null::{declared.landing_columns[name]}"
            )
    schema = arrow_schema(declared)
    columns = ", ".join(f"{values.get(name, f'rows.{quoted(name)}')}" for name in schema.names)
    keys = enumerate(_keys(declared, "rows"))
    matched = " and ".join(f"told.key_{place} = {key}" for place, key in keys)
    joined = f" left join told on {matched}" if told else ""
    target = unpacked(gap.landed)
    part = target.with_suffix(".part")
    landed = replace(gap.landed, carried=gap.told)
    batches = connection.execute(
        f"select {columns} from {_relation([gap.landed])}{joined}"
    ).to_arrow_reader(BATCH_ROWS)
    with pq.ParquetWriter(part, schema, compression="zstd", compression_level=1) as writer:
        for batch in batches:
            arrays = [
                column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)
            ]
            writer.write_table(pa.table(arrays, schema=schema), ROW_GROUP_ROWS)
        writer.add_key_value_metadata(load_metadata(landed))
    part.replace(target)
    return landed
