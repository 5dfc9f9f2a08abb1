"""What the picture of curves that could have been says: finding, subtitle, notes, alt text.

A finding holds at both ends of the band and of the bounds of every time that it leans on.
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casekit import language
from casekit.language import Language
from casekit.layout import wording
from casekit.layout.bands import band_at
from casekit.layout.curve import Plan, figures_of, middle, unit_of
from casekit.layout.since import Since
from casekit.layout.wording import cited, span_of_days
from casekit.reconstruct import Ensemble

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = [
    "alt",
    "figures_of",
    "finding",
    "notes",
    "outward",
    "sources",
    "span",
    "subtitle",
    "told",
]

_TOLD = 20.0
"""A band that is wider than this factor is no finding."""
_RIVALS = 3
_YEAR = pd.Timedelta(days=365)
_HOUR, _DAY = pd.Timedelta(hours=1), pd.Timedelta(days=1)


def told(case: "Case | None", lang: str | None) -> Language:
    """Give the language of a picture: the one asked for, and with a case the case's own."""
    return language.of(lang or "en") if case is None else wording.told(case, lang)


def outward(low: float, high: float) -> tuple[float, float]:
    """Round bounds outwards, to two digits of the upper one.

    Examples
    --------
    >>> outward(25_440, 51_230)
    (25000.0, 52000.0)
    """
    if high <= 0:
        return 0.0, 0.0
    step = 10.0 ** (math.floor(math.log10(high)) - 1)
    return math.floor(low / step) * step, math.ceil(high / step) * step


def span(low: pd.Timedelta, high: pd.Timedelta, speak: Language) -> str:
    """Write bounds of a duration, rounded outwards: "4 to 7 days"."""
    hours = high <= 48 * _HOUR
    unit = _HOUR if hours else _DAY
    first, last = max(low // unit, 0), -(-high // unit)
    known = {"low": speak.number(first), "high": speak.number(last)}
    if 0 < first < last:
        return speak("{low} to {high} hours" if hours else "{low} to {high} days", **known)
    if last == 1:
        return speak("at most 1 hour" if hours else "at most 1 day")
    return speak("at most {high} hours" if hours else "at most {high} days", **known)


def finding(ensemble: Ensemble, case: "Case | None", speak: Language) -> str:
    """Say how far it had gone before the first answer, or when about half had come."""
    said = _before_answer(ensemble, case, speak) if case is not None else ""
    return said or _half(ensemble, speak)


def _by_answer(ensemble: Ensemble, case: "Case", *sides: str) -> tuple[float, float] | None:
    """Give how far it had gone at some of the times at which the first answer may have come."""
    if case.answer is None:
        return None
    row: Any = case.events.loc[case.answer]
    times = {row["at"] if pd.isna(row[side]) else row[side] for side in sides}
    table = band_at(ensemble, pd.DatetimeIndex(sorted(times)))
    if len(table) < len(times) or (table["part"] != "between").any():
        return None
    low, high = outward(float(table["low"].min()), float(table["high"].max()))
    return None if low <= 0 or high > _TOLD * low else (low, high)


def _before_answer(ensemble: Ensemble, case: "Case", speak: Language) -> str:
    known = _by_answer(ensemble, case, "earliest", "latest")
    if known is None:
        return ""
    low, high = known
    return speak("{low} to {high} {unit} before {name} answered", low=speak.number(round(low)),
                 high=speak.number(round(high)), unit=unit_of(ensemble, speak),
                 name=case.organisation.name)  # fmt: skip


def _half(ensemble: Ensemble, speak: Language) -> str:
    """Say when about half of the last figure of the first year had come."""
    used = ensemble.checkpoints[ensemble.checkpoints["used"]]
    early = used[used["as_of"] <= ensemble.origin[1] + _YEAR]
    last = (early if len(early) else used).sort_values("as_of", kind="stable").iloc[-1]
    level = last["value"] / 2
    step = 10.0 ** (math.floor(math.log10(max(level, 1.0))) - 1)
    level = round(level / step) * step
    table = band_at(ensemble, pd.DatetimeIndex(ensemble.draws.index))
    first, late = (_crossing(table, column, level) for column in ("high", "low"))
    known = {"n": speak.number(round(level)), "unit": unit_of(ensemble, speak)}
    if first is None or late is None:
        return speak("{figure} {unit} at the last count", unit=unit_of(ensemble, speak),
                     figure=speak.figure(last["value"], str(last["qualifier"])))  # fmt: skip
    waited = span(first - ensemble.origin[1], late - ensemble.origin[0], speak)
    if len(early) < len(used):
        return speak("{n} {unit} after {span}, about half of the last figure of the first year",
                     span=waited, **known)  # fmt: skip
    return speak("{n} {unit}, about half of the last figure, after {span}", span=waited, **known)


def _crossing(table: pd.DataFrame, column: str, level: float) -> pd.Timestamp | None:
    reached = np.flatnonzero(table[column].to_numpy() >= level)
    return table.index[reached[0]] if len(reached) else None


def subtitle(
    ensemble: Ensemble, case: "Case | None", made: Plan, speak: Language, tz: str
) -> str:  # fmt: skip
    """Say what is shown: which case, which days, how many curves, held to how many figures."""
    known = ensemble.checkpoints
    text = "Median and 90 % band of {n} reconstructed curves, which meet {k} figures."
    if ensemble.evidence == "simulated":
        text = "Median and 90 % band of {n} simulated curves: this did not happen."
    said = speak(text, n=speak.number(ensemble.draws.shape[1]), k=int(known["used"].sum()))
    if case is None:
        return said
    last = min(max(known["as_of"].max(), made.clock.start), made.clock.end)
    days = span_of_days(ensemble.origin[0], last, tz, speak)
    return f"{case.title}, {days}, {speak.place(tz)}. {said}"


def notes(
    ensemble: Ensemble, case: "Case | None", made: Plan, speak: Language, tz: str,
    source: str | None,
) -> list[str]:  # fmt: skip
    """Say what the band means, where it is extrapolation, and which figures contradict others."""
    said = [speak.source(source)] if source else []
    said.append(speak("The band holds at each time by itself, not for a whole curve; it was tested "
                      "on reposts, whose course is known."))  # fmt: skip
    if any(not one.firm for one in made.band):
        said.append(speak("Before the first and after the last figure it is extrapolated."))
    best = None if case is None else _by_answer(ensemble, case, "at")
    if best is not None:
        said.append(speak("By the best estimate of the first answer: {low} to {high}.",
                          low=speak.number(round(best[0])),
                          high=speak.number(round(best[1]))))  # fmt: skip
    said += _made_with(ensemble, made, speak)
    said += _rivals(ensemble, case, speak, tz)
    left_out = int((~ensemble.checkpoints["used"]).sum())
    if left_out:
        said.append(speak("Figures left out of the curves, for they cannot hold beside the others: "
                          "{n}.", n=left_out))  # fmt: skip
    if isinstance(made.clock, Since):
        said.append(speak("Time since {origin}, logarithmic.",
                          origin=_origin(ensemble, speak, tz)))  # fmt: skip
    if made.beyond:
        said.append(speak("Figures not shown, outside these days: {n}.", n=made.beyond))
    bare = sum(point.label is None for point in made.points)
    if bare:
        said.append(speak("Figures whose number does not stand at their mark: {n}.", n=bare))
    if made.unnamed:
        said.append(
            speak("What set off, without name or mark for want of room: {n}.", n=made.unnamed)
        )
    return [" ".join(said).replace("..", ".")]


def _made_with(ensemble: Ensemble, made: Plan, speak: Language) -> list[str]:
    """Say whether day and night are in the curves, and what the marks above them are."""
    clock, said = ensemble.model.get("clock"), []
    if isinstance(clock, str):
        said.append(speak("Day and night are in it, by {place}.", place=speak.place(clock)))
    elif clock is None and "clock" in ensemble.model:
        said.append(speak("Day and night are not in it."))
    if made.shocks:
        said.append(speak("Above: what may have set off a burst."))
    return said


def _origin(ensemble: Ensemble, speak: Language, tz: str) -> str:
    first, last = ensemble.origin
    if last - first < _HOUR:
        return speak.moment(first, tz=tz)
    return speak("{at} (±{span})", at=speak.moment(middle(ensemble.origin), tz=tz),
                 span=speak.duration((last - first) / 2))  # fmt: skip


def _rivals(
    ensemble: Ensemble, case: "Case | None", speak: Language, tz: str
) -> list[str]:  # fmt: skip
    """Name the pairs of figures that contradict each other."""
    table = figures_of(ensemble, case)
    named = table["conflicts_with"].fillna("").astype(str)
    pairs = {tuple(sorted((str(name), other))) for name, text in named.items()
             for other in text.split()}  # fmt: skip
    if not pairs:
        return []

    def words(figure: str) -> str:
        row: Any = table.loc[figure]
        shown = speak.figure(row["value"], str(row["qualifier"]))
        return f"{shown} ({speak.day(row['as_of'], tz=tz)})"

    rank = {str(name): n for n, name in enumerate(table.index)}
    ordered = sorted(tuple(sorted(pair, key=rank.__getitem__)) for pair in pairs)
    shown = [speak("{a} and {b}", a=words(one), b=words(two)) for one, two in ordered[:_RIVALS]]
    more = len(ordered) - len(shown)
    text = "; ".join(shown) + (f"; {speak('{n} more pairs', n=more)}" if more else "")
    return [speak("Figures that contradict each other: {pairs}.", pairs=text)]


def sources(case: "Case | None", made: Plan) -> list[tuple[int, str]]:
    """List the sources that stand in the picture."""
    if case is None:
        return []
    shown = [case.figures.loc[[point.figure for point in made.points]]]
    events = [e.event for e in made.shocks if e.event in case.events.index]
    return cited(case, *shown, case.events.loc[events])


def alt(
    ensemble: Ensemble, made: Plan, title: str, under: str, speak: Language, tz: str
) -> str:  # fmt: skip
    """Tell the picture to those who cannot see it: the band at each figure."""
    parts = [f"{title}.", under]
    times = ensemble.checkpoints.loc[[point.figure for point in made.points], "as_of"]
    bands = band_at(ensemble, pd.DatetimeIndex(times.unique()).sort_values())
    for point, at in zip(made.points, times, strict=True):
        if at not in bands.index:
            continue
        low, high = outward(float(bands["low"][at]), float(bands["high"][at]))
        parts.append(speak("{at}: {figure}; band {low} to {high}.", at=speak.moment(at, tz=tz),
                           figure=point.words, low=speak.number(round(low)),
                           high=speak.number(round(high))))  # fmt: skip
    return " ".join(parts)
