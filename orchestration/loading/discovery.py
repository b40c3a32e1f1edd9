"""Which export files there are, which object claims each, and at what time it was exported."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from orchestration.errors import RefusedFile
from orchestration.loading.containers import Archive, is_archive, open_archive
from orchestration.loading.declarations import Declarations, ExportObject, System
from orchestration.settings import Moment

SUFFIXES = (".csv", ".txt", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".gz", ".zip")


@dataclass(frozen=True)
class ExportFile:
    """One export file, or one member of a zip."""

    system: System
    export_object: ExportObject
    export: str
    moment: Moment
    path: Path
    member: str | None
    shown: str
    zone: str

    @cached_property
    def stamp(self) -> str:
        """Size and time of the file, and how it is read: equal stamps spare reading it again.

        As first asked for, before the file is read: one that is still being written is read again.
        """
        stat = self.path.stat()
        fingerprint = self.system.fingerprint(self.export_object, self.zone)
        return f"{stat.st_size} {stat.st_mtime_ns} {fingerprint}"

    @property
    def latest_time(self) -> datetime:
        """The export time if the folder says it, else the latest possible: the end of its day."""
        return self.moment.in_utc(self.zone)


@dataclass(frozen=True)
class Unclaimed:
    """A file that is not loaded: nobody claims it (`ignored`) or it does not open (`refused`)."""

    system: str
    export: str
    shown: str
    status: str
    message: str
    moment: Moment | None = None


def stem_of(name: str) -> str:
    """A file's name without folders and without the suffixes of formats and containers."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1]
    while stem.lower().endswith(SUFFIXES):
        stem = stem.rsplit(".", 1)[0]
    return stem


def find_exports(
    exports: Path, declarations: Declarations, company_zone: str
) -> tuple[list[ExportFile], list[Unclaimed]]:
    """Every file below `<exports>/<system>/<folder>/` but hidden ones, in the order of path."""
    found: list[ExportFile] = []
    others: list[Unclaimed] = []
    for path in sorted(exports.rglob("*")):
        parts = path.relative_to(exports).parts
        if not path.is_file() or any(part.startswith((".", "~$", "__MACOSX")) for part in parts):
            continue
        shown = "/".join(parts)
        system = declarations.get(parts[0])
        folder = parts[1] if len(parts) > 2 else ""
        moment = Moment.parse(folder)
        if len(parts) < 3 or system is None or moment is None:
            others.append(
                Unclaimed(parts[0], folder, shown, "ignored", _misplaced(parts, declarations))
            )
            continue
        members: list[str | None] = [None]
        if is_archive(path):
            try:
                with open_archive(path) as archive:
                    members = list(_members(archive))
            except RefusedFile as error:
                others.append(Unclaimed(system.name, folder, shown, "refused", str(error), moment))
                continue
        for member in members:
            name = shown if member is None else f"{shown}/{member}"
            claimed = system.claiming(stem_of(name))
            if claimed is None:
                message = (
                    f"no declared object has a file pattern for {stem_of(name)!r}; "
                    f"{system.name} has {', '.join(item.name for item in system.objects)}"
                )
                others.append(Unclaimed(system.name, folder, name, "ignored", message))
            else:
                found.append(
                    ExportFile(system, claimed, folder, moment, path, member, name, company_zone)
                )
    return found, others


def _members(archive: Archive) -> list[str]:
    return [
        name
        for name in archive.names()
        if not any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
    ]


def _misplaced(parts: tuple[str, ...], declarations: Declarations) -> str:
    if len(parts) >= 2 and parts[0] not in declarations:
        return f"no tool named {parts[0]!r} is declared; declared are {', '.join(declarations)}"
    return (
        "not in an export folder: put it under <system>/<time of the export>/, "
        "for example salesforce/2026-10-01T0200/ or salesforce/2026-10-01/"
    ).replace("salesforce", parts[0] if parts[0] in declarations else "<system>")
