"""Cells of the metric tables, and the conditions under which published rows belong to one."""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.reporting.marts import Marts, Row
from orchestration.reporting.periods import Grain, Period

# What the tables show where a lead has no value of a dimension.
UNKNOWN = "(unknown)"
# What nobody did anything before is credited to.
UNATTRIBUTED = "(unattributed)"


def cell(marts: Marts, table: str, period: Period) -> Row | None:
    """The cell of everyone in a period; None where it has no members."""
    return next(iter(cells(marts, table, period, "all")), None)


def cells(marts: Marts, table: str, period: Period, dimension: str) -> list[Row]:
    """The cells of a dimension in a period, in the order of its values."""
    return marts.rows(
        f"from {table} where period_grain = ? and period_start = ? and dimension = ? "
        "order by dimension_value",
        period.grain,
        period.start,
        dimension,
    )


def latest_mature(marts: Marts, table: str, grain: Grain) -> Period | None:
    """The latest period that is over and of which no member is too young to be judged."""
    row = marts.row(
        f"select max(period_start) as period_start from {table} "
        "where period_grain = ? and period_start <= ? and dimension = 'all' and is_mature",
        grain,
        marts.last_full(grain).start,
    )
    start = row["period_start"] if row else None
    return Period(start, grain) if start else None


def of(dimension: str, value: str) -> tuple[str, ...]:
    """The conditions of the rows that a value of a dimension holds; none for everyone."""
    if dimension == "all":
        return ()
    if value == UNKNOWN:
        return (f"coalesce({dimension}, {literal(UNKNOWN)}) = {literal(UNKNOWN)}",)
    return (f"{dimension} = {literal(value)}",)


def among(column: str, values: Iterable[str]) -> str:
    """The condition that a column is one of some values."""
    return f"{column} in ({', '.join(literal(value) for value in values)})"


def folded(expression: str) -> str:
    """A text without its blanks, in lower case: as the tables compare it."""
    return f"lower(regexp_replace({expression}, '\\s+', '', 'g'))"


def literal(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
