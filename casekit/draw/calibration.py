"""How often bands of reconstructions held the hidden truth, and how wide they are."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from casekit import language, theme
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import line_style
from casekit.layout import calibration as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import MARGIN, grade_words, grades

__all__ = ["calibration"]

_LEFT, _AXIS, _HEAD = 1.0, 0.75, 0.4
SOURCES = ((theme.DEPTH[0], "o"), (theme.DEPTH[3], "s"), (theme.OPEN_INK, "^"),
           (theme.ROLES["competitor"].mark, "D"), (theme.INK_SOFT, "v"))  # fmt: skip
RIVALS = ((theme.DEPTH[0], "o", 1.0), (theme.DEPTH[2], "s", 0.6), (theme.INK_SOFT, "^", 0.6))


@picture
def calibration(
    table: pd.DataFrame, *, lang: str = "en", title: str | None = None,
    source: str | None = None, font: str | None = None, look: str = "light",
) -> Figure:  # fmt: skip
    """Draw how often the bands held the hidden truth, and how wide they are.

    Parameters
    ----------
    table
        What :func:`casekit.reconstruct.validation` or :func:`casekit.load.reconstruction` gives.
    lang
        Language of the picture.
    title
        The finding; None says how much the 90 % bands held.
    source
        Where the cascades come from, for the source line.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    SchemaError
        The table has no row between figures, or not the columns of a validation.
    EvidenceError
        The table does not say how it is known.

    Examples
    --------
    >>> import casekit as ck
    >>> calibration(ck.load.reconstruction()).get_size_inches().tolist()
    [13.33, 7.5]
    """
    speak = language.of(lang)
    held = grades(table)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        box = Box(_LEFT, bottom + _AXIS, right - 0.2, top - _HEAD)
        made = layout.plan(table, sheet=box, speak=speak)
        words, under = title or layout.finding(table, speak), layout.subtitle(table, speak)
        return made, lay_out(
            title=words, subtitle=under, lang=lang, look=look, font=font, left=_LEFT,
            keys=_keys(made, held[-1], speak), notes=layout.notes(source, speak),
            alt=f"{words}. {under} {layout.told(made)}.",
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.4, head=1.2)
    for panel in (made.held, made.wide):
        _grid(sheet, panel)
    box = made.held.box
    sheet.line([box.left, box.right], [box.bottom, box.top], color=theme.INK_SOFT,
               linewidth=1.2, linestyle=(0, (1, 2)), zorder=2)  # fmt: skip
    for trace, (color, marker) in zip(made.held.traces, _sources(made), strict=True):
        _trace(sheet, trace, color, marker, 1.0, held[-1])
    for trace, (color, marker, weight) in zip(made.wide.traces, RIVALS, strict=True):
        _trace(sheet, trace, color, marker, weight, held[-1])
    return sheet.finish()


def _sources(made: layout.Plan) -> list[tuple[str, str]]:
    return [SOURCES[n % len(SOURCES)] for n in range(len(made.held.traces))]


def _grid(sheet: Canvas, panel: layout.Panel) -> None:
    page, box, size = sheet.page, panel.box, theme.SIZES["axis"]
    sheet.text(box.left, box.top + 0.2, panel.heading, theme.SIZES["key"], bold=True)
    for y, text in panel.up:
        page.plot([box.left, box.right], [y, y], color=theme.GRID, linewidth=1, zorder=0.7)
        sheet.text(box.left - 0.1, y, text, size, align="right", color=theme.INK_SOFT)
    page.plot([box.left, box.right], [box.bottom, box.bottom], color=theme.INK_SOFT, linewidth=1.2)
    for x, text in panel.across:
        page.plot([x, x], [box.bottom, box.bottom - 0.06], color=theme.INK_SOFT, linewidth=1.2)
        sheet.text(x, box.bottom - 0.2, text, size, align="center")
    sheet.text(box.right, box.bottom - 0.48, panel.below, theme.SIZES["legend"],
               color=theme.INK_SOFT, align="right")  # fmt: skip


def _trace(
    sheet: Canvas, trace: layout.Trace, color: str, marker: str, weight: float, grade: str
) -> None:
    if not trace.points:
        return
    x, y = zip(*trace.points, strict=True)
    style = line_style(grade)
    sheet.line(x, y, color=color, marker=marker, markersize=6 + 2 * weight, zorder=3 + weight,
               markeredgecolor="white",
               **{**style, "linewidth": style["linewidth"] * 2 * weight})  # fmt: skip


def _keys(made: layout.Plan, grade: str, speak: language.Language) -> list[Key]:
    keys = [
        Key(f"{trace.name} ({grade_words(grade, speak)})", _sample(color, marker, 1.0, grade))
        for trace, (color, marker) in zip(made.held.traces, _sources(made), strict=True)
    ]
    keys += [
        Key(f"{speak('right:')} {trace.name}", _sample(color, marker, weight, grade))
        for trace, (color, marker, weight) in zip(made.wide.traces, RIVALS, strict=True)
        if trace.points
    ]
    return keys


def _sample(
    color: str, marker: str, weight: float, grade: str
) -> Callable[[Canvas, float, float], None]:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        ends = [(x, y), (x + SWATCH / 2, y), (x + SWATCH, y)]
        style = {**line_style(grade), "linewidth": line_style(grade)["linewidth"] * 2 * weight}
        sheet.line(*np.array(ends).T, color=color, **style)
        sheet.line(*ends[1], marker=marker, markersize=6 + 2 * weight, color=color,
                   markeredgecolor="white")  # fmt: skip

    return draw
