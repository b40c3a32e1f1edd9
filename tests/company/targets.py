"""The funnel counted back from the revenue that both teams aim at."""

from datetime import date

from tests.company.agreement import agreed
from tests.company.cells import (
    Row,
    Table,
    described,
    has_ended,
    periods_of,
    periods_since,
    recorded,
)
from tests.company.clock import company_day
from tests.company.conversion import STEPS, passed_step
from tests.company.promises import version_of
from tests.company.statistics import rate
from tests.company.truth import STAGES, Lead

# Of fewer members nothing is counted back.
FEWEST = 30


def target_funnel(leads: list[Lead], as_of: int) -> Table:
    """What each stage needs for the revenue aimed at, in every period with such an objective."""
    table: Table = {}
    first = company_day(min(lead.inquiry_at for lead in leads))
    for grain, start in periods_since(first, as_of):
        for aim in agreed("objectives"):
            is_meant = (aim["metric"], aim["period_grain"]) == ("revenue", grain)
            is_in_force = int(aim["agreement_version"]) == version_of(grain, start, as_of)
            if is_meant and is_in_force and aim["period_start"] == start:
                for stage, row in _counted_back(leads, float(aim["target"]), start, as_of).items():
                    actual = sum(
                        (reached := recorded(lead, stage)) is not None
                        and (grain, start) in periods_of(reached.at)
                        for lead in leads
                    )
                    required = row["required"]
                    row |= {
                        "actual": actual,
                        "gap": required - actual if isinstance(required, float) else None,
                    }
                    is_over = has_ended(grain, start, as_of)
                    table[grain, start, stage] = described(row, "period", is_over)
    return table


def _counted_back(leads: list[Lead], target: float, start: str, as_of: int) -> dict[str, Row]:
    """By stage, from the leads with inquiry in the 12 months before a day."""
    end = date.fromisoformat(start)
    begin = end.replace(year=end.year - 1)
    year = [lead for lead in leads if begin <= company_day(lead.inquiry_at) < end]
    amounts = [
        lead.money.revenue
        for lead in year
        if "won" in lead.reached and lead.money.revenue is not None
    ]
    mean = float(sum(amounts) / len(amounts)) if amounts else None
    needed = target / mean if mean else None
    lacking = None if mean else "won"
    rows: dict[str, Row] = {}
    for stage in reversed(STAGES):
        used, members = None, len(amounts)
        if stage != "won":
            step = next(step for step in STEPS[:-1] if step[1] == stage)
            judged = [passed_step(lead, step, as_of) for lead in year]
            members = sum(is_old for _, is_old, _ in judged)
            reached = sum(is_old and has_reached for has_reached, is_old, _ in judged)
            used = rate(reached, members) if members >= FEWEST else None
            lacking = lacking or (None if used else stage)
            needed = needed / used if needed is not None and used else None
        rows[stage] = {
            "missing_stage": lacking,
            "target": target,
            "mean_revenue": mean,
            "rate_used": used,
            "rate_members": members,
            "required": needed,
        }
    return rows
