"""Which export files there are, which object claims each, and at what time it was exported."""

import difflib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile, UnreadableFolder
from orchestration.instances import LONGEST, is_instance
from orchestration.loading.containers import Archive, is_archive, open_archive
from orchestration.loading.declarations import Declarations, ExportObject, System, several_of
from orchestration.loading.decoding import has_bad_bytes, printable
from orchestration.loading.folding import fold
from orchestration.loading.recognition import Recognised
from orchestration.loading.sniffing import recognised_file
from orchestration.loading.workbooks import SUFFIXES as WORKBOOK_SUFFIXES
from orchestration.loading.workbooks import Sheet, is_workbook, sheets_of
from orchestration.settings import Moment

SUFFIXES = (
    *(".csv", ".txt", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet"),
    *WORKBOOK_SUFFIXES,
    *(".gz", ".zip"),
)
# What people put in place of an export, and what it is: told, where the name is an object's.
_OTHER_FORMATS = {
    ".numbers": _("a spreadsheet"),
    ".pdf": _("a PDF"),
    ".htm": _("a web page"),
    ".html": _("a web page"),
    ".xml": _("XML"),
    ".7z": _("a 7z archive"),
    ".rar": _("a rar archive"),
    ".bz2": _("a bz2 archive"),
    ".xz": _("an xz archive"),
    ".zst": _("a zst archive"),
}
# How Parquet says in a name that it is compressed.
_CODECS = (".snappy", ".gzip", ".zstd", ".lz4", ".brotli")
# How warehouses number the files into which they write one table: Snowflake, BigQuery, Redshift,
# Spark; and Airbyte's time of a sync.
_PART = re.compile(
    r"(^|[._-])(\d+_\d+_\d+|\d{12}|part-\d{5}[\w.-]*|\d{4}_\d\d_\d\d_\d{13}_\d+)$|"
    r"[._-]?\d{4}_part_\d+$"
)
# What is left of the name of a part that lies in its table's folder.
_PARTS_ALONE = ("", "data")
_SHORTEST_WORD = 3
# What programs that copy or download call a file until it is whole.
_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".swp", "~")


@dataclass(frozen=True)
class ExportFile:
    """One export file, or one member of a zip, or a sheet of either where that is a workbook.

    `objects` are all that it might hold instead.
    """

    system: System
    export_object: ExportObject
    export: str
    moment: Moment
    path: Path
    member: str | None
    sheet: str | None
    shown: str
    zone: str
    objects: tuple[ExportObject, ...]

    @cached_property
    def stamp(self) -> str:
        """Size and time of the file, and how it is read: equal stamps spare reading it again.

        As first asked for, before the file is read: one that is still being written is read again.
        """
        try:
            stat = self.path.stat()
        except OSError as error:
            raise RefusedFile(
                _("the file cannot be read (%(why)s)") % {"why": error.strerror}
            ) from error
        fingerprint = self.system.fingerprint(self.export_object, self.zone)
        return f"{stat.st_size} {stat.st_mtime_ns} {fingerprint}"

    @property
    def latest_time(self) -> datetime:
        """The export time if the folder says it, else the latest possible: the end of its day."""
        return self.moment.in_utc(self.zone)


@dataclass(frozen=True)
class Unclaimed:
    """A file that is not loaded: nobody claims it (`ignored`) or it does not open (`refused`).

    The object that its name claims is known where it is one file.
    """

    system: str
    export: str
    shown: str
    status: str
    message: str
    moment: Moment | None = None
    export_object: ExportObject | None = None


def stem_of(name: str) -> str:
    """A file's name without folders, suffixes of formats and containers, and what numbers parts."""
    stem = name.rsplit("/", 1)[-1]
    while stem.lower().endswith((*SUFFIXES, *_CODECS)):
        stem = stem.rsplit(".", 1)[0]
    return _PART.sub("", stem)


def stem_in(parts: Sequence[str]) -> str:
    """The stem of a file below an export's folder; of a part of a table, that of its folder."""
    stem = stem_of(parts[-1])
    is_part = len(parts) > 1 and stem.lower() in _PARTS_ALONE
    return stem_of(parts[-2]) if is_part else stem


def is_hidden(parts: Iterable[str]) -> bool:
    """Whether a path is of what systems and programs keep for themselves."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in parts)


def members_of(archive: Archive) -> list[str]:
    """The files of a zip but hidden ones, in its order."""
    return [name for name in archive.names() if not is_hidden(name.split("/"))]


def files_below(folder: Path) -> list[Path]:
    """Everything below a folder, in order, of folders only empty ones that are named as a file is.

    Links to folders are followed, once each.

    Raises UnreadableFolder.
    """

    def fail(error: OSError) -> None:
        raise UnreadableFolder(
            f"{error.filename} cannot be read ({error.strerror}); give the user who runs Accord "
            "the right to read it"
        ) from error

    found: list[Path] = []
    entered: set[Path] = set()
    for place, folders, files in os.walk(folder, onerror=fail, followlinks=True):
        here = Path(place)
        real = here.resolve()
        if real in entered:
            folders.clear()
            continue
        entered.add(real)
        found += [here / name for name in files]
        if not folders and not files and here.name.lower().endswith(SUFFIXES):
            found.append(here)
    return sorted(found)


def find_exports(
    exports: Path, declarations: Declarations, company_zone: str
) -> tuple[list[ExportFile], list[Unclaimed]]:
    """Every file below `<exports>/<system>/<folder>/` but hidden ones, in the order of path."""
    found: list[ExportFile] = []
    others: list[Unclaimed] = []
    objects = tuple(each for system in declarations.values() for each in system.objects)
    for path in files_below(exports):
        parts = tuple(printable(part) for part in path.relative_to(exports).parts)
        if is_hidden(parts):
            continue
        shown = "/".join(parts)
        system = declarations.get(parts[0])
        folder = parts[1] if len(parts) > 2 else ""
        moment = Moment.parse(folder)
        if len(parts) < 3 or system is None or moment is None:
            message = _misplaced(path, parts, declarations, objects)
            others.append(Unclaimed(parts[0], folder, shown, "ignored", message))
            continue
        if parts[-1].lower().endswith(_UNFINISHED):
            unfinished = _(
                "still being written, by its name: it is loaded once it has its own name"
            )
            others.append(Unclaimed(parts[0], folder, shown, "ignored", unfinished))
            continue
        stem, problem = stem_in(parts[2:]), None
        ending = path.suffix.lower()
        if not path.is_file():
            problem = _("this is a folder or a link to nothing; put the export itself here")
        elif has_bad_bytes(str(path)):
            problem = _("its name is no UTF-8 text; rename it")
        elif ending in _OTHER_FORMATS:
            stem = stem_of(path.stem)
            problem = _("this is %(what)s; save or export it as CSV") % {
                "what": _OTHER_FORMATS[ending]
            }
        if problem and (claimed := system.claiming(stem)):
            others.append(
                Unclaimed(system.name, folder, shown, "refused", problem, moment, claimed)
            )
            continue
        members: list[str | None] = [None]
        if is_archive(path):
            try:
                with open_archive(path) as archive:
                    members = list(members_of(archive))
            except RefusedFile as error:
                claimed = system.claiming(stem)
                others.append(
                    Unclaimed(system.name, folder, shown, "refused", str(error), moment, claimed)
                )
                continue
        for member in members:
            name = shown if member is None else f"{shown}/{member}"
            stem = stem_in(parts[2:] if member is None else member.replace("\\", "/").split("/"))
            try:
                tables = _tables(system, path, member, stem)
            except RefusedFile as error:
                claimed, problem = system.claiming(stem), str(error)
                others.append(
                    Unclaimed(system.name, folder, name, "refused", problem, moment, claimed)
                )
                continue
            for sheet, called, claimed in tables:
                below = name if sheet is None else f"{name}/{printable(sheet.name)}"
                if claimed is not None:
                    found.append(
                        ExportFile(
                            *(system, claimed, folder, moment, path, member),
                            *(sheet.name if sheet else None, below, company_zone, objects),
                        )
                    )
                    continue
                message = _unnamed(system, path, member, sheet, called, objects)
                others.append(Unclaimed(system.name, folder, below, "ignored", message))
    return found, others


def _tables(
    system: System, path: Path, member: str | None, stem: str
) -> list[tuple[Sheet | None, str, ExportObject | None]]:
    """What a file holds: itself, or its sheets; by what name each is known, and who claims it.

    A sheet in sight is its name's object's. Where no sheet has the name of one, the first in sight
    is the file's.
    """
    sheets = sheets_of(path, member) if is_workbook(member or path.name) else []
    if not sheets:
        return [(None, stem, system.claiming(stem))]
    claims = [system.claiming(each.name) if each.is_visible else None for each in sheets]
    first = next((place for place, each in enumerate(sheets) if each.is_visible), 0)
    if any(claims):
        return [(each, each.name, claim) for each, claim in zip(sheets, claims, strict=True)]
    return [
        (each, stem, system.claiming(stem)) if place == first else (each, each.name, None)
        for place, each in enumerate(sheets)
    ]


def _unnamed(
    system: System,
    path: Path,
    member: str | None,
    sheet: Sheet | None,
    stem: str,
    objects: tuple[ExportObject, ...],
) -> str:
    """What to do with a file, or a sheet, whose name is no object's."""
    if sheet is not None and not sheet.is_visible:
        return _("a hidden sheet is not read; show it in the workbook if its rows are an export")
    if system.is_other_file(fold(stem)):
        return _("nothing of what %(system)s keeps here is read; it may stay, or be left out") % {
            "system": system.name
        }
    told = _("no object of %(system)s has a name like %(name)s") % {
        "system": system.name,
        "name": repr(stem),
    }
    own_first = sorted(objects, key=lambda each: each.system != system.name)
    found = _found(path, member, sheet, own_first)
    if found is not None:
        of = found.export_object
        message = _("%(told)s; its header is that of %(object)s: name it %(example)s")
        if of.system != system.name:
            message = _(
                "%(told)s; its header is that of %(object)s: name it %(example)s, under "
                "%(system)s/<time of the export>/"
            )
        return message % {
            "told": told,
            "object": of.shown,
            "example": of.example_name,
            "system": of.system,
        }
    words = {
        pattern.strip("*_"): each
        for each in reversed(system.objects)
        for pattern in (each.name, *each.files)
        if not set("?[") & set(pattern) and pattern.strip("*_")
    }
    folded = fold(stem)
    texts = [folded, *(word for word in folded.split("_") if len(word) > _SHORTEST_WORD)]
    near = [match for text in texts for match in difflib.get_close_matches(text, words, 1, 0.7)]
    names = ", ".join(f"{each.example_name} ({each.name})" for each in system.objects)
    if near:
        nearest = words[near[0]]
        return _("%(told)s; if it is %(object)s, name it %(example)s. Names: %(names)s") % {
            "told": told,
            "object": nearest.shown,
            "example": nearest.example_name,
            "names": names,
        }
    return _("%(told)s; it takes %(names)s") % {"told": told, "names": names}


def _misplaced(
    path: Path,
    parts: tuple[str, ...],
    declarations: Declarations,
    objects: tuple[ExportObject, ...],
) -> str:
    """What to do with a file that lies in no folder of an export."""
    found = _found(path, None, None, objects, stem_of(parts[-1])) if path.is_file() else None
    is_of_no_tool = len(parts) >= 2 and parts[0] not in declarations
    if is_of_no_tool and is_instance(parts[0]):
        return _(
            "%(name)s names no instance of a tool: name the folder <tool>@<name>, the name in "
            "small letters, digits and single _, at most %(longest)s, as salesforce@emea; the "
            "tools of which there can be several are %(tools)s"
        ) % {
            "name": repr(parts[0]),
            "longest": LONGEST,
            "tools": ", ".join(several_of(declarations.values())),
        }
    if found is not None and not found.equals:
        message = _(
            "not in an export folder; its header is that of %(object)s: `accord add` puts it under "
            "%(system)s/<time of the export>/"
        )
        if is_of_no_tool:
            message = _(
                "no tool named %(name)s is declared; its header is that of %(object)s: "
                "`accord add` puts it under %(system)s/<time of the export>/"
            )
        of = found.export_object
        return message % {"name": repr(parts[0]), "object": of.shown, "system": of.system}
    if is_of_no_tool:
        near = difflib.get_close_matches(fold(parts[0]), declarations, 1, 0.6)
        message = _("no tool named %(name)s is declared; declared are %(declared)s")
        if near:
            message = _(
                "no tool named %(name)s is declared; if it is %(near)s, name the folder so; "
                "declared are %(declared)s"
            )
        return message % {
            "name": repr(parts[0]),
            "near": near[0] if near else "",
            "declared": ", ".join(declarations),
        }
    return _(
        "not in an export folder: put it under <system>/<time of the export>/, "
        "for example %(system)s/2026-10-01T0200/ or %(system)s/2026-10-01/"
    ) % {"system": parts[0] if parts[0] in declarations else "<system>"}


def _found(
    path: Path,
    member: str | None,
    sheet: Sheet | None,
    objects: Sequence[ExportObject],
    stem: str | None = None,
) -> Recognised | None:
    """What a file's header is that of, if it can be told."""
    try:
        return recognised_file(path, member, sheet.name if sheet else None, objects, stem)
    except RefusedFile:
        return None
