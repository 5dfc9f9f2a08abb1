"""The tree of posts that grows in the replay: places from the layout of the time tree."""

from typing import Any

import numpy as np
import pandas as pd

from casekit import language, schema, spread
from casekit.cases import crowds
from casekit.errors import CatalogueError, SchemaError
from casekit.layout.axis import Linear
from casekit.layout.lineage import trace
from casekit.layout.lines import Line, find_heads
from casekit.layout.stacks import lay_dots
from casekit.layout.timetree import MANY
from casekit.layout.window import Window
from casekit.workshop.axis import LENGTH, place
from casekit.workshop.story import Story
from casekit.workshop.wording import crowd

__all__ = ["tree"]

_HEIGHT = 3.1
_LINES = 6


def tree(story: Story, axis: Window, posts: pd.DataFrame | None = None) -> dict[str, Any] | None:
    """Lay out posts on the clock of a story: lines with stacked dots, as in the time tree.

    Parameters
    ----------
    story
        The story.
    axis
        Its clock, as :func:`casekit.workshop.axis.window` gives it.
    posts
        Posts of an archive; None: the crowd that comes with the case, if one does.

    Raises
    ------
    SchemaError
        More posts than have a dot each.

    Examples
    --------
    >>> import casekit as ck
    >>> from casekit.workshop import of
    >>> from casekit.workshop.axis import window
    >>> story = of(ck.load.case("british-airways-2013"), minutes=90)
    >>> found = tree(story, window(story))
    >>> len(found["p"]), found["grade"]
    (1416, 'reconstructed')
    """
    if posts is None:
        try:
            posts = crowds.posts(story.real)
        except CatalogueError:
            return None
    kept = posts[posts["at"].between(axis.start, axis.end)]
    if kept.empty:
        return None
    if len(kept) > MANY:
        raise SchemaError(f"{len(kept):,} posts are too many for a dot each",
                          cure=f"give at most {MANY:,}, such as those of one cascade")  # fmt: skip
    found = spread.forest(kept, spread.edges(kept, rule="reported"))
    kept = kept.iloc[found.rows]
    places = np.array([place(axis, at) for at in kept["at"]])
    heads = find_heads(trace(places, found.parent), most=_LINES)
    dots = lay_dots(heads, Linear(0.0, 1.0, 0.0, LENGTH), LENGTH, _HEIGHT, lambda *_: (0.0, 0.0))
    count = len(kept)
    x, y, radius = dots.x[:count], dots.y[:count], np.nan_to_num(dots.radius[:count])
    drawn = dots.heads.lineage.time[:count]
    x[radius > 0] = drawn[radius > 0] * LENGTH
    trunk = float(drawn.min()) * LENGTH
    depth = np.minimum(dots.heads.lineage.depth[:count], 4)
    order = np.argsort(drawn, kind="stable")
    return {
        "width": LENGTH, "height": round(max(dots.height, 0.5), 3), "dot": round(dots.dot, 4),
        "p": _list(drawn[order], 5), "x": _list(x[order], 3), "y": _list(y[order], 3),
        "r": _list(radius[order], 3), "d": np.maximum(depth, 0)[order].tolist(),
        "lines": [_line(line, x[heads.posts[line.heads[0]]], trunk) for line in dots.lines if
                  not (heads.joined and line.heads[0] == 0)],
        "grade": schema.worst(kept["evidence"]),
        "note": _note(story, kept, len(posts) - count),
    }  # fmt: skip


def _line(line: Line, first: float, trunk: float) -> dict[str, float | None]:
    """Give a line from its first post on; no connector comes down before the source was there."""
    hangs = not np.isnan(line.fall)
    drop = max(line.drop, trunk) if hangs else first
    return {
        "from": round(float(first / LENGTH), 6), "left": round(float(min(drop, first)), 3),
        "right": round(float(line.right), 3), "y": round(float(line.y), 3),
        "fall": round(float(line.fall), 3) if hangs else None,
    }  # fmt: skip


def _list(values: Any, digits: int) -> list[float]:
    return [float(value) for value in np.round(values, digits)]


def _note(story: Story, posts: pd.DataFrame, outside: int) -> str:
    """Say what a dot is, and how many lie outside of the clock."""
    speak = language.of(story.lang)
    if "stands_for" in posts.columns:
        note = crowd(story, posts)
    else:
        note = speak("A dot is a post: {n} from the archive.", n=speak.number(len(posts)))
    if outside:
        note += " " + speak("Outside of this clock: {n}.", n=speak.number(outside))
    return note
