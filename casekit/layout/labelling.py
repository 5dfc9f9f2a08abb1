"""Where the name of a curve stands: beside it, where it is alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from casekit.layout.lanes import Box
from casekit.layout.lettering import measure

if TYPE_CHECKING:
    from casekit.layout.compare import Trace

__all__ = ["COUNT", "NAME", "STEPS", "Tag", "beside"]

Floats = npt.NDArray[np.float64]

NAME, COUNT = 14.0, 11.0
"""Type sizes of the name of a curve and of what it counts, in points."""
STEPS = (0.1, 0.3, 0.47)
"""From the top of the words down to name, number and unit, in inches."""
_HIGH = 0.58
_AIR = 0.05
_NOWHERE, _FREE = 9.0, 0.6
"""So far off is what is nowhere, and what is as good as it."""
_TURNS = 12
"""In so many parts places are tried, the most hopeful first, until no better one can come."""
_OUT, _UP = (0.1, 0.2, 0.4, 0.7), (-0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75)
"""How far beside a point of the curve, and how far above it, words are tried, in inches."""


@dataclass(frozen=True)
class Tag:
    """Name and count beside a curve: where they begin or end, and the top of the words."""

    x: float
    y: float
    align: str


def beside(traces: Sequence["Trace"], box: Box, font: str | None) -> list["Trace"]:
    """Give each trace the place of its words that is farthest from all that is drawn.

    The places that are tried stand at both sides of the curve, above and below it, and never
    nearer to another curve; where all would cover something, the one that covers least is taken.
    """
    taken = [_ink(trace) for trace in traces]
    out = []
    for n, trace in enumerate(traces):
        others = np.concatenate(
            [ink for m, ink in enumerate(taken) if m != n] or [np.empty((0, 2))]
        )
        sizes = [measure(text, COUNT, font=font)[0] for text in (trace.number, trace.unit)]
        wide = max(measure(trace.name, NAME, bold=True, font=font)[0], *sizes)
        spot = _best(trace.line, taken[n], others, wide, box)
        out.append(replace(trace, tag=spot[0]))
        taken[n] = np.concatenate([taken[n], spot[1]])
    return out


def _ink(trace: "Trace") -> Floats:
    """Give points all over what a trace draws: its line, its bars, its answer."""
    parts = [_path(trace.line)]
    bars = [(p.x, p.y, p.bar if not p.rival else (p.x, p.x)) for p in trace.points]
    if trace.answer is not None:
        bars += [(trace.answer.x, trace.answer.y + up, trace.answer.bar) for up in (0.0, 0.2)]
    for _, y, (left, right) in bars:
        x = np.linspace(left, right, max(int((right - left) / 0.07), 2))
        parts += [np.column_stack([x, np.full(len(x), y + up)]) for up in (-0.07, 0.07)]
    return np.concatenate(parts)


def _best(line: Floats, own: Floats, others: Floats, wide: float, box: Box) -> Any:
    """Choose among the places along the line; returns the tag and the points that it covers."""
    tried = np.array([
        (x + out if side > 0 else x - out - wide, y + up + _HIGH / 2, side)
        for (x, y), side, out, up in product(_points(line, 40), (-1, 1), _OUT, _UP)
    ])  # fmt: skip
    left, top = tried[:, 0], tried[:, 1]
    inside = (left >= box.left + 0.05) & (left + wide <= box.right + 0.1)
    inside &= (top - _HIGH >= box.bottom + 0.06) & (top <= box.top + 0.2)
    if not inside.any():
        x, y = line[-1]
        return Tag(float(x), float(y), "right"), np.array([[x, y]])
    left, top, side = left[inside], top[inside], tried[inside, 2]
    areas = np.column_stack([left, top - _HIGH, left + wide, top])
    near, _ = _around(areas, _path(line))
    _, covered = _around(areas, own)
    hoped = _FREE - 1.2 * np.maximum(near - 0.1, 0.0) - 0.5 * covered
    score = np.full(len(areas), -np.inf)
    for some in np.array_split(np.argsort(-hoped, kind="stable"), _TURNS):
        if score.max() > hoped[some].max(initial=-np.inf):
            break
        far, over = _around(areas[some], others)
        score[some] = hoped[some] - np.maximum(_FREE - far, 0.0) - over
        score[some] -= 3.0 * (near[some] > far + 0.02)
    n = int(np.argmax(score))
    right = bool(side[n] > 0)
    x = float(left[n] if right else left[n] + wide)
    return Tag(x, float(top[n]), "left" if right else "right"), _filled(areas[n])


def _path(line: Floats) -> Floats:
    """Give points all along a line."""
    length = float(np.hypot(*np.diff(line, axis=0).T).sum())
    return _points(line, max(int(length / 0.07), 2))


def _points(line: Floats, count: int) -> Floats:
    """Give so many points along a line, equally far from each other."""
    far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    steps = np.linspace(0.0, far[-1], count)
    return np.column_stack([np.interp(steps, far, line[:, k]) for k in (0, 1)])


def _around(areas: Floats, points: Floats) -> tuple[Floats, npt.NDArray[np.int_]]:
    """Give how far from each rectangle, a row, the nearest point is, and how many it covers.

    Rectangles that are tried share their places across and along, and so their squared distances.
    """
    if not len(points):
        return np.full(len(areas), _NOWHERE), np.zeros(len(areas), np.int_)
    squares = np.zeros((len(areas), len(points)))
    for k in (0, 1):
        sides, which = np.unique(areas[:, [k, k + 2]], axis=0, return_inverse=True)
        at = points[:, k]
        off = np.maximum(np.maximum(sides[:, [0]] - at, at - sides[:, [1]]), 0.0)
        squares += np.square(off)[which]
    return np.sqrt(squares.min(axis=1)), (squares < _AIR**2).sum(axis=1)


def _filled(area: Floats) -> Floats:
    left, bottom, right, top = area
    x, y = np.meshgrid(np.linspace(left, right, 12), np.linspace(bottom, top, 5))
    return np.column_stack([x.ravel(), y.ravel()])
