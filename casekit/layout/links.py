"""The documented spread: which event set off which, on the clock and the lanes of the timeline."""

import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

import pandas as pd

from casekit import language
from casekit.errors import EvidenceError
from casekit.layout.bursts import Silence, case_clock, silences
from casekit.layout.figures import leading_series
from casekit.layout.lanes import Box, lane_of
from casekit.layout.lettering import label_width
from casekit.layout.routes import Curve, Ends, route
from casekit.layout.timeline import (
    Answer,
    Entry,
    Lane,
    answer,
    entries,
    lanes,
    openings,
    pale,
)  # fmt: skip
from casekit.layout.window import Window, rounded
from casekit.layout.wording import raised

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["HUB", "LEADING", "NODE", "PALE", "Link", "Links", "Node", "leaders", "plan"]

NODE, HUB = 0.075, 0.125
"""Radius of a node and of a hub, in inches."""
PALE = 0.45
"""Opacity of links that leave no hub."""
LEADING = 1.1
"""From line to line of a label, in type sizes."""
_SIZES = (10.5, 9.5)
"""Type sizes of labels: the smaller one only where the larger one leaves links out."""
_ROW_MOST, _LANE_GAP, _AIR = 0.7, 0.08, 0.014
_COSTS = ((0.6, 0.9), (0.1, 0.9), (0.1, 0.1))
"""What a label left of its node costs, and one through the line of the answer, in rows."""
_HUBS, _HUB_EVENTS = 2, 3
_ROOM = 0.065

Pair = tuple[str, str]
"""The event that a link leaves, and the one that it leads to."""


@dataclass(frozen=True)
class Node:
    """An event that set another one off or was set off, on the sheet."""

    entry: Entry
    lines: tuple[str, ...]
    hub: bool
    row: int
    y: float
    label: Box
    size: float
    """Type size of its label."""
    numbers: str
    """Of the sources of the links that end here."""

    @property
    def radius(self) -> float:
        """Its radius, in inches."""
        return HUB if self.hub else NODE

    def raised(self, line: int) -> str:
        """Give the numbers that stand behind a line: behind the event, not behind a count."""
        return self.numbers if line == (0 if self.hub else len(self.lines) - 1) else ""


@dataclass(frozen=True)
class Link:
    """A link on the sheet: its curve and its grade."""

    link: int
    start: str
    end: str
    actor: str
    grade: str
    curve: Curve
    strong: bool
    """Whether it leaves a hub, or there is none."""


@dataclass(frozen=True)
class Links:
    """Everything that the picture of the spread shows, in inches."""

    window: Window
    lanes: list[Lane]
    nodes: list[Node]
    links: list[Link]
    answer: Answer | None
    openings: list[tuple[float, float]]
    pale: list[tuple[float, float]]
    silences: list[Silence]
    known: int
    row: float


def leaders(links: pd.DataFrame) -> dict[str, int]:
    """Give the one or two events that set off most others, three or more, and how many.

    Examples
    --------
    >>> leaders(pd.DataFrame({"from": list("aaab"), "to": list("bcdd")}))
    {'a': 3}
    """
    counts = links.groupby("from", sort=False)["to"].nunique()
    most = counts.sort_values(ascending=False, kind="stable")[:_HUBS]
    return {str(event): int(n) for event, n in most.items() if n >= _HUB_EVENTS}


def plan(case: "Case", *, sheet: Box, font: str | None = None) -> Links:
    """Place the linked events of the timeline's window and route the links between them.

    Where rows would become too low to read, links are left out, those of busy senders last.

    Parameters
    ----------
    sheet
        Edges of the drawing, in inches.
    font
        The font that labels are set in.

    Raises
    ------
    EvidenceError
        No link lies within the window.
    """
    series = leading_series(case)
    figures = case.checkpoints(series) if series else None
    whole = case_clock(case, figures, sheet.left, sheet.right)
    nodes, stacked, row, kept = _fitted(case, whole, sheet, font)
    window = _closer(case, whole, nodes)
    if window != whole:
        nodes, stacked, row, kept = _fitted(case, window, sheet, font)
    known = _numbers(case, kept)
    nodes = [replace(node, numbers=known.get(node.entry.event, "")) for node in nodes]
    return Links(
        window=window, lanes=stacked, nodes=nodes, links=_routed(kept, nodes, sheet),
        answer=answer(case, window), openings=openings(case, window), pale=pale(case, window),
        silences=silences(case.events, window, window.holds(case.events["at"])),
        known=len(case.links), row=row,
    )  # fmt: skip


def _closer(case: "Case", window: Window, nodes: Sequence[Node]) -> Window:
    """End a linear clock an eighth of its length after the last node."""
    if window.blocks:
        return window
    latest: pd.Timestamp = case.events.loc[[node.entry.event for node in nodes], "at"].max()
    ahead = min(window.end, latest + (window.end - window.start) / 8)
    end = rounded(window.start, ahead, tz=case.zone)[1]
    return replace(window, end=end) if end < window.end else window


def _between(case: "Case", window: Window) -> pd.DataFrame:
    """Give the links of which both events lie within a window."""
    shown = case.events.index[window.holds(case.events["at"])]
    return case.links[case.links["from"].isin(shown) & case.links["to"].isin(shown)]


def _fitted(
    case: "Case", window: Window, sheet: Box, font: str | None
) -> tuple[list[Node], list[Lane], float, pd.DataFrame]:
    """Place as many links as there is room for, in smaller type where that brings in more."""
    links, line = _between(case, window), answer(case, window)
    if not len(links):
        raise EvidenceError(
            "no link lies within the days that are shown", where=case.slug,
            cure="name links between events of these days in the ledger",
        )  # fmt: skip
    events = case.events.loc[case.events.index.isin({*links["from"], *links["to"]})]
    made = {e.event: e for e in entries(case, events, window)}
    order = lanes(case, events, window)
    hubs, numbers = _hubs(case, made), _numbers(case, links)
    for size in _SIZES:
        loose = {
            name: _loose(entry, hubs.get(name, ""), numbers.get(name, ""), size, font)
            for name, entry in made.items()
        }
        pack = partial(_densest, loose=loose, window=window, line=line)
        packed = partial(_packed, loose, order, pack=cache(pack))
        least = 2 * LEADING * size / 72 + _AIR
        kept = links.loc[_kept(links, partial(_fits, packed, sheet, least))]
        if len(kept) == len(links):
            break
    return *_stacked(packed(_pairs(kept)), sheet), kept


def _kept(links: pd.DataFrame, fits: Callable[[Sequence[Pair]], bool]) -> list[object]:
    """Choose links that fit: those of the busiest senders first, then whatever has room yet."""
    pairs = dict(zip(links.index, _pairs(links), strict=True))
    if fits([*pairs.values()]):
        return list(pairs)
    leaving = Counter(start for start, _ in pairs.values())
    ranked = sorted(pairs, key=lambda name: -leaving[pairs[name][0]])
    kept = ranked[:1]
    for name in [*ranked[1:], *ranked[1:]]:
        if name not in kept and fits([pairs[one] for one in (*kept, name)]):
            kept.append(name)
    return [name for name in pairs if name in kept]


def _pairs(links: pd.DataFrame) -> list[Pair]:
    return list(zip(links["from"], links["to"], strict=True))


def _packed(
    loose: dict[str, Node], order: Sequence[str], pairs: Sequence[Pair], *,
    pack: Callable[[tuple[str, ...]], list[Node]],
) -> dict[str, list[Node]]:  # fmt: skip
    """Pack what is linked into lanes, each by itself."""
    linked = {event for pair in pairs for event in pair}
    packed: dict[str, list[Node]] = {}
    for lane in order:
        members = [n for event, n in loose.items()
                   if event in linked and lane_of(n.entry.actor) == lane]  # fmt: skip
        if members:
            members.sort(key=lambda n: (not n.hub, n.entry.x))
            packed[lane] = pack(tuple(n.entry.event for n in members))
    return packed


def _fits(
    packed: Callable[[Sequence[Pair]], dict[str, list[Node]]], sheet: Box, least: float,
    pairs: Sequence[Pair],
) -> bool:  # fmt: skip
    return _row(packed(pairs), sheet) >= least


def _row(packed: dict[str, list[Node]], sheet: Box) -> float:
    """Give how high a row may be."""
    rows = sum(1 + max(n.row for n in lane) for lane in packed.values())
    return min((sheet.top - sheet.bottom - _LANE_GAP * len(packed)) / max(rows, 1), _ROW_MOST)


def _stacked(packed: dict[str, list[Node]], sheet: Box) -> tuple[list[Node], list[Lane], float]:
    row, top = _row(packed, sheet), sheet.top
    nodes, stacked = [], []
    for lane, members in packed.items():
        bottom = top - row * (1 + max(n.row for n in members)) - _LANE_GAP
        stacked.append(Lane(lane, bottom, top))
        for node in members:
            y = top - _LANE_GAP / 2 - (node.row + 0.5) * row
            box = Box(node.label.left, node.label.bottom + y, node.label.right, node.label.top + y)
            nodes.append(replace(node, y=y, label=box))
        top = bottom
    return nodes, stacked, row


def _densest(
    names: tuple[str, ...], *, loose: dict[str, Node], window: Window, line: Answer | None
) -> list[Node]:
    members = [loose[name] for name in names]
    tries = [_rows(members, window, line, costs) for costs in _COSTS]
    return min(tries, key=lambda nodes: max(node.row for node in nodes))


def _hubs(case: "Case", made: dict[str, Entry]) -> dict[str, str]:
    """Say of the events that set off most how many of all they set off."""
    speak, known = language.of(case.lang), case.links["to"].nunique()
    return {
        event: speak("set off {n} of {known}", n=n, known=known)
        for event, n in leaders(case.links).items() if event in made
    }  # fmt: skip


def _numbers(case: "Case", links: pd.DataFrame) -> dict[str, str]:
    """Give for each event the numbers of the sources of the links that end there."""
    said: dict[str, set[int]] = {}
    for event, numbers in zip(links["to"], raised(case, links), strict=True):
        said.setdefault(str(event), set()).update(map(int, filter(None, numbers.split(","))))
    return {event: ",".join(map(str, sorted(numbers))) for event, numbers in said.items()}


def _loose(entry: Entry, count: str, numbers: str, size: float, font: str | None) -> Node:
    """Give a node that stands nowhere yet, its label as large as it will be."""
    hub = bool(count)
    lines, size = ((entry.label, count) if hub else _lines(entry.label)), size + 0.5 * hub
    half = len(lines) * LEADING * size / 144
    node = Node(entry, lines, hub, 0, 0.0, Box(0.0, -half, 0.0, half), size, numbers)
    wide = max(label_width(text, node.raised(n), size, bold=hub, font=font)
               for n, text in enumerate(lines))  # fmt: skip
    return replace(node, label=Box(0.0, -half, wide, half))


def _rows(
    loose: Sequence[Node], window: Window, line: Answer | None, costs: tuple[float, float]
) -> list[Node]:
    """Pack a lane from its middle row outwards, the hubs first."""
    rows: dict[int, list[tuple[float, float]]] = {0: []}
    nodes: list[Node] = []
    for node in loose:
        middle, radius, wide = node.entry.x, node.radius, node.label.right
        best: tuple[float, int, float, tuple[float, float]] | None = None
        for left in (False, True):
            x = middle - radius - 0.05 - wide if left else middle + radius + 0.05
            span = min(x, middle - radius) - 0.05, max(x + wide, middle + radius) + 0.05
            outside = max(window.left - x, x + wide - window.right, 0.0)
            row = _free_row(span, rows)
            crosses = line is not None and x - 0.03 < line.x < x + wide + 0.03
            cost = abs(row) + costs[0] * left + costs[1] * crosses + 50 * outside
            if best is None or cost < best[0] - 1e-9:
                best = cost, row, x, span
        assert best is not None
        _, row, x, span = best
        box = Box(x, node.label.bottom, x + wide, node.label.top)
        nodes.append(replace(node, row=row, label=box))
        rows.setdefault(row, []).append(span)
    first = min(node.row for node in nodes)
    return [replace(node, row=node.row - first) for node in nodes]


def _free_row(span: tuple[float, float], rows: dict[int, list[tuple[float, float]]]) -> int:
    away = 0
    while True:
        for row in (away, -away):
            if all(span[1] <= low or span[0] >= high for low, high in rows.get(row, [])):
                return row
        away += 1


@cache
def _lines(label: str) -> tuple[str, ...]:
    """Set a label of more than eighteen characters in two lines that are as even as can be."""
    if len(label) <= 18:
        return (label,)
    for width in range(len(label) // 2, len(label)):
        lines = textwrap.wrap(label, width, break_long_words=False)
        if len(lines) <= 2 and max(map(len, lines)) <= width:
            return tuple(lines)
    return (label,)


def _routed(links: pd.DataFrame, nodes: Sequence[Node], sheet: Box) -> list[Link]:
    by_event = {node.entry.event: node for node in nodes}
    labels = [node.label for node in nodes]
    dots = {n.entry.event: (n.entry.x, n.y, n.radius) for n in nodes}
    hubs = {node.entry.event for node in nodes if node.hub}
    made: list[Link] = []
    pairs: dict[tuple[str, str], int] = {}
    leading = links["from"].isin(hubs).to_numpy()
    for name, row in pd.concat([links[leading], links[~leading]]).iterrows():
        start, end = str(row["from"]), str(row["to"])
        one, two = by_event[start], by_event[end]
        nth = pairs[start, end] = pairs.get((start, end), -1) + 1
        ends = Ends(
            (one.entry.x, one.y), (two.entry.x, two.y), (one.radius + _ROOM, two.radius + _ROOM),
            lane_of(one.entry.actor) == lane_of(two.entry.actor), shift=nth * 4 / 72,
        )  # fmt: skip
        others = [place for event, place in dots.items() if event not in (start, end)]
        drawn = [link.curve for link in made]
        made.append(Link(
            link=int(str(name)), start=start, end=end, actor=one.entry.actor,
            grade=str(row["evidence"]), strong=not hubs or start in hubs,
            curve=route(ends, labels, others, drawn, (sheet.left, sheet.right)),
        ))  # fmt: skip
    return made
