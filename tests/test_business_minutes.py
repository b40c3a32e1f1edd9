"""Business minutes agree with a count of every single minute."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.seeds import lay_project
from tests.compiled_models import CompiledModels, Row, empty_build, fill

# In 2026 the clock changes in New York on 8 March and 1 November, in Paris on 29 March and 25
# October, in Adelaide on 5 April and 4 October.
SEASONS = (date(2026, 3, 1), date(2026, 9, 28))
DAYS = 42
# of France, in these seasons
HOLIDAYS = {date(2026, 4, 6), date(2026, 11, 1)}
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
days_off = st.sets(st.integers(0, DAYS - 1))
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


@dataclass(frozen=True)
class Rep:
    """A sales user of a zone, with hours of their own and the days on which they do not work."""

    week: Week
    free: frozenset[date]
    zone: str


class Clock:
    """The models of the calendar, over calendars that a test makes up."""

    MODELS = (
        "int_business_windows",
        "int_handoff_policies",
        "int_handoff_business_clock",
        "int_handoff_due_times",
    )

    def __init__(self, compiled: CompiledModels, home: Path) -> None:
        """Take the models, and write the company's zone where they read it."""
        self.sql = compiled.sql(home, *self.MODELS)
        self.database: duckdb.DuckDBPyConnection = empty_build()
        (home / "control").mkdir(exist_ok=True)
        lay_project(home)
        self.database.execute(
            "copy (select 'UTC' as time_zone) to "
            f"'{home / 'control' / 'settings.parquet'}' (format parquet)"
        )

    def business_minutes(
        self, week: Week, free: set[date], zone: str, start: datetime, end: datetime
    ) -> float:
        """Business minutes between two UTC times, as the models have it."""
        [(minutes, _)] = self.read([Rep(week, frozenset(free), zone)], start, end)
        return minutes

    def read(
        self, reps: list[Rep], start: datetime, end: datetime, target: int = 60
    ) -> list[tuple[float, datetime | None]]:
        """Of a lead handed to each rep at a UTC time, the business minutes to another time.

        And when a target of so many runs out. One policy is in force for all; each rep keeps a
        calendar of their own, in their zone.
        """
        self._lay(reps, start, target)
        self._build("int_business_windows", "int_handoff_policies")
        policies = self.database.execute(
            "select handoff_id, calendar, time_zone from build.intermediate.int_handoff_policies"
        ).fetchall()
        self._fill(
            "intermediate.int_handoff_moments",
            "handoff_id varchar, moment varchar, calendar varchar, time_zone varchar, "
            "moment_at timestamp",
            [
                (handoff, moment, calendar, zone, at.replace(tzinfo=None))
                for handoff, calendar, zone in policies
                for moment, at in (("start", start), ("end", end))
            ],
        )
        self._build("int_handoff_business_clock")
        readings: dict[tuple[str, str], float] = {
            (handoff, moment): float(reading)
            for handoff, moment, reading in self.database.execute(
                "select handoff_id, moment, business_minutes "
                "from build.intermediate.int_handoff_business_clock"
            ).fetchall()
        }
        handoffs = [f"h{number}" for number in range(len(reps))]
        self._fill(
            "intermediate.int_handoffs_measured",
            "handoff_id varchar, handed_off_reading double",
            [(handoff, readings[handoff, "start"]) for handoff in handoffs],
        )
        self._build("int_handoff_due_times")
        due = dict(
            self.database.execute(
                "select handoff_id, touch_due_at from build.intermediate.int_handoff_due_times"
            ).fetchall()
        )
        return [
            (readings[handoff, "end"] - readings[handoff, "start"], due.get(handoff))
            for handoff in handoffs
        ]

    def _lay(self, reps: list[Rep], start: datetime, target: int) -> None:
        first = max(day for day in SEASONS if day <= start.date())
        days = [first + timedelta(days=day) for day in range(DAYS)]
        names = [(f"h{number}", f"u{number}", f"hours of {number}") for number in range(len(reps))]
        self._fill(
            "intermediate.int_dates_spined",
            "date_on date, weekday bigint",
            [(day, day.isoweekday()) for day in days],
        )
        self._fill(
            "seeds.business_hours",
            "calendar varchar, weekday integer, opens_at time, closes_at time",
            [
                (calendar, weekday, opens, closes)
                for (_, _, calendar), rep in zip(names, reps, strict=True)
                for weekday, windows in rep.week.items()
                for opens, closes in windows
            ],
        )
        self._fill(
            "seeds.holidays",
            "calendar varchar, holiday_on date, is_closed boolean",
            [
                # its country has a holiday, on which this company works
                (calendar, day, day in rep.free)
                for (_, _, calendar), rep in zip(names, reps, strict=True)
                for day in rep.free | HOLIDAYS
            ],
        )
        self._fill(
            "seeds.calendar_countries",
            "calendar varchar, country varchar, subdivision varchar",
            [(calendar, "FR", None) for _, _, calendar in names],
        )
        self._fill(
            "intermediate.int_users_resolved",
            "user_key varchar, email varchar, team varchar, time_zone varchar",
            [
                (user, None, "sales", rep.zone)
                for (_, user, _), rep in zip(names, reps, strict=True)
            ],
        )
        self._fill(
            "seeds.user_calendars",
            "calendar varchar, subject varchar, value varchar",
            [(calendar, "user", user) for _, user, calendar in names],
        )
        self._fill(
            "agreement.sla_policies",
            "agreement_version integer, segment varchar, calendar varchar, "
            "first_touch_business_minutes integer, decision_business_minutes integer, "
            "min_attempts integer, attempt_days integer",
            [(1, "*", "nobody's", target, None, None, None)],
        )
        self._fill(
            "intermediate.int_handoffs_delivered",
            "handoff_id varchar, lead_id varchar, person_id varchar, agreement_version integer",
            [(handoff, handoff, "ada", 1) for handoff, _, _ in names],
        )
        self._fill(
            "intermediate.int_lead_assignments",
            "lead_id varchar, owner_id varchar",
            [(handoff, user) for handoff, user, _ in names],
        )
        self._fill(
            "intermediate.int_lead_dimensions",
            "lead_id varchar, segment varchar",
            [(handoff, "SMB") for handoff, _, _ in names],
        )

    def _fill(self, table: str, columns: str, rows: Sequence[Row]) -> None:
        named = dict(column.split(" ", 1) for column in columns.split(", "))
        fill(self.database, table, named, rows)

    def _build(self, *models: str) -> None:
        for model in models:
            self.database.execute(
                f"create or replace table build.intermediate.{model} as {self.sql[model]}"
            )


@pytest.fixture(scope="module")
def clock(compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clock]:
    """The models."""
    clock = Clock(compiled, tmp_path_factory.mktemp("calendar"))
    yield clock
    clock.database.close()


NINE_TO_FIVE: Week = {weekday: [(time(9), time(17))] for weekday in range(1, 6)}
ALL_WEEK: Week = {weekday: [(time(0), DAY_END)] for weekday in range(1, 8)}


ANY = settings(max_examples=40)


def moments(first: date, one: int, other: int) -> tuple[datetime, datetime]:
    """Two minutes of a season, in their order."""
    midnight = datetime.combine(first, time(0), UTC)
    earlier, later = sorted((one, other))
    return midnight + timedelta(minutes=earlier), midnight + timedelta(minutes=later)


def days(first: date, numbers: set[int]) -> frozenset[date]:
    """Days of a season by their number."""
    return frozenset(first + timedelta(days=number) for number in numbers)


@ANY
@given(
    first=st.sampled_from(SEASONS), week=weeks, free=days_off, zone=st.sampled_from(ZONES),
    one=minutes, other=minutes,
)  # fmt: skip
@example(
    first=SEASONS[0], week=ALL_WEEK, free=set(), zone="Europe/Paris", one=27 * 1440, other=30 * 1440
)
@example(
    first=SEASONS[1], week=ALL_WEEK, free=set(), zone="Europe/Paris", one=26 * 1440, other=29 * 1440
)
@example(first=SEASONS[0], week=NINE_TO_FIVE, free=set(), zone="UTC", one=7200, other=7200)
def test_business_minutes_are_the_minutes_counted_one_by_one(
    clock: Clock, first: date, week: Week, free: set[int], zone: str, one: int, other: int
) -> None:
    start, end = moments(first, one, other)
    off = set(days(first, free))
    expected = counted(week, off, zone, start, end)
    assert clock.business_minutes(week, off, zone, start, end) == expected


reps_drawn = st.lists(
    st.tuples(weeks, days_off, st.sampled_from(ZONES)), min_size=2, max_size=2
)  # fmt: skip


@ANY
@given(
    first=st.sampled_from(SEASONS), drawn=reps_drawn, one=minutes, other=minutes,
    target=st.integers(1, 3000),
)  # fmt: skip
def test_two_reps_of_one_segment_have_each_their_own_minutes_and_due_time(
    clock: Clock,
    first: date,
    drawn: list[tuple[Week, set[int], str]],
    one: int,
    other: int,
    target: int,
) -> None:
    start, end = moments(first, one, other)
    reps = [Rep(week, days(first, free), zone) for week, free, zone in drawn]
    for rep, (found, due_at) in zip(reps, clock.read(reps, start, end, target), strict=True):

        def minutes_until(moment: datetime, rep: Rep = rep) -> int:
            return counted(rep.week, set(rep.free), rep.zone, start, moment)

        assert found == minutes_until(end)
        if due_at is None:  # beyond the days that the calendar knows
            assert minutes_until(moments(first, 0, (DAYS - 2) * 1440)[1]) < target
        else:
            due = due_at.replace(tzinfo=UTC)
            assert minutes_until(due) == target
            assert minutes_until(due - timedelta(minutes=1)) == target - 1


def test_from_friday_half_past_four_to_monday_half_past_nine_is_one_hour(clock: Clock) -> None:
    start = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)  # Friday 16:30 in Paris
    end = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)  # Monday 09:30
    assert clock.business_minutes(NINE_TO_FIVE, set(), "Europe/Paris", start, end) == 60


def test_the_weekend_of_the_clock_change_changes_no_business_minute(clock: Clock) -> None:
    start = datetime(2026, 3, 27, 15, 30, tzinfo=UTC)  # Friday 16:30 in Paris, winter time
    end = datetime(2026, 3, 30, 7, 30, tzinfo=UTC)  # Monday 09:30, summer time
    assert clock.business_minutes(NINE_TO_FIVE, set(), "Europe/Paris", start, end) == 60
