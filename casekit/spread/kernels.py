"""Loops over parent arrays, compiled by numba: whole forests at once, each in one pass."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["break_circles", "carry", "depths", "measure", "subtree_sizes", "tops"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@njit(cache=True)
def break_circles(parent: Ints, order: Ints) -> tuple[Ints, int]:
    """Take away the fewest links that close circles: in each, that of the first in `order`."""
    size = len(parent)
    out = parent.copy()
    rank = np.empty(size, np.int64)
    for i in range(size):
        rank[order[i]] = i
    seen = np.zeros(size, np.int64)
    cut = 0
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
            cut += 1
    return out, cut


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


@njit(cache=True)
def measure(parent: Ints, cascade: Ints, count: int) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    """Measure each cascade: size, tops, depth, max breadth, Wiener index; parents come first.

    The Wiener index of a tree is the sum over its links of s (n - s), where s counts the nodes
    below the link; it is that of the cascade only if the cascade has one top.
    """
    nodes = len(parent)
    size = np.zeros(count, np.int64)
    heads = np.zeros(count, np.int64)
    for i in range(nodes):
        size[cascade[i]] += 1
        heads[cascade[i]] += parent[i] < 0
    start = np.zeros(count + 1, np.int64)
    for c in range(count):
        start[c + 1] = start[c] + size[c]
    depth = np.zeros(nodes, np.int64)
    level = np.zeros(nodes, np.int64)  # posts at each depth of each cascade
    deepest = np.zeros(count, np.int64)
    broadest = np.zeros(count, np.int64)
    for i in range(nodes):
        c = cascade[i]
        if parent[i] >= 0:
            depth[i] = depth[parent[i]] + 1
        deepest[c] = max(deepest[c], depth[i])
        slot = start[c] + depth[i]
        level[slot] += 1
        broadest[c] = max(broadest[c], level[slot])
    below = subtree_sizes(parent)
    wiener = np.zeros(count, np.float64)
    for i in range(nodes):
        if parent[i] >= 0:
            c = cascade[i]
            wiener[c] += float(below[i]) * float(size[c] - below[i])
    return size, heads, deepest, broadest, wiener


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
