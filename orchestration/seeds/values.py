"""The typed value of a seed's cell."""

import re
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

# How a value of a type is written, in words.
WRITTEN = {
    "varchar": "text",
    "integer": "a whole number",
    "bigint": "a whole number",
    "decimal": "a number with a point, for example 1234.5",
    "double": "a number with a point, for example 1234.5",
    "boolean": "true or false",
    "date": "a date as YYYY-MM-DD",
    "time": "a time as HH:MM",
}


def kind_of(data_type: str) -> str:
    """The type without its size."""
    return data_type.split("(")[0]


def value_of(text: str, data_type: str) -> Any:
    """The typed value of a cell, None where it does not fit."""
    kind = kind_of(data_type)
    try:
        if kind == "varchar":
            return text
        if kind in ("integer", "bigint"):
            return int(text) if re.fullmatch(r"-?\d+", text) else None
        if kind in ("decimal", "double"):
            return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None
        if kind == "date":
            return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
        if kind == "time":
            return time.fromisoformat(text) if re.fullmatch(r"\d\d:\d\d(:\d\d)?", text) else None
    except (ValueError, InvalidOperation):
        return None
    return text.lower() if text.lower() in ("true", "false") else None


# The words by which spreadsheets and people say yes and no.
_YES = ("true", "vrai", "yes", "oui", "1", "y", "o", "x")
_NO = ("false", "faux", "no", "non", "0", "n")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+")
# The day of which spreadsheets count days, and the days that may be meant.
_DAY_ZERO, _DAYS_MEANT = date(1899, 12, 30), range(25_000, 80_000)


def meant_by(text: str, data_type: str) -> str | None:
    """How a cell that does not fit its type is to be written, where it can mean one thing only."""
    kind, bare = kind_of(data_type), re.sub(r"\s", "", text).lower()
    meant: str | None = None
    if kind == "boolean":
        meant = "true" if bare in _YES else "false" if bare in _NO else None
    elif kind in ("integer", "bigint", "decimal", "double"):
        number = bare.lstrip("=+").removesuffix("%")
        if not _GROUPED.fullmatch(number):
            meant = number.replace(",", ".")
            if kind in ("integer", "bigint"):
                meant = re.sub(r"\.0*$", "", meant.removeprefix("v"))
            if bare.endswith("%") and value_of(meant, "decimal") is not None:
                meant = f"{(Decimal(meant) / 100).normalize():f}"
    elif kind == "date":
        meant = _day_meant(bare.removesuffix("t").removesuffix("00:00:00").removesuffix("t"))
    elif kind == "time":
        hours = re.fullmatch(r"(\d\d?)[h:.](\d\d)?", bare)
        meant = f"{int(hours[1]):02}:{hours[2] or '00'}" if hours else None
    return meant if meant and value_of(meant, data_type) is not None else None


def _day_meant(text: str) -> str | None:
    """A day as YYYY-MM-DD, where which of its numbers is the month cannot be mistaken."""
    if re.fullmatch(r"\d{5}", text) and int(text) in _DAYS_MEANT:
        return str(_DAY_ZERO + timedelta(days=int(text)))
    if parts := re.fullmatch(r"(\d{4})[/.-](\d\d?)[/.-](\d\d?)", text):
        return f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}"
    if parts := re.fullmatch(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})", text):
        one, two = int(parts[1]), int(parts[2])
        if one == two or max(one, two) > 12:
            day, month = (one, two) if two <= 12 else (two, one)
            return f"{parts[3]}-{month:02}-{day:02}"
    return None
