"""What a reconstruction has to beat: a line, a smooth curve, and what follows from counting alone.

Each draws one curve through the figures, and learns from other cascades, of which all is known,
how far the truth lies from such a curve. So a rival knows more than the reconstruction does: its
bands are learnt from the archive in which it is judged.
"""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit.reconstruct.protocol import LEVELS, PARTS, Answer, Exam

__all__ = ["RIVALS", "learn"]

Floats = NDArray[np.float64]

RIVALS = {
    "line": "a straight line between the figures, in logarithms of time and count",
    "pchip": "a smooth monotone curve through the figures (PCHIP), in logarithms",
    "scaled": "the straight line, with a band that is the wider the more a gap leaves open",
    "hull": "no curve: what a count that never falls leaves open",
}
_CELLS = {"before": (1.7, 3.0), "between": (0.1, 0.3, 0.7, 0.9), "after": (1.5, 2.5)}
_ENOUGH, _LEAST = 20, 0.01
_STEEPEST = 3 / np.log(10)
"""Growth with the third power of time is the most that a line is continued with."""


def learn(name: str, known: Iterable[Exam]) -> Answer:
    """Give a rival that has learnt from exams whose truth it may see.

    Between the figures it learns the quantiles of the distance from its curve in decimal
    logarithms, or in parts of what the figures leave open (`scaled`, `hull`), by place between
    them; before the first, those of the slope in
    logarithms; after the last, those of the distance; both by how far away the time is.

    Parameters
    ----------
    name
        One of :data:`RIVALS`.
    known
        Exams to learn from.

    Examples
    --------
    >>> import numpy as np
    >>> from casekit.reconstruct.protocol import Cascade, exams
    >>> rng = np.random.default_rng(0)
    >>> found = [Cascade(np.sort(600 * rng.pareto(0.8, 200))) for _ in range(20)]
    >>> rival = learn("line", exams(found))
    >>> rival(next(exams(found))).shape
    (20, 9)
    """
    placed = [(_placed(one, name), one) for one in known]
    table = pd.concat([place.assign(truth=np.log10(one.hidden["truth"].to_numpy()))
                       for place, one in placed])  # fmt: skip
    away = (table["truth"] - table["middle"]) / table["unit"]
    wide = {part: _levels(values) for part, values in away.groupby(table["part"])}
    near = {cell: _levels(values) for cell, values in away.groupby([table["part"], table["cell"]])
            if len(values) >= _ENOUGH}  # fmt: skip

    def answer(asked: Exam) -> pd.DataFrame:
        place = _placed(asked, name)
        cells = zip(place["part"], place["cell"], strict=True)
        far = np.stack([near.get((part, cell), wide[part]) for part, cell in cells])
        given = place["middle"].to_numpy()[:, None] + place["unit"].to_numpy()[:, None] * far
        low, high = (asked.hidden[side].to_numpy()[:, None] for side in ("low", "high"))
        return pd.DataFrame(np.clip(10**given, low, high), asked.hidden.index, list(LEVELS))

    return answer


def _levels(away: pd.Series) -> Floats:
    return np.asarray(np.quantile(away.to_numpy(dtype=np.float64), LEVELS))


def _placed(asked: Exam, name: str) -> pd.DataFrame:
    """Give for each hidden time the rival's curve, the unit of its distance, and its place."""
    figures, hidden = asked.checkpoints, asked.hidden
    shown = _logs(asked, figures["as_of"])
    times = _logs(asked, hidden.index)
    middle = (np.log10(figures["low"]) + np.log10(figures["high"])) / 2
    heights = np.maximum.accumulate(middle.to_numpy(dtype=np.float64))
    part = hidden["part"].to_numpy()
    right = np.clip(np.searchsorted(shown, times), 1, len(shown) - 1)
    share = (times - shown[right - 1]) / np.maximum(shown[right] - shown[right - 1], 1e-9)
    away = np.where(part == "before", shown[0] - times, times - shown[-1])
    hull = np.log10(np.where(part == "between", hidden["high"], hidden["low"]) / hidden["low"])
    between = np.maximum(hull, _LEAST) if name in ("scaled", "hull") else 1.0
    unit = {"before": away / np.log(10), "between": between, "after": 1.0}
    curve = {"before": heights[0], "after": heights[-1], "between": np.log10(hidden["low"])}
    if name != "hull":
        steep = np.diff(heights[-2:])[0] / max(shown[-1] - shown[-2], 1e-9)
        curve["after"] = heights[-1] + min(steep, _STEEPEST) * away
        curve["between"] = _CURVES[name](shown, heights)(times)
    cells = {"before": np.exp(away), "between": share, "after": np.exp(away)}
    table = pd.DataFrame({"part": part}, index=hidden.index)
    for column, values in (("middle", curve), ("unit", unit)):
        table[column] = np.select([part == one for one in PARTS], [values[one] for one in PARTS])
    table["cell"] = np.select(
        [part == one for one in PARTS],
        [np.searchsorted(_CELLS[one], cells[one]) for one in PARTS],
    )
    return table


def _logs(asked: Exam, times: pd.Series | pd.Index) -> Floats:
    passed = (pd.DatetimeIndex(times) - asked.origin[0]) / pd.Timedelta(seconds=1)
    return np.log(passed.to_numpy(dtype=np.float64))


def _line(x: Floats, y: Floats) -> Callable[[Floats], Floats]:
    return lambda at: np.interp(at, x, y)


def _smooth(x: Floats, y: Floats) -> Callable[[Floats], Floats]:
    from scipy.interpolate import PchipInterpolator

    apart = np.append(True, np.diff(x) > 1e-9)
    curve = PchipInterpolator(x[apart], y[apart])
    return lambda at: np.asarray(curve(at))


_CURVES = {"line": _line, "pchip": _smooth, "scaled": _line}
