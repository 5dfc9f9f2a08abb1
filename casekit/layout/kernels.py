"""Loops over cascades, compiled by numba: hundreds of thousands of posts in one pass."""

import numpy as np
import numpy.typing as npt
from numba import njit

__all__ = ["fan", "own", "settle", "walk"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@njit(cache=True)
def walk(parent: Ints, ranked: Ints, bounds: Ints) -> tuple[Ints, Ints]:
    """List posts parents first and count how many hands each is from its first post.

    `ranked` lists posts by parent; those of parent p stand from bounds[p + 1] to bounds[p + 2].
    """
    depth = np.zeros(len(parent), np.int64)
    order = np.empty(len(parent), np.int64)
    filled = bounds[1] - bounds[0]
    order[:filled] = ranked[bounds[0] : bounds[1]]
    done = 0
    while done < filled:
        post = order[done]
        done += 1
        for place in range(bounds[post + 1], bounds[post + 2]):
            child = ranked[place]
            depth[child] = depth[post] + 1
            order[filled] = child
            filled += 1
    return order[:filled], depth


@njit(cache=True)
def settle(parent: Ints, order: Ints, own: Floats) -> tuple[Ints, Floats, Flags]:
    """Count what hangs from each post, and find the time at which it is drawn."""
    size = np.ones(len(parent), np.int64)
    time = own.copy()
    early = np.zeros(len(parent), np.bool_)
    start = np.inf
    for place in range(len(order) - 1, -1, -1):
        post = order[place]
        up = parent[post]
        if not np.isnan(own[post]):
            start = min(start, own[post])
        if up >= 0:
            size[up] += size[post]
            if np.isnan(own[up]) and not time[post] >= time[up]:
                time[up] = time[post]
    if not np.isfinite(start):
        start = 0.0
    for post in order:
        up = parent[post]
        if up < 0:
            if np.isnan(time[post]):
                time[post] = start
        elif np.isnan(own[post]):
            time[post] = time[up]
        elif time[post] < time[up]:
            time[post] = time[up]
            early[post] = True
    return size, time, early


@njit(cache=True)
def own(parent: Ints, order: Ints, number: Ints, heads: int) -> tuple[Ints, Ints]:
    """Give the head that each post came through, and the head above each head.

    `number` is that of a head and -1 for other posts.
    """
    owner = number.copy()
    above = np.full(heads, -1, np.int64)
    for post in order:
        up = parent[post]
        if up < 0:
            continue
        if owner[post] < 0:
            owner[post] = owner[up]
        else:
            above[owner[post]] = owner[up]
    return owner, above


@njit(cache=True)
def fan(parent: Ints, order: Ints, ranked: Ints, bounds: Ints) -> Floats:
    """Give each post the middle of its wedge, in turns; wedges are as wide as their leaves.

    `ranked` lists posts by parent and time; those of parent p stand from bounds[p + 1] to
    bounds[p + 2].
    """
    leaves = np.zeros(len(parent), np.int64)
    for place in range(len(order) - 1, -1, -1):
        post = order[place]
        leaves[post] = max(leaves[post], 1)
        if parent[post] >= 0:
            leaves[parent[post]] += leaves[post]
    start = np.zeros(len(parent), np.float64)
    whole = 0.0
    for place in range(bounds[0], bounds[1]):
        start[ranked[place]] = whole
        whole += leaves[ranked[place]]
    for post in order:
        edge = start[post]
        for place in range(bounds[post + 1], bounds[post + 2]):
            start[ranked[place]] = edge
            edge += leaves[ranked[place]]
    return (start + leaves / 2) / max(whole, 1.0)
