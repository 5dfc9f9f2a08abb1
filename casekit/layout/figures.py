"""The reach panel: documented figures at their values, over the bounds of their times.

Between the figures nothing is modelled here. What is drawn is what follows if the count starts
with the trigger and never falls: it is at least the last figure that is surely past, and at most
the next one that is surely still to come.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.bands import Stretch, band_at, stretches
from casekit.layout.lanes import Box
from casekit.layout.points import Point, labelled, points, urgent
from casekit.layout.window import Window
from casekit.reconstruct import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = [
    "BETWEEN", "Panel", "bounds_over_time", "leading_series", "panel", "panel_figures", "scale",
]  # fmt: skip

Corners = list[tuple[pd.Timestamp, float]]

BETWEEN = 0.08
"""Opacity of the area between the bounds of a count, so that its edges are not read as curves."""


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
    band: list[Stretch] = field(default_factory=list)
    """The band of an ensemble instead of both bounds."""

    @property
    def between(self) -> list[tuple[float, float]]:
        """Corners of what the figures leave open; where nothing bounds it above, up to the top."""
        if not self.lower:
            return []
        last = self.upper[-1][0] if self.upper else self.lower[0][0]
        open_ = [(self.lower[-1][0], self.top), (last, self.top)]
        return [*self.lower, *open_, *reversed(self.upper)]


def leading_series(case: "Case") -> str | None:
    """Give the series with the most figures dated within the case's period; None without any.

    The first in the alphabet is taken of several.
    """
    when = case.figures["as_of"]
    dated = case.figures[case.figures["series"].notna() & (when >= case.start) & (when < case.end)]
    counts = dated["series"].value_counts()
    return min(counts.index, key=lambda name: (-counts[name], name)) if len(counts) else None


def panel_figures(
    case: "Case", series: str | None, ensemble: Ensemble | None
) -> pd.DataFrame | None:
    """Give the figures of the panel: of a series, of an ensemble, or of the leading series.

    Raises
    ------
    CatalogueError
        No such series.
    SchemaError
        The ensemble is held to figures that the series does not have.
    """
    if series is None and ensemble is not None and "series" in ensemble.checkpoints:
        series = str(ensemble.checkpoints["series"].iloc[0])
    series = series or leading_series(case)
    figures = case.checkpoints(series) if series else None
    if ensemble is not None:
        known = set() if figures is None else set(figures.index)
        other = [str(name) for name in ensemble.checkpoints.index if name not in known]
        if other:
            raise SchemaError(
                f"the curves are held to {', '.join(other[:3])}, which {series!r} does not have",
                where=case.slug, cure="give the ensemble of this series of this case",
            )  # fmt: skip
    return figures


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
    ensemble: Ensemble | None = None,
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
    ensemble
        Curves that are held to the figures: their band takes the place of the bounds.
    """
    bottom, top = edges
    shown = checkpoints[window.holds(checkpoints["as_of"])]
    if ensemble is not None:
        rivals_of = ensemble.checkpoints["conflicts_with"].reindex(shown.index)
        shown = shown.assign(conflicts_with=rivals_of)
    most, ticks = scale(float(max(shown["high"].max(), shown["value"].max(),
                                  _edge(ensemble, window))))  # fmt: skip

    def y(value: float) -> float:
        return bottom + value / most * (top - bottom)

    unit = str(shown["unit"].iloc[0])
    title = unit[:1].upper() + unit[1:]
    thick = max(0.06 * (top - bottom), 0.085)
    begun: pd.Timestamp = case.events["earliest"][case.trigger]
    zero = None if pd.isna(begun) else begun
    known = bounds_over_time(shown, window.start, window.end, zero) or ([], [])
    lower, upper = (
        [(window.inside(window.x(t)), y(v)) for t, v in side] if ensemble is None else []
        for side in known
    )
    band = [] if ensemble is None else stretches(
        ensemble, window, lambda values: bottom + values / most * (top - bottom))  # fmt: skip
    placed = points(case, shown, window, y, speak)
    heading = Box(window.left, top - 0.15, window.left + 0.1 + width(title, ""), top + 0.2)
    lines = [
        Box(min(a, c) - 0.02, min(b, d) - 0.02, max(a, c) + 0.02, max(b, d) + 0.02)
        for side in (lower, upper, *(list(zip(s.x[::8], s.median[::8], strict=True)) for s in band))
        for (a, b), (c, d) in pairwise(side)
    ]  # fmt: skip
    if line is not None:
        lines.append(Box(line - 0.05, bottom, line + 0.05, top))
    sheet = Box(window.left, bottom - 0.02, window.right, top + 0.06)
    named = case.conflicts.get("figures", pd.Series(dtype="str"))
    rivals = [name for text in named.dropna() for name in str(text).split()]
    placed = labelled(placed, urgent(shown, rivals), thick, heading, lines, sheet, width)
    return Panel(
        bottom,
        top,
        title,
        [(y(v), speak.number(v)) for v in ticks],
        placed,
        lower,
        upper,
        thick,
        band,
    )


def _edge(ensemble: Ensemble | None, window: Window) -> float:
    """Give the upper edge of a band where the window ends; nought without one."""
    if ensemble is None:
        return 0.0
    last = min(window.end, ensemble.draws.index[-1])
    table = band_at(ensemble, pd.DatetimeIndex([last]))
    return float(table["high"].max()) if len(table) else 0.0
