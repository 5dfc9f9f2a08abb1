"""What an earlier answer would have changed, to ask: the twin of :func:`casekit.draw.whatif`."""

import html
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from casekit import theme
from casekit.interact import ensemble as parts
from casekit.interact import stage
from casekit.interact.curve import clock_of, figures_in, heading, shocks_of
from casekit.interact.frame import WIDEST, Frame, across, lay_out, legend, pixels, repaint, write
from casekit.interact.ruler import keys, label
from casekit.language import Language
from casekit.layout import estimate, hindsight
from casekit.layout import whatif as layout
from casekit.layout.asked import picture
from casekit.layout.bands import tint
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.lettering import label_width
from casekit.layout.sheet import AXIS, HEIGHT, MARGIN, WIDTH, grades
from casekit.whatif import Answer

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["whatif"]

_LEFT = 1.25
_ACTUAL, _EARLIER = theme.ROLES["customer"].mark, theme.ROLES["organisation"].mark


@picture
def whatif(
    answer: Answer, *, case: "Case | None" = None, lang: str | None = None, tz: str | None = None,
    title: str | None = None, source: str | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
    """Draw actual and simulated band with plotly: hover tells both, and what each source says.

    Parameters
    ----------
    answer
        What :func:`casekit.whatif.answer` returns.
    case
        The case that the figures come from: for source numbers and names.
    lang
        Language of the picture; with a case the one that it is told in.
    tz
        Zone of the clock; None takes the case's, or else UTC.
    title
        The finding; None says how much is spared, between bounds.
    source
        Where figures or posts come from, for the source line.
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
    >>> from casekit import whatif as suppose
    >>> curves = reconstruct.example()
    >>> found = suppose.answer(curves, at="2013-09-03T02:00Z", answered="2013-09-03T09:00Z")
    >>> whatif(found).layout.meta["lang"]
    'en'
    """
    speak = estimate.told(case, lang)
    zone = tz or (case.zone if case is not None else "UTC")
    grades(estimate.figures_of(answer.actual, case))
    bottom, top = 1.6, HEIGHT - 1.2
    for _ in range(4):
        made = layout.plan(
            answer, case, sheet=Box(_LEFT, bottom + AXIS, WIDTH - MARGIN, top), speak=speak,
            tz=zone,
            width=lambda text, numbers: label_width(
                text, numbers, theme.SIZES["lane"], bold=True, font=WIDEST),
            label=lambda text, numbers: label_width(
                text, numbers, theme.SIZES["label"], font=WIDEST),
        )  # fmt: skip
        finding = title or hindsight.finding(answer, made, speak, zone)
        under = hindsight.subtitle(answer, case, speak)
        frame = parts.third_row(lay_out(
            title=finding, subtitle=under, speak=speak, left=_LEFT,
            sources=hindsight.sources(case, made.actual),
            notes=hindsight.notes(answer, made, speak, source),
            alt=hindsight.alt(answer, finding, under, speak),
        ))  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    with frame.figure.together():
        _draw(frame, answer, case, made, zone, speak)
        _side(frame.figure, answer, made, speak)
    return repaint(frame.figure, look)


def _draw(
    frame: Frame, answer: Answer, case: "Case | None", made: layout.Plan, tz: str, speak: Language
) -> None:
    figure, one, box = frame.figure, made.actual, made.actual.box
    clock_of(figure, one, tz, speak)
    _legend(figure, answer, made, speak)
    parts.scale(figure, one.ticks, box.left)
    stage.answer_line(figure, one.clock, made.real, box.bottom, one.top, tz)
    for pieces, grade, color in ((one.band, answer.actual.evidence, _ACTUAL),
                                 (made.earlier, "simulated", _EARLIER)):  # fmt: skip
        parts.band(figure, pieces, one.clock, grade, color=color, tz=tz, speak=speak,
                   unit=answer.actual.unit, clear=grade == "simulated")  # fmt: skip
    stage.answer_over(figure, one.clock, made.real, box.bottom, one.top, tz)
    shocks_of(figure, case, one, tz, speak)
    _answers(figure, answer, made, tz, speak)
    heading(figure, one)
    known = estimate.figures_of(answer.actual, case)
    figures_in(figure, case, one, known, tz, speak)
    label(figure, across(one.clock, made.word[0], tz), made.word[1], speak("simulated"),
          theme.SIZES["key"], bold=True, color=_EARLIER)  # fmt: skip


def _legend(figure: go.Figure, answer: Answer, made: layout.Plan, speak: Language) -> None:
    points, shocks = made.actual.points, made.actual.shocks
    held = {p.grade for p in points} | {e.grade for e in shocks}
    held |= {answer.actual.evidence, "simulated"}
    marks = {p.mark for p in points} | {e.mark for e in shocks}
    legend(figure, sorted(held, key=list(theme.GRADES).index),
           [m for m in TIME_MARKS if m in marks], speak)  # fmt: skip
    keys(figure, parts.band_keys(made.actual.band, speak), row="legend3")
    keys(figure, parts.point_keys(points, speak), row="legend3")


def _answers(
    figure: go.Figure, answer: Answer, made: layout.Plan, tz: str, speak: Language
) -> None:
    """Draw the line of the simulated answer, and write what stands at both lines."""
    one, ink = made.actual, theme.ROLES["organisation"].text
    simulated, real = hindsight.answers(answer, made, speak, tz)
    for line, words, y in ((made.real, real, one.top + 0.15),
                           (made.supposed, simulated, one.top + 0.43)):  # fmt: skip
        if line is None or not words:
            continue
        at = across(one.clock, line.x, tz)
        if line is made.supposed:
            figure.add_trace(go.Scatter(
                x=[at, at], y=[one.box.bottom, y - 0.14], mode="lines", hoverinfo="skip",
                showlegend=False, legendgroup="simulated",
                line={"color": _EARLIER, "width": 3.5, "dash": "dot"}, cliponaxis=False,
            ))  # fmt: skip
        x = hindsight.start(line, words, one.box, WIDEST)
        left = x < line.x - 0.1
        write(figure, line.x + 0.03 if left else x, y, f"<b>{html.escape(words)}</b>",
              pixels(hindsight.ANSWER), color=ink, align="right" if left else "left")  # fmt: skip


def _side(figure: go.Figure, answer: Answer, made: layout.Plan, speak: Language) -> None:
    """Write how much is spared, and draw the distribution of the effect below it."""
    lines, room = hindsight.column(answer, made.side, speak, WIDEST)
    for one in lines:
        text = html.escape(one.text)
        write(figure, one.x, one.y, f"<b>{text}</b>" if one.bold else text, pixels(one.size),
              color=one.color, align=one.align)  # fmt: skip
    prior = layout.prior(answer.effect, room, speak)
    for bin_ in prior.bins:
        figure.add_shape(
            type="rect", xref="paper", x0=bin_.left / WIDTH, x1=bin_.right / WIDTH,
            y0=room.bottom, y1=room.bottom + bin_.height, line={"color": "white", "width": 0.8},
            fillcolor=tint(layout.COLORS[bin_.kind], 0.4),
        )  # fmt: skip
    look = {"color": theme.INK_SOFT, "width": 1.5}
    figure.add_shape(type="line", xref="paper", x0=room.left / WIDTH, x1=room.right / WIDTH,
                     y0=room.bottom, y1=room.bottom, line=look)  # fmt: skip
    for x, text in prior.ticks:
        write(figure, x, room.bottom - 0.16, text, pixels(theme.SIZES["legend"]),
              color=theme.INK_SOFT, align="center")  # fmt: skip
