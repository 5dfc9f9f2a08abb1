"""What the picture of cases on one clock says: its finding, its subtitle, its notes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from casekit import compare
from casekit.compare import Zero
from casekit.language import Language
from casekit.layout.axis import DAY, HOUR, MINUTE
from casekit.layout.compare import Plan, told

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["alt", "finding", "heading", "notes", "sources", "subtitle"]

_SINCE = {
    "trigger": "Time since the trigger, logarithmic",
    "press": "Time since the first press report, logarithmic",
    "answer": "Time since the first answer, logarithmic",
}


def finding(cases: Sequence["Case"], zero: Zero, speak: Language) -> str:
    """Say what holds at both ends of every interval: who reached half first, and who not before.

    From the first answer, it says of which case least can have come by then. Where one case of
    several has a course, it says how long the quickest and the slowest took to answer.
    """
    courses = {case: compare.course(case) for case in cases}
    told = {case: figures for case, figures in courses.items() if len(figures)}
    if zero == "answer":
        return _before(told, speak)
    bounds = {}
    for case, figures in told.items():
        begun = compare.moment(case, zero)
        span = None if begun is None else compare.half(figures, begun)
        if span is not None and not pd.isna(span[1]):
            bounds[case] = span
    if not bounds:
        return speak("{n} case on its clock" if len(cases) == 1 else "{n} cases on one clock",
                     n=len(cases))  # fmt: skip
    waits = _waits(cases, speak) if len(told) == 1 < len(cases) and zero == "trigger" else None
    if waits is not None:
        return waits
    fast = min(bounds, key=lambda case: bounds[case][1])
    slow = max(bounds, key=lambda case: bounds[case][0])
    first = {"a": _who(fast), "high": _round(bounds[fast][1], speak, up=True)}
    if fast is slow or bounds[slow][0] <= bounds[fast][1]:
        return speak("{a} was halfway after at most {high}", **first)
    low = _round(bounds[slow][0], speak, up=False)
    return speak("{a} was halfway after at most {high}, {b} after at least {low}", **first,
                 b=_who(slow), low=low)  # fmt: skip


def _waits(cases: Sequence["Case"], speak: Language) -> str | None:
    """Say the quickest and the slowest answer to a complaint; None where only one had one."""
    table = compare.clock(cases, zero="trigger")
    rows = table[(table["mark"] == "answer") & ~table["own"].astype(bool)]
    rows = rows[rows["after"] > pd.Timedelta(0)].sort_values("after", kind="stable")
    if len(rows) < 2:
        return None
    fast, slow = rows.iloc[0], rows.iloc[-1]
    who = {case.slug: _who(case) for case in cases}
    return speak("{a}: {low}, {b}: {high} until the first answer", a=who[fast["case"]],
                 low=told(fast, speak), b=who[slow["case"]], high=told(slow, speak))  # fmt: skip


def _before(told: dict["Case", pd.DataFrame], speak: Language) -> str:
    shares = {}
    for case, figures in told.items():
        answer = compare.moment(case, "answer")
        if answer is not None:
            shares[case] = compare.passed(figures, answer)[1]
    least = min(shares, key=lambda case: shares[case])
    most = -(-shares[least] * 100 // 1) / 100
    return speak("{a}: at most {share} of the last count had come before the first answer",
                 a=_who(least), share=speak.percent(most))  # fmt: skip


def _who(case: "Case") -> str:
    return case.organisation.short or case.organisation.name


def _round(span: pd.Timedelta, speak: Language, *, up: bool) -> str:
    """Write a bound in whole units, rounded to the side on which it still holds."""
    seconds = span.total_seconds()
    unit, text = ((DAY, "{n} days") if seconds >= 2 * DAY else
                  (HOUR, "{n} h") if seconds >= 2 * HOUR else (MINUTE, "{n} min"))  # fmt: skip
    return speak(text, n=speak.number(-(-seconds // unit) if up else seconds // unit))


def heading(zero: Zero, speak: Language) -> str:
    """Say what the strip shows."""
    return speak("First press report" if zero == "answer" else "First public answer")


def subtitle(made: Plan, speak: Language) -> str:
    """Say what the height is, what the time is, and that the cases count different things."""
    words = speak("Share of the last documented figure of the first year, {n} case."
                  if len(made.traces) == 1 else
                  "Share of the last documented figure of the first year, {n} cases.",
                  n=len(made.traces))  # fmt: skip
    since = speak(_SINCE[made.zero])
    return f"{words} {since}. {speak('Each counts something else: compare courses, not sizes.')}"


def notes(made: Plan, speak: Language) -> list[str]:
    """Say from what each case counts, which have no course, and what the lines are."""
    table, parts = made.table, []
    starts = table[table["mark"] == made.zero]
    parts.append(speak("Zero is: {list}.", list="; ".join(
        f"{row['name']}: {row['label']}" for _, row in starts.iterrows())))  # fmt: skip
    lacking = sorted(set(table["name"]) - {trace.name for trace in made.traces})
    if lacking:
        parts.append(speak("No course of three dated figures in the first year: {cases}.",
                           cases=speak.list(lacking)))  # fmt: skip
    parts.append(speak("Lines join figures and claim nothing between them; before the first figure "
                       "nothing is known."))  # fmt: skip
    return [" ".join(parts).replace("..", ".")]


def sources(made: Plan, speak: Language) -> list[str]:
    """Name the sources of the last figure of each course."""
    last = made.table[made.table["mark"] == "figure"].groupby("name", sort=False).tail(1)
    named = "; ".join(f"{row['name']}: {row['cited']}" for _, row in last.iterrows())
    return [speak("Sources of the last figures: {list}. All others stand in the case ledgers.",
                  list=named)]  # fmt: skip


def alt(made: Plan, title: str, speak: Language) -> str:
    """Tell the picture to those who cannot see it."""
    parts = [f"{trace.name}: {trace.number} {trace.unit}" for trace in made.traces]
    rows = [f"{row.name}: {told(row.row, speak)}" for row in made.rows]
    strip = f" {heading(made.zero, speak)}: {'; '.join(rows)}." if rows else ""
    return f"{title}. {'; '.join(parts)}.{strip}".replace("..", ".")
