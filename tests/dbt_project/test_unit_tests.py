"""The unit tests of the models hold; the night leaves them to this test."""

import json
import shutil
from pathlib import Path

from orchestration.night import dbt_worker
from orchestration.transform import common_arguments, take_up_tables


def test_every_unit_test_of_the_models_holds(night_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(night_home, home, symlinks=True)
    take_up_tables(home)
    with dbt_worker(home) as worker:
        worker.call(
            "invoke",
            str(home),
            ["test", "--select", "test_type:unit", *common_arguments(home)],
        )
    results = json.loads((home / "project" / "target" / "run_results.json").read_text("utf-8"))
    broken = {
        result["unique_id"].split(".")[-1]: result["message"]
        for result in results["results"]
        if result["status"] != "pass"
    }
    assert broken == {}
    assert results["results"]
