"""What the columns of a table hold, found by the loader's own conversion.

Each candidate type is tried on all values of a column, by the very SQL with which a night lands
them: what is declared so, lands. Values are looked at once each, whatever their number.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from orchestration.errors import BadUsage, RefusedFile
from orchestration.loading.conversion import Conversion
from orchestration.loading.declarations import Column, ExportObject, System
from orchestration.loading.discovery import ExportFile
from orchestration.loading.folding import fold
from orchestration.loading.landing import engine
from orchestration.loading.readers import read_text_table
from orchestration.loading.sql import literal, quoted
from orchestration.loading.text_tables import BLANKS, TextTable
from orchestration.new_tool.files import Group, Table
from orchestration.settings import Moment

# How a tool may write numbers, and the order of day and month in it, the likeliest first.
NUMBERS = ((".", "thousands"), (",", "thousands"), (".", "indian"))
DAY_ORDERS = ("dmy", "mdy")
# What columns are called while they are looked at: as no tool calls one.
_ASIDE = "accord_looks_at_"
# A number that begins so is the name of something: it would lose its zeros.
_LEADING_ZERO = "[+-]?0[0-9].*"
_LONGEST_NUMBER = 15
_FIRST = 1000
_SHORTEST_TIME = len("1/2/26")
_E_MAIL = "[^@ ]+@[^@ ]+[.][^@ ]+"
_FEWEST_E_MAILS = 0.5
_PHONE = re.compile("phone|mobile|whatsapp")
# The last word of a header that says that its digits name something.
_NAMES_OF_IDS = ("id", "ids", "uuid", "guid")
# A time that names its zone is the same instant, wherever the tool is said to be.
_FAR_APART = ("Etc/GMT+12", "Etc/GMT-12")


@dataclass(frozen=True)
class Values:
    """What is known of one column over all files: how many values, whether they tell rows apart.

    Where not every value has a digit the column is neither a number nor a time, and no time is
    shorter than `_SHORTEST_TIME`: then neither is tried. `has_marks`: a point or comma is in one.
    """

    header: str
    relation: str
    filled: int
    rows: int
    is_different_in_each: bool
    are_digits_in_all: bool = True
    shortest: int = 0
    has_marks: bool = False

    @property
    def is_key(self) -> bool:
        """Whether every row has a value, and each another."""
        return self.filled == self.rows > 0 and self.is_different_in_each


@dataclass(frozen=True)
class Inferred:
    """The type of a column, whether it is JSON or e-mails, and what a person should look at.

    `day_order` where the column needs another than the tool. In JSON, `email_path` is where the
    e-mails lie in it (`*` for each entry of a list), `has_contacts` whether e-mails or phones do.
    """

    data_type: str
    is_json: bool = False
    is_email: bool = False
    has_contacts: bool = False
    email_path: tuple[str, ...] = ()
    has_zone: bool = True
    day_order: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Habits:
    """How a tool writes: the order of day and month, numbers, what it writes for nothing.

    Of each a note says where the files do not decide it.
    """

    day_order: str | None
    decimal_mark: str
    digit_grouping: str
    null_words: tuple[str, ...]
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """The values of all columns of all groups, in an engine that can convert them."""

    connection: duckdb.DuckDBPyConnection
    columns: dict[tuple[str, str], Values]
    zone: str

    def fits(self, values: Values, system: System, data_type: str, form: str | None = None) -> bool:
        """Whether every value of a column is of a type, as this tool writes it; there is one."""
        # most of what does not fit shows it at once
        first = f"(select text from {values.relation} limit {_FIRST})"
        is_one_there = False
        for relation in (first, values.relation):
            looked_at = replace(values, relation=relation)
            found = self.connection.execute(
                f"select count(*) filter (_problems is not null), count({quoted('tried')}) from"
                f" ({self._converted(looked_at, system, data_type, form)})"
            ).fetchone()
            assert found is not None
            if found[0]:
                return False
            is_one_there = found[1] > 0
        return is_one_there

    def counted(self, values: Values, system: System, data_type: str, condition: str) -> int:
        """How many different values meet a condition over `tried` (of times, `tried_has_time`)."""
        found = self.connection.execute(
            f"select count(*) from ({self._converted(values, system, data_type)}) where {condition}"
        ).fetchone()
        assert found is not None
        return int(found[0])

    def hashed(self, values: Values, system: System, data_type: str) -> int:
        """What is the same for the same values."""
        found = self.connection.execute(
            f"select bit_xor(hash(tried)) from ({self._converted(values, system, data_type)})"
        ).fetchone()
        assert found is not None
        return int(found[0])

    def shared(self, values: Values, others: Values) -> int:
        """How many different texts of a column stand in another too."""
        found = self.connection.execute(
            f"select count(*) from (select text from {values.relation} where text <> ''"
            f" intersect select text from {others.relation})"
        ).fetchone()
        assert found is not None
        return int(found[0])

    def counted_texts(self, values: Values) -> int:
        """How many different texts a column has."""
        return self.shared(values, values)

    def texts(self, values: Values, system: System, condition: str) -> int:
        """How many different texts, but for those that say nothing, meet a condition."""
        return self.counted(values, system, "varchar", f"tried is not null and ({condition})")

    def _converted(
        self, values: Values, system: System, data_type: str, form: str | None = None
    ) -> str:
        column = Column("tried", data_type, format=form)
        declared = ExportObject(system.name, "tried", (), (), "append", (column,))
        table = TextTable(
            relation=values.relation,
            texts={"tried": "text"},
            extra="null::varchar",
            header={"tried": values.header},
            locate=lambda _ordinals: iter(()),
            rows=0,
        )
        return Conversion(system, declared, self.zone).sql(table)


def read_values(
    groups: Sequence[Group], system: System, words: Sequence[str], scratch: Path
) -> Trial:
    """All columns of all groups with their different values. Raises BadUsage, naming the file.

    `words` are those that often stand for nothing.
    """
    zone = system.time_zone
    scratch.mkdir(parents=True)
    connection = engine(scratch)
    columns: dict[tuple[str, str], Values] = {}
    for group in groups:
        for header in group.headers:
            relation = f"values_{len(columns)}"
            connection.execute(f"create table {relation} (text varchar)")
            columns[group.name, header] = Values(header, relation, 0, 0, True)
        for table in group.tables:
            try:
                _read(connection, group, table, columns, system, zone, scratch / "table")
            except RefusedFile as error:
                raise BadUsage(f"{table.shown}: {error}") from error
    return Trial(
        connection, {k: _looked_at(connection, v, words) for k, v in columns.items()}, zone
    )


def _looked_at(
    connection: duckdb.DuckDBPyConnection, values: Values, words: Sequence[str]
) -> Values:
    """A column with each of its values once, and what these have in common."""
    connection.execute(
        f"create or replace table {values.relation} as select distinct text from {values.relation}"
    )
    nothing = ", ".join(literal(word) for word in ("", *words))
    found = connection.execute(
        "select coalesce(bool_and(regexp_matches(text, '[0-9]')), true),"
        " coalesce(min(length(text)), 0),"
        " coalesce(bool_or(contains(text, '.') or contains(text, ',')), false)"
        f" from {values.relation}"
        f" where lower(text) not in ({nothing})"
    ).fetchone()
    assert found is not None
    return replace(values, are_digits_in_all=found[0], shortest=found[1], has_marks=found[2])


def _read(
    connection: duckdb.DuckDBPyConnection,
    group: Group,
    table: Table,
    columns: dict[tuple[str, str], Values],
    system: System,
    zone: str,
    scratch: Path,
) -> None:
    """Add a table's values to those of the columns."""
    headers = group.headers
    declared = ExportObject(
        system.name,
        group.name,
        (),
        (),
        "append",
        tuple(
            Column(f"{_ASIDE}{place}", "varchar", aliases=(header,))
            for place, header in enumerate(headers)
        ),
        json=table.json,
    )
    day = str(date.today())
    moment = Moment.parse(day)
    assert moment is not None
    file = ExportFile(
        *(system, declared, day, moment, table.path, table.member, table.sheet, table.shown, zone),
        (declared,),
    )
    for careful in (False, True):
        try:
            with read_text_table(file, scratch, careful) as texts:
                found = _gathered(connection, texts)
        # of a line that the engine shows cut within a letter, its error cannot even be read
        except (duckdb.Error, UnicodeDecodeError) as error:
            if careful:
                raise RefusedFile(f"it cannot be read ({type(error).__name__})") from error
            continue
        if not any(rows for rows, _filled, _different in found.values()):
            raise RefusedFile("it has a header and no row: what its columns hold cannot be told")
        for name, (rows, filled, different) in found.items():
            key = (group.name, headers[int(name.removeprefix(_ASIDE))])
            values = columns[key]
            connection.execute(
                f"insert into {values.relation} select distinct {name} from gathered"
            )
            columns[key] = replace(
                values,
                rows=values.rows + rows,
                filled=values.filled + filled,
                is_different_in_each=values.is_different_in_each and different == rows,
            )
        return


def _gathered(
    connection: duckdb.DuckDBPyConnection, texts: TextTable
) -> dict[str, tuple[int, int, int]]:
    """Keep a table's cells, without blanks around them, as `gathered`.

    Of each column: how many rows, how many with a value, how many values differ by more than case.
    """
    cells = ", ".join(
        f"trim({text}, {literal(BLANKS)}) as {name}" for name, text in texts.texts.items()
    )
    connection.execute(f"create or replace table gathered as select {cells} from {texts.relation}")
    counts = ", ".join(
        f"count(*), count(nullif({name}, '')), count(distinct lower({name}))"
        for name in texts.texts
    )
    counted = connection.execute(f"select {counts} from gathered").fetchone()
    assert counted is not None
    return {
        name: (counted[3 * place], counted[3 * place + 1], counted[3 * place + 2])
        for place, name in enumerate(texts.texts)
    }


def habits_of(
    trial: Trial, groups: Sequence[Group], system: System, words: Sequence[str]
) -> Habits:
    """How the tool writes, as the columns show that fit one way and no other."""
    known = ", ".join(literal(word) for word in words)
    seen = {
        text
        for values in trial.columns.values()
        for (text,) in trial.connection.execute(
            f"select text from {values.relation} where lower(text) in ({known})"
        ).fetchall()
    }
    plain = replace(system, null_words=tuple(sorted(seen)))
    notes: dict[str, str] = {}
    written = [
        values
        for group in groups
        for header in group.headers
        for values in [trial.columns[group.name, header]]
        if values.has_marks and any(table.is_text for table in group.tables)
    ]
    numbers = {
        habit: sum(_is_number(trial, values, _writing(plain, habit)) for values in written)
        for habit in NUMBERS
    }
    mark, grouping = max(NUMBERS, key=lambda habit: numbers[habit])
    if 0 < numbers[NUMBERS[0]] == numbers[NUMBERS[1]]:
        notes["decimal_mark"] = (
            "as many columns fit with . as with , as the decimal mark: look at one number"
        )
    unordered = [v for v in trial.columns.values() if not _is_time(trial, v, plain)]
    fits = {
        order: {
            values.relation
            for values in unordered
            if _is_time(trial, values, replace(plain, day_order=order))
        }
        for order in DAY_ORDERS
    }
    day_order = max(DAY_ORDERS, key=lambda order: len(fits[order]))
    if fits["dmy"] and fits["dmy"] == fits["mdy"]:
        notes["day_order"] = "every day fits as dmy and as mdy: look at one that you know"
    return Habits(
        day_order if any(fits.values()) else None, mark, grouping, plain.null_words, notes
    )


def infer(trial: Trial, values: Values, system: System) -> Inferred:
    """The type in which every value of a column lands, as this tool writes it."""
    if not trial.texts(values, system, "true"):
        return Inferred("varchar", notes=("no value in these files",))
    if trial.fits(values, system, "boolean") and _is_truth(trial, values, system):
        is_digits = not trial.texts(values, system, "tried not in ('0', '1')")
        return Inferred("boolean", notes=("0 and 1: bigint, if it counts",) if is_digits else ())
    is_name = fold(values.header).split("_")[-1] in _NAMES_OF_IDS
    if not is_name and (time := _time(trial, values, system)):
        return time
    if _is_number(trial, values, system) and not is_name:
        if trial.fits(values, system, "bigint"):
            return Inferred("bigint")
        is_cents = not trial.counted(values, system, "decimal(38, 9)", "tried <> round(tried, 2)")
        is_money = is_cents and trial.fits(values, system, "decimal(18, 2)")
        return Inferred("decimal(18, 2)" if is_money else "double")
    if not trial.texts(values, system, "tried[1] not in ('{', '[')") and trial.fits(
        values, system, "varchar", form="json"
    ):
        return _json(trial, values)
    if trial.texts(values, system, f"regexp_full_match(tried, {literal(_LEADING_ZERO)})"):
        is_digits = not trial.texts(values, system, "not regexp_full_match(tried, '[0-9]+')")
        return Inferred(
            "varchar", notes=("digits that begin with 0: no number",) if is_digits else ()
        )
    texts = trial.texts(values, system, "true")
    emails = trial.texts(values, system, f"regexp_full_match(tried, {literal(_E_MAIL)})")
    return Inferred("varchar", is_email=emails >= texts * _FEWEST_E_MAILS)


def _json(trial: Trial, values: Values) -> Inferred:
    """A column of JSON, with where e-mails lie in it, the most frequent and shortest path first."""
    rows = trial.connection.execute(
        f"select text from {values.relation} where text <> '' order by text limit {_FIRST}"
    ).fetchall()
    paths: Counter[tuple[str, ...]] = Counter()
    has_phones = False
    for (text,) in rows:
        # what says nothing is no JSON
        with suppress(ValueError):
            for path, leaf in _leaves(json.loads(text)):
                if re.fullmatch(_E_MAIL, leaf):
                    paths[path] += 1
                has_phones = has_phones or (_PHONE.search("_".join(path).lower()) is not None)
    path = min(paths, key=lambda found: (-paths[found], len(found), found), default=())
    return Inferred(
        "varchar", is_json=True, has_contacts=has_phones or bool(paths), email_path=path
    )


def _leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts in what was read from JSON, each with where it lies."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, (*path, str(name)))
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, (*path, "*"))
    elif isinstance(value, str):
        yield path, value.strip()


def _writing(system: System, habit: tuple[str, str]) -> System:
    mark, grouping = habit
    return replace(system, decimal_mark=mark, digit_grouping=grouping)


def _is_number(trial: Trial, values: Values, system: System) -> bool:
    """Whether a column counts or measures: long digits, and those behind a 0, name something."""
    if not values.are_digits_in_all:
        return False
    names = (
        f"regexp_full_match(tried, {literal(_LEADING_ZERO)})"
        f" or length(regexp_replace(tried, '[^0-9]', '', 'g')) > {_LONGEST_NUMBER}"
    )
    return trial.fits(values, system, "decimal(38, 9)") and not trial.texts(values, system, names)


def _is_time(trial: Trial, values: Values, system: System) -> bool:
    is_likely = values.are_digits_in_all and values.shortest >= _SHORTEST_TIME
    return is_likely and trial.fits(values, system, "timestamp")


def _is_truth(trial: Trial, values: Values, system: System) -> bool:
    """Whether a column that can be true or false is: it says both, or says it in words."""
    both = [
        trial.counted(values, system, "boolean", f"tried = {word}") for word in ("true", "false")
    ]
    is_in_words = not trial.texts(values, system, "not regexp_full_match(tried, '[A-Za-z]{2,}')")
    return all(both) or is_in_words


def _time(trial: Trial, values: Values, system: System) -> Inferred | None:
    """A column of times, in the tool's order of day and month or, where it must be, the other."""
    orders = [system.day_order, *(order for order in DAY_ORDERS if order != system.day_order)]
    fitting = [
        order for order in orders if _is_time(trial, values, replace(system, day_order=order))
    ]
    if not fitting:
        return None
    ordered = replace(system, day_order=fitting[0])
    notes = (
        [] if fitting[0] == system.day_order else ["in another order than the tool's other days"]
    )
    is_timed = trial.counted(values, ordered, "timestamp", "tried_has_time") > 0
    if not is_timed:
        notes.append("days without a time")
    if not trial.texts(values, ordered, "not regexp_full_match(tried, '[0-9.,]+')"):
        notes.append("seconds, or fractions of them, since 1970: bigint, if they are none")
    instants = {
        trial.hashed(values, replace(ordered, time_zone=zone), "timestamp") for zone in _FAR_APART
    }
    return Inferred(
        "timestamp",
        has_zone=not is_timed or len(instants) == 1,
        day_order=None if fitting[0] == system.day_order else fitting[0],
        notes=tuple(notes),
    )
