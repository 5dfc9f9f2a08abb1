"""The cases in one table: how soon the press, how soon the answer, how much, and how soon half."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casekit import given, response
from casekit.compare.courses import course, half, passed
from casekit.compare.moments import Moment, cited, moment, name, own, since
from casekit.errors import CatalogueError

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["MEASURES", "table"]

MEASURES = {
    "answer": "first public answer",
    "open": "of which in opening hours",
    "stated": "wait as sources state it",
    "press": "first press report",
    "size": "last figure of the first year",
    "half": "half of it had come",
    "passed": "share that had come before the answer",
}
"""What the table says of each case, and in which order."""
_COLUMNS = ["case", "name", "measure", "start", "label", "low", "wait", "high", "value",
            "value_low", "value_high", "unit", "qualifier", "precision", "answered", "own",
            "evidence", "sources", "cited"]  # fmt: skip


def table(cases: Iterable["Case"]) -> pd.DataFrame:
    """Say of each case how soon press and answer came, how much was counted, and how soon half.

    A case that counts from an act of the organisation's own has no complaint to wait since; `own`
    says so, and its waits must not stand beside those of the others.

    Returns
    -------
    DataFrame
        A row a case and measure (:data:`MEASURES`; only those that are known): `case` (slug),
        `name`, `measure`, `start` (label of the event that the time counts from), `label` (of the
        event or figure), `low`, `wait`, `high` (timedelta, of times), `value`, `value_low`,
        `value_high`, `unit`, `qualifier` (of counts; of shares the unit is "share"), `precision`
        (of the time; NA where it is computed from several), `answered`, `own`, `evidence`,
        `sources`, `cited` (two of them by name). An unanswered case has a row "answer" without
        times.

    Raises
    ------
    CatalogueError
        There is no case.

    Examples
    --------
    >>> import casekit as ck
    >>> found = table([ck.load.case("dell-hell-2005")]).set_index("measure")
    >>> str(found.loc["answer", "wait"]), str(found.loc["press", "low"])
    ('63 days 00:00:00', '15 days 00:00:00')
    """
    rows = [
        {"case": case.slug, "name": name(case), "own": own(case),
         "answered": case.answer is not None, "evidence": "derived", **row,
         "cited": cited(case, row.get("sources"))}
        for case in given.cases(cases)
        for row in _rows(case)
    ]  # fmt: skip
    if not rows:
        raise CatalogueError("there is no case", cure="give the cases")
    made = pd.DataFrame(rows).reindex(columns=_COLUMNS)
    spans = dict.fromkeys(("low", "wait", "high"), "timedelta64[us]")
    return made.astype(spans | {f"value{end}": "float64" for end in ("", "_low", "_high")})


def _rows(case: "Case") -> Iterator[dict[str, Any]]:
    begun = moment(case, "trigger")
    if begun is None:
        return
    start = str(case.events.loc[begun.event, "label"])
    for row in (*_answer(case), *_stated(case), *_press(case, begun), *_course(case, begun)):
        yield {"start": start, **row}


def _answer(case: "Case") -> Iterator[dict[str, Any]]:
    if case.answer is None:
        yield {"measure": "answer", "label": ""}
        return
    step: Any = response.story(case).loc[case.answer]
    told = {"label": step["label"], "sources": step["sources"],
            "precision": case.events.loc[case.answer, "precision"]}  # fmt: skip
    yield {"measure": "answer", **told, **{side: step[side] for side in ("low", "wait", "high")}}
    if case.hours is not None:
        sides = {side: step[f"open_{side}"] for side in ("low", "wait", "high")}
        yield {"measure": "open", **told, "precision": pd.NA, **sides}


def _stated(case: "Case") -> Iterator[dict[str, Any]]:
    for _, row in response.stated(case).iterrows():
        yield {"measure": "stated", "start": "", "label": row["label"], "low": row["low"],
               "high": row["high"], "qualifier": row["qualifier"], "sources": row["sources"],
               "evidence": row["evidence"]}  # fmt: skip


def _press(case: "Case", begun: Moment) -> Iterator[dict[str, Any]]:
    if case.press is None:
        return
    row: Any = case.events.loc[case.press]
    times = since(begun, case.events.loc[[case.press]]).iloc[0]
    yield {"measure": "press", "label": row["label"], "precision": row["precision"],
           "sources": row["sources"], "low": times["low"], "wait": times["after"],
           "high": times["high"]}  # fmt: skip


def _course(case: "Case", begun: Moment) -> Iterator[dict[str, Any]]:
    figures = course(case)
    if figures.empty:
        return
    last: Any = figures[figures["on_curve"]].iloc[-1]
    times = since(begun, figures.loc[[last.name]], at="as_of").iloc[0]
    told = {"unit": last["unit"], "sources": last["sources"]}
    yield {"measure": "size", "label": last["label"], **told, "qualifier": last["qualifier"],
           "value": last["value"], "value_low": last["low"], "value_high": last["high"],
           "precision": last["precision"], "evidence": last["evidence"], "low": times["low"],
           "wait": times["after"], "high": times["high"]}  # fmt: skip
    low, high = half(figures, begun)
    used = " ".join(dict.fromkeys(" ".join(figures.loc[figures["on_curve"], "sources"]).split()))
    yield {"measure": "half", "label": last["label"], "low": low, "high": high, "sources": used}
    answer = moment(case, "answer")
    if answer is not None:
        least, most = passed(figures, answer)
        yield {"measure": "passed", "label": last["label"], "unit": "share", "value": np.nan,
               "value_low": least, "value_high": most, "sources": used}  # fmt: skip
