"""Small pictures of some cascades: figures that were shown, the band, and the hidden truth."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from casekit.cases.checkpoints import interval
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.axis import Log
from casekit.layout.lanes import Box
from casekit.layout.telling import log_mark

__all__ = ["Panel", "finding", "notes", "plan", "subtitle"]

Floats = npt.NDArray[np.float64]

_COLUMNS = ("trial", "source", "seconds", "count", "value", "qualifier", "part", "low", "median",
            "high")  # fmt: skip

_ROWS, _ACROSS, _UP = 2, 0.55, 0.85


@dataclass(frozen=True)
class Panel:
    """One cascade in inches: truth, band and median as rows of x and y, figures as points.

    `left_open` is what digits and hedge of each figure leave open: x, lower and upper end.
    """

    box: Box
    heading: str
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]
    truth: Floats
    low: Floats
    median: Floats
    high: Floats
    shown: Floats
    left_open: Floats
    inner: tuple[float, float]
    """Where the first and the last figure stand: beyond them it is extrapolation."""


def plan(table: pd.DataFrame, *, sheet: Box, speak: Language) -> list[Panel]:
    """Lay out a panel for each cascade, in two rows, both axes logarithmic.

    Raises
    ------
    SchemaError
        A column is missing, or there is no cascade.
    """
    _check(table)
    groups = [rows for _, rows in table.groupby("trial", sort=False)]
    columns = -(-len(groups) // _ROWS)
    width = (sheet.right - sheet.left + _ACROSS) / columns
    height = (sheet.top - sheet.bottom + _UP) / _ROWS
    panels = []
    for n, rows in enumerate(groups):
        left = sheet.left + (n % columns) * width
        top = sheet.top - (n // columns) * height
        box = Box(left, top - height + _UP, left + width - _ACROSS, top)
        panels.append(_panel(rows, n + 1, box, speak))
    return panels


def _check(table: pd.DataFrame) -> None:
    missing = [name for name in _COLUMNS if name not in table.columns]
    if missing or table.empty:
        raise SchemaError(
            f"the table has no {', '.join(missing) or 'rows'}",
            cure="give what casekit.reconstruct.trials returns",
        )


def _panel(rows: pd.DataFrame, number: int, box: Box, speak: Language) -> Panel:
    seconds = rows["seconds"].to_numpy(dtype=np.float64)
    clock = Log(float(seconds.min()), float(seconds.max()), box.left, box.right)
    tallest = float(rows[["count", "high"]].max().max()) * 1.1
    lowest = max(1.0, float(rows[["count", "low"]].min().min()) * 0.9)
    ladder = Log(lowest, tallest, box.bottom, box.top)

    def path(column: str) -> Floats:
        return np.column_stack([clock.place(seconds), ladder.place(rows[column])])

    shown = rows[rows["value"].notna()]
    points = np.column_stack([clock.place(shown["seconds"]), ladder.place(shown["value"])])
    ends = np.array([interval(value, hedge) for value, hedge
                     in zip(shown["value"], shown["qualifier"], strict=True)])  # fmt: skip
    tens = [10.0**n for n in range(9) if lowest <= 10.0**n <= tallest]
    return Panel(
        box, f"{number} {rows['source'].iloc[0]}",
        [(float(clock.place(mark)), log_mark(mark, speak)) for mark in clock.marks],
        [(float(ladder.place(count)), speak.number(count)) for count in tens],
        path("count"), path("low"), path("median"), path("high"), points,
        np.column_stack([points[:, 0], ladder.place(ends)]),
        (float(points[0, 0]), float(points[-1, 0])),
    )  # fmt: skip


def _hidden(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["value"].isna() & table["part"].eq("between")]


def finding(table: pd.DataFrame, speak: Language) -> str:
    """Say at which share of the hidden moments between figures the truth lies in the band.

    Raises
    ------
    SchemaError
        A column is missing, or there is no cascade.
    """
    _check(table)
    hidden = _hidden(table)
    held = hidden["count"].between(hidden["low"] * (1 - 1e-9), hidden["high"] * (1 + 1e-9))
    return speak("Between the figures the truth lies in the band at {share} of the hidden moments",
                 share=speak.percent(float(held.mean())))  # fmt: skip


def subtitle(table: pd.DataFrame, speak: Language) -> str:
    """Say what is drawn."""
    return speak("{n} real cascades, taken at even distances from their archives and not chosen. "
                 "Number of reposts over the time since the original, both logarithmic.",
                 n=speak.number(int(table["trial"].nunique())))  # fmt: skip


def notes(source: str | None, speak: Language) -> list[str]:
    """Say what band and extrapolation are."""
    parts = [speak.source(source)] if source else []
    parts.append(speak("The band holds nine in ten curves, at each moment by itself. Pale, beyond "
                       "the first and the last figure: extrapolation."))  # fmt: skip
    return [" ".join(parts)]
