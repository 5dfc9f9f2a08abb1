"""Intervals that follow the likelihood itself, not a parabola in its place."""

import numpy as np
from numpy.typing import NDArray

from casekit.process.likelihood import Likelihood
from casekit.process.search import Peak, climb

__all__ = ["DROP", "sides"]

Floats = NDArray[np.float64]
DROP = 1.920729410347062
"""Half of the 95 % quantile of chi-squared with one degree of freedom."""
_FINE = 0.02


def sides(model: Likelihood, top: Peak, name: str) -> tuple[float, float]:
    """Find where the likelihood, at its best over all others, has dropped by 1.92 on either side.

    Minus or plus infinity where it never does within the range of the parameter.
    """
    return _side(model, top, name, -1.0), _side(model, top, name, 1.0)


def _side(model: Likelihood, top: Peak, name: str, way: float) -> float:
    k = model.names.index(name)
    end = model.bounds[name][way > 0]
    step = 2.0 * float(np.sqrt(max(top.covariance[k, k], 0.0)))
    step = step if 0.02 < step < 4.0 else 0.5
    x, inner, outer = top.x, float(top.x[k]), float("nan")
    drop_in, drop_out = 0.0, 0.0
    while True:  # outwards, until it has dropped enough
        if inner == end:
            return way * np.inf
        at = inner + way * step
        at = min(at, end) if way > 0 else max(at, end)
        x, height = climb(model, _put(x, k, at), fixed={name: at})
        if top.value - height >= DROP:
            outer, drop_out = at, top.value - height
            break
        inner, drop_in, step = at, top.value - height, 1.6 * step
    while abs(outer - inner) > _FINE * abs(outer - top.x[k]):
        # drops grow as squares of the distance: their roots are nearly a line
        roots = np.sqrt([max(drop_in, 0.0), DROP, drop_out])
        share = (roots[1] - roots[0]) / (roots[2] - roots[0])
        at = inner + float(np.clip(share, 0.1, 0.9)) * (outer - inner)
        x, height = climb(model, _put(x, k, at), fixed={name: at})
        drop = top.value - height
        if abs(np.sqrt(max(drop, 0.0)) - roots[1]) < 0.005:
            return at
        if drop < DROP:
            inner, drop_in = at, drop
        else:
            outer, drop_out = at, drop
    return (inner + outer) / 2


def _put(x: Floats, k: int, value: float) -> Floats:
    out = x.copy()
    out[k] = value
    return out
