"""How a table that was built anew differs from the last published night's: by grain, by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.audit import quoted
from orchestration.databases import connected
from orchestration.errors import BadUsage

# Rows of each kind that are shown.
EXAMPLES = 3


@dataclass(frozen=True)
class Example:
    """One row, and what became of it: `row` (nothing), `added`, `removed` or `changed`.

    Of a changed row, `cells` are its grain and `changed` the values before and now.
    """

    kind: str
    cells: dict[str, Any]
    changed: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """Rows now and in the last night, and what differs; `before` is None for a new table.

    `changed` counts rows, `changed_columns` how many of them differ in which column. Without a
    grain, a row that changed is one removed and one added.
    """

    rows: int
    before: int | None
    grain: tuple[str, ...]
    columns: dict[str, str]
    columns_before: dict[str, str]
    added: int = 0
    removed: int = 0
    changed: int = 0
    changed_columns: dict[str, int] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()


def compare(
    trial: Path, build: Path, relation: str, grain: Sequence[str], where: str | None
) -> Comparison:
    """Compare a relation of two databases, of the rows that `where` holds for on either side.

    Raises BadUsage for a condition that cannot be read.
    """
    with connected() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for file, alias in ((trial, "trial"), (build, "build")):
            path = str(file).replace("'", "''")
            connection.execute(f"attach '{path}' as {alias} (read_only)")
        # computed once, however often they are read
        connection.execute(f"create temp table present as from trial.{relation}")
        try:
            connection.execute(f"create temp table past as from build.{relation}")
        except duckdb.CatalogException:
            connection.execute("create temp table past as from present limit 0")
            return _Sides(connection, grain, where).new()
        return _Sides(connection, grain, where).compared()


class _Sides:
    """The temporary tables `present` and `past` of one connection."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, grain: Sequence[str], where: str | None
    ) -> None:
        self._connection = connection
        self._now, self._then = self._columns("present"), self._columns("past")
        self._common = [name for name in self._now if name in self._then]
        self._grain = list(grain) if all(name in self._common for name in grain) else []
        self._same_key = " and ".join(
            f"present.{quoted(name)} is not distinct from past.{quoted(name)}"
            for name in self._grain
        )
        if where is not None:
            self._keep_only(where)

    def new(self) -> Comparison:
        """Of a table that the last night did not have."""
        return Comparison(
            rows=self._count("from present"),
            before=None,
            grain=tuple(self._grain),
            columns=self._now,
            columns_before={},
            examples=self._some("row", "from present", self._now),
        )

    def compared(self) -> Comparison:
        """Both sides: by their grain where there is one, else by whole rows."""
        if self._grain:
            differs = self._differing()
            added = f"from present where not exists (select 1 from past where {self._same_key})"
            removed = f"from past where not exists (select 1 from present where {self._same_key})"
            added_columns, removed_columns = self._now, self._then
        else:
            differs = {}
            now, then = map(self._all_comparable, ("present", "past"))
            added, removed = f"from ({now} except all {then})", f"from ({then} except all {now})"
            added_columns = removed_columns = {name: "" for name in self._common}
        examples = (
            *self._some("added", added, added_columns),
            *self._some("removed", removed, removed_columns),
            *self._changed_examples(differs),
        )
        return Comparison(
            rows=self._count("from present"),
            before=self._count("from past"),
            grain=tuple(self._grain),
            columns=self._now,
            columns_before=self._then,
            added=self._count(added),
            removed=self._count(removed),
            changed=self._count(self._changed_rows(differs)) if differs else 0,
            changed_columns=differs,
            examples=examples or self._some("row", "from present", self._now),
        )

    def _differing(self) -> dict[str, int]:
        """The columns in which rows of the same key differ, and how many."""
        names = [name for name in self._common if name not in self._grain]
        if not names:
            return {}
        counted = ", ".join(f"count(*) filter (where {self._differ(name)})" for name in names)
        (found,) = self._connection.execute(
            f"select {counted} from present join past on {self._same_key}"
        ).fetchall()
        counts = {name: count for name, count in zip(names, found, strict=True) if count}
        return dict(sorted(counts.items(), key=lambda each: -each[1]))

    def _changed_rows(self, differs: dict[str, int]) -> str:
        any_differs = " or ".join(map(self._differ, differs))
        return f"from present join past on {self._same_key} where {any_differs}"

    def _changed_examples(self, differs: dict[str, int]) -> list[Example]:
        if not differs:
            return []
        keys = [f"present.{quoted(name)}" for name in self._grain]
        values = [f"{side}.{quoted(name)}" for name in differs for side in ("past", "present")]
        rows = self._rows(f"select {', '.join([*keys, *values])} {self._changed_rows(differs)}")
        examples = []
        for row in rows:
            key, cells = row[: len(keys)], row[len(keys) :]
            pairs = dict(zip(differs, zip(cells[::2], cells[1::2], strict=True), strict=True))
            changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
            cells_of = dict(zip(self._grain, key, strict=True))
            examples.append(Example("changed", cells_of, changed))
        return examples

    def _differ(self, name: str) -> str:
        return (
            f"{self._comparable('present', name)} is distinct from {self._comparable('past', name)}"
        )

    def _comparable(self, side: str, name: str) -> str:
        """A column; as text where its type is another one on the other side."""
        column = f"{side}.{quoted(name)}"
        return column if self._now[name] == self._then[name] else f"cast({column} as varchar)"

    def _all_comparable(self, side: str) -> str:
        columns = [f"{self._comparable(side, name)} as {quoted(name)}" for name in self._common]
        return f"(select {', '.join(columns)} from {side})"

    def _keep_only(self, where: str) -> None:
        """Leave the rows that the condition holds for on either side."""
        names = self._grain or list(self._common)
        keys = ", ".join(map(quoted, names))
        held, error = [], ""
        for side in ("past", "present"):
            try:
                self._connection.execute(
                    f"create temp table held_{side} as "
                    f"select distinct {keys} from {side} where (\n{where}\n)"
                )
                held.append(f"from held_{side}")
            except duckdb.Error as failed:
                # a column that is new or gone is known to one side
                error = str(failed).strip()
        if not held:
            raise BadUsage(
                f"--where: {error}\nGive a condition on the columns of the model: "
                f"{', '.join(self._now)}"
            )
        self._connection.execute(f"create temp table held as {' union '.join(held)}")
        for side in ("past", "present"):
            same = " and ".join(
                f"held.{quoted(name)} is not distinct from {side}.{quoted(name)}" for name in names
            )
            self._connection.execute(
                f"delete from {side} where not exists (select 1 from held where {same})"
            )

    def _columns(self, table: str) -> dict[str, str]:
        """Name → type."""
        return {row[0]: row[1] for row in self._connection.execute(f"describe {table}").fetchall()}

    def _count(self, source: str) -> int:
        return int(self._connection.execute(f"select count(*) {source}").fetchall()[0][0])

    def _some(self, kind: str, source: str, columns: dict[str, str]) -> tuple[Example, ...]:
        """The first rows in the order of the grain, which stands first."""
        names = [*self._grain, *(name for name in columns if name not in self._grain)]
        rows = self._rows(f"select {', '.join(map(quoted, names))} {source}")
        return tuple(Example(kind, dict(zip(names, row, strict=True))) for row in rows)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(f"{query} order by all limit {EXAMPLES}").fetchall()
