"""The seeds as dbt reads them: laid into a home, each folder over the one below."""

import csv
import io
import json
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import yaml

from orchestration import seeds
from orchestration.errors import BadSeeds
from orchestration.instances import is_instance, name_in_models, said_of, siblings, tool_of
from orchestration.parsed import take_up_parsed
from orchestration.reference import KNOWN, Places, lay_reference
from orchestration.seeds.custom_fields import read_custom_fields, systems_told
from orchestration.seeds.declared import Seed, read_declared_seeds
from orchestration.seeds.files import UnreadableSeed, cell_of, read_seed, seed_files
from orchestration.seeds.problems import folded_value
from orchestration.settings import load_settings

LINKED = ("models", "macros", "tests")
COPIED = ("dbt_project.yml", "profiles.yml")
# What is written of the instances of tools.
INSTANCES = "instances"
# What dbt_project.yml says of them, in the place of which the company's own are laid.
_NO_CUSTOM_FIELDS = b"  custom_fields: []\n"
_NO_HEADINGS = b"  headings: {}\n"
# A block of a tool's YAML.
_UNIT_TESTS = re.compile(r"^unit_tests:\n(?:(?:[ #].*)?\n)*", re.MULTILINE)
# Which tool has which shape, in dbt_project.yml.
_SHAPES = re.compile(r"^  shapes:\n(?:    .*\n)+", re.MULTILINE)
# What is written of the tools that dbt passes over.
_IGNORED = ".dbtignore"
# What is in a laid project, beside what dbt writes there.
ROOMS = (*LINKED, *COPIED, _IGNORED, INSTANCES, "seeds")


def lay_project(home: Path, *over: Path, systems: Collection[str] | None = None) -> Path:
    """Lay `<home>/project`: the dbt project as this home runs it. Returns its folder.

    Of tools and instances of tools dbt reads the `systems` alone; where none are named, every tool.
    An instance is laid as a tool of its own.

    Code is linked, so that an upgrade needs nothing; seeds are copied, because dbt writes its
    compiled seeds beside absolute seed paths. The seeds of each folder lie over the shipped ones.
    A seed saved by a spreadsheet (`;`, byte-order mark, Windows-1252, blanks around cells, empty
    rows and columns) is laid as dbt reads it. What libraries know is laid beside it, into
    `<home>/reference`.
    """
    project = home / "project"
    project.mkdir(parents=True, exist_ok=True)
    instances = [] if systems is None else sorted(filter(is_instance, systems))
    for name in LINKED:
        link, target = project / name, seeds.DBT_PROJECT / name
        if not target.is_dir():
            continue
        if not link.is_symlink() or link.readlink() != target:
            if link.is_symlink():
                link.unlink()
            link.symlink_to(target, target_is_directory=True)
    passed_over: set[str] = set()
    for name in COPIED:
        content = (seeds.DBT_PROJECT / name).read_bytes()
        if _NO_CUSTOM_FIELDS in content:
            content = content.replace(_NO_CUSTOM_FIELDS, _custom_fields(over, instances))
            content = content.replace(_NO_HEADINGS, _headings(over, instances))
        if systems is not None:
            content, absent = _with_shapes_of(systems, content.decode())
            passed_over |= absent
        _write_changed(project / name, content)
    lines = [f"models/staging/{tool}/\n" for tool in sorted(passed_over)]
    _write_changed(project / _IGNORED, "".join(lines).encode())
    _lay_tree(project / INSTANCES, dict(_models_of(instances)))
    laid: dict[str, bytes] = {}
    declared = {f"{seed.folder}/{seed.name}.csv": seed for seed in read_declared_seeds().values()}
    for below, file in seed_files(*over).items():
        try:
            content = file.read_bytes()
            if file.suffix == ".csv":
                content = _canonical(content, declared.get(below), instances)
        except (OSError, UnreadableSeed) as error:
            raise BadSeeds(f"{file} cannot be read: {error}; accord check says more") from error
        laid[below] = content
    _lay_tree(project / "seeds", laid)
    take_up_parsed(home)
    lay_reference(home, _places(project / "seeds" / "calendars" / "calendar_countries.csv"))
    return project


def _lay_tree(folder: Path, files: dict[str, bytes]) -> None:
    """Let a folder hold these files, by their paths below it, and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    for below, content in files.items():
        _write_changed(folder / below, content)
    for file in folder.rglob("*"):
        if file.is_file() and str(file.relative_to(folder)) not in files:
            file.unlink()


def _models_of(instances: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Path below the folder of instances → the tool's own file, written for one of them.

    Its unit tests prove the tool's models, and are not repeated.
    """
    for instance in instances:
        tool, called = tool_of(instance), name_in_models(instance)
        for file in sorted((seeds.DBT_PROJECT / "models" / "staging" / tool).iterdir()):
            text = _UNIT_TESTS.sub("", file.read_text("utf-8"))
            text = re.sub(rf"(?<![a-z0-9_])(stg_)?{tool}(?=__)", rf"\1{called}", text)
            text = re.sub(rf"^(  - name: ){tool}$", rf"\1{instance}", text, flags=re.MULTILINE)
            for other, own in siblings(instance, instances).items():
                text = re.sub(rf"(?<=['\"]){other}(?=[:'\"])", own, text)
            if text.strip():
                name = file.name.replace(f"{tool}__", f"{called}__")
                yield f"staging/{instance}/{name}", text.encode()


def _with_shapes_of(systems: Collection[str], project: str) -> tuple[bytes, set[str]]:
    """Dbt's variables where these systems alone have shapes, and the tools that then have none.

    An instance has each shape that its tool has.
    """
    found = _SHAPES.search(project)
    if not found:
        return project.encode(), set()
    shapes: dict[str, list[str]] = yaml.safe_load(found[0])["shapes"]
    laid = {
        shape: [
            name_in_models(system)
            for tool in tools
            for system in sorted(systems)
            if tool_of(system) == tool
        ]
        for shape, tools in shapes.items()
    }
    absent = {tool for tools in shapes.values() for tool in tools if tool not in systems}
    if laid == shapes:
        return project.encode(), absent
    lines = [f"    {shape}: [{', '.join(tools)}]\n" for shape, tools in laid.items()]
    whole = project[: found.start()] + "  shapes:\n" + "".join(lines) + project[found.end() :]
    return whole.encode(), absent


def _custom_fields(over: Sequence[Path], instances: Sequence[str]) -> bytes:
    """The company's own fields as a line of dbt's variables: what models are written with."""
    declared = read_custom_fields(*over)
    fields = [
        {
            "field": each.field,
            "system": system,
            "object": each.object,
            "column_name": each.column_name,
            "data_type": each.data_type,
            "is_dimension": each.is_dimension,
            "told_in": each.told_in,
        }
        for each in declared
        for system in systems_told(each, declared, (each.system, *instances))
    ]
    return f"  custom_fields: {json.dumps(fields, ensure_ascii=False)}\n".encode()


def _headings(over: Sequence[Path], instances: Sequence[str]) -> bytes:
    """What the company's exports call columns, as a line of dbt's variables."""
    settings = load_settings(*over)
    headings = {
        system: next((each.columns for _, each in said_of(settings, system) if each.columns), {})
        for system in (*settings.systems, *instances)
    }
    told = {system: columns for system, columns in headings.items() if columns}
    return f"  headings: {json.dumps(told, ensure_ascii=False)}\n".encode()


def _places(laid: Path) -> Places:
    """The countries of calendars that are known; of the others `check_seeds` tells."""
    with laid.open(encoding="utf-8", newline="") as file:
        rows = [
            {name: (cell or "").strip() for name, cell in row.items() if name}
            for row in csv.DictReader(file)
        ]
    known = {
        (row["country"], row["subdivision"])
        for row in rows
        if row["country"] in KNOWN["holiday_countries"](row)
        and (not row["subdivision"] or row["subdivision"] in KNOWN["holiday_subdivisions"](row))
    }
    return tuple(sorted(known))


def _write_changed(target: Path, content: bytes) -> None:
    """Write where the content differs: dbt rereads what has a new time."""
    if target.is_file() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(content)
    shutil.move(part, target)


def _canonical(content: bytes, declared: Seed | None, instances: Sequence[str]) -> bytes:
    seed = read_seed(content)
    absent = [
        column.name
        for column in (declared.columns if declared else ())
        if column.may_be_absent and column.name not in seed.header
    ]
    header = seed.header + absent
    rows = [[*map(cell_of, cells), *[""] * len(absent)] for _, cells in seed.rows]
    of_instances = list(_rows_of_instances(header, rows, declared, instances))
    if seed.is_canonical and not absent and not of_instances:
        return content
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([header, *rows, *of_instances])
    return out.getvalue().encode()


def _rows_of_instances(
    header: Sequence[str],
    rows: Sequence[list[str]],
    declared: Seed | None,
    instances: Sequence[str],
) -> Iterator[list[str]]:
    """What a seed says of a tool, said of each instance of it that has no such row of its own."""
    if declared is None or "system" not in header or not declared.has("system"):
        return
    place = header.index("system")
    key = [header.index(name) for name in declared.key if name != "system"]

    def said_of(row: list[str]) -> tuple[str, ...]:
        return tuple(folded_value(row[index]) for index in key)

    for instance in instances:
        own = {said_of(row) for row in rows if row[place] == instance}
        for row in rows:
            if row[place] == tool_of(instance) and said_of(row) not in own:
                yield [*row[:place], instance, *row[place + 1 :]]
