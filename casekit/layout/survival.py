"""Share of complaints still unanswered: the curve, its median, and what the picture says."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import response
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.axis import DAY, MINUTE, Log
from casekit.layout.lanes import Box
from casekit.layout.telling import log_mark
from casekit.layout.waits import MARKS

__all__ = ["Plan", "Waiting", "finding", "median", "notes", "plan", "subtitle"]

Floats = npt.NDArray[np.float64]
Waiting = Literal["complaints", "threads"]

_COLUMNS = ("unanswered", "low", "high", "at_risk", "censored")


@dataclass(frozen=True)
class Plan:
    """Everything that the curve shows, in inches of the sheet; steps are already corners."""

    axis: Log
    box: Box
    marks: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    x: Floats
    share: Floats
    low: Floats
    high: Floats
    lost: list[tuple[float, float]]
    middle: tuple[float, float] | None
    middle_words: str
    end: float


def median(curve: pd.DataFrame) -> tuple[float, float, float]:
    """Give the wait that half exceed and its bounds, in seconds; NaN where never reached.

    Once nobody is left the interval has no value: what the curve shows there bounds nothing.

    Examples
    --------
    >>> waits = pd.to_timedelta([10, 60], unit="min")
    >>> curve = pd.DataFrame({"unanswered": [0.6, 0.4], "low": [0.4, 0.1],
    ...                       "high": [0.9, 0.8]}, index=waits)
    >>> median(curve)
    (600.0, 3600.0, nan)
    """
    half, low, high = pd.to_timedelta(list(response.half(curve))).total_seconds()
    return low, half, high


def _seconds(curve: pd.DataFrame) -> Floats:
    return np.asarray(pd.TimedeltaIndex(curve.index).total_seconds())


def plan(curve: pd.DataFrame, *, sheet: Box, speak: Language) -> Plan:
    """Lay out the curve on a logarithmic axis from one minute.

    Raises
    ------
    SchemaError
        The curve is empty or lacks a column.
    """
    missing = [name for name in _COLUMNS if name not in curve.columns]
    if missing or curve.empty:
        raise SchemaError(
            f"the curve has no {', '.join(missing)}" if missing else "the curve is empty",
            cure="give what casekit.response.survival(waits) returns",
        )
    seconds = _seconds(curve)
    axis = Log(MINUTE, max(float(seconds.max()), 10 * MINUTE), sheet.left, sheet.right)

    def y(share: npt.ArrayLike) -> Floats:
        return np.asarray(sheet.bottom + np.asarray(share) * (sheet.top - sheet.bottom))

    def steps(column: str) -> Floats:
        values = np.concatenate([[1.0], curve[column].to_numpy(dtype=np.float64)])
        return y(np.repeat(values, 2)[:-1])

    x = np.repeat(np.concatenate([[MINUTE], seconds]), 2)[1:]
    gone = curve["censored"].to_numpy(dtype=np.int64) > 0
    share = curve["unanswered"].to_numpy(dtype=np.float64)
    low, half, high = median(curve)
    return Plan(
        axis, sheet, [(m, log_mark(m, speak)) for m in MARKS if MINUTE <= m <= axis.end],
        [(float(y(part)), speak.percent(part)) for part in (0.0, 0.25, 0.5, 0.75, 1.0)],
        axis.place(x), steps("unanswered"), steps("low"), steps("high"),
        list(zip(axis.place(seconds[gone]).tolist(), y(share[gone]).tolist(), strict=True)),
        None if np.isnan(half) else (float(axis.place(half)), float(y(0.5))),
        _median_words(low, half, high, speak), float(axis.place(seconds.max())),
    )  # fmt: skip


def _median_words(low: float, half: float, high: float, speak: Language) -> str:
    if np.isnan(half):
        return speak("Half were never reached")
    spans = [
        speak.duration(pd.Timedelta(seconds=0.0 if np.isnan(v) else v)) for v in (half, low, high)
    ]
    if np.isnan(low):
        return speak("half waited {span} or longer (too few for an interval)", span=spans[0])
    if np.isnan(high):
        return speak("half waited {span} or longer (95 % interval: from {low}, open above)",
                     span=spans[0], low=spans[1])  # fmt: skip
    return speak("half waited {span} or longer (95 % interval: {low} to {high})",
                 span=spans[0], low=spans[1], high=spans[2])  # fmt: skip


def finding(curve: pd.DataFrame, speak: Language, of: Waiting) -> str:
    """Say how long half waited, or how many were never answered where half never were."""
    _, half, _ = median(curve)
    count, lost = int(curve["at_risk"].iloc[0]), int(curve["censored"].sum())
    if of == "threads":
        return _finding_of_threads(count, lost, half, speak)
    if count == 1:
        return speak("The one complaint was not answered" if lost else
                     "The one complaint was answered")  # fmt: skip
    if np.isnan(half):
        return speak("{k} of {n} complaints were not answered", k=speak.number(lost),
                     n=speak.number(count))  # fmt: skip
    return speak("Half of the {n} complaints waited {span} or longer", n=speak.number(count),
                 span=speak.duration(pd.Timedelta(seconds=half)))  # fmt: skip


def _finding_of_threads(count: int, lost: int, half: float, speak: Language) -> str:
    if count == 1:
        return speak("The one thread was not answered" if lost else "The one thread was answered")
    if np.isnan(half):
        return speak("{k} of {n} threads were not answered", k=speak.number(lost),
                     n=speak.number(count))  # fmt: skip
    return speak("Half of the {n} threads waited {span} or longer", n=speak.number(count),
                 span=speak.duration(pd.Timedelta(seconds=half)))  # fmt: skip


def subtitle(curve: pd.DataFrame, speak: Language, of: Waiting) -> str:
    """Say how many there are, and how many of them nobody answered."""
    count = speak.number(int(curve["at_risk"].iloc[0]))
    lost = speak.number(int(curve["censored"].sum()))
    if of == "threads":
        return speak("Share of {n} threads whose first post had no answer yet, by anybody; "
                     "{k} never had one within the archive.", n=count, k=lost)  # fmt: skip
    return speak("Share still unanswered of {n} complaints; {k} never answered within the archive.",
                 n=count, k=lost)  # fmt: skip


def notes(curve: pd.DataFrame, source: str | None, speak: Language) -> list[str]:
    """Say what was done with those that nobody answered, and where observation ends."""
    parts = [speak("Source: {source}.", source=source.rstrip("."))] if source else []
    parts.append(speak("What was never answered counts as waiting until the archive ends "
                       "(Kaplan-Meier, 95 % interval)."))  # fmt: skip
    longest = pd.Timedelta(seconds=float(_seconds(curve).max()))
    parts.append(speak("Longest wait observed: {span}.", span=speak.duration(
        longest if longest < pd.Timedelta(seconds=DAY) else longest.round("h"))))  # fmt: skip
    return [" ".join(parts).replace("..", ".")]
