"""One load: every new export file into the landing zone, and what became of each."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event, Lock

import duckdb

from orchestration.agreement.words import _
from orchestration.errors import DamagedLanding, NoExports, OtherExports, RefusedFile
from orchestration.loading.carrying import carry
from orchestration.loading.control import write_control
from orchestration.loading.conversion import Conversion
from orchestration.loading.declarations import Declarations, System
from orchestration.loading.discovery import ExportFile, Unclaimed, find_exports
from orchestration.loading.judgement import is_future, judge
from orchestration.loading.keys import bad_keys
from orchestration.loading.landing import (
    Landed,
    LoadRecord,
    RowsDiffer,
    convert,
    days_of,
    engine,
    file_of,
    landing_name,
    landings,
    place_hash,
    replaced_places,
    retime,
    unreadable,
    write_declared,
)
from orchestration.loading.packing import settle, unpacked
from orchestration.loading.readers import content_hash, read_text_table
from orchestration.loading.rejects import write_rejects
from orchestration.settings import Moment, RunOptions, Settings

Progress = Callable[[int, int, str], None]
EXPORTS_REGISTER = "exports_folder.txt"
# One engine converts a file in one stream: two of them keep two cores at work.
WORKERS = 2


@dataclass(frozen=True)
class LoadReport:
    """What one load found, landed and refused.

    `blocking` says why the marts must not be built; `warnings` what the night goes on without.
    """

    as_of: datetime
    loads: tuple[LoadRecord, ...]
    blocking: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def new_files(self) -> int:
        """Files landed by this load, not by an earlier one."""
        return sum(load.is_new for load in self.loads)


def load_exports(
    options: RunOptions,
    settings: Settings,
    declarations: Declarations,
    progress: Progress | None = None,
) -> LoadReport:
    """Land every new export file, write the control tables, and report.

    Loading twice changes nothing; an interrupted load is completed by the next. The caller holds
    the home (`held_home`). Raises LoadBlocked, NoExports, OtherExports.
    """
    loads = land_exports(options, settings, declarations, progress)
    judged = judge(options, settings, declarations, loads)
    as_of = judged.cut_off()
    write_control(options.home, settings, as_of, judged.loads)
    return LoadReport(as_of, judged.loads, judged.blocking, judged.warnings)


def land_exports(
    options: RunOptions,
    settings: Settings,
    declarations: Declarations,
    progress: Progress | None = None,
) -> list[LoadRecord]:
    """Land every new export file. Returns what became of each, and what was landed before.

    Raises OtherExports, and NoExports where everything was to be loaded anew and nothing is there.
    """
    files, others = _set_aside_future(
        *find_exports(options.exports, declarations, settings.time_zone), settings.time_zone
    )
    if options.full_refresh:
        if not files:
            raise NoExports(
                f"--full-refresh: {options.exports} holds no export to load anew; what was landed "
                "before is kept. Look whether the folder is the right one"
            )
        for zone in ("landing", "rejects"):
            shutil.rmtree(options.home / zone, ignore_errors=True)
    else:
        check_same_exports(options, files)
    scratch = options.home / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    _register_exports(options)
    for folder in sorted((options.home / "landing").glob("*/*")):
        settle(folder)

    loads = [_not_loaded(other) for other in others]
    landed_now, refused = _land_all(files, options.home, scratch, progress)
    loads += [_refused(file, refused[file.shown]) for file in files if file.shown in refused]
    _stop_at_damage(options.home / "landing")

    present = {file.shown for file in files}
    for system in declarations.values():
        for declared in system.objects:
            below = Path(system.name) / declared.name
            write_declared(options.home / "landing" / below, declared)
            _forget_replaced(options.home / "landing" / below, options.home / "rejects" / below)
            _forget_future(
                options.home / "landing" / below, options.home / "rejects" / below, settings
            )
        timed = _timed(options.home / "landing" / system.name, settings)
        for landed in _with_what_stands(timed, system, scratch):
            record = landed.record
            if record.file not in present:
                gone = _("no longer in the exports folder: its landing is kept")
                record = replace(record, message="; ".join(filter(None, [record.message, gone])))
            loads.append(replace(record, is_new=record.file in landed_now))
    shutil.rmtree(scratch)
    return loads


def _set_aside_future(
    files: Sequence[ExportFile], others: Sequence[Unclaimed], zone: str
) -> tuple[list[ExportFile], list[Unclaimed]]:
    """Leave out what lies in folders of a time that has not come, whatever it is."""
    kept = [file for file in files if not is_future(file.moment, zone)]
    later = [file for file in files if is_future(file.moment, zone)]
    set_aside = _("its folder is dated more than a day after the clock: set aside")
    return kept, [
        *(
            replace(other, status="ignored", message=set_aside)
            if other.moment and is_future(other.moment, zone)
            else other
            for other in others
        ),
        *(
            Unclaimed(file.system.name, file.export, file.shown, "ignored", set_aside, file.moment)
            for file in later
        ),
    ]


def _forget_future(folder: Path, rejects: Path, settings: Settings) -> None:
    """Forget what an earlier version landed of folders of a time that has not come."""
    for landed in landings(folder):
        moment = Moment.parse(landed.record.export)
        if moment and is_future(moment, settings.time_zone):
            _forget(landed, rejects, keeps_rejects=False)


def check_same_exports(options: RunOptions, files: Sequence[ExportFile]) -> None:
    """A home is of one company's exports: those of two never mix in one landing zone.

    Another folder is the same company's where it holds a file that was landed from the first.
    """
    register = options.home / "landing" / EXPORTS_REGISTER
    if not register.is_file():
        return
    loaded_from = register.read_text(encoding="utf-8").strip()
    if loaded_from == str(options.exports):
        return
    for file in files:
        below = Path(file.system.name) / file.export_object.name
        for landed in landings(options.home / "landing" / below, place_hash(file.shown)):
            if landed.content == content_hash(file):
                return
    raise OtherExports(
        f"{options.home} holds what was loaded from {loaded_from}, and no file of it is in "
        f"{options.exports}. Give another home (--home), or --full-refresh to load this home anew "
        f"from these exports alone"
    )


def _register_exports(options: RunOptions) -> None:
    register = options.home / "landing" / EXPORTS_REGISTER
    register.parent.mkdir(parents=True, exist_ok=True)
    register.write_text(f"{options.exports}\n", encoding="utf-8")


def _land_all(
    files: Sequence[ExportFile], home: Path, scratch: Path, progress: Progress | None
) -> tuple[set[str], dict[str, str]]:
    """Land the files, those of one object one after the other: they share its folder.

    Returns which were landed now, and why each refused one was.
    """
    objects: dict[tuple[str, str], list[ExportFile]] = defaultdict(list)
    for file in files:
        objects[file.system.name, file.export_object.name].append(file)
    landed_now: set[str] = set()
    refused: dict[str, str] = {}
    begun = 0
    lock = Lock()
    given_up = Event()

    def land_object(name: tuple[str, str]) -> None:
        nonlocal begun
        for file in objects[name]:
            if given_up.is_set():
                return
            with lock:
                begun += 1
                if progress:
                    progress(begun, len(files), file.shown)
            try:
                if _land(file, home, scratch / ".".join(name)):
                    landed_now.add(file.shown)
            except RefusedFile as error:
                refused[file.shown] = str(error)
            except OSError as error:
                # of the export itself, which went while it was read; the home's own end the night
                if error.filename != str(file.path):
                    raise
                refused[file.shown] = f"the file cannot be read ({error.strerror})"

    with ThreadPoolExecutor(WORKERS) as workers:
        landing = [workers.submit(land_object, name) for name in objects]
        try:
            wait(landing, return_when=FIRST_EXCEPTION)
        finally:
            given_up.set()
    for each in landing:
        each.result()
    return landed_now, refused


def _land(file: ExportFile, home: Path, scratch: Path) -> bool:
    """Land one file unless its content is landed already. Returns whether it was landed now.

    What was landed of the same file with other content, or under another declaration, is replaced.
    """
    below = Path(file.system.name) / file.export_object.name
    folder, rejects = home / "landing" / below, home / "rejects" / below
    folder.mkdir(parents=True, exist_ok=True)
    for left_over in folder.glob("*.part"):
        left_over.unlink()
    place, stamp = place_hash(file.shown), file.stamp
    for damaged in unreadable(folder, place):
        damaged.unlink()
    earlier = landings(folder, place)
    if [landed.stamp for landed in earlier] == [stamp]:
        return False
    content = content_hash(file)
    current = next((landed for landed in earlier if landed.content == content), None)
    if current is None:
        _convert(file, folder, rejects, f"{place}_{content}", scratch)
    for landed in earlier:
        if landed is not current:
            _forget(landed, rejects, keeps_rejects=landed.content == content)
    return current is None


def _forget(landed: Landed, rejects: Path, *, keeps_rejects: bool) -> None:
    unpacked(landed).unlink()
    if not keeps_rejects:
        for reject in rejects.glob(f"{landed.place}_{landed.content}.*"):
            reject.unlink()


def _forget_replaced(folder: Path, rejects: Path) -> None:
    """Of an export file the newest landing counts.

    A load that was killed before it removed the one that it replaced left both; it would be the
    next load of the file that removes it, and the file may be gone.
    """
    for place in replaced_places(folder):
        twins = landings(folder, place)
        newest = max(twins, key=_written)
        for landed in twins:
            if landed is not newest:
                _forget(landed, rejects, keeps_rejects=landed.content == newest.content)


def _written(landed: Landed) -> tuple[bool, int]:
    """Which of several landings was written later: what is packed was written before."""
    file = file_of(landed)
    return file == landed.own_file, file.stat().st_mtime_ns


def _convert(file: ExportFile, folder: Path, rejects: Path, name: str, scratch: Path) -> None:
    """Write rejects first and the landing last, under its final name: it is what says `done`."""
    place, content = name.split("_")
    target = folder / landing_name(file.latest_time, place, content)
    part = target.with_suffix(".part")
    conversion = Conversion(file.system, file.export_object, file.zone)
    where = {
        "system": file.system.name,
        "object": file.export_object.name,
        "export": file.export,
        "file": file.shown,
    }
    for careful in (False, True):
        try:
            with (
                engine(scratch) as connection,
                read_text_table(file, scratch / "file", careful) as table,
            ):
                found = convert(connection, table, conversion, file, part, {})
                bad = bad_keys(connection, part, file.export_object)
                days = days_of(connection, table, conversion, found.midnights)
                if bad or days:
                    conversion = replace(conversion, days=days)
                    found = convert(connection, table, conversion, file, part, bad)
                write_rejects(
                    rejects, name, file.system, file.export_object, where, table, found.problems
                )
            break
        # of a line that the engine shows cut within a letter, its error cannot even be read
        except (duckdb.Error, RowsDiffer, UnicodeDecodeError) as error:
            if careful:
                # what the engine says of it may hold its text
                raise RefusedFile(
                    _("the file cannot be read (%(error)s); export again")
                    % {"error": type(error).__name__}
                ) from error
    part.replace(target)


def _stop_at_damage(landing: Path) -> None:
    """What is left unreadable after the load has no export any more to load it from."""
    damaged = [path for folder in sorted(landing.glob("*/*")) for path in unreadable(folder)]
    if damaged:
        told = "\n".join(f"  - {path}" for path in damaged)
        raise DamagedLanding(
            "These landing files are damaged or were written by another version of Accord, and "
            f"their exports are gone:\n{told}\nPut the exports back (or the files, from a backup), "
            "or delete these files to go on without what they held."
        )


def _timed(system_folder: Path, settings: Settings) -> list[Landed]:
    """A tool's landings, those of a folder named by a day under its export time.

    That is the latest record time in the tool's files of the folder, at most the end of the day.
    """
    folders: dict[str, list[Landed]] = defaultdict(list)
    for folder in sorted(system_folder.glob("*")):
        for landed in landings(folder):
            folders[landed.record.export].append(landed)
    timed: list[Landed] = []
    for export, members in folders.items():
        moment = Moment.parse(export)
        if moment is None or moment.instant is not None:
            timed.extend(members)
            continue
        latest = [item.latest_record_time for item in members if item.latest_record_time]
        exported_at = min([moment.in_utc(settings.time_zone), max(latest, default=datetime.max)])
        timed.extend(
            item if item.record.exported_at == exported_at else _retimed(item, exported_at)
            for item in members
        )
    return timed


def _retimed(landed: Landed, exported_at: datetime) -> Landed:
    unpacked(landed)
    return retime(landed, exported_at)


def _with_what_stands(timed: Sequence[Landed], system: System, scratch: Path) -> list[Landed]:
    """A tool's landings, with what still stands of the columns that their files lack."""
    return [
        landed
        for declared in system.objects
        for landed in carry(
            [item for item in timed if item.record.object == declared.name], declared, scratch
        )
    ]


def _not_loaded(other: Unclaimed) -> LoadRecord:
    return LoadRecord(
        system=other.system,
        object=other.export_object.name if other.export_object else None,
        export=other.export,
        exported_at=None,
        file=other.shown,
        status=other.status,
        rows_in_file=0,
        rows_landed=0,
        rows_refused=0,
        values_refused=0,
        message=other.message,
    )


def _refused(file: ExportFile, message: str) -> LoadRecord:
    return LoadRecord(
        system=file.system.name,
        object=file.export_object.name,
        export=file.export,
        exported_at=file.latest_time if file.moment.instant else None,
        file=file.shown,
        status="refused",
        rows_in_file=0,
        rows_landed=0,
        rows_refused=0,
        values_refused=0,
        message=message,
    )
