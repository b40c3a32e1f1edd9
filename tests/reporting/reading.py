"""What stands on a page, read from its file as a browser would, without the code that wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

VOID = {"meta", "link", "br", "img", "input", "hr"}
BREAKS = {"p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "dt", "dd", "section", "summary"}


@dataclass
class ShownFigure:
    """A figure of a page: its words, how it looks, the source it leads to, and its n."""

    shown: str
    state: str
    source: str
    members: int | None = None


@dataclass
class ShownPage:
    """A page: its words, its tables by their labels (the head is the first row), its figures.

    `sources` are the queries by the places that figures lead to; `charts` the words in charts.
    """

    text: str = ""
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    addresses: list[str] = field(default_factory=list)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    figures: list[ShownFigure] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    charts: list[str] = field(default_factory=list)

    def row(self, table: str, name: str) -> list[str]:
        """The row of a table that a name begins."""
        (found,) = (row for row in self.tables[table] if row[0] == name)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = ShownPage()
        self._open: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        # a table's cell, a figure, a query, a chart's word, a place: where its words begin
        self._since: list[int] = []
        self._figure: ShownFigure | None = None
        self._source = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.page.tags.add(tag)
        self.page.attributes |= held.keys()
        self.page.addresses += [held[name] for name in ("href", "src", "action") if name in held]
        if tag in VOID:
            self._words.append("\n")
            return
        if tag in BREAKS:
            self._words.append("\n")
        self._open.append((tag, held))
        self._since.append(len(self._words))
        classes = held.get("class", "").split()
        if tag == "table":
            self._table = self.page.tables.setdefault(self._label(), [])
        elif tag == "tr":
            self._figure = None
            self._table.append([])
        elif tag == "span" and "fig" in classes:
            (state,) = (each for each in classes if each != "fig")
            self._figure = ShownFigure("", state, "")
        elif tag == "a" and self._figure and held.get("href", "").startswith("#source-"):
            self._figure.source = held["href"][1:]
        elif tag == "li" and held.get("id", "").startswith("source-"):
            self._source = held["id"]

    def handle_endtag(self, tag: str) -> None:
        closed, held = self._open.pop()
        assert closed == tag, f"</{tag}> closes <{closed}> on line {self.getpos()[0]}"
        words = self._words[self._since.pop() :]
        text = _plain(words)
        classes = held.get("class", "").split()
        if tag in ("td", "th"):
            self._table[-1].append(text)
        elif tag == "span" and "fig" in classes:
            assert self._figure is not None
            self._figure.shown = text
            self.page.figures.append(self._figure)
        elif tag == "span" and text.startswith("n = ") and self._figure:
            self._figure.members = int(re.sub(r"\D", "", text))
        elif tag == "pre" and self._source:
            self.page.sources[self._source] = "".join(words)
        elif tag == "text":
            self.page.charts.append(text)
        if "id" in held:
            self.page.places[held["id"]] = text
        if tag in BREAKS:
            self._words.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.add(tag)
        self.page.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        if not any(tag in ("style", "script") for tag, _ in self._open):
            self._words.append(data)

    def _label(self) -> str:
        return next(held["aria-label"] for _, held in reversed(self._open) if "aria-label" in held)


def _plain(words: list[str]) -> str:
    return re.sub(r"[ \n]+", " ", "".join(words)).strip(" \n")


# Asks the marts: the rows of a query; where it has one column, its values.
Ask = Callable[[str], list[Any]]
# Reads a page of the sample company's night, by its language and name.
Read = Callable[[str, str], ShownPage]


def read_page(file: Path) -> ShownPage:
    """A page as its file holds it; every tag that is opened is closed."""
    reader = _Reader()
    reader.feed(file.read_text("utf-8"))
    reader.close()
    assert not reader._open
    reader.page.text = _plain(reader._words)
    return reader.page


def number(value: int, language: str) -> str:
    """A number as a page writes it."""
    return f"{value:,}".replace(",", "\u202f" if language == "fr" else ",")


def share(value: float, language: str) -> str:
    """A share of 1 as a page writes it."""
    told = f"{value * 100:.1f}".removesuffix(".0")
    return f"{told.replace('.', ',')}\u202f%" if language == "fr" else f"{told}%"
