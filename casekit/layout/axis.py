"""Where a time stands on a picture: logarithmic, linear, or a clock broken at silences."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Block", "Broken", "Linear", "Log", "broken", "log_axis"]

Floats = npt.NDArray[np.float64]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
MARKS = (
    MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY,
    90 * DAY, 365 * DAY, 3 * 365 * DAY, 10 * 365 * DAY, 30 * 365 * DAY,
)  # fmt: skip
"""Round times, in seconds, at which a logarithmic axis is marked."""

SILENCE = 2 * HOUR
BLOCKS = 6
GAP = 0.62
"""Room between two blocks, for the mark of the silence, in inches."""
LEAST = 0.7
"""Least room for the time within a block, in inches."""


@dataclass(frozen=True)
class Log:
    """Logarithmic time from `start` to `end` seconds, drawn from `left` to `right` inches."""

    start: float
    end: float
    left: float
    right: float

    def place(self, seconds: npt.ArrayLike) -> Floats:
        """Give the place of times; those beyond either end stand at that end."""
        inside = np.clip(np.asarray(seconds, dtype=np.float64), self.start, self.end)
        share = np.log(inside / self.start) / np.log(self.end / self.start)
        return np.asarray(self.left + share * (self.right - self.left))

    def back(self, inches: npt.ArrayLike) -> Floats:
        """Give the time of places."""
        share = (np.asarray(inches, dtype=np.float64) - self.left) / (self.right - self.left)
        return np.asarray(self.start * (self.end / self.start) ** np.clip(share, 0.0, 1.0))

    @property
    def marks(self) -> tuple[float, ...]:
        """The round times that the axis shows."""
        return tuple(m for m in MARKS if self.start <= m <= self.end * 1.001)


@dataclass(frozen=True)
class Linear:
    """Linear time from `start` to `end` seconds, drawn from `left` to `right` inches."""

    start: float
    end: float
    left: float
    right: float

    def place(self, seconds: npt.ArrayLike) -> Floats:
        """Give the place of times; those beyond either end stand at that end."""
        inside = np.clip(np.asarray(seconds, dtype=np.float64), self.start, self.end)
        share = (inside - self.start) / (self.end - self.start)
        return np.asarray(self.left + share * (self.right - self.left))

    def back(self, inches: npt.ArrayLike) -> Floats:
        """Give the time of places."""
        places = np.asarray(inches, dtype=np.float64)
        return np.interp(places, [self.left, self.right], [self.start, self.end])


@dataclass(frozen=True)
class Block:
    """A burst: its first and last second, its edges in inches, and how many posts it holds.

    `first` and `last` are where those seconds stand: `last` leaves room for dots that had to be
    moved right.
    """

    start: float
    end: float
    left: float
    right: float
    posts: int
    first: float
    last: float


@dataclass(frozen=True)
class Broken:
    """A clock that runs linearly within bursts and leaves out the silences between them."""

    blocks: tuple[Block, ...]

    def place(self, seconds: npt.ArrayLike) -> Floats:
        """Give the place of times; one within a silence stands in its middle."""
        return np.interp(np.asarray(seconds, dtype=np.float64), *self._knots)

    def back(self, inches: npt.ArrayLike) -> Floats:
        """Give the time of places; one right of a block's last post has that post's time."""
        times, places = self._knots
        return np.interp(np.asarray(inches, dtype=np.float64), places, times)

    @property
    def _knots(self) -> tuple[list[float], list[float]]:
        times, places = [], []
        for block in self.blocks:
            times += [block.start, max(block.end, block.start + 1e-3)]
            places += [block.first, block.last if block.end > block.start else block.first]
        return times, places


def log_axis(times: Floats, left: float, right: float) -> tuple[Log, int]:
    """Choose a logarithmic axis from one minute to a round limit, and count what lies beyond.

    The limit is the first round time that holds 99.5 % of the posts; an axis that nothing
    exceeds ends at the last post instead.

    Examples
    --------
    >>> axis, beyond = log_axis(np.array([0.0, 90.0, 4000.0]), 0.0, 10.0)
    >>> axis.end, axis.marks, beyond
    (4000.0, (60.0, 300.0, 900.0, 3600.0), 0)
    """
    most = float(np.quantile(times, 0.995)) if len(times) else 0.0
    limit = next((mark for mark in MARKS if mark >= most and mark > MINUTE), MARKS[-1])
    last = float(times.max()) if len(times) else 0.0
    beyond = int((times > limit).sum())
    end = limit if beyond else max(last, 5 * MINUTE)
    return Log(MINUTE, end, left, right), beyond


def bursts(times: Floats) -> list[tuple[float, float, int]]:
    """Split times wherever nothing happens for more than two hours: start, end, posts.

    More than six bursts are merged at their shortest silences.

    Examples
    --------
    >>> bursts(np.array([0.0, 60.0, 90_000.0]))
    [(0.0, 60.0, 2), (90000.0, 90000.0, 1)]
    """
    ranked = np.sort(times)
    gaps = np.diff(ranked)
    cuts = np.flatnonzero(gaps > SILENCE)
    longest = cuts[np.argsort(-gaps[cuts], kind="stable")][: BLOCKS - 1]
    parts = np.split(ranked, np.sort(longest) + 1)
    return [(float(part[0]), float(part[-1]), len(part)) for part in parts]


def broken(
    parts: list[tuple[float, float, int]],
    width: float,
    *,
    pad: float = 0.2,
    tails: npt.ArrayLike | None = None,
) -> Broken | None:
    """Share out the width among bursts, by posts to the power of 0.75.

    Parameters
    ----------
    parts
        Bursts, as :func:`bursts` gives them.
    width
        Width of the drawing in inches.
    pad
        Room between the edge of a block and its first or last post.
    tails
        Further room that each block needs right of its last post's time.

    Returns
    -------
    Broken or None
        None if the bursts do not fit the width.
    """
    free = width - GAP * (len(parts) - 1)
    tail = np.zeros(len(parts)) if tails is None else np.asarray(tails, dtype=np.float64)
    alone = np.array([end == start for start, end, _ in parts])
    floor = np.where(alone, np.maximum(2 * pad + tail, LEAST), 2 * pad + tail + LEAST)
    if floor.sum() > free:
        return None
    weight = np.array([max(posts, 4) ** 0.75 for _, _, posts in parts])
    shares = _at_least(weight / weight.sum() * free, floor, free)
    lefts = np.concatenate([[0.0], np.cumsum(shares + GAP)[:-1]])
    return Broken(
        tuple(
            Block(start, end, left, left + share, posts, left + pad, left + share - pad - more)
            for (start, end, posts), left, share, more in zip(
                parts, lefts.tolist(), shares.tolist(), tail.tolist(), strict=True
            )
        )
    )


def _at_least(shares: Floats, floor: Floats, total: float) -> Floats:
    """Lift shares to their floors and take it from the others, in proportion."""
    held = np.zeros(len(shares), dtype=bool)
    for _ in range(len(shares)):
        short = ~held & (shares < floor)
        if not short.any():
            break
        held |= short
        rest = total - floor[held].sum()
        free = shares[~held]
        shares = shares.copy()
        shares[held] = floor[held]
        if free.sum() > 0:
            shares[~held] = free * rest / free.sum()
    return shares
