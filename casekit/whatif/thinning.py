"""A cascade as it would have gone: posts taken away, or posts added, one draw at a time.

Where the answer damps, each post stays with the probability by which its rate is lower
without the posts that are gone, in the order of time; where it fuels, further posts are added at
the rate by which it is higher, and bring others. The first is thinning, the second superposition;
both leave alone what the answer does not touch (Noorbakhsh and Gomez-Rodriguez, Counterfactual
Temporal Point Processes, NeurIPS 2022).
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from casekit.process.laws import lag, share_left

__all__ = ["Course", "added", "kept"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_BEYOND = 4
"""How many times as many posts to draw before the first ones are taken: generations overlap."""


@dataclass(frozen=True, eq=False)
class Course:
    """A cascade and the law that it follows in one draw.

    Parameters
    ----------
    seconds, weight
        Of all posts, those of the history first.
    history
        How many there are of these.
    base
        Rate from outside at each post of the window, per second.
    branching, later
        Posts that one of weight 1 brings directly, before the real answer and after it.
    theta, c
        Of the memory; c None: exponential.
    rates, shares
        Exponentials of which the memory is made, and their weights.
    end
        Seconds to the end of the window.
    """

    seconds: Floats
    weight: Floats
    history: int
    base: Floats
    branching: float
    later: float
    theta: float
    c: float | None
    rates: Floats
    shares: Floats
    end: float


def kept(course: Course, *, start: float, answered: float, factor: float, place: Floats) -> Flags:
    """Say which posts of the window would have come all the same, for a factor up to 1.

    Parameters
    ----------
    start, answered
        Seconds to the earlier answer and to the real one.
    place
        A uniform number for each post of the window.
    """
    return np.asarray(
        _kept(
            course.seconds, course.weight, course.base, course.rates, course.shares,
            course.history, course.branching, course.later, start, answered, factor, place,
        )
    )  # fmt: skip


@njit(cache=True)
def _kept(
    t: Floats, weight: Floats, base: Floats, rates: Floats, shares: Floats, history: int,
    branching: float, later: float, start: float, answered: float, factor: float, place: Floats,
) -> Flags:  # fmt: skip
    stays = np.ones(len(t), dtype=np.bool_)
    was, would = np.zeros(len(rates)), np.zeros(len(rates))
    for i in range(len(t)):
        rate_was, rate_would = 0.0, 0.0
        if i > 0:
            for k in range(len(rates)):
                decay = np.exp(-rates[k] * (t[i] - t[i - 1]))
                was[k] = decay * (was[k] + weight[i - 1])
                would[k] = decay * (would[k] + (weight[i - 1] if stays[i - 1] else 0.0))
                rate_was += shares[k] * was[k]
                rate_would += shares[k] * would[k]
        if i >= history:
            size = branching if t[i] < answered else later
            damped = factor if start <= t[i] < answered else 1.0
            whole = base[i - history] + size * rate_was
            stays[i] = place[i - history] * whole <= base[i - history] + damped * size * rate_would
    return stays[history:]


def added(
    course: Course, *, start: float, answered: float, factor: float, most: int,
    rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """Draw the times of the posts that would have come as well, for a factor above 1.

    Of more than `most` the first ones are given, and one more: such a spread need not end.
    """
    stop = min(answered, course.end)
    size = (factor - 1) * course.branching * course.weight
    new = _brought(course, course.seconds, size, start, stop, rng)
    every, count = [new], len(new)
    own = course.weight[course.history :]
    while len(new) and count <= _BEYOND * most:
        weight = rng.choice(own, len(new))
        first = _brought(course, new, factor * course.branching * weight, start, stop, rng)
        second = _brought(course, new, course.later * weight, answered, course.end, rng)
        new = np.concatenate([first, second])
        every.append(new)
        count += len(new)
    return np.sort(np.concatenate(every))[: most + 1]


def _brought(
    course: Course, parents: Floats, size: Floats, since: float, until: float,
    rng: np.random.Generator,
) -> Floats:  # fmt: skip
    """Draw what posts bring directly between two moments."""
    early = share_left(np.maximum(since - parents, 0.0), course.theta, course.c)
    late = share_left(np.maximum(until - parents, 0.0), course.theta, course.c)
    many = rng.poisson(np.where(until > np.maximum(parents, since), size * (early - late), 0.0))
    row = np.repeat(np.arange(len(parents)), many)
    left = late[row] + (early - late)[row] * rng.random(len(row))
    return parents[row] + lag(left, course.theta, course.c)
