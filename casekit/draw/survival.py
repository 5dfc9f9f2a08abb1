"""Share of complaints still unanswered over waiting time, those never answered among them."""

from collections.abc import Callable

import pandas as pd

from casekit import clock, language, theme
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import grade_key, line_style
from casekit.layout import survival as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import MARGIN, grade_words, grades
from casekit.layout.survival import Waiting

__all__ = ["survival"]

_LEFT, _AXIS = 1.2, 0.42


@picture
def survival(
    curve: pd.DataFrame, *, opened: pd.DataFrame | None = None, hours: clock.Hours | None = None,
    of: Waiting = "complaints",
    lang: str = "en", title: str | None = None, source: str | None = None,
    font: str | None = None, look: str = "light",
) -> Figure:  # fmt: skip
    """Draw the share of complaints still unanswered after each wait, with its interval.

    Parameters
    ----------
    curve
        What :func:`casekit.response.survival` returns.
    opened
        The same in documented opening hours: ``survival(waits, column="open_wait")``.
    hours
        The opening hours that were counted, so that the picture says which.
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
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

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
    held = grades(curve if opened is None else pd.concat([curve, opened]))
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        box = Box(_LEFT, bottom + _AXIS, right - 0.3, top - 0.25)
        made = layout.plan(curve, opened, sheet=box, speak=speak)
        words = title or layout.finding(curve, opened, speak, of)
        under = layout.subtitle(curve, speak, of)
        keys = _keys(made, held, speak)
        return made, lay_out(
            title=words, subtitle=under, lang=lang, look=look, font=font, left=_LEFT, keys=keys,
            notes=layout.notes(curve, source, speak, hours),
            alt=f"{words}. {under} {layout.told(made)}.",
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.1, head=1.2)
    _grid(sheet, made)
    if made.opened is not None:
        _curve(sheet, made, made.opened, held[-1], theme.OPEN_INK, theme.OPEN)
    _curve(sheet, made, made.clock, held[-1], theme.ROLES["organisation"].mark, theme.ANSWER_BAND)
    for told in layout.words(made, sheet.font):
        ink = theme.OPEN_INK if told.inside else theme.INK
        for n, line in enumerate(told.lines):
            sheet.text(told.x, told.top - n * told.step, line, told.size, bold=True, color=ink,
                       align=told.align, halo="white")  # fmt: skip
    _end(sheet, made)
    return sheet.finish()


def _keys(made: layout.Plan, held: tuple[str, ...], speak: language.Language) -> list[Key]:
    known = grade_words(held[-1], speak)
    ink = theme.ROLES["organisation"].mark
    if made.opened is None:
        keys = [grade_key(held[-1], speak, form="line", color=ink,
                          label=f"{speak('share unanswered')} ({known})")]  # fmt: skip
        keys.append(Key(speak("95 % interval"), _band_sample(theme.ANSWER_BAND)))
    else:
        keys = []
        for words, color, band, marker in (
            (speak("on the clock"), ink, theme.ANSWER_BAND, "o"),
            (speak("in opening hours"), theme.OPEN_INK, theme.OPEN, "s"),
        ):
            line = _line_sample(held[-1], color, marker)
            keys.append(Key(f"{words} ({known})", line))
            keys.append(Key(speak("95 % interval"), _band_sample(band)))
    if made.clock.lost:
        keys.append(Key(speak("never answered, observation ends"), _tick_sample))
    return keys


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


def _curve(
    sheet: Canvas, made: layout.Plan, trace: layout.Trace, grade: str, ink: str, band: str
) -> None:
    page, front = sheet.page, trace is made.clock
    page.fill_between(trace.x, trace.low, trace.high, color=band, linewidth=0, zorder=1 - 0.1 * (
        not front), alpha=0.75 if made.opened else 1)  # fmt: skip
    style = line_style(grade)
    width = max(style["linewidth"], 1.6) + 0.6 * (not front)
    page.plot(trace.x, trace.share, color=ink, zorder=3, **{**style, "linewidth": width})
    for x, y in trace.lost:
        page.plot([x, x], [y - 0.07, y + 0.07], color=ink, linewidth=1.1, zorder=3)
    if trace.middle is None:
        return
    x, y = trace.middle
    page.plot([made.box.left, x, x], [y, y, made.box.bottom], color=theme.INK, linewidth=1.2,
              linestyle=(0, (1, 2)), zorder=2.5)  # fmt: skip
    page.plot([x], [y], marker="o" if front else "s", markersize=8, color=ink,
              markeredgecolor="white", zorder=4)  # fmt: skip


def _end(sheet: Canvas, made: layout.Plan) -> None:
    end = made.clock.end
    sheet.line([end, end], [made.box.bottom, made.box.top], color=theme.INK_SOFT,
               linewidth=1, linestyle=(0, (1, 2)), zorder=2)  # fmt: skip
    sheet.text(end, made.box.top + 0.13, sheet.speak("longest wait"),
               theme.SIZES["legend"], align="right", color=theme.INK_SOFT)  # fmt: skip


def _line_sample(grade: str, color: str, marker: str) -> Callable[[Canvas, float, float], None]:
    """Show the line of a clock with the mark of its median, which parts them in grey."""

    def draw(sheet: Canvas, x: float, y: float) -> None:
        style = line_style(grade)
        width = max(style["linewidth"], 1.6) + 0.6 * (marker == "s")
        sheet.line([x, x + SWATCH], [y, y], color=color, **{**style, "linewidth": width})
        sheet.line([x + SWATCH / 2], [y], marker=marker, markersize=7, color=color,
                   markeredgecolor="white")  # fmt: skip

    return draw


def _band_sample(color: str) -> Callable[[Canvas, float, float], None]:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.page.fill_between([x, x + SWATCH], y - 0.06, y + 0.06, color=color, linewidth=0)

    return draw


def _tick_sample(sheet: Canvas, x: float, y: float) -> None:
    middle = x + SWATCH - 0.13
    sheet.line([middle, middle], [y - 0.07, y + 0.07], color=theme.ROLES["organisation"].mark,
               linewidth=1.1)  # fmt: skip
