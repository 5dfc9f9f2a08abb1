"""The loops over parents: exact fractions of METHODS 8.1, and networkx on random forests."""

from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit import schema
from casekit.schema import checks, ids
from casekit.schema.ids import Ids, known
from casekit.spread import kernels

Parents = list[int]


def star(n: int) -> Parents:
    return [-1] + [0] * (n - 1)


def path(n: int) -> Parents:
    return list(range(-1, n - 1))


def complete(arity: int, height: int) -> Parents:
    return [-1] + [(i - 1) // arity for i in range(1, sum(arity**k for k in range(height + 1)))]


def broom(handle: int, leaves: int) -> Parents:
    return path(handle) + [handle - 1] * leaves


def measured(parents: Parents, cascade: list[int] | None = None) -> kernels.Measures:
    number = np.array(cascade if cascade is not None else [0] * len(parents), dtype=np.int64)
    first, seat = kernels.bundle(number, int(number.max(initial=-1)) + 1)
    return kernels.measure(kernels.moved(np.array(parents, dtype=np.int64), seat), first)


def virality(parents: Parents) -> Fraction:
    """Structural virality as an exact fraction of whole numbers."""
    n, found = len(parents), measured(parents)
    return Fraction(2 * int(found.wiener[0]), n * (n - 1))


@pytest.mark.parametrize("n", [2, 3, 5, 10, 50, 100, 1000])
def test_a_star(n: int) -> None:
    assert virality(star(n)) == Fraction(2 * (n - 1), n)


@pytest.mark.parametrize("n", [2, 3, 5, 10, 50, 100, 1000])
def test_a_path(n: int) -> None:
    assert virality(path(n)) == Fraction(n + 1, 3)


@pytest.mark.parametrize(
    ("tree", "exact", "wiener"),
    [
        (complete(2, 1), "4/3", 4), (complete(2, 2), "16/7", 48), (complete(2, 3), "368/105", 368),
        (complete(2, 4), "768/155", 2304), (complete(2, 5), "4288/651", 12864),
        (complete(2, 6), "7424/889", 66816), (complete(2, 7), "330496/32385", None),
        (complete(2, 8), "526336/43435", None), (complete(3, 2), "36/13", None),
        (broom(3, 7), "88/45", None), (broom(5, 5), "23/9", None),
        ([-1, 0, 0, 0, 1, 1, 4], "46/21", None),
    ],
)  # fmt: skip
def test_the_table_of_exact_fractions(tree: Parents, exact: str, wiener: int | None) -> None:
    assert virality(tree) == Fraction(exact)
    if wiener is not None:
        assert measured(tree).wiener[0] == wiener


@pytest.mark.parametrize("height", range(1, 9))
def test_complete_binary_trees_follow_the_closed_form(height: int) -> None:
    n = 2 ** (height + 1) - 1
    sizes = [(2**k, 2 ** (height - k + 1) - 1) for k in range(1, height + 1)]
    assert measured(complete(2, height)).wiener[0] == sum(c * s * (n - s) for c, s in sizes)


def test_the_rounded_values_of_the_table() -> None:
    assert round(float(virality(complete(3, 3))), 6) == 4.361538
    assert round(float(virality([-1] + [0] * 50 + [1] * 50)), 6) == 2.465347


def test_the_tree_of_seven_and_its_parents() -> None:
    found = measured([-1, 0, 0, 0, 1, 1, 4])
    assert (found.size[0], found.depth[0], found.breadth[0], found.parents[0]) == (7, 3, 3, 3)


def agrees(parents: Parents, cascade: list[int]) -> None:
    """Hold all measures of a forest to networkx, whatever joins trees into cascades."""
    found = measured(parents, cascade)
    whole = nx.DiGraph([(p, i) for i, p in enumerate(parents) if p >= 0])
    whole.add_nodes_from(range(len(parents)))
    below = kernels.subtree_sizes(np.array(parents, dtype=np.int64))
    assert below.tolist() == [len(nx.descendants(whole, i)) + 1 for i in range(len(parents))]
    steps = kernels.depths(np.array(parents, dtype=np.int64))
    for number in set(cascade):
        nodes = [i for i, c in enumerate(cascade) if c == number]
        part = whole.subgraph(nodes)
        tops = [i for i in nodes if parents[i] < 0]
        levels: dict[int, int] = {}
        for depth, level in enumerate(nx.bfs_layers(part, tops)):
            levels[depth] = len(level)
            assert all(steps[i] == depth for i in level)
        assert found.size[number] == len(nodes)
        assert found.tops[number] == len(tops)
        assert found.depth[number] == max(levels) == nx.dag_longest_path_length(part)
        assert found.breadth[number] == max(levels.values())
        assert found.parents[number] == sum(part.out_degree(i) > 0 for i in nodes)
        if len(tops) == 1:
            assert found.wiener[number] == nx.wiener_index(part.to_undirected())


def grown(rng: np.random.Generator) -> tuple[Parents, list[int]]:
    """A forest of a few cascades, their posts mixed; some cascades have several tops."""
    size, many = int(rng.integers(1, 30)), int(rng.integers(1, 5))
    cascade = np.unique(rng.integers(0, many, size), return_inverse=True)[1].tolist()
    parents = []
    for i, number in enumerate(cascade):
        earlier = [j for j in range(i) if cascade[j] == number]
        top = not earlier or rng.random() < 0.05
        parents.append(-1 if top else int(rng.choice(earlier)))
    return parents, cascade


def test_a_thousand_random_forests_agree_with_networkx() -> None:
    rng = np.random.default_rng(20130902)
    for _ in range(1000):
        agrees(*grown(rng))


@settings(max_examples=50)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_every_tree_agrees_with_networkx(numbers: list[int]) -> None:
    parents = [-1] + [number % (i + 1) for i, number in enumerate(numbers[1:])]
    agrees(parents, [0] * len(parents))


def test_no_posts_and_no_cascades() -> None:
    assert len(measured([]).size) == 0


def test_a_million_deep_and_a_million_wide() -> None:
    n = 1_000_000
    assert measured(path(n)).wiener[0] == float(n * (n**2 - 1) // 6)
    assert measured(path(n)).depth[0] == n - 1
    assert measured(star(n)).wiener[0] == (n - 1) ** 2


def test_a_sum_of_distances_that_64_bits_do_not_hold() -> None:
    n = 5_000_000
    assert measured(path(n)).wiener[0] == pytest.approx(n * (n**2 - 1) / 6, rel=1e-12)


@given(st.lists(st.integers(-1, 12), min_size=1, max_size=13))
def test_circles_lose_one_link_each_and_nothing_else_does(numbers: list[int]) -> None:
    size = len(numbers)
    links = np.array([n if n < size else -1 for n in numbers], dtype=np.int64)
    kept = kernels.break_circles(links, np.arange(size))
    whole = nx.DiGraph([(i, int(p)) for i, p in enumerate(links) if p >= 0])
    circles = list(nx.simple_cycles(whole))
    lost = np.flatnonzero(kept != links)
    assert sorted(lost) == sorted(min(circle) for circle in circles)
    assert (kept[lost] == -1).all()
    assert kernels.depths(kept).min() == 0


@pytest.mark.parametrize("many", [0, 50_000])
@settings(max_examples=60)
@given(held=st.lists(st.text(max_size=6), unique=True, max_size=40), wanted=st.data())
def test_ids_are_found_whatever_they_are(
    many: int, held: list[str], wanted: st.DataObject
) -> None:  # fmt: skip
    names = wanted.draw(st.lists(st.one_of(st.none(), st.text(max_size=6), *map(st.just, held))))
    before, checks.MANY = checks.MANY, many
    try:
        found = Ids(pd.Index(held, dtype="str", name="post"))
        rows = found.rows(pd.array(names, dtype="str"))
    finally:
        checks.MANY = before
    assert found.twice == -1
    assert rows.tolist() == [held.index(name) if name in held else -1 for name in names]


@pytest.mark.parametrize("many", [0, 50_000])
def test_an_id_that_is_there_twice_is_named(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(checks, "MANY", many)
    found = Ids(pd.Index(["a", "b", "c", "b", "a"], dtype="str", name="post"))
    assert found.twice == 3
    with pytest.raises(checks.SchemaError, match="'b' is there twice"):
        found.rows(["a"])


@pytest.mark.parametrize("many", [0, 50_000])
def test_a_frame_with_an_id_twice_is_refused(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(checks, "MANY", many)
    posts = schema.conform(
        pd.DataFrame({"post": ["a", "b", "a"], "evidence": "archived"}), schema.POSTS
    )
    with pytest.raises(checks.SchemaError, match="index 'post': 'a' is there twice"):
        schema.check(posts, schema.POSTS)


def test_ids_whose_hashes_are_alike_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = ids._hash

    def alike(offsets: np.ndarray, data: np.ndarray, hashes: np.ndarray) -> None:
        mixed(offsets, data, hashes)
        hashes &= 7

    monkeypatch.setattr(ids, "_hash", alike)
    monkeypatch.setattr(checks, "MANY", 0)
    names = [f"id{i}" for i in range(300)]
    found = Ids(pd.Index(names, dtype="str"))
    assert found.rows([*names[::7], "id300", "", None]).tolist() == [*range(0, 300, 7), -1, -1, -1]
    assert Ids(pd.Index([*names, "id7"], dtype="str")).twice == 300


def test_a_table_of_ids_lives_as_long_as_its_ids() -> None:
    index = pd.Index(["a", "b"], dtype="str")
    assert known(index) is known(index.rename("post"))
    assert known(index) is not known(pd.Index(["a", "b"], dtype="str"))
