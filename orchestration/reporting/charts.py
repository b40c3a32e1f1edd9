"""Charts as SVG: drawn by Vega-Lite, coloured by the page's own variables, so that dark is free.

A chart has a title, a sentence that says what it shows, and the table that stands behind it. The
functions draw what is given, in the order given: no figure is worked out here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import vl_convert
from markupsafe import Markup

from orchestration.reporting.language import PageLanguage
from orchestration.reporting.tables import Table

WIDTH = 390
# What stands left of a bar.
LABELS = 150
ROW_HEIGHT = 28
LONGEST_LABEL = 26

Colour = Literal["marketing", "sales", "shared", "good", "watch", "bad", "muted"]
Specification = dict[str, Any]

# How Vega writes numbers, by the language of a page.
_NUMBERS: dict[str, Literal["en-US", "fr-FR"]] = {"en": "en-US", "fr": "fr-FR"}

_CONFIG: Specification = {
    "background": "transparent",
    # the page says what a chart shows, and holds its table
    "aria": False,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--muted)",
        "titleColor": "var(--muted)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "gridColor": "var(--line)",
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": LABELS,
        "labelFlush": False,
    },
    "axisX": {"labelOverlap": "greedy", "labelSeparation": 12},
    "legend": {"labelColor": "var(--ink)", "labelFontSize": 13, "orient": "top", "title": None},
    "text": {"color": "var(--ink)", "fontSize": 13},
}

# Two names that are cut alike stay two.
_CUT = (
    f"length(datum.label) > {LONGEST_LABEL} "
    f"? substring(datum.label, 0, {LONGEST_LABEL - 1}) + '…' : datum.label"
)
_CATEGORIES = {
    "title": None,
    "ticks": False,
    "domain": False,
    "labelPadding": 8,
    "labelExpr": _CUT,
}


# A difference of shares on an axis.
_POINTS = "datum.value ? format(100 * datum.value, '+d') + ' pts' : '0'"


@dataclass(frozen=True)
class Chart:
    """A drawn chart: the sentence is what a screen reader reads, the table stands behind it."""

    svg: Markup
    title: str
    sentence: str
    table: Table


def line(
    points: Sequence[tuple[str, float | None, bool]],
    language: PageLanguage,
    number_format: str,
    usual: tuple[float, float] | None = None,
    suffix: str = "",
    name: Colour = "shared",
    height: int = 90,
    width: int = WIDTH,
) -> Markup:
    """A value over periods, in order: (label, value, whether it is mature); young ones are hollow.

    `usual` is the range in which it mostly lies; `suffix` stands behind each number of the axis.
    """
    order = [each for each, _, _ in points]
    values = [
        {"at": at, "value": value, "look": _look(mature)}
        for at, value, mature in points
        if value is not None
    ]
    at = {
        "field": "at",
        "type": "nominal",
        "sort": order,
        "scale": {"domain": order},
        "axis": {"title": None, "labelAngle": 0, "labelOverlap": True, "ticks": False},
    }
    axis = {"title": None, "format": number_format, "tickCount": 3, "domain": False}
    if suffix:
        axis["labelExpr"] = f"datum.label + {json.dumps(suffix)}"
    value = {"field": "value", "type": "quantitative", "axis": axis}
    layers: list[Specification] = []
    if usual is not None:
        layers.append(
            {
                "data": {"values": [{"low": usual[0], "high": usual[1]}]},
                "mark": {"type": "rect", "color": "var(--band)"},
                "encoding": {"y": {**value, "field": "low"}, "y2": {"field": "high"}},
            }
        )
    places = {"x": at, "y": value}
    layers.append(
        {"mark": {"type": "line", "color": _colour(name), "strokeWidth": 2}, "encoding": places}
    )
    layers.append({"mark": _dot(name), "encoding": {**places, "fill": _hollow(name)}})
    return _drawn({"layer": layers, **_sized(values, width, height)}, language)


def bars(
    rows: Sequence[tuple[str, float, str]],
    language: PageLanguage,
    name: Colour = "shared",
    width: int = WIDTH - LABELS,
) -> Markup:
    """Horizontal bars: (label, value, the value in words)."""
    values = [{"of": each, "value": value, "shown": shown} for each, value, shown in rows]
    places = {
        "y": _categories([each for each, _, _ in rows]),
        "x": {"field": "value", "type": "quantitative", "axis": None},
    }
    bar = {
        "type": "bar",
        "color": _colour(name),
        "cornerRadiusEnd": 3,
        "height": {"band": 0.7},
    }
    words = {"field": "shown", "type": "nominal"}
    layers = [
        {"mark": bar, "encoding": places},
        {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {**places, "text": words}},
    ]
    return _drawn({"layer": layers, **_sized(values, width, _height(len(rows)))}, language)


def intervals(
    rows: Sequence[tuple[str, float, float, float, bool]],
    language: PageLanguage,
    number_format: str | None = ".0%",
    reference: float | None = None,
    name: Colour = "shared",
    width: int = WIDTH - LABELS,
) -> Markup:
    """A value with its interval: (label, value, low, high, whether it is of few members: hollow).

    `reference` is the value of all together. Without a format they are differences of shares, told
    in percentage points.
    """
    values = [
        {"of": each, "value": value, "low": low, "high": high, "look": _look(not is_small)}
        for each, value, low, high, is_small in rows
    ]
    category = _categories([each for each, *_ in rows])
    axis: Specification = {"title": None, "tickCount": 5}
    axis |= {"labelExpr": _POINTS} if number_format is None else {"format": number_format}
    low = {"field": "low", "type": "quantitative", "axis": axis}
    layers: list[Specification] = []
    if reference is not None:
        layers.append(
            {
                "data": {"values": [{"all": reference}]},
                "mark": {"type": "rule", "color": "var(--muted)", "strokeDash": [4, 4]},
                "encoding": {"x": {"field": "all", "type": "quantitative"}},
            }
        )
    layers += [
        {
            "mark": {"type": "rule", "color": _colour(name), "strokeWidth": 2},
            "encoding": {"y": category, "x": low, "x2": {"field": "high"}},
        },
        {
            "mark": _dot(name),
            "encoding": {"y": category, "x": {**low, "field": "value"}, "fill": _hollow(name)},
        },
    ]
    return _drawn({"layer": layers, **_sized(values, width, _height(len(rows)))}, language)


def stacked(
    rows: Sequence[tuple[str, str, float]],
    parts: Sequence[tuple[str, Colour]],
    language: PageLanguage,
    number_format: str = "~s",
    width: int = WIDTH - LABELS,
) -> Markup:
    """Horizontal bars of parts: (label, part, value); the parts in order, each with its colour."""
    names = [each for each, _ in parts]
    order = list(dict.fromkeys(each for each, _, _ in rows))
    values: list[Specification] = [
        {"of": each, "part": part, "value": value, "place": names.index(part)}
        for each, part, value in rows
    ]
    colours = {"domain": names, "range": [_colour(each) for _, each in parts]}
    longest = max(
        (sum(row["value"] for row in values if row["of"] == of) for of in order), default=0
    )
    # of few members no tick falls between two numbers
    ticks = min(5, max(1, int(longest))) if number_format == "d" else 5
    axis = {"title": None, "format": number_format, "tickCount": ticks}
    chart = {
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {
            "y": _categories(order),
            "x": {"field": "value", "type": "quantitative", "axis": axis},
            "color": {"field": "part", "type": "nominal", "sort": names, "scale": colours},
            "order": {"field": "place", "type": "quantitative"},
        },
    }
    return _drawn({**chart, **_sized(values, width, _height(len(order)))}, language)


def _drawn(specification: Specification, language: PageLanguage) -> Markup:
    """The SVG of a Vega-Lite specification; Vega escapes the texts that it holds."""
    written = json.dumps({**specification, "config": _CONFIG}, sort_keys=True)
    return Markup(_svg(written, _NUMBERS[language.code]))


@cache
def _svg(specification: str, numbers: Literal["en-US", "fr-FR"]) -> str:
    return vl_convert.vegalite_to_svg(specification, format_locale=numbers)


def _sized(values: list[Specification], width: int, height: int) -> Specification:
    return {"data": {"values": values}, "width": width, "height": height}


def _height(rows: int) -> int:
    return ROW_HEIGHT * max(rows, 1)


def _categories(order: Sequence[str]) -> Specification:
    return {"field": "of", "type": "nominal", "sort": order, "axis": _CATEGORIES}


def _colour(name: Colour) -> str:
    """A colour of the page, which is another one in the dark."""
    return f"var(--{name})"


def _dot(name: Colour) -> Specification:
    return {"type": "point", "size": 60, "strokeWidth": 2, "color": _colour(name), "opacity": 1}


def _look(is_sure: bool) -> str:
    return "sure" if is_sure else "unsure"


def _hollow(name: Colour) -> Specification:
    """Dots of what is not sure are hollow."""
    scale = {"domain": ["sure", "unsure"], "range": [_colour(name), "var(--card)"]}
    return {"field": "look", "type": "nominal", "scale": scale, "legend": None}
