"""Day and night: a clock that runs fast while people are awake and slowly while they sleep."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock as clocks
from casekit.errors import ClockError

__all__ = ["WAKING", "Clock", "clockwork"]

Floats = NDArray[np.float64]
Clock = str | Sequence[float] | None

WAKING = (
    0.8, 0.5, 0.3, 0.2, 0.2, 0.3, 0.5, 0.7, 0.9, 1.1, 1.2, 1.2,
    1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.3, 1.4, 1.5, 1.5, 1.2,
)  # fmt: skip
"""How active people are in each hour of their local day: asleep at four, most awake at ten.

Round numbers of the shape that posting has on every public platform; a measured profile of the
place and year is better where there is one.
"""
_WEIGHT = 0.7
"""The generic profile counts to this power: posts of one event come from more than one zone."""
_HOUR = 3600.0


def clockwork(clock: Clock, start: pd.Timestamp, seconds: float) -> tuple[Floats, Floats]:
    """Give time on the wall and time lived: two rising rows of seconds since `start`.

    Parameters
    ----------
    clock
        A time zone, for the generic profile; 24 activities, hour by hour of UTC; None: the two
        are the same.
    seconds
        How far it must reach.

    Raises
    ------
    ClockError
        No such zone; not 24 activities; one is negative or all are 0.

    Examples
    --------
    >>> wall, lived = clockwork("Europe/London", pd.Timestamp("2013-09-02T00:00Z"), 86_400)
    >>> bool(lived[3] < wall[3]), round(float(lived[-1] / wall[-1]), 1)
    (True, 1.0)
    """
    if clock is None:
        ends = np.array([0.0, max(seconds, 1.0)])
        return ends, ends
    zone, profile = _profile(clock)
    hours = int(np.ceil(seconds / _HOUR)) + 2
    first = start.tz_convert("UTC").floor("h")
    local = pd.date_range(first, periods=hours, freq="h").tz_convert(zone).hour.to_numpy()
    ahead = (start - first) / pd.Timedelta(seconds=1)
    lived = np.concatenate([[0.0], np.cumsum(profile[local])]) * _HOUR
    wall = np.arange(hours + 1) * _HOUR - ahead
    begun = np.interp(0.0, wall, lived)
    later = wall > 0
    return np.append(0.0, wall[later]), np.append(0.0, lived[later] - begun)


def _profile(clock: str | Sequence[float]) -> tuple[str, Floats]:
    if isinstance(clock, str):
        clocks.zone(clock)
        profile, zone = np.array(WAKING) ** _WEIGHT, clock
    else:
        profile, zone = np.asarray(clock, dtype=np.float64), "UTC"
        if profile.shape != (24,) or not np.isfinite(profile).all() or (profile < 0).any():
            raise ClockError("a profile is 24 activities of 0 and more, hour by hour of UTC",
                             cure="give 24 numbers, or a zone such as 'Europe/London'")  # fmt: skip
        if not profile.any():
            raise ClockError("a profile of which all hours are 0", cure="give some activity")
        profile = np.maximum(profile, profile.mean() / 100)
    return zone, profile / profile.mean()
