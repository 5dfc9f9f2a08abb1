"""Size, depth, breadth, structural virality and branching of every cascade."""

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import EvidenceError, SchemaError
from casekit.shape.reasons import blind, reasons, unseen
from casekit.shape.tables import MEASURES, grades, measures, spans, table
from casekit.spread import Forest, forest, frames
from casekit.spread import edges as passed_on
from casekit.spread.parameters import Decay, Mixture, chosen
from casekit.spread.stars import opens, standins

__all__ = ["depth", "describe", "roots", "structural_virality", "subtrees"]

Ints = NDArray[np.int64]


def describe(
    posts: pd.DataFrame,
    edges: pd.DataFrame | None = None,
    *,
    rule: str | None = None,
    draws: int = 100,
    seed: int = 0,
    **parameters: Any,
) -> pd.DataFrame:
    """Measure every cascade.

    Size is the number of posts. Depth, max breadth and structural virality are those of Goel,
    Anderson, Hofman and Watts, Management Science 62(1), 2016, and Vosoughi, Roy and Aral,
    Science 359, 2018; structural virality is the mean distance of all pairs of posts. Branching
    is the mean number of children of the posts that have any.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`; without edges,
        the parents that the archive reports.
    rule
        Instead of edges: one of :data:`casekit.spread.RULES`. What it leaves to chance is drawn.
    draws, seed, parameters
        As in :func:`casekit.spread.sample`.

    Returns
    -------
    DataFrame
        A row a cascade, the largest first: `size` (posts), `depth` (steps), `max_breadth`
        (posts), `structural_virality` (steps), `branching` (posts), `duration` (first to last
        post), `evidence` (derived at best), and `reason` where a measure is NA: where it would
        measure the archive or the platform, since a parent is missing or only its account is named,
        links close a circle, or reposts name only the original. With a rule each measure is the
        median of the draws, with `_low` and `_high` beside it, their 5th and 95th percentile;
        where every parent stays as reported these are no band, and `reason` says so.

    Raises
    ------
    SchemaError
        Edges and a rule at once, or what :func:`casekit.spread.sample` refuses.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abcde"), "parent": [None, "a", "b", "c", "d"], "kind": "reply",
    ...     "evidence": "archived"}), schema.POSTS)
    >>> describe(posts).loc["a", "structural_virality"]
    np.float64(2.0)
    """
    if rule is None:
        if parameters:
            raise SchemaError(f"{', '.join(parameters)} without a rule",
                              cure="name the rule whose parameters they are")  # fmt: skip
        return _measured(posts, edges)
    if edges is not None:
        raise SchemaError("edges and a rule at once", cure="give one of them")
    if isinstance(chosen(rule, parameters), Decay | Mixture):
        from casekit.shape.bands import drawn

        return drawn(posts, rule=rule, draws=draws, seed=seed, **parameters)
    found = _measured(posts, passed_on(posts, rule=rule, **parameters))
    for name in MEASURES:
        place = found.columns.to_list().index(name) + 1
        found.insert(place, f"{name}_low", found[name])
        found.insert(place + 1, f"{name}_high", found[name])
    return found


def _measured(posts: pd.DataFrame, edges: pd.DataFrame | None) -> pd.DataFrame:
    from casekit.spread import kernels

    trees = forest(posts, edges)
    hidden, accounts = opens(posts, edges, trees), standins(posts, edges, trees)
    first, seat = kernels.bundle(trees.cascade, len(trees.roots))
    found = kernels.measure(kernels.moved(trees.parent, seat), first)
    shapes = measures(found)
    unknown = blind(trees, hidden, accounts)
    for values in shapes.values():
        values[unknown] = np.nan
    columns: dict[str, Any] = dict(shapes)
    for name in ("depth", "max_breadth"):
        columns[name] = pd.Series(shapes[name]).astype("Int64").array
    why = reasons(trees, found.tops, hidden, accounts)
    return table(trees, found.size, columns, spans(posts, trees), grades(posts, edges, trees), why)


def depth(posts: pd.DataFrame, edges: pd.DataFrame | None = None) -> pd.Series:
    """Count the steps from the top of its cascade to each post.

    Parameters
    ----------
    posts, edges
        As in :func:`describe`.

    Returns
    -------
    Series
        Int64 `depth` on the index of `posts`, 0 at the top; NA in cascades whose depth
        :func:`describe` does not give.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "c"], "parent": [None, "a", "b"], "evidence": "archived"}),
    ...     schema.POSTS)
    >>> depth(posts).tolist()
    [0, 1, 2]
    """
    from casekit.spread import kernels

    trees = forest(posts, edges)
    return _by_post(posts, edges, trees, kernels.depths(trees.parent)).rename("depth")


def subtrees(posts: pd.DataFrame, edges: pd.DataFrame | None = None) -> pd.Series:
    """Count the posts that each post set off, directly or through others, with itself.

    Parameters
    ----------
    posts, edges
        As in :func:`describe`.

    Returns
    -------
    Series
        Int64 `subtree` (posts) on the index of `posts`, 1 where nobody passed it on; NA in
        cascades whose depth :func:`describe` does not give.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "c"], "parent": [None, "a", "b"], "evidence": "archived"}),
    ...     schema.POSTS)
    >>> subtrees(posts).tolist()
    [3, 2, 1]
    """
    from casekit.spread import kernels

    trees = forest(posts, edges)
    return _by_post(posts, edges, trees, kernels.subtree_sizes(trees.parent)).rename("subtree")


def roots(posts: pd.DataFrame, edges: pd.DataFrame | None = None) -> pd.Series:
    """Say of each post which cascade it belongs to.

    The column `root` of the posts holds what the archive reports, and of some posts it reports
    nothing, or the first post of a part only; this goes along all links as well.

    Parameters
    ----------
    posts, edges
        As in :func:`describe`.

    Returns
    -------
    Series
        Text `root` on the index of `posts`: the name of its cascade in :func:`describe`, which is
        its first post, in the archive or not.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "c"], "parent": [None, "a", "b"], "evidence": "archived"}),
    ...     schema.POSTS)
    >>> roots(posts).tolist()
    ['a', 'a', 'a']
    """
    trees = forest(posts, edges)
    named = np.empty(len(trees), dtype=np.int64)
    named[trees.rows] = trees.cascade
    return pd.Series(trees.roots.array[named], index=posts.index, name="root")


def _by_post(
    posts: pd.DataFrame, edges: pd.DataFrame | None, trees: Forest, by_place: Ints
) -> pd.Series:
    unknown = unseen(posts, edges, trees)[trees.cascade]
    numbers = np.empty_like(by_place)
    numbers[trees.rows] = by_place
    hide = np.empty(len(unknown), dtype=bool)
    hide[trees.rows] = unknown
    return pd.Series(pd.arrays.IntegerArray(numbers, hide), index=posts.index)


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
