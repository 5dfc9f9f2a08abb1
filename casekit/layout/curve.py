"""Where the curves that could have been stand: clock, scale, band, figures and what set off."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit.language import Language
from casekit.layout.bands import Stretch, band_at, stretches
from casekit.layout.figures import scale
from casekit.layout.lanes import Box, Unit, pack, time_mark
from casekit.layout.points import BAR, Point, labelled, points, urgent
from casekit.layout.sheet import HEAD
from casekit.layout.since import Clock, Since
from casekit.layout.timeline import Answer, Entry, answer, entries, long
from casekit.layout.window import Window, rounded
from casekit.reconstruct import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = [
    "ROW", "Plan", "Scale", "chosen_clock", "figures_of", "middle", "plan", "stated",
    "thin_draws", "unit_of",
]  # fmt: skip

Floats = npt.NDArray[np.float64]
Width = Callable[[str, str], float]

ROW = 0.27
"""Height of a row of what set off, above the curves, in inches."""
_ROWS = 4
_DECADES = 30.0
"""From this ratio of last to first time on, or of values, the scale is logarithmic."""
_BEYOND, _LATER = 0.18, 0.12
"""How far a clock runs on behind the last figure, as a share of the time up to it: one by the
calendar, and a logarithmic one."""
_EARLIER = 5.0
_THIN = 3
_STEPS = 500


@dataclass(frozen=True)
class Scale:
    """A scale of counts: linear from nought, or logarithmic from `least`."""

    least: float
    most: float
    bottom: float
    top: float

    def y(self, value: npt.ArrayLike) -> Floats:
        """Give the height of counts; what lies below a logarithmic scale stands at its foot."""
        values = np.asarray(value, dtype=np.float64)
        if self.least:
            held = np.clip(values, self.least, self.most)
            share = np.log(held / self.least) / math.log(self.most / self.least)
        else:
            share = values / self.most
        return np.asarray(self.bottom + np.clip(share, 0.0, 1.0) * (self.top - self.bottom))

    def ticks(self, speak: Language) -> list[tuple[float, str]]:
        """Give height and words of round counts."""
        if self.least:
            powers = range(math.ceil(math.log10(self.least) - 1e-9),
                           math.floor(math.log10(self.most) + 1e-9) + 1)  # fmt: skip
            values = [10.0**power for power in powers]
        else:
            step = scale(self.most / 1.5)[1][1]
            values = np.arange(0.0, self.most, step).tolist()
        return [(float(self.y(v)), speak.number(round(v))) for v in values]


@dataclass(frozen=True)
class Plan:
    """Everything that the picture shows, in inches of the sheet."""

    clock: Clock
    scale: Scale
    box: Box
    ticks: list[tuple[float, str]]
    title: str
    band: list[Stretch]
    thin: list[tuple[Floats, Floats]]
    points: list[Point]
    shocks: list[Entry]
    answer: Answer | None
    origin: tuple[float, float]
    beyond: int
    """Figures that lie outside of what the clock shows."""
    unnamed: int
    """What set off and has no label, for want of room."""

    @property
    def top(self) -> float:
        """The upper edge of what is drawn, with the rows of what set off."""
        return self.box.top + ROW * (1 + max((e.place.row for e in self.shocks if e.place),
                                             default=-1))  # fmt: skip


def middle(origin: tuple[pd.Timestamp, pd.Timestamp]) -> pd.Timestamp:
    """Give the middle of the time in which the count began."""
    return origin[0] + (origin[1] - origin[0]) / 2


def unit_of(ensemble: Ensemble, speak: Language) -> str:
    """Give what is counted, in the language of the picture; a ledger's unit is in it already."""
    return speak(ensemble.unit) if ensemble.unit in ("posts", "count") else ensemble.unit


def figures_of(ensemble: Ensemble, case: "Case | None") -> pd.DataFrame:
    """Give the figures with the bounds of their times as their sources leave them open."""
    table = ensemble.checkpoints.sort_values("as_of", kind="stable")
    columns = [name for name in ("evidence", "sources") if name not in table]
    table = table.assign(**{name: {"evidence": "documented"}.get(name) for name in columns})
    if case is None:
        return table
    known = case.figures.reindex(table.index)
    for side in ("earliest", "latest"):
        table[side] = table[side].where(known[side].notna() | known["as_of"].isna())
    return table


def chosen_clock(
    ensemble: Ensemble, case: "Case | None", tz: str, left: float, right: float,
    until: pd.Timestamp | None = None,
) -> Clock:  # fmt: skip
    """Choose the clock: by the calendar, or logarithmic where the figures span decades of time.

    Parameters
    ----------
    until
        Where the clock may end before the last figure: behind another one, or where the curve was
        counted all along.
    """
    used = ensemble.checkpoints.loc[ensemble.checkpoints["used"]]
    grid = ensemble.draws.index
    zero, last = middle(ensemble.origin), used["as_of"].max()
    first = used.loc[used["as_of"] > zero, "as_of"].min()
    counted = ensemble.evidence not in ("reconstructed", "simulated")
    if until is not None and until < last and (counted or first < until):
        used = used[used["as_of"] <= until]
        last = until
    if (last - zero) < _DECADES * (first - zero):
        end = max(min(last + _BEYOND * (last - zero), grid[-1]), used["latest"].max())
        start, end = rounded(ensemble.origin[0], end, tz=tz)
        return Window(start, end, left, right)
    times = [(first - zero) / _EARLIER]
    if case is not None and case.answer is not None:
        said: Any = case.events.loc[case.answer]
        if zero < said["at"] < last:
            times.append((said["at"] - zero) / 2)
    start = zero + max(min(times), pd.Timedelta(minutes=1))
    return Since(zero, start, min(last + _LATER * (last - zero), grid[-1]), left, right)


def thin_draws(ensemble: Ensemble, clock: Clock, measured: Scale) -> list[tuple[Floats, Floats]]:
    """Place the first three draws, as far as the scale reaches; chance alone chose them."""
    grid = pd.DatetimeIndex(ensemble.draws.index)
    x = np.linspace(clock.left, clock.right, _STEPS)
    times = [clock.back(place) for place in x]
    known = np.array([(time - grid[0]).total_seconds() for time in grid])
    asked = np.array([(time - grid[0]).total_seconds() for time in times])
    made = []
    for n in range(min(_THIN, ensemble.draws.shape[1])):
        values = np.interp(asked, known, ensemble.draws.iloc[:, n].to_numpy(np.float64))
        held = (asked >= 0) & (asked <= known[-1]) & (values <= measured.most)
        made.append((x, np.where(held & (values >= measured.least), measured.y(values), np.nan)))
    return made


def plan(
    ensemble: Ensemble, case: "Case | None" = None, *, sheet: Box, speak: Language, tz: str,
    width: Width, label: Width, answered: tuple[pd.Timestamp, pd.Timestamp] | None = None,
    until: pd.Timestamp | None = None, beside: Ensemble | None = None,
) -> Plan:  # fmt: skip
    """Lay out band, figures and what set off.

    Parameters
    ----------
    sheet
        Edges of the drawing, with the words of the answer and the rows of what set off.
    width, label
        Measure a figure, and a label of what set off, with their source numbers.
    answered
        Bounds of the answer that is marked, unless they are those of the case's first one.
    until
        Where the clock may end before the last figure.
    beside
        Other curves that the scale must hold.
    """
    clock = chosen_clock(ensemble, case, tz, sheet.left, sheet.right, until)
    said = answer(case, clock) if case is not None else None
    if answered is not None and answered != _documented(case):
        said = stated(answered, clock)
    sheet = replace(sheet, top=sheet.top - (HEAD if said else 0.1))
    shocks, unnamed = _shocks(ensemble, case, clock, said, label)
    rows = 1 + max((e.place.row for e in shocks if e.place), default=-1)
    box = Box(sheet.left, sheet.bottom, sheet.right, sheet.top - ROW * rows)
    shocks = [replace(e, y=sheet.top - (e.place.row + 0.5) * ROW) for e in shocks if e.place]
    known = figures_of(ensemble, case)
    shown = known[clock.holds(known["as_of"])]
    measured = _scale([ensemble, *([beside] if beside else [])], clock, shown, box)
    band = stretches(ensemble, clock, measured.y)
    unit = unit_of(ensemble, speak)
    unit = unit[:1].upper() + unit[1:]
    if ensemble.evidence == "simulated":
        unit = f"{unit}, {speak('simulated')}"
    begun = [clock.inside(clock.x(time)) for time in ensemble.origin]
    return Plan(
        clock=clock, scale=measured, box=box, ticks=measured.ticks(speak), title=unit, band=band,
        thin=thin_draws(ensemble, clock, measured),
        points=_points(case, shown, clock, measured, box, band, said, unit, speak, width),
        shocks=shocks, answer=said,
        origin=(begun[0], begun[1]),
        beyond=len(known) - len(shown), unnamed=unnamed,
    )  # fmt: skip


def _documented(case: "Case | None") -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Give the bounds of the first answer of a case."""
    if case is None or case.answer is None:
        return None
    row: Any = case.events.loc[case.answer]
    early, late = (row["at"] if pd.isna(row[end]) else row[end] for end in ("earliest", "latest"))
    return early, late


def stated(bounds: tuple[pd.Timestamp, pd.Timestamp], clock: Clock) -> Answer | None:
    """Place an answer by its bounds, if its middle lies within the clock."""
    at = middle(bounds)
    if not clock.start <= at <= clock.end:
        return None
    left, right = (clock.inside(clock.x(time)) for time in bounds)
    return Answer("", clock.x(at), (left, right), time_mark("minute", *bounds), at, long(clock))


def _scale(
    ensembles: Sequence[Ensemble], clock: Clock, shown: pd.DataFrame, box: Box
) -> Scale:  # fmt: skip
    grid = ensembles[0].draws.index
    ends = pd.DatetimeIndex([max(clock.start, grid[0]), min(clock.end, grid[-1])])
    edge = band_at(ensembles[0], ends)
    highest = [float(band_at(one, ends[-1:])["high"].max()) for one in ensembles]
    most = max([float(shown["high"].max()) if len(shown) else 1.0, *highest]) * 1.12
    firm = shown[shown["value"] > 0]
    least = float(firm["value"].min())
    if isinstance(clock, Window) or most < _DECADES * least:
        return Scale(0.0, most, box.bottom, box.top)
    foot = max(min(float(edge["low"].iloc[0]), least / 3), least / 30, 1.0)
    return Scale(10.0 ** math.floor(math.log10(foot) + 0.3), most * 1.2, box.bottom, box.top)


def _points(
    case: "Case | None", shown: pd.DataFrame, clock: Clock, measured: Scale, box: Box,
    band: Sequence[Stretch], said: Answer | None, unit: str, speak: Language, width: Width,
) -> list[Point]:  # fmt: skip
    made = points(case, shown, clock, lambda value: float(measured.y(value)), speak)
    heading = Box(box.left, box.top - 0.3, box.left + 0.2 + width(unit, ""), box.top)
    lines = [
        Box(min(a, c) - 0.02, min(b, d) - 0.03, max(a, c) + 0.02, max(b, d) + 0.03)
        for one in band
        for (a, b), (c, d) in pairwise(zip(one.x[::8], one.median[::8], strict=True))
    ]
    wall = Box(said.x - 0.25, box.bottom, said.x + 0.25, box.top) if said else None
    lines += [wall] if wall else []
    rivals = [point.figure for point in made if point.rival]
    return labelled(made, urgent(shown, rivals), BAR, heading, lines, box, width,
                    spare=0.1, wall=wall)  # fmt: skip


def _shocks(
    ensemble: Ensemble, case: "Case | None", clock: Clock, said: Answer | None, label: Width
) -> tuple[list[Entry], int]:
    """Place what is documented to have set off, in rows; the answer has its own line."""
    table = ensemble.model.get("shocks")
    if not isinstance(table, pd.DataFrame) or table.empty:
        return [], 0
    middles = table["earliest"] + (table["latest"] - table["earliest"]) / 2
    table = table[clock.holds(middles) & (middles > clock.start)]
    if case is not None and set(map(str, table.index)) <= set(case.events.index):
        made = entries(case, case.events.loc[list(map(str, table.index))], clock)
    else:
        made = [_bare(str(name), row, clock) for name, row in table.iterrows()]
    made = [e for e in made if said is None or e.event != said.event]
    line = said.x if said else None
    named = {e.event for e in made}
    while True:
        units = [
            Unit(e.event, e.x, e.bar, label(e.label, e.numbers) if e.event in named else 0.0,
                 inside=e.mark == "day" and e.event in named) for e in made
        ]  # fmt: skip
        places = pack(units, left=clock.left, right=clock.right, line=line)
        deep = [name for name in places if name in named and places[name].row >= _ROWS]
        if not deep:
            break
        named.remove(max(deep, key=lambda name: places[name].row))
    placed = [
        replace(e, place=places[e.event], label=e.label if e.event in named else "",
                numbers=e.numbers if e.event in named else "")
        for e in made if places[e.event].row < _ROWS
    ]  # fmt: skip
    return placed, sum(not e.label for e in placed) + len(made) - len(placed)


def _bare(name: str, row: Any, clock: Clock) -> Entry:
    low, high = row["earliest"], row["latest"]
    ends = clock.inside(clock.x(low)), clock.inside(clock.x(high))
    at = clock.inside(clock.x(low + (high - low) / 2))
    return Entry(event=name, label="", numbers="", actor="public", grade="documented",
                 mark=time_mark("", low, high), x=at, bar=ends, fades=(False, False))  # fmt: skip
