"""What was open when: the documented opening hours against what others did meanwhile."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import clock, response, theme
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout import timeline, wording
from casekit.layout.bursts import drawable
from casekit.layout.lanes import Box
from casekit.layout.spans import words as interval_words
from casekit.layout.timeline import Entry, Lane, Timeline
from casekit.layout.window import Window

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = [
    "DOT",
    "STRIP",
    "Entry",
    "Plan",
    "alt",
    "beside",
    "cited",
    "finding",
    "lane_names",
    "notes",
    "others",
    "plan",
    "subtitle",
    "waited",
]

STRIP = 0.42
"""Height of the strip that says open or shut, in inches."""
DOT = 0.24
"""Least distance of two dots, in inches."""
_WAIT = 0.4
"""Room for the line of the wait, above the events of others."""
_LONGEST = pd.Timedelta(days=3)
_HOUR = pd.Timedelta(hours=1)


@dataclass(frozen=True)
class Plan:
    """The stage, the strip above it, and how many events of others fall where it was shut."""

    stage: Timeline
    strip: tuple[float, float]
    wait: tuple[float, float, float]
    """Where the wait begins and ends by best estimate, and the height of its line."""
    shut: list[tuple[float, float]]
    closed: int
    open: int
    either: int


def plan(case: "Case", *, sheet: Box) -> Plan:
    """Lay out the strip, the events of others stacked as dots, and the organisation's steps.

    Raises
    ------
    SchemaError
        No source documents opening hours, or there is no answer to wait for.
    """
    if case.hours is None or case.answer is None:
        lacking = "opening hours" if case.hours is None else "first answer"
        raise SchemaError(
            f"no source documents {lacking} of {case.organisation.name}",
            cure="draw the waits alone: draw.waits(response.story(case), case=case)",
        )
    window = _window(case, sheet)
    events = case.events[window.holds(case.events["at"]) & drawable(case.events, window)]
    own = events["actor"].eq("organisation")
    top = sheet.top - STRIP - 0.1
    middle = sheet.bottom + max(0.34 * int(own.sum()) + 0.12, 0.4)
    theirs = _stacked(timeline.entries(case, events[~own], window), middle, top - _WAIT)
    mine = timeline.entries(case, events[own], window)
    step = (middle - sheet.bottom) / max(len(mine), 1)
    steps = [replace(entry, y=middle - (n + 0.5) * step) for n, entry in enumerate(mine)]
    opened = timeline.openings(case, window)
    stage = Timeline(
        window=window,
        lanes=[Lane("public", middle, top), Lane("organisation", sheet.bottom, middle)],
        entries=[*theirs, *steps], row=0.24, answer=timeline.answer(case, window), openings=opened,
        pale=[], silences=[], panel=None, known=len(case.events), before=0, between=0, after=0,
        dropped=0,
    )  # fmt: skip
    closed, open_, either = _counted(case.hours, events[~own])
    edges = [window.left, *(x for pair in opened for x in pair), window.right]
    times = case.events["at"]
    wait = window.x(times[case.trigger]), window.x(times[case.answer]), top - 0.8 * _WAIT
    shut = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 0.02]
    return Plan(stage, (sheet.top - STRIP, sheet.top), wait, shut, closed, open_, either)


def _window(case: "Case", sheet: Box) -> Window:
    """Run from the trigger to the first answer, and on to the last step of the first three days."""
    start: pd.Timestamp = case.events.loc[case.trigger, "at"]  # type: ignore[assignment]
    waits = response.story(case)["wait"]
    shown = waits[(waits <= _LONGEST) | (waits.index == case.answer)]
    length = max(12 * _HOUR, *shown)
    begin = (start - _HOUR).floor("h")
    return Window(begin, (start + length + 3 * _HOUR).ceil("h"), sheet.left, sheet.right)


def _stacked(entries: list[Entry], low: float, high: float) -> list[Entry]:
    """Stack dots where they would touch, from below; closer together where they would not fit."""
    levels: list[float] = []
    placed = []
    for entry in entries:
        level = next((n for n, x in enumerate(levels) if entry.x - x >= DOT), len(levels))
        levels[level : level + 1] = [entry.x]
        placed.append((entry, level))
    step = min(1.15 * DOT, (high - low - 0.2) / max(len(levels), 1))
    return [replace(entry, y=low + 0.16 + level * step) for entry, level in placed]


def beside(entry: Entry, window: Window, wide: float) -> tuple[float, bool]:
    """Say at which place a label stands beside what it names, and whether left of it.

    Right or left of its bar or, where neither has room, in it.

    Parameters
    ----------
    wide
        Width of the label with its gap, in inches.
    """
    low, high = min(entry.bar[0], entry.x), max(entry.bar[1], entry.x)
    if high + wide <= window.right:
        return high, False
    if low - wide >= window.left:
        return low, True
    return entry.x, entry.x + wide > window.right


def _counted(hours: clock.Hours, events: pd.DataFrame) -> tuple[int, int, int]:
    """Count events that fall where it was shut, where it was open, and that may be either."""
    first, last = events["earliest"].fillna(events["at"]), events["latest"]
    length = last - first
    spent = clock.open_time(first, last, hours)
    known = length.notna()
    closed = known & (spent == pd.Timedelta(0))
    open_ = known & (spent == length) & ~closed
    return int(closed.sum()), int(open_.sum()), len(events) - int(closed.sum() + open_.sum())


def finding(case: "Case", speak: Language) -> str:
    """Say how much of the wait for the first answer fell where it was shut."""
    answer: Any = response.story(case).loc[case.answer]
    whole = [pd.Timedelta(answer[side]) for side in ("low", "wait", "high")]
    shut = [span - pd.Timedelta(answer[f"open_{side}"])
            for span, side in zip(whole, ("low", "wait", "high"), strict=True)]  # fmt: skip
    return speak(
        "{total} until the first answer, of which the desk was shut for {span}",
        span=_interval(shut, speak), total=_interval(whole, speak),
    )  # fmt: skip


def waited(case: "Case", speak: Language) -> str:
    """Name the line of the wait."""
    answer: Any = response.story(case).loc[case.answer]
    spans = [pd.Timedelta(answer[side]) for side in ("low", "wait", "high")]
    return speak("the wait: {span}", span=_interval(spans, speak))


def _interval(spans: list[pd.Timedelta], speak: Language) -> str:
    low, best, high = (span.total_seconds() for span in spans)
    return interval_words("bounds", low, best, high, speak)


def subtitle(case: "Case", made: Plan, speak: Language) -> str:
    """Say what stands against what, which days, and whose clock it is."""
    window = made.stage.window
    days = wording.span_of_days(window.start, window.end, case.zone, speak)
    place = speak.place(case.zone)
    return speak("Opening hours as documented, and what others did meanwhile. {days}, {place}.",
                 days=days, place=place)  # fmt: skip


def notes(case: "Case", made: Plan, speak: Language) -> list[str]:
    """Count the events of others, and say what is doubtful about the hours."""
    total = made.closed + made.open + made.either
    text = ("Of {total} documented events of others {n} fall where it was shut, {m} where it was "
            "open; the bounds of {k} allow both." if made.either else
            "Of {total} documented events of others {n} fall where it was shut, {m} where it was "
            "open.")  # fmt: skip
    counted = speak(text, total=total, n=made.closed, m=made.open, k=made.either)
    return [counted, *([case.hours_note] if case.hours_note else [])]


def lane_names(case: "Case", speak: Language) -> list[str]:
    """Name the two lanes: the others, and the organisation."""
    return [speak("what others did"), case.organisation.name]


def others(made: Plan) -> list[str]:
    """Name the roles of those who did something meanwhile, in the order of the theme."""
    held = {entry.actor for entry in made.stage.entries} - {"organisation"}
    return [role for role in theme.ROLES if role in held]


def cited(case: "Case", made: Plan) -> list[tuple[int, str]]:
    """List the sources of the organisation's steps and of the opening hours."""
    own = [e.event for e in made.stage.entries if e.actor == "organisation"]
    listed = wording.cited(case, case.events.loc[own])
    hours = case.hours
    return sorted({*listed, *(case.cite(hours.source) if hours and hours.source else [])})


def alt(case: "Case", made: Plan, words: str, speak: Language) -> str:
    """Say the finding and the counts."""
    return f"{words}. {notes(case, made, speak)[0]}"
