"""By the hour of the week: when was asked, and how long what was asked then had to wait."""

from collections.abc import Callable

import pandas as pd
from matplotlib.patches import Rectangle

from casekit import clock, language, theme
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import grade_key
from casekit.layout import week as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import MARGIN, grades

__all__ = ["week"]

_LEFT, _AXIS = 1.75, 0.4


@picture
def week(
    table: pd.DataFrame, *, zone: str, hours: clock.Hours | None = None, lang: str = "en",
    title: str | None = None, source: str | None = None, font: str | None = None,
    look: str = "light",
) -> Figure:  # fmt: skip
    """Draw waits by the hour of the week in which was asked.

    Parameters
    ----------
    table
        What :func:`casekit.response.week` returns.
    zone
        The zone that it was summed up in.
    hours
        Documented opening hours, drawn as ground; public holidays are not.
    lang
        Language of the picture.
    title
        The finding; None says how much was asked while it was shut, or in which hour most.
    source
        Where the posts come from, for the source line.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    SchemaError
        Nothing was asked, or the table is not that of a week.

    Examples
    --------
    >>> from casekit import response
    >>> from casekit.response.times import example
    >>> waits = response.times(example(), by="airline")
    >>> week(response.week(waits, zone="UTC"), zone="UTC").title
    '1 of 2 complaints came on Tuesday between 01:00 and 02:00'
    """
    speak = language.of(lang)
    held = grades(table)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        box = Box(_LEFT, bottom + _AXIS, right, top - 0.1)
        made = layout.plan(table, hours, sheet=box, speak=speak)
        words = title or layout.finding(made, speak)
        keys = [Key(text, _sample(step)) for step, text in layout.steps(made, speak)]
        keys += [Key(text, _size(side)) for side, text in layout.sizes(made, speak)]
        if made.open:
            keys.append(Key(speak("desk open"), _open_sample))
        return made, lay_out(
            title=words, subtitle=layout.subtitle(zone, speak), lang=lang, look=look, font=font,
            left=MARGIN,
            keys=[*keys, *(grade_key(grade, speak) for grade in held)],
            notes=layout.notes(source, speak), alt=layout.alt(made, words),
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.1, head=1.2)
    _ground(sheet, made)
    for cell in made.cells:
        _square(sheet, cell.x, cell.y, cell.side, cell.step)
    return sheet.finish()


def _ground(sheet: Canvas, made: layout.Plan) -> None:
    page, box = sheet.page, made.box
    for left, right, low, high in made.open:
        page.add_patch(Rectangle((left, low), right - left, high - low, facecolor=theme.OPEN,
                                 linewidth=0, zorder=0.5))  # fmt: skip
    for y in made.rules:
        page.plot([box.left, box.right], [y, y], color=theme.RULE, linewidth=1, zorder=0.8)
    for y, name in made.days:
        sheet.text(sheet.left, y, name, theme.SIZES["lane"], bold=True)
    for x, text in made.hours:
        page.plot([x, x], [box.bottom - 0.06, box.top], color=theme.GRID, linewidth=1, zorder=0.7)
        sheet.text(x, box.bottom - 0.2, text, theme.SIZES["axis"], align="center")


def _square(sheet: Canvas, x: float, y: float, side: float, step: int) -> None:
    """Draw the square of an hour; where half were never answered it is dark and crossed out."""
    low, left = y - side / 2, x - side / 2
    never = step == layout.NEVER
    sheet.put(Rectangle(
        (left, low), side, side, facecolor=theme.INK if never else layout.STEPS[step][1],
        edgecolor=theme.INK_SOFT, linewidth=0.6,
        zorder=3,
    ))  # fmt: skip
    if never:
        sheet.line([left, left + side], [low, low + side], color="white",
                   linewidth=1.6, zorder=3.1)  # fmt: skip


def _sample(step: int) -> Callable[[Canvas, float, float], None]:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        _square(sheet, x + SWATCH - 0.14, y, 0.16, step)

    return draw


def _size(side: float) -> Callable[[Canvas, float, float], None]:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.put(Rectangle(
            (x + SWATCH - 0.06 - side, y - side / 2), side, side, facecolor="white",
            edgecolor=theme.INK_SOFT, linewidth=0.8,
        ))  # fmt: skip

    return draw


def _open_sample(sheet: Canvas, x: float, y: float) -> None:
    sheet.put(Rectangle((x, y - 0.07), SWATCH, 0.14, facecolor=theme.OPEN, linewidth=0))
