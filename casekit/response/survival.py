"""Waits summed up, with the complaints that nobody answered among them."""

import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.errors import SchemaError
from casekit.response.parts import Automatic, By
from casekit.response.times import replies, times

__all__ = ["describe", "survival"]

Floats = NDArray[np.float64]


def survival(waits: pd.DataFrame, *, column: str = "wait") -> pd.DataFrame:
    """Estimate the share of complaints still unanswered after each wait, silence included.

    Kaplan and Meier, JASA 53, 1958, with pointwise 95 % intervals by the log-log
    transformation; unanswered complaints are censored at the end of the archive.

    Parameters
    ----------
    waits
        Frame of :data:`casekit.schema.WAITS`.
    column
        ``"wait"`` for the clock, ``"open_wait"`` for opening hours.

    Returns
    -------
    DataFrame
        Index `wait` (timedelta, each one that occurs); `unanswered`, `low`, `high` (shares of 1),
        `at_risk` (complaints not yet answered just before), `answered` and `censored` (then),
        `evidence`: derived, or that of the waits if it is worse.

    Raises
    ------
    SchemaError
        There is no complaint, or no opening hours for ``"open_wait"``.

    Examples
    --------
    >>> from casekit.response.times import example
    >>> survival(times(example(), by="airline"))["unanswered"].tolist()
    [1.0, 0.0]
    """
    from scipy import stats

    if waits.empty:
        raise SchemaError("no complaint to measure", cure="check the account given as by=")
    if waits[column].isna().any():
        raise SchemaError(f"'{column}' is not known for every complaint",
                          cure="give times() the documented hours=")  # fmt: skip
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


def describe(posts: pd.DataFrame, *, by: By, automatic: Automatic = None) -> pd.Series:
    """Sum up how an organisation answered; with ``by=None``, how anybody did.

    Parameters
    ----------
    posts, by, automatic
        As in :func:`times`.

    Returns
    -------
    Series
        `replies` (its posts that answer a post in the archive by someone else),
        `posts_answered`, median and 90th percentile of all replies and of the first reply to
        each post (minutes, of the answered only), `complaints`, `complaints_answered`,
        `censored`, and the Kaplan-Meier median over all complaints with its 95 % interval
        (minutes; None where the archive ends before it is reached).

    Examples
    --------
    >>> from casekit.response.times import example
    >>> describe(example(), by="airline")[["replies", "complaints", "censored"]].tolist()
    [1, 2, 1]
    """
    answers = replies(posts, by=by, automatic=automatic)
    waits = times(posts, by=by, automatic=automatic)
    minutes = answers["delay"].dt.total_seconds() / 60
    first = minutes[answers["first"]]
    low = median = high = None
    if len(waits):
        curve = survival(waits)
        # once nobody is left the formula has no value: what stands there bounds nothing
        left = curve[curve["unanswered"] > 0]
        low, median, high = _half(left["low"]), _half(curve["unanswered"]), _half(left["high"])
    return pd.Series(
        {
            "replies": len(answers),
            "posts_answered": len(first),
            "reply_median_min": _quantile(minutes, 0.5),
            "reply_p90_min": _quantile(minutes, 0.9),
            "first_reply_median_min": _quantile(first, 0.5),
            "first_reply_p90_min": _quantile(first, 0.9),
            "complaints": len(waits),
            "complaints_answered": int(waits["answered"].sum()),
            "censored": int((~waits["answered"]).sum()),
            "km_median_min": median,
            "km_ci95_min": [low, high],
        },
        dtype="object",
    )


def _quantile(minutes: pd.Series, share: float) -> float | None:
    return None if minutes.empty else round(float(minutes.quantile(share)), 2)


def _half(curve: pd.Series) -> float | None:
    below = curve.index[curve <= 0.5]
    return round(below[0].total_seconds() / 60, 2) if len(below) else None
