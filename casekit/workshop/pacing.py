"""The clock of the exercise: real time pressed into its minutes, in the same order.

The rule: the beats of a stage share the minutes in which it is played (what came of the decision
before it, then what comes in). Each gap between two beats weighs as the logarithm of its real
length, log2(1 + minutes), and at least as much as one real minute, so that a night is longer than
an hour but not a hundred times as long; minutes are whole, and no beat comes before an older one.
Beats that are given as injects stand a minute apart wherever their stage has enough minutes.
"""

import math
from itertools import pairwise

import pandas as pd

from casekit.workshop.plan import Block, exercise

__all__ = ["minutes_of", "room"]


def room(blocks: tuple[Block, ...], stage: int) -> list[int]:
    """Give the minutes of the exercise in which the beats of a stage come in.

    Examples
    --------
    >>> from casekit.workshop.plan import plan
    >>> room(plan(3, minutes=90), 0)
    [0, 1, 2, 3, 4]
    """
    zero = exercise(blocks)
    return [
        minute - zero
        for block in blocks
        if (block.kind, block.stage) in {("reveal", stage), ("play", stage + 1)}
        for minute in range(block.start, block.end)
    ]


def minutes_of(events: pd.DataFrame, blocks: tuple[Block, ...]) -> dict[str, int]:
    """Give the minute of the exercise at which each event comes in.

    Parameters
    ----------
    events
        Oldest first, with `at`, `stage` (the number of decisions before it) and `inject`, whether
        the room is given it.
    blocks
        The plan of the workshop.

    Examples
    --------
    >>> from casekit.workshop.plan import plan
    >>> at = pd.to_datetime(["2013-09-03T01:00Z", "2013-09-03T09:00Z"])
    >>> events = pd.DataFrame({"at": at, "stage": 0, "inject": True}, index=["ad", "press"])
    >>> minutes_of(events, plan(1))
    {'ad': 0, 'press': 14}
    """
    found: dict[str, int] = {}
    for stage, part in events.groupby("stage"):
        free = room(blocks, int(str(stage)))
        gaps = part["at"].diff().dt.total_seconds().div(60).fillna(0.0)
        weights = [0.0, *(max(1.0, math.log2(1 + gap)) for gap in gaps.iloc[1:])]
        total = sum(weights) + 1.0  # the last beat has a while of its own
        done, slots = 0.0, []
        for weight in weights:
            done += weight
            slots.append(int(done / total * len(free)))
        slots = _apart(slots, part["inject"].tolist(), len(free))
        found |= {str(name): free[slot] for name, slot in zip(part.index, slots, strict=True)}
    return found


def _apart(slots: list[int], given: list[bool], free: int) -> list[int]:
    """Move injects that share a slot apart, and what lies between them with them."""
    injects = [n for n, inject in enumerate(given) if inject]
    if len(injects) > free:
        return slots
    made = list(slots)
    for before, after in pairwise(injects):
        made[after] = max(made[after], made[before] + 1)
    last = free
    for n in reversed(injects):
        last = made[n] = min(made[n], last - 1)
    low = 0
    for n, slot in enumerate(made):
        if not given[n]:
            ahead = next((made[m] for m in injects if m > n), free - 1)
            made[n] = min(max(slot, low), ahead)
        low = made[n]
    return made
