"""The typed value of a seed's cell."""

import re
from datetime import date, time
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
