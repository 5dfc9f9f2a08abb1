"""Rules that infer who passed it on, against slow obvious versions and METHODS 8.2."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from casekit import schema, shape, spread
from casekit.errors import ReadError, SchemaError
from casekit.spread.assumptions import assumptions
from tests.cascades import START, frame, posts_of

Weigh = Callable[[np.ndarray, np.ndarray], np.ndarray]


def star_of(
    seconds: Sequence[float], followers: Sequence[float | None], *, kind: str = "repost"
) -> pd.DataFrame:
    """One original, the first, and its reposts, so many seconds after some start."""
    posts = frame({f"p{i}": None if i == 0 else "p0" for i in range(len(seconds))}, kind=kind)
    posts["at"] = START + pd.to_timedelta(np.round(np.array(seconds) * 1e6), unit="us")
    posts["followers"] = pd.array(followers, dtype="Int64")
    return schema.conform(posts, schema.POSTS)


FOUR = star_of([0, 60, 600, 3600], [1000, 50, 20_000, 10])


def slow(posts: pd.DataFrame, weigh: Weigh) -> dict[str, dict[str, float]]:
    """Weigh each candidate of each repost of a star, as the rule reads."""
    seconds = (posts["at"] - posts["at"].iloc[0]).dt.total_seconds().to_numpy()
    crowd = posts["followers"].fillna(0).to_numpy(dtype=float)
    chances = {}
    for child in range(1, len(posts)):
        held = np.array([0, *(np.flatnonzero(seconds[1:] < seconds[child]) + 1)])
        p = weigh(seconds[child] - seconds[held], crowd[held])
        chances[posts.index[child]] = dict(zip(posts.index[held], p, strict=True))
    return chances


def slow_decay(beta: float = 1.0, rate: float = 6.8e-5) -> Weigh:
    def weigh(lags: np.ndarray, crowd: np.ndarray) -> np.ndarray:
        weight = np.maximum(crowd, 1) ** beta * np.exp(-rate * (np.maximum(lags, 0) - lags.min()))
        return weight / weight.sum()

    return weigh


def slow_mixture(gamma: float = 0.5, alpha: float = 2.0) -> Weigh:
    def weigh(lags: np.ndarray, crowd: np.ndarray) -> np.ndarray:
        law = (alpha - 1) * np.maximum(lags + 0.1, 1.0) ** -alpha
        even = np.full(len(lags), 1 / len(lags))
        popular = crowd / crowd.sum() if crowd.sum() else even
        return gamma * popular + (1 - gamma) * law / law.sum()

    return weigh


def listed(posts: pd.DataFrame, **rule: Any) -> dict[str, dict[str, float]]:
    edges = spread.edges(posts, top=len(posts), **rule)
    return {
        str(child): dict(zip(rows["parent"], rows["p"], strict=True))
        for child, rows in edges.groupby("child", sort=False)
    }


def worst_p(posts: pd.DataFrame, weigh: Weigh, *, draws: int, seed: int, **rule: Any) -> float:
    """Test the parents drawn for each repost against the slow probabilities; least p times n."""
    forests = spread.sample(posts, draws=draws, seed=seed, **rule)
    rows = forests[0].rows
    names = posts.index[rows].to_numpy()
    parents = np.array([trees.parent for trees in forests])
    least, tests = 1.0, 0
    for child, chances in slow(posts, weigh).items():
        drawn = parents[:, np.flatnonzero(names == child)[0]]
        places = [int(np.flatnonzero(names == name)[0]) for name in chances]
        assert set(drawn.tolist()) <= set(places)
        seen = np.bincount(drawn, minlength=len(posts))[places]
        want = np.array(list(chances.values())) * draws
        assert seen[want == 0].sum() == 0
        rare = want < 5
        seen = np.append(seen[~rare], seen[rare].sum())
        want = np.append(want[~rare], want[rare].sum())
        seen, want = seen[want > 0.5], want[want > 0.5]
        if len(seen) > 1:
            least = min(least, float(stats.chisquare(seen, want * seen.sum() / want.sum()).pvalue))
            tests += 1
    return least * max(tests, 1)


# --- the worked examples of METHODS 8.2


def test_decay_has_the_worked_values() -> None:
    found = listed(FOUR, rule="decay")
    third, fourth = found["p2"], found["p3"]
    assert {k: round(v, 6) for k, v in third.items()} == {"p0": 0.952196, "p1": 0.047804}
    assert {k: round(v, 6) for k, v in fourth.items()} == {
        "p2": 0.952008, "p0": 0.045697, "p1": 0.002294,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("gamma", "values"),
    [(0.25, [0.227755, 0.223853, 0.548392]), (0.5, [0.167672, 0.150027, 0.682301]),
     (0.75, [0.107589, 0.076201, 0.816210])],
)  # fmt: skip
def test_mixture_has_the_worked_values(gamma: float, values: list[float]) -> None:
    fourth = listed(FOUR, rule="mixture", gamma=gamma)["p3"]
    assert [round(fourth[name], 6) for name in ("p0", "p1", "p2")] == values


def test_candidates_come_most_probable_first_with_the_mass_of_the_rest() -> None:
    edges = spread.edges(FOUR, rule="decay", top=2)
    assert edges["child"].tolist() == ["p1", "p2", "p2", "p3", "p3"]
    last = edges[edges["child"] == "p3"]
    assert last["parent"].tolist() == ["p2", "p0"]
    assert last["rest"].round(6).tolist() == [0.002294, 0.002294]
    assert edges["rest"].iloc[0] == 0.0
    assert last["delay"].tolist() == [pd.Timedelta(seconds=3000), pd.Timedelta(seconds=3600)]
    assert set(edges["evidence"]) == {"reconstructed"}
    schema.check(edges, schema.EDGES)


# --- fast against slow

HARD = star_of(
    [100, 40, 100, 100.4, 101.3, 101.3, 101.3, 160, 160, 4000, 90_000, 90_000.7, 4e7, 1e8, 1e8 + 3],
    [500, 20, None, 0, 3, 9000, 9000, 1, 0, 70, 250, 0, 12, 90, 1],
)  # a repost before its original, equal times, no followers, tenths of seconds and years


CROWD = star_of(
    [0, *np.sort(np.random.default_rng(5).pareto(0.4, 150) * 3).round(1)],
    [800, *(np.random.default_rng(6).pareto(0.8, 150) * 20).astype(int)],
)


@pytest.mark.parametrize("posts", [FOUR, HARD, CROWD], ids=["four", "hard", "crowd"])
@pytest.mark.parametrize(
    ("rule", "weigh"),
    [
        ({"rule": "decay"}, slow_decay()),
        ({"rule": "decay", "beta": 0.3, "rate": 0.02}, slow_decay(0.3, 0.02)),
        ({"rule": "decay", "beta": 0, "rate": 0}, slow_decay(0, 0)),
        ({"rule": "mixture"}, slow_mixture()),
        ({"rule": "mixture", "gamma": 0, "alpha": 1.1}, slow_mixture(0, 1.1)),
        ({"rule": "mixture", "gamma": 0.25, "alpha": 3}, slow_mixture(0.25, 3)),
        ({"rule": "mixture", "gamma": 0, "alpha": 9}, slow_mixture(0, 9)),
        ({"rule": "mixture", "gamma": 1}, slow_mixture(1)),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_lists_and_draws_agree_with_the_slow_version(
    posts: pd.DataFrame, rule: dict[str, Any], weigh: Weigh
) -> None:
    found = listed(posts, **rule)
    for child, chances in slow(posts, weigh).items():
        assert found[child] == pytest.approx(chances, abs=1e-8)
    assert worst_p(posts, weigh, draws=4000, seed=11, **rule) > 1e-3


def test_a_power_law_so_steep_that_weights_underflow_takes_the_nearest() -> None:
    posts = star_of([0, 1e7, 2e7, 3e7], [1, 1, 1, 1])
    for trees in spread.sample(posts, rule="mixture", gamma=0, alpha=500, draws=20):
        assert trees.parent.tolist() == [-1, 0, 1, 2]


def test_decay_over_years_does_not_overflow() -> None:
    posts = star_of(np.arange(0, 3e9, 1e8), [1] * 30)
    for trees in spread.sample(posts, rule="decay", draws=5):
        assert trees.parent.tolist() == list(range(-1, 29))
    assert spread.edges(posts, rule="decay", top=1)["p"].eq(1.0).all()


def test_nobody_with_followers_is_even() -> None:
    posts = star_of([0, 1, 2, 3], [0, None, 0, 0])
    assert listed(posts, rule="mixture", gamma=1)["p3"] == pytest.approx(
        {"p0": 1 / 3, "p1": 1 / 3, "p2": 1 / 3}
    )
    assert worst_p(posts, slow_mixture(1), draws=3000, seed=2, rule="mixture", gamma=1) > 1e-3


def test_the_same_seed_gives_the_same_forests_and_another_one_others() -> None:
    once, again, other = (
        np.array([t.parent for t in spread.sample(CROWD, rule="mixture", draws=9, seed=seed)])
        for seed in (3, 3, 4)
    )
    assert (once == again).all()
    assert (once != other).any()
    assert (once[0] != once[1]).any()


# --- laws


@st.composite
def crises(draw: st.DrawFn) -> pd.DataFrame:
    """Some cascades of posts, replies and reposts, with holes and contradictions."""
    size = draw(st.integers(1, 25))
    kinds = draw(st.lists(st.sampled_from(["repost"] * 5 + ["reply", "post"]), min_size=size,
                          max_size=size))  # fmt: skip
    parent: dict[str, str | None] = {}
    tops: list[str] = []
    for i, kind in enumerate(kinds):
        name = f"p{i}"
        above = draw(st.sampled_from([*tops, "gone"])) if tops and kind != "post" else None
        parent[name] = above
        if above is None or kind == "reply":
            tops.append(name)
    posts = frame(parent)
    posts["kind"] = pd.Categorical(
        [k if parent[f"p{i}"] else "post" for i, k in enumerate(kinds)], dtype=posts["kind"].dtype
    )
    tenths = draw(st.lists(st.one_of(st.none(), st.integers(0, 40), st.integers(0, 10**9)),
                           min_size=size, max_size=size))  # fmt: skip
    spans = pd.to_timedelta([None if t is None else t * 100 for t in tenths], unit="ms")
    posts["at"] = (START + spans).astype(posts["at"].dtype)
    posts["followers"] = pd.array(
        draw(st.lists(st.one_of(st.none(), st.integers(0, 5000)), min_size=size, max_size=size)),
        dtype="Int64",
    )
    return posts


CHANCE = [{"rule": "decay"}, {"rule": "mixture"}, {"rule": "mixture", "alpha": 1.3, "gamma": 0.1}]


def probabilities(posts: pd.DataFrame, **rule: Any) -> dict[tuple[str, str], float]:
    edges = spread.edges(posts, top=100, **rule)
    return {
        (child, parent): p
        for child, parent, p in zip(edges["child"], edges["parent"], edges["p"], strict=True)
    }


@settings(max_examples=15)
@given(crises(), st.randoms(use_true_random=False), st.integers(-(10**9), 10**9))
def test_rows_names_and_the_zero_of_the_clock_change_no_probability(
    posts: pd.DataFrame, random: Any, shift: int
) -> None:
    order = list(range(len(posts)))
    random.shuffle(order)
    names = {name: f"n{i}" for i, name in zip(order, posts.index, strict=True)}
    names["gone"] = "gone"
    other = posts.iloc[order].rename(index=names)
    other = other.assign(
        parent=other["parent"].map(names).astype(posts["parent"].dtype),
        at=other["at"] + pd.Timedelta(seconds=shift),
    )
    for rule in CHANCE:
        want = {(names[c], names[p]): v for (c, p), v in probabilities(posts, **rule).items()}
        assert probabilities(other, **rule) == pytest.approx(want, abs=1e-9)


@settings(max_examples=15)
@given(crises())
def test_every_drawn_forest_is_one_and_keeps_what_the_archive_says(posts: pd.DataFrame) -> None:
    reported = spread.forest(posts)
    said = spread.edges(posts, rule="reported")
    for rule in CHANCE:
        edges = spread.edges(posts, **rule)
        open_ones = set(edges.loc[edges["rest"].notna(), "child"])
        assert set(edges["child"]) == set(said["child"])
        assert not edges[["p", "child"]].groupby("child")["p"].sum().gt(1 + 1e-9).any()
        for trees in spread.sample(posts, draws=3, **rule):
            assert (trees.parent < np.arange(len(trees))).all()
            assert trees.rows is reported.rows or (trees.rows == reported.rows).all()
            assert (trees.cascade == reported.cascade).all()
            assert trees.roots.equals(reported.roots)
            linked = trees.parent >= 0
            assert (trees.cascade[linked] == trees.cascade[trees.parent[linked]]).all()
            closed = ~posts.index[trees.rows].isin(open_ones)
            assert (trees.parent == reported.parent)[closed].all()


def test_a_star_without_original_or_time_stays_as_reported() -> None:
    posts = posts_of("gone > b c d", kind="repost").drop(index="gone")
    for rule in CHANCE:
        pd.testing.assert_frame_equal(
            spread.edges(posts, **rule), spread.edges(posts, rule="reported")
        )
    posts = posts_of("a > b c d", kind="repost")
    posts.loc["c", "at"] = pd.NaT
    edges = spread.edges(posts, rule="decay")
    row = edges[edges["child"] == "c"].iloc[0]
    assert (row["parent"], row["p"], row["evidence"]) == ("a", 1.0, "archived")
    assert pd.isna(row["rest"])
    assert "c" not in set(edges["parent"])
    posts.loc["a", "at"] = pd.NaT
    assert spread.edges(posts, rule="decay")["rest"].isna().all()


def test_replies_and_told_reposts_keep_their_parents() -> None:
    posts = posts_of("a > b c d; b > e", kind="repost")
    assert spread.edges(posts, rule="mixture")["rest"].isna().all()
    posts = posts_of("a > b c d; b > e", kind="repost")
    posts.loc[["d", "e"], "kind"] = "reply"
    edges = spread.edges(posts, rule="mixture").set_index("child")
    assert edges.loc["e", "parent"] == "b"
    assert edges.loc["d", "evidence"] == "archived"
    assert set(edges.loc[["c"], "parent"]) == {"a", "b"}


def test_a_drawn_star_has_a_shape() -> None:
    edges = spread.edges(CROWD, rule="mixture", top=1)
    row = shape.describe(CROWD, edges).iloc[0]
    assert row["depth"] > 1
    assert row["evidence"] == "reconstructed"


def test_what_was_assumed_is_counted() -> None:
    posts = pd.concat([HARD, posts_of("x > y; gone > z", kind="repost").drop(index="gone")])
    posts = schema.conform(posts, schema.POSTS)
    posts.loc["p14", "at"] = pd.NaT
    counts = assumptions(posts, rule="decay")
    assert counts.to_dict() == {
        "stars": 1, "open": 13, "kept": 3, "original_missing": 1, "untimed": 1,
        "followers_unknown": 1, "followers_zero": 3, "same_time": 5, "before_original": 1,
        "no_parent": 0,
    }  # fmt: skip


# --- follows

FOLLOWS = pd.DataFrame(
    {
        "follower": ["b", "c", "c", "d", "d", "f", "e"],
        "account": ["a", "a", "b", "b", "c", "b", "e"],
    }
)


def followed(**given: Any) -> dict[str, str]:
    posts = posts_of("a > b c d e f", kind="repost")
    posts["account"] = posts.index.array
    edges = spread.edges(posts, rule="follows", **given)
    assert set(edges["evidence"]) == {"derived"}
    assert edges["rest"].eq(0).all()
    (trees,) = spread.sample(posts, rule="follows", **given)
    names = posts.index[trees.rows]
    drawn = {c: names[p] for c, p in zip(names, trees.parent, strict=True) if p >= 0}
    assert len(trees.roots) == 1
    assert drawn == dict(zip(edges["child"], edges["parent"], strict=True))
    return drawn


def test_follows_takes_the_most_recent_friend_and_leaves_others_unknown() -> None:
    assert followed(follows=FOLLOWS) == {"b": "a", "c": "b", "d": "c", "f": "b"}
    assert followed(follows=FOLLOWS, prefer="root") == {"b": "a", "c": "a", "d": "c", "f": "b"}


def test_follows_none_of_them_may_come_from_the_root() -> None:
    assert followed(follows=FOLLOWS, otherwise="root") == {
        "b": "a", "c": "b", "d": "c", "e": "a", "f": "b",
    }  # fmt: skip
    strangers = pd.DataFrame({"follower": ["x"], "account": ["account-a"]})
    counts = assumptions(posts_of("a > b c", kind="repost"), rule="follows", follows=strangers)
    assert counts["no_parent"] == 2


def test_follow_graphs_come_in_several_forms(tmp_path: Path) -> None:
    want = followed(follows=FOLLOWS)
    FOLLOWS.to_parquet(tmp_path / "follows.parquet")
    FOLLOWS.to_csv(tmp_path / "follows.csv", index=False)
    assert followed(follows=tmp_path / "follows.parquet") == want
    assert followed(follows=str(tmp_path / "follows.csv")) == want
    assert followed(follows=FOLLOWS.astype("category")) == want
    accounts = pd.Index(list("fedcbaz"))
    row, column = (accounts.get_indexer(pd.Index(FOLLOWS[n])) for n in ("follower", "account"))
    matrix = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(7, 7))
    assert followed(follows=(matrix, accounts)) == want
    assert followed(follows=(sparse.coo_array(matrix), accounts)) == want


def test_whole_numbers_are_read_as_text(tmp_path: Path) -> None:
    posts = posts_of("a > b c", kind="repost")
    posts["account"] = pd.array(["1234567890123456789", "8", "9"], dtype="str")
    graph = pd.DataFrame({"follower": [8, 9, 9], "account": [1234567890123456789, 8, 7]})
    graph.to_csv(tmp_path / "g.csv", index=False)
    graph.to_parquet(tmp_path / "g.parquet")
    for given_as in (graph, tmp_path / "g.csv", tmp_path / "g.parquet"):
        edges = spread.edges(posts, rule="follows", follows=given_as)
        assert edges["parent"].tolist() == ["a", "b"]


@pytest.mark.parametrize("other", ["007", "+7", "-7", "7.0", "x"])
def test_ids_are_spelt_and_not_counted(other: str) -> None:
    posts = posts_of("a > b c d", kind="repost")
    posts["account"] = pd.array(["7", other, "8", "0"], dtype="str")
    graph = pd.DataFrame({"follower": ["8", "8", "0"], "account": ["7", other, "7"]})
    edges = spread.edges(posts, rule="follows", follows=graph)
    assert edges[["child", "parent"]].values.tolist() == [["c", "b"], ["d", "a"]]
    graph = graph[graph["account"] != other].astype("int64")
    edges = spread.edges(posts, rule="follows", follows=graph)
    assert edges[["child", "parent"]].values.tolist() == [["c", "a"], ["d", "a"]]


@settings(max_examples=15)
@given(crises(), st.integers(0, 2**32), st.sampled_from(["recent", "root"]), st.booleans())
def test_follows_agrees_with_a_slow_version_and_not_with_the_order_of_rows(
    posts: pd.DataFrame, seed: int, prefer: str, dense: bool
) -> None:
    rng = np.random.default_rng(seed)
    posts["account"] = pd.array(rng.choice(list("uvwxyz"), len(posts)), dtype="str")
    posts.loc[rng.random(len(posts)) < 0.1, "account"] = None
    extra = [f"far{i}" for i in range(40)] if dense else []  # so that rows are walked either way
    pairs = [q for q in itertools.product("uvwxyz", [*"uvwxyz", *extra]) if rng.random() < 0.5]
    graph = pd.DataFrame([("u", "far"), *pairs], columns=["follower", "account"])
    accounts = pd.Index([*"uvwxyz", *extra, "far"])
    ends = [accounts.get_indexer(pd.Index(graph[name])) for name in ("follower", "account")]
    size = (len(accounts), len(accounts))
    matrix = sparse.csr_array((np.ones(len(graph)), tuple(ends)), shape=size)
    want = slow_follows(posts, set(pairs), prefer)
    for given_as, rows in ((graph, posts), ((matrix, accounts), posts), (graph, posts[::-1])):
        edges = spread.edges(rows, rule="follows", follows=given_as, prefer=prefer)
        inferred = edges[edges["rest"].notna()]
        assert dict(zip(inferred["child"], inferred["parent"], strict=True)) == want


def slow_follows(posts: pd.DataFrame, follows: set[Any], prefer: str) -> dict[str, str]:
    chance = spread.edges(posts, rule="mixture", gamma=1, top=100)
    found = {}
    for child, rows in chance[chance["rest"].notna()].groupby("child", observed=True):
        me, hub = posts.loc[child, "account"], posts.loc[child, "parent"]
        friends = [
            p for p in rows["parent"]
            if (me, posts.loc[p, "account"]) in follows and posts.loc[p, "account"] != me
        ]  # fmt: skip
        others = [p for p in friends if p != hub]
        recent = sorted(others, key=lambda p: (posts.loc[p, "at"], len(p), p))
        if hub in friends and (prefer == "root" or not others):
            found[child] = hub
        elif others:
            found[child] = recent[-1]
    return found


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (pd.DataFrame({"follower": ["a"]}), r"without 'account', with 'follower'\. Cure: name the"),
        (FOLLOWS.iloc[:0], "nobody follows anybody"),
        (FOLLOWS.assign(account=None), "7 of 7 ids are missing"),
        (FOLLOWS.assign(account=""), "ids of no letters"),
        (FOLLOWS.assign(account=1.5), "ids are double, not text"),
        (FOLLOWS.assign(account=-1), "ids under zero"),
        (FOLLOWS.assign(account=["a", 1, "b", 2, "c", 3, "d"]), "values of several kinds"),
        (7, "not a int"),
        ((1, 2), "a pair that is not"),
        ((sparse.csr_array((2, 3)), ["a", "b"]), "a matrix of 2 x 3 for 2 accounts"),
        ((sparse.csr_array((2, 2)), ["a", "a"]), "1 accounts stand twice"),
        ((sparse.csr_array((2, 2)), ["a", None]), "ids are missing"),
    ],
    ids=str,
)  # fmt: skip
def test_a_follow_graph_that_cannot_be_says_why(graph: Any, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        spread.edges(FOUR, rule="follows", follows=graph)


def test_a_damaged_matrix_is_refused() -> None:
    broken = sparse.csr_array(np.array([[0.0, 1.0], [1.0, 0.0]]))
    broken.indices[0] = 99
    for matrix, message in (
        (sparse.csr_array(np.array([[0.0, np.nan], [1.0, 0.0]])), "1 of 2 stored values are not"),
        (broken, "a damaged sparse matrix"),
    ):
        with pytest.raises(SchemaError, match=message):
            spread.edges(FOUR, rule="follows", follows=(matrix, ["a", "b"]))


def test_a_follow_graph_of_strangers_is_refused() -> None:
    posts = posts_of("a > b c", kind="repost")
    posts["account"] = posts.index.array
    links = pd.DataFrame({"follower": ["@x", "@y"], "account": ["@y", "@z"]})
    for graph, count in ((links, 3), ((sparse.csr_array((2, 2)), ["@x", "@y"]), 2)):
        want = (
            rf"none of the {count} accounts of the follow graph posts in the archive, such as "
            r"'@x'; the archive's accounts look like 'a'\. Cure: use the accounts' ids as in posts"
        )
        with pytest.raises(SchemaError, match=want):
            spread.edges(posts, rule="follows", follows=graph)


def test_no_posts_have_no_edges_by_any_follow_graph() -> None:
    for graph in (FOLLOWS, (sparse.csr_array((2, 2)), ["a", "b"])):
        assert spread.edges(FOUR.iloc[:0], rule="follows", follows=graph).empty


def test_a_file_of_a_follow_graph_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    for name, text in (("a.txt", "x"), ("b.parquet", "x"), ("c.csv", ""), ("d.csv", "e,f\n1,2\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name, error, message in (
        ("a.txt", ReadError, r"from \.txt\. Cure: use \.parquet or \.csv"),
        ("b.parquet", ReadError, "cannot be read"),
        ("c.csv", ReadError, "cannot be read"),
        ("d.csv", SchemaError, "without 'follower' and 'account', with 'e', 'f'"),
        ("none.csv", ReadError, r"none\.csv: there is no such file"),
    ):
        with pytest.raises(error, match=message):
            spread.edges(FOUR, rule="follows", follows=tmp_path / name)


# --- text


def by_hand(*rows: tuple[str, str], kind: str = "post") -> pd.DataFrame:
    posts = frame({f"p{i}": None for i in range(len(rows))}, kind=kind)
    return posts.assign(
        name=pd.array([name for name, _ in rows], dtype="str"),
        text=pd.array([text for _, text in rows], dtype="str"),
    )


def named(posts: pd.DataFrame) -> dict[str, str]:
    edges = spread.edges(posts, rule="text")
    return dict(zip(edges["child"], edges["parent"], strict=True))


def test_chains_of_quoted_posts_name_the_parent() -> None:
    posts = by_hand(("a", "hi"), ("b", "RT @a: hi"), ("c", "so true! RT @b: RT @a: hi"),
                    ("d", "hi (via @A)"), ("e", "HT @c hi"),
                    ("f", "rt@c so true! rt @b: RT @a: hi"), ("g", "cart @a: hi"),
                    ("h", "RT @nobody: hi"), ("i", "RT @a: his"))  # fmt: skip
    edges = spread.edges(posts, rule="text")
    assert named(posts) == {"p1": "p0", "p2": "p1", "p3": "p0", "p5": "p2"}
    assert set(edges["evidence"]) == {"derived"}
    assert set(edges["kind"]) == {"repost"}
    (trees,) = spread.sample(posts, rule="text")
    names = posts.index[trees.rows]
    drawn = {c: names[p] for c, p in zip(names, trees.parent, strict=True) if p >= 0}
    assert drawn == named(posts)
    row = shape.describe(posts, edges).loc["p0"]
    assert (row["size"], row["depth"]) == (5, 3)


def test_the_most_recent_earlier_post_of_that_name_that_was_passed_on_counts() -> None:
    posts = by_hand(("a", "Fly now"), ("a", "fly   NOW!"), ("a", "other"), ("b", "RT @a: fly now"),
                    ("a", "fly now"))  # fmt: skip
    assert named(posts) == {"p3": "p1"}
    posts.loc["p3", "at"] = pd.NaT
    assert named(posts) == {}


def test_a_text_that_was_cut_off_is_known_by_its_beginning() -> None:
    posts = by_hand(("a", "one two three four http://x.example/1"), ("b", "RT @a: one two thr…"),
                    ("c", "RT @a: one two thr"), ("d", "RT @a: one tw..."),
                    ("e", "RT @a: on…"))  # fmt: skip
    assert named(posts) == {"p1": "p0", "p3": "p0"}


def test_an_open_repost_that_names_another_one_leaves_the_star() -> None:
    posts = posts_of("a > b c d e", kind="repost")
    posts["name"] = posts.index.array
    texts = ["hi", "RT @a: hi", "RT @b: RT @a: hi", "RT @x: hi", None]
    posts["text"] = pd.array(texts, dtype="str")
    edges = spread.edges(posts, rule="text").set_index("child")
    assert edges["parent"].to_dict() == {"b": "a", "c": "b", "e": "a"}
    assert edges["evidence"].to_dict() == {"b": "archived", "c": "derived", "e": "archived"}
    (trees,) = spread.sample(posts, rule="text", draws=50)
    assert trees.parent.tolist() == [-1, 0, 1, -1, 0]
    assert trees.roots.tolist() == ["a"]
    assert assumptions(posts, rule="text")["no_parent"] == 1


def test_a_reply_that_quotes_keeps_its_parent() -> None:
    posts = by_hand(("a", "hi"), ("b", "yo"), ("c", "RT @a: hi"))
    posts.loc["p2", ["parent", "kind"]] = ["p1", "reply"]
    assert named(posts) == {"p2": "p1"}


# --- what is asked


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rule": "guess"}, "no rule 'guess'. Cure: use one of reported, text, follows, decay"),
        ({"rule": "decay", "gamma": 0.5}, "rule 'decay' has no parameter 'gamma'. Cure: use beta"),
        ({"rule": "mixture", "rate": 1, "beta": 1}, "no parameter 'rate', 'beta'. Cure: use gamma"),
        ({"rule": "reported", "beta": 1}, "no parameter 'beta'. Cure: leave it out"),
        ({"rule": "follows"}, "needs a follow graph. Cure: give follows="),
        ({"rule": "follows", "follows": FOLLOWS, "prefer": "x"}, "prefer is 'x'. Cure: use one"),
        ({"rule": "follows", "follows": FOLLOWS, "otherwise": "x"}, "otherwise is 'x'"),
        ({"rule": "mixture", "gamma": -0.1}, "gamma is -0.1. Cure: give a finite number from 0 to"),
        ({"rule": "mixture", "gamma": 1.1}, "gamma is 1.1"),
        ({"rule": "mixture", "gamma": "0.5"}, "gamma is '0.5'"),
        ({"rule": "mixture", "gamma": None}, "gamma is None"),
        ({"rule": "mixture", "alpha": 1}, "alpha is 1. Cure: give a finite number above 1"),
        ({"rule": "mixture", "alpha": float("inf")}, "alpha is inf"),
        ({"rule": "decay", "rate": -1e-9}, "rate is -1e-09. Cure: give a finite number from 0 to"),
        ({"rule": "decay", "rate": 1e300}, "rate is 1e+300"),
        ({"rule": "decay", "beta": float("nan")}, "beta is nan"),
    ],
    ids=str,
)  # fmt: skip
def test_a_rule_that_cannot_be_says_why(given: dict[str, Any], message: str) -> None:
    for ask in (spread.edges, spread.sample, assumptions):
        with pytest.raises(SchemaError) as caught:
            ask(FOUR, **given)
        assert message in str(caught.value)


def test_numbers_of_draws_and_candidates_are_whole_and_above_zero() -> None:
    for wrong in (0, -1, 1.5, True):
        with pytest.raises(SchemaError, match="Cure: give a whole number of 1 or more"):
            spread.edges(FOUR, rule="decay", top=wrong)  # type: ignore[arg-type]
        with pytest.raises(SchemaError, match="Cure: give a whole number of 1 or more"):
            spread.sample(FOUR, rule="decay", draws=wrong)  # type: ignore[arg-type]
    assert len(spread.sample(FOUR, rule="decay", draws=np.int64(3))) == 3


def test_rules_without_chance_give_one_forest_and_those_with_it_as_many_as_asked() -> None:
    assert list(spread.RULES) == ["reported", "text", "follows", "decay", "mixture"]
    for rule in ("reported", "text"):
        assert len(spread.sample(FOUR, rule=rule, draws=7)) == 1
    for rule in ("decay", "mixture"):
        assert len(spread.sample(FOUR, rule=rule, draws=7)) == 7
        assert spread.sample(schema.empty(schema.POSTS), rule=rule, draws=2)[0].parent.size == 0
        assert len(spread.edges(schema.empty(schema.POSTS), rule=rule)) == 0


def test_rules_do_not_edit_what_they_are_given() -> None:
    named = "account-p" + FOLLOWS.replace({name: str(n) for n, name in enumerate("abcdef")})
    before, graph = HARD.copy(deep=True), named.copy(deep=True)
    for rule in spread.RULES:
        given = {"follows": graph} if rule == "follows" else {}
        spread.sample(HARD, rule=rule, draws=2, **given)
        spread.edges(HARD, rule=rule, **given)
    pd.testing.assert_frame_equal(HARD, before)
    pd.testing.assert_frame_equal(graph, named)
