"""Depth, breadth and structural virality against the closed forms of METHODS 8.1."""

from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit import shape, spread
from casekit.errors import EvidenceError
from tests.cascades import broom, chain, complete, edges_of, frame, posts_of, star

WIENER = {1: 4, 2: 48, 3: 368, 4: 2304, 5: 12864, 6: 66816}


def virality(posts: pd.DataFrame) -> float:
    return float(shape.describe(posts, edges_of(posts))["structural_virality"].iloc[0])


@pytest.mark.parametrize("n", [2, 3, 5, 10, 50, 100, 1000])
def test_a_broadcast_has_its_closed_form(n: int) -> None:
    assert virality(star(n)) == pytest.approx(2 * (n - 1) / n, abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 5, 10, 50, 100])
def test_a_chain_has_its_closed_form(n: int) -> None:
    assert virality(chain(n)) == pytest.approx((n + 1) / 3, abs=1e-12)


@pytest.mark.parametrize(
    ("height", "value"),
    [(1, "4/3"), (2, "16/7"), (3, "368/105"), (4, "768/155"), (5, "4288/651"), (6, "7424/889"),
     (7, "330496/32385"), (8, "526336/43435")],
)  # fmt: skip
def test_complete_binary_trees_have_their_exact_fractions(height: int, value: str) -> None:
    posts = complete(2, height)
    assert virality(posts) == pytest.approx(float(Fraction(value)), abs=1e-12)
    if height in WIENER:
        n = len(posts)
        assert virality(posts) * n * (n - 1) / 2 == pytest.approx(WIENER[height])


def test_other_trees_of_the_table() -> None:
    assert virality(complete(3, 2)) == pytest.approx(36 / 13)
    assert virality(complete(3, 3)) == pytest.approx(4.361538, abs=5e-7)
    assert virality(broom(3, 7)) == pytest.approx(88 / 45)
    assert virality(broom(5, 5)) == pytest.approx(23 / 9)
    two = {f"p{i}": None if i == 0 else "p0" if i <= 50 else "p1" for i in range(101)}
    assert virality(frame(two)) == pytest.approx(2.465347, abs=5e-7)


def test_the_tree_of_seven() -> None:
    posts = posts_of("A > B C D; B > E F; E > G")
    row = shape.describe(posts, edges_of(posts)).loc["A"]
    assert (row["size"], row["depth"], row["max_breadth"]) == (7, 3, 3)
    assert row["structural_virality"] == pytest.approx(46 / 21)
    assert shape.depth(posts, edges_of(posts)).to_dict() == {
        "A": 0, "B": 1, "C": 1, "D": 1, "E": 2, "F": 2, "G": 3,
    }  # fmt: skip


def test_a_reported_star_is_not_measured() -> None:
    posts = star(10, kind="repost")
    row = shape.describe(posts, edges_of(posts)).iloc[0]
    assert row["size"] == 10
    assert row[["depth", "max_breadth", "structural_virality"]].isna().all()
    assert row["reason"] == shape.STAR
    with pytest.raises(EvidenceError, match="names only the original"):
        shape.structural_virality(spread.graph(posts, edges_of(posts)))


def test_one_reply_among_the_reposts_does_not_make_the_star_a_shape() -> None:
    posts = star(4, kind="repost")
    posts.loc["p3", "kind"] = "reply"
    row = shape.describe(posts, edges_of(posts)).iloc[0]
    assert row[["depth", "max_breadth", "structural_virality"]].isna().all()
    assert row["reason"] == "2 of 3 links are reposts that name only the original"
    assert shape.depth(posts, edges_of(posts)).isna().all()


def test_a_platform_that_names_who_passed_it_on_is_measured() -> None:
    posts = posts_of("a > b c; b > d", kind="repost")
    row = shape.describe(posts, edges_of(posts)).iloc[0]
    assert (row["depth"], row["max_breadth"]) == (2, 2)
    assert row["structural_virality"] == pytest.approx(10 / 6)
    assert pd.isna(row["reason"])


def test_an_inferred_star_is_measured() -> None:
    posts = star(10, kind="repost")
    posts["parent_evidence"] = posts["parent_evidence"].mask(posts["parent"].notna(), "derived")
    row = shape.describe(posts, edges_of(posts)).iloc[0]
    assert row["structural_virality"] == pytest.approx(1.8)
    assert row["evidence"] == "derived"


def test_a_missing_parent_leaves_depth_unknown_and_says_so() -> None:
    posts = posts_of("a > b; gone > c d").drop(index="gone")
    table = shape.describe(posts, edges_of(posts))
    assert table.loc["gone", "size"] == 2
    assert pd.isna(table.loc["gone", "depth"])
    assert table.loc["gone", "reason"] == "parents that are not in the archive: 2"
    assert table.loc["a", "depth"] == 1


def test_several_tops_under_one_reported_root_are_one_cascade_without_virality() -> None:
    posts = posts_of("a > b c; x > y; y > z")
    posts["root"] = "a"
    row = shape.describe(posts, edges_of(posts)).loc["a"]
    assert (row["size"], row["depth"], row["max_breadth"]) == (6, 2, 3)
    assert pd.isna(row["structural_virality"])
    assert row["reason"] == "no single tree: 2 posts stand at the top"


def test_circles_and_self_loops_are_cut_and_counted() -> None:
    posts = frame({"a": "c", "b": "a", "c": "b", "d": "d"})
    trees = spread.forest(posts, edges_of(posts))
    assert trees.cut.sum() == 2
    table = shape.describe(posts, edges_of(posts))
    assert table["size"].to_dict() == {"a": 3, "d": 1}
    assert table[["depth", "structural_virality"]].isna().all(axis=None)
    assert set(table["reason"]) == {"links that close a circle: 1"}


@st.composite
def forests(draw: st.DrawFn) -> dict[str, str | None]:
    size = draw(st.integers(1, 40))
    above = [draw(st.integers(-1, i - 1)) if i else -1 for i in range(size)]
    return {f"p{i}": None if j < 0 else f"p{j}" for i, j in enumerate(above)}


@given(forests(), st.randoms(use_true_random=False))
def test_every_forest_agrees_with_networkx_however_its_rows_are_shuffled(
    parent: dict[str, str | None], random: object
) -> None:
    posts = frame(parent)
    order = np.array(range(len(posts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    posts = posts.iloc[order]
    table = shape.describe(posts, edges_of(posts))
    whole = nx.DiGraph()
    whole.add_nodes_from(parent)
    whole.add_edges_from((above, child) for child, above in parent.items() if above)
    trees = list(nx.weakly_connected_components(whole))
    assert len(table) == len(trees)
    for nodes in trees:
        tree = whole.subgraph(nodes)
        root = next(n for n in nodes if tree.in_degree(n) == 0)
        steps = nx.single_source_shortest_path_length(tree, root)
        assert table.loc[root, "size"] == len(nodes)
        assert table.loc[root, "depth"] == max(steps.values())
        assert table.loc[root, "max_breadth"] == max(np.bincount(list(steps.values())))
        if len(nodes) > 1:
            mean = nx.average_shortest_path_length(tree.to_undirected())
            assert table.loc[root, "structural_virality"] == pytest.approx(mean)


@given(forests())
def test_the_order_of_time_does_not_change_the_shape(parent: dict[str, str | None]) -> None:
    posts = frame(parent)
    backwards = posts.assign(at=posts["at"].to_numpy()[::-1])
    backwards["at"] = (
        backwards["at"].dt.tz_localize("UTC") if backwards["at"].dt.tz is None else backwards["at"]
    )
    columns = ["size", "depth", "max_breadth", "structural_virality"]
    one = shape.describe(posts, edges_of(posts))[columns].sort_index()
    two = shape.describe(backwards, edges_of(backwards))[columns].sort_index()
    pd.testing.assert_frame_equal(one, two)


def test_a_chain_of_a_hundred_thousand_is_measured() -> None:
    n = 100_000
    posts = chain(n)
    assert virality(posts) == pytest.approx((n + 1) / 3)
