"""What was open when: the opening hours against the storm."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.patches import Rectangle

from casekit import theme
from casekit.draw import stage
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import bar, dot, grade_key, time_key
from casekit.language import Language
from casekit.layout import openings as layout
from casekit.layout import wording
from casekit.layout.asked import picture
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.lettering import label_width
from casekit.layout.sheet import AXIS, HEAD, LEFT, MARGIN, grades
from casekit.layout.window import Window

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["openings"]

_SHUT = theme.RULE


@picture
def openings(
    case: "Case", *, lang: str | None = None, title: str | None = None, font: str | None = None,
    look: str = "light",
) -> Figure:  # fmt: skip
    """Draw when the desk was open and shut, and what others did meanwhile.

    Parameters
    ----------
    case
        A case for which a source documents opening hours (``case.hours``).
    lang
        Language of the picture, the one that the case is told in.
    title
        The finding; None says how much of the wait fell where it was shut.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

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
    >>> openings(cases.load("british-airways-2013")).get_size_inches().tolist()
    [13.33, 7.5]
    """
    speak = wording.told(case, lang)
    grades(case.events)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        made = layout.plan(case, sheet=Box(LEFT, bottom + AXIS, right, top - HEAD))
        words = title or layout.finding(case, speak)
        shown = case.events.loc[[entry.event for entry in made.stage.entries]]
        return made, lay_out(
            title=words, subtitle=layout.subtitle(case, made, speak), lang=speak.code,
            look=look, font=font,
            keys=_keys(made, shown, speak), notes=layout.notes(case, made, speak), left=LEFT,
            sources=layout.cited(case, made), alt=layout.alt(case, made, words, speak),
            about={"case": case.slug},
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=0.9, head=1.14)
    _draw(sheet, case, made)
    return sheet.finish()


def _keys(made: layout.Plan, shown: pd.DataFrame, speak: Language) -> list[Key]:
    marks = {entry.mark for entry in made.stage.entries}
    keys = stage.ground_keys(made.stage.answer, speak, openings=made.stage.openings)
    keys.insert(1, Key(speak("shut"), _shut))
    keys += [time_key(mark, speak) for mark in TIME_MARKS if mark in marks]
    keys += [grade_key(grade, speak) for grade in grades(shown)]
    return keys + [Key(speak(role), _sign(role)) for role in layout.others(made)]


def _sign(role: str) -> Callable[[Canvas, float, float], None]:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        dot(sheet, x + SWATCH - 0.14, y, role, filled=False, size=7.5)

    return draw


def _shut(sheet: Canvas, x: float, y: float) -> None:
    sheet.put(Rectangle((x, y - 0.07), SWATCH, 0.14, facecolor=_SHUT, linewidth=0))


def _draw(sheet: Canvas, case: "Case", made: layout.Plan) -> None:
    plan = made.stage
    low, high = plan.lanes[-1].bottom, plan.lanes[0].top
    spans = [(low, high)]
    stage.grounds(sheet, spans, plan.answer, plan.openings)
    stage.clock_axis(sheet, plan.window, low, case.zone, spans)
    stage.lane_names(sheet, plan.lanes, layout.lane_names(case, sheet.speak), plan.window)
    _strip(sheet, made)
    for entry in plan.entries:
        look, own = theme.role(entry.actor), entry.actor == "organisation"
        if own and entry.mark != "exact":
            thick = 0.29 if entry.mark == "day" else 0.15  # a day's label may stand in it
            bar(sheet, *entry.bar, entry.y, thick, color=look.mark, alpha=look.bar,
                grade=entry.grade, outlined=entry.mark == "day", fades=entry.fades,
                middle=entry.x)  # fmt: skip
        dot(sheet, entry.x, entry.y, entry.actor, filled=entry.mark == "exact",
            thin=entry.mark == "placeholder" or entry.grade == "derived", size=10.5)  # fmt: skip
        if own:
            _label(sheet, plan.window, entry)
    _wait(sheet, made, layout.waited(case, sheet.speak))
    stage.answer_line(sheet, plan.answer, [(low, made.strip[1])])
    stage.head_line(sheet, plan.answer, made.strip[1] + 0.15, case.zone, None)


def _wait(sheet: Canvas, made: layout.Plan, words: str) -> None:
    """Draw from where to where the wait ran, its words where they have room."""
    left, right, y = made.wait
    ink = theme.ROLES["organisation"].text
    sheet.line([left, left], [y - 0.09, y + 0.09], color=ink, linewidth=2, zorder=4)
    sheet.line([left, right], [y, y], color=ink, linewidth=1.6, zorder=4)
    size = theme.SIZES["lane"]
    if sheet.measure(words, size, bold=True)[0] < right - left - 0.3:
        sheet.text((left + right) / 2, y + 0.14, words, size, bold=True, color=ink,
                   align="center", halo="white")  # fmt: skip
    else:
        sheet.text(right + 0.1, y, words, size, bold=True, color=ink, halo="white")


def _label(sheet: Canvas, window: Window, entry: layout.Entry) -> None:
    """Write what the organisation did right or left of its bar or, where neither fits, in it."""
    wide = label_width(entry.label, entry.numbers, theme.SIZES["label"], font=sheet.font) + 0.14
    x, left = layout.beside(entry, window, wide)
    sheet.label(x + (-0.12 if left else 0.12), entry.y, entry.label, entry.numbers,
                align="right" if left else "left")  # fmt: skip


def _strip(sheet: Canvas, made: layout.Plan) -> None:
    low, high = made.strip
    speak = sheet.speak
    for places, color, words, ink in (
        (made.stage.openings, theme.OPEN, speak("desk open"), theme.OPEN_INK),
        (made.shut, _SHUT, speak("shut"), theme.INK_SOFT),
    ):
        for left, right in places:
            sheet.put(Rectangle((left, low), right - left, high - low, facecolor=color,
                                linewidth=0, zorder=0.6))  # fmt: skip
            if sheet.measure(words, theme.SIZES["lane"], bold=True)[0] < right - left - 0.2:
                sheet.text((left + right) / 2, (low + high) / 2, words, theme.SIZES["lane"],
                           bold=True, color=ink, align="center")  # fmt: skip
