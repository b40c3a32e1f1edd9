"""The models of the dbt project as plain SQL: over rows that a test makes up, or over a landing.

dbt says what each model and each test is; what it does beside for every node of a build is left
out, which is most of a build's time. The nights of the sample company are dbt's own.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from orchestration.databases import candidate_of, forget_candidate
from orchestration.loading.landing import has_landed
from orchestration.night import Company, dbt_worker
from orchestration.preflight import lay_nothing
from orchestration.settings import RunOptions
from orchestration.transform import common_arguments

Row = tuple[Any, ...]
Node = dict[str, Any]

BUILT = ("model", "seed")
# What tools give that never exported, beside what dbt wrote of them.
NOTHING = "nothing.duckdb"


def compile_project(home: Path, *seeds_over: Path) -> None:
    """Let dbt write what it makes of every model and every test, under these seeds.

    Of seeds, models are written with the declared fields of a company's own alone. What tools
    without exports give is built here, for all.
    """
    seeds = next(iter(seeds_over), None)
    with TemporaryDirectory() as exports:
        options = RunOptions.resolve(home=home, exports=exports, seeds=seeds, environment={})
        lay_nothing(home, every_tool(options))
    forget_candidate(home)
    with dbt_worker(home) as worker:
        for function, command in (("parse", "parse"), ("invoke", "compile")):
            done = worker.call(function, str(home), [command, *common_arguments(home)])
            assert done.is_successful, done.error
    written = CompiledModels(home)
    written.build(home, *written.below("models/staging"))
    candidate_of(home).rename(home / NOTHING)


def every_tool(options: RunOptions) -> Company:
    """The company with every tool there is, of each of which it may have exports one day."""
    company = Company.read(options)
    return Company.read(options, *company.declarations)


@dataclass(frozen=True)
class CompiledModels:
    """The project as `compile_project` has written it in a home."""

    home: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What dbt read."""
        file = self.home / "project" / "target" / "manifest.json"
        content: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return content

    def sql(self, home: Path, *models: str) -> dict[str, str]:
        """The SQL of each model over the sources of a home.

        It names its parents `build.<schema>.<model>`.
        """
        return {model: self._code(f"model.accord.{model}", home) for model in models}

    def below(self, folder: str) -> list[str]:
        """The models and seeds of a folder of the project."""
        return [
            node["name"]
            for node in self.manifest["nodes"].values()
            if node["resource_type"] in BUILT
            and node["original_file_path"].startswith(f"{folder}/")
        ]

    def build(self, home: Path, *names: str) -> None:
        """Build these models and seeds (all where none is named) and what they read.

        The home has the landing and the laid project. Every test of what was built holds, and no
        null is where a contract lets none be. Views are built as tables: each is computed once.
        """
        laid, written_for = (root / "project" / "dbt_project.yml" for root in (home, self.home))
        assert laid.read_bytes() == written_for.read_bytes(), "compiled for other declared fields"
        nodes = self.manifest["nodes"]
        order = self._in_order(
            key
            for key, node in nodes.items()
            if node["resource_type"] in BUILT and (not names or node["name"] in names)
        )
        forget_candidate(home)
        standing = self._of_silent_tools(home)
        if standing:
            shutil.copyfile(self.home / NOTHING, candidate_of(home))
        with duckdb.connect(str(candidate_of(home))) as database:
            database.execute("set TimeZone = 'UTC'; set preserve_insertion_order = false")
            # as a night's build
            database.execute("set force_compression = 'uncompressed'")
            for name in order:
                database.execute(f'create schema if not exists "{nodes[name]["schema"]}"')
                if name not in standing:
                    self._create(database, nodes[name], home)
            built = set(order)
            claims = {
                name: _nulls(nodes[name]) for name in order if _is_under_contract(nodes[name])
            }
            claims |= {
                name: self._code(name, home)
                for name, node in nodes.items()
                if node["resource_type"] == "test" and built.issuperset(_read_by(node))
            }
            broken = {name: len(database.sql(claim)) for name, claim in claims.items()}
        assert not any(broken.values()), {name: rows for name, rows in broken.items() if rows}

    def _of_silent_tools(self, home: Path) -> set[str]:
        """The models of tools that never exported to a home: they have no row in any."""
        if not (self.home / NOTHING).is_file():
            return set()
        with duckdb.connect(str(self.home / NOTHING), read_only=True) as nothing:
            tables = nothing.execute(
                "select schema_name || '.' || table_name from duckdb_tables() "
                "where estimated_size = 0"
            ).fetchall()
        silent = {
            tool.name
            for tool in (home / "landing").iterdir()
            if tool.is_dir() and not any(map(has_landed, tool.iterdir()))
        }
        return {
            key
            for key, node in self.manifest["nodes"].items()
            if node["resource_type"] == "model"
            and node["fqn"][1] == "staging"
            and node["fqn"][2] in silent
            and (f"{node['schema']}.{node['alias']}",) in tables
        }

    def departures(self, home: Path) -> list[str]:
        """Built tables whose columns are not those of their contract, in its order and types."""
        with duckdb.connect(str(candidate_of(home)), read_only=True) as database:
            built = database.execute(
                "select schema_name || '.' || table_name, list(column_name order by column_index), "
                "list(lower(data_type) order by column_index) from duckdb_columns() group by all"
            ).fetchall()
        found = {table: (columns, types) for table, columns, types in built}
        return [
            node["name"]
            for node in self.manifest["nodes"].values()
            if _is_under_contract(node)
            and found[f"{node['schema']}.{node['alias']}"] != _declared(node)
        ]

    def _code(self, name: str, home: Path) -> str:
        code: str = self.manifest["nodes"][name]["compiled_code"]
        return code.replace(str(self.home), str(home))

    def _in_order(self, wanted: Iterator[str]) -> list[str]:
        """These models and what they read, each behind what it reads."""
        graph: dict[str, list[str]] = {}
        ahead = list(wanted)
        while ahead:
            name = ahead.pop()
            if name not in graph:
                graph[name] = _read_by(self.manifest["nodes"][name])
                ahead += graph[name]
        return list(TopologicalSorter(graph).static_order())

    def _create(self, database: duckdb.DuckDBPyConnection, node: Node, home: Path) -> None:
        table = _table(node)
        if node["resource_type"] == "seed":
            columns = ", ".join(
                f'"{name}" {column["data_type"]}' for name, column in node["columns"].items()
            )
            file = home / "project" / node["original_file_path"]
            database.execute(f"create or replace table {table} ({columns})")
            database.execute(f"copy {table} from '{file}' (format csv, header true)")
        elif node["language"] == "python":
            module: dict[str, Any] = {}
            exec(self._code(node["unique_id"], home), module)
            rows = module["model"](
                module["dbtObj"](lambda name: database.sql(f"from {name}")), database
            )
            database.register("rows", rows)
            database.execute(f"create or replace table {table} as from rows")
        else:
            database.execute(
                f"create or replace table {table} as ({self._code(node['unique_id'], home)})"
            )


def _read_by(node: Node) -> list[str]:
    """What a node reads, but for sources."""
    return [name for name in node["depends_on"].get("nodes", []) if not name.startswith("source.")]


def _table(node: Node) -> str:
    return f'"build"."{node["schema"]}"."{node["alias"]}"'


def _is_under_contract(node: Node) -> bool:
    return bool(node["resource_type"] == "model" and node["contract"]["enforced"])


def _declared(node: Node) -> tuple[list[str], list[str]]:
    """Names and types of the columns of a contract."""
    types = [column["data_type"].replace(", ", ",").lower() for column in node["columns"].values()]
    return list(node["columns"]), types


def _nulls(node: Node) -> str:
    """What tells how many rows of a table have a null where its contract lets none be."""
    required = [
        f"{name} is null"
        for name, column in node["columns"].items()
        if any(constraint["type"] == "not_null" for constraint in column["constraints"])
    ]
    return f"select 1 from {_table(node)} where {' or '.join(required) or 'false'}"


def empty_build() -> duckdb.DuckDBPyConnection:
    """A database named `build` in memory, with the schemas that compiled models read."""
    database = duckdb.connect()
    database.execute("attach ':memory:' as build")
    for schema in ("staging", "intermediate", "seeds", "agreement"):
        database.execute(f"create schema build.{schema}")
    database.execute("set TimeZone = 'UTC'")
    return database


def fill(
    database: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    rows: Sequence[Row],
) -> None:
    """Replace `build.<table>` by one of these columns (name → type) and rows."""
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    database.execute(f"create or replace table build.{table} ({declared})")
    if rows:
        places = ", ".join("?" for _ in columns)
        database.executemany(f"insert into build.{table} values ({places})", rows)
