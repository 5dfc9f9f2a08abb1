"""The stage of pictures that stand on a clock: lanes, ticks, opening hours, the first answer."""

from collections.abc import Callable, Sequence

from babel.dates import format_date
from matplotlib.patches import Rectangle

from casekit import clock, theme
from casekit.draw.canvas import SWATCH, Canvas, Key
from casekit.draw.marks import bar, dot
from casekit.language import Language
from casekit.layout import wording
from casekit.layout.bursts import Silence
from casekit.layout.clockface import BlockTicks, broken_ticks, gap_words, name_lines
from casekit.layout.lettering import fit
from casekit.layout.timeline import EDGE, Answer, Entry, Lane
from casekit.layout.window import Ticks, Window

__all__ = [
    "answer_line",
    "clock_axis",
    "entry",
    "ground_keys",
    "grounds",
    "head_line",
    "lane_names",
    "silence_words",
]


def grounds(
    sheet: Canvas, spans: Sequence[tuple[float, float]], answer: Answer | None,
    openings: Sequence[tuple[float, float]], pale: Sequence[tuple[float, float]] = (),
) -> None:  # fmt: skip
    """Shade pale grounds, opening hours, then the bounds of the answer, over spans of heights.

    All are opaque: where they overlap, the answer's bounds hide the opening hours, which
    therefore have an edge at the very top.
    """
    for low, high in spans:
        for places, color in ((pale, theme.PANEL), (openings, theme.OPEN)):
            for left, right in places:
                _rectangle(sheet, left, right, low, high, color)
        if answer is not None and answer.mark != "exact":
            _rectangle(sheet, *answer.band, low, high, theme.ANSWER_BAND)
    top = max(high for _, high in spans)
    for left, right in openings:
        _rectangle(sheet, left, right, top - EDGE, top, theme.OPEN_MARK)


def _rectangle(
    sheet: Canvas, left: float, right: float, low: float, high: float, color: str
) -> None:
    sheet.put(Rectangle((left, low), right - left, high - low, facecolor=color,
                        linewidth=0, zorder=0.5))  # fmt: skip


def ground_keys(
    answer: Answer | None, speak: Language, *, openings: Sequence[tuple[float, float]] = (),
    bounds: str = "when the first answer can have come",
) -> list[Key]:  # fmt: skip
    """Give the legend's entries of opening hours and of the bounds of the answer, where drawn."""
    keys = [Key(speak("desk open"), _ground(theme.OPEN))] if openings else []
    if answer is not None and answer.mark != "exact":
        keys.append(Key(speak(bounds), _ground(theme.ANSWER_BAND)))
    return keys


def _ground(color: str) -> Callable[[Canvas, float, float], None]:
    def draw(sheet: Canvas, x: float, y: float) -> None:
        _rectangle(sheet, x, x + SWATCH, y - 0.07, y + 0.07, color)

    return draw


def answer_line(sheet: Canvas, answer: Answer | None, spans: Sequence[tuple[float, float]]) -> None:
    """Draw the line of the first answer over each span of heights, at one place."""
    if answer is None:
        return
    for low, high in spans:
        sheet.line([answer.x, answer.x], [low, high], color=theme.ROLES["organisation"].mark,
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
    for lane, name in zip(lanes, names, strict=True):
        size, lines = name_lines(name, lane.top - lane.bottom, sheet.font)
        step = 1.1 * size / 72
        y = (lane.top + lane.bottom) / 2 + step * (len(lines) - 1) / 2
        for line in lines:
            sheet.text(window.left - 0.14, y, line, size, bold=True, align="right",
                       color=theme.ROLES[lane.name].text)  # fmt: skip
            y -= step
    for lane in lanes[:-1]:
        sheet.line([window.left, window.right], [lane.bottom, lane.bottom],
                   color=theme.RULE, linewidth=1.1, zorder=0.8)  # fmt: skip


def clock_axis(
    sheet: Canvas, window: Window, y: float, tz: str, spans: Sequence[tuple[float, float]]
) -> None:
    """Draw the clock below the drawing: ticks, hours, and the days by name at their midnights."""
    if window.blocks:
        _broken_axis(sheet, broken_ticks(window, tz, sheet.speak, sheet.font), y)
        return
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


def _broken_axis(sheet: Canvas, made: Sequence[BlockTicks], y: float) -> None:
    """Draw a line below each block with its ticks and its span, and a double slash between."""
    page, size = sheet.page, theme.SIZES["axis"]
    for n, one in enumerate(made):
        left, right = one.block.left, one.block.right
        page.plot([left, right], [y, y], color=theme.INK_SOFT, linewidth=1.2, zorder=2)
        for x in one.short:
            page.plot([x, x], [y, y - 0.045], color=theme.INK_SOFT, linewidth=1, zorder=2)
        for x, text in one.labels:
            sheet.text(x, y - 0.17, text, size - 0.5, color=theme.INK_SOFT)
        sheet.text(left, y - 0.38, one.span, size, bold=True)
        if n + 1 < len(made):
            middle = (right + made[n + 1].block.left) / 2
            for aside in (-0.035, 0.035):
                page.plot([middle + aside - 0.03, middle + aside + 0.03], [y - 0.07, y + 0.07],
                          color=theme.INK_SOFT, linewidth=1.3, zorder=2)  # fmt: skip


def silence_words(sheet: Canvas, silences: Sequence[Silence], y: float) -> None:
    """Say in each gap of a broken clock how long it is and whether anything happened in it."""
    for one in silences:
        for n, text in enumerate(filter(None, gap_words(one, sheet.speak))):
            size = fit(text, one.right - one.left - 0.06, 9, 7, font=sheet.font)[0]
            sheet.text((one.left + one.right) / 2, y - 0.17 - 0.14 * n, text, size,
                       align="center", color=theme.INK_SOFT)  # fmt: skip


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


def entry(sheet: Canvas, entry: Entry, row: float, *, crossed: bool = False) -> None:
    """Draw an event in its row: the bar of its time, its dot and its label.

    Parameters
    ----------
    crossed
        Lines may cross its label, which then gets a rim; without it stands plainly on the bar.
    """
    assert entry.place is not None
    look = theme.role(entry.actor)
    if entry.mark != "exact":
        thick = (0.82 if entry.mark == "day" else 0.74) * row
        bar(sheet, *entry.bar, entry.y, thick, color=look.mark, alpha=look.bar,
            grade=entry.grade, outlined=entry.mark == "day", fades=entry.fades,
            middle=entry.x)  # fmt: skip
    if entry.mark != "day":
        dot(sheet, entry.x, entry.y, entry.actor, filled=entry.mark == "exact",
            thin=entry.mark == "placeholder" or entry.grade == "derived")  # fmt: skip
    sheet.label(entry.place.label, entry.y, entry.label, entry.numbers,
                halo="white" if crossed else None)  # fmt: skip
