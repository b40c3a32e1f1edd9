"""Every story told through Salesforce, Marketo and HubSpot gives the rows of its definitions."""

from pathlib import Path

import duckdb
import pytest

from tests.nights import run_night
from tests.stories.crm import STORIES, write_stories
from tests.stories.reading import check_story
from tests.stories.telling import Story


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The marts of the night on all stories."""
    folder: Path = tmp_path_factory.mktemp("crm_stories")
    write_stories(folder / "exports")
    night = run_night(folder / "exports", folder / "home")
    return duckdb.connect(str(night), read_only=True)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_of_real_tools_gives_the_rows_of_its_definitions(
    marts: duckdb.DuckDBPyConnection, story: Story
) -> None:
    check_story(marts, story)
