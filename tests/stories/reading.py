"""What the marts say of a story."""

from typing import Any

import duckdb
import pytest

from tests.stories.life_page import Shown
from tests.stories.telling import Story


def check_story(marts: duckdb.DuckDBPyConnection, story: Story) -> None:
    """Compare the leads, handoffs and metric cells of the story's segment with the story's own."""
    for table, rows, order in (
        ("fct_leads", story.leads, "length(people.email), people.email, episode_number"),
        ("fct_handoffs", story.handoffs, "length(people.email), people.email, episode_number"),
    ):
        told = f"""
            select facts.*, row_number() over (order by {order}) as place
            from core.{table} as facts
            inner join core.dim_people as people using (person_id)
            where facts.segment = '{story.name}'
        """
        assert marts.sql(told).shape[0] == len(rows), table
        for place, row in enumerate(rows, 1):
            assert found(marts, f"select * from ({told}) where place = {place}", row) == row
    for table, told_rows in story.tables.items():
        found_rows = read(marts, of_story(story, table), list(told_rows[0]))
        expected_rows = [tuple(row.values()) for row in told_rows]
        assert sorted(found_rows, key=str) == sorted(expected_rows, key=str), table
    for (table, *keys), measures in story.cells.items():
        assert found(marts, cell(story, table, keys), measures) == pytest.approx(measures)


def of_story(story: Story, table: str) -> str:
    """The rows of a table that are of the story's people."""
    return f"""
        select facts.* from {table} as facts
        where facts.lead_id in (select lead_id from core.fct_leads where segment = '{story.name}')
    """


def found(marts: duckdb.DuckDBPyConnection, sql: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The wanted columns of one row."""
    rows = read(marts, sql, list(wanted))
    assert len(rows) == 1, f"{len(rows)} rows: {sql}"
    return dict(zip(wanted, rows[0], strict=True))


def read(marts: duckdb.DuckDBPyConnection, sql: str, wanted: list[str]) -> list[tuple[Any, ...]]:
    """The wanted columns of all rows; times in the company's zone, to the minute."""
    relation = marts.sql(sql)
    columns = dict(zip(relation.columns, relation.dtypes, strict=True))
    readable = ", ".join(
        f"strftime(timezone('Europe/Paris', timezone('UTC', {name})), '%Y-%m-%d %H:%M') as {name}"
        if str(columns[name]) == "TIMESTAMP"
        else f"cast({name} as double) as {name}"
        if str(columns[name]).startswith("DECIMAL")
        else name
        for name in wanted
    )
    return marts.sql(f"select {readable} from ({sql})").fetchall()


def cell(story: Story, table: str, keys: list[str]) -> str:
    """The rows of one cell of the story's segment."""
    if table == "fct_stage_transitions":
        return f"""
            select count(*) as transitions, count(case when is_regression then 1 end) as regressions
            from core.fct_stage_transitions inner join core.fct_leads using (lead_id)
            where segment = '{story.name}'
        """
    further = f"and reason_code = '{keys[1]}'" if len(keys) > 1 else ""
    return f"""
        select * from alignment.{table}
        where case period_grain
                when 'month' then strftime(period_start, '%Y-%m') when 'ever' then 'ever'
            end = '{keys[0]}'
            and dimension = 'segment' and dimension_value = '{story.name}' {further}
    """


def rows_of_person(
    build: duckdb.DuckDBPyConnection, shown: Shown, email: str
) -> list[tuple[str, ...]]:
    """The rows of a model that are of one person, as a page writes them, by the columns shown."""
    table = shown.table if "." in shown.table else f"intermediate.{shown.table}"
    of_person = f"select person_id from core.dim_people where email = '{email}'"
    columns = build.sql(f"select * from {table} limit 0").columns
    keys_of_person = {
        "person_id": of_person,
        "person_number": "select person_number from intermediate.int_people_resolved"
        f" where person_id in ({of_person})",
        "lead_id": f"select lead_id from core.fct_leads where person_id in ({of_person})",
    }
    key = next(key for key in keys_of_person if key in columns)
    rows = read(
        build, f"select * from {table} where {key} in ({keys_of_person[key]})", list(shown.columns)
    )
    return sorted(tuple(map(_written, row)) for row in rows)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
