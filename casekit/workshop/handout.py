"""What participants get: the briefing, what they know so far, and sheets to work on."""

from pathlib import Path

import pandas as pd

from casekit import language
from casekit.workshop import typeset, word
from casekit.workshop.paper import Heading, Items, Paper, Part, Table, Text
from casekit.workshop.story import Story
from casekit.workshop.wording import cited, foot, grades, hours, sender

__all__ = ["paper", "write"]

_STAKEHOLDERS = ("Customers concerned", "Press", "Own staff", "Management", "Partners", "")
_CHECKS = (
    "Have we noticed it ourselves, or been told?",
    "Do we know what is true, and what we do not know yet?",
    "Is it settled who answers, in whose name and by when?",
    "Have we answered where the question was asked?",
    "Does our answer say what we do, and not only that we are sorry?",
    "Do our own people hear it before they read it?",
    "Who watches tonight, and what may they decide?",
    "What do we write down, so that we can learn from it?",
)

_LONGER = pd.Timestamp("2017-11-08", tz="UTC")
"""Since then a tweet may have 280 characters."""


def paper(story: Story) -> Paper:
    """Give the handout: nothing in it is later than the first decision.

    Examples
    --------
    >>> import casekit as ck
    >>> made = paper(ck.workshop.of(ck.load.case("british-airways-2013")))
    >>> any("Mashable" in str(part) for part in made.parts)
    False
    """
    speak = language.of(story.lang)
    known, first = story.stage(0), story.decisions[0]
    rows = tuple((b.when, sender(b, story.lang), b.text, cited(b.sources)) for b in known)
    said = hours(story)
    parts: list[Part] = [
        Heading(speak("The situation")),
        Text(story.briefing),
        *([Text(said)] if said else []),
        Heading(speak("What you know so far")),
        Table(tuple(map(speak, ("Time", "Who", "What", "Sources"))), rows, (3, 2.3, 8, 1.6)),
        Text(speak("Times: {zone}. Facts: {grades}; wording: re-enacted.",
                   zone=story.place, grades=grades(story, known)), "soft"),
        Heading(speak("Your first decision")),
        Text(first.setting),
        Text(first.ask, "strong"),
        Items(first.options),
        *_sheets(story),
        Heading(speak("Sources")),
        Items(_sources(story)),
    ]  # fmt: skip
    return Paper(
        speak("Handout: {name}", name=story.organisation),
        speak("For participants. {n} minutes.", n=story.minutes),
        foot(story, speak("handout")), story.lang, tuple(parts),
    )  # fmt: skip


def _sheets(story: Story) -> list[Part]:
    speak = language.of(story.lang)
    people = tuple((speak(name) if name else "", "", "", "") for name in _STAKEHOLDERS)
    steps = tuple((f"{low}–{low + 10}", "", "", "") for low in range(0, 60, 10))
    drafts = ((_public(story), ""),
              (speak("To the one who complains, in person"), ""),
              (speak("To the press, three sentences"), ""))  # fmt: skip
    return [
        Heading(speak("Worksheet 1: who is concerned"), fresh=True),
        Table(tuple(map(speak, ("Who", "What do they want now?", "Who speaks to them?",
                                "Where, and by when?"))), people, (3, 5, 4, 4), 1.5),
        Heading(speak("Worksheet 2: your next 60 minutes")),
        Table(tuple(map(speak, ("Minute", "What", "Who", "How do we know that it is done?"))),
              steps, (2, 6, 3, 5), 1.3),
        Heading(speak("Worksheet 3: drafts of an answer"), fresh=True),
        Table(tuple(map(speak, ("For whom", "Draft"))), drafts, (3, 9), 3.2),
        Heading(speak("Checklist")),
        Items(tuple(speak(text) for text in _CHECKS), box=True),
    ]  # fmt: skip


def _public(story: Story) -> str:
    """Ask for a public answer, as short as Twitter wanted it then where the case was on Twitter."""
    speak = language.of(story.lang)
    if "twitter" not in story.case.platforms:
        return speak("In public, in three sentences")
    return speak("In public, at most {n} characters", n=140 if story.end < _LONGER else 280)


def _sources(story: Story) -> tuple[str, ...]:
    used = sorted({n for beat in story.stage(0) for n in beat.sources})
    speak = language.of(story.lang)
    if story.fictional:
        return (speak("{listed}: named by the facilitator at the end.",
                      listed=", ".join(map(str, used))),)  # fmt: skip
    known = [story.sources[n - 1] for n in used]
    return tuple(f"[{s.number}] {s.label}{', ' + s.date if s.date else ''}" for s in known)


def write(story: Story, folder: Path) -> list[Path]:
    """Write ``handout.docx`` and ``handout.pdf``.

    Raises
    ------
    ReadError
        It cannot be written there.
    """
    made, paths = paper(story), [folder / "handout.docx", folder / "handout.pdf"]
    word.write(made, paths[0])
    typeset.write(made, paths[1])
    return paths
