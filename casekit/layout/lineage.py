"""Who came from whom, as arrays that a layout can walk without recursion."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from casekit.errors import SchemaError

__all__ = ["Lineage", "join", "trace"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lineage:
    """A cascade, ready to be laid out; all arrays run over its posts.

    `time` holds the second at which a post is drawn, `order` lists posts parents first, `size`
    counts a post and all that came through it, `unknown` marks posts without a time of their own
    and `early` those dated before their parent, which are drawn at the parent's time.
    """

    parent: Ints
    time: Floats
    depth: Ints
    size: Ints
    order: Ints
    unknown: Flags
    early: Flags

    def __len__(self) -> int:
        return len(self.parent)

    @property
    def roots(self) -> Ints:
        """The posts without a parent, first one first."""
        return self.order[self.parent[self.order] < 0]

    def children(self) -> list[list[int]]:
        """Give for each post those that came straight from it."""
        out: list[list[int]] = [[] for _ in range(len(self))]
        for post in self.order.tolist():
            if self.parent[post] >= 0:
                out[self.parent[post]].append(post)
        return out


def trace(times: npt.ArrayLike, parent: npt.ArrayLike) -> Lineage:
    """Walk a cascade once and note depth, size and the time at which each post is drawn.

    A post without a time is put at the earliest one that its parent allows; if nothing above it
    is known, at the first known time below it. A post dated before its parent is put at the
    parent's time.

    Parameters
    ----------
    times
        Seconds since the source; NaN where unknown.
    parent
        Position of the parent; -1 for a first post.

    Raises
    ------
    SchemaError
        Posts whose parents go in a circle.

    Examples
    --------
    >>> line = trace([0, 60, float("nan"), 30], [-1, 0, 1, 2])
    >>> line.time.tolist(), line.depth.tolist(), line.early.tolist()
    ([0.0, 60.0, 60.0, 60.0], [0, 1, 2, 3], [False, False, False, True])
    """
    from casekit.layout import kernels

    own = np.asarray(times, dtype=np.float64)
    above = np.asarray(parent, dtype=np.int64)
    by_parent = np.argsort(above, kind="stable")
    bounds = np.searchsorted(above[by_parent], np.arange(-1, len(above) + 1))
    order, depth = kernels.walk(above, by_parent, bounds)
    if len(order) < len(above):
        raise SchemaError(
            f"{len(above) - len(order):,} posts have parents that go in a circle",
            cure="give each post at most one parent, dated before it",
        )
    size, time, early = kernels.settle(above, order, own)
    return Lineage(above, time, depth, size, order, np.isnan(own), early)


def join(lineage: Lineage) -> Lineage:
    """Hang several first posts below one stand-in, added as the last post; depths stay."""
    n = len(lineage)
    parent = np.append(np.where(lineage.parent < 0, n, lineage.parent), -1)
    start = lineage.time.min() if n else 0.0
    return replace(
        lineage,
        parent=parent,
        time=np.append(lineage.time, start),
        depth=np.append(lineage.depth, -1),
        size=np.append(lineage.size, n + 1),
        order=np.append(n, lineage.order),
        unknown=np.append(lineage.unknown, False),
        early=np.append(lineage.early, False),
    )
