"""A cascade as rings of time: from the source in the middle outwards, one wedge a branch.

Radius is logarithmic time since the source, and the angle of a branch is its share of those whom
nobody passed on from. Compact, for one strong slide; times are read better from the time tree.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import theme
from casekit.language import Language
from casekit.layout import kernels, telling
from casekit.layout.axis import Log, log_axis
from casekit.layout.cascade import Cascade
from casekit.layout.lanes import Box
from casekit.layout.lineage import Lineage, join
from casekit.layout.lines import find_heads
from casekit.layout.scene import Measured, Play, Scene, Stroke, Words, chosen
from casekit.layout.signs import Entry, link_width, shade

__all__ = ["angles", "compose", "steps_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_INNER = 0.3
"""Radius of the ring of the first minute, in inches."""
_LABELLED = 6
_STEPS = 60


def angles(lineage: Lineage) -> Floats:
    """Give each post the middle of its wedge, clockwise from the top, in turns.

    The wedges of what came from one post lie side by side within its own, in the order of time.

    Examples
    --------
    >>> from casekit.layout.lineage import trace
    >>> angles(trace([0, 10, 20, 30], [-1, 0, 0, 2])).tolist()
    [0.5, 0.25, 0.75, 0.75]
    """
    joined = join(lineage) if len(lineage.roots) > 1 else lineage
    rank = np.lexsort((joined.time, joined.parent))
    bounds = np.searchsorted(joined.parent[rank], np.arange(-1, len(joined) + 1))
    return kernels.fan(joined.parent, joined.order, rank, bounds)[: len(lineage)]


def compose(
    seen: Cascade, box: Box, speak: Language, measure: Measured, names: bool = False
) -> Scene:
    """Compose the picture in a box of the sheet."""
    lineage = seen.lineage
    middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    outer = (box.top - box.bottom) / 2 - 0.1
    axis = log_axis(lineage.time, _INNER, outer)[0]
    turn = angles(lineage) * 2 * np.pi
    radius = axis.place(lineage.time)
    if len(lineage.roots) == 1:
        radius[lineage.roots] = 0.0
    posts = chosen(seen)
    seat = np.full(len(seen.posts), -1)
    seat[posts] = np.arange(len(posts))
    heads = find_heads(lineage, most=24)
    big = np.zeros(len(seen.posts), dtype=bool)
    big[heads.posts[heads.posts < len(big)]] = True
    wide = _sizes(seen, big, outer)
    x = middle[0] + radius * np.sin(turn)
    y = middle[1] + radius * np.cos(turn)
    order = posts[np.argsort(lineage.size[posts], kind="stable")]
    colors = shade(seen)
    words, leads = _sizes_written(
        seen, heads.posts[heads.posts < len(big)], box, middle, x, y, speak, measure, names
    )
    return Scene(
        telling.finding_of(seen, heads, speak), telling.subtitle(seen, speak),
        _notes(seen, len(posts), axis, speak),
        speak("Rings of time around the source: {n} posts, depth {depth}.",
              n=speak.number(len(seen.posts)), depth=int(lineage.depth.max())),
        seen.grades, _entries(seen, posts, heads.threshold, speak),
        order, lineage.parent[order], lineage.size[order] - 1, x[order], y[order], wide[order],
        [colors[n] for n in order.tolist()], seen.own[order], big[order],
        strokes=_links(seen, posts, middle, radius, turn),
        guides=[*_rings(middle, axis), *leads],
        words=[*_ring_words(middle, axis, x[posts], y[posts], speak), *words],
        play=_play(seen, middle, axis, box, radius, speak),
    )  # fmt: skip


def _sizes(seen: Cascade, big: npt.NDArray[np.bool_], outer: float) -> Floats:
    """Size dots so that a ring of them has room, and heads by how much came through them."""
    size = seen.lineage.size.astype(float)
    plain = float(np.clip(2 * np.pi * outer / max(len(size), 1) * 2.2, 0.02, 0.1))
    most = max(size[seen.lineage.parent >= 0].max(initial=1.0), 0.1 * len(size))
    wide = np.where(big, np.maximum(0.08 + 0.3 * np.sqrt(np.minimum(size / most, 1)), plain), plain)
    wide[seen.lineage.parent < 0] = 0.3 if (seen.lineage.parent < 0).sum() == 1 else 0.12
    wide[seen.own] = np.maximum(wide[seen.own], 0.12)
    return np.asarray(wide)


def _links(
    seen: Cascade, posts: Ints, middle: tuple[float, float], radius: Floats, turn: Floats
) -> list[Stroke]:
    """Draw each link outwards in a curve that turns early, so that it stays in its wedge."""
    up = seen.lineage.parent[posts]
    held, up = posts[up >= 0], up[up >= 0]
    share = np.linspace(0, 1, 9)
    ease = 1 - (1 - share) ** 3
    r = radius[up][:, None] + (radius[held] - radius[up])[:, None] * share
    a = turn[up][:, None] + (turn[held] - turn[up])[:, None] * ease
    at_middle = radius[up] == 0
    a[at_middle] = turn[held][at_middle][:, None]
    paths = np.stack([middle[0] + r * np.sin(a), middle[1] + r * np.cos(a)], axis=2)
    thin = 0.45 if len(held) > 600 else 0.8 if len(held) > 150 else 1.0
    tint = theme.RULE if len(held) > 300 else theme.LINK
    return [
        Stroke(path, tint, thin * link_width(str(seen.grade[post])), str(seen.grade[post]), post)
        for path, post in zip(paths, held.tolist(), strict=True)
    ]


def _ring(middle: tuple[float, float], radius: float) -> Floats:
    turn = np.linspace(0, 2 * np.pi, 121)
    return np.column_stack([middle[0] + radius * np.sin(turn), middle[1] + radius * np.cos(turn)])


def _marks(axis: Log) -> list[float]:
    """Choose the round times whose rings have room for their words."""
    marks: list[float] = []
    for mark in axis.marks:
        place = float(axis.place(mark))
        if not marks or place - float(axis.place(marks[-1])) > 0.32:
            marks.append(mark)
    return marks


def _rings(middle: tuple[float, float], axis: Log) -> list[Stroke]:
    return [Stroke(_ring(middle, float(axis.place(mark))), theme.RULE, 1.0)
            for mark in _marks(axis)]  # fmt: skip


def _ring_words(
    middle: tuple[float, float], axis: Log, x: Floats, y: Floats, speak: Language
) -> list[Words]:
    """Write the times of the rings along the spoke on which the fewest dots stand near them."""
    marks = _marks(axis)
    radius = axis.place(marks)
    best, fewest = (0.0, 1.0), np.inf
    for turn in np.arange(16) / 16 * 2 * np.pi:
        way = np.sin(turn), np.cos(turn)
        at = np.column_stack([middle[0] + radius * way[0], middle[1] + radius * way[1]])
        wide = np.abs(x[:, None] - at[:, 0]) < 0.35
        near = int((wide & (np.abs(y[:, None] - at[:, 1]) < 0.13)).sum())
        if near < fewest:
            best, fewest = way, near
    return [
        Words(middle[0] + r * best[0], middle[1] + r * best[1], telling.log_mark(mark, speak),
              10.5, theme.INK_SOFT, align="center", halo=True)
        for mark, r in zip(marks, radius.tolist(), strict=True)
    ]  # fmt: skip


def _sizes_written(
    seen: Cascade, heads: Ints, box: Box, middle: tuple[float, float], x: Floats, y: Floats,
    speak: Language, measure: Measured, names: bool,
) -> tuple[list[Words], list[Stroke]]:  # fmt: skip
    """Write how much came through the largest branches, beside the rings, and lead there."""
    below = [int(post) for post in heads if seen.lineage.parent[post] >= 0]
    below = sorted(below, key=lambda n: -int(seen.lineage.size[n]))[:_LABELLED]
    out: list[Words] = []
    leads: list[Stroke] = []
    for side in (-1, 1):
        mine = sorted((n for n in below if (x[n] >= middle[0]) == (side > 0)), key=lambda n: -y[n])
        edge = box.top - 0.1
        for n, post in enumerate(mine):
            low = box.bottom + 0.12 + 0.3 * (len(mine) - 1 - n)
            at = float(np.clip(min(y[post], edge), low, box.top - 0.1))
            edge = at - 0.3
            rank = 0 if post == below[0] else 1
            size = int(seen.lineage.size[post]) - 1
            text = telling.branch_label(seen, rank, post, size, speak, names=names)
            start = middle[0] + side * ((box.top - box.bottom) / 2 + 0.35)
            room = (box.right - start) if side > 0 else (start - box.left)
            if measure(text, telling.LABEL, True) > room:
                text = speak.number(size)
            out.append(Words(start, at, text, telling.LABEL, theme.INK, True,
                             "left" if side > 0 else "right"))  # fmt: skip
            path = np.array(
                [[x[post], y[post]], [start - side * 0.25, at], [start - side * 0.06, at]]
            )
            leads.append(Stroke(path, theme.INK_SOFT, 0.7))
    return out, leads


def _notes(seen: Cascade, drawn: int, axis: Log, speak: Language) -> list[str]:
    parts = telling.counted(seen, speak)
    parts.append(speak("Distance from the middle is the time since the first post, logarithmic; "
                       "the angle says nothing but who belongs together."))  # fmt: skip
    beyond = int((seen.lineage.time > axis.end).sum())
    if beyond:
        parts.append(speak("Later than {mark}: {n}, drawn at the edge.", n=speak.number(beyond),
                           mark=telling.log_mark(axis.end, speak)))  # fmt: skip
    return [*parts, *telling.thinned(seen, drawn, speak)]


def _entries(seen: Cascade, posts: Ints, threshold: int, speak: Language) -> list[Entry]:
    out = steps_of(seen, posts, speak)
    out.append(Entry(speak("account that set off {n} or more (area: how many)",
                           n=speak.number(threshold - 1)), "white", theme.INK, points=13.0,
                     size=True))  # fmt: skip
    return out


def steps_of(seen: Cascade, posts: Ints, speak: Language) -> list[Entry]:
    """List what the colours of posts mean: steps from the source, the organisation."""
    words = telling.depth_words(seen, speak)
    steps = np.unique(np.minimum(seen.lineage.depth[posts][~seen.own[posts]], 4))
    out = [Entry(words[n], theme.DEPTH[n]) for n in steps.tolist()]
    if seen.own.any():
        out.append(Entry(seen.who or speak("organisation"), theme.DEPTH[0], square=True))
    return out


def _play(
    seen: Cascade, middle: tuple[float, float], axis: Log, box: Box, radius: Floats,
    speak: Language,
) -> Play:  # fmt: skip
    places = np.linspace(axis.left, axis.right, _STEPS + 1)[1:]
    came = np.searchsorted(np.sort(radius), places + 1e-6, side="right")
    said = [
        speak("{span} after the first post: {n} of {all}", n=speak.number(int(n)),
              span=speak.duration(pd.Timedelta(seconds=round(float(time)))),
              all=speak.number(len(seen.posts)))
        for n, time in zip(came, axis.back(places), strict=True)
    ]  # fmt: skip
    return Play(places, said, box, middle)
