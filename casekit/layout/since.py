"""A clock that counts from an origin and is logarithmic, for curves that run over decades."""

from dataclasses import dataclass

import pandas as pd

from casekit.language import Language
from casekit.layout.axis import DAY, MARKS, Log
from casekit.layout.telling import log_mark
from casekit.layout.window import Block, Window

__all__ = ["Clock", "Mark", "Since"]

_MORE = (3 * DAY, 3 * 365 * DAY)


@dataclass(frozen=True)
class Mark:
    """A mark of the clock: its place, how long since the origin, and on which day it falls."""

    x: float
    words: str
    day: str


@dataclass(frozen=True)
class Since:
    """Logarithmic time since an origin, from `start` to `end`, laid over a stretch of the sheet."""

    origin: pd.Timestamp
    start: pd.Timestamp
    end: pd.Timestamp
    left: float
    right: float
    blocks: tuple[Block, ...] = ()

    @property
    def _axis(self) -> Log:
        first, last = ((t - self.origin).total_seconds() for t in (self.start, self.end))
        return Log(first, last, self.left, self.right)

    def x(self, time: pd.Timestamp) -> float:
        """Give the place of a time; what lies outside stands at the edge.

        Examples
        --------
        >>> zero = pd.Timestamp("2009-07-07", tz="UTC")
        >>> clock = Since(zero, zero + pd.Timedelta(hours=1), zero + pd.Timedelta(hours=100), 0, 2)
        >>> clock.x(zero + pd.Timedelta(hours=10)), clock.x(zero)
        (1.0, 0.0)
        """
        return float(self._axis.place((time - self.origin).total_seconds()))

    def back(self, x: float) -> pd.Timestamp:
        """Give the time at a place."""
        axis = self._axis
        share = (x - self.left) / (self.right - self.left)
        seconds = axis.start * (axis.end / axis.start) ** share
        return self.origin + pd.Timedelta(seconds=seconds)

    def inside(self, x: float) -> float:
        """Give the nearest place within the clock."""
        return min(max(x, self.left), self.right)

    def holds(self, times: pd.Series) -> pd.Series:
        """Say of each time whether the clock shows it."""
        return (times >= self.start) & (times <= self.end)

    def marks(self, speak: Language, tz: str) -> list[Mark]:
        """Give round times since the origin, and the days on which they fall."""
        axis = self._axis
        near = axis.end < 300 * DAY
        found = [mark for mark in sorted({*MARKS, *_MORE}) if axis.start <= mark <= axis.end]
        times = [self.origin + pd.Timedelta(seconds=mark) for mark in found]
        return [
            Mark(float(axis.place(mark)), log_mark(mark, speak),
                 speak.day(time, tz=tz) if near else speak.date(time, tz=tz))
            for mark, time in zip(found, times, strict=True)
        ]  # fmt: skip


Clock = Window | Since
"""What tells where a time stands: the calendar, or logarithmic time since an origin."""
