"""Share of complaints still unanswered over waiting time, those never answered among them."""

import pandas as pd

from casekit import language, theme
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out
from casekit.draw.marks import grade_key, line_style
from casekit.layout import survival as layout
from casekit.layout.lanes import Box
from casekit.layout.lettering import wrap
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH, grade_words, grades
from casekit.layout.survival import Waiting

__all__ = ["survival"]

_LEFT, _AXIS = 1.2, 0.42


def survival(
    curve: pd.DataFrame, *, of: Waiting = "complaints", lang: str = "en",
    title: str | None = None, source: str | None = None, font: str | None = None,
) -> Figure:  # fmt: skip
    """Draw the share of complaints still unanswered after each wait, with its interval.

    Parameters
    ----------
    curve
        What :func:`casekit.response.survival` returns.
    of
        What waited: "complaints" for an organisation, "threads" for an answer by anybody.
    lang
        Language of the picture.
    title
        The finding; None says how long half waited.
    source
        Where the posts come from, for the source line.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".

    Raises
    ------
    SchemaError
        The curve is empty or lacks a column.
    EvidenceError
        The curve does not say how it is known.

    Examples
    --------
    >>> from casekit import response
    >>> from casekit.response.times import example
    >>> waits = response.times(example(), by="airline")
    >>> survival(response.survival(waits)).get_size_inches().tolist()
    [13.33, 7.5]
    """
    speak = language.of(lang)
    held = grades(curve)
    bottom, top = 1.1, HEIGHT - 1.2
    for _ in range(3):
        box = Box(_LEFT, bottom + _AXIS, WIDTH - MARGIN - 0.3, top - 0.25)
        made = layout.plan(curve, sheet=box, speak=speak)
        words = title or layout.finding(curve, speak, of)
        under = layout.subtitle(curve, speak, of)
        keys = [
            grade_key(held[-1], speak, form="line", color=theme.ROLES["organisation"].mark,
                      label=f"{speak('share unanswered')} ({grade_words(held[-1], speak)})")
        ]  # fmt: skip
        keys.append(Key(speak("95 % interval"), _band_sample))
        if made.lost:
            keys.append(Key(speak("never answered, observation ends"), _tick_sample))
        sheet = lay_out(
            title=words, subtitle=under, lang=lang, font=font, left=_LEFT, keys=keys,
            notes=layout.notes(curve, source, speak), alt=f"{words}. {under} {made.middle_words}.",
        )  # fmt: skip
        if abs(sheet.bottom - bottom) + abs(sheet.top - top) < 0.01:
            break
        bottom, top = sheet.bottom, sheet.top
    _grid(sheet, made)
    _curve(sheet, made, held[-1])
    return sheet.figure


def _grid(sheet: Canvas, made: layout.Plan) -> None:
    page, box, size = sheet.page, made.box, theme.SIZES["axis"]
    for y, text in made.ticks:
        page.plot([box.left, box.right], [y, y], color=theme.GRID, linewidth=1, zorder=0.7)
        sheet.text(box.left - 0.1, y, text, size, align="right", color=theme.INK_SOFT)
    edge = 0.0
    for seconds, text in made.marks:
        x = float(made.axis.place(seconds))
        page.plot([x, x], [box.bottom, box.top], color=theme.GRID, linewidth=1, zorder=0.7)
        page.plot([x, x], [box.bottom, box.bottom - 0.06], color=theme.INK_SOFT, linewidth=1.2)
        half = sheet.measure(text, size)[0] / 2
        if x - half > edge + 0.08:
            sheet.text(x, box.bottom - 0.2, text, size, align="center")
            edge = x + half
    page.plot([box.left, box.right], [box.bottom, box.bottom], color=theme.INK_SOFT, linewidth=1.2)


def _curve(sheet: Canvas, made: layout.Plan, grade: str) -> None:
    page, ink = sheet.page, theme.ROLES["organisation"].mark
    page.fill_between(made.x, made.low, made.high, color=theme.ANSWER_BAND, linewidth=0, zorder=1)
    style = line_style(grade)
    page.plot(made.x, made.share, color=ink, zorder=3, **{**style, "linewidth": max(
        style["linewidth"], 1.6)})  # fmt: skip
    for x, y in made.lost:
        page.plot([x, x], [y - 0.07, y + 0.07], color=ink, linewidth=1.1, zorder=3)
    page.plot([made.end, made.end], [made.box.bottom, made.box.top], color=theme.INK_SOFT,
              linewidth=1, linestyle=(0, (1, 2)), zorder=2)  # fmt: skip
    sheet.text(made.end, made.box.top + 0.13, sheet.speak("end of observation"),
               theme.SIZES["legend"], align="right", color=theme.INK_SOFT)  # fmt: skip
    if made.middle is None:
        return
    x, y = made.middle
    page.plot([made.box.left, x, x], [y, y, made.box.bottom], color=theme.INK, linewidth=1.2,
              linestyle=(0, (1, 2)), zorder=2.5)  # fmt: skip
    page.plot([x], [y], marker="o", markersize=8, color=ink, markeredgecolor="white", zorder=4)
    _words(sheet, made, x, y)


def _words(sheet: Canvas, made: layout.Plan, x: float, y: float) -> None:
    """Write the median where the curve is not: above right of it, or below left."""
    size = theme.SIZES["key"]
    right = made.box.right - x - 0.3
    room = max(right, x - made.box.left - 0.3)
    lines = wrap(made.middle_words, min(room, 4.2), size, bold=True, font=sheet.font)
    step = size * 1.25 / 72
    if right >= 2.5 or right >= x - made.box.left:
        top, place, align = y + 0.3 + step * (len(lines) - 1), x + 0.16, "left"
    else:
        top, place, align = y - 0.3, x - 0.16, "right"
    for n, line in enumerate(lines):
        sheet.text(place, top - n * step, line, size, bold=True, align=align, halo="white")


def _band_sample(sheet: Canvas, x: float, y: float) -> None:
    sheet.page.fill_between([x, x + SWATCH], y - 0.06, y + 0.06, color=theme.ANSWER_BAND,
                            linewidth=0)  # fmt: skip


def _tick_sample(sheet: Canvas, x: float, y: float) -> None:
    middle = x + SWATCH - 0.13
    sheet.page.plot([middle, middle], [y - 0.07, y + 0.07], color=theme.ROLES["organisation"].mark,
                    linewidth=1.1)  # fmt: skip
