"""Beyond the figures: from the origin to the first one, and after the last one.

Nothing holds a curve there, and both are extrapolation.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["FADE", "FALL_STEP", "after", "before"]

Floats = NDArray[np.float64]

FALL_STEP, _FALLS = 0.1, 80
"""Cells of a fall, in the logarithm of time, and how many there are: down to exp(-8)."""
_SLOPE, _SLOPE_SPREAD, _CALM = 1.25, 0.4, 3.0
FADE = 0.7
"""Growth fades with this power of time after the last figure."""
_SHARE, _SPREAD, _OVER = 0.22, 0.65, 0.1
_SHALLOW, _STEEP, _NEAR = 0.02, 3.0, 0.3


def before(draws: int, rng: np.random.Generator) -> Floats:
    """Draw how far the logarithm of the count falls, going back from the first figure.

    The slope in the logarithm of time is log-normal (median 1.25, factor 1.5), since counts
    begin faster than they go on; on top comes gamma noise, because they begin in jumps.

    Returns
    -------
    array
        (draw, cell): fall after each tenth of the logarithm of time, beginning with none.
    """
    slope = np.exp(rng.normal(np.log(_SLOPE), _SLOPE_SPREAD, (draws, 1)))
    steps = rng.standard_gamma(_CALM * FALL_STEP, (draws, _FALLS)) / _CALM
    return np.concatenate([np.zeros((draws, 1)), np.cumsum(steps, axis=1) * slope], axis=1)


def after(at: Floats, value: Floats, rng: np.random.Generator) -> Floats:
    """Draw how much the logarithm of the count grows in all the time after the last figure.

    It goes on with 0.22 of its slope so far (the mean of the slope over all figures and the last
    one, which alone is a matter of chance), fading with the power 0.7 of time, and is off by a
    factor (log-normal, 0.65); one curve in ten is over. That holds for counts whose last figure
    stands near their end, and for nothing else.

    Parameters
    ----------
    at, value
        Times since the origin and counts of the figures, (draw, figure), rising.
    """
    last = at[:, -1:]
    far = np.log(last / at[:, :-1]) >= _NEAR
    place = np.where(far.any(axis=1), far.shape[1] - 1 - np.argmax(far[:, ::-1], axis=1), 0)
    slopes = [_slope(at, value, place), _slope(at, value, np.zeros_like(place))]
    slope = np.clip(np.mean(slopes, axis=0), _SHALLOW, _STEEP)
    factor = np.exp(_SPREAD * rng.standard_normal(len(at)))
    factor[rng.random(len(at)) < _OVER] = 0.0
    return np.asarray(_SHARE / FADE * slope * factor)


def _slope(at: Floats, value: Floats, since: NDArray[np.int64]) -> Floats:
    draw = np.arange(len(at))
    passed = np.log(at[:, -1] / at[draw, since])
    risen = np.log(value[:, -1] / value[draw, since])
    return np.asarray(risen / np.maximum(passed, _NEAR / 10))
