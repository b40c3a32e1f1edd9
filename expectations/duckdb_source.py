"""Great Expectations over DuckDB, which it has no data source for.

Its SQL source works through `duckdb-engine` once "duckdb" counts among the dialects whose one
connection is kept: otherwise each result is read from a connection that is already another.
The list is private to GX; its version is pinned and a test holds this module to it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import sqlalchemy
from great_expectations.data_context import EphemeralDataContext
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import sqlalchemy_execution_engine

from orchestration.databases import QUIET

_PRIVATE_LIST = "_PERSISTED_CONNECTION_DIALECTS"


class _Dialect(str):
    """A dialect's name with the `value` that GX reads from its own enumeration."""

    __slots__ = ()

    @property
    def value(self) -> str:
        return str(self)


def _quieten(connection: Any, _record: object) -> None:
    """Of each engine's connections, GX's own too."""
    connection.execute(QUIET)


@contextmanager
def opened_source(
    attached: Mapping[str, Path], statements: Sequence[str]
) -> Iterator[tuple[EphemeralDataContext, SQLDatasource, sqlalchemy.Connection]]:
    """A GX context and source over a DuckDB in memory, and a connection to it.

    The files are attached read-only, the statements were run; the files are let go afterwards.
    """
    if not sqlalchemy.event.contains(sqlalchemy.Pool, "connect", _quieten):
        sqlalchemy.event.listen(sqlalchemy.Pool, "connect", _quieten)
    dialects = getattr(sqlalchemy_execution_engine, _PRIVATE_LIST)
    if "duckdb" not in dialects:
        setattr(sqlalchemy_execution_engine, _PRIVATE_LIST, (*dialects, _Dialect("duckdb")))
    # a name makes the database in memory one for all connections of this process
    database = f"duckdb:///:memory:{uuid4().hex}"
    engine = sqlalchemy.create_engine(database)
    with engine.connect() as connection:
        attaching = [f"attach '{file}' as {name} (read_only)" for name, file in attached.items()]
        for statement in [*attaching, *statements]:
            connection.exec_driver_sql(statement)
            connection.commit()
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        source = context.data_sources.add_sql(name="accord", connection_string=database)
        try:
            yield context, source, connection
        finally:
            with source.get_execution_engine().get_connection() as kept:
                kept.close()
            connection.rollback()
            for name in attached:
                connection.exec_driver_sql(f"detach {name}")
            connection.commit()
    engine.dispose()
