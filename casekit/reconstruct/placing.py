"""Where each draw puts the figures: times out of their windows, values out of their bounds.

The draws are those of independent, even times and values, given that a later figure is not
smaller. Sorting them, or running maxima, would push overlapping figures upwards.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["place"]

Floats = NDArray[np.float64]
_ROUNDS = 40
"""Rounds of the sampler where figures overlap; each renews each figure three times."""


def place(
    boxes: tuple[Floats, Floats, Floats, Floats], origin: tuple[float, float], draws: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Draw an origin, times and values that can stand together.

    Parameters
    ----------
    boxes
        First and last moment, least and most value of each figure, pairwise without conflict.
    origin
        First and last moment at which the count can have begun.
    draws
        How many.
    rng
        Where chance comes from.

    Returns
    -------
    tuple of arrays
        Origins (a draw each), times and values (draw, figure).

    Examples
    --------
    >>> boxes = tuple(map(np.array, ([2.0, 2], [3.0, 3], [50.0, 40], [60.0, 70])))
    >>> _, at, value = place(boxes, (0.0, 1.0), 100, np.random.default_rng(0))
    >>> bool((((at[:, 0] < at[:, 1]) == (value[:, 0] < value[:, 1]))).all())
    True
    """
    early, late, least, most = boxes
    alone = _apart(early, late) and _apart(least, most) and origin[1] < early.min()
    rounds = 1 if alone else _ROUNDS
    chance = rng.random((draws, rounds, len(early) + 1, 4))
    start = _feasible(early, late, least, most)
    return _walk(early, late, least, most, origin, start, chance)


def _apart(low: Floats, high: Floats) -> bool:
    order = np.lexsort((high, low))
    return bool((high[order][:-1] < low[order][1:]).all())


def _feasible(early: Floats, late: Floats, least: Floats, most: Floats) -> tuple[Floats, Floats]:
    """Give one set of times and values that can stand together, on the lower edge."""
    gone = late[None, :] <= early[:, None]
    value = np.maximum(least, np.where(gone, least[None, :], 0.0).max(axis=1))
    smaller = value[None, :] < value[:, None]
    at = np.maximum(early, np.where(smaller, early[None, :], -np.inf).max(axis=1))
    return np.minimum(at, late), np.minimum(value, most)


@njit(cache=True)
def _walk(
    early: Floats, late: Floats, least: Floats, most: Floats, origin: tuple[float, float],
    start: tuple[Floats, Floats], chance: Floats,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Renew one figure after another given all others (Gibbs), and now and then whole boxes."""
    draws, rounds, size = chance.shape[0], chance.shape[1], len(early)
    begun = np.empty(draws)
    at, value = np.empty((draws, size)), np.empty((draws, size))
    for d in range(draws):
        at[d], value[d] = start[0], start[1]
        t, v = at[d], value[d]
        begun[d] = origin[0]
        for r in range(rounds):
            for i in range(size):
                u = chance[d, r, i]
                new_t = early[i] + u[0] * (late[i] - early[i])
                new_v = least[i] + u[1] * (most[i] - least[i])
                fits = new_v == 0.0 or new_t > begun[d]
                for j in range(size):
                    if j != i and (
                        (v[j] < new_v and t[j] >= new_t) or (v[j] > new_v and t[j] <= new_t)
                    ):
                        fits = False
                        break
                if fits:
                    t[i], v[i] = new_t, new_v
                low, high = early[i], late[i]
                if v[i] > 0.0:
                    low = max(low, begun[d])
                for j in range(size):
                    if v[j] < v[i]:
                        low = max(low, t[j])
                    elif v[j] > v[i]:
                        high = min(high, t[j])
                if low < high:
                    t[i] = low + u[2] * (high - low)
                low, high = least[i], most[i]
                for j in range(size):
                    if t[j] < t[i]:
                        low = max(low, v[j])
                    elif t[j] > t[i]:
                        high = min(high, v[j])
                    elif j != i:
                        low, high = max(low, v[j]), min(high, v[j])
                if low < high:
                    v[i] = low + u[3] * (high - low)
            low, high = origin[0], origin[1]
            for j in range(size):
                if v[j] > 0.0:
                    high = min(high, t[j])
                else:
                    low = max(low, t[j])
            if low < high:
                begun[d] = low + chance[d, r, size, 0] * (high - low)
            else:
                begun[d] = low
    return begun, at, value
