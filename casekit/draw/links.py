"""The documented spread: who is documented to have picked it up from whom."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.patches import Polygon

from casekit import theme
from casekit.draw import stage
from casekit.draw.canvas import MARGIN, SWATCH, Canvas, Figure, Key, grades, lay_out, settle
from casekit.draw.marks import bar, dot, line_style, time_key
from casekit.language import Language
from casekit.layout import passing, wording
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.links import LEADING, PALE, Link, Links, Node, plan
from casekit.layout.sheet import AXIS, HEAD, LEFT

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["links"]

_THIN = 0.65
"""Width of links that leave no hub, against the others."""
_HUB = 17.0
"""Size of the dot of what set off most, in points."""


@picture
def links(
    case: "Case", *, lang: str | None = None, title: str | None = None, font: str | None = None,
    look: str = "light",
) -> Figure:  # fmt: skip
    """Draw which event set off which, on the clock and the lanes of the timeline.

    Parameters
    ----------
    case
        The documented case.
    lang
        Language of the picture, the one that the case is told in.
    title
        The finding; None counts what the one or two events set off that set off most.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    EvidenceError
        A link does not say how it is known, or the case has none within its window.
    CatalogueError
        The case is told in another language.

    Examples
    --------
    >>> from casekit import cases
    >>> links(cases.load("british-airways-2013")).get_size_inches().tolist()
    [13.33, 7.5]
    """
    speak = wording.told(case, lang)
    grades(case.events, case.links)
    words = title or passing.finding(case, speak)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[Links, Canvas]:
        made = plan(case, sheet=Box(LEFT, bottom + AXIS, right, top - HEAD), font=font)
        return made, lay_out(
            title=words, subtitle=passing.subtitle(case, made, speak), lang=speak.code, look=look,
            font=font, keys=_keys(made, speak), notes=passing.notes(case, made, speak),
            sources=wording.cited(case, case.links.loc[[one.link for one in made.links]]),
            left=LEFT, alt=passing.alt(case, made, words, speak), about={"case": case.slug},
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=0.9, head=1.14)
    _draw(sheet, case, made)
    return sheet.finish()


def _keys(made: Links, speak: Language) -> list[Key]:
    held = grades(pd.DataFrame({"evidence": [one.grade for one in made.links]}))
    said = {"documented": speak("documented: source number at its end"),
            "derived": speak("derived from the events")}  # fmt: skip
    keys = [_arrow_key(grade, said.get(grade, speak(grade))) for grade in held]
    marks = {node.entry.mark for node in made.nodes}
    keys += [time_key("exact", speak)] if "exact" in marks else []
    if marks - {"exact"}:
        keys += [_ring_key(speak("best estimate")), _bounds_key(speak("documented time span"))]
    if any(node.hub for node in made.nodes):
        keys.append(_hub_key(speak("set off most")))
    return keys + stage.ground_keys(made.answer, speak, openings=made.openings)


def _arrow_key(grade: str, label: str) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        _arrow(sheet, np.array([[x, y], [x + SWATCH, y]]), theme.INK, grade)

    return Key(label, draw)


def _ring_key(label: str) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        dot(sheet, x + SWATCH / 2, y, "customer", filled=False, size=8.5, color=theme.INK)

    return Key(label, draw)


def _hub_key(label: str) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        dot(sheet, x + SWATCH / 2, y, "customer", filled=True, size=_HUB - 3, color=theme.INK)

    return Key(label, draw)


def _bounds_key(label: str) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        bar(sheet, x, x + SWATCH, y, 4 / 72, color=theme.INK_SOFT, alpha=0.35)

    return Key(label, draw)


def _draw(sheet: Canvas, case: "Case", made: Links) -> None:
    spans = [(made.lanes[-1].bottom, made.lanes[0].top)]
    stage.grounds(sheet, spans, made.answer, made.openings, made.pale)
    stage.clock_axis(sheet, made.window, spans[0][0], case.zone, spans)
    stage.silence_words(sheet, made.silences, spans[0][0])
    names = wording.lane_titles(case, made.lanes, [n.entry.actor for n in made.nodes], sheet.speak)
    stage.lane_names(sheet, made.lanes, names, made.window)
    stage.answer_line(sheet, made.answer, spans)
    stage.head_line(
        sheet, made.answer, spans[0][1] + 0.15, case.zone, case.hours if made.openings else None
    )
    for node in made.nodes:
        look, entry = theme.role(node.entry.actor), node.entry
        if entry.mark != "exact":
            bar(sheet, *entry.bar, node.y, 4 / 72, color=look.mark, alpha=0.2, fades=entry.fades,
                middle=entry.x, zorder=2)  # fmt: skip
    for one in sorted(made.links, key=lambda one: one.strong):
        _link(sheet, one)
    for node in made.nodes:
        _node(sheet, node)


def _link(sheet: Canvas, one: Link) -> None:
    if one.strong:
        _arrow(sheet, one.curve, theme.role(one.actor).mark, one.grade)
    else:
        _arrow(sheet, one.curve, theme.LINK, one.grade, pale=True)


def _arrow(
    sheet: Canvas, curve: np.ndarray, color: str, grade: str, *, pale: bool = False
) -> None:  # fmt: skip
    """Draw a curve with a small filled head at its end."""
    alpha, style = PALE if pale else 1.0, line_style(grade)
    style["linewidth"] *= _THIN if pale else 1.0
    end = curve[-1]
    back = curve[np.hypot(*(curve - end).T) > 0.05]
    along = end - (back[-1] if len(back) else curve[0])
    along /= max(float(np.hypot(*along)), 1e-9)
    across = np.array([-along[1], along[0]])
    size = 0.115 if grade in ("archived", "documented") else 0.09
    foot = end - size * along
    stem = curve[np.hypot(*(curve - end).T) > 0.8 * size]
    sheet.line(*np.vstack([stem, foot]).T, color=color, alpha=alpha, zorder=3, **style)
    corners = [end, foot + 0.42 * size * across, foot - 0.42 * size * across]
    sheet.put(Polygon(corners, facecolor=color, alpha=alpha, linewidth=0, zorder=3.1))


def _node(sheet: Canvas, node: Node) -> None:
    entry = node.entry
    dot(sheet, entry.x, node.y, entry.actor, filled=node.hub or entry.mark == "exact",
        size=_HUB if node.hub else 10.0)  # fmt: skip
    step = LEADING * node.size / 72
    y = node.y + step * (len(node.lines) - 1) / 2
    for n, line in enumerate(node.lines):
        sheet.label(node.label.left, y - n * step, line, node.raised(n), size=node.size,
                    bold=node.hub, rise=0.2)  # fmt: skip
