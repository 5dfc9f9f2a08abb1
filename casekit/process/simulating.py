"""Posts that a law could bring, by branching: each post draws its own offspring."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from casekit import clock, schema
from casekit.errors import EvidenceError, SchemaError
from casekit.process.laws import Law, hours, lag, share_left

__all__ = ["simulate"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def simulate(
    law: Law, window: tuple[str | pd.Timestamp, str | pd.Timestamp], *, seed: int,
    history: pd.DataFrame | None = None, followers: ArrayLike | None = None,
    most: int = 1_000_000,
) -> pd.DataFrame:  # fmt: skip
    """Draw the posts of a window: what comes from outside, and what each post brings.

    Exact for any law, the unstable ones as well; the same seed gives the same posts.

    Parameters
    ----------
    law
        What brings posts: :attr:`Fit.law`, or one made by hand.
    window
        Start and end.
    seed
        Of the random numbers.
    history
        Posts up to the start (`at`, and `followers` if known) that still bring others.
    followers
        Counts from which those of the new posts are drawn, with replacement; None, or NA among
        them: unknown, and the post weighs 1.
    most
        Refuse to draw more posts than that.

    Returns
    -------
    DataFrame
        Frame of :data:`casekit.schema.POSTS` in the order of time, without the history: `at`,
        `followers`, `kind` (post or repost), `parent` and `root` (the history's as well);
        `evidence` is simulated.

    Raises
    ------
    SchemaError
        Nothing is there to begin with, or a post of the history is later than the start.
    EvidenceError
        More than `most` posts: the law is unstable, or the window too long.

    Examples
    --------
    >>> law = Law("exponential", branching=0.9, theta=0.01)
    >>> from casekit.process import stream
    >>> first = stream([0], zero="2013-09-03T10:00Z")
    >>> posts = simulate(law, ("2013-09-03T10:00Z", "2013-09-04T10:00Z"), seed=7, history=first)
    >>> len(posts), posts["kind"].unique().tolist()
    (18, ['repost'])
    """
    start, end = (clock.instant(side) for side in window)
    if not start < end:
        raise SchemaError(f"the window ends at {end}, and begins at {start}",
                          cure="give it as (start, end)")  # fmt: skip
    past = _past(history, start)
    if not (len(past) or law.background or law.shocks):
        raise SchemaError("nothing is there that could bring a post",
                          cure="give history=, or a law with a background")  # fmt: skip
    rng = np.random.default_rng(seed)
    crowd = None if followers is None else _crowd(pd.Series(followers))
    grown = _grow(law, past, crowd, start, (end - start).total_seconds(), most, rng)
    return _framed(grown, past, start)


def _past(history: pd.DataFrame | None, start: pd.Timestamp) -> pd.DataFrame:
    if history is None:
        return pd.DataFrame({"at": pd.DatetimeIndex([], tz="UTC")})
    past = history[history["at"].notna()]
    if (past["at"] > start).any():
        raise SchemaError(
            f"{int((past['at'] > start).sum()):,} posts of the history are later than the start",
            cure="begin the window at the last of them, or leave them out",
        )
    return past


def _crowd(followers: pd.Series) -> Floats:
    return followers.to_numpy(dtype=np.float64, na_value=np.nan)


@dataclass(frozen=True, eq=False)
class _Grown:
    """Posts, the history first; seconds since the start, and the place of the parent or -1."""

    seconds: Floats
    followers: Floats
    parent: Ints


def _grow(
    law: Law, past: pd.DataFrame, crowd: Floats | None, start: pd.Timestamp, span: float,
    most: int, rng: np.random.Generator,
) -> _Grown:  # fmt: skip
    """Draw generation after generation, until one is empty."""
    known = _crowd(past["followers"]) if "followers" in past else np.full(len(past), np.nan)
    old = (past["at"] - start).dt.total_seconds().to_numpy(dtype=np.float64)
    fresh = _from_outside(law, start, span, most, rng)
    when = np.concatenate([old, fresh])
    mark = np.concatenate([known, _drawn(crowd, len(fresh), rng)])
    at, marks, parents = [when], [mark], [np.full(len(when), -1)]
    born = 0
    while len(when):
        drawn = born + len(when) - len(old)
        child, parent = _children(law, when, mark, span, drawn, most, rng)
        parents.append(parent + born)
        born += len(when)
        when, mark = child, _drawn(crowd, len(child), rng)
        at.append(when)
        marks.append(mark)
    return _Grown(np.concatenate(at), np.concatenate(marks), np.concatenate(parents))


def _drawn(crowd: Floats | None, size: int, rng: np.random.Generator) -> Floats:
    return np.full(size, np.nan) if crowd is None else rng.choice(crowd, size)


def _children(
    law: Law, at: Floats, followers: Floats, span: float, drawn: int, most: int,
    rng: np.random.Generator,
) -> tuple[Floats, Ints]:  # fmt: skip
    """Draw the direct offspring within the window, and the place of the parent of each."""
    weight = np.nan_to_num(np.maximum(followers, 1.0) ** law.beta / law.typical, nan=1.0)
    now = share_left(np.maximum(-at, 0.0), law.theta, law.c)
    end = share_left(span - at, law.theta, law.c)
    mean = law.branching * weight * (now - end)
    _check(drawn + mean.sum() / 2, most)  # no array is made that cannot be meant
    count = rng.poisson(mean)
    _check(drawn + count.sum(), most)
    parent = np.repeat(np.arange(len(at)), count)
    left = now[parent] - (now - end)[parent] * rng.random(len(parent))
    return np.clip(at[parent] + lag(left, law.theta, law.c), 0.0, span), parent


def _from_outside(
    law: Law, start: pd.Timestamp, span: float, most: int, rng: np.random.Generator
) -> Floats:
    """Draw what the background and the shocks bring by themselves."""
    found = []
    if law.background:
        grid = np.linspace(0.0, span, 2 + int(span // 900) if law.rhythm else 2)
        passed = hours(law.rhythm, start, grid, span)[1]
        count = rng.poisson(law.background * passed[-1])
        _check(count, most)
        found.append(np.interp(rng.uniform(0.0, passed[-1], count), passed, grid))
    for shock in law.shocks:
        since = (shock.at - start).total_seconds()
        now, end = (np.exp(-shock.decay * max(s - since, 0.0)) for s in (0.0, span))
        count = rng.poisson(shock.posts * (now - end))
        _check(count, most)
        left = now - (now - end) * rng.random(count)
        found.append(np.clip(since - np.log(left) / shock.decay, 0.0, span))
    return np.concatenate(found) if found else np.empty(0)


def _check(posts: float, most: int) -> None:
    if posts > most:
        raise EvidenceError(
            f"more than {most:,} posts",
            cure="shorten the window, see whether the law is unstable, or raise most=",
        )


def _framed(grown: _Grown, past: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    """Order the new posts by time, and name posts, parents and roots."""
    old, size = len(past), len(grown.seconds)
    order = old + np.argsort(grown.seconds[old:], kind="stable")
    names = np.empty(size, dtype=object)
    names[:old] = past.index.astype(str)
    mark = "s"
    while any(name.startswith(mark) for name in names[:old]):
        mark += "s"
    names[order] = [f"{mark}{n}" for n in range(size - old)]
    parent = grown.parent
    root = np.arange(size)
    for i in np.flatnonzero(parent >= 0):  # parents are born before their children
        root[i] = root[parent[i]]
    roots = names.copy()
    if "root" in past:
        roots[:old] = np.where(past["root"].isna(), names[:old], past["root"].astype(object))
    above = parent[order] >= 0
    moved = np.rint(grown.seconds[order] * 1e6)
    frame = pd.DataFrame(
        {
            "post": names[order],
            "at": start + pd.to_timedelta(moved.astype("int64"), unit="us"),
            "kind": np.where(above, "repost", "post"),
            "parent": pd.Series(names[parent[order]], dtype="str").where(above),
            "root": roots[root[order]],
            "parent_evidence": pd.Series("simulated", range(len(above)), dtype="str").where(above),
            "followers": pd.Series(grown.followers[order]).astype("Int64"),
            "evidence": "simulated",
        }
    )  # fmt: skip
    return schema.conform(frame, schema.POSTS)
