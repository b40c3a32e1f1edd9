"""`accord tools`: which tools are known, what each object must have, and what it feeds."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from orchestration.apart import begin_reading, finish_reading, trial_worker
from orchestration.edits import Manifest, read_by
from orchestration.errors import BadUsage
from orchestration.instances import fault_of, is_instance, name_in_models
from orchestration.loading.declarations import Declarations, ExportObject, System, several_of
from orchestration.night import Company
from orchestration.seeds import cell_of, lay_project
from orchestration.settings import RunOptions

# What a row of a mapping says of every tool.
EVERY_TOOL = "*"


@dataclass(frozen=True)
class ToolObject:
    """An object of a tool: its files, what a row must have, what is read of it and what it feeds.

    `files` are patterns of names, `feeds` the shapes that all tools share.
    """

    name: str
    description: str
    is_required: bool
    mode: str
    files: tuple[str, ...]
    example: str
    needs: tuple[str, ...]
    columns: tuple[str, ...]
    feeds: tuple[str, ...]


@dataclass(frozen=True)
class Tool:
    """A tool: what it is to the company, its objects, and how many rows each mapping has for it.

    `mappings` count the rows that name it; `shared_mappings` those for every tool.
    """

    name: str
    description: str
    role: str
    time_zone: str
    objects: tuple[ToolObject, ...]
    mappings: dict[str, int]
    shared_mappings: dict[str, int]

    @property
    def feeds(self) -> tuple[str, ...]:
        """The shapes that any of its objects feeds."""
        return tuple(sorted({shape for each in self.objects for shape in each.feeds}))


def read_tools(options: RunOptions, name: str | None = None) -> list[Tool]:
    """Every tool that is declared, or the one of that name. Raises BadUsage, BadDeclaration."""
    company = Company.read(options, *filter(None, [name]))
    if name is not None:
        expect_tool(company.declarations, name)
    with TemporaryDirectory(prefix="accord-tools-") as folder:
        home = Path(folder)
        lay_project(home, *options.seeds_over, systems=company.declarations)
        with trial_worker(home) as worker:
            begin_reading(worker, home)
            manifest = finish_reading(worker)
        counts = _mapping_rows(home)
    return [
        _tool(system, manifest, counts)
        for system in company.declarations.values()
        if name in (None, system.name)
    ]


def expect_tool(declarations: Declarations, name: str, where: str = "") -> None:
    """Raises BadUsage where no tool of that name is declared; `where` says what named it."""
    if name in declarations:
        return
    fault = f"no tool named {name!r} is declared; declared are {', '.join(declarations)}"
    if is_instance(name):
        fault = fault_of(name, several_of(declarations.values())) or fault
    raise BadUsage(f"{where}{fault}")


def _tool(system: System, manifest: Manifest, counts: Mapping[str, Counter[str]]) -> Tool:
    sources = {
        source["name"]: source
        for source in manifest["sources"].values()
        if source["source_name"] == system.name
    }
    feeds = _feeds(system.name, manifest)
    return Tool(
        name=system.name,
        description=_line(next(iter(sources.values()))["source_description"]),
        role=system.role,
        time_zone=system.time_zone,
        objects=tuple(
            _object(declared, _line(sources[declared.name]["description"]), feeds)
            for declared in system.objects
        ),
        mappings={name: rows[system.name] for name, rows in counts.items() if rows[system.name]},
        shared_mappings={
            name: rows[EVERY_TOOL] for name, rows in counts.items() if rows[EVERY_TOOL]
        },
    )


def _object(declared: ExportObject, description: str, feeds: Mapping[str, set[str]]) -> ToolObject:
    return ToolObject(
        name=declared.name,
        description=description,
        is_required=declared.is_required,
        mode=declared.mode,
        files=declared.files,
        example=declared.example_name,
        needs=tuple(each.name for each in declared.columns if declared.is_kept(each)),
        columns=tuple(each.name for each in declared.columns if not each.name.startswith("_")),
        feeds=tuple(sorted(feeds.get(declared.name, ()))),
    )


def _feeds(system: str, manifest: Manifest) -> dict[str, set[str]]:
    """Of each object of a tool, the shared shapes whose model reads it, directly or not."""
    objects = {
        key: source["name"]
        for key, source in manifest["sources"].items()
        if source["source_name"] == system
    }
    feeds: dict[str, set[str]] = {name: set() for name in objects.values()}
    for key, node in manifest["nodes"].items():
        shape = node["name"].removeprefix(f"{name_in_models(system)}__")
        if node["resource_type"] == "model" and shape != node["name"]:
            for source in read_by(manifest, key) & objects.keys():
                feeds[objects[source]].add(shape)
    return feeds


def _mapping_rows(home: Path) -> dict[str, Counter[str]]:
    """How many rows each mapping that is told apart by tools has for each."""
    counts = {}
    for file in sorted((home / "project" / "seeds" / "mappings").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            rows = csv.DictReader(stream)
            if "system" in (rows.fieldnames or ()):
                counts[file.stem] = Counter(cell_of(row["system"]) for row in rows)
    return counts


def _line(text: str) -> str:
    return " ".join(text.split())


def tools_summary(tools: list[Tool]) -> dict[str, Any]:
    """The tools with the keys that `--json` promises."""
    return {"status": "done", "tools": [asdict(each) | {"feeds": each.feeds} for each in tools]}
