"""Whatever happens to people, in whatever order: leads do not overlap, and every count adds up."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from orchestration.databases import candidate_of
from tests.compiled_models import CompiledModels
from tests.nights import compute
from tests.stories.lives import template_lives, write_tool_lives
from tests.stories.telling import write_stories

SEED, LIVES = 20261005, 150
DECISIONS = "accepted + rejected + recycled + pending"
# what each count of a table is made of
SUMS = {
    "lead_acceptance": {"handed_off": DECISIONS},
    "lead_handling_time": {
        "handed_off": "touched + untouched",
        "touched + untouched": "touch_sla_met + touch_sla_closed_untouched + touch_sla_breached"
        " + touch_sla_pending + touch_sla_not_measurable",
        "untouched + touched": "decision_sla_met + decision_sla_breached + decision_sla_pending"
        " + decision_sla_not_measurable",
    },
    "routing_compliance": {"handed_off": "as_agreed + other_owner + unassigned + no_rule"},
}


@dataclass(frozen=True)
class Company:
    """The tables of a company, and which of its records a vendor made one."""

    marts: duckdb.DuckDBPyConnection
    joined: list[tuple[str, str]]


def live(compiled: CompiledModels, folder: Path, seed: int, count: int) -> Company:
    """So many lives of each tool, drawn by one generator: each seed always gives the same."""
    random = Random(seed)
    write_stories(template_lives(random, count), folder / "exports")
    joined = write_tool_lives(random, count, folder / "exports")
    compute(compiled, folder / "exports", folder / "home")
    marts = duckdb.connect(str(candidate_of(folder / "home")), read_only=True)
    return Company(marts, joined)


@pytest.fixture(scope="module")
def company(compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """One company in which all of it happened."""
    return live(compiled, tmp_path_factory.mktemp("any_lives"), SEED, LIVES)


def rows(company: Company, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query: of what breaks a claim, there are none."""
    return company.marts.execute(sql).fetchall()


def test_leads_of_a_person_follow_each_other(company: Company) -> None:
    """Leads are numbered from 1, only the last is open, and each begins once the one before ended.

    It ended with its first end: a deal that is won once its lead was given back is still that
    lead's. Not held to it is a lead that ended on a day that nobody knows, and one of which times
    contradict, which is marked so.
    """
    broken = """
        with ends as (
            select person_id, episode_number, inquiry_at, outcome, has_contradiction,
                case when (has_rejected and rejected_at is null)
                    or (has_recycled and recycled_at is null)
                    or (has_lost and lost_at is null) or (has_won and won_at is null)
                then null else least(won_at, lost_at, rejected_at, recycled_at, lapsed_at)
                end as ended_at
            from core.fct_leads
        )
        select before.*, after.* from ends as after
        left join ends as before
            on after.person_id = before.person_id
            and after.episode_number = before.episode_number + 1
        where after.episode_number > 1 and (
            before.person_id is null
            or before.outcome = 'open' or before.outcome is null
            or (after.inquiry_at < before.ended_at
                and not before.has_contradiction and not after.has_contradiction))
    """
    assert rows(company, broken) == []
    many = "select count(*) from core.fct_leads where episode_number > 1"
    assert rows(company, many) > [(LIVES,)]


def test_a_lead_has_one_handoff_at_most_in_one_state_and_with_touches_of_its_own(
    company: Company,
) -> None:
    broken = """
        select lead_id from core.fct_handoffs group by lead_id having count(*) > 1
        union all
        select lead_id from core.fct_handoffs
        where decision not in ('accepted', 'rejected', 'recycled', 'pending')
            or decision is null
            or (decision = 'pending' and decided_at is not null)
            or (reason_code is not null and decision not in ('rejected', 'recycled'))
        union all
        select this.lead_id from core.fct_handoffs as this
        inner join core.fct_handoffs as following
            on this.person_id = following.person_id
            and this.episode_number < following.episode_number
        where this.first_touch_at >= following.handed_off_at
    """
    assert rows(company, broken) == []


@pytest.mark.parametrize("table", SUMS)
def test_a_count_is_the_sum_of_its_parts_in_every_cell_of_every_dimension(
    company: Company, table: str
) -> None:
    for whole, parts in SUMS[table].items():
        broken = f"select * from alignment.{table} where {whole} <> {parts}"
        assert rows(company, broken) == [], whole
    told = rows(
        company,
        f"select period_grain, period_start, dimension, sum(handed_off) from alignment.{table}"
        " group by all having sum(handed_off) > 0",
    )
    wholes = {(grain, start): count for grain, start, cut, count in told if cut == "all"}
    assert {(cell, cut) for *cell, cut, _ in told if wholes[tuple(cell)] != _} == set()


# of each table that tells the members of a cell apart: the members by part, and the whole of it
APART = {
    "rejection_reasons": (
        "select {cell}, decision, decisions from alignment.rejection_reasons"
        " where reason_code <> '(all)'",
        "select {cell}, decision, decisions from alignment.rejection_reasons"
        " where reason_code = '(all)'",
    ),
    "mql_agreement": (
        "select {cell}, '' , leads from alignment.mql_agreement",
        "select {cell}, '', leads from alignment.conversion_by_source",
    ),
    "lead_quality": (
        "select period_grain, period_start, 'segment', segment, '', handed_off"
        " from alignment.lead_quality",
        "select {cell}, '', handed_off from alignment.lead_acceptance"
        " where dimension = 'segment' and handed_off > 0",
    ),
    "evidence": (
        "select {cell}, '', leads from alignment.evidence where period_grain = 'ever'",
        "select {cell}, '', leads from alignment.conversion_by_source where period_grain = 'ever'",
    ),
}


@pytest.mark.parametrize("table", APART)
def test_the_parts_of_a_cell_are_all_of_it_in_every_period_and_dimension(
    company: Company, table: str
) -> None:
    cell = "period_grain, period_start, dimension, dimension_value"
    parts, whole = (sql.format(cell=cell) for sql in APART[table])
    columns = "period_grain, period_start, dimension, dimension_value, part, members"
    added_up = f"""
        with parts ({columns}) as ({parts}), wholes ({columns}) as ({whole}),
        summed as (
            select * exclude (members), sum(members) as members from parts group by all
        )
        select count(*) as cells, count(case when summed.members = wholes.members then 1 end)
        from summed full join wholes using ({columns.removesuffix(", members")})
    """
    [(cells, equal)] = rows(company, added_up)
    assert cells == equal > 0


def test_the_funnel_of_a_cohort_begins_with_its_leads(company: Company) -> None:
    broken = """
        select * from alignment.funnel where basis = 'cohort' and stage = 'inquiry' and entered <>
        (select leads from alignment.conversion_by_source as source
        where source.period_grain = funnel.period_grain
        and source.period_start = funnel.period_start and source.dimension = funnel.dimension
        and source.dimension_value = funnel.dimension_value)
    """
    assert rows(company, broken) == []


def test_records_that_a_vendor_merged_or_converted_are_one_person(company: Company) -> None:
    told = "select record_key, person_id from intermediate.int_person_records_keyed"
    people = dict(rows(company, told))
    assert [pair for pair in company.joined if people[pair[0]] != people[pair[1]]] == []


def test_the_leads_of_one_deal_share_it_wholly(company: Company) -> None:
    broken = """
        select opportunity_id, sum(opportunity_credit) from core.fct_leads
        where opportunity_credit is not null
        group by all having sum(opportunity_credit) <> 1
    """
    assert rows(company, broken) == []
