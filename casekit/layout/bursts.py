"""The clock that a case is told on: a linear one, or one that breaks at its silences.

A case whose events come in bursts clots on a linear clock. Where silences would fill a third of
it or more, each burst becomes a block with linear time of its own.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import clock
from casekit.layout.figures import leading_series
from casekit.layout.window import Block, Window, rounded
from casekit.recall import recalled

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["GAP", "Silence", "case_clock", "drawable", "silences", "story"]

GAP = 0.64
"""Between two blocks, for the double slash and the words of the silence, in inches."""
BLOCKS = 6
_BASE = 0.2
"""What each block gets before its share, in inches."""
_EVENTS = 12
"""A case of fewer events does not clot."""
_LINEAR = pd.Timedelta(days=4)
_SHARE = 1 / 3
_DENSE = 0.75
_DAYS = pd.Timedelta(days=2)
_VAGUE = pd.Timedelta(days=3), pd.Timedelta(days=10)
_WEIGHT = {"trigger": 2.0, "resolution": 2.0, "aftermath": 0.2}
_FIGURE = 0.5
_ALWAYS = 1000.0


@dataclass(frozen=True)
class Silence:
    """What a broken clock leaves out: from where to where on the sheet, how long, how many events.

    `events` are those that lie within and are not drawn.
    """

    left: float
    right: float
    length: pd.Timedelta
    events: int


def story(case: "Case", figures: pd.DataFrame | None = None) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the stretch of time that a linear clock shows, rounded outwards.

    It runs from the earliest bound of the trigger to the last resolution, and on to the last of
    the drawn figures if that is at most as long again.
    """
    events = case.events
    first = _begin(case)
    last = events.loc[events["at"] >= first]
    solved = last[last["phase"] == "resolution"]
    if solved.empty:
        solved = last[last["phase"] != "aftermath"]
    if solved.empty:
        solved = last
    fine = ~solved["precision"].isin(["day", "month", "year"])
    ends = solved["latest"].where(fine & solved["latest"].notna(), solved["at"])
    if case.answer is not None:
        ends = pd.concat([ends, events.loc[[case.answer], "at"]])
    final: pd.Timestamp = max(ends.max(), first + pd.Timedelta(hours=1))
    if figures is not None:
        near = figures["as_of"][figures["as_of"] <= final + (final - first)]
        final = max(final, near.max()) if len(near) else final
    return rounded(first, final, tz=case.zone)


def case_clock(case: "Case", figures: pd.DataFrame | None, left: float, right: float) -> Window:
    """Choose the clock of a case: broken where silences would fill a third of a linear one.

    Where there are no such silences and yet most happens in a small part of the time, the clock
    changes its scale there: blocks then touch in time.

    Parameters
    ----------
    figures
        Checkpoints of the drawn series; only a linear clock reaches on to them.
    """
    start, end, blocks = _chosen_clock(case, figures)
    if not blocks:
        return Window(start, end, left, right)
    return _laid(case.events, blocks, left, right)


@recalled
def _chosen_clock(
    case: "Case", figures: pd.DataFrame | None
) -> tuple[pd.Timestamp, pd.Timestamp, list[tuple[pd.Timestamp, pd.Timestamp]]]:
    """Give the ends of a linear clock, and the blocks of a broken one where there is need of it."""
    start, end = story(case, figures)
    return start, end, _broken(case) or _rescaled(case, start, end)


def drawable(events: pd.DataFrame, window: Window) -> pd.Series:
    """Say which events have a place on a clock.

    One that is known by its day, month or year alone has a bar and no dot; it may stand over a
    silence if its bounds reach into a block.
    """
    held = window.holds(events["at"])
    if not window.blocks:
        return held
    reach = pd.Series(False, index=events.index)
    for block in window.blocks:
        reach |= (events["earliest"] < block.end) & (events["latest"] > block.start)
    coarse = events["precision"].isin(["day", "month", "year"])
    inside = (events["at"] >= window.start) & (events["at"] <= window.end)
    return held | (coarse & reach & inside)


def silences(events: pd.DataFrame, window: Window, drawn: pd.Series) -> list[Silence]:
    """Describe the gaps of a broken clock."""
    return [
        Silence(
            one.right, two.left, two.start - one.end,
            int(((events["at"] > one.end) & (events["at"] < two.start) & ~drawn).sum()),
        )
        for one, two in window.gaps
    ]  # fmt: skip


def _begin(case: "Case") -> pd.Timestamp:
    trigger: Any = case.events.loc[case.trigger]
    earliest = trigger["earliest"]
    begin: pd.Timestamp = trigger["at"] if pd.isna(earliest) else min(trigger["at"], earliest)
    return begin


def _broken(case: "Case") -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    events, first = case.events, _begin(case)
    told = events[(events["phase"] != "aftermath") & ~events["precision"].isin(["month", "year"])]
    last: pd.Timestamp = max(story(case)[1], told["at"].max())
    span = last - first
    step = 3 if span <= pd.Timedelta(days=30) else 24
    first = _rounded(first, first, case.zone, step)[0]
    inside = events[(events["at"] >= first) & (events["at"] <= last)]
    if span <= _LINEAR or len(inside) < _EVENTS:
        return []
    parts = _bursts(case, inside, span)
    parts = [parts[n] for n in sorted(_chosen(parts))]
    blocks = _joined([_rounded(low, high, case.zone, step) for low, high, _ in parts])
    blocks[0] = min(first, blocks[0][0]), blocks[0][1]
    covered = sum((high - low for low, high in blocks), pd.Timedelta(0))
    length: pd.Timedelta = blocks[-1][1] - blocks[0][0]
    return [] if len(blocks) < 2 or covered > (1 - _SHARE) * length else blocks


def _rescaled(
    case: "Case", start: pd.Timestamp, end: pd.Timestamp
) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Widen the shortest run of days that holds three quarters of all that happens."""
    times = case.events["at"]
    times = times[(times >= start) & (times <= end)].sort_values()
    if end - start <= _LINEAR or len(times) < _EVENTS:
        return []
    zone = clock.zone(case.zone)
    days = pd.date_range(start.tz_convert(zone), end.tz_convert(zone), freq="D")
    days = days.tz_convert("UTC").as_unit("us")
    counts = [int(((times >= a) & (times < b)).sum()) for a, b in pairwise(days)]
    for length in range(1, len(counts) // 2 + 1):
        first = max(range(len(counts) - length + 1), key=lambda n: sum(counts[n : n + length]))
        if sum(counts[first : first + length]) >= _DENSE * len(times):
            edges = sorted({days[0], days[first], days[first + length], days[-1]})
            return list(pairwise(edges))
    return []


Burst = tuple[pd.Timestamp, pd.Timestamp, float]


def _bursts(case: "Case", events: pd.DataFrame, span: pd.Timedelta) -> list[Burst]:
    """Split events wherever nothing happens for a fortieth of the time: start, end, weight.

    A day stands for all its hours; times known much less finely do not count. A figure of the
    leading series weighs half of what an event does.
    """
    silence = max(span / 40, pd.Timedelta(hours=6))
    wide = events["latest"] - events["earliest"]
    vague = wide > max(silence, _VAGUE[0], min(span / 8, _VAGUE[1]))
    must = events.index.isin([case.trigger, case.answer])
    day = (events["precision"] == "day") & (wide <= _DAYS)
    rows = pd.DataFrame({
        "start": events["earliest"].where(day, events["at"]),
        "end": events["latest"].where(day, events["at"]),
        "weight": events["phase"].astype(str).map(_WEIGHT).fillna(1.0) + _ALWAYS * must,
    })[~vague | must].sort_values("start", kind="stable")  # fmt: skip
    found: list[Burst] = []
    for row in rows.itertuples(index=False):
        start, end, weight = row
        if found and start - found[-1][1] <= silence:
            low, high, sum_ = found[-1]
            found[-1] = (low, max(high, end), sum_ + weight)
        else:
            found.append((start, end, weight))
    series = leading_series(case)
    if series is None:
        return found
    times = case.checkpoints(series)["as_of"]
    return [(low, high, weight + _FIGURE * int(times.between(low, high).sum()))
            for low, high, weight in found]  # fmt: skip


def _chosen(parts: list[Burst]) -> list[int]:
    """Take the six bursts in which most happened; one that is mere aftermath is none."""
    ranked = sorted(range(len(parts)), key=lambda n: -parts[n][2])
    return [n for n in ranked[:BLOCKS] if parts[n][2] >= 1]


def _rounded(
    start: pd.Timestamp, end: pd.Timestamp, tz: str, hours: int
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Round outwards to three hours of the wall clock, or to whole days."""
    if hours < 24:
        return rounded(start, max(end, start + pd.Timedelta(1, "us")), tz=tz, hours=hours)
    return rounded(start, start + 2 * _LINEAR, tz=tz)[0], rounded(end - 2 * _LINEAR, end, tz=tz)[1]


def _joined(
    blocks: list[tuple[pd.Timestamp, pd.Timestamp]],
) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Join blocks that touch once they are rounded."""
    made = blocks[:1]
    for low, high in blocks[1:]:
        if low <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], high))
        else:
            made.append((low, high))
    return made


def _laid(
    events: pd.DataFrame, blocks: list[tuple[pd.Timestamp, pd.Timestamp]], left: float,
    right: float,
) -> Window:  # fmt: skip
    """Share out the width among blocks, by their events to the power of 0.85."""
    counts = [int(((events["at"] >= a) & (events["at"] < b)).sum()) for a, b in blocks]
    weights = [max(count, 3) ** 0.85 for count in counts]
    free = right - left - GAP * (len(blocks) - 1) - _BASE * len(blocks)
    x, made = left, []
    for (low, high), count, weight in zip(blocks, counts, weights, strict=True):
        wide = _BASE + free * weight / sum(weights)
        made.append(Block(low, high, x, x + wide, count))
        x += wide + GAP
    return Window(blocks[0][0], blocks[-1][1], left, right, tuple(made))
