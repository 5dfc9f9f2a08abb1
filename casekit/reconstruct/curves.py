"""Curves of one count that could have been, held to the figures that are documented."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import ClockError, SchemaError
from casekit.recall import recalled
from casekit.reconstruct import edges, figures, prior
from casekit.reconstruct.bridge import bridges, weave
from casekit.reconstruct.clockwork import Clock, clockwork
from casekit.reconstruct.ensemble import Ensemble
from casekit.reconstruct.placing import place
from casekit.reconstruct.weights import choose

__all__ = ["curve", "example"]

Floats = NDArray[np.float64]

_POOL = 2
"""Where times have windows, so many placings are drawn for each draw, and the better ones kept."""
_EVEN, _AT_LEAST = 40.0, 0.05
"""How even a gap is filled beside its path, for each e-fold that comes in it."""
_TAIL = 3.0
"""How even what comes after the last figure is."""
_LEAST = 0.02
"""Equal figures: what came between them is taken for this share of them."""
_MESH = 33
"""Moments within its window at which a draw is held beside a figure that was left out."""
_YEAR = 365 * 86_400.0
_SECOND = pd.Timedelta(seconds=1)


def curve(
    checkpoints: pd.DataFrame, *, origin: figures.Origin, shocks: pd.DataFrame | None = None,
    clock: Clock = None, noise: float = 0.1, draws: int = 200, seed: int = 0,
    grid: pd.DatetimeIndex | None = None,
) -> Ensemble:  # fmt: skip
    """Draw curves of one count that never fall and meet each figure.

    Each draw places the figures within their windows of time, their bounds and the source noise;
    takes a path of shocks that fade like powers of time, by how well it fits them; and fills each
    gap along it with gamma noise. Figures that cannot all hold are named in `checkpoints`, and
    the fewest of them left out. The number of draws, the origin and the figures decide a draw;
    the grid does not.

    Parameters
    ----------
    checkpoints
        Figures of one metric and one scope, as :meth:`casekit.cases.Case.checkpoints` gives them;
        `value`, `qualifier` and `as_of` suffice.
    origin
        When the count began: a moment, or its first and last possible one.
    shocks
        What is documented to have driven the count: `earliest`, `latest` and `nothing`, the
        chance that it did nothing (0.15 if not stated).
    clock
        Time zone of those who counted, for a day that sleeps; or 24 activities, hour by hour of
        UTC. None: day and night count alike.
    noise
        Share by which a figure may be off beyond its digits and qualifier, exact ones aside.
    draws, seed
        How many, and from which seed; the same seed gives the same draws.
    grid
        Moments at which the draws are given. Without it from the origin to twice the last
        figure's time, but at most a year beyond it, closer where the count is young.

    Raises
    ------
    EvidenceError
        Fewer than two figures are above zero, one is older than the origin, or half of them and
        more fall below earlier ones.
    SchemaError, ClockError
        The figures, shocks, clock or grid cannot be read; the message names them.

    Examples
    --------
    >>> figures = example().checkpoints[["value", "qualifier", "as_of"]]
    >>> found = curve(figures, origin="2013-09-02T19:00Z", clock="Europe/London", draws=50)
    >>> found.draws.shape[1], bool((found.draws.diff().min() >= 0).all())
    (50, True)
    """
    if draws < 1:
        raise SchemaError(f"{draws} draws", cure="ask for one draw or more")
    begin = figures.window(origin)
    table = figures.read(checkpoints, origin=begin, noise=noise)
    pairs = figures.conflicts(table)
    table = table.assign(used=figures.kept(table, pairs), conflicts_with=_named(table, pairs))
    driven = prior.windows(shocks, begin[0])
    moments = _grid(table[table["used"]], begin) if grid is None else _read(grid)
    ends = [moments[-1], table["latest"].max(), begin[1], *driven["latest"]]
    time = _Time(begin[0], *clockwork(clock, begin[0], (max(ends) - begin[0]) / _SECOND))
    bare = table[["earliest", "latest", "least", "most", "used"]]
    values, held, power = _drawn(bare, begin, moments, driven, time, draws, seed)
    curves = pd.DataFrame(values, index=pd.DatetimeIndex(moments, name="at"))
    return Ensemble(
        draws=curves.rename_axis(columns="draw"), checkpoints=table, held=held, origin=begin,
        metric=_word(table, "metric"), unit=_word(table, "unit"), evidence="reconstructed",
        stretch=_stretch(int(table["used"].sum())), seed=seed,
        model={"noise": noise, "clock": clock, "shocks": driven, "power": power},
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Time:
    """Seconds lived since the first possible origin, and back."""

    since: pd.Timestamp
    wall: Floats
    lived: Floats

    def passed(self, moments: "pd.DatetimeIndex | pd.Series") -> Floats:
        seconds = np.asarray((pd.DatetimeIndex(moments) - self.since) / _SECOND, dtype=np.float64)
        return np.interp(seconds, self.wall, self.lived)

    def moments(self, lived: Floats) -> pd.DatetimeIndex:
        seconds = np.interp(lived, self.lived, self.wall)
        passed = pd.to_timedelta(np.round(seconds * 1e6).astype("int64"), unit="us")
        return pd.DatetimeIndex(self.since + passed).as_unit("us")


def _placed(
    used: pd.DataFrame, begin: tuple[pd.Timestamp, pd.Timestamp], time: _Time, draws: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    early, late = time.passed(used["earliest"]), time.passed(used["latest"])
    last = float(time.passed(pd.DatetimeIndex([begin[1]]))[0])
    known = bool((early == late).all()) and last == 0.0
    boxes = (early, late, used["least"].to_numpy(), used["most"].to_numpy())
    return place(boxes, (0.0, last), draws if known else _POOL * draws, rng)


@recalled
def _drawn(
    table: pd.DataFrame, begin: tuple[pd.Timestamp, pd.Timestamp], moments: pd.DatetimeIndex,
    driven: pd.DataFrame, time: _Time, draws: int, seed: int,
) -> tuple[Floats, pd.DataFrame, float]:  # fmt: skip
    """Place the figures, choose paths for them, and give the curves on the grid and at them."""
    rng = np.random.Generator(np.random.PCG64(seed))
    begun, at, value = _placed(table[table["used"]], begin, time, draws, rng)
    used = table["used"].to_numpy()
    above = table["most"].to_numpy()[used] > 0
    order = np.argsort(at[:, above], axis=1, kind="stable")
    t, v = (np.take_along_axis(x[:, above], order, axis=1) for x in (at, value))
    t = np.maximum(t - begun[:, None], 1e-6)
    shocks = prior.documented(
        time.passed(driven["earliest"]), time.passed(driven["latest"]),
        driven["nothing"].to_numpy(), rng,
    )  # fmt: skip
    paths = prior.paths()
    chosen = choose(t, v, begun, paths, shocks, draws, rng)
    begun, t, v = begun[chosen.place], t[chosen.place], v[chosen.place]
    noise = bridges(_evenness(v), rng)
    fall = edges.before(draws, rng)
    growth = edges.after(t, v, rng)
    tail = bridges(np.full(draws, _TAIL), rng)
    lost = table[~used]
    ends = time.passed(lost["earliest"]), time.passed(lost["latest"])
    mesh = [np.linspace(first, last, _MESH) for first, last in zip(*ends, strict=True)]
    asked = np.concatenate([time.passed(moments), *mesh])
    asked, back = np.unique(asked, return_inverse=True)
    p = chosen.path
    own = (shocks.when[p], shocks.size[p], shocks.width[p], shocks.theta[p])
    values = weave(
        asked, begun, t, v, paths[chosen.path], prior.AGES[0], prior.AGES[1] - prior.AGES[0],
        chosen.shift, own, noise, fall, growth, tail,
    )[back]  # fmt: skip
    met = {name: (at[chosen.place, k], value[chosen.place, k])
           for k, name in enumerate(table.index[used])}  # fmt: skip
    for k, (name, row) in enumerate(lost.iterrows()):
        part = values[len(moments) + k * _MESH : len(moments) + (k + 1) * _MESH]
        met[name] = _nearest(mesh[k], part, row["least"], row["most"])
    held = pd.concat(
        {name: pd.DataFrame({"at": time.moments(met[name][0]), "value": met[name][1]})
         for name in table.index}, names=["figure", "draw"],
    )  # fmt: skip
    return values[: len(moments)], held, chosen.power


def _evenness(value: Floats) -> Floats:
    """Give how evenly each gap is filled: the more comes in it the more, and as counts scatter."""
    ratio = np.log(value[:, 1:] / np.maximum(value[:, :-1], 1e-9 * value[:, 1:]))
    grown = np.maximum(np.diff(value, axis=1), _LEAST * value[:, 1:])
    return np.asarray(1 / (1 / (_EVEN * (ratio + _AT_LEAST)) + 1 / grown))


def _nearest(times: Floats, values: Floats, least: float, most: float) -> tuple[Floats, Floats]:
    """Give where each draw comes closest to a figure that it was not held to."""
    off = np.maximum(np.maximum(least - values, values - most), 0.0)
    best = off.argmin(axis=0)
    return times[best], values[best, np.arange(values.shape[1])]


def _stretch(figures: int) -> float:
    """Give how much wider the band is than the draws: paths of shocks are too tame for bursts."""
    return 1.2 if figures <= 3 else 1.1


def _named(table: pd.DataFrame, pairs: list[tuple[int, int]]) -> list[str]:
    names: list[list[str]] = [[] for _ in range(len(table))]
    for i, j in pairs:
        names[i].append(str(table.index[j]))
        names[j].append(str(table.index[i]))
    return [" ".join(sorted(one)) for one in names]


def _word(table: pd.DataFrame, column: str) -> str:
    known = [] if column not in table.columns else list(table[column].dropna())
    return str(known[0]) if known else "count"


def _read(grid: pd.DatetimeIndex) -> pd.DatetimeIndex:
    if grid.tz is None or not len(grid):
        raise ClockError("a grid without a zone, or without a moment", cure="give moments in UTC")
    return pd.DatetimeIndex(grid.tz_convert("UTC").as_unit("us").unique().sort_values())


def _grid(used: pd.DataFrame, begin: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DatetimeIndex:
    """Give moments even in the logarithm of time, and those of the figures.

    They go on for twice the time of the last figure, but for a year at most.
    """
    end = (used["latest"].max() - begin[0]) / _SECOND
    first = (used["earliest"].min() - begin[0]) / _SECOND
    start, stop = np.clip(first / 30, end / 1e5, end / 30), min(2 * end, end + _YEAR)
    seconds = np.geomspace(start, stop, 240)
    stamps = begin[0] + pd.to_timedelta(np.round(seconds * 1e6).astype("int64"), unit="us")
    known = [begin[0], begin[1], *used["as_of"], *used["earliest"], *used["latest"]]
    every = pd.DatetimeIndex([*stamps, *known]).as_unit("us").unique().sort_values()
    return pd.DatetimeIndex(every[every >= begin[0]])


def example() -> Ensemble:
    """Draw curves through four invented figures.

    Examples
    --------
    >>> example().checkpoints["value"].tolist()
    [1000.0, 25000.0, 50000.0, 77000.0]
    """
    at = pd.to_datetime(
        ["2013-09-02T21:00Z", "2013-09-03T07:00Z", "2013-09-03T15:00Z", "2013-09-05T07:00Z"]
    )
    table = pd.DataFrame(
        {
            "value": [1_000.0, 25_000.0, 50_000.0, 77_000.0],
            "qualifier": ["about", "over", "about", "nearly"],
            "as_of": at,
            "label": ["the first evening", "the morning", "the afternoon", "two days later"],
            "metric": "impressions",
            "unit": "impressions",
            "evidence": "documented",
        },
        index=pd.Index(["evening", "morning", "afternoon", "later"], name="figure"),
    )
    return curve(table, origin="2013-09-02T19:00Z")
