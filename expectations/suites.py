"""A suite: what one table must be like to be believed, and how it is validated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import great_expectations as gx
import sqlalchemy
from great_expectations.data_context import EphemeralDataContext
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.expectations.core import (
    ExpectColumnMaxToBeBetween,
    ExpectColumnPairValuesToBeEqual,
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.results import CheckResult
from orchestration.agreement.words import _
from orchestration.loading.masking import without_addresses

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class Rule:
    """One expectation with its bounds in words and the figures that tell what was found.

    Without `figures`, what GX itself observed is told.
    """

    expectation: Expectation
    expected: str
    figures: tuple[str, ...] = ()


def at_most(
    column: str,
    bound: float,
    description: str,
    *,
    expected: str,
    figures: tuple[str, ...],
    severity: Severity = "warning",
) -> Rule:
    """A figure is no greater than the bound."""
    expectation = ExpectColumnMaxToBeBetween(
        column=column,
        max_value=bound,
        severity=FailureSeverity(severity),
        description=description,
    )
    return Rule(expectation, expected, figures)


def equal(left: str, right: str, description: str, *, expected: str, severity: Severity) -> Rule:
    """Two figures are one."""
    expectation = ExpectColumnPairValuesToBeEqual(
        column_A=left,
        column_B=right,
        severity=FailureSeverity(severity),
        description=description,
    )
    return Rule(expectation, expected, (left, right))


def between(column: str, low: float, high: float, *, severity: Severity) -> Rule:
    """Every value of a column is in a range, ends included, or null."""
    expectation = ExpectColumnValuesToBeBetween(
        column=column,
        min_value=low,
        max_value=high,
        severity=FailureSeverity(severity),
        description=_("%(column)s is between %(low)s and %(high)s")
        % {"column": column, "low": f"{low:g}", "high": f"{high:g}"},
    )
    return Rule(expectation, _("%(low)s to %(high)s") % {"low": f"{low:g}", "high": f"{high:g}"})


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
        # GX takes no query that starts otherwise
        query = f"select * from ({suite.query}) as judged_rows"
        batch = source.add_query_asset(
            name=suite.table_name, query=query
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
        figures: dict[str, Any] = {}
        if any(rule.figures for rule in suite.rules):
            figures = dict(connection.exec_driver_sql(query).mappings().one())
        rules = {str(rule.expectation.description): rule for rule in suite.rules}
        for judged in validation.results:
            config = judged.expectation_config
            if config is None or not judged.result:
                raise RuntimeError(f"{suite.table_name}: {config}: {judged.exception_info}")
            description = str(config.description)
            rule = rules[description]
            results.append(
                CheckResult(
                    stage=stage,
                    table_name=suite.table_name,
                    expectation=description,
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
    examples = [_written(value) for value in result.get("partial_unexpected_list", [])[:3]]
    told = _("%(count)s of %(all)s values outside")
    if examples:
        told = _("%(count)s of %(all)s values outside, such as %(examples)s")
    return told % {
        "count": unexpected,
        "all": result["element_count"],
        "examples": ", ".join(examples),
    }


def _written(value: object) -> str:
    if isinstance(value, str):
        return without_addresses(value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)
