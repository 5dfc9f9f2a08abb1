"""What an archive caught of its time, and of what a case documents, as tables and as a page."""

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from casekit import archives, clock, language, tempo
from casekit.layout import telling
from casekit.tell.archive import report
from casekit.tell.case import when
from casekit.tell.html import Html, render

if TYPE_CHECKING:
    from casekit.archives import Reading
    from casekit.cases import Case

__all__ = ["capture", "inspection"]

At = Callable[[pd.Timestamp], str]

MOST = 20
"""Rows of a table that are shown."""


@dataclass(frozen=True)
class _Part:
    title: str
    says: str
    heads: tuple[str, ...] = ()
    rows: Sequence[tuple[str, ...]] = ()


def capture(
    reading: "Reading", *, case: "Case | None" = None, sample: float | None = None,
    tz: str = "UTC", lang: str = "en",
) -> Html:  # fmt: skip
    """Say what is missing in an archive, when followers were counted, and what of a case is in it.

    Parameters
    ----------
    reading
        What :func:`casekit.archives.read` gives.
    case
        A case whose documented figures and events are held against the archive.
    sample
        Share of all posts that the archive holds, where its maker states it.
    tz
        Zone that times are written in, and named with.

    Raises
    ------
    ClockError
        There is no such time zone.

    Examples
    --------
    >>> import casekit as ck
    >>> reading = ck.load.archive(ck.load.sample("customer-care.csv"))
    >>> "longest silences" in capture(reading).text
    True
    """
    speak = language.of(lang)
    zone = clock.zone(tz).key
    at = _writer(speak, zone)
    parts = [_silences(reading, speak, zone), _holes(reading, speak, at),
             _minutes(reading, speak, at), _shared(reading, speak, at),
             _sample(reading, sample, speak), _followers(reading, speak, at)]  # fmt: skip
    if case is not None:
        parts += _documented(reading, case, speak, at)
    return render("capture.html.j2", lang=lang, parts=[part for part in parts if part is not None])


def inspection(
    reading: "Reading", *, case: "Case | None" = None, sample: float | None = None,
    tz: str = "UTC", lang: str = "en",
) -> str:  # fmt: skip
    """Write the page of an archive: what was read, when it was posted, what is missing.

    The page is one file that needs no network and runs no script; parameters as in
    :func:`capture`.

    Examples
    --------
    >>> import casekit as ck
    >>> reading = ck.load.archive(ck.load.sample("customer-care.csv"))
    >>> inspection(reading, lang="de").startswith("<!doctype html>")
    True
    """
    speak = language.of(lang)
    css = (Path(__file__).parent.parent / "pages" / "casekit.css").read_text(encoding="utf-8")
    found = reading.report
    page = render(
        "inspection.html.j2",
        own=True,
        lang=lang,
        title=found.source,
        lead=speak(
            "What this archive holds, what could not be read, and what its capture left out. "
            "Times are in {zone}.",
            zone=tz,
        ),
        css=Markup("\n".join(line for line in css.splitlines() if "@font-face" not in line)),
        report=Markup(report(reading, tz=tz, names=True, lang=lang).text),
        picture=_picture(reading, tz, lang),
        capture=Markup(capture(reading, case=case, sample=sample, tz=tz, lang=lang).text),
    )
    return page.text


def _picture(reading: "Reading", tz: str, lang: str) -> dict[str, str] | None:
    """Draw posts over time; None where fewer than two have one."""
    own = reading.posts[reading.posts["origin"].isin(["record", "node"])]
    if own["at"].nunique() < 2:
        return None
    import matplotlib as mpl

    mpl.use("agg")
    from casekit import draw

    figure: Any = draw.tempo(tempo.counts(own), summary=tempo.describe(own), tz=tz, lang=lang,
                             source=reading.report.source)  # fmt: skip
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=144)
    return {"alt": figure.alt, "png": base64.b64encode(out.getvalue()).decode("ascii")}


def _silences(reading: "Reading", speak: language.Language, tz: str) -> _Part:
    found = archives.silences(reading.posts)
    at = _writer(speak, tz, seconds=bool((found["length"] < pd.Timedelta("1min")).any()))
    says = speak(
        "The longest times without a post. Where many were posted just before and after, the "
        "capture rather than the crowd may have stopped."
    )
    heads = (
        speak("from"),
        speak("until"),
        speak("length"),
        speak("posts in as long a time around"),
    )
    rows = [
        (at(row["begin"]), at(row["end"]), speak.duration(row["length"]),
         speak.number(row["around"], digits=0))
        for row in found.to_dict("records")
    ]  # fmt: skip
    return _Part(speak("The longest silences"), says, heads, rows)


def _holes(reading: "Reading", speak: language.Language, at: At) -> _Part:
    found = archives.empty_hours(reading.posts)
    says = speak("No hour is empty between hours with ten posts or more.")
    if len(found):
        says = speak("{n} hole: hours without a post between hours with ten posts or more."
                     if len(found) == 1 else
                     "{n} holes: hours without a post between hours with ten posts or more.",
                     n=speak.number(len(found)))  # fmt: skip
    heads = (speak("from"), speak("until"), speak("hours"), speak("posts in the hour before"),
             speak("posts in the hour after"))  # fmt: skip
    rows = [
        (at(row["begin"]), at(row["end"]), speak.number(row["hours"]),
         speak.number(row["before"]), speak.number(row["after"]))
        for row in found.head(MOST).to_dict("records")
    ]  # fmt: skip
    return _Part(speak("Empty hours"), says, heads, rows)


def _minutes(reading: "Reading", speak: language.Language, at: At) -> _Part | None:
    runs = reading.report.minutes
    if not runs:
        return None
    missing = archives.missing_minutes(reading.report)
    held = sum(last - first + 1 for first, last in runs)
    says = speak(
        "The archive has a file for {held} of {all} minutes between its first and its last.",
        held=speak.number(held), all=speak.number(runs[-1][1] - runs[0][0] + 1),
    )  # fmt: skip
    heads = (speak("missing from"), speak("until"), speak("minutes"))
    longest = missing.sort_values("minutes", ascending=False, kind="stable").head(MOST)
    rows = [
        (at(row["begin"]), at(row["end"]), speak.number(row["minutes"]))
        for row in longest.to_dict("records")
    ]
    return _Part(speak("Files of minutes"), says, heads, rows)


def _shared(reading: "Reading", speak: language.Language, at: At) -> _Part:
    found = archives.shared_times(reading.posts)
    says = speak("In no cascade of 50 reposts or more do over 15 % of them bear one and the same "
                 "time.")  # fmt: skip
    if len(found):
        says = speak("Over 15 % of the reposts bear one and the same time, in {n} cascade of 50 "
                     "reposts or more." if len(found) == 1 else
                     "Over 15 % of the reposts bear one and the same time, in each of {n} cascades "
                     "of 50 reposts or more.", n=speak.number(len(found)))  # fmt: skip
        says += " " + speak(
            "It is that of a tool or a rounded one: how fast the cascade was it does not say."
        )
    heads = (speak("shared time"), speak("reposts that bear it"), speak("reposts of the cascade"),
             speak("their share"))  # fmt: skip
    rows = [
        (at(row["at"]), speak.number(row["together"]), speak.number(row["reposts"]),
         speak.percent(row["share"]))
        for row in found.head(MOST).to_dict("records")
    ]  # fmt: skip
    return _Part(speak("Times that many reposts share"), says, heads, rows)


def _sample(reading: "Reading", sample: float | None, speak: language.Language) -> _Part:
    says = speak("The archive does not say which share of all posts it holds.")
    if sample is not None:
        says = speak("The archive is stated to hold {share} of all posts, taken evenly.",
                     share=speak.percent(sample, digits=0 if sample >= 0.1 else 2))  # fmt: skip
    says = " ".join([says, *telling.lacking(reading.posts, speak)])
    return _Part(speak("Share of all posts"), says)


def _followers(reading: "Reading", speak: language.Language, at: At) -> _Part:
    found = archives.follower_counts(reading.posts)
    title = speak("When followers were counted")
    if not found["counted"]:
        return _Part(title, speak("No post says how many followers its account had."))
    says = {
        "with the posts": speak("Counts move from post to post of an account: they were taken as "
                                "the posts came."),
        "later": speak("Counts do not move between posts of an account: they were taken once, "
                       "after the posts, and hold what the crisis itself brought."),
        "unclear": speak("Whether counts were taken as the posts came or later cannot be told."),
    }[found["taken"]]  # fmt: skip
    rows = [
        (speak("posts with a count"), speak.number(found["counted"])),
        (speak("of all posts"), speak.percent(found["counted"] / found["posts"])),
        (speak("accounts with a count"), speak.number(found["accounts"])),
        (speak("accounts with counts an hour or more apart"), speak.number(found["repeated"])),
        (speak("of them, accounts whose count moves"), speak.number(found["moving"])),
        (speak("first post with a count"), at(found["first"])),
        (speak("last post with a count"), at(found["last"])),
    ]
    return _Part(title, says, (speak("what"), speak("how many")), rows)


def _documented(
    reading: "Reading", case: "Case", speak: language.Language, at: At
) -> list[_Part]:  # fmt: skip
    """Hold figures and events of a case against the posts that its words and accounts find."""
    apart = _apart(reading, case, speak, at)
    if apart is not None:
        return [apart]
    known = case.queries
    search = archives.Search.of(words=known.words, accounts=known.accounts)
    posts = archives.chosen(reading.posts, search)
    own = posts[posts["origin"].isin(["record", "node"])]
    within = own["at"].between(case.start, case.end, inclusive="left")
    figures = archives.documented_figures(posts[posts["at"] >= case.start], case.figures)
    events = archives.documented_events(posts, case.events)
    place = speak.place(case.zone)
    as_of = [when(case, row, at="as_of") for _, row in case.figures.loc[figures.index].iterrows()]
    stated = [when(case, row) for _, row in case.events.loc[events.index].iterrows()]
    says = speak(
        "{n} posts of the archive hold a word or an account of the case, {days} of them in its "
        "days. Those before its first day are not held against the figures.",
        n=speak.number(len(own)), days=speak.number(int(within.sum())),
    )  # fmt: skip
    of_figures = _Part(
        speak("What the case documents: figures"),
        says,
        (speak("figure"), speak("stated"), f"{speak('as of')} ({place})",
         speak("in the archive"), speak("share of it")),
        [
            (row["label"], speak.figure(row["value"], row["qualifier"]), told,
             speak.number(row["held"]), speak.percent(row["share"], digits=1))
            for told, row in zip(as_of, figures.to_dict("records"), strict=True)
        ],
    )  # fmt: skip
    of_events = _Part(
        speak("What the case documents: events"),
        speak("Posts of the case in the hour before the earliest time that an event can have had, "
              "within its bounds, and in the hour after."),
        (speak("event"), f"{speak('when')} ({place})", speak("before"), speak("within"),
         speak("after")),
        [
            (row["label"], told, *(speak.number(row[n]) for n in ("before", "within", "after")))
            for told, row in zip(stated, events.to_dict("records"), strict=True)
        ],
    )  # fmt: skip
    return [of_figures, of_events]


def _apart(
    reading: "Reading", case: "Case", speak: language.Language, at: At
) -> _Part | None:  # fmt: skip
    """Say that an archive lies outside the days of a case; None where some of it lies in them."""
    held = archives.census(reading.posts)
    if held.first is None or held.last is None:
        return None
    if held.first < case.end and held.last >= case.start:
        return None
    says = speak(
        "The archive runs from {first} to {last}, the case “{title}” from {start} to {end}: "
        "nothing of it lies in the days of the case, so that its figures and events are not held "
        "against it.",
        first=at(held.first), last=at(held.last), title=case.title, start=at(case.start),
        end=at(case.end),
    )  # fmt: skip
    return _Part(speak("What the case documents"), says)


def _writer(speak: language.Language, tz: str, *, seconds: bool = False) -> At:
    """Give what writes a moment in a zone, with its name."""
    return lambda time: "–" if pd.isna(time) else speak.stamp(time, tz=tz, seconds=seconds)
