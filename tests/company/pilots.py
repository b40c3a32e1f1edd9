"""What pilots changed, beyond what changed for everybody."""

from datetime import date, timedelta
from math import sqrt

from tests.company.acceptance import is_accepted_in_window, is_matured
from tests.company.agreement import agreed, starts
from tests.company.cells import Row, Table, described, handoffs_of
from tests.company.clock import company_day
from tests.company.statistics import rate, wilson
from tests.company.truth import Handoff, Lead
from tests.company.world import start_of_day

FEWEST = 30


def pilot_effect(leads: list[Lead], as_of: int) -> Table:
    """Each pilot and the rest, before it and during it.

    A pilot is what the latest version in force that names it says. Members are handoffs as old as
    the window of acceptance; of the rate of those decided, the decided among them.
    """
    table: Table = {}
    for (code, metric), pilot in _pilots(as_of).items():
        first, last = (date.fromisoformat(pilot[day]) for day in ("starts_on", "ends_on"))
        phases = {
            "before": (first - timedelta(int(pilot["before_days"])), first - timedelta(1)),
            "during": (first, last),
        }
        counts: dict[tuple[str, str], tuple[int, int]] = {}
        for group in ("pilot", "rest"):
            for phase, (begin, end) in phases.items():
                everyone = [
                    handoff
                    for handoff in handoffs_of(leads)
                    if begin <= company_day(handoff.at) <= end
                    and (handoff.lead.dimensions[pilot["subject"]] == pilot["value"])
                    == (group == "pilot")
                ]
                members = [
                    handoff
                    for handoff in everyone
                    if is_matured(handoff, as_of)
                    and (metric != "acceptance_rate_decided" or handoff.decision != "pending")
                ]
                is_over = start_of_day(end + timedelta(1)) <= as_of
                met = sum(_counts(handoff, metric, as_of) for handoff in members)
                counts[group, phase] = met, len(members)
                low, high = wilson(met, len(members))
                row: Row = {
                    "pilot_name": pilot["name"],
                    "subject": pilot["subject"],
                    "subject_value": pilot["value"],
                    "starts_on": str(begin),
                    "ends_on": str(end),
                    "agreement_version": int(pilot["agreement_version"]),
                    "members": len(members),
                    "value": rate(met, len(members)),
                    "low": low,
                    "high": high,
                    "effect": None,
                    "effect_low": None,
                    "effect_high": None,
                    "verdict": None,
                }
                is_mature = is_over and all(is_matured(handoff, as_of) for handoff in everyone)
                table[code, metric, group, phase] = described(row, "cohort", is_mature)
        table[code, metric, "pilot", "during"] |= _effect(counts)
    return table


def _pilots(as_of: int) -> dict[tuple[str, str], dict[str, str]]:
    in_force = [number for at, number in starts() if at <= as_of]
    return {
        (row["pilot_code"], row["metric"]): row
        for version in in_force
        for row in agreed("pilots")
        if int(row["agreement_version"]) == version
    }


def _counts(handoff: Handoff, metric: str, as_of: int) -> bool:
    if metric == "matured_acceptance_rate":
        return is_accepted_in_window(handoff, as_of)
    if metric == "decision_coverage":
        return handoff.decision != "pending"
    return handoff.decision == "accepted"


def _effect(counts: dict[tuple[str, str], tuple[int, int]]) -> Row:
    if any(of == 0 for _, of in counts.values()):
        return {"verdict": "too_few"}
    rates = {name: met / of for name, (met, of) in counts.items()}
    effect = (rates["pilot", "during"] - rates["pilot", "before"]) - (
        rates["rest", "during"] - rates["rest", "before"]
    )
    spread = 1.96 * sqrt(sum(p * (1 - p) / counts[name][1] for name, p in rates.items()))
    low, high = effect - spread, effect + spread
    verdict = "better" if low > 0 else "worse" if high < 0 else "none_shown"
    if any(of < FEWEST for _, of in counts.values()):
        verdict = "too_few"
    return {"effect": effect, "effect_low": low, "effect_high": high, "verdict": verdict}
