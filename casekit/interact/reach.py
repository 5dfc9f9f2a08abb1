"""Reach over time to ask: the interactive twin of :func:`casekit.draw.reach`."""

import html

import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact.frame import (
    WIDEST,
    across,
    clock_axis,
    lay_out,
    legend,
    local,
    pixels,
    repaint,
    rgba,
    tell,
    write,
)
from casekit.interact.ruler import label
from casekit.language import Language, of
from casekit.layout import reach as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.lettering import measure
from casekit.layout.sheet import AXIS, MARGIN, WIDTH, grade_words, grades

__all__ = ["reach"]

_LEFT = 1.25
_INKS = {"potential": "#1F7FB5", "reported": "#C43A1E", "unknown": theme.INK_SOFT}


@picture
def reach(
    curve: pd.DataFrame, *, lang: str = "en", title: str | None = None, tz: str = "UTC",
    source: str | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
    """Draw the reach of an archive with plotly: hover tells the bounds at each time.

    Parameters
    ----------
    curve
        What :func:`casekit.reach.curve` returns.
    lang
        Language of the picture.
    title
        The finding; None states the bounds at the end.
    tz
        Zone of the clock.
    source
        Where the posts come from, for the source line.
    look
        Its ground: light or dark.

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
    >>> reach(curve).layout.meta["title"]
    'Between 100 and 150 accounts could have seen it'
    """
    held, speak = grades(curve), of(lang)
    layout.check(curve)
    words, below = title or layout.finding(curve, speak), layout.subtitle(curve, speak, tz)
    bottom, top, right = 1.2, 6.36, 1.0
    for _ in range(6):
        box = Box(_LEFT, bottom + AXIS, WIDTH - MARGIN - right, top)
        made = layout.plan(curve, sheet=box, speak=speak, tz=tz)
        frame = lay_out(
            title=words, subtitle=below, speak=speak, left=_LEFT, alt=f"{words}. {below}",
            notes=layout.notes(made, curve, source, speak),
        )  # fmt: skip
        ends = [text for panel in made.panels for _, text in panel.lines]
        widths = [measure(text, theme.SIZES["key"], bold=True, font=WIDEST)[0] for text in ends]
        room = 0.2 + max(widths, default=0.0)
        if frame.bottom <= bottom + 0.01 and frame.top >= top - 0.01 and room <= right + 0.01:
            break
        bottom, top, right = max(bottom, frame.bottom), min(top, frame.top), max(right, room)
    clock_axis(frame.figure, made.window, box.bottom, tz, speak)
    legend(frame.figure, held, [], speak)
    for panel in made.panels:
        _panel(frame.figure, made, panel, held[-1], tz, speak)
    size = theme.SIZES["label"]
    for x, y, text in made.jumps:
        if x - measure(text, size, bold=True, font=WIDEST)[0] > made.window.left:
            label(frame.figure, across(made.window, x, tz), y, text, size, bold=True,
                  align="right")  # fmt: skip
    return repaint(frame.figure, look)


def _panel(
    figure: go.Figure, made: layout.Plan, panel: layout.Panel, grade: str, tz: str, speak: Language
) -> None:
    window, ink = made.window, _INKS[panel.lines[0][0].partition("_")[0]]
    for y, text in panel.ticks:
        figure.add_shape(type="line", xref="paper", x0=window.left / WIDTH,
                         x1=window.right / WIDTH, y0=y, y1=y, layer="below",
                         line={"color": theme.GRID, "width": 1})  # fmt: skip
        write(figure, window.left - 0.1, y, text, pixels(theme.SIZES["axis"]),
              color=theme.INK_SOFT, align="right")  # fmt: skip
    write(figure, window.left, panel.box.top + 0.12, f"<b>{html.escape(panel.title)}</b>",
          pixels(theme.SIZES["lane"]), color=ink)  # fmt: skip
    last = panel.box.top + 1.0
    for n, (column, text) in enumerate(panel.lines):
        known = made.curve[made.curve[column].notna()]
        values = known[column].astype("float64")
        told = [
            tell(f"{panel.title}: {speak.number(v)}", speak.moment(t, tz=tz),
                 speak("How known: {grade}", grade=grade_words(grade, speak)))
            for t, v in values.items() if isinstance(t, pd.Timestamp)
        ]  # fmt: skip
        figure.add_trace(go.Scatter(
            x=[local(pd.Timestamp(t), tz) for t in known.index], y=[panel.y(v) for v in values],
            mode="lines", line={"color": ink, "width": 2.5, "shape": "hv",
                                "dash": theme.GRADES[grade].plotly_dash},
            hovertext=told, hoverinfo="text", legendgroup=grade, showlegend=False,
            fill="tonexty" if n else None, fillcolor=rgba(ink, 0.14),
        ))  # fmt: skip
        last = min(panel.y(float(values.iloc[-1])), last - 0.24)
        write(figure, window.right + 0.14, last, f"<b>{html.escape(text)}</b>",
              pixels(theme.SIZES["key"]))  # fmt: skip
