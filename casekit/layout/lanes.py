"""Lanes by actor: their order, the rows in them, and on which side of its dot a label stands.

Plain geometry in inches. The unit that is placed is a dot with its label and its bar, so that no
label floats away from its event. The costs are those of the picture rules: a row further down costs
1, a label left of its dot 0.1, a label that runs through the line of the first answer 1.5.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Literal

import pandas as pd

__all__ = ["GAP", "LANES", "TIME_MARKS", "Box", "Place", "Unit", "clear_of", "crossed", "lane_of",
           "lane_order", "pack", "time_mark"]  # fmt: skip

GAP = 0.11
"""From the middle of a dot to its label, in inches."""
_AIR = 0.07
_INSIDE = 0.07

LANES = ("public", "influencer", "customer", "press", "agency", "regulator", "organisation")
"""Lanes as they stand where no link decides; competitors share the lane of the public."""
TIME_MARKS = ("exact", "bounds", "day", "open", "placeholder")

Side = Literal["left", "right", "inside"]
Pair = tuple[str, str]


def lane_of(actor: str) -> str:
    """Give the lane of an actor.

    Examples
    --------
    >>> lane_of("competitor"), lane_of("press")
    ('public', 'press')
    """
    return "public" if actor == "competitor" else actor


def lane_order(lanes: Iterable[str], links: Iterable[tuple[str, str]]) -> list[str]:
    """Put lanes in the order in which links pass through the fewest foreign lanes.

    Among the orders that cost at most one more than the best, the one with the customer highest,
    then the organisation lowest, then the public highest, is taken.

    Parameters
    ----------
    links
        Lane of the sender and lane of the receiver of each link.

    Examples
    --------
    >>> lane_order(["press", "customer", "organisation"],
    ...            [("customer", "press"), ("press", "organisation")])
    ['customer', 'press', 'organisation']
    """
    present = {*lanes}
    pairs = Counter((min(pair), max(pair)) for pair in links if pair[0] != pair[1])
    kept = tuple(lane for lane in LANES if lane in present)
    return list(_best_order(kept, tuple(sorted(pairs.items()))))


@lru_cache
def _best_order(present: tuple[str, ...], counts: tuple[tuple[Pair, int], ...]) -> tuple[str, ...]:
    if not counts:
        return present
    costs = {order: _passed(order, counts) for order in permutations(present)}
    least = min(costs.values())

    def taste(order: tuple[str, ...]) -> tuple[int, ...]:
        at = {lane: n for n, lane in enumerate(order)}
        return (
            at.get("customer", 0), -at.get("organisation", 0), at.get("public", 0),
            costs[order], *(LANES.index(lane) for lane in order),
        )  # fmt: skip

    return min((order for order, cost in costs.items() if cost <= least + 1), key=taste)


def crossed(order: Sequence[str], links: Iterable[Pair]) -> int:
    """Count the foreign lanes that links pass through.

    Examples
    --------
    >>> crossed(["public", "customer", "press"], [("public", "press"), ("customer", "press")])
    1
    """
    return _passed(order, [(pair, 1) for pair in links if pair[0] != pair[1]])


def _passed(order: Sequence[str], counts: Iterable[tuple[Pair, int]]) -> int:
    at = {lane: n for n, lane in enumerate(order)}
    return sum(n * (abs(at[a] - at[b]) - 1) for (a, b), n in counts)


def time_mark(precision: str, earliest: pd.Timestamp, latest: pd.Timestamp) -> str:
    """Say how a time is marked: exact, bounds, day, open (one bound) or placeholder (none).

    Examples
    --------
    >>> time_mark("part-of-day", pd.NaT, pd.NaT)
    'placeholder'
    """
    if precision in ("day", "month", "year"):
        return "day"
    known = int(not pd.isna(earliest)) + int(not pd.isna(latest))
    if precision in ("second", "minute"):
        wide = known == 2 and latest - earliest > pd.Timedelta(minutes=2)
        return "bounds" if wide else "exact"
    return ("placeholder", "open", "bounds")[known]


@dataclass(frozen=True)
class Unit:
    """What is placed as one: a dot, the bar of its time, and a label of some width."""

    name: str
    x: float
    bar: tuple[float, float]
    label: float
    inside: bool = False
    """A time known by its day alone has no dot; its label stands in the bar."""


@dataclass(frozen=True)
class Place:
    """Row of a unit, where its label begins and on which side of the dot that is."""

    row: int
    label: float
    side: Side
    crosses: bool
    span: tuple[float, float]
    """What the unit keeps free in its row."""


def pack(
    units: Sequence[Unit], *, left: float, right: float, line: float | None = None,
    left_cost: float = 0.1, cross_cost: float = 1.5, gap: float = GAP,
) -> dict[str, Place]:  # fmt: skip
    """Pack the units of a lane into rows, by first fit in the order given.

    Parameters
    ----------
    left, right
        Where the drawing begins and ends, in inches; labels stay within.
    line
        Place of the first answer's line.
    left_cost, cross_cost
        What a label left of its dot and one through the line cost, in rows.

    Examples
    --------
    >>> places = pack([Unit("a", 2.0, (1.9, 2.1), 1.0), Unit("b", 2.5, (2.5, 2.5), 1.0)],
    ...               left=0, right=9)
    >>> places["a"].row, places["b"].row, places["b"].side
    (0, 1, 'right')
    """
    return dict(_packed(tuple(units), left, right, line, left_cost, cross_cost, gap))


@lru_cache(4096)
def _packed(
    units: tuple[Unit, ...], left: float, right: float, line: float | None, left_cost: float,
    cross_cost: float, gap: float,
) -> Mapping[str, Place]:  # fmt: skip
    """Pack a lane once for all choices among the others, and for both turns of a sheet."""
    rows: list[list[tuple[float, float]]] = []
    places: dict[str, Place] = {}
    for unit in units:
        best: tuple[float, Place] | None = None
        for side, start in _starts(unit, left, right, line, gap):
            span = (min(unit.bar[0], unit.x - 0.09, start),
                    max(unit.bar[1], unit.x + 0.09, start + unit.label) + _AIR)  # fmt: skip
            if unit.inside:
                span = (min(unit.bar[0], start), max(unit.bar[1], start + unit.label) + _AIR)
            row = next((n for n, taken in enumerate(rows) if _free(span, taken)), len(rows))
            crosses = line is not None and start - 0.03 < line < start + unit.label + 0.03
            cost = row + left_cost * (side == "left") + cross_cost * crosses
            if best is None or cost < best[0] - 1e-9:
                best = cost, Place(row, start, side, crosses, span)
        assert best is not None
        place = best[1]
        while len(rows) <= place.row:
            rows.append([])
        rows[place.row].append(place.span)
        places[unit.name] = place
    return places


def _free(span: tuple[float, float], taken: Iterable[tuple[float, float]]) -> bool:
    return all(span[1] <= low or span[0] >= high for low, high in taken)


def _starts(
    unit: Unit, left: float, right: float, line: float | None, gap: float
) -> list[tuple[Side, float]]:
    """List where the label of a unit may begin; it may leave the drawing only if it must."""
    options: list[tuple[Side, float]]
    if unit.inside:
        low, high = unit.bar
        inner = [low + _INSIDE, high - _INSIDE - unit.label]
        if line is not None:
            inner.insert(1, line + 0.1)
        first, last = low + _INSIDE - 1e-9, high - _INSIDE - unit.label + 1e-9
        options = [("inside", x) for x in inner if first <= x <= last]
        options += [("right", high + _INSIDE), ("left", low - _INSIDE - unit.label)]
    else:
        options = [("right", unit.x + gap), ("left", unit.x - gap - unit.label)]
    fitting = [(s, x) for s, x in options if x >= left and x + unit.label <= right]
    if fitting:
        return fitting
    side, x = min(options, key=lambda o: max(left - o[1], o[1] + unit.label - right))
    return [(side, x)]


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet, in inches."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Its area."""
        return (self.right - self.left) * (self.top - self.bottom)

    def overlap(self, other: "Box") -> float:
        """Give the area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(wide, 0.0) * max(high, 0.0)

    def apart(self, other: "Box") -> float:
        """Give the distance between both; 0 where they touch."""
        across = max(self.left, other.left) - min(self.right, other.right)
        down = max(self.bottom, other.bottom) - min(self.top, other.top)
        return math.hypot(max(across, 0.0), max(down, 0.0))

    def outside(self, other: "Box") -> float:
        """Give the area of this box that lies outside another one."""
        return self.area - self.overlap(other)


def clear_of(candidates: Sequence[Box], taken: Sequence[Box], within: Box) -> int:
    """Choose the first box that covers nothing taken and stays within; else the least bad one.

    Examples
    --------
    >>> sheet, bar = Box(0, 0, 9, 9), Box(1, 1, 2, 2)
    >>> clear_of([Box(1.5, 1.5, 3, 3), Box(3, 1, 4, 2)], [bar], sheet)
    1
    """

    def price(box: Box) -> float:
        return sum(box.overlap(other) for other in taken) + 3 * box.outside(within)

    prices = [round(price(box), 6) for box in candidates]
    return prices.index(min(prices))
