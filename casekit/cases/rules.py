"""What holds between the parts of a ledger: ids, sources, times, links.

Each rule takes the sound parts of a ledger and gives the problems that it finds. A rule whose
parts are broken finds nothing; the models have said so already.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TypeVar

import pandas as pd

from casekit import clock
from casekit.cases import models
from casekit.cases.moments import Span, Stated, finer_than_written, span
from casekit.cases.problems import Key, Place, Problem, nearest
from casekit.cases.validation import Sound
from casekit.errors import ClockError

__all__ = ["CONTEXT_RULES", "RULES", "Told"]

Row = TypeVar("Row")


@dataclass(frozen=True)
class Told:
    """The sound parts of a ledger with the places where they stand."""

    sound: Sound
    place: Place
    folder: str

    @property
    def ledger(self) -> models.Ledger:
        """The models; None in place of a head field that is broken."""
        return self.sound.ledger

    def rows(self, name: str, rows: tuple[Row, ...]) -> Iterator[tuple[Key, Row]]:
        """Go through a list with the key of each row in the file."""
        for index, row in zip(self.sound.rows[name], rows, strict=True):
            yield (name, index), row

    def unknown(self, name: str, key: Key, word: str) -> Iterator[Problem]:
        """Report a word that is no id of a list, unless the list itself is broken."""
        known = [other for _, other in self.sound.ids.get(name, ())]
        if name in self.sound.ids and word not in known:
            cure = nearest(word, known, otherwise=f"add it to {name}, or remove it here")
            yield self.place.error(key, f"no {_one(name)} {word!r}", cure)

    @cached_property
    def spans(self) -> dict[str, Span]:
        """The time of each event, by its id."""
        tz = self.ledger.zone
        if not tz:
            return {}
        return {
            e.id: span(e.at, earliest=e.earliest, latest=e.latest, precision=e.precision, tz=tz)
            for e in self.ledger.events
        }

    def outer(self, event: str) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Give the bounds of an event; where one is not known, that of its day."""
        known = self.spans[event]
        low, high = known.earliest, known.latest
        if pd.isna(low) or pd.isna(high):
            day = clock.bounds(known.at, "day", tz=self.ledger.zone)
            low = day[0] if pd.isna(low) else low
            high = day[1] if pd.isna(high) else high
        return low, high


def _one(name: str) -> str:
    return name if name == "series" else name.removesuffix("s")


def slug_is_folder(told: Told) -> Iterator[Problem]:
    """The slug is the name of the folder."""
    slug = told.ledger.slug
    if slug and slug != told.folder:
        what = f"slug {slug!r} stands in the folder {told.folder!r}"
        yield told.place.error(("slug",), what, "give both the same name")


def ids_are_unique(told: Told) -> Iterator[Problem]:
    """No id stands twice in its list, no link twice in all."""
    seen: dict[tuple[str, ...], Key] = {}
    named = [((name, word), (name, i, "id")) for name, ids in told.sound.ids.items()
             for i, word in ids]  # fmt: skip
    linked = [(("links", link.start, link.to, link.kind), key)
              for key, link in told.rows("links", told.ledger.links)]  # fmt: skip
    for word, key in [*named, *linked]:
        if word in seen:
            first = told.place.line(seen[word])
            what = f"{_one(word[0])} {' '.join(word[1:])!r} is there twice"
            yield told.place.error(key, f"{what}, first on line {first}", "rename or remove one")
        seen.setdefault(word, key)


def _cited(told: Told) -> Iterator[tuple[Key, str]]:
    ledger = told.ledger
    if ledger.organisation and ledger.organisation.hours:
        yield ("organisation", "hours", "source"), ledger.organisation.hours.source
    lists: list[
        tuple[Key, models.Event | models.Figure | models.Series | models.Link | models.Lesson]
    ] = [
        *told.rows("events", ledger.events),
        *told.rows("figures", ledger.figures),
        *told.rows("series", ledger.series),
        *told.rows("links", ledger.links),
        *told.rows("lessons", ledger.lessons),
    ]
    for key, row in lists:
        for n, source in enumerate(row.sources):
            yield (*key, "sources", n), source
    for key, conflict in told.rows("conflicts", ledger.conflicts):
        for n, saying in enumerate(conflict.says):
            yield (*key, "says", n, "source"), saying.source


def sources_resolve(told: Told) -> Iterator[Problem]:
    """Every source that is cited is listed, and every listed one is cited."""
    cited = list(_cited(told))
    for key, source in cited:
        yield from told.unknown("sources", key, source)
    used = {source for _, source in cited}
    for row, source in told.sound.ids.get("sources", ()):
        if told.sound.whole and source not in used:
            cure = "cite it where something was read in it, or remove it"
            yield told.place.warning(("sources", row, "id"), f"source {source!r} not used", cure)


def evidence_is_given(told: Told) -> Iterator[Problem]:
    """Documented means a source; derived means a note that says how."""
    ledger = told.ledger
    rows: list[tuple[Key, models.Event | models.Figure | models.Link]] = [
        *told.rows("events", ledger.events),
        *told.rows("figures", ledger.figures),
        *told.rows("links", ledger.links),
    ]
    for key, row in rows:
        if row.evidence == "documented" and not row.sources:
            cure = "name the source, or grade it 'evidence: derived' and say how in a note"
            yield told.place.error((*key, "sources"), "documented without a source", cure)
        if row.evidence == "derived" and not row.note:
            cure = "say in 'note', in both languages, which rule or order gives it"
            yield told.place.error((*key, "evidence"), "derived without a note", cure)
    for key, lesson in told.rows("lessons", ledger.lessons):
        if not lesson.sources:
            cure = "name the analysis that draws it"
            yield told.place.error((*key, "sources"), "a lesson without a source", cure)


def events_resolve(told: Told) -> Iterator[Problem]:
    """Trigger, answer, series, links and conflicts name events and figures that there are."""
    ledger = told.ledger
    for name in ("trigger", "answer"):
        if word := getattr(ledger, name):
            yield from told.unknown("events", (name,), word)
    for name, word in ledger.steps or ():
        if word:
            yield from told.unknown("events", ("steps", name), word)
    for key, series in told.rows("series", ledger.series):
        if series.origin:
            yield from told.unknown("events", (*key, "origin"), series.origin)
        for n, shock in enumerate(series.shocks):
            yield from told.unknown("events", (*key, "shocks", n), shock)
    for key, link in told.rows("links", ledger.links):
        yield from told.unknown("events", (*key, "from"), link.start)
        yield from told.unknown("events", (*key, "to"), link.to)
    for key, conflict in told.rows("conflicts", ledger.conflicts):
        for n, figure in enumerate(conflict.figures):
            yield from told.unknown("figures", (*key, "figures", n), figure)


def levels_have_evidence(told: Told) -> Iterator[Problem]:
    """A level has bounds in order, and events or figures of the ledger that say so."""
    for axis, level in told.ledger.scale or ():
        key: Key = ("scale", axis)
        if level.low > level.high:
            what = f"level {level.low} to {level.high}"
            yield told.place.error((*key, "low"), what, "put the lower one first")
        if not (level.events or level.figures):
            cure = "name the events or figures that say so"
            yield told.place.error(key, f"a level of '{axis}' without evidence", cure)
        for name, ids in (("events", level.events), ("figures", level.figures)):
            for n, word in enumerate(ids):
                yield from told.unknown(name, (*key, name, n), word)


def times_fit(told: Told) -> Iterator[Problem]:
    """A time lies within its bounds, and is no finer than it is written."""
    tz = told.ledger.zone
    if not tz:
        return
    for key, event in told.rows("events", told.ledger.events):
        yield from _fits(told, key, "at", event.at, event, tz)
    for key, figure in told.rows("figures", told.ledger.figures):
        if figure.as_of:
            yield from _fits(told, key, "as_of", figure.as_of, figure, tz)
            continue
        for name in ("precision", "earliest", "latest"):
            if getattr(figure, name):
                cure = "give the best estimate in 'as_of', or leave this out"
                yield told.place.error((*key, name), f"'{name}' of a figure without a time", cure)


def _fits(
    told: Told, key: Key, name: str, at: Stated, row: models.Event | models.Figure, tz: str
) -> Iterator[Problem]:
    if row.precision and finer_than_written(at, row.precision):
        cure = f"write the time with its offset, or 'precision: {at.grain}'"
        what = f"{at.text} cannot be known to the {row.precision}"
        yield told.place.error((*key, "precision"), what, cure)
        return
    time = span(at, earliest=row.earliest, latest=row.latest, precision=row.precision, tz=tz)
    low, high = time.earliest, time.latest
    if row.earliest and row.latest and (low > high or (low == high and at.start != at.end)):
        what = f"earliest {row.earliest.text} is after latest {row.latest.text}"
        yield told.place.error((*key, "earliest"), what, "swap or correct them")
    elif not at.meets(low, high, tz):
        bounds = [
            f"{side} {stated.text}"
            for side, stated in (("earliest", row.earliest), ("latest", row.latest))
            if stated
        ]
        what = f"'{name}' {at.text} lies outside {' and '.join(bounds)}"
        yield told.place.error((*key, name), what, "correct the time or its bounds")


def events_lie_in_period(told: Told) -> Iterator[Problem]:
    """An event outside the period is aftermath, or a trigger before it."""
    tz, period = told.ledger.zone, told.ledger.period
    if not tz or not period:
        return
    start, end = period.start.first(tz), period.end.last(tz)
    if start >= end:
        cure = "swap or correct them"
        yield told.place.error(("period",), "the period ends before it starts", cure)
        return
    for key, event in told.rows("events", told.ledger.events):
        low, high = told.outer(event.id)
        before, after = high <= start, low >= end
        if (before and event.phase != "trigger") or (after and event.phase != "aftermath"):
            side = "before" if before else "after"
            cure = "widen the period, or make it phase trigger (before) or aftermath (after)"
            what = f"event {event.id!r} lies {side} the period"
            yield told.place.warning((*key, "at"), what, cure)


def events_are_in_order(told: Told) -> Iterator[Problem]:
    """Events stand oldest first, as far as their bounds can tell."""
    last: tuple[pd.Timestamp, str] | None = None
    if not told.spans:
        return
    for key, event in told.rows("events", told.ledger.events):
        low, high = told.outer(event.id)
        if last and high <= last[0]:
            what = f"event {event.id!r} is older than {last[1]!r} above it"
            yield told.place.warning(key, what, "put events oldest first")
        if not last or low > last[0]:
            last = low, event.id


def links_run_forward(told: Told) -> Iterator[Problem]:
    """A link does not run back in time, unless a source says so and a note explains it."""
    for key, link in told.rows("links", told.ledger.links):
        if link.start not in told.spans or link.to not in told.spans:
            continue
        explained = link.evidence == "documented" and link.note
        if told.outer(link.to)[1] <= told.outer(link.start)[0] and not explained:
            what = f"the link runs back in time: {link.to!r} was over before {link.start!r}"
            cure = "swap 'from' and 'to', or explain a documented one in a note"
            yield told.place.error((*key, "from"), what, cure)


def links_have_no_cycle(told: Told) -> Iterator[Problem]:
    """No event sets itself off, by whatever way round."""
    keys = {(link.start, link.to): key for key, link in told.rows("links", told.ledger.links)}
    while True:
        before: dict[str, set[str]] = {}
        for start, to in keys:
            before.setdefault(to, set()).add(start)
        try:
            TopologicalSorter(before).prepare()
        except CycleError as error:
            ring = error.args[1]
            steps = list(pairwise(ring))
            last = max(steps, key=lambda step: told.place.line(keys[step]))
            way = " -> ".join(ring)
            cure = "one of these links is wrong: what set off the first of them?"
            yield told.place.error(keys.pop(last), f"links go in a circle: {way}", cure)
        else:
            return


def series_are_one_metric(told: Told) -> Iterator[Problem]:
    """Figures of one series count one thing in one unit."""
    kinds: dict[str, Counter[tuple[str, str]]] = {}
    rows = [row for row in told.rows("figures", told.ledger.figures) if row[1].series]
    for _, figure in rows:
        kinds.setdefault(figure.series or "", Counter())[figure.metric, figure.unit.en] += 1
    for key, figure in rows:
        usual, _ = kinds[figure.series or ""].most_common(1)[0]
        if (figure.metric, figure.unit.en) != usual:
            what = f"series {figure.series!r} counts {usual[0]} in {usual[1]}, this figure does not"
            cure = "give it a series of its own"
            yield told.place.warning((*key, "series"), what, cure)


def hours_can_be(told: Told) -> Iterator[Problem]:
    """Opening hours have clock times and, if a country is named, one with known holidays."""
    organisation, period = told.ledger.organisation, told.ledger.period
    stated = organisation.hours if organisation else None
    if not stated:
        return
    try:
        hours = models.opening(stated)
        if stated.country and period:
            day = period.start.first(stated.zone)
            clock.openings(hours, day, day + pd.Timedelta(days=1))
    except ClockError as error:
        cure = error.cure or "see data/cases/FORMAT.md"
        yield told.place.error(("organisation", "hours"), error.what, cure)


def parts_have_their_size(told: Told) -> Iterator[Problem]:
    """A conflict has two sides, a person one name, the room three to five questions."""
    for key, conflict in told.rows("conflicts", told.ledger.conflicts):
        if len(conflict.says) < 2:
            cure = "name who says otherwise, or make it a note"
            yield told.place.error((*key, "says"), "a conflict with fewer than two sides", cure)
    for key, person in told.rows("public", told.ledger.public):
        if (person.name is None) == (person.account is None):
            yield told.place.error(key, "neither or both of 'name' and 'account'", "give one")
    if told.sound.whole and not 3 <= len(told.ledger.questions) <= 5:
        count = len(told.ledger.questions)
        what = "1 question for the room" if count == 1 else f"{count} questions for the room"
        yield told.place.warning(("questions",), what, "write three to five")


RULES = (
    slug_is_folder,
    ids_are_unique,
    sources_resolve,
    evidence_is_given,
    events_resolve,
    levels_have_evidence,
    times_fit,
    events_lie_in_period,
    events_are_in_order,
    links_run_forward,
    links_have_no_cycle,
    series_are_one_metric,
    hours_can_be,
    parts_have_their_size,
)

CONTEXT_RULES = (
    ids_are_unique,
    sources_resolve,
    evidence_is_given,
    times_fit,
    series_are_one_metric,
)
"""The rules that figures and sources keep without a story around them."""
