"""Which events a timeline shows and where everything on it stands.

Both twins, the static and the interactive one, draw what is planned here.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import clock, theme
from casekit.language import Language
from casekit.layout.figures import Panel, panel
from casekit.layout.lanes import Box, Place, Unit, lane_of, lane_order, pack, time_mark
from casekit.layout.lettering import label_width
from casekit.layout.window import Window, rounded
from casekit.layout.wording import raised

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = [
    "Answer", "Entry", "Lane", "Timeline", "answer", "entries", "frame_window", "lanes",
    "openings", "plan", "weekends",
]  # fmt: skip

ROW_LEAST, ROW_MOST, LANE_GAP = 0.21, 0.30, 0.10
FADE = 0.75
"""How far a bar fades out on a side without a bound, in inches."""
PANEL = 0.245
"""Share of the height that the reach panel takes, with the gap above it."""

Width = Callable[[str, str], float]
"""Gives the width of a label and of its raised source numbers, in inches."""


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


@dataclass(frozen=True)
class Answer:
    """The first answer on the sheet: its line and the band of its bounds."""

    event: str
    x: float
    band: tuple[float, float]
    mark: str
    at: pd.Timestamp


@dataclass(frozen=True)
class Timeline:
    """Everything that a timeline shows, in inches."""

    window: Window
    lanes: list[Lane]
    entries: list[Entry]
    row: float
    answer: Answer | None
    openings: list[tuple[float, float]]
    weekends: list[tuple[float, float]]
    panel: Panel | None
    known: int
    before: int
    after: int
    dropped: int

    @property
    def crossings(self) -> int:
        """Labels that run through the line of the first answer."""
        return sum(bool(e.place and e.place.crosses) for e in self.entries)


def plan(
    case: "Case", checkpoints: pd.DataFrame | None, *, sheet: Box, speak: Language,
    font: str | None = None,
) -> Timeline:  # fmt: skip
    """Choose the window and the events, and pack them into rows.

    The window runs from the earliest bound of the trigger to the last resolution. It is widened
    by up to nine hours where that keeps labels off the line of the first answer. Where rows
    would become too low to read, the least telling events are dropped and counted.

    Parameters
    ----------
    checkpoints
        Figures of the panel below the lanes; None for no panel.
    sheet
        Edges of the drawing, in inches.
    font
        The font that labels are set in.
    """
    start, end = frame_window(case)
    step = pd.Timedelta(hours=3) if end - start <= pd.Timedelta(days=4) else (end - start) / 16
    best: Timeline | None = None
    for wider in range(4):
        window = Window(start - wider * step, end, sheet.left, sheet.right)
        made = _planned(case, window, sheet, checkpoints is not None, font)
        if best is None or (made.crossings, made.dropped) < (best.crossings, best.dropped):
            best = made
        if not best.crossings:
            break
    assert best is not None
    if checkpoints is None:
        return best
    size = theme.SIZES["lane"]
    return replace(best, panel=panel(
        case, checkpoints, best.window, (sheet.bottom, best.lanes[-1].bottom - 0.14), speak=speak,
        width=lambda text, numbers: label_width(text, numbers, size, bold=True, font=font),
        line=best.answer.x if best.answer else None,
    ))  # fmt: skip


def frame_window(case: "Case") -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the stretch of time that pictures of a case show, rounded outwards."""
    events = case.events
    trigger: Any = events.loc[case.trigger]
    first: pd.Timestamp = min(trigger["at"], _known(trigger["earliest"], trigger["at"]))
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
    final: pd.Timestamp = ends.max()
    return rounded(first, max(final, first + pd.Timedelta(hours=1)), tz=case.zone)


def entries(case: "Case", events: pd.DataFrame, window: Window) -> list[Entry]:
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


def lanes(case: "Case", events: pd.DataFrame) -> list[str]:
    """Put the lanes of events in the order that the documented spread decides."""
    start, end = frame_window(case)
    shown = case.events[(case.events["at"] >= start) & (case.events["at"] <= end)]
    actors = shown["actor"].astype(str).map(lane_of)
    links = case.links[case.links["from"].isin(shown.index) & case.links["to"].isin(shown.index)]
    pairs = zip(links["from"].map(actors), links["to"].map(actors), strict=True)
    present = set(events["actor"].astype(str).map(lane_of))
    return [lane for lane in lane_order(set(actors) | present, pairs) if lane in present]


def answer(case: "Case", window: Window) -> Answer | None:
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
    return Answer(str(case.answer), x, (band[0], band[1]), mark, row["at"])


def openings(case: "Case", window: Window) -> list[tuple[float, float]]:
    """Place the documented opening hours; beyond four days, nothing."""
    if case.hours is None or window.end - window.start > pd.Timedelta(days=4):
        return []
    table = clock.openings(case.hours, window.start, window.end)
    return [
        (window.x(a), window.x(b)) for a, b in zip(table["opens"], table["closes"], strict=True)
    ]


def weekends(case: "Case", window: Window) -> list[tuple[float, float]]:
    """Place the weekends of a window between four and sixty days."""
    days = (window.end - window.start) / pd.Timedelta(days=1)
    if not 4 < days <= 60:
        return []
    free = clock.Hours(case.zone, opens="00:00", closes="24:00", days=("sat", "sun"))
    table = clock.openings(free, window.start, window.end)
    return [
        (window.x(a), window.x(b)) for a, b in zip(table["opens"], table["closes"], strict=True)
    ]


def _known(time: pd.Timestamp, instead: pd.Timestamp) -> pd.Timestamp:
    return instead if pd.isna(time) else time


def _planned(
    case: "Case", window: Window, sheet: Box, panelled: bool, font: str | None
) -> Timeline:
    def width(text: str, numbers: str) -> float:
        return label_width(text, numbers, theme.SIZES["label"], font=font)

    events = case.events
    within = events[(events["at"] >= window.start) & (events["at"] <= window.end)]
    floor = sheet.bottom + (sheet.top - sheet.bottom) * PANEL * panelled
    line = answer(case, window)
    order = lanes(case, within)
    made = entries(case, within, window)

    def fits(kept: Collection[str]) -> tuple[float, dict[str, list[Entry]]]:
        rows = _packed([e for e in made if e.event in kept], window, order, line, width)
        count = sum(1 + max(e.place.row for e in lane if e.place) for lane in rows.values())
        return (sheet.top - floor - LANE_GAP * len(rows)) / max(count, 1), rows

    ranked = [str(event) for event in _ranked(case, within).index]
    kept = ranked.copy()
    while len(kept) > 1 and fits(kept)[0] < ROW_LEAST:
        kept.pop()
    for event in ranked[len(kept) :]:
        if fits([*kept, event])[0] >= ROW_LEAST:
            kept.append(event)
    height, rows = fits(kept)
    height = min(height, ROW_MOST)
    stacked, placed = _stacked(rows, sheet.top, height)
    return Timeline(
        window=window, lanes=stacked, entries=placed, row=height, answer=line,
        openings=openings(case, window), weekends=weekends(case, window), panel=None,
        known=len(events), before=int((events["at"] < window.start).sum()),
        after=int((events["at"] > window.end).sum()), dropped=len(within) - len(kept),
    )  # fmt: skip


def _packed(
    made: Sequence[Entry], window: Window, order: Sequence[str], line: Answer | None, width: Width
) -> dict[str, list[Entry]]:
    """Pack lane by lane; labels keep off the answer's line where that takes no further row."""
    rows: dict[str, list[Entry]] = {}
    for lane in order:
        members = [e for e in made if lane_of(e.actor) == lane]
        if not members:
            continue
        units = [
            Unit(e.event, e.x, e.bar, width(e.label, e.numbers), inside=e.mark == "day")
            for e in members
        ]
        tries = [
            pack(units, left=window.left, right=window.right, line=line.x if line else None,
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
        deep = 1 + max(e.place.row for e in members if e.place)
        bottom = top - deep * height - LANE_GAP
        lanes_.append(Lane(lane, bottom, top))
        placed += [
            replace(e, y=top - LANE_GAP / 2 - (e.place.row + 0.5) * height)
            for e in members if e.place
        ]  # fmt: skip
        top = bottom
    return lanes_, placed


def _ranked(case: "Case", events: pd.DataFrame) -> pd.DataFrame:
    """Sort events, the most telling first: those at the end may be dropped.

    Trigger, escalation, what the organisation does, press with its exact time and whatever set
    off two others stay longest; aftermath, what one source says and what is
    known by its day alone go first.
    """
    base = {"trigger": 1, "response": 1, "escalation": 2, "resolution": 3, "amplification": 4,
            "aftermath": 7}  # fmt: skip
    count = events["sources"].fillna("").map(lambda ids: len(ids.split()))
    rank = events["phase"].astype(str).map(base).astype(float) + 2.0 * (count <= 1)
    rank -= 1.0 * (events["actor"] == "organisation")
    rank += 1.0 * events["precision"].isin(["day", "month", "year"])
    exact = events["precision"].isin(["second", "minute", "hour"]) & (events["actor"] == "press")
    passed_on = case.links["from"].value_counts().reindex(events.index).fillna(0)
    rank = rank.mask(exact | (passed_on >= 2), 1.5)
    rank[events.index.isin([case.trigger, case.answer])] = 0.0
    return events.assign(_rank=rank, _count=-count).sort_values(
        ["_rank", "_count", "at"], kind="stable"
    )
