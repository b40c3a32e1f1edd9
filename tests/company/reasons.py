"""Why leads were rejected or recycled."""

from tests.company.cells import Row, Table, cells, described, has_ended
from tests.company.statistics import rate
from tests.company.truth import Lead


def rejection_reasons(leads: list[Lead], as_of: int) -> Table:
    """Why leads were rejected or recycled, handed off or not, by the period of the decision."""
    given = [
        (lead.refused[1].at, lead, (lead.refused[0], lead.refused[2]))
        for lead in leads
        if lead.refused is not None
    ]
    table: Table = {}
    for key, refused in cells(given).items():
        is_mature = has_ended(key[0], key[1], as_of)
        for decision in ("rejected", "recycled"):
            codes = [code for found, code in refused if found == decision]
            for code in set(codes):
                row: Row = {
                    "decisions": codes.count(code),
                    "share": rate(codes.count(code), len(codes)),
                    "with_reason_rate": None,
                }
                table[(*key, decision, code)] = described(row, "cohort", is_mature)
            if codes:
                with_reason = len(codes) - codes.count("(none given)")
                row = {
                    "decisions": len(codes),
                    "share": 1.0,
                    "with_reason_rate": rate(with_reason, len(codes)),
                }
                table[(*key, decision, "(all)")] = described(row, "cohort", is_mature)
    return table
