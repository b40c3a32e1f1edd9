"""Tables → the published file → the review pages."""

from collections.abc import Sequence
from datetime import timedelta

import dagster as dg

from orchestration import night
from orchestration.defs.steps import OWNERS, AccordResource
from orchestration.last_run import remember_run

PUBLISHED = "published_marts"
WARN_AFTER = timedelta(hours=26)
FAIL_AFTER = timedelta(hours=50)


def published_marts(tables: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The file that BI reads; a night later than usual warns, two missed nights fail."""

    @dg.asset(
        name=PUBLISHED,
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
        with accord.step() as company, night.written_marts(company) as written:
            published = night.publish(company, written, night.note_in_ledger(company))
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


@dg.asset(
    deps=[PUBLISHED],
    group_name="published",
    description="The review pages of both teams' meetings, from the published tables.",
    kinds={"html"},
    owners=OWNERS,
)
def review_pages(accord: AccordResource) -> dg.MaterializeResult[None]:
    """The pages; what is published stands whether or not they can be written."""
    with accord.step() as company:
        site = night.write_pages(company)
    return dg.MaterializeResult(
        metadata={
            "page": dg.MetadataValue.path(str(site.first)),
            "pages": site.pages,
            "notes": dg.MetadataValue.md("\n".join(site.notes)),
        }
    )
