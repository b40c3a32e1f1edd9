"""Whatever happens to people, in whatever order: leads do not overlap, and every count adds up."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orchestration.databases import candidate_of
from tests.compiled_models import CompiledModels
from tests.nights import compute
from tests.stories.telling import Story, write_stories

KNOWN = datetime(2026, 1, 5, 9)
HAPPENINGS = (
    "mql",
    "mql",
    "accepted",
    "sql",
    "rejected No budget",
    "recycled",
    "form",
    "visit",
    "call by=u1",
    "email by=u2",
    "email by=u1 automated",
    "deal open",
    "deal won {later} 1000 EUR",
    "deal lost {later} 1000 EUR",
    "deal won {later} 500 EUR type=Renewal",
)
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

moments = st.integers(0, 25_000).map(lambda quarters: KNOWN + timedelta(minutes=15 * quarters))
happenings = st.tuples(moments, st.sampled_from(HAPPENINGS), st.integers(0, 40), st.booleans())
lives = st.tuples(
    st.lists(happenings, max_size=9),
    st.lists(st.sampled_from(("mql", "accepted", "sql")), max_size=1),  # nobody knows when
    st.booleans(),
)


@settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(lives, min_size=60, max_size=60))
def test_leads_of_any_lives_do_not_overlap_and_their_counts_add_up(
    compiled: CompiledModels, company: list[Any]
) -> None:
    """Sixty people at a time; a second record of some is joined to the first by its address."""
    with tempfile.TemporaryDirectory() as folder:
        exports, home = Path(folder) / "exports", Path(folder) / "home"
        write_stories(
            [
                Story(f"life{number:02}", "\n".join(_lines(*life)), [])
                for number, life in enumerate(company)
            ],
            exports,
        )
        compute(compiled, exports, home)
        with duckdb.connect(str(candidate_of(home)), read_only=True) as marts:
            assert_leads_follow_each_other(marts)
            assert_handoffs_are_decided_once(marts)
            assert_counts_add_up(marts)


def _lines(happened: list[Any], undated: list[str], is_twofold: bool) -> Iterator[str]:
    yield f"{KNOWN:%Y-%m-%d %H:%M} known mail=somebody"
    if is_twofold:
        yield f"@b {KNOWN + timedelta(days=9):%Y-%m-%d %H:%M} known mail=somebody"
    for at, what, days, is_second in happened:
        later = at + timedelta(days=days)
        of = "@b " if is_second and is_twofold else ""
        yield f"{of}{at:%Y-%m-%d %H:%M} {what.format(later=f'{later:%Y-%m-%d}')}"
    yield from undated


def assert_leads_follow_each_other(marts: duckdb.DuckDBPyConnection) -> None:
    """Leads are numbered from 1, only the last is open, and each begins once the one before ended.

    It ended with its first end: a deal that is won once its lead was given back is still that
    lead's. A lead of which times contradict is marked so, and is not held to it.
    """
    broken = marts.execute(
        """
        with ends as (
            select person_id, episode_number, inquiry_at, outcome, has_contradiction,
                least(won_at, lost_at, rejected_at, recycled_at, lapsed_at) as ended_at
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
    ).fetchall()
    assert broken == []


def assert_handoffs_are_decided_once(marts: duckdb.DuckDBPyConnection) -> None:
    """A lead has one handoff at most, in one state, and a touch of it is not the next one's."""
    broken = marts.execute(
        """
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
    ).fetchall()
    assert broken == []


def assert_counts_add_up(marts: duckdb.DuckDBPyConnection) -> None:
    """In every cell a count is the sum of its parts, and in every period of its dimensions."""
    for table, sums in SUMS.items():
        for whole, parts in sums.items():
            broken = marts.execute(
                f"select * from alignment.{table} where {whole} <> {parts}"
            ).fetchall()
            assert broken == [], (table, whole)
        told = marts.execute(
            f"select period_grain, period_start, dimension, sum(handed_off) from alignment.{table}"
            " group by all having sum(handed_off) > 0"
        ).fetchall()
        wholes = {(grain, start): count for grain, start, cut, count in told if cut == "all"}
        for grain, start, cut, count in told:
            assert count == wholes[grain, start], (table, grain, start, cut)
    broken = marts.execute(
        "select * from alignment.funnel where basis = 'cohort' and stage = 'inquiry' and entered <>"
        " (select leads from alignment.conversion_by_source as source"
        " where source.period_grain = funnel.period_grain"
        " and source.period_start = funnel.period_start and source.dimension = funnel.dimension"
        " and source.dimension_value = funnel.dimension_value)"
    ).fetchall()
    assert broken == []
