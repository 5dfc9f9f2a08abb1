"""A span of time in words, as finely as it is known."""

import numpy as np
import pandas as pd

from casekit.language import Language
from casekit.layout.axis import DAY, HOUR, MINUTE

__all__ = ["exact", "interval", "span", "words"]


def exact(low: float, high: float) -> bool:
    """Whether bounds, in seconds, are those of two times that are known to the minute.

    Examples
    --------
    >>> exact(3_540, 3_660), exact(3_540, 3_720)
    (True, False)
    """
    return high - low <= 2 * MINUTE


def words(mark: str, low: float, wait: float, high: float, speak: Language) -> str:
    """Say a wait as it is known: "8–10 h", "under 1 day", "unanswered, at least 9 h"."""
    if mark == "unanswered":
        least = np.nanmin([v for v in (low, wait, high) if not np.isnan(v)] or [0.0])
        return speak("unanswered, at least {span}", span=span(least, speak))
    if mark == "under":
        unit = MINUTE if high <= 2 * HOUR else HOUR if high < 2 * DAY or not speak.in_days else DAY
        most = -(-high // unit) * unit
        if most >= 2 * DAY and most % DAY == 0 and speak.in_days:
            return speak("under {n} days", n=speak.number(int(most // DAY)))
        return speak("under {n}", n=span(most, speak))
    if mark == "over":
        return speak("over {n}", n=span(low, speak))
    if mark == "placeholder":
        return speak("about {n}", n=span(wait, speak))
    return interval(low, wait, high, speak)


def interval(low: float, wait: float, high: float, speak: Language) -> str:
    """Write bounds in one unit if they have one: the lower rounded down, the upper rounded up."""
    if np.isnan(low) or np.isnan(high):
        return speak("about {n}", n=span(wait if not np.isnan(wait) else high, speak))
    if exact(low, high):
        return span(high if np.isnan(wait) else wait, speak)
    for unit, text, most in (
        (MINUTE, "{n} min", 2 * HOUR), (HOUR, "{n} h", 2 * DAY if speak.in_days else np.inf),
        (DAY, "{n} days", np.inf),
    ):  # fmt: skip
        if high <= most:
            first, last = int(low // unit), int(-(-high // unit))
            if first == 0 < low:
                finer = HOUR if unit == DAY and low >= HOUR else MINUTE
                return f"{span(low // finer * finer, speak)}–{span(last * unit, speak)}"
            return speak(text, n=f"{speak.number(first)}–{speak.number(last)}")
    return ""


def span(seconds: float, speak: Language) -> str:
    """Write a span, in whole days where it is some."""
    if seconds and seconds % DAY == 0 and speak.in_days:
        days = int(seconds // DAY)
        return speak("1 day") if days == 1 else speak("{n} days", n=speak.number(days))
    return speak.duration(pd.Timedelta(seconds=seconds))
