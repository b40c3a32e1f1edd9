"""Whether what tools declared and what points made are the same MQLs."""

from tests.company.cells import Row, Table, cells, described
from tests.company.statistics import percentile
from tests.company.truth import CONVERSION_DAYS, Lead, passed
from tests.company.world import DAY


def mql_agreement(leads: list[Lead], as_of: int) -> Table:
    """Leads by who found them to be MQLs, by the period of the inquiry."""
    table: Table = {}
    for key, members in cells((lead.inquiry_at, lead, lead) for lead in leads).items():
        for name in sorted({_class(lead) for lead in members}):
            here = [lead for lead in members if _class(lead) == name]
            apart = [
                passed(lead.declared, lead.scored)
                for lead in here
                if lead.declared is not None and lead.scored is not None
            ]
            row: Row = {
                "leads": len(here),
                "declared_first": sum(days > 0 for days in apart),
                "scored_first": sum(days < 0 for days in apart),
                "median_days_apart": percentile([abs(days) for days in apart], 0.5),
                "handed_off": sum(lead.handoff is not None for lead in here),
                "accepted": sum("accepted" in lead.reached for lead in here),
                "won": sum("won" in lead.reached for lead in here),
            }
            is_mature = all(as_of - lead.inquiry_at >= CONVERSION_DAYS * DAY for lead in here)
            table[(*key, name)] = described(row, "cohort", is_mature)
    return table


def _class(lead: Lead) -> str:
    if lead.declared is not None:
        return "both" if lead.scored is not None else "declared_only"
    return "neither" if lead.scored is None else "scored_only"
