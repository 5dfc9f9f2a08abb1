"""Where sources disagree on a number: one row a conflict, each with its own scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from casekit.cases.checkpoints import interval
from casekit.errors import EvidenceError
from casekit.language import Language
from casekit.layout.lanes import Box, clear_of
from casekit.layout.lettering import label_width, measure, wrap
from casekit.layout.sheet import MARGIN
from casekit.layout.wording import raised

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["ABOUT", "SPOKEN", "Conflicts", "Mark", "Row", "Spoken", "finding", "heading", "notes",
           "plan", "subtitle"]  # fmt: skip

_AXIS, _END = 4.75, 0.73
"""Where the scale of a row begins, and the room right of it for its end, in inches."""
ABOUT = 12.0
"""Type size of what a row is about."""
SPOKEN = 11.0
"""Type size of what is only disputed in words."""
_STEP, _COLUMNS, _INDENT = 0.25, 3, 0.3
"""From line to line there, columns at most, and the room of a number before its subject."""
_LEAST, _MOST = 0.44, 1.3
_LABEL = 11.0
_HALF = 0.095
_INNER = str.maketrans("„“”", "\N{SINGLE LOW-9 QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
                              "\N{RIGHT SINGLE QUOTATION MARK}")  # fmt: skip
"""Quotation marks within a quotation."""


@dataclass(frozen=True)
class Mark:
    """A rival value on its row, with the interval that its wording leaves open."""

    figure: str
    x: float
    y: float
    bar: tuple[float, float]
    exact: bool
    grade: str
    words: str
    numbers: str
    label: tuple[float, float] | None = None
    """Left end and middle height of its label; None where there is no room for one."""


@dataclass(frozen=True)
class Row:
    """A conflict on the sheet: what it is about, its unit, its scale and its marks."""

    conflict: int
    about: list[str]
    size: float
    unit: str
    y: float
    axis: tuple[float, float]
    """Where the scale begins and ends, in inches."""
    ends: tuple[str, str]
    marks: list[Mark]
    ratio: float


@dataclass(frozen=True)
class Spoken:
    """What sources dispute in words alone: how many claims stand against each other, on what."""

    x: float
    """Where its subject begins, in inches; the number of claims ends a little before."""
    y: float
    claims: int
    about: str


@dataclass(frozen=True)
class Conflicts:
    """Everything that the picture shows; the counts say what it does not."""

    rows: list[Row]
    height: float
    spoken: list[Spoken]
    known: int
    words: int
    dropped: int
    others: int


def plan(case: "Case", *, sheet: Box, speak: Language, font: str | None = None) -> Conflicts:
    """Choose the conflicts in which figures of one unit differ, and place their marks.

    The widest disagreements stay where there is no room for all.

    Raises
    ------
    EvidenceError
        The case has no conflict with two such figures; where sources differ in something else,
        such as how long it took to come to a number, there is nothing to measure.
    """
    table = case.conflicts
    drawn: dict[int, pd.DataFrame] = {}
    others = 0
    for number in table.index.unique():
        figures = _figures(case, table.loc[[number]])
        unit = figures["unit"].value_counts().idxmax() if len(figures) else ""
        alike = figures[figures["unit"] == unit]
        if alike["value"].nunique() >= 2:
            drawn[int(number)] = alike
            others += len(figures) - len(alike)
    if not drawn:
        raise EvidenceError(
            "no conflict of this case has two figures of one unit that differ", where=case.slug,
            cure="name the rival figures in the ledger's conflicts, or read case.conflicts",
        )  # fmt: skip
    known = table.index.nunique()
    room = int((sheet.top - sheet.bottom) / _LEAST)
    ranked = sorted(drawn, key=lambda number: -_ratio(drawn[number]))[:room]
    height = min((sheet.top - sheet.bottom) / len(ranked), _MOST)
    rows = [
        _row(case, number, drawn[number], sheet.top - (n + 0.5) * height, height,
             sheet.right - _END, speak, font)
        for n, number in enumerate(ranked)
    ]  # fmt: skip
    below = replace(sheet, top=sheet.top - len(ranked) * height)
    return Conflicts(
        rows=rows, height=height, spoken=_spoken(table.drop(index=[*drawn]), below, font),
        known=known, words=known - len(drawn), dropped=len(drawn) - len(ranked), others=others,
    )  # fmt: skip


def _spoken(table: pd.DataFrame, room: Box, font: str | None) -> list[Spoken]:
    """Name below the rows, in columns, what is disputed in words: what has most claims first."""
    claims = table.groupby(level=0)["about"].agg(["size", "first"])
    claims = claims.sort_values("size", ascending=False, kind="stable")
    high = int((room.top - room.bottom - 0.55) / _STEP)
    if not len(claims) or high < 1:
        return []
    widest = max(measure(text, SPOKEN, font=font)[0] for text in claims["first"]) + 2 * _INDENT
    columns = min(int((room.right - room.left) / widest), _COLUMNS)
    if not columns:
        return []
    high = min(high, -(-len(claims) // columns))
    step = (room.right - room.left) / columns
    return [
        Spoken(room.left + n // high * step + _INDENT, room.top - 0.55 - n % high * _STEP, *told)
        for n, told in enumerate(claims.iloc[:columns * high].itertuples(index=False))
    ]  # fmt: skip


def _figures(case: "Case", rows: pd.DataFrame) -> pd.DataFrame:
    """Give the figures that carry the rival values, with their intervals."""
    if "figures" not in rows or rows["figures"].isna().all():
        return case.figures.iloc[:0]
    names = dict.fromkeys(name for text in rows["figures"].dropna() for name in text.split())
    figures = case.figures.loc[list(names)].sort_values("value", kind="stable")
    pairs = zip(figures["value"], figures["qualifier"], strict=True)
    bounds = pd.DataFrame(
        [interval(value, qualifier) for value, qualifier in pairs], columns=["low", "high"],
        index=figures.index,
    )  # fmt: skip
    return figures.join(bounds)


def _ratio(figures: pd.DataFrame) -> float:
    """Give how many times as large the largest value is as the smallest."""
    low, high = float(figures["value"].abs().min()), float(figures["value"].abs().max())
    return high / low if low else math.inf


def _row(
    case: "Case", number: int, figures: pd.DataFrame, y: float, height: float, right: float,
    speak: Language, font: str | None,
) -> Row:  # fmt: skip
    low, high = _scale(float(figures["low"].min()), float(figures["high"].max()))
    left = _AXIS

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    marks = [
        Mark(
            figure=str(name), x=x(row["value"]), y=y, bar=(x(row["low"]), x(row["high"])),
            exact=row["qualifier"] == "exact", grade=str(row["evidence"]),
            words=speak.figure(row["value"], str(row["qualifier"])), numbers=numbers,
        )
        for (name, row), numbers in zip(figures.iterrows(), raised(case, figures), strict=True)
    ]  # fmt: skip
    about = str(case.conflicts.loc[[number], "about"].iloc[0])
    size, lines = _about(about, height - 0.2, font)
    return Row(
        conflict=number, about=lines, size=size, unit=str(figures["unit"].iloc[0]), y=y,
        axis=(left, right), ends=(speak.number(low), speak.number(high)),
        marks=_labelled(marks, y, height, right, font), ratio=_ratio(figures),
    )  # fmt: skip


def _about(text: str, room: float, font: str | None) -> tuple[float, list[str]]:
    """Set what a row is about as large as its height allows."""
    size = ABOUT
    while True:
        lines = wrap(text, _AXIS - MARGIN - 0.95, size, bold=True, font=font)
        if 1.12 * size / 72 * len(lines) <= room or size <= 8:
            return size, lines
        size -= 0.5


def _scale(low: float, high: float) -> tuple[float, float]:
    """Choose round ends: from nought, unless all values lie close together.

    Examples
    --------
    >>> _scale(73_000, 80_000), _scale(100, 1_900)
    ((71600.0, 80400.0), (0.0, 2000.0))
    """
    first = 0.0 if 0 <= low < 0.6 * high else low - 0.2 * max(high - low, abs(high) / 50)
    last = max(high, first + 1e-9)
    power = 10.0 ** math.floor(math.log10(max(last - first, 1e-9)))
    step = power / 5
    return math.floor(first / step) * step, math.ceil((last + 0.04 * (last - first)) / step) * step


def _labelled(
    marks: Sequence[Mark], y: float, height: float, right: float, font: str | None
) -> list[Mark]:
    """Put each number above or below its mark, none over another or on another's way to its mark.

    The extremes come first; where a number finds no place, they stand further out.
    """
    tries = [_placed(marks, y, height, right, font, outward) for outward in (False, True)]
    return max(tries, key=lambda made: sum(mark.label is not None for mark in made))


def _placed(
    marks: Sequence[Mark], y: float, height: float, right: float, font: str | None, outward: bool
) -> list[Mark]:
    levels = [0.17, -0.17] + ([0.37, -0.37] if height >= 0.93 else [])
    sheet = Box(_AXIS - 0.25, y - height / 2, right + 0.7, y + height / 2)
    bars = [Box(m.bar[0] - 0.06, y - 0.06, m.bar[1] + 0.06, y + 0.06) for m in marks]
    order = [len(marks) - 1, 0, *range(1, len(marks) - 1)]
    labels: list[Box] = []
    ways: list[Box] = []
    placed = list(marks)
    for n in order:
        mark = marks[n]
        wide = label_width(mark.words, mark.numbers, _LABEL, bold=True, font=font)
        starts = [mark.x - share * wide for share in (0.5, 0.12, 0.88, 0.0, 1.0)]
        if outward and n == 0:
            starts = [max(mark.x + 0.06 - wide, sheet.left)]
        elif outward and n == len(marks) - 1:
            starts = [min(mark.x - 0.06, sheet.right - wide - 0.05)]
        spots = [(start, y + level) for level in levels for start in starts]
        boxes = [Box(a, b - _HALF, a + wide + 0.05, b + _HALF) for a, b in spots]
        lead = [Box(mark.x - 0.02, min(y, b), mark.x + 0.02, max(y, b)) for _, b in spots]
        free = [
            k for k, box in enumerate(boxes)
            if not any(box.overlap(other) for other in [*labels, *ways])
            and not any(lead[k].overlap(other) for other in labels) and box.outside(sheet) < 1e-3
        ]  # fmt: skip
        if free:
            best = free[clear_of([boxes[k] for k in free], bars, sheet)]
            labels.append(boxes[best])
            ways.append(lead[best])
            placed[n] = replace(mark, label=spots[best])
    return placed


def finding(case: "Case", made: Conflicts, speak: Language) -> str:
    """Say on how many numbers sources disagree, and on which most."""
    count = len(made.rows) + made.dropped
    about = str(case.conflicts.loc[[made.rows[0].conflict], "about"].iloc[0]).translate(_INNER)
    if count == 1:
        return speak("Sources disagree on one number: “{about}”", about=about)
    return speak("Sources disagree on {n} numbers, most on “{about}”", n=count, about=about)


def heading(speak: Language) -> str:
    """Say what the list below the rows names."""
    return speak("Sources also disagree on this (in front: number of claims)")


def subtitle(case: "Case", made: Conflicts, speak: Language) -> str:
    """Say which case this is and how the rows are to be read."""
    values = sum(len(row.marks) for row in made.rows)
    said = speak(
        "{values} values in {shown} of {known} conflicts; each row has its own scale.",
        values=values, shown=len(made.rows), known=made.known,
    )  # fmt: skip
    return f"{case.title}. {said}"


def notes(made: Conflicts, speak: Language) -> list[str]:
    """Say what the picture leaves out."""
    bare = sum(mark.label is None for row in made.rows for mark in row.marks)
    said = [
        speak(text, n=n)
        for text, n in (
            ("{n} more disagree in words: see the list.", made.words - len(made.spoken)),
            ("Conflicts not shown for want of room: {n}.", made.dropped),
            ("Values of another unit, not shown: {n}.", made.others),
            ("Figures whose number does not stand at their mark: {n}.", bare),
        ) if n
    ]  # fmt: skip
    return [" ".join(said)] if said else []
