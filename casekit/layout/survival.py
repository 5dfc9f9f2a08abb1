"""Share of complaints still unanswered: the curve, its median, and what the picture says."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import clock, response, theme
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.axis import DAY, MARKS, MINUTE, Log
from casekit.layout.lanes import Box
from casekit.layout.lettering import wrap
from casekit.layout.telling import log_mark
from casekit.layout.week import open_hours

__all__ = [
    "Plan",
    "Trace",
    "Waiting",
    "Words",
    "finding",
    "median",
    "notes",
    "plan",
    "subtitle",
    "told",
    "words",
]

Floats = npt.NDArray[np.float64]
Waiting = Literal["complaints", "threads"]

_COLUMNS = ("unanswered", "low", "high", "at_risk", "censored")


@dataclass(frozen=True)
class Trace:
    """One curve in inches of the sheet; steps are already corners. `end`: the longest wait."""

    x: Floats
    share: Floats
    low: Floats
    high: Floats
    lost: list[tuple[float, float]]
    middle: tuple[float, float] | None
    middle_words: str
    end: float


@dataclass(frozen=True)
class Plan:
    """Everything that the picture shows: the curve on the clock, and the one in opening hours."""

    axis: Log
    box: Box
    marks: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    clock: Trace
    opened: Trace | None


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


def plan(
    curve: pd.DataFrame, opened: pd.DataFrame | None = None, *, sheet: Box, speak: Language
) -> Plan:
    """Lay out the curve on a logarithmic axis from one minute, and that in opening hours.

    Raises
    ------
    SchemaError
        A curve is empty, has groups, or lacks a column.
    """
    both = [curve, *([] if opened is None else [opened])]
    for table in both:
        missing = [name for name in _COLUMNS if name not in table.columns]
        if missing or table.empty:
            raise SchemaError(
                f"the curve has no {', '.join(missing)}" if missing else "the curve is empty",
                cure="give what casekit.response.survival(waits) returns",
            )
        if table.index.nlevels > 1:
            raise SchemaError("the curve has groups", cure="give one of them: curve.loc['name']")
    last = max(float(_seconds(table).max()) for table in both)
    axis = Log(MINUTE, max(last, 10 * MINUTE), sheet.left, sheet.right)
    heights = [(sheet.bottom + part * (sheet.top - sheet.bottom), part)
               for part in (0.0, 0.25, 0.5, 0.75, 1.0)]  # fmt: skip
    return Plan(
        axis, sheet, [(m, log_mark(m, speak)) for m in MARKS if MINUTE <= m <= axis.end],
        [(y, speak.percent(part)) for y, part in heights],
        _trace(curve, axis, sheet, speak, "" if opened is None else "on the clock: {words}"),
        None if opened is None else _trace(
            opened, axis, sheet, speak.worked(), "in opening hours: {words}"),
    )  # fmt: skip


def _trace(curve: pd.DataFrame, axis: Log, sheet: Box, speak: Language, frame: str) -> Trace:
    seconds = _seconds(curve)

    def y(share: npt.ArrayLike) -> Floats:
        return np.asarray(sheet.bottom + np.asarray(share) * (sheet.top - sheet.bottom))

    def steps(column: str) -> Floats:
        values = np.concatenate([[1.0], curve[column].to_numpy(dtype=np.float64)])
        return y(np.repeat(values, 2)[:-1])

    x = np.repeat(np.concatenate([[MINUTE], seconds]), 2)[1:]
    gone = curve["censored"].to_numpy(dtype=np.int64) > 0
    share = curve["unanswered"].to_numpy(dtype=np.float64)
    low, half, high = median(curve)
    words = _median_words(low, half, high, speak)
    return Trace(
        axis.place(x), steps("unanswered"), steps("low"), steps("high"),
        list(zip(axis.place(seconds[gone]).tolist(), y(share[gone]).tolist(), strict=True)),
        None if np.isnan(half) else (float(axis.place(half)), float(y(0.5))),
        speak(frame, words=words) if frame else words,
        float(axis.place(seconds.max())),
    )  # fmt: skip


def _median_words(low: float, half: float, high: float, speak: Language) -> str:
    if np.isnan(half):
        return speak("half is never reached: too few had an answer")
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


def finding(curve: pd.DataFrame, opened: pd.DataFrame | None, speak: Language, of: Waiting) -> str:
    """Say how long half waited on each clock, or how many were never answered."""
    said = _finding(curve, speak, of)
    half = np.nan if opened is None or np.isnan(median(curve)[1]) else median(opened)[1]
    if np.isnan(half):
        return said
    return speak("{said}; counted in opening hours, {span}", said=said,
                 span=speak.worked().duration(pd.Timedelta(seconds=half)))  # fmt: skip


def _finding(curve: pd.DataFrame, speak: Language, of: Waiting) -> str:
    _, half, _ = median(curve)
    count, lost = int(curve["at_risk"].iloc[0]), int(curve["censored"].sum())
    if of == "threads":
        return _finding_of_threads(count, lost, half, speak)
    if count == 1:
        return speak("The archive holds no answer to the one complaint" if lost else
                     "The one complaint was answered")  # fmt: skip
    if lost == count:
        return speak("The archive holds no answer to any of the {n} complaints",
                     n=speak.number(count))  # fmt: skip
    if np.isnan(half):
        return speak("{k} of {n} complaints have no answer in the archive", k=speak.number(lost),
                     n=speak.number(count))  # fmt: skip
    return speak("Half of the {n} complaints waited {span} or longer", n=speak.number(count),
                 span=speak.duration(pd.Timedelta(seconds=half)))  # fmt: skip


def _finding_of_threads(count: int, lost: int, half: float, speak: Language) -> str:
    if count == 1:
        return speak("The archive holds no answer in the one thread" if lost else
                     "The one thread was answered")  # fmt: skip
    if lost == count:
        return speak("The archive holds no answer in any of the {n} threads",
                     n=speak.number(count))  # fmt: skip
    if np.isnan(half):
        return speak("{k} of {n} threads have no answer in the archive", k=speak.number(lost),
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


@dataclass(frozen=True)
class Words:
    """Words of a median: lines, place, height of the first one, distance, alignment, size."""

    lines: list[str]
    x: float
    top: float
    step: float
    align: str
    size: float
    inside: bool
    """Whether they are of opening hours."""


def words(made: Plan, font: str | None) -> list[Words]:
    """Place the words of the medians where the curves are not.

    Alone they stand above right of the median, or below left where there is more room; those of
    two curves in the lower left or upper right corner, whichever the curves leave free.
    """
    if made.opened is not None:
        return _in_a_corner(made, made.opened, font)
    if made.clock.middle is None:
        return []
    (x, y), box = made.clock.middle, made.box
    size = theme.SIZES["key"]
    step = size * 1.25 / 72
    left, right = x - box.left - 0.3, box.right - x - 0.3
    above = right >= 2.5 or right >= left
    room = max(right if above else left, 1.6)
    lines = wrap(made.clock.middle_words, min(room, 4.2), size, bold=True, font=font)
    if above:
        top = y + 0.3 + step * (len(lines) - 1)
        return [Words(lines, x + 0.16, top, step, "left", size, False)]
    return [Words(lines, x - 0.16, y - 0.3, step, "right", size, False)]


def _in_a_corner(made: Plan, opened: Trace, font: str | None) -> list[Words]:
    box, size, wide = made.box, theme.SIZES["key"] - 1, 5.0
    step = size * 1.25 / 72
    told = [wrap(trace.middle_words, wide, size, bold=True, font=font)
            for trace in (made.clock, opened)]  # fmt: skip
    high = step * (sum(map(len, told)) + 0.5)
    corners = {
        "left": (box.left, box.left + wide + 0.3, box.bottom, box.bottom + high + 0.25),
        "right": (box.right - wide - 0.3, box.right, box.top - high - 0.25, box.top),
    }

    def crossed(corner: tuple[float, float, float, float]) -> float:
        west, east, south, north = corner
        x = np.linspace(west, east, 80)
        heights = [np.interp(x, trace.x, trace.share) for trace in (made.clock, opened)]
        return float(sum(((y > south) & (y < north)).sum() for y in heights))

    align = min(corners, key=lambda name: crossed(corners[name]))
    west, east, _, north = corners[align]
    x, y = (west + 0.15, north - 0.05) if align == "left" else (east - 0.15, north - 0.2)
    out = []
    for lines, inside in zip(told, (False, True), strict=True):
        out.append(Words(lines, x, y, step, align, size, inside))
        y -= step * (len(lines) + 0.35)
    return out


def told(made: Plan) -> str:
    """Say the medians, for those who cannot see the picture."""
    traces = [made.clock, *([] if made.opened is None else [made.opened])]
    return ". ".join(trace.middle_words for trace in traces)


def notes(
    curve: pd.DataFrame, source: str | None, speak: Language, hours: clock.Hours | None = None
) -> list[str]:
    """Say what was done with those that nobody answered, the longest wait, and when it was open."""
    parts = [speak.source(source)] if source else []
    parts.append(speak("What was never answered counts as waiting until the archive ends "
                       "(Kaplan-Meier, 95 % interval)."))  # fmt: skip
    longest = pd.Timedelta(seconds=float(_seconds(curve).max()))
    parts.append(speak("Longest wait observed: {span}.", span=speak.duration(
        longest if longest < pd.Timedelta(seconds=DAY) else longest.round("h"))))  # fmt: skip
    if hours is not None:
        parts.append(open_hours(hours, speak))
    return [" ".join(parts).replace("..", ".")]
