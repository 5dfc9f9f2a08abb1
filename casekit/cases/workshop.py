"""What a ledger adds for the room: where to stop and decide, what to learn, what to call things.

These texts are ours. What happened stands in the events; a decision only names them.
"""

from typing import Annotated

from pydantic import AfterValidator

from casekit.cases.nodes import Id, Node, Text, Texts, one_of

__all__ = ["STANDINS", "Decision", "StandIn", "Workshop"]

STANDINS = ("organisation", "person", "place", "other")


class Decision(Node):
    """A point at which the room is asked what to do, before it hears what was done."""

    id: Id
    after: Id
    setting: Texts
    ask: Texts
    options: tuple[Texts, ...] = ()
    happened: tuple[Id, ...]
    answer: Texts
    learn: Texts


class StandIn(Node):
    """What a name of the case becomes where the room must not know it."""

    names: tuple[Text, ...]
    kind: Annotated[str, AfterValidator(one_of(*STANDINS))]
    label: Texts


class Workshop(Node):
    """The exercise that a case makes: from its first event played to its last one."""

    first: Id
    last: Id
    briefing: Texts
    objectives: tuple[Texts, ...]
    decisions: tuple[Decision, ...]
    standins: tuple[StandIn, ...] = ()
