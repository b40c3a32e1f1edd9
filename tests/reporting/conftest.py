"""The marts and the pages of the sample company's night, to be held against each other."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.reporting.reading import Ask, Read, read_page


@pytest.fixture(scope="module")
def ask(night: Path) -> Iterator[Ask]:
    """Asks the marts: the rows of a query; where it has one column, its values."""
    with duckdb.connect(str(night), read_only=True) as connection:

        def answer(query: str) -> list[Any]:
            rows = connection.execute(query).fetchall()
            return [row[0] if len(row) == 1 else row for row in rows]

        yield answer


@pytest.fixture(scope="module")
def read(night_home: Path) -> Read:
    return cache(
        lambda language, page: read_page(night_home / "reports" / language / f"{page}.html")
    )
