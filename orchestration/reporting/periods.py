"""Weeks, months and quarters, cut in the company's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from orchestration.settings import start_of_day

Grain = Literal["week", "month", "quarter"]

_MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True, order=True)
class Period:
    """One week (from Monday), month or quarter, by its first day."""

    start: date
    grain: Grain

    @classmethod
    def holding(cls, day: date, grain: Grain) -> Period:
        """The period in which a day lies."""
        if grain == "week":
            return cls(day - timedelta(days=day.weekday()), grain)
        months = _MONTHS[grain]
        return cls(date(day.year, (day.month - 1) // months * months + 1, 1), grain)

    @classmethod
    def last_full(cls, day: date, grain: Grain) -> Period:
        """The last period that is over on a day."""
        return cls.holding(day, grain).before

    @property
    def end(self) -> date:
        """The first day after it."""
        if self.grain == "week":
            return self.start + timedelta(days=7)
        month = self.start.month - 1 + _MONTHS[self.grain]
        return date(self.start.year + month // 12, month % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def before(self) -> Period:
        """The one before."""
        return Period.holding(self.start - timedelta(days=1), self.grain)

    def back(self, count: int) -> list[Period]:
        """So many periods that end with this one, the earliest first."""
        periods = [self]
        while len(periods) < count:
            periods.insert(0, periods[0].before)
        return periods

    def bounds(self, time_zone: str) -> tuple[datetime, datetime]:
        """Its first moment and the first one after it, in UTC, without a zone."""
        return start_of_day(self.start, time_zone), start_of_day(self.end, time_zone)
