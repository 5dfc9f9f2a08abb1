"""What a case holds, as tables and lists for reading."""

from typing import TYPE_CHECKING

import pandas as pd

from casekit import clock, language
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
    speak = language.of(case.lang)
    rows = [
        {
            "number": case.source_number(str(name)),
            "id": name,
            **row.map(_text),
            "publisher": publisher(row),
            "date": speak.published(row["date"]) if isinstance(row["date"], str) else "",
        }
        for name, row in case.sources.iterrows()
    ]
    return render("sources.html.j2", lang=case.lang, case=case, rows=rows)


def publisher(source: pd.Series) -> str:
    """Name who published a source, by its label where nobody knows (N. N. in the ledger).

    Examples
    --------
    >>> publisher(pd.Series({"publisher": "N. N.", "label": "French news site"}))
    'French news site'
    """
    return str(source["label"] if source["publisher"] == "N. N." else source["publisher"])


def when(case: "Case", row: pd.Series, *, at: str = "at") -> str:
    """Write a time of the ledger as finely as it is known, in the zone of the case.

    Bounds that are not those of a whole day, month or year are written as they are.
    """
    best, precision = row[at], row["precision"]
    if pd.isna(best):
        return ""
    low, high = row["earliest"], row["latest"]
    if pd.isna(low) or pd.isna(high):
        return _stated(case, best, precision)
    if precision != "part-of-day" and (low, high) == clock.bounds(best, precision, tz=case.zone):
        return _stated(case, best, precision)
    local = [time.tz_convert(case.zone) for time in (low, high)]
    if precision in ("day", "month", "year") or all(time == time.normalize() for time in local):
        return _within(case, low, high)
    return _between(case, low, high)


def _stated(case: "Case", best: pd.Timestamp, precision: str) -> str:
    """Write a time that is known as its precision says, and no other way."""
    speak = language.of(case.lang)
    if precision in ("second", "minute", "hour"):
        return f"{_day(case, best)}, {speak.time(best, tz=case.zone)}"
    if precision == "day":
        return _day(case, best)
    if precision in ("month", "year"):
        return (speak.month if precision == "month" else speak.year)(best, tz=case.zone)
    return speak("{day}, time of day not known", day=_day(case, best))


def _within(case: "Case", low: pd.Timestamp, high: pd.Timestamp) -> str:
    """Write the days of which one is meant; the day itself where it is one."""
    speak = language.of(case.lang)
    days = speak.days(low, high, tz=case.zone)
    if days == speak.date(low, tz=case.zone):
        return _day(case, low)
    return speak("{days}, day not known", days=days)


def _between(case: "Case", low: pd.Timestamp, high: pd.Timestamp) -> str:
    """Write from when to when; midnight ends the day before it."""
    speak = language.of(case.lang)
    first, until = speak.time(low, tz=case.zone), speak.time(high, tz=case.zone)
    last = high
    if until == "00:00" and low < high:
        until, last = "24:00", high - pd.Timedelta(1, "us")
    day, end = _day(case, low, last), _day(case, last, low)
    if day == end:
        return speak("{day}, between {low} and {high}", day=day, low=first, high=until)
    return speak("between {low} and {high}", low=f"{day}, {first}", high=f"{end}, {until}")


def _day(case: "Case", time: pd.Timestamp, *beside: pd.Timestamp) -> str:
    """Write a day, with the year where it or what stands beside it is not of the case's one."""
    speak = language.of(case.lang)
    years = {t.tz_convert(case.zone).year for t in (case.start, case.end, time, *beside)}
    return (speak.day if len(years) == 1 else speak.date)(time, tz=case.zone)


def _ids(text: object) -> list[str]:
    return text.split() if isinstance(text, str) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
