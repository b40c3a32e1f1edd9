"""The pages tell what is there: links, commands, the columns of the template files."""

import csv
import re
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from orchestration.agreement import metrics_page
from orchestration.agreement.language import LANGUAGES, language_of
from orchestration.cli import app
from orchestration.loading.declarations import VERSION_COLUMNS, read_declarations
from orchestration.settings import PROJECT, SHIPPED_SEEDS, load_settings

PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
TEMPLATE_PAGE = PROJECT / "docs" / "bring_any_other_tool.md"

# what follows `accord` up to the end of a command in text, in a table or in a block
COMMAND = re.compile(r"(?:\baccord|bin/accord) (?P<name>[a-z]+)(?P<rest>[^`\n|,;)]*)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))

    assert [x for x in links if "://" not in x and not (page.parent / x).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_flag_that_a_page_names_is_one_of_its_command(page: Path) -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    unknown = []
    for command in COMMAND.finditer(page.read_text(encoding="utf-8")):
        known = group.commands.get(command["name"])
        if isinstance(known, TyperGroup):
            known = known.commands.get(next(iter(command["rest"].split()), ""))
        if known is not None:
            options = {option for parameter in known.params for option in parameter.opts}
            unknown += [f for f in re.findall(r"--[a-z-]+", command["rest"]) if f not in options]

    assert unknown == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_metrics_tells_what_the_tables_tell(language: str) -> None:
    """`make docs` writes it."""
    page = (PROJECT / "docs" / metrics_page.PAGES[language]).read_text("utf-8")
    assert page == metrics_page.metrics_page(language_of(language))


def test_the_page_on_plain_tables_tells_every_column_of_the_template_files() -> None:
    template = read_declarations(load_settings())["template"]
    sections = re.split(r"^### ", TEMPLATE_PAGE.read_text(encoding="utf-8"), flags=re.M)[1:]
    told = {}
    for section in sections:
        name, _, text = section.partition("\n")
        heads = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
        told[name] = {
            (column, "**" in head) for head in heads for column in re.findall(r"`(\w+)`", head)
        }

    assert told == {
        table.name: {
            (column.name, column.is_required)
            for column in table.columns
            if column.name not in VERSION_COLUMNS
        }
        for table in template.objects
    }


def test_the_questionnaire_asks_what_the_survey_is_told_to_measure() -> None:
    """Three statements on each of three subjects, the third of each turned round."""
    page = (PROJECT / "docs" / "run_the_survey.md").read_text("utf-8")
    blocks = re.findall(r"```\n(.*?)```", page, flags=re.DOTALL)
    seed = (SHIPPED_SEEDS / "mappings" / "survey_questions.csv").read_text("utf-8")
    known = {row["question"]: row for row in csv.DictReader(seed.splitlines())}
    for statements in (blocks[0].splitlines(), blocks[1].splitlines()):
        measured = [(known[s]["survey_dimension"], known[s]["is_reversed"]) for s in statements]
        assert measured == [
            (dimension, turned)
            for dimension in ("communication", "trust", "recognition")
            for turned in ("false", "false", "true")
        ]


def test_the_scales_of_the_questionnaire_are_answers_from_1_to_5() -> None:
    page = (PROJECT / "docs" / "run_the_survey.md").read_text("utf-8")
    seed = (SHIPPED_SEEDS / "mappings" / "survey_answer_mapping.csv").read_text("utf-8")
    points = {row["answer"]: row["points"] for row in csv.DictReader(seed.splitlines())}
    scales = re.findall(r"^(?:Scale|Échelle) ?: (.*)$", page, flags=re.MULTILINE)
    for scale in scales:
        assert [points[answer] for answer in re.findall(r"`([^`]+)`", scale)] == list("12345")
    assert len(scales) == 2
