"""When an alarm would have rung: counts, statistic, alarm, press and answer on one clock."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import theme
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.figures import scale
from casekit.layout.lanes import Box
from casekit.layout.lettering import measure
from casekit.layout.warning import mark_words, span_words
from casekit.layout.window import Window, rounded

if TYPE_CHECKING:
    from casekit.alarm import Detector

__all__ = [
    "AIR", "BANDS", "COLOR", "HEAD", "POSTS", "ROLES", "USUAL", "Mark", "Plan", "Ring",
    "alarm_place", "lead_place", "plan", "rung_at",
]  # fmt: skip

Floats = npt.NDArray[np.float64]

COLOR, POSTS, USUAL = theme.ALARM, theme.COUNTED, theme.USUAL
"""Alarm, posts, and the band of what is usual."""
BANDS = {"press": theme.PRESS_BAND, "answer": theme.ANSWER_BAND}
"""Ground between the bounds of a mark."""
ROLES = {"press": "press", "answer": "organisation"}
HEAD = 0.34
"""Height of the row of a mark, in inches."""
AIR = 0.12
"""Between the lead and what it leads over, in inches."""
_ASIDE, _HEADROOM = 3.2, 1.6
"""Where the words of the alarm find no such room on its left, they stand right, above the bars."""
_GAP, _SHARE, _CUT = 0.5, 0.36, 2.0
_COLUMNS = ("posts", "expected", "low", "high", "statistic")


@dataclass(frozen=True)
class Mark:
    """The press or the answer: its row above the drawing, its bounds, and the lead in words."""

    name: str
    x: float
    left: float
    right: float
    fades: tuple[bool, bool]
    shape: str
    y: float
    words: str
    span: str
    beyond: bool
    """It lies outside the window; the arrow points there."""


@dataclass(frozen=True)
class Ring:
    """Another alarm than the one that counts: before the trigger a false one."""

    x: float
    false: bool


@dataclass(frozen=True)
class Plan:
    """Everything that the picture shows, in inches of the sheet."""

    window: Window
    every: pd.Timedelta
    upper: Box
    lower: Box
    left: Floats
    right: Floats
    head: Floats
    usual: Floats
    low: Floats
    high: Floats
    statistic: Floats
    limit: float
    cut: bool
    upper_ticks: list[tuple[float, str]]
    lower_ticks: list[tuple[float, str]]
    alarm: float | None
    band: tuple[float, float] | None
    rings: list[Ring]
    marks: list[Mark]


def rung_at(alarms: pd.DataFrame, lead: pd.DataFrame | None) -> pd.Timestamp | None:
    """Say when the alarm rang that counts: the first after the trigger, or the first of all."""
    if lead is not None:
        at = lead["rang"].iloc[0]
        return None if pd.isna(at) else at
    return None if alarms.empty else alarms["at"].iloc[0]


def lead_place(made: Plan, mark: Mark, font: str) -> tuple[float, float, float]:
    """Say where the words of a mark begin, how wide they are, and the type size of the lead.

    They stand right of the mark or, in this order, left of the alarm and of all lines, in
    smaller type, on the arrow.
    """
    after = measure(mark.words, theme.SIZES["label"], font=font)[0] + AIR * bool(mark.span)
    wide = size = 0.0
    for size in (theme.SIZES["key"], theme.SIZES["label"]):
        wide = after + measure(mark.span, size, bold=True, font=font)[0]
        if not mark.beyond and mark.right + 0.16 + wide <= made.window.right:
            return mark.right + 0.16, wide, size
        crossing = [other.x for other in made.marks if other.y >= mark.y]
        first = mark.left if made.alarm is None else min(made.alarm, mark.left)
        start = _left_of(first, crossing, wide)
        if start >= made.window.left:
            return start, wide, size
    middle = (mark.x + (made.alarm or mark.x)) / 2
    least, most = made.window.left, made.window.right - wide
    return max(min(middle - wide / 2, most), least), wide, size


def alarm_place(made: Plan, wide: float) -> float:
    """Say where the words of the alarm begin: left of it and clear of all lines, or right."""
    alarm = made.alarm or 0.0
    start = _left_of(alarm, [mark.x for mark in made.marks], wide)
    return start if start >= made.window.left else alarm + 0.14


def _left_of(x: float, lines: list[float], wide: float) -> float:
    """Give where words of some width begin that end left of a place and cross no line."""
    end = x - 0.14
    for line in sorted(lines, reverse=True):
        if end - wide - 0.1 < line < end + 0.1:
            end = line - 0.14
    return end - wide


def plan(
    course: pd.DataFrame, alarms: pd.DataFrame, lead: pd.DataFrame | None, *,
    detector: "Detector", sheet: Box, speak: Language,
) -> Plan:  # fmt: skip
    """Lay out both panels, the alarm, and the rows of press and answer above them.

    Raises
    ------
    SchemaError
        There is nothing to draw, or the course lacks a column.
    """
    missing = [name for name in _COLUMNS if name not in course.columns]
    if missing or course.empty:
        raise SchemaError(
            f"the course has no {', '.join(missing)}" if missing else "the course is empty",
            cure="give what casekit.alarm.course(posts, detector) returns",
        )
    times = pd.DatetimeIndex(course.index)
    every = times[1] - times[0] if len(times) > 1 else detector.baseline.every
    window = _window(times, every, lead, detector.baseline.zone, sheet)
    rows = 0 if lead is None else len(lead)
    room = sheet.top - sheet.bottom - HEAD * rows - 2 * _GAP
    lower = Box(sheet.left, sheet.bottom, sheet.right, sheet.bottom + room * _SHARE)
    upper = Box(sheet.left, lower.top + _GAP, sheet.right, sheet.top - _GAP - HEAD * rows)
    rang = rung_at(alarms, lead)
    cramped = rang is not None and window.x(rang) - window.left < _ASIDE
    highest = float(course[["posts", "high"]].max().max())
    most, marks = scale(highest * (_HEADROOM if cramped else 1.0))
    top = max(_CUT, 1.2) * detector.limit
    levels = scale(top / 1.15)[1]

    def up(values: Any) -> Floats:
        share = np.asarray(values, dtype=np.float64) / most
        return np.asarray(upper.bottom + share * (upper.top - upper.bottom))

    def down(values: Any) -> Floats:
        share = np.minimum(np.asarray(values, dtype=np.float64) / top, 1.0)
        return np.asarray(lower.bottom + share * (lower.top - lower.bottom))

    return Plan(
        window, every, upper, lower,
        np.array([window.x(t) for t in times]), np.array([window.x(t + every) for t in times]),
        up(course["posts"]), up(course["expected"]), up(course["low"]), up(course["high"]),
        down(course["statistic"]), float(down(detector.limit)),
        bool(course["statistic"].max() > top),
        [(float(up(v)), speak.number(v)) for v in marks if v == int(v)],
        [(float(down(v)), speak.number(v)) for v in levels],
        None if rang is None else window.x(rang), _band(lead, window),
        _rings(alarms, rang, lead, window), _marks(lead, window, sheet.top, speak),
    )  # fmt: skip


def _window(
    times: pd.DatetimeIndex, every: pd.Timedelta, lead: pd.DataFrame | None, tz: str, sheet: Box
) -> Window:
    """Widen to what is marked, as long as that does not double the window, and to round hours."""
    first, last = times[0], times[-1] + every
    ends = [] if lead is None else [t for t in [*lead["at"], *lead["latest"]] if not pd.isna(t)]
    near = [t for t in ends if t <= last + (last - first)]
    end = max([last, *near])
    low, high = rounded(first, end, tz=tz, hours=1 if end - first < pd.Timedelta("36h") else 3)
    if high - low > 1.25 * (end - first):
        low, high = first, end
    return Window(low, high, sheet.left, sheet.right)


def _band(lead: pd.DataFrame | None, window: Window) -> tuple[float, float] | None:
    """Give the band of the alarm over draws; open on the right where some never rang."""
    if lead is None or lead["draws"].iloc[0] < 2 or pd.isna(lead["rang_low"].iloc[0]):
        return None
    high = lead["rang_high"].iloc[0]
    right = window.right if pd.isna(high) else window.inside(window.x(high))
    return window.inside(window.x(lead["rang_low"].iloc[0])), right


def _rings(
    alarms: pd.DataFrame, rang: pd.Timestamp | None, lead: pd.DataFrame | None, window: Window
) -> list[Ring]:
    """Place the other alarms; those that rang before the trigger are false."""
    trigger = None if lead is None else lead["trigger"].iloc[0]
    inside = alarms[(alarms["at"] >= window.start) & (alarms["at"] <= window.end)]
    return [
        Ring(window.x(at), trigger is not None and at <= trigger)
        for at in inside["at"] if at != rang
    ]  # fmt: skip


def _marks(lead: pd.DataFrame | None, window: Window, top: float, speak: Language) -> list[Mark]:
    if lead is None:
        return []
    found = []
    for n, (name, row) in enumerate(lead.iterrows()):
        ends: list[Any] = [row["earliest"], row["latest"]]
        fades = (bool(pd.isna(ends[0])), bool(pd.isna(ends[1])))
        x = window.x(row["at"])
        left = x - 0.5 if fades[0] else window.x(ends[0])
        right = x + 0.5 if fades[1] else window.x(ends[1])
        wide = not any(fades) and ends[1] - ends[0] > pd.Timedelta(minutes=2)
        shape = "open" if any(fades) else "bounds" if wide else "exact"
        found.append(Mark(
            str(name), window.inside(x), window.inside(left), window.inside(right), fades, shape,
            top - HEAD * (n + 0.5), mark_words(str(name), row, speak),
            span_words(row, speak), x > window.right,
        ))  # fmt: skip
    return found
