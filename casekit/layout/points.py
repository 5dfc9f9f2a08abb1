"""Documented figures on the sheet: their bars, dots and labels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from casekit.language import Language
from casekit.layout.lanes import Box, clear_of, time_mark
from casekit.layout.since import Since
from casekit.layout.window import Window
from casekit.layout.wording import raised

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["BAR", "FADE", "Point", "labelled", "points", "urgent"]

BAR = 0.12
"""Height of the bar of a figure, in inches."""
FADE = 0.75
"""How far a bar fades out on a side without a bound, in inches."""


@dataclass(frozen=True)
class Point:
    """A documented figure on the sheet."""

    figure: str
    x: float
    bar: tuple[float, float]
    fades: tuple[bool, bool]
    y: float
    stated: tuple[float, float]
    """Lowest and highest value that its digits and its hedge leave open."""
    mark: str
    grade: str
    words: str
    numbers: str
    label: tuple[float, float] | None = None
    """Left end and middle height of its label; None where there is no room for one."""
    rival: bool = False
    """Whether it contradicts another figure."""

    @property
    def tall(self) -> bool:
        """Whether what its digits leave open is higher than its bar."""
        return self.stated[1] - self.stated[0] > BAR


def urgent(shown: pd.DataFrame, rivals: Sequence[str]) -> list[int]:
    """Order figures for labels: the last, the first, then by their step; rivals count double."""
    steps = shown["value"].diff().abs().fillna(0.0)
    steps *= 1.0 + shown.index.isin(list(rivals))
    order = sorted(range(1, len(shown) - 1), key=lambda n: -steps.iloc[n])
    return [*dict.fromkeys([len(shown) - 1, 0]), *order]


def points(
    case: "Case | None", shown: pd.DataFrame, window: Window | Since, y: Callable[[float], float],
    speak: Language,
) -> list[Point]:  # fmt: skip
    """Place figures at their values, over the bounds of their times; labels come later."""
    numbers = [""] * len(shown) if case is None else raised(case, shown)
    precision = pd.Series(dtype="str") if case is None else case.figures["precision"]
    rivals = set(_contradicting(shown))
    made = []
    for (name, row), number in zip(shown.iterrows(), numbers, strict=True):
        x = window.inside(window.x(row["as_of"]))
        low, high = row["earliest"], row["latest"]
        mark = time_mark(str(precision.get(str(name), "minute" if case is None else "")), low, high)
        left, right = (
            window.inside(x + side * FADE if pd.isna(t) else window.x(t))
            for t, side in ((low, -1), (high, 1))
        )
        made.append(Point(
            figure=str(name), x=x, bar=(x, x) if mark == "exact" else (left, right),
            fades=(bool(pd.isna(low)), bool(pd.isna(high))), y=y(float(row["value"])),
            stated=(y(float(row["low"])), y(float(row["high"]))), mark=mark,
            grade=str(row["evidence"]), words=speak.figure(row["value"], str(row["qualifier"])),
            numbers=number, rival=str(name) in rivals,
        ))  # fmt: skip
    return made


def _contradicting(shown: pd.DataFrame) -> list[str]:
    if "conflicts_with" not in shown:
        return []
    named = shown["conflicts_with"].fillna("").astype(str).str.strip()
    return [str(name) for name in shown.index[named != ""]]


def labelled(
    points: Sequence[Point], order: Sequence[int], thick: float, heading: Box,
    lines: Sequence[Box], sheet: Box, width: Callable[[str, str], float], spare: float = 0.3,
    wall: Box | None = None,
) -> list[Point]:  # fmt: skip
    """Put each label beside its bar, or above or below it; none where it would cover another.

    Nor where it would stand nearer to the mark of another figure: it would be read as its number.

    Parameters
    ----------
    order
        Numbers of the points, the most telling first; the first two get a label if any can.
    heading
        Words that are there already.
    lines
        What labels keep off where they can.
    width
        Measures a label with its source numbers.
    spare
        Share of a label that may stand on bars of other figures.
    wall
        What no label may touch, save the first two.
    """
    bars = [Box(p.bar[0] - 0.09, p.y - thick / 2, p.bar[1] + 0.09, p.y + thick / 2) for p in points]
    cores = [Box(p.x - 0.09, p.y - thick / 2, p.x + 0.09, p.y + thick / 2) for p in points]
    labels = [heading]
    placed = list(points)
    for n in order:
        point, own = points[n], bars[n]
        spots, boxes = _spots(point, own, width(point.words, point.numbers), sheet)
        free = [
            k for k, box in enumerate(boxes)
            if not any(box.overlap(other) for other in labels) and box.outside(sheet) < 1e-3
        ]  # fmt: skip
        rivals = [core for core, other in zip(cores, points, strict=True) if other is not point]
        near = [k for k in free
                if all(own.apart(boxes[k]) <= core.apart(boxes[k]) for core in rivals)]  # fmt: skip
        free = near or (free if n in order[:2] else [])
        if not free:
            continue
        best = free[clear_of([boxes[k] for k in free], [*bars, *lines], sheet)]
        others = [bar for bar in bars if bar is not own]
        covered = sum(boxes[best].overlap(bar) for bar in others)
        covered += boxes[best].area * bool(wall and boxes[best].overlap(wall))
        if n not in order[:2] and covered > spare * boxes[best].area:
            continue
        labels.append(boxes[best])
        placed[n] = replace(point, label=spots[best])
    return placed


def _spots(
    point: Point, own: Box, wide: float, sheet: Box
) -> tuple[list[tuple[float, float]], list[Box]]:  # fmt: skip
    """List where a label may stand: beside its bar, above it or below it."""
    half = 0.12
    middles = (point.y, own.top + half, own.bottom - half)
    spots = [(x, middles[0]) for x in (own.left - 0.04 - wide, own.right + 0.04)]
    inner = [own.left + step for step in (0.0, 0.15, 0.4)]
    inner += [own.right - wide, point.x - wide / 2, point.x - 0.1 - wide]
    inner = [max(min(x, sheet.right - wide), sheet.left) for x in inner]
    spots += [(x, middle) for middle in middles[1:] for x in inner]
    boxes = [Box(x, m - half + 0.02, x + wide, m + half - 0.02) for x, m in spots]
    return spots, boxes
