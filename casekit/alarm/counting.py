"""Posts as counts on a grid of bins: what a monitor would have seen, and when."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.errors import ClockError, SchemaError

__all__ = [
    "HOUR", "WEEK", "Stream", "grid", "hours_of_week", "moment", "span", "stream", "tally",
    "ticks", "width",
]  # fmt: skip

Ints = NDArray[np.int64]

HOUR = 3_600_000_000
"""Microseconds of an hour."""
WEEK = 168
"""Hours of a week; the first one begins on Monday at midnight."""
_NARROWEST = pd.Timedelta(seconds=1)
_MOST = 20_000_000
"""The most bins of a grid."""


@dataclass(frozen=True, eq=False)
class Stream:
    """Times of posts, sorted, in microseconds since 1970 (UTC), and what is known of them."""

    times: Ints
    undated: int
    evidence: str
    posts: pd.DataFrame | None
    """The posts themselves in the order of their times, where they were given."""


def stream(posts: pd.DataFrame | pd.Series | pd.DatetimeIndex) -> Stream:
    """Take the times out of posts, or take times as they are.

    Posts that the archive holds only inside others are left out: they can be years older.

    Raises
    ------
    SchemaError
        The frame is not one of posts, the times have no zone, or there are none.

    Examples
    --------
    >>> times = pd.to_datetime(pd.Series(["2013-09-03 09:40Z", "2013-09-03 09:00Z"]))
    >>> stream(times).times.tolist() == sorted(stream(times).times.tolist())
    True
    """
    if isinstance(posts, pd.DataFrame):
        schema.check(posts, schema.POSTS)
        own = posts[~posts["origin"].eq("embedded")]
        timed = own[own["at"].notna()].sort_values("at", kind="stable")
        at, undated = timed["at"], len(own) - len(timed)
        evidence = schema.worst(timed["evidence"].unique()) if len(timed) else "archived"
    else:
        series = pd.Series(posts)
        timed, at, evidence = None, series.dropna().sort_values(), "archived"
        undated = len(series) - len(at)
    if not isinstance(at.dtype, pd.DatetimeTZDtype):
        raise SchemaError("times without a zone", cure="give times in UTC, or posts of an archive")
    if at.empty:
        raise SchemaError("no post has a time", cure="an alarm needs posts with times")
    times = at.dt.tz_convert("UTC").dt.as_unit("us").astype("int64").to_numpy()
    return Stream(times, undated, evidence, timed)


def width(every: str | pd.Timedelta) -> pd.Timedelta:
    """Read the width of a bin: an hour at most, and a whole number of them in an hour.

    Raises
    ------
    ClockError
        It is longer, or does not divide an hour.
    SchemaError
        It is no duration, or shorter than a second.

    Examples
    --------
    >>> width("5min")
    Timedelta('0 days 00:05:00')
    """
    step = span(every)
    if pd.Timedelta(0) < step < _NARROWEST:
        raise SchemaError(f"bins of {every} are too narrow", cure="use 1s or more: every='1min'")
    if step <= pd.Timedelta(0) or pd.Timedelta("1h") % step != pd.Timedelta(0):
        raise ClockError(f"an hour is not a whole number of bins of {every}",
                         cure="use 1min, 5min, 10min, 15min, 30min or 1h")  # fmt: skip
    return step.as_unit("us")


def span(text: str | pd.Timedelta) -> pd.Timedelta:
    """Read a duration.

    Raises
    ------
    SchemaError
        It is none.

    Examples
    --------
    >>> span("1h")
    Timedelta('0 days 01:00:00')
    """
    try:
        read: pd.Timedelta | None = pd.Timedelta(text)
    except (ValueError, TypeError, OverflowError):
        read = None
    if read is None or pd.isna(read):
        raise SchemaError(f"{text!r} is no duration", cure="write one as '15min', '1h' or '1D'")
    return read


def ticks(value: pd.Timestamp | pd.Timedelta) -> int:
    """Give a time or a duration in microseconds."""
    return int(value.as_unit("us").asm8.astype("int64"))


def moment(microseconds: int) -> pd.Timestamp:
    """Give the time of so many microseconds since 1970, in UTC."""
    return pd.Timestamp(int(microseconds), unit="us", tz="UTC").as_unit("us")


def grid(since: int, until: int, every: pd.Timedelta) -> pd.DatetimeIndex:
    """List the starts of all bins that hold a part of a stretch of time, in microseconds.

    Raises
    ------
    SchemaError
        There are more than 20 million.
    """
    step = ticks(every)
    count = -(-until // step) - since // step
    if count > _MOST:
        raise SchemaError(
            f"{moment(since):%Y-%m-%d} to {moment(until):%Y-%m-%d} is {count:,} bins of "
            f"{step / 1e6:g} s, and at most {_MOST:,} are counted",
            cure="use a wider every= in the baseline, or a later since=",
        )
    places = np.arange(since // step * step, -(-until // step) * step, step, dtype=np.int64)
    return pd.DatetimeIndex(places.view("M8[us]")).tz_localize("UTC")


def tally(times: Ints, bins: pd.DatetimeIndex, every: pd.Timedelta) -> Ints:
    """Count the times in each of neighbouring bins; those outside are not counted."""
    place = (times - ticks(bins[0])) // ticks(every)
    inside = place[(place >= 0) & (place < len(bins))]
    return np.bincount(inside, minlength=len(bins)).astype(np.int64)


def hours_of_week(bins: pd.DatetimeIndex, zone: str) -> Ints:
    """Give the hour of the week that the wall clock of a zone shows at each time."""
    local = bins.tz_convert(zone)
    return np.asarray(local.day_of_week * 24 + local.hour, dtype=np.int64)
