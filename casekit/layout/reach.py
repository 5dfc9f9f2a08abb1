"""Reach over time: which panels there are, their scales, and what the picture says."""

from dataclasses import dataclass

import pandas as pd

from casekit.errors import SchemaError
from casekit.language import Language
from casekit.layout.figures import scale
from casekit.layout.lanes import Box
from casekit.layout.window import Window, rounded
from casekit.layout.wording import span_of_days, without_time

__all__ = ["Panel", "Plan", "check", "finding", "notes", "plan", "subtitle", "thinned"]

_COLUMNS = ("reported", "potential_low", "potential_high", "unknown")
_JUMP = 0.2
_POINTS = 1500


@dataclass(frozen=True)
class Panel:
    """One panel: its columns with what the end of each line says, and its scale."""

    title: str
    lines: list[tuple[str, str]]
    box: Box
    most: float
    ticks: list[tuple[float, str]]

    def y(self, value: float) -> float:
        """Give the place of a value, in inches."""
        return self.box.bottom + value / self.most * (self.box.top - self.box.bottom)


@dataclass(frozen=True)
class Plan:
    """Everything that the picture of reach shows."""

    window: Window
    panels: list[Panel]
    curve: pd.DataFrame
    jumps: list[tuple[float, float, str]]
    """Right end and height of the words of each great jump, left of it, and the words."""


def check(curve: pd.DataFrame) -> None:
    """Refuse a curve that is empty or lacks a column.

    Raises
    ------
    SchemaError
        With what is missing.
    """
    missing = [name for name in _COLUMNS if name not in curve.columns]
    if missing or curve.empty:
        raise SchemaError(
            "the curve is empty" if curve.empty else f"the curve has no {', '.join(missing)}",
            cure="give what casekit.reach.curve(posts) returns",
        )


def plan(curve: pd.DataFrame, *, sheet: Box, speak: Language, tz: str) -> Plan:
    """Lay out the panels: accounts that could have seen it, impressions, accounts without a count.

    A panel stands only where something is known, and each on its own scale: reported and
    potential reach are different things.
    """
    start, end = rounded(curve.index[0], curve.index[-1], tz=tz, hours=1)
    window = Window(start, end, sheet.left, sheet.right)
    last = curve.ffill().iloc[-1]
    most_words = speak("known sum {n}") if last["unknown"] else speak("at most {n}")
    wanted = [
        (speak("Accounts that could have seen it"), 3.0,
         [("potential_high", most_words), ("potential_low", speak("at least {n}"))]),
        (speak("Impressions that the platform reported"), 2.0, [("reported", "{n}")]),
        (speak("Accounts without a follower count"), 1.0, [("unknown", "{n}")]),
    ]  # fmt: skip
    wanted = [
        (title, share, lines)
        for title, share, lines in wanted
        if curve[lines[0][0]].notna().any() and (lines[0][0] != "unknown" or last["unknown"] > 0)
    ]
    gap = 0.34
    room = sheet.top - sheet.bottom - gap * len(wanted)
    total = sum(share for _, share, _ in wanted)
    panels, top = [], sheet.top
    for title, share, lines in wanted:
        bottom = top - gap - room * share / total
        most, ticks = scale(float(curve[lines[0][0]].max()))
        few = ticks if share > 1 else ticks[:: max(1, len(ticks) - 1)]
        ends = [(c, text.format(n=speak.number(int(last[c])))) for c, text in lines]
        if len(ends) == 2 and last["potential_low"] == last["potential_high"]:
            ends = ends[:1]
        box = Box(sheet.left, bottom, sheet.right, top - gap)
        panel = Panel(title, ends, box, most, [])
        panels.append(Panel(title, ends, box, most, [(panel.y(v), speak.number(v)) for v in few]))
        top = bottom
    return Plan(window, panels, thinned(curve), _jumps(curve, panels[0], window, speak, tz))


def _jumps(
    curve: pd.DataFrame, panel: Panel, window: Window, speak: Language, tz: str
) -> list[tuple[float, float, str]]:
    """Name when the audience grew by a fifth of its end at once, and by how many."""
    column = panel.lines[0][0]
    if column != "potential_high":
        return []
    known = curve[column].dropna().astype("float64")
    grown = known.diff()
    great = grown >= _JUMP * known.iloc[-1]
    return [
        (window.x(time) - 0.12, panel.y(value - more / 2),
         f"{speak.moment(time, tz=tz)}: +{speak.number(int(more))}")
        for time, value, more in zip(pd.DatetimeIndex(known.index[great]), known[great],
                                     grown[great], strict=True)
    ]  # fmt: skip


def thinned(curve: pd.DataFrame) -> pd.DataFrame:
    """Keep the last row of each of at most 1,500 equal steps of time, and both ends.

    Examples
    --------
    >>> times = pd.date_range("2013-09-03", periods=9000, freq="s", tz="UTC")
    >>> len(thinned(pd.DataFrame({"posts": range(9000)}, index=times))) <= 1502
    True
    """
    if len(curve) <= _POINTS:
        return curve
    step = (curve.index[-1] - curve.index[0]) / _POINTS
    bins = (curve.index - curve.index[0]) // step
    kept = ~pd.Series(bins).duplicated(keep="last").to_numpy()
    kept[[0, -1]] = True
    return curve[kept]


def finding(curve: pd.DataFrame, speak: Language) -> str:
    """Say how many accounts could have seen it, or what is known instead."""
    if (curve["evidence"].astype("str") == "reconstructed").all():
        return speak("Stand-ins, drawn by a model: their audiences say nothing of how far it went")
    last = curve.ffill().iloc[-1]
    low, high = last["potential_low"], last["potential_high"]
    if pd.notna(high) and last["unknown"]:
        return speak("At least {low} accounts could have seen it; known audiences add up to {high}",
                     low=speak.number(int(low)), high=speak.number(int(high)))  # fmt: skip
    if pd.notna(high) and low < high:
        return speak("Between {low} and {high} accounts could have seen it",
                     low=speak.number(int(low)), high=speak.number(int(high)))  # fmt: skip
    if pd.notna(high):
        if int(high) == 1:
            return speak("One account could have seen it")
        return speak("{n} accounts could have seen it", n=speak.number(int(high)))
    if pd.notna(last["reported"]):
        return speak("The platform reported {n} impressions",
                     n=speak.number(int(last["reported"])))  # fmt: skip
    return speak("How far it went is unknown: no count of followers or impressions")


def subtitle(curve: pd.DataFrame, speak: Language, tz: str) -> str:
    """Say on which days, on whose clock, and what is unknown."""
    days = span_of_days(curve.index[0], curve.index[-1] + pd.Timedelta(1, "us"), tz, speak)
    unknown = int(curve["unknown"].iloc[-1])
    span = f"{days}, {speak.place(tz)}."
    if not unknown:
        return span
    if unknown == 1:
        return f"{span} {speak('One account without a follower count is in neither bound.')}"
    lacking = speak("{n} accounts without a follower count are in neither bound.",
                    n=speak.number(unknown))  # fmt: skip
    return f"{span} {lacking}"


def notes(made: Plan, curve: pd.DataFrame, source: str | None, speak: Language) -> list[str]:
    """Say what the bounds mean and where the posts come from."""
    said = []
    if any(len(panel.lines) == 2 for panel in made.panels):
        said.append(speak("Audiences overlap by an unknown amount: the truth lies between the "
                          "largest audience and the sum of all."))  # fmt: skip
    inside = int(curve["embedded"].max()) if "embedded" in curve else 0
    if inside:
        said.append(speak(
            "In it is {n} post held only inside another, with the audience of its account."
            if inside == 1 else
            "In it are {n} posts held only inside others, with the audiences of their accounts.",
            n=speak.number(inside)))  # fmt: skip
    undated = int(curve["undated"].max()) if "undated" in curve else 0
    if undated:
        said.append(without_time(undated, speak))
    if source:
        said.append(speak.source(source))
    return [" ".join(said)] if said else []
