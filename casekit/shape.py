"""How far down and how wide a cascade went: size, depth, breadth, structural virality."""

import networkx as nx
import numpy as np
import pandas as pd

from casekit import schema
from casekit.errors import EvidenceError
from casekit.spread import Forest, forest, frames
from casekit.spread.stars import opens

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
        `reason` where a measure is NA. Depth, breadth and virality are NA where they would
        measure the archive or the platform: where a parent is missing, where links close a
        circle, and where reposts name only the original and not who passed it on.

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
    first, seat = kernels.bundle(trees.cascade, count)
    found = kernels.measure(kernels.moved(trees.parent, seat), first)
    size, heads, deepest, broadest = found.size, found.tops, found.depth, found.breadth
    pairs = size * (size - 1.0)
    one = heads == 1
    virality = np.divide(
        2 * found.wiener, pairs, out=np.full(count, np.nan), where=one & (size > 1)
    )
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
    for reason, where in _reasons(posts, edges, trees, size, heads).items():
        table.loc[where, "reason"] = reason
    blind = _blind(posts, edges, trees)
    table.loc[blind, ["depth", "max_breadth"]] = pd.NA
    table.loc[blind, "structural_virality"] = np.nan
    return table.sort_values("size", ascending=False, kind="stable")


def depth(posts: pd.DataFrame, edges: pd.DataFrame) -> pd.Series:
    """Count the steps from the top of its cascade to each post.

    Returns
    -------
    Series
        Int64 `depth` on the index of `posts`, 0 at the top; NA in cascades whose depth
        :func:`describe` does not give.

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
    known = ~_blind(posts, edges, trees)[trees.cascade]
    steps = pd.Series(kernels.depths(trees.parent), dtype="Int64").where(known)
    steps.index = posts.index[trees.rows]
    return steps.reindex(posts.index).rename("depth")


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


def _counts(trees: Forest, marked: np.ndarray) -> np.ndarray:
    return np.bincount(trees.cascade[marked], minlength=len(trees.roots))


def _shapeless(posts: pd.DataFrame, edges: pd.DataFrame, trees: Forest) -> np.ndarray:
    """Count in each cascade the reposts that only name the original."""
    return _counts(trees, opens(posts, edges, trees))


def _blind(posts: pd.DataFrame, edges: pd.DataFrame, trees: Forest) -> np.ndarray:
    """Mark the cascades whose shape the archive does not show."""
    lost, circles = _counts(trees, trees.orphan), _counts(trees, trees.cut)
    return np.asarray((lost > 0) | (circles > 0) | (_shapeless(posts, edges, trees) > 0))


def _reasons(
    posts: pd.DataFrame, edges: pd.DataFrame, trees: Forest, size: np.ndarray, heads: np.ndarray
) -> dict[str, np.ndarray]:
    """Say why a measure is NA; of several reasons the later one stands."""
    lost, circles = _counts(trees, trees.orphan), _counts(trees, trees.cut)
    links, blind = _counts(trees, trees.parent >= 0), _shapeless(posts, edges, trees)
    reasons: dict[str, np.ndarray] = {"a single post has no pairs": size == 1}
    for n in np.unique(heads[heads > 1]):
        reasons[f"no single tree: {n} posts stand at the top"] = heads == n
    for n in np.unique(circles[circles > 0]):
        reasons[f"links that close a circle: {n}"] = circles == n
    for n in np.unique(lost[lost > 0]):
        reasons[f"parents that are not in the archive: {n}"] = lost == n
    part = (blind > 0) & (blind < links)
    for n, of in {(int(b), int(k)) for b, k in zip(blind[part], links[part], strict=True)}:
        where = part & (blind == n) & (links == of)
        reasons[f"{n} of {of} links are reposts that name only the original"] = where
    reasons[STAR] = (blind > 0) & (blind == links)
    return reasons


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
