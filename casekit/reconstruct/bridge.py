"""Draws between, before and after the figures, evaluated on a grid."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["CELLS", "STEPS", "noises", "weave"]

Floats = NDArray[np.float64]
CELLS = 64
STEPS, STEP = 80, 0.1


def noises(alpha: Floats, rng: np.random.Generator, cells: int = CELLS) -> Floats:
    """Draw gamma bridges: shares of a whole, cell by cell, 0 to 1 (last axis)."""
    parts = rng.standard_gamma(np.repeat(alpha[..., None] / cells, cells, axis=-1)) + 1e-300
    sums = np.cumsum(parts, axis=-1)
    out = np.zeros((*alpha.shape, cells + 1))
    out[..., 1:] = sums / sums[..., -1:]
    return out


@njit(cache=True)
def _along(row, x):  # type: ignore[no-untyped-def]
    n = len(row) - 2
    i = min(max(int(x), 0), n)
    f = min(max(x - i, 0.0), 1.0)
    return row[i] * (1 - f) + row[i + 1] * f


@njit(cache=True)
def _path(t, row, first, step, shift, when, size, width, theta, top):  # type: ignore[no-untyped-def]
    value = _along(row, (np.log(t) + shift - first) / step)
    for h in range(len(when)):
        since = t - when[h]
        if size[h] > 0.0 and since > 0.0:
            value += top * size[h] * (1 - (1 + since / width[h]) ** -theta[h])
    return value


@njit(cache=True)
def weave(grid, begun, at, value, table, first, step, path, shift, when, size, width, theta,
          bridges, drops, growth, lift, tail):  # type: ignore[no-untyped-def]  # fmt: skip
    """Evaluate each draw on the grid: pass through its figures, noisy between them."""
    draws, figures = at.shape
    out = np.zeros((len(grid), draws))
    cum = np.empty(figures)
    for d in range(draws):
        p = path[d]
        row, own = table[p], (when[p], size[p], width[p], theta[p])
        top = _along(row, (np.log(at[d, figures - 1]) + shift[d] - first) / step)
        for k in range(figures):
            cum[k] = _path(
                at[d, k], row, first, step, shift[d], own[0], own[1], own[2], own[3], top
            )
        k = 0
        for g in range(len(grid)):
            t = grid[g] - begun[d]
            if t <= 0.0:
                continue
            while k < figures and at[d, k] <= t:
                k += 1
            if k == 0:
                x = np.log(at[d, 0] / t) / 0.1
                n = drops.shape[1] - 1
                drop = _along(drops[d], x) if x < n else drops[d, n] * x / n
                out[g, d] = value[d, 0] * np.exp(-drop)
            elif k == figures:
                x = np.log(t / at[d, k - 1])
                share = 1 - np.exp(-0.7 * x)
                grown = growth[d] * _along(tail[d], share * (tail.shape[1] - 1))
                out[g, d] = value[d, k - 1] * (1 + lift[d] * np.expm1(grown))
            else:
                here = _path(t, row, first, step, shift[d], own[0], own[1], own[2], own[3], top)
                gap = cum[k] - cum[k - 1]
                if gap > 0.0:
                    u = (here - cum[k - 1]) / gap
                else:
                    u = (t - at[d, k - 1]) / (at[d, k] - at[d, k - 1])
                u = min(max(u, 0.0), 1.0)
                b = _along(bridges[d, k - 1], u * (bridges.shape[2] - 1))
                out[g, d] = value[d, k - 1] + (value[d, k] - value[d, k - 1]) * b
    return out
