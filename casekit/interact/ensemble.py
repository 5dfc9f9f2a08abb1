"""What interactive pictures of curves that could have been share: band, median, figures."""

import html
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact import stage
from casekit.interact.frame import Frame, across, pixels, rgba, tell, when, write
from casekit.language import Language
from casekit.layout.bands import Stretch, tint
from casekit.layout.lanes import Box
from casekit.layout.points import BAR, Point
from casekit.layout.sheet import HEIGHT
from casekit.layout.since import Clock

__all__ = [
    "band", "band_keys", "band_look", "figures", "origin", "origin_key",
    "point_keys", "scale", "third_row",
]  # fmt: skip


def band_look(grade: str, color: str, *, firm: bool = True, clear: bool = False) -> dict[str, Any]:
    """Give how an area of a band is filled: opaque, hatched where extrapolated or simulated."""
    if grade == "simulated":
        pattern = {"shape": "/", "size": 7, "solidity": 0.12, "fgcolor": tint(color, 0.6)}
    elif not firm:
        pattern = {"shape": "\\", "size": 8, "solidity": 0.12, "fgcolor": tint(color, 0.45)}
    else:
        return {"fillcolor": tint(color, theme.GRADES[grade].band)}
    pale = rgba(color, 0.0) if clear else tint(color, 0.05)
    pattern |= {"bgcolor": pale, "fillmode": "replace"}
    return {"fillcolor": pale, "fillpattern": pattern}


def band(
    figure: go.Figure, pieces: Sequence[Stretch], clock: Clock, grade: str, *, color: str, tz: str,
    speak: Language, unit: str, clear: bool = False,
) -> None:  # fmt: skip
    """Draw band and median; hover tells the time, the median and the band.

    Parameters
    ----------
    clear
        Leave what lies behind to be seen between the lines of the hatching.
    """
    dash = theme.GRADES[grade].plotly_dash
    for one in pieces:
        x = [across(clock, place, tz) for place in [*one.x, *one.x[::-1]]]
        figure.add_trace(go.Scatter(
            x=x, y=[*one.low, *one.high[::-1]], fill="toself", mode="lines", line={"width": 0},
            hoverinfo="skip", showlegend=False, legendgroup=grade,
            **band_look(grade, color, firm=one.firm, clear=clear),
        ))  # fmt: skip
        rim: dict[str, Any] = {"width": 0.9, "color": tint(color, 0.38)}
        if grade == "simulated":
            rim = {"width": 1.6, "color": color, "dash": dash}
        for edge in (one.low, one.high):
            figure.add_trace(go.Scatter(
                x=x[: len(edge)], y=edge, mode="lines", hoverinfo="skip", showlegend=False,
                legendgroup=grade, line=rim,
            ))  # fmt: skip
    for one in pieces:
        words = speak(grade) if one.firm else f"{speak(grade)}, {speak('extrapolated')}"
        rows = zip(pd.DatetimeIndex(one.table.index), one.table.to_dict("records"), strict=True)
        texts = [
            tell(speak.moment(time, tz=tz),
                 speak("median {median}, band {low} to {high} {unit}", unit=unit,
                       median=_round(row["median"], speak), low=_round(row["low"], speak),
                       high=_round(row["high"], speak)), words)
            for time, row in rows
        ]  # fmt: skip
        figure.add_trace(go.Scatter(
            x=[across(clock, place, tz) for place in one.x], y=one.median, mode="lines",
            text=texts, hovertemplate="%{text}<extra></extra>", showlegend=False,
            legendgroup=grade,
            line={"color": color, "width": pixels(theme.GRADES[grade].width), "dash": dash},
        ))  # fmt: skip


def _round(value: float, speak: Language) -> str:
    """Write a count to three digits: what is reconstructed is not known any finer."""
    if value < 1:
        return "0"
    step = 10.0 ** max(int(np.floor(np.log10(value))) - 2, 0)
    return speak.number(round(round(value / step) * step))


def third_row(frame: Frame) -> Frame:
    """Make room for a third row of the legend, above the other two."""
    look = frame.figure.layout.legend.to_plotly_json()
    y = look["y"] + 0.27 / HEIGHT
    look |= {"y": y, "itemclick": False, "itemdoubleclick": False}
    frame.figure.update_layout(legend3=look)
    return replace(frame, bottom=frame.bottom + 0.27)


def figures(
    figure: go.Figure, points: Sequence[Point], clock: Clock, texts: dict[str, str],
    times: pd.Series, *, tz: str, thick: float = BAR, reach: bool = True,
) -> None:  # fmt: skip
    """Draw documented figures as the static twin does; hover tells what their source says.

    Parameters
    ----------
    texts, times
        What hover tells, and the best estimate of the time, by figure.
    thick
        Height of the bars, in inches.
    reach
        Whether a thin line shows what the digits of a figure leave open.
    """
    for point in points:
        at, text = when(clock, times[point.figure], tz), texts[point.figure]
        if reach and point.tall:
            figure.add_trace(go.Scatter(
                x=[at, at], y=list(point.stated), mode="lines", hoverinfo="skip",
                showlegend=False, legendgroup=point.grade, line={"color": theme.INK, "width": 1.5},
            ))  # fmt: skip
        if point.mark != "exact":
            box = Box(point.bar[0], point.y - thick / 2, point.bar[1], point.y + thick / 2)
            if point.mark == "day":
                _outline(figure, box, clock, point.grade, tz)
            else:
                stage.bar(figure, clock, box, color=theme.INK, alpha=0.42, grade=point.grade,
                          outlined=False, fades=point.fades, tz=tz)  # fmt: skip
            stage.mark_hover(figure, clock, point.bar, point.y, point.grade, text, tz)
        if point.mark != "day" or point.rival:
            hollow = point.rival or point.mark != "exact"
            figure.add_trace(go.Scatter(
                x=[at], y=[point.y], mode="markers", hovertext=[text], hoverinfo="text",
                legendgroup=point.grade, showlegend=False,
                marker={"symbol": "diamond" if point.rival else "circle", "size": 12,
                        "color": "white" if hollow else theme.INK, "opacity": 1,
                        "line": {"color": theme.INK, "width": 3}},
            ))  # fmt: skip
        if point.label is not None:
            _label(figure, point, point.label, clock, tz)


def _label(
    figure: go.Figure, point: Point, place: tuple[float, float], clock: Clock, tz: str
) -> None:
    beside = place[1] == point.y and place[0] < point.bar[0]
    words = f"<b>{html.escape(point.words)}</b>"
    words += f" <sup>{point.numbers}</sup>" if point.numbers else ""
    figure.add_annotation(
        x=across(clock, point.bar[0] - 0.12 if beside else place[0], tz), y=place[1], text=words,
        showarrow=False, yanchor="middle", xanchor="right" if beside else "left", borderpad=0,
        font={"size": pixels(theme.SIZES["lane"])},
    )  # fmt: skip


def _outline(figure: go.Figure, box: Box, clock: Clock, grade: str, tz: str) -> None:
    """Draw the bar of a day, open, so that band and median are seen through it."""
    left, right = (across(clock, x, tz) for x in (box.left, box.right))
    figure.add_trace(go.Scatter(
        x=[left, right, right, left, left], mode="lines", hoverinfo="skip", showlegend=False,
        y=[box.bottom, box.bottom, box.top, box.top, box.bottom], legendgroup=grade,
        line={"color": theme.INK, "width": 2},
    ))  # fmt: skip


def band_keys(
    pieces: Sequence[Stretch], speak: Language, *, color: str = theme.ROLES["customer"].mark
) -> list[tuple[str, dict[str, Any]]]:
    """Give the legend's entries of a band, and of what is extrapolated."""
    square = {"symbol": "square", "size": 11}
    full = {**square, "color": tint(color, theme.GRADES["reconstructed"].band)}
    rim = {**square, "color": "white", "line": {"color": tint(color, 0.45), "width": 2}}
    entries = [(speak("90 % band"), {"mode": "markers", "marker": full})]
    if any(not one.firm for one in pieces):
        entries.append((speak("extrapolated"), {"mode": "markers", "marker": rim}))
    return entries


def point_keys(points: Sequence[Point], speak: Language) -> list[tuple[str, dict[str, Any]]]:
    """Give the legend's entries of what is special at figures."""
    entries: list[tuple[str, dict[str, Any]]] = []
    if any(point.tall for point in points):
        entries.append((speak("left open by rounding"), {"mode": "markers", "marker": {
            "symbol": "line-ns-open", "size": 11, "color": theme.INK}}))  # fmt: skip
    if any(point.rival for point in points):
        entries.append((speak("contradicts another figure"), {"mode": "markers", "marker": {
            "symbol": "diamond", "size": 10, "color": "white",
            "line": {"color": theme.INK, "width": 2}}}))  # fmt: skip
    return entries


def origin(
    figure: go.Figure, clock: Clock, bounds: tuple[float, float], foot: float, *, color: str,
    tz: str,
) -> None:  # fmt: skip
    """Draw the time in which the count began, as a bar on the foot of the drawing."""
    left, right = bounds[0], max(bounds[1], bounds[0] + 0.04)
    figure.add_shape(type="rect", x0=across(clock, left, tz), x1=across(clock, right, tz), y0=foot,
                     y1=foot + 0.09, fillcolor=tint(color, 0.5), line={"width": 0})  # fmt: skip


def origin_key(speak: Language, *, color: str) -> tuple[str, dict[str, Any]]:
    """Give the legend's entry of the time in which the count began."""
    mark = {"symbol": "square", "size": 9, "color": tint(color, 0.5)}
    return speak("the count begins"), {"mode": "markers", "marker": mark}


def scale(figure: go.Figure, ticks: Sequence[tuple[float, str]], left: float) -> None:
    """Draw the lines of a scale of counts and write their numbers left of them."""
    for y, text in ticks:
        figure.add_shape(type="line", xref="x domain", x0=0, x1=1, y0=y, y1=y, layer="below",
                         line={"color": theme.GRID, "width": 1})  # fmt: skip
        write(figure, left - 0.1, y, text, pixels(theme.SIZES["axis"]), color=theme.INK_SOFT,
              align="right")  # fmt: skip
