"""A suite: what one table must be like to be believed, and how it is validated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import great_expectations as gx
import sqlalchemy
from great_expectations.data_context import EphemeralDataContext
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.expectations.expectation import Expectation

from expectations.results import CheckResult


@dataclass(frozen=True)
class Rule:
    """One expectation with its bounds in words and the figures that tell what was found.

    Without `figures`, what GX itself observed is told.
    """

    expectation: Expectation
    expected: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suite:
    """The rules of one table; `query` gives the rows that they judge.

    Where rules name figures, the query gives one row, with a column for each.
    """

    table_name: str
    query: str
    rules: tuple[Rule, ...]


def validate(
    stage: Literal["landing", "marts"],
    suites: Iterable[Suite],
    context: EphemeralDataContext,
    source: SQLDatasource,
    connection: sqlalchemy.Connection,
) -> list[CheckResult]:
    """Judge every suite, one validation each. Raises RuntimeError where a rule cannot be judged."""
    results = []
    for suite in suites:
        batch = source.add_query_asset(
            name=suite.table_name, query=suite.query
        ).add_batch_definition_whole_table("whole table")
        expectations = gx.ExpectationSuite(
            name=suite.table_name, expectations=[rule.expectation for rule in suite.rules]
        )
        definition = context.validation_definitions.add(
            gx.ValidationDefinition(
                name=suite.table_name, data=batch, suite=context.suites.add(expectations)
            )
        )
        validation = definition.run(result_format="SUMMARY")
        figures: Mapping[str, Any] = {}
        if any(rule.figures for rule in suite.rules):
            figures = connection.exec_driver_sql(suite.query).mappings().one()
        rules = {str(rule.expectation.description): rule for rule in suite.rules}
        for judged in validation.results:
            config = judged.expectation_config
            rule = rules[config.description]
            if not judged.result:
                raise RuntimeError(
                    f"{suite.table_name}: {config.description}: {judged.exception_info}"
                )
            results.append(
                CheckResult(
                    stage=stage,
                    table_name=suite.table_name,
                    expectation=config.description,
                    severity="critical" if config.severity == "critical" else "warning",
                    is_met=bool(judged.success),
                    observed=_observed(rule, figures, judged.result),
                    expected=rule.expected,
                )
            )
    return results


def _observed(rule: Rule, figures: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    if rule.figures:
        return ", ".join(f"{name} {_written(figures[name])}" for name in rule.figures)
    unexpected = result.get("unexpected_count")
    if unexpected is None:
        return _written(result.get("observed_value"))
    told = f"{unexpected} of {result['element_count']} values outside"
    examples = [_written(value) for value in result.get("partial_unexpected_list", [])[:3]]
    return f"{told}, such as {', '.join(examples)}" if examples else told


def _written(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
