"""What a case holds, as tables and lists for reading."""

from typing import TYPE_CHECKING

import pandas as pd

from casekit import language
from casekit.cases import catalogue
from casekit.tell.html import Html, render

if TYPE_CHECKING:
    from casekit.cases import Case

__all__ = ["cases", "conflicts", "events", "figures", "lessons", "links", "questions", "sources"]


def cases(*, lang: str = "en") -> Html:
    """List the documented cases.

    Examples
    --------
    >>> "british-airways-2013" in cases().text
    True
    """
    speak = language.of(lang)
    rows = [
        {
            "slug": slug,
            "title": row["title"],
            "period": " – ".join(
                dict.fromkeys(
                    speak.month(pd.Timestamp(row[day], tz="UTC"), tz="UTC")
                    for day in ("first_day", "last_day")
                )
            ),
            **{name: speak.number(row[name]) for name in ("events", "figures", "links", "sources")},
        }
        for slug, row in catalogue(lang=lang).iterrows()
    ]
    return render("cases.html.j2", lang=lang, rows=rows)


def events(case: "Case") -> Html:
    """List what happened, with time as finely as it is known, grade and sources.

    Examples
    --------
    >>> import casekit as ck
    >>> "British_Airways" in events(ck.load.case("british-airways-2013")).text
    True
    """
    rows = [
        {
            "id": name,
            "when": when(case, event),
            "role": event["actor"],
            "what": event["what"],
            "note": _text(event["note"]),
            "grade": event["evidence"],
            "cite": case.cite(_ids(event["sources"])),
        }
        for name, event in case.events.iterrows()
    ]
    return render("events.html.j2", lang=case.lang, case=case, rows=rows)


def figures(case: "Case", *, metric: str | None = None) -> Html:
    """List the numbers that sources state, as they state them; one metric or all.

    Examples
    --------
    >>> import casekit as ck
    >>> "76,800" in figures(ck.load.case("british-airways-2013"), metric="impressions").text
    True
    """
    speak = language.of(case.lang)
    table = case.figures
    if metric is not None:
        table = table[table["metric"].eq(metric)]
    rows = [
        {
            "id": name,
            "value": speak.figure(figure["value"], figure["qualifier"]),
            "unit": figure["unit"],
            "what": figure["what"],
            "when": when(case, figure, at="as_of"),
            "note": _text(figure["note"]),
            "grade": figure["evidence"],
            "cite": case.cite(_ids(figure["sources"])),
        }
        for name, figure in table.iterrows()
    ]
    return render("figures.html.j2", lang=case.lang, case=case, rows=rows)


def links(case: "Case") -> Html:
    """List which event set off which, and how that is known.

    Examples
    --------
    >>> import casekit as ck
    >>> "Mashable" in links(ck.load.case("british-airways-2013")).text
    True
    """
    label = case.events["label"]
    rows = [
        {
            "from": label[link["from"]],
            "to": label[link["to"]],
            "kind": link["kind"],
            "note": _text(link["note"]),
            "grade": link["evidence"],
            "cite": case.cite(_ids(link["sources"])),
        }
        for _, link in case.links.iterrows()
    ]
    return render("links.html.j2", lang=case.lang, case=case, rows=rows)


def conflicts(case: "Case") -> Html:
    """Set side by side what sources say where they disagree.

    Examples
    --------
    >>> import casekit as ck
    >>> "BBC" in conflicts(ck.load.case("british-airways-2013")).text
    True
    """
    groups = [
        {
            "about": about,
            "says": [
                {"cite": case.cite([row["source"]]), "value": row["value"]}
                for _, row in says.iterrows()
            ],
        }
        for about, says in case.conflicts.groupby("about", sort=False)
    ]
    return render("conflicts.html.j2", lang=case.lang, case=case, groups=groups)


def lessons(case: "Case") -> Html:
    """List what published analyses conclude, and what no source answers.

    Examples
    --------
    >>> import casekit as ck
    >>> "<li>" in lessons(ck.load.case("british-airways-2013")).text
    True
    """
    rows = [
        {"text": lesson["text"], "cite": case.cite(_ids(lesson["sources"]))}
        for _, lesson in case.lessons.iterrows()
    ]
    return render("lessons.html.j2", lang=case.lang, case=case, rows=rows)


def questions(case: "Case") -> Html:
    """List the questions for the room; what a good answer holds opens below each.

    Examples
    --------
    >>> import casekit as ck
    >>> "<summary>" in questions(ck.load.case("british-airways-2013")).text
    True
    """
    return render("questions.html.j2", lang=case.lang, questions=case.questions)


def sources(case: "Case") -> Html:
    """List the sources by their numbers, which are the same in every picture of the case.

    Examples
    --------
    >>> import casekit as ck
    >>> "BBC News" in sources(ck.load.case("british-airways-2013")).text
    True
    """
    rows = [
        {"number": case.source_number(str(name)), "id": name, **row.map(_text)}
        for name, row in case.sources.iterrows()
    ]
    return render("sources.html.j2", lang=case.lang, case=case, rows=rows)


def when(case: "Case", row: pd.Series, *, at: str = "at") -> str:
    """Write a time of the ledger as finely as it is known, in the zone of the case."""
    speak = language.of(case.lang)
    best, precision = row[at], row["precision"]
    if pd.isna(best):
        return ""
    if precision in ("second", "minute", "hour"):
        return _moment(case, best)
    if precision == "month":
        return speak.month(best, tz=case.zone)
    if precision == "year":
        return speak.year(best, tz=case.zone)
    if precision == "day":
        return speak.date(best, tz=case.zone)
    low, high = row["earliest"], row["latest"]
    if pd.isna(low) or pd.isna(high):
        return speak("{day}, time of day not known", day=speak.date(best, tz=case.zone))
    if (day := _day(case, low)) == _day(case, high):
        first, last = (speak.time(time, tz=case.zone) for time in (low, high))
        return speak("{day}, between {low} and {high}", day=day, low=first, high=last)
    return speak("between {low} and {high}", low=_moment(case, low), high=_moment(case, high))


def _moment(case: "Case", time: pd.Timestamp) -> str:
    return f"{_day(case, time)}, {language.of(case.lang).time(time, tz=case.zone)}"


def _day(case: "Case", time: pd.Timestamp) -> str:
    """Write a day, with the year where it is not the one year of the case."""
    speak = language.of(case.lang)
    years = {moment.tz_convert(case.zone).year for moment in (case.start, case.end, time)}
    return (speak.day if len(years) == 1 else speak.date)(time, tz=case.zone)


def _ids(text: object) -> list[str]:
    return text.split() if isinstance(text, str) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
