"""One band a platform: where it began, and when it crossed over to the next one.

Time runs to the right, on a clock that is broken at silences. Posts of a platform are stacked on
its band, the first platform on top; links are drawn where they lead from one band to another.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import theme
from casekit.language import Language
from casekit.layout import bands as tints
from casekit.layout import telling
from casekit.layout.axis import Broken, Linear, broken, bursts
from casekit.layout.cascade import Cascade
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit
from casekit.layout.scene import Measured, Play, Scene, Stroke, Words, chosen
from casekit.layout.signs import Entry, days, link_width

__all__ = ["compose"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LEFT, _FOOT, _HEAD, _AIR = 1.7, 0.5, 0.3, 0.14
_DOTS = (0.13, 0.1, 0.08, 0.06, 0.045, 0.03, 0.02)
_STEPS = 60
_TINTS = ("#1F7FB5", "#C2620E", "#7B3F98", "#0B8573", "#5A4632", "#8A97A3")
"""Of the bands, from the first; a post by somebody with a part in the case has that role's."""
_STEP = np.linspace(0, 1, 15)


def compose(
    seen: Cascade, box: Box, speak: Language, measure: Measured, _names: bool = False
) -> Scene:
    """Compose the picture in a box of the sheet; no account is named in it."""
    posts = chosen(seen)
    where = _platforms(seen)
    bands = [name for name, _ in sorted(
        ((name, seen.lineage.time[where == name].min()) for name in set(where.tolist())),
        key=lambda pair: (pair[1], pair[0]))]  # fmt: skip
    row = np.array([bands.index(name) for name in where.tolist()])
    axis = _clock(seen, box)
    field = Box(box.left + _LEFT, box.bottom + _FOOT, box.right, box.top - _HEAD)
    places = box.left + _LEFT + axis.place(seen.lineage.time)
    x, y, wide, edges = _stacked(places, row, posts, len(bands), field)
    above = seen.lineage.parent[posts]
    over = (above >= 0) & (row[posts] != row[np.maximum(above, 0)])
    lead = np.zeros(len(seen.posts), dtype=bool)
    lead[above[over]] = True
    rim = lead[posts]
    diameter = np.where(rim | over | seen.own[posts], np.maximum(wide * 1.25, 0.1), wide)
    colors = _colors(seen, row)
    seat = np.full(len(seen.posts), -1)
    seat[posts] = np.arange(len(posts))
    inner = int((seen.parent >= 0).sum()) - _crossing(seen, row)
    order = np.argsort(diameter, kind="stable")
    return Scene(
        _finding(seen, bands, where, speak), telling.subtitle(seen, speak, straight=False),
        _notes(seen, len(posts), inner, axis, speak),
        speak("One band for each of {k} platforms, and {n} links between them.", k=len(bands),
              n=speak.number(_crossing(seen, row))),
        seen.grades, _entries(seen, posts, speak), posts[order], above[order],
        (seen.lineage.size[posts] - 1)[order], x[order], y[order], diameter[order],
        [colors[n] for n in posts[order].tolist()], seen.own[posts][order], rim[order],
        strokes=_links(seen, posts, above, over, seat, x, y, row),
        grounds=[(_outline(field, low, high), theme.PANEL) for low, high in edges],
        guides=_rules(seen, field, edges, places),
        words=[*_band_words(box, edges, bands, where, speak),
               *_ticks(seen, axis, box, speak, measure),
               *_answer(seen, field, box, places, speak, measure)],
        play=_play(seen, axis, box, field, speak),
    )  # fmt: skip


def _platforms(seen: Cascade) -> npt.NDArray[np.object_]:
    return np.asarray(seen.posts["platform"].astype("object").fillna("").to_numpy())


def _name(platform: str, speak: Language) -> str:
    return platform or speak("platform not known")


def _crossing(seen: Cascade, row: Ints) -> int:
    up = seen.lineage.parent
    return int(((up >= 0) & (row != row[np.maximum(up, 0)])).sum())


def _clock(seen: Cascade, box: Box) -> Broken | Linear:
    """Break the clock at silences, where all bursts find room."""
    width = box.right - box.left - _LEFT - 0.1
    made = broken(bursts(seen.lineage.time), width)
    if made is not None:
        return made
    first, last = float(seen.lineage.time.min()), float(seen.lineage.time.max())
    return Linear(first, max(last, first + 3600), 0.1, width - 0.1)


def _stacked(
    places: Floats, row: Ints, posts: Ints, count: int, field: Box
) -> tuple[Floats, Floats, Floats, list[tuple[float, float]]]:
    """Stack the dots of each band, with the largest that fit, and share out the height."""
    tall = field.top - field.bottom - _AIR * (count - 1)
    weight = np.sqrt(np.maximum(np.bincount(row[posts], minlength=count), 12))
    share = tall * weight / weight.sum()
    for dot in _DOTS:
        bins = np.floor(places[posts] / dot).astype(np.int64)
        rank = _rank(row[posts], bins)
        need = np.array([rank[row[posts] == n].max(initial=0) + 1.5 for n in range(count)])
        if (need * dot <= share - 0.1).all():
            break
    pitch = np.minimum(dot, (share - 0.1) / need)
    top = field.top - np.concatenate([[0.0], np.cumsum(share + _AIR)[:-1]])
    base = top - share
    x = np.asarray((bins + 0.5) * dot, dtype=np.float64)
    y = np.asarray(base[row[posts]] + 0.06 + (rank + 0.5) * pitch[row[posts]], dtype=np.float64)
    return (
        x,
        y,
        np.full(len(posts), dot * 0.92),
        list(zip(base.tolist(), top.tolist(), strict=True)),
    )


def _rank(row: Ints, bins: Ints) -> Ints:
    order = np.lexsort((bins, row))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(row[order]) != 0) | (np.diff(bins[order]) != 0)
    start = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - start
    return rank


def _colors(seen: Cascade, row: Ints) -> list[str]:
    roles = seen.posts["role"].astype("object").fillna("").tolist()
    own = theme.ROLES["organisation"].mark
    return [
        own if mine else theme.ROLES[role].mark if role else _TINTS[min(band, len(_TINTS) - 1)]
        for mine, role, band in zip(seen.own.tolist(), roles, row.tolist(), strict=True)
    ]


def _links(
    seen: Cascade, posts: Ints, above: Ints, over: npt.NDArray[np.bool_], seat: Ints, x: Floats,
    y: Floats, row: Ints,
) -> list[Stroke]:  # fmt: skip
    """Draw what crossed over, in the colour of the band that it left."""
    held = np.flatnonzero(over & (seat[np.maximum(above, 0)] >= 0))
    many = len(held) > 150
    out = []
    ease = _STEP * _STEP * (3 - 2 * _STEP)
    for n in held.tolist():
        up = int(seat[above[n]])
        bend = x[up] + (x[n] - x[up]) * _STEP**2
        grade = str(seen.grade[posts[n]])
        path = np.column_stack([bend, y[up] + (y[n] - y[up]) * ease])
        width = (0.5 if many else 1.2) * link_width(grade)
        color = tints.tint(_TINTS[min(int(row[above[n]]), len(_TINTS) - 1)], 0.3 if many else 0.6)
        out.append(Stroke(path, color, width, grade, int(posts[n])))
    return out


def _outline(field: Box, low: float, high: float) -> Floats:
    return np.array([[field.left, low], [field.right, low], [field.right, high],
                     [field.left, high]])  # fmt: skip


def _rules(
    seen: Cascade, field: Box, edges: list[tuple[float, float]], places: Floats
) -> list[Stroke]:
    out = [Stroke(np.array([[field.left, low], [field.right, low]]), theme.INK_SOFT, 1.0)
           for low, _ in edges]  # fmt: skip
    if seen.answer >= 0:
        x = float(places[seen.answer])
        out.append(Stroke(np.array([[x, field.bottom], [x, field.top + 0.06]]),
                          theme.ROLES["organisation"].mark, 3.0))  # fmt: skip
    return out


def _answer(
    seen: Cascade, field: Box, box: Box, places: Floats, speak: Language, measure: Measured
) -> list[Words]:
    if seen.answer < 0:
        return []
    text = speak("First answer")
    half = measure(text, 15.0, True) / 2
    x = float(np.clip(places[seen.answer], box.left + half, box.right - half))
    return [Words(x, field.top + 0.2, text, 15.0, theme.ROLES["organisation"].text, True, "center")]


def _band_words(
    box: Box, edges: list[tuple[float, float]], bands: list[str],
    where: npt.NDArray[np.object_], speak: Language,
) -> list[Words]:  # fmt: skip
    out = []
    for name, (low, high) in zip(bands, edges, strict=True):
        count = speak.number(int((where == name).sum()))
        size, shown = fit(_name(name, speak), _LEFT - 0.2, 13.0, 9.0, bold=True)
        middle = (low + high) / 2
        out.append(Words(box.left, middle + 0.11, shown[0], size, theme.INK, True))
        out.append(Words(box.left, middle - 0.11, count, 11.5, theme.INK_SOFT))
    return out


def _ticks(
    seen: Cascade, axis: Broken | Linear, box: Box, speak: Language, measure: Measured
) -> list[Words]:
    """Name the bursts of a broken clock with the silences between them, or the days."""
    base, left = box.bottom + _FOOT, box.left + _LEFT
    if isinstance(axis, Linear):
        named = [(tick, tick.day or tick.time) for tick in days(axis, seen.start, seen.zone, speak)]
        return [Words(left + tick.x, base - 0.2, text, 11.5, theme.INK, bool(tick.day), "center")
                for tick, text in named if text]  # fmt: skip
    out, edge = [], -np.inf
    for block in axis.blocks:
        text = telling.block_span(block, speak)
        half, middle = measure(text, 11.5, True) / 2, left + (block.left + block.right) / 2
        if middle - half > edge + 0.08:
            out.append(Words(middle, base - 0.2, text, 11.5, theme.INK, True, "center"))
            edge = middle + half
    for one, two in pairwise(axis.blocks):
        middle = left + (one.right + two.left) / 2
        out.append(Words(middle, base, "//", 12.0, theme.INK_SOFT, align="center", halo=True))
        quiet = telling.silence(two.start - one.end, speak)
        if measure(quiet, 9.0, False) < 0.6:
            out.append(Words(middle, base - 0.38, quiet, 9.0, theme.INK_SOFT, align="center"))
    return out


def _finding(
    seen: Cascade, bands: list[str], where: npt.NDArray[np.object_], speak: Language
) -> str:
    count = speak.number(len(seen.posts))
    if len(bands) == 1:
        return speak(
            "All {n} posts on one platform: {first}", n=count, first=_name(bands[0], speak)
        )
    first, last = bands[0], bands[-1]
    begun = [float(seen.lineage.time[where == name].min()) for name in (first, last)]
    span: Any = pd.Timedelta(seconds=round(begun[1] - begun[0]))
    return speak("From {first} to {last} in {span}: {n} posts on {k} platforms", n=count,
                 first=_name(first, speak), last=_name(last, speak), k=len(bands),
                 span=speak.duration(span))  # fmt: skip


def _notes(
    seen: Cascade, drawn: int, inner: int, axis: Broken | Linear, speak: Language
) -> list[str]:
    parts = telling.counted(seen, speak)
    if inner:
        parts.append(speak("Links within one platform are not drawn: {n}.", n=speak.number(inner)))
    if isinstance(axis, Broken) and len(axis.blocks) > 1:
        parts.append(speak("Time runs evenly within each block."))
    return [*parts, *telling.thinned(seen, drawn, speak)]


def _entries(seen: Cascade, posts: Ints, speak: Language) -> list[Entry]:
    held = set(seen.posts["role"].iloc[posts].dropna().astype(str))
    out = [Entry(speak(role), look.mark) for role, look in theme.ROLES.items()
           if role in held and role != "organisation"]  # fmt: skip
    if seen.own.any():
        out.append(Entry(seen.who or speak("organisation"), theme.DEPTH[0], square=True))
    out.append(Entry(speak("led to another platform"), "white", theme.INK, points=11.0, size=True))
    return out


def _play(seen: Cascade, axis: Broken | Linear, box: Box, field: Box, speak: Language) -> Play:
    ends = (axis.blocks[0].left, axis.blocks[-1].right) if isinstance(axis, Broken) else (
        axis.left, axis.right)  # fmt: skip
    places = np.linspace(*ends, _STEPS + 1)[1:]
    came = np.searchsorted(np.sort(axis.place(seen.lineage.time)), places + 1e-6, side="right")
    said = [
        speak("{span} after the first post: {n} of {all}", n=speak.number(int(n)),
              span=speak.duration(pd.Timedelta(seconds=round(float(time)))),
              all=speak.number(len(seen.posts)))
        for n, time in zip(came, axis.back(places), strict=True)
    ]  # fmt: skip
    said[-1] = speak("All {n}", n=speak.number(len(seen.posts)))
    return Play(box.left + _LEFT + places + 0.02, said, field)
