"""The code location: what Dagster shows and runs. Nothing is read before Dagster asks for it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import dagster as dg

from expectations.shares import is_share
from orchestration.defs.automation import (
    digest_schedule,
    new_exports_sensor,
    nightly,
    nightly_schedule,
    weekly_digest,
)
from orchestration.defs.landing import export_assets, landing_assets, reference_assets
from orchestration.defs.publish import published_marts, review_pages
from orchestration.defs.quality import landing_checks, marts_checks
from orchestration.defs.steps import AccordResource
from orchestration.defs.transform import InstalledDbt, Translator, prepared_manifest, table_assets
from orchestration.night import Company
from orchestration.publishing import is_published
from orchestration.seeds import lay_project, read_custom_fields
from orchestration.settings import RunOptions

# Reconciled with the exports, or compared with the last published night.
RECONCILED = (
    ["core", "dim_people"],
    ["core", "fct_opportunities"],
    ["core", "fct_leads"],
    ["core", "fct_handoffs"],
    ["alignment", "alignment_scorecard"],
)


def accord_definitions(options: RunOptions) -> dg.Definitions:
    """The whole graph of one home; parses the dbt project if the home has no manifest yet."""
    company = Company.read(options)
    # dbt's profile and sources name the home by this variable
    os.environ["ACCORD_HOME"] = str(options.home)
    project = lay_project(options.home, *options.seeds_over, systems=company.systems)
    manifest = prepared_manifest(company)
    tables = [
        node
        for node in json.loads(manifest.read_text("utf-8"))["nodes"].values()
        if is_published(node)
    ]
    translator = Translator(read_custom_fields(*options.seeds_over))
    with_shares = [
        translator.get_asset_key(table)
        for table in tables
        if table["schema"] == "alignment" and any(map(is_share, table["columns"]))
    ]
    landing = landing_assets(company.declarations)
    return dg.Definitions(
        assets=[
            *export_assets(company.declarations),
            *reference_assets(),
            landing,
            table_assets(manifest, translator),
            published_marts([translator.get_asset_key(table) for table in tables]),
            review_pages,
        ],
        asset_checks=[
            landing_checks(company.declarations),
            marts_checks([*map(dg.AssetKey, RECONCILED), *sorted(with_shares)]),
        ],
        jobs=[nightly, weekly_digest],
        # also of what is materialised by hand: the home is held by the process of a run
        executor=dg.in_process_executor,
        schedules=[nightly_schedule(company), digest_schedule(company)],
        sensors=[new_exports_sensor(options)],
        resources={
            "accord": AccordResource(
                home=str(options.home), exports=str(options.exports), seeds=str(options.seeds)
            ),
            "dbt": InstalledDbt(
                project_dir=str(project),
                profiles_dir=str(project),
                # the environment's own, whether or not it is active
                dbt_executable=str(Path(sys.executable).parent / "dbt"),
            ),
        },
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The graph of the home that the environment names."""
    return accord_definitions(RunOptions.resolve())
