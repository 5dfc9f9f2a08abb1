"""Detectors, each set by how often it may ring for nothing."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.alarm import kernels
from casekit.alarm.counting import WEEK, span
from casekit.alarm.quiet import Baseline
from casekit.errors import SchemaError
from casekit.recall import recalled

__all__ = ["Detector", "allowance", "calibrate", "false_alarms"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MONTH = 365.2425 * 24 / 12
"""Hours of a month."""
_RINGS, _MOST = 400, 2000
"""False alarms to simulate, and the most months to simulate for them."""
_LOWEST = 0.5
"""The lowest limit of a CUSUM, in posts."""
_HELD = 12_000_000
"""The most bins with posts to simulate."""
_DRAWN = 400_000_000
"""The most bins to simulate, with posts or without."""
_WIDEST = pd.Timedelta(days=28)
_OFTEN, _LEVEL = 1000, 1000
"""The most false alarms a month to ask for, and the highest multiple of the usual level."""
_FEWEST = 100
"""False alarms without which a limit is too uncertain."""
_TRIES, _NEAR = 12, 0.03
"""Numbers of posts to try for a threshold, and the miss of the rate that is near enough."""
_CHUNK = 2_000_000
"""Bins to draw at once."""


@dataclass(frozen=True, eq=False)
class Detector:
    """A rule that rings, with the false alarms it was set to.

    Parameters
    ----------
    kind
        "cusum" or "threshold".
    baseline
        What is usual.
    limit
        It rings when its statistic reaches this: posts in excess, or posts in the window.
    ratio
        The rise over the usual level that a CUSUM is tuned to; NaN for a threshold.
    window
        Over which a threshold counts; NaT for a CUSUM.
    asked, per_month
        False alarms a month that were asked for, and that it had while it was set. Posts are
        whole numbers: where the level hardly changes, no limit may meet the rate, and a CUSUM
        then rings less often.
    months
        Quiet months that were simulated to set it.
    """

    kind: Literal["cusum", "threshold"]
    baseline: Baseline
    limit: float
    ratio: float
    window: pd.Timedelta
    asked: float
    per_month: float
    months: float


@recalled
def calibrate(
    baseline: Baseline, *, per_month: float = 1.0, detector: str = "cusum", ratio: float = 3.0,
    window: str = "1h", seed: int = 0,
) -> Detector:  # fmt: skip
    """Set a detector so that in quiet times it rings as often as is asked.

    The CUSUM is Lucas' for counts (Technometrics 27, 1985): it adds what comes beyond an
    allowance, never falls below 0, and starts anew after it rang. The allowance is the usual
    level times (ratio - 1) / ln(ratio), which follows the rhythm bin by bin; so the statistic is
    the log-likelihood ratio over ln(ratio), and counts posts. The threshold rings at so many
    posts within a window, and starts anew likewise. The limit is found on simulated quiet months
    whose hours and days vary as much as those of the quiet time did.

    Parameters
    ----------
    baseline
        What :func:`baseline` returns.
    per_month
        False alarms a month.
    detector
        "cusum" or "threshold".
    ratio
        The rise that a CUSUM is tuned to: 3 means three times the usual level.
    window
        Over which a threshold counts, at least: its limit is a whole number of posts, so the
        window is widened, to at most three times that, until the rate is met as well as it can be.
    seed
        Of the simulation.

    Raises
    ------
    SchemaError
        A detector or number that cannot be, or so rare a false alarm that it cannot be simulated.

    Examples
    --------
    >>> from casekit import alarm
    >>> usual = alarm.baseline(rate=2, tz="UTC", every="15min")
    >>> bell = calibrate(usual, per_month=2)
    >>> bell.kind, bool(3 < bell.limit < 9)
    ('cusum', True)
    """
    told = 0 < per_month <= _OFTEN and 1 < ratio < np.inf
    if detector not in ("cusum", "threshold") or not told:
        raise SchemaError(
            f"no detector {detector!r} with {per_month} false alarms a month, ratio {ratio}",
            cure="use 'cusum' or 'threshold', a rate above 0 and up to "
            f"{_OFTEN:,}, and a ratio above 1",
        )
    wide = span(window)
    if not pd.Timedelta(0) < wide <= _WIDEST:
        raise SchemaError(
            f"a window of {window}", cure=f"use more than 0 and at most {_WIDEST.days} days: '1h'"
        )
    months = _enough(baseline, per_month)
    bins, counts = _quiet(baseline, months, seed, 1.0)
    most = int(per_month * months)
    bell = Detector("cusum", baseline, np.inf, ratio, pd.NaT, per_month, 0.0, months)  # type: ignore[arg-type]
    if detector == "cusum":
        bell = _set_cusum(bell, bins, counts, most)
    else:
        step = max(1, round(wide / baseline.every))
        bell = _set_threshold(replace(bell, kind="threshold", ratio=np.nan), bins, counts, most,
                              step)  # fmt: skip
    return replace(bell, per_month=_rings(bell, bins, counts) / months)


def false_alarms(
    detector: Detector, *, months: float | None = None, level: float = 1.0, seed: int = 1
) -> pd.Series:
    """Count the false alarms of a detector in simulated quiet months of their own.

    Parameters
    ----------
    detector
        What :func:`calibrate` returns.
    months
        How many; None: enough for 400 of the false alarms that were asked for.
    level
        Posts come at this multiple of the usual level while the detector believes in the usual
        one: shows what a wrong level does.
    seed
        Of the simulation; another one than that of :func:`calibrate`.

    Returns
    -------
    Series
        `asked` (false alarms a month), `months`, `rings`, `per_month` with its 95 % interval
        `low` and `high` (rings taken as Poisson).

    Raises
    ------
    SchemaError
        Less than a month, more months or posts than can be simulated, or a level that cannot be.

    Examples
    --------
    >>> from casekit import alarm
    >>> usual = alarm.baseline(rate=2, tz="UTC", every="15min")
    >>> found = false_alarms(calibrate(usual, per_month=2))
    >>> bool(0.8 * 2 < found["per_month"] < 1.2 * 2)
    True
    """
    from scipy import stats

    if not 0 < level <= _LEVEL:
        raise SchemaError(
            f"{level} times the usual level", cure=f"use a level above 0 and up to {_LEVEL:,}"
        )
    held, drawn = _a_month(detector.baseline, level)
    lasts = _enough(detector.baseline, detector.asked) if months is None else months
    most = min(2 * _DRAWN / drawn, 4 * _HELD / held)
    if not min(1.0, most) <= lasts <= most:
        raise SchemaError(
            f"{lasts:,g} months at {level:g} times the usual level cannot be simulated",
            cure=f"use months= from 1 to {most:,.0f}, or count in wider bins: every='15min'",
        )
    bins, counts = _quiet(detector.baseline, lasts, seed, level)
    rings = _rings(detector, bins, counts)
    low = stats.gamma.ppf(0.025, rings) if rings else 0.0
    return pd.Series(
        {
            "asked": detector.asked,
            "months": lasts,
            "rings": rings,
            "per_month": rings / lasts,
            "low": low / lasts,
            "high": stats.gamma.ppf(0.975, rings + 1) / lasts,
        },
        dtype="object",
    )


def allowance(detector: Detector, usual: Floats) -> Floats:
    """Give what a CUSUM allows in each bin: its usual number times (ratio - 1) / ln(ratio)."""
    return np.asarray(usual * ((detector.ratio - 1) / np.log(detector.ratio)))


def _set_cusum(bell: Detector, bins: Ints, counts: Ints, most: int) -> Detector:
    """Find the lowest limit that rings no more often, to a thousandth of itself.

    The peaks of a sum that never starts anew say nearly where it is.
    """
    drained = _drained(bell, bins)

    def often(limit: float) -> bool:
        return bool(kernels.rings_of_cusum(counts, drained, limit) > most)

    peaks = np.sort(kernels.peaks_of_cusum(counts, drained))[::-1]
    guess = max(_LOWEST, float(peaks[most]) if most < len(peaks) else 0.0)
    low, high = _LOWEST, 1.02 * guess
    if not often(low):
        return replace(bell, limit=low)
    low = 0.98 * guess if often(0.98 * guess) else low
    while often(high):
        low, high = high, 1.5 * high
    while high - low > 1e-3 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if often(middle) else (low, middle)
    return replace(bell, limit=high)


def _set_threshold(bell: Detector, bins: Ints, counts: Ints, most: int, step: int) -> Detector:
    """Find a number of posts and a window, at least as wide as is asked, that meet the rate."""

    def rings(wide: int, limit: int) -> int:
        return int(kernels.rings_of_window(bins, counts, wide, limit))

    low, high = 0, 1
    while rings(step, high) > most:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if rings(step, middle) > most else (low, middle)
    best, narrow = (most - rings(step, high), high, step), step
    for limit in range(high, high + _TRIES):
        wide = 3 * step + 1
        while wide - narrow > 1:
            middle = (narrow + wide) // 2
            narrow, wide = (narrow, middle) if rings(middle, limit) > most else (middle, wide)
        for width in (narrow, narrow + 1):
            best = min(best, (abs(most - rings(width, limit)), limit, width))
        if best[0] <= _NEAR * most:
            break
    return replace(bell, limit=float(best[1]), window=best[2] * bell.baseline.every)


def _rings(bell: Detector, bins: Ints, counts: Ints) -> int:
    if bell.kind == "threshold":
        wide = round(bell.window / bell.baseline.every)
        return int(kernels.rings_of_window(bins, counts, wide, int(bell.limit)))
    return int(kernels.rings_of_cusum(counts, _drained(bell, bins), bell.limit))


def _drained(bell: Detector, bins: Ints) -> Floats:
    """Give what a CUSUM allows in all bins before some bins, and with them."""
    until = np.concatenate([[0.0], np.cumsum(allowance(bell, _week(bell.baseline)))])
    weeks, place = np.divmod(bins, len(until) - 1)
    return np.asarray((weeks * until[-1])[:, None] + until[place[:, None] + np.arange(2)])


def _enough(baseline: Baseline, per_month: float) -> float:
    """Say how many quiet months to simulate."""
    held, drawn = _a_month(baseline, 1.0)
    months = float(min(_RINGS / per_month, _MOST, _HELD / held, _DRAWN / drawn))
    if months * per_month < _FEWEST:
        raise SchemaError(
            f"{per_month} false alarms a month are too few to be set on the {months:,.0f} months "
            "that can be simulated",
            cure=f"ask for {_FEWEST / months:.2g} or more, or count in wider bins: every='15min'",
        )
    return months


def _a_month(baseline: Baseline, level: float) -> tuple[float, float]:
    """Say how many bins of a month hold posts, and how many there are."""
    usual = level * _week(baseline)
    drawn = MONTH * len(usual) / WEEK
    return max(float(-np.expm1(-usual).mean() * drawn), 1e-9), drawn


def _week(baseline: Baseline) -> Floats:
    """Give the usual number of posts in each bin of a week."""
    an_hour = round(pd.Timedelta("1h") / baseline.every)
    return np.asarray(np.repeat(baseline.rates["rate"].to_numpy(), an_hour) / an_hour)


def _quiet(baseline: Baseline, months: float, seed: int, level: float) -> tuple[Ints, Ints]:
    """Draw quiet weeks one after the other: the bins that hold posts, and how many."""
    draw = np.random.default_rng(seed)
    usual = level * _week(baseline).reshape(WEEK, -1)
    weeks = int(np.ceil(months * MONTH / WEEK))
    at_once = max(1, _CHUNK // usual.size)
    bins, counts = [], []
    for start in range(0, weeks, at_once):
        some = min(at_once, weeks - start)
        means = np.broadcast_to(usual.reshape(7, 24, -1), (some, 7, 24, usual.shape[1]))
        for variance, shape in ((baseline.swings, (7, 1, 1)), (baseline.bursts, (7, 24, 1))):
            if variance > 0:
                means = means * draw.gamma(1 / variance, variance, size=(some, *shape))
        drawn = draw.poisson(means).ravel()
        held = np.flatnonzero(drawn)
        bins.append(held + start * usual.size)
        counts.append(drawn[held])
    return np.concatenate(bins).astype(np.int64), np.concatenate(counts).astype(np.int64)
