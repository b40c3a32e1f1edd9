"""Landing files → tables: one dbt build, one asset a model, one check a dbt test."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    dbt_assets,
)
from dagster_dbt.compat import DBT_PYTHON_VERSION

from orchestration import night, transform
from orchestration.databases import forget_candidate
from orchestration.defs.landing import landing_key
from orchestration.defs.steps import OWNERS, AccordResource
from orchestration.instances import name_in_models
from orchestration.seeds import (
    ROOMS,
    CustomField,
    columns_told,
    lay_project,
)
from orchestration.watching import COMPILED_BY_PYTHON


class Translator(DagsterDbtTranslator):
    """dbt's names as people read them in the graph: sources are the landing assets.

    `own`: the fields of the company's own, which dbt's manifest does not name.
    """

    def __init__(self, own: Sequence[CustomField] = ()) -> None:
        """A source's tests are the landing checks' business: dbt ran past those that block."""
        super().__init__(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=False))
        self._own = tuple(own)

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`landing/<system>/<object>` for a source, else `<schema>/<table>`."""
        if dbt_resource_props["resource_type"] == "source":
            source, table = dbt_resource_props["source_name"], dbt_resource_props["name"]
            return landing_key(source, table)
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["alias"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The model's folder, whose layer its first letters tell unless it is published."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        layer, room = dbt_resource_props["fqn"][1:3]
        if layer == "metrics":
            return str(layer)
        return _GROUP_PREFIXES[layer] + name_in_models(str(room))

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the model's page says, without its SQL."""
        return str(dbt_resource_props["description"])

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """The columns that the model's page names, and those of the company's own fields."""
        own = {
            name: {"data_type": each.data_type, "description": each.told_in[table]}
            for table in [dbt_resource_props["name"]]
            for name, each in columns_told(self._own, table).items()
        }
        columns = dbt_resource_props.get("columns", {})
        return super().get_metadata({**dbt_resource_props, "columns": {**columns, **own}})

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """The alignment owner answers for every table."""
        return OWNERS


_GROUP_PREFIXES = {"staging": "stg_", "intermediate": "int_", "marts": ""}


class InstalledDbt(DbtCliResource):
    """dbt of this environment, whose version nobody need ask it.

    `dbt --version` asks the package index for the newest one, on every night.
    """

    @cached_property
    def _cli_version(self) -> Any:
        return DBT_PYTHON_VERSION


def prepared_manifest(company: night.Company) -> Path:
    """The manifest of the whole project, of which a night reads what the company has exports of.

    Laid apart from the nights' project, below the home: a tool that begins is in the graph before.
    Parsed when it is older than the project.
    """
    apart = company.home / "graph"
    project = lay_project(apart, *company.options.seeds_over, systems=company.declarations)
    manifest = project / "target" / "manifest.json"
    if not manifest.is_file() or manifest.stat().st_mtime < last_change(project):
        with night.dbt_worker(apart) as worker:
            transform.begin_parsing(worker, apart, writes_manifest=True)
            transform.finish_parsing(worker)
    return manifest


def last_change(project: Path) -> float:
    """When something that dbt reads of a laid project was written, came or went.

    Its code is linked, and what dbt compiled is none of it.
    """
    rooms = [(project / name).resolve() for name in ROOMS]
    places = [*rooms, *(place for room in rooms for place in room.rglob("*"))]
    read = [place for place in places if place.is_dir() or place.suffix in _READ]
    return max(place.stat().st_mtime for place in read if place.name != COMPILED_BY_PYTHON)


_READ = (".sql", ".yml", ".md", ".py", ".csv")


def table_assets(manifest: Path, translator: Translator) -> dg.AssetsDefinition:
    """One step that builds and tests every table, with live events for each."""

    @dbt_assets(
        manifest=manifest,
        dagster_dbt_translator=translator,
        name="build_tables",
        exclude=" ".join(transform.NO_NIGHTS_WORK),
    )
    def build_tables(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, accord: AccordResource
    ) -> Iterator[Any]:
        with accord.step() as company:
            project = lay_project(
                company.home, *company.options.seeds_over, systems=company.systems
            )
            transform.forget_build(company.home)
            command = [*transform.BUILD_COMMAND]
            if context.is_subset:
                # a check that is run by hand is run by itself
                transform.take_up_tables(company.home)
            else:
                forget_candidate(company.home)
                command += ["--exclude", " ".join(transform.left_out(company.home))]
            invocation = dbt.cli(
                command,
                context=context,
                raise_on_error=False,
                target_path=project / "target",
            )
            yield from invocation.stream()
            if not context.is_subset:
                yield from _judged(company.home, context.selected_asset_check_keys)
            if not invocation.is_successful():
                transform.explain_failed_build(company.home, invocation.get_error())

    return build_tables


def _judged(home: Path, checks: Iterable[dg.AssetCheckKey]) -> Iterator[dg.AssetCheckResult]:
    """What was found of each test that was judged as its table was built."""
    failures = transform.judged_rules(home)
    for check in sorted(checks):
        if check.name in failures:
            yield dg.AssetCheckResult(
                asset_key=check.asset_key,
                check_name=check.name,
                passed=not failures[check.name],
                metadata={"rows that break it": failures[check.name]},
            )
