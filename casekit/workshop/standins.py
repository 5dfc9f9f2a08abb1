"""Stand-ins: the same case with its organisation, persons and places under other names."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from casekit import language
from casekit.cases import Case
from casekit.cases.workshop import STANDINS

__all__ = ["StandIn", "disguised", "key", "listed", "placeless", "renamer"]

_FRAMES = ("events", "figures", "series", "links", "conflicts", "lessons", "scale")
_TEXTS = ("label", "what", "note", "counts", "crowd", "why", "about", "value", "text", "unit")
_PLACELESS = {
    "Europe/London": "WET", "Europe/Lisbon": "WET", "Europe/Dublin": "WET",
    **dict.fromkeys(("Europe/Berlin", "Europe/Zurich", "Europe/Vienna", "Europe/Paris",
                     "Europe/Amsterdam", "Europe/Brussels", "Europe/Madrid", "Europe/Rome"), "CET"),
    "America/New_York": "EST5EDT", "America/Toronto": "EST5EDT", "America/Chicago": "CST6CDT",
    "America/Denver": "MST7MDT", "America/Los_Angeles": "PST8PDT",
}  # fmt: skip
"""Zones that have had the same clocks since 1996 under a name without a place."""


@dataclass(frozen=True)
class StandIn:
    """A name of the case, what it is called in the room, and what it names."""

    real: str
    shown: str
    kind: str


def key(case: Case, name: str) -> tuple[StandIn, ...]:
    """List what every name of a case becomes; longer names first.

    Parameters
    ----------
    case
        The case; its ledger may list stand-ins in the block ``workshop``.
    name
        What the organisation is called in the room.

    Examples
    --------
    >>> import casekit as ck
    >>> names = key(ck.load.case("british-airways-2013"), "Airline X")
    >>> {name.real: name.shown for name in names}["British Airways"]
    'Airline X'
    """
    found: dict[str, StandIn] = {}
    block, speak = case.workshop, language.of(case.lang)
    if block:
        for entry in block.standins:
            label = name if entry.kind == "organisation" else entry.label.of(case.lang)
            for real in entry.names:
                shown = f"{real[0]}{_tag(label)}" if real[0] in "@#" else label
                found[real] = StandIn(real, shown, entry.kind)
    for real in {case.organisation.name, case.organisation.short}:
        found.setdefault(real, StandIn(real, name, "organisation"))
    for account in case.accounts:
        found.setdefault(account, StandIn(account, _tag(name), "organisation"))
    people = [who.name or who.account or "" for who in case.public]
    left = [who for who in people if who and who not in found]
    for n, real in enumerate(left, start=1):
        found[real] = StandIn(real, speak("Person {n}", n=n), "person")
    return tuple(sorted(found.values(), key=lambda s: (-len(s.real), s.real)))


def listed(names: tuple[StandIn, ...]) -> tuple[tuple[str, str], ...]:
    """List each stand-in once with all that it stands for, by kind and in the order of letters.

    Examples
    --------
    >>> listed((StandIn("Hasan Syed", "Meyer", "person"), StandIn("Syed", "Meyer", "person")))
    (('Meyer', 'Hasan Syed'),)
    """
    groups: dict[tuple[int, str], list[str]] = {}
    for name in names:
        shown = name.shown.lstrip("@#") if name.kind == "person" else name.shown
        groups.setdefault((STANDINS.index(name.kind), shown), []).append(name.real)
    return tuple(
        (shown, ", ".join(real for real in reals if not any(_within(real, one) for one in reals)))
        for (_, shown), reals in sorted(groups.items())
    )


def _within(name: str, other: str) -> bool:
    """Say whether a name is some of the words of another."""
    return name != other and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", other))


def _tag(label: str) -> str:
    """Write a name as a handle or a tag has it, without what cannot stand there."""
    return re.sub(r"\W", "", label)


def renamer(names: tuple[StandIn, ...]) -> Callable[[str], str]:
    """Give a function that puts the stand-ins into a text, whole words only.

    Within a compound a stand-in of several words is hyphenated, as German wants it.

    Examples
    --------
    >>> renamer((StandIn("Syed", "Meyer", "person"),))("Syeds Koffer, Syed-Tweet")
    'Meyers Koffer, Meyer-Tweet'
    >>> renamer((StandIn("O2", "Netz X", "organisation"),))("O2-Kunden, Anti-O2-Seite und O2")
    'Netz-X-Kunden, Anti-Netz-X-Seite und Netz X'
    """
    shown: dict[str, str] = {}
    for name in names:
        shown[name.real] = name.shown
        shown.setdefault(name.real.replace(" ", "-"), name.shown.replace(" ", "-"))
    words = sorted(shown, key=len, reverse=True)
    if not words:
        return lambda text: text
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?=s?(?!\w))")

    def say(hit: re.Match[str]) -> str:
        name, (first, last), text = shown[hit.group(1)], hit.span(), hit.string
        joined = text[:first].endswith("-") or re.match(r"-\w", text[last:])
        return name.replace(" ", "-") if joined else name

    return lambda text: pattern.sub(say, text)


def placeless(zone: str) -> str:
    """Give a zone that shows the same time and names no place; the zone itself where none is known.

    Examples
    --------
    >>> placeless("Europe/London"), placeless("Asia/Tokyo")
    ('WET', 'Asia/Tokyo')
    """
    return _PLACELESS.get(zone, zone)


def disguised(case: Case, names: tuple[StandIn, ...]) -> Case:
    """Give the case with every text of it renamed; ids, times and numbers stay.

    Names, titles and addresses of its sources go, since they tell what case it is.
    """
    say = renamer(names)
    made: dict[str, Any] = {name: _renamed(getattr(case, name), say) for name in _FRAMES}
    sources = case.sources.assign(label="", title="", publisher="", url=None, note=None)
    called = next(name.shown for name in names if name.real == case.organisation.name)
    accounts = tuple(map(say, case.organisation.accounts))
    organisation = replace(case.organisation, name=called, short=called, accounts=accounts)
    return replace(
        case,
        slug="case",
        zone=placeless(case.zone),
        title=called,  # a title of its own often quotes what made it famous
        summary=say(case.summary),
        organisation=organisation,
        sources=sources,
        hours_note=case.hours_note and say(case.hours_note),
        questions=tuple(replace(q, ask=say(q.ask), answer=say(q.answer)) for q in case.questions),
        open_questions=tuple(map(say, case.open_questions)),
        public=(),
        **made,
    )


def _renamed(table: pd.DataFrame, say: Callable[[str], str]) -> pd.DataFrame:
    texts = [name for name in _TEXTS if name in table]
    changed = {
        name: pd.Series(
            [None if pd.isna(text) else say(str(text)) for text in table[name]],
            index=table.index, dtype=table[name].dtype,
        )
        for name in texts
    }  # fmt: skip
    return table.assign(**changed)
