"""Every cell of the metric tables, from the leads as they are known.

`truth(company, as_of)` gives for each table its rows as `{key: {column: value}}`; a key is the
tuple of the table's key columns as text.
"""

from collections.abc import Callable
from functools import cache

from tests.company.acceptance import lead_acceptance, lead_quality, recycling
from tests.company.adjustments import mql_rule_outcomes, proposed_adjustments
from tests.company.agreed_mqls import mql_agreement
from tests.company.agreed_tables import (
    missing_information,
    routing_compliance,
    versions_in_force,
)
from tests.company.alerts import alerts
from tests.company.attribution import attribution
from tests.company.breaks import curve_breaks
from tests.company.cells import CELL, Table, in_force, in_force_within
from tests.company.changes import metric_changes
from tests.company.company import Company
from tests.company.conversion import conversion_by_source, funnel
from tests.company.evidence import evidence
from tests.company.given_back import feedback_effect
from tests.company.handling import lead_handling_time
from tests.company.perception import perceived_alignment
from tests.company.pilots import pilot_effect
from tests.company.promises import commitments, shared_objectives
from tests.company.reasons import rejection_reasons
from tests.company.retention import retention
from tests.company.rituals import decision_indicators, decisions, insights
from tests.company.rulings import rulings_checked
from tests.company.scorecard import (
    alignment_index_components,
    alignment_scorecard,
    indicators,
)
from tests.company.survey import WAVES
from tests.company.targets import target_funnel
from tests.company.truth import Lead, View, all_leads
from tests.company.velocity import stage_velocity

KEYS = {
    "lead_acceptance": CELL,
    "lead_handling_time": CELL,
    "conversion_by_source": CELL,
    "funnel": (*CELL, "basis", "stage"),
    "stage_velocity": (*CELL, "stage"),
    "rejection_reasons": (*CELL, "decision", "reason_code"),
    "recycling": CELL,
    "perceived_alignment": ("wave", "team", "survey_dimension"),
    "lead_quality": ("period_grain", "period_start", "segment", "source"),
    "routing_compliance": CELL,
    "missing_information": (*CELL, "field"),
    "retention": CELL,
    "mql_agreement": (*CELL, "agreement_class"),
    "commitments": ("period_grain", "period_start", "commitment_code"),
    "shared_objectives": ("period_grain", "period_start", "metric"),
    "evidence": (*CELL, "stage", "grade"),
    "attribution": ("period_grain", "period_start", "model", "dimension", "dimension_value"),
    "pilot_effect": ("pilot_code", "metric", "group_name", "phase"),
    "indicators": ("period_grain", "period_start", "metric"),
    "alignment_index_components": ("period_start", "metric"),
    "alignment_scorecard": ("period_grain", "period_start", "metric"),
    "target_funnel": ("period_grain", "period_start", "stage"),
    "alerts": ("rule_code", *CELL),
    "feedback_effect": ("reason_code", "source"),
    "rulings_checked": ("ruling_id",),
    "versions_in_force": ("agreement_version",),
    "metric_changes": ("period_grain", "period_start", "metric"),
    "curve_breaks": ("step", "dimension", "dimension_value"),
    "decisions": ("decision_id",),
    "decision_indicators": ("decision_id", "period_start"),
    "insights": ("insight_id",),
    "mql_rule_outcomes": ("agreement_version", "rule_code"),
    "proposed_adjustments": ("proposal_id",),
}
# The schema of those that are not in `alignment`.
SCHEMAS = {
    "rulings_checked": "agreement",
    "versions_in_force": "agreement",
    "metric_changes": "review",
    "curve_breaks": "review",
    "decisions": "review",
    "decision_indicators": "review",
    "insights": "review",
    "mql_rule_outcomes": "review",
    "proposed_adjustments": "review",
}
# What says itself which version it is of, or is of none.
VERSIONED_ITSELF = (
    "pilot_effect", "feedback_effect", "rulings_checked", "versions_in_force", "indicators",
    "alignment_index_components", "curve_breaks", "decisions", "decision_indicators", "insights",
    "mql_rule_outcomes", "proposed_adjustments",
)  # fmt: skip


def truth(company: Company, as_of: int) -> dict[str, Table]:
    """Every metric table as a run at `as_of` must find it."""
    leads = all_leads(company, as_of)
    by_leads: dict[str, Callable[[list[Lead], int], Table]] = {
        "lead_acceptance": lead_acceptance,
        "lead_handling_time": lead_handling_time,
        "conversion_by_source": conversion_by_source,
        "funnel": funnel,
        "stage_velocity": stage_velocity,
        "rejection_reasons": rejection_reasons,
        "recycling": recycling,
        "lead_quality": lead_quality,
        "pilot_effect": pilot_effect,
        "mql_agreement": mql_agreement,
        "target_funnel": target_funnel,
        "feedback_effect": feedback_effect,
        "curve_breaks": curve_breaks,
    }
    by_view: dict[str, Callable[[list[Lead], View], Table]] = {
        "routing_compliance": routing_compliance,
        "missing_information": missing_information,
        "attribution": attribution,
        "shared_objectives": shared_objectives,
        "evidence": evidence,
        "metric_changes": metric_changes,
        "mql_rule_outcomes": mql_rule_outcomes,
        "proposed_adjustments": proposed_adjustments,
    }
    tables = {name: compute(leads, as_of) for name, compute in by_leads.items()}
    view = View(company.tools, as_of)
    tables |= {name: compute(leads, view) for name, compute in by_view.items()}
    tables["retention"] = retention(company, leads, view)
    tables["perceived_alignment"] = perceived_alignment(as_of)
    tables["commitments"] = commitments(leads, view, tables["perceived_alignment"])
    tables["indicators"] = indicators(tables, leads, as_of)
    tables["alignment_index_components"] = alignment_index_components(tables["indicators"], as_of)
    tables["alignment_scorecard"] = alignment_scorecard(tables, as_of)
    tables["alerts"] = alerts(tables, as_of)
    tables["rulings_checked"] = rulings_checked(company, view)
    tables["versions_in_force"] = versions_in_force(as_of)
    tables["decision_indicators"] = decision_indicators(tables, as_of)
    tables["decisions"] = decisions(tables["decision_indicators"], as_of)
    tables["insights"] = insights(as_of)
    in_force_at = cache(in_force)
    for name, table in tables.items():
        for key, row in table.items():
            if name in VERSIONED_ITSELF:
                continue
            if name == "perceived_alignment":
                wave = next(wave for wave in WAVES if wave.name == key[0])
                row |= in_force_within(wave.opens_at, wave.closes_at, as_of)
            else:
                grain = KEYS[name].index("period_grain")
                row |= in_force_at(key[grain], key[grain + 1], as_of)
    return tables
