"""The alignment survey: who answered what, and the form tool's file.

Waves: 2026-Q1 in full; 2026-Q2, in which too few of marketing answered on trust; 2026-Q3 and
"Autumn 2026", which the form names, with a late answer: both close with their quarter, between the
two exports.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.company.tables import Tables, folder_name
from tests.company.world import COMPANY_ZONE, start_of_day


@dataclass(frozen=True)
class Question:
    """A question of the form, in the words that `survey_questions` knows."""

    text: str
    dimension: str
    is_reversed: bool


QUESTIONS = (
    Question("The other team tells us in time what we need to know", "communication", False),
    Question("We often learn too late what the other team is doing", "communication", True),
    Question("I trust the other team to keep what we agreed", "trust", False),
    Question("I have to check what the other team sends us", "trust", True),
    Question("The other team values our work", "recognition", False),
    Question("Our share in a success goes unseen", "recognition", True),
)


@dataclass(frozen=True)
class Answers:
    """One returned form; a mark is None where the question was left open."""

    answered_at: int
    wave: str | None  # as the form names it
    team: str  # sales, marketing
    marks: tuple[int | None, ...]


@dataclass(frozen=True)
class Wave:
    """A wave, and the moments at which it opens and closes: those of its quarter."""

    name: str
    opens_at: int
    closes_at: int


def _wave(name: str, first: date, last: date) -> Wave:
    return Wave(name, start_of_day(first), start_of_day(last + timedelta(days=1)))


WAVES = (
    _wave("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
    _wave("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
    _wave("Autumn 2026", date(2026, 7, 1), date(2026, 9, 30)),
    _wave("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
)


def _form(day: date, hour: int, team: str, number: int, wave: str | None = None) -> Answers:
    """A form whose marks follow from its number; marketing is the more content."""
    mood = 1 if team == "marketing" else 0
    marks: list[int | None] = []
    for index, question in enumerate(QUESTIONS):
        mark = 1 + (number * 7 + index * 3 + day.month) % 4 + mood
        marks.append(6 - mark if question.is_reversed else mark)
    at = datetime(day.year, day.month, day.day, hour, number % 60, tzinfo=COMPANY_ZONE)
    return Answers(int(at.timestamp()), wave, team, tuple(marks))


def forms() -> list[tuple[str, Answers]]:
    """Every returned form with the wave it belongs to, in the order of time."""
    returned: list[tuple[str, Answers]] = []
    for number in range(7):
        returned.append(("2026-Q1", _form(date(2026, 2, 9 + number), 10, "sales", number)))
    for number in range(6):
        returned.append(("2026-Q1", _form(date(2026, 3, 2 + number), 15, "marketing", number)))
    for number in range(8):
        returned.append(("2026-Q2", _form(date(2026, 5, 4 + number), 9, "sales", number)))
    for number in range(6):
        form = _form(date(2026, 5, 18 + number), 16, "marketing", number)
        if number >= 4:  # only four of marketing say a word on trust
            form = Answers(
                form.answered_at,
                form.wave,
                form.team,
                tuple(
                    None if question.dimension == "trust" else mark
                    for question, mark in zip(QUESTIONS, form.marks, strict=True)
                ),
            )
        returned.append(("2026-Q2", form))
    for team, count in (("sales", 5), ("marketing", 5)):
        for number in range(count):
            form = _form(date(2026, 7, 6 + number), 11, team, number + 11)
            returned.append(("2026-Q3", form))
    for team, count in (("sales", 6), ("marketing", 5)):
        for number in range(count):
            day = date(2026, 9, 25 if number == 0 else 8 + number)
            form = _form(day, 17, team, number + 20, "Autumn 2026")
            returned.append(("Autumn 2026", form))
    late = _form(date(2026, 10, 2), 18, "sales", 40, "Autumn 2026")
    returned.append(("Autumn 2026", late))
    return sorted(returned, key=lambda form: form[1].answered_at)


def write_survey(folder: Path, exports: Sequence[int]) -> None:
    """The form tool's file in every export: all forms so far, times of the company's zone."""
    columns = ["Time", "Wave", "Team", *(question.text for question in QUESTIONS)]
    for exported_at in exports:
        with Tables(
            folder / "survey" / folder_name(exported_at),
            {"responses": ",".join(columns)},
            quoting=csv.QUOTE_MINIMAL,
        ) as tables:
            for _, form in forms():
                if form.answered_at > exported_at:
                    continue
                at = datetime.fromtimestamp(form.answered_at, COMPANY_ZONE)
                row: dict[str, object] = {
                    "Time": f"{at:%Y-%m-%d %H:%M:%S}",
                    "Wave": form.wave or "",
                    "Team": form.team.capitalize(),
                }
                for question, mark in zip(QUESTIONS, form.marks, strict=True):
                    row[question.text] = "" if mark is None else mark
                tables.add("responses", row)
