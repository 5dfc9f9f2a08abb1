"""How a cascade grew: the posts at each depth, and its state after each post."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import SchemaError
from casekit.shape.reasons import unseen
from casekit.spread import Forest, forest

__all__ = ["generations", "growth", "time_to"]

Ints = NDArray[np.int64]

NEVER = np.iinfo(np.int64).max
UNKNOWN = np.iinfo(np.int64).min
"""What numpy reads as NaT."""


def generations(posts: pd.DataFrame, edges: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count the posts at each depth of each cascade.

    Parameters
    ----------
    posts, edges
        As in :func:`describe`.

    Returns
    -------
    DataFrame
        A row a cascade (`root`) and `depth`: `posts`; `children`, the mean number that one of
        them has, those without any among them (posts); `reached`, time from the cascade's first
        post to the first at this depth, NaT if no time is known. Cascades whose depth
        :func:`describe` does not give are left out.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abcd"), "parent": [None, "a", "a", "c"], "kind": "reply",
    ...     "evidence": "archived"}), schema.POSTS)
    >>> generations(posts)["posts"].to_dict()
    {('a', 0): 1, ('a', 1): 2, ('a', 2): 1}
    """
    from casekit.spread import kernels

    trees = forest(posts, edges)
    first, _ = kernels.bundle(trees.cascade, len(trees.roots))
    depth = kernels.depths(trees.parent)
    slot = first[trees.cascade] + depth  # no cascade is deeper than it has posts
    number = np.bincount(slot, minlength=len(trees))
    after = _after(posts, trees)
    reached = np.full(len(trees), NEVER)
    np.minimum.at(reached, slot[after != UNKNOWN], after[after != UNKNOWN])
    reached[reached == NEVER] = UNKNOWN
    cascade = np.repeat(np.arange(len(trees.roots)), np.diff(first))
    seen = ~unseen(posts, edges, trees)
    rows = np.flatnonzero((number > 0) & seen[cascade])
    below = np.append(number, 0)[rows + 1]
    deepest = np.append(cascade, -1)[rows + 1] != cascade[rows]
    return pd.DataFrame(
        {
            "posts": pd.array(number[rows], dtype="Int64"),
            "children": np.where(deepest, 0, below) / number[rows],
            "reached": reached[rows].view("timedelta64[us]"),
        },
        index=pd.MultiIndex.from_arrays(
            (trees.roots[cascade[rows]], rows - first[cascade[rows]]), names=["root", "depth"]
        ),
    )


def growth(posts: pd.DataFrame, edges: pd.DataFrame | None = None) -> pd.DataFrame:
    """Say how far each cascade had come when each post arrived.

    Parameters
    ----------
    posts, edges
        As in :func:`describe`.

    Returns
    -------
    DataFrame
        On the index of `posts`: `root` of its cascade; `after`, time since the first post of the
        cascade; `size`, posts up to that time; `accounts`, different known accounts among them;
        `depth`, steps down to the deepest of them, NA in cascades whose depth :func:`describe`
        does not give. Posts of one time arrived together. A post without a time arrived nobody
        knows when: it is in no count, and its row is NA.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "b"], "account": ["x", "y", "x"],
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:10Z", "2013-09-03 09:30Z"]),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> growth(posts)[["size", "accounts", "depth"]].values.tolist()
    [[1, 1, 0], [2, 2, 1], [3, 2, 2]]
    """
    from casekit.spread import kernels

    trees = forest(posts, edges)
    after = _after(posts, trees)
    timed = np.flatnonzero(after != UNKNOWN)
    order = timed[np.lexsort((after[timed], trees.cascade[timed]))]
    cascade, when = trees.cascade[order], after[order]
    last = _last(cascade, when)
    begin = np.searchsorted(cascade, cascade)
    code, _ = pd.factorize(posts["account"].array[trees.rows[order]])
    fresh = ~pd.DataFrame({"cascade": cascade, "code": code}).duplicated().to_numpy() & (code >= 0)
    accounts = np.cumsum(fresh)
    depth = kernels.depths(trees.parent)[order]
    steps = int(depth.max(initial=0)) + 1
    deepest = np.maximum.accumulate(cascade * steps + depth) - cascade * steps
    hide = unseen(posts, edges, trees)[cascade]
    rows = trees.rows[order]
    columns: dict[str, Any] = {
        "size": _on(posts, rows, last - begin + 1),
        "accounts": _on(posts, rows, accounts[last] - (accounts - fresh)[begin]),
        "depth": _on(posts, rows[~hide], deepest[last][~hide]),
    }
    since = np.full(len(posts), UNKNOWN)
    since[rows] = when
    of = np.empty(len(posts), dtype=np.int64)
    of[trees.rows] = trees.cascade
    start = {"root": trees.roots.array[of], "after": since.view("timedelta64[us]")}
    return pd.DataFrame(start | columns, index=posts.index)


def time_to(
    grown: pd.DataFrame,
    *,
    size: int | None = None,
    accounts: int | None = None,
    depth: int | None = None,
) -> pd.Series:
    """Say how long each cascade took to come so far.

    Vosoughi, Roy and Aral, Science 359, 2018, compare cascades by the time to a depth and to a
    number of different accounts.

    Parameters
    ----------
    grown
        What :func:`growth` gives.
    size, accounts, depth
        How far; one of them.

    Returns
    -------
    Series
        `time` since the first post, by root; NaT where a cascade did not come so far, or nobody
        knows.

    Examples
    --------
    >>> from casekit import schema
    >>> posts = schema.conform(pd.DataFrame({
    ...     "post": list("abc"), "parent": [None, "a", "b"], "account": ["x", "y", "x"],
    ...     "at": pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:10Z", "2013-09-03 09:30Z"]),
    ...     "evidence": "archived"}), schema.POSTS)
    >>> time_to(growth(posts), depth=2)["a"]
    Timedelta('0 days 00:30:00')
    """
    given = {"size": size, "accounts": accounts, "depth": depth}
    marks = {name: mark for name, mark in given.items() if mark is not None}
    if len(marks) != 1:
        raise SchemaError(f"{len(marks)} marks to reach", cure="give size, accounts or depth")
    (name, mark), *_ = marks.items()
    far = (grown[name] >= mark).fillna(False).to_numpy(dtype=bool)
    found = grown["after"].where(far).groupby(grown["root"], sort=False).min()
    return found.rename("time")


def _after(posts: pd.DataFrame, trees: Forest) -> Ints:
    """Microseconds from the first post of its cascade to each place, or what stands for NaT."""
    known = posts["at"].notna().to_numpy()[trees.rows]
    at = posts["at"].astype("int64").to_numpy()[trees.rows]
    begin = np.full(len(trees.roots), NEVER)
    np.minimum.at(begin, trees.cascade[known], at[known])
    since = np.full(len(at), UNKNOWN)
    since[known] = at[known] - begin[trees.cascade[known]]
    return since


def _last(cascade: Ints, when: Ints) -> Ints:
    """Give the last place of those that share cascade and time."""
    ends = np.flatnonzero(np.append((np.diff(cascade) != 0) | (np.diff(when) != 0), True))
    return ends[np.searchsorted(ends, np.arange(len(cascade)))]


def _on(posts: pd.DataFrame, rows: Ints, values: Ints) -> Any:
    numbers, missing = np.zeros(len(posts), dtype=np.int64), np.ones(len(posts), dtype=bool)
    numbers[rows], missing[rows] = values, False
    return pd.arrays.IntegerArray(numbers, missing)
