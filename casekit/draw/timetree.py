"""The strokes of the time tree: clock, answer, edges, dots, lines, areas and their legend."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyBboxPatch

from casekit import theme
from casekit.draw.canvas import SWATCH, Canvas, Key
from casekit.draw.marks import line_style
from casekit.language import Language
from casekit.layout import telling
from casekit.layout.axis import DAY, Block, Broken, Linear, Log
from casekit.layout.cascade import Cascade
from casekit.layout.rows import Rows
from casekit.layout.stacks import Areas, Dots
from casekit.schema import worst

__all__ = [
    "Place", "areas", "clock", "dots", "heads", "keys", "labels", "lines", "rows", "upright",
]  # fmt: skip

Floats = npt.NDArray[np.float64]

OTHERS, BRANCH = "#9FB0BF", "#E0922F"
"""Areas of the first line and of the others."""
_THIN = 0.65
_LINKS = {
    "archived": "archived link",
    "documented": "documented link",
    "derived": "derived link",
    "reconstructed": "reconstructed link",
    "simulated": "simulated link",
}


@dataclass(frozen=True)
class Place:
    """Where the drawing stands on the sheet; heights of a layout count down from `zero`."""

    left: float
    top: float
    bottom: float
    zero: float

    def x(self, inches: Any) -> Any:
        """Give the sheet's x of a layout's."""
        return self.left + inches

    def y(self, inches: Any) -> Any:
        """Give the sheet's y of a layout's, which runs down."""
        return self.zero - inches


def link_style(grade: str) -> dict[str, Any]:
    """Give width and dashes of a link; links are many, so thinner than a figure's line."""
    style = line_style(grade)
    return {**style, "linewidth": max(style["linewidth"] * _THIN, 0.7)}


def shade(depth: npt.NDArray[np.int64]) -> list[str]:
    """Give the colour of posts by how many hands away from the source they are."""
    return [theme.DEPTH[min(step, len(theme.DEPTH) - 1)] for step in depth.tolist()]


def clock(sheet: Canvas, place: Place, seen: Cascade, made: telling.Picture) -> None:
    """Draw the clock below the drawing."""
    if isinstance(made.axis, Broken):
        for one, two in zip((None, *made.axis.blocks), made.axis.blocks, strict=False):
            _block(sheet, place, two, one)
        return
    end = place.x(made.axis.right)
    sheet.page.plot([place.x(0), end], [place.bottom] * 2, color=theme.INK_SOFT, linewidth=1.0)
    if isinstance(made.axis, Linear):
        _days(sheet, place, made.axis, seen.start)
        return
    edge = -np.inf
    for seconds in made.axis.marks:
        text = telling.log_mark(seconds, sheet.speak)
        x = float(place.x(made.axis.place(seconds)))
        sheet.page.plot(
            [x, x], [place.bottom, place.top], color=theme.GRID, linewidth=0.9, zorder=1
        )
        sheet.page.plot([x, x], [place.bottom, place.bottom - 0.05], color=theme.INK_SOFT,
                        linewidth=1.0)  # fmt: skip
        wide = sheet.measure(text, theme.SIZES["axis"])[0]
        if x - wide / 2 < edge + 0.08:
            continue
        sheet.text(x, place.bottom - 0.18, text, theme.SIZES["axis"], align="center")
        edge = x + wide / 2


def _days(sheet: Canvas, place: Place, axis: Linear, start: pd.Timestamp) -> None:
    """Mark hours or days below a linear clock, by the calendar."""
    first = start + pd.Timedelta(seconds=axis.start)
    last = start + pd.Timedelta(seconds=axis.end)
    span = axis.end - axis.start
    step = next(
        (s for s in (1, 3, 6, 12) if span / 3600 / s <= 12), 24 * max(1, round(span / DAY / 12))
    )
    ticks = pd.date_range(first.floor("D"), last, freq=f"{step}h")
    shown = None
    for tick in ticks[ticks >= first]:
        x = float(place.x(axis.place((tick - start).total_seconds())))
        sheet.page.plot(
            [x, x], [place.bottom, place.top], color=theme.GRID, linewidth=0.9, zorder=1
        )
        day = sheet.speak.day(tick, tz="UTC")
        if step < 24:
            sheet.text(x, place.bottom - 0.17, sheet.speak.time(tick, tz="UTC"),
                       theme.SIZES["axis"], align="center", color=theme.INK_SOFT)  # fmt: skip
        if day != shown and (step >= 24 or tick.hour == 0 or shown is None):
            sheet.text(x, place.bottom - (0.36 if step < 24 else 0.17), day, theme.SIZES["axis"],
                       bold=True, align="center")  # fmt: skip
            shown = day


def _block(sheet: Canvas, place: Place, block: Block, before: Block | None) -> None:
    left, right, base = place.x(block.left), place.x(block.right), place.bottom
    sheet.page.add_patch(FancyBboxPatch(
        (left, base), right - left, place.top - base, boxstyle="round,pad=0,rounding_size=0.06",
        facecolor=theme.PANEL, edgecolor="none", zorder=0.5,
    ))  # fmt: skip
    sheet.page.plot([left, right], [base, base], color=theme.INK_SOFT, linewidth=1.2)
    size, middle = theme.SIZES["axis"], (left + right) / 2
    span, count = telling.block_span(block, sheet.speak), f"({sheet.speak.number(block.posts)})"
    room = right - left + 0.5
    if sheet.measure(f"{span} {count}", size, bold=True)[0] <= room:
        sheet.text(middle, base - 0.2, f"{span} {count}", size, bold=True, align="center")
    else:
        sheet.text(middle, base - 0.17, span, size, bold=True, align="center")
        sheet.text(middle, base - 0.36, count, size, bold=True, align="center")
    if before is None:
        return
    centre = (left + place.x(before.right)) / 2
    for shift in (-0.05, 0.05):
        sheet.page.plot([centre + shift - 0.05, centre + shift + 0.05], [base - 0.09, base + 0.09],
                        color=theme.INK_SOFT, linewidth=1.2)  # fmt: skip
    quiet = sheet.speak.duration(pd.Timedelta(hours=round((block.start - before.end) / 3600)))
    quiet = quiet if block.start - before.end < 2 * DAY else sheet.speak.duration(
        pd.Timedelta(days=round((block.start - before.end) / DAY)))  # fmt: skip
    for y, text in ((0.42, quiet), (0.24, sheet.speak("silence"))):
        sheet.text(centre, base + y, text, 10.0, align="center", color=theme.INK_SOFT, halo="white")


def upright(sheet: Canvas, place: Place, seen: Cascade, made: telling.Picture) -> None:
    """Draw the first answer, or where there is none the time by which half had come."""
    if seen.answer >= 0:
        at = float(made.x[seen.answer]) if not isinstance(made, Areas) else float(
            made.axis.place(seen.lineage.time[seen.answer]))  # fmt: skip
        text, color, width = sheet.speak("First answer"), theme.ROLES["organisation"].mark, 3.0
    elif isinstance(made.axis, Log) and not np.isnan(telling.half(seen)):
        middle = telling.half(seen)
        at, color, width = float(made.axis.place(middle)), theme.INK, 1.6
        span = sheet.speak.duration(pd.Timedelta(seconds=middle))
        text = sheet.speak("half of all {things} by {span}", span=span,
                           things=telling.things(seen, sheet.speak))  # fmt: skip
    else:
        return
    x = float(place.x(at))
    sheet.page.plot(
        [x, x], [place.bottom, place.top + 0.06], color=color, linewidth=width, zorder=2
    )
    size = 15.0 if seen.answer >= 0 else LABEL
    half = sheet.measure(text, size, bold=True)[0] / 2
    centre = min(max(x, sheet.left + half), sheet.right - half)
    sheet.text(centre, place.top + 0.2, text, size, bold=True, color=color, align="center")


LABEL = telling.LABEL


def rows(sheet: Canvas, place: Place, seen: Cascade, made: Rows, *, names: bool) -> None:
    """Draw a conversation: its edges, its dots, and who began it."""
    for own in (False, True):
        for grade in seen.grades:
            paths = [np.column_stack([place.x(path[:, 0]), place.y(path[:, 1])])
                     for post, path in made.edges.items()
                     if seen.grade[post] == grade and bool(seen.own[post]) is own]  # fmt: skip
            style = link_style(grade)
            style["linewidth"] *= 2.0 if own else 1.0
            color = theme.ROLES["organisation"].mark if own else theme.LINK
            sheet.page.add_collection(
                LineCollection(paths, colors=color, zorder=3, **style), autolim=False
            )
    _spots(sheet, place, seen, made.x, made.y, 2 * made.radius, np.arange(len(seen.posts)), 1.0)
    for root in seen.lineage.roots.tolist():
        text = telling.branch_label(seen, -1, root, 0, sheet.speak, names=names)
        if seen.own[root] or names:
            color = theme.ROLES["organisation"].text if seen.own[root] else theme.INK
            left, above = made.x[root] - made.radius[root], made.y[root] - 0.28
            sheet.text(place.x(left), place.y(above), text, LABEL, bold=True, color=color,
                       halo=theme.PANEL)  # fmt: skip


def _spots(
    sheet: Canvas, place: Place, seen: Cascade, x: Floats, y: Floats, wide: Floats,
    which: npt.NDArray[np.int64], rim: float,
) -> None:  # fmt: skip
    """Draw posts as dots, the organisation's as squares, those without a time as dotted rings."""
    unknown = seen.lineage.unknown
    colors = np.array(shade(seen.lineage.depth))
    colors[seen.own] = theme.ROLES["organisation"].mark
    for mask, look in (
        (~unknown & ~seen.own, {"marker": "o", "linewidths": rim, "edgecolors": "white"}),
        (~unknown & seen.own, {"marker": "s", "linewidths": rim, "edgecolors": "white"}),
        (unknown, {"marker": "o"}),
    ):
        chosen = which[mask[which]]
        if not len(chosen):
            continue
        fill: Any = colors[chosen]
        if mask is unknown:
            fill = "white"
            look |= {"edgecolors": theme.INK_SOFT, "linewidths": 0.6 + 0.6 * rim,
                     "linestyles": [(0, (1.0, 1.2))]}  # fmt: skip
        sheet.page.scatter(place.x(x[chosen]), place.y(y[chosen]), s=(wide[chosen] * 72) ** 2,
                           c=fill, zorder=4, **look)  # fmt: skip


def lines(sheet: Canvas, place: Place, seen: Cascade, made: Dots | Areas) -> None:
    """Draw the lines and their connectors, each as well known as the worst link on it."""
    on: dict[int, str] = {}
    for number in range(len(made.heads.posts)):
        mine = seen.grade[made.heads.owner[: len(seen.posts)] == number]
        known = [grade for grade in set(mine) if grade]
        on[number] = worst(known) if known else ""
    for line in made.lines:
        grades = [on[head] for head in line.heads if on[head]]
        y = place.y(line.y)
        style = link_style(worst(grades) if grades else "archived")
        sheet.page.plot([place.x(line.left), place.x(line.right)], [y, y], color=theme.LINK,
                        zorder=2.6, **style)  # fmt: skip
        head = int(made.heads.posts[line.heads[0]])
        if not np.isnan(line.fall) and head < len(seen.posts):
            style = link_style(str(seen.grade[head]) or "archived")
            sheet.page.plot([place.x(line.drop)] * 2, [place.y(line.fall), y], color=theme.LINK,
                            zorder=2.5, **style)  # fmt: skip


def dots(sheet: Canvas, place: Place, seen: Cascade, made: Dots) -> None:
    """Draw the posts stacked on the lines."""
    plain = np.flatnonzero(np.isnan(made.radius[: len(seen.posts)]))
    wide = np.full(len(made.x), made.dot * 0.92)
    _spots(sheet, place, seen, made.x, made.y, wide, plain, 0.0)


def areas(sheet: Canvas, place: Place, made: Areas) -> None:
    """Draw what stands on the lines as areas."""
    x = place.x((made.edges[:-1] + made.edges[1:]) / 2)
    for row, line in enumerate(made.lines):
        base = place.y(line.y)
        color = OTHERS if 0 in line.heads else BRANCH
        sheet.page.fill_between(x, base, base + made.heights[row], color=color, zorder=3,
                                linewidth=0)  # fmt: skip


def heads(sheet: Canvas, place: Place, seen: Cascade, made: Dots | Areas) -> None:
    """Draw the accounts that set off a line, the larger the more came through them."""
    posts = made.heads.posts
    x = made.x[posts] if isinstance(made, Dots) else made.x
    radius = made.radius[posts] if isinstance(made, Dots) else made.radius
    for line in made.lines:
        for head in line.heads:
            post = int(posts[head])
            if post >= len(seen.posts):
                continue
            own, source = bool(seen.own[post]), seen.parent[post] < 0
            unknown = bool(seen.lineage.unknown[post])
            color = theme.DEPTH[0] if own else shade(seen.lineage.depth[[post]])[0]
            sheet.page.scatter(
                [place.x(x[head])], [place.y(line.y)], s=(144 * radius[head]) ** 2,
                marker="s" if own else "o", c="white" if unknown else color, zorder=4.5,
                edgecolors=theme.INK if not source or unknown else color, linewidths=0.8,
                linestyles=[(0, (1.0, 1.2))] if unknown else "solid",
            )  # fmt: skip


def labels(sheet: Canvas, place: Place, seen: Cascade, made: Dots | Areas, *, names: bool) -> None:
    """Write the sizes of the largest branches, and what the first line is."""
    for line in made.lines:
        if np.isnan(line.label[0]):
            continue
        head = line.heads[0]
        size = int(made.heads.size[head])
        if made.heads.joined and head == 0:
            size = int((made.heads.owner[: len(seen.posts)] == 0).sum())
        text = telling.branch_label(seen, line.rank, int(made.heads.posts[head]), size,
                                    sheet.speak, names=names)  # fmt: skip
        color = theme.ROLES["organisation"].text if line.rank < 0 else theme.INK
        sheet.text(place.x(line.label[0]), place.y(line.label[1]), text, LABEL, bold=True,
                   color=color, halo="white")  # fmt: skip


def keys(seen: Cascade, made: telling.Picture, speak: Language) -> list[Key]:
    """List what the legend must explain: only what the picture holds."""
    words = telling.depth_words(seen, speak)
    drawn = ~seen.own & ~seen.lineage.unknown
    if isinstance(made, Areas):
        heads = made.heads.posts[made.heads.posts < len(seen.posts)]
        shown = seen.lineage.depth[heads][drawn[heads]]
    else:
        shown = seen.lineage.depth[drawn]
    out = [_dot_key(words[step], theme.DEPTH[step])
           for step in sorted({min(d, 4) for d in shown.tolist()})]  # fmt: skip
    if isinstance(made, Areas):
        out += [_patch_key(speak("through one account"), BRANCH),
                _patch_key(speak("all else"), OTHERS)]  # fmt: skip
    if seen.own.any():
        out.append(_dot_key(seen.who or speak("organisation"), theme.DEPTH[0], marker="s"))
    if seen.lineage.unknown.any():
        out.append(_dot_key(speak("only named, or undated"), "white", edge=theme.INK_SOFT,
                            dotted=True))  # fmt: skip
    if isinstance(made, Rows):
        if seen.posts["followers"].notna().any():
            for n in (100, 10_000):
                points = (5 + 2.5 * np.log10(n)) * made.scale
                text = speak("{n} followers", n=speak.number(n))
                out.append(_dot_key(text, "white", edge=theme.INK_SOFT, points=points))
    elif len(made.heads.posts) > 1:
        text = speak("account that set off {n} or more (area: how many)",
                     n=speak.number(made.heads.threshold - 1))  # fmt: skip
        out.append(_dot_key(text, "white", edge=theme.INK, points=13))
    return out + [_link_key(grade, speak) for grade in seen.grades]


def _dot_key(
    text: str, color: str, *, edge: str = "white", marker: str = "o", points: float = 9.0,
    dotted: bool = False,
) -> Key:  # fmt: skip
    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.page.scatter([x + SWATCH - 0.13], [y], s=points**2, c=color, marker=marker,
                           edgecolors=edge, linewidths=1.0, zorder=5,
                           linestyles=[(0, (1.0, 1.2))] if dotted else "solid")  # fmt: skip

    return Key(text, draw)


def _patch_key(text: str, color: str) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.page.fill_between([x, x + SWATCH], y - 0.06, y + 0.06, color=color, linewidth=0)

    return Key(text, draw)


def _link_key(grade: str, speak: Language) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.page.plot([x, x + SWATCH], [y, y], color=theme.LINK, **link_style(grade))

    return Key(speak(_LINKS[grade]), draw)
