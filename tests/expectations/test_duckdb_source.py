"""The bridge from Great Expectations to DuckDB, which an upgrade of either can break."""

from pathlib import Path

import duckdb
from great_expectations.execution_engine import sqlalchemy_execution_engine

from expectations import duckdb_source
from expectations.suites import Suite, at_most, between, equal, validate


def test_the_private_list_that_the_bridge_extends_is_still_there() -> None:
    dialects = getattr(sqlalchemy_execution_engine, duckdb_source._PRIVATE_LIST)
    assert "sqlite" in [dialect.value for dialect in dialects]


def suites() -> list[Suite]:
    return [
        Suite(
            "build.numbers",
            "select * from build.numbers",
            (between("share", 0, 1, severity="critical"),),
        ),
        Suite(
            "figures",
            "select 4 as found, 4 as told, 2 as dropped, 'x: y' as words",
            (
                equal("found", "told", "They agree", expected="equal", severity="critical"),
                at_most(
                    "dropped", 1, "Few drop", expected="at most 1", figures=("dropped", "words")
                ),
            ),
        ),
    ]


def test_expectations_are_judged_in_an_attached_file_which_is_let_go(tmp_path: Path) -> None:
    file = tmp_path / "numbers.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table numbers as select i / 10.0 as share from range(13) t (i)")
    for _ in range(2):
        with duckdb_source.opened_source(
            {"build": file}, ["create table two as select 2 as n"]
        ) as opened:
            results = validate("marts", suites(), *opened)
        # of 0.0 to 1.2, two are above 1
        assert [(each.is_met, each.severity, each.observed) for each in results] == [
            (False, "critical", "2 of 13 values outside, such as 1.1, 1.2"),
            (True, "critical", "found 4, told 4"),
            (False, "warning", "dropped 2, words x: y"),
        ]
    with duckdb.connect(str(file)) as connection:
        connection.execute("drop table numbers")
