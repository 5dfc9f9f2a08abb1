"""Figures as checkpoints: what a stated number leaves open.

A press figure is an interval: its digits say how finely it was given, its hedge on which side the
truth lies. "Over 25,000" is 25,000 to 26,000, "nearly 8,000" is 7,000 to 8,000.
"""

from decimal import Decimal

import pandas as pd

from casekit.cases.problems import nearest
from casekit.errors import CatalogueError
from casekit.recall import recalled

__all__ = ["checkpoints", "interval"]

_COLUMNS = ["value", "low", "high", "qualifier", "as_of", "earliest", "latest", "label",
            "evidence", "sources", "metric", "series", "unit"]  # fmt: skip


def interval(value: float, qualifier: str) -> tuple[float, float]:
    """Give the interval that a stated number stands for.

    The step is the last digit that is not zero: 100 for 76,800, 10,000 for 50,000. `over` reaches
    one step up, `nearly` and `under` one step down, `about` half a step both ways, `exact` not at
    all. Down from a power of ten the step is ten times finer: nobody says nearly 100,000 of 40,000.

    Examples
    --------
    >>> interval(25_000, "over"), interval(76_800, "about"), interval(100_000, "nearly")
    ((25000.0, 26000.0), (76750.0, 76850.0), (90000.0, 100000.0))
    """
    number = Decimal(str(abs(value))).normalize()
    digits = number.as_tuple()
    up = Decimal(10) ** int(digits.exponent)
    down = up / 10 if digits.digits == (1,) else up
    low, high = {
        "exact": (number, number),
        "over": (number, number + up),
        "nearly": (number - down, number),
        "under": (number - down, number),
        "about": (number - down / 2, number + up / 2),
    }[qualifier]
    return (float(low), float(high)) if value >= 0 else (-float(high), -float(low))


@recalled
def checkpoints(figures: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give the dated figures of a series or else of a metric, oldest first.

    Raises
    ------
    CatalogueError
        No figure has that series or metric.
    """
    chosen = figures[figures["series"] == name]
    if chosen.empty:
        chosen = figures[figures["metric"] == name]
    if chosen.empty:
        known = sorted({*figures["series"].dropna(), *figures["metric"]})
        listed = f"there are {', '.join(known)}" if known else "the case has no figures"
        raise CatalogueError(
            f"no series or metric {name!r}", cure=nearest(name, known, otherwise=listed)
        )
    dated = chosen[chosen["as_of"].notna()].sort_values("as_of", kind="stable")
    pairs = zip(dated["value"], dated["qualifier"], strict=True)
    bounds = pd.DataFrame(
        [interval(value, qualifier) for value, qualifier in pairs],
        columns=["low", "high"],
        index=dated.index,
        dtype="float64",
    )
    return dated.join(bounds)[_COLUMNS]
