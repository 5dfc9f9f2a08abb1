"""The disputed numbers to ask: the interactive twin of :func:`casekit.draw.conflicts`."""

import html
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from casekit import theme
from casekit.interact import stage
from casekit.interact.frame import WIDEST, lay_out, legend, pixels, repaint, rgba, write
from casekit.language import Language
from casekit.layout import conflicts as layout
from casekit.layout import wording
from casekit.layout.asked import picture
from casekit.layout.conflicts import SPOKEN, Mark, Row, Spoken
from casekit.layout.lanes import Box
from casekit.layout.sheet import MARGIN, WIDTH, grades

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["conflicts"]


@picture
def conflicts(
    case: "Case", *, lang: str | None = None, title: str | None = None, look: str = "light"
) -> go.Figure:
    """Draw the disputed numbers with plotly: hover tells what was counted, when and by whom.

    Parameters
    ----------
    case
        The documented case.
    lang
        Language of the picture, the one that the case is told in.
    title
        The finding; None says on how many numbers they disagree, and on which most.
    look
        Its ground: light or dark.

    Raises
    ------
    EvidenceError
        No two figures of one conflict and unit differ, or one does not say how it is known.
    CatalogueError
        The case is told in another language.

    Examples
    --------
    >>> from casekit import cases
    >>> conflicts(cases.load("british-airways-2013", lang="de")).layout.meta["lang"]
    'de'
    """
    speak = wording.told(case, lang)
    grades(case.figures)
    bottom, top = 1.1, 6.5
    for _ in range(6):
        made = layout.plan(case, sheet=Box(MARGIN, bottom, WIDTH - MARGIN, top), speak=speak,
                           font=WIDEST)  # fmt: skip
        words = title or layout.finding(case, made, speak)
        shown = case.figures.loc[[m.figure for row in made.rows for m in row.marks]]
        frame = lay_out(
            title=words, subtitle=layout.subtitle(case, made, speak), speak=speak, left=MARGIN,
            notes=layout.notes(made, speak), sources=wording.cited(case, shown), alt=words,
        )  # fmt: skip
        if frame.bottom <= bottom + 0.01 and frame.top >= top - 0.01:
            break
        bottom, top = max(bottom, frame.bottom), min(top, frame.top)
    figure = frame.figure
    figure.update_layout(xaxis={"range": [0, WIDTH], "domain": [0, 1], "visible": False,
                                "fixedrange": True})  # fmt: skip
    legend(figure, grades(shown), [], speak)
    for row in made.rows:
        _row(figure, case, row, speak)
    _spoken(figure, made.spoken, speak)
    return repaint(figure, look)


def _row(figure: go.Figure, case: "Case", row: Row, speak: Language) -> None:
    step = 1.12 * row.size / 72
    y = row.y + 0.09 + step * (len(row.about) - 1) / 2
    for n, line in enumerate(row.about):
        write(figure, MARGIN, y - n * step, f"<b>{html.escape(line)}</b>", pixels(row.size))
    write(figure, MARGIN, y - len(row.about) * step, html.escape(row.unit), pixels(9),
          color=theme.INK_SOFT)  # fmt: skip
    figure.add_shape(type="line", x0=row.axis[0], x1=row.axis[1], y0=row.y, y1=row.y,
                     layer="below", line={"color": theme.RULE, "width": 2})  # fmt: skip
    for x, text, align in ((row.axis[0] - 0.1, row.ends[0], "right"),
                           (row.axis[1] + 0.1, row.ends[1], "left")):  # fmt: skip
        write(figure, x, row.y, text, pixels(9.5), color=theme.INK_SOFT, align=align)
    for mark in row.marks:
        _mark(figure, case, mark, speak)


def _mark(figure: go.Figure, case: "Case", mark: Mark, speak: Language) -> None:
    row: Any = case.figures.loc[mark.figure]
    text = stage.tell_row(case, row, f"{mark.words} {row['unit']}: {row['what']}", row["as_of"],
                          speak)  # fmt: skip
    (left, right), low, high = mark.bar, mark.y - 0.06, mark.y + 0.06
    figure.add_trace(go.Scatter(
        x=[left, right, right, left, left], y=[low, low, high, high, low], fill="toself",
        mode="lines", line={"width": 0}, fillcolor=rgba(theme.INK, 0.42), hoverinfo="skip",
        legendgroup=mark.grade, showlegend=False,
    ))  # fmt: skip
    figure.add_trace(go.Scatter(
        x=[mark.x], y=[mark.y], mode="markers", hovertext=[text], hoverinfo="text",
        legendgroup=mark.grade, showlegend=False,
        marker={"size": pixels(8), "color": theme.INK if mark.exact else "white", "opacity": 1,
                "line": {"color": theme.INK, "width": 2.5}},
    ))  # fmt: skip
    if mark.label is not None:
        words = f"<b>{html.escape(mark.words)}</b> <sup>{mark.numbers}</sup>"
        figure.add_trace(go.Scatter(
            x=[mark.label[0]], y=[mark.label[1]], mode="text", text=[words],
            textposition="middle right", hoverinfo="skip", legendgroup=mark.grade,
            showlegend=False, cliponaxis=False, textfont={"size": pixels(11), "color": theme.INK},
        ))  # fmt: skip


def _spoken(figure: go.Figure, spoken: list[Spoken], speak: Language) -> None:
    if spoken:
        write(figure, MARGIN, spoken[0].y + 0.3, f"<b>{layout.heading(speak)}</b>",
              pixels(theme.SIZES["lane"]))  # fmt: skip
    for one in spoken:
        write(figure, one.x - 0.12, one.y, str(one.claims), pixels(SPOKEN), color=theme.INK_SOFT,
              align="right")  # fmt: skip
        write(figure, one.x, one.y, html.escape(one.about), pixels(SPOKEN))
