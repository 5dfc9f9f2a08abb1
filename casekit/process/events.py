"""Posts as points on a line: seconds, audiences, and where the window begins and ends."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from casekit import clock
from casekit.errors import EvidenceError, SchemaError

__all__ = ["Events", "events", "stream"]

Floats = NDArray[np.float64]
When = str | pd.Timestamp | None
_FEWEST = 10
_STEPS = (86_400.0, 3_600.0, 60.0, 1.0, 1e-3, 1e-6)


@dataclass(frozen=True, eq=False)
class Events:
    """Posts in the order of time; those of the history come first.

    Parameters
    ----------
    seconds
        Since the start of the window, rising; 0 and below for the history.
    followers
        At least 1; NaN where unknown, and None where no post has any.
    index
        Which row of the posts each one is.
    history
        How many posts stand at the start of the window or before it.
    start, end
        The window.
    step
        How finely the times are written down, in seconds.
    tied
        How many posts of the window share their time with the one before.
    lost
        How many posts were left out: without a time, or after the window.
    """

    seconds: Floats
    followers: Floats | None
    index: pd.Index
    history: int
    start: pd.Timestamp
    end: pd.Timestamp
    step: float
    tied: int
    lost: int

    @property
    def span(self) -> float:
        """Seconds of the window."""
        return (self.end - self.start).total_seconds()

    @property
    def own(self) -> Floats:
        """Times of the posts within the window."""
        return self.seconds[self.history :]

    def until(self, seconds: float) -> "Events":
        """The same up to so many seconds after the start."""
        kept = int(np.searchsorted(self.seconds, seconds, side="right"))
        return replace(
            self, seconds=self.seconds[:kept], index=self.index[:kept],
            followers=None if self.followers is None else self.followers[:kept],
            end=self.start + pd.to_timedelta(seconds, unit="s"),
        )  # fmt: skip

    def shaken(self, rng: np.random.Generator) -> "Events":
        """The same with each post of the window at a random place in its step of time."""
        before = self.start.timestamp() % self.step
        floor = np.floor((self.own + before) / self.step + 1e-6) * self.step - before
        places = np.clip(floor + self.step * rng.random(len(floor)), 0.0, self.span)
        moved = np.sort(places)
        return replace(self, seconds=np.concatenate([self.seconds[: self.history], moved]))


def stream(
    seconds: ArrayLike, followers: ArrayLike | None = None, *, zero: str = "2000-01-01T00:00Z"
) -> pd.DataFrame:
    """Make posts from bare numbers, for data that have no dates.

    Parameters
    ----------
    seconds
        Times of the posts in seconds, to a microsecond.
    followers
        Of each post's account; NaN where unknown.
    zero
        The date that stands for 0 seconds.

    Returns
    -------
    DataFrame
        `at` (UTC) and `followers`, as :func:`fit` takes them.

    Examples
    --------
    >>> stream([0, 61], [2290, 91])["followers"].tolist()
    [2290.0, 91.0]
    """
    numbers = np.asarray(seconds, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise SchemaError("a time is no number", where="seconds", cure="leave such posts out")
    since = pd.to_timedelta(np.round(numbers * 1e6).astype(np.int64), unit="us")
    table = pd.DataFrame({"at": clock.instant(zero) + since})
    if followers is not None:
        table["followers"] = np.asarray(followers, dtype=np.float64)
    return table


def events(posts: pd.DataFrame, window: tuple[When, When] | None = None) -> Events:
    """Take the posts up to the end of the window; those up to its start are its history.

    Without a window it reaches from the first post that the archive holds as a record of its own
    to the last one. Posts that share a time are spread evenly over the step in which times are
    written down, the larger accounts first, for no two posts of a process happen at once.

    Raises
    ------
    SchemaError
        No `at`, times without a zone, or followers below zero.
    EvidenceError
        Fewer than ten posts in the window.
    """
    timed = _timed(posts)
    start, end = _window(timed, window)
    kept = timed[timed["at"] <= end]
    since = np.asarray((kept["at"] - start).dt.total_seconds(), dtype=np.float64)
    crowd = _followers(kept)
    order = np.lexsort((np.arange(len(kept)), _descending(crowd), since))
    since, crowd = since[order], crowd[order]
    history = int(np.searchsorted(since, 0.0, side="right"))
    if len(since) - history < _FEWEST:
        raise EvidenceError(
            f"{len(since) - history} posts after the start of the window cannot carry a fit",
            cure=f"take a longer window or a larger cascade: {_FEWEST} are the least",
        )
    own = since[history:]
    step = _step(kept["at"].iloc[order[history:]])
    since[history:], tied = _spread(own, step)
    return Events(
        since, None if np.isnan(crowd).all() else crowd, kept.index[order], history,
        start, max(end, start + pd.to_timedelta(since[-1], unit="s").ceil("us")),
        step, tied, len(posts) - len(kept),
    )  # fmt: skip


def _timed(posts: pd.DataFrame) -> pd.DataFrame:
    if "at" not in posts.columns:
        raise SchemaError("the posts have no column 'at'",
                          cure="bare numbers become posts by process.stream(seconds)")  # fmt: skip
    if not isinstance(posts["at"].dtype, pd.DatetimeTZDtype):
        raise SchemaError("'at' holds no times with a zone",
                          cure="make them UTC, such as with at.dt.tz_localize('UTC')")  # fmt: skip
    return posts[posts["at"].notna()]


def _window(
    timed: pd.DataFrame, window: tuple[When, When] | None
) -> tuple[pd.Timestamp, pd.Timestamp]:
    start, end = window or (None, None)
    if timed.empty:
        raise EvidenceError("no post has a time", cure="a process is fitted to times")
    own = timed
    if "origin" in timed.columns:
        records = ~timed["origin"].isin(["embedded", "named"])
        own = timed[records] if records.any() else timed
    first = clock.instant(start) if start is not None else own["at"].min()
    last = clock.instant(end) if end is not None else own["at"].max()
    if not first < last:
        raise SchemaError(f"the window ends at {last}, and begins at {first}",
                          cure="give it as (start, end)")  # fmt: skip
    return first, last


def _followers(kept: pd.DataFrame) -> Floats:
    if "followers" not in kept.columns:
        return np.full(len(kept), np.nan)
    crowd = kept["followers"].to_numpy(dtype=np.float64, na_value=np.nan)
    if (crowd < 0).any():
        raise SchemaError(f"{int((crowd < 0).sum())} posts have fewer than no followers",
                          where="followers", cure="write NA where they are unknown")  # fmt: skip
    return np.asarray(np.maximum(crowd, 1.0), dtype=np.float64)


def _descending(crowd: Floats) -> Floats:
    return np.where(np.isnan(crowd), np.inf, -crowd)


def _step(at: pd.Series) -> float:
    """Give the widest step of which all these times are multiples."""
    since = at.dt.as_unit("us").astype("int64").to_numpy()
    return next(s for s in _STEPS if not (since % round(s * 1e6)).any())


def _spread(own: Floats, step: float) -> tuple[Floats, int]:
    """Spread posts of one time over the step that begins there."""
    _, first, place, many = np.unique(
        own, return_index=True, return_inverse=True, return_counts=True
    )
    return own + step * (np.arange(len(own)) - first[place]) / many[place], int((many - 1).sum())
