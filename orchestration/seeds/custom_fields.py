"""The fields of its own that a company declares once, as the loader and dbt hear of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.instances import tool_of
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


# The objects of tools whose rows are companies.
ACCOUNTS = ("account", "accounts", "companies", "organizations")


@dataclass(frozen=True)
class CustomField:
    """A declared field, and one column of a tool's object that states it.

    `is_dimension`, `is_of_accounts`: of the field, whichever of its rows says so.
    """

    field: str
    system: str
    object: str
    column_name: str
    data_type: str
    name_en: str
    name_fr: str
    is_dimension: bool
    is_of_accounts: bool
    file: Path
    line: int

    @property
    def landed_as(self) -> str:
        """The column of the landing files, which no column of the tool is named like."""
        return f"custom_{self.field}"

    @property
    def told_in(self) -> dict[str, str]:
        """The published tables that have it as a column, each with what the column says."""
        own = f"{self.name_en}: a field of the company's own"
        frozen = f"{own}, frozen at the lead's inquiry."
        newest = f"{own}, of the person, newest."
        told = {"dim_people": newest, "fct_leads": frozen if self.is_dimension else newest}
        if self.is_dimension:
            told["fct_handoffs"] = frozen
        if self.is_of_accounts:
            told["dim_accounts"] = f"{own}, of the account, newest."
        return told


def columns_told(fields: Iterable[CustomField], table: str) -> dict[str, CustomField]:
    """The columns that a published table has of these fields, in order, by name."""
    return {each.field: each for each in fields if table in each.told_in}


def systems_told(
    custom: CustomField, fields: Iterable[CustomField], systems: Iterable[str]
) -> list[str]:
    """Of which of the systems a row declares a field: its own, and the instances of that tool.

    Not of an instance that a row of its own declares the field and object of.
    """
    own = {(each.system, each.field, each.object) for each in fields}
    return [
        system
        for system in systems
        if custom.system == system
        or (custom.system == tool_of(system) and (system, custom.field, custom.object) not in own)
    ]


def read_custom_fields(*over: Path) -> tuple[CustomField, ...]:
    """The declared fields in the order of their rows; none of a row that `check_seeds` refuses."""
    declared = read_declared_seeds()
    below = f"{declared[SEED].folder}/{SEED}.csv"
    tables, _ = read_tables({below: seed_files(*over)[below]}, {SEED: declared[SEED]})
    return tuple(_fields(tables, declared))


def _fields(tables: Tables, declared: Seeds) -> Iterator[CustomField]:
    for table in tables.values():
        wrong = {item.line for item in cell_problems(declared[SEED], table, declared, tables)}
        rows = [
            (row, line)
            for row, line in zip(table.rows, table.lines, strict=True)
            if line not in wrong
        ]
        dimensions = {row["field"] for row, _ in rows if row["is_dimension"].lower() == "true"}
        of_accounts = {row["field"] for row, _ in rows if row["object"] in ACCOUNTS}
        for row, line in rows:
            settled: dict[str, Any] = {
                "data_type": DATA_TYPES[row["data_type"]],
                "is_dimension": row["field"] in dimensions,
                "is_of_accounts": row["field"] in of_accounts,
            }
            yield CustomField(**(row | settled), file=table.file, line=line)
