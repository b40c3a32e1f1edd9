"""The expectation checks: at landing they block the tables, on the tables they block publishing."""

from collections.abc import Callable, Iterator, Sequence

import dagster as dg

from expectations.results import CheckResult
from orchestration import night
from orchestration.checking import declared_objects, failure_of
from orchestration.defs.landing import landing_key
from orchestration.defs.steps import AccordResource
from orchestration.last_run import remember_run
from orchestration.loading.declarations import Declarations
from orchestration.night import Company
from orchestration.worker import Worker

LANDING_CHECK = "exports_are_believable"
MARTS_CHECK = "table_is_believable"

Judge = Callable[[Company, Worker], list[CheckResult]]


def landing_checks(declarations: Declarations) -> dg.AssetChecksDefinition:
    """One check an object, all in one step; what fails blocks the tables."""
    tables = {
        each.shown: landing_key(each.system, each.name) for each in declared_objects(declarations)
    }
    tables["quality.loads"] = dg.AssetKey(["landing", "control", "loads"])
    return _checks(
        "check_landing", LANDING_CHECK, tables, night.check_landing, night.LANDING_CONSEQUENCE
    )


def marts_checks(tables: Sequence[dg.AssetKey]) -> dg.AssetChecksDefinition:
    """One check a table, all in one step; what fails blocks publishing."""
    named = {".".join(key.path): key for key in tables}
    return _checks("check_marts", MARTS_CHECK, named, night.check_marts, night.MARTS_CONSEQUENCE)


def _checks(
    step: str, name: str, tables: dict[str, dg.AssetKey], judge: Judge, consequence: str
) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            name, asset=key, blocking=True, description=f"What Great Expectations finds in {table}."
        )
        for table, key in tables.items()
    ]

    @dg.multi_asset_check(name=step, specs=specs)
    def check(accord: AccordResource) -> Iterator[dg.AssetCheckResult]:
        with accord.step() as company, night.checks_worker(company.home) as worker:
            results = judge(company, worker)
            failure = failure_of(results, consequence)
            if failure is not None:
                # the blocking checks end the night: no step fails that would tell it
                remember_run(company.home, failure)
        for table, key in tables.items():
            found = [result for result in results if result.table_name == table]
            unmet = [result for result in found if not result.is_met]
            is_critical = any(result.stops_the_night for result in unmet)
            yield dg.AssetCheckResult(
                asset_key=key,
                check_name=name,
                passed=not unmet,
                severity=(
                    dg.AssetCheckSeverity.ERROR if is_critical else dg.AssetCheckSeverity.WARN
                ),
                description="; ".join(str(result) for result in unmet) or None,
                metadata={result.expectation: result.observed for result in found},
            )

    return check
