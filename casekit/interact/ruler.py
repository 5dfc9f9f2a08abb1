"""Pictures whose clock is laid out in inches: logarithmic, broken at silences, or by the calendar.

Both axes of plotly are inches of the sheet here, and the ticks carry their words explicitly, so
that a broken clock stays broken when the reader zooms.
"""

import html
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from casekit import theme
from casekit.interact.frame import WIDEST, pixels
from casekit.layout.lettering import measure
from casekit.layout.sheet import HEIGHT, WIDTH

__all__ = ["apart", "dash", "keys", "label", "lines", "ruler"]


def ruler(
    figure: go.Figure, left: float, right: float, y: float, top: float,
    marks: Iterable[tuple[float, str]], *, blocks: bool = False,
) -> None:  # fmt: skip
    """Give the figure a clock in inches with its own ticks and words, none over another.

    Parameters
    ----------
    y, top
        Height of the clock, and up to where its ticks are drawn through.
    blocks
        The marks name blocks: bold words, no ticks and no line.
    """
    size, edge = theme.SIZES["axis"], -np.inf
    places, words = [], []
    for x, text in marks:
        half = measure(text, size, bold=blocks, font=WIDEST)[0] / 2
        shown = html.escape(text) if x - half > edge + 0.06 and x + half <= WIDTH else ""
        places.append(x)
        words.append(f"<b>{shown}</b>" if blocks and shown else shown)
        edge = x + half if shown else edge
    figure.update_layout(xaxis={
        "range": [left, right], "domain": [left / WIDTH, right / WIDTH], "anchor": "free",
        "position": y / HEIGHT, "tickvals": places, "ticktext": words,
        "ticks": "" if blocks else "outside", "ticklen": 5, "tickcolor": theme.INK_SOFT,
        "showline": not blocks, "linecolor": theme.INK_SOFT, "linewidth": 1.2, "showgrid": False,
        "zeroline": False, "tickfont": {"size": pixels(size), "color": theme.INK},
    })  # fmt: skip
    for x in [] if blocks else places:
        figure.add_shape(type="line", x0=x, x1=x, y0=y, y1=top, layer="below",
                         line={"color": theme.GRID, "width": 1})  # fmt: skip


def apart(paths: Iterable[Any]) -> tuple[list[float | None], list[float | None]]:
    """Chain polylines into one trace, a gap between each.

    Examples
    --------
    >>> apart([np.array([[0, 1], [2, 3]]), np.array([[4, 5]])])
    ([0.0, 2.0, None, 4.0, None], [1.0, 3.0, None, 5.0, None])
    """
    x: list[float | None] = []
    y: list[float | None] = []
    for path in paths:
        points = np.asarray(path, dtype=np.float64)
        x += [*points[:, 0].tolist(), None]
        y += [*points[:, 1].tolist(), None]
    return x, y


def dash(grade: str) -> str:
    """Give the dashes of a grade; WebGL has only named ones."""
    return {"reconstructed": "dash", "simulated": "dot"}.get(grade, "solid")


def lines(
    figure: go.Figure, paths: Iterable[Any], *, color: str, width: float, dash: str = "solid",
    group: str | None = None,
) -> None:  # fmt: skip
    """Draw polylines as one trace; widths are points, as in the static twin."""
    x, y = apart(paths)
    if x:
        figure.add_trace(go.Scatter(
            x=x, y=y, mode="lines", hoverinfo="skip", showlegend=False, legendgroup=group,
            line={"color": color, "width": pixels(width), "dash": dash},
        ))  # fmt: skip


def label(
    figure: go.Figure, x: float | str, y: float, text: str, size: float, *, bold: bool = False,
    color: str = theme.INK, align: str = "left",
) -> None:  # fmt: skip
    """Write a text at a place of the drawing; it moves with what it stands at."""
    shown = html.escape(text)
    figure.add_annotation(
        x=x, y=y, xref="x", yref="y", text=f"<b>{shown}</b>" if bold else shown, showarrow=False,
        xanchor=align, align=align, yanchor="middle", borderpad=0,
        font={"size": pixels(size), "color": color},
    )  # fmt: skip


def keys(
    figure: go.Figure, entries: Sequence[tuple[str, dict[str, Any]]], *, row: str = "legend2"
) -> None:
    """Add entries to a row of the legend: words, and what a trace needs to look so."""
    for text, look in entries:
        figure.add_trace(go.Scatter(x=[None], y=[None], name=text, legend=row, **look))
