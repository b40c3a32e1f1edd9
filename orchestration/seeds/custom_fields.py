"""The fields of its own that a company declares once, as the loader and dbt hear of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.seeds.cells import cell_problems
from orchestration.seeds.checking import read_tables
from orchestration.seeds.declared import Seeds, read_declared_seeds
from orchestration.seeds.files import Tables, seed_files

SEED = "custom_fields"

# What a type of a field is in the landing and in the tables.
DATA_TYPES = {
    "text": "varchar",
    "number": "decimal(24, 6)",
    "date": "date",
    "boolean": "boolean",
}


@dataclass(frozen=True)
class CustomField:
    """A declared field, and one column of a tool's object that states it."""

    field: str
    system: str
    object: str
    column_name: str
    data_type: str
    name_en: str
    name_fr: str
    file: Path
    line: int

    @property
    def landed_as(self) -> str:
        """The column of the landing files, which no column of the tool is named like."""
        return f"custom_{self.field}"


def read_custom_fields(*over: Path) -> tuple[CustomField, ...]:
    """The declared fields in the order of their rows; none of a row that `check_seeds` refuses."""
    declared = read_declared_seeds()
    below = f"{declared[SEED].folder}/{SEED}.csv"
    tables, _ = read_tables({below: seed_files(*over)[below]}, {SEED: declared[SEED]})
    return tuple(_fields(tables, declared))


def _fields(tables: Tables, declared: Seeds) -> Iterator[CustomField]:
    for table in tables.values():
        wrong = {item.line for item in cell_problems(declared[SEED], table, declared, tables)}
        for row, line in zip(table.rows, table.lines, strict=True):
            if line not in wrong:
                data_type = DATA_TYPES[row["data_type"]]
                yield CustomField(**(row | {"data_type": data_type}), file=table.file, line=line)
