"""The prior: crowds that come in shocks, each fading like a power of time."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["AGES", "paths"]

Floats = NDArray[np.float64]

_COUNT, _SEED, _MOST = 500, 20, 8
AGES = np.linspace(-16.0, 16.0, 641)
"""Logarithms of time at which a path is known, 0 where it has half of all."""


@cache
def paths() -> Floats:
    """Give the paths of the prior: share of all by each of :data:`AGES`, a row each.

    The first shock is 1 - (1 + t)**-theta (Lomax), theta even in 0.1 to 1.4. On top come shocks,
    two on average (Poisson), at times even in the logarithm, their size log-normal (median 0.3 of
    the first, factor 2.7), their width the power of their time, log-normal.
    """
    rng = np.random.default_rng(_SEED)
    theta = rng.uniform(0.1, 1.4, (_COUNT, _MOST + 1))
    when = np.exp(rng.uniform(-3.0, 7.0, (_COUNT, _MOST)))
    size = np.exp(rng.normal(-1.2, 1.0, (_COUNT, _MOST)))
    width = when ** rng.uniform(0.0, 1.0, (_COUNT, _MOST)) * np.exp(
        rng.normal(-1.0, 0.8, (_COUNT, _MOST))
    )
    size[np.arange(_MOST) >= rng.poisson(2.0, _COUNT)[:, None]] = 0.0
    wide = np.linspace(-20.0, 30.0, 1001)
    out = np.empty((_COUNT, len(AGES)))
    for n in range(_COUNT):
        curve = _share(np.exp(wide), theta[n], when[n], size[n], width[n])
        half = np.interp(0.5 * (1 + size[n].sum()), curve, wide)
        curve = _share(np.exp(AGES + half), theta[n], when[n], size[n], width[n])
        out[n] = curve / (1 + size[n].sum())
    return out


def _share(time: Floats, theta: Floats, when: Floats, size: Floats, width: Floats) -> Floats:
    total = -np.expm1(-theta[0] * np.log1p(time))
    for k in np.flatnonzero(size):
        since = np.maximum(time - when[k], 0.0) / width[k]
        total += size[k] * -np.expm1(-theta[k + 1] * np.log1p(since))
    return np.asarray(total)
