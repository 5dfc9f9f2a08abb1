"""What an earlier answer would have changed: the actual band against the simulated one."""

from functools import partial
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from casekit import theme
from casekit.draw import ensemble as parts
from casekit.draw import stage
from casekit.draw.canvas import Canvas, Figure, Key, lay_out, settle
from casekit.draw.curve import clock_of
from casekit.draw.marks import grade_key, time_key
from casekit.language import Language
from casekit.layout import estimate, hindsight
from casekit.layout import whatif as layout
from casekit.layout.asked import picture
from casekit.layout.bands import tint
from casekit.layout.curve import ROW
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.lettering import label_width
from casekit.layout.sheet import AXIS, MARGIN, grades
from casekit.whatif import Answer

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["whatif"]

_LEFT = 1.25
_ACTUAL, _EARLIER = theme.ROLES["customer"].mark, theme.ROLES["organisation"].mark


@picture
def whatif(
    answer: Answer, *, case: "Case | None" = None, lang: str | None = None, tz: str | None = None,
    title: str | None = None, source: str | None = None, font: str | None = None,
    look: str = "light",
) -> Figure:  # fmt: skip
    """Draw the actual band against that of an earlier answer, and the effect that is assumed.

    What is simulated is dotted and hatched, and the word stands in the picture. Beside it: how
    much is spared, as an interval, the chance that it got worse, and the distribution of the
    effect with its shares of none and of harm.

    Parameters
    ----------
    answer
        What :func:`casekit.whatif.answer` returns.
    case
        The case that the figures come from: for source numbers and names.
    lang
        Language of the picture; with a case the one that it is told in.
    tz
        Zone of the clock; None takes the case's, or else UTC.
    title
        The finding; None says how much is spared, between bounds.
    source
        Where figures or posts come from, for the source line.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    EvidenceError
        A figure does not say how it is known.
    CatalogueError
        The case is told in another language.

    Examples
    --------
    >>> from casekit import reconstruct
    >>> from casekit import whatif as suppose
    >>> curves = reconstruct.example()
    >>> found = suppose.answer(curves, at="2013-09-03T02:00Z", answered="2013-09-03T09:00Z")
    >>> whatif(found).title.startswith("Answered 02:00 instead of 09:00")
    True
    """
    speak = estimate.told(case, lang)
    zone = tz or (case.zone if case is not None else "UTC")
    grades(estimate.figures_of(answer.actual, case))

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        box = Box(_LEFT, bottom + AXIS, theme.look(look).width - MARGIN, top)
        made = layout.plan(
            answer, case, sheet=box, speak=speak, tz=zone,
            width=partial(label_width, size=theme.SIZES["lane"], bold=True, font=font),
            label=partial(label_width, size=theme.SIZES["label"], font=font),
        )  # fmt: skip
        finding = title or hindsight.finding(answer, made, speak, zone)
        under = hindsight.subtitle(answer, case, speak)
        return made, lay_out(
            title=finding, subtitle=under, lang=speak.code, look=look, font=font, left=_LEFT,
            keys=_keys(answer, made, speak), sources=hindsight.sources(case, made.actual),
            notes=hindsight.notes(answer, made, speak, source),
            alt=hindsight.alt(answer, finding, under, speak),
            about={"case": case.slug if case else None, "seed": answer.actual.seed},
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.4, head=1.2)
    _draw(sheet, answer, made, zone)
    _side(sheet, answer, made)
    return sheet.finish()


def _keys(answer: Answer, made: layout.Plan, speak: Language) -> list[Key]:
    grade = answer.actual.evidence
    keys = [
        parts.band_key(grade, speak, color=_ACTUAL),
        parts.band_key("simulated", speak, color=_EARLIER),
    ]
    if any(not one.firm for one in made.actual.band):
        keys.append(parts.extrapolated_key(grade, speak, color=_ACTUAL))
    points, shocks = made.actual.points, made.actual.shocks
    held = {p.grade for p in points} | {e.grade for e in shocks}
    keys += [grade_key(one, speak) for one in sorted(held)]
    if any(point.tall for point in points):
        keys.append(parts.reach_key(speak))
    if any(point.rival for point in points):
        keys.append(parts.rival_key(speak))
    marks = {p.mark for p in points} | {e.mark for e in shocks}
    keys += [time_key(mark, speak) for mark in TIME_MARKS if mark in marks]
    return keys + stage.ground_keys(made.real, speak, bounds="when the real answer can have come")


def _draw(sheet: Canvas, answer: Answer, made: layout.Plan, tz: str) -> None:
    one, page = made.actual, sheet.page
    box, spans = one.box, [(one.box.bottom, one.top)]
    stage.grounds(sheet, spans, made.real, ())
    clock_of(sheet, one, tz, spans)
    parts.scale(sheet, one.ticks, box.left, box.right)
    parts.band(sheet, one.band, answer.actual.evidence, color=_ACTUAL)
    parts.band(sheet, made.earlier, "simulated", color=_EARLIER, zorder=1.5, clear=True)
    for entry in one.shocks:
        stage.entry(sheet, entry, ROW, crossed=True)
    stage.answer_line(sheet, made.real, spans)
    ink = theme.ROLES["organisation"].text
    simulated, real = hindsight.answers(answer, made, sheet.speak, tz)
    for line, words, y in (
        (made.real, real, one.top + 0.15),
        (made.supposed, simulated, one.top + 0.43),
    ):
        if line is None or not words:
            continue
        if line is made.supposed:
            page.plot([line.x, line.x], [box.bottom, y - 0.14], color=_EARLIER, linewidth=2.6,
                      linestyle=(0, theme.GRADES["simulated"].dashes), zorder=2.5)  # fmt: skip
        x = hindsight.start(line, words, box, sheet.font)
        sheet.text(x, y, words, hindsight.ANSWER, bold=True, color=ink, halo="white")
    sheet.text(hindsight.unit(made, sheet.font), box.top - 0.14, one.title, theme.SIZES["lane"],
               bold=True, color=theme.ROLES["customer"].text, halo="white")  # fmt: skip
    parts.figures(sheet, one.points)
    sheet.text(*made.word, sheet.speak("simulated"), theme.SIZES["key"], bold=True,
               color=_EARLIER, halo="white")  # fmt: skip


def _side(sheet: Canvas, answer: Answer, made: layout.Plan) -> None:
    """Write how much is spared, and draw the distribution of the effect below it."""
    lines, room = hindsight.column(answer, made.side, sheet.speak, sheet.font)
    for one in lines:
        sheet.text(one.x, one.y, one.text, one.size, bold=one.bold, color=one.color,
                   align=one.align)  # fmt: skip
    page, prior = sheet.page, layout.prior(answer.effect, room, sheet.speak)
    for bin_ in prior.bins:
        page.add_patch(Rectangle(
            (bin_.left, room.bottom), bin_.right - bin_.left, bin_.height, edgecolor="white",
            facecolor=tint(layout.COLORS[bin_.kind], 0.4), linewidth=0.6, zorder=2,
        ))  # fmt: skip
    page.plot([room.left, room.right], [room.bottom] * 2, color=theme.INK_SOFT, linewidth=1.2,
              zorder=3)  # fmt: skip
    for x, text in prior.ticks:
        page.plot([x, x], [room.bottom, room.bottom - 0.05], color=theme.INK_SOFT, linewidth=1)
        sheet.text(x, room.bottom - 0.16, text, theme.SIZES["legend"], align="center",
                   color=theme.INK_SOFT)  # fmt: skip
