"""The spread in igraph, in scipy, and between accounts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import schema, spread
from tests.cascades import edges_of, posts_of, star


def test_igraph_has_the_attributes_of_the_graph() -> None:
    posts = posts_of("a > b c; b > d; gone > e").drop(index="gone")
    posts["name"] = ["Ann", None, "Carl", "Dora", "Ed"]
    edges = edges_of(posts)
    ours, theirs = spread.igraph(posts, edges), spread.graph(posts, edges)
    assert ours.is_directed()
    assert ours["evidence"] == theirs.graph["evidence"] == "archived"
    for vertex in ours.vs:
        held = {name: value for name, value in vertex.attributes().items() if value is not None}
        node = held.pop("name")
        held |= {"name": held.pop("handle")} if "handle" in held else {}
        assert held == theirs.nodes[node]
    for edge in ours.es:
        held = {name: value for name, value in edge.attributes().items() if value is not None}
        pair = edge.source_vertex["name"], edge.target_vertex["name"]
        assert held == theirs.edges[pair]
    assert ours.ecount() == theirs.number_of_edges()
    assert ours.vs.find("e").predecessors()[0]["missing"] is True


def test_the_matrix_has_parents_in_rows_and_children_in_columns() -> None:
    posts = posts_of("a > b c; gone > d").drop(index="gone")
    edges = edges_of(posts).assign(p=[0.5, 1.0, 1.0])
    matrix, ids = spread.matrix(posts, edges)
    assert ids.tolist() == ["a", "b", "c", "d", "gone"]
    assert matrix.format == "csr"
    dense = pd.DataFrame(matrix.toarray(), index=ids, columns=ids)
    assert dense.loc["a", "b"] == 0.5
    assert dense.loc["gone", "d"] == 1.0
    assert dense.to_numpy().sum() == 2.5


def test_bridges_of_nothing_are_empty() -> None:
    posts = schema.empty(schema.POSTS)
    edges = edges_of(posts)
    assert spread.igraph(posts, edges).vcount() == 0
    assert spread.matrix(posts, edges)[0].shape == (0, 0)
    assert len(spread.graph(posts, edges)) == 0
    assert spread.accounts(posts, edges).columns.tolist() == [
        "source", "target", "weight", "posts", "evidence",
    ]  # fmt: skip


def test_a_bridge_does_not_edit_what_it_is_given() -> None:
    posts = posts_of("a > b c; b > d").astype({"text": object})
    posts["note"] = pd.Series([1, None, "x", np.nan], index=posts.index, dtype=object)
    edges = edges_of(schema.conform(posts, schema.POSTS))
    before = posts.copy(deep=True), edges.copy(deep=True)
    for bridge in (spread.graph, spread.igraph, spread.matrix, spread.accounts):
        bridge(posts, edges)
    pd.testing.assert_frame_equal(posts, before[0])
    pd.testing.assert_frame_equal(edges, before[1])


def test_accounts_pass_on_in_the_direction_of_the_message() -> None:
    posts = posts_of("a > b c; b > d e; gone > f").drop(index="gone")
    posts["account"] = ["x", "y", "y", "x", None, "y"]
    edges = edges_of(posts)
    edges.loc[edges["child"] == "c", ["p", "evidence"]] = [0.25, "reconstructed"]
    table = spread.accounts(posts, edges)
    rows = {
        (None if pd.isna(source) else source, None if pd.isna(target) else target): rest
        for source, target, *rest in table.itertuples(index=False)
    }
    assert rows == {
        ("x", "y"): [1.25, 2, "reconstructed"],
        ("y", "x"): [1.0, 1, "archived"],
        ("y", None): [1.0, 1, "archived"],
        (None, "y"): [1.0, 1, "archived"],
    }
    assert table["weight"].sum() == edges["p"].sum()
    assert table["weight"].is_monotonic_decreasing


def test_an_account_that_passes_on_its_own_post_is_its_own_source() -> None:
    posts = star(4).assign(account="x")
    posts["account"] = posts["account"].astype(schema.POSTS["account"].dtype)
    assert spread.accounts(posts, edges_of(posts))[
        ["source", "target", "weight"]
    ].values.tolist() == [["x", "x", 3.0]]


def test_a_post_with_two_possible_parents_of_one_account_counts_once() -> None:
    posts = posts_of("a > b; b > c")
    posts["account"] = ["x", "x", "y"]
    edges = pd.concat([edges_of(posts), edges_of(posts).iloc[[1]].assign(parent="a")])
    edges["p"] = [1.0, 0.5, 0.5]
    row = spread.accounts(posts, edges).set_index(["source", "target"]).loc[("x", "y")]
    assert (row["weight"], row["posts"]) == (1.0, 1)


@given(seed=st.integers(0, 10**6), size=st.integers(1, 25))
@settings(max_examples=15, deadline=None)
def test_every_bridge_holds_the_same_edges_whatever_the_order_of_rows(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    above = {f"p{i}": None if i == 0 else f"p{rng.integers(0, i)}" for i in range(size)}
    posts = posts_of("; ".join(f"{b} > {a}" if b else a for a, b in above.items()))
    posts["account"] = pd.array(rng.choice(["x", "y", "z"], size), dtype=posts["account"].dtype)
    edges = edges_of(posts).assign(p=lambda e: rng.random(len(e)))
    mixed = posts.sample(frac=1, random_state=seed), edges.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(spread.accounts(posts, edges), spread.accounts(*mixed))
    wanted = edges.set_index(["parent", "child"])["p"].to_dict()
    graph, vertices = spread.graph(*mixed), spread.igraph(*mixed)
    matrix, ids = spread.matrix(*mixed)
    entries = matrix.tocoo()
    assert {pair: graph.edges[pair]["p"] for pair in graph.edges} == wanted
    assert {
        (e.source_vertex["name"], e.target_vertex["name"]): e["p"] for e in vertices.es
    } == wanted
    places = zip(ids[entries.row], ids[entries.col], entries.data, strict=True)
    assert {(parent, child): p for parent, child, p in places} == pytest.approx(wanted)
