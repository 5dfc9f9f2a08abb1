"""Rule "decay": followers times exponential decay.

The weight of a candidate is m^beta exp(-rate lag). Its order does not change as time goes on, and
its sum grows by one term a repost, so that nothing here looks at all pairs. Sums are kept as
logarithms: the weights of a star that lasts for years overflow otherwise. Rizoiu, Graham, Zhang,
Zhang, Ackland and Xie, *#DebateNight*, ICWSM 2018.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from casekit.spread.parameters import Decay
from casekit.spread.stars import Stars

__all__ = ["draw", "weights"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def weights(found: Stars, rule: Decay) -> tuple[Floats, Floats, Floats]:
    """Give the logarithm of each candidate's weight on the clock of its star.

    Followers that are zero or unknown count as 1. A repost before its original, which archives
    do contain, sees the original without decay.

    Returns
    -------
    members
        ln m^beta + rate t of each member, with t in seconds since the original.
    hubs
        ln m^beta of each star's original.
    grown
        rate t of each member: the weight of candidate k for child j is
        exp(members[k] - grown[j]), and that of the original
        exp(hubs - max(grown[j], 0)).
    """
    crowd = rule.beta * np.log(np.maximum(found.followers, 1))
    star = np.repeat(np.arange(len(found)), np.diff(found.first))
    since = (found.at[found.members] - found.at[found.hub][star]) / 1e6
    grown = rule.rate * since
    return crowd[found.members] + grown, crowd[found.hub], grown


def draw(found: Stars, rule: Decay, *, draws: int, rng: np.random.Generator) -> Ints:
    """Draw a parent of each open repost, each draw exact.

    Returns
    -------
    array
        Parents at each place of `found.base`, a row a draw.
    """
    parents = np.repeat(found.base.parent[np.newaxis], draws, axis=0)
    at = found.at[found.members]
    _draw(parents, found.members, found.first, found.hub, at, *weights(found, rule), rng)
    return parents


@njit(cache=True)
def _draw(
    parents: Ints, members: Ints, first: Ints, hub: Ints, at: Ints,
    weight: Floats, hubs: Floats, grown: Floats, rng: np.random.Generator,
) -> None:  # fmt: skip
    """Choose the original or a member: in the sums, gallop back from the repost to the draw."""
    total = np.empty(len(members), np.float64)  # logarithm of the sum of weights so far
    for star in range(len(hub)):
        start = first[star]
        earlier = start  # members before this one are strictly earlier than the repost
        for j in range(start, first[star + 1]):
            total[j] = weight[j] if j == start else _log_add(total[j - 1], weight[j])
            while at[earlier] < at[j]:
                earlier += 1
            if earlier == start:
                continue  # the original is the only candidate
            own = hubs[star] + min(grown[j], 0.0)
            share = 1.0 / (1.0 + math.exp(min(total[earlier - 1] - own, 700.0)))
            for d in range(len(parents)):
                if rng.random() >= share:
                    bound = total[earlier - 1] + math.log(1.0 - rng.random())
                    parents[d, members[j]] = members[_search(total, start, earlier - 1, bound)]


@njit(cache=True)
def _search(total: Floats, low: int, high: int, bound: float) -> int:
    """Find the first place from `low` to `high` whose sum reaches the bound; the last one does."""
    step = 1
    while high - step >= low and total[high - step] >= bound:
        high -= step
        step *= 2
    low = max(low, high - step + 1)
    while low < high:
        middle = (low + high) // 2
        if total[middle] >= bound:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True)
def _log_add(a: float, b: float) -> float:
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))
