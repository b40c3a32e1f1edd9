"""No cell of a CSV that Accord writes is run as a formula."""

import csv
import io
from datetime import datetime
from decimal import Decimal

import pytest

from orchestration.spreadsheets import as_csv, neutralised


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.example","click")',
        "+33 1 02 03 04 05",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "  =1+1",
        "\t=1",
        "\uff1d1+1",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    [header, [cell]] = csv.reader(io.StringIO(as_csv(["note"], [neutralised([text])])))
    assert (header, cell) == (["note"], f"'{text}")


def test_everything_else_stays_as_it_is() -> None:
    """A negative number is a number; null is an empty cell; quotes and line breaks survive."""
    row = ["a=b", Decimal("-12.50"), -3, None, True, datetime(2026, 1, 2, 3, 4), 'say "no",\nthen']
    written = as_csv(list("abcdefg"), [neutralised(row)])
    [_, cells] = csv.reader(io.StringIO(written, newline=""))
    assert cells == ["a=b", "-12.50", "-3", "", "true", "2026-01-02 03:04:00", 'say "no",\nthen']
