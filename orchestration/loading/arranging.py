"""Export files wherever they lie: what each is taken for, and where a night looks for it."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from orchestration.errors import BadUsage, RefusedFile
from orchestration.loading.containers import CHUNK, is_archive, open_archive
from orchestration.loading.declarations import Declarations, ExportObject
from orchestration.loading.decoding import printable
from orchestration.loading.discovery import files_below, is_hidden, members_of, stem_of
from orchestration.loading.folding import fold
from orchestration.loading.recognition import Recognised
from orchestration.loading.sniffing import recognised_file
from orchestration.loading.workbooks import is_workbook, sheets_of

_UNKNOWN = (
    "its header is that of no object of a tool: `accord tools` lists them; what is none of them "
    "comes in as plain tables (docs/bring_any_other_tool.md), or by `accord new-tool`"
)


@dataclass(frozen=True)
class Placed:
    """A file, or a member of a zip, and what it was taken for; where it goes, or why nowhere.

    `shown` is how messages name it; `known` of its `named` columns are declared. `target` is a path
    below the folder of exports. `is_given` where a person named this very file.
    """

    path: Path
    member: str | None
    shown: str
    export_object: ExportObject | None = None
    known: int = 0
    named: int = 0
    target: str | None = None
    problem: str | None = None
    is_given: bool = True


def arrange(
    paths: Sequence[Path],
    declarations: Declarations,
    company_zone: str,
    at: str | None = None,
    tool: str | None = None,
) -> list[Placed]:
    """What each file of one export is, whatever its name and folder, and where it belongs.

    `at` is the time of the export, as folders are named; by default that of the newest file. `tool`
    says whose files they are, where headers cannot. Raises BadUsage where a path is none.
    """
    files = {file: path.is_file() for path in paths for file in _files(path)}
    if not files:
        raise BadUsage(f"{paths[0]} holds no file")
    systems = [declarations[tool]] if tool else list(declarations.values())
    objects = [each for system in systems for each in system.objects]
    taken = [
        replace(each, placed=replace(each.placed, is_given=is_given and each.placed.member is None))
        for file, is_given in files.items()
        for each in _taken(file, objects)
    ]
    folder = at or _newest(files, company_zone)
    told = _told_by_the_others(taken, declarations, tool)
    return _apart([_put(each, declarations, folder) for each in told])


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [file for file in files_below(path) if not is_hidden(file.relative_to(path).parts)]
    if not path.is_file():
        raise BadUsage(f"{path} is no file and no folder")
    return [path]


def _newest(files: Iterable[Path], zone: str) -> str:
    """When the newest of the files was written, as folders of exports are named."""
    newest = max(file.stat().st_mtime for file in files)
    return f"{datetime.fromtimestamp(newest, ZoneInfo(zone)):%Y-%m-%dT%H%M}"


def _taken(path: Path, objects: Sequence[ExportObject]) -> Iterator["_Taken"]:
    """A file, or each member of a zip, with what its header says that it is."""
    shown = printable(str(path))
    try:
        if not is_archive(path):
            yield _recognised(Placed(path, None, shown), objects)
            return
        with open_archive(path) as archive:
            members = members_of(archive)
    except RefusedFile as error:
        yield _Taken(Placed(path, None, shown, problem=str(error)), None)
        return
    for member in members:
        yield _recognised(Placed(path, member, f"{shown}/{printable(member)}"), objects)


@dataclass(frozen=True)
class _Taken:
    """A file and what it was recognised as; None where a problem says why as nothing.

    A workbook of several sheets that are known by their names keeps its own.
    """

    placed: Placed
    found: Recognised | None
    keeps_name: bool = False

    @property
    def tools(self) -> set[str]:
        """The tools of which it could be."""
        if self.found is None:
            return set()
        return {each.system for each in (self.found.export_object, *self.found.equals)}


def _recognised(placed: Placed, objects: Sequence[ExportObject]) -> _Taken:
    path, member, stem = placed.path, placed.member, _stem(placed)
    try:
        sheets = sheets_of(path, member) if is_workbook(member or path.name) else []
        names: list[str | None] = [each.name for each in sheets if each.is_visible]
        names = names or [None]
        found = {name: recognised_file(path, member, name, objects, stem) for name in names}
    except RefusedFile as error:
        return _Taken(replace(placed, problem=str(error)), None)
    known = {name: each for name, each in found.items() if each is not None}
    if not known:
        return _Taken(replace(placed, problem=_UNKNOWN), None)
    # of one sheet the file has the name; of several each must have its own
    unnamed = [
        f"{name!r} is {each.export_object.shown}: name it {each.export_object.example_stem}"
        for name, each in known.items()
        if name is not None and not each.export_object.claims(name)
    ]
    if len(known) > 1 and unnamed:
        problem = f"it has several sheets; of these {'; '.join(unnamed)}"
        return _Taken(replace(placed, problem=problem), None)
    if len({each.export_object.system for each in known.values()}) > 1:
        sheets_of_tools = [
            f"{name!r} is {each.export_object.shown}" for name, each in known.items()
        ]
        problem = (
            f"its sheets are of several tools: {', '.join(sheets_of_tools)}; save those of each "
            "as a workbook of its own"
        )
        return _Taken(replace(placed, problem=problem), None)
    is_sure = any(each.is_sure for each in known.values())
    first = replace(next(iter(known.values())), is_sure=is_sure)
    return _Taken(placed, first, keeps_name=len(known) > 1)


def _told_by_the_others(
    taken: Sequence[_Taken], declarations: Declarations, tool: str | None
) -> list[_Taken]:
    """Files that their own header does not tell surely are of the tool whose files the others are.

    That is the one which a person named, else the one of which most files surely are.
    """
    sure = Counter(
        each.found.export_object.system
        for each in taken
        if each.found is not None and each.found.is_sure and len(each.tools) == 1
    )
    most = next((name for name, count in sure.items() if count * 2 > sure.total()), None)
    return [_told(each, declarations, set(sure), tool or most) for each in taken]


def _told(taken: _Taken, declarations: Declarations, sure: set[str], most: str | None) -> _Taken:
    """What a file is, given of which tools others surely are, and of which most."""
    found = taken.found
    if found is not None and len(taken.tools) > 1:
        likely = taken.tools & {most} or taken.tools & sure
        if len(likely) != 1:
            names = " or ".join(one.shown for one in (found.export_object, *found.equals))
            return _untold(taken, f"its header is that of {names}; say whose it is (--tool)")
        found = _of_tool(found, likely.pop())
    is_told = found is not None and (found.is_sure or found.export_object.system == most)
    whose = found.export_object.system if found is not None and is_told else most
    if whose is not None and declarations[whose].is_other_file(fold(_stem(taken.placed))):
        return _untold(taken, f"{whose} writes a file of that name, and nothing here reads it")
    if found is not None and not is_told:
        others = f", and the other files are of {most}" if most else ""
        return _untold(
            taken,
            f"it might be {found.export_object.shown}, by its name ({found.known} of "
            f"{found.named} columns known){others}; say whose it is (--tool)",
        )
    return replace(taken, found=found)


def _untold(taken: _Taken, problem: str) -> _Taken:
    return _Taken(replace(taken.placed, problem=problem), None)


def _of_tool(found: Recognised, tool: str) -> Recognised:
    one = next(each for each in (found.export_object, *found.equals) if each.system == tool)
    return replace(found, export_object=one, equals=())


def _put(taken: _Taken, declarations: Declarations, folder: str) -> Placed:
    """Where a file belongs: under its own name where a night knows it so, else its object's."""
    placed, found = taken.placed, taken.found
    if found is None:
        return placed
    declared = found.export_object
    name = Path((placed.member or placed.path.name).replace("\\", "/")).name
    stem = stem_of(name)
    is_known = taken.keeps_name or declarations[declared.system].claiming(stem) == declared
    if not is_known:
        name = f"{declared.example_stem}{'' if stem else '_'}{name[len(stem) :] or '.csv'}"
    return replace(
        placed,
        export_object=declared,
        known=found.known,
        named=found.named,
        target=f"{declared.system}/{folder}/{name}",
    )


def _apart(placed: Sequence[Placed]) -> list[Placed]:
    """Files that would have one path, each in a folder of its own."""
    used: Counter[str] = Counter()
    apart = []
    for each in placed:
        if each.target is not None:
            used[each.target] += 1
            folder, name = each.target.rsplit("/", 1)
            count = used[each.target]
            each = each if count == 1 else replace(each, target=f"{folder}/{count}/{name}")
        apart.append(each)
    return apart


def _stem(placed: Placed) -> str:
    return stem_of((placed.member or placed.path.name).replace("\\", "/"))


def lay(placed: Sequence[Placed], exports: Path) -> list[str]:
    """Put files where they belong below the folder of exports; returns which were there already.

    Raises BadUsage, before anything is written, where another file is in the place of one.
    """
    there: list[str] = []
    to_write: dict[Path, Placed] = {}
    for each in placed:
        if each.target is None:
            continue
        target = exports / each.target
        if not target.exists():
            to_write[target] = each
        elif _is_same(each, target):
            there.append(each.target)
        else:
            raise BadUsage(
                f"{target} is there already, and holds something else than {each.shown}; give the "
                "time of this export (--at), or take that file away"
            )
    for target, each in to_write.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        with _content(each) as source, part.open("wb") as out:
            shutil.copyfileobj(source, out, CHUNK)
        part.replace(target)
    return there


@contextmanager
def _content(placed: Placed) -> Iterator[IO[bytes]]:
    """The bytes of a file as they are; of a member of a zip, unpacked."""
    if placed.member is None:
        with placed.path.open("rb") as stream:
            yield stream
        return
    with open_archive(placed.path) as archive, archive.zip.open(placed.member) as stream:
        yield stream


def _is_same(placed: Placed, target: Path) -> bool:
    with _content(placed) as one, target.open("rb") as other:
        while True:
            chunk = one.read(CHUNK)
            if chunk != other.read(CHUNK):
                return False
            if not chunk:
                return True
