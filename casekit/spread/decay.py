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

from casekit.spread.candidates import Candidates, slots_of
from casekit.spread.parameters import Decay
from casekit.spread.stars import Stars
from casekit.spread.sums import guide, search

__all__ = ["draw", "listed", "weights"]

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


def listed(found: Stars, rule: Decay, top: int) -> Candidates:
    """List the most probable parents of each open repost: O(n top)."""
    slots = slots_of(found, top)
    out = np.empty(slots[-1], np.int64), np.empty(slots[-1], np.float64)
    _list(*out, slots, found.members, found.first, found.before, found.hub, *weights(found, rule))
    return Candidates(found, slots, *out)


def draw(found: Stars, rule: Decay, *, draws: int, rng: np.random.Generator) -> Ints:
    """Draw a parent of each open repost, each draw exact.

    Returns
    -------
    array
        Parents at each place of `found.base`, a row a draw.
    """
    parents = np.repeat(found.base.parent[np.newaxis], draws, axis=0)
    _draw(parents, found.members, found.first, found.before, found.hub, *weights(found, rule), rng)
    return parents


@njit(cache=True)
def _list(
    parent: Ints, p: Floats, slots: Ints, members: Ints, first: Ints, before: Ints, hub: Ints,
    weight: Floats, hubs: Floats, grown: Floats,
) -> None:  # fmt: skip
    """Keep the heaviest members so far in order; put the original among them for each repost."""
    most = 0
    for j in range(len(members)):
        most = max(most, slots[j + 1] - slots[j])
    best = np.empty(most, np.int64)
    for star in range(len(hub)):
        held, seen, total = 0, first[star], -math.inf
        for j in range(first[star], first[star + 1]):
            while seen < before[j]:
                held = _keep(best, held, seen, weight)
                total = _log_add(total, weight[seen])
                seen += 1
            own = hubs[star] + min(grown[j], 0.0)
            all_of_them = _log_add(total, own)
            taken, told = 0, False
            for slot in range(slots[j], slots[j + 1]):
                if not told and (taken == held or own >= weight[best[taken]]):
                    told = True
                    parent[slot], p[slot] = hub[star], math.exp(own - all_of_them)
                else:
                    parent[slot] = members[best[taken]]
                    p[slot] = math.exp(weight[best[taken]] - all_of_them)
                    taken += 1


@njit(cache=True)
def _keep(best: Ints, held: int, new: int, weight: Floats) -> int:
    """Put a member where it belongs in the list of the heaviest, and say how long that is now."""
    if held < len(best):
        held += 1
    elif len(best) == 0 or weight[best[held - 1]] >= weight[new]:
        return held
    slot = held - 1
    while slot > 0 and weight[best[slot - 1]] < weight[new]:
        best[slot] = best[slot - 1]
        slot -= 1
    best[slot] = new
    return held


@njit(cache=True)
def _draw(
    parents: Ints, members: Ints, first: Ints, before: Ints, hub: Ints,
    weight: Floats, hubs: Floats, grown: Floats, rng: np.random.Generator,
) -> None:  # fmt: skip
    """Choose the original or a member, the member by a search in the sums."""
    for star in range(len(hub)):
        start, end = first[star], first[star + 1]
        total = np.empty(end - start, np.float64)  # logarithm of the sum of weights so far
        total[0] = weight[start]
        for k in range(1, end - start):
            total[k] = _log_add(total[k - 1], weight[start + k])
        starts, scale = guide(total)
        for j in range(start, end):
            last = before[j] - start - 1
            if last < 0:
                continue  # the original is the only candidate
            own = hubs[star] + min(grown[j], 0.0)
            share = 1.0 / (1.0 + math.exp(min(total[last] - own, 700.0)))
            for d in range(len(parents)):
                if rng.random() >= share:
                    bound = total[last] + math.log(1.0 - rng.random())
                    choice = search(total, starts, scale, bound, last)
                    parents[d, members[j]] = members[start + choice]


@njit(cache=True)
def _log_add(a: float, b: float) -> float:
    """Add two numbers that are given as logarithms; `b` is finite."""
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))
