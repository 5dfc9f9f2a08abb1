"""Where sources disagree on a number: every value that is claimed, with its source."""

from typing import TYPE_CHECKING

import pandas as pd

from casekit import theme
from casekit.draw.canvas import MARGIN, SWATCH, Canvas, Figure, Key, grades, lay_out, settle
from casekit.draw.marks import bar, dot, grade_key
from casekit.language import Language
from casekit.layout import conflicts as layout
from casekit.layout import wording
from casekit.layout.asked import picture
from casekit.layout.conflicts import SPOKEN, Conflicts, Row, Spoken
from casekit.layout.lanes import Box

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["conflicts"]


@picture
def conflicts(
    case: "Case", *, lang: str | None = None, title: str | None = None, font: str | None = None,
    look: str = "light",
) -> Figure:  # fmt: skip
    """Draw the numbers that sources disagree on, one row a conflict, each on its own scale.

    Parameters
    ----------
    case
        The documented case.
    lang
        Language of the picture, the one that the case is told in.
    title
        The finding; None says on how many numbers they disagree, and on which most.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    EvidenceError
        No two figures of one conflict and unit differ, or one does not say how it is known.
    CatalogueError
        The case is told in another language.

    Examples
    --------
    >>> import casekit as ck
    >>> case = ck.load.case("british-airways-2013")
    >>> conflicts(case).title
    'Sources disagree on 2 numbers, most on “How long the airline took to reply”'
    """
    speak = wording.told(case, lang)
    grades(case.figures)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[Conflicts, Canvas]:
        made = layout.plan(case, sheet=Box(MARGIN, bottom, right, top), speak=speak,
                           font=font)  # fmt: skip
        words = title or layout.finding(case, made, speak)
        shown = case.figures.loc[[m.figure for row in made.rows for m in row.marks]]
        return made, lay_out(
            title=words, subtitle=layout.subtitle(case, made, speak), lang=speak.code,
            look=look, font=font,
            keys=_keys(shown, speak), notes=layout.notes(made, speak),
            sources=wording.cited(case, shown), alt=_alt(words, made),
            about={"case": case.slug},
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=0.9, head=1.00)
    for row in made.rows:
        _row(sheet, row, made.height)
    _spoken(sheet, made.spoken)
    return sheet.finish()


def _keys(shown: pd.DataFrame, speak: Language) -> list[Key]:
    keys = []
    hedged = shown["qualifier"] != "exact"
    if hedged.any():
        keys += [_dot_key(speak("hedged: about, over, nearly"), filled=False),
                 _bar_key(speak("what wording and digits leave open"))]  # fmt: skip
    if (~hedged).any():
        keys.append(_dot_key(speak("stated exactly"), filled=True))
    return keys + [grade_key(grade, speak, color=theme.INK) for grade in grades(shown)]


def _dot_key(label: str, *, filled: bool) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        dot(sheet, x + SWATCH / 2, y, "customer", filled=filled, size=8, color=theme.INK)

    return Key(label, draw)


def _bar_key(label: str) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        bar(sheet, x, x + SWATCH, y, 0.12, color=theme.INK, alpha=0.42)

    return Key(label, draw)


def _alt(words: str, made: Conflicts) -> str:
    told = [f"{' '.join(row.about)} ({row.unit}): {'; '.join(m.words for m in row.marks)}."
            for row in made.rows]  # fmt: skip
    return f"{words}. {' '.join(told)}"


def _row(sheet: Canvas, row: Row, height: float) -> None:
    page, (left, right) = sheet.page, row.axis
    step = 1.12 * row.size / 72
    y = row.y + 0.09 + step * (len(row.about) - 1) / 2
    for line in row.about:
        sheet.text(MARGIN, y, line, row.size, bold=True)
        y -= step
    sheet.text(MARGIN, y, row.unit, 9, color=theme.INK_SOFT)
    page.plot([left, right], [row.y, row.y], color=theme.RULE, linewidth=1.4, zorder=1)
    for x in (left, right):
        page.plot([x, x], [row.y - 0.05, row.y + 0.05], color=theme.INK_SOFT, linewidth=1)
    sheet.text(left - 0.1, row.y, row.ends[0], 9.5, color=theme.INK_SOFT, align="right")
    sheet.text(right + 0.1, row.y, row.ends[1], 9.5, color=theme.INK_SOFT)
    page.plot([MARGIN, sheet.right], [row.y - height / 2] * 2, color=theme.GRID, linewidth=1,
              zorder=0.7)  # fmt: skip
    for mark in row.marks:
        bar(sheet, *mark.bar, row.y, 0.12, color=theme.INK, alpha=0.42, grade=mark.grade)
        dot(sheet, mark.x, row.y, "customer", filled=mark.exact, size=8, color=theme.INK)
        if mark.label is not None:
            x, y = mark.label
            if abs(y - row.y) > 0.25:
                page.plot([mark.x, mark.x], [row.y, y], color=theme.LINK, linewidth=0.8, zorder=2)
            sheet.label(x, y, mark.words, mark.numbers, size=11, bold=True)


def _spoken(sheet: Canvas, spoken: list[Spoken]) -> None:
    if spoken:
        first = spoken[0]
        sheet.text(MARGIN, first.y + 0.3, layout.heading(sheet.speak), theme.SIZES["lane"],
                   bold=True)  # fmt: skip
    for one in spoken:
        sheet.text(one.x - 0.12, one.y, str(one.claims), SPOKEN, color=theme.INK_SOFT,
                   align="right")  # fmt: skip
        sheet.text(one.x, one.y, one.about, SPOKEN)
