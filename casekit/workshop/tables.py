"""What a workshop holds, as tables for reading: minutes, messages, decisions."""

from collections.abc import Iterable

import pandas as pd

from casekit import language
from casekit.workshop import injects
from casekit.workshop.plan import clock
from casekit.workshop.story import Story
from casekit.workshop.wording import cited, done

__all__ = ["decisions", "messages", "timetable"]


def timetable(story: Story) -> pd.DataFrame:
    """List the blocks of a workshop with their minutes.

    Returns
    -------
    DataFrame
        A row a block, index its start; columns in the language of the story.

    Examples
    --------
    >>> import casekit as ck
    >>> story = ck.workshop.of(ck.load.case("british-airways-2013"), minutes=90)
    >>> int(timetable(story)["Minutes"].sum())
    90
    """
    rows = [(clock(b.start), b.minutes, b.title) for b in story.plan]
    return _table(story, ("Start", "Minutes", "Block"), rows)


def messages(story: Story) -> pd.DataFrame:
    """List what comes in: both clocks, type, sender, text, evidence and sources.

    Returns
    -------
    DataFrame
        A row an inject, index its number; columns in the language of the story.

    Examples
    --------
    >>> import casekit as ck
    >>> story = ck.workshop.of(ck.load.case("british-airways-2013"), minutes=90)
    >>> messages(story)["Exercise clock"].iloc[0]
    '0:00'
    """
    names = ("exercise", "real", "type", "from", "text", "grade", "sources")
    rows = injects.table(story)[list(names)]
    lines = [(number, *row) for number, row in zip(rows.index, rows.to_numpy(), strict=True)]
    return _table(story, ("No.", *(injects.COLUMNS[name][0] for name in names)), lines)


def decisions(story: Story) -> pd.DataFrame:
    """List the decisions: what is asked, what a good answer holds, what was really done.

    Returns
    -------
    DataFrame
        A row a decision, index its number; columns in the language of the story.

    Examples
    --------
    >>> import casekit as ck
    >>> story = ck.workshop.of(ck.load.case("british-airways-2013"), minutes=90)
    >>> decisions(story)["Exercise clock"].tolist()
    ['0:05', '0:24', '0:43']
    """
    rows = [
        (d.number, clock(d.minute), f"{d.setting} {d.ask}", d.answer,
         "; ".join(f"{b.label} {cited(b.sources)}" for b in done(story, d)), d.learn)
        for d in story.decisions
    ]  # fmt: skip
    heads = ("No.", "Exercise clock", "Decision", "A good answer", "What really happened",
             "Learning point")  # fmt: skip
    return _table(story, heads, rows)


def _table(story: Story, heads: Iterable[str], rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    speak = language.of(story.lang)
    names = [speak(head) for head in heads]
    return pd.DataFrame(list(rows), columns=names).set_index(names[0])
