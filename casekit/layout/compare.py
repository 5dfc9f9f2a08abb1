"""Cases on one clock: their courses as shares, below them a strip of the first answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zlib import adler32

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import compare, theme
from casekit.compare import Zero
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout import spans
from casekit.layout.axis import HOUR, MARKS, Log
from casekit.layout.labelling import Tag, beside
from casekit.layout.lanes import Box, time_mark
from casekit.layout.lettering import measure
from casekit.layout.telling import log_mark

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = [
    "GUTTER", "LEFT", "LOOKS", "ROW", "Answer", "Look", "Plan", "Point", "Row", "Trace",
    "looks_of", "plan", "stay",
]  # fmt: skip

Floats = npt.NDArray[np.float64]

LEFT = 2.6
"""Where the clock begins, right of the names, in inches."""
GUTTER = 0.85
"""Room left of the clock for what came before its zero."""
ROW, AXIS = 0.225, 0.4
"""Height of a row of the strip, and of the clock above it, in inches."""
LEAST = 0.11
"""Least width of a bar: a day is a hair a year later on a logarithmic clock."""


@dataclass(frozen=True)
class Look:
    """How a case is drawn: its colour, and its marker in matplotlib and plotly."""

    color: str
    marker: str
    symbol: str


_SIGNS = (("o", "circle"), ("^", "triangle-up"), ("D", "diamond"), ("s", "square"), ("P", "cross"),
          ("*", "star"))  # fmt: skip
LOOKS = tuple(Look(color, *sign) for color, sign in zip(theme.CASES, _SIGNS, strict=True))
_NONE = Look(theme.INK_SOFT, "o", "circle")


@dataclass(frozen=True)
class Point:
    """A figure: its place, the bar of its time, how finely the time is known, and its row."""

    x: float
    y: float
    bar: tuple[float, float]
    mark: str
    rival: bool
    row: Any


@dataclass(frozen=True)
class Answer:
    """The first answer on the curve: a triangle above it, a dash over its bounds."""

    x: float
    y: float
    bar: tuple[float, float]


@dataclass(frozen=True)
class Trace:
    """The course of a case; `number` and `unit` are its last figure in words."""

    name: str
    look: Look
    points: list[Point]
    answer: Answer | None
    number: str
    unit: str
    tag: Tag | None = None

    @property
    def line(self) -> Floats:
        """The figures that are joined, as x and y."""
        return np.array([(p.x, p.y) for p in self.points if not p.rival])


@dataclass(frozen=True)
class Row:
    """A case in the strip: when its first answer came (or, from that, the press)."""

    name: str
    look: Look
    y: float
    x: float
    bar: tuple[float, float]
    mark: str
    words: str
    right: bool
    """Whether the words stand right of the bar."""
    own: bool
    row: Any


@dataclass(frozen=True)
class Plan:
    """Everything that the picture shows, in inches of the sheet."""

    zero: Zero
    axis: Log
    box: Box
    """Area of the courses; 0 stands at its bottom."""
    marks: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    traces: list[Trace]
    rows: list[Row]
    table: pd.DataFrame
    before: float | None
    """Where that stands which came before zero; None where nothing did."""


def plan(
    cases: Sequence["Case"], *, zero: Zero, sheet: Box, speak: Language, font: str | None,
    table: pd.DataFrame | None = None,
) -> Plan:  # fmt: skip
    """Lay out the courses above and the answers below, on one logarithmic clock.

    Raises
    ------
    SchemaError
        More cases have a course than there are colours that stay apart, or none has one.
    """
    found = compare.clock(cases, zero=zero) if table is None else table
    looks = looks_of(found)
    shown = "press" if zero == "answer" else "answer"
    strip = found[found["mark"] == shown]
    height = ROW * len(strip)
    points = found[found["mark"].isin(["figure", "rival"])]
    used = pd.concat([points, strip])
    gutter = zero != "trigger" and bool((used["after"] <= pd.Timedelta(0)).any())
    axis = _axis(used, sheet.left + GUTTER * gutter, sheet.right)
    box = Box(sheet.left, sheet.bottom + height + AXIS, sheet.right, sheet.top)
    made = Plan(
        zero, axis, box, [(m, log_mark(m, speak)) for m in MARKS if axis.start <= m <= axis.end],
        [], [], [], found, sheet.left + GUTTER / 2 if gutter else None,
    )  # fmt: skip
    top = max(1.0, float(points["share"].max()))

    def y(share: Any) -> Any:
        return box.bottom + share / top * (box.top - box.bottom)

    ticks = [(y(part), speak.percent(part)) for part in (0.0, 0.25, 0.5, 0.75, 1.0)]
    traces = [
        _trace(made, points[points["name"] == name], found[found["name"] == name], look, y, speak)
        for name, look in looks.items()
    ]
    rows = _rows(made, strip, looks, sheet, speak, font)
    return Plan(zero, axis, box, made.marks, ticks, beside(traces, box, font), rows, found,
                made.before)  # fmt: skip


def looks_of(table: pd.DataFrame) -> dict[str, Look]:
    """Give each case that has a course its look, the same whichever cases stand beside it.

    Its name says which look; of two that want the same, the later by name takes the next free one.

    Raises
    ------
    SchemaError
        More cases have a course than there are looks, or none has one.
    """
    held = table[table["mark"] == "figure"].drop_duplicates("case")
    if not 1 <= len(held) <= len(LOOKS):
        raise SchemaError(
            f"{len(held)} cases have a course",
            where="the cases to compare",
            cure=f"give between one and {len(LOOKS)} that have one; the others can stand beside",
        )
    free, looks = [*range(len(LOOKS))], {}
    for case in sorted(map(str, held["case"])):
        wanted = adler32(case.encode()) % len(LOOKS)
        seat = next((n for n in free if n >= wanted), free[0])
        free.remove(seat)
        looks[case] = LOOKS[seat]
    named = zip(held["name"], held["case"], strict=True)
    return {str(name): looks[str(case)] for name, case in named}


def _axis(used: pd.DataFrame, left: float, right: float) -> Log:
    """Begin at a round time well before the first thing, and end behind the last."""
    seconds = used["after"].dt.total_seconds()
    later = seconds[seconds > 0]
    least = float(later.min()) if len(later) else HOUR
    start = max((m for m in MARKS if m <= 0.6 * least), default=MARKS[0])
    most = max(float(later.max()) if len(later) else HOUR, 4 * start)
    return Log(start, most * 1.12, left, right)


def stay(made: Plan, span: Any) -> float:
    """Give the place of a time since zero; what came before stands in the gutter."""
    if pd.isna(span):
        return float("nan")
    seconds = pd.Timedelta(span).total_seconds()
    if seconds <= 0 and made.before is not None:
        return made.before
    return float(made.axis.place(max(seconds, made.axis.start)))


def _bar(made: Plan, row: Any) -> tuple[float, float]:
    """Give both ends of a time; an open one reaches to the edge."""
    left, right = stay(made, row["low"]), stay(made, row["high"])
    left = made.axis.left if np.isnan(left) else left
    right = made.axis.right if np.isnan(right) else right
    if row["after"] > pd.Timedelta(0):
        left = max(left, made.axis.left)
    lack = max(LEAST - (right - left), 0.0) / 2
    return left - lack, right + lack


def _mark(row: Any) -> str:
    return time_mark(str(row["precision"]), row["earliest"], row["latest"])


def _trace(
    made: Plan, figures: pd.DataFrame, rows: pd.DataFrame, look: Look, y: Any, speak: Language
) -> Trace:
    points = [
        Point(stay(made, row["after"]), float(y(row["share"])), _bar(made, row), _mark(row),
              row["mark"] == "rival", row)
        for _, row in figures.iterrows()
    ]  # fmt: skip
    last = figures[figures["mark"] == "figure"].iloc[-1]
    number = speak.figure(last["value"], str(last["qualifier"]))
    trace = Trace(str(last["name"]), look, points, None, number, str(last["unit"]))
    answers = rows[rows["mark"] == "answer"]
    if answers.empty or made.zero == "answer":
        return trace
    answer, line = answers.iloc[0], trace.line
    x = stay(made, answer["after"])
    if not line[0, 0] <= x <= line[-1, 0] or x < made.axis.left:
        return trace
    height = float(np.interp(x, line[:, 0], line[:, 1]))
    bar = (max(_bar(made, answer)[0], made.axis.left), min(_bar(made, answer)[1], made.axis.right))
    return replace(trace, answer=Answer(x, height, bar))


def _rows(
    made: Plan, strip: pd.DataFrame, looks: dict[str, Look], sheet: Box, speak: Language,
    font: str | None,
) -> list[Row]:  # fmt: skip
    """Put the cases below each other, the quickest on top, those without a complaint last."""
    ordered = strip.sort_values(["own", "after"], kind="stable")
    out = []
    for n, (_, row) in enumerate(ordered.iterrows()):
        words = told(row, speak)
        if row["own"] and made.zero == "trigger":
            begun = made.table[made.table["mark"] == "trigger"].set_index("case")["label"]
            start = begun[row["case"]]
            words = speak("{span} after an act of its own: “{start}”", span=words, start=start)
        bar = _bar(made, row)
        size = 10.5 if row["own"] else 12.0
        room = sheet.right - bar[1] - 0.15
        right = measure(words, size, bold=not row["own"], font=font)[0] <= room
        out.append(Row(
            str(row["name"]), looks.get(str(row["name"]), _NONE),
            sheet.bottom + ROW * (len(ordered) - n - 0.5), stay(made, row["after"]), bar,
            _mark(row), words, right, bool(row["own"]), row,
        ))  # fmt: skip
    return out


def told(row: Any, speak: Language) -> str:
    """Say a time since zero as finely as its bounds tell, and whether it came before."""
    low, after, high = (
        float("nan") if pd.isna(row[side]) else pd.Timedelta(row[side]).total_seconds()
        for side in ("low", "after", "high")
    )
    if after < 0:
        span = told({"low": -row["high"], "after": -row["after"], "high": -row["low"]}, speak)
        return speak("{span} before", span=span)
    if after == 0:
        return speak("about the same time")
    mark = "placeholder" if np.isnan(low) and np.isnan(high) else "bounds"
    if np.isnan(low) or low == 0 < high:
        mark = "under"
    elif np.isnan(high):
        mark = "over"
    return spans.words(mark, low, after, high, speak)
