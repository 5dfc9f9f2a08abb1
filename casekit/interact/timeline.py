"""The case timeline to move and to ask: the interactive twin of :func:`casekit.draw.timeline`."""

import html
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact import stage
from casekit.interact.frame import (
    WIDEST,
    Frame,
    across,
    lay_out,
    legend,
    pixels,
    when,
    write,
)
from casekit.language import Language
from casekit.layout import wording
from casekit.layout.figures import Panel, leading_series
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.sheet import AXIS, HEAD, LEFT, MARGIN, WIDTH, grades
from casekit.layout.timeline import Entry, Timeline, plan

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["timeline"]


def timeline(
    case: "Case", *, series: str | None = None, lang: str | None = None, title: str | None = None
) -> go.Figure:
    """Draw the timeline with plotly: hover tells the long text, the bounds and the sources.

    Parameters
    ----------
    case
        The documented case.
    series
        Series or metric of the figures below the lanes; None takes the series with most figures.
    lang
        Language of the picture, the one that the case is told in.
    title
        The finding; None says the strongest one that holds at both ends of every interval.

    Raises
    ------
    EvidenceError
        An event or figure does not say how it is known.
    CatalogueError
        No such series, or the case is told in another language.

    Examples
    --------
    >>> from casekit import cases
    >>> timeline(cases.load("british-airways-2013")).layout.meta["lang"]
    'en'
    """
    speak = wording.told(case, lang)
    grades(case.events, case.figures)
    series = series or leading_series(case)
    checkpoints = case.checkpoints(series) if series else None
    bottom, top = 1.2, 6.36
    for _ in range(6):
        box = Box(LEFT, bottom + AXIS, WIDTH - MARGIN, top - HEAD)
        made = plan(case, checkpoints, sheet=box, speak=speak, font=WIDEST)
        words = title or wording.finding(case, made.shown(checkpoints), speak, made.window)
        frame = lay_out(
            title=words, subtitle=wording.subtitle(case, made, speak), speak=speak, left=LEFT,
            notes=wording.notes(case, made, speak), sources=wording.timeline_sources(case, made),
            alt=wording.alt(case, made, words, speak),
        )  # fmt: skip
        if frame.bottom <= bottom + 0.01 and frame.top >= top - 0.01:
            break
        bottom, top = max(bottom, frame.bottom), min(top, frame.top)
    with frame.figure.together():
        _draw(frame, case, made, speak)
    return frame.figure


def _draw(frame: Frame, case: "Case", made: Timeline, speak: Language) -> None:
    figure, spans = frame.figure, [(made.lanes[-1].bottom, made.lanes[0].top)]
    if made.panel:
        spans.append((made.panel.bottom, made.panel.top))
    names = wording.lane_titles(case, made.lanes, [e.actor for e in made.entries], speak)
    stage.stage(frame, case, made, names, spans, speak)
    points = made.panel.points if made.panel else []
    held = {e.grade for e in made.entries} | {p.grade for p in points}
    held |= {"derived"} if made.panel and made.panel.lower else set()
    marks = {e.mark for e in made.entries} | {p.mark for p in points}
    legend(figure, grades(pd.DataFrame({"evidence": sorted(held)})),
           [m for m in TIME_MARKS if m in marks], speak)  # fmt: skip
    for entry in made.entries:
        _entry(figure, case, made, entry, speak)
    texts = {e.event: stage.hover(case, e.event, speak) for e in made.entries}
    dotted = [(e, e.y, 9.0) for e in made.entries if e.mark != "day"]
    stage.dots(figure, made.window, dotted, texts, case.zone, case.events["at"])
    if made.panel:
        _panel(figure, case, made, made.panel, speak)


def _entry(figure: go.Figure, case: "Case", made: Timeline, entry: Entry, speak: Language) -> None:
    assert entry.place is not None
    look, tz = theme.role(entry.actor), case.zone
    if entry.mark != "exact":
        thick = (0.41 if entry.mark == "day" else 0.37) * made.row
        box = Box(entry.bar[0], entry.y - thick, entry.bar[1], entry.y + thick)
        stage.bar(figure, made.window, box, color=look.mark, alpha=look.bar, grade=entry.grade,
                  outlined=entry.mark == "day", fades=entry.fades, tz=tz)  # fmt: skip
        text = stage.hover(case, entry.event, speak)
        stage.mark_hover(figure, made.window, entry.bar, entry.y, entry.grade, text, tz)
    inside = entry.mark == "day"
    at = when(made.window, case.events["at"][entry.event], tz)
    if inside:
        at = across(made.window, entry.place.label - 0.07, tz)
    words = html.escape(entry.label) + (f" <sup>{entry.numbers}</sup>" if entry.numbers else "")
    left = entry.place.side == "left" and not inside
    stage.label(figure, at, entry.y, words, entry.grade, left=left, size=theme.SIZES["label"])


def _panel(figure: go.Figure, case: "Case", made: Timeline, panel: Panel, speak: Language) -> None:
    ink, tz, window = theme.ROLES["customer"], case.zone, made.window
    for y, text in panel.ticks:
        figure.add_shape(type="line", xref="paper", x0=LEFT / WIDTH, x1=window.right / WIDTH, y0=y,
                         y1=y, layer="below", line={"color": theme.GRID, "width": 1})  # fmt: skip
        write(figure, LEFT - 0.1, y, text, pixels(theme.SIZES["axis"]), color=theme.INK_SOFT,
              align="right")  # fmt: skip
    write(figure, LEFT + 0.06, panel.top - 0.02, f"<b>{html.escape(panel.title)}</b>",
          pixels(theme.SIZES["lane"]), color=ink.text)  # fmt: skip
    for bound in (panel.lower, panel.upper):
        figure.add_trace(go.Scatter(
            x=[across(window, x, tz) for x, _ in bound], y=[y for _, y in bound],
            mode="lines", hoverinfo="skip", legendgroup="derived", showlegend=False,
            line={"color": ink.mark, "width": 1.5},
        ))  # fmt: skip
    for point in panel.points:
        row: Any = case.figures.loc[point.figure]
        text = stage.tell_row(case, row, str(row["what"]), row["as_of"], speak)
        if point.mark != "exact":
            box = Box(point.bar[0], point.y - panel.bar / 2, point.bar[1], point.y + panel.bar / 2)
            stage.bar(figure, window, box, color=theme.INK, alpha=0.42, grade=point.grade,
                      outlined=point.mark == "day", fades=point.fades, tz=tz)  # fmt: skip
            stage.mark_hover(figure, window, point.bar, point.y, point.grade, text, tz)
        if point.mark != "day":
            figure.add_trace(go.Scatter(
                x=[when(window, row["as_of"], tz)], y=[point.y], mode="markers", hovertext=[text],
                hoverinfo="text", legendgroup=point.grade, showlegend=False,
                marker={"size": 12, "color": theme.INK if point.mark == "exact" else "white",
                        "line": {"color": theme.INK, "width": 3}},
            ))  # fmt: skip
        if point.label is None:
            continue
        words = f"<b>{html.escape(point.words)}</b> <sup>{point.numbers}</sup>"
        figure.add_annotation(
            x=across(window, point.label[0], tz), y=point.label[1], text=words,
            showarrow=False, xanchor="left", yanchor="middle",
            font={"size": pixels(theme.SIZES["lane"])},
        )  # fmt: skip
