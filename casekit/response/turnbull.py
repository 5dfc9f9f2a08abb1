"""Waits that are known only within bounds: the estimate of Turnbull."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.errors import SchemaError

__all__ = ["turnbull"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GAP = 1e-9
"""How far below the greatest log-likelihood the estimate may stay."""


def turnbull(waits: pd.DataFrame) -> pd.DataFrame:
    """Estimate the share still unanswered from waits that are known only within bounds.

    Turnbull, JRSS B 38, 1976, 290-295: the self-consistent estimate, which is the one of greatest
    likelihood once it meets the Kuhn-Tucker conditions; these are checked. An answer "next
    morning" lies after `low` and not after `high`. Where all waits are exact or censored on the
    right this is the estimate of Kaplan and Meier.

    Parameters
    ----------
    waits
        `low` and `high` (timedelta; equal where the wait is exact, `low` NaT for "under", `high`
        NaT for "over"), `evidence`, and, if there is one, `answered`: where it is False the wait
        is longer than `low`, whatever `high` says. :func:`story` gives such a frame.

    Returns
    -------
    DataFrame
        A row an interval to which the data give a share, in the order of time: `low`, `high`
        (timedelta, NaT: never ends; how the share lies within it nothing says), `share` (of 1),
        `unanswered` (after it), `evidence`.

    Raises
    ------
    SchemaError
        There is no wait, or one without any bound, or with `low` above `high`.

    Examples
    --------
    >>> hours = pd.to_timedelta([1, 2, None], unit="h"), pd.to_timedelta([3, 4, 2], unit="h")
    >>> known = pd.DataFrame({"low": hours[0], "high": hours[1], "evidence": "derived"})
    >>> turnbull(known)["share"].round(3).tolist()
    [0.5, 0.5]
    """
    left, right = _bounds(waits)
    ends, first, last = _intervals(left, right)
    pairs, counts = np.unique(np.column_stack([first, last]), axis=0, return_counts=True)
    share = _fitted(pairs[:, 0], pairs[:, 1], counts.astype(np.float64), len(ends))
    kept = share > 1e-9
    share, ends = share[kept] / share[kept].sum(), ends[kept]
    table = pd.DataFrame(
        {
            "low": pd.to_timedelta(ends[:, 0], unit="us"),
            "high": pd.to_timedelta(np.where(np.isinf(ends[:, 1]), np.nan, ends[:, 1]), unit="us"),
            "share": share,
            "unanswered": np.clip(1.0 - np.cumsum(share), 0.0, 1.0).round(12),
            "evidence": schema.worst("derived", waits["evidence"].unique()),
        }
    ).rename_axis("interval")
    spans = {"low": "timedelta64[us]", "high": "timedelta64[us]"}
    return table.astype({**spans, "evidence": schema.WAITS["evidence"].dtype})


def _bounds(waits: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give bounds in microseconds; open ones are 0 and infinity."""
    if waits.empty:
        raise SchemaError("no wait to measure", cure="give at least one row")
    low, high = (
        waits[side].dt.total_seconds().mul(1e6).round().to_numpy(dtype=np.float64)
        for side in ("low", "high")
    )
    if "answered" in waits:
        high = np.where(waits["answered"].to_numpy(dtype=bool), high, np.nan)
    lacking = np.isnan(low) & np.isnan(high)
    crossed = low > high
    for wrong, why in ((lacking, "has neither low nor high"), (crossed, "has low above high")):
        if wrong.any():
            row = waits.index[int(np.flatnonzero(wrong)[0])]
            raise SchemaError(f"wait {row!r} {why}", cure="give the bounds that are documented")
    return np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), np.inf, high)


def _intervals(left: Floats, right: Floats) -> tuple[Floats, Ints, Ints]:
    """Find the intervals that can hold a share, and the first and last one in each wait's bounds.

    They run from a lower bound to the next upper one with no bound between. At one time an exact
    wait begins first, then upper bounds end, then open lower bounds begin.
    """
    exact = left == right
    begun, ended = (np.column_stack([left, np.where(exact, 0.0, 2.0)]),
                    np.column_stack([right, np.ones(len(right))]))  # fmt: skip
    starts, of_start = np.unique(begun, axis=0, return_inverse=True)
    stops, of_stop = np.unique(ended, axis=0, return_inverse=True)
    ends = np.concatenate([starts, stops])
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    ends, begins = ends[order], (order < len(starts))
    here = np.flatnonzero(begins[:-1] & ~begins[1:])
    place = np.empty(len(ends), dtype=np.int64)
    place[order] = np.arange(len(ends))
    first = np.searchsorted(here, place[of_start.ravel()])
    last = np.searchsorted(here, place[len(starts) + of_stop.ravel()])
    return np.column_stack([ends[here, 0], ends[here + 1, 0]]), first, last


def _fitted(first: Ints, last: Ints, count: Floats, size: int) -> Floats:
    """Raise the likelihood until it is within GAP of its greatest value.

    A step of self-consistency, with steps of Varadhan and Roland (Scand. J. Stat. 35, 2008) to
    hasten it. By concavity the gap is at most n times what the greatest gradient exceeds 1 by.
    """
    n = count.sum()

    def pull(share: Floats) -> Floats:
        total = np.concatenate([[0.0], np.cumsum(share)])
        weight = count / (total[last] - total[first]) / n
        change = np.zeros(size + 1)
        np.add.at(change, first, weight)
        np.add.at(change, last, -weight)
        return np.asarray(np.cumsum(change)[:-1])

    def height(share: Floats) -> float:
        total = np.concatenate([[0.0], np.cumsum(share)])
        inside = total[last] - total[first]
        return float((count * np.log(inside)).sum()) if (inside > 0).all() else -np.inf

    share = np.full(size, 1.0 / size)
    for _ in range(100_000):
        force = pull(share)
        if n * (force.max() - 1.0) < GAP:
            return share
        one = share * force
        two = one * pull(one)
        step, bend = one - share, two - 2 * one + share
        length = -np.sqrt((step**2).sum() / max((bend**2).sum(), 1e-300))
        far = share - 2 * length * step + length**2 * bend
        far = np.where(far > 0, far, two * 1e-3)
        far /= far.sum()
        share = far if height(far) > height(two) else two
    raise SchemaError(f"the estimate of {int(n):,} waits did not settle",
                      cure="round their bounds, to the minute or the hour")  # fmt: skip
