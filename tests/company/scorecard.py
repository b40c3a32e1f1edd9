"""The metrics of the scorecard, each beside its value in the period before."""

from datetime import date, timedelta

from tests.company.cells import EVER, Row, Table, described, handoffs_of, has_ended
from tests.company.clock import GRAINS, company_day, next_period, period_start
from tests.company.conversion import STEPS, passed_step
from tests.company.survey import WAVES
from tests.company.truth import Lead
from tests.company.world import start_of_day


def alignment_scorecard(tables: dict[str, Table], leads: list[Lead], as_of: int) -> Table:
    """The four metrics, each beside its value in the period before."""
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
        row["target"] = None
        row["status"] = "no_target" if row["is_mature"] else "immature"
    return found


def _metric(row: Row, value: str, numerator: object, denominator: object) -> Row:
    measures: Row = {"value": row[value], "numerator": numerator, "denominator": denominator}
    return measures | {name: row[name] for name in ("basis", "is_mature")}


def quiet_periods(as_of: int) -> set[tuple[str, str]]:
    """The periods from the last day of the first wave to `as_of`, quiet ones too."""
    # a wave closes at a midnight: the end of the day before
    first, last = company_day(min(wave.closes_at for wave in WAVES) - 1), company_day(as_of)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {(grain, str(period_start(grain, day))) for day in days for grain in GRAINS}
