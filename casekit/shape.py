"""How far down and how wide a cascade went: size, depth, breadth, structural virality."""

import networkx as nx
import numpy as np
import pandas as pd

from casekit import schema
from casekit.errors import EvidenceError
from casekit.spread import Forest, forest, frames

__all__ = ["STAR", "depth", "describe", "structural_virality"]

STAR = "star: the platform names only the original of a repost, not who passed it on"


def describe(posts: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """Measure every cascade.

    Size is the number of posts. Depth, max breadth and structural virality are those of Goel,
    Anderson, Hofman and Watts, Management Science 62(1), 2016, and Vosoughi, Roy and Aral,
    Science 359, 2018; structural virality is the mean distance of all pairs of posts.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.

    Returns
    -------
    DataFrame
        A row a cascade, the largest first: `size` (posts), `depth` (steps), `max_breadth`
        (posts), `structural_virality` (steps), `duration` (first to last post), `evidence`, and
        `reason` where a measure is NA. Depth, breadth and virality are NA where the archive
        lacks a parent, and for a star that is only how the platform reports reposts: there they
        would measure the platform.

    Examples
    --------
    >>> from casekit.spread import edges
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abcde"), "parent": [None, "a", "b", "c", "d"], "kind": "reply",
    ...     "evidence": "archived"}), schema.POSTS)
    >>> describe(posts, edges(posts, rule="reported")).loc["a", "structural_virality"]
    np.float64(2.0)
    """
    from casekit.spread import kernels

    trees = forest(posts, edges)
    count = len(trees.roots)
    size, heads, deepest, broadest, wiener = kernels.measure(trees.parent, trees.cascade, count)
    pairs = size * (size - 1.0)
    one = heads == 1
    virality = np.divide(2 * wiener, pairs, out=np.full(count, np.nan), where=one & (size > 1))
    star = _stars(posts, edges, trees)
    table = pd.DataFrame(
        {
            "size": pd.array(size, dtype="Int64"),
            "depth": pd.array(deepest, dtype="Int64"),
            "max_breadth": pd.array(broadest, dtype="Int64"),
            "structural_virality": virality,
            "duration": _durations(posts, trees),
            "evidence": _grades(posts, edges, trees),
            "reason": pd.Series(pd.NA, index=range(count), dtype="str"),
        }
    ).set_index(trees.roots)
    table.loc[size == 1, "reason"] = "a single post has no pairs"
    table.loc[~one, "reason"] = [f"{n} posts stand at the top: no single tree" for n in heads[~one]]
    lost = np.bincount(trees.cascade, weights=trees.orphan, minlength=count).astype(int)
    table.loc[lost > 0, "reason"] = [f"{n} parents are not in the archive" for n in lost[lost > 0]]
    table.loc[star, "reason"] = STAR
    unknown = star | (lost > 0)
    table.loc[unknown, ["depth", "max_breadth"]] = pd.NA
    table.loc[unknown, "structural_virality"] = np.nan
    return table.sort_values("size", ascending=False, kind="stable")


def depth(posts: pd.DataFrame, edges: pd.DataFrame) -> pd.Series:
    """Count the steps from the top of its cascade to each post.

    Returns
    -------
    Series
        Int64 `depth` on the index of `posts`; 0 at the top.

    Examples
    --------
    >>> from casekit.spread import edges
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "c"], "parent": [None, "a", "b"], "evidence": "archived"}),
    ...     schema.POSTS)
    >>> depth(posts, edges(posts, rule="reported")).tolist()
    [0, 1, 2]
    """
    from casekit.spread import kernels

    trees = forest(posts, edges)
    steps = np.empty(len(posts), dtype=np.int64)
    steps[trees.rows] = kernels.depths(trees.parent)
    return pd.Series(steps, index=posts.index, name="depth", dtype="Int64")


def structural_virality(spread: "nx.DiGraph[str]") -> float:
    """Mean distance between all pairs of posts of one cascade.

    Goel, Anderson, Hofman and Watts, *The structural virality of online diffusion*, Management
    Science 62(1), 2016: distances along the links, whatever their direction.

    Parameters
    ----------
    spread
        One tree, edges from author to reposter.

    Raises
    ------
    EvidenceError
        The graph is no tree, has fewer than two posts, or is a star that is only how the
        platform reports reposts.

    Examples
    --------
    >>> structural_virality(nx.DiGraph([("a", "b"), ("a", "c"), ("a", "d"), ("a", "e")]))
    1.6
    >>> structural_virality(nx.DiGraph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]))
    2.0
    """
    if len(spread) < 2 or not nx.is_arborescence(spread):
        raise EvidenceError(
            f"structural virality is that of one tree of two posts or more, not of a graph of "
            f"{len(spread)} nodes and {spread.number_of_edges()} edges",
            cure="take one cascade; describe() measures each and says why one cannot be",
        )
    row = describe(*frames(spread)).iloc[0]
    if pd.isna(row["structural_virality"]):
        raise EvidenceError(str(row["reason"]), cure="use a rule that infers who passed it on")
    return float(row["structural_virality"])


def _stars(posts: pd.DataFrame, edges: pd.DataFrame, trees: Forest) -> np.ndarray:
    """Find cascades of three posts and more in which every link is a repost of the top.

    That a repost names its original is how platforms report, not what happened; with a
    reply, a quote or an inferred parent among the links the shape carries information.
    """
    kind = edges["kind"].eq("repost") & edges["evidence"].eq("archived")
    shapeless = set(edges.loc[kind, "child"])
    linked = trees.parent >= 0
    children = posts.index.array[trees.rows[linked]]
    plain = np.fromiter((c in shapeless for c in children), bool, count=int(linked.sum()))
    count = len(trees.roots)
    links = np.bincount(trees.cascade[linked], minlength=count)
    reposts = np.bincount(trees.cascade[linked][plain], minlength=count)
    size = np.bincount(trees.cascade, minlength=count)
    return np.asarray((size > 2) & (links > 0) & (links == reposts))


def _durations(posts: pd.DataFrame, trees: Forest) -> np.ndarray:
    at = pd.Series(posts["at"].array[trees.rows])
    by = at.groupby(trees.cascade)
    return np.asarray((by.max() - by.min()).reindex(range(len(trees.roots))))


def _grades(posts: pd.DataFrame, edges: pd.DataFrame, trees: Forest) -> pd.Categorical:
    """Give each cascade the worst grade among its posts and links."""
    link = pd.Series(edges["evidence"].cat.codes.array, index=edges["child"].array)
    link = link.groupby(level=0).max().reindex(posts.index).fillna(-1).astype("int8")
    codes = np.maximum(posts["evidence"].cat.codes.to_numpy(), link.to_numpy())[trees.rows]
    worst = np.full(len(trees.roots), -1, dtype=np.int8)
    np.maximum.at(worst, trees.cascade, codes)
    return pd.Categorical.from_codes(worst, dtype=schema.POSTS["evidence"].dtype)
