"""What a begun tool declares: its objects, their columns, and which of them say what a shape asks.

The plain tables (`template`) know the words of many tools for what a person, a deal or an activity
has, `kinds` those of APIs: a column that they would read says the same here. No other is guessed.
Whose row a column names (`lead_id`) is told by its name, and held to the ids that are there.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from orchestration.loading.folding import fold, plain_name
from orchestration.loading.headers import Labels, labels
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
_LONGEST_OBJECT = 26
# An id that a tool writes for a name is kept whole: cut or parted, nobody finds it again.
_ID_IN_NAME = re.compile(r"(?=[A-Za-z0-9]*[A-Za-z][0-9]+[A-Za-z])[A-Za-z0-9]{20,}")
_LONGEST_ID = 54
# What APIs write before the name of a field that the company made.
_OWN_FIELD = re.compile(r"(custom|custom_fields|properties|fields)[._]", re.IGNORECASE)
# Of an object with more columns, a model of them all is longer than a reader follows.
WIDEST = 100

# A history of stages, with the word that says whose it is.
HISTORIES = {"stage_changes": "person_id", "opportunity_stage_changes": "opportunity_id"}
EVENTS = ("activities", *HISTORIES)
# The kinds, those whose records others name first.
_ORDER = ("users", "people", "opportunities", *EVENTS)
# The words that name a user.
_USERS = ("owner", "user_id")
ATTRIBUTES = (
    *("country", "segment", "job_title", "employees", "company_name", "website", "source"),
    "campaign",
)
_FIRST = ("source", "campaign", "country", "segment")
# Columns of the plain tables that say where a record stands, the surest first.
_STAGES = ("stage", "is_converted", "is_closed", "is_won")


@dataclass(frozen=True)
class Said:
    """What a person says: that a header says a word, in all objects that have it or in one."""

    object: str | None
    word: str
    header: str

    def __str__(self) -> str:
        """As it was given."""
        return f"--says {f'{self.object}.' if self.object else ''}{self.word}={self.header}"


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
        is_said = self.says is not None and self.says.is_personal
        return self.inferred.is_email or self.inferred.has_contacts or is_said


@dataclass(frozen=True)
class PlannedObject:
    """A begun object, with what its models say of it.

    `key_field` tells its records apart; of an e-mail the models have the hash, of an event without
    an id that of the row. `plain` is what the plain tables have for it. `user_prefix` is what
    stands before a user in a key, `person` the object whose records an event or a deal names,
    `field` the one of which a history tells the values. `is_fraction`: its probability is none in
    percent.
    `warnings` say what of it these files do not bear out.
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
    field: str = "stage"
    is_fraction: bool = False
    warnings: tuple[str, ...] = ()

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
        if self.kind in HISTORIES and self.key_field is None:
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
        """The column that says what each of the plain tables' does."""
        return {each.says.name: each for each in self.fields if each.says is not None}

    def has(self, word: str) -> bool:
        """Whether a column says this."""
        return word in self._saying

    def field_of(self, word: str) -> Field:
        """The column that says this, with what is known of it."""
        return self._saying[word]

    def column(self, word: str) -> str:
        """The name of the column that says this."""
        return self._saying[word].name

    def word(self, word: str) -> str:
        """The column that says this, else a null of no type."""
        return self.column(word) if self.has(word) else "null"

    @property
    def is_automated(self) -> str:
        """Whether an activity was a program's."""
        return (
            f"coalesce({self.column('is_automated')}, false)"
            if self.has("is_automated")
            else "false"
        )

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
    def email_list(self) -> Field | None:
        """The column of JSON in which the e-mails of its people lie."""
        return next(
            (
                each
                for each in self.fields
                if self.kind == "people"
                and each.inferred.email_path
                and "mail" in fold("_".join((each.header, *each.inferred.email_path)))
            ),
            None,
        )

    @property
    def has_emails(self) -> bool:
        """Whether a column has e-mails, one or a list."""
        return self.has("email") or self.email_list is not None

    @property
    def email_steps(self) -> list[list[str]]:
        """The names on the way to the e-mails: up to the first list, within its entries, …."""
        steps: list[list[str]] = [[]]
        for name in self.email_list.inferred.email_path if self.email_list else ():
            if name == "*":
                steps.append([])
            else:
                steps[-1].append(name)
        return steps

    def email_line(self, relation: str) -> str:
        """Its e-mail, or the first of its list."""
        if self.has("email") or self.email_list is None:
            return self.line("email", relation)
        expression = f"'{_of(relation, self.email_list.name)}'"
        for place, names in enumerate(self.email_steps):
            # the first of each list
            expression = json_text(expression, [0, *names] if place else names)
        return f"{{{{ {expression} }}}} as email"

    @property
    def user_name_line(self) -> str:
        """What a user is called."""
        parts = [self.column(word) for word in ("first_name", "last_name") if self.has(word)]
        if self.has("name") or not parts:
            return self.line("name", target="user_name")
        joined = " || ' ' || ".join(f"coalesce({part}, '')" for part in parts)
        return f"trim({joined}) as user_name"

    @property
    def probability_line(self) -> str:
        """How likely a win is, 0 to 1."""
        if not self.has("probability"):
            return self.line("probability", target="win_probability")
        divided = "" if self.is_fraction else " / 100.0"
        return _named(f"{self.column('probability')}{divided}", "win_probability")

    @property
    def closed_lines(self) -> dict[str, str]:
        """When a deal was won or lost, whichever column says it, and whether with a clock."""
        if not (self.has("closed_at") and self.has("lost_at")):
            word = "lost_at" if self.has("lost_at") else "closed_at"
            return {
                "has_time": self.has_time_line(word, target="closed_has_time"),
                "at": self.line(word, target="closed_at"),
            }
        won, lost = self.column("closed_at"), self.column("lost_at")
        return {
            "has_time": f"case when {won} is null then {lost}_has_time else {won}_has_time end"
            " as closed_has_time",
            "at": f"coalesce({won}, {lost}) as closed_at",
        }

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
    kinds: Mapping[str, ExportObject],
    said: Sequence[Said],
) -> list[PlannedObject]:
    """The objects of a begun tool. Raises BadUsage where nothing tells the records of a list apart.

    `system` is how the tool writes, `kinds` what rows can be; `said` is which header a person says
    to say what a column of these does.
    """
    names = _object_names(tool, groups)
    _expect_sayable(groups, names, kinds, said)
    if not any(each.kind == "people" for each in groups):
        raise BadUsage(
            "none of the files holds people (leads, contacts), and without people a tool says "
            "nothing; give their export too, and say which it is where its name does not, as "
            "people=FILE"
        )
    planned: list[PlannedObject] = []
    keys: dict[str, Values] = {}
    # whose rows a column names can be held to the ids once these are known
    for group in sorted(groups, key=lambda each: _ORDER.index(each.kind)):
        known = kinds[group.kind]
        name = names[group.name]
        values = [trial.columns[group.name, header] for header in group.headers]
        of_it = [each for each in said if each.object in (None, name)]
        drafts = _drafts(values, trial, system, known, of_it)
        pointed = _pointed(drafts, planned, keys, trial)
        fields, warnings = _settled(name, known, drafts, pointed)
        key = _key(fields, values, known)
        if key is None and group.kind not in EVENTS:
            shown = ", ".join(table.shown for table in group.tables)
            raise BadUsage(
                f"{shown}: no column has a value in every row, and another in each, so nothing "
                "tells its records apart from export to export; export it with the id of its "
                "records"
            )
        found = PlannedObject(
            tool=tool,
            name=name,
            kind=group.kind,
            plain=known,
            stems=group.stems,
            fields=fields,
            key_field=key,
            json=group.tables[0].json,
            person=name,
            user_prefix=f"{tool}:name:",
            warnings=tuple(warnings),
        )
        by_header = dict(zip(group.headers, values, strict=True))
        found = _related(found, planned, keys, by_header, trial)
        if found.has("probability"):
            shares = by_header[found.field_of("probability").header]
            is_fraction = not trial.counted(shares, system, "double", "tried > 1")
            found = replace(found, is_fraction=is_fraction)
        if key is not None:
            keys[name] = by_header[key.header]
        planned.append(found)
    order = [names[each.name] for each in groups]
    return sorted(planned, key=lambda each: order.index(each.name))


def _related(
    found: PlannedObject,
    planned: Sequence[PlannedObject],
    keys: Mapping[str, Values],
    values: Mapping[str, Values],
    trial: Trial,
) -> PlannedObject:
    """An object with whose records its rows name, and a warning where none of these is there."""
    warnings = list(found.warnings)

    def held(field: Field, others: Sequence[PlannedObject]) -> PlannedObject:
        to = _called(field.header, others, values[field.header], keys, trial)
        named = values[field.header]
        if trial.counted_texts(named) and not trial.shared(named, keys[to.name]):
            warnings.append(
                f"{found.name}.{field.name}: no value of it is one of {to.name}."
                f"{to.key_field.name if to.key_field else to.key}, so its rows are nobody's: look "
                "at both, and give the export that has these records"
            )
        return to

    for word, kind in (("person_id", "people"), ("opportunity_id", "opportunities")):
        others = [each for each in planned if each.kind == kind]
        if found.kind == "people" or not others:
            continue
        to = held(found.field_of(word), others) if found.has(word) else others[0]
        if kind == "people":
            found = replace(found, person=to.name)
        if HISTORIES.get(found.kind) == word and to.stages[0][0] != "null":
            found = replace(found, field=to.stages[0][1])
    users = [each for each in planned if each.kind == "users"]
    for word in _USERS:
        if users and found.kind != "users" and found.has(word):
            field = found.field_of(word)
            last = fold(field.header).split("_")[-1]
            is_there = any(trial.shared(values[field.header], keys[each.name]) for each in users)
            if is_there or last == "id":
                held(field, users)
                found = replace(found, user_prefix=f"{found.tool}:user:")
    return replace(found, warnings=tuple(warnings))


def _called(
    header: str,
    others: Sequence[PlannedObject],
    named: Values,
    keys: Mapping[str, Values],
    trial: Trial,
) -> PlannedObject:
    """The object whose records a column names: the one called so, else the one that has most."""
    shared = {each.name: trial.shared(named, keys[each.name]) for each in others}
    word = re.sub(r"_(id|ids|uuid|key|name|email)$", "", fold(header))

    def likeness(each: PlannedObject) -> tuple[bool, bool, int]:
        is_so = word in (each.name, _singular(each.name))
        return (shared[each.name] > 0, is_so, shared[each.name])

    return max(others, key=likeness)


def _singular(name: str) -> str:
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")


def _expect_sayable(
    groups: Sequence[Group],
    names: Mapping[str, str],
    kinds: Mapping[str, ExportObject],
    said: Sequence[Said],
) -> None:
    """Raises BadUsage where a person names a column that is nowhere, or a word that none has."""
    for each in said:
        of_it = [g for g in groups if each.object in (None, names[g.name])]
        if not of_it:
            raise BadUsage(
                f"{each}: no object is called {each.object!r}; expected one of "
                f"{', '.join(names.values())}"
            )
        having = [g for g in of_it if fold(each.header) in map(fold, g.headers)]
        if not having:
            near = difflib.get_close_matches(each.header, [h for g in of_it for h in g.headers], 1)
            hint = f"; nearest is {near[0]!r}" if near else ""
            where = f"{each.object} has no" if each.object else "no file has a"
            raise BadUsage(f"{each}: {where} column named so{hint}")
        words = dict.fromkeys(
            c.name for g in having for c in kinds[g.kind].columns if c.name[0] != "_"
        )
        if each.word not in words:
            raise BadUsage(f"{each}: found {each.word!r}; expected one of {', '.join(words)}")
        for group in having:
            again = next(
                (
                    other
                    for other in said
                    if other is not each
                    and (other.object, other.word) == (each.object, each.word)
                    and fold(other.header) in map(fold, group.headers)
                ),
                None,
            )
            if again is not None:
                raise BadUsage(
                    f"{each} and {again}: {names[group.name]} has both, and one column can say it; "
                    f"say for each object which, as {names[group.name]}.{each.word}={each.header}"
                )


def _object_names(tool: str, groups: Sequence[Group]) -> dict[str, str]:
    """What each object is called, short enough for names of models, and never as its tool."""
    names: dict[str, str] = {}
    for group in groups:
        name = _shortened(plain_name(group.name), _LONGEST_OBJECT)
        name = name if _is_plain(name) else f"{name}_rows"
        names[group.name] = _apart(name, (tool, *names.values()))
    return names


@dataclass(frozen=True)
class _Draft:
    """A column before it is settled which of several says a word: the lowest rank does."""

    field: Field
    values: Values
    named: str | None
    rank: int


def _drafts(
    values: Sequence[Values],
    trial: Trial,
    system: System,
    known: ExportObject,
    said: Sequence[Said],
) -> list[_Draft]:
    """The columns of an object, each with what it may say."""
    drafts: list[_Draft] = []
    used = list(_TAKEN)
    labelled = labels(known)
    columns = {each.name: each for each in known.columns}
    for each in values:
        inferred = infer(trial, each, system)
        named = _named_word(labelled, each.header)
        if named is None and inferred.is_email and "email" in columns:
            named = "email"
        told = [
            one for one in said if fold(one.header) == fold(each.header) and one.word in columns
        ]
        # what is said of one object goes before what is said of all
        told.sort(key=lambda one: one.object is None)
        found = told[0].word if told else named
        says = columns[found] if found else None
        data_type = _agreed(inferred, says)
        if told and says and data_type is None:
            raise BadUsage(
                f"{told[0]}: found values of type {inferred.data_type}; "
                f"{found} is of type {says.data_type}"
            )
        name = _column_name(each.header, found if told else None)
        name = _apart(name if _is_plain(name) else f"{name}_column", used)
        used += [name, f"{name}_has_time"]
        field = Field(
            *(name, each.header, inferred, data_type or inferred.data_type),
            says if data_type else None,
        )
        rank = _rank(says, each.header)
        if told:
            rank = -2 if told[0].object else -1
        drafts.append(_Draft(field, each, named, rank))
    return drafts


def _column_name(header: str, said: str | None) -> str:
    """What a column is called: after its header, or what a person says of one that is an id."""
    found = _ID_IN_NAME.search(header)
    if found is None:
        name = _shortened(plain_name(header), _LONGEST_COLUMN)
    elif said is not None:
        name = said
    else:
        name = plain_name(header.replace(found[0], found[0].lower()))[:_LONGEST_ID].strip("_")
    if not name:
        return "field"
    return name if name[0].isalpha() else f"column_{name}"


def _named_word(labelled: Labels, header: str) -> str | None:
    """The word that a header is, whatever an API writes before a field of the company's."""
    return labelled.find(header) or labelled.find(_OWN_FIELD.sub("", header, count=1))


def _rank(says: Column | None, header: str) -> int:
    """How well a header says a word: its own name best, then its other names in their order."""
    if says is None:
        return 0
    called = [fold(each) for each in says.called]
    name = fold(_OWN_FIELD.sub("", header, count=1))
    return called.index(name) if name in called else len(called)


def _pointed(
    drafts: Sequence[_Draft],
    planned: Sequence[PlannedObject],
    keys: Mapping[str, Values],
    trial: Trial,
) -> dict[str, tuple[bool, int]]:
    """Of each column that names a person: that one is there, and how many rows name one."""
    people = [each for each in planned if each.kind == "people"]
    return {
        each.field.name: (
            any(trial.shared(each.values, keys[one.name]) for one in people),
            each.values.filled,
        )
        for each in drafts
        if each.field.says is not None and each.field.says.name == "person_id"
    }


def _settled(
    name: str,
    known: ExportObject,
    drafts: Sequence[_Draft],
    pointed: Mapping[str, tuple[bool, int]],
) -> tuple[tuple[Field, ...], list[str]]:
    """The columns, one of them for each word, and which said a word but for what a person says."""

    def preference(each: _Draft) -> tuple[int, bool, int, int]:
        is_there, filled = pointed.get(each.field.name, (False, 0))
        return (min(each.rank, 0), not is_there, -filled, each.rank)

    winners: dict[str, _Draft] = {}
    for each in sorted(drafts, key=preference):
        if each.field.says is not None:
            winners.setdefault(each.field.says.name, each)
    if (whose := HISTORIES.get(known.name)) and whose not in winners and "id" in winners:
        # without another, an id is that of whose stage it is
        column = next(each for each in known.columns if each.name == whose)
        of_it = winners.pop("id")
        winners[whose] = replace(of_it, field=replace(of_it.field, says=column))
    kept = {each.field.name: each.field for each in winners.values()}
    warnings = [
        f"{name}.{each.field.name}: by its name it said {each.named}; now it does not, since "
        f"{winner.field.header!r} does (--says)"
        for each in drafts
        if each.named is not None
        and (winner := winners.get(each.named)) is not None
        and winner.rank < 0
        and winner.field.name != each.field.name
    ]
    warnings += [
        f"{name}.{each.field.name}: by its name it said {each.named}; now it says "
        f"{each.field.says.name} (--says)"
        for each in drafts
        if each.rank < 0
        and each.named is not None
        and each.field.says is not None
        and each.field.says.name != each.named
    ]
    fields = tuple(
        kept.get(
            each.field.name,
            replace(each.field, says=None, data_type=each.field.inferred.data_type),
        )
        for each in drafts
    )
    return fields, warnings


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
    if known.name in HISTORIES:
        can = [each for each in can if each.says is not None and each.says.name == "id"]
    elif known.name in EVENTS:
        # the id of a person is none of an event
        labelled = labels(known)
        can = [
            each
            for each in can
            if _is_id(each) and _named_word(labelled, each.header) in (None, "id")
        ]

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


def json_text(expression: str, names: Sequence[str | int]) -> str:
    """The macro's calls for what lies in JSON below these names and places."""
    for name in names:
        expression = f"json_text({expression}, {name!r})"
    return expression


def _null(data_type: str) -> str:
    written = "{{ dbt.type_string() }}" if data_type == "varchar" else data_type
    return f"cast(null as {written})"


def _of(relation: str | None, column: str) -> str:
    return f"{relation}.{column}" if relation else column


def _named(expression: str, target: str) -> str:
    return expression if expression.rpartition(".")[2] == target else f"{expression} as {target}"
