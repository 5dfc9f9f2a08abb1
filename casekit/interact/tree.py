"""The strokes of the time tree in plotly: clock, answer, edges, dots, lines, areas, legend."""

from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from casekit import theme
from casekit.interact.frame import WIDEST, pixels, rgba
from casekit.interact.hover import Telling
from casekit.interact.ruler import dash, label, lines, ruler
from casekit.language import Language
from casekit.layout import telling
from casekit.layout.axis import Broken, Linear
from casekit.layout.cascade import Cascade
from casekit.layout.lettering import measure
from casekit.layout.rows import Rows
from casekit.layout.sheet import MARGIN, WIDTH
from casekit.layout.signs import (
    OTHERS,
    THROUGH,
    Entry,
    Place,
    Upright,
    days,
    line_grades,
    line_label,
    link_width,
    shade,
)
from casekit.layout.stacks import Areas, Dots
from casekit.layout.telling import LABEL, branch_label

__all__ = ["areas", "branches", "clock", "dots", "edges", "heads", "key", "name", "stem"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_FAINT = 0.05
"""Opacity of posts that are not of the branch alone."""
_FEW = 2_000
"""Posts up to which plotly draws paths: a page may hold only so many WebGL pictures."""


def trace_of(seen: Cascade) -> Any:
    """Give plotly's class of traces for a cascade: WebGL where it has many posts."""
    return go.Scattergl if len(seen.posts) > _FEW else go.Scatter


def clock(
    figure: go.Figure, place: Place, seen: Cascade, made: telling.Picture, speak: Language
) -> None:
    """Give the figure the clock of its static twin, words and all."""
    axis, right = made.axis, WIDTH - MARGIN
    if isinstance(axis, Broken):
        marks = [
            (place.x((b.left + b.right) / 2),
             f"{telling.block_span(b, speak)} ({speak.number(b.posts)})") for b in axis.blocks
        ]  # fmt: skip
        for block in axis.blocks:
            figure.add_shape(
                type="rect", x0=place.x(block.left), x1=place.x(block.right), y0=place.bottom,
                y1=place.top, fillcolor=theme.PANEL, line={"width": 0}, layer="below",
            )  # fmt: skip
        for one, two in zip(axis.blocks, axis.blocks[1:], strict=False):
            middle = place.x((one.right + two.left) / 2)
            quiet = telling.silence(two.start - one.end, speak)
            for up, text, size in ((0.42, quiet, 10.0), (0.24, speak("silence"), 10.0),
                                   (0.0, "//", 12.0)):  # fmt: skip
                label(figure, middle, place.bottom + up, text, size, align="center",
                      color=theme.INK_SOFT)  # fmt: skip
        ruler(figure, MARGIN, right, place.bottom, place.top, marks, blocks=True)
        return
    if isinstance(axis, Linear):
        marks = [(place.x(t.x), t.day or t.time) for t in days(axis, seen.start, seen.zone, speak)]
    else:
        marks = [
            (float(place.x(axis.place(m))), telling.log_mark(m, speak)) for m in axis.marks
        ]  # fmt: skip
    ruler(figure, MARGIN, right, place.bottom, place.top, marks)


def stem(figure: go.Figure, place: Place, line: Upright | None) -> None:
    """Draw the first answer, or where there is none the time in which half came, shaded."""
    if line is None:
        return
    x = float(place.x(line.x))
    if not line.answer:
        figure.add_shape(
            type="rect", x0=place.x(0), x1=x, y0=place.bottom, y1=place.top, layer="below",
            fillcolor=theme.PANEL, line={"width": 0},
        )  # fmt: skip
    lines(figure, [[[x, place.bottom], [x, place.top + 0.06]]], color=line.color, width=line.width)
    half = measure(line.words, line.size, bold=True, font=WIDEST)[0] / 2
    centre = min(max(x, MARGIN + half), WIDTH - MARGIN - half)
    label(figure, centre, place.top + 0.2, line.words, line.size, bold=True, color=line.color,
          align="center")  # fmt: skip


def edges(figure: go.Figure, place: Place, seen: Cascade, made: Rows) -> None:
    """Draw the edges of a conversation, one trace a grade."""
    for own in (False, True):
        for grade in seen.grades:
            held = {post: np.column_stack([place.x(path[:, 0]), place.y(path[:, 1])])
                    for post, path in made.edges.items()
                    if seen.grade[post] == grade and bool(seen.own[post]) is own}  # fmt: skip
            strokes(figure, list(held.values()), list(held), grade, kind=trace_of(seen),
                    color=theme.ROLES["organisation"].mark if own else theme.LINK,
                    width=link_width(grade) * (2 if own else 1))  # fmt: skip


def strokes(
    figure: go.Figure, paths: list[Any], posts: list[int], grade: str, *, color: str,
    width: float, kind: Any = go.Scatter,
) -> None:  # fmt: skip
    """Draw polylines as one trace of a kind that knows to which post each of them leads."""
    if not paths:
        return
    gap = np.full((1, 2), np.nan)
    places = np.vstack([np.vstack([np.asarray(path, dtype=np.float64), gap]) for path in paths])
    owner = np.repeat(posts, [len(path) + 1 for path in paths])
    figure.add_trace(kind(
        x=places[:, 0].astype(np.float32), y=places[:, 1].astype(np.float32), mode="lines",
        hoverinfo="skip", showlegend=False, legendgroup=grade, customdata=owner.astype(np.int32),
        line={"color": color, "width": pixels(width), "dash": dash(grade)},
    ))  # fmt: skip


def branches(figure: go.Figure, place: Place, seen: Cascade, made: Dots | Areas) -> None:
    """Draw the lines and their connectors, each as well known as the worst link on it."""
    held: dict[str, tuple[list[Any], list[int]]] = {}
    for (_, grade), line in zip(line_grades(seen, made).items(), made.lines, strict=True):
        y, head = place.y(line.y), int(made.heads.posts[line.heads[0]])
        parts = [(grade, [[place.x(line.left), y], [place.x(line.right), y]])]
        if not np.isnan(line.fall):
            drop = place.x(line.drop)
            parts.append((str(seen.grade[head]) or grade, [[drop, place.y(line.fall)], [drop, y]]))
        for group, path in parts:
            paths, posts = held.setdefault(group, ([], []))
            paths.append(path)
            posts.append(head)
    for grade, (paths, posts) in held.items():
        strokes(figure, paths, posts, grade, color=theme.LINK, width=link_width(grade))


def dots(
    figure: go.Figure, seen: Cascade, told: Telling, which: Ints, x: Floats, y: Floats,
    wide: Floats, *, rim: float = 0.0,
) -> None:  # fmt: skip
    """Draw posts, one trace for all of one colour and mark of which one thing is known.

    Each knows its number and that of the post that it came from, for whoever isolates a branch.

    Parameters
    ----------
    x, y, wide
        Places on the sheet and diameters in inches, of the posts of `which`.
    """
    colors, unknown = shade(seen), seen.lineage.unknown
    looks: dict[tuple[int, str, str], list[int]] = {}
    for seat, post in enumerate(which.tolist()):
        symbol = "square" if seen.own[post] else "circle"
        symbol = "circle-open-dot" if unknown[post] else symbol
        color = theme.INK_SOFT if unknown[post] else colors[post]
        looks.setdefault((int(told.shared[post]), color, symbol), []).append(seat)
    texts = told.one(which)
    for (_, color, symbol), seats in looks.items():
        posts = which[seats]
        size = pixels(72) * wide[seats]
        figure.add_trace(trace_of(seen)(
            x=x[seats].astype(np.float32), y=y[seats].astype(np.float32), mode="markers",
            showlegend=False, legendgroup=str(seen.grade[posts[0]]) or None,
            text=[texts[n] for n in seats], customdata=numbers(seen, posts, seen.parent[posts]),
            hovertemplate=f"%{{text}}<br>{told.rest(int(posts[0]))}<extra></extra>",
            unselected={"marker": {"opacity": _FAINT}},
            marker={"size": float(size[0]) if np.ptp(size) == 0 else size.astype(np.float32),
                    "color": color, "symbol": symbol, "opacity": 1,
                    "line": {"width": rim, "color": "white"}},
        ))  # fmt: skip


def numbers(seen: Cascade, posts: Ints, parent: Ints) -> npt.NDArray[np.int32]:
    """Give number, parent's number and depth of posts, for the page's own script."""
    return np.column_stack([posts, parent, seen.lineage.depth[posts]]).astype(np.int32)


def areas(figure: go.Figure, place: Place, made: Areas) -> None:
    """Draw what stands on the lines as areas."""
    x = place.x((made.edges[:-1] + made.edges[1:]) / 2)
    for row, line in enumerate(made.lines):
        base = float(place.y(line.y))
        color = OTHERS if 0 in line.heads else THROUGH
        up = base + made.heights[row]
        post = np.full(2 * len(x), made.heads.posts[line.heads[0]], dtype=np.int32)
        figure.add_trace(go.Scatter(
            x=np.concatenate([x, x[::-1]]).astype(np.float32), fill="toself", mode="lines",
            y=np.concatenate([up, np.full(len(x), base)]).astype(np.float32), customdata=post,
            line={"width": 0}, fillcolor=rgba(color, 1), hoverinfo="skip", showlegend=False,
        ))  # fmt: skip


def heads(
    figure: go.Figure, place: Place, seen: Cascade, made: Dots | Areas, told: Telling,
    speak: Language, *, names: bool,
) -> None:  # fmt: skip
    """Draw the accounts that set off a line, with the sizes of the largest."""
    every = made.heads.posts
    x = made.x[every] if isinstance(made, Dots) else made.x
    radius = made.radius[every] if isinstance(made, Dots) else made.radius
    drawn = [(h, line) for line in made.lines for h in line.heads if every[h] < len(seen.posts)]
    which = np.array([h for h, _ in drawn], dtype=np.int64)
    posts = every[which]
    above = made.heads.above[which]
    parent = np.where(above >= 0, every[above], -1)
    parent = np.where(parent < len(seen.posts), parent, -1)
    colors = np.where(seen.lineage.unknown[posts], "white", np.array(shade(seen))[posts])
    figure.add_trace(go.Scatter(
        x=place.x(x[which]), y=np.array([place.y(line.y) for _, line in drawn]), mode="markers",
        showlegend=False, customdata=numbers(seen, posts, parent),
        hovertemplate="%{text}<extra></extra>",
        text=[
            "<br>".join([text, told.rest(int(post)).replace(
                "%{customdata[2]}", str(seen.lineage.depth[post])),
                speak("{n} via this account", n=speak.number(int(made.heads.size[h])))])
            for text, post, h in zip(told.one(posts), posts, which, strict=True)
        ],
        unselected={"marker": {"opacity": _FAINT}},
        marker={"size": pixels(72) * 2 * radius[which], "opacity": 1, "color": colors.tolist(),
                "symbol": np.where(seen.own[posts], "square", "circle").tolist(),
                "line": {"width": 1, "color": theme.INK}},
    ))  # fmt: skip
    for line in made.lines:
        if not np.isnan(line.label[0]):
            text = line_label(seen, made, line, speak, names=names)
            color = theme.ROLES["organisation"].text if line.rank < 0 else theme.INK
            label(figure, place.x(line.label[0]), place.y(line.label[1]), text, LABEL, bold=True,
                  color=color)  # fmt: skip


def name(
    figure: go.Figure, place: Place, seen: Cascade, made: Rows, speak: Language, *, names: bool
) -> None:
    """Write who began a conversation."""
    for root in seen.lineage.roots.tolist():
        if seen.own[root] or names:
            text = branch_label(seen, -1, root, 0, speak, names=names)
            label(figure, place.x(made.x[root] - made.radius[root]), place.y(made.y[root] - 0.28),
                  text, LABEL, bold=True, color=theme.INK)  # fmt: skip


def key(entry: Entry) -> tuple[str, dict[str, Any]]:
    """Give an entry of the legend's second row: its words, and what a trace needs to look so."""
    mark: dict[str, Any] = {"size": 12, "color": entry.color,
                            "line": {"width": 1, "color": entry.edge}}  # fmt: skip
    mark["symbol"] = "square" if entry.square or not entry.points else "circle"
    if entry.dotted:
        mark |= {"symbol": "circle-open-dot", "color": theme.INK_SOFT}
    return entry.words, {"mode": "markers", "marker": mark}
