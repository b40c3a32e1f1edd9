"""The sample exports of each tool land whole, and its shapes are what is expected of them."""

from pathlib import Path

import pytest

from orchestration.settings import PROJECT
from tests.compiled_models import CompiledModels
from tests.staging.samples import FOLDER, departures, headers_alone, lay_samples, told
from tests.staging.tool_build import build_tool

SAMPLED = sorted(each for each in FOLDER.iterdir() if each.is_dir())


@pytest.mark.parametrize("sample", SAMPLED, ids=lambda sample: sample.name)
def test_the_samples_of_a_tool_give_the_shapes_that_are_expected(
    sample: Path, compiled: CompiledModels, tmp_path: Path
) -> None:
    if alone := headers_alone(sample):
        pytest.fail(
            f"{sample.relative_to(PROJECT)}: {', '.join(alone)} "
            f"{'has' if len(alone) == 1 else 'have'} a header and no row: make up a few rows, or "
            "put a file in the tool's other format (.json) in its place, or delete it",
            pytrace=False,
        )
    exports = lay_samples(sample, tmp_path / "exports")
    report = build_tool(compiled, sample.name, exports, tmp_path / "home")
    refused = [load for load in report.loads if load.status != "landed" or load.rows_refused]
    assert refused == []
    if found := departures(sample, tmp_path / "home"):
        pytest.fail(told(sample, found), pytrace=False)


def test_a_header_alone_and_a_row_that_departs_are_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "expected").mkdir()
    (tmp_path / "leads.csv").write_text("id,Stadt\n", "utf-8")
    (tmp_path / "deals.csv").write_text("id\n1\n", "utf-8")
    (tmp_path / "leads.json").write_text("[]", "utf-8")
    (tmp_path / "expected" / "people.csv").write_text("record_key,status\na:1,New\n", "utf-8")
    assert headers_alone(tmp_path) == ["leads.csv"]
    assert told(tmp_path, {"people": [("a:1", "New"), ("a:1", "Old")]}) == (
        "people.csv is not what the samples give (times are in UTC):\n"
        "  expected, not there: record_key=a:1, status=New\n"
        "  there, not expected: record_key=a:1, status=Old"
    )
