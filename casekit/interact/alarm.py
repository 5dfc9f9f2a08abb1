"""When an alarm would have rung, to ask: the interactive twin of :func:`casekit.draw.alarm`."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact.frame import (
    WIDEST,
    clock_axis,
    lay_out,
    legend,
    local,
    pixels,
    repaint,
    rgba,
    tell,
)
from casekit.interact.ruler import keys
from casekit.language import Language, of
from casekit.layout import alarm as layout
from casekit.layout import warning as words
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.lettering import measure
from casekit.layout.sheet import AXIS, HEIGHT, MARGIN, WIDTH, grades

if TYPE_CHECKING:
    from casekit.alarm import Detector

__all__ = ["alarm"]

_LEFT = 1.0


@picture
def alarm(
    course: pd.DataFrame, alarms: pd.DataFrame, *, detector: "Detector",
    lead: pd.DataFrame | None = None, lang: str = "en", title: str | None = None,
    source: str | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
    """Draw alarm, press and answer with plotly: hover tells what each step holds.

    Parameters
    ----------
    course
        What :func:`casekit.alarm.course` returns.
    alarms
        What :func:`casekit.alarm.play` returns, played over the same time.
    detector
        What :func:`casekit.alarm.calibrate` returns.
    lead
        What :func:`casekit.alarm.lead` returns; with it press and answer are marked.
    lang
        Language of the picture.
    title
        The finding; None says how long before the press, or else the answer, it rang.
    source
        Where the posts come from, for the source line.
    look
        Its ground: light or dark.

    Raises
    ------
    SchemaError
        The course is empty or lacks a column.
    EvidenceError
        The course does not say how it is known.

    Examples
    --------
    >>> from casekit import alarm as measure
    >>> bell = measure.calibrate(measure.baseline(rate=2, tz="UTC", every="15min"))
    >>> burst = pd.date_range("2013-09-03T09:00Z", periods=200, freq="1min")
    >>> picture = alarm(measure.course(burst, bell), measure.play(burst, bell), detector=bell)
    >>> picture.layout.meta["lang"]
    'en'
    """
    speak = of(lang)
    counted = grades(course[["counted"]].rename(columns={"counted": "evidence"}))
    held = grades(course)
    rang = layout.rung_at(alarms, lead)
    said = words.alarm_words(alarms, rang, lead, detector, speak)
    finding = title or words.finding(alarms, lead, detector, speak)
    under = words.subtitle(detector, speak)
    bottom, top = 1.4, HEIGHT - 1.2
    for _ in range(3):
        box = Box(_LEFT, bottom + AXIS, WIDTH - MARGIN, top)
        made = layout.plan(course, alarms, lead, detector=detector, sheet=box, speak=speak)
        frame = lay_out(
            title=finding, subtitle=under, speak=speak, left=_LEFT,
            notes=words.notes(course, detector, lead, source, speak, cut=made.cut,
                              again=any(not ring.false for ring in made.rings)),
            alt=words.alt(finding, under, said, [(m.words, m.span) for m in made.marks]),
        )  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    figure, tz = frame.figure, detector.baseline.zone
    clock_axis(figure, made.window, box.bottom, tz, speak)
    figure.update_xaxes(tickangle=0)
    legend(figure, sorted({*counted, *held}, key=list(theme.GRADES).index), [], speak)
    _scales(figure, made, words.panels(detector, made.every, speak))
    _counts(figure, course, made, counted[-1], tz, speak)
    _statistic(figure, course, made, detector, held[-1], speak)
    _marks(figure, made, tz)
    _alarm(figure, made, said, tz)
    _keys(figure, made, speak)
    return repaint(figure, look)


def _at(made: layout.Plan, x: float, tz: str) -> str:
    return local(made.window.back(x), tz)


def _write(
    figure: go.Figure, x: float | str, y: float, text: str, size: float, color: str, *,
    align: str = "left", shift: int = 0, ref: str = "x", ground: str | None = None,
) -> None:  # fmt: skip
    figure.add_annotation(
        x=x, y=y, xref=ref, text=text, showarrow=False, xanchor=align, xshift=shift, borderpad=0,
        yanchor="middle", align=align, bgcolor=ground, font={"size": pixels(size), "color": color},
    )  # fmt: skip


def _scales(figure: go.Figure, made: layout.Plan, titles: tuple[str, str]) -> None:
    for box, ticks, title in (
        (made.upper, made.upper_ticks, titles[0]), (made.lower, made.lower_ticks, titles[1]),
    ):  # fmt: skip
        for y, text in ticks:
            figure.add_shape(type="line", xref="x domain", x0=0, x1=1, y0=y, y1=y, layer="below",
                             line={"color": theme.GRID, "width": 1})  # fmt: skip
            _write(figure, 0, y, text, theme.SIZES["axis"], theme.INK_SOFT, align="right",
                   shift=-8, ref="x domain")  # fmt: skip
        _write(figure, 0, box.top + 0.17, f"<b>{title}</b>", theme.SIZES["lane"], theme.INK,
               ref="x domain", ground="white")  # fmt: skip


def _counts(
    figure: go.Figure, course: pd.DataFrame, made: layout.Plan, grade: str, tz: str,
    speak: Language,
) -> None:  # fmt: skip
    times = pd.DatetimeIndex(course.index)
    ends = [local(t, tz) for t in [*times, times[-1] + made.every]]
    middles, wide = [local(t + made.every / 2, tz) for t in times], made.every.total_seconds() * 1e3
    figure.add_trace(go.Bar(
        x=middles, base=made.low, y=made.high - made.low, width=wide, hoverinfo="skip",
        showlegend=False, marker={"color": layout.USUAL, "line": {"width": 0}},
    ))  # fmt: skip
    figure.add_trace(go.Scatter(
        x=ends, y=np.append(made.usual, made.usual[-1]), mode="lines", hoverinfo="skip",
        showlegend=False, line={"width": 1.4, "shape": "hv", "color": theme.INK_SOFT},
    ))  # fmt: skip
    look, plain = theme.GRADES[grade], grade in ("archived", "documented")
    texts = [
        tell(f"{speak.moment(t, tz=tz)}–{speak.time(t + made.every, tz=tz)}",
             speak("{n} posts, usual {low} to {high}", n=speak.number(int(row["posts"])),
                   low=speak.number(row["low"]), high=speak.number(row["high"])))
        for t, row in zip(times, course.to_dict("records"), strict=True)
    ]  # fmt: skip
    figure.add_trace(go.Bar(
        x=middles, base=made.upper.bottom, y=made.head - made.upper.bottom, width=0.94 * wide,
        text=texts,
        textposition="none", hovertemplate="%{text}<extra></extra>", showlegend=False,
        legendgroup=grade,
        marker={"color": layout.POSTS if plain else rgba(layout.POSTS, look.band),
                "line": {"width": 0 if plain else 1, "color": layout.POSTS},
                "pattern": {"shape": "/" if look.hatch else ""}},
    ))  # fmt: skip
    figure.update_layout(barmode="overlay")


def _statistic(
    figure: go.Figure, course: pd.DataFrame, made: layout.Plan, detector: "Detector", grade: str,
    speak: Language,
) -> None:  # fmt: skip
    tz, look = detector.baseline.zone, theme.GRADES[grade]
    times = [local(t + made.every / 2, tz) for t in pd.DatetimeIndex(course.index)]
    figure.add_trace(go.Scatter(
        x=times, y=made.statistic, mode="lines", showlegend=False, legendgroup=grade,
        line={"color": theme.INK, "width": pixels(look.width), "dash": look.plotly_dash},
        text=[speak.number(v, digits=1) for v in course["statistic"]],
        hovertemplate="%{text}<extra></extra>",
    ))  # fmt: skip
    figure.add_shape(type="line", xref="x domain", x0=0, x1=1, y0=made.limit, y1=made.limit,
                     line={"color": layout.COLOR, "width": 1.8})  # fmt: skip
    shown = speak("limit {n}", n=speak.number(detector.limit, digits=1))
    early = made.alarm is not None and made.alarm < made.lower.left + 1.6
    _write(figure, float(early), made.limit + 0.12, f"<b>{shown}</b>", theme.SIZES["label"],
           layout.COLOR, shift=-6 if early else 6, ref="x domain",
           align="right" if early else "left")  # fmt: skip
    for false in (True, False):
        found = [ring.x for ring in made.rings if ring.false is false]
        figure.add_trace(go.Scatter(
            x=[_at(made, x, tz) for x in found], y=[made.lower.top - 0.04] * len(found),
            mode="markers", showlegend=False, marker=_ring(false), legendgroup=grade,
            text=[speak.moment(made.window.back(x), tz=tz) for x in found],
            hovertemplate="%{text}<extra></extra>",
        ))  # fmt: skip


def _ring(false: bool) -> dict[str, object]:
    return {
        "symbol": "triangle-down", "size": 10 if false else 7,
        "color": "white" if false else layout.COLOR,
        "line": {"color": layout.COLOR, "width": 2 if false else 0},
    }  # fmt: skip


def _marks(figure: go.Figure, made: layout.Plan, tz: str) -> None:
    for mark in made.marks:
        look = theme.ROLES[layout.ROLES[mark.name]]
        at = _at(made, mark.x, tz)
        if not mark.beyond:
            if mark.shape != "exact":
                figure.add_shape(type="rect", x0=_at(made, mark.left, tz),
                                 x1=_at(made, mark.right, tz), y0=made.lower.bottom, y1=mark.y,
                                 layer="below", line={"width": 0},
                                 fillcolor=layout.BANDS[mark.name])  # fmt: skip
            figure.add_shape(type="line", x0=at, x1=at, y0=made.lower.bottom, y1=mark.y,
                             line={"color": look.mark,
                                   "width": 4 if mark.name == "answer" else 2.4})  # fmt: skip
            figure.add_trace(go.Scatter(
                x=[at], y=[mark.y], mode="markers", showlegend=False, hoverinfo="text",
                hovertext=[tell(mark.words, mark.span)], cliponaxis=False,
                marker={"symbol": look.symbol, "size": 13, "color": look.mark if mark.shape ==
                        "exact" else "white", "line": {"color": look.mark, "width": 2.4}},
            ))  # fmt: skip
        if made.alarm is not None and abs(mark.x - made.alarm) > 0.12:
            figure.add_annotation(
                x=at, y=mark.y, ax=_at(made, made.alarm, tz), ay=mark.y, axref="x", ayref="y",
                text="", showarrow=True, arrowhead=2, arrowwidth=2, arrowcolor=layout.COLOR,
                standoff=8,
            )  # fmt: skip
        start, wide, size = layout.lead_place(made, mark, theme.FONT)
        left = made.alarm is not None and start + wide < made.alarm
        _write(figure, _at(made, start + wide if left else start, tz), mark.y,
               f'<b><span style="color:{layout.COLOR}">{mark.span}</span></b> '
               f"{tell(mark.words, width=200)}", min(size, 12.5), look.text,
               align="right" if left else "left", ground="white")  # fmt: skip


def _alarm(figure: go.Figure, made: layout.Plan, said: list[str], tz: str) -> None:
    if made.band is not None:
        figure.add_shape(type="rect", x0=_at(made, made.band[0], tz),
                         x1=_at(made, made.band[1], tz), y0=made.lower.bottom, y1=made.upper.top,
                         line={"width": 0}, fillcolor=rgba(layout.COLOR, 0.17))  # fmt: skip
    if made.alarm is None:
        return
    at = _at(made, made.alarm, tz)
    top = max([made.upper.top, *(mark.y for mark in made.marks)])
    figure.add_shape(type="line", x0=at, x1=at, y0=made.lower.bottom, y1=top,
                     line={"color": layout.COLOR, "width": 3})  # fmt: skip
    figure.add_trace(go.Scatter(
        x=[at], y=[made.limit], mode="markers", showlegend=False, hoverinfo="text",
        hovertext=[tell(*said)],
        marker={"symbol": "triangle-down", "size": 15, "color": layout.COLOR,
                "line": {"color": "white", "width": 1}},
    ))  # fmt: skip
    sizes = [theme.SIZES["label" if n else "key"] for n in range(len(said))]
    wide = max(measure(text, size, bold=n == 0, font=WIDEST)[0]
               for n, (text, size) in enumerate(zip(said, sizes, strict=True)))  # fmt: skip
    start = layout.alarm_place(made, wide)
    left = start < made.alarm
    for n, (text, size) in enumerate(zip(said, sizes, strict=True)):
        shown = tell(text, width=200)
        _write(figure, _at(made, start + wide if left else start, tz),
               made.upper.top - 0.14 - 0.24 * n, shown if n else f"<b>{shown}</b>", size,
               theme.INK if n else layout.COLOR, align="right" if left else "left")  # fmt: skip


def _keys(figure: go.Figure, made: layout.Plan, speak: Language) -> None:
    square = {"symbol": "square", "size": 11}
    entries: list[tuple[str, dict[str, object]]] = [
        (speak("posts"), {"mode": "markers", "marker": {**square, "color": layout.POSTS}}),
        (speak("usual, 90 % of quiet times"),
         {"mode": "markers", "marker": {**square, "color": layout.USUAL}}),
        (speak("what the alarm watches"),
         {"mode": "lines", "line": {"color": theme.INK, "width": 1.4}}),
    ]  # fmt: skip
    for false, text in ((True, speak("rang before the trigger")), (False, speak("rings again"))):
        if any(ring.false is false for ring in made.rings):
            entries.append((text, {"mode": "markers", "marker": _ring(false)}))
    keys(figure, entries)
