"""Tables → the published file."""

from collections.abc import Sequence
from datetime import timedelta

import dagster as dg

from orchestration import night
from orchestration.defs.steps import OWNERS, AccordResource
from orchestration.last_run import remember_run

WARN_AFTER = timedelta(hours=26)
FAIL_AFTER = timedelta(hours=50)


def published_marts(tables: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The file that BI reads; a night later than usual warns, two missed nights fail."""

    @dg.asset(
        name="published_marts",
        deps=list(tables),
        group_name="published",
        description="marts.duckdb: every published table of one night, swapped in whole.",
        kinds={"duckdb"},
        owners=OWNERS,
        freshness_policy=dg.FreshnessPolicy.time_window(
            fail_window=FAIL_AFTER, warn_window=WARN_AFTER
        ),
    )
    def published_marts(accord: AccordResource) -> dg.MaterializeResult[None]:
        with accord.step() as company:
            published = night.publish(company)
            copies = night.copy(company)
            given_back = night.give_back(company)
            remember_run(company.home, None)
        return dg.MaterializeResult(
            metadata={
                "file": dg.MetadataValue.path(str(published.marts)),
                "as_of": str(published.as_of),
                "tables": len(published.rows),
                "rows": sum(published.rows.values()),
                "Parquet copies": str(copies.manifest or "could not be written"),
                "notes": dg.MetadataValue.md("\n".join([*published.notes, *copies.notes])),
                "given back": str(given_back.folder or "nothing changed"),
            }
        )

    return published_marts
