"""The ledger as strict models: which keys there are and what each of them may hold.

What one node can say about itself is held here; what needs two of them, such as a source that is
not listed, is held by :mod:`casekit.cases.rules`.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from casekit import clock
from casekit.cases.nodes import (
    EMPTY,
    FORCES,
    Day,
    Evidence,
    Force,
    Id,
    Label,
    LinkKind,
    Node,
    Phase,
    Precision,
    Qualifier,
    Role,
    Rows,
    SourceKind,
    Text,
    Texts,
    Time,
    Zone,
    one_of,
)  # fmt: skip
from casekit.cases.workshop import Workshop

__all__ = [
    "EMPTY", "FORCES", "Conflict", "Context", "Event", "Figure", "Hours", "Ledger", "Lesson",
    "Level", "Link", "Organisation", "Period", "Person", "Queries", "Question", "Saying", "Scale",
    "Series", "Source", "Texts", "Workshop", "keys", "opening",
]  # fmt: skip


class Hours(Node):
    """Opening hours that a source documents."""

    zone: Zone
    opens: Text
    closes: Text
    days: tuple[Annotated[str, AfterValidator(one_of(*clock.DAYS))], ...]
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


class Organisation(Node):
    """The organisation that the case is about."""

    name: Text
    short: Text | None = None
    sector: Text
    accounts: tuple[Text, ...]
    hours: Hours | None = None


class Period(Node):
    """First and last day, in the zone of the case."""

    start: Day
    end: Day


class Source(Node):
    """A text in which something was read."""

    id: Id
    publisher: Text
    title: Text
    date: Time | None
    url: Text | None
    kind: SourceKind
    label: Label
    note: Texts | None = None


class Event(Node):
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


class Figure(Node):
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


class Series(Node):
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


class Link(Node):
    """An event that set off another one."""

    start: Id = Field(alias="from")
    to: Id
    kind: LinkKind
    sources: tuple[Id, ...] = ()
    evidence: Evidence = "documented"
    note: Texts | None = None


class Saying(Node):
    """What one source says where sources disagree."""

    source: Id
    value: Texts


class Conflict(Node):
    """Something that sources disagree on."""

    about: Texts
    figures: tuple[Id, ...] = ()
    says: tuple[Saying, ...]


class Lesson(Node):
    """What published analyses conclude."""

    text: Texts
    sources: tuple[Id, ...]


class Queries(Node):
    """How an archive can be searched for the case."""

    words: tuple[Text, ...]
    accounts: tuple[Text, ...]
    days: Period
    languages: tuple[Text, ...]


class Person(Node):
    """Somebody who may be named, by name or by account."""

    name: Text | None = None
    account: Text | None = None
    why: Texts


class Question(Node):
    """A question for the room, with what a good answer holds."""

    ask: Texts
    answer: Texts


class Steps(Node):
    """What the organisation did, event by event; what no source documents is left out."""

    contact: Id | None = None
    apology: Id | None = None
    fix: Id | None = None


class Level(Node):
    """Where the case stands on one axis of the scale, and what in the ledger says so."""

    low: Force
    high: Force
    why: Texts
    events: tuple[Id, ...] = ()
    figures: tuple[Id, ...] = ()


class Scale(Node):
    """Our reading of the case on the practitioners' scale of Graf and Schwede (2012)."""

    social: Level
    media: Level


class Ledger(Node):
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
    workshop: Workshop | None = None


class Context(Node):
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
