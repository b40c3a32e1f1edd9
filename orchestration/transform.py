"""The dbt build of a night: one invocation, its progress, and its failures in plain words."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from orchestration import seeds
from orchestration.databases import (
    candidate_of,
    forget_candidate,
    is_database,
    published_build,
)
from orchestration.edits import read_manifest
from orchestration.errors import AccordError
from orchestration.instances import is_instance
from orchestration.loading.landing import has_landed
from orchestration.publishing import is_published
from orchestration.seeds.laying import INSTANCES
from orchestration.watching import COMPILED_BY_PYTHON
from orchestration.worker import Worker

DBT_MODULE = "orchestration.dbt_process"

# Unit tests prove the code, not the night: `make test` runs them.
BUILD_COMMAND = ("build", "--exclude-resource-type", "unit_test", "--use-fast-test-edges")

# Seeds are checked cell by cell before anything is loaded: not a second time in the tables. What a
# back-test compares is built by it.
NO_NIGHTS_WORK = ("path:seeds,resource_type:test", "fqn:accord.marts.backtest")

# Rules over one table are judged as it is built (macro `judge_rules`), not once more one by one.
RULES = ("grain", "unique", "not_null", "accepted_values")
JUDGED_WITH_THEIR_TABLE = tuple(f"test_name:{rule}" for rule in RULES)

# dbt's words for a node whose text a person is told.
FAILED = ("error", "fail")
WARNED = "warn"

_MESSAGE_LINES = 12

_MORE_MEMORY = (
    "Not even with what was spilled to the disk did it fit into the memory of the build: give it "
    "more by memory_gb in settings.yml, on a machine that has it"
)


@dataclass(frozen=True)
class BuildEvent:
    """A node that dbt starts: what it is, the how-manyeth of how many."""

    description: str
    index: int
    total: int


@dataclass(frozen=True)
class Invocation:
    """How a dbt command ended; `error` is what stopped it before any node ran."""

    is_successful: bool
    error: str | None


@dataclass(frozen=True)
class BuildReport:
    """What a successful build did."""

    seeds: int
    models: int
    tests: int
    warnings: tuple[str, ...]


class BuildFailed(AccordError):
    """dbt could not build the tables; names each file, its line and what is wrong."""


def common_arguments(home: Path) -> list[str]:
    """What every dbt command of this home is told: its folders, and to keep quiet."""
    project = home / "project"
    return [
        "--project-dir",
        str(project),
        "--profiles-dir",
        str(project),
        "--target-path",
        str(project / "target"),
        "--log-path",
        str(home / "logs"),
        "--no-use-colors",
        # its events are heard directly; writing them cost an eighth of the build's time
        "--log-level",
        "none",
        "--log-level-file",
        "warn",
    ]


def take_up_tables(home: Path) -> None:
    """Begin the candidate with the tables of the last published night, to build some of them anew.

    What an earlier part of the same night built stays.
    """
    if not is_database(candidate_of(home)):
        forget_candidate(home)
        if published := published_build(home):
            shutil.copyfile(published, candidate_of(home))


def build(
    worker: Worker, home: Path, on_event: Callable[[BuildEvent], None] | None = None
) -> BuildReport:
    """Build and test every table of the home, once `finish_parsing` is over. Raises BuildFailed.

    dbt's manifest is there when `finish_manifest` is over, beside other work.
    """
    command = [*BUILD_COMMAND, "--exclude", *NO_NIGHTS_WORK, *left_out(home)]
    command += common_arguments(home)
    invocation: Invocation = worker.call("build", str(home), command, on_event=on_event)
    if invocation.error is not None:
        raise BuildFailed(explain_stop(invocation.error))
    report = read_build(home)
    worker.begin("write_manifest", str(home))
    return report


def finish_manifest(worker: Worker) -> None:
    """Wait until dbt's manifest of what `build` built is written."""
    worker.finish()


def left_out(home: Path) -> list[str]:
    """What a whole night need not run: what is judged with its table, tools that never exported.

    In dbt's words of selection.
    """
    return [*JUDGED_WITH_THEIR_TABLE, *silent_tools(home)]


def silent_tools(home: Path) -> list[str]:
    """The models of tools that never exported, in dbt's words of selection.

    The unions of the tools read those that are built.
    """
    return [
        f"path:{INSTANCES if is_instance(system.name) else 'models'}/staging/{system.name}"
        for system in sorted((home / "landing").iterdir())
        if system.is_dir() and not any(has_landed(folder) for folder in system.iterdir())
    ]


def begin_parsing(worker: Worker, home: Path, writes_manifest: bool = False) -> None:
    """Let the worker read the home's project, for the build that follows, beside other work.

    The manifest is written after the build; to write it before takes a second more.
    """
    written = [] if writes_manifest else ["--no-write-json"]
    worker.begin("parse", str(home), ["parse", *written, *common_arguments(home)])


def finish_parsing(worker: Worker) -> None:
    """Wait for what `begin_parsing` began. Raises BuildFailed."""
    invocation: Invocation = worker.finish()
    if not invocation.is_successful:
        raise BuildFailed(explain_stop(invocation.error or "dbt could not read the project"))


def forget_build(home: Path) -> None:
    """Remove dbt's record of an earlier build, before a dbt command that runs elsewhere."""
    _record(home).unlink(missing_ok=True)


def explain_failed_build(home: Path, error: Exception | None) -> NoReturn:
    """Raise BuildFailed for a dbt command that failed elsewhere, with the words of this one."""
    if _record(home).is_file():
        read_build(home)
    raise BuildFailed(explain_stop(str(error)))


def document(worker: Worker, home: Path) -> Path:
    """Write dbt's documentation of the last published night and return its first page."""
    take_up_tables(home)
    invocation: Invocation = worker.call(
        "invoke", str(home), ["docs", "generate", "--static", *common_arguments(home)]
    )
    if not invocation.is_successful:
        raise BuildFailed(explain_stop(invocation.error or "dbt wrote no documentation"))
    return home / "project" / "target" / "static_index.html"


def statuses(home: Path) -> Counter[str]:
    """How many nodes of the last build of this home ended how, in dbt's words."""
    return Counter(result["status"] for result in _results(home))


def read_build(home: Path, database: Path | None = None) -> BuildReport:
    """What the last build of this home did, as dbt's own record tells. Raises BuildFailed.

    It was built in the `database`, the candidate where none is named.
    """
    results = _results(home)
    failed = [result for result in results if result["status"] in FAILED]
    warned = [result for result in results if result["status"] == WARNED]
    nodes: dict[str, Any] = {}
    if failed or warned:
        manifest = read_manifest(home)
        nodes = {**manifest["nodes"], **manifest["unit_tests"]}
    built_in = database or candidate_of(home)
    if failed:
        raise BuildFailed(_explain_nodes(failed, nodes, statuses(home)["skipped"], built_in))
    kinds = Counter(result["unique_id"].split(".")[0] for result in results)
    return BuildReport(
        seeds=kinds["seed"],
        models=kinds["model"],
        # apart from a night, each is run by itself
        tests=kinds["test"] + (0 if database else sum(map(_rules_that_hold, results))),
        warnings=tuple(_explain_node(result, nodes, built_in) for result in warned),
    )


def judged_rules(home: Path) -> dict[str, int]:
    """The tests that were judged as their tables were built, by name: how many rows break each."""
    if not _record(home).is_file():
        return {}
    built = {
        result["unique_id"]: _broken_rules(result)
        for result in _results(home)
        if result["status"] == "success" or _broken_rules(result)
    }
    return {
        node["name"]: built[node["attached_node"]].get(unique_id, 0)
        for unique_id, node in read_manifest(home)["nodes"].items()
        if node["resource_type"] == "test"
        and node.get("attached_node") in built
        and node["attached_node"].startswith("model.")
        and node["test_metadata"]["name"] in RULES
    }


def _rules_that_hold(result: Mapping[str, Any]) -> int:
    """How many tests the macro `judge_rules` says that a table meets."""
    told = re.search(r"Rules hold: (\d+)", result["message"] or "")
    return int(told[1]) if told else 0


def _broken_rules(result: Mapping[str, Any]) -> dict[str, int]:
    """What the macro `judge_rules` says of a table: rows that break a test, by its unique id."""
    told = re.search(r"Rules do not hold: ({.*})", result["message"] or "")
    broken: dict[str, int] = json.loads(told[1]) if told else {}
    return broken


def _results(home: Path) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(_record(home).read_text("utf-8"))["results"]
    return results


def _record(home: Path) -> Path:
    return home / "project" / "target" / "run_results.json"


def published_contract(home: Path) -> dict[str, tuple[str, ...]]:
    """The tables that every night publishes, by `<schema>.<table>`: their columns in order.

    As dbt read the home's project; a table that has the fields of the company's own has them last.
    """
    own = seeds.read_custom_fields(home / "project/seeds")
    return {
        f"{node['schema']}.{node['alias']}": (
            *node["columns"],
            *seeds.columns_told(own, node["name"]),
        )
        for node in read_manifest(home)["nodes"].values()
        if is_published(node)
    }


def explain_stop(error: str) -> str:
    """The text of an error that stopped dbt before it built: its file, line and reason."""
    text = _clean(error)
    if "codec can't decode" in text:
        return "\n".join([f"{place}: bytes that are not UTF-8" for place in _not_utf8()] or [text])
    unread = re.search(r"Error reading accord: ([\w./-]+\.yml) - (?:Runtime Error)?", text)
    if unread is not None:
        text = text.replace(unread[0], f"models/{unread[1]}:")
    file = re.search(r"\(?((?:models|macros|tests|seeds)/[\w./-]+\.\w+)\)?", text)
    line = re.search(r"\bline (\d+)", text)
    if file is None:
        return text
    place = _shown(file[1]) + (f", line {line[1]}" if line else "")
    return f"{place}\n{_indent(text)}"


def _not_utf8() -> list[str]:
    """Files of the dbt project that another program saved in its own encoding, each with a line."""
    places = []
    for folder in seeds.LINKED:
        for file in sorted((seeds.DBT_PROJECT / folder).rglob("*.*")):
            if file.parent.name == COMPILED_BY_PYTHON:
                continue
            content = file.read_bytes()
            try:
                content.decode()
            except UnicodeDecodeError as error:
                line = content.count(b"\n", 0, error.start) + 1
                places.append(f"{_shown(str(file.relative_to(seeds.DBT_PROJECT)))}, line {line}")
    return places


def _explain_nodes(
    failed: Iterable[dict[str, Any]], nodes: dict[str, Any], skipped: int, database: Path
) -> str:
    told = [_explain_node(result, nodes, database) for result in failed]
    if skipped:
        told.append(f"{skipped} more that depend on this were not run.")
    return "\n\n".join(told)


def _explain_node(result: dict[str, Any], nodes: Mapping[str, Any], database: Path) -> str:
    node = nodes[result["unique_id"]]
    if node["resource_type"] == "test" and result["status"] in ("fail", WARNED):
        return _explain_test(node, result["failures"], database, node["compiled_path"])
    if broken := _broken_rules(result):
        query = str(_query_of_broken(database, node))
        return "\n\n".join(
            _explain_test(nodes[test], failures, database, query)
            for test, failures in broken.items()
        )
    message = _clean(result["message"] or "")
    if "Out of Memory Error" in message:
        message += f"\n{_MORE_MEMORY}"
    line = _source_line(message, node)
    place = _shown(node["original_file_path"]) + (f", line {line}" if line else "")
    return f"{place} ({node['name']})\n{_indent(message)}"


def _query_of_broken(candidate: Path, node: Mapping[str, Any]) -> Path:
    """Where `judge_rules` leaves the queries of the rules that a table breaks."""
    below: str = node["original_file_path"]
    return candidate.parents[1] / "project" / "target" / "run" / "accord" / below


def _explain_test(node: Mapping[str, Any], failures: int, database: Path, query: str) -> str:
    subject = node.get("attached_node") or ""
    model = subject.split(".")[-1]
    column = node.get("column_name")
    metadata = node.get("test_metadata")
    claim = metadata["name"] if metadata else node["name"]
    what = f"{claim} on {model}{'.' + column if column else ''}" if model else claim
    return (
        f"{_shown(node['original_file_path'])}: the test {what} does not hold: "
        f"{failures} rows break it.\n"
        f"    See them with this query on {database}: {query}"
    )


def _source_line(message: str, node: dict[str, Any]) -> int | None:
    """The line of the model's own file that the engine points at.

    The engine counts in the statement dbt sent, which starts with dbt's own lines and has no
    Jinja; the text of the line is the same in both, up to the Jinja of the file's, so it is
    looked up there.
    """
    pointed = re.search(r"LINE (\d+): (.*)", message)
    if pointed is None:
        return None
    wanted = pointed[2].strip().strip(".").strip()
    lines = [
        number
        for number, text in enumerate(node.get("raw_code", "").splitlines(), start=1)
        if wanted and (wanted in text or _begins(wanted, text))
    ]
    return min(lines, key=lambda number: abs(number - int(pointed[1])), default=None)


def _begins(sent: str, line: str) -> bool:
    """Whether what the engine was sent begins as a line of the file does before its Jinja."""
    before, jinja, _ = line.partition("{{")
    return bool(jinja and before.strip()) and sent.startswith(before.strip())


def _clean(message: str) -> str:
    """Without dbt's own headings, code paths and repeated blank lines."""
    noise = re.compile(
        r"^(Runtime Error in|Database Error in|compiled code at|> in macro|> called by|"
        r"Encountered an error|Raw Error:|-{3,}$|Parsing Error$)"
    )
    lines = [line.strip() for line in message.splitlines()]
    kept = [line for line in lines if line and not noise.match(line)]
    return "\n".join(kept[:_MESSAGE_LINES])


def _shown(path: str) -> str:
    return path if path.startswith("seeds/") else f"dbt_project/{path}"


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())
