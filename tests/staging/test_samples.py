"""The sample exports of each tool land whole, and its shapes are what is expected of them."""

from pathlib import Path

import pytest

from tests.compiled_models import CompiledModels
from tests.staging.samples import FOLDER, departures, lay_samples
from tests.staging.tool_build import build_tool

SAMPLED = sorted(each for each in FOLDER.iterdir() if each.is_dir())


@pytest.mark.parametrize("sample", SAMPLED, ids=lambda sample: sample.name)
def test_the_samples_of_a_tool_give_the_shapes_that_are_expected(
    sample: Path, compiled: CompiledModels, tmp_path: Path
) -> None:
    exports = lay_samples(sample, tmp_path / "exports")
    report = build_tool(compiled, sample.name, exports, tmp_path / "home")
    refused = [load for load in report.loads if load.status != "landed" or load.rows_refused]
    assert refused == []
    assert departures(sample, tmp_path / "home") == {}
