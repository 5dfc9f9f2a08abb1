"""The share still unanswered after each wait, with those that nobody answered among them."""

import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.typing import NaTType

from casekit import schema
from casekit.errors import SchemaError

__all__ = ["By", "Span", "groups", "half", "survival"]

Floats = NDArray[np.float64]
HALF = 0.5 + 1e-9
"""A product of shares that is one half comes out a little beside it."""
Span = pd.Timedelta | NaTType
By = str | pd.Series | None
"""What parts the waits into groups: a column of theirs, or a label for each of them."""


def survival(waits: pd.DataFrame, *, column: str = "wait", by: By = None) -> pd.DataFrame:
    """Estimate the share of complaints still unanswered after each wait, silence included.

    Kaplan and Meier, JASA 53, 1958, with pointwise 95 % intervals by the log-log
    transformation; unanswered complaints are censored at the end of the archive.

    Parameters
    ----------
    waits
        Frame of :data:`casekit.schema.WAITS`.
    column
        ``"wait"`` for the clock, ``"open_wait"`` for opening hours.
    by
        A column of `waits`, or a label for each of them: a curve for each group.

    Returns
    -------
    DataFrame
        Index `wait` (timedelta, each one that occurs), with `by` below `group`; `unanswered`,
        `low`, `high` (shares of 1), `at_risk` (complaints not yet answered just before),
        `answered` and `censored` (then), `evidence`: derived, or that of the waits if it is worse.

    Raises
    ------
    SchemaError
        There is no complaint, no opening hours for ``"open_wait"``, or no group `by`.

    Examples
    --------
    >>> from casekit.response.times import example, times
    >>> survival(times(example(), by="airline"))["unanswered"].tolist()
    [1.0, 0.0]
    """
    curves = {name: _curve(part, column) for name, part in groups(waits, column, by)}
    if by is None:
        return next(iter(curves.values()))
    table = pd.concat(curves, names=["group", "wait"])
    return table.astype({"evidence": schema.WAITS["evidence"].dtype})


def groups(waits: pd.DataFrame, column: str, by: By) -> Iterator[tuple[object, pd.DataFrame]]:
    """Give each group of waits with its name; without `by` all of them, as "all".

    Raises
    ------
    SchemaError
        Nothing to measure, or no such column or group.
    """
    if waits.empty:
        raise SchemaError("no complaint to measure", cure="check the account given as by=")
    if waits[column].isna().any():
        raise SchemaError(f"'{column}' is not known for every complaint",
                          cure="give times() the documented hours=")  # fmt: skip
    if by is None:
        yield "all", waits
        return
    if isinstance(by, str) and by not in waits.columns:
        raise SchemaError(
            f"the waits have no column {by!r}",
            cure="name a column of theirs, or give a label for each of them",
        )
    labels = waits[by] if isinstance(by, str) else by.reindex(waits.index)
    if labels.isna().any():
        raise SchemaError(f"{int(labels.isna().sum()):,} waits are in no group",
                          cure="give each of them a label, such as 'unknown'")  # fmt: skip
    yield from waits.groupby(labels, observed=True)


def _curve(waits: pd.DataFrame, column: str) -> pd.DataFrame:
    from scipy import stats

    spans = waits[column].dt.total_seconds().to_numpy()
    answered = waits["answered"].to_numpy(dtype=bool)
    data = stats.CensoredData(uncensored=spans[answered], right=spans[~answered])
    estimate = stats.ecdf(data).sf
    with warnings.catch_warnings():
        # the formula has no value where the share is 1 or 0; _filled says what stands there
        warnings.filterwarnings("ignore", "The confidence interval is undefined")
        band = estimate.confidence_interval(method="log-log")
    quantiles = estimate.quantiles
    place = np.searchsorted(quantiles, spans)
    hits = np.bincount(place[answered], minlength=len(quantiles))
    lost = np.bincount(place[~answered], minlength=len(quantiles))
    share = estimate.probabilities
    low, high = _filled(share, band.low.probabilities, band.high.probabilities)
    return pd.DataFrame(
        {
            "unanswered": share,
            "low": low,
            "high": high,
            "at_risk": len(spans) - np.concatenate([[0], np.cumsum(hits + lost)[:-1]]),
            "answered": hits,
            "censored": lost,
            "evidence": schema.worst("derived", waits["evidence"].unique()),
        },
        index=pd.to_timedelta(pd.Index(quantiles, name="wait"), unit="s"),
    ).astype({"evidence": schema.WAITS["evidence"].dtype})


def _filled(share: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Fill the band where the formula has no value: 1 before the first answer, then as before."""
    sides = (pd.Series(np.where(share == 1, 1.0, side)) for side in (low, high))
    below, above = (np.asarray(s.ffill().fillna(1.0), dtype=np.float64) for s in sides)
    return np.minimum(below, share), above


def half(curve: pd.DataFrame) -> tuple[Span, Span, Span]:
    """Give the median wait and its 95 % interval; NaT where the archive ends before it.

    Once nobody is left the formula has no value: what stands there bounds nothing.

    Examples
    --------
    >>> from casekit.response.times import example, times
    >>> half(survival(times(example(), by="airline")))
    (Timedelta('0 days 09:00:00'), NaT, NaT)
    """
    left = curve[curve["unanswered"] > 0]
    sides = (curve["unanswered"], left["low"], left["high"])
    reached = [side.index[side <= HALF] for side in sides]
    median, low, high = (found[0] if len(found) else pd.NaT for found in reached)
    return median, low, high
