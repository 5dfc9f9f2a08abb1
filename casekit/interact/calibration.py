"""How often bands held, to ask: the interactive twin of :func:`casekit.draw.calibration`."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from casekit import language, theme
from casekit.interact.frame import lay_out, legend, pixels, repaint, tell
from casekit.interact.ruler import keys, label, lines
from casekit.layout import calibration as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH, grades

__all__ = ["calibration"]

_LEFT, _AXIS, _HEAD = 1.0, 0.75, 0.4
_SOURCES = ((theme.DEPTH[0], "circle"), (theme.DEPTH[3], "square"), (theme.OPEN_INK, "triangle-up"),
            (theme.ROLES["competitor"].mark, "diamond"), (theme.INK_SOFT, "triangle-down"),
            )  # fmt: skip
_MODELS = ((theme.DEPTH[0], "circle", 1.0), (theme.DEPTH[2], "square", 0.6),
           (theme.INK_SOFT, "triangle-up", 0.6))  # fmt: skip


@picture
def calibration(
    table: pd.DataFrame,
    *,
    lang: str = "en",
    title: str | None = None,
    source: str | None = None,
    look: str = "light",
) -> go.Figure:
    """Draw how often the bands held the hidden truth with plotly: hover tells each point.

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
    look
        Its ground: light or dark.

    Raises
    ------
    SchemaError
        The table has no row between figures, or not the columns of a validation.
    EvidenceError
        The table does not say how it is known.

    Examples
    --------
    >>> import casekit as ck
    >>> calibration(ck.load.reconstruction(), lang="de").layout.meta["lang"]
    'de'
    """
    speak = language.of(lang)
    held = grades(table)
    words, under = title or layout.finding(table, speak), layout.subtitle(table, speak)
    bottom, top = 1.4, HEIGHT - 1.2
    for _ in range(3):
        box = Box(_LEFT, bottom + _AXIS, WIDTH - MARGIN - 0.2, top - _HEAD)
        made = layout.plan(table, sheet=box, speak=speak)
        frame = lay_out(
            title=words, subtitle=under, speak=speak, left=_LEFT,
            notes=layout.notes(source, speak), alt=f"{words}. {under} {layout.told(made)}.",
        )  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    figure = frame.figure
    legend(figure, held, [], speak)
    figure.update_layout(
        xaxis={"range": [0, WIDTH], "domain": [0, 1], "visible": False, "fixedrange": True}
    )
    with figure.together():
        for panel in (made.held, made.wide):
            _grid(figure, panel)
    box = made.held.box
    lines(figure, [[[box.left, box.bottom], [box.right, box.top]]], color=theme.INK_SOFT,
          width=1.2, dash="dot")  # fmt: skip
    for n, trace in enumerate(made.held.traces):
        _trace(figure, trace, *_SOURCES[n % len(_SOURCES)], 1.0, held[-1])
    for trace, line in zip(made.wide.traces, _MODELS, strict=True):
        _trace(figure, trace, *line, held[-1])
    _key(figure, made)
    return repaint(figure, look)


def _grid(figure: go.Figure, panel: layout.Panel) -> None:
    box, size = panel.box, theme.SIZES["axis"]
    label(figure, box.left, box.top + 0.2, panel.heading, theme.SIZES["key"], bold=True)
    for y, text in panel.up:
        figure.add_shape(type="line", x0=box.left, x1=box.right, y0=y, y1=y, layer="below",
                         line={"color": theme.GRID, "width": 1})  # fmt: skip
        label(figure, box.left - 0.1, y, text, size, color=theme.INK_SOFT, align="right")
    figure.add_shape(type="line", x0=box.left, x1=box.right, y0=box.bottom, y1=box.bottom,
                     line={"color": theme.INK_SOFT, "width": 1.2})  # fmt: skip
    for x, text in panel.across:
        label(figure, x, box.bottom - 0.2, text, size, align="center")
    label(figure, box.right, box.bottom - 0.48, panel.below, theme.SIZES["legend"],
          color=theme.INK_SOFT, align="right")  # fmt: skip


def _trace(
    figure: go.Figure, trace: layout.Trace, color: str, symbol: str, weight: float, grade: str
) -> None:
    if not trace.points:
        return
    x, y = np.array(trace.points).T
    width = 2 * theme.GRADES[grade].width * weight
    lines(figure, [trace.points], color=color, width=width, group=grade)
    figure.add_trace(go.Scatter(
        x=x, y=y, mode="markers", showlegend=False, text=[tell(text) for text in trace.texts],
        hovertemplate="%{text}<extra></extra>", legendgroup=grade,
        marker={"symbol": symbol, "size": pixels(6 + 2 * weight), "color": color,
                "line": {"color": "white", "width": 1}},
    ))  # fmt: skip


def _key(figure: go.Figure, made: layout.Plan) -> None:
    looks = [*(_SOURCES[n % len(_SOURCES)] for n in range(len(made.held.traces))), *_MODELS]
    traces = [*made.held.traces, *made.wide.traces]
    entries: list[tuple[str, dict[str, Any]]] = [
        (trace.name, {"mode": "markers", "marker": {
            "symbol": symbol, "size": 10, "color": color}})
        for trace, (color, symbol, *_) in zip(traces, looks, strict=True)
        if trace.points
    ]  # fmt: skip
    keys(figure, entries)
