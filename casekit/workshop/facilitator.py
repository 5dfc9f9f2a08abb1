"""The facilitator's file: the teaching note, with all that participants must not read."""

from pathlib import Path

import pandas as pd

from casekit import language, response
from casekit.workshop import word
from casekit.workshop.injects import RULE
from casekit.workshop.paper import Heading, Items, Paper, Part, Table, Text
from casekit.workshop.plan import clock
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
    "play": "Read out the injects, or let the replay run to the stop.",
    "decide": "Show the decision; groups write down what, who, by when and why.",
    "reveal": "Each group says its decision in a minute; then show what was really done.",
    "break": "Leave the last slide up.",
    "results": "Go through the charts: ask what surprises before you explain.",
    "transfer": "Each group fills one row of the board for its own organisation.",
    "close": "Everybody says one thing that will be different by next month.",
}
_BOARD = ("What was known", "What we decided", "What was really done", "What we take home")


def paper(story: Story) -> Paper:
    """Give the teaching note, as cases are taught: synopsis, plan, questions, answers, sources.

    Examples
    --------
    >>> import casekit as ck
    >>> made = paper(ck.workshop.of(ck.load.case("british-airways-2013"), minutes=90))
    >>> made.parts[0].text
    'Synopsis'
    """
    speak = language.of(story.lang)
    real = story.real
    parts: list[Part] = [
        Heading(speak("Synopsis")),
        Text(real.summary),
        *_stand_ins(story),
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
        *_references(story),
    ]  # fmt: skip
    return Paper(
        speak("For the facilitator: {title}", title=real.title),
        speak("Not for participants. {n} minutes.", n=story.minutes),
        foot(story, speak("facilitator's file, not for participants")), story.lang, tuple(parts),
    )  # fmt: skip


def _stand_ins(story: Story) -> list[Part]:
    if not story.key:
        return []
    speak = language.of(story.lang)
    rows = tuple((name.shown, name.real) for name in story.key)
    return [
        Heading(speak("Key to the stand-ins")),
        Text(speak("The participants' files use the names on the left. Tell the room at the end.")),
        Table((speak("In the room"), speak("Really")), rows, (1, 1)),
    ]


def _plan(story: Story) -> list[Part]:
    speak = language.of(story.lang)
    rows = tuple(
        (clock(b.start), str(b.minutes), b.title, speak(_LEAD[b.kind])) for b in story.plan
    )
    total = sum(block.minutes for block in story.plan)
    return [
        Heading(speak("Plan"), fresh=True),
        Table(tuple(map(speak, ("Start", "Minutes", "Block", "What you do"))), rows,
              (1.1, 1.5, 4, 7)),
        Text(speak("Together {n} minutes. The clock of the exercise starts at {start}.",
                   n=total, start=clock(story.exercise))),
        Text(speak(RULE), "soft"),
    ]  # fmt: skip


def _decision(story: Story, decision: Decision) -> list[Part]:
    speak = language.of(story.lang)
    rows = tuple((b.when, b.told, cited(b.sources)) for b in done(story, decision))
    return [
        Heading(speak("Decision {n}", n=decision.number), fresh=decision.number == 1),
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
    parts: list[Part] = [Heading(speak("Questions for the discussion, with model answers"))]
    for number, question in enumerate(story.real.questions, start=1):
        parts += [Text(f"{number}. {question.ask}", "strong"), Text(question.answer)]
    return parts


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
        Table(tuple(map(speak, heads)), rows, (1.7, 4, 2.7, 4.6, 2.7, 2)),
    ]


def _waits(story: Story) -> list[Part]:
    speak, case = language.of(story.lang), story.real
    steps = response.story(case)
    said = response.stated(case)
    parts: list[Part] = [Heading(speak("The calculations"))]
    if len(steps):
        rows = tuple(
            (str(row["label"]), _span(story, row["low"], row["wait"], row["high"]),
             _span(story, row["open_low"], row["open_wait"], row["open_high"]),
             f"[{row['numbers']}]" if row["numbers"] else "")
            for _, row in steps.iterrows()
        )  # fmt: skip
        label = str(case.events["label"][case.trigger])
        parts += [
            Text(speak("From “{label}” to each step: best estimate, in brackets what the bounds "
                       "of both times leave open.", label=label)),
            Table(tuple(map(speak, ("Step", "On the clock", "In opening hours", "Sources"))),
                  rows, (5, 4, 4, 1.6)),
        ]  # fmt: skip
    if len(said):
        pairs = tuple((str(row["label"]), f"[{row['number']}]") for _, row in said.iterrows())
        parts += [Text(speak("What sources state, which need not agree:")),
                  Table((speak("Stated"), speak("Sources")), pairs, (8, 2))]  # fmt: skip
    return parts


def _span(story: Story, low: pd.Timedelta, best: pd.Timedelta, high: pd.Timedelta) -> str:
    speak = language.of(story.lang)
    if pd.isna(best):
        return "–"
    if pd.isna(low) or pd.isna(high) or low == high:
        return speak.duration(best)
    return f"{speak.duration(best)} ({speak.duration(low)} – {speak.duration(high)})"


def _pitfalls(story: Story) -> list[Part]:
    speak, case = language.of(story.lang), story.real
    parts: list[Part] = [Heading(speak("Pitfalls: where sources disagree"))]
    for _, rows in case.conflicts.groupby("conflict"):
        says = (f"{row['value']} [{case.source_number(str(row['source']))}]"
                for _, row in rows.iterrows())  # fmt: skip
        parts += [Text(str(rows["about"].iloc[0]), "strong"), Items(tuple(says))]
    parts += [Heading(speak("What no source answers")), Items(case.open_questions)]
    lessons = (f"{row['text']} {cited(n for n, _ in case.cite(row['sources']))}"
               for _, row in case.lessons.iterrows())  # fmt: skip
    parts += [Heading(speak("What published analyses conclude")), Items(tuple(lessons))]
    return parts


def _references(story: Story) -> list[Part]:
    speak, table = language.of(story.lang), story.real.sources
    listed = []
    for number, (_, row) in enumerate(table.iterrows(), start=1):
        words = [row["publisher"], row["title"], row["date"], row["url"]]
        shown = (str(word).rstrip(".") for word in words if isinstance(word, str) and word)
        listed.append(f"[{number}] " + ". ".join(shown))
    return [Heading(speak("References")), *(Text(text, "soft") for text in listed)]


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
