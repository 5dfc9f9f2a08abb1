"""Curves that could have been, to ask: the interactive twin of :func:`casekit.draw.curve`."""

import html
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact import ensemble as parts
from casekit.interact import stage
from casekit.interact.frame import (  # fmt: skip
    WIDEST,
    Frame,
    across,
    clock_axis,
    lay_out,
    legend,
    pixels,
    repaint,
    rgba,
    tell,
)
from casekit.interact.ruler import keys, ruler
from casekit.language import Language
from casekit.layout import curve as layout
from casekit.layout import estimate as words
from casekit.layout.asked import picture
from casekit.layout.bands import tint
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.lettering import label_width, measure
from casekit.layout.points import Point
from casekit.layout.sheet import AXIS, HEIGHT, MARGIN, WIDTH, grades
from casekit.layout.since import Since
from casekit.reconstruct import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["clock_of", "curve", "figures_in", "heading", "shocks_of"]

_LEFT = 1.25
_COLOR = theme.ROLES["customer"].mark


@picture
def curve(
    ensemble: Ensemble, *, case: "Case | None" = None, lang: str | None = None,
    tz: str | None = None, title: str | None = None, source: str | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
    """Draw an ensemble of curves with plotly: hover tells the band, and what each source says.

    Parameters
    ----------
    ensemble
        What :func:`casekit.reconstruct.curve` returns.
    case
        The case that the figures come from: for source numbers, the first answer and names.
    lang
        Language of the picture; with a case the one that it is told in.
    tz
        Zone of the clock; None takes the case's, or else UTC.
    title
        The finding; None says how far it had gone before the first answer, or when about half had
        come, as an interval that holds at both ends of the band.
    source
        Where the figures come from, for the source line.
    look
        Its ground: light or dark.

    Raises
    ------
    EvidenceError
        A figure does not say how it is known.
    CatalogueError
        The case is told in another language.

    Examples
    --------
    >>> from casekit import reconstruct
    >>> curve(reconstruct.example()).layout.meta["lang"]
    'en'
    """
    speak = words.told(case, lang)
    zone = tz or (case.zone if case is not None else "UTC")
    known = words.figures_of(ensemble, case)
    grades(known)
    finding = title or words.finding(ensemble, case, speak)
    bottom, top = 1.5, HEIGHT - 1.3
    for _ in range(4):
        made = layout.plan(
            ensemble, case, sheet=Box(_LEFT, bottom + AXIS, WIDTH - MARGIN, top), speak=speak,
            tz=zone,
            width=lambda text, numbers: label_width(
                text, numbers, theme.SIZES["lane"], bold=True, font=WIDEST),
            label=lambda text, numbers: label_width(
                text, numbers, theme.SIZES["label"], font=WIDEST),
        )  # fmt: skip
        under = words.subtitle(ensemble, case, made, speak, zone)
        frame = parts.third_row(lay_out(
            title=finding, subtitle=under, speak=speak, left=_LEFT,
            notes=words.notes(ensemble, case, made, speak, zone, source),
            sources=words.sources(case, made),
            alt=words.alt(ensemble, made, finding, under, speak, zone),
        ))  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    with frame.figure.together():
        _draw(frame, ensemble, case, made, known, zone, speak)
    return repaint(frame.figure, look)


def _draw(
    frame: Frame, ensemble: Ensemble, case: "Case | None", made: layout.Plan, known: pd.DataFrame,
    tz: str, speak: Language,
) -> None:  # fmt: skip
    figure, box, clock = frame.figure, made.box, made.clock
    clock_of(figure, made, tz, speak)
    held = sorted(
        {p.grade for p in made.points} | {ensemble.evidence}, key=list(theme.GRADES).index
    )
    marks_held = {p.mark for p in made.points} | {e.mark for e in made.shocks}
    legend(figure, held, [m for m in TIME_MARKS if m in marks_held], speak)
    parts.scale(figure, made.ticks, box.left)
    stage.answer_line(figure, clock, made.answer, box.bottom, made.top, tz)
    parts.band(figure, made.band, clock, ensemble.evidence, color=_COLOR, tz=tz, speak=speak,
               unit=ensemble.unit)  # fmt: skip
    for x, y in made.thin:
        figure.add_trace(go.Scatter(
            x=[across(clock, place, tz) for place in x[::2]], y=y[::2], mode="lines",
            hoverinfo="skip", showlegend=False, legendgroup=ensemble.evidence,
            line={"color": tint(_COLOR, 0.55), "width": 1.2},
        ))  # fmt: skip
    if not isinstance(made.clock, Since):
        parts.origin(figure, clock, made.origin, box.bottom, color=_COLOR, tz=tz)
    stage.answer_over(figure, clock, made.answer, box.bottom, box.top, tz)
    shocks_of(figure, case, made, tz, speak)
    if case is not None and made.answer is not None:
        stage.head_words(frame, case, clock, made.answer, False, made.top + 0.15, speak)
    heading(figure, made)
    figures_in(figure, case, made, known, tz, speak)
    keys(figure, _keys(ensemble, made, speak), row="legend3")


def clock_of(figure: go.Figure, made: layout.Plan, tz: str, speak: Language) -> None:
    """Give the figure its clock: by the calendar, or in inches where it is logarithmic."""
    box, clock = made.box, made.clock
    if isinstance(clock, Since):
        marks = [(mark.x, mark.words) for mark in clock.marks(speak, tz)]
        ruler(figure, box.left, box.right, box.bottom, box.top, marks)
        return
    day = speak.day(clock.start, tz=tz)
    wide = measure(day, theme.SIZES["axis"], bold=True, font=WIDEST)[0]
    short = clock.end - clock.start <= pd.Timedelta(days=4)
    clock_axis(figure, clock, box.bottom, tz, speak, label=0.5 if short else 0.85 * wide)
    figure.update_xaxes(tickangle=0)


def heading(figure: go.Figure, made: layout.Plan) -> None:
    """Write what is counted, at the upper left corner of the drawing."""
    figure.add_annotation(
        x=0, xref="x domain", xshift=6, y=made.box.top - 0.14, showarrow=False, xanchor="left",
        text=f"<b>{html.escape(made.title)}</b>", yanchor="middle",
        font={"size": pixels(theme.SIZES["lane"]), "color": theme.ROLES["customer"].text},
        bgcolor=rgba("#FFFFFF", 0.8), borderpad=1,
    )  # fmt: skip


def shocks_of(
    figure: go.Figure, case: "Case | None", made: layout.Plan, tz: str, speak: Language
) -> None:
    """Draw what set off, in its rows above the curves."""
    named = case is not None and all(e.event in case.events.index for e in made.shocks)
    for one in made.shocks:
        if named and case is not None:
            stage.entry(figure, case, made.clock, one, layout.ROW, speak)
        if one.mark == "day":
            continue
        at = across(made.clock, one.x, tz)
        look = {"color": theme.role(one.actor).mark, "width": 1.2, "dash": "dot"}
        figure.add_shape(type="line", x0=at, x1=at, y0=made.box.bottom, y1=one.y, layer="below",
                         line=look)  # fmt: skip
    if named and case is not None:
        texts = {e.event: stage.hover(case, e.event, speak) for e in made.shocks}
        dotted = [(e, e.y, 9.0) for e in made.shocks if e.mark != "day"]
        stage.dots(figure, made.clock, dotted, texts, tz, case.events["at"])


def figures_in(
    figure: go.Figure, case: "Case | None", made: layout.Plan, known: pd.DataFrame, tz: str,
    speak: Language,
) -> None:  # fmt: skip
    """Draw the documented figures; hover tells what their source says."""
    texts = {p.figure: _told(case, known, p, tz, speak) for p in made.points}
    parts.figures(figure, made.points, made.clock, texts, known["as_of"], tz=tz)


def _told(
    case: "Case | None", known: pd.DataFrame, point: Point, tz: str, speak: Language
) -> str:  # fmt: skip
    if case is None:
        at: Any = known.loc[point.figure, "as_of"]
        return tell(point.words, speak.moment(at, tz=tz))
    row: Any = case.figures.loc[point.figure]
    return stage.tell_row(case, row, str(row["what"]), row["as_of"], speak)


def _keys(
    ensemble: Ensemble, made: layout.Plan, speak: Language
) -> list[tuple[str, dict[str, object]]]:
    entries = parts.band_keys(made.band, speak)
    count = speak.number(ensemble.draws.shape[1])
    entries.append((speak("{k} of the {n} curves", k=len(made.thin), n=count), {
        "mode": "lines", "line": {"color": tint(_COLOR, 0.55), "width": 1.4}}))  # fmt: skip
    if not isinstance(made.clock, Since):
        entries.append(parts.origin_key(speak, color=_COLOR))
    return [*entries, *parts.point_keys(made.points, speak)]
