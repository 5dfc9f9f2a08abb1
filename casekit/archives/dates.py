"""Times as people and spreadsheets write them: 02.09.2013 10:00, 9/2/13 10:00 AM, 2 Sep 2013.

A day of the week before them says nothing new and is passed over. Short names of zones are those of
RFC 2822 and of Europe; others have several meanings and are refused.

With dots the day comes first. With slashes or hyphens the order is what the other values bear out:
a number above twelve can be no month.
"""

import datetime as dt
import re

from casekit.archives.times import epoch, micros
from casekit.errors import ClockError

__all__ = ["ORDERS", "bears_out", "written"]

ORDERS = ("day first", "month first")

_CLOCK = (
    r"(?:(?:[T,\s@]|\b(?:um|at)\b)+(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?"
    r"\s*([AaPp]\.?[Mm]\.?|Uhr)?\s*([A-Z]{1,5}|[+-]\d\d:?\d\d)?)?"
)
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})" + _CLOCK, re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[.\s-]+([^\W\d_]{3,9})[.\s-]+(\d{4})" + _CLOCK)
_FIRST = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})" + _CLOCK)
_STAMP = re.compile(r"\d{10}(?:\d{3})?(?:\.0+)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})" + _CLOCK, re.ASCII)
_WEEKDAY = re.compile(r"(?:mo|tu|we|th|fr|sa|su|di|mi|do|so)[^\W\d_]*\.?,?\s+", re.IGNORECASE)
_YEAR_LAST = re.compile(r"([^\W\d_]{3} \d\d?) (\d\d:\d\d:\d\d [A-Z]{3,5}) (\d{4})")
_ZONES = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00", "WET": "+00:00", "BST": "+01:00",
          "WEST": "+01:00", "CET": "+01:00", "MEZ": "+01:00", "CEST": "+02:00", "MESZ": "+02:00",
          "EET": "+02:00", "EEST": "+03:00", "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00",
          "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00",
          "PDT": "-07:00"}  # fmt: skip
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "mär": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7,
           "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12}  # fmt: skip


def bears_out(text: str) -> str | None:
    """Say which order of day and month a time bears out; None: it fits both, or says it itself.

    Examples
    --------
    >>> bears_out("31/12/2013"), bears_out("12/31/2013"), bears_out("01/02/2013")
    ('day first', 'month first', None)
    """
    found = _NUMBERS.fullmatch(_bare(text))
    if found is None or found[2] == ".":
        return None
    one, other = int(found[1]), int(found[3])
    return "day first" if one > 12 >= other else "month first" if other > 12 >= one else None


def written(text: str, order: str | None, tz: str | None) -> tuple[int, bool] | None:
    """Read a time as microseconds since 1970, and whether it is a day only.

    None: day and month cannot be told apart without an order.

    Raises
    ------
    ClockError
        It is no time, or has no zone and none is given.

    Examples
    --------
    >>> written("02.09.2013 10:00", None, "UTC") == written("9/2/13 10:00 AM", "month first", "UTC")
    True
    >>> written("9/2/13 10:00 AM", None, "UTC")
    """
    bare = _bare(text)
    if _STAMP.fullmatch(bare):
        return epoch(bare), False
    if found := _YEAR_FIRST.fullmatch(bare):
        year, _, month, day, *clock = found.groups()
        return _joined(text, year, int(month), day, clock, tz)
    if found := _NUMBERS.fullmatch(bare):
        one, sign, other, year, *clock = found.groups()
        if sign != "." and order is None and one != other:
            return None
        day, month = (other, one) if sign != "." and order == "month first" else (one, other)
        return _joined(text, year, int(month), day, clock, tz)
    if found := _NAMED.fullmatch(bare):
        day, name, year, *clock = found.groups()
        return _joined(text, year, _MONTHS.get(name[:3].casefold(), 0), day, clock, tz)
    if found := _FIRST.fullmatch(bare):
        name, day, year, *clock = found.groups()
        return _joined(text, year, _MONTHS.get(name[:3].casefold(), 0), day, clock, tz)
    return micros(text, tz), False


def _bare(text: str) -> str:
    """Take the day of the week off, and put a year that stands last behind its day."""
    return _YEAR_LAST.sub(r"\1 \3 \2", _WEEKDAY.sub("", text.strip(), count=1))


def _joined(
    text: str, year: str, month: int, day: str, clock: list[str | None], tz: str | None
) -> tuple[int, bool]:  # fmt: skip
    hour, minute, second, parts, half, zone = clock
    hours = int(hour or 0)
    if half and half[:1] in "AaPp":
        hours = hours % 12 + (12 if half[:1] in "Pp" else 0)
    years = int(year) + (2000 if len(year) == 2 else 0)
    try:
        at = dt.datetime(years, month, int(day), hours, int(minute or 0), int(second or 0),  # noqa: DTZ001
                         int((parts or "").ljust(6, "0")[:6]))  # fmt: skip
    except ValueError:
        raise ClockError(
            "{text!r} is no time: no calendar and no clock has it",
            cure="write 2013-09-03T10:00:00+01:00",
            text=text[:60],
        ) from None
    ahead = _ZONES.get(zone or "", zone or "")
    if ahead.isalpha():
        raise ClockError(
            "{text!r} names a zone of several meanings or of none: {zone}",
            cure="write it with its hours from UTC: 2013-09-03T10:00:00+01:00",
            text=text[:60],
            zone=ahead,
        )
    return micros(at.isoformat() + ahead, tz), hour is None
