"""How long before the press and before the first answer an alarm would have rung."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casekit import clock, schema
from casekit.alarm.counting import moment, ticks
from casekit.errors import SchemaError

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["lead"]

Floats = NDArray[np.float64]
When = str | pd.Timestamp | tuple[str | pd.Timestamp, str | pd.Timestamp] | None
_TIMES = ("trigger", "at", "earliest", "latest", "rang", "rang_low", "rang_high")
_SPANS = ("lead", "low", "high")


def lead(
    alarms: pd.DataFrame | Sequence[pd.DataFrame], *, case: "Case | None" = None,
    trigger: When = None, press: When = None, answer: When = None,
) -> pd.DataFrame:  # fmt: skip
    """Say how long before the first press report and the first answer the alarm rang.

    The alarm is the first one after the trigger (after its earliest bound); one that rings before
    it is a false one.

    Parameters
    ----------
    alarms
        What :func:`play` returns; or one such frame for each draw of a reconstruction.
    case
        Trigger, first event of the press after it, and first answer are taken from its ledger.
    trigger, press, answer
        These times without a case, or instead of its own: a time, or a pair of bounds.

    Returns
    -------
    DataFrame
        Index `mark` ("press", "answer"; those that are known): `trigger` (from when on alarms
        count), `label`, `at` with `earliest` and
        `latest` (UTC; NaT where open), `rang` (the alarm, over draws its median), `rang_low`,
        `rang_high` (over draws 5 % and 95 %), `lead` (negative: it rang later) with `low` and
        `high`, from the bounds of the mark and the band of the draws together; `never` (share of
        draws that did not ring: for them the alarm is later than everything), `draws`,
        `evidence`. NaT where the alarm never rang.

    Raises
    ------
    SchemaError
        No trigger is known, or neither press nor answer.

    Examples
    --------
    >>> from casekit import alarm
    >>> bell = alarm.calibrate(alarm.baseline(rate=2, tz="UTC", every="15min"))
    >>> rung = alarm.play(pd.date_range("2013-09-03T09:00Z", periods=20, freq="1min"), bell)
    >>> found = lead(rung, trigger="2013-09-03T08:59Z", press="2013-09-03T12:00Z")
    >>> str(found.loc["press", "lead"])
    '0 days 02:45:00'
    """
    draws = [alarms] if isinstance(alarms, pd.DataFrame) else list(alarms)
    begun = _span(trigger) if trigger is not None else _trigger(case)
    stated = {
        "press": (None, _span(press)) if press is not None else _press(case),
        "answer": (None, _span(answer)) if answer is not None else _answer(case),
    }
    marks = {name: mark for name, mark in stated.items() if mark is not None}
    if begun is None or not marks or not draws:
        raise SchemaError(
            "no draw" if not draws else "no trigger" if begun is None else "no press or answer",
            cure="give case=, or the times trigger=, press= and answer=",
        )
    rang = np.array([_first(one, begun[1]) for one in draws])
    grades = [str(grade) for one in draws for grade in one["evidence"].unique()]
    known = {"trigger": begun[1], "evidence": schema.worst(["derived", *grades])}
    rows = [
        {"mark": name, **known, **_row(label, times, rang)}
        for name, (label, times) in marks.items()
    ]
    table = pd.DataFrame(rows).set_index("mark")
    for column in _TIMES:
        table[column] = pd.to_datetime(table[column], utc=True).dt.as_unit("us")
    for column in _SPANS:
        table[column] = pd.to_timedelta(list(table[column])).as_unit("us")
    table["evidence"] = table.pop("evidence").astype(schema.POSTS["evidence"].dtype)
    return table


Times = tuple[pd.Timestamp, pd.Timestamp, pd.Timestamp]


def _span(value: Any) -> Times:
    """Read a time or a pair of bounds: best estimate, earliest, latest."""
    if isinstance(value, tuple):
        low, high = (clock.instant(end) for end in value)
        return low + (high - low) / 2, low, high
    at = clock.instant(value)
    return at, at, at


def _trigger(case: "Case | None") -> Times | None:
    if case is None:
        return None
    row: Any = case.events.loc[case.trigger]
    return row["at"], row["at"] if pd.isna(row["earliest"]) else row["earliest"], row["latest"]


def _press(case: "Case | None") -> tuple[str | None, Times] | None:
    """Give the event of the press with the earliest best estimate after the trigger.

    Its own bounds hold, but not before the trigger: others that are known by their day alone
    could formally have come before it.
    """
    if case is None:
        return None
    begun = _trigger(case)
    if case.press is None or begun is None:
        return None
    first: Any = case.events.loc[case.press]
    early = first["earliest"]
    earliest = early if pd.isna(early) else max(early, begun[1])
    return str(first["label"]), (first["at"], earliest, first["latest"])


def _answer(case: "Case | None") -> tuple[str | None, Times] | None:
    if case is None or case.answer is None:
        return None
    row: Any = case.events.loc[case.answer]
    return str(row["label"]), (row["at"], row["earliest"], row["latest"])


def _first(alarms: pd.DataFrame, begun: pd.Timestamp) -> float:
    """Give the first alarm after the trigger in microseconds; infinity if there is none."""
    later = alarms.loc[alarms["at"] > begun, "at"]
    return float(ticks(later.min())) if len(later) else np.inf


def _row(label: str | None, times: Times, rang: Floats) -> dict[str, Any]:
    at, earliest, latest = times
    low, middle, high = (_rank(rang, share) for share in (0.05, 0.5, 0.95))

    def span(end: pd.Timestamp, alarm: float) -> pd.Timedelta:
        known = np.isfinite(alarm) and not pd.isna(end)
        return end - moment(int(alarm)) if known else pd.NaT  # type: ignore[return-value]

    def time(alarm: float) -> pd.Timestamp:
        return moment(int(alarm)) if np.isfinite(alarm) else pd.NaT  # type: ignore[return-value]

    return {
        "label": label, "at": at, "earliest": earliest, "latest": latest,
        "rang": time(middle), "rang_low": time(low), "rang_high": time(high),
        "lead": span(at, middle), "low": span(earliest, high), "high": span(latest, low),
        "never": float(np.isinf(rang).mean()), "draws": len(rang),
    }  # fmt: skip


def _rank(rang: Floats, share: float) -> float:
    """Give a quantile over draws as one of them, so that one that never rang can be it."""
    return float(np.quantile(rang, share, method="inverted_cdf"))
