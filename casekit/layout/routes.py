"""Curves between the nodes of a clock: how a link runs.

Each link has a few shapes to choose from. The one that runs behind the fewest labels and dots, and
least upon links that are there already, is taken; among equals the plain one, which leaves and
arrives vertically between lanes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casekit.layout.lanes import Box

__all__ = ["Ends", "bezier", "route"]

Curve = NDArray[np.float64]
_SAMPLES = 121
_APART = 0.06
"""How near another curve a point counts as lying upon it, in inches."""
_OUTSIDE = 1000.0
_BOWS = (-0.3, 0.3, -0.55, 0.55, -0.8, 0.8)
"""How far a steep link may bow sideways, in inches."""


@dataclass(frozen=True)
class Ends:
    """Where a link begins and ends, the room it keeps at both ends, and whether in one lane."""

    start: tuple[float, float]
    end: tuple[float, float]
    room: tuple[float, float]
    same_lane: bool
    shift: float = 0.0
    """Sideways, for a second link of the same pair."""


def bezier(points: Sequence[tuple[float, float]]) -> Curve:
    """Give 121 points of a cubic curve with four control points.

    Examples
    --------
    >>> bezier([(0, 0), (0, 1), (1, 1), (1, 2)])[60].tolist()
    [0.5, 1.0]
    """
    t = np.linspace(0, 1, _SAMPLES)[:, None]
    a, b, c, d = (np.asarray(p, dtype=float) for p in points)
    curve: Curve = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    return curve


def route(
    ends: Ends, labels: Sequence[Box], dots: Sequence[tuple[float, float, float]],
    others: Sequence[Curve] = (), area: tuple[float, float] = (-math.inf, math.inf),
) -> Curve:  # fmt: skip
    """Choose the shape of a link and cut it off before its ends.

    Parameters
    ----------
    labels
        Boxes of all labels.
    dots
        Middle and radius of all nodes but the two that are linked.
    others
        Curves that are drawn already.
    area
        Left and right end of the drawing: no curve leaves it while another one does not.

    Returns
    -------
    array
        Points of the curve, first to last, in inches.
    """
    prices = []
    curves = [_cut(bezier(shape), ends) for shape in _shapes(ends)]
    boxes, rings = _edges(labels), np.array(dots, dtype=np.float64).reshape(-1, 3)
    drawn = np.concatenate([other[::4] for other in others]) if others else None
    for n, curve in enumerate(curves):
        upon = 0 if drawn is None else _upon(curve, drawn)
        prices.append((_behind(curve, boxes) + 2 * _hit(curve, rings)) / 2 + upon + 0.8 * n)
        if not area[0] <= curve[:, 0].min() <= curve[:, 0].max() <= area[1]:
            prices[-1] += _OUTSIDE
    return curves[int(np.argmin(prices))]


def _upon(curve: Curve, drawn: Curve) -> int:
    """Count the points of a curve, of every fourth one, that lie upon points drawn before."""
    x, y = curve[::4].T
    near = (np.abs(x[:, None] - drawn[:, 0]) < _APART) & (np.abs(y[:, None] - drawn[:, 1]) < _APART)
    return int(near.any(axis=1).sum())


def _edges(boxes: Sequence[Box]) -> NDArray[np.float64]:
    """Give left, bottom, right and top of boxes, a column each."""
    return np.array([(b.left, b.bottom, b.right, b.top) for b in boxes]).reshape(-1, 4)


def _behind(curve: Curve, boxes: NDArray[np.float64]) -> int:
    """Count the points of a curve that lie in boxes, in each anew."""
    (x, y), (left, bottom, right, top) = curve.T[:, :, None], boxes.T
    return int(((x > left) & (x < right) & (y > bottom) & (y < top)).sum())


def _hit(curve: Curve, rings: NDArray[np.float64]) -> int:
    away = np.hypot(curve[:, :1] - rings[:, 0], curve[:, 1:] - rings[:, 1])
    return int((away < rings[:, 2] + 0.03).sum())


def _shapes(ends: Ends) -> list[list[tuple[float, float]]]:
    """List the shapes of a link, the plain one first."""
    (x0, y0), (x1, y1) = ends.start, ends.end
    wide, high = x1 - x0, y1 - y0
    start, end = (x0, y0), (x1, y1)
    level_end = [start, (x0, y0 + 0.8 * high), (x1 - 0.55 * wide, y1), end]
    level_start = [start, (x0 + 0.55 * wide, y0), (x1, y1 - 0.8 * high), end]
    upright = [start, (x0, y0 + 0.62 * high), (x1, y1 - 0.62 * high), end]
    late = [start, (x0, y0 + 0.25 * high), (x1, y1 - 0.9 * high), end]
    early = [start, (x0, y0 + 0.9 * high), (x1, y1 - 0.25 * high), end]
    arcs = [
        [start, (x0 + 0.12 * wide, y0 + lift), (x1 - 0.12 * wide, y1 + lift), end]
        for lift in (0.34, -0.34, 0.55, -0.55)
    ]
    shapes = [upright, late, early, level_end, level_start]
    if ends.same_lane:
        shapes = [level_end, *arcs, upright, level_start]
    if abs(wide) < 0.4 * abs(high):
        shapes += [[start, (x0 + bow, y0 + 0.3 * high), (x1 + bow, y1 - 0.3 * high), end]
                   for bow in _BOWS]  # fmt: skip
    length = max(math.hypot(wide, high), 1e-9)
    aside = (-high / length * ends.shift / 0.75, wide / length * ends.shift / 0.75)
    return [
        [first, *((x + aside[0], y + aside[1]) for x, y in middle), last]
        for first, *middle, last in shapes
    ]


def _cut(curve: Curve, ends: Ends) -> Curve:
    away = np.hypot(*(curve - np.asarray(ends.start)).T) > ends.room[0]
    near = np.hypot(*(curve - np.asarray(ends.end)).T) > ends.room[1]
    kept = np.flatnonzero(away & near)
    return curve[kept[0] : kept[-1] + 1] if len(kept) > 1 else curve[[0, -1]]
