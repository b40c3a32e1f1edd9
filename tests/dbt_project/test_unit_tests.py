"""The unit tests of the models hold, and every model is built where there is no row at all."""

import json
from pathlib import Path

import pytest

from orchestration.night import dbt_worker
from orchestration.preflight import lay_nothing
from orchestration.settings import RunOptions
from orchestration.transform import common_arguments
from tests.compiled_models import CompiledModels, every_tool


@pytest.fixture(scope="module")
def home(compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which every model is built, and none has a row but for what seeds say."""
    home, exports = tmp_path_factory.mktemp("nothing"), tmp_path_factory.mktemp("exports")
    lay_nothing(home, every_tool(RunOptions.resolve(home=home, exports=exports, environment={})))
    compiled.build(home)
    return home


def test_every_table_has_the_columns_of_its_contract(compiled: CompiledModels, home: Path) -> None:
    assert compiled.departures(home) == []


def test_every_unit_test_of_the_models_holds(compiled: CompiledModels, home: Path) -> None:
    """The night leaves them to this test."""
    with dbt_worker(home) as worker:
        command = ["test", "--select", "resource_type:unit_test", *common_arguments(home)]
        worker.call("invoke", str(home), command)
    record = (home / "project" / "target" / "run_results.json").read_text("utf-8")
    results = json.loads(record)["results"]
    broken = {
        result["unique_id"].split(".")[-1]: result["message"]
        for result in results
        if result["status"] != "pass"
    }
    assert broken == {}
    assert {result["unique_id"] for result in results} == compiled.manifest["unit_tests"].keys()
