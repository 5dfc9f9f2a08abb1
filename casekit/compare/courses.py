"""Cases on one clock: each documented figure as a share of the last one of the first year."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casekit import given
from casekit.cases.checkpoints import checkpoints
from casekit.compare.moments import Moment, Zero, cited, moment, name, own, since
from casekit.errors import CatalogueError
from casekit.recall import recalled

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["YEAR", "clock", "course", "half", "passed"]

YEAR = pd.Timedelta(days=365)
"""A course ends with the last figure within so long of the trigger."""
FEWEST = 3
"""Figures that make a course."""


def clock(
    cases: Iterable["Case"], *, zero: Zero = "trigger", series: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Put cases on one clock: their figures, first press report and first answer since one moment.

    The figures of a case are those of one series that adds up: the first of its ledger's `series`
    that has three or more in the year after the trigger, where the ledger says nothing the one that
    has most. Different cases count different things: compare courses, never sizes. Shares refer to
    the year after the trigger whatever the zero is, so that a picture from another one is the same
    course moved.

    Parameters
    ----------
    cases
        Two or more of them, or one.
    zero
        What time counts from.
    series
        Slug of a case to the name of the series or metric to be taken instead.

    Returns
    -------
    DataFrame
        `case` (slug), `name`, `mark` (figure; rival: another number for what a figure counts, not
        on the curve; trigger, press, answer), `id` (of figure or event), `label`, `low`, `after`,
        `high` (time since zero, from the bounds of both), `precision`, `earliest`, `latest` (UTC),
        `own` (the case counts from an act of the organisation, not from a complaint), `value`,
        `unit`, `qualifier`, `share` of the last figure with `share_low` and `share_high` (as far as
        both numbers leave it open), `series`, `evidence`, `sources`, `cited` (two of them by name).

    Raises
    ------
    CatalogueError
        A case has no such zero, or no series or metric of that name; a slug is none of the cases.

    Examples
    --------
    >>> import casekit as ck
    >>> found = clock([ck.load.case("british-airways-2013")])
    >>> found.loc[found["mark"] == "figure", ["id", "share"]].round(2).to_numpy().tolist()
    [['impressions-6h', 0.33], ['impressions-50k', 0.65], ['impressions-final', 1.0]]
    """
    told = given.cases(cases)
    chosen = dict(series or {})
    unknown = sorted(chosen.keys() - {case.slug for case in told})
    if unknown or not told:
        what = f"no case {unknown[0]!r} among them" if unknown else "there is no case"
        raise CatalogueError(what, cure="give the cases, and series by their slugs")
    return pd.concat([_case(case, zero, chosen.get(case.slug)) for case in told],
                     ignore_index=True)  # fmt: skip


@recalled
def _case(case: "Case", zero: Zero, series: str | None) -> pd.DataFrame:
    begun = moment(case, zero)
    if begun is None:
        raise CatalogueError(f"{case.slug} has no {zero}",
                             cure="leave it out, or count from the trigger")  # fmt: skip
    events = {mark: moment(case, mark) for mark in ("trigger", "press", "answer")}
    ids = {mark: m.event for mark, m in events.items() if m is not None}
    rows = case.events.loc[list(ids.values())]
    points = since(begun, rows).assign(
        mark=list(ids), id=rows.index, label=rows["label"], precision=rows["precision"],
        earliest=rows["earliest"], latest=rows["latest"], value=np.nan, share=np.nan,
        share_low=np.nan, share_high=np.nan, sources=rows["sources"], evidence="derived",
    )  # fmt: skip
    parts = [points.set_index("mark", drop=False)]
    figures = course(case, series)
    if len(figures):
        times = since(begun, figures, at="as_of")
        parts.append(figures.drop(columns=["low", "high", "as_of"]).join(times).assign(
            mark=np.where(figures["on_curve"], "figure", "rival"), id=figures.index))  # fmt: skip
    table = pd.concat(parts).assign(case=case.slug, name=name(case), own=own(case))
    table["cited"] = [cited(case, ids) for ids in table["sources"]]
    return table.reindex(columns=_COLUMNS)


_COLUMNS = ["case", "name", "mark", "id", "label", "low", "after", "high", "precision", "earliest",
            "latest", "own", "value", "unit", "qualifier", "share", "share_low", "share_high",
            "series", "evidence", "sources", "cited"]  # fmt: skip


@recalled
def course(case: "Case", series: str | None = None) -> pd.DataFrame:
    """Give the figures of a case's course, oldest first; none where no series has three.

    Returns
    -------
    DataFrame
        Index `figure`: the columns of :meth:`casekit.cases.Case.checkpoints`, `precision`,
        `share`, `share_low`, `share_high`, and `on_curve`: false for another number for the same,
        be it that sources disagree or that one of them says it with a coarser time.

    Examples
    --------
    >>> import casekit as ck
    >>> course(ck.load.case("british-airways-2013"))[["value", "share"]].round(2).values.tolist()
    [[25000.0, 0.33], [50000.0, 0.65], [73000.0, 0.95], [76800.0, 1.0], [80000.0, 1.04]]
    """
    begun: Any = case.events.loc[case.trigger, "at"]
    name = series or _own_series(case, begun)
    if name is None:
        return pd.DataFrame()
    held = _within(checkpoints(case.figures, name), begun)
    if held.empty:
        return pd.DataFrame()
    table = pd.concat([held, _within(_rivals(case, held), begun)])
    table["precision"] = case.figures["precision"].loc[table.index]
    table["on_curve"] = table.index.isin(_curve(held))
    last = table[table["on_curve"]].iloc[-1]
    bottom, top = max(last["low"], 1e-9), max(last["high"], 1e-9)
    table["share"] = table["value"] / last["value"]
    table["share_low"] = (table["low"] / top).clip(upper=1.0)
    table["share_high"] = (table["high"] / bottom).clip(upper=1.0)
    table.loc[last.name, ["share_low", "share_high"]] = 1.0
    return table.assign(series=name).sort_values("as_of", kind="stable")


def _within(table: pd.DataFrame, begun: pd.Timestamp) -> pd.DataFrame:
    return table[(table["as_of"] > begun) & (table["as_of"] <= begun + YEAR)]


def _own_series(case: "Case", begun: pd.Timestamp) -> str | None:
    """Choose the series that tells the case: the ledger's order decides, else most figures do."""
    stated = case.figures["series"].value_counts()
    many = [str(name) for name in stated.index if stated[name] >= FEWEST]
    if len(case.series):
        adding = case.series.index[case.series["cumulative"].astype(bool)]
        listed = [str(name) for name in adding if name in many]
        return next((name for name in listed if _length(case, name, begun) >= FEWEST), None)
    counts = {name: _length(case, name, begun) for name in many}
    best = max(counts, key=lambda name: counts[name], default=None)
    return best if best is not None and counts[best] >= FEWEST else None


def _length(case: "Case", name: str, begun: pd.Timestamp) -> int:
    """Count the figures of a series that stand on a curve; none where it falls."""
    table = _within(checkpoints(case.figures, name), begun)
    falls = (table["high"] < table["low"].cummax()).any()
    return 0 if falls else len(_curve(table))


def _curve(table: pd.DataFrame) -> list[str]:
    """Choose the figures of a curve: those with the narrowest time first, none twice, none falling.

    A figure says the same again where times and numbers overlap those of one that is chosen.
    """
    kept: list[Any] = []
    width = (table["latest"] - table["earliest"]).fillna(YEAR)
    for figure in width.sort_values(kind="stable").index:
        row = table.loc[figure]
        if not any(_clash(row, other) for other in kept):
            kept.append(row)
    return [str(row.name) for row in sorted(kept, key=lambda row: row["as_of"])]


def _clash(one: Any, other: Any) -> bool:
    early, late = (one, other) if one["as_of"] < other["as_of"] else (other, one)
    overlap = not (one["latest"] < other["earliest"] or other["latest"] < one["earliest"])
    same = overlap and one["low"] <= other["high"] and other["low"] <= one["high"]
    return bool(one["as_of"] == other["as_of"] or same or early["low"] > late["high"])


def _rivals(case: "Case", held: pd.DataFrame) -> pd.DataFrame:
    """Find figures of no series that the ledger names as conflicting with one of the course."""
    named = case.conflicts.get("figures", pd.Series(dtype=object)).dropna()
    groups = [set(ids.split()) for ids in named]
    known = set(held.index)
    ids = {i for group in groups if group & known for i in group} - known
    kind = held.iloc[0]
    other = case.figures[case.figures.index.isin(ids)
                         & case.figures["series"].isna()
                         & case.figures["metric"].eq(kind["metric"])
                         & case.figures["unit"].eq(kind["unit"])]  # fmt: skip
    return checkpoints(other, str(kind["metric"])) if len(other) else held.iloc[:0]


def half(figures: pd.DataFrame, trigger: Moment) -> tuple[pd.Timedelta, pd.Timedelta]:
    """Bound the time after the trigger by which half of the last figure had come.

    It lies after the last figure that is certainly below a half and before the first one that
    certainly is not; figures and times are taken at the ends of their intervals.

    Examples
    --------
    >>> import casekit as ck
    >>> case = ck.load.case("british-airways-2013")
    >>> [str(t) for t in half(course(case), moment(case, "trigger"))]
    ['0 days 01:03:00', '0 days 23:03:00']
    """
    line = figures[figures["on_curve"]]
    below = line.loc[line["share_high"] < 0.5, "earliest"].max()
    above = line.loc[line["share_low"] >= 0.5, "latest"].min()
    start, end = trigger.latest, trigger.earliest
    nothing = pd.Timedelta(0)
    low = nothing if pd.isna(below) or pd.isna(start) else max(below - start, nothing)
    return low, above - end


def passed(figures: pd.DataFrame, answer: Moment) -> tuple[float, float]:
    """Bound the share of the last figure that had come by the first answer.

    At least what figures say whose time is certainly before the answer, at most what the first one
    says whose time is certainly after it.

    Examples
    --------
    >>> import casekit as ck
    >>> case = ck.load.case("united-guitars-2009")
    >>> [round(share, 3) for share in passed(course(case), moment(case, "answer"))]
    [0.0, 0.015]
    """
    line = figures[figures["on_curve"]]
    before = line.loc[line["latest"] <= answer.earliest, "share_low"]
    after = line.loc[line["earliest"] >= answer.latest, "share_high"]
    return (float(before.max()) if len(before) else 0.0,
            float(after.min()) if len(after) else 1.0)  # fmt: skip
