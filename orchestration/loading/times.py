"""Times as tools and people write them.

ISO, slashed numbers and epochs are read by the engine; whatever else says a time unmistakably is
read in Python. The order of day and month is never guessed: it is declared.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
from duckdb.func import PythonUDFType

from orchestration.loading.sql import literal

_CLOCK = "[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
_ZONE = " ?(Z|z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)"
# Seconds since 1970, thousandths, millionths and billionths, by their length: from September 2001
# to May 2033. Telephone numbers and ids have other first digits or lengths.
_EPOCH = "1[0-9]{9}([.,][0-9]{1,6})?|1[0-9]{12}([.,]0+)?|1[0-9]{15}|1[0-9]{18}"
_SLASHED = (
    "[0-9]{1,2}[/.-][0-9]{1,2}[/.-]([0-9]{4}|[0-9]{2})"
    "([, ]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( [AaPp][Mm])?)?"
)

# The engine's names of `utc_iso` and `written_day`.
_UTC_ISO, _WRITTEN_DAY = "accord_utc_iso", "accord_written_day"

# Languages in which months and days of the week are known by name.
_LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt")
# Hours from UTC: RFC 5322's zones of North America, and what Europe's clocks are called. Others
# (BST, IST, …) name several zones; they are read where the declared zone calls itself so.
_HOURS = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "edt": -4,
    "est": -5,
    "cdt": -5,
    "cst": -6,
    "mdt": -6,
    "mst": -7,
    "pdt": -7,
    "pst": -8,
    "wet": 0,
    "west": 1,
    "cet": 1,
    "cest": 2,
    "mez": 1,
    "mesz": 2,
    "eet": 2,
    "eest": 3,
}
_CLOCK_PART = (
    r"(?P<hour>\d{1,2})[:h.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>[ap]\.? ?m\.?|vorm\.?|nachm\.?))?(?: uhr)?"
    # Marketo's programs say UTC twice
    r"(?: ?(?P<zone>(?:utc|gmt)? ?[+-]\d{1,2}(?::?\d{2})?|z\+0000|[a-z]{1,5})"
    r"(?P<aside> ?[(\[].*[)\]])?)?"
)
_BETWEEN = r"(?:t|,? (?:(?:a|at|um|om|as|alle|alle ore|a las|kl\.?|-) )?)"
_DATE_PARTS = (
    r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})",
    r"(?P<first>\d{1,2})(?P<sign>[/.-])(?P<second_>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})",
    r"(?P<day>\d{1,2})(?:\.|er|st|nd|rd|th)?[ -](?:de )?(?P<name>[a-z]+)\.?,?[ -](?:de )?"
    r"(?P<year>\d{4}|\d{2})",
    r"(?P<name>[a-z]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
)
_FORMS = tuple(
    re.compile(rf"(?:(?P<weekday>[a-z]+)[.,]* )?{written}(?:{_BETWEEN}{_CLOCK_PART})?")
    for written in _DATE_PARTS
)


def marked_utc(text: str) -> str:
    """SQL of a cell that, where it is an ISO time without a zone, says that it is UTC."""
    return (
        f"case when regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_CLOCK}')"
        f" then {text} || 'Z' else {text} end"
    )


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Give an engine `utc_iso` and `written_day`, which give back what is no time."""
    for name, function in ((_UTC_ISO, utc_iso), (_WRITTEN_DAY, written_day)):
        connection.create_function(
            name, _vectorised(function), ["varchar"] * 3, "varchar", type=PythonUDFType.ARROW
        )


def _vectorised(
    function: Callable[[str, str, str], str | None],
) -> Callable[[pa.Array, pa.Array, pa.Array], pa.Array]:
    def apply(texts: pa.Array, orders: pa.Array, zones: pa.Array) -> pa.Array:
        given = zip(texts.to_pylist(), orders.to_pylist(), zones.to_pylist(), strict=True)
        return pa.array([function(*each) or each[0] for each in given], pa.string())

    return apply


def utc_iso(text: str, order: str, zone: str) -> str | None:
    """A time in ISO form: with its zone brought to `Z`, or as written where it names none."""
    found = _read(text, order, zone)
    if found is None or isinstance(found, str):
        return found
    moment = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    return moment.isoformat(" ") + ("Z" if found.tzinfo else "")


def written_day(text: str, order: str, zone: str) -> str | None:
    """The day of a time as it is written, whatever its zone."""
    found = _read(text, order, zone)
    return found if found is None or isinstance(found, str) else found.date().isoformat()


@lru_cache(maxsize=1 << 16)
def _read(text: str, order: str, zone: str) -> datetime | str | None:
    """A time, or the day of one without a clock; None where it is none.

    `order` (dmy, mdy) says what 01/02/2026 is; `zone` is the declared one, whose own
    abbreviations are known.
    """
    plain = unicodedata.normalize("NFKD", text.replace("\u2212", "-")).lower()
    plain = " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            try:
                return _time(found.groupdict(), order, zone)
            except (ValueError, KeyError, OverflowError):
                return None
    return None


def _time(parts: dict[str, str | None], order: str, zone: str) -> datetime | str:
    """Raises ValueError and KeyError where the parts are no time."""
    if parts["weekday"] is not None:
        _named()[1][parts["weekday"]]
    year, month, day = _date(parts, order)
    if parts["hour"] is None:
        return date(year, month, day).isoformat()
    hour = int(parts["hour"])
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        hour = hour % 12 + (12 if parts["half"][0] in "pn" else 0)
    moment = datetime(
        year,
        month,
        day,
        hour,
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
        int((parts["fraction"] or "0")[:6].ljust(6, "0")),
    )
    offset = _offset(parts, moment, zone)
    return moment if offset is None else moment.replace(tzinfo=timezone(offset))


def _date(parts: dict[str, str | None], order: str) -> tuple[int, int, int]:
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 2000 if year <= 68 else 1900
    if parts.get("name"):
        return year, _named()[0][parts["name"] or ""], int(parts["day"] or 0)
    if parts.get("first"):
        if not order:
            raise ValueError("no order of day and month is declared")
        numbers = int(parts["first"] or 0), int(parts["second_"] or 0)
        day, month = numbers if order == "dmy" else numbers[::-1]
        return year, month, day
    return year, int(parts["month"] or 0), int(parts["day"] or 0)


def _offset(parts: dict[str, str | None], moment: datetime, zone: str) -> timedelta | None:
    named = (parts["zone"] or "").replace(" ", "")
    if not named:
        return None
    numbers = re.fullmatch(r"(?:utc|gmt|z)?([+-])(\d{1,2}):?(\d{2})?", named)
    if numbers:
        length = timedelta(hours=int(numbers[2]), minutes=int(numbers[3] or 0))
        return length if numbers[1] == "+" else -length
    if parts["aside"]:
        raise ValueError("a zone in words only")
    declared = moment.replace(tzinfo=ZoneInfo(zone))
    if (declared.tzname() or "").lower() == named:
        return declared.utcoffset()
    return timedelta(hours=_HOURS[named])


@lru_cache(maxsize=1)
def _named() -> tuple[dict[str, int], dict[str, int]]:
    """Names of months and of days of the week, without accents and points, in every language."""
    from babel.dates import get_day_names, get_month_names

    def plain(name: str) -> str:
        text = unicodedata.normalize("NFKD", name).lower().rstrip(".")
        return "".join(char for char in text if not unicodedata.combining(char))

    months: dict[str, int] = {"sept": 9}
    days: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    months.setdefault(plain(name), number)
                for number, name in get_day_names(width, context, language).items():
                    days.setdefault(plain(name), number)
    return months, days


def wall(raw: str, order: str | None, zone: str) -> str:
    """SQL of the time as written (of a zoned one: in UTC), null where it is no time."""
    iso = f"{raw} like '____-__-__%'"
    return (
        f"case when {raw} is null then null"
        f" when {_is_plain(raw)} or {_is_plain_utc(raw)} then try_cast({raw} as timestamp)"
        f" when {_is_epoch(raw)} then {_epoch(raw)}"
        f" when {iso} and regexp_full_match(substr({raw}, 11), '{_CLOCK}')"
        f" then try_cast(replace({raw}, ',', '.') as timestamp)"
        f" when {iso} and regexp_full_match(substr({raw}, 11), '{_CLOCK}{_ZONE}')"
        f" then {_instant(raw)}"
        f" when regexp_full_match({raw}, '{_SLASHED}') then {_slashed(raw, order)}"
        f" else {_read_in_words(_UTC_ISO, raw, order, zone)} end"
    )


def day(raw: str, order: str | None, zone: str) -> str:
    """SQL of the day as written, whatever clock or zone stands behind it; null where it is none."""
    iso = f"{raw} like '____-__-__%'"
    return (
        f"case when {raw} is null then null when {iso} and length({raw}) = 10"
        f" then try_cast({raw} as timestamp)"
        f" when {_is_epoch(raw)} then {_epoch(raw)}"
        f" when {iso} and regexp_full_match(substr({raw}, 11), '{_CLOCK}({_ZONE})?')"
        f" then try_cast(substr({raw}, 1, 10) as timestamp)"
        f" when regexp_full_match({raw}, '{_SLASHED}') then {_slashed(raw, order)}"
        f" else {_read_in_words(_WRITTEN_DAY, raw, order, zone)} end"
    )


def is_zoned(raw: str, order: str | None, zone: str) -> str:
    """SQL of whether the text names an instant: a zone or an offset behind a clock, or an epoch."""
    return (
        f"case when {raw} is null or {_is_plain(raw)} then false"
        f" when {_is_plain_utc(raw)} or {_is_epoch(raw)}"
        f" or regexp_matches({raw}, ':[0-9.,]+{_ZONE}$') then true"
        f" when regexp_full_match({raw}, '{_SLASHED}') then false"
        f" else suffix({_call(_UTC_ISO, raw, order, zone)}, 'Z') end"
    )


def has_clock(raw: str, order: str | None, zone: str) -> str:
    """SQL of whether the text holds a clock; an epoch does."""
    return (
        f"case when {raw} like '%:%' then true when {raw} is null or length({raw}) <= 10"
        f" then {_is_epoch(raw)}"
        f" else {_is_epoch(raw)} or {_call(_UTC_ISO, raw, order, zone)} like '%:%' end"
    )


def _call(function: str, raw: str, order: str | None, zone: str) -> str:
    return f"{function}({raw}, {literal(order or '')}, {literal(zone)})"


def _read_in_words(function: str, raw: str, order: str | None, zone: str) -> str:
    """What is no time comes back as it is."""
    return f"try_cast(nullif({_call(function, raw, order, zone)}, {raw}) as timestamp)"


def _is_plain(raw: str) -> str:
    """An ISO time without a zone that the engine reads without taking it apart."""
    return (
        f"({raw} like '____-__-__%' and (length({raw}) in (10, 16)"
        f" or (length({raw}) = 19 and {raw}[17] = ':')))"
    )


def _is_plain_utc(raw: str) -> str:
    """As `_is_plain`, in UTC: so the tools' own programs write."""
    return (
        f"({raw} like '____-__-__%' and suffix({raw}, 'Z') and {raw}[12] <> ' '"
        f" and {raw}[17] = ':' and (length({raw}) = 20"
        f" or (length({raw}) = 24 and {raw}[20] = '.')))"
    )


def _is_epoch(raw: str) -> str:
    return f"regexp_full_match({raw}, '{_EPOCH}')"


def _epoch(raw: str) -> str:
    number = f"try_cast(replace({raw}, ',', '.') as decimal(28, 6))"
    whole = f"length(regexp_replace({raw}, '[.,].*', ''))"
    micros = (
        f"case when {whole} <= 10 then {number} * 1000000 when {whole} <= 13 then {number} * 1000"
        f" when {whole} <= 16 then {number}"
        f" else try_cast(substr({raw}, 1, 16) as decimal(28, 6)) end"
    )
    return f"try(make_timestamp(try_cast({micros} as bigint)))"


def _instant(raw: str) -> str:
    """An ISO time with `Z`, ` UTC` or an offset, in UTC.

    The offset is brought to the one form that the engine reads: `+HH:MM` behind whole seconds.
    """
    pattern = (
        "^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{1,2}:[0-9]{2})(:[0-9]{2})?([.,][0-9]{1,9})?"
        " ?(Z|z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)$"
    )

    def part(group: int) -> str:
        return f"regexp_extract({raw}, '{pattern}', {group})"

    zone = (
        f"case when {part(5)} in ('Z', 'z', 'UTC', 'GMT') then '+00:00'"
        f" when length({part(5)}) = 5 then substr({part(5)}, 1, 3) || ':' || substr({part(5)}, 4)"
        f" when length({part(5)}) = 3 then {part(5)} || ':00' else {part(5)} end"
    )
    text = (
        f"{part(1)} || ' ' || {part(2)} || coalesce(nullif({part(3)}, ''), ':00')"
        f" || replace({part(4)}, ',', '.') || {zone}"
    )
    return f"timezone('UTC', try_cast({text} as timestamptz))"


def _slashed(raw: str, order: str | None) -> str:
    """`7/22/2015`, `02/24/26 02:18 AM`, `22.7.2015 9:05`: numbers in the declared order."""
    if not order:
        return "null::timestamp"
    plain = f"regexp_replace(regexp_replace({raw}, '[/.-]', '/', 'g'), '[, ]+', ' ', 'g')"
    day_month = "%d/%m" if order == "dmy" else "%m/%d"
    clocks = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"]
    long, short = (
        ", ".join(literal(f"{day_month}/{year}{clock}") for clock in clocks)
        for year in ("%Y", "%y")
    )
    return (
        f"case when regexp_matches({plain}, '^[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}}( |$)')"
        f" then try_strptime({plain}, [{long}])"
        f" when regexp_matches({plain}, '^[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2}}( |$)')"
        f" then try_strptime({plain}, [{short}]) end"
    )
