"""A case as it is told to a room: what comes in when, where it stops, what came of it.

Everything that the files of a workshop say is taken from here, so that they agree.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from casekit import clock, language
from casekit.cases import Case, load
from casekit.errors import CatalogueError
from casekit.tell.case import publisher, when
from casekit.workshop.counters import Counter, Point, counters, counts
from casekit.workshop.outline import Outline, outlined
from casekit.workshop.pacing import minutes_of, room
from casekit.workshop.plan import Block, exercise, plan
from casekit.workshop.standins import StandIn, disguised, key, renamer

__all__ = ["Beat", "Counter", "Decision", "Point", "Source", "Story", "of"]

_EVERY = 6
"""One inject in so many minutes of the workshop, at most."""


@dataclass(frozen=True)
class Source:
    """A source under its number; in a story with stand-ins it has nothing but the number."""

    number: int
    id: str
    label: str
    title: str
    publisher: str
    date: str
    url: str


@dataclass(frozen=True)
class Beat:
    """Something that happened, and when the room hears of it.

    `minute` is one of the exercise, from its start; `stage` counts the decisions before it, so
    that what belongs to stage 0 spoils nothing. `role` is one of :data:`casekit.schema.ROLES`, and
    `inject` says whether a room of this length is given it.
    """

    id: str
    at: pd.Timestamp
    earliest: pd.Timestamp
    latest: pd.Timestamp
    precision: str
    when: str
    minute: int
    stage: int
    role: str
    phase: str
    platform: str
    label: str
    text: str
    note: str
    figures: tuple[Point, ...]
    grade: str
    sources: tuple[int, ...]
    inject: bool
    set_off_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """A point at which the room decides; `happened` are the beats that answer it."""

    id: str
    number: int
    at: pd.Timestamp
    when: str
    minute: int
    minutes: int
    setting: str
    ask: str
    options: tuple[str, ...]
    answer: str
    learn: str
    after: str
    happened: tuple[str, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Story:
    """A case as a room is told it, in one language.

    `beats` are in the order of both clocks; `later` came after the last one, and the exercise is
    over by then. `openings` has `opens` and `closes` (UTC) where a
    source documents hours, else no row. `case` is what the room may see: with stand-ins, the
    renamed one; `real` is the case as it is, for the facilitator alone, and so is `key`.
    """

    slug: str
    lang: str
    minutes: int
    fictional: str | None
    title: str
    briefing: str
    objectives: tuple[str, ...]
    organisation: str
    zone: str
    start: pd.Timestamp
    end: pd.Timestamp
    plan: tuple[Block, ...]
    beats: tuple[Beat, ...]
    later: tuple[Beat, ...]
    decisions: tuple[Decision, ...]
    counters: tuple[Counter, ...]
    openings: pd.DataFrame
    sources: tuple[Source, ...]
    case: Case
    real: Case
    key: tuple[StandIn, ...] = field(default=())

    @property
    def exercise(self) -> int:
        """Minute of the workshop at which the clock of the exercise starts."""
        return exercise(self.plan)

    @property
    def name(self) -> str:
        """What the exercise is called before the room; the title of the case may tell its end."""
        return language.of(self.lang)("Crisis exercise: {name}", name=self.organisation)

    @property
    def place(self) -> str:
        """Whose clock its times are of; with stand-ins no place is named."""
        speak = language.of(self.lang)
        return speak("local time") if self.fictional else speak.place(self.zone)

    def beat(self, name: str) -> Beat:
        """Give the beat of an event.

        Raises
        ------
        CatalogueError
            The story has no such beat.
        """
        for beat in self.beats:
            if beat.id == name:
                return beat
        raise CatalogueError(f"no beat {name!r} in the story of {self.slug}",
                             cure="story.beats lists them")  # fmt: skip

    def stage(self, number: int) -> tuple[Beat, ...]:
        """Give what comes in after so many decisions."""
        return tuple(beat for beat in self.beats if beat.stage == number)

    def __repr__(self) -> str:
        return f"<Story {self.slug} ({self.lang}): {len(self.beats)} beats, {self.minutes} min>"


def of(case: Case, *, lang: str | None = None, minutes: int = 180,
       fictional: str | None = None) -> Story:  # fmt: skip
    """Tell a case to a room.

    Which events are played, where it stops and what is asked stands in the ledger's block
    ``workshop``. A ledger without one is played from its trigger on and stops once, before the
    first answer.

    Parameters
    ----------
    case
        The case.
    lang
        Language of the story; None: that of the case.
    minutes
        Length of the workshop.
    fictional
        What to call the organisation, so that the room does not know the ending; persons and
        places get stand-ins too. None: real names.

    Raises
    ------
    CatalogueError
        A length for which there is no plan, or a ledger that leaves nothing to decide.

    Examples
    --------
    >>> import casekit as ck
    >>> story = of(ck.load.case("british-airways-2013"), minutes=90)
    >>> [decision.minute for decision in story.decisions] == sorted(
    ...     decision.minute for decision in story.decisions)
    True
    """
    real = case if lang in (None, case.lang) else load(case.path, lang=lang or case.lang)
    names = key(real, fictional) if fictional else ()
    shown = disguised(real, names) if names else real
    outline = outlined(real, renamer(names))
    events = _played(shown, outline)
    silent = {n for n, names in enumerate(_coming(events, outline), start=1) if not names}
    blocks = plan(len(outline.decisions), minutes=minutes, lang=real.lang, silent=silent)
    beats = _beats(shown, events, outline, blocks)
    start, end = events["at"].min(), events["at"].max()
    return Story(
        slug=real.slug,
        lang=real.lang,
        minutes=minutes,
        fictional=fictional,
        title=shown.title,
        briefing=outline.briefing,
        objectives=outline.objectives,
        organisation=shown.organisation.short or shown.organisation.name,
        zone=shown.zone,
        start=start,
        end=end,
        plan=blocks,
        beats=beats,
        later=_later(shown, outline, beats[-1]),
        decisions=_decisions(beats, outline, blocks),
        counters=counters(shown, start, end),
        openings=_openings(real, start, end),
        sources=_sources(shown),
        case=shown,
        real=real,
        key=names,
    )


def _played(shown: Case, outline: Outline) -> pd.DataFrame:
    """Give the events that are played, with the stage of each."""
    events = shown.events.loc[outline.first : outline.last]
    place = {name: n for n, name in enumerate(events.index)}
    stops = [place[choice.after] for choice in outline.decisions]
    stages = [sum(n > stop for stop in stops) for n in range(len(events))]
    return events.assign(stage=stages)


def _coming(events: pd.DataFrame, outline: Outline) -> list[set[str]]:
    """Give what comes in before each decision, without what the reveal before it has told."""
    told: list[tuple[str, ...]] = [(), *(choice.happened for choice in outline.decisions)]
    return [{str(name) for name in events.index[events["stage"] == stage]}.difference(told[stage])
            for stage in range(len(outline.decisions))]  # fmt: skip


def _beats(case: Case, events: pd.DataFrame, outline: Outline,
           blocks: tuple[Block, ...]) -> tuple[Beat, ...]:  # fmt: skip
    wanted = _wanted(case, events, outline, blocks)
    at = minutes_of(events.assign(inject=events.index.isin(wanted)), blocks)
    found = counts(case, events)
    before = case.links.groupby("to")["from"].agg(tuple).to_dict()
    beats = [_beat(case, str(name), minute=at[str(name)], stage=int(row["stage"]))
             for name, row in events.iterrows()]  # fmt: skip
    return tuple(
        replace(
            beat,
            figures=found.get(beat.id, ()),
            inject=beat.id in wanted,
            set_off_by=tuple(x for x in before.get(beat.id, ()) if x in events.index),
        )
        for beat in beats
    )


def _beat(case: Case, name: str, *, minute: int, stage: int) -> Beat:
    row: Any = case.events.loc[name]
    return Beat(
        id=name,
        at=row["at"],
        earliest=row["earliest"],
        latest=row["latest"],
        precision=str(row["precision"]),
        when=when(case, row),
        minute=minute,
        stage=stage,
        role=str(row["actor"]),
        phase=str(row["phase"]),
        platform=str(row["platform"]),
        label=str(row["label"]),
        text=str(row["what"]),
        note="" if pd.isna(row["note"]) else str(row["note"]),
        figures=(),
        grade=str(row["evidence"]),
        sources=_numbers(case, row["sources"]),
        inject=False,
    )


def _later(case: Case, outline: Outline, end: Beat) -> tuple[Beat, ...]:
    """Give what came after the last event played, at the minute and stage at which it ends."""
    names = case.events.loc[outline.last :].index[1:]
    return tuple(_beat(case, str(name), minute=end.minute, stage=end.stage) for name in names)


def _wanted(case: Case, events: pd.DataFrame, outline: Outline,
            blocks: tuple[Block, ...]) -> set[str]:  # fmt: skip
    """Choose what a room of this length is given: what decisions need, the best sourced, the end.

    None is added to a stage that has no two minutes for each of its injects, and none at the end
    that was over, at the latest, when the last decision was.
    """
    needed = {outline.first, case.trigger, *case.steps.values()}
    for choice in outline.decisions:
        needed |= {choice.after, *choice.happened}
    weight = events["sources"].fillna("").str.count(r"\S+")
    best = [str(name) for name in weight.sort_values(ascending=False, kind="stable").index]
    for names in _coming(events, outline):
        if not needed & names:
            needed.update([name for name in best if name in names][:1])
    kept = [str(name) for name in events.index if name in needed]
    left = blocks[-1].end // _EVERY - len(kept)
    used = events["stage"][kept].value_counts().to_dict()
    late = events["stage"].eq(len(outline.decisions))
    early = late & (events["latest"] <= events["latest"][outline.decisions[-1].after])
    for name in (name for name in best if not early[name]):
        stage = int(events["stage"][name])
        free = left > 0 and 2 * used.get(stage, 0) < len(room(blocks, stage)) - 1
        if free and name not in kept:
            kept.append(name)
            left, used[stage] = left - 1, used.get(stage, 0) + 1
    return {*kept, outline.last}


def _decisions(beats: tuple[Beat, ...], outline: Outline,
               blocks: tuple[Block, ...]) -> tuple[Decision, ...]:  # fmt: skip
    zero, known, made = exercise(blocks), {beat.id: beat for beat in beats}, []
    for number, choice in enumerate(outline.decisions, start=1):
        block = next(b for b in blocks if b.kind == "decide" and b.stage == number)
        last = known[choice.after]
        told = {n for name in choice.happened if name in known for n in known[name].sources}
        made.append(
            Decision(
                id=choice.id, number=number, at=last.at, when=last.when,
                minute=block.start - zero, minutes=block.minutes, setting=choice.setting,
                ask=choice.ask, options=choice.options, answer=choice.answer, learn=choice.learn,
                after=choice.after, happened=choice.happened, sources=tuple(sorted(told)),
            )
        )  # fmt: skip
    return tuple(made)


def _openings(case: Case, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    if case.hours is None:
        return pd.DataFrame({"opens": [], "closes": []}, dtype="datetime64[us, UTC]")
    return clock.openings(case.hours, start, end)


def _sources(case: Case) -> tuple[Source, ...]:
    speak = language.of(case.lang)
    return tuple(
        Source(n, str(name), str(row["label"]), str(row["title"]), publisher(row),
               "" if pd.isna(row["date"]) else speak.published(str(row["date"])),
               "" if pd.isna(row["url"]) else str(row["url"]))
        for n, (name, row) in enumerate(case.sources.iterrows(), start=1)
    )  # fmt: skip


def _numbers(case: Case, ids: object) -> tuple[int, ...]:
    words = ids.split() if isinstance(ids, str) else []
    return tuple(sorted({case.source_number(word) for word in words}))
