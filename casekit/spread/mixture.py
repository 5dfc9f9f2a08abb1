"""Rule "mixture": either who has followers, or who was recent.

P = gamma f / sum f + (1 - gamma) q / sum q, with f the followers and q = (alpha - 1) lag^-alpha,
where a lag is the seconds between the posts plus 0.1, and never under 1 s. DeVerna, Pierri,
Aiyappa, Pacheco, Bryden and Menczer, arXiv 2410.21554. The authors integrate numerically; this is
the closed form.

A draw needs no list of all candidates. Followers: one search in their sums. Time: earlier members
stand in bins of lag that double their width in two steps, and the end of each bin only moves on
with the clock. A bin is chosen by the weight of its nearest member times their number, a member of
it evenly, and it is kept with the true ratio to that weight: exact, however coarse the bins.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from casekit.spread.candidates import Candidates, slots_of
from casekit.spread.parameters import Mixture
from casekit.spread.stars import Stars
from casekit.spread.sums import guide, search

__all__ = ["draw", "listed"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BINS = 100  # from a second to longer than a clock of 64 bits counts


def listed(found: Stars, rule: Mixture, top: int) -> Candidates:
    """List the most probable parents of each open repost.

    Every pair is weighed: O(n^2) in each star.
    """
    slots = slots_of(found, top)
    parent, p = np.empty(slots[-1], np.int64), np.empty(slots[-1], np.float64)
    _list(parent, p, slots, *_given(found), float(rule.gamma), float(rule.alpha))
    member = np.repeat(np.arange(len(slots) - 1), np.diff(slots))
    order = np.lexsort((-p, member))
    return Candidates(found, slots, parent[order], p[order])


def draw(found: Stars, rule: Mixture, *, draws: int, rng: np.random.Generator) -> Ints:
    """Draw a parent of each open repost, each draw exact.

    Returns
    -------
    array
        Parents at each place of `found.base`, a row a draw.
    """
    parents = np.repeat(found.base.parent[np.newaxis], draws, axis=0)
    edges = np.ceil((math.sqrt(2.0) ** np.arange(_BINS) - 0.1) * 1e6)
    limits = np.minimum(edges, np.iinfo(np.int64).max // 2).astype(np.int64)
    _draw(parents, *_given(found), limits, float(rule.gamma), float(rule.alpha), rng)
    return parents


def _given(found: Stars) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    crowd = np.maximum(found.followers, 0)
    return found.members, found.first, found.before, found.hub, found.at, crowd


@njit(cache=True)
def _lag(child: int, parent: int) -> float:
    return max((child - parent) / 1e6 + 0.1, 1.0)


@njit(cache=True)
def _list(
    parent: Ints, p: Floats, slots: Ints, members: Ints, first: Ints, before: Ints, hub: Ints,
    at: Ints, crowd: Ints, gamma: float, alpha: float,
) -> None:  # fmt: skip
    """Weigh the original and all earlier members; list the heaviest."""
    for star in range(len(hub)):
        start, end = first[star], first[star + 1]
        places = np.empty(end - start + 1, np.int64)
        places[0] = hub[star]
        for j in range(start, end):
            places[j - start + 1] = members[j]
        chance = np.empty(end - start + 1, np.float64)
        best = np.empty(end - start + 1, np.int64)
        for j in range(start, end):
            count = before[j] - start + 1
            _weigh(chance, places[:count], at[members[j]], at, crowd, gamma, alpha)
            room = slots[j + 1] - slots[j]
            _heaviest(best[:room], chance[:count])
            for k in range(room):
                parent[slots[j] + k], p[slots[j] + k] = places[best[k]], chance[best[k]]


@njit(cache=True)
def _weigh(
    chance: Floats, places: Ints, now: int, at: Ints, crowd: Ints, gamma: float, alpha: float
) -> None:
    nearest = min(_lag(now, at[places[0]]), _lag(now, at[places[-1]]))
    people, law = 0, 0.0
    for k in range(len(places)):
        chance[k] = (_lag(now, at[places[k]]) / nearest) ** -alpha
        law += chance[k]
        people += crowd[places[k]]
    for k in range(len(places)):
        part = crowd[places[k]] / people if people > 0 else 1.0 / len(places)
        chance[k] = gamma * part + (1.0 - gamma) * chance[k] / law


@njit(cache=True)
def _heaviest(best: Ints, chance: Floats) -> None:
    """Choose the most probable candidates, of equals the earlier one; all, if there is room."""
    if len(best) == len(chance):
        for k in range(len(best)):
            best[k] = k
        return
    held = 0
    for k in range(len(chance)):
        if held < len(best):
            held += 1
        elif chance[best[held - 1]] >= chance[k]:
            continue
        slot = held - 1
        while slot > 0 and chance[best[slot - 1]] < chance[k]:
            best[slot] = best[slot - 1]
            slot -= 1
        best[slot] = k


@njit(cache=True)
def _draw(
    parents: Ints, members: Ints, first: Ints, before: Ints, hub: Ints, at: Ints, crowd: Ints,
    limits: Ints, gamma: float, alpha: float, rng: np.random.Generator,
) -> None:  # fmt: skip
    """Draw all parents of a repost together, so that its bins are set up once."""
    heavy = np.empty(len(limits) + 1, np.float64)  # sum of the weights of the bins so far
    near = np.empty(len(limits) + 1, np.float64)  # least lag in each bin
    ends = np.empty(len(limits) + 2, np.int64)
    for star in range(len(hub)):
        start, end = first[star], first[star + 1]
        people = np.empty(end - start + 1, np.float64)  # sum of the followers so far
        people[0] = crowd[hub[star]]
        for j in range(start, end):
            people[j - start + 1] = people[j - start] + crowd[members[j]]
        starts, scale = guide(people)
        clock = at[members[start:end]]
        ends[:] = 0
        for j in range(end - start):
            count = before[start + j] - start
            if count == 0:
                continue  # the original is the only candidate
            from_hub = _lag(clock[j], at[hub[star]])
            base = min(from_hub, _lag(clock[j], clock[count - 1]))
            first_bin = (from_hub / base) ** -alpha
            ends[0] = count
            bins = _fill(heavy, near, ends, clock, j, limits, base, first_bin, alpha)
            for d in range(len(parents)):
                if rng.random() < gamma:
                    if people[count] > 0:
                        bound = (1.0 - rng.random()) * people[count]
                        choice = search(people, starts, scale, bound, count)
                    else:
                        choice = min(int(rng.random() * (count + 1)), count)
                else:
                    choice = _recent(
                        heavy[:bins], near, ends, clock, clock[j], first_bin, alpha, rng
                    )
                if choice > 0:
                    parents[d, members[start + j]] = members[start + choice - 1]


@njit(cache=True)
def _fill(
    heavy: Floats, near: Floats, ends: Ints, clock: Ints, j: int, limits: Ints, base: float,
    first_bin: float, alpha: float,
) -> int:  # fmt: skip
    """Move the ends of the bins on to repost j and sum their weights; say how many hold any.

    Bin b holds the members from ends[b + 1] up to ends[b], the nearest ones in bin 0.
    """
    total, b = first_bin, 0
    while ends[b] > 0:
        while ends[b + 1] < ends[b] and clock[j] - clock[ends[b + 1]] >= limits[b]:
            ends[b + 1] += 1
        held = ends[b] - ends[b + 1]
        near[b] = _lag(clock[j], clock[ends[b] - 1])
        if held > 0:
            total += held * (near[b] / base) ** -alpha
        heavy[b] = total
        b += 1
    return b


@njit(cache=True)
def _recent(
    heavy: Floats, near: Floats, ends: Ints, clock: Ints, now: int, first_bin: float,
    alpha: float, rng: np.random.Generator,
) -> int:  # fmt: skip
    """Draw a candidate by the power law of its lag, 0 being the original."""
    while True:
        bound = rng.random() * heavy[-1]
        if bound < first_bin:
            return 0
        b = 0
        while b < len(heavy) - 1 and heavy[b] <= bound:
            b += 1
        held = ends[b] - ends[b + 1]
        choice = ends[b + 1] + min(int(rng.random() * held), held - 1)
        lag = _lag(now, clock[choice])
        if lag <= near[b] or rng.random() < (lag / near[b]) ** -alpha:
            return int(choice + 1)
