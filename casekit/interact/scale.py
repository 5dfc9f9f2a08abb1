"""How strong it blew, to ask: the interactive twin of :func:`casekit.draw.scale`."""

import html

import pandas as pd
import plotly.graph_objects as go

from casekit import language, theme
from casekit.interact.frame import (
    WIDEST,
    Sheet,
    lay_out,
    legend,
    pixels,
    repaint,
    rgba,
    tell,
    write,
)
from casekit.interact.ruler import keys
from casekit.language import Language
from casekit.layout import scale as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit
from casekit.layout.scale import CELL, HEAD, INKS, LEFT, Band, Column, Plan
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH, grade_words, grades

__all__ = ["scale"]


@picture
def scale(
    table: pd.DataFrame, *, lang: str = "en", title: str | None = None, look: str = "light"
) -> go.Figure:
    """Draw the levels of cases with plotly: hover tells what speaks for each, and its sources.

    Parameters
    ----------
    table
        What :func:`casekit.compare.scale` returns.
    lang
        Language of the picture; the reasons are in that of the cases.
    title
        The finding; None says in how many cases the media blew at least as hard as social media.
    look
        Its ground: light or dark.

    Raises
    ------
    SchemaError
        The table holds no levels, or too many cases for one sheet.
    EvidenceError
        A level does not say how it is known.

    Examples
    --------
    >>> import casekit as ck
    >>> scale(ck.compare.scale([ck.load.case("united-guitars-2009")])).layout.meta["title"]
    'United 2009: level 6, hurricane'
    """
    speak = language.of(lang)
    held = grades(table)
    bottom, top = 1.2, HEIGHT - 1.2
    for _ in range(3):
        box = Box(LEFT, bottom + 0.05, WIDTH - MARGIN, top)
        made = layout.plan(table, sheet=box, speak=speak, font=WIDEST)
        words = title or layout.finding(table, speak)
        frame = lay_out(
            title=words, subtitle=layout.subtitle(speak), speak=speak, left=MARGIN,
            notes=layout.notes(table, made, speak), alt=layout.alt(made, words, speak),
        )  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    figure = frame.figure
    with figure.together():
        figure.update_layout(xaxis={"range": [0, WIDTH], "domain": [0, 1], "visible": False,
                                    "fixedrange": True})  # fmt: skip
        legend(figure, held, [], speak)
        for column in made.columns:
            _head(figure, made, column)
        for name, y, bands in made.rows:
            _row(figure, made, name, y, bands, speak)
        keys(figure, [(speak("other levels of the scale"), {"mode": "markers", "marker": {
            "symbol": "square", "size": 11, "color": CELL}})])  # fmt: skip
    return repaint(figure, look)


def _head(figure: go.Figure, made: Plan, column: Column) -> None:
    top = made.top
    write(figure, column.left, top + HEAD - 0.14, f"<b>{html.escape(column.name)}</b>",
          pixels(theme.SIZES["lane"]), color=INKS[column.axis])  # fmt: skip
    for n, (_, middle, name) in enumerate(column.levels):
        write(figure, middle, top + 0.34, f"<b>{n}</b>", pixels(12), align="center")
        write(figure, middle, top + 0.13, html.escape(name), pixels(column.size),
              color=theme.INK_SOFT, align="center")  # fmt: skip


def _row(
    figure: Sheet, made: Plan, name: str, y: float, bands: list[Band], speak: Language
) -> None:
    low = y + 0.135 - made.height + 0.02
    figure.add_shape(type="line", x0=MARGIN, x1=WIDTH - MARGIN, y0=low, y1=low,
                     line={"color": theme.RULE, "width": 1})  # fmt: skip
    size, lines = fit(name, LEFT - MARGIN - 0.2, 14.0, 8.0, bold=True, font=WIDEST)
    write(figure, MARGIN, y, f"<b>{html.escape(lines[0])}</b>", pixels(size))
    for column in made.columns:
        cell = (column.right - column.left) / len(column.levels)
        for left, _, _ in column.levels:
            figure.add_shape(type="rect", x0=left + 0.02, x1=left + cell - 0.02, y0=y - 0.065,
                             y1=y + 0.065, line={"width": 0}, fillcolor=CELL,
                             layer="below")  # fmt: skip
    for band in bands:
        _band(figure, made, name, band, speak)


def _band(figure: Sheet, made: Plan, name: str, band: Band, speak: Language) -> None:
    row, y = band.row, band.y
    color, grade = INKS[str(row["axis"])], str(row["evidence"])
    left = next(column.left for column in made.columns if column.axis == row["axis"])
    x = [band.left + 0.02, band.right - 0.02]
    told = tell(f"{name}: {layout.level(band.low, band.high, speak)}", str(row["why"]),
                str(row["shown"]), grade_words(grade, speak), str(row["cited"]))  # fmt: skip
    figure.add_trace(go.Scatter(
        x=[x[0], x[1], x[1], x[0], x[0]],
        y=[y - 0.085, y - 0.085, y + 0.085, y + 0.085, y - 0.085], mode="lines", fill="toself",
        fillcolor=rgba(color, 0.35), line={"color": color, "width": 1.8}, hoveron="fills",
        text=told, hoverinfo="text", showlegend=False, legendgroup=grade,
    ))  # fmt: skip
    for n, line in enumerate(band.words):
        write(figure, left, y - made.below(n), html.escape(line), pixels(made.why),
              color=theme.INK_SOFT)  # fmt: skip
