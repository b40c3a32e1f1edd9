"""What went into a build, so that two builds can be compared by it.

Digests are of what is computed, not of how it is written: the order of a seed's rows, its
separators, a comment in a model change nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow.parquet as pq

from orchestration.audit import quoted
from orchestration.edits import Macros, Manifest, read_by
from orchestration.loading.landing import landing_names, place_hash, place_of
from orchestration.reference import library_versions

_LOADER = Path(__file__).parents[1] / "loading"

# By the room of a seed: what is said to have changed where one of its files did.
_CAUSE_OF_ROOM = {"mappings": "changed_mapping", "calendars": "settings"}


@dataclass(frozen=True)
class Inputs:
    """What a build was made from.

    `settings` as the night read them; `seeds` and `agreement` (of the versions in force, and the
    rulings) a digest a table; `models` a digest a table of the code that computes it, and one each
    of the tools that it reads, whose name follows the table's; `code` of the loader and the
    libraries; `came` and `went` are landing files that this build read and the one before did not,
    or the reverse: their names tell export time, export file and content.
    """

    settings: Mapping[str, Any]
    seeds: Mapping[str, str]
    agreement: Mapping[str, str]
    models: Mapping[str, str]
    code: Mapping[str, str]
    came: Sequence[str] = ()
    went: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """As an entry keeps it."""
        return dict(self.__dict__)

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """As it was kept. Raises TypeError."""
        return cls(**told)


def inputs_of(
    home: Path,
    build: duckdb.DuckDBPyConnection,
    manifest: Manifest,
    tables: Iterable[str],
    earlier: Iterable[Inputs],
) -> Inputs:
    """What the attached build `later` was made from; `tables` are ids of the models to follow."""
    read = frozenset(landings_read(home))
    known = files_read(earlier)
    return Inputs(
        settings=_settings(home),
        seeds=dict(_seeds(build, manifest)),
        agreement=dict(_agreement(build, manifest)),
        models=dict(_models(manifest, tables)),
        code={"accord": version("accord"), "loader": _loader(), **library_versions()},
        came=sorted(read - known),
        went=sorted(known - read),
    )


def files_read(earlier: Iterable[Inputs]) -> frozenset[str]:
    """The landing files that the last of these builds read."""
    read: set[str] = set()
    for inputs in earlier:
        read |= set(inputs.came)
        read -= set(inputs.went)
    return frozenset(read)


def landings_read(home: Path) -> Iterator[str]:
    """`<system>/<object>/<landing file>` of every export file that the night reads."""
    loads = _rows(home, "loads")
    read = {place_hash(load["file"]) for load in loads if load["is_read"]}
    landing = home / "landing"
    for folder in sorted(landing.glob("*/*")):
        for name in landing_names(folder):
            if place_of(name) in read:
                yield f"{folder.relative_to(landing).as_posix()}/{name}"


def causes_between(then: Inputs, now: Inputs, table: str) -> Iterator[str]:
    """What of the inputs, the records of the tools apart, may have changed this table's figures."""
    if then.agreement != now.agreement:
        tables = {name for name in {**then.agreement, **now.agreement} if name != _RULINGS}
        if any(then.agreement.get(name) != now.agreement.get(name) for name in tables):
            yield "new_agreement_version"
        if then.agreement.get(_RULINGS) != now.agreement.get(_RULINGS):
            yield "ruling"
    changed = {
        _CAUSE_OF_ROOM[name.split("/")[0]]
        for name in {**then.seeds, **now.seeds}
        if then.seeds.get(name) != now.seeds.get(name)
    }
    if then.settings != now.settings:
        changed.add("settings")
    yield from sorted(changed)
    is_reloaded = _is_loaded_anew(now) and then.code["loader"] != now.code["loader"]
    libraries = {name for name in {**then.code, **now.code} if name not in _OF_ACCORD}
    if (
        is_reloaded
        or is_computed_otherwise(then, now, table)
        or any(then.code.get(name) != now.code.get(name) for name in libraries)
    ):
        yield "upgrade"


def is_computed_otherwise(then: Inputs, now: Inputs, table: str) -> bool:
    """Whether other code computes a table than then: of tools, of those that both builds read.

    Of a table that was not kept then nobody knows what computed it.
    """
    return any(
        then.models.get(name, code) != code
        for name, code in now.models.items()
        if name.split(" ")[0] == table
    )


_OF_ACCORD = ("accord", "loader")
_RULINGS = "rulings"


def _is_loaded_anew(now: Inputs) -> bool:
    """Whether an export file that was read before was read again, otherwise."""

    def places(names: Iterable[str]) -> set[str]:
        return {Path(name).stem.split("_")[1] for name in names}

    return not places(now.came).isdisjoint(places(now.went))


def _settings(home: Path) -> dict[str, Any]:
    (settings,) = _rows(home, "settings")
    lists = {
        name: [value for row in _rows(home, name) for value in row.values()]
        for name in ("internal_domains", "test_emails")
    }
    return {name: value for name, value in settings.items() if name != "as_of"} | lists


def _rows(home: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a file of `control/`: what the night said of itself."""
    # not `read_table`, whose import takes as long as the rest of this module's work
    rows: list[dict[str, Any]] = (
        pq.ParquetFile(home / "control" / f"{name}.parquet").read().to_pylist()
    )
    return rows


def _seeds(build: duckdb.DuckDBPyConnection, manifest: Manifest) -> Iterator[tuple[str, str]]:
    for node in _seeds_in(manifest, *_CAUSE_OF_ROOM):
        yield f"{node['fqn'][1]}/{node['name']}", _content(build, node, "")


def _agreement(build: duckdb.DuckDBPyConnection, manifest: Manifest) -> Iterator[tuple[str, str]]:
    for node in _seeds_in(manifest, "agreement"):
        if "agreement_version" in node["columns"]:
            in_force = (
                "where agreement_version in "
                "(select agreement_version from later.agreement.versions_in_force)"
            )
            yield node["name"], _content(build, node, in_force)
        elif node["name"] == _RULINGS:
            yield node["name"], _content(build, node, "")


def _seeds_in(manifest: Manifest, *rooms: str) -> Iterator[Mapping[str, Any]]:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "seed" and node["fqn"][1] in rooms:
            yield node


def _content(build: duckdb.DuckDBPyConnection, node: Mapping[str, Any], where: str) -> str:
    relation = f"later.{quoted(node['schema'])}.{quoted(node['alias'])}"
    rows = build.execute(f"select * from {relation} {where} order by all").fetchall()
    return _digest(rows)


def _models(manifest: Manifest, tables: Iterable[str]) -> Iterator[tuple[str, str]]:
    """A digest of the code that leads from what was landed to each table, and one a tool."""
    called = Macros(manifest["macros"])
    own: dict[str, str] = {}
    of_tool: dict[str, str] = {}
    for unique_id, node in {**manifest["nodes"], **manifest["sources"]}.items():
        if node["resource_type"] == "model":
            macros = called.code_of(node["depends_on"]["macros"])
            own[unique_id] = _digest([_bare(code) for code in (node["raw_code"], *macros)])
        elif node["resource_type"] == "source":
            columns = [(each["name"], each.get("data_type")) for each in node["columns"].values()]
            own[unique_id] = _digest(columns)
        layer, room = node["fqn"][1:3]
        of_tool[unique_id] = f" {room}" if layer == "staging" else ""
    for table in tables:
        code: dict[str, list[str]] = {}
        for node in read_by(manifest, table) & own.keys():
            code.setdefault(of_tool[node], []).append(own[node])
        for tool, digests in code.items():
            yield table + tool, _digest(sorted(digests))


_COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)


@cache
def _bare(code: str) -> str:
    """Code without its comments and its layout."""
    return " ".join(_COMMENT.sub(" ", code).split())


def _loader() -> str:
    return _digest([file.read_text("utf-8") for file in sorted(_LOADER.glob("*.py"))])


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:16]
