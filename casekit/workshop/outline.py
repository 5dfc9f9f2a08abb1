"""What a case asks of a room, in one language: where it begins, stops and ends."""

from collections.abc import Callable
from dataclasses import dataclass

from casekit import language
from casekit.cases import Case
from casekit.errors import CatalogueError

__all__ = ["Choice", "Outline", "outlined"]


@dataclass(frozen=True)
class Choice:
    """A decision as its ledger has it: `after` and `happened` name events."""

    id: str
    after: str
    setting: str
    ask: str
    options: tuple[str, ...]
    happened: tuple[str, ...]
    answer: str
    learn: str


@dataclass(frozen=True)
class Outline:
    """The exercise that a case makes, between two of its events."""

    first: str
    last: str
    briefing: str
    objectives: tuple[str, ...]
    decisions: tuple[Choice, ...]


def outlined(case: Case, say: Callable[[str], str]) -> Outline:
    """Give the outline of a case, its names said as the room may hear them.

    Raises
    ------
    CatalogueError
        The ledger leaves nothing to decide.

    Examples
    --------
    >>> import casekit as ck
    >>> outlined(ck.load.case("british-airways-2013"), str).last
    'debate-on-trend'
    """
    block, lang = case.workshop, case.lang
    if block is None:
        return _plain(case, say)
    return Outline(
        block.first,
        block.last,
        say(block.briefing.of(lang)),
        tuple(say(text.of(lang)) for text in block.objectives),
        tuple(
            Choice(
                d.id, d.after, say(d.setting.of(lang)), say(d.ask.of(lang)),
                tuple(say(text.of(lang)) for text in d.options), d.happened,
                say(d.answer.of(lang)), say(d.learn.of(lang)),
            )
            for d in block.decisions
        ),
    )  # fmt: skip


def _plain(case: Case, say: Callable[[str], str]) -> Outline:
    """Outline a case whose ledger says nothing of workshops: one stop, before the first answer."""
    speak, events = language.of(case.lang), list(case.events.index)
    answer = case.answer or events[-1]
    place = events.index(answer)
    if not case.questions or place <= events.index(case.trigger):
        raise CatalogueError(
            f"nothing to decide in {case.slug}",
            cure="write the block 'workshop' of its ledger, as data/cases/FORMAT.md says",
        )
    asked = case.questions[0]
    name = say(case.organisation.name)
    choice = Choice(
        "before-the-answer", events[place - 1],
        speak("{name} has not said anything yet.", name=name), say(asked.ask), (), (answer,),
        say(asked.answer), say(case.lessons["text"].iloc[0]) if len(case.lessons) else "",
    )  # fmt: skip
    briefing = speak("You are the crisis team of {name}. Messages are coming in.", name=name)
    aims = (speak("Decide under pressure of time, and say why"),
            speak("Compare your own decision with what was done"))  # fmt: skip
    return Outline(case.trigger, events[-1], briefing, aims, (choice,))
