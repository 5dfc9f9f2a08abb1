"""Who mattered: expectations, ranks, bridges, coverage and sensitivity against closed forms."""

from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import schema, spread
from casekit.errors import SchemaError
from casekit.spread.crowd import crowd
from casekit.spread.expected import expected
from casekit.spread.parameters import Decay
from casekit.spread.stars import stars
from tests.cascades import START, chain, posts_of, star


def reposts(seconds: list[int], followers: list[int | None], **columns: Any) -> pd.DataFrame:
    """Make one star: the first post, and reposts of it."""
    size = len(seconds)
    table = {
        "post": [f"p{i}" for i in range(size)],
        "at": START + pd.to_timedelta(seconds, unit="s"),
        "account": [f"a{i}" for i in range(size)],
        "parent": [None] + ["p0"] * (size - 1),
        "kind": ["post"] + ["repost"] * (size - 1),
        "followers": pd.array(followers, dtype="Int64"),
        "evidence": "archived",
    }
    return schema.conform(pd.DataFrame(table | columns), schema.POSTS)


WORKED = reposts([0, 60, 600, 3600], [1000, 50, 20_000, 10])
"""The four posts of the worked check."""

FORCED = reposts([0, 10, 20, 30], [1, 10**9, 1, 1])
"""Reposts of which nearly all hang below the second post."""


def test_the_expected_influence_of_the_worked_check_is_exact() -> None:
    found = expected(stars(WORKED), Decay(), np.ones(4))
    assert found.round(6).tolist() == [4.000000, 1.095609, 1.952008, 1.000000]
    table = spread.influence(WORKED, rule="decay", draws=5)
    assert table["downstream"].round(6).to_dict() == {
        "a0": 3.0,
        "a2": 0.952008,
        "a1": 0.095609,
        "a3": 0.0,
    }
    assert table["star"].to_dict() == {"a0": 3, "a2": 0, "a1": 0, "a3": 0}
    assert table["rank"].tolist() == [1, 2, 3, 4]
    assert table["star_rank"].tolist() == [1, 2, 2, 2]
    assert set(table["evidence"]) == {"reconstructed"}


def test_reach_adds_the_followers_below_and_counts_those_unknown() -> None:
    table = spread.influence(WORKED, rule="decay", draws=5)
    assert table.loc["a0", "reach"] == pytest.approx(20_060)
    assert table.loc["a1", "reach"] == pytest.approx(0.047804 * 20_000 + 0.047805 * 10, rel=1e-3)
    assert table.loc["a3", "reach"] == 0
    posts = posts_of("a > b; b > c d; d > e")
    posts["account"] = ["x", "y", "z", "z", None]
    posts["followers"] = pd.array([9, None, 7, 11, 100], dtype="Int64")
    table = spread.influence(posts, rule="reported")
    assert table.loc["x", ["downstream", "reach", "unknown"]].tolist() == [4.0, 111.0, 1.0]
    assert table.loc["y", ["downstream", "reach", "unknown"]].tolist() == [3.0, 111.0, 0.0]
    assert table.loc["z", ["downstream", "reach", "unknown"]].tolist() == [1.0, 100.0, 0.0]
    assert table.index.isna().tolist() == [False, False, False, True]
    assert table["posts"].tolist() == [1, 1, 2, 1]
    assert table.iloc[-1][["downstream", "rank"]].isna().all()


@pytest.mark.parametrize("rule", ["decay", "mixture"])
def test_the_mean_of_many_draws_comes_near_the_exact_expectation(rule: str) -> None:
    rng = np.random.default_rng(5)
    posts = reposts(rng.integers(1, 5000, 12).cumsum().tolist(), rng.integers(0, 500, 12).tolist())
    who = crowd(posts, rule=rule, draws=4000, seed=1, parameters={})
    sizes = np.zeros(12)
    for trees in who.forests:
        for v in range(11, 0, -1):
            sizes[v] += 1
        below = np.ones(12)
        for v in range(11, 0, -1):
            below[trees.parent[v]] += below[v]
        sizes += below - 1
    table = spread.influence(posts, rule=rule, draws=4000, seed=1).loc[[f"a{i}" for i in range(12)]]
    mean = (sizes - np.r_[0, np.full(11, 4000)]) / 4000
    assert table["downstream"].to_numpy() == pytest.approx(
        mean, abs=0.15 if rule == "decay" else 1e-9
    )


def test_explicit_replies_hang_below_what_they_answer() -> None:
    posts = reposts([0, 60, 600, 3600], [1000, 50, 20_000, 10])
    reply = posts.loc[["p3"]].rename(index={"p3": "r"}).assign(parent="p2", account="r")
    reply["kind"] = pd.Categorical(["reply"], dtype=posts["kind"].dtype)
    reply["at"] += pd.Timedelta(hours=1)
    both = pd.concat([posts, reply]).rename_axis("post")
    found = expected(stars(both), Decay(), np.ones(5))
    q1, q3 = 0.047804, (0.002294, 0.952008)
    assert found.round(5).tolist() == pytest.approx(
        [5.0, 1 + q1 * (2 + q3[1]) + q3[0], 2 + q3[1], 1.0, 1.0], abs=1e-5
    )


def test_equal_times_and_years_between_posts_do_not_upset_the_expectation() -> None:
    posts = reposts([0, 10, 10, 10, 10**8], [5, 5, 5, 5, 5])
    found = expected(stars(posts), Decay(), np.ones(5))
    assert found[[1, 2, 3]] == pytest.approx([1 + 1 / (3 + np.exp(-6.8e-4))] * 3)
    assert found[4] == 1.0
    assert found[0] == pytest.approx(5.0)


def test_what_is_forced_is_found() -> None:
    table = spread.influence(FORCED, rule="decay", draws=20)
    assert table.loc["a1", ["downstream", "low", "high"]].tolist() == pytest.approx([2, 2, 2])
    agreed = spread.stability(FORCED, rule="decay", draws=20)
    assert agreed.loc[1, ["jaccard", "low", "high"]].tolist() == [1.0, 1.0, 1.0]
    assert agreed.loc[5, "jaccard"] == 0.5
    assert agreed["evidence"].tolist() == ["reconstructed"] * 3
    ranges = spread.sensitivity(FORCED, rule="decay", grid={"beta": [1.0, 2.0]}, draws=20)
    assert ranges[["depth", "depth_low", "max_breadth"]].values.tolist() == [[2, 2, 2]] * 2
    assert ranges["structural_virality"].tolist() == pytest.approx([1.5, 1.5])
    assert ranges["jaccard_5"].tolist() == [0.5, 0.5]


def test_direct_passings_on_may_be_those_of_others_than_the_original() -> None:
    agreed = spread.stability(FORCED, rule="decay", draws=20, top=[1, 2], by="direct")
    assert agreed["jaccard"].tolist() == [0.0, 0.5]
    with pytest.raises(SchemaError, match="by is 'fame'"):
        spread.stability(FORCED, rule="decay", by="fame")


def test_star_and_chain_have_closed_forms() -> None:
    flat = spread.influence(star(6), rule="reported")
    assert flat["downstream"].tolist() == [5, 0, 0, 0, 0, 0]
    assert set(flat["evidence"]) == {"archived"}
    deep = spread.influence(chain(6), rule="reported")
    assert deep["downstream"].tolist() == [5, 4, 3, 2, 1, 0]
    assert deep["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert spread.stability(chain(6), rule="reported", top=[2])["jaccard"].tolist() == [1.0]
    alone = posts_of("a")
    assert spread.stability(alone, rule="reported", top=[1])["jaccard"].isna().all()


def test_nothing_gives_empty_frames() -> None:
    posts = schema.empty(schema.POSTS)
    for measure in (spread.influence, spread.brokers, spread.coverage):
        assert len(measure(posts, rule="reported")) == 0
    assert spread.stability(posts, rule="decay")["jaccard"].isna().all()


def test_two_groups_and_who_joins_them() -> None:
    pairs = [
        pair for side in ("a1 a2 a3 a4", "b1 b2 b3 b4") for pair in combinations(side.split(), 2)
    ]
    posts = posts_of("; ".join(f"{u}{v} > {v}{u}" for u, v in pairs) + "; l > m; m > n o")
    names = [name for pair in pairs for name in pair] + ["a3", "b1", "b2", "b3"]
    posts["account"] = pd.array(names, dtype=posts["account"].dtype)
    table = spread.brokers(posts, rule="reported")
    side = table["community"].groupby(table.index.str[0]).unique()
    assert sorted(side.map(list)) == [[0], [1]]
    assert table.index[:1].tolist() == ["a3"]
    assert table.loc["a3", ["across", "low", "high"]].tolist() == [3, 3, 3]
    assert table["across"].sum() == 3
    found = table["participation"]
    assert found["a3"] == pytest.approx(1 - (3 / 4) ** 2 - (1 / 4) ** 2)
    assert found["b1"] == pytest.approx(1 - (5 / 6) ** 2 - (1 / 6) ** 2)
    assert found.drop(["a3", "b1"]).tolist() == [0.0] * 6


def test_an_account_without_ties_is_in_no_community_and_igraph_is_random_again() -> None:
    import random

    import igraph

    posts = posts_of("a > b; c")
    random.seed(3)
    wanted = random.Random(3).random()
    table = spread.brokers(posts, rule="reported")
    assert pd.isna(table.loc["account-c", "community"])
    assert pd.isna(table.loc["account-c", "participation"])
    assert random.random() == wanted
    graphs = []
    for _ in range(2):
        random.seed(1)
        graphs.append(igraph.Graph.Erdos_Renyi(20, 0.3).get_edgelist())
    assert graphs[0] == graphs[1]


def test_coverage_takes_the_fewest_it_can_see() -> None:
    posts = posts_of("a > b c; b > d e f; c > g; g > h")
    found = spread.coverage(posts, rule="reported", share=1.0)
    assert found[["account", "gained", "covered"]].values.tolist() == [["account-a", 8.0, 1.0]]
    found = spread.coverage(posts, rule="reported", share=1.0, originals=False)
    assert found["account"].tolist() == ["account-b", "account-c"]
    assert found["gained"].tolist() == [4.0, 3.0]
    assert found["covered"].tolist() == pytest.approx([4 / 7, 1.0])
    assert found["order"].tolist() == [1, 2]
    half = spread.coverage(posts, rule="reported", share=0.5, originals=False)
    assert half["account"].tolist() == ["account-b"]
    both = spread.coverage(FORCED, rule="decay", share=1.0, originals=False, draws=20)
    assert both["rule"].tolist() == ["decay"] + ["reported"] * 3
    assert both["account"].tolist() == ["a1", "a1", "a2", "a3"]
    assert both["gained"].tolist() == [3.0, 1.0, 1.0, 1.0]
    assert both["of"].tolist() == [3] * 4
    assert both["evidence"].tolist() == ["reconstructed"] + ["derived"] * 3
    with pytest.raises(SchemaError, match="share is 0"):
        spread.coverage(posts, rule="reported", share=0)


def test_a_share_that_unknown_accounts_hold_ends_early() -> None:
    posts = posts_of("a; b > c d e")
    posts["account"] = ["x", None, "y", "y", None]
    found = spread.coverage(posts, rule="reported", share=1.0)
    assert found["account"].tolist() == ["y", "x"]
    assert found["covered"].tolist() == pytest.approx([0.4, 0.6])


def test_the_grid_names_every_combination() -> None:
    grid = {"gamma": [0.25, 0.75], "alpha": [1.5, 2.5]}
    table = spread.sensitivity(WORKED, rule="mixture", grid=grid, draws=10)
    assert table.index.names == ["gamma", "alpha"]
    assert len(table) == 4
    one = spread.sample(WORKED, rule="mixture", gamma=0.25, alpha=2.5, draws=10)
    depth = [max(nx.shortest_path_length(tree_of(trees.parent), 0).values()) for trees in one]
    assert table.loc[(0.25, 2.5), "depth"] == np.median(depth)
    assert (table["structural_virality"] <= 5 / 3).all()
    with pytest.raises(SchemaError, match="the grid has no values"):
        spread.sensitivity(WORKED, rule="mixture", grid={})
    with pytest.raises(SchemaError, match="no cascade 'q'"):
        spread.sensitivity(WORKED, rule="decay", grid={"beta": [1]}, root="q")


def tree_of(parent: np.ndarray) -> "nx.DiGraph[int]":
    tree: nx.DiGraph[int] = nx.DiGraph()
    tree.add_nodes_from(range(len(parent)))
    tree.add_edges_from((int(above), v) for v, above in enumerate(parent) if above >= 0)
    return tree


def random_posts(seed: int, size: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    above = [-1 if i == 0 or rng.random() < 0.1 else int(rng.integers(0, i)) for i in range(size)]
    table = pd.DataFrame(
        {
            "post": [f"p{i}" for i in range(size)],
            "at": START + pd.to_timedelta(np.arange(size), unit="min"),
            "account": [None if rng.random() < 0.1 else f"a{rng.integers(0, 6)}" for _ in above],
            "parent": pd.array([None if a < 0 else f"p{a}" for a in above], dtype="str"),
            "kind": "reply",
            "evidence": "archived",
        }
    )
    return schema.conform(table, schema.POSTS)


@given(seed=st.integers(0, 10**6), size=st.integers(1, 30))
@settings(max_examples=15, deadline=None)
def test_a_post_counts_once_however_many_of_an_account_stand_above(seed: int, size: int) -> None:
    posts = random_posts(seed, size)
    tree = nx.DiGraph([(a, c) for c, a in posts["parent"].dropna().items()])
    tree.add_nodes_from(posts.index)
    table = spread.influence(posts, rule="reported")
    brokers = spread.brokers(posts, rule="reported")
    side = brokers["community"].to_dict()
    for account in posts["account"].dropna().unique():
        own = set(posts.index[posts["account"] == account])
        below = set().union(*(nx.descendants(tree, post) for post in own)) - own
        assert table.loc[account, "downstream"] == len(below)
        known = posts.loc[sorted(below), "account"].dropna()
        ties = brokers.loc[account, "strength"]
        if ties:
            others = sum(side[name] is pd.NA or side[name] != side[account] for name in known)
            assert brokers.loc[account, "across"] == others


@given(seed=st.integers(0, 10**6), size=st.integers(1, 25))
@settings(max_examples=15, deadline=None)
def test_each_choice_adds_most(seed: int, size: int) -> None:
    posts = random_posts(seed, size)
    tree = nx.DiGraph([(a, c) for c, a in posts["parent"].dropna().items()])
    tree.add_nodes_from(posts.index)
    branch = {
        account: set().union(*({p} | nx.descendants(tree, p) for p in posts.index[own]))
        for account in posts["account"].dropna().unique()
        if (own := posts["account"].eq(account).to_numpy()).any()
    }
    found = spread.coverage(posts, rule="reported", share=1.0)
    touched: set[str] = set()
    for account, gained in zip(found["account"], found["gained"], strict=True):
        best = max(len(posts_of_it - touched) for posts_of_it in branch.values())
        assert gained == len(branch[account] - touched) == best
        touched |= branch[account]
    if len(found):
        assert found["covered"].iloc[-1] == pytest.approx(len(touched) / size)
    assert touched == set().union(*branch.values())


@given(seed=st.integers(0, 10**6))
@settings(max_examples=4, deadline=None)
def test_names_and_the_order_of_rows_change_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    seconds = rng.choice(np.arange(1, 10_000), 15, replace=False)
    posts = reposts([0, *np.sort(seconds)], rng.integers(0, 1000, 16).tolist())
    names = {f"p{i}": f"q{n}" for i, n in enumerate(rng.permutation(16))}
    accounts = {f"a{i}": f"b{n}" for i, n in enumerate(rng.permutation(16))}
    other = posts.rename(index=names).sample(frac=1, random_state=seed)
    other["parent"] = other["parent"].map(names).astype(posts["parent"].dtype)
    other["account"] = other["account"].map(accounts).astype(posts["account"].dtype)
    for measure in (spread.influence, spread.brokers):
        for rule in ("decay", "mixture"):
            once = measure(posts, rule=rule, draws=8).rename(index=accounts)
            again = measure(other, rule=rule, draws=8)
            pd.testing.assert_frame_equal(once.sort_index(), again.sort_index())
    options: dict[str, Any] = {"rule": "decay", "draws": 8, "originals": False}
    once, again = spread.coverage(posts, **options), spread.coverage(other, **options)
    once["account"] = once["account"].map(accounts).astype(once["account"].dtype)
    pd.testing.assert_frame_equal(once, again)
