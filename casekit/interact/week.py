"""Waits by the hour of the week, to ask: the interactive twin of :func:`casekit.draw.week`."""

import html

import pandas as pd
import plotly.graph_objects as go

from casekit import clock, language, theme
from casekit.interact.ensemble import third_row
from casekit.interact.frame import PIXELS, lay_out, legend, pixels, repaint, tell, write
from casekit.interact.ruler import keys, ruler
from casekit.layout import week as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH, grades

__all__ = ["week"]

_LEFT, _AXIS = 1.75, 0.4


@picture
def week(
    table: pd.DataFrame, *, zone: str, hours: clock.Hours | None = None, lang: str = "en",
    title: str | None = None, source: str | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
    """Draw waits by the hour of the week with plotly: hover tells each hour.

    Parameters
    ----------
    table, zone, hours
        As :func:`casekit.draw.week` takes them.
    lang
        Language of the picture.
    title
        The finding; None says how much was asked while it was shut, or in which hour most.
    source
        Where the posts come from, for the source line.
    look
        Its ground: light or dark.

    Raises
    ------
    SchemaError
        Nothing was asked, or the table is not that of a week.

    Examples
    --------
    >>> from casekit import response
    >>> from casekit.response.times import example
    >>> waits = response.times(example(), by="airline")
    >>> week(response.week(waits, zone="UTC"), zone="UTC").layout.meta["lang"]
    'en'
    """
    speak = language.of(lang)
    held = grades(table)
    bottom, top = 1.2, HEIGHT - 1.2
    for _ in range(3):
        box = Box(_LEFT, bottom + _AXIS, WIDTH - MARGIN, top - 0.1)
        made = layout.plan(table, hours, sheet=box, speak=speak)
        words = title or layout.finding(made, speak)
        frame = third_row(lay_out(
            title=words, subtitle=layout.subtitle(zone, speak), speak=speak, left=MARGIN,
            notes=layout.notes(source, speak), alt=layout.alt(made, words),
        ))  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    figure = frame.figure
    legend(figure, held, [], speak)
    ruler(figure, box.left, box.right, box.bottom, box.top, made.hours)
    for left, right, low, high in made.open:
        figure.add_shape(type="rect", x0=left, x1=right, y0=low, y1=high, layer="below",
                         line={"width": 0}, fillcolor=theme.OPEN)  # fmt: skip
    for y in made.rules:
        figure.add_shape(type="line", x0=box.left, x1=box.right, y0=y, y1=y, layer="below",
                         line={"color": theme.RULE, "width": 1})  # fmt: skip
    for y, name in made.days:
        write(figure, MARGIN, y, f"<b>{html.escape(name)}</b>", pixels(theme.SIZES["lane"]))
    _squares(figure, made, held[-1], speak)
    return repaint(figure, look)


def _squares(figure: go.Figure, made: layout.Plan, group: str, speak: language.Language) -> None:
    """Draw a square for each hour of the week, and say what colours and sizes mean."""
    steps, others = [], []
    for step, text in layout.steps(made, speak):
        mark = _look(step)
        steps.append((text, {"mode": "markers", "marker": {**mark, "size": 13}}))
        mine = [cell for cell in made.cells if cell.step == step]
        figure.add_trace(go.Scatter(
            x=[cell.x for cell in mine], y=[cell.y for cell in mine], mode="markers",
            showlegend=False, text=[tell(cell.words) for cell in mine],
            hovertemplate="%{text}<extra></extra>", legendgroup=group,
            marker={**mark, "opacity": 1, "size": [cell.side * PIXELS for cell in mine]},
        ))  # fmt: skip
    for side, text in layout.sizes(made, speak):
        others.append((text, {"mode": "markers", "marker": {
            "symbol": "square", "size": side * PIXELS, "color": "white",
            "line": {"width": 1, "color": theme.INK_SOFT}}}))  # fmt: skip
    if made.open:
        others.append((speak("desk open"), {"mode": "markers", "marker": {
            "symbol": "square", "size": 13, "color": theme.OPEN}}))  # fmt: skip
    keys(figure, steps, row="legend3")
    keys(figure, others)


def _look(step: int) -> dict[str, object]:
    if step == layout.NEVER:
        return {"symbol": "square-x", "color": theme.INK, "line": {"width": 1, "color": "white"}}
    line = {"width": 0.6, "color": theme.INK_SOFT}
    return {"symbol": "square", "color": layout.STEPS[step][1], "line": line}
