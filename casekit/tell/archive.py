"""What an archive held, and what was measured on it, as tables for reading."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import archives, language, response, shape, share, spread
from casekit.response.parts import By
from casekit.sentence import Sentence, Value
from casekit.shape import reasons
from casekit.tell.html import Html, render

if TYPE_CHECKING:
    from casekit.archives import Reading

__all__ = ["answers", "cascades", "report"]

_LONGEST = 20


_PLACES = ("where", "file", "named", "post")
"""Places of a sentence in which files stand, or a post."""


def report(
    reading: "Reading", *, tz: str = "UTC", names: bool = False, lang: str = "en"
) -> Html:  # fmt: skip
    """Say what was read, what was not, and why; accounts and times are of its own records.

    Parameters
    ----------
    reading
        What :func:`casekit.archives.read` gives.
    tz
        Zone of the first and the last time.
    names
        Whether files inside a folder or a container are named: many are called by the id of a
        post or of an account.
    lang
        Language of the table.

    Examples
    --------
    >>> import casekit as ck
    >>> "customer-care-csv" in report(ck.load.archive(ck.load.sample("customer-care.csv"))).text
    True
    """
    speak, found, own = language.of(lang), reading.report, archives.census(reading.posts)
    counts = [
        (speak("records read"), speak.number(found.records)),
        (speak("accepted"), speak.number(found.accepted)),
        (speak("twice in the archive"), speak.number(found.duplicates)),
        (speak("could not be read"), speak.number(found.rejected)),
        (speak("found inside other posts"), speak.number(found.embedded)),
        (speak("named, but not in the archive"), speak.number(own.missing)),
        (speak("accounts"), speak.number(own.accounts)),
    ]
    if own.first is not None and own.last is not None:
        counts += [
            (speak("first post"), speak.stamp(own.first, tz=tz)),
            (speak("last post"), speak.stamp(own.last, tz=tz)),
        ]
    given = None if names else found.source
    return render(
        "report.html.j2",
        lang=lang,
        format=found.format,
        counts=counts,
        problems=[(_place(p.file, given), p.line, speak(_placed(p.reason, given)))
                  for p in found.problems[:_LONGEST]],
        more=max(0, len(found.problems) - _LONGEST),
        warnings=[speak(_placed(warning, given)) for warning in found.warnings],
    )  # fmt: skip


def _placed(told: Sentence, given: str | None) -> Sentence:
    """Write the places of files into a sentence and those in it, as :func:`_place` does."""

    def put(name: str, value: Value) -> Value:
        if isinstance(value, Sentence):
            return _placed(value, given)
        return _place(value, given) if name in _PLACES and isinstance(value, str) else value

    return Sentence(told.text, **{name: put(name, value) for name, value in told.values.items()})


def _place(text: str, given: str | None) -> str:
    """Name files as their reader knows them: samples without their folder.

    Where `given` says what was read, what lies in it is left out: "…" stands for its name.
    """
    near = text.replace(f"{share.folder('data', 'samples')}{os.sep}", "")
    if given is None:
        return near
    known = [each.removesuffix(f" {share.INVENTED}") for each in given.split(", ")]
    return ", ".join(_outer(each, known) for each in near.split(", "))


def _outer(place: str, known: list[str]) -> str:
    """Keep of a place the file that was read, and its line."""
    path, inside, member = place.partition("!")
    line = re.search(r":\d+$", member or path)
    name = Path(path.removesuffix(line[0]) if line and not inside else path).name
    shown = name if name in known or name == "..." else "…"
    return f"{shown}{'!…' if inside else ''}{line[0] if line else ''}"


def cascades(
    shapes: pd.DataFrame, posts: pd.DataFrame | None = None, *, most: int = _LONGEST,
    names: bool = False, lang: str = "en",
) -> Html:  # fmt: skip
    """Show the largest cascades of :func:`casekit.shape.describe`, with the reason of each NA.

    Over draws each measure is the median, with the middle 90 % in brackets.

    Parameters
    ----------
    shapes
        What that returns; cascade 1 is its first row.
    posts
        The posts that were measured; with them the table says of which cascades the archive holds
        fewer reposts than the platform counted.
    most
        How many rows are shown.
    names
        Whether first posts are named by their ids, which lead to who wrote them; else cascades
        are counted.
    lang
        Language of the table.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> shapes = ck.shape.describe(posts, ck.spread.edges(posts, rule="reported"))
    >>> "<table" in cascades(shapes).text
    True
    """
    speak = language.of(lang)
    lacking = {} if posts is None else _lacking(posts)
    rows = [
        {
            "root": root if names else speak.number(n),
            "size": speak.number(row["size"]),
            "depth": _banded(row, "depth", speak, 0),
            "breadth": _banded(row, "max_breadth", speak, 0),
            "virality": _banded(row, "structural_virality", speak, 2),
            "duration": "–" if pd.isna(row["duration"]) else speak.duration(row["duration"]),
            "grade": row["evidence"],
            "reasons": _reasons(row["reason"], lacking.get(str(root)), speak),
        }
        for n, (root, row) in enumerate(shapes.head(most).iterrows(), start=1)
    ]
    return render("cascades.html.j2", lang=lang, rows=rows, total=len(shapes), named=names)


def _lacking(posts: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Give of each cascade that lacks reposts how many are held, and how many were counted."""
    found = spread.held(posts)[["held", "counted"]]
    sums = found.groupby(shape.roots(posts).reindex(found.index)).sum()
    return {
        str(root): (int(held), int(counted))
        for root, held, counted in sums.itertuples()
        if held < counted
    }


def _reasons(
    reason: object, lacking: tuple[int, int] | None, speak: language.Language
) -> list[str]:  # fmt: skip
    """Say why a measure of a cascade is missing, and how many reposts are."""
    said = [speak(reasons.told(reason))] if isinstance(reason, str) else []
    if lacking is not None:
        held, counted = map(speak.number, lacking)
        said.append(speak("{k} of the {n} reposts that the platform counted are in the archive",
                          k=held, n=counted))  # fmt: skip
    return said


def answers(
    summary: pd.Series, posts: pd.DataFrame | None = None, *, by: By = None,
    lang: str = "en",
) -> Html:  # fmt: skip
    """Show how long posts waited, from :func:`casekit.response.describe`.

    Parameters
    ----------
    summary
        What that returns.
    posts, by
        What it was given; with them the table says which posts it counts and which it cannot.
        Where all posts are by one account, what others answered is not among them, and where no
        post answers another one nobody can be said to have waited: then a sentence says so in
        place of the table.
    lang
        Language of the table.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> "<table" in answers(ck.response.describe(posts, by=None)).text
    True
    """
    speak = language.of(lang)

    def minutes(value: float | None) -> str:
        return "–" if value is None else speak.duration(pd.Timedelta(minutes=value))

    low, high = summary["km_ci95_min"]
    rows = [
        (speak("waited for an answer"), speak.number(summary["complaints"])),
        (speak("of them answered"), speak.number(summary["complaints_answered"])),
        (speak("never answered in the archive"), speak.number(summary["censored"])),
        (speak("half of all had an answer after"), minutes(summary["km_median_min"])),
        (speak("95 % interval"), minutes(low) if low == high else
         f"≥ {minutes(low)}" if high is None else f"{minutes(low)} – {minutes(high)}"),
        (speak("answers to any post"), speak.number(summary["replies"])),
        (speak("posts that got one"), speak.number(summary["posts_answered"])),
        (speak("half of these within"), minutes(summary["first_reply_median_min"])),
        (speak("nine in ten of these within"), minutes(summary["first_reply_p90_min"])),
    ]  # fmt: skip
    notes = [] if posts is None else _told(posts, by, speak)
    unknown = posts is not None and not archives.census(posts).answers
    return render("answers.html.j2", lang=lang, rows=[] if unknown else rows, notes=notes)


def _told(posts: pd.DataFrame, by: By, speak: language.Language) -> list[str]:
    """Say what the table of answers counts, and what it cannot count."""
    own = archives.census(posts)
    if own.alone:
        return [speak("All posts of this archive are by one account. What others asked it or "
                      "answered it is not in such an archive: who waited, and how long, cannot be "
                      "measured in it.")]  # fmt: skip
    if not own.answers:
        return [speak("As far as this archive says, no post of it answers another one of it: who "
                      "was answered, and after how long, cannot be measured in it. In a table of "
                      "your own, the column taken as parent has to hold what the column taken as "
                      "post calls the answered post.")]  # fmt: skip
    given = posts["kind"].reindex(response.replies(posts, by=by).index)
    quotes, inside = int(given.eq("quote").sum()), int(response.census(posts, by=by)["inside"])
    notes = []
    if quotes:
        notes.append(speak("Of the answers to any post, {n} are quotes.", n=speak.number(quotes)))
    if inside:
        notes.append(speak("Posts that stand only inside others do not count as waiting, since "
                           "their first answers may be older than the archive; there are {n}.",
                           n=speak.number(inside)))  # fmt: skip
    return notes


def _banded(row: Any, name: str, speak: language.Language, digits: int) -> str:
    """Write a measure, and the band around it if it was drawn."""
    text = _maybe(row[name], speak, digits=digits)
    if f"{name}_low" not in row or pd.isna(row[name]) or row[f"{name}_low"] == row[f"{name}_high"]:
        return text
    low, high = (_maybe(row[f"{name}_{end}"], speak, digits=digits) for end in ("low", "high"))
    return f"{text} ({low}–{high})"


def _maybe(value: float | None, speak: language.Language, *, digits: int | None = None) -> str:
    return "–" if value is None or pd.isna(value) else speak.number(value, digits=digits)
