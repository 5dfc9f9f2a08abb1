"""Cascades as a forest: posts in an order in which parents come first, and an array of parents.

This is the form in which casekit measures one cascade or a million; a graph is built only where
a person asks for one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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


def forest(posts: pd.DataFrame, edges: pd.DataFrame) -> Forest:
    """Join posts and edges into cascades.

    Posts belong together if a chain of parents joins them, or if the archive reports the same
    root for the tops of their chains or, where it reports none, they name the same missing
    parent. Of several parents of one post the most probable counts, of equals the first.

    Parameters
    ----------
    posts, edges
        Frames of :data:`casekit.schema.POSTS` and :data:`casekit.schema.EDGES`.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "c"], "parent": [None, "a", "gone"], "evidence": "archived"}),
    ...     schema.POSTS)
    >>> from casekit.spread import edges
    >>> found = forest(posts, edges(posts, rule="reported"))
    >>> found.parent.tolist(), found.roots.tolist(), found.orphan.tolist()
    ([-1, 0, -1], ['a', 'gone'], [False, False, True])
    """
    from casekit.spread import kernels

    ids = posts.index
    best = edges.sort_values("p", ascending=False, kind="stable").drop_duplicates("child")
    child, parent = (ids.get_indexer(pd.Index(best[side])) for side in ("child", "parent"))
    held = child >= 0
    links = np.full(len(posts), -1, dtype=np.int64)
    links[child[held]] = parent[held]
    orphan = np.zeros(len(posts), dtype=bool)
    orphan[child[held & (parent < 0)]] = True

    clock = np.asarray(posts["at"].astype("int64"))  # an unknown time is the least integer
    clock = np.where(posts["at"].isna(), np.iinfo(np.int64).max, clock)
    order = np.argsort(clock, kind="stable")
    kept, _ = kernels.break_circles(links, order)
    cut = (links >= 0) & (kept < 0)
    links = kept
    rows = _parents_first(links, order, kernels.depths(links))
    place = np.empty_like(rows)
    place[rows] = np.arange(len(rows))
    above = links[rows]
    parents = np.where(above >= 0, place[above], -1)

    tops = kernels.tops(parents)
    key = _keys(posts, best)
    cascade, roots = _cascades(ids, rows, tops, key)
    return Forest(rows, parents, cascade, roots, orphan[rows], cut[rows])


def _parents_first(links: Ints, order: Ints, depth: Ints) -> Ints:
    """Order by time; where that puts a child before its parent, by depth and then by time."""
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    linked = links >= 0
    if (place[links[linked]] < place[linked]).all():
        return order
    return order[np.argsort(depth[order], kind="stable")]


def _keys(posts: pd.DataFrame, best: pd.DataFrame) -> pd.Series:
    """Name what each post would belong to if it were the top of its chain."""
    named = pd.Series(best["parent"].array, index=best["child"].array).reindex(posts.index)
    own = pd.Series(posts.index, index=posts.index)
    return posts["root"].fillna(named).fillna(own)


def _cascades(ids: pd.Index, rows: Ints, tops: Ints, key: pd.Series) -> tuple[Ints, pd.Index]:
    from casekit.spread import kernels

    size = len(rows)
    place = np.empty(size, dtype=np.int64)
    place[rows] = np.arange(size)
    names = key.array[rows]
    known = ids.get_indexer(names)
    target = np.where(known >= 0, tops[place[known]], -1)
    is_top = tops == np.arange(size)
    joined = np.where(is_top & (target != np.arange(size)), target, -1)
    joined, _ = kernels.break_circles(joined, np.arange(size))
    first = kernels.tops(joined)[tops]
    # what is not in the archive has no place of its own: its id joins the posts that name it
    outside = known[first] < 0
    label: Any = np.where(outside, names[first], ids.array[rows[first]])
    codes, roots = pd.factorize(pd.Index(label, dtype=ids.dtype), sort=False)
    return codes.astype(np.int64), pd.Index(roots, name="root")
