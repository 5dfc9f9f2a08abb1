"""What the picture of who passed it on to whom says in words: finding, subtitle, notes."""

from typing import TYPE_CHECKING

from casekit.language import Language
from casekit.layout.links import leaders
from casekit.layout.wording import clock_notes, first_sentences, span_of_days

if TYPE_CHECKING:
    from casekit.cases import Case
    from casekit.layout.links import Links

__all__ = ["alt", "finding", "notes", "subtitle"]


def finding(case: "Case", speak: Language) -> str:
    """Say how many events the one or two set off that set off most."""
    hubs = [*leaders(case.links).items()]
    known, labels = case.links["to"].nunique(), case.events["label"]
    if not hubs:
        text = "{n} link between {m} events" if len(case.links) == 1 else (
            "{n} links between {m} events")  # fmt: skip
        return speak(text, n=len(case.links), m=len({*case.links["from"], *case.links["to"]}))
    first, n = hubs[0]
    if len(hubs) == 1:
        return speak("“{first}” set off {n} of {known} reactions",
                     first=labels[first], n=n, known=known)  # fmt: skip
    second, m = hubs[1]
    return speak("“{first}” set off {n} of {known} reactions, “{second}” {m}",
                 first=labels[first], n=n, known=known, second=labels[second], m=m)  # fmt: skip


def subtitle(case: "Case", made: "Links", speak: Language) -> str:
    """Say what a picture of the spread shows, and how many of its links a source names."""
    window = made.window
    days = span_of_days(window.start, window.end, case.zone, speak)
    firm = sum(one.grade in ("archived", "documented") for one in made.links)
    shares = _shares(firm, len(made.links), speak)
    return f"{case.title}, {days}, {speak.place(case.zone)}. {shares}"


def _shares(firm: int, shown: int, speak: Language) -> str:
    if firm == shown == 1:
        return speak("A source names the link shown.")
    if firm == shown:
        return speak("A source names each of the {shown} links shown.", shown=shown)
    if firm == 0:
        return speak("No source names a link shown.")
    return speak("A source names {firm} of the {shown} links shown.", firm=firm, shown=shown)


def notes(case: "Case", made: "Links", speak: Language) -> list[str]:
    """Say what a picture of the spread leaves out."""
    gone = made.known - len(made.links)
    said = clock_notes(made.window, speak)
    if gone:
        said.append(speak("{n} of {known} links are not shown: they lie outside these days, or "
                          "there is no room.", n=gone, known=made.known))  # fmt: skip
    said += _missed(case, made, speak)
    if made.openings and case.hours_note:
        said.append(f"{speak('Opening hours:')} {first_sentences(case.hours_note)}")
    return [" ".join(said)] if said else []


def _missed(case: "Case", made: "Links", speak: Language) -> list[str]:
    """Say how much of what the title counts is drawn, where it is not all of it."""
    said = []
    for hub, count in leaders(case.links).items():
        shown = len({one.end for one in made.links if one.start == hub})
        if shown < count:
            said.append(speak("Of what “{hub}” set off, {n} are shown.",
                              hub=case.events["label"][hub], n=shown))  # fmt: skip
    return said


def alt(case: "Case", made: "Links", title: str, speak: Language) -> str:
    """Tell a picture of the spread to those who cannot see it."""
    labels = case.events["label"]
    steps = [f"{labels[one.start]} → {labels[one.end]}" for one in made.links]
    return f"{title}. {subtitle(case, made, speak)} {'; '.join(steps)}."
