"""Stars: reposts of which the platform names only the original, not who passed it on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.spread.forest import Forest, Ints, forest

__all__ = ["UNKNOWN", "Stars", "opens", "standins", "stars", "ties_by_id"]

UNKNOWN = -1
"""Stands for a number of followers that nobody reported."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Stars:
    """The stars of a frame of posts: what a rule of inference works on.

    Attributes
    ----------
    base
        The forest as reported. All numbers below are places in it.
    members
        Places of the open reposts, star by star, in each star by time.
    first
        Where each star begins in `members`, and the end of the last one.
    before
        Where in `members` the candidates of each member end: those of its star up to there are
        strictly earlier. Posts of one time are no candidates of one another, since the order of
        rows says nothing. The original is a candidate always.
    hub
        Place of each star's original.
    at
        Microseconds since 1970 at each place; the least integer where the time is unknown.
    followers
        Followers at each place, or :data:`UNKNOWN`.
    """

    base: Forest
    members: Ints
    first: Ints
    before: Ints
    hub: Ints
    at: Ints
    followers: Ints

    def __len__(self) -> int:
        return len(self.hub)


def stars(posts: pd.DataFrame) -> Stars:
    """Find the stars.

    An original without a time, or that is not among the posts, makes no star, and a repost
    without a time belongs to none: those stay as reported.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "a"], "kind": ["post", "repost", "repost"],
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:40Z", "2013-09-03 09:10Z"]),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> found = stars(posts)
    >>> posts.index[found.base.rows[found.members]].tolist()
    ['c', 'b']
    """
    base = forest(posts)
    timed = posts["at"].notna().to_numpy()[base.rows]
    at: Ints = np.asarray(posts["at"].astype("int64"), dtype=np.int64)[base.rows]
    followers = posts["followers"].fillna(UNKNOWN).to_numpy(dtype=np.int64)[base.rows]
    inferred = opens(posts, None, base) & timed
    inferred[inferred] = timed[base.parent[inferred]]
    places = np.flatnonzero(inferred)  # in a star all reposts have one depth: this is by time
    above = base.parent[places]
    order = np.argsort(above, kind="stable")
    hub, counts = np.unique(above, return_counts=True)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    members = places[order]
    before = _strictly_earlier(members, first, at)
    return Stars(base, members, first, before, hub, at, followers)


def _strictly_earlier(members: Ints, first: Ints, at: Ints) -> Ints:
    opening = np.ones(len(members), dtype=bool)  # the first of its star, or later than the last
    opening[1:] = at[members[1:]] > at[members[:-1]]
    opening[first[:-1]] = True
    numbers = np.arange(len(members), dtype=np.int64)
    return np.maximum.accumulate(np.where(opening, numbers, 0))


def ties_by_id(posts: pd.DataFrame, found: Stars) -> Ints:
    """Give the members with those of one time in the order of their ids, shorter ids first."""
    members = found.members.copy()
    run, counts = np.unique(found.before, return_inverse=True, return_counts=True)[1:]
    tied = np.flatnonzero(counts[run] > 1)
    ids = posts.index[found.base.rows[members[tied]]].to_series()
    keys = pd.DataFrame({"run": run[tied], "length": ids.str.len().array, "id": ids.array})
    members[tied] = members[tied][keys.sort_values(["run", "length", "id"]).index]
    return members


def opens(posts: pd.DataFrame, edges: pd.DataFrame | None, trees: Forest) -> Flags:
    """Mark the places of the reposts that only name the original.

    What the archive's format names is in `parent_is`. Where it names every hand, a repost of the
    original is one, and none is marked. Where it names the original and no hand, every repost is
    marked but those that name another repost all the same. Where that is not known a cascade
    shows it: if some repost of it names another repost, all its reposts count as told. The one
    repost of a single post can come from nowhere else.

    Parameters
    ----------
    posts, edges, trees
        Posts, the edges between them (None: those that the archive reports), and the forest of
        both.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "a"], "kind": ["post", "repost", "repost"],
    ...     "evidence": "archived"}), schema.POSTS)
    >>> opens(posts, None, forest(posts)).tolist()
    [False, True, True]
    >>> opens(posts.assign(parent_is="hand"), None, forest(posts)).tolist()
    [False, False, False]
    """
    repost = _archived(posts, edges, "repost")[trees.rows]
    named = repost & (trees.parent >= 0)
    second = np.zeros(len(trees), dtype=bool)
    second[named] = repost[trees.parent[named]]
    through = np.zeros(len(trees.roots), dtype=bool)
    through[trees.cascade[second]] = True
    size = np.bincount(trees.cascade, minlength=len(trees.roots))
    what = posts["parent_is"].iloc[trees.rows]
    original, silent = what.eq("original").to_numpy(), what.isna().to_numpy()
    hidden = (original & ~second) | (silent & ~through[trees.cascade])
    return np.asarray(named & hidden & (size > 2)[trees.cascade])


def standins(posts: pd.DataFrame, edges: pd.DataFrame | None, trees: Forest) -> Flags:
    """Mark the places whose parent stands in for any post of an account, as `parent_is` says.

    Parameters
    ----------
    posts, edges, trees
        As in :func:`opens`.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": ["a", "b", "8:unknown"], "parent": ["8:unknown", "8:unknown", None],
    ...     "parent_is": ["account", "account", None], "evidence": "archived"}), schema.POSTS)
    >>> standins(posts, None, forest(posts)).sum()
    np.int64(2)
    """
    account = posts["parent_is"].eq("account").to_numpy() & _archived(posts, edges)
    return np.asarray(account[trees.rows] & (trees.parent >= 0))


def _archived(posts: pd.DataFrame, edges: pd.DataFrame | None, kind: str | None = None) -> Flags:
    """Mark the rows whose link to a parent the archive reports, those of a kind or all."""
    links = posts if edges is None else edges
    marked = links["evidence"].eq("archived")
    if kind is not None:
        marked &= links["kind"].eq(kind)
    if edges is None:
        marked &= posts["parent"].notna() & ~posts["parent_evidence"].gt("archived")
        return marked.to_numpy()
    from casekit.schema.ids import known

    rows = known(posts.index).rows(edges.loc[marked, "child"])
    found = np.zeros(len(posts), dtype=bool)
    found[rows[rows >= 0]] = True
    return found
