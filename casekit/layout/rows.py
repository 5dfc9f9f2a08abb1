"""A conversation of up to sixty posts: every post its own dot, rows shared, no edge crossing.

Chains of answers run along a row; what branches off goes to the first row below in which it
touches nothing. Posts are walked parents first and branches placed last first, without recursion.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from casekit.layout.axis import Broken, Log, broken, bursts, log_axis
from casekit.layout.lineage import Lineage

__all__ = ["Rows", "lay_rows"]

Floats = npt.NDArray[np.float64]

APART = 0.22
"""Least distance of two dots of different chains in one row, in inches."""
CLEAR = 0.1
"""Least distance of an edge from a dot that is not its own, in inches."""
PITCH = 0.62
"""Distance of two rows for which they are chosen, in inches."""
WIDEST = 0.8
"""Up to which rows are drawn apart where there is room."""
SEARCH = 14
"""Rows among which the one with the fewest conflicts is taken."""
STEPS = np.linspace(0.0, 1.0, 13)


@dataclass(frozen=True)
class Rows:
    """Where the posts of a conversation stand, in inches from the upper left corner.

    `edges` holds one polyline a post that has a parent; `moved` marks dots that stand right of
    their time so that none hides another.
    """

    axis: Broken | Log
    x: Floats
    y: Floats
    radius: Floats
    row: npt.NDArray[np.int64]
    edges: dict[int, Floats]
    moved: npt.NDArray[np.bool_]
    pitch: float
    scale: float
    """By how much the dots had to shrink."""


@dataclass
class _Branch:
    """A chain of posts and all that hangs from it, placed relative to the chain's own row."""

    dots: list[int]
    rows: list[int]
    paths: dict[int, Floats] = field(default_factory=dict)


def lay_rows(
    lineage: Lineage, width: float, height: float, radius: Floats, *, top: float = 0.0
) -> Rows:
    """Place a conversation on a clock that is broken at its silences.

    Parameters
    ----------
    lineage
        The cascade.
    width, height
        Room for the dots, in inches.
    radius
        Radius of each dot, in inches; all shrink together if they do not fit.
    top
        Where the first row's middle stands.
    """
    axis: Broken | Log
    for scale in (1.0, 0.85, 0.7, 0.55, 0.4):
        size = radius * scale
        found = _clock(lineage, width, size)
        if found:
            axis, x, moved = found
            break
    else:
        axis = log_axis(lineage.time, 0.3, width - 0.3)[0]
        x, moved = _apart(lineage, axis.place(lineage.time), size)
        x = np.minimum(x, width - size)
    pitch = PITCH
    for _ in range(2):
        row, paths = _place(lineage, x, size, pitch)
        room = (height - top) / max(int(row.max()), 1)
        if room >= pitch:
            break
        pitch = room
    pitch = min(room, WIDEST)
    size = np.minimum(size, max(pitch * 0.46, 0.012)).astype(np.float64)
    for path in paths.values():
        path[:, 1] = path[:, 1] * pitch + top
    y = np.asarray(row * pitch + top, dtype=np.float64)
    return Rows(axis, x, y, size, row, paths, moved, pitch, float((size / radius).min()))


def _clock(
    lineage: Lineage, width: float, radius: Floats
) -> tuple[Broken, Floats, npt.NDArray[np.bool_]] | None:
    """Break the clock, with room in each block for the dots that had to be moved right."""
    parts = bursts(lineage.time)
    block = np.searchsorted(np.array([end for _, end, _ in parts]), lineage.time)
    pad = float(radius.max()) + 0.08
    tails = np.zeros(len(parts))
    for _ in range(12):
        axis = broken(parts, width, pad=pad, tails=tails)
        if axis is None:
            return None
        x, moved = _apart(lineage, axis.place(lineage.time), radius)
        over = np.zeros(len(parts))
        right = np.array([b.right for b in axis.blocks])
        np.maximum.at(over, block, x + radius + 0.06 - right[block])
        if (over <= 0).all():
            return axis, x, moved
        tails = tails + np.where(over > 0, over + 0.02, 0.0)
    return None


def _apart(
    lineage: Lineage, x: Floats, radius: Floats
) -> tuple[Floats, npt.NDArray[np.bool_]]:  # fmt: skip
    """Move answers right of what they answer, so that no dot of a chain hides another."""
    out = x.copy()
    heir = heirs(lineage)
    children = lineage.children()
    for post in lineage.order.tolist():
        branches = [child for child in children[post] if child != heir[post]]
        step = min(0.09, 0.5 / max(len(branches), 1))
        least = out[post] + 0.09
        for child in sorted(branches, key=lambda c: (x[c], c)):
            out[child] = max(out[child], least)
            least = out[child] + step
        if heir[post] >= 0:
            gap = radius[post] + radius[heir[post]] + 0.03
            out[heir[post]] = max(out[heir[post]], out[post] + gap)
    return out, out > x + 1e-9


def heirs(lineage: Lineage) -> list[int]:
    """Give for each post the child that continues its row, or -1.

    A child does so if more than half of what comes after the post comes through it.
    """
    heir = [-1] * len(lineage)
    size, parent = lineage.size, lineage.parent
    for post in lineage.order.tolist():
        up = int(parent[post])
        if up >= 0 and 2 * size[post] > size[up] - 1:
            heir[up] = post
    return heir


def _place(
    lineage: Lineage, x: Floats, radius: Floats, pitch: float
) -> tuple[npt.NDArray[np.int64], dict[int, Floats]]:
    """Build each chain from its last post back to its first, hanging its branches below it."""
    children, heir = lineage.children(), heirs(lineage)
    built: dict[int, _Branch] = {}
    for head in _chain_heads(lineage, heir):
        chain = [head]
        while heir[chain[-1]] >= 0:
            chain.append(heir[chain[-1]])
        whole = _Branch(list(chain), [0] * len(chain))
        for one, two in pairwise(chain):
            whole.paths[two] = np.array([[x[one], 0.0], [x[two], 0.0]])
        for post in reversed(chain):
            rest = [child for child in children[post] if child != heir[post]]
            for child in sorted(rest, key=lambda c: (-x[c], c)):
                _hang(whole, built.pop(child), post, x, radius, pitch)
        built[head] = whole
    row = np.zeros(len(lineage), dtype=np.int64)
    paths: dict[int, Floats] = {}
    forest = _Branch([], [])
    for root in lineage.roots.tolist():
        _hang(forest, built.pop(root), -1, x, radius, pitch)
    row[forest.dots] = forest.rows
    paths.update(forest.paths)
    return row, paths


def _chain_heads(lineage: Lineage, heir: list[int]) -> list[int]:
    """List the first posts of chains so that whatever hangs from a chain comes before it."""
    heads = [
        post
        for post in lineage.order.tolist()
        if lineage.parent[post] < 0 or heir[lineage.parent[post]] != post
    ]
    return heads[::-1]


def _hang(
    whole: _Branch, branch: _Branch, post: int, x: Floats, radius: Floats, pitch: float
) -> None:
    """Put a branch on the first row below in which it touches nothing; the last never crosses."""
    if not whole.dots:
        whole.dots, whole.rows, whole.paths = branch.dots, branch.rows, branch.paths
        return
    lowest = max(whole.rows) + 1
    first = branch.dots[0]
    scene = _Scene(whole, x, radius, pitch)
    best: tuple[float, int, Floats | None] | None = None
    far, room = float(x[first] - x[post]), scene.room(post)
    near = range(1 if post >= 0 else 0, min(lowest, SEARCH) + 1)
    for bend, steps in (
        (np.inf, near[:4]), (0.6 * far, near[:4]), (room, near), (0.3 * room, (*near, lowest)),
    ) if post >= 0 else ((0.0, (*near, lowest)),):  # fmt: skip
        for step in steps:
            link = _curve(x[post], x[first], step, bend) if post >= 0 else None
            cost = scene.conflicts(branch, step, link, post, best[0] if best else np.inf)
            if best is None or cost < best[0]:
                best = (cost, step, link)
            if cost == 0:
                break
        if best is not None and best[0] == 0:
            break
    assert best is not None
    _, step, link = best
    whole.dots += branch.dots
    whole.rows += [row + step for row in branch.rows]
    for child, path in branch.paths.items():
        whole.paths[child] = path + np.array([0.0, step])
    if link is not None:
        whole.paths[first] = link


def _curve(start: float, end: float, step: int, room: float) -> Floats:
    """Draw an S from one row down to another, level at both ends, that drops within `room`."""
    reach = min(end - start, room)
    early = STEPS**0.7  # leaves the row soon, so that it clears the dots that follow there
    ease = early * early * (3 - 2 * early)
    line = np.column_stack([start + reach * STEPS, step * ease])
    return line if reach >= end - start else np.vstack([line, [end, step]])


class _Scene:
    """What is already placed below a chain, to test a further branch against."""

    def __init__(self, whole: _Branch, x: Floats, radius: Floats, pitch: float) -> None:
        self.x, self.radius, self.pitch = x, radius, pitch
        self.dots = np.array(whole.dots)
        self.rows = np.array(whole.rows)
        self.segments = _segments(whole.paths, 0)

    def room(self, post: int) -> float:
        """Give how far right of a post a drop may reach before anything else stands there."""
        right = self.x[self.dots] - self.x[post]
        right = right[right > 1e-9]
        return float(right.min()) if len(right) else 99.0

    def conflicts(
        self, branch: _Branch, step: int, link: Floats | None, post: int, limit: float
    ) -> float:
        """Count what a branch would touch at a row, at least up to a limit; a crossing is 1,000."""
        dots, rows = np.array(branch.dots), np.array(branch.rows) + step
        same = rows[:, None] == self.rows[None, :]
        near = np.abs(self.x[dots][:, None] - self.x[self.dots][None, :])
        apart = self.radius[dots][:, None] + self.radius[self.dots][None, :] + 0.05
        count = float((same & (near < np.maximum(apart, APART))).sum())
        body = _segments(branch.paths, step)
        own = np.empty((0, 4))
        if link is not None:
            own = np.concatenate([link[:-1], link[1:]], axis=1)
            other = self.dots != post
            count += self._touch(own, self.dots[other], self.rows[other])
            count += self._touch(own, dots[1:], rows[1:])
        if count < limit:
            count += self._touch(body, self.dots, self.rows)
            count += self._touch(self.segments, dots, rows)
        if count < limit:
            count += 1000 * crossings(np.concatenate([body, own]), self.segments)
        return count

    def _touch(self, segments: Floats, dots: npt.NDArray[np.int64], rows: Floats) -> int:
        """Count dots that an edge passes too close by."""
        if not len(segments) or not len(dots):
            return 0
        reach = 0.3 / self.pitch
        near = (np.maximum(segments[:, 1], segments[:, 3]) > rows.min() - reach) & (
            np.minimum(segments[:, 1], segments[:, 3]) < rows.max() + reach
        )
        segments = segments[near]
        if not len(segments):
            return 0
        scale = np.array([1.0, self.pitch])
        a, b = segments[:, :2] * scale, segments[:, 2:] * scale
        p = np.column_stack([self.x[dots], rows * self.pitch])
        along = b - a
        length = np.maximum((along**2).sum(1), 1e-12)
        share = ((p[:, None, :] - a[None]) * along[None]).sum(2) / length
        foot = a[None] + np.clip(share, 0, 1)[:, :, None] * along[None]
        away = np.sqrt(((p[:, None, :] - foot) ** 2).sum(2)).min(1)
        return int((away < np.maximum(self.radius[dots] + 0.03, CLEAR)).sum())


def _segments(paths: dict[int, Floats], step: int) -> Floats:
    if not paths:
        return np.empty((0, 4))
    parts = [np.concatenate([path[:-1], path[1:]], axis=1) for path in paths.values()]
    return np.asarray(np.concatenate(parts) + np.array([0.0, step, 0.0, step]))


def crossings(one: Floats, two: Floats) -> int:
    """Count pairs of segments (x, y, x, y) that cross or lie on each other."""
    if not len(one) or not len(two):
        return 0
    low, high = two[:, [1, 3]].min(1), two[:, [1, 3]].max(1)
    two = two[(high >= one[:, [1, 3]].min()) & (low <= one[:, [1, 3]].max())]
    a, b = one[:, None, :2], one[:, None, 2:]
    c, d = two[None, :, :2], two[None, :, 2:]
    proper = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
    level = (a[..., 1] == b[..., 1]) & (c[..., 1] == d[..., 1]) & (a[..., 1] == c[..., 1])
    lap = np.minimum(b[..., 0], d[..., 0]) - np.maximum(a[..., 0], c[..., 0]) > 1e-9
    return int((proper | (level & lap)).sum())


def _side(a: Floats, b: Floats, c: Floats) -> Floats:
    """Say on which side of the line from a to b a point lies; a hair's breadth counts as on it."""
    area = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        c[..., 0] - a[..., 0]
    )
    return np.where(np.abs(area) < 1e-12, 0.0, area)
