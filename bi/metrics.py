"""The metrics of the semantic layer, asked of the published marts: `python -m bi.metrics`.

dbt's semantic models (beside `alignment.handoffs_counted` and `alignment.leads_counted`) say what a
metric is; MetricFlow writes its SQL for any period, dimension and condition. Its own `mf` would ask
the package index for a newer version of itself at each call: this does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

import duckdb
import typer
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlClient, SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow.sql.render.sql_plan_renderer import SqlPlanRenderer
from metricflow_semantics.errors.error_classes import InvalidQueryException
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from orchestration import transform
from orchestration.databases import connected, marts_of
from orchestration.errors import AccordError, BadUsage
from orchestration.loading.lock import held_home
from orchestration.night import Company, dbt_worker
from orchestration.seeds import lay_project
from orchestration.settings import RunOptions


@dataclass(frozen=True)
class _WritesForDuckDb:
    """What MetricFlow asks of an engine of which it only writes the SQL."""

    sql_engine_type: SqlEngine = SqlEngine.DUCKDB

    @property
    def sql_plan_renderer(self) -> SqlPlanRenderer:
        return DuckDbSqlPlanRenderer()


def metric_sql(
    project: Path, metrics: Sequence[str], by: Sequence[str] = (), where: Sequence[str] = ()
) -> str:
    """The SQL of metrics over the tables of `build`, as the project that dbt has read means them.

    Raises BadUsage, naming what MetricFlow does not know and what comes close.
    """
    semantic = (project / "target" / "semantic_manifest.json").read_text("utf-8")
    engine = MetricFlowEngine(
        SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(semantic)),
        cast(SqlClient, _WritesForDuckDb()),
    )
    try:
        explained = engine.explain(
            MetricFlowQueryRequest.create(
                metric_names=list(metrics),
                group_by_names=list(by),
                where_constraints=list(where),
                order_by_names=list(by),
            )
        )
    except InvalidQueryException as error:
        raise BadUsage(str(error)) from error
    return str(explained.sql_statement.sql)


def opened(marts: Path) -> duckdb.DuckDBPyConnection:
    """The published marts, read-only, under the name by which dbt knows the tables."""
    connection = connected()
    connection.execute(f"attach '{str(marts).replace(chr(39), chr(39) * 2)}' as build (read_only)")
    return connection


def _main(
    metrics: Annotated[str, typer.Argument(help="One or several, with commas between.")],
    by: Annotated[
        str, typer.Option(help="metric_time__month, handoff__segment, lead__source, …")
    ] = "",
    where: Annotated[
        list[str] | None, typer.Option(help="\"{{ Dimension('lead__segment') }} = 'SMB'\"")
    ] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Show the SQL instead.")] = False,
) -> None:
    """Ask metrics of the marts of ACCORD_HOME."""
    try:
        options = RunOptions.resolve()
        with held_home(options.home), dbt_worker(options.home) as worker:
            systems = Company.read(options).systems
            project = lay_project(options.home, *options.seeds_over, systems=systems)
            transform.begin_parsing(worker, options.home, writes_manifest=True)
            transform.finish_parsing(worker)
        query = metric_sql(project, metrics.split(","), by.split(",") if by else [], where or [])
        if sql:
            print(query)
            return
        with opened(marts_of(options.home)) as connection:
            connection.sql(query).show(max_rows=10_000, max_width=200)
    except AccordError as error:
        print(error)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(_main)
