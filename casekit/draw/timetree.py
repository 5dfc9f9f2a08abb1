"""The strokes of the time tree: clock, answer, edges, dots, lines, areas and their legend."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyBboxPatch, Rectangle

from casekit import theme
from casekit.draw.canvas import SWATCH, Canvas, Key
from casekit.draw.marks import line_style
from casekit.language import Language
from casekit.layout import telling
from casekit.layout.axis import Block, Broken, Linear
from casekit.layout.cascade import Cascade
from casekit.layout.rows import Rows
from casekit.layout.signs import (
    OTHERS,
    THROUGH,
    Entry,
    Place,
    Tick,
    Upright,
    days,
    entries,
    line_grades,
    line_label,
    link_width,
    shade,
)
from casekit.layout.stacks import Areas, Dots

__all__ = [
    "areas", "clock", "dots", "heads", "keys", "labels", "lines", "link_style", "listed", "rows",
    "stem",
]  # fmt: skip

Floats = npt.NDArray[np.float64]

_LINKS = {
    "archived": "archived link",
    "documented": "documented link",
    "derived": "derived link",
    "reconstructed": "reconstructed link",
    "simulated": "simulated link",
}


def link_style(grade: str) -> dict[str, Any]:
    """Give width and dashes of a link."""
    return {**line_style(grade), "linewidth": link_width(grade)}


def clock(sheet: Canvas, place: Place, seen: Cascade, made: telling.Picture) -> None:
    """Draw the clock below the drawing."""
    if isinstance(made.axis, Broken):
        for one, two in zip((None, *made.axis.blocks), made.axis.blocks, strict=False):
            _block(sheet, place, two, one)
        return
    end = place.x(made.axis.right)
    sheet.line([place.x(0), end], [place.bottom] * 2, color=theme.INK_SOFT, linewidth=1.0)
    if isinstance(made.axis, Linear):
        _days(sheet, place, days(made.axis, seen.start, seen.zone, sheet.speak))
        return
    edge = -np.inf
    for seconds in made.axis.marks:
        text = telling.log_mark(seconds, sheet.speak)
        x = float(place.x(made.axis.place(seconds)))
        sheet.line([x, x], [place.bottom, place.top], color=theme.GRID, linewidth=0.9, zorder=1)
        sheet.line([x, x], [place.bottom, place.bottom - 0.05], color=theme.INK_SOFT,
                   linewidth=1.0)  # fmt: skip
        wide = sheet.measure(text, theme.SIZES["axis"])[0]
        if x - wide / 2 < edge + 0.08:
            continue
        sheet.text(x, place.bottom - 0.18, text, theme.SIZES["axis"], align="center")
        edge = x + wide / 2
    sheet.text(place.x(made.axis.left), place.bottom - 0.38, telling.log_words(sheet.speak),
               theme.SIZES["legend"], color=theme.INK_SOFT)  # fmt: skip


def _days(sheet: Canvas, place: Place, ticks: list[Tick]) -> None:
    """Draw the ticks of a calendar; a day whose name would stand in another's has none."""
    size, edge = theme.SIZES["axis"], -np.inf
    for tick in ticks:
        x = float(place.x(tick.x))
        sheet.line([x, x], [place.bottom, place.top], color=theme.GRID, linewidth=0.9, zorder=1)
        if tick.time:
            sheet.text(x, place.bottom - 0.17, tick.time, size, align="center",
                       color=theme.INK_SOFT)  # fmt: skip
        half = sheet.measure(tick.day, size, bold=True)[0] / 2
        if tick.day and x - half >= edge + 0.08:
            edge = x + half
            sheet.text(x, place.bottom - (0.36 if tick.time else 0.17), tick.day, size, bold=True,
                       align="center")  # fmt: skip


def _block(sheet: Canvas, place: Place, block: Block, before: Block | None) -> None:
    left, right, base = place.x(block.left), place.x(block.right), place.bottom
    sheet.put(FancyBboxPatch(
        (left, base), right - left, place.top - base, boxstyle="round,pad=0,rounding_size=0.06",
        facecolor=theme.PANEL, edgecolor="none", zorder=0.5,
    ))  # fmt: skip
    sheet.line([left, right], [base, base], color=theme.INK_SOFT, linewidth=1.2)
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
        sheet.line([centre + shift - 0.05, centre + shift + 0.05], [base - 0.09, base + 0.09],
                   color=theme.INK_SOFT, linewidth=1.2)  # fmt: skip
    quiet = telling.silence(block.start - before.end, sheet.speak)
    for y, text in ((0.42, quiet), (0.24, sheet.speak("silence"))):
        sheet.text(centre, base + y, text, 10.0, align="center", color=theme.INK_SOFT, halo="white")


def stem(sheet: Canvas, place: Place, line: Upright | None) -> None:
    """Draw the first answer, or where there is none the time in which half came, shaded."""
    if line is None:
        return
    x = float(place.x(line.x))
    if not line.answer:
        sheet.put(Rectangle(
            (place.x(0), place.bottom), x - place.x(0), place.top - place.bottom,
            facecolor=theme.PANEL, linewidth=0, zorder=0.5,
        ))  # fmt: skip
    sheet.line([x, x], [place.bottom, place.top + 0.06], color=line.color,
               linewidth=line.width, zorder=2)  # fmt: skip
    half = sheet.measure(line.words, line.size, bold=True)[0] / 2
    centre = min(max(x, sheet.left + half), sheet.right - half)
    sheet.text(centre, place.top + 0.2, line.words, line.size, bold=True, color=line.color,
               align="center")  # fmt: skip


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
            sheet.text(place.x(left), place.y(above), text, telling.LABEL, bold=True, color=color,
                       halo=theme.PANEL)  # fmt: skip


def _spots(
    sheet: Canvas, place: Place, seen: Cascade, x: Floats, y: Floats, wide: Floats,
    which: npt.NDArray[np.int64], rim: float,
) -> None:  # fmt: skip
    """Draw posts as dots, the organisation's as squares, those without a time as dotted rings."""
    unknown = seen.lineage.unknown
    colors = np.array(shade(seen))
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
    for (_, grade), line in zip(line_grades(seen, made).items(), made.lines, strict=True):
        y = place.y(line.y)
        sheet.line([place.x(line.left), place.x(line.right)], [y, y], color=theme.LINK,
                   zorder=2.6, **link_style(grade))  # fmt: skip
        if not np.isnan(line.fall):
            own = str(seen.grade[made.heads.posts[line.heads[0]]])
            sheet.line([place.x(line.drop)] * 2, [place.y(line.fall), y], color=theme.LINK,
                       zorder=2.5, **link_style(own or grade))  # fmt: skip


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
        color = OTHERS if 0 in line.heads else THROUGH
        sheet.page.fill_between(x, base, base + made.heights[row], color=color, zorder=3,
                                linewidth=0)  # fmt: skip


def heads(sheet: Canvas, place: Place, seen: Cascade, made: Dots | Areas) -> None:
    """Draw the accounts that set off a line, the larger the more came through them."""
    posts = made.heads.posts
    x = made.x[posts] if isinstance(made, Dots) else made.x
    radius = made.radius[posts] if isinstance(made, Dots) else made.radius
    colors = shade(seen)
    for line in made.lines:
        for head in line.heads:
            post = int(posts[head])
            if post >= len(seen.posts):
                continue
            own, source = bool(seen.own[post]), seen.parent[post] < 0
            unknown = bool(seen.lineage.unknown[post])
            color = colors[post]
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
        text = line_label(seen, made, line, sheet.speak, names=names)
        color = theme.ROLES["organisation"].text if line.rank < 0 else theme.INK
        sheet.text(place.x(line.label[0]), place.y(line.label[1]), text, telling.LABEL, bold=True,
                   color=color, halo="white")  # fmt: skip


def keys(seen: Cascade, made: telling.Picture, speak: Language) -> list[Key]:
    """List what the legend must explain: only what the picture holds."""
    return listed(entries(seen, made, speak), seen.grades, speak)


def listed(shown: Sequence[Entry], grades: Sequence[str], speak: Language) -> list[Key]:
    """Make the legend of what is shown and of the grades of its links."""
    out = [_entry_key(entry) for entry in shown]
    return out + [_link_key(grade, speak) for grade in grades]


def _entry_key(entry: Entry) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        if not entry.points:
            sheet.page.fill_between([x, x + SWATCH], y - 0.06, y + 0.06, color=entry.color,
                                    linewidth=0)  # fmt: skip
            return
        sheet.page.scatter(
            [x + SWATCH - 0.13], [y], s=entry.points**2, c=entry.color, zorder=5, linewidths=1.0,
            marker="s" if entry.square else "o", edgecolors=entry.edge,
            linestyles=[(0, (1.0, 1.2))] if entry.dotted else "solid",
        )  # fmt: skip

    return Key(entry.words, draw)


def _link_key(grade: str, speak: Language) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.line([x, x + SWATCH], [y, y], color=theme.LINK, **link_style(grade))

    return Key(speak(_LINKS[grade]), draw)
