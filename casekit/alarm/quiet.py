"""What is usual: posts an hour by hour of the week, estimated from a quiet time or stated."""

from collections.abc import Iterable
from dataclasses import dataclass

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
from casekit.errors import EvidenceError, SchemaError

__all__ = ["Baseline", "baseline", "expected"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LEAST = pd.Timedelta(days=1), 10
"""Shortest quiet time and fewest posts in it that say what is usual."""
_WEEKS = pd.Timedelta(days=14)
"""From this length on days of the week are told apart."""
_UNLIKELY = 1e-6
"""A silence less probable than this is taken for a gap of the archive."""


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
    bursts
        Variance of the factor by which the level of an hour differs from the usual: 0 means that
        posts come independently of one another.
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
        Neither a quiet time nor a level is given.

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


def _stated(rate: float, rhythm: Iterable[float] | None, tz: str, step: pd.Timedelta) -> Baseline:
    parts = np.ones(WEEK) if rhythm is None else np.array(list(rhythm), dtype=np.float64)
    if rate <= 0 or len(parts) not in (24, WEEK) or not (parts >= 0).all() or parts.sum() <= 0:
        raise SchemaError(
            f"a level of {rate} posts an hour and a rhythm of {len(parts)} numbers",
            cure="the level is above 0, the rhythm 24 or 168 numbers, none below 0",
        )
    week = np.tile(parts, WEEK // len(parts))
    level = rate * week / week.mean()
    rates = pd.DataFrame({"rate": level, "low": np.nan, "high": np.nan})
    return Baseline(tz, step, rates.rename_axis("hour"), float(rate), np.nan, np.nan, 0.0,
                    pd.NaT, pd.NaT, 0, _silences([]), "derived")  # type: ignore[arg-type]  # fmt: skip


def _estimated(
    quiet: Ints, span: tuple[int, int], tz: str, step: pd.Timedelta, evidence: str
) -> Baseline:
    hour = pd.Timedelta("1h")
    bins = grid(*span, hour)
    counts, slot = tally(quiet, bins, hour), hours_of_week(bins, tz)
    begins = bins.as_unit("us").asi8
    share = (np.minimum(begins + HOUR, span[1]) - np.maximum(begins, span[0])) / HOUR
    weeks = span[1] - span[0] >= ticks(_WEEKS)
    rates, bursts = _fit(counts, slot, share, weeks)
    usual = rates["rate"].to_numpy()[slot]
    runs = _silent(counts, usual * share, bursts)
    if runs:
        share = share.copy()
        for a, b in runs:
            share[a:b] = 0.0
        rates, bursts = _fit(counts, slot, share, weeks)
        usual = rates["rate"].to_numpy()[slot]
    low, high = _level(counts, usual * share, share)
    gaps = [(bins[a], bins[b - 1] + hour, usual[a:b].sum()) for a, b in runs]
    return Baseline(tz, step, rates, float(rates["rate"].mean()), low, high, bursts,
                    moment(span[0]), moment(span[1]), len(quiet), _silences(gaps),
                    evidence)  # fmt: skip


def _silences(gaps: list[tuple[pd.Timestamp, pd.Timestamp, float]]) -> pd.DataFrame:
    return pd.DataFrame(gaps, columns=["start", "end", "expected"])


def _fit(counts: Ints, slot: Ints, share: Floats, weeks: bool) -> tuple[pd.DataFrame, float]:
    """Estimate the level of each hour of the week, and how much it differs from hour to hour.

    `share` says how much of each hour was observed. Counts that vary more than chance says less
    of each hour: they are scaled down by their dispersion before the rhythm is estimated.
    """
    seen = share > 0
    counts, slot, share = counts[seen], slot[seen], share[seen]
    level = counts.sum() / share.sum()
    raw = _factors(counts, slot % 24, level * share, 24, 1.0)[0]
    usual = level * share * raw[slot % 24]
    spread = float(((counts - usual) ** 2 / np.maximum(usual, 1e-9)).sum())
    dispersion = max(1.0, spread / max(len(counts) - 24, 1))
    of_day, low, high = _factors(counts, slot % 24, level * share, 24, dispersion)
    of_week = np.ones(7)
    if weeks:
        of_week = _factors(counts, slot // 24, level * share * of_day[slot % 24], 7, dispersion)[0]
    factor = of_day[slot % 24] * of_week[slot // 24]
    level *= (level * share).sum() / (level * share * factor).sum()
    hours = np.arange(WEEK)
    scale = level * of_week[hours // 24]
    rates = pd.DataFrame({"rate": scale * of_day[hours % 24], "low": scale * low[hours % 24],
                          "high": scale * high[hours % 24]}).rename_axis("hour")  # fmt: skip
    usual = level * share * factor
    excess = ((counts - usual) ** 2 - usual).sum() * len(counts) / max(len(counts) - 31, 1)
    return rates, max(0.0, float(excess / (usual**2).sum()))


def _factors(
    counts: Ints, group: Ints, usual: Floats, groups: int, dispersion: float
) -> tuple[Floats, Floats, Floats]:
    """Estimate the factor of each group and its 90 % interval under a gamma prior of mean 1."""
    from scipy import optimize, special, stats

    n = np.bincount(group, weights=counts, minlength=groups) / dispersion
    e = np.bincount(group, weights=usual, minlength=groups) / dispersion

    def unlikely(log_strength: float) -> float:
        a = np.exp(log_strength)
        fit = special.gammaln(a + n) - special.gammaln(a) + a * np.log(a) - (a + n) * np.log(a + e)
        return -float(fit.sum())

    found = optimize.minimize_scalar(unlikely, bounds=(np.log(0.05), np.log(1e6)), method="bounded")
    a = float(np.exp(found.x))
    posterior = stats.gamma(a + n, scale=1 / (a + e))
    return (a + n) / (a + e), posterior.ppf(0.05), posterior.ppf(0.95)


def _level(counts: Ints, usual: Floats, share: Floats) -> tuple[float, float]:
    """Give the 90 % interval of the level, wider where counts vary more than chance."""
    from scipy import stats

    seen = usual > 0
    dispersion = max(1.0, float(((counts - usual)[seen] ** 2 / usual[seen]).mean()))
    n = counts[share > 0].sum() / dispersion
    hours = share.sum() / dispersion
    return float(stats.gamma.ppf(0.05, n) / hours), float(stats.gamma.ppf(0.95, n + 1) / hours)


def _silent(counts: Ints, usual: Floats, bursts: float) -> list[tuple[int, int]]:
    """Find runs of hours without a post that chance does not explain."""
    nothing = -usual if bursts == 0 else -np.log1p(usual * bursts) / bursts
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (counts == 0).astype(np.int64), [0]])))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [(a, b) for a, b in runs if nothing[a:b].sum() < np.log(_UNLIKELY)]
