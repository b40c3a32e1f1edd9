"""What people signed: the rows of a version in every seed, their hash, and what changed since.

The content of a version is its rows in every seed with the column that the seal names, one line a
row: `{"sla_policies": {"calendar": "default", "segment": "*"}}`. A cell that is empty is left out,
the others stand by the names of their columns in alphabetical order, trimmed, numbers in their
shortest form. The lines are sorted. So neither the order of rows or columns nor quotes, separators,
line ends or an encoding make a difference, nor does a column that Accord gains. The hash is the
SHA-256 of this text in UTF-8, each line ended by a line feed.

The text itself is kept beside the agreement when a team signs, so that whatever changes afterwards
can be named. `sha256sum` of that file is the hash: it cannot say what was not signed.
"""

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.seeds.declared import Seal, Seed, Seeds
from orchestration.seeds.files import SeedTable, Tables, UnreadableSeed, read_seed
from orchestration.seeds.problems import SeedProblem
from orchestration.seeds.rows import applies
from orchestration.seeds.values import kind_of, value_of
from orchestration.settings import SHIPPED_SEEDS

KEPT = "signed"

Cells = Mapping[str, str]


@dataclass(frozen=True)
class SealedRow:
    """One row of a version: the cells that are not empty, as they are signed, and its line."""

    seed: str
    cells: dict[str, str]
    line: int

    @property
    def text(self) -> str:
        """The row as it is hashed."""
        return json.dumps({self.seed: self.cells}, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Change:
    """One cell that is not as it was signed; of a row that is new or gone, its whole text.

    `line` is 1 of a row that is gone.
    """

    seed: str
    line: int
    column: str | None
    was: str
    is_now: str
    row: Cells


def sealed_rows(version: str, seal: Seal, declared: Seeds, tables: Tables) -> list[SealedRow]:
    """The rows of a version in every seed, in the order in which they are hashed."""
    rows = [
        SealedRow(name, cells, line)
        for name, table in tables.items()
        if declared[name].has(seal.by)
        for row, line in zip(table.rows, table.lines, strict=True)
        if (cells := _signed_cells(declared[name], row, seal)).get(seal.by) == version
    ]
    return sorted(rows, key=lambda row: row.text)


def text_of(rows: list[SealedRow]) -> str:
    """What is hashed, and kept."""
    return "".join(f"{row.text}\n" for row in rows)


def hash_of(text: str) -> str:
    """The hash over which the teams sign."""
    return hashlib.sha256(text.encode()).hexdigest()


def kept_file(versions: Path, version: str) -> Path:
    """Where what was signed is kept, beside the file of the versions."""
    return versions.parent / KEPT / f"version_{version}.jsonl"


def kept_rows(file: Path, content_hash: str) -> list[SealedRow] | None:
    """The rows that were signed under a hash; None where they are not kept, or others are."""
    try:
        text = file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None
    text = text.replace("\r\n", "\n")
    if hash_of(text) != content_hash:
        return None
    return [
        SealedRow(seed, cells, 1)
        for line in text.split("\n")[:-1]
        for seed, cells in json.loads(line).items()
    ]


def changes(was: list[SealedRow], now: list[SealedRow], declared: Seeds) -> list[Change]:
    """What differs, cell by cell where a row is still there, by its key or nearly the same."""
    found: list[Change] = []
    for seed in declared.values():
        old = [row for row in was if row.seed == seed.name]
        new = [row for row in now if row.seed == seed.name]
        for row in list(old):
            if same := next((each for each in new if each.cells == row.cells), None):
                old.remove(row)
                new.remove(same)
        for row in list(old):
            if other := _counterpart(seed, row, new):
                old.remove(row)
                new.remove(other)
                found += [
                    Change(
                        seed.name,
                        other.line,
                        column.name,
                        row.cells.get(column.name, ""),
                        other.cells.get(column.name, ""),
                        other.cells,
                    )
                    for column in seed.columns
                    if row.cells.get(column.name, "") != other.cells.get(column.name, "")
                ]
        found += [Change(seed.name, 1, None, _shown(row), "", row.cells) for row in old]
        found += [
            Change(seed.name, row.line, None, "", _shown(row), row.cells)
            for row in sorted(new, key=lambda row: row.line)
        ]
    return found


def broken_seals(
    seed: Seed, table: SeedTable, declared: Seeds, tables: Tables
) -> Iterator[SeedProblem]:
    """What is not as it was signed, by one team or both; and who signed nothing that is known."""
    seal = seed.seal
    if seal is None:
        return
    for row, line in zip(table.rows, table.lines, strict=True):
        version = _signed_cells(seed, row, seal).get(seal.by, "")
        signed = [team for team, (_, day) in seal.signatures if row[day]]
        if not row[seal.hash]:
            if applies(seed, row) and version not in _shipped(seed, seal):
                yield _unsealed(table.file, line, seal, version)
            continue
        if not signed:
            continue
        now = sealed_rows(version, seal, declared, tables)
        found = hash_of(text_of(now))
        if found == row[seal.hash]:
            continue
        who = " and ".join(signed)
        kept = kept_file(table.file, version)
        was = kept_rows(kept, row[seal.hash])
        if was is None:
            yield SeedProblem(
                table.file,
                line,
                seal.hash,
                f"{row[seal.hash]}, but the rows of {seal.by} {version} have the hash {found}",
                f"the hash of what {who} signed",
                f"Undo what was changed since. What it was cannot be told: {kept} "
                + ("holds something else" if kept.exists() else "is not there"),
            )
            continue
        for change in changes(was, now, declared):
            yield _told(tables[change.seed].file, change, seal, version, who, len(signed))


def _told(
    file: Path, change: Change, seal: Seal, version: str, who: str, signatures: int
) -> SeedProblem:
    signed = f"as {who} signed {seal.by} {version}"
    if change.column is not None:
        found = repr(change.is_now) if change.is_now else "nothing"
        expected = repr(change.was) if change.was else "nothing"
    elif change.was:
        found, expected = "a row less", f"the row {change.was}"
    else:
        found, expected = f"a row more: {change.is_now}", "no such row"
    instead = (
        f"make the change in a new version: accord agreement new NUMBER --from {version}"
        if signatures == len(seal.signatures)
        else f"have {who} sign anew: accord agreement sign {version}"
    )
    return SeedProblem(
        file,
        change.line,
        change.column,
        found,
        f"{expected}, {signed}",
        f"Undo it, or {instead}",
    )


def _unsealed(file: Path, line: int, seal: Seal, version: str) -> SeedProblem:
    return SeedProblem(
        file,
        line,
        seal.hash,
        f"nothing for {seal.by} {version}, which is signed",
        "the hash of what was signed",
        "Nobody can tell whether it changed since, and it stays in force; "
        f"accord agreement sign {version} writes the hash",
        is_blocking=False,
    )


def _signed_cells(seed: Seed, row: Cells, seal: Seal) -> dict[str, str]:
    beside = seal.beside if seed.seal is not None else frozenset()
    return {
        column.name: _plain(row[column.name], column.data_type)
        for column in seed.columns
        if row[column.name] and column.name not in beside
    }


def _plain(text: str, data_type: str) -> str:
    """A cell as it is signed: a number in its shortest form, a text in one of Unicode's forms."""
    if kind_of(data_type) in ("integer", "bigint", "decimal", "double"):
        number = value_of(text, "decimal")
        return text if number is None else f"{number.normalize() + 0:f}"
    return unicodedata.normalize("NFC", "\n".join(text.splitlines()))


def _counterpart(seed: Seed, row: SealedRow, others: list[SealedRow]) -> SealedRow | None:
    """The row that has the key of this one, or else differs from it in the fewest of its cells."""
    key = seed.key or tuple(column.name for column in seed.columns if column.is_unique)
    distances: dict[int, list[SealedRow]] = defaultdict(list)
    for other in others:
        if key and all(row.cells.get(name) == other.cells.get(name) for name in key):
            return other
        names = row.cells.keys() | other.cells.keys()
        distances[sum(row.cells.get(n) != other.cells.get(n) for n in names)].append(other)
    least = min(distances, default=0)
    return distances[least][0] if 0 < least <= len(row.cells) // 3 else None


def _shown(row: SealedRow) -> str:
    return ", ".join(f"{name} {cell}" for name, cell in row.cells.items())


def _shipped(seed: Seed, seal: Seal) -> set[str]:
    """The versions that Accord ships, over which nobody signs."""
    try:
        content = read_seed((SHIPPED_SEEDS / seed.folder / f"{seed.name}.csv").read_bytes())
    except (OSError, UnreadableSeed):
        return set()
    at = content.header.index(seal.by)
    return {cells[at].strip() for _, cells in content.rows}
