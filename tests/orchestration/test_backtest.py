"""`accord backtest`: another version of the agreement on the sample company's past."""

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import seeds
from orchestration.agreement.versions import content_hash
from orchestration.apart import NoNight
from orchestration.backtest import Backtest, _quarters_before, backtest, backtest_summary
from orchestration.cli import app
from orchestration.errors import BadSeeds, BadUsage
from orchestration.settings import SAMPLE_SEEDS, SHIPPED_SEEDS, RunOptions
from orchestration.versions_tried import Span
from tests.company import agreement, scores
from tests.company.company import Company
from tests.company.truth import Lead, all_leads
from tests.company.world import EXPORTS, start_of_day

AGREEMENT = Path("agreement")
INTERMEDIATE = seeds.DBT_PROJECT / "models" / "intermediate"
# Days in the sample company's life.
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
IN_FORCE = "2"
TARGET = 60
# who is whom, and what they did: no version of an agreement changes it
BEFORE_MQLS = {"unions", "identity", "activities", "attributes", "opportunities", "calendar"}
# the days on which version 8, by points alone, is tried
SCORED_FROM = date(2026, 2, 1)
SCORED = {
    "agreement_versions": {
        "mql_basis": "scored",
        "fit_threshold": "10",
        "engagement_threshold": "10",
    }
}

# person, and which of their leads
LeadKey = tuple[int, int]


@dataclass(frozen=True)
class Tried:
    """A back-test of version 9, in force nowhere: its options, what it found, what it left."""

    options: RunOptions
    found: Backtest
    is_all_published_untouched: bool


def laid_home(night_home: Path, folder: Path) -> Path:
    """A home of its own with what a back-test reads of the last night."""
    home = folder / "home"
    home.mkdir()
    for name in ("landing", "control", "reference"):
        (home / name).symlink_to(night_home / name)
    for name in ("build.duckdb", "marts.duckdb", "published_nodes.json"):
        shutil.copy(night_home / name, home / name)
    return home


def draft(home: Path, folder: Path, **changed: dict[str, str]) -> RunOptions:
    """Write version 9, unsigned: as the one in force on those days, with these changes.

    And version 8, which takes for an MQL what has the points of version 3.
    """
    shutil.copytree(SAMPLE_SEEDS, folder / "seeds", ignore=shutil.ignore_patterns("exports"))
    for name in _versioned():
        file = next(
            root / AGREEMENT / f"{name}.csv"
            for root in (SAMPLE_SEEDS, SHIPPED_SEEDS)
            if (root / AGREEMENT / f"{name}.csv").is_file()
        )
        with file.open(encoding="utf-8", newline="") as opened:
            reader = csv.DictReader(opened)
            rows, columns = list(reader), reader.fieldnames or []
        unsigned = {column: "" for column in columns if "signed" in column or "hash" in column}
        drafts = [
            row | unsigned | {"agreement_version": number} | changes.get(name, {})
            for number, changes in (("8", SCORED), ("9", changed))
            for row in rows
            if row["agreement_version"] == ("3" if name == "mql_rules" else IN_FORCE)
        ]
        written = folder / "seeds" / AGREEMENT / f"{name}.csv"
        written.parent.mkdir(parents=True, exist_ok=True)
        with written.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, columns)
            writer.writeheader()
            writer.writerows([*rows, *drafts])
    return RunOptions.resolve(home=home, seeds=folder / "seeds", environment={})


@pytest.fixture(scope="module")
def tried(night_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Version 9 asks for a first touch within an hour of the calendar."""
    folder = tmp_path_factory.mktemp("tried")
    home = laid_home(night_home, folder)
    options = draft(home, folder, sla_policies={"first_touch_business_minutes": str(TARGET)})
    before = [_digest(home / name) for name in ("marts.duckdb", "build.duckdb")]
    found = backtest(options, 9, FIRST, LAST)
    after = [_digest(home / name) for name in ("marts.duckdb", "build.duckdb")]
    return Tried(options, found, before == after)


@pytest.fixture(scope="module")
def scored(tried: Tried) -> Backtest:
    """Version 8 on the last two of those months."""
    return backtest(tried.options, 8, SCORED_FROM, LAST)


@pytest.fixture(scope="module")
def in_force(night_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    """The version in force at the night's cut-off, on the days on which it was."""
    home = laid_home(night_home, tmp_path_factory.mktemp("in_force"))
    with duckdb.connect(str(home / "build.duckdb"), read_only=True) as build:
        ((version,),) = build.execute(
            "select agreement_version from intermediate.int_agreement_versions_in_force "
            "where ends_at is null"
        ).fetchall()
    return backtest(RunOptions.resolve(home=home, environment={}), version)


def _versioned() -> Iterator[str]:
    for name, seed in seeds.read_declared_seeds().items():
        columns = [column.name for column in seed.columns]
        if seed.folder == "agreement" and "agreement_version" in columns:
            yield name


def rooms(found: Backtest) -> set[str]:
    """The folders of definitions of which something was worked out anew."""
    folder = {file.stem: file.parent.name for file in INTERMEDIATE.glob("*/*.sql")}
    return {folder[name] for name in found.computed if name in folder}


def figures(found: Backtest) -> dict[str, tuple[float, float]]:
    """Measure of the whole span → as published, under the version."""
    return {
        row["measure"]: (row["published"], row["under_version"]) for row in found.results.figures
    }


def test_the_version_in_force_gives_exactly_what_is_published(
    in_force: Backtest, night: Path
) -> None:
    """Nothing but the question which version applies is worked out anew."""
    assert in_force.is_in_force
    assert in_force.computed == ("int_agreement_versions_in_force",)
    assert [row for row in in_force.results.figures if row["change"]] == []
    assert [row["change"] for row in in_force.results.leads] == ["stays"]
    assert all(row["published"] == row["under_version"] for row in in_force.results.loads)
    with duckdb.connect(str(night), read_only=True) as marts:
        ((handed_off,),) = marts.execute(
            f"select count(*) from core.fct_handoffs where {_local_day('handed_off_at')} "
            "between ? and ?",
            [in_force.span.first, in_force.span.last],
        ).fetchall()
    assert figures(in_force)["handed_off"] == (handed_off, handed_off)


def test_a_shorter_target_breaks_more_and_moves_no_lead(tried: Tried, night: Path) -> None:
    """Judged by the published minutes; who is an MQL, and what precedes it, is not worked out."""
    found = tried.found
    assert not found.is_in_force
    assert {"int_handoff_policies", "int_handoff_slas"} <= set(found.computed)
    assert not rooms(found) & {*BEFORE_MQLS, "stage_changes", "scores", "episodes"}
    with duckdb.connect(str(night), read_only=True) as marts:
        ((met,),) = marts.execute(
            "select count(*) from core.fct_handoffs where first_touch_business_minutes <= ? "
            f"and {_local_day('handed_off_at')} between ? and ?",
            [TARGET, FIRST, LAST],
        ).fetchall()
    told = figures(found)
    assert told["touch_sla_met"][1] == met < told["touch_sla_met"][0]
    assert told["mqls"][0] == told["mqls"][1] > 0
    assert [row["change"] for row in found.results.leads] == ["stays"]


def test_another_basis_of_an_mql_gives_what_people_and_points_would_have_given(
    tried: Tried, scored: Backtest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted over from the people of the sample, as if version 8 had been in force on those days.

    What was declared in them is no MQL then, and what has the points of version 3 is one. Who is
    whom, and what they did, is not worked out anew.
    """
    assert "episodes" in rooms(scored)
    assert not rooms(scored) & BEFORE_MQLS
    begin, end = start_of_day(SCORED_FROM), start_of_day(LAST + timedelta(days=1))
    before = moments(all_leads(Company(), EXPORTS[-1]), lambda _: False)
    with under_the_draft(tried.options, begin, end, monkeypatch):
        leads = all_leads(Company(), EXPORTS[-1])
    after = moments(leads, lambda at: begin <= at < end)
    for name, found in (("published", before), ("under_version", after)):
        told = {row["measure"]: row[name] for row in scored.results.figures}
        counted = counts(leads, found, begin, end)
        assert {measure: told[measure] for measure in counted} == pytest.approx(counted), name
    published, tried_out = (
        {key: at for key, at in found.items() if begin <= at < end} for found in (before, after)
    )
    both = published.keys() & tried_out.keys()
    changes = {
        "enters": len(tried_out.keys() - published.keys()),
        "leaves": len(published.keys() - tried_out.keys()),
        "moves": sum(published[key] != tried_out[key] for key in both),
        "stays": sum(published[key] == tried_out[key] for key in both),
    }
    assert changes["enters"] > 0 < changes["leaves"]
    told_changes = {row["change"]: row["leads"] for row in scored.results.leads}
    assert told_changes == {change: number for change, number in changes.items() if number}


@contextmanager
def under_the_draft(
    options: RunOptions, begin: int, end: int, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Let the truth of the sample know version 8, and count points by it in the span."""
    assert options.seeds is not None
    remembered = (
        *(agreement.agreed, agreement.basis, agreement._policies),
        *(scores.rules, scores.thresholds),
    )
    starts = [*agreement.starts(), (begin, 8), (end, int(IN_FORCE))]
    with monkeypatch.context() as patch:
        patch.setattr(agreement, "SAMPLE_SEEDS", options.seeds)
        patch.setattr(agreement, "starts", lambda: tuple(sorted(starts)))
        for function in remembered:
            function.cache_clear()
        yield
    for function in remembered:
        function.cache_clear()


def moments(leads: list[Lead], needs_points: Callable[[int], bool]) -> dict[LeadKey, int]:
    """When each lead became an MQL; at moments that need points, what was declared is none."""
    found = {}
    for lead in leads:
        declared = lead.declared.at if lead.declared else None
        taken = [lead.scored.at if lead.scored else None]
        taken += [None if declared is None or needs_points(declared) else declared]
        dated = [at for at in taken if at is not None]
        if dated:
            found[lead.person.number, lead.number] = min(dated)
    return found


def counts(
    leads: list[Lead], qualified: dict[LeadKey, int], begin: int, end: int
) -> dict[str, float]:
    """What a back-test counts of a span, over the leads of the sample's people."""
    reached = [
        lead.reached
        for lead in leads
        if begin <= qualified.get((lead.person.number, lead.number), -1) < end
    ]
    opportune = [
        ((lead.person.number, lead.number) in qualified, float(lead.money.revenue or 0))
        for lead in leads
        if (made := lead.reached.get("opportunity")) is not None and begin <= (made.at or -1) < end
    ]
    to_opportunity = sum("opportunity" in stages for stages in reached)
    found = sum(is_qualified for is_qualified, _ in opportune)
    captured = sum(revenue for is_qualified, revenue in opportune if is_qualified)
    revenue = sum(revenue for _, revenue in opportune)
    return {
        "mqls": len(reached),
        "mqls_accepted": sum("accepted" in stages for stages in reached),
        "mqls_to_sql": sum("sql" in stages for stages in reached),
        "mqls_to_opportunity": to_opportunity,
        "mqls_won": sum("won" in stages for stages in reached),
        "opportunities": len(opportune),
        "opportunities_from_mql": found,
        "revenue": revenue,
        "revenue_from_mql": captured,
        "mql_precision": to_opportunity / len(reached),
        "mql_recall": found / len(opportune),
        "revenue_captured": captured / revenue,
    }


def test_nothing_published_is_touched(tried: Tried) -> None:
    assert tried.is_all_published_untouched


def test_back_tests_stand_side_by_side_for_bi_and_as_csv(tried: Tried, scored: Backtest) -> None:
    """Each under its own id; the same one again replaces itself, by the command as by the call."""
    arguments = ["--home", str(tried.options.home), "--seeds", str(tried.options.seeds)]
    span = ["--from", "2026-01-01", "--to", "2026-03-31"]
    result = CliRunner().invoke(app, ["backtest", "--version", "9", *span, *arguments])
    assert result.exit_code == 0, result.output
    for words in (
        *("Version 9 (not in force)", "touch_sla_compliance", "nothing was published"),
        *("backtests.duckdb, schema backtest", "accord report"),
    ):
        assert words in result.output
    with duckdb.connect(str(scored.results.database), read_only=True) as kept:
        runs = kept.execute(
            "select * exclude (tried_at) from backtest.runs order by first_day"
        ).fetchall()
        months = kept.execute(
            "select distinct period_start from backtest.figures where period_grain = 'month' "
            "and backtest_id = 'v8_2026-02-01_2026-03-31' order by all"
        ).fetchall()
        leads = dict(
            kept.execute("select backtest_id, count(*) from backtest.leads group by 1").fetchall()
        )
    with duckdb.connect(str(tried.options.home / "marts.duckdb"), read_only=True) as marts:
        ((as_of, build_id),) = marts.execute("select as_of, build_id from quality.build").fetchall()
    hashes = {number: content_hash(number, *tried.options.seeds_over) for number in (8, 9)}
    assert runs == [
        ("v9_2026-01-01_2026-03-31", 9, hashes[9], FIRST, LAST, as_of, build_id),
        ("v8_2026-02-01_2026-03-31", 8, hashes[8], SCORED_FROM, LAST, as_of, build_id),
    ]
    assert len(set(hashes.values())) == 2
    assert months == [(date(2026, 2, 1),), (date(2026, 3, 1),)]
    for found, backtest_id in (
        (tried.found, "v9_2026-01-01_2026-03-31"),
        (scored, "v8_2026-02-01_2026-03-31"),
    ):
        [_, as_csv, _] = found.results.files
        assert len(as_csv.read_text("utf-8").splitlines()[1:]) == leads[backtest_id] > 0


@pytest.mark.parametrize(
    ("version", "first", "last", "words"),
    [
        (7, None, None, "--version: there is no version 7"),
        (9, date(2026, 4, 1), date(2026, 3, 1), "--from 2026-04-01 is after --to 2026-03-01"),
        (9, date(2036, 1, 1), date(2036, 2, 1), "--from 2036-01-01 is after 2026-10-05"),
    ],
)
def test_what_cannot_be_tried_is_refused(
    tried: Tried, version: int, first: date | None, last: date | None, words: str
) -> None:
    with pytest.raises(BadUsage, match=words):
        backtest(tried.options, version, first, last)


def test_a_faulty_agreement_is_refused_before_anything_is_built(
    night_home: Path, tmp_path: Path
) -> None:
    home = laid_home(night_home, tmp_path)
    options = draft(home, tmp_path, sla_policies={"first_touch_business_minutes": "soon"})
    with pytest.raises(BadSeeds, match=r"sla_policies\.csv, line \d+"):
        backtest(options, 9)


def test_without_a_night_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    options = RunOptions.resolve(home=tmp_path / "home", environment={})
    with pytest.raises(NoNight, match="compared with the last published night"):
        backtest(options, 1)


def test_models_edited_since_the_night_ask_for_a_night_first(
    night_home: Path, tmp_path: Path
) -> None:
    """Else what differs would not be the version's doing."""
    home = laid_home(night_home, tmp_path)
    noted = home / "published_nodes.json"
    name = "model.accord.int_handoff_slas"
    noted.write_text(noted.read_text("utf-8").replace(f'"{name}": "', f'"{name}": "0'), "utf-8")
    with pytest.raises(NoNight, match="int_handoff_slas was edited since"):
        backtest(draft(home, tmp_path), 9)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 10, 5), date(2025, 10, 1), date(2026, 9, 30)),
        (date(2026, 3, 31), date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_without_dates_a_draft_is_tried_on_the_last_four_whole_quarters(
    day: date, first: date, last: date
) -> None:
    assert _quarters_before(day) == (first, last)


def test_the_span_ends_when_its_last_day_does_in_the_companys_zone() -> None:
    """Winter and summer time in one span."""
    bounds = Span(date(2026, 1, 1), date(2026, 6, 30)).bounds(ZoneInfo("Europe/Paris"))
    assert bounds == (datetime(2025, 12, 31, 23), datetime(2026, 6, 30, 22))


def test_the_summary_has_the_keys_that_machines_are_promised(in_force: Backtest) -> None:
    assert list(backtest_summary(in_force)) == [
        *("status", "version", "is_in_force", "from", "to", "as_of", "computed"),
        *("figures", "leads", "loads", "database", "files"),
    ]


def _local_day(column: str) -> str:
    return f"cast({column} at time zone 'UTC' at time zone 'Europe/Paris' as date)"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "proposal", ["v3:lower_threshold:engagement_threshold:5", "v3:drop_rule:contact"]
)
def test_a_proposed_adjustment_says_what_the_back_test_that_it_names_finds(
    proposal: str, night_home: Path, tmp_path: Path
) -> None:
    """Its two commands, and between them the change in the file that it names."""
    home = laid_home(night_home, tmp_path)
    with duckdb.connect(str(home / "marts.duckdb"), read_only=True) as marts:
        row = marts.sql(
            f"select * from review.proposed_adjustments where proposal_id = '{proposal}'"
        ).to_arrow_table().to_pylist()[0]  # fmt: skip
    folder = tmp_path / "seeds"
    shutil.copytree(SAMPLE_SEEDS, folder, ignore=shutil.ignore_patterns("exports"))
    where = ["--seeds", str(folder), "--home", str(home)]
    drafted = CliRunner().invoke(app, [*row["draft_command"].split()[1:], *where[:2]])
    assert drafted.exit_code == 0, drafted.output
    edit_draft(folder / AGREEMENT / row["edited_file"], row)
    tried = CliRunner().invoke(app, [*row["backtest_command"].split()[1:], *where, "--json"])
    assert tried.exit_code == 0, tried.output
    found = json.loads(tried.stdout)
    figures = {figure["measure"]: figure for figure in found["figures"]}
    for side, column in (("before", "published"), ("after", "under_version")):
        assert row[f"mqls_{side}"] == figures["mqls"][column]
        assert row[f"sqls_{side}"] == figures["mqls_to_sql"][column]
        assert row[f"won_{side}"] == figures["mqls_won"][column]
        assert row[f"revenue_captured_{side}"] == pytest.approx(figures["revenue_captured"][column])
    moved = {change["change"]: change["leads"] for change in found["leads"]}
    assert row["entering"] == moved.get("enters", 0)
    assert row["leaving"] == moved.get("leaves", 0)
    assert row["entering"] + row["leaving"] > 0
    assert accepted_of_the_matured(found["database"]) == (
        row["accepted_before"], row["matured_before"],
        row["accepted_after"], row["matured_after"],
    )  # fmt: skip


def edit_draft(file: Path, proposal: dict[str, Any]) -> None:
    """Change the rows of version 4 as the proposal says."""
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        rows, columns = list(reader), reader.fieldnames or []
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, columns)
        writer.writeheader()
        for row in rows:
            if row["agreement_version"] == "4":
                if row.get("rule_code") == proposal["subject"]:
                    continue
                if proposal["subject"] in row:
                    row[proposal["subject"]] = proposal["to_value"]
            writer.writerow(row)


def accepted_of_the_matured(database: str) -> tuple[int, ...]:
    """Of the MQLs 14 days old or more, how many sales took on and how many there are, both ways."""
    with duckdb.connect(database, read_only=True) as results:
        counts = [
            f"count(*) filter ({at} + interval 14 day <= timestamp '{moment}' and {what})"
            for moment in [datetime.fromtimestamp(EXPORTS[-1], UTC).replace(tzinfo=None)]
            for at in ("published_mql_at", "version_mql_at")
            for what in ("has_accepted", "true")
        ]
        found = results.execute(f"select {', '.join(counts)} from backtest.leads").fetchone()
    assert found is not None
    return found
