"""A few real cascades in full: what was shown of each, its truth, and the band around it."""

import pandas as pd

from casekit import schema
from casekit.errors import SchemaError
from casekit.reconstruct.curves import curve
from casekit.reconstruct.ensemble import band

__all__ = ["trials"]

_DAY = pd.Timestamp("2012-01-02T00:00Z")
_NEEDED = ("trial", "source", "hour", "clock", "seconds", "count", "value", "qualifier")


def trials(curves: pd.DataFrame, *, draws: int = 200, seed: int = 0) -> pd.DataFrame:
    """Reconstruct each curve from its figures alone.

    Parameters
    ----------
    curves
        What ``casekit.load.reconstruction(of="curves")`` gives: rows of `trial`, `source`, `hour`
        (of the day in UTC at which it began), `clock` (its people's time zone, if known),
        `seconds` since then and `count`; where a figure was shown also `value` and `qualifier`.
    draws, seed
        Curves drawn of each, and the seed.

    Returns
    -------
    DataFrame
        The same rows with `part`, `low`, `median` and `high` of the band of 90 %, and `evidence`.

    Raises
    ------
    SchemaError
        A column is missing.

    Examples
    --------
    >>> import casekit as ck
    >>> found = trials(ck.load.reconstruction(of="curves"), draws=20)
    >>> bool((found["low"] <= found["high"]).all())
    True
    """
    missing = [name for name in _NEEDED if name not in curves.columns]
    if missing:
        raise SchemaError(f"the curves have no {', '.join(missing)}",
                          cure='give what load.reconstruction(of="curves") returns')  # fmt: skip
    parts = [_banded(rows, draws, seed) for _, rows in curves.groupby("trial", sort=False)]
    return pd.concat(parts).astype({"evidence": schema.POSTS["evidence"].dtype})


def _banded(rows: pd.DataFrame, draws: int, seed: int) -> pd.DataFrame:
    start = _DAY + pd.Timedelta(hours=int(rows["hour"].iloc[0]))
    passed = pd.to_timedelta((rows["seconds"] * 1e6).round().astype("int64"), unit="us")
    at = pd.DatetimeIndex(start + passed)
    shown = rows["value"].notna().to_numpy()
    figures = rows.loc[shown, ["value", "qualifier"]].assign(as_of=at[shown])
    zone = rows["clock"].iloc[0]
    grid = pd.DatetimeIndex(at.union([start]))
    ensemble = curve(figures, origin=start, clock=None if pd.isna(zone) else str(zone), noise=0.0,
                     draws=draws, seed=seed, grid=grid)  # fmt: skip
    found = band(ensemble, at=at)[["part", "low", "median", "high", "evidence"]]
    return rows.assign(**{name: found[name].array for name in found.columns})
