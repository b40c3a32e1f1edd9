"""The metrics of the scorecard, each beside what was agreed and its value in the period before."""

from datetime import date, timedelta

from tests.company.agreement import agreed
from tests.company.cells import EVER, Row, Table, described, handoffs_of, has_ended, in_force
from tests.company.clock import GRAINS, company_day, next_period, period_start
from tests.company.conversion import STEPS, passed_step
from tests.company.survey import WAVES
from tests.company.truth import Lead
from tests.company.world import start_of_day


def alignment_scorecard(tables: dict[str, Table], leads: list[Lead], as_of: int) -> Table:
    """The four metrics, the shared objectives and the index of each month."""
    found: Table = {}
    for key, row in tables["lead_acceptance"].items():
        if key[2] == "all" and key[:2] != EVER:
            found[key[0], key[1], "lead_acceptance"] = _metric(
                row, "matured_acceptance_rate", row["accepted_in_window"], row["matured_handed_off"]
            )
    for key, row in tables["lead_handling_time"].items():
        if key[2] == "all" and key[:2] != EVER:
            measured = [
                handoff
                for handoff in handoffs_of(leads)
                if handoff.measures.get("handling") is not None
                and str(period_start(key[0], company_day(handoff.at))) == key[1]
            ]
            found[key[0], key[1], "lead_handling_time"] = _metric(
                row, "median_handling_business_minutes", None, len(measured)
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
            found[key[0], key[1], "conversion_by_source"] = _metric(
                row, "lead_to_won_rate_matured", won, old
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
            found[grain, start, "perceived_alignment"] = described(
                {"value": row["score"], "numerator": None, "denominator": row["respondents"]},
                "period",
                has_ended(grain, start, as_of),
            )
    found |= _objectives(tables.get("shared_objectives", {}))
    found |= _indices(found, as_of)
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
        row.setdefault("target", None)
        row.setdefault("missing_component", None)
        if metric == "lead_acceptance":
            high = tables["lead_acceptance"][grain, start, "all", "all"]["acceptance_high"]
            row["target"], status = _quality(grain, start, as_of, value, high)
        else:
            status = str(row.pop("status", "no_target"))
        if status == "no_target" or metric == "lead_acceptance":
            status = status if row["is_mature"] else "immature"
        row["status"] = status
    return found


def _objectives(table: Table) -> Table:
    """The shared objectives as the scorecard shows them."""
    judged = {"reached": "ok", "on_track": "ok", "behind": "watch", "missed": "alert"}
    shown = ("basis", "is_mature", "numerator", "denominator", "target")
    return {
        (grain, start, metric): {name: row[name] for name in shown}
        | {"value": row["actual"], "status": judged.get(str(row["status"]), "no_target")}
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


def _indices(found: Table, as_of: int) -> Table:
    """The index of each month from its components' latest values that are mature.

    A wave is a value as soon as it is published, a median that is not reached is the worst.
    """
    months = sorted({start for grain, start, _ in found if grain == "month"})
    table: Table = {}
    for month in months:
        version = in_force("month", month, as_of)["agreement_version"]
        points: dict[str, float | None] = {}
        for weight in agreed("index_weights"):
            if int(weight["agreement_version"]) != version:
                continue
            metric = weight["metric"]
            known = [
                row["value"]
                for (grain, start, name), row in sorted(found.items())
                if (grain, name) == ("month", metric)
                and start <= month
                and (row["is_mature"] or metric == "perceived_alignment")
                and (
                    row["value"] is not None
                    or (metric == "lead_handling_time" and row["denominator"])
                )
            ]
            floor, ceiling = float(weight["floor_value"]), float(weight["ceiling_value"])
            points[metric] = None
            if known:
                value = known[-1]
                score = 0.0
                if isinstance(value, int | float):
                    score = min(max((value - floor) / (ceiling - floor), 0.0), 1.0)
                points[metric] = 100 * float(weight["weight"]) * score
        if not points:
            continue
        missing = sorted(metric for metric, worth in points.items() if worth is None)
        value = None if missing else round(sum(worth or 0.0 for worth in points.values()), 9)
        row: Row = {"value": value, "numerator": None, "denominator": None}
        table["month", month, "alignment_index"] = described(
            row, "period", has_ended("month", month, as_of)
        ) | {"missing_component": ", ".join(missing) or None}
    return table


def _metric(row: Row, value: str, numerator: object, denominator: object) -> Row:
    measures: Row = {"value": row[value], "numerator": numerator, "denominator": denominator}
    return measures | {name: row[name] for name in ("basis", "is_mature")}


def quiet_periods(as_of: int) -> set[tuple[str, str]]:
    """The periods from the last day of the first wave to `as_of`, quiet ones too."""
    # a wave closes at a midnight: the end of the day before
    first, last = company_day(min(wave.closes_at for wave in WAVES) - 1), company_day(as_of)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {(grain, str(period_start(grain, day))) for day in days for grain in GRAINS}
