"""The clock of the exercise: real time pressed into its minutes, in the same order.

The rule: the beats of a stage share the minutes in which it is played (what came of the decision
before it, then what comes in). Each gap between two beats weighs as the logarithm of its real
length, log2(1 + minutes), and at least as much as one real minute, so that a night is longer than
an hour but not a hundred times as long; minutes are whole, and no beat comes before an older one.
"""

import math

import pandas as pd

from casekit.workshop.plan import Block, exercise

__all__ = ["minutes_of"]


def minutes_of(events: pd.DataFrame, blocks: tuple[Block, ...]) -> dict[str, int]:
    """Give the minute of the exercise at which each event comes in.

    Parameters
    ----------
    events
        Oldest first, with `at` and `stage`, the number of decisions before it.
    blocks
        The plan of the workshop.

    Examples
    --------
    >>> from casekit.workshop.plan import plan
    >>> at = pd.to_datetime(["2013-09-03T01:00Z", "2013-09-03T09:00Z"])
    >>> minutes_of(pd.DataFrame({"at": at, "stage": 0}, index=["ad", "press"]), plan(1))
    {'ad': 0, 'press': 14}
    """
    zero, found = exercise(blocks), {}
    for stage, part in events.groupby("stage"):
        free = [
            minute - zero
            for block in blocks
            if (block.kind == "reveal" and block.stage == stage)
            or (block.kind == "play" and block.stage == int(str(stage)) + 1)
            for minute in range(block.start, block.end)
        ]
        gaps = part["at"].diff().dt.total_seconds().div(60).fillna(0.0)
        weights = [0.0, *(max(1.0, math.log2(1 + gap)) for gap in gaps.iloc[1:])]
        total = sum(weights) + 1.0  # the last beat has a while of its own
        done = 0.0
        for name, weight in zip(part.index, weights, strict=True):
            done += weight
            found[str(name)] = free[int(done / total * len(free))]
    return found
