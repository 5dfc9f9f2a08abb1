"""The tables of a ledger as frames, in one language."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from casekit import schema
from casekit.cases import models
from casekit.cases.moments import Stated, span

__all__ = ["conflicts", "events", "figures", "lessons", "levels", "links", "series", "sources"]

_SECONDS = {
    word: seconds
    for words, seconds in [
        ("second seconds Sekunde Sekunden", 1),
        ("minute minutes Minute Minuten", 60),
        ("hour hours Stunde Stunden", 3_600),
        ("day days Tag Tage", 86_400),
        ("week weeks Woche Wochen", 604_800),
    ]
    for word in words.split()
}


def events(ledger: models.Ledger, lang: str) -> pd.DataFrame:
    """Give the events, oldest first."""
    rows = [
        {
            "event": event.id,
            **_time("at", event.at, event, ledger.zone),
            "actor": event.actor,
            "phase": event.phase,
            "platform": event.platform,
            "label": event.label.of(lang),
            "what": event.what.of(lang),
            "note": _of(event.note, lang),
            "evidence": event.evidence,
            "sources": _joined(event.sources),
        }
        for event in ledger.events
    ]
    return _frame(rows, schema.EVENTS).sort_values("at", kind="stable")


def figures(ledger: models.Ledger, lang: str) -> pd.DataFrame:
    """Give the figures, in the order of the file."""
    rows = [
        {
            "figure": figure.id,
            "metric": figure.metric,
            "value": figure.value,
            "unit": figure.unit.of(lang),
            "span": _duration(figure.value, figure.unit.en),
            "qualifier": figure.qualifier,
            **_time("as_of", figure.as_of, figure, ledger.zone),
            "series": figure.series,
            "label": figure.label.of(lang),
            "what": figure.what.of(lang),
            "note": _of(figure.note, lang),
            "evidence": figure.evidence,
            "sources": _joined(figure.sources),
        }
        for figure in ledger.figures
    ]
    return _frame(rows, schema.FIGURES)


def series(ledger: models.Ledger, lang: str) -> pd.DataFrame:
    """Give the series; the bounds of an origin are those of its event where none are stated."""
    known = {event.id: event for event in ledger.events}
    rows = []
    for row in ledger.series:
        event = known.get(row.origin or "")
        bounds = _time("at", event.at, event, ledger.zone) if event else {}
        if row.earliest:
            bounds["earliest"] = row.earliest.first(ledger.zone)
        if row.latest:
            bounds["latest"] = row.latest.last(ledger.zone)
        rows.append(
            {
                "series": row.id,
                "counts": row.counts.of(lang),
                "cumulative": row.cumulative,
                "origin": row.origin,
                "earliest": bounds.get("earliest", pd.NaT),
                "latest": bounds.get("latest", pd.NaT),
                "shocks": _joined(row.shocks),
                "crowd": _of(row.crowd, lang),
                "why": row.why.of(lang),
                "sources": _joined(row.sources),
            }
        )
    return _frame(rows, schema.SERIES)


def links(ledger: models.Ledger, lang: str) -> pd.DataFrame:
    """Give the links: which event set off which."""
    rows = [
        {
            "from": link.start,
            "to": link.to,
            "kind": link.kind,
            "note": _of(link.note, lang),
            "evidence": link.evidence,
            "sources": _joined(link.sources),
        }
        for link in ledger.links
    ]
    return _frame(rows, schema.LINKS)


def sources(ledger: models.Ledger, lang: str) -> pd.DataFrame:
    """Give the sources in the order of the file, which is the order of their numbers."""
    rows = [
        {
            "source": source.id,
            "publisher": source.publisher,
            "title": source.title,
            "date": source.date.text if source.date else None,
            "url": source.url,
            "kind": source.kind,
            "label": source.label.of(lang),
            "note": _of(source.note, lang),
        }
        for source in ledger.sources
    ]
    return _frame(rows, schema.SOURCES)


def conflicts(ledger: models.Ledger, lang: str) -> pd.DataFrame:
    """Give what each source says; rows of one conflict share its number and its `figures`."""
    rows = [
        {
            "conflict": number,
            "about": conflict.about.of(lang),
            "source": saying.source,
            "value": saying.value.of(lang),
            "figures": _joined(conflict.figures),
        }
        for number, conflict in enumerate(ledger.conflicts)
        for saying in conflict.says
    ]
    table = _frame(rows, schema.CONFLICTS)
    if "figures" not in table:
        table["figures"] = None
    return table.astype({"figures": schema.CONFLICTS["about"].dtype})


def lessons(ledger: models.Ledger, lang: str) -> pd.DataFrame:
    """Give the lessons, with the analyses that draw them."""
    rows = [
        {"text": lesson.text.of(lang), "sources": _joined(lesson.sources)}
        for lesson in ledger.lessons
    ]
    return _frame(rows, schema.LESSONS)


def levels(ledger: models.Ledger, lang: str) -> pd.DataFrame:
    """Give our reading on the scale of Graf and Schwede; its sources are those of what it cites."""
    events = {event.id: event.sources for event in ledger.events}
    figures = {figure.id: figure.sources for figure in ledger.figures}
    rows = [
        {
            "axis": axis,
            "low": level.low,
            "high": level.high,
            "why": level.why.of(lang),
            "events": _joined(level.events),
            "figures": _joined(level.figures),
            "evidence": "derived",
            "sources": _joined(
                dict.fromkeys(
                    source
                    for known, ids in ((events, level.events), (figures, level.figures))
                    for name in ids
                    for source in known[name]
                )
            ),
        }
        for axis, level in (ledger.scale or ())
    ]
    return _frame(rows, schema.LEVELS)


def _frame(rows: list[dict[str, Any]], frame: schema.Frame) -> pd.DataFrame:
    if not rows:
        return schema.empty(frame)
    table = pd.DataFrame(rows)
    if frame.index.name not in table:
        table.index = table.index.rename(frame.index.name)
    return schema.conform(table, frame)


def _time(
    name: str, at: Stated | None, row: models.Event | models.Figure, tz: str
) -> dict[str, Any]:
    if at is None:
        return {name: pd.NaT, "earliest": pd.NaT, "latest": pd.NaT, "precision": None}
    time = span(at, earliest=row.earliest, latest=row.latest, precision=row.precision, tz=tz)
    return {
        name: time.at,
        "earliest": time.earliest,
        "latest": time.latest,
        "precision": time.precision,
    }


def _duration(value: float, unit: str) -> pd.Timedelta:
    """Give a number as a duration; NaT where its unit is not one of time, or has no one length."""
    seconds = _SECONDS.get(unit)
    return pd.Timedelta(seconds=value * seconds) if seconds else pd.NaT  # type: ignore[return-value]


def _of(text: models.Texts | None, lang: str) -> str | None:
    return text.of(lang) if text else None


def _joined(ids: Iterable[str]) -> str | None:
    return " ".join(ids) or None
