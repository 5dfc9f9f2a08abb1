"""How strong it blew: each case's levels on two scales of seven steps, and what speaks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from casekit import theme
from casekit.compare import AXES, LEVELS
from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.lanes import Box
from casekit.layout.lettering import fit, wrap

__all__ = [
    "CELL", "HEAD", "INKS", "LEFT", "Band", "Column", "Plan", "alt", "finding",
    "level", "notes", "plan", "subtitle",
]  # fmt: skip

LEFT = 2.25
"""Where the first scale begins, right of the names, in inches."""
HEAD = 0.72
"""Room above the rows for the names of the scales and of their levels, in inches."""
_GAP = 0.35
_TALL = 0.17
_LEAST, _MOST = 0.5, 1.3
"""Height of a row, in inches."""
_SIZES = (11.0, 10.0, 9.0, 8.3, 7.6)
"""Type sizes of what speaks for a level: the largest in which nothing is cut."""
CELL = theme.CELL
"""Colour of the levels that are not the case's."""
INKS = {"social": theme.ROLES["organisation"].text, "media": theme.ROLES["press"].text}
"""Colours of both scales."""


@dataclass(frozen=True)
class Column:
    """One scale: its name, and left end, middle and name of each level, all in one type size."""

    axis: str
    name: str
    left: float
    right: float
    levels: list[tuple[float, float, str]]
    size: float


@dataclass(frozen=True)
class Band:
    """The levels of a case on one scale: the cells that it covers, and the words below them."""

    left: float
    right: float
    y: float
    low: int
    high: int
    words: list[str]
    row: Any


@dataclass(frozen=True)
class Plan:
    """Everything that the picture shows, in inches of the sheet."""

    columns: list[Column]
    rows: list[tuple[str, float, list[Band]]]
    """Name of a case, the middle of its cells, and its bands."""
    height: float
    """Height of a row."""
    top: float
    why: float
    """Type size of what speaks for a level, in points."""
    table: pd.DataFrame

    def below(self, line: int) -> float:
        """Give how far below the middle of the cells a line of it stands, in inches."""
        return 0.14 + self.why / 144 + line * self.why * 1.2 / 72


def plan(table: pd.DataFrame, *, sheet: Box, speak: Language, font: str | None) -> Plan:
    """Lay out the scales side by side, the cases below each other, the strongest on top.

    Raises
    ------
    SchemaError
        The table is not what :func:`casekit.compare.scale` returns, or has too many cases.
    """
    missing = {"name", "axis", "low", "high", "why"} - set(table.columns)
    if missing or table.empty:
        raise SchemaError(
            "the table holds no levels", cure="give what casekit.compare.scale returns"
        )
    columns = _columns(sheet, speak, font)
    order = table.groupby("name", sort=False)[["high", "low"]].sum().sort_values(
        ["high", "low"], ascending=False, kind="stable")  # fmt: skip
    names = [str(name) for name in order.index]
    top = sheet.top - HEAD
    height = min((top - sheet.bottom) / len(names), _MOST)
    if height < _LEAST:
        raise SchemaError(f"{len(names)} cases do not fit one sheet",
                          cure="give fewer cases")  # fmt: skip
    room, wide = height - _TALL - 0.12, columns[0].right - columns[0].left - 0.12
    size = next(
        (size for size in _SIZES
         if all(len(wrap(str(why), wide, size, font=font)) <= _lines(room, size)
                for why in table["why"])), _SIZES[-1],
    )  # fmt: skip
    rows = []
    for n, name in enumerate(names):
        y = top - height * n - _TALL / 2 - 0.05
        held = table[table["name"] == name].set_index("axis", drop=False)
        bands = [
            _band(column, held.loc[column.axis], y, size, _lines(room, size), font)
            for column in columns if column.axis in held.index
        ]  # fmt: skip
        rows.append((name, y, bands))
    return Plan(columns, rows, height, top, size, table)


def _columns(sheet: Box, speak: Language, font: str | None) -> list[Column]:
    wide = (sheet.right - sheet.left - _GAP) / 2
    cell = wide / len(LEVELS)
    size = min(fit(speak(name), cell - 0.03, 9.0, 5.0, font=font)[0] for name, *_ in LEVELS)
    out = []
    for n, (axis, name) in enumerate(AXES.items()):
        left = sheet.left + n * (wide + _GAP)
        levels = [(left + cell * k, left + cell * (k + 0.5), speak(level[0]))
                  for k, level in enumerate(LEVELS)]  # fmt: skip
        title = speak(name)
        out.append(Column(axis, title[0].upper() + title[1:], left, left + wide, levels, size))
    return out


def _lines(room: float, size: float) -> int:
    """Count the lines of a type size that some inches hold."""
    return int(room / (size * 1.2 / 72))


def _band(column: Column, row: Any, y: float, size: float, most: int, font: str | None) -> Band:
    low, high = int(row["low"]), int(row["high"])
    cell = (column.right - column.left) / len(LEVELS)
    words = wrap(str(row["why"]), column.right - column.left - 0.12, size, font=font)
    if len(words) > most:
        words = words[:most]
        words[-1] = words[-1].rstrip(" .,;:") + " …"
    return Band(column.left + cell * low, column.left + cell * (high + 1), y, low, high, words, row)


def level(low: int, high: int, speak: Language) -> str:
    """Say a level, or the bounds of one: "4–5, strong wind to storm"."""
    if low == high:
        return f"{low}, {speak(LEVELS[low][0])}"
    return speak("{low}–{high}, {a} to {b}", low=low, high=high, a=speak(LEVELS[low][0]),
                 b=speak(LEVELS[high][0]))  # fmt: skip


def finding(table: pd.DataFrame, speak: Language) -> str:
    """Say where it blew at least as hard in the media as on social media, at both ends."""
    held = table.set_index(["axis", "name"])
    count = table["name"].nunique()
    if set(AXES) <= set(table["axis"]) and count > 1:
        media, social = held["low"].loc["media"], held["high"].loc["social"]
        sure = int((media - social).dropna().ge(0).sum())
        if sure:
            return speak("In {k} of {n} cases the media blew at least as hard as social media",
                         k=sure, n=count)  # fmt: skip
    first = table.sort_values(["low", "high"], ascending=False, kind="stable").iloc[0]
    return speak("{a}: level {level}", a=first["name"],
                 level=level(int(first["low"]), int(first["high"]), speak))  # fmt: skip


def subtitle(speak: Language) -> str:
    """Say what scale it is, and what it is not."""
    return speak("Scale of Graf and Schwede (2012): practitioners' experience, no science. Our "
                 "reading of the case ledgers, as an interval.")  # fmt: skip


def notes(table: pd.DataFrame, made: Plan, speak: Language) -> list[str]:
    """Name what the levels were read from, and whether words were cut."""
    named = dict.fromkeys(f"{row['name']}: {row['cited']}" for _, row in table.iterrows())
    first: dict[str, str] = {}
    for text in named:
        name, cited = text.split(": ", 1)
        first.setdefault(name, cited)
    parts = [speak("The scale orders, it does not measure."), speak(
        "Read from events and figures of the ledgers, among their sources: {list}.",
        list="; ".join(f"{name}: {cited}" for name, cited in first.items()))]  # fmt: skip
    if any(band.words and band.words[-1].endswith("…") for *_, bands in made.rows
           for band in bands):  # fmt: skip
        parts.append(speak("The full reasons stand in the table."))
    return [" ".join(parts).replace("..", ".")]


def alt(made: Plan, title: str, speak: Language) -> str:
    """Tell the picture to those who cannot see it."""
    told: Sequence[str] = [
        f"{name}: " + "; ".join(
            f"{speak(AXES[str(b.row['axis'])])} {level(b.low, b.high, speak)}" for b in bands)
        for name, _, bands in made.rows
    ]  # fmt: skip
    return f"{title}. {'. '.join(told)}."
