"""What an agreement, signed again and again, makes of handoffs, touches and won deals."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.databases import candidate_of
from tests.compiled_models import CompiledModels
from tests.nights import compute
from tests.stories import agreed, touch_rulings, versions, won_deals


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of the company and its seeds."""
    folder = tmp_path_factory.mktemp("agreed")
    told = agreed.Told()
    versions.tell(told)
    won_deals.tell(told)
    rulings = touch_rulings.tell(told)
    told.write(folder / "exports")
    agreed.write_seeds(folder / "seeds", rulings, won_deals.RATES)
    return folder


@pytest.fixture(scope="module")
def marts(compiled: CompiledModels, company: Path) -> duckdb.DuckDBPyConnection:
    """The tables of the company."""
    compute(compiled, company / "exports", company / "home", seeds=company / "seeds")
    return duckdb.connect(str(candidate_of(company / "home")), read_only=True)


def rows(marts: duckdb.DuckDBPyConnection, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return marts.execute(sql, list(values)).fetchall()


def handoff(marts: duckdb.DuckDBPyConnection, person: str, *columns: str) -> tuple[Any, ...]:
    """Columns of the one handoff of a person."""
    [found] = rows(
        marts, f"select {', '.join(columns)} from core.fct_handoffs where segment = ?", person
    )
    return found


def test_a_version_is_in_force_from_the_latest_of_its_day_and_its_two_signatures(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Whichever of the three is the latest; that with one signature never is."""
    assert (
        rows(
            marts,
            "select agreement_version, in_force_from, in_force_until "
            "from agreement.versions_in_force order by all",
        )
        == versions.IN_FORCE
    )


@pytest.mark.parametrize(
    ("as_of", "last"), [("2026-06-22T03:59:00Z", 3), ("2026-06-22T04:00:00Z", 4)]
)
def test_a_night_between_two_signatures_knows_the_version_before(
    compiled: CompiledModels, company: Path, tmp_path: Path, as_of: str, last: int
) -> None:
    """Sales has signed what was to begin on 1 June; the day on which marketing does begins at 4."""
    exports, seeds = company / "exports", company / "seeds"
    compute(compiled, exports, tmp_path, "versions_in_force", as_of=as_of, seeds=seeds)
    with duckdb.connect(str(candidate_of(tmp_path)), read_only=True) as marts:
        found = rows(marts, "select * from agreement.versions_in_force order by 1")
    assert [version for version, *_ in found] == list(range(1, last + 1))
    assert found[-1][-2:] == (versions.IN_FORCE[last - 1][1], None)


@pytest.mark.parametrize("person", versions.handed_off())
def test_a_handoff_is_judged_by_the_version_of_its_moment(
    marts: duckdb.DuckDBPyConnection, person: str
) -> None:
    case = versions.handed_off()[person]
    terms = versions.TERMS[case.version]
    found = handoff(marts, person, "handed_off_at", "agreement_version", *terms)
    assert found == (case.at, case.version, *terms.values())


def test_what_the_version_of_its_moment_does_not_take_for_an_mql_is_none(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """Declared under the version that scores, or scored under the one before."""
    people = {
        f"{case.name}{scored}"
        for case in versions.CASES
        if case.name.startswith(f"v{versions.SCORED}")
        for scored in ("", "_scored")
    }
    handed_off = {segment for (segment,) in rows(marts, "select segment from core.fct_handoffs")}
    assert people - handed_off == people - set(versions.handed_off())
    assert len(people - handed_off) == 5


@pytest.mark.parametrize("case", versions.CASES, ids=lambda case: case.name)
def test_whoever_leads_a_stage_is_said_by_the_version_of_the_day_it_was_entered(
    marts: duckdb.DuckDBPyConnection, case: versions.Case
) -> None:
    found = rows(
        marts,
        "select pilot_team from core.fct_stage_transitions inner join core.fct_leads "
        "using (lead_id) where segment = ? and to_stage = 'mql'",
        case.name,
    )
    leads = "sales" if case.version == 3 else "marketing"
    assert found == ([] if case.version == versions.SCORED else [(leads,)])


def test_a_period_is_of_the_version_at_its_end_and_tells_if_another_one_was_before(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """A version that starts as a month does is no change within it, nor of the month before."""
    found = rows(
        marts,
        "select strftime(period_start, '%Y-%m'), agreement_version, has_version_change "
        "from alignment.lead_acceptance where period_grain = 'month' and dimension = 'all'",
    )
    assert {month: told for month, *told in found if month in versions.MONTHS} == {
        month: list(told) for month, told in versions.MONTHS.items()
    }


@pytest.mark.parametrize("case", touch_rulings.CASES, ids=lambda case: case.name)
def test_what_is_ruled_of_an_activity_says_whether_it_is_a_touch(
    marts: duckdb.DuckDBPyConnection, case: touch_rulings.Case
) -> None:
    at = "strftime(first_touch_at, '%H:%M')"
    found = handoff(marts, case.name, at, "rulings_applied", "touch_sla_status")
    assert found == (case.first_touch, case.applied, "met" if case.first_touch else "breached")


def test_a_ruling_holds_for_whom_the_record_is_of_by_now(marts: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        marts,
        "select strftime(first_touch_at, '%H:%M'), rulings_applied from core.fct_handoffs "
        "where segment in (?, ?)",
        touch_rulings.TWIN,
        touch_rulings.SECOND_RECORD,
    )
    assert found == [("14:00", "RW1, RW2")]


def test_each_ruling_is_held_against_the_definitions_as_if_nothing_were_ruled(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    found = {
        ruling: (is_met, what)
        for ruling, is_met, what in rows(
            marts, "select ruling_id, is_met, found from agreement.rulings_checked"
        )
    }
    expected = {ruling: told for case in touch_rulings.CASES for ruling, told in case.found.items()}
    assert {ruling: found[ruling] for ruling in expected} == expected
    assert "RL" not in found


@pytest.mark.parametrize("model", won_deals.EXPECTED)
def test_each_source_is_credited_with_its_part_of_deals_in_any_currency(
    marts: duckdb.DuckDBPyConnection, model: str
) -> None:
    """In the reporting currency, to the cent and to the millionth; all parts are all deals."""
    found = {
        source: (credit, revenue)
        for source, credit, revenue in rows(
            marts,
            "select dimension_value, credit, revenue from alignment.attribution where model = ? "
            "and dimension = 'source' and period_grain = 'month' and period_start = ?",
            model,
            won_deals.MONTH,
        )
    }
    expected = {**won_deals.EXPECTED[model], "(unattributed)": won_deals.UNTOUCHED}
    assert found == {
        source: (Decimal(credit), Decimal(revenue))
        for source, (credit, revenue) in expected.items()
    }
    credits, revenues = zip(*found.values(), strict=True)
    assert (sum(credits), sum(revenues)) == won_deals.IN_ALL


def test_an_asset_is_credited_as_its_source_is_and_a_deal_without_a_rate_is_counted(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    of_assets = rows(
        marts,
        "select replace(dimension_value, 'Page of ', ''), model, credit, revenue, touches, "
        "amounts_missing from alignment.attribution "
        "where dimension = 'asset' and period_grain = 'ever' order by all",
    )
    of_sources = rows(
        marts,
        "select dimension_value, model, credit, revenue, touches, amounts_missing "
        "from alignment.attribution where dimension = 'source' and period_grain = 'ever' "
        "order by all",
    )
    assert of_assets == of_sources
    [(touches, missing)] = rows(
        marts,
        "select sum(touches), sum(amounts_missing) from alignment.attribution where "
        "model = 'linear' and dimension = 'source' and period_grain = 'ever'",
    )
    assert (touches, missing) == (sum(map(len, won_deals.TOUCHES.values())), 1)
