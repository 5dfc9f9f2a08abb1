"""The exam of a reconstruction: real cascades, a few rounded figures shown, the rest hidden.

What a press archive leaves of a crisis is made from cascades of which all is known: some figures
with their times, rounded and hedged as papers write them. Whoever answers sees these and says for
hidden times where the count may have been; then the truth is laid beside the answer.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.archives.capture import MOST_AT_ONCE
from casekit.cases.checkpoints import interval
from casekit.errors import SchemaError

__all__ = ["LEVELS", "PARTS", "Answer", "Cascade", "Exam", "cascades", "exam", "exams"]

Floats = NDArray[np.float64]

PARTS = ("before", "between", "after")
LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
"""The quantiles that an answer gives."""

_HEDGES = ("about", "over", "nearly", "exact")
_HEDGED = (0.40, 0.35, 0.15, 0.10)
_HIDDEN = {"before": 4, "between": 12, "after": 4}
APART = 0.4
"""Share of the way, in the logarithm of time, that goes to keeping figures apart, in equal steps:
four figures lie at least 13 % of it from one another. Two papers of one day are one figure."""
_JUMP, _WITHIN, _FEWEST = 6.0, 1.18, 20


@dataclass(frozen=True, eq=False)
class Cascade:
    """One cascade of which all is known.

    `seconds` are the times of its posts since the original, which is not among them, in order;
    `start` is when that was posted. Beyond `until` seconds the archive tells nothing. `zone` is
    the time zone of its people, where one is known.
    """

    seconds: Floats
    start: pd.Timestamp = pd.Timestamp("2012-01-01T12:00Z")  # noqa: RUF009 (never changes)
    until: float = np.inf
    zone: str | None = None

    def count(self, seconds: Floats | float) -> Floats:
        """Give how many posts there were by then, the original among them."""
        return np.asarray(1.0 + np.searchsorted(self.seconds, seconds, side="right"))


@dataclass(frozen=True, eq=False)
class Exam:
    """The figures that are shown of a cascade, and what is hidden.

    `checkpoints` is as :meth:`casekit.cases.Case.checkpoints` gives them, `origin` the window of
    the original. `hidden` has the index `at` and the columns `part`, `truth` (count, the original
    among them), and `low` and `high`: what follows from the figures alone, because a count never
    falls; after the last figure `high` is infinite. `burst`: whether the cascade has a moment,
    between its first and last figure, at which it became six times as fast. `clock` is the
    time zone of its people, and `cascade` the number of the one that it was made of.
    """

    checkpoints: pd.DataFrame
    origin: tuple[pd.Timestamp, pd.Timestamp]
    hidden: pd.DataFrame
    burst: bool
    clock: str | None = None
    cascade: int = 0


Answer = Callable[[Exam], pd.DataFrame]
"""Gives for each hidden time of an exam, in its order, a column for each of :data:`LEVELS`."""


def cascades(
    posts: pd.DataFrame, *, least: int = 100, most_at_once: float = MOST_AT_ONCE,
    cut: pd.Timedelta | None = None, cap: int | None = None, zone: str | None = None,
) -> list[Cascade]:  # fmt: skip
    """Give the cascades of an archive that can serve as an exam.

    Parameters
    ----------
    posts
        Frame of :data:`casekit.schema.POSTS`, or any with index `post` and `root` and `at`.
    least
        Posts that a cascade must have besides its original.
    most_at_once
        Largest share of them that may bear one and the same time: more, and it is the time of a
        tool or a campaign and not of people.
    cut
        How long after its original the archive follows each cascade; None: to its end.
    cap
        Length at which the archive cuts its lists; what came after the last of such a list is
        unknown. None: it does not.
    zone
        Time zone of its people; None: none is known.

    Returns
    -------
    list of Cascade
        In the order in which their originals stand in `posts`. Posts without a time and posts
        dated before their original are left out.

    Examples
    --------
    >>> posts = pd.DataFrame({"root": "a", "at": pd.date_range("2012", periods=121, freq="min",
    ...                       tz="UTC")}, index=["a", *map(str, range(120))])
    >>> found = cascades(posts)
    >>> len(found), found[0].count(59.0), found[0].count(60.0)
    (1, array(1.), array(2.))
    """
    timed = posts[posts["at"].notna() & posts["root"].notna()]
    tops = timed[timed.index == timed["root"]]
    starts = pd.Series(tops["at"].array, tops["root"].astype("object"))
    below = timed[timed.index != timed["root"]]
    begun = below["root"].astype("object").map(starts)
    passed = (below["at"] - begun).dt.total_seconds()
    limit = np.inf if cut is None else cut.total_seconds()
    kept = passed[(passed >= 0) & (passed <= limit)]
    grouped = {root: np.sort(part.to_numpy(dtype=np.float64))
               for root, part in kept.groupby(below["root"].astype("object").loc[kept.index])
               } if len(kept) else {}  # fmt: skip
    out = []
    for root, start in starts.items():
        seconds = grouped.get(root, np.empty(0))
        if len(seconds) < least or _at_once(seconds) > most_at_once:
            continue
        full = cap is not None and len(seconds) >= cap
        until = float(seconds[-1]) if full else limit
        out.append(Cascade(seconds.astype(np.float64), start, until, zone))
    return out


def exams(
    found: Iterable[Cascade], *, checkpoints: int = 4, each: int = 1, seed: int = 0
) -> Iterator[Exam]:
    """Make `each` exams of each cascade; those of one are the same whatever the others are."""
    for n, cascade in enumerate(found):
        for again in range(each):
            rng = np.random.default_rng([seed, n, again])
            made = exam(cascade, checkpoints=checkpoints, rng=rng)
            if made is not None:
                yield replace(made, cascade=n)


def exam(cascade: Cascade, *, checkpoints: int = 4, rng: np.random.Generator) -> Exam | None:
    """Show some figures of a cascade and hide the rest.

    The first figure stands where 3 to 15 % of the posts are there, the last where 85 to 98 % are,
    the others at random times between, even in the logarithm of time but :data:`APART`. Three in
    four are rounded to two digits, the others to one; 40 % are stated as about, 35 % as over, 15 %
    as nearly, 10 % exactly. Hidden are twelve times between the figures, four before, down to a
    tenth of the first one's time, and four after, up to five times the last one's, as far as the
    archive goes; all even in the logarithm.

    Parameters
    ----------
    cascade
        One of :func:`cascades`.
    checkpoints
        How many figures are shown; 2 and more.
    rng
        Where chance comes from.

    Returns
    -------
    Exam or None
        None where the first and the last figure would have the same time.

    Raises
    ------
    SchemaError
        Fewer than two figures are asked for.
    """
    if checkpoints < 2:
        raise SchemaError(f"checkpoints is {checkpoints}", cure="show two figures or more")
    total = float(cascade.count(cascade.until))
    first = _reached(cascade, total * rng.uniform(0.03, 0.15))
    last = _reached(cascade, total * rng.uniform(0.85, 0.98))
    if not 0 < first < last:
        return None
    shown = np.array([first, *_apart(first, last, checkpoints - 2, rng), last])
    table = _stated(cascade, shown, rng)
    limits = {"before": (first / 10, first), "between": (first, last),
              "after": (last, min(5 * last, cascade.until))}  # fmt: skip
    parts = [
        (part, second)
        for part, (low, high) in limits.items() if high > 1.05 * low
        for second in np.sort(_even(low, high, _HIDDEN[part], rng))
    ]  # fmt: skip
    seconds = np.array([second for _, second in parts])
    below, above = _hull(table, shown, seconds)
    hidden = pd.DataFrame(
        {"part": [part for part, _ in parts], "truth": cascade.count(seconds), "low": below,
         "high": above},
        index=_moments(cascade, seconds),
    )  # fmt: skip
    start = cascade.start
    return Exam(table, (start, start), hidden, _bursts(cascade, first, last), cascade.zone)


def _at_once(seconds: NDArray[np.floating[Any]]) -> float:
    return float(np.unique(seconds, return_counts=True)[1].max() / len(seconds))


def _even(low: float, high: float, count: int, rng: np.random.Generator) -> Floats:
    """Draw times that are even in the logarithm."""
    return np.exp(rng.uniform(np.log(low), np.log(high), count))


def _apart(low: float, high: float, count: int, rng: np.random.Generator) -> Floats:
    """Draw times between two that are even in the logarithm and keep apart, oldest first."""
    steps = count + 1
    free = np.sort(rng.uniform(0, 1 - APART, count))
    return np.asarray(low * (high / low) ** (free + np.arange(1, steps) * APART / steps))


def _reached(cascade: Cascade, count: float) -> float:
    """Give when so many posts were there, but not the very moment of the original."""
    later = cascade.seconds[cascade.seconds > 0]
    place = np.searchsorted(cascade.count(later), count) if len(later) else 0
    return float(later[place]) if place < len(later) else 0.0


def _moments(cascade: Cascade, seconds: Floats) -> pd.DatetimeIndex:
    passed = pd.to_timedelta(np.round(seconds * 1e6).astype("int64"), unit="us")
    return pd.DatetimeIndex(cascade.start.as_unit("us") + passed, name="at")


def _stated(cascade: Cascade, seconds: Floats, rng: np.random.Generator) -> pd.DataFrame:
    """Round and hedge the counts at some times, as papers would."""
    counts = cascade.count(seconds)
    digits = np.where(rng.random(len(counts)) < 0.75, 2, 1)
    hedges = rng.choice(_HEDGES, len(counts), p=_HEDGED)
    units = 10.0 ** np.maximum(np.floor(np.log10(counts)) + 1 - digits, 0)
    values = [
        {"about": np.floor(n / unit + 0.5) * unit, "over": np.floor(n / unit) * unit,
         "nearly": np.ceil(n / unit) * unit, "exact": n}[hedge]
        for n, unit, hedge in zip(counts, units, hedges, strict=True)
    ]  # fmt: skip
    bounds = np.array([interval(value, hedge) for value, hedge in zip(values, hedges, strict=True)])
    at = _moments(cascade, seconds)
    return pd.DataFrame(
        {"value": values, "low": bounds[:, 0], "high": bounds[:, 1], "qualifier": hedges,
         "as_of": at, "earliest": at, "latest": at,
         "label": [f"figure {n}" for n in range(1, len(at) + 1)], "evidence": "derived"},
        index=pd.Index([f"figure-{n}" for n in range(1, len(at) + 1)], name="figure"),
    )  # fmt: skip


def _hull(table: pd.DataFrame, shown: Floats, seconds: Floats) -> tuple[Floats, Floats]:
    """Give what the figures leave open at some times if a count only never falls."""
    place = np.searchsorted(shown, seconds, side="right")
    below = np.maximum.accumulate([1.0, *table["low"]])
    above = np.minimum.accumulate([np.inf, *table["high"][::-1]])[::-1]
    return below[place], above[place]


def _bursts(cascade: Cascade, first: float, last: float) -> bool:
    """Say whether posts came six times as fast within 18 % of the time since the original."""
    times = cascade.seconds[(cascade.seconds > first) & (cascade.seconds < last)]
    now = cascade.count(times)
    coming = cascade.count(times * _WITHIN) - now
    gone = now - cascade.count(times / _WITHIN)
    pace = coming / (_WITHIN - 1)
    before = np.maximum(gone, 1.0) / (1 - 1 / _WITHIN)
    return bool(np.any((pace > _JUMP * before) & (coming >= _FEWEST)))
