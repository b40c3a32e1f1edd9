"""Export folders → landing files, one asset an object."""

from collections.abc import Iterator

import dagster as dg

from orchestration import night
from orchestration.defs.steps import OWNERS, AccordResource
from orchestration.instances import name_in_models
from orchestration.loading.declarations import Declarations
from orchestration.reference import TABLES as REFERENCE_TABLES
from orchestration.watching import is_published

ALREADY_PUBLISHED = "What there is now was published by the last night: this one is not run"
STARTED_BY_ITSELF = {"dagster/schedule_name", "dagster/sensor_name"}

CONTROL_TABLES = (
    "settings",
    "feedback_of_nights",
    "internal_domains",
    "test_emails",
    "loads",
    "refused_rows",
    "refused_values",
)


def export_assets(declarations: Declarations) -> list[dg.AssetSpec]:
    """The folders that the tools' exports are put into; Accord only reads them."""
    return [
        dg.AssetSpec(
            key=_exports_of(name),
            group_name="exports",
            description=f"Export folders of {name}, as its owners put them there.",
            kinds={"csv"},
            owners=OWNERS,
        )
        for name in declarations
    ]


def _exports_of(system: str) -> dg.AssetKey:
    """The folders of a tool, under a name that Dagster takes."""
    return dg.AssetKey(["exports", name_in_models(system)])


def landing_key(system: str, name: str) -> dg.AssetKey:
    """The landed rows of an object, under a name that Dagster takes."""
    return dg.AssetKey(["landing", name_in_models(system), name])


def reference_assets() -> list[dg.AssetSpec]:
    """What libraries know, laid with the project."""
    return [
        dg.AssetSpec(
            key=["landing", "reference", table],
            group_name="reference",
            description=f"What a library of the lock file knows: {table.replace('_', ' ')}.",
            kinds={"parquet"},
            owners=OWNERS,
        )
        for table in REFERENCE_TABLES
    ]


def landing_assets(declarations: Declarations) -> dg.AssetsDefinition:
    """One step that lands every new file."""
    objects = {
        (each.system, each.name): dg.AssetSpec(
            key=landing_key(each.system, each.name),
            deps=[_exports_of(each.system)],
            group_name="landing",
            description=f"Rows of {each.system} {each.name}, typed: a Parquet file an export file.",
            kinds={"parquet"},
            owners=OWNERS,
            skippable=True,
        )
        for system in declarations.values()
        for each in system.objects
    }
    control = [
        dg.AssetSpec(
            key=["landing", "control", table],
            deps=[_exports_of(name) for name in declarations],
            group_name="landing",
            description=f"What the night says of itself: {table.replace('_', ' ')}.",
            kinds={"parquet"},
            owners=OWNERS,
            skippable=True,
        )
        for table in CONTROL_TABLES
    ]

    @dg.multi_asset(name="load_exports", specs=[*objects.values(), *control])
    def load_exports(
        context: dg.AssetExecutionContext, accord: AccordResource
    ) -> Iterator[dg.MaterializeResult[None]]:
        with accord.step() as company:
            if STARTED_BY_ITSELF & set(context.run.tags) and is_published(company.options):
                context.log.info(ALREADY_PUBLISHED)
                return
            night.begin(company)
            night.check_agreement(company)
            report = night.load(company)
        for named, spec in objects.items():
            loads = [load for load in report.loads if (load.system, load.object) == named]
            yield dg.MaterializeResult(
                asset_key=spec.key,
                metadata={
                    "new files": sum(load.is_new for load in loads),
                    "files": len(loads),
                    "rows landed": sum(load.rows_landed for load in loads),
                    "rows refused": sum(load.rows_refused for load in loads),
                    "values refused": sum(load.values_refused for load in loads),
                },
            )
        for spec in control:
            yield dg.MaterializeResult(asset_key=spec.key, metadata={"as_of": str(report.as_of)})

    return load_exports
