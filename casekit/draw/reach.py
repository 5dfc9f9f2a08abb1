"""Reach over time, from an archive: bounds of the potential reach, and what is unknown."""

import numpy as np
import pandas as pd

from casekit import theme
from casekit.draw import stage
from casekit.draw.canvas import MARGIN, Canvas, Figure, grades, lay_out, settle
from casekit.draw.marks import grade_key, line_style
from casekit.language import Language, of
from casekit.layout import reach as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.lettering import measure

__all__ = ["reach"]

_LEFT, _RIGHT = 1.25, 1.0
"""Room for the scale on the left and for the words at the ends of the lines, in inches."""
_AXIS = 0.52
_INKS = {"potential": theme.REACH, "reported": "#C43A1E", "unknown": theme.INK_SOFT}


@picture
def reach(
    curve: pd.DataFrame, *, lang: str = "en", title: str | None = None, font: str | None = None,
    look: str = "light", tz: str = "UTC", source: str | None = None,
) -> Figure:  # fmt: skip
    """Draw how many accounts could have seen it by when, between bounds.

    Parameters
    ----------
    curve
        What :func:`casekit.reach.curve` returns.
    lang
        Language of the picture.
    title
        The finding; None states the bounds at the end.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.
    tz
        Zone of the clock.
    source
        Where the posts come from, for the source line.

    Raises
    ------
    EvidenceError
        The curve does not say how it is known.
    SchemaError
        The curve is empty or a column is missing.

    Examples
    --------
    >>> curve = pd.DataFrame({
    ...     "reported": [pd.NA, pd.NA], "potential_low": [100, 100], "potential_high": [100, 150],
    ...     "unknown": [0, 0], "evidence": "archived"},
    ...     index=pd.to_datetime(["2013-09-03 09:00Z", "2013-09-03 09:40Z"]))
    >>> reach(curve).title
    'Between 100 and 150 accounts could have seen it'
    """
    held = grades(curve)
    layout.check(curve)
    speak = of(lang)
    words = title or layout.finding(curve, speak)
    right = theme.look(look).width - MARGIN - _ends(curve, speak, tz, font)

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        box = Box(_LEFT, bottom + _AXIS, right, top)
        made = layout.plan(curve, sheet=box, speak=speak, tz=tz)
        return made, lay_out(
            title=words, subtitle=layout.subtitle(curve, speak, tz), lang=lang, font=font,
            left=_LEFT, look=look,
            keys=[grade_key(g, speak, form="line", color=_ink(made.panels[0])) for g in held],
            notes=layout.notes(made, curve, source, speak),
            alt=f"{words}. {layout.subtitle(curve, speak, tz)}",
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=0.6, head=1.14)
    spans = [(panel.box.bottom, panel.box.top) for panel in made.panels]
    stage.clock_axis(sheet, made.window, spans[-1][0], tz, spans)
    for panel in made.panels:
        _panel(sheet, made, panel, held[-1])
    for x, y, text in made.jumps:
        if x - sheet.measure(text, theme.SIZES["label"], bold=True)[0] > made.window.left:
            sheet.text(x, y, text, theme.SIZES["label"], bold=True, align="right",
                       halo="white")  # fmt: skip
    return sheet.finish()


def _ends(curve: pd.DataFrame, speak: Language, tz: str, font: str | None) -> float:
    """Give the room that the words at the ends of the lines need, in inches."""
    made = layout.plan(curve, sheet=Box(0, 0, 10, 5), speak=speak, tz=tz)
    said = [text for panel in made.panels for _, text in panel.lines]
    wide = [measure(text, theme.SIZES["key"], bold=True, font=font)[0] for text in said]
    return max([_RIGHT, *(one + 0.2 for one in wide)])


def _ink(panel: layout.Panel) -> str:
    return _INKS[panel.lines[0][0].partition("_")[0]]


def _panel(sheet: Canvas, made: layout.Plan, panel: layout.Panel, grade: str) -> None:
    page, window = sheet.page, made.window
    ink = _ink(panel)
    for y, text in panel.ticks:
        page.plot([window.left, window.right], [y, y], color=theme.GRID, linewidth=1, zorder=0.7)
        sheet.text(window.left - 0.1, y, text, theme.SIZES["axis"], align="right",
                   color=theme.INK_SOFT)  # fmt: skip
    sheet.text(window.left, panel.box.top + 0.12, panel.title, theme.SIZES["lane"], bold=True,
               color=ink)  # fmt: skip
    x = np.array([window.x(time) for time in made.curve.index])
    runs = []
    for column, _ in panel.lines:
        values = made.curve[column].astype("float64").to_numpy()
        known = np.isfinite(values)
        steps_x, steps_y = np.repeat(x[known], 2)[1:], np.repeat(values[known], 2)[:-1]
        runs.append((steps_x, np.array([panel.y(v) for v in steps_y])))
    if len(runs) == 2:
        page.fill_between(runs[0][0], runs[1][1], runs[0][1], color=ink, alpha=0.14, linewidth=0,
                          zorder=2)  # fmt: skip
    middles: list[float] = []
    for (steps_x, steps_y), (_, text) in zip(runs, panel.lines, strict=True):
        page.plot(steps_x, steps_y, color=ink, zorder=3, **line_style(grade))
        page.plot(steps_x[-1:], steps_y[-1:], marker="o", markersize=6, color=ink, zorder=4)
        y = min([float(steps_y[-1]), *(taken - 0.24 for taken in middles)])
        middles.append(y)
        sheet.text(window.right + 0.14, y, text, theme.SIZES["key"], bold=True)
