"""The facilitator's file: the teaching note, with all that participants must not read."""

from pathlib import Path

import pandas as pd

from casekit import language, response
from casekit.layout.spans import interval
from casekit.tell.case import publisher
from casekit.workshop import word
from casekit.workshop.injects import RULE
from casekit.workshop.paper import Heading, Items, Paper, Part, Table, Text
from casekit.workshop.plan import Block, clock
from casekit.workshop.standins import listed
from casekit.workshop.story import Decision, Story
from casekit.workshop.wording import cited, done, foot, sender

__all__ = ["paper", "write"]

_PREPARE = (
    "Read this file and play the replay once, with its notes open.",
    "Print the handout, one for each person; the injects for yourself only.",
    "Form groups of four to six: lead, communication, service, law, one who takes notes.",
    "Put up a board with four columns, and a clock that everybody can see.",
    "Keep this file, the list of injects and the replay away from the participants' machines.",
)
_LEAD = {
    "welcome": "Say what is practised, and that nobody is graded.",
    "briefing": "Hand out the handout; groups share out their roles.",
    "play": "Read out the injects, or let the replay run to stop {n}.",
    "decide": "Show the decision; groups write down what, who, by when and why.",
    "reveal": "Each group says its decision in a minute; then show what was really done.",
    "break": "Leave the last slide up.",
    "results": "Go through the charts: ask what surprises before you explain.",
    "transfer": "Each group fills one row of the board for its own organisation.",
    "close": "Everybody says one thing that will be different by next month.",
}
_REPLAY = {
    "play": "runs to stop {n}",
    "decide": "stands at stop {n}",
    "reveal": "R shows what was done, then it goes on",
}
_EXACT = pd.Timedelta(minutes=2)
"""So far apart are the bounds of a wait whose ends are both known to the minute."""
_BOARD = ("What was known", "What we decided", "What was really done", "What we take home")


def paper(story: Story) -> Paper:
    """Give the teaching note, as cases are taught: synopsis, plan, questions, answers, sources.

    A story with stand-ins has them all through, so that it can be read aloud; what the case really
    was stands on the last pages, with the sources.

    Examples
    --------
    >>> import casekit as ck
    >>> made = paper(ck.workshop.of(ck.load.case("british-airways-2013"), minutes=90))
    >>> made.parts[0].text
    'Synopsis'
    """
    speak = language.of(story.lang)
    parts: list[Part] = [
        Heading(speak("Synopsis")),
        Text(story.case.summary),
        Heading(speak("What is practised")),
        Items(story.objectives),
        Heading(speak("For whom")),
        Text(speak("People who answer for an organisation in public: communication, customer "
                   "service, management, law. 6 to 30 of them. Nothing technical is needed.")),
        Heading(speak("Preparation")),
        Items(tuple(speak(text) for text in _PREPARE), box=True),
        *_plan(story),
        *(part for decision in story.decisions for part in _decision(story, decision)),
        *_discussion(story),
        Heading(speak("Board plan")),
        Table(tuple(speak(text) for text in _BOARD), (("",) * len(_BOARD),) * 3, (1,) * 4, 1.4),
        *_happened(story),
        *_waits(story),
        *_pitfalls(story),
        *_stand_ins(story),
        *_references(story),
    ]  # fmt: skip
    return Paper(
        speak("For the facilitator: {title}", title=story.title),
        " ".join([speak("Not for participants. {n} minutes.", n=story.minutes), *_aloud(story)]),
        foot(story, speak("facilitator's file, not for participants")), story.lang, tuple(parts),
    )  # fmt: skip


def _aloud(story: Story) -> list[str]:
    if not story.key:
        return []
    return [language.of(story.lang)("True names stand on the last pages alone; all before may be "
                                    "read aloud.")]  # fmt: skip


def _stand_ins(story: Story) -> list[Part]:
    if not story.key:
        return []
    speak = language.of(story.lang)
    return [
        Heading(speak("True names, not to be read aloud"), fresh=True),
        Text(speak("The case is “{title}”. Tell the room at the end.", title=story.real.title)),
        Table((speak("In the room"), speak("Really")), listed(story.key), (1, 2)),
    ]


def _plan(story: Story) -> list[Part]:
    speak = language.of(story.lang)
    rows = tuple(
        (clock(b.start), str(b.minutes), b.title, speak(_LEAD[b.kind], n=b.stage))
        for b in story.plan
    )
    total = sum(block.minutes for block in story.plan)
    return [
        Heading(speak("Plan"), fresh=True),
        Table(tuple(map(speak, ("Start", "Minutes", "Block", "What you do"))), rows,
              (1.1, 1.5, 4, 7)),
        Text(speak("Together {n} minutes.", n=total)),
        *_clocks(story),
    ]  # fmt: skip


def _clocks(story: Story) -> list[Part]:
    """Put the clocks of plan, exercise, case and replay side by side."""
    speak, zero = language.of(story.lang), story.exercise
    rows = tuple(
        (clock(b.start), clock(b.start - zero), _moment(story, b),
         speak(_REPLAY[b.kind], n=b.stage))
        for b in story.plan if b.kind in _REPLAY
    )  # fmt: skip
    heads = ("Plan", "Exercise clock", "Real time", "Replay")
    return [
        Heading(speak("Four clocks side by side")),
        Text(speak("Show the replay at the speed that it opens with; at “{pace}” it keeps the "
                   "clock of the exercise by itself.",
                   pace=speak("Pace of the exercise ({n} min)", n=story.beats[-1].minute))),
        Table(tuple(map(speak, heads)), rows, (1.4, 2, 6, 5)),
        Text(speak(RULE), "soft"),
    ]  # fmt: skip


def _moment(story: Story, block: Block) -> str:
    """Give the real time at which the room is when a block begins."""
    if block.kind == "decide":
        return story.decisions[block.stage - 1].when
    first = block.start - story.exercise
    coming = [beat for beat in story.beats if beat.minute >= first and beat.inject]
    return coming[0].when if coming else ""


def _headed(heading: str, *parts: Part) -> list[Part]:
    """Give parts under a heading; nothing, not even that, where they say nothing."""
    said = [part for part in parts if part != Items(())]
    return [Heading(heading), *said] if said else []


def _decision(story: Story, decision: Decision) -> list[Part]:
    speak = language.of(story.lang)
    rows = tuple((b.when, b.text, cited(b.sources)) for b in done(story, decision))
    return [
        Heading(speak("Decision {n}", n=decision.number)),
        Text(f"{clock(decision.minute)} · {decision.when}", "soft"),
        Text(decision.setting),
        Text(decision.ask, "strong"),
        Items(decision.options),
        Heading(speak("A good answer"), 2),
        Text(decision.answer),
        Heading(speak("What really happened"), 2),
        Table(tuple(map(speak, ("Time", "What", "Sources"))), rows, (3, 9, 1.6)),
        Heading(speak("Learning point"), 2),
        Text(decision.learn, "strong"),
    ]


def _discussion(story: Story) -> list[Part]:
    speak = language.of(story.lang)
    parts = [
        part
        for number, question in enumerate(story.case.questions, start=1)
        for part in (Text(f"{number}. {question.ask}", "strong"), Text(question.answer))
    ]
    return _headed(speak("Questions for the discussion, with model answers"), *parts)


def _happened(story: Story) -> list[Part]:
    speak = language.of(story.lang)
    rows = tuple(
        (clock(b.minute) if b.inject else "–", b.when, sender(b, story.lang), b.label,
         speak(b.grade), cited(b.sources))
        for b in story.beats
    )  # fmt: skip
    heads = ("Exercise clock", "Time", "Who", "What", "Evidence", "Sources")
    return [
        Heading(speak("What really happened, from first to last")),
        Text(speak("A dash: left out in a workshop of this length."), "soft"),
        Table(tuple(map(speak, heads)), rows, (2.4, 4, 2.6, 4.5, 2.6, 2)),
    ]


def _waits(story: Story) -> list[Part]:
    speak, case = language.of(story.lang), story.case
    steps = response.story(case)
    said = response.stated(case)
    parts: list[Part] = []
    if len(steps):
        columns = {
            "Step": [str(label) for label in steps["label"]],
            "On the clock": _spans(steps[["low", "wait", "high"]], speak),
            "In opening hours": _spans(
                steps[["open_low", "open_wait", "open_high"]], speak.worked()
            ),
            "Sources": [_bracketed(numbers) for numbers in steps["numbers"]],
        }
        if steps["open_wait"].isna().all():
            del columns["In opening hours"]
        label = str(case.events["label"][case.trigger])
        parts += [
            Text(speak("From “{label}” to each step: best estimate, in brackets what the bounds "
                       "of both times leave open.", label=label)),
            Table(tuple(map(speak, columns)), tuple(zip(*columns.values(), strict=True)),
                  (5, *(4 for _ in range(len(columns) - 2)), 1.6)),
        ]  # fmt: skip
    if len(said):
        pairs = tuple((str(row["label"]), _bracketed(row["number"])) for _, row in said.iterrows())
        parts += [Text(speak("What sources state, which need not agree:")),
                  Table((speak("Wait"), speak("Sources")), pairs, (8, 2))]  # fmt: skip
    return _headed(speak("The calculations"), *parts)


def _bracketed(numbers: object) -> str:
    return f"[{str(numbers).replace(',', ', ')}]" if numbers else ""


def _spans(bounds: pd.DataFrame, speak: language.Language) -> list[str]:
    """Write waits with their bounds; a dash where none is known."""
    made = []
    for low, best, high in bounds.itertuples(index=False):
        if pd.isna(best):
            made.append("–")
        elif pd.isna(low) or pd.isna(high) or high - low <= _EXACT:
            made.append(speak.duration(best))
        else:
            least, wait, most = (span.total_seconds() for span in (low, best, high))
            said = speak("about {n}", n=speak.duration(best.round(_grain(low, high))))
            made.append(f"{said} ({interval(least, wait, most, speak)})")
    return made


def _grain(low: pd.Timedelta, high: pd.Timedelta) -> str:
    """Give the unit in which a wait may be said whose bounds these are."""
    apart = high - low
    return "min" if apart < pd.Timedelta(hours=1) else "h" if high < pd.Timedelta(days=2) else "D"


def _pitfalls(story: Story) -> list[Part]:
    speak, case = language.of(story.lang), story.case
    disputed: list[Part] = []
    for _, rows in case.conflicts.groupby("conflict"):
        says = (f"{row['value']} [{case.source_number(str(row['source']))}]"
                for _, row in rows.iterrows())  # fmt: skip
        disputed += [Text(str(rows["about"].iloc[0]), "strong"), Items(tuple(says))]
    lessons = (f"{row['text']} {cited(n for n, _ in case.cite(row['sources']))}"
               for _, row in case.lessons.iterrows())  # fmt: skip
    return [
        *_headed(speak("Pitfalls: where sources disagree"), *disputed),
        *_headed(speak("What no source answers"), Items(case.open_questions)),
        *_headed(speak("What published analyses conclude"), Items(tuple(lessons))),
    ]


def _references(story: Story) -> list[Part]:
    speak, table = language.of(story.lang), story.real.sources
    listed = []
    for number, (_, row) in enumerate(table.iterrows(), start=1):
        date = speak.published(row["date"]) if isinstance(row["date"], str) else ""
        words = [publisher(row), row["title"], date, row["url"]]
        shown = [str(word).rstrip(".") for word in words if isinstance(word, str) and word]
        listed.append(f"[{number}] " + " ".join([*map(_ended, shown[:-1]), *shown[-1:]]))
    return [Heading(speak("References")), *(Text(text, "soft") for text in listed)]


def _ended(text: str) -> str:
    """End a part of a reference: with a full stop, unless a mark of its own ends it."""
    return text if text.endswith(("?", "!", "…")) else f"{text}."


def write(story: Story, folder: Path) -> list[Path]:
    """Write ``facilitator.docx``.

    Raises
    ------
    ReadError
        It cannot be written there.
    """
    path = folder / "facilitator.docx"
    word.write(paper(story), path)
    return [path]
