"""The seeds that people edit: reading them as spreadsheets save them, checking, laying for dbt.

The shape of every seed is declared in its YAML; nothing here knows one seed from another.
"""

from orchestration.seeds.checking import check_seeds, read_tables, seed_remarks
from orchestration.seeds.custom_fields import (
    CustomField,
    columns_told,
    read_custom_fields,
    systems_told,
)
from orchestration.seeds.declared import DBT_PROJECT, KnownIn, read_declared_seeds
from orchestration.seeds.files import UnreadableSeed, cell_of, read_seed, seed_files
from orchestration.seeds.laying import LINKED, ROOMS, lay_project
from orchestration.seeds.problems import SeedProblem, folded_value

__all__ = [
    "DBT_PROJECT",
    "LINKED",
    "ROOMS",
    "CustomField",
    "KnownIn",
    "SeedProblem",
    "UnreadableSeed",
    "cell_of",
    "check_seeds",
    "columns_told",
    "folded_value",
    "lay_project",
    "read_custom_fields",
    "read_declared_seeds",
    "read_seed",
    "read_tables",
    "seed_files",
    "seed_remarks",
    "systems_told",
]
