"""What a number of a closed period was, what it is now, and why: one small company, many nights.

Twenty people, created on the first to the twentieth of September 2026; the ten even ones became
MQLs, whom sales was handed within the hour. The first night is as of 1 October, 02:00 in Paris:
September is over, and nobody's handoff is 14 days old but those of 2 to 16 September.
"""

import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.databases import build_of, candidate_of, forget_candidate, marts_of
from orchestration.edits import read_manifest
from orchestration.errors import DamagedLedger
from orchestration.ledger import entries
from orchestration.ledger.entries import entries_of, expect_sound, settle
from orchestration.ledger.restating import are_rates_others, held, note
from orchestration.loading.loader import EXPORTS_REGISTER
from orchestration.settings import SAMPLE_EXPORTS, SAMPLE_SEEDS, SHIPPED_SEEDS
from tests.compiled_models import CompiledModels
from tests.nights import compute, small_company, swap_in, take_up_manifest, write_export

FIRST, SECOND = "2026-10-01T0200", "2026-10-05T0200"
OF_ALL = {"dimension": "all", "dimension_value": "all"}

# cause, from what, to what
Restated = tuple[str, float | None, float | None]


@dataclass(frozen=True)
class Company:
    """A company of the template tool, with its home and its seeds."""

    folder: Path
    compiled: CompiledModels

    @property
    def home(self) -> Path:
        """Where Accord keeps its nights."""
        return self.folder / "home"

    @property
    def exports(self) -> Path:
        """Where its tools export to."""
        return self.folder / "exports"

    @property
    def seeds(self) -> Path:
        """What its teams agreed."""
        return self.folder / "seeds"

    def export(self, day: str, tables: Mapping[str, Sequence[str]]) -> None:
        """Export tables of the template tool."""
        write_export(self.exports, day, tables)

    def seed(self, name: str, *lines: str) -> None:
        """Write a seed of the company's own: that which is shipped, with these lines."""
        shipped = (SHIPPED_SEEDS / f"{name}.csv").read_text("utf-8").splitlines()
        file = self.seeds / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join([*shipped, *lines]) + "\n", "utf-8")

    @property
    def manifest(self) -> Path:
        """What dbt says of the project."""
        return self.home / "project" / "target" / "manifest.json"

    def build(self, as_of: str | None = None) -> None:
        """Load the exports and build every table of a night, which is not yet published."""
        compute(self.compiled, self.exports, self.home, as_of=as_of, seeds=self.seeds)
        take_up_manifest(self.compiled, self.home)

    def build_again(self, code: str = "", makes: str = "") -> None:
        """The tables of the last night, as other code of lead_acceptance makes them."""
        told = json.loads(self.manifest.read_text("utf-8"))
        told["nodes"]["model.accord.lead_acceptance"]["raw_code"] += code
        self.manifest.write_text(json.dumps(told), "utf-8")
        forget_candidate(self.home)
        shutil.copyfile(build_of(self.home), candidate_of(self.home))
        with duckdb.connect(str(candidate_of(self.home))) as build:
            build.execute(makes)

    def leave_out(self, tool: str) -> None:
        """What dbt says of the project where the company has no exports of a tool."""
        told = json.loads(self.manifest.read_text("utf-8"))
        for kind in ("nodes", "sources"):
            told[kind] = {
                name: node
                for name, node in told[kind].items()
                if node["fqn"][1:3] != ["staging", tool]
            }
        self.manifest.write_text(json.dumps(told), "utf-8")

    def publish(self) -> None:
        """End a night as `night.publish` does."""
        swap_in(self.home)
        settle(self.home)

    def night(self, as_of: str | None = None) -> None:
        """One night, by dbt's SQL."""
        self.build(as_of)
        self.publish()

    def restated(self, table: str, measure: str, grain: str = "month") -> list[Restated]:
        """What is published of one figure of September (of the quarter), of all leads."""
        return self.read(
            """
            select cause, value_before, value_after from review.restatements
            where table_name = ? and measure = ? and period_grain = ?
                and period_start in ('2026-09-01', '2026-07-01')
                and (dimension is null or dimension = 'all')
            order by ledger_entry
            """,
            table,
            measure,
            grain,
        )

    def causes(self) -> set[str]:
        """Every cause that is published."""
        return {cause for (cause,) in self.read("select distinct cause from review.restatements")}

    def read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the published marts."""
        with duckdb.connect(str(marts_of(self.home)), read_only=True) as marts:
            return marts.execute(query, list(values)).fetchall()

    def entries(self) -> int:
        """How many nights the ledger holds."""
        return len(entries_of(self.home))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, compiled: CompiledModels) -> Company:
    """The company after its first night; a test copies it."""
    company = Company(tmp_path_factory.mktemp("first"), compiled)
    company.seeds.mkdir()
    company.export(FIRST, small_company(day="2026-09-30"))
    company.night()
    return company


@pytest.fixture
def company(first: Company, tmp_path: Path) -> Company:
    """The company after its first night, to go on with."""
    shutil.copytree(first.folder, tmp_path / "company", symlinks=True)
    copy = Company(tmp_path / "company", first.compiled)
    (copy.home / "landing" / EXPORTS_REGISTER).write_text(f"{copy.exports}\n", "utf-8")
    return copy


ONE_MORE = "update alignment.lead_acceptance set handed_off = handed_off + 1"


def said(company: Company, table: str = "lead_acceptance") -> list[tuple[Any, ...]]:
    """Every word of the ledger on September's cell of all: entry and figures."""
    return duckdb.execute(
        """
        select entry, figures from read_parquet(?)
        where table_name = ? and period_grain = 'month' and period_start = '2026-09-01'
            and (cell ->> 'dimension') = 'all'
        order by entry
        """,
        [str(company.home / "ledger" / "entries" / "*" / "figures.parquet"), table],
    ).fetchall()


def test_a_first_night_enters_what_it_says_of_closed_periods_and_restates_nothing(
    first: Company,
) -> None:
    ((number, figures),) = said(first)
    assert number == 1
    assert json.loads(figures)["handed_off"] == 10
    assert first.read("select count(*) from review.restatements") == [(0,)]
    assert first.read("select ledger_entry from quality.build") == [(1,)]
    (entry,) = entries_of(first.home)
    assert first.read("select build_id, published_at from quality.build") == [
        (entry.build_id, entry.published_at)
    ]
    # the fourth quarter, October and its first week run
    open_periods = duckdb.execute(
        "select count(*) from read_parquet(?) where period_start >= '2026-09-28'",
        [str(entry.folder / "figures.parquet")],
    ).fetchall()
    assert open_periods == [(0,)]


def test_ten_equal_nights_add_nothing_and_restate_nothing(company: Company) -> None:
    before = sorted((company.home / "ledger").rglob("*"))
    company.night()
    for _ in range(8):
        company.build_again()
        assert note(company.home).entry == 1
    company.publish()
    assert sorted((company.home / "ledger").rglob("*")) == before
    assert company.causes() == set()
    assert company.read("select ledger_entry from quality.build") == [(1,)]


def test_a_file_that_comes_late_is_a_cause(company: Company) -> None:
    """Exported before the first night's cut-off, it came after that night."""
    company.export(
        "2026-09-30T2000",
        {"stage_changes": ["person_id,stage,changed_at", "p1,mql,2026-09-02 10:00"]},
    )
    company.night()
    assert company.restated("lead_acceptance", "handed_off") == [("late_file", 10, 11)]
    assert company.restated("lead_acceptance", "handed_off", "quarter") == [("late_file", 10, 11)]
    # of the week from 7 September nothing is said otherwise
    weeks = company.read(
        "select distinct period_start::varchar from review.restatements "
        "where period_grain = 'week' and table_name = 'lead_acceptance'"
    )
    assert weeks == [("2026-08-31",)]
    assert [number for number, _ in said(company)] == [1, 2]


def test_a_record_exported_again_with_other_values_is_a_correction(company: Company) -> None:
    tables = small_company(day="2026-10-04")
    tables["people"] = [
        row.replace("2026-09-02 09:00", "2026-08-20 09:00") for row in tables["people"]
    ]
    company.export(SECOND, tables)
    company.night()
    assert company.restated("conversion_by_source", "leads") == [("correction", 20, 19)]


def test_two_records_that_become_one_person_are_a_merge(company: Company) -> None:
    """The newest export knows a further e-mail of p1 and p3, the same."""
    header, *people = small_company(day="2026-09-30")["people"]
    further = {row: "both@acme.example" for row in people if row.startswith(("p1,", "p3,"))}
    people = [f"{row},{further.get(row, '')}" for row in people]
    company.export(SECOND, {"people": [f"{header},additional_emails", *people]})
    company.night()
    assert company.restated("conversion_by_source", "leads") == [("merge", 20, 19)]


def test_a_changed_mapping_is_a_cause(company: Company) -> None:
    company.seed("mappings/source_mapping", "template,Webinar,Webinars of ours,Event")
    company.night()
    assert company.causes() == {"changed_mapping"}
    moved = company.read(
        "select dimension_value, value_before, value_after from review.restatements "
        "where table_name = 'conversion_by_source' and measure = 'leads' "
        "and period_grain = 'month' and dimension = 'source' order by all"
    )
    assert ("Webinars of ours", None, 20) in moved
    assert ("Webinar", 20, None) in moved
    assert company.restated("conversion_by_source", "leads") == []
    # cells that changed, are new and are gone: the ledger holds what the last night says
    files = [str(each.folder / "figures.parquet") for each in entries_of(company.home)]
    rows = duckdb.execute(held(), [files, ["lead_acceptance"]]).fetchall()
    kept = {
        (grain, str(start), json.loads(cell)["dimension_value"], json.loads(figures)["handed_off"])
        for _, grain, start, cell, _, _, figures in rows
    }
    published = company.read(
        "select period_grain, period_start::varchar, dimension_value, handed_off "
        "from alignment.lead_acceptance where period_grain in ('month', 'quarter') "
        "or (period_grain = 'week' and period_start < '2026-09-28')"
    )
    assert kept == set(published)
    assert ("month", "2026-09-01", "Webinars of ours", 10) in kept


@pytest.mark.parametrize(
    ("later", "have_changed"),
    [
        ([("2026-09-10", "USD", 1.15)], False),
        # of a day after the earlier cut-off
        ([("2026-09-10", "USD", 1.15), ("2026-10-02", "USD", 1.2)], False),
        ([("2026-09-10", "USD", 1.16)], True),
        ([("2026-09-10", "USD", 1.15), ("2026-09-11", "USD", 1.2)], True),
        ([], True),
    ],
)
def test_exported_exchange_rates_are_a_cause_where_one_of_the_past_is_another_one(
    compiled: CompiledModels, later: list[tuple[str, str, float]], have_changed: bool
) -> None:
    builds = {"earlier": [("2026-09-10", "USD", 1.15)], "later": later}
    with duckdb.connect() as connection:
        for name, rates in builds.items():
            connection.execute(f"attach ':memory:' as {name}")
            connection.execute(f"create schema {name}.intermediate")
            table = f"{name}.intermediate.int_euro_rates_unioned"
            connection.execute(
                f"create table {table} (rate_on date, currency text, units_per_euro decimal(18, 6))"
            )
            for rate in rates:
                connection.execute(f"insert into {table} values (?, ?, ?)", rate)
        manifest = read_manifest(compiled.home)
        assert are_rates_others(connection, manifest, datetime(2026, 10, 1)) == have_changed
        # a build of a version that knew no exported rates
        connection.execute("drop table earlier.intermediate.int_euro_rates_unioned")
        assert not are_rates_others(connection, manifest, datetime(2026, 10, 1))


def test_another_setting_is_a_cause(company: Company) -> None:
    """Of the handoffs, those of the 3rd to the 19th are 7 days old a week after 21 September."""
    (company.seeds / "settings.yml").write_text("windows: {acceptance_window_days: 28}\n", "utf-8")
    company.night()
    assert company.causes() == {"settings"}
    ((cause, before, after),) = company.restated("lead_acceptance", "matured_handed_off")
    # as of 1 October 00:00 UTC: those of 16 September and before are 14 days old; of the 2nd, 28
    assert (cause, before, after) == ("settings", 8, 1)


def test_another_version_of_the_agreement_is_a_cause(company: Company) -> None:
    stages = (SHIPPED_SEEDS / "agreement" / "journey_stages.csv").read_text("utf-8")
    company.seed("agreement/journey_stages", *(f"2{row[1:]}" for row in stages.splitlines()[1:]))
    company.seed("agreement/sla_policies", "2,*,default,60,480,,")
    company.seed(
        "agreement/agreement_versions",
        "2,2026-09-20,O,explicit,declared,,,M,2026-09-20,S,2026-09-20,",
    )
    company.seed("agreement/commitments", "2,volume,marketing,mqls_delivered,*,month,at_least,5")
    company.night()
    assert company.causes() == {"new_agreement_version"}
    assert company.restated("commitments", "actual") == [("new_agreement_version", None, 10)]


def test_a_ruling_is_a_cause(company: Company) -> None:
    company.seed(
        "agreement/rulings", "r1,template:person:p2,2026-09-03,is_not_mql,,Heads,2026-09-30,"
    )
    company.night()
    assert company.restated("lead_acceptance", "handed_off") == [("ruling", 10, 9)]


def test_a_ruling_is_a_cause_for_the_leads_of_its_person_alone(company: Company) -> None:
    """Sales was handed p2 in the week of 31 August, and late p15 in the week of 14 September."""
    company.seed(
        "agreement/rulings", "r1,template:person:p2,2026-09-03,is_not_mql,,Heads,2026-09-30,"
    )
    company.export(
        "2026-09-30T2000",
        {"stage_changes": ["person_id,stage,changed_at", "p15,mql,2026-09-16 10:00"]},
    )
    company.night()
    weeks = company.read(
        "select period_start::varchar, cause, value_after - value_before from review.restatements "
        "where table_name = 'lead_acceptance' and measure = 'handed_off' and dimension = 'all' "
        "and period_grain = 'week' order by all"
    )
    assert weeks == [("2026-08-31", "ruling", -1), ("2026-09-14", "late_file", 1)]


def test_a_ruling_whose_day_comes_is_a_cause(company: Company) -> None:
    """It was written before, and had decided nothing yet as of 1 October."""
    company.seed(
        "agreement/rulings", "r1,template:person:p2,2026-09-03,was_rejected,,Heads,2026-10-03,"
    )
    company.night()
    assert company.causes() == set()
    company.export(SECOND, small_company(day="2026-10-04"))
    company.night()
    assert company.restated("lead_acceptance", "rejected") == [("ruling, maturing", 0, 1)]


def test_a_first_history_of_a_field_is_a_cause(company: Company) -> None:
    """What a field held when nobody had changed it yet is known from then on.

    Of p2 that is another country: a cell that their lead is a member of is said otherwise.
    """
    with duckdb.connect(str(build_of(company.home))) as build:
        build.execute(
            "insert into intermediate.int_attributes_asked "
            "values ('template', 'person', 'website', false)"
        )
    company.export(SECOND, small_company(day="2026-10-04"))
    company.build()
    with duckdb.connect(str(candidate_of(company.home))) as build:
        build.execute(
            "insert into intermediate.int_attributes_asked "
            "values ('template', 'person', 'website', true)"
        )
        build.execute(
            "insert into intermediate.int_attribute_values by name "
            "select 'template:person:p2' as record_key, 'person' as object, "
            "'website' as attribute, 'acme2.example' as value, true as is_from_history"
        )
        build.execute(
            "update core.fct_leads set country = 'Spain' where person_id = (select person_id "
            "from intermediate.int_person_records_keyed where record_key = 'template:person:p2')"
        )
        build.execute(ONE_MORE + " where period_grain = 'week'")
    company.publish()
    weeks = company.read(
        "select period_start::varchar, cause from review.restatements "
        "where table_name = 'lead_acceptance' and measure = 'handed_off' and dimension = 'all' "
        "order by all"
    )
    # of the other weeks nothing that is known differs
    assert weeks == [
        ("2026-08-31", "field_history"),
        ("2026-09-07", "unexplained"),
        ("2026-09-14", "unexplained"),
    ]


@pytest.mark.parametrize(
    "before",
    [
        "drop table alignment.recycling",
        "alter table alignment.recycling rename column dimension to told_by",
        "alter table alignment.recycling drop column recycled",
    ],
)
def test_what_was_not_published_before_restates_nothing(company: Company, before: str) -> None:
    company.build_again()
    with duckdb.connect(str(build_of(company.home))) as build:
        build.execute(before)
    company.publish()
    assert company.causes() == set()


def test_records_of_a_build_with_other_tables_are_not_compared(company: Company) -> None:
    company.build_again("\nwhere true", ONE_MORE)
    with duckdb.connect(str(build_of(company.home))) as build:
        build.execute("drop table intermediate.int_person_opportunities")
    company.publish()
    assert company.restated("lead_acceptance", "handed_off") == [("upgrade", 10, 11)]


def test_a_figure_that_should_stand_is_told_from_one_that_goes_on(company: Company) -> None:
    company.export(
        "2026-09-30T2000",
        {"stage_changes": ["person_id,stage,changed_at", "p1,mql,2026-09-02 10:00"]},
    )
    company.night()
    figures = company.read(
        "select measure, was_settled from review.restatements "
        "where table_name = 'lead_acceptance' and period_grain = 'month' and dimension = 'all' "
        "order by all"
    )
    # one in eleven is pending for ever, and of nobody is known within 14 days yet
    assert dict(figures)["handed_off"] is True
    assert dict(figures)["pending"] is False
    assert dict(figures)["matured_handed_off"] is False


def test_other_code_is_an_upgrade_and_other_words_about_it_are_none(company: Company) -> None:
    company.build_again("\n-- said better\n{# and better #}")
    company.publish()
    assert company.causes() == set()
    assert company.entries() == 1
    company.build_again("\nwhere true", ONE_MORE)
    company.publish()
    assert company.restated("lead_acceptance", "handed_off") == [("upgrade", 10, 11)]
    # the scorecard is of other code
    assert {table for (table,) in company.read("select table_name from review.restatements")} == {
        "lead_acceptance"
    }


def test_a_tool_that_ends_or_begins_is_no_upgrade(company: Company) -> None:
    with_all = company.manifest.read_bytes()
    company.leave_out("hubspot")
    company.build_again(makes=ONE_MORE)
    company.publish()
    company.manifest.write_bytes(with_all)
    company.build_again(makes=ONE_MORE)
    company.publish()
    assert company.restated("lead_acceptance", "handed_off") == [
        ("unexplained", 10, 11),
        ("unexplained", 11, 12),
    ]


def test_other_code_of_a_tool_that_goes_on_is_an_upgrade(company: Company) -> None:
    told = json.loads(company.manifest.read_text("utf-8"))
    told["nodes"]["model.accord.template__stage_changes"]["raw_code"] += "\nwhere true"
    company.manifest.write_text(json.dumps(told), "utf-8")
    company.build_again(makes=ONE_MORE)
    company.publish()
    assert company.restated("lead_acceptance", "handed_off") == [("upgrade", 10, 11)]


def test_what_nothing_explains_is_shown_as_unexplained(company: Company) -> None:
    company.build_again(makes=ONE_MORE)
    company.publish()
    assert company.restated("lead_acceptance", "handed_off") == [("unexplained", 10, 11)]


def test_what_time_alone_changes_is_in_the_ledger_and_is_no_restatement(company: Company) -> None:
    """Sales accepts p18 on 3 October, of whom a deal had let an acceptance be inferred."""
    tables = small_company(day="2026-10-04")
    tables["stage_changes"].append("p18,accepted,2026-10-03 10:00")
    company.export(SECOND, tables)
    company.night()
    assert company.causes() == set()
    inferred = [(n, json.loads(figures)["accepted_imputed"]) for n, figures in said(company)]
    assert inferred == [(1, 10), (2, 9)]


def test_a_mature_figure_that_a_later_event_changes_is_restated_by_it(company: Company) -> None:
    """The acceptance of p0, inferred within the window, was on 3 October, long after it."""
    tables = small_company(day="2026-10-04")
    tables["stage_changes"].append("p0,accepted,2026-10-03 10:00")
    company.export(SECOND, tables)
    company.night()
    assert company.causes() == {"maturing"}
    weeks = company.read(
        "select period_start::varchar, value_before, value_after from review.restatements "
        "where table_name = 'lead_acceptance' and measure = 'accepted_in_window' "
        "and dimension = 'all'"
    )
    assert weeks == [("2026-08-31", 3, 2)]


def test_causes_that_may_have_worked_together_are_named_together(company: Company) -> None:
    company.export(
        "2026-09-30T2000",
        {"stage_changes": ["person_id,stage,changed_at", "p1,mql,2026-09-02 10:00"]},
    )
    company.seed(
        "agreement/rulings",
        "r1,template:person:p2,2026-09-03,is_not_mql,,Heads,2026-09-30,",
        "r2,template:person:p4,2026-09-05,is_not_mql,,Heads,2026-09-30,",
    )
    company.night()
    assert company.restated("lead_acceptance", "handed_off") == [("ruling, late_file", 10, 9)]


def test_a_night_of_an_earlier_day_enters_nothing_and_the_next_is_compared_with_the_last(
    company: Company,
) -> None:
    company.export("2026-09-20T0200", small_company(day="2026-09-19"))
    before = sorted((company.home / "ledger" / "entries").rglob("*"))
    company.night(as_of="2026-09-20T02:00")
    assert sorted((company.home / "ledger" / "entries").rglob("*")) == before
    assert company.read("select ledger_entry from quality.build") == [(None,)]
    assert company.read("select count(*) from review.restatements") == [(0,)]
    company.export(
        "2026-09-30T2000",
        {"stage_changes": ["person_id,stage,changed_at", "p1,mql,2026-09-02 10:00"]},
    )
    company.night()
    assert company.restated("lead_acceptance", "handed_off") == [("late_file", 10, 11)]
    assert not entries.kept_build(company.home).exists()


def test_without_the_last_build_figures_are_compared_with_the_ledger_itself(
    company: Company,
) -> None:
    """What the tools' records said then is not known any more: nothing is guessed."""
    company.build_again(makes=ONE_MORE)
    build_of(company.home).unlink()
    company.publish()
    assert company.restated("lead_acceptance", "handed_off") == [("unexplained", 10, 11)]


def _killed_before_the_entry_is_taken(company: Company) -> None:
    swap_in(company.home)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_crash_between_the_marts_and_the_ledger_is_put_right_by_the_next_night(
    company: Company,
) -> None:
    company.export(
        "2026-09-30T2000",
        {"stage_changes": ["person_id,stage,changed_at", "p1,mql,2026-09-02 10:00"]},
    )
    company.build()
    night = multiprocessing.get_context("fork").Process(
        target=_killed_before_the_entry_is_taken, args=(company,)
    )
    night.start()
    night.join()
    assert night.exitcode == -signal.SIGKILL
    assert company.restated("lead_acceptance", "handed_off") == [("late_file", 10, 11)]
    assert company.entries() == 1
    settle(company.home)
    assert company.entries() == 2
    assert [json.loads(figures)["handed_off"] for _, figures in said(company)] == [10, 11]
    company.build_again()
    company.publish()
    assert company.entries() == 2
    assert company.restated("lead_acceptance", "handed_off") == [("late_file", 10, 11)]


def test_a_crash_before_the_build_is_kept_leaves_the_ledger_to_be_compared_with(
    company: Company, tmp_path: Path
) -> None:
    """The marts are those of the night, and the build beside them that of the night before."""
    company.export(
        "2026-09-30T2000",
        {"stage_changes": ["person_id,stage,changed_at", "p1,mql,2026-09-02 10:00"]},
    )
    before = shutil.copyfile(build_of(company.home), tmp_path / "before.duckdb")
    company.build()
    built = shutil.copyfile(candidate_of(company.home), tmp_path / "built.duckdb")
    swap_in(company.home)
    shutil.copyfile(before, build_of(company.home))
    settle(company.home)
    assert [json.loads(figures)["handed_off"] for _, figures in said(company)] == [10, 11]
    shutil.copyfile(built, candidate_of(company.home))
    company.publish()
    assert company.entries() == 2
    assert company.restated("lead_acceptance", "handed_off") == [("late_file", 10, 11)]


def test_what_a_night_wrote_that_did_not_publish_is_forgotten(company: Company) -> None:
    with entries.writing(company.home) as folder:
        shutil.copy(entries_of(company.home)[0].folder / "entry.json", folder)
        told = json.loads((folder / "entry.json").read_text("utf-8"))
        (folder / "entry.json").write_text(json.dumps(told | {"build_id": "another"}), "utf-8")
    settle(company.home)
    assert company.entries() == 1
    assert not folder.exists()


@pytest.mark.parametrize("name", ["entry.json", "figures.parquet"])
def test_a_damaged_file_of_the_ledger_is_named_with_what_to_do(company: Company, name: str) -> None:
    marts = marts_of(company.home).read_bytes()
    file = company.home / "ledger" / "entries" / "000001" / name
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(DamagedLedger, match=r"Put the folder back from a copy") as damage:
        expect_sound(company.home)
    assert str(damage.value).startswith(f"{file} cannot be read")
    assert marts_of(company.home).read_bytes() == marts


class SampleCompany(Company):
    """The company that Accord ships, with what its tools export and its teams agreed."""

    @property
    def exports(self) -> Path:
        """Where its tools export to."""
        return SAMPLE_EXPORTS

    @property
    def seeds(self) -> Path:
        """What its teams agreed."""
        return SAMPLE_SEEDS


@pytest.fixture(scope="module")
def sample(
    tmp_path_factory: pytest.TempPathFactory, compiled_sample: CompiledModels
) -> SampleCompany:
    """The sample company after the nights of both of its exports, a week apart."""
    company = SampleCompany(tmp_path_factory.mktemp("sample"), compiled_sample)
    company.night(as_of="2026-09-28T02:00Z")
    company.night()
    return company


def test_all_that_the_second_week_of_the_sample_company_restates_is_explained(
    sample: SampleCompany,
) -> None:
    named = {cause for causes in sample.causes() for cause in causes.split(", ")}
    assert named == {"ruling", "late_file", "correction", "field_history", "maturing"}


def test_a_ruling_of_the_sample_company_is_a_cause_in_the_week_of_its_handoff_alone(
    sample: SampleCompany,
) -> None:
    """S1024-1, of 1 October, on a handoff of 18 August: sales had accepted, and rejects now."""
    weeks = sample.read(
        "select distinct period_start::varchar from review.restatements "
        "where table_name = 'lead_acceptance' and period_grain = 'week' and dimension = 'all' "
        "and cause like '%ruling%' and measure = 'accepted_in_window'"
    )
    assert weeks == [("2026-08-17",)]


def test_the_first_entry_of_a_history_restates_what_nobody_could_tell_of_earlier_handoffs(
    sample: SampleCompany,
) -> None:
    """The country of one lead was changed on 30 September: the first change of any country.

    Of nobody who was handed off in January did anything change since but what is known of that.
    """
    rows = sample.read(
        "select measure, cause, was_settled from review.restatements "
        "where table_name = 'missing_information' and period_grain = 'month' "
        "and period_start = date '2026-01-01' and dimension = 'all' "
        "and (cell ->> 'field') = 'country' order by all"
    )
    assert {cause for _, cause, _ in rows} <= {"field_history", "field_history, maturing"}
    assert ("matured_with", "field_history", True) in rows
