"""Hatching as lines of its own, for SVG: LibreOffice does not fill with a pattern.

matplotlib writes hatching as a pattern, which browsers and Inkscape draw. Lines that end at the
edge of an area are drawn by all of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.collections import Collection, LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch

__all__ = ["as_lines"]

Floats = npt.NDArray[np.float64]

_LINES = 3
"""How many lines a sign of hatching puts on an inch of an upright edge, as matplotlib draws it."""
_SLOPES = {"/": 1.0, "\\": -1.0}


@contextmanager
def as_lines(fig: Figure) -> Iterator[None]:
    """Draw the hatching of a figure as lines for a while."""
    held = [(area, area.get_hatch()) for area in _areas(fig) if area.get_hatch()]
    added = [area.axes.add_collection(_lines(area, hatch), autolim=False) for area, hatch in held]
    for area, _ in held:
        area.set_hatch(None)
    try:
        yield
    finally:
        for lines in added:
            lines.remove()
        for area, hatch in held:
            area.set_hatch(hatch)


def _areas(fig: Figure) -> list[Any]:
    return fig.findobj(lambda one: isinstance(one, Patch | Collection) and one.get_visible())


def _lines(area: Any, hatch: str) -> LineCollection:
    lines = [line for corners in _outlines(area) for line in _strokes(corners, hatch)]
    return LineCollection(
        lines, colors=area.get_edgecolor(), linewidths=mpl.rcParams["hatch.linewidth"],
        zorder=area.get_zorder(), capstyle="butt", clip_on=False,
    )  # fmt: skip


def _outlines(area: Any) -> Iterator[Floats]:
    """Give the corners of an area in the units of its axes, which are inches of the sheet."""
    within = area.get_transform() - area.axes.transData
    for path in [area.get_path()] if isinstance(area, Patch) else area.get_paths():
        yield from within.transform_path(path).to_polygons(closed_only=False)


def _strokes(corners: Floats, hatch: str) -> Iterator[Floats]:
    """Give the lines that hatch an area: slanted ones, from edge to edge."""
    x, y = corners[:, 0], corners[:, 1]
    right = np.roll(x, -1)
    for sign, slope in _SLOPES.items():
        if sign not in hatch:
            continue
        step = 1 / (_LINES * hatch.count(sign))
        level = (y - slope * x) / step
        after = np.roll(level, -1)
        for n in range(int(np.ceil(level.min())), int(np.floor(level.max())) + 1):
            cut = (level <= n) != (after <= n)
            share = (n - level[cut]) / (after[cut] - level[cut])
            places = np.sort(x[cut] + share * (right[cut] - x[cut]))
            for ends in zip(places[::2], places[1::2], strict=True):
                yield np.array([[a, slope * a + n * step] for a in ends])
