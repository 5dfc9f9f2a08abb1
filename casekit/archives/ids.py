"""Ids: text from the first line on, what damage looks like, and the time that some carry."""

import math
import re

import pandas as pd

from casekit.errors import ClockError

__all__ = [
    "DATED", "SCIENTIFIC", "damaged", "plain", "snowflake", "snowflake_micros", "time_in", "zeroed",
]  # fmt: skip

EPOCH_MS = 1_288_834_974_657
FIRST = 30_000_000_000
"""Running numbers, which carry no time, came this far before the ids with time began."""

DATED = "tweets without a time, dated by their id"
"""How a report counts those of which :func:`time_in` says when they were posted."""

SCIENTIFIC = r"^[-+]?\d+(?:[.,]\d*)?[eE][-+]?\d+$|^\d{16,}[.,]0*$"
"""An id that went through a number: 1.2316E+18, 552783667052167168.0."""

_DAMAGED = re.compile(SCIENTIFIC)
_WRAPPED = re.compile(r"""^(?:="?|'|")?\s*(.*?)\s*"?$""", re.DOTALL)
_WHOLE = re.compile(r"^(\d{1,15})[.,]0*$")
_NONE = frozenset(("", "nan", "none", "null", "na", "n/a", "<na>"))


def plain(value: str | int | float | None) -> str | None:
    """Give an id as text, without what tables wrap around it.

    Examples
    --------
    >>> plain("3.0"), plain(12), plain("'580319078155468800"), plain("nan")
    ('3', '12', '580319078155468800', None)
    """
    if value is None:
        return None
    if isinstance(value, str):
        if value.isdecimal():
            return value
        if value.isalnum():
            return None if value.casefold() in _NONE else value
        match = _WRAPPED.match(value)
        text = match[1] if match else value
        if text.casefold() in _NONE:
            return None
        whole = _WHOLE.match(text)
        return whole[1] if whole else text
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.17G}"
    return str(value)


def damaged(text: str) -> bool:
    """Say whether an id went through a number, so that different ones may look the same.

    Examples
    --------
    >>> damaged("1.2316E+18"), damaged("580319078155468800")
    (True, False)
    """
    return _DAMAGED.search(text) is not None


def zeroed(lengths: dict[int, int], found: int) -> bool:
    """Say whether more ids end in zeros after the 15th digit than chance would have it.

    Spreadsheets keep 15 digits and write zeros for the others.

    Parameters
    ----------
    lengths
        Number of ids by their number of digits, those of more than 15 digits.
    found
        How many of them have only zeros after the 15th digit.

    Examples
    --------
    >>> zeroed({19: 30}, 26), zeroed({18: 3000}, 3)
    (True, False)
    """
    if not found:
        return False
    expected = sum(n * 10.0 ** (15 - digits) for digits, n in lengths.items())
    fewer = sum(math.exp(-expected + k * math.log(expected) - math.lgamma(k + 1))
                for k in range(min(found, 10_000)))  # fmt: skip
    return 1 - fewer < 1e-3


def snowflake_micros(post: str) -> int:
    """Give the time in a post's id as microseconds since 1970; see :func:`snowflake`."""
    at = time_in(post)
    if at is None:
        raise ClockError(
            "the id {post!r} carries no time: ids do since 2010-11-04",
            cure="use the time that the archive states",
            post=post[:40],
        )
    return at


def time_in(post: str) -> int | None:
    """Give the time in a post's id as microseconds since 1970; None if it holds none."""
    if not (post.isascii() and post.isdigit()) or not FIRST <= int(post) < 1 << 63:
        return None
    return ((int(post) >> 22) + EPOCH_MS) * 1000


def snowflake(post: str) -> pd.Timestamp:
    """Read the time at which an id of Twitter was given out.

    Ids carry their time, to the millisecond, since 2010-11-04T01:42:54.657Z (METHODS 8.6).

    Raises
    ------
    ClockError
        The id is older than that, or is no such id.

    Examples
    --------
    >>> snowflake("374653183200202752")
    Timestamp('2013-09-02 22:00:54.251000+0000', tz='UTC')
    """
    return pd.Timestamp(snowflake_micros(post), unit="us", tz="UTC")
