"""Business minutes agree with a count of every single minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orchestration.seeds import lay_project
from tests.compiled_models import CompiledModels, empty_build, fill

# The clock changes in Paris on 29 March, in Adelaide on 5 April, in New York on 8 March 2026.
FIRST_DAY = date(2026, 3, 1)
DAYS = 42
EASTER_MONDAY = date(2026, 4, 6)
ZONES = ["Europe/Paris", "America/New_York", "Australia/Adelaide", "Asia/Kolkata", "UTC"]
DAY_END = time(23, 59, 59)  # how a seed writes 24:00

Window = tuple[time, time]
Week = dict[int, list[Window]]


def windows_of_a_day(bounds: list[int]) -> list[Window]:
    """Disjoint windows between each two of the sorted quarters of an hour."""
    quarters = sorted(bounds)
    return [
        (as_time(opens), DAY_END if closes == 96 else as_time(closes))
        for opens, closes in zip(quarters[::2], quarters[1::2], strict=False)
    ]


def as_time(quarter: int) -> time:
    """The quarter of an hour of a day as a time."""
    return time(quarter // 4, quarter % 4 * 15)


# The hours in which clocks change, 01:00 to 04:00, hold no opening or closing: those have no
# reading that everybody would agree to. Windows across them do occur.
bounds = st.sampled_from([0, *range(16, 97)])
weeks = st.dictionaries(
    st.integers(1, 7),
    st.lists(bounds, min_size=2, max_size=6, unique=True).map(windows_of_a_day),
    min_size=1,
)
holidays = st.sets(st.integers(0, DAYS - 1).map(lambda day: FIRST_DAY + timedelta(days=day)))
minutes = st.integers(2 * 1440, (DAYS - 2) * 1440)


def counted(week: Week, free: set[date], zone: str, start: datetime, end: datetime) -> int:
    """Minutes of [start, end) whose wall-clock time lies in a window of a working day."""
    place = ZoneInfo(zone)
    found = 0
    moment = start
    while moment < end:
        local = moment.astimezone(place)
        if local.date() not in free:
            clock = local.time()
            found += any(
                opens <= clock and (clock < closes or closes == DAY_END)
                for opens, closes in week.get(local.isoweekday(), [])
            )
        moment += timedelta(minutes=1)
    return found


class Clock:
    """The two models of the calendar, over calendars that a test makes up."""

    def __init__(self, compiled: CompiledModels, home: Path) -> None:
        """Take the models, and write the company's zone where they read it."""
        self.sql = compiled.sql(home, "int_business_windows", "int_handoff_business_clock")
        self.database: duckdb.DuckDBPyConnection = empty_build()
        (home / "control").mkdir(exist_ok=True)
        lay_project(home)
        self.database.execute(
            "copy (select 'UTC' as time_zone) to "
            f"'{home / 'control' / 'settings.parquet'}' (format parquet)"
        )
        fill(
            self.database,
            "intermediate.int_dates_spined",
            {"date_on": "date", "weekday": "bigint"},
            [(day, day.isoweekday()) for day in (FIRST_DAY + timedelta(d) for d in range(DAYS))],
        )

    def business_minutes(
        self, week: Week, free: set[date], zone: str, start: datetime, end: datetime
    ) -> float:
        """Business minutes between two UTC times, as the models have it."""
        hours = [
            ("default", weekday, opens, closes)
            for weekday, windows in week.items()
            for opens, closes in windows
        ]
        fill(
            self.database,
            "seeds.business_hours",
            {"calendar": "varchar", "weekday": "integer", "opens_at": "time", "closes_at": "time"},
            hours,
        )
        fill(
            self.database,
            "seeds.holidays",
            {"calendar": "varchar", "holiday_on": "date", "is_closed": "boolean"},
            # its country has a holiday, on which this company works
            [
                *(("default", day, True) for day in free),
                *(("default", day, False) for day in {EASTER_MONDAY} - free),
            ],
        )
        fill(
            self.database,
            "seeds.calendar_countries",
            {"calendar": "varchar", "country": "varchar", "subdivision": "varchar"},
            [("default", "FR", None)],
        )
        fill(
            self.database,
            "intermediate.int_users_resolved",
            {"time_zone": "varchar"},
            [(zone,)],
        )
        fill(
            self.database,
            "intermediate.int_handoff_moments",
            {
                "handoff_id": "varchar",
                "moment": "varchar",
                "calendar": "varchar",
                "time_zone": "varchar",
                "moment_at": "timestamp",
            },
            [
                ("h", "start", "default", zone, start.replace(tzinfo=None)),
                ("h", "end", "default", zone, end.replace(tzinfo=None)),
            ],
        )
        for model in ("int_business_windows", "int_handoff_business_clock"):
            self.database.execute(
                f"create or replace table build.intermediate.{model} as {self.sql[model]}"
            )
        readings = dict(
            self.database.execute(
                "select moment, business_minutes from build.intermediate.int_handoff_business_clock"
            ).fetchall()
        )
        return float(readings["end"] - readings["start"])


@pytest.fixture(scope="module")
def clock(compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clock]:
    """The models."""
    clock = Clock(compiled, tmp_path_factory.mktemp("calendar"))
    yield clock
    clock.database.close()


NINE_TO_FIVE: Week = {weekday: [(time(9), time(17))] for weekday in range(1, 6)}
ALL_WEEK: Week = {weekday: [(time(0), DAY_END)] for weekday in range(1, 8)}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(week=weeks, free=holidays, zone=st.sampled_from(ZONES), one=minutes, other=minutes)
@example(week=ALL_WEEK, free=set(), zone="Europe/Paris", one=27 * 1440, other=30 * 1440)
@example(week=NINE_TO_FIVE, free=set(), zone="UTC", one=7200, other=7200)
def test_business_minutes_are_the_minutes_counted_one_by_one(
    clock: Clock, week: Week, free: set[date], zone: str, one: int, other: int
) -> None:
    first = datetime.combine(FIRST_DAY, time(0), UTC)
    start, end = (first + timedelta(minutes=minute) for minute in sorted((one, other)))
    expected = counted(week, free, zone, start, end)
    assert clock.business_minutes(week, free, zone, start, end) == expected


def test_from_friday_half_past_four_to_monday_half_past_nine_is_one_hour(clock: Clock) -> None:
    start = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)  # Friday 16:30 in Paris
    end = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)  # Monday 09:30
    assert clock.business_minutes(NINE_TO_FIVE, set(), "Europe/Paris", start, end) == 60


def test_the_weekend_of_the_clock_change_changes_no_business_minute(clock: Clock) -> None:
    start = datetime(2026, 3, 27, 15, 30, tzinfo=UTC)  # Friday 16:30 in Paris, winter time
    end = datetime(2026, 3, 30, 7, 30, tzinfo=UTC)  # Monday 09:30, summer time
    assert clock.business_minutes(NINE_TO_FIVE, set(), "Europe/Paris", start, end) == 60
