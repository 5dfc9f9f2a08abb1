"""What was open when, to ask: the interactive twin of :func:`casekit.draw.openings`."""

import html
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from casekit import theme
from casekit.interact import stage
from casekit.interact.frame import (
    WIDEST,
    Frame,
    Sheet,
    across,
    lay_out,
    legend,
    pixels,
    repaint,
)  # fmt: skip
from casekit.interact.ruler import keys, label
from casekit.language import Language
from casekit.layout import openings as layout
from casekit.layout import wording
from casekit.layout.asked import picture
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.lettering import label_width, measure
from casekit.layout.sheet import AXIS, HEAD, LEFT, MARGIN, WIDTH, grades

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["openings"]


@picture
def openings(
    case: "Case", *, lang: str | None = None, title: str | None = None, look: str = "light"
) -> go.Figure:
    """Draw when the desk was open and shut with plotly: hover tells each event.

    Parameters
    ----------
    case, lang
        As :func:`casekit.draw.openings` takes them.
    title
        The finding; None says how much of the wait fell where it was shut.
    look
        Its ground: light or dark.

    Raises
    ------
    SchemaError
        No source documents opening hours, or there is no answer.
    EvidenceError
        An event does not say how it is known.
    CatalogueError
        The case is told in another language.

    Examples
    --------
    >>> from casekit import cases
    >>> openings(cases.load("british-airways-2013")).layout.meta["lang"]
    'en'
    """
    speak = wording.told(case, lang)
    grades(case.events)
    bottom, top = 1.2, 6.36
    for _ in range(6):
        made = layout.plan(case, sheet=Box(LEFT, bottom + AXIS, WIDTH - MARGIN, top - HEAD))
        words = title or layout.finding(case, speak)
        frame = lay_out(
            title=words, subtitle=layout.subtitle(case, made, speak), speak=speak, left=LEFT,
            notes=layout.notes(case, made, speak), sources=layout.cited(case, made),
            alt=layout.alt(case, made, words, speak),
        )  # fmt: skip
        if frame.bottom <= bottom + 0.01 and frame.top >= top - 0.01:
            break
        bottom, top = max(bottom, frame.bottom), min(top, frame.top)
    with frame.figure.together():
        _draw(frame, case, made, speak)
    return repaint(frame.figure, look)


def _draw(frame: Frame, case: "Case", made: layout.Plan, speak: Language) -> None:
    figure, plan, tz = frame.figure, made.stage, case.zone
    spans = [(plan.lanes[-1].bottom, plan.lanes[0].top)]
    stage.stage(frame, case, plan, layout.lane_names(case, speak), spans, speak,
                top=made.strip[1])  # fmt: skip
    shown = case.events.loc[[entry.event for entry in plan.entries]]
    marks = {entry.mark for entry in plan.entries}
    legend(figure, grades(shown), [mark for mark in TIME_MARKS if mark in marks], speak)
    low, high = made.strip
    for places, color, words, ink in (
        (plan.openings, theme.OPEN, speak("desk open"), theme.OPEN_INK),
        (made.shut, theme.RULE, speak("shut"), theme.INK_SOFT),
    ):
        for left, right in places:
            figure.add_shape(
                type="rect", layer="below", fillcolor=color, line_width=0, y0=low, y1=high,
                x0=across(plan.window, left, tz), x1=across(plan.window, right, tz),
            )  # fmt: skip
            if measure(words, theme.SIZES["lane"], bold=True, font=WIDEST)[0] < right - left - 0.2:
                label(figure, across(plan.window, (left + right) / 2, tz), (low + high) / 2, words,
                      theme.SIZES["lane"], bold=True, color=ink, align="center")  # fmt: skip
    for entry in plan.entries:
        if entry.actor != "organisation":
            continue
        look = theme.role(entry.actor)
        if entry.mark != "exact":
            half = 0.145 if entry.mark == "day" else 0.075
            box = Box(entry.bar[0], entry.y - half, entry.bar[1], entry.y + half)
            stage.bar(
                figure, plan.window, box, color=look.mark, alpha=look.bar, grade=entry.grade,
                outlined=entry.mark == "day", fades=entry.fades, tz=tz,
            )  # fmt: skip
        wide = label_width(entry.label, entry.numbers, theme.SIZES["label"], font=WIDEST) + 0.14
        x, left = layout.beside(entry, plan.window, wide)
        raised = f" <sup>{entry.numbers}</sup>" if entry.numbers else ""
        stage.label(figure, across(plan.window, x, tz), entry.y, html.escape(entry.label) + raised,
                    entry.grade, left=left, size=theme.SIZES["label"])  # fmt: skip
    _wait(figure, made, tz, layout.waited(case, speak))
    texts = {entry.event: stage.hover(case, entry.event, speak) for entry in plan.entries}
    dots = [(entry, entry.y, 8.5) for entry in plan.entries]
    stage.dots(figure, plan.window, dots, texts, tz, case.events["at"])
    size = pixels(9)
    keys(figure, [
        (speak("desk open"), {"mode": "markers", "marker": {
            "symbol": "square", "size": size, "color": theme.OPEN}}),
        (speak("shut"), {"mode": "markers", "marker": {
            "symbol": "square", "size": size, "color": theme.RULE}}),
    ])  # fmt: skip
    keys(figure, [
        (speak(role), {"mode": "markers", "marker": {
            "symbol": theme.ROLES[role].symbol, "size": size, "color": "white",
            "line": {"color": theme.ROLES[role].mark, "width": 2}}})
        for role in layout.others(made)
    ], row="legend")  # fmt: skip


def _wait(figure: Sheet, made: layout.Plan, tz: str, words: str) -> None:
    """Draw from where to where the wait ran, its words where they have room."""
    left, right, y = made.wait
    ends = [across(made.stage.window, x, tz) for x in (left, right)]
    ink, size = theme.ROLES["organisation"].text, theme.SIZES["lane"]
    for x0, x1, y0, y1 in ((ends[0], ends[0], y - 0.09, y + 0.09), (*ends, y, y)):
        figure.add_shape(type="line", x0=x0, x1=x1, y0=y0, y1=y1,
                         line={"color": ink, "width": 2})  # fmt: skip
    if measure(words, size, bold=True, font=WIDEST)[0] < right - left - 0.3:
        middle = across(made.stage.window, (left + right) / 2, tz)
        label(figure, middle, y + 0.14, words, size, bold=True, color=ink, align="center")
    else:
        label(figure, across(made.stage.window, right + 0.1, tz), y, words, size, bold=True,
              color=ink)  # fmt: skip
