"""Cases on one clock: who was fast, who was slow, and where in its course the answer came."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casekit import compare as side
from casekit import theme
from casekit.compare import Zero
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import bar, grade_key, time_key
from casekit.language import Language, of
from casekit.layout import compare as layout
from casekit.layout import courses
from casekit.layout.asked import picture
from casekit.layout.compare import LEFT, Look, Plan, Point, Row, Trace
from casekit.layout.labelling import COUNT, NAME, STEPS
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit
from casekit.layout.sheet import MARGIN

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["compare"]


@picture
def compare(
    cases: Sequence["Case"], *, zero: Zero = "trigger", lang: str | None = None,
    title: str | None = None, font: str | None = None, look: str = "light",
) -> Figure:  # fmt: skip
    """Draw the courses of cases on one clock, and below them when each first answered.

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
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    CatalogueError
        There is no case, or one has no such zero.
    SchemaError
        No case has a course, or more than six have.

    Examples
    --------
    >>> import casekit as ck
    >>> names = ["british-airways-2013", "united-guitars-2009"]
    >>> compare([ck.load.case(name) for name in names]).title
    'British Airways was halfway after at most 24 h, United after at least 15 days'
    """
    speak = of(lang or (cases[0].lang if len(cases) else "en"))
    table = side.clock(cases, zero=zero)
    layout.looks_of(table)
    words = title or courses.finding(cases, zero, speak)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[Plan, Canvas]:
        box = Box(LEFT, bottom + 0.05, right - 0.15, top - 0.2)
        made = layout.plan(cases, zero=zero, sheet=box, speak=speak, font=font, table=table)
        return made, lay_out(
            title=words, subtitle=courses.subtitle(made, speak), lang=speak.code,
            look=look, font=font,
            keys=_keys(made, speak), alt=courses.alt(made, words, speak),
            notes=[*courses.notes(made, speak), *courses.sources(made, speak)],
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.2, head=1.2)
    _grid(sheet, made)
    for trace in made.traces:
        _course(sheet, trace)
    _strip(sheet, made)
    return sheet.finish()


def _grid(sheet: Canvas, made: Plan) -> None:
    page, area, size = sheet.page, made.box, theme.SIZES["axis"]
    for n, (y, text) in enumerate(made.ticks):
        half = n == 2
        page.plot([area.left, area.right], [y, y], color=theme.INK_SOFT if half else theme.GRID,
                  linewidth=1.1 if half else 1, linestyle=(0, (1, 2)) if half else "-",
                  zorder=0.8)  # fmt: skip
        sheet.text(area.left - 0.1, y, text, size, align="right", color=theme.INK_SOFT)
    edge = area.left - 0.4
    low = area.bottom - layout.AXIS - layout.ROW * len(made.rows)
    if made.before is not None:
        zero = made.axis.left - 0.02
        sheet.text(made.before, area.bottom - 0.2, sheet.speak("before"), size, align="center")
        edge = zero + sheet.text(zero, area.bottom - 0.2, "0", size, align="center") / 2
        page.plot([zero, zero], [low, area.top], color=theme.INK_SOFT, linewidth=1, zorder=0.9)
    for seconds, text in made.marks:
        x = float(made.axis.place(seconds))
        page.plot([x, x], [area.bottom, area.top], color=theme.GRID, linewidth=1, zorder=0.7)
        page.plot([x, x], [low, area.bottom - layout.AXIS + 0.1], color=theme.GRID, linewidth=1,
                  zorder=0.7)  # fmt: skip
        page.plot([x, x], [area.bottom, area.bottom - 0.06], color=theme.INK_SOFT, linewidth=1.2)
        half_width = sheet.measure(text, size)[0] / 2
        if x - half_width > edge + 0.08 and x + half_width <= sheet.right:
            sheet.text(x, area.bottom - 0.2, text, size, align="center")
            edge = x + half_width
    page.plot([area.left, area.right], [area.bottom] * 2, color=theme.INK_SOFT, linewidth=1.2)


def _course(sheet: Canvas, trace: Trace) -> None:
    color = trace.look.color
    sheet.line(*trace.line.T, color=color, linewidth=1.3, zorder=2.4)
    for point in trace.points:
        _point(sheet, point, trace.look)
    if trace.answer is not None:
        left, right = trace.answer.bar
        x, y = trace.answer.x, trace.answer.y
        sheet.line([left, right], [y, y], color=color, linewidth=2.4, zorder=4)
        _triangle(sheet, x, y + 0.16, color)
    if trace.tag is not None:
        tag = trace.tag
        for down, text in zip(STEPS, (trace.name, trace.number, trace.unit), strict=True):
            bold = text == trace.name
            sheet.text(tag.x, tag.y - down, text, NAME if bold else COUNT, bold=bold,
                       color=color if bold else theme.INK_SOFT, align=tag.align,
                       halo="white")  # fmt: skip


def _point(sheet: Canvas, point: Point, look: Look) -> None:
    """Draw a figure: exact filled, within bounds a bar and a ring, by the day alone a frame."""
    if point.rival:
        sheet.line([point.x], [point.y], marker=look.marker, markersize=5.5, zorder=3,
                   markerfacecolor="white", markeredgecolor=look.color, markeredgewidth=0.8,
                   linestyle="none")  # fmt: skip
        return
    if point.mark != "exact":
        bar(sheet, *point.bar, point.y, 0.11, color=look.color, alpha=0.32,
            outlined=point.mark == "day", zorder=2.6 if point.mark == "day" else 2)  # fmt: skip
    if point.mark == "day":
        return
    filled = point.mark == "exact"
    size = 7.5 * {"*": 1.4, "D": 0.86, "s": 0.92}.get(look.marker, 1.0)
    sheet.line(
        [point.x], [point.y], marker=look.marker, markersize=size + filled, linestyle="none",
        markerfacecolor=look.color if filled else "white",
        markeredgecolor="white" if filled else look.color,
        markeredgewidth=0.8 if filled else 1.8, zorder=3.4,
    )  # fmt: skip


def _triangle(sheet: Canvas, x: float, y: float, color: str) -> None:
    sheet.line([x], [y], marker="v", markersize=11, color=color, markeredgecolor="white",
               markeredgewidth=0.9, linestyle="none", zorder=5)  # fmt: skip


def _strip(sheet: Canvas, made: Plan) -> None:
    if not made.rows:
        return
    room = LEFT - sheet.left - 0.3
    size, lines = fit(courses.heading(made.zero, sheet.speak), room, 12.0, 7.0, font=sheet.font)
    sheet.text(sheet.left, made.box.bottom - 0.2, lines[0], size, color=theme.INK_SOFT)
    for row in made.rows:
        _answer(sheet, row, made.box, "^" if made.zero == "answer" else "v")


def _answer(sheet: Canvas, row: Row, box: Box, marker: str) -> None:
    color = row.look.color
    size, lines = fit(row.name, LEFT - sheet.left - 0.15, 12.0, 7.0, bold=True, font=sheet.font)
    sheet.text(sheet.left, row.y, lines[0], size, bold=True, color=color)
    sheet.line([box.left, box.right], [row.y - layout.ROW / 2] * 2, color=theme.GRID,
               linewidth=0.8, zorder=0.6)  # fmt: skip
    if row.mark != "exact":
        bar(sheet, *row.bar, row.y, 0.11, color=color, alpha=0.32, outlined=row.mark == "day",
            fades=(row.mark == "placeholder", row.mark == "placeholder"), middle=row.x)  # fmt: skip
    if row.mark != "day":
        filled = row.mark == "exact"
        sheet.line([row.x], [row.y], marker=marker, markersize=9, linestyle="none", zorder=5,
                   markerfacecolor=color if filled else "white",
                   markeredgecolor="white" if filled else color,
                   markeredgewidth=0.9 if filled else 1.8)  # fmt: skip
    x = row.bar[1] + 0.1 if row.right else row.bar[0] - 0.1
    sheet.text(x, row.y, row.words, 10.5 if row.own else 12.0, bold=not row.own,
               color=theme.INK_SOFT if row.own else theme.INK, halo="white",
               align="left" if row.right else "right")  # fmt: skip


def _keys(made: Plan, speak: Language) -> list[Key]:
    points = [p for trace in made.traces for p in trace.points]
    marks = {p.mark for p in points if not p.rival} | {row.mark for row in made.rows}
    keys = [time_key(mark, speak) for mark in ("exact", "bounds", "day", "placeholder")
            if mark in marks]  # fmt: skip
    if any(p.rival for p in points):
        keys.append(Key(speak("what else sources say"), _rival_sample))
    if any(trace.answer for trace in made.traces):
        keys.append(Key(speak("first public answer, with its bounds"), _answer_sample))
    keys.append(grade_key("documented", speak, form="line",
                          label=speak("figures: documented, with source")))  # fmt: skip
    keys.append(grade_key("derived", speak, form="line", label=speak("lines and times: derived")))
    return keys


def _rival_sample(sheet: Canvas, x: float, y: float) -> None:
    sheet.line([x + SWATCH - 0.13], [y], marker="o", markersize=5.5, markerfacecolor="white",
               markeredgecolor=theme.INK_SOFT, markeredgewidth=0.8)  # fmt: skip


def _answer_sample(sheet: Canvas, x: float, y: float) -> None:
    sheet.line([x, x + SWATCH], [y - 0.07] * 2, color=theme.INK, linewidth=2.4)
    _triangle(sheet, x + SWATCH / 2, y + 0.05, theme.INK)
