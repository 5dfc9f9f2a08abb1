"""Loops of the detectors, compiled by numba: they see one bin after the other, never ahead."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["cusum", "peaks_of_cusum", "rings_of_cusum", "rings_of_window", "window"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@njit(cache=True)
def cusum(counts: Ints, allowance: Floats, limit: float) -> tuple[Floats, Flags]:
    """Run a CUSUM over bins: its value before a reset, and where it rang."""
    size = len(counts)
    value, rang = np.zeros(size, np.float64), np.zeros(size, np.bool_)
    held = 0.0
    for t in range(size):
        held = max(0.0, held + counts[t] - allowance[t])
        value[t] = held
        if held >= limit:
            rang[t] = True
            held = 0.0
    return value, rang


@njit(cache=True)
def window(counts: Ints, width: int, limit: float) -> tuple[Floats, Flags]:
    """Run a threshold over bins: posts of the last `width` since it last rang, and where it did."""
    size = len(counts)
    value, rang = np.zeros(size, np.float64), np.zeros(size, np.bool_)
    held, start = 0, 0
    for t in range(size):
        held += counts[t]
        if t - width >= start:
            held -= counts[t - width]
        value[t] = held
        if held >= limit:
            rang[t] = True
            held, start = 0, t + 1
    return value, rang


@njit(cache=True)
def rings_of_cusum(counts: Ints, drained: Floats, limit: float) -> int:
    """Count how often a CUSUM rings, from the bins that hold posts alone.

    `drained` holds for each of them the allowance of all bins before it, and of those with it.
    """
    held, level, rings = 0.0, 0.0, 0
    for i in range(len(counts)):
        before, after = drained[i, 0], drained[i, 1]
        held = max(0.0, held - (before - level))
        held = max(0.0, held + counts[i] - (after - before))
        level = after
        if held >= limit:
            rings += 1
            held = 0.0
    return rings


@njit(cache=True)
def peaks_of_cusum(counts: Ints, drained: Floats) -> Floats:
    """List the peak of each excursion above 0 of a CUSUM that never starts anew."""
    peaks = np.empty(len(counts) + 1, np.float64)
    held, level, peak, size = 0.0, 0.0, 0.0, 0
    for i in range(len(counts)):
        held -= drained[i, 0] - level
        if held <= 0.0:
            held = 0.0
            if peak > 0.0:
                peaks[size] = peak
                size += 1
            peak = 0.0
        held = max(0.0, held + counts[i] - (drained[i, 1] - drained[i, 0]))
        level = drained[i, 1]
        peak = max(peak, held)
    peaks[size] = peak
    return peaks[: size + 1]


@njit(cache=True)
def rings_of_window(bins: Ints, counts: Ints, width: int, limit: int) -> int:
    """Count how often a threshold rings, from the bins that hold posts alone."""
    held, first, rings = 0, 0, 0
    for i in range(len(bins)):
        held += counts[i]
        while bins[first] <= bins[i] - width:
            held -= counts[first]
            first += 1
        if held >= limit:
            rings += 1
            held, first = 0, i + 1
    return rings
