"""The ensemble of curves that could have been, its band, and how it meets the figures."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.errors import ClockError

__all__ = ["Ensemble", "band", "met"]

Floats = NDArray[np.float64]
_CLOSE = 1e-9
"""Share of a value that arithmetic may lose."""


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Curves of one count that could have been, each held to the figures.

    Parameters
    ----------
    draws
        Index `at` (UTC, sorted, unique), a column for each draw: the count, never falling, 0
        before that draw's origin.
    checkpoints
        The figures, with `least` and `most` (bounds with source noise), `used` (False: left out,
        because it cannot hold beside the others) and `conflicts_with` (their ids, a space between).
    held
        Index `figure` and `draw`: `at` and `value`, where and at what each draw met each figure;
        for a figure that was left out, where the draw comes closest to it.
    origin
        First and last moment at which the count can have begun.
    metric, unit
        What is counted.
    evidence
        ``"reconstructed"``, or ``"simulated"`` for what did not happen.
    stretch
        Factor by which the band between the figures is wider than the draws.
    seed
        Seed of the draws.
    model
        What it was made with: noise, clock, shocks and so on.
    """

    draws: pd.DataFrame
    checkpoints: pd.DataFrame
    held: pd.DataFrame
    origin: tuple[pd.Timestamp, pd.Timestamp]
    metric: str
    unit: str
    evidence: str
    stretch: float
    seed: int
    model: dict[str, Any]


def band(
    ensemble: Ensemble, *, level: float = 0.9, at: pd.DatetimeIndex | None = None
) -> pd.DataFrame:
    """Give the pointwise band of an ensemble: at each moment for itself, not for all at once.

    Between the figures the quantiles are moved away from the median by the ensemble's stretch (on
    the scale of logarithms) and cut to what the figures leave open. Before the first and after
    the last figure the band is extrapolation.

    Parameters
    ----------
    level
        Share of the draws inside, such as 0.9 for 5 % to 95 %.
    at
        Moments within the grid; without them the grid itself.

    Returns
    -------
    DataFrame
        Index `at`: `low`, `median`, `high` (in the unit of the count), `part` ("before",
        "between", "after"), `evidence`.

    Raises
    ------
    ClockError
        A moment lies outside the grid or has no zone.
    ValueError
        The level is not between 0 and 1.

    Examples
    --------
    >>> from casekit import reconstruct
    >>> found = band(reconstruct.example())
    >>> bool((found["low"] <= found["high"]).all()), found["part"].unique().tolist()
    (True, ['before', 'between', 'after'])
    """
    if not 0 < level < 1:
        raise ValueError(f"a band of level {level} cannot be: give a share such as 0.9")
    times = ensemble.draws.index if at is None else _inside(ensemble.draws.index, at)
    curves = _values(ensemble.draws, times)
    tail = (1 - level) / 2
    low, median, high = np.quantile(curves, [tail, 0.5, 1 - tail], axis=1)
    part = _part(ensemble.checkpoints, times)
    between = part == "between"
    stretch = np.where(between, ensemble.stretch, 1.0)
    low, high = _away(low, median, stretch), _away(high, median, stretch)
    least, most = _hull(ensemble.checkpoints, times)
    table = pd.DataFrame(
        {
            "low": np.clip(low, np.minimum(least, median), None),
            "median": median,
            "high": np.clip(high, None, np.maximum(most, median)),
            "part": pd.Categorical(part, ["before", "between", "after"]),
            "evidence": ensemble.evidence,
        },
        index=pd.DatetimeIndex(times, name="at"),
    )
    return table.astype({"evidence": schema.POSTS["evidence"].dtype})


def met(ensemble: Ensemble) -> pd.DataFrame:
    """Say how the draws meet each figure.

    Returns
    -------
    DataFrame
        Index `figure`: `label`, `value`, `qualifier`, `low`, `median`, `high` (5 %, 50 % and 95 %
        of the draws, where each meets or comes closest to the figure), `met` (share of draws
        within qualifier and source noise), `used`, `conflicts_with` (figures that cannot hold
        beside it, and those that the ledger names as its rivals), `evidence`, `sources`.

    Examples
    --------
    >>> from casekit import reconstruct
    >>> met(reconstruct.example())["met"].tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    figures = ensemble.checkpoints
    held = ensemble.held["value"].to_numpy().reshape(len(figures), -1)
    values = held[ensemble.held.index.unique("figure").get_indexer(figures.index)]
    least, most = (figures[side].to_numpy()[:, None] for side in ("least", "most"))
    within = (values >= least * (1 - _CLOSE)) & (values <= most * (1 + _CLOSE))
    low, median, high = np.quantile(values, [0.05, 0.5, 0.95], axis=1)
    table = figures.assign(low=low, median=median, high=high, met=within.mean(axis=1))
    rivals = ensemble.model.get("rivals", {})
    named = zip(table.index, table["conflicts_with"].fillna(""), strict=True)
    table["conflicts_with"] = [
        " ".join(sorted({*str(ids).split(), *rivals.get(name, ())})) for name, ids in named
    ]
    wanted = ["label", "value", "qualifier", "low", "median", "high", "met", "used"]
    return table.reindex(columns=[*wanted, "conflicts_with", "evidence", "sources"])


def _inside(grid: pd.Index, at: pd.DatetimeIndex) -> pd.DatetimeIndex:
    if at.tz is None:
        raise ClockError("moments without a zone", cure="give them in UTC")
    times = at.tz_convert("UTC")
    if len(times) and (times.min() < grid[0] or times.max() > grid[-1]):
        raise ClockError(
            f"a moment lies outside the grid ({grid[0]} to {grid[-1]})",
            cure="draw the ensemble with a grid= that reaches further",
        )
    return times


def _values(draws: pd.DataFrame, times: pd.Index) -> Floats:
    """Give each draw at each time, by straight lines between the moments of the grid."""
    if times is draws.index:
        return draws.to_numpy()
    known, asked = (
        _seconds(pd.DatetimeIndex(index), draws.index[0]) for index in (draws.index, times)
    )
    right = np.clip(np.searchsorted(known, asked), 1, max(len(known) - 1, 1))
    left = right - 1
    if len(known) == 1:
        return np.repeat(draws.to_numpy(), len(asked), axis=0)
    share = ((asked - known[left]) / (known[right] - known[left]))[:, None]
    values = draws.to_numpy()
    return np.asarray(values[left] * (1 - share) + values[right] * share)


def _seconds(times: pd.DatetimeIndex, since: pd.Timestamp) -> Floats:
    return np.asarray((times - since) / pd.Timedelta(seconds=1), dtype=np.float64)


def _part(figures: pd.DataFrame, times: pd.Index) -> NDArray[np.str_]:
    used = figures.loc[figures["used"], "as_of"]
    return np.where(times < used.min(), "before", np.where(times > used.max(), "after", "between"))


def _away(side: Floats, median: Floats, stretch: Floats) -> Floats:
    """Move a side of the band away from the median, on the scale of logarithms."""
    known = (side > 0) & (median > 0)
    ratio = np.divide(side, median, out=np.ones_like(side), where=known)
    return np.where(known, median * ratio**stretch, side)


def _hull(figures: pd.DataFrame, times: pd.Index) -> tuple[Floats, Floats]:
    """Give what a count that never falls leaves open at each time, by the figures alone."""
    used = figures[figures["used"]]
    before = used["latest"].to_numpy()[None, :] <= times.to_numpy()[:, None]
    after = used["earliest"].to_numpy()[None, :] >= times.to_numpy()[:, None]
    least = np.where(before, used["least"].to_numpy(), 0.0).max(axis=1)
    most = np.where(after, used["most"].to_numpy(), np.inf).min(axis=1)
    return least, most
