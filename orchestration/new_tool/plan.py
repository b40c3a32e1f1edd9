"""What a begun tool declares: its objects, their columns, and which of them say what a shape asks.

The plain tables (`template`) know the words of many tools for what a person, a deal or an activity
has: a column that they would read says the same here. No other is guessed.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb

from orchestration.databases import connected
from orchestration.errors import BadUsage
from orchestration.loading.declarations import (
    LOADER_COLUMNS,
    Column,
    ExportObject,
    JsonShape,
    System,
)
from orchestration.loading.folding import fold
from orchestration.loading.headers import labels
from orchestration.new_tool.files import Group
from orchestration.new_tool.inference import Inferred, Trial, Values, infer

# What SQL takes for a function, with no brackets behind it.
_FUNCTIONS = (
    *("user", "current_user", "session_user", "current_date", "current_time", "current_timestamp"),
    *("localtime", "localtimestamp"),
)
# Names that stand in the models beside the columns of the exports.
_TAKEN = ("version_key", "record_id", *LOADER_COLUMNS)
_LONGEST_COLUMN = 36
_LONGEST_OBJECT = 20
# Of an object with more columns, a model of them all is longer than a reader follows.
WIDEST = 100

EVENTS = ("activities", "stage_changes")
ATTRIBUTES = (
    *("country", "segment", "job_title", "employees", "company_name", "website", "source"),
    "campaign",
)
_FIRST = ("source", "campaign", "country", "segment")
# Columns of the plain tables that say where a record stands, the surest first.
_STAGES = ("stage", "is_converted", "is_closed", "is_won")


@dataclass(frozen=True)
class Field:
    """A column of a begun object: its name, the header it was found under, what is known of it.

    `says` is the column of the plain tables that says the same, if one does.
    """

    name: str
    header: str
    inferred: Inferred
    data_type: str
    says: Column | None = None

    @property
    def is_personal(self) -> bool:
        """Whether its values are a person's own."""
        return self.inferred.is_email or (self.says is not None and self.says.is_personal)


@dataclass(frozen=True)
class PlannedObject:
    """A begun object, with what its models say of it.

    `key_field` tells its records apart; of an e-mail the models have the hash, of an event without
    an id that of the row. `plain` is what the plain tables have for it. `user_prefix` is what
    stands before a user in a key, `person` the object whose records an event or a deal names.
    """

    tool: str
    name: str
    kind: str
    plain: ExportObject
    stems: tuple[str, ...]
    fields: tuple[Field, ...]
    key_field: Field | None
    json: JsonShape
    person: str
    user_prefix: str

    @property
    def mode(self) -> str:
        """A list of records is whole each time, events add up."""
        return "append" if self.kind in EVENTS else "snapshot"

    @property
    def versions(self) -> str:
        """What models call its landed rows."""
        return f"{self.name}_versions"

    @property
    def is_hashed(self) -> bool:
        """Whether models know its records by a hash."""
        return self.key_field is None or self.key_field.inferred.is_email

    @property
    def key(self) -> str:
        """The column of its staging model that tells its records apart."""
        return "hashed_id" if self.is_hashed or not self.key_field else self.key_field.name

    @property
    def key_lines(self) -> list[str]:
        """What the staging model has as keys behind that of the row."""
        if self.kind == "stage_changes":
            return []
        if not self.is_hashed:
            return [self.key]
        names = [f"lower({self.key_field.name})"] if self.key_field else self._names
        listed = ", ".join(f"'{name}'" for name in names)
        return [f"{{{{ stable_hash([{listed}]) }}}} as {self.key}"]

    @property
    def _names(self) -> list[str]:
        return [each.name for each in self.fields]

    @property
    def is_narrowed(self) -> bool:
        """Whether its staging model has only the columns that a shape asks for."""
        return len(self.fields) > WIDEST

    @property
    def groups(self) -> dict[str, list[str]]:
        """The columns of the staging model behind its keys, as models are ordered."""
        groups: dict[str, list[str]] = {
            "attributes": [],
            "measures": [],
            "flags": [],
            "times": [],
        }
        for each in self.fields:
            if each.name == self.key or (self.is_narrowed and each.says is None):
                continue
            if each.data_type == "timestamp":
                groups["times"] += [each.name, f"{each.name}_has_time"]
            elif each.data_type == "boolean":
                groups["flags"].append(each.name)
            elif each.data_type == "varchar":
                groups["attributes"].append(each.name)
            else:
                groups["measures"].append(each.name)
        return {name: columns for name, columns in groups.items() if columns}

    @cached_property
    def _saying(self) -> dict[str, Field]:
        """The first column that says what each of the plain tables' does."""
        found: dict[str, Field] = {}
        for each in self.fields:
            if each.says is not None:
                found.setdefault(each.says.name, each)
        return found

    def has(self, word: str) -> bool:
        """Whether a column says this."""
        return word in self._saying

    def column(self, word: str) -> str:
        """The column that says this."""
        return self._saying[word].name

    def value(self, word: str, data_type: str | None = None) -> str:
        """The column that says this, else a null of its type."""
        return self.column(word) if self.has(word) else _null(data_type or self._type(word))

    def line(self, word: str, relation: str | None = None, target: str | None = None) -> str:
        """The column that says this under its name in a shape, else a null."""
        target = target or word
        if not self.has(word):
            return f"{_null(self._type(word))} as {target}"
        return _named(_of(relation, self.column(word)), target)

    def first_line(self, word: str, relation: str) -> str:
        """The oldest known value of what says this."""
        target = f"first_{word}"
        if not self.has(word):
            return f"{_null('varchar')} as {target}"
        return _named(_of(relation, f"first_{self.column(word)}"), target)

    def has_time_line(self, word: str, relation: str | None = None, target: str = "") -> str:
        """Whether the time that says this has a clock."""
        if not self.has(word):
            return f"{_null('boolean')} as {target}"
        return _named(_of(relation, f"{self.column(word)}_has_time"), target)

    @property
    def owner_key(self) -> str:
        """Its owner, as a key of users."""
        return f"'{self.user_prefix}' || {self.column('owner')}"

    def owner_line(self, relation: str | None = None) -> str:
        """Its owner, as a key of users, else a null."""
        if not self.has("owner"):
            return f"{_null('varchar')} as owner_key"
        return f"'{self.user_prefix}' || {_of(relation, self.column('owner'))} as owner_key"

    @property
    def modified_at(self) -> str:
        """What tells the newest of two rows of a record."""
        return self.column("modified_at") if self.has("modified_at") else "_exported_at"

    @property
    def modified_time(self) -> str:
        """When a record was last changed, in quotes of Jinja."""
        return f"'{self.value('modified_at', 'timestamp')}'"

    @property
    def created_at(self) -> str:
        """When a record was made, in quotes of Jinja."""
        return f"'{self.value('created_at', 'timestamp')}'"

    @property
    def firsts(self) -> str:
        """The columns of which the oldest value is known, as a list of Jinja."""
        return str([self.column(word) for word in _FIRST if self.has(word)])

    @property
    def stages(self) -> list[tuple[str, str]]:
        """The columns that say where a record stands, each with its field; else a null."""
        found = next(((self.column(word),) * 2 for word in _STAGES if self.has(word)), None)
        reason = [(self.column("reason"), "rejection_reason")] if self.has("reason") else []
        return [found or ("null", "status"), *reason]

    @property
    def attributes(self) -> dict[str, str]:
        """Each attribute with the column that tells it; where none does, country with a null."""
        found = {word: self.column(word) for word in ATTRIBUTES if self.has(word)}
        return found or {"country": "null"}

    def part(self, shape: str, objects: Sequence["PlannedObject"]) -> str:
        """The name of this object's rows of a shape: the shape's own, if it alone has rows."""
        return shape if len(objects) == 1 else f"{shape}_of_{self.name}"

    def _type(self, word: str) -> str:
        return next(each.data_type for each in self.plain.columns if each.name == word)


def plan(
    tool: str,
    groups: Sequence[Group],
    trial: Trial,
    system: System,
    plain: System,
    said: Mapping[str, str],
) -> list[PlannedObject]:
    """The objects of a begun tool. Raises BadUsage where nothing tells the records of a list apart.

    `system` is how the tool writes, `plain` the plain tables; `said` is which header a person says
    to say what a column of these does.
    """
    _expect_sayable(groups, plain, said)
    kinds = {each.name: each for each in plain.objects}
    names = _object_names(tool, groups)
    people = next((names[each.name] for each in groups if each.kind == "people"), None)
    if people is None:
        raise BadUsage(
            "none of the files holds people (leads, contacts), and without people a tool says "
            "nothing; give their export too, and say which it is where its name does not, as "
            "people=FILE"
        )
    has_users = any(each.kind == "users" for each in groups)
    planned = []
    for group in groups:
        known = kinds[group.kind]
        values = [trial.columns[group.name, header] for header in group.headers]
        fields = _fields(values, trial, system, known, said)
        key = None if group.kind == "stage_changes" else _key(fields, values, known)
        if key is None and group.kind not in EVENTS:
            shown = ", ".join(table.shown for table in group.tables)
            raise BadUsage(
                f"{shown}: no column has a value in every row, and another in each, so nothing "
                "tells its records apart from export to export; export it with the id of its "
                "records"
            )
        planned.append(
            PlannedObject(
                tool=tool,
                name=names[group.name],
                kind=group.kind,
                plain=known,
                stems=group.stems,
                fields=fields,
                key_field=key,
                json=group.tables[0].json,
                person=names[group.name] if group.kind == "people" else people,
                user_prefix=f"{tool}:user:" if has_users else f"{tool}:name:",
            )
        )
    return planned


def _expect_sayable(groups: Sequence[Group], plain: System, said: Mapping[str, str]) -> None:
    """Raises BadUsage where a person names a column that is nowhere, or a word that none has."""
    kinds = {each.name: each for each in plain.objects}
    for word, header in said.items():
        having = [g for g in groups if fold(header) in map(fold, g.headers)]
        if not having:
            near = difflib.get_close_matches(header, [h for g in groups for h in g.headers], 1)
            hint = f"; nearest is {near[0]!r}" if near else ""
            raise BadUsage(f"--says {word}={header}: no file has a column named so{hint}")
        words = [c.name for g in having for c in kinds[g.kind].columns if c.name[0] != "_"]
        if word not in words:
            raise BadUsage(
                f"--says {word}={header}: found {word!r}; expected one of {', '.join(words)}"
            )


def _object_names(tool: str, groups: Sequence[Group]) -> dict[str, str]:
    """What each object is called, short enough for names of models, and never as its tool."""
    names: dict[str, str] = {}
    for group in groups:
        name = _shortened(group.name, _LONGEST_OBJECT)
        name = name if _is_plain(name) else f"{name}_rows"
        names[group.name] = _apart(name, (tool, *names.values()))
    return names


def _fields(
    values: Sequence[Values],
    trial: Trial,
    system: System,
    known: ExportObject,
    said: Mapping[str, str],
) -> tuple[Field, ...]:
    fields: list[Field] = []
    used = list(_TAKEN)
    labelled = labels(known)
    columns = {each.name: each for each in known.columns}
    for each in values:
        inferred = infer(trial, each, system)
        name = _shortened(fold(each.header), _LONGEST_COLUMN)
        name = name if name[0].isalpha() else f"column_{name}"
        name = _apart(name if _is_plain(name) else f"{name}_column", used)
        used += [name, f"{name}_has_time"]
        found = labelled.find(each.header)
        if found is None and inferred.is_email and "email" in columns:
            found = "email"
        told = [word for word, header in said.items() if fold(header) == fold(each.header)]
        told = [word for word in told if word in columns]
        if found in said or told:
            # what a person says of a column, or of another, goes before what it seems to say
            found = told[0] if told else None
        says = columns[found] if found else None
        data_type = _agreed(inferred, says)
        if told and says and data_type is None:
            raise BadUsage(
                f"--says {found}={each.header}: found values of type {inferred.data_type}; "
                f"{found} is of type {says.data_type}"
            )
        fields.append(
            Field(
                name,
                each.header,
                inferred,
                data_type or inferred.data_type,
                says if data_type else None,
            )
        )
    return tuple(fields)


def _agreed(inferred: Inferred, says: Column | None) -> str | None:
    """The type in which a column can be what it seems to say; None where its values are no such."""
    if says is None or inferred.is_json:
        return None
    if says.data_type == inferred.data_type:
        return inferred.data_type
    is_number = inferred.data_type in ("bigint", "decimal(18, 2)")
    if says.data_type == "varchar" and (is_number or inferred.data_type == "boolean"):
        return "varchar"
    is_wider = says.data_type == "double" or inferred.data_type == "bigint"
    return (
        says.data_type
        if is_number and says.data_type in ("decimal(18, 2)", "double") and is_wider
        else None
    )


def _key(fields: Sequence[Field], values: Sequence[Values], known: ExportObject) -> Field | None:
    """The column that tells records apart: one called so, else one that says nothing else."""
    can = [
        each
        for each, found in zip(fields, values, strict=True)
        if found.is_key
        and not each.inferred.is_json
        and each.inferred.data_type in ("varchar", "bigint", "integer")
    ]
    if known.name in EVENTS:
        # the id of a person is none of an event
        can = [each for each in can if _is_id(each) and (not each.says or each.says.name == "id")]

    def preference(each: Field) -> int:
        if each.says is None:
            return 1 if _is_id(each) else 2
        return {"id": 0, "email": 3}.get(each.says.name, 4)

    return min(can, key=preference, default=None)


def _is_id(field: Field) -> bool:
    called = field.says is not None and field.says.name == "id"
    return called or fold(field.header).split("_")[-1] in ("id", "uuid", "guid", "key")


def _is_plain(name: str) -> bool:
    """Whether the engine takes a name as that of a column and of a table, as it stands."""
    if name in _FUNCTIONS:
        return False
    with connected() as connection:
        try:
            found = connection.execute(
                f"with {name} as (select 'own' as \"{name}\")"
                f" select {name}, lower({name}), {name}.{name} as other from {name}"
                f" where {name} is not null"
            ).fetchone()
        except duckdb.Error:
            return False
    return found == ("own", "own", "own")


def _shortened(name: str, length: int) -> str:
    """A name cut behind one of its words."""
    while len(name) > length and "_" in name:
        name = name.rpartition("_")[0]
    return name[:length]


def _apart(name: str, used: Sequence[str]) -> str:
    """The name, with a number where it is taken."""
    number, found = 1, name
    while found in used:
        number += 1
        found = f"{name}_{number}"
    return found


def _null(data_type: str) -> str:
    written = "{{ dbt.type_string() }}" if data_type == "varchar" else data_type
    return f"cast(null as {written})"


def _of(relation: str | None, column: str) -> str:
    return f"{relation}.{column}" if relation else column


def _named(expression: str, target: str) -> str:
    return expression if expression.rpartition(".")[2] == target else f"{expression} as {target}"
