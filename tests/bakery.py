"""A small invented case that holds every mark of time: a bakery that sold a burnt roll."""

from pathlib import Path

import pandas as pd

from casekit import schema
from casekit.cases.case import Case, Organisation, Queries
from casekit.clock import Hours

EVENTS = [
    # event, at, earliest, latest, precision, actor, phase, label, evidence, sources
    ("burnt", "09:00", "08:00", "10:00", "part-of-day", "customer", "trigger",
     "Posts a burnt roll", "documented", "gazette"),
    ("laughs", "09:40", None, "11:00", "part-of-day", "public", "amplification",
     "Neighbours laugh", "documented", "gazette blog"),
    ("rival", "10:30", None, None, "part-of-day", "competitor", "amplification",
     "Rival bakery joins", "documented", "blog"),
    ("report", "11:15", "11:15", "11:16", "minute", "press", "amplification",
     "Gazette reports", "documented", "gazette"),
    ("radio", "12:00", "00:00", "24:00", "day", "press", "amplification",
     "Radio talks about it", "documented", "blog"),
    ("sorry", "14:00", "13:00", "15:00", "part-of-day", "organisation", "response",
     "The bakery says sorry", "documented", "gazette"),
    ("rolls", "17:00", "16:30", "17:30", "hour", "organisation", "resolution",
     "Free rolls for everybody", "derived", "blog"),
]  # fmt: skip
LINKS = [
    ("burnt", "laughs", "reply", "documented", "gazette"),
    ("burnt", "rival", "join", "documented", "blog"),
    ("burnt", "report", "cover", "documented", "gazette"),
    ("report", "radio", "cover", "derived", None),
    ("report", "sorry", "respond", "documented", "gazette"),
    ("sorry", "rolls", "respond", "derived", None),
]
FIGURES = [
    # figure, value, qualifier, as_of, earliest, latest
    ("early", 400, "over", "11:00", "10:30", "11:30"),
    ("late", 900, "about", "16:00", "15:30", "16:30"),
]


def _time(text: object) -> pd.Timestamp:
    if not isinstance(text, str):
        return pd.NaT
    if text == "24:00":
        return pd.Timestamp("2020-06-03", tz="UTC")
    return pd.Timestamp(f"2020-06-02 {text}", tz="UTC")


def bakery(lang: str = "en", **changes: object) -> Case:
    """Give the case; `changes` replace fields of it."""
    columns = ["event", "at", "earliest", "latest", "precision", "actor", "phase", "label",
               "evidence", "sources"]  # fmt: skip
    events = pd.DataFrame(EVENTS, columns=columns)
    figures = pd.DataFrame(
        FIGURES, columns=["figure", "value", "qualifier", "as_of", "earliest", "latest"]
    )
    for table, names in ((events, ["at", "earliest", "latest"]),
                         (figures, ["as_of", "earliest", "latest"])):  # fmt: skip
        for name in names:
            table[name] = pd.to_datetime(table[name].map(_time), utc=True)
    events["what"] = events["label"] + ", as it is told."
    figures = figures.assign(
        metric="views", unit="views", precision="hour", series="roll", label="Views",
        what="Views of the picture.", evidence="documented", sources="gazette",
    )  # fmt: skip
    links = pd.DataFrame(LINKS, columns=["from", "to", "kind", "evidence", "sources"])
    links.index.name = "link"
    sources = pd.DataFrame(
        [("gazette", "The Gazette", "A burnt roll", "news", "Gazette"),
         ("blog", "Crumbs", "Of rolls & <ovens>", "blog", "Crumbs")],
        columns=["source", "publisher", "title", "kind", "label"],
    )  # fmt: skip
    start = pd.Timestamp("2020-06-02", tz="UTC")
    end = pd.Timestamp("2020-06-03", tz="UTC")
    fields: dict[str, object] = {
        "slug": "bakery-2020", "lang": lang, "title": "The burnt roll", "summary": "A roll.",
        "organisation": Organisation("Corner Bakery", "bakery", ("corner",)), "zone": "UTC",
        "hours": Hours("UTC", "08:00", "13:00"), "hours_note": "Said on the door.",
        "start": start, "end": end, "platforms": ("net",), "trigger": "burnt", "answer": "sorry",
        "events": schema.conform(events, schema.EVENTS),
        "figures": schema.conform(figures, schema.FIGURES),
        "links": schema.conform(links, schema.LINKS),
        "sources": schema.conform(sources, schema.SOURCES),
        "conflicts": schema.empty(schema.CONFLICTS), "lessons": schema.empty(schema.LESSONS),
        "open_questions": (), "queries": Queries((), (), start, end, ()), "public": (),
        "questions": (), "path": Path("case.yaml"),
    }  # fmt: skip
    return Case(**{**fields, **changes})  # type: ignore[arg-type]
