"""Where the picture of an earlier answer puts things: both bands, both answers, the effect."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import theme, whatif
from casekit.language import Language
from casekit.layout import curve
from casekit.layout.bands import Stretch, stretches
from casekit.layout.lanes import Box, clear_of
from casekit.layout.points import BAR
from casekit.layout.sheet import HEAD
from casekit.layout.timeline import Answer as Line
from casekit.whatif import Answer, Effect
from casekit.whatif.effects import factors

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["COLORS", "Bin", "Kind", "Plan", "Prior", "chances", "plan", "prior", "until"]

Floats = npt.NDArray[np.float64]
Kind = Literal["helps", "none", "harms"]

COLORS: dict[Kind, str] = {
    "helps": theme.ROLES["organisation"].mark, "none": theme.INK_SOFT,
    "harms": theme.ROLES["customer"].mark,
}  # fmt: skip
SIDE, GAP = 2.85, 0.42
"""Width of the column beside the curves, and the gap before it, in inches."""
_MOST = np.log(4.0)
_STEP = np.log(4.0) / 14
_FINE = 400
_SHOWN = 6.0
"""How many times the way to the real answer the clock shows, where figures go on much longer."""


@dataclass(frozen=True)
class Bin:
    """A bar of the effect's distribution: its edges and its height in inches, and what it does."""

    left: float
    right: float
    height: float
    kind: Kind


@dataclass(frozen=True)
class Prior:
    """The distribution of the effect in its corner of the sheet."""

    box: Box
    bins: list[Bin]
    ticks: list[tuple[float, str]]
    middle: float
    """Where a factor of 1 stands."""


@dataclass(frozen=True)
class Plan:
    """Everything that the picture shows: the curves as they went, and what was simulated."""

    actual: curve.Plan
    earlier: list[Stretch]
    supposed: Line | None
    """The answer that did not happen."""
    real: Line | None
    word: tuple[float, float]
    """Where the word "simulated" stands: its left end and middle height."""
    side: Box
    """The column beside the curves."""


def plan(
    answer: Answer, case: "Case | None", *, sheet: Box, speak: Language, tz: str,
    width: curve.Width, label: curve.Width,
) -> Plan:  # fmt: skip
    """Lay out both bands on one clock and one scale, and the effect beside them.

    Parameters
    ----------
    sheet
        Edges of the drawing, with two rows of words above the curves.
    width, label
        Measure a figure, and a label of what set off, with their source numbers.
    """
    right = sheet.right - SIDE - GAP
    main = Box(sheet.left, sheet.bottom, right, sheet.top - HEAD)
    made = curve.plan(answer.actual, case, sheet=main, speak=speak, tz=tz, width=width,
                      label=label, answered=answer.answered, until=_until(answer),
                      beside=answer.earlier)  # fmt: skip
    made = replace(made, thin=[])
    earlier = _since(answer, made)
    word = _word(made, earlier, label(speak("simulated"), "") * 1.35, sheet)
    side = Box(right + GAP, made.box.bottom, sheet.right, sheet.top)
    real = made.answer if answer.answered is not None else None
    return Plan(replace(made, answer=real), earlier, curve.stated(answer.at, made.clock), real,
                word, side)  # fmt: skip


def _until(answer: Answer) -> pd.Timestamp | None:
    """Give the time up to which the answers can be told apart on a clock."""
    if answer.answered is None:
        return None
    zero = curve.middle(answer.actual.origin)
    return zero + _SHOWN * (curve.middle(answer.answered) - zero)


def _since(answer: Answer, made: curve.Plan) -> list[Stretch]:
    """Lay out the simulated band; before the earlier answer it is the actual one."""
    begun = answer.at
    start = made.clock.x(begun[0])
    held = []
    for one in stretches(answer.earlier, made.clock, made.scale.y):
        keep = one.x >= start - 1e-9
        if keep.sum() > 1:
            held.append(replace(one, x=one.x[keep], low=one.low[keep], median=one.median[keep],
                                high=one.high[keep], table=one.table[keep]))  # fmt: skip
    return held


def _word(
    made: curve.Plan, earlier: Sequence[Stretch], wide: float, sheet: Box
) -> tuple[float, float]:
    """Find room for the word "simulated" on the simulated band, clear of figures and labels."""
    taken = [Box(p.bar[0], p.y - BAR, p.bar[1], p.y + BAR) for p in made.points]
    taken += [Box(p.label[0] - 0.05, p.label[1] - 0.16, p.label[0] + 0.11 * len(p.words) + 0.3,
                  p.label[1] + 0.16) for p in made.points if p.label]  # fmt: skip
    taken.append(Box(made.box.left, made.box.top - 0.3, made.box.left + 2.5, made.box.top))
    if made.answer is not None:
        taken.append(Box(made.answer.x - 0.06, sheet.bottom, made.answer.x + 0.06, sheet.top))
    spots, boxes = [], []
    for share in (0.75, 0.65, 0.85, 0.55, 0.92, 0.45, 0.35):
        x = made.box.left + share * (made.box.right - made.box.left)
        for one in earlier:
            if not one.x[0] <= x <= one.x[-1]:
                continue
            low, high = (float(np.interp(x, one.x, edge)) for edge in (one.low, one.high))
            for y in (low + 0.17, high - 0.17, low - 0.16, high + 0.16):
                spots.append((x - wide / 2, y))
                boxes.append(Box(x - wide / 2, y - 0.12, x + wide / 2, y + 0.12))
    if not spots:
        return made.box.left + 0.1, made.box.bottom + 0.2
    return spots[clear_of(boxes, taken, made.box)]


def chances(effect: Effect) -> dict[Kind, float]:
    """Give the chances of the three kinds of effect."""
    found = whatif.chances(effect)
    return {"helps": found["helps"], "none": found["none"], "harms": found["harms"]}


def prior(effect: Effect, box: Box, speak: Language) -> Prior:
    """Draw the stated distribution of the factor: a bar at 1, the others over its logarithm."""
    held = chances(effect)
    edges = np.concatenate([np.arange(-14, 0) * _STEP, [-0.5 * _STEP, 0.5 * _STEP],
                            np.arange(1, 9) * _STEP])  # fmt: skip
    masses: list[tuple[float, float, float, Kind]] = []
    for kind, size in held.items():
        if size <= 0:
            continue
        if kind == "none":
            masses.append((-0.5 * _STEP, 0.5 * _STEP, size, kind))
            continue
        logs = np.log(np.maximum(_factors(effect, kind, held), np.exp(-_MOST)))
        low, high = (edges[0], -0.5 * _STEP) if kind == "helps" else (0.5 * _STEP, edges[-1])
        counts, _ = np.histogram(np.clip(logs, low + 1e-9, high - 1e-9), edges)
        masses += [(a, b, size * float(n) / len(logs), kind)
                   for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True) if n]  # fmt: skip
    top = max(mass for *_, mass, _ in masses)

    def x(log: float) -> float:
        share = float((log - edges[0]) / (edges[-1] - edges[0]))
        return box.left + share * (box.right - box.left)

    bins = [Bin(x(a), x(b), mass / top * (box.top - box.bottom), kind)
            for a, b, mass, kind in masses]  # fmt: skip
    ticks = [(x(float(np.log(f))), speak("×{n}", n=speak.number(f))) for f in (0.25, 0.5, 1.0, 2.0)]
    ticks[0] = (box.left + 0.12, ticks[0][1])
    return Prior(box, bins, ticks, x(0.0))


def _factors(effect: Effect, kind: Kind, held: dict[Kind, float]) -> Floats:
    """Give evenly spaced factors of one kind."""
    place = {"helps": held["helps"] / 2, "harms": 1 - held["harms"] / 2}[kind]
    return factors(effect, np.full(_FINE, place), (np.arange(_FINE) + 0.5) / _FINE)


def until(answer: Answer) -> pd.Series:
    """Give the row of what was spared that the picture tells: up to the last figure, or the end."""
    name = "figure" if "figure" in answer.saved.index else "end"
    row: pd.Series = answer.saved.loc[name]  # type: ignore[assignment]
    return row
