"""Every story told through the `template` tool gives the rows that the definitions make of it."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import SHIPPED_SEEDS
from tests.nights import run_night
from tests.stories import episodes, handoffs
from tests.stories.telling import Story, write_stories

STORIES = (*episodes.STORIES, *handoffs.STORIES)

# from 6 July 2026 on a touch is an answer
AGREEMENT = {
    "agreement_versions": "2,2026-07-06,O,explicit_or_touch,declared,M,2026-07-02,S,2026-07-03,",
    "sla_policies": "2,*,default,240,960",
}


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The marts of the night on all stories."""
    folder = tmp_path_factory.mktemp("stories")
    exports, seeds = folder / "exports", folder / "seeds"
    write_stories(STORIES, exports)
    write_agreement(seeds)
    night = run_night(exports, folder / "home", seeds=seeds)
    return duckdb.connect(str(night), read_only=True)


def write_agreement(seeds: Path) -> None:
    """Write the seeds of a company whose agreement has a second version."""
    for name in ("agreement_versions", "sla_policies", "journey_stages"):
        target = seeds / "agreement" / f"{name}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SHIPPED_SEEDS / "agreement" / f"{name}.csv", target)
        lines = target.read_text("utf-8").splitlines()
        if name == "journey_stages":
            lines += ["2" + line[1:] for line in lines[1:]]
        else:
            lines.append(AGREEMENT[name])
        target.write_text("\n".join(lines) + "\n", "utf-8")


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


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_gives_the_rows_of_its_definitions(
    marts: duckdb.DuckDBPyConnection, story: Story
) -> None:
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
