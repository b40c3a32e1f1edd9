"""The macros of dbt as sqlfluff sees them: calls that read the same to a linter."""


def type_string() -> str:
    """The type of texts."""
    return "varchar"


def type_timestamp() -> str:
    """The type of times."""
    return "timestamp"


def type_boolean() -> str:
    """The type of flags."""
    return "boolean"


def date_trunc(datepart: str, date: str) -> str:
    """The start of a period."""
    return f"date_trunc('{datepart}', {date})"


def datediff(first_date: str, second_date: str, datepart: str) -> str:
    """The difference of two times."""
    return f"datediff('{datepart}', {first_date}, {second_date})"


def dateadd(datepart: str, interval: str, from_date_or_timestamp: str) -> str:
    """A time moved on."""
    return f"dateadd('{datepart}', {interval}, {from_date_or_timestamp})"


def date_spine(datepart: str, start_date: str, end_date: str) -> str:
    """A row per period."""
    return "select 1 as date_day"
