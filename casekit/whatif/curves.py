"""A curve of counts, had the answer come earlier."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["damped"]

Floats = NDArray[np.float64]


def damped(
    counts: Floats, times: Floats, *, start: Floats, end: Floats, factor: Floats,
    outside: Floats, handed_on: Floats,
) -> Floats:  # fmt: skip
    """Give each draw of a cumulative count as it would have gone with the answer at `start`.

    From `start` to `end`, the real answer, what came by people passing it on is multiplied by
    `factor`; after it the real answer is in the counts already. Where fewer have it, fewer can
    pass it on: of the passing on, the share `handed_on` shrinks with the count that there would
    have been against the one there was. What came from outside stays. A factor of 1 gives back
    the same bits.

    Parameters
    ----------
    counts
        A row a time, a column a draw; never falling.
    times, start, end
        Seconds on one clock; `end` infinite where nobody ever answered.

    Examples
    --------
    >>> two = np.array([2.0]), np.array([np.inf])
    >>> rest = {"factor": np.array([0.5]), "outside": np.array([0.0])}
    >>> damped(np.array([[0.0], [40.0], [100.0]]), np.array([0.0, 2.0, 4.0]), start=two[0],
    ...        end=two[1], handed_on=np.array([0.0]), **rest)[:, 0]
    array([ 0., 40., 70.])
    """
    out = counts.copy()
    lost = np.zeros(counts.shape[1])
    inside = 1 - outside
    for row in range(1, len(times)):
        before, here = times[row - 1], times[row]
        reached = counts[row - 1]
        span = np.minimum(here, end) - np.maximum(before, start)
        pace = 1 + (factor - 1) * np.clip(span / (here - before), 0, 1)
        missing = np.divide(lost, reached, out=np.zeros_like(lost), where=reached > 0)
        lost += (counts[row] - reached) * inside * (1 - pace * (1 - handed_on * missing))
        out[row] -= lost
    return np.maximum.accumulate(out, axis=0)
