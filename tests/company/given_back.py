"""Whether sales gives leads back less often for a reason, once marketing was told of it."""

from datetime import date, timedelta

from tests.company.agreed_tables import difference
from tests.company.agreement import agreed
from tests.company.cells import Row, Table, handoffs_of
from tests.company.clock import company_day
from tests.company.statistics import rate
from tests.company.truth import Lead

WINDOW = timedelta(90)
FEWEST = 30


def feedback_effect(leads: list[Lead], as_of: int) -> Table:
    """Each reason and source that was sent back: the 90 days before, and the 90 from that day."""
    table: Table = {}
    for sent in agreed("feedback_sent"):
        first = date.fromisoformat(sent["first_sent_on"])
        refused = [
            (company_day(handoff.at), handoff.reason_code == sent["reason_code"])
            for handoff in handoffs_of(leads)
            if handoff.decision in ("rejected", "recycled")
            and handoff.lead.dimensions["source"] == sent["source"]
        ]
        before = [is_it for day, is_it in refused if first - WINDOW <= day < first]
        after = [is_it for day, is_it in refused if first <= day < first + WINDOW]
        change, low, high = difference((sum(after), len(after)), (sum(before), len(before)))
        verdict = "none_shown"
        if min(len(before), len(after)) < FEWEST:
            verdict = "too_few"
        elif high is not None and high < 0:
            verdict = "better"
        elif low is not None and low > 0:
            verdict = "worse"
        row: Row = {
            "first_sent_on": str(first),
            "verdict": verdict,
            "basis": "cohort",
            "members_before": len(before),
            "members_after": len(after),
            "decisions_before": sum(before),
            "decisions_after": sum(after),
            "share_before": rate(sum(before), len(before)),
            "share_after": rate(sum(after), len(after)),
            "change": change,
            "change_low": low,
            "change_high": high,
            "is_mature": company_day(as_of) >= first + WINDOW,
        }
        table[sent["reason_code"], sent["source"]] = row
    return table
