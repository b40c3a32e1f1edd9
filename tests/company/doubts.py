"""What the night must doubt: what contradicts, is undated, unlinked, unmapped or ignored."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pyarrow.parquet as pq

from tests.company import dynamics, hubspot, pipedrive, salesforce, template, zoho
from tests.company.clock import company_day
from tests.company.company import Company
from tests.company.facts import Fact, moment_text
from tests.company.overrides import identity_overrides
from tests.company.people import Person
from tests.company.records import end_of, known_opportunities, landed_records
from tests.company.rulings import ruling_rows
from tests.company.survey import WAVES, forms
from tests.company.tables import folder_name
from tests.company.terms import HISTORY_REACHES
from tests.company.truth import STAGES, Lead, View, in_euros
from tests.company.velocity import in_order
from tests.company.world import DAY, EXPORTS

CONTRADICTION_COLUMNS = (
    "earlier_stage", "later_stage", "days_between", "earlier_stage_at", "later_stage_at",
)  # fmt: skip
UNDATED_COLUMNS = ("stage", "is_imputed", "known_at")
MISSING_RATE_COLUMNS = (
    "system", "outcome", "what_is_missing", "currency", "amount", "rated_on",
)  # fmt: skip
IGNORED_COLUMNS = ("wave", "reason", "answers")
REVIEW_COLUMNS = ("record_key", "reason", "record_count")
UNLINKED_COLUMNS = ("record_key", "named_by", "row_count")
LOAD_COLUMNS = (
    "file", "system", "export", "exported_at", "status", "rows_in_file", "rows_landed",
    "rows_refused", "values_refused", "is_read",
)  # fmt: skip
UNMAPPED_COLUMNS = ("mapping", "system", "object", "field", "value", "row_count")


def load_facts(exports: Path, as_of: int) -> Counter[Fact]:
    """Every file of the exports: all its rows are landed, and read once it was exported."""
    facts: Counter[Fact] = Counter()
    for path in (path for path in exports.rglob("*.*") if path.is_file()):
        system, export, _ = path.relative_to(exports).parts
        exported_at = next(at for at in EXPORTS if folder_name(at) == export)
        if path.suffix == ".parquet":
            rows = pq.read_metadata(path).num_rows
        else:
            with path.open(encoding="latin-1", newline="") as file:
                # answers of an API stand below one another, a record each
                is_table = path.suffix == ".csv"
                rows = sum(1 for _ in csv.reader(file)) - 1 if is_table else sum(1 for _ in file)
        facts[
            str(path.relative_to(exports)),
            system,
            export,
            moment_text(exported_at),
            "landed",
            rows,
            rows,
            0,
            0,
            exported_at <= as_of,
        ] += 1
    return facts


def contradiction_facts(leads: list[Lead]) -> Counter[Fact]:
    """Stages of a lead of which the later was first, or came when the lead would have lapsed."""
    facts: Counter[Fact] = Counter()
    for lead in leads:
        path = in_order([(stage, lead.reached[stage]) for stage in STAGES if stage in lead.reached])
        dated = [(s, r) for s, r in path if r.at is not None and not r.is_imputed]
        pairs = [
            (one, other)
            for one, other in combinations(dated, 2)
            if (other[1].at or 0) < (one[1].at or 0) and not one[1].is_observed
        ]
        late = [pair for pair in dated if pair[0] == "opportunity" and pair[1].is_past_lapse]
        pairs += [(("inquiry", lead.reached["inquiry"]), pair) for pair in late]
        for (earlier, begun), (later, reached) in pairs:
            facts[
                earlier,
                later,
                round(((reached.at or 0) - (begun.at or 0)) / DAY, 6),
                moment_text(begun.at),
                moment_text(reached.at),
            ] += 1
    return facts


def undated_facts(leads: list[Lead], view: View) -> Counter[Fact]:
    """Stages reached at an unknown time, and when they are first shown.

    The first export shows them, unless a dated stage that comes later does. What is left of a
    history that Salesforce has cut was so before that.
    """
    facts: Counter[Fact] = Counter()
    for lead in leads:
        path = [(stage, lead.reached[stage]) for stage in STAGES if stage in lead.reached]
        for place, (stage, reached) in enumerate(path):
            if reached.at is not None:
                continue
            later = [after.at for _, after in path[place + 1 :] if after.at is not None]
            shown = EXPORTS[0]
            if lead.person.history_from is not None and view.tools.crm == "salesforce":
                shown = HISTORY_REACHES
            facts[stage, reached.is_imputed, moment_text(min([shown, *later]))] += 1
    return facts


def missing_rate_facts(company: Company, view: View) -> Counter[Fact]:
    """Deals without an amount in euros, and the day whose rate would apply."""
    facts: Counter[Fact] = Counter()
    for deal in known_opportunities(company, view):
        end, closed_at = end_of(deal, view)
        at = view.as_of if closed_at is None else closed_at
        if in_euros(deal, at) is None:
            missing = "no amount" if deal.amount is None else "no rate"
            rated_on = company_day(at)
            fact = (view.tools.crm, end or "open", missing, deal.currency, deal.amount, rated_on)
            facts[fact] += 1
    return facts


def ignored_facts(view: View) -> Counter[Fact]:
    """Answers that came after their wave had closed."""
    facts: Counter[Fact] = Counter()
    closes = {wave.name: wave.closes_at for wave in WAVES}
    for wave, form in forms():
        if closes[wave] <= form.answered_at <= view.seen_at:
            facts[wave, "late"] += sum(mark is not None for mark in form.marks)
    return Counter((*fact, answers) for fact, answers in facts.items())


def review_facts(company: Company, view: View) -> Counter[Fact]:
    """Two records that one address would join, had nobody said that they are two people."""
    return Counter(
        (key, "different_blocked", 2)
        for one, other, judgement, *_ in identity_overrides(company)
        for key in (one, other)
        if judgement == "different" and key.startswith(view.tools.crm)
    )


def unlinked_facts(company: Company, view: View) -> Counter[Fact]:
    """Records that a ruling or an override names and the exports do not hold."""
    whole = Company()
    held = {key for person in _people(company) for key in _keys(person, view)}
    named = [("rulings", row[1]) for row in ruling_rows(whole)]
    named += [("identity_overrides", key) for row in identity_overrides(whole) for key in row[:2]]
    rows = Counter((key, named_by) for named_by, key in named if key not in held)
    return Counter((*fact, count) for fact, count in rows.items())


def unmapped_facts(company: Company, leads: list[Lead], view: View) -> Counter[Fact]:
    """The words of the sample company that no mapping knows, and how many rows say them."""
    rows: Counter[Fact] = Counter()
    for person in _people(company):
        if person.known_at > view.seen_at:
            continue
        if person.source == "Radio Spot":
            for kind in landed_records(person, view):
                is_of_crm = kind != view.tools.automation or view.tools.is_one_tool
                system = view.tools.crm if is_of_crm else view.tools.automation
                rows["source_mapping", system, None, "source", "Radio Spot"] += 1
        in_queue = person.is_owner_named and person.owner_at(EXPORTS[0]) is None
        if in_queue and view.tools.crm == "salesforce":
            queue = salesforce.QUEUE_NAME
            rows["user_teams", view.tools.crm, "user", "owner_name", queue] += 1
    for lead in leads:
        if lead.refused is not None and lead.refused[2] == "(unmapped)":
            rows["reason_mapping", view.tools.crm, None, "reason", "See my notes"] += 1
    return Counter((*fact, count) for fact, count in rows.items())


def _people(company: Company) -> Iterator[Person]:
    for household in company.households():
        yield from household.people


def _keys(person: Person, view: View) -> Iterator[str]:
    """The records of a person in the CRM, whatever became of them since."""
    if view.crm_at(person) is None:
        return
    names = {
        "salesforce": ("salesforce:lead", salesforce.lead_id, salesforce.double_id),
        "hubspot": ("hubspot:contact", hubspot.contact_id, hubspot.double_id),
        "template": ("template:person", template.person_id, template.double_id),
        "pipedrive": ("pipedrive:person", pipedrive.person_id, pipedrive.double_id),
        "zoho": ("zoho:lead", zoho.lead_id, zoho.double_id),
        "dynamics": ("dynamics:lead", dynamics.lead_id, dynamics.double_id),
    }
    kind, own, double = names[view.tools.crm]
    yield f"{kind}:{own(person)}"
    if any(other.created_at <= view.seen_at for other in person.doubles):
        yield f"{kind}:{double(person)}"
