"""The hours of the week: a square for each in which was asked, darker the longer they waited."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from babel import dates

from casekit import clock, theme
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.axis import DAY, HOUR, MINUTE
from casekit.layout.lanes import Box

__all__ = [
    "NEVER", "STEPS", "Cell", "Plan", "alt", "finding", "notes", "open_hours", "plan", "sizes",
    "steps", "subtitle",
]  # fmt: skip

STEPS = ((15 * MINUTE, theme.DEPTH[1]), (HOUR, theme.DEPTH[2]), (8 * HOUR, theme.DEPTH[3]),
         (float("inf"), theme.DEPTH[4]))  # fmt: skip
"""Up to which median wait, in seconds, a square has which colour; darker is longer."""
NEVER = -1
"""Number of the step of an hour of which half were never answered."""
_LEAST, _ROOM = 0.13, 0.26
_COLUMNS = ("complaints", "answered", "median")


@dataclass(frozen=True)
class Cell:
    """An hour of the week: middle and side of its square in inches, its step, what it says."""

    x: float
    y: float
    side: float
    step: int
    count: int
    words: str


@dataclass(frozen=True)
class Plan:
    """Squares, names of days and hours at their places, and the hours in which a desk is open."""

    cells: list[Cell]
    days: list[tuple[float, str]]
    hours: list[tuple[float, str]]
    open: list[tuple[float, float, float, float]]
    """Left, right, bottom, top of each run of open hours of a day."""
    rules: list[float]
    box: Box
    whole: bool
    """Whether it opens and closes on the hour, so that each hour is open or shut."""
    busiest: Cell
    most: tuple[str, int]
    """Day and hour in which most was asked."""


def plan(week: pd.DataFrame, hours: clock.Hours | None, *, sheet: Box, speak: Language) -> Plan:
    """Lay out the hours of the week, Monday on top.

    Raises
    ------
    SchemaError
        The table is not that of a week, or nothing was asked in it.
    """
    missing = [name for name in _COLUMNS if name not in week.columns]
    if missing or week.index.names != ["day", "hour"] or not week["complaints"].sum():
        raise SchemaError(
            "the week has no complaint" if not missing else f"the week has no {missing[0]}",
            cure="give what casekit.response.week(waits, zone=...) returns",
        )
    wide, high = (sheet.right - sheet.left) / 24, (sheet.top - sheet.bottom) / 7
    most = int(week["complaints"].max())
    room = 0.92 * min(wide, high)
    names = _day_names(speak)
    cells = []
    for place in np.flatnonzero(week["complaints"].to_numpy() > 0):
        (day, hour), row = week.index[int(place)], week.iloc[int(place)]
        n = clock.DAYS.index(day)
        count = int(row["complaints"])
        cells.append(Cell(
            sheet.left + (hour + 0.5) * wide, sheet.top - (n + 0.5) * high,
            max(room * (count / most) ** 0.5, _LEAST), _step(row["median"]), count,
            _words(names[n], hour, row, speak),
        ))  # fmt: skip
    first = week["complaints"].idxmax()
    whole = hours is not None and hours.opens.endswith(":00") and hours.closes.endswith(":00")
    return Plan(
        cells, [(sheet.top - (n + 0.5) * high, name) for n, name in enumerate(names)],
        [(sheet.left + hour * wide, f"{hour:02d}:00") for hour in range(0, 24, 3)],
        [] if hours is None else _open(hours, sheet, wide, high),
        [sheet.top - n * high for n in range(8)], sheet, whole,
        max(cells, key=lambda cell: cell.count),
        (names[clock.DAYS.index(first[0])], int(first[1])),  # type: ignore[index]
    )  # fmt: skip


def _step(median: object) -> int:
    if pd.isna(median):  # type: ignore[call-overload]
        return NEVER
    seconds = pd.Timedelta(median).total_seconds()  # type: ignore[arg-type]
    return next(n for n, (limit, _) in enumerate(STEPS) if seconds <= limit)


def _day_names(speak: Language) -> list[str]:
    names = dates.get_day_names("wide", locale=speak.locale)
    return [str(names[n]) for n in range(7)]


def open_hours(hours: clock.Hours, speak: Language) -> str:
    """Say which hours count as open, and who says so.

    Examples
    --------
    >>> from casekit import language
    >>> open_hours(clock.Hours("Europe/London", "08:00", "20:00"), language.of("en"))
    'Opening hours: Monday to Friday, 08:00 to 20:00, London time.'
    """
    names = [name for key, name in zip(clock.DAYS, _day_names(speak), strict=True)
             if key in hours.days]  # fmt: skip
    row = "".join(key for key in clock.DAYS if key in hours.days) in "".join(clock.DAYS)
    days = speak.list(names)
    if row and len(names) > 2:
        days = speak("{low} to {high}", low=names[0], high=names[-1])
    parts = [speak("Opening hours: {days}, {opens} to {closes}, {place}.", days=days,
                   opens=hours.opens, closes=hours.closes,
                   place=speak.place(hours.zone))]  # fmt: skip
    if hours.country is not None:
        where = "-".join(part for part in (hours.country, hours.region) if part)
        parts.append(speak("Public holidays ({where}) count as closed.", where=where))
    if hours.exceptions:
        parts.append(speak("Days with hours of their own: {n}.", n=len(hours.exceptions)))
    if hours.source is not None:
        parts.append(speak("Source of the hours: {source}.", source=hours.source))
    return " ".join(parts)


def _words(day: str, hour: int, row: pd.Series, speak: Language) -> str:
    known = not pd.isna(row["median"])
    return speak(
        "{day}, {hour}: {n} complaints, {k} answered; median wait: {span}", day=day,
        hour=f"{hour:02d}:00", n=speak.number(int(row["complaints"])),
        k=speak.number(int(row["answered"])),
        span=speak.duration(row["median"]) if known else speak("not half of them ever answered"),
    )  # fmt: skip


def _open(
    hours: clock.Hours, sheet: Box, wide: float, high: float
) -> list[tuple[float, float, float, float]]:
    """Place the opening hours of a week without holidays; over midnight they go on next day."""
    monday = pd.Timestamp("2024-01-01", tz="UTC")
    plain = clock.Hours("UTC", hours.opens, hours.closes, hours.days)
    table = clock.openings(plain, monday, monday + pd.Timedelta(days=7))
    out = []
    for opens, closes in zip(table["opens"], table["closes"], strict=True):
        start, end = ((time - monday).total_seconds() / DAY for time in (opens, closes))
        for day in range(int(start), min(int(-(-end // 1)), 7)):
            left, right = (max(start, day) - day) * 24, (min(end, day + 1) - day) * 24
            top = sheet.top - day * high
            out.append((sheet.left + left * wide, sheet.left + right * wide, top - high, top))
    return out


def steps(made: Plan, speak: Language) -> list[tuple[int, str]]:
    """Give the steps that occur, with their words for the legend."""
    held = {cell.step for cell in made.cells}
    words = [speak("up to {span}", span=speak.duration(pd.Timedelta(seconds=limit)))
             if limit < float("inf") else speak("longer") for limit, _ in STEPS]  # fmt: skip
    told = [(n, words[n]) for n in range(len(STEPS)) if n in held]
    if told:
        told[0] = (told[0][0], f"{speak('median wait:')} {told[0][1]}")
    return told + [(NEVER, speak("not half of them ever answered"))] * (NEVER in held)


def sizes(made: Plan, speak: Language) -> list[tuple[float, str]]:
    """Give two sides of squares that a legend has room for, and for how many each stands."""
    sides = {cell.count: cell.side for cell in made.cells}
    low = min(sides)
    high = max((n for n in sides if sides[n] <= _ROOM), default=low)
    told = [(sides[n], speak.number(n)) for n in sorted({low, high})]
    told[0] = (told[0][0], f"{speak('complaints in an hour:')} {told[0][1]}")
    return told


def finding(made: Plan, speak: Language) -> str:
    """Say how much was asked while it was shut or, without opening hours, in which hour most."""
    day, hour = made.most
    total = sum(cell.count for cell in made.cells)
    if made.open and made.whole:
        shut = [cell for cell in made.cells if not any(
            left < cell.x < right and low < cell.y < high for left, right, low, high in made.open
        )]  # fmt: skip
        count = speak.number(sum(cell.count for cell in shut))
        return speak("{n} of {total} complaints came while the desk was shut", n=count,
                     total=speak.number(total))  # fmt: skip
    return speak(
        "{n} of {total} complaints came on {day} between {start} and {end}",
        n=speak.number(made.busiest.count), day=day, start=f"{hour:02d}:00",
        total=speak.number(total), end=f"{hour + 1:02d}:00",
    )  # fmt: skip


def subtitle(zone: str, speak: Language) -> str:
    """Say what colour and size are, and whose clock it is."""
    return speak("Colour: median wait of what was asked in that hour, unanswered ones counted; "
                 "size: complaints. {place}.", place=speak.place(zone))  # fmt: skip


def notes(source: str | None, speak: Language) -> list[str]:
    """Say where it comes from, and what an empty hour is."""
    parts = [speak.source(source)] if source else []
    parts.append(speak("Hours without a square had no complaint."))
    return [" ".join(parts).replace("..", ".")]


def alt(made: Plan, words: str) -> str:
    """Say the finding and the five hours in which most was asked."""
    busiest = sorted(made.cells, key=lambda cell: -cell.count)[:5]
    return f"{words}. {'. '.join(cell.words for cell in busiest)}."
