"""Words that several files of a workshop share: channels, senders, sources, grades."""

import re
from collections.abc import Iterable

import pandas as pd

from casekit import language
from casekit.cases import crowds
from casekit.workshop.story import Beat, Decision, Story

__all__ = [
    "channel", "cited", "counted", "crowd", "done", "foot", "grades", "hours", "needed", "sender",
    "source_line",
]  # fmt: skip

_CHANNELS = {
    "twitter": "Twitter", "facebook": "Facebook", "youtube": "YouTube", "vimeo": "Vimeo",
    "news": "Press report", "blog": "Blog", "web": "Website", "company-site": "Company website",
    "forum": "Forum", "community": "Forum", "usenet": "Forum", "social-media": "Social media",
    "email": "E-mail", "letter": "Letter", "phone": "Phone", "hotline": "Hotline",
    "direct-contact": "Personal contact", "radio": "Radio", "event": "Event",
    "conference": "Event", "court": "Court", "advertising": "Advertising",
    "network": "Mobile network", "petition": "Petition", "offline": "On site",
}  # fmt: skip

_INVENTED = "No dot is a real post: a model invented this crowd from documented totals."
_DAYS = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
         "fri": "Friday", "sat": "Saturday", "sun": "Sunday"}  # fmt: skip


def channel(beat: Beat, lang: str) -> str:
    """Name the channel on which a beat comes in; an unknown one as the ledger calls it."""
    speak = language.of(lang)
    return speak(_CHANNELS[beat.platform]) if beat.platform in _CHANNELS else beat.platform


def sender(beat: Beat, lang: str) -> str:
    """Name who acts."""
    return language.of(lang)(beat.role)


def source_line(story: Story, numbers: Iterable[int], *, most: int = 4) -> str:
    """Write the first sources with number and label, as a line."""
    speak = language.of(story.lang)
    known = sorted(set(numbers))
    if not known:
        return speak("Text of the exercise, without a source.")
    shown = known[: 2 * most] if story.fictional else known[:most]
    listed = ", ".join(f"{n} {story.sources[n - 1].label}".strip() for n in shown)
    if len(known) > len(shown):
        listed = speak("{listed} and {n} more", listed=listed, n=len(known) - len(shown))
    return speak("Sources: {listed}.", listed=listed)


def cited(numbers: Iterable[int]) -> str:
    """Write numbers of sources in brackets; nothing where there are none."""
    known = sorted(set(numbers))
    return f"[{', '.join(map(str, known))}]" if known else ""


def grades(story: Story, beats: Iterable[Beat]) -> str:
    """Name the grades that beats have."""
    held = {beat.grade for beat in beats}
    both = held >= {"documented", "derived"}
    return language.of(story.lang)("partly documented, partly derived" if both else max(held))


def counted(label: str, said: str, text: str) -> str:
    """Write a count under its label; its unit, which `text` has beside the number, is said once.

    >>> counted("shares of the report", "over 900", "over 900 shares")
    'shares of the report: over 900'
    >>> counted("the petition", "over 900", "over 900 signatures")
    'the petition: over 900 signatures'
    """
    unit = set(re.findall(r"\w{2,}", text.removeprefix(said).casefold()))
    told = unit <= set(re.findall(r"\w{2,}", label.casefold()))
    return f"{label}: {said if told else text}"


def crowd(story: Story, posts: pd.DataFrame) -> str:
    """Say that nobody wrote the posts of a crowd, and what a dot of it stands for."""
    speak, each = language.of(story.lang), int(posts["stands_for"].max())
    what = story.case.series.loc[crowds.series(story.case), "crowd"]
    dot = (speak("One dot each: {what}.", what=what) if each == 1
           else speak("A dot stands for {n} {what}.", n=speak.number(each), what=what))  # fmt: skip
    return f"{speak(_INVENTED)} {dot}"


def done(story: Story, decision: Decision) -> tuple[Beat, ...]:
    """Give the beats that say what was really done after a decision."""
    return tuple(story.beat(name) for name in decision.happened)


def needed(story: Story, number: int, *, reveal: bool = True) -> tuple[Beat, ...]:
    """Give the injects after so many decisions; without those that the reveal tells, if asked."""
    told = {name for decision in story.decisions for name in decision.happened
            if decision.number == number}  # fmt: skip
    return tuple(b for b in story.stage(number) if b.inject and (reveal or b.id not in told))


def hours(story: Story) -> str:
    """Write the documented opening hours; nothing where none are."""
    stated = story.real.hours
    if stated is None:
        return ""
    speak = language.of(story.lang)
    return speak(
        "Regular service hours: {days}, {opens} to {closes}.",
        days=_week(stated.days, speak), opens=stated.opens, closes=stated.closes,
    )  # fmt: skip


def _week(days: tuple[str, ...], speak: language.Language) -> str:
    """Name days of the week, three or more in a row by their first and last.

    >>> _week(("mon", "tue", "wed"), language.of("de")), _week(("mon", "wed"), language.of("en"))
    ('Montag bis Mittwoch', 'Monday and Wednesday')
    """
    named = [speak(_DAYS[day]) for day in days]
    if len(days) > 2 and "".join(days) in "".join(_DAYS):
        return speak("{low} to {high}", low=named[0], high=named[-1])
    return speak.list(named)


def foot(story: Story, what: str) -> str:
    """Write the line at the foot of a document."""
    speak = language.of(story.lang)
    return speak(
        "{name} · {what} · documented facts have source numbers, texts of the exercise have none",
        name=story.organisation, what=what,
    )  # fmt: skip
