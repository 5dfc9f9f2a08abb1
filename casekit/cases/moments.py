"""Times as a ledger states them: a moment with its offset, a day, a month or a year.

The best estimate of a day, a month or a year is its middle by the wall clock of the case, which for
a day is local noon; where stated bounds leave that out, it is the middle of what they leave.
A bare day as `earliest` is its first moment, as `latest` its last one, and so is a month or year.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pandas as pd

from casekit import clock, schema
from casekit.errors import ClockError

__all__ = ["Span", "Stated", "finer_than_written", "span", "stated"]

_WRITTEN = {
    "year": re.compile(r"(\d{4})"),
    "month": re.compile(r"(\d{4})-(\d\d)"),
    "day": re.compile(r"(\d{4})-(\d\d)-(\d\d)"),
}
_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?")
_OFFSET = re.compile(r"Z|[+-]\d\d:\d\d")
_YEARS = range(1900, 2101)
_SHAPES = "write 2013-09-03T10:00+01:00, 2013-09-03, 2013-09 or 2013"

Grain = Literal["second", "day", "month", "year"]


@dataclass(frozen=True)
class Stated:
    """A time as it is written: aware if it is a moment, else wall clock of the case's zone."""

    text: str
    grain: Grain
    start: pd.Timestamp
    end: pd.Timestamp

    def first(self, tz: str) -> pd.Timestamp:
        """Give its first moment, in UTC."""
        return _utc(self.start, tz)

    def last(self, tz: str) -> pd.Timestamp:
        """Give its end, in UTC: the first moment that no longer belongs to it."""
        return _utc(self.end, tz)

    def middle(self, tz: str) -> pd.Timestamp:
        """Give its middle by the wall clock, in UTC."""
        return _utc(self.start + (self.end - self.start) / 2, tz)

    def meets(self, earliest: pd.Timestamp, latest: pd.Timestamp, tz: str) -> bool:
        """Whether some of it lies within the bounds; NaT bounds nothing."""
        if self.grain == "second":
            return not (self.start < earliest or self.start > latest)
        return not (self.last(tz) <= earliest or self.first(tz) >= latest)


def stated(value: object) -> Stated:
    """Read a time of a ledger.

    Raises
    ------
    ClockError
        It is no time, or a clock time without its offset.

    Examples
    --------
    >>> stated("2013-09").grain, str(stated("2013-09-03T10:00+01:00").start)
    ('month', '2013-09-03 09:00:00+00:00')
    """
    text = str(value).strip()
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise ClockError(f"{text!r} is no time", cure=_SHAPES)
    if re.match(r"\d{4}", text) and int(text[:4]) not in _YEARS:
        raise ClockError(f"{text!r} is not of our time", cure="correct the year")
    for grain, pattern in _WRITTEN.items():
        if found := pattern.fullmatch(text):
            return _calendar(text, grain, *(int(part) for part in found.groups()))
    clocked = _CLOCK.match(text)
    if clocked and clocked.end() == len(text):
        raise ClockError(
            f"clock time {text!r} has no offset",
            cure=f"say where the clock stood, such as {text}+01:00, or write the day alone",
        )
    if not clocked or not _OFFSET.fullmatch(text[clocked.end() :]):
        raise ClockError(f"{text!r} is no time", cure=_SHAPES)
    moment = clock.instant(text)
    return Stated(text, "second", moment, moment)


def _calendar(text: str, grain: str, year: int, month: int = 1, day: int = 1) -> Stated:
    try:
        start = pd.Timestamp(dt.date(year, month, day)).as_unit("us")
    except ValueError as error:
        raise ClockError(f"no such date: {text!r} ({error})", cure=_SHAPES) from None
    step = {"day": {"days": 1}, "month": {"months": 1}, "year": {"years": 1}}[grain]
    return Stated(text, grain, start, start + pd.DateOffset(**step))  # type: ignore[arg-type]


def _utc(time: pd.Timestamp, tz: str) -> pd.Timestamp:
    if time.tzinfo is None:
        time = time.tz_localize(clock.zone(tz), ambiguous=True, nonexistent="shift_forward")
    return time.tz_convert("UTC").as_unit("us")


@dataclass(frozen=True)
class Span:
    """A time as frames hold it, in UTC: best estimate and bounds, `latest` exclusive."""

    at: pd.Timestamp
    earliest: pd.Timestamp
    latest: pd.Timestamp
    precision: str


@lru_cache(8192)
def span(
    at: Stated,
    *,
    earliest: Stated | None = None,
    latest: Stated | None = None,
    precision: str | None = None,
    tz: str,
) -> Span:
    """Give the best estimate and the bounds of a stated time.

    Parameters
    ----------
    at, earliest, latest
        The time and its bounds as stated.
    precision
        How finely it is known; where it is not stated, as finely as it is written.
    tz
        Zone of the case.

    Examples
    --------
    >>> evening = span(stated("2013-09-02"), earliest=stated("2013-09-02T18:00+01:00"),
    ...                tz="Europe/London")
    >>> [str(t) for t in (evening.at, evening.latest)]
    ['2013-09-02 20:00:00+00:00', '2013-09-02 23:00:00+00:00']
    """
    precision = precision or ("minute" if at.grain == "second" else at.grain)
    best = at.middle(tz)
    low, high = clock.bounds(best, precision, tz=tz)
    low = earliest.first(tz) if earliest else low
    high = latest.last(tz) if latest else high
    if at.grain != "second" and (best < low or best >= high):
        left = max(t for t in (at.first(tz), low) if not pd.isna(t))
        right = min(t for t in (at.last(tz), high) if not pd.isna(t))
        if left < right:
            best = (left + (right - left) / 2).floor("s")
    return Span(best.as_unit("us"), low, high, precision)


def finer_than_written(at: Stated, precision: str) -> bool:
    """Whether a precision claims more than the time says, such as a bare day to the minute."""
    if at.grain == "second" or (at.grain == "day" and precision == "part-of-day"):
        return False
    return schema.PRECISIONS.index(precision) < schema.PRECISIONS.index(at.grain)
