"""Which records are one person: claims that hold for any edges, and for any e-mails."""

import importlib.util
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.settings import PROJECT
from tests.compiled_models import CompiledModels, empty_build, fill

MODEL = (
    PROJECT / "dbt_project" / "models" / "intermediate" / "identity" / "int_identity_components.py"
)

Edge = tuple[int, int, str, int]
RECORDS = 12
MAX_RECORDS = 5

nodes = st.integers(0, RECORDS - 1)
id_edges = st.lists(st.tuples(nodes, nodes, st.just("stored_id"), st.just(0)), max_size=6)
different = st.lists(
    st.tuples(nodes, nodes, st.just("different"), st.just(0)).filter(
        lambda edge: edge[0] != edge[1]
    ),
    max_size=3,
)
# what each record has and had; an edge leads to the first record of the address
addresses = st.lists(st.sets(st.integers(1, 6), max_size=2), min_size=RECORDS, max_size=RECORDS)


def email_edges(of_records: list[set[int]]) -> list[Edge]:
    """Edges from each record to the first one of each of its addresses."""
    first: dict[int, int] = {}
    edges = []
    for record, held in enumerate(of_records):
        for address in sorted(held):
            if first.setdefault(address, record) != record:
                edges.append((record, first[address], "email", address))
    return edges


def closure(edges: list[Edge]) -> list[frozenset[int]]:
    """For each record the set of records it reaches, by walking until nothing is added."""
    reached = [{record} for record in range(RECORDS)]
    changed = True
    while changed:
        changed = False
        for one, other, *_ in edges:
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
    frame = pd.DataFrame(edges, columns=["one", "other", "edge_kind", "address"])
    _, _, person = model.resolved(landed, frame, max_records)
    return [int(number) for number in person]


def groups(labels: list[int]) -> list[frozenset[int]]:
    """For each record the records that share its label."""
    return [
        frozenset(other for other, label in enumerate(labels) if label == own) for own in labels
    ]


@given(ids=id_edges, of_records=addresses)
def test_a_person_is_everything_reached_whatever_the_number_of_hops(
    model: ModuleType, ids: list[Edge], of_records: list[set[int]]
) -> None:
    edges = ids + email_edges(of_records)
    found = persons(model, edges)
    assert groups(found) == closure(edges)
    assert all(person == min(group) for person, group in zip(found, groups(found), strict=True))


@given(ids=id_edges, of_records=addresses)
def test_a_component_over_the_limit_joins_over_ids_alone(
    model: ModuleType, ids: list[Edge], of_records: list[set[int]]
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
    model: ModuleType, ids: list[Edge], of_records: list[set[int]], apart: list[Edge]
) -> None:
    found = persons(model, ids + email_edges(of_records) + apart)
    by_id = closure(ids)
    for one, other, *_ in apart:
        assert found[one] != found[other] or other in by_id[one]


@given(ids=id_edges, of_records=addresses, apart=different)
def test_an_override_breaks_no_id_and_adds_no_join(
    model: ModuleType, ids: list[Edge], of_records: list[set[int]], apart: list[Edge]
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
    of_records: list[set[int]],
    apart: list[Edge],
    data: Any,
) -> None:
    edges = ids + email_edges(of_records) + apart
    shuffled = data.draw(st.permutations(edges))
    turned = [edge if edge[2] == "email" else (edge[1], edge[0], *edge[2:]) for edge in shuffled]
    assert persons(model, edges, MAX_RECORDS) == persons(model, turned, MAX_RECORDS)


def test_an_indirect_path_of_addresses_and_ids_does_not_join_them_either(
    model: ModuleType,
) -> None:
    # 0 shares an address with 1, 1 is 2 by an id, 2 shares another address with 3
    path = [(1, 0, "email", 1), (1, 2, "stored_id", 0), (3, 2, "email", 2)]
    assert Counter(persons(model, path))[0] == 4
    kept = persons(model, [*path, (0, 3, "different", 0)])
    assert kept[:4] == [0, 0, 0, 3]


def test_two_addresses_of_one_record_join_nobody_who_shares_neither(model: ModuleType) -> None:
    # 0 has two addresses; 1 has the one, 2 the other, and 2 is not 0
    edges = [(1, 0, "email", 1), (2, 0, "email", 2), (0, 2, "different", 0)]
    assert persons(model, edges)[:3] == [0, 0, 2]


def test_records_that_did_not_land_do_not_make_a_component_too_large(model: ModuleType) -> None:
    edges = [(record, 0, "email", 1) for record in range(1, 6)]
    landed = [record < 5 for record in range(RECORDS)]
    assert persons(model, edges, 5, landed)[:6] == [0] * 6
    assert persons(model, edges, 4, landed)[:6] == [0, 1, 2, 3, 4, 5]


ROLE, OWN = "info@client.example", "me@own.example"
POOL = [*(f"{name}@client.example" for name in "abcd"), ROLE, OWN]


@dataclass(frozen=True)
class Record:
    """A record of a tool: the e-mail that it has, and those that it had or has beside."""

    system: str
    email: str | None
    others: frozenset[str]
    is_test: bool
    is_deleted: bool


seldom = st.sampled_from([False, False, False, True])
records_made_up = st.lists(
    st.builds(
        Record,
        st.sampled_from(["one", "two"]),
        st.one_of(st.none(), st.sampled_from(POOL)),
        st.frozensets(st.sampled_from(POOL), max_size=3),
        seldom,
        seldom,
    ),
    min_size=RECORDS,
    max_size=RECORDS,
)


def may_join(records: list[Record], place: int, email: str) -> bool:
    """Whether the e-mail may join this record to others, as definitions.md says it."""
    record = records[place]
    if email in (ROLE, OWN) or record.is_test or record.email == OWN:
        return False
    if email == record.email:
        return True
    return email in record.others and not any(
        other.email == email and other.system == record.system and not other.is_deleted
        for number, other in enumerate(records)
        if number != place
    )


class Edges:
    """The models that make edges of e-mails, over records that a test makes up."""

    def __init__(self, compiled: CompiledModels, home: Path) -> None:
        """Take them, with one role mailbox, one own domain, and nothing but e-mails."""
        self.sql = compiled.sql(home, "int_person_emails_screened", "int_identity_edges")
        self.database: duckdb.DuckDBPyConnection = empty_build()
        (home / "control").mkdir(exist_ok=True)
        for table, column, value in (
            ("internal_domains", "domain", "'own.example'"),
            ("test_emails", "pattern", "'nobody@%'"),
        ):
            self.database.execute(
                f"copy (select {value} as {column}) to "
                f"'{home / 'control' / table}.parquet' (format parquet)"
            )
        fill(self.database, "seeds.role_mailboxes", {"local_part": "varchar"}, [("info",)])
        for table, columns in (
            ("intermediate.int_person_links_unioned", "record_key linked_record_key link_kind"),
            ("intermediate.int_merges_unioned", "record_key surviving_record_key"),
            ("intermediate.int_identity_overrides_keyed", "record_key other_record_key override"),
        ):
            fill(self.database, table, dict.fromkeys(columns.split(), "varchar"), [])

    def of(self, records: list[Record]) -> list[Edge]:
        """The edges between these records, numbered from 0 in this order."""
        keys = [f"r{number:02d}" for number in range(len(records))]
        pairs = list(zip(keys, records, strict=True))
        fill(
            self.database,
            "intermediate.int_people_unioned",
            {
                **dict.fromkeys(("record_key", "system", "email"), "varchar"),
                **dict.fromkeys(("is_test", "is_deleted"), "boolean"),
            },
            [(key, r.system, r.email, r.is_test, r.is_deleted) for key, r in pairs],
        )
        fill(
            self.database,
            "intermediate.int_person_emails_unioned",
            {"record_key": "varchar", "email": "varchar"},
            [(key, email) for key, record in pairs for email in sorted(record.others)],
        )
        fill(
            self.database,
            "intermediate.int_person_records_numbered",
            {"record_key": "varchar", "record_number": "bigint"},
            [(key, number + 1) for number, key in enumerate(keys)],
        )
        self.database.execute(
            "create or replace table build.intermediate.int_person_emails_screened as "
            + self.sql["int_person_emails_screened"]
        )
        rows = self.database.execute(
            "select record_number - 1, linked_record_number - 1, edge_kind, address_number"
            f" from ({self.sql['int_identity_edges']})"
        )
        return [(one, other, kind, address) for one, other, kind, address in rows.fetchall()]


@pytest.fixture(scope="module")
def edges_of_emails(
    compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Edges]:
    """The models."""
    edges = Edges(compiled, tmp_path_factory.mktemp("edges"))
    yield edges
    edges.database.close()


@given(records=records_made_up)
def test_emails_of_now_and_of_before_join_unless_another_record_of_the_tool_has_them_now(
    model: ModuleType, edges_of_emails: Edges, records: list[Record]
) -> None:
    expected = [
        (one, other, "email", 1)
        for one, other in combinations(range(RECORDS), 2)
        if any(may_join(records, one, e) and may_join(records, other, e) for e in POOL)
    ]
    assert groups(persons(model, edges_of_emails.of(records))) == closure(expected)
