"""The page that walks one person through the models: the life that it tells, and its tables."""

import re
from dataclasses import dataclass

from orchestration.settings import PROJECT
from tests.stories.telling import Story

PAGE = PROJECT / "docs" / "how_a_lead_lives.md"

_BLOCK = re.compile(r"```\n(?P<lines>.+?)```", re.DOTALL)
_SECTION = re.compile(
    r"^### `(?P<table>[a-z_.]+)`[^\n]*\n(?P<text>.+?)(?=^##|\Z)", re.M | re.DOTALL
)


@dataclass(frozen=True)
class Shown:
    """A table of the page: the columns and rows that it shows of a model."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def told_life() -> Story:
    """The life that the page begins with, as a story."""
    block = _BLOCK.search(PAGE.read_text("utf-8"))
    assert block is not None, f"{PAGE} tells no life"
    return Story("ada", block["lines"], leads=[])


def shown_tables() -> list[Shown]:
    """The page's tables, in its order; a section below `### ` has one."""
    shown = []
    for section in _SECTION.finditer(PAGE.read_text("utf-8")):
        lines = [line for line in section["text"].splitlines() if line.startswith("|")]
        head, _, *rows = [
            tuple(cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|"))
            for line in lines
        ]
        shown.append(Shown(section["table"], head, tuple(rows)))
    return shown
