"""Branches: what hangs below posts, compiled by numba, each walk in one pass."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from casekit.spread.forest import Ints

__all__ = ["Branches", "add_up", "below", "branches", "strangers", "take"]

Counts = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Branches:
    """A forest walked from each top down every branch to its end.

    Attributes
    ----------
    walk
        The places in the order of the walk: a branch is a run of it.
    begin
        Where the branch of each place begins in `walk`.
    size
        Posts of the branch of each place, its own one included.
    outermost
        True where no post of the same account stands above.
    """

    walk: Ints
    begin: Ints
    size: Ints
    outermost: Flags


def branches(parent: Ints, author: Ints, accounts: int) -> Branches:
    """Walk a forest whose parents come first; posts of unknown accounts are outermost nowhere.

    Examples
    --------
    >>> found = branches(np.array([-1, 0, 0, 1]), np.array([0, 1, 2, 0]), 3)
    >>> found.walk.tolist(), found.size.tolist(), found.outermost.tolist()
    ([0, 1, 3, 2], [4, 2, 1, 1], [True, True, True, False])
    """
    return Branches(*_walk(parent, author, accounts))


@njit(cache=True)
def _walk(parent: Ints, author: Ints, accounts: int) -> tuple[Ints, Ints, Ints, Flags]:
    posts = len(parent)
    size = np.ones(posts, np.int64)
    for v in range(posts - 1, -1, -1):
        if parent[v] >= 0:
            size[parent[v]] += size[v]
    walk, begin, free = (
        np.empty(posts, np.int64),
        np.empty(posts, np.int64),
        np.empty(posts, np.int64),
    )
    top = 0
    for v in range(posts):
        above = parent[v]
        if above < 0:
            begin[v] = top
            top += size[v]
        else:
            begin[v] = free[above]
            free[above] += size[v]
        free[v] = begin[v] + 1
        walk[begin[v]] = v
    outermost = np.zeros(posts, np.bool_)
    end = np.zeros(accounts, np.int64)
    for place in range(posts):
        v = walk[place]
        a = author[v]
        if a >= 0 and place >= end[a]:
            outermost[v] = True
            end[a] = place + size[v]
    return walk, begin, size, outermost


def below(parent: Ints, found: Branches, author: Ints, weight: Floats, accounts: int) -> Floats:
    """Add up the weights of the posts below those of each account, its own left out.

    A post counts once, however many posts of the account stand above it.

    Examples
    --------
    >>> parent, author = np.array([-1, 0, 0, 1]), np.array([0, 1, 2, 0])
    >>> below(parent, branches(parent, author, 3), author, np.ones(4), 3).tolist()
    [2.0, 1.0, 0.0]
    """
    return _below(parent, found.outermost, author, weight, accounts)


@njit(cache=True)
def _below(parent: Ints, outermost: Flags, author: Ints, weight: Floats, accounts: int) -> Floats:
    total = weight.copy()
    out = np.zeros(accounts, np.float64)
    for v in range(len(parent) - 1, -1, -1):
        if parent[v] >= 0:
            total[parent[v]] += total[v]
        if author[v] >= 0:
            out[author[v]] -= weight[v]
            if outermost[v]:
                out[author[v]] += total[v]
    return out


def strangers(found: Branches, author: Ints, side: Ints, accounts: int) -> Ints:
    """Count the posts of other sides below the posts of each account.

    Parameters
    ----------
    found, author, accounts
        As in :func:`branches`.
    side
        Side of each post, or -1: such posts are on none and count for nobody.

    Examples
    --------
    >>> author = np.array([0, 1, 2, 0])
    >>> found = branches(np.array([-1, 0, 0, 1]), author, 3)
    >>> strangers(found, author, np.array([0, 0, 1, 0]), 3).tolist()
    [1, 0, 0]
    """
    return _count(found.walk, found.begin, found.size, found.outermost, author, side, accounts)


@njit(cache=True)
def _count(
    walk: Ints, begin: Ints, size: Ints, outermost: Flags, author: Ints, side: Ints,
    accounts: int,
) -> Ints:  # fmt: skip
    """Walk all branches; at its end each has seen as many of its own side as were added."""
    out = np.zeros(accounts, np.int64)
    seen = np.zeros(max(side.max() + 1, 1) if len(side) else 1, np.int64)
    told = 0  # posts of known accounts so far
    before = np.zeros((2, len(walk)), np.int64)
    is_open = np.empty(len(walk), np.int64)
    opened = 0
    for place in range(len(walk) + 1):
        while opened > 0:
            v = is_open[opened - 1]
            if place < begin[v] + size[v]:
                break
            opened -= 1
            if outermost[v]:
                ours = seen[side[v]] - before[0, v]
                out[author[v]] += told - before[1, v] - ours
        if place == len(walk):
            break
        v = walk[place]
        if side[v] >= 0:
            before[0, v], before[1, v] = seen[side[v]], told
            seen[side[v]] += 1
            told += 1
        is_open[opened] = v
        opened += 1
    return out


@njit(cache=True)
def add_up(gain: Ints, author: Ints, outermost: Flags, left: Counts) -> None:
    """Add to each account what is left in the branches of its posts, a row a draw."""
    for draw in range(len(left)):
        for v in range(len(author)):
            if outermost[draw, v]:
                gain[author[v]] += left[draw, v]


@njit(cache=True)
def take(
    posts: Ints, parent: Counts, walk: Counts, begin: Counts, size: Counts, outermost: Flags,
    left: Counts, author: Ints, gain: Ints,
) -> None:  # fmt: skip
    """Touch the branches of some posts: nothing is left in them, and less above them."""
    for draw in range(len(parent)):
        for v in posts:
            if not outermost[draw, v] or left[draw, v] == 0:
                continue
            taken = left[draw, v]
            above = parent[draw, v]
            while above >= 0:
                left[draw, above] -= taken
                if outermost[draw, above]:
                    gain[author[above]] -= taken
                above = parent[draw, above]
            place = begin[draw, v]
            end = place + size[draw, v]
            while place < end:
                w = walk[draw, place]
                if left[draw, w] == 0:
                    place += size[draw, w]  # all of this branch is touched already
                    continue
                if outermost[draw, w]:
                    gain[author[w]] -= left[draw, w]
                left[draw, w] = 0
                place += 1
