"""Cascades as a forest: posts in an order in which parents come first, and an array of parents.

This is the form in which casekit measures one cascade or a million; a graph is built only where
a person asks for one.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema

if TYPE_CHECKING:
    from casekit.schema.ids import Ids

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
    parent. A missing parent is of the root that posts below it report. Of several parents of one
    post the most probable counts, of equals the first.

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
    from casekit.schema.ids import known

    ids = known(posts.index)
    if edges is None:
        schema.check(posts, schema.POSTS)
        links = ids.rows(posts["parent"])
        lost = np.flatnonzero((links < 0) & posts["parent"].notna().to_numpy())
        gone = posts["parent"].array[lost]
    else:
        links, lost, gone = _listed(ids, len(posts), edges)
    rows, place, cut = _parents_first(posts["at"], links)
    parent = np.where(cut[rows], -1, _placed(links[rows], place))
    orphan = np.zeros(len(posts), dtype=bool)
    orphan[place[lost]] = True

    heads = np.flatnonzero(parent < 0)
    named = posts["root"].array[rows[heads]]
    # what has lost its parent is a head
    _name(named, np.searchsorted(heads, place[lost]), gone)
    cascade, label, absent = _cascades(parent, heads, _placed(ids.rows(named), place), named)
    inside = label < len(heads)
    roots = posts.index.array[rows[heads[np.where(inside, label, 0)]]]
    roots[~inside] = absent[label[~inside] - len(heads)]
    return Forest(rows, parent, cascade, pd.Index(roots, name="root"), orphan, cut[rows])


def _placed(rows: Ints, place: Ints) -> Ints:
    return np.where(rows >= 0, place[rows], -1)


def _listed(ids: "Ids", size: int, edges: pd.DataFrame) -> tuple[Ints, Ints, Any]:
    """Give the row of each post's most probable parent, and which is not there under what id."""
    child = ids.rows(edges["child"])
    p = edges["p"].to_numpy(dtype=np.float64, na_value=-1.0)
    held = np.flatnonzero(child >= 0)
    best = np.full(size, -1, dtype=np.int64)
    # what is written last stands: the most probable, and of equals the first
    rising = held[np.argsort(-p[held], kind="stable")[::-1]]
    best[child[rising]] = rising
    best = best[best >= 0]
    parent = ids.rows(edges["parent"].array[best])
    links = np.full(size, -1, dtype=np.int64)
    links[child[best]] = parent
    lost = best[parent < 0]
    return links, child[lost], edges["parent"].array[lost]


def _name(named: Any, seat: Ints, gone: Any) -> None:
    """Call tops without a reported root by the missing parent, and that by the root it is of.

    `seat` are the places in `named` of tops that have lost the parent `gone`.
    """
    told = pd.Series(named[seat], index=pd.Index(gone))
    named[seat] = told.fillna(pd.Series(gone, index=told.index)).array
    above = told[told.notna().to_numpy() & (told != told.index).to_numpy()]
    above = above[~above.index.duplicated()]
    if len(above):
        at = above.index.get_indexer(pd.Index(named))
        named[at >= 0] = above.array[at[at >= 0]]


def _parents_first(at: pd.Series, links: Ints) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Order by time; where that puts a child before its parent, by depth and then by time.

    Returns
    -------
    rows, place
        The order, and the way back.
    cut
        Rows whose link closed a circle.
    """
    from casekit.spread import kernels

    # to_numpy, since np.asarray of a Series looks for a name among millions of ids
    clock = at.astype("int64").to_numpy()
    clock = np.where(at.isna().to_numpy(), np.iinfo(np.int64).max, clock)
    rows = np.argsort(clock, kind="stable")
    place = np.empty_like(rows)
    place[rows] = np.arange(len(rows))
    cut = np.zeros(len(rows), dtype=bool)
    if _late(links, place):
        kept = kernels.break_circles(links, rows)
        cut = (links >= 0) & (kept < 0)
        if _late(kept, place):
            rows = rows[np.argsort(kernels.depths(kept)[rows], kind="stable")]
            place[rows] = np.arange(len(rows))
    return rows, place, cut


def _late(links: Ints, place: Ints) -> bool:
    linked = np.flatnonzero(links >= 0)
    return bool((place[links[linked]] >= place[linked]).any())


def _cascades(
    parent: Ints, heads: Ints, named: Ints, names: Any
) -> tuple[Ints, Ints, Any]:  # fmt: skip
    """Number the cascades in the order in which they begin.

    Parameters
    ----------
    parent, heads
        Parents, and the places that have none.
    named
        Place of the post that each head belongs to as the archive says, -1 where it is not there.
    names
        Id of that post, NA where the archive names none.

    Returns
    -------
    cascade
        Number of the cascade of each place.
    label
        What each cascade is called by: the number of a head or, beyond those, of an absent id.
    absent
        Ids that are named and not in the archive.
    """
    from casekit.spread import kernels

    count = len(heads)
    number = np.full(len(parent), -1, dtype=np.int64)
    number[heads] = np.arange(count)
    head = number[kernels.carry(parent, parent < 0)]
    joined = np.where(named >= 0, head[named], -1)
    joined[joined == np.arange(count)] = -1
    # what is not in the archive has no place of its own: its id joins the posts that name it
    outside = np.flatnonzero((named < 0) & ~np.asarray(names.isna()))
    codes, absent = pd.factorize(names[outside])
    label = np.arange(count)
    label[outside] = count + codes
    if (joined >= 0).any():
        label = label[kernels.tops(kernels.break_circles(joined, np.arange(count)))]
    codes, label = pd.factorize(label)
    return codes.astype(np.int64)[head], label, absent
