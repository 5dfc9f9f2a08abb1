"""Posts over time: the bars, the peak, the half-life, and what the picture says."""

from dataclasses import dataclass

import pandas as pd

from casekit import theme
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.figures import scale
from casekit.layout.lanes import Box
from casekit.layout.window import Window, rounded
from casekit.layout.wording import without_time

__all__ = ["Plan", "Stack", "finding", "notes", "plan", "subtitle"]

_WORDS = {
    "posts": "posts", "post": "own posts", "repost": "reposts", "reply": "replies",
    "quote": "quotes", "comment": "comments", "link": "links", "unknown": "kind not known",
}  # fmt: skip
_SUMMARY = ("total", "first", "last", "peak_at", "peak_count", "half_life", "observed_until")


@dataclass(frozen=True)
class Stack:
    """The bars of one kind: their feet and heads over the bins, in inches."""

    kind: str
    words: str
    color: str
    foot: list[float]
    head: list[float]


@dataclass(frozen=True)
class Plan:
    """Everything that the picture of tempo shows, in inches of the sheet."""

    window: Window
    box: Box
    every: pd.Timedelta
    times: pd.DatetimeIndex
    left: list[float]
    right: list[float]
    stacks: list[Stack]
    ticks: list[tuple[float, str]]
    half: pd.Timestamp
    half_words: str
    peak: tuple[float, float]
    peak_words: str
    end: pd.Timestamp | None


def counted(summary: pd.Series) -> pd.DataFrame:
    """Give the grade of the counts, as the frame that a picture of them is graded by."""
    return summary.reindex(["counted"]).rename({"counted": "evidence"}).to_frame().T


def plan(
    counts: pd.DataFrame, summary: pd.Series, *, sheet: Box, speak: Language, tz: str
) -> Plan:  # fmt: skip
    """Lay out bars, peak and half-life.

    Raises
    ------
    SchemaError
        There is nothing to draw, or the summary lacks an entry.
    """
    missing = [name for name in _SUMMARY if name not in summary.index]
    if counts.empty or missing:
        raise SchemaError(
            f"the summary has no {', '.join(missing)}" if missing else "there are no counts",
            cure="give what casekit.tempo.counts(posts) and describe(posts) return",
        )
    every = counts.index[1] - counts.index[0] if len(counts) > 1 else pd.Timedelta("1min")
    until = max(summary["observed_until"], counts.index[-1] + every)
    ends = _span(counts.index[0], until, tz)
    if len(counts) == 1:
        ends = counts.index[0] - 10 * every, until + 10 * every
    window = Window(*ends, sheet.left, sheet.right)
    kinds = counts.sum().sort_values(ascending=False, kind="stable").index
    sums = counts.sum(axis=1)
    most, marks = scale(float(sums.max()))
    box = Box(sheet.left, sheet.bottom, sheet.right, sheet.top)

    def y(value: float) -> float:
        return box.bottom + value / most * (box.top - box.bottom)

    foot = pd.Series(0, index=counts.index)
    stacks = []
    for kind in kinds:
        head = foot + counts[kind]
        stacks.append(
            Stack(str(kind), speak(_WORDS.get(str(kind), "posts")),
                  theme.KINDS.get(str(kind), theme.COUNTED), [y(v) for v in foot],
                  [y(v) for v in head])
        )  # fmt: skip
        foot = head
    top = counts.index[int(sums.to_numpy().argmax())]
    half = summary["first"] + summary["half_life"]
    return Plan(
        window, box, every, pd.DatetimeIndex(counts.index),
        [window.x(t) for t in counts.index], [window.x(t + every) for t in counts.index],
        stacks, [(y(v), speak.number(v)) for v in marks if v == int(v)], half,
        speak("half of all by {moment}", moment=_moment(half, every, window, tz, speak)),
        (window.x(top + every / 2), y(float(sums.max()))),
        speak("peak: {n} in {span}", n=speak.number(int(sums.max())), span=speak.duration(every)),
        summary["observed_until"] if summary["observed_until"] > summary["last"] else None,
    )  # fmt: skip


def _span(first: pd.Timestamp, last: pd.Timestamp, tz: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Widen to round hours, unless that would leave most of the picture empty."""
    hours = 1 if last - first < pd.Timedelta(hours=36) else 3
    start, end = rounded(first, last, tz=tz, hours=hours)
    return (start, end) if end - start < 2 * (last - first) else (first, last)


def _moment(
    time: pd.Timestamp, every: pd.Timedelta, window: Window, tz: str, speak: Language
) -> str:
    """Write a moment, or a day where days are counted, with its year where there are several."""
    if every < pd.Timedelta("1D"):
        return speak.moment(time, tz=tz)
    one = speak.year(window.start, tz=tz) == speak.year(window.end, tz=tz)
    return (speak.day if one else speak.date)(time, tz=tz)


def finding(summary: pd.Series, speak: Language) -> str:
    """Say by when half of it had come; of what began long before its storm, how high that rose."""
    if summary["total"] == 1:
        return speak("One post, and no more")
    count = speak.number(int(summary["total"]))
    if summary["half_life"] > (summary["last"] - summary["first"]) / 2 and summary["total"] > 20:
        return speak("The busiest {span} brought {k} of {n} posts", n=count,
                     k=speak.number(int(summary["peak_count"])),
                     span=speak.duration(summary["peak_every"]))  # fmt: skip
    return speak("Half of {n} posts came within {span}", n=count,
                 span=speak.duration(summary["half_life"]))  # fmt: skip


def subtitle(made: Plan, summary: pd.Series, tz: str, speak: Language) -> str:
    """Say what is counted, from when to when, on whose clock."""
    return speak(
        "Posts in each {span}, {first} to {last}, {place}.", span=speak.duration(made.every),
        first=speak.stamp(summary["first"], tz=tz).rsplit(" ", 1)[0],
        last=speak.stamp(summary["last"], tz=tz).rsplit(" ", 1)[0], place=speak.place(tz),
    )  # fmt: skip


def notes(summary: pd.Series, source: str | None, tz: str, speak: Language) -> list[str]:
    """Say where the posts come from, what is left out, and when observation ended."""
    parts = [speak.source(source)] if source else []
    if summary.get("unknown", 0):
        parts.append(without_time(int(summary["unknown"]), speak))
    if summary.get("embedded", 0):
        inside = int(summary["embedded"])
        parts.append(speak("{n} post held only inside another is not in it." if inside == 1 else
                           "{n} posts held only inside others are not in it.",
                           n=speak.number(inside)))  # fmt: skip
    parts.append(speak("All values as observed until {stamp}.",
                       stamp=speak.stamp(summary["observed_until"], tz=tz)))  # fmt: skip
    return [" ".join(parts).replace("..", ".")]
