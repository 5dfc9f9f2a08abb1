"""Cascades as a forest: posts in an order in which parents come first, and an array of parents.

This is the form in which casekit measures one cascade or a million; a graph is built only where
a person asks for one.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema

__all__ = ["Forest", "forest"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Forest:
    """Posts of one or many cascades.

    Attributes
    ----------
    rows
        Row of `posts` at each place of the forest; a parent stands before its children, and
        without contradictions in the data that is the order of time.
    parent
        Place of the parent, or -1.
    cascade
        Number of the cascade that each place belongs to, an index into `roots`.
    roots
        Id of each cascade: the first post of its thread as the archive reports it, which need
        not be in the archive itself.
    orphan
        True where the parent is named and is not among the posts.
    cut
        True where the link to the parent closed a circle, or tied a post to itself, and was left
        out.
    """

    rows: Ints
    parent: Ints
    cascade: Ints
    roots: pd.Index
    orphan: NDArray[np.bool_]
    cut: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)


def forest(posts: pd.DataFrame, edges: pd.DataFrame | None = None) -> Forest:
    """Join posts and edges into cascades.

    Posts belong together if a chain of parents joins them, or if the archive reports the same
    root for the tops of their chains or, where it reports none, they name the same missing
    parent. Of several parents of one post the most probable counts, of equals the first.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`. None: the
        parents that the archive reports, which is quicker than to list them as edges first.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "c"], "parent": [None, "a", "gone"], "evidence": "archived"}),
    ...     schema.POSTS)
    >>> found = forest(posts)
    >>> found.parent.tolist(), found.roots.tolist(), found.orphan.tolist()
    ([-1, 0, -1], ['a', 'gone'], [False, False, True])
    """
    from casekit.spread import kernels

    ids = posts.index
    if edges is None:
        schema.check(posts, schema.POSTS)
        links = ids.get_indexer(pd.Index(posts["parent"])).astype(np.int64)
        gone = posts["parent"].where(links < 0)
    else:
        links, gone = _listed(ids, edges)
    orphan = gone.notna().to_numpy()

    clock = np.asarray(posts["at"].astype("int64"))  # an unknown time is the least integer
    clock = np.where(posts["at"].isna(), np.iinfo(np.int64).max, clock)
    order = np.argsort(clock, kind="stable")
    kept, _ = kernels.break_circles(links, order)
    cut = (links >= 0) & (kept < 0)
    links = kept
    rows = _parents_first(links, order)
    place = np.empty_like(rows)
    place[rows] = np.arange(len(rows))
    above = links[rows]
    parents = np.where(above >= 0, place[above], -1)

    named = posts["root"].fillna(gone)
    cascade, roots = _cascades(ids, rows, kernels.tops(parents), named)
    return Forest(rows, parents, cascade, roots, orphan[rows], cut[rows])


def _listed(ids: pd.Index, edges: pd.DataFrame) -> tuple[Ints, pd.Series]:
    """Give the row of each post's most probable parent, and the id of one that is not there."""
    best = edges.sort_values("p", ascending=False, kind="stable").drop_duplicates("child")
    child, parent = (ids.get_indexer(pd.Index(best[side])) for side in ("child", "parent"))
    held = child >= 0
    links = np.full(len(ids), -1, dtype=np.int64)
    links[child[held]] = parent[held]
    lost = held & (parent < 0)
    gone = pd.Series(index=ids, dtype=best["parent"].dtype)
    gone.iloc[child[lost]] = best["parent"].array[lost]
    return links, gone


def _parents_first(links: Ints, order: Ints) -> Ints:
    """Order by time; where that puts a child before its parent, by depth and then by time."""
    from casekit.spread import kernels

    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    linked = links >= 0
    if (place[links[linked]] < place[linked]).all():
        return order
    depth = kernels.depths(links)
    return order[np.argsort(depth[order], kind="stable")]


def _cascades(ids: pd.Index, rows: Ints, tops: Ints, named: pd.Series) -> tuple[Ints, pd.Index]:
    """Number the cascades; `named` says by row to what a post belongs, where the archive does."""
    from casekit.spread import kernels

    size = len(rows)
    place = np.empty(size, dtype=np.int64)
    place[rows] = np.arange(size)
    # only what is named at the top of a chain can join it to another
    heads = np.flatnonzero((tops == np.arange(size)) & named.notna().to_numpy()[rows])
    names = named.array[rows[heads]]
    known = ids.get_indexer(pd.Index(names))
    target = np.where(known >= 0, tops[place[known]], -1)
    joined = np.full(size, -1, dtype=np.int64)
    joined[heads] = np.where(target != heads, target, -1)
    joined, _ = kernels.break_circles(joined, np.arange(size))
    first = kernels.tops(joined)[tops]
    # what is not in the archive has no place of its own: its id joins the posts that name it
    label = np.arange(size)
    outside, absent = pd.factorize(names[known < 0])
    label[heads[known < 0]] = size + outside
    codes, found = pd.factorize(label[first])
    inside = found < size
    roots = np.empty(len(found), dtype=object)
    roots[inside] = np.asarray(ids.array[rows[found[inside]]], dtype=object)
    roots[~inside] = np.asarray(absent, dtype=object)[found[~inside] - size]
    return codes.astype(np.int64), pd.Index(roots, dtype=ids.dtype, name="root")
