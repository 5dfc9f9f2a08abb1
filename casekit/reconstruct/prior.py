"""The prior: crowds that come in shocks, each fading like a power of time."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import ClockError, SchemaError

__all__ = ["AGES", "Shocks", "documented", "paths", "windows"]

Floats = NDArray[np.float64]

_COUNT, _SEED, _MOST = 500, 20, 8
AGES = np.linspace(-16.0, 16.0, 641)
"""Logarithms of time at which a path is known, 0 where it has half of all."""
_NOTHING = 0.15
"""Chance that a documented shock did nothing to the count, unless it is stated."""


@dataclass(frozen=True, eq=False)
class Shocks:
    """Documented shocks as each path has them: (path, shock). A size of 0: it did nothing."""

    when: Floats
    size: Floats
    width: Floats
    theta: Floats


@cache
def paths() -> Floats:
    """Give the paths of the prior: share of all by each of :data:`AGES`, a row each.

    The first shock is 1 - (1 + t)**-theta (Lomax), theta even in 0.1 to 1.4. On top come shocks,
    two on average (Poisson), at times even in the logarithm, their size log-normal (median 0.3 of
    the first, factor 2.7), their width a power of their time, log-normal. The paths are always the
    same; the seed of a curve chooses among them.
    """
    rng = np.random.Generator(np.random.PCG64(_SEED))
    theta = rng.uniform(0.1, 1.4, (_COUNT, _MOST + 1))
    when = np.exp(rng.uniform(-3.0, 7.0, (_COUNT, _MOST)))
    size = np.exp(rng.normal(-1.2, 1.0, (_COUNT, _MOST)))
    power = rng.uniform(0.0, 1.0, (_COUNT, _MOST))
    width = when**power * np.exp(rng.normal(-1.0, 0.8, (_COUNT, _MOST)))
    size[np.arange(_MOST) >= rng.poisson(2.0, _COUNT)[:, None]] = 0.0
    wide = np.linspace(-20.0, 30.0, 1001)
    out = np.empty((_COUNT, len(AGES)))
    for n in range(_COUNT):
        shape = (theta[n], when[n], size[n], width[n])
        half = np.interp(0.5 * (1 + size[n].sum()), _share(np.exp(wide), *shape), wide)
        out[n] = _share(np.exp(AGES + half), *shape) / (1 + size[n].sum())
    return out


def _share(time: Floats, theta: Floats, when: Floats, size: Floats, width: Floats) -> Floats:
    total = -np.expm1(-theta[0] * np.log1p(time))
    for k in np.flatnonzero(size):
        since = np.maximum(time - when[k], 0.0) / width[k]
        total += size[k] * -np.expm1(-theta[k + 1] * np.log1p(since))
    return np.asarray(total)


def windows(shocks: pd.DataFrame | None, since: pd.Timestamp) -> pd.DataFrame:
    """Read documented shocks: `earliest`, `latest`, and `nothing`, the chance of being nothing.

    Those that were over when the count began are part of its beginning, and left out.

    Raises
    ------
    SchemaError
        A column is missing, or a chance is none.
    ClockError
        A time has no zone, or a window ends before it begins.
    """
    if shocks is None:
        empty = pd.DatetimeIndex([], tz="UTC").as_unit("us")
        return pd.DataFrame({"earliest": empty, "latest": empty, "nothing": np.empty(0)})
    if not {"earliest", "latest"} <= set(shocks.columns):
        raise SchemaError("the shocks have no columns earliest and latest",
                          cure="give the window of each")  # fmt: skip
    table = shocks.assign(nothing=shocks["nothing"] if "nothing" in shocks.columns else _NOTHING)
    for side in ("earliest", "latest"):
        if not isinstance(table[side].dtype, pd.DatetimeTZDtype) or table[side].isna().any():
            raise ClockError(f"a shock's {side} is no time with a zone",
                             cure="give both bounds of each shock in UTC")  # fmt: skip
        table[side] = table[side].dt.tz_convert("UTC").dt.as_unit("us")
    if (table["latest"] < table["earliest"]).any():
        raise ClockError("a shock ends before it begins", cure="give earliest, then latest")
    if not table["nothing"].between(0, 1).all():
        raise SchemaError("the chance that a shock was nothing lies between 0 and 1",
                          cure="give a share such as 0.15")  # fmt: skip
    table = table[["earliest", "latest", "nothing"]].sort_values(["earliest", "latest", "nothing"])
    return table[table["latest"] > since]


def documented(early: Floats, late: Floats, nothing: Floats, rng: np.random.Generator) -> Shocks:
    """Draw documented shocks for each path.

    Each fades like a power of time (theta even in 0.4 to 1.6) and is log-normal in size (median
    three quarters of all else by the last figure, factor 2.7) and width (median a fifth of its
    time since the origin, factor 2.5), or nothing.
    """
    shape = (_COUNT, len(early))
    when = early + rng.random(shape) * (late - early)
    size = np.exp(rng.normal(-0.3, 1.0, shape)) * (rng.random(shape) >= nothing)
    width = np.maximum(when, 1.0) * np.exp(rng.normal(-1.6, 0.9, shape))
    return Shocks(when, size, width, rng.uniform(0.4, 1.6, shape))
