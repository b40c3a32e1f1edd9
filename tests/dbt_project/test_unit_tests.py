"""The unit tests of the models hold, and every model is built where there is no row at all."""

import json
from pathlib import Path

from orchestration.databases import forget_candidate
from orchestration.night import Company, dbt_worker
from orchestration.preflight import lay_nothing
from orchestration.settings import RunOptions
from orchestration.transform import common_arguments


def test_every_unit_test_of_the_models_holds(tmp_path: Path) -> None:
    """The night leaves them to this test."""
    options = RunOptions.resolve(home=tmp_path, environment={})
    lay_nothing(tmp_path, Company.read(options))
    forget_candidate(tmp_path)
    with dbt_worker(tmp_path) as worker:
        command = ["build", "--resource-type", "seed", "model", "unit_test"]
        worker.call("invoke", str(tmp_path), [*command, *common_arguments(tmp_path)])
    record = (tmp_path / "project" / "target" / "run_results.json").read_text("utf-8")
    results = json.loads(record)["results"]
    broken = {
        result["unique_id"].split(".")[-1]: result["message"]
        for result in results
        if result["status"] not in ("pass", "success")
    }
    assert broken == {}
    assert {result["unique_id"].split(".")[0] for result in results} == {
        *("seed", "model", "unit_test")
    }
