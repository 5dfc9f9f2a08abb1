"""A finished drawing of a spread that both twins only have to paint: dots, strokes, words.

All places are inches of the sheet from its lower left corner.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from casekit.language import Language
from casekit.layout.cascade import Cascade
from casekit.layout.lanes import Box
from casekit.layout.signs import Entry

__all__ = ["MOST", "Composer", "Measured", "Play", "Scene", "Stroke", "Words", "chosen"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Measured = Callable[[str, float, bool], float]
"""Gives the width in inches of words of a type size, bold or not."""

MOST = 6_000
"""Posts that are drawn one by one; of more, those through which most came, and a sample."""


@dataclass(frozen=True)
class Stroke:
    """A polyline; `node` is the post that it leads to, -1 for a guide without one."""

    path: Floats
    color: str
    width: float
    grade: str = "archived"
    node: int = -1


@dataclass(frozen=True)
class Words:
    """A line of text whose middle height stands at `y`."""

    x: float
    y: float
    text: str
    size: float
    color: str
    bold: bool = False
    align: str = "left"
    halo: bool = False


@dataclass(frozen=True)
class Play:
    """What a slider moves: a curtain over x, or a ring around `centre` that opens outwards."""

    places: Floats
    said: list[str]
    box: Box
    centre: tuple[float, float] | None = None


@dataclass(frozen=True)
class Scene:
    """What a picture holds.

    `posts` numbers what is drawn by the rows of the cascade, `above` the drawn one that each came
    from (-1: none); an account stands for the first post of its own that is drawn. `through` says
    how much came through each, and `told` what hover says, where it is not the post's own text.
    """

    title: str
    under: str
    notes: list[str]
    shown: str
    """What kind of picture it is, for those who cannot see it."""
    grades: tuple[str, ...]
    entries: list[Entry]
    posts: Ints
    above: Ints
    through: Ints
    x: Floats
    y: Floats
    wide: Floats
    colors: list[str]
    square: npt.NDArray[np.bool_]
    rim: npt.NDArray[np.bool_]
    """Marks dots with a dark outline, which set off many."""
    strokes: list[Stroke] = field(default_factory=list)
    guides: list[Stroke] = field(default_factory=list)
    grounds: list[tuple[Floats, str]] = field(default_factory=list)
    """Filled outlines behind all else, with their colour."""
    words: list[Words] = field(default_factory=list)
    play: Play | None = None
    told: list[str] | None = None

    def sentences(self, speak: Language, *, source: str | None, names: bool) -> str:
        """Put the notes behind the source, and say whether accounts are named."""
        parts = [*([speak.source(source)] if source else []), *self.notes]
        if not names:
            parts.append(speak("Private accounts are not named."))
        return " ".join(parts).replace("..", ".")


Composer = Callable[[Cascade, Box, Language, Measured, bool], Scene]
"""Composes a scene in a box; the last argument says whether accounts are named."""


def chosen(seen: Cascade, most: int = MOST) -> Ints:
    """Choose the posts to draw: all, or of too many those that matter and a sample of the rest.

    Who set off most stays, with all that led there; so does the organisation, and every post whose
    account plays a part in the case. Of the others every so manieth in the order of time stays.
    """
    count = len(seen.posts)
    if count <= most:
        return np.arange(count)
    keep = np.zeros(count, dtype=bool)
    keep[np.argsort(-seen.lineage.size, kind="stable")[: most // 2]] = True
    keep |= seen.own | seen.posts["role"].notna().to_numpy()
    parent = seen.lineage.parent
    for post in seen.lineage.order[::-1].tolist():
        if keep[post] and parent[post] >= 0:
            keep[parent[post]] = True
    rest = np.flatnonzero(~keep)
    rest = rest[np.argsort(seen.lineage.time[rest], kind="stable")]
    room = max(most - int(keep.sum()), 0)
    if room:
        keep[rest[np.linspace(0, len(rest) - 1, min(room, len(rest))).astype(np.int64)]] = True
    return np.flatnonzero(keep)
