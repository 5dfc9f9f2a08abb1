"""Documented series put to the test: some of their figures shown, the others withheld."""

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.errors import EvidenceError, SchemaError
from casekit.reconstruct.curves import curve
from casekit.reconstruct.documented import shocks_of
from casekit.reconstruct.ensemble import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["withheld"]

Floats = NDArray[np.float64]

_FEWEST, _MOMENTS = 6, 5
_TAIL = 0.05


def withheld(
    cases: "Iterable[Case]", *, checkpoints: int = 4, noise: float = 0.1, rounds: int = 10,
    draws: int = 200, seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Show some figures of each documented series, and see how the band meets the others.

    Series are taken that add up and have six dated figures and more. In each round other figures
    are shown; judged are those between the first and the last shown. What they say is an interval
    of digits and hedge, and no truth: sources contradict one another, and the rounds judge the same
    figures again, so that they are not independent.

    Parameters
    ----------
    cases
        Cases whose ledgers describe their series.
    checkpoints
        How many figures are shown.
    noise
        Share by which a source may be wrong beyond its own hedge.
    rounds
        How often other figures are shown.
    draws, seed
        Curves drawn in each round, and the seed of all chance.

    Returns
    -------
    DataFrame
        Index `source` (slug and series), `checkpoints` and `part` ("between"); `n` (judgements),
        `figures` (different ones that were judged), `rounds`, `nominal` (0.9), `noise`,
        `covered` (share of judgements in which band and reported interval overlap), `middle`
        (share in which the stated number itself is in the band), `mean_width_log10`,
        `interval_score` (of the nearest end of the interval). `evidence` is derived.

    Raises
    ------
    EvidenceError
        No case has such a series.
    SchemaError
        Fewer than two figures are to be shown.

    Examples
    --------
    >>> import casekit as ck
    >>> found = withheld([ck.load.case("o2-2011")], rounds=2, draws=20)
    >>> found.index.tolist()
    [('o2-2011 site-reports', 4, 'between')]
    """
    if checkpoints < 2:
        raise SchemaError(f"checkpoints is {checkpoints}", cure="show two figures or more")
    rows = {}
    for case in cases:
        for name in case.series.index[case.series["cumulative"].to_numpy(dtype=bool)]:
            figures = case.checkpoints(str(name))
            if figures["as_of"].nunique() < max(_FEWEST, checkpoints + 1):
                continue
            key = f"{case.slug} {name}"
            rng = np.random.default_rng([seed, checkpoints, zlib.crc32(key.encode())])
            told = [
                _round(case, str(name), figures, checkpoints, noise, draws, rng)
                for _ in range(rounds)
            ]
            judged = pd.concat(told)
            rows[key, checkpoints, "between"] = _row(judged, rounds, noise)
    if not rows:
        raise EvidenceError(
            f"no case has a series of {max(_FEWEST, checkpoints + 1)} dated figures that add up",
            cure="describe one in the ledger's block 'series'",
        )
    out = pd.DataFrame.from_dict(rows, orient="index").assign(evidence="derived")
    out.index = pd.MultiIndex.from_tuples(rows, names=["source", "checkpoints", "part"])
    return out.astype({"evidence": schema.POSTS["evidence"].dtype})


def _round(
    case: "Case", name: str, figures: pd.DataFrame, checkpoints: int, noise: float, draws: int,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Show some figures, and lay the band beside those that lie between them."""
    order = rng.permutation(len(figures))
    fresh = ~figures["as_of"].iloc[order].duplicated().to_numpy()
    shown = np.sort(order[fresh][:checkpoints])
    first, last = figures["as_of"].iloc[shown[[0, -1]]]
    left = figures.drop(index=figures.index[shown])
    judged = left[(left["as_of"] > first) & (left["as_of"] < last)]
    spans = {figure: _span(row) for figure, row in judged.iterrows()}
    windows = case.series.loc[[name], ["earliest", "latest"]].to_numpy()
    begun, ended = pd.Timestamp(windows[0, 0]), pd.Timestamp(windows[0, 1])
    moments = [*figures["as_of"].iloc[shown], *(at for span in spans.values() for at in span)]
    grid = pd.DatetimeIndex(sorted({begun, *moments}))
    ensemble = curve(
        figures.iloc[shown], origin=(begun, ended), shocks=shocks_of(case, name),
        clock=case.zone, noise=noise, draws=draws, seed=int(rng.integers(2**31)), grid=grid,
    )  # fmt: skip
    bands = np.array([_band(ensemble, spans[figure]) for figure in judged.index]).reshape(-1, 2)
    return pd.DataFrame(
        {**judged[["value", "low", "high"]], "lower": bands[:, 0], "upper": bands[:, 1]},
        index=judged.index,
    )


def _span(figure: pd.Series) -> pd.DatetimeIndex:
    """Give moments through the window in which a figure was seen."""
    return pd.date_range(figure["earliest"], figure["latest"], periods=_MOMENTS, unit="us")


def _band(ensemble: Ensemble, span: pd.DatetimeIndex) -> tuple[float, float]:
    """Give the band at a moment of which only a window is known: all draws at all of it."""
    values = ensemble.draws.loc[span].to_numpy().ravel()
    low, middle, high = np.log(np.maximum(np.quantile(values, [_TAIL, 0.5, 1 - _TAIL]), 1.0))
    low, high = middle + ensemble.stretch * (np.array([low, high]) - middle)
    return float(np.exp(low)), float(np.exp(high))


def _row(judged: pd.DataFrame, rounds: int, noise: float) -> dict[str, object]:
    low, high = np.log10(judged["low"]), np.log10(judged["high"])
    lower, upper = np.log10(judged["lower"]), np.log10(judged["upper"])
    missed = np.maximum(lower - high, 0) + np.maximum(low - upper, 0)
    middle = judged["value"].between(judged["lower"], judged["upper"])
    return {
        "n": len(judged), "figures": judged.index.nunique(), "rounds": rounds, "nominal": 0.9,
        "noise": noise, "covered": float((missed == 0).mean()), "middle": float(middle.mean()),
        "mean_width_log10": float((upper - lower).mean()),
        "interval_score": float((upper - lower + 20 * missed).mean()),
    }  # fmt: skip
