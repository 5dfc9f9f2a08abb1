"""Which paths of the prior fit the figures: importance weights over paths and their shifts."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from casekit.reconstruct.prior import AGES, Shocks

__all__ = ["Chosen", "choose"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SHIFTS, _BEYOND = 31, 1.5
"""How often each path is shifted in the logarithm of time, and how far beyond the figures."""
_LOOSE = 0.04
"""Variance that the logarithm of what came between two figures keeps beside a path: 20 %."""
_LEAST = 0.02
"""Equal figures: what came between them is taken for this share of them."""
_NEAR = 0.02
"""Figures nearer than this in the logarithm of time tell of one gap, not of two."""
_EFFECTIVE = 40.0
"""The weights are flattened until so many paths count (effective sample size)."""
_FAINT = 9.0
"""Paths whose flattened weight is below exp(-9) of the best are left out."""
_KEPT = 4_000
"""So many of the others are weighed for each placing, the best ones."""
_MODELS = 8
"""So many placings decide which paths are left out, and how much the weights are flattened."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """For each draw the numbers of its placing and its path, and the shift of the path."""

    place: Ints
    path: Ints
    shift: Floats
    power: float
    """The weights were raised to this power; 1: not flattened."""


def choose(
    at: Floats, value: Floats, begun: Floats, paths: Floats, shocks: Shocks, draws: int,
    rng: np.random.Generator,
) -> Chosen:  # fmt: skip
    """Choose a placing of the figures and a path for each draw, by how well the two fit.

    A path fits as the logarithms of what came between the figures, from the origin on, fit those
    of the path, at the best size; counts scatter as counts do, and 20 % on top. With figures at
    known times each placing is taken once; with windows of time by its weight.

    Parameters
    ----------
    at, value
        Times since the origin and counts, (placing, figure), rising.
    begun
        When each placing begins.
    paths, shocks
        The prior; documented shocks of each path.
    draws
        How many.
    rng
        Where chance comes from.
    """
    logs = np.log(at)
    low, high = float(np.median(logs[:, 0])), float(np.median(logs[:, -1]))
    shifts = -np.linspace(low - _BEYOND, high + _BEYOND, _SHIFTS)
    origin, step = float(AGES[0]), float(AGES[1] - AGES[0])
    everything = np.arange(len(paths) * _SHIFTS)
    held = (paths, origin, step, shifts, shocks.when, shocks.size, shocks.width, shocks.theta)
    models = np.unique(np.linspace(0, len(at) - 1, _MODELS).astype(np.int64))
    fixed = bool((at == at[0]).all() and (begun == begun[0]).all())
    fits = _fits(at[models], value[models], begun[models], fixed, everything, *held)
    fits -= fits.max(axis=1, keepdims=True)
    power = float(np.median([_tempered(fit) for fit in fits]))
    best = fits.max(axis=0)
    ranked = np.argsort(-best, kind="stable")[:_KEPT]
    kept = np.sort(ranked[power * best[ranked] > -_FAINT])
    chance = rng.random((draws, 2))
    fits = _fits(at, value, begun, fixed, kept, *held)
    weight = np.exp(power * (fits - fits.max()))
    sums = np.cumsum(weight, axis=1)
    place = np.arange(draws) % len(at) if fixed else _systematic(sums[:, -1], draws, chance[0, 1])
    pick = (sums[place] < chance[:, :1] * sums[place, -1:]).sum(axis=1)
    combination = kept[np.minimum(pick, len(kept) - 1)]
    return Chosen(place, combination // _SHIFTS, shifts[combination % _SHIFTS], power)


def _tempered(fit: Floats) -> float:
    """Give the power, 1 at most, that leaves so many effective paths."""
    low, high, power = 0.0, 1.0, 1.0
    for _ in range(14):
        weight = np.exp(power * fit)
        if weight.sum() ** 2 >= _EFFECTIVE * (weight**2).sum():
            low = power
        else:
            high = power
        power = (low + high) / 2 if high < 1.0 or low < 1.0 else 1.0
        if low == 1.0:
            break
    return max(low, 1e-4)


def _systematic(weight: Floats, draws: int, chance: float) -> Ints:
    sums = np.cumsum(weight)
    marks = (np.arange(draws) + chance) / draws * sums[-1]
    return np.asarray(np.minimum(np.searchsorted(sums, marks), len(weight) - 1), dtype=np.int64)


@njit(cache=True)
def _stops(at: Floats) -> Ints:
    """Give the figures that end a gap: each that is well later than the one before."""
    out = np.empty(len(at), np.int64)
    count = 0
    for k in range(len(at)):
        if count == 0 or at[k] > at[out[count - 1]] * np.exp(_NEAR):
            count += 1
        out[count - 1] = k
    return out[:count]


@njit(cache=True)
def _driven(
    at: Floats, begun: float, stops: Ints, when: Floats, size: Floats, width: Floats,
    theta: Floats,
) -> Floats:  # fmt: skip
    """Give what the documented shocks of each path have brought by the end of each gap."""
    out = np.zeros((len(when), len(stops)))
    for p in range(len(when)):
        for h in range(when.shape[1]):
            for k in range(len(stops)):
                since = at[stops[k]] + begun - when[p, h]
                if size[p, h] > 0.0 and since > 0.0:
                    out[p, k] += size[p, h] * (1 - (1 + since / width[p, h]) ** -theta[p, h])
    return out


@njit(cache=True)
def _gaps(
    at: Floats, stops: Ints, driven: Floats, kept: Ints, paths: Floats, origin: float,
    step: float, shifts: Floats,
) -> Floats:  # fmt: skip
    """Give the logarithm of what came in each gap, for each combination of path and shift."""
    out = np.empty((len(kept), len(stops)))
    logs = np.log(at)
    most = paths.shape[1] - 2
    share = np.empty(len(stops))
    for n in range(len(kept)):
        p, shift = kept[n] // len(shifts), shifts[kept[n] % len(shifts)]
        for k in range(len(stops)):
            x = (logs[stops[k]] + shift - origin) / step
            i = min(max(int(x), 0), most)
            f = min(max(x - i, 0.0), 1.0)
            share[k] = paths[p, i] * (1 - f) + paths[p, i + 1] * f
        top = share[len(stops) - 1]
        last = 0.0
        for k in range(len(stops)):
            now = share[k] + top * driven[p, k]
            out[n, k] = np.log(max(now - last, 1e-12))
            last = now
    return out


@njit(cache=True)
def _fits(
    at: Floats, value: Floats, begun: Floats, fixed: bool, kept: Ints, paths: Floats,
    origin: float, step: float, shifts: Floats, when: Floats, size: Floats, width: Floats,
    theta: Floats,
) -> Floats:  # fmt: skip
    """Give the logarithm of the likelihood of each placing under each combination."""
    out = np.empty((len(at), len(kept)))
    for m in range(len(at)):
        if m == 0 or not fixed:
            stops = _stops(at[m])
            driven = _driven(at[m], begun[m], stops, when, size, width, theta)
            gaps = _gaps(at[m], stops, driven, kept, paths, origin, step, shifts)
        known, weight = np.empty(len(stops)), np.empty(len(stops))
        last, total = 0.0, 0.0
        for k in range(len(stops)):
            now = value[m, stops[k]]
            grown = max(now - last, _LEAST * now)
            known[k], weight[k] = np.log(grown), 1 / (_LOOSE + 1 / grown)
            total += weight[k]
            last = now
        for n in range(len(kept)):
            mean, square = 0.0, 0.0
            for k in range(len(stops)):
                off = known[k] - gaps[n, k]
                mean += weight[k] * off
                square += weight[k] * off * off
            out[m, n] = -0.5 * (square - mean * mean / total)
    return out
