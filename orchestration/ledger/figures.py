"""What a build says of closed periods: one row per cell of the tables that the ledger keeps.

A table is kept where its page says `config.meta.kept`: whom its cells count (`members`: `leads` of
the cell's own period and dimension, or of what it is told apart `by`; `everyone` of its period;
answers to the `survey`; anything where it is not said), which of its figures stand once the period
is over (`at_close`) and which once the cell is mature (`at_maturity`). The others go on changing as
later events come, and so do all figures of a cell that is `open` by one of its keys. One that is
made `of_before` by a key counts members of earlier periods too. Columns that repeat what stands in
another row are left out (`without`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from orchestration.audit import quoted
from orchestration.edits import Manifest, grain_of

# The end of a period, in the company's zone.
_END = (
    "period_start + case period_grain when 'week' then interval 7 day "
    "when 'month' then interval 1 month when 'quarter' then interval 3 month end"
)
_OWN_PERIOD = {"grain": "period_grain", "start": "period_start"}
_NUMBERS = ("INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "DECIMAL")

# A lead may find its owner when its period is long over.
_OF_OWNERS = {"dimension": ("owner",)}

# Told beside the figures of a cell, not among them.
_BESIDE = {"agreement_version": "integer", "is_mature": "boolean"}

CELLS = (
    "table_name varchar, period_grain varchar, period_start date, was_closed boolean, "
    "cell varchar, agreement_version integer, is_mature boolean, figures varchar"
)


@dataclass(frozen=True)
class CutOff:
    """When a build ends, in UTC and in the company's zone."""

    as_of: datetime
    local: datetime


@dataclass(frozen=True)
class Kept:
    """A table of which the ledger keeps the cells; `node` is its id in dbt's manifest."""

    node: str
    schema: str
    name: str
    grain: tuple[str, ...]
    period: Mapping[str, str] = field(default_factory=lambda: _OWN_PERIOD)
    members: str | None = None
    by: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    at_close: tuple[str, ...] = ()
    at_maturity: tuple[str, ...] = ()
    open: Mapping[str, Sequence[str]] = field(default_factory=dict)
    of_before: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def relation(self) -> str:
        """Its name in a build."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"


def kept_tables(manifest: Manifest) -> list[Kept]:
    """The tables that the ledger keeps, in order of their name."""
    found = []
    for unique_id, node in manifest["nodes"].items():
        declared: Mapping[str, Any] | None = node["config"].get("meta", {}).get("kept")
        if declared is not None:
            grain = tuple(grain_of(manifest, unique_id))
            found.append(
                Kept(
                    node=unique_id,
                    schema=node["schema"],
                    name=node["alias"],
                    grain=grain,
                    period=declared.get("period", _OWN_PERIOD),
                    members=declared.get("members"),
                    by=tuple(declared.get("by", ())),
                    without=tuple(declared.get("without", ())),
                    at_close=tuple(declared.get("at_close", ())),
                    at_maturity=tuple(declared.get("at_maturity", ())),
                    open=_OF_OWNERS if "dimension" in grain else declared.get("open", {}),
                    of_before=declared.get("of_before", {}),
                )
            )
    return sorted(found, key=lambda kept: kept.name)


def gather(
    connection: duckdb.DuckDBPyConnection,
    tables: Iterable[Kept],
    later: CutOff,
    earlier: CutOff | None,
    is_attached: bool,
) -> dict[str, list[str]]:
    """Fill `later_cells` with the closed cells of the build `later`.

    Where the build `earlier` is attached too, with those alone that it has not or has otherwise;
    and `earlier_cells` likewise. Returns the figures that each table has in all of them, by name.
    """
    for database in ("earlier", "later"):
        connection.execute(f"create temp table {database}_cells ({CELLS})")
    types: dict[tuple[str, str], dict[str, str]] = {}
    for database, table, column, kind in connection.execute(
        "select database_name, schema_name || '.' || table_name, column_name, data_type "
        "from duckdb_columns() where database_name in ('earlier', 'later') order by column_index"
    ).fetchall():
        types.setdefault((database, table), {})[column] = kind
    figures = {}
    for kept in tables:
        name = f"{kept.schema}.{kept.name}"
        columns, before = types["later", name], types.get(("earlier", name), {})
        figures[kept.name] = _figures(kept, columns)
        rows = _closed("later", kept, later)
        if is_attached and not before.keys() >= set(kept.grain):
            # what was not published before, or told apart otherwise, was not said otherwise
            figures[kept.name] = []
        elif is_attached and earlier is not None:
            known = _closed("earlier", kept, earlier)
            figures[kept.name] = [each for each in figures[kept.name] if each in before]
            # of other columns every row is another one
            is_alike = columns == before
            connection.execute(
                _cells("earlier", kept, before, _other_than(known, rows, is_alike), earlier)
            )
            rows = _other_than(rows, known, is_alike)
        connection.execute(_cells("later", kept, columns, rows, earlier))
    return figures


def _figures(kept: Kept, columns: Mapping[str, str]) -> list[str]:
    return [
        name
        for name, kind in columns.items()
        if kind.startswith(_NUMBERS) and name not in (*kept.grain, *_BESIDE, *kept.without)
    ]


def _is_closed(kept: Kept, cut_off: CutOff) -> str:
    end, until = kept.period.get("end"), cut_off.as_of
    if end is None:
        end, until = _END, cut_off.local
    return f"{end} <= timestamp '{until}'"


def _closed(database: str, kept: Kept, cut_off: CutOff) -> str:
    return (
        f"select * from {database}.{kept.relation} "
        f"where {kept.period['grain']} <> 'ever' and {_is_closed(kept, cut_off)}"
    )


def _other_than(rows: str, others: str, is_alike: bool) -> str:
    return f"{rows} except {others}" if is_alike else rows


def _cells(
    database: str, kept: Kept, columns: Mapping[str, str], rows: str, earlier: CutOff | None
) -> str:
    period = kept.period
    keys = [name for name in kept.grain if name not in _OWN_PERIOD.values()]
    beside = [
        name if name in columns else f"cast(null as {kind}) as {name}"
        for name, kind in _BESIDE.items()
    ]
    return f"""
        insert into {database}_cells
        select
            '{kept.name}', {period["grain"]}, {period["start"]},
            {_is_closed(kept, earlier) if earlier else "false"},
            {_json(keys)},
            {", ".join(beside)},
            {_json(_figures(kept, columns))}
        from ({rows}) as closed
    """


def _json(names: list[str]) -> str:
    """The named columns as the text of one JSON object."""
    packed = ", ".join(f"{quoted(name)} := {quoted(name)}" for name in names)
    return f"cast(to_json(struct_pack({packed})) as varchar)" if names else "'{}'"
