"""Every story told through the `template` tool gives the rows that the definitions make of it."""

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.databases import candidate_of
from orchestration.seeds import DBT_PROJECT
from orchestration.settings import SHIPPED_SEEDS
from tests.compiled_models import CompiledModels
from tests.nights import compute
from tests.stories import endings, episodes, handoffs, stages
from tests.stories.life_page import PAGE, Shown, shown_tables, told_life
from tests.stories.reading import check_story, rows_of_person
from tests.stories.telling import Story, write_stories

STORIES = (*episodes.STORIES, *endings.STORIES, *stages.STORIES, *handoffs.STORIES)

# from 6 July 2026 on a touch is an answer
AGREEMENT = {
    "agreement_versions": "2,2026-07-06,O,explicit_or_touch,declared,,,M,2026-07-02,S,2026-07-03,",
    "sla_policies": "2,*,default,240,960,,\n"
    "2,a_minute_on_either_side_of_a_new_version,default,60,960,,",
}


# of u3 alone: closed at noon, and on Martin Luther King's day
CALENDARS = {
    "business_hours": [
        f"new_york,{day},{hours}" for day in range(1, 6) for hours in ("08:00,12:00", "13:00,17:00")
    ],
    "holidays": ["new_york,2026-01-19,Martin Luther King Jr. Day,true"],
    "user_calendars": ["user,template:user:u3,new_york"],
}


@pytest.fixture(scope="module")
def marts(
    compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory
) -> duckdb.DuckDBPyConnection:
    """The tables of all stories, and of the life that a page of docs tells."""
    folder = tmp_path_factory.mktemp("stories")
    exports, seeds = folder / "exports", folder / "seeds"
    write_stories((*STORIES, told_life()), exports)
    write_agreement(seeds)
    write_calendars(seeds)
    compute(compiled, exports, folder / "home", seeds=seeds)
    return duckdb.connect(str(candidate_of(folder / "home")), read_only=True)


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


def write_calendars(seeds: Path) -> None:
    """Write the seeds of a company of which one user keeps other hours."""
    for name, rows in CALENDARS.items():
        shipped = (SHIPPED_SEEDS / "calendars" / f"{name}.csv").read_text("utf-8")
        target = seeds / "calendars" / f"{name}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(shipped + "\n".join(rows) + "\n", "utf-8")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_gives_the_rows_of_its_definitions(
    marts: duckdb.DuckDBPyConnection, story: Story
) -> None:
    check_story(marts, story)


@pytest.mark.parametrize("shown", shown_tables(), ids=lambda shown: shown.table)
def test_the_page_on_the_life_of_a_lead_shows_what_the_models_give(
    marts: duckdb.DuckDBPyConnection, shown: Shown
) -> None:
    assert sorted(shown.rows) == rows_of_person(marts, shown, "ada@ada.example")


def test_the_page_on_the_life_of_a_lead_names_every_model_that_makes_leads() -> None:
    episodes_folder = DBT_PROJECT / "models" / "intermediate" / "episodes"
    text = PAGE.read_text("utf-8")
    assert [m.stem for m in episodes_folder.glob("*.sql") if f"`{m.stem}`" not in text] == []


def test_what_an_opportunity_lacks_is_told_apart(marts: duckdb.DuckDBPyConnection) -> None:
    lacking = marts.execute(
        "select distinct what_is_missing, currency from quality.missing_rates order by 1"
    ).fetchall()
    assert lacking == [("no amount", "EUR"), ("no rate", "MAD"), ("refused amount", "EUR")]
