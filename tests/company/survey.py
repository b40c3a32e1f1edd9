"""The alignment survey: who answered what, and the form tool's file."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.company.tables import Tables, folder_name
from tests.company.world import COMPANY_ZONE


@dataclass(frozen=True)
class Question:
    """A question of the form, in the words that `survey_questions` knows."""

    text: str
    dimension: str
    is_reversed: bool


QUESTIONS: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Answers:
    """One returned form."""

    answered_at: datetime  # company's zone
    team: str  # sales, marketing
    marks: tuple[int | None, ...]


