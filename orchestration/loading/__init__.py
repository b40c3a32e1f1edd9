"""Export file → landing Parquet. The shape of every export comes from the source declarations."""

from orchestration.loading.control import write_control
from orchestration.loading.declarations import Declarations, read_declarations
from orchestration.loading.dry_run import ExportsCheck, check_exports
from orchestration.loading.judgement import resolve_as_of
from orchestration.loading.landing import LoadRecord
from orchestration.loading.loader import LoadReport, load_exports
from orchestration.loading.lock import held_home

__all__ = [
    "Declarations",
    "ExportsCheck",
    "LoadRecord",
    "LoadReport",
    "check_exports",
    "held_home",
    "load_exports",
    "read_declarations",
    "resolve_as_of",
    "write_control",
]
