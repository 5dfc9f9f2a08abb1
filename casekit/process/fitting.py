"""Maximum likelihood: the law that explains the posts best, and how well it is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock
from casekit.errors import SchemaError
from casekit.process.events import Events, When, events
from casekit.process.laws import Law, Memory, Rhythm, Shock, lag
from casekit.process.likelihood import LARGEST_THETA, Likelihood
from casekit.process.profiles import sides
from casekit.process.search import Peak, peak

__all__ = ["Background", "Fit", "fit", "law_of", "model_of", "profile", "raised", "reading"]

Floats = NDArray[np.float64]
Background = Literal["constant"] | Rhythm | None
SIDES = 1.959963984540054
"""Standard errors on either side of a 95 % interval."""
_WIDE = 0.5


@dataclass(frozen=True, eq=False)
class Fit:
    """A law fitted to posts.

    Parameters
    ----------
    law
        The law of the highest likelihood.
    table
        Index `parameter`: `branching`, `outside` (share of the posts that nobody in the data
        brought), `theta`, `c`, `half_life` (seconds by which half of the direct offspring has
        come), `beta`, `kappa`, `background` (posts an hour) and, for each shock, its `posts` and
        `decay`; columns `value`, `low`, `high` (95 %), `unit`, `fitted` (or given).
    state
        ``"subcritical"``, ``"unstable"``, or ``"undecided"`` where the interval of the branching
        factor holds 1.
    loglik, aic
        Log-likelihood, its times in seconds, and Akaike's criterion.
    posts
        How many posts of the window it explains.
    notes
        What has to be known about it: what could not be told, what was left out.
    """

    law: Law
    table: pd.DataFrame
    state: str
    loglik: float
    aic: float
    posts: int
    notes: tuple[str, ...]
    events: Events = field(repr=False)
    model: Likelihood = field(repr=False)
    peak: Peak = field(repr=False)


def fit(
    posts: pd.DataFrame, *, memory: Memory, background: Background = "constant",
    shocks: Sequence[str | pd.Timestamp] = (), beta: float | None = None,
    window: tuple[When, When] | None = None,
) -> Fit:  # fmt: skip
    """Fit a marked Hawkes process by maximum likelihood.

    95 % intervals are those of the curvature at the peak, on the scale of logarithms (Wald), or
    of the profile likelihood where that error is beyond a factor of 1.65 or a range ends. That of
    the branching factor also holds how well the mean weight of an account is known. In one
    cascade that is over, all but the root were brought by others: its factor is near 1 by the
    books, and says little of the next post.

    Parameters
    ----------
    posts
        Frame with `at`, and `followers` where known; bare numbers become one by :func:`stream`.
        Posts at the start of the window and before it are taken as given: they bring others, and
        are not explained.
    memory
        ``"exponential"`` or ``"power-law"``.
    background
        ``"constant"``, a :class:`Rhythm` that it follows, or None: every post was brought by an
        earlier one or a shock, as in one cascade.
    shocks
        Times at which something from outside began to bring posts.
    beta
        Exponent of followers; None: fitted, where followers are known. Unknown followers weigh as
        the mean of the known, zero ones as 1.
    window
        Start and end of observation; None for either: the first and last post.

    Raises
    ------
    SchemaError
        The posts have no times, or nothing can have brought the first of them.
    EvidenceError
        Fewer than ten posts in the window.

    Examples
    --------
    >>> law = Law("exponential", branching=0.5, theta=1 / 600, background=0.01)
    >>> from casekit.process import simulate
    >>> days = ("2013-09-03T00:00Z", "2013-09-05T00:00Z")
    >>> found = fit(simulate(law, days, seed=1), memory="exponential", window=days)
    >>> found.state
    'subcritical'
    >>> found.table.loc["branching", ["low", "value", "high"]].astype(float).round(2).tolist()
    [0.26, 0.37, 0.55]
    """
    model = model_of(posts, memory, background, shocks, beta, window)
    top = peak(model)
    law = law_of(model, top.x)
    table = _table(model, top, law)
    low, high = (float(table[side].to_numpy()[0]) for side in ("low", "high"))
    state = "subcritical" if high < 1 else "unstable" if low >= 1 else "undecided"
    return Fit(
        law, table, state, top.value, 2 * len(model.names) - 2 * top.value,
        len(model.events.own), tuple(_notes(model, top, law, state)), model.events, model, top,
    )  # fmt: skip


def profile(fit: Fit, parameter: str) -> tuple[float, float]:
    """Give the 95 % interval of a parameter by its profile likelihood.

    It follows the likelihood where that is no parabola: for few posts, near the ends of a range,
    along the ridge of theta and c. It takes some dozens of fits.

    Parameters
    ----------
    fit
        What :func:`fit` returns.
    parameter
        ``"branching"``, ``"theta"``, ``"c"`` or ``"beta"``, in the units of :attr:`Fit.table`.

    Returns
    -------
    low, high
        0 and infinity where the posts set no bound (minus infinity for beta).

    Raises
    ------
    SchemaError
        It is not a fitted parameter.

    Examples
    --------
    >>> from casekit.process import simulate
    >>> law = Law("exponential", branching=0.5, theta=1 / 600, background=0.01)
    >>> days = ("2013-09-03T00:00Z", "2013-09-05T00:00Z")
    >>> found = fit(simulate(law, days, seed=1), memory="exponential", window=days)
    >>> [round(side, 2) for side in profile(found, "branching")]
    [0.24, 0.53]
    """
    known = [n for n in fit.model.names if n in ("branching", "theta", "c", "beta")]
    if parameter not in known:
        raise SchemaError(f"{parameter!r} was not fitted", cure=f"use {', '.join(known)}")
    low, high = sides(fit.model, fit.peak, parameter)
    if parameter == "beta":
        return low, high
    if parameter == "branching":  # how well the mean weight is known comes on top
        more = SIDES**2 * fit.model.scatter(fit.law.beta)
        low, high = _widened(float(np.log(fit.law.branching)), low, high, more)
    return raised(low), raised(high)


def model_of(
    posts: pd.DataFrame, memory: Memory, background: Background,
    shocks: Sequence[str | pd.Timestamp], beta: float | None, window: tuple[When, When] | None,
) -> Likelihood:  # fmt: skip
    """Read what is asked for, and refuse what cannot be."""
    if memory not in ("exponential", "power-law"):
        raise SchemaError(f"unknown memory {memory!r}", cure="use 'exponential' or 'power-law'")
    if not (background is None or background == "constant" or isinstance(background, Rhythm)):
        raise SchemaError(f"unknown background {background!r}",
                          cure="use 'constant', None or a process.Rhythm")  # fmt: skip
    found = events(posts, window)
    since = tuple((clock.instant(at) - found.start).total_seconds() for at in shocks)
    if any(s >= found.own[-1] for s in since):
        raise SchemaError("a shock begins after the last post", where="shocks",
                          cure="leave it out, or take a longer window")  # fmt: skip
    if background is None and not found.history and not any(s <= found.own[0] for s in since):
        raise SchemaError("nothing can have brought the first post",
                          cure="begin the window at it, or give background='constant'")  # fmt: skip
    if found.followers is None or np.nanmin(found.followers) == np.nanmax(found.followers):
        beta = beta or 0.0  # accounts that do not differ cannot show what followers do
    return Likelihood(
        found, memory, background is not None,
        background if isinstance(background, Rhythm) else None, since,
        beta,
    )  # fmt: skip


def law_of(model: Likelihood, x: Floats) -> Law:
    """Give the law that these parameters stand for."""
    given = model.named(x)
    shocks = tuple(
        Shock(
            model.events.start + pd.to_timedelta(since, unit="s"),
            float(np.exp(given[f"shock_{n}_posts"])), float(np.exp(given[f"shock_{n}_decay"])),
        )
        for n, since in enumerate(model.shocks)
    )  # fmt: skip
    return Law(
        model.memory, float(np.exp(given["branching"])), float(np.exp(given["theta"])),
        float(np.exp(given["c"])) if "c" in given else None, given["beta"],
        model.weights(given["beta"])[2],
        float(np.exp(given["background"])) if model.constant else 0.0, model.rhythm, shocks,
    )  # fmt: skip


def raised(power: float) -> float:
    """Give e to this power; infinity, and no warning, where that is beyond all numbers."""
    with np.errstate(over="ignore"):
        return float(np.exp(power))


def reading(
    top: Peak, measure: Callable[[Floats], float], *, extra: float = 0.0
) -> tuple[float, float, float]:
    """Give a measure of the parameters with its 95 % interval, by the delta method.

    The measure is on a scale without ends; `extra` is variance that the likelihood does not know.
    """
    slope = np.zeros(len(top.x))
    for k in range(len(top.x)):
        step = np.zeros(len(top.x))
        step[k] = 1e-5
        slope[k] = (measure(top.x + step) - measure(top.x - step)) / 2e-5
    middle = measure(top.x)
    variance = float(slope @ top.covariance @ slope)
    error = SIDES * float(np.sqrt(max(variance, 0.0) + extra))
    return middle, middle - error, middle + error


def _table(model: Likelihood, top: Peak, law: Law) -> pd.DataFrame:
    place = {name: k for k, name in enumerate(model.names)}
    rows: dict[str, tuple[float, float, float, str, bool]] = {}

    ends = _sides(model, top)

    def add(name: str, unit: str, measure: Callable[[Floats], float],
            back: Callable[[float], float] = raised) -> None:  # fmt: skip
        value, low, high = reading(top, measure)
        low, high = ends.get(name, (low, high))
        if name == "branching":  # how well the mean weight is known comes on top
            low, high = _widened(value, low, high, SIDES**2 * model.scatter(law.beta))
        rows[name] = (back(value), back(low), back(high), unit, True)

    add("branching", "posts a post", lambda x: x[place["branching"]])
    if model.constant or model.shocks:
        add("outside", "share of posts", lambda x: _outside(model, x),
            back=lambda v: 1 / (1 + raised(-v)))  # fmt: skip
    power = model.memory == "power-law"
    add("theta", "exponent" if power else "per second", lambda x: x[place["theta"]])
    if power:
        add("c", "seconds", lambda x: x[place["c"]])
    add("half_life", "seconds", lambda x: _half_life(model, x))
    if "beta" in place:
        add("beta", "exponent", lambda x: x[place["beta"]], back=float)
    else:
        rows["beta"] = (law.beta, law.beta, law.beta, "exponent", False)
    add("kappa", "posts x seconds^theta" if power else "posts",
        lambda x: float(np.log(law_of(model, x).kappa)))  # fmt: skip
    if model.constant:
        add("background", "posts an hour", lambda x: x[place["background"]],
            back=lambda v: 3600 * raised(v))  # fmt: skip
    for n in range(len(model.shocks)):
        add(f"shock_{n}_posts", "posts", lambda x, n=n: x[place[f"shock_{n}_posts"]])  # type: ignore[misc]
        add(f"shock_{n}_decay", "per second", lambda x, n=n: x[place[f"shock_{n}_decay"]])  # type: ignore[misc]
    columns = ["value", "low", "high", "unit", "fitted"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("parameter")


def _sides(model: Likelihood, top: Peak) -> dict[str, tuple[float, float]]:
    """Give intervals by profile where a parabola would mislead.

    That is at the ends of ranges, and wherever the error is beyond a factor of 1.65. A memory as
    long as the window does not show how much of it is still to come.
    """
    errors = np.sqrt(np.maximum(np.diag(top.covariance), 0.0))
    named = {n for n, error in zip(model.names, errors, strict=True) if error > _WIDE}
    named |= set(top.edges)
    power = model.memory == "power-law"
    if power and "theta" in named:
        named.add("c")  # a longer c and a steeper tail go together
    if slow := _is_slow(model, top):
        named.add("branching")
    ends = {name: sides(model, top, name) for name in model.names if name in named}
    if slow:
        ends["branching"] = (ends["branching"][0], np.inf)
    if "theta" in ends and not power:
        shorter, longer = (-side + np.log(np.log(2)) for side in reversed(ends["theta"]))
        ends["half_life"] = (float(shorter), float(longer))
    return ends


def _is_slow(model: Likelihood, top: Peak) -> bool:
    """Say whether the memory is as long as the window."""
    low = {n: model.bounds[n][0] for n in model.names}
    at = model.named(top.x)
    return ("theta" in top.edges and at["theta"] < low["theta"] + 1e-3) or (
        "c" in top.edges and at["c"] > low["c"] + 1e-3
    )


def _widened(middle: float, low: float, high: float, more: float) -> tuple[float, float]:
    return middle - float(np.hypot(middle - low, np.sqrt(more))), middle + float(
        np.hypot(high - middle, np.sqrt(more))
    )


def _outside(model: Likelihood, x: Floats) -> float:
    """Give the odds, as a logarithm, that a post was brought by nobody in the data."""
    sizes = model.expected(x)
    brought = sizes.pop("branching")
    return float(np.log(max(sum(sizes.values()), 1e-300)) - np.log(max(brought, 1e-300)))


def _half_life(model: Likelihood, x: Floats) -> float:
    given = model.named(x)
    c = float(np.exp(given["c"])) if "c" in given else None
    return float(np.log(lag(np.array(0.5), float(np.exp(given["theta"])), c)))


def _notes(model: Likelihood, top: Peak, law: Law, state: str) -> list[str]:
    found = model.events
    notes = []
    if state == "unstable":
        notes.append("unstable: each post brings more than one further post, without an end")
    if state == "undecided":
        notes.append("the posts do not tell whether the branching factor is below 1")
    if _is_slow(model, top):
        notes.append("the memory is as long as the window: nobody can say what is still to come")
    if top.edges:
        notes.append(
            f"at the end of its range: {', '.join(top.edges)}; the other intervals take it as given"
        )
    if "theta" in top.edges and law.c is not None and law.theta > LARGEST_THETA / 2:
        notes.append("the tail is so steep that an exponential memory would do")
    if top.flat:
        notes.append("some parameters cannot be told apart; their intervals mean nothing")
    if found.followers is None:
        notes.append("followers are unknown: every account counts the same")
    elif int(np.isnan(found.followers).sum()):
        notes.append(f"followers of {int(np.isnan(found.followers).sum()):,} posts are unknown: "
                     "they weigh as the mean")  # fmt: skip
    if found.tied:
        notes.append(f"{found.tied:,} posts share a time with another: "
                     f"spread over {found.step:g} s")  # fmt: skip
    if found.lost:
        notes.append(f"{found.lost:,} posts without a time or after the window were left out")
    return notes
