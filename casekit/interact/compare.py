"""Cases on one clock, to ask: the interactive twin of :func:`casekit.draw.compare`."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from casekit import compare as side
from casekit import theme
from casekit.compare import Zero
from casekit.interact.frame import WIDEST, lay_out, legend, pixels, repaint, rgba, tell, write
from casekit.interact.ruler import keys, label, lines, ruler
from casekit.language import Language, of
from casekit.layout import compare as layout
from casekit.layout import courses
from casekit.layout.asked import picture
from casekit.layout.compare import LEFT, Plan, Point, Row, Trace
from casekit.layout.labelling import COUNT, NAME, STEPS
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit
from casekit.layout.sheet import HEIGHT, MARGIN, WIDTH, time_words

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["compare"]


@picture
def compare(
    cases: Sequence["Case"], *, zero: Zero = "trigger", lang: str | None = None,
    title: str | None = None, look: str = "light",
) -> go.Figure:  # fmt: skip
    """Draw the courses of cases on one clock with plotly: hover tells each figure and its bounds.

    Parameters
    ----------
    cases
        Those to be compared, at most six of them with a course; all have a row in the strip.
    zero
        What time counts from: the trigger, the first press report or the first answer.
    lang
        Language of the words that the ledgers do not hold: by default that of the first case.
    title
        The finding; None says who reached half of its last count first, and who not before when;
        where one case of several has a course, how long the quickest and the slowest answer took.
    look
        Its ground: light or dark.

    Raises
    ------
    CatalogueError
        There is no case, or one has no such zero.
    SchemaError
        No case has a course, or more than six have.

    Examples
    --------
    >>> import casekit as ck
    >>> compare([ck.load.case("o2-2011")]).layout.meta["title"]
    'O2 was halfway after at most 10 days'
    """
    speak = of(lang or (cases[0].lang if len(cases) else "en"))
    table = side.clock(cases, zero=zero)
    layout.looks_of(table)
    words = title or courses.finding(cases, zero, speak)
    bottom, top = 1.3, HEIGHT - 1.2
    for _ in range(4):
        box = Box(LEFT, bottom + 0.05, WIDTH - MARGIN - 0.15, top - 0.2)
        made = layout.plan(cases, zero=zero, sheet=box, speak=speak, font=WIDEST, table=table)
        frame = lay_out(
            title=words, subtitle=courses.subtitle(made, speak), speak=speak, left=MARGIN,
            alt=courses.alt(made, words, speak),
            notes=[*courses.notes(made, speak), *courses.sources(made, speak)],
        )  # fmt: skip
        if abs(frame.bottom - bottom) + abs(frame.top - top) < 0.01:
            break
        bottom, top = frame.bottom, frame.top
    figure = frame.figure
    with figure.together():
        legend(figure, ["documented", "derived"], [], speak)
        _grid(figure, made, box, speak)
        for trace in made.traces:
            _course(figure, trace, speak)
        heading = html.escape(courses.heading(zero, speak))
        write(figure, MARGIN, made.box.bottom - 0.2, heading, pixels(10.5), color=theme.INK_SOFT)
        for row in made.rows:
            _answer(figure, row, box, speak, "triangle-up" if zero == "answer" else "triangle-down")
        keys(figure, _keys(made, speak))
    return repaint(figure, look)


def _grid(figure: go.Figure, made: Plan, box: Box, speak: Language) -> None:
    area = made.box
    marks = [(float(made.axis.place(seconds)), text) for seconds, text in made.marks]
    if made.before is not None:
        zero = made.axis.left - 0.02
        marks = [(made.before, speak("before")), (zero, "0"), *marks]
        lines(figure, [[[zero, box.bottom], [zero, area.top]]], color=theme.INK_SOFT, width=1)
    ruler(figure, area.left, area.right, area.bottom, area.top, marks)
    for n, (y, text) in enumerate(made.ticks):
        lines(figure, [[[area.left, y], [area.right, y]]], width=1,
              color=theme.INK_SOFT if n == 2 else theme.GRID,
              dash="dot" if n == 2 else "solid")  # fmt: skip
        write(figure, area.left - 0.1, y, text, pixels(10.5), color=theme.INK_SOFT, align="right")


def _course(figure: go.Figure, trace: Trace, speak: Language) -> None:
    color = trace.look.color
    for point in trace.points:
        if not point.rival and point.mark != "exact":
            _bar(figure, point.bar, point.y, color, framed=point.mark == "day")
    lines(figure, [trace.line], color=color, width=1.3, group="derived")
    told = [_told(point, trace, speak) for point in trace.points]
    sizes = [7 if p.rival else 9 for p in trace.points]
    filled = [color if p.mark == "exact" and not p.rival else "white" for p in trace.points]
    seen = [0.01 if p.mark == "day" and not p.rival else 1.0 for p in trace.points]
    figure.add_trace(go.Scatter(
        x=[p.x for p in trace.points], y=[p.y for p in trace.points], mode="markers",
        showlegend=False, legendgroup="documented", text=told,
        hovertemplate="%{text}<extra></extra>",
        marker={"symbol": trace.look.symbol, "size": [pixels(s) for s in sizes], "color": filled,
                "opacity": seen, "line": {"color": color, "width": [1 if p.rival else 2 for p in
                                                                    trace.points]}},
    ))  # fmt: skip
    if trace.answer is not None:
        (left, right), y = trace.answer.bar, trace.answer.y
        lines(figure, [[[left, y], [right, y]]], color=color, width=2.4, group="derived")
        figure.add_trace(_triangle(trace.answer.x, y + 0.16, color, "triangle-down"))
    if trace.tag is not None:
        words = (trace.name, trace.number, trace.unit)
        for down, text in zip(STEPS, words, strict=True):
            bold = down == STEPS[0]
            label(figure, trace.tag.x, trace.tag.y - down, text, NAME - 1 if bold else COUNT - 0.5,
                  bold=bold, color=color if bold else theme.INK_SOFT,
                  align=trace.tag.align)  # fmt: skip


def _told(point: Point, trace: Trace, speak: Language) -> str:
    row: Any = point.row
    stated = f"{speak.figure(row['value'], str(row['qualifier']))} {row['unit']}"
    return tell(f"{trace.name}: {row['label']}", stated,
                f"{speak.percent(row['share'])}, {layout.told(row, speak)}",
                time_words(point.mark, speak), str(row["cited"]))  # fmt: skip


def _bar(
    figure: go.Figure, ends: tuple[float, float], y: float, color: str, *, framed: bool
) -> None:
    figure.add_shape(
        type="rect", x0=ends[0], x1=ends[1], y0=y - 0.055, y1=y + 0.055,
        line={"color": color, "width": 1.8 if framed else 0},
        fillcolor="white" if framed else rgba(color, 0.32), layer="below",
    )  # fmt: skip


def _triangle(x: float, y: float, color: str, symbol: str) -> go.Scatter:
    return go.Scatter(
        x=[x], y=[y], mode="markers", hoverinfo="skip", showlegend=False, legendgroup="derived",
        marker={"symbol": symbol, "size": 14, "color": color,
                "line": {"color": "white", "width": 1}},
    )  # fmt: skip


def _answer(figure: go.Figure, row: Row, box: Box, speak: Language, symbol: str) -> None:
    color = row.look.color
    size, names = fit(row.name, LEFT - MARGIN - 0.15, 12.0, 7.0, bold=True, font=WIDEST)
    write(figure, MARGIN, row.y, f"<b>{html.escape(names[0])}</b>", pixels(size), color=color)
    low = row.y - layout.ROW / 2
    lines(figure, [[[box.left, low], [box.right, low]]], color=theme.GRID, width=0.8)
    if row.mark != "exact":
        _bar(figure, row.bar, row.y, color, framed=row.mark == "day")
    told = tell(f"{row.name}: {row.row['label']}", layout.told(row.row, speak),
                time_words(row.mark, speak), str(row.row["cited"]))  # fmt: skip
    figure.add_trace(go.Scatter(
        x=[row.x], y=[row.y], mode="markers", showlegend=False, legendgroup="derived", text=[told],
        hovertemplate="%{text}<extra></extra>", opacity=0.01 if row.mark == "day" else 1.0,
        marker={"symbol": symbol, "size": 12, "color": color if row.mark == "exact" else "white",
                "line": {"color": color, "width": 2}},
    ))  # fmt: skip
    x = row.bar[1] + 0.1 if row.right else row.bar[0] - 0.1
    label(figure, x, row.y, row.words, 10.0 if row.own else 11.5, bold=not row.own,
          color=theme.INK_SOFT if row.own else theme.INK,
          align="left" if row.right else "right")  # fmt: skip


def _keys(made: Plan, speak: Language) -> list[tuple[str, dict[str, object]]]:
    grey = theme.INK_SOFT
    points = [p for trace in made.traces for p in trace.points]
    marks = {p.mark for p in points if not p.rival} | {row.mark for row in made.rows}
    looks: dict[str, dict[str, object]] = {
        "exact": {"symbol": "circle", "color": grey},
        "bounds": {"symbol": "circle-open", "color": grey, "line": {"width": 3}},
        "day": {"symbol": "square-open", "color": grey, "line": {"width": 2}},
    }
    entries: list[tuple[str, dict[str, object]]] = [
        (time_words(mark, speak), {"mode": "markers", "marker": {"size": 10, **look}})
        for mark, look in looks.items() if mark in marks
    ]  # fmt: skip
    if any(p.rival for p in points):
        entries.append((speak("what else sources say"), {"mode": "markers", "marker": {
            "symbol": "circle-open", "size": 7, "color": grey}}))  # fmt: skip
    if any(trace.answer for trace in made.traces):
        entries.append((speak("first public answer, with its bounds"), {
            "mode": "lines+markers", "line": {"color": theme.INK, "width": 3},
            "marker": {"symbol": "triangle-down", "size": 12, "color": theme.INK}}))  # fmt: skip
    return entries
