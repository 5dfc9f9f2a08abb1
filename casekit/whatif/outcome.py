"""What an earlier answer would have spared, and what was assumed to say so."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import schema
from casekit.reconstruct import Ensemble
from casekit.whatif.effects import Effect, chances, left
from casekit.whatif.moments import Window

__all__ = ["assumptions", "saved"]

Floats = NDArray[np.float64]
_TAILS = (0.05, 0.5, 0.95)
_MUCH = 0.1
_SIDES = 1.959964
_LEANS = {"outside": "myers-2012", "handed_on": "recovery"}


def saved(actual: Ensemble, earlier: Ensemble, answered: Floats) -> pd.DataFrame:
    """Sum up what the earlier answer would have spared by the moments that matter.

    Parameters
    ----------
    answered
        Seconds from the first moment of the grid to the real answer, by draw.

    Returns
    -------
    DataFrame
        As :func:`casekit.whatif.answer` says.
    """
    grid = actual.draws.index
    times = np.asarray((grid - grid[0]) / pd.Timedelta(seconds=1), dtype=np.float64)
    until = {"answer": answered} if np.isfinite(answered).all() else {}
    used = actual.checkpoints.loc[actual.checkpoints["used"], "as_of"]
    last = (used.max() - grid[0]).total_seconds() if len(used) else times[-1]
    if last < times[-1]:
        until["figure"] = np.full(len(answered), last)
    until["end"] = np.full(len(answered), times[-1])
    rows = [_row(name, moment, times, actual, earlier) for name, moment in until.items()]
    table = pd.DataFrame(rows).set_index("until")
    table["at"] = grid[0] + pd.to_timedelta(table["at"], unit="s").dt.as_unit("us")
    table["evidence"] = "simulated"
    return table.astype({"evidence": schema.POSTS["evidence"].dtype})


def _row(
    name: str, moment: Floats, times: Floats, actual: Ensemble, earlier: Ensemble
) -> dict[str, object]:
    was, would = (_at(moment, times, one.draws.to_numpy()) for one in (actual, earlier))
    count = was - would
    share = np.divide(count, was, out=np.zeros_like(count), where=was > 0)
    row: dict[str, object] = {"until": name, "at": float(np.median(moment))}
    row["actual"] = float(np.median(was))
    for label, values in (("earlier", would), ("count", count), ("share", share)):
        low, middle, high = np.quantile(values, _TAILS)
        row |= {f"{label}_low": low, label: middle, f"{label}_high": high}
    row["tenth"] = float((share >= _MUCH).mean())
    return row | {"worse": float((count < 0).mean()), "unchanged": float((count == 0).mean())}


def _at(moment: Floats, times: Floats, draws: Floats) -> Floats:
    return np.array([np.interp(m, times, draws[:, n]) for n, m in enumerate(moment)])


def assumptions(
    effect: Effect, found: Floats, shares: Mapping[str, Floats], at: Window,
    answered: Window | None, grade: str,
) -> pd.DataFrame:  # fmt: skip
    """List what was assumed: numbers as they were drawn, chances, and moments.

    Returns
    -------
    DataFrame
        As :func:`casekit.whatif.answer` says.
    """
    cited = " ".join(effect.sources)
    rows = {"factor": {**_spread(found), "sources": cited}}
    for name, chance in chances(effect).items():
        rows[name] = {"median": chance, "sources": cited}
    if effect.estimate is not None:
        against = left(effect.estimate, effect.drift)
        measured = {"estimate": effect.estimate, "placebo": effect.drift, "left": against}
        for name, spread in measured.items():
            ends = np.exp(spread[0] + spread[1] * np.array([-_SIDES, 0.0, _SIDES]))
            rows[name] = dict(zip(("low", "median", "high"), ends, strict=True))
            rows[name] |= {"evidence": "derived"}
    for name, share in shares.items():
        own = {} if name in _LEANS else {"evidence": "derived"}
        rows[name] = {**_spread(share), "sources": _LEANS.get(name, ""), **own}
    rows["at"] = {"earliest": at[0], "latest": at[1]}
    if answered is not None:
        rows["answered"] = {"earliest": answered[0], "latest": answered[1],
                            "evidence": grade}  # fmt: skip
    columns = ["low", "median", "high", "earliest", "latest", "evidence", "sources"]
    blank = {"evidence": "simulated", "sources": ""}
    table = pd.DataFrame([blank | row for row in rows.values()], columns=columns,
                         index=pd.Index(rows, name="assumption"))  # fmt: skip
    for name in ("low", "median", "high"):
        table[name] = table[name].astype("float64")
    for name in ("earliest", "latest"):
        table[name] = pd.to_datetime(table[name], utc=True).dt.as_unit("us")
    return table.astype({"evidence": schema.POSTS["evidence"].dtype})


def _spread(values: Floats) -> dict[str, Any]:
    if len(values) == 1:
        return {"median": float(values[0])}
    low, middle, high = np.quantile(values, _TAILS)
    return {"low": low, "median": middle, "high": high}
