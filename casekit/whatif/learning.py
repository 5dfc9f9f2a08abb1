"""What a case's own answer did to how readily people passed it on, and how sure that is."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from casekit.errors import EvidenceError
from casekit.process import Fit, TwoStage, two_stage
from casekit.process.fitting import SIDES, Background
from casekit.whatif.cascades import best_fit
from casekit.whatif.effects import Effect
from casekit.whatif.moments import When, window

__all__ = ["learn", "placebos"]

_FEWEST = 20
_APART = 0.4
"""How far the answer's moment may lie from the moments before it: a factor of 0.5 to 2.2.

In 24 cascades of Twitter16, where no organisation answers, it lay 0.4 from their mean (root mean
square, on the logarithm), of which the errors explain a small part.
"""


def learn(
    posts: pd.DataFrame | Fit, *, answered: When, prior: Effect | None = None, moments: int = 8
) -> Effect:
    """Bring an effect up to date by what followed the real answer.

    Two stages are fitted, before and after it (Murayama et al., PLOS ONE 2021), in which all
    passing on changes at once. That a spread slows down by itself, or is fuelled by the press at
    that hour, looks the same: cascades age, and in sets of reposts that no organisation answers
    the second stage seems to bring half of what the first did. So the same is fitted to moments
    before the answer, when nobody had answered, and the answer is held against where those lie
    (`drift`). Their mean is known no better than one of them, for they share their posts, and the
    answer's moment is a later one: both are added to the standard error. So one case proves next
    to nothing, and most of the prior remains.

    Parameters
    ----------
    posts
        Those that spread, without the organisation's own; or a process fitted to them.
    answered
        When the real answer came: a time, or a pair of bounds whose middle is taken.
    prior
        What was believed before; without it the default of :class:`Effect`.
    moments
        How many moments without an answer to try.

    Raises
    ------
    EvidenceError
        Too few posts before or after the answer, or no moment before it that tells anything.

    Examples
    --------
    >>> from casekit import process
    >>> law = process.Law("exponential", branching=0.8, theta=1 / 600, background=0.01)
    >>> calm = process.Law("exponential", branching=0.4, theta=1 / 600, background=0.01)
    >>> days = [f"2013-09-0{day}T00:00Z" for day in (3, 4, 5)]
    >>> old = process.simulate(law, (days[0], days[1]), seed=1)
    >>> new = process.simulate(calm, (days[1], days[2]), seed=1, history=old)
    >>> effect = learn(pd.concat([old, new]), answered=days[1])
    >>> round(float(np.exp(effect.estimate[0])), 1)  # the truth is 0.4 / 0.8
    0.5
    """
    fitted = posts if isinstance(posts, Fit) else best_fit(posts)
    low, high = window(answered)
    told = _posts(fitted)
    found = _two_stage(told, fitted, low + (high - low) / 2, None)
    row: Any = found.table.loc["log_ratio"]
    error = _error(row)
    if not (np.isfinite(row["value"]) and error > 0):
        raise EvidenceError(
            f"the posts before and after {low} do not tell what the answer changed:"
            f" {'; '.join(found.notes)}", cure="state an effect: effect=whatif.Effect()",
        )  # fmt: skip
    tried = placebos(fitted, answered=answered, moments=moments)
    bounded = tried[np.isfinite(tried["high"] - tried["low"]) & (tried["high"] > tried["low"])]
    if bounded.empty:
        raise EvidenceError(
            f"what followed the answer of {low} has nothing to be held against: at no moment "
            f"before it do the posts tell how much passing on changed ({len(tried)} tried)",
            cure="state an effect: effect=whatif.Effect()",
        )
    return replace(prior or Effect(), estimate=(float(row["value"]), error), drift=_drift(bounded))


def placebos(posts: pd.DataFrame | Fit, *, answered: When, moments: int = 8) -> pd.DataFrame:
    """Measure the effect of answers that nobody gave, at moments before the real one.

    Each moment splits the posts before the real answer alone, so that its effect is in none.

    Parameters
    ----------
    posts, answered, moments
        As :func:`learn` takes them; the moments part these posts evenly.

    Returns
    -------
    DataFrame
        Index `at` (UTC): `log_ratio` (natural logarithm of the branching factor after over
        before), `low`, `high` (95 %), `posts` before it. Empty with fewer than 40 posts.

    Examples
    --------
    >>> from casekit import process
    >>> law = process.Law("exponential", branching=0.5, theta=1 / 600, background=0.01)
    >>> posts = process.simulate(law, ("2013-09-03T00:00Z", "2013-09-05T00:00Z"), seed=1)
    >>> found = placebos(posts, answered="2013-09-04T12:00Z", moments=3)
    >>> bool(((found["low"] < 0) & (found["high"] > 0)).all())
    True
    """
    fitted = posts if isinstance(posts, Fit) else best_fit(posts)
    end = window(answered)[0]
    told = _posts(fitted)
    before = told[(told["at"] <= end) & (told["at"] > fitted.events.start)]
    rows = []
    if len(before) >= 2 * _FEWEST:
        ranks = np.linspace(_FEWEST, len(before) - _FEWEST, moments + 2)[1:-1].astype(int)
        for at in before["at"].iloc[np.unique(ranks)].drop_duplicates():
            try:
                row: Any = _two_stage(told, fitted, at, end).table.loc["log_ratio"]
            except EvidenceError:  # five posts of one second leave a side without any
                continue
            rows.append({"at": at, "log_ratio": row["value"], "low": row["low"],
                         "high": row["high"], "posts": int((before["at"] < at).sum())})  # fmt: skip
    table = pd.DataFrame(rows, columns=["at", "log_ratio", "low", "high", "posts"])
    table["at"] = pd.to_datetime(table["at"], utc=True).dt.as_unit("us")
    kinds = {"log_ratio": "float64", "low": "float64", "high": "float64", "posts": "int64"}
    return table.astype(kinds).set_index("at")


def _posts(fitted: Fit) -> pd.DataFrame:
    """Give the posts that a process was fitted to, as it read them."""
    events = fitted.events
    since = pd.to_timedelta(np.round(events.seconds * 1e6).astype(np.int64), unit="us")
    table = pd.DataFrame({"at": events.start + since})
    if events.followers is not None:
        table["followers"] = events.followers
    return table


def _two_stage(
    told: pd.DataFrame, fitted: Fit, at: pd.Timestamp, until: pd.Timestamp | None
) -> TwoStage:
    model, events = fitted.model, fitted.events
    constant: Background = "constant" if model.constant else None
    background = constant if model.rhythm is None else model.rhythm
    with np.errstate(over="ignore"):  # the bounds of a ratio that the posts do not tell
        return two_stage(told, answer=at, memory=model.memory, background=background, acts="all",
                         window=(events.start, until or events.end))  # fmt: skip


def _error(row: Any) -> float:
    """Give the standard error of an interval: of its wider side that has an end; 0 without any."""
    sides = np.array([row["value"] - row["low"], row["high"] - row["value"]], dtype=np.float64)
    ends = sides[np.isfinite(sides)]
    return float(ends.max()) / SIDES if len(ends) else 0.0


def _drift(bounded: pd.DataFrame) -> tuple[float, float]:
    """Give where the moments without an answer lie, and how far from it the answer's may.

    The common effect of a meta-analysis with a variance between its studies (DerSimonian and
    Laird, 1986). Its error is not divided by the number of moments, for they share their posts.
    """
    value = bounded["log_ratio"].to_numpy(dtype=np.float64)
    wider = np.maximum(value - bounded["low"], bounded["high"] - value)
    error = wider.to_numpy(dtype=np.float64) / SIDES
    weight = error**-2.0
    beyond = weight @ (value - np.average(value, weights=weight)) ** 2 - (len(value) - 1)
    room = weight.sum() - (weight**2).sum() / weight.sum()
    between = max(float(beyond / room), 0.0) if len(value) > 1 else 0.0
    weight = 1 / (error**2 + between)
    middle = float(np.average(value, weights=weight))
    return middle, float(np.hypot(_APART, weight.mean() ** -0.5))
