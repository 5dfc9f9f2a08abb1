"""Painting a finished scene: grounds, guides, links, dots and words."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Polygon

from casekit import theme
from casekit.draw import timetree as paint
from casekit.draw.canvas import MARGIN, Canvas, Figure, lay_out, settle
from casekit.language import Language
from casekit.layout.cascade import Cascade
from casekit.layout.lanes import Box
from casekit.layout.lettering import measure
from casekit.layout.scene import Composer, Scene

__all__ = ["scene"]


def scene(
    seen: Cascade, compose: Composer, speak: Language, *, title: str | None, source: str | None,
    names: bool, font: str | None, look: str,
) -> Figure:  # fmt: skip
    """Lay a scene out between the words around it, and paint it."""

    def both(bottom: float, top: float) -> tuple[Scene, Canvas]:
        box = Box(MARGIN, bottom + 0.1, _right(look), top - 0.1)
        made = compose(seen, box, speak, _measure(font), names)
        finding = title or made.title
        return made, lay_out(
            title=finding, subtitle=made.under, lang=speak.code, font=font, look=look,
            keys=paint.listed(made.entries, made.grades, speak),
            notes=[made.sentences(speak, source=source, names=names)],
            alt=f"{finding}. {made.under} {made.shown}",
        )  # fmt: skip

    made, sheet = settle(both, look=look, bottom=1.1)
    _paint(sheet, made)
    return sheet.finish()


def _right(look: str) -> float:
    return theme.look(look).width - MARGIN


def _measure(font: str | None) -> Callable[[str, float, bool], float]:
    return lambda text, size, bold: measure(text, size, bold=bold, font=font)[0]


def _paint(sheet: Canvas, made: Scene) -> None:
    page = sheet.page
    for outline, color in made.grounds:
        page.add_patch(Polygon(outline, closed=True, facecolor=color, edgecolor="none", zorder=0.5))
    for guide in made.guides:
        page.plot(guide.path[:, 0], guide.path[:, 1], color=guide.color, linewidth=guide.width,
                  zorder=1)  # fmt: skip
    looks: dict[tuple[str, str, float], list[Any]] = {}
    for stroke in made.strokes:
        looks.setdefault((stroke.grade, stroke.color, stroke.width), []).append(stroke.path)
    for (grade, color, width), paths in looks.items():
        style = {**paint.link_style(grade), "linewidth": width}
        page.add_collection(LineCollection(paths, colors=color, zorder=2, **style), autolim=False)
    colors = np.array(made.colors, dtype=object)
    for square in (False, True):
        mine = np.flatnonzero(made.square == square)
        if not len(mine):
            continue
        edges = np.where(made.rim[mine], theme.INK, "white")
        page.scatter(
            made.x[mine], made.y[mine], s=(made.wide[mine] * 72) ** 2, c=colors[mine].tolist(),
            marker="s" if square else "o", edgecolors=edges.tolist(), zorder=4,
            linewidths=np.where(made.rim[mine], 0.8, np.minimum(made.wide[mine] * 5, 0.6)).tolist(),
        )  # fmt: skip
    for one in made.words:
        sheet.text(one.x, one.y, one.text, one.size, bold=one.bold, color=one.color,
                   align=one.align, halo="white" if one.halo else None)  # fmt: skip
