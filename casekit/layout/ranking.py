"""Which events of a case tell most, where there is no room for all."""

from typing import TYPE_CHECKING

import pandas as pd

from casekit.layout.lanes import lane_of
from casekit.layout.window import Window

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["MUST", "ranked"]

MUST = 0.25
"""Events of at most this rank are left out only where rows would become too tight to read."""
_LANE_EVENTS = 3
"""From so many events on a lane is never left out."""


def ranked(case: "Case", events: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Sort events, the most telling first: those at the end may be dropped.

    Trigger, answer, the best of each larger lane and of each burst and whatever set off two
    others come first, then what the starting documents name, what the organisation does and
    press with its exact time; what one source says or is known by its day alone stands lower,
    aftermath last.
    """
    base = {"trigger": 1, "response": 1, "escalation": 2, "resolution": 3, "amplification": 4,
            "aftermath": 9}  # fmt: skip
    named = events["sources"].fillna("")
    count = named.map(lambda ids: len(ids.split()))
    rank = events["phase"].astype(str).map(base).astype(float) + 2.0 * (count <= 1)
    rank -= 1.0 * (events["actor"] == "organisation")
    rank += 1.0 * events["precision"].isin(["day", "month", "year"])
    exact = events["precision"].isin(["second", "minute", "hour"]) & (events["actor"] == "press")
    rank = rank.mask(exact, 1.5)
    rank = rank.mask(events["phase"] == "response", rank.clip(upper=3.0))
    rank = rank.mask(events["phase"] == "aftermath", rank + 9.0)
    rank = rank.mask(named.str.contains(r"\bseed-"), 0.5)
    passed_on = case.links["from"].value_counts().reindex(events.index).fillna(0)
    rank = rank.mask(passed_on >= 2, MUST)
    rank[events.index.isin([case.trigger, case.answer])] = 0.0
    made = events.assign(_rank=rank, _count=-count)
    made = made.sort_values(["_rank", "_count", "at"], kind="stable")
    lane = made["actor"].astype(str).map(lane_of)
    best = ~lane.duplicated() & lane.map(lane.value_counts()).ge(_LANE_EVENTS)
    for block in window.blocks:
        inside = made.index[(made["at"] >= block.start) & (made["at"] <= block.end)]
        best |= made.index.isin(inside[:1])
    made["_rank"] = made["_rank"].mask(best, made["_rank"].clip(upper=0.2))
    return made.sort_values(["_rank", "_count", "at"], kind="stable")
