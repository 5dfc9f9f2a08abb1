"""The wait ladder: one block a case, waits side by side, contradicting figures beside."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casekit import theme
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.axis import DAY, HOUR, MINUTE, Linear, Log
from casekit.layout.lanes import Box
from casekit.layout.spans import exact, interval, words
from casekit.layout.telling import log_mark

__all__ = [
    "LADDER", "LATER_INK", "OPEN_INK", "Diamond", "Plan", "Row", "Strokes", "alt",
    "claim_places", "finding", "notes", "open_places", "plan", "strokes", "subtitle",
]  # fmt: skip

MARKS = (
    1.0, 10.0, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 8 * HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY,
    365 * DAY, 10 * 365 * DAY,
)  # fmt: skip
_STEPS = (
    15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY,
    365 * DAY,
)  # fmt: skip
_ALIKE = 10
"""Waits are drawn on an even axis while the longest is at most so many times the shortest."""
LADDER = 3.85
"""Where the ladder begins, right of the names, in inches."""
LATER_INK, OPEN_INK = theme.LATER, theme.OPEN_MARK
"""Colours of later steps and of waits in opening hours."""
ARROW = 0.62
FIRST, LATER, OPEN, STATED = 0.58, 0.36, 0.28, 0.3
"""Heights of rows, in inches."""
LEAST = 0.78
"""How far rows may be squeezed before later steps are left out."""
_COLUMNS = ("case", "label", "low", "wait", "high", "answered", "evidence")


@dataclass(frozen=True)
class Row:
    """One wait: its bounds and best estimate in seconds (NaN: open or unknown), and its words.

    `mark` is exact, bounds, placeholder (a wait without bounds), under, over or unanswered.
    """

    case: str
    label: str
    y: float
    first: bool
    mark: str
    low: float
    wait: float
    high: float
    words: str
    numbers: str
    grade: str
    open: tuple[float, float, float] | None
    open_y: float
    open_words: str
    own: bool = False
    """Whether it counts from an act of the organisation's own, so that nobody was waiting yet."""


@dataclass(frozen=True)
class Diamond:
    """A wait as a source states it; NaN on the side that the source leaves open."""

    y: float
    low: float
    high: float
    number: str
    label: str


@dataclass(frozen=True)
class Plan:
    """Everything that the ladder shows, heights in inches of the sheet."""

    axis: Linear | Log
    marks: list[tuple[float, str]]
    rows: list[Row]
    diamonds: list[Diamond]
    rules: list[float]
    base: float
    """Where the clock stands: close below the last row."""
    top: float
    dropped: int = 0
    """Later steps for which there is no room."""


def plan(
    steps: pd.DataFrame, stated: pd.DataFrame | None, *, sheet: Box, speak: Language,
    measure: Callable[[str], float],
) -> Plan:  # fmt: skip
    """Lay out the ladder: cases by the wait of their first step, further steps below it.

    Parameters
    ----------
    measure
        Width in inches of a row's words.

    Raises
    ------
    SchemaError
        There is no step, or a column is missing.
    """
    missing = [name for name in _COLUMNS if name not in steps.columns]
    if missing or steps.empty:
        raise SchemaError(
            f"the steps have no {', '.join(missing)}" if missing else "there is no wait to draw",
            cure="give one row a step: case, label, low, wait, high, answered, evidence",
        )
    starts = "after" in steps.columns and len(set(steps["after"])) > 1
    rows = [_row(step, speak, from_what=starts) for _, step in steps.iterrows()]
    order: dict[str, list[int]] = {}
    leading = steps["first"].to_numpy(dtype=bool) if "first" in steps else np.zeros(len(rows), bool)
    for n in np.argsort(~leading, kind="stable"):
        order.setdefault(rows[n].case, []).append(int(n))
    cases = sorted(order, key=lambda c: (rows[order[c][0]].own, _middle(rows[order[c][0]])))
    claims = _claims(stated, cases)
    held = _fitting(rows, [order[case] for case in cases], claims, sheet)
    drawn, diamonds, rules = _stack(rows, held, claims, sheet)
    axis = _axis(drawn, diamonds, sheet, measure)
    marks = [(m, log_mark(m, speak) if m else "0") for m in _marks(axis)]
    base = max(rules[-1], sheet.bottom)
    return Plan(axis, marks, drawn, diamonds, rules[:-1], base, sheet.top,
                len(rows) - len(drawn))  # fmt: skip


def _seconds(value: object) -> float:
    return float("nan") if pd.isna(value) else pd.Timedelta(value).total_seconds()  # type: ignore[call-overload,arg-type]


def _row(step: pd.Series, speak: Language, *, from_what: bool) -> Row:
    low, wait, high = (_seconds(step[name]) for name in ("low", "wait", "high"))
    if not bool(step["answered"]):
        mark = "unanswered"
    elif np.isnan(low) and np.isnan(high):
        mark = "placeholder"
    elif np.isnan(low) or low == 0 < high:
        mark = "under"
    elif np.isnan(high):
        mark = "over"
    else:
        mark = "exact" if exact(low, high) else "bounds"
    spent = (
        _seconds(step.get("open_low")), _seconds(step.get("open_wait")),
        _seconds(step.get("open_high")),
    )  # fmt: skip
    numbers = step.get("numbers", "")
    label = f"{step['after']} → {step['label']}" if from_what else str(step["label"])
    return Row(
        str(step["case"]), label, 0.0, False, mark, low, wait, high,
        words(mark, low, wait, high, speak), "" if pd.isna(numbers) else str(numbers),
        str(step["evidence"]), None if np.isnan(spent[1]) and np.isnan(spent[2]) else spent,
        0.0, "" if np.isnan(spent[1]) and np.isnan(spent[2]) else speak(
            "of which in opening hours: {span}", span=interval(*spent, speak.worked())),
        bool(step.get("own", False)),
    )  # fmt: skip


def _middle(row: Row) -> float:
    known = [v for v in (row.wait, row.low, row.high) if not np.isnan(v)]
    return known[0] if known else np.inf


def _claims(stated: pd.DataFrame | None, cases: list[str]) -> dict[str, list[Diamond]]:
    out: dict[str, list[Diamond]] = {}
    for _, claim in (stated if stated is not None else pd.DataFrame()).iterrows():
        case = str(claim["case"]) if "case" in claim.index else cases[0]
        if case not in cases:
            raise SchemaError(f"a stated wait is of case {case!r}, which has no step",
                              cure=f"use one of {', '.join(cases)}")  # fmt: skip
        if pd.isna(claim["low"]) and pd.isna(claim["high"]):
            raise SchemaError(
                f"the stated wait {claim['label']!r} has neither a low nor a high",
                cure="give both, or one where the source says over or under",
            )
        out.setdefault(case, []).append(
            Diamond(0.0, _seconds(claim["low"]), _seconds(claim["high"]), str(claim["number"]),
                    str(claim["label"]))
        )  # fmt: skip
    return out


def _height(rows: list[Row], cases: list[list[int]], claims: dict[str, list[Diamond]]) -> float:
    """Give the height of all rows at their full size, in inches."""
    return sum(
        FIRST + LATER * (len(mine) - 1) + OPEN * sum(rows[n].open is not None for n in mine)
        + STATED * (rows[mine[0]].case in claims) + 0.1
        for mine in cases
    )  # fmt: skip


def _fitting(
    rows: list[Row], cases: list[list[int]], claims: dict[str, list[Diamond]], sheet: Box
) -> list[list[int]]:
    """Leave out the last steps of the cases that have most, until the rows stay readable."""
    held = [list(mine) for mine in cases]
    while LEAST * _height(rows, held, claims) > sheet.top - sheet.bottom:
        longest = max(held, key=len)
        if len(longest) == 1:
            break
        longest.pop()
    return held


def _stack(
    rows: list[Row], cases: list[list[int]], claims: dict[str, list[Diamond]], sheet: Box
) -> tuple[list[Row], list[Diamond], list[float]]:  # fmt: skip
    """Give each row its height, stretched or squeezed to the room there is."""
    scale = min((sheet.top - sheet.bottom) / _height(rows, cases, claims), 2.4)
    y = sheet.top
    drawn, diamonds, rules = [], [], []
    for mine in cases:
        for place, n in enumerate(mine):
            height = (LATER if place else FIRST) * scale
            row = replace(rows[n], y=y - height / 2, first=place == 0)
            y -= height
            if not place and row.case in claims:
                diamonds += [replace(d, y=y - STATED * scale / 2) for d in claims[row.case]]
                y -= STATED * scale
            if row.open is not None:
                row = replace(row, open_y=y - OPEN * scale * 0.3)
                y -= OPEN * scale
            drawn.append(row)
        y -= 0.1 * scale
        rules.append(y + 0.02)
    return drawn, diamonds, rules


def _axis(
    rows: list[Row], diamonds: list[Diamond], sheet: Box, measure: Callable[[str], float]
) -> Linear | Log:
    """Choose the axis so that every row's words fit right of its bar.

    It is even and begins at nought, unless one wait is more than ten times as long as another.
    """
    values = [v for r in rows for v in (r.low, r.wait, r.high) if v > 0]
    values += [v for d in diamonds for v in (d.low, d.high) if v > 0]
    values = values or [HOUR]
    end = max(max(values) * 1.15, 2 * HOUR)
    middles = [middle for middle in map(_middle, rows) if 0 < middle < np.inf]
    even = bool(middles) and max(values) <= _ALIKE * min(middles)
    start = 0.0 if even else min(10 * MINUTE, max(1.0, 0.6 * min(values)))
    scale: type[Linear] | type[Log] = Linear if even else Log
    right = sheet.right
    for row in rows:
        known = [v for v in (row.low, row.wait, row.high) if not np.isnan(v)]
        most = max(known, default=start)
        room = 0.3 + measure(row.words) + (0.75 if row.mark == "unanswered" else 0.0)
        share = float(scale(start, end, 0.0, 1.0).place(most))
        right = min(right, sheet.left + (sheet.right - sheet.left - room) / max(share, 0.05))
    return scale(start, end, sheet.left, max(right, sheet.left + 2.0))


def _marks(axis: Linear | Log) -> list[float]:
    """Give the times at which the axis is marked; an even one has at most seven."""
    if isinstance(axis, Log):
        return [mark for mark in MARKS if axis.start <= mark <= axis.end]
    step = next((one for one in _STEPS if axis.end <= 6 * one), _STEPS[-1])
    return [n * step for n in range(int(axis.end // step) + 1)]


@dataclass(frozen=True)
class Strokes:
    """What is drawn of a row, in inches: a line up to `line`, a bar, an arrow, a dot, words."""

    line: float
    bar: tuple[float, float] | None
    arrow: tuple[float, float] | None
    dot: float | None
    end: float


def strokes(made: Plan, row: Row) -> Strokes:
    """Say where line, bar, arrow and dot of a row stand, and behind what its words follow."""
    start = made.axis.left

    def x(seconds: float) -> float:
        return float(made.axis.place(seconds))

    least = row.wait if np.isnan(row.low) else row.low
    if row.mark in ("over", "unanswered"):
        here = x(least)
        return Strokes(here, None, (here, here + ARROW), here, here + ARROW + 0.04)
    if row.mark == "under":
        return Strokes(start, (start, x(row.high)), None, None, x(row.high))
    bar = (x(row.low), x(row.high)) if row.mark == "bounds" else None
    dot = None if np.isnan(row.wait) else x(row.wait)
    return Strokes(x(least), bar, None, dot, max(v for v in (bar and bar[1], dot) if v) + 0.05)


def open_places(made: Plan, row: Row) -> tuple[float, float, float]:
    """Give left end, best estimate (NaN: none) and right end of the bar of opening hours."""
    spent = row.open or (np.nan, np.nan, np.nan)
    low, wait, high = (
        np.nan if np.isnan(v) else float(made.axis.place(v)) if v > 0 else made.axis.left
        for v in spent
    )
    known = [v for v in (low, wait, high) if not np.isnan(v)]
    return min(known), wait, max(known)


def claim_places(made: Plan, claim: Diamond) -> tuple[float, float]:
    """Give both ends of a stated wait; an open side reaches a little beyond the other."""
    low, high = (float(made.axis.place(v)) if not np.isnan(v) else np.nan
                 for v in (claim.low, claim.high))  # fmt: skip
    return (high - 0.24 if np.isnan(low) else low), (low + 0.24 if np.isnan(high) else high)


def finding(made: Plan, speak: Language) -> str:
    """Say the waits for the first answer: of the one case, or of the quickest and the slowest."""
    firsts = [row for row in made.rows if row.first and not row.own] or made.rows[:1]
    answered = [row for row in firsts if row.mark != "unanswered"]
    if not answered:
        row = firsts[0]
        return f"{row.case}: {row.words}"
    if len(answered) == 1:
        return speak("{case}: {span} until the first answer", case=answered[0].case,
                     span=answered[0].words)  # fmt: skip
    return speak("{a}: {low}, {b}: {high} until the first answer", a=answered[0].case,
                 low=answered[0].words, b=answered[-1].case, high=answered[-1].words)  # fmt: skip


def subtitle(made: Plan, steps: pd.DataFrame, speak: Language) -> str:
    """Say what the rows are, and since when they count if that is the same for all."""
    cases = len({row.case for row in made.rows})
    after = set(steps["after"]) if "after" in steps.columns else set()
    if len(after) == 1:
        said = speak("Time since “{start}”.", start=after.pop())
    elif cases == 1:
        said = speak("Waits in one case. What is measured stands at each row.")
    else:
        said = speak("Waits in {n} cases. What is measured stands at each row: they measure "
                     "different things.", n=cases)  # fmt: skip
    uneven = isinstance(made.axis, Log)
    return " ".join([said, speak("The scale is logarithmic.")] if uneven else [said])


def alt(made: Plan, words: str) -> str:
    """Tell the picture to those who cannot see it."""
    told = "; ".join(f"{row.case}, {row.label}: {row.words}" for row in made.rows)
    return f"{words}. {told}."


def notes(made: Plan, source: str | None, speak: Language) -> list[str]:
    """Say where it comes from and for whom no opening hours are documented."""
    parts = [speak.source(source)] if source else []
    lacking = sorted({r.case for r in made.rows} - {r.case for r in made.rows if r.open})
    if lacking and len(lacking) < len({r.case for r in made.rows}):
        parts.append(speak("No opening hours documented: {cases}.", cases=speak.list(lacking)))
    elif lacking:
        parts.append(speak("No opening hours are documented."))
    own = sorted({r.case for r in made.rows if r.own})
    if own and len(own) < len({r.case for r in made.rows}):
        parts.append(speak("Counted from an act of its own, not from a complaint: {cases}. Nobody "
                           "was waiting yet; it stands apart.", cases=speak.list(own)))  # fmt: skip
    if made.dropped:
        parts.append(speak("Later steps for which there is no room: {n}.", n=made.dropped))
    return [" ".join(parts).replace("..", ".")] if parts else []
