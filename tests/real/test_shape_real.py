"""Shapes of real trees against networkx, and graphs with the numbers of their READMEs."""

import lzma
import re
import tarfile
from fractions import Fraction
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from casekit import archives as formats
from casekit import schema, shape, spread
from tests.real.test_reading import counted


@pytest.fixture(scope="module")
def reading(archives: Path) -> formats.Reading:
    return formats.read(archives / "twitter16-trees" / "twitter16.tar.xz")


@pytest.fixture(scope="module")
def trees(reading: formats.Reading) -> list[nx.DiGraph]:
    """All trees as networkx has them, from the parents that the reader gives."""
    found = []
    for _, tree in reading.posts.groupby("root", sort=False):
        graph = nx.DiGraph()
        graph.add_nodes_from(tree.index)
        named = tree["parent"].dropna()
        graph.add_edges_from(zip(named, named.index, strict=True))
        found.append(graph)
    return found


def identity(tree: nx.DiGraph) -> Fraction:
    """Structural virality by the sums over subtrees of METHODS 8.1, in whole numbers."""
    size = dict.fromkeys(tree, 1)
    for node in reversed(list(nx.topological_sort(tree))):
        for above in tree.predecessors(node):
            size[above] += size[node]
    n = len(tree)
    one, two = sum(size.values()), sum(s * s for s in size.values())
    return Fraction(2 * n, n - 1) * (Fraction(one, n) - Fraction(two, n * n))


def test_all_trees_are_measured_as_networkx_does(
    reading: formats.Reading, trees: list[nx.DiGraph]
) -> None:
    table = shape.describe(reading.posts)
    assert len(table) == len(trees) == 818
    assert table["size"].sum() == 347_828
    assert table["reason"].isna().all()
    smallest = sorted(trees, key=len)[:25]
    for tree in trees:
        assert nx.is_arborescence(tree)
        root = next(node for node, degree in tree.in_degree() if degree == 0)
        row = table.loc[root]
        levels = [len(layer) for layer in nx.bfs_layers(tree, root)]
        assert (row["size"], row["depth"], row["max_breadth"]) == (
            len(tree), len(levels) - 1, max(levels),
        )  # fmt: skip
        assert row["structural_virality"] == pytest.approx(float(identity(tree)), rel=1e-12)
        parents = sum(degree > 0 for _, degree in tree.out_degree())
        assert row["branching"] == pytest.approx((len(tree) - 1) / parents)
        if tree in smallest:
            mean = nx.average_shortest_path_length(tree.to_undirected())
            assert row["structural_virality"] == pytest.approx(mean, rel=1e-12)


def test_generations_and_subtrees_of_all_trees(
    reading: formats.Reading, trees: list[nx.DiGraph]
) -> None:
    posts = shape.generations(reading.posts)["posts"]
    below = shape.subtrees(reading.posts)
    assert posts.sum() == 347_828
    for tree in trees:
        root = next(node for node, degree in tree.in_degree() if degree == 0)
        assert posts[root].tolist() == [len(layer) for layer in nx.bfs_layers(tree, root)]
        assert below[root] == len(tree)


def lines_of(packed: Path) -> pd.DataFrame:
    """Read the lines of all trees without casekit; nodes are called as its reader calls them."""
    node = re.compile(r"\['([^']*)', '([^']*)', '([^']*)'\]")
    rows = []
    with lzma.open(packed) as stream, tarfile.open(fileobj=stream) as held:
        for member in held:
            if not member.name.endswith(".txt") or "/tree/" not in f"/{member.name}":
                continue
            file = held.extractfile(member)
            assert file is not None
            text = file.read().decode()
            found = [node.findall(line) for line in text.splitlines()]
            stem = Path(member.name).stem
            top = next(child for parent, child in found if parent[0] == "ROOT")
            source = stem if any(stem == each[1] for line in found for each in line) else top[1]
            rows += [(source, ":".join(p), ":".join(c), p[0] == "ROOT") for p, c in found]
    return pd.DataFrame(rows, columns=["source", "parent", "child", "top"])


def test_what_the_lines_of_the_trees_hold_comes_out_as_counts(
    archives: Path, reading: formats.Reading
) -> None:
    lines = lines_of(archives / "twitter16-trees" / "twitter16.tar.xz")
    assert len(lines) == 363_536
    assert lines.duplicated().sum() == 10_549
    inner = lines[~lines["top"]]
    edges = schema.conform(
        pd.DataFrame({
            "parent": inner["source"] + ":" + inner["parent"],
            "child": inner["source"] + ":" + inner["child"],
            "p": 1.0, "evidence": "derived",
        }).rename_axis("edge"),
        schema.EDGES,
    )  # fmt: skip
    posts = reading.posts
    assert edges["child"].isin(posts.index).all()
    assert edges["parent"].isin(posts.index).all()
    found = shape.faults(posts, edges)
    assert found["links from a post to itself"] == 953
    assert found["links whose child is earlier than its parent"] == 4510
    assert found["posts whose parent is not in the archive"] == 0
    several = counted(reading, "nodes with several different parents, of which one is chosen")
    assert found["posts with several different parents"] == several
    assert counted(reading, "nodes that several lines name as a child") == 7590
    negative = lines["child"].str.rpartition(":")[2].astype(float) < 0
    assert (negative.sum(), lines.loc[negative, "source"].nunique()) == (346, 10)
    once = lines.drop_duplicates()
    nodes = once[["parent", "child"]].apply(lambda ids: ids.str.rpartition(":")[2])
    delays = nodes.astype(float)
    backwards = ~once["top"] & (delays["child"] < delays["parent"])
    for what, n in (
        ("different edges from a node to itself", (once["parent"] == once["child"]).sum()),
        ("different edges whose child is earlier than its parent", backwards.sum()),
        ("different edges with a negative delay of the child", (delays["child"] < 0).sum()),
    ):
        assert counted(reading, what) == n
    assert counted(reading, "trees with negative delays") == 10
    chosen = shape.faults(posts)
    assert chosen["links from a post to itself"] == 0
    assert chosen["links left out since they close a circle"] == 0
    assert chosen["posts with several different parents"] == 0
    at, above = posts["at"], posts["at"].reindex(posts["parent"])
    early = (at.array < above.array) & posts["parent"].notna().array
    assert chosen["links whose child is earlier than its parent"] == early.sum()
    assert counted(reading, "nodes earlier than the parent that is chosen") == early.sum()


@pytest.fixture(scope="module")
def higgs(archives: Path) -> pd.DataFrame:
    path = archives / "higgs" / "higgs-activity_time.txt.gz"
    names = ["actor", "other", "seconds", "kind"]
    return pd.read_csv(path, sep=" ", names=names, dtype={"actor": "str", "other": "str"})


def between_accounts(acts: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Give the edges between accounts, each act a post on one that only its account is known of."""
    others = acts["other"].unique()
    held = pd.DataFrame({
        "post": [f"act-{i}" for i in range(len(acts))], "account": acts["actor"].array,
        "at": pd.to_datetime(acts["seconds"].array, unit="s", utc=True),
        "parent": "of-" + acts["other"].array, "kind": kind, "evidence": "archived",
    })  # fmt: skip
    named = pd.DataFrame({"post": "of-" + others, "account": others, "evidence": "archived"})
    posts = schema.conform(pd.concat([named, held], ignore_index=True), schema.POSTS)
    return spread.accounts(posts, spread.edges(posts, rule="reported"))


def test_who_passed_on_whom_in_the_higgs_archive(higgs: pd.DataFrame) -> None:
    found = between_accounts(higgs[higgs["kind"] == "RT"], "repost")
    assert len(found) == 328_132
    assert found["weight"].sum() == 354_930


def test_who_answered_whom_in_the_higgs_archive(higgs: pd.DataFrame, archives: Path) -> None:
    found = between_accounts(higgs[higgs["kind"] == "RE"], "reply")
    assert len(found) == 32_523
    assert len(set(found["source"]) | set(found["target"])) == 38_918
    assert (found["weight"].sum(), found["weight"].max()) == (36_902, 29)
    assert (found["source"] == found["target"]).sum() == 343
    path = archives / "higgs" / "higgs-reply_network.edgelist.gz"
    listed = pd.read_csv(path, sep=" ", names=["target", "source", "weight"],
                         dtype={"target": "str", "source": "str"})  # fmt: skip
    both = listed.merge(found, on=["source", "target"], suffixes=("", "_found"))
    assert len(both) == len(listed)
    assert (both["weight"] == both["weight_found"]).all()


def test_reposts_of_coordinated_accounts(archives: Path) -> None:
    path = archives / "coortweet-russian" / "russian_coord_tweets.csv.gz"
    rows = pd.read_csv(path)
    assert len(rows) == 35_125
    table = rows.rename(columns={"content_id": "post", "account_id": "account"})
    table["at"] = pd.to_datetime(table["timestamp_share"], unit="s", utc=True)
    table = table.assign(parent=table["object_id"], kind="repost", evidence="archived")
    posts = schema.conform(table.drop_duplicates("post"), schema.POSTS)
    assert (len(posts), posts["account"].nunique()) == (35_085, 9_509)
    links = rows.drop_duplicates().rename(columns={"object_id": "parent", "content_id": "child"})
    links = links[["parent", "child"]].assign(p=1.0, evidence="archived", kind="repost")
    edges = schema.conform(links.reset_index(drop=True).rename_axis("edge"), schema.EDGES)
    assert edges["parent"].nunique() == 7_285
    assert rows["object_id"].value_counts().head(3).tolist() == [1053, 833, 515]
    assert rows["object_id"].isin(posts.index).sum() == 3_627

    cells, ids = spread.matrix(posts, edges.drop_duplicates(["parent", "child"]))
    outside = set(rows["object_id"]) - set(posts.index)
    assert (cells.nnz, len(ids)) == (len(edges), len(posts) + len(outside))
    found = shape.faults(posts, edges)
    several = rows.drop_duplicates(["content_id", "object_id"])["content_id"].value_counts() > 1
    assert found["posts with several different parents"] == several.sum()
    trees = spread.forest(posts, edges)
    held = trees.parent >= 0
    assert held.sum() + trees.orphan.sum() + trees.cut.sum() == len(posts)
    whole = nx.Graph(zip(edges["parent"], edges["child"], strict=True))
    assert len(trees.roots) >= nx.number_connected_components(whole)
    assert np.bincount(trees.cascade).sum() == 35_085


def test_every_tree_has_its_label_and_no_label_is_without_a_tree(
    archives: Path, reading: formats.Reading
) -> None:
    labels = formats.labels(archives / "twitter16-trees" / "twitter16.tar.xz")
    counts = {"true": 207, "false": 205, "non-rumor": 205, "unverified": 201}  # its README
    assert labels.value_counts().to_dict() == counts
    assert set(labels.index) == {root.partition(":")[0] for root in reading.posts["root"]}
