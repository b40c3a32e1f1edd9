"""The metrics of the semantic layer give the figures of the metric tables, to the last digit."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bi.metrics import metric_sql, opened
from orchestration.errors import BadUsage
from tests.compiled_models import CompiledModels

# Metric → table, and its column there.
TABLES = {
    "handed_off": ("lead_acceptance", "handed_off"),
    "handoffs_accepted": ("lead_acceptance", "accepted"),
    "matured_handed_off": ("lead_acceptance", "matured_handed_off"),
    "accepted_in_window": ("lead_acceptance", "accepted_in_window"),
    "acceptance_rate": ("lead_acceptance", "acceptance_rate"),
    "matured_acceptance_rate": ("lead_acceptance", "matured_acceptance_rate"),
    "median_first_touch_business_minutes": (
        "lead_handling_time",
        "median_first_touch_business_minutes",
    ),
    "touch_sla_due": ("lead_handling_time", "touch_sla_due"),
    "touch_sla_compliance": ("lead_handling_time", "touch_sla_compliance"),
    "decision_sla_due": ("lead_handling_time", "decision_sla_due"),
    "decision_sla_compliance": ("lead_handling_time", "decision_sla_compliance"),
    "leads": ("conversion_by_source", "leads"),
    "mqls": ("conversion_by_source", "mqls"),
    "accepted_leads": ("conversion_by_source", "accepted"),
    "sqls": ("conversion_by_source", "sqls"),
    "opportunities": ("conversion_by_source", "opportunities"),
    "won": ("conversion_by_source", "won"),
    "revenue": ("conversion_by_source", "revenue"),
    "lead_to_mql_rate_matured": ("conversion_by_source", "lead_to_mql_rate_matured"),
    "mql_to_accepted_rate_matured": ("conversion_by_source", "mql_to_accepted_rate_matured"),
    "accepted_to_sql_rate_matured": ("conversion_by_source", "accepted_to_sql_rate_matured"),
    "sql_to_opportunity_rate_matured": ("conversion_by_source", "sql_to_opportunity_rate_matured"),
    "opportunity_to_won_rate_matured": ("conversion_by_source", "opportunity_to_won_rate_matured"),
    "lead_to_won_rate_matured": ("conversion_by_source", "lead_to_won_rate_matured"),
}
DIMENSIONS = ("channel", "source", "campaign", "segment", "country", "owner", "origin_system")

# The semantic model of the metrics of each table.
ENTITIES = {
    "lead_acceptance": "handoff",
    "lead_handling_time": "handoff",
    "conversion_by_source": "lead",
}


@pytest.fixture(scope="module")
def project(compiled: CompiledModels) -> Path:
    return compiled.home / "project"


def asked(
    project: Path, marts: Path, metrics: Sequence[str], by: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """Rows of group-by values and metrics, in the order of the first; a period by its first day."""
    periods = [f"cast({name} as date)" if name.startswith("metric_time") else name for name in by]
    with opened(marts) as connection:
        return connection.execute(
            f"select {', '.join([*periods, *metrics])} from ({metric_sql(project, metrics, by)}) "
            "order by all"
        ).fetchall()


def of_table(
    marts: Path, table: str, columns: Sequence[str], grain: str, dimension: str
) -> list[tuple[Any, ...]]:
    """Rows of period, value of the dimension and columns, as the metric table has them."""
    # a sum of nothing is null; the table says that nothing was earned where nothing was won
    told = [f"case when won > 0 then {c} end" if c == "revenue" else c for c in columns]
    with duckdb.connect(str(marts), read_only=True) as connection:
        return connection.execute(
            f"select period_start, dimension_value, {', '.join(told)} from alignment.{table} "
            f"where period_grain = ? and dimension = ? and {_members(table)} > 0 order by all",
            [grain, dimension],
        ).fetchall()


def _members(table: str) -> str:
    return "leads" if table == "conversion_by_source" else "handed_off"


def metrics_of(table: str) -> dict[str, str]:
    return {metric: column for metric, (of, column) in TABLES.items() if of == table}


@pytest.mark.parametrize("grain", ["week", "month", "quarter"])
@pytest.mark.parametrize("table", ENTITIES)
def test_a_metric_by_period_is_that_of_its_table(
    project: Path, night: Path, table: str, grain: str
) -> None:
    metrics = metrics_of(table)
    found = asked(project, night, list(metrics), [f"metric_time__{grain}"])
    expected = of_table(night, table, list(metrics.values()), grain, "all")
    assert len(expected) > 5
    assert [row for row in found if row[0] is not None] == [
        (start, *figures) for start, _, *figures in expected
    ]


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("table", ENTITIES)
def test_a_metric_by_month_and_dimension_is_that_of_its_table(
    project: Path, night: Path, table: str, dimension: str
) -> None:
    metrics = metrics_of(table)
    by = ["metric_time__month", f"{ENTITIES[table]}__{dimension}"]
    found = asked(project, night, list(metrics), by)
    expected = of_table(night, table, list(metrics.values()), "month", dimension)
    assert len(expected) > 5
    assert [row for row in found if row[0] is not None] == expected


@pytest.mark.parametrize("table", ENTITIES)
def test_a_metric_of_all_time_counts_those_of_an_unknown_day_too(
    project: Path, night: Path, table: str
) -> None:
    metrics = metrics_of(table)
    [expected] = of_table(night, table, list(metrics.values()), "ever", "all")
    assert asked(project, night, list(metrics)) == [expected[2:]]


def test_perceived_alignment_is_that_of_each_wave_and_of_several_their_mean(
    project: Path, night: Path
) -> None:
    with duckdb.connect(str(night), read_only=True) as connection:
        waves = connection.execute(
            "select wave, score from alignment.perceived_alignment "
            "where team = 'both' and survey_dimension = 'all' order by all"
        ).fetchall()
    metric = ["perceived_alignment_score"]
    assert len(waves) > 2
    assert asked(project, night, metric, ["survey_score__wave"]) == waves
    scores = [score for _, score in waves if score is not None]
    assert asked(project, night, metric) == [(pytest.approx(sum(scores) / len(scores)),)]


def test_metrics_of_leads_and_of_handoffs_are_asked_together(project: Path, night: Path) -> None:
    found = asked(project, night, ["matured_acceptance_rate", "revenue"], ["metric_time__quarter"])
    rates = {
        r[0]: r[2]
        for r in of_table(night, "lead_acceptance", ["matured_acceptance_rate"], "quarter", "all")
    }
    revenues = {
        r[0]: r[2] for r in of_table(night, "conversion_by_source", ["revenue"], "quarter", "all")
    }
    dated = {start: (rate, revenue) for start, rate, revenue in found if start is not None}
    assert dated == {
        start: (rates.get(start), revenues.get(start)) for start in rates.keys() | revenues.keys()
    }


def test_a_metric_under_a_condition_counts_those_who_meet_it(project: Path, night: Path) -> None:
    query = metric_sql(project, ["leads"], where=["{{ Dimension('lead__segment') }} = 'SMB'"])
    with opened(night) as connection:
        [(found,)] = connection.execute(query).fetchall()
        [(expected,)] = connection.execute(
            "select count(*) from build.core.fct_leads where segment = 'SMB'"
        ).fetchall()
    assert found == expected > 0


def test_a_metric_that_nobody_defined_is_told_with_those_that_come_close(project: Path) -> None:
    with pytest.raises(BadUsage, match="matured_acceptance_rate"):
        metric_sql(project, ["matured_acceptance"])
