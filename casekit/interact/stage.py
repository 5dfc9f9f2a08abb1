"""The stage of interactive pictures on a clock: grounds, lanes, first answer, dots and bars."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from casekit import theme
from casekit.interact.frame import (
    WIDEST,
    Frame,
    across,
    clock_axis,
    described,
    pixels,
    rgba,
    tell,
    when,
    write,
)  # fmt: skip
from casekit.language import Language
from casekit.layout import wording
from casekit.layout.clockface import gap_words, name_lines
from casekit.layout.lanes import Box
from casekit.layout.links import LEADING
from casekit.layout.sheet import WIDTH
from casekit.layout.since import Clock
from casekit.layout.timeline import EDGE, Answer, Entry

if TYPE_CHECKING:
    from casekit.cases import Case
    from casekit.layout.links import Links
    from casekit.layout.timeline import Timeline

__all__ = [
    "answer_line", "answer_over", "bar", "dots", "entry", "head_words", "hover", "label",
    "mark_hover", "stage", "tell_row",
]  # fmt: skip


def stage(
    frame: Frame, case: "Case", made: "Timeline | Links", names: Sequence[str],
    spans: Sequence[tuple[float, float]], speak: Language, *, top: float | None = None,
) -> None:  # fmt: skip
    """Draw grounds, lane names, the clock, and the line of the first answer.

    Parameters
    ----------
    top
        Above what the words of the line stand, in inches; None: above the lanes.
    """
    figure, tz = frame.figure, case.zone
    window, line, lanes = made.window, made.answer, made.lanes
    for low, high in spans:
        for places, color in ((made.pale, theme.PANEL), (made.openings, theme.OPEN)):
            for left, right in places:
                _ground(figure, window, left, right, low, high, color, tz)
        answer_line(figure, window, line, low, high, tz)
    for left, right in made.openings:
        _ground(figure, window, left, right, spans[0][1] - EDGE, spans[0][1], theme.OPEN_MARK, tz)
    for lane, name in zip(lanes, names, strict=True):
        size, lines = name_lines(name, lane.top - lane.bottom, WIDEST)
        text = "<br>".join(map(html.escape, lines))
        write(figure, window.left - 0.14, (lane.top + lane.bottom) / 2, f"<b>{text}</b>",
              pixels(size), color=theme.ROLES[lane.name].text, align="right")  # fmt: skip
    for lane in lanes[:-1]:
        figure.add_shape(type="line", xref="paper", x0=window.left / WIDTH, x1=window.right / WIDTH,
                         y0=lane.bottom, y1=lane.bottom, layer="below",
                         line={"color": theme.RULE, "width": 1})  # fmt: skip
    clock_axis(figure, window, spans[-1][0], tz, speak)
    for one in (silence for silence in made.silences if silence.length):
        write(figure, (one.left + one.right) / 2, spans[-1][0] - 0.24,
              "<br>".join(gap_words(one, speak)), pixels(9), color=theme.INK_SOFT,
              align="center")  # fmt: skip
    head = (spans[0][1] if top is None else top) + 0.15
    head_words(frame, case, window, line, bool(made.openings), head, speak)


def answer_line(
    figure: go.Figure, window: Clock, line: Answer | None, low: float, high: float, tz: str
) -> None:
    """Draw the line of the first answer and the opaque band of its bounds."""
    if line is None:
        return
    if line.mark != "exact":
        _ground(figure, window, *line.band, low, high, theme.ANSWER_BAND, tz)
    at = when(window, line.at, tz)
    figure.add_shape(type="line", x0=at, x1=at, y0=low, y1=high, layer="between",
                     line={"color": theme.ROLES["organisation"].mark, "width": 4})  # fmt: skip


def answer_over(
    figure: go.Figure, window: Clock, line: Answer | None, low: float, high: float, tz: str
) -> None:
    """Draw the line of the first answer once more, over an opaque band."""
    if line is not None:
        at = when(window, line.at, tz)
        figure.add_trace(go.Scatter(
            x=[at, at], y=[low, high], mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": theme.ROLES["organisation"].mark, "width": 4},
        ))  # fmt: skip


def head_words(
    frame: Frame, case: "Case", window: Clock, line: Answer | None, opened: bool, y: float,
    speak: Language,
) -> None:  # fmt: skip
    """Write, above the drawing, what the line of the answer and the green ground mean."""
    x, ink = window.left, theme.ROLES["organisation"].text
    if line is not None:
        x, left = line.x + 0.12, line.x - window.left > 3
        said = wording.answer_words(line, case.zone, speak)
        write(frame.figure, line.x - 0.1 if left else line.x - 0.03, y, f"<b>{said}</b>",
              pixels(15), color=ink, align="right" if left else "left")  # fmt: skip
        x = x if left else x + 3
    if opened and case.hours is not None:
        text = speak("Desk open {opens}–{closes}", opens=case.hours.opens, closes=case.hours.closes)
        write(frame.figure, x, y, text, pixels(theme.SIZES["legend"]), color=theme.OPEN_INK)


def _ground(
    figure: go.Figure, window: Clock, left: float, right: float, low: float, high: float,
    color: str, tz: str,
) -> None:  # fmt: skip
    figure.add_shape(
        type="rect", layer="below", fillcolor=color, line_width=0, y0=low, y1=high,
        x0=across(window, left, tz), x1=across(window, right, tz),
    )  # fmt: skip


def bar(
    figure: go.Figure, window: Clock, box: Box, *, color: str, alpha: float, grade: str,
    outlined: bool, fades: tuple[bool, bool], tz: str,
) -> None:  # fmt: skip
    """Draw the bar of a time, as the static twin does; it goes with its grade's legend entry."""
    left, right = (across(window, x, tz) for x in (box.left, box.right))
    filled = grade in ("archived", "documented") and not outlined
    look: dict[str, Any] = {"fillcolor": rgba(color, alpha if filled else 0.0)}
    if outlined:
        look["fillcolor"] = "white"
    if any(fades) and not outlined:
        clear, full = rgba(color, 0), rgba(color, alpha)
        stops = [
            (0.0, clear if fades[0] else full),
            (0.5, full),
            (1.0, clear if fades[1] else full),
        ]
        look = {"fillgradient": {"type": "horizontal", "colorscale": stops}}
    width = 0 if filled else 2 if outlined else theme.GRADES[grade].width
    figure.add_trace(go.Scatter(
        x=[left, right, right, left, left], fill="toself", mode="lines", hoverinfo="skip",
        y=[box.bottom, box.bottom, box.top, box.top, box.bottom], legendgroup=grade,
        showlegend=False, line={"color": color, "width": width,
                                "dash": theme.GRADES[grade].plotly_dash}, **look,
    ))  # fmt: skip


def dots(
    figure: go.Figure, window: Clock, entries: Sequence[tuple[Entry, float, float]],
    texts: dict[str, str], tz: str, times: pd.Series,
) -> None:  # fmt: skip
    """Draw dots with their hover texts; each entry comes with its height and its size in points."""
    for entry, y, size in entries:
        look = theme.role(entry.actor)
        filled = entry.mark == "exact" or size > 12
        thin = entry.mark == "placeholder" or entry.grade == "derived"
        figure.add_trace(go.Scatter(
            x=[when(window, times[entry.event], tz)], y=[y], mode="markers",
            legendgroup=entry.grade, showlegend=False, hovertext=[texts[entry.event]],
            hoverinfo="text", cliponaxis=False,
            marker={"symbol": look.symbol, "size": pixels(size), "opacity": 1,
                    "color": look.mark if filled else "white",
                    "line": {"color": "white" if filled else look.mark,
                             "width": 1 if filled or thin else 3}},
        ))  # fmt: skip


def mark_hover(
    figure: go.Figure, window: Clock, bar_: tuple[float, float], y: float, grade: str, text: str,
    tz: str,
) -> None:  # fmt: skip
    """Make a bar answer to the pointer along its whole length."""
    count = max(2, int((bar_[1] - bar_[0]) / 0.15))
    places = [bar_[0] + (bar_[1] - bar_[0]) * n / (count - 1) for n in range(count)]
    figure.add_trace(go.Scatter(
        x=[across(window, x, tz) for x in places], y=[y] * count, mode="markers",
        marker={"size": 14, "opacity": 0}, hovertext=[text] * count, hoverinfo="text",
        legendgroup=grade, showlegend=False,
    ))  # fmt: skip


def label(
    figure: go.Figure, at: str | float, y: float, text: str, grade: str, *, left: bool, size: float,
    bold: bool = False,
) -> None:  # fmt: skip
    """Write a label beside its time; it moves with the clock and goes with its grade."""
    space = "\N{NO-BREAK SPACE}" * (6 if bold else 4)
    lines = [f"<b>{line}</b>" if bold else line for line in text.split("<br>")]
    step = LEADING * size / 72
    first = y + step * (len(lines) - 1) / 2
    figure.add_trace(go.Scatter(
        x=[at] * len(lines), y=[first - n * step for n in range(len(lines))], mode="text",
        text=[f"{line}{space}" if left else f"{space}{line}" for line in lines],
        textposition="middle left" if left else "middle right", hoverinfo="skip",
        textfont={"size": pixels(size), "color": theme.INK}, legendgroup=grade, showlegend=False,
        cliponaxis=False,
    ))  # fmt: skip


def hover(case: "Case", event: str, speak: Language) -> str:
    """Tell of an event: what happened, between which bounds, how that is known, who says so."""
    row: Any = case.events.loc[event]
    return tell_row(case, row, str(row["what"]), row["at"], speak)


def tell_row(case: "Case", row: Any, what: str, at: Any, speak: Language) -> str:
    """Tell of a row of a ledger's frame for the pointer."""
    tz = case.zone

    def when(time: Any) -> str:
        return speak("open") if pd.isna(time) else speak.moment(time, tz=tz)

    times = ""
    if not pd.isna(at):
        times = speak("{at}, between {earliest} and {latest}", at=when(at),
                      earliest=when(row["earliest"]), latest=when(row["latest"]))  # fmt: skip
    ids = "" if pd.isna(row["sources"]) else str(row["sources"])
    said = described((case.sources.loc[source] for source in ids.split()), speak)
    note = "" if pd.isna(row["note"]) else str(row["note"])
    grade = speak("How known: {grade}", grade=speak(str(row["evidence"])))
    return tell(what, times, grade, note, said)


def entry(
    figure: go.Figure, case: "Case", window: Clock, entry: Entry, row: float, speak: Language
) -> None:
    """Draw the bar of an event in its row, and its label; dots come later."""
    assert entry.place is not None
    look, tz = theme.role(entry.actor), case.zone
    if entry.mark != "exact":
        thick = (0.41 if entry.mark == "day" else 0.37) * row
        box = Box(entry.bar[0], entry.y - thick, entry.bar[1], entry.y + thick)
        bar(figure, window, box, color=look.mark, alpha=look.bar, grade=entry.grade,
                  outlined=entry.mark == "day", fades=entry.fades, tz=tz)  # fmt: skip
        text = hover(case, entry.event, speak)
        mark_hover(figure, window, entry.bar, entry.y, entry.grade, text, tz)
    inside = entry.mark == "day"
    at = when(window, case.events["at"][entry.event], tz)
    if inside:
        at = across(window, entry.place.label - 0.07, tz)
    words = html.escape(entry.label) + (f" <sup>{entry.numbers}</sup>" if entry.numbers else "")
    left = entry.place.side == "left" and not inside
    label(figure, at, entry.y, words, entry.grade, left=left, size=theme.SIZES["label"])
