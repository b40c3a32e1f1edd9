"""How both teams see their work together, by the survey."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import literal
from orchestration.reporting.charts import Chart
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.pages.quarterly.waves import waves_closed_in
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Table

WAVES_SHOWN = 8

_ITEMS = {
    "all": _("All together"),
    "communication": _("Communication"),
    "trust": _("Trust"),
    "recognition": _("View of the other's work"),
}

_TEAMS = ("marketing", "sales")


def perceived(figures: Figures, quarter: Period) -> dict[str, Any] | None:
    """How both teams see their work together: the waves of the quarter, else the latest one."""
    marts, say = figures.marts, figures.language
    found = marts.rows("from alignment.perceived_alignment order by closed_at, wave")
    waves = {
        wave: {(row["team"], row["survey_dimension"]): row for row in rows}
        for wave, rows in groupby(found, key=itemgetter("wave"))
    }
    if not waves:
        return None
    in_quarter = {row["wave"] for row in marts.rows(waves_closed_in(figures, quarter))}
    latest = [wave for wave in waves if wave in in_quarter] or list(waves)[-1:]
    shown = list(waves)[-WAVES_SHOWN:]
    history: list[list[Cell]] = []
    for wave in reversed(shown):
        cells: list[Cell] = [wave]
        for team in ("both", *_TEAMS):
            cells.append(_scored(figures, waves[wave].get((team, "all"))))
        cells.append(_gap(figures, waves[wave].get(("both", "all"))))
        history.append(cells)
    heads = [
        say.text(_("Wave")),
        say.text(_("Both teams")),
        *(say.word(team).capitalize() for team in _TEAMS),
        figures.name("gap"),
    ]
    points = [
        (wave, both["score"] if both else None, True)
        for wave in shown
        for both in [waves[wave].get(("both", "all"))]
    ]
    line = Chart(
        svg=charts.line(points, say, "d", height=120),
        title=say.text(_("Wave by wave")),
        sentence=say.text(
            _("The score of both teams, 0 to 100. A wave that is protected has no dot.")
        ),
        table=Table(
            heads,
            history,
            numbers=range(1, len(heads)),
            left_out=len(waves) - len(shown),
            place="alignment.perceived_alignment",
        ),
    )
    return {
        "waves": [_wave(figures, wave, waves[wave]) for wave in latest[-2:]],
        "line": line if len(waves) > 1 else None,
    }


def _wave(figures: Figures, wave: str, scores: dict[tuple[str, str], Row]) -> Chart:
    """A wave, item by item: each team, both, and what lies between."""
    say = figures.language
    rows: list[list[Cell]] = []
    dots: list[tuple[str, float, float, float, bool]] = []
    for item, word in _ITEMS.items():
        name = say.text(word)
        marketing, sales, both = (scores.get((team, item)) for team in (*_TEAMS, "both"))
        teams = [_scored(figures, row) for row in (marketing, sales)]
        answers = [_answered(figures, row) for row in (marketing, sales)]
        rows.append([name, *teams, _scored(figures, both), _gap(figures, both), *answers])
        told = [row["score"] for row in (marketing, sales) if row and row["score"] is not None]
        if len(told) == len(_TEAMS) and both and both["score"] is not None:
            dots.append((name, both["score"], min(told), max(told), False))
    closed = next(iter(scores.values()))["closed_at"]
    names = [say.word(team).capitalize() for team in _TEAMS]
    heads = [
        say.text(_("Item")),
        *names,
        say.text(_("Both teams")),
        figures.name("gap"),
        *(say.text(_("Answers, %(team)s"), team=say.word(team)) for team in _TEAMS),
    ]
    return Chart(
        svg=charts.intervals(dots, say, "d"),
        title=say.text(_("How do both teams see it? %(wave)s"), wave=wave),
        sentence=say.text(
            _(
                "Closed on %(day)s. The line goes from one team's score to the other's, 0 to 100; "
                "the dot is both. What few people answered is protected and not drawn."
            ),
            day=say.day(figures.marts.local(closed - timedelta(seconds=1)).date()),
        ),
        table=Table(heads, rows, numbers=range(1, len(heads))),
    )


def _published(row: Row) -> str:
    """A query for a cell of the survey: answers of a person are in no published table."""
    return (
        "select *\nfrom alignment.perceived_alignment\n"
        f"where wave = {literal(row['wave'])}\n  and team = {literal(row['team'])}\n"
        f"  and survey_dimension = {literal(row['survey_dimension'])}"
    )


def _of_survey(figures: Figures, metric: str, column: str, row: Row | None) -> Cell:
    if row is None:
        return ""
    return figures.figure(
        metric,
        row[column],
        query=_published(row),
        basis=row["wave"],
        is_protected=row[column] is None,
        is_change=column == "gap",
    )


def _scored(figures: Figures, row: Row | None) -> Cell:
    return _of_survey(figures, "score", "score", row)


def _gap(figures: Figures, row: Row | None) -> Cell:
    return _of_survey(figures, "gap", "gap", row)


def _answered(figures: Figures, row: Row | None) -> Cell:
    return _of_survey(figures, "respondents", "respondents", row)
