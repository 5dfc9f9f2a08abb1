"""A large cascade: accounts that set off many are lines, all that came through them is on them.

A line hangs below the line it came from, by a vertical connector at its own time. Of the lines
that hang from one, the latest is nearest: an earlier one then drops left of all that is already
there, and no connector crosses a line.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from casekit.layout.axis import Linear, Log
from casekit.layout.lineage import Lineage, join

__all__ = [
    "LINES", "Heads", "Line", "Measure", "Skyline", "Stack", "find_heads", "hang", "head_places",
    "head_radius",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Measure = Callable[[int, int, int], tuple[float, float]]
"""Gives width and height of a label by rank (0: largest branch, -1: first line), post and size."""
Stack = Callable[[list[int], "Skyline"], float]

LINES = 18
"""Accounts with a line of their own, at most, beside the first."""
LEAST = 4
"""Posts that a branch must hold for a line of its own, its first included."""
TIE = 0.05
"""Distance at which a connector passes the head of a later line, in inches."""


@dataclass(frozen=True)
class Heads:
    """The posts that set off enough to be a line, and the post on whose line each other stands.

    `posts` lists them parents first, the source or its stand-in first of all; `above` is the
    position in `posts` of the head that each came through (-1: none); `owner` is that of every
    post of the cascade; `threshold` is the least that a head stands for, itself included.
    """

    lineage: Lineage
    posts: Ints
    above: Ints
    owner: Ints
    threshold: int
    joined: bool
    """Several first posts hang from a stand-in that is not drawn."""

    @property
    def size(self) -> Ints:
        """Posts that came through each head, itself not counted."""
        return self.lineage.size[self.posts] - 1


@dataclass(frozen=True)
class Line:
    """A drawn line, in inches from the upper left corner.

    `heads` are positions in `Heads.posts`; `drop` is where its connector comes down and `fall`
    the height from which it does (NaN: it has none). `rank` is 0 for the largest branch, and -1
    where nothing is written; the label's left end stands at `label`.
    """

    heads: tuple[int, ...]
    left: float
    right: float
    y: float
    drop: float
    fall: float
    rank: int
    label: tuple[float, float]


@dataclass
class Skyline:
    """What a line and all below it take up: least and greatest height over bins of width `bin`."""

    bin: float
    upper: Floats
    lower: Floats

    @classmethod
    def empty(cls, width: float, bin: float) -> "Skyline":
        """Give one that takes up nothing."""
        count = int(np.ceil(width / bin)) + 2
        return cls(bin, np.full(count, np.inf), np.full(count, -np.inf))

    def add(self, left: float, right: float, top: float, bottom: float) -> None:
        """Take up a rectangle."""
        a = max(int(np.floor(left / self.bin)), 0)
        b = min(int(np.floor(right / self.bin)) + 1, len(self.upper))
        if a < b:
            self.upper[a:b] = np.minimum(self.upper[a:b], top)
            self.lower[a:b] = np.maximum(self.lower[a:b], bottom)

    def top(self, left: float, right: float) -> float:
        """Give the least height between two places; 0 if nothing stands there."""
        a, b = max(int(np.floor(left / self.bin)), 0), int(np.floor(right / self.bin)) + 1
        return min(0.0, float(self.upper[a:b].min(initial=0.0)))

    def merge(self, other: "Skyline", down: float) -> None:
        """Take up all that another one does, so far below."""
        self.upper = np.minimum(self.upper, other.upper + down)
        self.lower = np.maximum(self.lower, other.lower + down)

    def clearance(self, other: "Skyline") -> float:
        """Give how far another one must be pushed down to lie below this one."""
        both = np.isfinite(self.lower) & np.isfinite(other.upper)
        return float((self.lower - other.upper)[both].max()) if both.any() else 0.0


def find_heads(lineage: Lineage, *, most: int = LINES) -> Heads:
    """Choose the accounts that get a line: the smallest threshold that gives at most so many.

    A mere link of a chain gets none, however much comes after it: a long conversation would
    become a staircase of its first posts.

    Examples
    --------
    >>> from casekit.layout.lineage import trace
    >>> line = trace(range(7), [-1, 0, 0, 1, 1, 1, 2])
    >>> found = find_heads(line, most=1)
    >>> found.posts.tolist(), found.owner.tolist(), found.threshold
    ([0, 1], [0, 1, 0, 1, 1, 1, 0], 4)
    """
    from casekit.layout import kernels

    joined = len(lineage.roots) > 1
    if joined:
        lineage = join(lineage)
    top = int(lineage.roots[0])
    standing = ~_links_of_chains(lineage)
    standing[top] = False
    ranked = np.sort(lineage.size[standing])[::-1]
    threshold = max(LEAST, int(ranked[most]) + 1 if len(ranked) > most else 0)
    is_head = standing & (lineage.size >= threshold)
    is_head[top] = True
    posts = lineage.order[is_head[lineage.order]]
    number = np.full(len(lineage), -1)
    number[posts] = np.arange(len(posts))
    owner, above = kernels.own(lineage.parent, lineage.order, number, len(posts))
    return Heads(lineage, posts, above, owner, threshold, joined)


def _links_of_chains(lineage: Lineage) -> npt.NDArray[np.bool_]:
    """Mark posts that carry on most of what came after their parent and set off little else.

    Most is more than half; little is less than a tenth of what they stand for, or than a line
    must hold, beside the one post that carries it on from them.
    """
    size, parent = lineage.size, lineage.parent
    heir = np.flatnonzero(parent >= 0)
    heir = heir[2 * size[heir] > size[parent[heir]] - 1]
    carried = np.zeros(len(size), dtype=np.int64)
    carried[parent[heir]] = size[heir]
    link = np.zeros(len(size), dtype=bool)
    link[heir] = size[heir] - 1 - carried[heir] < np.maximum(size[heir] / 10, LEAST - 1)
    return link


def head_radius(heads: Heads, scale: float = 1.0) -> Floats:
    """Give the radius of each line's head, its area by what it set off, in inches.

    The largest is that of the largest branch, or of a tenth of the cascade if that is more.
    """
    size = heads.size.astype(float)
    if heads.joined:
        size[0] = 0
    most = max(size[1:].max(initial=1.0), 0.1 * len(heads.lineage))
    radius = 0.035 + 0.175 * np.sqrt(np.minimum(size / most, 1.0))
    radius[0] = 0.0 if heads.joined else 0.16
    return np.asarray(np.where(radius > 0, np.maximum(radius * scale, 0.045), 0.0))


def head_places(heads: Heads, axis: Log | Linear) -> Floats:
    """Give where each head stands; the source stands left of the axis."""
    x = axis.place(heads.lineage.time[heads.posts])
    if not heads.joined:
        x[0] = axis.left - 0.3
    return x


def continues(heads: Heads, x: Floats, radius: Floats) -> list[int]:
    """Give for each head the first head of the drawn line it stands on.

    A head continues the line above it if it holds more than half of what comes after it and
    stands clear of the head there; never that of the source, so that the size of each large
    branch is written at a line of its own.
    """
    first = list(range(len(heads.posts)))
    last = list(range(len(heads.posts)))  # the last head so far on a line
    for head in range(1, len(heads.posts)):
        up = int(heads.above[head])
        if up == 0:
            continue
        share = 2 * (heads.size[head] + 1) > heads.size[up]
        line = first[up]
        clear = x[head] - x[up] >= radius[head] + radius[up] + 0.02
        if share and clear and last[line] == up:
            first[head], last[line] = line, head
    return first


@dataclass
class _Part:
    """A line being built, its own row at height zero, and what hangs below it."""

    heads: list[int]
    sky: Skyline
    left: float
    right: float
    drop: float
    reach: float
    """Left end of the line and of all that hangs from it."""
    label: tuple[float, float] = (np.nan, np.nan)
    rank: int = -1
    hung: list[tuple[int, float]] = field(default_factory=list)
    edge: float = np.inf
    """Left end of what hangs from it so far."""


def hang(
    heads: Heads, axis: Log | Linear, width: float, stack: Stack, radius: Floats, *, bin: float,
    gap: float, measure: Measure,
) -> tuple[list[Line], float]:  # fmt: skip
    """Place lines below each other so that nothing crosses or overlaps.

    Parameters
    ----------
    heads
        The accounts with a line.
    axis
        Where their times stand.
    width
        Width of the drawing in inches, labels included.
    stack
        Called with the heads of a line and a skyline: adds what stands on the line, returns the
        right end of it.
    radius
        Radius of each head.
    bin, gap
        Width of a bin of the skyline, and least distance of a line from what is above it.
    measure
        Width and height of a branch's label.

    Returns
    -------
    tuple
        The lines from the top, and their height together.
    """
    x = head_places(heads, axis)
    first = continues(heads, x, radius)
    members: dict[int, list[int]] = {}
    for head, line in enumerate(first):
        members.setdefault(line, []).append(head)
    below: dict[int, list[int]] = {line: [] for line in members}
    for line in sorted(members)[1:]:
        below[first[heads.above[line]]].append(line)
    ranks = _ranks(heads, members)
    parts: dict[int, _Part] = {}
    for line in sorted(members, reverse=True):
        sky = Skyline.empty(width, bin)
        right = stack(members[line], sky)
        reach = float(x[line] - radius[line])
        for head in members[line]:
            sky.add(x[head] - radius[head], x[head] + radius[head], -radius[head], radius[head])
            right = max(right, float(x[head] + radius[head]))
        right = max([right, *(float(x[child]) for child in below[line])])
        part = _Part(members[line], sky, float(x[line]), right, float(x[line]), reach)
        sky.add(part.left, right, -0.01, 0.01)
        _name(part, line, ranks, heads, measure)
        free = heads.joined and line == 0
        order = sorted(below[line], key=lambda child: (-x[child], child))
        for child in order:
            _hang_one(part, parts[child], child, float(x[child]), gap, free)
        parts[line] = part
    return _collect(heads, parts)


def _hang_one(part: _Part, own: _Part, child: int, x: float, gap: float, free: bool) -> None:
    """Hang a line below another: its connector left of all that hangs there, itself below."""
    if not free:
        own.drop = min(x, part.edge - TIE)
        own.left = min(own.left, own.drop)
        own.reach = min(own.reach, own.drop)
        own.sky.add(own.drop, x, -0.01, 0.01)
    part.edge = min(part.edge, own.reach)
    part.reach = min(part.reach, own.reach)
    if own.drop < part.left and not free:
        part.left = own.drop
        part.sky.add(own.drop, x, -0.01, 0.01)
    down = part.sky.clearance(own.sky) + gap
    part.sky.merge(own.sky, down)
    part.hung.append((child, down))


def _name(part: _Part, line: int, ranks: dict[int, int], heads: Heads, measure: Measure) -> None:
    """Keep room for the size of a branch at the end of its line, or for the word at the top."""
    if line == 0:
        wide, high = measure(-1, int(heads.posts[0]), int(heads.size[0]))
        start = max(part.left - 0.16, 0.0)
        top = part.sky.top(start, start + wide) - 0.05
        part.label = (start, top - high / 2)
        part.sky.add(start, start + wide, top - high, top)
    else:
        part.rank = ranks[line]
        wide, high = measure(part.rank, int(heads.posts[line]), int(heads.size[line]))
        start = part.right + 0.1
        part.label = (start, 0.0)
        part.sky.add(start - 0.05, start + wide, -high / 2, high / 2)


def _ranks(heads: Heads, members: dict[int, list[int]]) -> dict[int, int]:
    """Rank the branches, whose size is written at the end of their line, by it."""
    lines = sorted((line for line in members if line), key=lambda n: (-int(heads.size[n]), n))
    return {line: rank for rank, line in enumerate(lines)}


def _collect(heads: Heads, parts: dict[int, _Part]) -> tuple[list[Line], float]:
    """Read the heights off, from the first line down."""
    sky = parts[0].sky
    taken = np.isfinite(sky.upper)
    base = -float(sky.upper[taken].min())
    lines = []
    pending = [(0, base, np.nan)]
    while pending:
        number, y, fall = pending.pop()
        part = parts[number]
        hangs = number and not (heads.joined and heads.above[number] == 0)
        lines.append(
            Line(
                tuple(part.heads), part.left, part.right, y, part.drop, fall if hangs else np.nan,
                part.rank, (part.label[0], part.label[1] + y),
            )
        )  # fmt: skip
        pending += [(child, y + down, y) for child, down in part.hung]
    return sorted(lines, key=lambda line: line.y), base + float(sky.lower[taken].max())
