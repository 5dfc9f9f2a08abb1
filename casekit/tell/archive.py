"""What an archive held, and what was measured on it, as tables for reading."""

import os
from typing import TYPE_CHECKING, Any

import pandas as pd

from casekit import archives, language, share
from casekit.shape import reasons
from casekit.tell.html import Html, render

if TYPE_CHECKING:
    from casekit.archives import Reading

__all__ = ["answers", "cascades", "report"]

_LONGEST = 20


def report(reading: "Reading", *, tz: str = "UTC", lang: str = "en") -> Html:
    """Say what was read, what was not, and why; accounts and times are of its own records.

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
        (speak("named, but not in the archive"), speak.number(found.unknown)),
        (speak("accounts"), speak.number(own.accounts)),
    ]
    if own.first is not None and own.last is not None:
        counts += [
            (speak("first post"), speak.stamp(own.first, tz=tz)),
            (speak("last post"), speak.stamp(own.last, tz=tz)),
        ]
    return render(
        "report.html.j2",
        lang=lang,
        format=found.format,
        counts=counts,
        problems=[(_near(p.file), p.line, speak(p.reason)) for p in found.problems[:_LONGEST]],
        more=max(0, len(found.problems) - _LONGEST),
        warnings=[_near(speak(warning)) for warning in found.warnings],
    )


def _near(text: str) -> str:
    """Name the samples without the folder that they came with."""
    return text.replace(f"{share.folder('data', 'samples')}{os.sep}", "")


def cascades(shapes: pd.DataFrame, *, most: int = _LONGEST, lang: str = "en") -> Html:
    """Show the largest cascades of :func:`casekit.shape.describe`, with the reason of each NA.

    Over draws each measure is the median, with the middle 90 % in brackets. `most` is the number
    of rows to show.

    Examples
    --------
    >>> import casekit as ck
    >>> posts = ck.load.posts(ck.load.sample("customer-care.csv"))
    >>> shapes = ck.shape.describe(posts, ck.spread.edges(posts, rule="reported"))
    >>> "<table" in cascades(shapes).text
    True
    """
    speak = language.of(lang)
    rows = [
        {
            "root": root,
            "size": speak.number(row["size"]),
            "depth": _banded(row, "depth", speak, 0),
            "breadth": _banded(row, "max_breadth", speak, 0),
            "virality": _banded(row, "structural_virality", speak, 2),
            "duration": "–" if pd.isna(row["duration"]) else speak.duration(row["duration"]),
            "grade": row["evidence"],
            "reason": speak(reasons.told(row["reason"])) if isinstance(row["reason"], str) else "",
        }
        for root, row in shapes.head(most).iterrows()
    ]
    return render("cascades.html.j2", lang=lang, rows=rows, total=len(shapes))


def answers(summary: pd.Series, *, lang: str = "en") -> Html:
    """Show how long posts waited, from :func:`casekit.response.describe`.

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
    return render("answers.html.j2", lang=lang, rows=rows)


def _banded(row: Any, name: str, speak: language.Language, digits: int) -> str:
    """Write a measure, and the band around it if it was drawn."""
    text = _maybe(row[name], speak, digits=digits)
    if f"{name}_low" not in row or pd.isna(row[name]) or row[f"{name}_low"] == row[f"{name}_high"]:
        return text
    low, high = (_maybe(row[f"{name}_{end}"], speak, digits=digits) for end in ("low", "high"))
    return f"{text} ({low}–{high})"


def _maybe(value: float | None, speak: language.Language, *, digits: int | None = None) -> str:
    return "–" if value is None or pd.isna(value) else speak.number(value, digits=digits)
