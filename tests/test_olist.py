"""A marketplace's real funnel through the template files gives the numbers known of it.

The numbers were computed from the two files independently of this project. The files are not part
of it: their licence is not known.
"""

import csv
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT
from tests.nights import run_night

DATA = Path(os.environ.get("ACCORD_REAL_DATA", PROJECT / ".." / "shared" / "data")) / "olist"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"real inputs are absent: no {DATA} (set ACCORD_REAL_DATA)"
)

# source: leads, won, median calendar days from inquiry to won
SOURCES = {
    "organic_search": (2296, 271, 14.5),
    "paid_search": (1586, 195, 15),
    "social": (1350, 75, 30),
    "unknown": (1099, 179, 11),
    "direct_traffic": (499, 56, 10),
    "email": (493, 15, 21),
    "referral": (284, 24, 18.5),
    "other": (150, 4, 9),
    "display": (118, 6, 8.5),
    "other_publicities": (65, 3, 35),
    "(unknown)": (60, 14, 7.5),
}
LEAD_TO_WON_PERCENT = {
    "organic_search": 11.8031,
    "paid_search": 12.2951,
    "social": 5.5556,
    "unknown": 16.2875,
    "direct_traffic": 11.2224,
    "email": 3.0426,
    "referral": 8.4507,
    "other": 2.6667,
    "display": 5.0847,
    "other_publicities": 4.6154,
    "(unknown)": 23.3333,
}
# month of the inquiry: leads, won
MONTHS = {
    date(2017, 6, 1): (4, 0),
    date(2017, 7, 1): (239, 2),
    date(2017, 8, 1): (386, 9),
    date(2017, 9, 1): (312, 7),
    date(2017, 10, 1): (416, 14),
    date(2017, 11, 1): (445, 18),
    date(2017, 12, 1): (200, 11),
    date(2018, 1, 1): (1141, 152),
    date(2018, 2, 1): (1028, 149),
    date(2018, 3, 1): (1174, 167),
    date(2018, 4, 1): (1352, 183),
    date(2018, 5, 1): (1303, 130),
}
# Days between two times of a lead on the company's calendar; a contradiction is in no duration.
DAYS_TO_WON = """
    select
        coalesce(source, '(unknown)') as source,
        date_diff(
            'day',
            cast(timezone('Europe/Paris', timezone('UTC', inquiry_at)) as date),
            cast(timezone('Europe/Paris', timezone('UTC', won_at)) as date)
        ) as days
    from core.fct_leads
    where has_won and not has_contradiction
"""


def adapt(folder: Path) -> None:
    """Write the two files as template files; what they do not say is left out."""
    folder.mkdir(parents=True)
    with (DATA / "olist_marketing_qualified_leads_dataset.csv").open(encoding="utf-8") as file:
        contacts = list(csv.DictReader(file))
    with (DATA / "olist_closed_deals_dataset.csv").open(encoding="utf-8") as file:
        deals = list(csv.DictReader(file))
    write(
        folder / "people.csv",
        ["id", "source", "created_at"],
        ([row["mql_id"], row["origin"], row["first_contact_date"]] for row in contacts),
    )
    write(
        folder / "stage_changes.csv",
        ["person_id", "stage", "changed_at"],
        ([row["mql_id"], "mql", row["first_contact_date"]] for row in contacts),
    )
    write(
        folder / "opportunities.csv",
        ["id", "person_id", "owner", "stage", "closed_at"],
        ([row["seller_id"], row["mql_id"], row["sr_id"], "won", row["won_date"]] for row in deals),
    )


def write(path: Path, header: list[str], rows: Iterator[list[str]]) -> None:
    """Write one CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The marts of the one night on these files."""
    folder = tmp_path_factory.mktemp("olist")
    adapt(folder / "exports" / "template" / "2018-12-31T0000Z")
    with duckdb.connect(
        str(run_night(folder / "exports", folder / "home")), read_only=True
    ) as database:
        yield database


def test_every_row_lands(marts: duckdb.DuckDBPyConnection) -> None:
    loads = marts.execute(
        """
        select object, sum(rows_in_file), sum(rows_landed), sum(rows_refused), sum(values_refused)
        from quality.loads
        group by object
        order by object
        """
    ).fetchall()
    assert loads == [
        ("opportunities", 842, 842, 0, 0),
        ("people", 8000, 8000, 0, 0),
        ("stage_changes", 8000, 8000, 0, 0),
    ]


def test_every_contact_is_one_lead_and_an_mql(marts: duckdb.DuckDBPyConnection) -> None:
    counts = marts.execute(
        """
        select
            count(*),
            count(distinct person_id),
            count(*) filter (where has_mql and not mql_is_imputed),
            count(*) filter (where has_won),
            count(*) filter (where origin = 'marketing')
        from core.fct_leads
        """
    ).fetchone()
    assert counts == (8000, 8000, 8000, 842, 8000)


def test_each_source_converts_as_known(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        """
        select dimension_value, sum(leads), sum(mqls), sum(mqls_imputed), sum(won)
        from alignment.conversion_by_source
        where period_grain = 'month' and dimension = 'source'
        group by dimension_value
        """
    ).fetchall()
    assert {source: tuple(counts) for source, *counts in rows} == {
        source: (leads, leads, 0, won) for source, (leads, won, _) in SOURCES.items()
    }
    percent = {source: round(100 * won / leads, 4) for source, leads, _, _, won in rows}
    assert percent == LEAD_TO_WON_PERCENT


def test_each_monthly_cohort_converts_as_known(marts: duckdb.DuckDBPyConnection) -> None:
    rows = marts.execute(
        """
        select period_start, leads, mqls, won, lead_to_won_rate
        from alignment.conversion_by_source
        where period_grain = 'month' and dimension = 'all'
        """
    ).fetchall()
    assert {start: (leads, mqls, won) for start, leads, mqls, won, _ in rows} == {
        start: (leads, leads, won) for start, (leads, won) in MONTHS.items()
    }
    for _, leads, _, won, rate in rows:
        assert rate == pytest.approx(won / leads)


def test_the_median_days_to_won_are_as_known(marts: duckdb.DuckDBPyConnection) -> None:
    by_source = marts.execute(
        f"select source, median(days) from ({DAYS_TO_WON}) group by source"
    ).fetchall()
    assert dict(by_source) == {source: days for source, (_, _, days) in SOURCES.items()}
    overall = marts.execute(
        f"select median(days), count(*) filter (where days <= 90) from ({DAYS_TO_WON})"
    ).fetchone()
    assert overall == (14, 691)


def test_the_deal_won_before_its_first_contact_counts_and_is_listed(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    contradictory = marts.execute(
        "select source, has_won, lead_id from core.fct_leads where has_contradiction"
    ).fetchall()
    assert [row[:2] for row in contradictory] == [("organic_search", True)]
    listed = marts.execute("select distinct lead_id from quality.contradictions").fetchall()
    assert listed == [(contradictory[0][2],)]


def test_a_date_gives_no_minutes_anywhere(marts: duckdb.DuckDBPyConnection) -> None:
    measured = marts.execute(
        """
        select count(*)
        from core.fct_handoffs
        where
            coalesce(
                system_delay_minutes,
                reaction_minutes,
                first_touch_minutes,
                decision_minutes,
                handling_business_minutes
            ) is not null
        """
    ).fetchone()
    assert measured == (0,)
    medians = marts.execute(
        "select count(median_handling_business_minutes) from alignment.lead_handling_time"
    ).fetchone()
    assert medians == (0,)
