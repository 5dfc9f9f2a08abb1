"""A hub with spokes: a cascade as platforms report it, and as most tools draw it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit.layout.lanes import Box

__all__ = ["Hub", "hub"]

Floats = npt.NDArray[np.float64]

_INNER, _AIR, _LEAST = 0.5, 1.12, 0.02


@dataclass(frozen=True)
class Hub:
    """The original in the middle and its reposts on rings around it, in inches.

    Clockwise from the top is the order of time; which ring a repost is on says nothing.
    """

    middle: tuple[float, float]
    x: Floats
    y: Floats
    radius: Floats
    scale: float
    """What the usual sizes of dots are multiplied with, so that all have room."""

    def points(self, followers: float) -> float:
        """Give the diameter of a dot in points, for the legend."""
        return float(_points(np.array([followers]))[0] * self.scale)


def hub(posts: pd.DataFrame, box: Box) -> Hub:
    """Place an original, the first row, and its reposts, in the order of rows.

    Dots are as large as in the other pictures, or all smaller by one factor if the rings would
    not hold them.

    Examples
    --------
    >>> made = hub(pd.DataFrame({"followers": [10, 0, 0]}), Box(0, 0, 4, 4))
    >>> made.middle, made.x.round(2).tolist()
    ((2.0, 2.0), [2.0, 2.0])
    """
    followers = posts["followers"].to_numpy(dtype=np.float64, na_value=np.nan)
    own = _points(followers)[1:] / 72
    count = len(own)
    middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    outer = min(box.right - box.left, box.top - box.bottom) / 2 - own.max(initial=0.1) / 2
    usual = float(np.quantile(own, 0.9)) if count else 0.1
    scale, rings = 1.0, 1
    while True:
        wide = usual * scale * _AIR
        rings = int(outer * (1 - _INNER) // wide) + 1
        if 2 * np.pi * outer * _INNER >= wide * -(-count // rings) or usual * scale < _LEAST:
            break
        scale *= 0.95
    if 2 * np.pi * outer >= usual * scale * _AIR * count:
        rings = 1
    ring = np.linspace(outer, outer * _INNER, rings)[np.arange(count) % rings]
    angle = 2 * np.pi * np.arange(count) / max(-(-count // rings) * rings, 1)
    return Hub(
        middle, middle[0] + ring * np.sin(angle), middle[1] + ring * np.cos(angle),
        own * scale / 2, scale,
    )  # fmt: skip


def _points(followers: Floats) -> Floats:
    """Give the diameter of dots in points, by followers; one size where they are unknown."""
    points = 5.0 + 2.5 * np.log10(np.clip(followers, 1.0, 1e7))
    return np.asarray(np.where(np.isnan(followers), 9.0, points))
