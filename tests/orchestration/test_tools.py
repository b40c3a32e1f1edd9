"""`accord tools`: what is known of each tool, as its declaration and its models say."""

import csv
import json

import pytest
import yaml
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.settings import PROJECT, SAMPLE_EXPORTS, SHIPPED_SEEDS, RunOptions
from orchestration.tools import Tool, read_tools


@pytest.fixture(scope="module")
def tools() -> dict[str, Tool]:
    """Every tool, as the shipped project declares it; of no company."""
    options = RunOptions.resolve(exports=SAMPLE_EXPORTS, environment={})
    return {each.name: each for each in read_tools(options)}


def test_a_tool_feeds_the_shapes_that_its_models_give(tools: dict[str, Tool]) -> None:
    project = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text("utf-8"))
    shapes: dict[str, list[str]] = project["vars"]["shapes"]
    for name, tool in tools.items():
        assert set(tool.feeds) == {shape for shape, of in shapes.items() if name in of}


def test_an_object_says_what_it_needs_and_what_it_feeds(tools: dict[str, Tool]) -> None:
    objects = {each.name: each for each in tools["salesforce"].objects}
    lead, history = objects["lead"], objects["lead_history"]
    assert (lead.is_required, lead.needs, lead.example) == (True, ("id",), "lead.csv")
    assert {"people", "person_emails", "stage_changes"} <= set(lead.feeds)
    assert history.needs == ("lead_id", "field", "created_date")
    assert "people" not in history.feeds
    assert objects["user_role"].feeds == ("users",)


def test_rows_of_mappings_are_counted_by_tool(tools: dict[str, Tool]) -> None:
    with (SHIPPED_SEEDS / "mappings" / "activity_mapping.csv").open(encoding="utf-8") as stream:
        rows = [row["system"] for row in csv.DictReader(stream)]
    assert tools["marketo"].mappings["activity_mapping"] == rows.count("marketo") > 0
    assert "activity_mapping" not in tools["survey"].mappings


def test_one_tool_is_told_in_full_and_another_name_is_no_tool() -> None:
    result = CliRunner().invoke(app, ["tools", "template", "--json"])
    [tool] = json.loads(result.output)["tools"]
    assert (tool["name"], tool["role"]) == ("template", "crm")
    wrong = CliRunner().invoke(app, ["tools", "salesfroce"])
    assert wrong.exit_code == 2
    assert "no tool named 'salesfroce' is declared" in wrong.output
