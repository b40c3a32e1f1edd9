"""The connections of the product: whoever reads its output reads nothing of theirs."""

import subprocess
import sys
from pathlib import Path

import yaml

from orchestration.settings import PROJECT

PRODUCT = ("orchestration", "expectations", "dbt_project")
# What is drawn is drawn in a process without a script, as a child of another is.
SETTING = "select current_setting('enable_progress_bar')"


def said(code: str) -> str:
    """What a process without a script prints last."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def test_duckdb_draws_no_bar_on_the_output_of_the_product() -> None:
    drawn = f"import duckdb; print(duckdb.connect().execute({SETTING!r}).fetchone())"
    assert said(drawn) == "(True,)"
    quiet = drawn.replace("import duckdb", "from orchestration.databases import connected")
    assert said(quiet.replace("duckdb.connect()", "connected()")) == "(False,)"


def test_great_expectations_draws_no_bar_in_its_own_connections_either() -> None:
    code = f"""
from expectations.duckdb_source import opened_source
from sqlalchemy import text
with opened_source({{}}, []) as (_, source, connection):
    own = connection.execute(text({SETTING!r})).scalar()
    with source.get_execution_engine().get_connection() as kept:
        print(own, kept.execute(text({SETTING!r})).scalar())
"""
    assert said(code) == "False False"


def test_dbt_draws_no_bar() -> None:
    profile = yaml.safe_load((PROJECT / "dbt_project" / "profiles.yml").read_text())
    assert profile["accord"]["outputs"]["duckdb"]["settings"]["enable_progress_bar"] is False


def test_every_connection_is_opened_by_the_one_function() -> None:
    opening = [
        str(file.relative_to(PROJECT))
        for folder in PRODUCT
        for file in sorted(Path(PROJECT / folder).rglob("*.py"))
        # a line of advice to the reader of the marts is none of the product's own
        if any(
            "duckdb.connect(" in line and "import duckdb" not in line
            for line in file.read_text(encoding="utf-8").splitlines()
        )
    ]
    assert opening == ["orchestration/databases.py"]
