"""The wait ladder to ask: the interactive twin of :func:`casekit.draw.waits`."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact.frame import WIDEST, lay_out, legend, pixels, repaint, rgba, tell, write
from casekit.interact.ruler import dash, keys, label, lines, ruler
from casekit.language import Language
from casekit.layout import credits
from casekit.layout import waits as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit, label_width
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH, grade_words, grades
from casekit.layout.waits import LADDER, LATER_INK, OPEN_INK

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["waits"]

_AXIS = 0.42
_WORDS = 15.0


@picture
def waits(
    steps: pd.DataFrame, *, case: "Case | Sequence[Case] | None" = None,
    stated: pd.DataFrame | None = None,
    lang: str | None = None, title: str | None = None, source: str | None = None,
    sources: Sequence[tuple[int, str]] | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
    """Draw how long they waited with plotly: hover tells bounds, estimate and evidence.

    Parameters
    ----------
    steps, case, stated
        As :func:`casekit.draw.waits` takes them.
    lang
        Language of the picture: English, or that of the case.
    title
        The finding; None says the first waits.
    source
        Where the steps come from, for the source line.
    sources
        Number and short name of each source that is cited; None: those of the case.
    look
        Its ground: light or dark.

    Raises
    ------
    EvidenceError
        A step does not say how it is known.
    SchemaError
        There is no step, or a column is missing.
    CatalogueError
        The case is told in another language.

    Examples
    --------
    >>> hours = pd.to_timedelta
    >>> steps = pd.DataFrame({"case": ["An airline"], "label": ["complaint to answer"],
    ...     "low": hours(["8h"]), "wait": hours(["9h"]), "high": hours(["10h"]),
    ...     "answered": [True], "evidence": ["derived"]})
    >>> waits(steps).layout.meta["title"]
    'An airline: 8–10 h until the first answer'
    """
    cases = credits.each(case)
    speak = credits.spoken(cases, lang)
    if sources is None:
        steps, sources = credits.cited(cases, steps, stated)
    held = grades(steps)
    bottom, top = 1.2, HEIGHT - 1.2
    for _ in range(3):
        box = Box(LADDER, bottom + _AXIS, WIDTH - MARGIN, top - 0.1)
        made = layout.plan(
            steps, stated, sheet=box, speak=speak,
            measure=lambda words: label_width(words, "00,00", _WORDS, bold=True, font=WIDEST),
        )  # fmt: skip
        words = title or layout.finding(made, speak)
        told = "; ".join(f"{r.case}, {r.label}: {r.words}" for r in made.rows)
        frame = lay_out(
            title=words, subtitle=layout.subtitle(made, steps, speak), speak=speak, left=MARGIN,
            notes=layout.notes(made, source, speak), sources=sources, alt=f"{words}. {told}.",
        )  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    figure = frame.figure
    legend(figure, held, [], speak)
    marks = [(float(made.axis.place(s)), text) for s, text in made.marks]
    ruler(figure, LADDER, WIDTH - MARGIN, made.base, box.top, marks)
    for y in made.rules:
        figure.add_shape(type="line", xref="paper", x0=MARGIN / WIDTH, x1=1 - MARGIN / WIDTH, y0=y,
                         y1=y, line={"color": theme.RULE, "width": 1}, layer="below")  # fmt: skip
    for row in made.rows:
        _names(figure, row)
        _wait(figure, made, row, speak)
    _claims(figure, made, speak)
    keys(figure, _keys(made, speak))
    return repaint(figure, look)


def _names(figure: go.Figure, row: layout.Row) -> None:
    room = LADDER - MARGIN - 0.2
    size, label_lines = fit(row.label, room, 11.0, 8.0, font=WIDEST)
    write(figure, MARGIN, row.y - (0.12 if row.first else 0),
          "<br>".join(map(html.escape, label_lines)), pixels(size), color=theme.INK_SOFT,
          valign="middle" if len(label_lines) == 1 else "top")  # fmt: skip
    if row.first:
        size, name = fit(row.case, room, 14.0, 9.0, bold=True, font=WIDEST)
        shown = "<br>".join(map(html.escape, name))
        write(figure, MARGIN, row.y + 0.12, f"<b>{shown}</b>", pixels(size))


def _wait(figure: go.Figure, made: layout.Plan, row: layout.Row, speak: Language) -> None:
    bold = row.first and not row.own
    color = theme.ROLES["organisation"].mark if bold else LATER_INK
    look = theme.GRADES[row.grade]
    strokes = layout.strokes(made, row)
    y, start = row.y, made.axis.left
    if strokes.line > start:
        lines(figure, [[[start, y], [strokes.line, y]]], color=color, width=look.width,
              dash=dash(row.grade), group=row.grade)  # fmt: skip
    thick = 0.09 if row.first else 0.06
    if strokes.bar:
        _bar(figure, *strokes.bar, y, thick, color, fading=row.mark == "under")
    if strokes.arrow:
        lines(figure, [[[strokes.arrow[0], y], [strokes.arrow[1], y]]], color=color, width=1.5,
              dash="dash", group=row.grade)  # fmt: skip
        label(figure, strokes.arrow[1], y, "▸", 12.0, color=color, align="center")
    at = strokes.dot if strokes.dot is not None else strokes.end
    figure.add_trace(go.Scatter(
        x=[at], y=[y], mode="markers", showlegend=False, legendgroup=row.grade,
        text=[tell(f"{row.case}: {row.label}", row.words, row.open_words,
                   grade_words(row.grade, speak), row.numbers and
                   f"{speak('Sources:')} {row.numbers}")],
        hovertemplate="%{text}<extra></extra>", opacity=1.0 if strokes.dot is not None else 0.01,
        marker={"size": pixels(9.5 if row.first else 7.5),
                "color": color if row.mark == "exact" else "white",
                "line": {"width": 1 if row.mark == "placeholder" else 2.4, "color": color}},
    ))  # fmt: skip
    raised = f" <sup>{html.escape(row.numbers)}</sup>" if row.numbers else ""
    shown = html.escape(row.words)
    figure.add_annotation(
        x=strokes.end + 0.13, y=y, text=(f"<b>{shown}</b>" if bold else shown) + raised,
        showarrow=False, xanchor="left", borderpad=0,
        font={"size": pixels(_WORDS if row.first else 12.0),
              "color": theme.INK if bold else theme.INK_SOFT},
    )  # fmt: skip
    if row.open is not None:
        low, wait, high = layout.open_places(made, row)
        figure.add_shape(type="rect", x0=low, x1=high, y0=row.open_y - 0.04, y1=row.open_y + 0.04,
                         line={"width": 0}, fillcolor=rgba(OPEN_INK, 0.45))  # fmt: skip
        if not np.isnan(wait):
            figure.add_trace(go.Scatter(
                x=[wait], y=[row.open_y], mode="markers", hoverinfo="skip", showlegend=False,
                marker={"size": 8, "color": "white", "line": {"width": 2, "color": OPEN_INK}},
            ))  # fmt: skip
        label(figure, high + 0.13, row.open_y, row.open_words, theme.SIZES["label"],
              color="#3E5A33")  # fmt: skip


def _bar(
    figure: go.Figure, left: float, right: float, y: float, thick: float, color: str, *,
    fading: bool,
) -> None:  # fmt: skip
    """Draw the bar of a wait; one whose lower bound is open fades out to the left."""
    parts = 12 if fading else 1
    edges = np.linspace(left, right, parts + 1).tolist()
    for n in range(parts):
        figure.add_shape(
            type="rect", x0=edges[n], x1=edges[n + 1], y0=y - thick, y1=y + thick,
            line={"width": 0}, fillcolor=rgba(color, 0.35 * (n + 1) / parts),
        )  # fmt: skip


def _claims(figure: go.Figure, made: layout.Plan, speak: Language) -> None:
    if not made.diamonds:
        return
    places = [layout.claim_places(made, claim) for claim in made.diamonds]
    lines(figure, [[[a, d.y], [b, d.y]] for (a, b), d in zip(places, made.diamonds, strict=True)
                   if b > a], color=theme.INK_SOFT, width=1.2)  # fmt: skip
    figure.add_trace(go.Scatter(
        x=[(a + b) / 2 if not np.isnan(d.high) and not np.isnan(d.low)
           else b if np.isnan(d.low) else a
           for (a, b), d in zip(places, made.diamonds, strict=True)],
        y=[d.y for d in made.diamonds], mode="markers+text", showlegend=False,
        text=[d.number for d in made.diamonds], textposition="top center",
        textfont={"size": pixels(8), "color": theme.INK_SOFT},
        customdata=[tell(d.label, f"{speak('as a source states it')}: {d.number}")
                    for d in made.diamonds],
        hovertemplate="%{customdata}<extra></extra>",
        marker={"symbol": "diamond", "size": 9, "color": "white",
                "line": {"width": 1.5, "color": theme.INK_SOFT}},
    ))  # fmt: skip


def _keys(made: layout.Plan, speak: Language) -> list[tuple[str, dict[str, object]]]:
    marks = {row.mark for row in made.rows}
    entries: list[tuple[str, dict[str, object]]] = []
    if any(not row.first for row in made.rows):
        entries.append((speak("later step or other channel"),
                        {"mode": "lines", "line": {"color": LATER_INK, "width": 4}}))  # fmt: skip
    if any(row.first and row.own for row in made.rows):
        entries.append((speak("from an act of its own"),
                        {"mode": "lines", "line": {"color": LATER_INK, "width": 4}}))  # fmt: skip
    if "unanswered" in marks:
        entries.append((speak("unanswered"), {"mode": "lines", "line": {
            "color": LATER_INK, "width": 2, "dash": "dash"}}))  # fmt: skip
    if any(row.open for row in made.rows):
        entries.append((speak("in opening hours"),
                        {"mode": "lines", "line": {"color": OPEN_INK, "width": 6}}))  # fmt: skip
    if made.diamonds:
        entries.append((speak("as a source states it"), {"mode": "markers", "marker": {
            "symbol": "diamond-open", "size": 9, "color": theme.INK_SOFT}}))  # fmt: skip
    return entries
