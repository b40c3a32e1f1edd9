"""What follows from what was loaded: the data cut-off, and why no tables may be built.

A night and `accord check` judge by the same function.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.databases import connected
from orchestration.errors import LoadBlocked, NoExports
from orchestration.loading.agreed_names import unknown_names
from orchestration.loading.declarations import Declarations, ExportObject, System
from orchestration.loading.discovery import stem_of
from orchestration.loading.folding import fold, shortened
from orchestration.loading.keys import shared_across
from orchestration.loading.landing import LoadRecord
from orchestration.loading.rejects import ROWS, VALUES
from orchestration.loading.sql import literal
from orchestration.seeds import seed_remarks
from orchestration.settings import Moment, RunOptions, Settings, start_of_day

# A folder is named after an export that was made: one dated later than this was misnamed.
LATEST_AFTER_THE_CLOCK = timedelta(days=1)
# One value may be a slip; from two on that are all refused, the tool writes them in another form.
FEWEST_VALUES_OF_A_FORM = 2
LONGEST_SHOWN = 120


@dataclass(frozen=True)
class Judgement:
    """The data cut-off, the loads with whether the night reads them, and what follows.

    `blocking` says why the tables must not be built; `warnings` what the night goes on without.
    """

    as_of: datetime | NoExports
    loads: tuple[LoadRecord, ...]
    blocking: tuple[str, ...]
    warnings: tuple[str, ...]

    def cut_off(self) -> datetime:
        """The data cut-off. Raises LoadBlocked where a refused file left none, else NoExports."""
        if isinstance(self.as_of, datetime):
            return self.as_of
        if self.blocking == (str(self.as_of),):
            raise self.as_of
        raise LoadBlocked(self.blocking)


def is_future(moment: Moment, zone: str) -> bool:
    """Whether an export folder is dated more than a day after the clock."""
    begins = moment.in_utc(zone) if moment.instant else start_of_day(moment.day, zone)
    return begins > datetime.now(UTC).replace(tzinfo=None) + LATEST_AFTER_THE_CLOCK


def judge(
    options: RunOptions,
    settings: Settings,
    declarations: Declarations,
    loads: Sequence[LoadRecord],
) -> Judgement:
    """What follows from the loads of a home."""
    blocking, warnings = _refusals(options, settings, declarations, loads)
    warnings += _set_aside(settings, loads)
    warnings += _not_read(settings, declarations, loads)
    try:
        as_of = resolve_as_of(options, settings, declarations, loads)
    except NoExports as error:
        # what was refused says more than that nothing landed
        return Judgement(error, tuple(loads), tuple(blocking or [str(error)]), tuple(warnings))
    judged = tuple(
        replace(load, is_read=_is_landed(load) and (load.exported_at or as_of) <= as_of)
        for load in loads
    )
    for system in declarations.values():
        for declared in system.objects:
            newest = _newest(judged, declared)
            is_needed = declared.is_required or declared.is_person_like
            brought_any = any(load.rows_landed for load in newest)
            (blocking if is_needed and not brought_any else warnings).extend(
                _empty_handed(options.home, newest)
            )
            for column, told in _unread_columns(options.home, system, declared, newest):
                (blocking if column == declared.amount else warnings).append(told)
            warnings += _shared_event_ids(options.home, declared, newest)
            warnings += _shared_keys(options.home, declared, newest)
            for load, told in _untold_columns(options.home, declared, newest):
                warnings.append(f"{load.file}: {told}")
                judged = tuple(_noted(each, told) if each == load else each for each in judged)
    warnings += [str(remark) for remark in seed_remarks(*options.seeds_over)]
    warnings += unknown_names(options.home, declarations, options.seeds_over)
    blocking += _missing(declarations, loads, judged)
    if not blocking:
        blocking += _without_people(declarations, judged)
    # a list that lost every row is no list of nothing: what it held would count as deleted
    read = tuple(
        replace(_noted(load, "every row of it was refused: it is not read"), is_read=False)
        if load.is_read and load.is_empty_handed
        else load
        for load in judged
    )
    return Judgement(as_of, read, tuple(blocking), tuple(warnings))


def resolve_as_of(
    options: RunOptions,
    settings: Settings,
    declarations: Declarations,
    loads: Sequence[LoadRecord],
) -> datetime:
    """The data cut-off, UTC: as given, else the oldest among the CRMs' newest export times.

    Without a CRM it is that of the automation tool. Raises NoExports where neither exported
    anything, or nothing at or before the cut-off.
    """
    newest: dict[str, datetime] = {}
    limit = options.as_of.in_utc(settings.time_zone) if options.as_of else datetime.max
    for load in loads:
        if not _is_landed(load) or not declarations[load.system].has_people:
            continue
        if load.exported_at:
            newest[load.system] = max(load.exported_at, newest.get(load.system, datetime.min))
    if options.as_of is not None:
        landed = [load.exported_at for load in loads if _is_landed(load) and load.exported_at]
        if newest and not any(time <= limit for time in landed):
            raise NoExports(
                f"--as-of {limit:%Y-%m-%d %H:%M} UTC: no export in {options.exports} is as old"
            )
    if not newest:
        raise NoExports(_nothing_to_read(options, declarations, loads))
    if options.as_of is not None:
        return limit
    crms = [time for system, time in newest.items() if declarations[system].is_crm]
    return min(crms or newest.values())


def _nothing_to_read(
    options: RunOptions, declarations: Declarations, loads: Sequence[LoadRecord]
) -> str:
    tools = ", ".join(name for name, system in declarations.items() if system.has_people)
    found = sorted({load.system for load in loads if _is_landed(load)})
    said = f"no export was landed from {options.exports}"
    if found:
        said = f"only {' and '.join(found)} landed from {options.exports}, neither a CRM nor a tool"
    strange = sorted({load.system for load in loads} - set(declarations))
    if strange:
        said += f"; no tool is declared for the folder {', '.join(strange)}"
    return (
        f"{said}; expected <system>/<time of the export>/ with files of one of {tools}. "
        "Nothing was published"
    )


def _is_landed(load: LoadRecord) -> bool:
    return load.status == "landed"


def _set_aside(settings: Settings, loads: Sequence[LoadRecord]) -> list[str]:
    """Folders of a time that has not come: each once."""
    folders = {(load.system, load.export) for load in loads}
    return [
        f"{system}/{export} is dated more than a day after this machine's clock "
        f"({datetime.now(UTC):%Y-%m-%d %H:%M} UTC): it was set aside and nothing of it is read. "
        "Rename the folder to the time of the export, or correct the clock"
        for system, export in sorted(folders)
        if (moment := Moment.parse(export)) and is_future(moment, settings.time_zone)
    ]


def _not_read(
    settings: Settings, declarations: Declarations, loads: Sequence[LoadRecord]
) -> Iterator[str]:
    """Files in a tool's export that no object takes: nobody would miss what they hold.

    What the tool is declared to write beside what is read (`other_files`) is no news each night.
    """
    for load in loads:
        moment = Moment.parse(load.export)
        is_there = moment is not None and not is_future(moment, settings.time_zone)
        if load.status != "ignored" or load.system not in declarations or not is_there:
            continue
        if not declarations[load.system].is_other_file(fold(stem_of(load.file))):
            yield f"{load.file} is not read: {load.message}"


def _refusals(
    options: RunOptions, settings: Settings, declarations: Declarations, loads: Sequence[LoadRecord]
) -> tuple[list[str], list[str]]:
    """What the refused files stop (the newest of a required object), and what they do not."""
    limit = options.as_of.in_utc(settings.time_zone) if options.as_of else datetime.max
    blocking: list[str] = []
    warnings: list[str] = []
    for load in loads:
        moment = Moment.parse(load.export)
        if load.status != "refused" or moment is None:
            continue
        time = moment.in_utc(settings.time_zone)
        if time > limit:
            continue
        required = {item.name for item in declarations[load.system].objects if item.is_required}
        concerned = required if load.object is None else required & {load.object}
        same = [
            other
            for other in loads
            if _is_landed(other) and other.system == load.system and other.exported_at
            if other.object == load.object or (load.object is None and other.object in required)
        ]
        # of an archive that cannot be opened nobody knows what is in it
        is_there = load.object is None and required <= {
            other.object for other in same if other.export == load.export
        }
        text = f"{load.file} was refused: {load.message}"
        is_newest = all(other.exported_at <= time for other in same if other.exported_at)
        if concerned and is_newest and not is_there:
            blocking.append(text)
        else:
            warnings.append(f"{text} (the night uses what was landed before)")
    return blocking, warnings


def _missing(
    declarations: Declarations, loads: Sequence[LoadRecord], judged: Sequence[LoadRecord]
) -> Iterator[str]:
    """Required objects of which a tool that exports has none."""
    told = {(load.system, load.object) for load in loads if load.status == "refused"}
    for system in declarations.values():
        landed = {load.object for load in judged if load.system == system.name and load.is_read}
        for item in system.objects:
            is_told = (system.name, item.name) in told
            if landed and item.is_required and item.name not in landed and not is_told:
                yield (
                    f"{system.name} has exports but none of {item.name}, which every night needs; "
                    f"expected a file named like {', '.join(item.files)}"
                )


def _newest(judged: Sequence[LoadRecord], declared: ExportObject) -> list[LoadRecord]:
    """The loads of an object's newest export that the night reads."""
    exports: dict[datetime, list[LoadRecord]] = defaultdict(list)
    for load in judged:
        if (load.system, load.object) == (declared.system, declared.name) and load.is_read:
            exports[load.exported_at or datetime.min].append(load)
    return exports[max(exports)] if exports else []


def _without_people(declarations: Declarations, judged: Sequence[LoadRecord]) -> Iterator[str]:
    """That files of persons came and no person landed."""
    person_like = {
        (each.system, each.name)
        for system in declarations.values()
        for each in system.objects
        if each.is_person_like
    }
    came = [load for load in judged if (load.system, load.object) in person_like]
    if came and not any(load.rows_landed for load in came if load.is_read):
        files = ", ".join(load.file for load in came)
        yield f"no person landed, and every number is counted over people: no row is in {files}"


def _noted(load: LoadRecord, told: str) -> LoadRecord:
    return replace(load, message="; ".join(filter(None, [load.message, told])))


def _empty_handed(home: Path, newest: Sequence[LoadRecord]) -> Iterator[str]:
    """Files of an object's newest export that brought rows of which every one was refused."""
    files = [load.file for load in newest if load.is_empty_handed]
    if not files:
        return
    came = sum(load.rows_in_file for load in newest if load.is_empty_handed)
    told = f"{', '.join(files)}: {came} rows came and none landed"
    first = _first_refused(home, newest[0], ROWS, files)
    if first is not None:
        line, why, text = first
        told += f"; the first, line {line}: {why}: {shortened(text, LONGEST_SHOWN)}"
    yield told


def _unread_columns(
    home: Path, system: System, declared: ExportObject, newest: Sequence[LoadRecord]
) -> Iterator[tuple[str, str]]:
    """Columns of the newest export whose every value was refused: they stand in another form."""
    files = [load.file for load in newest if load.values_refused]
    if not files:
        return
    rejects = home / "rejects" / system.name / declared.name
    landing = home / "landing" / system.name / declared.name
    with connected() as connection:
        counted = connection.execute(
            "select column_name, count(*) from read_parquet(?) "
            "where list_contains(?, file) and regexp_matches(raw_text, '[0-9]') "
            "group by column_name having count(*) >= ? order by column_name",
            [f"{rejects}/*.{VALUES}.parquet", files, FEWEST_VALUES_OF_A_FORM],
        ).fetchall()
        for column, count in counted:
            found = connection.execute(
                f'select count("{column}") from read_parquet(?, union_by_name = true) '
                "where list_contains(?, _file)",
                [f"{landing}/*.parquet", [load.file for load in newest]],
            ).fetchall()
            if found[0][0]:
                continue
            first = _first_refused(home, newest[0], VALUES, files, column)
            line, why, text = first or (1, "they do not fit", "")
            yield (
                column,
                f"{system.name}.{declared.name}: all {count} values of {column} were refused; the "
                f"first, {text!r} in line {line} of {files[0]}: {why}. Say how this tool writes "
                f"them: decimal_mark and day_order under systems.{system.name} in settings.yml",
            )


def _untold_columns(
    home: Path, declared: ExportObject, newest: Sequence[LoadRecord]
) -> Iterator[tuple[LoadRecord, str]]:
    """Files of the newest export in which no row has a value that the rest means little without."""
    landing = home / "landing" / declared.system / declared.name
    for column in declared.columns:
        if column.without is None or not any(load.rows_landed for load in newest):
            continue
        with connected() as connection:
            rows = connection.execute(
                "select distinct _file from read_parquet(?, union_by_name = true) "
                f'where "{column.name}" is not null',
                [f"{landing}/*.parquet"],
            ).fetchall()
        told = {file for (file,) in rows}
        words = column.headings or column.aliases
        label = f' ("{words[0]}" in the tool\'s own words)' if words else ""
        for load in newest:
            if load.rows_landed and load.file not in told:
                yield (
                    load,
                    f"no row has a {column.name}{label}: {column.without}. Export it with that "
                    "column",
                )


def _shared_keys(home: Path, declared: ExportObject, newest: Sequence[LoadRecord]) -> Iterator[str]:
    """That keys stand for different records in several files of the newest export.

    Within one file their rows are refused; a file cannot be judged by another that may change.
    """
    files = [load.file for load in newest if load.rows_landed]
    if len(files) < 2:
        return
    landing = literal(f"{home}/landing/{declared.system}/{declared.name}/*.parquet")
    listed = ", ".join(literal(file) for file in files)
    source = f"(from read_parquet({landing}, union_by_name = true) where _file in ({listed}))"
    with connected() as connection:
        found = shared_across(connection, source, declared)
    if found:
        count, file, row = found
        yield (
            f"{declared.shown}: {count} values of {', '.join(declared.key)} stand for different "
            f"records in several files of one export, the first in row {row} of the data of "
            f"{file}: of each only the last is counted. An id that a spreadsheet rounded, or a "
            "column that is no id: export again with the tool's own id"
        )


def _shared_event_ids(
    home: Path, declared: ExportObject, newest: Sequence[LoadRecord]
) -> Iterator[str]:
    """That ids in the newest export of events stand for several: they differ in most of their key.

    What differs in one part of it alone is one event of several persons, or moved in time.
    """
    if declared.event_id is None or not newest:
        return
    landing = home / "landing" / declared.system / declared.name
    event_id = f'"{declared.event_id}"'
    differ = " + ".join(f'cast(count(distinct "{name}") > 1 as integer)' for name in declared.key)
    with connected() as connection:
        found = connection.execute(
            f"with shared as (select {event_id}, min((_file, _row)) as first"
            " from read_parquet(?, union_by_name = true)"
            f" where list_contains(?, _file) and {event_id} is not null"
            f" group by {event_id} having {differ} > 1)"
            " select count(*), min(first)[1], min(first)[2] from shared",
            [f"{landing}/*.parquet", [load.file for load in newest]],
        ).fetchall()
    [(count, file, row)] = found
    if count:
        yield (
            f"{declared.shown}: {count} values of {declared.event_id} stand for several events, "
            f"the first in row {row} of the data of {file}: each row counts by its "
            f"{', '.join(declared.key)} instead. Give each event an id of its own, or none"
        )


def _first_refused(
    home: Path, load: LoadRecord, kind: str, files: Sequence[str], column: str | None = None
) -> tuple[int, str, str] | None:
    """Line, reason and masked text of the first refused row or value of some files."""
    rejects = home / "rejects" / load.system / str(load.object)
    if not any(rejects.glob(f"*.{kind}.parquet")):
        return None
    with connected() as connection:
        found = connection.execute(
            "select line, reason, masked_text from read_parquet(?) "
            "where file = ? and (? is null or column_name = ?) order by line limit 1",
            [f"{rejects}/*.{kind}.parquet", files[0], column, column],
        ).fetchall()
    return (int(found[0][0]), str(found[0][1]), str(found[0][2])) if found else None
