"""A case: its ledger in one language, as frames and small facts."""

import html
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from casekit import clock, language, schema
from casekit.cases import frames, models
from casekit.cases.checkpoints import checkpoints
from casekit.cases.problems import nearest
from casekit.errors import CatalogueError

__all__ = ["Case", "Organisation", "Public", "Queries", "Question", "anew", "tell"]


@dataclass(frozen=True)
class Organisation:
    """The organisation that the case is about: accounts without "@", `short` for pictures."""

    name: str
    sector: str
    accounts: tuple[str, ...]
    short: str = ""


@dataclass(frozen=True)
class Queries:
    """How an archive can be searched for the case: `end` is exclusive, accounts without "@"."""

    words: tuple[str, ...]
    accounts: tuple[str, ...]
    start: pd.Timestamp
    end: pd.Timestamp
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Public:
    """Somebody who may be named outside a local analysis, by name or by account without "@"."""

    name: str | None
    account: str | None
    why: str


@dataclass(frozen=True)
class Question:
    """A question for the room, with what a good answer holds."""

    ask: str
    answer: str


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """A documented case in one language.

    Parameters
    ----------
    hours, hours_note
        Opening hours of the organisation where a source documents them, and what is doubtful.
    start, end
        First moment of the first day and end of the last one in the case's `zone`, in UTC.
    trigger, answer
        Ids of the events that are t = 0 and the first public answer; no answer is None.
    steps
        Ids of the events that are the organisation's first contact in person with those who
        complained, its apology and its fix: ``contact``, ``apology``, ``fix``, as far as sources
        document them.
    scale
        Our reading on the practitioners' scale of Graf and Schwede, a row an axis
        (:data:`casekit.schema.LEVELS`); empty where the ledger has none.
    workshop
        What the ledger adds for a workshop, in both languages; None where it adds nothing.
    events, figures, series, links, sources, conflicts, lessons
        Frames as :mod:`casekit.schema` describes them.
    """

    slug: str
    lang: str
    title: str
    summary: str
    organisation: Organisation
    zone: str
    hours: clock.Hours | None
    hours_note: str | None
    start: pd.Timestamp
    end: pd.Timestamp
    platforms: tuple[str, ...]
    trigger: str
    answer: str | None
    events: pd.DataFrame
    figures: pd.DataFrame
    links: pd.DataFrame
    sources: pd.DataFrame
    conflicts: pd.DataFrame
    lessons: pd.DataFrame
    open_questions: tuple[str, ...]
    queries: Queries
    public: tuple[Public, ...]
    questions: tuple[Question, ...]
    path: Path
    steps: dict[str, str] = field(default_factory=dict)
    series: pd.DataFrame = field(default_factory=lambda: schema.empty(schema.SERIES))
    scale: pd.DataFrame = field(default_factory=lambda: schema.empty(schema.LEVELS))
    workshop: models.Workshop | None = None

    @property
    def accounts(self) -> tuple[str, ...]:
        """Handles of the organisation, without "@"."""
        return self.organisation.accounts

    @property
    def press(self) -> str | None:
        """Id of the first press report after the trigger, by best estimates; None without one."""
        events = self.events
        said = events[events["actor"].eq("press") & (events["at"] > events["at"][self.trigger])]
        return None if said.empty else str(said.sort_values("at", kind="stable").index[0])

    def checkpoints(self, name: str) -> pd.DataFrame:
        """Give the dated figures of a series or, where none is called so, of a metric.

        Returns
        -------
        DataFrame
            A row a figure, oldest first: `value` as stated, `low` and `high` as digits and
            hedge leave it open, `qualifier`, `as_of` with its bounds `earliest` and `latest`
            (UTC), `label`, `evidence`, `sources`, `metric`, `series`, `unit`.

        Raises
        ------
        CatalogueError
            No figure has that series or metric.
        """
        return checkpoints(self.figures, name)

    def source_number(self, source: str) -> int:
        """Give the number of a source, the same one in every picture of the case.

        Raises
        ------
        CatalogueError
            The case has no such source.
        """
        known = self.sources.index.tolist()
        if source not in known:
            cure = nearest(source, known, otherwise="case.sources lists them")
            raise CatalogueError(f"no source {source!r} in {self.slug}", cure=cure)
        return known.index(source) + 1

    def cite(self, ids: str | Iterable[str]) -> list[tuple[int, str]]:
        """Give number and label of sources, each once, by number.

        Parameters
        ----------
        ids
            Ids, or text of ids with spaces between as the column `sources` has it.
        """
        words = ids.split() if isinstance(ids, str) else ids
        numbers = sorted({self.source_number(word) for word in words})
        return [(n, str(self.sources["label"].iloc[n - 1])) for n in numbers]

    def __repr__(self) -> str:
        return f"<Case {self.slug} ({self.lang}): {len(self.events)} events>"

    def _repr_html_(self) -> str:
        speak = language.of(self.lang)
        last = self.end - pd.Timedelta(microseconds=1)
        days = " – ".join(speak.date(day, tz=self.zone) for day in (self.start, last))
        counts = [
            speak("{n} events", n=len(self.events)),
            speak("{n} figures", n=len(self.figures)),
            speak("{n} links", n=len(self.links)),
            speak("{n} sources", n=len(self.sources)),
        ]
        lines = [f"{self.organisation.name}, {days}", " · ".join(counts)]
        body = "".join(f"<br>{html.escape(line)}" for line in lines)
        summary = f"<p>{html.escape(self.summary)}</p>"
        return f"<div><strong>{html.escape(self.title)}</strong>{body}{summary}</div>"


def tell(ledger: models.Ledger, *, lang: str, path: Path) -> Case:
    """Give the case that a ledger tells, in one language."""
    organisation, period, zone = ledger.organisation, ledger.period, ledger.zone
    hours, queries = organisation.hours, ledger.queries
    return Case(
        slug=ledger.slug,
        lang=language.of(lang).code,
        title=ledger.title.of(lang),
        summary=ledger.summary.of(lang),
        organisation=Organisation(
            organisation.name,
            organisation.sector,
            _handles(organisation.accounts),
            organisation.short or organisation.name,
        ),
        zone=zone,
        hours=models.opening(hours) if hours else None,
        hours_note=hours.note.of(lang) if hours and hours.note else None,
        start=period.start.first(zone),
        end=period.end.last(zone),
        platforms=ledger.platforms,
        trigger=ledger.trigger,
        answer=ledger.answer,
        events=frames.events(ledger, lang),
        figures=frames.figures(ledger, lang),
        links=frames.links(ledger, lang),
        sources=frames.sources(ledger, lang),
        conflicts=frames.conflicts(ledger, lang),
        lessons=frames.lessons(ledger, lang),
        open_questions=tuple(text.of(lang) for text in ledger.open_questions),
        queries=Queries(
            words=queries.words,
            accounts=_handles(queries.accounts),
            start=queries.days.start.first(zone),
            end=queries.days.end.last(zone),
            languages=queries.languages,
        ),
        public=tuple(
            Public(who.name, who.account and who.account.removeprefix("@"), who.why.of(lang))
            for who in ledger.public
        ),
        questions=tuple(Question(q.ask.of(lang), q.answer.of(lang)) for q in ledger.questions),
        path=path,
        steps={name: event for name, event in ledger.steps if event},
        series=frames.series(ledger, lang),
        scale=frames.levels(ledger, lang),
        workshop=ledger.workshop,
    )


def anew(case: Case) -> Case:
    """Give the case with frames of its own: what is changed in them changes no other's."""
    held = {one.name: getattr(case, one.name) for one in fields(case)}
    own: dict[str, Any] = {
        name: one.copy() for name, one in held.items() if isinstance(one, pd.DataFrame | dict)
    }
    return replace(case, **own)


def _handles(accounts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(account.removeprefix("@") for account in accounts)
