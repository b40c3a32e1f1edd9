"""What each tool's exports look like, read from dbt's source YAML: the one truth of their shape."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from orchestration.errors import BadDeclaration
from orchestration.instances import fault_of, is_instance, said_of
from orchestration.loading.folding import fold, fold_pattern, squeezed
from orchestration.seeds import CustomField, systems_told
from orchestration.settings import PROJECT, SETTINGS_FILE, DigitGrouping, Settings, line_of
from orchestration.yaml_text import read_yaml

STAGING = PROJECT / "dbt_project" / "models" / "staging"

Role = Literal["crm", "automation", "crm_and_automation", "survey", "rates"]
Mode = Literal["snapshot", "delta", "append"]
TYPES = re.compile(
    r"varchar|bigint|integer|double|boolean|date|timestamp|decimal\(\d{1,2}, ?\d{1,2}\)"
)

# The types in which a number of hundredths lands whole.
_HUNDREDTHS = re.compile(r"decimal\(\d{1,2}, ?([2-9]|\d{2})\)")

# Columns that the loader adds to every landing file, with their types.
LOADER_COLUMNS = {
    "_export": "varchar",
    "_exported_at": "timestamp",
    "_file": "varchar",
    "_row": "bigint",
    "_extra": "varchar",
    "_columns": "varchar",
}

# What a replicator's table says of a row: when this version of the record began, when it ended and
# whether it lasts; and that the record is gone. A far end stands for none, so it is a text and no
# time, and so is what says that a record is gone: a flag, or when.
VERSION_COLUMNS = {
    "_version_start": "timestamp",
    "_version_end": "varchar",
    "_version_active": "boolean",
    "_version_deleted": "varchar",
}

# Columns that say of a record that it is gone, in every tool.
_GONE_MARKS = ("archived", "is_deleted")


@dataclass(frozen=True)
class Column:
    """One declared column of an export object.

    `follows`: columns on whose value its own depends. What an earlier file said in it no longer
    stands once a file without it says something else in one of them. `clock`: the column that has
    the time of day of this one's days, where the tool writes them apart. `instead`: the columns of
    which the first that it has stands for this one in a file that has it not. `headings`: what the
    company says that its exports call it, in the place of name and aliases. `hundredths`: whether
    exports write a number in hundredths of the unit in which it lands; or its names under which
    they do. `null_words`: what stands for no value in it, beside what does in every column.
    `marks_gone`: whether it says of a record that it is gone, so that one which a later file
    without it has is back.
    """

    name: str
    data_type: str
    is_required: bool = False
    aliases: tuple[str, ...] = ()
    is_personal: bool = False
    is_record_time: bool = False
    blank_is_false: bool = False
    day_order: str | None = None
    format: str | None = None
    pattern: str | None = None
    pattern_means: str | None = None
    without: str | None = None
    true_words: tuple[str, ...] = ()
    false_words: tuple[str, ...] = ()
    null_words: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    clock: str | None = None
    instead: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    hundredths: bool | tuple[str, ...] = False
    marks_gone: bool = False

    @property
    def called(self) -> tuple[str, ...]:
        """Every name that an export may have it under."""
        return self.headings or (self.name, *self.aliases)

    def fits(self, text: str) -> bool:
        """Whether a text has the declared form."""
        return self.pattern is None or re.fullmatch(self.pattern, text) is not None


@dataclass(frozen=True)
class Explosion:
    """A field that holds a list, or a dict of lists: each item is a row, with its parent's scalars.

    `key_as` names the column that takes the dict's key; `items` the field of the dict's values that
    holds the list, where they are no lists themselves.
    """

    path: str
    key_as: str | None = None
    items: str | None = None


@dataclass(frozen=True)
class JsonShape:
    """Where the records of a JSON export are, and how they become flat rows.

    Of several explosions, the first whose field a record has is used.
    """

    records: str | None = None
    unwrap: tuple[str, ...] = ()
    explode: tuple[Explosion, ...] = ()

    def nested(self, cells: Iterable[str]) -> dict[str, str]:
        """The cells of a header that name a field which is taken apart, and that field."""
        fields = {squeezed(name): name for name in self.unwrap}
        fields |= {squeezed(each.path): each.path for each in self.explode}
        return {cell: fields[squeezed(cell)] for cell in cells if squeezed(cell) in fields}


@dataclass(frozen=True)
class Feedback:
    """One file that goes back to a tool, for the records of one of its objects.

    `columns`: the heading that the tool's import knows, and the column of the published table
    `feedback.<kind>` below it; the first is the record's own id.
    """

    kind: str
    object: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ExportObject:
    """One declared object of a tool: which files hold it, and its columns.

    `event_id`: the id that an event may have, where its `key` says which it is without one.
    `prefixes`: what the tool may write before each name of a column, as in `Deal - Title`.
    `replicated_by`: columns that only a replicator writes; its times without a zone are UTC.
    """

    system: str
    name: str
    files: tuple[str, ...]
    key: tuple[str, ...]
    mode: Mode
    columns: tuple[Column, ...]
    is_person_like: bool = False
    is_required: bool = False
    modified_at: str | None = None
    id_significant_characters: int | None = None
    amount: str | None = None
    created_at: str | None = None
    event_id: str | None = None
    other_columns: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    replicated_by: tuple[str, ...] = ()
    json: JsonShape = field(default_factory=JsonShape)

    @property
    def shown(self) -> str:
        """How messages name it."""
        return f"{self.system}.{self.name}"

    @property
    def example_stem(self) -> str:
        """A name of a file that it takes, without the ending of a format."""
        plain = sorted(self.files, key=lambda pattern: bool(set("*?[") & set(pattern)))
        stems = [pattern.strip("*_") for pattern in plain]
        return next((stem for stem in stems if stem and not set("*?[") & set(stem)), self.name)

    @property
    def example_name(self) -> str:
        """A file name that it takes."""
        return f"{self.example_stem}.csv"

    @property
    def takes_any_name(self) -> bool:
        """Whether every file in the tool's folder is its, whatever it is called."""
        return "*" in self.files

    def claims(self, stem: str) -> bool:
        """Whether a file's stem is a name of its, after folding."""
        folded = fold(stem)
        return self.has_name(folded) or self.has_name_in_one_word(folded)

    def has_name(self, folded: str) -> bool:
        """Whether one of its patterns is that of a folded stem."""
        return any(fnmatchcase(folded, pattern) for pattern in self.files)

    def has_name_in_one_word(self, folded: str) -> bool:
        """Whether a stem in one word (`leadhistory`) is that of a pattern, as if this were one."""
        return "_" not in folded and any(
            fnmatchcase(folded, re.sub(r"(?<=[a-z])_(?=[a-z])", "", pattern))
            for pattern in self.files
        )

    def spellings(self, cell: str) -> Iterator[str]:
        """A header's cell, folded: as it stands, then without the object's name before it."""
        folded = fold(cell)
        yield folded
        for prefix in self.prefixes:
            if folded.startswith(f"{prefix}_"):
                yield folded.removeprefix(f"{prefix}_")

    def is_in_hundredths(self, column: Column, cell: str) -> bool:
        """Whether under this cell of a header a column is written in hundredths."""
        if isinstance(column.hundredths, bool):
            return column.hundredths
        names = set(map(squeezed, column.hundredths))
        return any(squeezed(spelling) in names for spelling in self.spellings(cell))

    def is_other_column(self, cell: str) -> bool:
        """Whether a column is one that the tool is known to write and nothing here reads."""
        return bool(self.json.nested([cell])) or any(
            _is_like(spelling, pattern)
            for spelling in self.spellings(cell)
            for pattern in (*self.other_columns, *self.replicated_by)
        )

    def is_replicated(self, cells: Iterable[str]) -> bool:
        """Whether a header is that of a table which a replicator wrote."""
        return any(
            cell.startswith("_") and _is_like(fold(cell), pattern)
            for cell in cells
            for pattern in self.replicated_by
        )

    @property
    def landing_columns(self) -> dict[str, str]:
        """Name and type of each column of its landing files, in order."""
        columns: dict[str, str] = {}
        for column in self.columns:
            columns[column.name] = column.data_type
            if column.data_type == "timestamp":
                columns[f"{column.name}_has_time"] = "boolean"
        return columns | LOADER_COLUMNS

    def is_kept(self, column: Column) -> bool:
        """Whether a row without a fitting value in this column is refused."""
        return column.is_required or column.name in self.key


def _is_like(folded: str, pattern: str) -> bool:
    """Whether a folded name is one of a pattern's, both as they are or in one word."""
    return fnmatchcase(folded, pattern) or fnmatchcase(
        folded.replace("_", ""), pattern.replace("_", "")
    )


@dataclass(frozen=True)
class System:
    """One tool: how it writes values, and its objects in the order in which they claim files.

    `other_files`: names of files of the tool that nothing here reads, whatever an object's pattern
    says. `has_midnights`: it writes no clock behind a mere day, so that a midnight is a time.
    """

    name: str
    role: Role
    time_zone: str
    day_order: str | None
    decimal_mark: str
    digit_grouping: str
    null_words: tuple[str, ...]
    encoding: str | None
    objects: tuple[ExportObject, ...]
    feedback: tuple[Feedback, ...] = ()
    other_files: tuple[str, ...] = ()
    has_midnights: bool = False

    def null_words_of(self, column: Column) -> tuple[str, ...]:
        """What stands for no value in a column."""
        return tuple(dict.fromkeys((*self.null_words, *column.null_words)))

    @property
    def is_crm(self) -> bool:
        """Whether its newest export bounds the data cut-off."""
        return self.role in ("crm", "crm_and_automation")

    @property
    def may_be_several(self) -> bool:
        """Whether a company may have several of it: its rows are records of its own."""
        return self.role != "rates"

    @property
    def has_people(self) -> bool:
        """Whether it is a tool of sales or marketing: without one there is no night."""
        return self.role not in ("survey", "rates")

    def claiming(self, stem: str) -> ExportObject | None:
        """The first object with a file pattern that matches a file's stem, after folding.

        A stem in one word (`LEADHISTORY`) matches as if the pattern were one; the tool's name may
        stand before it (`hubspot_contact`).
        """
        folded = fold(stem)
        if self.is_other_file(folded):
            return None
        names = dict.fromkeys([folded, folded.removeprefix(f"{self.name}_")])
        claims = (ExportObject.has_name, ExportObject.has_name_in_one_word)
        found = (
            each for name in names for has in claims for each in self.objects if has(each, name)
        )
        return next(found, None)

    def is_other_file(self, folded: str) -> bool:
        """Whether a folded stem is that of a file of the tool that nothing here reads."""
        name = folded.removeprefix(f"{self.name}_")
        return any(_is_like(name, pattern) for pattern in self.other_files)

    def fingerprint(self, export_object: ExportObject, company_zone: str) -> str:
        """Changes whenever the same bytes could land differently."""
        tool = replace(self, objects=(), feedback=(), other_files=())
        shape = asdict(tool) | asdict(export_object)
        text = json.dumps([company_zone, shape], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


Declarations = Mapping[str, System]


def read_declarations(
    settings: Settings,
    staging: Path = STAGING,
    settings_file: Path = Path(SETTINGS_FILE),
    custom_fields: Sequence[CustomField] = (),
    instances: Sequence[str] = (),
) -> Declarations:
    """Every tool declared below `staging`, by name, with the settings' overrides applied.

    Its objects have the columns of the company's own fields too. Behind a tool stand those of the
    `instances` that are well-formed names of one of its. A source without `config.meta.role` is not
    a tool. Raises BadDeclaration, naming file and place.
    """
    systems: dict[str, System] = {}
    for file in sorted(staging.glob("*/_*__sources.yml")):
        for source in _sources(file):
            if "role" in _meta(source):
                tool = systems[source["name"]] = _system(file, source, settings)
                for each in sorted(instances):
                    if fault_of(each, several_of([tool])) is None:
                        systems[each] = _system(file, source | {"name": each}, settings)
    _expect_known(settings, settings_file, systems)
    for name, system in systems.items():
        systems[name] = _with_headings(system, settings, settings_file)
    for custom in custom_fields:
        for name in systems_told(custom, custom_fields, systems):
            systems[name] = _with_custom_field(systems[name], custom)
    return systems


def several_of(systems: Iterable[System]) -> tuple[str, ...]:
    """The tools of which a company may have several instances."""
    return tuple(
        each.name for each in systems if each.may_be_several and not is_instance(each.name)
    )


def _expect_known(settings: Settings, settings_file: Path, systems: Declarations) -> None:
    """What the settings say is said of a tool, or of an instance that may have exports one day."""
    several = several_of(systems.values())
    for name in sorted(set(settings.systems) - set(systems)):
        problem = f"no such tool; declared are {', '.join(systems)}"
        if is_instance(name):
            fault = fault_of(name, several)
            if fault is None:
                continue
            problem = fault
        text = settings_file.read_text("utf-8-sig") if settings_file.is_file() else ""
        raise BadDeclaration(
            f"{settings_file}, line {line_of(text, ['systems', name])}, column "
            f"systems.{name}: {problem}"
        )


def _with_headings(system: System, settings: Settings, settings_file: Path) -> System:
    """The tool, with what the company's exports call its columns.

    Raises BadDeclaration where the settings name an object or a column that it has not.
    """
    teller, columns_of = next(
        ((name, each.columns) for name, each in said_of(settings, system.name) if each.columns),
        (system.name, {}),
    )
    objects = {each.name: each for each in system.objects}
    for name, columns in columns_of.items():
        path = ["systems", teller, "columns", name]
        if name not in objects:
            raise _bad_heading(settings_file, path, "object", objects)
        known = {column.name: column for column in objects[name].columns}
        for column in columns:
            if column not in known or column in VERSION_COLUMNS:
                read = [each for each in known if each not in VERSION_COLUMNS]
                raise _bad_heading(settings_file, [*path, column], "column", read)
        renamed = tuple(
            replace(column, headings=columns.get(column.name, ()))
            for column in objects[name].columns
        )
        objects[name] = replace(objects[name], columns=renamed)
    return replace(system, objects=tuple(objects.values()))


def _bad_heading(
    settings_file: Path, path: list[str], kind: str, known: Iterable[str]
) -> BadDeclaration:
    text = settings_file.read_text("utf-8-sig") if settings_file.is_file() else ""
    return BadDeclaration(
        f"{settings_file}, line {line_of(text, path)}, column {'.'.join(path)}: no such {kind}; "
        f"expected one of {', '.join(known)}"
    )


def _with_custom_field(system: System, custom: CustomField) -> System:
    """The tool, its object with one column more, before those that the loader knows.

    Raises BadDeclaration where a column reads that heading already.
    """
    [changed] = [each for each in system.objects if each.name == custom.object]
    heading = squeezed(custom.column_name)
    for column in changed.columns:
        if heading in map(squeezed, column.called):
            raise BadDeclaration(
                f"{custom.file}, line {custom.line}, column column_name: found "
                f"{custom.column_name!r}, which {changed.shown} has as {column.name}; expected a "
                "column that nothing reads yet. Use that one, or write another column"
            )
    own = Column(
        custom.landed_as,
        custom.data_type,
        aliases=(custom.column_name,),
        without=f"{custom.file}, line {custom.line}, declares it, and {custom.field} stays unknown",
    )
    columns = changed.columns
    known = len(columns) - len(VERSION_COLUMNS)
    widened = replace(changed, columns=(*columns[:known], own, *columns[known:]))
    return replace(
        system, objects=tuple(widened if each is changed else each for each in system.objects)
    )


def _sources(file: Path) -> list[dict[str, Any]]:
    """The sources that a file declares. Raises BadDeclaration where it is no such YAML."""
    try:
        content = read_yaml(file.read_text(encoding="utf-8")) or {}
        sources: list[dict[str, Any]] = content.get("sources", [])
        for source in sources:
            _meta(source)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadDeclaration(f"{file}, line {line}: bytes that are not UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        found = getattr(error, "problem", None) or "no YAML"
        raise BadDeclaration(f"{file}, line {line}: cannot be read: {found}") from error
    except (AttributeError, TypeError) as error:
        raise BadDeclaration(
            f"{file}: expected `sources:`, a list whose items have `name:` and `config:`"
        ) from error
    return sources


def _meta(node: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = node.get("config", {}).get("meta", {})
    return meta


def _system(file: Path, source: dict[str, Any], settings: Settings) -> System:
    meta, name = _meta(source), source["name"]
    # of an instance what it says itself, else what is said of its tool
    overrides = [each for _, each in said_of(settings, name)]
    chosen = {
        key: next(filter(None, (getattr(each, key) for each in overrides)), None) or meta.get(key)
        for key in ("time_zone", "day_order", "decimal_mark", "digit_grouping", "encoding")
    }
    _expect(file, name, "role", meta["role"], get_args(Role))
    _expect(file, name, "day_order", chosen["day_order"], ("dmy", "mdy", None))
    _expect(file, name, "decimal_mark", chosen["decimal_mark"], (".", ",", None))
    groupings = (*get_args(DigitGrouping), None)
    _expect(file, name, "digit_grouping", chosen["digit_grouping"], groupings)
    own_null_words = next(filter(None, (each.null_words for each in overrides)), ())
    zone = chosen["time_zone"] or "company"
    patterns = {
        word: tuple(fold_pattern(str(each)) for each in meta.get(word, []))
        for word in ("other_columns", "replicated_by")
    }
    return System(
        name=name,
        role=meta["role"],
        time_zone=settings.time_zone if zone == "company" else zone,
        day_order=chosen["day_order"],
        decimal_mark=chosen["decimal_mark"] or ".",
        digit_grouping=chosen["digit_grouping"] or "thousands",
        null_words=(*map(str, meta.get("null_words", ())), *own_null_words),
        encoding=chosen["encoding"],
        objects=tuple(
            _object(file, name, table, patterns, meta.get("versions", {}))
            for table in source.get("tables", [])
        ),
        feedback=tuple(_feedback(file, name, kind, given) for kind, given in _given_back(meta)),
        other_files=tuple(str(pattern).lower() for pattern in meta.get("other_files", [])),
        has_midnights=bool(meta.get("has_midnights")),
    )


def _given_back(meta: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each kind of feedback with each object to whose records it goes."""
    for kind, objects in meta.get("feedback", {}).items():
        for name, columns in objects.items():
            yield kind, {"object": name, "columns": columns}


def _feedback(file: Path, system: str, kind: str, given: dict[str, Any]) -> Feedback:
    columns = tuple((str(heading), str(column)) for heading, column in given["columns"].items())
    if not columns or columns[0][1] != "record_id":
        raise BadDeclaration(
            f"{file}: {system}: feedback: {kind}: {given['object']}: expected record_id as the "
            "first column, by which the tool finds its record"
        )
    return Feedback(kind, given["object"], columns)


def _object(
    file: Path,
    system: str,
    table: dict[str, Any],
    patterns: dict[str, tuple[str, ...]],
    versions: dict[str, list[str]],
) -> ExportObject:
    meta, place = _meta(table), f"{system}.{table['name']}"
    columns = tuple(_column(file, place, column) for column in table.get("columns", []))
    names = {column.name for column in columns}
    if not columns or len(names) < len(columns):
        raise BadDeclaration(f"{file}: {place}: expected columns, each once")
    _expect(file, place, "mode", meta.get("mode"), get_args(Mode))
    roles = [meta.get(role) for role in ("modified_at", "amount", "created_at", "event_id")]
    followed = [name for column in columns for name in _others_named(column)]
    for key in [*meta.get("key", []), *roles, *followed]:
        _expect(
            file,
            place,
            "key, modified_at, amount, created_at, event_id, follows, clock, instead",
            key,
            (*names, None),
        )
    # an event has no versions: only what is exported again and again changes
    known = versions if meta["mode"] != "append" else {}
    columns += tuple(
        Column(name, kind, aliases=tuple(known.get(name.removeprefix("_version_"), ())))
        for name, kind in VERSION_COLUMNS.items()
    )
    explode = meta.get("json", {}).get("explode", [])
    return ExportObject(
        system=system,
        name=table["name"],
        files=tuple(str(pattern).lower() for pattern in meta.get("files", [])),
        key=tuple(meta.get("key", [])),
        mode=meta["mode"],
        columns=columns,
        is_person_like=bool(meta.get("is_person_like", False)),
        is_required=bool(meta.get("is_required", False)),
        modified_at=meta.get("modified_at"),
        id_significant_characters=meta.get("id_significant_characters"),
        amount=meta.get("amount"),
        created_at=meta.get("created_at"),
        event_id=meta.get("event_id"),
        prefixes=tuple(fold(str(each)) for each in meta.get("prefixes", [])),
        **patterns,
        json=JsonShape(
            records=meta.get("json", {}).get("records"),
            unwrap=tuple(meta.get("json", {}).get("unwrap", [])),
            explode=tuple(
                Explosion(item["path"], item.get("key_as"), item.get("items"))
                for item in (explode if isinstance(explode, list) else [explode])
            ),
        ),
    )


def _column(file: Path, place: str, column: dict[str, Any]) -> Column:
    meta, name = _meta(column), column["name"]
    data_type = str(column.get("data_type", "")).lower()
    if not TYPES.fullmatch(data_type):
        raise BadDeclaration(
            f"{file}: {place}.{name}: data_type: found {data_type!r}; expected varchar, bigint, "
            "integer, double, decimal(p, s), boolean, date or timestamp"
        )
    _expect(file, f"{place}.{name}", "format", meta.get("format"), ("json", None))
    _expect(file, f"{place}.{name}", "day_order", meta.get("day_order"), ("dmy", "mdy", None))
    aliases = tuple(str(alias) for alias in meta.get("aliases", []))
    return Column(
        name=name,
        data_type=data_type,
        is_required=bool(meta.get("is_required", False)),
        aliases=aliases,
        is_personal=bool(meta.get("is_personal", False)),
        is_record_time=bool(meta.get("is_record_time", False)),
        blank_is_false=bool(meta.get("blank_is_false", False)),
        day_order=meta.get("day_order"),
        format=meta.get("format"),
        pattern=meta.get("pattern"),
        pattern_means=meta.get("pattern_means"),
        without=meta.get("without"),
        true_words=tuple(str(word).lower() for word in meta.get("true_words", [])),
        false_words=tuple(str(word).lower() for word in meta.get("false_words", [])),
        null_words=tuple(str(word) for word in meta.get("null_words", [])),
        follows=tuple(meta.get("follows", [])),
        clock=meta.get("clock"),
        instead=_texts(meta.get("instead", [])),
        marks_gone=name in _GONE_MARKS or bool(meta.get("marks_gone", False)),
        hundredths=_hundredths(file, f"{place}.{name}", data_type, meta, [name, *aliases]),
    )


def _hundredths(
    file: Path, place: str, data_type: str, meta: dict[str, Any], names: Sequence[str]
) -> bool | tuple[str, ...]:
    """What a column says of hundredths: nothing, all its names, or those under which it is so."""
    told = meta.get("hundredths", False)
    if told is False:
        return False
    if not _HUNDREDTHS.fullmatch(data_type):
        raise BadDeclaration(
            f"{file}: {place}: hundredths: found data_type {data_type!r}; expected decimal(p, s) "
            "with s at least 2, in which the whole unit and its hundredths land"
        )
    if told is True:
        return True
    for each in told if isinstance(told, list) and told else [told]:
        _expect(file, place, "hundredths", each, (True, *names))
    return _texts(told)


def _others_named(column: Column) -> tuple[str | None, ...]:
    """The other columns of its object that a column names."""
    return (*column.follows, column.clock, *column.instead)


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a word that says one or several."""
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _expect(file: Path, place: str, key: str, found: object, expected: tuple[object, ...]) -> None:
    if found not in expected:
        words = ", ".join(str(word) for word in expected if word is not None)
        raise BadDeclaration(f"{file}: {place}: {key}: found {found!r}; expected one of {words}")
