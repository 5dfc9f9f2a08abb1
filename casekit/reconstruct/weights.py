"""Which paths of the prior fit the figures: importance weights over paths and their shifts."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["choose"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SHIFTS, _BEYOND = 31, 1.5
"""How often each path is shifted in the logarithm of time, and how far beyond the figures."""
_LOOSE = 0.04
"""Variance that the logarithm of what came between two figures keeps beside a path."""
_EFFECTIVE = 40.0
"""The weights are flattened until so many paths count."""
_FLOOR = 0.02
"""Equal figures: what came between them is taken for at most this share of them."""


def choose(
    at: Floats, value: Floats, table: Floats, ages: Floats, extra: tuple[Floats, ...],
    rng: np.random.Generator, draws: int,
) -> tuple[Ints, Ints, Floats]:  # fmt: skip
    """Choose a placing and a path for each draw, by how well the path fits the placing.

    Parameters
    ----------
    at, value
        Times since the origin and counts, (placing, figure), rising.
    table, ages
        Paths of the prior at these logarithms of time.
    extra
        Documented shocks of each path: time, size, width, theta, each (path, shock).
    rng
        Where chance comes from.
    draws
        How many.

    Returns
    -------
    tuple of arrays
        For each draw: number of the placing, number of the path, shift of the path.
    """
    logs = np.log(at)
    low, high = float(np.median(logs[:, 0])), float(np.median(logs[:, -1]))
    shifts = -np.linspace(low - _BEYOND, high + _BEYOND, _SHIFTS)
    chance = rng.random((draws, 2))
    fits = _fits(logs, at, value, table, float(ages[0]), float(ages[1] - ages[0]), shifts, *extra)
    power = _tempered(fits[0])
    weight = np.exp(power * (fits - fits.max()))
    # one placing a draw: they are drawn already, and all are possible
    place = np.arange(draws) % len(at)
    total = np.cumsum(weight, axis=1)
    pick = np.array(
        [
            np.searchsorted(total[p], u * total[p, -1], side="right")
            for p, u in zip(place, chance[:, 0], strict=True)
        ]
    )
    pick = np.minimum(pick, weight.shape[1] - 1)
    return place, pick // _SHIFTS, shifts[pick % _SHIFTS]


def _tempered(fit: Floats) -> float:
    """Give the power that leaves the weights of one placing so many effective paths."""
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2 if high < 1.0 or low > 0.0 else 1.0
        weight = np.exp(middle * (fit - fit.max()))
        enough = weight.sum() ** 2 / (weight**2).sum() >= _EFFECTIVE
        if enough and middle == 1.0:
            return 1.0
        if enough:
            low = middle
        else:
            high = middle
        if high == 1.0:
            high = 1.0
    return max(low, 1e-3)


@njit(cache=True)
def _fits(logs, at, value, table, first, step, shifts, when, size, width, theta):  # type: ignore[no-untyped-def]
    """Give the logarithm of the likelihood of each placing under each path and shift."""
    placings, figures = logs.shape
    count, turns = table.shape[0], len(shifts)
    out = np.empty((placings, count * turns))
    cum = np.empty(figures + 1)
    cum[0] = 0.0
    most = table.shape[1] - 2
    for m in range(placings):
        for p in range(count):
            for s in range(turns):
                for k in range(figures):
                    x = (logs[m, k] + shifts[s] - first) / step
                    i = min(max(int(x), 0), most)
                    f = min(max(x - i, 0.0), 1.0)
                    cum[k + 1] = table[p, i] * (1 - f) + table[p, i + 1] * f
                for h in range(when.shape[1]):
                    top = cum[figures]
                    if size[p, h] > 0.0:
                        for k in range(figures):
                            since = at[m, k] - when[p, h]
                            if since > 0.0:
                                cum[k + 1] += (
                                    top
                                    * size[p, h]
                                    * (1 - (1 + since / width[p, h]) ** -theta[p, h])
                                )
                total, mean, square = 0.0, 0.0, 0.0
                last = 0.0
                for k in range(figures):
                    grown = max(value[m, k] - last, 0.02 * value[m, k])
                    off = np.log(grown) - np.log(max(cum[k + 1] - cum[k], 1e-12))
                    w = 1.0 / (0.04 + 1.0 / grown)
                    total += w
                    mean += w * off
                    square += w * off * off
                    last = value[m, k]
                out[m, p * turns + s] = -0.5 * (square - mean * mean / total)
    return out
