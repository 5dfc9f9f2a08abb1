"""Figures as boxes of time and value: what each leaves open, and which cannot hold together."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock
from casekit.cases.checkpoints import interval
from casekit.errors import ClockError, EvidenceError, SchemaError

__all__ = ["Origin", "conflicts", "kept", "read", "window"]

Origin = str | pd.Timestamp | tuple[str | pd.Timestamp, str | pd.Timestamp]
_NEEDED = ("value", "qualifier", "as_of")
_SURE = 0.1
"""How much more an exact count weighs than a hedged one when a figure has to be left out."""


def window(origin: Origin) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Read an origin: a moment, or the first and last at which the count can have begun.

    Examples
    --------
    >>> window("2013-09-02T19:00Z")[0] == window("2013-09-02T19:00Z")[1]
    True
    """
    ends = origin if isinstance(origin, tuple) else (origin, origin)
    if len(ends) != 2:
        raise ClockError(f"an origin of {len(ends)} moments", cure="give a moment, or two bounds")
    first, last = (clock.instant(end) for end in ends)
    if last < first:
        raise ClockError(f"the origin ends ({last}) before it begins ({first})",
                         cure="give its earliest bound first")  # fmt: skip
    return first, last


def read(
    checkpoints: pd.DataFrame, *, origin: tuple[pd.Timestamp, pd.Timestamp], noise: float
) -> pd.DataFrame:
    """Read figures as boxes, oldest first: `earliest` to `latest`, `least` to `most`.

    `least` and `most` are the bounds of the value with the source noise; an exact count has none,
    and a count that was under something has no lower bound. A window that is open towards the past
    begins with the count, one that is open towards the future ends with the other figures.

    Raises
    ------
    SchemaError
        A column is missing, a value is none, negative or infinite, bounds are crossed, the figures
        count different things, or the noise cannot be.
    EvidenceError
        There are fewer than two figures above zero, or one is not later than the origin.
    """
    if not 0 <= noise < 1:
        raise SchemaError(f"a source noise of {noise} cannot be", cure="give a share such as 0.1")
    missing = [name for name in _NEEDED if name not in checkpoints.columns]
    if missing:
        raise SchemaError(f"the figures have no column {', '.join(missing)}",
                          cure="give what case.checkpoints() returns")  # fmt: skip
    if not checkpoints.index.is_unique:
        alike = checkpoints.index[checkpoints.index.duplicated()][0]
        raise SchemaError(f"two figures are called {alike}",
                          cure="give each a name of its own, as reset_index does")  # fmt: skip
    table = _bounded(checkpoints.set_axis(checkpoints.index.map(str)))
    _one_scope(table)
    table = _timed(table, origin)
    exact = table["qualifier"].eq("exact").to_numpy()
    least = np.where(exact, table["low"], table["low"] * (1 - noise))
    table["least"] = np.where(table["qualifier"].eq("under"), 0.0, least)
    table["most"] = np.where(exact, table["high"], table["high"] * (1 + noise))
    _after(table, origin)
    rank = table.assign(name=table.index)
    order = rank.sort_values(["as_of", "value", "low", "high", "name"], kind="stable").index
    table = table.loc[order]
    if int(table["most"].gt(0).sum()) < 2:
        raise EvidenceError(
            f"{len(table)} figure{'s' * (len(table) != 1)}, and a curve needs two above zero",
            cure="add a dated figure; one alone says nothing of the way there",
        )
    return table


def conflicts(table: pd.DataFrame) -> list[tuple[int, int]]:
    """List the pairs of figures that cannot hold on one curve that never falls.

    The earlier one is surely not later (`latest` up to the `earliest` of the other) and surely
    larger. There are no larger sets without such a pair in them: if each pair can hold, the
    running maximum of the lower bounds is a curve that meets all.

    Examples
    --------
    >>> at = pd.to_datetime(["2013-09-03", "2013-09-04"], utc=True)
    >>> conflicts(pd.DataFrame({"earliest": at, "latest": at, "least": [90, 40], "most": [99, 50]}))
    [(0, 1)]
    """
    early, late = (table[side].to_numpy() for side in ("earliest", "latest"))
    least, most = (table[side].to_numpy() for side in ("least", "most"))
    clash = (late[:, None] <= early[None, :]) & (least[:, None] > most[None, :])
    return [(int(i), int(j)) for i, j in np.argwhere(clash)]


def kept(table: pd.DataFrame, pairs: list[tuple[int, int]]) -> NDArray[np.bool_]:
    """Choose as many figures as can hold together; exact ones, then later ones, come first.

    Raises
    ------
    EvidenceError
        Half of the figures or more would have to go: they are no count that only grows.
    """
    size = len(table)
    keep = np.ones(size, dtype=bool)
    if pairs:
        from scipy import optimize

        exact = table["qualifier"].eq("exact").to_numpy()
        weight = 1 + _SURE * exact + _SURE / 4 * np.arange(size) / size**2
        rows = np.zeros((len(pairs), size))
        for n, pair in enumerate(pairs):
            rows[n, list(pair)] = 1
        found = optimize.milp(
            -weight, integrality=np.ones(size), bounds=optimize.Bounds(0, 1),
            constraints=optimize.LinearConstraint(rows, ub=1),
        )  # fmt: skip
        keep = found.x > 0.5
    if 2 * int(keep.sum()) <= size or int(table["most"].gt(0)[keep].sum()) < 2:
        lost = ", ".join(map(str, table.index[~keep]))
        raise EvidenceError(
            f"{size - int(keep.sum())} of {size} figures fall below earlier ones ({lost})",
            cure="give one count of one scope that only grows, or declare more noise",
        )
    return keep


def _bounded(table: pd.DataFrame) -> pd.DataFrame:
    """Give each figure the bounds of its value."""
    wrong = table[~(np.isfinite(table["value"].astype("float64")) & table["value"].ge(0))]
    if len(wrong):
        raise SchemaError(f"{_named(wrong)}: a count is a number of 0 and more",
                          cure="leave out what is not known, and what is not a count")  # fmt: skip
    if not {"low", "high"} <= set(table.columns):
        pairs = zip(table["value"], table["qualifier"].astype(str), strict=True)
        table[["low", "high"]] = [interval(value, qualifier) for value, qualifier in pairs]
    crossed = table[~(table["low"].ge(0) & table["low"].le(table["high"]))]
    if len(crossed):
        raise SchemaError(f"{_named(crossed)}: the bounds of the value are crossed or negative",
                          cure="give low, then high")  # fmt: skip
    return table.astype({"value": "float64", "low": "float64", "high": "float64"})


def _one_scope(table: pd.DataFrame) -> None:
    for column in ("metric", "unit"):
        if column in table.columns and len(table[column].dropna().unique()) > 1:
            said = ", ".join(map(str, table[column].dropna().unique()))
            raise SchemaError(f"the figures count different things ({said})",
                              cure="give the figures of one metric and one scope")  # fmt: skip


def _timed(table: pd.DataFrame, origin: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    """Close the open windows, and give each figure a moment of its own."""
    for column in ("earliest", "latest"):
        if column not in table.columns:
            table[column] = table["as_of"]
    for column in ("as_of", "earliest", "latest"):
        if not isinstance(table[column].dtype, pd.DatetimeTZDtype):
            raise ClockError("times without a zone", where=column, cure="give times in UTC")
        table[column] = table[column].dt.tz_convert("UTC").dt.as_unit("us")
    undated = table[table[["as_of", "earliest", "latest"]].isna().all(axis=1)]
    if len(undated):
        raise ClockError(f"{_named(undated)}: no date", cure="leave out figures without a date")
    end = table[["as_of", "latest", "earliest"]].max().max()
    table["earliest"] = table["earliest"].fillna(origin[0])
    table["latest"] = table["latest"].fillna(end)
    crossed = table[table["latest"] < table["earliest"]]
    early = crossed[crossed["latest"] > origin[0]]
    if len(early):
        raise ClockError(f"{_named(early)}: the window ends before it begins",
                         cure="give earliest, then latest")  # fmt: skip
    middle = table["earliest"] + (table["latest"] - table["earliest"]) / 2
    table["as_of"] = table["as_of"].fillna(middle)
    return table


def _after(table: pd.DataFrame, origin: tuple[pd.Timestamp, pd.Timestamp]) -> None:
    early = table[(table["latest"] <= origin[0]) & table["least"].gt(0)]
    if len(early):
        raise EvidenceError(f"{_named(early)}: not later than the origin ({origin[0]})",
                            cure="give the origin of this count, or leave them out")  # fmt: skip


def _named(rows: pd.DataFrame) -> str:
    return ", ".join(map(str, rows.index))
