"""What stands on a line: dots stacked in bins one dot wide, or areas where there are too many."""

from collections.abc import Callable
from dataclasses import dataclass

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
    best = None
    for scale in (1.0, 0.75, 0.55, 0.4):
        found = _stacked(heads, axis, width, height, measure, head_radius(heads, scale))
        if best is None or (found.fits, found.dot) > (best.fits, best.dot):
            best = found
        if best.fits and best.dot >= READABLE:
            break
    assert best is not None
    return best


def _stacked(
    heads: Heads, axis: Log | Linear, width: float, height: float, measure: Measure,
    radius: Floats,
) -> Dots:  # fmt: skip
    lineage, places = heads.lineage, head_places(heads, axis)
    first = np.array(continues(heads, places, radius))
    x = axis.place(lineage.time)
    plain = np.ones(len(lineage), dtype=bool)
    plain[heads.posts] = False
    posts = np.flatnonzero(plain)
    line = first[heads.owner]
    by_line = _groups(line[posts])

    def build(dot: float, gap: float) -> tuple[list[Line], float, Floats, Floats]:
        bins = np.floor(x[posts] / dot).astype(np.int64)
        centre = np.asarray((bins + 0.5) * dot, dtype=np.float64)
        up = _domes(line[posts], centre, dot, first, places, radius) + RISE
        up += (_rank(line[posts], bins, lineage.depth[posts]) + 0.5) * dot

        def stack(members: list[int], sky: Skyline) -> float:
            mine = by_line.get(int(first[members[0]]), np.empty(0, dtype=np.int64))
            np.minimum.at(sky.upper, bins[mine], -(up[mine] + dot / 2))
            np.maximum.at(sky.lower, bins[mine], 0.0)
            return float(centre[mine].max(initial=0.0) + dot / 2)

        lines, total = hang(heads, axis, width, stack, radius, bin=dot, gap=gap, measure=measure)
        return lines, total, centre, up

    dot = _largest(lambda d: build(d, _gap(d))[1] <= height, SMALLEST, LARGEST)
    gap = _largest(lambda g: build(dot, g)[1] <= height, _gap(dot), 0.3)
    lines, total, centre, up = build(dot, gap)
    rows = {int(first[found.heads[0]]): found.y for found in lines}
    y = np.array([rows[number] for number in line.tolist()])
    x[posts], y[posts] = centre, y[posts] - up
    x[heads.posts] = places
    size = np.full(len(lineage), np.nan)
    size[heads.posts] = radius
    return Dots(heads, axis, x, y, size, dot, lines, total, total <= height + 1e-9)


def _gap(dot: float) -> float:
    return max(dot / 2, 0.03)


def _largest(fits: Callable[[float], bool], low: float, high: float) -> float:
    """Bisect for the largest value that fits; the low one if none does."""
    if fits(high):
        return high
    for _ in range(11):
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


def _groups(line: Ints) -> dict[int, Ints]:
    if not len(line):
        return {}
    order = np.argsort(line, kind="stable")
    names, starts = np.unique(line[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True))


def _domes(
    line: Ints, centre: Floats, dot: float, first: Ints, places: Floats, radius: Floats
) -> Floats:
    """Give how high the heads of its line reach where a dot stands, so that none is hidden."""
    up = np.zeros(len(line))
    for head, (x, r) in enumerate(zip(places, radius, strict=True)):
        mine = line == first[head]
        off = np.maximum(np.abs(centre - x) - dot / 2, 0.0)
        under = mine & (off < r)
        up[under] = np.maximum(up[under], np.sqrt(r * r - off[under] ** 2))
    return up


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
