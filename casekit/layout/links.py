"""The documented spread: which event set off which, on the clock and the lanes of the timeline."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

import pandas as pd

from casekit.errors import EvidenceError
from casekit.layout.bursts import Silence, case_clock, silences
from casekit.layout.figures import leading_series
from casekit.layout.lanes import Box, lane_of
from casekit.layout.lettering import measure
from casekit.layout.routes import Curve, Ends, pill, route
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

__all__ = ["HUB", "LEADING", "NODE", "Link", "Links", "Node", "plan"]

NODE, HUB = 0.075, 0.125
"""Radius of a node and of a hub, in inches."""
LEADING = 1.1
"""From line to line of a label, in type sizes."""
_SIZES = (10.5, 9.5)
"""Type sizes of labels: the smaller one only where the larger one leaves links out."""
_ROW_MOST, _LANE_GAP, _AIR = 0.7, 0.08, 0.014
_COSTS = ((0.6, 0.9), (0.1, 0.9), (0.1, 0.1))
"""What a label left of its node costs, and one through the line of the answer, in rows."""
_HUBS, _HUB_LINKS = 3, 3
_ROOM = 0.065


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

    @property
    def radius(self) -> float:
        """Its radius, in inches."""
        return HUB if self.hub else NODE


@dataclass(frozen=True)
class Link:
    """A link on the sheet: its curve, its grade and its numbers."""

    link: int
    start: str
    end: str
    actor: str
    grade: str
    curve: Curve
    numbers: str
    pill: tuple[float, float]


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
    bare: int
    """Links whose source numbers found no room."""


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
    window = case_clock(case, figures, sheet.left, sheet.right)
    for _ in range(2):
        links, line = _between(case, window), answer(case, window)
        nodes, stacked, row, kept = _fitted(case, links, window, line, sheet, font)
        closer = _closer(case, window, nodes)
        if closer.end >= window.end:
            break
        window = closer
    routed = _routed(case, kept, nodes, sheet, font)
    return Links(
        window=window, lanes=stacked, nodes=nodes, links=routed,
        answer=line, openings=openings(case, window), pale=pale(case, window),
        silences=silences(case.events, window, window.holds(case.events["at"])),
        known=len(case.links), row=row,
        bare=int(kept["sources"].notna().sum()) - sum(bool(one.numbers) for one in routed),
    )  # fmt: skip


def _closer(case: "Case", window: Window, nodes: Sequence[Node]) -> Window:
    """End a linear clock an eighth of its length after the last node."""
    if window.blocks:
        return window
    latest: pd.Timestamp = case.events.loc[[node.entry.event for node in nodes], "at"].max()
    ahead = min(window.end, latest + (window.end - window.start) / 8)
    return replace(window, end=rounded(window.start, ahead, tz=case.zone)[1])


def _between(case: "Case", window: Window) -> pd.DataFrame:
    """Give the links of which both events lie within a window."""
    shown = case.events.index[window.holds(case.events["at"])]
    return case.links[case.links["from"].isin(shown) & case.links["to"].isin(shown)]


def _fitted(
    case: "Case", links: pd.DataFrame, window: Window, line: Answer | None, sheet: Box,
    font: str | None,
) -> tuple[list[Node], list[Lane], float, pd.DataFrame]:  # fmt: skip
    """Place as many links as there is room for, in smaller type where that brings in more."""
    if not len(links):
        raise EvidenceError(
            "no link lies within the days that are shown", where=case.slug,
            cure="name links between events of these days in the ledger",
        )  # fmt: skip
    events = case.events.loc[case.events.index.isin({*links["from"], *links["to"]})]
    made = {e.event: e for e in entries(case, events, window)}
    order = lanes(case, events, window)
    for size in _SIZES:
        pack = partial(_densest, window=window, line=line, size=size, font=font)
        laid = partial(_laid, made, order, pack=cache(pack), sheet=sheet)
        kept = _kept(links, laid, 2 * LEADING * size / 72 + _AIR)
        if len(kept) == len(links):
            break
    return *laid(links.loc[kept]), links.loc[kept]


def _kept(
    links: pd.DataFrame, laid: Callable[[pd.DataFrame], tuple[list[Node], list[Lane], float]],
    least: float,
) -> list[object]:  # fmt: skip
    """Choose links that fit: those of the busiest senders first, then whatever has room yet."""
    if laid(links)[2] >= least:
        return list(links.index)
    weight = -links["from"].map(links["from"].value_counts())
    ranked = list(weight.sort_values(kind="stable").index)
    kept = ranked[:1]
    for name in [*ranked[1:], *ranked[1:]]:
        if name not in kept and laid(links.loc[[*kept, name]])[2] >= least:
            kept.append(name)
    return [name for name in links.index if name in kept]


def _laid(
    made: dict[str, Entry], order: Sequence[str], links: pd.DataFrame, *,
    pack: Callable[[tuple[Entry, ...], frozenset[str]], list[Node]], sheet: Box,
) -> tuple[list[Node], list[Lane], float]:  # fmt: skip
    leaving = links["from"].value_counts()
    hubs = {str(e) for e, n in leaving.head(_HUBS).items() if n >= _HUB_LINKS}
    linked = {*links["from"], *links["to"]}
    packed: dict[str, list[Node]] = {}
    for lane in order:
        members = [e for e in made.values() if e.event in linked and lane_of(e.actor) == lane]
        if members:
            members.sort(key=lambda e: (e.event not in hubs, e.x))
            packed[lane] = pack(tuple(members), frozenset(hubs & {e.event for e in members}))
    rows = sum(1 + max(n.row for n in lane) for lane in packed.values())
    row = min((sheet.top - sheet.bottom - _LANE_GAP * len(packed)) / max(rows, 1), _ROW_MOST)
    nodes, stacked, top = [], [], sheet.top
    for lane, members_ in packed.items():
        bottom = top - row * (1 + max(n.row for n in members_)) - _LANE_GAP
        stacked.append(Lane(lane, bottom, top))
        for node in members_:
            y = top - _LANE_GAP / 2 - (node.row + 0.5) * row
            box = Box(node.label.left, node.label.bottom + y, node.label.right, node.label.top + y)
            nodes.append(replace(node, y=y, label=box))
        top = bottom
    return nodes, stacked, row


def _densest(
    members: tuple[Entry, ...], hubs: frozenset[str], *, window: Window, line: Answer | None,
    size: float, font: str | None,
) -> list[Node]:  # fmt: skip
    tries = [_packed(members, hubs, window, line, size, font, costs) for costs in _COSTS]
    return min(tries, key=lambda nodes: max(node.row for node in nodes))


def _packed(
    members: Sequence[Entry], hubs: frozenset[str], window: Window, line: Answer | None,
    size: float, font: str | None, costs: tuple[float, float],
) -> list[Node]:  # fmt: skip
    """Pack a lane from its middle row outwards, the hubs first."""
    rows: dict[int, list[tuple[float, float]]] = {0: []}
    nodes: list[Node] = []
    for entry in members:
        hub = entry.event in hubs
        lines = _lines(entry.label)
        node = Node(entry, lines, hub, 0, 0.0, Box(0, 0, 0, 0), size + 0.5 * hub)
        wide = max(measure(text, node.size, bold=hub, font=font)[0] for text in lines)
        high = len(lines) * LEADING * node.size / 72
        best: tuple[float, Node, tuple[float, float]] | None = None
        for left in (False, True):
            away = node.radius + 0.05
            x = entry.x - away - wide if left else entry.x + away
            span = min(x, entry.x - node.radius) - 0.05, max(x + wide, entry.x + node.radius) + 0.05
            outside = max(window.left - x, x + wide - window.right, 0.0)
            row = _free_row(span, rows)
            crosses = line is not None and x - 0.03 < line.x < x + wide + 0.03
            cost = abs(row) + costs[0] * left + costs[1] * crosses + 50 * outside
            if best is None or cost < best[0] - 1e-9:
                box = Box(x, -high / 2, x + wide, high / 2)
                best = cost, replace(node, row=row, label=box), span
        assert best is not None
        nodes.append(best[1])
        rows.setdefault(best[1].row, []).append(best[2])
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


def _routed(
    case: "Case", links: pd.DataFrame, nodes: Sequence[Node], sheet: Box, font: str | None
) -> list[Link]:
    by_event = {node.entry.event: node for node in nodes}
    labels = [node.label for node in nodes]
    dots = {n.entry.event: (n.entry.x, n.y, n.radius) for n in nodes}
    curves: list[Curve] = []
    pairs: dict[tuple[str, str], int] = {}
    for start, end in zip(links["from"], links["to"], strict=True):
        one, two = by_event[start], by_event[end]
        nth = pairs[start, end] = pairs.get((start, end), -1) + 1
        ends = Ends(
            (one.entry.x, one.y), (two.entry.x, two.y), (one.radius + _ROOM, two.radius + _ROOM),
            lane_of(one.entry.actor) == lane_of(two.entry.actor), shift=nth * 4 / 72,
        )  # fmt: skip
        others = [place for event, place in dots.items() if event not in (start, end)]
        curves.append(route(ends, labels, others, curves, (sheet.left, sheet.right)))
    taken = [Box(0, 0, sheet.left, sheet.top), Box(sheet.right, 0, sheet.right + 9, sheet.top)]
    taken += [*labels, *(Box(x - r, y - r, x + r, y + r) for x, y, r in dots.values())]
    taken += [Box(x - 0.06, y - 0.06, x + 0.06, y + 0.06) for x, y in (c[-1] for c in curves)]
    made: list[Link] = []
    rows = zip(links.iterrows(), curves, raised(case, links), strict=True)
    for (name, row), curve, number in rows:
        place = (0.0, 0.0)
        if number:
            wide = measure(number, 8.5, font=font)[0] + 0.06
            place, box = pill(curve, (wide, 0.15), taken)
            if any(box.overlap(other) for other in taken):
                number = ""
            taken.append(box)
        start = str(row["from"])
        made.append(Link(
            link=int(str(name)), start=start, end=str(row["to"]),
            actor=by_event[start].entry.actor, grade=str(row["evidence"]), curve=curve,
            numbers=number, pill=place,
        ))  # fmt: skip
    return made
