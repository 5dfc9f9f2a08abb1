"""What a picture of an alarm says: its finding, its leads, and what its numbers lean on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit.language import Language
from casekit.layout.wording import without_time

if TYPE_CHECKING:
    from casekit.alarm import Detector

__all__ = [
    "alarm_words",
    "alt",
    "finding",
    "mark_words",
    "notes",
    "panels",
    "span_words",
    "subtitle",
]

_BEFORE = {
    "press": "The alarm would have rung {span} before the first press report",
    "answer": "The alarm would have rung {span} before the first answer",
}
_AFTER = {
    "press": "The alarm would have rung only {span} after the first press report",
    "answer": "The alarm would have rung only {span} after the first answer",
}
_OPEN = {
    "press": "It is open whether the alarm would have rung before the first press report",
    "answer": "It is open whether the alarm would have rung before the first answer",
}
_EXACT = pd.Timedelta(minutes=2)


def finding(
    alarms: pd.DataFrame, lead: pd.DataFrame | None, detector: "Detector", speak: Language
) -> str:
    """Say how long before the press, or else before the answer, it would have rung.

    What is said holds at both ends of the interval.
    """
    if lead is None:
        if alarms.empty:
            return speak("The alarm would not have rung")
        first: Any = alarms.iloc[0]
        at = speak.moment(first["at"], tz=detector.baseline.zone)
        return speak("The alarm would have rung on {at}", at=at)
    name, row = str(lead.index[0]), lead.iloc[0]
    if pd.isna(row["rang"]):
        return speak("The alarm would not have rung")
    low, high, zero = row["low"], row["high"], pd.Timedelta(0)
    exact = high - low <= _EXACT
    if not pd.isna(low) and low > zero:
        span = speak.duration(row["lead"] if exact else low)
        return speak(_BEFORE[name], span=span if exact else speak("at least {n}", n=span))
    if not pd.isna(high) and high < zero:
        span = speak.duration(-row["lead"] if exact else -high)
        return speak(_AFTER[name], span=span if exact else speak("at least {n}", n=span))
    if pd.isna(low) and row["lead"] > zero:
        return speak(_BEFORE[name], span=speak("about {n}", n=speak.duration(row["lead"])))
    return speak(_OPEN[name])


def mark_words(name: str, row: Any, speak: Language) -> str:
    """Name the press report or the answer, by its own label where a ledger has one."""
    label = row["label"]
    words = {"press": "first press report", "answer": "first answer"}[name]
    return speak(words) if pd.isna(label) else str(label)


def span_words(row: Any, speak: Language) -> str:
    """Say the lead as an interval: "3 h to 5 h later", seen from the alarm."""
    lead, low, high = row["lead"], row["low"], row["high"]
    if pd.isna(lead):
        return ""
    known, zero = not pd.isna(low) and not pd.isna(high), pd.Timedelta(0)
    if known and high - low <= _EXACT:
        span = speak.duration(abs(lead))
    elif known and low < zero < high:
        return speak("{low} earlier to {high} later", low=speak.duration(-low),
                     high=speak.duration(high))  # fmt: skip
    elif known:
        short, long = sorted((abs(low), abs(high)))
        span = speak("{low} to {high}", low=speak.duration(short), high=speak.duration(long))
    else:
        span = speak("about {n}", n=speak.duration(abs(lead)))
    return speak("{span} later" if lead >= zero else "{span} earlier", span=span)


def alarm_words(
    alarms: pd.DataFrame, rang: pd.Timestamp | None, lead: pd.DataFrame | None,
    detector: "Detector", speak: Language,
) -> list[str]:  # fmt: skip
    """Say when it rang and how far it had gone by then; over draws, the median."""
    if rang is None:
        return []
    moment = speak.moment(rang, tz=detector.baseline.zone)
    if lead is not None and lead["draws"].iloc[0] > 1:
        return [speak("Alarm (median): {at}", at=moment)]
    at = speak("Alarm: {at}", at=moment)
    known = alarms[alarms["at"] == rang]
    if known.empty:
        return [at]
    row: Any = known.iloc[0]
    one = row["posts"] == 1
    text = "by then {n} post" if one else "by then {n} posts"
    if not pd.isna(detector.baseline.until):
        quiet = "{n} post since the quiet time ended", "{n} posts since the quiet time ended"
        text = quiet[0] if one else quiet[1]
    by_then = speak(text, n=speak.number(int(row["posts"])))
    return [text for text in (at, by_then, reached(row, speak)) if text]


def alt(title: str, under: str, said: Sequence[str], marks: Sequence[tuple[str, str]]) -> str:
    """Tell the picture to those who cannot see it."""
    parts = [title, under.rstrip("."), *said, *(f"{words}: {span}" for words, span in marks)]
    return f"{'. '.join(parts)}."


def rule(detector: "Detector", speak: Language) -> str:
    """Say by which rule it rings."""
    if detector.kind == "threshold":
        return speak("Alarm at {n} posts within {span}", n=speak.number(int(detector.limit)),
                     span=speak.duration(detector.window))  # fmt: skip
    return speak("Alarm by CUSUM, tuned to {n} times the usual level",
                 n=speak.number(detector.ratio, digits=1))  # fmt: skip


def reached(row: Any, speak: Language) -> str:
    """Say how many accounts could have seen the posts when an alarm rang; nothing if unknown."""
    high = row.get("reached_high", pd.NA)
    if pd.isna(high):
        return ""
    low = speak.number(int(row["reached_low"]))
    if row["unknown"] or row["reached_low"] == high:
        return speak("at least {n} accounts could have seen them", n=low)
    return speak("{low} to {high} accounts could have seen them", low=low,
                 high=speak.number(int(high)))  # fmt: skip


def subtitle(detector: "Detector", speak: Language) -> str:
    """Say which alarm it is, how often it rings for nothing, and whose clock is shown."""
    each = speak("set to {n} false alarms a month", n=speak.number(detector.asked, digits=2))
    if detector.asked == 1:
        each = speak("set to one false alarm a month")
    return f"{rule(detector, speak)}, {each}; {speak.place(detector.baseline.zone)}."


def panels(detector: "Detector", every: pd.Timedelta, speak: Language) -> tuple[str, str]:
    """Name both panels."""
    upper = speak("Posts (each bar {span})", span=speak.duration(every))
    if detector.kind == "threshold":
        return upper, speak("Posts within {span}", span=speak.duration(detector.window))
    return upper, speak("Posts in excess of what is allowed for (CUSUM)")


def notes(
    course: pd.DataFrame, detector: "Detector", lead: pd.DataFrame | None, source: str | None,
    speak: Language, *, cut: bool, again: bool,
) -> list[str]:  # fmt: skip
    """Say what is counted, where the usual level comes from, and what is left out."""
    usual = detector.baseline
    said = [speak.source(source)] if source else []
    said.append(speak("Counted is what the archive holds, not all that was posted."))
    rate = speak.number(usual.rate, digits=1 if usual.rate >= 1 else 2)
    if pd.isna(usual.until):
        said.append(speak("Usual level as stated: {rate} posts an hour.", rate=rate))
    else:
        said.append(speak(
            "Usual level: {rate} posts an hour and its rhythm, from {n} posts of {start} to {end}.",
            rate=rate, n=speak.number(usual.posts), start=speak.date(usual.since, tz=usual.zone),
            end=speak.date(usual.until, tz=usual.zone),
        ))  # fmt: skip
    if len(usual.silences):
        gone = pd.Timedelta((usual.silences["end"] - usual.silences["start"]).sum())
        said.append(speak("Silent beyond chance and left out of it: {span}.",
                          span=speak.duration(gone)))  # fmt: skip
    undated = int(course["undated"].max()) if "undated" in course else 0
    if undated:
        said.append(without_time(undated, speak))
    if lead is not None and lead["draws"].iloc[0] > 1:
        said.append(speak("Median and 90 % band of {n} draws; {k} never rang.",
                          n=speak.number(int(lead["draws"].iloc[0])),
                          k=speak.percent(float(lead["never"].iloc[0]))))  # fmt: skip
    if again:
        said.append(speak("After each alarm the lower curve starts anew."))
    if cut:
        said.append(speak("The lower curve is cut off at twice the limit."))
    return [" ".join(said).replace("..", ".")]
