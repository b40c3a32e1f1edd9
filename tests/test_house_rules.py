"""The house keeps to its plan: what CONTRIBUTING promises, read from dbt's manifest."""

import re
from collections import defaultdict
from graphlib import TopologicalSorter
from typing import Any

import pytest
import yaml

from orchestration.defs.transform import Translator
from orchestration.publishing import is_published
from orchestration.seeds import DBT_PROJECT
from orchestration.transform import RULES

Node = dict[str, Any]

# Who reads whom: the groups of Dagster's graph, which are the models' folders, each with those
# that it reads. No two read each other, by whatever way.
READS = {
    "staging": "",
    "int_unions": "staging int_systems",
    # what an export's or a seed's row means
    "int_systems": "",
    "int_agreement": "",
    "int_mappings": "int_unions int_systems",
    "int_survey": "int_unions",
    # who is who, and when they work
    "int_identity": "int_unions int_systems int_mappings",
    "int_calendar": "int_identity",
    # what the tools say of a person
    "int_activities": "int_unions int_mappings int_identity",
    "int_stage_changes": "int_unions int_agreement int_identity",
    "int_opportunities": "int_unions int_identity int_activities",
    "int_attributes": "int_unions int_mappings int_identity",
    "int_rulings": "int_identity int_activities",
    "int_scores": "int_agreement int_mappings int_activities int_attributes",
    # a lead, from its opening to what sales made of it
    "int_episodes": "int_unions int_agreement int_identity int_activities int_stage_changes"
    " int_opportunities int_rulings int_scores",
    # what other MQL rules would have made of them
    "int_adjustments": "int_agreement int_rulings int_scores int_episodes",
    "int_handoffs": "int_unions int_agreement int_identity int_activities int_rulings int_episodes",
    "int_stages": "int_unions int_systems int_agreement int_identity int_activities int_attributes"
    " int_opportunities int_episodes int_handoffs",
    "int_decisions": "int_unions int_mappings int_agreement int_identity int_activities"
    " int_rulings int_stage_changes int_episodes int_handoffs int_stages",
    "int_service_levels": "int_unions int_mappings int_identity int_calendar int_attributes"
    " int_rulings int_handoffs int_stages int_decisions",
    # what is published, and what is counted over it
    "agreement": "int_agreement int_activities int_rulings int_episodes int_handoffs int_decisions",
    "core": "int_unions int_systems int_agreement int_mappings int_identity int_calendar"
    " int_activities int_attributes int_opportunities int_episodes int_handoffs int_stages"
    " int_decisions int_service_levels",
    "metrics": "core int_agreement int_calendar int_scores int_adjustments int_stages"
    " int_service_levels",
    "feedback": "metrics core int_identity int_scores",
    # what `accord backtest` compares, built by no night
    "backtest": "metrics core",
    "alignment": "metrics core int_agreement int_episodes int_decisions int_survey",
    # what the pages of the meetings show, over what is published
    "review": "alignment metrics core int_agreement",
    "quality": "int_unions int_mappings int_survey int_identity int_activities int_rulings"
    " int_stage_changes int_opportunities int_episodes int_stages int_decisions",
}

# The longest line of a file of dbt's, and the folders that keep to it.
LINE = 110

# The longest model: one beyond is two, or says a thing twice.
MODEL_LINES = 150

# Models on the longest way from a tool's export to a published table. Each waits for the one
# before, and who asks why a number is as it is may have to read them all.
LONGEST_CHAIN = 56

# Whom the cells of a table count, where the ledger finds causes by them.
MEMBERS = ("leads", "everyone")

STAGING_NAME = re.compile(r"(stg_)?(?P<system>[a-z][a-z0-9]*(_[a-z0-9]+)*)__[a-z0-9_]+")


@pytest.fixture(scope="module")
def models(manifest: Node) -> list[Node]:
    """Every model of the project."""
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]


@pytest.fixture(scope="module")
def seeds(manifest: Node) -> list[Node]:
    """Every seed of the project."""
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "seed"]


@pytest.fixture(scope="module")
def marts(models: list[Node]) -> list[Node]:
    """Every published table."""
    return [m for m in models if layer(m) == "marts"]


@pytest.fixture(scope="module")
def published(manifest: Node) -> list[Node]:
    """Every published table: a mart, or a file of what was agreed as it stands."""
    return [n for n in manifest["nodes"].values() if is_published(n)]


def layer(model: Node) -> str:
    """staging, intermediate, metrics or marts: the model's first folder."""
    return str(model["fqn"][1])


def group(model: Node) -> str:
    """The model's group in Dagster's graph; that of staging, whichever the tool."""
    return "staging" if layer(model) == "staging" else Translator().get_group_name(model)


def is_shape(model: Node) -> bool:
    """Whether the model brings a tool into a shared shape."""
    return layer(model) == "staging" and not model["name"].startswith("stg_")


def is_as_the_tools_wrote(model: Node) -> bool:
    """Whether the model's rows are those of the tools' logs, which may have no key."""
    return is_shape(model) or model["fqn"][2] == "unions"


def parents(model: Node, kind: str) -> list[str]:
    """Identifiers of the nodes of a kind that the model reads."""
    return [p for p in model["depends_on"]["nodes"] if p.startswith(f"{kind}.")]


def names(nodes: list[Node]) -> list[str]:
    """Sorted names, for a readable failure."""
    return sorted(n["name"] for n in nodes)


def test_a_models_name_tells_its_layer(models: list[Node]) -> None:
    wrong = [
        m
        for m in models
        if (layer(m) in {"intermediate", "metrics"}) != m["name"].startswith("int_")
        or (layer(m) == "staging") != (STAGING_NAME.fullmatch(m["name"]) is not None)
    ]
    assert names(wrong) == []


def test_every_folder_reads_those_of_the_plan_and_no_other(models: list[Node]) -> None:
    groups = {m["unique_id"]: group(m) for m in models}
    reads: dict[str, set[str]] = defaultdict(set)
    for model in models:
        reads[group(model)] |= {groups[p] for p in parents(model, "model")} - {group(model)}
    assert reads == {name: set(read.split()) for name, read in READS.items()}


def test_no_two_folders_read_each_other() -> None:
    # a circle is an error that names it
    assert list(TopologicalSorter({n: read.split() for n, read in READS.items()}).static_order())


def test_no_model_writes_out_the_stages_that_are_declared(
    manifest: Node, models: list[Node]
) -> None:
    declared = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text("utf-8"))["vars"]
    stages = "|".join(declared["stages"])
    written = re.compile(rf"'({stages})'\s*(,|:[^,]+,)\s*'({stages})'|\d+ as stage_order\b")
    texts = {m["name"]: m["raw_code"] for m in models} | {
        m["name"]: m["macro_sql"]
        for m in manifest["macros"].values()
        if m["package_name"] == "accord"
    }
    assert sorted(name for name, text in texts.items() if written.search(text)) == []


def test_no_line_is_longer_than_a_reader_sees() -> None:
    long = [
        f"{file.relative_to(DBT_PROJECT)}, line {number}"
        for file in sorted(DBT_PROJECT.rglob("*.*"))
        if file.suffix in (".sql", ".yml")
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if len(line) > LINE
    ]
    assert long == []


def test_no_model_is_longer_than_a_reader_follows(models: list[Node]) -> None:
    long = [m for m in models if len(m["raw_code"].splitlines()) > MODEL_LINES]
    assert names(long) == []


def test_no_chain_of_models_grows_unseen(models: list[Node]) -> None:
    reads = {m["unique_id"]: parents(m, "model") for m in models}
    chains: dict[str, list[str]] = {}
    for model in TopologicalSorter(reads).static_order():
        before: list[str] = max((chains[p] for p in reads[model]), key=len, default=[])
        chains[model] = [*before, model.split(".")[-1]]
    longest = max(chains.values(), key=len)
    assert len(longest) == LONGEST_CHAIN, longest


def test_a_staging_model_stands_in_its_tools_folder(models: list[Node]) -> None:
    for model in models:
        match = STAGING_NAME.fullmatch(model["name"])
        if match:
            assert model["fqn"][2] == match["system"], model["name"]


def test_a_renamed_object_reads_one_object_and_joins_nothing(models: list[Node]) -> None:
    for model in models:
        if model["name"].startswith("stg_"):
            objects = [s for s in parents(model, "source") if ".control." not in s]
            assert len(objects) == 1, f"{model['name']} reads {objects}"
            assert parents(model, "model") == [], f"{model['name']} reads models"


def test_only_the_shared_shapes_leave_staging(models: list[Node]) -> None:
    for model in models:
        if layer(model) != "staging" and model["fqn"][2] != "unions":
            tools = [p for p in parents(model, "model") if "__" in p]
            assert tools == [], f"{model['name']} reads {tools}"


def test_a_shared_shape_is_declared_by_the_union_of_the_tools_alone(models: list[Node]) -> None:
    """A tool's column is the shape's, which a build holds it to (`keep_shape`).

    So it has the shape's description, unless with this tool it means something particular.
    """
    unions = {m["name"]: m for m in models if m["name"].endswith("_unioned")}
    for union in unions.values():
        assert union["config"]["contract"]["enforced"], union["name"]
        assert all(c["data_type"] and c["description"] for c in union["columns"].values())
        required = union["config"]["meta"]["required"]
        assert set(required) <= set(union["columns"]), union["name"]
    for model in filter(is_shape, models):
        shape = unions[f"int_{model['name'].split('__')[1]}_unioned"]["columns"]
        for column in model["columns"].values():
            assert column["name"] in shape, model["name"]
            assert not column["data_type"], f"{model['name']}.{column['name']}"
            assert column["description"] != shape[column["name"]]["description"], model["name"]


def test_every_model_and_column_is_described(models: list[Node]) -> None:
    silent = [m["name"] for m in models if not m["description"].strip()]
    silent += [
        f"{m['name']}.{c['name']}"
        for m in models
        for c in m["columns"].values()
        if not c["description"].strip()
    ]
    assert silent == []


def test_every_grain_is_tested(manifest: Node, models: list[Node]) -> None:
    tested = {
        t["attached_node"]
        for t in manifest["nodes"].values()
        if t["resource_type"] == "test"
        and (t.get("test_metadata") or {}).get("name") in {"unique", "grain"}
    }
    # To test a view is to compute it again: of one that one table reads, the table shows it.
    shown = {
        m["unique_id"]
        for m in models
        if (table := m["config"]["meta"].get("grain_shown_by"))
        and f"model.accord.{table}" in tested
        and m["config"]["materialized"] == "view"
        and sum(m["unique_id"] in parents(reader, "model") for reader in models) == 1
    }
    # The publisher fills what is built empty.
    untested = [
        m
        for m in models
        if m["unique_id"] not in tested | shown
        and not is_as_the_tools_wrote(m)
        and m["depends_on"]["nodes"]
    ]
    assert names(untested) == []


def test_no_unit_test_expects_a_null_where_the_grain_lets_none_be(manifest: Node) -> None:
    """What a unit test takes for right, a night with such rows would refuse."""
    grains = {
        t["attached_node"].split(".")[-1]: t["test_metadata"]["kwargs"]
        for t in manifest["nodes"].values()
        if t["resource_type"] == "test" and (t.get("test_metadata") or {}).get("name") == "grain"
    }
    expected = [
        (test["model"], column, row)
        for test in manifest["unit_tests"].values()
        for kwargs in [grains.get(test["model"], {})]
        for column in kwargs.get("columns") or [kwargs.get("column_name")]
        for row in test["expect"]["rows"] or []
        if isinstance(row, dict) and column in row
    ]
    assert expected
    assert [(model, column) for model, column, row in expected if row[column] is None] == []


def test_a_rule_that_is_judged_with_its_table_looks_at_no_other(manifest: Node) -> None:
    alone = [
        t
        for t in manifest["nodes"].values()
        if t["resource_type"] == "test" and t["depends_on"]["nodes"] == [t.get("attached_node")]
    ]
    assert {t["test_metadata"]["name"] for t in alone} == set(RULES)
    # of what a test may be told beside, the macro that judges knows nothing
    as_dbt_says = {"severity": "ERROR", "where": None, "limit": None, "fail_calc": "count(*)"}
    as_dbt_says |= {"warn_if": "!= 0", "error_if": "!= 0"}
    told = [t for t in alone if any(t["config"][key] != as_dbt_says[key] for key in as_dbt_says)]
    assert names(told) == []


def test_every_mart_is_under_contract(marts: list[Node]) -> None:
    assert names([m for m in marts if not m["config"]["contract"]["enforced"]]) == []


def test_every_published_table_is_owned_and_keeps_its_descriptions(published: list[Node]) -> None:
    kept = {"relation": True, "columns": True}
    wrong = [
        n for n in published if not n["config"]["group"] or n["config"]["persist_docs"] != kept
    ]
    assert names(wrong) == []


def test_what_the_ledger_compares_of_two_builds_is_a_table_that_holds_it(
    models: list[Node],
) -> None:
    compares = {
        (model["name"], kind): model
        for model in models
        for kind in ("past", "facts", "kept")
        if kind in model["config"]["meta"]
    }
    assert [
        name for name, model in compares.items() if model["config"]["materialized"] != "table"
    ] == []
    # of the tables that tell of the past not every column is described
    assert [
        (name, column)
        for (name, kind), model in compares.items()
        if kind != "past"
        for column in compared(model["config"]["meta"][kind])
        if column not in model["columns"]
    ] == []


def compared(told: dict[str, Any]) -> list[str]:
    """The columns that a declaration for the ledger names."""
    keys = ("runs", "by", "at_close", "at_maturity", "without")
    named = [name for key in keys for name in told.get(key, ())]
    return [*named, *told.get("open", ()), *told.get("of_before", ())]


def test_what_cells_count_of_leads_says_of_whom_it_tells(
    manifest: Node, models: list[Node]
) -> None:
    """Else the ledger would not know that a lead is told otherwise, and could name no cause."""
    of_leads = {"lead_id", "handoff_id"}
    seen = set()
    kept = [m for m in models if m["config"]["meta"].get("kept", {}).get("members") in MEMBERS]
    left = [m["unique_id"] for m in kept]
    silent = set()
    while left:
        model = manifest["nodes"][left.pop()]
        for parent in parents(model, "model"):
            read = manifest["nodes"][parent]
            if parent in seen or "facts" in read["config"]["meta"]:
                continue
            seen.add(parent)
            if layer(read) == "metrics" or read["fqn"][2] in ("alignment", "review"):
                left.append(parent)
            elif of_leads & read["columns"].keys() and read["config"]["materialized"] == "table":
                silent.add(read["name"])
    assert len(kept) > 10
    assert sorted(silent) == []


def test_every_computed_mart_is_unit_tested(manifest: Node, marts: list[Node]) -> None:
    tested = {t["model"] for t in manifest["unit_tests"].values()}
    computed = [m for m in marts if parents(m, "model")]
    assert sorted(set(names(computed)) - tested) == []


def test_every_seed_column_is_described_and_typed(seeds: list[Node]) -> None:
    wrong = [
        f"{s['name']}.{c['name']}"
        for s in seeds
        for c in s["columns"].values()
        if not c["description"].strip() or not c["data_type"]
    ]
    assert wrong == []
    assert all(s["columns"] and s["description"].strip() for s in seeds)


def test_every_source_column_is_described_and_typed(manifest: Node) -> None:
    wrong = [
        f"{s['source_name']}.{s['name']}.{c['name']}"
        for s in manifest["sources"].values()
        for c in s["columns"].values()
        if not c["description"].strip() or not c["data_type"]
    ]
    assert wrong == []


def test_nothing_is_unused(
    manifest: Node, models: list[Node], seeds: list[Node], published: list[Node]
) -> None:
    read = {p for m in models for p in m["depends_on"]["nodes"]}
    below = [n for n in [*models, *seeds] if n not in published and layer(n) != "marts"]
    unread = [n["name"] for n in below if n["unique_id"] not in read]
    unread += [
        f"{s['source_name']}.{s['name']}"
        for s in manifest["sources"].values()
        if s["unique_id"] not in read
    ]
    assert sorted(unread) == []


def test_no_macro_that_staging_calls_names_a_tool(manifest: Node, models: list[Node]) -> None:
    """Models of each instance of a tool call it: `this_system()` or an argument says whose."""
    tools = {s["source_name"] for s in manifest["sources"].values() if s["source_meta"].get("role")}
    named = re.compile(rf"'({'|'.join(sorted(tools))})[:']")
    pending = [m for n in models if layer(n) == "staging" for m in n["depends_on"]["macros"]]
    called: set[str] = set()
    while pending:
        macro = pending.pop()
        if macro not in called and macro.startswith("macro.accord."):
            called.add(macro)
            pending += manifest["macros"][macro]["depends_on"]["macros"]
    told = [
        f"{name}: {found[0]}"
        for name in sorted(called)
        if (found := named.search(manifest["macros"][name]["macro_sql"]))
    ]
    assert told == []


def test_every_macro_is_called(manifest: Node) -> None:
    callers = [*manifest["macros"].values(), *manifest["nodes"].values()]
    called = {macro for c in callers for macro in c["depends_on"].get("macros", [])}
    # dbt itself calls a dispatched macro, the schema's name, a generic test and a materialization.
    by_dbt = ("default__", "duckdb__", "generate_schema_name", "test_", "materialization_")
    uncalled = [
        m["name"]
        for i, m in manifest["macros"].items()
        if m["package_name"] == "accord" and i not in called and not m["name"].startswith(by_dbt)
    ]
    assert sorted(uncalled) == []
