"""The band of an ensemble of curves on the sheet, piece by piece."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit import reconstruct
from casekit.layout.since import Clock
from casekit.reconstruct import Ensemble

__all__ = ["Part", "Stretch", "band_at", "stretches", "tint"]

Floats = npt.NDArray[np.float64]
Part = Literal["before", "between", "after"]

_STEPS = 320
_WHITE = 255


@dataclass(frozen=True)
class Stretch:
    """A piece of a band: before the first figure, between the figures, or after the last one.

    `x`, `low`, `median` and `high` are inches of the sheet; `table` holds the counts.
    """

    part: Part
    x: Floats
    low: Floats
    median: Floats
    high: Floats
    table: pd.DataFrame

    @property
    def firm(self) -> bool:
        """Whether it lies between figures and is no extrapolation."""
        return self.part == "between"


def tint(color: str, share: float) -> str:
    """Mix a colour with white, so that what overlaps can be drawn opaque.

    Examples
    --------
    >>> tint("#C43A1E", 0.17)
    '#F5DED9'
    """
    parts = (int(color[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(_WHITE - (_WHITE - part) * share):02X}" for part in parts)


def band_at(ensemble: Ensemble, times: pd.DatetimeIndex, *, level: float = 0.9) -> pd.DataFrame:
    """Give the band at moments; those outside of the ensemble's grid are left out."""
    grid = ensemble.draws.index
    inside = times[(times >= grid[0]) & (times <= grid[-1])]
    return reconstruct.band(ensemble, level=level, at=inside)


def stretches(ensemble: Ensemble, clock: Clock, y: Callable[[Floats], Floats]) -> list[Stretch]:
    """Lay the band over a clock; on a broken one it stops at each silence."""
    used = ensemble.checkpoints.loc[ensemble.checkpoints["used"], "as_of"]
    edges = [used.min(), used.max()]
    found: list[Stretch] = []
    for left, right, start, end in _pieces(clock):
        steps = max(int(_STEPS * (right - left) / (clock.right - clock.left)), 12)
        times = [clock.back(x) for x in np.linspace(left, right, steps)]
        inner = [t for t in [start, *times, *edges, end] if start <= t <= end]
        table = band_at(ensemble, pd.DatetimeIndex(inner).as_unit("us").unique().sort_values())
        if len(table) > 1:
            found += _split(table, clock, y)
    return found


def _pieces(clock: Clock) -> list[tuple[float, float, pd.Timestamp, pd.Timestamp]]:
    blocks = [(b.left, b.right, b.start, b.end) for b in clock.blocks]
    return blocks or [(clock.left, clock.right, clock.start, clock.end)]


def _split(
    table: pd.DataFrame, clock: Clock, y: Callable[[Floats], Floats]
) -> list[Stretch]:  # fmt: skip
    """Cut a table where its part changes; neighbours share the row between them."""
    parts = table["part"].astype(str).to_numpy()
    cuts = np.flatnonzero(parts[1:] != parts[:-1]) + 1
    bounds = [0, *cuts.tolist(), len(table)]
    made = []
    for first, last in pairwise(bounds):
        piece = table.iloc[
            max(first - (parts[first] == "after"), 0) : last + (parts[first] == "before")
        ]
        if len(piece) < 2:
            continue
        x = np.array([clock.inside(clock.x(t)) for t in piece.index])
        low, median, high = (y(piece[c].to_numpy(np.float64)) for c in ("low", "median", "high"))
        made.append(Stretch(parts[first], x, low, median, high, piece))
    return made
