"""The alerts that the agreed rules raise, over the metrics as they are published."""

from collections.abc import Iterator
from datetime import date
from statistics import median

from tests.company.agreement import agreed
from tests.company.cells import EVER, Row, Table, in_force
from tests.company.clock import next_period

# Of how many changes before the usual variation is the median.
CHANGES = 12
# What a change is broken down by.
BEHIND = ("segment", "source", "owner")
# Of each metric: its value, what it counts (None: a median), and of how many it is.
WATCHED = {
    "lead_acceptance": ("matured_acceptance_rate", "accepted_in_window", "matured_handed_off"),
    "lead_handling_time": ("median_handling_business_minutes", None, "handling_measured"),
    "conversion_by_source": ("lead_to_won_rate_matured", "won_in_window", "matured_leads"),
}


def alerts(tables: dict[str, Table], as_of: int) -> Table:
    """Each rule in each mature period at whose end its version was in force."""
    table: Table = {}
    for rule in agreed("alert_rules"):
        value_of, _, members_of = WATCHED[rule["metric"]]
        cells = tables[rule["metric"]]
        for (grain, start, dimension, value), cell in cells.items():
            if (grain, dimension) != (rule["period_grain"], rule["dimension"]):
                continue
            version = in_force(grain, start, as_of)["agreement_version"]
            is_watched = version == int(rule["agreement_version"]) and cell["is_mature"]
            members, found = cell[members_of], cell[value_of]
            if not is_watched or not isinstance(members, int) or not isinstance(found, float):
                continue
            if members < int(rule["min_members"]):
                continue
            before = _before(cells, (grain, start, dimension, value))
            previous = before[value_of] if before else None
            usual = _usual_variation(cells, (grain, start, dimension, value), value_of)
            severity = _severity(rule, found, previous, usual)
            if severity is None:
                continue
            behind, part = _behind(cells, (grain, start), rule["metric"], cell, previous)
            row: Row = {
                "metric": rule["metric"],
                "comparison": rule["comparison"],
                "severity": severity,
                "what_is_behind": behind if dimension == "all" else None,
                "value": found,
                "previous_value": previous,
                "usual_variation": usual,
                "threshold": float(rule["threshold"]),
                "members": members,
                "part_behind": part if dimension == "all" else None,
                "is_mature": True,
            }
            table[rule["rule_code"], grain, start, dimension, value] = row
    return table


def _before(cells: Table, key: tuple[str, str, str, str]) -> Row | None:
    """The same cell in the preceding period."""
    grain, start, dimension, value = key
    return next(
        (
            row
            for other, row in cells.items()
            if (other[0], *other[2:]) == (grain, dimension, value)
            and other[:2] != EVER
            and str(next_period(grain, date.fromisoformat(other[1]))) == start
        ),
        None,
    )


def _usual_variation(cells: Table, key: tuple[str, str, str, str], value_of: str) -> float | None:
    """The median of the absolute changes of the 12 mature periods before; None for fewer."""
    changes = list(_changes(cells, key, value_of))[-CHANGES:]
    return median(changes) if len(changes) == CHANGES else None


def _changes(cells: Table, key: tuple[str, str, str, str], value_of: str) -> Iterator[float]:
    """By how much the cell changed, in the order of time, from one mature period to the next."""
    grain, start, dimension, value = key
    for other, row in sorted(cells.items()):
        if (other[0], *other[2:]) != (grain, dimension, value) or not other[1] < start:
            continue
        before = _before(cells, (grain, other[1], dimension, value))
        if before is None or not (row["is_mature"] and before["is_mature"]):
            continue
        found, previous = row[value_of], before[value_of]
        if isinstance(found, float) and isinstance(previous, float):
            yield abs(found - previous)


def _severity(
    rule: dict[str, str], value: float, previous: object, usual: float | None
) -> str | None:
    """Past the threshold, or past twice of it (below: under half of it)."""
    threshold = float(rule["threshold"])
    if rule["comparison"] == "below":
        is_past, is_far = value < threshold, value < threshold / 2
    elif rule["comparison"] == "above":
        is_past, is_far = value > threshold, value > 2 * threshold
    else:
        if usual is None or not isinstance(previous, float):
            return None
        change = abs(value - previous)
        is_past, is_far = change > threshold * usual, change > 2 * threshold * usual
    return ("high" if is_far else "normal") if is_past else None


def _behind(
    cells: Table, period: tuple[str, str], metric: str, whole: Row, previous: object
) -> tuple[str | None, float | None]:
    """Whose part of the change is the largest: of what the numerator has beyond the rate before.

    Of equals the first by name.
    """
    _, counted, members_of = WATCHED[metric]
    if counted is None or not isinstance(previous, float):
        return None, None

    def beyond(row: Row) -> float:
        return float(str(row[counted])) - previous * float(str(row[members_of]))

    change = beyond(whole)
    parts = [
        (-round(beyond(row) / change, 9), beyond(row) / change, key[2], key[3])
        for key, row in cells.items()
        if key[:2] == period and key[2] in BEHIND and change
    ]
    if not parts:
        return None, None
    _, part, dimension, value = min(parts, key=lambda found: (found[0], *found[2:]))
    return f"{dimension}: {value}", part
