"""Which records are one person: claims that hold for any edges."""

import importlib.util
from collections import Counter
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.settings import PROJECT

MODEL = (
    PROJECT / "dbt_project" / "models" / "intermediate" / "identity" / "int_identity_components.py"
)

Edge = tuple[int, int, str]
RECORDS = 12
MAX_RECORDS = 5

nodes = st.integers(0, RECORDS - 1)
id_edges = st.lists(st.tuples(nodes, nodes, st.just("stored_id")), max_size=6)
different = st.lists(
    st.tuples(nodes, nodes, st.just("different")).filter(lambda edge: edge[0] != edge[1]),
    max_size=3,
)
# each record has one address at most; its edge leads to the first record of that address
addresses = st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=RECORDS, max_size=RECORDS)


def email_edges(of_records: list[int | None]) -> list[Edge]:
    """Edges from each record to the first one of its address."""
    first: dict[int, int] = {}
    for record, address in enumerate(of_records):
        if address is not None:
            first.setdefault(address, record)
    return [
        (record, first[address], "email")
        for record, address in enumerate(of_records)
        if address is not None and first[address] != record
    ]


def closure(edges: list[Edge]) -> list[frozenset[int]]:
    """For each record the set of records it reaches, by walking until nothing is added."""
    reached = [{record} for record in range(RECORDS)]
    changed = True
    while changed:
        changed = False
        for one, other, _ in edges:
            joined = reached[one] | reached[other]
            for record in (one, other):
                if reached[record] != joined:
                    reached[record] = joined
                    changed = True
    return [frozenset(records) for records in reached]


@pytest.fixture(scope="module")
def model() -> ModuleType:
    """The dbt model as a Python module."""
    spec = importlib.util.spec_from_file_location(MODEL.stem, MODEL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def persons(
    model: ModuleType,
    edges: list[Edge],
    max_records: int = RECORDS,
    is_landed: list[bool] | None = None,
) -> list[int]:
    """The person of each record, named by its earliest record."""
    landed = np.array([True] * RECORDS if is_landed is None else is_landed)
    frame = pd.DataFrame(edges, columns=["one", "other", "edge_kind"])
    _, _, person = model.resolved(landed, frame, max_records)
    return [int(number) for number in person]


def groups(labels: list[int]) -> list[frozenset[int]]:
    """For each record the records that share its label."""
    return [
        frozenset(other for other, label in enumerate(labels) if label == own) for own in labels
    ]


@given(ids=id_edges, of_records=addresses)
def test_a_person_is_everything_reached_whatever_the_number_of_hops(
    model: ModuleType, ids: list[Edge], of_records: list[int | None]
) -> None:
    edges = ids + email_edges(of_records)
    found = persons(model, edges)
    assert groups(found) == closure(edges)
    assert all(person == min(group) for person, group in zip(found, groups(found), strict=True))


@given(ids=id_edges, of_records=addresses)
def test_a_component_over_the_limit_joins_over_ids_alone(
    model: ModuleType, ids: list[Edge], of_records: list[int | None]
) -> None:
    edges = ids + email_edges(of_records)
    by_id, by_both = closure(ids), closure(edges)
    expected = [
        by_id[record] if len(by_both[record]) > MAX_RECORDS else by_both[record]
        for record in range(RECORDS)
    ]
    assert groups(persons(model, edges, MAX_RECORDS)) == expected


@given(ids=id_edges, of_records=addresses, apart=different)
def test_two_declared_different_are_never_joined_but_by_ids(
    model: ModuleType, ids: list[Edge], of_records: list[int | None], apart: list[Edge]
) -> None:
    found = persons(model, ids + email_edges(of_records) + apart)
    by_id = closure(ids)
    for one, other, _ in apart:
        assert found[one] != found[other] or other in by_id[one]


@given(ids=id_edges, of_records=addresses, apart=different)
def test_an_override_breaks_no_id_and_adds_no_join(
    model: ModuleType, ids: list[Edge], of_records: list[int | None], apart: list[Edge]
) -> None:
    edges = ids + email_edges(of_records)
    found = groups(persons(model, edges + apart))
    by_id, by_both = closure(ids), closure(edges)
    for record in range(RECORDS):
        assert by_id[record] <= found[record] <= by_both[record]


@given(ids=id_edges, of_records=addresses, apart=different, data=st.data())
def test_the_order_of_edges_changes_nothing(
    model: ModuleType,
    ids: list[Edge],
    of_records: list[int | None],
    apart: list[Edge],
    data: Any,
) -> None:
    edges = ids + email_edges(of_records) + apart
    shuffled = data.draw(st.permutations(edges))
    turned = [edge if edge[2] == "email" else (edge[1], edge[0], edge[2]) for edge in shuffled]
    assert persons(model, edges, MAX_RECORDS) == persons(model, turned, MAX_RECORDS)


def test_an_indirect_path_of_addresses_and_ids_does_not_join_them_either(
    model: ModuleType,
) -> None:
    # 0 shares an address with 1, 1 is 2 by an id, 2 shares another address with 3
    path = [(1, 0, "email"), (1, 2, "stored_id"), (3, 2, "email")]
    assert Counter(persons(model, path))[0] == 4
    kept = persons(model, [*path, (0, 3, "different")])
    assert kept[:4] == [0, 0, 0, 3]


def test_records_that_did_not_land_do_not_make_a_component_too_large(model: ModuleType) -> None:
    edges = [(record, 0, "email") for record in range(1, 6)]
    landed = [record < 5 for record in range(RECORDS)]
    assert persons(model, edges, 5, landed)[:6] == [0] * 6
    assert persons(model, edges, 4, landed)[:6] == [0, 1, 2, 3, 4, 5]
