"""Where the archive does not show the shape of a cascade, and why."""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.sentence import Sentence
from casekit.spread import Forest
from casekit.spread.stars import opens, standins

__all__ = ["KEPT", "STAR", "TEXTS", "blind", "counts", "reasons", "told", "unseen"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

STAR = "star: the platform names only the original of a repost, not who passed it on"
KEPT = "no band: every parent stays as the archive reports it, and nothing is drawn"
_ALONE = "a single post has no pairs"
_SEVERAL = "no single tree: {n} posts stand at the top"
_CIRCLES = "links that close a circle: {n}"
_LOST = "parents that are not in the archive: {n}"
_SOME = "{n} of {links} links are reposts that name only the original"
_ACCOUNT = "{n} of {links} links name only an account, not which of its posts"
TEXTS = (STAR, KEPT, _ALONE, _SEVERAL, _CIRCLES, _LOST, _SOME, _ACCOUNT)


def counts(trees: Forest, marked: Flags) -> Ints:
    """Count the marked places of each cascade."""
    return np.bincount(trees.cascade[marked], minlength=len(trees.roots))


def blind(trees: Forest, hidden: Flags, accounts: Flags) -> Flags:
    """Mark the cascades whose shape is that of the archive or the platform.

    Parameters
    ----------
    trees
        The forest.
    hidden, accounts
        Places of reposts of which only the original is known, and of posts whose parent stands in
        for any post of an account.
    """
    return counts(trees, trees.orphan | trees.cut | hidden | accounts) > 0


def unseen(posts: pd.DataFrame, edges: pd.DataFrame | None, trees: Forest) -> Flags:
    """Mark the cascades whose shape posts and edges do not show."""
    return blind(trees, opens(posts, edges, trees), standins(posts, edges, trees))


def reasons(trees: Forest, tops: Ints, hidden: Flags, accounts: Flags) -> NDArray[np.object_]:
    """Say of each cascade why a measure is NA, None where none is; the last of several stands."""
    lost, circles = counts(trees, trees.orphan), counts(trees, trees.cut)
    links, stars = counts(trees, trees.parent >= 0), counts(trees, hidden)
    said = np.full(len(trees.roots), None, dtype=object)
    said[links + tops == 1] = _ALONE
    _say(said, tops > 1, _SEVERAL, tops)
    _say(said, circles > 0, _CIRCLES, circles)
    _say(said, lost > 0, _LOST, lost)
    _say(said, (stars > 0) & (stars < links), _SOME, stars, links)
    said[(stars > 0) & (stars == links)] = STAR
    anyone = counts(trees, accounts)
    _say(said, anyone > 0, _ACCOUNT, anyone, links)
    return said


def told(reason: str) -> Sentence:
    """Give a reason of a table, which is text, as a sentence again.

    Examples
    --------
    >>> told("links that close a circle: 1200").values
    {'n': 1200}
    """
    for text in TEXTS:
        numbers = re.sub(r"\\{(\w+)\\}", r"(?P<\1>\\d+)", re.escape(text))
        if found := re.fullmatch(numbers, reason):
            return Sentence(text, **{name: int(n) for name, n in found.groupdict().items()})
    return Sentence("{words}", words=reason)


def _say(said: NDArray[np.object_], where: Flags, text: str, *numbers: Ints) -> None:
    which, text = np.flatnonzero(where), re.sub(r"{\w+}", "{}", text)
    said[which] = [text.format(*row) for row in zip(*(n[which] for n in numbers), strict=True)]
