"""When the earlier answer comes and when the real one came, as windows and as draws."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock
from casekit.errors import ClockError

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["When", "Window", "checked", "drawn", "real", "seconds", "window"]

Floats = NDArray[np.float64]
_ENDS = ("earliest", "latest")
Window = tuple[pd.Timestamp, pd.Timestamp]
When = str | pd.Timestamp | tuple[str | pd.Timestamp, str | pd.Timestamp]


def window(when: When, case: "Case | None" = None) -> Window:
    """Read a time, a pair of bounds, or the id of an event of the case.

    Examples
    --------
    >>> import casekit as ck
    >>> case = ck.load.case("british-airways-2013")
    >>> [str(end) for end in window("ba-first-reply", case)]
    ['2013-09-03 08:00:00+00:00', '2013-09-03 11:06:00+00:00']
    """
    if case is not None and isinstance(when, str) and when in case.events.index:
        row: Any = case.events.loc[when]
        early, late = (row["at"] if pd.isna(row[end]) else row[end] for end in _ENDS)
        return early, late
    low, high = when if isinstance(when, tuple) else (when, when)
    early, late = clock.instant(low), clock.instant(high)
    if late < early:
        raise ClockError(f"a window ends before it begins: {low} to {high}", cure="swap the two")
    return early, late


def real(answered: When | None, case: "Case | None") -> Window | None:
    """Give the bounds of the real answer: as stated, else as the ledger has it; None: none came.

    Examples
    --------
    >>> import casekit as ck
    >>> case = ck.load.case("british-airways-2013")
    >>> real(None, case) == window("ba-first-reply", case), real(None, None)
    (True, None)
    """
    stated = case.answer if answered is None and case is not None else answered
    return None if stated is None else window(stated, case)


def checked(at: Window, answered: Window | None, origin: Window, end: pd.Timestamp) -> None:
    """Refuse an answer that comes before there is anything to answer, or after the real one.

    Raises
    ------
    ClockError
        With what is possible.
    """
    limit = end if answered is None else answered[1]
    if limit <= origin[0]:
        raise ClockError(
            f"the real answer came by {limit}, before anything was counted, at {origin[0]}",
            cure="take a count that began earlier, or another answer: answered=",
        )
    possible = f"give a time between {origin[0]:%Y-%m-%d %H:%M} and {limit:%Y-%m-%d %H:%M} UTC"
    if answered is not None and at[1] >= answered[1]:
        raise ClockError(
            f"an answer at {at[1]} is not earlier than the real one, at {answered[1]} at the"
            " latest: what a later answer would have done, the counts after the real one cannot"
            " tell", cure=possible,
        )  # fmt: skip
    if at[0] < origin[0]:
        raise ClockError(f"at {at[0]} there was nothing yet to answer", cure=possible)
    if at[0] >= end:
        raise ClockError(f"at {at[0]} the counts have ended", cure=possible)


def drawn(window: Window | None, zero: pd.Timestamp, uniform: Floats) -> Floats:
    """Draw moments from a window, in seconds since `zero`; infinite where there is no window.

    Examples
    --------
    >>> day = window(("2013-09-03T00:00Z", "2013-09-03T01:00Z"))
    >>> drawn(day, day[0], np.array([0.0, 0.5]))
    array([   0., 1800.])
    """
    if window is None:
        return np.full(len(uniform), np.inf)
    low, high = (seconds(end, zero) for end in window)
    return low + uniform * (high - low)


def seconds(time: pd.Timestamp, zero: pd.Timestamp) -> float:
    """Give the seconds from `zero` to a time."""
    return (time - zero).total_seconds()
