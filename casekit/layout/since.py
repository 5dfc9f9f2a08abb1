"""A clock that counts from an origin and is logarithmic, for curves that run over decades."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.language import Language
from casekit.layout.axis import Log
from casekit.layout.telling import log_mark
from casekit.layout.waits import MARKS

__all__ = ["Since"]

_MORE = (3 * 86400.0, 3 * 365 * 86400.0)


@dataclass(frozen=True)
class Since:
    """Logarithmic time since an origin, from `start` to `end`, laid over a stretch of the sheet."""

    origin: pd.Timestamp
    start: pd.Timestamp
    end: pd.Timestamp
    left: float
    right: float

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

    def marks(self, speak: Language) -> list[tuple[float, str]]:
        """Give place and words of round times since the origin."""
        axis = self._axis
        inner = sorted({*MARKS, *_MORE})
        return [
            (float(axis.place(mark)), log_mark(mark, speak))
            for mark in inner if axis.start <= mark <= axis.end * (1 + np.finfo(float).eps)
        ]  # fmt: skip
