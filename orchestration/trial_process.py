"""The child process in which dbt builds some tables apart; see `orchestration.apart`.

To write dbt's manifest takes as long as to read the project, so the caller is told what it needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dbt.artifacts.resources.types import NodeType
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from orchestration.dbt_process import begin, keep_record, target_of, told
from orchestration.parsed import read_project, share_parsed
from orchestration.transform import Invocation

_manifests: dict[str, Manifest] = {}


def read(
    home: str, arguments: list[str], emit: Callable[[object], None]
) -> tuple[Invocation, dict[str, Any]]:
    """Read the project laid in a home; what `edits` asks of dbt's manifest, with its keys."""
    begin(home)
    parse = ["parse", "--no-write-json", *arguments]
    result = read_project(Path(home), lambda: dbtRunner().invoke(parse))
    if not isinstance(result.result, Manifest):
        return told(result), {}
    share_parsed(Path(home))
    _manifests[home] = result.result
    return told(result), _described(result.result)


def build(
    home: str,
    arguments: list[str],
    sources: str,
    night: str,
    apart: list[str],
    tests: list[str],
    emit: Callable[[object], None],
) -> Invocation:
    """Build nodes of the project that `read` has read, and run tests, by their unique ids.

    Those `apart` are built in a database of their own, every other is read from the file `night`.
    Sources are those of the home `sources`. dbt's record of it is written, and the database whole.
    """
    manifest = _manifests[home]
    begin(home)
    os.environ["ACCORD_HOME"], os.environ["ACCORD_BUILD"] = sources, night
    for unique_id, node in manifest.nodes.items():
        is_apart = unique_id in apart or node.resource_type == NodeType.Test
        node.database = "trial" if is_apart else "build"
    # by name: a model by its id would bring the tests of all it reads
    nodes = {**manifest.nodes, **manifest.unit_tests}
    result = dbtRunner(manifest=manifest).invoke(
        [
            *("build", "--target", "trial", "--no-write-json", "--cache-selected-only"),
            *("--indirect-selection", "empty"),
            *("--select", *(nodes[unique_id].name for unique_id in [*apart, *tests])),
            *arguments,
        ]
    )
    keep_record(home, result)
    if isinstance(result.result, RunExecutionResult) and not result.success:
        manifest.write(str(target_of(home) / "manifest.json"))
    return told(result)


def _described(manifest: Manifest) -> dict[str, Any]:
    manifest.build_parent_and_child_maps()
    return {
        "nodes": {name: _node(node) for name, node in manifest.nodes.items()},
        "sources": {
            name: _node(node)
            | {
                "source_name": node.source_name,
                "description": node.description,
                "source_description": node.source_description,
            }
            for name, node in manifest.sources.items()
        },
        "unit_tests": {name: {"model": test.model} for name, test in manifest.unit_tests.items()},
        "macros": {
            name: {
                "package_name": macro.package_name,
                "macro_sql": macro.macro_sql,
                "depends_on": {"macros": list(macro.depends_on.macros)},
            }
            for name, macro in manifest.macros.items()
        },
        "parent_map": manifest.parent_map,
        "child_map": manifest.child_map,
    }


def _node(node: Any) -> dict[str, Any]:
    metadata = getattr(node, "test_metadata", None)
    depends_on = getattr(node, "depends_on", None)
    checksum = getattr(node, "checksum", None)
    return {
        "unique_id": node.unique_id,
        "resource_type": str(node.resource_type),
        "name": node.name,
        "schema": node.schema,
        "alias": getattr(node, "alias", node.name),
        "checksum": {"checksum": checksum.checksum} if checksum else None,
        "config": {
            "materialized": getattr(node.config, "materialized", None),
            "meta": node.config.meta,
        },
        "contract": {"enforced": node.contract.enforced} if hasattr(node, "contract") else None,
        "columns": {
            name: {
                "name": column.name,
                "data_type": column.data_type,
                "constraints": [{"type": each.type.value} for each in column.constraints],
                "config": {"meta": column.config.meta},
            }
            for name, column in node.columns.items()
        },
        "depends_on": {
            "nodes": list(depends_on.nodes) if depends_on and hasattr(depends_on, "nodes") else [],
            "macros": list(depends_on.macros) if depends_on else [],
        },
        "attached_node": getattr(node, "attached_node", None),
        "column_name": getattr(node, "column_name", None),
        "test_metadata": ({"name": metadata.name, "kwargs": metadata.kwargs} if metadata else None),
    }
