"""What became of leads: by source, and along the funnel."""

from itertools import pairwise

from tests.company.cells import (
    Row,
    Table,
    cells,
    count_imputed,
    count_recorded,
    described,
    has_ended,
    recorded,
    total,
)
from tests.company.statistics import percentile, rate
from tests.company.truth import CONVERSION_DAYS, STAGES, WON_DAYS, Lead, Reached, age, days

STEPS = (
    ("lead_to_mql", "inquiry", "mql", CONVERSION_DAYS),
    ("mql_to_accepted", "mql", "accepted", CONVERSION_DAYS),
    ("accepted_to_sql", "accepted", "sql", CONVERSION_DAYS),
    ("sql_to_opportunity", "sql", "opportunity", CONVERSION_DAYS),
    ("opportunity_to_won", "opportunity", "won", CONVERSION_DAYS),
    ("lead_to_won", "inquiry", "won", WON_DAYS),
)
PLURALS = {
    "mql": "mqls",
    "accepted": "accepted",
    "sql": "sqls",
    "opportunity": "opportunities",
    "won": "won",
}


def passed_step(lead: Lead, step: tuple[str, str, str, int], as_of: int) -> tuple[bool, bool, bool]:
    """Reached the later stage; entered long enough ago; reached it within the window."""
    _, earlier, later, window = step
    begin, end = recorded(lead, earlier), lead.reached.get(later)
    if begin is None:
        return False, False, False
    since = age(begin, as_of)
    is_old = since is not None and since >= window
    passed = None if end is None else days(begin, end)
    return end is not None, is_old, is_old and passed is not None and passed <= window


def conversion_by_source(leads: list[Lead], as_of: int) -> Table:
    """What became of leads, by the period of the inquiry."""
    table: Table = {}
    for key, members in cells((lead.inquiry_at, lead, lead) for lead in leads).items():
        row: Row = {"leads": len(members)}
        for stage, plural in PLURALS.items():
            row[plural] = count_recorded(members, stage)
            row[f"{plural}_imputed"] = count_imputed(members, stage)
        row["handed_off"] = sum(lead.handoff is not None for lead in members)
        row["handed_off_imputed"] = 0
        for step in STEPS:
            judged = [passed_step(lead, step, as_of) for lead in members]
            entered = count_recorded(members, step[1])
            row[f"{step[0]}_rate"] = rate(sum(reached for reached, _, _ in judged), entered)
            old = sum(is_old for _, is_old, _ in judged)
            inside = sum(is_inside for _, _, is_inside in judged)
            row[f"{step[0]}_rate_matured"] = rate(inside, old)
            if step is STEPS[-1]:
                row |= {"matured_leads": old, "won_in_window": inside}
        won = [
            days(Reached(lead.inquiry_at), r) for lead in members if (r := recorded(lead, "won"))
        ]
        row["median_days_to_won"] = percentile([d for d in won if d is not None], 0.5)
        revenue_missing = sum(lead.money.revenue_missing for lead in members)
        pipeline_missing = sum(lead.money.pipeline_missing for lead in members)
        row["revenue"] = total((lead.money.revenue for lead in members), revenue_missing)
        row["open_pipeline"] = total((lead.money.pipeline for lead in members), pipeline_missing)
        row["amounts_missing"] = revenue_missing + pipeline_missing
        table[key] = described(row, "cohort", _all_old(members, as_of))
    return table


def _all_old(members: list[Lead], as_of: int) -> bool:
    return all((as_of - lead.inquiry_at) / 86400 >= WON_DAYS for lead in members)


def funnel(leads: list[Lead], as_of: int) -> Table:
    """Stages by the period of the inquiry (cohort) and by their own (period)."""
    table: Table = {}
    following = dict(pairwise(STAGES))
    for key, members in cells((lead.inquiry_at, lead, lead) for lead in leads).items():
        for stage in STAGES:
            entered, imputed = count_recorded(members, stage), count_imputed(members, stage)
            later = following.get(stage)
            reached_next = None
            if later is not None:
                reached_next = sum(
                    recorded(lead, stage) is not None and later in lead.reached for lead in members
                )
            table[(*key, "cohort", stage)] = described(
                _funnel_row(entered, imputed, reached_next, len(members)),
                "cohort",
                _all_old(members, as_of),
            )
    entries = (
        (reached.at, lead, (stage, lead))
        for lead in leads
        for stage, reached in lead.reached.items()
    )
    for key, found in cells(entries).items():
        inquiries = sum(stage == "inquiry" for stage, _ in found)
        for stage in STAGES:
            entered = sum(s == stage and recorded(lead, s) is not None for s, lead in found)
            imputed = sum(s == stage and recorded(lead, s) is None for s, lead in found)
            later = following.get(stage)
            reached_next = None
            if later is not None:
                reached_next = sum(
                    s == later and recorded(lead, stage) is not None for s, lead in found
                )
            table[(*key, "period", stage)] = described(
                _funnel_row(entered, imputed, reached_next, inquiries),
                "period",
                has_ended(key[0], key[1], as_of),
            )
    return table


def _funnel_row(entered: int, imputed: int, reached_next: int | None, inquiries: int) -> Row:
    return {
        "entered": entered,
        "entered_imputed": imputed,
        "reached_next": reached_next,
        "rate_to_next": None if reached_next is None else rate(reached_next, entered),
        "rate_from_inquiry": rate(entered + imputed, inquiries),
    }
