"""How a table differs from the last night's: worked out by hand on a few rows."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.comparison import Comparison, compare
from orchestration.errors import BadUsage

NOW = """
    select * from (values
        (1, 'open', 10), (2, 'won', 20), (3, 'lost', 31), (5, null, 50)
    ) as leads (id, outcome, days)
"""
THEN = """
    select * from (values
        (1, 'open', 10), (2, 'open', 20), (3, 'open', 30), (4, 'open', 40), (5, null, 50)
    ) as leads (id, outcome, days)
"""

Compare = Callable[..., Comparison]


@pytest.fixture
def compared(tmp_path: Path) -> Compare:
    def of(
        now: str,
        then: str | None,
        grain: tuple[str, ...] = ("id",),
        where: str | None = None,
    ) -> Comparison:
        for name, query in (("trial", now), ("night", then)):
            with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as database:
                database.execute("create schema if not exists core")
                if query is not None:
                    database.execute(f"create or replace view core.leads as {query}")
        trial, night = tmp_path / "trial.duckdb", tmp_path / "night.duckdb"
        return compare(trial, night, '"core"."leads"', grain, where)

    return of


def test_rows_are_added_removed_and_changed_by_their_grain(compared: Compare) -> None:
    found = compared(NOW, THEN)
    assert (found.rows, found.before) == (4, 5)
    assert (found.added, found.removed, found.changed) == (0, 1, 2)
    assert found.changed_columns == {"outcome": 2, "days": 1}
    assert [(each.kind, each.cells, each.changed) for each in found.examples] == [
        ("removed", {"id": 4, "outcome": "open", "days": 40}, {}),
        ("changed", {"id": 2}, {"outcome": ("open", "won")}),
        ("changed", {"id": 3}, {"outcome": ("open", "lost"), "days": (30, 31)}),
    ]


def test_without_a_grain_a_changed_row_is_one_removed_and_one_added(compared: Compare) -> None:
    found = compared(NOW, THEN, grain=())
    assert (found.added, found.removed, found.changed) == (2, 3, 0)


def test_equal_rows_without_a_grain_are_counted(compared: Compare) -> None:
    found = compared("select 1 as id from range(3)", "select 1 as id from range(5)", grain=())
    assert (found.added, found.removed) == (0, 2)


def test_a_column_that_is_new_gone_or_of_another_type_is_no_change_of_rows(
    compared: Compare,
) -> None:
    now = "select id, cast(days as varchar) as days, 'x' as note from (" + THEN + ")"
    found = compared(now, THEN)
    assert (found.added, found.removed, found.changed) == (0, 0, 0)
    assert found.columns == {"id": "INTEGER", "days": "VARCHAR", "note": "VARCHAR"}
    assert found.columns_before == {"id": "INTEGER", "outcome": "VARCHAR", "days": "INTEGER"}


def test_where_compares_what_it_holds_for_on_either_side(compared: Compare) -> None:
    found = compared(NOW, THEN, where="outcome = 'won'")
    assert (found.rows, found.before, found.changed) == (1, 1, 1)


def test_where_may_name_a_column_of_one_side(compared: Compare) -> None:
    found = compared(f"select *, id > 2 as is_late from ({NOW})", THEN, where="is_late")
    assert (found.rows, found.before, found.changed) == (2, 2, 1)


def test_a_condition_that_cannot_be_read_is_told_with_the_columns(compared: Compare) -> None:
    with pytest.raises(BadUsage, match=r"--where: (.|\n)*outcom(.|\n)*id, outcome, days"):
        compared(NOW, THEN, where="outcom = 'won'")
    with pytest.raises(BadUsage, match=r"--where: Parser Error"):
        compared(NOW, THEN, where="id = = 3")


def test_a_new_table_has_nothing_to_be_compared_with(compared: Compare) -> None:
    found = compared(NOW, None)
    assert (found.rows, found.before, found.added) == (4, None, 0)
    assert [each.kind for each in found.examples] == ["row", "row", "row"]
