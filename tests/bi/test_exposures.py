"""Who reads which published table is declared: each page, the dashboard, the metrics layer."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bi.superset.bundle import DASHBOARD
from orchestration.settings import PROJECT

Node = dict[str, Any]

PAGES = PROJECT / "orchestration" / "reporting" / "pages"
READ = re.compile(r"\b(?:from|join) ((?:agreement|core|alignment|review|feedback|quality)\.\w+)")


def pages() -> list[Path]:
    """The module or package of each page."""
    return [p for p in sorted(PAGES.iterdir()) if not p.name.startswith("_")]


def declared(manifest: Node) -> dict[str, set[str]]:
    """Exposure → the published tables, `<schema>.<table>`, that it depends on."""
    nodes = manifest["nodes"]
    return {
        exposure["name"]: {
            f"{nodes[node]['schema']}.{nodes[node]['alias']}"
            for node in exposure["depends_on"]["nodes"]
        }
        for exposure in manifest["exposures"].values()
    }


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_page_reads_no_table_that_its_exposure_does_not_name(page: Path, manifest: Node) -> None:
    files = [page] if page.is_file() else sorted(page.rglob("*.py"))
    read = {table for file in files for table in READ.findall(file.read_text("utf-8"))}
    assert sorted(read - declared(manifest)[f"{page.stem}_page"]) == []


def test_the_dashboards_exposure_names_its_datasets(manifest: Node) -> None:
    datasets = [yaml.safe_load(f.read_text("utf-8")) for f in (DASHBOARD / "datasets").rglob("*.*")]
    read = {f"{dataset['schema']}.{dataset['table_name']}" for dataset in datasets}
    assert declared(manifest)["superset_dashboard"] == read


def test_the_exposure_of_the_metrics_layer_names_its_semantic_models(manifest: Node) -> None:
    read = {
        f"{model['node_relation']['schema_name']}.{model['node_relation']['alias']}"
        for model in manifest["semantic_models"].values()
    }
    # the days over which MetricFlow lays its periods
    assert declared(manifest)["metrics_layer"] == read | {"core.dim_dates"}


def test_every_exposure_is_owned(manifest: Node) -> None:
    assert [e["name"] for e in manifest["exposures"].values() if not e["owner"]["name"]] == []
