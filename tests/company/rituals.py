"""What the meetings of the sample company decided and heard, and what the indicators did since."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from statistics import median
from typing import Any

from orchestration.settings import SAMPLE_SEEDS
from tests.company.agreed_tables import difference
from tests.company.cells import Key, Row, Table, has_ended
from tests.company.clock import company_day, next_period, period_start

# Of how many periods before the usual variation is the median, and of how many changes at least.
PERIODS, FEWEST = 12, 3
# Of those that the sample's decisions name: the table whose cells it has, and its value in one.
Valued = tuple[Any, Any, Any, bool]  # value, numerator, members, mature


@cache
def noted(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a file of the rituals."""
    with (SAMPLE_SEEDS / "rituals" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def decision_indicators(tables: dict[str, Table], as_of: int) -> Table:
    """The line of each decision's indicator, period by period."""
    table: Table = {}
    for decision in _taken(as_of):
        cells = dict(sorted(_cells(decision, tables).items()))
        unit, value_of = UNITS.get(decision["metric"], ("", None))
        for start, key in cells.items():
            assert value_of is not None
            value, numerator, members, is_mature = value_of(tables, key)
            has_passed = has_ended(decision["period_grain"], start, as_of)
            row: Row = {
                "phase": _phase(decision, start),
                "unit": unit,
                "value": value,
                "numerator": numerator,
                "members": members,
                "is_mature": is_mature and has_passed,
                "change": None,
            }
            before = table.get((decision["decision_id"], _before(cells, start, decision)))
            if before and row["is_mature"] and before["is_mature"]:
                found = before["value"]
                if isinstance(found, float) and value is not None:
                    row["change"] = value - found
            table[decision["decision_id"], start] = row
    return table


def decisions(indicators: Table, as_of: int) -> Table:
    """Each decision that was taken, and the indicator before it and now."""
    table: Table = {}
    today = str(company_day(as_of))
    for decision in _taken(as_of):
        row: Row = {name: text or None for name, text in decision.items() if name != "decision_id"}
        row["dimension_value"] = row["dimension_value"] or row["dimension"]
        row["done_on"] = row["done_on"] if (decision["done_on"] or "9999") <= today else None
        row["status"] = (
            "done" if row["done_on"] else "overdue" if decision["due_on"] < today else "open"
        )
        line = [
            (key[1], each) for key, each in indicators.items() if key[0] == decision["decision_id"]
        ]
        table[(decision["decision_id"],)] = row | _effect(decision, line)
    return table


def insights(as_of: int) -> Table:
    """Each thing that was heard, and how often its topic was."""
    heard = [row for row in noted("insights") if row["heard_on"] <= str(company_day(as_of))]
    heard.sort(key=lambda row: (row["heard_on"], row["insight_id"]))
    names: dict[str, str] = {}
    for row in heard:
        names.setdefault(_folded(row["topic"]), row["topic"])
    often: Counter[tuple[str, ...]] = Counter()
    for row in heard:
        often[row["kind"], _folded(row["topic"])] += 1
        often[row["kind"], _folded(row["topic"]), _quarter(row)] += 1
    table: Table = {}
    for row in heard:
        topic = row["kind"], _folded(row["topic"])
        told: Row = {name: text or None for name, text in row.items() if name != "insight_id"}
        table[(row["insight_id"],)] = told | {
            "topic": names[topic[1]],
            "times_heard": often[topic],
            "times_heard_in_quarter": often[(*topic, _quarter(row))],
            "quarter_start": _quarter(row),
        }
    return table


def _taken(as_of: int) -> list[dict[str, str]]:
    today = str(company_day(as_of))
    return [decision for decision in noted("decisions") if decision["decided_on"] <= today]


def _cells(decision: dict[str, str], tables: dict[str, Table]) -> dict[str, Key]:
    """The cells of the indicator, by the first day of their period."""
    metric, grain = decision["metric"], decision["period_grain"]
    if not metric:
        return {}
    if metric == "perceived_alignment":
        scorecard = tables["alignment_scorecard"]
        return {key[1]: key for key in scorecard if (key[0], key[2]) == (grain, metric)}
    of = decision["dimension"], decision["dimension_value"] or "all"
    return {
        key[1]: key for key in tables["lead_handling_time"] if (key[0], *key[2:]) == (grain, *of)
    }


def _phase(decision: dict[str, str], start: str) -> str:
    end = next_period(decision["period_grain"], date.fromisoformat(start))
    if str(end) <= decision["decided_on"]:
        return "before"
    return "since" if start >= decision["decided_on"] else "during"


def _before(cells: dict[str, Key], start: str, decision: dict[str, str]) -> str:
    grain = decision["period_grain"]
    return next(
        (each for each in cells if str(next_period(grain, date.fromisoformat(each))) == start), ""
    )


def _effect(decision: dict[str, str], line: list[tuple[str, Row]]) -> Row:
    """The last mature period that had ended, the latest one, and whether the change is any."""
    found: Row = dict.fromkeys(
        (
            "unit", "effect", "value_before", "members_before", "value_now", "members_now",
            "change", "change_low", "change_high", "usual_variation", "period_before", "period_now",
        )
    )  # fmt: skip
    if not decision["metric"]:
        return found
    mature = [(start, row) for start, row in line if row["is_mature"] and row["value"] is not None]
    before = [(start, row) for start, row in mature if row["phase"] == "before"]
    found["effect"] = "too_early"
    if not mature:
        return found
    start, now = mature[-1]
    found |= {"unit": now["unit"], "period_now": start}
    found |= {f"{name}_now": now[name] for name in ("value", "members")}
    low = high = usual = None
    if before:
        start, then = before[-1]
        found |= {f"{name}_before": then[name] for name in ("value", "members")}
        found["period_before"] = start
        assert isinstance(now["value"], float)
        assert isinstance(then["value"], float)
        found["change"] = now["value"] - then["value"]
        if now["unit"] == "rate":
            sides: Any = [(each["numerator"], each["members"]) for each in (now, then)]
            _, low, high = difference(*sides)
        changes = [
            abs(row["change"]) for _, row in before[-PERIODS:] if isinstance(row["change"], float)
        ]
        if now["unit"] != "rate" and len(changes) >= FEWEST:
            usual = median(changes)
    found |= {"change_low": low, "change_high": high, "usual_variation": usual}
    if now["phase"] == "since":
        found["effect"] = _moved(decision["expected"], found["change"], low, high, usual)
    return found


def _moved(
    expected: str, change: object, low: float | None, high: float | None, usual: float | None
) -> str:
    if not isinstance(change, float):
        return "none_shown"
    is_higher = low > 0 if low is not None else usual is not None and change > usual
    is_lower = high < 0 if high is not None else usual is not None and change < -usual
    if not (is_higher or is_lower):
        return "none_shown"
    return "as_expected" if expected == ("higher" if is_higher else "lower") else "against"


def _quarter(row: dict[str, str]) -> str:
    return str(period_start("quarter", date.fromisoformat(row["heard_on"])))


def _folded(topic: str) -> str:
    apart = unicodedata.normalize("NFD", topic.strip().lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _told(tables: dict[str, Table], name: str, key: Key) -> dict[str, Any]:
    return dict(tables[name][key])


def _acceptance_rate(tables: dict[str, Table], key: Key) -> Valued:
    row = _told(tables, "lead_acceptance", key)
    return row["acceptance_rate"], row["accepted"], row["handed_off"], bool(row["is_mature"])


def _handed_off(tables: dict[str, Table], key: Key) -> Valued:
    handed_off = _told(tables, "lead_acceptance", key)["handed_off"]
    return float(handed_off), None, handed_off, True


def _handling_time(tables: dict[str, Table], key: Key) -> Valued:
    row = _told(tables, "lead_handling_time", key)
    value = row["median_handling_business_minutes"]
    return value, None, row["handling_measured"], bool(row["is_mature"])


def _untouched(tables: dict[str, Table], key: Key) -> Valued:
    row, acceptance = (
        _told(tables, "lead_handling_time", key),
        _told(tables, "lead_acceptance", key),
    )
    share, old = row["share_untouched"], acceptance["matured_handed_off"]
    return share, round((share or 0) * old), old, bool(acceptance["is_mature"])


def _complete(tables: dict[str, Table], key: Key) -> Valued:
    row: dict[str, Any] = dict(tables["missing_information"].get((*key, "(any)"), {}))
    known = row["handed_off"] - row["not_measurable"] if row else 0
    complete = known - row["missing"] if row else 0
    return (complete / known if known else None), complete, known, True


def _perceived(tables: dict[str, Table], key: Key) -> Valued:
    row = _told(tables, "alignment_scorecard", key)
    return row["value"], None, row["denominator"], bool(row["is_mature"])


UNITS: dict[str, tuple[str, Callable[[dict[str, Table], Key], Valued]]] = {
    "acceptance_rate": ("rate", _acceptance_rate),
    "mqls_delivered": ("count", _handed_off),
    "lead_handling_time": ("median", _handling_time),
    "share_untouched": ("rate", _untouched),
    "handoffs_complete_rate": ("rate", _complete),
    "perceived_alignment": ("score", _perceived),
}
