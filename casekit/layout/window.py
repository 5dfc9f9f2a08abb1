"""The stretch of time that a picture shows, and where its clock has ticks."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import pandas as pd

from casekit import clock

__all__ = ["Block", "Ticks", "Window", "rounded"]

Scale = Literal["hours", "days", "months", "years"]
_COARSEST: Scale = "years"
_MINUTES = 2.5 / 24
"""Days up to which the clock has minutes."""
_LONGEST: dict[Scale, float] = {"hours": 4.0, "days": 60.0, "months": 1500.0}
"""The longest window of each scale, in days."""


@dataclass(frozen=True)
class Ticks:
    """Where the clock of a picture has ticks, and which of them carry a label."""

    scale: Scale
    short: list[pd.Timestamp]
    labelled: list[pd.Timestamp]
    breaks: list[pd.Timestamp]
    """First moments of days, months or years: where a dotted line stands."""


@dataclass(frozen=True)
class Block:
    """A burst on a broken clock: linear time over a stretch of the sheet."""

    start: pd.Timestamp
    end: pd.Timestamp
    left: float
    right: float
    events: int
    """How many events are known of it."""


@dataclass(frozen=True)
class Window:
    """A stretch of time laid over a stretch of the sheet, in inches.

    With `blocks` the clock is broken: time is linear within each of them, and the silences
    between are squeezed into the gaps.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    left: float
    right: float
    blocks: tuple[Block, ...] = ()

    def x(self, time: pd.Timestamp) -> float:
        """Give the place of a time; what lies outside lands outside.

        Examples
        --------
        >>> day = Window(pd.Timestamp("2013-09-03", tz="UTC"),
        ...              pd.Timestamp("2013-09-04", tz="UTC"), 1.0, 13.0)
        >>> day.x(pd.Timestamp("2013-09-03 06:00", tz="UTC"))
        4.0
        """
        for low, high, left, right in self._pieces():
            if time <= high or high == self.end:
                return left + float((time - low) / (high - low)) * (right - left)
        raise AssertionError

    def back(self, x: float) -> pd.Timestamp:
        """Give the time at a place.

        Examples
        --------
        >>> day = Window(pd.Timestamp("2013-09-03", tz="UTC"),
        ...              pd.Timestamp("2013-09-04", tz="UTC"), 1.0, 13.0)
        >>> str(day.back(4.0))
        '2013-09-03 06:00:00+00:00'
        """
        for low, high, left, right in self._pieces():
            if x <= right or high == self.end:
                return low + (high - low) * ((x - left) / (right - left))
        raise AssertionError

    def holds(self, times: pd.Series) -> pd.Series:
        """Say of each time whether it lies in the window and, on a broken clock, in a block."""
        spans = [(b.start, b.end) for b in self.blocks] or [(self.start, self.end)]
        held = pd.Series(False, index=times.index)
        for low, high in spans:
            held |= (times >= low) & (times <= high)
        return held

    @property
    def gaps(self) -> list[tuple[Block, Block]]:
        """Neighbouring blocks with a silence between them."""
        return list(pairwise(self.blocks))

    def _pieces(self) -> list[tuple[pd.Timestamp, pd.Timestamp, float, float]]:
        """List the linear pieces: both times, both places."""
        if not self.blocks:
            return [(self.start, self.end, self.left, self.right)]
        pieces = []
        for one, two in self.gaps:
            pieces += [(one.start, one.end, one.left, one.right),
                       (one.end, two.start, one.right, two.left)]  # fmt: skip
        last = self.blocks[-1]
        return [*pieces, (last.start, last.end, last.left, last.right)]

    def inside(self, x: float) -> float:
        """Give the nearest place within the window."""
        return min(max(x, self.left), self.right)

    def ticks(self, tz: str, *, label: float = 0.5) -> Ticks:
        """List the ticks of the clock, by the wall clock of a zone.

        Parameters
        ----------
        tz
            The zone that the story is told in.
        label
            Width of a label in inches: labels stand no closer than that and a third.
        """
        days = (self.end - self.start) / pd.Timedelta(days=1)
        scale = next((s for s, most in _LONGEST.items() if days <= most), _COARSEST)
        room = max(1, int((self.right - self.left) / (1.35 * label)))
        if days <= _MINUTES:
            steps = (m for m in (1, 2, 5, 10, 15, 20) if days * 1440 / m <= room)
            short = self._wall(tz, f"{next(steps, 30)}min")
            return Ticks(scale, short, short, [t for t in short if _midnight(t, tz)])
        if scale == "hours":
            hours = 3 if days > 0.5 else 1
            short = self._wall(tz, "D", hours)
            steps = (h for h in (2 * hours, 12, 24) if days * 24 / h <= room)
            step = next(steps, 24)
            labelled = [t for t in short if t.tz_convert(clock.zone(tz)).hour % step == 0]
            breaks = [t for t in short if _midnight(t, tz)]
            return Ticks(scale, short, labelled, breaks)
        short = self._wall(tz, {"days": "D", "months": "MS", "years": "YS"}[scale])
        every = -(-len(short) // room)
        return Ticks(scale, short, short[::every], short)

    def _wall(self, tz: str, freq: str, hours: int = 0) -> list[pd.Timestamp]:
        """List the moments at which the wall clock begins a unit, or a number of hours."""
        here = clock.zone(tz)
        first, last = (t.tz_convert(here).tz_localize(None) for t in (self.start, self.end))
        begin = first.normalize()
        if freq in ("MS", "YS"):
            begin = begin.replace(day=1) if freq == "MS" else begin.replace(month=1, day=1)
        naive = pd.date_range(begin, last, freq=freq)
        if hours:
            naive = pd.DatetimeIndex(
                [day + pd.Timedelta(hours=h) for day in naive for h in range(0, 24, hours)]
            )
        times = naive.tz_localize(here, ambiguous=True, nonexistent="shift_forward")
        times = times.tz_convert("UTC").as_unit("us")
        return [t for t in times if self.start <= t <= self.end]


def _midnight(time: pd.Timestamp, tz: str) -> bool:
    local = time.tz_convert(clock.zone(tz))
    return (local.hour, local.minute) == (0, 0)


def rounded(
    start: pd.Timestamp, end: pd.Timestamp, *, tz: str, hours: int = 3
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Widen a stretch of time to round hours of the wall clock; beyond four days to whole days.

    Examples
    --------
    >>> first, last = rounded(pd.Timestamp("2013-09-02 17:57", tz="UTC"),
    ...                       pd.Timestamp("2013-09-04 05:51", tz="UTC"), tz="Europe/London")
    >>> str(first), str(last)
    ('2013-09-02 17:00:00+00:00', '2013-09-04 08:00:00+00:00')
    """
    here = clock.zone(tz)
    low, high = (t.tz_convert(here).tz_localize(None) for t in (start, end))
    days = (high - low) / pd.Timedelta(days=1)
    step = pd.Timedelta(hours=hours) if days <= _LONGEST["hours"] else pd.Timedelta(days=1)
    if step < pd.Timedelta(days=1):
        low = low.normalize() + (low - low.normalize()) // step * step
        high = high.normalize() - (high.normalize() - high) // step * step
    else:
        low, high = low.normalize(), (high - pd.Timedelta(1, "us")).normalize() + step
    if low == high:
        high += step
    first, last = (
        t.tz_localize(here, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")
        for t in (low, high)
    )
    return first.as_unit("us"), last.as_unit("us")
