"""What pictures of a case say in words: finding, subtitle, sources, lanes.

A finding must hold at both ends of every interval that it leans on; where a stronger one does not,
a weaker one is said.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import language, share
from casekit.errors import CatalogueError
from casekit.language import Language
from casekit.layout.lanes import lane_of
from casekit.layout.spans import interval

if TYPE_CHECKING:
    from casekit.cases import Case
    from casekit.layout.timeline import Answer, Lane, Timeline
    from casekit.layout.window import Window

__all__ = [
    "alt", "answer_words", "answered", "chief_sources", "cited", "clock_notes", "finding",
    "first_sentences", "lane_title", "lane_titles", "notes", "owned_up", "raised",
    "span_of_days", "subtitle", "timeline_sources", "told", "wait", "without_time",
]  # fmt: skip

_BEFORE = {
    "over": "{figure} before {name} answered",
    "exact": "At least {figure} before {name} answered",
    "about": "{figure} or more before {name} answered",
    "nearly": "{figure} or more before {name} answered",
}
"""How many had come before the first answer, by how the source hedges the last figure."""

_LANES = {
    "public": "Public", "influencer": "Influencers", "customer": "Customer", "press": "Press",
    "agency": "Agency", "regulator": "Regulator",
}  # fmt: skip


def told(case: "Case", lang: str | None) -> Language:
    """Give the language of a picture, which is the one that its case is told in.

    Raises
    ------
    CatalogueError
        Another language is asked for.
    """
    if lang is not None and lang != case.lang:
        raise CatalogueError(
            f"{case.slug} is told in {case.lang!r}, and the picture is asked for in {lang!r}",
            cure=f"load the case with lang={lang!r}",
        )
    return language.of(case.lang)


def lane_title(case: "Case", lane: str, actors: Iterable[str], speak: Language) -> str:
    """Name a lane: the organisation by its own name, competitors with the public."""
    present = {str(actor) for actor in actors}
    if lane == "organisation":
        return case.organisation.name
    if lane == "public" and "competitor" in present:
        return speak("Public and competitor") if "public" in present else speak("Competitor")
    return speak(_LANES[lane])


def wait(case: "Case") -> tuple[pd.Timedelta, pd.Timedelta] | None:
    """Give the shortest and longest wait for the first answer that the bounds allow.

    None where there is no answer, or a bound of either time is open.
    """
    if case.answer is None:
        return None
    asked: Any = case.events.loc[case.trigger]
    said: Any = case.events.loc[case.answer]
    if pd.isna([asked["earliest"], asked["latest"], said["earliest"], said["latest"]]).any():
        return None
    least = said["earliest"] - asked["latest"]
    return max(least, pd.Timedelta(0)), said["latest"] - asked["earliest"]


def answer_words(answer: "Answer", tz: str, speak: Language) -> str:
    """Say when the first answer came: "First answer about 10:00"."""
    if answer.mark == "day":
        return speak("First answer on {day}", day=speak.day(answer.at, tz=tz))
    day, at = speak.day(answer.at, tz=tz), speak.time(answer.at, tz=tz)
    exact = answer.mark == "exact"
    if answer.dated:
        text = "First answer {day}, {at}" if exact else "First answer {day}, about {at}"
        return speak(text, day=day, at=at)
    return speak("First answer {at}" if exact else "First answer about {at}", at=at)


def answered(case: "Case", speak: Language) -> str:
    """Say how long the first answer took, as an interval where its bounds differ by an hour."""
    span = wait(case)
    if span is None:
        return ""
    low, high = span
    if high - low < pd.Timedelta(hours=1):
        asked: Any = case.events.loc[case.trigger]
        said: Any = case.events.loc[case.answer]
        between = said["at"] - asked["at"]
        least, likely, most = (part.total_seconds() for part in (low, between, high))
        return speak("First answer after {wait}.", wait=interval(least, likely, most, speak))
    if high < pd.Timedelta(hours=48):
        hours = pd.Timedelta(hours=1)
        return speak(
            "First answer after {low} to {high} h.", low=low // hours, high=-(-high // hours)
        )
    day = pd.Timedelta(days=1)
    return speak("First answer after {low} to {high} days.", low=low // day, high=-(-high // day))


def finding(
    case: "Case", checkpoints: pd.DataFrame | None, speak: Language, window: "Window | None" = None
) -> str:
    """Say what a case's timeline shows, as strongly as its bounds allow.

    Parameters
    ----------
    checkpoints
        The figures that are drawn.
    window
        The clock of the picture; a broken one of several storms is told by them.
    """
    stormy = _storms(case, window, speak) if window is not None else None
    if stormy:
        return stormy
    name, span = case.organisation.name, wait(case)
    slow = span is not None and span[0] >= pd.Timedelta(hours=1)
    least = _least(span[0], speak) if span else ""
    firm = None if checkpoints is None else checkpoints[checkpoints["qualifier"] != "under"]
    if firm is not None and len(firm):
        total = _largest(firm, speak)
        if case.answer is None:
            return _capital(speak("{figure}, and no answer by {name} is documented",
                                  figure=total, name=name))  # fmt: skip
        before = firm[firm["latest"] <= case.events["earliest"][case.answer]]
        if len(before):
            hedge = before.sort_values("value", kind="stable")["qualifier"].iloc[-1]
            words = speak(_BEFORE[hedge], figure=_largest(before, speak), name=name)
            return _capital(words)
        if slow:
            return speak("{name} took at least {wait} to answer; in the end {figure}",
                         name=name, wait=least, figure=total)  # fmt: skip
        if span is not None and _most(span[1], speak):
            return speak("{name} answered within {wait}, yet it came to {figure}",
                         name=name, wait=_most(span[1], speak), figure=total)  # fmt: skip
    if case.answer is None:
        return speak("No answer by {name} is documented", name=name)
    if slow:
        return speak("{name} took at least {wait} to answer", name=name, wait=least)
    if span is not None and _most(span[1], speak):
        return speak("{name} answered within {wait}", name=name, wait=_most(span[1], speak))
    return case.title


def _storms(case: "Case", window: "Window", speak: Language) -> str | None:
    """Tell a case of three storms or more by how many of them the organisation answered."""
    events = case.events
    inside = [events[(events["at"] >= b.start) & (events["at"] <= b.end)] for b in window.blocks]
    storms = [part for part in inside if (part["phase"] == "trigger").any()]
    if len(storms) < 3:
        return None
    ours = [
        ((part["phase"] == "response") & (part["actor"] == "organisation")).any()
        for part in storms
    ]  # fmt: skip
    first, last = (t.tz_convert(case.zone).year for t in (window.start, window.end))
    words = {"n": len(storms), "years": f"{first}–{last}", "name": case.organisation.name}
    if all(ours):
        return speak("{n} bursts in {years}, and {name} answered in each", **words)
    return speak("{n} bursts in {years}, and {name} answered in {m}", m=sum(ours), **words)


def _most(span: pd.Timedelta, speak: Language) -> str:
    """Round a duration up to whole hours, or days from the second on; nothing beyond a week."""
    if span > pd.Timedelta(days=7):
        return ""
    if span <= pd.Timedelta(hours=48):
        hours = -(-span // pd.Timedelta(hours=1))
        return speak("1 hour") if hours == 1 else speak("{n} hours", n=hours)
    return speak("{n} days", n=-(-span // pd.Timedelta(days=1)))


def _least(span: pd.Timedelta, speak: Language) -> str:
    """Round a duration down to whole hours, or days from the second on."""
    if span < pd.Timedelta(hours=48):
        hours = span // pd.Timedelta(hours=1)
        return speak("1 hour") if hours == 1 else speak("{n} hours", n=hours)
    return speak("{n} days", n=speak.number(span // pd.Timedelta(days=1)))


def _largest(figures: pd.DataFrame, speak: Language) -> str:
    top: Any = figures.sort_values("value", kind="stable").iloc[-1]
    return f"{speak.figure(top['value'], str(top['qualifier']))} {top['unit']}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def span_of_days(start: pd.Timestamp, end: pd.Timestamp, tz: str, speak: Language) -> str:
    """Write the days that a window covers: "2–4 September 2013"."""
    from babel import dates

    last = (end - pd.Timedelta(1, "us")).tz_convert(tz).date()
    text = dates.format_interval(start.tz_convert(tz).date(), last, skeleton="yMMMMd",
                                 locale=speak.locale)  # fmt: skip
    return str(text).replace("\N{THIN SPACE}", "")


def owned_up(subtitle: str, notes: Sequence[str], speak: Language) -> str:
    """Say before all else that what is shown is invented, where the source line says so.

    Examples
    --------
    >>> from casekit.language import of
    >>> owned_up("One post.", ["Source: storm.jsonl (invented sample)."], of("en"))
    'Invented sample. One post.'
    """
    if not any(speak(share.INVENTED) in note for note in notes):
        return subtitle
    return f"{speak('Invented sample.')} {subtitle}".strip()


def without_time(count: int, speak: Language) -> str:
    """Say how many posts a picture leaves out, since nobody knows when they came."""
    return speak("{n} post without a time is not in it." if count == 1 else
                 "{n} posts without a time are not in it.", n=speak.number(count))  # fmt: skip


def chief_sources(case: "Case", most: int = 2) -> dict[str, list[str]]:
    """Choose the sources that stand at each event, figure or link: at most so many of them.

    Those that many rows share are preferred, so that the list below a picture stays short.

    Returns
    -------
    dict
        Source ids by the text in the column `sources`.
    """
    texts = {str(t) for f in (case.events, case.figures, case.links) for t in f["sources"].dropna()}
    shared = Counter(source for text in texts for source in text.split())
    rank = {source: n for n, source in enumerate(case.sources.index)}
    return {
        text: sorted(
            sorted(text.split(), key=lambda s: (-shared[s], rank[s]))[:most], key=rank.__getitem__
        )
        for text in texts
    }


def raised(case: "Case", frame: pd.DataFrame) -> list[str]:
    """Give the raised source numbers of each row: "1,4"."""
    chosen = chief_sources(case)
    number = {source: str(n) for n, source in enumerate(case.sources.index, start=1)}
    return [
        "" if pd.isna(text) else ",".join(number[source] for source in chosen[str(text)])
        for text in frame["sources"]
    ]


def cited(case: "Case", *frames: pd.DataFrame) -> list[tuple[int, str]]:
    """List number and short name of every source that stands in a picture, by number."""
    chosen = chief_sources(case)
    texts = {str(t) for frame in frames for t in frame["sources"].dropna()}
    return case.cite({source for text in texts for source in chosen[text]})


def subtitle(case: "Case", made: "Timeline", speak: Language) -> str:
    """Say what a timeline shows: the case, its days, whose clock, and how many events."""
    window = made.window
    days = span_of_days(window.start, window.end, case.zone, speak)
    head = f"{case.title}, {days}, {speak.place(case.zone)}."
    shown = speak(
        "{shown} of {known} documented events.", shown=len(made.entries), known=made.known
    )
    return " ".join(part for part in (head, answered(case, speak), shown) if part)


def notes(case: "Case", made: "Timeline", speak: Language) -> list[str]:
    """Say what a timeline leaves out and what its marks lean on."""
    said = []
    said += clock_notes(made.window, speak)
    counts = [
        speak(text, n=n)
        for text, n in (
            ("{n} earlier", made.before), ("{n} between the bursts", made.between),
            ("{n} later", made.after), ("{n} for want of room", made.dropped),
        ) if n
    ]  # fmt: skip
    if counts:
        said.append(speak("Events not shown: {counts}.", counts=", ".join(counts)))
    if made.beyond:
        said.append(speak("Figures not shown, outside these days: {n}.", n=made.beyond))
    bare = sum(p.label is None for p in made.panel.points) if made.panel else 0
    if bare:
        said.append(speak("Figures whose number does not stand at their mark: {n}.", n=bare))
    if made.openings and case.hours_note:
        said.append(f"{speak('Opening hours:')} {first_sentences(case.hours_note)}")
    if made.panel and made.panel.band:
        said.append(speak("The band holds at each time by itself, not for a whole curve; it was "
                          "tested on reposts, whose course is known."))  # fmt: skip
    if made.panel and made.panel.lower:
        said.append(speak(
            "Thin outline: what the figures leave open if the count starts with the trigger and "
            "never falls."
        ))  # fmt: skip
    return [" ".join(said)] if said else []


def clock_notes(window: "Window", speak: Language) -> list[str]:
    """Explain the numbers below a broken clock and its double slashes."""
    if not window.blocks:
        return []
    said = [speak("In brackets: known events.")]
    if any(one.end == two.start for one, two in window.gaps):
        said.append(speak("At the double slash the clock changes its scale."))
    return said


def first_sentences(text: str, most: int = 170) -> str:
    """Give the first sentence of a note, and those after it as far as there is room."""
    sentences = re.split(r"(?<=[.!?]) (?=[A-ZÄÖÜ])", text)
    taken = sentences[0]
    for sentence in sentences[1:]:
        if len(taken) + 1 + len(sentence) > most:
            break
        taken += f" {sentence}"
    return taken


def timeline_sources(case: "Case", made: "Timeline") -> list[tuple[int, str]]:
    """List the sources that stand in a timeline."""
    frames = [case.events.loc[[e.event for e in made.entries]]]
    if made.panel:
        frames.append(case.figures.loc[[p.figure for p in made.panel.points]])
    return cited(case, *frames)


def alt(case: "Case", made: "Timeline", title: str, speak: Language) -> str:
    """Tell a timeline to those who cannot see it."""
    parts = [f"{title}.", subtitle(case, made, speak)]
    for entry in sorted(made.entries, key=lambda e: e.x):
        at = case.events["at"][entry.event]
        when = (speak.day if entry.mark == "day" else speak.moment)(at, tz=case.zone)
        about = when if entry.mark in ("exact", "day") else speak("about {n}", n=when)
        parts.append(f"{about}: {entry.label}.")
    for point in made.panel.points if made.panel else []:
        parts.append(f"{made.panel.title}: {point.words}." if made.panel else "")
    return " ".join(parts)


def lane_titles(
    case: "Case", lanes: Iterable["Lane"], actors: Iterable[str], speak: Language
) -> list[str]:
    """Name the lanes of a picture by the actors that are in it."""
    present = list(actors)
    return [
        lane_title(case, lane.name, [a for a in present if lane_of(a) == lane.name], speak)
        for lane in lanes
    ]
