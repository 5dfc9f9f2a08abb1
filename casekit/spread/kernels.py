"""Loops over parent arrays, compiled by numba: whole forests at once, each in one pass.

Numbers of posts that lie side by side have 32 bits: two thousand million posts.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = [
    "Measures",
    "break_circles",
    "bundle",
    "carry",
    "depths",
    "measure",
    "moved",
    "subtree_sizes",
    "tops",
]

_LARGE = 1 << 62

Shorts = NDArray[np.int32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@njit(cache=True)
def break_circles(parent: Ints, order: Ints) -> Ints:
    """Take away the fewest links that close circles: in each, that of the first in `order`."""
    size = len(parent)
    out = parent.copy()
    rank = np.empty(size, np.int64)
    for i in range(size):
        rank[order[i]] = i
    seen = np.zeros(size, np.int64)
    for start in range(size):
        node = start
        while node >= 0 and seen[node] == 0:
            seen[node] = start + 1
            node = out[node]
        if node >= 0 and seen[node] == start + 1:
            first, walker = node, out[node]
            while walker != node:
                if rank[walker] < rank[first]:
                    first = walker
                walker = out[walker]
            out[first] = -1
    return out


@njit(cache=True)
def depths(parent: Ints) -> Ints:
    """Count the steps from each node up to its top; any order, no circles."""
    size = len(parent)
    depth = np.full(size, -1, np.int64)
    for start in range(size):
        steps, node = 0, start
        while node >= 0 and depth[node] < 0:
            steps += 1
            node = parent[node]
        base = depth[node] + 1 if node >= 0 else 0
        node = start
        while node >= 0 and depth[node] < 0:
            steps -= 1
            depth[node] = base + steps
            node = parent[node]
    return depth


@njit(cache=True)
def tops(parent: Ints) -> Ints:
    """Find the top of each node's chain; any order, no circles."""
    size = len(parent)
    top = np.full(size, -1, np.int64)
    for start in range(size):
        node = start
        while parent[node] >= 0 and top[node] < 0:
            node = parent[node]
        found = top[node] if top[node] >= 0 else node
        top[node] = found
        node = start
        while top[node] < 0:
            top[node] = found
            node = parent[node]
    return top


@njit(cache=True)
def subtree_sizes(parent: Ints) -> Ints:
    """Count each node and all below it; parents come first."""
    size = np.ones(len(parent), np.int64)
    for i in range(len(parent) - 1, -1, -1):
        if parent[i] >= 0:
            size[parent[i]] += size[i]
    return size


def bundle(cascade: Ints, count: int) -> tuple[Ints, Shorts]:
    """Lay the posts of each cascade side by side, in the order in which they come.

    Returns
    -------
    first
        Where each cascade begins, and the end of the last one.
    seat
        Where each post goes.
    """
    first = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(cascade, minlength=count), out=first[1:])
    seat = np.empty(len(cascade), dtype=np.int32)
    _seat(cascade, first[:-1].copy(), seat)
    return first, seat


@njit(cache=True)
def _seat(cascade: Ints, free: Ints, seat: Shorts) -> None:
    for i in range(len(seat)):
        seat[i] = free[cascade[i]]
        free[cascade[i]] += 1


@njit(cache=True)
def moved(parent: Ints, seat: Shorts) -> Shorts:
    """Give the parents of posts that went where :func:`bundle` says."""
    above = np.empty_like(seat)
    for i in range(len(seat)):
        above[seat[i]] = seat[parent[i]] if parent[i] >= 0 else -1
    return above


@dataclass(frozen=True)
class Measures:
    """What :func:`measure` finds; an entry a cascade.

    Attributes
    ----------
    size, tops
        Posts, and those of them that have no parent.
    depth, breadth
        Steps down to the deepest post, and posts at the depth that has most.
    parents
        Posts that have children.
    wiener
        Sum of the distances of all pairs, if the cascade has one top.
    """

    size: Ints
    tops: Ints
    depth: Ints
    breadth: Ints
    parents: Ints
    wiener: Floats


def measure(parent: Shorts, first: Ints) -> Measures:
    """Measure cascades that lie side by side; parents come first.

    The Wiener index of a tree is the sum over its links of s (n - s), where s counts the nodes
    below the link.
    """
    count = len(first) - 1
    found = np.empty((4, count), dtype=np.int64)
    wiener = np.empty(count, dtype=np.float64)
    depth, level, below = np.zeros((3, len(parent)), dtype=np.int32)
    _measure(parent, first, depth, level, below, found, wiener)
    tops, deepest, broadest, parents = found
    return Measures(np.diff(first), tops, deepest, broadest, parents, wiener)


@njit(cache=True)
def _measure(
    parent: Shorts, first: Ints, depth: Shorts, level: Shorts, below: Shorts,
    found: Ints, wiener: Floats,
) -> None:  # fmt: skip
    for c in range(len(wiener)):
        begin, end = first[c], first[c + 1]
        deepest = 0
        for i in range(begin, end):
            if parent[i] >= 0:
                depth[i] = depth[parent[i]] + 1
            if depth[i] > deepest:
                deepest = depth[i]
            level[begin + depth[i]] += 1
        broadest = 0
        for k in range(begin, begin + deepest + 1):
            if level[k] > broadest:
                broadest = level[k]
        size, parents, total, whole = end - begin, 0, 0.0, 0
        for i in range(end - 1, begin - 1, -1):
            if below[i] > 0:
                parents += 1
            if parent[i] >= 0:
                branch = below[i] + 1
                below[parent[i]] += branch
                whole += np.int64(branch) * (size - branch)
                if whole > _LARGE:  # whole numbers as long as they hold it
                    total += whole
                    whole = 0
        found[0, c] = level[begin] if size else 0
        found[1, c] = deepest
        found[2, c] = broadest
        found[3, c] = parents
        wiener[c] = total + whole


@njit(cache=True)
def carry(parent: Ints, marked: NDArray[np.bool_]) -> Ints:
    """Find the nearest marked node above each node or at it, or -1; parents come first."""
    found = np.full(len(parent), -1, np.int64)
    for i in range(len(parent)):
        if marked[i]:
            found[i] = i
        elif parent[i] >= 0:
            found[i] = found[parent[i]]
    return found
