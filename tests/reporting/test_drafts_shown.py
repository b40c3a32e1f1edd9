"""A version that is not signed stands on the month's page with what its back-test found."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.agreement.drafting import draft
from orchestration.agreement.versions import content_hash
from orchestration.backtest_results import Run, keep_results
from orchestration.reporting.site import write_site
from orchestration.settings import load_settings
from tests.reporting.doctored import copied_home
from tests.reporting.reading import ShownPage, read_page

FIRST, LAST = date(2026, 7, 6), date(2026, 10, 5)
CHANGED, MOVED, ASKED = (
    f"Draft of version 4: {what}"
    for what in (
        "what it would have changed",
        "who would come in, and who stay out",
        "what it asks of each rep",
    )
)
# By measure: as published, and under the draft. A won amount that nobody knows is in neither.
FIGURES = {
    "mqls": (40, 30),
    "mqls_to_sql": (12, 11),
    "mqls_won": (3, 3),
    "handed_off": (38, 28),
    "matured_acceptance_rate": (0.5, 0.625),
    "revenue_from_mql": (None, None),
    "touch_sla_due": (36, 26),
    "touch_sla_compliance": (0.25, 0.5),
    "decision_sla_due": (20, 18),
    "decision_sla_compliance": (0.5, 0.5),
}
MONDAY = "date '2026-08-03'"


@pytest.fixture
def home(night_home: Path, tmp_path: Path) -> Path:
    """A home whose night read version 4, a draft that asks for five points more."""
    home = copied_home(night_home, tmp_path / "home")
    seeds = home / "project" / "seeds"
    draft((seeds,), "4", "3", None)
    file = seeds / "agreement" / "agreement_versions.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    rows[-1]["fit_threshold"] = "15"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with duckdb.connect(str(home / "marts.duckdb")) as marts:
        marts.execute(
            "insert into review.proposed_adjustments by name select 'v4:draft_version' as "
            "proposal_id, 'draft_version' as kind, '4' as subject, 4 as agreement_version, "
            "'accord backtest --version 4' as backtest_command, false as is_supported"
        )
    return home


@pytest.fixture
def run(home: Path) -> Run:
    """A back-test of version 4 over the night of that home."""
    with duckdb.connect(str(home / "marts.duckdb"), read_only=True) as marts:
        ((as_of, build_id),) = marts.execute("select as_of, build_id from quality.build").fetchall()
    seeds = home / "project" / "seeds"
    tried_at = datetime(2026, 10, 6, 9)
    return Run(4, content_hash(4, seeds), FIRST, LAST, as_of, build_id, tried_at)


def keep(home: Path, run: Run) -> None:
    """Keep a back-test of four leads, of which one leaves, one enters, one moves and one stays.

    Two reps are called alike.
    """
    built = {side: home.parent / f"{side}.duckdb" for side in ("published", "version")}
    for place, (side, file) in enumerate(built.items()):
        file.unlink(missing_ok=True)
        counted = ", ".join(
            f"cast({'null' if pair[place] is None else pair[place]} as double) as {measure}"
            for measure, pair in FIGURES.items()
        )
        leads = {"published": ("leaves", "moves", "stays"), "version": ("enters", "moves", "stays")}
        with duckdb.connect(str(file)) as database:
            database.execute("create schema backtest")
            database.execute(
                "create table backtest.figures as select 'window' as period_grain, "
                f"date '{FIRST}' as period_start, {counted}"
            )
            database.execute(
                "create table backtest.leads as select lead_id, lead_id as person_id, "
                "'0051' as owner_id, 'Web' as source, 'SMB' as segment, "
                "cast(case when lead_id = 'stays' then 1000 end as decimal(28, 8)) as revenue, "
                "lead_id <> 'leaves' as has_accepted, lead_id = 'stays' as has_sql, "
                "lead_id = 'stays' as has_opportunity, lead_id = 'stays' as has_won, "
                f"timestamp '2026-08-0{place + 1}' as mql_at "
                f"from (select unnest({list(leads[side])}) as lead_id)"
            )
            if side == "version":
                database.execute(
                    "update backtest.leads set mql_at = timestamp '2026-08-01' "
                    "where lead_id = 'stays'"
                )
            handed_off = (5, 2) if side == "published" else (4, 6)
            database.execute(
                "create table backtest.loads as select owner_id, owner_name, week_start, "
                "handed_off, handed_off as touches_owed, handed_off as decisions_owed, "
                "cast(0 as bigint) as touch_sla_breached, "
                "cast(0 as bigint) as decision_sla_breached from (values "
                f"('sf:user:00000051', 'Ada Reed', {MONDAY}, {handed_off[0]}), "
                f"('sf:user:00000052', 'Ada Reed', {MONDAY}, {handed_off[1]}), "
                f"('sf:user:00000052', 'Ada Reed', {MONDAY} + 7, 1), "
                f"('(unknown)', '(unknown)', {MONDAY}, 1)"
                ") as loads (owner_id, owner_name, week_start, handed_off)"
            )
    (home / "backtest").mkdir(exist_ok=True)
    keep_results(home, run, built["published"], built["version"])


@pytest.fixture
def month(home: Path) -> Callable[[], ShownPage]:
    """Writes the pages and reads that of the month."""

    def read() -> ShownPage:
        write_site(home, load_settings().reports)
        return read_page(home / "reports" / "en" / "monthly.html")

    return read


def test_a_draft_that_nobody_tried_says_what_it_changes_and_how_to_try_it(
    month: Callable[[], ShownPage],
) -> None:
    shown = month()
    assert "Draft of version 4 not tried yet" in shown.text
    assert "the threshold of fit rises from 10 to 15 points" in shown.text
    assert "accord backtest --version 4 accord report" in shown.text
    assert CHANGED not in shown.tables


def test_a_back_test_is_told_with_who_moves_what_it_brings_and_what_it_asks_of_reps(
    home: Path, run: Run, month: Callable[[], ShownPage]
) -> None:
    keep(home, run)
    shown = month()
    assert "Draft of version 4 tried on these data" in shown.text
    assert (
        "Tried on the days from 6 July 2026 to 5 October 2026, "
        "over the data as of 5 October 2026, 04:00." in shown.text
    )
    assert "accord report" not in shown.text
    changed = {row[0]: row[1:] for row in shown.tables[CHANGED][1:]}
    assert changed == {
        "Marketing-qualified leads": ["40", "30", "\u221210"],
        "Leads handed off": ["38", "28", "\u221210"],
        "Acceptance rate within 14 days": ["50%", "62.5%", "+12.5 pts"],
        "Sales-qualified leads": ["12", "11", "\u22121"],
        "Won": ["3", "3", "\u00b10"],
        "Revenue of deals opened in these days": ["none", "none", ""],
        "First touch due": ["36", "26", "\u221210"],
        "First touch compliance": ["25%", "50%", "+25 pts"],
        "Decision due": ["20", "18", "\u22122"],
        "Decision compliance": ["50%", "50%", "\u00b10 pts"],
    }
    assert shown.tables[MOVED][1:] == [
        ["come in", "1", "1", "0", "0", "none"],
        ["stay out", "1", "0", "0", "0", "none"],
        ["become one at another time", "1", "1", "0", "0", "none"],
        ["are one as before", "1", "1", "1", "1", "\u20ac1,000"],
    ]
    # of the rep of two weeks the busier one; who changes most comes first
    assert shown.tables[ASKED][1:] == [
        ["Ada Reed · …00000052", "3", "7", "2", "6"],
        ["Ada Reed · …00000051", "5", "4", "5", "4"],
        ["Nobody yet", "1", "1", "1", "1"],
    ]


def test_every_query_of_a_back_test_runs_in_the_file_that_it_names(
    home: Path, run: Run, month: Callable[[], ShownPage]
) -> None:
    keep(home, run)
    queries = [
        query for query in month().sources.values() if "-- in backtest/backtests.duckdb" in query
    ]
    assert len(queries) == 6
    with duckdb.connect(str(home / "backtest" / "backtests.duckdb"), read_only=True) as kept:
        found = [len(kept.execute(query).fetchall()) for query in queries]
    # measures that are known, the leads of each change, weeks of users
    assert found == [len(FIGURES) - 1, 1, 1, 1, 1, 4]


def test_a_back_test_of_another_night_or_of_other_rows_is_out_of_date(
    home: Path, run: Run, month: Callable[[], ShownPage]
) -> None:
    keep(home, replace(run, build_id="an earlier night"))
    shown = month()
    assert "Draft of version 4 out of date" in shown.text
    assert "Another night is published since: its figures are not in it." in shown.text
    assert "The draft has other rows" not in shown.text
    tried = "accord backtest --version 4 --from 2026-07-06 --to 2026-10-05 accord report"
    assert tried in shown.text
    assert shown.tables[CHANGED][1][1:] == ["40", "30", "\u221210"]
    keep(home, replace(run, content_hash="of other rows"))
    shown = month()
    assert "The draft has other rows than those that were tried." in shown.text
    assert "Another night is published since" not in shown.text


def test_of_several_back_tests_of_a_draft_the_last_one_made_is_told(
    home: Path, run: Run, month: Callable[[], ShownPage]
) -> None:
    keep(home, run)
    keep(home, replace(run, first_day=date(2026, 8, 1), tried_at=datetime(2026, 10, 6, 8)))
    assert "Tried on the days from 6 July 2026" in month().text
    keep(home, replace(run, first_day=date(2026, 8, 1), tried_at=datetime(2026, 10, 6, 10)))
    assert "Tried on the days from 1 August 2026" in month().text


def test_what_cannot_be_read_of_back_tests_leaves_the_pages_as_they_are(
    home: Path, run: Run, month: Callable[[], ShownPage]
) -> None:
    keep(home, run)
    file = home / "backtest" / "backtests.duckdb"
    with duckdb.connect(str(file)) as kept:
        kept.execute("alter table backtest.runs drop column build_id")
    assert "Draft of version 4 not tried yet" in month().text
    file.write_bytes(b"no database")
    assert (
        "backtest/backtests.duckdb cannot be read: delete it, and try the draft again."
        in month().text
    )
