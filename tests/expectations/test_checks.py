"""Each critical expectation is seen to fail on data that breaks it, and only on that."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from expectations.results import CheckResult, stopping
from orchestration import night
from orchestration.checking import begin_landing, begin_marts, finish_landing, finish_marts
from orchestration.databases import build_of, candidate_of
from orchestration.night import Company
from orchestration.settings import RunOptions
from orchestration.transform import take_up_tables
from orchestration.worker import Worker
from tests.nights import copied_night

VOLUME = "A full export has not lost many rows since the last published night"
LEADS = "system = 'salesforce' and object = 'lead'"
WITH_ROWS = "update loads set rows_in_file = {0}, rows_landed = {0}, rows_refused = 0"


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    with night.checks_worker(tmp_path) as kept:
        yield kept


@pytest.fixture
def options(night_home: Path, tmp_path: Path) -> RunOptions:
    options = copied_night(night_home, tmp_path)
    take_up_tables(options.home)
    return options


def landing(options: RunOptions, worker: Worker, *, accept: bool = False) -> list[CheckResult]:
    begin_landing(worker, options.home, Company.read(options).systems, accept)
    return finish_landing(worker, options.home)


def marts(
    options: RunOptions, worker: Worker, *without: str, accept: bool = False
) -> list[CheckResult]:
    systems = Company.read(options).systems
    told_of = {name: system for name, system in systems.items() if name not in without}
    begin_marts(worker, options.home, told_of, accept)
    return finish_marts(worker, options.home)


def told(results: list[CheckResult]) -> list[tuple[str, str]]:
    return [(result.table_name, result.expectation) for result in results]


def change_control(home: Path, statement: str) -> None:
    """Change `loads` in the control tables by a statement over the table `loads`."""
    file = home / "control" / "loads.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table loads as from '{file}'")
        connection.execute(statement)
        connection.execute(f"copy loads to '{file}' (format parquet)")


def change_build(home: Path, statement: str) -> None:
    with duckdb.connect(str(candidate_of(home))) as build:
        build.execute(statement)


def test_the_sample_company_stops_nothing(options: RunOptions, worker: Worker) -> None:
    results = landing(options, worker) + marts(options, worker)
    assert told(stopping(results)) == []
    assert {result.stage for result in results} == {"landing", "marts"}


def test_of_a_company_whose_tools_have_no_deals_none_is_missed(
    options: RunOptions, worker: Worker
) -> None:
    change_build(options.home, "delete from core.fct_opportunities")
    [people] = stopping(marts(options, worker, "salesforce"))
    assert told([people]) == [
        ("core.dim_people", "The records of all people are the person-like records exported")
    ]
    change_build(options.home, "update core.dim_people set record_count = 0")
    assert stopping(marts(options, worker, "salesforce", "marketo")) == []


def test_a_row_that_is_neither_landed_nor_refused_stops_the_night(
    options: RunOptions, worker: Worker
) -> None:
    change_control(
        options.home,
        "update loads set rows_in_file = rows_in_file + 1 "
        "where file = (select min(file) from loads where status = 'landed')",
    )
    stops = stopping(landing(options, worker))
    assert told(stops) == [("quality.loads", "Rows in a file are its landed and its refused rows")]
    assert "files_that_differ 1" in stops[0].observed


def test_a_full_export_that_lost_over_15_percent_stops_the_night_unless_accepted(
    options: RunOptions, worker: Worker
) -> None:
    change_control(options.home, f"{WITH_ROWS.format(0)} where {LEADS}")
    assert told(stopping(landing(options, worker))) == [("salesforce.lead", VOLUME)]
    accepted = landing(options, worker, accept=True)
    assert told(stopping(accepted)) == []
    assert ("salesforce.lead", VOLUME) in told([each for each in accepted if not each.is_met])


def change_newest(home: Path, table: str, column: str) -> None:
    """Empty a column of the newest landing of an object."""
    file = max((home / "landing" / table).glob("2*.parquet"))
    with duckdb.connect() as connection:
        connection.execute(f"create table landed as from '{file}'")
        connection.execute(f"update landed set {column} = null")
        connection.execute(f"copy landed to '{file}' (format parquet)")


def unmet(options: RunOptions, worker: Worker) -> list[tuple[str, str]]:
    """What is not met at landing, none of it critical."""
    results = landing(options, worker)
    assert told(stopping(results)) == []
    return told([result for result in results if not result.is_met])


def test_a_column_that_has_emptied_is_a_warning(options: RunOptions, worker: Worker) -> None:
    change_newest(options.home, "salesforce/account", "name")
    assert unmet(options, worker) == [
        ("salesforce.account", "No column has emptied since the export before")
    ]


def test_persons_without_an_email_are_a_warning(options: RunOptions, worker: Worker) -> None:
    change_newest(options.home, "marketo/lead", "email")
    assert ("marketo.lead", "Most persons have an e-mail, by which tools are joined") in unmet(
        options, worker
    )


def test_an_export_that_did_not_come_is_a_warning(options: RunOptions, worker: Worker) -> None:
    # exports of every day, then none for a week
    change_control(
        options.home,
        "insert into loads select loads.* replace (exported_at - to_days(n) as exported_at) "
        f"from loads, range(7, 12) as days (n) where {LEADS} and export = '2026-10-05T0200Z'",
    )
    assert unmet(options, worker) == [
        ("salesforce.lead", "No export is missing before the newest one")
    ]


def test_an_export_that_is_old_at_the_cut_off_is_a_warning(
    options: RunOptions, worker: Worker
) -> None:
    file = options.home / "control" / "settings.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"create table settings as from '{file}'")
        # exports come once a week: three usual gaps
        connection.execute("update settings set as_of = as_of + to_days(21)")
        connection.execute(f"copy settings to '{file}' (format parquet)")
    assert ("salesforce.lead", "The newest export is fresh at the cut-off") in unmet(
        options, worker
    )


def test_a_drop_of_exactly_15_percent_is_believed(options: RunOptions, worker: Worker) -> None:
    with duckdb.connect(str(build_of(options.home))) as published:
        published.execute(f"update quality.loads set rows_landed = 100 where {LEADS}")
    change_control(options.home, f"{WITH_ROWS.format(85)} where {LEADS}")
    assert told(stopping(landing(options, worker))) == []
    change_control(options.home, f"{WITH_ROWS.format(84)} where {LEADS}")
    assert [each.observed for each in stopping(landing(options, worker))] == [
        "rows 84, published_rows 100, volume_drop 0.16"
    ]


def test_a_person_that_got_lost_stops_publishing(options: RunOptions, worker: Worker) -> None:
    first = "select min(person_id) from core.dim_people"
    change_build(options.home, f"delete from core.dim_people where person_id = ({first})")
    assert (
        "core.dim_people",
        "The records of all people are the person-like records exported",
    ) in (told(stopping(marts(options, worker))))


def test_an_opportunity_that_got_lost_stops_publishing(options: RunOptions, worker: Worker) -> None:
    change_build(
        options.home,
        "delete from core.fct_opportunities where opportunity_id = "
        "(select min(opportunity_id) from core.fct_opportunities where amount > 0)",
    )
    assert told(stopping(marts(options, worker))) == [
        (
            "core.fct_opportunities",
            "Every exported opportunity is published once, a merged one within its survivor",
        ),
        ("core.fct_opportunities", "The amounts published are the newest amounts exported"),
    ]


def test_an_amount_that_differs_from_the_export_stops_publishing(
    options: RunOptions, worker: Worker
) -> None:
    change_build(
        options.home,
        "update core.fct_opportunities set amount = amount + 1 where opportunity_id = "
        "(select min(opportunity_id) from core.fct_opportunities where amount > 0)",
    )
    assert told(stopping(marts(options, worker))) == [
        ("core.fct_opportunities", "The amounts published are the newest amounts exported")
    ]


def test_a_rate_above_one_stops_publishing(options: RunOptions, worker: Worker) -> None:
    change_build(
        options.home,
        "update alignment.lead_acceptance set acceptance_rate = 1.5 "
        "where acceptance_rate is not null",
    )
    assert told(stopping(marts(options, worker))) == [
        ("alignment.lead_acceptance", "acceptance_rate is between 0 and 1")
    ]


def test_leads_that_lost_their_source_are_a_warning(options: RunOptions, worker: Worker) -> None:
    change_build(options.home, "update core.fct_leads set source = null")
    results = marts(options, worker)
    assert told(stopping(results)) == []
    assert ("core.fct_leads", "Leads have kept their source") in told(
        [result for result in results if not result.is_met]
    )


NO_RATE_LOST = (
    "alignment.alignment_scorecard",
    "No rate that had values on the last published night has none now",
)


def test_a_rate_that_has_lost_all_its_values_stops_publishing_unless_accepted(
    options: RunOptions, worker: Worker
) -> None:
    change_build(options.home, "update alignment.lead_acceptance set acceptance_rate = null")
    stops = stopping(marts(options, worker))
    assert told(stops) == [NO_RATE_LOST]
    assert stops[0].observed == "rates_without_values lead_acceptance.acceptance_rate"
    accepted = marts(options, worker, accept=True)
    assert told(stopping(accepted)) == []
    assert told([each for each in accepted if not each.is_met]) == [NO_RATE_LOST]


def test_a_metric_that_left_the_scorecard_stops_publishing(
    options: RunOptions, worker: Worker
) -> None:
    change_build(
        options.home,
        "delete from alignment.alignment_scorecard where metric = 'perceived_alignment'",
    )
    stops = stopping(marts(options, worker))
    assert told(stops) == [NO_RATE_LOST]
    assert "alignment_scorecard.perceived_alignment" in stops[0].observed


def test_another_figure_without_values_is_a_warning(options: RunOptions, worker: Worker) -> None:
    change_build(options.home, "update alignment.stage_velocity set median_days = null")
    results = marts(options, worker)
    assert told(stopping(results)) == []
    [unmet] = [result for result in results if not result.is_met]
    assert unmet.observed == "figures_without_values stage_velocity.median_days"


def test_a_night_set_back_before_the_published_one_has_lost_no_metric(
    options: RunOptions, worker: Worker
) -> None:
    change_build(options.home, "update alignment.lead_acceptance set acceptance_rate = null")
    with duckdb.connect(str(build_of(options.home))) as published:
        published.execute("update quality.build set as_of = as_of + interval 1 day")
    assert NO_RATE_LOST not in told(stopping(marts(options, worker)))


def test_handoffs_that_became_not_measurable_with_a_version_are_told(
    options: RunOptions, worker: Worker
) -> None:
    change_build(
        options.home,
        "update core.fct_handoffs set agreement_version = 99, touch_sla_status = 'not_measurable' "
        "where handed_off_at >= timestamp '2026-08-01'",
    )
    results = marts(options, worker)
    assert told(stopping(results)) == []
    [unmet] = [each for each in results if each.table_name == "core.fct_handoffs"]
    assert not unmet.is_met
    assert unmet.observed.startswith("versions 99, handoffs_not_measurable ")


def test_what_others_write_into_the_marts_is_nothing_to_compare_with(
    options: RunOptions, worker: Worker
) -> None:
    with duckdb.connect(str(options.home / "marts.duckdb")) as published:
        published.execute(f"update quality.loads set rows_landed = 100000 where {LEADS}")
        published.execute("delete from core.fct_leads")
    assert [each for each in landing(options, worker) if not each.is_met] == []
    assert [each for each in marts(options, worker) if not each.is_met] == []
