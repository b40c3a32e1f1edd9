"""Typed values out of text, as DuckDB SQL: one expression a column, evaluated a vector at a time.

Nothing is guessed per value: the order of day and month, the decimal mark and the zone are
declared, and a value that contradicts them is refused, not bent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from orchestration.loading import times
from orchestration.loading.declarations import Column, ExportObject, System
from orchestration.loading.folding import squeezed, squeezed_sql
from orchestration.loading.headers import is_utc_label, labels
from orchestration.loading.records import TOTAL_WORDS
from orchestration.loading.sql import literal, quoted
from orchestration.loading.text_tables import TextTable, trimmed

TRUE_WORDS = ("true", "1", "1.0", "yes", "y", "t", "oui", "o", "vrai", "ja", "wahr")
FALSE_WORDS = ("false", "0", "0.0", "no", "n", "f", "non", "faux", "nein", "falsch")
CURRENCY_SIGNS = "$€£¥₹"

EARLIEST, LATEST = "timestamp '0001-01-02'", "timestamp '9999-12-31 11:59:59'"

# A number of hundredths as it is written: a hundredth of it is one of 38 digits, exact.
_HUNDREDTHS = "decimal(34, 9)"

# Why a cell is refused; the text that explains it is made where it is reported.
UNFIT, GAP, EMPTY, HEADER = "unfit", "gap", "empty", "header"
ZERO, ROUNDED, PATTERN, NUL = "zero", "rounded", "pattern", "nul"
TOTAL, SHARED = "total", "shared"

# A number as a spreadsheet shows a long one: what it cut off cannot be known.
_ROUNDED = "[+-]?[0-9]([.,][0-9]+)?[eE][+][0-9]+"
# Digits that shifted into a column of numbers: nobody writes an amount so.
_TELEPHONE = "[+]?0[0-9 ()-]{5,}|[+][0-9 ()-]{7,}"
_NO_ID = "[+-]?0+([.,]0+)?"
_CLOCK = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( ?[AaPp][Mm])?"


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
    """SQL that turns one text table of an object into its landing columns.

    `days`: columns of times in which each clock is a midnight behind a day.
    """

    system: System
    export_object: ExportObject
    company_zone: str
    days: frozenset[str] = frozenset()

    def sql(self, table: TextTable) -> str:
        """A select over a text table: landing columns (without the loader's own) and `_problems`.

        `_problems` is null or a list of `column|kind`, at most one for a column.
        """
        landing, texts, cleaned, parsed, typed = [], [], [], [], []
        checks = [self._is_header_again(table)] if table.header else []
        for column in self.export_object.columns:
            raw, name = _raw(column.name), quoted(column.name)
            landing.append(name)
            if column.name not in table.texts:
                typed.append(f"null::{column.data_type} as {name}")
                if column.data_type == "timestamp":
                    landing.append(f"null::boolean as {quoted(f'{column.name}_has_time')}")
                continue
            texts.append(f"{_whole_time(column, table)} as {raw}")
            cleaned.append(f"{self._present(column, raw)} as {raw}")
            fault = self._fault(column, raw, table.may_hold_nuls)
            if fault:
                parsed.append(f"{fault} as {_fault(column.name)}")
            if column.data_type in ("date", "timestamp"):
                wall = quoted(f"{column.name}|wall")
                parsed.append(f"{self._wall(column, raw)} as {wall}")
            if column.data_type == "timestamp":
                form = self._time_format(column)
                parsed.append(f"{times.is_zoned(raw, *form)} as {quoted(f'{column.name}|zoned')}")
                timed = quoted(f"{column.name}|timed")
                clock = "false" if column.name in self.days else times.has_clock(raw, *form)
                parsed.append(f"{clock} as {timed}")
                has_time = quoted(f"{column.name}_has_time")
                landing.append(f"case when {name} is not null then {timed} end as {has_time}")
            if column.name in table.doubled:
                texts.append(f"{table.doubled[column.name].place} as {_place(column.name)}")
                cleaned.append(_place(column.name))
            value = self._value(column, raw, table)
            if fault:
                value = f"case when {_fault(column.name)} is null then {value} end"
            typed.append(f"{value} as {name}")
            checks.append(self._checks(column, raw, name, has_faults=fault is not None))
        return (
            f"select {', '.join(landing)}, _extra, {_problems(checks)} as _problems from ("
            f"select *, {', '.join(typed)} from ("
            f"select *{''.join(f', {item}' for item in parsed)} from ("
            f"select {', '.join(cleaned)}, _extra from ("
            f"select {', '.join(texts)}, {table.extra} as _extra from {table.relation}))))"
        )

    def midnights_sql(self, table: TextTable, names: Iterable[str]) -> str:
        """A select of whether each clock in these columns of times is a midnight without a zone.

        A day whose clock stands in a column of its own has that.
        """
        known = {column.name: column for column in self.export_object.columns}
        texts, parsed, told = [], [], []
        for name in names:
            column, raw, wall = known[name], _raw(name), quoted(f"{name}|wall")
            form = self._time_format(column)
            zoned, timed = quoted(f"{name}|zoned"), quoted(f"{name}|timed")
            texts.append(f"{self._present(column, trimmed(table.texts[name]))} as {raw}")
            parsed += [
                f"{self._wall(column, raw)} as {wall}",
                f"{times.is_zoned(raw, *form)} as {zoned}",
                f"{times.has_clock(raw, *form)} as {timed}",
            ]
            is_midnight = f"not {zoned} and {wall} = date_trunc('day', {wall})"
            told.append(f"bool_and({is_midnight}) filter (where {timed} and {wall} is not null)")
        return (
            f"select {', '.join(told)} from (select {', '.join(parsed)} from ("
            f"select {', '.join(texts)} from {table.relation}))"
        )

    def _is_header_again(self, table: TextTable) -> list[tuple[str, str]]:
        """A row that holds names of columns where its key, or what it must hold, would stand."""
        known = labels(self.export_object)
        anchors = [name for name in self.export_object.key if name in table.header] or [
            column.name
            for column in self.export_object.columns
            if column.is_required and column.name in table.header
        ]
        conditions = []
        for name in anchors:
            words = sorted(known.words_of(name) | {squeezed(table.header[name])})
            texts = ", ".join(literal(word) for word in words)
            # most ids begin with a digit: only what does not is taken apart
            conditions.append(f"{_raw(name)} >= ':' and {squeezed_sql(_raw(name))} in ({texts})")
        return [(" and ".join(conditions), f"{anchors[0]}|{HEADER}")] if anchors else []

    def _fault(self, column: Column, raw: str, may_hold_nuls: bool) -> str | None:
        """SQL of why a cell is not what the tool had, whatever its type would make of it."""
        is_key = column.name in self.export_object.key
        faults = []
        if may_hold_nuls:
            faults.append((f"contains({raw}, chr(0))", NUL))
        if column.data_type == "varchar" or is_key:
            is_number = f"{raw} < ':'"
            faults.append((f"{is_number} and regexp_full_match({raw}, '{_ROUNDED}')", ROUNDED))
            if is_key:
                faults.append((f"{raw} < '1' and regexp_full_match({raw}, '{_NO_ID}')", ZERO))
            if column.name in self.export_object.key[:1]:
                is_total = f"regexp_full_match(lower({raw}), '({TOTAL_WORDS})( ?[:(].*)?')"
                faults.append((f"{raw} > ':' and {is_total}", TOTAL))
        if column.pattern is not None:
            fits = f"regexp_full_match({raw}, {literal(column.pattern)})"
            faults.append((f"not {fits}", PATTERN))
        if not faults:
            return None
        branches = " ".join(f"when {condition} then '{kind}'" for condition, kind in faults)
        return f"case when {raw} is null then null {branches} end"

    def _present(self, column: Column, trimmed: str) -> str:
        """The cell; null where it is empty or a null word."""
        words = self.system.null_words_of(column)
        empty = ", ".join(literal(word) for word in dict.fromkeys(["", *words]))
        return f"case when {trimmed} not in ({empty}) then {trimmed} end"

    def _value(self, column: Column, raw: str, table: TextTable) -> str:
        """The typed value, as the heading says that it is written under which it stands."""
        cells = [table.header[column.name]]
        if column.name in table.doubled:
            cells = list(table.doubled[column.name].cells)
        typed = [
            self._typed(column, raw, cell, table.is_replicated or is_utc_label(cell))
            for cell in cells
        ]
        if len(set(typed)) == 1:
            return typed[0]
        branches = " ".join(f"when {place} then {value}" for place, value in enumerate(typed))
        return f"case {_place(column.name)} {branches} end"

    def _typed(self, column: Column, raw: str, cell: str, is_utc: bool) -> str:
        kind = column.data_type
        if kind == "varchar":
            return _json(raw) if column.format == "json" else raw
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
            local = wall if is_utc else utc_of_wall(wall, self.system.time_zone)
            return (
                f"case when not {_in_calendar(wall)} then null when {zoned} then {wall}"
                f" when {timed} then {local} else {start} end"
            )
        if self.export_object.is_in_hundredths(column, cell):
            read = _number(_HUNDREDTHS, raw, self.system.decimal_mark, self.system.digit_grouping)
            return f"try_cast(({read}) * 0.01 as {kind})"
        return _number(kind, raw, self.system.decimal_mark, self.system.digit_grouping)

    def _checks(
        self, column: Column, raw: str, name: str, *, has_faults: bool
    ) -> list[tuple[str, str]]:
        """What can be wrong with a cell, the first that applies."""
        checks = []
        if self.export_object.is_kept(column):
            checks.append((f"{raw} is null", f"{column.name}|{EMPTY}"))
        if has_faults:
            fault = _fault(column.name)
            checks += [
                (f"{fault} = '{kind}'", f"{column.name}|{kind}")
                for kind in (NUL, ROUNDED, ZERO, TOTAL, PATTERN)
            ]
        if column.data_type == "timestamp":
            is_time = _in_calendar(quoted(f"{column.name}|wall"))
            checks.append((f"{raw} is not null and not {is_time}", f"{column.name}|{UNFIT}"))
            checks.append((f"{is_time} and {name} is null", f"{column.name}|{GAP}"))
        elif column.data_type != "varchar" or column.format is not None:
            checks.append((f"{raw} is not null and {name} is null", f"{column.name}|{UNFIT}"))
        return checks

    def _wall(self, column: Column, raw: str) -> str:
        """The time as written (for a zoned one: in UTC), null where it is no time."""
        read = times.day if column.data_type == "date" else times.wall
        return read(raw, *self._time_format(column))

    def _time_format(self, column: Column) -> tuple[str | None, str]:
        return column.day_order or self.system.day_order, self.system.time_zone


def _raw(column: str) -> str:
    return quoted(f"{column}|text")


def _place(column: str) -> str:
    return quoted(f"{column}|place")


def _fault(column: str) -> str:
    return quoted(f"{column}|fault")


def _json(raw: str) -> str:
    """A JSON text; control characters that stand in it as they are are escaped."""
    escaped = raw
    for number, name in ((13, "\\r"), (10, "\\n"), (9, "\\t")):
        escaped = f"replace({escaped}, chr({number}), '{name}')"
    return f"case when json_valid({raw}) then {raw} when json_valid({escaped}) then {escaped} end"


def _whole_time(column: Column, table: TextTable) -> str:
    """The cell without blanks around it; of a day whose time stands in a column of its own, both.

    What is no time in that column is that column's fault: the day stands.
    """
    day = trimmed(table.texts[column.name])
    if column.clock not in table.texts:
        return day
    clock = trimmed(table.texts[column.clock])
    is_apart = (
        f"{day} <> '' and not contains({day}, ':') and regexp_full_match({clock}, '{_CLOCK}')"
    )
    return f"case when {is_apart} then {day} || ' ' || {clock} else {day} end"


def _in_calendar(wall: str) -> str:
    """Whether a time was read, and is one of the calendar in every zone."""
    return f"coalesce({wall} between {EARLIEST} and {LATEST}, false)"


def _boolean(column: Column, raw: str) -> str:
    true_words = ", ".join(literal(word) for word in (*TRUE_WORDS, *column.true_words))
    false_words = ", ".join(literal(word) for word in (*FALSE_WORDS, *column.false_words))
    blank = f" when {raw} is null then false" if column.blank_is_false else ""
    return (
        f"case{blank} when lower({raw}) in ({true_words}) then true"
        f" when lower({raw}) in ({false_words}) then false end"
    )


def _number(kind: str, raw: str, mark: str, grouping: str) -> str:
    """A number with the declared decimal mark; groups, currency signs, K/M/B and % are understood.

    A percent sign is dropped: 12 % is 12, as the tools' own number fields have it. Brackets are
    an accountant's minus. Indian digits are grouped in twos but for the last three: 3,40,000.
    """
    group = "," if mark == "." else "."
    signs = f"[\\s\\x{{00A0}}\\x{{202F}}\\x{{2009}}{CURRENCY_SIGNS}'']"
    bare = f"regexp_replace(regexp_replace({raw}, '{signs}', '', 'g'), '^[(](.*)[)]$', '-\\1')"
    groups = f"[0-9]{{1,3}}([{group}][0-9]{{3}})+"
    if grouping == "indian":
        groups = (
            f"[0-9]{{1,2}}([{group}][0-9]{{2}})*[{group}][0-9]{{3}}|[0-9]{{3}}[{group}][0-9]{{3}}"
        )
    unsigned = f"({groups}|[0-9]+)?([{mark}][0-9]*)?([eE][+-]?[0-9]+)?"
    shape = f"[+-]?{unsigned}[KMBkmb]?%?"
    digits = f"replace(replace(rtrim({bare}, 'KMBkmb%'), '{group}', ''), '{mark}', '.')"
    scale = (
        f"case upper(right(rtrim({bare}, '%'), 1)) when 'K' then 1000 when 'M' then 1000000"
        " when 'B' then 1000000000 else 1 end"
    )
    exact = "double" if kind == "double" else "decimal(38, 9)"
    careful = (
        f"case when regexp_full_match({raw}, '{_TELEPHONE}') then null"
        f" when regexp_full_match({bare}, '{shape}') and regexp_matches({bare}, '[0-9]')"
        f" then try_cast({digits} as {exact}) * {scale} end"
    )
    if kind in ("bigint", "integer"):
        plain = f"regexp_full_match({raw}, '-?([1-9][0-9]*|0)')"
        whole = f"case when ({careful}) = floor({careful}) then try_cast({careful} as {kind}) end"
        return f"case when {plain} then try_cast({raw} as {kind}) else {whole} end"
    plain = "false"
    if mark == ".":
        plain = f"regexp_full_match({raw}, '-?([1-9][0-9]*|0)([.][0-9]+)?')"
    return (
        f"case when {plain} then try_cast({raw} as {kind}) else try_cast({careful} as {kind}) end"
    )


def _problems(checks: list[list[tuple[str, str]]]) -> str:
    """The first thing wrong with each column, null where nothing is."""
    found = [group for group in checks if group]
    if not found:
        return "null::varchar[]"
    # The list is built for bad rows only.
    any_bad = " or ".join(f"({condition})" for group in found for condition, _ in group)
    named = ", ".join(
        "case "
        + " ".join(f"when {condition} then {literal(name)}" for condition, name in group)
        + " end"
        for group in found
    )
    return f"case when {any_bad} then list_filter([{named}], lambda item: item is not null) end"
