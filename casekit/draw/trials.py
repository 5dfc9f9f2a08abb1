"""Some real cascades whose truth is known, beside what is reconstructed from a few figures."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from casekit import language, theme
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out
from casekit.draw.marks import line_style
from casekit.layout import trials as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import grade_words, grades

__all__ = ["trials"]

_LEFT, _AXIS, _HEAD = 0.9, 0.45, 0.35
_INK, _TRUTH = theme.DEPTH[0], theme.DEPTH[3]
_PALE, _FULL = 0.12, 0.3


@picture
def trials(
    table: pd.DataFrame, *, lang: str = "en", title: str | None = None,
    source: str | None = None, font: str | None = None, look: str = "light",
) -> Figure:  # fmt: skip
    """Draw the band of some cascades, the figures that were shown, and the hidden truth.

    Parameters
    ----------
    table
        What :func:`casekit.reconstruct.trials` returns.
    lang
        Language of the picture.
    title
        The finding; None says how often the truth lies in the band.
    source
        Where the cascades come from, for the source line.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    SchemaError
        A column is missing.
    EvidenceError
        The table does not say how it is known.

    Examples
    --------
    >>> import casekit as ck
    >>> curves = ck.load.reconstruction(of="curves")
    >>> trials(ck.reconstruct.trials(curves, draws=20)).get_size_inches().tolist()
    [13.33, 7.5]
    """
    speak = language.of(lang)
    held = grades(table)
    words, under = title or layout.finding(table, speak), layout.subtitle(table, speak)
    sheet = lay_out(
        title=words, subtitle=under, lang=lang, font=font, left=_LEFT, keys=_keys(held[-1], speak),
        notes=layout.notes(source, speak), alt=f"{words}. {under}", look=look,
    )  # fmt: skip
    box = Box(_LEFT, sheet.bottom + _AXIS, sheet.right, sheet.top - _HEAD)
    for panel in layout.plan(table, sheet=box, speak=speak):
        _axes(sheet, panel)
        _curves(sheet, panel, held[-1])
    return sheet.finish()


def _axes(sheet: Canvas, panel: layout.Panel) -> None:
    page, box, size = sheet.page, panel.box, theme.SIZES["legend"] - 1
    sheet.text(box.left, box.top + 0.14, panel.heading, theme.SIZES["legend"], bold=True)
    for y, text in panel.up:
        page.plot([box.left, box.right], [y, y], color=theme.GRID, linewidth=1, zorder=0.7)
        sheet.text(box.left - 0.07, y, text, size, align="right", color=theme.INK_SOFT)
    page.plot([box.left, box.right], [box.bottom, box.bottom], color=theme.INK_SOFT, linewidth=1)
    edge = box.left - 0.1
    for x, text in panel.across:
        page.plot([x, x], [box.bottom, box.bottom - 0.05], color=theme.INK_SOFT, linewidth=1)
        half = sheet.measure(text, size)[0] / 2
        if x - half > edge + 0.06 and x + half < box.right + 0.2:
            sheet.text(x, box.bottom - 0.17, text, size, align="center", color=theme.INK_SOFT)
            edge = x + half


def _curves(sheet: Canvas, panel: layout.Panel, grade: str) -> None:
    page, x = sheet.page, panel.low[:, 0]
    first, last = panel.inner
    for within, alpha in ((x <= first, _PALE), (x >= last, _PALE),
                          ((x >= first) & (x <= last), _FULL)):  # fmt: skip
        page.fill_between(x[within], panel.low[within, 1], panel.high[within, 1], color=_INK,
                          alpha=alpha, linewidth=0, zorder=1)  # fmt: skip
    page.plot(*panel.median.T, color=_INK, zorder=2, **{**line_style(grade), "linewidth": 1.2})
    page.plot(*panel.truth.T, color=_TRUTH, linewidth=1.6, zorder=3)
    for place, low, high in panel.left_open:
        page.plot([place, place], [low, high], color=theme.INK, linewidth=2.4, zorder=3.8)
    page.plot(*panel.shown.T, marker="o", markersize=7, linestyle="none", color=theme.INK,
              markeredgecolor="white", zorder=4)  # fmt: skip


def _keys(grade: str, speak: language.Language) -> list[Key]:
    known = grade_words(grade, speak)
    return [
        Key(speak("truth, hidden from the model"), _line_key(_TRUTH, None)),
        Key(speak("figure that was shown, and what its digits and hedge leave open"), _dot_key),
        Key(f"{speak('band of 90 % and median')} ({known})", _line_key(_INK, grade)),
    ]


def _line_key(color: str, grade: str | None) -> Callable[[Canvas, float, float], None]:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        ends = np.array([[x, y], [x + SWATCH, y]])
        if grade is None:
            sheet.line(*ends.T, color=color, linewidth=2)
            return
        sheet.page.fill_between(ends[:, 0], y - 0.07, y + 0.07, color=color, alpha=_FULL,
                                linewidth=0)  # fmt: skip
        sheet.line(*ends.T, color=color, **line_style(grade))

    return draw


def _dot_key(sheet: Canvas, x: float, y: float) -> None:
    sheet.line([x + SWATCH / 2], [y], marker="o", markersize=7, color=theme.INK,
               markeredgecolor="white")  # fmt: skip
