"""The share still unanswered, to ask: the interactive twin of :func:`casekit.draw.survival`."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from casekit import clock, language, theme
from casekit.interact.frame import WIDEST, lay_out, legend, pixels, repaint, rgba, tell
from casekit.interact.ruler import dash, keys, label, lines, ruler
from casekit.language import Language
from casekit.layout import survival as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH, grades
from casekit.layout.survival import Waiting

__all__ = ["survival"]

_LEFT, _AXIS = 1.2, 0.42
_INK = theme.ROLES["organisation"].mark


@picture
def survival(
    curve: pd.DataFrame, *, opened: pd.DataFrame | None = None, hours: clock.Hours | None = None,
    of: Waiting = "complaints",
    lang: str = "en", title: str | None = None, source: str | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
    """Draw the share of complaints still unanswered with plotly: hover tells each step.

    Parameters
    ----------
    curve
        What :func:`casekit.response.survival` returns.
    opened
        The same in documented opening hours: ``survival(waits, column="open_wait")``.
    hours
        The opening hours that were counted, so that the picture says which.
    of
        What waited: "complaints" for an organisation, "threads" for an answer by anybody.
    lang
        Language of the picture.
    title
        The finding; None says how long half waited.
    source
        Where the posts come from, for the source line.
    look
        Its ground: light or dark.

    Raises
    ------
    SchemaError
        The curve is empty or lacks a column.
    EvidenceError
        The curve does not say how it is known.

    Examples
    --------
    >>> from casekit import response
    >>> from casekit.response.times import example
    >>> waits = response.times(example(), by="airline")
    >>> survival(response.survival(waits)).layout.meta["lang"]
    'en'
    """
    speak = language.of(lang)
    held = grades(curve if opened is None else pd.concat([curve, opened]))
    bottom, top = 1.2, HEIGHT - 1.2
    for _ in range(3):
        box = Box(_LEFT, bottom + _AXIS, WIDTH - MARGIN - 0.3, top - 0.25)
        made = layout.plan(curve, opened, sheet=box, speak=speak)
        words = title or layout.finding(curve, opened, speak, of)
        under = layout.subtitle(curve, speak, of)
        frame = lay_out(
            title=words, subtitle=under, speak=speak, left=_LEFT,
            notes=layout.notes(curve, source, speak, hours),
            alt=f"{words}. {under} {layout.told(made)}.",
        )  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    figure = frame.figure
    legend(figure, held, [], speak)
    marks = [(float(made.axis.place(seconds)), text) for seconds, text in made.marks]
    ruler(figure, box.left, WIDTH - MARGIN, box.bottom, box.top, marks)
    for y, text in made.ticks:
        lines(figure, [[[box.left, y], [box.right, y]]], color=theme.GRID, width=0.8)
        figure.add_annotation(
            xref="x domain", x=0, xshift=-8, y=y, text=text, showarrow=False, xanchor="right",
            font={"size": pixels(theme.SIZES["axis"]), "color": theme.INK_SOFT},
        )  # fmt: skip
    if made.opened is not None and opened is not None:
        _curve(figure, opened, made, made.opened, held[-1], speak.worked())
    _curve(figure, curve, made, made.clock, held[-1], speak)
    for told in layout.words(made, WIDEST):
        for n, line in enumerate(told.lines):
            label(figure, told.x, told.top - n * told.step, line, told.size, bold=True,
                  align=told.align, color=theme.OPEN_INK if told.inside else theme.INK)  # fmt: skip
    end = made.clock.end
    lines(figure, [[[end, box.bottom], [end, box.top]]], color=theme.INK_SOFT, width=1, dash="dot")
    label(figure, end, box.top + 0.13, speak("longest wait"), theme.SIZES["legend"],
          color=theme.INK_SOFT, align="right")  # fmt: skip
    keys(figure, _keys(made, speak))
    return repaint(figure, look)


def _keys(made: layout.Plan, speak: Language) -> list[tuple[str, dict[str, object]]]:
    entries: list[tuple[str, dict[str, object]]] = []
    if made.opened is not None:
        entries = [
            (speak("on the clock"), {"mode": "lines", "line": {"color": _INK, "width": 3}}),
            (speak("in opening hours"),
             {"mode": "lines", "line": {"color": theme.OPEN_INK, "width": 4}}),
        ]  # fmt: skip
    entries.append((speak("95 % interval"), {"mode": "markers", "marker": {
        "symbol": "square", "size": 11, "color": theme.ANSWER_BAND}}))  # fmt: skip
    if made.clock.lost:
        entries.append((speak("never answered, observation ends"), {"mode": "markers", "marker": {
            "symbol": "line-ns-open", "size": 10, "color": theme.DEPTH[0]}}))  # fmt: skip
    return entries


def _curve(
    figure: go.Figure, curve: pd.DataFrame, made: layout.Plan, trace: layout.Trace, grade: str,
    speak: Language,
) -> None:  # fmt: skip
    front, look = trace is made.clock, theme.GRADES[grade]
    ink, band = (_INK, theme.ANSWER_BAND) if front else (theme.OPEN_INK, theme.OPEN)
    figure.add_trace(go.Scatter(
        x=[*trace.x, *trace.x[::-1]], y=[*trace.high, *trace.low[::-1]], fill="toself",
        mode="lines", line={"width": 0}, fillcolor=rgba(band, 0.75 if made.opened else 1),
        hoverinfo="skip", showlegend=False,
    ))  # fmt: skip
    lines(figure, [np.column_stack([trace.x, trace.share])], color=ink, group=grade,
          width=max(look.width, 1.6) + 0.6 * (not front), dash=dash(grade))  # fmt: skip
    texts = [
        tell(speak.duration(pd.Timedelta(wait)),
             "" if front else speak("in opening hours"),
             f"{speak.percent(row['unanswered'], digits=1)} ({speak.percent(row['low'])}–"
             f"{speak.percent(row['high'])})",
             speak("{n} still waiting before", n=speak.number(int(row["at_risk"]))))
        for wait, row in zip(curve.index, curve.to_dict("records"), strict=True)
    ]  # fmt: skip
    figure.add_trace(go.Scattergl(
        x=trace.x[2::2], y=trace.share[2::2], mode="markers", showlegend=False, text=texts,
        hovertemplate="%{text}<extra></extra>", legendgroup=grade,
        marker={"size": 9, "color": ink, "opacity": 0.01},
    ))  # fmt: skip
    if trace.lost:
        figure.add_trace(go.Scattergl(
            x=[x for x, _ in trace.lost], y=[y for _, y in trace.lost], mode="markers",
            hoverinfo="skip", showlegend=False,
            marker={"symbol": "line-ns-open", "size": 11, "color": ink},
        ))  # fmt: skip
    _middle(figure, made, trace)


def _middle(figure: go.Figure, made: layout.Plan, trace: layout.Trace) -> None:
    if trace.middle is None:
        return
    x, y = trace.middle
    lines(figure, [[[made.box.left, y], [x, y], [x, made.box.bottom]]], color=theme.INK, width=1.2,
          dash="dot")  # fmt: skip
