"""Time as the agreement counts it: business minutes, days, periods.

The calendar is that of the shipped agreement: Monday to Friday, 9:00 to 18:00 in the zone of
whoever works, without the holidays of France.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.company.world import COMPANY_ZONE, DAY, local_day

OPENS, CLOSES = time(9), time(18)
GRAINS = ("week", "month", "quarter")


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    correction = (century + 8) // 25
    epact = (19 * golden + century - century // 4 - (century - correction + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of France: eight of fixed date, three that move with Easter."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
    return frozenset(date(year, month, day) for month, day in fixed) | frozenset(
        easter(year) + timedelta(days) for days in moving
    )


@cache
def _open_window(day: date, zone: str) -> tuple[int, int] | None:
    """The working hours of a day, as moments."""
    if day.isoweekday() > 5 or day in holidays(day.year):
        return None
    opens, closes = (
        int(datetime.combine(day, hour, ZoneInfo(zone)).timestamp()) for hour in (OPENS, CLOSES)
    )
    return opens, closes


def business_minutes(begin: int, end: int, zone: str) -> float:
    """Open minutes between two moments, in the zone of whoever works."""
    seconds, day = 0, local_day(begin, ZoneInfo(zone))
    last = local_day(end, ZoneInfo(zone))
    while day <= last:
        window = _open_window(day, zone)
        if window is not None:
            seconds += max(0, min(window[1], end) - max(window[0], begin))
        day += timedelta(days=1)
    return seconds / 60


def business_deadline(begin: int, minutes: float, zone: str) -> int:
    """The moment at which so many open minutes have passed since another."""
    left, day = round(minutes * 60), local_day(begin, ZoneInfo(zone))
    while True:
        window = _open_window(day, zone)
        if window is not None:
            opens = max(window[0], begin)
            if window[1] - opens >= left:
                return opens + left
            left -= max(0, window[1] - opens)
        day += timedelta(days=1)


def days_between(begin: int, end: int, *, to_the_second: bool) -> float:
    """Days from one moment to another: of 24 hours, or calendar days of the company's zone."""
    if to_the_second:
        return (end - begin) / DAY
    return float((local_day(end) - local_day(begin)).days)


def period_start(grain: str, day: date) -> date:
    """The first day of the period in which a day lies."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    month = day.month if grain == "month" else (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1)


def next_period(grain: str, start: date) -> date:
    """The first day of the period after."""
    if grain == "week":
        return start + timedelta(days=7)
    months = start.month + (1 if grain == "month" else 3)
    return date(start.year + (months - 1) // 12, (months - 1) % 12 + 1, 1)


def company_day(at: int) -> date:
    """The calendar day of a moment in the company's zone."""
    return local_day(at, COMPANY_ZONE)
