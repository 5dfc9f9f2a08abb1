"""SEISMIC: how infectious a post is at a moment, and the size that follows from it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from casekit import clock
from casekit.errors import EvidenceError, SchemaError

__all__ = ["reaction_left", "seismic"]

Floats = NDArray[np.float64]
FLAT = 300.0
THETA = 0.2314843
_MOMENTS = (300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 345600, 604800)
_SHORTEST, _LONGEST, _FEWEST = 300.0, 7200.0, 5


def reaction_left(seconds: ArrayLike, *, theta: float = THETA, flat: float = FLAT) -> Floats:
    """Give the share of reposts that are still to come so long after a post.

    The density is constant for `flat` seconds, then falls as lag^-(1 + theta). The constants are
    those of the paper's software; the density's height follows from them, for it must add up to 1.

    Parameters
    ----------
    seconds
        Time since the post.
    theta, flat
        Exponent of the tail, and the seconds before it.

    Examples
    --------
    >>> reaction_left([60, 300, 3600, 86400]).round(6).tolist()
    [0.962406, 0.812028, 0.456833, 0.218907]
    """
    lag = np.maximum(np.asarray(seconds, dtype=np.float64), 0.0)
    height = theta / (flat * (1 + theta))
    tail = height * flat / theta * (np.maximum(lag, flat) / flat) ** -theta
    return np.where(lag <= flat, 1 - height * lag, tail)


def seismic(
    posts: pd.DataFrame, *, at: Sequence[str | pd.Timestamp] | None = None,
    crowd: float = 100.0, theta: float = THETA, flat: float = FLAT,
) -> pd.DataFrame:  # fmt: skip
    """Estimate at given moments how infectious a cascade is, and predict its final size.

    Zhao, Erdogdu, He, Rajaraman and Leskovec, KDD 2015. Infectiousness is the chance that a
    follower who has had time to see the post passes it on; it is estimated with weights that fall
    to zero over the last half of the time (5 minutes to 2 hours, longer if there are fewer than
    five reposts in it). Only what happened up to each moment is used.

    Parameters
    ----------
    posts
        One cascade: `at` and `followers`. The first post is its root. Unknown followers count as
        the mean of the known.
    at
        The moments; None: 5, 10, 15, 30 minutes, 1, 2, 3, 6, 12 hours, 1, 2, 4, 7 days after
        the root, up to the last post.
    crowd
        Followers that an account has on average, for those who will repost.
    theta, flat
        Constants of the reaction time: :func:`reaction_left`.

    Returns
    -------
    DataFrame
        Index `at`: `seen` (reposts so far), `infectiousness` with `low` and `high` (95 %), `final`
        (reposts in the end; infinite where each repost brings more than one), `branching`
        (infectiousness x `crowd`).

    Raises
    ------
    EvidenceError
        No reposts, or no followers are known.

    Examples
    --------
    >>> from casekit.process import stream
    >>> posts = stream([0, 60, 90, 200, 400, 900], [2000, 50, 80, 10, 300, 20])
    >>> seismic(posts)["final"].round(1).tolist()
    [27.5, 12.9, 20.5]
    """
    since, followers, root = _cascade(posts)
    if at is None:
        moments = np.array([m for m in _MOMENTS if m <= since[-1]], dtype=np.float64)
    else:
        moments = np.array([(clock.instant(moment) - root).total_seconds() for moment in at])
    if (moments <= 0).any():
        raise SchemaError("a moment is not after the root", where="at", cure="give later ones")
    rows = [_judged(since, followers, moment, crowd, theta, flat) for moment in moments]
    columns = ["seen", "infectiousness", "low", "high", "final", "branching"]
    index = pd.DatetimeIndex(root + pd.to_timedelta(moments, unit="s"), name="at")
    return pd.DataFrame(rows, index=index, columns=columns).astype({"seen": "int64"})


def _cascade(posts: pd.DataFrame) -> tuple[Floats, Floats, pd.Timestamp]:
    timed = posts[posts["at"].notna()].sort_values("at", kind="stable")
    if len(timed) < 2:
        raise EvidenceError("a post without reposts", cure="give a cascade")
    if "followers" not in timed or timed["followers"].isna().all():
        raise EvidenceError("no followers are known", cure="SEISMIC cannot do without them")
    followers = timed["followers"].to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.where(np.isnan(followers), np.nanmean(followers), followers)
    root = timed["at"].iloc[0]
    return np.asarray((timed["at"] - root).dt.total_seconds(), np.float64), known, root


def _judged(
    since: Floats, followers: Floats, moment: float, crowd: float, theta: float, flat: float
) -> tuple[float, ...]:
    from scipy import stats

    past = since <= moment
    lags, audience = moment - since[past], followers[past]
    reposts = lags[1:]
    width = float(np.clip(moment / 2, _SHORTEST, _LONGEST))
    if (reposts <= width).sum() < _FEWEST and len(reposts):
        width = max(width, float(np.sort(reposts)[: _FEWEST + 1][-1]))
    weight = np.maximum(1 - reposts / width, 0.0)
    seen_by = float(audience @ _seen(lags, width, theta, flat))
    if not weight.sum() or not seen_by:
        return len(reposts), np.nan, np.nan, np.nan, np.nan, np.nan
    rate = float(weight.sum()) / seen_by
    effective = 2 * float(weight.sum() ** 2 / (weight**2).sum())
    low, high = rate * stats.chi2.ppf([0.025, 0.975], effective) / effective
    to_come = rate * float(audience @ reaction_left(lags, theta=theta, flat=flat))
    factor = rate * crowd
    final = len(reposts) + to_come / (1 - factor) if factor < 1 else np.inf
    return len(reposts), rate, float(low), float(high), final, factor


def _seen(lags: Floats, width: float, theta: float, flat: float) -> Floats:
    """Integrate reaction time x falling weight over the last `width` seconds, for each post."""
    before = np.maximum(lags - width, 0.0)
    held = 1 - (lags - before) / width
    early, late = (1 - reaction_left(v, theta=theta, flat=flat) for v in (before, lags))
    gone = (_area(lags, theta, flat) - _area(before, theta, flat)) / width
    return np.asarray(late - early * held - gone)


def _area(lag: Floats, theta: float, flat: float) -> Floats:
    """Integrate the share that has come from 0 to each lag."""
    height = theta / (flat * (1 + theta))
    short, past = np.minimum(lag, flat), np.maximum(lag, flat)
    bend = past / flat
    tail = np.log(bend) if theta == 1 else (bend ** (1 - theta) - 1) / (1 - theta)
    return np.asarray(height * short**2 / 2 + (past - flat) - height * flat**2 / theta * tail)
