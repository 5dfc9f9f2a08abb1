"""Which events a timeline shows and where everything on it stands.

Both twins, the static and the interactive one, draw what is planned here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import clock, theme
from casekit.language import Language
from casekit.layout.bursts import Silence, case_clock, drawable, silences
from casekit.layout.figures import Panel, panel
from casekit.layout.lanes import Box, Place, Unit, lane_of, lane_order, pack, time_mark
from casekit.layout.lettering import label_width
from casekit.layout.ranking import MUST, ranked
from casekit.layout.since import Clock
from casekit.layout.window import Window
from casekit.layout.wording import raised
from casekit.reconstruct import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = [
    "EDGE", "LANE_LEAST", "Answer", "Entry", "Lane", "Timeline", "answer", "entries", "lanes",
    "long", "openings", "pale", "plan",
]  # fmt: skip

ROW_LEAST, ROW_MOST, LANE_GAP = 0.21, 0.30, 0.10
LANE_LEAST = 0.4
"""Least height of a lane, so that its name stays readable."""
ROW_TIGHT = 0.18
"""How low rows may become for events that must not be dropped."""
LANE_ROWS = 10
FADE = 0.75
"""How far a bar fades out on a side without a bound, in inches."""
PANEL = 0.245
"""Share of the height that the reach panel takes, with the gap above it."""

_SHORT = pd.Timedelta(days=4)
"""Up to this length a clock shows opening hours, and needs no day beside a time."""


@dataclass(frozen=True)
class Entry:
    """An event on the sheet."""

    event: str
    label: str
    numbers: str
    actor: str
    grade: str
    mark: str
    x: float
    bar: tuple[float, float]
    fades: tuple[bool, bool]
    place: Place | None = None
    y: float = 0.0


@dataclass(frozen=True)
class Lane:
    """A lane on the sheet, from its lower to its upper edge."""

    name: str
    bottom: float
    top: float


EDGE = 0.04
"""Height of the edge that opening hours have, in inches."""


@dataclass(frozen=True)
class Answer:
    """The first answer on the sheet: its line and the band of its bounds."""

    event: str
    x: float
    band: tuple[float, float]
    mark: str
    at: pd.Timestamp
    dated: bool
    """Whether it is told with its day: on a clock of more than four days."""


@dataclass(frozen=True)
class Timeline:
    """Everything that a timeline shows, in inches."""

    window: Window
    lanes: list[Lane]
    entries: list[Entry]
    row: float
    answer: Answer | None
    openings: list[tuple[float, float]]
    pale: list[tuple[float, float]]
    silences: list[Silence]
    panel: Panel | None
    known: int
    before: int
    between: int
    after: int
    dropped: int
    beyond: int = 0
    """Figures of the series that lie outside of what the clock shows."""

    @property
    def crossings(self) -> int:
        """Labels that run through the line of the first answer."""
        return sum(bool(e.place and e.place.crosses) for e in self.entries)

    def shown(self, checkpoints: pd.DataFrame | None) -> pd.DataFrame | None:
        """Give the figures that stand in the panel."""
        if checkpoints is None or self.panel is None:
            return None
        return checkpoints.loc[[point.figure for point in self.panel.points]]


def plan(
    case: "Case", checkpoints: pd.DataFrame | None, *, sheet: Box, speak: Language,
    font: str | None = None, ensemble: Ensemble | None = None,
) -> Timeline:  # fmt: skip
    """Choose the clock and the events, and pack them into rows.

    A linear clock is widened by up to nine hours where that keeps labels off the line of the
    first answer. Where rows would become too low to read or a lane would take more than ten,
    the least telling events are dropped and counted.

    Parameters
    ----------
    checkpoints
        Figures of the panel below the lanes; None for no panel.
    sheet
        Edges of the drawing, in inches.
    font
        The font that labels are set in.
    ensemble
        Curves that are held to the figures, for their band in the panel.
    """
    window = case_clock(case, checkpoints, sheet.left, sheet.right)
    figures = 0 if checkpoints is None else len(checkpoints)
    if checkpoints is not None and not window.holds(checkpoints["as_of"]).any():
        checkpoints = None
    length = window.end - window.start
    step = pd.Timedelta(hours=3) if length <= pd.Timedelta(days=4) else length / 16
    best: Timeline | None = None
    for wider in range(1 if window.blocks else 4):
        wide = replace(window, start=window.start - wider * step)
        made = _planned(case, wide, sheet, checkpoints is not None, font)
        if best is None or (made.crossings, made.dropped) < (best.crossings, best.dropped):
            best = made
        if not best.crossings:
            break
    assert best is not None
    best = replace(best, openings=openings(case, best.window), pale=pale(case, best.window))
    if checkpoints is None:
        return replace(best, beyond=figures)
    shown = int(best.window.holds(checkpoints["as_of"]).sum())
    size = theme.SIZES["lane"]
    return replace(best, beyond=figures - shown, panel=panel(
        case, checkpoints, best.window, (sheet.bottom, best.lanes[-1].bottom - 0.14), speak=speak,
        width=lambda text, numbers: label_width(text, numbers, size, bold=True, font=font),
        line=best.answer.x if best.answer else None, ensemble=ensemble,
    ))  # fmt: skip


def entries(case: "Case", events: pd.DataFrame, window: Clock) -> list[Entry]:
    """Give events their place in the window, in order of time, before they have a row."""
    made = []
    events = events.sort_values("at", kind="stable")
    for (event, row), number in zip(events.iterrows(), raised(case, events), strict=True):
        x = window.x(row["at"])
        low, high = row["earliest"], row["latest"]
        mark = time_mark(str(row["precision"]), low, high)
        bar = (
            window.inside(x - FADE if pd.isna(low) else window.x(low)),
            window.inside(x + FADE if pd.isna(high) else window.x(high)),
        )
        made.append(Entry(
            event=str(event), label=str(row["label"]), numbers=number,
            actor=str(row["actor"]), grade=str(row["evidence"]), mark=mark, x=x,
            bar=(x, x) if mark == "exact" else bar,
            fades=(bool(pd.isna(low)), bool(pd.isna(high))),
        ))  # fmt: skip
    return made


def lanes(case: "Case", events: pd.DataFrame, window: Window) -> list[str]:
    """Put the lanes of events in the order that the documented spread decides."""
    shown = case.events[drawable(case.events, window)]
    actors = shown["actor"].astype(str).map(lane_of)
    links = case.links[case.links["from"].isin(shown.index) & case.links["to"].isin(shown.index)]
    pairs = zip(links["from"].map(actors), links["to"].map(actors), strict=True)
    present = set(events["actor"].astype(str).map(lane_of))
    return [lane for lane in lane_order(set(actors) | present, pairs) if lane in present]


def answer(case: "Case", window: Clock) -> Answer | None:
    """Place the first answer, if the case has one within the window."""
    if case.answer is None:
        return None
    row: Any = case.events.loc[case.answer]
    if not window.start <= row["at"] <= window.end:
        return None
    x = window.x(row["at"])
    mark = time_mark(str(row["precision"]), row["earliest"], row["latest"])
    band = tuple(
        window.inside(window.x(_known(row[side], row["at"]))) for side in ("earliest", "latest")
    )
    return Answer(str(case.answer), x, (band[0], band[1]), mark, row["at"], long(window))


def long(window: Clock) -> bool:
    """Say whether a clock is too long to show opening hours, and a time without its day."""
    return window.end - window.start > _SHORT


def openings(case: "Case", window: Window) -> list[tuple[float, float]]:
    """Place the documented opening hours of windows or blocks of up to four days."""
    if case.hours is None:
        return []
    spans = [(b.start, b.end) for b in window.blocks] or [(window.start, window.end)]
    return [
        place for start, end in spans if end - start <= _SHORT
        for place in _placed(case.hours, window, start, end)
    ]  # fmt: skip


def pale(case: "Case", window: Window) -> list[tuple[float, float]]:
    """Place the pale grounds: blocks of a broken clock, else weekends of four to sixty days."""
    if window.blocks:
        return [(block.left, block.right) for block in window.blocks]
    if not 4 < (window.end - window.start) / pd.Timedelta(days=1) <= 60:
        return []
    free = clock.Hours(case.zone, opens="00:00", closes="24:00", days=("sat", "sun"))
    return _placed(free, window, window.start, window.end)


def _placed(
    hours: clock.Hours, window: Window, start: pd.Timestamp, end: pd.Timestamp
) -> list[tuple[float, float]]:
    table = clock.openings(hours, start, end)
    return [
        (window.x(a), window.x(b)) for a, b in zip(table["opens"], table["closes"], strict=True)
    ]


def _known(time: pd.Timestamp, instead: pd.Timestamp) -> pd.Timestamp:
    return instead if pd.isna(time) else time


def _planned(
    case: "Case", window: Window, sheet: Box, panelled: bool, font: str | None
) -> Timeline:
    events = case.events
    drawn = drawable(events, window)
    within = events[drawn]
    floor = sheet.bottom + (sheet.top - sheet.bottom) * PANEL * panelled
    line = answer(case, window)
    order = lanes(case, within, window)
    made = entries(case, within, window)
    units = {entry.event: _unit(entry, font) for entry in made}

    def fits(names: Collection[str]) -> tuple[float, dict[str, list[Entry]]]:
        rows = _packed([e for e in made if e.event in names], units, window, order, line)
        return _row(rows, sheet.top - floor), rows

    kept = _kept(ranked(case, within, window), lambda names: fits(names)[0])
    height, rows = fits(kept)
    height = min(height, ROW_MOST)
    stacked, placed = _stacked(rows, sheet.top, height)
    before, after = (events["at"] < window.start).sum(), (events["at"] > window.end).sum()
    return Timeline(
        window=window, lanes=stacked, entries=placed, row=height, answer=line,
        openings=[], pale=[],  # placed once the clock is chosen
        silences=silences(events, window, drawn), panel=None, known=len(events),
        before=int(before), between=len(events) - len(within) - int(before + after),
        after=int(after), dropped=len(within) - len(kept),
    )  # fmt: skip


def _kept(events: pd.DataFrame, row: Callable[[Collection[str]], float]) -> list[str]:
    """Choose events whose rows are high enough, the most telling first.

    For those that must stay rows may become tight. Once a response finds no room, no aftermath
    is put in.
    """
    names = [str(event) for event in events.index]
    must = int((events["_rank"] <= MUST).sum())
    while must > 1 and row(names[:must]) < ROW_TIGHT:
        must -= 1
    kept = names[:must]
    least = min(ROW_LEAST, row(kept))
    refused = False
    for event, phase in zip(names[must:], events["phase"].iloc[must:], strict=True):
        if refused and phase == "aftermath":
            continue
        if row([*kept, event]) >= least:
            kept.append(event)
        else:
            refused |= phase == "response"
    return kept


def _deep(members: Sequence[Entry]) -> int:
    return 1 + max(e.place.row for e in members if e.place)


def _row(rows: dict[str, list[Entry]], room: float) -> float:
    """Give the height of a row that fills the room; tight at most where a lane has too many."""
    depths = [_deep(members) for members in rows.values()]
    height = ROW_LEAST
    for _ in depths:
        high = [deep for deep in depths if deep * height + LANE_GAP > LANE_LEAST]
        free = room - LANE_LEAST * (len(depths) - len(high)) - LANE_GAP * len(high)
        height = free / max(sum(high), 1)
    return min(height, ROW_TIGHT) if max(depths) > LANE_ROWS else height


def _unit(entry: Entry, font: str | None) -> Unit:
    wide = label_width(entry.label, entry.numbers, theme.SIZES["label"], font=font)
    return Unit(entry.event, entry.x, entry.bar, wide, inside=entry.mark == "day")


def _packed(
    made: Sequence[Entry], units: Mapping[str, Unit], window: Window, order: Sequence[str],
    line: Answer | None,
) -> dict[str, list[Entry]]:  # fmt: skip
    """Pack lane by lane; labels keep off the answer's line where that takes no further row."""
    rows: dict[str, list[Entry]] = {}
    for lane in order:
        members = [e for e in made if lane_of(e.actor) == lane]
        if not members:
            continue
        loose = [units[e.event] for e in members]
        tries = [
            pack(loose, left=window.left, right=window.right, line=line.x if line else None,
                 cross_cost=cost)
            for cost in (1.5, 2.5, 4.0)
        ]  # fmt: skip
        places = min(tries, key=lambda t: (max(p.row for p in t.values()),
                                           sum(p.crosses for p in t.values())))  # fmt: skip
        rows[lane] = [replace(e, place=places[e.event]) for e in members]
    return rows


def _stacked(
    rows: dict[str, list[Entry]], top: float, height: float
) -> tuple[list[Lane], list[Entry]]:
    lanes_, placed = [], []
    for lane, members in rows.items():
        high = max(_deep(members) * height + LANE_GAP, LANE_LEAST)
        lanes_.append(Lane(lane, top - high, top))
        first = top - (high - _deep(members) * height) / 2
        placed += [
            replace(e, y=first - (e.place.row + 0.5) * height) for e in members if e.place
        ]  # fmt: skip
        top -= high
    return lanes_, placed
