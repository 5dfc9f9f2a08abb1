"""The deck: slides that can be edited, with charts that are charts, notes and sources."""

import math
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from casekit import language
from casekit.tell.case import when
from casekit.workshop.charts import bars, put_bars
from casekit.workshop.course import COURSES, course
from casekit.workshop.plan import Block, clock
from casekit.workshop.slides import bullets, opening, pages, picture, size_of, slide, table
from casekit.workshop.stages import Picture
from casekit.workshop.story import Beat, Counter, Decision, Story
from casekit.workshop.template import Look, open_look
from casekit.workshop.tongue import described, mark
from casekit.workshop.wording import (
    cited,
    counted,
    done,
    grades,
    hours,
    needed,
    sender,
    source_line,
)
from casekit.writing import whole

__all__ = ["write"]

_SHARES = (3.1, 2.1, 6.9, 1.4)
_DECISIONS = {1: "One decision", 2: "Two decisions", 3: "Three decisions", 4: "Four decisions"}
_LISTED = 14
"""So many sources at most are listed on a slide."""
_AFTER = 8
"""So many beats at most are told of what came after the last decision."""


def write(story: Story, path: Path, *, pictures: Iterable[Picture] = (),
          template: Path | None = None) -> Path:  # fmt: skip
    """Write the deck of a story as .pptx.

    Parameters
    ----------
    story
        The story.
    path
        Where to.
    pictures
        What :func:`casekit.workshop.stages.pictures` drew.
    template
        A company's template; its layouts, placeholders, fonts and colours are used.

    Raises
    ------
    CatalogueError
        The template cannot be read, or lacks a layout.
    ReadError
        It cannot be written there.

    Examples
    --------
    >>> import casekit as ck, tempfile
    >>> story = ck.workshop.of(ck.load.case("british-airways-2013"), minutes=90)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(story, Path(folder) / "deck.pptx").name
    'deck.pptx'
    """
    look = open_look(template)
    _start(look, story)
    for decision in story.decisions:
        _play(look, story, decision)
        _decide(look, story, decision)
        _reveal(look, story, decision)
    _aftermath(look, story)
    _results(look, story, pictures)
    _end(look, story)
    described(look.deck, story.name, story.lang)
    mark(look.deck, story.lang)
    with whole(path) as part:
        look.deck.save(str(part))
    return path


def _start(look: Look, story: Story) -> None:
    speak = language.of(story.lang)
    ours = speak("Text of the exercise, without a source.")
    opening(
        look,
        story.name,
        speak("{n} minutes, {k} decisions. The case is documented; the wording of what comes in is "
              "re-enacted.", n=story.minutes, k=len(story.decisions)),
        notes=_notes(story, _block(story, "welcome"), speak("Say what is practised.")),
    )  # fmt: skip
    made = slide(look, speak("What we practise today"), sources=ours, text=True,
                 notes=_notes(story, _block(story, "welcome")))  # fmt: skip
    bullets(made, look, story.objectives, most=32)
    count = len(story.decisions)
    title = speak("{decisions} in {n} minutes", n=story.minutes,
                  decisions=speak(_DECISIONS.get(count, "{n} decisions"), n=count))  # fmt: skip
    made = slide(look, title, sources=ours, notes=_notes(story, _block(story, "welcome")))
    rows = _agenda(story)
    head = [speak("Start"), speak("Minutes"), speak("Block")]
    table(made, look, head, rows, (1, 1, 6), size=size_of(look, head, rows, (1, 1, 6), least=8))
    known = {n for beat in story.stage(0) for n in beat.sources}
    begin = speak("Hand out the handout; groups share out their roles.")
    made = slide(look, speak("The situation"), sources=source_line(story, known), text=True,
                 notes=_notes(story, _block(story, "briefing"), begin))  # fmt: skip
    said = hours(story)
    bullets(made, look, [], lead=f"{story.briefing} {said}".strip(), most=30)


def _agenda(story: Story) -> list[tuple[str, str, str]]:
    """List the blocks of the plan, those of one decision as one."""
    rows = []
    for _, group in groupby(story.plan, key=lambda block: block.stage or block.kind):
        parts = list(group)
        named = next((block for block in parts if block.kind == "decide"), parts[0])
        minutes = sum(block.minutes for block in parts)
        rows.append((clock(parts[0].start), str(minutes), named.title.split(":")[0]))
    return rows


def _play(look: Look, story: Story, decision: Decision) -> None:
    """Tell what comes in before a decision."""
    number = decision.number - 1
    beats = needed(story, number, reveal=number == 0)
    if beats:
        block = _block(story, "play", decision.number)
        _messages(look, story, beats, block.title, block)


def _messages(look: Look, story: Story, beats: tuple[Beat, ...], title: str,
              block: Block) -> None:  # fmt: skip
    speak = language.of(story.lang)
    head = [speak(word) for word in ("Time", "Who", "What", "Sources")]
    rows = [(b.when, sender(b, story.lang), b.text, cited(b.sources[:3]))
            for b in beats]  # fmt: skip
    if not rows:
        return
    parts = pages(look, head, rows, _SHARES)
    used = 0
    for n, part in enumerate(parts, start=1):
        shown = beats[used : used + len(part)]
        used += len(part)
        numbered = f"{title} ({n}/{len(parts)})" if len(parts) > 1 else title
        made = slide(look, numbered, sources=_graded(story, shown),
                     notes=_notes(story, block, *(_doubt(b) for b in shown if b.note),
                                  beats=shown))  # fmt: skip
        table(made, look, head, part, _SHARES, size=size_of(look, head, part, _SHARES))


def _decide(look: Look, story: Story, decision: Decision) -> None:
    speak = language.of(story.lang)
    block = _block(story, "decide", decision.number)
    known = story.beat(decision.after).sources
    told = speak("Groups write down what, who, by when and why.")
    made = slide(look, decision.ask, sources=source_line(story, known), text=True,
                 notes=_notes(story, block, told))  # fmt: skip
    lead = speak("Decision {n}", n=decision.number)
    bullets(made, look, decision.options, lead=f"{lead}: {decision.setting}", most=32)


def _reveal(look: Look, story: Story, decision: Decision) -> None:
    speak = language.of(story.lang)
    block = _block(story, "reveal", decision.number)
    beats = done(story, decision)
    made = slide(look, decision.learn, sources=_graded(story, beats), text=True,
                 notes=_notes(story, block, speak("A good answer: {text}", text=decision.answer),
                              *(_doubt(b) for b in beats if b.note), beats=beats))  # fmt: skip
    told = [f"{b.when}: {b.text} {cited(b.sources[:3])}" for b in beats]
    bullets(made, look, told, lead=speak("What really happened"), most=28)


def _aftermath(look: Look, story: Story) -> None:
    """Tell what came after the last decision, to the end of the story and the steps after it."""
    speak, last = language.of(story.lang), len(story.decisions)
    beats = *needed(story, last, reveal=False), *_steps_later(story)
    ends = {story.beats[-1], *_steps_later(story)}
    kept = sorted(beats, key=lambda b: (b not in ends, -len(b.sources)))[:_AFTER]
    shown = tuple(beat for beat in beats if beat in kept)
    _messages(look, story, shown, speak("How it went on"), _block(story, "reveal", last))


def _steps_later(story: Story) -> tuple[Beat, ...]:
    """Give what the organisation did after the exercise ends, where the ledger calls it a step."""
    return tuple(beat for beat in story.later if beat.id in story.case.steps.values())


def _results(look: Look, story: Story, pictures: Iterable[Picture]) -> None:
    block = _block(story, "results")
    everything = [n for beat in story.beats for n in beat.sources]
    for shown in pictures:
        made = slide(look, shown.title, sources=source_line(story, everything),
                     notes=_notes(story, block, *filter(None, (shown.note, shown.alt)),
                                  *_unwaited(story)))  # fmt: skip
        picture(made, look, shown.path, shown.alt, remark=shown.remark)
    for counter in story.counters[:COURSES]:
        numbers = [n for point in counter.points for n in point.sources]
        top = max(counter.points, key=lambda point: (point.value, point.at))
        title = counted(f"{counter.label[:1].upper()}{counter.label[1:]}", top.said, top.text)
        made = slide(look, title, sources=source_line(story, numbers),
                     notes=_notes(story, block, *_why(story, counter)))  # fmt: skip
        course(made, look, story, counter)
    for chart in bars(story):
        made = slide(look, chart.title, sources=source_line(story, chart.sources),
                     notes=_notes(story, block, chart.note))  # fmt: skip
        put_bars(made, look, chart)
    _lessons(look, story, block)


def _lessons(look: Look, story: Story, block: Block) -> None:
    """Show what others concluded, where the ledger holds any of it."""
    speak, case = language.of(story.lang), story.case
    lessons = [f"{row['text']} {cited(n for n, _ in case.cite(row['sources']))}"
               for _, row in case.lessons.head(4).iterrows()]  # fmt: skip
    if not lessons:
        return
    made = slide(look, speak("What published analyses conclude"), text=True,
                 sources=source_line(story, _taught(story)),
                 notes=_notes(story, block))  # fmt: skip
    bullets(made, look, lessons, most=24)


def _unwaited(story: Story) -> list[str]:
    """Say why a deck has no chart of waits: they are counted from before its story."""
    trigger: Any = story.case.events.loc[story.case.trigger]
    if story.case.trigger in {beat.id for beat in story.beats}:
        return []
    return [language.of(story.lang)(
        "The deck has no chart of waits: the ledger counts them from “{label}” ({when}), before "
        "this story begins.", label=trigger["label"], when=when(story.case, trigger),
    )]  # fmt: skip


def _taught(story: Story) -> list[int]:
    return [n for ids in story.case.lessons["sources"].head(4) for n, _ in story.case.cite(ids)]


_BARE = (
    "What lies between the figures is not drawn: no curve can be held to them. The command "
    "casekit reconstruct says why."
)


def _why(story: Story, counter: Counter) -> list[str]:
    """Say what is counted, when it began, and what a curve would need."""
    speak, case = language.of(story.lang), story.case
    row = case.series.loc[counter.series]
    said = [str(row["why"])]
    if not pd.isna(row["origin"]):
        origin: Any = case.events.loc[row["origin"]]
        said.append(speak("The count begins with “{label}” ({when}).", label=origin["label"],
                          when=when(case, origin)))  # fmt: skip
    if not counter.at:
        said.append(speak(_BARE))
    return said


def _end(look: Look, story: Story) -> None:
    speak = language.of(story.lang)
    ours = speak("Text of the exercise, without a source.")
    made = slide(look, speak("What of this applies to us?"), sources=ours, text=True,
                 notes=_notes(story, _block(story, "transfer")))  # fmt: skip
    bullets(made, look, [speak(text) for text in _TRANSFER], most=32)
    close = _block(story, "close")
    made = slide(look, close.title, sources=ours, text=True, notes=_notes(story, close))
    asked = speak("Everybody says one thing that will be different by next month.")
    bullets(made, look, [decision.learn for decision in story.decisions], lead=asked, most=32)
    used = _used(story)
    if story.fictional:
        listed = [speak("The case is real. The facilitator has the key to the names and the list "
                        "of sources.")]  # fmt: skip
    else:
        listed = [f"[{s.number}] {s.publisher}: {s.title}{', ' + s.date if s.date else ''}"
                  for s in (story.sources[n - 1] for n in used)]  # fmt: skip
    slides = math.ceil(len(listed) / _LISTED)
    each = math.ceil(len(listed) / slides)
    parts = [listed[n : n + each] for n in range(0, len(listed), each)]
    for n, part in enumerate(parts, start=1):
        title = speak("Sources")
        made = slide(look, f"{title} ({n}/{len(parts)})" if len(parts) > 1 else title,
                     sources=ours if story.fictional else
                     speak("Numbers are the same in every file of the pack."), text=True,
                     notes=_notes(story, _block(story, "close")))  # fmt: skip
        bullets(made, look, part, most=24 if story.fictional else 14)


def _used(story: Story) -> list[int]:
    """Number the sources of everything that the deck cites."""
    told = [beat.sources for beat in (*story.beats, *_steps_later(story))]
    told += [point.sources for counter in story.counters for point in counter.points]
    told += [chart.sources for chart in bars(story)]
    return sorted({n for numbers in told for n in numbers}.union(_taught(story)))


_TRANSFER = (
    "Who would have noticed it, and how soon?",
    "Who may answer at night without asking, and what?",
    "Which number do we call first?",
    "Which sentence can we agree on today?",
)


def _block(story: Story, kind: str, stage: int = 0) -> Block:
    return next(b for b in story.plan if b.kind == kind and b.stage == stage)


def _graded(story: Story, beats: tuple[Beat, ...]) -> str:
    speak = language.of(story.lang)
    numbers = [n for beat in beats for n in beat.sources]
    return speak("Facts: {grades}; wording: re-enacted. {sources}", grades=grades(story, beats),
                 sources=source_line(story, numbers))  # fmt: skip


def _doubt(beat: Beat) -> str:
    return f"{beat.label}: {beat.note}"


def _notes(story: Story, block: Block, *texts: str, beats: tuple[Beat, ...] = ()) -> str:
    """Write the notes of a slide: which minutes, what to say, what it rests on."""
    speak = language.of(story.lang)
    timing = speak("{start} to {end}: {title} ({n} minutes)", start=clock(block.start),
                   end=clock(block.end), title=block.title, n=block.minutes)  # fmt: skip
    rests = [f"{b.label}: {speak(b.grade)} {cited(b.sources)}" for b in beats]
    return "\n".join([timing, *texts, *rests])
