"""The versions of an agreement: their rows, who signed them, when each is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.errors import BadAgreement
from orchestration.seeds.checking import read_tables
from orchestration.seeds.declared import Seal, Seed, Seeds, read_declared_seeds
from orchestration.seeds.files import SeedTable, seed_files
from orchestration.seeds.rows import start_of
from orchestration.seeds.seals import SealedRow, hash_of, sealed_rows, text_of

Row = Mapping[str, str]


@dataclass(frozen=True)
class Signature:
    """One team's signature: the role of who signed, and the day."""

    team: str
    name: str
    day: str


@dataclass(frozen=True)
class Span:
    """The days of a version: from `first` on, up to the day `until` on which another takes over."""

    first: date
    until: date | None


@dataclass(frozen=True)
class Agreement:
    """The agreement of a company: the declared seeds, their files, and what those hold."""

    declared: Seeds
    files: dict[str, Path]
    tables: dict[str, SeedTable]
    versions: Seed
    seal: Seal

    @classmethod
    def read(cls, *over: Path) -> Agreement:
        """Read the seeds of these folders, each over the one below.

        Raises BadAgreement where a file of it is no table, with all that is wrong with these.
        """
        declared = read_declared_seeds()
        versions = next(seed for seed in declared.values() if seed.seal)
        assert versions.seal is not None
        files = seed_files(*over)
        tables, problems = read_tables(files, declared)
        wrong = [each for each in problems if each.file.parent.name == versions.folder]
        if wrong:
            raise BadAgreement("\n".join(map(str, wrong)))
        return cls(declared, files, tables, versions, versions.seal)

    @property
    def file(self) -> Path:
        """The file of the versions."""
        return self.tables[self.versions.name].file

    @property
    def numbers(self) -> list[str]:
        """The versions there are, in the order of their numbers."""
        rows = self.tables[self.versions.name].rows
        return sorted((row[self.seal.by] for row in rows), key=lambda text: (len(text), text))

    def row(self, version: str) -> Row:
        """The row of a version itself. Raises BadAgreement where there is none."""
        for row in self.tables[self.versions.name].rows:
            if row[self.seal.by] == version:
                return row
        if not self.numbers:
            raise BadAgreement(
                f"{self.file}: found no version at all; expected a row for each. Copy those of the "
                f"shipped {self.file.name} below the header"
            )
        raise BadAgreement(
            f"{self.file}: found no version {version}; expected one of "
            f"{', '.join(self.numbers)}. Name one of these"
        )

    def line(self, version: str) -> int:
        """The line of a version in its file."""
        table = self.tables[self.versions.name]
        return table.lines[table.rows.index(dict(self.row(version)))]

    def rows(self, seed: str, version: str) -> list[Row]:
        """The rows of a version in one seed, as its file has them."""
        return [row for row in self.tables[seed].rows if row[self.seal.by] == version]

    def bound(self) -> list[Seed]:
        """The seeds of which a version has rows."""
        return [seed for seed in self.declared.values() if seed.has(self.seal.by)]

    def content(self, version: str) -> list[SealedRow]:
        """What is signed of a version."""
        return sealed_rows(version, self.seal, self.declared, self.tables)

    def content_hash(self, version: str) -> str:
        """The hash over which the teams sign a version as it stands."""
        return hash_of(text_of(self.content(version)))

    def signatures(self, version: str) -> list[Signature]:
        """Who signed a version, in the order of the teams."""
        row = self.row(version)
        return [
            Signature(team, row[name], row[day])
            for team, (name, day) in self.seal.signatures
            if row[day]
        ]

    def spans(self) -> dict[str, Span]:
        """When each version that is signed by both teams is in force.

        Of two that start on one day, which is a fault, that of the higher number is.
        """
        starts = {
            row[self.seal.by]: start
            for row in self.tables[self.versions.name].rows
            if (start := start_of(self.versions, row)) is not None
        }
        order = sorted(starts, key=lambda each: (starts[each], int(each)))
        until = [*(starts[each] for each in order[1:]), None][: len(order)]
        return {
            each: Span(starts[each], end)
            for each, end in zip(order, until, strict=True)
            if end != starts[each]
        }


def content_hash(version: int, *over: Path) -> str:
    """The hash over which the teams sign a version of the agreement in these folders."""
    return Agreement.read(*over).content_hash(str(version))
