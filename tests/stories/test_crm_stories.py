"""Every story told through Salesforce, Marketo and HubSpot gives the rows of its definitions."""

from pathlib import Path

import duckdb
import pytest

from orchestration.databases import candidate_of
from tests.compiled_models import CompiledModels
from tests.nights import compute
from tests.stories.crm import STORIES, write_stories
from tests.stories.reading import check_story
from tests.stories.telling import Story


@pytest.fixture(scope="module")
def marts(
    compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory
) -> duckdb.DuckDBPyConnection:
    """The tables of all stories."""
    folder: Path = tmp_path_factory.mktemp("crm_stories")
    write_stories(folder / "exports")
    compute(compiled, folder / "exports", folder / "home")
    return duckdb.connect(str(candidate_of(folder / "home")), read_only=True)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_of_real_tools_gives_the_rows_of_its_definitions(
    marts: duckdb.DuckDBPyConnection, story: Story
) -> None:
    check_story(marts, story)
