"""The metrics of the scorecard, each beside what was agreed and its value in the period before."""

from datetime import date, timedelta

from tests.company.agreement import agreed
from tests.company.cells import EVER, Row, Table, described, handoffs_of, has_ended, in_force
from tests.company.clock import GRAINS, company_day, next_period, period_start
from tests.company.conversion import STEPS, passed_step
from tests.company.survey import WAVES
from tests.company.truth import Lead
from tests.company.world import start_of_day

# What a shared objective's status is on the scorecard.
JUDGED = {"reached": "ok", "on_track": "ok", "behind": "watch", "missed": "alert"}


def indicators(tables: dict[str, Table], leads: list[Lead], as_of: int) -> Table:
    """The four metrics and the shared objectives, of every period that has any."""
    found: Table = {}
    for key, row in tables["lead_acceptance"].items():
        if key[2] == "all" and key[:2] != EVER:
            found[key[0], key[1], "lead_acceptance"] = _indicator(
                row, key[1], "matured_acceptance_rate", row["accepted_in_window"],
                row["matured_handed_off"],
            ) | {"high": row["acceptance_high"]}  # fmt: skip
    for key, row in tables["lead_handling_time"].items():
        if key[2] == "all" and key[:2] != EVER:
            measured = [
                handoff
                for handoff in handoffs_of(leads)
                if handoff.measures.get("handling") is not None
                and str(period_start(key[0], company_day(handoff.at))) == key[1]
            ]
            found[key[0], key[1], "lead_handling_time"] = _indicator(
                row, key[1], "median_handling_business_minutes", None, len(measured)
            )
    for key, row in tables["conversion_by_source"].items():
        if key[2] == "all" and key[:2] != EVER:
            members = [
                lead
                for lead in leads
                if str(period_start(key[0], company_day(lead.inquiry_at))) == key[1]
            ]
            judged = [passed_step(lead, STEPS[-1], as_of) for lead in members]
            won = sum(inside for _, _, inside in judged)
            old = sum(is_old for _, is_old, _ in judged)
            found[key[0], key[1], "conversion_by_source"] = _indicator(
                row, key[1], "lead_to_won_rate_matured", won, old
            )
    for grain, start in quiet_periods(as_of):
        until = min(as_of, start_of_day(next_period(grain, date.fromisoformat(start))))
        closed = [
            wave
            for wave in WAVES
            if wave.closes_at <= until
            and (wave.name, "both", "all") in tables["perceived_alignment"]
        ]
        if closed:
            latest = max(closed, key=lambda wave: wave.closes_at)
            row = tables["perceived_alignment"][latest.name, "both", "all"]
            last_day = str(company_day(latest.closes_at - 1))
            found[grain, start, "perceived_alignment"] = _indicator(
                row, last_day, "score", None, row["respondents"]
            ) | {"is_mature": has_ended(grain, start, as_of)}
    return found | _objectives(tables["shared_objectives"])


def alignment_scorecard(tables: dict[str, Table], as_of: int) -> Table:
    """The indicators and the index of each month, beside what was agreed and the period before."""
    shown = ("basis", "is_mature", "value", "numerator", "denominator", "target")
    found = {
        key: {name: row[name] for name in shown} for key, row in tables["indicators"].items()
    } | _indices(tables["alignment_index_components"], as_of)
    for (grain, start, metric), row in found.items():
        before = [
            other
            for (other_grain, other_start, other_metric), other in found.items()
            if (other_grain, other_metric) == (grain, metric)
            and str(next_period(grain, date.fromisoformat(other_start))) == start
        ]
        previous = before[0]["value"] if before else None
        value = row["value"]
        row["previous_value"] = previous
        row["change"] = None
        if isinstance(value, float) and isinstance(previous, float):
            row["change"] = value - previous
        row.setdefault("missing_component", None)
        row.setdefault("components", None)
        indicator = tables["indicators"].get((grain, start, metric), {})
        status = JUDGED.get(str(indicator.get("objective_status")), "no_target")
        if metric == "lead_acceptance":
            row["target"], status = _quality(grain, start, as_of, value, indicator["high"])
        if status == "no_target" or metric == "lead_acceptance":
            status = status if row["is_mature"] else "immature"
        row["status"] = status
    return found


def _objectives(table: Table) -> Table:
    """The shared objectives as indicators."""
    shown = ("basis", "is_mature", "numerator", "denominator", "target")
    return {
        (grain, start, metric): {name: row[name] for name in shown}
        | {
            "value": row["actual"],
            "objective_status": row["status"],
            "high": None,
            "value_on": start,
        }
        for (grain, start, metric), row in table.items()
    }


def _quality(
    grain: str, start: str, as_of: int, value: object, high: object
) -> tuple[float | None, str]:
    """The acceptance to which marketing committed for all leads, and how it looks beside it."""
    version = in_force(grain, start, as_of)["agreement_version"]
    targets = [
        float(row["target"])
        for row in agreed("commitments")
        if int(row["agreement_version"]) == version
        and (row["measure"], row["segment"]) == ("matured_acceptance_rate", "*")
        and (row["period_grain"], row["comparison"]) == (grain, "at_least")
    ]
    if not targets:
        return None, "no_target"
    target = max(targets)
    if not isinstance(value, float) or not isinstance(high, float):
        return target, "no_target"
    return target, "ok" if value >= target else "watch" if high >= target else "alert"


def alignment_index_components(indicators: Table, as_of: int) -> Table:
    """What each component adds to the index of a month: by its latest value that is mature.

    A wave is a value as soon as it is published, a median that is not reached is the worst.
    """
    table: Table = {}
    for month in sorted({start for grain, start, _ in indicators if grain == "month"}):
        version = in_force("month", month, as_of)["agreement_version"]
        for weight in agreed("index_weights"):
            if int(weight["agreement_version"]) != version:
                continue
            metric = weight["metric"]
            known = [
                row
                for (grain, start, name), row in sorted(indicators.items())
                if (grain, name) == ("month", metric)
                and start <= month
                and (row["is_mature"] or metric == "perceived_alignment")
                and (
                    row["value"] is not None
                    or (metric == "lead_handling_time" and row["denominator"])
                )
            ]
            floor, ceiling = float(weight["floor_value"]), float(weight["ceiling_value"])
            value = known[-1]["value"] if known else None
            scaled = 0.0 if known else None
            if isinstance(value, int | float):
                scaled = min(max((value - floor) / (ceiling - floor), 0.0), 1.0)
            table[month, metric] = {
                "agreement_version": version,
                "value": value,
                "value_on": known[-1]["value_on"] if known else None,
                "weight": float(weight["weight"]),
                "floor_value": floor,
                "ceiling_value": ceiling,
                "scaled_value": scaled,
                "points": None if scaled is None else 100 * float(weight["weight"]) * scaled,
                "is_mature": has_ended("month", month, as_of),
            }
    return table


def _indices(components: Table, as_of: int) -> Table:
    """The index of each month: the sum of its points, null where a component has none."""
    table: Table = {}
    for month in sorted({start for start, _ in components}):
        of_month = {metric: row for (start, metric), row in components.items() if start == month}
        points = {metric: row["points"] for metric, row in of_month.items()}
        missing = sorted(metric for metric, worth in points.items() if worth is None)
        worth = [float(str(point)) for point in points.values() if point is not None]
        used = [f"{name} {row['value_on']}" for name, row in of_month.items() if row["value_on"]]
        table["month", month, "alignment_index"] = described(
            {
                "value": None if missing else round(sum(worth), 9),
                "numerator": None,
                "denominator": None,
                "target": None,
                "components": ", ".join(sorted(used)) or None,
                "missing_component": ", ".join(missing) or None,
            },
            "period",
            has_ended("month", month, as_of),
        )
    return table


def _indicator(row: Row, value_on: str, value: str, numerator: object, denominator: object) -> Row:
    """A metric that is no shared objective, of a day, as its own table has it."""
    measures: Row = {"value": row[value], "numerator": numerator, "denominator": denominator}
    measures |= {"value_on": value_on, "objective_status": None, "high": None, "target": None}
    return measures | {name: row[name] for name in ("basis", "is_mature")}


def quiet_periods(as_of: int) -> set[tuple[str, str]]:
    """The periods from the last day of the first wave to `as_of`, quiet ones too."""
    # a wave closes at a midnight: the end of the day before
    first, last = company_day(min(wave.closes_at for wave in WAVES) - 1), company_day(as_of)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {(grain, str(period_start(grain, day))) for day in days for grain in GRAINS}
