"""Words and ticks of a broken clock, and the names of lanes: what both twins write at the edge."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from casekit import clock, theme
from casekit.language import Language
from casekit.layout.bursts import Silence
from casekit.layout.lettering import measure, wrap
from casekit.layout.sheet import LEFT, MARGIN
from casekit.layout.window import Block, Window

__all__ = ["BlockTicks", "broken_ticks", "gap_words", "name_lines"]

_AIR = 0.1
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class BlockTicks:
    """What stands below a block: its ticks, their labels, and its span with its events."""

    block: Block
    short: list[float]
    labels: list[tuple[float, str]]
    span: str


def broken_ticks(window: Window, tz: str, speak: Language, font: str | None) -> list[BlockTicks]:
    """Place ticks, labels and spans below the blocks of a broken clock; none leaves its block."""
    years = {t.tz_convert(tz).year for b in window.blocks for t in (b.start, b.end)}
    return [_ticks(block, tz, speak, font, len(years) > 1) for block in window.blocks]


def _ticks(
    block: Block, tz: str, speak: Language, font: str | None, yearly: bool
) -> BlockTicks:  # fmt: skip
    inner = Window(block.start, block.end, block.left, block.right)
    made = inner.ticks(tz)
    short = [x for x in map(inner.x, made.short) if x <= block.right + 1e-6]
    starts = [t for t in made.breaks if t < block.end] or [block.start]
    patterns = {
        "hours": ["EEE d MMM", "d MMM", "d"], "days": ["d MMM", "d"], "months": ["MMM", "MMMMM"],
        "years": ["y", "yy"],
    }[made.scale]  # fmt: skip
    labels = _labelled(inner, starts, patterns, tz, speak, font)
    return BlockTicks(block, short, labels, _span(block, tz, speak, font, yearly))


def _labelled(
    window: Window, times: Sequence[pd.Timestamp], patterns: Sequence[str], tz: str,
    speak: Language, font: str | None,
) -> list[tuple[float, str]]:  # fmt: skip
    """Label every time in the longest pattern that fits, else every second one, and so on."""
    size = theme.SIZES["axis"] - 0.5
    for every in range(1, len(times) + 1):
        for pattern in patterns:
            chosen = [(window.x(t), _date(t, pattern, tz, speak)) for t in times[::every]]
            ends = [x + measure(text, size, font=font)[0] for x, text in chosen]
            limits = [x - _AIR for x, _ in chosen[1:]] + [window.right + 0.02]
            if all(end <= limit for end, limit in zip(ends, limits, strict=True)):
                return chosen
    return []


def _date(time: pd.Timestamp, pattern: str, tz: str, speak: Language) -> str:
    from babel import dates

    if speak.code == "de":
        pattern = pattern.replace("d", "d.")
    day = time.tz_convert(clock.zone(tz)).date()
    text = str(dates.format_date(day, format=pattern, locale=speak.locale))
    return text.replace(". ", " ", 1) if pattern.startswith("EEE d.") else text


def _span(block: Block, tz: str, speak: Language, font: str | None, yearly: bool) -> str:
    """Write the days of a block and how many events are known of it: "17–19 Mar (26)"."""
    from babel import dates

    first = block.start.tz_convert(clock.zone(tz)).date()
    last = (block.end - pd.Timedelta(1, "us")).tz_convert(clock.zone(tz)).date()
    skeletons = ["yMMMd", "yMMM", "y"] if yearly else ["MMMd", "MMM"]
    if yearly and block.end - block.start > 60 * _DAY:
        skeletons = skeletons[1:]
    room, size = block.right - block.left, theme.SIZES["axis"]
    text = ""
    for skeleton in skeletons:
        text = str(dates.format_interval(first, last, skeleton=skeleton, locale=speak.locale))
        text = text.replace("\N{THIN SPACE}", "")
        if skeleton == "MMM" and first.month == last.month:
            text = _date(block.start, "MMM", tz, speak)
        for shown in (f"{text} ({block.events})", text):
            if measure(shown, size, bold=True, font=font)[0] <= room:
                return shown
    return text


def gap_words(silence: Silence, speak: Language) -> tuple[str, str]:
    """Say how long a gap is, and that nothing happened in it or how many events it hides."""
    if not silence.length:
        return "", ""
    second = f"({silence.events})" if silence.events else speak("silence")
    return _rough(silence.length, speak), second


def _rough(length: pd.Timedelta, speak: Language) -> str:
    """Write a duration in its largest unit, rounded down: "3 weeks"; clock changes do not count."""
    days = (length + pd.Timedelta(hours=1)) / _DAY
    for unit, least, words in (
        (365, 730, "{n} years"), (30.44, 61, "{n} months"), (7, 21, "{n} weeks"),
        (1, 2, "{n} days"),
    ):  # fmt: skip
        if days >= least:
            return speak(words, n=int(days // unit))
    return speak("{n} h", n=length // pd.Timedelta(hours=1))


def name_lines(name: str, high: float, font: str | None) -> tuple[float, list[str]]:
    """Set the name of a lane as large as its height and the room left of it allow."""
    size, room = theme.SIZES["lane"], LEFT - 0.14 - MARGIN
    while True:
        lines = wrap(name, room, size, bold=True, font=font)
        whole = " ".join(lines) == name
        if (whole and 1.1 * size / 72 * len(lines) <= high) or size <= 8:
            return size, lines
        size -= 0.5
