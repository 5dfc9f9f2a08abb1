"""What is usual: posts an hour by hour of the week, estimated from a quiet time or stated."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock, schema
from casekit.alarm.counting import (
    HOUR,
    WEEK,
    grid,
    hours_of_week,
    moment,
    stream,
    tally,
    ticks,
    width,
)
from casekit.alarm.rhythm import Hours, fit, level, silent
from casekit.errors import EvidenceError, SchemaError

__all__ = ["Baseline", "baseline", "expected", "quiet_until"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LEAST = pd.Timedelta(days=1), 10
"""Shortest quiet time and fewest posts in it that say what is usual."""
_GUESSED = pd.Timedelta(days=3), 20
"""The same for a quiet time that nobody stated."""
_HIGHEST = 1_000_000_000
"""The highest level that can be stated, in posts an hour."""
_WEEKS = pd.Timedelta(days=14)
"""From this length on days of the week are told apart."""


@dataclass(frozen=True, eq=False)
class Baseline:
    """What is usual, by the wall clock of `zone`.

    Parameters
    ----------
    every
        Width of the bins in which posts are counted.
    rates
        Index `hour` of the week, 0 to 167 from Monday midnight: `rate` in posts an hour, `low`
        and `high` of its 90 % interval.
    rate, low, high
        Posts an hour over the week, with its 90 % interval; both ends are NaN where it is stated.
    bursts, swings
        Variance of the factor by which an hour differs from its day, and of that by which a day
        differs from the usual: 0 and 0 mean that posts come independently of one another.
    since, until
        The quiet time; NaT where the level is stated.
    posts
        Posts in the quiet time.
    silences
        `start`, `end` and `expected` posts of silences too long for chance, which are taken for
        gaps of the archive and left out of the quiet time.
    """

    zone: str
    every: pd.Timedelta
    rates: pd.DataFrame
    rate: float
    low: float
    high: float
    bursts: float
    swings: float
    since: pd.Timestamp
    until: pd.Timestamp
    posts: int
    silences: pd.DataFrame
    evidence: str


def baseline(
    posts: pd.DataFrame | pd.Series | pd.DatetimeIndex | None = None, *, tz: str,
    until: str | pd.Timestamp | None = None, since: str | pd.Timestamp | None = None,
    every: str = "1min", rate: float | None = None, rhythm: Iterable[float] | None = None,
) -> Baseline:  # fmt: skip
    """Say what is usual, from a quiet time before the trigger or from a stated level.

    The level of each hour of the day, and from two weeks on of each day of the week, is drawn
    towards the mean by a gamma prior whose strength is the most likely one given the counts
    (empirical Bayes; Robbins, 1956): little data means little rhythm.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`, or times of posts. Counted is what the archive
        holds, which need not be all that was posted.
    tz
        Zone whose wall clock the rhythm follows.
    until, since
        End of the quiet time, and its start; without a start it is the first post.
    every
        Width of a bin: an hour at most.
    rate
        Level in posts an hour, where the archive has no quiet time. Then `posts` is not looked at.
    rhythm
        With `rate`: 24 numbers an hour of the day or 168 an hour of the week, of which only the
        proportions count. None: every hour alike.

    Raises
    ------
    EvidenceError
        The quiet time is shorter than a day or holds fewer than ten posts.
    SchemaError
        Neither a quiet time nor a level is given, or one that cannot be.

    Examples
    --------
    >>> usual = baseline(rate=3, tz="Europe/London")
    >>> usual.rate, usual.bursts
    (3.0, 0.0)
    """
    clock.zone(tz)
    step = width(every)
    if rate is not None:
        return _stated(rate, rhythm, tz, step)
    if posts is None or until is None:
        raise SchemaError(
            "no quiet time is stated",
            cure="say when it ends, until='2013-09-02T19:00Z', or state rate= posts an hour",
        )
    found = stream(posts)
    start = int(found.times[0]) if since is None else ticks(clock.instant(since))
    end = ticks(clock.instant(until))
    quiet = found.times[(found.times >= start) & (found.times < end)]
    if end - start < ticks(_LEAST[0]) or len(quiet) < _LEAST[1]:
        raise EvidenceError(
            f"the quiet time from {moment(start):%Y-%m-%d %H:%M} to {moment(end):%Y-%m-%d %H:%M} "
            f"UTC holds {len(quiet)} posts and says too little of what is usual",
            cure="it takes a day and ten posts at least: give an archive that begins earlier, or "
            "state the level as rate= posts an hour",
        )
    return _estimated(quiet, (start, end), tz, step, schema.worst([found.evidence, "derived"]))


def expected(usual: Baseline, bins: pd.DatetimeIndex) -> Floats:
    """Give the usual number of posts in each bin that starts at a time.

    Examples
    --------
    >>> usual = baseline(rate=3, tz="UTC", every="20min")
    >>> expected(usual, pd.DatetimeIndex(["2013-09-03 09:00Z"])).tolist()
    [1.0]
    """
    an_hour = usual.rates["rate"].to_numpy(dtype=np.float64)
    return an_hour[hours_of_week(bins, usual.zone)] * (usual.every / pd.Timedelta("1h"))


def quiet_until(posts: pd.DataFrame | pd.Series | pd.DatetimeIndex) -> pd.Timestamp | None:
    """Guess where the quiet time of an archive ends: a day before its fullest hour.

    A guess to begin with; who knows the trigger states it. None if less than three days or fewer
    than twenty posts come before that.

    Examples
    --------
    >>> quiet = pd.date_range("2013-09-01T00:00Z", periods=96, freq="h")
    >>> storm = pd.date_range("2013-09-05T09:00Z", periods=50, freq="1min")
    >>> quiet_until(quiet.append(storm))
    Timestamp('2013-09-04 09:00:00+0000', tz='UTC')
    """
    times = stream(posts).times
    hours, counts = np.unique(times // HOUR, return_counts=True)
    end = int(hours[counts.argmax()] - 24) * HOUR
    least = ticks(_GUESSED[0])
    return moment(end) if end - times[0] >= least and (times < end).sum() >= _GUESSED[1] else None


def _stated(rate: float, rhythm: Iterable[float] | None, tz: str, step: pd.Timedelta) -> Baseline:
    parts = np.ones(WEEK) if rhythm is None else np.array(list(rhythm), dtype=np.float64)
    told = len(parts) in (24, WEEK) and (parts >= 0).all() and 0 < parts.sum() < np.inf
    if not 0 < rate <= _HIGHEST or not told:
        raise SchemaError(
            f"a level of {rate} posts an hour and a rhythm of {len(parts)} numbers",
            cure=f"the level is above 0 and at most {_HIGHEST:,}, the rhythm 24 or 168 "
            "numbers, none below 0 and not all 0",
        )
    week = np.tile(parts, WEEK // len(parts))
    an_hour = rate * week / week.mean()
    rates = pd.DataFrame({"rate": an_hour, "low": np.nan, "high": np.nan})
    return Baseline(tz, step, rates.rename_axis("hour"), float(rate), np.nan, np.nan, 0.0, 0.0,
                    pd.NaT, pd.NaT, 0, _silences([]), "derived")  # type: ignore[arg-type]  # fmt: skip


def _estimated(
    quiet: Ints, span: tuple[int, int], tz: str, step: pd.Timedelta, evidence: str
) -> Baseline:
    hour = pd.Timedelta("1h")
    bins = grid(*span, hour)
    begins = bins.as_unit("us").asi8
    share = (np.minimum(begins + HOUR, span[1]) - np.maximum(begins, span[0])) / HOUR
    days = pd.factorize(bins.tz_convert(tz).normalize())[0]
    hours = Hours(tally(quiet, bins, hour), hours_of_week(bins, tz), days, share)
    weeks = span[1] - span[0] >= ticks(_WEEKS)
    found = fit(hours, weeks=weeks)
    runs = silent(hours, found)
    if runs:
        share = share.copy()
        for a, b in runs:
            share[a:b] = 0.0
        hours = replace(hours, share=share)
        found = fit(hours, weeks=weeks)
    gaps = [(bins[a], bins[b - 1] + hour, found.rate[hours.slot[a:b]].sum()) for a, b in runs]
    rates = pd.DataFrame({"rate": found.rate, "low": found.low, "high": found.high})
    return Baseline(tz, step, rates.rename_axis("hour"), float(found.rate.mean()),
                    *level(hours, found), found.bursts, found.swings, moment(span[0]),
                    moment(span[1]), len(quiet), _silences(gaps), evidence)  # fmt: skip


def _silences(gaps: list[tuple[pd.Timestamp, pd.Timestamp, float]]) -> pd.DataFrame:
    return pd.DataFrame(gaps, columns=["start", "end", "expected"])
