"""Laying the truth beside an answer: coverage, width and interval score of its bands."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.errors import SchemaError
from casekit.reconstruct.protocol import LEVELS, PARTS, Answer, Exam

__all__ = ["LEVELS_OF", "answered", "judged", "summary"]

Floats = NDArray[np.float64]

_CLOSE = 1e-9
"""Less than this is no miss: a band may lie in one point, which has many logarithms in floats."""

LEVELS_OF = {0.5: (0.25, 0.75), 0.8: (0.1, 0.9), 0.9: (0.05, 0.95), 0.95: (0.025, 0.975)}
"""The levels of bands, and between which quantiles each lies."""


def judged(sat: Iterable[Exam], answer: Answer, *, level: float = 0.9) -> pd.DataFrame:
    """Let a model sit exams, and say how good its bands are: :func:`summary` of :func:`answered`.

    Parameters
    ----------
    sat
        The exams.
    answer
        Gives for each hidden time of an exam the quantiles
        :data:`casekit.reconstruct.protocol.LEVELS`.
    level
        Level of the band: 0.5, 0.8, 0.9 or 0.95.

    Raises
    ------
    SchemaError
        An answer has not the rows or quantiles that were asked for, or no such level.
    """
    return summary(answered(sat, answer), level=level)


def answered(sat: Iterable[Exam], answer: Answer) -> pd.DataFrame:
    """Lay truth and answer of all hidden times side by side.

    Returns
    -------
    DataFrame
        A row a hidden time: `exam` and `cascade` (their numbers), `part`, `burst`, `truth`, `low`
        and `high` (the hull), and a column for each of the quantiles. Counts below the one
        original are 1.

    Raises
    ------
    SchemaError
        An answer has not the rows or quantiles that were asked for.
    """
    rows = []
    for n, one in enumerate(sat):
        given = answer(one)
        columns: list[object] = [*given.columns]
        if len(given) != len(one.hidden) or columns != [*LEVELS]:
            raise SchemaError(
                f"an answer has {len(given)} rows and columns {columns}, not "
                f"{len(one.hidden)} and {list(LEVELS)}",
                where=f"exam {n}", cure="answer each hidden time, in order, with each quantile",
            )  # fmt: skip
        values = given.to_numpy(dtype=np.float64)
        if not np.isfinite(values).all() or (np.diff(values, axis=1) < 0).any():
            raise SchemaError(
                "an answer has quantiles that are no numbers or that cross", where=f"exam {n}",
                cure="give finite quantiles that do not fall from left to right",
            )  # fmt: skip
        row = one.hidden.reset_index().assign(exam=n, cascade=one.cascade, burst=one.burst)
        rows.append(row.join(pd.DataFrame(np.maximum(values, 1.0), columns=list(LEVELS))))
    return pd.concat(rows, ignore_index=True)


def summary(answers: pd.DataFrame, *, level: float = 0.9) -> pd.DataFrame:
    """Say how good the bands of some answers are, all in decimal logarithms of the count.

    Parameters
    ----------
    answers
        What :func:`answered` returns.
    level
        Level of the band: 0.5, 0.8, 0.9 or 0.95.

    Returns
    -------
    DataFrame
        Index `part`; `n` (hidden times), `cascades`, `nominal` (the level), `covered` (share of
        hidden times whose truth is in the band), `covered_se` (its standard error, by cascade,
        because times of one cascade are not independent), `below` and `above` (share of truths on
        either side of it), `mean_width_log10`, `interval_score` (width and twenty times the miss
        at 90 %, smaller is better: Gneiting and Raftery 2007), `hull_width_log10` (mean width of
        what a count that never falls leaves open; NaN after the last figure), `covered_bursts`
        and `bursts` (covered, and cascades, of those with a burst), `whole` (share of exams with
        all hidden times of the part in the band).

    Raises
    ------
    SchemaError
        No such level.
    """
    if level not in LEVELS_OF:
        raise SchemaError(f"level is {level}", cure=f"use one of {', '.join(map(str, LEVELS_OF))}")
    lower, upper = LEVELS_OF[level]
    low, high, truth = (np.log10(answers[name].to_numpy(dtype=np.float64))
                        for name in (lower, upper, "truth"))  # fmt: skip
    below, above = np.maximum(low - truth, 0), np.maximum(truth - high, 0)
    below[below < _CLOSE] = above[above < _CLOSE] = 0.0
    told = answers[["exam", "cascade", "part", "burst"]].assign(
        held=(below == 0) & (above == 0), below=below > 0, above=above > 0, width=high - low,
        score=high - low + 2 / (1 - level) * (below + above),
        hull=np.log10((answers["high"] / answers["low"]).replace(np.inf, np.nan)),
    )  # fmt: skip
    rows = {part: _row(told[told["part"] == part], level) for part in PARTS
            if (told["part"] == part).any()}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("part")


def _row(told: pd.DataFrame, level: float) -> dict[str, float]:
    each = told.groupby("cascade")["held"]
    burst = told[told["burst"]]
    return {
        "n": len(told), "cascades": each.ngroups, "nominal": level,
        "covered": float(told["held"].mean()), "covered_se": _error(each.sum(), each.size()),
        "below": float(told["below"].mean()), "above": float(told["above"].mean()),
        "mean_width_log10": float(told["width"].mean()),
        "interval_score": float(told["score"].mean()),
        "hull_width_log10": float(told["hull"].mean()),
        "covered_bursts": float(burst["held"].mean()), "bursts": burst["cascade"].nunique(),
        "whole": float(told.groupby(["cascade", "exam"])["held"].all().mean()),
    }  # fmt: skip


def _error(held: pd.Series, asked: pd.Series) -> float:
    """Give the standard error of a share whose cases come in clusters."""
    if len(held) < 2:
        return float("nan")
    share = held.sum() / asked.sum()
    apart = (held - share * asked).to_numpy(dtype=np.float64)
    count = len(apart)
    return float(np.sqrt((apart**2).sum() * count / (count - 1)) / asked.sum())
