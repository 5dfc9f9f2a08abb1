"""Curves that could have been: how far it had gone by when, between the documented figures."""

from functools import partial
from typing import TYPE_CHECKING

from casekit import theme
from casekit.draw import ensemble as parts
from casekit.draw import stage
from casekit.draw.canvas import Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import grade_key, time_key
from casekit.language import Language
from casekit.layout import curve as layout
from casekit.layout import estimate as words
from casekit.layout.asked import picture
from casekit.layout.bands import tint
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.lettering import label_width
from casekit.layout.sheet import AXIS, MARGIN, grades
from casekit.layout.since import Since
from casekit.reconstruct import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["clock_of", "curve"]

_LEFT = 1.25
_COLOR = theme.ROLES["customer"].mark


@picture
def curve(
    ensemble: Ensemble, *, case: "Case | None" = None, lang: str | None = None,
    tz: str | None = None, title: str | None = None, source: str | None = None,
    font: str | None = None, look: str = "light",
) -> Figure:  # fmt: skip
    """Draw median and band of an ensemble of curves, and the figures that it is held to.

    The clock follows the calendar, or is logarithmic from the origin where the figures span
    decades of time; then the counts are logarithmic too where they span decades.

    Parameters
    ----------
    ensemble
        What :func:`casekit.reconstruct.curve` returns.
    case
        The case that the figures come from: for source numbers, the first answer and names.
    lang
        Language of the picture; with a case the one that it is told in.
    tz
        Zone of the clock; None takes the case's, or else UTC.
    title
        The finding; None says how far it had gone before the first answer, or when about half had
        come, as an interval that holds at both ends of the band.
    source
        Where the figures come from, for the source line.
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
    >>> curve(reconstruct.example()).get_size_inches().tolist()
    [13.33, 7.5]
    """
    speak = words.told(case, lang)
    zone = tz or (case.zone if case is not None else "UTC")
    grades(words.figures_of(ensemble, case))
    finding = title or words.finding(ensemble, case, speak)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        made = layout.plan(
            ensemble, case, sheet=Box(_LEFT, bottom + AXIS, right, top), speak=speak, tz=zone,
            width=partial(label_width, size=theme.SIZES["lane"], bold=True, font=font),
            label=partial(label_width, size=theme.SIZES["label"], font=font),
        )  # fmt: skip
        under = words.subtitle(ensemble, case, made, speak, zone)
        return made, lay_out(
            title=finding, subtitle=under, lang=speak.code, font=font, left=_LEFT, look=look,
            keys=_keys(ensemble, made, speak), sources=words.sources(case, made),
            notes=words.notes(ensemble, case, made, speak, zone, source),
            alt=words.alt(ensemble, made, finding, under, speak, zone),
            about={"case": case.slug if case else None, "seed": ensemble.seed},
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.3, head=1.3)
    _draw(sheet, ensemble, made, zone)
    return sheet.finish()


def _keys(ensemble: Ensemble, made: layout.Plan, speak: Language) -> list[Key]:
    grade = ensemble.evidence
    keys = [parts.band_key(grade, speak, color=_COLOR)]
    if any(not one.firm for one in made.band):
        keys.append(parts.extrapolated_key(grade, speak, color=_COLOR))
    keys.append(parts.thin_key(len(made.thin), ensemble.draws.shape[1], speak,
                               color=tint(_COLOR, 0.55)))  # fmt: skip
    keys += [grade_key(held, speak) for held in sorted({p.grade for p in made.points})]
    if not isinstance(made.clock, Since):
        keys.append(parts.origin_key(speak, color=_COLOR))
    if any(point.tall for point in made.points):
        keys.append(parts.reach_key(speak))
    if any(point.rival for point in made.points):
        keys.append(parts.rival_key(speak))
    marks = {p.mark for p in made.points} | {e.mark for e in made.shocks}
    keys += [time_key(mark, speak) for mark in TIME_MARKS if mark in marks]
    return keys + stage.ground_keys(made.answer, speak)


def _draw(sheet: Canvas, ensemble: Ensemble, made: layout.Plan, tz: str) -> None:
    box, page = made.box, sheet.page
    spans = [(box.bottom, made.top)]
    stage.grounds(sheet, spans, made.answer, ())
    clock_of(sheet, made, tz, spans)
    parts.scale(sheet, made.ticks, box.left, box.right)
    parts.band(sheet, made.band, ensemble.evidence, color=_COLOR)
    for x, y in made.thin:
        page.plot(x, y, color=tint(_COLOR, 0.55), linewidth=0.9, zorder=1.6)
    if not isinstance(made.clock, Since):
        parts.origin(sheet, made.origin, box.bottom, color=_COLOR)
    for entry in made.shocks:
        stage.entry(sheet, entry, layout.ROW, crossed=True)
        if entry.mark != "day":
            page.plot([entry.x, entry.x], [box.bottom, entry.y], linewidth=1, zorder=0.9,
                      color=theme.role(entry.actor).mark, linestyle=(0, (1, 2.2)))  # fmt: skip
    stage.answer_line(sheet, made.answer, spans)
    stage.head_line(sheet, made.answer, made.top + 0.15, tz, None)
    sheet.text(box.left + 0.06, box.top - 0.14, made.title, theme.SIZES["lane"], bold=True,
               color=theme.ROLES["customer"].text, halo="white")  # fmt: skip
    parts.figures(sheet, made.points)


def clock_of(
    sheet: Canvas, made: layout.Plan, tz: str, spans: list[tuple[float, float]]
) -> None:  # fmt: skip
    """Draw the clock; a logarithmic one with the days on which its marks fall."""
    clock, y = made.clock, made.box.bottom
    if not isinstance(clock, Since):
        stage.clock_axis(sheet, clock, y, tz, spans)
        return
    size, edge = theme.SIZES["axis"], 0.0
    sheet.line([clock.left, clock.right], [y, y], color=theme.INK_SOFT, linewidth=1.2,
               zorder=2)  # fmt: skip
    for mark in clock.marks(sheet.speak, tz):
        sheet.line([mark.x, mark.x], [y, y - 0.06], color=theme.INK_SOFT, linewidth=1,
                   zorder=2)  # fmt: skip
        half = max(sheet.measure(text, size)[0] for text in (mark.words, mark.day)) / 2
        if mark.x - half < edge + 0.1 or mark.x + half > clock.right:
            continue
        sheet.text(mark.x, y - 0.17, mark.words, size, align="center")
        sheet.text(mark.x, y - 0.36, mark.day, size - 1, align="center", color=theme.INK_SOFT)
        edge = mark.x + half
