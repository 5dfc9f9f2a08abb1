"""An archive played forward: when a detector rings, knowing only what came before."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock, reach, schema
from casekit.alarm import kernels
from casekit.alarm.calibrating import Detector, allowance
from casekit.alarm.counting import Stream, grid, moment, span, stream, tally, ticks
from casekit.alarm.quiet import Baseline, expected
from casekit.errors import SchemaError

__all__ = ["course", "play"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Posts = pd.DataFrame | pd.Series | pd.DatetimeIndex

_STEPS = ("1min", "5min", "15min", "30min", "1h", "3h", "6h", "1D", "7D")
_MOST = 240
"""The most steps of a course."""
_COURSE = ("posts", "expected", "low", "high", "statistic")
_REACHED = ("reached_low", "reached_high", "reported", "unknown")


def play(
    posts: Posts, detector: Detector, *, since: str | pd.Timestamp | None = None,
    until: str | pd.Timestamp | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Play posts forward, bin by bin, and list when the detector rings.

    A bin counts once it is over, and nothing later is looked at. Counted is what the archive
    holds: a monitor that saw more could have rung earlier.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`, or times of posts.
    detector
        What :func:`calibrate` returns.
    since, until
        Where playing begins and ends; None: the end of the quiet time, and the last post.

    Returns
    -------
    DataFrame
        Index `alarm` from 1: `at` (UTC, end of the bin), `statistic` and `limit` (posts), `posts`
        since the quiet time ended (or since playing began, where none is known), `reached_low`,
        `reached_high`, `reported` and `unknown` as in :func:`casekit.reach.curve` over these
        posts (NA where only times are given), `undated`, `evidence`.

    Examples
    --------
    >>> from casekit import alarm
    >>> bell = alarm.calibrate(alarm.baseline(rate=2, tz="UTC", every="15min"))
    >>> burst = pd.date_range("2013-09-03T09:00Z", periods=20, freq="30s")
    >>> play(burst, bell)["at"].tolist()
    [Timestamp('2013-09-03 09:15:00+0000', tz='UTC')]
    """
    found = stream(posts)
    bins, counts = _counts(found, detector.baseline, since, until)
    value, rang = _run(detector, bins, counts)
    ends = bins[rang] + detector.baseline.every
    begun = _begun(detector.baseline, bins)
    table = pd.DataFrame(
        {
            "at": ends.as_unit("us"),
            "statistic": value[rang],
            "limit": detector.limit,
            "posts": _before(found.times, ends) - int((found.times < begun).sum()),
        },
        index=pd.RangeIndex(1, len(ends) + 1, name="alarm"),
    )
    table["posts"] = table["posts"].clip(lower=0)
    for column, values in _reached(found, ends, begun).items():
        table[column] = pd.Series(values, index=table.index, dtype="Int64")
    table["undated"] = found.undated
    grade = schema.worst([found.evidence, detector.baseline.evidence])
    table["evidence"] = _graded(grade, table)
    return table


def course(
    posts: Posts, detector: Detector, *, since: str | pd.Timestamp | None = None,
    until: str | pd.Timestamp | None = None, every: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Follow what came, what was usual, and the detector's statistic, for a picture.

    Parameters
    ----------
    posts, detector, since, until
        As in :func:`play`.
    every
        Width of a step; None: the narrowest of a few round widths that needs at most 240 steps.

    Returns
    -------
    DataFrame
        Index `at` (UTC, start of the step): `posts`, `expected`, `low` and `high` (in quiet times
        90 % of steps lie within), `statistic` (its highest value within the step), `undated`,
        `counted` (how the posts are known) and `evidence` (how all the rest is).

    Examples
    --------
    >>> from casekit import alarm
    >>> bell = alarm.calibrate(alarm.baseline(rate=2, tz="UTC", every="15min"))
    >>> burst = pd.date_range("2013-09-03T09:00Z", periods=20, freq="1min")
    >>> course(burst, bell)["posts"].tolist()
    [15, 5]
    """
    found = stream(posts)
    bins, counts = _counts(found, detector.baseline, since, until)
    usual = expected(detector.baseline, bins)
    value, _ = _run(detector, bins, counts)
    step = max(_step(bins, every), detector.baseline.every)
    zone = clock.zone(detector.baseline.zone)
    table = pd.DataFrame(
        {"posts": counts, "expected": usual, "statistic": value}, index=bins.tz_convert(zone)
    ).rename_axis("at")
    table["squares"] = _hourly_squares(table["expected"], detector.baseline)
    parts = table.resample(step)
    table = parts.sum()
    table["statistic"] = parts["statistic"].max()
    table["low"], table["high"] = _band(table["expected"], table.pop("squares"), detector.baseline)
    table.index = pd.DatetimeIndex(table.index).tz_convert("UTC").as_unit("us")
    table["undated"] = found.undated
    grade = schema.worst([found.evidence, detector.baseline.evidence])
    for column, known in (("counted", found.evidence), ("evidence", grade)):
        table[column] = _graded(known, table)
    return table[[*_COURSE, "undated", "counted", "evidence"]]


def _graded(grade: str, table: pd.DataFrame) -> pd.Series:
    return pd.Series(grade, table.index).astype(schema.POSTS["evidence"].dtype)


def _counts(
    found: Stream, usual: Baseline, since: str | pd.Timestamp | None,
    until: str | pd.Timestamp | None,
) -> tuple[pd.DatetimeIndex, Ints]:  # fmt: skip
    """Lay out the bins that are played, and count the posts in each."""
    quiet_ends = None if pd.isna(usual.until) else ticks(usual.until)
    start = int(found.times[0]) if quiet_ends is None else quiet_ends
    if since is not None:
        start = ticks(clock.instant(since))
    end = int(found.times[-1]) + 1 if until is None else ticks(clock.instant(until))
    if end <= start:
        raise SchemaError(
            f"nothing to play from {moment(start):%Y-%m-%d %H:%M} to "
            f"{moment(end):%Y-%m-%d %H:%M} UTC",
            cure="the archive must go on after the quiet time: let that end earlier, or say since=",
        )
    bins = grid(start, end, usual.every)
    inside = found.times[(found.times >= start) & (found.times < end)]
    return bins, tally(inside, bins, usual.every)


def _run(detector: Detector, bins: pd.DatetimeIndex, counts: Ints) -> tuple[Floats, Flags]:
    if detector.kind == "threshold":
        wide = round(detector.window / detector.baseline.every)
        value, rang = kernels.window(counts, wide, detector.limit)
    else:
        allowed = allowance(detector, expected(detector.baseline, bins))
        value, rang = kernels.cusum(counts, allowed, detector.limit)
    return value, rang


def _begun(usual: Baseline, bins: pd.DatetimeIndex) -> int:
    """Say from when on posts count as those of the storm."""
    return ticks(bins[0] if pd.isna(usual.until) else usual.until)


def _before(times: Ints, ends: pd.DatetimeIndex) -> Ints:
    return np.searchsorted(times, ends.as_unit("us").asi8, side="left").astype(np.int64)


def _reached(found: Stream, ends: pd.DatetimeIndex, begun: int) -> dict[str, list[object]]:
    """Say how far it had gone when each alarm rang."""
    nothing: dict[str, list[object]] = {name: [pd.NA] * len(ends) for name in _REACHED}
    if found.posts is None or not len(ends):
        return nothing
    storm = found.posts[found.times >= begun]
    if storm.empty:
        return nothing
    grown = reach.curve(storm)
    times = pd.DatetimeIndex(grown.index).as_unit("us").asi8
    at = np.searchsorted(times, ends.as_unit("us").asi8, side="left") - 1
    columns = ("potential_low", "potential_high", "reported", "unknown")
    reached = {}
    for name, column in zip(_REACHED, columns, strict=True):
        values = grown[column].tolist()
        reached[name] = [values[i] if i >= 0 else pd.NA for i in at]
    return reached


def _step(bins: pd.DatetimeIndex, every: str | None) -> pd.Timedelta:
    if every is not None:
        return span(every)
    whole = bins[-1] - bins[0]
    fit = (step for step in _STEPS if whole / pd.Timedelta(step) <= _MOST)
    return pd.Timedelta(next(fit, _STEPS[-1]))


def _hourly_squares(usual: pd.Series, baseline: Baseline) -> Floats:
    """Share out the square of each hour's usual number over its bins, in proportion."""
    an_hour = round(pd.Timedelta("1h") / baseline.every)
    return np.asarray(usual.to_numpy() ** 2 * an_hour)


def _band(usual: pd.Series, squares: pd.Series, baseline: Baseline) -> tuple[Floats, Floats]:
    """Give the 5 % and 95 % quantile of the posts in each step of a quiet time.

    A step of at most an hour varies with its hour and its day; over a longer one the hours even
    out, and over several days the days do.
    """
    from scipy import stats

    mean = usual.to_numpy(dtype=np.float64)
    both = (1 + baseline.bursts) * (1 + baseline.swings) - 1 - baseline.swings
    extra = baseline.swings * mean**2 + both * np.minimum(squares.to_numpy(), mean**2)
    if not extra.any():
        return stats.poisson.ppf(0.05, mean), stats.poisson.ppf(0.95, mean)
    size = mean**2 / np.maximum(extra, 1e-12)
    chance = size / np.maximum(size + mean, 1e-12)
    return stats.nbinom.ppf(0.05, size, chance), stats.nbinom.ppf(0.95, size, chance)
