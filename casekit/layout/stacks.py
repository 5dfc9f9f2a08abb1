"""What stands on a line: dots stacked in bins one dot wide, or areas where there are too many."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from casekit.layout.axis import Linear, Log
from casekit.layout.lines import (
    Heads,
    Line,
    Measure,
    Skyline,
    continues,
    hang,
    head_places,
    head_radius,
)

__all__ = ["Areas", "Dots", "lay_areas", "lay_dots"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SMALLEST, LARGEST = 0.009, 0.13
"""Bounds of a dot's diameter, in inches."""
READABLE = 0.03
RISE = 0.025
"""Distance of the lowest dot from its line, in inches."""
BINS = 380

_STEPS = 8
"""Halvings: a dot's diameter comes out to half a thousandth of an inch."""


@dataclass(frozen=True)
class Dots:
    """A cascade as lines with stacked dots, in inches from the upper left corner.

    `x` and `y` are places of posts; `radius` is that of line heads and NaN for plain dots, whose
    diameter is `dot`.
    """

    heads: Heads
    axis: Log | Linear
    x: Floats
    y: Floats
    radius: Floats
    dot: float
    lines: list[Line]
    height: float
    fits: bool


@dataclass(frozen=True)
class Areas:
    """A cascade as lines with areas: height over each bin, one row a line, in inches.

    `counts` holds the posts behind each height; heads are not counted in it.
    """

    heads: Heads
    axis: Log | Linear
    edges: Floats
    counts: Ints
    heights: Floats
    x: Floats
    radius: Floats
    lines: list[Line]
    height: float


def lay_dots(
    heads: Heads, axis: Log | Linear, width: float, height: float, measure: Measure
) -> Dots:
    """Stack the posts of a large cascade on its lines, with the largest dots that fit.

    Where the heads of the lines leave less than a readable dot, they shrink first.
    """
    best: tuple[bool, float, _Stacking] | None = None
    for scale in (1.0, 0.75, 0.55, 0.4):
        stacking = _Stacking(heads, axis, width, measure, head_radius(heads, scale))
        dot = _largest(partial(stacking.fits, height), SMALLEST, LARGEST)
        fits = stacking.fits(height, dot)
        if best is None or (fits, dot) > best[:2]:
            best = fits, dot, stacking
        if fits and dot >= READABLE:
            break
    assert best is not None
    return best[2].dots(best[1], height)


class _Stacking:
    """Plain posts in the order of their lines and times, to be stacked with dots of any size."""

    def __init__(
        self, heads: Heads, axis: Log | Linear, width: float, measure: Measure, radius: Floats
    ) -> None:
        self.heads, self.axis, self.width, self.measure = heads, axis, width, measure
        self.radius, self.places = radius, head_places(heads, axis)
        self.first = np.array(continues(heads, self.places, radius))
        self.x = axis.place(heads.lineage.time)
        self.line = self.first[heads.owner]
        plain = np.ones(len(heads.lineage), dtype=bool)
        plain[heads.posts] = False
        posts = np.flatnonzero(plain)
        self.posts = posts[np.lexsort((self.x[posts], self.line[posts]))]
        self.inner = self.x[self.posts]
        self.bounds = np.searchsorted(
            self.line[self.posts], np.arange(len(heads.posts) + 1), side="left"
        )

    def hang(self, dot: float, gap: float) -> tuple[list[Line], float]:
        """Hang the lines, each as high as its stacks of dots of one size."""
        bins = np.floor(self.inner / dot).astype(np.int64)

        def stack(members: list[int], sky: Skyline) -> float:
            head = int(self.first[members[0]])
            mine = bins[self.bounds[head] : self.bounds[head + 1]]
            if not len(mine):
                return 0.0
            starts = np.flatnonzero(np.diff(mine, prepend=-1))
            held, counts = mine[starts], np.diff(starts, append=len(mine))
            dome = self._dome((held + 0.5) * dot, dot, members)
            sky.upper[held] = np.minimum(sky.upper[held], -(dome + RISE + counts * dot))
            sky.lower[held] = np.maximum(sky.lower[held], 0.0)
            return float((held[-1] + 1) * dot)

        return hang(self.heads, self.axis, self.width, stack, self.radius, bin=dot, gap=gap,
                    measure=self.measure)  # fmt: skip

    def fits(self, height: float, dot: float) -> bool:
        """Say whether dots of one size fit the height, with the least gaps between lines."""
        return self.hang(dot, _gap(dot))[1] <= height

    def _dome(
        self, centre: npt.NDArray[np.floating[Any]], dot: float, members: list[int]
    ) -> Floats:
        """Give how high the heads of a line reach where a dot stands, so that none is hidden."""
        up = np.zeros(len(centre))
        for head in members:
            r = float(self.radius[head])
            off = np.maximum(np.abs(centre - self.places[head]) - dot / 2, 0.0)
            up = np.maximum(up, np.sqrt(np.maximum(r * r - off**2, 0.0)))
        return up

    def dots(self, dot: float, height: float) -> Dots:
        """Place every post, with the widest gaps between lines that the height allows."""
        low = _gap(dot)
        gap = _largest(lambda g: self.hang(dot, g)[1] <= height, low, max(low, 0.3))
        lines, total = self.hang(dot, gap)
        x, y = self.x, np.empty(len(self.x))
        bins = np.floor(self.inner / dot).astype(np.int64)
        x[self.posts] = centre = (bins + 0.5) * dot
        up = (_rank(self.line[self.posts], bins, self.heads.lineage.depth[self.posts]) + 0.5) * dot
        rows = np.zeros(len(self.first))
        for line in lines:
            head = int(self.first[line.heads[0]])
            rows[head] = line.y
            part = slice(self.bounds[head], self.bounds[head + 1])
            up[part] += self._dome(centre[part], dot, list(line.heads)) + RISE
        y[self.posts] = rows[self.line[self.posts]] - up
        posts = self.heads.posts
        x[posts], y[posts] = self.places, rows[self.first]
        size = np.full(len(x), np.nan)
        size[posts] = self.radius
        return Dots(self.heads, self.axis, x, y, size, dot, lines, total, total <= height + 1e-9)


def _gap(dot: float) -> float:
    return max(dot / 2, 0.03)


def _largest(fits: Callable[[float], bool], low: float, high: float) -> float:
    """Bisect for the largest value that fits; the low one if none does."""
    if fits(high):
        return high
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _rank(line: Ints, bins: Ints, depth: Ints) -> Ints:
    """Count the dots below each one in its stack; the nearest to the source lie lowest."""
    order = np.lexsort((depth, bins, line))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(line[order]) != 0) | (np.diff(bins[order]) != 0)
    start = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - start
    return rank


def lay_areas(
    heads: Heads, axis: Log | Linear, width: float, height: float, measure: Measure
) -> Areas:
    """Turn the stacks of a cascade into areas of root-scaled height, common to all lines."""
    for scale in (1.0, 0.75, 0.5, 0.3):
        found = _filled(heads, axis, width, height, measure, head_radius(heads, scale))
        if found.height <= height:
            break
    return found


def _filled(
    heads: Heads, axis: Log | Linear, width: float, height: float, measure: Measure,
    radius: Floats,
) -> Areas:  # fmt: skip
    lineage, places = heads.lineage, head_places(heads, axis)
    first = np.array(continues(heads, places, radius))
    names = np.unique(first)
    plain = np.ones(len(lineage), dtype=bool)
    plain[heads.posts] = False
    edges = np.linspace(axis.left, axis.right, BINS + 1)
    x = axis.place(lineage.time[plain])
    row = np.searchsorted(names, first[heads.owner[plain]])
    column = np.clip(np.searchsorted(edges, x, side="right") - 1, 0, BINS - 1)
    counts = np.bincount(row * BINS + column, minlength=len(names) * BINS).reshape(-1, BINS)
    shape = np.sqrt(counts / max(counts.max(), 1))
    bin = float(edges[1] - edges[0])
    offset = round(axis.left / bin)

    def build(most: float, gap: float) -> tuple[list[Line], float]:
        def stack(members: list[int], sky: Skyline) -> float:
            up = shape[np.searchsorted(names, first[members[0]])] * most
            filled = np.flatnonzero(up)
            slots = np.minimum(filled + offset, len(sky.upper) - 1)
            np.minimum.at(sky.upper, slots, -up[filled])
            np.maximum.at(sky.lower, slots, 0.0)
            return float(edges[filled[-1] + 1]) if len(filled) else 0.0

        return hang(heads, axis, width, stack, radius, bin=bin, gap=gap, measure=measure)

    most = _largest(lambda m: build(m, 0.05)[1] <= height, 0.05, 1.2)
    gap = _largest(lambda g: build(most, g)[1] <= height, 0.05, 0.3)
    lines, total = build(most, gap)
    order = [int(np.searchsorted(names, first[found.heads[0]])) for found in lines]
    return Areas(
        heads, axis, edges, counts[order], shape[order] * most, places, radius, lines, total
    )  # fmt: skip
