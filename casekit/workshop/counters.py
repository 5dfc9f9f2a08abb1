"""The counts of a story: figures that sources state, and the curves that they leave possible."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from casekit import language
from casekit.cases import Case
from casekit.cases.crowds import FOLDER
from casekit.errors import CasekitError
from casekit.tell.case import when

__all__ = ["Counter", "Point", "counters", "counts"]


@dataclass(frozen=True)
class Point:
    """A number that a source states: value, the words for it, when it held, grade, sources.

    `said` is the number as it is hedged, `text` the same with its unit.
    """

    id: str
    at: pd.Timestamp
    earliest: pd.Timestamp
    latest: pd.Timestamp
    when: str
    value: float
    said: str
    text: str
    label: str
    grade: str
    sources: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Counter:
    """A count over time: median and 90 % band of the reconstruction, and what is documented.

    `at` (UTC), `low`, `median` and `high` are of one length; all are empty where nothing can be
    reconstructed, and `grade` then is documented.
    """

    series: str
    label: str
    at: tuple[pd.Timestamp, ...]
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]
    points: tuple[Point, ...]
    grade: str


def counters(case: Case, start: pd.Timestamp, end: pd.Timestamp) -> tuple[Counter, ...]:
    """Give the counts of a case that ran between two moments.

    Parameters
    ----------
    case
        The case; the curves are those in the folder ``reconstruction`` beside its ledger, or drawn
        anew where there is none.
    start, end
        Between which moments.

    Examples
    --------
    >>> import casekit as ck
    >>> case = ck.load.case("british-airways-2013")
    >>> [counter.series for counter in counters(case, case.start, case.end)]
    ['promoted-tweet', 'mashable-story']
    """
    made = []
    for name, row in case.series[case.series["cumulative"].astype(bool)].iterrows():
        figures = case.figures[case.figures["series"].eq(str(name)) & case.figures["as_of"].notna()]
        inside = figures[figures["as_of"].between(start, end)].sort_values("as_of", kind="stable")
        if inside.empty:
            continue
        curve = _curve(case, str(name), start, end)
        made.append(
            Counter(
                series=str(name),
                label=str(row["counts"]),
                at=tuple(curve.index),
                low=tuple(curve["low"]),
                median=tuple(curve["median"]),
                high=tuple(curve["high"]),
                points=tuple(_point(case, str(n), f) for n, f in inside.iterrows()),
                grade="reconstructed" if len(curve) else "documented",
            )
        )
    return tuple(made)


def counts(case: Case, events: pd.DataFrame) -> dict[str, tuple[Point, ...]]:
    """Give the dated figures under the event in whose time they fall, the last one before them."""
    dated = case.figures[case.figures["as_of"].between(events["at"].min(), events["at"].max())]
    places = np.searchsorted(events["at"].to_numpy(), dated["as_of"].to_numpy(), side="right") - 1
    found: dict[str, tuple[Point, ...]] = {}
    for place, (name, row) in zip(places, dated.iterrows(), strict=True):
        event = str(events.index[place])
        found[event] = (*found.get(event, ()), _point(case, str(name), row))
    return found


def _point(case: Case, name: str, row: pd.Series) -> Point:
    speak = language.of(case.lang)
    said = speak.figure(row["value"], row["qualifier"])
    ids = row["sources"].split() if isinstance(row["sources"], str) else []
    numbers = tuple(sorted({case.source_number(word) for word in ids}))
    return Point(
        name, row["as_of"], row["earliest"], row["latest"], when(case, row, at="as_of"),
        float(row["value"]), said, f"{said} {row['unit']}", str(row["label"]),
        str(row["evidence"]), numbers,
    )  # fmt: skip


def _drawn(case: Case, series: str) -> pd.DataFrame:
    """Draw the curves of a case that comes with none; nothing where its figures leave none."""
    from casekit import reconstruct

    try:
        return reconstruct.documented(case, series).draws
    except CasekitError:
        return pd.DataFrame()


def _curve(case: Case, series: str, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    path = Path(case.path).parent / FOLDER / f"{series}.csv"
    known = path.exists()
    draws = pd.read_csv(path, index_col="at", parse_dates=["at"]) if known else _drawn(case, series)
    if draws.empty:
        return pd.DataFrame(columns=["low", "median", "high"])
    low, median, high = np.quantile(draws.to_numpy(), [0.05, 0.5, 0.95], axis=1)
    table = pd.DataFrame({"low": low, "median": median, "high": high}, index=draws.index)
    return table[(table.index >= start) & (table.index <= end)]
