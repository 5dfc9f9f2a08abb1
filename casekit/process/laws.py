"""What a process is made of: memory, background, shocks; and the closed forms of its memory."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock
from casekit.errors import ClockError, SchemaError

__all__ = ["Law", "Memory", "Rhythm", "Shock", "branching_factor", "lag", "rhythm", "share_left"]

Floats = NDArray[np.float64]
Memory = Literal["exponential", "power-law"]
_STEP = 900  # zones differ from UTC by whole quarters of an hour


@dataclass(frozen=True)
class Rhythm:
    """How the hours of a day differ.

    Parameters
    ----------
    factors
        A factor for each local hour from 0 to 23; their mean is 1.
    zone
        Time zone of these hours.
    """

    factors: tuple[float, ...]
    zone: str

    def __post_init__(self) -> None:
        clock.zone(self.zone)
        values = np.asarray(self.factors, dtype=np.float64)
        if values.shape != (24,) or not (np.isfinite(values).all() and (values >= 0).all()):
            raise ClockError(
                "a rhythm needs 24 factors of zero and more", cure="give one for each local hour"
            )
        if not math.isclose(float(values.mean()), 1.0, rel_tol=1e-6):
            raise ClockError(
                f"the factors of a rhythm have the mean {values.mean():.3g}",
                cure="divide them by it, so that their mean is 1",
            )


@dataclass(frozen=True)
class Shock:
    """Something from outside that brings posts of its own, such as a report in the press.

    Parameters
    ----------
    at
        When it began.
    posts
        Posts that it is expected to bring by itself, without those that follow from them.
    decay
        How fast that fades: the rate is posts x decay x exp(-decay x seconds since), per second.
    """

    at: pd.Timestamp
    posts: float
    decay: float


@dataclass(frozen=True)
class Law:
    """A marked Hawkes process: background, shocks, and posts that bring further posts.

    The rate at time t is background x rhythm(t) + the shocks + the sum over earlier posts of
    branching x weight x memory(t - t_i), where a post's weight is followers^beta / typical and
    memory is a density: theta exp(-theta t), or theta c^theta (t + c)^-(1 + theta).

    Parameters
    ----------
    memory
        ``"exponential"`` or ``"power-law"``.
    branching
        Posts that one of weight 1 brings directly, on average: the branching factor.
    theta
        Decay of the memory: per second if exponential, else the exponent of the tail.
    c
        Seconds after which a power law begins to fall.
    beta
        How much more an account with more followers brings; 0: all bring the same.
    typical
        Mean of followers^beta over the accounts that post.
    background
        Posts a second that come from nowhere in the data.
    rhythm
        How the background follows the hours of the day.
    shocks
        What came from outside at known times.

    Examples
    --------
    >>> Law("power-law", branching=0.8, theta=0.25, c=300).kappa.__round__(4)
    0.8324
    """

    memory: Memory
    branching: float
    theta: float
    c: float | None = None
    beta: float = 0.0
    typical: float = 1.0
    background: float = 0.0
    rhythm: Rhythm | None = None
    shocks: tuple[Shock, ...] = ()

    def __post_init__(self) -> None:
        _check_memory(self.memory, self.theta, self.c)
        numbers = (self.branching, self.background, *(shock.posts for shock in self.shocks))
        if not all(math.isfinite(n) and n >= 0 for n in numbers) or not self.typical > 0:
            raise SchemaError("branching, background, typical or a shock is negative or no number",
                              cure="give finite numbers of zero and more")  # fmt: skip

    @property
    def kappa(self) -> float:
        """The scale of the literature: a post brings kappa followers^beta x its bare kernel."""
        bare = 1.0 if self.c is None else self.theta * self.c**self.theta
        return self.branching / self.typical * bare


def branching_factor(
    memory: Memory, *, kappa: float, theta: float, c: float | None = None, beta: float = 0.0,
    alpha: float = 2.016,
) -> float:  # fmt: skip
    """Give the branching factor from the parameters as the literature writes them.

    The kernel is kappa theta exp(-theta t), or kappa (t + c)^-(1 + theta), times m^beta where
    followers m follow a power law of exponent alpha from 1 on: Mishra, Rizoiu and Xie, CIKM 2016.

    Parameters
    ----------
    memory
        ``"exponential"`` or ``"power-law"``.
    kappa, theta, c, beta
        Parameters of the kernel.
    alpha
        Exponent of the density of followers; not used where beta is 0.

    Raises
    ------
    SchemaError
        The kernel is impossible, or followers^beta has no mean (beta >= alpha - 1).

    Examples
    --------
    >>> round(branching_factor("power-law", kappa=0.8, theta=0.8, c=10, beta=0.6), 6)
    0.38708
    """
    _check_memory(memory, theta, c)
    if beta and beta >= alpha - 1:
        raise SchemaError(f"followers^{beta} has no mean where followers have exponent {alpha}",
                          cure=f"beta must be below {alpha - 1:.3f}")  # fmt: skip
    mass = kappa if c is None else kappa / (theta * c**theta)
    return mass * ((alpha - 1) / (alpha - beta - 1) if beta else 1.0)


def _check_memory(memory: str, theta: float, c: float | None) -> None:
    if memory not in ("exponential", "power-law"):
        raise SchemaError(f"unknown memory {memory!r}", cure="use 'exponential' or 'power-law'")
    if (memory == "power-law") != (c is not None):
        raise SchemaError(
            f"the memory is {memory} and c is {c}", cure="c belongs to the power law, only to it"
        )
    if not (math.isfinite(theta) and theta > 0 and (c is None or (math.isfinite(c) and c > 0))):
        raise SchemaError(f"theta is {theta} and c is {c}", cure="give numbers above zero")


def share_left(seconds: Floats, theta: float, c: float | None) -> Floats:
    """Give the share of direct offspring that is still to come after so many seconds."""
    if c is None:
        return np.exp(-theta * seconds)
    return np.asarray(np.exp(-theta * np.log1p(seconds / c)))


def lag(left: Floats, theta: float, c: float | None) -> Floats:
    """Give the seconds after which that share is left: the inverse of :func:`share_left`."""
    if c is None:
        return -np.log(left) / theta
    return np.asarray(c * np.expm1(-np.log(left) / theta))


def rhythm(posts: pd.DataFrame, tz: str) -> Rhythm:
    """Learn from posts how their number follows the hours of the day.

    Each local hour's posts are divided by the time for which it was observed, from the first post
    to the last. One more post in each hour is assumed, so that no hour is impossible.

    Parameters
    ----------
    posts
        Frame with a column `at`: some days of them.
    tz
        Time zone in which these people live.

    Raises
    ------
    SchemaError
        The posts span less than a day.

    Examples
    --------
    >>> at = pd.date_range("2013-09-03T06:00Z", "2013-09-05T06:00Z", freq="10min")
    >>> rhythm(pd.DataFrame({"at": at}), "Europe/London").factors[12].__round__(2)
    1.0
    """
    at = pd.DatetimeIndex(posts["at"].dropna()).sort_values()
    if len(at) == 0 or at[-1] - at[0] < pd.Timedelta(days=1):
        raise SchemaError("posts that span less than a day show no rhythm of a day",
                          cure="give posts of several days")  # fmt: skip
    local = clock.zone(tz)
    seen = np.bincount(at.tz_convert(local).hour, minlength=24)
    grid = pd.date_range(at[0], at[-1], freq=f"{_STEP}s").tz_convert(local).hour
    rate = (seen + 1) / np.maximum(np.bincount(grid, minlength=24), 1)
    return Rhythm(tuple(float(f) for f in rate / rate.mean()), tz)


def hours(
    profile: Rhythm | None, start: pd.Timestamp, seconds: Floats, end: float
) -> tuple[Floats, Floats]:
    """Give the factor of the rhythm at so many seconds after start, and its integral from start.

    The last of `seconds` may not lie beyond `end`.
    """
    if profile is None:
        return np.ones_like(seconds), seconds
    floor = start.floor(f"{_STEP}s")
    before = (start - floor).total_seconds()
    steps = int((end + before) // _STEP) + 2
    quarters = floor + pd.to_timedelta(np.arange(steps) * _STEP, unit="s")
    value = np.asarray(profile.factors)[quarters.tz_convert(clock.zone(profile.zone)).hour]
    total = np.concatenate([[0.0], np.cumsum(value * _STEP)])
    edges = np.arange(steps + 1) * float(_STEP)
    at = np.clip(((seconds + before) // _STEP).astype(np.int64), 0, steps - 1)
    passed = np.interp(seconds + before, edges, total) - np.interp(before, edges, total)
    return value[at], passed
