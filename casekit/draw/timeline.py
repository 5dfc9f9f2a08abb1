"""The case timeline: what happened in each lane, and below it how far it had gone by then."""

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.patches import Polygon

from casekit import theme
from casekit.draw import ensemble as parts
from casekit.draw import stage
from casekit.draw.canvas import MARGIN, Canvas, Figure, Key, grades, lay_out, settle
from casekit.draw.marks import grade_key, line_style, time_key
from casekit.language import Language
from casekit.layout import wording
from casekit.layout.asked import picture
from casekit.layout.figures import BETWEEN, Panel, panel_figures
from casekit.layout.lanes import TIME_MARKS, Box
from casekit.layout.sheet import AXIS, HEAD, LEFT
from casekit.layout.timeline import Timeline, plan
from casekit.reconstruct import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["timeline"]


@picture
def timeline(
    case: "Case", *, series: str | None = None, lang: str | None = None,
    title: str | None = None, font: str | None = None, ensemble: Ensemble | None = None,
    look: str = "light",
) -> Figure:  # fmt: skip
    """Draw what happened, lane by lane, with the first answer and the documented reach.

    Parameters
    ----------
    case
        The documented case.
    series
        Series or metric of the figures below the lanes; None takes the series with most figures.
    lang
        Language of the picture, the one that the case is told in.
    title
        The finding; None says the strongest one that holds at both ends of every interval.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.
    ensemble
        What :func:`casekit.reconstruct.curve` returns for the series: its median and band are
        drawn instead of what the figures alone leave open.

    Raises
    ------
    EvidenceError
        An event or figure does not say how it is known.
    CatalogueError
        No such series, or the case is told in another language.
    SchemaError
        The ensemble is held to other figures.

    Examples
    --------
    >>> import casekit as ck
    >>> case = ck.load.case("british-airways-2013")
    >>> timeline(case).get_size_inches().tolist()
    [13.33, 7.5]
    """
    speak = wording.told(case, lang)
    grades(case.events, case.figures)
    checkpoints = panel_figures(case, series, ensemble)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[Timeline, Canvas]:
        made = plan(
            case, checkpoints, sheet=Box(LEFT, bottom + AXIS, right, top - HEAD), speak=speak,
            font=font, ensemble=ensemble,
        )  # fmt: skip
        words = title or wording.finding(case, made.shown(checkpoints), speak, made.window)
        return made, lay_out(
            title=words, subtitle=wording.subtitle(case, made, speak), lang=speak.code, font=font,
            keys=_keys(made, speak), notes=wording.notes(case, made, speak), look=look,
            sources=wording.timeline_sources(case, made), left=LEFT,
            alt=wording.alt(case, made, words, speak),
            about={"case": case.slug, "seed": ensemble.seed if ensemble else None},
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=0.9, head=1.14)
    _draw(sheet, case, made)
    return sheet.finish()


def _keys(made: Timeline, speak: Language) -> list[Key]:
    """Give the legend: the time marks and the grades that the picture holds, and no other."""
    points = made.panel.points if made.panel else []
    marks = {e.mark for e in made.entries} | {p.mark for p in points}
    keys = [time_key(mark, speak) for mark in TIME_MARKS if mark in marks]
    keys += stage.ground_keys(made.answer, speak, openings=made.openings)
    held = {e.grade for e in made.entries} | {p.grade for p in points}
    if made.panel and made.panel.lower:
        held.add("derived")
    frame = pd.DataFrame({"evidence": sorted(held)})
    keys += [grade_key(grade, speak) for grade in grades(frame)]
    band = made.panel.band if made.panel else []
    if band:
        color, grade = theme.ROLES["customer"].mark, str(band[0].table["evidence"].iloc[0])
        keys.append(parts.band_key(grade, speak, color=color))
        if any(not one.firm for one in band):
            keys.append(parts.extrapolated_key(grade, speak, color=color))
    if any(point.rival for point in points):
        keys.append(parts.rival_key(speak))
    return keys


def _draw(sheet: Canvas, case: "Case", made: Timeline) -> None:
    spans = [(made.lanes[-1].bottom, made.lanes[0].top)]
    foot = spans[0][0]
    if made.panel:
        spans.append((made.panel.bottom, made.panel.top))
        foot = made.panel.bottom
    stage.grounds(sheet, spans, made.answer, made.openings, made.pale)
    stage.clock_axis(sheet, made.window, foot, case.zone, spans)
    stage.silence_words(sheet, made.silences, foot)
    names = wording.lane_titles(case, made.lanes, [e.actor for e in made.entries], sheet.speak)
    stage.lane_names(sheet, made.lanes, names, made.window)
    for entry in made.entries:
        stage.entry(sheet, entry, made.row)
    stage.answer_line(sheet, made.answer, spans)
    stage.head_line(
        sheet, made.answer, spans[0][1] + 0.15, case.zone, case.hours if made.openings else None
    )
    if made.panel:
        _panel(sheet, made.panel)


def _panel(sheet: Canvas, panel: Panel) -> None:
    ink = theme.ROLES["customer"]
    parts.scale(sheet, panel.ticks, sheet.left, sheet.right)
    if panel.band:
        grade = str(panel.band[0].table["evidence"].iloc[0])
        parts.band(sheet, panel.band, grade, color=ink.mark)
    sheet.text(sheet.left + 0.06, panel.top - 0.02, panel.title, theme.SIZES["lane"], bold=True,
               color=ink.text, halo="white")  # fmt: skip
    if panel.between:
        sheet.put(Polygon(panel.between, facecolor=ink.mark, alpha=BETWEEN, linewidth=0,
                          zorder=0.6))  # fmt: skip
    for bound in (panel.lower, panel.upper):
        if bound:
            sheet.line(
                *zip(*bound, strict=True), color=ink.mark, zorder=2.6, **line_style("derived")
            )
    parts.figures(sheet, panel.points, panel.bar, reach=False)
