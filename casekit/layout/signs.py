"""What both twins of a time tree draw alike: places, shades, widths, marks and legend entries."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from casekit import clock, theme
from casekit.language import Language
from casekit.layout import telling
from casekit.layout.axis import DAY, Linear
from casekit.layout.cascade import Cascade
from casekit.layout.lines import Line
from casekit.layout.rows import Rows
from casekit.layout.stacks import Areas, Dots
from casekit.schema import worst

__all__ = [
    "FOOT", "HEAD", "NAME", "OTHERS", "THROUGH", "Entry", "Place", "Tick", "Upright", "days",
    "entries", "line_grades", "line_label", "link_width", "room", "shade", "stand", "upright",
]  # fmt: skip

OTHERS, THROUGH = "#9FB0BF", "#E0922F"
"""Areas of the first line and of the others."""
HEAD, FOOT = 0.34, 0.5
"""Room for the words of the answer above the drawing and for the clock below it, in inches."""
NAME = 0.55
"""Room for the name of who began, above the first row of a conversation."""

_PAD = 0.12
_THIN = 0.65


@dataclass(frozen=True)
class Place:
    """Where the drawing stands on the sheet; heights of a layout count down from `zero`."""

    left: float
    top: float
    bottom: float
    zero: float

    def x(self, inches: Any) -> Any:
        """Give the sheet's x of a layout's."""
        return self.left + inches

    def y(self, inches: Any) -> Any:
        """Give the sheet's y of a layout's, which runs down."""
        return self.zero - inches


def stand(made: telling.Picture, left: float, bottom: float, top: float) -> Place:
    """Place a layout between legend and title: lines stand on the clock, rows hang from above."""
    low, high = bottom + FOOT, top - HEAD
    zero = high if isinstance(made, Rows) else min(high, low + _PAD + made.height)
    return Place(left, high, low, zero)


def room(bottom: float, top: float) -> float:
    """Give the height that a layout has between legend and title."""
    return top - bottom - HEAD - FOOT - _PAD


def shade(seen: Cascade) -> list[str]:
    """Give the colour of each post: the organisation's own, or by how far from the source."""
    own = theme.ROLES["organisation"].mark
    last = len(theme.DEPTH) - 1
    return [
        own if mine else theme.DEPTH[min(step, last)]
        for mine, step in zip(seen.own.tolist(), seen.lineage.depth.tolist(), strict=True)
    ]


def link_width(grade: str) -> float:
    """Give the width of a link in points: links are many, so thinner than a figure's line."""
    return max(theme.GRADES[grade].width * _THIN, 0.7)


def line_grades(seen: Cascade, made: Dots | Areas) -> dict[int, str]:
    """Give for each line of a layout the worst grade among the links that it stands for."""
    owner = made.heads.owner[: len(seen.posts)]
    first = np.zeros(len(made.heads.posts), dtype=np.int64)
    for number, line in enumerate(made.lines):
        first[list(line.heads)] = number
    pairs = pd.DataFrame({"line": first[owner], "grade": seen.grade}).drop_duplicates()
    pairs = pairs[pairs["grade"] != ""]
    found = {int(str(n)): worst(g.tolist()) for n, g in pairs.groupby("line")["grade"]}
    return {n: found.get(n, "archived") for n in range(len(made.lines))}


@dataclass(frozen=True)
class Upright:
    """The vertical line: the organisation's first answer, or the time by which half had come."""

    x: float
    words: str
    answer: bool

    @property
    def color(self) -> str:
        """Its colour."""
        return theme.ROLES["organisation"].mark if self.answer else theme.INK

    @property
    def width(self) -> float:
        """Its width in points."""
        return 3.0 if self.answer else 1.6

    @property
    def size(self) -> float:
        """Type size of its words."""
        return 15.0 if self.answer else telling.LABEL


def upright(seen: Cascade, made: telling.Picture, speak: Language) -> Upright | None:
    """Find the vertical line of the picture; without an answer one cascade alone has one."""
    if seen.answer >= 0:
        at = seen.lineage.time[seen.answer]
        x = float(made.axis.place(at)) if isinstance(made, Areas) else float(made.x[seen.answer])
        return Upright(x, speak("First answer"), True)
    middle = telling.half(seen)
    if isinstance(made, Rows) or len(seen.lineage.roots) > 1 or np.isnan(middle):
        return None
    span = speak.duration(pd.Timedelta(seconds=middle))
    words = speak("half of all {things} by {span}", span=span, things=telling.followed(seen, speak))
    return Upright(float(made.axis.place(middle)), words, False)


def line_label(
    seen: Cascade, made: Dots | Areas, line: Line, speak: Language, *, names: bool
) -> str:
    """Write what stands at a line."""
    head = line.heads[0]
    size = int(made.heads.size[head])
    if made.heads.joined and head == 0:
        size = int((made.heads.owner[: len(seen.posts)] == 0).sum())
    return telling.branch_label(
        seen, line.rank, int(made.heads.posts[head]), size, speak, names=names
    )


@dataclass(frozen=True)
class Tick:
    """A mark of a calendar clock, with its time of day and, where it changes, its day."""

    x: float
    time: str
    day: str


def days(axis: Linear, start: pd.Timestamp, zone: str, speak: Language) -> list[Tick]:
    """Mark a linear clock by the calendar of a time zone."""
    start = start.tz_convert(clock.zone(zone))
    first = start + pd.Timedelta(seconds=axis.start)
    last = start + pd.Timedelta(seconds=axis.end)
    hours = (axis.end - axis.start) / 3600
    step = next((s for s in (1, 3, 6, 12) if hours / s <= 12), 0)
    step = step or 24 * max(1, round(hours * 3600 / DAY / 12))
    out, shown = [], ""
    freq = f"{step}h" if step < 24 else f"{step // 24}D"
    for tick in pd.date_range(first.normalize(), last, freq=freq):
        if tick < first:
            continue
        day = speak.day(tick, tz=zone)
        x = float(axis.place((tick - start).total_seconds()))
        time = speak.time(tick, tz=zone) if step < 24 else ""
        out.append(Tick(x, time, day if day != shown else ""))
        shown = day
    return out


@dataclass(frozen=True)
class Entry:
    """An entry of the legend that is a dot or a patch; points of diameter 0 make it a patch."""

    words: str
    color: str
    edge: str = "white"
    square: bool = False
    points: float = 9.0
    dotted: bool = False
    size: bool = False
    """It explains a size, not a colour."""


def entries(seen: Cascade, made: telling.Picture, speak: Language) -> list[Entry]:
    """List what the legend must explain beside the grades: only what the picture holds."""
    words = telling.depth_words(seen, speak)
    drawn = ~seen.own & ~seen.lineage.unknown
    shown = seen.lineage.depth[drawn]
    if isinstance(made, Areas):
        heads = made.heads.posts[made.heads.posts < len(seen.posts)]
        shown = seen.lineage.depth[heads][drawn[heads]]
    out = [Entry(words[n], theme.DEPTH[n]) for n in np.unique(np.minimum(shown, 4)).tolist()]
    if isinstance(made, Areas):
        out.append(Entry(speak("all else"), OTHERS, points=0))
        if len(made.lines) > 1:
            out.append(Entry(speak("through one account"), THROUGH, points=0))
    if seen.own.any():
        out.append(Entry(seen.who or speak("organisation"), theme.DEPTH[0], square=True))
    if seen.lineage.unknown.any():
        out.append(Entry(speak("only named, or undated"), "white", theme.INK_SOFT, dotted=True))
    if isinstance(made, Rows):
        if seen.posts["followers"].notna().any():
            for n in (100, 10_000):
                points = (5 + 2.5 * np.log10(n)) * made.scale
                text = speak("{n} followers", n=speak.number(n))
                out.append(Entry(text, "white", theme.INK_SOFT, points=points, size=True))
    elif len(made.heads.posts) > 1:
        text = speak("account that set off {n} or more (area: how many)",
                     n=speak.number(made.heads.threshold - 1))  # fmt: skip
        out.append(Entry(text, "white", theme.INK, points=13.0, size=True))
    return out
