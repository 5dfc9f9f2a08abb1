"""The clock of the replay: places from 0 to 1, on the clock of the case's own timeline."""

import re
from dataclasses import replace
from datetime import tzinfo
from itertools import pairwise
from typing import Any

import pandas as pd

from casekit import clock
from casekit.language import Language
from casekit.layout.bursts import Silence, case_clock, silences
from casekit.layout.clockface import broken_ticks, gap_words
from casekit.layout.timeline import openings
from casekit.layout.window import Window, rounded
from casekit.workshop.story import Story

__all__ = ["FINE", "LENGTH", "face", "pieces", "place", "window"]

LENGTH = 11.0
"""Width of the clock in inches, for which its ticks are chosen."""
FINE = pd.Timedelta(days=4)
"""Stretches up to this long show the time of day."""


def window(story: Story) -> Window:
    """Lay the clock of a story: linear, or broken where it has long silences; all beats are on it.

    Examples
    --------
    >>> import casekit as ck
    >>> from casekit.workshop import of
    >>> story = of(ck.load.case("british-airways-2013"), minutes=90)
    >>> window(story).start <= story.start <= story.end <= window(story).end
    True
    """
    case = story.case
    ids = [beat.id for beat in story.beats]
    answer = case.answer if case.answer in ids else None
    told = case.events.loc[ids].assign(phase="resolution")
    made = case_clock(replace(case, events=told, trigger=ids[0], answer=answer), None, 0.0, LENGTH)
    near = pd.Timedelta(hours=1)
    start = min(made.start, rounded(story.start, story.start + near, tz=story.zone)[0])
    end = max(made.end, rounded(story.end, story.end + near, tz=story.zone)[1])
    blocks = list(made.blocks)
    if blocks:
        blocks[0] = replace(blocks[0], start=start)
        blocks[-1] = replace(blocks[-1], end=end)
    return replace(made, start=start, end=end, blocks=tuple(blocks))


def place(axis: Window, time: pd.Timestamp) -> float:
    """Give the place of a time; what lies outside of the clock stands at its ends."""
    return round(min(max(axis.x(time) / LENGTH, 0.0), 1.0), 6)


def face(story: Story, axis: Window, speak: Language) -> dict[str, Any]:
    """Give what the page shows of a clock: pieces, ticks, silences, documented opening hours."""
    tz, events = story.zone, story.case.events
    ids = [beat.id for beat in story.beats]
    told = events.loc[ids]
    hours = story.case.hours
    gaps = [one for one in silences(told, axis, told["at"].notna()) if one.length]
    within = [axis.x(time) for time in told["at"]]
    return {
        "pieces": pieces(axis, tz),
        "ticks": _ticks(axis, tz, speak),
        "gaps": [[_share(g.left), _share(g.right), _silent(g, within, speak)] for g in gaps],
        "open": [[_share(a), _share(b)] for a, b in openings(story.case, axis)],
        "hours": speak("Desk open {opens}–{closes}", opens=hours.opens, closes=hours.closes)
        if hours else "",
    }  # fmt: skip


def _silent(gap: Silence, within: list[float], speak: Language) -> list[str]:
    """Say how long a gap is, and that nothing came in it if that is so."""
    words = gap_words(gap, speak)
    return [words[0]] if any(gap.left < x < gap.right for x in within) else list(words)


def _share(inches: float) -> float:
    return round(inches / LENGTH, 6)


def pieces(axis: Window, tz: str) -> list[dict[str, Any]]:
    """List the linear pieces of the clock, with how far its zone is ahead of UTC.

    Where the time of day shows, a piece is split where summer time begins or ends.
    """
    spans = [(b.start, b.end, b.left, b.right) for b in axis.blocks]
    spans += [(a.end, b.start, a.right, b.left) for a, b in axis.gaps]
    spans = sorted(spans, key=lambda s: s[2]) or [(axis.start, axis.end, axis.left, axis.right)]
    zone, made = clock.zone(tz), []
    yearly = axis.start.year != axis.end.year
    for start, end, left, right in spans:
        fine = end - start <= FINE and not (axis.blocks and (left, right) not in _ends(axis))
        hours = [start, *pd.date_range(start.ceil("h"), end, freq="h"), end] if fine else [start]
        ahead = [_ahead(time, zone) for time in hours]
        cuts = [hour for hour, (one, two) in zip(hours[1:], pairwise(ahead), strict=True)
                if one != two]  # fmt: skip
        wide = (right - left) / max((end - start).total_seconds(), 1.0)
        for low, high in zip([start, *cuts], [*cuts, end], strict=True):
            to = right if high == end else left + wide * (high - start).total_seconds()
            made.append({
                "start": low.timestamp(), "end": high.timestamp(),
                "from": _share(left + wide * (low - start).total_seconds()),
                "to": _share(to), "fine": fine, "years": yearly,
                "ahead": _ahead(low, zone),
            })  # fmt: skip
    return made


def _ahead(time: pd.Timestamp, zone: tzinfo) -> float:
    """Give how many seconds a zone is ahead of UTC."""
    offset = time.tz_convert(zone).utcoffset()
    assert offset is not None
    return offset.total_seconds()


def _ends(axis: Window) -> set[tuple[float, float]]:
    return {(block.left, block.right) for block in axis.blocks}


def _ticks(axis: Window, tz: str, speak: Language) -> list[list[Any]]:
    """Give place and text of each tick; days, and the spans of blocks, are strong."""
    if axis.blocks:
        made: list[list[Any]] = []
        for block in broken_ticks(axis, tz, speak, None):
            days = re.sub(r" \(\d+\)$", "", block.span)  # how many events would spoil it
            made.append([_share(block.block.left), days, True])
            made += [[_share(x), text, False] for x, text in block.labels]
        return made
    found = axis.ticks(tz)
    if found.scale != "hours":
        write = {"days": speak.day, "months": speak.month, "years": speak.year}[found.scale]
        return [[_share(axis.x(time)), write(time, tz=tz), False] for time in found.labelled]
    hours = [[_share(axis.x(time)), speak.time(time, tz=tz), False] for time in found.labelled]
    return hours + [[_share(axis.x(t)), speak.day(t, tz=tz), True] for t in found.breaks]
