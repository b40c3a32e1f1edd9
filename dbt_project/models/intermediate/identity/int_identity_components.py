"""Which records are one person: connected components over the identity edges.

Ids always join. E-mails join too, but not into a component of more records than the company's
limit, and never, on any path, two records that a reviewer declared different.
"""

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


def components(size, pairs):
    """For each of `size` nodes the smallest one that the pairs, one a row, connect it with."""
    graph = coo_matrix((np.ones(len(pairs), dtype=bool), (pairs[:, 0], pairs[:, 1])), (size, size))
    _, labels = connected_components(graph, directed=False)
    _, smallest = np.unique(labels, return_index=True)
    return smallest[labels]


def join_apart(by_id, email_pairs, different_pairs):
    """Joins id components by e-mail without ever joining two that must stay different.

    `by_id` maps a node to its id component; `email_pairs` has rows of a node, the first node of an
    address that it has, and the address. The records of an address are tried in order of creation;
    each joins the first earlier one of that address that it may be one person with.
    Returns node → component for the nodes given.
    """
    parent = {component: component for component in by_id.values()}
    opponents = {component: set() for component in parent}

    def root(component):
        while parent[component] != component:
            component = parent[component]
        return component

    for one, other in different_pairs:
        opponents[by_id[one]].add(by_id[other])
        opponents[by_id[other]].add(by_id[one])

    addresses = {}
    for node, first, address in email_pairs:
        addresses.setdefault((first, address), {first}).add(node)
    for address in sorted(addresses):
        members = sorted(addresses[address])
        for place, node in enumerate(members):
            for earlier in members[:place]:
                kept, joined = sorted((root(by_id[earlier]), root(by_id[node])))
                if kept == joined:
                    break
                if joined in opponents[kept]:
                    continue
                parent[joined] = kept
                for opponent in opponents[joined]:
                    opponents[opponent].discard(joined)
                    opponents[opponent].add(kept)
                opponents[kept] |= opponents[joined]
                break
    return {node: root(component) for node, component in by_id.items()}


def resolved(is_landed, edges, max_records):
    """The components of all nodes: over ids alone, over ids and e-mails, and as they hold.

    `is_landed` has one boolean a node; `edges` the columns one, other (nodes from 0), edge_kind and
    address (of an e-mail edge; `other` is then the first node that has it).
    """
    size = len(is_landed)
    pairs = edges[["one", "other"]].to_numpy(dtype=np.int64)
    is_email = (edges["edge_kind"] == "email").to_numpy(dtype=bool)
    is_different = (edges["edge_kind"] == "different").to_numpy(dtype=bool)

    by_id = components(size, pairs[~is_email & ~is_different])
    by_email = components(size, pairs[~is_different])
    is_too_large = (np.bincount(by_email, weights=is_landed, minlength=size) > max_records)[
        by_email
    ]
    person = np.where(is_too_large, by_id, by_email)

    different = pairs[is_different]
    one, other = different[:, 0], different[:, 1]
    is_joined_by_email = (person[one] == person[other]) & (by_id[one] != by_id[other])
    contested = np.isin(by_email, by_email[one[is_joined_by_email]]) & ~is_too_large
    nodes = np.flatnonzero(contested)
    email_pairs = edges.loc[is_email, ["one", "other", "address"]].to_numpy(dtype=np.int64)
    apart = join_apart(
        dict(zip(nodes.tolist(), by_id[nodes].tolist(), strict=True)),
        email_pairs[contested[email_pairs[:, 0]]].tolist(),
        different[is_joined_by_email].tolist(),
    )
    person[nodes] = [apart[node] for node in nodes.tolist()]
    return by_id, by_email, person


def model(dbt, session):
    """One row per record: the number of the earliest-created record of its component."""
    dbt.config(materialized="table")
    records = dbt.ref("int_person_records_numbered")
    is_landed = records.order("record_number").project("is_landed").fetchnumpy()["is_landed"]
    edges = (
        dbt.ref("int_identity_edges")
        .project(
            "record_number - 1 as one, linked_record_number - 1 as other,"
            " edge_kind, address_number as address"
        )
        .df()
    )
    # of a build without rows (a check that it binds) the settings have none either
    settings = dbt.source("control", "settings")
    max_records = settings.aggregate("coalesce(max(identity_max_records), 0)").fetchone()[0]

    by_id, by_email, person = resolved(np.asarray(is_landed, dtype=bool), edges, max_records)
    return pd.DataFrame(
        {
            "record_number": np.arange(1, len(person) + 1, dtype=np.int64),
            "person_number": person + 1,
            "id_component_number": by_id + 1,
            "email_component_number": by_email + 1,
        }
    )
