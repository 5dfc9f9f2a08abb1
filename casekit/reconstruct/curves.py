"""Curves of one count that could have been, held to the figures that are documented."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import SchemaError
from casekit.reconstruct import bridge, figures, prior
from casekit.reconstruct.clockwork import Clock, clockwork
from casekit.reconstruct.ensemble import Ensemble
from casekit.reconstruct.placing import place
from casekit.reconstruct.weights import choose

__all__ = ["curve", "example"]

Floats = NDArray[np.float64]


def curve(
    checkpoints: pd.DataFrame, *, origin: figures.Origin, shocks: pd.DataFrame | None = None,
    clock: Clock = None, noise: float = 0.1, draws: int = 200, seed: int = 0,
    grid: pd.DatetimeIndex | None = None,
) -> Ensemble:  # fmt: skip
    """Draw curves of one count that never fall and meet each figure."""
    begin = figures.window(origin)
    table = figures.read(checkpoints, origin=begin, noise=noise)
    pairs = figures.conflicts(table)
    table["used"] = figures.kept(table, pairs)
    table["conflicts_with"] = _named(table, pairs)
    rng = np.random.Generator(np.random.PCG64(seed))
    used = table[table["used"]]
    since = begin[0]
    moments = _grid(used, begin) if grid is None else grid.tz_convert("UTC").as_unit("us")
    last = max(moments[-1], used["latest"].max(), begin[1])
    wall, lived = clockwork(clock, since, (last - since) / pd.Timedelta(seconds=1))

    def passed(times):
        seconds = np.asarray((times - since) / pd.Timedelta(seconds=1), dtype=np.float64)
        return np.interp(seconds, wall, lived)

    boxes = (
        passed(used["earliest"]), passed(used["latest"]),
        used["least"].to_numpy(), used["most"].to_numpy(),
    )  # fmt: skip
    begun, at, value = place(
        boxes, (0.0, float(passed(pd.DatetimeIndex(begin[1:]))[0])), draws, rng
    )
    order = np.argsort(at, axis=1, kind="stable")
    t = np.take_along_axis(at, order, axis=1) - begun[:, None]
    v = np.take_along_axis(value, order, axis=1)
    paths = prior.paths()
    none = tuple(np.zeros((len(paths), 0)) for _ in range(4))
    pick, path, shift = choose(t, v, paths, prior.AGES, none, rng, draws)
    begun, t, v, at, value = begun[pick], t[pick], v[pick], at[pick], value[pick]
    step = prior.AGES[1] - prior.AGES[0]
    grown = np.maximum(np.diff(v, axis=1), 0.02 * v[:, 1:])
    bridges = bridge.noises(1 / (1 / 30 + 1 / grown), rng)
    slope = np.exp(rng.normal(np.log(1.25), 0.4, (draws, 1)))
    drops = np.zeros((draws, bridge.STEPS + 1))
    drops[:, 1:] = np.cumsum(rng.standard_gamma(0.3, (draws, bridge.STEPS)) / 3, axis=1) * slope
    last_slope = np.clip(np.log(v[:, -1] / v[:, -2]) / np.log(t[:, -1] / t[:, -2]), 0.02, 3)
    lift = np.exp(0.7 * rng.standard_normal(draws) - 0.245)
    tail = bridge.noises(np.full(draws, 8.0), rng)
    values = bridge.weave(
        passed(moments), begun, t, v, paths, prior.AGES[0], step, path, shift, *none, bridges,
        drops, 0.6 * last_slope / 0.7, lift, tail,
    )  # fmt: skip
    curves = pd.DataFrame(values, index=pd.DatetimeIndex(moments, name="at"))
    curves.columns.name = "draw"
    held = _held(used, begun, at, value, since, wall, lived)
    return Ensemble(
        draws=curves, checkpoints=table, held=held, origin=begin,
        metric=_word(table, "metric"), unit=_word(table, "unit"), evidence="reconstructed",
        stretch=1.1, seed=seed, model={"noise": noise},
    )  # fmt: skip


def _word(table: pd.DataFrame, column: str) -> str:
    known = table[column].dropna() if column in table.columns else []
    return str(known.iloc[0]) if len(known) else "count"


def _named(table: pd.DataFrame, pairs: list[tuple[int, int]]) -> list[str]:
    names: list[list[str]] = [[] for _ in range(len(table))]
    for i, j in pairs:
        names[i].append(str(table.index[j]))
        names[j].append(str(table.index[i]))
    return [" ".join(sorted(one)) for one in names]


def _grid(used: pd.DataFrame, begin: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DatetimeIndex:
    end = (used["latest"].max() - begin[0]) / pd.Timedelta(seconds=1)
    first = max((used["earliest"].min() - begin[0]) / pd.Timedelta(seconds=1) / 30, 1.0)
    seconds = np.append(0.0, np.geomspace(min(first, end / 30), 2 * end, 239))
    known = [*used["as_of"], *used["earliest"], *used["latest"]]
    stamps = begin[0] + pd.to_timedelta(np.round(seconds * 1e6).astype("int64"), unit="us")
    return pd.DatetimeIndex([*stamps, *known]).unique().sort_values().as_unit("us")


def _held(used, begun, at, value, since, wall, lived) -> pd.DataFrame:
    draws, size = at.shape
    index = pd.MultiIndex.from_product([used.index, range(draws)], names=["figure", "draw"])
    seconds = np.interp(at, lived, wall).T.ravel()
    moments = since + pd.to_timedelta(np.round(seconds * 1e6).astype("int64"), unit="us")
    return pd.DataFrame({"at": moments.as_unit("us"), "value": value.T.ravel()}, index=index)


def example(lang: str = "en") -> Ensemble:
    """Draw a small invented one."""
    at = pd.to_datetime(["2013-09-02T21:00Z", "2013-09-03T07:00Z", "2013-09-03T15:00Z",
                         "2013-09-05T07:00Z"], utc=True).as_unit("us")  # fmt: skip
    figs = pd.DataFrame(
        {"value": [1000.0, 25000, 50000, 77000], "qualifier": ["about", "over", "about", "nearly"],
         "as_of": at, "label": list("abcd"), "evidence": "documented", "sources": "s"},
        index=pd.Index(["a", "b", "c", "d"], name="figure"),
    )  # fmt: skip
    return curve(figs, origin="2013-09-02T19:00Z")
