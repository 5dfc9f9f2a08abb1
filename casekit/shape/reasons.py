"""Where the archive does not show the shape of a cascade, and why."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.spread import Forest

__all__ = ["STAR", "blind", "counts", "reasons"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

STAR = "star: the platform names only the original of a repost, not who passed it on"


def counts(trees: Forest, marked: Flags) -> Ints:
    """Count the marked places of each cascade."""
    return np.bincount(trees.cascade[marked], minlength=len(trees.roots))


def blind(trees: Forest, hidden: Flags) -> Flags:
    """Mark the cascades whose shape is that of the archive or the platform.

    Parameters
    ----------
    trees
        The forest.
    hidden
        Places of reposts of which only the original is known.
    """
    return counts(trees, trees.orphan | trees.cut | hidden) > 0


def reasons(trees: Forest, tops: Ints, hidden: Flags) -> NDArray[np.object_]:
    """Say of each cascade why a measure is NA, None where none is; the last of several stands."""
    lost, circles = counts(trees, trees.orphan), counts(trees, trees.cut)
    links, stars = counts(trees, trees.parent >= 0), counts(trees, hidden)
    said = np.full(len(trees.roots), None, dtype=object)
    said[links + tops == 1] = "a single post has no pairs"
    _say(said, tops > 1, "no single tree: {} posts stand at the top", tops)
    _say(said, circles > 0, "links that close a circle: {}", circles)
    _say(said, lost > 0, "parents that are not in the archive: {}", lost)
    some = (stars > 0) & (stars < links)
    _say(said, some, "{} of {} links are reposts that name only the original", stars, links)
    said[(stars > 0) & (stars == links)] = STAR
    return said


def _say(said: NDArray[np.object_], where: Flags, text: str, *numbers: Any) -> None:
    which = np.flatnonzero(where)
    said[which] = [text.format(*row) for row in zip(*(n[which] for n in numbers), strict=True)]
