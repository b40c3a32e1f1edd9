"""The facts of core, lead by lead and handoff by handoff, as they must be found.

Keys of people differ between tools, so that what is compared is how often each fact is there.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.company.agreement import pilot_team, version_at
from tests.company.clock import business_deadline, business_minutes
from tests.company.evidence import current, grade, is_contradictory
from tests.company.handling import is_due
from tests.company.people import Person
from tests.company.rulings import rulings_applied
from tests.company.scores import known_values
from tests.company.terms import completeness, given_on, last_owner, reassignments, routing
from tests.company.truth import (
    ENDS,
    STAGES,
    Handoff,
    Lead,
    Reached,
    View,
    attempts_status,
    decision_status,
    known_deals,
    touch_status,
)
from tests.company.velocity import in_order, stays
from tests.company.world import DAY, utc

Fact = tuple[object, ...]
# What does not change after the inquiry.
FROZEN = ("segment", "country", "source", "channel", "campaign")
# The clocks of a handoff: how long each ran, and how long it has run.
CLOCKS = ("system_delay", "reaction", "first_touch", "decision")
MINUTES = tuple(
    f"{prefix}{clock}_{unit}"
    for clock in CLOCKS
    for prefix in ("", "age_")
    for unit in ("minutes", "business_minutes")
)

# What is said of every stage that a lead reached.
HOW_KNOWN = ("is_imputed", "is_observed", "has_time")
LEAD_COLUMNS = (
    *FROZEN, "episode_number", "owner", "reason_code", "origin", "current_stage", "outcome",
    "has_contradiction", "is_not_delivered", "agreement_version", "revenue", "machines",
    *(f"{stage}_at" for stage in (*STAGES, *ENDS)), "declared_mql_at", "scored_mql_at",
    *(f"{stage}_{how}" for stage in (*STAGES[1:], *ENDS) for how in HOW_KNOWN),
    "origin_system", "evidence_grade", "open_pipeline", "amounts_missing", "current_stage_at",
    "current_stage_has_time", "inquiry_has_time", "scored_mql_has_time", "is_converted",
    "opportunity_credit",
)  # fmt: skip
HANDOFF_COLUMNS = (
    *FROZEN, "owner", "handed_off_at", "assigned_at", "decision", "decided_at", "reason_code",
    "first_touch_at", "mql_basis", "agreement_version", "touch_sla_status", "decision_sla_status",
    "attempts", "attempts_status", "routing_rule", "expected_owner_id", "routing_status",
    "reassignments",
    "completeness", "missing_fields", "rulings_applied",
    "touch_sla_is_due", "decision_sla_is_due", "handed_off_has_time", "decision_has_time",
    "next_handoff_at", "handling_business_minutes", *MINUTES, "episode_number", "origin",
    "origin_system", "touch_sla_target_business_minutes", "decision_sla_target_business_minutes",
    "first_touch_has_time", "mql_at", "touch_due_at", "decision_due_at", "last_owner",
    "last_reassigned_at", "reassignment_minutes", "reassignment_business_minutes",
    "decision_is_imputed", "handling_is_event", "assigned_has_time",
)  # fmt: skip


OPEN_COLUMNS = (
    "clock", "segment", "owner", "risk", "to_do", "decision", "missing_fields",
    "target_business_minutes", "used_business_minutes", "used_of_target", "attempts",
    "handed_off_at", "due_at", "source", "campaign", "owner_name", "first_name", "last_name",
)  # fmt: skip
TRANSITION_COLUMNS = (
    "from_stage", "to_stage", "pilot_team", "entered_at", "exited_at", "is_imputed",
    "days_in_stage", "is_observed", "entered_has_time", "exited_has_time",
)  # fmt: skip
# Of a target so much may be used before it is at risk.
SAFE = 0.75


def moment_text(at: int | None) -> str | None:
    """A moment as facts are compared."""
    return None if at is None else f"{utc(at):%Y-%m-%d %H:%M:%S}"


def _at(reached: Reached | None) -> str | None:
    return None if reached is None else moment_text(reached.at)


def rounded(number: float | None) -> float | None:
    """A number as facts are compared."""
    return None if number is None else round(number, 6)


def machines(person: Person, view: View) -> float | None:
    """The company's own field, as the CRM has it."""
    known = known_values(person, "machines", view.tools, view.exports)
    return float(known[-1].value) if known else None


def _how_known(reached: Reached | None) -> tuple[bool | None, ...]:
    """In the order of HOW_KNOWN; without a time there is none that two exports show."""
    if reached is None:
        return (None,) * len(HOW_KNOWN)
    return reached.is_imputed, reached.is_observed and reached.at is not None, reached.has_time


def _is_converted(lead: Lead, view: View) -> bool | None:
    """Whether the record on which the lead happened was converted; None where none can be.

    A deal that comes after the conversion is the contact's, which is never converted.
    """
    person, converted_at = lead.person, lead.person.converted_at
    if not view.tools.converts or person.is_contact or view.crm_at(person) is None:
        return None
    if converted_at is None or converted_at > view.seen_at:
        return False
    has_deal = bool(known_deals(person.passes[lead.number - 1], view.seen_at))
    return None if has_deal and lead.inquiry_at >= converted_at else True


def _credit(lead: Lead, view: View) -> float | None:
    """The lead's share of its deal, which the leads of the deal share equally."""
    deals = known_deals(lead.person.passes[lead.number - 1], view.seen_at)
    if not deals:
        return None
    return round(1 / sum(person.excluded is None for person, _ in deals[0].members), 6)


def lead_facts(leads: list[Lead], view: View) -> Counter[Fact]:
    """Every lead in the order of LEAD_COLUMNS: when each stage was reached, and whether really."""
    facts: Counter[Fact] = Counter()
    for lead in leads:
        ends = {lead.ended[0]: lead.ended[1]} if lead.ended else {}
        reached = ends | lead.reached
        revenue = lead.money.revenue
        facts[
            *(lead.dimensions[name] for name in FROZEN),
            lead.number,
            lead.dimensions["owner"],
            lead.refused[2] if lead.refused else None,
            "marketing" if lead.is_marketing else "sales",
            current(lead)[0],
            lead.ended[0] if lead.ended else "open",
            is_contradictory(lead),
            lead.is_not_delivered,
            version_at(lead.inquiry_at),
            None if revenue is None else round(float(revenue), 6),
            machines(lead.person, view),
            *(_at(reached.get(stage)) for stage in (*STAGES, *ENDS)),
            _at(lead.declared),
            _at(lead.scored),
            *(said for stage in (*STAGES[1:], *ENDS) for said in _how_known(reached.get(stage))),
            lead.dimensions["origin_system"],
            grade(lead, view),
            None if lead.money.pipeline is None else round(float(lead.money.pipeline), 6),
            lead.money.revenue_missing + lead.money.pipeline_missing,
            _at(current(lead)[1]),
            current(lead)[1].at is not None and current(lead)[1].has_time,
            True,
            lead.scored is not None and lead.scored.has_time,
            _is_converted(lead, view),
            _credit(lead, view),
        ] += 1
    return facts


def handoff_facts(handoffs: list[Handoff], view: View) -> Counter[Fact]:
    """Every handoff in the order of HANDOFF_COLUMNS."""
    facts: Counter[Fact] = Counter()
    for handoff in handoffs:
        rule, expected, status = routing(handoff, view)
        decided, following = handoff.decided, handoff.following
        handling = handoff.measures.get("handling")
        assigned = _assigned(handoff)
        targets = handoff.policy.touch_target, handoff.policy.decision_target
        facts[
            *(handoff.lead.dimensions[name] for name in FROZEN),
            handoff.lead.dimensions["owner"],
            _at(Reached(handoff.at)),
            moment_text(handoff.assigned_at),
            handoff.decision,
            _at(handoff.decided),
            handoff.reason_code,
            _at(handoff.touched),
            handoff.lead.mql_basis,
            version_at(handoff.at),
            touch_status(handoff),
            decision_status(handoff),
            handoff.attempts,
            attempts_status(handoff, view.as_of),
            rule,
            expected.email if expected else None,
            status,
            reassignments(handoff, view),
            *completeness(handoff, view),
            rulings_applied(handoff, view),
            is_due(handoff, "touch_sla"),
            is_due(handoff, "decision_sla"),
            handoff.begun.has_time,
            decided is not None and decided.has_time,
            None if following is None else _at(following.begun),
            None if handling is None else round(handling, 6),
            *minutes_of(handoff, view.as_of),
            handoff.lead.number,
            "marketing" if handoff.lead.is_marketing else "sales",
            handoff.lead.dimensions["origin_system"],
            *targets,
            handoff.touched is not None and handoff.touched.has_time,
            _at(handoff.lead.reached["mql"]),
            *(_due(handoff, target) for target in targets),
            *_last_given(handoff, view),
            decided is not None and decided.is_imputed,
            handoff.touched is not None or _is_dated(decided),
            assigned is not None and assigned.has_time,
        ] += 1
    return facts


def _due(handoff: Handoff, target: int | None) -> str | None:
    """When a target runs out."""
    if target is None or not handoff.begun.has_time:
        return None
    return moment_text(business_deadline(handoff.at, target, handoff.zone))


def _is_dated(decided: Reached | None) -> bool:
    """Whether a decision is one that somebody took, on a day that is known."""
    return decided is not None and decided.at is not None and not decided.is_imputed


def _assigned(handoff: Handoff) -> Reached | None:
    """When a sales user had it first, to the minute where the tools tell that of both moments."""
    if handoff.assigned_at is None:
        return None
    is_timed = handoff.is_assigned_timed or handoff.assigned_at == handoff.at
    return Reached(handoff.assigned_at, is_timed and handoff.begun.has_time)


def _last_given(handoff: Handoff, view: View) -> tuple[object, ...]:
    """To whom of sales the lead was given on last, when, and how long after the handoff."""
    given = given_on(handoff, view)
    if not given:
        return None, None, None, None
    at, user = given[-1]
    if not (handoff.begun.has_time and handoff.is_assigned_timed):
        return user.email, moment_text(at), None, None
    minutes = business_minutes(handoff.at, at, handoff.zone)
    return user.email, moment_text(at), round((at - handoff.at) / 60, 6), round(minutes, 6)


def minutes_of(handoff: Handoff, as_of: int) -> list[float | None]:
    """In the order of MINUTES: of what ended, how long it took; of what is open, to the cut-off."""
    assigned = _assigned(handoff)
    ran = {
        "system_delay": (handoff.begun, assigned, handoff.owner is None),
        "reaction": (assigned, handoff.touched, handoff.touched is None),
        "first_touch": (handoff.begun, handoff.touched, handoff.touched is None),
        "decision": (handoff.begun, handoff.decided, handoff.decided is None),
    }
    found: list[float | None] = []
    for clock in CLOCKS:
        begun, end, is_open = ran[clock]
        if end is not None and end.is_imputed:
            end = None
        for until in (end, Reached(as_of) if is_open else None):
            both = [one for one in (begun, until) if one and one.has_time and one.at is not None]
            if len(both) < 2:
                found += [None, None]
                continue
            first, last = both[0].at or 0, both[1].at or 0
            found += [
                round((last - first) / 60, 6),
                round(business_minutes(first, last, handoff.zone), 6),
            ]
    return found


@dataclass(frozen=True)
class Owed:
    """What sales owes a handoff by one of its clocks, and how much of the target is used."""

    clock: str
    to_do: str
    target: int
    used: float | None
    risk: str
    due_at: int | None

    @property
    def used_of_target(self) -> float | None:
        """Above 1 the target has run out; None where nobody knows the time of day."""
        return None if self.used is None else self.used / self.target


def owed(handoff: Handoff) -> Iterator[Owed]:
    """What sales owes at the cut-off, the touch first: nothing for a lead that is over."""
    if handoff.lead.ended is not None:
        return
    clocks = []
    if handoff.decision in ("pending", "accepted") and handoff.touched is None:
        to_do = "touch" if handoff.owner else "assign"
        clocks.append(("first_touch", to_do, handoff.policy.touch_target))
    if handoff.decision == "pending":
        clocks.append(("decision", "decide", handoff.policy.decision_target))
    used = handoff.measures.get("age_business")
    for clock, to_do, target in clocks:
        if target is None:
            continue
        risk, due_at = "not_measurable", None
        if used is not None:
            risk = "at_risk" if used > SAFE * target else "on_time"
            risk = "overdue" if used > target else risk
            due_at = business_deadline(handoff.at, target, handoff.zone)
        yield Owed(clock, to_do, target, used, risk, due_at)


def open_facts(handoffs: list[Handoff], view: View) -> Counter[Fact]:
    """What sales owes on the handoffs of open leads, in the order of OPEN_COLUMNS."""
    facts: Counter[Fact] = Counter()
    for handoff in handoffs:
        owner = last_owner(handoff, view)
        for due in owed(handoff):
            facts[
                due.clock,
                handoff.lead.dimensions["segment"],
                owner.email if owner else "(unknown)",
                due.risk,
                due.to_do,
                handoff.decision,
                completeness(handoff, view)[1],
                due.target,
                *(rounded(number) for number in (due.used, due.used_of_target)),
                handoff.attempts,
                _at(handoff.begun),
                moment_text(due.due_at),
                handoff.lead.dimensions["source"],
                handoff.lead.dimensions["campaign"],
                owner.name if owner else None,
                handoff.lead.person.first_name,
                handoff.lead.person.last_name,
            ] += 1
    return facts


def transition_facts(leads: list[Lead], view: View) -> Counter[Fact]:
    """Every stage that a lead took, in the order of TRANSITION_COLUMNS; how long in seconds."""
    facts: Counter[Fact] = Counter()
    for lead in leads:
        path = [(stage, lead.reached[stage]) for stage in STAGES if stage in lead.reached]
        if lead.ended is not None and lead.ended[0] != "won":
            path.append(lead.ended)
        path = in_order(path)
        stayed = {stay.stage: stay.days for stay in stays(lead, view.as_of)}
        before = [None, *(stage for stage, _ in path)]
        after = [*(reached for _, reached in path[1:]), None]
        for (stage, reached), previous, following in zip(path, before, after, strict=False):
            days = stayed.get(stage)
            entered_at = view.as_of if reached.at is None else reached.at
            facts[
                previous,
                stage,
                pilot_team(version_at(entered_at), stage),
                _at(reached),
                _at(following),
                reached.is_imputed,
                None if days is None else round(days * DAY),
                *_how_known(reached)[1:],
                following is not None and following.has_time,
            ] += 1
    return facts
