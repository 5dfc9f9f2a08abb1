"""Times as Twitter's interfaces write them, read fast; any other goes through the clock."""

import datetime as dt
import re
from functools import lru_cache

from casekit import clock
from casekit.errors import ClockError

__all__ = ["epoch", "micros"]

_DAY = 86_400_000_000
_MONTHS = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
           "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12}  # fmt: skip
_SPOKEN = re.compile(
    r"\w{3},? (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?: ([+-]\d\d):?(\d\d))? (\d{4})", re.ASCII
)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LATEST = 2**63 // 1000  # in 2262, where nanoseconds no longer fit 64 bits


def micros(text: str, tz: str | None = None) -> int:
    """Read a time as microseconds since 1970, UTC; no post is older, and none is of 2262.

    Parameters
    ----------
    text
        ``"Tue Oct 31 22:10:47 +0000 2017"`` or ISO 8601.
    tz
        Time zone of a text that states none.

    Raises
    ------
    ClockError
        The text is no time, one at which nobody posted, or has no zone and none is given.

    Examples
    --------
    >>> micros("Tue Oct 31 22:10:47 +0000 2017") == micros("2017-10-31T22:10:47.000Z")
    True
    """
    return _bounded(_read(text, tz), text)


def epoch(value: str | int | float) -> int:
    """Read seconds since 1970, or milliseconds, as microseconds since 1970.

    Numbers of twelve digits and more are milliseconds: as seconds they would lie after 5138.

    Raises
    ------
    ClockError
        It is no number, or a time at which nobody posted.

    Examples
    --------
    >>> epoch("1509487847") == epoch(1509487847000) == micros("2017-10-31T22:10:47.000Z")
    True
    """
    try:
        number = value if isinstance(value, int) else float(value)
        whole = round(number * (1_000 if abs(number) >= 1e11 else 1_000_000))
    except (ValueError, OverflowError):
        raise ClockError(
            "{text!r} is no Unix time", cure="write seconds since 1970", text=str(value)[:60]
        ) from None
    return _bounded(whole, str(value))


def _bounded(time: int, text: str) -> int:
    if not 0 <= time < _LATEST:
        raise ClockError(
            "{text!r} is no time of a post: it lies before 1970 or after 2261",
            cure="look at the record; its clock was wrong",
            text=text[:60],
        )
    return time


def _read(text: str, tz: str | None) -> int:
    try:
        if len(text) in (24, 25) and text[4] == "-":
            time = dt.datetime.fromisoformat(text)
            if time.tzinfo is not None:
                return _since_epoch(time)
        if len(text) == 30 and text[20:25] == "+0000":
            return _spoken_day(text[4:10], text[26:]) + _clock(text[11:19])
    except (ValueError, KeyError):
        pass
    return _slowly(text, tz)


@lru_cache(maxsize=4096)
def _spoken_day(day: str, year: str) -> int:
    date = dt.date(int(year), _MONTHS[day[:3]], int(day[4:]))
    return (date.toordinal() - 719_163) * _DAY


@lru_cache(maxsize=86_400)
def _clock(text: str) -> int:
    time = dt.time.fromisoformat(text)
    return (time.hour * 3600 + time.minute * 60 + time.second) * 1_000_000


@lru_cache(maxsize=4096)
def _slowly(text: str, tz: str | None) -> int:
    text = text.strip()
    try:
        spoken = _SPOKEN.fullmatch(text)
        if spoken:
            month, day, hour, minute, second, ahead, past, year = spoken.groups()
            text = f"{year}-{_MONTHS[month]:02}-{day:0>2}T{hour}:{minute}:{second}"
            text += f"{ahead}:{past}" if ahead else ""
        time = dt.datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return _since_epoch(time)
    except (ValueError, KeyError, OverflowError):
        raise ClockError(
            "{text!r} is no time", cure="write 2013-09-03T10:00:00+01:00", text=text[:60]
        ) from None
    return _since_epoch(clock.instant(time.isoformat(), tz=tz).to_pydatetime())


def _since_epoch(time: dt.datetime) -> int:
    span = time - _EPOCH
    return span.days * _DAY + span.seconds * 1_000_000 + span.microseconds
