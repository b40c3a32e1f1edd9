"""`accord new-tool`: the folder of a tool that nobody declared, begun from its files.

Whole or not at all: what is written was landed and read before it is put in place.
"""

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from orchestration import seeds
from orchestration.errors import BadUsage
from orchestration.loading.declarations import Declarations, System, read_declarations
from orchestration.loading.folding import fold
from orchestration.loading.landing import LoadRecord
from orchestration.loading.loader import land_exports
from orchestration.new_tool.files import PLAIN_TABLES, Group, grouped, read_tables
from orchestration.new_tool.inference import Habits, habits_of, read_values
from orchestration.new_tool.kinds import kinds_of
from orchestration.new_tool.plan import PlannedObject, Said, plan
from orchestration.new_tool.writing import folder_of, samples_of, shapes_of, with_shapes
from orchestration.night import Company
from orchestration.settings import RunOptions, Settings

__all__ = ["NewTool", "new_tool", "new_tool_summary"]

# Where a test finds the sample exports of tools, below the clone.
SAMPLES = Path("tests", "staging", "samples")

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LONGEST_NAME = 20
# Any: the files are landed to see that they land.
_EXPORT = "2026-01-01T0000Z"


@dataclass(frozen=True)
class NewTool:
    """What was begun: the folder, its files, its objects, and what landed of each file.

    `samples` is the folder for sample exports, which tests read.

    `warnings` tell what these files do not bear out. `is_written` is false where it was only to be
    looked at.
    """

    name: str
    folder: Path
    samples: Path
    files: tuple[str, ...]
    objects: tuple[PlannedObject, ...]
    shapes: tuple[str, ...]
    loads: tuple[LoadRecord, ...]
    asked: tuple[str, ...]
    warnings: tuple[str, ...]
    is_written: bool


def new_tool(
    options: RunOptions,
    name: str,
    given: Sequence[str],
    *,
    says: Sequence[str] = (),
    is_dry: bool = False,
    project: Path = seeds.DBT_PROJECT,
) -> NewTool:
    """Write the folder of a tool, its types those in which every value of the files lands.

    `given` are files or folders, each perhaps behind what its rows are (`people=Leads.csv`); `says`
    which headers say what a column of the plain tables does (`stage=Lead State`, or for one object
    `leads.stage=Lead State`).
    Raises BadUsage, before anything is written, where the name or a file cannot be used.
    """
    said = [_said(each) for each in says]
    company = Company.read(options)
    staging = project / "models" / "staging"
    _expect_free(name, staging, company.declarations)
    tables = read_tables(given, company.declarations)
    groups = grouped(tables)
    plain = company.declarations[PLAIN_TABLES]
    with TemporaryDirectory(prefix="accord-new-tool-") as scratch:
        objects, habits, has_zones = _found(
            name, groups, company.settings, plain, said, Path(scratch)
        )
        files = folder_of(name, objects, habits, has_zones)
        begun = Path(scratch) / "staging" / name
        begun.mkdir(parents=True)
        for file, text in files.items():
            (begun / file).write_text(text, encoding="utf-8")
        paths = dict.fromkeys(table.path for table in tables)
        loads = _landed(list(paths), options, company.settings, begun, Path(scratch))
        if len(loads) < len(tables):
            raise BadUsage(
                f"of {len(tables)} tables a night would read {len(loads)}: "
                f"{', '.join(load.file for load in loads)}; name the other files as exports are"
            )
    shapes = shapes_of(objects)
    samples = project.parent / SAMPLES / name
    if not is_dry:
        _place(name, files, list(shapes), project, samples_of(objects), samples)
    return NewTool(
        name=name,
        folder=staging / name,
        samples=samples,
        files=tuple(files),
        objects=tuple(objects),
        shapes=tuple(shapes),
        loads=tuple(loads),
        asked=tuple(habits.notes.values()),
        warnings=tuple(warning for each in objects for warning in each.warnings),
        is_written=not is_dry,
    )


def _expect_free(name: str, staging: Path, declarations: Declarations) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        near = fold(name)[:_LONGEST_NAME].strip("_")
        hint = f", for example {near}" if _NAME.fullmatch(near) else ""
        raise BadUsage(
            f"NAME: found {name!r}; expected small letters from a to z, digits and single _ "
            f"between them, a letter first, {_LONGEST_NAME} at most{hint}"
        )
    if name in declarations:
        raise BadUsage(
            f"NAME: a tool named {name} is there already: `accord tools {name}` shows what is read "
            f"of it, and {staging / name} is where to add to it; give a new tool another name"
        )
    for folder in (staging / name, staging.parents[2] / SAMPLES / name):
        if folder.exists():
            raise BadUsage(f"NAME: {folder} is there already; give the tool another name")


def _said(text: str) -> Said:
    left, sign, header = text.partition("=")
    of, _dot, word = left.strip().rpartition(".")
    if not (sign and word.strip() and header.strip()):
        raise BadUsage(
            f"--says: found {text!r}; expected a column of the plain tables and the tool's, as "
            "'stage=Lead State' or, for one object, 'leads.stage=Lead State'"
        )
    return Said(of.strip() or None, word.strip(), header.strip())


def _found(
    name: str,
    groups: Sequence[Group],
    settings: Settings,
    plain: System,
    said: Sequence[Said],
    scratch: Path,
) -> tuple[list[PlannedObject], Habits, bool]:
    """What the files hold, read as the tool writes its numbers."""
    system = replace(
        plain,
        name=name,
        time_zone=settings.time_zone,
        day_order=None,
        decimal_mark=".",
        digit_grouping="thousands",
        null_words=(),
        encoding=None,
        objects=(),
        feedback=(),
    )
    words = plain.null_words
    trial = read_values(groups, system, words, scratch / "first")
    habits = habits_of(trial, groups, system, words)
    system = replace(
        system,
        day_order=habits.day_order,
        decimal_mark=habits.decimal_mark,
        digit_grouping=habits.digit_grouping,
        null_words=habits.null_words,
    )
    if habits.decimal_mark != "." and not all(t.is_text for each in groups for t in each.tables):
        # the numbers of other formats are read with the tool's mark
        trial = read_values(groups, system, words, scratch / "again")
    objects = plan(name, groups, trial, system, kinds_of(plain), said)
    times = [f for each in objects for f in each.fields if f.data_type == "timestamp"]
    return objects, habits, all(each.inferred.has_zone for each in times)


def _landed(
    paths: Sequence[Path], options: RunOptions, settings: Settings, begun: Path, scratch: Path
) -> list[LoadRecord]:
    """What a night would land of the files. Raises BadUsage where one does not land."""
    exports = scratch / "exports"
    for place, path in enumerate(paths):
        folder = exports / begun.name / _EXPORT / str(place)
        folder.mkdir(parents=True)
        (folder / path.name).symlink_to(path.resolve())
    alone = settings.model_copy(update={"systems": {}})
    declared = read_declarations(alone, begun.parent)
    home = scratch / "home"
    home.mkdir()
    aside = replace(options, exports=exports, home=home, full_refresh=False)
    loads = land_exports(aside, alone, declared)
    for load in loads:
        if load.status == "refused" or load.is_empty_handed:
            told = load.message or f"none of its {load.rows_in_file} rows lands"
            raise BadUsage(f"{load.file.split('/', 3)[-1]}: {told}")
    return [load for load in loads if load.status == "landed"]


def _place(
    name: str,
    files: Mapping[str, str],
    shapes: Sequence[str],
    project: Path,
    samples: Mapping[str, str],
    sampled: Path,
) -> None:
    """Put the folders in place and the tool into the lists of its shapes, all or nothing."""
    declared = project / "dbt_project.yml"
    listed = with_shapes(declared.read_text("utf-8"), name, shapes)
    target = project / "models" / "staging" / name
    try:
        with TemporaryDirectory(prefix=".new-tool-", dir=project) as beside:
            folder = Path(beside) / name
            folder.mkdir()
            for file, text in files.items():
                (folder / file).write_text(text, encoding="utf-8")
            headers = Path(beside) / "samples"
            headers.mkdir()
            for file, text in samples.items():
                (headers / file).write_text(text, encoding="utf-8")
            part = Path(beside) / declared.name
            part.write_text(listed, encoding="utf-8")
            shutil.copymode(declared, part)
            try:
                sampled.parent.mkdir(parents=True, exist_ok=True)
                headers.rename(sampled)
                folder.rename(target)
                part.replace(declared)
            except OSError:
                for half in (sampled, target):
                    shutil.rmtree(half, ignore_errors=True)
                raise
    except OSError as error:
        raise BadUsage(f"{project} cannot be written ({error.strerror})") from error


def new_tool_summary(begun: NewTool) -> dict[str, Any]:
    """What was begun with the keys that `--json` promises."""
    return {
        "status": "done" if begun.is_written else "looked at",
        "tool": begun.name,
        "folder": str(begun.folder),
        "samples": str(begun.samples),
        "files": list(begun.files),
        "objects": [
            {
                "object": each.name,
                "rows_are": each.kind,
                "key": each.key_field.name if each.key_field else None,
                "columns": [
                    {
                        "name": field.name,
                        "header": field.header,
                        "data_type": field.data_type,
                        "says": field.says.name if field.says else None,
                        "notes": list(field.inferred.notes),
                    }
                    for field in each.fields
                ],
            }
            for each in begun.objects
        ],
        "shapes": list(begun.shapes),
        "asked": list(begun.asked),
        "warnings": list(begun.warnings),
        "loads": [
            {
                "file": load.file.split("/", 3)[-1],
                "object": load.object,
                "rows_in_file": load.rows_in_file,
                "rows_refused": load.rows_refused,
                "values_refused": load.values_refused,
            }
            for load in begun.loads
        ],
    }
