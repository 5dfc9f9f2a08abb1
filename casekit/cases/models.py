"""The ledger as strict models: which keys there are and what each of them may hold.

What one node can say about itself is held here; what needs two of them, such as a source that is
not listed, is held by :mod:`casekit.cases.rules`.
"""

import difflib
import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
)

from casekit import clock, language, schema
from casekit.cases.moments import Stated, stated
from casekit.errors import LedgerError

__all__ = [
    "EMPTY", "FORCES", "Conflict", "Context", "Event", "Figure", "Hours", "Ledger", "Lesson",
    "Level", "Link", "Organisation", "Period", "Person", "Queries", "Question", "Saying", "Scale",
    "Series", "Source", "Texts", "keys", "opening",
]  # fmt: skip

LABEL = 34
"""A label has at most so many characters, so that pictures can write it out."""

FORCES = range(7)
"""Levels of the scale of Graf and Schwede, from calm to hurricane."""

EMPTY = "…"
"""What stands for a text, a list or a zone that is still to be written; it is a warning."""

_ID = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")


def _filled(text: str) -> str:
    if not text.strip():
        raise LedgerError("empty text", cure="write it, or leave an optional key out")
    return text.strip()


def _short(text: str) -> str:
    if len(text) > LABEL:
        raise LedgerError(
            f"label of {len(text)} characters: {text!r}", cure=f"use at most {LABEL} characters"
        )
    return text


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise LedgerError(
            f"id {text!r}", cure="use small letters and digits, with '-', '_' or '.' between"
        )
    return text


def _one_of(*words: str) -> Callable[[str], str]:
    def known(word: str) -> str:
        if word not in words:
            near = difflib.get_close_matches(word, words, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise LedgerError(f"unknown word {word!r}", cure=f"{hint}Use {', '.join(words)}")
        return word

    return known


def _force(value: int) -> int:
    if value not in FORCES:
        raise LedgerError(f"level {value}", cure="use 0 (calm) to 6 (hurricane)")
    return value


def _zone(name: str) -> str:
    if name == EMPTY:
        return "UTC"
    clock.zone(name)
    return name


def _day(value: object) -> Stated:
    time = stated(value)
    if time.grain != "day":
        raise LedgerError(f"{time.text!r} is no day", cure="write 2013-09-03")
    return time


def _rows(value: object) -> object:
    return () if value == EMPTY else value


def _both(value: object) -> object:
    return dict.fromkeys(language.LANGUAGES, value) if isinstance(value, str) else value


Row = TypeVar("Row")
Rows = Annotated[tuple[Row, ...], BeforeValidator(_rows)]
Text = Annotated[str, AfterValidator(_filled)]
Id = Annotated[Text, AfterValidator(_id)]
Role = Annotated[str, AfterValidator(_one_of(*schema.ROLES))]
Phase = Annotated[str, AfterValidator(_one_of(*schema.PHASES))]
Precision = Annotated[str, AfterValidator(_one_of(*schema.PRECISIONS))]
Qualifier = Annotated[str, AfterValidator(_one_of(*schema.QUALIFIERS))]
SourceKind = Annotated[str, AfterValidator(_one_of(*schema.SOURCE_KINDS))]
LinkKind = Annotated[str, AfterValidator(_one_of(*schema.LINK_KINDS))]
Evidence = Annotated[str, AfterValidator(_one_of("documented", "derived"))]
Force = Annotated[int, AfterValidator(_force)]
Zone = Annotated[str, AfterValidator(_zone)]
Time = Annotated[Stated, PlainValidator(stated)]
Day = Annotated[Stated, PlainValidator(_day)]


class _Node(BaseModel):
    """A mapping of the file: known keys only, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Texts(_Node):
    """One text in both languages."""

    en: Text
    de: Text

    def of(self, lang: str) -> str:
        """Give the text of one language."""
        return str(getattr(self, lang))


class Label(Texts):
    """A text for pictures, at most 34 characters a language."""

    en: Annotated[Text, AfterValidator(_short)]
    de: Annotated[Text, AfterValidator(_short)]


class Hours(_Node):
    """Opening hours that a source documents."""

    zone: Zone
    opens: Text
    closes: Text
    days: tuple[Annotated[str, AfterValidator(_one_of(*clock.DAYS))], ...]
    country: Text | None = None
    region: Text | None = None
    source: Id
    note: Texts | None = None


def opening(hours: Hours) -> clock.Hours:
    """Give opening hours as the clock reckons with them.

    Raises
    ------
    ClockError
        A clock time that cannot be.
    """
    return clock.Hours(
        hours.zone,
        opens=hours.opens,
        closes=hours.closes,
        days=hours.days,
        country=hours.country,
        region=hours.region,
        source=hours.source,
    )


class Organisation(_Node):
    """The organisation that the case is about."""

    name: Text
    short: Text | None = None
    sector: Text
    accounts: tuple[Text, ...]
    hours: Hours | None = None


class Period(_Node):
    """First and last day, in the zone of the case."""

    start: Day
    end: Day


class Source(_Node):
    """A text in which something was read."""

    id: Id
    publisher: Text
    title: Text
    date: Time | None
    url: Text | None
    kind: SourceKind
    label: Label
    note: Annotated[Texts, BeforeValidator(_both)] | None = None


class Event(_Node):
    """Something that happened."""

    id: Id
    at: Time
    precision: Precision
    earliest: Time | None = None
    latest: Time | None = None
    actor: Role
    phase: Phase
    platform: Text
    label: Label
    what: Texts
    sources: tuple[Id, ...] = ()
    evidence: Evidence = "documented"
    note: Texts | None = None


class Figure(_Node):
    """A number that a source states."""

    id: Id
    metric: Id
    value: float
    unit: Texts
    qualifier: Qualifier
    as_of: Time | None
    precision: Precision | None = None
    earliest: Time | None = None
    latest: Time | None = None
    series: Id | None = None
    label: Label
    what: Texts
    sources: tuple[Id, ...] = ()
    evidence: Evidence = "documented"
    note: Texts | None = None


class Series(_Node):
    """Figures of one scope: whether they add up to a curve, and from where it runs."""

    id: Id
    counts: Texts
    cumulative: bool
    origin: Id | None = None
    earliest: Time | None = None
    latest: Time | None = None
    shocks: tuple[Id, ...] = ()
    crowd: Texts | None = None
    why: Texts
    sources: tuple[Id, ...] = ()


class Link(_Node):
    """An event that set off another one."""

    start: Id = Field(alias="from")
    to: Id
    kind: LinkKind
    sources: tuple[Id, ...] = ()
    evidence: Evidence = "documented"
    note: Texts | None = None


class Saying(_Node):
    """What one source says where sources disagree."""

    source: Id
    value: Texts


class Conflict(_Node):
    """Something that sources disagree on."""

    about: Texts
    figures: tuple[Id, ...] = ()
    says: tuple[Saying, ...]


class Lesson(_Node):
    """What published analyses conclude."""

    text: Texts
    sources: tuple[Id, ...]


class Queries(_Node):
    """How an archive can be searched for the case."""

    words: tuple[Text, ...]
    accounts: tuple[Text, ...]
    days: Period
    languages: tuple[Text, ...]


class Person(_Node):
    """Somebody who may be named, by name or by account."""

    name: Text | None = None
    account: Text | None = None
    why: Texts


class Question(_Node):
    """A question for the room, with what a good answer holds."""

    ask: Texts
    answer: Texts


class Steps(_Node):
    """What the organisation did, event by event; what no source documents is left out."""

    contact: Id | None = None
    apology: Id | None = None
    fix: Id | None = None


class Level(_Node):
    """Where the case stands on one axis of the scale, and what in the ledger says so."""

    low: Force
    high: Force
    why: Texts
    events: tuple[Id, ...] = ()
    figures: tuple[Id, ...] = ()


class Scale(_Node):
    """Our reading of the case on the practitioners' scale of Graf and Schwede (2012)."""

    social: Level
    media: Level


class Ledger(_Node):
    """A whole ledger."""

    # A field can be set on its own, so that the sound parts of a broken ledger can be checked.
    model_config = ConfigDict(validate_assignment=True)

    slug: Id
    title: Texts
    summary: Texts
    organisation: Organisation
    zone: Zone
    period: Period
    platforms: tuple[Text, ...]
    trigger: Id
    answer: Id | None
    steps: Steps = Steps()
    scale: Scale | None = None
    sources: Rows[Source]
    events: Rows[Event]
    figures: Rows[Figure]
    series: Rows[Series] = ()
    links: Rows[Link]
    conflicts: Rows[Conflict]
    lessons: Rows[Lesson]
    open_questions: Rows[Texts]
    queries: Queries
    public: Rows[Person]
    questions: Rows[Question]


class Context(_Node):
    """How things stood when the cases happened: figures with their sources, and no story."""

    zone: Zone
    sources: tuple[Source, ...]
    figures: tuple[Figure, ...]


def keys(path: tuple[str | int, ...], root: type[BaseModel] = Ledger) -> tuple[str, ...]:
    """Give the keys that a mapping of the file may have, wherever it stands.

    Examples
    --------
    >>> keys(("events", 3, "label"))
    ('en', 'de')
    """
    model: type[BaseModel] | None = root
    for step in path:
        if isinstance(step, str) and model is not None:
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = _model(fields[step].annotation) if step in fields else None
    return tuple(f.alias or n for n, f in model.model_fields.items()) if model else ()


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in found if model), None)
