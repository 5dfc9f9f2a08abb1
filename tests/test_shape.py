"""Depth, breadth and structural virality against the closed forms of METHODS 8.1."""

from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import schema, shape, spread
from casekit.errors import EvidenceError, SchemaError
from casekit.shape import bands
from casekit.shape.reasons import KEPT, told
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


def test_a_format_that_names_every_hand_says_so_of_a_star_too() -> None:
    posts = schema.conform(star(10, kind="repost").assign(parent_is="hand"), schema.POSTS)
    row = shape.describe(posts).iloc[0]
    assert (row["depth"], row["max_breadth"]) == (1, 9)
    assert row["structural_virality"] == pytest.approx(1.8)
    assert pd.isna(row["reason"])
    assert spread.assumptions(posts, rule="decay")["open"] == 0


def test_one_stray_repost_of_a_repost_does_not_tell_the_others_on_a_platform_of_stars() -> None:
    posts = posts_of("a > b c d; d > e", kind="repost").assign(parent_is="original")
    posts = schema.conform(posts, schema.POSTS)
    row = shape.describe(posts).iloc[0]
    assert row[["depth", "max_breadth", "structural_virality"]].isna().all()
    assert row["reason"] == "3 of 4 links are reposts that name only the original"
    edges = spread.edges(posts, rule="decay")
    assert edges.groupby("child")["evidence"].max().to_dict() == {
        "b": "reconstructed", "c": "reconstructed", "d": "reconstructed", "e": "archived",
    }  # fmt: skip
    assert shape.describe(posts, rule="decay", draws=5)["reason"].isna().all()


def test_what_hangs_from_a_stand_in_has_a_size_and_no_shape() -> None:
    posts = posts_of("8:unknown > a b; c > d").assign(parent_is=None)
    posts.loc[["a", "b"], "parent_is"] = "account"
    posts = schema.conform(posts, schema.POSTS)
    table = shape.describe(posts)
    row = table.loc["8:unknown"]
    assert row["size"] == 3
    assert row[["depth", "max_breadth", "structural_virality", "branching"]].isna().all()
    assert row["reason"] == "2 of 2 links name only an account, not which of its posts"
    assert told(row["reason"]).values == {"n": 2, "links": 2}
    assert table.loc["c", "depth"] == 1
    assert shape.growth(posts).loc[["a", "b"], "depth"].isna().all()
    assert shape.faults(posts)["links that name only an account, not which of its posts"] == 2


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


@settings(max_examples=40)
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


@settings(max_examples=40)
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


@pytest.mark.parametrize("rule", ["decay", "mixture"])
def test_bands_are_those_of_the_draws(rule: str) -> None:
    posts = crowds()
    table = shape.describe(posts, rule=rule, draws=40, seed=3)
    forests = spread.sample(posts, rule=rule, draws=40, seed=3)
    found = [measured(posts, trees) for trees in forests]
    for root in ("p0", "q0"):
        for name in ("depth", "max_breadth", "structural_virality", "branching"):
            low, middle, high = np.percentile([each[root][name] for each in found], (5, 50, 95))
            row = table.loc[root, [f"{name}_low", name, f"{name}_high"]].to_numpy(dtype=float)
            assert row == pytest.approx([low, middle, high])
    assert table["evidence"].to_dict() == {
        "p0": "reconstructed", "q0": "reconstructed", "r0": "derived", "s0": "derived",
    }  # fmt: skip
    assert table["reason"].isna().tolist() == [True, True, False, False]
    assert table.loc["r0", "reason"] == KEPT
    assert table.loc["r0", "depth_low"] == table.loc["r0", "depth_high"]


def crowds() -> pd.DataFrame:
    """Two stars, a thread of replies and a single post."""
    parent: dict[str, str | None] = {f"p{i}": "p0" if i else None for i in range(12)}
    parent |= {f"q{i}": "q0" if i else None for i in range(7)}
    posts = frame(parent | {"r0": None, "r1": "r0", "r2": "r1", "s0": None}, kind="repost")
    posts.loc[["r1", "r2"], "kind"] = "reply"
    posts["followers"] = pd.array(np.arange(len(posts)) % 5 * 100, dtype="Int64")
    return posts


def measured(posts: pd.DataFrame, trees: spread.Forest) -> dict[str, dict[str, float]]:
    """Measure a forest by networkx, by the ids of its roots."""
    whole = nx.DiGraph()
    whole.add_nodes_from(posts.index[trees.rows])
    names = posts.index[trees.rows]
    whole.add_edges_from((names[p], names[i]) for i, p in enumerate(trees.parent) if p >= 0)
    found = {}
    for nodes in nx.weakly_connected_components(whole):
        tree = whole.subgraph(nodes)
        root = next(n for n in nodes if tree.in_degree(n) == 0)
        steps = list(nx.single_source_shortest_path_length(tree, root).values())
        inner = [tree.out_degree(n) for n in nodes if tree.out_degree(n)]
        found[root] = {
            "depth": max(steps),
            "max_breadth": np.bincount(steps).max(),
            "structural_virality": nx.average_shortest_path_length(tree.to_undirected())
            if len(nodes) > 1
            else np.nan,
            "branching": np.mean(inner) if inner else np.nan,
        }
    return found


def test_bands_do_not_depend_on_how_much_is_drawn_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    posts = crowds()
    whole = shape.describe(posts, rule="decay", draws=400)
    monkeypatch.setattr(bands, "ROOM", 300)
    parts = shape.describe(posts, rule="decay", draws=400)
    assert whole["depth"].tolist() == pytest.approx(parts["depth"].tolist(), abs=1)
    assert whole["structural_virality"].tolist() == pytest.approx(
        parts["structural_virality"].tolist(), abs=0.3, nan_ok=True
    )
    same = ["size", "evidence", "reason"]
    pd.testing.assert_frame_equal(whole[same], parts[same])


def test_a_rule_without_chance_has_no_band() -> None:
    table = shape.describe(crowds(), rule="reported")
    assert table["depth"].equals(table["depth_low"])
    assert table["depth"].equals(table["depth_high"])
    assert table["depth"].isna().tolist() == [True, True, False, False]


def test_a_repost_without_a_time_keeps_its_cascade_unmeasured() -> None:
    posts = crowds()
    posts.loc["p5", "at"] = pd.NaT
    table = shape.describe(posts, rule="decay", draws=5)
    assert np.isnan(table.loc["p0", "depth"])
    assert table.loc["p0", "reason"] == "1 of 11 links are reposts that name only the original"
    assert table.loc["q0", "depth"] >= 1


def test_edges_and_a_rule_at_once_are_refused() -> None:
    posts = crowds()
    with pytest.raises(SchemaError, match="edges and a rule at once"):
        shape.describe(posts, edges_of(posts), rule="decay")
    with pytest.raises(SchemaError, match="rate without a rule"):
        shape.describe(posts, rate=1.0)
    with pytest.raises(SchemaError, match="no rule 'guess'"):
        shape.describe(posts, rule="guess")


@settings(max_examples=40)
@given(forests(), st.randoms(use_true_random=False), st.integers(-(10**6), 10**6))
def test_names_order_and_the_hour_change_nothing(
    parent: dict[str, str | None], random: object, shift: int
) -> None:
    posts = frame(parent)
    order = np.arange(len(posts))
    random.shuffle(order)  # type: ignore[attr-defined]
    other = posts.iloc[order].copy()
    other["at"] += pd.Timedelta(seconds=shift)
    other.index = other.index + "-renamed"
    other["parent"] = other["parent"] + "-renamed"
    one, two = shape.describe(posts).sort_index(), shape.describe(other)
    two.index = two.index.str.removesuffix("-renamed")
    pd.testing.assert_frame_equal(one, two.sort_index())
    grown, later = shape.growth(posts), shape.growth(other)
    later.index = later.index.str.removesuffix("-renamed")
    pd.testing.assert_frame_equal(
        grown.drop(columns="root"), later.loc[grown.index].drop(columns="root"), check_names=False
    )


@settings(max_examples=40)
@given(forests())
def test_subtrees_and_generations_agree_with_networkx(parent: dict[str, str | None]) -> None:
    posts = frame(parent)
    whole = nx.DiGraph()
    whole.add_nodes_from(parent)
    whole.add_edges_from((above, child) for child, above in parent.items() if above)
    below = {post: len(nx.descendants(whole, post)) + 1 for post in parent}
    assert shape.subtrees(posts).to_dict() == below
    found = shape.generations(posts)
    expected = {}
    for root in (post for post, above in parent.items() if above is None):
        layers = list(nx.bfs_layers(whole, root))
        for depth, layer in enumerate(layers):
            under = len(layers[depth + 1]) / len(layer) if depth + 1 < len(layers) else 0
            reached = posts.loc[layer, "at"].min() - posts.loc[root, "at"]
            expected[root, depth] = (len(layer), under, reached)
    assert {key: tuple(row) for key, row in zip(found.index, found.values, strict=True)} == expected


def test_how_a_cascade_grew() -> None:
    posts = posts_of("a > b c; b > d; d > e", minutes=10)
    posts.loc["c", "at"] = posts.loc["b", "at"]
    posts.loc["d", "account"] = "account-a"
    posts.loc["e", "at"] = pd.NaT
    grown = shape.growth(posts)
    minutes = grown["after"].dt.total_seconds() / 60
    assert minutes.tolist()[:4] == [0, 10, 10, 30]
    assert grown["size"].tolist()[:4] == [1, 3, 3, 4]
    assert grown["accounts"].tolist()[:4] == [1, 3, 3, 3]
    assert grown["depth"].tolist()[:4] == [0, 1, 1, 2]
    assert grown.loc["e", ["after", "size", "accounts", "depth"]].isna().all()
    assert (grown["root"] == "a").all()
    assert shape.time_to(grown, accounts=3)["a"] == pd.Timedelta(minutes=10)
    assert shape.time_to(grown, size=4)["a"] == pd.Timedelta(minutes=30)
    assert pd.isna(shape.time_to(grown, depth=3)["a"])
    with pytest.raises(SchemaError, match="2 marks to reach"):
        shape.time_to(grown, size=2, depth=1)


def test_growth_leaves_the_depth_of_a_star_open() -> None:
    posts = star(5, kind="repost")
    grown = shape.growth(posts)
    assert grown["depth"].isna().all()
    assert grown["size"].tolist() == [1, 2, 3, 4, 5]
    assert shape.generations(posts).empty
    assert shape.subtrees(posts).isna().all()


def test_faults_are_counted() -> None:
    posts = frame({"a": "c", "b": "a", "c": "b", "d": "d", "e": "gone", "f": "e", "g": None})
    posts.loc["e", "at"] = posts.loc["f", "at"] + pd.Timedelta(hours=1)
    posts.loc["g", "at"] = pd.NaT
    more = schema.conform(
        pd.DataFrame({"parent": ["g"], "child": ["f"], "p": 0.5, "evidence": "derived"}),
        schema.EDGES,
    )
    edges = pd.concat([edges_of(posts), more], ignore_index=True).rename_axis("edge")
    assert shape.faults(posts, edges).to_dict() == {
        "links from a post to itself": 1,
        "links left out since they close a circle": 2,
        "links whose child is earlier than its parent": 2,
        "posts whose parent is not in the archive": 1,
        "posts with several different parents": 1,
        "posts without a time": 1,
        "reposts that name only the original": 0,
        "links that name only an account, not which of its posts": 0,
        "cascades with several tops": 0,
    }


def test_shapes_that_differ_only_by_size_are_the_same_at_equal_size() -> None:
    """At each size all cascades look alike; one set has more of the large ones."""
    few, many = ([size for size, n in counts.items() for _ in range(n)]
                 for counts in ({2: 50, 5: 20, 9: 5}, {2: 10, 5: 30, 9: 40, 30: 7}))  # fmt: skip
    a, b = (pd.DataFrame({"size": sizes, "depth": np.sqrt(sizes)}) for sizes in (few, many))
    b.loc[0, "depth"] = np.nan
    row = shape.matched(a, b, by=["depth"]).loc["depth"]
    assert row["apart"] == pytest.approx(50 / 75 - 9 / 86)
    assert row["apart_matched"] == 0
    assert row["pairs"] == 9 + 20 + 5
    assert (row["a_unmatched"], row["b_unmatched"]) == (75 - 34, 86 - 34)
    assert (row["a_unknown"], row["b_unknown"]) == (0, 1)


def test_what_chance_leaves_open_in_the_matching_is_said() -> None:
    """Of two cascades of one size one stays: it is the other set's twin, or as far as can be."""
    a, b = (pd.DataFrame({"size": 2, "depth": depth}) for depth in ([0, 1], [0]))
    row = shape.matched(a, b, by=["depth"]).loc["depth"]
    assert row["apart_matched"] == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(200))
    assert (row["apart_matched_low"], row["apart_matched_high"]) == (0, 1)
    row = shape.matched(a, a, by=["depth"]).loc["depth"]
    assert (row["apart_matched_low"], row["apart_matched_high"]) == (0, 0)


def test_matching_keeps_a_difference_that_is_not_one_of_size() -> None:
    sizes = np.repeat([3, 8, 20], 10)
    a, b = (pd.DataFrame({"size": sizes, "depth": depth}) for depth in (1, sizes - 1))
    assert shape.matched(a, b, by=["depth"]).loc["depth", "apart_matched"] == 1
    with pytest.raises(SchemaError, match="no two cascades have the same size"):
        shape.matched(a, b.assign(size=b["size"] + 1), by=["depth"])
    near = shape.matched(a, b.assign(size=b["size"] + 1), by=["depth"], within=0.5)
    assert near.loc["depth", "pairs"] > 0


def told_by_parts() -> pd.DataFrame:
    """A conversation without its first post: answers say whose it is, quote and repost do not."""
    posts = frame(
        {"answer": "gone", "quote": "gone", "again": "quote", "far": "other", "lone": None}
    )
    posts.loc[["answer", "far"], "root"] = "ask"
    posts.loc["again", "root"] = "quote"
    return schema.conform(posts, schema.POSTS)


def test_each_post_is_told_its_cascade_by_the_name_that_describe_gives() -> None:
    posts = told_by_parts()
    assert shape.roots(posts).tolist() == ["ask"] * 4 + ["lone"]
    assert shape.roots(posts, edges_of(posts)).tolist() == ["ask"] * 4 + ["lone"]
    assert shape.describe(posts)["size"].to_dict() == {"ask": 4, "lone": 1}
    assert shape.roots(posts.iloc[::-1]).to_dict() == shape.roots(posts).to_dict()


def test_a_missing_parent_is_of_one_cascade_whoever_names_it() -> None:
    posts = frame({"reply": "gone", "quote": "gone", "named": "elsewhere"})
    posts.loc["named", "root"] = "gone"
    posts.loc["reply", "root"] = "ask"
    posts = schema.conform(posts, schema.POSTS)
    assert shape.roots(posts).tolist() == ["ask"] * 3
