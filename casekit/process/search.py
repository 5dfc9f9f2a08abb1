"""Where a log-likelihood is highest, and how it falls off there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from casekit.process.likelihood import Likelihood
from casekit.recall import recalled

__all__ = ["Peak", "climb", "curvature", "peak"]

Floats = NDArray[np.float64]
_EDGE = 1e-6
_NOTHING = 0.05  # posts
_STARTS = 2
_STEPS = 12
_ENOUGH = 1e-6
_UNSETTLED = 1e-2
_INWARD = 1e-3
_ILL = 1e12
_FIRST = 4000


@dataclass(frozen=True, eq=False)
class Peak:
    """The best parameters, and what is known of the surface around them.

    Parameters
    ----------
    x
        The parameters on their scales.
    value
        The log-likelihood there.
    covariance
        Inverse of the curvature over the parameters that are free; zero elsewhere.
    edges
        Parameters that stand at the end of their range.
    flat
        Whether the curvature could not be inverted, or the search did not settle: some
        parameters cannot be told apart.
    """

    x: Floats
    value: float
    covariance: Floats
    edges: tuple[str, ...]
    flat: bool

    def drawn(self, model: Likelihood, rng: np.random.Generator) -> Floats:
        """Draw parameters from what is known of them, within their ranges."""
        values, axes = np.linalg.eigh(self.covariance)
        chance = np.sqrt(np.maximum(values, 0.0)) * rng.standard_normal(len(values))
        low, high = model.limits
        return np.asarray(np.clip(self.x + axes @ chance, low, high))


@recalled
def peak(model: Likelihood, *, start: Floats | None = None) -> Peak:
    """Find the highest point: a grid of shapes, a quasi-Newton climb, then Newton's method.

    Of many posts the first few thousand show where to begin.
    """
    if start is None:
        first = _beginning(model)
        found = max((climb(first, x) for x in _starts(first)), key=lambda pair: pair[1])[0]
        start = found if first is model else _carried(model, first, found)
    else:
        start = climb(model, start)[0]
    x, value, surface = _newton(model, _emptied(model, start))
    if surface is None:
        x, value, surface = _newton(model, _emptied(model, climb(model, x)[0]))
    return _measured(model, x, value, surface)


def climb(
    model: Likelihood, x: Floats, *, fixed: dict[str, float] | None = None
) -> tuple[Floats, float]:
    """Climb from x to the nearest top within the ranges; `fixed` stay where they are put."""
    from scipy import optimize

    held = fixed or {}
    limits = model.bounds
    ranges = [(held[n], held[n]) if n in held else limits[n] for n in model.names]
    size = max(len(model.events.own), 1)

    def fall(at: Floats) -> tuple[float, Floats]:
        value, slope = model(at)
        return -value / size, -slope / size

    found = optimize.minimize(
        fall, np.clip(x, *np.transpose(ranges)), jac=True, method="L-BFGS-B", bounds=ranges,
        options={"maxiter": 300, "ftol": 1e-12, "gtol": 1e-7},
    )  # fmt: skip
    return np.asarray(found.x), -float(found.fun) * size


def curvature(model: Likelihood, x: Floats, free: NDArray[np.bool_]) -> Floats:
    """Give the negative second derivatives over the free parameters, by differences of slopes."""
    at = np.flatnonzero(free)
    out = np.empty((len(at), len(at)))
    for row, k in enumerate(at):
        step = np.zeros(len(x))
        step[k] = 1e-4
        out[row] = ((model(x - step)[1] - model(x + step)[1]) / 2e-4)[at]
    return (out + out.T) / 2


def _beginning(model: Likelihood) -> Likelihood:
    """Give the same model of the first posts, where there are many."""
    own = model.events.own
    if len(own) <= 2 * _FIRST:
        return model
    events = model.events.until(float(own[_FIRST - 1]))
    shocks = tuple(since for since in model.shocks if since < own[_FIRST // 2])
    stage = model.stage if model.stage and model.stage.seconds < own[_FIRST // 2] else None
    return replace(model, events=events, shocks=shocks, stage=stage)


def _carried(model: Likelihood, first: Likelihood, x: Floats) -> Floats:
    """Carry parameters over to the whole model, and find the sizes anew."""
    known = dict(zip(first.names, x.tolist(), strict=True))
    decay = float(np.log(10.0 / model.events.span))
    out = np.array([known.get(n, decay if n.endswith("_decay") else 0.0) for n in model.names])
    return _sized(model, out)[0]


def _newton(model: Likelihood, x: Floats) -> tuple[Floats, float, Floats | None]:
    """Take Newton's steps as long as they lead up; give the curvature if they come to an end."""
    low, high = model.limits
    value, slope = model(x)
    for _ in range(_STEPS):
        free = _free(model, x)
        free |= (x <= low + _EDGE) & (slope > _INWARD) | (x >= high - _EDGE) & (slope < -_INWARD)
        surface = curvature(model, x, free)
        move = np.zeros(len(x))
        try:
            np.linalg.cholesky(surface)
        except np.linalg.LinAlgError:
            return x, value, None
        move[free] = np.linalg.solve(surface, slope[free])
        if slope @ move < _ENOUGH:
            return x, value, surface if (free == _free(model, x)).all() else None
        onward = np.clip(x + move / max(1.0, float(np.abs(move).max())), low, high)
        higher, steeper = model(onward)
        if higher <= value:
            return x, value, None
        x, value, slope = onward, higher, steeper
    return x, value, None


def _free(model: Likelihood, x: Floats) -> NDArray[np.bool_]:
    """Say which parameters are within their range, and shape something that is there."""
    low, high = model.limits
    inside: NDArray[np.bool_] = (x > low + _EDGE) & (x < high - _EDGE)
    for k, name in enumerate(model.names):
        if name.endswith("_decay"):
            inside[k] &= inside[model.names.index(name.replace("_decay", "_posts"))]
        elif name in ("theta", "c", "beta", "change"):
            inside[k] &= inside[model.names.index("branching")]
    return inside


def _emptied(model: Likelihood, x: Floats) -> Floats:
    """Put parts of the rate that bring next to nothing at the end of their range."""
    out = x.copy()
    for name, posts in model.expected(x).items():
        if name in model.names and posts < _NOTHING and not (model.stage and name == "branching"):
            out[model.names.index(name)] = model.bounds[name][0]
    return out


def _measured(model: Likelihood, x: Floats, value: float, surface: Floats | None) -> Peak:
    free = _free(model, x)
    if surface is None:
        surface = curvature(model, x, free)
    slope = model(x)[1][free]
    covariance = np.zeros((len(x), len(x)))
    try:
        np.linalg.cholesky(surface)
        inverse = np.linalg.inv(surface)
        flat = bool(np.linalg.cond(surface) > _ILL or slope @ inverse @ slope > _UNSETTLED)
    except np.linalg.LinAlgError:
        inverse, flat = np.linalg.pinv(surface, hermitian=True), True
    covariance[np.ix_(free, free)] = inverse
    edges = tuple(n for n, inside in zip(model.names, free, strict=True) if not inside)
    return Peak(x, value, covariance, edges, flat)


def _starts(model: Likelihood) -> Iterator[Floats]:
    """Try shapes on a grid, the sizes of the parts found by EM for each; give the best ones."""
    limits = model.bounds
    span = model.events.span
    gap = max(span / len(model.events.own), np.exp(limits["c"][0]))
    lags = np.geomspace(gap, span / 3, 5)
    fade = [4.0 / span, 30.0 / span] if model.shocks else [1.0]
    if model.memory == "exponential":
        shapes = [{"theta": np.log(1 / lag)} for lag in lags]
    else:
        shapes = [
            {"theta": np.log(theta), "c": np.log(lag)}
            for theta, lag in product((0.25, 1.0), (gap, 10 * gap, span / 30))
        ]
    tried = []
    for shape, decay in product(shapes, fade):
        x = np.zeros(len(model.names))
        for k, name in enumerate(model.names):
            if name in shape:
                x[k] = np.clip(shape[name], *limits[name])
            elif name.endswith("_decay"):
                x[k] = np.clip(np.log(decay), *limits[name])
            elif name == "beta":
                x[k] = 0.3
        tried.append(_sized(model, x))
    tried.sort(key=lambda pair: -pair[1])
    yield from (x for x, _ in tried[:_STARTS])


def _sized(model: Likelihood, x: Floats) -> tuple[Floats, float]:
    """Find the sizes of the parts by EM, their shapes as they are."""
    parts = model.parts(x)
    rates = np.array([part.rate for part in parts])
    totals = np.array([max(part.total, 1e-12) for part in parts])
    sizes = rates.shape[1] / len(parts) / totals
    for _ in range(30):
        rate = np.maximum(sizes @ rates, 1e-300)
        sizes = np.maximum(sizes * (rates @ (1 / rate)) / totals, 1e-12)
    rate = np.maximum(sizes @ rates, 1e-300)
    value = float(np.log(rate).sum() - sizes @ totals)
    out = x.copy()
    known = {part.name: np.log(size) for part, size in zip(parts, sizes, strict=True)}
    for k, name in enumerate(model.names):
        if name == "change":
            out[k] = known["changed"] - known["branching"]
        out[k] = known.get(name, out[k])
    return np.clip(out, *model.limits), value
