"""Search in sums that only grow, with a table that says where to look."""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["guide", "search"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@njit(cache=True)
def guide(sums: Floats) -> tuple[Ints, float]:
    """Cut the range of the sums into twice as many equal parts, and say where each begins.

    A part is found by a product that never falls as its argument rises: so the place of a bound
    lies from the beginning of its part to that of the next one, whatever is rounded.

    Returns
    -------
    starts
        First sum in each part or after it.
    scale
        Parts to a unit; 0 where there is one part only.
    """
    parts = 2 * len(sums)
    span = sums[-1] - sums[0]
    scale = parts / span if span > 0 else 0.0
    if not math.isfinite(scale):
        scale = 0.0
    starts = np.empty(parts + 2, np.int64)
    filled = 0
    for k in range(len(sums)):
        part = int((sums[k] - sums[0]) * scale)
        while filled <= part:
            starts[filled] = k
            filled += 1
    starts[filled:] = len(sums) - 1
    return starts, scale


@njit(cache=True)
def search(sums: Floats, starts: Ints, scale: float, bound: float, last: int) -> int:
    """Find the first sum up to the place `last` that reaches the bound; the last one does."""
    part = int(max((bound - sums[0]) * scale, 0.0))
    low, high = min(starts[part], last), min(starts[part + 1], last)
    while low < high:
        middle = (low + high) // 2
        if sums[middle] >= bound:
            high = middle
        else:
            low = middle + 1
    return int(low)
