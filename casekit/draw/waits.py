"""How long they waited: the ladder of a case's or of many cases' waits."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casekit import theme
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import bar, dot, grade_key, line_style, time_key
from casekit.language import Language
from casekit.layout import credits
from casekit.layout import waits as layout
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit, label_width
from casekit.layout.sheet import MARGIN, grades
from casekit.layout.waits import LADDER, LATER_INK, OPEN_INK

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["waits"]

_AXIS = 0.42
_WORDS = 15.0


@picture
def waits(
    steps: pd.DataFrame, *, case: "Case | Sequence[Case] | None" = None,
    stated: pd.DataFrame | None = None,
    lang: str | None = None, title: str | None = None, source: str | None = None,
    sources: Sequence[tuple[int, str]] | None = None, font: str | None = None,
    look: str = "light",
) -> Figure:  # fmt: skip
    """Draw how long they waited, from what to what, between which bounds.

    Parameters
    ----------
    steps
        One row a step of the organisation: `case`, `label` (from what to what), `low`, `wait`,
        `high` (timedelta, NaT where open), `answered`, `evidence`; if there are any `open_low`,
        `open_wait`, `open_high` (in opening hours) and `numbers` (of sources: "1,4").
    case
        The case that they are of, or all of several, if the steps are those of
        :func:`casekit.response.story`: it gives language and sources. Sources of several are
        numbered in one list.
    stated
        Waits as sources state them: `low`, `high` (timedelta, NaT on an open side), `label`,
        `number` (of the source), and `case` where there are several.
    lang
        Language of the picture: English, or that of the case.
    title
        The finding; None says the first waits.
    source
        Where the steps come from, for the source line.
    sources
        Number and short name of each source that is cited; None: those of the case.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    EvidenceError
        A step does not say how it is known.
    SchemaError
        There is no step, or a column is missing.
    CatalogueError
        The case is told in another language.

    Examples
    --------
    >>> hours = pd.to_timedelta
    >>> steps = pd.DataFrame({"case": ["An airline"], "label": ["complaint to answer"],
    ...     "low": hours(["8h"]), "wait": hours(["9h"]), "high": hours(["10h"]),
    ...     "answered": [True], "evidence": ["derived"]})
    >>> waits(steps).title
    'An airline: 8–10 h until the first answer'
    """
    cases = credits.each(case)
    speak = credits.spoken(cases, lang)
    source = source or (None if cases else credits.ledgers(steps, speak))
    if sources is None:
        steps, sources = credits.cited(cases, steps, stated)
    held = grades(steps)
    width = partial(label_width, numbers="00,00", size=_WORDS, bold=True, font=font)

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        box = Box(LADDER, bottom + _AXIS, theme.look(look).width - MARGIN, top - 0.1)
        made = layout.plan(steps, stated, sheet=box, speak=speak, measure=width)
        words, under = title or layout.finding(made, speak), layout.subtitle(made, steps, speak)
        return made, lay_out(
            title=words, subtitle=under, lang=speak.code, font=font, sources=sources,
            keys=_keys(made, held, speak), notes=layout.notes(made, source, speak), look=look,
            alt=layout.alt(made, words),
            about={"case": ", ".join(one.slug for one in cases) or None},
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.1)
    _draw(sheet, made)
    return sheet.finish()


def _draw(sheet: Canvas, made: layout.Plan) -> None:
    _grid(sheet, made)
    for row in made.rows:
        _names(sheet, row)
        _wait(sheet, made, row)
    taken: list[tuple[float, float, float]] = []
    for diamond in made.diamonds:
        _diamond(sheet, made, diamond, taken)


def _grid(sheet: Canvas, made: layout.Plan) -> None:
    page, base = sheet.page, made.base
    edge = -np.inf
    for seconds, text in made.marks:
        x = float(made.axis.place(seconds))
        page.plot([x, x], [base, made.top], color=theme.GRID, linewidth=1.2, zorder=0.6)
        page.plot([x, x], [base, base - 0.06], color=theme.INK_SOFT, linewidth=1.2)
        half = sheet.measure(text, theme.SIZES["axis"])[0] / 2
        if x - half > edge + 0.08 and x + half <= sheet.right:
            sheet.text(x, base - 0.2, text, theme.SIZES["axis"], align="center")
            edge = x + half
    page.plot([made.axis.left, made.axis.right], [base, base], color=theme.INK_SOFT, linewidth=1.2)
    for y in made.rules:
        page.plot([sheet.left, sheet.right], [y, y], color=theme.RULE, linewidth=1.1, zorder=0.8)


def _names(sheet: Canvas, row: layout.Row) -> None:
    """Name the case, and below it what is measured from what to what."""
    room = LADDER - sheet.left - 0.2
    y = row.y
    if row.first:
        size, lines = fit(row.case, room, 14.0, 9.0, bold=True, font=sheet.font)
        for n, line in enumerate(lines):
            sheet.text(sheet.left, y + 0.12 + 0.16 * (len(lines) - 1 - n), line, size, bold=True)
        y -= 0.12
    size, lines = fit(row.label, room, 11.0, 8.0, font=sheet.font)
    for n, line in enumerate(lines):
        shift = 0.0 if row.first else 0.065 * (len(lines) - 1)
        sheet.text(sheet.left, y + shift - 0.13 * n, line, size, color=theme.INK_SOFT)


def _wait(sheet: Canvas, made: layout.Plan, row: layout.Row) -> None:
    """Draw the line up to the value, its bar and dot, and say it in words."""
    y, strokes = row.y, layout.strokes(made, row)
    color = theme.ROLES["organisation"].mark if row.first and not row.own else LATER_INK
    if strokes.line > made.axis.left:
        sheet.line([made.axis.left, strokes.line], [y, y], color=color, zorder=2,
                   **line_style(row.grade))  # fmt: skip
    if strokes.bar:
        fades = (row.mark == "under", False)
        bar(sheet, *strokes.bar, y, 0.18 if row.first else 0.12, color=color, alpha=0.35,
            fades=fades, middle=strokes.bar[1])  # fmt: skip
    if strokes.arrow:
        _arrow(sheet, *strokes.arrow, y, color)
    if strokes.dot is not None:
        dot(sheet, strokes.dot, y, "customer", filled=row.mark == "exact", color=color,
            thin=row.mark == "placeholder", size=9.5 if row.first else 7.5)  # fmt: skip
    bold = row.first and not row.own
    sheet.label(strokes.end + 0.13, y, row.words, row.numbers, bold=bold,
                size=_WORDS if row.first else 12.0,
                color=theme.INK if bold else theme.INK_SOFT)  # fmt: skip
    if row.open is None:
        return
    low, wait, high = layout.open_places(made, row)
    bar(sheet, low, high, row.open_y, 0.075, color=OPEN_INK, alpha=0.45)
    if not np.isnan(wait):
        dot(sheet, wait, row.open_y, "customer", filled=row.mark == "exact", color=OPEN_INK, size=6)
    sheet.text(high + 0.13, row.open_y, row.open_words, theme.SIZES["label"], color=theme.OPEN_INK,
               halo="white")  # fmt: skip


def _arrow(sheet: Canvas, start: float, end: float, y: float, color: str) -> None:
    sheet.page.annotate(
        "", (end, y), (start, y), annotation_clip=False, zorder=2.2,
        arrowprops={"arrowstyle": "-|>,head_width=0.22,head_length=0.4", "color": color,
                    "linewidth": 1.5, "linestyle": (0, (4, 2.2)), "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip


def _diamond(
    sheet: Canvas, made: layout.Plan, claim: layout.Diamond,
    taken: list[tuple[float, float, float]],
) -> None:  # fmt: skip
    """Draw a wait as a source states it, its source number above or, where one stands, below."""
    ends = [float(made.axis.place(v)) for v in (claim.low, claim.high) if not np.isnan(v)]
    look: dict[str, Any] = {"color": theme.INK_SOFT, "linewidth": 1.2, "zorder": 3}
    if len(ends) == 2 and ends[1] > ends[0]:
        sheet.line(ends, [claim.y, claim.y], **look)
    x = sum(ends) / len(ends)
    if np.isnan(claim.high):
        sheet.line([x, x + 0.24], [claim.y, claim.y], marker=">", markevery=[1], markersize=4,
                   **look)  # fmt: skip
    if np.isnan(claim.low):
        sheet.line([x, x - 0.24], [claim.y, claim.y], marker="<", markevery=[1], markersize=4,
                   **look)  # fmt: skip
    sheet.line([x], [claim.y], marker="D", markersize=6, markerfacecolor="white",
               markeredgecolor=theme.INK_SOFT, markeredgewidth=1.3, zorder=4)  # fmt: skip
    size = theme.SIZES["number"] + 0.5
    half = sheet.measure(claim.number, size)[0] / 2 + 0.02
    y = claim.y + 0.13
    if any(low == y and x - half < right and left < x + half for left, right, low in taken):
        y = claim.y - 0.13
    taken.append((x - half, x + half, y))
    sheet.text(x, y, claim.number, size, align="center", color=theme.INK_SOFT, halo="white")


def _keys(made: layout.Plan, held: tuple[str, ...], speak: Language) -> list[Key]:
    marks = {row.mark for row in made.rows}
    keys = [
        time_key(mark, speak) for mark in ("exact", "bounds", "placeholder") if mark in marks
    ]  # fmt: skip
    if "under" in marks or "over" in marks:
        keys.append(time_key("open", speak))
    if any(not row.first for row in made.rows):
        keys.append(_line_key(speak("later step or other channel"), LATER_INK, 3.0))
    if any(row.first and row.own for row in made.rows):
        keys.append(_line_key(speak("from an act of its own"), LATER_INK, 3.0))
    if "unanswered" in marks:
        keys.append(Key(speak("unanswered"), _arrow_sample))
    if any(row.open for row in made.rows):
        keys.append(_line_key(speak("in opening hours"), OPEN_INK, 5.0))
    if made.diamonds:
        keys.append(Key(speak("as a source states it"), _diamond_sample))
    return keys + [grade_key(grade, speak, form="line") for grade in held]


def _arrow_sample(sheet: Canvas, x: float, y: float) -> None:
    _arrow(sheet, x, x + SWATCH, y, LATER_INK)


def _diamond_sample(sheet: Canvas, x: float, y: float) -> None:
    sheet.line([x + SWATCH - 0.13], [y], marker="D", markersize=6, markerfacecolor="white",
               markeredgecolor=theme.INK_SOFT, markeredgewidth=1.3)  # fmt: skip


def _line_key(text: str, color: str, width: float) -> Key:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.line([x, x + SWATCH], [y, y], color=color, linewidth=width, alpha=0.6)

    return Key(text, draw)
