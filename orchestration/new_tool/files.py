"""The files from which a tool is begun: the tables in them, and which are of one object."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.errors import BadUsage, RefusedFile
from orchestration.loading.containers import is_archive, open_archive
from orchestration.loading.declarations import Declarations, ExportObject, JsonShape
from orchestration.loading.decoding import printable
from orchestration.loading.discovery import files_below, is_hidden, members_of, stem_of
from orchestration.loading.folding import fold, plain_name
from orchestration.loading.headers import labels
from orchestration.loading.sniffing import columns_of, recognised_file
from orchestration.loading.workbooks import is_workbook, sheets_of
from orchestration.new_tool.kinds import history_kind, kinds_of

# The tool whose objects say what the rows of a table can be.
PLAIN_TABLES = "template"
# What of a file's name changes from export to export: a number, a day.
_COUNTED = re.compile(r"(_(\d+|[a-z]\d+|\d+t\d+z?))+$")
_FEWEST_ALIKE = 2
# What a record of any kind may have tells of none.
_ANYTHINGS = (
    *("id", "name", "detail", "title", "opportunity_type", "source", "campaign", "is_deleted"),
    *("created_at", "modified_at", "is_test"),
)
# So much of a header is known where a tool has such files: two columns are those of many.
_MOST = 0.75
_FEWEST_KNOWN = 3


@dataclass(frozen=True)
class Table:
    """One table of a file: what it is called, its header, and where its records lie if it is JSON.

    `kind` is the object of the plain tables that its rows are, `shown` how messages name it.
    """

    path: Path
    member: str | None
    sheet: str | None
    shown: str
    stem: str
    kind: str
    cells: tuple[str, ...]
    json: JsonShape

    @property
    def is_text(self) -> bool:
        """Whether its numbers are as the tool writes them; those of other formats have a point."""
        name = (self.member or self.path.name).lower().removesuffix(".gz")
        return self.sheet is None and not name.endswith((".parquet", ".json", ".jsonl", ".ndjson"))


@dataclass(frozen=True)
class Group:
    """The tables of one object, and the names by which its files are known."""

    name: str
    kind: str
    tables: tuple[Table, ...]
    stems: tuple[str, ...]

    @property
    def headers(self) -> list[str]:
        """The cells of all headers, each once by its folded name, as the first file has them."""
        cells: dict[str, str] = {}
        for table in self.tables:
            for cell in table.cells:
                if fold(cell):
                    cells.setdefault(fold(cell), cell.strip())
        return list(cells.values())


def read_tables(given: Sequence[str], declarations: Declarations) -> list[Table]:
    """The tables of all files. Raises BadUsage where one cannot be read, or has a tool already."""
    tables = [
        table
        for text in given
        for kind, path in [_kind_and_path(text, declarations)]
        for file in _files(path)
        for table in _tables_of(file, kind, declarations)
    ]
    if not tables:
        raise BadUsage("--from: no file holds a table; give the exports of the tool")
    return tables


def grouped(tables: Sequence[Table]) -> list[Group]:
    """The tables by object: of one name but for a number or a day, or of one kind and header."""
    by_name: dict[str, list[Table]] = {}
    for table in tables:
        by_name.setdefault(_COUNTED.sub("", table.stem), []).append(table)
    groups: dict[tuple[str, frozenset[str]], Group] = {}
    for name, members in by_name.items():
        header = frozenset(fold(cell) for table in members for cell in table.cells)
        like = (members[0].kind, header)
        earlier = groups.get(like)
        if earlier is None:
            groups[like] = Group(name, members[0].kind, tuple(members), (name,))
        else:
            groups[like] = replace(
                earlier,
                tables=(*earlier.tables, *members),
                stems=tuple(dict.fromkeys((*earlier.stems, name))),
            )
    return list(groups.values())


def _kind_and_path(text: str, declarations: Declarations) -> tuple[str | None, Path]:
    """What a person says that the rows of a file are (`people=Leads.csv`), and the file."""
    kind, sign, path = text.partition("=")
    if sign and kind in _kinds(declarations):
        return kind, Path(path)
    return None, Path(text)


def _kinds(declarations: Declarations) -> dict[str, ExportObject]:
    return kinds_of(declarations[PLAIN_TABLES])


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [file for file in files_below(path) if not is_hidden(file.relative_to(path).parts)]
    if not path.is_file():
        raise BadUsage(f"--from: {path} is no file and no folder")
    return [path]


def _tables_of(path: Path, kind: str | None, declarations: Declarations) -> Iterator[Table]:
    shown = printable(str(path))
    try:
        members: list[str | None] = [None]
        if is_archive(path):
            with open_archive(path) as archive:
                members = list(members_of(archive))
        for member in members:
            below = shown if member is None else f"{shown}/{printable(member)}"
            yield from _tables_in(path, member, below, kind, declarations)
    except RefusedFile as error:
        raise BadUsage(f"{shown}: {error}") from error


def _tables_in(
    path: Path, member: str | None, shown: str, kind: str | None, declarations: Declarations
) -> Iterator[Table]:
    """The table of a file, or of each sheet in sight of a workbook: one by the file's name."""
    stem = stem_of((member or path.name).replace("\\", "/"))
    sheets = sheets_of(path, member) if is_workbook(member or path.name) else []
    named: list[tuple[str | None, str]] = [
        (each.name, each.name) for each in sheets if each.is_visible
    ]
    if len(named) <= 1:
        named = [(named[0][0] if named else None, stem)]
    for sheet, name in named:
        below = shown if sheet is None else f"{shown}/{printable(sheet)}"
        found = columns_of(path, member, sheet)
        if kind is None:
            likely = _kind_of(fold(name), found.cells, declarations) or "people"
            _refuse_known(path, member, sheet, below, name, likely, declarations)
        folded = fold(name)
        if not plain_name(name)[:1].isalpha():
            raise BadUsage(
                f"{below}: its name begins with no letter from a to z, so nothing can be called "
                "after it; name it after what its rows are, as leads.csv"
            )
        cells = tuple(printable(cell) for cell in found.cells)
        if not any(map(fold, cells)):
            raise BadUsage(f"{below}: its first row has no name of a column; export with a header")
        of = kind or _kind_of(folded, cells, declarations)
        if of is None:
            raise BadUsage(
                f"{below}: what its rows are can be told neither by its name nor by its header; "
                f"say it before the file, as people={below}: one of "
                f"{', '.join(_kinds(declarations))}; or leave it out"
            )
        yield Table(path, member, sheet, below, folded, of, cells, found.json)


def _refuse_known(
    path: Path,
    member: str | None,
    sheet: str | None,
    shown: str,
    stem: str,
    likely: str,
    declarations: Declarations,
) -> None:
    """Raises BadUsage where a tool that is declared has such files.

    The plain tables have the words of many a tool: they must know every column. `likely` is what
    its rows seem to be.
    """
    objects = [each for system in declarations.values() for each in system.objects]
    found = recognised_file(path, member, sheet, objects, stem)
    most = 1.0 if found and found.export_object.system == PLAIN_TABLES else _MOST
    if found is not None and found.known >= max(_FEWEST_KNOWN, found.named * most):
        raise BadUsage(
            f"{shown}: its header is that of {found.export_object.shown} ({found.known} of "
            f"{found.named} columns), which is declared already: `accord add` puts it in place. If "
            "the tool names columns otherwise now, add them to the aliases of that declaration. If "
            "it is another tool's all the same, say what its rows are, as "
            f"{likely}={shown}"
        )


def _kind_of(stem: str, cells: Sequence[str], declarations: Declarations) -> str | None:
    """What the rows of a table are: a history, or by its name, else by its columns."""
    if history := history_kind(stem, cells):
        return history
    called = declarations[PLAIN_TABLES].claiming(stem)
    if called is not None:
        return called.name
    alike = {}
    for each in declarations[PLAIN_TABLES].objects:
        known = labels(each)
        alike[each.name] = len({known.find(cell) for cell in cells} - {None, *_ANYTHINGS})
    best = max(alike, key=lambda name: alike[name])
    return best if alike[best] >= _FEWEST_ALIKE else None
