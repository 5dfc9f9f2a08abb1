"""A second stage after an answer: what posts bring before it, and what they bring from then on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock
from casekit.errors import EvidenceError, SchemaError
from casekit.process.events import When
from casekit.process.fitting import Background, law_of, model_of, raised, reading
from casekit.process.laws import Law, Memory
from casekit.process.likelihood import Likelihood, Stage
from casekit.process.profiles import DROP, sides
from casekit.process.search import Peak, climb, peak

__all__ = ["TwoStage", "two_stage"]

Floats = NDArray[np.float64]
_CANDIDATES = 40
_AROUND = 12
_WIDE = 2.0
_SHAPES = ("theta", "c", "beta")


@dataclass(frozen=True, eq=False)
class TwoStage:
    """How an answer changed what posts bring.

    Parameters
    ----------
    answer
        When the second stage began: as given, or the most likely time.
    earliest, latest
        Bounds of that time; those of an inferred one take the memory as known.
    before, after
        The laws of the two stages, for :func:`simulate`.
    table
        Index `measure`: `branching_before`, `branching_after`, `log_ratio` (natural logarithm
        of after / before), `second_wave` (posts of the window that the second stage brought:
        by posts from then on, or by the answer itself) and `first_wave` (all the others);
        columns `value`, `low`, `high` (95 %), `unit`.
    gain
        Akaike's criterion of one stage less that of two: above 0, two explain more. An inferred
        time counts as one parameter, which is too kind: ask for 4 and more.
    notes
        What has to be known about it.
    """

    answer: pd.Timestamp
    earliest: pd.Timestamp
    latest: pd.Timestamp
    before: Law
    after: Law
    table: pd.DataFrame
    gain: float
    notes: tuple[str, ...]


def two_stage(
    posts: pd.DataFrame, *, answer: str | pd.Timestamp | tuple[When, When] | None = None,
    memory: Memory = "power-law", background: Background = None,
    acts: Literal["posts", "all"] = "posts", wave: bool = False,
    window: tuple[When, When] | None = None,
) -> TwoStage:  # fmt: skip
    """Fit a cascade whose branching factor changes when an answer comes.

    After Murayama, Wakamiya, Aramaki and Kobayashi, PLOS ONE 2021: a second cascade begins at the
    correction. Both stages have one memory and one exponent of followers. What changed at the
    same time for other reasons, such as the press, looks the same: this is no proof of a cause.

    Parameters
    ----------
    posts, memory, background, window
        As :func:`fit` takes them.
    answer
        When it came; bounds between which the time is inferred; None: inferred from all posts.
    acts
        ``"posts"``: posts from then on bring fewer or more (those who pass on an old post do not
        know the answer); ``"all"``: all passing on from then on is damped or fuelled.
    wave
        Whether the answer also brings posts by itself, as a shock.

    Raises
    ------
    SchemaError
        The answer is not within the window.
    EvidenceError
        Fewer than five posts before or after it.

    Examples
    --------
    >>> from casekit.process import Law, simulate, stream
    >>> law = Law("exponential", branching=0.9, theta=1 / 600, background=0.05)
    >>> day = [f"2013-09-03T{hour}:00Z" for hour in ("00", "10", "20")]
    >>> old = simulate(law, (day[0], day[1]), seed=1)
    >>> new = simulate(replace(law, branching=0.3), (day[1], day[2]), seed=1, history=old)
    >>> found = two_stage(pd.concat([old, new]), answer=day[1], memory="exponential",
    ...                   background="constant", acts="all", window=(day[0], day[2]))
    >>> found.table.loc["log_ratio", ["low", "value", "high"]].astype(float).round(1).tolist()
    [-1.5, -1.2, -0.9]
    """
    model = model_of(posts, memory, background, (), None, window)
    given = answer if isinstance(answer, tuple) else (answer, answer)
    moments = [None if at is None else _seconds(model, at) for at in given]
    one = peak(model)
    if moments[0] is not None and moments[0] == moments[1]:
        chosen, bounds, inferred = moments[0], (moments[0], moments[0]), False
    else:
        chosen, bounds = _inferred(model, one, moments, acts)
        inferred = True
    staged = _staged(model, chosen, acts, wave)
    top = peak(staged, start=_carried(model, staged, one))
    return _told(model, one, staged, top, chosen, bounds, inferred)


def _seconds(model: Likelihood, at: str | pd.Timestamp) -> float:
    since = (clock.instant(at) - model.events.start).total_seconds()
    if not 0 < since < model.events.span:
        raise SchemaError(
            f"the answer at {at} is not within the window, "
            f"{model.events.start} to {model.events.end}",
            cure="give a longer window, or see whether the zone is right",
        )
    return since


def _staged(
    model: Likelihood, seconds: float, acts: Literal["posts", "all"], wave: bool = False
) -> Likelihood:
    """Give the model a second stage."""
    before = int((model.events.own < seconds).sum())
    if min(before, len(model.events.own) - before) < 5:
        raise EvidenceError(
            f"{before} posts before the answer and {len(model.events.own) - before} after it",
            cure="five on each side are the least; take a longer window",
        )
    shocks = (*model.shocks, seconds) if wave else model.shocks
    return replace(model, stage=Stage(seconds, acts), shocks=shocks)


def _carried(model: Likelihood, staged: Likelihood, one: Peak) -> Floats:
    known = dict(zip(model.names, one.x.tolist(), strict=True)) | {"change": 0.0}
    for n in range(len(model.shocks), len(staged.shocks)):
        known[f"shock_{n}_posts"] = float(np.log(0.05 * len(model.events.own)))
        left = staged.events.span - staged.shocks[n]
        known[f"shock_{n}_decay"] = float(np.log(5.0 / left))
    return np.array([known[name] for name in staged.names])


def _inferred(
    model: Likelihood, one: Peak, moments: Sequence[float | None], acts: Literal["posts", "all"]
) -> tuple[float, tuple[float, float]]:
    """Find the time of highest likelihood between the bounds, and those that are nearly as good.

    Candidates are times of posts, on a coarse grid and then around its best; the memory stays
    that of one stage.
    """
    own = model.events.own
    low = 0.0 if moments[0] is None else moments[0]
    high = model.events.span if moments[1] is None else moments[1]
    within = np.unique(own[5:-5])
    within = within[(within >= low) & (within <= high)]
    if not len(within):
        raise EvidenceError("no post lies between the bounds of the answer",
                            cure="give wider bounds, or one time")  # fmt: skip
    heights: dict[int, float] = {}

    def look(places: NDArray[np.int64]) -> int:
        for place in places.tolist():
            if place not in heights:
                heights[place] = _height(model, one, float(within[place]), acts)
        return max(heights, key=lambda place: heights[place])

    coarse = np.unique(np.linspace(0, len(within) - 1, _CANDIDATES).astype(np.int64))
    best = look(coarse)
    near = max(1, len(within) // _CANDIDATES)
    while near > 1:
        span = np.linspace(best - near, best + near, _AROUND).astype(np.int64)
        best = look(np.unique(np.clip(span, 0, len(within) - 1)))
        near //= 4
    good = [place for place, height in heights.items() if height >= heights[best] - DROP]
    return float(within[best]), (float(within[min(good)]), float(within[max(good)]))


def _height(model: Likelihood, one: Peak, seconds: float, acts: Literal["posts", "all"]) -> float:
    staged = _staged(model, seconds, acts)
    x = _carried(model, staged, one)
    fixed = {n: float(v) for n, v in zip(staged.names, x, strict=True) if n in _SHAPES}
    return climb(staged, x, fixed=fixed)[1]


def _told(
    model: Likelihood, one: Peak, staged: Likelihood, top: Peak, chosen: float,
    bounds: tuple[float, float], inferred: bool,
) -> TwoStage:  # fmt: skip
    place = {name: k for k, name in enumerate(staged.names)}
    first, change = place["branching"], place["change"]
    law = law_of(staged, top.x)
    scatter = staged.scatter(law.beta)
    total = len(staged.events.own)
    rows = {
        "branching_before": (
            *_exp(reading(top, lambda x: x[first], extra=scatter)), "posts a post",
        ),
        "branching_after": (
            *_exp(reading(top, lambda x: x[first] + x[change], extra=scatter)), "posts a post",
        ),
        "log_ratio": (*_ratio(staged, top, change), "natural logarithm"),
        "second_wave": (*_posts(reading(top, lambda x: _odds(staged, x)), total), "posts"),
        "first_wave": (*_posts(reading(top, lambda x: -_odds(staged, x)), total), "posts"),
    }  # fmt: skip
    start = staged.events.start
    best, early, late = (
        start + pd.to_timedelta(s, unit="s").round("us") for s in (chosen, *bounds)
    )
    names = len(staged.names) + inferred
    gain = 2 * (top.value - one.value) - 2 * (names - len(model.names))
    notes = [f"at the end of its range: {', '.join(top.edges)}"] if top.edges else []
    notes += ["some parameters cannot be told apart"] if top.flat else []
    notes += ["one stage explains the posts as well"] if gain <= 0 else []
    return TwoStage(
        best, early, late, replace(law, shocks=()),
        replace(law, branching=law.branching * float(np.exp(top.x[change])), shocks=law.shocks),
        pd.DataFrame.from_dict(
            rows, orient="index", columns=["value", "low", "high", "unit"]
        ).rename_axis("measure"),
        gain, tuple(notes),
    )  # fmt: skip


def _ratio(staged: Likelihood, top: Peak, change: int) -> tuple[float, float, float]:
    """Give the logarithm of the ratio, by profile where a parabola would mislead."""
    value, low, high = reading(top, lambda x: x[change])
    wide = high - low > _WIDE or "change" in top.edges
    return (value, *sides(staged, top, "change")) if wide else (value, low, high)


def _exp(values: tuple[float, float, float]) -> tuple[float, float, float]:
    value, low, high = (raised(v) for v in values)
    return value, low, high


def _posts(values: tuple[float, float, float], total: int) -> tuple[float, float, float]:
    value, low, high = (total / (1 + raised(-v)) for v in values)
    return value, low, high


def _odds(staged: Likelihood, x: Floats) -> float:
    """Give the odds, as a logarithm, that a post of the window belongs to the second stage."""
    sizes = staged.expected(x)
    own = {f"shock_{n}_posts" for n, s in enumerate(staged.shocks) if s == _moment(staged)}
    second = sum(size for name, size in sizes.items() if name in own or name == "changed")
    rest = sum(sizes.values()) - second
    return float(np.log(max(second, 1e-300)) - np.log(max(rest, 1e-300)))


def _moment(staged: Likelihood) -> float:
    return staged.stage.seconds if staged.stage else float("nan")
