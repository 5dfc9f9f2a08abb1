"""The documented spread to ask: the interactive twin of :func:`casekit.draw.links`."""

import html
from typing import TYPE_CHECKING, Any

import numpy as np
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
    repaint,
    tell,
    when,
)
from casekit.language import Language
from casekit.layout import passing, wording
from casekit.layout.asked import picture
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.links import PALE, Link, Links, Node, plan
from casekit.layout.sheet import AXIS, HEAD, LEFT, MARGIN, WIDTH, grades

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["links"]


@picture
def links(
    case: "Case", *, lang: str | None = None, title: str | None = None, look: str = "light"
) -> go.Figure:
    """Draw the documented spread with plotly: hover tells why a link is believed.

    Parameters
    ----------
    case
        The documented case.
    lang
        Language of the picture, the one that the case is told in.
    title
        The finding; None counts what the one or two events set off that set off most.
    look
        Its ground: light or dark.

    Raises
    ------
    EvidenceError
        A link does not say how it is known, or the case has none within its window.
    CatalogueError
        The case is told in another language.

    Examples
    --------
    >>> from casekit import cases
    >>> links(cases.load("british-airways-2013", lang="de")).layout.meta["lang"]
    'de'
    """
    speak = wording.told(case, lang)
    grades(case.events, case.links)
    words = title or passing.finding(case, speak)
    bottom, top = 1.2, 6.36
    for _ in range(6):
        box = Box(LEFT, bottom + AXIS, WIDTH - MARGIN, top - HEAD)
        made = plan(case, sheet=box, font=WIDEST)
        frame = lay_out(
            title=words, subtitle=passing.subtitle(case, made, speak), speak=speak,
            left=LEFT, notes=passing.notes(case, made, speak),
            sources=wording.cited(case, case.links.loc[[one.link for one in made.links]]),
            alt=passing.alt(case, made, words, speak),
        )  # fmt: skip
        if frame.bottom <= bottom + 0.01 and frame.top >= top - 0.01:
            break
        bottom, top = max(bottom, frame.bottom), min(top, frame.top)
    with frame.figure.together():
        _draw(frame, case, made, speak)
    return repaint(frame.figure, look)


def _draw(frame: Frame, case: "Case", made: Links, speak: Language) -> None:
    figure, tz = frame.figure, case.zone
    spans = [(made.lanes[-1].bottom, made.lanes[0].top)]
    names = wording.lane_titles(case, made.lanes, [n.entry.actor for n in made.nodes], speak)
    stage.stage(frame, case, made, names, spans, speak)
    marks = {node.entry.mark for node in made.nodes}
    legend(figure, grades(pd.DataFrame({"evidence": [one.grade for one in made.links]})),
           [m for m in TIME_MARKS if m in marks], speak)  # fmt: skip
    for node in made.nodes:
        _span(figure, made, node, tz)
    for one in sorted(made.links, key=lambda one: one.strong):
        _link(figure, case, made, one, speak)
    texts = {n.entry.event: stage.hover(case, n.entry.event, speak) for n in made.nodes}
    dotted = [(n.entry, n.y, 15.0 if n.hub else 9.5) for n in made.nodes]
    stage.dots(figure, made.window, dotted, texts, tz, case.events["at"])
    for node in made.nodes:
        left = node.label.right < node.entry.x
        stage.label(
            figure, when(made.window, case.events["at"][node.entry.event], tz), node.y,
            _words(node), node.entry.grade, left=left, size=node.size, bold=node.hub,
        )  # fmt: skip


def _words(node: Node) -> str:
    raised = [node.raised(n) for n in range(len(node.lines))]
    return "<br>".join(
        html.escape(line) + (f" <sup>{numbers}</sup>" if numbers else "")
        for line, numbers in zip(node.lines, raised, strict=True)
    )


def _span(figure: go.Figure, made: Links, node: Node, tz: str) -> None:
    entry, look = node.entry, theme.role(node.entry.actor)
    if entry.mark == "exact":
        return
    box = Box(entry.bar[0], node.y - 0.028, entry.bar[1], node.y + 0.028)
    stage.bar(figure, made.window, box, color=look.mark, alpha=0.2, grade=entry.grade,
              outlined=False, fades=entry.fades, tz=tz)  # fmt: skip


def _link(figure: go.Figure, case: "Case", made: Links, one: Link, speak: Language) -> None:
    """Draw a link with its head; the pointer finds it anywhere on its way."""
    grade, tz = theme.GRADES[one.grade], case.zone
    color = theme.role(one.actor).mark if one.strong else theme.LINK
    row: Any = case.links.loc[one.link]
    labels = case.events["label"]
    what = f"{labels[one.start]} → {labels[one.end]}"
    text = tell(what) + "<br>" + stage.tell_row(case, row, "", pd.NaT, speak)
    away = np.hypot(*(one.curve - one.curve[-1]).T) > 0.12
    curve = np.vstack([one.curve[away][:: max(1, len(one.curve) // 40)], one.curve[-1:]])
    figure.add_trace(go.Scatter(
        x=[across(made.window, float(x), tz) for x in curve[:, 0]], y=curve[:, 1],
        mode="lines+markers", hovertext=[text] * len(curve), hoverinfo="text",
        legendgroup=one.grade, showlegend=False, opacity=1.0 if one.strong else PALE,
        line={"color": color, "width": 1.33 * grade.width, "dash": grade.plotly_dash},
        marker={"symbol": "arrow", "angleref": "previous", "color": color, "opacity": 1,
                "size": [0] * (len(curve) - 1) + [6 + 3 * grade.width]},
    ))  # fmt: skip
