"""The stage of pictures that stand on a clock: lanes, ticks, opening hours, the first answer."""

from collections.abc import Sequence

from babel.dates import format_date
from matplotlib.patches import Rectangle

from casekit import clock, theme
from casekit.draw.canvas import Canvas
from casekit.layout import wording
from casekit.layout.lettering import wrap
from casekit.layout.sheet import MARGIN
from casekit.layout.timeline import Answer, Lane
from casekit.layout.window import Ticks, Window

__all__ = ["answer_line", "clock_axis", "grounds", "head_line", "lane_names"]


def grounds(
    sheet: Canvas, spans: Sequence[tuple[float, float]], answer: Answer | None,
    openings: Sequence[tuple[float, float]], weekends: Sequence[tuple[float, float]] = (),
) -> None:  # fmt: skip
    """Shade opening hours, then the bounds of the answer, over each span of heights.

    Both are opaque: where they overlap, the answer's bounds hide the opening hours.
    """
    for low, high in spans:
        for places, color in ((weekends, theme.PANEL), (openings, theme.OPEN)):
            for left, right in places:
                _rectangle(sheet, left, right, low, high, color)
        if answer is not None and answer.mark != "exact":
            _rectangle(sheet, *answer.band, low, high, theme.ANSWER_BAND)


def _rectangle(
    sheet: Canvas, left: float, right: float, low: float, high: float, color: str
) -> None:
    sheet.page.add_patch(Rectangle((left, low), right - left, high - low, facecolor=color,
                                   linewidth=0, zorder=0.5))  # fmt: skip


def answer_line(sheet: Canvas, answer: Answer | None, spans: Sequence[tuple[float, float]]) -> None:
    """Draw the line of the first answer over each span of heights, at one place."""
    if answer is None:
        return
    for low, high in spans:
        sheet.page.plot([answer.x, answer.x], [low, high], color=theme.ROLES["organisation"].mark,
                        linewidth=3, solid_capstyle="butt", zorder=2.5, gid="answer")  # fmt: skip


def head_line(
    sheet: Canvas, answer: Answer | None, y: float, tz: str, hours: clock.Hours | None
) -> None:
    """Write, above the drawing, what the line of the answer and the green ground mean."""
    edge = sheet.left
    if answer is not None:
        words, size = wording.answer_words(answer, tz, sheet.speak), 15.0
        width = sheet.measure(words, size, bold=True)[0]
        ink = theme.ROLES["organisation"].text
        if answer.x - 0.1 - width >= sheet.left:
            sheet.text(answer.x - 0.1, y, words, size, bold=True, color=ink, align="right")
            edge = answer.x + 0.1
        else:
            start = max(min(answer.x - 0.03, sheet.right - width), sheet.left)
            sheet.text(start, y, words, size, bold=True, color=ink)
            edge = start + width + 0.25
    if hours is None:
        return
    words = sheet.speak("Desk open {opens}–{closes}", opens=hours.opens, closes=hours.closes)
    width = sheet.measure(words, theme.SIZES["legend"])[0]
    if edge + width <= sheet.right:
        sheet.text(edge, y - 0.02, words, theme.SIZES["legend"], color=theme.OPEN_INK)


def lane_names(
    sheet: Canvas, lanes: Sequence[Lane], names: Sequence[str], window: Window
) -> None:  # fmt: skip
    """Write the name of each lane left of it and draw the rules between them."""
    size = theme.SIZES["lane"]
    room = window.left - 0.14 - MARGIN
    for lane, name in zip(lanes, names, strict=True):
        most = max(1, int((lane.top - lane.bottom) / 0.19))
        small = size
        lines = wrap(name, room, small, bold=True, font=sheet.font)
        while (len(lines) > most or " ".join(lines) != name) and small > 8:
            small -= 0.5
            lines = wrap(name, room, small, bold=True, font=sheet.font)
        step = 1.1 * small / 72
        y = (lane.top + lane.bottom) / 2 + step * (len(lines) - 1) / 2
        for line in lines:
            sheet.text(window.left - 0.14, y, line, small, bold=True, align="right",
                       color=theme.ROLES[lane.name].text)  # fmt: skip
            y -= step
    for lane in lanes[:-1]:
        sheet.page.plot([window.left, window.right], [lane.bottom, lane.bottom],
                        color=theme.RULE, linewidth=1.1, zorder=0.8)  # fmt: skip


def clock_axis(
    sheet: Canvas, window: Window, y: float, tz: str, spans: Sequence[tuple[float, float]]
) -> None:
    """Draw the clock below the drawing: ticks, hours, and the days by name at their midnights."""
    page, speak, size = sheet.page, sheet.speak, theme.SIZES["axis"]
    ticks = window.ticks(tz, label=sheet.measure("00:00", size)[0])
    page.plot([window.left, window.right], [y, y], color=theme.INK_SOFT, linewidth=1.2, zorder=2)
    for tick in ticks.short:
        x = window.x(tick)
        page.plot([x, x], [y, y - (0.06 if tick in ticks.labelled else 0.04)],
                  color=theme.INK_SOFT, linewidth=1, zorder=2)  # fmt: skip
    for time in ticks.breaks if ticks.scale == "hours" else []:
        x = window.x(time)
        for low, high in spans:
            page.plot([x, x], [low, high], color=theme.INK_SOFT, linewidth=0.8,
                      linestyle=(0, (1, 2.2)), zorder=0.9)  # fmt: skip
    if ticks.scale == "hours":
        for tick in ticks.labelled:
            text = speak.time(tick, tz=tz)
            half = sheet.measure(text, size)[0] / 2
            x = min(max(window.x(tick), sheet.left - 0.3 + half), sheet.right - half)
            sheet.text(x, y - 0.17, text, size, color=theme.INK_SOFT, align="center")
    _calendar(sheet, window, y - (0.36 if ticks.scale == "hours" else 0.18), tz, ticks)


def _calendar(sheet: Canvas, window: Window, y: float, tz: str, ticks: Ticks) -> None:
    """Name the days, months or years, the first one at the left end, as far as there is room."""
    speak, size = sheet.speak, theme.SIZES["axis"]
    here = clock.zone(tz)
    taken = -1.0
    starts = [window.start, *[t for t in ticks.breaks if t > window.start]]
    for time in starts:
        if time >= window.end:
            continue
        day = time.tz_convert(here).date()
        text = {
            "hours": speak.day(time, tz=tz), "days": speak.day(time, tz=tz),
            "months": format_date(day, "MMM y", locale=speak.locale), "years": str(day.year),
        }[ticks.scale]  # fmt: skip
        width = sheet.measure(text, size, bold=True)[0]
        x = min(window.x(time), window.right - width)
        following = next((window.x(t) for t in starts if t > time), window.right)
        if x < taken + 0.12 or (
            time == window.start and x + width + 0.12 > following < window.right
        ):
            continue
        sheet.text(x, y, text, size, bold=True)
        taken = x + width
