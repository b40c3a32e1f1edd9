"""What the seeds' YAML declares: `seeds/<folder>/_<folder>__seeds.yml`.

Columns, types and data tests are dbt's. Under `config.meta` stands what dbt has no word for, of a
seed and of a column; each word is told by the field of `Seed` or `SeedColumn` that holds it. A
column `system` names a tool.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.seeds.values import WRITTEN, kind_of
from orchestration.settings import PROJECT, SHIPPED_SEEDS
from orchestration.yaml_text import read_yaml

DBT_PROJECT = PROJECT / "dbt_project"
SEED_FOLDERS = ("agreement", "mappings", "calendars", "rituals")

_ROLE = re.compile(r"^ +role:", re.MULTILINE)
_REFERENCE = re.compile(r"ref\(\s*['\"](\w+)['\"]\s*\)")

# A column of a seed, by both names.
Place = tuple[str, str]
# The cells that a row must have, each with the values of which it has one.
Where = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class KnownIn:
    """Where the values of a column are known from: columns of exports, of other seeds, and lists.

    A column of exports is named with its object, or alone for every object's. Of a value that is a
    key, what stands behind `behind` is what the exports know. `lists` are words of
    `reference.KNOWN`; `where` is the cell of another column (its name, its value) for which this
    place holds.
    """

    landed: tuple[str, ...]
    seeds: tuple[Place, ...]
    lists: tuple[str, ...]
    behind: str | None
    where: tuple[str, str] | None


@dataclass(frozen=True)
class Names:
    """What a cell may name: `values`, what columns of other seeds hold, lists of `reference.KNOWN`.

    Of other seeds, the rows that are as `of_rows` says. `split` parts several names of one cell.
    `are_folded`: capitals, accents, blanks and punctuation make no difference. `expected` says in
    words what is asked for; else the names are listed.
    """

    values: tuple[str, ...]
    seeds: tuple[Place, ...]
    of_rows: Where
    lists: tuple[str, ...]
    split: str | None
    are_folded: bool
    expected: str | None


@dataclass(frozen=True)
class NoneOf:
    """Words that a cell is none of, and what they are: `words`, and a list of `reference.KNOWN`."""

    are: str
    words: tuple[str, ...]
    list: str | None


@dataclass(frozen=True)
class Case:
    """What a cell must be where the row is as `where` says, everywhere without one.

    `is_filled`: True for a value, False for none, which then is not read. `accepted`: one of these.
    `data_type`: a value of this type. `up_to`: a number from 0 to this one.
    """

    where: Where
    is_filled: bool | None
    accepted: tuple[str, ...]
    data_type: str | None
    up_to: Decimal | None
    names: Names | None


@dataclass(frozen=True)
class Against:
    """Another column with which a cell is compared: it is `at_least` that, or `other_than` it."""

    column: str
    comparison: str


@dataclass(frozen=True)
class Reach:
    """What a number can be reached by: the sum of `points` over the rows of another seed.

    Those above 0, of the same version, that are as `where` says; each counts on every day of the
    column `days` and the one on which they begin, where that is declared.
    """

    seed: str
    where: Where
    points: str
    days: str | None


@dataclass(frozen=True)
class SeedColumn:
    """One declared column of a seed.

    `more_than` (a number), `pattern` with `expected` (its words), `one_of` (what `reference.KNOWN`
    lists under that word), `known_in` (the loader warns of others), `may_be_absent` (a file without
    it has it empty), `cases`, `against`, `start_of` (the column with the grain of the period that
    the day begins), `reach`, `no_column_of` (models none of whose declared columns has its name),
    `none_of` (words none of which it is). `refers_to` is a `relationships` test, or a word that dbt
    need not hear of.
    """

    name: str
    data_type: str
    is_required: bool
    is_unique: bool
    accepted: tuple[str, ...]
    refers_to: Place | None
    more_than: Decimal | None
    pattern: str | None
    expected: str
    one_of: str | None
    known_in: tuple[KnownIn, ...]
    may_be_absent: bool
    cases: tuple[Case, ...]
    against: Against | None
    start_of: str | None
    reach: Reach | None
    no_column_of: tuple[str, ...]
    none_of: tuple[NoneOf, ...]


@dataclass(frozen=True)
class Ranges:
    """Two columns that bound a range; ranges of rows equal in `by` may not overlap."""

    by: tuple[str, ...]
    start: str
    end: str
    are_ends_included: bool


@dataclass(frozen=True)
class Complete:
    """For each value of the column `per`: every accepted value of another column, or any row."""

    per: str
    column: str | None


@dataclass(frozen=True)
class Needs:
    """A row that is as `where` says needs rows of its version in another seed."""

    where: Where
    seed: str


@dataclass(frozen=True)
class Total:
    """What a column comes to over the rows that are equal in the column `per`."""

    column: str
    per: str
    to: Decimal


@dataclass(frozen=True)
class Same:
    """Columns that are equal in all rows, or in those which are equal in the column `by`."""

    by: str | None
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Seal:
    """Rows of many seeds over which people sign: those of all that hold the column `by`.

    `hash` is the column that holds their hash, `signatures` those of each team's name and day. None
    of these is a part of what is signed.
    """

    by: str
    hash: str
    signatures: tuple[tuple[str, tuple[str, str]], ...]

    @property
    def beside(self) -> frozenset[str]:
        """The columns that are no part of what is signed."""
        return frozenset((self.hash, *(name for _, pair in self.signatures for name in pair)))


@dataclass(frozen=True)
class Seed:
    """One declared seed.

    `key`: columns that tell rows apart. `applies_with`: columns without which a row applies to
    nothing. `together`: columns of which a row has all or none. `one_start`: dates of which the
    latest is when a row starts to apply; no two that apply start on one day.
    """

    name: str
    folder: str
    columns: tuple[SeedColumn, ...]
    key: tuple[str, ...]
    no_overlap: Ranges | None
    applies_with: tuple[str, ...]
    complete: Complete | None
    together: tuple[tuple[str, ...], ...]
    one_start: tuple[str, ...]
    needs: Needs | None
    total: Total | None
    same: Same | None
    seal: Seal | None

    def column(self, name: str) -> SeedColumn:
        """The column of this name, which is declared."""
        return next(column for column in self.columns if column.name == name)

    def has(self, name: str) -> bool:
        """Whether a column of this name is declared."""
        return any(column.name == name for column in self.columns)

    def says_of_what(self, row: Mapping[str, str]) -> bool:
        """Whether a row says of what it is, which a line of totals does not."""
        return bool(row[self.columns[0].name]) or not self.columns[0].is_required


Seeds = dict[str, Seed]


def read_declared_seeds(seeds: Path = SHIPPED_SEEDS) -> Seeds:
    """Every seed that the shipped YAML declares, by name."""
    declared: Seeds = {}
    tools = _tools()
    for folder in SEED_FOLDERS:
        for file in sorted((seeds / folder).glob("*.yml")):
            for seed in _seeds(folder, file.read_text(encoding="utf-8"), tools):
                declared[seed.name] = seed
    return declared


@cache
def _seeds(folder: str, text: str, tools: tuple[str, ...]) -> tuple[Seed, ...]:
    """The seeds of a YAML file, which a run asks for at every turn."""
    return tuple(_seed(folder, node, tools) for node in (read_yaml(text) or {}).get("seeds", []))


def _seed(folder: str, node: dict[str, Any], tools: Sequence[str]) -> Seed:
    meta = node.get("config", {}).get("meta", {})
    ranges, complete = meta.get("no_overlap"), meta.get("complete")
    needs, total, seal = meta.get("needs"), meta.get("total"), meta.get("seal")
    same = meta.get("same")
    return Seed(
        name=node["name"],
        folder=folder,
        columns=tuple(_seed_column(column, tools) for column in node["columns"]),
        key=tuple(meta.get("key", ())),
        no_overlap=Ranges(
            tuple(ranges.get("by", ())),
            ranges["start"],
            ranges["end"],
            bool(ranges.get("ends_included", False)),
        )
        if ranges
        else None,
        applies_with=tuple(meta.get("applies_with", ())),
        complete=Complete(complete["per"], complete.get("column")) if complete else None,
        together=tuple(tuple(names) for names in meta.get("together", ())),
        one_start=tuple(meta.get("one_start", ())),
        needs=Needs(_where(needs), needs["seed"]) if needs else None,
        total=Total(total["column"], total["per"], Decimal(str(total["to"]))) if total else None,
        same=Same(same.get("by"), tuple(same["columns"])) if same else None,
        seal=Seal(
            seal["by"],
            seal["hash"],
            tuple((team, (pair["name"], pair["day"])) for team, pair in seal["signatures"].items()),
        )
        if seal
        else None,
    )


def _seed_column(node: dict[str, Any], tools: Sequence[str]) -> SeedColumn:
    tests = node.get("data_tests", [])
    meta = node.get("config", {}).get("meta", {})
    accepted: tuple[str, ...] = ()
    refers_to = _place(meta["refers_to"]) if "refers_to" in meta else None
    for test in tests:
        if isinstance(test, dict) and "accepted_values" in test:
            accepted = tuple(str(value) for value in test["accepted_values"]["arguments"]["values"])
        if isinstance(test, dict) and "relationships" in test:
            arguments = test["relationships"]["arguments"]
            reference = _REFERENCE.search(arguments["to"])
            if reference:
                refers_to = (reference[1], arguments["field"])
    if node["name"] == "system":
        accepted = ("*", *tools)
    more_than, reach = meta.get("more_than"), meta.get("reach")
    expected = WRITTEN[kind_of(node["data_type"])]
    if more_than is not None:
        expected += f", more than {more_than}"
    return SeedColumn(
        name=node["name"],
        data_type=node["data_type"],
        is_required="not_null" in tests,
        is_unique="unique" in tests,
        accepted=accepted,
        refers_to=refers_to,
        more_than=None if more_than is None else Decimal(str(more_than)),
        pattern=meta.get("pattern"),
        expected=meta.get("expected", expected),
        one_of=meta.get("one_of"),
        known_in=tuple(_known_in(place) for place in _each(meta.get("known_in", []))),
        may_be_absent=bool(meta.get("may_be_absent", False)),
        cases=tuple(_case(case) for case in _each(meta.get("cases", []))),
        against=Against(**meta["against"]) if "against" in meta else None,
        start_of=meta.get("start_of"),
        reach=Reach(reach["seed"], _where(reach), reach["points"], reach.get("days"))
        if reach
        else None,
        no_column_of=tuple(meta.get("no_column_of", ())),
        none_of=tuple(
            NoneOf(each["are"], tuple(each.get("words", ())), each.get("list"))
            for each in meta.get("none_of", ())
        ),
    )


def _each(declared: Any) -> Iterable[dict[str, Any]]:
    """What is declared as a list, or without one where it is alone."""
    return declared if isinstance(declared, list) else [declared]


def _known_in(place: dict[str, Any]) -> KnownIn:
    return KnownIn(
        tuple(place.get("landed", ())),
        tuple(map(_place, place.get("seeds", ()))),
        tuple(place.get("lists", ())),
        place.get("behind"),
        next(iter(place["where"].items()), None) if "where" in place else None,
    )


def _case(case: dict[str, Any]) -> Case:
    names = case.get("names")
    up_to = case.get("up_to")
    return Case(
        where=_where(case),
        is_filled=case.get("filled"),
        accepted=tuple(str(value) for value in case.get("accepted", ())),
        data_type=case.get("data_type"),
        up_to=None if up_to is None else Decimal(str(up_to)),
        names=Names(
            tuple(names.get("values", ())),
            tuple(map(_place, names.get("seeds", ()))),
            _where({"where": names.get("of_rows", {})}),
            tuple(names.get("lists", ())),
            names.get("split"),
            bool(names.get("folded", False)),
            names.get("expected"),
        )
        if names
        else None,
    )


def _where(node: dict[str, Any]) -> Where:
    return tuple(
        (name, tuple(values if isinstance(values, list) else [values]))
        for name, values in node.get("where", {}).items()
    )


def _place(text: str) -> Place:
    seed, column = text.split(".")
    return seed, column


@cache
def columns_of(name: str) -> tuple[str, ...]:
    """The columns of a model, as its YAML declares them."""
    [file] = (DBT_PROJECT / "models").rglob(f"{name}.yml")
    [model] = read_yaml(file.read_text("utf-8"))["models"]
    return tuple(column["name"] for column in model["columns"])


def _tools() -> tuple[str, ...]:
    """The declared tools: each has a folder of its name, and a role."""
    sources = (DBT_PROJECT / "models" / "staging").glob("*/_*__sources.yml")
    return tuple(
        sorted(file.parent.name for file in sources if _ROLE.search(file.read_text("utf-8")))
    )
