"""The time tree: x is time, a line is an account that set off others, nothing crosses.

One idea at three sizes: every post its own dot, lines with stacked dots, lines with areas. All
lengths are inches, y runs down from the upper edge of the drawing. Nothing here recurses, so a
chain of any length can be drawn.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from casekit.layout.axis import HOUR, Linear, Log, log_axis
from casekit.layout.lineage import Lineage, trace
from casekit.layout.lines import LINES, Measure, find_heads
from casekit.layout.rows import Rows, lay_rows
from casekit.layout.stacks import Areas, Dots, lay_areas, lay_dots

__all__ = ["MANY", "SMALL", "density", "fit", "large", "small"]

SMALL = 100
"""Posts up to which each has a dot and an edge of its own."""
MANY = 20_000
"""Posts above which dots give way to areas."""
SOURCE = 0.55
"""Room for the source, left of the first minute."""
FLOOR = 0.3
"""Room below the last row of a conversation."""

EARLY = 0.1
"""Part of a linear clock that half of all posts must outlast, or it is logarithmic."""

_BROAD, _STAR = 24, 8
_TIGHT = 0.17
_AREA_LINES = 12


def small(
    times: npt.ArrayLike, parent: npt.ArrayLike, *, width: float, height: float,
    radius: npt.ArrayLike = 0.07, top: float = 0.0,
) -> Rows:  # fmt: skip
    """Lay out a conversation: every post a dot, on a clock that is broken at its silences.

    Parameters
    ----------
    times
        Seconds since the source; NaN where unknown.
    parent
        Position of each post's parent, -1 for a first post.
    width, height
        Room for the drawing.
    radius
        Radius of each dot; all shrink together where they would not fit.
    top
        Height of the first row.

    Examples
    --------
    >>> tree = small([0, 60, 90], [-1, 0, 0], width=10, height=4)
    >>> tree.row.tolist(), sorted(tree.edges)
    ([0, 2, 1], [1, 2])
    """
    return _small(trace(times, parent), width, height, radius, top)


def large(
    times: npt.ArrayLike, parent: npt.ArrayLike, *, width: float, height: float,
    measure: Measure, lines: int = LINES,
) -> Dots:  # fmt: skip
    """Lay out a cascade as lines with stacked dots, time logarithmic since the source.

    Parameters
    ----------
    measure
        Width and height of a branch's label, by rank, post and size.
    lines
        Accounts that get a line of their own, at most.

    Returns
    -------
    Dots
        `fits` is False where even the smallest dots are too many for the height.

    Examples
    --------
    >>> tree = large([0, 60, 90, 95, 97], [-1, 0, 1, 1, 1], width=10, height=4,
    ...              measure=lambda rank, post, size: (0.5, 0.2))
    >>> len(tree.lines), tree.heads.threshold, tree.fits
    (2, 4, True)
    """
    return _large(trace(times, parent), width, height, measure, lines)


def density(
    times: npt.ArrayLike, parent: npt.ArrayLike, *, width: float, height: float,
    measure: Measure, lines: int = _AREA_LINES,
) -> Areas:  # fmt: skip
    """Lay out a very large cascade, or many at once, as lines with areas.

    Cascades with several first posts get a linear clock, and a first line for all that came
    through none of the accounts shown.

    Examples
    --------
    >>> tree = density([0, 60, 90, 95], [-1, 0, 1, 1], width=10, height=4,
    ...                measure=lambda rank, post, size: (0.5, 0.2))
    >>> int(tree.counts.sum()) + len(tree.heads.posts)
    4
    """
    return _density(trace(times, parent), width, height, measure, lines)


def fit(
    lineage: Lineage, *, width: float, height: float, measure: Measure,
    radius: npt.ArrayLike = 0.07, top: float = 0.0,
) -> Rows | Dots | Areas:  # fmt: skip
    """Choose the size of picture by the size of the cascade, and lay it out.

    A small cascade that is a broadcast, or too crowded for its rows, is drawn as lines; one of
    up to 20,000 posts whose stacks do not fit the height is drawn as areas.
    """
    measure = cache(measure)
    above = lineage.parent
    widest = int(np.bincount(above[above >= 0], minlength=1).max())
    broadcast = widest > _BROAD or (widest > _STAR and lineage.depth.max() == 1)
    if len(lineage) <= SMALL and not broadcast:
        rows = _small(lineage, width, height - FLOOR, radius, top)
        if rows.pitch >= _TIGHT:
            return rows
    if len(lineage) <= MANY:
        dots = _large(lineage, width, height, measure, LINES)
        if dots.fits:
            return dots
    return _density(lineage, width, height, measure, _AREA_LINES)


def _small(
    lineage: Lineage, width: float, height: float, radius: npt.ArrayLike, top: float
) -> Rows:
    sizes = np.broadcast_to(np.asarray(radius, dtype=np.float64), len(lineage))
    return lay_rows(lineage, width, height, np.array(sizes), top=top)


def _large(lineage: Lineage, width: float, height: float, measure: Measure, lines: int) -> Dots:
    heads = find_heads(lineage, most=lines)
    return lay_dots(heads, _clock(lineage, width, measure), width, height, measure)


def _density(lineage: Lineage, width: float, height: float, measure: Measure, lines: int) -> Areas:
    heads = find_heads(lineage, most=lines)
    return lay_areas(heads, _clock(lineage, width, measure), width, height, measure)


def _clock(lineage: Lineage, width: float, measure: Measure) -> Log | Linear:
    """Choose time since the source, or the time between the first and the last of several.

    It is linear, so that a stack's height is a rate, unless that would squeeze half of all posts
    into a tenth of the width or the last ones lie far beyond the others; then it is logarithmic.
    """
    right = width - measure(0, 0, len(lineage))[0] - 0.2
    if len(lineage.roots) == 1:
        axis, beyond = log_axis(lineage.time, SOURCE, right)
        late = not beyond and np.median(lineage.time) > EARLY * axis.end
        return Linear(0.0, axis.end, SOURCE, right) if late else axis
    first, last = float(lineage.time.min()), float(lineage.time.max())
    return Linear(first, max(last, first + HOUR), 0.3, right)
