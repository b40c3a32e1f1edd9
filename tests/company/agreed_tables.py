"""The tables about what was agreed for handoffs: information, and who gets them."""

from statsmodels.stats.proportion import confint_proportions_2indep

from tests.company.acceptance import is_accepted_in_window, is_matured
from tests.company.agreement import agreed, starts
from tests.company.cells import Row, Table, cells, described, handoffs_of
from tests.company.clock import company_day
from tests.company.statistics import Observation, kaplan_meier_median, percentile, rate
from tests.company.terms import is_present, reassignments, required_fields, routing
from tests.company.truth import Handoff, Lead, View


def versions_in_force(as_of: int) -> Table:
    """Which version of the agreement applied when, and who signed it."""
    signatures = (
        "marketing_signed_by", "marketing_signed_on", "sales_signed_by", "sales_signed_on",
        "content_hash",
    )  # fmt: skip
    begun = [(start, number) for start, number in starts() if start <= as_of]
    until = [*(str(company_day(start)) for start, _ in begun[1:]), None]
    rows = {int(row["agreement_version"]): row for row in agreed("agreement_versions")}
    table: Table = {}
    for (start, number), end in zip(begun, until, strict=True):
        row: Row = {name: rows[number][name] or None for name in signatures}
        row |= {"in_force_from": str(company_day(start)), "in_force_until": end}
        table[(str(number),)] = row
    return table


def missing_information(leads: list[Lead], view: View) -> Table:
    """What was missing at handoff, and whether that mattered, by the period of the handoff."""
    found = {
        id(handoff): {field: is_present(handoff, field, view) for field in required_fields(handoff)}
        for handoff in handoffs_of(leads)
    }

    def has(handoff: Handoff, field: str) -> bool | None:
        if field != "(any)":
            return found[id(handoff)][field]
        states = found[id(handoff)].values()
        return None if None in states else all(states)

    table: Table = {}
    for key, handoffs in cells((h.at, h.lead, h) for h in handoffs_of(leads)).items():
        asked = {field for handoff in handoffs for field in found[id(handoff)]}
        for field in sorted(asked | ({"(any)"} if asked else set())):
            owed = [
                h
                for h in handoffs
                if (field in found[id(h)] or (field == "(any)" and found[id(h)]))
            ]
            row = _missing_row([(handoff, has(handoff, field)) for handoff in owed], view.as_of)
            is_mature = all(is_matured(handoff, view.as_of) for handoff in owed)
            table[(*key, field)] = described(row, "cohort", is_mature)
    return table


def _missing_row(owed: list[tuple[Handoff, bool | None]], as_of: int) -> Row:
    states = [state for _, state in owed]
    row: Row = {
        "handed_off": len(owed),
        "missing": states.count(False),
        "not_measurable": states.count(None),
        "missing_rate": rate(states.count(False), len(owed) - states.count(None)),
    }
    sides = []
    for name, state in (("with", True), ("without", False)):
        side = [handoff for handoff, found in owed if found is state]
        old = [handoff for handoff in side if is_matured(handoff, as_of)]
        accepted = sum(is_accepted_in_window(handoff, as_of) for handoff in old)
        row |= {f"matured_{name}": len(old), f"accepted_{name}": accepted}
        row[f"median_handling_{name}"] = handling_median(side)
        sides.append((accepted, len(old)))
    gap, low, high = difference(*sides)
    return row | {"acceptance_gap": gap, "gap_low": low, "gap_high": high}


def handling_median(handoffs: list[Handoff]) -> float | None:
    """The headline of handling: the Kaplan-Meier median until a touch or a decision."""
    observed: list[Observation] = [
        (minutes, "handled" if handoff.measures["handling_ends"] else None)
        for handoff in handoffs
        if (minutes := handoff.measures.get("handling")) is not None
    ]
    return kaplan_meier_median(observed)


def difference(
    one: tuple[int, int], other: tuple[int, int]
) -> tuple[float | None, float | None, float | None]:
    """The first rate less the second, with Newcombe's 95 % interval; of (accepted, all) each."""
    first, second = rate(*one), rate(*other)
    if first is None or second is None:
        return None, None, None
    low, high = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    return first - second, float(low), float(high)


def routing_compliance(leads: list[Lead], view: View) -> Table:
    """Whether handoffs went to whom the agreement names, by the period of the handoff."""
    table: Table = {}
    for key, handoffs in cells((h.at, h.lead, h) for h in handoffs_of(leads)).items():
        statuses = [routing(handoff, view)[2] for handoff in handoffs]
        delays = [h.measures.get("system_delay_business") for h in handoffs]
        names = ("as_agreed", "other_owner", "unassigned", "no_rule")
        row: Row = {name: statuses.count(name) for name in names}
        row |= {
            "handed_off": len(handoffs),
            "compliance_rate": rate(
                statuses.count("as_agreed"), len(statuses) - statuses.count("no_rule")
            ),
            "reassigned": sum((reassignments(handoff, view) or 0) > 0 for handoff in handoffs),
            "median_system_delay_business_minutes": percentile(
                [delay for delay in delays if delay is not None], 0.5
            ),
        }
        is_mature = all(is_matured(handoff, view.as_of) for handoff in handoffs)
        table[key] = described(row, "cohort", is_mature)
    return table
