"""What a quiet time says: level, hours of the day, days of the week, and how much it varies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casekit.alarm.counting import WEEK

__all__ = ["Hours", "Rhythm", "fit", "level", "silent"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_UNLIKELY = 1e-6
"""A silence less probable than this is taken for a gap of the archive."""


@dataclass(frozen=True, eq=False)
class Hours:
    """Hours of a quiet time: posts, hour of the week, running day, share that was observed."""

    counts: Ints
    slot: Ints
    day: Ints
    share: Floats


@dataclass(frozen=True, eq=False)
class Rhythm:
    """Posts in each hour of the week with a 90 % interval, and two variances.

    `bursts` is that of the factor by which an hour differs from its day, `swings` that of the
    factor by which a day differs from the usual.
    """

    rate: Floats
    low: Floats
    high: Floats
    bursts: float
    swings: float

    def usual(self, hours: Hours) -> Floats:
        """Give the usual number of posts in each hour."""
        return np.asarray(self.rate[hours.slot] * hours.share)


def fit(hours: Hours, *, weeks: bool) -> Rhythm:
    """Estimate the rhythm; days of the week only where there are `weeks` of them.

    Counts that vary more than chance say less of each hour and day: they are scaled down by
    their dispersion before factors are drawn from them.
    """
    seen = hours.share > 0
    counts, slot, share = hours.counts[seen], hours.slot[seen], hours.share[seen]
    base = counts.sum() / share.sum() * share
    raw = base * _factors(counts, slot % 24, base, 24, 1.0)[0][slot % 24]
    spread = _dispersion(counts, raw, 24)
    of_day, low, high = _factors(counts, slot % 24, base, 24, spread)
    of_week = np.ones(7)
    if weeks:
        spread = max(spread, _dispersion(*_daily(hours.day[seen], counts, raw), 7))
        of_week = _factors(counts, slot // 24, base * of_day[slot % 24], 7, spread)[0]
    factor = of_day[slot % 24] * of_week[slot // 24]
    mean = counts.sum() / (share * factor).sum()
    every = np.arange(WEEK)
    scale = mean * of_week[every // 24]
    rate = scale * of_day[every % 24]
    both = _variances(hours.day[seen], counts, rate[slot] * share)
    return Rhythm(rate, scale * low[every % 24], scale * high[every % 24], *both)


def level(hours: Hours, rhythm: Rhythm) -> tuple[float, float]:
    """Give the 90 % interval of the level, wider where days vary more than chance."""
    from scipy import stats

    seen = hours.share > 0
    usual = rhythm.usual(hours)[seen]
    days = _daily(hours.day[seen], hours.counts[seen], usual)
    spread = max(_dispersion(hours.counts[seen], usual, 24), _dispersion(*days, 1))
    n, span = hours.counts[seen].sum() / spread, hours.share.sum() / spread
    return float(stats.gamma.ppf(0.05, n) / span), float(stats.gamma.ppf(0.95, n + 1) / span)


def silent(hours: Hours, rhythm: Rhythm) -> list[tuple[int, int]]:
    """Find runs of hours without a post that chance does not explain."""
    usual = rhythm.usual(hours)
    mean = np.log1p(usual * rhythm.bursts) / rhythm.bursts if rhythm.bursts else usual
    edges = np.flatnonzero(np.diff(np.concatenate([[0], hours.counts == 0, [0]]).astype(np.int64)))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]

    def chance(a: int, b: int) -> float:
        """Give the logarithm of the probability that a run holds no post."""
        by_day = np.bincount(hours.day[a:b] - hours.day[a], weights=mean[a:b])
        nothing = np.log1p(by_day * rhythm.swings) / rhythm.swings if rhythm.swings else by_day
        return -float(nothing.sum())

    return [(a, b) for a, b in runs if chance(a, b) < np.log(_UNLIKELY)]


def _factors(
    counts: Ints, group: Ints, usual: Floats, groups: int, spread: float
) -> tuple[Floats, Floats, Floats]:
    """Estimate the factor of each group and its 90 % interval under a gamma prior of mean 1."""
    from scipy import optimize, special, stats

    n = np.bincount(group, weights=counts, minlength=groups) / spread
    e = np.bincount(group, weights=usual, minlength=groups) / spread

    def unlikely(log_strength: float) -> float:
        a = np.exp(log_strength)
        fit = special.gammaln(a + n) - special.gammaln(a) + a * np.log(a) - (a + n) * np.log(a + e)
        return -float(fit.sum())

    found = optimize.minimize_scalar(unlikely, bounds=(np.log(0.05), np.log(1e6)), method="bounded")
    a = float(np.exp(found.x))
    posterior = stats.gamma(a + n, scale=1 / (a + e))
    return (a + n) / (a + e), posterior.ppf(0.05), posterior.ppf(0.95)


def _dispersion(counts: Floats | Ints, usual: Floats, spent: int) -> float:
    """Say by what factor counts vary more than chance, at least 1."""
    known = usual > 1e-9
    terms = (counts[known] - usual[known]) ** 2 / usual[known]
    return max(1.0, float(terms.sum() / max(len(terms) - spent, 1)))


def _daily(day: Ints, counts: Ints, usual: Floats) -> tuple[Floats, Floats]:
    came, held = (np.bincount(day, weights=values) for values in (counts, usual))
    return np.asarray(came[held > 0]), np.asarray(held[held > 0])


def _variances(day: Ints, counts: Ints, usual: Floats) -> tuple[float, float]:
    """Tell apart, by moments, how much hours and how much days vary beyond chance.

    Two hours of one day have only the day's factor in common: the products of what they miss
    the usual by give its variance; the squares give that of both factors together.
    """
    missed = counts - usual
    squares, own = (missed**2).sum(), (usual**2).sum()
    scale = len(counts) / max(len(counts) - 31, 1)
    both = max(0.0, scale * (squares - usual.sum()) / own)
    pairs = (np.bincount(day, weights=usual) ** 2).sum() - own
    products = (np.bincount(day, weights=missed) ** 2).sum() - squares
    days = len(np.unique(day))
    swings = max(0.0, products / pairs * days / max(days - 7, 1)) if pairs > 0 else 0.0
    swings = min(swings, both)
    return float((1 + both) / (1 + swings) - 1), float(swings)
