"""Charts as SVG: drawn by Vega through Altair, coloured by the page's own variables.

A chart has a title, a sentence that says what it shows, and its rows, which stand behind it as a
table.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import altair
import vl_convert
from markupsafe import Markup

from orchestration.reporting.language import PageLanguage
from orchestration.reporting.tables import Table

WIDTH = 460
ROW_HEIGHT = 28

LONGEST_LABEL = 30

Colour = Literal["marketing", "sales", "shared", "good", "watch", "bad", "muted"]

# How Vega writes numbers, by the language of a page.
_FORMATS: dict[str, str] = {"en": "en-US", "fr": "fr-FR"}

_CONFIG: dict[str, Any] = {
    "background": "transparent",
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
        "labelLimit": 190,
    },
    "legend": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--muted)",
        "labelFontSize": 13,
        "orient": "top",
        "title": None,
    },
    "text": {"color": "var(--ink)", "fontSize": 13},
}


@dataclass(frozen=True)
class Chart:
    """A drawn chart: the sentence is what a screen reader reads, the table stands behind it."""

    svg: Markup
    title: str
    sentence: str
    table: Table


def colour(name: Colour) -> str:
    """A colour of the page, which is another one in the dark."""
    return f"var(--{name})"


def drawn(chart: altair.TopLevelMixin, language: PageLanguage) -> Markup:
    """The SVG of a chart."""
    specification = chart.to_dict()  # type: ignore[attr-defined]
    specification["config"] = _CONFIG
    return Markup(_svg(json.dumps(specification, sort_keys=True), _FORMATS[language.code]))


@cache
def _svg(specification: str, numbers: str) -> str:
    return vl_convert.vegalite_to_svg(json.loads(specification), format_locale=numbers)


def label(text: str) -> str:
    """A text as short as it stands beside an axis."""
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def _data(rows: Sequence[dict[str, Any]]) -> altair.InlineData:
    return altair.Data(values=list(rows))


def line(
    points: Sequence[tuple[str, float | None, bool]],
    language: PageLanguage,
    number_format: str,
    usual: tuple[float, float] | None = None,
    name: Colour = "shared",
    height: int = 90,
    width: int = WIDTH,
) -> Markup:
    """A value over periods, in order: (label, value, whether it is mature); young ones are hollow.

    `usual` is the range in which it mostly lies.
    """
    order = [each for each, _, _ in points]
    rows = [
        {"at": at, "value": value, "look": "mature" if mature else "young"}
        for at, value, mature in points
        if value is not None
    ]
    base = altair.Chart(_data(rows)).encode(
        x=altair.X("at:N", sort=order, title=None, scale=altair.Scale(domain=order)).axis(
            labelAngle=0, labelOverlap=True, ticks=False
        ),
        y=altair.Y("value:Q", title=None).axis(format=number_format, tickCount=3, domain=False),
    )
    layers: list[altair.Chart] = []
    if usual is not None:
        band = altair.Chart(_data([{"low": usual[0], "high": usual[1]}]))
        layers.append(
            band.mark_rect(color="var(--band)").encode(y=altair.Y("low:Q"), y2=altair.Y2("high:Q"))
        )
    layers.append(base.mark_line(color=colour(name), strokeWidth=2))
    layers.append(
        base.mark_point(size=40, strokeWidth=2, color=colour(name), opacity=1).encode(
            fill=altair.Fill("look:N", legend=None).scale(
                domain=["mature", "young"], range=[colour(name), "var(--card)"]
            )
        )
    )
    return drawn(altair.layer(*layers).properties(width=width, height=height), language)


def bars(
    rows: Sequence[tuple[str, float, str]],
    language: PageLanguage,
    name: Colour = "shared",
    width: int = WIDTH - 190,
) -> Markup:
    """Horizontal bars in the order given: (label, value, the value in words)."""
    order = [label(each) for each, _, _ in rows]
    data = _data(
        [{"of": label(each), "value": value, "shown": shown} for each, value, shown in rows]
    )
    base = altair.Chart(data).encode(
        y=altair.Y("of:N", sort=order, title=None).axis(ticks=False, domain=False, labelPadding=8),
        x=altair.X("value:Q", title=None, axis=None),
    )
    bar = base.mark_bar(color=colour(name), cornerRadiusEnd=3, height={"band": 0.7})
    text = base.mark_text(align="left", dx=6).encode(text="shown:N")
    return drawn(
        altair.layer(bar, text).properties(width=width, height=_height(len(rows))), language
    )


def intervals(
    rows: Sequence[tuple[str, float, float, float, bool]],
    language: PageLanguage,
    number_format: str = ".0%",
    reference: float | None = None,
    name: Colour = "shared",
    width: int = WIDTH - 190,
) -> Markup:
    """A value with its interval: (label, value, low, high, whether there are few members).

    `reference` is the value of all together.
    """
    order = [label(each[0]) for each in rows]
    data = _data(
        [
            {
                "of": label(each),
                "value": value,
                "low": low,
                "high": high,
                "look": "few" if is_small else "enough",
            }
            for each, value, low, high, is_small in rows
        ]
    )
    base = altair.Chart(data).encode(
        y=altair.Y("of:N", sort=order, title=None).axis(ticks=False, domain=False, labelPadding=8)
    )
    layers: list[altair.Chart] = []
    if reference is not None:
        layers.append(
            altair.Chart(_data([{"all": reference}]))
            .mark_rule(color="var(--muted)", strokeDash=[4, 4])
            .encode(x="all:Q")
        )
    layers.append(
        base.mark_rule(color=colour(name), strokeWidth=2).encode(
            x=altair.X("low:Q", title=None).axis(format=number_format, tickCount=5), x2="high:Q"
        )
    )
    layers.append(
        base.mark_point(size=70, strokeWidth=2, color=colour(name), opacity=1).encode(
            x="value:Q",
            fill=altair.Fill("look:N", legend=None).scale(
                domain=["enough", "few"], range=[colour(name), "var(--card)"]
            ),
        )
    )
    chart = altair.layer(*layers).properties(width=width, height=_height(len(rows)))
    return drawn(chart, language)


def stacked(
    rows: Sequence[tuple[str, str, float]],
    parts: Sequence[tuple[str, Colour]],
    language: PageLanguage,
    number_format: str = "~s",
    width: int = WIDTH - 190,
) -> Markup:
    """Horizontal bars of parts: (label, part, value); parts in order, each with its colour."""
    order = list(dict.fromkeys(label(each) for each, _, _ in rows))
    names = [each for each, _ in parts]
    data = _data(
        [
            {"of": label(each), "part": part, "value": value, "place": names.index(part)}
            for each, part, value in rows
        ]
    )
    chart = (
        altair.Chart(data)
        .mark_bar(height={"band": 0.7})
        .encode(
            y=altair.Y("of:N", sort=order, title=None).axis(
                ticks=False, domain=False, labelPadding=8
            ),
            x=altair.X("value:Q", title=None).axis(format=number_format, tickCount=5),
            color=altair.Color("part:N", sort=names).scale(
                domain=names, range=[colour(each) for _, each in parts]
            ),
            order=altair.Order("place:Q"),
        )
        .properties(width=width, height=_height(len(order)))
    )
    return drawn(chart, language)


def _height(rows: int) -> int:
    return ROW_HEIGHT * max(rows, 1)
