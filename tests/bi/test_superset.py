"""Superset over the marts: its dashboard, and every table while nights are published."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import duckdb
import pytest
import yaml

from bi.superset.bundle import DASHBOARD, write_bundle
from orchestration.checking import kept_results
from orchestration.databases import build_of, candidate_of, forget_candidate
from orchestration.errors import BadUsage
from orchestration.ledger.restating import Noted
from orchestration.publishing import publish, written_marts
from orchestration.transform import published_contract
from tests.bi.superset import Superset, running

SCHEMAS = ("alignment", "core", "review")
NIGHTS = 5


@dataclass(frozen=True)
class Desk:
    """A home that publishes, a server that reads it, and the datasets of its tables."""

    home: Path
    superset: Superset
    datasets: dict[str, int]

    @property
    def marts(self) -> Path:
        """The published file."""
        return self.home / "marts.duckdb"

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the published file."""
        with duckdb.connect(str(self.marts), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def desk(night_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The dashboard imported, then a dataset for each table that it has none of."""
    folder = tmp_path_factory.mktemp("superset")
    home = folder / "a home"
    shutil.copytree(night_home, home, symlinks=True)
    workers = ("--workers", "1", "--worker-class", "gthread", "--threads", "4")
    with running(folder / "superset", workers) as superset:
        superset.import_dashboard(write_bundle(folder / "bundle.zip", home / "marts.duckdb"))
        [database] = superset.all("database")
        datasets = {
            f"{found['schema']}.{found['table_name']}": found["id"]
            for found in superset.all("dataset")
        }
        desk = Desk(home, superset, datasets)
        for schema, table in desk.read(
            "select schema_name, table_name from duckdb_tables() order by all"
        ):
            if schema in SCHEMAS and f"{schema}.{table}" not in datasets:
                made = superset.dataset(database["id"], schema, table)
                datasets[f"{schema}.{table}"] = made
        yield desk


def test_the_bundle_names_the_marts_it_was_made_for(tmp_path: Path) -> None:
    with ZipFile(write_bundle(tmp_path / "bundle.zip", tmp_path / "a home" / "marts.duckdb")) as z:
        database = yaml.safe_load(z.read("dashboard/databases/Accord.yaml"))
    assert database["sqlalchemy_uri"] == (
        f"duckdb:///{tmp_path}/a home/marts.duckdb?access_mode=read_only"
    )


def test_a_path_that_no_uri_holds_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match=r"has a `\?` in its name"):
        write_bundle(tmp_path / "bundle.zip", tmp_path / "what?" / "marts.duckdb")


def test_a_dataset_of_the_dashboard_has_the_columns_of_its_table(night: Path) -> None:
    told, published = {}, {}
    with duckdb.connect(str(night), read_only=True) as marts:
        for file in (DASHBOARD / "datasets").rglob("*.yaml"):
            dataset = yaml.safe_load(file.read_text("utf-8"))
            table = f"{dataset['schema']}.{dataset['table_name']}"
            told[table] = [(c["column_name"], c["type"]) for c in dataset["columns"]]
            relation = marts.table(table)
            published[table] = list(zip(relation.columns, map(str, relation.types), strict=True))
    assert told == published


def test_every_table_has_in_superset_what_it_has_in_the_marts(desk: Desk) -> None:
    assert len(desk.datasets) > 35
    for table, dataset in desk.datasets.items():
        measures = {"rows": "count(*)"}
        for (column,) in desk.read(f"select column_name from (describe {table})"):
            measures |= {
                f"{column} known": f'count("{column}")',
                f"{column} least": f'min(cast("{column}" as varchar))',
                f"{column} most": f'max(cast("{column}" as varchar))',
            }
        [expected] = desk.read(f"select {', '.join(measures.values())} from {table}")
        found = desk.superset.measured(dataset, measures)
        assert found == dict(zip(measures, expected, strict=True)), table


# What each chart draws, asked of the marts in other words.
OF_MONTHS = "period_grain = 'month' and dimension = 'all'"
CHARTS = {
    "Acceptance rate": (
        "select period_start, matured_acceptance_rate from alignment.lead_acceptance "
        f"where {OF_MONTHS} and is_mature"
    ),
    "Handling time, business minutes": (
        "select period_start, median_handling_business_minutes from alignment.lead_handling_time "
        f"where {OF_MONTHS} and is_mature"
    ),
    "Lead to won": (
        "select period_start, lead_to_won_rate_matured from alignment.conversion_by_source "
        f"where {OF_MONTHS} and is_mature"
    ),
    "Perceived alignment": (
        "select period_start, value from alignment.alignment_scorecard "
        "where period_grain = 'month' and metric = 'perceived_alignment' and status <> 'immature'"
    ),
    "Acceptance with its interval": (
        "select period_start, matured_acceptance_rate, acceptance_low, acceptance_high "
        f"from alignment.lead_acceptance where {OF_MONTHS}"
    ),
    "SLA kept by sales": (
        "select period_start, decision_sla_compliance, touch_sla_compliance "
        f"from alignment.lead_handling_time where {OF_MONTHS}"
    ),
    "Funnel of all leads": (
        "select stage, entered from alignment.funnel "
        "where period_grain = 'ever' and dimension = 'all' and basis = 'cohort'"
    ),
    "Scorecard": (
        "select period_start, metric, value, previous_value, target, status "
        "from alignment.alignment_scorecard where period_grain = 'month' "
        "order by period_start desc, metric limit 60"
    ),
    "Commitments of both teams": (
        "select period_start, team, commitment_code, measure, segment, target, actual, status "
        "from alignment.commitments order by period_start desc, team, commitment_code limit 50"
    ),
    "Sources": (
        "select dimension_value, leads, mqls, accepted, sqls, won, revenue, "
        "lead_to_won_rate_matured from alignment.conversion_by_source "
        "where period_grain = 'ever' and dimension = 'source'"
    ),
    "The night shown": (
        "select as_of, published_at, reporting_currency, time_zone, accord_version "
        "from quality.build"
    ),
}


def told(value: object) -> str:
    """A value as text: moments as a chart's answer has them, numbers to twelve digits."""
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
        value = moment.replace(tzinfo=UTC).timestamp() * 1000
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{float(value):.12g}"
    return str(value)


def test_every_chart_of_the_dashboard_draws_what_the_marts_say(desk: Desk) -> None:
    charts = {chart["slice_name"]: chart["id"] for chart in desk.superset.all("chart")}
    assert charts.keys() == {*CHARTS, "Reasons given back"}
    for name, query in CHARTS.items():
        found = [list(map(told, row.values())) for row in desk.superset.chart_rows(charts[name])]
        expected = [list(map(told, row)) for row in desk.read(query)]
        assert len(expected) > (name != "The night shown"), name
        assert sorted(found) == sorted(expected), name


def test_the_reasons_of_the_dashboard_are_all_that_were_given(desk: Desk) -> None:
    [chart] = [
        c["id"] for c in desk.superset.all("chart") if c["slice_name"] == "Reasons given back"
    ]
    drawn = {
        (row["reason_code"], decision): row[decision]
        for row in desk.superset.chart_rows(chart)
        for decision in ("rejected", "recycled")
        if row.get(decision) is not None
    }
    expected = desk.read(
        "select reason_code, decision, decisions from alignment.rejection_reasons "
        "where period_grain = 'ever' and dimension = 'all' and reason_code <> '(all)'"
    )
    assert drawn == {(reason, decision): number for reason, decision, number in expected}


def test_charts_answer_while_nights_are_published_each_of_one_night(desk: Desk) -> None:
    """Of each table, a night has a row less than the one before: how many tells which it is."""
    tables = [table for table in desk.datasets if table.split(".")[0] in SCHEMAS]
    full = {table: desk.read(f"select count(*) from {table}")[0][0] for table in tables}
    told_apart = [table for table in tables if full[table] > NIGHTS]
    assert len(told_apart) > 25
    together = desk.superset.dataset(
        desk.superset.all("database")[0]["id"],
        "core",
        "all_tables_together",
        "select " + ", ".join(f"(select count(*) from {t}) as t{n}" for n, t in enumerate(tables)),
    )
    counts = {table: f"max(t{n})" for n, table in enumerate(tables)}
    stop = Event()

    def ask_until_the_end(first: int) -> list[tuple[str, int]]:
        """Every answer: the table, and how many rows fewer than on the first night."""
        answers = []
        turns = [*told_apart[first:], *told_apart[:first]]
        while not stop.is_set():
            for table in turns:
                found = desk.superset.measured(desk.datasets[table], {"rows": "count(*)"})
                answers.append((table, full[table] - found["rows"]))
                if stop.is_set():
                    break
            row = desk.superset.measured(together, counts)
            fewer = {full[table] - row[table] for table in told_apart}
            assert len(fewer) == 1, f"a chart of two nights: {fewer}"
            answers.append(("together", fewer.pop()))
        return answers

    with ThreadPoolExecutor(2) as readers:
        asked = [readers.submit(ask_until_the_end, first) for first in (0, len(told_apart) // 2)]
        try:
            for _ in range(NIGHTS):
                publish_night(desk.home, tables)
        finally:
            stop.set()
        answers = [answer for reader in asked for answer in reader.result()]
    assert len(answers) > 20
    assert {fewer for _, fewer in answers} <= set(range(NIGHTS + 1))
    assert len({fewer for _, fewer in answers}) > 2, "nights passed under the readers' eyes"
    newest = desk.superset.measured(together, counts)
    assert {full[table] - newest[table] for table in told_apart} == {NIGHTS}


def publish_night(home: Path, tables: list[str]) -> None:
    """Publish the last night again, with a row less in each table."""
    forget_candidate(home)
    shutil.copy(build_of(home), candidate_of(home))
    with duckdb.connect(str(candidate_of(home))) as build:
        for table in tables:
            build.execute(f"delete from {table} where rowid in (select min(rowid) from {table})")
    noted = Noted(uuid4().hex, datetime.now(UTC).replace(tzinfo=None), 1)
    with written_marts(home, published_contract(home)) as written:
        publish(home, written, kept_results(home), noted)
