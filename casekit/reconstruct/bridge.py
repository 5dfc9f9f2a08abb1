"""Draws on a grid: through every figure, by a path of the prior and gamma noise in each gap."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from casekit.reconstruct.edges import FADE, FALL_STEP

__all__ = ["bridges", "weave"]

Floats = NDArray[np.float64]
_CELLS = 64
"""Cells of a bridge, each an even share of what the path says came in the gap."""


def bridges(even: Floats, rng: np.random.Generator) -> Floats:
    """Draw gamma bridges: they rise from 0 to 1, in jumps that no order prefers.

    Parameters
    ----------
    even
        How even each is (the total of its Dirichlet distribution); large: a straight line.

    Returns
    -------
    array
        The shape of `even`, and an axis of 65 points.
    """
    parts = rng.standard_gamma(np.repeat(even[..., None] / _CELLS, _CELLS, axis=-1))
    sums = np.cumsum(np.maximum(parts, 1e-300), axis=-1)
    out = np.zeros((*even.shape, _CELLS + 1))
    out[..., 1:] = sums / sums[..., -1:]
    return out


@njit(cache=True)
def _along(row: Floats, x: float) -> float:
    i = min(max(int(x), 0), len(row) - 2)
    f = min(max(x - i, 0.0), 1.0)
    return float(row[i] * (1 - f) + row[i + 1] * f)


@njit(cache=True)
def _share(
    t: float, begun: float, row: Floats, origin: float, step: float, shift: float,
    shocks: tuple[Floats, Floats, Floats, Floats], top: float,
) -> float:  # fmt: skip
    """Give what a path and its documented shocks say has come by then."""
    when, size, width, theta = shocks
    value: float = _along(row, (np.log(t) + shift - origin) / step)
    for h in range(len(when)):
        since = t + begun - when[h]
        if size[h] > 0.0 and since > 0.0:
            value += top * size[h] * (1 - (1 + since / width[h]) ** -theta[h])
    return value


@njit(cache=True)
def weave(
    grid: Floats, begun: Floats, at: Floats, value: Floats, rows: Floats, origin: float,
    step: float, shift: Floats, shocks: tuple[Floats, Floats, Floats, Floats], noise: Floats,
    fall: Floats, growth: Floats, tail: Floats,
) -> Floats:  # fmt: skip
    """Give the count of each draw at each time of the grid (time, draw), 0 before its origin."""
    draws, figures = at.shape
    out = np.zeros((len(grid), draws))
    cum = np.empty(figures)
    for d in range(draws):
        row, own = rows[d], (shocks[0][d], shocks[1][d], shocks[2][d], shocks[3][d])
        top = _along(row, (np.log(at[d, figures - 1]) + shift[d] - origin) / step)
        for k in range(figures):
            cum[k] = _share(at[d, k], begun[d], row, origin, step, shift[d], own, top)
        k, reached = 0, 0.0
        for g in range(len(grid)):
            t = grid[g] - begun[d]
            if t <= 0.0:
                continue
            while k < figures and at[d, k] <= t:
                k += 1
            if k == 0:
                x = np.log(at[d, 0] / t) / FALL_STEP
                n = fall.shape[1] - 1
                drop = _along(fall[d], x) if x < n else fall[d, n] * x / n
                now = value[d, 0] * np.exp(-drop)
            elif k == figures:
                faded = 1 - (at[d, k - 1] / t) ** FADE
                grown = growth[d] * _along(tail[d], faded * (tail.shape[1] - 1))
                now = value[d, k - 1] * np.exp(grown)
            else:
                gap = cum[k] - cum[k - 1]
                if gap > 0.0:
                    here = _share(t, begun[d], row, origin, step, shift[d], own, top)
                    u = min(max((here - cum[k - 1]) / gap, 0.0), 1.0)
                else:
                    u = (t - at[d, k - 1]) / (at[d, k] - at[d, k - 1])
                risen = _along(noise[d, k - 1], u * (noise.shape[2] - 1))
                now = value[d, k - 1] + (value[d, k] - value[d, k - 1]) * risen
            reached = max(reached, now)  # arithmetic may lose a last bit
            out[g, d] = reached
    return out
