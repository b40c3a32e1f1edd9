"""A tool that does not keep to a shared shape stops the build, by model and column."""

import shutil
from pathlib import Path

import pytest

from orchestration import seeds
from orchestration.databases import candidate_of, connected, forget_candidate
from orchestration.night import dbt_worker
from orchestration.preflight import lay_nothing
from orchestration.settings import PROJECT, RunOptions
from orchestration.transform import BuildFailed, common_arguments, read_build
from tests.compiled_models import every_tool

# dbt has read all that is not edited
pytestmark = pytest.mark.usefixtures("compiled")

# file of a tool's model, what is written there, what a test writes in its place
EDITS = [
    ("hubspot/hubspot__companies.sql", "        companies.company_name,\n", ""),
    ("hubspot/hubspot__companies.sql", "companies.domain,", "companies.domain, 1 as colour,"),
    (
        "salesforce/salesforce__companies.sql",
        "        employees,\n",
        "        cast(employees as varchar) as employees,\n",
    ),
    ("salesforce/salesforce__campaigns.sql", "        budgeted_cost,\n", ""),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where the unions of companies and campaigns were built over the edited models."""
    home = tmp_path_factory.mktemp("shapes")
    project = home / "dbt_project"
    shutil.copytree(PROJECT / "dbt_project", project)
    for file, written, edited in EDITS:
        model = project / "models" / "staging" / file
        text = model.read_text("utf-8")
        assert text.count(written) == 1, file
        model.write_text(text.replace(written, edited), "utf-8")
    exports = tmp_path_factory.mktemp("exports")
    options = RunOptions.resolve(home=home, exports=exports, environment={})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(seeds, "DBT_PROJECT", project)
        lay_nothing(home, every_tool(options))
    forget_candidate(home)
    command = ["build", "--resource-type", "seed", "model", "--select"]
    unions = ["+int_companies_unioned", "+int_campaigns_unioned"]
    with dbt_worker(home) as worker:
        worker.call("invoke", str(home), [*command, *unions, *common_arguments(home)])
    return home


@pytest.fixture(scope="module")
def told(home: Path) -> str:
    """How a night would tell the failure."""
    with pytest.raises(BuildFailed) as failed:
        read_build(home)
    return str(failed.value)


def test_a_tool_that_lacks_a_required_column_is_told(told: str) -> None:
    assert "hubspot__companies lacks company_name, which every tool must have" in told


def test_a_column_that_the_shape_has_not_is_told(told: str) -> None:
    assert "hubspot__companies has colour, which is no column of the shape" in told


def test_a_column_of_another_type_than_the_shapes_is_told(told: str) -> None:
    assert "salesforce__companies has employees as varchar, in the shape it is bigint" in told


def test_what_breaks_a_shape_is_told_where_the_shape_is_declared(told: str) -> None:
    place = "dbt_project/models/intermediate/unions/int_companies_unioned.sql"
    assert told.startswith(place)
    assert "Tools break the shape companies" in told


def test_a_column_that_no_tool_has_is_there_in_its_type(home: Path) -> None:
    with connected(candidate_of(home), read_only=True) as database:
        columns = database.sql("from intermediate.int_campaigns_unioned")
        types = dict(zip(columns.columns, map(str, columns.types), strict=True))
    assert types["budgeted_cost"] == "DECIMAL(18,2)"
