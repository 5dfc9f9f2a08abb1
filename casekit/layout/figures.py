"""The reach panel: documented figures at their values, over the bounds of their times.

Between the figures nothing is modelled here. What is drawn is what follows if the count starts
with the trigger and never falls: it is at least the last figure that is surely past, and at most
the next one that is surely still to come.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from casekit.language import Language
from casekit.layout.lanes import Box
from casekit.layout.points import Point, labelled, points, urgent
from casekit.layout.window import Window

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["Panel", "bounds_over_time", "leading_series", "panel", "scale"]

Corners = list[tuple[pd.Timestamp, float]]


@dataclass(frozen=True)
class Panel:
    """The panel on the sheet, in inches."""

    bottom: float
    top: float
    title: str
    ticks: list[tuple[float, str]]
    points: list[Point]
    lower: list[tuple[float, float]]
    upper: list[tuple[float, float]]
    bar: float


def leading_series(case: "Case") -> str | None:
    """Give the series with the most figures dated within the case's period; None without any.

    The first in the alphabet is taken of several.
    """
    when = case.figures["as_of"]
    dated = case.figures[case.figures["series"].notna() & (when >= case.start) & (when < case.end)]
    counts = dated["series"].value_counts()
    return min(counts.index, key=lambda name: (-counts[name], name)) if len(counts) else None


def bounds_over_time(
    checkpoints: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, zero: pd.Timestamp | None
) -> tuple[Corners, Corners] | None:
    """Bound a count that never falls, from its figures.

    Parameters
    ----------
    checkpoints
        Figures with `low`, `high`, `earliest`, `latest`.
    zero
        Until then the count is nought.

    Returns
    -------
    tuple
        Corners of the lower and of the upper bound, each a time and a value; the upper one ends
        where nothing bounds the count any more. None where the figures contradict the rule.
    """
    rises = checkpoints[checkpoints["latest"].notna()].sort_values("latest", kind="stable")
    caps = checkpoints[checkpoints["earliest"].notna()].sort_values("earliest", kind="stable")
    lower: Corners = [(start, 0.0)]
    for time, low in zip(rises["latest"], rises["low"], strict=True):
        if low > lower[-1][1]:
            lower += [(time, lower[-1][1]), (time, float(low))]
    lower.append((max(end, lower[-1][0]), lower[-1][1]))
    limits = list(zip(caps["earliest"], caps["high"], strict=True))
    if zero is not None:
        limits = [(zero, 0.0), *[(t, h) for t, h in limits if t > zero]]
    upper: Corners = []
    begin = start
    for n, (time, _) in enumerate(limits):
        least = float(min(high for _, high in limits[n:]))
        if time > begin:
            upper += [(begin, least), (time, least)]
            begin = time
    for time, low in zip(rises["latest"], rises["low"], strict=True):
        if any(high < low and time <= t for t, high in limits):
            return None
    return lower, upper


def scale(most: float) -> tuple[float, list[float]]:
    """Choose round ticks for a scale from nought to a value.

    Examples
    --------
    >>> scale(76_800)
    (88320.0, [0.0, 25000.0, 50000.0, 75000.0])
    """
    rough = max(most, 1.0) / 3.2
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(f * power for f in (1, 2, 2.5, 5, 10) if f * power >= rough * 0.999)
    count = int(most // step)
    return most * 1.15, [step * n for n in range(count + 1)]


def panel(
    case: "Case", checkpoints: pd.DataFrame, window: Window, edges: tuple[float, float], *,
    speak: Language, width: Callable[[str, str], float], line: float | None,
) -> Panel:  # fmt: skip
    """Place the figures of a series, their labels, and the bounds between them.

    Parameters
    ----------
    edges
        Lower and upper edge of the panel, in inches.
    width
        Measures a number in words with its source numbers, as they are set in the panel.
    line
        Place of the first answer's line, which labels avoid.
    """
    bottom, top = edges
    shown = checkpoints[window.holds(checkpoints["as_of"])]
    most, ticks = scale(float(max(shown["high"].max(), shown["value"].max())))

    def y(value: float) -> float:
        return bottom + value / most * (top - bottom)

    unit = str(shown["unit"].iloc[0])
    title = unit[:1].upper() + unit[1:]
    thick = max(0.06 * (top - bottom), 0.085)
    begun: pd.Timestamp = case.events["earliest"][case.trigger]
    zero = None if pd.isna(begun) else begun
    known = bounds_over_time(shown, window.start, window.end, zero) or ([], [])
    lower, upper = ([(window.inside(window.x(t)), y(v)) for t, v in side] for side in known)
    placed = points(case, shown, window, y, speak)
    heading = Box(window.left, top - 0.15, window.left + 0.1 + width(title, ""), top + 0.2)
    lines = [
        Box(min(a, c) - 0.02, min(b, d) - 0.02, max(a, c) + 0.02, max(b, d) + 0.02)
        for side in (lower, upper) for (a, b), (c, d) in pairwise(side)
    ]  # fmt: skip
    if line is not None:
        lines.append(Box(line - 0.05, bottom, line + 0.05, top))
    sheet = Box(window.left, bottom - 0.02, window.right, top + 0.06)
    named = case.conflicts.get("figures", pd.Series(dtype="str"))
    rivals = [name for text in named.dropna() for name in str(text).split()]
    placed = labelled(placed, urgent(shown, rivals), thick, heading, lines, sheet, width)
    return Panel(
        bottom, top, title, [(y(v), speak.number(v)) for v in ticks], placed, lower, upper, thick
    )
