"""What the marts say of a story."""

from typing import Any

import duckdb
import pytest

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
    for (table, *keys), measures in story.cells.items():
        assert found(marts, cell(story, table, keys), measures) == pytest.approx(measures)


def found(marts: duckdb.DuckDBPyConnection, sql: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The wanted columns of one row; times in the company's zone, to the minute."""
    relation = marts.sql(sql)
    columns = dict(zip(relation.columns, relation.dtypes, strict=True))
    read = ", ".join(
        f"strftime(timezone('Europe/Paris', timezone('UTC', {name})), '%Y-%m-%d %H:%M') as {name}"
        if str(columns[name]) == "TIMESTAMP"
        else f"cast({name} as double) as {name}"
        if str(columns[name]).startswith("DECIMAL")
        else name
        for name in wanted
    )
    rows = marts.sql(f"select {read} from ({sql})").fetchall()
    assert len(rows) == 1, f"{len(rows)} rows: {sql}"
    return dict(zip(wanted, rows[0], strict=True))


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
        where period_grain = 'month' and strftime(period_start, '%Y-%m') = '{keys[0]}'
            and dimension = 'segment' and dimension_value = '{story.name}' {further}
    """
