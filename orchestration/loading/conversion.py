"""Typed values out of text, as DuckDB SQL: one expression a column, evaluated a vector at a time.

Nothing is guessed per value: the order of day and month, the decimal mark and the zone are
declared, and a value that contradicts them is refused, not bent.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestration.loading.declarations import Column, ExportObject, System

BLANKS = " \t\r\n\u00a0\u202f\u2009\ufeff"
TRUE_WORDS = ("true", "1", "1.0", "yes", "y", "t", "oui", "o", "vrai", "ja", "wahr")
FALSE_WORDS = ("false", "0", "0.0", "no", "n", "f", "non", "faux", "nein", "falsch")
CURRENCY_SIGNS = "$€£¥"

EARLIEST, LATEST = "timestamp '0001-01-02'", "timestamp '9999-12-31 11:59:59'"

# Why a cell is refused; the text that explains it is made where it is reported.
UNFIT, GAP, EMPTY, HEADER = "unfit", "gap", "empty", "header"


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL text literal."""
    return "'" + text.replace("'", "''") + "'"


def file_literal(path: Path) -> str:
    """An SQL text literal of one file's path, in which no sign stands for others."""
    return literal(re.sub(r"([*?[])", r"[\1]", str(path)))


@dataclass(frozen=True)
class ZoneChanges:
    """When a zone's clocks changed: the local days of it, and how much was lived twice."""

    days: tuple[str, ...]
    overlaps: tuple[timedelta, ...]


@lru_cache(maxsize=64)
def zone_changes(name: str) -> ZoneChanges:
    """The days between 1970 and 2069 on which the zone's offset changed."""
    zone = ZoneInfo(name)
    days: set[str] = set()
    overlaps: set[timedelta] = set()
    noon = datetime(1970, 1, 1, 12, tzinfo=UTC)
    offset = noon.astimezone(zone).utcoffset()
    for _ in range(100 * 365):
        later = noon + timedelta(days=1)
        later_offset = later.astimezone(zone).utcoffset()
        if offset is not None and later_offset is not None and later_offset != offset:
            days |= {str(moment.astimezone(zone).date()) for moment in (noon, later)}
            if later_offset < offset:
                overlaps.add(offset - later_offset)
        noon, offset = later, later_offset
    return ZoneChanges(tuple(sorted(days)), tuple(sorted(overlaps)))


def utc_of_wall(wall: str, zone: str) -> str:
    """SQL of the UTC instant of a local time; null in a gap, the earlier one in an overlap."""
    if zone in ("UTC", "Etc/UTC", "GMT", "Etc/GMT"):
        return wall
    changes = zone_changes(zone)
    instant = f"timezone('UTC', timezone({literal(zone)}, {wall}))"
    if not changes.days:
        return instant

    def shown(moment: str) -> str:
        return f"timezone({literal(zone)}, timezone('UTC', {moment}))"

    earlier = "".join(
        f" when {shown(f'{instant} - {_interval(overlap)}')} = {wall}"
        f" then {instant} - {_interval(overlap)}"
        for overlap in reversed(changes.overlaps)
    )
    days = ", ".join(f"date '{day}'" for day in changes.days)
    return (
        f"case when cast({wall} as date) not in ({days}) then {instant}"
        f"{earlier} when {shown(instant)} = {wall} then {instant} end"
    )


def _interval(length: timedelta) -> str:
    return f"interval '{int(length.total_seconds())} seconds'"


@dataclass(frozen=True)
class Conversion:
    """SQL that turns one text table of an object into its landing columns."""

    system: System
    export_object: ExportObject
    company_zone: str

    def sql(self, relation: str, texts: dict[str, str], extra: str, header: dict[str, str]) -> str:
        """A select over `relation`: landing columns (without the loader's own) and `_problems`.

        `texts`: SQL of the raw text of each declared column that the file has; `extra`: SQL of the
        undeclared ones; `header`: the header cell of each key column, to notice a repeated header.
        `_problems` is null or a list of `column|kind`.
        """
        columns = self.export_object.columns
        landing, trimmed, cleaned, parsed, typed, checks = [], [], [], [], [], []
        for column in columns:
            raw, name = quoted(f"{column.name}|text"), quoted(column.name)
            landing.append(name)
            if column.name not in texts:
                typed.append(f"null::{column.data_type} as {name}")
                if column.data_type == "timestamp":
                    landing.append(f"null::boolean as {quoted(f'{column.name}_has_time')}")
                continue
            trimmed.append(f"{_trimmed(texts[column.name])} as {raw}")
            cleaned.append(f"{self._present(column, raw)} as {raw}")
            if column.data_type in ("date", "timestamp"):
                wall = quoted(f"{column.name}|wall")
                parsed.append(f"{self._wall(column, raw)} as {wall}")
            if column.data_type == "timestamp":
                parsed.append(f"{_is_zoned(raw)} as {quoted(f'{column.name}|zoned')}")
                timed = quoted(f"{column.name}|timed")
                parsed.append(f"{_has_time(raw)} as {timed}")
                has_time = quoted(f"{column.name}_has_time")
                landing.append(f"case when {name} is not null then {timed} end as {has_time}")
            typed.append(f"{self._typed(column, raw)} as {name}")
            checks.extend(self._checks(column, raw, name))
        for key, cell in header.items():
            checks.append((f"{quoted(f'{key}|text')} = {literal(cell)}", f"{key}|{HEADER}"))
        return (
            f"select {', '.join(landing)}, _extra, {_problems(checks)} as _problems from ("
            f"select *, {', '.join(typed)} from ("
            f"select *{''.join(f', {item}' for item in parsed)} from ("
            f"select {', '.join(cleaned)}, _extra from ("
            f"select {', '.join(trimmed)}, {extra} as _extra from {relation}))))"
        )

    def _present(self, column: Column, trimmed: str) -> str:
        """The cell; null where it is empty or a null word."""
        words = self.system.null_words if column.null_words is None else column.null_words
        empty = ", ".join(literal(word) for word in dict.fromkeys(["", *words]))
        return f"case when {trimmed} not in ({empty}) then {trimmed} end"

    def _typed(self, column: Column, raw: str) -> str:
        kind = column.data_type
        if kind == "varchar":
            return raw
        if kind == "boolean":
            return _boolean(column, raw)
        if kind == "date":
            wall = quoted(f"{column.name}|wall")
            return f"case when {_in_calendar(wall)} then cast({wall} as date) end"
        if kind == "timestamp":
            wall, zoned, timed = (
                quoted(f"{column.name}|{part}") for part in ("wall", "zoned", "timed")
            )
            start = f"timezone('UTC', timezone({literal(self.company_zone)}, {wall}))"
            local = utc_of_wall(wall, self.system.time_zone)
            return (
                f"case when not {_in_calendar(wall)} then null when {zoned} then {wall}"
                f" when {timed} then {local} else {start} end"
            )
        return _number(kind, raw, self.system.decimal_mark)

    def _checks(self, column: Column, raw: str, name: str) -> list[tuple[str, str]]:
        checks = []
        if self.export_object.is_kept(column):
            checks.append((f"{raw} is null", f"{column.name}|{EMPTY}"))
        if column.data_type == "timestamp":
            wall = quoted(f"{column.name}|wall")
            is_time = _in_calendar(wall)
            checks.append((f"{raw} is not null and not {is_time}", f"{column.name}|{UNFIT}"))
            checks.append((f"{is_time} and {name} is null", f"{column.name}|{GAP}"))
        elif column.data_type != "varchar":
            checks.append((f"{raw} is not null and {name} is null", f"{column.name}|{UNFIT}"))
        return checks

    def _wall(self, column: Column, raw: str) -> str:
        """The time as written (for a zoned one: in UTC), null where it is no time."""
        order = column.day_order or self.system.day_order
        epoch = ""
        if column.format == "epoch_ms":
            epoch = f" when regexp_full_match({raw}, '-?[0-9]+') then {_epoch_ms(raw)}"
        date_part = f"substr({raw}, 1, 10)"
        iso = f"{raw} like '____-__-__%'"
        if column.data_type == "date":
            # Midnight behind a date, or any time: the date part as written counts.
            return (
                f"case when {raw} is null then null when {iso} and length({raw}) = 10"
                f" then try_cast({raw} as timestamp)"
                f"{epoch}"
                f" when {iso} and regexp_full_match(substr({raw}, 11), '{_CLOCK}{_ZONE}')"
                f" then try_cast({date_part} as timestamp)"
                f" else {_written(raw, order)} end"
            )
        return (
            f"case when {raw} is null then null"
            f" when {iso} and (length({raw}) in (10, 16)"
            f" or (length({raw}) = 19 and {raw}[17] = ':')) then try_cast({raw} as timestamp)"
            # the tools' own programs write UTC so: the engine reads it without taking it apart
            f" when {iso} and suffix({raw}, 'Z') and {raw}[12] <> ' ' and {raw}[17] = ':'"
            f" and (length({raw}) = 20 or (length({raw}) = 24 and {raw}[20] = '.'))"
            f" then try_cast({raw} as timestamp)"
            f"{epoch}"
            f" when {iso} and regexp_full_match(substr({raw}, 11), '{_CLOCK}')"
            f" then try_cast(replace({raw}, ',', '.') as timestamp)"
            f" when {iso} then {_instant(raw)}"
            f" else {_written(raw, order)} end"
        )


_CLOCK = "[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
_ZONE = "( ?(Z|z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?))?"


def _trimmed(text: str) -> str:
    """The cell without blanks around it.

    The engine's trim of a set of characters is dear (measured: 0.5 microseconds a cell), so it
    runs only where a cell begins with a control character, a blank or a letter beyond ASCII, or
    ends in a blank.
    """
    ends = " or ".join(f"suffix({text}, {literal(blank)})" for blank in BLANKS)
    return (
        f"case when {text} < '!' or {text} > '~' or {ends}"
        f" then trim({text}, {literal(BLANKS)}) else {text} end"
    )


def _in_calendar(wall: str) -> str:
    """Whether a time was read, and is one of the calendar in every zone."""
    return f"coalesce({wall} between {EARLIEST} and {LATEST}, false)"


def _epoch_ms(raw: str) -> str:
    return f"try(make_timestamp(try_cast({raw} as bigint) * 1000))"


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


def _is_zoned(raw: str) -> str:
    """Whether the text names an instant: a zone or an offset behind a clock, or an epoch."""
    return (
        f"case when length({raw}) in (10, 16) or {raw} is null"
        f" or (length({raw}) = 19 and {raw}[17] = ':') then false"
        f" else regexp_matches({raw}, ':[0-9.,]+ ?(Z|z|UTC|GMT|[+-][0-9]{{2}}(:?[0-9]{{2}})?)$')"
        f" or regexp_full_match({raw}, '-?[0-9]+') end"
    )


def _has_time(raw: str) -> str:
    """Whether the text holds a clock; an epoch does."""
    return f"{raw} like '%:%' or regexp_full_match({raw}, '-?[0-9]+')"


def _written(raw: str, order: str | None) -> str:
    """A time as people write it: `7/22/2015`, `02/24/26 02:18 AM`, `15 Apr, 2021`."""
    plain = f"regexp_replace(regexp_replace({raw}, '[/.-]', '/', 'g'), '[, ]+', ' ', 'g')"
    clocks = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"]
    formats = []
    if order:
        day_month = "%d/%m" if order == "dmy" else "%m/%d"
        slashed = [f"{day_month}/%Y{clock}" for clock in clocks]
        short = [f"{day_month}/%y{clock}" for clock in clocks]
        formats.append((r"^\d{1,2}/\d{1,2}/\d{4}( |$)", slashed))
        formats.append((r"^\d{1,2}/\d{1,2}/\d{2}( |$)", short))
    named = [f"{shape}{clock}" for shape in ("%d %b %Y", "%b %d %Y") for clock in clocks]
    named += [f"{shape}{clock}" for shape in ("%d %B %Y", "%B %d %Y") for clock in clocks]
    formats.append((r"^(\d{1,2} [A-Za-z]{3,9}|[A-Za-z]{3,9} \d{1,2}) \d{4}( |$)", named))
    branches = " ".join(
        f"when regexp_matches({plain}, '{pattern}') then try_strptime({plain},"
        f" [{', '.join(literal(item) for item in choices)}])"
        for pattern, choices in formats
    )
    return f"case {branches} end"


def _boolean(column: Column, raw: str) -> str:
    true_words = ", ".join(literal(word) for word in (*TRUE_WORDS, *column.true_words))
    false_words = ", ".join(literal(word) for word in (*FALSE_WORDS, *column.false_words))
    blank = f" when {raw} is null then false" if column.blank_is_false else ""
    return (
        f"case{blank} when lower({raw}) in ({true_words}) then true"
        f" when lower({raw}) in ({false_words}) then false end"
    )


def _number(kind: str, raw: str, mark: str) -> str:
    """A number with the declared decimal mark; groups, currency signs, K/M/B and % are understood.

    A percent sign is dropped: 12 % is 12, as the tools' own number fields have it. Brackets are
    an accountant's minus.
    """
    group = "," if mark == "." else "."
    signs = f"[\\s\\x{{00A0}}\\x{{202F}}\\x{{2009}}{CURRENCY_SIGNS}'']"
    bare = f"regexp_replace(regexp_replace({raw}, '{signs}', '', 'g'), '^[(](.*)[)]$', '-\\1')"
    unsigned = f"([0-9]{{1,3}}([{group}][0-9]{{3}})+|[0-9]+)?([{mark}][0-9]*)?([eE][+-]?[0-9]+)?"
    shape = f"[+-]?{unsigned}[KMBkmb]?%?"
    digits = f"replace(replace(rtrim({bare}, 'KMBkmb%'), '{group}', ''), '{mark}', '.')"
    scale = (
        f"case upper(right(rtrim({bare}, '%'), 1)) when 'K' then 1000 when 'M' then 1000000"
        " when 'B' then 1000000000 else 1 end"
    )
    exact = "double" if kind == "double" else "decimal(38, 9)"
    careful = (
        f"case when regexp_full_match({bare}, '{shape}') and regexp_matches({bare}, '[0-9]')"
        f" then try_cast({digits} as {exact}) * {scale} end"
    )
    if kind in ("bigint", "integer"):
        plain = f"regexp_full_match({raw}, '-?[0-9]+')"
        whole = f"case when ({careful}) = floor({careful}) then try_cast({careful} as {kind}) end"
        return f"case when {plain} then try_cast({raw} as {kind}) else {whole} end"
    plain = f"regexp_full_match({raw}, '-?[0-9]+([.][0-9]+)?')" if mark == "." else "false"
    return (
        f"case when {plain} then try_cast({raw} as {kind}) else try_cast({careful} as {kind}) end"
    )


def _problems(checks: list[tuple[str, str]]) -> str:
    if not checks:
        return "null::varchar[]"
    # The list is built for bad rows only.
    any_bad = " or ".join(f"({condition})" for condition, _ in checks)
    found = ", ".join(
        f"case when {condition} then {literal(name)} end" for condition, name in checks
    )
    return f"case when {any_bad} then list_filter([{found}], lambda item: item is not null) end"
