"""How often bands hold what they say, and how wide they are by the number of figures."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.lanes import Box

__all__ = ["MODELS", "Panel", "Plan", "Trace", "finding", "notes", "plan", "subtitle", "told"]

_LEVELS = {0.5: "covered_50", 0.8: "covered_80", 0.9: "covered", 0.95: "covered_95"}
_LOOK = ("checkpoints", "part")
_WIDE = (1.2, 1.5, 2.0, 3.0, 5.0)
_PAD, _GAP = 0.35, 1.15
MODELS = {"": "reconstruction", "line_": "straight line", "hull_": "counting alone"}
"""Columns of a model begin with this, and it is called so."""


@dataclass(frozen=True)
class Trace:
    """One line of a panel: its name, and its points as place in inches and what hover tells."""

    name: str
    points: list[tuple[float, float]]
    texts: list[str]


@dataclass(frozen=True)
class Panel:
    """One panel: where it stands, its heading, its ticks in inches with words, its lines."""

    box: Box
    heading: str
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]
    below: str
    traces: list[Trace]


@dataclass(frozen=True)
class Plan:
    """Left how often bands hold, by source; right how wide they are, by model."""

    held: Panel
    wide: Panel


def plan(table: pd.DataFrame, *, sheet: Box, speak: Language) -> Plan:
    """Lay out both panels for the times between the figures.

    Raises
    ------
    SchemaError
        The table has no row between figures, or no columns of a validation.
    """
    between = _between(table)
    middle = (sheet.left + sheet.right) / 2
    left = Box(sheet.left, sheet.bottom, middle - _GAP / 2, sheet.top)
    right = Box(middle + _GAP / 2, sheet.bottom, sheet.right, sheet.top)
    return Plan(_held(_usual(between), left, speak), _wide(between, right, speak))


def _between(table: pd.DataFrame) -> pd.DataFrame:
    needed = [*_LEVELS.values(), "mean_width_log10", "n", "cascades"]
    missing = [name for name in needed if name not in table.columns]
    missing += [name for name in ("source", *_LOOK) if name not in table.index.names]
    if missing:
        raise SchemaError(
            f"the table has no {', '.join(missing)}",
            cure="give what casekit.reconstruct.validation or casekit.load.reconstruction returns",
        )
    found = table[table.index.get_level_values("part") == "between"].droplevel("part")
    if found.empty:
        raise SchemaError("the table has no row between figures", cure="validate some cascades")
    return found


def _usual(between: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of four figures, or of the number that is nearest to it."""
    known = between.index.get_level_values("checkpoints")
    usual = min(known.unique(), key=lambda n: abs(n - 4))
    chosen: pd.DataFrame = between[known == usual].droplevel("checkpoints")
    return chosen


def _held(between: pd.DataFrame, box: Box, speak: Language) -> Panel:
    def place(nominal: float, share: float) -> tuple[float, float]:
        across, up = (max(0.0, (value - 0.4) / 0.6) for value in (nominal, share))
        return box.left + across * (box.right - box.left), box.bottom + up * (box.top - box.bottom)

    traces = []
    for source, row in between.iterrows():
        points = [place(level, float(row[name])) for level, name in _LEVELS.items()]
        texts = [speak("{source}: the band of {level} held {share} of {n} hidden times",
                       source=source, level=speak.percent(level), n=speak.number(int(row["n"])),
                       share=speak.percent(float(row[name]), digits=1))
                 for level, name in _LEVELS.items()]  # fmt: skip
        traces.append(Trace(str(source), points, texts))
    ticks = [(level, speak.percent(level)) for level in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)]
    shown = [(level, speak.percent(level)) for level in _LEVELS]
    return Panel(
        box, speak("Does it hold what it says?"),
        [(place(level, 0.4)[0], text) for level, text in shown],
        [(place(0.4, level)[1], text) for level, text in ticks],
        speak("what the band says it holds; up: what it held"), traces,
    )  # fmt: skip


def _wide(between: pd.DataFrame, box: Box, speak: Language) -> Panel:
    counts = sorted(between.index.get_level_values("checkpoints").unique())
    widths = _widths(between)
    top = max(float(widths.max().max()), 0.2) * 1.08
    span = max(counts[-1] - counts[0], 1)

    def place(count: float, width: float) -> tuple[float, float]:
        share = (count - counts[0] + 0.5) / (span + 1)
        return (box.left + share * (box.right - box.left),
                box.bottom + width / top * (box.top - box.bottom))  # fmt: skip

    traces = []
    for model, name in MODELS.items():
        widest = widths[model].dropna()
        seen = [(int(count), float(width)) for count, width in zip(
            widest.index.to_numpy(), widest.to_numpy(), strict=True)]  # fmt: skip
        texts = [speak("{model}, {n} figures: its edges are a factor of {factor} apart",
                       model=speak(name), n=speak.number(count),
                       factor=speak.number(10**width, digits=2))
                 for count, width in seen]  # fmt: skip
        points = [place(count, width) for count, width in seen]
        traces.append(Trace(speak(name), points, texts))
    ticks = [factor for factor in (1.0, *_WIDE) if np.log10(factor) <= top]
    return Panel(
        box, speak("How wide is it?"),
        [(place(count, 0)[0], speak.number(int(count))) for count in counts],
        [(place(counts[0], float(np.log10(factor)))[1], speak("× {n}", n=speak.number(factor)))
         for factor in ticks],
        speak("figures known; up: upper edge by lower edge"), traces,
    )  # fmt: skip


def _widths(between: pd.DataFrame) -> pd.DataFrame:
    """Give the mean width of each model by the number of figures, over all hidden times."""
    columns = {model: f"{model}mean_width_log10" for model in MODELS}
    columns = {model: name for model, name in columns.items() if name in between.columns}
    weighed = {model: between[name] * between["n"] for model, name in columns.items()}
    count = between["n"].groupby("checkpoints").sum()
    sums = pd.DataFrame(weighed).groupby("checkpoints").sum(min_count=1)
    return sums.div(count, axis=0).reindex(columns=list(MODELS))


def finding(table: pd.DataFrame, speak: Language) -> str:
    """Say between which shares of hidden truth the 90 % bands of the sources held."""
    shares = _usual(_between(table))["covered"]
    low, high = (speak.percent(float(value)) for value in (shares.min(), shares.max()))
    if low == high:
        return speak("Between the figures the 90 % band held {share} of the hidden truth",
                     share=low)  # fmt: skip
    return speak("Between the figures the 90 % band held {low} to {high} of the hidden truth",
                 low=low, high=high)  # fmt: skip


def subtitle(table: pd.DataFrame, speak: Language) -> str:
    """Say what was hidden, and of what."""
    usual = _usual(_between(table))
    return speak("{n} real cascades of reposts from {k} archives: a few rounded figures shown, "
                 "the rest hidden. Proven for reposts, not for views.",
                 n=speak.number(int(usual["cascades"].sum())),
                 k=speak.number(len(usual)))  # fmt: skip


def told(made: Plan) -> str:
    """Say all points, for those who cannot see the picture."""
    return ". ".join(text for panel in (made.held, made.wide) for trace in panel.traces
                     for text in trace.texts)  # fmt: skip


def notes(source: str | None, speak: Language) -> list[str]:
    """Say how to read the band."""
    parts = [speak.source(source)] if source else []
    parts.append(speak("On the dotted line a band holds what it says; below it, it is too narrow. "
                       "Bands are pointwise: each moment by itself."))  # fmt: skip
    return [" ".join(parts)]
