"""What was edited since the last published night, and what of the project that concerns.

A node (model, seed, source or test) is known by its unique id in dbt's manifest. Its fingerprint
changes with what it computes: its code and that of the macros it calls, its columns, what is
declared of it (`meta`), how it is built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

Manifest = Mapping[str, Any]

# What others read.
READ = ("model", "seed", "source")


def read_manifest(home: Path) -> Manifest:
    """What dbt last read of the project laid in a home: nothing that a caller may change."""
    file = home / "project" / "target" / "manifest.json"
    written = file.stat()
    return _manifest(file, written.st_mtime_ns, written.st_size)


@lru_cache(maxsize=1)
def _manifest(file: Path, written_at: int, size: int) -> Manifest:
    """A file of some megabytes, of which several steps of a night ask."""
    manifest: Manifest = json.loads(file.read_text("utf-8"))
    return manifest


def keep_published_nodes(home: Path) -> None:
    """Note what the night that published was computed by."""
    part = _published(home).with_suffix(".part")
    part.write_text(json.dumps(fingerprints(read_manifest(home)), indent=1), "utf-8")
    part.replace(_published(home))


def edited_nodes(home: Path, manifest: Manifest) -> set[str] | None:
    """The nodes that the last published night did not have as they are now.

    None where no night has noted what it was computed by.
    """
    try:
        published = json.loads(_published(home).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return {node for node, found in fingerprints(manifest).items() if published.get(node) != found}


def fingerprints(manifest: Manifest) -> dict[str, str]:
    """The fingerprint of every node."""
    called = Macros(manifest["macros"])
    nodes = [*manifest["nodes"].values(), *manifest["sources"].values()]
    return {
        node["unique_id"]: _digest(
            _each(node, "checksum", "checksum"),
            _each(node, "test_metadata", "kwargs"),
            _each(node, "config", "materialized"),
            _each(node, "config", "meta"),
            _each(node, "contract", "enforced"),
            [
                (
                    column["name"],
                    column["data_type"],
                    sorted(each["type"] for each in column["constraints"]),
                    _each(column, "config", "meta"),
                )
                for column in node["columns"].values()
            ],
            sorted(_each(node, "depends_on", "nodes") or []),
            called.code_of(_each(node, "depends_on", "macros") or []),
        )
        for node in nodes
        if node["resource_type"] in (*READ, "test")
    }


def _each(node: Mapping[str, Any], key: str, name: str) -> Any:
    """A part of a node, which not every kind has."""
    return (node.get(key) or {}).get(name)


class Macros:
    """The code of the project's own macros, with that of those they call."""

    def __init__(self, macros: Mapping[str, Mapping[str, Any]]) -> None:
        """`macros` are those of dbt's manifest."""
        self._macros = {
            name: macro for name, macro in macros.items() if macro["package_name"] == "accord"
        }

    def code_of(self, names: Iterable[str]) -> list[str]:
        """Every macro that these names lead to, each once, in one order."""
        reached: set[str] = set()
        ahead = list(names)
        while ahead:
            name = ahead.pop()
            if name in self._macros and name not in reached:
                reached.add(name)
                ahead += self._macros[name]["depends_on"]["macros"]
        return [self._macros[name]["macro_sql"] for name in sorted(reached)]


def reading(manifest: Manifest, nodes: Iterable[str]) -> set[str]:
    """These nodes, and every model that reads one of them, directly or not."""
    return _walk(manifest["child_map"], nodes)


def read_by(manifest: Manifest, node: str) -> set[str]:
    """This node, and all that it reads, directly or not."""
    return _walk(manifest["parent_map"], [node])


def with_unbuilt(manifest: Manifest, nodes: Iterable[str], built: Collection[str]) -> set[str]:
    """These nodes, and all that they read that is not among the `built`, by `<schema>.<table>`.

    A night does not build the models of a tool that never exported.
    """
    reached = set(nodes)
    ahead = list(reached)
    while ahead:
        for parent in manifest["parent_map"].get(ahead.pop(), []):
            node = manifest["nodes"].get(parent)
            if node is None or parent in reached or f"{node['schema']}.{node['alias']}" in built:
                continue
            reached.add(parent)
            ahead.append(parent)
    return reached


def grain_of(manifest: Manifest, model: str) -> list[str]:
    """The columns that tell the model's rows apart, as its tests say; none where none does."""
    for node in manifest["nodes"].values():
        claim = node.get("test_metadata") or {}
        if node.get("attached_node") == model and claim.get("name") in ("grain", "unique"):
            columns: list[str] = claim["kwargs"].get("columns") or [node["column_name"]]
            return columns
    return []


def _walk(steps: Mapping[str, list[str]], start: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    ahead = list(start)
    while ahead:
        node = ahead.pop()
        if node not in reached and node.split(".")[0] in READ:
            reached.add(node)
            ahead += steps.get(node, [])
    return reached


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _published(home: Path) -> Path:
    return home / "published_nodes.json"
