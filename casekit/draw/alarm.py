"""When an alarm would have rung, and how long before the press and the first answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from casekit import theme
from casekit.draw import stage
from casekit.draw.canvas import SWATCH, Canvas, Figure, Key, lay_out, settle
from casekit.draw.marks import bar, dot, grade_key, line_style, time_key
from casekit.language import Language, of
from casekit.layout import alarm as layout
from casekit.layout import warning as words
from casekit.layout.asked import picture
from casekit.layout.lanes import Box
from casekit.layout.sheet import AXIS, MARGIN, grade_words, grades

if TYPE_CHECKING:
    from casekit.alarm import Detector

__all__ = ["alarm"]

_LEFT = 1.0


@picture
def alarm(
    course: pd.DataFrame, alarms: pd.DataFrame, *, detector: "Detector",
    lead: pd.DataFrame | None = None, lang: str = "en", title: str | None = None,
    source: str | None = None, font: str | None = None, look: str = "light",
) -> Figure:  # fmt: skip
    """Draw what came against what is usual, the statistic against its limit, and the alarm.

    Parameters
    ----------
    course
        What :func:`casekit.alarm.course` returns.
    alarms
        What :func:`casekit.alarm.play` returns, played over the same time.
    detector
        What :func:`casekit.alarm.calibrate` returns.
    lead
        What :func:`casekit.alarm.lead` returns; with it press and answer are marked.
    lang
        Language of the picture.
    title
        The finding; None says how long before the press, or else the answer, it rang.
    source
        Where the posts come from, for the source line.
    font
        Name of another font that matplotlib knows, such as "DejaVu Sans".
    look
        Where it is shown and on what ground: notebook, deck or print, light or dark.

    Raises
    ------
    SchemaError
        The course is empty or lacks a column.
    EvidenceError
        The course does not say how it is known.

    Examples
    --------
    >>> from casekit import alarm as measure
    >>> bell = measure.calibrate(measure.baseline(rate=2, tz="UTC", every="15min"))
    >>> burst = pd.date_range("2013-09-03T09:00Z", periods=200, freq="1min")
    >>> picture = alarm(measure.course(burst, bell), measure.play(burst, bell), detector=bell)
    >>> picture.title
    'The alarm would have rung on Tue 3 Sept, 09:15'
    """
    speak = of(lang)
    held = grades(course)
    counted = grades(course[["counted"]].rename(columns={"counted": "evidence"}))
    rang = layout.rung_at(alarms, lead)
    said = words.alarm_words(alarms, rang, lead, detector, speak)
    finding = title or words.finding(alarms, lead, detector, speak)
    under = words.subtitle(detector, speak)
    right = theme.look(look).width - MARGIN

    def compose(bottom: float, top: float) -> tuple[layout.Plan, Canvas]:
        box = Box(_LEFT, bottom + AXIS, right, top)
        made = layout.plan(course, alarms, lead, detector=detector, sheet=box, speak=speak)
        return made, lay_out(
            title=finding, subtitle=under, lang=lang, look=look, font=font, left=_LEFT,
            keys=_keys(made, counted[-1], held[-1], speak),
            notes=words.notes(course, detector, lead, source, speak, cut=made.cut,
                              again=any(not ring.false for ring in made.rings)),
            alt=words.alt(finding, under, said, [(m.words, m.span) for m in made.marks]),
        )  # fmt: skip

    made, sheet = settle(compose, look=look, bottom=1.3, head=1.2)
    _draw(sheet, made, detector, (counted[-1], held[-1]), said)
    return sheet.finish()


def _draw(
    sheet: Canvas, made: layout.Plan, detector: "Detector", known: tuple[str, str],
    said: list[str],
) -> None:  # fmt: skip
    spans = [(made.lower.bottom, made.lower.top), (made.upper.bottom, made.upper.top)]
    stage.clock_axis(sheet, made.window, made.lower.bottom, detector.baseline.zone, spans)
    _scales(sheet, made, words.panels(detector, made.every, sheet.speak))
    _counts(sheet, made, known[0])
    _statistic(sheet, made, known[1], detector.limit)
    _marks(sheet, made)
    _alarm(sheet, made, said)


def _keys(made: layout.Plan, counted: str, held: str, speak: Language) -> list[Key]:
    keys = [
        _posts_key(counted, speak),
        Key(speak("usual, 90 % of quiet times"), _usual_sample),
        grade_key(held, speak, form="line", color=theme.INK,
                  label=f"{speak('what the alarm watches')} ({grade_words(held, speak)})"),
    ]  # fmt: skip
    if any(ring.false for ring in made.rings):
        keys.append(Key(speak("rang before the trigger"), _ring_sample(True)))
    if any(not ring.false for ring in made.rings):
        keys.append(Key(speak("rings again"), _ring_sample(False)))
    keys += [time_key(shape, speak) for shape in sorted({m.shape for m in made.marks} - {"exact"})]
    return keys


def _posts_key(grade: str, speak: Language) -> Key:
    label = f"{speak('posts')} ({grade_words(grade, speak)})"
    if grade not in ("archived", "documented"):
        return grade_key(grade, speak, color=layout.POSTS, label=label)

    def draw(sheet: Canvas, x: float, y: float) -> None:
        sheet.page.fill_between([x, x + SWATCH], y - 0.06, y + 0.06, color=layout.POSTS,
                                linewidth=0)  # fmt: skip

    return Key(label, draw)


def _usual_sample(sheet: Canvas, x: float, y: float) -> None:
    sheet.page.fill_between([x, x + SWATCH], y - 0.06, y + 0.06, color=layout.USUAL, linewidth=0)
    sheet.line([x, x + SWATCH], [y, y], color=theme.INK_SOFT, linewidth=1)


def _ring_sample(false: bool) -> Callable[[Canvas, float, float], None]:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        _ring(sheet, x + SWATCH / 2, y, false=false)

    return draw


def _ring(sheet: Canvas, x: float, y: float, *, false: bool) -> None:
    sheet.line(
        [x], [y], marker="v", markersize=7 if false else 5, linestyle="none",
        markerfacecolor="white" if false else layout.COLOR, markeredgecolor=layout.COLOR,
        markeredgewidth=1.4 if false else 0, zorder=5,
    )  # fmt: skip


def _scales(sheet: Canvas, made: layout.Plan, titles: tuple[str, str]) -> None:
    for box, ticks, title in (
        (made.upper, made.upper_ticks, titles[0]), (made.lower, made.lower_ticks, titles[1]),
    ):  # fmt: skip
        for y, text in ticks:
            sheet.line([box.left, box.right], [y, y], color=theme.GRID, linewidth=1,
                       zorder=0.7)  # fmt: skip
            sheet.text(box.left - 0.1, y, text, theme.SIZES["axis"], align="right",
                       color=theme.INK_SOFT)  # fmt: skip
        wide = sheet.measure(title, theme.SIZES["lane"], bold=True)[0]
        _clear(sheet, box.left, box.top + 0.17, wide)
        sheet.text(box.left, box.top + 0.17, title, theme.SIZES["lane"], bold=True)


def _clear(sheet: Canvas, x: float, y: float, wide: float) -> None:
    """Hide the lines behind words of some width."""
    sheet.put(Rectangle((x - 0.08, y - 0.12), wide + 0.16, 0.24, linewidth=0,
                        facecolor="white", zorder=5))  # fmt: skip


def _counts(sheet: Canvas, made: layout.Plan, counted: str) -> None:
    page, box = sheet.page, made.upper
    edges = np.append(made.left, made.right[-1])
    low, high, usual = (np.append(v, v[-1]) for v in (made.low, made.high, made.usual))
    page.fill_between(edges, low, high, step="post", color=layout.USUAL, linewidth=0, zorder=1)
    page.step(edges, usual, where="post", color=theme.INK_SOFT, linewidth=1.0, zorder=3.5)
    some = made.head > box.bottom
    gap = np.minimum(0.006, (made.right - made.left) * 0.1)
    left, right = (made.left + gap)[some], (made.right - gap)[some]
    foot, head = np.full(some.sum(), box.bottom), made.head[some]
    corners = np.stack([left, foot, left, head, right, head, right, foot], axis=1)
    look, plain = theme.GRADES[counted], counted in ("archived", "documented")
    page.add_collection(
        PolyCollection(
            list(corners.reshape(-1, 4, 2)), zorder=3, hatch=look.hatch,
            facecolors=layout.POSTS if plain else to_rgba(layout.POSTS, look.band),
            edgecolors="none" if plain else layout.POSTS,
            linewidths=0.0 if plain else min(look.width, 1.0),
            linestyles="-" if plain else line_style(counted)["linestyle"],
        ),
        autolim=False,
    )  # fmt: skip
    page.plot([box.left, box.right], [box.bottom] * 2, color=theme.RULE, linewidth=1, zorder=2)


def _statistic(sheet: Canvas, made: layout.Plan, grade: str, limit: float) -> None:
    page, box = sheet.page, made.lower
    middle = (made.left + made.right) / 2
    page.fill_between(middle, box.bottom, made.statistic, color=theme.PANEL, linewidth=0, zorder=1)
    page.plot(middle, made.statistic, color=theme.INK, zorder=3, **line_style(grade))
    page.plot([box.left, box.right], [made.limit] * 2, color=layout.COLOR, linewidth=1.4, zorder=2)
    shown = sheet.speak("limit {n}", n=sheet.speak.number(limit, digits=1))
    early = made.alarm is not None and made.alarm < box.left + 1.6
    sheet.text(box.right - 0.06 if early else box.left + 0.06, made.limit + 0.11, shown,
               theme.SIZES["label"], bold=True, color=layout.COLOR, halo="white",
               align="right" if early else "left")  # fmt: skip
    for ring in made.rings:
        _ring(sheet, ring.x, box.top - 0.04, false=ring.false)


def _marks(sheet: Canvas, made: layout.Plan) -> None:
    """Draw press and answer: a line through the panels, a dot or bar in its row, the lead."""
    for mark in made.marks:
        look = theme.ROLES[layout.ROLES[mark.name]]
        answer = mark.name == "answer"
        if not mark.beyond:
            if mark.shape != "exact":
                for box in (made.lower, made.upper):
                    sheet.page.fill_between(
                        [mark.left, mark.right], box.bottom, box.top, linewidth=0, zorder=0.6,
                        color=layout.BANDS[mark.name],
                    )  # fmt: skip
                bar(sheet, mark.left, mark.right, mark.y, 0.15, color=look.mark, alpha=look.bar,
                    fades=mark.fades, middle=mark.x)  # fmt: skip
            sheet.line([mark.x, mark.x], [made.lower.bottom, mark.y], color=look.mark,
                       linewidth=3 if answer else 1.8, solid_capstyle="butt",
                       zorder=2.5)  # fmt: skip
            dot(sheet, mark.x, mark.y, layout.ROLES[mark.name], filled=mark.shape == "exact")
        if made.alarm is not None and abs(mark.x - made.alarm) > 0.12:
            sheet.page.annotate(
                "", (mark.x, mark.y), (made.alarm, mark.y), zorder=4, arrowprops={
                    "arrowstyle": "-|>", "color": layout.COLOR, "linewidth": 1.6,
                    "shrinkA": 0, "shrinkB": 0 if mark.beyond else 6, "mutation_scale": 13},
            )  # fmt: skip
        _lead(sheet, made, mark, look.text)


def _lead(sheet: Canvas, made: layout.Plan, mark: layout.Mark, ink: str) -> None:
    """Write the lead and what it leads over."""
    start, wide, size = layout.lead_place(made, mark, sheet.font)
    if made.alarm is not None and made.alarm < start < mark.x:
        _clear(sheet, start, mark.y, wide)
    width = sheet.text(start, mark.y, mark.span, size, bold=True, color=layout.COLOR,
                       halo="white") if mark.span else -layout.AIR  # fmt: skip
    sheet.text(start + width + layout.AIR, mark.y, mark.words, theme.SIZES["label"], color=ink,
               halo="white")  # fmt: skip


def _alarm(sheet: Canvas, made: layout.Plan, said: list[str]) -> None:
    """Draw the alarm through both panels, and say beside it how far it had gone."""
    if made.band is not None:
        for box in (made.lower, made.upper):
            sheet.page.fill_between(made.band, box.bottom, box.top, color=layout.COLOR,
                                    alpha=theme.GRADES["reconstructed"].band, linewidth=0,
                                    zorder=1.5)  # fmt: skip
    if made.alarm is None:
        return
    top = max([made.upper.top, *(mark.y for mark in made.marks)])
    sheet.line([made.alarm] * 2, [made.lower.bottom, top], color=layout.COLOR, linewidth=2.2,
               solid_capstyle="butt", zorder=4)  # fmt: skip
    sheet.line([made.alarm], [made.limit], marker="v", markersize=11, color=layout.COLOR,
               markeredgecolor="white", zorder=5.5)  # fmt: skip
    lines = [(text, theme.SIZES["label" if n else "key"], n == 0) for n, text in enumerate(said)]
    wide = max(sheet.measure(text, size, bold=bold)[0] for text, size, bold in lines)
    start = layout.alarm_place(made, wide)
    left = start < made.alarm
    y = made.upper.top - 0.14
    for text, size, bold in lines:
        sheet.text(start + wide if left else start, y, text, size, bold=bold,
                   align="right" if left else "left", halo="white",
                   color=layout.COLOR if bold else theme.INK)  # fmt: skip
        y -= 0.24
