"""The case timeline to move and to ask: the interactive twin of :func:`casekit.draw.timeline`."""

import html
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact import ensemble as parts
from casekit.interact import stage
from casekit.interact.frame import (
    WIDEST,
    Frame,
    across,
    lay_out,
    legend,
    pixels,
    repaint,
    rgba,
    write,
)  # fmt: skip
from casekit.interact.ruler import keys
from casekit.language import Language
from casekit.layout import wording
from casekit.layout.asked import picture
from casekit.layout.figures import BETWEEN, Panel, panel_figures
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.sheet import AXIS, HEAD, LEFT, MARGIN, WIDTH, grades
from casekit.layout.timeline import Timeline, plan
from casekit.reconstruct import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["timeline"]


@picture
def timeline(
    case: "Case", *, series: str | None = None, lang: str | None = None,
    title: str | None = None, ensemble: Ensemble | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
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
    ensemble
        What :func:`casekit.reconstruct.curve` returns for the series: its median and band are
        drawn instead of what the figures alone leave open.
    look
        Its ground: light or dark.

    Raises
    ------
    EvidenceError
        An event or figure does not say how it is known.
    CatalogueError
        No such series, or the case is told in another language.
    SchemaError
        The ensemble is held to other figures.

    Examples
    --------
    >>> from casekit import cases
    >>> timeline(cases.load("british-airways-2013")).layout.meta["lang"]
    'en'
    """
    speak = wording.told(case, lang)
    grades(case.events, case.figures)
    checkpoints = panel_figures(case, series, ensemble)
    bottom, top = 1.2, 6.36
    for _ in range(6):
        box = Box(LEFT, bottom + AXIS, WIDTH - MARGIN, top - HEAD)
        made = plan(case, checkpoints, sheet=box, speak=speak, font=WIDEST,
                    ensemble=ensemble)  # fmt: skip
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
    return repaint(frame.figure, look)


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
    held |= {str(one.table["evidence"].iloc[0]) for one in (made.panel.band if made.panel else [])}
    legend(figure, grades(pd.DataFrame({"evidence": sorted(held)})),
           [m for m in TIME_MARKS if m in marks], speak)  # fmt: skip
    if made.panel and made.panel.band:
        keys(figure, parts.band_keys(made.panel.band, speak), row="legend")
    for entry in made.entries:
        stage.entry(figure, case, made.window, entry, made.row, speak)
    texts = {e.event: stage.hover(case, e.event, speak) for e in made.entries}
    dotted = [(e, e.y, 9.0) for e in made.entries if e.mark != "day"]
    stage.dots(figure, made.window, dotted, texts, case.zone, case.events["at"])
    if made.panel:
        _panel(figure, case, made, made.panel, speak)


def _panel(figure: go.Figure, case: "Case", made: Timeline, panel: Panel, speak: Language) -> None:
    ink, tz, window = theme.ROLES["customer"], case.zone, made.window
    parts.scale(figure, panel.ticks, LEFT)
    write(figure, LEFT + 0.06, panel.top - 0.02, f"<b>{html.escape(panel.title)}</b>",
          pixels(theme.SIZES["lane"]), color=ink.text)  # fmt: skip
    figure.add_trace(go.Scatter(
        x=[across(window, x, tz) for x, _ in panel.between], y=[y for _, y in panel.between],
        mode="lines", line={"width": 0}, fill="toself", fillcolor=rgba(ink.mark, BETWEEN),
        hoverinfo="skip", legendgroup="derived", showlegend=False,
    ))  # fmt: skip
    for bound in (panel.lower, panel.upper):
        figure.add_trace(go.Scatter(
            x=[across(window, x, tz) for x, _ in bound], y=[y for _, y in bound],
            mode="lines", hoverinfo="skip", legendgroup="derived", showlegend=False,
            line={"color": ink.mark, "width": 1.5},
        ))  # fmt: skip
    if panel.band:
        grade = str(panel.band[0].table["evidence"].iloc[0])
        unit = str(case.figures.loc[panel.points[0].figure, "unit"])
        parts.band(figure, panel.band, window, grade, color=ink.mark, tz=tz, speak=speak, unit=unit)
        stage.answer_over(figure, window, made.answer, panel.bottom, panel.top, tz)
    texts = {}
    for point in panel.points:
        row: Any = case.figures.loc[point.figure]
        texts[point.figure] = stage.tell_row(case, row, str(row["what"]), row["as_of"], speak)
    parts.figures(figure, panel.points, window, texts, case.figures["as_of"], tz=tz,
                  thick=panel.bar, reach=False)  # fmt: skip
