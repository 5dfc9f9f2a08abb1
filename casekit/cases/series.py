"""What holds of the block that says which figures may stand on one curve."""

from collections.abc import Iterator

import pandas as pd

from casekit.cases import models
from casekit.cases.problems import Problem, nearest
from casekit.cases.rules import Told

__all__ = ["series_are_described"]


def series_are_described(told: Told) -> Iterator[Problem]:
    """A series that is described has figures and, if it adds up, a beginning with bounds.

    Ledgers need not describe their series; one that describes any describes all.
    """
    used = {row.series: key for key, row in told.rows("figures", told.ledger.figures)}
    described = {row.id: (key, row) for key, row in told.rows("series", told.ledger.series)}
    for name, key in used.items():
        if name and described and told.sound.whole and name not in described:
            cure = "describe it under 'series', if only as one that does not add up"
            yield told.place.warning((*key, "series"), f"series {name!r} is not described", cure)
    for name, (key, row) in described.items():
        if told.sound.whole and name not in used:
            named = [n for n in used if n]
            cure = nearest(name, named, otherwise="give it to figures, or remove it")
            yield told.place.error((*key, "id"), f"no figure has the series {name!r}", cure)
        if row.cumulative and not _begins(told, row):
            cure = "name the event from which it counts, or 'earliest' and 'latest'"
            yield told.place.error((*key, "cumulative"), "it adds up from no known moment", cure)
        if row.crowd and not row.cumulative:
            cure = "leave 'crowd' out: only a count that adds up can be drawn as posts"
            yield told.place.error((*key, "crowd"), "a crowd for figures that do not add up", cure)


def _begins(told: Told, row: models.Series) -> bool:
    """Whether both bounds of the origin are known, by its event or as stated, and in order."""
    tz = told.ledger.zone
    event = told.spans.get(row.origin or "")
    if not tz or (row.origin and event is None):
        return True  # said elsewhere
    low = row.earliest.first(tz) if row.earliest else event.earliest if event else None
    high = row.latest.last(tz) if row.latest else event.latest if event else None
    known = low is not None and high is not None and not pd.isna(low) and not pd.isna(high)
    return known and low <= high  # type: ignore[operator]
